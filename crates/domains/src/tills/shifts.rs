//! Opening and closing, and what is learned after.

use onetill_db::Tx;
use onetill_kernel::{Currency, Error, LocationId, Money, OrderId, PaymentId, RegisterId, Result, ShiftId, sum};
use serde_json::json;

use super::drawer::move_row;
use super::model::*;
use super::registers::Till;
use super::rules;
use super::shift_store::{self, Closing, Opening, ShiftRow};
use super::{drawer_store, store};
use crate::platform::AuditAction;
use crate::sync::{EventKind, emit};
use crate::{Ctx, check_text, platform};

/// The most payments under way that a refusal names.
const NAMED: usize = 5;

/// Opens a shift. What the float is more than was left in the drawer comes from the safe; what it is less goes there.
/// `without_shifts` tells the cash that a register took before its first shift, in minor units.
pub fn open_shift(
    tx: &mut Tx<'_>,
    ctx: &mut Ctx,
    new: &NewShift,
    without_shifts: impl FnOnce(&mut Tx<'_>, RegisterId) -> Result<i64>,
) -> Result<ShiftId> {
    let register = store::register(tx, new.register_id)?;
    let currency = platform::merchant(tx)?.currency;
    let float = new.opening_float.non_negative_in(currency, "opening_float")?;
    let staff_id = match register.shift_mode {
        ShiftMode::Register if new.staff_id.is_some() => {
            return Err(Error::invalid("staff_id", "Shifts of this register belong to nobody in particular.")
                .fix("Leave staff_id out, or change the register's shift_mode."));
        }
        ShiftMode::Register => None,
        ShiftMode::Person => {
            let holder = new.staff_id.or(ctx.staff_id).ok_or_else(|| {
                Error::invalid("staff_id", "Shifts of this register belong to a person.").fix("Say whose shift it is.")
            })?;
            platform::staff_member(tx, holder)?.filter(|s| s.active).ok_or_else(|| {
                Error::invalid("staff_id", "Nobody of this id works here.").fix("GET /v1/staff lists who does.")
            })?;
            Some(holder)
        }
    };
    let mut till = store::till(tx, new.register_id)?;
    if let Some(id) = new.id
        && shift_store::shift_exists(tx, id)?
    {
        return Err(Error::conflict("already_exists", "There is a shift with this id already.")
            .field("id")
            .fix("Look at it with GET /v1/shifts/{id}; use a new id for a new shift."));
    }
    if let Some(open) = till.open {
        return Err(Error::conflict("shift_open", "A shift is open at this register already.")
            .field("register_id")
            .fix(format!("Sell in it, or close it with POST /v1/shifts/{open}/close.")));
    }
    let left = match shift_store::id_by_number(tx, new.register_id, till.last_shift_no)? {
        Some(before) => shift_store::shift_row(tx, before)?.left.unwrap_or(0),
        None => without_shifts(tx, new.register_id)?,
    };
    let id = new.id.unwrap_or_else(|| ctx.new_id());
    till.last_shift_no = till.last_shift_no.checked_add(1).ok_or_else(Error::overflow)?;
    let location = platform::location(tx, register.location_id)?;
    let opening = Opening {
        id,
        register_id: register.id,
        number: till.last_shift_no,
        staff_id,
        blind: register.blind_count,
        business_date: location.clock(ctx.now).date(ctx.now)?,
        opening_float: Money::new(float, currency),
        receipts_before: till.last_receipt_no,
    };
    shift_store::insert_shift(tx, &opening, ctx.staff_id, ctx.now)?;
    till.open = Some(id);
    till.holder = staff_id;
    store::change_till(tx, &till)?;
    let from_safe = Own { location_id: location.id, shift_id: id, currency }.row(ctx, CashKind::Float, float - left);
    move_row(tx, ctx, &from_safe)?;
    let data = json!({
        "shift_id": id, "register_id": register.id, "number": opening.number, "staff_id": staff_id,
        "opening_float": opening.opening_float,
    });
    emit(tx, ctx, EventKind::ShiftOpened, id, ctx.now, &data)?;
    Ok(id)
}

/// Where a shift's own movements stand.
struct Own {
    location_id: LocationId,
    shift_id: ShiftId,
    currency: Currency,
}

impl Own {
    fn row(&self, ctx: &mut Ctx, kind: CashKind, amount: i64) -> CashRow {
        CashRow {
            id: ctx.new_id(),
            location_id: self.location_id,
            shift_id: Some(self.shift_id),
            kind,
            purpose: None,
            amount,
            currency: self.currency,
            reason: String::new(),
        }
    }
}

/// Closes a shift: nothing lands in it any more. The difference between what was counted and what is expected is posted,
/// and what does not stay in the drawer goes to the safe. `takings` reads what the shift took, under its lock.
pub fn close_shift(
    tx: &mut Tx<'_>,
    ctx: &mut Ctx,
    id: ShiftId,
    input: &CloseShift,
    takings: impl FnOnce(&mut Tx<'_>, &ShiftRow) -> Result<Takings>,
) -> Result<()> {
    let note = input.note.as_deref().unwrap_or("").trim();
    check_text("note", note, 500)?;
    let register_id = shift_store::shift_row(tx, id)?.register_id;
    let mut till = store::till(tx, register_id)?;
    let shift = shift_store::shift_row(tx, id)?;
    if till.open != Some(id) {
        return Err(Error::conflict("shift_closed", "This shift is closed already; its Z report stands.")
            .fix(format!("GET /v1/shifts/{id}/report shows it.")));
    }
    let (counted, counts) = rules::counted(input, shift.currency)?;
    let left = match input.left_in_drawer {
        Some(left) => left.non_negative_in(shift.currency, "left_in_drawer")?,
        None => 0,
    };
    if left > counted {
        return Err(Error::invalid("left_in_drawer", "More stays in the drawer than was counted.")
            .fix("Leave at most what was counted."));
    }
    let takings = takings(tx, &shift)?;
    if !takings.open_payments.is_empty() && !input.despite_open_payments {
        return Err(payment_open(&takings.open_payments));
    }
    let moved = sum(drawer_store::amounts_of(tx, id)?
        .into_iter()
        .filter(|(kind, _)| *kind != CashKind::Float)
        .map(|(_, a)| a))?;
    let expected = sum([shift.opening_float, takings.cash, moved])?;
    let closing = Closing {
        id,
        receipts_upto: till.last_receipt_no,
        takings: &takings,
        expected,
        counted,
        left,
        counts: &counts,
        despite_open: !takings.open_payments.is_empty(),
        note,
    };
    shift_store::close_shift(tx, &closing, ctx.staff_id, ctx.now)?;
    if closing.despite_open {
        let open: Vec<_> =
            takings.open_payments.iter().map(|p| json!({ "id": p.payment_id, "amount": p.amount })).collect();
        let details = json!({ "payments": open });
        platform::audit(tx, ctx, AuditAction::ShiftClosedOverPayments, id, Some(register_id), &details)?;
    }
    till.open = None;
    till.holder = None;
    store::change_till(tx, &till)?;
    let own =
        Own { location_id: store::register(tx, register_id)?.location_id, shift_id: id, currency: shift.currency };
    for (kind, amount) in [(CashKind::Difference, counted - expected), (CashKind::Closing, left - counted)] {
        let row = own.row(ctx, kind, amount);
        move_row(tx, ctx, &row)?;
    }
    let money = |minor| Money::new(minor, shift.currency);
    let data = json!({
        "shift_id": id, "register_id": register_id, "number": shift.number,
        "expected": money(expected), "counted": money(counted), "difference": money(counted - expected),
    });
    emit(tx, ctx, EventKind::ShiftClosed, id, ctx.now, &data)
}

fn payment_open(open: &[OpenPayment]) -> Error {
    let words = |p: &OpenPayment| {
        let what = if p.refund { "the refund of" } else { "the payment of" };
        let how = if p.unknown { "unknown" } else { "under way" };
        format!("{what} {} ({}) is {how}", p.amount, p.payment_id)
    };
    let named: Vec<String> = open.iter().take(NAMED).map(words).collect();
    let more = if open.len() > NAMED { format!(", and {} more", open.len() - NAMED) } else { String::new() };
    Error::conflict("payment_open", format!("Money of this shift is not certain yet: {}{more}.", named.join("; "))).fix(
        "Wait for the terminal, or POST /v1/payments/{id}/inquire or /cancel; a manager may send \
         despite_open_payments: true, and what becomes of it is an addendum.",
    )
}

/// What was learned late of a payment.
#[derive(Debug, Clone, Copy)]
pub struct Late {
    /// The payment.
    pub payment_id: PaymentId,
    /// Its attempt.
    pub attempt_no: i64,
    /// The order that it completed, if it did.
    pub order_id: Option<OrderId>,
    /// What was taken; below zero what was given back.
    pub amount: Money,
}

/// Numbers what was learned of a closed shift, if that is what the register's row says. Its Z report stays as it is.
pub fn add_addendum(tx: &mut Tx<'_>, ctx: &Ctx, till: &Till, late: &Late) -> Result<()> {
    let Some(shift_id) = till.late else { return Ok(()) };
    let addendum = Addendum {
        addendum_no: shift_store::last_addendum_no(tx, shift_id)? + 1,
        payment_id: late.payment_id,
        order_id: late.order_id,
        amount: late.amount,
        recorded_at: ctx.now,
    };
    shift_store::append_addendum(tx, shift_id, &addendum, late.attempt_no)
}
