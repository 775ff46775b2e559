//! What is read of Stripe's objects. Whatever else they hold is passed over.

use std::collections::BTreeMap;

use onetill_domains::payments::Mode;
use onetill_kernel::{AttemptId, Currency, Money, Uuid};
use serde::Deserialize;

/// An object, or only its name where it was not expanded.
#[derive(Debug, Clone, Deserialize)]
#[serde(untagged)]
pub(super) enum Expandable<T> {
    Name(String),
    Whole(Box<T>),
}

impl<T> Expandable<T> {
    pub(super) fn whole(&self) -> Option<&T> {
        match self {
            Self::Name(_) => None,
            Self::Whole(whole) => Some(whole),
        }
    }
}

/// A payment intent.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct Intent {
    pub(super) id: String,
    pub(super) object: String,
    pub(super) livemode: bool,
    pub(super) status: String,
    pub(super) amount: i64,
    #[serde(default)]
    pub(super) amount_received: i64,
    #[serde(default)]
    pub(super) amount_capturable: i64,
    pub(super) currency: String,
    #[serde(default)]
    pub(super) capture_method: String,
    #[serde(default)]
    pub(super) cancellation_reason: Option<String>,
    #[serde(default)]
    pub(super) metadata: BTreeMap<String, String>,
    #[serde(default)]
    pub(super) latest_charge: Option<Expandable<Charge>>,
    #[serde(default)]
    pub(super) last_payment_error: Option<ErrorBody>,
    #[serde(default)]
    amount_details: Option<AmountDetails>,
}

#[derive(Debug, Clone, Deserialize)]
struct AmountDetails {
    tip: Option<Tip>,
}

#[derive(Debug, Clone, Deserialize)]
struct Tip {
    amount: Option<i64>,
}

impl Intent {
    pub(super) fn tip(&self) -> i64 {
        self.amount_details.as_ref().and_then(|d| d.tip.as_ref()).and_then(|tip| tip.amount).unwrap_or(0)
    }

    pub(super) fn is_held_first(&self) -> bool {
        self.capture_method == "manual"
    }

    /// Brand and last four digits of the card that was charged, where that is told.
    pub(super) fn card(&self) -> Option<String> {
        self.latest_charge.as_ref()?.whole()?.card()
    }
}

/// A charge.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct Charge {
    payment_method_details: Option<BTreeMap<String, serde_json::Value>>,
    pub(super) refunds: Option<List<Refund>>,
}

impl Charge {
    fn card(&self) -> Option<String> {
        let details = self.payment_method_details.as_ref()?;
        let card = ["card_present", "interac_present", "card"].into_iter().find_map(|kind| details.get(kind))?;
        let brand = card["brand"]
            .as_str()
            .filter(|b| (1..=20).contains(&b.len()) && b.bytes().all(|c| c.is_ascii_lowercase() || c == b'_'))?;
        let last4 = card["last4"].as_str().filter(|l| l.len() == 4 && l.bytes().all(|c| c.is_ascii_digit()))?;
        Some(format!("{brand} {last4}"))
    }
}

/// A page of a list.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct List<T> {
    pub(super) data: Vec<T>,
    pub(super) has_more: bool,
}

/// A refund.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct Refund {
    pub(super) id: String,
    pub(super) object: String,
    pub(super) status: Option<String>,
    pub(super) amount: i64,
    pub(super) currency: String,
    pub(super) failure_reason: Option<String>,
    #[serde(default)]
    pub(super) metadata: Option<BTreeMap<String, String>>,
}

/// A checkout session.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct Session {
    pub(super) id: String,
    pub(super) object: String,
    pub(super) livemode: bool,
    pub(super) status: Option<String>,
    pub(super) payment_status: String,
    pub(super) amount_total: Option<i64>,
    pub(super) currency: Option<String>,
    pub(super) client_reference_id: Option<String>,
    pub(super) url: Option<String>,
    pub(super) payment_intent: Option<Expandable<Intent>>,
}

/// A reader.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct Reader {
    pub(super) id: String,
    pub(super) object: String,
    pub(super) livemode: bool,
    pub(super) label: Option<String>,
    pub(super) status: Option<String>,
    pub(super) action: Option<Action>,
}

/// What a reader does, or did last.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct Action {
    pub(super) status: String,
    pub(super) failure_code: Option<String>,
    process_payment_intent: Option<Processing>,
    api_error: Option<ErrorBody>,
}

#[derive(Debug, Clone, Deserialize)]
struct Processing {
    payment_intent: serde_json::Value,
}

impl Action {
    /// The payment intent that it is about.
    pub(super) fn intent(&self) -> Option<&str> {
        let processing = self.process_payment_intent.as_ref()?;
        processing.payment_intent.as_str().or_else(|| processing.payment_intent["id"].as_str())
    }

    /// The bank's own word, where the bank refused.
    pub(super) fn decline_code(&self) -> Option<&str> {
        self.api_error.as_ref()?.decline_code.as_deref()
    }
}

/// What stands under `error`.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct ErrorBody {
    #[serde(rename = "type", default)]
    pub(super) kind: String,
    pub(super) code: Option<String>,
    pub(super) decline_code: Option<String>,
    pub(super) payment_intent: Option<Box<Intent>>,
}

#[derive(Debug, Clone, Deserialize)]
pub(super) struct ErrorAnswer {
    pub(super) error: ErrorBody,
}

/// The refusal in an answer, if it is one that Stripe wrote.
pub(super) fn refusal(body: &[u8]) -> Option<ErrorBody> {
    serde_json::from_slice::<ErrorAnswer>(body).ok().map(|answer| answer.error).filter(|error| !error.kind.is_empty())
}

/// Whether an object is of the mode of the account.
pub(super) fn is_of_mode(livemode: bool, mode: Mode) -> bool {
    livemode == (mode == Mode::Live)
}

/// The attempt that an object says it was made for.
pub(super) fn attempt_of(metadata: &BTreeMap<String, String>) -> Option<AttemptId> {
    attempt_id(metadata.get("attempt")?)
}

/// An attempt's id as we wrote it.
pub(super) fn attempt_id(text: &str) -> Option<AttemptId> {
    text.parse::<Uuid>().ok().map(AttemptId)
}

/// A currency as Stripe writes it.
pub(super) fn currency(text: &str) -> Option<Currency> {
    let small = text.len() == 3 && text.bytes().all(|b| b.is_ascii_lowercase());
    small.then(|| text.to_ascii_uppercase().parse().ok()).flatten()
}

/// Whether our minor units of a currency and Stripe's are the same. They are for all that Stripe takes but those whose
/// smallest unit its documentation and ISO 4217 count differently; a guess could be wrong by a factor of a hundred.
pub(super) fn counts_alike(currency: Currency) -> bool {
    !matches!(currency.code(), "ISK" | "UGX" | "MGA" | "MRU" | "IQD" | "LYD" | "CLF" | "UYI" | "UYW")
}

/// Whether the last digit of an amount has to be a zero ("three-decimal currencies") and is none.
pub(super) fn is_too_fine(money: Money) -> bool {
    money.currency.decimals() == 3 && money.minor % 10 != 0
}
