use onetill_db::text_enum;
use onetill_kernel::{
    CashMovementId, Currency, Date, DrawerOpeningId, LocationId, Money, OrderId, PaymentId, RegisterId, ShiftId,
    StaffId, Timestamp,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Who answers for the drawer of a shift.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ShiftMode {
    /// Everybody who sells at the register.
    #[default]
    Register,
    /// One person; nobody else sells in their shift.
    Person,
}
text_enum!(ShiftMode { Register = "register", Person = "person" });

/// A till position.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct Register {
    /// Its id.
    pub id: RegisterId,
    /// Where it stands.
    pub location_id: LocationId,
    /// Its name.
    pub name: String,
    /// What its receipt numbers begin with.
    #[schema(example = "R1")]
    pub series: String,
    /// Who answers for its drawer in the shifts to come.
    pub shift_mode: ShiftMode,
    /// Whether a cashier counts the drawer without seeing what is expected in it, in the shifts to come.
    pub blind_count: bool,
}

/// A till position, and the shift that is open at it.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct RegisterNow {
    /// The register.
    #[serde(flatten)]
    pub register: Register,
    /// Whether it is run by shifts: it has had one.
    pub has_shifts: bool,
    /// The open shift.
    pub open_shift: Option<OpenShift>,
}

/// A shift that is open at a register.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct OpenShift {
    /// Its id.
    pub id: ShiftId,
    /// Its number at the register.
    pub number: i64,
    /// Whose it is, where shifts belong to a person.
    pub staff_id: Option<StaffId>,
    /// Their name.
    pub staff_name: Option<String>,
    /// The business day on which it was opened.
    pub business_date: Date,
    /// When it was opened.
    pub opened_at: Timestamp,
}

/// A new register.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewRegister {
    /// Chosen by the client, or made here.
    pub id: Option<RegisterId>,
    /// Where it stands.
    pub location_id: LocationId,
    /// Its name.
    #[schema(min_length = 1, max_length = 200)]
    pub name: String,
    /// One to eight capital letters and digits that no other register has.
    #[schema(pattern = "^[A-Z0-9]{1,8}$")]
    pub series: String,
    /// Who answers for its drawer.
    #[serde(default)]
    pub shift_mode: ShiftMode,
    /// Whether a cashier counts the drawer without seeing what is expected in it.
    #[serde(default)]
    pub blind_count: bool,
}

impl NewRegister {
    /// A register whose shifts belong to nobody in particular, with an id made here.
    pub fn new(location_id: LocationId, name: impl Into<String>, series: impl Into<String>) -> Self {
        Self {
            id: None,
            location_id,
            name: name.into(),
            series: series.into(),
            shift_mode: ShiftMode::Register,
            blind_count: false,
        }
    }
}

/// What of a register shall change; what is absent stays. Shifts that are open stay as they are.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RegisterChange {
    /// Who answers for its drawer.
    pub shift_mode: Option<ShiftMode>,
    /// Whether a cashier counts the drawer without seeing what is expected in it.
    pub blind_count: Option<bool>,
}

/// The receipt number as people see it: `R1-000123`.
pub fn receipt_number(series: &str, receipt_no: i64) -> String {
    format!("{series}-{receipt_no:06}")
}

/// Whether a shift goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ShiftState {
    /// It goes on.
    Open,
    /// Its drawer is counted, and nothing more lands in it.
    Closed,
}
text_enum!(ShiftState { Open = "open", Closed = "closed" });

/// To open a shift.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewShift {
    /// Chosen by the client, or made here.
    pub id: Option<ShiftId>,
    /// The register.
    pub register_id: RegisterId,
    /// What lies in the drawer as change. What it is more than was left there comes from the safe.
    pub opening_float: Money,
    /// Whose shift it is, where shifts belong to a person; whoever opens it unless told.
    pub staff_id: Option<StaffId>,
}

/// To close a shift: what was counted, as one sum or by coin and note.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CloseShift {
    /// What lies in the drawer …
    pub counted: Option<Money>,
    /// … or how many of each coin and note.
    #[schema(max_items = 100)]
    pub counts: Option<Vec<CountInput>>,
    /// What stays in the drawer for the next shift; the rest goes to the safe. Nothing stays unless told.
    pub left_in_drawer: Option<Money>,
    /// Closes although payments of the shift are under way: what becomes of them is its addendum. Needs the permission
    /// `manage`.
    #[serde(default)]
    pub despite_open_payments: bool,
    /// In words, on the Z report.
    #[schema(max_length = 500)]
    pub note: Option<String>,
}

/// How many of a coin or note were counted.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CountInput {
    /// What one is worth.
    pub value: Money,
    /// How many.
    #[schema(minimum = 0, maximum = 1_000_000)]
    pub pieces: i64,
}

/// A shift: from the opening of a drawer until it is counted.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct Shift {
    /// Its id.
    pub id: ShiftId,
    /// The register.
    pub register_id: RegisterId,
    /// The register's name.
    pub register_name: String,
    /// Its number at the register, from 1 without a gap; once it is closed, that of its Z report.
    pub number: i64,
    /// Whether it goes on.
    pub state: ShiftState,
    /// Whose it is, where shifts belong to a person.
    pub staff_id: Option<StaffId>,
    /// Their name.
    pub staff_name: Option<String>,
    /// Whether it is counted without seeing what is expected.
    pub blind: bool,
    /// The business day on which it was opened.
    pub business_date: Date,
    /// When it was opened.
    pub opened_at: Timestamp,
    /// Who opened it; absent for a program.
    pub opened_by: Option<StaffId>,
    /// Their name.
    pub opened_by_name: Option<String>,
    /// What lay in the drawer as change.
    pub opening_float: Money,
    /// When it was closed.
    pub closed_at: Option<Timestamp>,
    /// Who closed it; absent for a program.
    pub closed_by: Option<StaffId>,
    /// Their name.
    pub closed_by_name: Option<String>,
    /// What should have been in the drawer, once it is closed.
    pub expected: Option<Money>,
    /// What was counted.
    pub counted: Option<Money>,
    /// Counted less expected.
    pub difference: Option<Money>,
    /// What stayed in the drawer.
    pub left_in_drawer: Option<Money>,
    /// How many of each coin and note, if they were counted so, the largest first.
    pub counts: Vec<Count>,
    /// Whether it was closed although payments were under way.
    pub despite_open_payments: bool,
    /// In words.
    pub note: String,
    /// How many orders were completed in it, once it is closed.
    pub sales_count: Option<i64>,
    /// What they came to, with tax.
    pub sales: Option<Money>,
    /// How often something was learned of its money after it was closed.
    pub addenda_count: i64,
}

/// How many of a coin or note there were.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct Count {
    /// What one is worth.
    pub value: Money,
    /// How many.
    pub pieces: i64,
    /// What they come to.
    pub total: Money,
}

/// Which shifts are asked for.
#[derive(Debug, Clone, Default)]
pub struct ShiftFilter {
    /// Only of this register.
    pub register_id: Option<RegisterId>,
    /// Only in this state.
    pub state: Option<ShiftState>,
    /// Only those opened on this business day or later.
    pub from: Option<Date>,
    /// Only those opened on this business day or earlier.
    pub to: Option<Date>,
}

/// What a shift took, in minor units: read from the facts when it is looked at or closed.
#[derive(Debug, Clone, Default)]
pub struct Takings {
    /// How many orders were completed.
    pub sales_count: i64,
    /// What they came to, with tax.
    pub sales: i64,
    /// How many refunds there were.
    pub refunds_count: i64,
    /// What they came to, with tax.
    pub refunds: i64,
    /// Tax of the sales less that of the refunds.
    pub tax: i64,
    /// Money taken by all tenders less money given back.
    pub taken: i64,
    /// What of that is cash.
    pub cash: i64,
    /// Payments and refunds that a terminal still works on.
    pub open_payments: Vec<OpenPayment>,
}

/// Money of a register that a terminal still works on, or of which nobody knows what became.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct OpenPayment {
    /// The payment.
    pub payment_id: PaymentId,
    /// The order that it pays.
    pub order_id: Option<OrderId>,
    /// Whether money goes back.
    pub refund: bool,
    /// Whether nobody knows what became of it.
    pub unknown: bool,
    /// How much.
    pub amount: Money,
}

/// What was learned of a shift's money after it was closed.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct Addendum {
    /// Its number, from 1 within the shift.
    pub addendum_no: i64,
    /// The payment.
    pub payment_id: PaymentId,
    /// The order that it completed, if it did.
    pub order_id: Option<OrderId>,
    /// What was taken; below zero what was given back.
    pub amount: Money,
    /// When it was recorded.
    pub recorded_at: Timestamp,
}

/// How cash moved.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum CashKind {
    /// From the safe into the drawer when a shift was opened; below zero what was left over went back.
    Float,
    /// Into the drawer.
    CashIn,
    /// Out of the drawer.
    CashOut,
    /// Out of the drawer into the safe.
    SafeDrop,
    /// What was counted at closing differed from what was expected.
    Difference,
    /// Out of the drawer into the safe when the shift was closed.
    Closing,
    /// Out of the safe to the bank.
    BankDeposit,
    /// From the bank into the safe.
    BankWithdrawal,
    /// It lay in the safe when these books began.
    SafeOpening,
}
text_enum!(CashKind {
    Float = "float",
    CashIn = "cash_in",
    CashOut = "cash_out",
    SafeDrop = "safe_drop",
    Difference = "difference",
    Closing = "closing",
    BankDeposit = "bank_deposit",
    BankWithdrawal = "bank_withdrawal",
    SafeOpening = "safe_opening",
});

/// Cash that somebody moves at a register.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum DrawerMove {
    /// Into the drawer.
    CashIn,
    /// Out of the drawer.
    CashOut,
    /// Out of the drawer into the safe.
    SafeDrop,
}

/// Cash that somebody moves between safe and bank.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum SafeMove {
    /// To the bank.
    BankDeposit,
    /// From the bank.
    BankWithdrawal,
    /// It lay there when these books began.
    SafeOpening,
}

/// What cash in and cash out are for, which decides the account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum CashPurpose {
    /// Cash in: change from the safe.
    Change,
    /// Cash in: income from elsewhere than sales.
    OtherIncome,
    /// Cash in or out: the owner's own money.
    Owner,
    /// Cash out: a small expense.
    Expense,
    /// Cash out: goods paid on delivery.
    Goods,
    /// Cash out: tips that staff get.
    Tips,
}
text_enum!(CashPurpose {
    Change = "change",
    OtherIncome = "other_income",
    Owner = "owner",
    Expense = "expense",
    Goods = "goods",
    Tips = "tips",
});

/// To move cash at a register.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewCashMovement {
    /// Chosen by the client, or made here.
    pub id: Option<CashMovementId>,
    /// How it moves.
    pub kind: DrawerMove,
    /// What for, where it is cash in or cash out.
    pub purpose: Option<CashPurpose>,
    /// How much.
    pub amount: Money,
    /// Why, in words.
    #[schema(min_length = 1, max_length = 500)]
    pub reason: String,
}

/// To move cash between safe and bank.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewSafeMovement {
    /// Chosen by the client, or made here.
    pub id: Option<CashMovementId>,
    /// Where the safe is.
    pub location_id: LocationId,
    /// How it moves.
    pub kind: SafeMove,
    /// How much.
    pub amount: Money,
    /// Why, in words: the paying-in slip's number, say.
    #[schema(min_length = 1, max_length = 500)]
    pub reason: String,
}

/// Cash that moved other than by selling.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct CashMovement {
    /// Its id, which is also that of its journal entry.
    pub id: CashMovementId,
    /// Where.
    pub location_id: LocationId,
    /// The shift, where it moved at a register.
    pub shift_id: Option<ShiftId>,
    /// How it moved.
    pub kind: CashKind,
    /// What for.
    pub purpose: Option<CashPurpose>,
    /// What came into the drawer, or into the safe where no register has part; below zero where it left.
    pub amount: Money,
    /// In words.
    pub reason: String,
    /// Who moved it; absent for a program.
    pub staff_id: Option<StaffId>,
    /// Their name.
    pub staff_name: Option<String>,
    /// When it was recorded.
    pub recorded_at: Timestamp,
}

/// To open the drawer without a sale.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewDrawerOpening {
    /// Chosen by the client, or made here.
    pub id: Option<DrawerOpeningId>,
    /// Why.
    #[schema(min_length = 1, max_length = 500)]
    pub reason: String,
}

/// A drawer that was opened without a sale.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct DrawerOpening {
    /// Its id.
    pub id: DrawerOpeningId,
    /// In which shift.
    pub shift_id: ShiftId,
    /// Why.
    pub reason: String,
    /// Who opened it; absent for a program.
    pub staff_id: Option<StaffId>,
    /// Their name.
    pub staff_name: Option<String>,
    /// When.
    pub recorded_at: Timestamp,
}

/// A movement of cash as stored.
#[derive(Debug, Clone)]
pub(super) struct CashRow {
    pub(super) id: CashMovementId,
    pub(super) location_id: LocationId,
    pub(super) shift_id: Option<ShiftId>,
    pub(super) kind: CashKind,
    pub(super) purpose: Option<CashPurpose>,
    pub(super) amount: i64,
    pub(super) currency: Currency,
    pub(super) reason: String,
}
