//! What a refund posts: income and taxes taken back, against the money given or owed; the cost of goods
//! that went back on the shelf.

use std::collections::BTreeMap;

use onetill_db::Tx;
use onetill_kernel::{Result, Uuid};

use super::compare::{Entries, Expected, compare};
use super::{CASH_ROUNDING, COST_OF_GOODS, INVENTORY, REFUNDS_PAYABLE};
use crate::range::{Range, ranges};
use crate::report::Report;
use crate::shop::Shop;

/// Refunds held in memory at once. Their attempts are found by reading all attempts, so a batch is large.
const BATCH: usize = 10_000;

pub(super) fn check(tx: &mut Tx<'_>, report: &mut Report) -> Result<()> {
    let shop = Shop::load(tx)?;
    let check = report.begin("entries_of_refunds", 4);
    ranges(tx, "refunds", "id", BATCH, |tx, range| {
        let expected = expected(tx, range, &shop)?;
        let entries = Entries::load(tx, "refund", range)?;
        compare("refund", expected, entries, &shop, &mut report.on(check));
        Ok(())
    })
}

fn expected(tx: &mut Tx<'_>, range: &Range, shop: &Shop) -> Result<BTreeMap<Uuid, Expected>> {
    let bounds = &range.params();
    let mut all = BTreeMap::new();
    tx.for_each(
        "SELECT id, business_date, location_id, currency, total_minor FROM refunds WHERE id > $1 AND id <= $2",
        bounds,
        |row| {
            let mut entry = Expected::new("refunds", row.get(1)?, row.get(2)?, row.get(3)?);
            // Owed, until the attempts below say that it was given at once.
            entry.credit(REFUNDS_PAYABLE, row.get(4)?);
            all.insert(row.get::<Uuid>(0)?, entry);
            Ok(())
        },
    )?;
    // Goods whose stock is kept have moved; a return without an order shows it by its movement.
    tx.for_each(
        "SELECT l.refund_id, l.account, l.total_minor, l.tax_minor, \
         CASE WHEN l.restocked = 1 THEN l.cost_minor ELSE 0 END FROM refund_lines l \
         WHERE l.refund_id > $1 AND l.refund_id <= $2",
        bounds,
        |row| {
            if let Some(entry) = all.get_mut(&row.get(0)?) {
                let (account, total, tax, cost) =
                    (row.get::<String>(1)?, row.get::<i64>(2)?, row.get::<i64>(3)?, row.get::<i64>(4)?);
                entry.debit(&account, total.saturating_sub(tax));
                entry.debit(INVENTORY, cost);
                entry.credit(COST_OF_GOODS, cost);
            }
            Ok(())
        },
    )?;
    tx.for_each(
        "SELECT refund_id, account, amount_minor FROM refund_line_taxes WHERE refund_id > $1 AND refund_id <= $2",
        bounds,
        |row| {
            if let Some(entry) = all.get_mut(&row.get(0)?) {
                entry.debit(&row.get::<String>(1)?, row.get(2)?);
            }
            Ok(())
        },
    )?;
    tx.for_each(
        "SELECT a.refund_id, p.tender, a.amount_minor, a.rounding_minor FROM payment_attempts a \
         JOIN payments p ON p.id = a.payment_id \
         WHERE a.refund_id > $1 AND a.refund_id <= $2 AND a.kind = 'refund' AND a.own_entry = 0 \
         AND a.state = 'succeeded'",
        bounds,
        |row| {
            if let Some(entry) = all.get_mut(&row.get(0)?) {
                let (amount, rounding) = (row.get::<i64>(2)?, row.get::<i64>(3)?);
                entry.debit(REFUNDS_PAYABLE, amount);
                entry.debit(CASH_ROUNDING, rounding);
                entry.credit(shop.clearing_account(&row.get::<String>(1)?, None), amount.saturating_add(rounding));
            }
            Ok(())
        },
    )?;
    Ok(all)
}
