//! PostgreSQL's answer to a commit is lost on the way. Whether it took place is looked up, so that no sale is
//! rung up twice and none is lost, also one that carries neither key nor id.

use onetill_db::Target;
use onetill_testkit::founding::{Engine, Home, ShopOptions};
use onetill_testkit::postgres::{Cut, Proxy};
use serde_json::json;

use crate::support::Stand;

/// Sales in each test, and commits that break.
const SALES: usize = 8;

#[test]
fn a_commit_whose_answer_is_lost_is_not_done_again() {
    every_sale_lands_once(Cut::AfterCommit);
}

#[test]
fn a_commit_that_never_arrived_is_done_again() {
    every_sale_lands_once(Cut::BeforeCommit);
}

fn every_sale_lands_once(cut: Cut) {
    let mut home = Home::create(Engine::Postgres);
    let Target::Postgres(direct) = home.target.clone() else { panic!("{:?}", home.target) };
    let proxy = Proxy::start(&direct, home.folder()).expect("a proxy");
    home.target = Target::Postgres(proxy.url().to_owned());
    let stand = Stand::in_home(home, &ShopOptions::new(Engine::Postgres), "http://127.0.0.1:9");
    let sale = json!({
        "register_id": stand.things.registers[0],
        "lines": [{ "variant_id": stand.things.goods[0] }],
        "payments": [{ "tender": "cash" }],
    });
    let mut numbers = Vec::new();
    for _ in 0..SALES {
        proxy.cut(cut, 1);
        let sold = stand.block_on(stand.client.post("/v1/sales", sale.clone()));
        assert!(!sold.replayed);
        numbers.push(sold.ok()["number"].as_str().expect("a number").to_owned());
    }
    assert_eq!(proxy.cuts(), SALES);
    let expected: Vec<String> = (1..=SALES).map(|n| format!("R1-{n:06}")).collect();
    assert_eq!(numbers, expected);
    assert_eq!(stand.all("/v1/orders").len(), SALES);
    stand.verify();
}
