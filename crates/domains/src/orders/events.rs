//! What the event log says of orders, where a reader should not have to ask further.

use onetill_kernel::{CustomerId, Date, LocationId, Money, OrderId, RefundId, RegisterId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::model::RefundState;
use crate::inventory::StockAfter;

/// The data of an `order.completed` event: enough for a till to move its stock figures at once.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct OrderCompleted {
    /// The order.
    pub order_id: OrderId,
    /// Its receipt number.
    #[schema(example = "R1-000123")]
    pub number: String,
    /// The order's version when it was completed.
    pub version: i64,
    /// The register that sold it.
    pub register_id: RegisterId,
    /// Where it was sold.
    pub location_id: LocationId,
    /// Who bought.
    pub customer_id: Option<CustomerId>,
    /// What the customer paid.
    pub total: Money,
    /// How many lines it has.
    pub line_count: i64,
    /// The business day it belongs to.
    pub business_date: Date,
    /// What is left of what it took.
    pub stock: Vec<StockAfter>,
}

/// The data of an `order.refunded` event.
#[derive(Debug, Serialize, ToSchema)]
pub struct OrderRefunded {
    /// The refund.
    pub refund_id: RefundId,
    /// The order it gives back, if it is known.
    pub order_id: Option<OrderId>,
    /// The order that was sold for what came back.
    pub exchange_order_id: Option<OrderId>,
    /// Its receipt number.
    #[schema(example = "R1-000124")]
    pub number: String,
    /// How far it is.
    pub state: RefundState,
    /// The register that gave it back.
    pub register_id: RegisterId,
    /// Where it was given back.
    pub location_id: LocationId,
    /// Who got it.
    pub customer_id: Option<CustomerId>,
    /// All of it.
    pub total: Money,
    /// The business day it belongs to.
    pub business_date: Date,
    /// What there is now of what went back on the shelf.
    pub stock: Vec<StockAfter>,
}
