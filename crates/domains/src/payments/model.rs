use onetill_db::text_enum;
use onetill_kernel::{
    AttemptId, BalanceId, Currency, LocationId, Money, OrderId, PaymentId, ProviderAccountId, RefundId, RegisterId,
    ShiftId, StaffId, TerminalId, Timestamp,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::connector::Asking;
use crate::Receipt;

/// What sort of money a tender is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum TenderKind {
    /// Coins and notes: certain when they lie in the drawer; gives change.
    Cash,
    /// A card on a terminal: certain when the provider says so.
    Card,
    /// The provider's own page, which the customer opens by a link: certain when the provider says so.
    Link,
    /// A code that the customer pays with their phone: certain when the provider says so.
    Qr,
    /// A gift card: certain when its balance is taken.
    GiftCard,
    /// Credit that the shop owes a customer: certain when its balance is taken.
    StoreCredit,
    /// What a customer will pay later: certain within their limit.
    OnAccount,
    /// Certain when the cashier has it: a voucher, a transfer already seen.
    Other,
}
text_enum!(TenderKind {
    Cash = "cash",
    Card = "card",
    Link = "link",
    Qr = "qr",
    GiftCard = "gift_card",
    StoreCredit = "store_credit",
    OnAccount = "on_account",
    Other = "other",
});

impl TenderKind {
    /// How the customer pays through a provider, if it is one that does.
    pub const fn method(self) -> Option<Method> {
        match self {
            Self::Card => Some(Method::Terminal),
            Self::Link => Some(Method::Link),
            Self::Qr => Some(Method::Qr),
            Self::Cash | Self::GiftCard | Self::StoreCredit | Self::OnAccount | Self::Other => None,
        }
    }
}

/// How a customer pays through a provider.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Method {
    /// With a card at a terminal.
    Terminal,
    /// On the provider's own page.
    Link,
    /// With their phone, by a code that they are shown.
    Qr,
}
text_enum!(Method { Terminal = "terminal", Link = "link", Qr = "qr" });

/// Whether real money moves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Mode {
    /// The provider's test environment.
    Sandbox,
    /// Real cards and real money.
    Live,
}
text_enum!(Mode { Sandbox = "sandbox", Live = "live" });

/// The ways to pay that every shop has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum TenderCode {
    /// Coins and notes.
    Cash,
    /// A card on a terminal.
    Card,
    /// A voucher of somebody else.
    Voucher,
    /// Money seen on the bank account.
    BankTransfer,
    /// Goods that come back in the same sale; nobody pays with it otherwise.
    Exchange,
    /// A gift card of the shop.
    GiftCard,
    /// What a customer has for goods that came back.
    StoreCredit,
    /// What a customer owes from now on.
    OnAccount,
}
text_enum!(TenderCode {
    Cash = "cash",
    Card = "card",
    Voucher = "voucher",
    BankTransfer = "bank_transfer",
    Exchange = "exchange",
    GiftCard = "gift_card",
    StoreCredit = "store_credit",
    OnAccount = "on_account",
});

/// A way to pay.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct Tender {
    /// Its code.
    #[schema(example = "cash")]
    pub code: String,
    /// Its name.
    pub name: String,
    /// What sort of money it is.
    pub kind: TenderKind,
    /// The account its money waits on; what comes through a provider waits on that of the account with it.
    pub clearing_account: String,
    /// Whether it is offered.
    pub active: bool,
}

/// A card terminal.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct Terminal {
    /// Its id.
    pub id: TerminalId,
    /// Where it stands.
    pub location_id: LocationId,
    /// The register it belongs to, if to one.
    pub register_id: Option<RegisterId>,
    /// Its name.
    pub name: String,
    /// The account with its provider.
    pub account_id: ProviderAccountId,
    /// Which connector speaks to it.
    #[schema(example = "simulated")]
    pub provider: String,
    /// Where it answers, or what its provider calls it.
    pub address: String,
    /// Whether it is in use.
    pub active: bool,
}

/// The state of one attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum AttemptState {
    /// Written down; nothing has left.
    Created,
    /// Sent; the answer is not final.
    Pending,
    /// Done.
    Succeeded,
    /// Refused, for good.
    Failed,
    /// It lapsed.
    Expired,
    /// Nobody knows yet; it is being asked about. Never charge again.
    Unknown,
}
text_enum!(AttemptState {
    Created = "created",
    Pending = "pending",
    Succeeded = "succeeded",
    Failed = "failed",
    Expired = "expired",
    Unknown = "unknown",
});

impl AttemptState {
    /// Whether nothing can change any more.
    pub const fn is_final(self) -> bool {
        matches!(self, Self::Succeeded | Self::Failed | Self::Expired)
    }
}

/// What an attempt tries.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum AttemptKind {
    /// To reserve money.
    Authorise,
    /// To take money.
    Capture,
    /// To give money back.
    Refund,
    /// To give up a reservation.
    Void,
    /// To undo what may or may not have happened.
    Reversal,
}
text_enum!(AttemptKind {
    Authorise = "authorise",
    Capture = "capture",
    Refund = "refund",
    Void = "void",
    Reversal = "reversal",
});

impl AttemptKind {
    /// Whether it takes money from the customer, or reserves it.
    pub const fn takes_money(self) -> bool {
        matches!(self, Self::Authorise | Self::Capture)
    }

    /// Whether it gives money back, or gives up what was reserved.
    pub const fn gives_back(self) -> bool {
        !self.takes_money()
    }
}

/// The state of a payment, derived from its attempts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum PaymentState {
    /// Written down.
    Created,
    /// Under way.
    Pending,
    /// Money is reserved and not taken yet.
    Authorised,
    /// The money is ours.
    Captured,
    /// The card or its bank refused.
    Declined,
    /// Somebody stopped it.
    Cancelled,
    /// It lapsed.
    Expired,
    /// Nobody knows yet. Never charge again.
    Unknown,
    /// It could not be tried: the terminal refused or never got it.
    Failed,
    /// What was reserved was given up.
    Voided,
    /// What was taken is for no order: it came too late or was not what was asked for, and is on its way back.
    Reversing,
    /// What was taken was for no order, and went back.
    Reversed,
}
text_enum!(PaymentState {
    Created = "created",
    Pending = "pending",
    Authorised = "authorised",
    Captured = "captured",
    Declined = "declined",
    Cancelled = "cancelled",
    Expired = "expired",
    Unknown = "unknown",
    Failed = "failed",
    Voided = "voided",
    Reversing = "reversing",
    Reversed = "reversed",
});

impl PaymentState {
    /// Whether it may yet pay its order.
    pub const fn is_open(self) -> bool {
        matches!(self, Self::Created | Self::Pending | Self::Authorised | Self::Unknown)
    }
}

/// What somebody decided of an attempt that nobody could be asked about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Decision {
    /// Money moved.
    Taken,
    /// No money moved.
    NotTaken,
}
text_enum!(Decision { Taken = "taken", NotTaken = "not_taken" });

/// How cash was rounded: what moved is the amount and `minor`, a multiple of `step`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Rounding {
    /// What moved beyond the amount; below zero where less moved.
    pub minor: i64,
    /// The smallest coin; 0 where nothing is rounded.
    pub step: i64,
}

/// A payment as stored.
#[derive(Debug, Clone)]
pub struct PaymentRow {
    /// Its id.
    pub id: PaymentId,
    /// The order it pays.
    pub order_id: Option<OrderId>,
    /// The tender's code.
    pub tender: String,
    /// Its currency.
    pub currency: Currency,
    /// What it pays of the order, in minor units.
    pub amount: i64,
    /// What was added as a tip.
    pub tip: i64,
    /// What was handed over, for cash.
    pub tendered: i64,
    /// What was given back of it.
    pub change: i64,
    /// What was refunded or is being refunded.
    pub refunded: i64,
    /// Its state.
    pub state: PaymentState,
    /// The account with a provider that it goes through.
    pub account_id: Option<ProviderAccountId>,
    /// How the customer pays through it.
    pub method: Option<Method>,
    /// The terminal it runs on.
    pub terminal_id: Option<TerminalId>,
    /// The gift card, credit or account that it uses.
    pub balance_id: Option<BalanceId>,
    /// Whether money is reserved first and taken later.
    pub capture_later: bool,
    /// Whether its capture completes the order.
    pub complete_when_paid: bool,
    /// Counts its changes.
    pub version: i64,
    /// When it was written down.
    pub created_at: Timestamp,
}

/// An attempt as stored.
#[derive(Debug, Clone)]
pub struct AttemptRow {
    /// The payment it belongs to.
    pub payment_id: PaymentId,
    /// Its number within the payment, from 1.
    pub attempt_no: i64,
    /// Its id, which also names it to the provider.
    pub id: AttemptId,
    /// What it tries.
    pub kind: AttemptKind,
    /// How far it is.
    pub state: AttemptState,
    /// How much, in minor units.
    pub amount: i64,
    /// What is added to it as a tip.
    pub tip: i64,
    /// How much moved in all, as the provider said.
    pub moved: Option<i64>,
    /// How it was rounded, in cash.
    pub rounding: Rounding,
    /// The refund it pays.
    pub refund_id: Option<RefundId>,
    /// The register that started it.
    pub register_id: RegisterId,
    /// Whether the books have an entry of its own for it.
    pub own_entry: bool,
    /// The shift in which its money moved, at a register that is run by shifts.
    pub shift_id: Option<ShiftId>,
    /// The provider's name for it.
    pub provider_reference: Option<String>,
    /// The provider's own word for how far it is.
    pub provider_status: Option<String>,
    /// The provider's code when it failed.
    pub outcome_code: Option<String>,
    /// A sentence for the cashier.
    pub message: Option<String>,
    /// What the customer is shown.
    pub shown: Option<String>,
    /// Brand and last four digits.
    pub card: Option<String>,
    /// When it was written down.
    pub created_at: Timestamp,
    /// When it left. Durable before the first byte does.
    pub sent_at: Option<Timestamp>,
    /// When it ended.
    pub concluded_at: Option<Timestamp>,
    /// When somebody must work on it next: send it, ask about it, or look once more whether its end still holds.
    pub inquire_at: Option<Timestamp>,
    /// How often it has been asked about without an answer.
    pub inquiries: i64,
    /// When the terminal last said that it does nothing.
    pub idle_at: Option<Timestamp>,
    /// Whether what moved is for no order: it came too late or was not what was asked for, and goes back.
    pub surplus: bool,
    /// What somebody decided of it, and who.
    pub decision: Option<Decision>,
    /// Who decided.
    pub decided_by: Option<StaffId>,
}

impl AttemptRow {
    /// How much money moves by it in all: with its tip, in coins that there are, as the provider said.
    pub fn moves(&self) -> i64 {
        self.moved.unwrap_or(self.amount + self.tip + self.rounding.minor)
    }
}

/// Money for one order by one tender.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct Payment {
    /// Its id.
    pub id: PaymentId,
    /// The order it pays.
    pub order_id: Option<OrderId>,
    /// The order's receipt, in lists and once there is one.
    pub receipt: Option<Receipt>,
    /// The tender's code.
    #[schema(example = "cash")]
    pub tender: String,
    /// The tender's name.
    pub tender_name: String,
    /// What it pays of the order.
    pub amount: Money,
    /// What was added as a tip.
    pub tip: Money,
    /// What was handed over, for cash.
    pub tendered: Option<Money>,
    /// What was given back of it.
    pub change: Option<Money>,
    /// What cash rounding added to the amount, for cash; below zero where it took off.
    pub rounding: Option<Money>,
    /// What was refunded, or is being refunded.
    pub refunded: Money,
    /// Its state.
    pub state: PaymentState,
    /// The account with a provider that it goes through.
    pub account_id: Option<ProviderAccountId>,
    /// How the customer pays through it.
    pub method: Option<Method>,
    /// The terminal it runs on.
    pub terminal_id: Option<TerminalId>,
    /// A sentence for the cashier.
    pub message: String,
    /// What the customer is to be shown while it is under way: the text of a code, or an address.
    pub shown: Option<String>,
    /// What was tried, in order.
    pub attempts: Vec<Attempt>,
    /// When it was written down.
    pub created_at: Timestamp,
    /// Counts its changes.
    pub version: i64,
}

/// One step of a payment.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct Attempt {
    /// Its id.
    pub id: AttemptId,
    /// What it tries.
    pub kind: AttemptKind,
    /// How far it is.
    pub state: AttemptState,
    /// How much.
    pub amount: Money,
    /// What was added to it as a tip.
    pub tip: Money,
    /// How much moved in all, as the provider said.
    pub moved: Option<Money>,
    /// What cash rounding added to what moved; below zero where it took off.
    pub rounding: Money,
    /// The provider's name for it.
    pub provider_reference: Option<String>,
    /// The provider's own word for how far it is.
    pub provider_status: Option<String>,
    /// The provider's code when it failed.
    pub code: Option<String>,
    /// A sentence for the cashier.
    pub message: Option<String>,
    /// Brand and last four digits.
    pub card: Option<String>,
    /// When it was written down.
    pub created_at: Timestamp,
    /// When it left.
    pub sent_at: Option<Timestamp>,
    /// When it ended.
    pub concluded_at: Option<Timestamp>,
    /// Whether what moved is for no order: it came too late or was not what was asked for, and goes back.
    pub surplus: bool,
    /// What somebody decided of it, as nobody could be asked.
    pub decision: Option<Decision>,
    /// Who decided.
    pub decided_by: Option<StaffId>,
    /// What was sent and heard, in order; empty in lists.
    pub log: Vec<LogEntry>,
}

/// What stands in the timeline of an attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum LogKind {
    /// A request left, or was about to.
    Sent,
    /// The provider answered.
    Heard,
    /// No answer came.
    Silence,
    /// The provider told by itself.
    Notice,
    /// Somebody decided.
    Decided,
    /// What was heard cannot be, and changed nothing.
    Refused,
}
text_enum!(LogKind {
    Sent = "sent",
    Heard = "heard",
    Silence = "silence",
    Notice = "notice",
    Decided = "decided",
    Refused = "refused",
});

/// One entry of an attempt's timeline. It holds no card number and nothing secret.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct LogEntry {
    /// What it is.
    pub kind: LogKind,
    /// What had been asked, if something was.
    pub asking: Option<Asking>,
    /// The state after it.
    pub state: AttemptState,
    /// The provider's own word.
    pub provider_status: Option<String>,
    /// The status of the HTTP answer.
    pub http_status: Option<i64>,
    /// In words.
    pub detail: String,
    /// Who, if it was a person.
    pub staff_id: Option<StaffId>,
    /// When.
    pub recorded_at: Timestamp,
}

/// The data of a `payment.updated` event: enough for a till to show how far a payment is.
#[derive(Debug, Serialize, ToSchema)]
pub struct PaymentUpdated {
    /// The payment.
    pub payment_id: PaymentId,
    /// The order it pays.
    pub order_id: Option<OrderId>,
    /// Its state.
    pub state: PaymentState,
    /// What it pays of the order.
    pub amount: Money,
    /// A sentence for the cashier.
    pub message: String,
    /// What the customer is to be shown while it is under way.
    pub shown: Option<String>,
}
