//! The one reservation: `hold -> commit | release | expire` over a quantity of something at a place.
//!
//! Stock behind a card payment in progress is held here; a table, an appointment and a hotel room will
//! be the same primitive. What is held is subtracted from what is available by the owner of the
//! resource, in the same transaction.

mod commands;
mod model;
mod store;

pub use commands::{end, hold};
pub use model::{Held, HoldState};
