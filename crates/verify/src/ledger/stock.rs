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
            "SELECT id, location_id, kind, value_minor, revaluation_minor FROM stock_adjustments \
             WHERE id > $1 AND id <= $2",
            &range.params(),
            |row| {
                let mut c = row.columns();
                let (id, location, kind): (Uuid, Uuid, String) = (c.take()?, c.take()?, c.take()?);
                let (value, revaluation): (i64, i64) = (c.take()?, c.take()?);
                let mut entry = Expected::new("stock_adjustments", None, location, currency.clone());
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
