//! Giving money and goods back: by the line's stored price, discount, tax and cost, never today's.

use onetill_db::Tx;
use onetill_kernel::{Currency, CustomerId, Date, Error, Money, OrderId, Quantity, RefundId, Result, Timestamp, sum};
use serde_json::json;

use super::cart::{Cart, Place, Purpose, Wanted, basis, build, check_customer};
use super::events::OrderRefunded;
use super::exemption::Exempt;
use super::giving::{self, Given};
use super::inputs::*;
use super::locks::{lock_books, lock_order};
use super::model::*;
use super::{kinds, refund_store, rules, store, stored};
use crate::inventory::{self, Left, Returning, StockAfter};
use crate::ledger::posting_rules::{self, Share};
use crate::ledger::{self, EntryKind, NewEntry};
use crate::payments::{self, AttemptState, PaymentRow, PaymentState, TenderCode, TenderKind};
use crate::platform::{self, AuditAction, Permission};
use crate::sync::{EventKind, emit};
use crate::tills::Till;
use crate::{Ctx, check_reason, customers, tills};

/// What comes back, checked and worth so much, before it is decided how the money goes.
pub(super) struct Coming {
    /// The order it was sold with, if it is known, and that order's lines.
    order: Option<(OrderRow, Vec<LineRow>)>,
    pub(super) row: RefundRow,
    lines: Vec<RefundLineRow>,
    /// Goods that go back on the shelf.
    back: Vec<Returning>,
}

/// What is said of everything that comes back.
pub(super) struct About<'a> {
    pub(super) id: RefundId,
    pub(super) reason: &'a str,
    pub(super) restock: bool,
    pub(super) happened_at: Timestamp,
    pub(super) import: bool,
    /// The order that is sold for it.
    pub(super) exchange_order_id: Option<OrderId>,
}

/// Who brings goods back without an order.
#[derive(Clone, Copy)]
pub(super) struct Bringing {
    pub(super) customer_id: Option<CustomerId>,
    /// Whether they would be sold to them without tax.
    pub(super) exempt: bool,
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
    let order = lock_order(tx, order_id)?;
    let about = About {
        id: new_refund_id(tx, ctx, new.id)?,
        reason: &new.reason,
        restock: new.restock.unwrap_or(true),
        happened_at: ctx.happened_at(new.happened_at)?,
        import: new.import,
        exchange_order_id: None,
    };
    let place = Place::of(tx, new.register_id)?;
    let mut till = tills::till(tx, ctx, new.register_id, None)?;
    till.refuse_import(new.import)?;
    let coming = of_order(tx, ctx, &place, &till, order, new.lines.as_deref(), &about)?;
    let given = match new.as_store_credit {
        true => giving::as_store_credit(tx, ctx, &coming.row, new)?,
        false => given_for(tx, ctx, &coming, new.payments.as_deref(), coming.row.total)?,
    };
    give(tx, ctx, &place, &mut till, coming, &given)
}

/// What of an order comes back: all that is left of it where no lines are named.
pub(super) fn of_order(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    place: &Place,
    till: &Till,
    order: OrderRow,
    asked: Option<&[RefundLineInput]>,
    about: &About<'_>,
) -> Result<Coming> {
    if order.state != OrderState::Completed {
        return Err(Error::conflict("order_not_completed", "Only a completed order can be refunded.")
            .fix("Give the order up instead: POST /v1/orders/{id}/void."));
    }
    let sold = store::lines(tx, order.id)?;
    let wanted = wanted_lines(asked, about.restock, &sold)?;
    let variants = wanted.iter().filter_map(|(l, ..)| l.variant_id);
    lock_books(tx, place.register.id, place.location.id, variants, order.customer_id)?;
    let mut lines = Vec::with_capacity(wanted.len());
    let mut back = Vec::new();
    for ((line, quantity, restock), line_no) in wanted.into_iter().zip(1..) {
        let row = refund_line(line, quantity, restock, line_no)?;
        if let Some(variant_id) = row.variant_id.filter(|_| restock && line.tracked) {
            let cost = Some(row.cost);
            back.push(Returning { line_no, variant_id, quantity, cost, assumed_cost: 0 });
        }
        lines.push(row);
    }
    tx.lock(stored::line_locks(&sold).collect())?;
    stored::may_take_off(tx, order.id, &sold, &lines)?;
    let totals = (sum(lines.iter().map(|l| l.tax))?, sum(lines.iter().map(|l| l.total))?);
    let row = refund_row(ctx, place, till, about, order.customer_id, order.currency, totals)?;
    Ok(Coming { row: RefundRow { order_id: Some(order.id), ..row }, order: Some((order, sold)), lines, back })
}

/// The row of a refund of no order, with its tax and total.
fn refund_row(
    ctx: &Ctx,
    place: &Place,
    till: &Till,
    about: &About<'_>,
    customer_id: Option<CustomerId>,
    currency: Currency,
    (tax, total): (i64, i64),
) -> Result<RefundRow> {
    Ok(RefundRow {
        id: about.id,
        order_id: None,
        exchange_order_id: about.exchange_order_id,
        location_id: place.location.id,
        register_id: place.register.id,
        shift_id: till.shift_id(),
        receipt_no: 0,
        customer_id,
        staff_id: ctx.staff_id,
        state: RefundState::Completed,
        currency,
        tax,
        total,
        reason: about.reason.trim().to_owned(),
        business_date: refund_date(place, ctx, about.happened_at, about.import)?,
        happened_at: about.happened_at,
        recorded_at: ctx.now,
    })
}

/// What the lines that are named of an order are worth, or all that is left of it.
pub(super) fn worth(sold: &[LineRow], asked: Option<&[RefundLineInput]>) -> Result<i64> {
    let mut total = 0;
    for (line, quantity, restock) in wanted_lines(asked, true, sold)? {
        total = sum([total, refund_line(line, quantity, restock, 1)?.total])?;
    }
    Ok(total)
}

/// The lines that come back, with how many and whether they go back on the shelf.
fn wanted_lines<'a>(
    asked: Option<&[RefundLineInput]>,
    restock: bool,
    sold: &'a [LineRow],
) -> Result<Vec<(&'a LineRow, Quantity, bool)>> {
    let rest = |line: &LineRow| line.quantity.minus(line.refunded);
    let exceeds = |message: String, field: String| {
        Error::invalid(field, message).code("refund_exceeds_rest").fix("Refund at most what is left of the line.")
    };
    let Some(asked) = asked else {
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

/// How `total` goes back: as asked, or in proportion to what is left of each captured payment. What was paid with goods
/// that came back has no way of its own: how much that is stands beside the rest.
pub(super) fn given_back(
    tx: &mut Tx<'_>,
    order: &OrderRow,
    asked: Option<&[RefundPaymentInput]>,
    total: i64,
) -> Result<(Vec<Given>, i64)> {
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
    let mut exchanged = 0;
    for (payment, amount) in shares.into_iter().filter(|(_, amount)| *amount > 0) {
        if amount > payment.amount - payment.refunded {
            let rest = Money::new(payment.amount - payment.refunded, order.currency);
            return Err(Error::invalid("payments", format!("Of one payment only {rest} is left to refund."))
                .code("refund_exceeds_rest")
                .fix("Give less back by it, and the rest by another payment of the order."));
        }
        if payment.tender == TenderCode::Exchange.as_str() {
            exchanged += amount;
        } else {
            given.push(Given::of(tx, payment, amount, &tenders)?);
        }
    }
    Ok((given, exchanged))
}

/// How `total` of what comes back is given: by the payments of its order, the rest in cash.
pub(super) fn given_for(
    tx: &mut Tx<'_>,
    ctx: &mut Ctx,
    coming: &Coming,
    asked: Option<&[RefundPaymentInput]>,
    total: i64,
) -> Result<Vec<Given>> {
    let (mut given, rest) = match &coming.order {
        Some((order, _)) => given_back(tx, order, asked, total)?,
        None => (Vec::new(), total),
    };
    if rest > 0 {
        given.push(giving::given_apart(tx, ctx, &coming.row, (TenderCode::Cash.as_str(), None), rest)?);
    }
    Ok(given)
}

/// Writes what comes back, and the money given for it, to every book. It succeeds, or somebody else was faster and it runs
/// again.
pub(super) fn give(
    tx: &mut Tx<'_>,
    ctx: &mut Ctx,
    place: &Place,
    till: &mut Till,
    coming: Coming,
    given: &[Given],
) -> Result<RefundId> {
    let Coming { order, mut row, mut lines, back } = coming;
    let id = row.id;
    if let Some((order, sold)) = order {
        stored::take_off(tx, ctx, order.id, (id, row.register_id, row.shift_id), &sold, &lines)?;
        take_back(tx, ctx, order, &sold, &lines, row.total)?;
    }
    if let Some(customer) = row.customer_id {
        let owed_again = stored::on_account(lines.iter().map(|l| (l.kind, &l.total)))?;
        customers::record_refund(tx, customer, row.total - owed_again)?;
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
    row.receipt_no = tills::take_receipt_no(tx, till)?;
    if given.iter().any(|g| g.on_its_way) {
        row.state = RefundState::Pending;
    }
    let mut rounding = Vec::with_capacity(given.len());
    for g in given {
        // What goes back at once is booked with the refund.
        let attempt = giving::attempt(tx, ctx, g, Some(id), (row.register_id, row.shift_id), g.on_its_way)?;
        rounding.push(attempt.rounding.minor);
    }
    book(tx, &row, &lines, given, &rounding)?;
    let data = OrderRefunded {
        refund_id: id,
        order_id: row.order_id,
        exchange_order_id: row.exchange_order_id,
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
    let details = json!({
        "order_id": row.order_id, "exchange_order_id": row.exchange_order_id, "number": data.number, "total": data.total
    });
    platform::audit(tx, ctx, AuditAction::RefundCreated, id, Some(row.register_id), &details)?;
    refund_store::append_refund(tx, &row, &lines)?;
    Ok(id)
}

/// Counts lines of an order as come back.
fn take_back(
    tx: &mut Tx<'_>,
    ctx: &mut Ctx,
    mut order: OrderRow,
    sold: &[LineRow],
    lines: &[RefundLineRow],
    total: i64,
) -> Result<()> {
    let came_back = |l: &LineRow| lines.iter().find(|r| r.order_line_no == Some(l.line_no)).map(|r| r.quantity);
    for line in sold {
        let Some(quantity) = came_back(line) else { continue };
        if !refund_store::add_refunded(tx, order.id, line.line_no, quantity)? {
            return Err(tx.lost_race());
        }
        kinds::return_serial(tx, order.id, line)?;
    }
    let all_back = |l: &LineRow| l.refunded.milli() + came_back(l).map_or(0, Quantity::milli) == l.quantity.milli();
    if sold.iter().all(all_back) {
        super::codes::give_back(tx, ctx, &order)?;
    }
    let version = order.version;
    order.version += 1;
    order.refunded = sum([order.refunded, total])?;
    store::update_order(tx, version, &order)
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

/// The payments by which a refund gives its money: those of its order, one of its own, and that of an exchange.
pub(super) fn paying(tx: &mut Tx<'_>, refund: &RefundRow) -> Result<Vec<PaymentRow>> {
    let mut found = match refund.order_id {
        Some(order) => payments::payments_of_order(tx, order)?,
        None => Vec::new(),
    };
    let apart = [Some(rules::own_payment(refund.id)), refund.exchange_order_id.map(rules::exchange_payment)];
    for id in apart.into_iter().flatten() {
        found.extend(payments::payment_row(tx, id)?);
    }
    Ok(found)
}

/// Completes a refund once all its money has arrived.
pub(super) fn settle_refund(tx: &mut Tx<'_>, ctx: &Ctx, order: &OrderRow, refund_id: Option<RefundId>) -> Result<()> {
    let Some(id) = refund_id else { return Ok(()) };
    let refund = refund_store::refund_row(tx, id)?;
    let paying: Vec<_> = paying(tx, &refund)?.iter().map(|p| p.id).collect();
    let attempts = payments::refund_attempts(tx, id, &paying)?;
    let arrived = sum(attempts.iter().filter(|a| a.state == AttemptState::Succeeded).map(|a| a.amount))?;
    if refund.state == RefundState::Completed && arrived < refund.total {
        return refund_store::reopen_refund(tx, id);
    }
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
    let about = About {
        id: new_refund_id(tx, ctx, new.id)?,
        reason: &new.reason,
        restock: new.restock.unwrap_or(true),
        happened_at: ctx.happened_at(new.happened_at)?,
        import: new.import,
        exchange_order_id: None,
    };
    let place = Place::of(tx, new.register_id)?;
    let tenders = payments::tenders(tx)?;
    let tender = payments::asked_tender(&tenders, &new.tender, "tender")?;
    match tender.kind {
        TenderKind::Cash | TenderKind::Other => {}
        TenderKind::StoreCredit => {
            platform::require(ctx, Permission::RefundAsCredit).map_err(|e| e.field("tender"))?;
        }
        _ => {
            return Err(Error::invalid("tender", format!("{} can only get back what was taken from it.", tender.name))
                .fix("Refund the order, or give the money back by another tender."));
        }
    }
    check_customer(tx, new.customer_id)?;
    let mut till = tills::till(tx, ctx, new.register_id, None)?;
    till.refuse_import(new.import)?;
    let on = place.date(about.happened_at)?;
    let exempt = Exempt::asked(tx, None, new.customer_id, on)?.is_exempt();
    let who = Bringing { customer_id: new.customer_id, exempt };
    let coming = of_nothing(tx, ctx, &place, &till, who, &new.lines, &about)?;
    let total = coming.row.total;
    let apart = giving::given_apart(tx, ctx, &coming.row, (&tender.code, new.customer_id), total)?;
    let given = if total > 0 { vec![apart] } else { Vec::new() };
    give(tx, ctx, &place, &mut till, coming, &given)
}

/// Goods that come back without an order, priced.
pub(super) fn priced_return(
    tx: &mut Tx<'_>,
    place: &Place,
    happened_at: Timestamp,
    who: Bringing,
    lines: &[LineInput],
) -> Result<Cart> {
    if lines.is_empty() {
        return Err(Error::invalid("lines", "There is nothing to give back.").fix("Send at least one line."));
    }
    let terms = place.terms(happened_at, who.customer_id)?;
    // What was given away when it was bought nobody can tell.
    let wanted = Wanted { promoted: false, purpose: Purpose::Return, ..Wanted::sold(lines, &[], &[]) };
    build(tx, place.merchant.currency, basis(&place.merchant, who.exempt), &terms, &wanted)
}

/// What comes back without an order.
pub(super) fn of_nothing(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    place: &Place,
    till: &Till,
    who: Bringing,
    asked: &[LineInput],
    about: &About<'_>,
) -> Result<Coming> {
    let customer_id = who.customer_id;
    let cart = priced_return(tx, place, about.happened_at, who, asked)?;
    let variants = cart.items.iter().filter_map(|i| i.row.variant_id);
    lock_books(tx, place.register.id, place.location.id, variants, customer_id)?;
    let mut lines = Vec::with_capacity(cart.items.len());
    let mut back = Vec::new();
    for item in cart.items {
        let l = item.row;
        let restocked = about.restock && l.tracked;
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
    let totals = (cart.priced.tax, cart.priced.total);
    let row = refund_row(ctx, place, till, about, customer_id, place.merchant.currency, totals)?;
    Ok(Coming { order: None, row, lines, back })
}
