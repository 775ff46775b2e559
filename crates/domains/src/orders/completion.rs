//! Handing over: the one transaction in which a sale becomes true in every book.

use onetill_db::Tx;
use onetill_kernel::{Error, Money, OrderId, Result};
use serde_json::json;

use super::aside::must_be_taken_up;
use super::cart::{Place, leaving};
use super::events::OrderCompleted;
use super::inputs::*;
use super::locks::{lock_order, lock_order_books};
use super::model::*;
use super::{kinds, rules, store, stored};
use crate::catalog;
use crate::inventory::{self, Left, StockAfter};
use crate::ledger::posting_rules::{self, Sale, Share};
use crate::ledger::{self, EntryKind, NewEntry};
use crate::payments::{self, PaymentState};
use crate::platform::{self, AuditAction};
use crate::sync::{EventKind, emit};
use crate::tills::{self, Till};
use crate::{Ctx, customers};

/// Money that completes an order.
pub(super) struct Settled<'a> {
    /// Taken in this very transaction, by the tender's clearing account.
    pub(super) now: Vec<Share<'a>>,
    /// What of it is rounding of cash.
    pub(super) rounding: i64,
    /// Taken earlier, waiting on customer deposits.
    pub(super) earlier: i64,
}

/// Writes what completion means to stock, receipt series, customer, ledger and event log, and fills in the
/// order and its lines; the caller stores those. The goods of a frozen order are held for it, and so cannot be
/// refused any more.
pub(super) fn complete(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    place: &Place,
    till: &mut Till,
    order: &mut OrderRow,
    lines: &mut [(LineRow, i64)],
    settled: &Settled<'_>,
) -> Result<Vec<Left>> {
    let held = order.state == OrderState::Frozen;
    let goods: Vec<_> = lines.iter().filter_map(|(row, cost)| leaving(row, *cost)).collect();
    let policy = place.merchant.negative_stock;
    let left = inventory::leave(tx, ctx, order.location_id, policy, held, order.id.0, order.happened_at, &goods)?;
    for l in &left {
        if let Some((row, _)) = lines.iter_mut().find(|(row, _)| row.line_no == l.line_no) {
            row.cost = l.cost;
        }
    }
    if let Some(customer) = order.customer_id {
        let paid_back = stored::on_account(lines.iter().map(|(l, _)| (l.kind, &l.total)))?;
        customers::record_sale(tx, customer, order.total - paid_back, order.happened_at)?;
    }
    let receipt_no = tills::take_receipt_no(tx, till)?;
    order.shift_id = till.shift_id();
    order.receipt_no = Some(receipt_no);
    order.state = OrderState::Completed;
    order.paid = order.total;
    order.recorded_at = Some(ctx.now);
    let business_date = match order.business_date {
        Some(date) => date,
        None => place.date(ctx.now)?,
    };
    order.business_date = Some(business_date);

    let fact = Sale {
        taken: settled.now.clone(),
        rounding: settled.rounding,
        deposits: settled.earlier,
        income: lines.iter().map(|(l, _)| (l.account.as_str(), l.total - l.tax)).collect(),
        taxes: lines.iter().flat_map(|(l, _)| l.taxes.iter().map(|t| (t.account.as_str(), t.amount))).collect(),
        cost: onetill_kernel::sum(left.iter().map(|l| l.cost))?,
    };
    let entry = NewEntry {
        id: order.id.0,
        kind: EntryKind::Sale,
        business_date,
        location_id: order.location_id,
        currency: order.currency,
        recorded_at: ctx.now,
    };
    ledger::post(tx, &entry, &posting_rules::sale(&fact)?)?;
    let loaded = lines.iter().filter_map(|(l, _)| Some((l.balance_id?, l.line_no, l.total - l.tax)));
    stored::load(tx, ctx, order, place.date(ctx.now)?, loaded)?;
    let data = OrderCompleted {
        order_id: order.id,
        number: tills::receipt_number(&place.register.series, receipt_no),
        version: order.version,
        register_id: order.register_id,
        location_id: order.location_id,
        customer_id: order.customer_id,
        total: Money::new(order.total, order.currency),
        line_count: order.line_count,
        business_date,
        stock: left.iter().map(StockAfter::from).collect(),
    };
    emit(tx, ctx, EventKind::OrderCompleted, order.id, order.happened_at, &data)?;
    Ok(left)
}

/// Completes an order that is paid. Completing it again changes nothing.
pub fn complete_order(tx: &mut Tx<'_>, ctx: &Ctx, id: OrderId, input: &CompleteOrder) -> Result<()> {
    let order = lock_order(tx, id)?;
    if order.state == OrderState::Completed {
        return Ok(());
    }
    rules::must_be_version(&order, input.version)?;
    if order.state == OrderState::Voided {
        return rules::must_be_open(&order);
    }
    if order.state == OrderState::Open {
        must_be_taken_up(tx, id)?;
    }
    if order.line_count == 0 {
        return Err(Error::conflict("order_empty", "There is nothing on this order.").fix("Add a line first."));
    }
    if order.paid != order.total {
        let due = Money::new(order.total - order.paid, order.currency);
        return Err(Error::conflict("payment_missing", format!("{due} of this order is not paid yet."))
            .fix("POST /v1/orders/{id}/payments, then complete it."));
    }
    if order.state == OrderState::Open {
        let lines = store::lines(tx, id)?;
        kinds::before_payment(tx, id, &lines)?;
    }
    let mut till = tills::till(tx, ctx, order.register_id, None)?;
    complete_stored(tx, ctx, &mut till, order, 0, false).map(drop)
}

/// Completes a stored order whose money was all taken earlier, but for what goods pay that come back now; returns what
/// became of its own goods.
pub(super) fn complete_stored(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    till: &mut Till,
    mut order: OrderRow,
    exchanged: i64,
    recovered: bool,
) -> Result<Vec<Left>> {
    let rows = store::lines(tx, order.id)?;
    lock_order_books(tx, &order, &rows)?;
    let place = Place::of(tx, order.register_id)?;
    let open = payments::payments_of_order(tx, order.id)?.iter().any(|p| p.state.is_open());
    if open {
        return Err(Error::conflict("payment_open", "A payment of this order is still under way.")
            .fix("Wait for its answer, or cancel it."));
    }
    if order.state == OrderState::Open {
        super::codes::redeem_stored(tx, ctx, &order)?;
    }
    let costs = assumed_costs(tx, &rows)?;
    let mut lines: Vec<(LineRow, i64)> = rows.into_iter().zip(costs).collect();
    let version = order.version;
    order.version += 1;
    order.recovered = recovered;
    let now = if exchanged > 0 { vec![(posting_rules::EXCHANGES, exchanged)] } else { Vec::new() };
    let settled = Settled { now, rounding: 0, earlier: order.total - exchanged };
    let left = complete(tx, ctx, &place, till, &mut order, &mut lines, &settled)?;
    for (line, _) in lines.iter().filter(|(l, _)| l.cost != 0) {
        store::update_line_cost(tx, order.id, line.line_no, line.cost)?;
    }
    store::update_order(tx, version, &order)?;
    if order.discount != 0 {
        let discounts = store::discounts(tx, order.id)?;
        account_for_discounts(tx, ctx, &order, &discounts)?;
    }
    Ok(left)
}

/// Accounts for what was sold for less by hand.
pub(super) fn account_for_discounts(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    order: &OrderRow,
    discounts: &[DiscountRow],
) -> Result<()> {
    // What rules take off nobody needs to answer for.
    let by_hand: Vec<&DiscountRow> = discounts.iter().filter(|d| d.promotion_id.is_none()).collect();
    if by_hand.is_empty() {
        return Ok(());
    }
    let money = |minor| Money::new(minor, order.currency);
    let each: Vec<_> =
        by_hand.iter().map(|d| json!({ "line_no": d.line_no, "percent": d.rate, "amount": money(d.amount) })).collect();
    let details = json!({ "total": money(order.total), "discount": money(order.discount), "discounts": each });
    let (staff, register) = (order.staff_id, Some(order.register_id));
    platform::audit_for(tx, ctx, staff, AuditAction::OrderDiscounted, order.id, register, &details)
}

/// What one unit of each line costs where the stock does not know.
fn assumed_costs(tx: &mut Tx<'_>, lines: &[LineRow]) -> Result<Vec<i64>> {
    let variants: Vec<_> = lines.iter().filter_map(|l| l.variant_id).collect();
    let known = catalog::sellables(tx, &variants, &inventory::locked(tx))?;
    let cost = |l: &LineRow| {
        let found = known.iter().find(|s| Some(s.variant_id) == l.variant_id);
        found.and_then(|s| s.cost_minor).unwrap_or(0)
    };
    Ok(lines.iter().map(cost).collect())
}

/// The money of an order's payments that is captured.
pub(super) fn captured(payments: &[payments::PaymentRow]) -> Result<i64> {
    onetill_kernel::sum(payments.iter().filter(|p| p.state == PaymentState::Captured).map(|p| p.amount))
}
