//! What a shift took, read from orders, refunds and payments. Orders and refunds are found through their receipt numbers,
//! and through them what was booked with them; the rest of the money names its shift. Addenda come after: they are in none
//! of these sums.

use onetill_db::{Tx, Value, params};
use onetill_kernel::{Currency, Money, RegisterId, Result};

use crate::orders::TaxTotal;
use crate::payments::AttemptKind;
use crate::tills::{OpenPayment, ShiftRow};

/// The register, and the receipts after the first up to the second number.
fn receipts(shift: &ShiftRow) -> [Value<'static>; 3] {
    let upto = shift.receipts_upto.unwrap_or(i64::MAX);
    [Value::Id(shift.register_id.0), Value::Int(shift.receipts_before), Value::Int(upto)]
}

/// Number and sums, in minor units, of orders or refunds.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Sums {
    pub(super) count: i64,
    pub(super) total: i64,
    pub(super) tax: i64,
    pub(super) discount: i64,
}

fn sums(tx: &mut Tx<'_>, shift: &ShiftRow, table: &str, discount: &str) -> Result<Sums> {
    let sql = format!(
        "SELECT COUNT(*), CAST(COALESCE(SUM(total_minor), 0) AS BIGINT), CAST(COALESCE(SUM(tax_minor), 0) AS BIGINT), \
         CAST(COALESCE(SUM({discount}), 0) AS BIGINT) FROM {table} \
         WHERE register_id = $1 AND receipt_no > $2 AND receipt_no <= $3"
    );
    tx.query_one(&sql, &receipts(shift), |row| {
        Ok(Sums { count: row.get(0)?, total: row.get(1)?, tax: row.get(2)?, discount: row.get(3)? })
    })
}

/// The completed orders of a shift.
pub(super) fn sales(tx: &mut Tx<'_>, shift: &ShiftRow) -> Result<Sums> {
    sums(tx, shift, "orders", "discount_minor")
}

/// The refunds of a shift.
pub(super) fn refunds(tx: &mut Tx<'_>, shift: &ShiftRow) -> Result<Sums> {
    sums(tx, shift, "refunds", "0")
}

/// The tax of sales less that of refunds, by component, by name and rate.
pub(super) fn taxes(tx: &mut Tx<'_>, shift: &ShiftRow) -> Result<Vec<TaxTotal>> {
    let part = |table: &str, lines: &str, taxes: &str, id: &str, sign: &str| {
        format!(
            "SELECT t.component_id, t.name, t.rate_ppm, {sign}(l.total_minor - l.tax_minor) AS net, \
             {sign}t.amount_minor AS amount FROM {table} f JOIN {lines} l ON l.{id} = f.id \
             JOIN {taxes} t ON t.{id} = l.{id} AND t.line_no = l.line_no \
             WHERE f.register_id = $1 AND f.receipt_no > $2 AND f.receipt_no <= $3"
        )
    };
    let sql = format!(
        "SELECT component_id, name, rate_ppm, CAST(SUM(net) AS BIGINT), CAST(SUM(amount) AS BIGINT) \
         FROM ({} UNION ALL {}) both_ways GROUP BY component_id, name, rate_ppm ORDER BY name, rate_ppm, component_id",
        part("orders", "order_lines", "order_line_taxes", "order_id", ""),
        part("refunds", "refund_lines", "refund_line_taxes", "refund_id", "-"),
    );
    let currency = shift.currency;
    tx.query(&sql, &receipts(shift), |row| TaxTotal::read(row, currency))
}

/// Money of one tender that came or went.
#[derive(Debug)]
pub(super) struct Moved {
    pub(super) tender: String,
    /// Whether it went back.
    pub(super) back: bool,
    pub(super) count: i64,
    pub(super) amount: i64,
}

/// All money of a shift, some rows a tender.
pub(super) fn money(tx: &mut Tx<'_>, shift: &ShiftRow) -> Result<Vec<Moved>> {
    let select = "SELECT p.tender, CAST(CASE WHEN a.kind = 'capture' THEN 0 ELSE 1 END AS BIGINT), COUNT(*), \
                  CAST(SUM(COALESCE(a.moved_minor, a.amount_minor + a.tip_minor + a.rounding_minor)) AS BIGINT)";
    let of_receipts = "f.register_id = $1 AND f.receipt_no > $2 AND f.receipt_no <= $3";
    let certain = "a.payment_id = p.id AND a.own_entry = 0 AND a.state = 'succeeded'";
    let group = "GROUP BY 1, 2";
    let by_receipt = [
        format!(
            "{select} FROM orders f JOIN payments p ON p.order_id = f.id JOIN payment_attempts a ON {certain} \
             AND a.kind = 'capture' WHERE {of_receipts} {group}"
        ),
        format!(
            "{select} FROM refunds f JOIN payments p ON p.order_id = f.order_id JOIN payment_attempts a ON {certain} \
             AND a.kind = 'refund' AND a.refund_id = f.id WHERE {of_receipts} {group}"
        ),
        // What no payment of an order gives has the refund's id, what pays for another order that order's.
        format!(
            "{select} FROM refunds f JOIN payments p ON p.id = f.id JOIN payment_attempts a ON {certain} \
             AND a.kind = 'refund' WHERE {of_receipts} {group}"
        ),
        format!(
            "{select} FROM refunds f JOIN payments p ON p.id = f.exchange_order_id JOIN payment_attempts a ON {certain} \
             AND a.kind = 'refund' AND a.refund_id = f.id WHERE {of_receipts} {group}"
        ),
    ];
    let apart = format!(
        "{select} FROM payment_attempts a JOIN payments p ON p.id = a.payment_id \
         WHERE a.shift_id = $1 AND a.own_entry = 1 AND (a.state = 'succeeded' OR a.moved_minor IS NOT NULL) AND NOT EXISTS \
         (SELECT 1 FROM shift_addenda d WHERE d.shift_id = a.shift_id AND d.payment_id = a.payment_id \
         AND d.attempt_no = a.attempt_no) {group}"
    );
    let read = |row: &onetill_db::Row<'_>| {
        let mut c = row.columns();
        Ok(Moved { tender: c.take()?, back: c.take()?, count: c.take()?, amount: c.take()? })
    };
    let mut all = tx.query(&apart, params![shift.id], read)?;
    for sql in &by_receipt {
        all.extend(tx.query(sql, &receipts(shift), read)?);
    }
    Ok(all)
}

/// What a terminal still works on for a register.
pub(super) fn open_payments(tx: &mut Tx<'_>, register_id: RegisterId) -> Result<Vec<OpenPayment>> {
    tx.query(
        "SELECT p.id, p.order_id, a.kind, a.state, a.amount_minor, p.currency FROM payment_attempts a \
         JOIN payments p ON p.id = a.payment_id \
         WHERE (a.state = 'created' OR a.state = 'pending' OR a.state = 'unknown') AND a.register_id = $1 \
         ORDER BY a.created_at, a.id",
        params![register_id],
        |row| {
            let mut c = row.columns();
            Ok(OpenPayment {
                payment_id: c.take()?,
                order_id: c.take()?,
                refund: c.take::<AttemptKind>()?.gives_back(),
                unknown: c.take::<String>()? == "unknown",
                amount: Money::new(c.take()?, c.take::<Currency>()?),
            })
        },
    )
}

/// The cash that a register took and did not give back before it was run by shifts, in minor units.
pub(super) fn cash_without_shifts(tx: &mut Tx<'_>, register_id: RegisterId) -> Result<i64> {
    tx.query_one(
        "SELECT CAST(COALESCE(SUM(CASE WHEN a.kind = 'refund' THEN -1 ELSE 1 END * (a.amount_minor + a.rounding_minor)), 0) AS BIGINT) \
         FROM payment_attempts a JOIN payments p ON p.id = a.payment_id JOIN tenders t ON t.code = p.tender \
         WHERE a.register_id = $1 AND a.state = 'succeeded' AND a.shift_id IS NULL AND t.kind = 'cash' \
         AND (a.kind = 'capture' OR a.kind = 'refund')",
        params![register_id],
        |row| row.get(0),
    )
}
