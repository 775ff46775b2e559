//! What was found in the file, row by row, for whoever wants to look at it.

use std::fmt;
use std::path::Path;

use onetill_kernel::{Error, Result};
use serde::Serialize;

use super::plan::Document;
use super::recorded::Recorded;
use super::rows::Row;

/// What became of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Action {
    /// It was not replayed.
    Skipped,
    /// It was replayed, but is odd.
    Kept,
    /// It was sent, and the shop refused it or recorded it otherwise.
    Failed,
}

/// What is the matter with a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Problem {
    /// It is not a row of this table.
    Unreadable,
    /// It belongs to no invoice.
    NoDocument,
    /// It names no product.
    NoCode,
    /// Its quantity is none, or none for such a row.
    Quantity,
    /// Its price is none.
    Price,
    /// Its time is none.
    Time,
    /// Its customer is not that of its invoice.
    Customer,
    /// It names a product without its name.
    NoName,
    /// Its code stands for something that is not on a shelf.
    NotGoods,
    /// A cancellation whose sale is not known.
    NoSale,
    /// The shop refused its invoice or cancellation.
    Refused,
    /// The shop has recorded something else.
    Differs,
}

impl fmt::Display for Action {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Skipped => "skipped",
            Self::Kept => "kept",
            Self::Failed => "failed",
        })
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Unreadable => "they are not rows of this table",
            Self::NoDocument => "they belong to no invoice",
            Self::NoCode => "they name no product",
            Self::Quantity => "their quantity cannot be",
            Self::Price => "their price cannot be",
            Self::Time => "their time cannot be read",
            Self::Customer => "their customer is not that of their invoice",
            Self::NoName => "their product has no name in them",
            Self::NotGoods => "what they name does not lie on a shelf",
            Self::NoSale => "cancellations whose sale is not known",
            Self::Refused => "the shop refused their invoice or cancellation",
            Self::Differs => "the shop has recorded something else",
        })
    }
}

/// Something about a row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct Finding {
    /// Where the row stands in the file, from 1.
    pub(crate) line: u64,
    /// The invoice or cancellation that it belongs to.
    pub(crate) document: String,
    /// The product's code.
    pub(crate) code: String,
    /// What became of it.
    pub(crate) action: Action,
    /// What is the matter, for programs.
    pub(crate) problem: Problem,
    /// What is the matter, for people.
    pub(crate) detail: String,
}

impl Finding {
    pub(super) fn of(row: &Row, action: Action, problem: Problem, detail: impl Into<String>) -> Self {
        let (document, code) = (row.document.clone(), row.code.clone());
        Self { line: row.line, document, code, action, problem, detail: detail.into() }
    }

    /// About a whole invoice or cancellation: stands at its first row.
    fn of_document(document: &Document, problem: Problem, detail: impl Into<String>) -> Self {
        Self {
            line: document.lines.first().map_or(0, |l| l.file_line),
            document: document.number.clone(),
            code: String::new(),
            action: Action::Failed,
            problem,
            detail: detail.into(),
        }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}: {}", self.line, self.action)?;
        let names: Vec<&str> = [&self.document, &self.code].into_iter().map(String::as_str).collect();
        let names = names.into_iter().filter(|n| !n.is_empty()).collect::<Vec<_>>().join(", ");
        if !names.is_empty() {
            write!(f, " ({names})")?;
        }
        write!(f, ": {}", self.detail)
    }
}

/// All that was found.
#[derive(Debug, Default)]
pub(crate) struct Findings(Vec<Finding>);

impl Findings {
    pub(super) fn add(&mut self, finding: Finding) {
        self.0.push(finding);
    }

    /// Adds what the shop said when it refused an invoice or a cancellation.
    pub(super) fn refused(&mut self, document: &Document, why: String) {
        self.add(Finding::of_document(document, Problem::Refused, why));
    }

    /// Adds in what the shop's record differs from the file.
    pub(super) fn compare(&mut self, document: &Document, recorded: &Recorded, prices_include_tax: bool) {
        let (file, shop) = (document.amount(), recorded.amount(prices_include_tax));
        if file != shop {
            let detail = format!("the file says {file} minor units, the shop has recorded {shop}");
            self.add(Finding::of_document(document, Problem::Differs, detail));
        }
    }

    /// In the file's order.
    pub(crate) fn in_order(&self) -> Vec<&Finding> {
        let mut all: Vec<&Finding> = self.0.iter().collect();
        all.sort_by_key(|f| f.line);
        all
    }

    /// Whether everything that was sent is recorded as the file says.
    pub(crate) fn all_recorded(&self) -> bool {
        self.0.iter().all(|f| f.action != Action::Failed)
    }
}

/// Writes all findings to a CSV file.
pub(crate) fn write_report(path: &Path, findings: &Findings) -> Result<()> {
    let wrong = |e: csv::Error| Error::invalid("report", format!("{} cannot be written: {e}.", path.display()));
    let mut writer = csv::Writer::from_path(path).map_err(wrong)?;
    for finding in findings.in_order() {
        writer.serialize(finding).map_err(wrong)?;
    }
    writer.flush().map_err(|e| wrong(e.into()))
}
