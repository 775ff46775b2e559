//! A slip as a PDF (ISO 32000-1): one page as wide as the paper of a receipt printer, and as long as what stands on it.
//!
//! Its letters are DejaVu Sans, of which the file holds those that the slip has (`fonts/`, cut to the Latin, Greek and Cyrillic
//! scripts; the licence lies beside them). What is shown is also what is read out of it: every letter says which it is, and
//! words with letters that the font lacks carry their text apart. There is no time and no chance in the file: the same slip is
//! the same bytes.
//!
//! - `page` puts a slip on paper: words, lines and black fields at their places, in hundredths of a point;
//! - `letters` knows how wide words are, and breaks them;
//! - `codes` draws barcodes and QR codes;
//! - `file` writes it all down.

mod codes;
mod file;
mod letters;
mod page;
#[cfg(test)]
mod tests;

use onetill_domains::receipts::Slip;
use onetill_kernel::Result;

use super::escpos::Raster;

/// How wide a logo may be, in dots of 8 to the millimetre: all of the width between the margins.
pub const LOGO_DOTS: usize = 560;

/// A slip as a PDF.
pub fn render(slip: &Slip, logo: Option<&Raster>) -> Result<Vec<u8>> {
    let page = page::page(slip, logo)?;
    file::write(slip, &page)
}
