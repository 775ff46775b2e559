//! What Stripe says when it does not do what it was asked: `{"error": {..}}` and a status.

use serde_json::{Map, Value, json};

/// A refusal.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Refusal {
    pub(super) status: u16,
    kind: &'static str,
    code: Option<String>,
    message: String,
    fields: Map<String, Value>,
    /// Whether the endpoint had begun: only then is the answer kept for the idempotency key.
    pub(super) begun: bool,
}

impl Refusal {
    fn new(status: u16, kind: &'static str, message: &str) -> Self {
        Self { status, kind, code: None, message: message.to_owned(), fields: Map::new(), begun: false }
    }

    /// The parameters make no sense.
    pub(super) fn invalid(message: &str) -> Self {
        Self::new(400, "invalid_request_error", message)
    }

    /// It made sense, but not of things as they are.
    pub(super) fn state(code: &str, message: &str) -> Self {
        Self::invalid(message).code(code).once_begun()
    }

    /// Said by an endpoint that had begun.
    pub(super) fn once_begun(self) -> Self {
        Self { begun: true, ..self }
    }

    /// There is no such thing.
    pub(super) fn no_such(what: &str, id: &str, param: &str) -> Self {
        let message = format!("No such {what}: '{id}'");
        Self::new(404, "invalid_request_error", &message).code("resource_missing").param(param)
    }

    /// There is one, but not in the mode of the key.
    pub(super) fn other_mode(what: &str, id: &str, param: &str, key_is_live: bool) -> Self {
        let (there, here) = if key_is_live { ("test", "live") } else { ("live", "test") };
        let message = format!(
            "No such {what}: '{id}'; a similar object exists in {there} mode, but a {here} mode key was used to make this \
             request."
        );
        Self::new(404, "invalid_request_error", &message).code("resource_missing").param(param)
    }

    /// Nobody knows who asks.
    pub(super) fn unauthorised(message: &str) -> Self {
        Self::new(401, "invalid_request_error", message)
    }

    /// Whoever asks may not.
    pub(super) fn forbidden(message: &str) -> Self {
        Self::new(403, "invalid_request_error", message)
    }

    /// The card was refused.
    pub(super) fn declined(decline_code: &str, message: &str) -> Self {
        let code = match decline_code {
            "expired_card" | "incorrect_pin" | "processing_error" => decline_code,
            _ => "card_declined",
        };
        Self { begun: true, ..Self::new(402, "card_error", message).code(code).with("decline_code", decline_code) }
    }

    /// The same key for something else.
    pub(super) fn idempotency(status: u16, message: &str) -> Self {
        Self::new(status, "idempotency_error", message)
    }

    /// Too much at once.
    pub(super) fn too_many() -> Self {
        Self::new(429, "invalid_request_error", "Request rate limit exceeded.").code("rate_limit")
    }

    /// Something broke at Stripe. A retry with the same key hears of it again.
    pub(super) fn broken() -> Self {
        let message = "Sorry! There was an error while talking to one of our backends.";
        Self { begun: true, ..Self::new(500, "api_error", message) }
    }

    /// As something that is not there.
    pub(super) fn status_404(mut self) -> Self {
        self.status = 404;
        self
    }

    /// With an error code.
    pub(super) fn code(mut self, code: &str) -> Self {
        self.code = Some(code.to_owned());
        self
    }

    /// With the parameter at fault.
    pub(super) fn param(self, param: &str) -> Self {
        self.with("param", param)
    }

    /// With one more field.
    pub(super) fn with(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.fields.insert(name.to_owned(), value.into());
        self
    }

    /// What stands under `error`, also as a payment intent's `last_payment_error`.
    pub(super) fn inner(&self) -> Value {
        let mut inner = self.fields.clone();
        inner.insert("type".to_owned(), json!(self.kind));
        inner.insert("message".to_owned(), json!(self.message));
        if let Some(code) = &self.code {
            inner.insert("code".to_owned(), json!(code));
            inner.insert(
                "doc_url".to_owned(),
                json!(format!("https://stripe.com/docs/error-codes/{}", code.replace('_', "-"))),
            );
        }
        Value::Object(inner)
    }

    /// The body.
    pub(super) fn body(&self) -> Value {
        json!({ "error": self.inner() })
    }
}
