//! What a correction of stock posts.

use std::collections::BTreeMap;

use onetill_db::Tx;
use onetill_kernel::{Result, Uuid};

use super::compare::{Entries, Expected, compare};
use super::{COST_OF_GOODS, GOODS_RECEIVED, INVENTORY, OPENING_EQUITY, SHRINKAGE};
use crate::range::ranges;
use crate::report::Report;
use crate::shop::Shop;

/// Adjustments whose entries are held in memory at once.
const BATCH: usize = 5_000;

pub(super) fn check(tx: &mut Tx<'_>, report: &mut Report) -> Result<()> {
    let shop = Shop::load(tx)?;
    let currency = shop.currency.clone().unwrap_or_default();
    let check = report.begin("entries_of_adjustments", 4);
    ranges(tx, "stock_adjustments", "id", BATCH, |tx, range| {
        let mut expected: BTreeMap<Uuid, Expected> = BTreeMap::new();
        tx.for_each(
            "SELECT a.id, a.location_id, a.kind, a.value_minor, a.revaluation_minor, m.happened_at \
             FROM stock_adjustments a LEFT JOIN stock_movements m ON m.variant_id = a.variant_id \
             AND m.location_id = a.location_id AND m.source_id = a.id AND m.line_no = 1 \
             WHERE a.id > $1 AND a.id <= $2",
            &range.params(),
            |row| {
                let mut c = row.columns();
                let (id, location, kind): (Uuid, Uuid, String) = (c.take()?, c.take()?, c.take()?);
                let (value, revaluation): (i64, i64) = (c.take()?, c.take()?);
                let mut entry = Expected::new("stock_adjustments", None, location, currency.clone());
                entry.happened_at = c.take()?;
                let against = match kind.as_str() {
                    "opening" => OPENING_EQUITY,
                    "received" => GOODS_RECEIVED,
                    _ => SHRINKAGE,
                };
                entry.debit(INVENTORY, value);
                entry.credit(against, value);
                entry.debit(INVENTORY, revaluation);
                entry.credit(COST_OF_GOODS, revaluation);
                expected.insert(id, entry);
                Ok(())
            },
        )?;
        let entries = Entries::load(tx, "stock", range)?;
        compare("stock", expected, entries, &shop, &mut report.on(check));
        Ok(())
    })
}
