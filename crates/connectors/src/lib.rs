//! Outside systems, one folder per vendor.
//!
//! A connector builds requests and reads answers; the server moves the bytes. What nobody can rent for a
//! test, such as a card terminal, is simulated beside its connector and behaves like the real thing, its
//! bad days included.

pub mod mail;
pub mod payments;
pub mod printers;
