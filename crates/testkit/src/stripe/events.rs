//! Events, and how a webhook proves where it is from.

use hmac::{Hmac, KeyInit, Mac};
use serde_json::{Value, json};
use sha2::Sha256;

use super::API_VERSION;
use super::account::{Account, OfMode, page};
use super::errors::Refusal;
use super::form::Form;

/// An event: what happened, and the object as it was then.
#[derive(Debug, Clone, PartialEq)]
pub struct Event {
    /// Its id.
    pub id: String,
    /// `payment_intent.succeeded`
    pub kind: &'static str,
    /// All of it, as it is delivered.
    pub body: Value,
}

/// Where webhooks go.
#[derive(Debug, Clone)]
pub(super) struct Endpoint {
    pub(super) url: String,
    /// More than one while a secret is rolled.
    pub(super) secrets: Vec<String>,
}

/// The `Stripe-Signature` of a body at a time in seconds: one `v1` for each secret.
pub fn signature(secrets: &[&str], at_s: i64, body: &[u8]) -> String {
    let mut text = format!("t={at_s}");
    for secret in secrets {
        let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).expect("any length is a key");
        mac.update(format!("{at_s}.").as_bytes());
        mac.update(body);
        let hex: String = mac.finalize().into_bytes().iter().map(|byte| format!("{byte:02x}")).collect();
        text.push_str(",v1=");
        text.push_str(&hex);
    }
    text
}

impl Account {
    /// Where webhooks go from now on, and the secrets that sign them: two while one is rolled.
    pub fn set_endpoint(&mut self, url: &str, secrets: &[&str]) {
        let secrets = secrets.iter().map(|secret| (*secret).to_owned()).collect();
        self.endpoint = Some(Endpoint { url: url.to_owned(), secrets });
    }

    /// Everything that happened, oldest first.
    pub fn events(&self) -> &[Event] {
        &self.events
    }

    pub(super) fn emit(&mut self, kind: &'static str, object: Value, live: bool) {
        let id = self.id("evt");
        let body = json!({
            "id": id, "object": "event", "type": kind, "api_version": API_VERSION, "created": self.now_s(),
            "livemode": live, "pending_webhooks": i64::from(self.endpoint.is_some()), "data": { "object": object },
            "request": { "id": self.by.request_id, "idempotency_key": self.by.idempotency_key },
        });
        self.events.push(Event { id, kind, body });
    }

    pub(super) fn emit_intent(&mut self, kind: &'static str, id: &str) {
        self.emit(kind, self.intent_view(id), self.intents[id].live);
    }

    pub(super) fn emit_charge(&mut self, kind: &'static str, id: &str) {
        let charge = &self.charges[id];
        let (view, live) = (charge.view(), charge.live());
        self.emit(kind, view, live);
    }

    pub(super) fn emit_refund(&mut self, kind: &'static str, id: &str) {
        self.emit(kind, self.refund_view(id), self.refunds[id].live());
    }

    pub(super) fn route_events(&self, rest: &[&str], form: &Form) -> Result<Value, Refusal> {
        let ours = || self.events.iter().rev().filter(|event| event.body["livemode"] == self.by.live);
        match rest {
            [] => {
                let wanted = form.text("type");
                let all = ours().filter(|event| wanted.is_none_or(|kind| event.kind == kind));
                page("/v1/events", all.map(|event| event.body.clone()).collect(), form)
            }
            [id] => ours()
                .find(|event| event.id == *id)
                .map(|event| event.body.clone())
                .ok_or_else(|| Refusal::no_such("event", id, "id")),
            _ => Err(Refusal::invalid("Unrecognized request URL.").status_404()),
        }
    }

    pub(super) fn list_endpoints(&self) -> Value {
        let data: Vec<Value> = self
            .endpoint
            .iter()
            .map(|endpoint| {
                json!({
                    "id": "we_1Sim", "object": "webhook_endpoint", "url": endpoint.url, "status": "enabled",
                    "enabled_events": ["*"], "livemode": self.by.live, "created": 0, "metadata": {}, "api_version": null,
                    "application": null, "description": null,
                })
            })
            .collect();
        json!({ "object": "list", "url": "/v1/webhook_endpoints", "has_more": false, "data": data })
    }
}
