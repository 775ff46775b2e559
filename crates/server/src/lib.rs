//! HTTP, live events, jobs and the embedded web pages.
//!
//! A handler reads the request, asks [`auth`] who it is and whether they may, hands a command or a query to
//! the database, and shapes the answer; rules live in the domains. Errors become problem documents
//! (RFC 9457) in one place, [`problem`].

mod approval;
mod auth;
mod client_address;
mod costs;
mod extract;
mod files;
mod importing;
mod jobs;
mod live;
mod mailing;
mod openapi;
mod pages;
mod payments;
mod printing;
mod problem;
mod routes;
mod serve;
mod sign_in_limit;
mod state;

pub use client_address::Network;
pub use mailing::{MailAuthority, MailServer, MailTls};
pub use openapi::openapi;
pub use serve::{Server, ServerOptions};
pub use state::{App, AppOptions, DemoOffice, DemoPin, DemoSignIns};
