use onetill_db::Tx;
use onetill_kernel::{Result, Uuid};

use super::model::{Held, HoldState};
use super::store;
use crate::Ctx;

/// Writes a hold down. The owner of the resource has made sure that there is enough.
pub fn hold(tx: &mut Tx<'_>, ctx: &Ctx, holder_id: Uuid, held: &Held) -> Result<()> {
    store::upsert_hold(tx, holder_id, held, ctx.now)
}

/// Ends every standing hold of `holder_id` as `state`; returns what was held, so that its owner can count
/// it back.
pub fn end(tx: &mut Tx<'_>, ctx: &Ctx, holder_id: Uuid, state: HoldState) -> Result<Vec<Held>> {
    let held = store::held_by(tx, holder_id)?;
    if !held.is_empty() {
        store::end_held(tx, holder_id, state, ctx.now)?;
    }
    Ok(held)
}
