//! An exchange: goods come back and others go out in one sale.
//!
//! What comes back is a refund like any other, with its own number, stock and journal entry; what goes out is a sale. The
//! money does not move: up to the sale's total the refund pays into the tender `exchange` and the sale takes it from there, in
//! the same transaction, so that the tender's account is even again. What is left to pay is paid, what is left of the refund
//! goes back the way it came. What was sold with an order comes back as it was charged, whether or not what goes out is untaxed.
//! Without one nobody can tell, so goods come back as they would be sold to whoever brings them: with the tax of their price,
//! or without it where the sale is exempt, or who brings them is. Empties are goods that come back without an order.
//!
//! What was paid with goods goes back in cash, also where those had been paid by card. To give it to that card, a
//! refund would have to lock and change orders that it is not of, back through however many exchanges, and each would have to
//! know how much of it went back there already; the card of a chain of exchanges is rarely at hand.

use onetill_db::{Lock, Tx};
use onetill_kernel::{
    Currency, CustomerId, Error, ErrorKind, LocationId, Money, OrderId, Quantity, RegisterId, Result, Timestamp, sum,
};

use super::aside_model::{ComingBack, ComingGoods};
use super::cart::Place;
use super::commands::give_up;
use super::completion::complete_stored;
use super::giving::Given;
use super::inputs::*;
use super::locks::{lock_order, refund_locks, unlinked_locks};
use super::model::*;
use super::promised_store::{self, Promised};
use super::returns::{About, Bringing, Coming, give, given_for, of_nothing, of_order, priced_return, worth};
use super::sales::{exchanged, take};
use super::{rules, store};
use crate::catalog::{self, Kind};
use crate::payments::{self, PaymentState, TenderCode};
use crate::platform::{self, Permission};
use crate::tills::{self, Till};
use crate::{Ctx, check_reason};

/// Why an exchange is given up of which the goods cannot come back any more.
const CAME_BACK_ELSEWHERE: &str = "What was to come back for it could not be taken back any more.";
/// The most orders and heaps of goods that one sale takes back.
const MAX_RETURNED: usize = 20;

/// Refuses what says too little or too much of what comes back.
fn check(returned: &[ReturnedInput]) -> Result<()> {
    if returned.len() > MAX_RETURNED {
        return Err(Error::invalid("returned", format!("One sale takes back at most {MAX_RETURNED} times."))
            .fix("Put what belongs to one order together, or refund the rest on its own."));
    }
    for (index, r) in returned.iter().enumerate() {
        let within = |e: Error| e.within(&format!("returned[{index}]"));
        check_reason(&r.reason, "Say why it comes back.").map_err(within)?;
        let way_out = "Send order_id, and lines where not all of it comes back; or goods without order_id.";
        match r.order_id {
            Some(_) if !r.goods.is_empty() => {
                return Err(within(
                    Error::invalid("goods", "What was sold with an order is named by its lines.").fix(way_out),
                ));
            }
            None if r.lines.is_some() => {
                return Err(within(Error::invalid("lines", "Lines are those of an order.").fix(way_out)));
            }
            None if r.goods.is_empty() => {
                return Err(within(Error::invalid("goods", "This does not say what comes back.").fix(way_out)));
            }
            Some(id) if returned[..index].iter().any(|earlier| earlier.order_id == Some(id)) => {
                return Err(within(
                    Error::invalid("order_id", "This order is named twice.").fix("Name it once, with all its lines."),
                ));
            }
            _ => {}
        }
    }
    Ok(())
}

/// Lets nobody take back with a sale what they may not.
pub(super) fn may_take_back(tx: &mut Tx<'_>, ctx: &Ctx, returned: &[ReturnedInput]) -> Result<()> {
    let mut checks = Vec::new();
    for (index, r) in returned.iter().enumerate() {
        let within = |e: Error| e.within(&format!("returned[{index}]"));
        let needed = match r.order_id {
            Some(_) => Some(Permission::Refund),
            None => goods_need(tx, &r.goods).map_err(|e| within(e.within("goods")))?,
        };
        checks.extend(needed.map(|permission| platform::require(ctx, permission).map_err(within)));
    }
    platform::require_all(checks)
}

/// The permission that taking goods back without an order needs: empties at the catalogue's deposit anybody takes who sells.
pub fn goods_need(tx: &mut Tx<'_>, goods: &[LineInput]) -> Result<Option<Permission>> {
    let mut goods = goods.to_vec();
    super::cart::resolve(tx, &mut goods)?;
    let variants: Vec<_> = goods.iter().filter_map(|l| l.variant_id).collect();
    let known = catalog::sellables(tx, &variants, &[])?;
    let is_empty = |l: &LineInput| {
        let its = |k: &&catalog::Sellable| Some(k.variant_id) == l.variant_id && k.kind == Kind::Deposit;
        l.unit_price.is_none() && known.iter().any(|k| its(&k))
    };
    Ok((!goods.iter().all(is_empty)).then_some(Permission::RefundUnlinked))
}

/// What taking these back at a register changes.
pub fn returned_locks(
    tx: &mut Tx<'_>,
    returned: &[ReturnedInput],
    register_id: RegisterId,
    location_id: LocationId,
) -> Result<Vec<Lock>> {
    let mut locks = Vec::new();
    for r in returned {
        locks.extend(match r.order_id {
            Some(order) => refund_locks(tx, order, register_id, location_id)?,
            None => unlinked_locks(register_id, location_id, &r.goods, None),
        });
    }
    Ok(locks)
}

/// What somebody brings back with a sale.
pub(super) struct Brought<'a> {
    returned: &'a [ReturnedInput],
    customer_id: Option<CustomerId>,
    /// Whether what goes out is sold without tax.
    exempt: bool,
    happened_at: Option<Timestamp>,
}

impl<'a> Brought<'a> {
    pub(super) fn with(sale: &'a NewSale, exempt: bool) -> Result<Self> {
        if sale.import && !sale.returned.is_empty() {
            return Err(Error::invalid("returned", "What is brought over from another system is no exchange.")
                .fix("Bring the sale over, and the refund after it."));
        }
        Ok(Self { returned: &sale.returned, customer_id: sale.customer_id, exempt, happened_at: sale.happened_at })
    }

    /// With an order of which something was promised.
    fn with_order(order: &OrderRow, returned: &'a [ReturnedInput]) -> Self {
        Self { returned, customer_id: order.customer_id, exempt: order.exemption.is_some(), happened_at: None }
    }

    /// Who brings goods without an order, and how they are taxed.
    fn who(&self) -> Bringing {
        Bringing { customer_id: self.customer_id, exempt: self.exempt }
    }
}

/// What it comes to, as a sale would take it back now.
fn value(tx: &mut Tx<'_>, ctx: &Ctx, place: &Place, brought: &Brought<'_>) -> Result<i64> {
    let returned = brought.returned;
    check(returned)?;
    let mut total = 0;
    for (index, r) in returned.iter().enumerate() {
        let one = value_of(tx, ctx.now, place, brought.who(), r);
        total = sum([total, one.map_err(|e| e.within(&format!("returned[{index}]")))?])?;
    }
    Ok(total)
}

/// What one of them comes to.
fn value_of(tx: &mut Tx<'_>, at: Timestamp, place: &Place, who: Bringing, r: &ReturnedInput) -> Result<i64> {
    match r.order_id {
        Some(id) => store::order_row(tx, id)
            .map_err(|e| e.field("order_id"))
            .and_then(|_| worth(&store::lines(tx, id)?, r.lines.as_deref())),
        None => priced_return(tx, place, at, who, &r.goods).map(|cart| cart.priced.total),
    }
}

/// Keeps what comes back with an order that is put aside. Nothing is taken back yet, so nobody needs to be allowed to: whoever
/// sells the order does.
pub(super) fn keep_aside(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    place: &Place,
    order: &OrderRow,
    returned: &[ReturnedInput],
) -> Result<()> {
    if returned.is_empty() {
        return promised_store::forget(tx, order.id);
    }
    value(tx, ctx, place, &Brought::with_order(order, returned))?;
    promised_store::keep(tx, order.id, &Promised::by(ctx, returned))
}

/// What is to come back with an order, for whoever looks at it.
pub(super) fn coming_with(tx: &mut Tx<'_>, order: &OrderRow) -> Result<Vec<ComingBack>> {
    let Some(promised) = promised_store::promised(tx, order.id)? else { return Ok(Vec::new()) };
    let place = Place::of(tx, order.register_id)?;
    let who = Brought::with_order(order, &promised.returned).who();
    let mut coming = Vec::with_capacity(promised.returned.len());
    for input in promised.returned {
        let worth = match value_of(tx, order.created_at, &place, who, &input) {
            Err(e) if is_refusal(&e) => 0,
            worth => worth?,
        };
        let (number, goods) = match input.order_id {
            Some(id) => of_receipt(tx, id, input.lines.as_deref())?,
            None => (None, of_goods(tx, &input.goods)?),
        };
        coming.push(ComingBack { number, goods, worth: Money::new(worth, order.currency), input });
    }
    Ok(coming)
}

/// The number of an order, and what of its lines is named.
fn of_receipt(
    tx: &mut Tx<'_>,
    id: OrderId,
    asked: Option<&[RefundLineInput]>,
) -> Result<(Option<String>, Vec<ComingGoods>)> {
    let order = store::order_row(tx, id)?;
    let series = tills::register(tx, order.register_id)?.series;
    let one = |line: LineRow| {
        let quantity = match asked {
            None => Some(line.quantity),
            Some(asked) => {
                asked.iter().find(|a| a.line_no == line.line_no).map(|a| a.quantity.unwrap_or(line.quantity))
            }
        };
        quantity.map(|quantity| ComingGoods { name: line.name, quantity })
    };
    let goods = store::lines(tx, id)?.into_iter().filter_map(one).collect();
    Ok((order.receipt_no.map(|n| tills::receipt_number(&series, n)), goods))
}

fn of_goods(tx: &mut Tx<'_>, goods: &[LineInput]) -> Result<Vec<ComingGoods>> {
    let variants: Vec<_> = goods.iter().filter_map(|l| l.variant_id).collect();
    let labels = catalog::labels(tx, &variants)?;
    let name = |l: &LineInput| match l.variant_id.and_then(|id| labels.get(&id)) {
        Some(label) => label.full_name(),
        None => l.name.clone().unwrap_or_default(),
    };
    let one = |l: &LineInput| ComingGoods { name: name(l), quantity: l.quantity.unwrap_or(Quantity::ONE) };
    Ok(goods.iter().map(one).collect())
}

/// Whether something is refused for what it is, and not because the database failed.
fn is_refusal(e: &Error) -> bool {
    matches!(e.kind(), ErrorKind::Invalid | ErrorKind::Conflict | ErrorKind::NotFound)
}

/// What comes back with a cart of `total`. Reads only.
pub(super) fn quote(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    cart: &QuoteInput,
    (total, exempt): (i64, bool),
) -> Result<Option<ReturnedQuote>> {
    if cart.returned.is_empty() {
        return Ok(None);
    }
    let register_id = cart.register_id.ok_or_else(|| {
        Error::invalid("register_id", "Goods come back at a register.").code("missing_field").fix("Send register_id.")
    })?;
    let place = Place::of(tx, register_id)?;
    let brought = Brought { returned: &cart.returned, customer_id: cart.customer_id, exempt, happened_at: None };
    let value = value(tx, ctx, &place, &brought)?;
    let due = (total - value).max(0);
    let money = |minor| Money::new(minor, place.merchant.currency);
    Ok(Some(ReturnedQuote {
        total: money(value),
        due: money(due),
        due_in_cash: money(due + payments::round_cash(due, 0, 0, place.merchant.cash_rounding)?.minor),
        given_back: money((value - total).max(0)),
    }))
}

/// What comes back with a sale, and how the money for it goes.
#[derive(Default)]
pub(super) struct Returned {
    coming: Vec<Coming>,
    /// What of it pays the sale, in minor units.
    pub(super) credit: i64,
}

/// Checks what comes back with a sale of `total`.
pub(super) fn coming_back(
    tx: &mut Tx<'_>,
    ctx: &mut Ctx,
    place: &Place,
    till: &Till,
    brought: &Brought<'_>,
    (order_id, total): (OrderId, i64),
) -> Result<Returned> {
    if brought.returned.is_empty() {
        return Ok(Returned::default());
    }
    check(brought.returned)?;
    let happened_at = ctx.happened_at(brought.happened_at)?;
    let mut coming = Vec::with_capacity(brought.returned.len());
    for (index, r) in brought.returned.iter().enumerate() {
        let about = About {
            id: ctx.new_id(),
            reason: &r.reason,
            restock: r.restock.unwrap_or(true),
            happened_at,
            import: false,
            exchange_order_id: Some(order_id),
        };
        let one = match r.order_id {
            Some(id) => lock_order(tx, id)
                .map_err(|e| e.field("order_id"))
                .and_then(|order| of_order(tx, ctx, place, till, order, r.lines.as_deref(), &about)),
            None => of_nothing(tx, ctx, place, till, brought.who(), &r.goods, &about),
        };
        coming.push(one.map_err(|e| e.within(&format!("returned[{index}]")))?);
    }
    let worth = sum(coming.iter().map(|c| c.row.total))?;
    Ok(Returned { coming, credit: worth.min(total) })
}

/// Writes what came back with a sale: what pays the sale goes to the tender `exchange`, the rest to the customer.
pub(super) fn take_back(
    tx: &mut Tx<'_>,
    ctx: &mut Ctx,
    place: &Place,
    till: &mut Till,
    returned: Returned,
    (order_id, currency): (OrderId, Currency),
) -> Result<()> {
    let Returned { coming, mut credit } = returned;
    let exchange = rules::exchange_payment(order_id);
    if credit > 0 {
        payments::create_outgoing(tx, ctx, exchange, TenderCode::Exchange.as_str(), None, currency)?;
    }
    let tenders = payments::tenders(tx)?;
    for one in coming {
        let part = credit.min(one.row.total);
        credit -= part;
        let mut given = given_for(tx, ctx, &one, None, one.row.total - part)?;
        if part > 0 {
            let payment = payments::payment_row(tx, exchange)?.ok_or_else(|| Error::not_found("payment"))?;
            given.push(Given::of(tx, payment, part, &tenders)?);
        }
        give(tx, ctx, place, till, one, &given)?;
    }
    Ok(())
}

/// Keeps what a payment says of goods that come back once the order is paid, and answers what they will pay of it.
pub(super) fn promise(tx: &mut Tx<'_>, ctx: &Ctx, order: &OrderRow, payment: &PayOrder) -> Result<i64> {
    if !payment.returned.is_empty() {
        if !payment.complete_when_paid {
            return Err(Error::invalid("complete_when_paid", "Goods come back as the order completes.")
                .fix("Send complete_when_paid with what comes back."));
        }
        may_take_back(tx, ctx, &payment.returned)?;
        promised_store::keep(tx, order.id, &Promised::by(ctx, &payment.returned))?;
    }
    let Some(promised) = promised_store::promised(tx, order.id)? else { return Ok(0) };
    let place = Place::of(tx, order.register_id)?;
    let brought = Brought::with_order(order, &promised.returned);
    Ok(value(tx, ctx, &place, &brought)?.min(order.total))
}

/// Completes a frozen order with what was promised to come back, once the rest of it is paid; whether it did.
pub(super) fn finish(
    tx: &mut Tx<'_>,
    ctx: &mut Ctx,
    till: &mut Till,
    order_id: OrderId,
    promised: &Promised,
    recovered: bool,
) -> Result<bool> {
    // Whoever promised it takes it back, also where a program hears of the money.
    ctx.on_behalf(promised.staff_id, promised.approved_by, |ctx| {
        let order = store::order_row(tx, order_id)?;
        let place = Place::of(tx, order.register_id)?;
        let brought = Brought::with_order(&order, &promised.returned);
        let returned = coming_back(tx, ctx, &place, till, &brought, (order_id, order.total))?;
        let credit = returned.credit;
        if order.paid != order.total - credit {
            return Ok(false);
        }
        take_back(tx, ctx, &place, till, returned, (order_id, order.currency))?;
        complete_stored(tx, ctx, till, order, credit, recovered)?;
        let order = store::order_row(tx, order_id)?;
        let tenders = payments::tenders(tx)?;
        if let Some(m) = exchanged(&tenders, credit)? {
            take(tx, ctx, &order, &m)?;
        }
        promised_store::forget(tx, order_id)?;
        Ok(true)
    })
}

/// The same where a terminal told of the money. Where it came to be refused meanwhile, as the goods came back elsewhere, the order
/// is given up, and the card gets its money back. Money that lies in a drawer is not given back without anybody there: with it
/// the order waits for somebody to give it up.
pub(super) fn finish_late(
    tx: &mut Tx<'_>,
    ctx: &mut Ctx,
    till: &mut Till,
    order_id: OrderId,
    promised: &Promised,
    recovered: bool,
) -> Result<bool> {
    match tx.try_to(|tx| finish(tx, ctx, till, order_id, promised, recovered))? {
        Err(e) if is_refusal(&e) => {
            let taken = payments::payments_of_order(tx, order_id)?;
            let by_providers = |p: &payments::PaymentRow| match p.state {
                PaymentState::Captured => p.account_id.is_some(),
                state => !state.is_open(),
            };
            if taken.iter().all(by_providers) {
                let order = store::order_row(tx, order_id)?;
                give_up(tx, ctx, order, till.shift_id(), CAME_BACK_ELSEWHERE)?;
            }
            Ok(false)
        }
        finished => finished,
    }
}
