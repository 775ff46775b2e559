//! Answers that are wrong, strange or of somebody else: never a success.

use onetill_connectors::payments::stripe::Stripe;
use onetill_domains::payments::{Answer, Asking, AttemptKind, Connector, Method, Reply};
use serde_json::{Value, json};

use crate::support::{Attempt, Till, word};

/// What the till makes of this answer to an inquiry about a payment intent that succeeded.
fn heard(spoil: impl FnOnce(&mut Value)) -> Answer {
    let mut till = Till::new();
    let attempt = till.charged(2400);
    let mut body = intent(&till, &attempt);
    spoil(&mut body);
    answer(&mut till, attempt, 200, body.to_string().as_bytes())
}

fn answer(till: &mut Till, mut attempt: Attempt, status: u16, body: &[u8]) -> Answer {
    till.with_ask(&mut attempt, Asking::Inquire, 0, |ask| Stripe.answer(ask, Reply { status, body }).answer)
}

fn intent(till: &Till, attempt: &Attempt) -> Value {
    let event = till.stripe.events().iter().rfind(|e| e.kind == "payment_intent.succeeded").expect("an event");
    let body = event.body["data"]["object"].clone();
    assert_eq!(body["id"], json!(attempt.reference));
    body
}

/// What somebody does to an answer.
type Spoil = fn(&mut Value);

#[test]
fn what_is_not_about_this_attempt_is_silence() {
    let cases: [(&str, Spoil); 9] = [
        ("another payment intent", |body| body["id"] = json!("pi_other")),
        ("another attempt", |body| body["metadata"]["attempt"] = json!("00000000-0000-0000-0000-000000000001")),
        ("no attempt", |body| body["metadata"] = json!({})),
        ("another object", |body| body["object"] = json!("setup_intent")),
        ("the other mode", |body| body["livemode"] = json!(true)),
        ("no currency", |body| body["currency"] = json!("pounds")),
        ("no amount", |body| body["amount"] = Value::Null),
        ("a part of an amount", |body| body["amount_received"] = json!(24.5)),
        ("no status", |body| body["status"] = json!(7)),
    ];
    for (what, spoil) in cases {
        assert_eq!(heard(spoil), Answer::Silent, "{what}");
    }
    assert_eq!(word(&heard(|_| {})), "approved Some(2400)");
}

#[test]
fn what_differs_is_told_as_it_is() {
    // Whether it is what was asked for decides whoever asked.
    assert_eq!(word(&heard(|body| body["amount_received"] = json!(2500))), "approved Some(2500)");
    let Answer::Approved(approval) = heard(|body| body["currency"] = json!("eur")) else { panic!("approved") };
    assert_eq!(approval.currency.map(|c| c.code().to_owned()).as_deref(), Some("EUR"));
}

#[test]
fn a_status_that_nobody_knows_is_pending() {
    for status in ["requires_thinking", "", "SUCCEEDED", "succeeded ", "requires_capture"] {
        let answer = heard(|body| body["status"] = json!(status));
        assert_eq!(word(&answer), "pending: Waiting for Stripe.", "{status}");
    }
}

#[test]
fn bytes_that_make_no_sense_are_silence() {
    let bodies: [&[u8]; 8] =
        [b"", b"{", b"null", b"[]", b"\"succeeded\"", b"<html>", b"\xff\xfe", b"{\"object\":\"payment_intent\"}"];
    for body in bodies {
        for status in [200, 201, 301, 400, 401, 402, 404, 409, 429, 500, 503] {
            let mut till = Till::new();
            let mut attempt = till.attempt(AttemptKind::Capture, Method::Terminal, 2400);
            for asking in [Asking::Charge, Asking::Inquire, Asking::Cancel, Asking::Diagnose] {
                let said =
                    till.with_ask(&mut attempt, asking, 0, |ask| Stripe.answer(ask, Reply { status, body }).answer);
                assert_eq!(said, Answer::Silent, "{asking:?} {status}: {}", String::from_utf8_lossy(body));
            }
        }
    }
}

#[test]
fn only_a_refusal_that_is_certain_ends_it() {
    let error =
        |kind: &str, code: &str| json!({ "error": { "type": kind, "code": code, "message": "No." } }).to_string();
    let cases = [
        (400, error("invalid_request_error", "parameter_missing"), "declined parameter_missing"),
        (400, error("invalid_request_error", "Card 4242424242424242"), "declined refused"),
        (401, error("invalid_request_error", ""), "declined refused"),
        (402, error("card_error", "card_declined"), "declined card_declined"),
        (400, error("idempotency_error", ""), "silent"),
        (400, error("invalid_request_error", "terminal_reader_timeout"), "silent"),
        (402, error("api_error", ""), "silent"),
        (409, error("idempotency_error", "idempotency_key_in_use"), "silent"),
        (429, error("invalid_request_error", "rate_limit"), "silent"),
        (500, error("api_error", ""), "silent"),
    ];
    for (status, body, expect) in cases {
        let mut till = Till::new();
        let mut attempt = till.attempt(AttemptKind::Capture, Method::Terminal, 2400);
        let reply = Reply { status, body: body.as_bytes() };
        let said = till.with_ask(&mut attempt, Asking::Charge, 0, |ask| Stripe.answer(ask, reply).answer);
        assert_eq!(word(&said), expect, "{status} {body}");
        assert!(!format!("{said:?}").contains("4242"), "{said:?}");
        // To an inquiry no refusal says anything about money.
        let said = till.with_ask(&mut attempt, Asking::Inquire, 0, |ask| Stripe.answer(ask, reply).answer);
        assert_eq!(said, Answer::Silent, "{status} {body}");
    }
}
