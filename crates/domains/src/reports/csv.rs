//! Rows of a file for a spreadsheet.

use std::borrow::Cow;

use onetill_kernel::{Error, Result};

/// A text as a spreadsheet may be given it. One that begins as a formula would be run as one there, so it gets an
/// apostrophe before it, by which spreadsheets know a text: names are typed by customers. Figures do not come this way.
pub fn text(text: &str) -> Cow<'_, str> {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{text}").into() } else { text.into() }
}

/// Rows as RFC 4180 writes them: quoted where needed, lines ended by CR and LF.
#[derive(Debug)]
pub struct Rows(csv::Writer<Vec<u8>>);

impl Rows {
    /// No rows yet.
    pub fn new() -> Self {
        Self(csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::new()))
    }

    /// Adds a row. Cells that people typed have gone through [`text`].
    pub fn add<'a>(&mut self, cells: impl IntoIterator<Item = Cow<'a, str>>) -> Result<()> {
        self.0.write_record(cells.into_iter().map(|cell| cell.into_owned())).map_err(Error::internal)
    }

    /// The rows as text.
    pub fn into_text(self) -> Result<String> {
        let bytes = self.0.into_inner().map_err(|e| Error::internal(e.to_string()))?;
        String::from_utf8(bytes).map_err(Error::internal)
    }
}

impl Default for Rows {
    fn default() -> Self {
        Self::new()
    }
}
