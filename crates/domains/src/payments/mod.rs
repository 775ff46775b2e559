//! Money's life: a payment is a series of attempts, each its own record, and its state is derived from
//! them.
//!
//! A card attempt is an intent first: it is written down as `created`, then `sent_at` becomes durable,
//! and only then does the first byte leave. From that moment on there is only inquiry, also by another
//! process after a crash. What nobody knows is `unknown`, a state like any other, and it is asked about
//! until somebody does.

mod commands;
mod connector;
mod model;
pub mod rules;
mod store;
#[cfg(test)]
mod tests;

pub use commands::{
    Concluded, NewAttempt, NewPayment, add_terminal, certain, conclude, create_outgoing, create_payment, found_tenders,
    landed, mark_sent, new_attempt, refunded, settle_payment,
};
pub use connector::{Ask, Asking, Connector, Message};
pub use model::*;
pub use rules::{round_cash, round_cash_back};
pub use store::{
    Due, and_comes_to, and_paid_by, asked_tender, attempts, cards_of_orders, due, list, open_attempt, orders_by_card,
    payment, payment_row, payments_of_order, refund_attempts, tender, tenders, terminal, terminals,
};
