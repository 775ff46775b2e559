use onetill_db::{NewEvent, Tx};
use onetill_kernel::{Error, ErrorKind, Result, Timestamp, Uuid};
use serde::Serialize;
use sha2::{Digest, Sha256};

use super::model::EventKind;
use super::store;
use crate::Ctx;

/// How long a key is kept, in days: longer than any chargeback or year-end correction takes.
const KEPT_DAYS: i64 = 400;

/// Adds an event to the log, in the same commit as the facts it tells of.
pub fn emit(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    kind: EventKind,
    subject_id: impl Into<Uuid>,
    happened_at: Timestamp,
    data: &impl Serialize,
) -> Result<()> {
    tx.emit(NewEvent {
        kind: kind.as_str(),
        subject_id: subject_id.into(),
        data: serde_json::to_string(data).map_err(Error::internal)?,
        happened_at,
        recorded_at: ctx.now,
    });
    Ok(())
}

/// A caller's key and what was asked with it.
#[derive(Debug, Clone)]
pub struct IdempotencyKey {
    key: [u8; 16],
    request_hash: [u8; 16],
}

impl IdempotencyKey {
    /// From the `Idempotency-Key` header, the route and the body. A UUID is kept as it is, so that keys
    /// made in time order stay in order on disk; any other text by its hash.
    pub fn new(key: &str, route: &str, body: &[u8]) -> Result<Self> {
        if key.is_empty() || key.len() > 200 || !key.bytes().all(|b| (0x20..0x7f).contains(&b)) {
            return Err(Error::invalid("Idempotency-Key", "A key is 1 to 200 visible ASCII characters.")
                .fix("Send a new UUID for each thing to be done, and the same one when you repeat it."));
        }
        let key = match Uuid::try_parse(key) {
            Ok(id) => *id.as_bytes(),
            Err(_) => half_hash(&[key.as_bytes()]),
        };
        Ok(Self { key, request_hash: half_hash(&[route.as_bytes(), b"\n", body]) })
    }
}

fn half_hash(parts: &[&[u8]]) -> [u8; 16] {
    let mut hasher = Sha256::new();
    for part in parts {
        hasher.update(part);
    }
    let mut half = [0u8; 16];
    half.copy_from_slice(&hasher.finalize()[..16]);
    half
}

/// The thing that a command made or changed, and whether an earlier request had done it already.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Outcome {
    /// Its id.
    pub id: Uuid,
    /// True when nothing was done now.
    pub replayed: bool,
}

/// Runs `command` unless the same key has done so before. Only what succeeds is remembered, in the same
/// commit; a refused request may be corrected and sent again with its key.
pub fn once(
    tx: &mut Tx<'_>,
    ctx: &mut Ctx,
    key: Option<&IdempotencyKey>,
    command: impl FnOnce(&mut Tx<'_>, &mut Ctx) -> Result<Uuid>,
) -> Result<Outcome> {
    let Some(key) = key else {
        return Ok(Outcome { id: command(tx, ctx)?, replayed: false });
    };
    if let Some(kept) = store::find_key(tx, ctx.owner_id, &key.key)? {
        return replay(&kept, key);
    }
    match command(tx, ctx) {
        Ok(id) => {
            store::keep_key(tx, ctx.owner_id, &key.key, &key.request_hash, id, ctx.now)?;
            Ok(Outcome { id, replayed: false })
        }
        // The first request may be why this one is refused: its refund left nothing to refund.
        Err(error) if tx.is_hopeful() => match store::find_any_key(tx, ctx.owner_id, &key.key)? {
            Some(kept) => replay(&kept, key),
            None => Err(error),
        },
        Err(error) => Err(error),
    }
}

/// The outcome of the request that used this key before.
fn replay(kept: &store::KeptKey, key: &IdempotencyKey) -> Result<Outcome> {
    if kept.request_hash != key.request_hash {
        return Err(Error::new(
            ErrorKind::Invalid,
            "idempotency_key_reused",
            "This Idempotency-Key was used for another request.",
        )
        .field("Idempotency-Key")
        .fix("Use a new key for a new request; repeat a request with exactly its first body."));
    }
    Ok(Outcome { id: kept.result_id, replayed: true })
}

/// Forgets keys that are older than 400 days, some at a time; returns how many went.
pub fn prune_idempotency_keys(tx: &mut Tx<'_>, now: Timestamp) -> Result<u64> {
    store::delete_keys_before(tx, now.plus_seconds(-KEPT_DAYS * 86_400), 500)
}
