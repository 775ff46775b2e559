//! Files that bring in what a shop has: rows of a CSV file, whatever its columns are called.
//!
//! A file is read once ([`read_file`]); its titles say what its columns hold ([`guess`]), and a person corrects that.
//! Then it is checked, which writes nothing but what would become of each row and why; then it is run. Both are the same
//! [`step`]s over the same rows, some hundred at a time, each one command of its own: sales go on between two, a server
//! that takes over goes on where the last step was committed, and what a file says is compared with what is there, so
//! that running it again changes nothing.

mod commands;
mod customers;
mod fields;
mod file;
mod model;
mod numbers;
mod products;
mod rows;
mod shop;
mod stock;
mod store;
#[cfg(test)]
mod tests;
mod work;

pub use commands::{Step, check, run, step, stop, suggest, upload};
pub use fields::{ImportField, ImportKind, fields, guess};
pub use file::{Encoding, MAX_COLUMNS, MAX_FILE, MAX_ROWS, ReadFile, file_too_large, read_file, read_text};
pub use model::*;
pub use numbers::DecimalSign;
pub use store::{due, each_row, forget_old, import, imports, rows, work};
pub use work::Work;
