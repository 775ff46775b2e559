//! The journal of a period as a file, written piece by piece: a page of entries is all that memory holds of it.

use std::collections::HashMap;

use onetill_db::Tx;
use onetill_kernel::{Date, Error, LocationId, Result, Uuid};

use super::journal_store;
use super::journal_text::{self, Chart, Head, JournalFormat};
use crate::{ledger, platform};

/// Entries that are read at once.
const PAGE: i64 = 500;

/// Writes the journal of the business dates `from` to `to`, both included, piece by piece to `out`.
///
/// Where it does not begin with the first entry, what each account held before is its first entry: so balances are those
/// of the trial balance up to `to`, which an hledger journal also asserts at its end.
pub fn export_journal(
    tx: &mut Tx<'_>,
    from: Option<Date>,
    to: Option<Date>,
    format: JournalFormat,
    out: &mut dyn FnMut(String) -> Result<()>,
) -> Result<()> {
    if let (Some(from), Some(to)) = (from, to)
        && to < from
    {
        return Err(Error::invalid("to", format!("The period ends before it begins, on {from}."))
            .fix("Correct one of the two dates."));
    }
    let merchant = platform::merchant(tx)?;
    let head = Head { merchant: &merchant.name, currency: merchant.currency, from, to };
    let chart = Chart::new(ledger::accounts(tx)?);
    let locations = platform::locations(tx)?;
    let places: HashMap<LocationId, String> = locations.into_iter().map(|l| (l.id, l.name)).collect();

    out(journal_text::head(format, &head, &chart)?)?;
    if let Some(from) = from {
        let before = balances(tx, &head, Some(from.plus_days(-1)))?;
        out(journal_text::opening(format, &head, &chart, &before)?)?;
    }
    let mut after = (from.map_or_else(String::new, |date| date.to_string()), Uuid::nil());
    let mut last = from;
    loop {
        let entries = journal_store::entries(tx, &after, to, PAGE, &places)?;
        let mut piece = String::new();
        for entry in &entries {
            piece.push_str(&journal_text::entry(format, entry, &chart)?);
        }
        if let Some(entry) = entries.last() {
            after = (entry.date.to_string(), entry.id);
            last = Some(entry.date);
        }
        if !piece.is_empty() {
            out(piece)?;
        }
        if (entries.len() as i64) < PAGE {
            break;
        }
    }
    if let (JournalFormat::Hledger, Some(date)) = (format, to.or(last)) {
        let held = balances(tx, &head, to)?;
        out(journal_text::closing(format, &head, date, &chart, &held))?;
    }
    Ok(())
}

/// What each account holds up to a date.
fn balances(tx: &mut Tx<'_>, head: &Head<'_>, to: Option<Date>) -> Result<Vec<(String, i64)>> {
    let trial = ledger::trial_balance(tx, head.currency, None, to)?;
    Ok(trial.accounts.into_iter().map(|account| (account.code, account.balance.minor)).collect())
}
