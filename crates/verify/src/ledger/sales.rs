//! What a completed order posts: the money it took and the deposits it used up, against income and taxes;
//! the cost of its goods out of the inventory.

use std::collections::BTreeMap;

use onetill_db::Tx;
use onetill_kernel::{Result, Uuid};

use super::compare::{Entries, Expected, compare};
use super::{CASH_ROUNDING, COST_OF_GOODS, CUSTOMER_DEPOSITS, INVENTORY};
use crate::range::{Range, ranges};
use crate::report::Report;
use crate::shop::Shop;

/// Orders whose entries are held in memory at once.
const BATCH: usize = 2_000;

pub(super) fn check(tx: &mut Tx<'_>, report: &mut Report) -> Result<()> {
    let shop = Shop::load(tx)?;
    let check = report.begin("entries_of_sales", 4);
    ranges(tx, "orders", "id", BATCH, |tx, range| {
        let expected = expected(tx, range, &shop)?;
        let entries = Entries::load(tx, "sale", range)?;
        compare("sale", expected, entries, &shop, &mut report.on(check));
        Ok(())
    })
}

fn expected(tx: &mut Tx<'_>, range: &Range, shop: &Shop) -> Result<BTreeMap<Uuid, Expected>> {
    let bounds = &range.params();
    let mut all: BTreeMap<Uuid, Expected> = tx
        .query(
            "SELECT id, business_date, location_id, currency FROM orders \
             WHERE id > $1 AND id <= $2 AND state = 'completed'",
            bounds,
            |row| Ok((row.get(0)?, Expected::new("orders", row.get(1)?, row.get(2)?, row.get(3)?))),
        )?
        .into_iter()
        .collect();
    tx.for_each(
        "SELECT order_id, account, total_minor, tax_minor, cost_minor FROM order_lines \
         WHERE order_id > $1 AND order_id <= $2",
        bounds,
        |row| {
            if let Some(entry) = all.get_mut(&row.get(0)?) {
                let (account, total, tax, cost) =
                    (row.get::<String>(1)?, row.get::<i64>(2)?, row.get::<i64>(3)?, row.get::<i64>(4)?);
                entry.credit(&account, total.saturating_sub(tax));
                entry.debit(COST_OF_GOODS, cost);
                entry.credit(INVENTORY, cost);
            }
            Ok(())
        },
    )?;
    tx.for_each(
        "SELECT order_id, account, amount_minor FROM order_line_taxes WHERE order_id > $1 AND order_id <= $2",
        bounds,
        |row| {
            if let Some(entry) = all.get_mut(&row.get(0)?) {
                entry.credit(&row.get::<String>(1)?, row.get(2)?);
            }
            Ok(())
        },
    )?;
    // A payment is captured by one attempt; what was booked then as a deposit is used up now.
    tx.for_each(
        "SELECT p.order_id, p.tender, p.amount_minor, MAX(a.own_entry), CAST(SUM(a.rounding_minor) AS BIGINT) \
         FROM payments p JOIN payment_attempts a ON a.payment_id = p.id AND a.kind = 'capture' AND a.state = 'succeeded' \
         WHERE p.order_id > $1 AND p.order_id <= $2 AND p.state = 'captured' \
         GROUP BY p.order_id, p.id, p.tender, p.amount_minor",
        bounds,
        |row| {
            if let Some(entry) = all.get_mut(&row.get(0)?) {
                let (tender, amount) = (row.get::<String>(1)?, row.get::<i64>(2)?);
                if row.get(3)? {
                    entry.debit(CUSTOMER_DEPOSITS, amount);
                } else {
                    let rounding: i64 = row.get(4)?;
                    entry.debit(shop.clearing_account(&tender, None), amount.saturating_add(rounding));
                    entry.credit(CASH_ROUNDING, rounding);
                }
            }
            Ok(())
        },
    )?;
    Ok(all)
}
