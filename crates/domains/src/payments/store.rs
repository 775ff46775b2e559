use onetill_db::{Filter, Row, Table, Tx, params};
use onetill_kernel::{Error, Money, OrderId, PaymentId, RefundId, Result, ShiftId, TerminalId, Uuid};

use super::log_store;
use super::model::*;
use crate::{Page, PageRequest};

static PAYMENTS: Table = Table::new(
    "payments",
    &[
        "id",
        "order_id",
        "tender",
        "currency",
        "amount_minor",
        "tip_minor",
        "tendered_minor",
        "change_minor",
        "refunded_minor",
        "state",
        "account_id",
        "method",
        "terminal_id",
        "balance_id",
        "capture_later",
        "complete_when_paid",
        "version",
        "created_at",
    ],
);
static PAYMENT_ATTEMPTS: Table = Table::new(
    "payment_attempts",
    &[
        "payment_id",
        "attempt_no",
        "id",
        "kind",
        "state",
        "amount_minor",
        "refund_id",
        "register_id",
        "own_entry",
        "provider_reference",
        "outcome_code",
        "message",
        "card",
        "created_at",
        "sent_at",
        "concluded_at",
        "inquire_at",
        "inquiries",
        "shift_id",
        "rounding_minor",
        "rounding_step_minor",
        "tip_minor",
        "moved_minor",
        "provider_status",
        "idle_at",
        "shown",
        "surplus",
        "decision",
        "decided_by",
    ],
);

/// All tenders, in the order in which screens show them.
pub fn tenders(tx: &mut Tx<'_>) -> Result<Vec<Tender>> {
    let sql = "SELECT code, name, kind, clearing_account, active FROM tenders ORDER BY position, code";
    tx.remember(&["tenders"], |tx| {
        tx.query(sql, &[], |row| {
            let mut c = row.columns();
            Ok(Tender {
                code: c.take()?,
                name: c.take()?,
                kind: c.take()?,
                clearing_account: c.take()?,
                active: c.take()?,
            })
        })
    })
}

/// One tender of those in `tenders`; a refusal names `field`.
pub fn tender<'a>(tenders: &'a [Tender], code: &str, field: &str) -> Result<&'a Tender> {
    tenders.iter().find(|t| t.code == code).ok_or_else(|| {
        let known: Vec<&str> = tenders.iter().map(|t| t.code.as_str()).collect();
        Error::invalid(field, "There is no such tender.").fix(format!("Use one of {}.", known.join(", ")))
    })
}

/// A tender that somebody pays with: any but that of exchanges.
pub fn asked_tender<'a>(tenders: &'a [Tender], code: &str, field: &str) -> Result<&'a Tender> {
    if code == TenderCode::Exchange.as_str() {
        return Err(Error::invalid(field, "Goods that come back are no tender of their own.")
            .fix("Send what comes back as `returned` of POST /v1/sales."));
    }
    let tender = tender(tenders, code, field)?;
    if !tender.active {
        return Err(Error::conflict("tender_inactive", format!("{} is switched off.", tender.name))
            .field(field)
            .fix("Take another tender, or switch it on in the settings."));
    }
    Ok(tender)
}

pub(super) fn insert_tender(tx: &mut Tx<'_>, t: &Tender, position: i64) -> Result<()> {
    tx.execute(
        "INSERT INTO tenders (code, name, kind, clearing_account, position, active) VALUES ($1, $2, $3, $4, $5, $6)",
        params![t.code, t.name, t.kind, t.clearing_account, position, t.active],
    )?;
    Ok(())
}

const TERMINAL: &str = "SELECT t.id, t.location_id, t.register_id, t.name, t.account_id, a.provider, t.address, t.active \
                        FROM terminals t JOIN provider_accounts a ON a.id = t.account_id";

fn read_terminal(row: &Row<'_>) -> Result<Terminal> {
    let mut c = row.columns();
    Ok(Terminal {
        id: c.take()?,
        location_id: c.take()?,
        register_id: c.take()?,
        name: c.take()?,
        account_id: c.take()?,
        provider: c.take()?,
        address: c.take()?,
        active: c.take()?,
    })
}

/// All terminals, by name.
pub fn terminals(tx: &mut Tx<'_>) -> Result<Vec<Terminal>> {
    tx.query(&format!("{TERMINAL} ORDER BY t.name, t.id"), &[], read_terminal)
}

/// One terminal.
pub fn terminal(tx: &mut Tx<'_>, id: TerminalId) -> Result<Terminal> {
    tx.query_opt(&format!("{TERMINAL} WHERE t.id = $1"), params![id], read_terminal)?
        .ok_or_else(|| Error::invalid("terminal_id", "There is no such terminal.").fix("GET /v1/terminals lists them."))
}

pub(super) fn upsert_terminal(tx: &mut Tx<'_>, t: &Terminal) -> Result<()> {
    tx.execute(
        "INSERT INTO terminals (id, account_id, location_id, register_id, name, address, active) \
         VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (id) DO UPDATE SET account_id = excluded.account_id, \
         name = excluded.name, register_id = excluded.register_id, address = excluded.address, active = excluded.active",
        params![t.id, t.account_id, t.location_id, t.register_id, t.name, t.address, t.active],
    )?;
    Ok(())
}

pub(super) fn append_payment(tx: &mut Tx<'_>, p: &PaymentRow) -> Result<()> {
    tx.append(
        &PAYMENTS,
        params![
            p.id,
            p.order_id,
            p.tender,
            p.currency,
            p.amount,
            p.tip,
            p.tendered,
            p.change,
            p.refunded,
            p.state,
            p.account_id,
            p.method,
            p.terminal_id,
            p.balance_id,
            p.capture_later,
            p.complete_when_paid,
            p.version,
            p.created_at
        ],
    )
}

pub(super) fn append_attempt(tx: &mut Tx<'_>, a: &AttemptRow) -> Result<()> {
    tx.append(
        &PAYMENT_ATTEMPTS,
        params![
            a.payment_id,
            a.attempt_no,
            a.id,
            a.kind,
            a.state,
            a.amount,
            a.refund_id,
            a.register_id,
            a.own_entry,
            a.provider_reference,
            a.outcome_code,
            a.message,
            a.card,
            a.created_at,
            a.sent_at,
            a.concluded_at,
            a.inquire_at,
            a.inquiries,
            a.shift_id,
            a.rounding.minor,
            a.rounding.step,
            a.tip,
            a.moved,
            a.provider_status,
            a.idle_at,
            a.shown,
            a.surplus,
            a.decision,
            a.decided_by
        ],
    )
}

const PAYMENT: &str = "SELECT id, order_id, tender, currency, amount_minor, tip_minor, tendered_minor, change_minor, \
                       refunded_minor, state, account_id, method, terminal_id, balance_id, capture_later, \
                       complete_when_paid, version, created_at FROM payments";

fn read_payment(row: &Row<'_>) -> Result<PaymentRow> {
    let mut c = row.columns();
    Ok(PaymentRow {
        id: c.take()?,
        order_id: c.take()?,
        tender: c.take()?,
        currency: c.take()?,
        amount: c.take()?,
        tip: c.take()?,
        tendered: c.take()?,
        change: c.take()?,
        refunded: c.take()?,
        state: c.take()?,
        account_id: c.take()?,
        method: c.take()?,
        terminal_id: c.take()?,
        balance_id: c.take()?,
        capture_later: c.take()?,
        complete_when_paid: c.take()?,
        version: c.take()?,
        created_at: c.take()?,
    })
}

/// One payment, if there is one.
pub fn payment_row(tx: &mut Tx<'_>, id: PaymentId) -> Result<Option<PaymentRow>> {
    tx.query_opt(&format!("{PAYMENT} WHERE id = $1"), params![id], read_payment)
}

/// The payments of an order, oldest first.
pub fn payments_of_order(tx: &mut Tx<'_>, order_id: OrderId) -> Result<Vec<PaymentRow>> {
    tx.query(&format!("{PAYMENT} WHERE order_id = $1 ORDER BY created_at, id"), params![order_id], read_payment)
}

pub(super) const ATTEMPT: &str = "SELECT payment_id, attempt_no, id, kind, state, amount_minor, refund_id, register_id, \
    own_entry, provider_reference, outcome_code, message, card, created_at, sent_at, concluded_at, inquire_at, \
    inquiries, shift_id, rounding_minor, rounding_step_minor, tip_minor, moved_minor, provider_status, idle_at, shown, \
    surplus, decision, decided_by FROM payment_attempts";

pub(super) fn read_attempt(row: &Row<'_>) -> Result<AttemptRow> {
    let mut c = row.columns();
    Ok(AttemptRow {
        payment_id: c.take()?,
        attempt_no: c.take()?,
        id: c.take()?,
        kind: c.take()?,
        state: c.take()?,
        amount: c.take()?,
        refund_id: c.take()?,
        register_id: c.take()?,
        own_entry: c.take()?,
        provider_reference: c.take()?,
        outcome_code: c.take()?,
        message: c.take()?,
        card: c.take()?,
        created_at: c.take()?,
        sent_at: c.take()?,
        concluded_at: c.take()?,
        inquire_at: c.take()?,
        inquiries: c.take()?,
        shift_id: c.take()?,
        rounding: Rounding { minor: c.take()?, step: c.take()? },
        tip: c.take()?,
        moved: c.take()?,
        provider_status: c.take()?,
        idle_at: c.take()?,
        shown: c.take()?,
        surplus: c.take()?,
        decision: c.take()?,
        decided_by: c.take()?,
    })
}

/// The attempts of a payment, in order.
pub fn attempts(tx: &mut Tx<'_>, payment_id: PaymentId) -> Result<Vec<AttemptRow>> {
    tx.query(&format!("{ATTEMPT} WHERE payment_id = $1 ORDER BY attempt_no"), params![payment_id], read_attempt)
}

/// The attempts that pay a refund, found through the payments that it may use.
pub fn refund_attempts(tx: &mut Tx<'_>, refund_id: RefundId, payments: &[PaymentId]) -> Result<Vec<AttemptRow>> {
    let mut found = Vec::new();
    for payment in payments {
        found.extend(attempts(tx, *payment)?.into_iter().filter(|a| a.refund_id == Some(refund_id)));
    }
    Ok(found)
}

/// The most orders that are looked for by a card's digits.
const MOST_BY_CARD: i64 = 256;

/// The newest orders that were paid by a card which ends with these four digits: all that is kept of a card's number.
pub fn orders_by_card(tx: &mut Tx<'_>, digits: &str) -> Result<Vec<OrderId>> {
    if digits.len() != 4 || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return Err(Error::invalid("card", "A card is found by the last four digits of its number.")
            .fix("Send just these four, as they stand on the card or on the terminal's slip."));
    }
    tx.query(
        "SELECT DISTINCT p.order_id FROM payment_attempts a JOIN payments p ON p.id = a.payment_id \
         WHERE substr(a.card, length(a.card) - 3) = $1 AND a.card IS NOT NULL AND a.kind = 'capture' \
         AND a.state = 'succeeded' AND p.order_id IS NOT NULL ORDER BY p.order_id DESC LIMIT $2",
        params![digits, MOST_BY_CARD],
        |row| row.get(0),
    )
}

/// Narrows a list of orders, whose ids are in a column, to those that this tender paid, or a part of them.
pub fn and_paid_by(f: &mut Filter, order_id: &str, tender: &str) {
    let paid = format!(
        "EXISTS (SELECT 1 FROM payments p WHERE p.order_id = {order_id} AND p.state = 'captured' AND p.tender = ?)"
    );
    f.and(&paid, tender.to_owned());
}

/// Narrows a list of orders, whose ids and totals are in two columns, to those that come to `amount`, or of which one
/// payment does.
pub fn and_comes_to(f: &mut Filter, (order_id, total): (&str, &str), amount: i64) {
    let value = f.bind(amount);
    f.and_raw(format!(
        "({total} = {value} OR EXISTS (SELECT 1 FROM payments p WHERE p.order_id = {order_id} AND p.state = 'captured' \
         AND p.amount_minor = {value}))"
    ));
}

/// The cards that paid these orders, as their terminals told.
pub fn cards_of_orders(tx: &mut Tx<'_>, ids: &[OrderId]) -> Result<Vec<(OrderId, String)>> {
    let sql = "SELECT p.order_id, a.card FROM payments p JOIN payment_attempts a ON a.payment_id = p.id \
               WHERE a.card IS NOT NULL AND a.kind = 'capture' AND a.state = 'succeeded' AND p.order_id";
    let mut found = tx.query_ids(sql, &[], ids, |row| Ok((row.get(0)?, row.get(1)?)))?;
    found.sort_unstable();
    Ok(found)
}

/// Moves an attempt from one state to another; false when it was no longer in the first.
pub(super) fn update_attempt(tx: &mut Tx<'_>, before: AttemptState, a: &AttemptRow) -> Result<bool> {
    let changed = tx.execute(
        "UPDATE payment_attempts SET state = $4, provider_reference = $5, outcome_code = $6, message = $7, card = $8, \
         sent_at = $9, concluded_at = $10, inquire_at = $11, inquiries = $12, amount_minor = $13, tip_minor = $14, \
         moved_minor = $15, provider_status = $16, idle_at = $17, shown = $18, surplus = $19, decision = $20, \
         decided_by = $21 WHERE payment_id = $1 AND attempt_no = $2 AND state = $3",
        params![
            a.payment_id,
            a.attempt_no,
            before,
            a.state,
            a.provider_reference,
            a.outcome_code,
            a.message,
            a.card,
            a.sent_at,
            a.concluded_at,
            a.inquire_at,
            a.inquiries,
            a.amount,
            a.tip,
            a.moved,
            a.provider_status,
            a.idle_at,
            a.shown,
            a.surplus,
            a.decision,
            a.decided_by
        ],
    )?;
    Ok(changed == 1)
}

pub(super) fn set_shift(tx: &mut Tx<'_>, payment_id: PaymentId, attempt_no: i64, shift_id: ShiftId) -> Result<()> {
    tx.execute(
        "UPDATE payment_attempts SET shift_id = $3 WHERE payment_id = $1 AND attempt_no = $2",
        params![payment_id, attempt_no, shift_id],
    )?;
    Ok(())
}

/// Sets what follows from a payment's attempts: its state, what it pays of its order, and the tip.
pub(super) fn update_payment(tx: &mut Tx<'_>, p: &PaymentRow) -> Result<()> {
    tx.execute(
        "UPDATE payments SET state = $2, amount_minor = $3, tip_minor = $4, version = version + 1 WHERE id = $1",
        params![p.id, p.state, p.amount, p.tip],
    )?;
    Ok(())
}

/// Changes what a payment has refunded by `delta`; false when that would leave 0..=captured. A payment
/// without an order only goes out.
pub(super) fn add_refunded(tx: &mut Tx<'_>, id: PaymentId, delta: i64) -> Result<bool> {
    let changed = tx.execute(
        "UPDATE payments SET refunded_minor = refunded_minor + $2, version = version + 1 \
         WHERE id = $1 AND refunded_minor + $2 >= 0 AND (order_id IS NULL OR refunded_minor + $2 <= amount_minor)",
        params![id, delta],
    )?;
    Ok(changed == 1)
}

/// Payments, newest first; only those in `states`, if any are named.
pub fn list(tx: &mut Tx<'_>, states: &[PaymentState], page: &PageRequest) -> Result<Page<Payment>> {
    let limit = page.limit()?;
    let mut f = Filter::new();
    let after = page.after_id(Uuid::max())?;
    f.and("id < ?", after);
    if !states.is_empty() {
        let list: Vec<String> = states.iter().map(|s| f.bind(*s)).collect();
        f.and_raw(format!("state IN ({})", list.join(",")));
    }
    let rows = f.bind(page.rows()?);
    let sql = format!("{PAYMENT}{} ORDER BY id DESC LIMIT {rows}", f.sql());
    let found = tx.query(&sql, f.values(), read_payment)?;
    let page = Page::from_rows(found, limit, |p| p.id.to_string());
    let known = tenders(tx)?;
    let mut items = Vec::with_capacity(page.items.len());
    for row in page.items {
        items.push(view(tx, &known, row)?);
    }
    Ok(Page { items, next_cursor: page.next_cursor })
}

/// A payment with its attempts, as screens see it.
pub fn payment(tx: &mut Tx<'_>, tenders: &[Tender], id: PaymentId) -> Result<Payment> {
    let row = payment_row(tx, id)?.ok_or_else(|| Error::not_found("payment"))?;
    let mut payment = view(tx, tenders, row)?;
    for (attempt_no, entry) in log_store::log(tx, id)? {
        if let Some(attempt) = usize::try_from(attempt_no - 1).ok().and_then(|at| payment.attempts.get_mut(at)) {
            attempt.log.push(entry);
        }
    }
    Ok(payment)
}

fn view(tx: &mut Tx<'_>, tenders: &[Tender], row: PaymentRow) -> Result<Payment> {
    let money = |minor| Money::new(minor, row.currency);
    let tried = attempts(tx, row.id)?;
    let shown = tried.iter().rev().find_map(|a| a.shown.clone());
    let attempts: Vec<Attempt> = tried
        .into_iter()
        .map(|a| Attempt {
            id: a.id,
            kind: a.kind,
            state: a.state,
            amount: money(a.amount),
            tip: money(a.tip),
            moved: a.moved.map(money),
            rounding: money(a.rounding.minor),
            provider_reference: a.provider_reference,
            provider_status: a.provider_status,
            code: a.outcome_code,
            message: a.message,
            card: a.card,
            created_at: a.created_at,
            sent_at: a.sent_at,
            concluded_at: a.concluded_at,
            surplus: a.surplus,
            decision: a.decision,
            decided_by: a.decided_by,
            log: Vec::new(),
        })
        .collect();
    let tender = tenders.iter().find(|t| t.code == row.tender);
    let is_cash = tender.is_some_and(|t| t.kind == TenderKind::Cash) && row.order_id.is_some();
    Ok(Payment {
        receipt: None,
        id: row.id,
        order_id: row.order_id,
        tender_name: tender.map_or_else(|| row.tender.clone(), |t| t.name.clone()),
        tender: row.tender.clone(),
        amount: money(row.amount),
        tip: money(row.tip),
        tendered: is_cash.then(|| money(row.tendered)),
        change: is_cash.then(|| money(row.change)),
        rounding: is_cash.then(|| money(row.tendered - row.change - row.amount)),
        refunded: money(row.refunded),
        state: row.state,
        account_id: row.account_id,
        method: row.method,
        terminal_id: row.terminal_id,
        shown,
        message: attempts.last().and_then(|a| a.message.clone()).unwrap_or_default(),
        attempts,
        created_at: row.created_at,
        version: row.version,
    })
}
