//! Files that were brought in: one that is through has no file any more, and tells what became of each of its rows.

use onetill_db::Tx;
use onetill_kernel::{Result, Uuid};

use crate::report::{At, Report};

pub(crate) fn check(tx: &mut Tx<'_>, report: &mut Report) -> Result<()> {
    let mut check = report.check("imports", 2);
    // The rows of old imports are forgotten from the first one on.
    tx.for_each(
        "SELECT i.id, i.state, i.pass, i.row_count, i.ended_at, f.import_id, \
         (SELECT COUNT(*) FROM import_rows r WHERE r.import_id = i.id AND r.pass = i.pass), \
         (SELECT MIN(r.row_no) FROM import_rows r WHERE r.import_id = i.id) \
         FROM imports i LEFT JOIN import_files f ON f.import_id = i.id ORDER BY i.id",
        &[],
        |row| {
            let mut c = row.columns();
            let at = At::new("imports").with("id", c.take::<Uuid>()?);
            let (state, pass, row_count): (String, i64, i64) = (c.take()?, c.take()?, c.take()?);
            let (ended, file): (Option<i64>, Option<Uuid>) = (c.take()?, c.take()?);
            let (told, first): (i64, Option<i64>) = (c.take()?, c.take()?);
            check.rows(1);
            let is_over = matches!(state.as_str(), "done" | "stopped");
            check.holds(at, ended.is_some() == is_over, || format!("ended_at does not fit the state {state}"));
            check.holds(at, file.is_none() || !is_over, || format!("its file is kept in state {state}"));
            check.holds(at, pass > 0 || state == "uploaded", || format!("pass is 0 in state {state}"));
            let all = matches!(state.as_str(), "checked" | "done") && first == Some(2);
            check.holds(at, !all || told == row_count, || {
                format!("row_count is {row_count}, and its pass {pass} tells of {told} rows")
            });
            Ok(())
        },
    )?;
    tx.for_each(
        "SELECT r.import_id, r.row_no, r.pass, i.pass FROM import_rows r JOIN imports i ON i.id = r.import_id \
         WHERE r.pass > i.pass ORDER BY r.import_id, r.row_no",
        &[],
        |row| {
            let at = At::new("import_rows").with("import_id", row.get::<Uuid>(0)?).with("row_no", row.get::<i64>(1)?);
            let (pass, latest): (i64, i64) = (row.get(2)?, row.get(3)?);
            check.holds(at, false, || format!("pass is {pass}, and the latest is {latest}"));
            Ok(())
        },
    )
}
