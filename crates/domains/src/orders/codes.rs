//! The codes of an order: used up when its totals are fixed, given back when they are not any more.

use onetill_db::Tx;
use onetill_kernel::{CouponId, Result};

use super::codes_store;
use super::model::{CouponRow, OrderRow};
use crate::{Ctx, prices};

/// Uses up the codes that took something off.
pub(super) fn redeem(tx: &mut Tx<'_>, ctx: &Ctx, order: &OrderRow, coupons: &[CouponRow]) -> Result<()> {
    let used: Vec<CouponId> = coupons.iter().filter(|c| c.applied).map(|c| c.id).collect();
    if used.is_empty() { Ok(()) } else { prices::redeem(tx, ctx, order.id, order.customer_id, &used) }
}

/// The codes of a stored order; a shop without any asks nothing.
pub(super) fn stored(tx: &mut Tx<'_>, order: &OrderRow) -> Result<Vec<CouponRow>> {
    if !prices::takes_coupons(tx)? {
        return Ok(Vec::new());
    }
    let kept = codes_store::of_order(tx, order.id)?;
    let ids: Vec<CouponId> = kept.iter().map(|(id, _)| *id).collect();
    let row = |c: prices::Brought| CouponRow {
        id: c.id,
        code: c.code,
        applied: kept.iter().any(|(id, applied)| *id == c.id && *applied),
    };
    Ok(prices::codes(tx, &ids)?.into_iter().map(row).collect())
}

/// Uses up the codes of a stored order whose totals are fixed from now on.
pub(super) fn redeem_stored(tx: &mut Tx<'_>, ctx: &Ctx, order: &OrderRow) -> Result<()> {
    let coupons = stored(tx, order)?;
    redeem(tx, ctx, order, &coupons)
}

/// Gives back what an order used.
pub(super) fn give_back(tx: &mut Tx<'_>, ctx: &Ctx, order: &OrderRow) -> Result<()> {
    if prices::takes_coupons(tx)? { prices::give_back(tx, ctx, order.id) } else { Ok(()) }
}
