//! The rows of accounts with providers, of their secrets, and of what providers told.

use std::collections::BTreeMap;

use onetill_db::{FromValue, Row, Tx, Value, params};
use onetill_kernel::{Error, PaymentId, ProviderAccountId, Result, Timestamp};

use super::connector::Capability;
use super::model::Mode;

/// An account as stored.
#[derive(Debug, Clone)]
pub struct AccountRow {
    /// Its id.
    pub id: ProviderAccountId,
    /// Counts its changes.
    pub version: i64,
    /// Which connector speaks for it.
    pub provider: String,
    /// Its name.
    pub name: String,
    /// Whether real money moves.
    pub mode: Mode,
    /// What it is asked with, apart from what is secret.
    pub settings: BTreeMap<String, String>,
    /// What it can do.
    pub capabilities: Vec<Capability>,
    /// The account of the ledger on which its money waits.
    pub clearing_account: String,
    /// Whether it is in use.
    pub active: bool,
}

impl AccountRow {
    /// Whether it can do this.
    pub fn can(&self, capability: Capability) -> bool {
        self.capabilities.contains(&capability)
    }
}

/// A secret as stored.
pub(super) struct SecretRow {
    pub(super) name: String,
    pub(super) generation: i64,
    pub(super) sealed: Vec<u8>,
    pub(super) created_at: Timestamp,
    pub(super) expires_at: Option<Timestamp>,
}

const ACCOUNT: &str = "SELECT id, version, provider, name, mode, settings, capabilities, clearing_account, active \
                       FROM provider_accounts";

fn read_account(row: &Row<'_>) -> Result<AccountRow> {
    let mut c = row.columns();
    let (id, version, provider, name, mode) = (c.take()?, c.take()?, c.take()?, c.take()?, c.take()?);
    let (settings, words): (String, String) = (c.take()?, c.take()?);
    // A word of a newer program is left out.
    let capability = |word: &str| Capability::from_value(Value::Text(word.into())).ok();
    Ok(AccountRow {
        id,
        version,
        provider,
        name,
        mode,
        settings: serde_json::from_str(&settings).map_err(Error::internal)?,
        capabilities: words.split_whitespace().filter_map(capability).collect(),
        clearing_account: c.take()?,
        active: c.take()?,
    })
}

/// All accounts, oldest first. Remembered, since every card payment asks for them.
pub fn account_rows(tx: &mut Tx<'_>) -> Result<Vec<AccountRow>> {
    let sql = format!("{ACCOUNT} ORDER BY created_at, id");
    tx.remember(&["provider_accounts"], |tx| tx.query(&sql, &[], read_account))
}

/// One account.
pub fn account_row(tx: &mut Tx<'_>, id: ProviderAccountId) -> Result<Option<AccountRow>> {
    Ok(account_rows(tx)?.into_iter().find(|a| a.id == id))
}

fn words(capabilities: &[Capability]) -> String {
    capabilities.iter().map(|c| c.as_str()).collect::<Vec<_>>().join(" ")
}

pub(super) fn insert_account(tx: &mut Tx<'_>, a: &AccountRow, now: Timestamp) -> Result<()> {
    tx.execute(
        "INSERT INTO provider_accounts (id, version, provider, name, mode, settings, capabilities, clearing_account, \
         active, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        params![
            a.id,
            a.version,
            a.provider,
            a.name,
            a.mode,
            settings(a)?,
            words(&a.capabilities),
            a.clearing_account,
            a.active,
            now
        ],
    )?;
    Ok(())
}

pub(super) fn update_account(tx: &mut Tx<'_>, a: &AccountRow) -> Result<()> {
    tx.execute(
        "UPDATE provider_accounts SET version = $2, name = $3, settings = $4, capabilities = $5, active = $6 WHERE id = $1",
        params![a.id, a.version, a.name, settings(a)?, words(&a.capabilities), a.active],
    )?;
    Ok(())
}

fn settings(a: &AccountRow) -> Result<String> {
    serde_json::to_string(&a.settings).map_err(Error::internal)
}

/// The secrets of an account, by name, the newest of each first.
pub(super) fn secrets(tx: &mut Tx<'_>, id: ProviderAccountId) -> Result<Vec<SecretRow>> {
    tx.query(
        "SELECT name, generation, sealed, created_at, expires_at FROM provider_secrets WHERE account_id = $1 \
         ORDER BY name, generation DESC",
        params![id],
        |row| {
            let mut c = row.columns();
            Ok(SecretRow {
                name: c.take()?,
                generation: c.take()?,
                sealed: c.take()?,
                created_at: c.take()?,
                expires_at: c.take()?,
            })
        },
    )
}

pub(super) fn insert_secret(tx: &mut Tx<'_>, id: ProviderAccountId, s: &SecretRow) -> Result<()> {
    tx.execute(
        "INSERT INTO provider_secrets (account_id, name, generation, sealed, created_at, expires_at) \
         VALUES ($1, $2, $3, $4, $5, $6)",
        params![id, s.name, s.generation, s.sealed, s.created_at, s.expires_at],
    )?;
    Ok(())
}

/// Lets the secrets of a name end at `until`, unless they end before.
pub(super) fn retire_secrets(tx: &mut Tx<'_>, id: ProviderAccountId, name: &str, until: Timestamp) -> Result<()> {
    tx.execute(
        "UPDATE provider_secrets SET expires_at = $3 WHERE account_id = $1 AND name = $2 \
         AND (expires_at IS NULL OR expires_at > $3)",
        params![id, name, until],
    )?;
    Ok(())
}

/// What a provider told, once.
pub struct NoticeRow<'a> {
    /// The account.
    pub account_id: ProviderAccountId,
    /// The provider's name for the message.
    pub notice_id: &'a str,
    /// Its kind, in the provider's word.
    pub kind: &'a str,
    /// The attempt that it was about.
    pub about: Option<(PaymentId, i64)>,
    /// When it came.
    pub heard_at: Timestamp,
}

/// Keeps what a provider told; false when it had been told before.
pub fn keep_notice(tx: &mut Tx<'_>, n: &NoticeRow<'_>) -> Result<bool> {
    let kept = tx.execute(
        "INSERT INTO provider_notices (account_id, notice_id, kind, payment_id, attempt_no, heard_at) \
         VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (account_id, notice_id) DO NOTHING",
        params![n.account_id, n.notice_id, n.kind, n.about.map(|a| a.0), n.about.map(|a| a.1), n.heard_at],
    )?;
    Ok(kept == 1)
}
