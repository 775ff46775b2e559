//! What the terminal remembers of one charge or refund.

use onetill_kernel::{Currency, Timestamp};
use serde::{Deserialize, Serialize};

use super::behaviour::{Behaviour, Mode};

/// Which way the money goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// From the card.
    Charge,
    /// Back to the card.
    Refund,
}

/// How far it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// The screen asks for the card.
    WaitingForCard,
    /// The bank is being asked.
    Authorising,
    /// The money moved.
    Approved,
    /// It was refused.
    Declined,
    /// It was stopped before the card was read.
    Cancelled,
    /// Nobody presented a card in time.
    Expired,
}

impl Status {
    /// Whether nothing can change any more.
    pub const fn is_final(self) -> bool {
        !matches!(self, Self::WaitingForCard | Self::Authorising)
    }
}

/// All that is ever known of a card.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Card {
    /// `visa`.
    pub brand: String,
    /// The last four digits.
    pub last4: String,
}

/// The cards in the customers' pockets, taken in turn.
const CARDS: [(&str, &str); 4] = [("visa", "4242"), ("mastercard", "4444"), ("visa", "1881"), ("amex", "0005")];

/// The card of customer number `number`.
pub(crate) fn card_of(number: usize) -> Card {
    let (brand, last4) = CARDS[number % CARDS.len()];
    Card { brand: brand.to_owned(), last4: last4.to_owned() }
}

/// One charge or refund, as the terminal and its bank see it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Transaction {
    /// The till's name for it: the attempt's id.
    pub reference: String,
    /// The terminal's name for it, which a refund names as its original.
    pub transaction: String,
    /// Which way the money goes.
    pub kind: Kind,
    /// The charge that a refund gives back, by the terminal's name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub original: Option<String>,
    /// How much, in minor units.
    pub amount: i64,
    /// How much was approved, where it was another amount.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub approved: Option<i64>,
    /// Of which currency.
    pub currency: Currency,
    /// How far it is.
    pub status: Status,
    /// Why it was declined.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// The card, once it was read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub card: Option<Card>,
    /// When the request arrived.
    pub received_at: Timestamp,
    /// When it ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub concluded_at: Option<Timestamp>,
}

impl Transaction {
    /// How much moved by it, once it is approved.
    pub fn moves(&self) -> i64 {
        self.approved.unwrap_or(self.amount)
    }
}

/// How it will end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Outcome {
    Approve,
    InsufficientFunds,
    CardExpired,
    Cancel,
    Expire,
}

/// Who is not told what became of it, and for how long.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Hold {
    /// No answer before this moment.
    Until(Timestamp),
    /// No answer before somebody at the terminal releases it.
    UntilReleased,
    /// So many inquiries meet a dead line.
    Inquiries(u32),
    /// So many inquiries are answered with noise.
    Garbage(u32),
    /// So many inquiries are answered without an end.
    Endless(u32),
    /// It has not arrived yet.
    Stuck,
}

impl Hold {
    /// The same with one inquiry less; none after the last.
    pub(crate) const fn after_one(self) -> Option<Self> {
        match self {
            Self::Inquiries(left) if left > 1 => Some(Self::Inquiries(left - 1)),
            Self::Garbage(left) if left > 1 => Some(Self::Garbage(left - 1)),
            Self::Endless(left) if left > 1 => Some(Self::Endless(left - 1)),
            Self::Inquiries(_) | Self::Garbage(_) | Self::Endless(_) => None,
            held => Some(held),
        }
    }
}

/// A transaction and what is to become of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Record {
    #[serde(flatten)]
    pub(crate) transaction: Transaction,
    /// None when a person decides.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) outcome: Option<Outcome>,
    /// How long each step takes, in milliseconds.
    pub(crate) pace_ms: u64,
    /// When the next step is due; nothing is once it has ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) due: Option<Timestamp>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) hold: Option<Hold>,
    /// Whether its currency is told wrongly.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(crate) mistold: bool,
}

/// `at` and so many milliseconds more.
pub(crate) fn plus_ms(at: Timestamp, ms: u64) -> Timestamp {
    let micros = i64::try_from(ms).unwrap_or(i64::MAX).saturating_mul(1_000);
    Timestamp::from_micros(at.micros().saturating_add(micros))
}

impl Record {
    /// A transaction that begins now, as `behaviour` has it.
    pub(crate) fn begin(mut transaction: Transaction, behaviour: Behaviour, card_limit_ms: u64) -> Self {
        transaction.approved = match behaviour.mode {
            Mode::Partial if transaction.kind == Kind::Charge => Some((transaction.amount + 1) / 2),
            Mode::WrongAmount => Some(transaction.amount + 1),
            _ => None,
        };
        let at = transaction.received_at;
        let outcome = match behaviour.mode {
            Mode::ByHand => None,
            Mode::InsufficientFunds => Some(Outcome::InsufficientFunds),
            Mode::CardExpired => Some(Outcome::CardExpired),
            Mode::CustomerCancels => Some(Outcome::Cancel),
            Mode::NoCard => Some(Outcome::Expire),
            Mode::Approve
            | Mode::AnswerLate
            | Mode::NeverAnswer
            | Mode::DropConnection
            | Mode::Forget
            | Mode::NetworkDead
            | Mode::LateApproval
            | Mode::Partial
            | Mode::WrongAmount
            | Mode::WrongCurrency
            | Mode::Garbage
            | Mode::Endless
            | Mode::ByAmount => Some(Outcome::Approve),
        };
        let hold = match behaviour.mode {
            Mode::AnswerLate => Some(Hold::Until(plus_ms(at, behaviour.delay_ms))),
            Mode::NeverAnswer => Some(Hold::UntilReleased),
            Mode::NetworkDead if behaviour.inquiries > 0 => Some(Hold::Inquiries(behaviour.inquiries)),
            Mode::Garbage if behaviour.inquiries > 0 => Some(Hold::Garbage(behaviour.inquiries)),
            Mode::Endless if behaviour.inquiries > 0 => Some(Hold::Endless(behaviour.inquiries)),
            Mode::LateApproval => Some(Hold::Stuck),
            _ => None,
        };
        let (pace_ms, first_ms) = match behaviour.mode {
            Mode::ByHand => (behaviour.delay_ms, card_limit_ms),
            // The customer is quick; only the till is kept waiting.
            Mode::AnswerLate | Mode::NeverAnswer | Mode::NetworkDead | Mode::Garbage | Mode::Endless => (0, 0),
            Mode::LateApproval => (0, behaviour.delay_ms),
            // One step to its end, not two.
            Mode::CustomerCancels | Mode::NoCard => (behaviour.delay_ms, behaviour.delay_ms),
            _ => (behaviour.delay_ms / 2, behaviour.delay_ms / 2),
        };
        let due = Some(plus_ms(at, first_ms));
        let mistold = behaviour.mode == Mode::WrongCurrency;
        Self { transaction, outcome, pace_ms, due, hold, mistold }
    }

    /// Takes every step that is due at `now`. `card` is what the customer holds. Says whether it took one.
    pub(crate) fn advance(&mut self, now: Timestamp, card: &Card) -> bool {
        let mut moved = false;
        while let Some(due) = self.due.filter(|due| *due <= now) {
            moved = true;
            match (self.transaction.status, self.outcome) {
                // A person had their chance.
                (Status::WaitingForCard, None | Some(Outcome::Expire)) => {
                    self.conclude(Status::Expired, None, due);
                }
                (Status::WaitingForCard, Some(Outcome::Cancel)) => {
                    self.conclude(Status::Cancelled, None, due);
                }
                (Status::WaitingForCard, Some(_)) => {
                    self.transaction.status = Status::Authorising;
                    self.transaction.card = Some(card.clone());
                    self.due = Some(plus_ms(due, self.pace_ms));
                }
                (Status::Authorising, Some(Outcome::Approve)) => {
                    self.conclude(Status::Approved, None, due);
                }
                (Status::Authorising, Some(Outcome::InsufficientFunds)) => {
                    self.conclude(Status::Declined, Some("insufficient_funds"), due);
                }
                (Status::Authorising, Some(Outcome::CardExpired)) => {
                    self.conclude(Status::Declined, Some("card_expired"), due);
                }
                // The bank gave no verdict, so no money moved.
                (Status::Authorising, _) => self.conclude(Status::Expired, None, due),
                _ => self.due = None,
            }
        }
        moved
    }

    /// Ends it.
    pub(crate) fn conclude(&mut self, status: Status, code: Option<&str>, at: Timestamp) {
        self.transaction.status = status;
        self.transaction.code = code.map(str::to_owned);
        self.transaction.concluded_at = Some(at);
        self.due = None;
    }

    /// Whether its answer is held back at `now`.
    pub(crate) fn is_held(&self, now: Timestamp) -> bool {
        match self.hold {
            None => false,
            Some(Hold::Until(at)) => now < at,
            Some(_) => true,
        }
    }
}
