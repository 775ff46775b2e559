use onetill_domains::payments::{Answer, Ask, Asking, Connector, Terminal};
use onetill_kernel::{AttemptId, LocationId, Money, TerminalId, Uuid};

use super::Simulated;

const ALL: [Asking; 4] = [Asking::Charge, Asking::Refund, Asking::Inquire, Asking::Cancel];
const MOVING: [Asking; 2] = [Asking::Charge, Asking::Refund];
const ASKING: [Asking; 2] = [Asking::Inquire, Asking::Cancel];

fn terminal(address: &str) -> Terminal {
    Terminal {
        id: TerminalId(Uuid::nil()),
        location_id: LocationId(Uuid::nil()),
        register_id: None,
        name: "Counter".to_owned(),
        connector: "simulated".to_owned(),
        address: address.to_owned(),
    }
}

/// The request as `METHOD url body`, or the refusal as `field: message`.
fn request(asking: Asking, address: &str, minor: i64, captured: Option<&str>) -> String {
    let ask = Ask {
        asking,
        attempt_id: AttemptId(Uuid::nil()),
        amount: Money::new(minor, "EUR".parse().expect("a currency")),
        captured_reference: captured,
        terminal: &terminal(address),
    };
    match Simulated.request(&ask) {
        Ok(message) => {
            assert!(message.headers.is_empty());
            assert!((1_000..=10_000).contains(&message.timeout_ms));
            let body = message.body.unwrap_or_default();
            format!("{} {} {body}", message.method, message.url).trim_end().to_owned()
        }
        Err(error) => format!("{}: {}", error.field_str().unwrap_or("?"), error.message()),
    }
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
    assert!(request(Asking::Refund, at, 1, None).starts_with("captured_reference: "));
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
        let answer = Simulated.answer(*asking, status, body.as_bytes());
        assert_eq!(answer, *expect, "{asking:?} {status} {body}");
    }
}

#[test]
fn what_the_terminal_says() {
    let pending = |message: &str| Answer::Pending { message: message.to_owned() };
    let approved =
        |card: Option<&str>| Answer::Approved { reference: "T000001-abc".to_owned(), card: card.map(str::to_owned) };
    let cases = [
        (r#"{"status":"waiting_for_card"}"#, pending("Ask for the card.")),
        (r#"{"status":"authorising","amount":907}"#, pending("Authorising.")),
        (r#"{"status":"cancelled"}"#, Answer::Cancelled),
        (r#"{"status":"expired"}"#, Answer::Expired),
        (
            r#"{"status":"approved","transaction":"T000001-abc","card":{"brand":"visa","last4":"4242"}}"#,
            approved(Some("visa 4242")),
        ),
        (r#"{"status":"approved","transaction":"T000001-abc"}"#, approved(None)),
        (r#"{"status":"approved","transaction":"T000001-abc","card":null}"#, approved(None)),
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
            match Simulated.answer(asking, status, body.as_bytes()) {
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
    assert_eq!(Simulated.answer(Asking::Charge, 200, b"\xff\xfe"), Answer::Silent);
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
        let body = format!(r#"{{"status":"approved","transaction":"T1","card":{card}}}"#);
        let expect = Answer::Approved { reference: "T1".to_owned(), card: expect.map(str::to_owned) };
        check(&ALL, 200, &body, &expect);
    }
}
