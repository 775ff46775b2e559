//! Holds and captures, refunds, balance transactions, payouts, disputes.

use onetill_testkit::stripe::Fate;
use serde_json::Value;

use crate::support::tell;

#[test]
fn money_is_held_and_taken_later_or_let_go() {
    tell(async |till| {
        let held = till.intent(5000, "&capture_method=manual").await;
        till.process(&held).await.ok();
        let intent = till.look(&held).await;
        assert_eq!((&intent["status"], &intent["amount_capturable"]), (&"requires_capture".into(), &5000.into()));
        assert_eq!(intent["amount_received"], 0);
        let capture = format!("/v1/payment_intents/{held}/capture");
        let over = till.post(&capture, "amount_to_capture=5001").await;
        assert_eq!(over.refusal(), (400, "invalid_request_error", "amount_too_large"));
        let taken = till.post(&capture, "amount_to_capture=4000").await.ok();
        assert_eq!((&taken["status"], &taken["amount_received"]), (&"succeeded".into(), &4000.into()));
        let again = till.post(&capture, "").await;
        assert_eq!(again.refusal(), (400, "invalid_request_error", "payment_intent_unexpected_state"));
        assert_eq!(again.body["error"]["payment_intent"]["status"], "succeeded");

        let given_up = till.intent(5000, "&capture_method=manual").await;
        till.process(&given_up).await.ok();
        let cancel = format!("/v1/payment_intents/{given_up}/cancel");
        let cancelled = till.post(&cancel, "cancellation_reason=requested_by_customer").await.ok();
        assert_eq!((&cancelled["status"], &cancelled["amount_capturable"]), (&"canceled".into(), &0.into()));
        let again = till.post(&cancel, "").await;
        assert_eq!(again.refusal(), (400, "invalid_request_error", "payment_intent_unexpected_state"));

        // What nobody takes within two days lapses.
        let lapsed = till.intent(5000, "&capture_method=manual").await;
        till.process(&lapsed).await.ok();
        till.stripe.pass_seconds(2 * 24 * 3600);
        let intent = till.look(&lapsed).await;
        assert_eq!((&intent["status"], &intent["cancellation_reason"]), (&"canceled".into(), &"automatic".into()));
        assert_eq!(till.stripe.account(|account| account.kept()), 4000);
    });
}

#[test]
fn refunds_never_exceed_the_charge() {
    tell(async |till| {
        let paid = till.paid(5000).await;
        let intent = paid["id"].as_str().expect("an id");
        let first =
            till.post("/v1/refunds", &format!("payment_intent={intent}&amount=2000&metadata[attempt]=r1")).await.ok();
        assert_eq!((&first["status"], &first["amount"]), (&"succeeded".into(), &2000.into()));
        assert_eq!(first["metadata"]["attempt"], "r1");
        let over = till.post("/v1/refunds", &format!("payment_intent={intent}&amount=3001")).await;
        assert_eq!(over.refusal(), (400, "invalid_request_error", ""));
        till.post("/v1/refunds", &format!("charge={}", paid["latest_charge"].as_str().expect("a charge"))).await.ok();
        let more = till.post("/v1/refunds", &format!("payment_intent={intent}")).await;
        assert_eq!(more.refusal(), (400, "invalid_request_error", "charge_already_refunded"));
        let all = till.get(&format!("/v1/refunds?payment_intent={intent}")).await.ok();
        assert_eq!(all["data"].as_array().map(Vec::len), Some(2));
        assert_eq!(till.stripe.account(|account| account.kept()), 0);

        let unpaid = till.intent(1000, "").await;
        assert_eq!(till.post("/v1/refunds", &format!("payment_intent={unpaid}")).await.status, 400);
        let id = first["id"].as_str().expect("an id");
        assert_eq!(till.post(&format!("/v1/refunds/{id}/cancel"), "").await.status, 400);
    });
}

#[test]
fn a_refund_waits_or_fails_days_later() {
    tell(async |till| {
        let cases = [
            (Fate::SucceedsAfter(3600), "pending", "succeeded", 0),
            (Fate::FailsAfter(3 * 24 * 3600, "expired_or_canceled_card"), "succeeded", "failed", 1000),
            (Fate::Fails("lost_or_stolen_card"), "failed", "failed", 1000),
        ];
        for (fate, at_first, in_the_end, kept) in cases {
            let before = till.stripe.account(|account| account.kept());
            let paid = till.paid(1000).await;
            till.stripe.account(|account| account.next_refund(fate));
            let body = format!("payment_intent={}", paid["id"].as_str().expect("an id"));
            let refund = till.post("/v1/refunds", &body).await.ok();
            assert_eq!(refund["status"], at_first, "{fate:?}");
            till.stripe.pass_seconds(4 * 24 * 3600);
            let path = format!("/v1/refunds/{}", refund["id"].as_str().expect("an id"));
            let refund = till.get(&path).await.ok();
            assert_eq!(refund["status"], in_the_end, "{fate:?}");
            assert_eq!(refund["failure_reason"].is_string(), in_the_end == "failed");
            assert_eq!(till.stripe.account(|account| account.kept()) - before, kept, "{fate:?}");
        }
        assert_eq!(till.stripe.events("refund.failed").len(), 2);
    });
}

#[test]
fn the_balance_tells_of_every_movement_and_payouts_add_up() {
    tell(async |till| {
        let first = till.paid(10_000).await;
        till.paid(5000).await;
        let disputed = till.paid(2000).await;
        till.post("/v1/refunds", &format!("payment_intent={}&amount=1000", first["id"].as_str().expect("an id")))
            .await
            .ok();
        let charge = disputed["latest_charge"].as_str().expect("a charge").to_owned();
        till.stripe.account(|account| account.dispute(&charge));
        assert_eq!(till.stripe.account(|account| account.pay_out("gbp", false)), None, "nothing is available yet");
        till.stripe.pass_seconds(2 * 24 * 3600);
        let payout = till.stripe.account(|account| account.pay_out("gbp", false)).expect("a payout");

        let list = till.get(&format!("/v1/balance_transactions?payout={payout}&limit=100")).await.ok();
        let all = list["data"].as_array().expect("data");
        let kinds: Vec<&Value> = all.iter().rev().map(|one| &one["reporting_category"]).collect();
        assert_eq!(kinds, ["charge", "charge", "charge", "refund", "dispute", "payout"]);
        let number = |one: &Value, name: &str| one[name].as_i64().expect("a number");
        for one in all {
            assert_eq!(number(one, "net"), number(one, "amount") - number(one, "fee"));
            let fees: i64 = one["fee_details"].as_array().expect("fees").iter().map(|fee| number(fee, "amount")).sum();
            assert_eq!(fees, number(one, "fee"));
        }
        assert_eq!(all.iter().map(|one| number(one, "net")).sum::<i64>(), 0, "all of it was paid out");
        let payout = till.get(&format!("/v1/payouts/{payout}")).await.ok();
        assert_eq!(number(&payout, "amount"), -number(&all[0], "amount"));
        let none = till.get("/v1/balance_transactions?currency=eur").await.ok();
        assert_eq!(none["data"], serde_json::json!([]));
    });
}

#[test]
fn objects_come_instead_of_their_names_when_that_is_asked_for() {
    tell(async |till| {
        let paid = till.paid(5000).await;
        let intent = paid["id"].as_str().expect("an id");
        till.post("/v1/refunds", &format!("payment_intent={intent}&amount=100")).await.ok();
        let path = format!("/v1/payment_intents/{intent}?expand[]=latest_charge.refunds");
        let whole = till.get(&path).await.ok();
        assert_eq!(whole["latest_charge"]["id"], paid["latest_charge"]);
        assert_eq!(whole["latest_charge"]["refunds"]["data"][0]["amount"], 100);
        let reader =
            format!("/v1/terminal/readers/{}?expand[]=action.process_payment_intent.payment_intent", till.reader);
        assert_eq!(till.get(&reader).await.ok()["action"]["process_payment_intent"]["payment_intent"]["id"], intent);
        let list = till.get("/v1/balance_transactions?expand[]=data.source").await.ok();
        assert_eq!(list["data"][0]["source"]["payment_intent"], intent);
        let deep = till.get(&format!("/v1/payment_intents/{intent}?expand[]=a.b.c.d.e")).await;
        assert_eq!(deep.status, 400);
    });
}
