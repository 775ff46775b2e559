use onetill_db::{LockTable, Row, Tx, params};
use onetill_kernel::{Error, RegisterId, Result, Timestamp, Uuid};

use super::model::Register;

/// A register's row, which gives the receipt number.
pub static LOCK: LockTable = LockTable::new(10, "registers", &["id"], &["last_receipt_no"]);

fn read_register(row: &Row<'_>) -> Result<Register> {
    let mut c = row.columns();
    Ok(Register { id: c.take()?, location_id: c.take()?, name: c.take()?, series: c.take()? })
}

/// One register; a refusal names the field `register_id`.
pub fn register(tx: &mut Tx<'_>, id: RegisterId) -> Result<Register> {
    let sql = "SELECT id, location_id, name, series FROM registers WHERE id";
    // What is read never changes. Those that other commands of the group sell at are read along.
    let ahead: Vec<RegisterId> = tx.locked(&LOCK).into_iter().map(|[id, _]| RegisterId(id)).collect();
    let read = |row: &Row<'_>| read_register(row).map(|r| (r.id, r));
    tx.remember_each(&["registers"], &[id], &ahead, |tx, ids| tx.query_ids(sql, &[], ids, read))?
        .pop()
        .ok_or_else(|| Error::invalid("register_id", "There is no such register.").fix("GET /v1/registers lists them."))
}

/// All registers, by name.
pub fn registers(tx: &mut Tx<'_>) -> Result<Vec<Register>> {
    tx.query("SELECT id, location_id, name, series FROM registers ORDER BY name, id", &[], read_register)
}

pub(super) fn register_exists(tx: &mut Tx<'_>, id: RegisterId) -> Result<bool> {
    Ok(tx.query_opt("SELECT id FROM registers WHERE id = $1", params![id], |_| Ok(()))?.is_some())
}

pub(super) fn series_taken(tx: &mut Tx<'_>, series: &str) -> Result<bool> {
    Ok(tx.query_opt("SELECT id FROM registers WHERE series = $1", params![*series], |_| Ok(()))?.is_some())
}

pub(super) fn insert_register(tx: &mut Tx<'_>, r: &Register, now: Timestamp) -> Result<()> {
    tx.execute(
        "INSERT INTO registers (id, location_id, name, series, last_receipt_no, created_at) \
         VALUES ($1, $2, $3, $4, 0, $5)",
        params![r.id, r.location_id, r.name, r.series, now],
    )?;
    Ok(())
}

pub(super) fn next_receipt_no(tx: &mut Tx<'_>, id: RegisterId) -> Result<Option<i64>> {
    let key = [id.0, Uuid::nil()];
    let Some(last) = tx.row(&LOCK, key, |row| row.get::<i64>(0))? else { return Ok(None) };
    let next = last.checked_add(1).ok_or_else(Error::overflow)?;
    tx.change(&LOCK, key, params![next])?;
    Ok(Some(next))
}
