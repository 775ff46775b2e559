//! The books prove themselves: every invariant of the design, recomputed from the facts.
//!
//! This crate shares no arithmetic with the domains: it rounds, splits and books anew, and compares. It
//! reads any database at any time, in memory that does not grow with the database, and names each row
//! that disagrees. Every check is a pass over the facts that adds to the [`Report`]; none stops another.
//!
//! A column that is a copy, a sum or a name of something else is found when it alone is changed. A column
//! that is nowhere else (a name, a note, a price in the catalogue) is an input, and nobody can tell.

mod arithmetic;
mod customers;
mod events;
mod ledger;
mod orders;
mod payments;
mod range;
mod receipts;
mod references;
mod refunds;
mod report;
mod reservations;
mod shop;
mod stock;

use onetill_db::Tx;
use onetill_kernel::Result;

pub use report::{CheckResult, Report, Violation};

/// Checks every invariant against everything in the database. Fails only where the database cannot be
/// read; what disagrees is in the report.
pub fn verify(tx: &mut Tx<'_>) -> Result<Report> {
    let mut report = Report::default();
    let t = std::time::Instant::now(); orders::check(tx, &mut report)?; eprintln!("orders {:?}", t.elapsed());
    let t = std::time::Instant::now(); refunds::check(tx, &mut report)?; eprintln!("refunds {:?}", t.elapsed());
    let t = std::time::Instant::now(); payments::check(tx, &mut report)?; eprintln!("payments {:?}", t.elapsed());
    let t = std::time::Instant::now(); ledger::check(tx, &mut report)?; eprintln!("ledger {:?}", t.elapsed());
    let t = std::time::Instant::now(); stock::check(tx, &mut report)?; eprintln!("stock {:?}", t.elapsed());
    let t = std::time::Instant::now(); reservations::check(tx, &mut report)?; eprintln!("reservations {:?}", t.elapsed());
    let t = std::time::Instant::now(); customers::check(tx, &mut report)?; eprintln!("customers {:?}", t.elapsed());
    let t = std::time::Instant::now(); receipts::check(tx, &mut report)?; eprintln!("receipts {:?}", t.elapsed());
    let t = std::time::Instant::now(); events::check(tx, &mut report)?; eprintln!("events {:?}", t.elapsed());
    let t = std::time::Instant::now(); references::check(tx, &mut report)?; eprintln!("references {:?}", t.elapsed());
    Ok(report)
}
