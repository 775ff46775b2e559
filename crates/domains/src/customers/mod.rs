//! The people and firms that buy, and what they bought in sum.
//!
//! Name, e-mail, phone and note are changed by people, under a version. The number of orders and what
//! was spent are changed only by [`record_sale`] and [`record_refund`], in the transaction of the sale or
//! the refund, and `onetill verify` recomputes them. Events name a customer by id alone, so that what is
//! personal stays in one table.

mod commands;
mod model;
pub mod rules;
mod store;
#[cfg(test)]
mod tests;

pub use commands::{add_customer, change_customer, record_refund, record_sale};
pub use model::*;
pub use store::{LOCK, customer, customers, names};
