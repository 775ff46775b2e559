//! How the terminal treats the payments that reach it.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// What happens to a payment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mode {
    /// The customer presents a card and the bank approves.
    Approve,
    /// A person at the terminal's screen decides.
    ByHand,
    /// The bank declines: not enough money.
    InsufficientFunds,
    /// The bank declines: the card is too old.
    CardExpired,
    /// The customer presses the red button.
    CustomerCancels,
    /// Nobody ever presents a card.
    NoCard,
    /// The card is charged at once, and the till hears of it late.
    AnswerLate,
    /// The card is charged, and neither the request nor any inquiry is answered until released.
    NeverAnswer,
    /// The request arrives, the line breaks before the answer, and the payment goes on.
    DropConnection,
    /// The request is lost: the line breaks, and nothing was kept.
    Forget,
    /// The card is charged, and the network is dead for the answer and some inquiries.
    NetworkDead,
    /// The request is stuck on its way: the terminal knows nothing of it and is idle, until it arrives after the delay, or
    /// somebody releases it, and the card is charged all the same.
    LateApproval,
    /// The bank approves half of it.
    Partial,
    /// More is taken than was asked for.
    WrongAmount,
    /// The answer tells of another currency.
    WrongCurrency,
    /// The card is charged, and the answer and some inquiries are met with noise.
    Garbage,
    /// The same with an answer that never ends.
    Endless,
    /// The last two digits of the amount decide: see [`Mode::of_amount`].
    ByAmount,
}

impl Mode {
    /// All modes.
    pub const ALL: [Self; 18] = [
        Self::Approve,
        Self::ByHand,
        Self::InsufficientFunds,
        Self::CardExpired,
        Self::CustomerCancels,
        Self::NoCard,
        Self::AnswerLate,
        Self::NeverAnswer,
        Self::DropConnection,
        Self::Forget,
        Self::NetworkDead,
        Self::LateApproval,
        Self::Partial,
        Self::WrongAmount,
        Self::WrongCurrency,
        Self::Garbage,
        Self::Endless,
        Self::ByAmount,
    ];

    /// Its name on the wire and the command line: `never_answer`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Approve => "approve",
            Self::ByHand => "by_hand",
            Self::InsufficientFunds => "insufficient_funds",
            Self::CardExpired => "card_expired",
            Self::CustomerCancels => "customer_cancels",
            Self::NoCard => "no_card",
            Self::AnswerLate => "answer_late",
            Self::NeverAnswer => "never_answer",
            Self::DropConnection => "drop_connection",
            Self::Forget => "forget",
            Self::NetworkDead => "network_dead",
            Self::LateApproval => "late_approval",
            Self::Partial => "partial",
            Self::WrongAmount => "wrong_amount",
            Self::WrongCurrency => "wrong_currency",
            Self::Garbage => "garbage",
            Self::Endless => "endless",
            Self::ByAmount => "by_amount",
        }
    }

    /// The delay when none is named, in milliseconds: what feels like a real terminal to a person.
    const fn default_delay_ms(self) -> u64 {
        match self {
            Self::ByHand => 600,
            Self::AnswerLate => 8_000,
            Self::LateApproval => 30_000,
            _ => 1_500,
        }
    }
}

impl Mode {
    /// What happens to so much money where the amount decides, by its last two digits, such as 01 for too little money on
    /// the card; what is not listed is approved.
    pub const fn of_amount(minor: i64) -> Self {
        match minor % 100 {
            1 => Self::InsufficientFunds,
            2 => Self::CardExpired,
            3 => Self::CustomerCancels,
            4 => Self::NoCard,
            5 => Self::AnswerLate,
            6 => Self::NeverAnswer,
            7 => Self::DropConnection,
            8 => Self::Forget,
            9 => Self::NetworkDead,
            10 => Self::LateApproval,
            11 => Self::Partial,
            12 => Self::WrongAmount,
            13 => Self::WrongCurrency,
            14 => Self::Garbage,
            15 => Self::Endless,
            _ => Self::Approve,
        }
    }
}

impl fmt::Display for Mode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Mode {
    type Err = String;
    fn from_str(s: &str) -> Result<Self, String> {
        Self::ALL.into_iter().find(|mode| mode.name() == s).ok_or_else(|| {
            let names: Vec<&str> = Self::ALL.iter().map(|mode| mode.name()).collect();
            format!("\"{s}\" is not a behaviour of the terminal. Use one of {}.", names.join(", "))
        })
    }
}

/// A mode and its measures. Written `approve` or, with a delay in milliseconds, `approve:20`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Behaviour {
    /// What happens.
    pub mode: Mode,
    /// How long it takes, in milliseconds: from the request to the outcome; for [`Mode::AnswerLate`] to
    /// the answer; for [`Mode::ByHand`] from the person's press to the outcome.
    pub delay_ms: u64,
    /// How many inquiries [`Mode::NetworkDead`], [`Mode::Garbage`] and [`Mode::Endless`] swallow.
    pub inquiries: u32,
}

impl Behaviour {
    /// The longest delay, in milliseconds: an hour.
    pub const MAX_DELAY_MS: u64 = 3_600_000;

    /// A mode at the pace of a real terminal.
    pub const fn new(mode: Mode) -> Self {
        Self { mode, delay_ms: mode.default_delay_ms(), inquiries: 3 }
    }

    /// What it comes to for so much money.
    #[must_use]
    pub(crate) const fn for_amount(self, minor: i64) -> Self {
        match self.mode {
            Mode::ByAmount => Self { mode: Mode::of_amount(minor), ..self },
            _ => self,
        }
    }

    /// The same with another delay, in milliseconds.
    #[must_use]
    pub const fn with_delay_ms(mut self, delay_ms: u64) -> Self {
        self.delay_ms = if delay_ms > Self::MAX_DELAY_MS { Self::MAX_DELAY_MS } else { delay_ms };
        self
    }

    /// The same with another number of swallowed inquiries.
    #[must_use]
    pub const fn with_inquiries(mut self, inquiries: u32) -> Self {
        self.inquiries = inquiries;
        self
    }
}

impl Default for Behaviour {
    fn default() -> Self {
        Self::new(Mode::Approve)
    }
}

impl fmt::Display for Behaviour {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.mode, self.delay_ms)
    }
}

impl FromStr for Behaviour {
    type Err = String;
    fn from_str(s: &str) -> Result<Self, String> {
        let Some((mode, delay)) = s.split_once(':') else {
            return Ok(Self::new(s.parse()?));
        };
        match delay.parse() {
            Ok(ms) if ms <= Self::MAX_DELAY_MS => Ok(Self::new(mode.parse()?).with_delay_ms(ms)),
            _ => Err(format!(
                "\"{delay}\" is not a delay. Use whole milliseconds up to {}, as in approve:20.",
                Self::MAX_DELAY_MS
            )),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Behaviour, Mode};

    #[test]
    fn every_mode_reads_back_what_it_writes() {
        for mode in Mode::ALL {
            assert_eq!(mode.name().parse::<Mode>(), Ok(mode));
            assert_eq!(serde_json::to_value(mode).expect("json"), serde_json::json!(mode.name()));
            let behaviour = Behaviour::new(mode).with_delay_ms(7);
            assert_eq!(behaviour.to_string().parse::<Behaviour>(), Ok(behaviour));
        }
    }

    #[test]
    fn a_wrong_behaviour_is_told_the_right_ones() {
        let cases = [
            ("", "is not a behaviour"),
            ("approved", "Use one of approve, by_hand"),
            ("approve:", "whole milliseconds"),
            ("approve:1.5", "whole milliseconds"),
            ("approve:-1", "whole milliseconds"),
            ("approve:3600001", "up to 3600000"),
            ("never:5", "is not a behaviour"),
        ];
        for (text, expect) in cases {
            let error = text.parse::<Behaviour>().expect_err(text);
            assert!(error.contains(expect), "{text}: {error}");
        }
    }
}
