use argon2::Argon2;
use argon2::password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash};
use onetill_db::Tx;
use onetill_kernel::{ApiKeyId, Error, RegisterId, Result, StaffId, Timestamp, Uuid, business_date};
use serde_json::json;
use sha2::{Digest, Sha256};

use super::model::*;
use super::store;
use crate::sync::{EventKind, emit};
use crate::{Ctx, check_name, check_text};

/// How long a sign-in lasts, in hours: a long day behind the counter.
const SESSION_HOURS: i64 = 14;

/// Hashes a token or an API key for the database. They are random, so no salt is needed.
pub fn hash_secret(secret: &str) -> [u8; 32] {
    Sha256::digest(secret.as_bytes()).into()
}

/// Hashes a password or PIN with argon2id. Slow on purpose: never called inside a transaction.
fn hash_password(secret: &str, salt: [u8; 32]) -> Result<String> {
    let hash = Argon2::default().hash_password_with_salt(secret.as_bytes(), &salt[..16]);
    hash.map(|h| h.to_string()).map_err(|e| Error::internal(e.to_string()))
}

/// Whether a password or PIN fits its hash. Slow on purpose. Without a hash it takes as long and fails,
/// so that nobody learns from the time who exists.
pub fn secret_matches(secret: &str, hash: Option<&str>) -> bool {
    const NOBODY: &str =
        "$argon2id$v=19$m=19456,t=2,p=1$b25ldGlsbG9uZXRpbGw$RaLyLh5Jbrbi8DLrI2MPpJtJF2gI1QIW4WSBuwLMdKM";
    let known = hash.is_some();
    PasswordHash::new(hash.unwrap_or(NOBODY))
        .is_ok_and(|parsed| Argon2::default().verify_password(secret.as_bytes(), &parsed).is_ok() && known)
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
    emit(tx, ctx, EventKind::SettingsUpdated, Uuid::nil(), ctx.now, &change)
}

/// Adds a location.
pub fn add_location(tx: &mut Tx<'_>, ctx: &Ctx, location: &Location) -> Result<()> {
    check_name("name", &location.name)?;
    business_date(ctx.now, &location.time_zone, 0)?;
    if !(0..24).contains(&location.day_starts_at_hour) {
        return Err(Error::invalid("day_starts_at_hour", "An hour is 0 to 23.").fix("Send 0 for midnight."));
    }
    store::insert_location(tx, location, ctx.now)?;
    emit(tx, ctx, EventKind::LocationCreated, location.id, ctx.now, &json!({ "name": location.name }))
}

/// A new member of staff whose secrets are hashed already, ready to be written.
pub struct PreparedStaff(Credentials);

/// Checks a new member of staff and hashes their secrets; slow on purpose, so done before the transaction.
pub fn prepare_staff(ctx: &mut Ctx, new: &NewStaff, demo: bool) -> Result<PreparedStaff> {
    check_name("name", &new.name)?;
    for (given, other, missing) in [(&new.email, &new.password, "password"), (&new.password, &new.email, "email")] {
        if given.is_some() && other.is_none() {
            return Err(Error::invalid(missing, "E-mail and password go together.")
                .code("missing_field")
                .fix("Send both for the back office, or neither for somebody who signs in with a PIN alone."));
        }
    }
    let email = match &new.email {
        Some(email) if !email.contains('@') || email.len() > 200 => {
            return Err(
                Error::invalid("email", "This is not an e-mail address.").fix("One looks like ann@example.com.")
            );
        }
        email => email.as_ref().map(|e| e.trim().to_lowercase()),
    };
    if let Some(password) = &new.password
        && (password.chars().count() < 10 && !demo || password.len() > 500)
    {
        return Err(Error::invalid("password", "A password has at least ten characters.")
            .fix("Choose a longer one; a few words in a row are good."));
    }
    if let Some(pin) = &new.pin
        && !((4..=8).contains(&pin.len()) && pin.bytes().all(|b| b.is_ascii_digit()))
    {
        return Err(
            Error::invalid("pin", "A PIN is four to eight digits.").fix("Send digits in quotes, such as \"4071\".")
        );
    }
    let mut hash = |secret: &Option<String>| secret.as_ref().map(|s| hash_password(s, ctx.ids.secret())).transpose();
    let (password_hash, pin_hash) = (hash(&new.password)?, hash(&new.pin)?);
    let id = new.id.unwrap_or_else(|| ctx.new_id());
    let staff = Staff { id, name: new.name.trim().to_owned(), email, role: new.role, active: true };
    Ok(PreparedStaff(Credentials { staff, password_hash, pin_hash }))
}

/// Adds a member of staff.
pub fn add_staff(tx: &mut Tx<'_>, ctx: &Ctx, PreparedStaff(new): &PreparedStaff) -> Result<StaffId> {
    if let Some(email) = &new.staff.email
        && store::credentials_by_email(tx, email)?.is_some()
    {
        return Err(Error::conflict("email_taken", "Somebody signs in with this e-mail already.")
            .field("email")
            .fix("Use another address, or sign in as who has it."));
    }
    store::insert_staff(tx, new, ctx.now)?;
    emit(tx, ctx, EventKind::StaffCreated, new.staff.id, ctx.now, &json!({ "role": new.staff.role }))?;
    Ok(new.staff.id)
}

/// Starts a session whose token hashes to `token_hash`; returns when it ends.
pub fn start_session(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    token_hash: &[u8],
    staff_id: StaffId,
    register_id: Option<RegisterId>,
) -> Result<Timestamp> {
    let expires_at = ctx.now.plus_seconds(SESSION_HOURS * 3600);
    store::delete_sessions_before(tx, ctx.now)?;
    store::insert_session(tx, token_hash, staff_id, register_id, ctx.now, expires_at)?;
    Ok(expires_at)
}

/// Ends a session.
pub fn end_session(tx: &mut Tx<'_>, token_hash: &[u8]) -> Result<()> {
    store::delete_session(tx, token_hash)
}

/// Adds an API key whose secret hashes to `key_hash`.
pub fn add_api_key(tx: &mut Tx<'_>, ctx: &mut Ctx, name: &str, role: Role, key_hash: &[u8]) -> Result<ApiKey> {
    check_name("name", name)?;
    let key = ApiKey { id: ctx.new_id(), name: name.trim().to_owned(), role, created_at: ctx.now, revoked_at: None };
    store::insert_api_key(tx, &key, key_hash)?;
    emit(tx, ctx, EventKind::ApiKeyCreated, key.id, ctx.now, &json!({ "name": key.name, "role": role }))?;
    Ok(key)
}

/// Revokes an API key at once.
pub fn revoke_api_key(tx: &mut Tx<'_>, ctx: &Ctx, id: ApiKeyId) -> Result<()> {
    if ctx.owner_id == id.0 {
        return Err(Error::conflict("own_api_key", "This is the very key that you are using.")
            .field("id")
            .fix("Revoke it in the back office, or with another key."));
    }
    if !store::revoke_api_key(tx, id, ctx.now)? {
        return Err(Error::not_found("API key"));
    }
    emit(tx, ctx, EventKind::ApiKeyRevoked, id, ctx.now, &json!({}))
}
