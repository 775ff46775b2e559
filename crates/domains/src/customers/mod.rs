//! The people and firms that buy, and what they bought in sum.
//!
//! Name, e-mail, phone, note and preferences are changed by people, under a version. The number of orders and what
//! was spent are changed only by [`record_sale`] and [`record_refund`], in the transaction of the sale or
//! the refund, and `onetill verify` recomputes them. Events name a customer by id alone, so that what is
//! personal stays in one table.
//!
//! Before somebody is added, [`duplicates`] tells whom the shop knows by that number, address or name. Nothing is refused for it:
//! a family may share all three.
//!
//! A customer may be exempt from tax, for good or until a day; what is sold to them then is sold without.
//!
//! A customer may be in one group, for which price lists and promotions may hold.

mod commands;
mod duplicates;
mod exemptions;
mod model;
mod phones;
pub mod rules;
mod store;
#[cfg(test)]
mod tests;

pub use commands::{add_customer, add_group, change_customer, record_refund, record_sale, rename_group};
pub use duplicates::duplicates;
pub use exemptions::{CustomerTax, TaxExemption, customer_tax, exemption_on, set_customer_tax};
pub use model::*;
pub use phones::same as same_phone;
pub use store::{LOCK, by_contact, customer, customers, group, group_of, groups, is_phone_of, names};
