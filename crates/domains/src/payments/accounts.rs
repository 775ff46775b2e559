//! Accounts with providers: set up in the office, their keys sealed, changed while payments are under way.

use std::collections::BTreeMap;

use onetill_db::Tx;
use onetill_kernel::{Error, ProviderAccountId, Result, Timestamp};
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;

use super::account_store::{self as store, AccountRow, SecretRow};
use super::connector::{Capability, Connector, OpenAccount, Secrets};
use super::model::Mode;
use crate::ledger::{AccountKind, open_account as open_ledger_account, posting_rules};
use crate::platform::{AuditAction, Vault};
use crate::sync::{EventKind, emit};
use crate::{Ctx, check_name, check_text, platform};

/// How long a secret is still believed after another took its place, in seconds: what is under way was signed with it.
const BELIEVED_AFTER_S: i64 = 86_400;
/// The longest setting or secret.
const MAX_VALUE: usize = 8_000;

/// An account with a provider of payments.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct ProviderAccount {
    /// Its id.
    pub id: ProviderAccountId,
    /// Counts its changes.
    pub version: i64,
    /// Which connector speaks for it.
    #[schema(example = "simulated")]
    pub provider: String,
    /// Its name.
    pub name: String,
    /// Whether real money moves.
    pub mode: Mode,
    /// What it is asked with, apart from what is secret.
    pub settings: BTreeMap<String, String>,
    /// Which secrets it has; never what they are.
    pub secrets: Vec<SecretState>,
    /// What it can do.
    pub capabilities: Vec<Capability>,
    /// The account of the ledger on which its money waits to be paid out.
    pub clearing_account: String,
    /// Whether it is in use.
    pub active: bool,
}

/// That a secret is there.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct SecretState {
    /// Its name.
    pub name: String,
    /// Since when.
    pub set_at: Timestamp,
    /// Until when the one before it is still believed.
    pub previous_until: Option<Timestamp>,
}

/// A new account with a provider.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewProviderAccount {
    /// Its id, if the client makes it.
    pub id: Option<ProviderAccountId>,
    /// Which connector speaks for it.
    #[schema(example = "simulated")]
    pub provider: String,
    /// Its name.
    pub name: String,
    /// What it is asked with: the fields of its connector that are not secret.
    #[serde(default)]
    pub settings: BTreeMap<String, String>,
    /// Its keys: the fields of its connector that are secret.
    #[serde(default)]
    pub secrets: BTreeMap<String, String>,
}

/// What changes of an account.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ChangeProviderAccount {
    /// The version that the change is based on.
    pub version: i64,
    /// Another name.
    pub name: Option<String>,
    /// All settings anew.
    pub settings: Option<BTreeMap<String, String>>,
    /// New keys; the ones before them are believed for another day, so that nothing under way breaks.
    #[serde(default)]
    pub secrets: BTreeMap<String, String>,
    /// Whether the keys before the new ones count no more at once: they got into wrong hands.
    #[serde(default)]
    pub revoke_previous: bool,
    /// Whether it is in use.
    pub active: Option<bool>,
}

/// Sets an account up, and opens the account of the ledger on which its money waits.
pub fn create_account(
    tx: &mut Tx<'_>,
    ctx: &mut Ctx,
    vault: &Vault,
    connector: &dyn Connector,
    new: &NewProviderAccount,
) -> Result<ProviderAccountId> {
    check_name("name", &new.name)?;
    let id = new.id.unwrap_or_else(|| ctx.new_id());
    if store::account_row(tx, id)?.is_some() {
        return Err(Error::conflict("already_exists", "There is an account with this id already.").field("id"));
    }
    let settings = filled(connector, "settings", &new.settings, false)?;
    let secrets = filled(connector, "secrets", &new.secrets, true)?;
    let opened = OpenAccount {
        id,
        provider: connector.name().to_owned(),
        mode: Mode::Sandbox,
        settings: settings.clone(),
        secrets: Secrets(secrets.iter().map(|(name, value)| (name.clone(), vec![value.clone()])).collect()),
    };
    let mode = connector.check(&opened)?;
    refuse_live_in_demo(tx, mode)?;
    let draft = AccountDraft {
        id,
        provider: connector.name().to_owned(),
        name: new.name.trim().to_owned(),
        mode,
        settings,
        capabilities: connector.capabilities().to_vec(),
    };
    add_account(tx, ctx, draft)?;
    for (name, value) in &secrets {
        keep_secret(tx, ctx, vault, id, name, value)?;
    }
    Ok(id)
}

/// An account that was checked.
#[derive(Debug, Clone)]
pub struct AccountDraft {
    /// Its id.
    pub id: ProviderAccountId,
    /// Which connector speaks for it.
    pub provider: String,
    /// Its name.
    pub name: String,
    /// Whether real money moves.
    pub mode: Mode,
    /// What it is asked with.
    pub settings: BTreeMap<String, String>,
    /// What it can do.
    pub capabilities: Vec<Capability>,
}

/// Writes an account without secrets down. The first one's money waits where cards' money always waited.
pub fn add_account(tx: &mut Tx<'_>, ctx: &Ctx, draft: AccountDraft) -> Result<()> {
    let clearing_account = match store::account_rows(tx)?.is_empty() {
        true => posting_rules::CARD_CLEARING.to_owned(),
        false => {
            let name = format!("{}, not paid out", draft.name);
            open_ledger_account(tx, posting_rules::PROVIDER_CLEARING_BASE, &name, AccountKind::Asset)?
        }
    };
    let row = AccountRow {
        id: draft.id,
        version: 1,
        provider: draft.provider,
        name: draft.name,
        mode: draft.mode,
        settings: draft.settings,
        capabilities: draft.capabilities,
        clearing_account,
        active: true,
    };
    store::insert_account(tx, &row, ctx.now)?;
    told(tx, ctx, &row, &[])
}

/// Changes an account. New keys take the place of those before them.
pub fn change_account(
    tx: &mut Tx<'_>,
    ctx: &mut Ctx,
    vault: &Vault,
    connector: &dyn Connector,
    id: ProviderAccountId,
    change: &ChangeProviderAccount,
) -> Result<()> {
    let mut row = store::account_row(tx, id)?.ok_or_else(|| Error::not_found("account with a provider"))?;
    if row.version != change.version {
        return Err(Error::conflict("version_conflict", "Somebody else changed this account meanwhile.")
            .field("version")
            .fix("Read it again and repeat the change."));
    }
    if let Some(name) = &change.name {
        check_name("name", name)?;
        row.name = name.trim().to_owned();
    }
    if let Some(settings) = &change.settings {
        row.settings = filled(connector, "settings", settings, false)?;
    }
    row.active = change.active.unwrap_or(row.active);
    let secrets = filled(connector, "secrets", &change.secrets, true)?;
    let mut opened = open_account(tx, Some(vault), id, ctx.now)?;
    opened.settings.clone_from(&row.settings);
    for (name, value) in &secrets {
        opened.secrets.0.entry(name.clone()).or_default().insert(0, value.clone());
    }
    let mode = connector.check(&opened)?;
    if mode != row.mode {
        return Err(Error::conflict(
            "provider_mode_differs",
            "These keys are for the other environment of the provider.",
        )
        .field("secrets")
        .fix("Set another account up for it, so that test money and real money stay apart."));
    }
    row.version += 1;
    store::update_account(tx, &row)?;
    for (name, value) in &secrets {
        let until = if change.revoke_previous { ctx.now } else { ctx.now.plus_seconds(BELIEVED_AFTER_S) };
        store::retire_secrets(tx, id, name, until)?;
        keep_secret(tx, ctx, vault, id, name, value)?;
    }
    let changed: Vec<&str> = secrets.keys().map(String::as_str).collect();
    told(tx, ctx, &row, &changed)
}

/// Says that an account is there or was changed: which keys are new, never what they are.
fn told(tx: &mut Tx<'_>, ctx: &Ctx, row: &AccountRow, secrets: &[&str]) -> Result<()> {
    let details = json!({
        "provider": row.provider, "mode": row.mode, "active": row.active, "settings": row.settings, "new_secrets": secrets,
    });
    platform::audit(tx, ctx, AuditAction::ProviderSaved, row.id, None, &details)?;
    emit(tx, ctx, EventKind::ProviderSaved, row.id, ctx.now, &json!({ "name": row.name, "active": row.active }))
}

/// Keeps what every account of these connectors can do up to date: the program may be newer than the account.
pub fn refresh_capabilities(tx: &mut Tx<'_>, connectors: &[(&'static str, &'static [Capability])]) -> Result<()> {
    for mut row in store::account_rows(tx)? {
        if let Some((_, now)) = connectors.iter().find(|(name, _)| *name == row.provider)
            && *now != row.capabilities
        {
            row.capabilities = now.to_vec();
            store::update_account(tx, &row)?;
        }
    }
    Ok(())
}

/// An account with its keys, to be used. Without a vault it has none.
pub fn open_account(
    tx: &mut Tx<'_>,
    vault: Option<&Vault>,
    id: ProviderAccountId,
    now: Timestamp,
) -> Result<OpenAccount> {
    let row = store::account_row(tx, id)?.ok_or_else(|| Error::not_found("account with a provider"))?;
    let mut secrets = Secrets::default();
    // The newest comes first.
    for secret in store::secrets(tx, id)?.into_iter().filter(|s| s.expires_at.is_none_or(|at| at > now)) {
        let Some(vault) = vault else { break };
        let text = vault.open(&place(id, &secret.name, secret.generation), &secret.sealed)?;
        secrets.0.entry(secret.name).or_default().push(text);
    }
    Ok(OpenAccount { id, provider: row.provider, mode: row.mode, settings: row.settings, secrets })
}

/// All accounts, as the office sees them.
pub fn provider_accounts(tx: &mut Tx<'_>) -> Result<Vec<ProviderAccount>> {
    let mut found = Vec::new();
    for row in store::account_rows(tx)? {
        found.push(view(tx, row)?);
    }
    Ok(found)
}

/// One account, as the office sees it.
pub fn provider_account(tx: &mut Tx<'_>, id: ProviderAccountId) -> Result<ProviderAccount> {
    let row = store::account_row(tx, id)?.ok_or_else(|| Error::not_found("account with a provider"))?;
    view(tx, row)
}

fn view(tx: &mut Tx<'_>, row: AccountRow) -> Result<ProviderAccount> {
    let mut secrets: Vec<SecretState> = Vec::new();
    for secret in store::secrets(tx, row.id)? {
        match secrets.iter_mut().find(|s| s.name == secret.name) {
            None => secrets.push(SecretState { name: secret.name, set_at: secret.created_at, previous_until: None }),
            Some(known) => known.previous_until = known.previous_until.max(secret.expires_at),
        }
    }
    Ok(ProviderAccount {
        id: row.id,
        version: row.version,
        provider: row.provider,
        name: row.name,
        mode: row.mode,
        settings: row.settings,
        secrets,
        capabilities: row.capabilities,
        clearing_account: row.clearing_account,
        active: row.active,
    })
}

fn keep_secret(
    tx: &mut Tx<'_>,
    ctx: &mut Ctx,
    vault: &Vault,
    id: ProviderAccountId,
    name: &str,
    value: &str,
) -> Result<()> {
    let generation =
        store::secrets(tx, id)?.iter().filter(|s| s.name == name).map(|s| s.generation).max().unwrap_or(0) + 1;
    let sealed = vault.seal(&place(id, name, generation), value, ctx.new_id())?;
    let row = SecretRow { name: name.to_owned(), generation, sealed, created_at: ctx.now, expires_at: None };
    store::insert_secret(tx, id, &row)
}

/// Where a secret is kept, so that it cannot be put elsewhere.
fn place(id: ProviderAccountId, name: &str, generation: i64) -> String {
    format!("provider_secrets/{id}/{name}/{generation}")
}

/// The values that were sent, if the connector has fields of these names.
fn filled(
    connector: &dyn Connector,
    part: &str,
    given: &BTreeMap<String, String>,
    secret: bool,
) -> Result<BTreeMap<String, String>> {
    let known = || connector.fields().iter().filter(|f| f.secret == secret).map(|f| f.name);
    let mut values = BTreeMap::new();
    for (name, value) in given {
        let field = format!("{part}.{name}");
        if !known().any(|known| known == name) {
            let names: Vec<&str> = known().collect();
            return Err(Error::invalid(field, format!("{} has no such value.", connector.name()))
                .fix(format!("Use {}.", names.join(", "))));
        }
        check_text(&field, value, MAX_VALUE)?;
        let value = value.trim();
        if !value.is_empty() {
            values.insert(name.clone(), value.to_owned());
        }
    }
    Ok(values)
}

fn refuse_live_in_demo(tx: &mut Tx<'_>, mode: Mode) -> Result<()> {
    if mode == Mode::Live && platform::merchant(tx)?.demo {
        return Err(Error::conflict("live_key_in_demo", "This is a demo shop: a live key would move real money.")
            .field("secrets")
            .fix("Use the provider's test keys here, and live ones in a shop of your own."));
    }
    Ok(())
}
