//! Everybody comes at once: for the last unit, with the same key, for the same goods, the same customer, the
//! same refund.

use std::future::Future;

use onetill_domains::platform::NegativeStock;
use onetill_kernel::Uuid;
use onetill_testkit::shop::{Engine, Reply, Shop, ShopOptions};
use onetill_testkit::wait;
use reqwest::StatusCode;
use serde_json::{Value, json};
use tokio::task::JoinSet;

use crate::support::LIMIT;

/// Does it all at once; returns the answers.
async fn at_once<F: Future<Output = Reply> + Send + 'static>(all: impl IntoIterator<Item = F>) -> Vec<Reply> {
    all.into_iter().collect::<JoinSet<_>>().join_all().await
}

fn with_status(replies: &[Reply], status: StatusCode) -> Vec<&Reply> {
    replies.iter().filter(|r| r.status == status).collect()
}

async fn shop(engine: Engine, policy: NegativeStock) -> (Shop, Value) {
    let shop = Shop::open(ShopOptions { negative_stock: policy, ..ShopOptions::new(engine) }).await;
    let tax = shop.tax("standard", "20").await;
    (shop, tax)
}

fn cash_sale(shop: &Shop, number: usize, variant: &Value, quantity: i64) -> Value {
    json!({
        "register_id": shop.registers[number % shop.registers.len()],
        "lines": [{ "variant_id": variant, "quantity": quantity }],
        "payments": [{ "tender": "cash" }],
    })
}

async fn on_hand(shop: &Shop) -> Value {
    shop.get("/v1/stock").await.ok()["items"][0]["on_hand"].clone()
}

#[tokio::test]
async fn of_few_units_exactly_as_many_are_sold_and_everybody_else_is_told() {
    const UNITS: usize = 7;
    for engine in Engine::BOTH {
        let (shop, tax) = shop(engine, NegativeStock::Refuse).await;
        let lamp = shop.goods("lamp", 4_999, 2_000, &tax, UNITS as i64).await;
        let direct = (0..120).map(|n| {
            let (client, body) = (shop.client.clone(), cash_sale(&shop, n, &lamp, 1));
            async move { client.post("/v1/sales", body).await }
        });
        // Half of the others open an order first, so that its payment is what takes the unit.
        let (client, lines) = (shop.client.clone(), json!([{ "variant_id": lamp }]));
        let mut orders = Vec::new();
        for n in 0..40 {
            let body = json!({ "register_id": shop.registers[n % 2], "lines": lines });
            orders.push(client.post("/v1/orders", body).await.ok()["id"].as_str().expect("an id").to_owned());
        }
        let stepwise = orders.into_iter().map(|id| {
            let (client, pay) = (shop.client.clone(), json!({ "tender": "cash", "complete_when_paid": true }));
            async move { client.post(&format!("/v1/orders/{id}/payments"), pay).await }
        });
        let mut all: JoinSet<Reply> = direct.collect();
        stepwise.for_each(|one| {
            all.spawn(one);
        });
        let replies = all.join_all().await;
        assert_eq!(with_status(&replies, StatusCode::CREATED).len(), UNITS, "{engine:?}");
        for reply in replies.into_iter().filter(|r| r.status != StatusCode::CREATED) {
            let problem = reply.refused(409, "out_of_stock");
            assert_eq!(problem["field"], "lines[0].quantity");
        }
        assert_eq!(on_hand(&shop).await, "0");
        shop.verify().await;
    }
}

#[tokio::test]
async fn the_same_key_at_once_sells_once_and_everybody_gets_the_same_answer() {
    for engine in Engine::BOTH {
        let (shop, tax) = shop(engine, NegativeStock::Allow).await;
        let mug = shop.goods("mug", 895, 300, &tax, 100).await;
        // With an id of the client's and without one.
        for id in [Some(Uuid::now_v7()), None] {
            let key = Uuid::now_v7().to_string();
            let mut body = cash_sale(&shop, 0, &mug, 2);
            body["id"] = json!(id);
            let replies = at_once((0..20).map(|_| {
                let (client, key, body) = (shop.client.clone(), key.clone(), body.clone());
                async move { client.post_once(&key, "/v1/sales", body).await }
            }))
            .await;
            assert_eq!(replies.iter().filter(|r| !r.replayed).count(), 1, "{engine:?}");
            let first = replies[0].clone().ok();
            for reply in replies {
                let sold = reply.ok();
                assert_eq!((&sold["id"], &sold["number"]), (&first["id"], &first["number"]));
            }
        }
        assert_eq!(on_hand(&shop).await, "96");
        // The same key for different things: one wins, and the others are told why not.
        let key = Uuid::now_v7().to_string();
        let replies = at_once((1..=10).map(|quantity| {
            let (client, key, body) = (shop.client.clone(), key.clone(), cash_sale(&shop, 0, &mug, quantity));
            async move { client.post_once(&key, "/v1/sales", body).await }
        }))
        .await;
        assert_eq!(with_status(&replies, StatusCode::CREATED).len(), 1, "{engine:?}");
        for reply in replies.into_iter().filter(|r| r.status != StatusCode::CREATED) {
            reply.refused(422, "idempotency_key_reused");
        }
        shop.verify().await;
    }
}

#[tokio::test]
async fn sixty_four_clients_sell_one_product_to_one_customer_and_each_unit_too_many_is_told() {
    const CLIENTS: usize = 64;
    const SOLD: usize = 3 * CLIENTS;
    const UNITS: usize = 100;
    for engine in Engine::BOTH {
        let (shop, tax) = shop(engine, NegativeStock::Allow).await;
        let mug = shop.goods("mug", 895, 300, &tax, UNITS as i64).await;
        let customer = shop.post("/v1/customers", json!({ "name": "Ada" })).await.ok()["id"].clone();
        let replies = at_once((0..CLIENTS).flat_map(|n| {
            let mut body = cash_sale(&shop, n, &mug, 1);
            body["customer_id"] = customer.clone();
            std::iter::repeat_n((shop.client.clone(), body), SOLD / CLIENTS)
                .map(|(client, body)| async move { client.post("/v1/sales", body).await })
        }))
        .await;
        let sold: Vec<Value> = replies.into_iter().map(Reply::ok).collect();
        let warned = sold.iter().filter(|sale| sale["warnings"][0]["code"] == "stock_below_zero").count();
        assert_eq!(warned, SOLD - UNITS, "{engine:?}");
        assert_eq!(on_hand(&shop).await, (UNITS as i64 - SOLD as i64).to_string());
        let path = format!("/v1/customers/{}", customer.as_str().expect("an id"));
        let ada = shop.get(&path).await.ok();
        assert_eq!((&ada["orders_count"], &ada["spent"]["amount"]), (&json!(SOLD), &json!(895 * SOLD)));
        shop.verify().await;
    }
}

#[tokio::test]
async fn refunds_at_once_never_give_back_more_than_was_taken() {
    for engine in Engine::BOTH {
        let (shop, tax) = shop(engine, NegativeStock::Allow).await;
        let mug = shop.goods("mug", 1_001, 300, &tax, 100).await;
        let mut body = cash_sale(&shop, 0, &mug, 3);
        let part = json!({ "amount": 1_501, "currency": "GBP" });
        body["payments"] = json!([{ "tender": "voucher", "amount": part }, { "tender": "cash" }]);
        let order = shop.post("/v1/sales", body).await.ok()["id"].as_str().expect("an id").to_owned();
        let replies = at_once((0..12).map(|n| {
            let client = shop.client.clone();
            let line = json!([{ "line_no": 1, "quantity": 1 }]);
            let body = json!({ "register_id": shop.registers[n % 2], "reason": "broken", "lines": line });
            let path = format!("/v1/orders/{order}/refunds");
            async move { client.post(&path, body).await }
        }))
        .await;
        assert_eq!(with_status(&replies, StatusCode::CREATED).len(), 3, "{engine:?}");
        for reply in replies.into_iter().filter(|r| r.status != StatusCode::CREATED) {
            reply.refused(422, "refund_exceeds_rest");
        }
        let order = shop.get(&format!("/v1/orders/{order}")).await.ok();
        assert_eq!(order["refunded"], order["total"]);
        for payment in order["payments"].as_array().expect("payments") {
            assert_eq!(payment["refunded"], payment["amount"]);
        }
        shop.verify().await;
    }
}

#[tokio::test]
async fn paying_and_giving_up_at_once_end_in_one_of_both() {
    for engine in Engine::BOTH {
        let (shop, tax) = shop(engine, NegativeStock::Refuse).await;
        let mug = shop.goods("mug", 895, 300, &tax, 100).await;
        // A card takes its time.
        for (tender, rounds) in [("cash", 12), ("card", 4)] {
            for n in 0..rounds {
                let body = json!({ "register_id": shop.registers[n % 2], "lines": [{ "variant_id": mug }] });
                let opened = shop.post("/v1/orders", body).await.ok();
                let path = format!("/v1/orders/{}", opened["id"].as_str().expect("an id"));
                let (pay, void) = (format!("{path}/payments"), format!("{path}/void"));
                let (till, other) = (shop.client.clone(), shop.client.clone());
                let (paid, voided) = tokio::join!(
                    till.post(&pay, json!({ "tender": tender, "complete_when_paid": true })),
                    other.post(&void, json!({ "reason": "changed their mind" })),
                );
                settle(&shop, &path).await;
                let order = shop.get(&path).await.ok();
                let given_up = order["state"] == "voided";
                // Whoever was told yes is right; being told no has a reason that names the other.
                if !paid.status.is_success() {
                    paid.refused(409, "order_not_open");
                    assert!(given_up, "{order}");
                }
                if !voided.status.is_success() {
                    let code = voided.body["code"].as_str().unwrap_or_default().to_owned();
                    assert!(["payment_open", "order_not_open", "order_frozen"].contains(&code.as_str()), "{code}");
                    assert_eq!(voided.status, StatusCode::CONFLICT);
                    assert_eq!(order["state"], "completed");
                } else {
                    assert!(given_up, "{order}");
                }
            }
            shop.verify().await;
        }
    }
}

/// Waits until no payment of an order is under way.
async fn settle(shop: &Shop, path: &str) {
    wait::eventually(LIMIT, async || {
        let order = shop.get(path).await.ok();
        let payments = order["payments"].as_array().cloned().unwrap_or_default();
        let attempts = payments.iter().flat_map(|p| p["attempts"].as_array().cloned().unwrap_or_default());
        let open = |state: &Value| ["created", "pending", "unknown"].iter().any(|s| state == s);
        attempts.into_iter().all(|attempt| !open(&attempt["state"])).then_some(())
    })
    .await
    .expect("settled in time");
}
