use onetill_db::text_enum;
use onetill_kernel::{
    AttemptId, Currency, LocationId, Money, OrderId, PaymentId, RefundId, RegisterId, ShiftId, TerminalId, Timestamp,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::Receipt;

/// What sort of money a tender is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum TenderKind {
    /// Coins and notes: certain when they lie in the drawer; gives change.
    Cash,
    /// A card on a terminal: certain when the provider says so.
    Card,
    /// Certain when the cashier has it: a voucher, a transfer already seen.
    Other,
}
text_enum!(TenderKind { Cash = "cash", Card = "card", Other = "other" });

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
}
text_enum!(TenderCode {
    Cash = "cash",
    Card = "card",
    Voucher = "voucher",
    BankTransfer = "bank_transfer",
    Exchange = "exchange",
});

/// A way to pay.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct Tender {
    /// Its code.
    #[schema(value_type = TenderCode)]
    pub code: String,
    /// Its name.
    pub name: String,
    /// What sort of money it is.
    pub kind: TenderKind,
    /// The account its money waits on.
    pub clearing_account: String,
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
    /// Which connector speaks to it.
    #[schema(example = "simulated")]
    pub connector: String,
    /// Where it answers.
    pub address: String,
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

/// The state of a payment, derived from its attempts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum PaymentState {
    /// Written down.
    Created,
    /// Under way.
    Pending,
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
}
text_enum!(PaymentState {
    Created = "created",
    Pending = "pending",
    Captured = "captured",
    Declined = "declined",
    Cancelled = "cancelled",
    Expired = "expired",
    Unknown = "unknown",
    Failed = "failed",
});

impl PaymentState {
    /// Whether money may still come of it.
    pub const fn is_open(self) -> bool {
        matches!(self, Self::Created | Self::Pending | Self::Unknown)
    }
}

/// What a provider, or its silence, says about an attempt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// It is under way; a sentence for the cashier says how far.
    Pending {
        /// `Ask for the card.`
        message: String,
    },
    /// The money moved.
    Approved {
        /// The provider's name for it.
        reference: String,
        /// Brand and last four digits, if a card was read: `visa 4242`.
        card: Option<String>,
    },
    /// It was refused.
    Declined {
        /// The provider's code.
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
    /// The provider did not answer, or not in a way that can be understood.
    Silent,
}

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
    /// What was handed over, for cash.
    pub tendered: i64,
    /// What was given back of it.
    pub change: i64,
    /// What was refunded or is being refunded.
    pub refunded: i64,
    /// Its state.
    pub state: PaymentState,
    /// The terminal it runs on.
    pub terminal_id: Option<TerminalId>,
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
    /// The provider's code when it failed.
    pub outcome_code: Option<String>,
    /// A sentence for the cashier.
    pub message: Option<String>,
    /// Brand and last four digits.
    pub card: Option<String>,
    /// When it was written down.
    pub created_at: Timestamp,
    /// When it left. Durable before the first byte does.
    pub sent_at: Option<Timestamp>,
    /// When it ended.
    pub concluded_at: Option<Timestamp>,
    /// When it is asked about next.
    pub inquire_at: Option<Timestamp>,
    /// How often it has been asked about without an answer.
    pub inquiries: i64,
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
    #[schema(value_type = TenderCode)]
    pub tender: String,
    /// The tender's name.
    pub tender_name: String,
    /// What it pays of the order.
    pub amount: Money,
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
    /// The terminal it runs on.
    pub terminal_id: Option<TerminalId>,
    /// A sentence for the cashier.
    pub message: String,
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
    /// What cash rounding added to what moved; below zero where it took off.
    pub rounding: Money,
    /// The provider's name for it.
    pub provider_reference: Option<String>,
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
}
