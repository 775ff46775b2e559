//! Payments that went wrong: approved too late and given back, decided by hand, given back and come back, reserved only.

use onetill_db::{Tx, params};
use onetill_kernel::Result;

use super::ids::{attempt, payment, provider, register, staff, terminal};
use super::{at, row};

/// Payment, order, state, whether money is reserved first.
type Payment = (u64, u64, &'static str, bool);
/// Payment, number, kind, state, what moved, whether for no order, code.
type Attempt = (u64, i64, &'static str, &'static str, Option<i64>, bool, Option<&'static str>);

const PAYMENTS: &[Payment] =
    &[(40, 2, "reversed", false), (41, 2, "failed", false), (42, 6, "authorised", true), (43, 2, "voided", true)];

const ATTEMPTS: &[Attempt] = &[
    (40, 1, "capture", "succeeded", Some(600), true, None),
    (40, 2, "reversal", "succeeded", Some(600), false, None),
    (41, 1, "capture", "failed", None, false, Some("decided_not_taken")),
    (42, 1, "authorise", "succeeded", Some(600), false, None),
    (43, 1, "authorise", "succeeded", Some(600), false, None),
    (43, 2, "void", "succeeded", Some(600), false, None),
];

pub(crate) fn write(tx: &mut Tx<'_>) -> Result<()> {
    for (n, of, state, later) in PAYMENTS {
        row(
            tx,
            "payments",
            "id, order_id, tender, currency, amount_minor, tip_minor, tendered_minor, change_minor, refunded_minor, \
             state, account_id, method, terminal_id, capture_later, complete_when_paid, version, created_at",
            params![
                payment(*n),
                super::ids::order(*of),
                "card",
                "GBP",
                600,
                0,
                0,
                0,
                0,
                *state,
                provider(1),
                "terminal",
                terminal(1),
                *later,
                true,
                1,
                at(1)
            ],
        )?;
    }
    for (n, no, kind, state, moved, surplus, code) in ATTEMPTS {
        let books = matches!(*kind, "capture" | "reversal");
        row(
            tx,
            "payment_attempts",
            "payment_id, attempt_no, id, kind, state, amount_minor, register_id, own_entry, outcome_code, created_at, \
             sent_at, concluded_at, inquiries, moved_minor, surplus, decision, decided_by",
            params![
                payment(*n),
                *no,
                attempt(n * 10 + *no as u64),
                *kind,
                *state,
                600,
                register(1),
                books,
                *code,
                at(1),
                at(2),
                at(3),
                0,
                *moved,
                *surplus,
                code.map(|_| "not_taken"),
                code.map(|_| staff(1))
            ],
        )?;
    }
    // A refund that had arrived came back, and was given otherwise.
    tx.execute("UPDATE payment_attempts SET moved_minor = amount_minor WHERE id = $1", params![attempt(33)])?;
    row(
        tx,
        "provider_notices",
        "account_id, notice_id, kind, payment_id, attempt_no, heard_at",
        params![provider(1), "evt_1", "payment.approved", payment(40), 1, at(3)],
    )?;
    for (no, kind, state, who) in [(1, "sent", "pending", None), (2, "decided", "failed", Some(staff(1)))] {
        row(
            tx,
            "attempt_log",
            "payment_id, attempt_no, entry_no, kind, asking, state, detail, staff_id, recorded_at",
            params![payment(41), 1, no, kind, "charge", state, "A line of the timeline.", who, at(2)],
        )?;
    }
    Ok(())
}
