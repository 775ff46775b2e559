//! Stock: what is on hand is the sum of its movements, and every movement has the line or the correction
//! that moved it.

use std::collections::{BTreeMap, HashMap};

use onetill_db::Tx;
use onetill_kernel::{Result, Uuid};

use crate::range::ranges;
use crate::report::{At, Check, CheckId, Report};
use crate::shop::Shop;

/// Stock rows that are held in memory at once.
const BATCH: usize = 10_000;

pub(crate) fn check(tx: &mut Tx<'_>, report: &mut Report) -> Result<()> {
    let shop = Shop::load(tx)?;
    levels(tx, &shop, report)?;
    histories(tx, report)?;
    let sources = report.begin("stock_movements", 2);
    let mut explained = of_orders(tx, report, sources)?;
    explained += of_refunds(tx, report, sources)?;
    explained += of_adjustments(tx, report, sources)?;
    kept(tx, &mut report.on(sources))?;
    let all = tx.query_one("SELECT COUNT(*) FROM stock_movements", &[], |row| row.get::<i64>(0))?;
    report.on(sources).rows(usize::try_from(all).unwrap_or(0));
    // Each line and correction explains movements of its own: only if some are left over do we look for them.
    if explained == all { Ok(()) } else { unexplained(tx, &mut report.on(sources)) }
}

#[derive(Default)]
struct Sums {
    quantity: i64,
    value: i64,
    held: i64,
}

fn levels(tx: &mut Tx<'_>, shop: &Shop, report: &mut Report) -> Result<()> {
    let check = report.begin("stock_levels", 2);
    ranges(tx, "stock", "variant_id", BATCH, |tx, range| {
        let mut sums: BTreeMap<(Uuid, Uuid), Sums> = BTreeMap::new();
        tx.for_each(
            "SELECT variant_id, location_id, CAST(SUM(quantity_milli) AS BIGINT), CAST(SUM(value_minor) AS BIGINT) \
             FROM stock_movements WHERE variant_id > $1 AND variant_id <= $2 GROUP BY variant_id, location_id",
            &range.params(),
            |row| {
                let sum = Sums { quantity: row.get(2)?, value: row.get(3)?, held: 0 };
                sums.insert((row.get(0)?, row.get(1)?), sum);
                Ok(())
            },
        )?;
        tx.for_each(
            "SELECT resource_id, place_id, CAST(SUM(quantity_milli) AS BIGINT) FROM reservations \
             WHERE resource_id > $1 AND resource_id <= $2 AND state = 'held' GROUP BY resource_id, place_id",
            &range.params(),
            |row| {
                sums.entry((row.get(0)?, row.get(1)?)).or_default().held = row.get(2)?;
                Ok(())
            },
        )?;
        let mut check = report.on(check);
        tx.for_each(
            "SELECT variant_id, location_id, on_hand_milli, reserved_milli, value_minor, recount_since FROM stock \
             WHERE variant_id > $1 AND variant_id <= $2 ORDER BY variant_id, location_id",
            &range.params(),
            |row| {
                let mut c = row.columns();
                let (variant, location): (Uuid, Uuid) = (c.take()?, c.take()?);
                let (on_hand, reserved, value): (i64, i64, i64) = (c.take()?, c.take()?, c.take()?);
                let recount: Option<i64> = c.take()?;
                let sums = sums.remove(&(variant, location)).unwrap_or_default();
                let at = level(variant, location);
                check.rows(1);
                check.same(at, "on_hand_milli", on_hand, sums.quantity, "the sum of its movements");
                check.same(at, "value_minor", value, sums.value, "the sum of its movements' values");
                check.same(at, "reserved_milli", reserved, sums.held, "the sum of what is held");
                check.holds(at, on_hand >= 0 || recount.is_some() || shop.negative_stock_allowed, || {
                    format!("on_hand_milli is {on_hand} and it is not on the recount list, expected zero or more")
                });
                Ok(())
            },
        )?;
        for (variant, location) in sums.into_keys() {
            check.found(level(variant, location), "it has movements or is held, expected a row of stock");
        }
        Ok(())
    })
}

/// Each variant's movements at a location form one chain: the row of stock names the last, each movement the one
/// before it, and none is named twice or not at all.
fn histories(tx: &mut Tx<'_>, report: &mut Report) -> Result<()> {
    let check = report.begin("stock_histories", 2);
    // Of each history: its movements less those that are named, as sums of numbers that stand for them.
    let mut open: HashMap<(Uuid, Uuid), u128> = HashMap::new();
    ranges(tx, "stock_movements", "source_id", BATCH, |tx, range| {
        let mut check = report.on(check);
        tx.for_each(
            "SELECT m.variant_id, m.location_id, m.source_id, m.line_no, m.previous_source_id, m.previous_line_no, p.kind \
             FROM stock_movements m LEFT JOIN stock_movements p ON p.source_id = m.previous_source_id \
             AND p.line_no = m.previous_line_no AND p.variant_id = m.variant_id AND p.location_id = m.location_id \
             WHERE m.source_id > $1 AND m.source_id <= $2",
            &range.params(),
            |row| {
                let mut c = row.columns();
                let (variant, location): (Uuid, Uuid) = (c.take()?, c.take()?);
                let (source, line_no): (Uuid, i64) = (c.take()?, c.take()?);
                let previous: (Option<Uuid>, Option<i64>) = (c.take()?, c.take()?);
                let found: Option<String> = c.take()?;
                let at = movement(variant, location, source, line_no);
                check.rows(1);
                check.holds(at, found.is_some() || previous == (None, None), || {
                    "previous_source_id and previous_line_no name no movement of this variant here".to_owned()
                });
                let sum = open.entry((variant, location)).or_default();
                *sum = sum.wrapping_add(stands_for(Some(source), Some(line_no)));
                *sum = sum.wrapping_sub(stands_for(previous.0, previous.1));
                Ok(())
            },
        )
    })?;
    let mut check = report.on(check);
    tx.for_each("SELECT variant_id, location_id, last_source_id, last_line_no FROM stock", &[], |row| {
        let mut c = row.columns();
        let (variant, location): (Uuid, Uuid) = (c.take()?, c.take()?);
        let last: (Option<Uuid>, Option<i64>) = (c.take()?, c.take()?);
        let sum = open.remove(&(variant, location)).unwrap_or_default();
        check.holds(level(variant, location), sum == stands_for(last.0, last.1), || {
            "last_source_id and last_line_no are not the end of one chain of all its movements".to_owned()
        });
        Ok(())
    })
}

/// A number that stands for a movement, so different from that of any other that sums of them only agree where the
/// movements do; zero for none.
fn stands_for(source: Option<Uuid>, line_no: Option<i64>) -> u128 {
    if source.is_none() && line_no.is_none() {
        return 0;
    }
    let mixed = source.unwrap_or_default().as_u128() ^ (u128::from(line_no.unwrap_or_default().unsigned_abs()) << 64);
    // Two rounds of multiplying and folding spread each bit over all of them.
    let spread = |n: u128| (n ^ (n >> 67)).wrapping_mul(0x2d35_8dcc_aa6c_78a5_8bb8_4b93_962e_acc9);
    spread(spread(mixed))
}

fn level(variant: Uuid, location: Uuid) -> At {
    At::new("stock").with("variant_id", variant).with("location_id", location)
}

/// A movement that a fact should have made, and what was found of it.
struct Move {
    fact: At,
    variant: Option<Uuid>,
    location: Uuid,
    source: Uuid,
    line_no: i64,
    quantity: i64,
    value: i64,
    found: Option<(String, i64, i64)>,
}

impl Move {
    /// Compares the movement with its fact; returns whether there is one.
    fn compare(self, kind: &str, check: &mut Check<'_>) -> bool {
        let Some((found_kind, quantity, value)) = self.found else {
            check.found(self.fact, format!("its {} thousandths have no movement of kind {kind}", self.quantity.abs()));
            return false;
        };
        let at = movement(self.variant.unwrap_or_default(), self.location, self.source, self.line_no);
        check.same(at, "kind", found_kind.as_str(), kind, "what moved it");
        check.same(at, "quantity_milli", quantity, self.quantity, "the quantity of what moved it");
        check.same(at, "value_minor", value, self.value, "the cost of what moved it");
        true
    }
}

fn movement(variant: Uuid, location: Uuid, source: Uuid, line_no: i64) -> At {
    At::new("stock_movements")
        .with("variant_id", variant)
        .with("location_id", location)
        .with("source_id", source)
        .with("line_no", line_no)
}

/// Kind, quantity and value of a movement that was joined to its fact, if there is one.
fn joined(c: &mut onetill_db::Columns<'_>) -> Result<Option<(String, i64, i64)>> {
    Ok(match (c.take::<Option<String>>()?, c.take::<Option<i64>>()?, c.take::<Option<i64>>()?) {
        (Some(kind), Some(quantity), Some(value)) => Some((kind, quantity, value)),
        _ => None,
    })
}

fn of_orders(tx: &mut Tx<'_>, report: &mut Report, check: CheckId) -> Result<i64> {
    let mut explained = 0;
    ranges(tx, "orders", "id", BATCH, |tx, range| {
        let mut check = report.on(check);
        tx.for_each(
            "SELECT l.order_id, l.line_no, l.variant_id, o.location_id, l.quantity_milli, l.cost_minor, \
             m.kind, m.quantity_milli, m.value_minor \
             FROM orders o JOIN order_lines l ON l.order_id = o.id \
             LEFT JOIN stock_movements m ON m.variant_id = l.variant_id AND m.location_id = o.location_id \
             AND m.source_id = l.order_id AND m.line_no = l.line_no \
             WHERE o.id > $1 AND o.id <= $2 AND o.state = 'completed' AND l.tracked = 1",
            &range.params(),
            |row| {
                let mut c = row.columns();
                let (order, line_no): (Uuid, i64) = (c.take()?, c.take()?);
                let (variant, location) = (c.take()?, c.take()?);
                let (quantity, cost): (i64, i64) = (c.take()?, c.take()?);
                let expected = Move {
                    fact: At::new("order_lines").with("order_id", order).with("line_no", line_no),
                    variant,
                    location,
                    source: order,
                    line_no,
                    quantity: quantity.saturating_neg(),
                    value: cost.saturating_neg(),
                    found: joined(&mut c)?,
                };
                explained += i64::from(expected.compare("sale", &mut check));
                Ok(())
            },
        )
    })?;
    Ok(explained)
}

fn of_refunds(tx: &mut Tx<'_>, report: &mut Report, check: CheckId) -> Result<i64> {
    let mut explained = 0;
    ranges(tx, "refunds", "id", BATCH, |tx, range| {
        let mut check = report.on(check);
        tx.for_each(
            "SELECT l.refund_id, l.line_no, l.variant_id, r.location_id, l.quantity_milli, l.cost_minor, \
             m.kind, m.quantity_milli, m.value_minor \
             FROM refunds r JOIN refund_lines l ON l.refund_id = r.id \
             LEFT JOIN stock_movements m ON m.variant_id = l.variant_id AND m.location_id = r.location_id \
             AND m.source_id = l.refund_id AND m.line_no = l.line_no \
             WHERE r.id > $1 AND r.id <= $2 AND l.restocked = 1",
            &range.params(),
            |row| {
                let mut c = row.columns();
                let (refund, line_no): (Uuid, i64) = (c.take()?, c.take()?);
                let (variant, location) = (c.take()?, c.take()?);
                let (quantity, value): (i64, i64) = (c.take()?, c.take()?);
                let fact = At::new("refund_lines").with("refund_id", refund).with("line_no", line_no);
                let found = joined(&mut c)?;
                let expected = Move { fact, variant, location, source: refund, line_no, quantity, value, found };
                explained += i64::from(expected.compare("return", &mut check));
                Ok(())
            },
        )
    })?;
    Ok(explained)
}

fn of_adjustments(tx: &mut Tx<'_>, report: &mut Report, check: CheckId) -> Result<i64> {
    let mut explained = 0;
    ranges(tx, "stock_adjustments", "id", BATCH, |tx, range| {
        let mut check = report.on(check);
        tx.for_each(
            "SELECT a.id, a.variant_id, a.location_id, a.kind, a.quantity_milli, a.value_minor, a.revaluation_minor, \
             m.kind, m.quantity_milli, m.value_minor, v.kind, v.quantity_milli, v.value_minor \
             FROM stock_adjustments a \
             LEFT JOIN stock_movements m ON m.variant_id = a.variant_id AND m.location_id = a.location_id \
             AND m.source_id = a.id AND m.line_no = 1 \
             LEFT JOIN stock_movements v ON v.variant_id = a.variant_id AND v.location_id = a.location_id \
             AND v.source_id = a.id AND v.line_no = 2 \
             WHERE a.id > $1 AND a.id <= $2",
            &range.params(),
            |row| {
                let mut c = row.columns();
                let (id, variant, location): (Uuid, Uuid, Uuid) = (c.take()?, c.take()?, c.take()?);
                let kind: String = c.take()?;
                let (quantity, value, revaluation): (i64, i64, i64) = (c.take()?, c.take()?, c.take()?);
                let fact = At::new("stock_adjustments").with("id", id);
                let (found, revalued) = (joined(&mut c)?, joined(&mut c)?);
                let sign = match kind.as_str() {
                    "damaged" | "lost" => -1,
                    "count" => quantity.signum(),
                    _ => 1,
                };
                check.holds(fact, quantity.signum() * sign >= 0 && value.signum() * quantity.signum() >= 0, || {
                    format!(
                        "quantity_milli is {quantity} and value_minor {value}, expected both to go the way of {kind}"
                    )
                });
                let all = |line_no, quantity, value, found| Move {
                    fact,
                    variant: Some(variant),
                    location,
                    source: id,
                    line_no,
                    quantity,
                    value,
                    found,
                };
                explained += i64::from(all(1, quantity, value, found).compare(&kind, &mut check));
                if revaluation != 0 {
                    explained += i64::from(all(2, 0, revaluation, revalued).compare("revaluation", &mut check));
                }
                Ok(())
            },
        )
    })?;
    Ok(explained)
}

/// Lines agree with the catalogue on what they are and on whether stock is kept of it, which never change.
fn kept(tx: &mut Tx<'_>, check: &mut Check<'_>) -> Result<()> {
    for (table, id, condition) in [
        ("order_lines", "order_id", "l.tracked <> v.track_stock"),
        ("refund_lines", "refund_id", "l.restocked > v.track_stock"),
    ] {
        let sql = format!(
            "SELECT l.{id}, l.line_no, l.kind, p.kind, v.track_stock FROM {table} l \
             JOIN variants v ON v.id = l.variant_id JOIN products p ON p.id = v.product_id \
             WHERE {condition} OR l.kind <> p.kind"
        );
        tx.for_each(&sql, &[], |row| {
            let at = At::new(table).with(id, row.get::<Uuid>(0)?).with("line_no", row.get::<i64>(1)?);
            let (found, kind, tracked): (String, String, bool) = (row.get(2)?, row.get(3)?, row.get(4)?);
            let stock = if tracked { "stock kept" } else { "no stock kept" };
            check.found(at, format!("kind is {found}, and variant_id names {kind} with {stock}: these do not agree"));
            Ok(())
        })?;
    }
    Ok(())
}

/// Movements that nothing explains.
fn unexplained(tx: &mut Tx<'_>, check: &mut Check<'_>) -> Result<()> {
    tx.for_each(
        "SELECT m.variant_id, m.location_id, m.source_id, m.line_no, m.kind FROM stock_movements m WHERE \
         NOT EXISTS (SELECT 1 FROM order_lines l JOIN orders o ON o.id = l.order_id WHERE l.order_id = m.source_id \
         AND l.line_no = m.line_no AND l.variant_id = m.variant_id AND o.location_id = m.location_id \
         AND l.tracked = 1 AND o.state = 'completed') \
         AND NOT EXISTS (SELECT 1 FROM refund_lines l JOIN refunds r ON r.id = l.refund_id WHERE l.refund_id = m.source_id AND l.line_no = m.line_no AND l.variant_id = m.variant_id \
         AND r.location_id = m.location_id AND l.restocked = 1) \
         AND NOT EXISTS (SELECT 1 FROM stock_adjustments a WHERE a.id = m.source_id \
         AND a.variant_id = m.variant_id AND a.location_id = m.location_id \
         AND (m.line_no = 1 OR m.line_no = 2 AND a.revaluation_minor <> 0))",
        &[],
        |row| {
            let mut c = row.columns();
            let at = movement(c.take()?, c.take()?, c.take()?, c.take()?);
            let kind: String = c.take()?;
            check.found(at, format!("no order, refund or adjustment explains this {kind}"));
            Ok(())
        },
    )
}
