//! What a terminal refused to give back is tried again, and never given twice.

use onetill_testkit::scenario::{tell, tell_at_once};
use onetill_testkit::shop::{Shop, figures};
use serde_json::{Value, json};

/// Two mugs sold for 24.00 by card: the order and its payment.
async fn sold_by_card(shop: &Shop) -> (Value, Value) {
    let vat = shop.tax("standard", "20").await;
    let mug = shop.goods("mug", 1200, 500, &vat, 10).await;
    let order = shop.cart().add(&mug, "2").open().await.ok();
    let payment = shop.settled(&shop.pay_by_card(&order).await).await;
    (order, payment)
}

/// One of the two mugs comes back while the terminal behaves as `mode`.
async fn one_back(shop: &Shop, order: &Value, mode: &str) -> Value {
    shop.next_card(mode).await;
    shop.refund(order, json!({ "lines": [{ "line_no": 1, "quantity": 1 }] })).await.ok()
}

fn attempts_of(kind: &str, it: &Value) -> String {
    format!("/v1/{kind}/{}/attempts", it["id"].as_str().expect("an id"))
}

async fn state_of(shop: &Shop, refund: &Value) -> Value {
    let id = refund["id"].as_str().expect("a refund");
    shop.get(&format!("/v1/refunds/{id}")).await.ok()["state"].take()
}

/// What the terminal moved, in the order in which it did.
fn moved(shop: &Shop) -> Vec<i64> {
    let all = shop.terminal.transactions().expect("a terminal's memory");
    let all = json!(all);
    let approved = all.as_array().expect("a list").iter().filter(|t| t["status"] == "approved");
    approved.map(|t| t["amount"].as_i64().expect("an amount")).collect()
}

/// The books when both mugs were sold by card and one came back to the shelf; `owed` of it has not arrived.
async fn one_of_two(shop: &Shop, owed: i64) {
    let mut books = vec![
        ("Card clearing", 1200 + owed),
        ("Inventory", 4500),
        ("Opening equity", -5000),
        ("standard tax payable", -200),
        ("Sales – standard", -1000),
        ("Cost of goods sold", 500),
    ];
    if owed != 0 {
        books.push(("Refunds payable", -owed));
    }
    shop.books_are(&books).await;
}

/// Each tender of the day with its total and what came off it by refunds.
async fn by_tender(shop: &Shop) -> Value {
    let report = shop.get("/v1/reports/sales?by=tender&from=2026-11-23&to=2026-11-23").await.ok();
    let row = |row: &Value| {
        json!([row["name"], figures(&row["figures"], ["total"])[0], figures(&row["figures"], ["refunded"])[0]])
    };
    report["rows"].as_array().expect("rows").iter().map(row).collect()
}

#[test]
fn a_refund_that_the_terminal_declined_is_tried_again() {
    tell(async |shop| {
        let (order, payment) = sold_by_card(shop).await;
        let refund = one_back(shop, &order, "insufficient_funds").await;
        let payment = shop.settled(&payment).await;
        assert_eq!((&payment["attempts"][1]["state"], figures(&payment, ["refunded"])), (&json!("failed"), [0]));
        assert_eq!(state_of(shop, &refund).await, "pending");
        one_of_two(shop, 1200).await;
        // What the card did not get is taken off no tender yet.
        assert_eq!(by_tender(shop).await, json!([["Card", 2400, 0], [null, -1200, 1200]]));
        shop.later(60);

        // It may fail more than once.
        let path = attempts_of("refunds", &refund);
        shop.next_card("insufficient_funds").await;
        let again = shop.post(&path, json!({})).await.ok();
        let tried = again["payments"].as_array().expect("payments");
        assert_eq!((tried.len(), &tried[0]["state"]), (2, &json!("failed")), "each attempt is a record of its own");
        shop.settled(&payment).await;
        shop.later(60);

        let again = shop.post_once("third", &path, json!({})).await.ok();
        assert_eq!(again["id"], refund["id"]);
        let payment = shop.settled(&payment).await;

        assert_eq!(payment["attempts"].as_array().map(Vec::len), Some(4));
        assert_eq!(figures(&payment, ["refunded"]), [1200]);
        assert_eq!(state_of(shop, &refund).await, "completed");
        one_of_two(shop, 0).await;
        assert_eq!(by_tender(shop).await, json!([["Card", 1200, 1200]]));
        assert!(shop.post_once("third", &path, json!({})).await.replayed);
        shop.post(&path, json!({})).await.refused(409, "refund_settled");
        assert_eq!(moved(shop), [2400, 1200]);
    });
}

#[test]
fn while_nobody_knows_what_became_of_a_refund_it_is_not_tried_again() {
    tell(async |shop| {
        let (order, payment) = sold_by_card(shop).await;
        let refund = one_back(shop, &order, "never_answer").await;
        let path = attempts_of("refunds", &refund);
        shop.payment_when(&payment, |p| !p["attempts"][1]["sent_at"].is_null()).await;
        shop.post(&path, json!({})).await.refused(409, "refund_open");
        let silent = |p: &Value| p["attempts"][1]["state"] == "unknown";
        while !silent(&shop.ask(&payment, "inquire").await.ok()) {}
        let problem = shop.post(&path, json!({})).await.refused(409, "refund_open");
        let inquire = format!("/v1/payments/{}/inquire", payment["id"].as_str().expect("an id"));
        assert!(problem["fix"].as_str().is_some_and(|fix| fix.contains(&inquire)), "{problem}");

        // It had been given back all along.
        shop.at_terminal("release", json!({})).await;
        shop.ask(&payment, "inquire").await.ok();
        assert_eq!(state_of(shop, &refund).await, "completed");
        shop.post(&path, json!({})).await.refused(409, "refund_settled");
        assert_eq!(moved(shop), [2400, 1200]);
        one_of_two(shop, 0).await;
    });
}

#[test]
fn a_refund_that_the_terminal_never_got_is_tried_again_once_that_is_known() {
    tell(async |shop| {
        let (order, payment) = sold_by_card(shop).await;
        let refund = one_back(shop, &order, "forget").await;
        let path = attempts_of("refunds", &refund);
        shop.payment_when(&payment, |p| p["attempts"][1]["message"] == "Waiting for the terminal.").await;
        shop.post(&path, json!({})).await.refused(409, "refund_open");

        // It may still be on its way, so the terminal's word is not enough at once.
        shop.ask(&payment, "inquire").await.ok();
        shop.post(&path, json!({})).await.refused(409, "refund_open");
        shop.later(20);
        let payment = shop.settled(&payment).await;
        assert_eq!(payment["attempts"][1]["code"], "not_received");
        shop.post(&path, json!({})).await.ok();
        shop.settled(&payment).await;

        assert_eq!(state_of(shop, &refund).await, "completed");
        assert_eq!(moved(shop), [2400, 1200]);
        one_of_two(shop, 0).await;
    });
}

#[test]
fn of_two_who_try_again_at_once_one_gives_the_money_back() {
    tell_at_once(
        |_| {},
        async |shop| {
            let (order, payment) = sold_by_card(shop).await;
            let refund = one_back(shop, &order, "insufficient_funds").await;
            shop.settled(&payment).await;
            let path = attempts_of("refunds", &refund);

            let tries = [(); 4].map(|()| {
                let (client, path) = ((**shop).clone(), path.clone());
                tokio::spawn(async move { client.post(&path, json!({})).await })
            });
            let mut given = 0;
            for reply in tries {
                let reply = reply.await.expect("no panic");
                match reply.body["code"].as_str() {
                    None => given += 1,
                    Some(code) => assert!(matches!(code, "refund_open" | "refund_settled"), "{}", reply.body),
                }
            }
            assert_eq!(given, 1);
            shop.settled(&payment).await;
            assert_eq!(moved(shop), [2400, 1200]);
            assert_eq!(state_of(shop, &refund).await, "completed");
        },
    );
}

#[test]
fn what_a_card_cannot_give_any_more_goes_by_what_else_paid() {
    tell(async |shop| {
        let vat = shop.tax("standard", "20").await;
        let mug = shop.goods("mug", 1200, 500, &vat, 10).await;
        let order = shop.cart().add(&mug, "2").open().await.ok();
        let voucher = shop.pay(&order, "voucher", 1400).await.ok();
        let card = shop.settled(&shop.pay_by_card(&order).await).await;
        shop.later(60);
        // 7.00 by voucher, and 5.00 that the card does not get.
        let first = one_back(shop, &order, "insufficient_funds").await;
        shop.settled(&card).await;
        shop.later(60);
        // The other mug uses the card up.
        let by = json!([
            { "payment_id": card["id"], "amount": shop.money(1000) },
            { "payment_id": voucher["id"], "amount": shop.money(200) },
        ]);
        shop.refund(&order, json!({ "payments": by })).await.ok();
        shop.settled(&card).await;
        shop.later(60);

        let path = attempts_of("refunds", &first);
        let by = |payment: &Value, minor| json!({ "payments": [{ "payment_id": payment["id"], "amount": shop.money(minor) }] });
        shop.post(&path, by(&card, 500)).await.refused(422, "refund_exceeds_rest");
        shop.post(&path, by(&voucher, 501)).await.refused(422, "invalid_field");
        let refund = shop.post(&path, json!({})).await.ok();

        assert_eq!(refund["state"], "completed", "a voucher is certain at once");
        let last = &refund["payments"][1];
        assert_eq!((&last["tender"], figures(last, ["amount"])), (&json!("voucher"), [500]), "{refund}");
        assert_eq!(moved(shop), [1000, 1000]);
        shop.books_are(&[("Inventory", 5000), ("Opening equity", -5000)]).await;
    });
}

#[test]
fn a_deposit_that_the_terminal_did_not_give_back_is_tried_again() {
    tell(async |shop| {
        let vat = shop.tax("standard", "20").await;
        let mug = shop.goods("mug", 1200, 500, &vat, 10).await;
        let order = shop.cart().add(&mug, "2").open().await.ok();
        let asked = json!({ "tender": "card", "amount": shop.money(900) });
        let payment = shop.settled(&shop.on(&order, "payments", asked).await.ok()).await;
        let path = attempts_of("payments", &payment);
        shop.post(&path, json!({})).await.refused(409, "nothing_owed");

        shop.next_card("insufficient_funds").await;
        shop.on(&order, "void", json!({ "reason": "changed their mind" })).await.ok();
        shop.settled(&payment).await;
        let owed =
            [("Card clearing", 900), ("Customer deposits", -900), ("Inventory", 5000), ("Opening equity", -5000)];
        shop.books_are(&owed).await;
        shop.later(60);

        shop.next_card("never_answer").await;
        shop.post_once("again", &path, json!({})).await.ok();
        shop.payment_when(&payment, |p| !p["attempts"][2]["sent_at"].is_null()).await;
        shop.post(&path, json!({})).await.refused(409, "refund_open");
        shop.at_terminal("release", json!({})).await;
        shop.settled(&payment).await;

        shop.post(&path, json!({})).await.refused(409, "refund_settled");
        assert!(shop.post_once("again", &path, json!({})).await.replayed);
        assert_eq!(moved(shop), [900, 900]);
        shop.books_are(&[("Inventory", 5000), ("Opening equity", -5000)]).await;
    });
}

#[test]
fn what_was_given_back_at_once_is_not_tried_again() {
    tell(async |shop| {
        let vat = shop.tax("standard", "20").await;
        let mug = shop.goods("mug", 1200, 500, &vat, 10).await;
        let sale = shop.cart().add(&mug, "1").sell().await.ok();
        let refund = shop.refund(&sale, json!({})).await.ok();
        shop.post(&attempts_of("refunds", &refund), json!({})).await.refused(409, "refund_settled");
        let unlinked = json!({
            "register_id": shop.register(), "reason": "lost the receipt", "tender": "cash",
            "lines": [{ "variant_id": mug, "unit_price": shop.money(600) }],
        });
        let refund = shop.post("/v1/refunds", unlinked).await.ok();
        shop.post(&attempts_of("refunds", &refund), json!({})).await.refused(409, "refund_settled");
        let nobody = json!({ "id": "019aaf3a-5c00-7000-8000-000000000009" });
        shop.post(&attempts_of("refunds", &nobody), json!({})).await.refused(404, "not_found");
        shop.post(&attempts_of("payments", &nobody), json!({})).await.refused(404, "not_found");
    });
}
