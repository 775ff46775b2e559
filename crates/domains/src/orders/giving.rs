//! Money on its way back: the attempt that gives it, and what the books say once it has gone.

use onetill_db::Tx;
use onetill_kernel::{CustomerId, Error, RefundId, RegisterId, Result, ShiftId};

use super::cart::check_customer;
use super::inputs::NewRefund;
use super::model::{OrderRow, RefundRow};
use super::money::post;
use super::{rules, stored};
use crate::ledger::{EntryKind, posting_rules};
use crate::payments::{
    self, AttemptKind, AttemptRow, NewAttempt, PaymentRow, Rounding, Tender, TenderCode, TenderKind,
};
use crate::platform::Permission;
use crate::{Ctx, platform, stored_value};

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

/// All of what comes back as store credit of a customer.
pub(super) fn as_store_credit(
    tx: &mut Tx<'_>,
    ctx: &mut Ctx,
    refund: &RefundRow,
    new: &NewRefund,
) -> Result<Vec<Given>> {
    platform::require(ctx, Permission::RefundAsCredit).map_err(|e| e.field("as_store_credit"))?;
    if new.payments.is_some() {
        return Err(Error::invalid("payments", "Store credit goes back by no payment of the order.")
            .fix("Leave payments out, or as_store_credit."));
    }
    let tender = TenderCode::StoreCredit.as_str();
    let total = refund.total;
    let customer = new.customer_id.or(refund.customer_id);
    Ok(if total > 0 { vec![given_apart(tx, ctx, refund, (tender, customer), total)?] } else { Vec::new() })
}

/// Money that no payment of an order gives back: a payment of the refund's own does, which has its id.
pub(super) fn given_apart(
    tx: &mut Tx<'_>,
    ctx: &mut Ctx,
    refund: &RefundRow,
    (tender, customer): (&str, Option<CustomerId>),
    amount: i64,
) -> Result<Given> {
    let id = rules::own_payment(refund.id);
    let balance_id = match tender == TenderCode::StoreCredit.as_str() {
        false => None,
        true => {
            let customer = customer.ok_or_else(|| {
                Error::invalid("customer_id", "Store credit belongs to a customer.")
                    .code("customer_needed")
                    .fix("Name the customer who gets it.")
            })?;
            check_customer(tx, Some(customer))?;
            Some(stored_value::store_credit_of(tx, ctx, customer)?)
        }
    };
    payments::create_outgoing(tx, ctx, id, tender, balance_id, refund.currency)?;
    let payment = payments::payment_row(tx, id)?.ok_or_else(|| Error::not_found("payment"))?;
    let tenders = payments::tenders(tx)?;
    Given::of(tx, payment, amount, &tenders)
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
    if g.on_its_way {
        return payments::new_attempt(tx, ctx, &attempt);
    }
    let attempt = payments::certain(tx, ctx, &attempt)?;
    stored::give_back(tx, ctx, &g.payment, &attempt)?;
    Ok(attempt)
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
