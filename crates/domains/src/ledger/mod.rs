//! The books: double entry, one entry for each fact, never changed, only reversed.
//!
//! Which accounts a fact touches is decided in [`posting_rules`] and nowhere else; that file is meant to
//! be read by an accountant. An entry's id is the id of the fact that it books.

mod commands;
mod model;
pub mod posting_rules;
mod store;
#[cfg(test)]
mod tests;

pub use commands::{found_chart, open_account, post};
pub use model::*;
pub use store::{accounts, entries_by_ids, journal, trial_balance};
