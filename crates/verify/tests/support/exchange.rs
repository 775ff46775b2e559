//! An exchange: a service of 100.00 and 20 % tax came back without a receipt, and another was sold for it.

use onetill_db::{Tx, params};
use onetill_kernel::Result;

use super::sales::{ORDER, Order, lines, order, taxes};
use super::{TODAY, at, ids, ids::*, row};

pub(super) fn write(tx: &mut Tx<'_>) -> Result<()> {
    // Two orders that are being paid.
    for n in [5, 6] {
        row(
            tx,
            "promised_returns",
            "order_id, returned, staff_id, approved_by",
            params![ids::order(n), "[]", staff(1), staff(2)],
        )?;
    }
    let sold = Order {
        n: 15,
        state: "completed",
        register: 2,
        receipt_no: Some(5),
        subtotal: 10000,
        tax: 2000,
        total: 12000,
        paid: 12000,
        ..ORDER
    };
    order(tx, &sold)?;
    lines(tx, 15, &[("service", Some(3), false, 1000, 10000, 10000, 0, 0, 2000, 12000, Some(1), "4000", 0, 0)])?;
    taxes(tx, 15, 1, &[(1, 2000)])?;
    row(
        tx,
        "refunds",
        "id, location_id, register_id, receipt_no, staff_id, state, currency, tax_minor, total_minor, reason, \
         business_date, happened_at, recorded_at, exchange_order_id",
        params![
            refund(7),
            location(1),
            register(2),
            4,
            staff(1),
            "completed",
            "GBP",
            2000,
            12000,
            "",
            TODAY,
            at(150),
            at(150),
            ids::order(15)
        ],
    )?;
    row(
        tx,
        "refund_lines",
        "refund_id, line_no, kind, variant_id, sku, name, quantity_milli, restocked, tax_minor, total_minor, account, \
         cost_minor",
        params![refund(7), 1, "service", variant(3), "SKU", "A thing", 1000, false, 2000, 12000, "4000", 0],
    )?;
    row(
        tx,
        "refund_line_taxes",
        "refund_id, line_no, component_no, component_id, name, rate_ppm, account, amount_minor",
        params![refund(7), 1, 1, component(1), "VAT", 200_000, "2200", 2000],
    )?;
    // What the refund pays into the exchange has the order's id; the order takes it from there.
    for (id, of, amount, refunded) in [(ids::order(15), None, 0, 12000), (payment(23), Some(ids::order(15)), 12000, 0)]
    {
        row(
            tx,
            "payments",
            "id, order_id, tender, currency, amount_minor, tendered_minor, change_minor, refunded_minor, state, \
             tip_minor, capture_later, complete_when_paid, version, created_at",
            params![id, of, "exchange", "GBP", amount, 0, 0, refunded, "captured", 0, false, false, 1, at(150)],
        )?;
        row(
            tx,
            "payment_attempts",
            "payment_id, attempt_no, id, kind, state, amount_minor, refund_id, register_id, own_entry, created_at, \
             concluded_at, inquiries",
            params![
                id,
                1,
                attempt(if of.is_some() { 231 } else { 232 }),
                if of.is_some() { "capture" } else { "refund" },
                "succeeded",
                12000,
                of.is_none().then(|| refund(7)),
                register(2),
                false,
                at(150),
                at(150),
                0
            ],
        )?;
    }
    Ok(())
}
