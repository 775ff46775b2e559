//! Reports of sales: whatever they are told apart by, they come to the same, and to what the books say.

use std::collections::BTreeMap;

use onetill_testkit::scenario::{tell, tell_in};
use onetill_testkit::shop::{CASHIER_KEY, Shop, figures};
use reqwest::Method;
use serde_json::{Value, json};

const EVERY_WAY: [&str; 7] = ["day", "hour", "product", "category", "tender", "tax", "staff"];
const BOTH_DAYS: &str = "from=2026-11-23&to=2026-11-24";

async fn report(shop: &Shop, by: &str, period: &str) -> Value {
    shop.get(&format!("/v1/reports/sales?by={by}&{period}")).await.ok()
}

/// Two days with discounts, two taxes on one line, deposits, things without a product, and refunds.
async fn two_days(shop: &Shop) {
    let vat = shop.tax("standard", "20").await;
    let two = json!([{ "name": "state", "rate": "5" }, { "name": "city", "rate": "2.5", "compound": true }]);
    let two = shop.taxes("local", two).await;
    let mug = shop.goods("mug", 1200, 500, &vat, 50).await;
    let pan = shop.goods("pan", 2399, 900, &two, 50).await;
    let order = shop.cart().add(&mug, "3").line_percent("10").add(&pan, "1").off(123).sell().await.ok();
    let mut split = shop.cart().at(1).add(&pan, "2").order();
    split["payments"] = json!([{ "tender": "voucher", "amount": shop.money(4000) }, { "tender": "cash" }]);
    shop.post("/v1/sales", split).await.ok();
    let open = shop.cart().add(&mug, "2").open().await.ok();
    let payment = shop.pay_by_card(&open).await;
    shop.settled(&payment).await;
    let deposit = json!({ "kind": "deposit", "name": "Crate", "quantity": 4, "unit_price": shop.money(25) });
    let tip = json!({ "kind": "tip", "name": "Tip", "quantity": 1, "unit_price": shop.money(150) });
    shop.cart().add(&mug, "1").line(deposit).line(tip).sell().await.ok();
    shop.later(86_400 + 3_600);
    shop.refund(&order, json!({ "lines": [{ "line_no": 1, "quantity": 1, "restock": true }, { "line_no": 2 }] }))
        .await
        .ok();
    shop.refund(&open, json!({ "lines": [{ "line_no": 1, "quantity": 1 }] })).await.ok();
    shop.settled(&payment).await;
    shop.cart().add(&mug, "1").sell().await.ok();
}

/// What the books say of a period: earned, held for others, tax, cost.
async fn by_the_books(shop: &Shop, period: &str) -> [i64; 4] {
    let trial = shop.get(&format!("/v1/trial-balance?{period}")).await.ok();
    let accounts = trial["accounts"].as_array().expect("accounts");
    let sum = |range: std::ops::RangeInclusive<&str>| -> i64 {
        let of_it = accounts.iter().filter(|a| range.contains(&a["code"].as_str().expect("a number")));
        of_it.map(|a| figures(a, ["balance"])[0]).sum()
    };
    [-sum("4000"..="4999"), -sum("2100"..="2120"), -sum("2200"..="2299"), sum("5000"..="5000")]
}

async fn all_agree(shop: &Shop) {
    two_days(shop).await;
    for period in [BOTH_DAYS, "from=2026-11-23&to=2026-11-23", "from=2026-11-24&to=2026-11-24"] {
        let first = report(shop, "day", period).await;
        let totals = &first["totals"];
        let [net, held, tax, cost] = figures(totals, ["net", "held", "tax", "cost"]);
        assert_eq!([net, held, tax, cost], by_the_books(shop, period).await, "{period}: {totals}");
        let [total, margin] = figures(totals, ["total", "margin"]);
        assert_eq!((total, margin), (net + held + tax, net - cost), "{period}");
        for by in EVERY_WAY {
            let report = report(shop, by, period).await;
            assert_eq!((&report["totals"], &report["orders"]), (totals, &first["orders"]), "{by} {period}");
            let rows = report["rows"].as_array().expect("rows");
            for name in ["gross", "discounts", "refunded", "net", "held", "tax", "total", "cost", "margin"] {
                let of_rows: Option<i64> = rows.iter().map(|r| r["figures"][name]["amount"].as_i64()).sum();
                // A line with two taxes stands under both.
                let repeated = by == "tax" && matches!(name, "net" | "total" | "refunded");
                if let (Some(sum), false) = (of_rows, repeated) {
                    assert_eq!(Some(sum), totals[name]["amount"].as_i64(), "{name} by {by} {period}: {report}");
                }
            }
        }
    }
}

#[test]
fn every_report_comes_to_the_same_and_to_the_books() {
    tell(all_agree);
}

#[test]
fn so_do_those_of_a_shop_whose_prices_are_without_tax() {
    tell_in(|shop| shop.prices_include_tax = false, all_agree);
}

/// The totals of a report's rows, by key.
fn by_key(report: &Value) -> BTreeMap<String, i64> {
    let key = |row: &Value| row["name"].as_str().or(row["key"].as_str()).unwrap_or("-").to_owned();
    let rows = report["rows"].as_array().expect("rows").iter();
    rows.map(|row| (key(row), figures(&row["figures"], ["total"])[0])).filter(|(_, total)| *total != 0).collect()
}

#[test]
fn rows_say_what_they_are_of() {
    tell(async |shop| {
        let vat = shop.tax("standard", "20").await;
        let free = shop.taxes("free", json!([])).await;
        let mug = shop.goods("mug", 1200, 500, &vat, 50).await;
        let book = shop.goods("book", 900, 500, &free, 50).await;
        shop.cart().add(&mug, "2").add(&book, "1").pay("voucher", 2000).pay("cash", 1300).sell().await.ok();
        shop.later(3_600);
        let sale = shop.cart().add(&mug, "1").sell().await.ok();
        shop.refund(&sale, json!({})).await.ok();
        let found = async |by: &str| {
            let report = report(shop, by, "from=2026-11-23&to=2026-11-23").await;
            by_key(&report).into_iter().map(|(key, total)| format!("{key} {total}")).collect::<Vec<_>>()
        };
        assert_eq!(found("hour").await, ["9 3300"], "half past nine, and what was sold at half past ten came back");
        assert_eq!(found("product").await, ["book 900", "mug 2400"]);
        assert_eq!(found("tender").await, ["Cash 1300", "Voucher 2000"]);
        assert_eq!(found("tax").await, ["- 900", "standard tax 2400"]);
        assert_eq!(found("day").await, ["2026-11-23 3300"]);
        let days = report(shop, "day", "from=2026-11-20&to=2026-11-30").await;
        assert_eq!(days["rows"].as_array().map(Vec::len), Some(11), "every day has a row");
        let one = report(shop, "product", "from=2026-11-23&to=2026-11-23&limit=1").await;
        assert_eq!((by_key(&one).len(), &one["rest"]["rows"]), (1, &json!(1)));
        assert_eq!(figures(&one["rest"]["figures"], ["total"]), [900]);
    });
}

#[test]
fn what_was_sold_without_tax_has_rows_of_its_own_by_the_reason() {
    tell(async |shop| {
        let vat = shop.tax("standard", "20").await;
        let free = shop.taxes("free", json!([])).await;
        let mug = shop.goods("mug", 1200, 500, &vat, 50).await;
        let book = shop.goods("book", 900, 500, &free, 50).await;
        let exempt = |reason: &str| json!({ "reason": reason, "certificate": "C-1" });
        shop.cart().add(&mug, "1").add(&book, "1").sell().await.ok();
        shop.later(60);
        let embassy = shop.cart().add(&mug, "3").add(&book, "1").with("tax_exemption", exempt("Embassy"));
        let embassy = embassy.sell().await.ok();
        shop.later(60);
        // A mug that came back without a receipt for it came back without tax too.
        let goods = json!([{ "reason": "no receipt", "goods": [{ "variant_id": mug }] }]);
        shop.cart()
            .add(&mug, "2")
            .with("tax_exemption", exempt("Export"))
            .with("returned", goods)
            .cash(1000, 1000)
            .sell()
            .await
            .ok();
        shop.later(60);
        shop.refund(&embassy, json!({ "lines": [{ "line_no": 1, "quantity": "1" }] })).await.ok();
        shop.later(60);
        // Money alone, without a receipt, to somebody who buys untaxed: no tax goes back, and no sale says why there was none.
        let buyer = shop.add_customer("Freedonia").await;
        let path = format!("/v1/customers/{}/tax-exemption", buyer.as_str().expect("an id"));
        let own = json!({ "tax_exemption": { "reason": "Embassy", "certificate": "C-1" } });
        shop.send(Method::PUT, &path, Some(own)).await.ok();
        let back = json!({
            "register_id": shop.register(), "customer_id": buyer, "reason": "no receipt", "tender": "cash",
            "lines": [{ "variant_id": mug }],
        });
        let back = shop.post("/v1/refunds", back).await.ok();
        assert_eq!(figures(&back, ["total", "tax"]), [1000, 0]);

        let period = "from=2026-11-23&to=2026-11-23";
        let report = report(shop, "tax", period).await;
        let found: Vec<String> = by_key(&report).into_iter().map(|(key, total)| format!("{key} {total}")).collect();
        assert_eq!(found, ["- 800", "Embassy 2000", "Export 1000", "standard tax 1200"]);
        let row = |name: Value| {
            report["rows"].as_array().and_then(|rows| rows.iter().find(|r| r["name"] == name)).expect("a row").clone()
        };
        let embassy = row(json!("Embassy"));
        assert_eq!((&embassy["key"], &embassy["rate"]), (&json!("exempt"), &Value::Null));
        let of = |row: &Value| figures(&row["figures"], ["net", "tax", "refunded"]);
        assert_eq!((of(&embassy), of(&row(Value::Null))), ([2000, 0, 1000], [800, 0, 1000]));
        let [net, _, tax, _] = by_the_books(shop, period).await;
        assert_eq!((net, tax), (4800, 200));
        let file = shop.get(&format!("/v1/reports/sales/export?by=tax&{period}")).await;
        assert!(file.text.contains("exempt,Embassy,,"), "{}", file.text);
    });
}

#[test]
fn goods_stand_under_their_category_and_money_given_without_a_receipt_under_its_tender() {
    tell(async |shop| {
        let vat = shop.tax("standard", "20").await;
        let drinks = shop.post("/v1/categories", json!({ "name": "Drinks" })).await.ok()["id"].clone();
        let mug = shop.goods("mug", 1200, 500, &vat, 50).await;
        let tea = json!({
            "name": "tea", "tax_category_id": vat, "category_id": drinks,
            "variants": [{ "sku": "TEA", "price": shop.money(500) }],
        });
        let tea = shop.post("/v1/products", tea).await.ok()["variants"][0]["id"].clone();
        shop.cart().add(&mug, "2").add(&tea, "1").sell().await.ok();
        let back = json!({
            "register_id": shop.register(), "reason": "no receipt", "tender": "cash", "lines": [{ "variant_id": mug }],
        });
        shop.post("/v1/refunds", back).await.ok();
        let period = "from=2026-11-23&to=2026-11-23";
        let rows = async |by: &str| {
            let report = report(shop, by, period).await;
            let row =
                |row: &Value| (row["name"].as_str().unwrap_or("-").to_owned(), figures(&row["figures"], ["total"])[0]);
            report["rows"].as_array().expect("rows").iter().map(row).collect::<Vec<_>>()
        };
        assert_eq!(rows("category").await, [("-".to_owned(), 1200), ("Drinks".to_owned(), 500)]);
        assert_eq!(rows("tender").await, [("Cash".to_owned(), 1700)]);
    });
}

#[test]
fn the_orders_behind_a_row_come_to_what_it_says() {
    tell(async |shop| {
        let vat = shop.tax("standard", "20").await;
        let mug = shop.goods("mug", 1200, 500, &vat, 50).await;
        shop.cart().add(&mug, "2").sell().await.ok();
        shop.cart().at(1).add(&mug, "3").pay("voucher", 3600).sell().await.ok();
        let back = shop.cart().add(&mug, "1").pay("voucher", 1200).sell().await.ok();
        shop.refund(&back, json!({})).await.ok();
        shop.later(86_400);
        shop.cart().add(&mug, "4").sell().await.ok();
        let day = "from=2026-11-23&to=2026-11-23";
        let location = shop.get("/v1/registers").await.ok()["items"][0]["location_id"].clone();
        let location = location.as_str().expect("a location").to_owned();
        for by in ["day", "hour", "tender", "staff"] {
            let report = shop.get(&format!("/v1/reports/sales?by={by}&{day}&location_id={location}")).await.ok();
            for row in report["rows"].as_array().expect("rows") {
                let narrowed = match (by, row["key"].as_str()) {
                    ("tender", Some(key)) => format!("&tender={key}"),
                    ("staff", Some(key)) => format!("&staff_id={key}"),
                    ("hour", Some(key)) => format!("&hour={key}"),
                    _ => String::new(),
                };
                let path = format!("/v1/orders?state=completed&{day}&location_id={location}{narrowed}");
                let orders = shop.get(&path).await.ok()["items"].as_array().expect("orders").clone();
                let sold: i64 = orders.iter().map(|o| figures(o, ["total"])[0]).sum();
                let [total, refunded] = figures(&row["figures"], ["total", "refunded"]);
                assert_eq!(sold, total + refunded, "{by} {row}");
            }
        }
        let count =
            async |query: &str| shop.get(&format!("/v1/orders?{query}")).await.ok()["items"].as_array().map(Vec::len);
        assert_eq!(count("hour=9&from=2026-11-23&to=2026-11-24").await, Some(4), "by the clock of winter");
        assert_eq!(count("hour=10&from=2026-11-23&to=2026-11-24").await, Some(0));
        for (query, way_out) in
            [("hour=24&from=2026-11-23&to=2026-11-24", "0 to 23"), ("hour=9&to=2026-11-24", "from and to")]
        {
            let refused = shop.get(&format!("/v1/orders?{query}")).await.refused(422, "invalid_field");
            assert_eq!(refused["field"], "hour");
            assert!(refused["fix"].as_str().is_some_and(|fix| fix.contains(way_out)), "{refused}");
        }
        assert_eq!(count("tender=voucher").await, Some(2));
        assert_eq!(count("tender=cash&from=2026-11-24").await, Some(1));
        assert_eq!(count("tender=card").await, Some(0));
        assert_eq!(count("staff_id=019aaf3a-5c00-7000-8000-000000000009").await, Some(0));
        assert_eq!(count("location_id=019aaf3a-5c00-7000-8000-000000000009").await, Some(0));
        shop.get("/v1/orders?tender=seashells").await.refused(422, "invalid_field");
    });
}

#[test]
fn a_report_is_a_file_for_a_spreadsheet_too() {
    tell(async |shop| {
        let vat = shop.tax("standard", "20").await;
        let odd = shop.goods("=SUM(A1), \"odd\"", 1200, 500, &vat, 50).await;
        shop.cart().add(&odd, "2").sell().await.ok();
        let file = shop.get(&format!("/v1/reports/sales/export?by=product&{BOTH_DAYS}")).await;
        assert!(file.status.is_success(), "{}", file.text);
        let mut rows = csv::Reader::from_reader(file.text.trim_start_matches('\u{feff}').as_bytes());
        let rows: Vec<csv::StringRecord> = rows.records().map(|row| row.expect("a row")).collect();
        assert_eq!(rows.len(), 1, "{}", file.text);
        let cells: Vec<&str> = rows[0].iter().skip(1).collect();
        let sums = ["2", "24.00", "0.00", "0.00", "20.00", "0.00", "4.00", "24.00", "10.00", "10.00", "GBP"];
        assert_eq!(cells[..2], ["'=SUM(A1), \"odd\"", ""]);
        assert_eq!(cells[2..], sums);
    });
}

#[test]
fn a_report_that_cannot_be_made_is_refused() {
    tell(async |shop| {
        let nowhere = "location_id=019aaf3a-5c00-7000-8000-000000000009";
        for (query, field, code) in [
            ("by=day&from=2026-11-24&to=2026-11-23", "to", "invalid_field"),
            ("by=day&from=2020-01-01&to=2026-11-23", "to", "invalid_field"),
            ("by=weather&from=2026-11-23&to=2026-11-23", "by", "invalid_field"),
            ("by=day&from=2026-11-23", "to", "missing_field"),
            ("by=day&from=2026-11-23&to=2026-11-23&limit=0", "limit", "invalid_field"),
        ] {
            let problem = shop.get(&format!("/v1/reports/sales?{query}")).await.refused(422, code);
            assert_eq!(problem["field"], field, "{query}");
        }
        let path = format!("/v1/reports/sales?by=day&{BOTH_DAYS}");
        let problem = shop.get(&format!("{path}&{nowhere}")).await.refused(422, "invalid_field");
        assert_eq!(problem["field"], "location_id");
        shop.send_as(CASHIER_KEY, Method::GET, &path, None, None).await.refused(403, "forbidden");
    });
}
