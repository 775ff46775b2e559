//! SQL of what was promised to come back with an order that is being paid.

use onetill_db::{Tx, params};
use onetill_kernel::{Error, OrderId, Result, StaffId};

use super::inputs::ReturnedInput;
use crate::Ctx;

/// What comes back once the rest of an order is paid, and who takes it back.
pub(super) struct Promised {
    pub returned: Vec<ReturnedInput>,
    pub staff_id: Option<StaffId>,
    /// Who allowed it on the spot.
    pub approved_by: Option<StaffId>,
}

impl Promised {
    pub(super) fn by(ctx: &Ctx, returned: &[ReturnedInput]) -> Self {
        Self { returned: returned.to_vec(), staff_id: ctx.staff_id, approved_by: ctx.approved_by }
    }
}

/// Writes it down, over what an earlier payment of the order said.
pub(super) fn keep(tx: &mut Tx<'_>, order_id: OrderId, promised: &Promised) -> Result<()> {
    let returned = serde_json::to_string(&promised.returned)
        .map_err(|e| Error::internal(format!("what comes back cannot be written: {e}")))?;
    forget(tx, order_id)?;
    tx.execute(
        "INSERT INTO promised_returns (order_id, returned, staff_id, approved_by) VALUES ($1, $2, $3, $4)",
        params![order_id, returned, promised.staff_id, promised.approved_by],
    )
    .map(drop)
}

pub(super) fn promised(tx: &mut Tx<'_>, order_id: OrderId) -> Result<Option<Promised>> {
    let row: Option<(String, Option<StaffId>, Option<StaffId>)> = tx.query_opt(
        "SELECT returned, staff_id, approved_by FROM promised_returns WHERE order_id = $1",
        params![order_id],
        |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)),
    )?;
    row.map(|(returned, staff_id, approved_by)| {
        let returned = serde_json::from_str(&returned)
            .map_err(|e| Error::internal(format!("what comes back with order {order_id} cannot be read: {e}")))?;
        Ok(Promised { returned, staff_id, approved_by })
    })
    .transpose()
}

pub(super) fn forget(tx: &mut Tx<'_>, order_id: OrderId) -> Result<()> {
    tx.execute("DELETE FROM promised_returns WHERE order_id = $1", params![order_id]).map(drop)
}
