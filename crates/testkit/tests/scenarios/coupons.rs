//! Codes: what is looked at when a cart brings one, and again when its order is paid.

use onetill_testkit::scenario::tell;
use onetill_testkit::shop::{Shop, figures};
use reqwest::Method;
use serde_json::{Value, json};

/// A tenth off everything for whoever brings one of these codes; the codes as they are listed.
async fn tenth_off(shop: &Shop, new: Value) -> Vec<Value> {
    let tenth = json!({ "name": "Tenth", "kind": "percent", "percent": "10", "needs_coupon": true });
    let tenth = shop.post("/v1/promotions", tenth).await.ok();
    let path = format!("/v1/promotions/{}/coupons", tenth["id"].as_str().expect("an id"));
    shop.post(&path, new).await.ok();
    shop.get(&path).await.ok()["items"].as_array().expect("codes").clone()
}

#[test]
fn a_code_that_another_order_used_up_meanwhile_is_refused_with_the_payment() {
    tell(async |shop| {
        let vat = shop.tax("standard", "20").await;
        let mug = shop.goods("mug", 1000, 500, &vat, 100).await;
        let ann = shop.add_customer("Ann").await;
        let bob = shop.add_customer("Bob").await;
        tenth_off(shop, json!({ "codes": ["ONCE"], "max_uses": 1 })).await;
        shop.later(1);
        tenth_off(shop, json!({ "codes": ["EACH"], "max_uses_each": 1 })).await;
        let order = async |code: &str, customer: &Value| {
            shop.cart().add(&mug, "1").customer(customer).with("coupons", json!([code])).open().await.ok()
        };
        let cash = || json!({ "tender": "cash", "complete_when_paid": true });
        for code in ["ONCE", "EACH"] {
            let (first, second) = (order(code, &ann).await, order(code, &ann).await);
            assert_eq!(figures(&second, ["total"]), [900], "both may have it, as long as neither is paid");
            shop.on(&first, "payments", cash()).await.ok();
            let refused = shop.on(&second, "payments", cash()).await.refused(409, "coupon_used_up");
            assert_eq!(refused["field"], "coupons[0]");
            assert_eq!(shop.look_at(&second).await["state"], "open", "and it can be paid without");
            let again = shop.cart().add(&mug, "1").customer(&ann).with("coupons", json!([code]));
            again.quote().await.refused(409, "coupon_used_up");
        }
        // One that was paid in part, and is given up, gives it back.
        tenth_off(shop, json!({ "codes": ["BACK"], "max_uses": 1 })).await;
        let given_up = order("BACK", &ann).await;
        shop.pay(&given_up, "cash", 500).await.ok();
        let again = || shop.cart().add(&mug, "1").with("coupons", json!(["BACK"]));
        again().quote().await.refused(409, "coupon_used_up");
        shop.on(&given_up, "void", json!({ "reason": "changed their mind" })).await.ok();
        assert_eq!(figures(&again().sell().await.ok(), ["total"]), [900]);

        let other = shop.cart().add(&mug, "1").customer(&bob).with("coupons", json!(["EACH"]));
        assert_eq!(figures(&other.sell().await.ok(), ["total"]), [900]);
    });
}

#[test]
fn a_code_that_is_switched_off_or_one_too_many_is_refused() {
    tell(async |shop| {
        let vat = shop.tax("standard", "20").await;
        let mug = shop.goods("mug", 1000, 500, &vat, 100).await;
        let codes = tenth_off(shop, json!({ "codes": ["SPRING-1", "SPRING-2"] })).await;
        let with = |codes: Value| shop.cart().add(&mug, "1").with("coupons", codes);
        let refused = with(json!(["SPRING-1", "SPRING-2"])).quote().await.refused(422, "coupon_twice");
        assert_eq!(refused["field"], "coupons[1]");

        let first = codes.iter().find(|c| c["code"] == "SPRING-1").expect("a code");
        let path = format!("/v1/coupons/{}", first["id"].as_str().expect("an id"));
        shop.send(Method::PATCH, &path, Some(json!({ "active": false }))).await.ok();
        let refused = with(json!(["SPRING-1"])).sell().await.refused(422, "coupon_not_valid");
        assert_eq!(refused["field"], "coupons[0]");
        assert_eq!(figures(&with(json!(["SPRING-2"])).sell().await.ok(), ["total"]), [900]);
        shop.send(Method::PATCH, &path, Some(json!({ "active": true }))).await.ok();
        assert_eq!(figures(&with(json!(["SPRING-1"])).sell().await.ok(), ["total"]), [900]);
    });
}
