//! Giving money and goods back: by the line's stored price, discount, tax and cost, never today's.

use onetill_db::Tx;
use onetill_kernel::{Date, Error, Money, OrderId, Quantity, RefundId, Result, Timestamp, sum};
use serde_json::json;

use super::cart::{Place, Purpose, Wanted, basis, build, check_customer};
use super::events::OrderRefunded;
use super::giving::{self, Given};
use super::inputs::*;
use super::locks::{lock_books, lock_order};
use super::model::*;
use super::{kinds, refund_store, rules, store};
use crate::inventory::{self, Left, Returning, StockAfter};
use crate::ledger::posting_rules::{self, Share};
use crate::ledger::{self, EntryKind, NewEntry};
use crate::payments::{self, AttemptState, NewPayment, PaymentRow, PaymentState, TenderKind};
use crate::platform::{self, AuditAction};
use crate::sync::{EventKind, emit};
use crate::tills::Till;
use crate::{Ctx, check_reason, customers, tills};

/// A refund whose lines are known, ready to be written.
struct Prepared {
    row: RefundRow,
    lines: Vec<RefundLineRow>,
    /// Goods that go back on the shelf.
    back: Vec<Returning>,
}

/// What a reason should tell.
const WHY: &str = "Say why money is given back.";

/// The id of a new refund. Looked at first of all: whoever sends a refund again shall hear that it is done,
/// not that nothing is left to refund.
fn new_refund_id(tx: &mut Tx<'_>, ctx: &mut Ctx, given: Option<RefundId>) -> Result<RefundId> {
    match given {
        Some(id) if refund_store::refund_exists(tx, id)? => Err(Error::conflict(
            "already_exists",
            "There is a refund with this id already; nothing was given back again.",
        )
        .field("id")
        .fix(format!("GET /v1/refunds/{id} shows it; use a new id for a new refund."))),
        given => Ok(given.unwrap_or_else(|| ctx.new_id())),
    }
}

/// The business date of a refund: the day on which it is recorded, or, for one brought over from another
/// system, the day on which it happened.
fn refund_date(place: &Place, ctx: &Ctx, happened_at: Timestamp, import: bool) -> Result<Date> {
    place.date(if import { happened_at } else { ctx.now })
}

/// Gives back lines of an order, or all that is left of it.
pub fn refund_order(tx: &mut Tx<'_>, ctx: &mut Ctx, order_id: OrderId, new: &NewRefund) -> Result<RefundId> {
    check_reason(&new.reason, WHY)?;
    let mut order = lock_order(tx, order_id)?;
    let id = new_refund_id(tx, ctx, new.id)?;
    if order.state != OrderState::Completed {
        return Err(Error::conflict("order_not_completed", "Only a completed order can be refunded.")
            .fix("Give the order up instead: POST /v1/orders/{id}/void."));
    }
    let happened_at = ctx.happened_at(new.happened_at)?;
    let place = Place::of(tx, new.register_id)?;
    let sold = store::lines(tx, order_id)?;
    let wanted = wanted_lines(new, &sold)?;
    let variants = wanted.iter().filter_map(|(l, ..)| l.variant_id);
    lock_books(tx, place.register.id, place.location.id, variants, order.customer_id)?;
    let till = tills::till(tx, ctx, new.register_id, None)?;
    till.refuse_import(new.import)?;

    let mut lines = Vec::with_capacity(wanted.len());
    let mut back = Vec::new();
    let pieces: Vec<LineRow> = wanted.iter().filter(|(l, ..)| l.serial.is_some()).map(|(l, ..)| (*l).clone()).collect();
    for ((line, quantity, restock), line_no) in wanted.into_iter().zip(1..) {
        let row = refund_line(line, quantity, restock, line_no)?;
        if let Some(variant_id) = row.variant_id.filter(|_| restock && line.tracked) {
            let cost = Some(row.cost);
            back.push(Returning { line_no, variant_id, quantity, cost, assumed_cost: 0 });
        }
        lines.push(row);
    }
    let total = sum(lines.iter().map(|l| l.total))?;
    let row = RefundRow {
        id,
        order_id: Some(order_id),
        location_id: place.location.id,
        register_id: place.register.id,
        shift_id: till.shift_id(),
        receipt_no: 0,
        customer_id: order.customer_id,
        staff_id: ctx.staff_id,
        state: RefundState::Completed,
        currency: order.currency,
        tax: sum(lines.iter().map(|l| l.tax))?,
        total,
        reason: new.reason.trim().to_owned(),
        business_date: refund_date(&place, ctx, happened_at, new.import)?,
        happened_at,
        recorded_at: ctx.now,
    };
    let given = given_back(tx, &order, new.payments.as_deref(), total)?;

    // From here on it succeeds, or somebody else was faster and it runs again.
    for (line, sold_no) in lines.iter().filter_map(|l| l.order_line_no.map(|n| (l, n))) {
        if !refund_store::add_refunded(tx, order_id, sold_no, line.quantity)? {
            return Err(tx.lost_race());
        }
    }
    for piece in &pieces {
        kinds::return_serial(tx, order_id, piece)?;
    }
    let came_back =
        |l: &LineRow| lines.iter().find(|r| r.order_line_no == Some(l.line_no)).map_or(0, |r| r.quantity.milli());
    if sold.iter().all(|l| l.refunded.milli() + came_back(l) == l.quantity.milli()) {
        super::codes::give_back(tx, ctx, &order)?;
    }
    let version = order.version;
    order.version += 1;
    order.refunded = sum([order.refunded, total])?;
    store::update_order(tx, version, &order)?;
    write(tx, ctx, &place, till, Prepared { row, lines, back }, given)
}

/// The lines that come back, with how many and whether they go back on the shelf.
fn wanted_lines<'a>(new: &NewRefund, sold: &'a [LineRow]) -> Result<Vec<(&'a LineRow, Quantity, bool)>> {
    let restock = new.restock.unwrap_or(true);
    let rest = |line: &LineRow| line.quantity.minus(line.refunded);
    let exceeds = |message: String, field: String| {
        Error::invalid(field, message).code("refund_exceeds_rest").fix("Refund at most what is left of the line.")
    };
    let Some(asked) = &new.lines else {
        let mut all = Vec::new();
        for line in sold {
            let left = rest(line)?;
            if left > Quantity::ZERO {
                all.push((line, left, restock));
            }
        }
        if all.is_empty() {
            return Err(exceeds("Everything of this order was refunded already.".into(), "lines".into()));
        }
        return Ok(all);
    };
    if asked.is_empty() {
        return Err(
            Error::invalid("lines", "No line is named.").fix("Name lines, or leave `lines` out for all that is left.")
        );
    }
    let mut wanted: Vec<(&LineRow, Quantity, bool)> = Vec::with_capacity(asked.len());
    for (index, input) in asked.iter().enumerate() {
        let line = sold.iter().find(|l| l.line_no == input.line_no).ok_or_else(|| {
            Error::invalid(format!("lines[{index}].line_no"), "The order has no such line.")
                .fix("GET /v1/orders/{id} lists its lines.")
        })?;
        if wanted.iter().any(|(known, ..)| known.line_no == line.line_no) {
            return Err(Error::invalid(format!("lines[{index}].line_no"), "This line is named twice.")
                .fix("Name each line once, with the whole quantity."));
        }
        let left = rest(line)?;
        let quantity = input.quantity.unwrap_or(left);
        let field = format!("lines[{index}].quantity");
        if quantity <= Quantity::ZERO && input.quantity.is_some() {
            return Err(Error::invalid(field, "A quantity is more than zero.")
                .fix("Send how many come back, or leave it out for all that is left."));
        }
        if quantity > left || left == Quantity::ZERO {
            return Err(exceeds(format!("Only {left} of this line is left to refund."), field));
        }
        wanted.push((line, quantity, input.restock.unwrap_or(restock)));
    }
    Ok(wanted)
}

/// The part of a sold line that comes back: shares of what is stored, so that parts add up to the whole.
fn refund_line(line: &LineRow, quantity: Quantity, restock: bool, line_no: i64) -> Result<RefundLineRow> {
    let part = |amount| rules::share(amount, line.quantity, line.refunded, quantity);
    let mut taxes = Vec::with_capacity(line.taxes.len());
    for tax in &line.taxes {
        taxes.push(TaxRow { amount: part(tax.amount)?, ..tax.clone() });
    }
    Ok(RefundLineRow {
        line_no,
        order_line_no: Some(line.line_no),
        kind: line.kind,
        variant_id: line.variant_id,
        sku: line.sku.clone(),
        name: line.name.clone(),
        quantity,
        restocked: restock && line.tracked,
        tax: sum(taxes.iter().map(|t| t.amount))?,
        total: part(line.total)?,
        account: line.account.clone(),
        cost: part(line.cost)?,
        taxes,
    })
}

/// How `total` goes back: as asked, or in proportion to what is left of each captured payment.
pub(super) fn given_back(
    tx: &mut Tx<'_>,
    order: &OrderRow,
    asked: Option<&[RefundPaymentInput]>,
    total: i64,
) -> Result<Vec<Given>> {
    let tenders = payments::tenders(tx)?;
    let captured: Vec<PaymentRow> =
        payments::payments_of_order(tx, order.id)?.into_iter().filter(|p| p.state == PaymentState::Captured).collect();
    let shares: Vec<(PaymentRow, i64)> = match asked {
        None => {
            let weights: Vec<i64> = captured.iter().map(|p| p.amount - p.refunded).collect();
            let parts = onetill_kernel::allocate(total, &weights);
            captured.into_iter().zip(parts).collect()
        }
        Some(asked) => {
            let mut shares = Vec::with_capacity(asked.len());
            for (index, input) in asked.iter().enumerate() {
                let payment = captured.iter().find(|p| p.id == input.payment_id).ok_or_else(|| {
                    Error::invalid(format!("payments[{index}].payment_id"), "The order has no such captured payment.")
                        .code("payment_not_captured")
                        .fix("GET /v1/orders/{id} lists its payments; or leave `payments` out.")
                })?;
                let field = format!("payments[{index}].amount");
                let amount = input.amount.non_negative_in(order.currency, &field)?;
                shares.push((payment.clone(), amount));
            }
            let sum = sum(shares.iter().map(|(_, amount)| *amount))?;
            if sum != total {
                let (sum, total) = (Money::new(sum, order.currency), Money::new(total, order.currency));
                return Err(Error::invalid(
                    "payments",
                    format!("They give back {sum}, and the lines come to {total}."),
                )
                .fix("Make them add up, or leave `payments` out."));
            }
            shares
        }
    };
    let mut given = Vec::new();
    for (payment, amount) in shares.into_iter().filter(|(_, amount)| *amount > 0) {
        if amount > payment.amount - payment.refunded {
            let rest = Money::new(payment.amount - payment.refunded, order.currency);
            return Err(Error::invalid("payments", format!("Of one payment only {rest} is left to refund."))
                .code("refund_exceeds_rest")
                .fix("Give less back by it, and the rest by another payment of the order."));
        }
        given.push(Given::of(payment, amount, &tenders)?);
    }
    Ok(given)
}

/// Writes a refund to every book.
fn write(
    tx: &mut Tx<'_>,
    ctx: &mut Ctx,
    place: &Place,
    mut till: Till,
    prepared: Prepared,
    given: Vec<Given>,
) -> Result<RefundId> {
    let Prepared { mut row, mut lines, back } = prepared;
    let id = row.id;
    if let Some(customer) = row.customer_id {
        customers::record_refund(tx, customer, row.total)?;
    }
    let stocked: Vec<Left> = if back.is_empty() {
        Vec::new()
    } else {
        inventory::restock(tx, ctx, row.location_id, id.0, row.happened_at, &back)?
    };
    for left in &stocked {
        if let Some(line) = lines.iter_mut().find(|l| l.line_no == left.line_no) {
            line.cost = left.cost;
        }
    }
    row.receipt_no = tills::take_receipt_no(tx, &mut till)?;
    if given.iter().any(|g| g.on_its_way) {
        row.state = RefundState::Pending;
    }
    let mut rounding = Vec::with_capacity(given.len());
    for g in &given {
        // What goes back at once is booked with the refund.
        let attempt = giving::attempt(tx, ctx, g, Some(id), (row.register_id, row.shift_id), g.on_its_way)?;
        rounding.push(attempt.rounding.minor);
    }
    book(tx, &row, &lines, &given, &rounding)?;
    let data = OrderRefunded {
        refund_id: id,
        order_id: row.order_id,
        number: tills::receipt_number(&place.register.series, row.receipt_no),
        state: row.state,
        register_id: row.register_id,
        location_id: row.location_id,
        customer_id: row.customer_id,
        total: Money::new(row.total, row.currency),
        business_date: row.business_date,
        stock: stocked.iter().map(StockAfter::from).collect(),
    };
    emit(tx, ctx, EventKind::OrderRefunded, id, row.happened_at, &data)?;
    let details = json!({ "order_id": row.order_id, "number": data.number, "total": data.total });
    platform::audit(tx, ctx, AuditAction::RefundCreated, id, Some(row.register_id), &details)?;
    refund_store::append_refund(tx, &row, &lines)?;
    Ok(id)
}

/// Books a refund. `rounding` is what cash rounding added to each part that is given.
fn book(tx: &mut Tx<'_>, row: &RefundRow, lines: &[RefundLineRow], given: &[Given], rounding: &[i64]) -> Result<()> {
    let at_once = |on_its_way: bool| given.iter().zip(rounding).filter(move |(g, _)| g.on_its_way == on_its_way);
    let given_now: Vec<Share<'_>> =
        at_once(false).map(|(g, rounding)| (g.clearing_account.as_str(), g.amount + rounding)).collect();
    let fact = posting_rules::Refund {
        given: given_now,
        rounding: sum(rounding.iter().copied())?,
        payable: sum(at_once(true).map(|(g, _)| g.amount))?,
        income: lines.iter().map(|l| (l.account.as_str(), l.total - l.tax)).collect(),
        taxes: lines.iter().flat_map(|l| l.taxes.iter().map(|t| (t.account.as_str(), t.amount))).collect(),
        restocked_cost: sum(lines.iter().filter(|l| l.restocked).map(|l| l.cost))?,
    };
    let entry = NewEntry {
        id: row.id.0,
        kind: EntryKind::Refund,
        business_date: row.business_date,
        location_id: row.location_id,
        currency: row.currency,
        recorded_at: row.recorded_at,
    };
    ledger::post(tx, &entry, &posting_rules::refund(&fact)?)
}

/// Completes a refund once all its money has arrived.
pub(super) fn settle_refund(tx: &mut Tx<'_>, ctx: &Ctx, order: &OrderRow, refund_id: Option<RefundId>) -> Result<()> {
    let Some(id) = refund_id else { return Ok(()) };
    let refund = refund_store::refund_row(tx, id)?;
    let paying: Vec<_> = payments::payments_of_order(tx, order.id)?.iter().map(|p| p.id).collect();
    let attempts = payments::refund_attempts(tx, id, &paying)?;
    let arrived = sum(attempts.iter().filter(|a| a.state == AttemptState::Succeeded).map(|a| a.amount))?;
    if refund.state == RefundState::Pending && arrived == refund.total {
        refund_store::complete_refund(tx, id)?;
        let data = json!({ "refund_id": id, "order_id": order.id, "state": RefundState::Completed });
        emit(tx, ctx, EventKind::RefundCompleted, id, ctx.now, &data)?;
    }
    Ok(())
}

/// Gives money back without an order, at the prices named, in a tender that is certain.
pub fn refund_unlinked(tx: &mut Tx<'_>, ctx: &mut Ctx, new: &NewUnlinkedRefund) -> Result<RefundId> {
    check_reason(&new.reason, WHY)?;
    if new.lines.is_empty() {
        return Err(Error::invalid("lines", "There is nothing to give back.").fix("Send at least one line."));
    }
    let id = new_refund_id(tx, ctx, new.id)?;
    let happened_at = ctx.happened_at(new.happened_at)?;
    let place = Place::of(tx, new.register_id)?;
    let terms = place.terms(happened_at, new.customer_id)?;
    let currency = place.merchant.currency;
    // What was given away when it was bought nobody can tell.
    let wanted = Wanted { promoted: false, purpose: Purpose::Return, ..Wanted::sold(&new.lines, &[], &[]) };
    let cart = build(tx, currency, basis(&place.merchant, false), &terms, &wanted)?;
    let tenders = payments::tenders(tx)?;
    let tender = payments::tender(&tenders, &new.tender, "tender")?;
    if tender.kind == TenderKind::Card {
        return Err(Error::invalid("tender", "A card can only get back what was taken from it.")
            .fix("Refund the order, or give the money back by another tender."));
    }
    check_customer(tx, new.customer_id)?;
    let variants = cart.items.iter().filter_map(|i| i.row.variant_id);
    lock_books(tx, place.register.id, place.location.id, variants, new.customer_id)?;
    let till = tills::till(tx, ctx, new.register_id, None)?;
    till.refuse_import(new.import)?;
    let restock = new.restock.unwrap_or(true);
    let mut lines = Vec::with_capacity(cart.items.len());
    let mut back = Vec::new();
    for item in cart.items {
        let l = item.row;
        let restocked = restock && l.tracked;
        if let Some(variant_id) = l.variant_id.filter(|_| restocked) {
            let (line_no, quantity, assumed_cost) = (l.line_no, l.quantity, item.assumed_cost);
            back.push(Returning { line_no, variant_id, quantity, cost: None, assumed_cost });
        }
        lines.push(RefundLineRow {
            line_no: l.line_no,
            order_line_no: None,
            kind: l.kind,
            variant_id: l.variant_id,
            sku: l.sku,
            name: l.name,
            quantity: l.quantity,
            restocked,
            tax: l.tax,
            total: l.total,
            account: l.account,
            cost: 0,
            taxes: l.taxes,
        });
    }
    let row = RefundRow {
        id,
        order_id: None,
        location_id: place.location.id,
        register_id: place.register.id,
        shift_id: till.shift_id(),
        receipt_no: 0,
        customer_id: new.customer_id,
        staff_id: ctx.staff_id,
        state: RefundState::Completed,
        currency,
        tax: cart.priced.tax,
        total: cart.priced.total,
        reason: new.reason.trim().to_owned(),
        business_date: refund_date(&place, ctx, happened_at, new.import)?,
        happened_at,
        recorded_at: ctx.now,
    };
    let payment_id = rules::unlinked_payment(id);
    let payment = NewPayment {
        id: payment_id,
        order_id: None,
        tender,
        currency,
        amount: 0,
        tendered: 0,
        change: 0,
        terminal_id: None,
        complete_when_paid: false,
        certain: true,
    };
    payments::create_payment(tx, ctx, &payment)?;
    let payment = payments::payment_row(tx, payment_id)?.ok_or_else(|| Error::not_found("payment"))?;
    let given = if row.total > 0 { vec![Given::of(payment, row.total, &tenders)?] } else { Vec::new() };
    write(tx, ctx, &place, till, Prepared { row, lines, back }, given)
}
