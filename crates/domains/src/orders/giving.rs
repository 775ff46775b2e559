//! Money on its way back: the attempt that gives it, and what the books say once it has gone.

use onetill_db::Tx;
use onetill_kernel::{RefundId, RegisterId, Result, ShiftId};

use super::model::OrderRow;
use super::money::post;
use crate::Ctx;
use crate::ledger::{EntryKind, posting_rules};
use crate::payments::{self, AttemptKind, AttemptRow, NewAttempt, PaymentRow, Tender};

/// One way the money goes back.
pub(super) struct Given {
    pub(super) payment: PaymentRow,
    pub(super) clearing_account: String,
    pub(super) amount: i64,
    /// Whether a terminal must be asked.
    pub(super) on_its_way: bool,
}

impl Given {
    /// All that is left of a payment, the way it came.
    pub(super) fn rest_of(payment: PaymentRow, tenders: &[Tender]) -> Result<Self> {
        Ok(Self {
            clearing_account: payments::tender(tenders, &payment.tender, "payment")?.clearing_account.clone(),
            amount: payment.amount - payment.refunded,
            on_its_way: payment.terminal_id.is_some(),
            payment,
        })
    }
}

/// The attempt that gives one part back; it is returned where the money has gone already. `own_entry` says that the
/// journal hears of it by itself.
pub(super) fn attempt(
    tx: &mut Tx<'_>,
    ctx: &mut Ctx,
    g: &Given,
    refund_id: Option<RefundId>,
    (register_id, shift_id): (RegisterId, Option<ShiftId>),
    own_entry: bool,
) -> Result<Option<AttemptRow>> {
    payments::refunded(tx, &g.payment, g.amount)?;
    let attempt = NewAttempt {
        payment_id: g.payment.id,
        attempt_no: payments::attempts(tx, g.payment.id)?.len() as i64 + 1,
        kind: AttemptKind::Refund,
        amount: g.amount,
        refund_id,
        register_id,
        own_entry,
        shift_id,
    };
    if g.on_its_way {
        payments::new_attempt(tx, ctx, &attempt)?;
        return Ok(None);
    }
    payments::certain(tx, ctx, &attempt).map(Some)
}

/// Gives back what has been owed since the refund, or since the order was given up: by its terminal, or at once.
pub(super) fn give_owed(
    tx: &mut Tx<'_>,
    ctx: &mut Ctx,
    order: &OrderRow,
    shift_id: Option<ShiftId>,
    g: &Given,
    refund_id: Option<RefundId>,
) -> Result<()> {
    if let Some(attempt) = attempt(tx, ctx, g, refund_id, (order.register_id, shift_id), true)? {
        let (kind, postings) = gone(refund_id, &g.clearing_account, g.amount)?;
        post(tx, ctx, order, &attempt, kind, &postings)?;
    }
    Ok(())
}

/// What the books say of money that has gone back: it was owed to a customer since the refund, or since the
/// order was paid.
pub(super) fn gone(
    refund_id: Option<RefundId>,
    clearing: &str,
    amount: i64,
) -> Result<(EntryKind, posting_rules::Postings)> {
    Ok(match refund_id {
        Some(_) => (EntryKind::RefundPaid, posting_rules::refund_paid(clearing, amount)?),
        None => (EntryKind::DepositReturned, posting_rules::deposit_returned(clearing, amount)?),
    })
}
