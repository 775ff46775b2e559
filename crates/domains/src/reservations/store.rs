use onetill_db::{Tx, params};
use onetill_kernel::{Result, Timestamp, Uuid};

use super::model::{Held, HoldState};

pub(super) fn upsert_hold(tx: &mut Tx<'_>, holder_id: Uuid, held: &Held, now: Timestamp) -> Result<()> {
    // An order that is paid, declined and paid again holds the same lines anew.
    tx.execute(
        "INSERT INTO reservations (holder_id, line_no, resource_id, place_id, quantity_milli, state, held_at, \
         expires_at, ended_at) VALUES ($1, $2, $3, $4, $5, $6, $7, NULL, NULL) \
         ON CONFLICT (holder_id, line_no) DO UPDATE SET resource_id = excluded.resource_id, \
         place_id = excluded.place_id, quantity_milli = excluded.quantity_milli, state = excluded.state, \
         held_at = excluded.held_at, ended_at = NULL",
        params![holder_id, held.line_no, held.resource_id, held.place_id, held.quantity, HoldState::Held, now],
    )?;
    Ok(())
}

pub(super) fn held_by(tx: &mut Tx<'_>, holder_id: Uuid) -> Result<Vec<Held>> {
    tx.query(
        "SELECT line_no, resource_id, place_id, quantity_milli FROM reservations \
         WHERE holder_id = $1 AND state = 'held' ORDER BY line_no",
        params![holder_id],
        |row| {
            let mut c = row.columns();
            Ok(Held { line_no: c.take()?, resource_id: c.take()?, place_id: c.take()?, quantity: c.take()? })
        },
    )
}

pub(super) fn end_held(tx: &mut Tx<'_>, holder_id: Uuid, state: HoldState, now: Timestamp) -> Result<()> {
    tx.execute(
        "UPDATE reservations SET state = $2, ended_at = $3 WHERE holder_id = $1 AND state = 'held'",
        params![holder_id, state, now],
    )?;
    Ok(())
}
