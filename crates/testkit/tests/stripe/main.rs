//! The stand-in for Stripe does what Stripe's documentation says, asked over HTTP as a till asks.

mod checkout;
mod faults;
mod money;
mod readers;
mod requests;
mod shapes;
mod support;
mod webhooks;
