//! Money on the way to the shop's bank: balance transactions, fees, disputes, payouts.

use serde_json::{Value, json};

use super::account::{Account, OfMode, find, page, within};
use super::errors::Refusal;
use super::form::Form;

/// How long until money may be paid out, in seconds.
const AVAILABLE_AFTER_S: i64 = 2 * 24 * 3600;
/// What Stripe keeps of a charge: a share in tenths of a percent, and an amount.
const FEE: (i64, i64) = (15, 20);
/// What a dispute costs.
const DISPUTE_FEE: i64 = 2000;

/// A balance transaction.
#[derive(Debug, Clone)]
pub(super) struct Transaction {
    id: String,
    live: bool,
    amount: i64,
    fee: i64,
    pub(super) currency: String,
    kind: &'static str,
    category: &'static str,
    source: String,
    created: i64,
    payout: Option<String>,
}

impl OfMode for Transaction {
    fn live(&self) -> bool {
        self.live
    }
}

/// A payout.
#[derive(Debug, Clone)]
pub(super) struct Payout {
    id: String,
    live: bool,
    amount: i64,
    currency: String,
    created: i64,
    transaction: String,
}

impl OfMode for Payout {
    fn live(&self) -> bool {
        self.live
    }
}

impl Account {
    fn book(
        &mut self,
        live: bool,
        amount: i64,
        fee: i64,
        currency: &str,
        kind: (&'static str, &'static str),
        source: &str,
    ) -> String {
        let id = self.id("txn");
        let transaction = Transaction {
            id: id.clone(),
            live,
            amount,
            fee,
            currency: currency.to_owned(),
            kind: kind.0,
            category: kind.1,
            source: source.to_owned(),
            created: self.now_s(),
            payout: None,
        };
        self.transactions.insert(id.clone(), transaction);
        id
    }

    /// Money of a charge comes in.
    pub(super) fn book_charge(&mut self, id: &str) {
        let charge = self.charges[id].clone();
        let fee = (charge.captured * FEE.0 + 500) / 1000 + FEE.1;
        let transaction = self.book(charge.live(), charge.captured, fee, &charge.currency, ("charge", "charge"), id);
        self.charges.get_mut(id).expect("a charge").transaction = Some(transaction);
    }

    /// Money of a refund goes out, or comes back because it failed.
    pub(super) fn book_refund(&mut self, id: &str, charge: &str, amount: i64, kind: &'static str) -> String {
        let (live, currency) = (self.charges[charge].live(), self.charges[charge].currency.clone());
        self.book(live, amount, 0, &currency, (kind, kind), id)
    }

    /// The holder of a card disputes a charge: its money is gone, and a fee with it. The dispute's id.
    pub fn dispute(&mut self, charge: &str) -> String {
        let id = self.id("dp");
        let disputed = self.charges.get_mut(charge).expect("a charge");
        disputed.disputed = true;
        let (live, amount, currency) = (disputed.live(), disputed.refundable(), disputed.currency.clone());
        let intent = disputed.intent.clone();
        self.book(live, -amount, DISPUTE_FEE, &currency, ("adjustment", "dispute"), &id);
        let view = json!({
            "id": id, "object": "dispute", "amount": amount, "currency": currency, "charge": charge,
            "payment_intent": intent, "status": "needs_response", "reason": "fraudulent", "livemode": live,
            "created": self.now_s(),
        });
        self.emit("charge.dispute.created", view, live);
        id
    }

    /// Everything that is available in a currency is paid out; the payout's id, where there is anything.
    pub fn pay_out(&mut self, currency: &str, live: bool) -> Option<String> {
        let now = self.now_s();
        let ready = |transaction: &&Transaction| {
            transaction.live == live
                && transaction.currency == currency
                && transaction.payout.is_none()
                && now >= transaction.created + AVAILABLE_AFTER_S
        };
        let ids: Vec<String> = self.transactions.values().filter(ready).map(|one| one.id.clone()).collect();
        let amount: i64 = ids.iter().map(|id| self.transactions[id].amount - self.transactions[id].fee).sum();
        if amount <= 0 {
            return None;
        }
        let id = self.id("po");
        let own = self.book(live, -amount, 0, currency, ("payout", "payout"), &id);
        for transaction in ids.iter().chain([&own]) {
            self.transactions.get_mut(transaction).expect("a transaction").payout = Some(id.clone());
        }
        let payout =
            Payout { id: id.clone(), live, amount, currency: currency.to_owned(), created: now, transaction: own };
        let view = payout.view();
        self.payouts.insert(id.clone(), payout);
        self.emit("payout.created", view.clone(), live);
        self.emit("payout.paid", view, live);
        Some(id)
    }

    pub(super) fn route_transactions(&self, rest: &[&str], form: &Form) -> Result<Value, Refusal> {
        match rest {
            [] => {
                form.only(&[
                    "limit",
                    "starting_after",
                    "ending_before",
                    "created",
                    "currency",
                    "payout",
                    "source",
                    "type",
                    "expand",
                ])?;
                let is = |name: &str, value: &str| form.text(name).is_none_or(|wanted| wanted == value);
                let mut all = Vec::new();
                for one in self.transactions.values().rev() {
                    let paid_out = one.payout.as_deref().unwrap_or_default();
                    if one.live == self.by.live
                        && is("currency", &one.currency)
                        && is("type", one.kind)
                        && is("source", &one.source)
                        && is("payout", paid_out)
                        && within(form, one.created)?
                    {
                        all.push(self.transaction_view(one));
                    }
                }
                page("/v1/balance_transactions", all, form)
            }
            [id] => {
                let found = find(&self.transactions, "balance transaction", id, "id", self.by.live)?;
                Ok(self.transaction_view(found))
            }
            _ => Err(Refusal::invalid("Unrecognized request URL.").status_404()),
        }
    }

    fn transaction_view(&self, one: &Transaction) -> Value {
        let available_on = one.created + AVAILABLE_AFTER_S;
        let fees: Vec<Value> = Some(one.fee)
            .filter(|fee| *fee != 0)
            .map(|fee| {
                json!({ "amount": fee, "currency": one.currency, "type": "stripe_fee", "application": null,
                        "description": "Stripe processing fees" })
            })
            .into_iter()
            .collect();
        json!({
            "id": one.id, "object": "balance_transaction", "amount": one.amount, "fee": one.fee,
            "net": one.amount - one.fee, "currency": one.currency, "type": one.kind,
            "reporting_category": one.category, "source": one.source, "created": one.created,
            "available_on": available_on, "status": if self.now_s() >= available_on { "available" } else { "pending" },
            "fee_details": fees, "description": null, "exchange_rate": null,
        })
    }

    pub(super) fn route_payouts(&self, rest: &[&str], form: &Form) -> Result<Value, Refusal> {
        match rest {
            [] => {
                let mut all = Vec::new();
                for payout in self.payouts.values().rev().filter(|payout| payout.live == self.by.live) {
                    if within(form, payout.created)? {
                        all.push(payout.view());
                    }
                }
                page("/v1/payouts", all, form)
            }
            [id] => find(&self.payouts, "payout", id, "payout", self.by.live).map(Payout::view),
            _ => Err(Refusal::invalid("Unrecognized request URL.").status_404()),
        }
    }
}

impl Payout {
    pub(super) fn view(&self) -> Value {
        json!({
            "id": self.id, "object": "payout", "amount": self.amount, "currency": self.currency, "livemode": self.live,
            "created": self.created, "arrival_date": self.created + 24 * 3600, "automatic": true, "status": "paid",
            "type": "bank_account", "method": "standard", "source_type": "card", "reconciliation_status": "completed",
            "balance_transaction": self.transaction, "description": "STRIPE PAYOUT", "destination": null,
            "failure_code": null, "failure_message": null, "metadata": {}, "statement_descriptor": null,
        })
    }
}
