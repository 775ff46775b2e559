use onetill_db::Tx;
use onetill_kernel::{
    Currency, Error, Money, OrderId, PaymentId, RefundId, RegisterId, Result, ShiftId, TerminalId, Timestamp,
};
use serde_json::json;

use super::model::*;
use super::rules::{Step, payment_state, step};
use super::store;
use crate::ledger::posting_rules;
use crate::platform::AuditAction;
use crate::sync::{EventKind, emit};
use crate::{Ctx, platform};

/// Writes the tenders that every business starts with.
pub fn found_tenders(tx: &mut Tx<'_>) -> Result<()> {
    let all = [
        (TenderCode::Cash, "Cash", TenderKind::Cash, posting_rules::CASH),
        (TenderCode::Card, "Card", TenderKind::Card, posting_rules::CARD_CLEARING),
        (TenderCode::Voucher, "Voucher", TenderKind::Other, posting_rules::VOUCHER_CLEARING),
        (TenderCode::BankTransfer, "Bank transfer", TenderKind::Other, posting_rules::BANK_TRANSFER_CLEARING),
        (TenderCode::Exchange, "Exchange", TenderKind::Other, posting_rules::EXCHANGES),
    ];
    for ((code, name, kind, account), position) in all.into_iter().zip(1..) {
        let tender = Tender { code: code.as_str().into(), name: name.into(), kind, clearing_account: account.into() };
        store::insert_tender(tx, &tender, position)?;
    }
    Ok(())
}

/// Adds a terminal, or changes where a known one answers.
pub fn add_terminal(tx: &mut Tx<'_>, ctx: &Ctx, terminal: &Terminal) -> Result<()> {
    store::upsert_terminal(tx, terminal)?;
    let details = json!({ "new": { "location_id": terminal.location_id, "connector": terminal.connector } });
    platform::audit(tx, ctx, AuditAction::TerminalSaved, terminal.id, terminal.register_id, &details)?;
    emit(tx, ctx, EventKind::TerminalSaved, terminal.id, ctx.now, &json!({ "name": terminal.name }))
}

/// A payment about to be written down.
#[derive(Debug, Clone)]
pub struct NewPayment<'a> {
    /// Its id.
    pub id: PaymentId,
    /// The order it pays; none for money that goes out without an order.
    pub order_id: Option<OrderId>,
    /// How it is paid.
    pub tender: &'a Tender,
    /// Its currency.
    pub currency: Currency,
    /// What it pays, in minor units.
    pub amount: i64,
    /// What was handed over, for cash.
    pub tendered: i64,
    /// What was given back of it.
    pub change: i64,
    /// The terminal, for cards.
    pub terminal_id: Option<TerminalId>,
    /// Whether its capture completes the order.
    pub complete_when_paid: bool,
    /// Whether it is captured already.
    pub certain: bool,
}

/// Writes a payment down, without attempts.
pub fn create_payment(tx: &mut Tx<'_>, ctx: &Ctx, new: &NewPayment<'_>) -> Result<()> {
    store::append_payment(
        tx,
        &PaymentRow {
            id: new.id,
            order_id: new.order_id,
            tender: new.tender.code.clone(),
            currency: new.currency,
            amount: new.amount,
            tendered: new.tendered,
            change: new.change,
            refunded: 0,
            state: if new.certain { PaymentState::Captured } else { PaymentState::Created },
            terminal_id: new.terminal_id,
            complete_when_paid: new.complete_when_paid,
            version: 1,
            created_at: ctx.now,
        },
    )
}

/// Writes a payment down by which money only goes out: no order is paid by it.
pub fn create_outgoing(tx: &mut Tx<'_>, ctx: &Ctx, id: PaymentId, tender: &str, currency: Currency) -> Result<()> {
    let tenders = store::tenders(tx)?;
    let tender = store::tender(&tenders, tender, "tender")?;
    let (amount, tendered, change) = (0, 0, 0);
    let (order_id, terminal_id) = (None, None);
    let new = NewPayment {
        id,
        order_id,
        tender,
        currency,
        amount,
        tendered,
        change,
        terminal_id,
        complete_when_paid: false,
        certain: true,
    };
    create_payment(tx, ctx, &new)
}

/// An attempt about to be written down.
#[derive(Debug, Clone, Copy)]
pub struct NewAttempt {
    /// The payment it belongs to.
    pub payment_id: PaymentId,
    /// Its number within the payment.
    pub attempt_no: i64,
    /// What it tries.
    pub kind: AttemptKind,
    /// How much, in minor units.
    pub amount: i64,
    /// How it is rounded, in cash.
    pub rounding: Rounding,
    /// The refund it pays.
    pub refund_id: Option<RefundId>,
    /// The register that starts it.
    pub register_id: RegisterId,
    /// Whether the books shall have an entry of its own for it.
    pub own_entry: bool,
    /// The shift in which its money moves, if it moves at once.
    pub shift_id: Option<ShiftId>,
}

/// Writes an attempt down as an intent: a terminal will be asked.
pub fn new_attempt(tx: &mut Tx<'_>, ctx: &mut Ctx, new: &NewAttempt) -> Result<AttemptRow> {
    let row = attempt_row(ctx, new, AttemptState::Created);
    store::append_attempt(tx, &row)?;
    Ok(row)
}

/// Writes an attempt down that has succeeded already: money that lies in the drawer.
pub fn certain(tx: &mut Tx<'_>, ctx: &mut Ctx, new: &NewAttempt) -> Result<AttemptRow> {
    let mut row = attempt_row(ctx, new, AttemptState::Succeeded);
    row.concluded_at = Some(ctx.now);
    store::append_attempt(tx, &row)?;
    Ok(row)
}

fn attempt_row(ctx: &mut Ctx, new: &NewAttempt, state: AttemptState) -> AttemptRow {
    AttemptRow {
        payment_id: new.payment_id,
        attempt_no: new.attempt_no,
        id: ctx.new_id(),
        kind: new.kind,
        state,
        amount: new.amount,
        rounding: new.rounding,
        refund_id: new.refund_id,
        register_id: new.register_id,
        own_entry: new.own_entry,
        shift_id: new.shift_id.filter(|_| state == AttemptState::Succeeded),
        provider_reference: None,
        outcome_code: None,
        message: None,
        card: None,
        created_at: ctx.now,
        sent_at: None,
        concluded_at: None,
        inquire_at: None,
        inquiries: 0,
    }
}

/// Makes `sent_at` durable before the first byte leaves. False when somebody else sends it, or it is gone.
/// Until `inquire_at` nobody asks, so that the answer can come.
pub fn mark_sent(tx: &mut Tx<'_>, ctx: &Ctx, payment_id: PaymentId, attempt_no: i64) -> Result<bool> {
    let all = store::attempts(tx, payment_id)?;
    let Some(mut attempt) = all.into_iter().find(|a| a.attempt_no == attempt_no) else { return Ok(false) };
    if attempt.state != AttemptState::Created {
        return Ok(false);
    }
    attempt.state = AttemptState::Pending;
    attempt.sent_at = Some(ctx.now);
    attempt.inquire_at = Some(ctx.now.plus_seconds(5));
    attempt.message = Some("Connecting to the terminal.".to_owned());
    if !store::update_attempt(tx, AttemptState::Created, &attempt)? {
        return Ok(false);
    }
    settle_payment(tx, ctx, payment_id)?;
    Ok(true)
}

/// Says in which shift the money of an attempt moved, once a terminal has answered.
pub fn landed(tx: &mut Tx<'_>, attempt: &AttemptRow, shift_id: ShiftId) -> Result<()> {
    store::set_shift(tx, attempt.payment_id, attempt.attempt_no, shift_id)
}

/// What an answer changed.
#[derive(Debug, Clone)]
pub struct Concluded {
    /// The payment after it.
    pub payment: PaymentRow,
    /// The attempt after it.
    pub attempt: AttemptRow,
}

/// Takes an attempt one step further. Returns the attempt if this answer ended it, so that what hangs on
/// it can follow in the same transaction.
pub fn conclude(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    payment_id: PaymentId,
    attempt_no: i64,
    answer: &Answer,
) -> Result<Option<Concluded>> {
    let all = store::attempts(tx, payment_id)?;
    let Some(before) = all.into_iter().find(|a| a.attempt_no == attempt_no) else { return Ok(None) };
    let Some(next) = step(&before, answer, ctx.now) else { return Ok(None) };
    let after = apply(&before, next, ctx.now);
    if !store::update_attempt(tx, before.state, &after)? {
        return Ok(None);
    }
    if after.state != before.state || after.message != before.message {
        settle_payment(tx, ctx, payment_id)?;
    }
    if !after.state.is_final() {
        return Ok(None);
    }
    let payment = store::payment_row(tx, payment_id)?.ok_or_else(|| Error::not_found("payment"))?;
    Ok(Some(Concluded { payment, attempt: after }))
}

fn apply(before: &AttemptRow, next: Step, now: Timestamp) -> AttemptRow {
    let mut after = before.clone();
    after.state = next.state;
    after.message = next.message;
    after.provider_reference = next.reference.or(after.provider_reference);
    after.outcome_code = next.code;
    after.card = next.card.or(after.card);
    after.inquire_at = next.inquire_at;
    after.inquiries = next.inquiries;
    after.concluded_at = next.state.is_final().then_some(now);
    after
}

/// Derives the payment's state from its attempts and tells the screens.
pub fn settle_payment(tx: &mut Tx<'_>, ctx: &Ctx, payment_id: PaymentId) -> Result<()> {
    let attempts = store::attempts(tx, payment_id)?;
    let payment = store::payment_row(tx, payment_id)?.ok_or_else(|| Error::not_found("payment"))?;
    let state = payment_state(&attempts);
    if payment.amount > 0 && state != payment.state {
        store::update_payment_state(tx, payment_id, state)?;
    }
    let message = attempts.last().and_then(|a| a.message.clone()).unwrap_or_default();
    let data = PaymentUpdated {
        payment_id,
        order_id: payment.order_id,
        state: if payment.amount > 0 { state } else { payment.state },
        amount: Money::new(payment.amount, payment.currency),
        message,
    };
    emit(tx, ctx, EventKind::PaymentUpdated, payment_id, ctx.now, &data)
}

/// Counts `delta` as refunded (or, below zero, as not refunded after all). Refuses to give back more than
/// was taken.
pub fn refunded(tx: &mut Tx<'_>, payment: &PaymentRow, delta: i64) -> Result<()> {
    if store::add_refunded(tx, payment.id, delta)? {
        return Ok(());
    }
    let rest = Money::new(payment.amount - payment.refunded, payment.currency);
    Err(Error::conflict("refund_exceeds_rest", format!("Of this payment only {rest} is left to refund."))
        .field("payments")
        .fix("Refund less, or by another tender."))
}
