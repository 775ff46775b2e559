//! Orders: one aggregate for every channel, from the first line to the last refund.
//!
//! An order is `open` while lines change, `frozen` while money is under way (totals fixed, stock held),
//! and `completed` when goods are handed over: one transaction then writes the order, its payments, the
//! stock movements, the journal entry, the customer's history and the event.
//!
//! - [`pricing`] computes every amount that is ever shown, printed or booked; [`promotions`] what rules take off;
//! - `cart` turns what was asked for into priced lines, `quotes` shows them without keeping them, `by_hand` asks whether a
//!   person may decide what they did;
//! - `sales` is the one-request sale of a register; `commands` are the steps of an order that takes
//!   longer; `completion` is what both end in; `money` takes payments and hears what became of them;
//! - `exemption` keeps what tax was not charged, and why;
//! - `aside` puts an open order aside and takes it up again, `voids` keeps what was taken off and why;
//! - `kinds` asks what some goods need: the buyer's age, the serial number of a piece; `options` what was chosen with them;
//! - `returns` gives money and goods back, `exchange` takes goods back within a sale, `again` gives what a terminal refused to
//!   give; `events` is what the log says of it all;
//! - `stored` spends gift cards, store credit and accounts, and puts money on them;
//! - `views` tells the story of one order from every book.

mod again;
mod answers;
mod aside;
mod aside_model;
mod aside_store;
mod by_hand;
mod cart;
mod codes;
mod codes_store;
mod commands;
mod completion;
mod events;
mod exchange;
mod exemption;
mod giving;
mod inputs;
mod kinds;
mod lines_store;
mod locks;
mod model;
mod money;
mod options;
pub mod pricing;
mod promised_store;
pub mod promotions;
#[cfg(test)]
mod promotions_tests;
mod quotes;
mod refund_store;
mod returns;
mod rows;
mod rules;
mod sales;
mod store;
mod stored;
#[cfg(test)]
mod tests;
mod views;
mod voids;

pub use again::{decision_locks, payment_attempt_locks, refund_attempt_locks, retry_deposit, retry_refund};
pub use answers::{Noticed, decide_payment, record_answer, record_notice};
pub use aside::{expire_hold, held_orders, hold_order, overdue_holds, recall_order};
pub use aside_model::*;
pub use cart::resolve;
pub use commands::{add_lines, open_order, replace_cart, void_order};
pub use completion::complete_order;
pub use events::{OrderCompleted, OrderRefunded};
pub use exchange::{goods_need, returned_locks};
pub use inputs::*;
pub use kinds::{AgeCheck, AgeCheckMethod};
pub use locks::{order_lock, order_locks, paid_sale_locks, refund_locks, sale_locks, unlinked_refund_locks};
pub use model::*;
pub use money::{Taken, pay};
pub use quotes::{preview, quote};
pub use returns::{refund_order, refund_unlinked};
pub use sales::sell;
pub use stored::{balance_locks, pay_locks, uses_balances};
pub use views::{order, order_summary, orders, refund, refund_register, sale_receipt};
pub use voids::{void_line, voids, voids_of_shift};
