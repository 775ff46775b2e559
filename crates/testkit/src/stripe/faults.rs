//! What can go wrong between a till and Stripe, on command or by chance.

use std::collections::VecDeque;

use serde_json::{Value, json};

use super::account::{Account, Reply, Request};
use super::errors::Refusal;
use crate::dice::Dice;

/// What goes wrong with a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// The connection breaks before Stripe acts.
    LoseRequest,
    /// Stripe acts, and the connection breaks before the first byte of the answer.
    LoseAnswer,
    /// Stripe acts, and the connection breaks in the middle of the answer.
    CutAnswer,
    /// Stripe acts only after so many milliseconds; its idempotency key is held meanwhile.
    ActsLate(u64),
    /// Stripe acts at once and answers after so many milliseconds.
    AnswersLate(u64),
    /// 500, and nothing was done.
    BreaksBefore,
    /// It is done, and the answer is a 500; so is that to every retry with the same key.
    BreaksAfter,
    /// 429.
    TooMany,
    /// 200, and a body that is no JSON.
    Garbage,
    /// 200, and a body without an end.
    Endless,
    /// The amounts in the answer are others.
    WrongAmount,
    /// The currency in the answer is another.
    WrongCurrency,
    /// The answer is about another object.
    OtherObject,
    /// A status in the answer that nobody knows.
    UnknownStatus,
    /// `terminal_reader_timeout`, and the reader never got it.
    ReaderTimeout,
    /// `terminal_reader_timeout`, and the reader has it all the same: the documented false negative.
    FalseReaderTimeout,
}

impl Fault {
    /// Those that chance picks from: what a network and a provider do without being told to.
    const BY_CHANCE: [Self; 9] = [
        Self::LoseRequest,
        Self::LoseAnswer,
        Self::CutAnswer,
        Self::BreaksBefore,
        Self::BreaksAfter,
        Self::TooMany,
        Self::Garbage,
        Self::ReaderTimeout,
        Self::FalseReaderTimeout,
    ];
}

/// What of an answer reaches whoever asked.
#[derive(Debug, Clone, PartialEq)]
pub enum Wire {
    /// All of it.
    Whole(Reply),
    /// All of it, after so many milliseconds.
    Late(u64, Reply),
    /// Nothing: the connection breaks.
    Nothing,
    /// Half of the body.
    Half(Reply),
    /// Other bytes.
    Garbage,
    /// Bytes without an end.
    Endless,
    /// Stripe has not acted yet: [`Account::finish`] after so many milliseconds.
    NotYet(u64),
}

/// The faults that wait for their request.
#[derive(Debug, Clone, Default)]
pub(super) struct Faults {
    scripted: VecDeque<(String, Fault)>,
    chance: Option<(Dice, usize)>,
}

impl Faults {
    /// The next request whose line begins so meets this fault.
    pub(super) fn add(&mut self, line: &str, fault: Fault) {
        self.scripted.push_back((line.to_owned(), fault));
    }

    /// From now on one request in so many meets a fault, by this seed.
    pub(super) fn by_chance(&mut self, seed: u64, one_in: usize) {
        self.chance = Some((Dice(seed), one_in));
    }

    /// No fault any more.
    pub(super) fn none(&mut self) {
        *self = Self::default();
    }

    fn take(&mut self, line: &str) -> Option<Fault> {
        if let Some(at) = self.scripted.iter().position(|(start, _)| fits(start, line)) {
            return self.scripted.remove(at).map(|(_, fault)| fault);
        }
        let (dice, one_in) = self.chance.as_mut()?;
        dice.one_in(*one_in).then(|| dice.pick(&Fault::BY_CHANCE))
    }

    /// Answers a request, with whatever goes wrong.
    pub(super) fn answer(&mut self, account: &mut Account, request: &Request, now_ms: i64) -> Wire {
        let fault = self.take(&request.line());
        let refused =
            |refusal: Refusal| Wire::Whole(Reply { status: refusal.status, headers: Vec::new(), body: refusal.body() });
        let timeout = || {
            Refusal::state("terminal_reader_timeout", "There was a timeout when sending this command to the reader.")
        };
        match fault {
            Some(Fault::LoseRequest) => return Wire::Nothing,
            Some(Fault::TooMany) => return refused(Refusal::too_many()),
            Some(Fault::BreaksBefore) => return refused(Refusal::broken()),
            Some(Fault::ReaderTimeout) if on_reader(request) => return refused(timeout()),
            _ => {}
        }
        if let Some(reply) = account.begin(request, now_ms) {
            return Wire::Whole(reply);
        }
        if let Some(Fault::ActsLate(ms)) = fault {
            return Wire::NotYet(ms);
        }
        let reply = account.finish(request, now_ms, fault == Some(Fault::BreaksAfter));
        match fault {
            Some(Fault::LoseAnswer) => Wire::Nothing,
            Some(Fault::CutAnswer) => Wire::Half(reply),
            Some(Fault::AnswersLate(ms)) => Wire::Late(ms, reply),
            Some(Fault::Garbage) => Wire::Garbage,
            Some(Fault::Endless) => Wire::Endless,
            Some(Fault::FalseReaderTimeout) if on_reader(request) => refused(timeout()),
            Some(Fault::WrongAmount) => Wire::Whole(spoilt(reply, spoil_numbers)),
            Some(Fault::WrongCurrency) => Wire::Whole(spoilt(reply, |body| body["currency"] = json!("xts"))),
            Some(Fault::OtherObject) => Wire::Whole(spoilt(reply, other_object)),
            Some(Fault::UnknownStatus) => {
                Wire::Whole(spoilt(reply, |body| body["status"] = json!("requires_thinking")))
            }
            _ => Wire::Whole(reply),
        }
    }
}

/// `POST /v1/payment_intents/*/cancel` fits any id.
fn fits(start: &str, line: &str) -> bool {
    match start.split_once('*') {
        None => line.starts_with(start),
        Some((before, after)) => line
            .strip_prefix(before)
            .and_then(|rest| rest.find('/').map_or(after.is_empty().then_some(""), |at| rest.get(at..)))
            .is_some_and(|rest| rest.starts_with(after)),
    }
}

fn on_reader(request: &Request) -> bool {
    request.method == "POST" && request.path.starts_with("/v1/terminal/readers/")
}

fn spoilt(mut reply: Reply, spoil: impl Fn(&mut Value)) -> Reply {
    if reply.status == 200 {
        spoil(&mut reply.body);
    }
    reply
}

fn spoil_numbers(body: &mut Value) {
    for name in ["amount", "amount_received", "amount_capturable", "amount_total"] {
        if let Some(amount) = body[name].as_i64().filter(|amount| *amount != 0) {
            body[name] = json!(amount + 100);
        }
    }
}

/// As if it were the answer to somebody else.
fn other_object(body: &mut Value) {
    let another = |id: &str| format!("{}_1SimOther", id.split("_1Sim").next().unwrap_or_default());
    if let Some(id) = body["id"].as_str() {
        body["id"] = json!(another(id));
    }
    if body["metadata"].is_object() {
        body["metadata"] = json!({});
    }
}
