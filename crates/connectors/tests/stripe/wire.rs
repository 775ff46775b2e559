//! Every request that leaves is one that Stripe's own OpenAPI description allows, as Prism reads it.

use std::io::{BufRead, BufReader};
use std::net::TcpListener;
use std::path::Path;
use std::process::{Child, Command, Stdio};

use onetill_connectors::payments::stripe::Stripe;
use onetill_domains::payments::{Asking, AttemptKind, Connector, Message, Method};
use onetill_testkit::specs;
use onetill_testkit::stripe::{Card, Customer, Deed};
use serde_json::Value;

use crate::support::Till;

/// A running Prism.
struct Prism {
    child: Child,
    url: String,
}

impl Prism {
    fn start(program: &str, description: &Path) -> Self {
        let port = TcpListener::bind("127.0.0.1:0").and_then(|l| l.local_addr()).expect("a port").port();
        let mut child = Command::new(program)
            .args(["mock", "--errors", "--host", "127.0.0.1", "--port", &port.to_string()])
            .arg(description)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .expect("prism");
        let mut lines = BufReader::new(child.stdout.take().expect("its output")).lines();
        let listens = lines.by_ref().any(|line| line.expect("text").contains("Prism is listening"));
        assert!(listens, "Prism did not start");
        // Whatever it says from now on is read, so that it can go on writing.
        std::thread::spawn(move || lines.for_each(drop));
        Self { child, url: format!("http://127.0.0.1:{port}") }
    }
}

impl Drop for Prism {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Every kind of request that the connector makes.
fn requests() -> Vec<Message> {
    let mut till = Till::new();
    let reader = till.terminal.address.clone();
    till.ask_all_ways(&reader);
    let mut all = std::mem::take(&mut till.sent);
    let trial = Stripe.trial().requests(&till.account, Some(&till.terminal)).expect("requests");
    all.extend(trial.into_iter().map(|(_, message)| message));
    all
}

impl Till {
    fn ask_all_ways(&mut self, reader: &str) {
        self.stripe.every_customer(reader, Customer::who(Deed::Waits));
        let mut stopped = self.attempt(AttemptKind::Capture, Method::Terminal, 2400);
        for asking in [Asking::Charge, Asking::Inquire, Asking::Diagnose, Asking::Cancel] {
            self.ask(&mut stopped, asking);
        }
        self.stripe.every_customer(reader, Customer::pays());
        let charge = self.charged(2400);
        let mut reserved = self.attempt(AttemptKind::Authorise, Method::Terminal, 5000);
        self.ask(&mut reserved, Asking::Authorise);
        self.ask(&mut reserved, Asking::Inquire);
        for (original, kind, asking) in [
            (&charge, AttemptKind::Refund, Asking::Refund),
            (&charge, AttemptKind::Reversal, Asking::Reverse),
            (&reserved, AttemptKind::Capture, Asking::Capture),
            (&reserved, AttemptKind::Void, Asking::Void),
        ] {
            let mut later = self.back_to(original, kind, 100);
            self.ask(&mut later, Asking::Inquire);
            self.ask(&mut later, asking);
            self.ask(&mut later, Asking::Inquire);
        }
        let mut link = self.attempt(AttemptKind::Capture, Method::Link, 2400);
        self.ask(&mut link, Asking::Charge);
        self.stripe.pay_link(link.reference.as_deref().expect("a session"), &Card::VISA);
        self.ask(&mut link, Asking::Inquire);
        self.ask(&mut link, Asking::Cancel);
    }
}

/// What the description says of a path.
fn operation<'a>(described: &'a Value, method: &str, path: &str) -> &'a Value {
    let fits = |template: &str| {
        let (wanted, asked): (Vec<&str>, Vec<&str>) = (template.split('/').collect(), path.split('/').collect());
        wanted.len() == asked.len() && wanted.iter().zip(asked).all(|(w, a)| *w == a || w.starts_with('{'))
    };
    let mut paths = described["paths"].as_object().expect("paths").iter();
    let (_, found) = paths.find(|(template, _)| fits(template)).unwrap_or_else(|| panic!("{path} is not described"));
    &found[method.to_lowercase()]
}

#[test]
fn every_request_is_one_that_stripe_describes() {
    let program = std::env::var("ONETILL_PRISM").ok().filter(|program| !program.is_empty());
    let (Some(program), Some(description)) = (program, specs::find("stripe/openapi_for_prism.json")) else {
        eprintln!(
            "NOT RUN: Stripe's requests held against its OpenAPI description: ONETILL_PRISM does not name Prism \
             (scripts/prism), or stripe/openapi_for_prism.json is not in ../shared/specs"
        );
        return;
    };
    let prism = Prism::start(&program, &description);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    let client = onetill_testkit::client::http();
    let text = std::fs::read_to_string(&description).expect("text");
    let described: Value = serde_json::from_str(&text).expect("json");
    let (mut held, mut refused, mut not_described) = (0, 0, 0);
    for message in requests() {
        let url = message.url.replace("https://api.stripe.com", &prism.url);
        if url.contains("/v1/checkout/") {
            not_described += 1;
            continue;
        }
        let send = |body: Option<String>| {
            let method = reqwest::Method::from_bytes(message.method.as_bytes()).expect("a method");
            let mut request = client.request(method, &url);
            for (name, value) in &message.headers {
                request = request.header(*name, value);
            }
            runtime.block_on(async {
                let answer = request.body(body.unwrap_or_default()).send().await.expect("an answer");
                (answer.status().as_u16(), answer.text().await.expect("text"))
            })
        };
        let (status, text) = send(message.body.clone());
        assert_eq!(status, 200, "{} {url} {:?}: {text}", message.method, message.body);
        held += 1;
        let body = message.body.clone().unwrap_or_default();
        let path = message.url.split(['?']).next().unwrap_or_default().trim_start_matches("https://api.stripe.com");
        let operation = operation(&described, message.method, path);
        // Prism lets names pass that are not described.
        for name in body.split('&').filter_map(|pair| pair.split(['[', '=']).next()).filter(|name| !name.is_empty()) {
            let schema = &operation["requestBody"]["content"]["application/x-www-form-urlencoded"]["schema"];
            assert!(schema["properties"].get(name).is_some(), "{path} has no {name}");
        }
        // And what is not as described it refuses: the first parameter is needed, or a number.
        let without_first = body.split_once('&').map_or(String::new(), |(_, rest)| rest.to_owned());
        if path == "/v1/payment_intents" && message.method == "POST" || path.ends_with("/process_payment_intent") {
            assert_eq!(send(Some(without_first)).0, 422, "{path}");
            refused += 1;
        }
    }
    assert!(refused >= 4, "only {refused} wrong requests were refused");
    assert!(held >= 25, "only {held} requests were held against the description");
    eprintln!("NOT RUN: {not_described} requests about checkout sessions, which the description does not have");
}
