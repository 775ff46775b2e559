//! Registers, their receipt series, and the shifts in which somebody answers for a drawer.
//!
//! A series has one owner at a time and no gap: the number is taken under the lock of the register's row, inside
//! the transaction that uses it. The same row says which shift is open, so nothing can land in a closed one. A
//! register is run by shifts from its first shift on; one that never had a shift, such as a web shop's, sells without.
//!
//! - `registers` finds a register as it is now, and gives its numbers;
//! - `shifts` opens and closes; what is learned of a closed shift's money later is its numbered addendum;
//! - `drawer` is cash that moves other than by selling: each movement has one journal entry.
//!
//! What a shift took is not kept here: it is read from orders, refunds and payments by `reports`, and only the sums of the
//! Z report are frozen when it closes.

mod drawer;
mod drawer_store;
mod model;
mod registers;
mod rules;
mod shift_store;
mod shifts;
mod store;

pub use drawer::{move_cash, move_safe_cash, open_drawer};
pub use drawer_store::{cash_movement, cash_movements_of, drawer_opening, drawer_openings_of, safe_movements};
pub use model::*;
pub use registers::{Till, add_register, change_register, take_receipt_no, till, till_for_late};
pub use shift_store::{ShiftRow, addenda_of, register_now, registers_now, shift, shift_row, shifts};
pub use shifts::{Late, add_addendum, close_shift, open_shift};
pub use store::{LOCK, register, register_lock, registers};
