use onetill_db::Tx;
use onetill_kernel::{
    BalanceId, Currency, Error, Money, OrderId, PaymentId, ProviderAccountId, RefundId, RegisterId, Result, ShiftId,
    TerminalId, Timestamp,
};

use super::account_store::account_row;
use super::connector::{Answer, Asking};
use super::lifecycle::{self, Happening};
use super::log_store::{self, NewLogEntry};
use super::model::*;
use super::rules::{Consequence, Said, Step, decide, payment_state, step};
use super::store;
use crate::Ctx;
use crate::ledger::posting_rules;
use crate::sync::{EventKind, emit};

/// How long after a request was sent nobody asks about it, in seconds.
const LEAVE_ALONE_S: i64 = 5;

/// Writes the tenders that every business starts with.
pub fn found_tenders(tx: &mut Tx<'_>) -> Result<()> {
    let all = [
        (TenderCode::Cash, "Cash", TenderKind::Cash, posting_rules::CASH),
        (TenderCode::Card, "Card", TenderKind::Card, posting_rules::CARD_CLEARING),
        (TenderCode::Voucher, "Voucher", TenderKind::Other, posting_rules::VOUCHER_CLEARING),
        (TenderCode::BankTransfer, "Bank transfer", TenderKind::Other, posting_rules::BANK_TRANSFER_CLEARING),
        (TenderCode::Exchange, "Exchange", TenderKind::Other, posting_rules::EXCHANGES),
        (TenderCode::GiftCard, "Gift card", TenderKind::GiftCard, posting_rules::GIFT_CARDS),
        (TenderCode::StoreCredit, "Store credit", TenderKind::StoreCredit, posting_rules::STORE_CREDIT),
        (TenderCode::OnAccount, "On account", TenderKind::OnAccount, posting_rules::RECEIVABLE),
    ];
    for ((code, name, kind, account), position) in all.into_iter().zip(1..) {
        let tender = Tender {
            code: code.as_str().into(),
            name: name.into(),
            kind,
            clearing_account: account.into(),
            active: true,
        };
        store::insert_tender(tx, &tender, position)?;
    }
    Ok(())
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
    /// What is added as a tip.
    pub tip: i64,
    /// The provider that it goes through, if through one.
    pub through: Option<Through>,
    /// The gift card, credit or account that it uses.
    pub balance_id: Option<BalanceId>,
    /// Whether its capture completes the order.
    pub complete_when_paid: bool,
    /// Whether it is captured already.
    pub certain: bool,
}

/// How a payment goes through a provider.
#[derive(Debug, Clone, Copy)]
pub struct Through {
    /// The account.
    pub account_id: ProviderAccountId,
    /// How the customer pays.
    pub method: Method,
    /// The terminal, for cards.
    pub terminal_id: Option<TerminalId>,
    /// Whether money is reserved first and taken later.
    pub capture_later: bool,
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
            tip: new.tip,
            tendered: new.tendered,
            change: new.change,
            refunded: 0,
            state: if new.certain { PaymentState::Captured } else { PaymentState::Created },
            account_id: new.through.map(|t| t.account_id),
            method: new.through.map(|t| t.method),
            terminal_id: new.through.and_then(|t| t.terminal_id),
            balance_id: new.balance_id,
            capture_later: new.through.is_some_and(|t| t.capture_later),
            complete_when_paid: new.complete_when_paid,
            version: 1,
            created_at: ctx.now,
        },
    )
}

/// Writes a payment down by which money only goes out: no order is paid by it.
pub fn create_outgoing(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    id: PaymentId,
    tender: &str,
    balance_id: Option<BalanceId>,
    currency: Currency,
) -> Result<()> {
    let tenders = store::tenders(tx)?;
    let tender = store::tender(&tenders, tender, "tender")?;
    let new = NewPayment {
        id,
        order_id: None,
        tender,
        currency,
        amount: 0,
        tendered: 0,
        change: 0,
        tip: 0,
        through: None,
        balance_id,
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
    /// What is added to it as a tip.
    pub tip: i64,
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
        tip: new.tip,
        moved: None,
        rounding: new.rounding,
        refund_id: new.refund_id,
        register_id: new.register_id,
        own_entry: new.own_entry,
        shift_id: new.shift_id.filter(|_| state == AttemptState::Succeeded),
        provider_reference: None,
        provider_status: None,
        outcome_code: None,
        message: None,
        shown: None,
        card: None,
        created_at: ctx.now,
        sent_at: None,
        concluded_at: None,
        inquire_at: Some(ctx.now).filter(|_| !state.is_final()),
        inquiries: 0,
        idle_at: None,
        surplus: false,
        decision: None,
        decided_by: None,
    }
}

/// Makes `sent_at` durable before the first byte leaves. False when somebody else sends it, or it is gone.
/// Until `inquire_at` nobody asks, so that the answer can come.
pub fn mark_sent(tx: &mut Tx<'_>, ctx: &Ctx, payment_id: PaymentId, attempt_no: i64, asking: Asking) -> Result<bool> {
    let all = store::attempts(tx, payment_id)?;
    let Some(mut attempt) = all.into_iter().find(|a| a.attempt_no == attempt_no) else { return Ok(false) };
    let before = attempt.state;
    let Some(state) = lifecycle::next(before, Happening::Sent, attempt.kind.gives_back()) else { return Ok(false) };
    attempt.state = state;
    attempt.sent_at = Some(ctx.now);
    attempt.inquire_at = Some(ctx.now.plus_seconds(LEAVE_ALONE_S));
    attempt.message = Some("Connecting to the terminal.".to_owned());
    if !store::update_attempt(tx, before, &attempt)? {
        return Ok(false);
    }
    log_store::append(tx, &entry(&attempt, LogKind::Sent, Some(asking), "Sent.", ctx.now))?;
    settle_payment(tx, ctx, payment_id)?;
    Ok(true)
}

fn entry<'a>(
    attempt: &'a AttemptRow,
    kind: LogKind,
    asking: Option<Asking>,
    detail: &'a str,
    at: Timestamp,
) -> NewLogEntry<'a> {
    NewLogEntry {
        payment_id: attempt.payment_id,
        attempt_no: attempt.attempt_no,
        kind,
        asking,
        state: attempt.state,
        provider_status: attempt.provider_status.as_deref(),
        http_status: None,
        detail,
        staff_id: None,
        at,
    }
}

/// Says in which shift the money of an attempt moved, once a terminal has answered.
pub fn landed(tx: &mut Tx<'_>, attempt: &AttemptRow, shift_id: ShiftId) -> Result<()> {
    store::set_shift(tx, attempt.payment_id, attempt.attempt_no, shift_id)
}

/// What became of an attempt.
#[derive(Debug, Clone)]
pub struct Outcome {
    /// The payment after it.
    pub payment: PaymentRow,
    /// The attempt after it.
    pub attempt: AttemptRow,
    /// Whether the attempt ended by it, so that what hangs on it can follow in the same transaction.
    pub ended: bool,
    /// Whether it had ended before, and what followed from that must be made good.
    pub reopened: bool,
    /// What is to be asked at once.
    pub next: Option<Asking>,
}

/// Takes an attempt further by what was heard of it. Nothing where it repeats what is known, or cannot be.
pub fn hear(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    payment_id: PaymentId,
    attempt_no: i64,
    said: &Said<'_>,
) -> Result<Option<Outcome>> {
    let Some(before) = store::attempts(tx, payment_id)?.into_iter().find(|a| a.attempt_no == attempt_no) else {
        return Ok(None);
    };
    let kind = match (said.asking, &said.heard.answer) {
        (None, _) => LogKind::Notice,
        (_, Answer::Silent) => LogKind::Silence,
        _ => LogKind::Heard,
    };
    let about = |kind, detail| LogAbout { kind, asking: said.asking, http_status: said.http_status, detail };
    match step(&before, said, ctx.now) {
        Consequence::Nothing => Ok(None),
        Consequence::Refused(happening) => {
            let detail = format!("This cannot be, and changes nothing: {happening:?}.");
            log_about(tx, ctx, &before, &about(LogKind::Refused, Some(detail)))?;
            Ok(None)
        }
        // It had been thought to have failed, and was given back otherwise since.
        Consequence::Step(next) if next.reopened && is_given_already(tx, &next.after)? => {
            let detail = "This was given back after all, when it had been given back otherwise.".to_owned();
            log_about(tx, ctx, &before, &about(LogKind::Refused, Some(detail)))?;
            Ok(None)
        }
        Consequence::Step(next) => follow(tx, ctx, &before, *next, &about(kind, None)),
    }
}

/// Whether a refund that succeeded after all exceeds what is left of its payment.
fn is_given_already(tx: &mut Tx<'_>, after: &AttemptRow) -> Result<bool> {
    if after.kind != AttemptKind::Refund || after.state != AttemptState::Succeeded {
        return Ok(false);
    }
    let payment = store::payment_row(tx, after.payment_id)?;
    Ok(payment.is_none_or(|p| p.order_id.is_some() && p.refunded + after.amount > p.amount))
}

/// Decides what became of an attempt that nobody can be asked about.
pub fn decide_attempt(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    payment_id: PaymentId,
    decision: Decision,
    reason: &str,
) -> Result<Option<Outcome>> {
    let unknown = |a: &AttemptRow| a.state == AttemptState::Unknown;
    let Some(before) = store::attempts(tx, payment_id)?.into_iter().find(unknown) else {
        return Err(Error::conflict(
            "payment_known",
            "It is known what became of this payment, or it is being found out.",
        )
        .fix("Decide only about a payment in state unknown."));
    };
    let Consequence::Step(mut next) = decide(&before, decision == Decision::Taken, ctx.now) else { return Ok(None) };
    (next.after.decision, next.after.decided_by) = (Some(decision), ctx.staff_id);
    let detail = Some(reason.to_owned());
    let about = LogAbout { kind: LogKind::Decided, asking: None, http_status: None, detail };
    follow(tx, ctx, &before, *next, &about)
}

/// What the timeline says of a step, beside the attempt itself.
struct LogAbout {
    kind: LogKind,
    asking: Option<Asking>,
    http_status: Option<u16>,
    /// In words; the attempt's message otherwise.
    detail: Option<String>,
}

fn log_about(tx: &mut Tx<'_>, ctx: &Ctx, attempt: &AttemptRow, about: &LogAbout) -> Result<()> {
    let detail = about.detail.as_deref().or(attempt.message.as_deref()).unwrap_or_default();
    let entry = entry(attempt, about.kind, about.asking, detail, ctx.now);
    let http_status = about.http_status.map(i64::from);
    let staff_id = ctx.staff_id.filter(|_| about.kind == LogKind::Decided);
    log_store::append(tx, &NewLogEntry { http_status, staff_id, ..entry })
}

/// Writes one step of an attempt, and what it makes of its payment.
fn follow(tx: &mut Tx<'_>, ctx: &Ctx, before: &AttemptRow, next: Step, about: &LogAbout) -> Result<Option<Outcome>> {
    let after = next.after;
    if !store::update_attempt(tx, before.state, &after)? {
        return Ok(None);
    }
    let news = |a: &AttemptRow| {
        (a.state, a.message.clone(), a.provider_status.clone(), a.provider_reference.clone(), a.shown.clone())
    };
    if news(&after) != news(before) {
        log_about(tx, ctx, &after, about)?;
    }
    if after.state != before.state || after.message != before.message || after.shown != before.shown {
        settle_payment(tx, ctx, after.payment_id)?;
    }
    let payment = store::payment_row(tx, after.payment_id)?.ok_or_else(|| Error::not_found("payment"))?;
    Ok(Some(Outcome { payment, attempt: after, ended: next.ended, reopened: next.reopened, next: next.next }))
}

/// Derives the payment's state from its attempts and tells the screens.
pub fn settle_payment(tx: &mut Tx<'_>, ctx: &Ctx, payment_id: PaymentId) -> Result<()> {
    let attempts = store::attempts(tx, payment_id)?;
    let mut payment = store::payment_row(tx, payment_id)?.ok_or_else(|| Error::not_found("payment"))?;
    if payment.amount > 0 {
        let was = (payment.state, payment.amount, payment.tip);
        payment.state = payment_state(&attempts);
        // A part may have been approved, and a tip added.
        if let Some(taken) =
            attempts.iter().rfind(|a| a.kind.takes_money() && a.state == AttemptState::Succeeded && !a.surplus)
        {
            (payment.amount, payment.tip) = (taken.amount, taken.tip);
        }
        if (payment.state, payment.amount, payment.tip) != was {
            store::update_payment(tx, &payment)?;
        }
    }
    let last = attempts.last();
    let data = PaymentUpdated {
        payment_id,
        order_id: payment.order_id,
        state: payment.state,
        amount: Money::new(payment.amount, payment.currency),
        message: last.and_then(|a| a.message.clone()).unwrap_or_default(),
        shown: last.and_then(|a| a.shown.clone()),
    };
    emit(tx, ctx, EventKind::PaymentUpdated, payment_id, ctx.now, &data)
}

/// The account of the ledger on which the money of a payment waits: that of its provider, or of its tender.
pub fn clearing_account(tx: &mut Tx<'_>, tenders: &[Tender], payment: &PaymentRow) -> Result<String> {
    if let Some(id) = payment.account_id
        && let Some(account) = account_row(tx, id)?
    {
        return Ok(account.clearing_account);
    }
    Ok(store::tender(tenders, &payment.tender, "tender")?.clearing_account.clone())
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
