use onetill_db::Tx;
use onetill_kernel::{ApiKeyId, Error, Money, RegisterId, Result, SessionId, StaffId, Timestamp, Uuid};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::audit::{AuditAction, audit, audit_change};
use super::model::*;
use super::roles::check_permissions;
use super::rules::{Permission, Permissions, SESSION_HOURS, ends_idle};
use super::{people_store, store};
use crate::sync::{EventKind, emit};
use crate::{Ctx, check_name, check_text};

/// Hashes a token or an API key for the database. They are random, so no salt is needed.
pub fn hash_secret(secret: &str) -> [u8; 32] {
    Sha256::digest(secret.as_bytes()).into()
}

/// Writes the merchant into a new database. Refused where there is one.
pub fn found_merchant(tx: &mut Tx<'_>, merchant: &Merchant) -> Result<()> {
    if store::find_merchant(tx)?.is_some() {
        return Err(Error::conflict("already_set_up", "This database belongs to a merchant already.")
            .fix("Name a new database."));
    }
    check_text("merchant_name", &merchant.name, 200)?;
    store::save_merchant(tx, merchant)
}

/// Changes settings.
pub fn change_settings(tx: &mut Tx<'_>, ctx: &Ctx, change: &SettingsChange) -> Result<()> {
    let mut merchant = store::merchant(tx)?;
    let before = accountable(&merchant);
    if let Some(name) = &change.merchant_name {
        check_name("merchant_name", name)?;
        merchant.name.clone_from(name);
    }
    merchant.prices_include_tax = change.prices_include_tax.unwrap_or(merchant.prices_include_tax);
    merchant.tax_rounding = change.tax_rounding.unwrap_or(merchant.tax_rounding);
    merchant.negative_stock = change.negative_stock.unwrap_or(merchant.negative_stock);
    if let Some(step) = change.cash_rounding {
        merchant.cash_rounding = step.non_negative_in(merchant.currency, "cash_rounding")?;
    }
    let selling = &mut merchant.selling;
    selling.held_orders = change.held_orders.unwrap_or(selling.held_orders);
    selling.ask_void_reason = change.ask_void_reason.unwrap_or(selling.ask_void_reason);
    store::save_merchant(tx, &merchant)?;
    audit_change(tx, ctx, AuditAction::SettingsChanged, Uuid::nil(), [before, accountable(&merchant)])?;
    emit(tx, ctx, EventKind::SettingsUpdated, Uuid::nil(), ctx.now, &change)
}

/// What of the settings can change, for the audit trail.
fn accountable(m: &Merchant) -> Value {
    json!({
        "merchant_name": m.name,
        "prices_include_tax": m.prices_include_tax,
        "tax_rounding": m.tax_rounding,
        "negative_stock": m.negative_stock,
        "cash_rounding": Money::new(m.cash_rounding, m.currency),
        "held_orders": m.selling.held_orders,
        "ask_void_reason": m.selling.ask_void_reason,
    })
}

/// Starts a session whose token hashes to `token_hash`; returns when it ends. None where what was proved by `seen` does
/// not hold any more: the password was changed meanwhile, or the person does not work here.
pub fn start_session(
    tx: &mut Tx<'_>,
    ctx: &mut Ctx,
    token_hash: &[u8],
    seen: &Credentials,
    register_id: Option<RegisterId>,
) -> Result<Option<Timestamp>> {
    let staff_id = seen.staff.id;
    let holds = people_store::credentials_by_staff(tx, staff_id)?.is_some_and(|now| {
        now.staff.active && now.password_hash == seen.password_hash && now.pin_hash == seen.pin_hash
    });
    if !holds {
        return Ok(None);
    }
    let expires_at = ctx.now.plus_seconds(SESSION_HOURS * 3600);
    people_store::delete_sessions_before(tx, ctx.now)?;
    people_store::insert_session(tx, token_hash, ctx.new_id(), staff_id, register_id, ctx.now, expires_at)?;
    audit(tx, ctx, AuditAction::SessionStarted, staff_id, register_id, &json!({}))?;
    Ok(Some(ends_idle(ctx.now, expires_at)))
}

/// Accounts for a sign-in that was refused: as whom, if there is anybody of that name.
pub fn refuse_session(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    staff_id: Option<StaffId>,
    register_id: Option<RegisterId>,
) -> Result<()> {
    let subject = staff_id.map_or(Uuid::nil(), |id| id.0);
    audit(tx, ctx, AuditAction::SessionRefused, subject, register_id, &json!({}))
}

/// The sign-ins of a person, for whoever asks with the session `current`.
pub fn sign_ins(
    tx: &mut Tx<'_>,
    staff_id: StaffId,
    now: Timestamp,
    current: Option<SessionId>,
) -> Result<Vec<SignInView>> {
    if people_store::staff_member(tx, staff_id)?.is_none() {
        return Err(Error::not_found("member of staff"));
    }
    people_store::sessions_of(tx, staff_id, now, current)
}

/// Ends a sign-in: one's own, or that of somebody whom one may change.
pub fn end_session(tx: &mut Tx<'_>, ctx: &Ctx, who: &Principal, id: SessionId) -> Result<()> {
    let owner = people_store::session_owner(tx, id)?.ok_or_else(|| Error::not_found("sign-in"))?;
    check_may_sign_out(tx, who, owner)?;
    people_store::delete_session(tx, id)?;
    audit(tx, ctx, AuditAction::SessionEnded, owner, None, &json!({}))
}

/// Ends all sign-ins of a person, but not the one that asks.
pub fn end_sessions_of(tx: &mut Tx<'_>, ctx: &Ctx, who: &Principal, staff_id: StaffId) -> Result<()> {
    check_may_sign_out(tx, who, staff_id)?;
    people_store::delete_sessions_of(tx, staff_id, who.session_id)?;
    audit(tx, ctx, AuditAction::SessionEnded, staff_id, None, &json!({}))
}

fn check_may_sign_out(tx: &mut Tx<'_>, who: &Principal, owner: StaffId) -> Result<()> {
    if who.staff.as_ref().is_some_and(|staff| staff.id == owner) {
        return Ok(());
    }
    who.require(Permission::ManageStaff)?;
    let member = people_store::staff_member(tx, owner)?.ok_or_else(|| Error::not_found("member of staff"))?;
    who.permissions.may_give("id", member.permissions)
}

/// Keeps that a session or a key was used now.
pub fn keep_use(tx: &mut Tx<'_>, who: &Principal, now: Timestamp) -> Result<()> {
    match who.session_id {
        Some(id) => people_store::session_used(tx, id, now),
        None => people_store::api_key_used(tx, ApiKeyId(who.owner_id), now),
    }
}

/// Adds an API key whose secret hashes to `key_hash`, made by whoever has the permissions `by`.
pub fn add_api_key(
    tx: &mut Tx<'_>,
    ctx: &mut Ctx,
    by: Permissions,
    new: &NewApiKey,
    key_hash: &[u8],
) -> Result<ApiKey> {
    check_name("name", &new.name)?;
    let permissions = check_permissions(&new.permissions)?;
    by.may_give("permissions", permissions)?;
    if new.expires_at.is_some_and(|end| end <= ctx.now) {
        return Err(Error::invalid("expires_at", "This moment is over already.")
            .fix("Send one in the future, or leave it out for a key that does not expire."));
    }
    let key = ApiKey {
        id: ctx.new_id(),
        name: new.name.trim().to_owned(),
        permissions: permissions.list(),
        created_by: ctx.staff_id,
        created_at: ctx.now,
        expires_at: new.expires_at,
        last_used_at: None,
        revoked_at: None,
    };
    people_store::insert_api_key(tx, &key, permissions, key_hash)?;
    let details = json!({ "new": { "permissions": key.permissions } });
    audit(tx, ctx, AuditAction::ApiKeyCreated, key.id, None, &details)?;
    emit(
        tx,
        ctx,
        EventKind::ApiKeyCreated,
        key.id,
        ctx.now,
        &json!({ "name": key.name, "permissions": key.permissions }),
    )?;
    Ok(key)
}

/// Revokes an API key at once.
pub fn revoke_api_key(tx: &mut Tx<'_>, ctx: &Ctx, id: ApiKeyId) -> Result<()> {
    if ctx.owner_id == id.0 {
        return Err(Error::conflict("own_api_key", "This is the very key that you are using.")
            .field("id")
            .fix("Revoke it in the back office, or with another key."));
    }
    if !people_store::revoke_api_key(tx, id, ctx.now)? {
        return Err(Error::not_found("API key"));
    }
    audit(tx, ctx, AuditAction::ApiKeyRevoked, id, None, &json!({}))?;
    emit(tx, ctx, EventKind::ApiKeyRevoked, id, ctx.now, &json!({}))
}
