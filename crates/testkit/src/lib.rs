//! What tests share: scenarios, generators, a temporary PostgreSQL, the auditor.

pub mod postgres;
pub mod shop;
pub mod wait;
