//! What a gift card posts that expired.

use std::collections::BTreeMap;

use onetill_db::Tx;
use onetill_kernel::{Result, Uuid};

use super::compare::{Entries, Expected, compare};
use super::{BREAKAGE, GIFT_CARDS};
use crate::range::ranges;
use crate::report::Report;
use crate::shop::Shop;

/// Movements whose entries are held in memory at once.
const BATCH: usize = 5_000;

pub(super) fn check(tx: &mut Tx<'_>, report: &mut Report) -> Result<()> {
    let shop = Shop::load(tx)?;
    let check = report.begin("entries_of_expired_cards", 4);
    ranges(tx, "balance_movements", "entry_id", BATCH, |tx, range| {
        let mut expected: BTreeMap<Uuid, Expected> = BTreeMap::new();
        tx.for_each(
            "SELECT m.entry_id, b.location_id, b.currency, m.amount_minor FROM balance_movements m \
             JOIN balances b ON b.id = m.balance_id WHERE m.entry_id > $1 AND m.entry_id <= $2 AND m.kind = 'expired'",
            &range.params(),
            |row| {
                let mut c = row.columns();
                let (id, place): (Uuid, Option<Uuid>) = (c.take()?, c.take()?);
                let place = place.unwrap_or(Uuid::nil());
                let mut entry = Expected::new("balance_movements", None, place, c.take()?);
                let amount: i64 = c.take()?;
                entry.credit(GIFT_CARDS, amount);
                entry.debit(BREAKAGE, amount);
                expected.insert(id, entry);
                Ok(())
            },
        )?;
        let entries = Entries::load(tx, "stored_value", range)?;
        compare("stored_value", expected, entries, &shop, &mut report.on(check));
        Ok(())
    })
}
