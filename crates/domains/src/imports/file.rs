//! A file as text in rows and columns: what it is encoded in and what parts its columns is found out, not asked.

use csv::StringRecord;
use onetill_db::text_enum;
use onetill_kernel::{Error, ErrorKind, Result, holds_card_number};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::fields::{ImportKind, guess_column};
use crate::catalog::rules::is_gtin;

/// The largest file, in bytes.
pub const MAX_FILE: usize = 32 * 1024 * 1024;
/// The most rows of a file.
pub const MAX_ROWS: usize = 200_000;
/// The most columns.
pub const MAX_COLUMNS: usize = 200;
/// The longest title of a column that is shown.
const MAX_TITLE: usize = 100;
/// What may part columns.
const DELIMITERS: [u8; 4] = [b',', b';', b'\t', b'|'];
/// So many rows tell which of them does.
const LOOKED_AT: usize = 30;

/// How a file's letters are encoded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = ImportEncoding)]
pub enum Encoding {
    /// With or without a byte order mark.
    #[serde(rename = "utf-8")]
    Utf8,
    /// With a byte order mark.
    #[serde(rename = "utf-16")]
    Utf16,
    /// What spreadsheets on Windows write in western Europe.
    #[serde(rename = "windows-1252")]
    Windows1252,
}
text_enum!(Encoding { Utf8 = "utf-8", Utf16 = "utf-16", Windows1252 = "windows-1252" });

/// A file that was read.
#[derive(Debug)]
pub struct ReadFile {
    /// What it was encoded in.
    pub encoding: Encoding,
    /// What parts its columns.
    pub delimiter: char,
    /// The titles in its first row.
    pub titles: Vec<String>,
    /// The rows below it that hold anything.
    pub rows: Vec<FileRow>,
}

/// A row of a file.
#[derive(Debug)]
pub struct FileRow {
    /// Its number as spreadsheets show it: the titles are row 1.
    pub number: i64,
    /// Its cells.
    pub cells: StringRecord,
}

impl FileRow {
    /// A cell without the spaces around it and without what spreadsheets put before texts.
    pub(super) fn cell(&self, column: usize) -> &str {
        let text = self.cells.get(column).unwrap_or_default().trim();
        if let Some(inner) = text.strip_prefix("=\"").and_then(|rest| rest.strip_suffix('"')) {
            return inner.trim();
        }
        match text.strip_prefix('\'') {
            Some(rest) if rest.starts_with(['=', '+', '-', '@']) => rest,
            _ => text,
        }
    }
}

/// Reads a file, as text too. Refused is what is no such file, or holds more than is taken at once.
pub fn read_file(bytes: &[u8], kind: ImportKind) -> Result<(String, ReadFile)> {
    if bytes.len() > MAX_FILE {
        return Err(file_too_large());
    }
    let (text, encoding) = decode(bytes)?;
    let file = read_text(&text, encoding, kind)?;
    Ok((text, file))
}

/// The refusal of a file that is too large.
pub fn file_too_large() -> Error {
    Error::new(ErrorKind::TooLarge, "body_too_large", "The file is larger than 32 MiB.")
        .field("body")
        .fix("Part it into several files, each with the row of titles.")
}

/// Reads a file's text.
pub fn read_text(text: &str, encoding: Encoding, kind: ImportKind) -> Result<ReadFile> {
    let (text, told) = match text.strip_prefix("sep=").and_then(|rest| rest.split_once('\n')) {
        Some((sign, rest)) => (rest, sign.trim_end_matches('\r').bytes().next()),
        None => (text, None),
    };
    let delimiter = told.filter(|d| DELIMITERS.contains(d)).unwrap_or_else(|| delimiter(text));
    let mut records = reader(text, delimiter).into_records();
    let titles = match records.next() {
        Some(record) => record.map_err(unreadable)?,
        None => {
            return Err(Error::invalid("body", "The file is empty.")
                .code("file_empty")
                .fix("Send a file with titles in its first row."));
        }
    };
    if titles.len() > MAX_COLUMNS {
        return Err(Error::invalid("body", format!("The file has more than {MAX_COLUMNS} columns."))
            .code("too_many_columns")
            .fix("Leave out the columns that are not needed."));
    }
    let titles: Vec<String> = titles.iter().map(|title| title.trim().chars().take(MAX_TITLE).collect()).collect();
    let mut rows = Vec::new();
    for (record, number) in records.zip(2i64..) {
        let mut cells = record.map_err(unreadable)?;
        if cells.iter().all(|cell| cell.trim().is_empty()) {
            continue;
        }
        if rows.len() == MAX_ROWS {
            return Err(Error::invalid("body", format!("The file has more than {MAX_ROWS} rows."))
                .code("too_many_rows")
                .fix("Part it into several files, each with the row of titles."));
        }
        cells.set_position(None);
        rows.push(FileRow { number, cells });
    }
    if rows.is_empty() {
        return Err(Error::invalid("body", "The file has titles and no rows.")
            .code("file_empty")
            .fix("Send a file with at least one row below the titles."));
    }
    let file = ReadFile { encoding, delimiter: char::from(delimiter), titles, rows };
    refuse_card_numbers(&file, kind)?;
    Ok(file)
}

fn reader(text: &str, delimiter: u8) -> csv::Reader<&[u8]> {
    csv::ReaderBuilder::new().delimiter(delimiter).has_headers(false).flexible(true).from_reader(text.as_bytes())
}

fn unreadable(cause: csv::Error) -> Error {
    Error::invalid("body", "The file cannot be read as rows and columns.")
        .code("file_unreadable")
        .fix("Save it as CSV, UTF-8, and send that.")
        .because(cause)
}

/// What parts the columns: what parts most of the first rows into as many as the titles, and into most.
fn delimiter(text: &str) -> u8 {
    let score = |delimiter: u8| {
        let records: Vec<usize> =
            reader(text, delimiter).into_records().take(LOOKED_AT).flatten().map(|record| record.len()).collect();
        let columns = records.first().copied().unwrap_or(0);
        let alike = records.iter().filter(|count| **count == columns).count();
        if columns < 2 { (0, 0) } else { (alike * 100 / records.len(), columns) }
    };
    let first = DELIMITERS[0];
    DELIMITERS.into_iter().rev().max_by_key(|d| score(*d)).filter(|d| score(*d) > (0, 0)).unwrap_or(first)
}

/// A file's bytes as text.
fn decode(bytes: &[u8]) -> Result<(String, Encoding)> {
    let decoded = match bytes {
        [b'P', b'K', 3, 4, ..] | [0xd0, 0xcf, 0x11, 0xe0, ..] => {
            return Err(Error::invalid("body", "This is a workbook of a spreadsheet program, not a CSV file.")
                .code("file_is_workbook")
                .fix("Open it there and save it as CSV, UTF-8."));
        }
        [0xff, 0xfe, rest @ ..] => (utf16(rest, u16::from_le_bytes), Encoding::Utf16),
        [0xfe, 0xff, rest @ ..] => (utf16(rest, u16::from_be_bytes), Encoding::Utf16),
        [0xef, 0xbb, 0xbf, rest @ ..] => (std::str::from_utf8(rest).ok().map(str::to_owned), Encoding::Utf8),
        bytes => match std::str::from_utf8(bytes) {
            Ok(text) => (Some(text.to_owned()), Encoding::Utf8),
            Err(_) => (Some(bytes.iter().map(|b| windows_1252(*b)).collect()), Encoding::Windows1252),
        },
    };
    match decoded {
        (Some(text), encoding) if !text.contains('\0') => Ok((text, encoding)),
        _ => Err(Error::invalid("body", "This is not a text file.")
            .code("file_unreadable")
            .fix("Save it as CSV, UTF-8, and send that.")),
    }
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Option<String> {
    let units: Vec<u16> = bytes.chunks_exact(2).map(|pair| unit([pair[0], pair[1]])).collect();
    String::from_utf16(&units).ok()
}

/// What a byte means in Windows-1252: as in Latin-1, but for 0x80 to 0x9f (WHATWG Encoding Standard, section 9).
fn windows_1252(byte: u8) -> char {
    const HIGH: [char; 32] = [
        '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž', '\u{8f}', '\u{90}', '‘',
        '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}', 'ž', 'Ÿ',
    ];
    match byte {
        0x80..=0x9f => HIGH[usize::from(byte - 0x80)],
        _ => char::from(byte),
    }
}

/// No card number is kept, not even in a file: only columns of codes and phone numbers may hold such long numbers.
fn refuse_card_numbers(file: &ReadFile, kind: ImportKind) -> Result<()> {
    let exempt: Vec<bool> =
        file.titles.iter().map(|title| guess_column(kind, title).is_some_and(|field| field.holds_codes())).collect();
    for row in &file.rows {
        for (column, cell) in row.cells.iter().enumerate() {
            if cell.len() < 13 || exempt.get(column) == Some(&true) || !holds_card_number(cell) {
                continue;
            }
            let cell = cell.trim();
            if matches!(cell.len(), 13 | 14) && is_gtin(cell) {
                continue;
            }
            let title = file.titles.get(column).filter(|title| !title.is_empty());
            let place = title.map_or_else(|| format!("column {}", column + 1), |title| format!("column \"{title}\""));
            return Err(Error::invalid(
                "body",
                format!("Row {}, {place}, looks like the number of a payment card.", row.number),
            )
            .code("card_number")
            .fix("Leave it out: card numbers are never kept. A column of barcodes is known by its title, such as Barcode."));
        }
    }
    Ok(())
}
