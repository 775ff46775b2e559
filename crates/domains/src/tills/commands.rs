use onetill_db::Tx;
use onetill_kernel::{Error, RegisterId, Result};
use serde_json::json;

use super::model::{NewRegister, Register};
use super::store;
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
    };
    store::insert_register(tx, &register, ctx.now)?;
    emit(tx, ctx, EventKind::RegisterCreated, register.id, ctx.now, &json!({ "name": register.name }))?;
    Ok(register.id)
}

/// Takes the next receipt number of a register. Every number taken is used in the same transaction.
pub fn take_receipt_no(tx: &mut Tx<'_>, id: RegisterId) -> Result<i64> {
    store::next_receipt_no(tx, id)?.ok_or_else(|| Error::invalid("register_id", "There is no such register."))
}
