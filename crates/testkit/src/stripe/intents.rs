//! PaymentIntents: from the wish for money to its capture. "The Payment Intents lifecycle".

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::account::{Account, OfMode, find, page, within};
use super::charges::Charge;
use super::currencies::{chargeable, in_words};
use super::customers::Card;
use super::errors::Refusal;
use super::form::Form;

/// How long a card on a reader stays authorised ("Place a hold on a payment method"), in seconds.
pub(super) const PRESENT_HOLD_S: i64 = 2 * 24 * 3600;
/// How long a card on a page stays authorised, in seconds.
pub(super) const ONLINE_HOLD_S: i64 = 7 * 24 * 3600;
/// From which a payment intent may be cancelled.
const CANCELABLE: [&str; 4] =
    ["requires_payment_method", "requires_confirmation", "requires_action", "requires_capture"];

/// A payment intent.
#[derive(Debug, Clone)]
pub(super) struct Intent {
    pub(super) id: String,
    pub(super) live: bool,
    pub(super) amount: i64,
    pub(super) currency: String,
    pub(super) manual: bool,
    pub(super) status: &'static str,
    pub(super) types: Vec<String>,
    pub(super) metadata: BTreeMap<String, String>,
    pub(super) description: Option<String>,
    pub(super) created: i64,
    pub(super) tip: Option<i64>,
    pub(super) latest_charge: Option<String>,
    pub(super) last_error: Option<Value>,
    pub(super) canceled_at: Option<i64>,
    pub(super) cancellation_reason: Option<String>,
    /// The checkout session that it belongs to.
    pub(super) session: Option<String>,
}

impl OfMode for Intent {
    fn live(&self) -> bool {
        self.live
    }
}

/// The metadata of a request: at most 50 keys of 40 letters, with values of 500.
pub(super) fn metadata(form: &Form, name: &str) -> Result<BTreeMap<String, String>, Refusal> {
    let all: BTreeMap<_, _> = form.map(name).into_iter().collect();
    if all.len() > 50 || all.iter().any(|(key, value)| key.len() > 40 || value.len() > 500) {
        return Err(Refusal::invalid("Metadata has up to 50 keys of 40 characters, with values of 500.").param(name));
    }
    Ok(all)
}

impl Account {
    pub(super) fn route_intents(&mut self, method: &str, rest: &[&str], form: &Form) -> Result<Value, Refusal> {
        match (method, rest) {
            ("POST", []) => self.create_intent(form),
            ("GET", []) => {
                let mut all = Vec::new();
                for intent in self.intents.values().rev().filter(|intent| intent.live == self.by.live) {
                    if within(form, intent.created)? {
                        all.push(self.intent_view(&intent.id));
                    }
                }
                page("/v1/payment_intents", all, form)
            }
            ("GET", ["search"]) => self.search_intents(form),
            ("GET", [id]) => {
                form.only(&["expand", "client_secret"])?;
                let id = self.intent(id)?.id.clone();
                Ok(self.intent_view(&id))
            }
            ("POST", [id, "cancel"]) => self.cancel_intent(id, form),
            ("POST", [id, "capture"]) => self.capture_intent(id, form),
            _ => Err(Refusal::invalid("Unrecognized request URL.").status_404()),
        }
    }

    /// The payment intent, in the mode of the key.
    pub(super) fn intent(&self, id: &str) -> Result<&Intent, Refusal> {
        find(&self.intents, "payment_intent", id, "intent", self.by.live)
    }

    fn create_intent(&mut self, form: &Form) -> Result<Value, Refusal> {
        form.only(&[
            "amount",
            "currency",
            "capture_method",
            "payment_method_types",
            "metadata",
            "description",
            "expand",
            "payment_method_options",
            "statement_descriptor",
            "statement_descriptor_suffix",
            "confirm",
            "automatic_payment_methods",
            "receipt_email",
        ])?;
        form.needed("amount")?;
        let amount = form.integer("amount")?.unwrap_or_default();
        let currency = form.needed("currency")?.to_lowercase();
        chargeable(amount, &currency)?;
        if form.flag("confirm")? {
            return Err(Refusal::invalid("A card that is presented is not confirmed by request.").param("confirm"));
        }
        let manual = form.word("capture_method", &["automatic", "automatic_async", "manual"])? == Some("manual");
        let mut types = form.list("payment_method_types");
        if types.is_empty() {
            types.push("card".to_owned());
        }
        let metadata = metadata(form, "metadata")?;
        let description = form.text("description").map(str::to_owned);
        let id = self.new_intent(amount, &currency, manual, types, metadata, description, None);
        Ok(self.intent_view(&id))
    }

    #[expect(clippy::too_many_arguments, reason = "what a payment intent is made of")]
    pub(super) fn new_intent(
        &mut self,
        amount: i64,
        currency: &str,
        manual: bool,
        types: Vec<String>,
        metadata: BTreeMap<String, String>,
        description: Option<String>,
        session: Option<String>,
    ) -> String {
        let id = self.id("pi");
        let intent = Intent {
            id: id.clone(),
            live: self.by.live,
            amount,
            currency: currency.to_owned(),
            manual,
            status: "requires_payment_method",
            types,
            metadata,
            description,
            created: self.now_s(),
            tip: None,
            latest_charge: None,
            last_error: None,
            canceled_at: None,
            cancellation_reason: None,
            session,
        };
        self.intents.insert(id.clone(), intent);
        self.emit_intent("payment_intent.created", &id);
        id
    }

    /// `metadata['key']:'value'`, the one query that a till needs.
    fn search_intents(&self, form: &Form) -> Result<Value, Refusal> {
        form.only(&["query", "limit", "page", "expand"])?;
        let query = form.needed("query")?.replace('"', "'");
        let wanted = query
            .strip_prefix("metadata['")
            .and_then(|rest| rest.strip_suffix('\''))
            .and_then(|rest| rest.split_once("']:'"))
            .ok_or_else(|| Refusal::invalid("We were unable to parse your search query.").param("query"))?;
        let fits = |intent: &&Intent| {
            intent.live == self.by.live && intent.metadata.get(wanted.0).is_some_and(|value| value == wanted.1)
        };
        let data: Vec<Value> =
            self.intents.values().rev().filter(fits).map(|intent| self.intent_view(&intent.id)).collect();
        Ok(json!({
            "object": "search_result", "url": "/v1/payment_intents/search", "has_more": false, "next_page": null,
            "data": data,
        }))
    }

    fn cancel_intent(&mut self, id: &str, form: &Form) -> Result<Value, Refusal> {
        form.only(&["cancellation_reason", "expand"])?;
        let reasons = ["abandoned", "duplicate", "fraudulent", "requested_by_customer"];
        let reason = form.word("cancellation_reason", &reasons)?;
        let intent = self.intent(id)?;
        if !CANCELABLE.contains(&intent.status) {
            return Err(self.unexpected(id, "cancel", &CANCELABLE));
        }
        if intent.session.is_some() && intent.status != "requires_capture" {
            let message = "You cannot cancel the PaymentIntent of a Checkout Session. Expire the session instead.";
            return Err(Refusal::state("payment_intent_unexpected_state", message));
        }
        self.cancel(id, reason.unwrap_or_default());
        Ok(self.intent_view(id))
    }

    /// Cancels it, and lets go of what was held.
    pub(super) fn cancel(&mut self, id: &str, reason: &str) {
        let now = self.now_s();
        let intent = self.intents.get_mut(id).expect("a payment intent");
        intent.status = "canceled";
        intent.canceled_at = Some(now);
        intent.cancellation_reason = Some(reason.to_owned()).filter(|reason| !reason.is_empty());
        if let Some(charge) = intent.latest_charge.as_ref().and_then(|id| self.charges.get_mut(id)) {
            if charge.is_held() {
                charge.released = charge.amount;
            }
        }
        self.emit_intent("payment_intent.canceled", id);
    }

    fn capture_intent(&mut self, id: &str, form: &Form) -> Result<Value, Refusal> {
        form.only(&["amount_to_capture", "metadata", "expand", "statement_descriptor", "statement_descriptor_suffix"])?;
        let amount = form.integer("amount_to_capture")?;
        let intent = self.intent(id)?;
        if intent.status != "requires_capture" {
            return Err(self.unexpected(id, "capture", &["requires_capture"]));
        }
        let charge_id = intent.latest_charge.clone().expect("an authorised charge");
        let held = self.charges[&charge_id].amount;
        let amount = amount.unwrap_or(held);
        if amount > held {
            let message = format!(
                "The requested capture amount ({}) is greater than the amount you can capture for this charge ({}).",
                in_words(amount, &self.intents[id].currency),
                in_words(held, &self.intents[id].currency)
            );
            return Err(Refusal::state("amount_too_large", &message).param("amount_to_capture"));
        }
        if amount < 1 {
            return Err(Refusal::invalid("Invalid positive integer").param("amount_to_capture"));
        }
        self.capture(id, &charge_id, amount);
        Ok(self.intent_view(id))
    }

    fn capture(&mut self, id: &str, charge_id: &str, amount: i64) {
        let charge = self.charges.get_mut(charge_id).expect("a charge");
        charge.captured = amount;
        charge.released = charge.amount - amount;
        self.intents.get_mut(id).expect("a payment intent").status = "succeeded";
        self.book_charge(charge_id);
        self.emit_charge("charge.captured", charge_id);
        self.emit_intent("payment_intent.succeeded", id);
    }

    /// Its bank looks at the card. Why not, where it refuses.
    pub(super) fn authorise(&mut self, id: &str, card: &Card, method: &'static str, tip: i64) -> Result<(), Refusal> {
        let charge_id = self.id("ch");
        let (now, method_id) = (self.now_s(), self.id("pm"));
        let intent = self.intents.get_mut(id).expect("a payment intent");
        if tip > 0 {
            intent.tip = Some(tip);
        }
        let amount = if card.declined.is_none() { intent.amount + tip } else { intent.amount };
        let charge = Charge::new(&charge_id, intent, amount, card, method, method_id, now);
        intent.latest_charge = Some(charge_id.clone());
        self.charges.insert(charge_id.clone(), charge);
        if let Some(decline_code) = card.declined {
            let refusal =
                Refusal::declined(decline_code, Card::refusal_in_words(decline_code)).with("charge", charge_id.clone());
            intent.last_error = Some(refusal.inner());
            self.emit_charge("charge.failed", &charge_id);
            self.emit_intent("payment_intent.payment_failed", id);
            return Err(refusal);
        }
        intent.amount = amount;
        intent.last_error = None;
        if intent.manual {
            intent.status = "requires_capture";
            self.emit_charge("charge.succeeded", &charge_id);
            self.emit_intent("payment_intent.amount_capturable_updated", id);
        } else {
            intent.status = "succeeded";
            self.charges.get_mut(&charge_id).expect("a charge").captured = amount;
            self.book_charge(&charge_id);
            self.emit_charge("charge.succeeded", &charge_id);
            self.emit_intent("payment_intent.succeeded", id);
        }
        Ok(())
    }

    /// What was held too long is let go, and its intent cancelled.
    pub(super) fn advance_authorisations(&mut self) {
        let now = self.now_s();
        let lapsed = |charge: &&Charge| charge.is_held() && now >= charge.capture_before;
        let all: Vec<String> = self.charges.values().filter(lapsed).map(|charge| charge.intent.clone()).collect();
        for id in all {
            self.cancel(&id, "automatic");
        }
    }

    /// What it cannot do as things are; the intent comes with it.
    pub(super) fn unexpected(&self, id: &str, what: &str, only: &[&str]) -> Refusal {
        let message = format!(
            "You cannot {what} this PaymentIntent because it has a status of {}. Only a PaymentIntent with one of the \
             following statuses may be used: {}.",
            self.intents[id].status,
            only.join(", ")
        );
        Refusal::state("payment_intent_unexpected_state", &message).with("payment_intent", self.intent_view(id))
    }

    /// As it stands in an answer.
    pub(super) fn intent_view(&self, id: &str) -> Value {
        let intent = &self.intents[id];
        let charge = intent.latest_charge.as_ref().and_then(|id| self.charges.get(id));
        json!({
            "id": intent.id, "object": "payment_intent", "livemode": intent.live, "created": intent.created,
            "amount": intent.amount, "currency": intent.currency, "status": intent.status,
            "amount_capturable": charge.filter(|charge| charge.is_held()).map_or(0, |charge| charge.amount),
            "amount_received": charge.map_or(0, |charge| charge.captured),
            "amount_details": { "tip": intent.tip.map_or(json!({}), |tip| json!({ "amount": tip })) },
            "capture_method": if intent.manual { "manual" } else { "automatic" },
            "confirmation_method": "automatic",
            "payment_method": charge.map(|charge| charge.method_id.clone()),
            "payment_method_types": intent.types,
            "latest_charge": intent.latest_charge, "last_payment_error": intent.last_error,
            "canceled_at": intent.canceled_at, "cancellation_reason": intent.cancellation_reason,
            "description": intent.description, "metadata": intent.metadata, "customer": null, "next_action": null,
            "client_secret": format!("{}_secret_sim", intent.id),
        })
    }
}
