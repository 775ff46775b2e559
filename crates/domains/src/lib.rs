//! What a shop does. One folder a domain, each with the same rooms:
//!
//! - `mod.rs`: its story and its only public face;
//! - `model.rs`: its types; those with a schema are what the API speaks;
//! - `rules.rs`: pure functions, no I/O, no clock, no randomness;
//! - `store.rs`: the only SQL that touches its tables;
//! - `commands.rs`: what can be done, as functions over one transaction.
//!
//! Arrows point one way: `sync` <- `platform` <- `ledger` <- `catalog`, `reservations` <- `customers`,
//! `inventory`, `payments`, `tills` <- `prices`, `stored_value` <- `orders` <- `founding`, `imports`, `reports` <- `receipts`.

mod context;
mod page;
mod receipt;
mod sort;

pub mod catalog;
pub mod customers;
pub mod founding;
pub mod imports;
pub mod inventory;
pub mod ledger;
pub mod orders;
pub mod payments;
pub mod platform;
pub mod prices;
pub mod receipts;
pub mod reports;
pub mod reservations;
pub mod stored_value;
pub mod sync;
pub mod tills;

pub(crate) use context::present;
pub use context::{Asker, Ctx, check_name, check_reason, check_text};
pub use page::{Page, PageRequest, bad_cursor};
pub use receipt::Receipt;
