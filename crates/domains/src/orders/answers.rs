//! Hearing what became of a payment, and all that follows from it.

use onetill_db::Tx;
use onetill_kernel::{Currency, Error, Money, OrderId, PaymentId, ProviderAccountId, Result};
use serde_json::json;

use super::cart::Place;
use super::commands::tell;
use super::completion::complete_stored;
use super::giving::gone;
use super::inputs::DecidePayment;
use super::locks::lock_order;
use super::model::*;
use super::money::{post, take};
use super::promised_store::{self, Promised};
use super::{exchange, kinds, store};
use crate::ledger::{self, EntryKind, NewEntry, posting_rules};
use crate::payments::{
    self, Asking, AttemptKind, AttemptRow, AttemptState, Manner, NewAttempt, Notice, NoticeRow, Outcome, PaymentRow,
    PaymentState, Rounding, Said,
};
use crate::platform::AuditAction;
use crate::sync::EventKind;
use crate::tills::{Late, Till};
use crate::{Ctx, check_reason, inventory, platform, tills};

/// Whether an order is complete now.
pub(super) enum Finished {
    Yes,
    No,
    /// It may be, with what was promised to come back.
    Exchange(Promised),
}

/// Completes an order that is fully paid, where one of its payments asked for that; whether it did.
pub(super) fn finish_if_paid(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    till: &mut Till,
    order_id: OrderId,
    wanted: bool,
    recovered: bool,
) -> Result<Finished> {
    if !wanted {
        return Ok(Finished::No);
    }
    let order = store::order_row(tx, order_id)?;
    if order.state != OrderState::Frozen {
        return Ok(Finished::No);
    }
    if order.paid == order.total {
        complete_stored(tx, ctx, till, order, 0, recovered)?;
        return Ok(Finished::Yes);
    }
    Ok(match promised_store::promised(tx, order_id)? {
        Some(promised) => Finished::Exchange(promised),
        None => Finished::No,
    })
}

/// Records what became known of a payment, or that nothing did, and everything that follows: captured money is
/// counted in and may complete the order; a refusal thaws it; a refund that arrived is booked; what nobody waited for any
/// more goes back. `recovered` says that the answer was learned by a server that was not there when the provider was asked.
/// What is to be asked at once comes back.
pub fn record_answer(
    tx: &mut Tx<'_>,
    ctx: &mut Ctx,
    payment_id: PaymentId,
    attempt_no: i64,
    said: &Said<'_>,
    recovered: bool,
) -> Result<Option<Asking>> {
    let before = payments::payment_row(tx, payment_id)?.ok_or_else(|| Error::not_found("payment"))?;
    // Every command on an order takes its row first.
    let order = before.order_id.map(|id| lock_order(tx, id)).transpose()?;
    let recovered = recovered || before.state == PaymentState::Unknown;
    let Some(outcome) = payments::hear(tx, ctx, payment_id, attempt_no, said)? else { return Ok(None) };
    let next = outcome.next;
    if let Some(order) = order.filter(|_| outcome.ended) {
        conclude(tx, ctx, order, outcome, recovered)?;
    }
    Ok(next)
}

/// The attempt that a provider told of by itself.
#[derive(Debug, Clone, Copy)]
pub struct Noticed {
    /// Its payment.
    pub payment_id: PaymentId,
    /// Its number.
    pub attempt_no: i64,
    /// The currency of its amount.
    pub currency: Currency,
    /// How its provider is.
    pub manner: Manner,
}

/// Records what a provider told by itself, once: the same message again changes nothing.
pub fn record_notice(
    tx: &mut Tx<'_>,
    ctx: &mut Ctx,
    account_id: ProviderAccountId,
    notice: &Notice,
    noticed: Option<&Noticed>,
) -> Result<()> {
    let row = NoticeRow {
        account_id,
        notice_id: &notice.id,
        kind: &notice.kind,
        about: noticed.map(|n| (n.payment_id, n.attempt_no)),
        heard_at: ctx.now,
    };
    let Some(n) = noticed.filter(|_| notice.about.is_some()) else {
        return payments::keep_notice(tx, &row).map(drop);
    };
    if !payments::keep_notice(tx, &row)? {
        return Ok(());
    }
    let said = Said { asking: None, heard: &notice.heard, http_status: None, currency: n.currency, manner: n.manner };
    record_answer(tx, ctx, n.payment_id, n.attempt_no, &said, false).map(drop)
}

/// A person decides what became of a payment that nobody can be asked about. Whatever is heard of it later counts all the
/// same: money that moved against the decision goes back.
pub fn decide_payment(tx: &mut Tx<'_>, ctx: &mut Ctx, id: PaymentId, input: &DecidePayment) -> Result<()> {
    check_reason(&input.reason, "Say how you know: the terminal's slip, the provider's own list.")?;
    let before = payments::payment_row(tx, id)?.ok_or_else(|| Error::not_found("payment"))?;
    let order = before.order_id.map(|id| lock_order(tx, id)).transpose()?;
    let Some(outcome) = payments::decide_attempt(tx, ctx, id, input.decision, input.reason.trim())? else {
        return Ok(());
    };
    let details = json!({
        "decision": input.decision, "order_id": before.order_id, "attempt_id": outcome.attempt.id,
        "amount": Money::new(before.amount, before.currency), "reason": input.reason.trim(),
    });
    platform::audit(tx, ctx, AuditAction::PaymentDecided, id, Some(outcome.attempt.register_id), &details)?;
    match order {
        Some(order) => conclude(tx, ctx, order, outcome, true),
        None => Ok(()),
    }
}

/// What follows from the end of an attempt.
fn conclude(tx: &mut Tx<'_>, ctx: &mut Ctx, order: OrderRow, outcome: Outcome, recovered: bool) -> Result<()> {
    let Outcome { payment, attempt, reopened, .. } = outcome;
    let tenders = payments::tenders(tx)?;
    let clearing = payments::clearing_account(tx, &tenders, &payment)?;
    let succeeded = attempt.state == AttemptState::Succeeded;
    match attempt.kind {
        _ if attempt.surplus => give_surplus_back(tx, ctx, order, &payment, &attempt, (&clearing, reopened)),
        // What is reserved is not ours yet.
        AttemptKind::Authorise if succeeded => Ok(()),
        AttemptKind::Capture if succeeded => {
            let mut till = land(tx, &attempt)?;
            let order_id = order.id;
            let mut order = order;
            let version = order.version;
            order.version += 1;
            take(tx, ctx, &mut order, version, &attempt, &clearing)?;
            let completed = match finish_if_paid(tx, ctx, &mut till, order_id, payment.complete_when_paid, recovered)? {
                Finished::Exchange(promised) => {
                    exchange::finish_late(tx, ctx, &mut till, order_id, &promised, recovered)?
                }
                finished => matches!(finished, Finished::Yes),
            };
            let late = Late {
                payment_id: payment.id,
                attempt_no: attempt.attempt_no,
                order_id: completed.then_some(order_id),
                amount: Money::new(attempt.moves(), payment.currency),
            };
            tills::add_addendum(tx, ctx, &till, &late)
        }
        AttemptKind::Capture | AttemptKind::Authorise => thaw(tx, ctx, order),
        AttemptKind::Refund if succeeded => {
            // It had been counted as not given back; now it must be, or is twice.
            if reopened {
                payments::refunded(tx, &payment, attempt.amount)?;
            }
            went_back(tx, ctx, &order, &payment, &attempt, &clearing)?;
            super::returns::settle_refund(tx, ctx, &order, attempt.refund_id)
        }
        AttemptKind::Reversal if succeeded => went_back(tx, ctx, &order, &payment, &attempt, &clearing),
        AttemptKind::Refund => {
            payments::refunded(tx, &payment, -attempt.amount)?;
            if reopened {
                came_back(tx, ctx, &order, &attempt, &clearing)?;
                super::returns::settle_refund(tx, ctx, &order, attempt.refund_id)?;
            }
            Ok(())
        }
        AttemptKind::Void | AttemptKind::Reversal => Ok(()),
    }
}

/// Money went back through a provider.
fn went_back(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    order: &OrderRow,
    payment: &PaymentRow,
    attempt: &AttemptRow,
    clearing: &str,
) -> Result<()> {
    let till = land(tx, attempt)?;
    let late = Late {
        payment_id: payment.id,
        attempt_no: attempt.attempt_no,
        order_id: None,
        amount: Money::new(-attempt.moves(), payment.currency),
    };
    tills::add_addendum(tx, ctx, &till, &late)?;
    let (kind, postings) = gone(attempt.refund_id, clearing, attempt)?;
    post(tx, ctx, order, attempt, kind, &postings)
}

/// Money that had gone back did not arrive: it is ours, and owed, again.
fn came_back(tx: &mut Tx<'_>, ctx: &Ctx, order: &OrderRow, attempt: &AttemptRow, clearing: &str) -> Result<()> {
    let (_, paid) = gone(attempt.refund_id, clearing, attempt)?;
    let place = Place::of(tx, order.register_id)?;
    let entry = NewEntry {
        id: payments::rules::taken_back_id(attempt),
        kind: EntryKind::RefundReturned,
        business_date: place.date(ctx.now)?,
        location_id: order.location_id,
        currency: order.currency,
        recorded_at: ctx.now,
    };
    ledger::post(tx, &entry, &paid.reversed()?)
}

/// Money moved that is for no order: it came too late, or was another amount than was asked for. It is booked, and the
/// intent to give it back is written down with it.
fn give_surplus_back(
    tx: &mut Tx<'_>,
    ctx: &mut Ctx,
    order: OrderRow,
    payment: &PaymentRow,
    attempt: &AttemptRow,
    (clearing, reopened): (&str, bool),
) -> Result<()> {
    let moved = attempt.moves();
    let till = land(tx, attempt)?;
    let late = Late {
        payment_id: payment.id,
        attempt_no: attempt.attempt_no,
        order_id: None,
        amount: Money::new(moved, payment.currency),
    };
    tills::add_addendum(tx, ctx, &till, &late)?;
    post(tx, ctx, &order, attempt, EntryKind::Capture, &posting_rules::capture(clearing, moved, 0, 0)?)?;
    let reversal = NewAttempt {
        payment_id: payment.id,
        attempt_no: payments::attempts(tx, payment.id)?.len() as i64 + 1,
        kind: AttemptKind::Reversal,
        amount: moved,
        tip: 0,
        rounding: Rounding::default(),
        refund_id: None,
        register_id: attempt.register_id,
        own_entry: true,
        shift_id: None,
    };
    payments::new_attempt(tx, ctx, &reversal)?;
    payments::settle_payment(tx, ctx, payment.id)?;
    if reopened { Ok(()) } else { thaw(tx, ctx, order) }
}

/// The register as money lands at it of which a terminal has told: in the open shift, or as an addendum.
fn land(tx: &mut Tx<'_>, attempt: &AttemptRow) -> Result<Till> {
    let till = tills::till_for_late(tx, attempt.register_id)?;
    if let Some(shift_id) = till.shift_id() {
        payments::landed(tx, attempt, shift_id)?;
    }
    Ok(till)
}

/// Opens a frozen order again once nothing is under way or taken.
fn thaw(tx: &mut Tx<'_>, ctx: &Ctx, mut order: OrderRow) -> Result<()> {
    let standing = |p: &PaymentRow| p.state.is_open() || p.state == PaymentState::Captured;
    if order.state != OrderState::Frozen || payments::payments_of_order(tx, order.id)?.iter().any(standing) {
        return Ok(());
    }
    inventory::release(tx, ctx, order.location_id, order.id.0)?;
    promised_store::forget(tx, order.id)?;
    super::codes::give_back(tx, ctx, &order)?;
    kinds::release_serials(tx, order.id)?;
    let version = order.version;
    order.version += 1;
    order.state = OrderState::Open;
    store::update_order(tx, version, &order)?;
    tell(tx, ctx, EventKind::OrderUnfrozen, &order)
}
