//! Registers and their receipt series. A series has one owner at a time and no gap: the number is taken
//! under the lock of the register's row, inside the transaction that uses it.

mod commands;
mod model;
mod store;

pub use commands::{add_register, take_receipt_no};
pub use model::{NewRegister, Register, receipt_number};
pub use store::{LOCK, register, registers};
