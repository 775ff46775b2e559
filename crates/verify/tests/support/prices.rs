//! Who is charged other prices: groups of customers, price lists, and what was sold by them.

use onetill_db::{Tx, params};
use onetill_kernel::Result;

use super::{at, ids::*, row};

pub(super) fn write(tx: &mut Tx<'_>) -> Result<()> {
    for n in 1..=2 {
        row(tx, "customer_groups", "id, version, name, created_at", params![group(n), 1, "A group", at(-95)])?;
        tx.execute("UPDATE customers SET group_id = $2 WHERE id = $1", params![customer(n), group(n)])?;
        let hours = (n == 2).then_some((1020i64, 1140i64));
        row(
            tx,
            "price_lists",
            "id, version, name, location_id, group_id, valid_from_date, valid_to_date, weekdays, from_minute, \
             to_minute, active, created_at",
            params![
                price_list(n),
                1,
                "A list",
                location(n),
                group(n),
                "2026-03-01",
                "2026-03-31",
                127,
                hours.map(|h| h.0),
                hours.map(|h| h.1),
                true,
                at(-60)
            ],
        )?;
        row(
            tx,
            "price_list_prices",
            "price_list_id, variant_id, price_minor",
            params![price_list(n), variant(n), 900],
        )?;
    }
    for n in 1..=2 {
        tx.execute(
            "UPDATE order_lines SET price_list_id = $3, price_list_name = $4 WHERE order_id = $1 AND line_no = $2",
            params![order(n), 1, price_list(n), "A list"],
        )?;
    }
    Ok(())
}
