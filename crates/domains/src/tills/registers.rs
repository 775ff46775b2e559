//! A register as it is now, and the numbers that it gives.

use onetill_db::Tx;
use onetill_kernel::{Error, RegisterId, Result, ShiftId, StaffId};
use serde_json::json;

use super::model::{NewRegister, Register, RegisterChange};
use super::{shift_store, store};
use crate::platform::AuditAction;
use crate::sync::{EventKind, emit};
use crate::{Ctx, check_name, platform};

/// Adds a register.
pub fn add_register(tx: &mut Tx<'_>, ctx: &mut Ctx, new: &NewRegister) -> Result<RegisterId> {
    check_name("name", &new.name)?;
    let good =
        (1..=8).contains(&new.series.len()) && new.series.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit());
    if !good {
        return Err(Error::invalid("series", "A series is one to eight capital letters and digits, such as R1.")
            .fix("Send capitals and digits only."));
    }
    platform::location(tx, new.location_id)?;
    if let Some(id) = new.id
        && store::register_exists(tx, id)?
    {
        return Err(Error::conflict("already_exists", "There is a register with this id already.")
            .field("id")
            .fix("Leave the id out, or make a new one."));
    }
    if store::series_taken(tx, &new.series)? {
        return Err(Error::conflict("series_taken", "Another register has this series.")
            .field("series")
            .fix("Choose one that no register has: receipt numbers must be told apart."));
    }
    let register = Register {
        id: new.id.unwrap_or_else(|| ctx.new_id()),
        location_id: new.location_id,
        name: new.name.trim().to_owned(),
        series: new.series.clone(),
        shift_mode: new.shift_mode,
        blind_count: new.blind_count,
    };
    store::insert_register(tx, &register, ctx.now)?;
    let details = json!({ "new": { "location_id": register.location_id, "series": register.series } });
    platform::audit(tx, ctx, AuditAction::RegisterCreated, register.id, None, &details)?;
    emit(tx, ctx, EventKind::RegisterCreated, register.id, ctx.now, &json!({ "name": register.name }))?;
    Ok(register.id)
}

/// Changes how the shifts to come are run.
pub fn change_register(tx: &mut Tx<'_>, ctx: &Ctx, id: RegisterId, change: &RegisterChange) -> Result<()> {
    let mut register = store::register(tx, id).map_err(|_| Error::not_found("register"))?;
    let runs = |r: &Register| json!({ "shift_mode": r.shift_mode, "blind_count": r.blind_count });
    let before = runs(&register);
    register.shift_mode = change.shift_mode.unwrap_or(register.shift_mode);
    register.blind_count = change.blind_count.unwrap_or(register.blind_count);
    store::update_register(tx, &register)?;
    let after = runs(&register);
    platform::audit_change(tx, ctx, AuditAction::RegisterChanged, id, [before, after.clone()])?;
    emit(tx, ctx, EventKind::RegisterUpdated, id, ctx.now, &after)
}

/// A register as a command finds it. Its row is locked, so what stands here holds until the commit.
#[derive(Debug, Clone)]
pub struct Till {
    pub(super) register_id: RegisterId,
    pub(super) last_receipt_no: i64,
    /// The open shift.
    pub(super) open: Option<ShiftId>,
    /// Whose it is, where shifts belong to a person.
    pub(super) holder: Option<StaffId>,
    pub(super) last_shift_no: i64,
    /// The closed shift that what is recorded now is an addendum of.
    pub(super) late: Option<ShiftId>,
}

impl Till {
    /// The shift that what is recorded now belongs to; none at a register that is not run by shifts.
    pub fn shift_id(&self) -> Option<ShiftId> {
        self.open.or(self.late)
    }

    /// The shift that is open now.
    pub fn open_shift(&self) -> Option<ShiftId> {
        self.open
    }

    /// Refuses what happened under another system: it is in no drawer here.
    pub fn refuse_import(&self, import: bool) -> Result<()> {
        if !import || self.last_shift_no == 0 {
            return Ok(());
        }
        Err(Error::conflict("register_has_shifts", "This register is run by shifts, and the past was in none of them.")
            .field("register_id")
            .fix("Bring the past over at a register of its own that has no shifts."))
    }
}

/// A register at which somebody sells, gives back or moves cash; refused where it is run by shifts and none is open, or
/// another than `asked`, or that of somebody else.
pub fn till(tx: &mut Tx<'_>, ctx: &Ctx, id: RegisterId, asked: Option<ShiftId>) -> Result<Till> {
    let till = store::till(tx, id)?;
    if till.open.is_none() && till.last_shift_no > 0 {
        return Err(Error::conflict("shift_closed", "No shift is open at this register.")
            .field("register_id")
            .fix("Open one with POST /v1/shifts."));
    }
    if asked.is_some() && asked != till.open {
        return Err(Error::conflict("shift_closed", "This shift is not the one that is open at the register.")
            .field("shift_id")
            .fix("GET /v1/registers tells which shift is open; or leave shift_id out."));
    }
    match (till.holder, ctx.staff_id) {
        (Some(holder), Some(staff)) if holder != staff => {
            Err(Error::conflict("shift_of_another", "The open shift belongs to somebody else.")
                .field("register_id")
                .fix("Let them close it and open your own, or let them sign in."))
        }
        _ => Ok(till),
    }
}

/// A register of which a terminal's answer tells: it cannot be refused any more. Where no shift is open, what is recorded
/// now is an addendum of the last one.
pub fn till_for_late(tx: &mut Tx<'_>, id: RegisterId) -> Result<Till> {
    let mut till = store::till(tx, id)?;
    if till.open.is_none() && till.last_shift_no > 0 {
        till.late = shift_store::id_by_number(tx, id, till.last_shift_no)?;
    }
    Ok(till)
}

/// Takes the next receipt number of a register. Every number taken is used in the same transaction.
pub fn take_receipt_no(tx: &mut Tx<'_>, till: &mut Till) -> Result<i64> {
    till.last_receipt_no = till.last_receipt_no.checked_add(1).ok_or_else(Error::overflow)?;
    store::change_till(tx, till)?;
    Ok(till.last_receipt_no)
}
