//! What a payment connector is: it builds requests and reads answers, and moves no bytes itself.

use std::collections::BTreeMap;
use std::fmt;

use onetill_db::text_enum;
use onetill_kernel::{AttemptId, Currency, Error, Money, OrderId, PaymentId, ProviderAccountId, Result, Timestamp};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::model::{AttemptKind, Method, Mode, Terminal};

/// What a provider can do. What it cannot is never asked of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Capability {
    /// Take a card that is present, at a terminal.
    CardPresent,
    /// Let the customer pay on the provider's own page.
    PaymentLink,
    /// Show a code that the customer pays with their phone.
    QrCode,
    /// Reserve money first and take it later.
    CaptureLater,
    /// Approve less than was asked for.
    PartialApproval,
    /// Undo a capture as if it had not been, before it is settled.
    Void,
    /// Give back to a card that no payment of ours names.
    UnlinkedRefund,
    /// Ask for a tip at the terminal.
    TipOnTerminal,
    /// Take a tip that is added after the card was authorised.
    TipAfter,
    /// Store encrypted cards at the terminal while its own line is down.
    OfflineApproval,
    /// Say whether a terminal does anything at the moment.
    Diagnosis,
    /// Tell of what happened by itself.
    Webhooks,
    /// Tell what was settled and paid out.
    Settlements,
}
text_enum!(Capability {
    CardPresent = "card_present",
    PaymentLink = "payment_link",
    QrCode = "qr_code",
    CaptureLater = "capture_later",
    PartialApproval = "partial_approval",
    Void = "void",
    UnlinkedRefund = "unlinked_refund",
    TipOnTerminal = "tip_on_terminal",
    TipAfter = "tip_after",
    OfflineApproval = "offline_approval",
    Diagnosis = "diagnosis",
    Webhooks = "webhooks",
    Settlements = "settlements",
});

/// What a provider is asked to do about one attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Asking {
    /// Take money: from the card that is presented, or by a link or a code.
    Charge,
    /// Reserve money.
    Authorise,
    /// Take money that was reserved.
    Capture,
    /// Give money back that was taken.
    Refund,
    /// Give up a reservation, or undo a capture that is not settled.
    Void,
    /// Undo what was taken although nobody waited for it any more.
    Reverse,
    /// Say what became of the attempt.
    Inquire,
    /// Stop, if it is not too late. What came of it is learned by inquiry.
    Cancel,
    /// Say whether the terminal does anything.
    Diagnose,
}
text_enum!(Asking {
    Charge = "charge",
    Authorise = "authorise",
    Capture = "capture",
    Refund = "refund",
    Void = "void",
    Reverse = "reverse",
    Inquire = "inquire",
    Cancel = "cancel",
    Diagnose = "diagnose",
});

impl Asking {
    /// What asks for an attempt of this kind; `capture` takes what was reserved, or all in one step.
    pub const fn for_kind(kind: AttemptKind, reserved: bool) -> Self {
        match kind {
            AttemptKind::Authorise => Self::Authorise,
            AttemptKind::Capture if reserved => Self::Capture,
            AttemptKind::Capture => Self::Charge,
            AttemptKind::Refund => Self::Refund,
            AttemptKind::Void => Self::Void,
            AttemptKind::Reversal => Self::Reverse,
        }
    }

    /// Whether money may move because of it.
    pub const fn moves_money(self) -> bool {
        !matches!(self, Self::Inquire | Self::Cancel | Self::Diagnose)
    }
}

/// Secret values of an account, opened: keys by their name, the newest first. Shown nowhere.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Secrets(pub BTreeMap<String, Vec<String>>);

impl Secrets {
    /// The newest value of a name.
    pub fn newest(&self, name: &str) -> Option<&str> {
        self.all(name).next()
    }

    /// Every value of a name that is still believed, the newest first: a key and the one before it.
    pub fn all(&self, name: &str) -> impl Iterator<Item = &str> {
        self.0.get(name).into_iter().flatten().map(String::as_str)
    }
}

impl fmt::Debug for Secrets {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.0.keys()).finish()
    }
}

/// An account with a provider, ready to be used.
#[derive(Debug, Clone)]
pub struct OpenAccount {
    /// Its id.
    pub id: ProviderAccountId,
    /// The connector's name.
    pub provider: String,
    /// Whether real money moves.
    pub mode: Mode,
    /// What it is asked with, apart from what is secret: the fields that its connector names.
    pub settings: BTreeMap<String, String>,
    /// Its keys.
    pub secrets: Secrets,
}

impl OpenAccount {
    /// A setting that must be there.
    pub fn setting(&self, name: &'static str) -> Result<&str> {
        self.settings.get(name).map(String::as_str).filter(|v| !v.is_empty()).ok_or_else(|| self.missing(name))
    }

    /// A secret that must be there.
    pub fn secret(&self, name: &'static str) -> Result<&str> {
        self.secrets.newest(name).ok_or_else(|| self.missing(name))
    }

    fn missing(&self, name: &'static str) -> Error {
        Error::invalid(name, "This account with the provider has no such value yet.")
            .code("provider_not_set_up")
            .fix("Enter it where the provider is set up.")
    }
}

/// One question to a provider about one attempt.
#[derive(Debug, Clone)]
pub struct Ask<'a> {
    /// What is asked.
    pub asking: Asking,
    /// The attempt; its id is the idempotency key and names it to the provider, so a repeated request cannot act twice.
    pub attempt_id: AttemptId,
    /// What the attempt tries.
    pub kind: AttemptKind,
    /// How much, without the tip.
    pub amount: Money,
    /// What is added to it as a tip, in minor units.
    pub tip: i64,
    /// How the customer pays.
    pub method: Method,
    /// The provider's name for this attempt, as far as it is known.
    pub reference: Option<&'a str>,
    /// The attempt that a capture, refund, void or reversal goes back to.
    pub original: Option<Original<'a>>,
    /// The payment.
    pub payment_id: PaymentId,
    /// The order that it pays.
    pub order_id: Option<OrderId>,
    /// The account.
    pub account: &'a OpenAccount,
    /// The terminal, if one is asked.
    pub terminal: Option<&'a Terminal>,
    /// How many answers in a row said to go on, see [`Answer::Onward`].
    pub step: usize,
    /// The moment.
    pub now: Timestamp,
}

impl<'a> Ask<'a> {
    /// The terminal that must be there.
    pub fn terminal(&self) -> Result<&'a Terminal> {
        self.terminal.ok_or_else(|| Error::invalid("terminal_id", "This payment names no terminal."))
    }
}

/// What was taken or reserved before.
#[derive(Debug, Clone, Copy)]
pub struct Original<'a> {
    /// Our name for it.
    pub attempt_id: AttemptId,
    /// The provider's, if it is known.
    pub reference: Option<&'a str>,
    /// How much it was, with its tip, in minor units.
    pub amount: i64,
}

/// An HTTP request, ready to be sent. Its headers may be secret.
#[derive(Clone, PartialEq, Eq)]
pub struct Message {
    /// `GET`, `POST`, …
    pub method: &'static str,
    /// Where to.
    pub url: String,
    /// All headers.
    pub headers: Vec<(&'static str, String)>,
    /// The body, if there is one, as its `content-type` header says.
    pub body: Option<String>,
    /// How long to wait for the answer, in milliseconds.
    pub timeout_ms: u64,
    /// The certificate authority that the other end is checked against, in PEM; a public one otherwise.
    pub ca: Option<String>,
}

impl fmt::Debug for Message {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Message").field("method", &self.method).field("url", &self.url).finish_non_exhaustive()
    }
}

impl Message {
    /// A request without headers and body.
    pub fn new(method: &'static str, url: String, timeout_ms: u64) -> Self {
        Self { method, url, headers: Vec::new(), body: None, timeout_ms, ca: None }
    }

    /// The same with a header.
    #[must_use]
    pub fn header(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    /// The same with a JSON body.
    #[must_use]
    pub fn json(mut self, body: &serde_json::Value) -> Self {
        self.body = Some(body.to_string());
        self.header("content-type", "application/json")
    }
}

/// An HTTP answer.
#[derive(Debug, Clone, Copy)]
pub struct Reply<'a> {
    /// The status.
    pub status: u16,
    /// The body.
    pub body: &'a [u8],
}

/// What a provider, or its silence, says about an attempt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// The first of several steps is done and its name is known: the same is asked again, with that name.
    Onward,
    /// It is under way; a sentence for the cashier says how far.
    Pending {
        /// `Ask for the card.`
        message: String,
    },
    /// It was done as asked: money moved, or is reserved, or went back.
    Approved(Approval),
    /// It was refused, and nothing moved.
    Declined {
        /// The provider's code, or ours for it.
        code: String,
        /// In words.
        message: String,
    },
    /// It was stopped at the terminal or by us.
    Cancelled,
    /// It lapsed.
    Expired,
    /// The provider has never heard of it.
    NotFound,
    /// The terminal does nothing at the moment.
    Idle,
    /// The terminal is busy.
    Busy,
    /// The provider did not answer, or not in a way that can be understood.
    Silent,
}

/// What a provider says that it did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Approval {
    /// How much moved in all, in minor units; none where the provider does not repeat it.
    pub moved: Option<i64>,
    /// What of that is a tip.
    pub tip: i64,
    /// In which currency; none where the provider does not repeat it.
    pub currency: Option<Currency>,
    /// Whether the provider says that it is less than was asked for.
    pub partial: bool,
    /// Brand and last four digits, if a card was read: `visa 4242`.
    pub card: Option<String>,
}

/// Everything that an answer holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Heard {
    /// What it means.
    pub answer: Answer,
    /// The provider's name for the attempt, if it says one.
    pub reference: Option<String>,
    /// The provider's own word for how far it is.
    pub provider_status: Option<String>,
    /// What the customer is to be shown: the text of a code, or an address.
    pub shown: Option<String>,
}

impl From<Answer> for Heard {
    fn from(answer: Answer) -> Self {
        Self { answer, reference: None, provider_status: None, shown: None }
    }
}

impl Heard {
    /// Nothing, or nothing that makes sense.
    pub fn silence() -> Self {
        Answer::Silent.into()
    }

    /// It was done exactly as asked.
    pub fn approved(reference: impl Into<String>, card: Option<String>) -> Self {
        let approval = Approval { moved: None, tip: 0, currency: None, partial: false, card };
        Self::from(Answer::Approved(approval)).named(reference)
    }

    /// It was refused.
    pub fn declined(code: impl Into<String>, message: impl Into<String>) -> Self {
        Answer::Declined { code: code.into(), message: message.into() }.into()
    }

    /// The same with the provider's name for the attempt.
    #[must_use]
    pub fn named(mut self, reference: impl Into<String>) -> Self {
        self.reference = Some(reference.into());
        self
    }

    /// The same with the provider's own word.
    #[must_use]
    pub fn saying(mut self, status: impl Into<String>) -> Self {
        self.provider_status = Some(status.into());
        self
    }
}

/// A vendor's way of speaking. One implementation a vendor, in the connectors crate.
pub trait Connector: Send + Sync {
    /// The name that accounts are made with: `stripe`.
    fn name(&self) -> &'static str;

    /// What it can do; nothing else is asked of it.
    fn capabilities(&self) -> &'static [Capability];

    /// How long after a request for money the provider may still act upon it, in seconds. Before that, that it does not
    /// know the request means nothing.
    fn time_limit_s(&self) -> i64;

    /// What an account is asked with. Refuses what cannot work, naming the field, and says whether real money moves.
    fn check(&self, account: &OpenAccount) -> Result<Mode>;

    /// The names of its settings and of its secrets, in the order in which they are entered.
    fn fields(&self) -> &'static [Field];

    /// The request that asks it.
    fn request(&self, ask: &Ask<'_>) -> Result<Message>;

    /// What an HTTP answer to it means. What is not understood is [`Answer::Silent`], never success.
    fn answer(&self, ask: &Ask<'_>, reply: Reply<'_>) -> Heard;

    /// How it tells of things by itself, if it does.
    fn webhooks(&self) -> Option<&dyn Webhooks> {
        None
    }

    /// How an account is tried out.
    fn trial(&self) -> &dyn Trial;
}

/// A value that an account is set up with.
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
pub struct Field {
    /// Its name in requests: `secret_key`.
    pub name: &'static str,
    /// Whether it is sealed and never shown again.
    pub secret: bool,
    /// Whether the account works without it.
    pub optional: bool,
}

/// What a provider tells by itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// The provider's name for this message; the same message may come many times.
    pub id: String,
    /// Its kind, in the provider's word.
    pub kind: String,
    /// The attempt that it is about, if it is about one.
    pub about: Option<About>,
    /// What it means for that attempt.
    pub heard: Heard,
}

/// How a provider names the attempt that a notice is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum About {
    /// By our name for it.
    Attempt(AttemptId),
    /// By the provider's name for it.
    Reference(String),
}

/// A message that came by itself.
#[derive(Debug, Clone, Copy)]
pub struct Incoming<'a> {
    /// All headers, names in lower case.
    pub headers: &'a [(String, String)],
    /// The body, byte for byte.
    pub body: &'a [u8],
    /// When it came.
    pub now: Timestamp,
}

impl<'a> Incoming<'a> {
    /// A header.
    pub fn header(&self, name: &str) -> Option<&'a str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }
}

/// Reads what a provider tells by itself.
pub trait Webhooks: Send + Sync {
    /// What a message says, once its signature and its age were found right. One message may tell of several things.
    fn read(&self, account: &OpenAccount, incoming: Incoming<'_>) -> Result<Vec<Notice>>;

    /// What is answered to a message that was taken, where the provider asks for a certain text.
    fn receipt(&self) -> &'static str {
        ""
    }
}

/// Tries out whether an account, or one of its terminals, works: before going live, and when something does not.
pub trait Trial: Send + Sync {
    /// The requests that try it, each with a name; none moves money.
    fn requests(&self, account: &OpenAccount, terminal: Option<&Terminal>) -> Result<Vec<(&'static str, Message)>>;

    /// What the answer to one of them means: whether it is well, and in words what is wrong and what to do.
    fn verdict(&self, name: &str, account: &OpenAccount, reply: Option<Reply<'_>>) -> Verdict;
}

/// How one part of a trial went.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Verdict {
    /// What was tried.
    pub name: String,
    /// Whether it is well.
    pub ok: bool,
    /// In words: what was found, and what to do.
    pub message: String,
}
