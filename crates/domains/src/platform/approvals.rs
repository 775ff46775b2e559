//! Approvals: somebody who may, lends permissions to somebody who may not, for one request, on the spot.

use onetill_db::{Row, Tx, params};
use onetill_kernel::{Error, ErrorKind, RegisterId, Result, StaffId, Timestamp, Uuid};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::audit::{AuditAction, audit};
use super::model::Staff;
use super::people_store::staff_with_pin;
use super::roles::check_permissions;
use super::rules::{Permission, Permissions};
use crate::Ctx;

/// How long an approval may be used, in seconds.
const LASTS_S: i64 = 120;
/// How long one is kept after that, in seconds: as long as a request may be repeated by a shaky network.
const KEPT_S: i64 = 86_400;

/// An approval that a request came with. It fits the request and whoever sends it.
#[derive(Debug, Clone)]
pub struct Approval {
    /// What it allows.
    pub permissions: Permissions,
    /// Who gave it.
    pub approved_by: StaffId,
    token_hash: [u8; 32],
}

/// What an approval is for.
#[derive(Debug)]
pub struct Approved<'a> {
    /// Who gives it.
    pub approver: &'a Staff,
    /// Whoever sends the request: a person or an API key.
    pub owner_id: Uuid,
    /// Where.
    pub register_id: Option<RegisterId>,
    /// What it allows.
    pub permissions: Permissions,
    /// The request.
    pub request_hash: [u8; 32],
}

/// Names a request by what it asks, however its JSON is spaced and ordered.
pub fn hash_request(method: &str, path: &str, body: &Value) -> [u8; 32] {
    Sha256::digest(format!("{method} {path}\n{body}")).into()
}

/// The permissions that somebody is to lend; refuses what nobody lends.
pub fn check_approvable(permissions: &[Permission]) -> Result<Permissions> {
    match permissions.iter().find(|one| !one.is_approvable()) {
        None => check_permissions(permissions),
        Some(one) => {
            Err(Error::invalid("permissions", format!("`{}` is not allowed for a single request.", one.as_str()))
                .fix("Whoever has the permission signs in and does it."))
        }
    }
}

/// The permissions of a list of words with commas between, as a query names them.
pub fn read_approvable(words: &str) -> Result<Permissions> {
    let read = |word: &str| {
        Permission::ALL.iter().copied().find(|one| one.as_str() == word).ok_or_else(|| {
            Error::invalid("permissions", "At least one of these is no permission.")
                .fix(format!("Known are: {}; write commas between them.", approvable().words(", ")))
        })
    };
    check_approvable(&words.split(',').map(read).collect::<Result<Vec<_>>>()?)
}

/// All that somebody may lend.
pub fn approvable() -> Permissions {
    Permissions::of(&Permission::ALL.iter().copied().filter(|one| one.is_approvable()).collect::<Vec<_>>())
}

/// Whom somebody can ask for all of `wanted`: those who have a PIN and may do it, but nobody themselves.
pub fn approvers(tx: &mut Tx<'_>, wanted: Permissions, owner_id: Uuid) -> Result<Vec<Staff>> {
    let mut staff = staff_with_pin(tx)?;
    staff.retain(|member| member.id.0 != owner_id && wanted.beyond(member.permissions).is_empty());
    Ok(staff)
}

/// Gives an approval whose token hashes to `token_hash`; returns until when it may be used.
pub fn give_approval(tx: &mut Tx<'_>, ctx: &Ctx, token_hash: &[u8; 32], of: &Approved<'_>) -> Result<Timestamp> {
    if of.owner_id == of.approver.id.0 {
        return Err(Error::invalid("staff_id", "Nobody allows themselves what they may not do.")
            .fix("Let somebody else enter their PIN."));
    }
    let lacking = of.permissions.beyond(of.approver.permissions);
    if !lacking.is_empty() {
        return Err(Error::new(
            ErrorKind::Invalid,
            "may_not_approve",
            format!("{} may not do this either.", of.approver.name),
        )
        .field("staff_id")
        .fix(format!("Ask somebody who may do all of it: {}.", lacking.words(", "))));
    }
    let expires_at = ctx.now.plus_seconds(LASTS_S);
    tx.execute("DELETE FROM approvals WHERE expires_at < $1", params![ctx.now.plus_seconds(-KEPT_S)])?;
    tx.execute(
        "INSERT INTO approvals (token_hash, approved_by, owner_id, register_id, permissions, request_hash, expires_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
        params![*token_hash, of.approver.id, of.owner_id, of.register_id, of.permissions, of.request_hash, expires_at],
    )?;
    Ok(expires_at)
}

/// Accounts for an approval that was refused for a wrong PIN.
pub fn refuse_approval(tx: &mut Tx<'_>, ctx: &Ctx, staff_id: StaffId) -> Result<()> {
    audit(tx, ctx, AuditAction::ApprovalRefused, staff_id, None, &json!({}))
}

/// The approval of this token, if it is for this request of `owner_id` at this register. One that was used is found
/// too, so that a request that is repeated is answered again.
pub fn find_approval(
    tx: &mut Tx<'_>,
    token_hash: [u8; 32],
    owner_id: Uuid,
    register_id: Option<RegisterId>,
    request_hash: &[u8; 32],
    now: Timestamp,
) -> Result<Approval> {
    let read = |row: &Row<'_>| {
        let mut c = row.columns();
        let approval = Approval { approved_by: c.take()?, permissions: c.take()?, token_hash };
        let (owner, register, hash): (Uuid, Option<RegisterId>, Vec<u8>) = (c.take()?, c.take()?, c.take()?);
        let fits = owner == owner_id && register == register_id && hash == request_hash;
        let (expires_at, used_at): (Timestamp, Option<Timestamp>) = (c.take()?, c.take()?);
        Ok((approval, fits && (expires_at > now || used_at.is_some())))
    };
    let found = tx.query_opt(
        "SELECT a.approved_by, a.permissions, a.owner_id, a.register_id, a.request_hash, a.expires_at, a.used_at \
         FROM approvals a JOIN staff s ON s.id = a.approved_by WHERE a.token_hash = $1 AND s.active = 1",
        params![token_hash],
        read,
    )?;
    match found {
        Some((approval, true)) => Ok(approval),
        _ => Err(Error::new(
            ErrorKind::Forbidden,
            "approval_invalid",
            "This approval is for another request, or its time is over.",
        )
        .field("Onetill-Approval")
        .fix("Ask for a new one: POST /v1/approvals.")),
    }
}

/// Uses an approval up, in the commit of what it allows, and accounts for it.
pub fn use_approval(tx: &mut Tx<'_>, ctx: &Ctx, approval: &Approval) -> Result<()> {
    let sql = "UPDATE approvals SET used_at = $2 WHERE token_hash = $1 AND used_at IS NULL AND expires_at > $2";
    if tx.execute(sql, params![approval.token_hash, ctx.now])? == 0 {
        return Err(Error::conflict("approval_used", "This approval was used already, or its time is over.")
            .field("Onetill-Approval")
            .fix("Ask for a new one: POST /v1/approvals."));
    }
    let details = json!({ "permissions": approval.permissions.list() });
    audit(tx, ctx, AuditAction::ApprovalUsed, approval.approved_by, None, &details)
}
