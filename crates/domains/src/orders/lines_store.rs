//! The lines and discounts of orders.

use onetill_db::{Table, Tx, params};
use onetill_kernel::{OrderId, Result};

use super::model::*;
use crate::prices::PriceListName;

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
        "regular_price_minor",
        "price_reason",
        "exempted_minor",
        "base_price_minor",
        "balance_id",
    ],
);
static ORDER_LINE_OPTIONS: Table =
    Table::new("order_line_options", &["order_id", "line_no", "option_no", "option_id", "name", "price_minor"]);
static ORDER_DISCOUNTS: Table = Table::new(
    "order_discounts",
    &["order_id", "discount_no", "line_no", "rate_ppm", "amount_minor", "reason", "promotion_id"],
);
static ORDER_LINE_TAXES: Table = Table::new(
    "order_line_taxes",
    &["order_id", "line_no", "component_no", "component_id", "name", "rate_ppm", "compound", "account", "amount_minor"],
);

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
                l.serial,
                l.regular_price,
                l.price_reason,
                l.exempted,
                l.base_price,
                l.balance_id
            ],
        )?;
        for (o, option_no) in l.options.iter().zip(1i64..) {
            let values = params![order_id, l.line_no, option_no, o.option_id, o.name, o.price];
            tx.append(&ORDER_LINE_OPTIONS, values)?;
        }
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
    for table in ["order_lines", "order_line_options", "order_line_taxes", "order_discounts"] {
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

/// The lines of an order with their taxes.
pub(super) fn lines(tx: &mut Tx<'_>, order_id: OrderId) -> Result<Vec<LineRow>> {
    let mut lines = tx.query(
        "SELECT line_no, kind, variant_id, tracked, sku, name, quantity_milli, unit_price_minor, amount_minor, \
         line_discount_minor, order_discount_minor, tax_minor, total_minor, tax_category_id, account, cost_minor, \
         refunded_milli, note, price_list_id, price_list_name, deposit_line_no, minimum_age, serial, \
         regular_price_minor, price_reason, exempted_minor, base_price_minor, balance_id FROM order_lines WHERE order_id = $1 ORDER BY line_no",
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
                regular_price: c.take()?,
                price_reason: c.take()?,
                exempted: c.take()?,
                base_price: c.take()?,
                balance_id: c.take()?,
                options: Vec::new(),
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
    if lines.iter().any(|l| l.base_price.is_some()) {
        for (line_no, option) in line_options(tx, order_id)? {
            if let Some(line) = lines.iter_mut().find(|l| l.line_no == line_no) {
                line.options.push(option);
            }
        }
    }
    Ok(lines)
}

/// The options of an order's lines, with the lines' numbers, in order.
pub(super) fn line_options(tx: &mut Tx<'_>, order_id: OrderId) -> Result<Vec<(i64, OptionRow)>> {
    tx.query(
        "SELECT line_no, option_id, name, price_minor FROM order_line_options WHERE order_id = $1 \
         ORDER BY line_no, option_no",
        params![order_id],
        |row| {
            let mut c = row.columns();
            Ok((c.take()?, OptionRow { option_id: c.take()?, name: c.take()?, price: c.take()? }))
        },
    )
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
