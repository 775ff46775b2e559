//! Setting an account up, trying it out, and what leaves.

use onetill_connectors::payments::stripe::Stripe;
use onetill_domains::payments::{Asking, AttemptKind, Connector, Method, Mode, Reply};
use onetill_testkit::stripe::{Key, Request};

use crate::support::{KEY, Till};

#[test]
fn an_account_that_cannot_work_is_refused_and_told_why() {
    let cases = [
        ("secret_key", "", "secret_key"),
        ("secret_key", "pk_test_abc", "secrets.secret_key"),
        ("secret_key", "sk_test_", "secrets.secret_key"),
        ("secret_key", "sk_test_a b", "secrets.secret_key"),
        ("secret_key", "sk_test_a\r\nX: y", "secrets.secret_key"),
        ("webhook_secret", "secret", "secrets.webhook_secret"),
        ("api_base", "stripe", "settings.api_base"),
        ("api_base", "ftp://example.org", "settings.api_base"),
        ("api_base", "http://example.org", "settings.api_base"),
        ("api_base", "https://me:secret@example.org", "settings.api_base"),
        ("api_base", "https://example.org/v1", "settings.api_base"),
        ("return_url", "shop", "settings.return_url"),
        ("tip_on_reader", "perhaps", "settings.tip_on_reader"),
    ];
    for (name, value, field) in cases {
        let mut till = Till::new();
        if name == "secret_key" || name == "webhook_secret" {
            let values = Some(value.to_owned()).filter(|value| !value.is_empty()).into_iter().collect();
            till.account.secrets.0.insert(name.to_owned(), values);
        } else {
            till.account.settings.insert(name.to_owned(), value.to_owned());
        }
        let error = Stripe.check(&till.account).expect_err(value);
        assert_eq!(error.field_str(), Some(field), "{value}");
        assert!(error.fix_str().is_some(), "{value}");
        assert!(value.len() < 9 || !format!("{error:?}").contains(value), "{error:?}");
    }
    for (key, mode) in
        [(KEY, Mode::Sandbox), ("rk_test_1", Mode::Sandbox), ("sk_live_1", Mode::Live), ("rk_live_1", Mode::Live)]
    {
        let mut till = Till::new();
        till.account.secrets.0.insert("secret_key".to_owned(), vec![key.to_owned()]);
        assert_eq!(Stripe.check(&till.account).expect(key), mode, "{key}");
        // A live key goes nowhere but to Stripe.
        till.account.settings.insert("api_base".to_owned(), "http://127.0.0.1:1".to_owned());
        assert_eq!(Stripe.check(&till.account).is_ok(), mode == Mode::Sandbox, "{key}");
    }
}

#[test]
fn what_leaves_holds_the_key_in_one_header_and_shows_it_nowhere() {
    let mut till = Till::new();
    let mut attempt = till.attempt(AttemptKind::Capture, Method::Terminal, 2400);
    let message = till.with_ask(&mut attempt, Asking::Charge, 0, |ask| Stripe.request(ask)).expect("a request");
    let header = |name: &str| {
        message.headers.iter().filter(|(known, _)| *known == name).map(|(_, v)| v.as_str()).collect::<Vec<_>>()
    };
    assert_eq!(header("authorization"), [format!("Bearer {KEY}")]);
    assert_eq!(header("idempotency-key"), [attempt.id.to_string()]);
    assert_eq!(header("stripe-version"), ["2025-04-30.basil"]);
    assert_eq!(header("content-type"), ["application/x-www-form-urlencoded"]);
    let body = message.body.clone().expect("a body");
    assert!(
        body.starts_with("amount=2400&currency=gbp&payment_method_types[0]=card_present&capture_method=automatic&"),
        "{body}"
    );
    for shown in [format!("{message:?}"), format!("{:?}", till.account), body] {
        assert!(!shown.contains(KEY) && !shown.contains("whsec"), "{shown}");
    }
}

#[test]
fn amounts_that_stripe_counts_otherwise_do_not_leave() {
    let cases = [
        (0, "GBP", "amount"),
        (-1, "GBP", "amount"),
        // Thousandths of a dinar; a card is charged in hundredths.
        (1001, "KWD", "amount"),
        (1000, "ISK", "currency"),
        (1000, "UGX", "currency"),
        (1000, "MGA", "currency"),
    ];
    for (amount, currency, field) in cases {
        let mut till = Till::new();
        till.currency = currency;
        let mut attempt = till.attempt(AttemptKind::Capture, Method::Terminal, amount);
        let error = till.with_ask(&mut attempt, Asking::Charge, 0, |ask| Stripe.request(ask)).expect_err(currency);
        assert_eq!(error.field_str(), Some(field), "{amount} {currency}");
    }
    for (amount, currency, expect) in
        [(500, "JPY", "amount=500&currency=jpy"), (1010, "KWD", "amount=1010&currency=kwd")]
    {
        let mut till = Till::new();
        till.currency = currency;
        let mut attempt = till.attempt(AttemptKind::Capture, Method::Terminal, amount);
        let message = till.with_ask(&mut attempt, Asking::Charge, 0, |ask| Stripe.request(ask)).expect("a request");
        assert!(message.body.as_deref().is_some_and(|body| body.starts_with(expect)), "{currency}");
    }
    let mut till = Till::new();
    till.terminal.address = "tmr_1/../../refunds".to_owned();
    let mut attempt = till.attempt(AttemptKind::Capture, Method::Terminal, 2400);
    let error = till.with_ask(&mut attempt, Asking::Charge, 0, |ask| Stripe.request(ask)).expect_err("no reader");
    assert_eq!(error.field_str(), Some("terminal.address"));
}

/// Every part of a trial, and what is said of it.
fn trial(till: &mut Till) -> Vec<(String, bool, String)> {
    let requests = Stripe.trial().requests(&till.account, Some(&till.terminal)).expect("requests");
    let mut said = Vec::new();
    for (name, message) in requests {
        assert_eq!(message.method, "GET", "{name}");
        let path = message.url.strip_prefix("https://api.stripe.com").expect("Stripe's address");
        let (path, query) = path.split_once('?').unwrap_or((path, ""));
        let request = Request {
            method: message.method.to_owned(),
            path: path.to_owned(),
            query: query.to_owned(),
            headers: message.headers.iter().map(|(n, v)| ((*n).to_owned(), v.clone())).collect(),
            body: Vec::new(),
        };
        let reply = till.stripe.handle(&request, till.now_ms);
        let body = reply.body.to_string();
        let reply = Reply { status: reply.status, body: body.as_bytes() };
        let verdict = Stripe.trial().verdict(name, &till.account, Some(reply));
        said.push((verdict.name, verdict.ok, verdict.message));
    }
    said
}

/// What is said of one part.
fn part(till: &mut Till, name: &str) -> (bool, String) {
    let (_, ok, message) = trial(till).into_iter().find(|(known, ..)| known == name).expect(name);
    (ok, message)
}

#[test]
fn a_trial_says_what_is_wrong() {
    let mut till = Till::new();
    till.stripe.set_endpoint("https://shop.example/hooks", &["whsec_simulated"]);
    for (name, ok, message) in trial(&mut till) {
        assert!(ok, "{name}: {message}");
    }
    let check = |till: &mut Till, name: &str, expect: &str| {
        let (ok, message) = part(till, name);
        assert!(!ok && message.contains(expect), "{name}: {message}");
    };
    till.account.secrets.0.remove("webhook_secret");
    check(&mut till, "webhooks", "signing secret is missing");
    let reader = till.terminal.address.clone();
    till.stripe.set_online(&reader, false);
    check(&mut till, "terminal", "offline");
    till.terminal.address = "tmr_unknown".to_owned();
    check(&mut till, "terminal", "no such reader in test mode");
    till.stripe.add_key(Key::restricted("rk_test_little", &["rak_payment_intent_write"]));
    till.account.secrets.0.insert("secret_key".to_owned(), vec!["rk_test_little".to_owned()]);
    assert!(part(&mut till, "key").0);
    check(&mut till, "refunds", "Charges and Refunds: write");
    check(&mut till, "balance", "read");
    till.stripe.revoke_key("rk_test_little");
    check(&mut till, "key", "rolled or revoked");
    till.account.secrets.0.insert("secret_key".to_owned(), vec!["sk_test_wrong".to_owned()]);
    check(&mut till, "key", "does not know this key");

    let mut empty = Till::new();
    check(&mut empty, "webhooks", "no webhook endpoint");
    for (reply, expect) in [
        (None, "does not answer"),
        (Some(Reply { status: 200, body: b"<html>" }), "not Stripe"),
        (Some(Reply { status: 502, body: b"" }), "fault"),
    ] {
        let verdict = Stripe.trial().verdict("key", &empty.account, reply);
        assert!(!verdict.ok && verdict.message.contains(expect), "{}", verdict.message);
    }
}
