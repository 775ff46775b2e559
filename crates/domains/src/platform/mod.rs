//! The merchant, the places, the people and the keys: who may do what, and by which settings.
//!
//! One database is one merchant. A person signs in with e-mail and password in the back office or with
//! a PIN at a register; a program signs in with an API key. Tokens and keys are stored only as hashes.
//!
//! What must be accounted for is written to the audit trail by whichever domain does it: `audit`.

mod approvals;
mod audit;
mod audit_store;
mod commands;
mod model;
mod people_store;
mod places;
mod roles;
pub mod rules;
mod staff;
mod store;
mod tries;
mod vault;

pub use approvals::{
    Approval, Approved, approvable, approvers, check_approvable, find_approval, give_approval, hash_request,
    read_approvable, refuse_approval, use_approval,
};
pub use audit::{
    AuditAction, AuditActor, AuditCheck, AuditFilter, AuditHead, AuditRow, audit, audit_change, audit_for,
};
pub use audit_store::{audit_trail, check_audit_trail, each_audit_row};
pub use commands::{
    add_api_key, change_settings, end_session, end_sessions_of, found_merchant, hash_secret, keep_use, refuse_session,
    revoke_api_key, sign_ins, start_session,
};
pub use model::*;
pub use people_store::{
    api_key_principal, api_key_revoked, api_keys, credentials_by_email, credentials_by_staff, session_principal,
    staff_list, staff_member, staff_with_pin,
};
pub use places::{add_location, change_location, open_location};
pub use roles::{add_role, change_role, remove_role, role, roles};
pub use rules::{Permission, Permissions, most_off, require, require_all};
pub use staff::{
    PreparedChange, PreparedStaff, add_staff, change_staff, prepare_staff, prepare_staff_change, secret_matches,
};
pub use store::{find_merchant, location, locations, merchant};
pub use tries::{count_try, forgive_tries, too_many};
pub use vault::{KEY_BYTES, Vault};
