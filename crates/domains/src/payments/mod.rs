//! Money's life: a payment is a series of attempts, each its own record, and its state is derived from
//! them.
//!
//! What a provider is asked to do is an intent first: it is written down as `created`, then `sent_at` becomes durable,
//! and only then does the first byte leave. From that moment on there is only inquiry, also by another
//! process after a crash. What nobody knows is `unknown`, a state like any other, and it is asked about
//! until somebody does. Which happening moves which state stands in `lifecycle`.

mod account_store;
mod accounts;
mod commands;
mod connector;
mod dispatch;
pub mod lifecycle;
mod log_store;
mod model;
mod rounding;
pub mod rules;
mod store;
mod tenders;
mod terminals;
#[cfg(test)]
mod tests;

pub use account_store::{AccountRow, NoticeRow, account_row, account_rows, keep_notice};
pub use accounts::{
    AccountDraft, ChangeProviderAccount, NewProviderAccount, ProviderAccount, SecretState, add_account, change_account,
    create_account, open_account, provider_account, provider_accounts, refresh_capabilities,
};
pub use commands::{
    NewAttempt, NewPayment, Outcome, Through, certain, clearing_account, create_outgoing, create_payment,
    decide_attempt, found_tenders, hear, landed, mark_sent, new_attempt, refunded, settle_payment,
};
pub use connector::*;
pub use dispatch::{Due, attempt_about, due, next_due, open_attempt};
pub use model::*;
pub use rounding::{round_cash, round_cash_back};
pub use rules::{Manner, Said};
pub use store::{
    and_comes_to, and_paid_by, asked_tender, attempts, cards_of_orders, list, orders_by_card, payment, payment_row,
    payments_of_order, refund_attempts, tender, tenders, terminal, terminals,
};
pub use tenders::{NewTender, TenderChange, TenderOrder, add_tender, change_tender, order_tenders};
pub use terminals::{NewTerminal, TerminalChange, add_terminal, change_terminal, create_terminal};
