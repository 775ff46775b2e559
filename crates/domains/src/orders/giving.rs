//! Money on its way back: the attempt that gives it, and what the books say once it has gone.

use onetill_db::Tx;
use onetill_kernel::{RefundId, RegisterId, Result, ShiftId};

use super::model::OrderRow;
use super::money::post;
use crate::ledger::{EntryKind, posting_rules};
use crate::payments::{self, AttemptKind, AttemptRow, NewAttempt, PaymentRow, Rounding, Tender, TenderKind};
use crate::{Ctx, platform};

/// One way the money goes back.
pub(super) struct Given {
    pub(super) payment: PaymentRow,
    pub(super) clearing_account: String,
    pub(super) amount: i64,
    /// Whether a provider must be asked.
    pub(super) on_its_way: bool,
    /// Whether it goes out of the drawer, in coins that there are.
    pub(super) cash: bool,
}

impl Given {
    /// All that is left of a payment, the way it came.
    pub(super) fn rest_of(tx: &mut Tx<'_>, payment: PaymentRow, tenders: &[Tender]) -> Result<Self> {
        let rest = payment.amount - payment.refunded;
        Self::of(tx, payment, rest, tenders)
    }

    /// So much of a payment, the way it came.
    pub(super) fn of(tx: &mut Tx<'_>, payment: PaymentRow, amount: i64, tenders: &[Tender]) -> Result<Self> {
        let tender = payments::tender(tenders, &payment.tender, "payments")?;
        Ok(Self {
            clearing_account: payments::clearing_account(tx, tenders, &payment)?,
            amount,
            on_its_way: payment.account_id.is_some(),
            cash: tender.kind == TenderKind::Cash,
            payment,
        })
    }
}

/// The attempt that gives one part back. `own_entry` says that the journal hears of it by itself.
pub(super) fn attempt(
    tx: &mut Tx<'_>,
    ctx: &mut Ctx,
    g: &Given,
    refund_id: Option<RefundId>,
    (register_id, shift_id): (RegisterId, Option<ShiftId>),
    own_entry: bool,
) -> Result<AttemptRow> {
    payments::refunded(tx, &g.payment, g.amount)?;
    let tried = payments::attempts(tx, g.payment.id)?;
    let rounding = if g.cash {
        payments::round_cash_back(&g.payment, &tried, g.amount, platform::merchant(tx)?.cash_rounding)?
    } else {
        Rounding::default()
    };
    let attempt = NewAttempt {
        payment_id: g.payment.id,
        attempt_no: tried.len() as i64 + 1,
        kind: AttemptKind::Refund,
        amount: g.amount,
        tip: 0,
        rounding,
        refund_id,
        register_id,
        own_entry,
        shift_id,
    };
    if g.on_its_way { payments::new_attempt(tx, ctx, &attempt) } else { payments::certain(tx, ctx, &attempt) }
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
    let attempt = attempt(tx, ctx, g, refund_id, (order.register_id, shift_id), true)?;
    if !g.on_its_way {
        let (kind, postings) = gone(refund_id, &g.clearing_account, &attempt)?;
        post(tx, ctx, order, &attempt, kind, &postings)?;
    }
    Ok(())
}

/// What the books say of money that has gone back: it was owed to a customer since the refund, or since the
/// order was paid.
pub(super) fn gone(
    refund_id: Option<RefundId>,
    clearing: &str,
    attempt: &AttemptRow,
) -> Result<(EntryKind, posting_rules::Postings)> {
    let (amount, rounding) = (attempt.amount, attempt.rounding.minor);
    Ok(match refund_id {
        Some(_) => (EntryKind::RefundPaid, posting_rules::refund_paid(clearing, amount, rounding)?),
        None => (EntryKind::DepositReturned, posting_rules::deposit_returned(clearing, amount, rounding)?),
    })
}
