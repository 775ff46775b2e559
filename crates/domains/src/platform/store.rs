use onetill_db::{Row, Tx, params};
use onetill_kernel::{ApiKeyId, Error, LocationId, RegisterId, Result, StaffId, Timestamp, Uuid};

use super::model::*;

/// The merchant that this database belongs to.
pub fn merchant(tx: &mut Tx<'_>) -> Result<Merchant> {
    tx.remember(&["merchant"], find_merchant)?.ok_or_else(|| {
        Error::conflict("not_set_up", "This database has no merchant yet.")
            .fix("Set it up with `onetill init`, or start `onetill demo`.")
    })
}

/// The merchant, if this database has one.
pub fn find_merchant(tx: &mut Tx<'_>) -> Result<Option<Merchant>> {
    tx.query_opt(
        "SELECT name, country, currency, prices_include_tax, tax_rounding, negative_stock, cash_rounding_minor, \
         held_orders, ask_void_reason, demo FROM merchant WHERE id = 1",
        &[],
        |row| {
            let mut c = row.columns();
            Ok(Merchant {
                name: c.take()?,
                country: c.take()?,
                currency: c.take()?,
                prices_include_tax: c.take()?,
                tax_rounding: c.take()?,
                negative_stock: c.take()?,
                cash_rounding: c.take()?,
                selling: Selling { held_orders: c.take()?, ask_void_reason: c.take()? },
                demo: c.take()?,
            })
        },
    )
}

pub(super) fn save_merchant(tx: &mut Tx<'_>, m: &Merchant) -> Result<()> {
    tx.execute(
        "INSERT INTO merchant (id, name, country, currency, prices_include_tax, tax_rounding, negative_stock, demo, \
         cash_rounding_minor, held_orders, ask_void_reason) VALUES (1, $1, $2, $3, $4, $5, $6, $7, $8, $9, $10) \
         ON CONFLICT (id) DO UPDATE SET name = excluded.name, prices_include_tax = excluded.prices_include_tax, \
         tax_rounding = excluded.tax_rounding, negative_stock = excluded.negative_stock, \
         cash_rounding_minor = excluded.cash_rounding_minor, held_orders = excluded.held_orders, \
         ask_void_reason = excluded.ask_void_reason",
        params![
            m.name,
            m.country,
            m.currency,
            m.prices_include_tax,
            m.tax_rounding,
            m.negative_stock,
            m.demo,
            m.cash_rounding,
            m.selling.held_orders,
            m.selling.ask_void_reason
        ],
    )?;
    Ok(())
}

fn read_location(row: &Row<'_>) -> Result<Location> {
    let mut c = row.columns();
    Ok(Location { id: c.take()?, name: c.take()?, time_zone: c.take()?, day_starts_at_hour: c.take()? })
}

/// One location; a refusal names the field `location_id`.
pub fn location(tx: &mut Tx<'_>, id: LocationId) -> Result<Location> {
    let sql = "SELECT id, name, time_zone, day_starts_at_hour FROM locations WHERE id";
    let read = |row: &Row<'_>| read_location(row).map(|l| (l.id, l));
    tx.remember_each(&["locations"], &[id], &[], |tx, ids| tx.query_ids(sql, &[], ids, read))?
        .pop()
        .ok_or_else(|| Error::invalid("location_id", "There is no such location.").fix("GET /v1/locations lists them."))
}

/// All locations, oldest first.
pub fn locations(tx: &mut Tx<'_>) -> Result<Vec<Location>> {
    tx.query(
        "SELECT id, name, time_zone, day_starts_at_hour FROM locations ORDER BY created_at, id",
        &[],
        read_location,
    )
}

pub(super) fn insert_location(tx: &mut Tx<'_>, l: &Location, now: Timestamp) -> Result<()> {
    tx.execute(
        "INSERT INTO locations (id, name, time_zone, day_starts_at_hour, created_at) VALUES ($1, $2, $3, $4, $5)",
        params![l.id, l.name, l.time_zone, l.day_starts_at_hour, now],
    )?;
    Ok(())
}

fn read_staff(row: &Row<'_>) -> Result<Staff> {
    let mut c = row.columns();
    Ok(Staff { id: c.take()?, name: c.take()?, email: c.take()?, role: c.take()?, active: c.take()? })
}

/// Everybody who works here, by name.
pub fn staff_list(tx: &mut Tx<'_>) -> Result<Vec<Staff>> {
    tx.query("SELECT id, name, email, role, active FROM staff ORDER BY name, id", &[], read_staff)
}

/// One member of staff.
pub fn staff_member(tx: &mut Tx<'_>, id: StaffId) -> Result<Option<Staff>> {
    tx.query_opt("SELECT id, name, email, role, active FROM staff WHERE id = $1", params![id], read_staff)
}

fn read_credentials(row: &Row<'_>) -> Result<Credentials> {
    Ok(Credentials { staff: read_staff(row)?, password_hash: row.get(5)?, pin_hash: row.get(6)? })
}

/// What somebody signs in with, found by e-mail.
pub fn credentials_by_email(tx: &mut Tx<'_>, email: &str) -> Result<Option<Credentials>> {
    tx.query_opt(
        "SELECT id, name, email, role, active, password_hash, pin_hash FROM staff WHERE email = $1",
        params![email.trim().to_lowercase()],
        read_credentials,
    )
}

/// What somebody signs in with.
pub fn credentials_by_staff(tx: &mut Tx<'_>, id: StaffId) -> Result<Option<Credentials>> {
    tx.query_opt(
        "SELECT id, name, email, role, active, password_hash, pin_hash FROM staff WHERE id = $1",
        params![id],
        read_credentials,
    )
}

pub(super) fn insert_staff(tx: &mut Tx<'_>, c: &Credentials, now: Timestamp) -> Result<()> {
    tx.execute(
        "INSERT INTO staff (id, name, email, password_hash, pin_hash, role, active, created_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        params![
            c.staff.id,
            c.staff.name,
            c.staff.email,
            c.password_hash,
            c.pin_hash,
            c.staff.role,
            c.staff.active,
            now
        ],
    )?;
    Ok(())
}

pub(super) fn insert_session(
    tx: &mut Tx<'_>,
    token_hash: &[u8],
    staff_id: StaffId,
    register_id: Option<RegisterId>,
    now: Timestamp,
    expires_at: Timestamp,
) -> Result<()> {
    tx.execute(
        "INSERT INTO sessions (token_hash, staff_id, register_id, created_at, expires_at) VALUES ($1, $2, $3, $4, $5)",
        params![*token_hash, staff_id, register_id, now, expires_at],
    )?;
    Ok(())
}

pub(super) fn delete_session(tx: &mut Tx<'_>, token_hash: &[u8]) -> Result<()> {
    tx.execute("DELETE FROM sessions WHERE token_hash = $1", params![*token_hash])?;
    Ok(())
}

pub(super) fn delete_sessions_before(tx: &mut Tx<'_>, now: Timestamp) -> Result<()> {
    tx.execute("DELETE FROM sessions WHERE expires_at < $1", params![now])?;
    Ok(())
}

/// Who a session token belongs to, while it lasts and the person is active.
pub fn session_principal(tx: &mut Tx<'_>, token_hash: &[u8], now: Timestamp) -> Result<Option<Principal>> {
    tx.query_opt(
        "SELECT s.id, s.name, s.email, s.role, s.active, x.register_id, x.expires_at \
         FROM sessions x JOIN staff s ON s.id = x.staff_id \
         WHERE x.token_hash = $1 AND x.expires_at > $2 AND s.active = 1",
        params![*token_hash, now],
        |row| {
            let staff = read_staff(row)?;
            Ok(Principal {
                owner_id: staff.id.0,
                role: staff.role,
                staff: Some(staff),
                register_id: row.get(5)?,
                expires_at: Some(row.get(6)?),
            })
        },
    )
}

/// Who an API key belongs to, while it is not revoked.
pub fn api_key_principal(tx: &mut Tx<'_>, key_hash: &[u8]) -> Result<Option<Principal>> {
    tx.query_opt(
        "SELECT id, role FROM api_keys WHERE key_hash = $1 AND revoked_at IS NULL",
        params![*key_hash],
        |row| {
            Ok(Principal {
                owner_id: row.get::<Uuid>(0)?,
                role: row.get(1)?,
                staff: None,
                register_id: None,
                expires_at: None,
            })
        },
    )
}

/// Whether an API key was there and is revoked.
pub fn api_key_revoked(tx: &mut Tx<'_>, key_hash: &[u8]) -> Result<bool> {
    let sql = "SELECT 1 FROM api_keys WHERE key_hash = $1 AND revoked_at IS NOT NULL";
    Ok(tx.query_opt(sql, params![*key_hash], |_| Ok(()))?.is_some())
}

/// All API keys, newest first.
pub fn api_keys(tx: &mut Tx<'_>) -> Result<Vec<ApiKey>> {
    tx.query("SELECT id, name, role, created_at, revoked_at FROM api_keys ORDER BY id DESC", &[], |row| {
        let mut c = row.columns();
        Ok(ApiKey { id: c.take()?, name: c.take()?, role: c.take()?, created_at: c.take()?, revoked_at: c.take()? })
    })
}

pub(super) fn insert_api_key(tx: &mut Tx<'_>, key: &ApiKey, key_hash: &[u8]) -> Result<()> {
    tx.execute(
        "INSERT INTO api_keys (id, name, key_hash, role, created_at, revoked_at) VALUES ($1, $2, $3, $4, $5, NULL)",
        params![key.id, key.name, *key_hash, key.role, key.created_at],
    )?;
    Ok(())
}

pub(super) fn revoke_api_key(tx: &mut Tx<'_>, id: ApiKeyId, now: Timestamp) -> Result<bool> {
    let changed =
        tx.execute("UPDATE api_keys SET revoked_at = $2 WHERE id = $1 AND revoked_at IS NULL", params![id, now])?;
    Ok(changed == 1)
}
