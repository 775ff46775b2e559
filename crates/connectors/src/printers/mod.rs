//! Receipt printers.

pub mod escpos;
pub mod simulated;
