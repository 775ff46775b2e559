//! A stand-in for Stripe that remembers: what its public documentation says a request does, it does, and what can go
//! wrong between it and a till goes wrong when a test asks for it.
//!
//! [`Account`] is all of its state and moves no byte, so that a simulation under a seed can hold it as well as a server.
//! [`Stripe`] puts one behind an address, breaks connections, and delivers webhooks. What truly happened to money there
//! is [`Account::ledger`], for a test to hold the books against.
//!
//! Where the facts are from, by the sections of docs.stripe.com and of its OpenAPI description:
//!
//! | Part | Sections |
//! |---|---|
//! | `form`, `errors`, `expand`, `keys`, `idempotency` | API reference: Authentication, Errors, Expanding Responses, Idempotent requests, Metadata, Pagination, Versioning; Error codes; Restricted API keys |
//! | `intents` | API reference: PaymentIntents; The Payment Intents lifecycle; Place a hold on a payment method; Declines |
//! | `readers`, `customers` | Terminal: Collect card payments (server-driven), its parts on verifying the reader's state, on failures, busy, offline and timed-out readers, and on missing webhooks; Collect tips on-reader; Test Stripe Terminal |
//! | `checkout` | API reference: Checkout Sessions |
//! | `refunds` | Refund and cancel payments, with its part on failed refunds; Terminal: Refund transactions |
//! | `balance` | API reference: Balance transactions, Payouts; Reporting categories |
//! | `events` | Webhooks: signatures, retries and order of events, rolling of secrets |
//! | `currencies` | Currencies: zero-decimal, three-decimal, minimum charge amounts |
//!
//! Not here, because a till that drives readers from its server does not use it: customers, setup intents, disputes beyond
//! their effect on the balance, Connect, and partial authorisation, which is documented for the SDKs only.

mod account;
mod balance;
mod charges;
mod checkout;
mod currencies;
mod customers;
mod errors;
mod events;
mod expand;
mod faults;
mod form;
mod idempotency;
mod intents;
mod keys;
mod ledger;
mod readers;
mod refunds;
mod server;

pub use account::{Account, Asked, Reply, Request};
pub use customers::{Card, Customer, Deed};
pub use events::{Event, signature};
pub use faults::{Fault, Wire};
pub use keys::Key;
pub use ledger::LedgerLine;
pub use refunds::Fate;
pub use server::Stripe;

/// The version that requests are answered in when they name none.
pub const API_VERSION: &str = "2025-04-30.basil";
