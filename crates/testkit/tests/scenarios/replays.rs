//! The same request again: the same answer, and nothing done twice.

use onetill_testkit::scenario::tell;
use onetill_testkit::shop::{CASHIER_KEY, Shop};
use reqwest::Method;
use serde_json::{Value, json};

/// Sends a request twice with one key and asserts that the second changed nothing and answers the same.
async fn twice(shop: &Shop, key: &str, path: &str, body: Value) -> Value {
    let first = shop.post_once(key, path, body.clone()).await;
    assert!(!first.replayed);
    let first = first.ok();
    let after = shop.dump().await;
    let again = shop.post_once(key, path, body).await;
    assert!(again.replayed, "{path} says that nothing was done again");
    assert_eq!(again.ok()["id"], first["id"], "{path}");
    assert_eq!(shop.dump().await, after, "{path} did nothing again");
    first
}

#[test]
fn every_command_with_a_key_is_done_once() {
    tell(async |shop| {
        let vat = shop.tax("standard", "20").await;
        let mug = shop.goods("mug", 1200, 500, &vat, 10).await;
        twice(shop, "customer", "/v1/customers", json!({ "name": "Ann" })).await;
        let adjustment = json!({ "location_id": shop.location_id, "variant_id": mug, "kind": "found", "quantity": 1 });
        twice(shop, "adjustment", "/v1/stock/adjustments", adjustment).await;

        let mut sale = shop.cart().add(&mug, "1").sale();
        sale["payments"] = json!([{ "tender": "cash" }]);
        let sold = twice(shop, "sale", "/v1/sales", sale.clone()).await;
        let refund = json!({ "register_id": shop.register(), "reason": "brought back" });
        let path = format!("/v1/orders/{}/refunds", sold["id"].as_str().expect("an id"));
        twice(shop, "refund", &path, refund).await;

        let order = twice(shop, "order", "/v1/orders", shop.cart().add(&mug, "1").order()).await;
        let path = |what: &str| format!("/v1/orders/{}/{what}", order["id"].as_str().expect("an id"));
        twice(shop, "pay", &path("payments"), json!({ "tender": "voucher" })).await;
        twice(shop, "complete", &path("complete"), json!({})).await;

        // The same key of another caller is another key.
        let other = shop.send_as(CASHIER_KEY, Method::POST, "/v1/sales", Some(sale), Some("sale")).await;
        assert!(!other.replayed);
        assert_ne!(other.ok()["id"], sold["id"]);
    });
}

#[test]
fn a_key_stands_for_one_request_and_a_refused_one_may_be_mended() {
    tell(async |shop| {
        let vat = shop.tax("standard", "20").await;
        let mug = shop.goods("mug", 1200, 500, &vat, 10).await;
        let sale = |minor: i64| shop.cart().add(&mug, "1").pay("voucher", minor).sale();

        shop.post_once("k1", "/v1/sales", sale(1000)).await.refused(422, "payment_missing");
        shop.post_once("k1", "/v1/sales", sale(1200)).await.ok();
        let reused = shop.post_once("k1", "/v1/sales", sale(1100)).await.refused(422, "idempotency_key_reused");
        assert_eq!(reused["field"], "Idempotency-Key");
        shop.post_once("k1", "/v1/customers", json!({ "name": "Ann" })).await.refused(422, "idempotency_key_reused");
    });
}

#[test]
fn an_id_chosen_by_the_register_is_sold_once_even_without_a_key() {
    tell(async |shop| {
        let vat = shop.tax("standard", "20").await;
        let mug = shop.goods("mug", 1200, 500, &vat, 10).await;
        let mut sale = shop.cart().add(&mug, "1").pay("cash", 1200).sale();
        sale["id"] = json!("019aaf3a-5c00-7000-8000-000000000001");
        shop.post("/v1/sales", sale.clone()).await.ok();
        let again = shop.post("/v1/sales", sale).await.refused(409, "already_exists");
        assert_eq!(again["field"], "id");
        assert_eq!(shop.stock(&mug).await.on_hand, "9");
    });
}
