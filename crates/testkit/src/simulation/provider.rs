//! The provider: a terminal and its bank as a model of a few lines, which speaks the wire of the simulated terminal and keeps
//! what truly happened to money. It shares no code with that terminal.

use onetill_domains::payments::Message;
use onetill_kernel::Timestamp;
use serde_json::{Value, json};

use crate::dice::Dice;

/// What is to become of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verdict {
    Approve,
    Refuse,
    Cancel,
    Part,
    TooMuch,
}

/// A charge or refund, as the bank sees it.
#[derive(Debug, Clone)]
pub(super) struct Deal {
    /// The till's name for it.
    pub(super) reference: String,
    /// The provider's.
    pub(super) name: String,
    /// The charge that it gives back, by the provider's name.
    pub(super) original: Option<String>,
    pub(super) asked: i64,
    pub(super) moved: i64,
    pub(super) status: &'static str,
    verdict: Verdict,
    ends_at: Timestamp,
}

impl Deal {
    pub(super) fn approved(&self) -> bool {
        self.status == "approved"
    }

    fn is_final(&self) -> bool {
        self.status != "waiting_for_card"
    }
}

/// The provider's state.
pub(super) struct Provider {
    pub(super) deals: Vec<Deal>,
    dice: Dice,
    /// Whether it is well: everything is approved at once.
    pub(super) calm: bool,
}

impl Provider {
    pub(super) fn new(seed: u64) -> Self {
        Self { deals: Vec::new(), dice: Dice(seed ^ 0x5eed_0fba_4c00), calm: false }
    }

    /// Answers a request that arrives at `now`.
    pub(super) fn handle(&mut self, now: Timestamp, message: &Message) -> (u16, Value) {
        self.settle(now);
        let path = message.url.split("://").nth(1).and_then(|rest| rest.split_once('/')).map_or("", |(_, path)| path);
        let body: Value = message.body.as_deref().and_then(|b| serde_json::from_str(b).ok()).unwrap_or(Value::Null);
        let parts: Vec<&str> = path.split('/').collect();
        match (message.method, parts.as_slice()) {
            ("POST", ["payments"]) => self.take(now, &body, None),
            ("POST", ["refunds"]) => self.take(now, &body, body["original"].as_str()),
            ("GET", ["payments", reference]) => self.tell(reference),
            ("POST", ["payments", reference, "cancel"]) => {
                let waits = |d: &&mut Deal| d.reference == *reference && !d.is_final();
                if let Some(deal) = self.deals.iter_mut().find(waits) {
                    (deal.status, deal.moved) = ("cancelled", 0);
                }
                self.tell(reference)
            }
            ("GET", ["diagnosis"]) => (200, json!({ "idle": self.deals.iter().all(Deal::is_final) })),
            other => panic!("the terminal has no {other:?}"),
        }
    }

    /// Ends what has come to its end by `now`; says what did.
    pub(super) fn settle(&mut self, now: Timestamp) -> Vec<String> {
        let mut ended = Vec::new();
        for deal in self.deals.iter_mut().filter(|d| !d.is_final() && d.ends_at <= now) {
            (deal.status, deal.moved) = match deal.verdict {
                Verdict::Approve => ("approved", deal.asked),
                Verdict::Part => ("approved", (deal.asked + 1) / 2),
                Verdict::TooMuch => ("approved", deal.asked + 1),
                Verdict::Refuse => ("declined", 0),
                Verdict::Cancel => ("cancelled", 0),
            };
            ended.push(deal.reference.clone());
        }
        ended
    }

    /// When the next of them ends.
    pub(super) fn next_end(&self) -> Option<Timestamp> {
        self.deals.iter().filter(|d| !d.is_final()).map(|d| d.ends_at).min()
    }

    pub(super) fn deal(&self, reference: &str) -> Option<&Deal> {
        self.deals.iter().find(|d| d.reference == reference)
    }

    fn take(&mut self, now: Timestamp, body: &Value, original: Option<&str>) -> (u16, Value) {
        let reference = body["reference"].as_str().expect("a reference").to_owned();
        if self.deal(&reference).is_some() {
            return self.tell(&reference);
        }
        let asked = body["amount"].as_i64().expect("an amount");
        let back = original.is_some();
        let busy = !back && self.deals.iter().any(|d| d.original.is_none() && !d.is_final());
        let over = original.is_some_and(|name| {
            let charge = self.deals.iter().find(|d| d.name == name && d.approved());
            let given: i64 =
                self.deals.iter().filter(|d| d.original.as_deref() == Some(name)).map(|d| d.asked.max(d.moved)).sum();
            charge.is_none_or(|c| given + asked > c.moved) && !self.was_refused(name)
        });
        let verdict = self.verdict(back);
        let takes_s = if self.calm { 0 } else { self.dice.amount(0, 9) };
        let refused = busy || over;
        self.deals.push(Deal {
            name: format!("T{:06}-x", self.deals.len() + 1),
            reference: reference.clone(),
            original: original.map(str::to_owned),
            asked,
            moved: 0,
            status: if refused { "declined" } else { "waiting_for_card" },
            verdict,
            ends_at: now.plus_seconds(takes_s),
        });
        let (_, told) = self.tell(&reference);
        if refused { (409, told) } else { (202, told) }
    }

    /// Whether a refund of this charge was refused, so that what it asked for is still to be had.
    fn was_refused(&self, name: &str) -> bool {
        let of_it = |d: &&Deal| d.original.as_deref() == Some(name);
        let taken: i64 = self.deals.iter().filter(of_it).map(|d| d.moved).sum();
        taken == 0 && self.deals.iter().filter(of_it).all(|d| d.is_final() && !d.approved())
    }

    fn verdict(&mut self, back: bool) -> Verdict {
        match self.dice.roll(20) {
            _ if self.calm => Verdict::Approve,
            0..=2 => Verdict::Refuse,
            3 if !back => Verdict::Cancel,
            4 | 5 if !back => Verdict::Part,
            6 if !back => Verdict::TooMuch,
            _ => Verdict::Approve,
        }
    }

    fn tell(&self, reference: &str) -> (u16, Value) {
        match self.deal(reference) {
            None => (404, json!({ "code": "unknown_reference" })),
            Some(d) => {
                let mut told = json!({
                    "reference": d.reference, "transaction": d.name, "status": d.status, "amount": d.asked,
                    "currency": "GBP", "code": (d.status == "declined").then_some("insufficient_funds"),
                });
                if d.approved() && d.moved != d.asked {
                    told["approved"] = json!(d.moved);
                }
                (200, told)
            }
        }
    }
}
