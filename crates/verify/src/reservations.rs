//! What is held is held for the lines of frozen orders, and for nothing else.

use onetill_db::Tx;
use onetill_kernel::{Result, Uuid};

use crate::report::{At, Report};

pub(crate) fn check(tx: &mut Tx<'_>, report: &mut Report) -> Result<()> {
    let mut check = report.check("reservations", 2);
    tx.for_each(
        "SELECT h.holder_id, h.line_no, h.resource_id, h.place_id, h.quantity_milli, h.state, h.ended_at, \
         o.state, o.location_id, o.recorded_at, l.variant_id, l.quantity_milli, l.tracked \
         FROM reservations h LEFT JOIN orders o ON o.id = h.holder_id \
         LEFT JOIN order_lines l ON l.order_id = h.holder_id AND l.line_no = h.line_no \
         ORDER BY h.holder_id, h.line_no",
        &[],
        |row| {
            let mut c = row.columns();
            let (holder, line_no): (Uuid, i64) = (c.take()?, c.take()?);
            let (resource, place, quantity): (Uuid, Uuid, i64) = (c.take()?, c.take()?, c.take()?);
            let (state, ended_at): (String, Option<i64>) = (c.take()?, c.take()?);
            let (order_state, location): (Option<String>, Option<Uuid>) = (c.take()?, c.take()?);
            let recorded_at: Option<i64> = c.take()?;
            let line: (Option<Uuid>, Option<i64>, Option<bool>) = (c.take()?, c.take()?, c.take()?);
            let at = At::new("reservations").with("holder_id", holder).with("line_no", line_no);
            check.rows(1);
            check.holds(at, (state == "held") == ended_at.is_none(), || {
                format!(
                    "ended_at is {}, expected otherwise in state {state}",
                    if ended_at.is_some() { "set" } else { "missing" }
                )
            });
            // An order that is missing is named by the references.
            let Some(order_state) = order_state else { return Ok(()) };
            let may = match order_state.as_str() {
                "frozen" => state != "committed",
                // What ended with the completion was used by it; what ended before was given back.
                "completed" => state != "held" && (state == "committed") == (ended_at == recorded_at),
                _ => !matches!(state.as_str(), "held" | "committed"),
            };
            check.holds(at, may, || format!("state is {state}, which does not fit an order that is {order_state}"));
            if let Some(location) = location {
                check.same(at, "place_id", place, location, "the order's location");
            }
            if matches!(state.as_str(), "held" | "committed") {
                let (variant, sold, tracked) = line;
                check.holds(at, variant == Some(resource), || "resource_id is not the variant of its line".to_owned());
                check.holds(at, sold == Some(quantity), || {
                    let sold = sold.map_or("no line".to_owned(), |s| s.to_string());
                    format!("quantity_milli is {quantity}, expected {sold}: the quantity of its line")
                });
                check
                    .holds(at, tracked == Some(true), || "no stock is kept of its line, expected none held".to_owned());
            }
            Ok(())
        },
    )?;
    tx.for_each(
        "SELECT l.order_id, l.line_no FROM orders o JOIN order_lines l ON l.order_id = o.id \
         LEFT JOIN reservations h ON h.holder_id = l.order_id AND h.line_no = l.line_no AND h.state = 'held' \
         WHERE o.state = 'frozen' AND l.tracked = 1 AND h.line_no IS NULL ORDER BY l.order_id, l.line_no",
        &[],
        |row| {
            let at = At::new("order_lines").with("order_id", row.get::<Uuid>(0)?).with("line_no", row.get::<i64>(1)?);
            check.found(at, "nothing is held for it, expected its quantity: its order is frozen");
            Ok(())
        },
    )
}
