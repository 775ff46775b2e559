//! ESC/POS, the language of receipt printers: a slip as bytes for one model, and what the printer says of itself.
//!
//! What a model can do is a [`Profile`]; `profiles.json` holds some common ones. Their facts (columns, dots, code pages and
//! their numbers, features) are from the escpos-printer-db (github.com/receipt-print-hq/escpos-printer-db, CC BY 4.0). The
//! letters of the code pages in `code_pages.json` are those of the Unicode consortium's mapping files.
//!
//! Bytes are built here and sent elsewhere. Commands are named by the letters of Epson's command reference.

mod letters;
mod profile;
mod raster;
mod render;
mod status;
#[cfg(test)]
mod tests;

pub use letters::CodePage;
pub use profile::{Feature, Profile, profile, profiles};
pub use raster::{Raster, logo};
pub use render::{Font, Job, drawer_kick, printable, render};
pub use status::{QUESTIONS, Status, WHEN_DONE, says_done, status};
