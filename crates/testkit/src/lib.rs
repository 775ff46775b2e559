//! What tests share: scenarios, generators, a temporary PostgreSQL, the auditor, stand-ins for providers.

pub mod auditor;
pub mod client;
pub mod contract;
pub mod dice;
pub mod founding;
pub mod mail;
pub mod postgres;
pub mod process;
pub mod scenario;
pub mod shop;
pub mod simulation;
pub mod specs;
pub mod stream;
pub mod stripe;
pub mod tap;
pub mod wait;
