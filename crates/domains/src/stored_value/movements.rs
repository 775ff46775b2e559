//! Money that goes onto a balance and comes off it.

use onetill_db::Tx;
use onetill_kernel::{
    BalanceId, Date, Error, LocationId, Money, OrderId, PaymentId, RefundId, RegisterId, Result, ShiftId, Uuid,
};

use super::model::*;
use super::{rules, store};
use crate::Ctx;
use crate::sync::{EventKind, emit};

/// What a movement belongs to.
#[derive(Debug, Clone, Copy, Default)]
pub struct Source {
    /// The order that it belongs to.
    pub order_id: Option<OrderId>,
    /// Its line, where that puts it there or takes it off.
    pub line_no: Option<i64>,
    /// The refund that it belongs to.
    pub refund_id: Option<RefundId>,
    /// The payment, and which of its attempts.
    pub payment: Option<(PaymentId, i64)>,
    /// At which register.
    pub register_id: Option<RegisterId>,
    /// In which shift.
    pub shift_id: Option<ShiftId>,
}

/// Changes a balance by so much, with the movement that says why.
pub(super) fn change(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    row: &mut BalanceRow,
    kind: MovementKind,
    (amount, entry_id): (i64, Option<Uuid>),
    source: &Source,
) -> Result<()> {
    row.balance = row.balance.checked_add(amount).ok_or_else(Error::overflow)?;
    row.movement_count += 1;
    store::set(tx, row)?;
    let movement = MovementRow {
        balance_id: row.id,
        movement_no: row.movement_count,
        kind,
        amount,
        balance: row.balance,
        order_id: source.order_id,
        line_no: source.line_no,
        refund_id: source.refund_id,
        payment_id: source.payment.map(|(id, _)| id),
        attempt_no: source.payment.map(|(_, no)| no),
        entry_id,
        register_id: source.register_id,
        shift_id: source.shift_id,
        staff_id: ctx.staff_id,
        recorded_at: ctx.now,
    };
    store::append(tx, &movement)?;
    tell(tx, ctx, row)
}

/// Tells the screens of a balance.
pub(super) fn tell(tx: &mut Tx<'_>, ctx: &Ctx, row: &BalanceRow) -> Result<()> {
    let data = BalanceUpdated {
        balance_id: row.id,
        kind: row.kind,
        customer_id: row.customer_id,
        balance: Money::new(row.balance, row.currency),
    };
    emit(tx, ctx, EventKind::BalanceUpdated, row.id, ctx.now, &data)
}

/// Refuses where a balance cannot be spent so far; its row is held from now on.
pub fn covers(tx: &mut Tx<'_>, id: BalanceId, amount: i64, on: Date) -> Result<BalanceRow> {
    let row = store::held(tx, id)?;
    rules::must_cover(&row, amount, on)?;
    Ok(row)
}

/// Spends of a balance; refused where it does not hold as much. How far an account goes was decided before.
pub fn spend(tx: &mut Tx<'_>, ctx: &Ctx, id: BalanceId, amount: i64, on: Date, source: &Source) -> Result<()> {
    let mut row = covers(tx, id, amount, on)?;
    change(tx, ctx, &mut row, MovementKind::Spent, (-amount, None), source)
}

/// Gives back what a payment spent, or money as store credit. It is never refused: a card whose time is over can be spent
/// again as long as a new one.
pub fn give_back(tx: &mut Tx<'_>, ctx: &Ctx, id: BalanceId, amount: i64, on: Date, source: &Source) -> Result<()> {
    let mut row = store::held(tx, id)?;
    if row.expires_on.is_some_and(|last| last < on) {
        row.expires_on = store::gift_card_settings(tx)?.valid_months.map(|months| on.plus_months(months));
    }
    change(tx, ctx, &mut row, MovementKind::GivenBack, (amount, None), source)
}

/// Puts money on a balance that a line of an order sold, at a place on its business day.
pub fn put_on(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    id: BalanceId,
    amount: i64,
    (location_id, on): (LocationId, Date),
    source: &Source,
) -> Result<()> {
    let mut row = store::held(tx, id)?;
    if row.kind == BalanceKind::GiftCard {
        let valid = store::gift_card_settings(tx)?.valid_months.map(|months| on.plus_months(months));
        // Topping up a card never makes its end come earlier.
        row.expires_on = match (row.movement_count, row.expires_on, valid) {
            (0, _, valid) => valid,
            (_, Some(before), Some(valid)) => Some(before.max(valid)),
            _ => None,
        };
        row.location_id = Some(location_id);
    }
    change(tx, ctx, &mut row, MovementKind::Loaded, (amount, None), source)
}

/// Refuses to take back what a line put on a gift card once anything of that is spent: what was put on first is spent first. What
/// was paid on account can always go back.
pub fn unused(tx: &mut Tx<'_>, id: BalanceId, (order_id, line_no): (OrderId, i64), amount: i64) -> Result<()> {
    let row = store::held(tx, id)?;
    if row.kind != BalanceKind::GiftCard {
        return Ok(());
    }
    let (before, used) = store::before_and_used(tx, id, order_id, line_no)?;
    if used > before || amount > row.balance {
        return Err(Error::conflict("gift_card_used", "Something of this gift card is spent already.")
            .fix("It cannot be taken back any more; what is left on it can be spent."));
    }
    Ok(())
}

/// Takes off what a refund of the line gives back.
pub fn take_off(tx: &mut Tx<'_>, ctx: &Ctx, id: BalanceId, amount: i64, source: &Source) -> Result<()> {
    let mut row = store::held(tx, id)?;
    if row.kind == BalanceKind::GiftCard && amount > row.balance {
        return Err(tx.lost_race());
    }
    change(tx, ctx, &mut row, MovementKind::Unloaded, (-amount, None), source)
}
