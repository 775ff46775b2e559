//! The rows of orders put aside, and of what was taken off.

use onetill_db::{Filter, Row, Table, Tx, params};
use onetill_kernel::{
    Currency, CustomerId, LocationId, Money, OrderId, RegisterId, Result, ShiftId, StaffId, Timestamp, Uuid,
};

use super::aside_model::*;
use crate::{Page, PageRequest};

static HELD_ORDERS: Table =
    Table::new("held_orders", &["order_id", "location_id", "register_id", "staff_id", "name", "held_at", "expires_at"]);
static ORDER_VOIDS: Table = Table::new(
    "order_voids",
    &[
        "id",
        "order_id",
        "register_id",
        "shift_id",
        "staff_id",
        "variant_id",
        "name",
        "quantity_milli",
        "unit_price_minor",
        "amount_minor",
        "currency",
        "reason",
        "recorded_at",
    ],
);

/// An order's row of those put aside.
#[derive(Debug, Clone)]
pub(super) struct HeldRow {
    pub(super) order_id: OrderId,
    pub(super) location_id: LocationId,
    pub(super) register_id: RegisterId,
    pub(super) staff_id: Option<StaffId>,
    pub(super) name: String,
    pub(super) held_at: Timestamp,
    pub(super) expires_at: Option<Timestamp>,
}

pub(super) fn append_held(tx: &mut Tx<'_>, h: &HeldRow) -> Result<()> {
    tx.append(
        &HELD_ORDERS,
        params![h.order_id, h.location_id, h.register_id, h.staff_id, h.name, h.held_at, h.expires_at],
    )
}

const HELD: &str = "SELECT order_id, location_id, register_id, staff_id, name, held_at, expires_at FROM held_orders";

fn read_held(row: &Row<'_>) -> Result<HeldRow> {
    let mut c = row.columns();
    Ok(HeldRow {
        order_id: c.take()?,
        location_id: c.take()?,
        register_id: c.take()?,
        staff_id: c.take()?,
        name: c.take()?,
        held_at: c.take()?,
        expires_at: c.take()?,
    })
}

pub(super) fn held(tx: &mut Tx<'_>, id: OrderId) -> Result<Option<HeldRow>> {
    tx.query_opt(&format!("{HELD} WHERE order_id = $1"), params![id], read_held)
}

/// Whether an order is put aside, and whether something is to come back with it.
pub(super) fn waits(tx: &mut Tx<'_>, id: OrderId) -> Result<(bool, bool)> {
    let sql = "SELECT 'held' FROM held_orders WHERE order_id = $1 \
               UNION ALL SELECT 'promised' FROM promised_returns WHERE order_id = $1";
    let found: Vec<String> = tx.query(sql, params![id], |row| row.get(0))?;
    Ok((found.iter().any(|f| f == "held"), found.iter().any(|f| f == "promised")))
}

/// Takes an order out of those put aside; whether it was one.
pub(super) fn delete_held(tx: &mut Tx<'_>, id: OrderId) -> Result<bool> {
    Ok(tx.execute("DELETE FROM held_orders WHERE order_id = $1", params![id])? == 1)
}

/// All that is put aside, of one location or of all, the longest waiting first.
pub(super) fn all_held(tx: &mut Tx<'_>, location: Option<LocationId>) -> Result<Vec<HeldRow>> {
    let mut f = Filter::new();
    if let Some(location) = location {
        f.and("location_id = ?", location);
    }
    tx.query(&format!("{HELD}{} ORDER BY held_at, order_id", f.sql()), f.values(), read_held)
}

/// Some of those whose time is over.
pub(super) fn overdue(tx: &mut Tx<'_>, now: Timestamp, limit: i64) -> Result<Vec<OrderId>> {
    let sql = "SELECT order_id FROM held_orders WHERE expires_at <= $1 ORDER BY expires_at, order_id LIMIT $2";
    tx.query(sql, params![now, limit], |row| row.get(0))
}

/// What a list of orders put aside shows of each.
pub(super) struct Waiting {
    pub(super) id: OrderId,
    pub(super) version: i64,
    pub(super) customer_id: Option<CustomerId>,
    pub(super) line_count: i64,
    pub(super) total: Money,
}

pub(super) fn waiting(tx: &mut Tx<'_>, ids: &[OrderId]) -> Result<Vec<Waiting>> {
    let sql = "SELECT id, version, customer_id, line_count, total_minor, currency FROM orders WHERE id";
    tx.query_ids(sql, &[], ids, |row| {
        let mut c = row.columns();
        Ok(Waiting {
            id: c.take()?,
            version: c.take()?,
            customer_id: c.take()?,
            line_count: c.take()?,
            total: Money::new(c.take()?, c.take::<Currency>()?),
        })
    })
}

/// The names on the first lines of some orders.
pub(super) fn first_names(tx: &mut Tx<'_>, ids: &[OrderId], upto: i64) -> Result<Vec<(OrderId, i64, String)>> {
    let sql = "SELECT order_id, line_no, name FROM order_lines WHERE line_no <= $1 AND order_id";
    tx.query_ids(sql, params![upto], ids, |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
}

pub(super) fn append_void(tx: &mut Tx<'_>, v: &VoidRow) -> Result<()> {
    tx.append(
        &ORDER_VOIDS,
        params![
            v.id,
            v.order_id,
            v.register_id,
            v.shift_id,
            v.staff_id,
            v.variant_id,
            v.name,
            v.quantity,
            v.unit_price,
            v.amount,
            v.currency,
            v.reason,
            v.recorded_at
        ],
    )
}

const VOID: &str = "SELECT id, order_id, register_id, shift_id, staff_id, variant_id, name, quantity_milli, \
    unit_price_minor, amount_minor, currency, reason, recorded_at FROM order_voids";

fn read_void(row: &Row<'_>) -> Result<VoidRow> {
    let mut c = row.columns();
    Ok(VoidRow {
        id: c.take()?,
        order_id: c.take()?,
        register_id: c.take()?,
        shift_id: c.take()?,
        staff_id: c.take()?,
        variant_id: c.take()?,
        name: c.take()?,
        quantity: c.take()?,
        unit_price: c.take()?,
        amount: c.take()?,
        currency: c.take()?,
        reason: c.take()?,
        recorded_at: c.take()?,
    })
}

/// What was taken off an order, oldest first.
pub(super) fn voids_of_order(tx: &mut Tx<'_>, id: OrderId) -> Result<Vec<VoidRow>> {
    tx.query(&format!("{VOID} WHERE order_id = $1 ORDER BY recorded_at, id"), params![id], read_void)
}

/// What was taken off in a shift, oldest first.
pub(super) fn voids_of_shift(tx: &mut Tx<'_>, id: ShiftId) -> Result<Vec<VoidRow>> {
    tx.query(&format!("{VOID} WHERE shift_id = $1 ORDER BY recorded_at, id"), params![id], read_void)
}

/// What was taken off, newest first.
pub(super) fn voids(tx: &mut Tx<'_>, filter: &VoidFilter, page: &PageRequest) -> Result<Page<VoidRow>> {
    let limit = page.limit()?;
    let mut f = Filter::new();
    f.and("id < ?", page.after_id(Uuid::max())?);
    if let Some(register) = filter.register_id {
        f.and("register_id = ?", register);
    }
    if let Some(shift) = filter.shift_id {
        f.and("shift_id = ?", shift);
    }
    if let Some(order) = filter.order_id {
        f.and("order_id = ?", order);
    }
    let rows = f.bind(page.rows()?);
    let found = tx.query(&format!("{VOID}{} ORDER BY id DESC LIMIT {rows}", f.sql()), f.values(), read_void)?;
    Ok(Page::from_rows(found, limit, |v| v.id.to_string()))
}
