//! Payments in doubt: approved when nobody waited any more, for another amount, in another currency, or not known at all.
//! Whatever truly moved is found out, and nobody is charged twice.

use onetill_connectors::payments::simulated::Kind;
use onetill_testkit::client::Reply;
use onetill_testkit::scenario::tell;
use onetill_testkit::shop::{CASHIER_KEY, OWNER_KEY, Shop, figures};
use reqwest::Method;
use serde_json::{Value, json};

/// An order of two mugs: 24.00.
async fn two_mugs(shop: &Shop) -> Value {
    let vat = shop.tax("standard", "20").await;
    let mug = shop.goods("mug", 1200, 500, &vat, 10).await;
    shop.cart().add(&mug, "2").open().await.ok()
}

/// The books after two mugs were sold for money that lies on `clearing`.
async fn sold(shop: &Shop, clearing: &[(&str, i64)]) {
    let mut books = clearing.to_vec();
    books.extend([
        ("Inventory", 4000),
        ("Opening equity", -5000),
        ("standard tax payable", -400),
        ("Sales – standard", -2000),
        ("Cost of goods sold", 1000),
    ]);
    shop.books_are(&books).await;
}

/// What the terminal took and gave back, in order.
fn at_terminal(shop: &Shop) -> Vec<(Kind, i64)> {
    let all = shop.terminal.transactions().expect("the terminal's memory");
    all.iter().filter(|t| t.concluded_at.is_some() && t.code.is_none()).map(|t| (t.kind, t.moves())).collect()
}

/// Asks by card, and has the terminal never get the request, as far as it says.
async fn never_arrived(shop: &Shop, order: &Value) -> Value {
    shop.at_terminal("behaviour", json!({ "mode": "late_approval", "delay_ms": 3_600_000, "next": 1 })).await;
    let payment = shop.pay_by_card(order).await;
    shop.payment_when(&payment, |p| p["message"] == "Waiting for the terminal.").await;
    assert_eq!(shop.ask(&payment, "inquire").await.ok()["state"], "pending", "it may be on its way");
    shop.later(20);
    let payment = shop.settled(&payment).await;
    assert_eq!((&payment["state"], &payment["attempts"][0]["code"]), (&json!("failed"), &json!("not_received")));
    assert_eq!(shop.look_at(order).await["state"], "open", "it is freed");
    payment
}

#[test]
fn an_approval_that_comes_after_the_order_was_paid_otherwise_goes_back() {
    tell(async |shop| {
        let order = two_mugs(shop).await;
        let payment = never_arrived(shop, &order).await;
        shop.on(&order, "payments", json!({ "tender": "cash", "complete_when_paid": true })).await.ok();
        assert_eq!(shop.look_at(&order).await["state"], "completed");

        // The request was stuck on its way, and the card is charged after all.
        shop.at_terminal("release", json!({})).await;
        shop.later(60);
        let payment = shop.payment_when(&payment, |p| p["state"] == "reversed").await;
        let attempts = payment["attempts"].as_array().expect("attempts");
        let kinds: Vec<_> = attempts.iter().map(|a| (&a["kind"], &a["state"], &a["surplus"])).collect();
        assert_eq!(
            kinds,
            [
                (&json!("capture"), &json!("succeeded"), &json!(true)),
                (&json!("reversal"), &json!("succeeded"), &json!(false)),
            ]
        );
        assert_eq!(at_terminal(shop), [(Kind::Charge, 2400), (Kind::Refund, 2400)]);
        sold(shop, &[("Cash in drawers", 2400)]).await;
        let order = shop.look_at(&order).await;
        assert_eq!(figures(&order, ["total", "paid"]), [2400, 2400]);
    });
}

#[test]
fn an_approval_that_comes_after_the_order_was_given_up_goes_back() {
    tell(async |shop| {
        let order = two_mugs(shop).await;
        let payment = never_arrived(shop, &order).await;
        shop.on(&order, "void", json!({ "reason": "no money" })).await.ok();
        shop.at_terminal("release", json!({})).await;
        shop.later(60);
        shop.payment_when(&payment, |p| p["state"] == "reversed").await;
        shop.books_are(&[("Inventory", 5000), ("Opening equity", -5000)]).await;
    });
}

#[test]
fn another_amount_than_was_asked_for_pays_nothing_and_goes_back() {
    tell(async |shop| {
        let order = two_mugs(shop).await;
        shop.next_card("wrong_amount").await;
        let payment = shop.pay_by_card(&order).await;
        let payment = shop.payment_when(&payment, |p| p["state"] == "reversed").await;
        assert_eq!(figures(&payment["attempts"][0], ["amount", "moved"]), [2400, 2401]);
        assert_eq!(shop.look_at(&order).await["state"], "open");
        assert_eq!(at_terminal(shop), [(Kind::Charge, 2401), (Kind::Refund, 2401)]);
        shop.books_are(&[("Inventory", 5000), ("Opening equity", -5000)]).await;
        // The order is to be paid as if nothing had been.
        shop.settled(&shop.pay_by_card(&order).await).await;
        sold(shop, &[("Card clearing", 2400)]).await;
    });
}

#[test]
fn a_part_that_is_approved_leaves_the_rest_to_be_paid_otherwise() {
    tell(async |shop| {
        let order = two_mugs(shop).await;
        shop.next_card("partial").await;
        let payment = shop.settled(&shop.pay_by_card(&order).await).await;
        assert_eq!(payment["state"], "captured");
        assert_eq!(figures(&payment, ["amount"]), [1200]);
        assert_eq!(payment["message"], "Approved in part. The rest is to be paid otherwise.");
        assert_eq!(shop.look_at(&order).await["state"], "frozen");
        shop.on(&order, "payments", json!({ "tender": "cash", "complete_when_paid": true })).await.ok();
        assert_eq!(shop.look_at(&order).await["state"], "completed");
        sold(shop, &[("Cash in drawers", 1200), ("Card clearing", 1200)]).await;
    });
}

#[test]
fn noise_is_no_answer() {
    tell(async |shop| {
        for noise in ["garbage", "endless"] {
            let order = two_mugs_of(shop, noise).await;
            shop.at_terminal("behaviour", json!({ "mode": noise, "delay_ms": 0, "inquiries": 1, "next": 1 })).await;
            let payment = shop.pay_by_card(&order).await;
            shop.payment_when(&payment, |p| p["message"] == "Waiting for the terminal.").await;
            shop.later(10);
            shop.ask(&payment, "inquire").await;
            shop.later(10);
            assert_eq!(shop.settled(&payment).await["state"], "captured");
            assert_eq!(shop.look_at(&order).await["state"], "completed");
        }
    });
}

async fn two_mugs_of(shop: &Shop, name: &str) -> Value {
    let vat = shop.tax(name, "20").await;
    let mug = shop.goods(name, 1200, 500, &vat, 10).await;
    shop.cart().add(&mug, "2").open().await.ok()
}

/// Decides about a payment.
async fn decide(shop: &Shop, key: &str, payment: &Value, decision: &str) -> Reply {
    let path = format!("/v1/payments/{}/decision", payment["id"].as_str().expect("an id"));
    let body = json!({ "decision": decision, "reason": "the terminal's own list of the day" });
    shop.send_as(key, Method::POST, &path, Some(body), None).await
}

#[test]
fn a_manager_decides_what_nobody_can_be_asked_about() {
    tell(async |shop| {
        let order = two_mugs(shop).await;
        shop.next_card("wrong_currency").await;
        let payment = shop.pay_by_card(&order).await;
        let payment = shop.payment_when(&payment, |p| p["state"] == "unknown").await;
        assert!(payment["message"].as_str().is_some_and(|m| m.contains("a manager must decide")), "{payment}");
        decide(shop, CASHIER_KEY, &payment, "not_taken").await.refused(403, "forbidden");
        let decided = decide(shop, OWNER_KEY, &payment, "not_taken").await.ok();
        assert_eq!((&decided["state"], &decided["attempts"][0]["decision"]), (&json!("failed"), &json!("not_taken")));
        let log = decided["attempts"][0]["log"].as_array().expect("a timeline");
        assert_eq!((&log[0]["kind"], &log[log.len() - 1]["kind"]), (&json!("sent"), &json!("decided")));
        assert_eq!(shop.look_at(&order).await["state"], "open");
        decide(shop, OWNER_KEY, &payment, "taken").await.refused(409, "payment_known");
        let trail = shop.get("/v1/audit-trail?action=payment.decided").await.ok();
        assert_eq!(trail["items"][0]["subject_id"], payment["id"]);
    });
}

#[test]
fn what_was_decided_by_hand_is_held_against_what_the_terminal_says_later() {
    tell(async |shop| {
        // Decided: taken. The terminal agrees later.
        let order = two_mugs(shop).await;
        shop.next_card_unheard(2).await;
        let payment = unknown(shop, &order).await;
        let decided = decide(shop, OWNER_KEY, &payment, "taken").await.ok();
        assert_eq!(decided["state"], "captured");
        let order = shop.look_at(&order).await;
        assert_eq!((&order["state"], &order["recovered"]), (&json!("completed"), &json!(true)));
        sold(shop, &[("Card clearing", 2400)]).await;
        shop.later(60);
        shop.payment_when(&payment, |p| p["attempts"][0]["moved"] == shop.money(2400)).await;

        // Decided: not taken. The terminal says otherwise later, and the money goes back.
        let another = two_mugs_of(shop, "jug").await;
        shop.next_card_unheard(2).await;
        let payment = unknown(shop, &another).await;
        assert_eq!(decide(shop, OWNER_KEY, &payment, "not_taken").await.ok()["state"], "failed");
        assert_eq!(shop.look_at(&another).await["state"], "open");
        shop.later(60);
        shop.payment_when(&payment, |p| p["state"] == "reversed").await;
        let taken = at_terminal(shop);
        assert_eq!(taken, [(Kind::Charge, 2400), (Kind::Charge, 2400), (Kind::Refund, 2400)]);
    });
}

/// Waits until nobody knows what became of a payment of all of an order by card.
async fn unknown(shop: &Shop, order: &Value) -> Value {
    let payment = shop.pay_by_card(order).await;
    shop.payment_when(&payment, |p| p["message"] == "Waiting for the terminal.").await;
    shop.ask(&payment, "inquire").await;
    let payment = shop.ask(&payment, "inquire").await.ok();
    assert_eq!(payment["state"], "unknown");
    payment
}
