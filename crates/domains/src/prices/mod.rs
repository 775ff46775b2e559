//! What a thing costs at a place, for a customer, at a time.
//!
//! The catalogue has one price for each variant; a price list has others, for a location, a customer group or a time,
//! or for all of these. Of the lists that hold at that place, for that customer and at that moment, and that name the
//! variant, one sets the price:
//!
//! 1. the most specific: one for a customer group before one for everybody, then one for a location before one for all;
//! 2. among these the one with the lowest price;
//! 3. among these the older list.
//!
//! Where no list names it, the catalogue's price holds. A price that the line itself brings stands above all of them.
//! [`listed`] is the one function that answers this: quotes, carts, sales, search results and tiles all ask it.
//!
//! Days are business days, and hours may pass midnight: they then belong to the day on which they begin. See [`rules`].

mod commands;
mod model;
pub mod rules;
mod store;
#[cfg(test)]
mod tests;

pub use commands::{add_price_list, change_price_list, listed, set_prices};
pub use model::*;
pub use store::{price_list, price_lists, prices_of};
