//! What a person decides on a cart by hand: whether they may, and what is kept of it for the audit trail.

use onetill_db::Tx;
use onetill_kernel::{Money, Result};
use serde_json::json;

use super::cart::Cart;
use super::inputs::{KeptPrice, LineInput};
use super::model::{LineRow, OrderRow};
use super::options::is_same;
use crate::Ctx;
use crate::platform::{self, AuditAction, Permission};

/// Lets nobody sell at another price than the usual one who may not.
pub(super) fn may_reprice(ctx: &Ctx, cart: &Cart) -> Result<()> {
    match cart.repriced.first() {
        Some(line_no) => platform::require(ctx, Permission::OverridePrice)
            .map_err(|e| e.field(format!("lines[{}].unit_price", line_no - 1))),
        None => Ok(()),
    }
}

/// Marks what an order has at these prices already, so that nobody is asked again: each of its lines once, and no more of it.
pub(super) fn keep_prices(lines: &mut [LineInput], stored: &[LineRow]) {
    let mut left: Vec<&LineRow> = stored.iter().collect();
    for line in lines.iter_mut().filter(|l| l.variant_id.is_some()) {
        let Some(price) = line.unit_price else { continue };
        let same = |s: &&LineRow| {
            is_same(line, s)
                && s.base_price.unwrap_or(s.unit_price) == price.minor
                && line.quantity.is_none_or(|wanted| wanted <= s.quantity)
        };
        if let Some(at) = left.iter().position(same) {
            let known = left.remove(at);
            line.kept = Some(KeptPrice { price_list: known.price_list.clone(), regular_price: known.regular_price });
        }
    }
}

/// Accounts for what is sold at another price than its usual one.
pub(super) fn account_for_prices<'a>(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    order: &OrderRow,
    repriced: &[i64],
    lines: impl Iterator<Item = &'a LineRow>,
) -> Result<()> {
    if repriced.is_empty() {
        return Ok(());
    }
    let money = |minor| Money::new(minor, order.currency);
    let each: Vec<_> = lines
        .filter(|l| repriced.contains(&l.line_no))
        .map(|l| {
            json!({
                "line_no": l.line_no,
                "variant_id": l.variant_id,
                "quantity": l.quantity,
                "unit_price": money(l.unit_price),
                "regular_price": l.regular_price.map(money),
            })
        })
        .collect();
    platform::audit(tx, ctx, AuditAction::OrderRepriced, order.id, Some(order.register_id), &json!({ "lines": each }))
}
