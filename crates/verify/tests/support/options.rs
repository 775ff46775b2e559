//! What can be chosen with goods, and lines that were sold with it.

use onetill_db::{Tx, params};
use onetill_kernel::Result;

use super::{at, ids::*, row};

pub(super) fn write(tx: &mut Tx<'_>) -> Result<()> {
    for n in 1..=2 {
        row(
            tx,
            "modifier_groups",
            "id, version, name, min_choices, max_choices, active, created_at",
            params![modifier_group(n), 1, "A group", 0, 2, true, at(-80)],
        )?;
        for option in [2 * n - 1, 2 * n] {
            row(
                tx,
                "modifier_options",
                "id, group_id, position, name, price_minor, active",
                params![modifier_option(option), modifier_group(n), option as i64, "An option", 50, true],
            )?;
        }
        row(
            tx,
            "product_modifier_groups",
            "product_id, group_id, position",
            params![product(n), modifier_group(n), 1],
        )?;
        // Of what one costs 80 came with the first option, and the second took 30 off.
        tx.execute(
            "UPDATE order_lines SET base_price_minor = unit_price_minor - 50 WHERE order_id = $1 AND line_no = 1",
            params![order(n)],
        )?;
        for (option_no, option, price) in [(1, 2 * n - 1, 80), (2, 2 * n, -30)] {
            row(
                tx,
                "order_line_options",
                "order_id, line_no, option_no, option_id, name, price_minor",
                params![order(n), 1, option_no, modifier_option(option), "An option", price],
            )?;
        }
    }
    Ok(())
}
