//! The server's loop: what the program's own does with threads and sockets, step by step. Whatever it keeps in memory is
//! gone when it dies.

use std::collections::{BTreeMap, BTreeSet};

use onetill_connectors::payments::simulated::Simulated;
use onetill_domains::orders::{self, Noticed};
use onetill_domains::payments::{
    self, About, Answer, Approval, Asking, AttemptKind, AttemptState, Connector, Due, Heard, Notice, OpenAccount,
    Reply, Said,
};
use onetill_kernel::{AttemptId, Timestamp, Uuid};

use super::breakage::Breakage;
use super::faults::Step;
use super::provider::Deal;
use super::world::World;

/// The longest pause between two inquiries, in seconds, and more.
const LEFT_OPEN_S: i64 = 3_600;

/// One question that is under way.
struct Talk {
    due: Due,
    asking: Asking,
    account: OpenAccount,
    /// Whether a till asked to stop it, so that its answer is followed by an inquiry.
    stops: bool,
}

/// What the server has in memory.
pub(super) struct Server {
    pub(super) up: bool,
    started_at: Timestamp,
    talks: BTreeMap<u64, Talk>,
    next_talk: u64,
    busy: BTreeSet<AttemptId>,
    /// Until it has looked once, everything that was left open is due.
    looked: bool,
}

impl Server {
    pub(super) const fn new(now: Timestamp) -> Self {
        Self { up: true, started_at: now, talks: BTreeMap::new(), next_talk: 0, busy: BTreeSet::new(), looked: false }
    }

    pub(super) fn die(&mut self) {
        self.up = false;
        self.talks.clear();
        self.busy.clear();
    }

    pub(super) fn step_of(&self, talk: u64) -> Option<Step> {
        self.talks.get(&talk).map(|t| Step::of(t.asking))
    }
}

impl World {
    pub(super) fn start_server(&mut self) {
        if self.server.up {
            return;
        }
        (self.server.up, self.server.looked, self.server.started_at) = (true, false, self.now);
        self.look();
    }

    /// Looks at what is due, and when it must look again.
    pub(super) fn look(&mut self) {
        if !self.server.up {
            return;
        }
        let by = if self.server.looked { self.now } else { self.now.plus_seconds(LEFT_OPEN_S) };
        self.server.looked = true;
        let due = self.db.read(move |tx| payments::due(tx, by, 64)).expect("what is due");
        let mut idle = true;
        for due in due {
            if self.server.up && self.server.busy.insert(due.attempt.id) {
                idle = false;
                self.work_on(due);
            }
        }
        let next = self.db.read(payments::next_due).expect("when something is due");
        if let Some(at) = next.filter(|_| self.server.up) {
            // What is busy is looked at again when it is not.
            let soon_ms = if idle { 60_000 } else { 400 };
            let soon = Timestamp::from_micros(self.now.micros() + soon_ms * 1_000);
            self.look_at(at.max(soon));
        }
    }

    fn work_on(&mut self, due: Due) {
        if due.attempt.state != AttemptState::Created {
            let forgotten = due.attempt.sent_at.is_some_and(|at| at < self.server.started_at);
            let watched = due.attempt.state.is_final();
            if self.is(Breakage::RestartForgets) && forgotten || self.is(Breakage::NothingIsWatched) && watched {
                return;
            }
            return self.ask(due, Asking::Inquire, false);
        }
        if payments::rules::is_stale(&due.attempt, self.now) {
            self.tell(&due, None, None, &Answer::Expired.into());
            self.server.busy.remove(&due.attempt.id);
            return;
        }
        if due.attempt.kind == AttemptKind::Reversal && self.is(Breakage::ReversalsAreNotSent) {
            return;
        }
        let (payment_id, attempt_no, asking) = (due.attempt.payment_id, due.attempt.attempt_no, due.asking());
        if self.is(Breakage::SentBeforeWritten) {
            self.ask(due.clone(), asking, false);
        }
        let marked =
            self.write(Step::MarkSent, move |tx, ctx| payments::mark_sent(tx, ctx, payment_id, attempt_no, asking));
        match marked {
            Some(Ok(true)) if !self.is(Breakage::SentBeforeWritten) => self.ask(due, asking, false),
            Some(Ok(_)) | None => {}
            Some(Err(error)) => self.findings.push(format!("an intent could not be marked: {error}")),
        }
    }

    /// Asks the provider something about an attempt.
    pub(super) fn ask(&mut self, due: Due, asking: Asking, stops: bool) {
        let (account, now) = (self.account.clone(), self.now);
        let mut asked = due.clone();
        if self.is(Breakage::AKeyForEachRequest) {
            let fresh = u128::from(self.server.next_talk) + 1;
            asked.attempt.id = AttemptId(Uuid::from_u128(asked.attempt.id.0.as_u128() ^ fresh));
        }
        let message = Simulated.request(&asked.ask(asking, 0, &account, now)).expect("a request");
        self.server.next_talk += 1;
        let talk = self.server.next_talk;
        self.server.talks.insert(talk, Talk { due: asked, asking, account, stops });
        self.send(talk, Step::of(asking), message);
    }

    /// An answer to a question, or that none came.
    pub(super) fn answered(&mut self, talk: u64, reply: Option<(u16, &[u8])>) {
        let Some(Talk { due, asking, account, stops }) = self.server.talks.remove(&talk) else { return };
        let mut heard = match reply {
            Some((status, body)) => Simulated.answer(&due.ask(asking, 0, &account, self.now), Reply { status, body }),
            None => Heard::silence(),
        };
        if stops {
            return self.ask(due, Asking::Inquire, false);
        }
        if self.is(Breakage::SilenceIsARefusal) && heard.answer == Answer::Silent {
            heard = Heard::declined("silence", "No answer.");
        }
        if self.is(Breakage::NotFoundIsBelieved) && heard.answer == Answer::NotFound {
            heard = Heard::declined("not_received", "The terminal never got this.");
        }
        let next = self.tell(&due, Some(asking), reply.map(|(status, _)| status), &heard);
        let (payment_id, attempt_id) = (due.attempt.payment_id, due.attempt.id);
        match next {
            Some(next) => match self.db.read(move |tx| payments::open_attempt(tx, payment_id)).expect("an attempt") {
                Some(again) if again.attempt.id == attempt_id => self.ask(again, next, false),
                _ => drop(self.server.busy.remove(&attempt_id)),
            },
            None => drop(self.server.busy.remove(&attempt_id)),
        }
        self.look_now();
    }

    /// Records what was heard.
    fn tell(&mut self, due: &Due, asking: Option<Asking>, status: Option<u16>, heard: &Heard) -> Option<Asking> {
        let mut heard = heard.clone();
        if let Answer::Approved(approval) = &mut heard.answer {
            if self.is(Breakage::AmountsAreBelieved) {
                (approval.moved, approval.partial) = (None, false);
            }
            if self.is(Breakage::LateApprovalsAreIgnored) && due.attempt.state.is_final() {
                return None;
            }
        }
        let (payment_id, attempt_no) = (due.attempt.payment_id, due.attempt.attempt_no);
        let recovered = due.attempt.sent_at.is_some_and(|at| at < self.server.started_at);
        let (currency, manner) = (due.currency, due.manner(&Simulated));
        let told = self.write(Step::Record, move |tx, ctx| {
            let said = Said { asking, heard: &heard, http_status: status, currency, manner };
            orders::record_answer(tx, ctx, payment_id, attempt_no, &said, recovered)
        });
        match told {
            Some(Ok(next)) => next,
            Some(Err(error)) => {
                self.findings.push(format!("an answer could not be recorded: {error}"));
                None
            }
            None => None,
        }
    }

    /// What the provider says by itself of something that ended.
    pub(super) fn notice_of(&mut self, deal: &Deal) -> Option<(Step, Notice)> {
        let attempt_id = AttemptId(deal.reference.parse().ok()?);
        let answer = match deal.status {
            "approved" => Answer::Approved(Approval {
                moved: Some(deal.moved),
                tip: 0,
                currency: "GBP".parse().ok(),
                partial: deal.moved < deal.asked,
                card: None,
            }),
            "declined" => Answer::Declined { code: "insufficient_funds".to_owned(), message: "Declined.".to_owned() },
            _ => Answer::Cancelled,
        };
        let step = match (&deal.original, self.kind_of(attempt_id)) {
            (None, _) => Step::Charge,
            (Some(_), Some(AttemptKind::Reversal)) => Step::Reverse,
            (Some(_), _) => Step::Refund,
        };
        let notice = Notice {
            id: format!("{}-{}", deal.reference, deal.status),
            kind: format!("payment.{}", deal.status),
            about: Some(About::Attempt(attempt_id)),
            heard: Heard::from(answer).named(&deal.name).saying(deal.status),
        };
        Some((step, notice))
    }

    fn kind_of(&self, id: AttemptId) -> Option<AttemptKind> {
        let account = self.account.id;
        let about = About::Attempt(id);
        let found = self.db.read(move |tx| payments::attempt_about(tx, account, &about)).ok().flatten();
        found.map(|due| due.attempt.kind)
    }

    /// Takes what the provider told by itself. A server that is away does not hear it.
    pub(super) fn take_notice(&mut self, notice: &Notice) {
        if !self.server.up || self.is(Breakage::NothingIsWatched) {
            return;
        }
        let (account_id, about) = (self.account.id, notice.about.clone());
        let mut due = self
            .db
            .read(move |tx| match about {
                Some(about) => payments::attempt_about(tx, account_id, &about),
                None => Ok(None),
            })
            .expect("an attempt");
        if self.is(Breakage::NoticesOfAnyPayment) {
            let now = self.now.plus_seconds(LEFT_OPEN_S);
            let open = self.db.read(move |tx| payments::due(tx, now, 1)).expect("what is due");
            due = open.into_iter().next().or(due);
        }
        if self.is(Breakage::LateApprovalsAreIgnored) && due.as_ref().is_some_and(|d| d.attempt.state.is_final()) {
            return;
        }
        let noticed = due.map(|d| Noticed {
            payment_id: d.attempt.payment_id,
            attempt_no: d.attempt.attempt_no,
            currency: d.currency,
            manner: d.manner(&Simulated),
        });
        let mut notice = notice.clone();
        if let (Answer::Approved(approval), true) = (&mut notice.heard.answer, self.is(Breakage::AmountsAreBelieved)) {
            (approval.moved, approval.partial) = (None, false);
        }
        let taken = self.write(Step::TakeNotice, move |tx, ctx| {
            orders::record_notice(tx, ctx, account_id, &notice, noticed.as_ref())
        });
        if let Some(Err(error)) = taken {
            self.findings.push(format!("a notice could not be taken: {error}"));
        }
        self.look_now();
    }
}
