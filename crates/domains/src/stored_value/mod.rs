//! What the shop keeps for others: one balance, of three kinds.
//!
//! A gift card belongs to whoever holds it, and is found by its code; store credit belongs to a customer; on account a customer
//! may owe the shop, down to a credit limit. What the shop owes is above zero, what it is owed below. Each change is a movement with
//! the balance after it and a number within its balance, in the commit of the sale, payment or refund that it belongs to, and
//! no balance is looked at first and changed later: its row is held, so of two tills that want the last of a card one gets it.
//!
//! A code is as good as money. It is kept as a hash and its last four signs, and shown once: when it is made. A card that
//! was lost gets another code; what it holds, and what became of it, stays where it was.
//!
//! What is sold on a card is owed (account 2100) and neither earned nor taxed until it is spent. What expires is income of its own.

mod cards;
mod credit;
mod model;
mod movements;
pub mod rules;
mod store;
#[cfg(test)]
mod tests;

pub use cards::{
    add_gift_card, change_gift_card, change_gift_card_settings, expire, found, gift_card_by_code, replace_gift_card,
    today, usable_card,
};
pub use credit::{account_of, beyond_limit, set_credit_limit, store_credit_of};
pub use model::*;
pub use movements::{Source, covers, give_back, put_on, spend, take_off, unused};
pub use store::{
    LOCK, balance, balances, by_customer, due_to_expire, gift_card_settings, lock, movements, of_codes, of_order,
};
