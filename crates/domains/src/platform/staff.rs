//! The people who work here: adding, changing, and what they sign in with.

use argon2::Argon2;
use argon2::password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash};
use onetill_db::Tx;
use onetill_kernel::{Error, Result, StaffId};
use serde_json::json;

use super::audit::{AuditAction, audit};
use super::model::*;
use super::people_store as store;
use super::roles::role_as_it_stands;
use super::rules::Permissions;
use crate::sync::{EventKind, emit};
use crate::{Ctx, check_name};

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

/// A new member of staff whose secrets are hashed already, ready to be written.
pub struct PreparedStaff {
    id: StaffId,
    name: String,
    email: Option<String>,
    role: Role,
    password_hash: Option<String>,
    pin_hash: Option<String>,
}

/// Checks a new member of staff and hashes their secrets; slow on purpose, so done before the transaction.
pub fn prepare_staff(ctx: &mut Ctx, new: &NewStaff, demo: bool) -> Result<PreparedStaff> {
    check_name("name", &new.name)?;
    for (given, other, missing) in [(&new.email, &new.password, "password"), (&new.password, &new.email, "email")] {
        if given.is_some() && other.is_none() {
            return Err(go_together(missing));
        }
    }
    let email = new.email.as_deref().map(checked_email).transpose()?;
    if let Some(password) = &new.password {
        check_password(password, demo)?;
    }
    if let Some(pin) = &new.pin {
        check_pin(pin)?;
    }
    let mut hash = |secret: &Option<String>| secret.as_ref().map(|s| hash_password(s, ctx.ids.secret())).transpose();
    let (password_hash, pin_hash) = (hash(&new.password)?, hash(&new.pin)?);
    let id = new.id.unwrap_or_else(|| ctx.new_id());
    Ok(PreparedStaff { id, name: new.name.trim().to_owned(), email, role: new.role, password_hash, pin_hash })
}

fn go_together(missing: &str) -> Error {
    Error::invalid(missing, "E-mail and password go together.")
        .code("missing_field")
        .fix("Send both for the back office, or neither for somebody who signs in with a PIN alone.")
}

fn checked_email(email: &str) -> Result<String> {
    if !email.contains('@') || email.len() > 200 {
        return Err(Error::invalid("email", "This is not an e-mail address.").fix("One looks like ann@example.com."));
    }
    Ok(email.trim().to_lowercase())
}

fn check_password(password: &str, demo: bool) -> Result<()> {
    if password.chars().count() < 10 && !demo || password.len() > 500 {
        return Err(Error::invalid("password", "A password has at least ten characters.")
            .fix("Choose a longer one; a few words in a row are good."));
    }
    Ok(())
}

fn check_pin(pin: &str) -> Result<()> {
    if (4..=8).contains(&pin.len()) && pin.bytes().all(|b| b.is_ascii_digit()) {
        return Ok(());
    }
    Err(Error::invalid("pin", "A PIN is four to eight digits.").fix("Send digits in quotes, such as \"4071\"."))
}

/// Adds a member of staff, on behalf of whoever has the permissions `by`.
pub fn add_staff(tx: &mut Tx<'_>, ctx: &Ctx, by: Permissions, new: &PreparedStaff) -> Result<StaffId> {
    store::one_at_a_time(tx)?;
    let (role_name, permissions) = role_as_it_stands(tx, new.role)?;
    by.may_give("role", permissions)?;
    check_email_free(tx, new.id, new.email.as_deref())?;
    if store::staff_member(tx, new.id)?.is_some() {
        return Err(Error::conflict("already_exists", "A member of staff with this id exists already.")
            .field("id")
            .fix("Leave the id out, or make a new one."));
    }
    let staff = Staff {
        id: new.id,
        name: new.name.clone(),
        email: new.email.clone(),
        role: new.role,
        role_name,
        active: true,
        permissions,
    };
    let (password_hash, pin_hash) = (new.password_hash.clone(), new.pin_hash.clone());
    store::insert_staff(tx, &Credentials { staff, password_hash, pin_hash }, ctx.now)?;
    audit(tx, ctx, AuditAction::StaffCreated, new.id, None, &json!({ "new": { "role": new.role } }))?;
    emit(tx, ctx, EventKind::StaffCreated, new.id, ctx.now, &json!({ "role": new.role }))?;
    Ok(new.id)
}

fn check_email_free(tx: &mut Tx<'_>, id: StaffId, email: Option<&str>) -> Result<()> {
    let Some(email) = email else { return Ok(()) };
    if store::credentials_by_email(tx, email)?.is_some_and(|other| other.staff.id != id) {
        return Err(Error::conflict("email_taken", "Somebody signs in with this e-mail already.")
            .field("email")
            .fix("Use another address, or sign in as who has it."));
    }
    Ok(())
}

/// A change of a member of staff whose secrets are hashed already.
pub struct PreparedChange {
    name: Option<String>,
    email: Option<String>,
    password_hash: Option<String>,
    /// The inner one is None where the PIN is taken away.
    pin_hash: Option<Option<String>>,
    role: Option<Role>,
    active: Option<bool>,
}

/// Checks a change and hashes new secrets; slow on purpose, so done before the transaction.
pub fn prepare_staff_change(ctx: &mut Ctx, change: &StaffChange) -> Result<PreparedChange> {
    if let Some(name) = &change.name {
        check_name("name", name)?;
    }
    let email = change.email.as_deref().map(checked_email).transpose()?;
    if let Some(password) = &change.password {
        check_password(password, false)?;
    }
    let pin =
        change.pin.as_deref().map(|pin| if pin.is_empty() { Ok(None) } else { check_pin(pin).map(|()| Some(pin)) });
    let pin = pin.transpose()?;
    let mut hash = |secret: &str| hash_password(secret, ctx.ids.secret());
    Ok(PreparedChange {
        name: change.name.as_ref().map(|name| name.trim().to_owned()),
        email,
        password_hash: change.password.as_deref().map(&mut hash).transpose()?,
        pin_hash: pin.map(|pin| pin.map(&mut hash).transpose()).transpose()?,
        role: change.role,
        active: change.active,
    })
}

/// Changes a member of staff. Nobody changes somebody who may do more than
/// they: with a new password they could become them.
pub fn change_staff(tx: &mut Tx<'_>, ctx: &Ctx, who: &Principal, id: StaffId, change: &PreparedChange) -> Result<()> {
    let by = who.permissions;
    store::one_at_a_time(tx)?;
    let found = store::credentials_by_staff(tx, id)?.ok_or_else(|| Error::not_found("member of staff"))?;
    by.may_give("id", found.staff.permissions)?;
    let mut now = found.clone();
    if let Some(role) = change.role {
        let (_, permissions) = role_as_it_stands(tx, role)?;
        by.may_give("role", permissions)?;
        now.staff.role = role;
    }
    if let Some(name) = &change.name {
        now.staff.name.clone_from(name);
    }
    if let Some(email) = &change.email {
        check_email_free(tx, id, Some(email))?;
        now.staff.email = Some(email.clone());
    }
    if let Some(hash) = &change.password_hash {
        now.password_hash = Some(hash.clone());
    }
    match (&now.staff.email, &now.password_hash) {
        (Some(_), None) => return Err(go_together("password")),
        (None, Some(_)) => return Err(go_together("email")),
        _ => {}
    }
    if let Some(hash) = &change.pin_hash {
        now.pin_hash.clone_from(hash);
    }
    now.staff.active = change.active.unwrap_or(now.staff.active);
    let is_owner = |c: &Credentials| c.staff.active && c.staff.role == Role::Owner;
    if is_owner(&found) && !is_owner(&now) && store::active_with(tx, Role::Owner)? == 1 {
        let field = if now.staff.active { "role" } else { "active" };
        return Err(Error::conflict("last_owner", format!("{} is the only owner there is.", found.staff.name))
            .field(field)
            .fix("Make somebody else an owner first."));
    }
    store::update_staff(tx, &now)?;
    if change.password_hash.is_some() || change.pin_hash.is_some() || !now.staff.active {
        // Whoever changes their own stays signed in where they did it.
        store::delete_sessions_of(tx, id, who.session_id.filter(|_| now.staff.active))?;
    }
    let accountable = |c: &Credentials| json!({ "role": c.staff.role, "active": c.staff.active });
    let secrets = [
        ("email", change.email.is_some()),
        ("password", change.password_hash.is_some()),
        ("pin", change.pin_hash.is_some()),
    ];
    let secrets: Vec<&str> = secrets.into_iter().filter(|(_, given)| *given).map(|(name, _)| name).collect();
    let details = json!({ "old": accountable(&found), "new": accountable(&now), "set_anew": secrets });
    audit(tx, ctx, AuditAction::StaffChanged, id, None, &details)?;
    let data = json!({ "role": now.staff.role, "active": now.staff.active });
    emit(tx, ctx, EventKind::StaffUpdated, id, ctx.now, &data)
}
