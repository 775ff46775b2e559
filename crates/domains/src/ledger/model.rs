use onetill_db::text_enum;
use onetill_kernel::{Currency, Date, LocationId, Money, Timestamp, Uuid};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::Receipt;

/// The five kinds of account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum AccountKind {
    /// What the business owns.
    Asset,
    /// What it owes.
    Liability,
    /// What its owners put in.
    Equity,
    /// What it earns.
    Revenue,
    /// What it uses up.
    Expense,
}
text_enum!(AccountKind {
    Asset = "asset",
    Liability = "liability",
    Equity = "equity",
    Revenue = "revenue",
    Expense = "expense",
});

/// An account of the chart.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct Account {
    /// Its number.
    #[schema(example = "1000")]
    pub code: String,
    /// Its name.
    pub name: String,
    /// What kind it is.
    pub kind: AccountKind,
}

/// What sort of fact an entry books.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum EntryKind {
    /// An order was completed.
    Sale,
    /// Money was taken before its order was completed.
    Capture,
    /// Goods or services were taken back, and money is owed or was returned.
    Refund,
    /// Money owed for a refund arrived at the customer.
    RefundPaid,
    /// Money that had gone back did not arrive, and is owed again.
    RefundReturned,
    /// Money taken for an order that was given up went back.
    DepositReturned,
    /// Stock was adjusted.
    Stock,
    /// Cash moved between drawer, safe and bank, or for another reason than a sale.
    Cash,
    /// What was left on a gift card expired.
    StoredValue,
}
text_enum!(EntryKind {
    Sale = "sale",
    Capture = "capture",
    Refund = "refund",
    RefundPaid = "refund_paid",
    RefundReturned = "refund_returned",
    DepositReturned = "deposit_returned",
    Stock = "stock",
    Cash = "cash",
    StoredValue = "stored_value",
});

impl EntryKind {
    /// Which comes first of entries recorded at the same moment: money is taken, then goods are handed over,
    /// then either comes back.
    pub(super) const fn turn(self) -> u8 {
        match self {
            Self::Stock | Self::Cash | Self::StoredValue => 0,
            Self::Capture => 1,
            Self::Sale => 2,
            Self::Refund => 3,
            Self::RefundPaid | Self::DepositReturned => 4,
            Self::RefundReturned => 5,
        }
    }
}

/// A journal entry about to be written.
#[derive(Debug, Clone, Copy)]
pub struct NewEntry {
    /// The id of the fact.
    pub id: Uuid,
    /// What sort of fact it is.
    pub kind: EntryKind,
    /// The business day it belongs to.
    pub business_date: Date,
    /// Where it happened.
    pub location_id: LocationId,
    /// The currency of all its amounts.
    pub currency: Currency,
    /// When it is recorded.
    pub recorded_at: Timestamp,
}

/// A journal entry.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct JournalEntry {
    /// Its id, which is also the id of the fact that it books.
    pub id: Uuid,
    /// What sort of fact it books.
    pub kind: EntryKind,
    /// The fact: an order, a payment's attempt, a refund, a stock adjustment, a movement of cash.
    pub source_id: Uuid,
    /// The business day it belongs to.
    pub business_date: Date,
    /// When it was recorded.
    pub recorded_at: Timestamp,
    /// The receipt of what it books, in lists and where there is one.
    pub receipt: Option<Receipt>,
    /// Its lines; debits and credits are equal.
    pub postings: Vec<Posting>,
}

/// One line of an entry.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct Posting {
    /// Its place in the entry, from 1.
    pub line_no: i64,
    /// The account's number.
    pub account: String,
    /// The account's name.
    pub account_name: String,
    /// The amount, if it is a debit.
    pub debit: Option<Money>,
    /// The amount, if it is a credit.
    pub credit: Option<Money>,
}

/// Which entries are asked for.
#[derive(Debug, Clone, Default)]
pub struct JournalFilter {
    /// Only entries that touch this account.
    pub account: Option<String>,
    /// From this business date on.
    pub from: Option<Date>,
    /// Up to and including this business date.
    pub to: Option<Date>,
    /// Only the entry of this fact.
    pub source_id: Option<Uuid>,
}

/// What each account holds.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct TrialBalance {
    /// From this business date on, if limited.
    pub from: Option<Date>,
    /// Up to and including this business date, if limited.
    pub to: Option<Date>,
    /// The currency of all amounts.
    #[schema(value_type = String)]
    pub currency: Currency,
    /// Every account that was ever touched, by number.
    pub accounts: Vec<AccountBalance>,
    /// The sum of all debits.
    pub total_debit: Money,
    /// The sum of all credits: equal to the debits.
    pub total_credit: Money,
}

/// What one account holds.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct AccountBalance {
    /// Its number.
    pub code: String,
    /// Its name.
    pub name: String,
    /// What kind it is.
    pub kind: AccountKind,
    /// The sum of its debits.
    pub debit: Money,
    /// The sum of its credits.
    pub credit: Money,
    /// Debits less credits.
    pub balance: Money,
}
