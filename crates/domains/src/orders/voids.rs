//! What is taken off an order before it is paid: a line, or all of it, each with the reason. The Z report and the order
//! itself list them.

use std::collections::HashMap;

use onetill_db::Tx;
use onetill_kernel::{
    Currency, Error, Money, OrderId, Quantity, Result, ShiftId, StaffId, VariantId, VoidId, mul_div_round,
};
use serde_json::json;

use super::aside::must_not_be_held;
use super::aside_model::*;
use super::aside_store;
use super::commands::put_cart_without;
use super::locks::lock_order;
use super::model::OrderRow;
use super::{rules, store};
use crate::platform::AuditAction;
use crate::{Ctx, Page, PageRequest, catalog, check_reason, platform, tills};

/// What a reason should tell.
const WHY: &str = "Say why it is taken off.";
/// The most lines that one request may say were taken off.
const MAX_VOIDED: usize = 1000;

/// Takes a line off an open order.
pub fn void_line(tx: &mut Tx<'_>, ctx: &mut Ctx, id: OrderId, input: &VoidLine) -> Result<()> {
    check_reason(&input.reason, WHY)?;
    let order = lock_order(tx, id)?;
    rules::must_be_open(&order)?;
    rules::must_be_version(&order, input.version)?;
    must_not_be_held(tx, id)?;
    let lines = store::lines(tx, id)?;
    if let Some(goods) = lines.iter().find(|l| l.deposit_line_no == Some(input.line_no)) {
        return Err(Error::invalid("line_no", format!("This deposit comes with line {}.", goods.line_no))
            .fix("Take the goods off; their deposit goes with them."));
    }
    let line = lines.into_iter().find(|l| l.line_no == input.line_no).ok_or_else(|| {
        Error::invalid("line_no", "The order has no such line.").fix("GET /v1/orders/{id} lists its lines.")
    })?;
    let row = VoidRow {
        id: ctx.new_id(),
        order_id: id,
        register_id: order.register_id,
        shift_id: tills::till_for_late(tx, order.register_id)?.open_shift(),
        staff_id: ctx.staff_id,
        variant_id: line.variant_id,
        name: Some(line.name),
        quantity: line.quantity,
        unit_price: line.unit_price,
        amount: line.amount,
        currency: order.currency,
        reason: input.reason.trim().to_owned(),
        recorded_at: ctx.now,
    };
    put_cart_without(tx, ctx, order, line.line_no)?;
    keep_line(tx, ctx, &row)
}

/// Keeps a line that was taken off, and accounts for it.
fn keep_line(tx: &mut Tx<'_>, ctx: &Ctx, row: &VoidRow) -> Result<()> {
    let amount = Money::new(row.amount, row.currency);
    let details = json!({
        "order_id": row.order_id, "variant_id": row.variant_id, "quantity": row.quantity, "amount": amount,
    });
    platform::audit(tx, ctx, AuditAction::LineVoided, row.id, Some(row.register_id), &details)?;
    aside_store::append_void(tx, row)
}

/// Keeps why a whole order was given up.
pub(super) fn keep_order_void(tx: &mut Tx<'_>, ctx: &Ctx, order: &OrderRow, reason: &str) -> Result<()> {
    let row = VoidRow {
        // The order's own: it is given up once.
        id: VoidId(order.id.0),
        order_id: order.id,
        register_id: order.register_id,
        shift_id: tills::till_for_late(tx, order.register_id)?.open_shift(),
        staff_id: ctx.staff_id,
        variant_id: None,
        name: None,
        quantity: Quantity::ZERO,
        unit_price: order.total,
        amount: order.total,
        currency: order.currency,
        reason: reason.trim().to_owned(),
        recorded_at: ctx.now,
    };
    aside_store::append_void(tx, &row)
}

/// Lines taken off at a register before their order came here, checked and named.
pub(super) struct TakenOff(Vec<(String, VoidedLineInput, i64)>);

/// Checks what a request says was taken off. Asks for nothing where nothing was.
pub(super) fn check_voided(tx: &mut Tx<'_>, currency: Currency, voided: &[VoidedLineInput]) -> Result<TakenOff> {
    if voided.is_empty() {
        return Ok(TakenOff(Vec::new()));
    }
    if voided.len() > MAX_VOIDED {
        return Err(Error::invalid("voided_lines", format!("At most {MAX_VOIDED} lines can be taken off."))
            .fix("Leave out what was never there."));
    }
    let variants: Vec<VariantId> = voided.iter().map(|v| v.variant_id).collect();
    let labels = catalog::labels(tx, &variants)?;
    let mut known = Vec::with_capacity(voided.len());
    for (index, v) in voided.iter().enumerate() {
        let one = || {
            check_reason(&v.reason, WHY)?;
            let label = labels.get(&v.variant_id).ok_or_else(|| {
                Error::invalid("variant_id", "There is no such variant.").fix("GET /v1/products lists what is sold.")
            })?;
            if v.quantity <= Quantity::ZERO || v.quantity > Quantity::MAX_LINE {
                return Err(Error::invalid("quantity", "A quantity is more than zero and at most a million.")
                    .fix("Send how many were taken off."));
            }
            let price = v.unit_price.non_negative_in(currency, "unit_price")?;
            let amount = mul_div_round(price, v.quantity.milli(), 1000).map_err(|e| e.field("quantity"))?;
            if amount > Money::MAX_MINOR {
                return Err(Error::overflow().field("quantity"));
            }
            Ok((label.full_name(), v.clone(), amount))
        };
        known.push(one().map_err(|e| e.within(&format!("voided_lines[{index}]")))?);
    }
    Ok(TakenOff(known))
}

/// Keeps lines taken off before their order came here.
pub(super) fn keep_voided(tx: &mut Tx<'_>, ctx: &mut Ctx, order: &OrderRow, taken_off: TakenOff) -> Result<()> {
    if taken_off.0.is_empty() {
        return Ok(());
    }
    let shift_id = match order.shift_id {
        Some(id) => Some(id),
        None => tills::till_for_late(tx, order.register_id)?.open_shift(),
    };
    // A cart that is sent again says again what was taken off before.
    let kept = aside_store::voids_of_order(tx, order.id)?;
    for (name, v, amount) in taken_off.0 {
        if kept.iter().any(|k| Some(k.id) == v.id) {
            continue;
        }
        let row = VoidRow {
            id: v.id.unwrap_or_else(|| ctx.new_id()),
            order_id: order.id,
            register_id: order.register_id,
            shift_id,
            staff_id: ctx.staff_id,
            variant_id: Some(v.variant_id),
            name: Some(name),
            quantity: v.quantity,
            unit_price: v.unit_price.minor,
            amount,
            currency: order.currency,
            reason: v.reason.trim().to_owned(),
            recorded_at: ctx.now,
        };
        keep_line(tx, ctx, &row)?;
    }
    Ok(())
}

fn named(tx: &mut Tx<'_>, rows: Vec<VoidRow>) -> Result<Vec<OrderVoid>> {
    let staff: HashMap<StaffId, String> = match rows.iter().any(|v| v.staff_id.is_some()) {
        true => platform::staff_list(tx)?.into_iter().map(|s| (s.id, s.name)).collect(),
        false => HashMap::new(),
    };
    let view = |v: VoidRow| OrderVoid {
        id: v.id,
        order_id: v.order_id,
        register_id: v.register_id,
        shift_id: v.shift_id,
        staff_name: v.staff_id.and_then(|id| staff.get(&id).cloned()),
        staff_id: v.staff_id,
        variant_id: v.variant_id,
        name: v.name,
        quantity: v.quantity,
        unit_price: Money::new(v.unit_price, v.currency),
        amount: Money::new(v.amount, v.currency),
        reason: v.reason,
        recorded_at: v.recorded_at,
    };
    Ok(rows.into_iter().map(view).collect())
}

/// What was taken off an order, oldest first.
pub(super) fn voids_of_order(tx: &mut Tx<'_>, id: OrderId) -> Result<Vec<OrderVoid>> {
    let rows = aside_store::voids_of_order(tx, id)?;
    named(tx, rows)
}

/// What was taken off in a shift, oldest first.
pub fn voids_of_shift(tx: &mut Tx<'_>, id: ShiftId) -> Result<Vec<OrderVoid>> {
    let rows = aside_store::voids_of_shift(tx, id)?;
    named(tx, rows)
}

/// What was taken off, newest first.
pub fn voids(tx: &mut Tx<'_>, filter: &VoidFilter, page: &PageRequest) -> Result<Page<OrderVoid>> {
    let Page { items, next_cursor } = aside_store::voids(tx, filter, page)?;
    Ok(Page { items: named(tx, items)?, next_cursor })
}
