//! Money that moved apart from a completion or a refund: its attempt has an entry of its own.

use std::collections::BTreeMap;

use onetill_db::Tx;
use onetill_kernel::{Result, Uuid};

use super::compare::{COLUMNS, Entries, Expected, compare};
use super::{CASH_ROUNDING, CUSTOMER_DEPOSITS, REFUNDS_PAYABLE, TIPS};
use crate::range::{Range, ranges};
use crate::report::{At, Report};
use crate::shop::Shop;

/// Payments whose attempts are held in memory at once.
const BATCH: usize = 4_000;

/// The attempts that have an entry, and its kind.
/// What had gone back and came back later is booked too, and has an entry that takes that back.
const BOOKED: &str = "a.own_entry = 1 AND a.kind IN ('capture', 'refund', 'reversal') \
                      AND (a.state = 'succeeded' OR a.kind = 'refund' AND a.moved_minor IS NOT NULL)";
/// What tells the id of the entry that takes another back from that one's.
const TAKEN_BACK: u128 = 0x0052_4554_5552_4e45;

pub(super) fn check(tx: &mut Tx<'_>, report: &mut Report) -> Result<()> {
    let shop = Shop::load(tx)?;
    let check = report.begin("entries_of_payments", 4);
    let mut returned: BTreeMap<Uuid, Expected> = BTreeMap::new();
    ranges(tx, "payments", "id", BATCH, |tx, range| {
        let mut by_kind = expected(tx, range, &shop, &mut returned)?;
        let mut entries = Entries::default();
        let sql = format!(
            "SELECT {COLUMNS} FROM payment_attempts a JOIN journal_entries e ON e.id = a.id \
             LEFT JOIN journal_postings p ON p.entry_id = e.id \
             WHERE a.payment_id > $1 AND a.payment_id <= $2 AND {BOOKED} ORDER BY e.id, p.line_no"
        );
        tx.for_each(&sql, &range.params(), |row| entries.add(row))?;
        for (kind, expected) in &mut by_kind {
            let of_kind: BTreeMap<_, _> =
                expected.keys().filter_map(|id| entries.0.remove(id).map(|e| (*id, e))).collect();
            compare(kind, std::mem::take(expected), Entries(of_kind), &shop, &mut report.on(check));
        }
        Ok(())
    })?;
    let entries = Entries::load_all(tx, "refund_returned")?;
    compare("refund_returned", returned, entries, &shop, &mut report.on(check));
    // There is no way from an entry to its attempt but through all attempts.
    let mut check = report.on(check);
    tx.for_each(
        &format!(
            "SELECT e.id FROM journal_entries e WHERE e.kind IN ('capture', 'refund_paid', 'deposit_returned') \
             EXCEPT SELECT a.id FROM payment_attempts a WHERE {BOOKED} ORDER BY 1"
        ),
        &[],
        |row| {
            let at = At::new("journal_entries").with("id", row.get::<Uuid>(0)?);
            check.found(at, "an entry of a payment stands here, expected none: no attempt of this id has an entry");
            Ok(())
        },
    )
}

fn expected(
    tx: &mut Tx<'_>,
    range: &Range,
    shop: &Shop,
    returned: &mut BTreeMap<Uuid, Expected>,
) -> Result<BTreeMap<&'static str, BTreeMap<Uuid, Expected>>> {
    let mut all: BTreeMap<&'static str, BTreeMap<Uuid, Expected>> = BTreeMap::new();
    let sql = format!(
        "SELECT a.id, a.kind, a.refund_id, a.amount_minor, a.register_id, o.location_id, p.tender, p.account_id, p.currency, \
         a.rounding_minor, a.tip_minor, a.state, CASE WHEN a.surplus = 1 THEN a.moved_minor END \
         FROM payments p JOIN payment_attempts a ON a.payment_id = p.id LEFT JOIN orders o ON o.id = p.order_id \
         WHERE p.id > $1 AND p.id <= $2 AND {BOOKED}"
    );
    tx.for_each(&sql, &range.params(), |row| {
        let mut c = row.columns();
        let (id, kind, refund_id): (Uuid, String, Option<Uuid>) = (c.take()?, c.take()?, c.take()?);
        let (amount, register): (i64, Uuid) = (c.take()?, c.take()?);
        let (at_order, tender): (Option<Uuid>, String) = (c.take()?, c.take()?);
        let provider: Option<Uuid> = c.take()?;
        // Booked where the order is, or without one where the register stands.
        let location = at_order.or_else(|| shop.registers.get(&register).copied()).unwrap_or_default();
        let currency: String = c.take()?;
        let (rounding, tip, state): (i64, i64, String) = (c.take()?, c.take()?, c.take()?);
        let surplus: Option<i64> = c.take()?;
        // What is for no order is booked as it moved.
        let (amount, tip) = surplus.map_or((amount, tip), |moved| (moved, 0));
        let mut entry = Expected::new("payment_attempts", None, location, currency.clone());
        let clearing = shop.clearing_account(&tender, provider);
        let (kind, debit, credit) = match (kind.as_str(), refund_id) {
            ("capture", _) => ("capture", clearing, CUSTOMER_DEPOSITS),
            (_, Some(_)) => ("refund_paid", REFUNDS_PAYABLE, clearing),
            (_, None) => ("deposit_returned", CUSTOMER_DEPOSITS, clearing),
        };
        entry.debit(debit, amount);
        entry.credit(credit, amount);
        entry.debit(clearing, tip);
        entry.credit(TIPS, tip);
        if state == "failed" {
            let mut back = Expected::new("payment_attempts", None, location, currency);
            back.debit(credit, amount);
            back.credit(debit, amount);
            returned.insert(Uuid::from_u128(id.as_u128() ^ TAKEN_BACK), back);
        }
        // Cash goes in or out with its rounding, and the rounding is the shop's.
        let rounding = if kind == "capture" { rounding } else { -rounding };
        entry.debit(clearing, rounding);
        entry.credit(CASH_ROUNDING, rounding);
        all.entry(kind).or_default().insert(id, entry);
        Ok(())
    })?;
    Ok(all)
}
