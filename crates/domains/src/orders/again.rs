//! Trying again to give back what a terminal refused to: a new attempt beside those that failed, never while
//! one of them may still succeed.

use onetill_db::{Lock, Tx};
use onetill_kernel::{Error, Money, OrderId, PaymentId, RefundId, Result, allocate, sum};

use super::giving::{Given, give_owed};
use super::inputs::*;
use super::locks::{lock_order, order_lock, order_locks};
use super::model::*;
use super::returns::{given_back, paying, settle_refund};
use super::{refund_store, store};
use crate::payments::{self, AttemptRow, AttemptState, PaymentRow, PaymentState};
use crate::{Ctx, tills};

/// What another attempt at a refund changes.
pub fn refund_attempt_locks(tx: &mut Tx<'_>, id: RefundId) -> Result<Vec<Lock>> {
    let order_id = refund_store::refund_row(tx, id)?.order_id;
    locks(tx, order_id)
}

/// What another attempt at giving back a deposit changes.
pub fn payment_attempt_locks(tx: &mut Tx<'_>, id: PaymentId) -> Result<Vec<Lock>> {
    let payment = payments::payment_row(tx, id)?.ok_or_else(|| Error::not_found("payment"))?;
    locks(tx, payment.order_id)
}

/// What a decision about a payment changes: all that its answer would.
pub fn decision_locks(tx: &mut Tx<'_>, id: PaymentId) -> Result<Vec<Lock>> {
    let payment = payments::payment_row(tx, id)?.ok_or_else(|| Error::not_found("payment"))?;
    let mut locks = match payment.order_id {
        Some(order) => order_locks(tx, order)?,
        None => Vec::new(),
    };
    locks.extend(payments::attempts(tx, id)?.iter().map(|a| tills::register_lock(a.register_id)));
    Ok(locks)
}

/// An order, and the register whose shift money goes out of.
fn locks(tx: &mut Tx<'_>, order_id: Option<OrderId>) -> Result<Vec<Lock>> {
    let Some(id) = order_id else { return Ok(Vec::new()) };
    Ok(vec![order_lock(id), tills::register_lock(store::order_row(tx, id)?.register_id)])
}

/// Tries again to give back what of a refund has not arrived.
pub fn retry_refund(tx: &mut Tx<'_>, ctx: &mut Ctx, id: RefundId, input: &NewRefundAttempt) -> Result<()> {
    let order_id = refund_store::refund_row(tx, id)?.order_id.ok_or_else(|| settled("refund"))?;
    let order = lock_order(tx, order_id)?;
    let refund = refund_store::refund_row(tx, id)?;
    if refund.state == RefundState::Completed {
        return Err(settled("refund"));
    }
    let paying = paying(tx, &refund)?;
    let ids: Vec<PaymentId> = paying.iter().map(|p| p.id).collect();
    let tried = payments::refund_attempts(tx, id, &ids)?;
    none_open(&tried)?;
    let arrived = sum(tried.iter().filter(|a| a.state == AttemptState::Succeeded).map(|a| a.amount))?;
    let owed = refund.total - arrived;
    let asked = match &input.payments {
        Some(asked) => asked.clone(),
        None => as_before(&paying, &tried, owed),
    };
    let (given, exchanged) = given_back(tx, &order, Some(&asked), owed)?;
    if exchanged > 0 {
        return Err(Error::invalid(
            "payments",
            "What was paid with goods that came back cannot be given by that payment.",
        )
        .fix("Name another payment of the order."));
    }

    let shift_id = tills::till(tx, ctx, order.register_id, None)?.shift_id();

    // From here on it succeeds.
    for g in &given {
        give_owed(tx, ctx, &order, shift_id, g, Some(id))?;
        payments::settle_payment(tx, ctx, g.payment.id)?;
    }
    settle_refund(tx, ctx, &order, Some(id))
}

/// Tries again to give back the deposit of an order that was given up.
pub fn retry_deposit(tx: &mut Tx<'_>, ctx: &mut Ctx, id: PaymentId) -> Result<()> {
    let find = |tx: &mut Tx<'_>| payments::payment_row(tx, id)?.ok_or_else(|| Error::not_found("payment"));
    let order_id = find(tx)?.order_id.ok_or_else(|| settled("payment"))?;
    let order = lock_order(tx, order_id)?;
    let payment = find(tx)?;
    let tried = payments::attempts(tx, id)?;
    none_open(&tried)?;
    if order.state != OrderState::Voided || payment.state != PaymentState::Captured {
        return Err(Error::conflict("nothing_owed", "By this payment alone nothing is to be given back.")
            .fix("Refund the order, or try a refund again: POST /v1/refunds/{id}/attempts."));
    }
    let tenders = payments::tenders(tx)?;
    let given = Given::rest_of(tx, payment, &tenders)?;
    if given.amount == 0 {
        return Err(settled("payment"));
    }
    let shift_id = tills::till(tx, ctx, order.register_id, None)?.shift_id();
    give_owed(tx, ctx, &order, shift_id, &given, None)?;
    payments::settle_payment(tx, ctx, id)
}

fn settled(what: &str) -> Error {
    Error::conflict("refund_settled", "All of this money has been given back.")
        .fix(format!("There is nothing to try again. Read the {what} to see when."))
}

/// An attempt whose end nobody knows may have given the money back.
fn none_open(tried: &[AttemptRow]) -> Result<()> {
    match tried.iter().find(|a| !a.state.is_final()) {
        Some(open) => Err(Error::conflict("refund_open", "The last attempt at this may still succeed.")
            .fix(format!("Wait for its answer, or ask for it: POST /v1/payments/{}/inquire.", open.payment_id))),
        None => Ok(()),
    }
}

/// `owed` by the payments whose attempts failed. Where one of them has been used up by another refund since,
/// what it cannot give goes by those that have something left.
fn as_before(paying: &[PaymentRow], tried: &[AttemptRow], owed: i64) -> Vec<RefundPaymentInput> {
    let mut left: Vec<(&PaymentRow, i64, i64)> =
        paying.iter().filter(|p| p.state == PaymentState::Captured).map(|p| (p, p.amount - p.refunded, 0)).collect();
    let mut rest = owed;
    let mut failed: Vec<&AttemptRow> = tried.iter().filter(|a| a.state != AttemptState::Succeeded).collect();
    failed.sort_by_key(|a| std::cmp::Reverse(a.created_at));
    for attempt in failed {
        if let Some((_, has, gives)) = left.iter_mut().find(|(p, ..)| p.id == attempt.payment_id) {
            let part = attempt.amount.min(*has).min(rest);
            *has -= part;
            *gives += part;
            rest -= part;
        }
    }
    let spread = allocate(rest, &left.iter().map(|(_, has, _)| *has).collect::<Vec<_>>());
    let parts = left.iter().zip(spread).map(|((p, _, gives), more)| RefundPaymentInput {
        payment_id: p.id,
        amount: Money::new(gives + more, p.currency),
    });
    parts.filter(|p| p.amount.minor > 0).collect()
}
