//! One order, told by every book.

use std::collections::HashMap;

use onetill_db::Tx;
use onetill_kernel::{
    Currency, CustomerId, Error, Money, OrderId, Quantity, RefundId, RegisterId, Result, StaffId, Uuid,
};

use super::aside_store;
use super::events::OrderCompleted;
use super::exemption;
use super::inputs::*;
use super::model::*;
use super::pricing::{self, Basis};
use super::quotes::below_zero;
use super::returns::paying;
use super::rules::ReceiptSearch;
use super::voids::voids_of_order;
use super::{refund_store, store};
use crate::catalog::TaxComponentRule;
use crate::inventory::StockAfter;
use crate::payments::{AttemptState, PaymentState, Tender};
use crate::sync::EventKind;
use crate::{Page, PageRequest, customers, inventory, ledger, payments, platform, stored_value, sync, tills};

/// An order on one line, without names. `series` is its register's.
pub(super) fn summary(o: &OrderRow, series: &str) -> OrderSummary {
    let money = |minor| Money::new(minor, o.currency);
    OrderSummary {
        id: o.id,
        number: o.receipt_no.map(|n| tills::receipt_number(series, n)),
        state: o.state,
        channel: o.channel,
        version: o.version,
        location_id: o.location_id,
        register_id: o.register_id,
        shift_id: o.shift_id,
        customer_id: o.customer_id,
        customer_name: None,
        staff_id: o.staff_id,
        staff_name: None,
        line_count: o.line_count,
        subtotal: money(o.subtotal),
        discount: money(o.discount),
        net: money(o.total - o.tax),
        tax: money(o.tax),
        total: money(o.total),
        paid: money(o.paid),
        change: money(o.change),
        cards: Vec::new(),
        refunded: money(o.refunded),
        refund_state: match o.refunded {
            0 => RefundedPart::None,
            part if part < o.total => RefundedPart::Partial,
            _ => RefundedPart::Full,
        },
        business_date: o.business_date,
        happened_at: o.happened_at,
        recorded_at: o.recorded_at,
        created_at: o.created_at,
        recovered: o.recovered,
        note: o.note.clone(),
    }
}

/// The price of one without and with tax.
fn unit_parts(l: &LineRow, currency: Currency, basis: Basis) -> Result<Option<UnitParts>> {
    if basis.exempt {
        return Ok(None);
    }
    let rule = |t: &TaxRow| TaxComponentRule {
        id: t.component_id,
        name: t.name.clone(),
        rate: t.rate,
        compound: t.compound,
        account: t.account.clone(),
    };
    let taxes: Vec<TaxComponentRule> = l.taxes.iter().map(rule).collect();
    let unit = pricing::unit(l.unit_price, &taxes, basis)?;
    let money = |minor| Money::new(minor, currency);
    Ok(Some(UnitParts { net: money(unit.net), tax: money(unit.tax), gross: money(unit.gross) }))
}

/// A stored line as screens see it; its cost only once the order is completed.
pub(super) fn line_view(l: &LineRow, currency: Currency, basis: Basis, completed: bool) -> Result<OrderLine> {
    let money = |minor| Money::new(minor, currency);
    let tax = |t: &TaxRow| LineTax {
        component_id: t.component_id,
        name: t.name.clone(),
        rate: t.rate,
        compound: t.compound,
        amount: money(t.amount),
    };
    Ok(OrderLine {
        line_no: l.line_no,
        kind: l.kind,
        variant_id: l.variant_id,
        product_id: None,
        sku: l.sku.clone(),
        name: l.name.clone(),
        quantity: l.quantity,
        unit_price: money(l.unit_price),
        base_price: l.base_price.map(money),
        options: l.options.iter().map(|o| o.view(currency)).collect(),
        unit: unit_parts(l, currency, basis)?,
        price_list: l.price_list.clone(),
        regular_price: l.regular_price.map(money),
        price_reason: l.price_reason.clone(),
        amount: money(l.amount),
        discount: money(l.line_discount + l.order_discount),
        net: money(l.total - l.tax),
        tax: money(l.tax),
        tax_not_charged: money(l.exempted),
        total: money(l.total),
        tax_category_id: l.tax_category_id,
        taxes: l.taxes.iter().map(tax).collect(),
        refunded_quantity: l.refunded,
        cost: completed.then(|| money(l.cost)),
        deposit_line_no: l.deposit_line_no,
        minimum_age: l.minimum_age,
        serial: l.serial.clone(),
        balance_id: l.balance_id,
        note: l.note.clone(),
    })
}

/// The tax of some lines by component, in the order in which components first appear.
pub(super) fn tax_totals(lines: &[&LineRow], currency: Currency) -> Vec<TaxTotal> {
    let mut totals: Vec<TaxTotal> = Vec::new();
    for line in lines {
        for tax in &line.taxes {
            let known = totals.iter_mut().find(|t| t.component_id == tax.component_id && t.rate == tax.rate);
            match known {
                Some(total) => {
                    total.net.minor += line.total - line.tax;
                    total.amount.minor += tax.amount;
                }
                None => totals.push(TaxTotal {
                    component_id: tax.component_id,
                    name: tax.name.clone(),
                    rate: tax.rate,
                    net: Money::new(line.total - line.tax, currency),
                    amount: Money::new(tax.amount, currency),
                }),
            }
        }
    }
    totals
}

/// What a completed sale answers; `stock` is what its lines left.
pub(super) fn receipt(o: &OrderRow, lines: &[&LineRow], series: &str, stock: &[StockAfter]) -> SaleReceipt {
    SaleReceipt {
        order: summary(o, series),
        taxes: tax_totals(lines, o.currency),
        returned: Vec::new(),
        warnings: warnings(stock, lines),
    }
}

/// What came back with an order.
pub(super) fn returned_with(tx: &mut Tx<'_>, id: OrderId, tenders: &[Tender]) -> Result<Vec<Refund>> {
    let rows = refund_store::returned_with(tx, id)?;
    rows.iter().map(|row| refund_view(tx, row, tenders)).collect()
}

/// One order on one line, without names.
pub fn order_summary(tx: &mut Tx<'_>, id: OrderId) -> Result<OrderSummary> {
    let row = store::order_row(tx, id)?;
    let register = tills::register(tx, row.register_id)?;
    Ok(summary(&row, &register.series))
}

/// What a completed sale answers, also when it is asked for again and was refunded since: the log kept what
/// was true at completion.
pub fn sale_receipt(tx: &mut Tx<'_>, id: OrderId) -> Result<SaleReceipt> {
    let told = sync::events_of(tx, &[id.0])?.into_iter().find(|event| event.kind == EventKind::OrderCompleted);
    let told = told.ok_or_else(|| Error::not_found("completed order"))?;
    let told: OrderCompleted = serde_json::from_value(told.data).map_err(Error::internal)?;
    let mut row = store::order_row(tx, id)?;
    row.version = told.version;
    row.refunded = 0;
    let lines = store::lines(tx, id)?;
    let register = tills::register(tx, row.register_id)?;
    let tenders = payments::tenders(tx)?;
    let returned = returned_with(tx, id, &tenders)?;
    Ok(SaleReceipt { returned, ..receipt(&row, &lines.iter().collect::<Vec<_>>(), &register.series, &told.stock) })
}

/// What a cashier should know of the stock after a sale of `lines`.
fn warnings(stock: &[StockAfter], lines: &[&LineRow]) -> Vec<Warning> {
    let sold: HashMap<i64, Quantity> = lines.iter().map(|l| (l.line_no, l.quantity)).collect();
    let before = |s: &StockAfter| {
        let quantity = sold.get(&s.line_no).copied().unwrap_or_default();
        Quantity(s.available.milli().saturating_add(quantity.milli()))
    };
    stock.iter().filter(|s| s.on_hand < Quantity::ZERO).map(|s| below_zero(s.line_no, before(s))).collect()
}

struct Names {
    registers: Vec<tills::Register>,
    staff: HashMap<StaffId, String>,
    customers: HashMap<CustomerId, String>,
    cards: Vec<(OrderId, String)>,
}

impl Names {
    fn of(tx: &mut Tx<'_>, rows: &[OrderRow]) -> Result<Self> {
        let ids: Vec<CustomerId> = rows.iter().filter_map(|o| o.customer_id).collect();
        Ok(Self {
            registers: tills::registers(tx)?,
            staff: platform::staff_list(tx)?.into_iter().map(|s| (s.id, s.name)).collect(),
            customers: customers::names(tx, &ids)?,
            cards: payments::cards_of_orders(tx, &rows.iter().map(|o| o.id).collect::<Vec<_>>())?,
        })
    }

    fn named(&self, row: &OrderRow) -> OrderSummary {
        let series = self.registers.iter().find(|r| r.id == row.register_id).map_or("", |r| r.series.as_str());
        let mut view = summary(row, series);
        view.customer_name = row.customer_id.and_then(|id| self.customers.get(&id).cloned());
        view.staff_name = row.staff_id.and_then(|id| self.staff.get(&id).cloned());
        view.cards = self.cards.iter().filter(|(id, _)| *id == row.id).map(|(_, card)| card.clone()).collect();
        view
    }
}

/// Orders, newest first.
pub fn orders(tx: &mut Tx<'_>, filter: &OrderFilter, page: &PageRequest) -> Result<Page<OrderSummary>> {
    if let Some(code) = &filter.tender {
        payments::tender(&payments::tenders(tx)?, code, "tender")?;
    }
    let search = match filter.search.as_deref().map(str::trim).filter(|s| !s.is_empty()) {
        None => None,
        Some(text) => Some(receipt_search(&text.to_uppercase(), &tills::registers(tx)?)),
    };
    if filter.amount.is_some_and(|amount| amount < 0) {
        return Err(
            Error::invalid("amount", "An amount is not below nothing.").fix("Send minor units: 1200 for 12.00.")
        );
    }
    let is_bounded = filter.card.is_some() || filter.customer_id.is_some() || filter.from.and(filter.to).is_some();
    if filter.amount.is_some() && !is_bounded {
        return Err(Error::invalid("amount", "An amount alone finds too many orders.")
            .fix("Send from and to as well, or card, or customer_id."));
    }
    let hours = hours(tx, filter)?;
    let among = filter.card.as_deref().map(|digits| payments::orders_by_card(tx, digits)).transpose()?;
    let rows = store::orders(tx, filter, search.as_ref(), among.as_deref(), &hours, page)?;
    let names = Names::of(tx, &rows.items)?;
    Ok(rows.map(|row| names.named(&row)))
}

/// The hour of the day that is asked for, by the clocks of each location.
fn hours(tx: &mut Tx<'_>, filter: &OrderFilter) -> Result<Vec<store::HourAt>> {
    let Some(hour) = filter.hour else { return Ok(Vec::new()) };
    if !(0..24).contains(&hour) {
        return Err(Error::invalid("hour", "There is no such hour.").fix("Send 0 to 23."));
    }
    let Some((from, to)) = filter.from.zip(filter.to) else {
        return Err(Error::invalid("hour", "An hour is looked for within a period.").fix("Send from and to as well."));
    };
    let (from, to) = (from.plus_days(-1).at(0, 0, "UTC")?, to.plus_days(2).at(0, 0, "UTC")?);
    let places = platform::locations(tx)?.into_iter().filter(|l| filter.location_id.is_none_or(|id| id == l.id));
    places.map(|l| Ok(store::HourAt { location_id: l.id, hour, clocks: l.offsets(from, to)? })).collect()
}

fn receipt_search(text: &str, registers: &[tills::Register]) -> ReceiptSearch {
    if let Ok(number) = text.parse::<i64>() {
        return ReceiptSearch::Number(number);
    }
    let found = text.rsplit_once('-').and_then(|(series, number)| {
        let register = registers.iter().find(|r| r.series == series)?;
        Some(ReceiptSearch::Exact(register.id, number.parse().ok()?))
    });
    found.unwrap_or(ReceiptSearch::Nothing)
}

/// One order and what every book says of it.
pub fn order(tx: &mut Tx<'_>, id: OrderId) -> Result<Order> {
    let row = store::order_row(tx, id)?;
    let summary = Names::of(tx, std::slice::from_ref(&row))?.named(&row);
    let lines = store::lines(tx, id)?;
    let tenders = payments::tenders(tx)?;
    let mut paid = Vec::new();
    let mut with_balance = false;
    for payment in payments::payments_of_order(tx, id)? {
        with_balance |= payment.balance_id.is_some();
        paid.push(payments::payment(tx, &tenders, payment.id)?);
    }
    let stored = lines.iter().any(|l| l.balance_id.is_some()) || with_balance;
    let balances = if stored { stored_value::of_order(tx, id, row.currency)? } else { Vec::new() };
    let refund_rows = refund_store::refunds_of_order(tx, id)?;
    let mut facts: Vec<Uuid> = vec![id.0];
    facts.extend(paid.iter().flat_map(|p| p.attempts.iter().map(|a| a.id.0)));
    facts.extend(refund_rows.iter().map(|r| r.id.0));

    let variants: Vec<_> = lines.iter().filter(|l| l.tracked).filter_map(|l| l.variant_id).collect();
    let sources: Vec<_> = variants.iter().map(|v| (id.0, *v)).collect();
    let mut movements = inventory::movements_of_sources(tx, row.currency, row.location_id, &sources)?;
    let mut refunds = Vec::with_capacity(refund_rows.len());
    for refund in &refund_rows {
        let sources: Vec<_> = variants.iter().map(|v| (refund.id.0, *v)).collect();
        movements.extend(inventory::movements_of_sources(tx, row.currency, refund.location_id, &sources)?);
        refunds.push(refund_view(tx, refund, &tenders)?);
    }
    let mut subjects: Vec<Uuid> = vec![id.0];
    subjects.extend(paid.iter().map(|p| p.id.0));
    subjects.extend(refund_rows.iter().map(|r| r.id.0));
    let money = |minor| Money::new(minor, row.currency);
    let discounts = store::discounts(tx, id)?.into_iter().zip(1..).map(|(d, discount_no)| OrderDiscount {
        discount_no,
        line_no: d.line_no,
        percent: d.rate,
        amount: money(d.amount),
        reason: d.reason,
        promotion_id: d.promotion_id,
    });
    let discounts = discounts.collect();
    let coupons = super::codes::stored(tx, &row)?;
    let all: Vec<&LineRow> = lines.iter().collect();
    let completed = row.state == OrderState::Completed;
    let basis = Basis {
        prices_include_tax: row.prices_include_tax,
        rounding: row.tax_rounding,
        exempt: row.exemption.is_some(),
    };
    let mut views = Vec::with_capacity(lines.len());
    for line in &lines {
        views.push(line_view(line, row.currency, basis, completed)?);
    }
    let sold: Vec<_> = lines.iter().filter_map(|l| l.variant_id).collect();
    let labels = crate::catalog::labels(tx, &sold)?;
    for view in &mut views {
        view.product_id = view.variant_id.and_then(|v| labels.get(&v)).map(|l| l.product_id);
    }
    Ok(Order {
        location_name: platform::location(tx, row.location_id)?.name,
        register_name: tills::register(tx, row.register_id)?.name,
        customer: row.customer_id.map(|id| customers::customer(tx, id)).transpose()?,
        held_as: aside_store::held(tx, id)?.map(|h| h.name),
        coming_back: super::exchange::coming_with(tx, &row)?,
        age_check: super::kinds::age_check(tx, id)?,
        voids: voids_of_order(tx, id)?,
        lines: views,
        discounts,
        coupons: coupons.iter().map(CouponRow::view).collect(),
        tax_exemption: exemption::view(&row, lines.iter().map(|l| l.exempted).sum()),
        taxes: tax_totals(&all, row.currency),
        payments: paid,
        balances,
        refunds,
        returned: returned_with(tx, id, &tenders)?,
        movements,
        entries: ledger::entries_by_ids(tx, &facts)?,
        events: sync::events_of(tx, &subjects)?,
        summary,
    })
}

/// One refund.
pub fn refund(tx: &mut Tx<'_>, id: RefundId) -> Result<Refund> {
    let row = refund_store::refund_row(tx, id)?;
    let tenders = payments::tenders(tx)?;
    refund_view(tx, &row, &tenders)
}

/// The register at which a refund was given.
pub fn refund_register(tx: &mut Tx<'_>, id: RefundId) -> Result<RegisterId> {
    Ok(refund_store::refund_row(tx, id)?.register_id)
}

fn refund_view(tx: &mut Tx<'_>, row: &RefundRow, tenders: &[Tender]) -> Result<Refund> {
    let money = |minor| Money::new(minor, row.currency);
    let register = tills::register(tx, row.register_id)?;
    let mut paid = Vec::new();
    for payment in paying(tx, row)? {
        let name = tenders.iter().find(|t| t.code == payment.tender).map_or(&payment.tender, |t| &t.name);
        for attempt in payments::refund_attempts(tx, row.id, &[payment.id])? {
            paid.push(RefundPayment {
                payment_id: payment.id,
                attempt_id: attempt.id,
                tender: payment.tender.clone(),
                tender_name: name.clone(),
                amount: money(attempt.amount),
                rounding: money(attempt.rounding.minor),
                state: match attempt.state {
                    AttemptState::Created => PaymentState::Created,
                    AttemptState::Pending => PaymentState::Pending,
                    AttemptState::Succeeded => PaymentState::Captured,
                    AttemptState::Failed => PaymentState::Failed,
                    AttemptState::Expired => PaymentState::Expired,
                    AttemptState::Unknown => PaymentState::Unknown,
                },
                message: attempt.message.unwrap_or_default(),
            });
        }
    }
    let chosen = match row.order_id {
        Some(order) => store::line_options(tx, order)?,
        None => Vec::new(),
    };
    let options_of = |line_no: Option<i64>| {
        let its = chosen.iter().filter(|(no, _)| Some(*no) == line_no);
        its.map(|(_, option)| option.view(row.currency)).collect()
    };
    let line = |l: RefundLineRow| RefundLine {
        options: options_of(l.order_line_no),
        line_no: l.line_no,
        order_line_no: l.order_line_no,
        variant_id: l.variant_id,
        sku: l.sku,
        name: l.name,
        quantity: l.quantity,
        restocked: l.restocked,
        net: money(l.total - l.tax),
        tax: money(l.tax),
        total: money(l.total),
    };
    Ok(Refund {
        id: row.id,
        number: tills::receipt_number(&register.series, row.receipt_no),
        order_id: row.order_id,
        exchange_order_id: row.exchange_order_id,
        shift_id: row.shift_id,
        customer_id: row.customer_id,
        reason: row.reason.clone(),
        state: row.state,
        lines: refund_store::refund_lines(tx, row.id)?.into_iter().map(line).collect(),
        taxes: refund_store::refund_taxes(tx, row.id, row.currency)?,
        net: money(row.total - row.tax),
        tax: money(row.tax),
        total: money(row.total),
        payments: paid,
        business_date: row.business_date,
        happened_at: row.happened_at,
        recorded_at: row.recorded_at,
        staff_id: row.staff_id,
        staff_name: match row.staff_id {
            Some(id) => platform::staff_member(tx, id)?.map(|s| s.name),
            None => None,
        },
    })
}
