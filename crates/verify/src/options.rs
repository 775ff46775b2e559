//! What was chosen with goods: the price of one is its base price and its options, and each line's options are numbered.

use onetill_db::Tx;
use onetill_kernel::{Result, Uuid};

use crate::report::{At, Report};

pub(crate) fn check(tx: &mut Tx<'_>, report: &mut Report) -> Result<()> {
    let mut check = report.check("line_options", 4);
    tx.for_each(
        "SELECT l.order_id, l.line_no, l.unit_price_minor, l.base_price_minor, COUNT(o.option_no), \
         COUNT(DISTINCT o.option_id), COALESCE(MAX(o.option_no), 0), CAST(COALESCE(SUM(o.price_minor), 0) AS BIGINT) \
         FROM order_lines l LEFT JOIN order_line_options o ON o.order_id = l.order_id AND o.line_no = l.line_no \
         WHERE l.base_price_minor IS NOT NULL OR o.option_no IS NOT NULL \
         GROUP BY l.order_id, l.line_no, l.unit_price_minor, l.base_price_minor ORDER BY l.order_id, l.line_no",
        &[],
        |row| {
            let mut c = row.columns();
            let (order, line_no): (Uuid, i64) = (c.take()?, c.take()?);
            let at = At::new("order_lines").with("order_id", order).with("line_no", line_no);
            let (unit, base): (i64, Option<i64>) = (c.take()?, c.take()?);
            let (count, distinct, last, sum): (i64, i64, i64, i64) = (c.take()?, c.take()?, c.take()?, c.take()?);
            check.rows(1);
            check.holds(at, last == count && distinct == count, || {
                format!("it has {count} options, {distinct} of them different, and the last is number {last}")
            });
            match base {
                Some(base) if count > 0 => {
                    let expected = base.saturating_add(sum).max(0);
                    check.same(at, "unit_price_minor", unit, expected, "the base price and the options");
                }
                _ => check.holds(at, false, || {
                    format!("it has {count} options, expected some with a base price, or neither")
                }),
            }
            Ok(())
        },
    )
}
