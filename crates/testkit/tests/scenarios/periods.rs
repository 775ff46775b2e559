//! The books by day: what the journal lists and what the trial balance sums.

use onetill_testkit::scenario::tell;
use onetill_testkit::shop::{Shop, figures};
use serde_json::{Value, json};

/// Debit, credit and balance of every account that a day touched, by name.
async fn day(shop: &Shop, from: &str, to: &str) -> Vec<(String, [i64; 3])> {
    let trial = shop.get(&format!("/v1/trial-balance?from={from}&to={to}")).await.ok();
    let [debit, credit] = figures(&trial, ["total_debit", "total_credit"]);
    assert_eq!(debit, credit, "{trial}");
    let accounts = trial["accounts"].as_array().expect("accounts").iter();
    let touched =
        accounts.map(|a| (a["name"].as_str().expect("a name").to_owned(), figures(a, ["debit", "credit", "balance"])));
    touched.filter(|(_, sums)| *sums != [0, 0, 0]).collect()
}

fn named(rows: &[(&str, [i64; 3])]) -> Vec<(String, [i64; 3])> {
    rows.iter().map(|(name, sums)| ((*name).to_owned(), *sums)).collect()
}

#[test]
fn the_trial_balance_sums_the_days_that_are_asked_for() {
    tell(async |shop| {
        let vat = shop.tax("standard", "20").await;
        let mug = shop.goods("mug", 1200, 500, &vat, 10).await;
        let monday = shop.cart().add(&mug, "2").sell().await.ok();
        shop.later(86_400);
        shop.cart().add(&mug, "1").pay("voucher", 1200).sell().await.ok();
        shop.refund(&monday, json!({ "lines": [{ "line_no": 1, "quantity": 1 }] })).await.ok();

        let tuesday = [
            ("Cash in drawers", [0, 1200, -1200]),
            ("Voucher clearing", [1200, 0, 1200]),
            ("Inventory", [500, 500, 0]),
            ("standard tax payable", [200, 200, 0]),
            ("Sales – standard", [1000, 1000, 0]),
            ("Cost of goods sold", [500, 500, 0]),
        ];
        assert_eq!(day(shop, "2026-11-24", "2026-11-24").await, named(&tuesday));
        let both = [
            ("Cash in drawers", [2400, 1200, 1200]),
            ("Voucher clearing", [1200, 0, 1200]),
            ("Inventory", [5500, 1500, 4000]),
            ("standard tax payable", [200, 600, -400]),
            ("Opening equity", [0, 5000, -5000]),
            ("Sales – standard", [1000, 3000, -2000]),
            ("Cost of goods sold", [1500, 500, 1000]),
        ];
        assert_eq!(day(shop, "2026-11-23", "2026-11-24").await, named(&both));
        assert_eq!(day(shop, "2026-11-25", "2026-12-31").await, named(&[]));
    });
}

#[test]
fn the_journal_lists_what_touched_an_account_newest_first() {
    tell(async |shop| {
        let vat = shop.tax("standard", "20").await;
        let mug = shop.goods("mug", 1200, 500, &vat, 10).await;
        let mut entries = Vec::new();
        for tender in ["cash", "voucher", "cash"] {
            shop.later(86_400);
            let sale = shop.cart().add(&mug, "1").pay(tender, 1200).sell().await.ok();
            entries.push(sale["id"].clone());
        }
        let list = async |query: &str| -> Vec<Value> {
            let journal = shop.get(&format!("/v1/journal?{query}")).await.ok();
            journal["items"].as_array().expect("entries").iter().map(|e| e["id"].clone()).collect()
        };
        assert_eq!(list("account=1000").await, [entries[2].clone(), entries[0].clone()], "cash in drawers");
        assert_eq!(list("account=1150").await, [entries[1].clone()], "vouchers");
        assert_eq!(list("from=2026-11-24&to=2026-11-25").await, [entries[1].clone(), entries[0].clone()]);

        let query = format!("source_id={}", entries[1].as_str().expect("an id"));
        let one = shop.get(&format!("/v1/journal?{query}")).await.ok()["items"][0].take();
        let postings: Vec<_> = one["postings"]
            .as_array()
            .expect("postings")
            .iter()
            .map(|p| {
                (
                    p["account_name"].as_str().expect("a name"),
                    p["debit"]["amount"].as_i64(),
                    p["credit"]["amount"].as_i64(),
                )
            })
            .collect();
        assert_eq!(
            postings,
            [
                ("Voucher clearing", Some(1200), None),
                ("Sales – standard", None, Some(1000)),
                ("standard tax payable", None, Some(200)),
                ("Cost of goods sold", Some(500), None),
                ("Inventory", None, Some(500)),
            ]
        );
    });
}
