//! What truly happened to money at Stripe, for a test to hold the books against.

use std::collections::BTreeMap;

use super::account::Account;

/// What became of one payment intent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LedgerLine {
    /// The payment intent.
    pub intent: String,
    /// Its metadata, by which a till knows it.
    pub metadata: BTreeMap<String, String>,
    /// Its currency.
    pub currency: String,
    /// How many of its charges were paid: more than one would be a double charge.
    pub charges: usize,
    /// What is held and not taken.
    pub held: i64,
    /// What was taken.
    pub captured: i64,
    /// What was given back, refunds that failed aside.
    pub refunded: i64,
}

impl Account {
    /// Every payment intent, oldest first, also those for which no card was ever charged.
    pub fn ledger(&self) -> Vec<LedgerLine> {
        let line = |intent: &super::intents::Intent| {
            let paid: Vec<_> =
                self.charges.values().filter(|charge| charge.intent == intent.id && charge.is_paid()).collect();
            let sum = |amount: &dyn Fn(&super::charges::Charge) -> i64| paid.iter().map(|charge| amount(charge)).sum();
            LedgerLine {
                intent: intent.id.clone(),
                metadata: intent.metadata.clone(),
                currency: intent.currency.clone(),
                charges: paid.len(),
                held: sum(&|charge| if charge.is_held() { charge.amount } else { 0 }),
                captured: sum(&|charge| charge.captured),
                refunded: sum(&|charge| charge.refunded),
            }
        };
        self.intents.values().map(line).collect()
    }

    /// Taken less given back, over everything.
    pub fn kept(&self) -> i64 {
        self.ledger().iter().map(|line| line.captured - line.refunded).sum()
    }
}
