//! A small file of our own with every kind of row that cannot be replayed, or only with a remark.

use std::path::PathBuf;

use onetill_db::Target;
use onetill_domains::platform::{NegativeStock, TaxRounding};
use onetill_testkit::founding::Home;
use onetill_testkit::process::{database_url, verify};
use onetill_testkit::shop::{Engine, OWNER_KEY, Shop, ShopOptions};
use serde_json::{Value, json};

use crate::{Told, of_tree, onetill, replay};

fn file() -> PathBuf {
    of_tree("crates/onetill/tests/replay/stall.csv")
}

fn mapping() -> PathBuf {
    of_tree("crates/onetill/tests/replay/stall.toml")
}

/// A database that `onetill init` has set up.
fn founded(engine: Engine) -> (Home, String) {
    let home = Home::create(engine);
    let url = database_url(&home.target);
    let output = onetill(&[
        "init",
        "--database",
        &url,
        "--merchant",
        "Market Stall",
        "--currency",
        "EUR",
        "--country",
        "DE",
        "--time-zone",
        "Europe/Berlin",
        "--owner-email",
        "owner@example.com",
    ]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    (home, url)
}

#[test]
fn a_file_is_replayed_into_a_database_as_far_as_it_can_be_read() {
    for engine in Engine::BOTH {
        let (home, url) = founded(engine);
        let again = || replay(&["--database", &url], &file(), &mapping(), home.folder());
        let told = again();
        assert_eq!(told.code, Some(0), "{}", told.summary);
        check_summary(&told.summary);
        check_findings(&told);
        verify(env!("CARGO_BIN_EXE_onetill"), &home.target);
        let told_again = again();
        assert_eq!((told_again.code, told_again.summary), (Some(0), told.summary));
    }
}

/// Computed by hand.
#[track_caller]
fn check_summary(summary: &Value) {
    assert_eq!(summary["file_lines"], 27);
    assert_eq!(summary["file_amount"], 2601);
    assert_eq!(summary["sales"], json!({ "count": 5, "lines": 7 }));
    assert_eq!(summary["refunds"], json!({ "count": 2, "lines": 3 }));
    assert_eq!(summary["unlinked_refunds"], json!({ "count": 3, "lines": 3 }));
    assert_eq!(summary["verified"], true);
    let sum = |net: i64, tax: i64| json!({ "net": net, "tax": tax, "total": net + tax });
    let with = |mut sum: Value, more: Value| {
        sum.as_object_mut().expect("an object").extend(more.as_object().expect("an object").clone());
        sum
    };
    assert_eq!(summary["total"], sum(2139, 462));
    let day = |date: &str, sales: u64, refunds: u64, net, tax| {
        with(sum(net, tax), json!({ "date": date, "sales": sales, "refunds": refunds }))
    };
    assert_eq!(
        summary["by_day"],
        json!([
            day("2020-06-30", 1, 0, 5000, 950),
            day("2020-07-01", 4, 0, 10_000, 1600),
            day("2020-07-02", 0, 5, -12_861, -2088)
        ])
    );
    // What is given back of a sale carries the sale's tax, what is given back without one the day's.
    assert_eq!(
        summary["by_tax"],
        json!([
            { "name": "VAT", "rate": "16", "net": -1861, "tax": -298 },
            { "name": "VAT", "rate": "19", "net": 4000, "tax": 760 },
        ])
    );
    let customer = |number: Value, net, tax| with(sum(net, tax), json!({ "customer": number }));
    assert_eq!(
        summary["by_customer"],
        json!([customer(json!("7"), 3139, 622), customer(Value::Null, 0, 0), customer(json!("8"), -1000, -160)])
    );
    let product = |code: &str, name: &str, quantity: &str, amount: i64| json!({ "code": code, "name": name, "quantity": quantity, "amount": amount });
    assert_eq!(
        summary["by_product"],
        json!([
            product("T1", "Tea towel", "4.5", 5411),
            product("SHIP", "Parcel", "1", 580),
            product("B1", "Bread board, oak", "-1", -3390),
        ])
    );
}

#[track_caller]
fn check_findings(told: &Told) {
    let expected = [
        (5, "kept", "not_goods"),
        (6, "kept", "no_name"),
        (10, "kept", "no_sale"),
        (11, "kept", "no_name"),
        (11, "kept", "no_sale"),
        (12, "kept", "no_sale"),
        (15, "skipped", "quantity"),
        (16, "skipped", "quantity"),
        (17, "skipped", "quantity"),
        (18, "skipped", "quantity"),
        (19, "skipped", "quantity"),
        (20, "skipped", "price"),
        (21, "skipped", "price"),
        (22, "skipped", "price"),
        (23, "skipped", "price"),
        (24, "skipped", "time"),
        (25, "skipped", "no_document"),
        (26, "skipped", "no_code"),
        (27, "skipped", "unreadable"),
        (28, "skipped", "customer"),
    ];
    let found: Vec<_> = told.findings.iter().map(|(line, action, problem)| (*line, &**action, &**problem)).collect();
    assert_eq!(found, expected);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_shop_refuses_is_told_and_can_be_replayed_later() {
    let options = ShopOptions {
        currency: "EUR",
        tax_rounding: TaxRounding::Order,
        negative_stock: NegativeStock::Refuse,
        ..ShopOptions::new(Engine::Sqlite)
    };
    let shop = Shop::open(options).await;
    let wholesale = shop.folder().join("wholesale.csv");
    let text = std::fs::read_to_string(file()).expect("a file");
    std::fs::write(&wholesale, text.replace("R-6,T1,Tea towel,4,", "R-6,T1,Tea towel,40,")).expect("a file");
    let again = || {
        let (url, file, folder) = (shop.url.clone(), wholesale.clone(), shop.folder().to_owned());
        let run = move || replay(&["--server", &url, "--api-key", OWNER_KEY], &file, &mapping(), &folder);
        tokio::task::spawn_blocking(run)
    };
    let failed = |told: &Told| -> Vec<u64> {
        told.findings.iter().filter(|(_, action, _)| action == "failed").map(|(line, ..)| *line).collect()
    };
    let told = again().await.expect("no panic");
    // There are ten tea towels, so R-6 is refused, and with it X-6, which gives some of them back.
    assert_eq!((told.code, failed(&told)), (Some(1), vec![8, 13]), "{:?}", told.findings);
    assert_eq!(told.summary["total"]["total"], 2601 - 4 * 1160 + 2 * 1160);
    shop.verify().await;

    let towel = shop.get("/v1/products?sku=T1").await.ok()["items"][0]["variants"][0]["id"].clone();
    let delivery = json!({
        "location_id": shop.location_id, "variant_id": towel, "kind": "received", "quantity": 40,
    });
    shop.post("/v1/stock/adjustments", delivery).await.ok();
    let told = again().await.expect("no panic");
    assert_eq!((told.code, failed(&told)), (Some(0), vec![]), "{:?}", told.findings);
    assert_eq!(told.summary["total"]["total"], 2601 + 36 * 1160);
    shop.verify().await;
}

#[test]
fn a_shop_that_does_not_fit_is_refused_before_anything_is_done() {
    let (_home, url) = founded(Engine::Sqlite);
    let empty = Home::create(Engine::Sqlite);
    let Target::Sqlite(nowhere) = &empty.target else { panic!("a file") };
    let nowhere = format!("sqlite:{}", nowhere.display());
    let cases = [
        (&url, "\"EUR\"", "\"GBP\"", "The shop sells in EUR, the file is in GBP."),
        (&url, "include_tax = true", "include_tax = false", "Prices of the shop contain the tax"),
        (&url, "receipt", "voucher", "it has no column \"voucher\""),
        (&url, "tax = \"standard\"", "tax = \"none\"", "There is no [[taxes]] with the code \"none\""),
        (&url, "time_zone", "zone", "unknown field `zone`"),
        (&nowhere, "", "", "This database has no merchant yet."),
    ];
    let text = std::fs::read_to_string(mapping()).expect("a mapping");
    let other = empty.folder().join("other.toml");
    let (file, other) = (file(), other.to_str().expect("a path"));
    let file = file.to_str().expect("a path");
    for (url, from, to, message) in cases {
        std::fs::write(other, text.replace(from, to)).expect("a mapping");
        let output = onetill(&["replay", "--file", file, "--mapping", other, "--database", url]);
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.code() == Some(2) && said.contains(message), "{message}: {:?} {said}", output.status);
    }
}
