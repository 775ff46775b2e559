//! Gift cards: owed from the day they are sold, earned when they are spent, and gone back onto when the goods come back.

use onetill_testkit::scenario::{MORNING, tell, tell_at_once};
use onetill_testkit::shop::{Shop, figures};
use reqwest::Method;
use serde_json::{Value, json};

const CODE: &str = "GIFT-2026-ABCD";

/// A card with this code that holds nothing yet.
async fn card(shop: &Shop, code: &str) -> Value {
    shop.post("/v1/gift-cards", json!({ "code": code })).await.ok()
}

/// A line that puts money on a card.
fn load(shop: &Shop, card: &Value, minor: i64) -> Value {
    json!({ "kind": "gift_card", "name": "Gift card", "unit_price": shop.money(minor), "gift_card_id": card["id"] })
}

/// A card that was sold for so much, in cash, and that sale.
async fn sold(shop: &Shop, code: &str, minor: i64) -> (Value, Value) {
    let card = card(shop, code).await;
    let sale = shop.cart().line(load(shop, &card, minor)).sell().await.ok();
    shop.later(1);
    (card, sale)
}

async fn looked_up(shop: &Shop, code: &str) -> Value {
    shop.post("/v1/gift-cards/lookup", json!({ "code": code })).await.ok()
}

/// What a card holds.
async fn left(shop: &Shop, code: &str) -> i64 {
    figures(&looked_up(shop, code).await, ["balance"])[0]
}

fn by_card(shop: &Shop, code: &str, minor: i64) -> Value {
    json!({ "tender": "gift_card", "code": code, "amount": shop.money(minor) })
}

/// A cart's sale with these payments.
async fn sell_by(shop: &Shop, cart: &onetill_testkit::shop::Cart<'_>, payments: Value) -> onetill_testkit::shop::Reply {
    let mut sale = cart.sale();
    sale["payments"] = payments;
    shop.post("/v1/sales", sale).await
}

async fn movements(shop: &Shop, card: &Value) -> Vec<(String, i64, i64)> {
    let path = format!("/v1/balances/{}/movements", card["id"].as_str().expect("an id"));
    let page = shop.get(&path).await.ok();
    let told = |m: &Value| (m["kind"].as_str().expect("a kind").to_owned(), figures(m, ["amount", "balance"]));
    let all = page["items"].as_array().expect("movements").iter().rev().map(told);
    all.map(|(kind, [amount, balance])| (kind, amount, balance)).collect()
}

#[test]
fn a_card_is_sold_spent_in_parts_and_gets_back_what_a_refund_gives() {
    tell(async |shop| {
        let vat = shop.tax("standard", "20").await;
        let mug = shop.goods("mug", 1200, 500, &vat, 10).await;
        let (card, sale) = sold(shop, CODE, 5000).await;
        assert_eq!(figures(&sale, ["net", "tax", "total"]), [5000, 0, 5000]);
        let owed = [("Cash in drawers", 5000), ("Gift cards", -5000), ("Inventory", 5000), ("Opening equity", -5000)];
        shop.books_are(&owed).await;

        // However it is typed.
        let found = looked_up(shop, " gift 2026 abcd ").await;
        assert_eq!((figures(&found, ["balance", "available"]), &found["code_last4"]), ([5000, 5000], &json!("ABCD")));

        // The rest of two mugs is paid in cash, then a part of one.
        let first = sell_by(shop, &shop.cart().add(&mug, "2"), json!([by_card(shop, CODE, 2400)])).await.ok();
        let payments = json!([by_card(shop, CODE, 1000), { "tender": "cash" }]);
        sell_by(shop, &shop.cart().add(&mug, "1"), payments).await.ok();
        assert_eq!(left(shop, CODE).await, 1600);
        shop.books_are(&[
            ("Cash in drawers", 5200),
            ("Gift cards", -1600),
            ("Inventory", 3500),
            ("Opening equity", -5000),
            ("standard tax payable", -600),
            ("Sales – standard", -3000),
            ("Cost of goods sold", 1500),
        ])
        .await;
        let order = shop.look_at(&first).await;
        assert_eq!(order["payments"][0]["tender"], "gift_card");

        shop.later(60);
        let refund = shop.refund(&first, json!({ "lines": [{ "line_no": 1, "quantity": "1" }] })).await.ok();
        assert_eq!(refund["payments"][0]["tender"], "gift_card");
        assert_eq!(left(shop, CODE).await, 2800);
        let told = [("loaded", 5000, 5000), ("spent", -2400, 2600), ("spent", -1000, 1600), ("given_back", 1200, 2800)];
        assert_eq!(movements(shop, &card).await, told.map(|(kind, amount, after)| (kind.to_owned(), amount, after)));
        shop.refund(&sale, json!({})).await.refused(409, "gift_card_used");

        // More than is on it is refused, and nothing is sold.
        let short = sell_by(shop, &shop.cart().add(&mug, "3"), json!([by_card(shop, CODE, 3600)])).await;
        assert_eq!(short.refused(409, "balance_too_low")["field"], "payments[0].amount");
    });
}

#[test]
fn a_card_is_topped_up_and_its_sale_refunded_while_nothing_is_spent() {
    tell(async |shop| {
        let (card, first) = sold(shop, CODE, 2000).await;
        let second = shop.cart().line(load(shop, &card, 3000)).sell().await.ok();
        shop.later(1);
        assert_eq!(left(shop, CODE).await, 5000);
        sell_by(
            shop,
            &shop.cart().line(json!({ "kind": "tip", "name": "Tip", "unit_price": shop.money(500) })),
            json!([by_card(shop, CODE, 500)]),
        )
        .await
        .ok();
        shop.later(1);
        // What was put on first is spent first.
        shop.refund(&first, json!({})).await.refused(409, "gift_card_used");
        shop.refund(&second, json!({})).await.ok();
        assert_eq!(left(shop, CODE).await, 1500);
        shop.books_are(&[("Cash in drawers", 2000), ("Gift cards", -1500), ("Tips payable", -500)]).await;
        let twice = shop.cart().line(load(shop, &card, 100)).line(load(shop, &card, 100)).sell().await;
        assert_eq!(twice.refused(422, "invalid_field")["field"], "lines[1]");
    });
}

#[test]
fn of_two_tills_that_want_the_last_of_a_card_one_gets_it() {
    tell_at_once(
        |options| options.clock = MORNING.parse().ok(),
        async |shop| {
            let vat = shop.tax("standard", "20").await;
            let mug = shop.goods("mug", 1000, 500, &vat, 100).await;
            for round in 0..5 {
                let code = format!("LASTTEN{round}");
                sold(shop, &code, 1000).await;
                let [one, other] = [0, 1].map(|till| {
                    let mut sale = shop.cart().at(till).add(&mug, "1").sale();
                    sale["payments"] = json!([by_card(shop, &code, 1000)]);
                    shop.post("/v1/sales", sale)
                });
                let replies: [_; 2] = tokio::join!(one, other).into();
                let won = replies.iter().filter(|r| r.status.is_success()).count();
                assert_eq!(won, 1, "exactly one wins");
                let lost = replies.into_iter().find(|r| !r.status.is_success()).expect("the other");
                lost.refused(409, "balance_too_low");
                assert_eq!(left(shop, &code).await, 0);
            }
        },
    );
}

#[test]
fn a_sale_that_is_sent_again_spends_once() {
    tell(async |shop| {
        let vat = shop.tax("standard", "20").await;
        let mug = shop.goods("mug", 1000, 500, &vat, 100).await;
        sold(shop, CODE, 5000).await;
        let mut sale = shop.cart().add(&mug, "1").sale();
        sale["payments"] = json!([by_card(shop, CODE, 1000)]);
        let first = shop.post_once("once", "/v1/sales", sale.clone()).await.ok();
        let again = shop.post_once("once", "/v1/sales", sale).await.ok();
        assert_eq!((first["id"].clone(), left(shop, CODE).await), (again["id"].clone(), 4000));

        let order = shop.cart().add(&mug, "1").open().await.ok();
        let path = format!("/v1/orders/{}/payments", order["id"].as_str().expect("an id"));
        for _ in 0..2 {
            let mut payment = by_card(shop, CODE, 1000);
            payment["complete_when_paid"] = json!(true);
            shop.post_once("twice", &path, payment).await.ok();
        }
        assert_eq!(left(shop, CODE).await, 3000);
        assert_eq!(shop.look_at(&order).await["state"], "completed");
    });
}

#[test]
fn a_declined_card_beside_a_gift_card_leaves_the_order_and_giving_it_up_gives_it_back() {
    tell(async |shop| {
        let vat = shop.tax("standard", "20").await;
        let mug = shop.goods("mug", 1200, 500, &vat, 10).await;
        let (card, _) = sold(shop, CODE, 1000).await;
        let order = shop.cart().add(&mug, "2").open().await.ok();
        shop.on(&order, "payments", by_card(shop, CODE, 1000)).await.ok();
        shop.pay(&order, "cash", 400).await.ok();
        assert_eq!(left(shop, CODE).await, 0);
        shop.next_card("insufficient_funds").await;
        let payment = shop.settled(&shop.pay_by_card(&order).await).await;
        assert_eq!(payment["state"], "declined");
        assert_eq!(shop.look_at(&order).await["state"], "frozen", "a part of it is paid");
        shop.later(5);
        shop.on(&order, "void", json!({ "reason": "no money" })).await.ok();
        assert_eq!(left(shop, CODE).await, 1000);
        let told = movements(shop, &card).await;
        assert_eq!(told.last(), Some(&("given_back".to_owned(), 1000, 1000)));
        shop.books_are(&[
            ("Cash in drawers", 1000),
            ("Gift cards", -1000),
            ("Inventory", 5000),
            ("Opening equity", -5000),
        ])
        .await;
    });
}

#[test]
fn what_is_left_when_its_time_is_over_is_income_of_its_own() {
    tell(async |shop| {
        let settings = json!({ "valid_months": 12 });
        shop.send(Method::PUT, "/v1/gift-card-settings", Some(settings)).await.ok();
        let (card, _) = sold(shop, CODE, 3000).await;
        let tip = |minor| shop.cart().line(json!({ "kind": "tip", "name": "Tip", "unit_price": shop.money(minor) }));
        let sale = sell_by(shop, &tip(1000), json!([by_card(shop, CODE, 1000)])).await.ok();
        assert_eq!(shop.post("/v1/gift-cards/expiry", json!({})).await.ok()["count"], 0);

        shop.later(366 * 86_400);
        let late = sell_by(shop, &tip(1000), json!([by_card(shop, CODE, 1000)])).await;
        late.refused(409, "gift_card_expired");
        let expired = shop.post("/v1/gift-cards/expiry", json!({})).await.ok();
        assert_eq!((&expired["count"], figures(&expired, ["amount"])), (&json!(1), [2000]));
        assert_eq!(shop.post("/v1/gift-cards/expiry", json!({})).await.ok()["count"], 0, "once");
        let owed = [("Cash in drawers", 3000), ("Tips payable", -1000), ("Breakage", -2000)];
        shop.books_are(&owed).await;
        let told = movements(shop, &card).await;
        assert_eq!(told.last(), Some(&("expired".to_owned(), -2000, 0)));

        // What comes back later can be spent for as long as on a new card.
        shop.refund(&sale, json!({})).await.ok();
        let found = looked_up(shop, CODE).await;
        assert_eq!(figures(&found, ["available"]), [1000]);
    });
}

#[test]
fn a_lost_card_gets_another_code_and_one_that_is_switched_off_pays_nothing() {
    tell(async |shop| {
        let (card, _) = sold(shop, CODE, 3000).await;
        let path = format!("/v1/gift-cards/{}", card["id"].as_str().expect("an id"));
        let replace = json!({ "code": "OTHERCODE99", "reason": "left on the bus" });
        let replaced = shop.post(&format!("{path}/replacement"), replace.clone()).await.ok();
        assert_eq!((&replaced["code_last4"], &replaced["code"]), (&json!("DE99"), &Value::Null));
        shop.post("/v1/gift-cards/lookup", json!({ "code": CODE })).await.refused(422, "gift_card_unknown");
        assert_eq!(left(shop, "othercode-99").await, 3000);
        shop.post(&format!("{path}/replacement"), replace).await.refused(409, "gift_card_exists");

        let off = json!({ "active": false, "reason": "reported stolen" });
        shop.send(Method::PATCH, &path, Some(off)).await.ok();
        let tip = shop.cart().line(json!({ "kind": "tip", "name": "Tip", "unit_price": shop.money(100) }));
        sell_by(shop, &tip, json!([by_card(shop, "OTHERCODE99", 100)])).await.refused(409, "balance_inactive");
        let on = json!({ "active": true, "reason": "found again" });
        shop.send(Method::PATCH, &path, Some(on)).await.ok();
        sell_by(shop, &tip, json!([by_card(shop, "OTHERCODE99", 100)])).await.ok();

        // No code stands anywhere but as a hash.
        let dump = shop.dump().await;
        for code in [CODE, "GIFT2026ABCD", "OTHERCODE99"] {
            assert!(!dump.to_uppercase().contains(code), "{code} is kept");
        }
        let trail = shop.get("/v1/audit-trail?limit=20").await.ok();
        let actions: Vec<_> = trail["items"].as_array().expect("rows").iter().map(|r| r["action"].clone()).collect();
        for action in ["gift_card.changed", "gift_card.replaced"] {
            assert!(actions.contains(&json!(action)), "{action} in {actions:?}");
        }
    });
}

#[test]
fn a_code_that_is_made_is_shown_once() {
    tell_at_once(
        |options| options.clock = MORNING.parse().ok(),
        async |shop| {
            let made = shop.post_once("card", "/v1/gift-cards", json!({})).await.ok();
            let code = made["code"].as_str().expect("a code").to_owned();
            assert_eq!(code.len(), 19, "four groups of four: {code}");
            let again = shop.post_once("card", "/v1/gift-cards", json!({})).await.ok();
            assert_eq!((&again["id"], &again["code"]), (&made["id"], &Value::Null));
            assert_eq!(looked_up(shop, &code).await["id"], made["id"]);
            let list = shop.get("/v1/balances?kind=gift_card").await;
            assert!(!list.text.contains(&code) && !list.text.contains(&code.replace('-', "")), "{}", list.text);
        },
    );
}

#[test]
fn a_card_pays_with_goods_that_come_back_and_for_a_gift_card_in_one_sale() {
    tell(async |shop| {
        let vat = shop.tax("standard", "20").await;
        let mug = shop.goods("mug", 1200, 500, &vat, 10).await;
        let lamp = shop.goods("lamp", 3000, 1000, &vat, 10).await;
        sold(shop, CODE, 5000).await;
        let first = sell_by(shop, &shop.cart().add(&mug, "1"), json!([by_card(shop, CODE, 1200)])).await.ok();
        shop.later(60);
        // 12.00 come back and pay a part of 30.00.
        let mut sale = shop.cart().add(&lamp, "1").sale();
        sale["returned"] = json!([{ "order_id": first["id"], "reason": "wrong colour" }]);
        sale["payments"] = json!([by_card(shop, CODE, 1800)]);
        shop.post("/v1/sales", sale).await.ok();
        assert_eq!(left(shop, CODE).await, 2000);
        // What is left of goods that come back alone goes onto the card as it came.
        let second = sell_by(shop, &shop.cart().add(&mug, "1"), json!([by_card(shop, CODE, 1200)])).await.ok();
        shop.later(60);
        let mut sale = shop.cart().line(json!({ "kind": "tip", "name": "Tip", "unit_price": shop.money(200) })).sale();
        sale["returned"] = json!([{ "order_id": second["id"], "reason": "cracked" }]);
        sale["payments"] = json!([]);
        shop.post("/v1/sales", sale).await.ok();
        assert_eq!(left(shop, CODE).await, 1800);
    });
}
