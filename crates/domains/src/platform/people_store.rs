//! The SQL of people: staff, roles, sessions, API keys.

use onetill_db::{Row, Tx, params};
use onetill_kernel::{
    ApiKeyId, Error, ErrorKind, Rate, RegisterId, Result, RoleId, SessionId, StaffId, Timestamp, Uuid,
};

use super::model::*;
use super::rules::{FIXED_ROLES, Permissions, ends_idle};

/// Lets changes of people and roles wait for each other, to the end of the transaction: two writers, each of which sees
/// another owner stay, would take away both.
pub(super) fn one_at_a_time(tx: &mut Tx<'_>) -> Result<()> {
    tx.execute("UPDATE merchant SET id = id", &[])?;
    Ok(())
}

/// What [`read_staff`] reads.
macro_rules! staff {
    ($more:literal) => {
        concat!(
            "SELECT s.id, s.name, s.email, s.active, s.role, s.role_id, r.name, r.permissions, r.max_discount_ppm",
            $more,
            " FROM staff s LEFT JOIN roles r ON r.id = s.role_id "
        )
    };
}

fn read_staff(row: &Row<'_>) -> Result<Staff> {
    let mut c = row.columns();
    let (id, name, email, active) = (c.take()?, c.take()?, c.take()?, c.take()?);
    let (word, own): (String, Option<RoleId>) = (c.take()?, c.take()?);
    let (own_name, own_permissions): (Option<String>, Option<Permissions>) = (c.take()?, c.take()?);
    let own_permissions =
        own_permissions.unwrap_or_default().with_max_discount(c.take::<Option<Rate>>()?.unwrap_or_default());
    let (role, role_name, permissions) = match (own, FIXED_ROLES.iter().find(|fixed| fixed.role.word() == word)) {
        (Some(id), _) => (Role::Own(id), own_name.unwrap_or_default(), own_permissions),
        (None, Some(fixed)) => (fixed.role, fixed.name.to_owned(), fixed.permissions),
        (None, None) => return Err(Error::internal("a stored role is not one of the known words")),
    };
    Ok(Staff { id, name, email, role, role_name, active, permissions })
}

/// Everybody who works here, by name.
pub fn staff_list(tx: &mut Tx<'_>) -> Result<Vec<Staff>> {
    tx.query(&format!("{}ORDER BY s.name, s.id", staff!("")), &[], read_staff)
}

/// Those who may sign in at a register, as they have a PIN.
pub fn staff_with_pin(tx: &mut Tx<'_>) -> Result<Vec<Staff>> {
    let sql = format!("{}WHERE s.active = 1 AND s.pin_hash IS NOT NULL ORDER BY s.name, s.id", staff!(""));
    tx.query(&sql, &[], read_staff)
}

/// One member of staff.
pub fn staff_member(tx: &mut Tx<'_>, id: StaffId) -> Result<Option<Staff>> {
    tx.query_opt(&format!("{}WHERE s.id = $1", staff!("")), params![id], read_staff)
}

/// How many may sign in who have this role, one of the fixed ones.
pub(super) fn active_with(tx: &mut Tx<'_>, role: Role) -> Result<i64> {
    let sql = "SELECT COUNT(*) FROM staff WHERE active = 1 AND role = $1";
    tx.query_one(sql, params![role.word().to_owned()], |row| row.get(0))
}

fn read_credentials(row: &Row<'_>) -> Result<Credentials> {
    Ok(Credentials { staff: read_staff(row)?, password_hash: row.get(9)?, pin_hash: row.get(10)? })
}

/// What somebody signs in with, found by e-mail.
pub fn credentials_by_email(tx: &mut Tx<'_>, email: &str) -> Result<Option<Credentials>> {
    let sql = format!("{}WHERE s.email = $1", staff!(", s.password_hash, s.pin_hash"));
    tx.query_opt(&sql, params![email.trim().to_lowercase()], read_credentials)
}

/// What somebody signs in with.
pub fn credentials_by_staff(tx: &mut Tx<'_>, id: StaffId) -> Result<Option<Credentials>> {
    let sql = format!("{}WHERE s.id = $1", staff!(", s.password_hash, s.pin_hash"));
    tx.query_opt(&sql, params![id], read_credentials)
}

pub(super) fn insert_staff(tx: &mut Tx<'_>, c: &Credentials, now: Timestamp) -> Result<()> {
    let s = &c.staff;
    tx.execute(
        "INSERT INTO staff (id, name, email, password_hash, pin_hash, role, role_id, active, created_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        params![
            s.id,
            s.name,
            s.email,
            c.password_hash,
            c.pin_hash,
            s.role.word().to_owned(),
            s.role.own_id(),
            s.active,
            now
        ],
    )?;
    Ok(())
}

pub(super) fn update_staff(tx: &mut Tx<'_>, c: &Credentials) -> Result<()> {
    let s = &c.staff;
    tx.execute(
        "UPDATE staff SET name = $2, email = $3, password_hash = $4, pin_hash = $5, role = $6, role_id = $7, \
         active = $8 WHERE id = $1",
        params![
            s.id,
            s.name,
            s.email,
            c.password_hash,
            c.pin_hash,
            s.role.word().to_owned(),
            s.role.own_id(),
            s.active
        ],
    )?;
    Ok(())
}

/// The roles of the shop's own, by name, and how many have each.
pub(super) fn own_roles(tx: &mut Tx<'_>) -> Result<Vec<RoleView>> {
    tx.query(
        "SELECT r.id, r.name, r.permissions, r.max_discount_ppm, (SELECT COUNT(*) FROM staff s WHERE s.role_id = r.id) FROM roles r \
         WHERE r.removed_at IS NULL ORDER BY r.name, r.id",
        &[],
        |row| {
            let mut c = row.columns();
            Ok(RoleView {
                id: Role::Own(c.take()?),
                name: c.take()?,
                permissions: c.take::<Permissions>()?.list(),
                max_discount: c.take()?,
                fixed: false,
                staff_count: c.take()?,
            })
        },
    )
}

/// How many have each of the fixed roles that anybody has, by its word.
pub(super) fn fixed_role_counts(tx: &mut Tx<'_>) -> Result<Vec<(String, i64)>> {
    tx.query("SELECT role, COUNT(*) FROM staff GROUP BY role", &[], |row| Ok((row.get(0)?, row.get(1)?)))
}

/// Name and permissions of a role of the shop's own that is not removed.
pub(super) fn own_role(tx: &mut Tx<'_>, id: RoleId) -> Result<Option<(String, Permissions)>> {
    let sql = "SELECT name, permissions, max_discount_ppm FROM roles WHERE id = $1 AND removed_at IS NULL";
    tx.query_opt(sql, params![id], |row| {
        let permissions: Permissions = row.get(1)?;
        Ok((row.get(0)?, permissions.with_max_discount(row.get(2)?)))
    })
}

/// Whether there is, or was, a role with this id.
pub(super) fn role_id_known(tx: &mut Tx<'_>, id: RoleId) -> Result<bool> {
    Ok(tx.query_opt("SELECT 1 FROM roles WHERE id = $1", params![id], |_| Ok(()))?.is_some())
}

pub(super) fn insert_role(
    tx: &mut Tx<'_>,
    id: RoleId,
    name: &str,
    permissions: Permissions,
    now: Timestamp,
) -> Result<()> {
    tx.execute(
        "INSERT INTO roles (id, name, permissions, max_discount_ppm, created_at, removed_at) \
         VALUES ($1, $2, $3, $4, $5, NULL)",
        params![id, *name, permissions, permissions.limit(), now],
    )?;
    Ok(())
}

pub(super) fn update_role(tx: &mut Tx<'_>, id: RoleId, name: &str, permissions: Permissions) -> Result<()> {
    let sql = "UPDATE roles SET name = $2, permissions = $3, max_discount_ppm = $4 WHERE id = $1";
    tx.execute(sql, params![id, *name, permissions, permissions.limit()])?;
    Ok(())
}

pub(super) fn remove_role(tx: &mut Tx<'_>, id: RoleId, now: Timestamp) -> Result<()> {
    tx.execute("UPDATE roles SET removed_at = $2 WHERE id = $1", params![id, now])?;
    Ok(())
}

/// The names of those who have a role of the shop's own.
pub(super) fn names_with(tx: &mut Tx<'_>, id: RoleId) -> Result<Vec<String>> {
    tx.query("SELECT name FROM staff WHERE role_id = $1 ORDER BY name, id", params![id], |row| row.get(0))
}

pub(super) fn insert_session(
    tx: &mut Tx<'_>,
    token_hash: &[u8],
    id: SessionId,
    staff_id: StaffId,
    register_id: Option<RegisterId>,
    now: Timestamp,
    expires_at: Timestamp,
) -> Result<()> {
    tx.execute(
        "INSERT INTO sessions (token_hash, id, staff_id, register_id, created_at, last_used_at, expires_at) \
         VALUES ($1, $2, $3, $4, $5, $5, $6)",
        params![*token_hash, id, staff_id, register_id, now, expires_at],
    )?;
    Ok(())
}

pub(super) fn delete_session(tx: &mut Tx<'_>, id: SessionId) -> Result<()> {
    tx.execute("DELETE FROM sessions WHERE id = $1", params![id])?;
    Ok(())
}

pub(super) fn delete_sessions_before(tx: &mut Tx<'_>, now: Timestamp) -> Result<()> {
    tx.execute("DELETE FROM sessions WHERE expires_at < $1", params![now])?;
    Ok(())
}

/// Ends all sign-ins of a person but one.
pub(super) fn delete_sessions_of(tx: &mut Tx<'_>, staff_id: StaffId, but: Option<SessionId>) -> Result<()> {
    let but = but.unwrap_or(SessionId(Uuid::nil()));
    tx.execute("DELETE FROM sessions WHERE staff_id = $1 AND id <> $2", params![staff_id, but])?;
    Ok(())
}

/// Whose sign-in it is.
pub(super) fn session_owner(tx: &mut Tx<'_>, id: SessionId) -> Result<Option<StaffId>> {
    tx.query_opt("SELECT staff_id FROM sessions WHERE id = $1", params![id], |row| row.get(0))
}

/// The sign-ins of a person that have not ended, the one last used first.
pub(super) fn sessions_of(
    tx: &mut Tx<'_>,
    staff_id: StaffId,
    now: Timestamp,
    current: Option<SessionId>,
) -> Result<Vec<SignInView>> {
    let mut all = tx.query(
        "SELECT id, register_id, created_at, last_used_at, expires_at FROM sessions WHERE staff_id = $1 \
         ORDER BY last_used_at DESC, id DESC",
        params![staff_id],
        |row| {
            let mut c = row.columns();
            let (id, register_id, created_at) = (c.take()?, c.take()?, c.take()?);
            let last_used_at: Timestamp = c.take()?;
            let expires_at = ends_idle(last_used_at, c.take()?);
            let current = current == Some(id);
            Ok(SignInView { id, staff_id, register_id, created_at, last_used_at, expires_at, current })
        },
    )?;
    all.retain(|session| session.expires_at > now);
    Ok(all)
}

/// Who a session token belongs to, while it lasts and the person is active.
pub fn session_principal(tx: &mut Tx<'_>, token_hash: &[u8], now: Timestamp) -> Result<Option<Principal>> {
    let sql = format!(
        "{}JOIN sessions x ON x.staff_id = s.id WHERE x.token_hash = $1 AND s.active = 1",
        staff!(", x.id, x.register_id, x.last_used_at, x.expires_at")
    );
    let found = tx.query_opt(&sql, params![*token_hash], |row| {
        let staff = read_staff(row)?;
        let (last_used_at, last): (Timestamp, Timestamp) = (row.get(11)?, row.get(12)?);
        if ends_idle(last_used_at, last) <= now {
            return Ok(None);
        }
        Ok(Some(Principal {
            owner_id: staff.id.0,
            permissions: staff.permissions,
            staff: Some(staff),
            session_id: Some(row.get(9)?),
            register_id: row.get(10)?,
            // Whoever asks uses it.
            expires_at: Some(ends_idle(now, last)),
            last_used_at: Some(last_used_at),
            approval: None,
        }))
    })?;
    Ok(found.flatten())
}

/// Keeps when a session was last used.
pub(super) fn session_used(tx: &mut Tx<'_>, id: SessionId, now: Timestamp) -> Result<()> {
    tx.execute("UPDATE sessions SET last_used_at = $2 WHERE id = $1", params![id, now])?;
    Ok(())
}

/// Keeps when an API key was last used.
pub(super) fn api_key_used(tx: &mut Tx<'_>, id: ApiKeyId, now: Timestamp) -> Result<()> {
    tx.execute("UPDATE api_keys SET last_used_at = $2 WHERE id = $1", params![id, now])?;
    Ok(())
}

/// Who an API key belongs to, while it is not revoked; one that has expired says so.
pub fn api_key_principal(tx: &mut Tx<'_>, key_hash: &[u8], now: Timestamp) -> Result<Option<Principal>> {
    let found = tx.query_opt(
        "SELECT id, permissions, expires_at, last_used_at FROM api_keys WHERE key_hash = $1 AND revoked_at IS NULL",
        params![*key_hash],
        |row| {
            Ok(Principal {
                owner_id: row.get::<Uuid>(0)?,
                permissions: row.get(1)?,
                staff: None,
                session_id: None,
                register_id: None,
                expires_at: row.get(2)?,
                last_used_at: row.get(3)?,
                approval: None,
            })
        },
    )?;
    match found.as_ref().and_then(|who| who.expires_at) {
        Some(end) if end <= now => {
            Err(Error::new(ErrorKind::Unauthenticated, "api_key_expired", format!("This API key expired at {end}."))
                .fix("Make a new one in the back office, under Settings."))
        }
        _ => Ok(found),
    }
}

/// Whether an API key was there and is revoked.
pub fn api_key_revoked(tx: &mut Tx<'_>, key_hash: &[u8]) -> Result<bool> {
    let sql = "SELECT 1 FROM api_keys WHERE key_hash = $1 AND revoked_at IS NOT NULL";
    Ok(tx.query_opt(sql, params![*key_hash], |_| Ok(()))?.is_some())
}

/// All API keys, newest first.
pub fn api_keys(tx: &mut Tx<'_>) -> Result<Vec<ApiKey>> {
    tx.query(
        "SELECT id, name, permissions, created_by, created_at, expires_at, last_used_at, revoked_at FROM api_keys \
         ORDER BY id DESC",
        &[],
        |row| {
            let mut c = row.columns();
            Ok(ApiKey {
                id: c.take()?,
                name: c.take()?,
                permissions: c.take::<Permissions>()?.list(),
                created_by: c.take()?,
                created_at: c.take()?,
                expires_at: c.take()?,
                last_used_at: c.take()?,
                revoked_at: c.take()?,
            })
        },
    )
}

pub(super) fn insert_api_key(tx: &mut Tx<'_>, key: &ApiKey, permissions: Permissions, key_hash: &[u8]) -> Result<()> {
    tx.execute(
        "INSERT INTO api_keys (id, name, key_hash, permissions, created_by, created_at, expires_at, last_used_at, \
         revoked_at) VALUES ($1, $2, $3, $4, $5, $6, $7, NULL, NULL)",
        params![key.id, key.name, *key_hash, permissions, key.created_by, key.created_at, key.expires_at],
    )?;
    Ok(())
}

pub(super) fn revoke_api_key(tx: &mut Tx<'_>, id: ApiKeyId, now: Timestamp) -> Result<bool> {
    let changed =
        tx.execute("UPDATE api_keys SET revoked_at = $2 WHERE id = $1 AND revoked_at IS NULL", params![id, now])?;
    Ok(changed == 1)
}
