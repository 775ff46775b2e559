use onetill_db::text_enum;
use onetill_kernel::{
    BalanceId, Currency, CustomerId, Date, LocationId, Money, OrderId, PaymentId, RefundId, RegisterId, ShiftId,
    StaffId, Timestamp, Uuid,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::Receipt;

/// What sort of balance it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum BalanceKind {
    /// Whoever has its code may spend it.
    GiftCard,
    /// A customer may spend it.
    StoreCredit,
    /// What a customer paid ahead or, below zero, owes.
    OnAccount,
}
text_enum!(BalanceKind { GiftCard = "gift_card", StoreCredit = "store_credit", OnAccount = "on_account" });

/// Why a balance changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = BalanceMovementKind)]
pub enum MovementKind {
    /// A line of an order put it there: a card was sold or topped up, an account was paid.
    Loaded,
    /// That line was refunded.
    Unloaded,
    /// A payment spent it.
    Spent,
    /// A refund, or an order that was given up, put it there.
    GivenBack,
    /// It was not spent in time.
    Expired,
}
text_enum!(MovementKind {
    Loaded = "loaded",
    Unloaded = "unloaded",
    Spent = "spent",
    GivenBack = "given_back",
    Expired = "expired",
});

/// A balance as commands hold it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BalanceRow {
    /// Its id.
    pub id: BalanceId,
    /// What sort it is.
    pub kind: BalanceKind,
    /// Whose it is; a gift card is nobody's in particular.
    pub customer_id: Option<CustomerId>,
    /// Its currency.
    pub currency: Currency,
    /// What it holds, in minor units.
    pub balance: i64,
    /// How far an account may go below zero.
    pub credit_limit: i64,
    /// How many movements it has.
    pub movement_count: i64,
    /// Whether it can be spent.
    pub active: bool,
    /// The last day on which it can be spent; no end where there is none.
    pub expires_on: Option<Date>,
    /// The place whose day counts for that: where money was put on it last.
    pub location_id: Option<LocationId>,
}

/// A gift card's balance, a customer's store credit or account.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct Balance {
    /// Its id.
    pub id: BalanceId,
    /// What sort it is.
    pub kind: BalanceKind,
    /// Whose it is; none for a gift card.
    pub customer_id: Option<CustomerId>,
    /// The last four signs of a gift card's code.
    pub code_last4: Option<String>,
    /// What it holds; below zero is what the customer owes.
    pub balance: Money,
    /// How far an account may go below zero.
    pub credit_limit: Option<Money>,
    /// What can be spent of it now.
    pub available: Money,
    /// Whether it can be spent.
    pub active: bool,
    /// Why a card was switched off or on, or got another code, last.
    pub reason: String,
    /// The last day on which it can be spent; no end where there is none.
    pub expires_on: Option<Date>,
    /// When it was made.
    pub created_at: Timestamp,
}

/// One change of a balance.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct BalanceMovement {
    /// Its number within the balance, from 1.
    pub movement_no: i64,
    /// Why it changed.
    pub kind: MovementKind,
    /// By how much.
    pub amount: Money,
    /// What it held after it.
    pub balance: Money,
    /// The order that it belongs to.
    pub order_id: Option<OrderId>,
    /// The order's receipt.
    pub receipt: Option<Receipt>,
    /// The refund that it belongs to.
    pub refund_id: Option<RefundId>,
    /// The payment that spent it, or gave it back.
    pub payment_id: Option<PaymentId>,
    /// At which register.
    pub register_id: Option<RegisterId>,
    /// In which shift.
    pub shift_id: Option<ShiftId>,
    /// Who did it.
    pub staff_id: Option<StaffId>,
    /// When it was recorded.
    pub recorded_at: Timestamp,
}

/// A change of a balance by an order.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct BalanceOfOrder {
    /// The balance.
    pub balance_id: BalanceId,
    /// What sort it is.
    pub balance_kind: BalanceKind,
    /// The last four signs of a gift card's code.
    pub code_last4: Option<String>,
    /// Why it changed.
    pub kind: MovementKind,
    /// By how much.
    pub amount: Money,
    /// What it held after it.
    pub balance: Money,
    /// The line that put it there.
    pub line_no: Option<i64>,
    /// The payment that spent it, or gave it back.
    pub payment_id: Option<PaymentId>,
    /// The refund that it belongs to.
    pub refund_id: Option<RefundId>,
}

/// A movement as stored.
#[derive(Debug, Clone)]
pub(super) struct MovementRow {
    pub(super) balance_id: BalanceId,
    pub(super) movement_no: i64,
    pub(super) kind: MovementKind,
    pub(super) amount: i64,
    pub(super) balance: i64,
    pub(super) order_id: Option<OrderId>,
    pub(super) line_no: Option<i64>,
    pub(super) refund_id: Option<RefundId>,
    pub(super) payment_id: Option<PaymentId>,
    pub(super) attempt_no: Option<i64>,
    pub(super) entry_id: Option<Uuid>,
    pub(super) register_id: Option<RegisterId>,
    pub(super) shift_id: Option<ShiftId>,
    pub(super) staff_id: Option<StaffId>,
    pub(super) recorded_at: Timestamp,
}

/// A new gift card, with nothing on it yet: a sale with a line of the kind `gift_card` puts money there.
#[derive(Debug, Clone, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewGiftCard {
    /// Chosen by the client, or made here.
    pub id: Option<BalanceId>,
    /// The code that is printed on the card: 8 to 40 letters and digits; spaces and hyphens do not count. One is made unless told.
    #[schema(min_length = 8, max_length = 80)]
    pub code: Option<String>,
}

/// A gift card and its code, which is shown this once where it was made here.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct GiftCardWithCode {
    /// The card.
    #[serde(flatten)]
    pub card: Balance,
    /// The code that was made; absent where the request brought it, and in an answer that is repeated.
    pub code: Option<String>,
}

/// A gift card's code.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct GiftCardCode {
    /// As it is printed or scanned; spaces and hyphens do not count.
    #[schema(min_length = 1, max_length = 80)]
    pub code: String,
}

/// Whether a gift card can be spent.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct GiftCardChange {
    /// Whether it can.
    pub active: bool,
    /// Why.
    #[schema(min_length = 1, max_length = 500)]
    pub reason: String,
}

/// Another code for a gift card whose own is lost.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct GiftCardReplacement {
    /// The code of the new card; one is made unless told.
    #[schema(min_length = 8, max_length = 80)]
    pub code: Option<String>,
    /// Why.
    #[schema(min_length = 1, max_length = 500)]
    pub reason: String,
}

/// What holds for gift cards.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct GiftCardSettings {
    /// For how many months a card can be spent after money was put on it; without end where there is none. Applies to what is put
    /// on cards from now on.
    #[schema(minimum = 1, maximum = 1200)]
    pub valid_months: Option<i64>,
}

/// What expired.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ExpiredCards {
    /// How many cards.
    pub count: i64,
    /// What was on them.
    pub amount: Money,
}

/// How far a customer's account may go below zero.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CreditLimit {
    /// How far; nothing where they pay ahead only.
    pub credit_limit: Money,
}

/// Which balances are asked for.
#[derive(Debug, Clone, Default)]
pub struct BalanceFilter {
    /// Only of this sort.
    pub kind: Option<BalanceKind>,
    /// Only of this customer.
    pub customer_id: Option<CustomerId>,
    /// Only gift cards whose code ends so.
    pub code_last4: Option<String>,
}

/// Which movements are asked for.
#[derive(Debug, Clone, Default)]
pub struct MovementFilter {
    /// Recorded at this moment or later.
    pub from: Option<Timestamp>,
    /// Recorded before this moment.
    pub to: Option<Timestamp>,
}

/// The data of a `balance.updated` event.
#[derive(Debug, Serialize, ToSchema)]
pub struct BalanceUpdated {
    /// The balance.
    pub balance_id: BalanceId,
    /// What sort it is.
    pub kind: BalanceKind,
    /// Whose it is.
    pub customer_id: Option<CustomerId>,
    /// What it holds.
    pub balance: Money,
}
