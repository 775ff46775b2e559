//! Taking money for an order.

use onetill_db::Tx;
use onetill_kernel::{Currency, Error, ErrorKind, Money, OrderId, PaymentId, Result, ShiftId, TerminalId};
use serde_json::json;

use super::answers::{Finished, finish_if_paid};
use super::aside::must_be_taken_up;
use super::cart::{Place, leaving};
use super::commands::tell;
use super::giving::{Given, give_owed};
use super::inputs::*;
use super::locks::{lock_order, lock_order_books};
use super::model::*;
use super::sales::{exceeds_due, nothing};
use super::{exchange, kinds, rules, store, stored};
use crate::ledger::posting_rules::{self, Postings};
use crate::ledger::{self, EntryKind, NewEntry};
use crate::payments::{
    self, AttemptKind, AttemptRow, Capability, Method, NewAttempt, NewPayment, PaymentRow, PaymentState, Rounding,
    Tender, TenderKind, Terminal, Through,
};
use crate::sync::{EventKind, emit};
use crate::{Ctx, inventory, platform, tills};

/// Cash may be handed over in larger notes; what is over is change. Other tenders give none. `amount` is what must move.
pub(super) fn check_tendered(
    tender: &Tender,
    amount: i64,
    tendered: Option<Money>,
    currency: Currency,
    field: &str,
) -> Result<(i64, i64)> {
    let field = format!("{field}.tendered");
    match (tender.kind, tendered) {
        (TenderKind::Cash, None) => Ok((amount, 0)),
        (TenderKind::Cash, Some(given)) => {
            let given = given.non_negative_in(currency, &field)?;
            if given < amount {
                return Err(Error::invalid(field, "Less was handed over than the payment covers.")
                    .fix("Lower the payment's amount, and take the rest by another tender."));
            }
            Ok((given, given - amount))
        }
        (_, Some(_)) => Err(Error::invalid(field, format!("{} gives no change.", tender.name))
            .fix("Leave tendered out; what a voucher is worth beyond what is due stays on it or is lost.")),
        (_, None) => Ok((0, 0)),
    }
}

/// What a payment did.
#[derive(Debug, Clone, Copy)]
pub struct Taken {
    /// The payment.
    pub payment_id: PaymentId,
    /// Whether a terminal must be asked now.
    pub to_send: bool,
}

/// Takes a payment. Cash and the like are certain at once; a card is written down as an intent. The first
/// payment freezes the order: totals are fixed and stock is held.
pub fn pay(tx: &mut Tx<'_>, ctx: &mut Ctx, order_id: OrderId, input: &PayOrder) -> Result<Taken> {
    let mut order = lock_order(tx, order_id)?;
    if !matches!(order.state, OrderState::Open | OrderState::Frozen) {
        rules::must_be_open(&order)?;
    }
    if order.state == OrderState::Open {
        must_be_taken_up(tx, order_id)?;
    }
    if order.line_count == 0 {
        return Err(Error::conflict("order_empty", "There is nothing on this order.").fix("Add a line first."));
    }
    let tenders = payments::tenders(tx)?;
    let tender = payments::asked_tender(&tenders, &input.tender, "tender")?;
    let earlier = payments::payments_of_order(tx, order_id)?;
    let unknown = earlier.iter().find(|p| p.state == PaymentState::Unknown);
    // What lies on the counter beside it may be taken; another attempt may not be made.
    if let Some(unknown) = unknown.filter(|_| tender.kind.method().is_some()) {
        return Err(still_unknown(unknown));
    }
    let under_way = |p: &&PaymentRow| p.state.is_open() || p.state == PaymentState::Captured;
    let coming = match input.returned.is_empty() && earlier.is_empty() {
        true => 0,
        false => exchange::promise(tx, ctx, &order, input)?,
    };
    let due = order.total - coming - onetill_kernel::sum(earlier.iter().filter(under_way).map(|p| p.amount))?;
    let amount = match input.amount {
        Some(m) => m.non_negative_in(order.currency, "amount")?,
        None => due,
    };
    if let Some(unknown) = unknown.filter(|_| amount > due.max(0) || due <= 0) {
        return Err(still_unknown(unknown));
    }
    if amount > due.max(0) {
        return Err(exceeds_due(due, order.currency, "amount"));
    }
    if due <= 0 {
        let way_out = match coming {
            0 => "POST /v1/orders/{id}/complete.",
            _ => "POST /v1/sales with what comes back, which pays all of it.",
        };
        return Err(Error::invalid("amount", "There is nothing to pay.").fix(way_out));
    }
    if amount == 0 {
        return Err(nothing("amount"));
    }
    let rounding = match tender.kind {
        TenderKind::Cash => cash_rounding(tx, &tenders, &earlier, amount)?,
        _ => Rounding::default(),
    };
    let moves = amount + rounding.minor;
    let (tendered, change) =
        check_tendered(tender, moves, input.tendered, order.currency, "").map_err(|e| e.field("tendered"))?;
    let through = match tender.kind.method() {
        Some(method) => Some(through(tx, &order, method, input)?),
        None => None,
    };
    let balance_id = stored::balance_of(tx, tender, input.code.as_deref(), order.customer_id, "")?;
    if let Some(id) = balance_id {
        let on = Place::of(tx, order.register_id)?.date(ctx.now)?;
        stored::may_spend(tx, ctx, id, amount, on, "amount")?;
    }
    let payment_id = input.id.unwrap_or_else(|| ctx.new_id());
    if input.id.is_some() && payments::payment_row(tx, payment_id)?.is_some() {
        return Err(Error::conflict("already_exists", "There is a payment with this id already.")
            .field("id")
            .fix(format!("GET /v1/payments/{payment_id} shows it; use a new id for a new payment.")));
    }
    let lines = store::lines(tx, order_id)?;
    lock_order_books(tx, &order, &lines)?;
    let mut till = tills::till(tx, ctx, order.register_id, None)?;
    let version = order.version;
    if order.state == OrderState::Open {
        kinds::before_payment(tx, order_id, &lines)?;
        let place = Place::of(tx, order.register_id)?;
        let goods: Vec<_> = lines.iter().filter_map(|l| leaving(l, 0)).collect();
        inventory::hold(tx, ctx, order.location_id, place.merchant.negative_stock, order_id.0, &goods)?;
        super::codes::redeem_stored(tx, ctx, &order)?;
        order.state = OrderState::Frozen;
        order.version += 1;
        tell(tx, ctx, EventKind::OrderFrozen, &order)?;
    }

    let certain = through.is_none();
    let new = NewPayment {
        id: payment_id,
        order_id: Some(order_id),
        tender,
        currency: order.currency,
        amount,
        tendered,
        change,
        tip: 0,
        through,
        balance_id,
        complete_when_paid: input.complete_when_paid,
        certain,
    };
    payments::create_payment(tx, ctx, &new)?;
    let attempt = NewAttempt {
        payment_id,
        attempt_no: 1,
        kind: AttemptKind::Capture,
        amount,
        tip: 0,
        rounding,
        refund_id: None,
        register_id: order.register_id,
        own_entry: true,
        shift_id: till.shift_id(),
    };
    let data = json!({
        "payment_id": payment_id,
        "order_id": order_id,
        "tender": tender.code,
        "amount": Money::new(amount, order.currency),
        "state": if certain { PaymentState::Captured } else { PaymentState::Created },
    });
    emit(tx, ctx, EventKind::PaymentCreated, payment_id, ctx.now, &data)?;
    if certain {
        let attempt = payments::certain(tx, ctx, &attempt)?;
        stored::spend(tx, ctx, balance_id, order_id, &attempt)?;
        order.change += change;
        order.version = version + 1;
        take(tx, ctx, &mut order, version, &attempt, &tender.clearing_account)?;
        if let Finished::Exchange(promised) =
            finish_if_paid(tx, ctx, &mut till, order_id, input.complete_when_paid, false)?
        {
            exchange::finish(tx, ctx, &mut till, order_id, &promised, false)?;
        }
    } else {
        payments::new_attempt(tx, ctx, &attempt)?;
        if order.version != version {
            store::update_order(tx, version, &order)?;
        }
    }
    Ok(Taken { payment_id, to_send: !certain })
}

/// How the cash for `amount` is rounded, after the cash in `earlier` payments of the order.
fn cash_rounding(tx: &mut Tx<'_>, tenders: &[Tender], earlier: &[PaymentRow], amount: i64) -> Result<Rounding> {
    let step = platform::merchant(tx)?.cash_rounding;
    let cash = |p: &&PaymentRow| {
        p.state == PaymentState::Captured && tenders.iter().any(|t| t.code == p.tender && t.kind == TenderKind::Cash)
    };
    let cash = || earlier.iter().filter(cash);
    let moved = onetill_kernel::sum(cash().map(|p| p.tendered - p.change))?;
    payments::round_cash(amount, onetill_kernel::sum(cash().map(|p| p.amount))?, moved, step)
}

/// How an order's payment goes through a provider.
fn through(tx: &mut Tx<'_>, order: &OrderRow, method: Method, input: &PayOrder) -> Result<Through> {
    let accounts = payments::account_rows(tx)?;
    let (account_id, terminal_id) = if method == Method::Terminal {
        let terminal = terminal_for(tx, order, input.terminal_id)?;
        (terminal.account_id, Some(terminal.id))
    } else {
        let capability = if method == Method::Link { Capability::PaymentLink } else { Capability::QrCode };
        let able = accounts.iter().find(|a| a.active && a.can(capability));
        let account = able.ok_or_else(|| {
            Error::conflict("no_provider", "No provider is set up that can take such a payment.")
                .field("tender")
                .fix("Take another tender, or set a provider up in the settings.")
        })?;
        (account.id, None)
    };
    if !accounts.iter().any(|a| a.id == account_id && a.active) {
        return Err(Error::conflict("provider_inactive", "The account with this terminal's provider is switched off.")
            .field("terminal_id")
            .fix("Take another tender, or switch it on in the settings."));
    }
    Ok(Through { account_id, method, terminal_id, capture_later: false })
}

fn terminal_for(tx: &mut Tx<'_>, order: &OrderRow, asked: Option<TerminalId>) -> Result<Terminal> {
    if let Some(id) = asked {
        let terminal = payments::terminal(tx, id)?;
        if !terminal.active {
            return Err(Error::invalid("terminal_id", "This terminal is switched off.").fix("Name another one."));
        }
        return Ok(terminal);
    }
    let all: Vec<Terminal> = payments::terminals(tx)?.into_iter().filter(|t| t.active).collect();
    let own = all.iter().find(|t| t.register_id == Some(order.register_id));
    let shared = || all.iter().find(|t| t.location_id == order.location_id && t.register_id.is_none());
    own.or_else(shared).cloned().ok_or_else(|| {
        Error::new(ErrorKind::Conflict, "no_terminal", "This register has no card terminal.")
            .field("terminal_id")
            .fix("Take another tender, or name a terminal.")
    })
}

/// The refusal of another payment while nobody knows what became of one.
fn still_unknown(payment: &PaymentRow) -> Error {
    let amount = Money::new(payment.amount, payment.currency);
    Error::conflict("payment_unknown", format!("It is not known yet what became of the payment of {amount}. Do not charge again."))
        .fix(format!(
            "It is being asked about, and the order goes on by itself. A manager may decide: POST /v1/payments/{}/decision.",
            payment.id
        ))
}

/// Counts captured money in: the order's row and a journal entry of its own.
pub(super) fn take(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    order: &mut OrderRow,
    version: i64,
    attempt: &AttemptRow,
    clearing: &str,
) -> Result<()> {
    order.paid = onetill_kernel::sum([order.paid, attempt.amount])?;
    store::update_order(tx, version, order)?;
    post(
        tx,
        ctx,
        order,
        attempt,
        EntryKind::Capture,
        &posting_rules::capture(clearing, attempt.amount, attempt.tip, attempt.rounding.minor)?,
    )
}

/// Books what an attempt moved.
pub(super) fn post(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    order: &OrderRow,
    attempt: &AttemptRow,
    kind: EntryKind,
    postings: &Postings,
) -> Result<()> {
    let place = Place::of(tx, order.register_id)?;
    let entry = NewEntry {
        id: attempt.id.0,
        kind,
        business_date: place.date(ctx.now)?,
        location_id: order.location_id,
        currency: order.currency,
        recorded_at: ctx.now,
    };
    ledger::post(tx, &entry, postings)
}

/// Gives back what was taken for an order that is given up: cash at once, cards as intents. In the shift of the answer that
/// gives it up, or in the open one.
pub(super) fn return_deposits(
    tx: &mut Tx<'_>,
    ctx: &mut Ctx,
    order: &OrderRow,
    taken: &[PaymentRow],
    answered_in: Option<ShiftId>,
) -> Result<()> {
    let tenders = payments::tenders(tx)?;
    let captured: Vec<&PaymentRow> = taken.iter().filter(|p| p.state == PaymentState::Captured).collect();
    if captured.is_empty() {
        return Ok(());
    }
    let shift_id = match answered_in {
        Some(id) => Some(id),
        None => tills::till(tx, ctx, order.register_id, None)?.shift_id(),
    };
    for payment in captured {
        let given = Given::rest_of(tx, payment.clone(), &tenders)?;
        give_owed(tx, ctx, order, shift_id, &given, None)?;
    }
    Ok(())
}
