//! Pay by link.

use onetill_domains::payments::{Answer, Asking, AttemptKind, Method};
use onetill_testkit::stripe::Card;

use crate::support::{Till, Trouble, approved, word};

const OPEN: &str = "pending: Waiting for the customer to pay by the link.";

#[test]
fn a_link_is_shown_and_paid() {
    let mut till = Till::new();
    let mut attempt = till.attempt(AttemptKind::Capture, Method::Link, 2400);
    assert_eq!(word(&till.ask(&mut attempt, Asking::Charge)), OPEN);
    let session = attempt.reference.clone().expect("a session");
    assert!(attempt.shown.as_deref().is_some_and(|url| url.starts_with("https://") && url.ends_with(&session)));

    // A card that is refused leaves the page open for another.
    assert!(!till.stripe.pay_link(&session, &Card::refused("insufficient_funds")));
    assert_eq!(word(&till.ask(&mut attempt, Asking::Inquire)), OPEN);
    assert!(till.stripe.pay_link(&session, &Card::MASTERCARD));
    let answer = till.ask(&mut attempt, Asking::Inquire);
    let Answer::Approved(approval) = answer else { panic!("{answer:?}") };
    assert_eq!((approval.moved, approval.card.as_deref()), (Some(2400), Some("mastercard 4444")));
    // It cannot be taken back any more.
    assert_eq!(till.ask(&mut attempt, Asking::Cancel), Answer::Silent);
    assert_eq!(approved(&till.ask(&mut attempt, Asking::Inquire)), 2400);

    let mut refund = till.back_to(&attempt, AttemptKind::Refund, 1000);
    assert_eq!(approved(&till.ask(&mut refund, Asking::Refund)), 1000);
    assert_eq!(approved(&till.ask(&mut refund, Asking::Inquire)), 1000);
    assert_eq!(till.stripe.kept(), 1400);
}

#[test]
fn a_link_is_taken_back_or_lapses() {
    let mut till = Till::new();
    let mut attempt = till.attempt(AttemptKind::Capture, Method::Link, 2400);
    till.ask(&mut attempt, Asking::Charge);
    assert_eq!(till.ask(&mut attempt, Asking::Cancel), Answer::Cancelled);
    let session = attempt.reference.clone().expect("a session");
    assert!(!till.stripe.pay_link(&session, &Card::VISA));

    let mut attempt = till.attempt(AttemptKind::Capture, Method::Link, 2400);
    till.ask(&mut attempt, Asking::Charge);
    till.pass_seconds(24 * 3600);
    assert_eq!(till.ask(&mut attempt, Asking::Inquire), Answer::Expired);
    assert_eq!(till.stripe.kept(), 0);
}

#[test]
fn a_link_whose_answer_was_lost_is_the_same_link() {
    let mut till = Till::new();
    let mut attempt = till.attempt(AttemptKind::Capture, Method::Link, 2400);
    till.troubles.push(("/v1/checkout/sessions", Trouble::AnswerLost));
    assert_eq!(till.ask(&mut attempt, Asking::Charge), Answer::Silent);
    till.pass_seconds(120);
    assert_eq!(word(&till.ask(&mut attempt, Asking::Inquire)), OPEN);
    assert!(attempt.shown.is_some());
    let made = till.stripe.asked().iter().filter(|asked| asked.line == "POST /v1/checkout/sessions");
    assert_eq!(made.map(|asked| asked.replayed).collect::<Vec<_>>(), [false, true]);
}
