//! Orders and refunds as they are stored.

use onetill_kernel::{
    BalanceId, CouponId, Currency, CustomerId, Date, LocationId, ModifierOptionId, Money, OrderId, PromotionId,
    Quantity, Rate, RefundId, RegisterId, ShiftId, StaffId, TaxCategoryId, TaxComponentId, Timestamp, VariantId,
};

use super::exemption::Exemption;
use super::model::{Channel, LineOption, OrderCoupon, OrderState, RefundState};
use crate::catalog::Kind;
use crate::platform::TaxRounding;
use crate::prices::PriceListName;

/// An order as stored.
#[derive(Debug, Clone)]
#[allow(missing_docs, reason = "the columns are the schema's")]
pub struct OrderRow {
    pub id: OrderId,
    pub version: i64,
    pub state: OrderState,
    pub channel: Channel,
    pub location_id: LocationId,
    pub register_id: RegisterId,
    pub shift_id: Option<ShiftId>,
    pub receipt_no: Option<i64>,
    pub customer_id: Option<CustomerId>,
    pub staff_id: Option<StaffId>,
    pub currency: Currency,
    pub prices_include_tax: bool,
    pub tax_rounding: TaxRounding,
    pub line_count: i64,
    pub subtotal: i64,
    pub discount: i64,
    pub tax: i64,
    pub total: i64,
    pub paid: i64,
    pub change: i64,
    pub refunded: i64,
    pub note: String,
    pub recovered: bool,
    pub business_date: Option<Date>,
    pub created_at: Timestamp,
    pub happened_at: Timestamp,
    pub recorded_at: Option<Timestamp>,
    pub exemption: Option<Exemption>,
}

/// An order's line as stored.
#[derive(Debug, Clone)]
#[allow(missing_docs, reason = "the columns are the schema's")]
pub struct LineRow {
    pub line_no: i64,
    pub kind: Kind,
    pub variant_id: Option<VariantId>,
    pub tracked: bool,
    pub sku: String,
    pub name: String,
    pub quantity: Quantity,
    pub unit_price: i64,
    pub base_price: Option<i64>,
    pub amount: i64,
    pub line_discount: i64,
    pub order_discount: i64,
    pub tax: i64,
    pub total: i64,
    pub tax_category_id: Option<TaxCategoryId>,
    pub account: String,
    pub cost: i64,
    pub refunded: Quantity,
    pub note: String,
    pub price_list: Option<PriceListName>,
    pub deposit_line_no: Option<i64>,
    pub minimum_age: Option<i64>,
    pub serial: Option<String>,
    pub regular_price: Option<i64>,
    pub price_reason: Option<String>,
    pub exempted: i64,
    pub options: Vec<OptionRow>,
    pub balance_id: Option<BalanceId>,
    pub taxes: Vec<TaxRow>,
}

/// An option of a line as stored.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(missing_docs, reason = "the columns are the schema's")]
pub struct OptionRow {
    pub option_id: ModifierOptionId,
    pub name: String,
    pub price: i64,
}

impl OptionRow {
    pub(super) fn view(&self, currency: Currency) -> LineOption {
        LineOption { option_id: self.option_id, name: self.name.clone(), price: Money::new(self.price, currency) }
    }
}

/// A tax on a line as stored.
#[derive(Debug, Clone)]
#[allow(missing_docs, reason = "the columns are the schema's")]
pub struct TaxRow {
    pub component_id: TaxComponentId,
    pub name: String,
    pub rate: Rate,
    pub compound: bool,
    pub account: String,
    pub amount: i64,
}

/// A discount as stored.
#[derive(Debug, Clone)]
#[allow(missing_docs, reason = "the columns are the schema's")]
pub struct DiscountRow {
    pub line_no: Option<i64>,
    pub rate: Option<Rate>,
    pub amount: i64,
    pub reason: String,
    pub promotion_id: Option<PromotionId>,
}

/// A code that was brought, as stored.
#[derive(Debug, Clone)]
#[allow(missing_docs, reason = "the columns are the schema's")]
pub struct CouponRow {
    pub id: CouponId,
    pub code: String,
    pub applied: bool,
}

impl CouponRow {
    pub(super) fn view(&self) -> OrderCoupon {
        OrderCoupon { code: self.code.clone(), applied: self.applied }
    }
}

/// A refund as stored.
#[derive(Debug, Clone)]
#[allow(missing_docs, reason = "the columns are the schema's")]
pub struct RefundRow {
    pub id: RefundId,
    pub order_id: Option<OrderId>,
    pub exchange_order_id: Option<OrderId>,
    pub location_id: LocationId,
    pub register_id: RegisterId,
    pub shift_id: Option<ShiftId>,
    pub receipt_no: i64,
    pub customer_id: Option<CustomerId>,
    pub staff_id: Option<StaffId>,
    pub state: RefundState,
    pub currency: Currency,
    pub tax: i64,
    pub total: i64,
    pub reason: String,
    pub business_date: Date,
    pub happened_at: Timestamp,
    pub recorded_at: Timestamp,
}

/// A refund's line as stored.
#[derive(Debug, Clone)]
#[allow(missing_docs, reason = "the columns are the schema's")]
pub struct RefundLineRow {
    pub line_no: i64,
    pub order_line_no: Option<i64>,
    pub kind: Kind,
    pub variant_id: Option<VariantId>,
    pub sku: String,
    pub name: String,
    pub quantity: Quantity,
    pub restocked: bool,
    pub tax: i64,
    pub total: i64,
    pub account: String,
    pub cost: i64,
    pub taxes: Vec<TaxRow>,
}
