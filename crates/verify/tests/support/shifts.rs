//! A register that is run by shifts: one sale before the first of them; a shift with everything in it, of which money was
//! learned late; one in which nothing was sold; and one that is open. Every sale is of services at 1.00 and 20 % tax.

use onetill_db::{Tx, params};
use onetill_kernel::Result;

use super::sales::{ORDER, Order, lines, order, taxes};
use super::{TODAY, at, ids, ids::*, row};

const TILL: u64 = 4;

pub(super) fn write(tx: &mut Tx<'_>) -> Result<()> {
    shifts(tx)?;
    sales(tx)?;
    refund_one(tx)?;
    movements(tx)?;
    printing(tx)
}

fn printing(tx: &mut Tx<'_>) -> Result<()> {
    for n in 1..=2 {
        row(
            tx,
            "printers",
            "id, location_id, name, address, profile, small_letters, reports_status, active, created_at",
            params![printer(n), location(n), "Printer", "localhost:1", "generic-80mm", false, true, true, at(-90)],
        )?;
    }
    row(tx, "register_printers", "register_id, printer_id, has_drawer", params![register(TILL), printer(1), true])?;
    let jobs = [
        ("receipt", Some(ids::order(10)), "printed", None, true, true),
        ("copy", Some(ids::order(10)), "unknown", Some("silent"), true, true),
        ("gift", Some(ids::order(12)), "queued", Some("paper_out"), false, false),
        ("refund", Some(ids::refund(6)), "sent", None, true, false),
        ("shift", Some(ids::shift(1)), "printed", None, true, true),
        ("test", None, "failed", Some("unreachable"), false, true),
    ];
    for (n, (content, subject, state, problem, sent, ended)) in (1..).zip(jobs) {
        row(
            tx,
            "print_jobs",
            "id, printer_id, content, subject_id, state, problem, staff_id, created_at, sent_at, ended_at",
            params![
                print_job(n),
                printer(1),
                *content,
                subject,
                *state,
                problem.map(str::to_owned),
                staff(1),
                at(101),
                sent.then(|| at(102)),
                ended.then(|| at(103))
            ],
        )?;
    }
    mails(tx)
}

fn mails(tx: &mut Tx<'_>) -> Result<()> {
    let mails = [
        ("receipt", Some(ids::order(10)), "sent", None, 1, None, true),
        ("gift", Some(ids::order(12)), "queued", Some("busy"), 2, Some(at(109)), false),
        ("refund", Some(ids::refund(6)), "sending", None, 1, None, false),
        ("receipt", Some(ids::order(12)), "unknown", Some("silent"), 1, None, true),
        ("test", None, "failed", Some("recipient"), 1, None, true),
    ];
    for (n, (content, subject, state, problem, tries, next, ended)) in (1..).zip(mails) {
        row(
            tx,
            "receipt_mails",
            "id, content, subject_id, recipient, state, problem, tries, next_try_at, staff_id, created_at, sent_at, ended_at",
            params![
                receipt_mail(n),
                *content,
                subject,
                "ann@example.com",
                *state,
                problem.map(str::to_owned),
                tries,
                next,
                staff(1),
                at(101),
                at(102),
                ended.then(|| at(103))
            ],
        )?;
    }
    Ok(())
}

fn shifts(tx: &mut Tx<'_>) -> Result<()> {
    row(
        tx,
        "registers",
        "id, location_id, name, series, last_receipt_no, created_at, shift_mode, shift_id, shift_holder_id, last_shift_no",
        params![register(TILL), location(1), "Till", "R4", 6, at(-96), "person", shift(3), staff(2), 3],
    )?;
    // Number, whose, opened, closed, float, receipts before and up to.
    for (n, whose, opened, closed, float, before, upto) in [
        (1, 1, 95, Some(130), 500, 1, Some(4)),
        (2, 1, 150, Some(160), 300, 5, Some(5)),
        (3, 2, 170, None, 200, 5, None),
    ] {
        row(
            tx,
            "shifts",
            "id, register_id, number, state, staff_id, blind, currency, business_date, opened_at, opened_by, float_minor, \
             receipts_before, receipts_upto, closed_at, closed_by, despite_open, note",
            params![
                shift(n),
                register(TILL),
                n as i64,
                if closed.is_some() { "closed" } else { "open" },
                staff(whose),
                false,
                "GBP",
                TODAY,
                at(opened),
                staff(whose),
                float,
                before,
                upto,
                closed.map(at),
                closed.map(|_| staff(1)),
                n == 1,
                ""
            ],
        )?;
    }
    // Expected in the first: 500, and 240 + 60 - 120 of sales, and 40 less by hand.
    let figures = "UPDATE shifts SET sales_count = $2, sales_minor = $3, refunds_count = $4, refunds_minor = $5, \
        tax_minor = $6, taken_minor = $7, expected_minor = $8, counted_minor = $9, left_minor = $10 WHERE id = $1";
    tx.execute(figures, params![shift(1), 2, 360, 1, 120, 40, 300, 640, 635, 300])?;
    tx.execute(figures, params![shift(2), 0, 0, 0, 0, 0, 0, 300, 300, 0])?;
    for (value, pieces) in [(200, 2), (50, 4), (5, 7)] {
        row(tx, "shift_counts", "shift_id, value_minor, pieces", params![shift(1), value, pieces])?;
    }
    row(
        tx,
        "drawer_openings",
        "id, shift_id, reason, staff_id, recorded_at",
        params![opening(1), shift(3), "change for a customer", staff(2), at(172)],
    )
}

/// Order, receipt, pieces, pieces that came back, shift.
const SALES: &[(u64, i64, i64, i64, Option<u64>)] = &[
    (9, 1, 1, 0, None),
    (10, 2, 2, 1, Some(1)),
    (12, 3, 1, 0, Some(1)),
    (11, 5, 3, 0, Some(1)),
    (13, 6, 1, 0, Some(3)),
];

/// Payment, order, tender, amount, refunded, whether it has an entry of its own, shift, when.
type Paid = (u64, u64, &'static str, i64, i64, bool, Option<u64>, i64);

/// Of order 11 the cash came in time, and both cards were heard of late.
const PAID: &[Paid] = &[
    (16, 9, "cash", 120, 0, false, None, 90),
    (17, 10, "cash", 240, 120, false, Some(1), 100),
    (18, 12, "card", 120, 0, true, Some(1), 101),
    (19, 11, "cash", 60, 0, true, Some(1), 102),
    (20, 11, "card", 100, 0, true, Some(1), 140),
    (21, 11, "card", 200, 0, true, Some(1), 141),
    (22, 13, "cash", 120, 0, false, Some(3), 175),
];

fn sales(tx: &mut Tx<'_>) -> Result<()> {
    for (n, receipt, pieces, back, of) in SALES {
        let (net, tax) = (pieces * 100, pieces * 20);
        let sold = Order {
            n: *n,
            state: "completed",
            register: TILL,
            receipt_no: Some(*receipt),
            subtotal: net,
            tax,
            total: net + tax,
            paid: net + tax,
            refunded: back * 120,
            ..ORDER
        };
        order(tx, &sold)?;
        let line =
            ("service", Some(3), false, pieces * 1000, 100, net, 0, 0, tax, net + tax, Some(1), "4000", 0, back * 1000);
        lines(tx, *n, &[line])?;
        taxes(tx, *n, 1, &[(1, tax)])?;
        tx.execute("UPDATE orders SET shift_id = $2 WHERE id = $1", params![super::ids::order(*n), of.map(shift)])?;
    }
    for (n, of, tender, amount, refunded, own, of_shift, when) in PAID {
        let (cash, card) = (*tender == "cash", *tender == "card");
        row(
            tx,
            "payments",
            "id, order_id, tender, currency, amount_minor, tendered_minor, change_minor, refunded_minor, state, \
             terminal_id, account_id, method, tip_minor, capture_later, complete_when_paid, version, created_at",
            params![
                payment(*n),
                super::ids::order(*of),
                *tender,
                "GBP",
                *amount,
                if cash { *amount } else { 0 },
                0,
                *refunded,
                "captured",
                card.then_some(terminal(1)),
                card.then_some(provider(1)),
                card.then_some("terminal"),
                0,
                false,
                true,
                1,
                at(*when)
            ],
        )?;
        attempt_row(tx, *n, 1, "capture", *amount, None, *own, *of_shift, *when)?;
    }
    attempt_row(tx, 17, 2, "refund", 120, Some(6), false, Some(1), 103)?;
    for (no, paid, completed, amount) in [(1, 20, None, 100), (2, 21, Some(11), 200)] {
        row(
            tx,
            "shift_addenda",
            "shift_id, addendum_no, payment_id, attempt_no, order_id, amount_minor, recorded_at",
            params![shift(1), no, payment(paid), 1, completed.map(super::ids::order), amount, at(140)],
        )?;
    }
    Ok(())
}

#[allow(clippy::too_many_arguments)]
fn attempt_row(
    tx: &mut Tx<'_>,
    n: u64,
    no: i64,
    kind: &str,
    amount: i64,
    of_refund: Option<u64>,
    own: bool,
    of_shift: Option<u64>,
    when: i64,
) -> Result<()> {
    let card = PAID.iter().any(|p| p.0 == n && p.2 == "card");
    row(
        tx,
        "payment_attempts",
        "payment_id, attempt_no, id, kind, state, amount_minor, refund_id, register_id, own_entry, created_at, sent_at, \
         concluded_at, inquiries, shift_id",
        params![
            payment(n),
            no,
            attempt(n * 10 + no as u64),
            *kind,
            "succeeded",
            amount,
            of_refund.map(refund),
            register(TILL),
            own,
            at(when),
            card.then_some(at(when)),
            at(when),
            0,
            of_shift.map(shift)
        ],
    )
}

fn refund_one(tx: &mut Tx<'_>) -> Result<()> {
    row(
        tx,
        "refunds",
        "id, order_id, location_id, register_id, receipt_no, staff_id, state, currency, tax_minor, total_minor, reason, \
         business_date, happened_at, recorded_at, shift_id",
        params![
            refund(6),
            super::ids::order(10),
            location(1),
            register(TILL),
            4,
            staff(1),
            "completed",
            "GBP",
            20,
            120,
            "",
            TODAY,
            at(103),
            at(103),
            shift(1)
        ],
    )?;
    row(
        tx,
        "refund_lines",
        "refund_id, line_no, order_line_no, kind, variant_id, sku, name, quantity_milli, restocked, tax_minor, \
         total_minor, account, cost_minor",
        params![refund(6), 1, 1, "service", variant(3), "SKU", "A thing", 1000, false, 20, 120, "4000", 0],
    )?;
    row(
        tx,
        "refund_line_taxes",
        "refund_id, line_no, component_no, component_id, name, rate_ppm, account, amount_minor",
        params![refund(6), 1, 1, component(1), "VAT", 200_000, "2200", 20],
    )
}

/// Number, shift, kind, purpose, amount, the account on the other side.
type Moved = (u64, Option<u64>, &'static str, Option<&'static str>, i64, &'static str);

/// Before the first shift 1.20 lay in the drawer.
pub(super) const MOVED: &[Moved] = &[
    (1, Some(1), "float", None, 380, "1010"),
    (2, Some(1), "cash_in", Some("other_income"), 50, "4820"),
    (3, Some(1), "cash_in", Some("change"), 30, "1010"),
    (4, Some(1), "cash_in", Some("owner"), 25, "3100"),
    (5, Some(1), "cash_out", Some("expense"), -20, "5200"),
    (6, Some(1), "cash_out", Some("tips"), -10, "2120"),
    (7, Some(1), "cash_out", Some("goods"), -15, "2000"),
    (8, Some(1), "safe_drop", None, -100, "1010"),
    (9, Some(1), "difference", None, -5, "5300"),
    (10, Some(1), "closing", None, -335, "1010"),
    (11, Some(2), "closing", None, -300, "1010"),
    (12, Some(3), "float", None, 200, "1010"),
    (13, None, "safe_opening", None, 1000, "3000"),
    (14, None, "bank_deposit", None, -400, "1020"),
    (15, None, "bank_withdrawal", None, 50, "1020"),
];

fn movements(tx: &mut Tx<'_>) -> Result<()> {
    for (n, of, kind, purpose, amount, _) in MOVED {
        row(
            tx,
            "cash_movements",
            "id, location_id, shift_id, kind, purpose, amount_minor, currency, reason, staff_id, recorded_at",
            params![movement(*n), location(1), of.map(shift), *kind, *purpose, *amount, "GBP", "", staff(1), at(100)],
        )?;
    }
    Ok(())
}
