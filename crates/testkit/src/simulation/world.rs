//! Time, the network, and who does something next.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap};

use onetill_db::{Db, Tx};
use onetill_domains::Ctx;
use onetill_domains::payments::{self, Message, Notice, OpenAccount};
use onetill_kernel::{Ids, RegisterId, Result, Timestamp, Uuid};

use super::breakage::Breakage;
use super::faults::{CRASHES, Fault, NETWORK, NOTICES, Step};
use super::provider::Provider;
use super::server::Server;
use super::shop::{Copy, Template, start};
use super::tills::Till;
use crate::dice::Dice;

/// After so long the network is whole again and nothing breaks any more, in seconds.
const TROUBLE_S: i64 = 900;
/// By then everything has come to rest, in seconds: what is looked at once more is looked at for a day and a half.
const REST_S: i64 = 4 * 86_400;
/// How often something may happen in one seed: more means that it goes in circles.
const MOST_EVENTS: u64 = 10_000;

/// Something that happens at a moment.
#[derive(Debug, Clone)]
pub(super) enum Event {
    /// The server looks at what is due.
    Look,
    /// A till does its next step.
    Till(usize),
    /// A request arrives at the provider, of a talk if somebody waits for its answer.
    Arrives(u64, Message),
    /// An answer arrives at the server.
    Answered(u64, u16, Vec<u8>),
    /// Nobody waits for the answer of a talk any more.
    TimedOut(u64),
    /// The provider tells something by itself.
    Noticed(Box<Notice>),
    /// The provider has come to an end with something.
    Ended,
    /// The server is started again.
    Started,
}

/// The world of one seed.
pub(super) struct World {
    pub(super) dice: Dice,
    pub(super) now: Timestamp,
    pub(super) provider: Provider,
    pub(super) server: Server,
    pub(super) tills: Vec<Till>,
    pub(super) met: BTreeMap<(Fault, Step), u32>,
    pub(super) breakage: Option<Breakage>,
    pub(super) findings: Vec<String>,
    queue: BinaryHeap<Reverse<(Timestamp, u64)>>,
    events: BTreeMap<u64, Event>,
    next_event: u64,
    /// When the server looks next: an earlier wish takes the place of a later one.
    next_look: Option<Timestamp>,
    ids: u64,
    pub(super) account: OpenAccount,
    pub(super) db: Db,
    _file: Copy,
}

impl World {
    pub(super) fn new(template: &Template, seed: u64, breakage: Option<Breakage>) -> Self {
        let file = template.copy();
        let registers: Vec<RegisterId> = template.registers.clone();
        let mut dice = Dice(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ 0x0dd5);
        let tills = registers.into_iter().map(|id| Till::new(id, dice.roll(3) + 1)).collect();
        let db = file.open();
        let account = db.read(|tx| {
            let id = payments::account_rows(tx)?[0].id;
            payments::open_account(tx, None, id, start())
        });
        Self {
            account: account.expect("an account with the provider"),
            dice,
            now: start(),
            provider: Provider::new(seed),
            server: Server::new(start()),
            tills,
            met: BTreeMap::new(),
            breakage,
            findings: Vec::new(),
            queue: BinaryHeap::new(),
            events: BTreeMap::new(),
            next_event: 0,
            next_look: None,
            ids: 1_000,
            db,
            _file: file,
        }
    }

    pub(super) fn is(&self, breakage: Breakage) -> bool {
        self.breakage == Some(breakage)
    }

    /// Whether things still break.
    pub(super) fn troubled(&self) -> bool {
        self.now < start().plus_seconds(TROUBLE_S)
    }

    /// Lets something happen after so many milliseconds.
    pub(super) fn after_ms(&mut self, ms: i64, event: Event) {
        self.at(Timestamp::from_micros(self.now.micros() + ms * 1_000), event);
    }

    pub(super) fn at(&mut self, at: Timestamp, event: Event) {
        self.next_event += 1;
        self.queue.push(Reverse((at, self.next_event)));
        self.events.insert(self.next_event, event);
    }

    /// Lets the server look at a moment, unless it does so before.
    pub(super) fn look_at(&mut self, at: Timestamp) {
        if self.next_look.is_none_or(|next| next > at) {
            self.next_look = Some(at);
            self.at(at, Event::Look);
        }
    }

    /// Lets the server look now.
    pub(super) fn look_now(&mut self) {
        self.look_at(self.now);
    }

    /// Lives until everything has come to rest.
    pub(super) fn live(&mut self) {
        for till in 0..self.tills.len() {
            let begins = self.dice.amount(0, 5_000);
            self.after_ms(begins, Event::Till(till));
        }
        self.look_now();
        let (mut happened, rest) = (0, start().plus_seconds(REST_S));
        while let Some(Reverse((at, number))) = self.queue.pop() {
            let Some(event) = self.events.remove(&number) else { continue };
            if at > rest {
                continue;
            }
            happened += 1;
            if happened > MOST_EVENTS {
                self.findings.push("it never comes to rest".to_owned());
                return;
            }
            self.now = self.now.max(at);
            self.provider.calm = !self.troubled();
            self.happens(event);
        }
    }

    fn happens(&mut self, event: Event) {
        match event {
            // Another look took its place.
            Event::Look if self.next_look.is_none_or(|next| next > self.now) => {}
            Event::Look => {
                self.next_look = None;
                self.look();
            }
            Event::Till(till) => self.till_acts(till),
            Event::Arrives(talk, message) => self.arrives(talk, &message),
            Event::Answered(talk, status, body) => self.answered(talk, Some((status, &body))),
            Event::TimedOut(talk) => self.answered(talk, None),
            Event::Noticed(notice) => self.take_notice(&notice),
            Event::Ended => self.provider_moves(),
            Event::Started => self.start_server(),
        }
    }

    /// Sends a request into the network.
    pub(super) fn send(&mut self, talk: u64, step: Step, message: Message) {
        let timeout_ms = i64::try_from(message.timeout_ms).unwrap_or(5_000);
        self.after_ms(timeout_ms, Event::TimedOut(talk));
        let delay = self.dice.amount(1, 400);
        match self.fault(step, &NETWORK[..3], 10) {
            Some(Fault::RequestLost) => {}
            Some(Fault::RequestLate) => {
                let late = self.dice.amount(5_000, 120_000);
                self.after_ms(late, Event::Arrives(talk, message));
            }
            Some(_) => {
                let again = self.dice.amount(1, 9_000);
                self.after_ms(delay, Event::Arrives(talk, message.clone()));
                self.after_ms(again, Event::Arrives(talk, message));
            }
            None => self.after_ms(delay, Event::Arrives(talk, message)),
        }
    }

    fn arrives(&mut self, talk: u64, message: &Message) {
        let (status, body) = self.provider.handle(self.now, message);
        self.provider_moves();
        let body = body.to_string().into_bytes();
        let Some(step) = self.server.step_of(talk) else { return };
        let delay = self.dice.amount(1, 400);
        match self.fault(step, &NETWORK[3..], 10) {
            Some(Fault::AnswerLost) => {}
            Some(_) => {
                let late = self.dice.amount(5_000, 20_000);
                self.after_ms(late, Event::Answered(talk, status, body));
            }
            None => self.after_ms(delay, Event::Answered(talk, status, body)),
        }
    }

    /// Whatever has come to an end at the provider is told of by itself, as often and as late as it happens.
    fn provider_moves(&mut self) {
        for reference in self.provider.settle(self.now) {
            let Some(deal) = self.provider.deal(&reference).cloned() else { continue };
            let charge = deal.original.is_none();
            match (deal.status, deal.moved == deal.asked) {
                ("declined", _) => self.meet(Fault::Refused, if charge { Step::Charge } else { Step::Refund }),
                ("approved", false) => self.meet(Fault::AnotherAmount, Step::Charge),
                _ => {}
            }
            let Some((step, notice)) = self.notice_of(&deal) else { continue };
            let soon = self.dice.amount(1, 3_000);
            match self.fault(step, &NOTICES, 4) {
                Some(Fault::NoticeLost) => {}
                Some(Fault::NoticeLate) => {
                    let late = self.dice.amount(10_000, 300_000);
                    self.after_ms(late, Event::Noticed(Box::new(notice)));
                }
                Some(_) => {
                    let again = self.dice.amount(1, 60_000);
                    self.after_ms(soon, Event::Noticed(Box::new(notice.clone())));
                    self.after_ms(again, Event::Noticed(Box::new(notice)));
                }
                // Half of the providers tell nothing by themselves.
                None if self.dice.one_in(2) => {}
                None => self.after_ms(soon, Event::Noticed(Box::new(notice))),
            }
        }
        if let Some(at) = self.provider.next_end() {
            self.at(at, Event::Ended);
        }
    }

    /// Whether one of these faults happens here, and which: once in so many times, as long as anything breaks.
    fn fault(&mut self, step: Step, faults: &[Fault], one_in: usize) -> Option<Fault> {
        if !self.troubled() || !self.dice.one_in(one_in) {
            return None;
        }
        let fault = self.dice.pick(faults);
        self.meet(fault, step);
        Some(fault)
    }

    fn meet(&mut self, fault: Fault, step: Step) {
        *self.met.entry((fault, step)).or_default() += 1;
    }

    /// Runs a command in one transaction. None where the server died over it: then nobody knows whether it was done.
    pub(super) fn write<T: Send + 'static>(
        &mut self,
        step: Step,
        command: impl Fn(&mut Tx<'_>, &mut Ctx) -> Result<T> + Send + 'static,
    ) -> Option<Result<T>> {
        let fault = self.fault(step, &CRASHES, 60);
        if fault == Some(Fault::CrashBefore) {
            self.crash();
            return None;
        }
        self.ids += 1;
        let (now, seed) = (self.now, self.ids);
        let done = self.db.write(move |tx| {
            let mut ctx = Ctx {
                now,
                ids: Ids::seeded(seed),
                staff_id: None,
                register_id: None,
                owner_id: Uuid::nil(),
                approved_by: None,
                who: None,
            };
            command(tx, &mut ctx)
        });
        if fault.is_some() {
            self.crash();
            return None;
        }
        Some(done)
    }

    fn crash(&mut self) {
        self.server.die();
        let away_ms = self.dice.amount(1_000, 180_000);
        self.after_ms(away_ms, Event::Started);
    }
}
