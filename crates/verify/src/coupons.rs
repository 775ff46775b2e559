//! Codes that promotions need: each is counted as often as orders use it, and an order uses those that took something off.

use onetill_db::Tx;
use onetill_kernel::{Result, Uuid};

use crate::report::{At, Report};

pub(crate) fn check(tx: &mut Tx<'_>, report: &mut Report) -> Result<()> {
    let mut check = report.check("coupons", 5);
    tx.for_each(
        "SELECT c.id, c.used_count, (SELECT COUNT(*) FROM coupon_redemptions r \
         WHERE r.coupon_id = c.id AND r.given_back_at IS NULL) FROM coupons c",
        &[],
        |row| {
            let (id, used, redeemed): (Uuid, i64, i64) = (row.get(0)?, row.get(1)?, row.get(2)?);
            check.rows(1);
            check.same(At::new("coupons").with("id", id), "used_count", used, redeemed, "how many orders use the code");
            Ok(())
        },
    )?;
    // A code that was brought took something off where its promotion did, and is used once the totals are fixed.
    tx.for_each(
        "SELECT b.order_id, b.coupon_id, b.applied, o.state, o.customer_id, r.customer_id, r.order_id, \
         r.given_back_at, \
         (SELECT COUNT(*) FROM order_discounts d JOIN coupons c ON c.promotion_id = d.promotion_id \
          WHERE d.order_id = b.order_id AND c.id = b.coupon_id AND d.amount_minor > 0), \
         (SELECT COUNT(*) FROM order_lines l WHERE l.order_id = b.order_id AND l.refunded_milli < l.quantity_milli) \
         FROM order_coupons b JOIN orders o ON o.id = b.order_id \
         LEFT JOIN coupon_redemptions r ON r.order_id = b.order_id AND r.coupon_id = b.coupon_id",
        &[],
        |row| {
            let mut c = row.columns();
            let (order, coupon, applied): (Uuid, Uuid, bool) = (c.take()?, c.take()?, c.take()?);
            let (state, buyer, redeemer): (String, Option<Uuid>, Option<Uuid>) = (c.take()?, c.take()?, c.take()?);
            let (redeemed, back): (Option<Uuid>, Option<i64>) = (c.take()?, c.take()?);
            let (cuts, kept): (i64, i64) = (c.take()?, c.take()?);
            let at = || At::new("order_coupons").with("order_id", order).with("coupon_id", coupon);
            check.rows(1);
            check.same(at(), "applied", applied, cuts > 0, "whether its promotion took something off");
            let fixed = matches!(state.as_str(), "frozen" | "completed");
            let expected = applied && fixed && (state != "completed" || kept > 0);
            let used = redeemed.is_some() && back.is_none();
            check.holds(at(), used == expected, || {
                let (is, should) = (if used { "used" } else { "not used" }, if expected { "used" } else { "not used" });
                format!("the code is {is} by an order that is {state}, expected {should}")
            });
            check.holds(at(), !used || buyer == redeemer, || {
                "customer_id of its redemption is not the order's".to_owned()
            });
            Ok(())
        },
    )?;
    tx.for_each(
        "SELECT r.order_id, r.coupon_id FROM coupon_redemptions r WHERE NOT EXISTS (SELECT 1 FROM order_coupons b \
         WHERE b.order_id = r.order_id AND b.coupon_id = r.coupon_id) AND r.given_back_at IS NULL",
        &[],
        |row| {
            let (order, coupon): (Uuid, Uuid) = (row.get(0)?, row.get(1)?);
            let at = At::new("coupon_redemptions").with("order_id", order).with("coupon_id", coupon);
            check.found(at, "the order did not bring this code".to_owned());
            Ok(())
        },
    )
}
