//! Stock: on hand, reserved and available per variant and location, with its value.
//!
//! Every change is a movement, written together with the row that it changes. What leaves takes its share
//! of the row's value with it (moving average); what falls below zero goes out at the last known cost, and
//! the next receipt settles the difference.

mod commands;
mod model;
pub mod rules;
mod store;
#[cfg(test)]
mod tests;

pub use commands::{Leaving, Left, Returning, adjust, adjust_each, hold, leave, release, restock};
pub use model::*;
pub use rules::{opening_id, what_is_left};
pub use store::{
    LOCK, adjusted, adjusted_quantities, figures, levels, locked, low_levels, movements, movements_of_sources,
    recount_count,
};
