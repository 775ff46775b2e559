//! The steps of an order that takes longer than one request.

use onetill_db::Tx;
use onetill_kernel::{Error, Money, OrderId, Result, ShiftId};
use serde_json::json;

use super::aside::{check_hold, must_not_be_held, put_aside};
use super::aside_store;
use super::by_hand::{account_for_prices, keep_prices, may_reprice, may_take_off};
use super::cart::{Cart, Place, Wanted, basis, build, check_customer};
use super::codes;
use super::codes_store;
use super::exemption::{self, Exempt};
use super::inputs::*;
use super::locks::lock_order;
use super::model::*;
use super::money::return_deposits;
use super::options::keep_options;
use super::pricing::Basis;
use super::sales::new_order_row;
use super::voids::{check_voided, keep_order_void, keep_voided};
use super::{exchange, kinds, promised_store, rules, store};
use crate::catalog::Kind;
use crate::platform::{self, AuditAction};
use crate::sync::{EventKind, emit};
use crate::{Ctx, check_reason, check_text, inventory, payments};

/// Opens an order.
pub fn open_order(tx: &mut Tx<'_>, ctx: &mut Ctx, new: &NewOrder) -> Result<OrderId> {
    check_text("note", new.note.as_deref().unwrap_or(""), 500)?;
    let place = Place::of(tx, new.register_id)?;
    check_customer(tx, new.customer_id)?;
    let terms = place.terms(ctx.now, new.customer_id)?;
    let wanted = Wanted::sold(&new.lines, &new.discounts, &new.coupons);
    let exempt = Exempt::asked(tx, new.tax_exemption.as_ref(), new.customer_id, terms.when.date)?;
    let cart = build(tx, place.merchant.currency, basis(&place.merchant, exempt.is_exempt()), &terms, &wanted)?;
    platform::require_all([may_reprice(ctx, &cart), exempt.must_be_allowed(ctx), may_take_off(tx, ctx, &cart, None)])?;
    let seen = kinds::check_age(cart.items.iter().map(|i| &i.row), new.age_check.as_ref(), terms.when.date)?;
    let id = new.id.unwrap_or_else(|| ctx.new_id());
    if new.id.is_some() && store::exists(tx, id)? {
        return Err(Error::conflict("already_exists", "There is an order with this id already.")
            .field("id")
            .fix("Use a new id for a new order."));
    }
    let mut order = new_order_row(ctx, id, &place, &cart, ctx.now);
    order.channel = new.channel;
    order.customer_id = new.customer_id;
    order.note = new.note.clone().unwrap_or_default();
    order.exemption.clone_from(&exempt.exemption);
    let taken_off = check_voided(tx, order.currency, &new.voided_lines)?;
    if let Some(hold) = &new.hold {
        check_hold(&order, hold.name.as_deref()).map_err(|e| e.within("hold"))?;
        if !hold.returned.is_empty() {
            exchange::keep_aside(tx, ctx, &place, &order, &hold.returned).map_err(|e| e.within("hold"))?;
        }
    }
    store::append_order(tx, &order)?;
    append_cart(tx, ctx, &order, &cart, &exempt)?;
    tell(tx, ctx, EventKind::OrderCreated, &order)?;
    keep_voided(tx, ctx, &order, taken_off)?;
    kinds::keep_age(tx, ctx, &order, seen)?;
    if let Some(hold) = &new.hold {
        put_aside(tx, ctx, &place, &order, hold.name.as_deref())?;
    }
    Ok(id)
}

fn append_cart(tx: &mut Tx<'_>, ctx: &Ctx, order: &OrderRow, cart: &Cart, exempt: &Exempt) -> Result<()> {
    let rows = || cart.items.iter().map(|i| &i.row);
    store::append_lines(tx, order.id, &rows().collect::<Vec<_>>())?;
    store::append_discounts(tx, order.id, &cart.discounts)?;
    codes_store::append(tx, order.id, &cart.coupons)?;
    exemption::append(tx, order.id, &cart.exempted)?;
    exempt.account(tx, ctx, order, &cart.exempted)?;
    account_for_prices(tx, ctx, order, &cart.repriced, rows())
}

/// Tells screens and other systems about an order.
pub(super) fn tell(tx: &mut Tx<'_>, ctx: &Ctx, kind: EventKind, order: &OrderRow) -> Result<()> {
    let data = json!({
        "order_id": order.id,
        "state": order.state,
        "version": order.version,
        "total": Money::new(order.total, order.currency),
    });
    emit(tx, ctx, kind, order.id, ctx.now, &data)
}

/// Replaces the cart of an open order.
pub fn replace_cart(tx: &mut Tx<'_>, ctx: &mut Ctx, id: OrderId, input: &ReplaceCart) -> Result<()> {
    let order = lock_order(tx, id)?;
    rules::must_be_open(&order)?;
    rules::must_be_version(&order, input.version)?;
    must_not_be_held(tx, id)?;
    check_customer(tx, input.customer_id)?;
    let taken_off = check_voided(tx, order.currency, &input.voided_lines)?;
    keep_voided(tx, ctx, &order, taken_off)?;
    let mut lines = input.lines.clone();
    if lines.iter().any(|l| l.unit_price.is_some() || !l.options.is_empty()) {
        let stored = store::lines(tx, id)?;
        keep_prices(&mut lines, &stored);
        keep_options(&mut lines, &stored);
    }
    let wanted = Wanted::sold(&lines, &input.discounts, &input.coupons);
    let on = Place::of(tx, order.register_id)?.date(ctx.now)?;
    let exempt = Exempt::asked(tx, input.tax_exemption.as_ref(), input.customer_id, on)?.asked_again(&order);
    put_cart(tx, ctx, order, &wanted, input.customer_id, input.age_check.as_ref(), &exempt)
}

/// Adds lines to an open order; those already on it keep the prices they were added at.
pub fn add_lines(tx: &mut Tx<'_>, ctx: &Ctx, id: OrderId, input: &AddLines) -> Result<()> {
    let order = lock_order(tx, id)?;
    rules::must_be_open(&order)?;
    rules::must_be_version(&order, input.version)?;
    if input.lines.is_empty() {
        return Err(Error::invalid("lines", "There is nothing to add.").fix("Send at least one line."));
    }
    must_not_be_held(tx, id)?;
    let (mut lines, discounts, coupons) = stored_cart(tx, &order, None)?;
    let known = lines.len();
    lines.extend(input.lines.iter().cloned());
    let customer_id = order.customer_id;
    let wanted = Wanted::sold(&lines, &discounts, &coupons);
    let exempt = Exempt::kept(&order);
    put_cart(tx, ctx, order, &wanted, customer_id, None, &exempt).map_err(|e| in_request(e, known))
}

/// The cart of an open order as it would be asked for again, but for one line perhaps.
fn stored_cart(
    tx: &mut Tx<'_>,
    order: &OrderRow,
    without: Option<i64>,
) -> Result<(Vec<LineInput>, Vec<DiscountInput>, Vec<String>)> {
    // What promotions took off is found anew.
    let mut stored = store::discounts(tx, order.id)?;
    stored.retain(|d| d.promotion_id.is_none());
    let coupons = codes::stored(tx, order)?.into_iter().map(|c| c.code).collect();
    let again = |d: &DiscountRow| DiscountInput {
        percent: d.rate,
        amount: d.rate.is_none().then_some(Money::new(d.amount, order.currency)),
        reason: Some(d.reason.clone()),
    };
    let on_line = |line_no| stored.iter().filter(|d| d.line_no == Some(line_no)).map(again).collect();
    let known = store::lines(tx, order.id)?;
    // Deposits come with their goods.
    let deposits: Vec<i64> = known.iter().filter_map(|l| l.deposit_line_no).collect();
    let lines: Vec<LineInput> = known
        .into_iter()
        .filter(|l| Some(l.line_no) != without && !deposits.contains(&l.line_no))
        .map(|l| LineInput {
            discounts: on_line(l.line_no),
            variant_id: l.variant_id,
            kind: l.variant_id.is_none().then_some(l.kind),
            name: l.variant_id.is_none().then_some(l.name),
            tax_category_id: l.tax_category_id.filter(|_| l.variant_id.is_none()),
            quantity: Some(l.quantity),
            unit_price: Some(Money::new(l.base_price.unwrap_or(l.unit_price), order.currency)),
            options: l.options.iter().map(|o| o.option_id).collect(),
            kept_options: Some(l.options),
            kept: Some(KeptPrice { price_list: l.price_list, regular_price: l.regular_price }),
            price_reason: l.price_reason,
            note: Some(l.note),
            serial: l.serial,
            gift_card_id: l.balance_id.filter(|_| l.kind == Kind::GiftCard),
            ..LineInput::default()
        })
        .collect();
    // With the last line gone, what was said about the whole order is gone too.
    let discounts = stored.iter().filter(|d| d.line_no.is_none() && !lines.is_empty()).map(again).collect();
    Ok((lines, discounts, coupons))
}

/// Puts the cart of an open order again, without one of its lines.
pub(super) fn put_cart_without(tx: &mut Tx<'_>, ctx: &Ctx, order: OrderRow, line_no: i64) -> Result<()> {
    let (lines, discounts, coupons) = stored_cart(tx, &order, Some(line_no))?;
    let customer_id = order.customer_id;
    let wanted = Wanted::sold(&lines, &discounts, &coupons);
    let exempt = Exempt::kept(&order);
    put_cart(tx, ctx, order, &wanted, customer_id, None, &exempt)
}

/// Names a line as the request counts it, not as the order does.
fn in_request(error: Error, known: usize) -> Error {
    let renamed = error.field_str().and_then(|field| {
        let (index, rest) = field.strip_prefix("lines[")?.split_once(']')?;
        let index = index.parse::<usize>().ok()?.checked_sub(known)?;
        Some(format!("lines[{index}]{rest}"))
    });
    match renamed {
        Some(field) => error.field(field),
        None => error,
    }
}

fn put_cart(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    mut order: OrderRow,
    wanted: &Wanted<'_>,
    customer_id: Option<onetill_kernel::CustomerId>,
    age_check: Option<&AgeCheckInput>,
    exempt: &Exempt,
) -> Result<()> {
    let place = Place::of(tx, order.register_id)?;
    let terms = place.terms(ctx.now, customer_id)?;
    let as_opened = Basis {
        prices_include_tax: order.prices_include_tax,
        rounding: order.tax_rounding,
        exempt: exempt.is_exempt(),
    };
    let cart = build(tx, order.currency, as_opened, &terms, wanted)?;
    platform::require_all([
        may_reprice(ctx, &cart),
        exempt.must_be_allowed(ctx),
        may_take_off(tx, ctx, &cart, Some(&order)),
    ])?;
    let seen = kinds::check_age(cart.items.iter().map(|i| &i.row), age_check, terms.when.date)?;
    kinds::keep_age(tx, ctx, &order, seen)?;
    store::delete_cart(tx, order.id)?;
    exemption::delete(tx, &order)?;
    if crate::prices::takes_coupons(tx)? {
        codes_store::delete(tx, order.id)?;
    }
    order.exemption.clone_from(&exempt.exemption);
    order.total = cart.priced.total;
    append_cart(tx, ctx, &order, &cart, exempt)?;
    let version = order.version;
    order.version += 1;
    order.customer_id = customer_id;
    order.line_count = cart.items.len() as i64;
    order.subtotal = cart.priced.subtotal;
    order.discount = cart.priced.discount;
    order.tax = cart.priced.tax;
    order.total = cart.priced.total;
    store::update_order(tx, version, &order)?;
    tell(tx, ctx, EventKind::OrderUpdated, &order)
}

/// Gives an order up: holds are released, and money that was taken goes back the way it came.
pub fn void_order(tx: &mut Tx<'_>, ctx: &mut Ctx, id: OrderId, input: &VoidOrder) -> Result<()> {
    check_reason(&input.reason, "Say why the order is given up.")?;
    let order = lock_order(tx, id)?;
    if order.state == OrderState::Voided {
        return Ok(());
    }
    rules::must_be_version(&order, input.version)?;
    if order.state == OrderState::Completed {
        return rules::must_be_open(&order);
    }
    give_up(tx, ctx, order, None, &input.reason)
}

/// Gives up an order that is not completed, and keeps why. Money that was taken goes back in the open shift, or in that of a
/// terminal's answer which cannot be refused.
pub(super) fn give_up(
    tx: &mut Tx<'_>,
    ctx: &mut Ctx,
    mut order: OrderRow,
    answered_in: Option<ShiftId>,
    reason: &str,
) -> Result<()> {
    let id = order.id;
    let taken = payments::payments_of_order(tx, id)?;
    if taken.iter().any(|p| p.state.is_open()) {
        return Err(Error::conflict("payment_open", "A payment of this order is still under way.")
            .fix("Cancel it at the terminal first."));
    }
    return_deposits(tx, ctx, &order, &taken, answered_in)?;
    inventory::release(tx, ctx, order.location_id, id.0)?;
    codes::give_back(tx, ctx, &order)?;
    aside_store::delete_held(tx, id)?;
    promised_store::forget(tx, id)?;
    kinds::release_serials(tx, id)?;
    keep_order_void(tx, ctx, &order, reason)?;
    let version = order.version;
    order.version += 1;
    order.state = OrderState::Voided;
    order.paid = 0;
    order.change = 0;
    store::update_order(tx, version, &order)?;
    let details = json!({ "total": Money::new(order.total, order.currency) });
    platform::audit(tx, ctx, AuditAction::OrderVoided, id, Some(order.register_id), &details)?;
    tell(tx, ctx, EventKind::OrderVoided, &order)
}
