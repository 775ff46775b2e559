//! The hour at which a location's business day turns, and its time zone: a change holds from the next business day on.

use onetill_testkit::scenario::tell;
use onetill_testkit::shop::Shop;
use reqwest::Method;
use serde_json::{Value, json};

async fn change(shop: &Shop, change: Value) -> Value {
    let path = format!("/v1/locations/{}", shop.location_id);
    shop.send(Method::PATCH, &path, Some(change)).await.ok()
}

async fn here(shop: &Shop) -> Value {
    shop.get("/v1/locations").await.ok()["items"][0].clone()
}

/// The business date of what is sold now.
async fn sold_on(shop: &Shop, goods: &Value) -> Value {
    let sale = shop.cart().add(goods, "1").sell().await.ok();
    shop.look_at(&sale).await["business_date"].clone()
}

const HOUR: i64 = 3600;

#[test]
fn a_day_that_has_begun_ends_as_it_would_have_and_the_next_one_turns_at_the_new_hour() {
    tell(async |shop| {
        let vat = shop.tax("standard", "20").await;
        let mug = shop.goods("mug", 1200, 500, &vat, 100).await;
        // It is half past nine on Monday the 23rd, and days turn at midnight.
        let open = json!({ "register_id": shop.register(), "opening_float": shop.money(5000) });
        let shift = shop.post("/v1/shifts", open).await.ok();
        assert_eq!(sold_on(shop, &mug).await, "2026-11-23");
        let changed = change(shop, json!({ "day_starts_at_hour": 4 })).await;
        assert_eq!(changed["day_starts_at_hour"], 0, "today goes on");
        assert_eq!(changed["next_clock"]["day_starts_at_hour"], 4);
        assert_eq!(changed["next_clock"]["valid_from"], "2026-11-24T04:00:00Z");
        shop.later(14 * HOUR);
        assert_eq!(sold_on(shop, &mug).await, "2026-11-23");
        shop.later(2 * HOUR);
        // Half past one on Tuesday: Monday ended at midnight, as it would have.
        assert_eq!(sold_on(shop, &mug).await, "2026-11-24");
        shop.later(3 * HOUR);
        let now = here(shop).await;
        assert_eq!((&now["day_starts_at_hour"], &now["next_clock"]), (&json!(4), &json!(null)));
        assert_eq!(sold_on(shop, &mug).await, "2026-11-24");
        shop.later(22 * HOUR);
        // Half past two on Wednesday is still Tuesday's business.
        assert_eq!(sold_on(shop, &mug).await, "2026-11-24");
        // The shift that was open meanwhile is that of the day on which it was opened.
        let path = format!("/v1/shifts/{}", shift["id"].as_str().expect("an id"));
        assert_eq!(shop.get(&path).await.ok()["business_date"], "2026-11-23");
        let orders = shop.get("/v1/orders?from=2026-11-23&to=2026-11-23").await.ok();
        assert_eq!(orders["items"].as_array().map(Vec::len), Some(2), "what was sold on Monday stays there: {orders}");

        let row = shop.get("/v1/audit-trail?action=location.changed&limit=1").await.ok()["items"][0].clone();
        assert_eq!(row["subject_id"], json!(shop.location_id));
        let details: Value = serde_json::from_str(row["details"].as_str().expect("a text")).expect("JSON");
        assert_eq!(details, json!({ "old": { "day_starts_at_hour": 0 }, "new": { "day_starts_at_hour": 4 } }));
    });
}

#[test]
fn a_place_that_moves_to_another_time_zone_has_no_date_twice_and_may_think_better_of_it() {
    tell(async |shop| {
        let vat = shop.tax("standard", "20").await;
        let mug = shop.goods("mug", 1200, 500, &vat, 100).await;
        // Half past nine in London is half past six in the evening in Tokyo.
        let changed = change(shop, json!({ "time_zone": "Asia/Tokyo" })).await;
        assert_eq!(changed["next_clock"]["valid_from"], "2026-11-24T00:00:00Z");
        let back = change(shop, json!({ "time_zone": "Europe/London" })).await;
        assert_eq!((&back["time_zone"], &back["next_clock"]), (&json!("Europe/London"), &json!(null)));

        change(shop, json!({ "time_zone": "Asia/Tokyo" })).await;
        shop.later(14 * HOUR);
        assert_eq!(sold_on(shop, &mug).await, "2026-11-23");
        shop.later(HOUR);
        // Half past midnight in London: there it is half past nine.
        let sale = shop.cart().add(&mug, "1").sell().await.ok();
        assert_eq!(shop.look_at(&sale).await["business_date"], "2026-11-24");
        shop.later(15 * HOUR);
        assert_eq!(sold_on(shop, &mug).await, "2026-11-25", "half past midnight in Tokyo");

        // From Tokyo to New York the day under way is long, and none comes back.
        let changed = change(shop, json!({ "time_zone": "America/New_York" })).await;
        assert_eq!(changed["next_clock"]["valid_from"], "2026-11-26T05:00:00Z");
        shop.later(24 * HOUR);
        assert_eq!(sold_on(shop, &mug).await, "2026-11-26", "by the clock of Tokyo");
        shop.later(15 * HOUR);
        assert_eq!(sold_on(shop, &mug).await, "2026-11-26", "by that of New York");
    });
}

#[test]
fn a_further_location_is_opened_sells_by_its_own_day_and_gets_another_name() {
    tell(async |shop| {
        let vat = shop.tax("standard", "20").await;
        let mug = shop.goods("mug", 1200, 500, &vat, 100).await;
        let new = json!({ "name": " Harbour ", "time_zone": "Pacific/Auckland", "day_starts_at_hour": 4 });
        let harbour = shop.post("/v1/locations", new).await.ok();
        assert_eq!((&harbour["name"], &harbour["next_clock"]), (&json!("Harbour"), &Value::Null));
        let register = json!({ "location_id": harbour["id"], "name": "Quay", "series": "Q" });
        let register = shop.post("/v1/registers", register).await.ok()["id"].clone();
        let stock = json!({ "variant_id": mug, "location_id": harbour["id"], "kind": "received", "quantity": "3", "unit_cost": shop.money(500) });
        shop.post("/v1/stock/adjustments", stock).await.ok();
        // Half past ten in the evening there, and half past nine in the morning here.
        let sale = shop.cart().with("register_id", register.clone()).add(&mug, "1").sell().await.ok();
        assert_eq!(sale["business_date"], "2026-11-23");
        shop.later(6 * HOUR);
        assert_eq!(
            shop.cart().with("register_id", register).add(&mug, "1").sell().await.ok()["business_date"],
            "2026-11-24"
        );
        assert_eq!(sold_on(shop, &mug).await, "2026-11-23", "and here it is still the day before");
        let path = format!("/v1/locations/{}", harbour["id"].as_str().expect("an id"));
        let renamed = shop.send(Method::PATCH, &path, Some(json!({ "name": "Pier" }))).await.ok();
        assert_eq!((&renamed["name"], &renamed["time_zone"]), (&json!("Pier"), &json!("Pacific/Auckland")));
    });
}
