//! Charges: one for each try of a payment intent.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::account::{Account, OfMode, find};
use super::customers::Card;
use super::errors::Refusal;
use super::form::Form;
use super::intents::{Intent, ONLINE_HOLD_S, PRESENT_HOLD_S};

/// A charge.
#[derive(Debug, Clone)]
pub(super) struct Charge {
    pub(super) id: String,
    pub(super) intent: String,
    pub(super) method_id: String,
    live: bool,
    pub(super) amount: i64,
    pub(super) currency: String,
    pub(super) captured: i64,
    /// What was held and let go of again.
    pub(super) released: i64,
    pub(super) refunded: i64,
    pub(super) disputed: bool,
    card: Card,
    /// `card_present`, `interac_present` or `card`.
    pub(super) method: &'static str,
    created: i64,
    pub(super) capture_before: i64,
    pub(super) transaction: Option<String>,
    /// As the payment intent's was at that moment.
    metadata: BTreeMap<String, String>,
}

impl OfMode for Charge {
    fn live(&self) -> bool {
        self.live
    }
}

impl Charge {
    pub(super) fn new(
        id: &str,
        intent: &Intent,
        amount: i64,
        card: &Card,
        method: &'static str,
        method_id: String,
        now: i64,
    ) -> Self {
        let hold = if method == "card" { ONLINE_HOLD_S } else { PRESENT_HOLD_S };
        Self {
            id: id.to_owned(),
            intent: intent.id.clone(),
            method_id,
            live: intent.live,
            amount,
            currency: intent.currency.clone(),
            captured: 0,
            released: 0,
            refunded: 0,
            disputed: false,
            card: card.clone(),
            method,
            created: now,
            capture_before: now + hold,
            transaction: None,
            metadata: intent.metadata.clone(),
        }
    }

    /// Whether its bank said yes.
    pub(super) fn is_paid(&self) -> bool {
        self.card.declined.is_none()
    }

    /// Whether money is held, and neither taken nor let go.
    pub(super) fn is_held(&self) -> bool {
        self.is_paid() && self.captured == 0 && self.released == 0
    }

    /// What may still be given back.
    pub(super) fn refundable(&self) -> i64 {
        self.captured - self.refunded
    }

    /// As it stands in an answer.
    pub(super) fn view(&self) -> Value {
        let declined = self.card.declined;
        let mut details = json!({
            "brand": self.card.brand, "last4": self.card.last4, "country": "GB", "exp_month": 12, "exp_year": 2034,
            "funding": "credit", "network": self.card.brand, "fingerprint": "sim",
        });
        if self.method != "card" {
            details["read_method"] = json!("contactless_emv");
            details["amount_authorized"] = json!(if declined.is_none() { Some(self.amount) } else { None });
            details["incremental_authorization_supported"] = json!(false);
            details["overcapture_supported"] = json!(false);
            details["receipt"] = json!({ "application_preferred_name": "VISA CREDIT", "authorization_code": "123456" });
            if self.is_held() {
                details["capture_before"] = json!(self.capture_before);
            }
        }
        json!({
            "id": self.id, "object": "charge", "livemode": self.live, "created": self.created,
            "amount": self.amount, "currency": self.currency, "amount_captured": self.captured,
            "amount_refunded": self.refunded + self.released, "captured": self.captured > 0,
            "paid": self.is_paid(), "refunded": self.is_paid() && self.refunded + self.released == self.amount,
            "status": if declined.is_none() { "succeeded" } else { "failed" }, "disputed": self.disputed,
            "failure_code": declined.map(|_| "card_declined"),
            "failure_message": declined.map(Card::refusal_in_words),
            "outcome": {
                "type": if declined.is_none() { "authorized" } else { "issuer_declined" }, "reason": declined,
                "network_status": if declined.is_none() { "approved_by_network" } else { "declined_by_network" },
            },
            "payment_intent": self.intent, "payment_method": self.method_id, "balance_transaction": self.transaction,
            "payment_method_details": { "type": self.method, self.method: details },
            "billing_details": { "address": null, "email": null, "name": null, "phone": null }, "metadata": self.metadata,
        })
    }
}

impl Account {
    pub(super) fn retrieve_charge(&self, id: &str, form: &Form) -> Result<Value, Refusal> {
        form.only(&["expand"])?;
        find(&self.charges, "charge", id, "id", self.by.live).map(Charge::view)
    }
}
