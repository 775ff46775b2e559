//! Terminal driven by the server: Collect card payments, Collect tips, Test Stripe Terminal.

use onetill_testkit::stripe::{Card, Customer, Deed, Fault};

use crate::support::tell;

#[test]
fn a_card_on_a_reader_pays() {
    tell(async |till| {
        let intent = till.intent(2400, "&metadata[attempt]=a1").await;
        let action = till.process(&intent).await.ok()["action"].clone();
        assert_eq!((&action["type"], &action["status"]), (&"process_payment_intent".into(), &"in_progress".into()));

        assert_eq!(till.action().await["status"], "succeeded");
        let paid = till.look(&intent).await;
        assert_eq!((&paid["status"], &paid["amount_received"]), (&"succeeded".into(), &2400.into()));
        let charge = paid["latest_charge"].as_str().expect("a charge");
        let charge = till.get(&format!("/v1/charges/{charge}")).await.ok();
        assert_eq!(charge["payment_method_details"]["card_present"]["last4"], "4242");

        let ledger = till.stripe.account(|account| account.ledger());
        assert_eq!((ledger.len(), ledger[0].charges, ledger[0].captured), (1, 1, 2400));
        assert_eq!(ledger[0].metadata["attempt"], "a1");
        for kind in ["payment_intent.succeeded", "charge.succeeded", "terminal.reader.action_succeeded"] {
            assert_eq!(till.stripe.events(kind).len(), 1, "{kind}");
        }
    });
}

#[test]
fn a_card_that_is_refused_leaves_the_intent_to_be_tried_again() {
    tell(async |till| {
        let intent = till.intent(2400, "").await;
        till.stripe.account(|account| account.next_customer(&till.reader, Customer::refused("insufficient_funds")));
        till.process(&intent).await.ok();
        let action = till.action().await;
        assert_eq!((&action["status"], &action["failure_code"]), (&"failed".into(), &"card_declined".into()));
        assert_eq!(action["api_error"]["decline_code"], "insufficient_funds");
        let failed = till.look(&intent).await;
        assert_eq!(failed["status"], "requires_payment_method");
        assert_eq!(failed["last_payment_error"]["decline_code"], "insufficient_funds");
        assert_eq!(failed["amount_received"], 0);

        till.process(&intent).await.ok();
        let paid = till.look(&intent).await;
        assert_eq!((&paid["status"], &paid["last_payment_error"]), (&"succeeded".into(), &serde_json::Value::Null));
        // What is paid is not paid again.
        assert_eq!(till.process(&intent).await.refusal(), (400, "invalid_request_error", "intent_invalid_state"));
        assert_eq!(till.stripe.account(|account| account.kept()), 2400);
    });
}

#[test]
fn a_reader_takes_one_payment_at_a_time() {
    tell(async |till| {
        let (first, second) = (till.intent(1000, "").await, till.intent(2000, "").await);
        let reader = till.reader.clone();
        till.stripe.account(|account| account.every_customer(&reader, Customer::who(Deed::Waits)));
        till.process(&first).await.ok();
        // One that waits for its card gives way to the next.
        let action = till.process(&second).await.ok()["action"].clone();
        assert_eq!(action["process_payment_intent"]["payment_intent"], second.as_str());

        // One that the bank is asked about does not, and cannot be stopped.
        let slow = Customer::pays().authorising_ms(60_000);
        till.stripe.account(|account| account.at_reader(&reader, slow));
        assert_eq!(till.process(&first).await.refusal(), (400, "invalid_request_error", "terminal_reader_busy"));
        let cancel = format!("/v1/terminal/readers/{reader}/cancel_action");
        assert_eq!(till.post(&cancel, "").await.refusal(), (400, "invalid_request_error", "terminal_reader_busy"));
        till.stripe.pass_seconds(60);
        assert_eq!(till.look(&second).await["status"], "succeeded");

        till.process(&first).await.ok();
        assert!(till.post(&cancel, "").await.ok()["action"].is_null());
        assert_eq!(till.look(&first).await["status"], "requires_payment_method");

        till.stripe.account(|account| account.set_online(&reader, false));
        assert_eq!(till.process(&first).await.refusal(), (400, "invalid_request_error", "terminal_reader_offline"));
        let nobody = "/v1/terminal/readers/tmr_nobody/process_payment_intent";
        let answer = till.post(nobody, &format!("payment_intent={first}")).await;
        assert_eq!(answer.refusal(), (404, "invalid_request_error", "resource_missing"));
    });
}

#[test]
fn a_card_is_presented_on_command_and_by_its_test_number() {
    tell(async |till| {
        let reader = till.reader.clone();
        till.stripe.account(|account| account.every_customer(&reader, Customer::who(Deed::Waits)));
        let present = format!("/v1/test_helpers/terminal/readers/{reader}/present_payment_method");
        assert_eq!(till.post(&present, "").await.status, 400, "the reader waits for nothing");

        let intent = till.intent(2000, "").await;
        till.process(&intent).await.ok();
        assert_eq!(till.action().await["status"], "in_progress");
        let body = "type=card_present&card_present[number]=4000000000000069";
        assert_eq!(till.post(&present, body).await.ok()["action"]["failure_code"], "expired_card");
        till.process(&intent).await.ok();
        till.post(&present, "amount_tip=150").await.ok();
        let paid = till.look(&intent).await;
        assert_eq!((&paid["amount"], &paid["amount_received"]), (&2150.into(), &2150.into()));
        assert_eq!(paid["amount_details"]["tip"]["amount"], 150);
    });
}

#[test]
fn a_tip_is_asked_for_unless_it_is_skipped() {
    tell(async |till| {
        let reader = till.reader.clone();
        till.stripe.account(|account| account.every_customer(&reader, Customer::pays().tipping(200)));
        let path = format!("/v1/terminal/readers/{reader}/process_payment_intent");
        let cases = [
            ("", 1200),
            ("&process_config[skip_tipping]=true", 1000),
            ("&process_config[tipping][amount_eligible]=500", 1200),
        ];
        for (config, expect) in cases {
            let intent = till.intent(1000, "").await;
            till.post(&path, &format!("payment_intent={intent}{config}")).await.ok();
            assert_eq!(till.look(&intent).await["amount_received"], expect, "{config}");
        }
        let intent = till.intent(1000, "").await;
        let over = format!("payment_intent={intent}&process_config[tipping][amount_eligible]=1001");
        assert_eq!(till.post(&path, &over).await.status, 400);
    });
}

#[test]
fn customers_change_their_minds_and_readers_lose_their_line() {
    tell(async |till| {
        let reader = till.reader.clone();
        let next = |customer: Customer| till.stripe.account(|account| account.next_customer(&reader, customer));

        next(Customer::who(Deed::Cancels));
        let intent = till.intent(1000, "").await;
        till.process(&intent).await.ok();
        let action = till.action().await;
        assert_eq!(
            (&action["failure_code"], &action["api_error"]),
            (&"customer_canceled".into(), &serde_json::Value::Null)
        );

        // The reader cannot tell any more: what became of the money says the payment intent alone.
        for (deed, status) in
            [(Deed::ReaderDies, "requires_payment_method"), (Deed::ReaderDiesCharged(Card::VISA), "succeeded")]
        {
            next(Customer::who(deed));
            let intent = till.intent(1000, "").await;
            till.process(&intent).await.ok();
            assert_eq!(till.action().await["status"], "in_progress");
            assert_eq!(till.look(&intent).await["status"], status);
            till.stripe.account(|account| account.set_online(&reader, true));
            let reset = till.post(&format!("/v1/terminal/readers/{reader}/cancel_action"), "").await.ok();
            assert!(reset["action"].is_null());
        }
        assert_eq!(till.stripe.account(|account| account.kept()), 1000);
    });
}

#[test]
fn a_timeout_of_the_reader_may_be_a_false_one() {
    tell(async |till| {
        for (fault, status) in
            [(Fault::ReaderTimeout, "requires_payment_method"), (Fault::FalseReaderTimeout, "succeeded")]
        {
            let intent = till.intent(1000, "").await;
            till.stripe.next("POST /v1/terminal/readers/*/process_payment_intent", fault);
            let answer = till.process(&intent).await;
            assert_eq!(answer.refusal(), (400, "invalid_request_error", "terminal_reader_timeout"));
            assert_eq!(till.look(&intent).await["status"], status, "{fault:?}");
        }
    });
}
