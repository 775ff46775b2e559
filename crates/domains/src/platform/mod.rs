//! The merchant, the places, the people and the keys: who may do what, and by which settings.
//!
//! One database is one merchant. A person signs in with e-mail and password in the back office or with
//! a PIN at a register; a program signs in with an API key. Tokens and keys are stored only as hashes.

mod commands;
mod model;
pub mod rules;
mod store;

pub use commands::{
    PreparedStaff, add_api_key, add_location, add_staff, change_settings, end_session, found_merchant, hash_secret,
    prepare_staff, revoke_api_key, secret_matches, start_session,
};
pub use model::*;
pub use store::{
    api_key_principal, api_key_revoked, api_keys, credentials_by_email, credentials_by_staff, find_merchant, location,
    locations, merchant, session_principal, staff_list, staff_member,
};
