//! Who is charged other prices: groups of customers, price lists, promotions and their codes, and what was sold by them.

use onetill_db::{Tx, params};
use onetill_kernel::Result;

use super::{at, ids::*, row};

pub(super) fn write(tx: &mut Tx<'_>) -> Result<()> {
    for n in 1..=2 {
        row(tx, "customer_groups", "id, version, name, created_at", params![group(n), 1, "A group", at(-95)])?;
        tx.execute("UPDATE customers SET group_id = $2 WHERE id = $1", params![customer(n), group(n)])?;
        let hours = (n == 2).then_some((1020i64, 1140i64));
        row(
            tx,
            "price_lists",
            "id, version, name, location_id, group_id, valid_from_date, valid_to_date, weekdays, from_minute, \
             to_minute, active, created_at",
            params![
                price_list(n),
                1,
                "A list",
                location(n),
                group(n),
                "2026-03-01",
                "2026-03-31",
                127,
                hours.map(|h| h.0),
                hours.map(|h| h.1),
                true,
                at(-60)
            ],
        )?;
        row(
            tx,
            "price_list_prices",
            "price_list_id, variant_id, price_minor",
            params![price_list(n), variant(n), 900],
        )?;
    }
    promotions(tx)?;
    for n in 1..=2 {
        tx.execute(
            "UPDATE order_lines SET price_list_id = $3, price_list_name = $4 WHERE order_id = $1 AND line_no = $2",
            params![order(n), 1, price_list(n), "A list"],
        )?;
    }
    let sql = "UPDATE order_lines SET regular_price_minor = 900, price_reason = $2 WHERE order_id = $1 AND line_no = 1";
    tx.execute(sql, params![order(3), "A dent"]).map(drop)
}

/// Two of the first order's discounts are promotions'. The first needed a code, which the order used; the code of the second
/// was brought for an open order in vain, and given back by an order that was given up.
fn promotions(tx: &mut Tx<'_>) -> Result<()> {
    for (n, kind, percent, amount) in [(1, "percent", 100_000, 0), (2, "order_amount", 0, 100)] {
        row(
            tx,
            "promotions",
            "id, version, name, kind, percent_ppm, amount_minor, buy_count, get_count, min_total_minor, priority, \
             combinable, needs_coupon, location_id, group_id, valid_from_date, weekdays, active, created_at",
            params![
                promotion(n),
                1,
                "A promotion",
                kind,
                percent,
                amount,
                0,
                0,
                0,
                100,
                true,
                true,
                location(1),
                group(1),
                "2026-03-01",
                127,
                true,
                at(-60)
            ],
        )?;
        row(
            tx,
            "promotion_goods",
            "promotion_id, goods_no, part, category_id, variant_id, quantity",
            params![promotion(n), 1, 1, (n == 1).then_some(category(2)), (n == 2).then_some(variant(1)), 1],
        )?;
        row(
            tx,
            "coupons",
            "id, promotion_id, code, max_uses, max_uses_each, used_count, active, created_at",
            params![coupon(n), promotion(n), format!("CODE-{n}"), 5, 1, i64::from(n == 1), true, at(-60)],
        )?;
        tx.execute(
            "UPDATE order_discounts SET promotion_id = $3 WHERE order_id = $1 AND discount_no = $2",
            params![order(1), n as i64, promotion(n)],
        )?;
    }
    for (of, n, applied) in [(1, 1, true), (4, 2, false)] {
        row(tx, "order_coupons", "order_id, coupon_id, applied", params![order(of), coupon(n), applied])?;
    }
    for (of, n, buyer, back) in [(1, 1, Some(customer(1)), None), (7, 2, None, Some(at(75)))] {
        row(
            tx,
            "coupon_redemptions",
            "order_id, coupon_id, customer_id, redeemed_at, given_back_at",
            params![order(of), coupon(n), buyer, at(10), back],
        )?;
    }
    Ok(())
}
