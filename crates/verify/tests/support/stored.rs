//! Gift cards, store credit and an account: two cards and 5.00 owed are sold and paid by voucher; a service of 24.00 is paid by card,
//! credit and on account; half of it comes back the way it came, half of the first card is taken back, and the second expires.

use onetill_db::{Tx, params};
use onetill_kernel::{Result, Uuid};

use super::sales::{ORDER, Order, lines, order, taxes};
use super::{TODAY, at, ids, ids::*, row};

/// Payment, order, tender, amount, refunded, balance.
type Payment = (u64, u64, &'static str, i64, i64, Option<u64>);
/// Its number, kind, what it holds, its limit, how many movements, the end of its code, its last day.
type Balance = (u64, &'static str, i64, i64, i64, Option<&'static str>, Option<&'static str>);
/// Its number, its order, receipt, line of the order, kind, quantity, tax, total, account.
type Refund = (u64, Option<u64>, i64, Option<i64>, &'static str, i64, i64, i64, &'static str);

const PAYMENTS: [Payment; 4] = [
    (24, 17, "voucher", 2800, 1000, None),
    (25, 18, "gift_card", 1200, 700, Some(1)),
    (26, 18, "store_credit", 300, 0, Some(2)),
    (27, 18, "on_account", 900, 500, Some(3)),
];

pub(super) fn write(tx: &mut Tx<'_>) -> Result<()> {
    row(tx, "gift_card_settings", "id, valid_months", params![1, 24])?;
    balances(tx)?;
    sales(tx)?;
    refunds(tx)?;
    payments(tx)?;
    movements(tx)
}

fn balances(tx: &mut Tx<'_>) -> Result<()> {
    let all: [Balance; 4] = [
        (1, "gift_card", 500, 0, 4, Some("ABCD"), Some("2028-03-02")),
        (2, "store_credit", 300, 0, 2, None, None),
        (3, "on_account", 100, 1000, 3, None, None),
        (4, "gift_card", 0, 0, 2, Some("WXYZ"), Some("2026-03-01")),
    ];
    for (n, kind, holds, limit, count, last4, last_day) in all {
        row(
            tx,
            "balances",
            "id, kind, customer_id, currency, balance_minor, credit_limit_minor, movement_count, active, expires_date, \
             location_id, code_hash, code_last4, reason, created_at",
            params![
                balance(n),
                *kind,
                last4.is_none().then(|| customer(3)),
                "GBP",
                holds,
                limit,
                count,
                true,
                last_day,
                last4.is_some().then(|| location(1)),
                last4.is_some().then(|| vec![n as u8; 32]),
                last4,
                "",
                at(165)
            ],
        )?;
    }
    Ok(())
}

fn sales(tx: &mut Tx<'_>) -> Result<()> {
    let sold = Order { state: "completed", register: 2, customer: Some(3), tax: 0, ..ORDER };
    let cards =
        Order { n: 17, receipt_no: Some(6), lines: 3, subtotal: 2800, total: 2800, paid: 2800, refunded: 1000, ..sold };
    order(tx, &cards)?;
    let card = |minor, back| ("gift_card", None, false, 1000, minor, minor, 0, 0, 0, minor, None, "2100", 0, back);
    let owed = ("account_payment", None, false, 1000, 500, 500, 0, 0, 0, 500, None, "1200", 0, 0);
    lines(tx, 17, &[card(2000, 500), owed, card(300, 0)])?;
    for (line, n) in [(1, 1), (2, 3), (3, 4)] {
        let sql = "UPDATE order_lines SET balance_id = $3 WHERE order_id = $1 AND line_no = $2";
        tx.execute(sql, params![ids::order(17), line, balance(n)])?;
    }
    let sold = Order { state: "completed", register: 2, customer: Some(3), ..ORDER };
    let service =
        Order { n: 18, receipt_no: Some(8), subtotal: 2000, tax: 400, total: 2400, paid: 2400, refunded: 1200, ..sold };
    order(tx, &service)?;
    lines(tx, 18, &[("service", Some(3), false, 1000, 2000, 2000, 0, 0, 400, 2400, Some(1), "4000", 0, 500)])?;
    taxes(tx, 18, 1, &[(1, 400)])
}

fn refunds(tx: &mut Tx<'_>) -> Result<()> {
    let all: [Refund; 3] = [
        (8, Some(18), 9, Some(1), "service", 500, 200, 1200, "4000"),
        (9, None, 7, None, "service", 1000, 100, 600, "4000"),
        (10, Some(17), 10, Some(1), "gift_card", 500, 0, 1000, "2100"),
    ];
    for (n, of, receipt, line, kind, quantity, tax, total, account) in all {
        row(
            tx,
            "refunds",
            "id, order_id, location_id, register_id, receipt_no, customer_id, staff_id, state, currency, tax_minor, \
             total_minor, reason, business_date, happened_at, recorded_at",
            params![
                refund(n),
                of.map(ids::order),
                location(1),
                register(2),
                receipt,
                customer(3),
                staff(1),
                "completed",
                "GBP",
                tax,
                total,
                "",
                TODAY,
                at(190),
                at(190)
            ],
        )?;
        row(
            tx,
            "refund_lines",
            "refund_id, line_no, order_line_no, kind, variant_id, sku, name, quantity_milli, restocked, tax_minor, \
             total_minor, account, cost_minor",
            params![
                refund(n),
                1,
                line,
                *kind,
                (*kind == *"service").then(|| variant(3)),
                "SKU",
                "A thing",
                quantity,
                false,
                tax,
                total,
                *account,
                0
            ],
        )?;
        if tax > 0 {
            row(
                tx,
                "refund_line_taxes",
                "refund_id, line_no, component_no, component_id, name, rate_ppm, account, amount_minor",
                params![refund(n), 1, 1, component(1), "VAT", 200_000, "2200", tax],
            )?;
        }
    }
    Ok(())
}

fn attempt_of(tx: &mut Tx<'_>, payment: Uuid, no: i64, id: u64, amount: i64, of: Option<u64>) -> Result<()> {
    row(
        tx,
        "payment_attempts",
        "payment_id, attempt_no, id, kind, state, amount_minor, refund_id, register_id, own_entry, created_at, \
         concluded_at, inquiries",
        params![
            payment,
            no,
            attempt(id),
            if of.is_some() { "refund" } else { "capture" },
            "succeeded",
            amount,
            of.map(refund),
            register(2),
            false,
            at(180),
            at(180),
            0
        ],
    )
}

fn payments(tx: &mut Tx<'_>) -> Result<()> {
    let columns = "id, order_id, tender, currency, amount_minor, tendered_minor, change_minor, refunded_minor, state, \
                   complete_when_paid, version, created_at, tip_minor, capture_later, balance_id";
    for (n, of, tender, amount, refunded, uses) in PAYMENTS {
        row(
            tx,
            "payments",
            columns,
            params![
                payment(n),
                ids::order(of),
                *tender,
                "GBP",
                amount,
                0,
                0,
                refunded,
                "captured",
                false,
                1,
                at(180),
                0,
                false,
                uses.map(balance)
            ],
        )?;
        attempt_of(tx, payment(n), 1, n * 10 + 1, amount, None)?;
    }
    // Without an order, as store credit.
    let none: Option<Uuid> = None;
    row(
        tx,
        "payments",
        columns,
        params![
            refund(9),
            none,
            "store_credit",
            "GBP",
            0,
            0,
            0,
            600,
            "captured",
            false,
            1,
            at(180),
            0,
            false,
            balance(2)
        ],
    )?;
    attempt_of(tx, refund(9), 1, 281, 600, Some(9))?;
    attempt_of(tx, payment(24), 2, 242, 1000, Some(10))?;
    attempt_of(tx, payment(25), 2, 252, 700, Some(8))?;
    attempt_of(tx, payment(27), 2, 272, 500, Some(8))
}

/// What a movement belongs to.
#[derive(Default)]
struct Of {
    order: Option<u64>,
    line: Option<i64>,
    refund: Option<u64>,
    payment: Option<(Uuid, i64)>,
    entry: Option<Uuid>,
}

fn movements(tx: &mut Tx<'_>) -> Result<()> {
    let line = |line| Of { order: Some(17), line: Some(line), ..Of::default() };
    let paid = |n| Of { order: Some(18), payment: Some((payment(n), 1)), ..Of::default() };
    let back = |n| Of { order: Some(18), refund: Some(8), payment: Some((payment(n), 2)), ..Of::default() };
    let all: Vec<(u64, i64, &str, i64, i64, Of)> = vec![
        (1, 1, "loaded", 2000, 2000, line(1)),
        (1, 2, "spent", -1200, 800, paid(25)),
        (1, 3, "given_back", 700, 1500, back(25)),
        (1, 4, "unloaded", -1000, 500, Of { refund: Some(10), ..line(1) }),
        (2, 1, "given_back", 600, 600, Of { refund: Some(9), payment: Some((refund(9), 1)), ..Of::default() }),
        (2, 2, "spent", -300, 300, paid(26)),
        (3, 1, "loaded", 500, 500, line(2)),
        (3, 2, "spent", -900, -400, paid(27)),
        (3, 3, "given_back", 500, 100, back(27)),
        (4, 1, "loaded", 300, 300, line(3)),
        (4, 2, "expired", -300, 0, Of { entry: Some(expiry(1)), ..Of::default() }),
    ];
    for (of, no, kind, amount, after, source) in all {
        row(
            tx,
            "balance_movements",
            "balance_id, movement_no, kind, amount_minor, balance_minor, order_id, line_no, refund_id, payment_id, attempt_no, \
             entry_id, register_id, staff_id, recorded_at",
            params![
                balance(of),
                no,
                *kind,
                amount,
                after,
                source.order.map(ids::order),
                source.line,
                source.refund.map(refund),
                source.payment.map(|(id, _)| id),
                source.payment.map(|(_, no)| no),
                source.entry,
                source.entry.is_none().then(|| register(2)),
                source.entry.is_none().then(|| staff(1)),
                at(185)
            ],
        )?;
    }
    Ok(())
}
