use onetill_db::{Columns, Filter, Lock, LockTable, Row, Table, Tx, params};
use onetill_kernel::{BalanceId, Currency, CustomerId, Date, Error, Money, OrderId, Result, Timestamp, Uuid};

use super::model::*;
use super::rules;
use crate::platform::hash_secret;
use crate::{Page, PageRequest, bad_cursor};

/// A balance's row, which payments, sales and refunds change.
pub static LOCK: LockTable = LockTable::new(
    45,
    "balances",
    &["id"],
    &[
        "kind",
        "customer_id",
        "currency",
        "balance_minor",
        "credit_limit_minor",
        "movement_count",
        "active",
        "expires_date",
        "location_id",
    ],
);
static MOVEMENTS: Table = Table::new(
    "balance_movements",
    &[
        "balance_id",
        "movement_no",
        "kind",
        "amount_minor",
        "balance_minor",
        "order_id",
        "line_no",
        "refund_id",
        "payment_id",
        "attempt_no",
        "entry_id",
        "register_id",
        "shift_id",
        "staff_id",
        "recorded_at",
    ],
);

/// What names a balance's row to whoever queues a command.
pub const fn lock(id: BalanceId) -> Lock {
    Lock { table: &LOCK, key: [id.0, Uuid::nil()] }
}

fn read_held(row: &Row<'_>, id: BalanceId) -> Result<BalanceRow> {
    take_row(&mut row.columns(), id)
}

/// The columns of a balance that payments change, in the order of [`LOCK`].
fn take_row(c: &mut Columns<'_>, id: BalanceId) -> Result<BalanceRow> {
    Ok(BalanceRow {
        id,
        kind: c.take()?,
        customer_id: c.take()?,
        currency: c.take()?,
        balance: c.take()?,
        credit_limit: c.take()?,
        movement_count: c.take()?,
        active: c.take()?,
        expires_on: c.take()?,
        location_id: c.take()?,
    })
}

/// A balance, held until the commit.
pub(super) fn held(tx: &mut Tx<'_>, id: BalanceId) -> Result<BalanceRow> {
    tx.row(&LOCK, [id.0, Uuid::nil()], |row| read_held(row, id))?.ok_or_else(|| Error::not_found("balance"))
}

/// A balance as it is now, if there is one.
pub(super) fn find(tx: &mut Tx<'_>, id: BalanceId) -> Result<Option<BalanceRow>> {
    let sql = "SELECT kind, customer_id, currency, balance_minor, credit_limit_minor, movement_count, active, expires_date, \
               location_id FROM balances WHERE id = $1";
    tx.query_opt(sql, params![id], |row| read_held(row, id))
}

pub(super) fn set(tx: &mut Tx<'_>, r: &BalanceRow) -> Result<()> {
    let values = params![
        r.kind,
        r.customer_id,
        r.currency,
        r.balance,
        r.credit_limit,
        r.movement_count,
        r.active,
        r.expires_on,
        r.location_id
    ];
    tx.change(&LOCK, [r.id.0, Uuid::nil()], values)
}

/// Adds a balance; false where there is one of that code, or of that customer and kind.
pub(super) fn insert(tx: &mut Tx<'_>, r: &BalanceRow, code: Option<(&[u8; 32], &str)>, now: Timestamp) -> Result<bool> {
    let (hash, last4) = (code.map(|(hash, _)| hash.to_vec()), code.map(|(_, last4)| last4));
    let added = tx.execute(
        "INSERT INTO balances (id, kind, customer_id, currency, balance_minor, credit_limit_minor, movement_count, active, \
         expires_date, location_id, code_hash, code_last4, reason, created_at) \
         VALUES ($1, $2, $3, $4, 0, 0, 0, 1, NULL, NULL, $5, $6, '', $7) ON CONFLICT DO NOTHING",
        params![r.id, r.kind, r.customer_id, r.currency, hash, last4, now],
    )?;
    Ok(added == 1)
}

pub(super) fn append(tx: &mut Tx<'_>, m: &MovementRow) -> Result<()> {
    tx.append(
        &MOVEMENTS,
        params![
            m.balance_id,
            m.movement_no,
            m.kind,
            m.amount,
            m.balance,
            m.order_id,
            m.line_no,
            m.refund_id,
            m.payment_id,
            m.attempt_no,
            m.entry_id,
            m.register_id,
            m.shift_id,
            m.staff_id,
            m.recorded_at
        ],
    )
}

pub(super) fn by_code(tx: &mut Tx<'_>, hash: &[u8; 32]) -> Result<Option<BalanceId>> {
    tx.query_opt("SELECT id FROM balances WHERE code_hash = $1", params![hash.to_vec()], |row| row.get(0))
}

/// The gift cards of some codes, for whoever queues a command that spends them; a code that nobody knows is refused later.
pub fn of_codes<'a>(tx: &mut Tx<'_>, codes: impl Iterator<Item = &'a str>) -> Result<Vec<BalanceId>> {
    let mut found = Vec::new();
    for code in codes {
        if let Ok(code) = rules::written(code, "code") {
            found.extend(by_code(tx, &hash_secret(&code))?);
        }
    }
    Ok(found)
}

/// A customer's balance of a kind, if they have one.
pub fn by_customer(tx: &mut Tx<'_>, customer: CustomerId, kind: BalanceKind) -> Result<Option<BalanceId>> {
    let sql = "SELECT id FROM balances WHERE customer_id = $1 AND kind = $2";
    tx.query_opt(sql, params![customer, kind], |row| row.get(0))
}

/// Gives a card another code; returns the end of the one before.
pub(super) fn set_code(tx: &mut Tx<'_>, id: BalanceId, hash: &[u8; 32], last4: &str, reason: &str) -> Result<String> {
    let before = tx.query_one("SELECT code_last4 FROM balances WHERE id = $1", params![id], |row| row.get(0))?;
    let sql = "UPDATE balances SET code_hash = $2, code_last4 = $3, reason = $4 WHERE id = $1";
    tx.execute(sql, params![id, hash.to_vec(), *last4, *reason])?;
    Ok(before)
}

/// Keeps why a card was switched off or on.
pub(super) fn set_reason(tx: &mut Tx<'_>, id: BalanceId, reason: &str) -> Result<()> {
    tx.execute("UPDATE balances SET reason = $2 WHERE id = $1", params![id, *reason]).map(drop)
}

const BALANCE: &str = "SELECT id, kind, customer_id, currency, balance_minor, credit_limit_minor, movement_count, active, \
    expires_date, location_id, code_last4, reason, created_at FROM balances";

fn read_balance(row: &Row<'_>, today: Date) -> Result<Balance> {
    let mut c = row.columns();
    let id = c.take()?;
    let r = take_row(&mut c, id)?;
    let money = |minor| Money::new(minor, r.currency);
    Ok(Balance {
        id: r.id,
        kind: r.kind,
        customer_id: r.customer_id,
        code_last4: c.take()?,
        balance: money(r.balance),
        credit_limit: (r.kind == BalanceKind::OnAccount).then(|| money(r.credit_limit)),
        available: money(rules::available(&r, today)),
        active: r.active,
        reason: c.take()?,
        expires_on: r.expires_on,
        created_at: c.take()?,
    })
}

/// One balance, as of a day.
pub fn balance(tx: &mut Tx<'_>, id: BalanceId, today: Date) -> Result<Balance> {
    tx.query_opt(&format!("{BALANCE} WHERE id = $1"), params![id], |row| read_balance(row, today))?
        .ok_or_else(|| Error::not_found("balance"))
}

/// Balances, newest first.
pub fn balances(tx: &mut Tx<'_>, filter: &BalanceFilter, today: Date, page: &PageRequest) -> Result<Page<Balance>> {
    let limit = page.limit()?;
    let mut f = Filter::new();
    f.and("id < ?", page.after_id(Uuid::max())?);
    if let Some(kind) = filter.kind {
        f.and("kind = ?", kind);
    }
    if let Some(customer) = filter.customer_id {
        f.and("customer_id = ?", customer);
    }
    if let Some(last4) = &filter.code_last4 {
        f.and("code_last4 = ?", last4.trim().to_uppercase());
    }
    let rows = f.bind(page.rows()?);
    let sql = format!("{BALANCE}{} ORDER BY id DESC LIMIT {rows}", f.sql());
    let found = tx.query(&sql, f.values(), |row| read_balance(row, today))?;
    Ok(Page::from_rows(found, limit, |b| b.id.to_string()))
}

/// The movements of a balance, the latest first: a statement.
pub fn movements(
    tx: &mut Tx<'_>,
    id: BalanceId,
    filter: &MovementFilter,
    page: &PageRequest,
) -> Result<Page<BalanceMovement>> {
    let limit = page.limit()?;
    let currency = find(tx, id)?.ok_or_else(|| Error::not_found("balance"))?.currency;
    let mut f = Filter::new();
    f.and("balance_id = ?", id);
    if let Some(cursor) = &page.cursor {
        f.and("movement_no < ?", cursor.parse::<i64>().map_err(|_| bad_cursor())?);
    }
    if let Some(from) = filter.from {
        f.and("recorded_at >= ?", from);
    }
    if let Some(to) = filter.to {
        f.and("recorded_at < ?", to);
    }
    let rows = f.bind(page.rows()?);
    let sql = format!(
        "SELECT movement_no, kind, amount_minor, balance_minor, order_id, refund_id, payment_id, register_id, shift_id, staff_id, \
         recorded_at FROM balance_movements{} ORDER BY movement_no DESC LIMIT {rows}",
        f.sql()
    );
    let found = tx.query(&sql, f.values(), |row| {
        let mut c = row.columns();
        Ok(BalanceMovement {
            movement_no: c.take()?,
            kind: c.take()?,
            amount: Money::new(c.take()?, currency),
            balance: Money::new(c.take()?, currency),
            order_id: c.take()?,
            receipt: None,
            refund_id: c.take()?,
            payment_id: c.take()?,
            register_id: c.take()?,
            shift_id: c.take()?,
            staff_id: c.take()?,
            recorded_at: c.take()?,
        })
    })?;
    Ok(Page::from_rows(found, limit, |m| m.movement_no.to_string()))
}

/// What was put on a card before a line of an order did, and what was spent of it since, less what was given back.
pub(super) fn before_and_used(tx: &mut Tx<'_>, id: BalanceId, order_id: OrderId, line_no: i64) -> Result<(i64, i64)> {
    let no = tx.query_opt(
        "SELECT movement_no FROM balance_movements WHERE balance_id = $1 AND order_id = $2 AND line_no = $3 \
         AND kind = 'loaded'",
        params![id, order_id, line_no],
        |row| row.get::<i64>(0),
    )?;
    tx.query_one(
        "SELECT CAST(COALESCE(SUM(CASE WHEN (kind = 'loaded' OR kind = 'unloaded') AND movement_no < $2 THEN amount_minor ELSE 0 \
         END), 0) AS BIGINT), CAST(COALESCE(SUM(CASE WHEN kind = 'loaded' OR kind = 'unloaded' THEN 0 ELSE -amount_minor END), 0) \
         AS BIGINT) FROM balance_movements WHERE balance_id = $1",
        params![id, no.unwrap_or(0)],
        |row| Ok((row.get(0)?, row.get(1)?)),
    )
}

/// What an order moved, in the order in which it did.
pub fn of_order(tx: &mut Tx<'_>, id: OrderId, currency: Currency) -> Result<Vec<BalanceOfOrder>> {
    let sql = "SELECT m.balance_id, b.kind, b.code_last4, m.kind, m.amount_minor, m.balance_minor, m.line_no, m.payment_id, \
               m.refund_id FROM balance_movements m JOIN balances b ON b.id = m.balance_id WHERE m.order_id = $1 \
               ORDER BY m.recorded_at, m.balance_id, m.movement_no";
    tx.query(sql, params![id], |row| {
        let mut c = row.columns();
        Ok(BalanceOfOrder {
            balance_id: c.take()?,
            balance_kind: c.take()?,
            code_last4: c.take()?,
            kind: c.take()?,
            amount: Money::new(c.take()?, currency),
            balance: Money::new(c.take()?, currency),
            line_no: c.take()?,
            payment_id: c.take()?,
            refund_id: c.take()?,
        })
    })
}

/// Cards whose time may be over by `day` and that hold something, as many as one look is worth.
pub fn due_to_expire(tx: &mut Tx<'_>, day: Date) -> Result<Vec<BalanceId>> {
    let sql =
        "SELECT id FROM balances WHERE expires_date < $1 AND balance_minor > 0 ORDER BY expires_date, id LIMIT 500";
    tx.query(sql, params![day], |row| row.get(0))
}

/// What holds for gift cards.
pub fn gift_card_settings(tx: &mut Tx<'_>) -> Result<GiftCardSettings> {
    tx.remember(&["gift_card_settings"], |tx| {
        let found = tx.query_opt("SELECT valid_months FROM gift_card_settings", &[], |row| row.get(0))?;
        Ok(GiftCardSettings { valid_months: found.flatten() })
    })
}

pub(super) fn save_gift_card_settings(tx: &mut Tx<'_>, settings: GiftCardSettings) -> Result<()> {
    tx.execute(
        "INSERT INTO gift_card_settings (id, valid_months) VALUES (1, $1) \
         ON CONFLICT (id) DO UPDATE SET valid_months = excluded.valid_months",
        params![settings.valid_months],
    )
    .map(drop)
}
