//! What may be done to an order in which state, and how a refund shares a line.

use onetill_kernel::{Error, OrderId, PaymentId, Quantity, RefundId, RegisterId, Result, mul_div_round};

use super::model::{OrderRow, OrderState};
use crate::catalog::Kind;
use crate::ledger::posting_rules;
use crate::sort::SortKey;

/// What orders can be sorted by.
pub(super) const SORT_KEYS: &[SortKey<OrderRow>] = &[
    SortKey { name: "happened_at", sql: "happened_at", of: |o| o.happened_at.micros() },
    SortKey { name: "total", sql: "total_minor", of: |o| o.total },
];

/// How a search by receipt number is meant.
pub(super) enum ReceiptSearch {
    /// This number of any register.
    Number(i64),
    /// This number of this register.
    Exact(RegisterId, i64),
    /// Nothing can match.
    Nothing,
}

/// Refuses unless the order's lines may still change.
pub(super) fn must_be_open(order: &OrderRow) -> Result<()> {
    match order.state {
        OrderState::Open => Ok(()),
        OrderState::Frozen => {
            Err(Error::conflict("order_frozen", "A payment of this order is under way, so its lines stand.")
                .fix("Finish or cancel the payment first."))
        }
        OrderState::Completed => Err(Error::conflict("order_not_open", "This order is completed.")
            .fix("Refund lines of it, or open a new order.")),
        OrderState::Voided => {
            Err(Error::conflict("order_not_open", "This order was given up.").fix("Open a new order."))
        }
    }
}

/// Refuses when somebody else changed the order since `version` was read.
pub(super) fn must_be_version(order: &OrderRow, version: Option<i64>) -> Result<()> {
    match version {
        Some(version) if version != order.version => Err(Error::conflict(
            "order_version_stale",
            format!("This order was changed in between: it is at version {}.", order.version),
        )
        .field("version")
        .fix("Read the order again and repeat the change on what it is now.")),
        _ => Ok(()),
    }
}

/// The account that a line's net amount goes to; `revenue` is its tax category's.
pub(super) fn line_account(kind: Kind, revenue: Option<&str>) -> String {
    match kind {
        Kind::Goods | Kind::Service => revenue.unwrap_or(posting_rules::UNTAXED_SALES),
        Kind::GiftCard => posting_rules::GIFT_CARDS,
        Kind::Deposit => posting_rules::BOTTLE_DEPOSITS,
        Kind::Shipping => posting_rules::SHIPPING_INCOME,
        Kind::Fee => posting_rules::FEE_INCOME,
        Kind::Tip => posting_rules::TIPS,
        Kind::AccountPayment => posting_rules::RECEIVABLE,
    }
    .to_owned()
}

/// The payment by which a refund gives what no payment of an order does: it has the refund's id, so that either is found
/// from the other.
pub(super) fn own_payment(refund: RefundId) -> PaymentId {
    PaymentId(refund.0)
}

/// The payment by which refunds pay for the order that is sold for what came back: it has that order's id.
pub(super) fn exchange_payment(order: OrderId) -> PaymentId {
    PaymentId(order.0)
}

/// The part of `amount` that goes with `quantity` of a line of `sold`, after `before` of it went earlier.
/// Whatever the steps, the parts add up to `amount` when all has gone.
pub(super) fn share(amount: i64, sold: Quantity, before: Quantity, quantity: Quantity) -> Result<i64> {
    let upto = |q: Quantity| mul_div_round(amount, q.milli(), sold.milli());
    Ok(upto(before.plus(quantity)?)? - upto(before)?)
}
