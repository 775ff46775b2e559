use onetill_db::{Filter, Row, Table, Tx, params};
use onetill_kernel::{
    CashMovementId, DrawerOpeningId, Error, LocationId, Money, Result, ShiftId, StaffId, Timestamp, Uuid,
};

use super::model::*;
use super::shift_store::name_of;
use crate::{Page, PageRequest};

static CASH_MOVEMENTS: Table = Table::new(
    "cash_movements",
    &[
        "id",
        "location_id",
        "shift_id",
        "kind",
        "purpose",
        "amount_minor",
        "currency",
        "reason",
        "staff_id",
        "recorded_at",
    ],
);
static DRAWER_OPENINGS: Table = Table::new("drawer_openings", &["id", "shift_id", "reason", "staff_id", "recorded_at"]);

pub(super) fn append_movement(tx: &mut Tx<'_>, m: &CashRow, by: Option<StaffId>, now: Timestamp) -> Result<()> {
    tx.append(
        &CASH_MOVEMENTS,
        params![m.id, m.location_id, m.shift_id, m.kind, m.purpose, m.amount, m.currency, m.reason, by, now],
    )
}

pub(super) fn movement_exists(tx: &mut Tx<'_>, id: CashMovementId) -> Result<bool> {
    Ok(tx.query_opt("SELECT id FROM cash_movements WHERE id = $1", params![id], |_| Ok(()))?.is_some())
}

/// How cash moved in a shift, in minor units.
pub(super) fn amounts_of(tx: &mut Tx<'_>, id: ShiftId) -> Result<Vec<(CashKind, i64)>> {
    let sql = "SELECT kind, amount_minor FROM cash_movements WHERE shift_id = $1";
    tx.query(sql, params![id], |row| Ok((row.get(0)?, row.get(1)?)))
}

const MOVEMENT: &str = "SELECT id, location_id, shift_id, kind, purpose, amount_minor, currency, reason, staff_id, \
    recorded_at FROM cash_movements";

fn read_movement(row: &Row<'_>) -> Result<CashMovement> {
    let mut c = row.columns();
    Ok(CashMovement {
        id: c.take()?,
        location_id: c.take()?,
        shift_id: c.take()?,
        kind: c.take()?,
        purpose: c.take()?,
        amount: Money::new(c.take()?, c.take()?),
        reason: c.take()?,
        staff_id: c.take()?,
        staff_name: None,
        recorded_at: c.take()?,
    })
}

fn named(tx: &mut Tx<'_>, mut found: Vec<CashMovement>) -> Result<Vec<CashMovement>> {
    for movement in &mut found {
        movement.staff_name = name_of(tx, movement.staff_id)?;
    }
    Ok(found)
}

/// One movement of cash.
pub fn cash_movement(tx: &mut Tx<'_>, id: CashMovementId) -> Result<CashMovement> {
    let found = tx.query(&format!("{MOVEMENT} WHERE id = $1"), params![id], read_movement)?;
    named(tx, found)?.pop().ok_or_else(|| Error::not_found("movement of cash"))
}

/// The movements of cash in a shift, oldest first.
pub fn cash_movements_of(tx: &mut Tx<'_>, id: ShiftId) -> Result<Vec<CashMovement>> {
    let sql = format!("{MOVEMENT} WHERE shift_id = $1 ORDER BY recorded_at, id");
    let found = tx.query(&sql, params![id], read_movement)?;
    named(tx, found)
}

/// What moved between safes and the bank, newest first.
pub fn safe_movements(
    tx: &mut Tx<'_>,
    location_id: Option<LocationId>,
    page: &PageRequest,
) -> Result<Page<CashMovement>> {
    let limit = page.limit()?;
    let mut f = Filter::new();
    f.and("id < ?", page.after_id(Uuid::max())?);
    f.and_raw("shift_id IS NULL");
    if let Some(location) = location_id {
        f.and("location_id = ?", location);
    }
    let rows = f.bind(page.rows()?);
    let sql = format!("{MOVEMENT}{} ORDER BY id DESC LIMIT {rows}", f.sql());
    let found = tx.query(&sql, f.values(), read_movement)?;
    let page = Page::from_rows(found, limit, |m| m.id.to_string());
    Ok(Page { items: named(tx, page.items)?, next_cursor: page.next_cursor })
}

pub(super) fn opening_exists(tx: &mut Tx<'_>, id: DrawerOpeningId) -> Result<bool> {
    Ok(tx.query_opt("SELECT id FROM drawer_openings WHERE id = $1", params![id], |_| Ok(()))?.is_some())
}

pub(super) fn append_opening(
    tx: &mut Tx<'_>,
    id: DrawerOpeningId,
    shift_id: ShiftId,
    reason: &str,
    by: Option<StaffId>,
    now: Timestamp,
) -> Result<()> {
    tx.append(&DRAWER_OPENINGS, params![id, shift_id, *reason, by, now])
}

const OPENING: &str = "SELECT id, shift_id, reason, staff_id, recorded_at FROM drawer_openings";

fn openings_where(tx: &mut Tx<'_>, f: &Filter) -> Result<Vec<DrawerOpening>> {
    let sql = format!("{OPENING}{} ORDER BY recorded_at, id", f.sql());
    let mut found = tx.query(&sql, f.values(), |row| {
        let mut c = row.columns();
        Ok(DrawerOpening {
            id: c.take()?,
            shift_id: c.take()?,
            reason: c.take()?,
            staff_id: c.take()?,
            staff_name: None,
            recorded_at: c.take()?,
        })
    })?;
    for opening in &mut found {
        opening.staff_name = name_of(tx, opening.staff_id)?;
    }
    Ok(found)
}

/// One opening of a drawer.
pub fn drawer_opening(tx: &mut Tx<'_>, id: DrawerOpeningId) -> Result<DrawerOpening> {
    let mut f = Filter::new();
    f.and("id = ?", id);
    openings_where(tx, &f)?.pop().ok_or_else(|| Error::not_found("drawer opening"))
}

/// The openings of the drawer in a shift, oldest first.
pub fn drawer_openings_of(tx: &mut Tx<'_>, id: ShiftId) -> Result<Vec<DrawerOpening>> {
    let mut f = Filter::new();
    f.and("shift_id = ?", id);
    openings_where(tx, &f)
}
