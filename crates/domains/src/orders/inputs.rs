//! What is asked of orders.

use onetill_kernel::{
    BalanceId, CustomerId, Date, LocationId, ModifierOptionId, Money, OrderId, PaymentId, PromotionId, Quantity, Rate,
    RefundId, RegisterId, ShiftId, StaffId, TaxCategoryId, TerminalId, Timestamp, VariantId,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::aside_model::{NewHold, VoidedLineInput};
use super::kinds::AgeCheckMethod;
use super::model::{Channel, OptionRow, OrderState};
use crate::catalog::Kind;
use crate::payments::Decision;
use crate::prices::{NewPromotion, PriceListName};

/// A line as asked for: a variant by id, barcode or SKU, or a line of its own with `kind` and `name`.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct LineInput {
    /// What is sold, by id …
    pub variant_id: Option<VariantId>,
    /// … or by barcode …
    pub barcode: Option<String>,
    /// … or by SKU.
    pub sku: Option<String>,
    /// For a line without a variant: what kind it is.
    pub kind: Option<Kind>,
    /// For a line without a variant: its name.
    #[schema(min_length = 1, max_length = 200)]
    pub name: Option<String>,
    /// For a line without a variant: its tax category, where its kind is taxed.
    pub tax_category_id: Option<TaxCategoryId>,
    /// How many; one unless told.
    pub quantity: Option<Quantity>,
    /// The price of one before its options; unless told that of the price list which holds, or the catalogue's. Another one
    /// needs the permission `override_price`.
    pub unit_price: Option<Money>,
    /// Why it is sold at this price and not at its usual one.
    #[schema(max_length = 200)]
    pub price_reason: Option<String>,
    /// For a line that is kept as it was priced: what was known of its price.
    #[serde(skip)]
    pub kept: Option<KeptPrice>,
    /// What is taken off this line, in order.
    #[serde(default)]
    pub discounts: Vec<DiscountInput>,
    /// The options that were chosen with it: of the groups that belong to its product. They are added to the price of one.
    #[serde(default)]
    #[schema(max_items = 100)]
    pub options: Vec<ModifierOptionId>,
    /// For options that are kept as they were: what they were called and priced.
    #[serde(skip)]
    pub kept_options: Option<Vec<OptionRow>>,
    /// The gift card that a line of the kind `gift_card` puts money on: a new one of POST /v1/gift-cards, or one that is topped up.
    pub gift_card_id: Option<BalanceId>,
    /// The serial number of this piece, where the article is sold with one.
    #[schema(max_length = 64)]
    pub serial: Option<String>,
    /// In words.
    #[schema(max_length = 500)]
    pub note: Option<String>,
}

/// Says that somebody saw the buyer's age.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AgeCheckInput {
    /// What the buyer's papers say, to be held against the age that is asked; it is not kept. Absent where it was plain to
    /// see.
    pub date_of_birth: Option<Date>,
    /// How it was seen, where no date of birth is sent; plain to see unless told.
    pub method: Option<AgeCheckMethod>,
}

/// Where the price of a line came from.
#[derive(Debug, Clone, Default)]
pub struct KeptPrice {
    /// The list.
    pub price_list: Option<PriceListName>,
    /// The usual price in minor units, where it is another.
    pub regular_price: Option<i64>,
}

/// That no tax is charged. Needs the permission `exempt_tax`; a customer's own exemption needs nobody to say so.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TaxExemptionInput {
    /// Why, in words that stand on the receipt.
    #[schema(min_length = 1, max_length = 200)]
    pub reason: String,
    /// The number of the certificate.
    #[schema(max_length = 100)]
    pub certificate: Option<String>,
}

/// A discount as asked for: either `percent` or `amount`.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DiscountInput {
    /// A percentage of what is left, 0 to 100.
    pub percent: Option<Rate>,
    /// An amount, at most what is left.
    pub amount: Option<Money>,
    /// In words, shown on the line.
    #[schema(max_length = 200)]
    pub reason: Option<String>,
}

/// A cart to be priced without keeping it.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct QuoteInput {
    /// The register that asks; decides the location.
    pub register_id: Option<RegisterId>,
    /// The location, where no register asks.
    pub location_id: Option<LocationId>,
    /// The lines.
    #[serde(default)]
    #[schema(max_items = 1000)]
    pub lines: Vec<LineInput>,
    /// What is taken off the whole order, in order.
    #[serde(default)]
    pub discounts: Vec<DiscountInput>,
    /// Codes that the customer brings: those of promotions that need one.
    #[serde(default)]
    #[schema(max_items = 10)]
    pub coupons: Vec<String>,
    /// What comes back with it.
    #[serde(default)]
    #[schema(max_items = 20)]
    pub returned: Vec<ReturnedInput>,
    /// The customer.
    pub customer_id: Option<CustomerId>,
    /// The date whose tax rates and prices apply; today unless told.
    pub date: Option<Date>,
    /// Why no tax is charged, where none is; a customer's own exemption holds unless told.
    pub tax_exemption: Option<TaxExemptionInput>,
}

/// A promotion that is not kept yet, and a cart to try it on.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PromotionPreview {
    /// What it would be; it holds here whatever its validity, and without a code.
    pub promotion: NewPromotion,
    /// The promotion that it would replace.
    pub replaces: Option<PromotionId>,
    /// The cart.
    pub cart: QuoteInput,
}

/// A new order.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewOrder {
    /// Chosen by the client, or made here.
    pub id: Option<OrderId>,
    /// The register that opens it.
    pub register_id: RegisterId,
    /// Where it comes from.
    #[serde(default)]
    pub channel: Channel,
    /// Who buys.
    pub customer_id: Option<CustomerId>,
    /// The first lines.
    #[serde(default)]
    #[schema(max_items = 1000)]
    pub lines: Vec<LineInput>,
    /// What is taken off the whole order.
    #[serde(default)]
    pub discounts: Vec<DiscountInput>,
    /// Codes that the customer brings: those of promotions that need one.
    #[serde(default)]
    #[schema(max_items = 10)]
    pub coupons: Vec<String>,
    /// In words.
    #[schema(max_length = 500)]
    pub note: Option<String>,
    /// Why no tax is charged, where none is; a customer's own exemption holds unless told.
    pub tax_exemption: Option<TaxExemptionInput>,
    /// Somebody saw that the buyer is old enough for all of it.
    pub age_check: Option<AgeCheckInput>,
    /// Puts it aside at once.
    pub hold: Option<NewHold>,
    /// What was taken off before it came here.
    #[serde(default)]
    #[schema(max_items = 1000)]
    pub voided_lines: Vec<VoidedLineInput>,
}

/// Lines to add to an open order.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AddLines {
    /// The version of the order that was read; refused when somebody changed it since.
    #[schema(minimum = 1)]
    pub version: Option<i64>,
    /// The lines.
    #[schema(min_items = 1, max_items = 1000)]
    pub lines: Vec<LineInput>,
}

/// The whole cart of an open order, replacing what was there.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReplaceCart {
    /// The version of the order that was read; refused when somebody changed it since.
    #[schema(minimum = 1)]
    pub version: Option<i64>,
    /// The lines.
    #[schema(max_items = 1000)]
    pub lines: Vec<LineInput>,
    /// What is taken off the whole order.
    #[serde(default)]
    pub discounts: Vec<DiscountInput>,
    /// Codes that the customer brings: those of promotions that need one.
    #[serde(default)]
    #[schema(max_items = 10)]
    pub coupons: Vec<String>,
    /// Who buys.
    pub customer_id: Option<CustomerId>,
    /// Why no tax is charged, where none is; a customer's own exemption holds unless told.
    pub tax_exemption: Option<TaxExemptionInput>,
    /// Somebody saw that the buyer is old enough for all of it.
    pub age_check: Option<AgeCheckInput>,
    /// What was taken off since the cart was sent last, where there should be a reason for it.
    #[serde(default)]
    #[schema(max_items = 1000)]
    pub voided_lines: Vec<VoidedLineInput>,
}

/// To give an order up.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct VoidOrder {
    /// The version of the order that was read; refused when somebody changed it since.
    #[schema(minimum = 1)]
    pub version: Option<i64>,
    /// Why.
    #[schema(min_length = 1, max_length = 500)]
    pub reason: String,
}

/// To complete an order that is paid.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CompleteOrder {
    /// The version of the order that was read; refused when somebody changed it since.
    #[schema(minimum = 1)]
    pub version: Option<i64>,
}

/// To pay an order, or a part of it.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PayOrder {
    /// Chosen by the client, or made here.
    pub id: Option<PaymentId>,
    /// How.
    #[schema(example = "cash")]
    pub tender: String,
    /// The code of the gift card that pays, for the tender `gift_card`.
    #[schema(max_length = 80)]
    pub code: Option<String>,
    /// How much of the order it pays; all that is due unless told.
    pub amount: Option<Money>,
    /// What was handed over in cash, if more.
    pub tendered: Option<Money>,
    /// The terminal; the register's unless told.
    pub terminal_id: Option<TerminalId>,
    /// Whether the order completes by itself once it is paid.
    #[serde(default)]
    pub complete_when_paid: bool,
    /// What comes back with the order once the rest of it is paid: goods that pay a part of it. It holds for all payments
    /// of the order, until another one names others.
    #[serde(default)]
    #[schema(max_items = 20)]
    pub returned: Vec<ReturnedInput>,
}

/// What a manager decides of a payment of which nobody knows what became of it.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DecidePayment {
    /// Whether money moved.
    pub decision: Decision,
    /// How that is known.
    pub reason: String,
}

/// A sale in one request: lines, customer and money that is certain.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewSale {
    /// Chosen by the client, or made here.
    pub id: Option<OrderId>,
    /// The register that sells.
    pub register_id: RegisterId,
    /// The lines.
    #[schema(min_items = 1, max_items = 1000)]
    pub lines: Vec<LineInput>,
    /// What is taken off the whole order.
    #[serde(default)]
    pub discounts: Vec<DiscountInput>,
    /// Codes that the customer brings: those of promotions that need one.
    #[serde(default)]
    #[schema(max_items = 10)]
    pub coupons: Vec<String>,
    /// Who buys.
    pub customer_id: Option<CustomerId>,
    /// What comes back with it: an exchange, or empties. Its worth pays the sale, and what is left of it goes back.
    #[serde(default)]
    #[schema(max_items = 20)]
    pub returned: Vec<ReturnedInput>,
    /// The money; together exactly the total, less what comes back.
    #[serde(default)]
    pub payments: Vec<SalePayment>,
    /// When it happened, if not now.
    pub happened_at: Option<Timestamp>,
    /// For sales of the past that are brought over from another system: they go to the business day on
    /// which they happened. Needs the permission `manage`.
    #[serde(default)]
    pub import: bool,
    /// Why no tax is charged, where none is; a customer's own exemption holds unless told.
    pub tax_exemption: Option<TaxExemptionInput>,
    /// Somebody saw that the buyer is old enough for all of it.
    pub age_check: Option<AgeCheckInput>,
    /// What was taken off before it was paid.
    #[serde(default)]
    #[schema(max_items = 1000)]
    pub voided_lines: Vec<VoidedLineInput>,
    /// The shift it is meant for; refused if that is not the one that is open at the register.
    pub shift_id: Option<ShiftId>,
    /// In words.
    #[schema(max_length = 500)]
    pub note: Option<String>,
}

/// Money that is certain: a tender that lies in the drawer, or a captured payment of this order.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SalePayment {
    /// How, where it is not a captured payment.
    #[schema(example = "cash")]
    pub tender: Option<String>,
    /// The code of the gift card that pays, for the tender `gift_card`.
    #[schema(max_length = 80)]
    pub code: Option<String>,
    /// How much of the sale it pays; all that is due unless told.
    pub amount: Option<Money>,
    /// What was handed over in cash, if more.
    pub tendered: Option<Money>,
    /// A payment of this sale's order that is captured already.
    pub payment_id: Option<PaymentId>,
}

/// Goods that come back with a sale: lines of an order, or goods without one.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReturnedInput {
    /// The order they were sold with. Needs the permission `refund`.
    pub order_id: Option<OrderId>,
    /// Of an order: which lines; all that is left unless told.
    pub lines: Option<Vec<RefundLineInput>>,
    /// Without an order: what comes back, at which price. Empties at the catalogue's deposit whoever sells takes back; all
    /// else needs the permission `refund_unlinked`.
    #[serde(default)]
    #[schema(max_items = 1000)]
    pub goods: Vec<LineInput>,
    /// Why.
    #[schema(min_length = 1, max_length = 500)]
    pub reason: String,
    /// Whether it goes back on the shelf, where `lines` does not say; it does unless told.
    pub restock: Option<bool>,
}

/// What is given back of an order.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewRefund {
    /// Chosen by the client, or made here.
    pub id: Option<RefundId>,
    /// The register that gives it back.
    pub register_id: RegisterId,
    /// Why.
    #[schema(min_length = 1, max_length = 500)]
    pub reason: String,
    /// Which lines; all that is left unless told.
    pub lines: Option<Vec<RefundLineInput>>,
    /// Whether goods go back on the shelf, where `lines` does not say; they do unless told.
    pub restock: Option<bool>,
    /// By which payments; in proportion to what is left of each unless told.
    pub payments: Option<Vec<RefundPaymentInput>>,
    /// Gives all of it as store credit instead. Needs the permission `refund_as_credit`.
    #[serde(default)]
    pub as_store_credit: bool,
    /// Who gets store credit; the order's customer unless told.
    pub customer_id: Option<CustomerId>,
    /// When it happened, if not now.
    pub happened_at: Option<Timestamp>,
    /// For refunds of the past: see `import` of a sale.
    #[serde(default)]
    pub import: bool,
}

/// A line, or a part of one, that comes back.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RefundLineInput {
    /// The order's line.
    #[schema(minimum = 1)]
    pub line_no: i64,
    /// How many; all that is left unless told.
    pub quantity: Option<Quantity>,
    /// Whether it goes back on the shelf.
    pub restock: Option<bool>,
}

/// Money given back by a payment of the order.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RefundPaymentInput {
    /// The payment.
    pub payment_id: PaymentId,
    /// How much.
    pub amount: Money,
}

/// To try again to give back what of a refund has not arrived.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewRefundAttempt {
    /// By which payments; by those whose attempts failed unless told.
    pub payments: Option<Vec<RefundPaymentInput>>,
}

/// To try again to give back the deposit of an order that was given up.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewPaymentAttempt {}

/// Money and goods given back without an order.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewUnlinkedRefund {
    /// Chosen by the client, or made here.
    pub id: Option<RefundId>,
    /// The register that gives it back.
    pub register_id: RegisterId,
    /// Why, and why there is no order.
    #[schema(min_length = 1, max_length = 500)]
    pub reason: String,
    /// Who gets it.
    pub customer_id: Option<CustomerId>,
    /// What comes back, at which price.
    #[schema(min_items = 1, max_items = 1000)]
    pub lines: Vec<LineInput>,
    /// Whether goods go back on the shelf; they do unless told.
    pub restock: Option<bool>,
    /// How the money is given.
    #[schema(example = "cash")]
    pub tender: String,
    /// When it happened, if not now.
    pub happened_at: Option<Timestamp>,
    /// For refunds of the past: see `import` of a sale.
    #[serde(default)]
    pub import: bool,
}

/// Which orders are asked for.
#[derive(Debug, Clone, Default)]
pub struct OrderFilter {
    /// Only in this state.
    pub state: Option<OrderState>,
    /// A receipt number, or a part of its end: `R1-000123`, `123`.
    pub search: Option<String>,
    /// Only of this customer.
    pub customer_id: Option<CustomerId>,
    /// Only of this register.
    pub register_id: Option<RegisterId>,
    /// Only of this location.
    pub location_id: Option<LocationId>,
    /// Only sold by this person.
    pub staff_id: Option<StaffId>,
    /// Only paid by this tender, or in part.
    pub tender: Option<String>,
    /// Only with a piece of this serial number.
    pub serial: Option<String>,
    /// Only paid by a card that ends with these four digits.
    pub card: Option<String>,
    /// Only what comes to this, in minor units, or of which one payment does.
    pub amount: Option<i64>,
    /// Only what happened in this hour of the day, by the clock on the wall of its location.
    pub hour: Option<i64>,
    /// From this business date on.
    pub from: Option<Date>,
    /// Up to and including this business date.
    pub to: Option<Date>,
}
