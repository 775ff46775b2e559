//! What some goods ask before they are sold: that the buyer is old enough, and which piece it is.
//!
//! A serial number that is sold, or being paid for, stands in a table of its own until the piece comes back: its key decides
//! between two registers that sell the same piece.

use onetill_db::{Tx, params, text_enum};
use onetill_kernel::{Currency, Date, Error, OrderId, Quantity, RegisterId, Result, StaffId, Timestamp};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::cart::Purpose;
use super::inputs::{AgeCheckInput, LineInput};
use super::model::{LineRow, OrderRow};
use crate::catalog::Sellable;
use crate::{Ctx, check_text, platform};

/// Who saw that a buyer is old enough.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct AgeCheck {
    /// Up to which age that was asked.
    pub minimum_age: i64,
    /// How it was seen.
    pub method: AgeCheckMethod,
    /// Where.
    pub register_id: RegisterId,
    /// Who saw it.
    pub staff_id: Option<StaffId>,
    /// Their name.
    pub staff_name: Option<String>,
    /// When.
    pub recorded_at: Timestamp,
}

/// How somebody's age was seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum AgeCheckMethod {
    /// By the date of birth on their papers.
    DateOfBirth,
    /// It was plain to see.
    Seen,
}
text_enum!(AgeCheckMethod { DateOfBirth = "date_of_birth", Seen = "seen" });

/// What a variant's terms ask of a line that sells it: its price, its weight, which piece it is.
pub(super) fn check_terms(
    line: &LineInput,
    known: &Sellable,
    given_price: Option<i64>,
    currency: Currency,
) -> Result<()> {
    known.terms.check_price(given_price, currency)?;
    if known.terms.weighed && line.quantity.is_none() {
        return Err(Error::invalid("quantity", format!("{} is weighed.", known.name))
            .code("quantity_needed")
            .fix("Send its weight as the quantity."));
    }
    if known.terms.serials && line.quantity.is_some_and(|q| q != Quantity::ONE) {
        return Err(Error::invalid("quantity", "Each piece with a serial number is a line of its own.")
            .fix("Send one line for each, with its number."));
    }
    Ok(())
}

/// The serial number of a line, where its variant has one.
pub(super) fn serial_of(line: &LineInput, known: &Sellable, purpose: Purpose) -> Result<Option<String>> {
    let given = line.serial.as_deref().map(str::trim).filter(|s| !s.is_empty());
    check_text("serial", given.unwrap_or(""), 64)?;
    match given {
        _ if purpose == Purpose::Return => Ok(None),
        Some(_) if !known.terms.serials => Err(Error::invalid("serial", "This article has no serial numbers.")
            .fix("Leave it out, or switch serial numbers on in the catalogue.")),
        None if known.terms.serials && purpose == Purpose::Sale => {
            Err(Error::invalid("serial", format!("{} is sold with its serial number.", known.name))
                .code("serial_needed")
                .fix("Read it from the piece, and send it as serial."))
        }
        given => Ok(given.map(str::to_owned)),
    }
}

/// Somebody's word that the buyer is old enough, checked.
pub(super) struct SeenAge {
    minimum_age: i64,
    method: AgeCheckMethod,
}

/// The age that some lines ask of the buyer.
fn asked_age<'a>(lines: impl Iterator<Item = &'a LineRow>) -> Option<i64> {
    lines.filter_map(|l| l.minimum_age).max()
}

/// Holds what was seen of the buyer against what the lines ask. None where they ask nothing, or nobody has looked yet.
pub(super) fn check_age<'a>(
    lines: impl Iterator<Item = &'a LineRow>,
    seen: Option<&AgeCheckInput>,
    on: Date,
) -> Result<Option<SeenAge>> {
    let (Some(minimum_age), Some(seen)) = (asked_age(lines), seen) else { return Ok(None) };
    let method = match seen.date_of_birth {
        None => seen.method.unwrap_or(AgeCheckMethod::Seen),
        Some(born) if born.years_until(on) >= minimum_age => AgeCheckMethod::DateOfBirth,
        Some(_) => {
            return Err(Error::conflict("too_young", format!("The buyer is not {minimum_age} yet."))
                .field("age_check.date_of_birth")
                .fix("Take the article off the sale."));
        }
    };
    Ok(Some(SeenAge { minimum_age, method }))
}

fn not_seen(minimum_age: i64) -> Error {
    Error::conflict("age_check_needed", format!("Nobody has seen yet that the buyer is {minimum_age} or older."))
        .field("age_check")
        .fix("Ask for the buyer's papers and send age_check, or take the article off the sale.")
}

/// Refuses a sale of what asks an age that nobody has seen.
pub(super) fn must_be_seen<'a>(lines: impl Iterator<Item = &'a LineRow>, seen: Option<&SeenAge>) -> Result<()> {
    match asked_age(lines) {
        Some(age) if seen.is_none_or(|s| s.minimum_age < age) => Err(not_seen(age)),
        _ => Ok(()),
    }
}

/// Keeps who saw it; what was seen before counts no more.
pub(super) fn keep_age(tx: &mut Tx<'_>, ctx: &Ctx, order: &OrderRow, seen: Option<SeenAge>) -> Result<()> {
    let Some(seen) = seen else { return Ok(()) };
    tx.execute(
        "INSERT INTO age_checks (order_id, minimum_age, method, register_id, staff_id, recorded_at) \
         VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (order_id) DO UPDATE SET minimum_age = excluded.minimum_age, \
         method = excluded.method, register_id = excluded.register_id, staff_id = excluded.staff_id, \
         recorded_at = excluded.recorded_at",
        params![order.id, seen.minimum_age, seen.method, order.register_id, ctx.staff_id, ctx.now],
    )?;
    Ok(())
}

/// Who saw that an order's buyer is old enough.
pub(super) fn age_check(tx: &mut Tx<'_>, id: OrderId) -> Result<Option<AgeCheck>> {
    let sql = "SELECT minimum_age, method, register_id, staff_id, recorded_at FROM age_checks WHERE order_id = $1";
    let found = tx.query_opt(sql, params![id], |row| {
        let mut c = row.columns();
        Ok(AgeCheck {
            minimum_age: c.take()?,
            method: c.take()?,
            register_id: c.take()?,
            staff_id: c.take()?,
            staff_name: None,
            recorded_at: c.take()?,
        })
    })?;
    let Some(mut check) = found else { return Ok(None) };
    if let Some(staff) = check.staff_id {
        check.staff_name = platform::staff_member(tx, staff)?.map(|s| s.name);
    }
    Ok(Some(check))
}

/// Before an order is paid: the buyer's age was seen where a line asks for it, and its pieces are nobody else's.
pub(super) fn before_payment(tx: &mut Tx<'_>, id: OrderId, lines: &[LineRow]) -> Result<()> {
    if let Some(age) = asked_age(lines.iter())
        && age_check(tx, id)?.is_none_or(|seen| seen.minimum_age < age)
    {
        return Err(not_seen(age));
    }
    take_serials(tx, id, lines.iter())
}

/// Writes down which pieces an order sells; refused where one of them is sold already.
pub(super) fn take_serials<'a>(tx: &mut Tx<'_>, id: OrderId, lines: impl Iterator<Item = &'a LineRow>) -> Result<()> {
    for line in lines {
        let (Some(variant_id), Some(serial)) = (line.variant_id, &line.serial) else { continue };
        let taken = tx.execute(
            "INSERT INTO sold_serials (variant_id, serial, order_id, line_no) VALUES ($1, $2, $3, $4) \
             ON CONFLICT (variant_id, serial) DO NOTHING",
            params![variant_id, *serial, id, line.line_no],
        )?;
        if taken == 0 {
            let message = format!("{} with the serial number {serial} is sold already.", line.name);
            return Err(Error::conflict("serial_sold", message)
                .field(format!("lines[{}].serial", line.line_no - 1))
                .fix(
                    "Read the number again. If the piece came back, refund its sale: GET /v1/orders?serial= finds it.",
                ));
        }
    }
    Ok(())
}

/// The pieces of an order that is not paid after all are free again.
pub(super) fn release_serials(tx: &mut Tx<'_>, id: OrderId) -> Result<()> {
    tx.execute("DELETE FROM sold_serials WHERE order_id = $1", params![id])?;
    Ok(())
}

/// A piece that came back can be sold again.
pub(super) fn return_serial(tx: &mut Tx<'_>, id: OrderId, line: &LineRow) -> Result<()> {
    if line.serial.is_some() {
        tx.execute("DELETE FROM sold_serials WHERE order_id = $1 AND line_no = $2", params![id, line.line_no])?;
    }
    Ok(())
}
