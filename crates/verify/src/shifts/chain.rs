//! One shift after the other: their numbers, what lay in the drawer between them, and what the Z reports say.

use std::collections::BTreeMap;

use onetill_db::Tx;
use onetill_kernel::{Result, Uuid};

use super::{Found, Register, Shift, Shifts};
use crate::report::{At, Check, Report};
use crate::shop::Shop;

/// The account of the cash in drawers.
const CASH: &str = "1000";

/// The figures of a Z report, as its columns are named.
const FIGURES: [&str; 6] = ["sales_count", "sales_minor", "refunds_count", "refunds_minor", "tax_minor", "taken_minor"];

/// Movements of which a shift has its own sum: all others count into what is expected.
const OWN: [&str; 3] = ["float", "difference", "closing"];

impl Found {
    fn moved(&self, kind: &str) -> i64 {
        self.moved.get(kind).copied().unwrap_or(0)
    }

    /// What should lie in the drawer of a shift that began with `float`.
    fn expected(&self, float: i64) -> i64 {
        let by_hand = self.moved.iter().filter(|(kind, _)| !OWN.contains(&kind.as_str())).map(|(_, sum)| *sum);
        by_hand.fold(float.saturating_add(self.cash), i64::saturating_add)
    }
}

impl Shifts {
    pub(super) fn check_chain(&self, report: &mut Report, shop: &Shop) {
        let mut check = report.check("shifts", 7);
        let nothing = Found::default();
        for register in self.registers.values() {
            let shifts = self.of(register.id);
            check_register(register, shifts, &mut check);
            let mut in_drawer = self.without.get(&register.id).copied().unwrap_or(0);
            let mut receipts = 0;
            for (shift, no) in shifts.iter().zip(1..) {
                check.rows(1);
                let (at, found) = (shift.at(), self.found.get(&shift.id).unwrap_or(&nothing));
                check.same(at, "number", shift.number, no, "the shifts of a register have no gap");
                check.holds(at, shift.receipts_before >= receipts, || {
                    format!("receipts_before is {}, expected at least {receipts}", shift.receipts_before)
                });
                let from_safe = found.moved("float");
                check.same(
                    at,
                    "float_minor",
                    shift.float,
                    in_drawer.saturating_add(from_safe),
                    "what lay there before, and what came from the safe",
                );
                check_shift(register, shift, found, shop, &mut check);
                in_drawer = shift.left().unwrap_or(0);
                receipts = shift.receipts_upto.unwrap_or(shift.receipts_before);
            }
        }
    }

    /// The account holds, place by place, what should be in the drawers.
    pub(super) fn drawer_account(&self, tx: &mut Tx<'_>, report: &mut Report) -> Result<()> {
        let mut check = report.check("drawer_account", 7);
        let books: BTreeMap<Uuid, i64> = tx
            .query(
                &format!(
                    "SELECT e.location_id, CAST(SUM(p.amount_minor) AS BIGINT) FROM journal_postings p \
                     JOIN journal_entries e ON e.id = p.entry_id WHERE p.account = '{CASH}' GROUP BY e.location_id"
                ),
                &[],
                |row| Ok((row.get(0)?, row.get(1)?)),
            )?
            .into_iter()
            .collect();
        let mut drawers: BTreeMap<Uuid, i64> = BTreeMap::new();
        for register in self.registers.values() {
            check.rows(1);
            let expected = match self.of(register.id).last() {
                None => self.without.get(&register.id).copied().unwrap_or(0),
                Some(shift) if shift.open => {
                    self.found.get(&shift.id).map_or(shift.float, |found| found.expected(shift.float))
                }
                Some(shift) => shift.left().unwrap_or(0),
            };
            let sum = drawers.entry(register.location_id).or_default();
            *sum = sum.saturating_add(expected);
        }
        for location in books.keys().chain(drawers.keys().filter(|l| !books.contains_key(l))) {
            let at = At::new("locations").with("id", *location);
            let of = |sums: &BTreeMap<Uuid, i64>| sums.get(location).copied().unwrap_or(0);
            check.same(
                at,
                &format!("the balance of account {CASH} there"),
                of(&books),
                of(&drawers),
                "what should be in the drawers",
            );
        }
        Ok(())
    }
}

fn check_register(register: &Register, shifts: &[Shift], check: &mut Check<'_>) {
    let at = At::new("registers").with("id", register.id);
    let count = i64::try_from(shifts.len()).unwrap_or(i64::MAX);
    check.same(at, "last_shift_no", register.last_shift_no, count, "the number of its shifts");
    let open: Vec<&Shift> = shifts.iter().filter(|s| s.open).collect();
    check.holds(at, open.len() <= 1, || format!("{} shifts are open, expected one at most", open.len()));
    check.holds(at, register.shift_id == open.first().map(|s| s.id), || {
        "shift_id is not that of its open shift".to_owned()
    });
    check.holds(at, register.holder_id == open.first().and_then(|s| s.staff_id), || {
        "shift_holder_id is not whose the open shift is".to_owned()
    });
}

fn check_shift(register: &Register, shift: &Shift, found: &Found, shop: &Shop, check: &mut Check<'_>) {
    let at = shift.at();
    if let Some(currency) = &shop.currency {
        check.same(at, "currency", &shift.currency, currency, "the merchant's");
    }
    shop.check_date(at, &shift.business_date, &[shift.opened_at], register.location_id, check);
    let figures = shift.frozen.iter().chain([&shift.receipts_upto, &shift.closed_at]);
    let (set, all) = (figures.clone().filter(|f| f.is_some()).count(), figures.count());
    check.holds(at, set == if shift.open { 0 } else { all }, || {
        format!("state and figures do not agree: {set} of {all} figures of closing are set")
    });
    let upto = shift.receipts_upto.unwrap_or(register.last_receipt_no);
    let given = upto.saturating_sub(shift.receipts_before);
    check.same(at, "the number of its receipts", found.receipts, given, "receipts_upto less receipts_before");
    let Some((expected, (counted, left))) = shift.expected().zip(shift.counted().zip(shift.left())) else {
        check.holds(
            at,
            found.counts.is_none() && found.moved("difference") == 0 && found.moved("closing") == 0,
            || "it was counted and is not closed".to_owned(),
        );
        return;
    };
    let (sales, refunds) = (found.sales, found.refunds);
    let facts = [sales.0, sales.1, refunds.0, refunds.1, found.tax, found.taken];
    for ((name, frozen), fact) in FIGURES.iter().zip(shift.frozen).zip(facts) {
        check.same(at, name, frozen.unwrap_or(0), fact, "the facts of the shift");
    }
    check.same(at, "expected_minor", expected, found.expected(shift.float), "float, cash and movements");
    if let Some(counts) = found.counts {
        check.same(at, "counted_minor", counted, counts, "its coins and notes");
    }
    let (difference, closing) = (counted.saturating_sub(expected), left.saturating_sub(counted));
    check.same(at, "the difference posted", found.moved("difference"), difference, "counted less expected");
    check.same(
        at,
        "left_minor",
        left,
        counted.saturating_add(found.moved("closing")),
        "counted less what was taken out",
    );
    check.holds(at, closing <= 0, || format!("left_minor is {left}, expected at most the {counted} counted"));
    check.holds(at, shift.closed_at.is_some_and(|end| end >= shift.opened_at), || {
        "it was closed before it was opened".to_owned()
    });
}
