//! Cards on a reader.

use onetill_domains::payments::{Answer, Asking, AttemptKind, Method};
use onetill_testkit::stripe::{Card, Customer, Deed};

use crate::support::{Till, Trouble, approved, word};

const PROCESS: &str = "process_payment_intent";

#[test]
fn a_card_pays() {
    let mut till = Till::new();
    let reader = till.terminal.address.clone();
    till.stripe.every_customer(&reader, Customer::pays().after_ms(5_000));
    let mut attempt = till.attempt(AttemptKind::Capture, Method::Terminal, 2400);
    assert_eq!(word(&till.ask(&mut attempt, Asking::Charge)), "pending: Ask for the card.");
    assert_eq!(word(&till.ask(&mut attempt, Asking::Inquire)), "pending: Ask for the card.");
    assert_eq!(till.ask(&mut attempt, Asking::Diagnose), Answer::Busy);
    till.pass_seconds(5);
    let answer = till.ask(&mut attempt, Asking::Inquire);
    let Answer::Approved(approval) = answer else { panic!("{answer:?}") };
    assert_eq!((approval.moved, approval.card.as_deref()), (Some(2400), Some("visa 4242")));
    assert_eq!(approval.currency.map(|c| c.code().to_owned()), Some("GBP".to_owned()));
    assert_eq!(attempt.heard.provider_status.as_deref(), Some("succeeded"));
    assert_eq!(till.ask(&mut attempt, Asking::Diagnose), Answer::Idle);

    let ledger = till.stripe.ledger();
    assert_eq!((ledger.len(), ledger[0].charges, ledger[0].captured), (1, 1, 2400));
    assert_eq!(ledger[0].metadata["attempt"], attempt.id.to_string());
    assert_eq!(till.asked("POST"), 2, "one payment intent, once on the reader");
}

#[test]
fn what_happens_at_the_reader_is_told() {
    let cases = [
        (Customer::refused("insufficient_funds"), "declined insufficient_funds"),
        (Customer::refused("stolen_card"), "declined stolen_card"),
        (Customer::refused("expired_card"), "declined expired_card"),
        (Customer::who(Deed::Cancels), "cancelled"),
        (Customer::who(Deed::Waits), "pending: Ask for the card."),
        // The reader cannot tell, and the payment intent can.
        (Customer::who(Deed::ReaderDies), "pending: Ask for the card."),
        (Customer::who(Deed::ReaderDiesCharged(Card::VISA)), "approved Some(2400)"),
        // What the reader took on top of it, although no tip was asked for, would show.
        (Customer::pays().tipping(300), "approved Some(2400)"),
    ];
    for (customer, expect) in cases {
        let mut till = Till::new();
        let reader = till.terminal.address.clone();
        till.stripe.next_customer(&reader, customer.clone());
        let mut attempt = till.attempt(AttemptKind::Capture, Method::Terminal, 2400);
        till.ask(&mut attempt, Asking::Charge);
        assert_eq!(word(&till.ask(&mut attempt, Asking::Inquire)), expect, "{customer:?}");
    }
}

#[test]
fn a_tip_is_told_apart_where_the_shop_wants_one() {
    let mut till = Till::new();
    till.account.settings.insert("tip_on_reader".to_owned(), "yes".to_owned());
    let reader = till.terminal.address.clone();
    till.stripe.next_customer(&reader, Customer::pays().tipping(300));
    let mut attempt = till.attempt(AttemptKind::Capture, Method::Terminal, 2400);
    till.ask(&mut attempt, Asking::Charge);
    let answer = till.ask(&mut attempt, Asking::Inquire);
    let Answer::Approved(approval) = answer else { panic!("{answer:?}") };
    assert_eq!((approval.moved, approval.tip), (Some(2700), 300));
}

#[test]
fn a_reader_that_cannot_is_a_refusal_and_nothing_is_charged() {
    let mut till = Till::new();
    let reader = till.terminal.address.clone();
    till.stripe.set_online(&reader, false);
    let mut attempt = till.attempt(AttemptKind::Capture, Method::Terminal, 2400);
    assert_eq!(word(&till.ask(&mut attempt, Asking::Charge)), "declined terminal_reader_offline");

    till.stripe.set_online(&reader, true);
    till.stripe.next_customer(&reader, Customer::pays().authorising_ms(60_000));
    let mut first = till.attempt(AttemptKind::Capture, Method::Terminal, 1000);
    till.ask(&mut first, Asking::Charge);
    let mut second = till.attempt(AttemptKind::Capture, Method::Terminal, 2000);
    assert_eq!(word(&till.ask(&mut second, Asking::Charge)), "declined terminal_reader_busy");

    let mut small = till.attempt(AttemptKind::Capture, Method::Terminal, 5);
    assert_eq!(word(&till.ask(&mut small, Asking::Charge)), "declined amount_too_small");
    till.stripe.revoke_key(crate::support::KEY);
    let mut unknown = till.attempt(AttemptKind::Capture, Method::Terminal, 500);
    let answer = till.ask(&mut unknown, Asking::Charge);
    assert!(matches!(&answer, Answer::Declined { message, .. } if message.contains("new one")), "{answer:?}");
    assert_eq!(till.stripe.kept(), 0);
}

#[test]
fn an_answer_that_is_lost_is_found_again_and_no_card_is_charged_twice() {
    for trouble in [Trouble::RequestLost, Trouble::AnswerLost, Trouble::Broken] {
        // The payment intent was never put on a reader: its name was not known.
        let mut till = Till::new();
        till.troubles.push(("/v1/payment_intents", trouble));
        let mut attempt = till.attempt(AttemptKind::Capture, Method::Terminal, 2400);
        assert_eq!(till.ask(&mut attempt, Asking::Charge), Answer::Silent, "{trouble:?}");
        let found = till.ask(&mut attempt, Asking::Inquire);
        // What broke at Stripe stays broken for its key, so its name stays unknown; the till goes on asking.
        let expect = if trouble == Trouble::Broken { Answer::Silent } else { Answer::NotFound };
        assert_eq!(found, expect, "{trouble:?}");
        if trouble != Trouble::Broken {
            assert_eq!(till.ask(&mut attempt, Asking::Inquire), Answer::NotFound);
            assert_eq!(till.ask(&mut attempt, Asking::Diagnose), Answer::Idle);
        }
        assert_eq!((till.stripe.kept(), till.stripe.ledger().len()), (0, 1), "{trouble:?}");

        let mut till = Till::new();
        till.troubles.push((PROCESS, trouble));
        let mut attempt = till.attempt(AttemptKind::Capture, Method::Terminal, 2400);
        assert_eq!(till.ask(&mut attempt, Asking::Charge), Answer::Silent, "{trouble:?}");
        let found = till.ask(&mut attempt, Asking::Inquire);
        if trouble == Trouble::RequestLost {
            assert_eq!(found, Answer::NotFound);
        } else {
            assert_eq!(approved(&found), 2400, "{trouble:?}");
        }
        let charges: usize = till.stripe.ledger().iter().map(|line| line.charges).sum();
        assert_eq!(charges, usize::from(trouble != Trouble::RequestLost));
    }
}

#[test]
fn a_payment_is_stopped_before_its_reader_is() {
    let mut till = Till::new();
    let reader = till.terminal.address.clone();
    till.stripe.every_customer(&reader, Customer::who(Deed::Waits));
    let mut attempt = till.attempt(AttemptKind::Capture, Method::Terminal, 2400);
    till.ask(&mut attempt, Asking::Charge);
    assert_eq!(till.ask(&mut attempt, Asking::Cancel), Answer::Cancelled);
    assert_eq!(till.ask(&mut attempt, Asking::Diagnose), Answer::Idle, "the reader does not wait any more");
    assert_eq!(till.ask(&mut attempt, Asking::Inquire), Answer::Cancelled);

    // Where the reader was not told, a card that is presented is not charged.
    let mut attempt = till.attempt(AttemptKind::Capture, Method::Terminal, 2400);
    till.ask(&mut attempt, Asking::Charge);
    till.troubles.push(("/v1/terminal/readers", Trouble::RequestLost));
    assert_eq!(till.ask(&mut attempt, Asking::Cancel), Answer::Silent);
    till.stripe.at_reader(&reader, Customer::pays());
    assert_eq!(till.ask(&mut attempt, Asking::Inquire), Answer::Cancelled);
    assert_eq!(till.stripe.kept(), 0);

    // Whoever paid before it was stopped has paid.
    till.stripe.every_customer(&reader, Customer::pays());
    let mut attempt = till.attempt(AttemptKind::Capture, Method::Terminal, 2400);
    till.ask(&mut attempt, Asking::Charge);
    assert_eq!(approved(&till.ask(&mut attempt, Asking::Cancel)), 2400);

    // Somebody else's payment on the reader is left alone.
    till.stripe.every_customer(&reader, Customer::who(Deed::Waits));
    let mut first = till.attempt(AttemptKind::Capture, Method::Terminal, 1000);
    till.ask(&mut first, Asking::Charge);
    let mut second = till.attempt(AttemptKind::Capture, Method::Terminal, 2000);
    till.ask(&mut second, Asking::Charge);
    assert_eq!(till.ask(&mut first, Asking::Inquire), Answer::NotFound, "the second took its place");
    assert_eq!(till.ask(&mut first, Asking::Cancel), Answer::Cancelled);
    assert_eq!(word(&till.ask(&mut second, Asking::Inquire)), "pending: Ask for the card.");
}
