//! Orders put aside, and what was taken off an order: what is asked and what is answered.

use onetill_kernel::{
    CustomerId, LocationId, Money, OrderId, Quantity, RegisterId, ShiftId, StaffId, Timestamp, VariantId, VoidId,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::inputs::ReturnedInput;

/// An open order that is put aside.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct HeldOrder {
    /// The order.
    pub order_id: OrderId,
    /// Its version: who recalls it sends this back.
    pub version: i64,
    /// What it was called; empty where it was given no name.
    pub name: String,
    /// Who buys.
    pub customer_id: Option<CustomerId>,
    /// Their name.
    pub customer_name: Option<String>,
    /// What is on its first lines.
    pub goods: Vec<String>,
    /// How many lines it has.
    pub line_count: i64,
    /// What it comes to.
    pub total: Money,
    /// Where it waits: any register there may take it up.
    pub location_id: LocationId,
    /// The register that put it aside.
    pub register_id: RegisterId,
    /// Its name.
    pub register_name: String,
    /// Who put it aside.
    pub staff_id: Option<StaffId>,
    /// Their name.
    pub staff_name: Option<String>,
    /// When it was put aside.
    pub held_at: Timestamp,
    /// When it will be given up, if nobody takes it up before.
    pub expires_at: Option<Timestamp>,
}

/// How an order is put aside.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewHold {
    /// What to call it: a name, a table, a coat.
    #[schema(max_length = 100)]
    pub name: Option<String>,
    /// What comes back with it. It waits with the order, and whoever takes that up names it again with the payment.
    #[serde(default)]
    #[schema(max_items = 20)]
    pub returned: Vec<ReturnedInput>,
}

/// To put an open order aside.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct HoldOrder {
    /// The version of the order that was read; refused when somebody changed it since.
    #[schema(minimum = 1)]
    pub version: Option<i64>,
    /// What to call it: a name, a table, a coat.
    #[schema(max_length = 100)]
    pub name: Option<String>,
    /// What comes back with it. It waits with the order, and whoever takes that up names it again with the payment.
    #[serde(default)]
    #[schema(max_items = 20)]
    pub returned: Vec<ReturnedInput>,
}

/// Goods that were brought with an order, and come back once it is paid.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct ComingBack {
    /// The receipt they were bought with, where that is known.
    pub number: Option<String>,
    /// What they are.
    pub goods: Vec<ComingGoods>,
    /// What they are worth; zero where they cannot be taken back any more.
    pub worth: Money,
    /// What to send to take them back.
    pub input: ReturnedInput,
}

/// So many of one thing that comes back.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct ComingGoods {
    /// Its name.
    pub name: String,
    /// How many.
    pub quantity: Quantity,
}

/// To take up an order that was put aside.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RecallOrder {
    /// The register that takes it up; the order is that register's from then on.
    pub register_id: RegisterId,
}

/// Something taken off an order before it was paid.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct OrderVoid {
    /// Its id.
    pub id: VoidId,
    /// The order.
    pub order_id: OrderId,
    /// The register at which it was taken off.
    pub register_id: RegisterId,
    /// The shift in which it was, at a register that is run by shifts.
    pub shift_id: Option<ShiftId>,
    /// Who took it off.
    pub staff_id: Option<StaffId>,
    /// Their name.
    pub staff_name: Option<String>,
    /// What was taken off, where it has a variant.
    pub variant_id: Option<VariantId>,
    /// Its name; absent where the whole order was given up.
    pub name: Option<String>,
    /// How many; zero for a whole order.
    pub quantity: Quantity,
    /// The price of one; of a whole order its total.
    pub unit_price: Money,
    /// Quantity x price, or the order's total.
    pub amount: Money,
    /// Why.
    pub reason: String,
    /// When.
    pub recorded_at: Timestamp,
}

/// To take a line off an open order.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct VoidLine {
    /// The line.
    #[schema(minimum = 1)]
    pub line_no: i64,
    /// The version of the order that was read; refused when somebody changed it since.
    #[schema(minimum = 1)]
    pub version: Option<i64>,
    /// Why.
    #[schema(min_length = 1, max_length = 500)]
    pub reason: String,
}

/// A line that a register took off before the order came here.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct VoidedLineInput {
    /// Chosen by the client, or made here: one that is kept already is not kept again.
    pub id: Option<VoidId>,
    /// What was taken off.
    pub variant_id: VariantId,
    /// How many.
    pub quantity: Quantity,
    /// The price of one at which it stood there.
    pub unit_price: Money,
    /// Why.
    #[schema(min_length = 1, max_length = 500)]
    pub reason: String,
}

/// Which voids are asked for.
#[derive(Debug, Clone, Default)]
pub struct VoidFilter {
    /// Only of this register.
    pub register_id: Option<RegisterId>,
    /// Only of this shift.
    pub shift_id: Option<ShiftId>,
    /// Only of this order.
    pub order_id: Option<OrderId>,
}

/// What was taken off, as stored.
#[derive(Debug, Clone)]
#[allow(missing_docs, reason = "the columns are the schema's")]
pub struct VoidRow {
    pub id: VoidId,
    pub order_id: OrderId,
    pub register_id: RegisterId,
    pub shift_id: Option<ShiftId>,
    pub staff_id: Option<StaffId>,
    pub variant_id: Option<VariantId>,
    pub name: Option<String>,
    pub quantity: Quantity,
    pub unit_price: i64,
    pub amount: i64,
    pub currency: onetill_kernel::Currency,
    pub reason: String,
    pub recorded_at: Timestamp,
}
