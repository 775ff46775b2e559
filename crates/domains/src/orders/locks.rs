//! The rows that a command changes. Whoever queues it names them first, so that a group takes all its locks
//! in the one global order; what could not be named is locked when the command comes to it.

use onetill_db::{Lock, Tx};
use onetill_kernel::{CustomerId, LocationId, OrderId, RegisterId, Result, Uuid, VariantId};

use super::inputs::{LineInput, NewSale, NewUnlinkedRefund};
use super::model::{LineRow, OrderRow, OrderState};
use super::{store, stored};
use crate::{customers, inventory, payments, stored_value, tills};

/// An order's own row.
pub fn order_lock(id: OrderId) -> Lock {
    Lock { table: &store::LOCK, key: [id.0, Uuid::nil()] }
}

/// What every change to the books of a shop touches: the register that gives the number, goods, customer.
fn books(
    register_id: RegisterId,
    location_id: LocationId,
    variants: impl Iterator<Item = VariantId>,
    customer_id: Option<CustomerId>,
) -> Vec<Lock> {
    let mut locks = vec![Lock { table: &tills::LOCK, key: [register_id.0, Uuid::nil()] }];
    locks.extend(variants.map(|v| Lock { table: &inventory::LOCK, key: [v.0, location_id.0] }));
    locks.extend(customer_id.map(|c| Lock { table: &customers::LOCK, key: [c.0, Uuid::nil()] }));
    locks
}

/// What a sale at `location_id` changes, as far as the request tells.
pub fn sale_locks(sale: &NewSale, location_id: LocationId) -> Vec<Lock> {
    let variants = sale.lines.iter().filter_map(|l| l.variant_id);
    books(sale.register_id, location_id, variants, sale.customer_id)
}

/// What a sale changes whose money was captured for an order: that order, whatever the request says of it.
pub fn paid_sale_locks(tx: &mut Tx<'_>, sale: &NewSale) -> Result<Vec<Lock>> {
    let mut paid = None;
    for payment in sale.payments.iter().filter_map(|p| p.payment_id) {
        if paid.is_none() {
            paid = payments::payment_row(tx, payment)?.and_then(|p| p.order_id);
        }
    }
    match sale.id.or(paid) {
        Some(id) => order_locks(tx, id),
        None => Ok(Vec::new()),
    }
}

/// What money given back without an order at `location_id` changes, as far as the request tells.
pub fn unlinked_refund_locks(new: &NewUnlinkedRefund, location_id: LocationId) -> Vec<Lock> {
    unlinked_locks(new.register_id, location_id, &new.lines, new.customer_id)
}

/// What goods change that come back without an order.
pub(super) fn unlinked_locks(
    register_id: RegisterId,
    location_id: LocationId,
    lines: &[LineInput],
    customer_id: Option<CustomerId>,
) -> Vec<Lock> {
    books(register_id, location_id, lines.iter().filter_map(|l| l.variant_id), customer_id)
}

/// What a command on an order may change; of an order that does not exist nothing.
pub fn order_locks(tx: &mut Tx<'_>, id: OrderId) -> Result<Vec<Lock>> {
    if !store::exists(tx, id)? {
        return Ok(Vec::new());
    }
    let order = store::order_row(tx, id)?;
    let lines = store::lines(tx, id)?;
    let mut locks = order_books(&order, &lines);
    locks.push(order_lock(id));
    locks.extend(stored::line_locks(&lines));
    if order.state == OrderState::Frozen {
        locks.extend(paid_by(tx, id)?);
    }
    Ok(locks)
}

/// The balances that payments of an order spent.
fn paid_by(tx: &mut Tx<'_>, id: OrderId) -> Result<impl Iterator<Item = Lock>> {
    Ok(payments::payments_of_order(tx, id)?.into_iter().filter_map(|p| p.balance_id).map(stored_value::lock))
}

/// What a refund of an order changes where another register may give the money back.
pub fn refund_locks(
    tx: &mut Tx<'_>,
    id: OrderId,
    register_id: RegisterId,
    location_id: LocationId,
) -> Result<Vec<Lock>> {
    if !store::exists(tx, id)? {
        return Ok(Vec::new());
    }
    let order = store::order_row(tx, id)?;
    let lines = store::lines(tx, id)?;
    let mut locks = books(register_id, location_id, tracked(&lines), order.customer_id);
    locks.push(order_lock(id));
    locks.extend(stored::line_locks(&lines));
    locks.extend(paid_by(tx, id)?);
    Ok(locks)
}

fn tracked(lines: &[LineRow]) -> impl Iterator<Item = VariantId> {
    lines.iter().filter(|l| l.tracked).filter_map(|l| l.variant_id)
}

fn order_books(order: &OrderRow, lines: &[LineRow]) -> Vec<Lock> {
    books(order.register_id, order.location_id, tracked(lines), order.customer_id)
}

/// Locks an order and reads it.
pub(super) fn lock_order(tx: &mut Tx<'_>, id: OrderId) -> Result<OrderRow> {
    tx.lock(vec![order_lock(id)])?;
    store::order_row(tx, id)
}

/// Locks what completing an order changes.
pub(super) fn lock_order_books(tx: &mut Tx<'_>, order: &OrderRow, lines: &[LineRow]) -> Result<()> {
    tx.lock(order_books(order, lines))
}

/// Locks what giving money and goods back changes.
pub(super) fn lock_books(
    tx: &mut Tx<'_>,
    register_id: RegisterId,
    location_id: LocationId,
    variants: impl Iterator<Item = VariantId>,
    customer_id: Option<CustomerId>,
) -> Result<()> {
    tx.lock(books(register_id, location_id, variants, customer_id))
}
