//! Cash that moves other than by selling: each movement has one journal entry.

use onetill_db::Tx;
use onetill_kernel::{CashMovementId, DrawerOpeningId, Error, Money, RegisterId, Result, ShiftId};
use serde_json::json;

use super::model::*;
use super::{drawer_store, rules, shift_store, store};
use crate::ledger::{self, EntryKind, NewEntry};
use crate::platform::AuditAction;
use crate::sync::{EventKind, emit};
use crate::{Ctx, check_reason, platform};

/// Writes a movement to the drawer and to the books; nothing where nothing moves.
pub(super) fn move_row(tx: &mut Tx<'_>, ctx: &Ctx, row: &CashRow) -> Result<()> {
    if row.amount == 0 {
        return Ok(());
    }
    drawer_store::append_movement(tx, row, ctx.staff_id, ctx.now)?;
    let location = platform::location(tx, row.location_id)?;
    let entry = NewEntry {
        id: row.id.0,
        kind: EntryKind::Cash,
        business_date: location.clock(ctx.now).date(ctx.now)?,
        location_id: row.location_id,
        currency: row.currency,
        recorded_at: ctx.now,
    };
    ledger::post(tx, &entry, &rules::postings(row.kind, row.purpose, row.amount)?)?;
    let data = json!({
        "cash_movement_id": row.id, "shift_id": row.shift_id, "location_id": row.location_id, "kind": row.kind,
        "amount": Money::new(row.amount, row.currency),
    });
    emit(tx, ctx, EventKind::CashMoved, row.id, ctx.now, &data)
}

/// Accounts for a movement that somebody asked for; those of opening and closing follow from the shift.
fn account_for(tx: &mut Tx<'_>, ctx: &Ctx, row: &CashRow, register_id: Option<RegisterId>) -> Result<()> {
    let details = json!({ "kind": row.kind, "amount": Money::new(row.amount, row.currency) });
    platform::audit(tx, ctx, AuditAction::CashMoved, row.id, register_id, &details)
}

fn new_id(tx: &mut Tx<'_>, ctx: &mut Ctx, given: Option<CashMovementId>) -> Result<CashMovementId> {
    match given {
        Some(id) if drawer_store::movement_exists(tx, id)? => {
            Err(Error::conflict("already_exists", "There is a movement of cash with this id already.")
                .field("id")
                .fix("Use a new id for a new movement."))
        }
        given => Ok(given.unwrap_or_else(|| ctx.new_id())),
    }
}

fn more_than_nothing(amount: Money, currency: onetill_kernel::Currency) -> Result<i64> {
    match amount.non_negative_in(currency, "amount")? {
        0 => Err(Error::invalid("amount", "Nothing would move.").fix("Send an amount above zero.")),
        minor => Ok(minor),
    }
}

/// The shift, if it is open.
fn open_shift(tx: &mut Tx<'_>, id: ShiftId) -> Result<shift_store::ShiftRow> {
    let shift = shift_store::shift_row(tx, id)?;
    if store::till(tx, shift.register_id)?.open == Some(id) {
        return Ok(shift);
    }
    Err(Error::conflict("shift_closed", "This shift is closed.")
        .fix("Use the shift that is open now; GET /v1/registers tells which."))
}

/// Moves cash at the register of an open shift.
pub fn move_cash(tx: &mut Tx<'_>, ctx: &mut Ctx, shift_id: ShiftId, new: &NewCashMovement) -> Result<CashMovementId> {
    check_reason(&new.reason, "Say why cash moves.")?;
    rules::check_purpose(new.kind, new.purpose)?;
    let shift = open_shift(tx, shift_id)?;
    let amount = more_than_nothing(new.amount, shift.currency)?;
    let row = CashRow {
        id: new_id(tx, ctx, new.id)?,
        location_id: store::register(tx, shift.register_id)?.location_id,
        shift_id: Some(shift_id),
        kind: match new.kind {
            DrawerMove::CashIn => CashKind::CashIn,
            DrawerMove::CashOut => CashKind::CashOut,
            DrawerMove::SafeDrop => CashKind::SafeDrop,
        },
        purpose: new.purpose,
        amount: if new.kind == DrawerMove::CashIn { amount } else { -amount },
        currency: shift.currency,
        reason: new.reason.trim().to_owned(),
    };
    move_row(tx, ctx, &row)?;
    account_for(tx, ctx, &row, Some(shift.register_id))?;
    Ok(row.id)
}

/// Moves cash between a location's safe and the bank.
pub fn move_safe_cash(tx: &mut Tx<'_>, ctx: &mut Ctx, new: &NewSafeMovement) -> Result<CashMovementId> {
    check_reason(&new.reason, "Say why cash moves: the paying-in slip's number, say.")?;
    let currency = platform::merchant(tx)?.currency;
    let amount = more_than_nothing(new.amount, currency)?;
    let row = CashRow {
        id: new_id(tx, ctx, new.id)?,
        location_id: platform::location(tx, new.location_id)?.id,
        shift_id: None,
        kind: match new.kind {
            SafeMove::BankDeposit => CashKind::BankDeposit,
            SafeMove::BankWithdrawal => CashKind::BankWithdrawal,
            SafeMove::SafeOpening => CashKind::SafeOpening,
        },
        purpose: None,
        amount: if new.kind == SafeMove::BankDeposit { -amount } else { amount },
        currency,
        reason: new.reason.trim().to_owned(),
    };
    move_row(tx, ctx, &row)?;
    account_for(tx, ctx, &row, None)?;
    Ok(row.id)
}

/// Records that the drawer of an open shift is opened without a sale.
pub fn open_drawer(
    tx: &mut Tx<'_>,
    ctx: &mut Ctx,
    shift_id: ShiftId,
    new: &NewDrawerOpening,
) -> Result<DrawerOpeningId> {
    check_reason(&new.reason, "Say why the drawer is opened.")?;
    let shift = open_shift(tx, shift_id)?;
    if let Some(id) = new.id
        && drawer_store::opening_exists(tx, id)?
    {
        return Err(Error::conflict("already_exists", "There is a drawer opening with this id already.")
            .field("id")
            .fix("Use a new id for a new one."));
    }
    let id = new.id.unwrap_or_else(|| ctx.new_id());
    drawer_store::append_opening(tx, id, shift_id, new.reason.trim(), ctx.staff_id, ctx.now)?;
    let data = json!({ "shift_id": shift_id, "register_id": shift.register_id });
    let details = json!({ "shift_id": shift_id });
    platform::audit(tx, ctx, AuditAction::DrawerOpened, id, Some(shift.register_id), &details)?;
    emit(tx, ctx, EventKind::DrawerOpened, id, ctx.now, &data)?;
    Ok(id)
}
