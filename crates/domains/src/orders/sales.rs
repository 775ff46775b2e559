//! The sale of a register: lines, customer and money already certain, completed in one transaction.

use onetill_db::Tx;
use onetill_kernel::{BalanceId, Date, Error, Money, OrderId, Result};

use super::aside::must_be_taken_up;
use super::by_hand::{account_for_prices, may_reprice, may_take_off};
use super::cart::{Cart, Place, Purpose, Wanted, basis, build};
use super::codes::redeem;
use super::codes_store;
use super::completion::{Settled, account_for_discounts, captured, complete, complete_stored};
use super::exchange::Brought;
use super::exemption::{self, Exempt};
use super::inputs::*;
use super::locks::lock_order;
use super::model::*;
use super::money::check_tendered;
use super::options::is_same;
use super::voids::{check_voided, keep_voided};
use super::{exchange, kinds, promised_store, store, stored, views};
use crate::inventory::StockAfter;
use crate::payments::{self, AttemptKind, NewAttempt, NewPayment, Rounding, Tender, TenderCode, TenderKind};
use crate::{Ctx, check_text, platform, tills};

/// The most payments that one sale may have.
const MAX_PAYMENTS: usize = 50;

/// Sells. Returns the completed order and what the cashier should know.
pub fn sell(tx: &mut Tx<'_>, ctx: &mut Ctx, sale: &NewSale) -> Result<SaleReceipt> {
    if sale.lines.is_empty() {
        return Err(Error::invalid("lines", "There is nothing on this sale.").fix("Send at least one line."));
    }
    check_text("note", sale.note.as_deref().unwrap_or(""), 500)?;
    if sale.payments.iter().any(|p| p.payment_id.is_some()) {
        return sell_paid(tx, ctx, sale);
    }
    let id = sale.id.unwrap_or_else(|| ctx.new_id());
    if sale.id.is_some() && store::exists(tx, id)? {
        // Of an order that waited, all may be paid by what comes back with it.
        let is_exchange = sale.payments.is_empty() && !sale.returned.is_empty();
        return if is_exchange { sell_paid(tx, ctx, sale) } else { Err(already_sold(id)) };
    }
    let happened_at = ctx.happened_at(sale.happened_at)?;
    let place = Place::of(tx, sale.register_id)?;
    let happened_on = place.date(happened_at)?;
    let mut till = tills::till(tx, ctx, sale.register_id, sale.shift_id)?;
    till.refuse_import(sale.import)?;
    let terms = place.terms(happened_at, sale.customer_id)?;
    let purpose = if sale.import { Purpose::Import } else { Purpose::Sale };
    let wanted = Wanted { purpose, ..Wanted::sold(&sale.lines, &sale.discounts, &sale.coupons) };
    let exempt = Exempt::asked(tx, sale.tax_exemption.as_ref(), sale.customer_id, happened_on)?;
    let cart = build(tx, place.merchant.currency, basis(&place.merchant, exempt.is_exempt()), &terms, &wanted)?;
    platform::require_all([
        may_reprice(ctx, &cart),
        exempt.must_be_allowed(ctx),
        if sale.import { Ok(()) } else { may_take_off(tx, ctx, &cart, None) },
        exchange::may_take_back(tx, ctx, &sale.returned),
        stored::may_exceed(tx, ctx, sale, cart.priced.total),
    ])?;
    let rows = || cart.items.iter().map(|i| &i.row);
    let seen = kinds::check_age(rows(), sale.age_check.as_ref(), happened_on)?;
    kinds::must_be_seen(rows(), seen.as_ref())?;
    let tenders = payments::tenders(tx)?;
    let total = cart.priced.total;
    let brought = Brought::with(sale, exempt.is_exempt())?;
    let returned = exchange::coming_back(tx, ctx, &place, &till, &brought, (id, total))?;
    let mut money = settle(&sale.payments, &tenders, (total, total - returned.credit), &place)?;
    find_balances(tx, ctx, sale, &mut money, place.date(ctx.now)?)?;
    money.extend(exchanged(&tenders, returned.credit)?);
    let taken_off = check_voided(tx, place.merchant.currency, &sale.voided_lines)?;
    let mut order = new_order_row(ctx, id, &place, &cart, happened_at);
    order.customer_id = sale.customer_id;
    order.note = sale.note.clone().unwrap_or_default();
    order.change = onetill_kernel::sum(money.iter().map(|m| m.change))?;
    order.business_date = sale.import.then_some(happened_on);
    order.exemption.clone_from(&exempt.exemption);
    let settled = Settled {
        now: money.iter().map(|m| (m.tender.clearing_account.as_str(), m.amount + m.rounding.minor)).collect(),
        rounding: onetill_kernel::sum(money.iter().map(|m| m.rounding.minor))?,
        earlier: 0,
    };
    let is_exchange = !sale.returned.is_empty();
    if is_exchange {
        exchange::take_back(tx, ctx, &place, &mut till, returned, (id, order.currency))?;
    }
    kinds::take_serials(tx, id, rows())?;
    kinds::keep_age(tx, ctx, &order, seen)?;
    let (discounts, coupons, repriced, exempted) = (cart.discounts, cart.coupons, cart.repriced, cart.exempted);
    redeem(tx, ctx, &order, &coupons)?;
    let mut lines: Vec<(LineRow, i64)> = cart.items.into_iter().map(|i| (i.row, i.assumed_cost)).collect();
    let left = complete(tx, ctx, &place, &mut till, &mut order, &mut lines, &settled)?;
    let stock: Vec<StockAfter> = left.iter().map(StockAfter::from).collect();
    store::append_order(tx, &order)?;
    store::append_lines(tx, id, &lines.iter().map(|(l, _)| l).collect::<Vec<_>>())?;
    store::append_discounts(tx, id, &discounts)?;
    codes_store::append(tx, id, &coupons)?;
    keep_voided(tx, ctx, &order, taken_off)?;
    account_for_discounts(tx, ctx, &order, &discounts)?;
    exemption::append(tx, id, &exempted)?;
    exempt.account(tx, ctx, &order, &exempted)?;
    account_for_prices(tx, ctx, &order, &repriced, lines.iter().map(|(l, _)| l))?;
    for m in &money {
        take(tx, ctx, &order, m)?;
    }
    let rows: Vec<&LineRow> = lines.iter().map(|(line, _)| line).collect();
    let mut receipt = views::receipt(&order, &rows, &place.register.series, &stock);
    if is_exchange {
        receipt.returned = views::returned_with(tx, id, &tenders)?;
    }
    Ok(receipt)
}

/// Finds the gift cards, the credit and the account that a sale is paid with; refused where they do not hold as much.
fn find_balances(tx: &mut Tx<'_>, ctx: &Ctx, sale: &NewSale, money: &mut [Certain<'_>], on: Date) -> Result<()> {
    for (index, (m, p)) in money.iter_mut().zip(&sale.payments).enumerate() {
        let field = format!("payments[{index}]");
        m.balance_id = stored::balance_of(tx, m.tender, p.code.as_deref(), sale.customer_id, &field)?;
        if let Some(id) = m.balance_id {
            stored::may_spend(tx, ctx, id, m.amount, on, &format!("{field}.amount"))?;
        }
    }
    Ok(())
}

/// Writes money down that is certain.
pub(super) fn take(tx: &mut Tx<'_>, ctx: &mut Ctx, order: &OrderRow, m: &Certain<'_>) -> Result<()> {
    let payment_id = ctx.new_id();
    let new = NewPayment {
        id: payment_id,
        order_id: Some(order.id),
        tender: m.tender,
        currency: order.currency,
        amount: m.amount,
        tendered: m.tendered,
        change: m.change,
        tip: 0,
        through: None,
        balance_id: m.balance_id,
        complete_when_paid: false,
        certain: true,
    };
    payments::create_payment(tx, ctx, &new)?;
    let attempt = NewAttempt {
        payment_id,
        attempt_no: 1,
        kind: AttemptKind::Capture,
        amount: m.amount,
        tip: 0,
        rounding: m.rounding,
        refund_id: None,
        register_id: order.register_id,
        own_entry: false,
        shift_id: order.shift_id,
    };
    let attempt = payments::certain(tx, ctx, &attempt)?;
    stored::spend(tx, ctx, m.balance_id, order.id, &attempt)
}

fn already_sold(id: OrderId) -> Error {
    Error::conflict("already_exists", "There is an order with this id already; nothing was done again.")
        .field("id")
        .fix(format!("GET /v1/orders/{id} shows it; use a new id for a new sale."))
}

/// A new order's row, priced, open, nothing paid.
pub(super) fn new_order_row(
    ctx: &Ctx,
    id: OrderId,
    place: &Place,
    cart: &Cart,
    happened_at: onetill_kernel::Timestamp,
) -> OrderRow {
    OrderRow {
        id,
        version: 1,
        state: OrderState::Open,
        channel: Channel::Register,
        location_id: place.location.id,
        register_id: place.register.id,
        shift_id: None,
        receipt_no: None,
        customer_id: None,
        staff_id: ctx.staff_id,
        currency: place.merchant.currency,
        prices_include_tax: cart.basis.prices_include_tax,
        tax_rounding: cart.basis.rounding,
        line_count: cart.items.len() as i64,
        subtotal: cart.priced.subtotal,
        discount: cart.priced.discount,
        tax: cart.priced.tax,
        total: cart.priced.total,
        paid: 0,
        change: 0,
        refunded: 0,
        note: String::new(),
        recovered: false,
        business_date: None,
        created_at: ctx.now,
        happened_at,
        recorded_at: None,
        exemption: None,
    }
}

/// Money of a sale, checked.
pub(super) struct Certain<'a> {
    tender: &'a Tender,
    amount: i64,
    tendered: i64,
    change: i64,
    rounding: Rounding,
    /// The gift card, credit or account that it spends.
    balance_id: Option<BalanceId>,
}

/// What goods that came back pay of a sale.
pub(super) fn exchanged(tenders: &[Tender], amount: i64) -> Result<Option<Certain<'_>>> {
    if amount == 0 {
        return Ok(None);
    }
    let tender = payments::tender(tenders, TenderCode::Exchange.as_str(), "returned")?;
    Ok(Some(Certain { tender, amount, tendered: 0, change: 0, rounding: Rounding::default(), balance_id: None }))
}

/// Checks that the payments are certain and together exactly what is due of the total.
fn settle<'a>(
    payments: &[SalePayment],
    tenders: &'a [Tender],
    (total, mut due): (i64, i64),
    place: &Place,
) -> Result<Vec<Certain<'a>>> {
    if payments.len() > MAX_PAYMENTS {
        return Err(Error::invalid("payments", format!("A sale is paid by at most {MAX_PAYMENTS} payments."))
            .fix("Put several of one tender together."));
    }
    let currency = place.merchant.currency;
    let mut settled = Vec::with_capacity(payments.len());
    // What is paid in cash so far, and what moved for it.
    let mut cash = (0, 0);
    for (index, p) in payments.iter().enumerate() {
        let field = format!("payments[{index}]");
        let code = p.tender.as_deref().ok_or_else(|| {
            Error::invalid(format!("{field}.tender"), "This payment does not say how the money came.")
                .code("missing_field")
                .fix("Send tender, such as cash; or payment_id for a card payment that is captured.")
        })?;
        let tender = payments::asked_tender(tenders, code, &format!("{field}.tender"))?;
        if tender.kind.method().is_some() {
            return Err(Error::new(
                onetill_kernel::ErrorKind::Invalid,
                "payment_not_captured",
                "Such a payment is certain only once the provider says so.",
            )
            .field(format!("{field}.tender"))
            .fix("Open an order, POST /v1/orders/{id}/payments, and let it complete when it is paid."));
        }
        let amount = match p.amount {
            Some(m) => m.non_negative_in(currency, &format!("{field}.amount"))?,
            None => due,
        };
        if amount > due {
            return Err(exceeds_due(due, currency, &format!("{field}.amount")));
        }
        if amount == 0 && total > 0 {
            return Err(nothing(&format!("{field}.amount")));
        }
        let rounding = match tender.kind {
            TenderKind::Cash => payments::round_cash(amount, cash.0, cash.1, place.merchant.cash_rounding)?,
            _ => Rounding::default(),
        };
        let moves = amount + rounding.minor;
        let (tendered, change) = check_tendered(tender, moves, p.tendered, currency, &field)?;
        due -= amount;
        if tender.kind == TenderKind::Cash {
            cash = (cash.0 + amount, cash.1 + moves);
        }
        settled.push(Certain { tender, amount, tendered, change, rounding, balance_id: None });
    }
    if due > 0 {
        let due = Money::new(due, currency);
        return Err(Error::invalid("payments", format!("The payments fall {due} short of the total."))
            .code("payment_missing")
            .fix("Send the missing money, or open an order and pay it in steps."));
    }
    Ok(settled)
}

/// The refusal of a payment that pays nothing.
pub(super) fn nothing(field: &str) -> Error {
    Error::invalid(field, "A payment is more than nothing.").fix("Leave this payment out.")
}

/// The refusal of a payment over what is due.
pub(super) fn exceeds_due(due: i64, currency: onetill_kernel::Currency, field: &str) -> Error {
    let due = Money::new(due, currency);
    Error::invalid(field, format!("Only {due} is due."))
        .code("payment_exceeds_due")
        .fix("Send what the payment covers as amount, and what was handed over in cash as tendered.")
}

/// The lines of a request for an order whose totals are fixed: whatever they do not bring a price for costs what it did
/// when the order was priced, also where a price list begins or ends meanwhile.
fn as_priced(asked: &[LineInput], stored: &[LineRow], currency: onetill_kernel::Currency) -> Vec<LineInput> {
    let mut lines = asked.to_vec();
    for (line, stored) in lines.iter_mut().zip(stored) {
        let price = Money::new(stored.base_price.unwrap_or(stored.unit_price), currency);
        line.unit_price = line.unit_price.or(Some(price));
        line.kept_options = is_same(line, stored).then(|| stored.options.clone());
    }
    lines
}

/// A sale that names captured payments completes the order they were taken for, and one that needs none the order it names.
fn sell_paid(tx: &mut Tx<'_>, ctx: &mut Ctx, sale: &NewSale) -> Result<SaleReceipt> {
    let not_captured = |index: usize, message: &str| {
        Error::invalid(format!("payments[{index}].payment_id"), message)
            .code("payment_not_captured")
            .fix("Send the id of a captured payment of this sale's order.")
    };
    let mut order_id: Option<OrderId> = sale.id;
    for (index, p) in sale.payments.iter().enumerate() {
        let Some(payment_id) = p.payment_id else {
            return Err(not_captured(index, "A sale of an order that is paid already takes only its payments."));
        };
        let row = payments::payment_row(tx, payment_id)?
            .filter(|r| r.state == payments::PaymentState::Captured)
            .ok_or_else(|| not_captured(index, "This payment is not captured."))?;
        match (order_id, row.order_id) {
            (Some(known), Some(its)) if known != its => {
                return Err(not_captured(index, "This payment belongs to another order."));
            }
            (_, its) => order_id = its.or(order_id),
        }
    }
    let order_id = order_id.ok_or_else(|| not_captured(0, "This payment belongs to no order."))?;
    let order = lock_order(tx, order_id)?;
    match order.state {
        OrderState::Frozen => {}
        OrderState::Open => {
            must_be_taken_up(tx, order_id)?;
            let lines = store::lines(tx, order_id)?;
            kinds::before_payment(tx, order_id, &lines)?;
        }
        _ => return Err(already_sold(order_id)),
    }
    let place = Place::of(tx, order.register_id)?;
    let stored = store::lines(tx, order_id)?;
    let terms = place.terms(ctx.now, order.customer_id)?;
    let asked = as_priced(&sale.lines, &stored, order.currency);
    let by_rule = store::discounts(tx, order_id)?.iter().any(|d| d.promotion_id.is_some());
    // What promotions took off stands as it was, and so do the codes.
    let wanted = Wanted { promoted: !by_rule, ..Wanted::sold(&asked, &sale.discounts, &[]) };
    let basis = basis(&place.merchant, order.exemption.is_some());
    let cart = build(tx, order.currency, basis, &terms, &wanted)?;
    let same = stored.len() == cart.items.len()
        && stored
            .iter()
            .zip(&cart.items)
            // What promotions took off stands as it was; they may have begun or ended meanwhile.
            .all(|(a, b)| {
                (a.variant_id, a.quantity, a.amount) == (b.row.variant_id, b.row.quantity, b.row.amount)
                    && a.options == b.row.options
                    && a.balance_id == b.row.balance_id
                    && (by_rule || a.total == b.row.total)
            });
    if !same {
        return Err(Error::conflict("order_frozen", "These are not the lines that the payment was taken for.")
            .field("lines")
            .fix("Send the order's own lines, or refund the payment and sell anew."));
    }
    let mut till = tills::till(tx, ctx, order.register_id, sale.shift_id)?;
    exchange::may_take_back(tx, ctx, &sale.returned)?;
    let brought = Brought::with(sale, order.exemption.is_some())?;
    let returned = exchange::coming_back(tx, ctx, &place, &till, &brought, (order_id, order.total))?;
    let credit = returned.credit;
    let taken = captured(&payments::payments_of_order(tx, order_id)?)?;
    if taken > order.total - credit {
        return Err(Error::invalid("returned", "More was paid already than what comes back leaves to pay.")
            .code("payment_exceeds_due")
            .fix("Refund what comes back on its own, or give the order up and sell anew."));
    }
    if taken < order.total - credit {
        let due = Money::new(order.total - credit - taken, order.currency);
        return Err(Error::invalid("payments", format!("{due} of this order is not paid yet."))
            .code("payment_missing")
            .fix("Take the rest first, with POST /v1/orders/{id}/payments."));
    }
    let taken_off = check_voided(tx, order.currency, &sale.voided_lines)?;
    let is_exchange = !sale.returned.is_empty();
    if is_exchange {
        exchange::take_back(tx, ctx, &place, &mut till, returned, (order_id, order.currency))?;
    }
    let left = complete_stored(tx, ctx, &mut till, order, credit, false)?;
    let stock: Vec<StockAfter> = left.iter().map(StockAfter::from).collect();
    let order = store::order_row(tx, order_id)?;
    let tenders = payments::tenders(tx)?;
    if let Some(m) = exchanged(&tenders, credit)? {
        take(tx, ctx, &order, &m)?;
    }
    if is_exchange {
        promised_store::forget(tx, order_id)?;
    }
    keep_voided(tx, ctx, &order, taken_off)?;
    let rows: Vec<&LineRow> = stored.iter().collect();
    let mut receipt = views::receipt(&order, &rows, &place.register.series, &stock);
    if is_exchange {
        receipt.returned = views::returned_with(tx, order_id, &tenders)?;
    }
    Ok(receipt)
}
