//! What is brought over from another system: facts of the past, with ids that their sender chose.

use onetill_testkit::shop::{Engine, Shop, ShopOptions};
use serde_json::{Value, json};

const LAST_YEAR: &str = "2025-02-03T08:00:00Z";

fn pounds(amount: i64) -> Value {
    json!({ "amount": amount, "currency": "GBP" })
}

#[tokio::test]
async fn stock_and_refunds_of_the_past_go_to_their_own_business_day() {
    for engine in Engine::BOTH {
        let shop = Shop::open(ShopOptions::new(engine)).await;
        let tax = shop.tax("standard", "20").await;
        let mug = shop.goods("Mug", 600, 250, &tax, 0).await;
        let opening = json!({
            "location_id": shop.location_id, "variant_id": mug, "kind": "opening", "quantity": 4,
            "happened_at": LAST_YEAR, "import": true,
        });
        let adjusted = shop.post("/v1/stock/adjustments", opening).await.ok();
        assert_eq!(adjusted["movement"]["happened_at"], LAST_YEAR);
        let refund = json!({
            "register_id": shop.register(), "reason": "Broken", "tender": "cash",
            "lines": [{ "variant_id": mug, "quantity": 2 }], "happened_at": LAST_YEAR, "import": true,
        });
        let refund = shop.post("/v1/refunds", refund).await.ok();
        assert_eq!(refund["business_date"], "2025-02-03");
        assert_eq!(refund["taxes"][0]["rate"], "20");
        assert_eq!((&refund["taxes"][0]["net"], &refund["taxes"][0]["amount"]), (&pounds(1000), &pounds(200)));

        let journal = shop.get("/v1/journal?from=2025-02-03&to=2025-02-03").await.ok();
        assert_eq!(journal["items"].as_array().map(Vec::len), Some(2), "{journal}");
        let future = json!({
            "location_id": shop.location_id, "variant_id": mug, "kind": "received", "quantity": 4,
            "happened_at": "2999-01-01T00:00:00Z", "import": true,
        });
        let problem = shop.post("/v1/stock/adjustments", future).await.refused(422, "invalid_field");
        assert_eq!(problem["field"], "happened_at");
        shop.verify().await;
    }
}

#[tokio::test]
async fn a_second_sending_with_another_key_hears_that_it_is_there_already() {
    for engine in Engine::BOTH {
        let shop = Shop::open(ShopOptions::new(engine)).await;
        let id = |n: u8| format!("0190a000-0000-7000-8000-0000000000{n:02x}");
        let everything = [
            ("/v1/tax-categories", json!({ "id": id(1), "code": "reduced", "name": "Reduced rate" })),
            (
                "/v1/registers",
                json!({ "id": id(2), "location_id": shop.location_id, "name": "Past sales", "series": "PAST" }),
            ),
            ("/v1/customers", json!({ "id": id(3), "name": "Customer 17850" })),
            (
                "/v1/products",
                json!({
                    "id": id(4), "name": "Mug", "tax_category_id": id(1),
                    "variants": [{ "id": id(5), "sku": "MUG", "price": pounds(600), "cost": pounds(250) }],
                }),
            ),
            (
                "/v1/stock/adjustments",
                json!({
                    "id": id(6), "location_id": shop.location_id, "variant_id": id(5), "kind": "opening",
                    "quantity": 4,
                }),
            ),
            (
                "/v1/sales",
                json!({
                    "id": id(7), "register_id": id(2), "customer_id": id(3), "lines": [{ "variant_id": id(5) }],
                    "payments": [{ "tender": "cash" }], "happened_at": LAST_YEAR, "import": true,
                }),
            ),
            (
                "/v1/orders/0190a000-0000-7000-8000-000000000007/refunds",
                json!({
                    "id": id(9), "register_id": id(2), "reason": "Broken", "happened_at": LAST_YEAR, "import": true,
                }),
            ),
            (
                "/v1/refunds",
                json!({
                    "id": id(8), "register_id": id(2), "reason": "Broken", "tender": "cash",
                    "lines": [{ "variant_id": id(5) }], "happened_at": LAST_YEAR, "import": true,
                }),
            ),
        ];
        for (path, body) in &everything {
            shop.post(path, body.clone()).await.ok();
        }
        let before = shop.dump().await;
        for (path, body) in everything {
            shop.post(path, body).await.refused(409, "already_exists");
        }
        assert_eq!(shop.dump().await, before);
        shop.verify().await;
    }
}
