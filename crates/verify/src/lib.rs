//! The books prove themselves: every invariant of the design, recomputed from the facts.
//!
//! This crate shares no arithmetic with the domains: it rounds, splits and books anew, and compares. It
//! reads any database at any time, in memory that does not grow with the database, and names each row
//! that disagrees. Every check is a pass over the facts that adds to the [`Report`]; none stops another.
//!
//! A column that is a copy, a sum or a name of something else is found when it alone is changed. A column
//! that is nowhere else (a name, a note, a price in the catalogue) is an input, and nobody can tell.

mod arithmetic;
mod aside;
mod audit;
mod coupons;
mod customers;
mod events;
mod imports;
mod kinds;
mod ledger;
mod mails;
mod options;
mod orders;
mod payments;
mod printing;
mod range;
mod receipts;
mod references;
mod refunds;
mod report;
mod reservations;
mod shifts;
mod shop;
mod stock;
mod stored_value;

use onetill_db::Tx;
use onetill_kernel::Result;

pub use report::{CheckResult, Report, Violation};

/// Checks every invariant against everything in the database. Fails only where the database cannot be
/// read; what disagrees is in the report.
pub fn verify(tx: &mut Tx<'_>) -> Result<Report> {
    let mut report = Report::default();
    orders::check(tx, &mut report)?;
    coupons::check(tx, &mut report)?;
    refunds::check(tx, &mut report)?;
    payments::check(tx, &mut report)?;
    ledger::check(tx, &mut report)?;
    stock::check(tx, &mut report)?;
    reservations::check(tx, &mut report)?;
    aside::check(tx, &mut report)?;
    kinds::check(tx, &mut report)?;
    options::check(tx, &mut report)?;
    stored_value::check(tx, &mut report)?;
    customers::check(tx, &mut report)?;
    receipts::check(tx, &mut report)?;
    printing::check(tx, &mut report)?;
    mails::check(tx, &mut report)?;
    imports::check(tx, &mut report)?;
    shifts::check(tx, &mut report)?;
    events::check(tx, &mut report)?;
    audit::check(tx, &mut report)?;
    references::check(tx, &mut report)?;
    Ok(report)
}
