//! Roles: the fixed ones and those of the shop's own.

use onetill_db::Tx;
use onetill_kernel::{Error, Rate, Result, RoleId};
use serde_json::json;

use super::audit::{AuditAction, audit, audit_change};
use super::model::*;
use super::people_store as store;
use super::rules::{FIXED_ROLES, Permission, Permissions};
use crate::sync::{EventKind, emit};
use crate::{Ctx, check_name};

/// All roles, the fixed ones first.
pub fn roles(tx: &mut Tx<'_>) -> Result<Vec<RoleView>> {
    let counts = store::fixed_role_counts(tx)?;
    let count = |role: Role| counts.iter().find(|(word, _)| word == role.word()).map_or(0, |(_, count)| *count);
    let mut all: Vec<RoleView> = FIXED_ROLES
        .iter()
        .map(|fixed| RoleView {
            id: fixed.role,
            name: fixed.name.to_owned(),
            permissions: fixed.permissions.list(),
            max_discount: fixed.permissions.limit(),
            fixed: true,
            staff_count: count(fixed.role),
        })
        .collect();
    all.extend(store::own_roles(tx)?);
    Ok(all)
}

/// One role of the shop's own.
pub fn role(tx: &mut Tx<'_>, id: RoleId) -> Result<RoleView> {
    store::own_roles(tx)?.into_iter().find(|role| role.id == Role::Own(id)).ok_or_else(|| Error::not_found("role"))
}

/// The name of a role and what it allows, as it stands.
pub(super) fn role_as_it_stands(tx: &mut Tx<'_>, role: Role) -> Result<(String, Permissions)> {
    let found = match role {
        Role::Own(id) => store::own_role(tx, id)?,
        fixed => FIXED_ROLES.iter().find(|f| f.role == fixed).map(|f| (f.name.to_owned(), f.permissions)),
    };
    found.ok_or_else(|| Error::invalid("role", "There is no such role.").fix("GET /v1/roles lists them."))
}

/// The permissions of an input: at least one.
pub(super) fn check_permissions(given: &[Permission]) -> Result<Permissions> {
    if given.is_empty() {
        return Err(Error::invalid("permissions", "At least one permission is needed.")
            .fix("Name what shall be allowed, such as \"look\"."));
    }
    Ok(Permissions::of(given))
}

/// Adds a role, made by whoever has the permissions `by`.
pub fn add_role(tx: &mut Tx<'_>, ctx: &mut Ctx, by: Permissions, new: &NewRole) -> Result<RoleId> {
    let permissions = check_permissions(&new.permissions)?;
    by.may_give("permissions", permissions)?;
    let permissions = limited(by, permissions, new.max_discount.unwrap_or_default())?;
    store::one_at_a_time(tx)?;
    let name = free_name(tx, &new.name, None)?;
    if let Some(id) = new.id
        && store::role_id_known(tx, id)?
    {
        return Err(Error::conflict("already_exists", "A role with this id exists already, or did.")
            .field("id")
            .fix("Leave the id out, or make a new one."));
    }
    let id = new.id.unwrap_or_else(|| ctx.new_id());
    store::insert_role(tx, id, &name, permissions, ctx.now)?;
    let data = told(&name, permissions);
    audit(tx, ctx, AuditAction::RoleCreated, id, None, &json!({ "new": data }))?;
    emit(tx, ctx, EventKind::RoleCreated, id, ctx.now, &data)?;
    Ok(id)
}

/// Changes a role; whoever has it may do from now on what it says.
pub fn change_role(tx: &mut Tx<'_>, ctx: &Ctx, by: Permissions, id: RoleId, change: &RoleChange) -> Result<()> {
    store::one_at_a_time(tx)?;
    let (mut name, mut permissions) = store::own_role(tx, id)?.ok_or_else(|| Error::not_found("role"))?;
    by.may_give("id", permissions)?;
    let before = told(&name, permissions);
    if let Some(given) = &change.permissions {
        permissions = check_permissions(given)?.with_max_discount(permissions.limit());
        by.may_give("permissions", permissions)?;
    }
    if let Some(given) = change.max_discount {
        permissions = limited(by, permissions, given)?;
    }
    if let Some(given) = &change.name {
        name = free_name(tx, given, Some(id))?;
    }
    store::update_role(tx, id, &name, permissions)?;
    let data = told(&name, permissions);
    audit_change(tx, ctx, AuditAction::RoleChanged, id, [before, data.clone()])?;
    emit(tx, ctx, EventKind::RoleUpdated, id, ctx.now, &data)
}

/// These permissions with a limit of what is taken off by hand, given by whoever has `by`.
fn limited(by: Permissions, permissions: Permissions, max_discount: Rate) -> Result<Permissions> {
    if !(Rate(0)..=Rate::ONE).contains(&max_discount) {
        return Err(Error::invalid("max_discount", "A limit is a percentage from 0 to 100.")
            .fix("Send 10 for ten percent; `discount_freely` is for whoever has no limit."));
    }
    let limited = permissions.with_max_discount(max_discount);
    by.may_give("max_discount", limited)?;
    Ok(limited)
}

/// What is told of a role.
fn told(name: &str, permissions: Permissions) -> serde_json::Value {
    json!({ "name": name, "permissions": permissions.list(), "max_discount": permissions.limit() })
}

/// Removes a role that nobody has.
pub fn remove_role(tx: &mut Tx<'_>, ctx: &Ctx, by: Permissions, id: RoleId) -> Result<()> {
    store::one_at_a_time(tx)?;
    let (_, permissions) = store::own_role(tx, id)?.ok_or_else(|| Error::not_found("role"))?;
    by.may_give("id", permissions)?;
    let names = store::names_with(tx, id)?;
    if let Some(first) = names.first() {
        let who = match names.len() - 1 {
            0 => format!("{first} still has"),
            1 => format!("{first} and one other person still have"),
            n => format!("{first} and {n} others still have"),
        };
        return Err(Error::conflict("role_in_use", format!("{who} this role."))
            .field("id")
            .fix("Give them another role first."));
    }
    store::remove_role(tx, id, ctx.now)?;
    audit(tx, ctx, AuditAction::RoleRemoved, id, None, &json!({}))?;
    emit(tx, ctx, EventKind::RoleRemoved, id, ctx.now, &json!({}))
}

/// The name as it is kept; refused where another role goes by it.
fn free_name(tx: &mut Tx<'_>, name: &str, own: Option<RoleId>) -> Result<String> {
    check_name("name", name)?;
    let name = name.trim();
    let taken = roles(tx)?.into_iter().any(|role| {
        role.name.to_lowercase() == name.to_lowercase() && role.id.own_id().is_none_or(|id| Some(id) != own)
    });
    if taken {
        return Err(Error::conflict("role_name_taken", "There is a role of this name already.")
            .field("name")
            .fix("Choose another name."));
    }
    Ok(name.to_owned())
}
