//! Webhooks: believed only when Stripe signed them, and of the same meaning as an answer.

use onetill_connectors::payments::stripe::Stripe;
use onetill_domains::payments::{About, Answer, Asking, AttemptKind, Connector, Incoming, Method, Notice};
use onetill_kernel::{Result, Timestamp};
use onetill_testkit::stripe::{Card, Customer, Deed, Event, Fate, signature};

use crate::support::{Till, WEBHOOK_SECRET, word};

fn hear(till: &Till, event: &Event) -> Result<Vec<Notice>> {
    let body = event.body.to_string().into_bytes();
    let signed = signature(&[WEBHOOK_SECRET], till.now_ms / 1000, &body);
    read(till, &signed, &body)
}

fn read(till: &Till, signed: &str, body: &[u8]) -> Result<Vec<Notice>> {
    let headers = [("stripe-signature".to_owned(), signed.to_owned())];
    let incoming = Incoming { headers: &headers, body, now: Timestamp::from_micros(till.now_ms * 1000) };
    Stripe.webhooks().expect("webhooks").read(&till.account, incoming)
}

/// What the events of this kind say, in order: about what, and what.
fn told(till: &Till, kind: &str) -> Vec<(Option<About>, String)> {
    let of_kind = till.stripe.events().iter().filter(|event| event.kind == kind);
    of_kind
        .map(|event| {
            let mut notices = hear(till, event).expect("a notice");
            assert_eq!((notices.len(), notices[0].id.as_str()), (1, event.id.as_str()));
            let notice = notices.remove(0);
            (notice.about, word(&notice.heard.answer))
        })
        .collect()
}

#[test]
fn events_say_what_an_inquiry_says() {
    let mut till = Till::new();
    let reader = till.terminal.address.clone();
    let charge = till.charged(2400);
    let about = |attempt: &crate::support::Attempt| Some(About::Attempt(attempt.id));
    assert_eq!(told(&till, "payment_intent.succeeded"), [(about(&charge), "approved Some(2400)".to_owned())]);

    till.stripe.next_customer(&reader, Customer::refused("insufficient_funds"));
    let mut refused = till.attempt(AttemptKind::Capture, Method::Terminal, 1000);
    till.ask(&mut refused, Asking::Charge);
    let declined = "declined insufficient_funds".to_owned();
    assert_eq!(told(&till, "payment_intent.payment_failed"), [(about(&refused), declined.clone())]);
    let named = Some(About::Reference(refused.reference.clone().expect("a name")));
    assert_eq!(told(&till, "terminal.reader.action_failed"), [(named, declined)]);

    let mut reserved = till.attempt(AttemptKind::Authorise, Method::Terminal, 5000);
    till.ask(&mut reserved, Asking::Authorise);
    let held = [(about(&reserved), "approved Some(5000)".to_owned())];
    assert_eq!(told(&till, "payment_intent.amount_capturable_updated"), held);
    let mut capture = till.back_to(&reserved, AttemptKind::Capture, 4000);
    till.ask(&mut capture, Asking::Inquire);
    till.ask(&mut capture, Asking::Capture);
    // It names the attempt that held the money, which it still was: all of it.
    assert_eq!(told(&till, "payment_intent.succeeded")[1], held[0]);

    till.stripe.next_refund(Fate::FailsAfter(60, "expired_or_canceled_card"));
    let mut refund = till.back_to(&charge, AttemptKind::Refund, 400);
    till.ask(&mut refund, Asking::Refund);
    assert_eq!(told(&till, "refund.created"), [(about(&refund), "approved Some(400)".to_owned())]);
    till.pass_seconds(60);
    assert_eq!(told(&till, "refund.failed"), [(about(&refund), "declined expired_or_canceled_card".to_owned())]);

    // What says nothing about an attempt is kept and changes nothing.
    assert_eq!(told(&till, "charge.succeeded")[0], (None, "silent".to_owned()));
}

#[test]
fn a_link_is_told_of_by_its_session() {
    let mut till = Till::new();
    let mut paid = till.attempt(AttemptKind::Capture, Method::Link, 2400);
    till.ask(&mut paid, Asking::Charge);
    let session = paid.reference.clone().expect("a session");
    till.stripe.pay_link(&session, &Card::refused("lost_card"));
    till.stripe.pay_link(&session, &Card::VISA);
    let about = Some(About::Attempt(paid.id));
    // A refused card does not end it: the page is open for another.
    let waits = [(about.clone(), "pending: Waiting for Stripe.".to_owned())];
    assert_eq!(told(&till, "payment_intent.payment_failed"), waits);
    assert_eq!(told(&till, "checkout.session.completed"), [(about.clone(), "approved Some(2400)".to_owned())]);
    assert_eq!(told(&till, "payment_intent.succeeded"), [(about, "approved Some(2400)".to_owned())]);

    let mut lapsed = till.attempt(AttemptKind::Capture, Method::Link, 2400);
    till.ask(&mut lapsed, Asking::Charge);
    till.pass_seconds(24 * 3600);
    let about = Some(About::Attempt(lapsed.id));
    assert_eq!(told(&till, "checkout.session.expired"), [(about, "expired".to_owned())]);
}

#[test]
fn what_stripe_did_not_sign_is_refused() {
    let mut till = Till::new();
    till.charged(2400);
    let event = till.stripe.events().iter().find(|e| e.kind == "payment_intent.succeeded").expect("an event");
    let body = event.body.to_string().into_bytes();
    let now_s = till.now_ms / 1000;
    let right = signature(&[WEBHOOK_SECRET], now_s, &body);
    let other = signature(&["whsec_of_somebody_else"], now_s, &body);
    let v1 = right.split_once("v1=").expect("a signature").1.to_owned();
    let cases = [
        (right.clone(), ""),
        // Either side in the middle of changing its secret.
        (signature(&["whsec_of_somebody_else", WEBHOOK_SECRET], now_s, &body), ""),
        (format!("{right},v0=abc"), ""),
        (signature(&[WEBHOOK_SECRET], now_s - 300, &body), ""),
        (signature(&[WEBHOOK_SECRET], now_s - 301, &body), "webhook_too_old"),
        (signature(&[WEBHOOK_SECRET], now_s + 301, &body), "webhook_too_old"),
        (other, "webhook_forged"),
        (format!("t={now_s}"), "webhook_forged"),
        (format!("t={now_s},v1="), "webhook_forged"),
        (format!("t={now_s},v1={}", &v1[..62]), "webhook_forged"),
        (format!("t={now_s},v1={}", "g".repeat(64)), "webhook_forged"),
        // Stripe's test scheme alone proves nothing.
        (format!("t={now_s},v0={v1}"), "webhook_forged"),
        (format!("t={},v1={v1}", now_s + 1), "webhook_forged"),
        (format!("v1={v1}"), "webhook_unsigned"),
        (format!("t=-1,v1={v1}"), "webhook_unsigned"),
        (format!("t={},v1={v1}", i64::MAX), "webhook_unsigned"),
        (String::new(), "webhook_unsigned"),
    ];
    for (signed, expect) in cases {
        let code = read(&till, &signed, &body).map_or_else(|error| error.code_str().to_owned(), |_| String::new());
        assert_eq!(code, expect, "{signed}");
    }
    let mut spoilt = body.clone();
    spoilt[10] ^= 1;
    assert!(read(&till, &right, &spoilt).is_err());
    assert!(read(&till, &signature(&[WEBHOOK_SECRET], now_s, b"{}"), b"{}").is_err(), "signed, and no event");

    // A secret and the one before it are both believed; without one nothing is.
    let secrets = |till: &mut Till, all: &[&str]| {
        let all = all.iter().map(|secret| (*secret).to_owned()).collect();
        till.account.secrets.0.insert("webhook_secret".to_owned(), all);
    };
    secrets(&mut till, &["whsec_new", WEBHOOK_SECRET]);
    assert!(read(&till, &right, &body).is_ok());
    secrets(&mut till, &[]);
    assert_eq!(read(&till, &right, &body).expect_err("no secret").code_str(), "webhook_secret_missing");
    // An event of the other mode is none of this account.
    secrets(&mut till, &[WEBHOOK_SECRET]);
    till.account.mode = onetill_domains::payments::Mode::Live;
    assert_eq!(read(&till, &right, &body).expect_err("other mode").code_str(), "webhook_other_mode");
}

#[test]
fn a_customer_who_cancels_is_told_of_at_once() {
    let mut till = Till::new();
    let reader = till.terminal.address.clone();
    till.stripe.next_customer(&reader, Customer::who(Deed::Cancels));
    let mut attempt = till.attempt(AttemptKind::Capture, Method::Terminal, 2400);
    till.ask(&mut attempt, Asking::Charge);
    let named = Some(About::Reference(attempt.reference.clone().expect("a name")));
    assert_eq!(told(&till, "terminal.reader.action_failed"), [(named, "cancelled".to_owned())]);
    assert_eq!(till.ask(&mut attempt, Asking::Inquire), Answer::Cancelled);
}
