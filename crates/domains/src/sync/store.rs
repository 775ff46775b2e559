use onetill_db::{Filter, Row, Table, Tx, params};
use onetill_kernel::{Error, Result, Timestamp, Uuid};

use super::model::Event;

static IDEMPOTENCY_KEYS: Table =
    Table::new("idempotency_keys", &["owner_id", "idempotency_key", "request_hash", "result_id", "created_at"]);

/// Events after a position, oldest first.
pub fn events_after(tx: &mut Tx<'_>, after: i64, limit: i64) -> Result<Vec<Event>> {
    tx.query(
        "SELECT position, kind, subject_id, data, happened_at, recorded_at, origin_database, origin_position \
         FROM events WHERE position > $1 ORDER BY position LIMIT $2",
        params![after, limit],
        read_event,
    )
}

/// The position of the newest event; 0 in an empty log.
pub fn last_position(tx: &mut Tx<'_>) -> Result<i64> {
    tx.query_one("SELECT position FROM event_counter WHERE id = 1", &[], |row| row.get(0))
}

/// The id that this database got when it was made.
pub fn database_id(tx: &mut Tx<'_>) -> Result<Uuid> {
    tx.query_one("SELECT database_id FROM event_counter WHERE id = 1", &[], |row| row.get(0))
}

fn read_event(row: &Row<'_>) -> Result<Event> {
    let mut c = row.columns();
    Ok(Event {
        position: c.take()?,
        kind: c.take()?,
        subject_id: c.take()?,
        data: serde_json::from_str(&c.take::<String>()?).map_err(Error::internal)?,
        happened_at: c.take()?,
        recorded_at: c.take()?,
        origin_database: c.take()?,
        origin_position: c.take()?,
    })
}

pub(super) struct KeptKey {
    pub(super) request_hash: Vec<u8>,
    pub(super) result_id: Uuid,
}

const KEY: &str = "SELECT request_hash, result_id FROM idempotency_keys WHERE owner_id = $1 AND idempotency_key = $2";

fn read_key(row: &Row<'_>) -> Result<KeptKey> {
    Ok(KeptKey { request_hash: row.get(0)?, result_id: row.get(1)? })
}

/// Looks a key up before it is kept. Two commands with the same key may both miss it: they meet in the
/// primary key, and the second then runs again and finds the first.
pub(super) fn find_key(tx: &mut Tx<'_>, owner_id: Uuid, key: &[u8]) -> Result<Option<KeptKey>> {
    tx.query_sent(KEY, params![owner_id, *key], read_key)
}

/// Looks a key up in any case.
pub(super) fn find_any_key(tx: &mut Tx<'_>, owner_id: Uuid, key: &[u8]) -> Result<Option<KeptKey>> {
    tx.query_opt(KEY, params![owner_id, *key], read_key)
}

pub(super) fn keep_key(
    tx: &mut Tx<'_>,
    owner_id: Uuid,
    key: &[u8],
    request_hash: &[u8],
    result_id: Uuid,
    now: Timestamp,
) -> Result<()> {
    tx.append(&IDEMPOTENCY_KEYS, params![owner_id, *key, *request_hash, result_id, now])
}

/// Deletes keys made before `limit`, `batch` at a time; returns how many went.
pub(super) fn delete_keys_before(tx: &mut Tx<'_>, limit: Timestamp, batch: i64) -> Result<u64> {
    tx.execute(
        "DELETE FROM idempotency_keys WHERE (owner_id, idempotency_key) IN \
         (SELECT owner_id, idempotency_key FROM idempotency_keys WHERE created_at < $1 LIMIT $2)",
        params![limit, batch],
    )
}

/// The events about some things, oldest first; at most 200.
pub fn events_of(tx: &mut Tx<'_>, subjects: &[Uuid]) -> Result<Vec<Event>> {
    let mut f = Filter::new();
    let list: Vec<String> = subjects.iter().map(|s| f.bind(*s)).collect();
    f.and_raw(format!("subject_id IN ({})", list.join(",")));
    let sql = format!(
        "SELECT position, kind, subject_id, data, happened_at, recorded_at, origin_database, origin_position \
         FROM events{} ORDER BY position LIMIT 200",
        f.sql()
    );
    tx.query(&sql, f.values(), read_event)
}
