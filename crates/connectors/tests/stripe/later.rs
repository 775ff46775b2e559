//! Holds, captures, refunds, reversals.

use onetill_domains::payments::{Answer, Asking, AttemptKind, Method};
use onetill_testkit::stripe::{Card, Fate};

use crate::support::{Attempt, Till, Trouble, approved, word};

fn held(till: &mut Till, method: Method) -> Attempt {
    let mut attempt = till.attempt(AttemptKind::Authorise, method, 5000);
    till.ask(&mut attempt, Asking::Authorise);
    if method == Method::Link {
        let session = attempt.reference.clone().expect("a session");
        assert!(till.stripe.pay_link(&session, &Card::VISA));
    }
    assert_eq!(approved(&till.ask(&mut attempt, Asking::Inquire)), 5000);
    assert_eq!(till.stripe.kept(), 0);
    attempt
}

#[test]
fn what_is_held_is_taken_or_given_up() {
    for method in [Method::Terminal, Method::Link] {
        let mut till = Till::new();
        let reserved = held(&mut till, method);
        let mut capture = till.back_to(&reserved, AttemptKind::Capture, 4000);
        assert_eq!(till.ask(&mut capture, Asking::Inquire), Answer::NotFound, "{method:?}");
        assert_eq!(approved(&till.ask(&mut capture, Asking::Capture)), 4000, "{method:?}");
        assert_eq!(approved(&till.ask(&mut capture, Asking::Inquire)), 4000);
        assert_eq!(till.stripe.kept(), 4000);
        // It can be given back by the capture's own name.
        let mut refund = till.back_to(&capture, AttemptKind::Refund, 1500);
        assert_eq!(approved(&till.ask(&mut refund, Asking::Refund)), 1500);
        assert_eq!(till.stripe.kept(), 2500);
        let mut void = till.back_to(&reserved, AttemptKind::Void, 5000);
        assert_eq!(word(&till.ask(&mut void, Asking::Void)), "declined captured");

        let reserved = held_again(&mut till, method);
        let mut void = till.back_to(&reserved, AttemptKind::Void, 5000);
        assert!(matches!(till.ask(&mut void, Asking::Void), Answer::Approved(_)), "{method:?}");
        assert!(matches!(till.ask(&mut void, Asking::Inquire), Answer::Approved(_)));
        let mut capture = till.back_to(&reserved, AttemptKind::Capture, 5000);
        assert_eq!(word(&till.ask(&mut capture, Asking::Capture)), "declined authorisation_lapsed");
        assert_eq!(till.stripe.kept(), 2500);
    }
}

fn held_again(till: &mut Till, method: Method) -> Attempt {
    let before = till.stripe.kept();
    let mut attempt = till.attempt(AttemptKind::Authorise, method, 5000);
    till.ask(&mut attempt, Asking::Authorise);
    if method == Method::Link {
        let session = attempt.reference.clone().expect("a session");
        assert!(till.stripe.pay_link(&session, &Card::VISA));
    }
    till.ask(&mut attempt, Asking::Inquire);
    assert_eq!(till.stripe.kept(), before);
    attempt
}

#[test]
fn a_lost_answer_to_a_capture_or_refund_is_found_and_nothing_moves_twice() {
    for trouble in [Trouble::RequestLost, Trouble::AnswerLost, Trouble::Broken] {
        let done = trouble != Trouble::RequestLost;
        let mut till = Till::new();
        let reserved = held(&mut till, Method::Terminal);
        till.troubles.push(("/capture", trouble));
        let mut capture = till.back_to(&reserved, AttemptKind::Capture, 4000);
        assert_eq!(till.ask(&mut capture, Asking::Capture), Answer::Silent);
        let found = till.ask(&mut capture, Asking::Inquire);
        assert_eq!(word(&found), if done { "approved Some(4000)" } else { "notfound" }, "{trouble:?}");

        let mut till = Till::new();
        let charge = till.charged(5000);
        till.troubles.push(("/v1/refunds", trouble));
        let mut refund = till.back_to(&charge, AttemptKind::Refund, 2000);
        assert_eq!(till.ask(&mut refund, Asking::Refund), Answer::Silent);
        let found = till.ask(&mut refund, Asking::Inquire);
        assert_eq!(word(&found), if done { "approved Some(2000)" } else { "notfound" }, "{trouble:?}");
        // Also long after the idempotency key was forgotten.
        till.pass_seconds(3 * 24 * 3600);
        till.ask(&mut refund, Asking::Inquire);
        assert_eq!(till.stripe.kept(), if done { 3000 } else { 5000 }, "{trouble:?}");
    }
}

#[test]
fn a_refund_is_pending_fails_or_is_refused() {
    let cases = [
        (Fate::SucceedsAfter(60), "pending: On its way back to the card.", "approved Some(1000)"),
        (Fate::FailsAfter(60, "expired_or_canceled_card"), "approved Some(1000)", "declined expired_or_canceled_card"),
        (Fate::Fails("lost_or_stolen_card"), "declined lost_or_stolen_card", "declined lost_or_stolen_card"),
    ];
    for (fate, at_first, in_the_end) in cases {
        let mut till = Till::new();
        let charge = till.charged(1000);
        till.stripe.next_refund(fate);
        let mut refund = till.back_to(&charge, AttemptKind::Refund, 1000);
        assert_eq!(word(&till.ask(&mut refund, Asking::Refund)), at_first, "{fate:?}");
        till.pass_seconds(60);
        assert_eq!(word(&till.ask(&mut refund, Asking::Inquire)), in_the_end, "{fate:?}");
    }
    let mut till = Till::new();
    let charge = till.charged(1000);
    let mut over = till.back_to(&charge, AttemptKind::Refund, 1001);
    assert_eq!(word(&till.ask(&mut over, Asking::Refund)), "declined refused");
    let mut all = till.back_to(&charge, AttemptKind::Refund, 1000);
    till.ask(&mut all, Asking::Refund);
    let mut again = till.back_to(&charge, AttemptKind::Refund, 1000);
    assert_eq!(word(&till.ask(&mut again, Asking::Refund)), "declined charge_already_refunded");
    assert_eq!(till.stripe.kept(), 0);
}

#[test]
fn a_reversal_undoes_what_was_taken_and_what_was_only_held() {
    for taken in [true, false] {
        let mut till = Till::new();
        let original = if taken { till.charged(5000) } else { held(&mut till, Method::Terminal) };
        let mut reversal = till.back_to(&original, AttemptKind::Reversal, 5000);
        assert_eq!(till.ask(&mut reversal, Asking::Inquire), Answer::NotFound);
        assert!(matches!(till.ask(&mut reversal, Asking::Reverse), Answer::Approved(_)), "taken: {taken}");
        assert!(matches!(till.ask(&mut reversal, Asking::Inquire), Answer::Approved(_)), "taken: {taken}");
        let held: i64 = till.stripe.ledger().iter().map(|line| line.held).sum();
        assert_eq!((till.stripe.kept(), held), (0, 0));
    }
    // What was paid by link too.
    let mut till = Till::new();
    let mut paid = till.attempt(AttemptKind::Capture, Method::Link, 5000);
    till.ask(&mut paid, Asking::Charge);
    let session = paid.reference.clone().expect("a session");
    till.stripe.pay_link(&session, &Card::VISA);
    let mut reversal = till.back_to(&paid, AttemptKind::Reversal, 5000);
    assert_eq!(approved(&till.ask(&mut reversal, Asking::Reverse)), 5000);
    assert_eq!(till.stripe.kept(), 0);
}
