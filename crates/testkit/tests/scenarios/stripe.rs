//! Cards through Stripe: a whole shop, and a stand-in for Stripe on the wire.

use onetill_testkit::scenario::tell_at_once;
use onetill_testkit::shop::Shop;
use onetill_testkit::stripe::{Customer, Deed, Event, Fate, Fault, Stripe};
use serde_json::{Value, json};

const PROCESS: &str = "POST /v1/terminal/readers/*/process_payment_intent";

/// The shop's account at Stripe, and the reader at its first register.
struct AtStripe {
    stripe: Stripe,
    account: Value,
    terminal: Value,
    reader: String,
}

impl AtStripe {
    async fn set_up(shop: &Shop) -> Self {
        let stripe = Stripe::start("sk_test_simulated").await;
        let reader = stripe.account(|account| account.add_reader("Till 1", false));
        let new = json!({
            "provider": "stripe", "name": "Stripe", "settings": { "api_base": stripe.url() },
            "secrets": { "secret_key": "sk_test_simulated", "webhook_secret": "whsec_simulated" },
        });
        let account = shop.post("/v1/provider-accounts", new).await.ok();
        assert_eq!(account["mode"], "sandbox");
        assert!(!account.to_string().contains("simulated"), "{account}");
        let terminal = json!({
            "account_id": account["id"], "location_id": shop.location_id, "register_id": shop.register(), "name": "Reader",
            "address": reader,
        });
        let terminal = shop.post("/v1/terminals", terminal).await.ok()["id"].clone();
        let account = account["id"].clone();
        let hooks = format!("{}/v1/webhooks/{}", shop.url, account.as_str().expect("an id"));
        stripe.account(|account| account.set_endpoint(&hooks, &["whsec_simulated"]));
        Self { stripe, account, terminal, reader }
    }

    fn next(&self, customer: Customer) {
        self.stripe.account(|account| account.next_customer(&self.reader, customer));
    }

    /// What Stripe kept, and how many of its charges were paid.
    fn kept(&self) -> (i64, usize) {
        self.stripe.account(|account| (account.kept(), account.ledger().iter().map(|line| line.charges).sum()))
    }
}

/// A shop with ten mugs, an order of two of them: 24.00, and its account at Stripe.
async fn two_mugs(shop: &Shop) -> (AtStripe, Value) {
    let at = AtStripe::set_up(shop).await;
    let vat = shop.tax("standard", "20").await;
    let mug = shop.goods("mug", 1200, 500, &vat, 10).await;
    let order = shop.cart().add(&mug, "2").open().await.ok();
    (at, order)
}

async fn sold_for(shop: &Shop, clearing: &str, amount: i64) {
    let books = shop.books().await;
    assert_eq!(books.get(clearing).copied().unwrap_or(0), amount, "{books:?}");
}

const CLEARING: &str = "Stripe, not paid out";

#[test]
fn a_card_on_a_reader_completes_the_order() {
    tell_at_once(
        |_| {},
        async |shop| {
            let (at, order) = two_mugs(shop).await;
            let payment = shop.settled(&shop.pay_by_card(&order).await).await;
            assert_eq!((&payment["state"], &payment["attempts"][0]["card"]), (&json!("captured"), &json!("visa 4242")));
            assert!(payment["attempts"][0]["provider_reference"].as_str().is_some_and(|name| name.starts_with("pi_")));
            assert_eq!(shop.look_at(&order).await["state"], "completed");
            assert_eq!(at.kept(), (2400, 1));
            sold_for(shop, CLEARING, 2400).await;
        },
    );
}

#[test]
fn a_refused_card_leaves_the_order_to_be_paid_otherwise() {
    tell_at_once(
        |_| {},
        async |shop| {
            let (at, order) = two_mugs(shop).await;
            for (customer, state, code) in [
                (Customer::refused("insufficient_funds"), "declined", "insufficient_funds"),
                (Customer::who(Deed::Cancels), "cancelled", "cancelled"),
            ] {
                at.next(customer);
                let payment = shop.settled(&shop.pay_by_card(&order).await).await;
                assert_eq!((&payment["state"], &payment["attempts"][0]["code"]), (&json!(state), &json!(code)));
                assert_eq!(shop.look_at(&order).await["state"], "open");
            }
            shop.on(&order, "payments", json!({ "tender": "cash", "complete_when_paid": true })).await.ok();
            assert_eq!(at.kept(), (0, 0));
            sold_for(shop, "Cash in drawers", 2400).await;
            sold_for(shop, CLEARING, 0).await;
        },
    );
}

#[test]
fn whatever_is_lost_on_the_way_the_card_is_charged_once_and_the_sale_found() {
    for fault in [
        Fault::LoseAnswer,
        Fault::CutAnswer,
        Fault::BreaksAfter,
        Fault::Garbage,
        Fault::Endless,
        Fault::FalseReaderTimeout,
        Fault::OtherObject,
    ] {
        tell_at_once(
            |_| {},
            async |shop| {
                let (at, order) = two_mugs(shop).await;
                at.stripe.next(PROCESS, fault);
                let payment = shop.settled(&shop.pay_by_card(&order).await).await;
                assert_eq!(payment["state"], "captured", "{fault:?}");
                assert_eq!(shop.look_at(&order).await["state"], "completed");
                assert_eq!(at.kept(), (2400, 1), "{fault:?}");
                sold_for(shop, CLEARING, 2400).await;
            },
        );
    }
}

#[test]
fn a_reader_that_cannot_be_reached_charges_nobody() {
    tell_at_once(
        |_| {},
        async |shop| {
            let (at, order) = two_mugs(shop).await;
            at.stripe.account(|account| account.set_online(&at.reader, false));
            let payment = shop.settled(&shop.pay_by_card(&order).await).await;
            assert_eq!(payment["attempts"][0]["code"], "terminal_reader_offline");
            let message = payment["message"].as_str().expect("a message");
            assert!(message.contains("offline") && message.ends_with("Nothing was charged."), "{message}");
            assert_eq!(shop.look_at(&order).await["state"], "open");
            assert_eq!(at.kept(), (0, 0));
        },
    );
}

#[test]
fn a_payment_that_is_stopped_is_not_charged_by_a_card_that_comes_too_late() {
    tell_at_once(
        |_| {},
        async |shop| {
            let (at, order) = two_mugs(shop).await;
            at.next(Customer::who(Deed::Waits));
            let payment = shop.pay_by_card(&order).await;
            shop.payment_when(&payment, |p| p["message"] == "Ask for the card.").await;
            // The reader does not hear of it, and goes on asking for a card.
            at.stripe.next("POST /v1/terminal/readers/*/cancel_action", Fault::LoseRequest);
            let payment = shop.ask(&payment, "cancel").await.ok();
            assert_eq!(payment["state"], "cancelled");
            at.stripe.account(|account| account.at_reader(&at.reader, Customer::pays()));
            assert_eq!(at.kept(), (0, 0));
            assert_eq!(shop.look_at(&order).await["state"], "open");
        },
    );
}

#[test]
fn money_goes_back_to_the_card_once() {
    tell_at_once(
        |_| {},
        async |shop| {
            let (at, order) = two_mugs(shop).await;
            let payment = shop.settled(&shop.pay_by_card(&order).await).await;
            let order = shop.look_at(&order).await;
            for (fault, kept) in [(None, 1200), (Some(Fault::LoseAnswer), 0)] {
                if let Some(fault) = fault {
                    at.stripe.next("POST /v1/refunds", fault);
                }
                shop.refund(&order, json!({ "lines": [{ "line_no": 1, "quantity": "1" }] })).await.ok();
                let payment = shop.settled(&payment).await;
                let last = payment["attempts"].as_array().and_then(|all| all.last()).expect("an attempt");
                assert_eq!((&last["kind"], &last["state"]), (&json!("refund"), &json!("succeeded")), "{fault:?}");
                assert_eq!(at.kept(), (kept, 1));
                sold_for(shop, CLEARING, kept).await;
            }
        },
    );
}

#[test]
fn a_refund_that_waits_at_stripe_is_pending_here() {
    tell_at_once(
        |_| {},
        async |shop| {
            let (at, order) = two_mugs(shop).await;
            let payment = shop.settled(&shop.pay_by_card(&order).await).await;
            let order = shop.look_at(&order).await;
            at.stripe.account(|account| account.next_refund(Fate::SucceedsAfter(3600)));
            shop.refund(&order, json!({ "lines": [{ "line_no": 1, "quantity": "2" }] })).await.ok();
            let waits = |p: &Value| p["attempts"][1]["message"] == "On its way back to the card.";
            shop.payment_when(&payment, waits).await;
            sold_for(shop, CLEARING, 2400).await;
            at.stripe.pass_seconds(3600);
            shop.settled(&payment).await;
            assert_eq!(at.kept(), (0, 1));
            sold_for(shop, CLEARING, 0).await;
        },
    );
}

#[test]
fn webhooks_in_any_order_and_number_say_nothing_new_and_nothing_else() {
    tell_at_once(
        |_| {},
        async |shop| {
            let (at, order) = two_mugs(shop).await;
            at.next(Customer::who(Deed::Waits));
            let payment = shop.pay_by_card(&order).await;
            shop.payment_when(&payment, |p| p["message"] == "Ask for the card.").await;
            at.stripe.account(|account| account.at_reader(&at.reader, Customer::pays()));
            // Before our own answer or after it, whichever is first.
            assert_eq!(at.stripe.deliver_shuffled(0, 1, 3).await, 0);
            shop.settled(&payment).await;
            let order = shop.look_at(&order).await;
            assert_eq!(order["state"], "completed");
            shop.refund(&order, json!({ "lines": [{ "line_no": 1, "quantity": "1" }] })).await.ok();
            shop.settled(&payment).await;
            let before = shop.payment(&payment).await;
            for seed in 2..5 {
                assert_eq!(at.stripe.deliver_shuffled(0, seed, 2).await, 0);
            }
            assert_eq!(shop.payment(&payment).await, before);
            assert_eq!(at.kept(), (1200, 1));
            sold_for(shop, CLEARING, 1200).await;

            // What Stripe did not sign, or signed too long ago, is refused and changes nothing.
            let event: Event = at.stripe.events("payment_intent.succeeded").remove(0);
            assert_eq!(at.stripe.forge(&event.body).await, 401);
            assert_eq!(at.stripe.deliver_at(&event, -301).await, 401);
            assert_eq!(shop.payment(&payment).await, before);
        },
    );
}

#[test]
fn a_refund_that_fails_days_later_is_owed_again() {
    const DAYS: i64 = 3 * 24 * 3600;
    tell_at_once(
        |_| {},
        async |shop| {
            let (at, order) = two_mugs(shop).await;
            let payment = shop.settled(&shop.pay_by_card(&order).await).await;
            at.stripe.account(|account| account.next_refund(Fate::FailsAfter(DAYS, "expired_or_canceled_card")));
            let order = shop.look_at(&order).await;
            shop.refund(&order, json!({ "lines": [{ "line_no": 1, "quantity": "2" }] })).await.ok();
            shop.settled(&payment).await;
            sold_for(shop, CLEARING, 0).await;
            at.stripe.pass_seconds(DAYS);
            for event in at.stripe.events("refund.failed") {
                // Stripe's clock runs ahead of the shop's by now.
                assert_eq!(at.stripe.deliver_at(&event, -DAYS).await, 200);
            }
            let payment = shop.payment(&payment).await;
            assert_eq!(payment["attempts"][1]["state"], "failed");
            assert_eq!(payment["attempts"][1]["code"], "expired_or_canceled_card");
            assert_eq!(at.kept(), (2400, 1));
            sold_for(shop, CLEARING, 2400).await;
        },
    );
}

#[test]
fn an_account_is_tried_out_and_what_is_wrong_is_said() {
    tell_at_once(
        |_| {},
        async |shop| {
            let at = AtStripe::set_up(shop).await;
            let path = format!("/v1/provider-accounts/{}/trial", at.account.as_str().expect("an id"));
            let body = json!({ "terminal_id": at.terminal });
            let good = shop.post(&path, body.clone()).await.ok();
            assert_eq!(good["ok"], true, "{good}");
            at.stripe.account(|account| {
                account.set_online(&at.reader, false);
                account.revoke_key("sk_test_simulated");
            });
            let bad = shop.post(&path, body).await.ok();
            assert_eq!(bad["ok"], false);
            let text = bad.to_string();
            assert!(text.contains("rolled or revoked") && !text.contains("sk_test_"), "{text}");
            let live = json!({
                "provider": "stripe", "name": "Live", "settings": { "api_base": at.stripe.url() },
                "secrets": { "secret_key": "sk_live_simulated" },
            });
            shop.post("/v1/provider-accounts", live).await.refused(422, "invalid_field");
        },
    );
}
