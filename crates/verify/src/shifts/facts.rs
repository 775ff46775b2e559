//! What landed in which shift, and what should have.

use onetill_db::Tx;
use onetill_kernel::{Result, Uuid};

use super::{Shift, Shifts};
use crate::report::{At, Check, Report};
use crate::shop::Shop;

/// The shift that a receipt number belongs to, and whether it was given after that shift was closed.
fn by_receipt(shifts: &[Shift], receipt_no: i64) -> Option<(&Shift, bool)> {
    let after = shifts.partition_point(|s| s.receipts_before < receipt_no);
    let shift = &shifts[after.checked_sub(1)?];
    Some((shift, shift.receipts_upto.is_some_and(|upto| receipt_no > upto)))
}

fn named(id: Option<Uuid>) -> String {
    id.map_or_else(|| "nothing".to_owned(), |id| id.to_string())
}

impl Shifts {
    /// Orders and refunds stand in the shift that gave their receipt number.
    pub(super) fn receipts(&mut self, tx: &mut Tx<'_>, report: &mut Report) -> Result<()> {
        let mut check = report.check("shift_receipts", 7);
        for table in ["orders", "refunds"] {
            let sql = format!(
                "SELECT id, register_id, receipt_no, shift_id, total_minor, tax_minor FROM {table} \
                 WHERE receipt_no IS NOT NULL"
            );
            tx.for_each(&sql, &[], |row| {
                let mut c = row.columns();
                let (id, register, receipt_no): (Uuid, Uuid, i64) = (c.take()?, c.take()?, c.take()?);
                let (shift_id, total, tax): (Option<Uuid>, i64, i64) = (c.take()?, c.take()?, c.take()?);
                check.rows(1);
                let at = At::new(table).with("id", id);
                let expected = by_receipt(self.of(register), receipt_no);
                let late = expected.is_some_and(|(_, late)| late);
                let expected = expected.map(|(shift, _)| shift.id);
                check.holds(at, shift_id == expected, || {
                    let (is, expected) = (named(shift_id), named(expected));
                    format!("shift_id is {is}, expected {expected}: the shift that gave receipt {receipt_no}")
                });
                let addendum = table == "orders" && self.late_orders.contains(&id);
                check.holds(at, late == addendum, || {
                    format!("receipt_no {receipt_no} and the addenda of its shift do not agree on whether it came late")
                });
                let Some(shift) = shift_id.filter(|_| !addendum) else { return Ok(()) };
                let found = self.found(shift);
                found.receipts += 1;
                let (sums, sign) = if table == "orders" { (&mut found.sales, 1) } else { (&mut found.refunds, -1) };
                sums.0 += 1;
                sums.1 = sums.1.saturating_add(total);
                found.tax = found.tax.saturating_add(sign * tax);
                Ok(())
            })?;
        }
        tx.for_each("SELECT id FROM orders WHERE receipt_no IS NULL AND shift_id IS NOT NULL", &[], |row| {
            check.found(At::new("orders").with("id", row.get::<Uuid>(0)?), "shift_id is set, and it is not completed");
            Ok(())
        })
    }

    /// Money stands in the shift of the order or refund that it was booked with, or in that of its register.
    pub(super) fn attempts(&mut self, tx: &mut Tx<'_>, report: &mut Report, shop: &Shop) -> Result<()> {
        let mut check = report.check("shift_money", 7);
        tx.for_each(
            "SELECT a.payment_id, a.attempt_no, a.kind, a.state, COALESCE(a.moved_minor, a.amount_minor + a.tip_minor + a.rounding_minor), a.moved_minor, a.register_id, a.own_entry, a.shift_id, \
             a.concluded_at, p.tender, o.shift_id, r.shift_id FROM payment_attempts a \
             JOIN payments p ON p.id = a.payment_id LEFT JOIN orders o ON o.id = p.order_id \
             LEFT JOIN refunds r ON r.id = a.refund_id",
            &[],
            |row| {
                let mut c = row.columns();
                let (payment, no): (Uuid, i64) = (c.take()?, c.take()?);
                let (kind, state): (String, String) = (c.take()?, c.take()?);
                let (amount, said, register): (i64, Option<i64>, Uuid) = (c.take()?, c.take()?, c.take()?);
                let (own_entry, shift_id): (bool, Option<Uuid>) = (c.take()?, c.take()?);
                let (concluded_at, tender): (Option<i64>, String) = (c.take()?, c.take()?);
                let (of_order, of_refund): (Option<Uuid>, Option<Uuid>) = (c.take()?, c.take()?);
                check.rows(1);
                let at = At::new("payment_attempts").with("payment_id", payment).with("attempt_no", no);
                // What came back days later moved in its shift all the same.
                let moved = state == "succeeded" || said.is_some();
                if !moved || !matches!(kind.as_str(), "capture" | "refund" | "reversal") {
                    check.holds(at, shift_id.is_none(), || format!("shift_id is set, expected nothing in state {state}"));
                    return Ok(());
                }
                let back = kind != "capture";
                let addendum = self.late_attempts.contains(&(payment, no));
                if own_entry {
                    self.check_moment(at, register, shift_id, concluded_at, addendum, &mut check);
                } else {
                    let expected = if back { of_refund } else { of_order };
                    check.holds(at, shift_id == expected, || {
                        format!("shift_id is {}, expected {}: that of what it was booked with", named(shift_id), named(expected))
                    });
                }
                let amount = if back { -amount } else { amount };
                let cash = shop.tenders.get(&tender).is_some_and(|t| t.kind == "cash");
                match shift_id {
                    Some(shift) if !addendum => {
                        let found = self.found(shift);
                        found.taken = found.taken.saturating_add(amount);
                        found.cash = found.cash.saturating_add(if cash { amount } else { 0 });
                    }
                    None if cash => {
                        let sum = self.without.entry(register).or_default();
                        *sum = sum.saturating_add(amount);
                    }
                    _ => {}
                }
                Ok(())
            },
        )
    }

    /// Money with an entry of its own moved while its shift was open, or is an addendum.
    fn check_moment(
        &self,
        at: At,
        register: Uuid,
        shift_id: Option<Uuid>,
        concluded_at: Option<i64>,
        addendum: bool,
        check: &mut Check<'_>,
    ) {
        let when = concluded_at.unwrap_or(0);
        let Some(id) = shift_id else {
            let first = self.of(register).first();
            check.holds(at, first.is_none_or(|s| when <= s.opened_at), || {
                "shift_id is missing, expected a shift: its register was run by shifts by then".to_owned()
            });
            return;
        };
        let Some(shift) = self.shift(id) else { return }; // Named by the references.
        check.same(at, "register_id", register, shift.register_id, "the register of its shift");
        let (before, after) = (when < shift.opened_at, shift.closed_at.is_some_and(|end| when > end));
        check.holds(at, !before && (!after || addendum), || {
            format!("concluded_at lies outside of shift {id}, and it is no addendum")
        });
    }

    /// Cash that moved otherwise, and what was counted.
    pub(super) fn movements(&mut self, tx: &mut Tx<'_>) -> Result<()> {
        tx.for_each(
            "SELECT shift_id, kind, CAST(SUM(amount_minor) AS BIGINT) FROM cash_movements WHERE shift_id IS NOT NULL \
             GROUP BY shift_id, kind",
            &[],
            |row| {
                let (shift, kind, sum): (Uuid, String, i64) = (row.get(0)?, row.get(1)?, row.get(2)?);
                self.found(shift).moved.insert(kind, sum);
                Ok(())
            },
        )?;
        tx.for_each(
            "SELECT shift_id, CAST(SUM(value_minor * pieces) AS BIGINT) FROM shift_counts GROUP BY shift_id",
            &[],
            |row| {
                let (shift, sum): (Uuid, i64) = (row.get(0)?, row.get(1)?);
                self.found(shift).counts = Some(sum);
                Ok(())
            },
        )
    }

    /// Addenda are numbered without a gap, belong to closed shifts, and repeat what they tell of.
    pub(super) fn check_addenda(&self, tx: &mut Tx<'_>, report: &mut Report) -> Result<()> {
        let mut check = report.check("shift_addenda", 8);
        check.rows(self.addenda.len());
        let mut last: (Option<Uuid>, i64) = (None, 0);
        for addendum in &self.addenda {
            let no = if last.0 == Some(addendum.shift_id) { last.1 + 1 } else { 1 };
            last = (Some(addendum.shift_id), addendum.addendum_no);
            let at =
                At::new("shift_addenda").with("shift_id", addendum.shift_id).with("addendum_no", addendum.addendum_no);
            check.same(at, "addendum_no", addendum.addendum_no, no, "the addenda of a shift have no gap");
            check.holds(at, self.shift(addendum.shift_id).is_some_and(|s| !s.open), || {
                "shift_id is not that of a closed shift".to_owned()
            });
            let told = tx.query_opt(
                "SELECT kind, state, COALESCE(moved_minor, amount_minor + tip_minor), shift_id FROM payment_attempts WHERE payment_id = $1 AND attempt_no = $2",
                onetill_db::params![addendum.payment_id, addendum.attempt_no],
                |row| {
                    let mut c = row.columns();
                    let (kind, state): (String, String) = (c.take()?, c.take()?);
                    Ok((kind, state, c.take::<i64>()?, c.take::<Option<Uuid>>()?))
                },
            )?;
            let Some((kind, state, amount, shift_id)) = told else { continue }; // Named by the references.
            let amount = if kind == "capture" { amount } else { -amount };
            check.same(at, "amount_minor", addendum.amount, amount, "what its attempt moved");
            check.holds(
                at,
                matches!(state.as_str(), "succeeded" | "failed") && shift_id == Some(addendum.shift_id),
                || "its attempt moved no money in this shift".to_owned(),
            );
            if let Some(order) = addendum.order_id {
                let naming = self.addenda.iter().filter(|a| a.order_id == Some(order)).count();
                check.holds(at, naming == 1, || {
                    format!("order_id stands in {naming} addenda, expected one: that which completed it")
                });
                let paid = "SELECT id FROM payments WHERE id = $1 AND order_id = $2";
                let paid = tx.query_opt(paid, onetill_db::params![addendum.payment_id, order], |_| Ok(()))?;
                check.holds(at, paid.is_some(), || "order_id is not the order that its payment pays".to_owned());
            }
        }
        Ok(())
    }
}
