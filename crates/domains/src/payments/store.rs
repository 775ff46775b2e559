use onetill_db::{Filter, Row, Table, Tx, params};
use onetill_kernel::{Error, Money, OrderId, PaymentId, RefundId, Result, ShiftId, TerminalId, Timestamp, Uuid};

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
        "tendered_minor",
        "change_minor",
        "refunded_minor",
        "state",
        "terminal_id",
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
    ],
);

/// All tenders, in the order in which screens show them.
pub fn tenders(tx: &mut Tx<'_>) -> Result<Vec<Tender>> {
    let sql = "SELECT code, name, kind, clearing_account FROM tenders ORDER BY position, code";
    tx.remember(&["tenders"], |tx| {
        tx.query(sql, &[], |row| {
            let mut c = row.columns();
            Ok(Tender { code: c.take()?, name: c.take()?, kind: c.take()?, clearing_account: c.take()? })
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
    tender(tenders, code, field)
}

pub(super) fn insert_tender(tx: &mut Tx<'_>, t: &Tender, position: i64) -> Result<()> {
    tx.execute(
        "INSERT INTO tenders (code, name, kind, clearing_account, position) VALUES ($1, $2, $3, $4, $5)",
        params![t.code, t.name, t.kind, t.clearing_account, position],
    )?;
    Ok(())
}

const TERMINAL: &str = "SELECT id, location_id, register_id, name, connector, address FROM terminals";

fn read_terminal(row: &Row<'_>) -> Result<Terminal> {
    let mut c = row.columns();
    Ok(Terminal {
        id: c.take()?,
        location_id: c.take()?,
        register_id: c.take()?,
        name: c.take()?,
        connector: c.take()?,
        address: c.take()?,
    })
}

/// All terminals, by name.
pub fn terminals(tx: &mut Tx<'_>) -> Result<Vec<Terminal>> {
    tx.query(&format!("{TERMINAL} ORDER BY name, id"), &[], read_terminal)
}

/// One terminal.
pub fn terminal(tx: &mut Tx<'_>, id: TerminalId) -> Result<Terminal> {
    tx.query_opt(&format!("{TERMINAL} WHERE id = $1"), params![id], read_terminal)?
        .ok_or_else(|| Error::invalid("terminal_id", "There is no such terminal.").fix("GET /v1/terminals lists them."))
}

pub(super) fn upsert_terminal(tx: &mut Tx<'_>, t: &Terminal) -> Result<()> {
    tx.execute(
        "INSERT INTO terminals (id, location_id, register_id, name, connector, address) \
         VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (id) DO UPDATE SET name = excluded.name, \
         register_id = excluded.register_id, connector = excluded.connector, address = excluded.address",
        params![t.id, t.location_id, t.register_id, t.name, t.connector, t.address],
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
            p.tendered,
            p.change,
            p.refunded,
            p.state,
            p.terminal_id,
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
            a.rounding.step
        ],
    )
}

const PAYMENT: &str = "SELECT id, order_id, tender, currency, amount_minor, tendered_minor, change_minor, \
                       refunded_minor, state, terminal_id, complete_when_paid, version, created_at FROM payments";

fn read_payment(row: &Row<'_>) -> Result<PaymentRow> {
    let mut c = row.columns();
    Ok(PaymentRow {
        id: c.take()?,
        order_id: c.take()?,
        tender: c.take()?,
        currency: c.take()?,
        amount: c.take()?,
        tendered: c.take()?,
        change: c.take()?,
        refunded: c.take()?,
        state: c.take()?,
        terminal_id: c.take()?,
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

const ATTEMPT: &str = "SELECT payment_id, attempt_no, id, kind, state, amount_minor, refund_id, register_id, \
    own_entry, provider_reference, outcome_code, message, card, created_at, sent_at, concluded_at, inquire_at, \
    inquiries, shift_id, rounding_minor, rounding_step_minor FROM payment_attempts";

fn read_attempt(row: &Row<'_>) -> Result<AttemptRow> {
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
pub fn and_paid_by(f: &mut Filter, order_id: &str, tender: TenderCode) {
    let paid = format!(
        "EXISTS (SELECT 1 FROM payments p WHERE p.order_id = {order_id} AND p.state = 'captured' AND p.tender = ?)"
    );
    f.and(&paid, tender.as_str().to_owned());
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
         sent_at = $9, concluded_at = $10, inquire_at = $11, inquiries = $12 \
         WHERE payment_id = $1 AND attempt_no = $2 AND state = $3",
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
            a.inquiries
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

pub(super) fn update_payment_state(tx: &mut Tx<'_>, id: PaymentId, state: PaymentState) -> Result<()> {
    tx.execute("UPDATE payments SET state = $2, version = version + 1 WHERE id = $1", params![id, state])?;
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

/// An attempt that somebody must work on now.
#[derive(Debug, Clone)]
pub struct Due {
    /// The attempt.
    pub attempt: AttemptRow,
    /// Where it runs.
    pub terminal: Terminal,
    /// The currency of its amount.
    pub currency: onetill_kernel::Currency,
    /// The provider's name for the payment's capture, which a refund gives back.
    pub captured_reference: Option<String>,
    /// The order that the payment pays.
    pub order_id: Option<OrderId>,
}

/// The attempts that wait to be sent, or to be asked about by `now`.
pub fn due(tx: &mut Tx<'_>, now: Timestamp) -> Result<Vec<Due>> {
    let waiting = tx.query(
        &format!(
            "{ATTEMPT} WHERE (state = 'created' OR state = 'pending' OR state = 'unknown') AND (inquire_at IS NULL OR inquire_at <= $1) \
             ORDER BY created_at LIMIT 50"
        ),
        params![now],
        read_attempt,
    )?;
    let mut due = Vec::new();
    for attempt in waiting {
        due.extend(with_terminal(tx, attempt)?);
    }
    Ok(due)
}

/// The attempt of a payment that has not ended, if there is one.
pub fn open_attempt(tx: &mut Tx<'_>, payment_id: PaymentId) -> Result<Option<Due>> {
    payment_row(tx, payment_id)?.ok_or_else(|| Error::not_found("payment"))?;
    match attempts(tx, payment_id)?.into_iter().find(|a| !a.state.is_final()) {
        Some(attempt) => with_terminal(tx, attempt),
        None => Ok(None),
    }
}

fn with_terminal(tx: &mut Tx<'_>, attempt: AttemptRow) -> Result<Option<Due>> {
    let Some(payment) = payment_row(tx, attempt.payment_id)? else { return Ok(None) };
    let Some(terminal_id) = payment.terminal_id else { return Ok(None) };
    let captured = attempts(tx, payment.id)?.into_iter().find(|a| a.kind == AttemptKind::Capture);
    Ok(Some(Due {
        attempt,
        terminal: terminal(tx, terminal_id)?,
        currency: payment.currency,
        captured_reference: captured.and_then(|a| a.provider_reference),
        order_id: payment.order_id,
    }))
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
    view(tx, tenders, row)
}

fn view(tx: &mut Tx<'_>, tenders: &[Tender], row: PaymentRow) -> Result<Payment> {
    let money = |minor| Money::new(minor, row.currency);
    let attempts: Vec<Attempt> = attempts(tx, row.id)?
        .into_iter()
        .map(|a| Attempt {
            id: a.id,
            kind: a.kind,
            state: a.state,
            amount: money(a.amount),
            rounding: money(a.rounding.minor),
            provider_reference: a.provider_reference,
            code: a.outcome_code,
            message: a.message,
            card: a.card,
            created_at: a.created_at,
            sent_at: a.sent_at,
            concluded_at: a.concluded_at,
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
        tendered: is_cash.then(|| money(row.tendered)),
        change: is_cash.then(|| money(row.change)),
        rounding: is_cash.then(|| money(row.tendered - row.change - row.amount)),
        refunded: money(row.refunded),
        state: row.state,
        terminal_id: row.terminal_id,
        message: attempts.last().and_then(|a| a.message.clone()).unwrap_or_default(),
        attempts,
        created_at: row.created_at,
        version: row.version,
    })
}
