//! Cards: what the terminal says, what it does not say, and what the till makes of it.

use onetill_testkit::scenario::{tell, tell_in};
use onetill_testkit::shop::{Shop, figures};
use serde_json::{Value, json};

/// A shop with ten mugs, and an order of two of them: 24.00.
async fn two_mugs(shop: &Shop) -> (Value, Value) {
    let vat = shop.tax("standard", "20").await;
    let mug = shop.goods("mug", 1200, 500, &vat, 10).await;
    let order = shop.cart().add(&mug, "2").open().await.ok();
    (mug, order)
}

/// The books after two mugs were sold for money that lies on `clearing`.
async fn sold(shop: &Shop, clearing: &str) {
    shop.books_are(&[
        (clearing, 2400),
        ("Inventory", 4000),
        ("Opening equity", -5000),
        ("standard tax payable", -400),
        ("Sales – standard", -2000),
        ("Cost of goods sold", 1000),
    ])
    .await;
}

/// The books before anything was sold.
async fn untouched(shop: &Shop) {
    shop.books_are(&[("Inventory", 5000), ("Opening equity", -5000)]).await;
}

#[test]
fn an_approved_card_completes_the_order() {
    tell(async |shop| {
        let (mug, order) = two_mugs(shop).await;
        let payment = shop.pay_by_card(&order).await;
        let payment = shop.settled(&payment).await;

        assert_eq!((&payment["state"], &payment["message"]), (&json!("captured"), &json!("Approved.")));
        assert_eq!(payment["attempts"][0]["card"], "visa 4242");
        let order = shop.look_at(&order).await;
        assert_eq!((&order["state"], &order["number"]), (&json!("completed"), &json!("R1-000001")));
        let kinds: Vec<_> = order["entries"].as_array().expect("entries").iter().map(|e| &e["kind"]).collect();
        assert_eq!(kinds, ["capture", "sale"]);
        assert_eq!((shop.stock(&mug).await.on_hand.as_str(), shop.stock(&mug).await.reserved.as_str()), ("8", "0"));
        sold(shop, "Card clearing").await;
    });
}

#[test]
fn a_declined_card_leaves_the_order_open_for_another_way_to_pay() {
    tell(async |shop| {
        let (mug, order) = two_mugs(shop).await;
        for (mode, code) in [("insufficient_funds", "insufficient_funds"), ("card_expired", "card_expired")] {
            shop.next_card(mode).await;
            let payment = shop.settled(&shop.pay_by_card(&order).await).await;
            assert_eq!((&payment["state"], &payment["attempts"][0]["code"]), (&json!("declined"), &json!(code)));
            assert_eq!(shop.look_at(&order).await["state"], "open");
            assert_eq!(shop.stock(&mug).await.reserved, "0");
        }
        untouched(shop).await;
        shop.on(&order, "payments", json!({ "tender": "cash", "complete_when_paid": true })).await.ok();
        sold(shop, "Cash in drawers").await;
    });
}

#[test]
fn a_card_is_cancelled_by_the_customer_by_the_cashier_or_by_time() {
    tell(async |shop| {
        let (_, order) = two_mugs(shop).await;

        shop.next_card("customer_cancels").await;
        let payment = shop.settled(&shop.pay_by_card(&order).await).await;
        assert_eq!(payment["state"], "cancelled");

        shop.next_card("by_hand").await;
        let payment = shop.pay_by_card(&order).await;
        shop.terminal_has(&payment, "waiting_for_card").await;
        shop.payment_when(&payment, |p| p["message"] == "Ask for the card.").await;
        let payment = shop.ask(&payment, "cancel").await.ok();
        assert_eq!(
            (&payment["state"], &payment["message"]),
            (&json!("cancelled"), &json!("Cancelled. Nothing was charged."))
        );

        shop.next_card("no_card").await;
        let payment = shop.settled(&shop.pay_by_card(&order).await).await;
        assert_eq!(payment["state"], "expired");

        assert_eq!(shop.look_at(&order).await["state"], "open");
        untouched(shop).await;
    });
}

#[test]
fn once_the_card_was_read_it_is_too_late_to_cancel() {
    tell(async |shop| {
        let (_, order) = two_mugs(shop).await;
        shop.next_card_unheard(1).await;
        let payment = shop.pay_by_card(&order).await;
        // The money has moved; the till does not know it yet.
        shop.payment_when(&payment, |p| p["message"] == "Waiting for the terminal.").await;
        let payment = shop.ask(&payment, "cancel").await.ok();
        assert_eq!(payment["state"], "pending", "the line was dead");
        let payment = shop.ask(&payment, "cancel").await.ok();
        assert_eq!(payment["state"], "captured", "what happened counts, not what was asked");
        sold(shop, "Card clearing").await;
    });
}

#[test]
fn while_a_payment_is_under_way_the_order_is_frozen() {
    tell(async |shop| {
        let (mug, order) = two_mugs(shop).await;
        shop.next_card("by_hand").await;
        let payment = shop.pay_by_card(&order).await;
        shop.payment_when(&payment, |p| p["message"] == "Ask for the card.").await;

        let frozen = shop.look_at(&order).await;
        assert_eq!((&frozen["state"], figures(&frozen, ["total", "paid"])), (&json!("frozen"), [2400, 0]));
        let shelf = shop.stock(&mug).await;
        assert_eq!((shelf.on_hand.as_str(), shelf.reserved.as_str()), ("10", "2"));
        let more = json!({ "lines": [{ "variant_id": mug }] });
        shop.on(&order, "lines", more).await.refused(409, "order_frozen");
        shop.on(&order, "void", json!({ "reason": "too slow" })).await.refused(409, "payment_open");
        shop.on(&order, "complete", json!({})).await.refused(409, "payment_missing");
        shop.pay(&order, "cash", 2400).await.refused(422, "payment_exceeds_due");
        untouched(shop).await;

        shop.press(&payment, "approve").await;
        shop.terminal_has(&payment, "approved").await;
        shop.ask(&payment, "inquire").await.ok();
        assert_eq!(shop.look_at(&order).await["state"], "completed");
        sold(shop, "Card clearing").await;
    });
}

#[test]
fn an_answer_that_comes_late_is_still_the_answer() {
    tell(async |shop| {
        let (_, order) = two_mugs(shop).await;
        shop.next_card("never_answer").await;
        let payment = shop.pay_by_card(&order).await;
        // The bank has charged the card, and the till still waits to be told.
        shop.terminal_has(&payment, "approved").await;
        let waiting = shop.payment(&payment).await;
        assert_eq!(
            (&waiting["state"], &waiting["message"]),
            (&json!("pending"), &json!("Connecting to the terminal."))
        );
        assert_eq!(shop.look_at(&order).await["state"], "frozen");

        shop.at_terminal("release", json!({})).await;

        assert_eq!(shop.settled(&payment).await["state"], "captured");
        let order = shop.look_at(&order).await;
        assert_eq!((&order["state"], &order["recovered"]), (&json!("completed"), &json!(false)));
        sold(shop, "Card clearing").await;
    });
}

#[test]
fn a_payment_that_nobody_answers_for_is_unknown_until_an_inquiry_finds_it() {
    tell(async |shop| {
        let (mug, order) = two_mugs(shop).await;
        shop.next_card_unheard(2).await;
        let payment = shop.pay_by_card(&order).await;
        shop.payment_when(&payment, |p| p["message"] == "Waiting for the terminal.").await;
        assert_eq!(shop.ask(&payment, "inquire").await.ok()["state"], "pending");
        let unknown = shop.ask(&payment, "inquire").await.ok();
        assert_eq!(unknown["state"], "unknown");
        assert!(unknown["message"].as_str().is_some_and(|m| m.ends_with("Do not charge again.")), "{unknown}");

        // Nothing may be done over it: neither a second charge nor giving the order up.
        assert_eq!(shop.stock(&mug).await.reserved, "2");
        shop.pay(&order, "cash", 2400).await.refused(409, "payment_unknown");
        shop.on(&order, "void", json!({ "reason": "no answer" })).await.refused(409, "payment_open");

        // The server asks by itself when the time has come.
        shop.later(120);
        assert_eq!(shop.settled(&payment).await["state"], "captured");
        let order = shop.look_at(&order).await;
        assert_eq!((&order["state"], &order["recovered"]), (&json!("completed"), &json!(true)));
        let charged = shop.terminal.transactions().expect("the terminal's memory");
        assert_eq!(charged.iter().map(|t| t.amount).collect::<Vec<_>>(), [2400], "once");
        sold(shop, "Card clearing").await;
    });
}

#[test]
fn a_request_that_never_arrived_charges_nobody() {
    tell(async |shop| {
        let (_, order) = two_mugs(shop).await;
        shop.next_card("forget").await;
        let payment = shop.pay_by_card(&order).await;
        shop.payment_when(&payment, |p| p["message"] == "Waiting for the terminal.").await;
        // It may still be on its way, so the terminal's word is not enough at once.
        assert_eq!(shop.ask(&payment, "inquire").await.ok()["state"], "pending");
        shop.later(20);
        let payment = shop.settled(&payment).await;
        assert_eq!((&payment["state"], &payment["attempts"][0]["code"]), (&json!("failed"), &json!("not_received")));
        assert_eq!(shop.look_at(&order).await["state"], "open");
        untouched(shop).await;
    });
}

#[test]
fn cash_and_card_share_an_order() {
    tell(async |shop| {
        let (_, order) = two_mugs(shop).await;
        shop.pay(&order, "cash", 1000).await.ok();
        let payment = shop.pay_by_card(&order).await;
        assert_eq!(figures(&payment, ["amount"]), [1400], "what is left");
        shop.settled(&payment).await;
        assert_eq!(shop.look_at(&order).await["state"], "completed");
        shop.books_are(&[
            ("Cash in drawers", 1000),
            ("Card clearing", 1400),
            ("Inventory", 4000),
            ("Opening equity", -5000),
            ("standard tax payable", -400),
            ("Sales – standard", -2000),
            ("Cost of goods sold", 1000),
        ])
        .await;
    });
}

#[test]
fn a_captured_payment_completes_its_order_as_a_sale() {
    tell(async |shop| {
        let (mug, order) = two_mugs(shop).await;
        let payment = shop.on(&order, "payments", json!({ "tender": "card" })).await.ok();
        shop.settled(&payment).await;
        let mut sale = shop.cart().add(&mug, "2").sale();
        sale["payments"] = json!([{ "payment_id": payment["id"] }]);

        let mut other = sale.clone();
        other["lines"][0]["quantity"] = json!("1");
        shop.post("/v1/sales", other).await.refused(409, "order_frozen");

        let sold_order = shop.post("/v1/sales", sale).await.ok();
        assert_eq!((&sold_order["id"], &sold_order["state"]), (&order["id"], &json!("completed")));
        sold(shop, "Card clearing").await;
    });
}

#[test]
fn a_price_that_changes_meanwhile_changes_nothing_for_a_frozen_order() {
    let wholesale = |options: &mut onetill_testkit::shop::ShopOptions| options.prices_include_tax = false;
    tell_in(wholesale, async |shop| {
        let (_, order) = two_mugs(shop).await;
        assert_eq!(figures(&order, ["net", "tax", "total"]), [2400, 480, 2880]);
        shop.next_card("by_hand").await;
        let payment = shop.pay_by_card(&order).await;
        shop.payment_when(&payment, |p| p["message"] == "Ask for the card.").await;
        shop.settings(json!({ "prices_include_tax": true, "tax_rounding": "order" })).await;
        shop.press(&payment, "approve").await;
        shop.terminal_has(&payment, "approved").await;
        shop.ask(&payment, "inquire").await.ok();
        let order = shop.look_at(&order).await;
        assert_eq!(
            (&order["state"], figures(&order, ["net", "tax", "total"])),
            (&json!("completed"), [2400, 480, 2880])
        );
    });
}
