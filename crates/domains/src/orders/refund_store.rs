//! The rows of refunds.

use onetill_db::{Row, Table, Tx, params};
use onetill_kernel::{Currency, Error, OrderId, Quantity, RefundId, Result};

use super::model::*;

static REFUNDS: Table = Table::new(
    "refunds",
    &[
        "id",
        "order_id",
        "location_id",
        "register_id",
        "receipt_no",
        "customer_id",
        "staff_id",
        "state",
        "currency",
        "tax_minor",
        "total_minor",
        "reason",
        "business_date",
        "happened_at",
        "recorded_at",
        "shift_id",
        "exchange_order_id",
    ],
);
static REFUND_LINES: Table = Table::new(
    "refund_lines",
    &[
        "refund_id",
        "line_no",
        "order_line_no",
        "kind",
        "variant_id",
        "sku",
        "name",
        "quantity_milli",
        "restocked",
        "tax_minor",
        "total_minor",
        "account",
        "cost_minor",
    ],
);
static REFUND_LINE_TAXES: Table = Table::new(
    "refund_line_taxes",
    &["refund_id", "line_no", "component_no", "component_id", "name", "rate_ppm", "account", "amount_minor"],
);

pub(super) fn refund_exists(tx: &mut Tx<'_>, id: RefundId) -> Result<bool> {
    Ok(tx.query_sent("SELECT id FROM refunds WHERE id = $1", params![id], |_| Ok(()))?.is_some())
}

/// Counts `quantity` of a line as come back; false when less than that is left.
pub(super) fn add_refunded(tx: &mut Tx<'_>, order_id: OrderId, line_no: i64, quantity: Quantity) -> Result<bool> {
    let changed = tx.execute(
        "UPDATE order_lines SET refunded_milli = refunded_milli + $3 \
         WHERE order_id = $1 AND line_no = $2 AND refunded_milli + $3 <= quantity_milli",
        params![order_id, line_no, quantity],
    )?;
    Ok(changed == 1)
}

pub(super) fn append_refund(tx: &mut Tx<'_>, r: &RefundRow, lines: &[RefundLineRow]) -> Result<()> {
    tx.append(
        &REFUNDS,
        params![
            r.id,
            r.order_id,
            r.location_id,
            r.register_id,
            r.receipt_no,
            r.customer_id,
            r.staff_id,
            r.state,
            r.currency,
            r.tax,
            r.total,
            r.reason,
            r.business_date,
            r.happened_at,
            r.recorded_at,
            r.shift_id,
            r.exchange_order_id
        ],
    )?;
    for l in lines {
        tx.append(
            &REFUND_LINES,
            params![
                r.id,
                l.line_no,
                l.order_line_no,
                l.kind,
                l.variant_id,
                l.sku,
                l.name,
                l.quantity,
                l.restocked,
                l.tax,
                l.total,
                l.account,
                l.cost
            ],
        )?;
        for (t, component_no) in l.taxes.iter().zip(1i64..) {
            tx.append(
                &REFUND_LINE_TAXES,
                params![r.id, l.line_no, component_no, t.component_id, t.name, t.rate, t.account, t.amount],
            )?;
        }
    }
    Ok(())
}

pub(super) fn complete_refund(tx: &mut Tx<'_>, id: RefundId) -> Result<()> {
    tx.execute("UPDATE refunds SET state = 'completed' WHERE id = $1", params![id])?;
    Ok(())
}

/// Money of a refund that had arrived came back: it waits again.
pub(super) fn reopen_refund(tx: &mut Tx<'_>, id: RefundId) -> Result<()> {
    tx.execute("UPDATE refunds SET state = 'pending' WHERE id = $1", params![id])?;
    Ok(())
}

const REFUND: &str = "SELECT id, order_id, location_id, register_id, receipt_no, customer_id, staff_id, state, \
    currency, tax_minor, total_minor, reason, business_date, happened_at, recorded_at, shift_id, \
    exchange_order_id FROM refunds";

fn read_refund(row: &Row<'_>) -> Result<RefundRow> {
    let mut c = row.columns();
    Ok(RefundRow {
        id: c.take()?,
        order_id: c.take()?,
        location_id: c.take()?,
        register_id: c.take()?,
        receipt_no: c.take()?,
        customer_id: c.take()?,
        staff_id: c.take()?,
        state: c.take()?,
        currency: c.take()?,
        tax: c.take()?,
        total: c.take()?,
        reason: c.take()?,
        business_date: c.take()?,
        happened_at: c.take()?,
        recorded_at: c.take()?,
        shift_id: c.take()?,
        exchange_order_id: c.take()?,
    })
}

pub(super) fn refund_row(tx: &mut Tx<'_>, id: RefundId) -> Result<RefundRow> {
    tx.query_opt(&format!("{REFUND} WHERE id = $1"), params![id], read_refund)?
        .ok_or_else(|| Error::not_found("refund"))
}

pub(super) fn refunds_of_order(tx: &mut Tx<'_>, order_id: OrderId) -> Result<Vec<RefundRow>> {
    tx.query(&format!("{REFUND} WHERE order_id = $1 ORDER BY recorded_at, id"), params![order_id], read_refund)
}

/// What came back with an order that was sold for it.
pub(super) fn returned_with(tx: &mut Tx<'_>, order_id: OrderId) -> Result<Vec<RefundRow>> {
    tx.query(&format!("{REFUND} WHERE exchange_order_id = $1 ORDER BY receipt_no, id"), params![order_id], read_refund)
}

pub(super) fn refund_lines(tx: &mut Tx<'_>, refund_id: RefundId) -> Result<Vec<RefundLineRow>> {
    tx.query(
        "SELECT line_no, order_line_no, kind, variant_id, sku, name, quantity_milli, restocked, tax_minor, \
         total_minor, account, cost_minor FROM refund_lines WHERE refund_id = $1 ORDER BY line_no",
        params![refund_id],
        |row| {
            let mut c = row.columns();
            Ok(RefundLineRow {
                line_no: c.take()?,
                order_line_no: c.take()?,
                kind: c.take()?,
                variant_id: c.take()?,
                sku: c.take()?,
                name: c.take()?,
                quantity: c.take()?,
                restocked: c.take()?,
                tax: c.take()?,
                total: c.take()?,
                account: c.take()?,
                cost: c.take()?,
                taxes: Vec::new(),
            })
        },
    )
}

/// The tax of a refund by component, in the order in which components first appear.
pub(super) fn refund_taxes(tx: &mut Tx<'_>, refund_id: RefundId, currency: Currency) -> Result<Vec<TaxTotal>> {
    tx.query(
        "SELECT t.component_id, t.name, t.rate_ppm, CAST(SUM(l.total_minor - l.tax_minor) AS BIGINT), \
         CAST(SUM(t.amount_minor) AS BIGINT) \
         FROM refund_line_taxes t JOIN refund_lines l ON l.refund_id = t.refund_id AND l.line_no = t.line_no \
         WHERE t.refund_id = $1 GROUP BY t.component_id, t.name, t.rate_ppm \
         ORDER BY MIN(t.line_no), MIN(t.component_no)",
        params![refund_id],
        |row| TaxTotal::read(row, currency),
    )
}
