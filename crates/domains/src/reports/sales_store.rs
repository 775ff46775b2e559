//! Sums of the lines of orders and refunds. They are read as they lie: the orders of some business days through their
//! index, and each order's lines, which stand together.

use std::collections::HashMap;

use onetill_db::{Columns, Filter, Tx, Value};
use onetill_kernel::{Date, LocationId, ProductId, Result, Timestamp};

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

/// The sums of a row, in the order in which they are read.
const SUMS: [&str; 7] = ["quantity", "gross", "discounts", "held", "tax", "total", "cost"];

fn sum_of(columns: [&str; 7]) -> String {
    let sum = |(column, name): (&str, &str)| format!("CAST(SUM({column}) AS BIGINT) AS {name}");
    columns.into_iter().zip(SUMS).map(sum).collect::<Vec<_>>().join(", ")
}

fn read_sums(c: &mut Columns<'_>) -> Result<Sums> {
    Ok(Sums {
        quantity: c.take()?,
        gross: c.take()?,
        discounts: c.take()?,
        held: c.take()?,
        tax: c.take()?,
        total: c.take()?,
        cost: c.take()?,
        refunded: 0,
    })
}

fn of_period(filter: &SalesFilter) -> Filter {
    within("f.", filter.from, filter.to, filter.location_id)
}

const DAY: &str = "f.business_date";

/// The lines of a period, summed by an expression over the order or the line, day by day: the index has the days in their
/// order, so that SQLite sorts one at a time.
fn line_sums(facts: Facts, key: &str, conditions: &str) -> String {
    let Facts { table, lines, id, gross, discounts, cost, .. } = facts;
    let held = "CASE WHEN l.kind = 'goods' OR l.kind = 'service' OR l.kind = 'fee' OR l.kind = 'shipping' THEN 0 \
                ELSE l.total_minor - l.tax_minor END";
    let sums = sum_of(["l.quantity_milli", gross, discounts, held, "l.tax_minor", "l.total_minor", cost]);
    let groups = if key == DAY { DAY.to_owned() } else { format!("{DAY}, {key}") };
    format!("SELECT {key}, {sums} FROM {table} f JOIN {lines} l ON l.{id} = f.id{conditions} GROUP BY {groups}")
}

/// The lines of a period, by anything but tender and tax.
pub(super) fn by_lines(tx: &mut Tx<'_>, facts: Facts, filter: &SalesFilter, zones: &Zones) -> Result<Vec<(Key, Sums)>> {
    let f = of_period(filter);
    match filter.by {
        SalesBy::Day => {
            let sql = line_sums(facts, DAY, &f.sql());
            read(tx, &sql, f.values(), |c| Ok(Key::Day(c.take()?)))
        }
        SalesBy::Hour => {
            let key = format!("f.location_id, f.happened_at / {QUARTER_US}");
            let sql = line_sums(facts, &key, &f.sql());
            read(tx, &sql, f.values(), |c| {
                let (location, quarter) = (c.take::<LocationId>()?, c.take::<i64>()?);
                let at = Timestamp::from_micros(quarter.saturating_mul(QUARTER_US));
                Ok(Key::Hour(zones.hour(location, at) as i64))
            })
        }
        SalesBy::Staff => {
            let sql = line_sums(facts, "f.staff_id", &f.sql());
            read(tx, &sql, f.values(), |c| Ok(c.take::<Option<_>>()?.map_or(Key::None, Key::Id)))
        }
        SalesBy::Product | SalesBy::Category => {
            let lines = line_sums(facts, "l.variant_id", &f.sql());
            let (key, more) = match filter.by {
                SalesBy::Product => ("v.product_id", ""),
                _ => ("p.category_id", " LEFT JOIN products p ON p.id = v.product_id"),
            };
            let sql = format!(
                "SELECT {key}, {} FROM ({lines}) s LEFT JOIN variants v ON v.id = s.variant_id{more} GROUP BY {key}",
                sum_of(SUMS)
            );
            read(tx, &sql, f.values(), |c| Ok(c.take::<Option<_>>()?.map_or(Key::None, Key::Id)))
        }
        SalesBy::Tender | SalesBy::Tax => {
            let sql = line_sums(facts, DAY, &f.sql());
            read(tx, &sql, f.values(), |c| c.take::<Date>().map(|_| Key::None))
        }
    }
}

fn read(
    tx: &mut Tx<'_>,
    sql: &str,
    values: &[Value<'_>],
    key: impl Fn(&mut Columns<'_>) -> Result<Key>,
) -> Result<Vec<(Key, Sums)>> {
    tx.query(sql, values, |row| {
        let mut c = row.columns();
        Ok((key(&mut c)?, read_sums(&mut c)?))
    })
}

/// What each tax was due on, and how much it was, by name and rate; the second is the part of that where it is the first of
/// its line's taxes, so that what is not taxed at all can be told.
pub(super) fn by_tax(tx: &mut Tx<'_>, facts: Facts, filter: &SalesFilter) -> Result<Vec<(Key, Sums, i64)>> {
    let f = of_period(filter);
    let Facts { table, lines, taxes, id, .. } = facts;
    let net = "l.total_minor - l.tax_minor";
    let sql = format!(
        "SELECT t.name, t.rate_ppm, CAST(SUM({net}) AS BIGINT), CAST(SUM(t.amount_minor) AS BIGINT), \
         CAST(SUM(CASE WHEN t.component_no = 1 THEN {net} ELSE 0 END) AS BIGINT) \
         FROM {table} f JOIN {lines} l ON l.{id} = f.id JOIN {taxes} t ON t.{id} = l.{id} AND t.line_no = l.line_no{} \
         GROUP BY f.business_date, t.name, t.rate_ppm",
        f.sql()
    );
    tx.query(&sql, f.values(), |row| {
        let mut c = row.columns();
        let key = Key::Tax(c.take()?, c.take()?);
        let (net, tax) = (c.take::<i64>()?, c.take::<i64>()?);
        Ok((key, Sums { tax, total: net + tax, ..Sums::default() }, c.take()?))
    })
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
    // Money that goes out without an order has the refund's id.
    for payment in ["p.order_id = f.order_id", "p.id = f.id"] {
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
