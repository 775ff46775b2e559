//! Somebody who asks.

use onetill_testkit::stripe::{Key, Stripe};
use serde_json::Value;
use tokio::runtime::Builder;

pub(crate) const KEY: &str = "sk_test_simulated";
pub(crate) const LIVE_KEY: &str = "sk_live_simulated";

/// An answer.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) replayed: bool,
    pub(crate) body: Value,
}

impl Answer {
    #[track_caller]
    pub(crate) fn ok(self) -> Value {
        assert_eq!(self.status, 200, "{}", self.body);
        self.body
    }

    /// Status, type and code of a refusal.
    pub(crate) fn refusal(&self) -> (u16, &str, &str) {
        let error = &self.body["error"];
        let text = |name: &str| error[name].as_str().unwrap_or_default();
        assert!(!text("message").is_empty(), "{}", self.body);
        (self.status, text("type"), text("code"))
    }
}

/// Somebody with a key.
pub(crate) struct Till {
    pub(crate) stripe: Stripe,
    pub(crate) key: &'static str,
    /// A reader of the test mode.
    pub(crate) reader: String,
    client: reqwest::Client,
}

impl Till {
    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.send("GET", path, "", None).await.expect("an answer")
    }

    pub(crate) async fn post(&self, path: &str, body: &str) -> Answer {
        self.send("POST", path, body, None).await.expect("an answer")
    }

    pub(crate) async fn post_once(&self, path: &str, body: &str, key: &str) -> Answer {
        self.send("POST", path, body, Some(key)).await.expect("an answer")
    }

    /// None where the connection broke.
    pub(crate) async fn send(&self, method: &str, path: &str, body: &str, key: Option<&str>) -> Option<Answer> {
        let method = reqwest::Method::from_bytes(method.as_bytes()).expect("a method");
        let mut request = self.client.request(method, format!("{}{path}", self.stripe.url()));
        request = request.bearer_auth(self.key).body(body.to_owned());
        request = request.header("content-type", "application/x-www-form-urlencoded");
        if let Some(key) = key {
            request = request.header("idempotency-key", key);
        }
        let answer = request.send().await.ok()?;
        let replayed = answer.headers().get("idempotent-replayed").is_some_and(|value| value == "true");
        let (status, text) = (answer.status().as_u16(), answer.text().await.ok()?);
        Some(Answer { status, replayed, body: serde_json::from_str(&text).unwrap_or(Value::Null) })
    }

    /// A payment intent for a card on a reader.
    pub(crate) async fn intent(&self, amount: i64, more: &str) -> String {
        let body = format!("amount={amount}&currency=gbp&payment_method_types[]=card_present{more}");
        self.post("/v1/payment_intents", &body).await.ok()["id"].as_str().expect("an id").to_owned()
    }

    /// Shows it on the reader.
    pub(crate) async fn process(&self, intent: &str) -> Answer {
        let path = format!("/v1/terminal/readers/{}/process_payment_intent", self.reader);
        self.post(&path, &format!("payment_intent={intent}")).await
    }

    pub(crate) async fn look(&self, intent: &str) -> Value {
        self.get(&format!("/v1/payment_intents/{intent}")).await.ok()
    }

    /// What the reader does, or did last.
    pub(crate) async fn action(&self) -> Value {
        self.get(&format!("/v1/terminal/readers/{}", self.reader)).await.ok()["action"].clone()
    }

    /// A payment of so much on the reader, captured.
    pub(crate) async fn paid(&self, amount: i64) -> Value {
        let intent = self.intent(amount, "").await;
        self.process(&intent).await.ok();
        let intent = self.look(&intent).await;
        assert_eq!(intent["status"], "succeeded");
        intent
    }
}

/// Tells a story at a Stripe with a key of each mode and a reader.
pub(crate) fn tell(story: impl AsyncFn(&mut Till)) {
    let runtime = Builder::new_multi_thread().worker_threads(2).enable_all().build().expect("a runtime");
    runtime.block_on(async {
        let stripe = Stripe::start(KEY).await;
        let reader = stripe.account(|account| {
            account.add_key(Key::secret(LIVE_KEY));
            account.add_reader("Till 1", false)
        });
        let client = reqwest::Client::builder().no_proxy().build().expect("a client");
        story(&mut Till { stripe, key: KEY, reader, client }).await;
    });
}
