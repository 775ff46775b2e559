//! The machine inside the terminal: what it does with a request, a press of a button, the passing of time.
//! No clock and no network of its own; what it decides is durable before it is told.

use std::collections::{HashMap, VecDeque};
use std::io;

use onetill_kernel::{Currency, Timestamp};

use super::behaviour::{Behaviour, Mode};
use super::journal::Journal;
use super::transaction::{Card, Hold, Kind, Outcome, Record, Status, Transaction, card_of, plus_ms};

/// How late the button "Answer late" makes the answer, in milliseconds.
const LATE_MS: u64 = 8_000;

/// A request for money.
#[derive(Debug, Clone)]
pub(crate) struct Request {
    pub(crate) kind: Kind,
    pub(crate) reference: String,
    pub(crate) original: Option<String>,
    pub(crate) amount: i64,
    pub(crate) currency: Currency,
}

/// What became of a request for money.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Received {
    /// It begins, or was refused for good.
    New,
    /// It was here before; nothing happens twice.
    Known,
    /// The reference stands for another request.
    Reused,
    /// The line breaks. Whether anything was kept, the till learns by asking.
    Cut,
    /// Something comes that is no answer.
    Noise(Noise),
}

/// Something that is no answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Noise {
    Garbage,
    Endless,
}

impl Noise {
    /// What an inquiry meets that is held back like this.
    fn of(hold: Hold) -> Option<Self> {
        match hold {
            Hold::Garbage(_) => Some(Self::Garbage),
            Hold::Endless(_) => Some(Self::Endless),
            _ => None,
        }
    }
}

/// What became of an inquiry.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Inquired {
    /// There is something to answer.
    Found,
    /// The line breaks.
    Cut,
    /// Something comes that is no answer.
    Noise(Noise),
    /// Never heard of it.
    Unknown,
}

/// A button at the terminal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Press {
    Approve,
    Decline,
    Cancel,
    AnswerLate,
    NeverAnswer,
}

/// The terminal's state.
pub(crate) struct Device {
    journal: Journal,
    /// In order of arrival.
    records: Vec<Record>,
    places: HashMap<String, usize>,
    behaviour: Behaviour,
    next: VecDeque<Behaviour>,
    card_limit_ms: u64,
    /// Whether anything changed since somebody last asked.
    changed: bool,
}

impl Device {
    pub(crate) fn new(journal: Journal, records: Vec<Record>, behaviour: Behaviour, card_limit_ms: u64) -> Self {
        let places =
            records.iter().enumerate().map(|(place, record)| (record.transaction.reference.clone(), place)).collect();
        Self { journal, records, places, behaviour, next: VecDeque::new(), card_limit_ms, changed: false }
    }

    /// Takes the steps that are due. To be called before anything else is asked of it.
    pub(crate) fn advance(&mut self, now: Timestamp) -> io::Result<()> {
        if let Some(place) = self.current_place() {
            let mut record = self.records[place].clone();
            let card = self.card_for(&record, place);
            if record.advance(now, &card) {
                self.put(record)?;
            }
        }
        let over = |record: &&Record| match record.hold {
            Some(Hold::Until(at)) => at <= now,
            Some(Hold::Stuck) => record.due.is_some_and(|due| due <= now),
            _ => false,
        };
        let over: Vec<Record> = self.records.iter().filter(over).cloned().collect();
        self.let_go(over, now)
    }

    /// When time alone changes something next.
    pub(crate) fn due(&self) -> Option<Timestamp> {
        let step = self.current().and_then(|record| record.due);
        let answers = self.records.iter().filter_map(|record| match record.hold {
            Some(Hold::Until(at)) => Some(at),
            Some(Hold::Stuck) => record.due,
            _ => None,
        });
        step.into_iter().chain(answers).min()
    }

    /// A till asks for money, or to give money back.
    pub(crate) fn receive(&mut self, request: Request, now: Timestamp) -> io::Result<Received> {
        if let Some(known) = self.find(&request.reference) {
            let cut = matches!(known.hold, Some(Hold::Inquiries(_) | Hold::Stuck));
            let noise = known.hold.and_then(Noise::of);
            let known = &known.transaction;
            let same = known.kind == request.kind
                && known.original == request.original
                && known.amount == request.amount
                && known.currency == request.currency;
            return Ok(match same {
                _ if cut => Received::Cut,
                _ if noise.is_some() => noise.map_or(Received::Cut, Received::Noise),
                true => Received::Known,
                false => Received::Reused,
            });
        }
        let refusal = self.refusal(&request);
        let behaviour = match &refusal {
            Some(_) => Behaviour::default(),
            None => self.next.pop_front().unwrap_or(self.behaviour).for_amount(request.amount),
        };
        self.changed = true;
        if behaviour.mode == Mode::Forget {
            return Ok(Received::Cut);
        }
        let place = self.records.len();
        let transaction = Transaction {
            transaction: transaction_name(place, &request.reference),
            reference: request.reference,
            kind: request.kind,
            original: request.original,
            amount: request.amount,
            approved: None,
            currency: request.currency,
            status: Status::WaitingForCard,
            code: None,
            card: None,
            received_at: now,
            concluded_at: None,
        };
        let mut record = Record::begin(transaction, behaviour, self.card_limit_ms);
        match refusal {
            // Kept, so that the same request is refused for ever.
            Some(code) => record.conclude(Status::Declined, Some(code), now),
            None if record.hold == Some(Hold::Stuck) => {}
            None => {
                let card = self.card_for(&record, place);
                record.advance(now, &card);
            }
        }
        let noise = record.hold.and_then(Noise::of);
        self.put(record)?;
        Ok(match behaviour.mode {
            Mode::DropConnection | Mode::NetworkDead | Mode::LateApproval => Received::Cut,
            _ => noise.map_or(Received::New, Received::Noise),
        })
    }

    /// Why a request cannot even begin.
    fn refusal(&self, request: &Request) -> Option<&'static str> {
        if self.current().is_some() {
            return Some("terminal_busy");
        }
        let original = request.original.as_deref()?;
        let Some(charge) = self.charge(original) else {
            return Some("original_not_found");
        };
        if charge.currency != request.currency {
            return Some("wrong_currency");
        }
        let given_back: i64 = self
            .records
            .iter()
            .map(|record| &record.transaction)
            .filter(|refund| refund.original.as_deref() == Some(original) && refund.status == Status::Approved)
            .map(|refund| refund.amount)
            .sum();
        (request.amount > charge.moves() - given_back).then_some("refund_exceeds_charge")
    }

    /// A till asks what became of a request.
    pub(crate) fn inquire(&mut self, reference: &str) -> io::Result<Inquired> {
        let Some(record) = self.find(reference) else {
            return Ok(Inquired::Unknown);
        };
        let met = match record.hold {
            Some(Hold::Inquiries(_)) => Inquired::Cut,
            Some(Hold::Stuck) => return Ok(Inquired::Unknown),
            Some(hold) => match Noise::of(hold) {
                Some(noise) => Inquired::Noise(noise),
                None => return Ok(Inquired::Found),
            },
            None => return Ok(Inquired::Found),
        };
        let mut record = record.clone();
        record.hold = record.hold.and_then(Hold::after_one);
        self.put(record)?;
        Ok(met)
    }

    /// A till asks to stop. Once the card was read it is too late.
    pub(crate) fn cancel(&mut self, reference: &str, now: Timestamp) -> io::Result<Inquired> {
        let Some(record) = self.find(reference) else {
            return Ok(Inquired::Unknown);
        };
        if record.hold == Some(Hold::Stuck) {
            return Ok(Inquired::Unknown);
        }
        let cut = matches!(record.hold, Some(Hold::Inquiries(_)));
        if record.transaction.status == Status::WaitingForCard {
            let mut record = record.clone();
            record.conclude(Status::Cancelled, None, now);
            self.put(record)?;
        }
        Ok(if cut { Inquired::Cut } else { Inquired::Found })
    }

    /// A person presses a button for the payment on the screen. False when it is not, or no longer, there.
    pub(crate) fn press(&mut self, reference: &str, press: Press, now: Timestamp) -> io::Result<bool> {
        let Some(place) = self.current_place() else {
            return Ok(false);
        };
        let mut record = self.records[place].clone();
        let waits = record.transaction.status == Status::WaitingForCard;
        if record.transaction.reference != reference || !waits {
            return Ok(false);
        }
        let late = Hold::Until(plus_ms(now, LATE_MS));
        let (outcome, hold) = match press {
            Press::Approve => (Outcome::Approve, record.hold),
            Press::Decline => (Outcome::InsufficientFunds, record.hold),
            Press::Cancel => (Outcome::Cancel, record.hold),
            Press::AnswerLate => (Outcome::Approve, Some(late)),
            Press::NeverAnswer => (Outcome::Approve, Some(Hold::UntilReleased)),
        };
        if hold != record.hold {
            record.pace_ms = 0;
        }
        record.outcome = Some(outcome);
        record.hold = hold;
        record.due = Some(now);
        let card = self.card_for(&record, place);
        record.advance(now, &card);
        self.put(record)?;
        Ok(true)
    }

    /// A person lets all answers go that were held back.
    pub(crate) fn release(&mut self, now: Timestamp) -> io::Result<()> {
        let held: Vec<Record> = self.records.iter().filter(|record| record.hold.is_some()).cloned().collect();
        self.let_go(held, now)
    }

    fn let_go(&mut self, held: Vec<Record>, now: Timestamp) -> io::Result<()> {
        for mut record in held {
            // What was stuck arrives, and whoever still stands there is charged.
            if record.hold == Some(Hold::Stuck) {
                let place = self.places.get(&record.transaction.reference).copied().unwrap_or_default();
                record.transaction.card = Some(self.card_for(&record, place));
                record.conclude(Status::Approved, None, now);
            }
            record.hold = None;
            self.put(record)?;
        }
        Ok(())
    }

    /// How payments are treated from now on.
    pub(crate) fn set_default(&mut self, behaviour: Behaviour) {
        self.behaviour = behaviour;
        self.changed = true;
    }

    /// How the next `count` payments are treated; none puts the queue back to empty.
    pub(crate) fn set_next(&mut self, behaviour: Behaviour, count: usize) {
        self.next = std::iter::repeat_n(behaviour, count).collect();
        self.changed = true;
    }

    pub(crate) fn behaviour(&self) -> Behaviour {
        self.behaviour
    }

    /// How the next payment is treated, if otherwise, and how many are so.
    pub(crate) fn next(&self) -> (Option<Behaviour>, usize) {
        (self.next.front().copied(), self.next.len())
    }

    pub(crate) fn find(&self, reference: &str) -> Option<&Record> {
        self.places.get(reference).map(|place| &self.records[*place])
    }

    pub(crate) fn records(&self) -> &[Record] {
        &self.records
    }

    /// The one transaction that is under way.
    pub(crate) fn current(&self) -> Option<&Record> {
        self.current_place().map(|place| &self.records[place])
    }

    /// Whether anything changed since this was last asked.
    pub(crate) fn take_changed(&mut self) -> bool {
        std::mem::take(&mut self.changed)
    }

    /// Only requests refused on arrival follow it, so it is near the end.
    fn current_place(&self) -> Option<usize> {
        let under_way = |record: &Record| !record.transaction.status.is_final() && record.hold != Some(Hold::Stuck);
        self.records.iter().rposition(under_way)
    }

    /// The approved charge of this name of ours.
    fn charge(&self, name: &str) -> Option<&Transaction> {
        self.records.iter().map(|record| &record.transaction).find(|charge| {
            charge.kind == Kind::Charge && charge.status == Status::Approved && charge.transaction == name
        })
    }

    /// The card that will be presented: for a refund the one that was charged.
    fn card_for(&self, record: &Record, place: usize) -> Card {
        let original = record.transaction.original.as_deref();
        original
            .and_then(|original| self.charge(original))
            .and_then(|charge| charge.card.clone())
            .unwrap_or_else(|| card_of(place))
    }

    /// Durable first, then known.
    fn put(&mut self, record: Record) -> io::Result<()> {
        self.journal.append(&record)?;
        self.changed = true;
        match self.places.get(&record.transaction.reference) {
            Some(place) => self.records[*place] = record,
            None => {
                self.places.insert(record.transaction.reference.clone(), self.records.len());
                self.records.push(record);
            }
        }
        Ok(())
    }
}

/// The terminal's name for its transaction number `place`. Ends like the till's reference, so that another
/// terminal does not take it for one of its own.
fn transaction_name(place: usize, reference: &str) -> String {
    let start = reference.len().saturating_sub(6);
    let tail = reference.get(start..).unwrap_or_default();
    format!("T{:06}-{tail}", place + 1)
}

#[cfg(test)]
mod tests;
