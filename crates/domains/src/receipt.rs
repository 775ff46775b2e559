use onetill_kernel::OrderId;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// The receipt of what a row is about, so that it can be named and looked up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Receipt {
    /// Its number, as people see it.
    #[schema(example = "R1-000123")]
    pub number: String,
    /// The order it belongs to; absent for a refund without one.
    pub order_id: Option<OrderId>,
}
