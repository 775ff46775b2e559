//! The terminal's memory: a file of JSON lines, one for each state that a transaction was in.
//!
//! The last line of a reference is what counts. A line is on the disk before anybody hears of it, so a
//! last line without an end was never answered, and is dropped.

use std::collections::HashMap;
use std::fs::{File, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::Path;

use super::transaction::{Record, Transaction};

/// What the terminal that keeps its memory in `path` charged and refunded, oldest first. For tests that
/// compare it with the books; the terminal need not run.
pub fn ledger(path: impl AsRef<Path>) -> io::Result<Vec<Transaction>> {
    let path = path.as_ref();
    let text = std::fs::read(path)?;
    let (records, _) = read(&text, path)?;
    Ok(records.into_iter().map(|record| record.transaction).collect())
}

/// How every line begins.
const LINE_START: &[u8] = b"{\"reference\":\"";

/// Where the lines go.
pub(crate) struct Journal {
    /// None keeps nothing.
    file: Option<File>,
    /// How much of the file counts, in bytes.
    len: u64,
}

impl Journal {
    /// Opens or begins the file, and reads back what it holds.
    pub(crate) fn open(path: Option<&Path>) -> io::Result<(Self, Vec<Record>)> {
        let Some(path) = path else {
            return Ok((Self { file: None, len: 0 }, Vec::new()));
        };
        let mut file = OpenOptions::new()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .open(path)
            .map_err(|error| at(path, &error))?;
        let mut text = Vec::new();
        file.read_to_end(&mut text).map_err(|error| at(path, &error))?;
        let (records, len) = read(&text, path)?;
        file.set_len(len)?;
        file.sync_all()?;
        // A new file is durable only when its folder is. Not every system can sync a folder.
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
        if let Ok(folder) = File::open(folder.unwrap_or(Path::new("."))) {
            let _ = folder.sync_all();
        }
        Ok((Self { file: Some(file), len }, records))
    }

    /// Writes the record down. When this returns, it survives a loss of power.
    pub(crate) fn append(&mut self, record: &Record) -> io::Result<()> {
        let Some(file) = &mut self.file else {
            return Ok(());
        };
        let mut line = serde_json::to_vec(record)?;
        line.push(b'\n');
        let written = (|| {
            // Overwrites what an earlier failure may have left behind.
            file.seek(SeekFrom::Start(self.len))?;
            file.write_all(&line)?;
            file.sync_data()
        })();
        match written {
            Ok(()) => {
                self.len += line.len() as u64;
                Ok(())
            }
            Err(error) => {
                let _ = file.set_len(self.len);
                Err(error)
            }
        }
    }
}

/// The last state of each transaction in order of arrival, and how many bytes of `text` count.
fn read(text: &[u8], path: &Path) -> io::Result<(Vec<Record>, u64)> {
    let len = text.iter().rposition(|byte| *byte == b'\n').map_or(0, |last| last + 1);
    let mut records: Vec<Record> = Vec::new();
    let mut places: HashMap<String, usize> = HashMap::new();
    for (index, line) in text[..len].split_inclusive(|byte| *byte == b'\n').enumerate() {
        let record: Record =
            serde_json::from_slice(line).map_err(|error| foreign(path, index + 1, &error.to_string()))?;
        match places.get(&record.transaction.reference) {
            Some(place) => records[*place] = record,
            None => {
                places.insert(record.transaction.reference.clone(), records.len());
                records.push(record);
            }
        }
    }
    // Before the end of an unfinished line is cut off, be sure that this is our file.
    let rest = &text[len..];
    if !(rest.starts_with(LINE_START) || LINE_START.starts_with(rest)) {
        return Err(foreign(path, last_line(text), "an unfinished line of something else"));
    }
    Ok((records, len as u64))
}

/// The number of the last line.
fn last_line(text: &[u8]) -> usize {
    1 + text.iter().filter(|byte| **byte == b'\n').count()
}

fn foreign(path: &Path, line: usize, why: &str) -> io::Error {
    io::Error::new(
        io::ErrorKind::InvalidData,
        format!(
            "{}, line {line}: not a transaction of the simulated terminal ({why}). \
             Name another file, or move this one away.",
            path.display(),
        ),
    )
}

fn at(path: &Path, error: &io::Error) -> io::Error {
    io::Error::new(error.kind(), format!("{}: {error}", path.display()))
}

#[cfg(test)]
mod tests;
