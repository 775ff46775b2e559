//! Card terminals and payment providers.

pub mod simulated;
pub mod stripe;
