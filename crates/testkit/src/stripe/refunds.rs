//! Refunds: most succeed at once, some wait, and some fail days after they succeeded.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::account::{Account, OfMode, find, page};
use super::currencies::in_words;
use super::errors::Refusal;
use super::form::Form;
use super::intents::metadata;

/// What becomes of a refund.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// It succeeds at once.
    Succeeds,
    /// It is pending, and succeeds after so many seconds.
    SucceedsAfter(i64),
    /// It succeeds, and the bank sends it back after so many seconds, for a documented reason: `expired_or_canceled_card`.
    FailsAfter(i64, &'static str),
    /// It fails at once.
    Fails(&'static str),
}

/// A refund.
#[derive(Debug, Clone)]
pub(super) struct Refund {
    id: String,
    live: bool,
    pub(super) charge: String,
    pub(super) amount: i64,
    pub(super) status: &'static str,
    failure_reason: Option<&'static str>,
    reason: Option<String>,
    metadata: BTreeMap<String, String>,
    created: i64,
    fate: Fate,
    transaction: Option<String>,
    failure_transaction: Option<String>,
}

impl OfMode for Refund {
    fn live(&self) -> bool {
        self.live
    }
}

impl Account {
    /// What becomes of the next refund, and of those after it; they succeed otherwise.
    pub fn next_refund(&mut self, fate: Fate) {
        self.fates.push_back(fate);
    }

    pub(super) fn route_refunds(&mut self, method: &str, rest: &[&str], form: &Form) -> Result<Value, Refusal> {
        match (method, rest) {
            ("POST", []) => {
                form.only(&["charge", "payment_intent", "amount", "reason", "metadata", "expand"])?;
                let reason = form.word("reason", &["duplicate", "fraudulent", "requested_by_customer"])?;
                let metadata = metadata(form, "metadata")?;
                let (charge, amount) = self.refundable_charge(form)?;
                let id = self.refund(&charge, amount, reason.map(str::to_owned), metadata);
                Ok(self.refund_view(&id))
            }
            ("GET", []) => {
                let (charge, intent) = (form.text("charge"), form.text("payment_intent"));
                let ours = self.refunds.values().rev().filter(|refund| {
                    refund.live == self.by.live
                        && charge.is_none_or(|id| refund.charge == id)
                        && intent.is_none_or(|id| self.charges[&refund.charge].intent == id)
                });
                page("/v1/refunds", ours.map(|refund| self.refund_view(&refund.id)).collect(), form)
            }
            ("GET", [id]) => {
                let id = find(&self.refunds, "refund", id, "id", self.by.live)?.id.clone();
                Ok(self.refund_view(&id))
            }
            ("POST", [id, "cancel"]) => {
                let refund = find(&self.refunds, "refund", id, "id", self.by.live)?;
                let message =
                    format!("Only refunds that require action can be canceled; this one is {}.", refund.status);
                Err(Refusal::state("refund_not_cancelable", &message))
            }
            _ => Err(Refusal::invalid("Unrecognized request URL.").status_404()),
        }
    }

    /// The charge that a request gives back, and how much of it.
    pub(super) fn refundable_charge(&self, form: &Form) -> Result<(String, i64), Refusal> {
        let live = self.by.live;
        let id = match (form.text("charge"), form.text("payment_intent")) {
            (Some(id), None) => id.to_owned(),
            (None, Some(id)) => {
                let intent = find(&self.intents, "payment_intent", id, "payment_intent", live)?;
                intent.latest_charge.clone().filter(|charge| self.charges[charge].captured > 0).ok_or_else(|| {
                    let message = format!("This PaymentIntent ({id}) does not have a successful charge to refund.");
                    Refusal::state("payment_intent_unexpected_state", &message).param("payment_intent")
                })?
            }
            (Some(_), Some(_)) => {
                return Err(Refusal::invalid("You may only specify one of these parameters: charge, payment_intent."));
            }
            (None, None) => {
                let message =
                    "One of the following params should be provided for this request: payment_intent or charge.";
                return Err(Refusal::invalid(message).code("parameter_missing"));
            }
        };
        let charge = find(&self.charges, "charge", &id, "charge", live)?;
        if charge.captured == 0 {
            return Err(Refusal::state("charge_not_captured", &format!("Charge {id} has not been captured.")));
        }
        if charge.disputed {
            return Err(Refusal::state("charge_disputed", &format!("Charge {id} has been charged back.")));
        }
        if charge.refundable() == 0 {
            let message = format!("Charge {id} has already been refunded.");
            return Err(Refusal::state("charge_already_refunded", &message).param("charge"));
        }
        let amount = form.integer("amount")?.unwrap_or_else(|| charge.refundable());
        if amount < 1 {
            return Err(Refusal::invalid("Invalid positive integer").code("parameter_invalid_integer").param("amount"));
        }
        if amount > charge.refundable() {
            let message = format!(
                "Refund amount ({}) is greater than unrefunded amount on charge ({}).",
                in_words(amount, &charge.currency),
                in_words(charge.refundable(), &charge.currency)
            );
            // No code is documented for this one.
            return Err(Refusal::invalid(&message).param("amount").once_begun());
        }
        Ok((id, amount))
    }

    /// Gives back; the refund's id.
    pub(super) fn refund(
        &mut self,
        charge: &str,
        amount: i64,
        reason: Option<String>,
        metadata: BTreeMap<String, String>,
    ) -> String {
        let id = self.id("re");
        let fate = self.fates.pop_front().unwrap_or(Fate::Succeeds);
        let status = if matches!(fate, Fate::SucceedsAfter(_)) { "pending" } else { "succeeded" };
        let refund = Refund {
            id: id.clone(),
            live: self.by.live,
            charge: charge.to_owned(),
            amount,
            status,
            failure_reason: None,
            reason,
            metadata,
            created: self.now_s(),
            fate,
            transaction: None,
            failure_transaction: None,
        };
        self.refunds.insert(id.clone(), refund);
        self.charges.get_mut(charge).expect("a charge").refunded += amount;
        let transaction = self.book_refund(&id, charge, -amount, "refund");
        self.refunds.get_mut(&id).expect("a refund").transaction = Some(transaction);
        self.emit_refund("refund.created", &id);
        self.emit_charge("charge.refunded", charge);
        if let Fate::Fails(why) = fate {
            self.fail(&id, why);
        }
        id
    }

    fn fail(&mut self, id: &str, why: &'static str) {
        let refund = self.refunds.get_mut(id).expect("a refund");
        refund.status = "failed";
        refund.failure_reason = Some(why);
        let (charge, amount) = (refund.charge.clone(), refund.amount);
        self.charges.get_mut(&charge).expect("a charge").refunded -= amount;
        let transaction = self.book_refund(id, &charge, amount, "refund_failure");
        self.refunds.get_mut(id).expect("a refund").failure_transaction = Some(transaction);
        self.emit_refund("refund.updated", id);
        self.emit_refund("refund.failed", id);
        self.emit_refund("charge.refund.updated", id);
    }

    pub(super) fn advance_refunds(&mut self) {
        let now = self.now_s();
        let due: Vec<(String, Fate)> = self
            .refunds
            .values()
            .filter(|refund| match refund.fate {
                Fate::SucceedsAfter(after) => refund.status == "pending" && now >= refund.created + after,
                Fate::FailsAfter(after, _) => refund.status == "succeeded" && now >= refund.created + after,
                Fate::Succeeds | Fate::Fails(_) => false,
            })
            .map(|refund| (refund.id.clone(), refund.fate))
            .collect();
        for (id, fate) in due {
            if let Fate::FailsAfter(_, why) = fate {
                self.fail(&id, why);
            } else {
                self.refunds.get_mut(&id).expect("a refund").status = "succeeded";
                self.emit_refund("refund.updated", &id);
                self.emit_refund("charge.refund.updated", &id);
            }
        }
    }

    pub(super) fn refund_view(&self, id: &str) -> Value {
        let refund = &self.refunds[id];
        let charge = &self.charges[&refund.charge];
        let mut view = json!({
            "id": refund.id, "object": "refund", "amount": refund.amount, "currency": charge.currency,
            "charge": refund.charge, "payment_intent": charge.intent, "status": refund.status,
            "reason": refund.reason, "metadata": refund.metadata, "created": refund.created,
            "balance_transaction": refund.transaction, "receipt_number": null,
        });
        if let Some(why) = refund.failure_reason {
            view["failure_reason"] = json!(why);
            view["failure_balance_transaction"] = json!(refund.failure_transaction);
        }
        if refund.status == "pending" {
            view["pending_reason"] = json!("processing");
        }
        view
    }
}
