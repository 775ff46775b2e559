use onetill_kernel::{CustomerGroupId, CustomerId, Money, Timestamp};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::present;

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
    /// What they like: sizes, makes, how they want things done.
    pub preferences: String,
    /// The group that they are charged in.
    pub group_id: Option<CustomerGroupId>,
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
    /// What they like: sizes, makes, how they want things done.
    #[schema(max_length = 2000)]
    pub preferences: Option<String>,
    /// The group that they are charged in.
    pub group_id: Option<CustomerGroupId>,
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
    /// What they like: sizes, makes, how they want things done.
    #[schema(max_length = 2000)]
    pub preferences: Option<String>,
    /// The group that they are charged in; null takes them out of any.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<CustomerGroupId>)]
    pub group_id: Option<Option<CustomerGroupId>>,
}

/// Somebody who may be added, as far as they are known.
#[derive(Debug, Clone, Default)]
pub struct Sought {
    /// Their name, or the beginning of it.
    pub name: Option<String>,
    /// Their e-mail address.
    pub email: Option<String>,
    /// Their phone number.
    pub phone: Option<String>,
    /// Not this customer: it is they who are changed.
    pub except: Option<CustomerId>,
}

/// A customer who may be the one that is about to be added.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Duplicate {
    /// Who the shop knows already.
    pub customer: Customer,
    /// What they have in common.
    pub alike: Vec<Alike>,
}

/// What two customers have in common.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Alike {
    /// The same phone number, however it is written.
    Phone,
    /// The same e-mail address.
    Email,
    /// A like name: the same words, but for one letter.
    Name,
}

impl Alike {
    /// How much it says.
    pub(super) fn weight(self) -> i32 {
        match self {
            Self::Phone | Self::Email => 2,
            Self::Name => 1,
        }
    }
}

/// Customers who are charged alike: price lists and promotions may hold for one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CustomerGroup {
    /// Its id.
    pub id: CustomerGroupId,
    /// Counts its changes; send it back to change it.
    pub version: i64,
    /// Its name.
    pub name: String,
    /// How many customers are in it.
    pub customer_count: i64,
    /// When it was added.
    pub created_at: Timestamp,
}

/// A new customer group.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewCustomerGroup {
    /// Chosen by the client, or made here.
    pub id: Option<CustomerGroupId>,
    /// Its name, unlike that of any other.
    #[schema(min_length = 1, max_length = 200)]
    pub name: String,
}

/// What to change of a customer group.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CustomerGroupChange {
    /// The version that was read.
    #[schema(minimum = 1)]
    pub version: i64,
    /// Its name.
    #[schema(min_length = 1, max_length = 200)]
    pub name: String,
}
