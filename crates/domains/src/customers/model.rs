use onetill_kernel::{CustomerId, Money, Timestamp};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A person or firm that buys.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Customer {
    /// Their id.
    pub id: CustomerId,
    /// Grows when somebody edits the customer; send it back to do so. Sales do not change it.
    pub version: i64,
    /// Their name.
    pub name: String,
    /// Their e-mail address, in lower case. Several customers may share one.
    pub email: Option<String>,
    /// Their phone number, as typed.
    pub phone: Option<String>,
    /// What the shop wants to remember.
    pub note: String,
    /// How many orders of theirs were completed.
    pub orders_count: i64,
    /// What they paid for, less what was refunded.
    pub spent: Money,
    /// When their first order happened.
    pub first_order_at: Option<Timestamp>,
    /// When their latest order happened.
    pub last_order_at: Option<Timestamp>,
    /// When they were added.
    pub created_at: Timestamp,
}

/// A new customer.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewCustomer {
    /// Chosen by the client, or made here.
    pub id: Option<CustomerId>,
    /// Their name.
    #[schema(min_length = 1, max_length = 200)]
    pub name: String,
    /// Their e-mail address.
    #[schema(max_length = 254)]
    pub email: Option<String>,
    /// Their phone number.
    #[schema(max_length = 40)]
    pub phone: Option<String>,
    /// What the shop wants to remember.
    #[schema(max_length = 2000)]
    pub note: Option<String>,
}

/// What to change of a customer; what is absent stays.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CustomerChange {
    /// The version that was read.
    #[schema(minimum = 1)]
    pub version: i64,
    /// Their name.
    #[schema(min_length = 1, max_length = 200)]
    pub name: Option<String>,
    /// Their e-mail address; an empty text removes it.
    #[schema(max_length = 254)]
    pub email: Option<String>,
    /// Their phone number; an empty text removes it.
    #[schema(max_length = 40)]
    pub phone: Option<String>,
    /// What the shop wants to remember.
    #[schema(max_length = 2000)]
    pub note: Option<String>,
}
