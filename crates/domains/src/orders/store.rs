use onetill_db::{Filter, LockTable, Row, Table, Tx, params};
use onetill_kernel::{Error, OrderId, Result, Uuid};

use super::inputs::*;
use super::model::*;
use super::rules::{ReceiptSearch, SORT_KEYS};
use crate::prices::PriceListName;
use crate::sort::Sorting;
use crate::{Page, PageRequest};

/// An order's row, for commands on an order that exists.
pub(super) static LOCK: LockTable = LockTable::new(5, "orders", &["id"], &[]);

static ORDERS: Table = Table::new(
    "orders",
    &[
        "id",
        "version",
        "state",
        "channel",
        "location_id",
        "register_id",
        "receipt_no",
        "customer_id",
        "staff_id",
        "currency",
        "prices_include_tax",
        "tax_rounding",
        "line_count",
        "subtotal_minor",
        "discount_minor",
        "tax_minor",
        "total_minor",
        "paid_minor",
        "change_minor",
        "refunded_minor",
        "note",
        "recovered",
        "business_date",
        "created_at",
        "happened_at",
        "recorded_at",
        "shift_id",
    ],
);
static ORDER_LINES: Table = Table::new(
    "order_lines",
    &[
        "order_id",
        "line_no",
        "kind",
        "variant_id",
        "tracked",
        "sku",
        "name",
        "quantity_milli",
        "unit_price_minor",
        "amount_minor",
        "line_discount_minor",
        "order_discount_minor",
        "tax_minor",
        "total_minor",
        "tax_category_id",
        "account",
        "cost_minor",
        "refunded_milli",
        "note",
        "price_list_id",
        "price_list_name",
        "deposit_line_no",
        "minimum_age",
        "serial",
    ],
);
static ORDER_DISCOUNTS: Table = Table::new(
    "order_discounts",
    &["order_id", "discount_no", "line_no", "rate_ppm", "amount_minor", "reason", "promotion_id"],
);
static ORDER_LINE_TAXES: Table = Table::new(
    "order_line_taxes",
    &["order_id", "line_no", "component_no", "component_id", "name", "rate_ppm", "compound", "account", "amount_minor"],
);
pub(super) fn append_order(tx: &mut Tx<'_>, o: &OrderRow) -> Result<()> {
    tx.append(
        &ORDERS,
        params![
            o.id,
            o.version,
            o.state,
            o.channel,
            o.location_id,
            o.register_id,
            o.receipt_no,
            o.customer_id,
            o.staff_id,
            o.currency,
            o.prices_include_tax,
            o.tax_rounding,
            o.line_count,
            o.subtotal,
            o.discount,
            o.tax,
            o.total,
            o.paid,
            o.change,
            o.refunded,
            o.note,
            o.recovered,
            o.business_date,
            o.created_at,
            o.happened_at,
            o.recorded_at,
            o.shift_id
        ],
    )
}

/// Writes an order that was read at `version`; every change counts the version up.
pub(super) fn update_order(tx: &mut Tx<'_>, version: i64, o: &OrderRow) -> Result<()> {
    let changed = tx.execute(
        "UPDATE orders SET version = $3, state = $4, receipt_no = $5, customer_id = $6, staff_id = $7, \
         line_count = $8, subtotal_minor = $9, discount_minor = $10, tax_minor = $11, total_minor = $12, \
         paid_minor = $13, change_minor = $14, refunded_minor = $15, note = $16, recovered = $17, \
         business_date = $18, happened_at = $19, recorded_at = $20, shift_id = $21, register_id = $22 WHERE id = $1 AND version = $2",
        params![
            o.id,
            version,
            o.version,
            o.state,
            o.receipt_no,
            o.customer_id,
            o.staff_id,
            o.line_count,
            o.subtotal,
            o.discount,
            o.tax,
            o.total,
            o.paid,
            o.change,
            o.refunded,
            o.note,
            o.recovered,
            o.business_date,
            o.happened_at,
            o.recorded_at,
            o.shift_id,
            o.register_id
        ],
    )?;
    if changed == 1 { Ok(()) } else { Err(tx.lost_race()) }
}

pub(super) fn append_lines(tx: &mut Tx<'_>, order_id: OrderId, lines: &[&LineRow]) -> Result<()> {
    for l in lines {
        tx.append(
            &ORDER_LINES,
            params![
                order_id,
                l.line_no,
                l.kind,
                l.variant_id,
                l.tracked,
                l.sku,
                l.name,
                l.quantity,
                l.unit_price,
                l.amount,
                l.line_discount,
                l.order_discount,
                l.tax,
                l.total,
                l.tax_category_id,
                l.account,
                l.cost,
                l.refunded,
                l.note,
                l.price_list.as_ref().map(|list| list.id),
                l.price_list.as_ref().map(|list| list.name.as_str()),
                l.deposit_line_no,
                l.minimum_age,
                l.serial
            ],
        )?;
        for (t, component_no) in l.taxes.iter().zip(1i64..) {
            tx.append(
                &ORDER_LINE_TAXES,
                params![
                    order_id,
                    l.line_no,
                    component_no,
                    t.component_id,
                    t.name,
                    t.rate,
                    t.compound,
                    t.account,
                    t.amount
                ],
            )?;
        }
    }
    Ok(())
}

pub(super) fn append_discounts(tx: &mut Tx<'_>, order_id: OrderId, discounts: &[DiscountRow]) -> Result<()> {
    for (d, discount_no) in discounts.iter().zip(1i64..) {
        tx.append(
            &ORDER_DISCOUNTS,
            params![order_id, discount_no, d.line_no, d.rate, d.amount, d.reason, d.promotion_id],
        )?;
    }
    Ok(())
}

pub(super) fn delete_cart(tx: &mut Tx<'_>, order_id: OrderId) -> Result<()> {
    for table in ["order_lines", "order_line_taxes", "order_discounts"] {
        tx.execute(&format!("DELETE FROM {table} WHERE order_id = $1"), params![order_id])?;
    }
    Ok(())
}

pub(super) fn update_line_cost(tx: &mut Tx<'_>, order_id: OrderId, line_no: i64, cost: i64) -> Result<()> {
    tx.execute(
        "UPDATE order_lines SET cost_minor = $3 WHERE order_id = $1 AND line_no = $2",
        params![order_id, line_no, cost],
    )?;
    Ok(())
}

const ORDER: &str = "SELECT id, version, state, channel, location_id, register_id, receipt_no, customer_id, staff_id, \
    currency, prices_include_tax, tax_rounding, line_count, subtotal_minor, discount_minor, tax_minor, total_minor, \
    paid_minor, change_minor, refunded_minor, note, recovered, business_date, created_at, happened_at, recorded_at, \
    shift_id FROM orders";

fn read_order(row: &Row<'_>) -> Result<OrderRow> {
    let mut c = row.columns();
    Ok(OrderRow {
        id: c.take()?,
        version: c.take()?,
        state: c.take()?,
        channel: c.take()?,
        location_id: c.take()?,
        register_id: c.take()?,
        receipt_no: c.take()?,
        customer_id: c.take()?,
        staff_id: c.take()?,
        currency: c.take()?,
        prices_include_tax: c.take()?,
        tax_rounding: c.take()?,
        line_count: c.take()?,
        subtotal: c.take()?,
        discount: c.take()?,
        tax: c.take()?,
        total: c.take()?,
        paid: c.take()?,
        change: c.take()?,
        refunded: c.take()?,
        note: c.take()?,
        recovered: c.take()?,
        business_date: c.take()?,
        created_at: c.take()?,
        happened_at: c.take()?,
        recorded_at: c.take()?,
        shift_id: c.take()?,
    })
}

/// Whether there is an order with this id, as far as the database knows yet: two orders of one group with
/// the same id meet in the primary key.
pub(super) fn exists(tx: &mut Tx<'_>, id: OrderId) -> Result<bool> {
    Ok(tx.query_sent("SELECT id FROM orders WHERE id = $1", params![id], |_| Ok(()))?.is_some())
}

pub(super) fn order_row(tx: &mut Tx<'_>, id: OrderId) -> Result<OrderRow> {
    tx.query_opt(&format!("{ORDER} WHERE id = $1"), params![id], read_order)?.ok_or_else(|| Error::not_found("order"))
}

/// The lines of an order with their taxes.
pub(super) fn lines(tx: &mut Tx<'_>, order_id: OrderId) -> Result<Vec<LineRow>> {
    let mut lines = tx.query(
        "SELECT line_no, kind, variant_id, tracked, sku, name, quantity_milli, unit_price_minor, amount_minor, \
         line_discount_minor, order_discount_minor, tax_minor, total_minor, tax_category_id, account, cost_minor, \
         refunded_milli, note, price_list_id, price_list_name, deposit_line_no, minimum_age, serial \
         FROM order_lines WHERE order_id = $1 ORDER BY line_no",
        params![order_id],
        |row| {
            let mut c = row.columns();
            Ok(LineRow {
                line_no: c.take()?,
                kind: c.take()?,
                variant_id: c.take()?,
                tracked: c.take()?,
                sku: c.take()?,
                name: c.take()?,
                quantity: c.take()?,
                unit_price: c.take()?,
                amount: c.take()?,
                line_discount: c.take()?,
                order_discount: c.take()?,
                tax: c.take()?,
                total: c.take()?,
                tax_category_id: c.take()?,
                account: c.take()?,
                cost: c.take()?,
                refunded: c.take()?,
                note: c.take()?,
                price_list: match (c.take()?, c.take()?) {
                    (Some(id), Some(name)) => Some(PriceListName { id, name }),
                    _ => None,
                },
                deposit_line_no: c.take()?,
                minimum_age: c.take()?,
                serial: c.take()?,
                taxes: Vec::new(),
            })
        },
    )?;
    tx.for_each(
        "SELECT line_no, component_id, name, rate_ppm, compound, account, amount_minor FROM order_line_taxes \
         WHERE order_id = $1 ORDER BY line_no, component_no",
        params![order_id],
        |row| {
            let mut c = row.columns();
            let line_no: i64 = c.take()?;
            let tax = TaxRow {
                component_id: c.take()?,
                name: c.take()?,
                rate: c.take()?,
                compound: c.take()?,
                account: c.take()?,
                amount: c.take()?,
            };
            if let Some(line) = lines.iter_mut().find(|l| l.line_no == line_no) {
                line.taxes.push(tax);
            }
            Ok(())
        },
    )?;
    Ok(lines)
}

/// The discounts of an order, in the order in which they apply.
pub(super) fn discounts(tx: &mut Tx<'_>, order_id: OrderId) -> Result<Vec<DiscountRow>> {
    tx.query(
        "SELECT line_no, rate_ppm, amount_minor, reason, promotion_id FROM order_discounts WHERE order_id = $1 ORDER BY discount_no",
        params![order_id],
        |row| {
            let mut c = row.columns();
            Ok(DiscountRow {
                line_no: c.take()?,
                rate: c.take()?,
                amount: c.take()?,
                reason: c.take()?,
                promotion_id: c.take()?,
            })
        },
    )
}

/// Orders, newest first unless sorted otherwise; only those in `among`, where it is told.
pub(super) fn orders(
    tx: &mut Tx<'_>,
    filter: &OrderFilter,
    search: Option<&ReceiptSearch>,
    among: Option<&[OrderId]>,
    page: &PageRequest,
) -> Result<Page<OrderRow>> {
    let limit = page.limit()?;
    let mut f = Filter::new();
    let sorting = Sorting::of(page, SORT_KEYS)?;
    let order = match &sorting {
        Some(sorting) => sorting.seek(&mut f, page, &["id"])?,
        None => {
            f.and("id < ?", page.after_id(Uuid::max())?);
            "id DESC".to_owned()
        }
    };
    if let Some(state) = filter.state {
        f.and("state = ?", state);
    }
    if let Some(customer) = filter.customer_id {
        f.and("customer_id = ?", customer);
    }
    if let Some(register) = filter.register_id {
        f.and("register_id = ?", register);
    }
    if let Some(serial) = &filter.serial {
        f.and("id IN (SELECT order_id FROM order_lines WHERE serial = ?)", serial.clone());
    }
    if let Some(from) = filter.from {
        f.and("business_date >= ?", from);
    }
    if let Some(to) = filter.to {
        f.and("business_date <= ?", to);
    }
    match among {
        None => {}
        Some([]) => return Ok(Page::whole(Vec::new())),
        Some(ids) => f.one_of("id", ids),
    }
    match search {
        None => {}
        Some(ReceiptSearch::Number(number)) => f.and("receipt_no = ?", *number),
        Some(ReceiptSearch::Exact(register, number)) => {
            f.and("register_id = ?", *register);
            f.and("receipt_no = ?", *number);
        }
        Some(ReceiptSearch::Nothing) => return Ok(Page::whole(Vec::new())),
    }
    let rows = f.bind(page.rows()?);
    let sql = format!("{ORDER}{} ORDER BY {order} LIMIT {rows}", f.sql());
    let found = tx.query(&sql, f.values(), read_order)?;
    Ok(Page::from_rows(found, limit, |o| match &sorting {
        Some(sorting) => sorting.cursor(o, &[o.id.0]),
        None => o.id.to_string(),
    }))
}
