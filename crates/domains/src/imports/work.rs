//! A file and how it is understood: which rows belong together, and which say the same thing twice.

use std::collections::HashMap;

use super::fields::{ImportField, ImportKind, fields};
use super::file::{FileRow, ReadFile};
use super::model::{ImportSettings, MappedColumn};
use super::rows::{Cells, Problem};
use crate::catalog::rules::normal_barcode;
use crate::catalog::text::fold;
use crate::customers::same_phone;

/// A file that is worked through, unit by unit.
#[derive(Debug)]
pub struct Work {
    pub(super) kind: ImportKind,
    pub(super) file: ReadFile,
    pub(super) settings: ImportSettings,
    /// Where the shop is: a phone number is read as it is dialled there.
    pub(super) country: String,
    /// The columns of each field, by its place in the list of fields.
    columns: Vec<(ImportField, Vec<usize>)>,
    /// Rows that are brought in together, in the order of their first ones.
    pub(super) units: Vec<Vec<usize>>,
    /// Rows whose code an earlier one has, and which one.
    twice: HashMap<usize, (ImportField, i64)>,
}

impl Work {
    /// A file as it is understood by these settings.
    pub fn new(kind: ImportKind, file: ReadFile, settings: ImportSettings, country: String) -> Self {
        let of = |field: ImportField| {
            let columns = settings.mapping.iter().filter(|m| m.field == field);
            (field, columns.filter_map(|m: &MappedColumn| usize::try_from(m.column).ok()).collect::<Vec<_>>())
        };
        let columns = fields(kind).map(of).collect();
        let mut work = Self { kind, file, settings, country, columns, units: Vec::new(), twice: HashMap::new() };
        work.units = work.group();
        work.twice = work.find_twice();
        work
    }

    /// The columns that hold a field.
    pub(super) fn columns(&self, field: ImportField) -> &[usize] {
        self.columns.iter().find(|(known, _)| *known == field).map_or(&[], |(_, columns)| columns)
    }

    /// The fields that some column holds.
    pub(super) fn fields(&self) -> impl Iterator<Item = ImportField> {
        self.columns.iter().filter(|(_, columns)| !columns.is_empty()).map(|(field, _)| *field)
    }

    /// Whether some column holds it.
    pub(super) fn has(&self, field: ImportField) -> bool {
        !self.columns(field).is_empty()
    }

    /// The title of the first column that holds a field.
    pub(super) fn title(&self, field: ImportField) -> Option<String> {
        self.file.titles.get(*self.columns(field).first()?).cloned()
    }

    /// A row by its place.
    pub(super) fn cells(&self, at: usize) -> Cells<'_> {
        let row: &FileRow = &self.file.rows[at];
        Cells { work: self, row }
    }

    /// Why a row is refused because of an earlier one.
    pub(super) fn twice(&self, at: usize) -> Option<Problem> {
        let (field, row) = self.twice.get(&at)?;
        let what = match field {
            ImportField::Sku => "SKU",
            ImportField::Barcode => "barcode",
            ImportField::Email => "e-mail address",
            _ => "phone number",
        };
        Some(Problem::new(
            "twice_in_file",
            *field,
            format!("Row {row} has the same {what}."),
            "Leave one of the two rows out, or correct the code.",
        ))
    }

    /// Rows of one product: they share a key, or one is the other's parent, or they have the name in common and say which
    /// variant they are.
    fn group(&self) -> Vec<Vec<usize>> {
        let mut units: Vec<Vec<usize>> = Vec::new();
        let mut by_key: HashMap<String, usize> = HashMap::new();
        let rows = 0..self.file.rows.len();
        if !self.has(ImportField::ProductKey) && !self.has(ImportField::VariantName) {
            return rows.map(|at| vec![at]).collect();
        }
        let parents: HashMap<String, usize> = if self.has(ImportField::RowKey) {
            rows.clone().flat_map(|at| self.own_keys(at).into_iter().map(move |key| (key, at))).collect()
        } else {
            HashMap::new()
        };
        let mut unit_of: HashMap<usize, usize> = HashMap::new();
        for at in rows {
            let cells = self.cells(at);
            let key = cells.get(ImportField::ProductKey);
            let unit = match (key, parents.get(key)) {
                ("", _) => match (cells.get(ImportField::Name), cells.get(ImportField::VariantName)) {
                    ("", _) | (_, "") => None,
                    (name, _) => Some(*by_key.entry(format!("name {name}")).or_insert(units.len())),
                },
                // The row of the whole product, which may come before or after its variants.
                (_, Some(parent)) => Some(*unit_of.entry(*parent).or_insert(units.len())),
                (key, None) => Some(*by_key.entry(format!("key {key}")).or_insert(units.len())),
            };
            let unit = match (unit, unit_of.get(&at)) {
                (_, Some(own)) => *own,
                (Some(unit), None) => unit,
                (None, None) => units.len(),
            };
            unit_of.insert(at, unit);
            match units.get_mut(unit) {
                Some(rows) => rows.push(at),
                None => units.push(vec![at]),
            }
        }
        units
    }

    /// What other rows may name this one by.
    fn own_keys(&self, at: usize) -> Vec<String> {
        let cells = self.cells(at);
        let mut keys = Vec::new();
        let (sku, key) = (cells.get(ImportField::Sku), cells.get(ImportField::RowKey));
        if !sku.is_empty() {
            keys.push(sku.to_owned());
        }
        if !key.is_empty() {
            keys.push(format!("id:{key}"));
        }
        keys
    }

    fn find_twice(&self) -> HashMap<usize, (ImportField, i64)> {
        let mut twice = HashMap::new();
        let mut seen: HashMap<(ImportField, String), i64> = HashMap::new();
        for (at, row) in self.file.rows.iter().enumerate() {
            let cells = self.cells(at);
            for (field, code) in self.names_of(&cells) {
                match seen.get(&(field, code.clone())) {
                    Some(first) if *first != row.number => {
                        twice.entry(at).or_insert((field, *first));
                    }
                    Some(_) => {}
                    None => {
                        seen.insert((field, code), row.number);
                    }
                }
            }
        }
        twice
    }

    /// By what a row is known: no other of the file may have the same.
    fn names_of(&self, cells: &Cells<'_>) -> Vec<(ImportField, String)> {
        let named = |field: ImportField| Some((field, cells.get(field))).filter(|(_, text)| !text.is_empty());
        let codes = cells.all(ImportField::Barcode).map(|code| (ImportField::Barcode, normal_barcode(code)));
        match self.kind {
            ImportKind::Products => {
                named(ImportField::Sku).map(|(field, sku)| (field, sku.to_owned())).into_iter().chain(codes).collect()
            }
            // A family may share a phone number.
            ImportKind::Customers => {
                let phone = |(field, text)| (field, same_phone(text, &self.country).unwrap_or_else(|| text.to_owned()));
                let email = named(ImportField::Email).map(|(field, text)| (field, text.to_lowercase()));
                email.or_else(|| named(ImportField::Phone).map(phone)).into_iter().collect()
            }
            // The same goods may lie at several locations.
            ImportKind::Stock => named(ImportField::Sku)
                .or_else(|| named(ImportField::Barcode))
                .map(|(field, code)| {
                    (field, format!("{} {}", normal_barcode(code), fold(cells.get(ImportField::Location))))
                })
                .into_iter()
                .collect(),
        }
    }
}
