use std::collections::BTreeMap;

use onetill_domains::payments::{
    Answer, Approval, Ask, Asking, AttemptKind, Connector, Heard, Method, Mode, OpenAccount, Original, Reply, Secrets,
    Terminal,
};
use onetill_kernel::{AttemptId, LocationId, Money, PaymentId, ProviderAccountId, TerminalId, Timestamp, Uuid};

use super::Simulated;

const ALL: [Asking; 4] = [Asking::Charge, Asking::Refund, Asking::Inquire, Asking::Cancel];
const MOVING: [Asking; 2] = [Asking::Charge, Asking::Refund];
const ASKING: [Asking; 2] = [Asking::Inquire, Asking::Cancel];

/// Asks about an attempt of `minor` at a terminal.
fn with_ask<T>(
    asking: Asking,
    address: &str,
    minor: i64,
    captured: Option<&str>,
    act: impl FnOnce(&Ask<'_>) -> T,
) -> T {
    let account = OpenAccount {
        id: ProviderAccountId(Uuid::nil()),
        provider: "simulated".to_owned(),
        mode: Mode::Sandbox,
        settings: BTreeMap::new(),
        secrets: Secrets::default(),
    };
    let terminal = Terminal {
        id: TerminalId(Uuid::nil()),
        location_id: LocationId(Uuid::nil()),
        register_id: None,
        name: "Counter".to_owned(),
        account_id: account.id,
        provider: "simulated".to_owned(),
        address: address.to_owned(),
        active: true,
    };
    act(&Ask {
        asking,
        attempt_id: AttemptId(Uuid::nil()),
        kind: AttemptKind::Capture,
        amount: Money::new(minor, "EUR".parse().expect("a currency")),
        tip: 0,
        method: Method::Terminal,
        reference: None,
        original: captured.map(|reference| Original {
            attempt_id: AttemptId(Uuid::nil()),
            reference: Some(reference),
            amount: minor,
        }),
        payment_id: PaymentId(Uuid::nil()),
        order_id: None,
        account: &account,
        terminal: Some(&terminal),
        step: 0,
        now: Timestamp::from_micros(0),
    })
}

/// The request as `METHOD url body`, or the refusal as `field: message`.
fn request(asking: Asking, address: &str, minor: i64, captured: Option<&str>) -> String {
    match with_ask(asking, address, minor, captured, |ask| Simulated.request(ask)) {
        Ok(message) => {
            assert!((1_000..=10_000).contains(&message.timeout_ms));
            let body = message.body.unwrap_or_default();
            format!("{} {} {body}", message.method, message.url).trim_end().to_owned()
        }
        Err(error) => format!("{}: {}", error.field_str().unwrap_or("?"), error.message()),
    }
}

/// What the terminal's words mean. Each of its answers names the payment that it is about.
fn heard(asking: Asking, status: u16, body: &str) -> Heard {
    let named = match body.strip_prefix('{') {
        Some(rest) if rest.trim_start().starts_with('"') => format!("{{\"reference\":\"{ID}\",{rest}"),
        _ => body.to_owned(),
    };
    with_ask(asking, "http://127.0.0.1:9100", 907, None, |ask| {
        Simulated.answer(ask, Reply { status, body: named.as_bytes() })
    })
}

fn approval(card: Option<&str>) -> Answer {
    Answer::Approved(Approval {
        moved: None,
        tip: 0,
        currency: Some("EUR".parse().expect("a currency")),
        partial: false,
        card: card.map(str::to_owned),
    })
}

const ID: &str = "00000000-0000-0000-0000-000000000000";

#[test]
fn requests_name_the_attempt_and_the_amount() {
    let at = "http://127.0.0.1:9100";
    let cases = [
        (
            request(Asking::Charge, at, 907, None),
            format!(r#"POST {at}/payments {{"amount":907,"currency":"EUR","reference":"{ID}"}}"#),
        ),
        (
            request(Asking::Refund, at, 500, Some("T000001-abc")),
            format!(
                "POST {at}/refunds {{\"amount\":500,\"currency\":\"EUR\",\
                 \"original\":\"T000001-abc\",\"reference\":\"{ID}\"}}"
            ),
        ),
        (request(Asking::Inquire, at, 907, None), format!("GET {at}/payments/{ID}")),
        (request(Asking::Cancel, at, 907, None), format!("POST {at}/payments/{ID}/cancel")),
        // A folder, a slash at the end, a secure address.
        (
            request(Asking::Inquire, "https://till.example/terminal/", 1, None),
            format!("GET https://till.example/terminal/payments/{ID}"),
        ),
    ];
    for (request, expect) in cases {
        assert_eq!(request, expect);
    }
}

#[test]
fn what_cannot_be_asked_is_refused_before_it_leaves() {
    let at = "http://127.0.0.1:9100";
    for minor in [0, -1, i64::MIN] {
        assert!(request(Asking::Charge, at, minor, None).starts_with("amount: "));
        assert!(request(Asking::Refund, at, minor, Some("T1")).starts_with("amount: "));
    }
    assert!(request(Asking::Refund, at, 1, None).starts_with("original: "));
    let addresses = [
        "",
        "127.0.0.1:9100",
        "ftp://127.0.0.1",
        "http://",
        "http://a b",
        "http://user:secret@127.0.0.1",
        "http://127.0.0.1/?a=b",
        "http://127.0.0.1/#a",
    ];
    for address in addresses {
        let refusal = request(Asking::Inquire, address, 1, None);
        assert!(refusal.starts_with("terminal.address: "), "{address}: {refusal}");
        assert!(!refusal.contains("secret"));
    }
}

fn check(asking: &[Asking], status: u16, body: &str, expect: &Answer) {
    for asking in asking {
        assert_eq!(heard(*asking, status, body).answer, *expect, "{asking:?} {status} {body}");
    }
}

#[test]
fn what_the_terminal_says() {
    let pending = |message: &str| Answer::Pending { message: message.to_owned() };
    let cases = [
        (r#"{"status":"waiting_for_card"}"#, pending("Ask for the card.")),
        (r#"{"status":"authorising","amount":907}"#, pending("Authorising.")),
        (r#"{"status":"cancelled"}"#, Answer::Cancelled),
        (r#"{"status":"expired"}"#, Answer::Expired),
        (
            r#"{"status":"approved","transaction":"T000001-abc","currency":"EUR","card":{"brand":"visa","last4":"4242"}}"#,
            approval(Some("visa 4242")),
        ),
        (r#"{"status":"approved","transaction":"T000001-abc","currency":"EUR"}"#, approval(None)),
        (r#"{"status":"approved","transaction":"T000001-abc","currency":"EUR","card":null}"#, approval(None)),
        // A well-said word that is not known is under way, never success.
        (r#"{"status":"settled"}"#, pending("Waiting for the terminal.")),
        (r#"{"status":"Approved","transaction":"T000001-abc"}"#, pending("Waiting for the terminal.")),
        (r#"{"status":""}"#, pending("Waiting for the terminal.")),
    ];
    for (body, expect) in cases {
        check(&ALL, 200, body, &expect);
        check(&ALL, 202, body, &expect);
    }
}

#[test]
fn a_refusal_has_a_code_and_our_words() {
    let cases = [
        ("insufficient_funds", "insufficient_funds", "not enough money"),
        ("card_expired", "card_expired", "has expired"),
        ("terminal_busy", "terminal_busy", "Nothing was charged"),
        ("refund_exceeds_charge", "refund_exceeds_charge", "more than what is left"),
        ("original_not_found", "original_not_found", "does not know the charge"),
        ("wrong_currency", "wrong_currency", "another currency"),
        ("invalid_request", "invalid_request", "Nothing was charged"),
        ("stolen_card", "stolen_card", "Ask for another card"),
        // Codes that are none, one of them with what could be a card.
        ("", "declined", "Ask for another card"),
        ("card 4111111111111111", "declined", "Ask for another card"),
        ("Stolen", "declined", "Ask for another card"),
    ];
    for (said, code, words) in cases {
        let body = format!(r#"{{"status":"declined","code":"{said}","message":"4111111111111111"}}"#);
        for (asking, status) in
            [(Asking::Inquire, 200), (Asking::Charge, 202), (Asking::Charge, 409), (Asking::Refund, 422)]
        {
            match heard(asking, status, &body).answer {
                Answer::Declined { code: got, message } => {
                    assert_eq!(got, code, "{said}");
                    assert!(message.contains(words), "{said}: {message}");
                    assert!(!message.contains("4111"));
                }
                other => panic!("{said}: {other:?}"),
            }
        }
    }
}

#[test]
fn only_the_terminal_itself_says_not_found() {
    let own = r#"{"code":"unknown_reference","message":"The terminal never got it."}"#;
    check(&ASKING, 404, own, &Answer::NotFound);
    check(&MOVING, 404, own, &Answer::Silent);
    for body in ["", "Not Found", "{}", r#"{"code":"not_found"}"#, r#"{"status":"declined"}"#] {
        check(&ALL, 404, body, &Answer::Silent);
    }
}

#[test]
fn what_is_not_understood_is_silence() {
    let bodies = [
        "",
        " ",
        "null",
        "[]",
        "{}",
        "true",
        "\"approved\"",
        "{\"status\":",
        "{\"status\":\"approved\"",
        "{\"status\":null}",
        "{\"status\":1}",
        "{\"status\":[\"approved\"]}",
        "{\"state\":\"approved\"}",
        "{\"status\":\"approved\"}",
        "{\"status\":\"approved\",\"transaction\":\"T1\"}",
        "{\"status\":\"approved\",\"transaction\":\"T1\",\"currency\":\"euro\"}",
        "{\"status\":\"approved\",\"transaction\":\"\"}",
        "{\"status\":\"approved\",\"transaction\":7}",
        "{\"status\":\"approved\",\"transaction\":\"a b\"}",
        "{\"status\":\"approved\",\"transaction\":\"T1\",\"card\":\"4111111111111111\"}",
        "<html>approved</html>",
        "{\"status\":\"approved\",\"transaction\":\"T1\"} and more",
    ];
    for body in bodies {
        check(&ALL, 200, body, &Answer::Silent);
    }
    let garbage = Reply { status: 200, body: b"\xff\xfe" };
    let answer = with_ask(Asking::Charge, "http://127.0.0.1:9100", 907, None, |ask| Simulated.answer(ask, garbage));
    assert_eq!(answer, Heard::silence());
    // What is said of another payment, or of none, says nothing of this one.
    for body in [
        r#"{"status":"approved","transaction":"T1","currency":"EUR"}"#,
        r#"{"reference":"another","status":"approved","transaction":"T1","currency":"EUR"}"#,
    ] {
        let reply = Reply { status: 200, body: body.as_bytes() };
        let answer = with_ask(Asking::Inquire, "http://127.0.0.1:9100", 907, None, |ask| Simulated.answer(ask, reply));
        assert_eq!(answer, Heard::silence(), "{body}");
    }
    // Any other status says nothing about the money, whatever the body claims.
    for status in [0, 100, 201, 204, 301, 400, 401, 403, 408, 413, 429, 500, 502, 503, 504] {
        for word in ["approved", "declined", "cancelled", "expired"] {
            let body = format!(r#"{{"status":"{word}","transaction":"T1","code":"insufficient_funds"}}"#);
            check(&ALL, status, &body, &Answer::Silent);
        }
    }
    // The reference stood for another request: what became of that one is not known by this.
    check(&ALL, 409, r#"{"code":"reference_reused","message":"."}"#, &Answer::Silent);
    check(&ALL, 409, r#"{"status":"approved","transaction":"T1"}"#, &Answer::Silent);
    // A refusal on arrival is no answer to an inquiry.
    check(&ASKING, 409, r#"{"status":"declined","code":"terminal_busy"}"#, &Answer::Silent);
}

#[test]
fn no_more_of_a_card_than_brand_and_four_digits() {
    let cases = [
        (r#"{"brand":"visa","last4":"4111111111111111"}"#, None),
        (r#"{"brand":"4111111111111111","last4":"1111"}"#, None),
        (r#"{"brand":"visa","last4":"42x2"}"#, None),
        (r#"{"brand":"visa"}"#, None),
        (r#"{"last4":"4242"}"#, None),
        (r#"{"brand":"","last4":"4242"}"#, None),
        (r#"{"brand":"girocard","last4":"0000","number":"4111111111111111"}"#, Some("girocard 0000")),
    ];
    for (card, expect) in cases {
        let body = format!(r#"{{"status":"approved","transaction":"T1","currency":"EUR","card":{card}}}"#);
        check(&ALL, 200, &body, &approval(expect));
        assert_eq!(heard(Asking::Inquire, 200, &body).reference.as_deref(), Some("T1"));
    }
}
