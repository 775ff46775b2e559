//! Orders put aside: any register of the location may take one up, and exactly one does.
//!
//! An order put aside is an open order with a row of its own beside it. It holds no stock, and cannot be changed or paid
//! until it is taken up: the order's lock decides between two registers that try at once.

use std::collections::HashMap;

use onetill_db::Tx;
use onetill_kernel::{CustomerId, Error, LocationId, OrderId, Result, StaffId, Timestamp};
use serde_json::json;

use super::aside_model::*;
use super::aside_store::{self, HeldRow};
use super::cart::Place;
use super::commands::{give_up, tell};
use super::locks::lock_order;
use super::model::OrderRow;
use super::{exchange, promised_store, rules, store};
use crate::platform::HeldOrders;
use crate::sync::{EventKind, emit};
use crate::{Ctx, check_text, customers, platform, tills};

/// How many lines' names a list shows.
const NAMES: i64 = 3;
/// How many are given up by one look for those whose time is over.
const OVERDUE_AT_ONCE: i64 = 50;
/// Why an order is given up that nobody took up.
const NOBODY_CAME: &str = "Put aside, and not taken up by the end of the day.";

/// Puts an open order aside.
pub fn hold_order(tx: &mut Tx<'_>, ctx: &Ctx, id: OrderId, input: &HoldOrder) -> Result<()> {
    let mut order = lock_order(tx, id)?;
    rules::must_be_open(&order)?;
    rules::must_be_version(&order, input.version)?;
    must_not_be_held(tx, id)?;
    let place = Place::of(tx, order.register_id)?;
    check_hold(&order, input.name.as_deref())?;
    exchange::keep_aside(tx, ctx, &place, &order, &input.returned)?;
    let version = order.version;
    order.version += 1;
    store::update_order(tx, version, &order)?;
    put_aside(tx, ctx, &place, &order, input.name.as_deref())
}

/// Refuses to put aside what is empty, or has a name that is too long.
pub(super) fn check_hold(order: &OrderRow, name: Option<&str>) -> Result<()> {
    check_text("name", name.unwrap_or(""), 100)?;
    if order.line_count == 0 {
        return Err(Error::conflict("order_empty", "There is nothing on this order.").fix("Add a line first."));
    }
    Ok(())
}

/// Writes that an order waits.
pub(super) fn put_aside(tx: &mut Tx<'_>, ctx: &Ctx, place: &Place, order: &OrderRow, name: Option<&str>) -> Result<()> {
    let held = HeldRow {
        order_id: order.id,
        location_id: order.location_id,
        register_id: order.register_id,
        staff_id: ctx.staff_id,
        name: name.unwrap_or("").trim().to_owned(),
        held_at: ctx.now,
        expires_at: expiry(place, ctx.now)?,
    };
    aside_store::append_held(tx, &held)?;
    tell(tx, ctx, EventKind::OrderHeld, order)
}

/// When an order that is put aside now is given up.
fn expiry(place: &Place, now: Timestamp) -> Result<Option<Timestamp>> {
    match place.merchant.selling.held_orders {
        HeldOrders::Kept => Ok(None),
        HeldOrders::DayEnd => {
            let clock = place.location.clock(now);
            clock.start_of(clock.date(now)?.plus_days(1)).map(Some)
        }
    }
}

/// Refuses while the order is put aside.
pub(super) fn must_not_be_held(tx: &mut Tx<'_>, id: OrderId) -> Result<()> {
    match aside_store::held(tx, id)? {
        None => Ok(()),
        Some(_) => Err(Error::conflict("order_held", "This order is put aside.")
            .fix("Take it up first: POST /v1/orders/{id}/recall.")),
    }
}

/// As [`must_not_be_held`], of an order that is being paid: what was to come back with it is said anew with the payment.
pub(super) fn must_be_taken_up(tx: &mut Tx<'_>, id: OrderId) -> Result<()> {
    let (is_held, is_promised) = aside_store::waits(tx, id)?;
    if is_held {
        return must_not_be_held(tx, id);
    }
    if is_promised { promised_store::forget(tx, id) } else { Ok(()) }
}

/// Takes up an order that was put aside: it is the register's from then on. Of two that try, one does.
pub fn recall_order(tx: &mut Tx<'_>, ctx: &Ctx, id: OrderId, input: &RecallOrder) -> Result<()> {
    let mut order = lock_order(tx, id)?;
    let register = tills::register(tx, input.register_id)?;
    if register.location_id != order.location_id {
        return Err(Error::conflict("order_elsewhere", "This order waits at another location.")
            .field("register_id")
            .fix("Take it up at a register of the location where it was put aside."));
    }
    if !aside_store::delete_held(tx, id)? {
        return Err(Error::conflict("order_not_held", "This order is not put aside: somebody took it up already.")
            .fix("GET /v1/held-orders lists those that wait."));
    }
    let version = order.version;
    order.version += 1;
    order.register_id = register.id;
    order.staff_id = ctx.staff_id.or(order.staff_id);
    store::update_order(tx, version, &order)?;
    let data = json!({ "order_id": id, "register_id": register.id, "version": order.version });
    emit(tx, ctx, EventKind::OrderRecalled, id, ctx.now, &data)
}

/// Orders put aside whose time is over, some at once.
pub fn overdue_holds(tx: &mut Tx<'_>, now: Timestamp) -> Result<Vec<OrderId>> {
    aside_store::overdue(tx, now, OVERDUE_AT_ONCE)
}

/// Gives up an order that nobody took up in time.
pub fn expire_hold(tx: &mut Tx<'_>, ctx: &mut Ctx, id: OrderId) -> Result<()> {
    let order = lock_order(tx, id)?;
    let over = |h: &HeldRow| h.expires_at.is_some_and(|at| at <= ctx.now);
    if !aside_store::held(tx, id)?.as_ref().is_some_and(over) {
        return Ok(()); // Somebody was just in time.
    }
    give_up(tx, ctx, order, None, NOBODY_CAME)
}

/// All that is put aside at a location, or anywhere, the longest waiting first.
pub fn held_orders(tx: &mut Tx<'_>, location: Option<LocationId>) -> Result<Vec<HeldOrder>> {
    let rows = aside_store::all_held(tx, location)?;
    let ids: Vec<OrderId> = rows.iter().map(|h| h.order_id).collect();
    let mut orders: HashMap<OrderId, _> = aside_store::waiting(tx, &ids)?.into_iter().map(|o| (o.id, o)).collect();
    let mut names = aside_store::first_names(tx, &ids, NAMES)?;
    names.sort_unstable_by_key(|(id, line_no, _)| (*id, *line_no));
    let buyers: Vec<CustomerId> = orders.values().filter_map(|o| o.customer_id).collect();
    let buyers = customers::names(tx, &buyers)?;
    let staff: HashMap<StaffId, String> = platform::staff_list(tx)?.into_iter().map(|s| (s.id, s.name)).collect();
    let registers = tills::registers(tx)?;
    let held = rows.into_iter().filter_map(|h| {
        let order = orders.remove(&h.order_id)?;
        Some(HeldOrder {
            order_id: h.order_id,
            version: order.version,
            name: h.name,
            customer_id: order.customer_id,
            customer_name: order.customer_id.and_then(|id| buyers.get(&id).cloned()),
            goods: names.iter().filter(|(id, ..)| *id == h.order_id).map(|(.., name)| name.clone()).collect(),
            line_count: order.line_count,
            total: order.total,
            location_id: h.location_id,
            register_id: h.register_id,
            register_name: registers
                .iter()
                .find(|r| r.id == h.register_id)
                .map_or_else(String::new, |r| r.name.clone()),
            staff_id: h.staff_id,
            staff_name: h.staff_id.and_then(|id| staff.get(&id).cloned()),
            held_at: h.held_at,
            expires_at: h.expires_at,
        })
    });
    Ok(held.collect())
}
