//! Slips for paper: the bytes of receipt printers, and files that any printer takes.

pub mod escpos;
pub mod pdf;
pub mod simulated;
