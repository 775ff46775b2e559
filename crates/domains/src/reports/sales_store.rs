//! Sums of the lines of orders and refunds. They are read as they lie: the orders of some business days through their
//! index, and each order's lines, which stand together.

use std::collections::HashMap;
use std::hash::Hash;

use onetill_db::{Columns, Filter, Tx};
use onetill_kernel::{Date, LocationId, ProductId, Result, Timestamp, VariantId};

use super::rules::{QUARTER_US, Zones};
use super::sales_model::{SalesBy, SalesFilter};
use super::sales_rules::{Key, Sums};
use super::store::within;

/// Orders with their lines, or refunds with theirs.
#[derive(Clone, Copy)]
pub(super) struct Facts {
    table: &'static str,
    lines: &'static str,
    taxes: &'static str,
    id: &'static str,
    gross: &'static str,
    discounts: &'static str,
    cost: &'static str,
}

/// Completed orders.
pub(super) const ORDERS: Facts = Facts {
    table: "orders",
    lines: "order_lines",
    taxes: "order_line_taxes",
    id: "order_id",
    gross: "l.amount_minor",
    discounts: "l.line_discount_minor + l.order_discount_minor",
    cost: "l.cost_minor",
};
/// Refunds. What does not go back on the shelf stays a cost.
pub(super) const REFUNDS: Facts = Facts {
    table: "refunds",
    lines: "refund_lines",
    taxes: "refund_line_taxes",
    id: "refund_id",
    gross: "0",
    discounts: "0",
    cost: "CASE WHEN l.restocked = 1 THEN l.cost_minor ELSE 0 END",
};

/// What is summed of lines: quantity, gross, discounts, held for others, tax, total, cost.
type LineSums = [i64; 7];

fn sums_of([quantity, gross, discounts, held, tax, total, cost]: LineSums) -> Sums {
    Sums { quantity, gross, discounts, refunded: 0, held, tax, total, cost }
}

fn of_period(filter: &SalesFilter) -> Filter {
    within("f.", filter.from, filter.to, filter.location_id)
}

/// The lines of a period, summed by an expression over the order or the line.
fn line_sums<K: Eq + Hash>(
    tx: &mut Tx<'_>,
    facts: Facts,
    filter: &SalesFilter,
    key: &str,
    read_key: impl FnMut(&mut Columns<'_>) -> Result<K>,
) -> Result<HashMap<K, LineSums>> {
    let Facts { table, lines, id, gross, discounts, cost, .. } = facts;
    let held = "CASE WHEN l.kind = 'goods' OR l.kind = 'service' OR l.kind = 'fee' OR l.kind = 'shipping' THEN 0 \
                ELSE l.total_minor - l.tax_minor END";
    let columns = ["l.quantity_milli", gross, discounts, held, "l.tax_minor", "l.total_minor", cost];
    let f = of_period(filter);
    let source = format!("FROM {table} f JOIN {lines} l ON l.{id} = f.id{}", f.sql());
    tx.sums(key, columns, &source, f.values(), read_key)
}

/// The lines of a period, by anything but tender and tax.
pub(super) fn by_lines(tx: &mut Tx<'_>, facts: Facts, filter: &SalesFilter, zones: &Zones) -> Result<Vec<(Key, Sums)>> {
    let by_day = |c: &mut Columns<'_>| c.take().map(Key::Day);
    let sums = match filter.by {
        SalesBy::Day => line_sums(tx, facts, filter, "f.business_date", by_day)?,
        SalesBy::Hour => {
            let key = format!("f.location_id, f.happened_at / {QUARTER_US}");
            let quarters = line_sums(tx, facts, filter, &key, |c| Ok((c.take::<LocationId>()?, c.take::<i64>()?)))?;
            let hour = |((location, quarter), sums): ((_, i64), LineSums)| {
                let at = Timestamp::from_micros(quarter.saturating_mul(QUARTER_US));
                (Key::Hour(zones.hour(location, at) as i64), sums_of(sums))
            };
            return Ok(quarters.into_iter().map(hour).collect());
        }
        SalesBy::Staff => {
            line_sums(tx, facts, filter, "f.staff_id", |c| Ok(c.take::<Option<_>>()?.map_or(Key::None, Key::Id)))?
        }
        SalesBy::Product | SalesBy::Category => return by_goods(tx, facts, filter),
        SalesBy::Tender | SalesBy::Tax => {
            line_sums(tx, facts, filter, "f.business_date", |c| c.take::<Date>().map(|_| Key::None))?
        }
    };
    Ok(sums.into_iter().map(|(key, sums)| (key, sums_of(sums))).collect())
}

/// The lines of a period by product or category. Goods are looked up once each, not once a line.
fn by_goods(tx: &mut Tx<'_>, facts: Facts, filter: &SalesFilter) -> Result<Vec<(Key, Sums)>> {
    let mut sold = line_sums(tx, facts, filter, "l.variant_id", |c| c.take::<Option<VariantId>>())?;
    let goods = match filter.by {
        SalesBy::Product => "SELECT v.id, v.product_id FROM variants v",
        _ => "SELECT v.id, p.category_id FROM variants v JOIN products p ON p.id = v.product_id",
    };
    let mut all = Vec::with_capacity(sold.len());
    tx.for_each(goods, &[], |row| {
        if let Some(sums) = sold.remove(&Some(row.get(0)?)) {
            all.push((row.get::<Option<_>>(1)?.map_or(Key::None, Key::Id), sums_of(sums)));
        }
        Ok(())
    })?;
    all.extend(sold.into_values().map(|sums| (Key::None, sums_of(sums))));
    Ok(all)
}

/// What each tax was due on, and how much it was, by name and rate; the second is the part of that where it is the first of
/// its line's taxes, so that what is not taxed at all can be told.
pub(super) fn by_tax(tx: &mut Tx<'_>, facts: Facts, filter: &SalesFilter) -> Result<Vec<(Key, Sums, i64)>> {
    let f = of_period(filter);
    let Facts { table, lines, taxes, id, .. } = facts;
    let net = "l.total_minor - l.tax_minor";
    let first = format!("CASE WHEN t.component_no = 1 THEN {net} ELSE 0 END");
    let source = format!(
        "FROM {table} f JOIN {lines} l ON l.{id} = f.id JOIN {taxes} t ON t.{id} = l.{id} AND t.line_no = l.line_no{}",
        f.sql()
    );
    let columns = [net, "t.amount_minor", &first];
    let key = "t.name, t.rate_ppm";
    let sums = tx.sums(key, columns, &source, f.values(), |c| Ok(Key::Tax(c.take()?, c.take()?)))?;
    let taxed =
        |(key, [net, tax, first]): (Key, [i64; 3])| (key, Sums { tax, total: net + tax, ..Sums::default() }, first);
    Ok(sums.into_iter().map(taxed).collect())
}

/// Sums by why no tax was charged.
type ByReason = Vec<(Key, Sums)>;

/// What no tax was charged on although it is taxed, by the reason: lines of orders that were sold without tax, less those of
/// them that came back, and what came back without an order for one of them.
pub(super) fn exempt(tx: &mut Tx<'_>, filter: &SalesFilter) -> Result<(ByReason, ByReason)> {
    let taxed = "l.kind = 'goods' OR l.kind = 'service' OR l.kind = 'fee' OR l.kind = 'shipping'";
    let sold = "FROM orders f JOIN order_lines l ON l.order_id = f.id \
                JOIN exempt_line_taxes t ON t.order_id = l.order_id AND t.line_no = l.line_no AND t.component_no = 1";
    let back = "FROM refunds f JOIN refund_lines l ON l.refund_id = f.id JOIN exempt_line_taxes t \
                ON t.order_id = f.order_id AND t.line_no = l.order_line_no AND t.component_no = 1 \
                JOIN orders o ON o.id = f.order_id";
    let for_it = "FROM refunds f JOIN refund_lines l ON l.refund_id = f.id JOIN orders o ON o.id = f.exchange_order_id";
    let mut sums = |source: &str, reason: &str, only: Option<String>| -> Result<ByReason> {
        let mut f = of_period(filter);
        if let Some(only) = only {
            f.and_raw(only);
        }
        let sums = tx.sums(reason, ["l.total_minor"], &format!("{source}{}", f.sql()), f.values(), |c| c.take())?;
        Ok(sums.into_iter().map(|(why, [total])| (Key::Exempt(why), Sums { total, ..Sums::default() })).collect())
    };
    let sold = sums(sold, "f.exempt_reason", None)?;
    let mut returned = sums(back, "o.exempt_reason", None)?;
    let unlinked = format!("f.order_id IS NULL AND o.exempt_reason IS NOT NULL AND ({taxed})");
    returned.extend(sums(for_it, "o.exempt_reason", Some(unlinked))?);
    Ok((sold, returned))
}

/// What each tender paid of the orders of a period.
pub(super) fn paid(tx: &mut Tx<'_>, filter: &SalesFilter) -> Result<Vec<(Key, Sums)>> {
    let mut f = of_period(filter);
    f.and_raw("p.state = 'captured'");
    let sql = format!(
        "SELECT p.tender, CAST(SUM(p.amount_minor) AS BIGINT) FROM orders f JOIN payments p ON p.order_id = f.id{} \
         GROUP BY p.tender",
        f.sql()
    );
    tx.query(&sql, f.values(), read_tender)
}

/// What goes back by each tender for the refunds of a period; what was refused is not among it.
pub(super) fn given_back(tx: &mut Tx<'_>, filter: &SalesFilter) -> Result<Vec<(Key, Sums)>> {
    let mut f = of_period(filter);
    f.and_raw("a.state <> 'failed' AND a.state <> 'expired'");
    let mut all = Vec::new();
    // What no payment of an order gives has the refund's id, what pays for another order that order's.
    for payment in ["p.order_id = f.order_id", "p.id = f.id", "p.id = f.exchange_order_id"] {
        let sql = format!(
            "SELECT p.tender, CAST(SUM(a.amount_minor) AS BIGINT) FROM refunds f JOIN payments p ON {payment} \
             JOIN payment_attempts a ON a.payment_id = p.id AND a.refund_id = f.id AND a.kind = 'refund'{} \
             GROUP BY p.tender",
            f.sql()
        );
        all.extend(tx.query(&sql, f.values(), read_tender)?);
    }
    Ok(all)
}

fn read_tender(row: &onetill_db::Row<'_>) -> Result<(Key, Sums)> {
    Ok((Key::Code(row.get(0)?), Sums { total: row.get(1)?, ..Sums::default() }))
}

/// How many orders, or refunds, there are.
pub(super) fn count(tx: &mut Tx<'_>, facts: Facts, filter: &SalesFilter) -> Result<i64> {
    let f = of_period(filter);
    tx.query_one(&format!("SELECT COUNT(*) FROM {} f{}", facts.table, f.sql()), f.values(), |row| row.get(0))
}

/// The names of some products.
pub(super) fn product_names(tx: &mut Tx<'_>, ids: &[ProductId]) -> Result<HashMap<ProductId, String>> {
    let rows =
        tx.query_ids("SELECT id, name FROM products WHERE id", &[], ids, |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(rows.into_iter().collect())
}
