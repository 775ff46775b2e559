//! The timeline of an attempt: what left, what was heard, what somebody decided.

use onetill_db::{Tx, params};
use onetill_kernel::{PaymentId, Result, StaffId, Timestamp};

use super::model::{AttemptState, LogEntry, LogKind};

/// What is written into the timeline.
pub(super) struct NewLogEntry<'a> {
    pub(super) payment_id: PaymentId,
    pub(super) attempt_no: i64,
    pub(super) kind: LogKind,
    pub(super) asking: Option<super::connector::Asking>,
    pub(super) state: AttemptState,
    pub(super) provider_status: Option<&'a str>,
    pub(super) http_status: Option<i64>,
    pub(super) detail: &'a str,
    pub(super) staff_id: Option<StaffId>,
    pub(super) at: Timestamp,
}

pub(super) fn append(tx: &mut Tx<'_>, e: &NewLogEntry<'_>) -> Result<()> {
    tx.execute(
        "INSERT INTO attempt_log (payment_id, attempt_no, entry_no, kind, asking, state, provider_status, http_status, \
         detail, staff_id, recorded_at) SELECT $1, $2, COALESCE(MAX(entry_no), 0) + 1, $3, $4, $5, $6, $7, $8, $9, $10 \
         FROM attempt_log WHERE payment_id = $1 AND attempt_no = $2",
        params![
            e.payment_id,
            e.attempt_no,
            e.kind,
            e.asking,
            e.state,
            e.provider_status,
            e.http_status,
            e.detail,
            e.staff_id,
            e.at
        ],
    )?;
    Ok(())
}

/// The timeline of all attempts of a payment.
pub(super) fn log(tx: &mut Tx<'_>, payment_id: PaymentId) -> Result<Vec<(i64, LogEntry)>> {
    tx.query(
        "SELECT attempt_no, kind, asking, state, provider_status, http_status, detail, staff_id, recorded_at \
         FROM attempt_log WHERE payment_id = $1 ORDER BY attempt_no, entry_no",
        params![payment_id],
        |row| {
            let mut c = row.columns();
            let attempt_no = c.take()?;
            let entry = LogEntry {
                kind: c.take()?,
                asking: c.take()?,
                state: c.take()?,
                provider_status: c.take()?,
                http_status: c.take()?,
                detail: c.take()?,
                staff_id: c.take()?,
                recorded_at: c.take()?,
            };
            Ok((attempt_no, entry))
        },
    )
}
