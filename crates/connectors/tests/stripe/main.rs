//! Stripe's connector against a stand-in for Stripe: whole conversations, as the server leads them.

mod cards;
mod later;
mod links;
mod settings;
mod spoilt;
mod support;
mod webhooks;
mod wire;
