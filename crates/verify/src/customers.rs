//! A customer's history in one row is the sum of their orders and refunds.

use std::collections::BTreeMap;

use onetill_db::Tx;
use onetill_kernel::{Result, Uuid};

use crate::range::ranges;
use crate::report::{At, Report};

/// Customers whose history is held in memory at once.
const BATCH: usize = 10_000;

#[derive(Default)]
struct History {
    orders: i64,
    spent: i64,
    first: Option<i64>,
    last: Option<i64>,
}

pub(crate) fn check(tx: &mut Tx<'_>, report: &mut Report) -> Result<()> {
    let check = report.begin("customer_history", 7);
    ranges(tx, "customers", "id", BATCH, |tx, range| {
        let mut histories: BTreeMap<Uuid, History> = BTreeMap::new();
        tx.for_each(
            "SELECT customer_id, COUNT(*), CAST(SUM(total_minor) AS BIGINT), MIN(happened_at), MAX(happened_at) \
             FROM orders WHERE customer_id > $1 AND customer_id <= $2 AND state = 'completed' GROUP BY customer_id",
            &range.params(),
            |row| {
                let mut c = row.columns();
                let id = c.take()?;
                let history = History { orders: c.take()?, spent: c.take()?, first: c.take()?, last: c.take()? };
                histories.insert(id, history);
                Ok(())
            },
        )?;
        tx.for_each(
            "SELECT customer_id, CAST(SUM(total_minor) AS BIGINT) FROM refunds \
             WHERE customer_id > $1 AND customer_id <= $2 GROUP BY customer_id",
            &range.params(),
            |row| {
                let history = histories.entry(row.get(0)?).or_default();
                history.spent = history.spent.saturating_sub(row.get(1)?);
                Ok(())
            },
        )?;
        // What a customer pays on account they bought before.
        for (sql, sign) in [
            (
                "SELECT o.customer_id, CAST(SUM(l.total_minor) AS BIGINT) FROM orders o JOIN order_lines l ON l.order_id = o.id \
                 AND l.kind = 'account_payment' WHERE o.customer_id > $1 AND o.customer_id <= $2 AND o.state = 'completed' \
                 GROUP BY o.customer_id",
                1,
            ),
            (
                "SELECT r.customer_id, CAST(SUM(l.total_minor) AS BIGINT) FROM refunds r JOIN refund_lines l ON l.refund_id = r.id \
                 AND l.kind = 'account_payment' WHERE r.customer_id > $1 AND r.customer_id <= $2 GROUP BY r.customer_id",
                -1,
            ),
        ] {
            tx.for_each(sql, &range.params(), |row| {
                let history = histories.entry(row.get(0)?).or_default();
                history.spent = history.spent.saturating_sub(row.get::<i64>(1)?.saturating_mul(sign));
                Ok(())
            })?;
        }
        let mut check = report.on(check);
        tx.for_each(
            "SELECT id, orders_count, spent_minor, first_order_at, last_order_at FROM customers \
             WHERE id > $1 AND id <= $2 ORDER BY id",
            &range.params(),
            |row| {
                let mut c = row.columns();
                let id: Uuid = c.take()?;
                let expected = histories.remove(&id).unwrap_or_default();
                let at = At::new("customers").with("id", id);
                check.rows(1);
                check.same(at, "orders_count", c.take()?, expected.orders, "the number of their completed orders");
                check.same(at, "spent_minor", c.take()?, expected.spent, "their completed orders less their refunds");
                for (column, expected) in [("first_order_at", expected.first), ("last_order_at", expected.last)] {
                    let found: Option<i64> = c.take()?;
                    check.holds(at, found == expected, || {
                        format!("{column} is {}, expected {} by their completed orders", time(found), time(expected))
                    });
                }
                Ok(())
            },
        )
    })
}

fn time(at: Option<i64>) -> String {
    at.map_or("nothing".to_owned(), |at| onetill_kernel::Timestamp::from_micros(at).to_string())
}
