//! Every object that is answered has the shape that Stripe's own OpenAPI description gives it.

use onetill_testkit::stripe::{Card, Fate};
use serde_json::Value;

use crate::support::tell;

/// What came after the description was made: its version is older than the one that a till names.
const NEWER: [&str; 2] = ["api_error", "pending_reason"];

/// Stripe's description, where it is.
fn description() -> Option<Value> {
    let text = std::fs::read_to_string(onetill_testkit::specs::find("stripe/openapi.json")?).expect("text");
    Some(serde_json::from_str(&text).expect("json"))
}

/// Says where `value` differs from what is described.
fn differs(all: &Value, schema: &Value, value: &Value, at: &str, found: &mut Vec<String>) {
    if let Some(reference) = schema["$ref"].as_str() {
        let schema = all.pointer(reference.trim_start_matches('#')).expect("a schema");
        return differs(all, schema, value, at, found);
    }
    if value.is_null() {
        if schema["nullable"] != true {
            found.push(format!("{at} is null"));
        }
        return;
    }
    if let Some(choices) = schema["anyOf"].as_array() {
        let fits = choices.iter().any(|choice| {
            let mut wrong = Vec::new();
            differs(all, choice, value, at, &mut wrong);
            wrong.is_empty()
        });
        if !fits {
            found.push(format!("{at} fits none of the shapes: {value}"));
        }
        return;
    }
    if let Some(words) = schema["enum"].as_array().filter(|words| !words.contains(value)) {
        found.push(format!("{at} is {value}, none of {words:?}"));
    }
    let fits = match schema["type"].as_str() {
        Some("string") => value.is_string(),
        Some("integer") => value.is_i64(),
        Some("boolean") => value.is_boolean(),
        Some("array") => value.is_array(),
        Some("object") => value.is_object(),
        _ => true,
    };
    if !fits {
        found.push(format!("{at} is {value}, no {}", schema["type"]));
    }
    for (place, part) in value.as_array().into_iter().flatten().enumerate() {
        differs(all, &schema["items"], part, &format!("{at}[{place}]"), found);
    }
    let Some(described) = schema["properties"].as_object() else { return };
    for (name, part) in value.as_object().into_iter().flatten() {
        match described.get(name) {
            Some(schema) => differs(all, schema, part, &format!("{at}.{name}"), found),
            None if NEWER.contains(&name.as_str()) => {}
            None => found.push(format!("{at}.{name} is not described")),
        }
    }
    for name in schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str) {
        if value.get(name).is_none() {
            found.push(format!("{at}.{name} is missing"));
        }
    }
}

#[test]
fn every_answer_has_the_shape_that_stripe_describes() {
    let Some(all) = description() else {
        eprintln!(
            "NOT RUN: the shapes of Stripe's answers: stripe/openapi.json is not where ONETILL_SPECS says, nor in ../shared/specs"
        );
        return;
    };
    tell(async |till| {
        let schema = |name: &str| all["components"]["schemas"][name].clone();
        let check = |name: &str, value: &Value| {
            let mut found = Vec::new();
            differs(&all, &schema(name), value, name, &mut found);
            assert!(found.is_empty(), "{}", found.join("\n"));
        };
        let reader = till.reader.clone();
        // Payment intents in every state, with their charges.
        let fresh = till.intent(1000, "").await;
        check("payment_intent", &till.look(&fresh).await);
        let refused = till.intent(1000, "").await;
        till.stripe.account(|account| {
            let card = onetill_testkit::stripe::Deed::Presents(Card::refused("lost_card"));
            account.next_customer(&reader, onetill_testkit::stripe::Customer::who(card));
        });
        till.process(&refused).await.ok();
        check("terminal.reader", &till.get(&format!("/v1/terminal/readers/{reader}")).await.ok());
        check("payment_intent", &till.look(&refused).await);
        let paid = till.paid(1000).await;
        check("payment_intent", &paid);
        check("terminal.reader", &till.get(&format!("/v1/terminal/readers/{reader}")).await.ok());
        let held = till.intent(1000, "&capture_method=manual").await;
        till.process(&held).await.ok();
        check("payment_intent", &till.look(&held).await);
        for intent in [till.look(&refused).await, paid.clone(), till.look(&held).await] {
            let charge = intent["latest_charge"].as_str().expect("a charge");
            check("charge", &till.get(&format!("/v1/charges/{charge}")).await.ok());
        }
        check("payment_intent", &till.post(&format!("/v1/payment_intents/{held}/cancel"), "").await.ok());

        for fate in [Fate::Succeeds, Fate::SucceedsAfter(10), Fate::Fails("unknown")] {
            till.stripe.account(|account| account.next_refund(fate));
            let body = format!("payment_intent={}&amount=100", paid["id"].as_str().expect("an id"));
            let refund = till.post("/v1/refunds", &body).await.ok();
            check("refund", &refund);
        }
        till.stripe.pass_seconds(3 * 24 * 3600);
        till.stripe.account(|account| account.pay_out("gbp", false)).expect("a payout");
        check("payout", &till.get("/v1/payouts").await.ok()["data"][0]);
        for transaction in till.get("/v1/balance_transactions").await.ok()["data"].as_array().expect("data") {
            check("balance_transaction", transaction);
        }
        for event in till.get("/v1/events?limit=100").await.ok()["data"].as_array().expect("data") {
            let mut event = event.clone();
            // Its object is of the kind of the event and was looked at above.
            event["data"]["object"] = serde_json::json!({});
            check("event", &event);
        }
        till.stripe.account(|account| account.set_endpoint("https://till.example/hooks", &["whsec_test"]));
        check("webhook_endpoint", &till.get("/v1/webhook_endpoints").await.ok()["data"][0]);
        let refusal = till.post("/v1/refunds", &format!("payment_intent={fresh}")).await;
        check("error", &refusal.body);
    });
}
