use onetill_db::{Row, text_enum};
use onetill_kernel::{
    AttemptId, BalanceId, Currency, CustomerId, Date, LocationId, ModifierOptionId, Money, OrderId, PaymentId,
    ProductId, PromotionId, Quantity, Rate, RefundId, RegisterId, Result, ShiftId, StaffId, TaxCategoryId,
    TaxComponentId, Timestamp, VariantId,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::aside_model::ComingBack;
use super::aside_model::OrderVoid;
use super::kinds::AgeCheck;
pub use super::rows::*;
use crate::catalog::Kind;
use crate::customers::Customer;
use crate::inventory::Movement;
use crate::ledger::JournalEntry;
use crate::payments::{Payment, PaymentState};
use crate::platform::Permission;
use crate::prices::PriceListName;
use crate::stored_value::BalanceOfOrder;
use crate::sync::Event;

/// How far an order is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum OrderState {
    /// Lines may change.
    Open,
    /// Money is under way: totals are fixed, stock is held.
    Frozen,
    /// Paid and handed over.
    Completed,
    /// Given up.
    Voided,
}
text_enum!(OrderState { Open = "open", Frozen = "frozen", Completed = "completed", Voided = "voided" });

/// Where an order comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Channel {
    /// A register.
    #[default]
    Register,
    /// The web shop.
    Web,
}
text_enum!(Channel { Register = "register", Web = "web" });

/// A priced cart.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct Quote {
    /// The currency of all amounts.
    #[schema(value_type = String)]
    pub currency: Currency,
    /// Whether prices contain the tax.
    pub prices_include_tax: bool,
    /// The lines, priced.
    pub lines: Vec<OrderLine>,
    /// The discounts of lines and order.
    pub discounts: Vec<OrderDiscount>,
    /// The codes that were brought.
    pub coupons: Vec<OrderCoupon>,
    /// Why no tax is charged, where none is.
    pub tax_exemption: Option<OrderExemption>,
    /// The totals.
    pub totals: Totals,
    /// What comes back with it, and what is then left to pay.
    pub returned: Option<ReturnedQuote>,
    /// The permissions that whoever asks lacks to sell this, and somebody else may lend: POST /v1/approvals.
    #[schema(value_type = Vec<Permission>)]
    pub approvable: Vec<String>,
    /// What the cashier should know.
    pub warnings: Vec<Warning>,
}

/// What comes back with a cart.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct ReturnedQuote {
    /// What it is worth.
    pub total: Money,
    /// What the customer still pays.
    pub due: Money,
    /// What the customer still pays if all of that is paid in cash.
    pub due_in_cash: Money,
    /// What goes back to the customer beyond the cart's total.
    pub given_back: Money,
}

/// Something that a cashier should know about a line.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct Warning {
    /// What sort: `stock_below_zero`, or in a quote `out_of_stock` where the sale would be refused.
    pub code: String,
    /// The line it is about, from 1.
    pub line_no: i64,
    /// In words.
    pub detail: String,
}

/// Amounts of an order.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct Totals {
    /// Quantity x price over all lines.
    pub subtotal: Money,
    /// Everything taken off.
    pub discount: Money,
    /// Without tax.
    pub net: Money,
    /// All tax.
    pub tax: Money,
    /// What the customer pays.
    pub total: Money,
    /// What the customer pays if all of it is paid in cash: rounded to the smallest coin.
    pub cash: Money,
    /// The tax by component.
    pub taxes: Vec<TaxTotal>,
}

/// One tax over all lines.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct TaxTotal {
    /// The component.
    pub component_id: TaxComponentId,
    /// Its name.
    pub name: String,
    /// Its rate in percent.
    pub rate: Rate,
    /// The net amount of the lines that carry it.
    pub net: Money,
    /// The tax.
    pub amount: Money,
}

impl TaxTotal {
    /// From component, name, rate, net and amount, in this order.
    pub(crate) fn read(row: &Row<'_>, currency: Currency) -> Result<Self> {
        let mut c = row.columns();
        Ok(Self {
            component_id: c.take()?,
            name: c.take()?,
            rate: c.take()?,
            net: Money::new(c.take()?, currency),
            amount: Money::new(c.take()?, currency),
        })
    }
}

/// A line of an order.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct OrderLine {
    /// Its place, from 1.
    pub line_no: i64,
    /// What kind it is.
    pub kind: Kind,
    /// What is sold.
    pub variant_id: Option<VariantId>,
    /// The product it belongs to, where the catalogue was asked.
    pub product_id: Option<ProductId>,
    /// Its SKU when it was sold.
    pub sku: String,
    /// Its name when it was sold.
    pub name: String,
    /// How many.
    pub quantity: Quantity,
    /// The price of one, with its options.
    pub unit_price: Money,
    /// The price of one before its options; none on a line without any.
    pub base_price: Option<Money>,
    /// What was chosen with it.
    pub options: Vec<LineOption>,
    /// The price of one without and with tax, before anything is taken off; none in an order without tax.
    pub unit: Option<UnitParts>,
    /// The price list that the price came from; none where it is the catalogue's, or the line brought it.
    pub price_list: Option<PriceListName>,
    /// What the catalogue or a list charged, with the options, where it was sold at another price.
    pub regular_price: Option<Money>,
    /// Why it was sold at another price.
    pub price_reason: Option<String>,
    /// Quantity x price.
    pub amount: Money,
    /// Its own discounts and its share of the order's.
    pub discount: Money,
    /// Without tax.
    pub net: Money,
    /// Its tax.
    pub tax: Money,
    /// The tax that is not charged for it, in an order that is sold without.
    pub tax_not_charged: Money,
    /// What the customer pays for it.
    pub total: Money,
    /// Its tax category.
    pub tax_category_id: Option<TaxCategoryId>,
    /// Its taxes.
    pub taxes: Vec<LineTax>,
    /// How many of it came back.
    pub refunded_quantity: Quantity,
    /// What it cost; known once the order is completed.
    pub cost: Option<Money>,
    /// The line with the deposit that comes with it.
    pub deposit_line_no: Option<i64>,
    /// How old the buyer must be.
    pub minimum_age: Option<i64>,
    /// The serial number of this piece.
    pub serial: Option<String>,
    /// The gift card or account that it puts money on.
    pub balance_id: Option<BalanceId>,
    /// In words.
    pub note: String,
}

/// An option that was chosen with goods, as it was called and priced then.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct LineOption {
    /// The option.
    pub option_id: ModifierOptionId,
    /// Its name.
    pub name: String,
    /// What it added to the price of one, or took off it below zero.
    pub price: Money,
}

/// A price without and with tax, side by side.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct UnitParts {
    /// Without tax.
    pub net: Money,
    /// The tax.
    pub tax: Money,
    /// With tax.
    pub gross: Money,
}

/// One tax on a line.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct LineTax {
    /// The component.
    pub component_id: TaxComponentId,
    /// Its name.
    pub name: String,
    /// Its rate in percent.
    pub rate: Rate,
    /// Whether it is computed on the taxes before it too.
    pub compound: bool,
    /// The tax.
    pub amount: Money,
}

/// A discount of a line or of the order.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct OrderDiscount {
    /// Its place, from 1.
    pub discount_no: i64,
    /// The line it is on; absent where it is on the order.
    pub line_no: Option<i64>,
    /// The percentage, if it is one.
    pub percent: Option<Rate>,
    /// What it takes off.
    pub amount: Money,
    /// In words: the reason that a person gave, or the promotion's name.
    pub reason: String,
    /// The promotion that took it off; none where a person did.
    pub promotion_id: Option<PromotionId>,
}

/// A code that was brought for an order.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct OrderCoupon {
    /// The code.
    pub code: String,
    /// Whether it took anything off: only then it is used up.
    pub applied: bool,
}

/// Why an order is sold without tax.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct OrderExemption {
    /// In words.
    pub reason: String,
    /// The number of the certificate; empty where there is none.
    pub certificate: String,
    /// The tax that is not charged; prices that contain it are less by it.
    pub tax: Money,
}

/// What a completed sale answers.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct SaleReceipt {
    /// The order.
    #[serde(flatten)]
    pub order: OrderSummary,
    /// Its tax by component.
    pub taxes: Vec<TaxTotal>,
    /// What came back with it.
    pub returned: Vec<Refund>,
    /// What the cashier should know.
    pub warnings: Vec<Warning>,
}

/// An order on one line.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct OrderSummary {
    /// Its id.
    pub id: OrderId,
    /// Its receipt number, once it is completed.
    #[schema(example = "R1-000123")]
    pub number: Option<String>,
    /// How far it is.
    pub state: OrderState,
    /// Where it comes from.
    pub channel: Channel,
    /// Counts its changes.
    pub version: i64,
    /// Where it was sold.
    pub location_id: LocationId,
    /// The register that sold it.
    pub register_id: RegisterId,
    /// The shift in which it was completed, at a register that is run by shifts.
    pub shift_id: Option<ShiftId>,
    /// Who bought.
    pub customer_id: Option<CustomerId>,
    /// Their name, in lists and single orders.
    pub customer_name: Option<String>,
    /// Who sold.
    pub staff_id: Option<StaffId>,
    /// Their name, in lists and single orders.
    pub staff_name: Option<String>,
    /// How many lines it has.
    pub line_count: i64,
    /// Quantity x price over all lines.
    pub subtotal: Money,
    /// Everything taken off.
    pub discount: Money,
    /// Without tax.
    pub net: Money,
    /// All tax.
    pub tax: Money,
    /// What the customer pays.
    pub total: Money,
    /// What is paid.
    pub paid: Money,
    /// What was given back in cash.
    pub change: Money,
    /// Brand and last four digits of each card that paid, as the terminal told, in lists and single orders: `visa 4242`.
    pub cards: Vec<String>,
    /// What was refunded.
    pub refunded: Money,
    /// How much of it was refunded.
    pub refund_state: RefundedPart,
    /// The business day it belongs to, once it is completed.
    pub business_date: Option<Date>,
    /// When it happened, by the register's clock.
    pub happened_at: Timestamp,
    /// When its completion was recorded.
    pub recorded_at: Option<Timestamp>,
    /// When it was opened.
    pub created_at: Timestamp,
    /// Whether it was completed by recovery, after the answer about its payment came late.
    pub recovered: bool,
    /// In words.
    pub note: String,
}

/// How much of an order was refunded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum RefundedPart {
    /// Nothing.
    None,
    /// A part.
    Partial,
    /// All of it.
    Full,
}

/// An order, and what every book says of it.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct Order {
    /// The order on one line.
    #[serde(flatten)]
    pub summary: OrderSummary,
    /// Where it was sold.
    pub location_name: String,
    /// The register that sold it.
    pub register_name: String,
    /// Who bought.
    pub customer: Option<Customer>,
    /// What it was called when it was put aside; absent while it is not.
    pub held_as: Option<String>,
    /// What comes back with it once it is paid, as it was put aside or as a payment said.
    pub coming_back: Vec<ComingBack>,
    /// Its lines.
    pub lines: Vec<OrderLine>,
    /// Who saw that the buyer is old enough, where that is asked.
    pub age_check: Option<AgeCheck>,
    /// What was taken off it before it was paid, and why; or why it was given up.
    pub voids: Vec<OrderVoid>,
    /// Its discounts.
    pub discounts: Vec<OrderDiscount>,
    /// The codes that were brought for it.
    pub coupons: Vec<OrderCoupon>,
    /// Why no tax is charged, where none is.
    pub tax_exemption: Option<OrderExemption>,
    /// Its tax by component.
    pub taxes: Vec<TaxTotal>,
    /// Its payments.
    pub payments: Vec<Payment>,
    /// What its lines, payments and refunds moved on gift cards, credit and accounts.
    pub balances: Vec<BalanceOfOrder>,
    /// Its refunds.
    pub refunds: Vec<Refund>,
    /// What came back with it, and paid for it.
    pub returned: Vec<Refund>,
    /// The stock that it and its refunds moved.
    pub movements: Vec<Movement>,
    /// What it, its payments and its refunds booked.
    pub entries: Vec<JournalEntry>,
    /// What was told to screens and other systems.
    pub events: Vec<Event>,
}

/// How far a refund is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum RefundState {
    /// Money is on its way.
    Pending,
    /// All money has arrived.
    Completed,
}
text_enum!(RefundState { Pending = "pending", Completed = "completed" });

/// Money given back, with or without goods.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct Refund {
    /// Its id.
    pub id: RefundId,
    /// Its receipt number.
    pub number: String,
    /// The order it gives back, if it is known.
    pub order_id: Option<OrderId>,
    /// The order that was sold for what came back.
    pub exchange_order_id: Option<OrderId>,
    /// The shift in which it was recorded, at a register that is run by shifts.
    pub shift_id: Option<ShiftId>,
    /// Who got it.
    pub customer_id: Option<CustomerId>,
    /// Why.
    pub reason: String,
    /// How far it is.
    pub state: RefundState,
    /// What came back.
    pub lines: Vec<RefundLine>,
    /// Its tax by component.
    pub taxes: Vec<TaxTotal>,
    /// Without tax.
    pub net: Money,
    /// The tax.
    pub tax: Money,
    /// All of it.
    pub total: Money,
    /// How the money went.
    pub payments: Vec<RefundPayment>,
    /// The business day it belongs to.
    pub business_date: Date,
    /// When it happened.
    pub happened_at: Timestamp,
    /// When it was recorded.
    pub recorded_at: Timestamp,
    /// Who gave it back.
    pub staff_id: Option<StaffId>,
    /// Their name.
    pub staff_name: Option<String>,
}

/// A line that came back.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct RefundLine {
    /// Its place, from 1.
    pub line_no: i64,
    /// The order's line.
    pub order_line_no: Option<i64>,
    /// What came back.
    pub variant_id: Option<VariantId>,
    /// Its SKU.
    pub sku: String,
    /// Its name.
    pub name: String,
    /// What was chosen with it when it was sold.
    pub options: Vec<LineOption>,
    /// How many.
    pub quantity: Quantity,
    /// Whether it went back on the shelf.
    pub restocked: bool,
    /// Without tax.
    pub net: Money,
    /// The tax.
    pub tax: Money,
    /// All of it.
    pub total: Money,
}

/// Money of a refund.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct RefundPayment {
    /// The payment it was given back by.
    pub payment_id: PaymentId,
    /// The attempt at it.
    pub attempt_id: AttemptId,
    /// The tender's code.
    #[schema(example = "cash")]
    pub tender: String,
    /// The tender's name.
    pub tender_name: String,
    /// How much.
    pub amount: Money,
    /// What cash rounding added to it; below zero where it took off.
    pub rounding: Money,
    /// How far it is.
    pub state: PaymentState,
    /// A sentence for the cashier.
    pub message: String,
}
