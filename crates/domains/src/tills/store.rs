use onetill_db::{Columns, Lock, LockTable, Row, Tx, params};
use onetill_kernel::{Error, RegisterId, Result, Timestamp, Uuid};

use super::model::Register;
use super::registers::Till;

/// A register's row, which gives the receipt number and tells which shift is open.
pub static LOCK: LockTable =
    LockTable::new(10, "registers", &["id"], &["last_receipt_no", "shift_id", "shift_holder_id", "last_shift_no"]);

/// The lock of a register, of its series and of its shifts.
pub fn register_lock(id: RegisterId) -> Lock {
    Lock { table: &LOCK, key: [id.0, Uuid::nil()] }
}

/// Reads what stands first in a row.
pub(super) fn read_register(c: &mut Columns<'_>) -> Result<Register> {
    Ok(Register {
        id: c.take()?,
        location_id: c.take()?,
        name: c.take()?,
        series: c.take()?,
        shift_mode: c.take()?,
        blind_count: c.take()?,
    })
}

fn no_register() -> Error {
    Error::invalid("register_id", "There is no such register.").fix("GET /v1/registers lists them.")
}

/// One register; a refusal names the field `register_id`.
pub fn register(tx: &mut Tx<'_>, id: RegisterId) -> Result<Register> {
    let sql = "SELECT id, location_id, name, series, shift_mode, blind_count FROM registers WHERE id";
    // What is read changes by a statement alone, which forgets it. Those that other commands of the group sell at are
    // read along.
    let ahead: Vec<RegisterId> = tx.locked(&LOCK).into_iter().map(|[id, _]| RegisterId(id)).collect();
    let read = |row: &Row<'_>| read_register(&mut row.columns()).map(|r| (r.id, r));
    tx.remember_each(&["registers"], &[id], &ahead, |tx, ids| tx.query_ids(sql, &[], ids, read))?
        .pop()
        .ok_or_else(no_register)
}

/// All registers, by name.
pub fn registers(tx: &mut Tx<'_>) -> Result<Vec<Register>> {
    tx.query(
        "SELECT id, location_id, name, series, shift_mode, blind_count FROM registers ORDER BY name, id",
        &[],
        |row| read_register(&mut row.columns()),
    )
}

pub(super) fn register_exists(tx: &mut Tx<'_>, id: RegisterId) -> Result<bool> {
    Ok(tx.query_opt("SELECT id FROM registers WHERE id = $1", params![id], |_| Ok(()))?.is_some())
}

pub(super) fn series_taken(tx: &mut Tx<'_>, series: &str) -> Result<bool> {
    Ok(tx.query_opt("SELECT id FROM registers WHERE series = $1", params![*series], |_| Ok(()))?.is_some())
}

pub(super) fn insert_register(tx: &mut Tx<'_>, r: &Register, now: Timestamp) -> Result<()> {
    tx.execute(
        "INSERT INTO registers (id, location_id, name, series, last_receipt_no, created_at, shift_mode, blind_count, \
         last_shift_no) VALUES ($1, $2, $3, $4, 0, $5, $6, $7, 0)",
        params![r.id, r.location_id, r.name, r.series, now, r.shift_mode, r.blind_count],
    )?;
    Ok(())
}

pub(super) fn update_register(tx: &mut Tx<'_>, r: &Register) -> Result<()> {
    tx.execute(
        "UPDATE registers SET shift_mode = $2, blind_count = $3 WHERE id = $1",
        params![r.id, r.shift_mode, r.blind_count],
    )?;
    Ok(())
}

/// The register's row, locked.
pub(super) fn till(tx: &mut Tx<'_>, id: RegisterId) -> Result<Till> {
    let read = |row: &Row<'_>| {
        let mut c = row.columns();
        Ok(Till {
            register_id: id,
            last_receipt_no: c.take()?,
            open: c.take()?,
            holder: c.take()?,
            last_shift_no: c.take()?,
            late: None,
        })
    };
    tx.row(&LOCK, [id.0, Uuid::nil()], read)?.ok_or_else(no_register)
}

/// Writes the register's row as `till` has it.
pub(super) fn change_till(tx: &mut Tx<'_>, till: &Till) -> Result<()> {
    tx.change(
        &LOCK,
        [till.register_id.0, Uuid::nil()],
        params![till.last_receipt_no, till.open, till.holder, till.last_shift_no],
    )
}
