//! Card terminals: which account they belong to, and which register uses them.

use onetill_db::Tx;
use onetill_kernel::{Error, LocationId, ProviderAccountId, RegisterId, Result, TerminalId};
use serde::Deserialize;
use serde_json::json;
use utoipa::ToSchema;

use super::account_store::account_row;
use super::connector::Capability;
use super::model::Terminal;
use super::store;
use crate::context::present;
use crate::platform::AuditAction;
use crate::sync::{EventKind, emit};
use crate::{Ctx, check_name, check_text, platform};

/// The longest address.
const MAX_ADDRESS: usize = 500;

/// A new card terminal.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewTerminal {
    /// Its id, if the client makes it.
    pub id: Option<TerminalId>,
    /// The account with its provider.
    pub account_id: ProviderAccountId,
    /// Where it stands.
    pub location_id: LocationId,
    /// The register that it belongs to; none where the registers of the location share it.
    pub register_id: Option<RegisterId>,
    /// Its name.
    pub name: String,
    /// Where it answers, or what its provider calls it.
    pub address: String,
}

/// What changes of a terminal.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TerminalChange {
    /// Another name.
    pub name: Option<String>,
    /// Where it answers now, or what its provider calls it.
    pub address: Option<String>,
    /// The register that it belongs to now; null where the registers of the location share it.
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<RegisterId>)]
    pub register_id: Option<Option<RegisterId>>,
    /// Whether it is in use.
    pub active: Option<bool>,
}

/// Adds a terminal.
pub fn create_terminal(tx: &mut Tx<'_>, ctx: &mut Ctx, new: &NewTerminal) -> Result<TerminalId> {
    let account = account_row(tx, new.account_id)?.ok_or_else(|| {
        Error::invalid("account_id", "There is no such account with a provider.")
            .fix("GET /v1/provider-accounts lists them.")
    })?;
    if !account.can(Capability::CardPresent) {
        return Err(Error::invalid("account_id", "This provider has no terminals.")
            .fix("Choose an account that can take cards at a terminal."));
    }
    platform::location(tx, new.location_id).map_err(|e| e.field("location_id"))?;
    let id = new.id.unwrap_or_else(|| ctx.new_id());
    if store::terminals(tx)?.iter().any(|t| t.id == id) {
        return Err(Error::conflict("already_exists", "There is a terminal with this id already.").field("id"));
    }
    let terminal = Terminal {
        id,
        location_id: new.location_id,
        register_id: new.register_id,
        name: new.name.trim().to_owned(),
        account_id: account.id,
        provider: account.provider,
        address: new.address.trim().to_owned(),
        active: true,
    };
    add_terminal(tx, ctx, &terminal)?;
    Ok(id)
}

/// Changes a terminal.
pub fn change_terminal(tx: &mut Tx<'_>, ctx: &Ctx, id: TerminalId, change: &TerminalChange) -> Result<()> {
    let mut terminal = store::terminal(tx, id)?;
    if let Some(name) = &change.name {
        name.trim().clone_into(&mut terminal.name);
    }
    if let Some(address) = &change.address {
        address.trim().clone_into(&mut terminal.address);
    }
    terminal.register_id = change.register_id.unwrap_or(terminal.register_id);
    terminal.active = change.active.unwrap_or(terminal.active);
    add_terminal(tx, ctx, &terminal)
}

/// Adds a terminal, or changes a known one.
pub fn add_terminal(tx: &mut Tx<'_>, ctx: &Ctx, terminal: &Terminal) -> Result<()> {
    check_name("name", &terminal.name)?;
    check_text("address", &terminal.address, MAX_ADDRESS)?;
    store::upsert_terminal(tx, terminal)?;
    let details = json!({ "new": {
        "location_id": terminal.location_id, "account_id": terminal.account_id, "active": terminal.active,
    } });
    platform::audit(tx, ctx, AuditAction::TerminalSaved, terminal.id, terminal.register_id, &details)?;
    emit(tx, ctx, EventKind::TerminalSaved, terminal.id, ctx.now, &json!({ "name": terminal.name }))
}
