//! Everything that a shop does at once, on PostgreSQL: each group takes its locks in the one order, so that no
//! two ever wait for each other.

use std::sync::Arc;

use onetill_testkit::client::Client;
use onetill_testkit::founding::Engine;
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use serde_json::{Value, json};
use tokio::task::JoinSet;

use crate::support::{Sale, Stand, Things};

/// People who work at once.
const PEOPLE: u64 = 16;
/// Rounds of work for each.
const ROUNDS: usize = 8;

#[test]
fn whatever_is_done_at_once_never_waits_in_a_circle() {
    let stand = Stand::open(Engine::Postgres);
    stand.block_on(async {
        let mut people = JoinSet::new();
        for seed in 0..PEOPLE {
            people.spawn(work(stand.client.clone(), stand.things.clone(), seed));
        }
        people.join_all().await;
    });
    // Connections tell when they end.
    stand.server.terminate();
    assert!(stand.server.ended().success());
    assert_eq!(stand.home.deadlocks(), 0);
    stand.verify();
}

async fn work(client: Client, things: Arc<Things>, seed: u64) {
    let mut rng = StdRng::seed_from_u64(seed);
    let one_of = |all: &[Value], rng: &mut StdRng| all[rng.random_range(0..all.len())].clone();
    for _ in 0..ROUNDS {
        let sale = Sale::random(&things, &mut rng);
        let sold = sale.send(&client).await.expect("an answer").ok();

        let mut order = Sale::random(&things, &mut rng).body;
        order.as_object_mut().expect("an order").remove("payments");
        let opened = client.post("/v1/orders", order).await.ok();
        let path = format!("/v1/orders/{}/payments", opened["id"].as_str().expect("an id"));
        client.post(&path, json!({ "tender": "cash", "complete_when_paid": true })).await.ok();

        // Money taken for an order completes it as a sale; two registers send it, and neither names the order.
        let mut order = Sale::random(&things, &mut rng).body;
        let lines = order["lines"].clone();
        order.as_object_mut().expect("an order").remove("payments");
        let opened = client.post("/v1/orders", order).await.ok();
        let path = format!("/v1/orders/{}/payments", opened["id"].as_str().expect("an id"));
        let paid = client.post(&path, json!({ "tender": "cash" })).await.ok();
        let sale = |register: Value| {
            let body = json!({ "register_id": register, "lines": lines, "payments": [{ "payment_id": paid["id"] }] });
            let client = client.clone();
            async move { client.post("/v1/sales", body).await }
        };
        let (one, other) = (one_of(&things.registers, &mut rng), one_of(&things.registers, &mut rng));
        let (one, other) = tokio::join!(sale(one), sale(other));
        let (done, refused) = if one.status.is_success() { (one, other) } else { (other, one) };
        assert_eq!(done.ok()["id"], opened["id"]);
        refused.refused(409, "already_exists");

        let path = format!("/v1/orders/{}/refunds", sold["id"].as_str().expect("an id"));
        let register = one_of(&things.registers, &mut rng);
        client.post(&path, json!({ "register_id": register, "reason": "broken" })).await.ok();

        let found = json!({
            "location_id": things.location_id, "variant_id": one_of(&things.goods, &mut rng),
            "kind": "found", "quantity": 1,
        });
        client.post("/v1/stock/adjustments", found).await.ok();
    }
}
