//! Gift cards, store credit and accounts within orders: the balance that a payment spends or a line sells, and what goes back
//! onto it.

use onetill_db::{Lock, Tx};
use onetill_kernel::{BalanceId, CustomerId, Date, Error, OrderId, RegisterId, Result, ShiftId, sum};

use super::cart::{Place, Purpose};
use super::inputs::{LineInput, NewSale, PayOrder, SalePayment};
use super::model::{LineRow, OrderRow, RefundLineRow};
use crate::Ctx;
use crate::catalog::Kind;
use crate::payments::{AttemptRow, PaymentRow, Tender, TenderCode, TenderKind};
use crate::stored_value::{self, BalanceKind, Source};

/// The balances that a tender spends.
const fn spends(kind: TenderKind) -> Option<BalanceKind> {
    match kind {
        TenderKind::GiftCard => Some(BalanceKind::GiftCard),
        TenderKind::StoreCredit => Some(BalanceKind::StoreCredit),
        TenderKind::OnAccount => Some(BalanceKind::OnAccount),
        _ => None,
    }
}

/// The balance that a payment spends; none where its tender spends none. A refusal names fields below `field`.
pub(super) fn balance_of(
    tx: &mut Tx<'_>,
    tender: &Tender,
    code: Option<&str>,
    customer: Option<CustomerId>,
    field: &str,
) -> Result<Option<BalanceId>> {
    let within = |name: &str| if field.is_empty() { name.to_owned() } else { format!("{field}.{name}") };
    let Some(kind) = spends(tender.kind) else {
        return match code {
            None => Ok(None),
            Some(_) => Err(Error::invalid(within("code"), format!("{} has no code.", tender.name))
                .fix("Leave it out, or send the tender gift_card.")),
        };
    };
    let found = match (kind, code) {
        (BalanceKind::GiftCard, Some(code)) => stored_value::found(tx, code, &within("code"))?,
        (BalanceKind::GiftCard, None) => {
            return Err(Error::invalid(within("code"), "A gift card is paid with by its code.")
                .code("missing_field")
                .fix("Scan the card, or type the code that is printed on it."));
        }
        (_, Some(_)) => {
            return Err(Error::invalid(within("code"), format!("{} has no code.", tender.name))
                .fix("Leave it out: the order's customer tells whose it is."));
        }
        (BalanceKind::OnAccount, None) => stored_value::account_of(tx, customer, &within("tender"))?,
        (BalanceKind::StoreCredit, None) => {
            let its = match customer {
                Some(customer) => stored_value::by_customer(tx, customer, BalanceKind::StoreCredit)?,
                None => {
                    return Err(Error::invalid(within("tender"), "Store credit belongs to a customer.")
                        .code("customer_needed")
                        .fix("Name the customer with customer_id."));
                }
            };
            its.ok_or_else(|| {
                Error::conflict("no_store_credit", "This customer has no store credit.")
                    .field(within("tender"))
                    .fix("Take another tender.")
            })?
        }
    };
    Ok(Some(found))
}

/// Refuses to spend what is not there, or what whoever asks may not.
pub(super) fn may_spend(tx: &mut Tx<'_>, ctx: &Ctx, id: BalanceId, amount: i64, on: Date, field: &str) -> Result<()> {
    stored_value::covers(tx, id, amount, on).map_err(|e| e.or_field(|| field.to_owned()))?;
    stored_value::beyond_limit(tx, ctx, id, amount, field)
}

/// Refuses whoever sells on account beyond the customer's limit and may not, before anything else is asked: so that one
/// approval is enough for all that a sale needs.
pub(super) fn may_exceed(tx: &mut Tx<'_>, ctx: &Ctx, sale: &NewSale, total: i64) -> Result<()> {
    let on_account = TenderCode::OnAccount.as_str();
    let its = |p: &&SalePayment| p.tender.as_deref() == Some(on_account);
    let (Some(customer), true) = (sale.customer_id, sale.payments.iter().any(|p| its(&p))) else { return Ok(()) };
    let Some(id) = stored_value::by_customer(tx, customer, BalanceKind::OnAccount)? else { return Ok(()) };
    let said = |p: &SalePayment| p.amount.map_or(0, |m| m.minor);
    let rest = match sale.payments.iter().filter(its).any(|p| p.amount.is_none()) {
        true => total.saturating_sub(sum(sale.payments.iter().map(said))?),
        false => 0,
    };
    let amount = sum([sum(sale.payments.iter().filter(its).map(said))?, rest.max(0)])?;
    stored_value::beyond_limit(tx, ctx, id, amount, "payments")
}

/// Spends what a payment took.
pub(super) fn spend(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    id: Option<BalanceId>,
    order: OrderId,
    attempt: &AttemptRow,
) -> Result<()> {
    let Some(id) = id else { return Ok(()) };
    let on = Place::of(tx, attempt.register_id)?.date(ctx.now)?;
    let source = Source {
        order_id: Some(order),
        payment: Some((attempt.payment_id, attempt.attempt_no)),
        register_id: Some(attempt.register_id),
        shift_id: attempt.shift_id,
        ..Source::default()
    };
    stored_value::spend(tx, ctx, id, attempt.amount, on, &source)
}

/// Puts back what goes back by a payment that spent a balance, or as store credit.
pub(super) fn give_back(tx: &mut Tx<'_>, ctx: &Ctx, payment: &PaymentRow, attempt: &AttemptRow) -> Result<()> {
    let Some(id) = payment.balance_id else { return Ok(()) };
    let on = Place::of(tx, attempt.register_id)?.date(ctx.now)?;
    let source = Source {
        order_id: payment.order_id,
        refund_id: attempt.refund_id,
        payment: Some((payment.id, attempt.attempt_no)),
        register_id: Some(attempt.register_id),
        shift_id: attempt.shift_id,
        ..Source::default()
    };
    stored_value::give_back(tx, ctx, id, attempt.amount, on, &source)
}

/// The balance that a line puts money on: a gift card that it names, or the account of the order's customer.
pub(super) fn of_line(
    tx: &mut Tx<'_>,
    line: &LineInput,
    (kind, unit_price): (Kind, i64),
    customer: Option<CustomerId>,
    purpose: Purpose,
) -> Result<Option<BalanceId>> {
    match (kind, line.gift_card_id) {
        (Kind::GiftCard, None) => return Ok(None),
        (Kind::GiftCard | Kind::AccountPayment, _) if purpose == Purpose::Return => {
            return Err(Error::invalid(
                "kind",
                "Money that was put on a gift card or an account comes back with its order.",
            )
            .fix("Refund that order: POST /v1/orders/{id}/refunds."));
        }
        (Kind::GiftCard | Kind::AccountPayment, _) => {}
        (_, None) => return Ok(None),
        (_, Some(_)) => {
            return Err(Error::invalid("gift_card_id", "Only a line of the kind gift_card puts money on a card.")
                .fix("Leave it out."));
        }
    }
    if line.quantity.is_some_and(|q| q != onetill_kernel::Quantity::ONE) {
        return Err(Error::invalid("quantity", "Each gift card or payment on account is a line of its own.")
            .fix("Send one line for each."));
    }
    if unit_price == 0 {
        return Err(
            Error::invalid("unit_price", "This puts nothing on the card or account.").fix("Send how much it is.")
        );
    }
    match (kind, line.gift_card_id) {
        (Kind::AccountPayment, Some(_)) => {
            Err(Error::invalid("gift_card_id", "What is paid on account goes on no card.").fix("Leave it out."))
        }
        (Kind::AccountPayment, None) => stored_value::account_of(tx, customer, "kind").map(Some),
        (_, id) => {
            if let Some(id) = id {
                stored_value::usable_card(tx, id)?;
            }
            Ok(id)
        }
    }
}

/// Puts on cards and accounts what the lines of an order sold. It is not refused any more.
pub(super) fn load(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    order: &OrderRow,
    on: Date,
    lines: impl Iterator<Item = (BalanceId, i64, i64)>,
) -> Result<()> {
    for (id, line_no, amount) in lines {
        let source = Source {
            order_id: Some(order.id),
            line_no: Some(line_no),
            register_id: Some(order.register_id),
            shift_id: order.shift_id,
            ..Source::default()
        };
        stored_value::put_on(tx, ctx, id, amount, (order.location_id, on), &source)?;
    }
    Ok(())
}

/// What of some lines is no purchase: what was owed and is paid.
pub(super) fn on_account<'a>(lines: impl Iterator<Item = (Kind, &'a i64)>) -> Result<i64> {
    sum(lines.filter(|(kind, _)| *kind == Kind::AccountPayment).map(|(_, total)| *total))
}

/// What a refund's lines take off cards and accounts: the balance, the sold line's number, how much.
fn taking_off(sold: &[LineRow], back: &[RefundLineRow]) -> Vec<(BalanceId, i64, i64)> {
    let its = |l: &RefundLineRow| sold.iter().find(|s| Some(s.line_no) == l.order_line_no);
    back.iter().filter_map(|l| its(l).and_then(|s| Some((s.balance_id?, s.line_no, l.total - l.tax)))).collect()
}

/// Refuses to take back what was put on a gift card once anything of it is spent.
pub(super) fn may_take_off(tx: &mut Tx<'_>, order: OrderId, sold: &[LineRow], back: &[RefundLineRow]) -> Result<()> {
    for (id, line_no, amount) in taking_off(sold, back) {
        stored_value::unused(tx, id, (order, line_no), amount).map_err(|e| e.or_field(|| "lines".to_owned()))?;
    }
    Ok(())
}

/// Takes off what a refund gives back.
pub(super) fn take_off(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    order: OrderId,
    (refund, register_id, shift_id): (onetill_kernel::RefundId, RegisterId, Option<ShiftId>),
    sold: &[LineRow],
    back: &[RefundLineRow],
) -> Result<()> {
    for (id, line_no, amount) in taking_off(sold, back) {
        let source = Source {
            order_id: Some(order),
            line_no: Some(line_no),
            refund_id: Some(refund),
            register_id: Some(register_id),
            shift_id,
            ..Source::default()
        };
        stored_value::take_off(tx, ctx, id, amount, &source)?;
    }
    Ok(())
}

/// The rows of balances that some payments and lines of a customer change, as far as the request tells.
fn locks<'a>(
    tx: &mut Tx<'_>,
    payments: impl Iterator<Item = (Option<&'a str>, Option<&'a str>)>,
    lines: &[LineInput],
    customer: Option<CustomerId>,
) -> Result<Vec<Lock>> {
    let mut found: Vec<BalanceId> = lines.iter().filter_map(|l| l.gift_card_id).collect();
    let mut wanted = Vec::new();
    if lines.iter().any(|l| l.kind == Some(Kind::AccountPayment)) {
        wanted.push(BalanceKind::OnAccount);
    }
    for (tender, code) in payments {
        found.extend(stored_value::of_codes(tx, code.into_iter())?);
        if tender == Some(TenderCode::StoreCredit.as_str()) {
            wanted.push(BalanceKind::StoreCredit);
        } else if tender == Some(TenderCode::OnAccount.as_str()) {
            wanted.push(BalanceKind::OnAccount);
        }
    }
    for kind in wanted {
        if let Some(customer) = customer {
            found.extend(stored_value::by_customer(tx, customer, kind)?);
        }
    }
    Ok(found.into_iter().map(stored_value::lock).collect())
}

/// Whether a sale changes balances, so that somebody must ask which.
pub fn uses_balances(lines: &[LineInput], payments: &[SalePayment]) -> bool {
    let stored = |p: &SalePayment| {
        p.code.is_some()
            || [TenderCode::StoreCredit, TenderCode::OnAccount].iter().any(|t| p.tender.as_deref() == Some(t.as_str()))
    };
    payments.iter().any(stored)
        || lines.iter().any(|l| l.gift_card_id.is_some() || l.kind == Some(Kind::AccountPayment))
}

/// The balances that a sale changes.
pub fn balance_locks(
    tx: &mut Tx<'_>,
    lines: &[LineInput],
    payments: &[SalePayment],
    customer: Option<CustomerId>,
) -> Result<Vec<Lock>> {
    locks(tx, payments.iter().map(|p| (p.tender.as_deref(), p.code.as_deref())), lines, customer)
}

/// The balances that a payment of an order changes, and those on which its lines put money.
pub fn pay_locks(tx: &mut Tx<'_>, id: OrderId, payment: &PayOrder) -> Result<Vec<Lock>> {
    if !super::store::exists(tx, id)? {
        return Ok(Vec::new());
    }
    let customer = super::store::order_row(tx, id)?.customer_id;
    locks(tx, std::iter::once((Some(payment.tender.as_str()), payment.code.as_deref())), &[], customer)
}

/// The balances of an order's lines.
pub(super) fn line_locks(lines: &[LineRow]) -> impl Iterator<Item = Lock> {
    lines.iter().filter_map(|l| l.balance_id).map(stored_value::lock)
}
