//! What the shop sold: orders in every state, their payments and their refunds. The amounts are worked
//! out by hand; the comments say how.

use onetill_db::{Tx, params};
use onetill_kernel::Result;

use super::shop::movement;
use super::{TODAY, at, ids::*, row};

pub(super) struct Order {
    pub(super) n: u64,
    pub(super) state: &'static str,
    pub(super) register: u64,
    pub(super) receipt_no: Option<i64>,
    pub(super) customer: Option<u64>,
    pub(super) inclusive: bool,
    pub(super) rounding: &'static str,
    pub(super) lines: i64,
    pub(super) subtotal: i64,
    pub(super) discount: i64,
    pub(super) tax: i64,
    pub(super) total: i64,
    pub(super) paid: i64,
    pub(super) change: i64,
    pub(super) refunded: i64,
}

pub(super) const ORDER: Order = Order {
    n: 0,
    state: "open",
    register: 1,
    receipt_no: None,
    customer: None,
    inclusive: false,
    rounding: "line",
    lines: 1,
    subtotal: 1000,
    discount: 0,
    tax: 200,
    total: 1200,
    paid: 0,
    change: 0,
    refunded: 0,
};

pub(super) fn order(tx: &mut Tx<'_>, o: &Order) -> Result<()> {
    let completed = o.state == "completed";
    row(
        tx,
        "orders",
        "id, version, state, channel, location_id, register_id, receipt_no, customer_id, staff_id, currency, \
         prices_include_tax, tax_rounding, line_count, subtotal_minor, discount_minor, tax_minor, total_minor, \
         paid_minor, change_minor, refunded_minor, note, recovered, business_date, created_at, happened_at, recorded_at",
        params![
            super::ids::order(o.n),
            1,
            o.state,
            "register",
            location(1),
            register(o.register),
            o.receipt_no,
            o.customer.map(customer),
            staff(2),
            "GBP",
            o.inclusive,
            o.rounding,
            o.lines,
            o.subtotal,
            o.discount,
            o.tax,
            o.total,
            o.paid,
            o.change,
            o.refunded,
            "",
            false,
            completed.then_some(TODAY),
            at(o.n as i64 * 10),
            at(o.n as i64 * 10),
            completed.then_some(at(o.n as i64 * 10))
        ],
    )
}

/// Kind, goods, whether stock is kept, quantity, price, amount, own discount, share of the order's, tax,
/// total, tax category, account, cost, refunded.
pub(super) type Line =
    (&'static str, Option<u64>, bool, i64, i64, i64, i64, i64, i64, i64, Option<u64>, &'static str, i64, i64);

pub(super) fn lines(tx: &mut Tx<'_>, n: u64, all: &[Line]) -> Result<()> {
    for (line, no) in all.iter().zip(1i64..) {
        let (kind, goods, tracked, quantity, price, amount, own, share, tax, total, category, account, cost, back) =
            *line;
        row(
            tx,
            "order_lines",
            "order_id, line_no, kind, variant_id, tracked, sku, name, quantity_milli, unit_price_minor, amount_minor, \
             line_discount_minor, order_discount_minor, tax_minor, total_minor, tax_category_id, account, cost_minor, \
             refunded_milli, note",
            params![
                super::ids::order(n),
                no,
                kind,
                goods.map(variant),
                tracked,
                "SKU",
                "A thing",
                quantity,
                price,
                amount,
                own,
                share,
                tax,
                total,
                category.map(tax_category),
                account,
                cost,
                back,
                ""
            ],
        )?;
        if let (true, Some(goods), true) = (tracked, goods, n <= 3) {
            movement(tx, goods, 1, super::ids::order(n), no, "sale", -quantity, -cost)?;
        }
    }
    Ok(())
}

/// Line, and the taxes on it: component, amount.
pub(super) fn taxes(tx: &mut Tx<'_>, n: u64, line_no: i64, all: &[(u64, i64)]) -> Result<()> {
    for ((c, amount), no) in all.iter().zip(1i64..) {
        let (rate, compound, account) = tax_of(*c);
        row(
            tx,
            "order_line_taxes",
            "order_id, line_no, component_no, component_id, name, rate_ppm, compound, account, amount_minor",
            params![super::ids::order(n), line_no, no, component(*c), "VAT", rate, compound, account, *amount],
        )?;
    }
    Ok(())
}

fn tax_of(component: u64) -> (i64, bool, &'static str) {
    match component {
        1 => (200_000, false, "2200"),
        2 => (50_000, false, "2201"),
        _ => (100_000, true, "2202"),
    }
}

pub(super) fn write(tx: &mut Tx<'_>) -> Result<()> {
    discounted(tx)?;
    inclusive(tx)?;
    sold_before_it_came(tx)?;
    unfinished(tx)?;
    payments(tx)?;
    refunds(tx)
}

/// Prices without tax, rounded per line, three discounts: 10 % off line 1 (200 of 2000), then 1.00 off all
/// (78 + 22 of 1800 and 500), then 5 % off what is left (110 of 2200: 86 + 24). The gift card is reached
/// by no discount and no tax.
fn discounted(tx: &mut Tx<'_>) -> Result<()> {
    order(
        tx,
        &Order {
            n: 1,
            state: "completed",
            receipt_no: Some(1),
            customer: Some(1),
            lines: 3,
            subtotal: 5000,
            discount: 410,
            tax: 398,
            total: 4988,
            paid: 4988,
            change: 1000,
            refunded: 2488,
            ..ORDER
        },
    )?;
    lines(
        tx,
        1,
        &[
            ("goods", Some(1), true, 2000, 1000, 2000, 200, 164, 327, 1963, Some(1), "4000", 800, 2000),
            // 1.5 x 333 = 499.5
            ("goods", Some(2), true, 1500, 333, 500, 0, 46, 71, 525, Some(2), "4001", 750, 1500),
            ("gift_card", Some(4), false, 1000, 2500, 2500, 0, 0, 0, 2500, None, "2100", 0, 0),
        ],
    )?;
    taxes(tx, 1, 1, &[(1, 327)])?; // 20 % of 1636
    taxes(tx, 1, 2, &[(2, 23), (3, 48)])?; // 5 % of 454, and 10 % of 477
    for (no, line, rate, amount) in
        [(1, Some(1), Some(100_000), 200), (2, None, None, 100), (3, None, Some(50_000), 110)]
    {
        row(
            tx,
            "order_discounts",
            "order_id, discount_no, line_no, rate_ppm, amount_minor, reason",
            params![super::ids::order(1), no, line, rate, amount, ""],
        )?;
    }
    Ok(())
}

/// Prices with tax, rounded per order, paid by deposits: of 1333 at 20 % the tax is 222 (167 + 55); of 525
/// at 5 % and 10 % on top it is 70 (23 + 47).
fn inclusive(tx: &mut Tx<'_>) -> Result<()> {
    order(
        tx,
        &Order {
            n: 2,
            state: "completed",
            receipt_no: Some(2),
            customer: Some(1),
            inclusive: true,
            rounding: "order",
            lines: 4,
            subtotal: 2058,
            tax: 292,
            total: 2058,
            paid: 2058,
            refunded: 533,
            ..ORDER
        },
    )?;
    lines(
        tx,
        2,
        &[
            ("goods", Some(1), true, 1000, 1000, 1000, 0, 0, 167, 1000, Some(1), "4000", 400, 0),
            ("service", Some(3), false, 1000, 333, 333, 0, 0, 55, 333, Some(1), "4000", 0, 1000),
            ("goods", Some(2), true, 1000, 525, 525, 0, 0, 70, 525, Some(2), "4001", 500, 0),
            ("tip", None, false, 1000, 200, 200, 0, 0, 0, 200, None, "2120", 0, 1000),
        ],
    )?;
    taxes(tx, 2, 1, &[(1, 167)])?;
    taxes(tx, 2, 2, &[(1, 55)])?;
    taxes(tx, 2, 3, &[(2, 23), (3, 47)])?;
    for (no, goods) in [(1, 1), (3, 2)] {
        held(tx, 2, no, goods, "committed", Some(at(20)))?;
    }
    Ok(())
}

/// Prices without tax, rounded per order: 20 % of 1505 is 301, of which 281.2 and 19.8 on the lines.
fn sold_before_it_came(tx: &mut Tx<'_>) -> Result<()> {
    order(
        tx,
        &Order {
            n: 3,
            state: "completed",
            register: 2,
            receipt_no: Some(1),
            customer: Some(2),
            rounding: "order",
            lines: 2,
            subtotal: 1505,
            tax: 301,
            total: 1806,
            paid: 1806,
            ..ORDER
        },
    )?;
    lines(
        tx,
        3,
        &[
            ("goods", Some(6), true, 2000, 703, 1406, 0, 0, 281, 1687, Some(1), "4000", 600, 0),
            ("service", Some(3), false, 1000, 99, 99, 0, 0, 20, 119, Some(1), "4000", 0, 0),
        ],
    )?;
    taxes(tx, 3, 1, &[(1, 281)])?;
    taxes(tx, 3, 2, &[(1, 20)])
}

/// An open order whose card payment expired, two that are being paid, two given up.
fn unfinished(tx: &mut Tx<'_>) -> Result<()> {
    let one: Line = ("goods", Some(1), true, 1000, 1000, 1000, 0, 0, 200, 1200, Some(1), "4000", 0, 0);
    for (n, state, paid) in [(4, "open", 0), (6, "frozen", 0), (7, "voided", 0), (8, "voided", 0)] {
        order(tx, &Order { n, state, paid, customer: (n == 4).then_some(1), ..ORDER })?;
        lines(tx, n, &[one])?;
        taxes(tx, n, 1, &[(1, 200)])?;
    }
    order(tx, &Order { n: 5, state: "frozen", subtotal: 333, tax: 52, total: 385, paid: 100, ..ORDER })?;
    lines(tx, 5, &[("goods", Some(2), true, 1000, 333, 333, 0, 0, 52, 385, Some(2), "4001", 0, 0)])?;
    taxes(tx, 5, 1, &[(2, 17), (3, 35)])?;
    held(tx, 4, 1, 1, "released", Some(at(45)))?;
    held(tx, 5, 1, 2, "held", None)?;
    held(tx, 6, 1, 1, "held", None)?;
    held(tx, 7, 1, 1, "released", Some(at(75)))?;
    aside(tx)?;
    asked(tx)?;
    exempt(tx)
}

/// An order without tax that was given up: 12.00 contains 2.00 at 20 %, which are not charged.
fn exempt(tx: &mut Tx<'_>) -> Result<()> {
    order(tx, &Order { n: 16, state: "voided", inclusive: true, subtotal: 1200, tax: 0, total: 1000, ..ORDER })?;
    lines(tx, 16, &[("goods", Some(1), true, 1000, 1200, 1200, 0, 0, 0, 1000, Some(1), "4000", 0, 0)])?;
    let (rate, compound, _) = tax_of(1);
    let of = super::ids::order(16);
    row(
        tx,
        "order_voids",
        "id, order_id, register_id, staff_id, quantity_milli, unit_price_minor, amount_minor, currency, reason, recorded_at",
        params![of, of, register(1), staff(2), 0, 1000, 1000, "GBP", "too dear", at(151)],
    )?;
    row(
        tx,
        "exempt_line_taxes",
        "order_id, line_no, component_no, component_id, name, rate_ppm, compound, amount_minor",
        params![of, 1, 1, component(1), "VAT", rate, compound, 200],
    )?;
    let line = "UPDATE order_lines SET exempted_minor = 200 WHERE order_id = $1";
    tx.execute(line, params![of])?;
    let why = "UPDATE orders SET exempt_reason = 'Embassy', exempt_certificate = 'E-1' WHERE id = $1";
    tx.execute(why, params![of])?;
    row(
        tx,
        "tax_exemptions",
        "customer_id, reason, certificate, valid_to_date, recorded_at",
        params![customer(1), "Embassy", "E-1", "2026-12-31", at(-50)],
    )
}

/// An order that is being paid: two bottles with their deposits for an adult, and a thing with a serial number. One bottle is
/// 10.00, its deposit 0.25 and untaxed; 20 % of 20.00 and of 3.33 is 4.00 and 0.67.
fn asked(tx: &mut Tx<'_>) -> Result<()> {
    order(tx, &Order { n: 14, state: "frozen", lines: 3, subtotal: 2383, tax: 467, total: 2850, ..ORDER })?;
    lines(
        tx,
        14,
        &[
            ("service", Some(3), false, 2000, 1000, 2000, 0, 0, 400, 2400, Some(1), "4000", 0, 0),
            ("service", Some(3), false, 1000, 333, 333, 0, 0, 67, 400, Some(1), "4000", 0, 0),
            ("deposit", None, false, 2000, 25, 50, 0, 0, 0, 50, None, "2110", 0, 0),
        ],
    )?;
    taxes(tx, 14, 1, &[(1, 400)])?;
    taxes(tx, 14, 2, &[(1, 67)])?;
    let bottle = "UPDATE order_lines SET deposit_line_no = 3, minimum_age = 18 WHERE order_id = $1 AND line_no = 1";
    tx.execute(bottle, params![super::ids::order(14)])?;
    let piece = "UPDATE order_lines SET serial = 'SN-1' WHERE order_id = $1 AND line_no = 2";
    tx.execute(piece, params![super::ids::order(14)])?;
    row(
        tx,
        "sold_serials",
        "variant_id, serial, order_id, line_no",
        params![variant(3), "SN-1", super::ids::order(14), 2],
    )?;
    row(
        tx,
        "age_checks",
        "order_id, minimum_age, method, register_id, staff_id, recorded_at",
        params![super::ids::order(14), 18, "seen", register(1), staff(2), at(141)],
    )
}

/// Order 4 waits at the counter; 7 and 8 were given up, and of 8 a line was taken off before: 2 x 3.33.
fn aside(tx: &mut Tx<'_>) -> Result<()> {
    row(
        tx,
        "held_orders",
        "order_id, location_id, register_id, staff_id, name, held_at, expires_at",
        params![super::ids::order(4), location(1), register(1), staff(2), "red coat", at(46), at(600)],
    )?;
    // Its id, its order, goods, name, quantity, price, amount, shift.
    let all = [
        (7, 7, None, None, 0, 1200, 1200),
        (8, 8, None, None, 0, 1200, 1200),
        (90, 8, Some(2), Some("A thing"), 2000, 333, 666),
    ];
    for (n, of, goods, name, quantity, price, amount) in all {
        row(
            tx,
            "order_voids",
            "id, order_id, register_id, staff_id, variant_id, name, quantity_milli, unit_price_minor, amount_minor, \
             currency, reason, recorded_at",
            params![
                super::ids::order(n),
                super::ids::order(of),
                register(1),
                staff(2),
                goods.map(variant),
                name,
                quantity,
                price,
                amount,
                "GBP",
                "changed their mind",
                at(80)
            ],
        )?;
    }
    Ok(())
}

fn held(tx: &mut Tx<'_>, n: u64, line_no: i64, goods: u64, state: &str, ended: Option<i64>) -> Result<()> {
    row(
        tx,
        "reservations",
        "holder_id, line_no, resource_id, place_id, quantity_milli, state, held_at, ended_at",
        params![super::ids::order(n), line_no, variant(goods), location(1), 1000, *state, at(1), ended],
    )
}

/// Order, tender, amount, tendered, change, refunded, state.
type Payment = (u64, Option<u64>, &'static str, i64, i64, i64, i64, &'static str);
/// Payment, number, kind, state, amount, refund, own entry, code.
type Attempt = (u64, i64, &'static str, &'static str, i64, Option<u64>, bool, Option<&'static str>);

const PAYMENTS: &[Payment] = &[
    (1, Some(1), "cash", 2000, 3000, 1000, 1488, "captured"),
    (2, Some(1), "voucher", 2988, 0, 0, 1000, "captured"),
    (3, Some(2), "card", 1058, 0, 0, 533, "captured"),
    (4, Some(2), "cash", 1000, 1000, 0, 0, "captured"),
    (5, Some(2), "card", 1058, 0, 0, 0, "declined"),
    (6, Some(2), "card", 1058, 0, 0, 0, "cancelled"),
    (7, Some(3), "bank_transfer", 1806, 0, 0, 0, "captured"),
    (8, Some(4), "card", 1200, 0, 0, 0, "expired"),
    (9, Some(5), "card", 285, 0, 0, 0, "unknown"),
    (10, Some(5), "cash", 100, 100, 0, 0, "captured"),
    (11, Some(6), "card", 1200, 0, 0, 0, "created"),
    (12, Some(7), "cash", 1200, 1200, 0, 1200, "captured"),
    (13, None, "cash", 0, 0, 0, 1200, "captured"),
    (14, Some(2), "card", 1058, 0, 0, 0, "failed"),
    (15, Some(6), "card", 600, 0, 0, 0, "pending"),
];

const ATTEMPTS: &[Attempt] = &[
    (1, 1, "capture", "succeeded", 2000, None, false, None),
    (1, 2, "refund", "succeeded", 507, Some(1), false, None),
    (1, 3, "refund", "succeeded", 981, Some(2), false, None),
    (2, 1, "capture", "succeeded", 2988, None, false, None),
    (2, 2, "refund", "succeeded", 1000, Some(1), false, None),
    (3, 1, "capture", "succeeded", 1058, None, true, None),
    (3, 2, "refund", "pending", 333, Some(3), true, None),
    (3, 3, "refund", "failed", 200, Some(4), true, Some("declined")),
    (3, 4, "refund", "succeeded", 200, Some(4), true, None),
    (4, 1, "capture", "succeeded", 1000, None, true, None),
    (5, 1, "capture", "failed", 1058, None, true, Some("declined")),
    (6, 1, "capture", "failed", 1058, None, true, Some("cancelled")),
    (7, 1, "capture", "succeeded", 1806, None, false, None),
    (8, 1, "capture", "expired", 1200, None, true, Some("expired")),
    (9, 1, "capture", "unknown", 285, None, true, None),
    (10, 1, "capture", "succeeded", 100, None, true, None),
    (11, 1, "capture", "created", 1200, None, true, None),
    (12, 1, "capture", "succeeded", 1200, None, true, None),
    (12, 2, "refund", "succeeded", 1200, None, true, None),
    (13, 1, "refund", "succeeded", 1200, Some(5), false, None),
    (14, 1, "capture", "failed", 1058, None, true, Some("not_received")),
    (15, 1, "capture", "pending", 600, None, true, None),
];

fn payments(tx: &mut Tx<'_>) -> Result<()> {
    for (n, of, tender, amount, tendered, change, refunded, state) in PAYMENTS {
        row(
            tx,
            "payments",
            "id, order_id, tender, currency, amount_minor, tendered_minor, change_minor, refunded_minor, state, \
             terminal_id, account_id, method, tip_minor, capture_later, complete_when_paid, version, created_at",
            params![
                if *n == 13 { refund(5) } else { payment(*n) }, // Given without an order.
                of.map(super::ids::order),
                *tender,
                "GBP",
                *amount,
                *tendered,
                *change,
                *refunded,
                *state,
                (*tender == "card").then_some(terminal(1)),
                (*tender == "card").then_some(provider(1)),
                (*tender == "card").then_some("terminal"),
                0,
                false,
                true,
                1,
                at(1)
            ],
        )?;
    }
    for (n, no, kind, state, amount, refunded, own, code) in ATTEMPTS {
        let card = PAYMENTS[*n as usize - 1].2 == "card";
        let ended = matches!(*state, "succeeded" | "failed" | "expired");
        row(
            tx,
            "payment_attempts",
            "payment_id, attempt_no, id, kind, state, amount_minor, refund_id, register_id, own_entry, outcome_code, \
             created_at, sent_at, concluded_at, inquiries, rounding_step_minor",
            params![
                if *n == 13 { refund(5) } else { payment(*n) },
                *no,
                attempt(n * 10 + *no as u64),
                *kind,
                *state,
                *amount,
                refunded.map(refund),
                register(1),
                *own,
                *code,
                at(1),
                (card && *state != "created").then_some(at(2)),
                ended.then_some(at(3)),
                0,
                // Coins of ten.
                if matches!(n, 1 | 4) && *kind == "capture" { 1000 } else { 0 }
            ],
        )?;
    }
    Ok(())
}
/// Number, order, register, receipt, customer, state, tax, total.
type Refund = (u64, Option<u64>, u64, i64, u64, &'static str, i64, i64);
/// Refund, line, line of the order, kind, goods, quantity, restocked, tax, total, account, cost.
type RefundLine = (u64, i64, Option<i64>, &'static str, Option<u64>, i64, bool, i64, i64, &'static str, i64);

fn refunds(tx: &mut Tx<'_>) -> Result<()> {
    let all: &[Refund] = &[
        (1, Some(1), 1, 3, 1, "completed", 235, 1507),
        (2, Some(1), 1, 4, 1, "completed", 163, 981),
        (3, Some(2), 2, 2, 1, "pending", 55, 333),
        (4, Some(2), 1, 5, 1, "completed", 0, 200),
        (5, None, 2, 3, 2, "completed", 200, 1200),
    ];
    for (n, of, till, receipt, who, state, tax, total) in all {
        row(
            tx,
            "refunds",
            "id, order_id, location_id, register_id, receipt_no, customer_id, staff_id, state, currency, tax_minor, \
             total_minor, reason, business_date, happened_at, recorded_at",
            params![
                refund(*n),
                of.map(super::ids::order),
                location(1),
                register(*till),
                *receipt,
                customer(*who),
                staff(1),
                *state,
                "GBP",
                *tax,
                *total,
                "",
                TODAY,
                at(100),
                at(100)
            ],
        )?;
    }
    // Half of 1963 with a tax of 327 is 982 and 164; what is left is 981 and 163.
    let lines: &[RefundLine] = &[
        (1, 1, Some(1), "goods", Some(1), 1000, true, 164, 982, "4000", 400),
        (1, 2, Some(2), "goods", Some(2), 1500, false, 71, 525, "4001", 750),
        (2, 1, Some(1), "goods", Some(1), 1000, false, 163, 981, "4000", 400),
        (3, 1, Some(2), "service", Some(3), 1000, false, 55, 333, "4000", 0),
        (4, 1, Some(4), "tip", None, 1000, false, 0, 200, "2120", 0),
        (5, 1, None, "goods", Some(1), 1000, true, 200, 1200, "4000", 400),
    ];
    for (n, no, sold, kind, goods, quantity, restocked, tax, total, account, cost) in lines {
        row(
            tx,
            "refund_lines",
            "refund_id, line_no, order_line_no, kind, variant_id, sku, name, quantity_milli, restocked, tax_minor, \
             total_minor, account, cost_minor",
            params![
                refund(*n),
                *no,
                *sold,
                *kind,
                goods.map(variant),
                "SKU",
                "A thing",
                *quantity,
                *restocked,
                *tax,
                *total,
                *account,
                *cost
            ],
        )?;
        if let (true, Some(goods)) = (*restocked, *goods) {
            movement(tx, goods, 1, refund(*n), *no, "return", *quantity, *cost)?;
        }
    }
    for (n, line, no, c, amount) in
        [(1, 1, 1, 1, 164), (1, 2, 1, 2, 23), (1, 2, 2, 3, 48), (2, 1, 1, 1, 163), (3, 1, 1, 1, 55), (5, 1, 1, 1, 200)]
    {
        let (rate, _, account) = tax_of(c);
        row(
            tx,
            "refund_line_taxes",
            "refund_id, line_no, component_no, component_id, name, rate_ppm, account, amount_minor",
            params![refund(n), line, no, component(c), "VAT", rate, account, amount],
        )?;
    }
    Ok(())
}
