//! What things cost is shown to those who may read the books, on every path.

use onetill_testkit::scenario::tell;
use onetill_testkit::shop::{CASHIER_KEY, OWNER_KEY, Shop};
use reqwest::Method;
use serde_json::{Value, json};

/// The value at a place of an answer to whoever has the key.
async fn see(shop: &Shop, key: &str, path: &str, pointer: &str) -> Value {
    let answer = shop.send_as(key, Method::GET, path, None, None).await.ok();
    answer.pointer(pointer).unwrap_or_else(|| panic!("{path} {pointer}: {answer}")).clone()
}

#[test]
fn a_cashier_sees_null_where_an_owner_sees_a_cost() {
    tell(async |shop| {
        let vat = shop.tax("standard", "20").await;
        let mug = shop.goods("mug", 1200, 500, &vat, 10).await;
        let sale = shop.cart().add(&mug, "1").sell().await.ok();
        let product = shop.get("/v1/products").await.ok()["items"][0]["id"].clone();
        let id = |value: &Value| value.as_str().expect("an id").to_owned();
        for (path, pointer) in [
            ("/v1/products".to_owned(), "/items/0/variants/0/cost"),
            (format!("/v1/products/{}", id(&product)), "/variants/0/cost"),
            ("/v1/stock".to_owned(), "/items/0/value"),
            ("/v1/stock".to_owned(), "/items/0/unit_cost"),
            (format!("/v1/stock/movements?variant_id={}", id(&mug)), "/items/0/value"),
            (format!("/v1/orders/{}", id(&sale["id"])), "/lines/0/cost"),
            (format!("/v1/orders/{}", id(&sale["id"])), "/movements/0/value"),
        ] {
            let cost = see(shop, OWNER_KEY, &path, pointer).await;
            assert_ne!(cost["amount"].as_i64(), None, "{path} {pointer}: {cost}");
            assert_eq!(see(shop, CASHIER_KEY, &path, pointer).await, Value::Null, "{path} {pointer}");
        }
        let sorted = shop.send_as(CASHIER_KEY, Method::GET, "/v1/stock?sort=-value", None, None).await;
        assert_eq!(sorted.refused(403, "forbidden")["field"], "sort");
        let order = format!("/v1/orders/{}", id(&sale["id"]));
        assert_eq!(see(shop, CASHIER_KEY, &order, "/entries").await, json!([]), "an entry tells the cost");
        let events = see(shop, CASHIER_KEY, "/v1/events", "/items").await;
        assert!(!events.to_string().contains("cost") && !events.to_string().contains("\"value\""), "{events}");
    });
}

#[test]
fn money_is_booked_before_goods_go_out_of_the_same_moment() {
    tell(async |shop| {
        let vat = shop.tax("standard", "20").await;
        let mug = shop.goods("mug", 1200, 500, &vat, 10).await;
        let order = shop.cart().add(&mug, "1").open().await.ok();
        let path = |what: &str| format!("/v1/orders/{}{what}", order["id"].as_str().expect("an id"));
        let cash = json!({ "tender": "cash", "complete_when_paid": true });
        shop.post(&path("/payments"), cash).await.ok();
        let entries = shop.get(&path("")).await.ok()["entries"].clone();
        assert_eq!(entries[0]["recorded_at"], entries[1]["recorded_at"]);
        assert_eq!((&entries[0]["kind"], &entries[1]["kind"]), (&json!("capture"), &json!("sale")));
    });
}
