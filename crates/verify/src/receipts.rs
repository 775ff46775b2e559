//! Receipt numbers: each register's run from 1 to its last without a gap, over orders and refunds.

use std::collections::BTreeMap;

use onetill_db::Tx;
use onetill_kernel::{Result, Uuid};

use crate::report::{At, Report};

pub(crate) fn check(tx: &mut Tx<'_>, report: &mut Report) -> Result<()> {
    let registers: BTreeMap<Uuid, i64> = tx
        .query("SELECT id, last_receipt_no FROM registers", &[], |row| Ok((row.get(0)?, row.get(1)?)))?
        .into_iter()
        .collect();
    let mut check = report.check("receipt_series", 8);
    let mut reached: BTreeMap<Uuid, (i64, Option<At>)> = BTreeMap::new();
    tx.for_each(
        "SELECT register_id, receipt_no, CAST(0 AS BIGINT), id FROM orders WHERE receipt_no IS NOT NULL \
         UNION ALL SELECT register_id, receipt_no, CAST(1 AS BIGINT), id FROM refunds ORDER BY 1, 2, 3",
        &[],
        |row| {
            let mut c = row.columns();
            let (register, no): (Uuid, i64) = (c.take()?, c.take()?);
            let table = if c.take::<i64>()? == 0 { "orders" } else { "refunds" };
            let at = At::new(table).with("id", c.take::<Uuid>()?);
            check.rows(1);
            let (last, before) = reached.entry(register).or_default();
            if no == *last {
                for at in before.iter().copied().chain([at]) {
                    check.found(at, format!("receipt_no is {no}, expected another: register {register} gave it twice"));
                }
            } else if no != *last + 1 {
                check.found(
                    at,
                    format!("receipt_no is {no}, expected {}: register {register} gave no number between", *last + 1),
                );
            }
            (*last, *before) = (no, Some(at));
            Ok(())
        },
    )?;
    for (id, last) in &registers {
        let at = At::new("registers").with("id", *id);
        let given = reached.get(id).map_or(0, |(no, _)| *no);
        check.rows(1);
        check.same(at, "last_receipt_no", *last, given, "the last number on its orders and refunds");
    }
    Ok(())
}
