//! What some goods ask: a deposit stands for the goods that carry it, a piece is sold once, and somebody saw the buyer's age.

use onetill_db::Tx;
use onetill_kernel::{Result, Uuid};

use crate::report::{At, Report};
use crate::shop::Shop;

pub(crate) fn check(tx: &mut Tx<'_>, report: &mut Report) -> Result<()> {
    deposits(tx, report)?;
    serials(tx, report)?;
    let shop = Shop::load(tx)?;
    ages(tx, &shop, report)
}

fn line(order: Uuid, line_no: i64) -> At {
    At::new("order_lines").with("order_id", order).with("line_no", line_no)
}

fn deposits(tx: &mut Tx<'_>, report: &mut Report) -> Result<()> {
    let mut check = report.check("deposits_of_lines", 5);
    tx.for_each(
        "SELECT d.order_id, d.line_no, d.kind, d.quantity_milli, CAST(SUM(l.quantity_milli) AS BIGINT), MAX(l.line_no) \
         FROM order_lines l JOIN order_lines d ON d.order_id = l.order_id AND d.line_no = l.deposit_line_no \
         WHERE l.deposit_line_no IS NOT NULL GROUP BY d.order_id, d.line_no, d.kind, d.quantity_milli \
         ORDER BY d.order_id, d.line_no",
        &[],
        |row| {
            let mut c = row.columns();
            let at = line(c.take()?, c.take()?);
            let (kind, quantity): (String, i64) = (c.take()?, c.take()?);
            let (of_goods, last): (i64, i64) = (c.take()?, c.take()?);
            check.rows(1);
            check
                .holds(at, kind == "deposit" && last > 0, || format!("it is the deposit of line {last}, and a {kind}"));
            check.same(at, "quantity_milli", quantity, of_goods, "the goods that it comes with");
            Ok(())
        },
    )
}

fn serials(tx: &mut Tx<'_>, report: &mut Report) -> Result<()> {
    let mut check = report.check("sold_serials", 2);
    tx.for_each(
        "SELECT l.order_id, l.line_no, l.serial, l.variant_id, l.refunded_milli, o.state, s.serial, s.variant_id \
         FROM order_lines l JOIN orders o ON o.id = l.order_id \
         LEFT JOIN sold_serials s ON s.order_id = l.order_id AND s.line_no = l.line_no \
         WHERE l.serial IS NOT NULL OR s.serial IS NOT NULL ORDER BY l.order_id, l.line_no",
        &[],
        |row| {
            let mut c = row.columns();
            let at = line(c.take()?, c.take()?);
            let (serial, variant): (Option<String>, Option<Uuid>) = (c.take()?, c.take()?);
            let (refunded, state): (i64, String) = (c.take()?, c.take()?);
            let (sold, sold_variant): (Option<String>, Option<Uuid>) = (c.take()?, c.take()?);
            check.rows(1);
            let out = refunded == 0 && matches!(state.as_str(), "completed" | "frozen");
            let expected = if out { (serial, variant) } else { (None, None) };
            check.holds(at, (sold, sold_variant) == expected, || {
                "its serial number does not stand among those sold, or should not".to_owned()
            });
            Ok(())
        },
    )
}

fn ages(tx: &mut Tx<'_>, shop: &Shop, report: &mut Report) -> Result<()> {
    let mut check = report.check("age_checks", 4);
    tx.for_each(
        "SELECT o.id, MAX(l.minimum_age), a.minimum_age FROM orders o \
         JOIN order_lines l ON l.order_id = o.id AND l.minimum_age IS NOT NULL \
         LEFT JOIN age_checks a ON a.order_id = o.id WHERE o.state = 'completed' OR o.state = 'frozen' \
         GROUP BY o.id, a.minimum_age ORDER BY o.id",
        &[],
        |row| {
            let mut c = row.columns();
            let (order, asked, seen): (Uuid, i64, Option<i64>) = (c.take()?, c.take()?, c.take()?);
            check.rows(1);
            check.holds(At::new("orders").with("id", order), seen.is_some_and(|seen| seen >= asked), || {
                format!("nobody saw that its buyer is {asked}")
            });
            Ok(())
        },
    )?;
    tx.for_each(
        "SELECT a.order_id, a.register_id, o.location_id FROM age_checks a JOIN orders o ON o.id = a.order_id \
         ORDER BY a.order_id",
        &[],
        |row| {
            let mut c = row.columns();
            let (order, register, location): (Uuid, Uuid, Uuid) = (c.take()?, c.take()?, c.take()?);
            let at = At::new("age_checks").with("order_id", order);
            check.rows(1);
            if let Some(stands) = shop.registers.get(&register) {
                check.same(at, "register_id", *stands, location, "a register of the order's location");
            }
            Ok(())
        },
    )
}
