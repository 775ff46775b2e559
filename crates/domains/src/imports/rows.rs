//! What is read off one row, and what is said of it.

use onetill_kernel::{Currency, Error, Money};

use super::fields::ImportField;
use super::file::FileRow;
use super::model::{ImportRow, RowOutcome};
use super::numbers::{NoNumber, read_number};
use super::work::Work;

/// The longest value that is shown of a cell.
const SHOWN: usize = 120;
/// What spreadsheets put where a formula failed.
const FAULTS: [&str; 13] = [
    "#N/A", "#NV", "#REF!", "#BEZUG!", "#NAME?", "#VALUE!", "#WERT!", "#DIV/0!", "#NUM!", "#ZAHL!", "#NULL!",
    "#SPILL!", "#CALC!",
];

/// Why a row is refused.
#[derive(Debug, Clone)]
pub(super) struct Problem {
    pub(super) code: &'static str,
    /// The column at fault.
    pub(super) field: Option<ImportField>,
    pub(super) message: String,
    pub(super) fix: String,
}

impl Problem {
    pub(super) fn new(
        code: &'static str,
        field: impl Into<Option<ImportField>>,
        message: impl Into<String>,
        fix: impl Into<String>,
    ) -> Self {
        Self { code, field: field.into(), message: message.into(), fix: fix.into() }
    }

    /// A refusal of the domain that was asked.
    pub(super) fn of(error: &Error, field: Option<ImportField>) -> Self {
        Self::new(error.code_str(), field, error.message(), error.fix_str().unwrap_or_default())
    }
}

/// A row whose cells are asked by what they hold.
#[derive(Clone, Copy)]
pub(super) struct Cells<'w> {
    pub(super) work: &'w Work,
    pub(super) row: &'w FileRow,
}

impl<'w> Cells<'w> {
    /// The first cell that holds it; nothing where no column does, or where it is empty.
    pub(super) fn get(&self, field: ImportField) -> &'w str {
        self.all(field).next().unwrap_or_default()
    }

    /// All cells that hold it and are not empty.
    pub(super) fn all(&self, field: ImportField) -> impl Iterator<Item = &'w str> {
        let (row, columns) = (self.row, self.work.columns(field));
        columns.iter().map(move |column| row.cell(*column)).filter(|text| !text.is_empty())
    }

    /// Refuses a row that has more cells than titles, or where a formula failed.
    pub(super) fn check(&self) -> Result<(), Problem> {
        let titles = self.work.file.titles.len();
        if self.row.cells.iter().skip(titles).any(|cell| !cell.trim().is_empty()) {
            return Err(Problem::new(
                "too_many_cells",
                None,
                format!("This row has {} cells, and there are {titles} titles.", self.row.cells.len()),
                "Put a cell that holds the sign between columns in quotation marks.",
            ));
        }
        for field in self.work.fields() {
            if let Some(text) = self.all(field).find(|text| FAULTS.contains(text)) {
                return Err(Problem::new(
                    "formula_failed",
                    field,
                    format!("{text} is what a spreadsheet shows where a formula failed."),
                    "Correct it in the spreadsheet and save the file again.",
                ));
            }
        }
        Ok(())
    }

    /// An amount in minor units, where the cell holds one.
    pub(super) fn money(&self, field: ImportField, currency: Currency) -> Result<Option<Money>, Problem> {
        let text = self.get(field);
        if text.is_empty() {
            return Ok(None);
        }
        let minor = self.number(field, text, currency.decimals(), "an amount")?;
        if minor < 0 {
            return Err(Problem::new("below_zero", field, "The amount is below zero.", "Write zero or more."));
        }
        if minor > Money::MAX_MINOR {
            return Err(too_large(field));
        }
        Ok(Some(Money::new(minor, currency)))
    }

    /// A number scaled by 10^digits.
    pub(super) fn number(&self, field: ImportField, text: &str, digits: u32, what: &str) -> Result<i64, Problem> {
        let shown = shortened(text);
        read_number(text, self.work.settings.decimal, digits).map_err(|why| match why {
            NoNumber::Unreadable => Problem::new(
                "number_unreadable",
                field,
                format!("\"{shown}\" is not {what}."),
                "Write a number such as 12.50, or 12,50 where the file has decimal commas.",
            ),
            NoNumber::OtherSign => Problem::new(
                "number_other_sign",
                field,
                format!("\"{shown}\" has the other sign before its decimals than was chosen for this file."),
                "Write all numbers of a file alike, or choose the other sign.",
            ),
            NoNumber::Decimals => Problem::new(
                "too_many_decimals",
                field,
                format!("\"{shown}\" has more than {digits} decimals."),
                "Round it.",
            ),
            NoNumber::Large => too_large(field),
        })
    }

    /// Yes or no, where the cell says it.
    pub(super) fn yes_or_no(&self, field: ImportField) -> Result<Option<bool>, Problem> {
        match self.get(field).to_lowercase().as_str() {
            "" => Ok(None),
            "yes" | "true" | "1" | "y" | "x" | "ja" | "wahr" | "j" | "active" | "aktiv" | "published" | "visible" => {
                Ok(Some(true))
            }
            "no" | "false" | "0" | "-1" | "n" | "nein" | "falsch" | "inactive" | "inaktiv" | "draft" | "entwurf"
            | "archived" | "archiviert" | "hidden" => Ok(Some(false)),
            _ => Err(Problem::new(
                "yes_or_no",
                field,
                "This says neither yes nor no.",
                "Write yes or no, ja or nein, 1 or 0.",
            )),
        }
    }

    /// What is said of the row.
    pub(super) fn outcome(&self, outcome: RowOutcome, message: Option<String>) -> ImportRow {
        let names = [ImportField::Sku, ImportField::Barcode, ImportField::Email, ImportField::Phone];
        let label = names.into_iter().map(|field| self.get(field));
        ImportRow {
            row: self.row.number,
            outcome,
            label: shortened(label.into_iter().find(|text| !text.is_empty()).unwrap_or_default()),
            column: None,
            value: None,
            code: None,
            message,
            fix: None,
        }
    }

    /// That the row is refused.
    pub(super) fn refused(&self, problem: &Problem) -> ImportRow {
        let column = problem.field.and_then(|field| self.work.title(field));
        let value = problem.field.map(|field| self.get(field)).filter(|text| !text.is_empty()).map(shortened);
        ImportRow {
            column,
            value,
            code: Some(problem.code.to_owned()),
            message: Some(problem.message.clone()),
            fix: Some(problem.fix.clone()).filter(|fix| !fix.is_empty()),
            ..self.outcome(RowOutcome::Refused, None)
        }
    }
}

fn too_large(field: ImportField) -> Problem {
    Problem::new("amount_too_large", field, "This is larger than OneTill can hold.", "Use a smaller number.")
}

/// A cell's text as far as it is shown, without what cannot be.
pub(super) fn shortened(text: &str) -> String {
    let mut shown: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).take(SHOWN).collect();
    if text.chars().nth(SHOWN).is_some() {
        shown.push('…');
    }
    shown
}
