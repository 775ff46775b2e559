//! What a movement of cash posts: drawer or safe against where it came from or went to.

use std::collections::BTreeMap;

use onetill_db::Tx;
use onetill_kernel::{Result, Uuid};

use super::compare::{Entries, Expected, compare};
use super::{
    BANK, CASH, GOODS_RECEIVED, OPENING_EQUITY, OTHER_INCOME, OVER_AND_SHORT, OWNER, PETTY_EXPENSES, SAFE, TIPS,
};
use crate::range::{Range, ranges};
use crate::report::{At, CheckId, Report};
use crate::shop::Shop;

/// Movements that are held in memory at once.
const BATCH: usize = 4_000;

/// Kind, purpose, the sign of its amount (0 where both can be), the accounts on both sides.
const RULES: &[(&str, Option<&str>, i64, &str, &str)] = &[
    ("float", None, 0, CASH, SAFE),
    ("cash_in", Some("change"), 1, CASH, SAFE),
    ("cash_in", Some("other_income"), 1, CASH, OTHER_INCOME),
    ("cash_in", Some("owner"), 1, CASH, OWNER),
    ("cash_out", Some("expense"), -1, CASH, PETTY_EXPENSES),
    ("cash_out", Some("goods"), -1, CASH, GOODS_RECEIVED),
    ("cash_out", Some("tips"), -1, CASH, TIPS),
    ("cash_out", Some("owner"), -1, CASH, OWNER),
    ("safe_drop", None, -1, CASH, SAFE),
    ("difference", None, 0, CASH, OVER_AND_SHORT),
    ("closing", None, -1, CASH, SAFE),
    ("bank_deposit", None, -1, SAFE, BANK),
    ("bank_withdrawal", None, 1, SAFE, BANK),
    ("safe_opening", None, 1, SAFE, OPENING_EQUITY),
];

pub(super) fn check(tx: &mut Tx<'_>, report: &mut Report) -> Result<()> {
    let shop = Shop::load(tx)?;
    let check = report.begin("entries_of_cash", 4);
    ranges(tx, "cash_movements", "id", BATCH, |tx, range| {
        let expected = expected(tx, range, &shop, report, check)?;
        let entries = Entries::load(tx, "cash", range)?;
        compare("cash", expected, entries, &shop, &mut report.on(check));
        Ok(())
    })
}

fn expected(
    tx: &mut Tx<'_>,
    range: &Range,
    shop: &Shop,
    report: &mut Report,
    check: CheckId,
) -> Result<BTreeMap<Uuid, Expected>> {
    let mut all = BTreeMap::new();
    let mut check = report.on(check);
    tx.for_each(
        "SELECT m.id, m.kind, m.purpose, m.amount_minor, m.currency, m.location_id, m.shift_id, s.register_id \
         FROM cash_movements m LEFT JOIN shifts s ON s.id = m.shift_id WHERE m.id > $1 AND m.id <= $2",
        &range.params(),
        |row| {
            let mut c = row.columns();
            let (id, kind, purpose): (Uuid, String, Option<String>) = (c.take()?, c.take()?, c.take()?);
            let (amount, currency): (i64, String) = (c.take()?, c.take()?);
            let (location, shift, register): (Uuid, Option<Uuid>, Option<Uuid>) = (c.take()?, c.take()?, c.take()?);
            let at = At::new("cash_movements").with("id", id);
            let rule = RULES.iter().find(|r| r.0 == kind && r.1 == purpose.as_deref());
            let Some((_, _, sign, own, contra)) = rule else {
                let purpose = purpose.unwrap_or_else(|| "nothing".to_owned());
                check.found(at, format!("purpose is {purpose}, which is not one of a {kind}"));
                return Ok(());
            };
            check.holds(at, *sign == 0 || amount.signum() == *sign, || {
                format!("amount_minor is {amount}, expected the other sign in a {kind}")
            });
            check.holds(at, shift.is_some() == (*own == CASH), || {
                format!(
                    "shift_id and kind do not fit: a {kind} is of the {}",
                    if *own == CASH { "drawer" } else { "safe" }
                )
            });
            if let Some(stands) = register.and_then(|r| shop.registers.get(&r)) {
                check.same(at, "location_id", location, *stands, "where its register stands");
            }
            if let Some(expected) = &shop.currency {
                check.same(at, "currency", &currency, expected, "the merchant's");
            }
            let mut entry = Expected::new("cash_movements", None, location, currency);
            entry.debit(own, amount);
            entry.credit(contra, amount);
            all.insert(id, entry);
            Ok(())
        },
    )?;
    Ok(all)
}
