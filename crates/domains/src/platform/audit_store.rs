use onetill_db::{Filter, Row, Tx, params};
use onetill_kernel::{Result, Uuid};
use sha2::{Digest, Sha256};

use super::audit::*;
use crate::page::bad_cursor;
use crate::{Page, PageRequest};

/// Rows that are checked at once: well within what a read may take.
const CHECKED_AT_ONCE: i64 = 20_000;

const COLUMNS: &str = "a.position, a.recorded_at, a.actor_id, a.approved_by, a.register_id, a.action, a.subject_kind, \
                       a.subject_id, a.details, a.previous_hash, a.hash";

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|b| format!("{b:02x}")).collect()
}

/// A row as it is stored.
struct Stored {
    row: AuditRow,
    previous_hash: Vec<u8>,
    hash: Vec<u8>,
}

fn read(row: &Row<'_>) -> Result<Stored> {
    let mut c = row.columns();
    let actor = |id: Option<Uuid>| id.map(|id| AuditActor { id, name: None, is_api_key: false });
    let mut row = AuditRow {
        position: c.take()?,
        recorded_at: c.take()?,
        actor: actor(c.take()?),
        approved_by: actor(c.take()?),
        register_id: c.take()?,
        action: c.take()?,
        subject_kind: c.take()?,
        subject_id: c.take()?,
        details: c.take()?,
        previous_hash: String::new(),
        hash: String::new(),
    };
    let (previous_hash, hash): (Vec<u8>, Vec<u8>) = (c.take()?, c.take()?);
    row.previous_hash = hex(&previous_hash);
    row.hash = hex(&hash);
    Ok(Stored { row, previous_hash, hash })
}

impl AuditFilter {
    fn conditions(&self) -> Filter {
        let mut f = Filter::new();
        if let Some(person) = self.person {
            let id = f.bind(person);
            f.and_raw(format!("(a.actor_id = {id} OR a.approved_by = {id})"));
        }
        if let Some(action) = self.action {
            f.and("a.action = ?", action);
        }
        if let Some(subject) = self.subject_id {
            f.and("a.subject_id = ?", subject);
        }
        if let Some(from) = self.from {
            f.and("a.recorded_at >= ?", from);
        }
        if let Some(to) = self.to {
            f.and("a.recorded_at < ?", to);
        }
        f
    }
}

/// The audit trail, newest first.
pub fn audit_trail(tx: &mut Tx<'_>, filter: &AuditFilter, page: &PageRequest) -> Result<Page<AuditRow>> {
    let mut f = filter.conditions();
    if let Some(cursor) = &page.cursor {
        f.and("a.position < ?", cursor.parse::<i64>().map_err(|_| bad_cursor())?);
    }
    let limit = f.bind(page.rows()?);
    let sql = format!("SELECT {COLUMNS} FROM audit_trail a{} ORDER BY a.position DESC LIMIT {limit}", f.sql());
    let mut rows = tx.query(&sql, f.values(), |row| Ok(read(row)?.row))?;
    name_actors(tx, &mut rows)?;
    Ok(Page::from_rows(rows, page.limit()?, |row| row.position.to_string()))
}

/// Hands each row to `take`, oldest first, for an export.
pub fn each_audit_row(
    tx: &mut Tx<'_>,
    filter: &AuditFilter,
    mut take: impl FnMut(&AuditRow) -> Result<()>,
) -> Result<()> {
    let f = filter.conditions();
    let sql = format!("SELECT {COLUMNS} FROM audit_trail a{} ORDER BY a.position", f.sql());
    tx.for_each(&sql, f.values(), |row| take(&read(row)?.row))
}

/// Fills in what the people and keys of some rows are called.
fn name_actors(tx: &mut Tx<'_>, rows: &mut [AuditRow]) -> Result<()> {
    let mut ids: Vec<Uuid> =
        rows.iter().flat_map(|r| [&r.actor, &r.approved_by]).flatten().map(|actor| actor.id).collect();
    ids.sort_unstable();
    ids.dedup();
    let mut named = Vec::new();
    for (sql, is_api_key) in
        [("SELECT id, name FROM staff WHERE id", false), ("SELECT id, name FROM api_keys WHERE id", true)]
    {
        let found = tx.query_ids(sql, &[], &ids, |row| Ok((row.get::<Uuid>(0)?, row.get::<String>(1)?)))?;
        named.extend(found.into_iter().map(|(id, name)| (id, name, is_api_key)));
    }
    for actor in rows.iter_mut().flat_map(|r| [&mut r.actor, &mut r.approved_by]).flatten() {
        if let Some((_, name, is_api_key)) = named.iter().find(|(id, ..)| *id == actor.id) {
            actor.name = Some(name.clone());
            actor.is_api_key = *is_api_key;
        }
    }
    Ok(())
}

/// The end of the trail: position and hash.
fn stored_head(tx: &mut Tx<'_>) -> Result<(i64, Vec<u8>)> {
    let head = tx.query_opt("SELECT position, hash FROM audit_head WHERE id = 1", &[], |row| {
        Ok((row.get::<i64>(0)?, row.get::<Vec<u8>>(1)?))
    })?;
    Ok(head.unwrap_or((0, vec![0; 32])))
}

/// Recomputes a part of the chain, after a position that is taken as right.
pub fn check_audit_trail(tx: &mut Tx<'_>, after: i64) -> Result<AuditCheck> {
    let (head, head_hash) = stored_head(tx)?;
    let before =
        tx.query_opt("SELECT hash FROM audit_trail WHERE position = $1", params![after], |row| row.get::<Vec<u8>>(0))?;
    let mut previous = before.unwrap_or_else(|| vec![0; 32]);
    let (mut last, mut first_bad, mut rows) = (after, None, 0);
    let sql = format!("SELECT {COLUMNS} FROM audit_trail a WHERE a.position > $1 ORDER BY a.position LIMIT $2");
    tx.for_each(&sql, params![after, CHECKED_AT_ONCE], |row| {
        rows += 1;
        let stored = read(row)?;
        let holds = stored.row.position == last + 1 && stored.previous_hash == previous && hash(&stored) == stored.hash;
        last = stored.row.position;
        if !holds && first_bad.is_none() {
            first_bad = Some(last);
        }
        previous = stored.hash;
        Ok(())
    })?;
    let read_all = rows < CHECKED_AT_ONCE || last >= head;
    if first_bad.is_none() && read_all && (last != head || previous != head_hash) {
        // Rows at the end are gone, or the head was changed.
        first_bad = Some(last.min(head) + 1);
    }
    let checked_upto = if read_all { head } else { last };
    Ok(AuditCheck { head: AuditHead { position: head, hash: hex(&head_hash) }, checked_upto, first_bad })
}

/// What the hash of a row must be.
fn hash(Stored { row, previous_hash, .. }: &Stored) -> Vec<u8> {
    let id = |id: Option<Uuid>| id.map_or_else(String::new, |id| id.to_string());
    let lines = [
        row.position.to_string(),
        row.recorded_at.to_string(),
        id(row.actor.as_ref().map(|a| a.id)),
        id(row.approved_by.as_ref().map(|a| a.id)),
        id(row.register_id.map(|r| r.0)),
        row.action.clone(),
        row.subject_kind.clone(),
        id(row.subject_id),
        row.details.clone(),
        hex(previous_hash),
    ];
    Sha256::digest(lines.join("\n")).to_vec()
}
