//! Checkout Sessions in payment mode: one fixed amount on Stripe's own page, by a link that lapses.
//!
//! A Payment Link would be the wrong thing for a till: it can be paid any number of times.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::account::{Account, OfMode, find, page};
use super::currencies::chargeable;
use super::customers::Card;
use super::errors::Refusal;
use super::form::Form;
use super::intents::metadata;

/// The shortest and the longest life of a session, in seconds.
const LIFE_S: (i64, i64) = (30 * 60, 24 * 3600);

/// A session.
#[derive(Debug, Clone)]
pub(super) struct Session {
    id: String,
    live: bool,
    amount: i64,
    currency: String,
    status: &'static str,
    expires_at: i64,
    created: i64,
    intent: Option<String>,
    manual: bool,
    metadata: BTreeMap<String, String>,
    intent_metadata: BTreeMap<String, String>,
    client_reference_id: Option<String>,
    success_url: String,
}

impl OfMode for Session {
    fn live(&self) -> bool {
        self.live
    }
}

impl Account {
    pub(super) fn route_sessions(&mut self, method: &str, rest: &[&str], form: &Form) -> Result<Value, Refusal> {
        match (method, rest) {
            ("POST", []) => self.create_session(form),
            ("GET", []) => {
                let wanted = form.text("payment_intent");
                let ours = self.sessions.values().rev().filter(|session| {
                    session.live == self.by.live && wanted.is_none_or(|id| session.intent.as_deref() == Some(id))
                });
                page("/v1/checkout/sessions", ours.map(|session| self.session_view(&session.id)).collect(), form)
            }
            ("GET", [id]) => {
                let id = self.session(id)?.id.clone();
                Ok(self.session_view(&id))
            }
            ("POST", [id, "expire"]) => {
                let session = self.session(id)?;
                if session.status != "open" {
                    let message = format!(
                        "Only Checkout Sessions with a status in [\"open\"] can be expired. This one is {}.",
                        session.status
                    );
                    return Err(Refusal::state("checkout_session_not_open", &message));
                }
                self.expire(id);
                Ok(self.session_view(id))
            }
            _ => Err(Refusal::invalid("Unrecognized request URL.").status_404()),
        }
    }

    fn session(&self, id: &str) -> Result<&Session, Refusal> {
        find(&self.sessions, "checkout.session", id, "session", self.by.live)
    }

    fn create_session(&mut self, form: &Form) -> Result<Value, Refusal> {
        form.only(&[
            "mode",
            "line_items",
            "success_url",
            "cancel_url",
            "expires_at",
            "client_reference_id",
            "metadata",
            "payment_intent_data",
            "payment_method_types",
            "customer_email",
            "locale",
            "expand",
        ])?;
        form.needed("mode")?;
        if form.word("mode", &["payment", "setup", "subscription"])? != Some("payment") {
            return Err(Refusal::invalid("A till takes payments only.").param("mode"));
        }
        let price = |name: &str| format!("line_items[0][price_data][{name}]");
        let currency = form.needed(&price("currency"))?.to_lowercase();
        form.needed(&price("product_data][name"))?;
        form.needed(&price("unit_amount"))?;
        let unit = form.integer(&price("unit_amount"))?.unwrap_or_default();
        let quantity = form.integer("line_items[0][quantity]")?.unwrap_or(1);
        let amount = unit.saturating_mul(quantity);
        chargeable(amount, &currency)?;
        let success_url = form.needed("success_url")?.to_owned();
        let now = self.now_s();
        let expires_at = form.integer("expires_at")?.unwrap_or(now + LIFE_S.1);
        if expires_at < now + LIFE_S.0 || expires_at > now + LIFE_S.1 {
            let message = "The `expires_at` timestamp must be at least 30 minutes and less than 24 hours from now.";
            return Err(Refusal::invalid(message).param("expires_at"));
        }
        let words = ["automatic", "automatic_async", "manual"];
        let manual = form.word("payment_intent_data[capture_method]", &words)? == Some("manual");
        let id = self.id(if self.by.live { "cs_live" } else { "cs_test" });
        let session = Session {
            id: id.clone(),
            live: self.by.live,
            amount,
            currency,
            status: "open",
            expires_at,
            created: now,
            intent: None,
            manual,
            metadata: metadata(form, "metadata")?,
            intent_metadata: metadata(form, "payment_intent_data[metadata]")?,
            client_reference_id: form.text("client_reference_id").map(str::to_owned),
            success_url,
        };
        self.sessions.insert(id.clone(), session);
        Ok(self.session_view(&id))
    }

    /// Somebody opens the link and pays, or tries to; whether it went through. A link that is not open any more takes
    /// no money.
    pub fn pay_link(&mut self, id: &str, card: &Card) -> bool {
        self.advance(self.now_ms);
        let session = self.sessions.get(id).expect("a session").clone();
        if session.status != "open" {
            return false;
        }
        self.by.live = session.live;
        let intent = session.intent.clone().unwrap_or_else(|| {
            let (amount, currency) = (session.amount, session.currency.as_str());
            let types = vec!["card".to_owned()];
            self.new_intent(amount, currency, session.manual, types, session.intent_metadata, None, Some(id.to_owned()))
        });
        let paid = self.authorise(&intent, card, "card", 0).is_ok();
        let session = self.sessions.get_mut(id).expect("a session");
        session.intent = Some(intent);
        if paid {
            session.status = "complete";
            let view = self.session_view(id);
            self.emit("checkout.session.completed", view, self.by.live);
        }
        paid
    }

    fn expire(&mut self, id: &str) {
        let session = self.sessions.get_mut(id).expect("a session");
        session.status = "expired";
        let (live, intent) = (session.live, session.intent.clone());
        if let Some(intent) = intent {
            self.cancel(&intent, "automatic");
        }
        let view = self.session_view(id);
        self.emit("checkout.session.expired", view, live);
    }

    pub(super) fn advance_sessions(&mut self) {
        let now = self.now_s();
        let over = |session: &&Session| session.status == "open" && now >= session.expires_at;
        let ids: Vec<String> = self.sessions.values().filter(over).map(|session| session.id.clone()).collect();
        for id in ids {
            self.expire(&id);
        }
    }

    fn session_view(&self, id: &str) -> Value {
        let session = &self.sessions[id];
        let open = session.status == "open";
        json!({
            "id": session.id, "object": "checkout.session", "livemode": session.live, "created": session.created,
            "mode": "payment", "status": session.status,
            // A hold counts as unpaid until it is captured; so does what was never paid.
            "payment_status": if session.status == "complete" && !session.manual { "paid" } else { "unpaid" },
            "amount_total": session.amount, "amount_subtotal": session.amount, "currency": session.currency,
            "expires_at": session.expires_at, "payment_intent": session.intent, "metadata": session.metadata,
            "client_reference_id": session.client_reference_id, "success_url": session.success_url,
            "url": open.then(|| format!("https://checkout.stripe.com/c/pay/{}", session.id)),
            "payment_method_types": ["card"], "customer": null,
        })
    }
}
