//! Webhooks: signatures, order, repetition, rolling of secrets.

use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Bytes;
use axum::http::HeaderMap;
use onetill_testkit::stripe::signature;
use serde_json::{Value, json};
use tokio::net::TcpListener;

use crate::support::tell;

type Heard = Arc<Mutex<Vec<(String, Vec<u8>)>>>;

/// Hears everything that is delivered; its address.
async fn listen() -> (String, Heard) {
    let heard = Heard::default();
    let keep = heard.clone();
    let hear = async move |headers: HeaderMap, body: Bytes| {
        let signed = headers["stripe-signature"].to_str().expect("text").to_owned();
        keep.lock().expect("a lock").push((signed, body.to_vec()));
    };
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let url = format!("http://{}/hooks", listener.local_addr().expect("an address"));
    tokio::spawn(async move { axum::serve(listener, Router::new().fallback(hear)).await });
    (url, heard)
}

#[test]
fn what_is_delivered_is_signed_with_every_secret() {
    tell(async |till| {
        let (url, heard) = listen().await;
        till.stripe.account(|account| account.set_endpoint(&url, &["whsec_new", "whsec_old"]));
        let endpoints = till.get("/v1/webhook_endpoints").await.ok();
        assert_eq!((&endpoints["data"][0]["url"], &endpoints["data"][0]["secret"]), (&json!(url), &Value::Null));
        till.paid(1000).await;
        let event = till.stripe.events("payment_intent.succeeded").remove(0);
        assert_eq!(till.stripe.deliver_at(&event, -301).await, 200);

        let (signed, body) = heard.lock().expect("a lock").remove(0);
        let told: Value = serde_json::from_slice(&body).expect("json");
        assert_eq!((&told["id"], &told["data"]["object"]["status"]), (&json!(event.id), &json!("succeeded")));
        let at: i64 = signed.split_once(',').and_then(|(t, _)| t.strip_prefix("t=")?.parse().ok()).expect("a time");
        assert!(till.stripe.account(|account| account.clock_s()) - at >= 301);
        assert_eq!(signed, signature(&["whsec_new", "whsec_old"], at, &body));
        assert_ne!(signed, signature(&["whsec_other", "whsec_old"], at, &body));
        // What was asked for by API names the request.
        let created = till.stripe.events("payment_intent.created").remove(0);
        assert!(created.body["request"]["id"].is_string());
    });
}

#[test]
fn a_signature_is_what_the_documentation_describes() {
    // Made with `printf '1614556800.{"id":"evt"}' | openssl dgst -sha256 -hmac whsec_test`.
    let expect = "t=1614556800,v1=339f31be63bf4e0e9b307be4f445af21dc559f074deab769ad526d8b40f4bfab";
    assert_eq!(signature(&["whsec_test"], 1_614_556_800, br#"{"id":"evt"}"#), expect);
}

#[test]
fn deliveries_come_in_any_order_and_any_number() {
    tell(async |till| {
        let (url, heard) = listen().await;
        till.stripe.account(|account| account.set_endpoint(&url, &["whsec_test"]));
        till.paid(1000).await;
        assert_eq!(till.stripe.deliver_shuffled(0, 3, 2).await, 0);
        let id = |body: &[u8]| serde_json::from_slice::<Value>(body).expect("json")["id"].clone();
        let came: Vec<Value> = heard.lock().expect("a lock").iter().map(|(_, body)| id(body)).collect();
        let happened: Vec<Value> =
            till.stripe.account(|account| account.events().iter().map(|e| json!(e.id)).collect());
        assert_ne!(came.iter().take(happened.len()).collect::<Vec<_>>(), happened.iter().collect::<Vec<_>>());
        for event in &happened {
            assert_eq!(came.iter().filter(|other| *other == event).count(), 2, "{event}");
        }
        // The same list by API, the newest first.
        let listed = till.get("/v1/events?limit=100").await.ok();
        let listed: Vec<&Value> = listed["data"].as_array().expect("data").iter().rev().map(|e| &e["id"]).collect();
        assert_eq!(listed, happened.iter().collect::<Vec<_>>());

        till.stripe.forge(&json!({"id": "evt_forged", "type": "payment_intent.succeeded"})).await;
        let (signed, body) = heard.lock().expect("a lock").pop().expect("one more");
        let at = signed.split(['=', ',']).nth(1).and_then(|t| t.parse().ok()).expect("a time");
        assert_ne!(signed, signature(&["whsec_test"], at, &body));
    });
}
