//! What the owner looks at: figures over what the other domains have written.
//!
//! Nothing is kept here and nothing is changed: every figure is computed from the facts when it is asked
//! for, so it cannot disagree with them. It may read any table; it finds its rows through the indexes by
//! business date, so that a day costs the same in a shop that has sold for ten years.

pub mod csv;
mod dashboard;
mod journal;
mod journal_store;
mod journal_text;
mod model;
mod receipts;
pub mod rules;
mod sales;
mod sales_model;
mod sales_rules;
mod sales_store;
mod shift_store;
mod shifts;
mod store;
#[cfg(test)]
mod tests;

pub use csv::{Rows, text as csv_text};
pub use dashboard::dashboard;
pub use journal::export_journal;
pub use journal_text::JournalFormat;
pub use model::*;
pub use receipts::{name_balance_movements, name_entries, name_movements, name_payments};
pub use sales::{export_sales, sales};
pub use sales_model::{SalesBy, SalesFigures, SalesFilter, SalesReport, SalesRest, SalesRow};
pub use shifts::{cash_without_shifts, shift_report, takings};
