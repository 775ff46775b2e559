//! Price lists, groups of customers, promotions and coupons.

use onetill_testkit::scenario::tell;
use reqwest::Method;
use serde_json::{Value, json};

use super::{Case, Watch, each};

#[test]
fn a_price_list_with_anything_wrong_in_it_is_refused() {
    tell(async |shop| {
        let vat = shop.tax("standard", "20").await;
        let mug = shop.goods("mug", 1200, 500, &vat, 10).await;
        let nobody = json!("019aaf3a-5c00-7000-8000-000000000009");
        let (invalid, taken) = ("invalid_field", "name_taken");
        let group = json!({ "name": "Trade" });
        let cases: &[Case] =
            &[("/name", json!(" "), invalid, "name"), ("/name", json!("x".repeat(201)), invalid, "name")];
        each(shop, "/v1/customer-groups", group.clone(), cases).await;
        let mut watch = Watch::over(shop).await;
        watch.refused("a second group", shop.post("/v1/customer-groups", group).await, taken, "name").await;
        let ann = json!({ "name": "Ann", "group_id": nobody });
        watch.refused("nobody's group", shop.post("/v1/customers", ann).await, invalid, "group_id").await;
        for (field, value) in [
            ("email", "ann@"),
            ("email", "ann@example.com\r\nBcc: all@example.com"),
            ("phone", "by the door"),
            ("preferences", &"x".repeat(2001)),
        ] {
            let ann = json!({ "name": "Ann", field: value });
            watch.refused(field, shop.post("/v1/customers", ann).await, invalid, field).await;
        }
        let long = format!("/v1/customers/duplicates?name={}", "x".repeat(201));
        watch.refused("a long name", shop.get(&long).await, invalid, "name").await;
        watch.done();

        let good = json!({ "name": "Summer", "validity": {
            "location_id": null, "group_id": null, "valid_from": "2026-06-01", "valid_to": "2026-08-31",
            "weekdays": ["monday"], "from_time": "17:00", "to_time": "19:00",
        } });
        let cases: &[Case] = &[
            ("/name", json!(""), invalid, "name"),
            ("/name", json!("x".repeat(101)), invalid, "name"),
            ("/validity/location_id", nobody.clone(), invalid, "validity.location_id"),
            ("/validity/group_id", nobody.clone(), invalid, "validity.group_id"),
            ("/validity/valid_to", json!("2026-05-31"), invalid, "validity.valid_to"),
            ("/validity/valid_to", json!("31 May"), invalid, "validity.valid_to"),
            ("/validity/weekdays", json!(["someday"]), invalid, "validity.weekdays[0]"),
            ("/validity/from_time", json!(null), invalid, "validity.to_time"),
            ("/validity/from_time", json!("19:00"), invalid, "validity.to_time"),
            ("/validity/to_time", json!("24:00"), invalid, "validity.to_time"),
            ("/validity/to_time", json!("7 pm"), invalid, "validity.to_time"),
        ];
        each(shop, "/v1/price-lists", good, cases).await;

        let list = shop.get("/v1/price-lists").await.ok()["items"][0]["id"].as_str().expect("an id").to_owned();
        let path = format!("/v1/price-lists/{list}/prices");
        let price = |id: &Value, minor: i64| json!({ "variant_id": id, "price": shop.money(minor) });
        let mut watch = Watch::over(shop).await;
        for (prices, code, field) in [
            (json!([]), invalid, "prices"),
            (json!([price(&nobody, 1)]), invalid, "prices[0].variant_id"),
            (json!([price(&mug, 1), price(&mug, 2)]), invalid, "prices[1].variant_id"),
            (json!([price(&mug, -1)]), invalid, "prices[0].price.amount"),
            (json!([price(&mug, i64::MAX)]), "amount_too_large", "prices[0].price.amount"),
            (
                json!([{ "variant_id": mug, "price": { "amount": 1, "currency": "EUR" } }]),
                "wrong_currency",
                "prices[0].price.currency",
            ),
        ] {
            let what = format!("{prices}");
            let reply = shop.send(Method::PUT, &path, Some(json!({ "prices": prices }))).await;
            watch.refused(&what, reply, code, field).await;
        }
        watch.done();
    });
}

#[test]
fn a_promotion_with_anything_wrong_in_it_is_refused() {
    tell(async |shop| {
        let vat = shop.tax("standard", "20").await;
        let mug = shop.goods("mug", 1200, 500, &vat, 10).await;
        let nobody = json!("019aaf3a-5c00-7000-8000-000000000009");
        let invalid = "invalid_field";
        let good = json!({
            "name": "Set", "kind": "bundle", "percent": null, "amount": shop.money(1000), "buy": null, "get": null,
            "min_total": null, "priority": 10, "validity": { "valid_from": "2026-06-01", "valid_to": null },
            "goods": [
                { "part": 1, "variant_id": mug, "category_id": null, "quantity": 1 },
                { "part": 2, "variant_id": mug, "category_id": null, "quantity": 2 },
            ],
        });
        let cases: &[Case] = &[
            ("/name", json!(" "), invalid, "name"),
            ("/kind", json!("gift"), invalid, "kind"),
            ("/percent", json!("10"), invalid, "percent"),
            ("/amount", json!(null), invalid, "amount"),
            ("/amount/amount", json!(-1), invalid, "amount.amount"),
            ("/amount/currency", json!("EUR"), "wrong_currency", "amount.currency"),
            ("/buy", json!(2), invalid, "buy"),
            ("/min_total", shop.money(5), invalid, "min_total"),
            ("/priority", json!(1001), invalid, "priority"),
            ("/priority", json!(-1), invalid, "priority"),
            ("/validity/valid_to", json!("2026-05-01"), invalid, "validity.valid_to"),
            ("/goods", json!([]), invalid, "goods"),
            ("/goods/0/variant_id", nobody.clone(), invalid, "goods[0].variant_id"),
            ("/goods/0/variant_id", json!(null), invalid, "goods[0].variant_id"),
            ("/goods/0/category_id", nobody.clone(), invalid, "goods[0].variant_id"),
            ("/goods/0/part", json!(0), invalid, "goods[0].part"),
            ("/goods/0/part", json!(3), invalid, "goods"),
            ("/goods/0/quantity", json!(0), invalid, "goods[0].quantity"),
            ("/goods/0/quantity", json!(1001), invalid, "goods[0].quantity"),
            ("/goods/0/part", json!(2), invalid, "goods[1].quantity"),
        ];
        each(shop, "/v1/promotions", good, cases).await;

        let good = json!({ "name": "Ten", "kind": "percent", "percent": "10", "needs_coupon": true });
        let cases: &[Case] = &[
            ("/percent", json!("0"), invalid, "percent"),
            ("/percent", json!("100.1"), invalid, "percent"),
            ("/percent", json!(null), invalid, "percent"),
        ];
        each(shop, "/v1/promotions", good, cases).await;
        let all = shop.get("/v1/promotions").await.ok();
        let ten = all["items"].as_array().expect("promotions").iter().find(|p| p["name"] == "Ten").expect("it").clone();
        let path = format!("/v1/promotions/{}/coupons", ten["id"].as_str().expect("an id"));
        let good = json!({ "codes": ["TEN-1", "TEN-2"], "max_uses": 5, "max_uses_each": 1 });
        let cases: &[Case] = &[
            ("/codes", json!([]), invalid, "codes"),
            ("/codes/0", json!("no good"), invalid, "codes[0]"),
            ("/codes/0", json!("ab"), invalid, "codes[0]"),
            ("/codes/0", json!("ten-2"), invalid, "codes[1]"),
            ("/max_uses", json!(0), invalid, "max_uses"),
            ("/max_uses_each", json!(1_000_001), invalid, "max_uses_each"),
        ];
        each(shop, &path, good, cases).await;
        let mut watch = Watch::over(shop).await;
        let again = shop.post(&path, json!({ "codes": ["ten-1"] })).await;
        watch.refused("a code twice", again, "code_taken", "codes[0]").await;
        let coupons = |codes: Value| shop.cart().add(&mug, "1").with("coupons", codes);
        let twice = coupons(json!(["TEN-1", "TEN-2"])).sell().await;
        watch.refused("no customer", twice, "coupon_needs_customer", "coupons[0]").await;
        let unknown = coupons(json!(["NOPE"])).sell().await;
        watch.refused("an unknown code", unknown, "coupon_unknown", "coupons[0]").await;
        let many: Vec<String> = (0..11).map(|n| format!("C-{n}")).collect();
        watch.refused("too many codes", coupons(json!(many)).sell().await, invalid, "coupons").await;
        watch.done();
    });
}
