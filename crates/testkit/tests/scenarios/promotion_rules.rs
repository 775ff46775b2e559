//! Which promotion comes first, what it leaves to others, and what no promotion reaches.

use onetill_testkit::scenario::tell;
use onetill_testkit::shop::{Cart, Shop, figures};
use reqwest::Method;
use serde_json::{Value, json};

async fn add(shop: &Shop, promotion: Value) -> Value {
    shop.post("/v1/promotions", promotion).await.ok()
}

async fn off(shop: &Shop, promotion: &Value) {
    let path = format!("/v1/promotions/{}", promotion["id"].as_str().expect("an id"));
    let how = json!({ "version": promotion["version"], "active": false });
    shop.send(Method::PATCH, &path, Some(how)).await.ok();
}

fn percent(name: &str, percent: &str, of: &Value) -> Value {
    json!({ "name": name, "kind": "percent", "percent": percent, "goods": of })
}

/// With further terms.
fn with(mut promotion: Value, more: &Value) -> Value {
    promotion.as_object_mut().expect("a promotion").extend(more.as_object().expect("terms").clone());
    promotion
}

/// What is taken off, by line, 0 for all of the order.
async fn cuts(cart: &Cart<'_>) -> Vec<(i64, String, i64)> {
    let quote = cart.quote().await.ok();
    let cut = |d: &Value| {
        let reason = d["reason"].as_str().expect("a reason").to_owned();
        (d["line_no"].as_i64().unwrap_or(0), reason, figures(d, ["amount"])[0])
    };
    quote["discounts"].as_array().expect("discounts").iter().map(cut).collect()
}

fn are(expect: &[(i64, &str, i64)]) -> Vec<(i64, String, i64)> {
    expect.iter().map(|(line, reason, amount)| (*line, (*reason).to_owned(), *amount)).collect()
}

#[test]
fn of_one_priority_the_older_comes_first_and_one_that_stands_alone_leaves_what_others_reached() {
    tell(async |shop| {
        let vat = shop.tax("standard", "20").await;
        let mug = shop.goods("mug", 1000, 500, &vat, 100).await;
        let pen = shop.goods("pen", 300, 100, &vat, 100).await;
        let all = json!([{ "variant_id": mug }, { "variant_id": pen }]);
        let cart = || shop.cart().add(&mug, "1").add(&pen, "1");

        let older = add(shop, percent("Older", "10", &all)).await;
        shop.later(60);
        let newer = add(shop, percent("Newer", "50", &all)).await;
        assert_eq!(cuts(&cart()).await, are(&[(1, "Older", 100), (2, "Older", 30)]));
        off(shop, &older).await;
        assert_eq!(cuts(&cart()).await, are(&[(1, "Newer", 500), (2, "Newer", 150)]));
        off(shop, &newer).await;

        // It takes nothing of what another one reached before, and all of the rest.
        let first = with(
            percent("First", "10", &json!([{ "variant_id": mug }])),
            &json!({ "priority": 1, "combinable": true }),
        );
        let first = add(shop, first).await;
        let alone = add(shop, percent("Alone", "50", &all)).await;
        assert_eq!(cuts(&cart()).await, are(&[(1, "First", 100), (2, "Alone", 150)]));
        off(shop, &first).await;
        off(shop, &alone).await;

        // What has to be bought takes part as what is given away does.
        let both = json!([{ "variant_id": mug }, { "part": 2, "variant_id": pen }]);
        let gift = json!({ "name": "Pen for a mug", "kind": "buy_get", "buy": 1, "goods": both, "priority": 1 });
        let gift = add(shop, gift).await;
        let later = add(shop, percent("Later", "50", &all)).await;
        assert_eq!(cuts(&cart()).await, are(&[(2, "Pen for a mug", 300)]));
        off(shop, &gift).await;
        off(shop, &later).await;

        // Off the whole order too: one that stands alone holds only where no other does.
        let order = |name: &str, minor: i64, combinable: bool, priority: i64| json!({ "name": name, "kind": "order_amount", "amount": shop.money(minor), "combinable": combinable, "priority": priority });
        let stacked = add(shop, order("Stacked", 100, true, 1)).await;
        let alone = add(shop, order("Alone", 200, false, 2)).await;
        assert_eq!(cuts(&cart()).await, are(&[(0, "Stacked", 100)]));
        off(shop, &stacked).await;
        let last = add(shop, order("Last", 300, true, 3)).await;
        assert_eq!(cuts(&cart()).await, are(&[(0, "Alone", 200)]));
        off(shop, &alone).await;
        assert_eq!(cuts(&cart()).await, are(&[(0, "Last", 300)]));
        off(shop, &last).await;
    });
}

#[test]
fn the_cheapest_is_given_away_a_category_holds_what_stands_below_it_and_deposits_are_out_of_reach() {
    tell(async |shop| {
        let vat = shop.tax("standard", "20").await;
        let category = async |name: &str, parent: &Value| {
            shop.post("/v1/categories", json!({ "name": name, "parent_id": parent })).await.ok()["id"].clone()
        };
        let drinks = category("Drinks", &Value::Null).await;
        let tea = category("Tea", &drinks).await;
        let green = category("Green tea", &tea).await;
        let product = async |name: &str, price: i64, category: &Value, more: Value| {
            let variant = json!({ "sku": name, "price": shop.money(price), "terms": more });
            let product =
                json!({ "name": name, "tax_category_id": vat, "category_id": category, "variants": [variant] });
            shop.post("/v1/products", product).await.ok()["variants"][0]["id"].clone()
        };
        let bottle = json!({
            "name": "Bottle deposit", "kind": "deposit", "variants": [{ "sku": "DEPOSIT", "price": shop.money(25) }],
        });
        let deposit = shop.post("/v1/products", bottle).await.ok()["variants"][0]["id"].clone();
        let sencha = product("Sencha", 800, &green, json!({})).await;
        let assam = product("Assam", 500, &tea, json!({})).await;
        let juice = product("Juice", 200, &drinks, json!({ "deposit_variant_id": deposit })).await;
        let bread = product("Bread", 300, &Value::Null, json!({})).await;
        let cart = || shop.cart().add(&sencha, "1").add(&assam, "1").add(&bread, "1").add(&juice, "4");

        let teas = add(shop, percent("Teas", "10", &json!([{ "category_id": tea }]))).await;
        assert_eq!(cuts(&cart()).await, are(&[(1, "Teas", 80), (2, "Teas", 50)]));
        off(shop, &teas).await;
        let free = json!({ "name": "1+1", "kind": "buy_get", "buy": 1, "goods": [{ "category_id": tea }] });
        let free = add(shop, free).await;
        assert_eq!(cuts(&cart()).await, are(&[(2, "1+1", 500)]));
        off(shop, &free).await;

        // Half off everything is half off the goods, and four deposits stay what they are.
        let half = json!({ "name": "Half", "kind": "percent", "percent": "50" });
        let half = add(shop, half).await;
        let goods = [(1, "Half", 400), (2, "Half", 250), (3, "Half", 150), (4, "Half", 400)];
        assert_eq!(cuts(&cart()).await, are(&goods));
        assert_eq!(figures(&cart().quote().await.ok()["totals"], ["total"]), [1300]);
        off(shop, &half).await;
        let order = json!({ "name": "Order", "kind": "order_percent", "percent": "50", "min_total": shop.money(2400) });
        add(shop, order).await;
        assert_eq!(cuts(&cart()).await, are(&[(0, "Order", 1200)]), "24.00 are goods");
        assert_eq!(cuts(&shop.cart().add(&juice, "11")).await, [], "22.00, and 2.75 that is nobody's");
    });
}

#[test]
fn a_promotion_holds_at_its_place_on_its_days_and_past_midnight() {
    tell(async |shop| {
        let vat = shop.tax("standard", "20").await;
        let mug = shop.goods("mug", 1000, 500, &vat, 100).await;
        let of = json!([{ "variant_id": mug }]);
        let here = || shop.cart().add(&mug, "1");
        let reasons = async |cart: &Cart<'_>| -> Vec<String> {
            cuts(cart).await.into_iter().map(|(_, reason, _)| reason).collect()
        };
        let holds = async |name: &str, validity: Value| {
            let stacked = json!({ "combinable": true, "validity": validity });
            add(shop, with(percent(name, "10", &of), &stacked)).await;
            shop.later(1);
        };
        let elsewhere = json!({ "name": "Harbour", "time_zone": "Europe/London", "day_starts_at_hour": 0 });
        let harbour = shop.post("/v1/locations", elsewhere).await.ok()["id"].clone();
        let quay = json!({ "location_id": harbour, "name": "Quay", "series": "Q" });
        let quay = shop.post("/v1/registers", quay).await.ok()["id"].clone();
        let there = || shop.cart().with("register_id", quay.clone()).add(&mug, "1");

        // It is half past nine on Monday the 23rd.
        holds("Harbour", json!({ "location_id": harbour })).await;
        holds("Until Monday", json!({ "valid_to": "2026-11-23" })).await;
        holds("From Tuesday", json!({ "valid_from": "2026-11-24" })).await;
        holds("Monday night", json!({ "weekdays": ["monday"], "from_time": "22:00", "to_time": "02:00" })).await;
        assert_eq!(reasons(&here()).await, ["Until Monday"]);
        assert_eq!(reasons(&there()).await, ["Harbour", "Until Monday"]);
        let hours = |hours: i64| shop.later(hours * 3600);
        hours(13);
        assert_eq!(reasons(&here()).await, ["Until Monday", "Monday night"], "half past ten in the evening");
        hours(3);
        assert_eq!(reasons(&here()).await, ["From Tuesday", "Monday night"], "half past one: that night goes on");
        hours(1);
        assert_eq!(reasons(&here()).await, ["From Tuesday"], "half past two");
        hours(20);
        assert_eq!(reasons(&here()).await, ["From Tuesday"], "half past ten on Tuesday");
    });
}
