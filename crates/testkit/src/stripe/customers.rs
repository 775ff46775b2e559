//! Those who stand before a reader, and what they do there.

/// The card that somebody holds to a reader or types into Stripe's page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Card {
    /// `visa`, `mastercard`, ..
    pub brand: &'static str,
    /// The last four digits.
    pub last4: &'static str,
    /// Why its bank refuses it, if it does: a decline code, `insufficient_funds`.
    pub declined: Option<&'static str>,
}

impl Card {
    /// One that is good.
    pub const VISA: Self = Self { brand: "visa", last4: "4242", declined: None };
    /// Another that is good.
    pub const MASTERCARD: Self = Self { brand: "mastercard", last4: "4444", declined: None };

    /// One that is refused, with its decline code.
    pub const fn refused(decline_code: &'static str) -> Self {
        Self { brand: "visa", last4: "0002", declined: Some(decline_code) }
    }

    /// What a documented test number stands for ("Test Stripe Terminal: Simulated test cards").
    pub(super) fn of_number(number: &str) -> Option<Self> {
        Some(match number {
            "4242424242424242" => Self::VISA,
            "5555555555554444" => Self::MASTERCARD,
            "4000000000000002" => Self::refused("generic_decline"),
            "4000000000009995" => Self { last4: "9995", ..Self::refused("insufficient_funds") },
            "4000000000009987" => Self { last4: "9987", ..Self::refused("lost_card") },
            "4000000000009979" => Self { last4: "9979", ..Self::refused("stolen_card") },
            "4000000000000069" => Self { last4: "0069", ..Self::refused("expired_card") },
            "4000000000000119" => Self { last4: "0119", ..Self::refused("processing_error") },
            _ => return None,
        })
    }

    /// What Stripe says of a decline.
    pub(super) fn refusal_in_words(decline_code: &str) -> &'static str {
        match decline_code {
            "insufficient_funds" => "Your card has insufficient funds.",
            "expired_card" => "Your card has expired.",
            "incorrect_pin" => "Your card's PIN is incorrect.",
            "processing_error" => "An error occurred while processing your card. Try again in a little bit.",
            _ => "Your card was declined.",
        }
    }
}

/// What a customer, or the reader, does about a payment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Deed {
    /// Presents a card.
    Presents(Card),
    /// Presses cancel on the reader.
    Cancels,
    /// Does nothing until the test presents a card, or never.
    Waits,
    /// The reader loses its line before the card is charged: it shows an error, and its action stays in progress.
    ReaderDies,
    /// The card is charged, and then the reader loses its line: its action stays in progress all the same.
    ReaderDiesCharged(Card),
}

/// A customer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Customer {
    /// What they do.
    pub deed: Deed,
    /// How long they take to it, in milliseconds.
    pub after_ms: i64,
    /// How long the bank then takes; a reader that waits for it cannot be stopped.
    pub authorising_ms: i64,
    /// The tip that they choose on the reader.
    pub tip: i64,
}

impl Customer {
    /// Who does this at once.
    pub const fn who(deed: Deed) -> Self {
        Self { deed, after_ms: 0, authorising_ms: 0, tip: 0 }
    }

    /// Who pays with a good card, at once.
    pub const fn pays() -> Self {
        Self::who(Deed::Presents(Card::VISA))
    }

    /// Whose card is refused.
    pub const fn refused(decline_code: &'static str) -> Self {
        Self::who(Deed::Presents(Card::refused(decline_code)))
    }

    /// The same, later.
    #[must_use]
    pub const fn after_ms(mut self, after_ms: i64) -> Self {
        self.after_ms = after_ms;
        self
    }

    /// The same, with a bank that takes its time.
    #[must_use]
    pub const fn authorising_ms(mut self, authorising_ms: i64) -> Self {
        self.authorising_ms = authorising_ms;
        self
    }

    /// The same, with a tip.
    #[must_use]
    pub const fn tipping(mut self, tip: i64) -> Self {
        self.tip = tip;
        self
    }
}
