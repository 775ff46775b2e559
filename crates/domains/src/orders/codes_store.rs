use onetill_db::{Table, Tx, params};
use onetill_kernel::{CouponId, OrderId, Result};

use super::model::CouponRow;

static ORDER_COUPONS: Table = Table::new("order_coupons", &["order_id", "coupon_id", "applied"]);

pub(super) fn append(tx: &mut Tx<'_>, order_id: OrderId, coupons: &[CouponRow]) -> Result<()> {
    for c in coupons {
        tx.append(&ORDER_COUPONS, params![order_id, c.id, c.applied])?;
    }
    Ok(())
}

/// The codes that were brought for an order, and whether each took anything off.
pub(super) fn of_order(tx: &mut Tx<'_>, order_id: OrderId) -> Result<Vec<(CouponId, bool)>> {
    tx.query(
        "SELECT coupon_id, applied FROM order_coupons WHERE order_id = $1 ORDER BY coupon_id",
        params![order_id],
        |row| Ok((row.get(0)?, row.get(1)?)),
    )
}

pub(super) fn delete(tx: &mut Tx<'_>, order_id: OrderId) -> Result<()> {
    tx.execute("DELETE FROM order_coupons WHERE order_id = $1", params![order_id]).map(drop)
}
