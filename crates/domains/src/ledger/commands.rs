use onetill_db::Tx;
use onetill_kernel::{Error, Result};

use super::model::{AccountKind, NewEntry};
use super::posting_rules::{CHART, Postings};
use super::store;

/// Writes the chart that every business starts with.
pub fn found_chart(tx: &mut Tx<'_>) -> Result<()> {
    for (code, name, kind) in CHART {
        store::insert_account(tx, code, name, *kind)?;
    }
    Ok(())
}

/// Opens the next free account from number `base` on, within its hundred; returns the number.
pub fn open_account(tx: &mut Tx<'_>, base: i64, name: &str, kind: AccountKind) -> Result<String> {
    let last = base + 99;
    let taken = store::last_code(tx, &base.to_string(), &last.to_string())?;
    let next = match taken {
        None => base,
        Some(code) => code.parse::<i64>().map_err(Error::internal)? + 1,
    };
    if next > last {
        return Err(Error::conflict("chart_full", format!("The accounts {base} to {last} are all taken."))
            .fix("Reuse a tax category instead of adding another."));
    }
    let code = next.to_string();
    store::insert_account(tx, &code, name, kind)?;
    Ok(code)
}

/// Writes one entry. Postings that do not balance are a fault of the rules, never written.
pub fn post(tx: &mut Tx<'_>, entry: &NewEntry, postings: &Postings) -> Result<()> {
    if !postings.balanced() {
        return Err(Error::internal(format!("the postings of {} do not balance: {postings:?}", entry.id)));
    }
    store::append_entry(tx, entry)?;
    for ((account, minor), line_no) in postings.lines().zip(1..) {
        store::append_posting(tx, entry.id, line_no, account, minor)?;
    }
    Ok(())
}
