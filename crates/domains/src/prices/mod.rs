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
//! A promotion takes something off by a rule: [`met`] tells which of them a cart meets, `orders::promotions` what they
//! take off. Some need a code; `coupons` counts how often each is used.
//!
//! Days are business days, and hours may pass midnight: they then belong to the day on which they begin. See [`rules`].

mod commands;
mod coupons;
mod model;
mod promotion_model;
mod promotion_store;
mod promotions;
pub mod rules;
mod store;
#[cfg(test)]
mod tests;

pub use commands::{add_price_list, change_price_list, listed, set_prices, takes_coupons};
pub use coupons::{add_coupons, change_coupon, codes, coupon_locks, give_back, redeem};
pub use model::*;
pub use promotion_model::*;
pub use promotion_store::{COUPON_LOCK, coupon, coupons, promotion, promotions};
pub use promotions::{Met, Preview, add_promotion, change_promotion, met};
pub use store::{price_list, price_lists, prices_of};
