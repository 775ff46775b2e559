//! The X report of a shift that goes on and the Z report of one that is closed: the same figures from the same facts.

use onetill_db::Tx;
use onetill_kernel::{Money, RegisterId, Result, ShiftId, Timestamp, sum};

use super::model::{ShiftRefunds, ShiftReport, ShiftSales, ShiftTender};
use super::shift_store::{self, Moved};
use crate::orders;
use crate::payments::{self, Tender, TenderKind};
use crate::tills::{self, CashKind, ShiftRow, ShiftState, Takings};

/// What a shift took, for its closing.
pub fn takings(tx: &mut Tx<'_>, shift: &ShiftRow) -> Result<Takings> {
    let tenders = payments::tenders(tx)?;
    let (sales, refunds) = (shift_store::sales(tx, shift)?, shift_store::refunds(tx, shift)?);
    let money = shift_store::money(tx, shift)?;
    let cash = |tender: &str| tenders.iter().any(|t| t.code == tender && t.kind == TenderKind::Cash);
    let net = |m: &Moved| if m.back { -m.amount } else { m.amount };
    Ok(Takings {
        sales_count: sales.count,
        sales: sales.total,
        refunds_count: refunds.count,
        refunds: refunds.total,
        tax: sales.tax - refunds.tax,
        taken: sum(money.iter().map(net))?,
        cash: sum(money.iter().filter(|m| cash(&m.tender)).map(net))?,
        open_payments: shift_store::open_payments(tx, shift.register_id)?,
    })
}

/// The cash that a register took before its first shift, in minor units.
pub fn cash_without_shifts(tx: &mut Tx<'_>, register_id: RegisterId) -> Result<i64> {
    shift_store::cash_without_shifts(tx, register_id)
}

/// The report of a shift as it is at `now`. `expected_shown` says that whoever asks may see what is in the drawer before it
/// is counted.
pub fn shift_report(tx: &mut Tx<'_>, id: ShiftId, now: Timestamp, expected_shown: bool) -> Result<ShiftReport> {
    let row = tills::shift_row(tx, id)?;
    let shift = tills::shift(tx, id)?;
    let money = |minor| Money::new(minor, row.currency);
    let (sales, refunds) = (shift_store::sales(tx, &row)?, shift_store::refunds(tx, &row)?);
    let moved = shift_store::money(tx, &row)?;
    let tenders = payments::tenders(tx)?;
    let open = row.state == ShiftState::Open;
    let cash_movements = tills::cash_movements_of(tx, id)?;
    let hidden = open && row.blind && !expected_shown;
    let expected = match shift.expected {
        Some(expected) => Some(expected),
        None if hidden => None,
        None => {
            let by_hand = |k| !matches!(k, CashKind::Float | CashKind::Difference | CashKind::Closing);
            let by_hand = cash_movements.iter().filter(|m| by_hand(m.kind)).map(|m| m.amount.minor);
            let parts = [row.opening_float, takings(tx, &row)?.cash];
            Some(money(sum(parts.into_iter().chain(by_hand))?))
        }
    };
    Ok(ShiftReport {
        made_at: shift.closed_at.unwrap_or(now),
        sales: ShiftSales {
            count: sales.count,
            gross: money(sales.total),
            discount: money(sales.discount),
            net: money(sales.total - sales.tax),
            tax: money(sales.tax),
        },
        refunds: ShiftRefunds {
            count: refunds.count,
            gross: money(refunds.total),
            net: money(refunds.total - refunds.tax),
            tax: money(refunds.tax),
        },
        taxes: shift_store::taxes(tx, &row)?,
        tenders: if hidden { Vec::new() } else { by_tender(&tenders, &moved, &row)? },
        cash_movements,
        drawer_openings: tills::drawer_openings_of(tx, id)?,
        voids: orders::voids_of_shift(tx, id)?,
        expected_cash: expected,
        open_payments: if open { shift_store::open_payments(tx, row.register_id)? } else { Vec::new() },
        addenda: tills::addenda_of(tx, id, row.currency)?,
        shift,
    })
}

/// The money of each tender that moved, in the order in which screens show tenders.
fn by_tender(tenders: &[Tender], moved: &[Moved], shift: &ShiftRow) -> Result<Vec<ShiftTender>> {
    let mut rows = Vec::new();
    for tender in tenders {
        let of_it = |back: bool| moved.iter().filter(move |m| m.tender == tender.code && m.back == back);
        let count = |back| of_it(back).map(|m| m.count).sum::<i64>();
        let amount = |back| sum(of_it(back).map(|m| m.amount)).map(|minor| Money::new(minor, shift.currency));
        if count(false) + count(true) > 0 {
            rows.push(ShiftTender {
                tender: tender.code.clone(),
                tender_name: tender.name.clone(),
                count: count(false),
                taken: amount(false)?,
                refund_count: count(true),
                refunded: amount(true)?,
            });
        }
    }
    Ok(rows)
}
