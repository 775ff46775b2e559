//! The audit trail's end: rows get their positions and are chained by hashes when the group commits.

use onetill_kernel::{Result, Timestamp, Uuid};
use sha2::{Digest, Sha256};

use crate::params;
use crate::tables::Table;
use crate::tx::Tx;

/// Something done that must be accounted for, as a command tells it. It gets its position when the group commits.
#[derive(Debug, Clone)]
pub struct NewAuditRow {
    /// When it was done, by our clock.
    pub recorded_at: Timestamp,
    /// The person or API key that did it; nobody where the program did, or where nobody knows.
    pub actor_id: Option<Uuid>,
    /// The person who allowed it on the spot.
    pub approved_by: Option<Uuid>,
    /// The register at which it was done.
    pub register_id: Option<Uuid>,
    /// What was done: `order.voided`.
    pub action: &'static str,
    /// What it was done to.
    pub subject_kind: &'static str,
    /// Which one.
    pub subject_id: Option<Uuid>,
    /// JSON in one line.
    pub details: String,
}

static AUDIT_TRAIL: Table = Table::new(
    "audit_trail",
    &[
        "position",
        "recorded_at",
        "actor_id",
        "approved_by",
        "register_id",
        "action",
        "subject_kind",
        "subject_id",
        "details",
        "previous_hash",
        "hash",
    ],
);

/// What the first row names as the hash before it.
const BEFORE_THE_FIRST: [u8; 32] = [0; 32];

impl NewAuditRow {
    /// SHA-256 over one line for each column, in the order of the columns, nothing where there is none. No column
    /// holds a line break, so no two rows have the same lines. docs/AUDIT.md describes it for whoever checks an export.
    fn hash(&self, position: i64, previous: &[u8]) -> [u8; 32] {
        let id = |id: Option<Uuid>| id.map_or_else(String::new, |id| id.to_string());
        let hex: String = previous.iter().map(|b| format!("{b:02x}")).collect();
        let lines = [
            position.to_string(),
            self.recorded_at.to_string(),
            id(self.actor_id),
            id(self.approved_by),
            id(self.register_id),
            self.action.to_owned(),
            self.subject_kind.to_owned(),
            id(self.subject_id),
            self.details.clone(),
            hex,
        ];
        Sha256::digest(lines.join("\n")).into()
    }
}

impl Tx<'_> {
    /// Adds a row to the audit trail when the group commits.
    pub fn audit(&mut self, row: NewAuditRow) {
        self.wrote = true;
        self.audits.push(row);
    }

    /// Writes the buffered rows of the audit trail, each chained to the one before it. The head's row stays locked until
    /// the commit, so writers extend one chain.
    pub(crate) fn write_audits(&mut self) -> Result<()> {
        let rows = std::mem::take(&mut self.audits);
        if rows.is_empty() {
            return Ok(());
        }
        let count = i64::try_from(rows.len()).map_err(onetill_kernel::Error::internal)?;
        let (last, mut previous) = self.query_one(
            "INSERT INTO audit_head (id, position, hash) VALUES (1, $1, $2) \
             ON CONFLICT (id) DO UPDATE SET position = audit_head.position + excluded.position \
             RETURNING position, hash",
            params![count, BEFORE_THE_FIRST],
            |row| Ok((row.get::<i64>(0)?, row.get::<Vec<u8>>(1)?)),
        )?;
        for (row, position) in rows.iter().zip(last - count + 1..) {
            let hash = row.hash(position, &previous);
            self.append(
                &AUDIT_TRAIL,
                params![
                    position,
                    row.recorded_at,
                    row.actor_id,
                    row.approved_by,
                    row.register_id,
                    row.action,
                    row.subject_kind,
                    row.subject_id,
                    row.details,
                    previous,
                    hash
                ],
            )?;
            previous = hash.to_vec();
        }
        self.execute("UPDATE audit_head SET hash = $1 WHERE id = 1", params![previous])?;
        self.flush()
    }
}
