//! The same key gives the same answer, field for field.

use onetill_testkit::scenario::tell;
use onetill_testkit::shop::Shop;
use serde_json::{Value, json};

async fn same_answer(shop: &Shop, path: &str, body: Value) -> Value {
    let first = shop.post_once("key", path, body.clone()).await.ok();
    let again = shop.post_once("key", path, body).await;
    assert!(again.replayed);
    assert_eq!(again.ok(), first);
    first
}

#[test]
fn a_sale_is_told_again_with_its_warnings() {
    tell(async |shop| {
        let vat = shop.tax("standard", "20").await;
        let mug = shop.goods("mug", 1200, 500, &vat, 3).await;
        let ann = shop.post("/v1/customers", json!({ "name": "Ann" })).await.ok()["id"].clone();
        let mut sale = shop.cart().add(&mug, "2").add(&mug, "2").pay("cash", 4800).sale();
        sale["customer_id"] = ann;
        let sold = same_answer(shop, "/v1/sales", sale.clone()).await;
        let warned = &sold["warnings"][0];
        assert_eq!((&warned["code"], &warned["line_no"]), (&json!("stock_below_zero"), &json!(2)));
        assert!(warned["detail"].as_str().is_some_and(|text| text.contains("only 1 of this")), "{warned}");

        // What came later is not in the answer of then.
        shop.refund(&sold, json!({})).await.ok();
        assert_eq!(shop.post_once("key", "/v1/sales", sale).await.ok(), sold);
    });
}

#[test]
fn a_sale_of_captured_money_is_told_again_too() {
    tell(async |shop| {
        let vat = shop.tax("standard", "20").await;
        let mug = shop.goods("mug", 1200, 500, &vat, 0).await;
        let order = shop.cart().add(&mug, "1").open().await.ok();
        let path = format!("/v1/orders/{}/payments", order["id"].as_str().expect("an id"));
        let payment = shop.post(&path, json!({ "tender": "cash" })).await.ok();
        let mut sale = shop.cart().add(&mug, "1").sale();
        sale["payments"] = json!([{ "payment_id": payment["id"] }]);
        let sold = same_answer(shop, "/v1/sales", sale).await;
        assert_eq!(sold["warnings"][0]["code"], "stock_below_zero");
    });
}
