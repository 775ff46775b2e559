//! What is printed: a job is as far as its moments say, shows something that is there, and an original is printed once.

use std::collections::BTreeSet;

use onetill_db::Tx;
use onetill_kernel::{Result, Uuid};

use crate::report::{At, Report};

pub(crate) fn check(tx: &mut Tx<'_>, report: &mut Report) -> Result<()> {
    let mut check = report.check("print_jobs", 2);
    let mut originals: BTreeSet<Uuid> = BTreeSet::new();
    tx.for_each(
        "SELECT j.id, j.content, j.subject_id, j.state, j.problem, j.sent_at, j.ended_at, o.state, r.id, s.id \
         FROM print_jobs j LEFT JOIN orders o ON o.id = j.subject_id LEFT JOIN refunds r ON r.id = j.subject_id \
         LEFT JOIN shifts s ON s.id = j.subject_id ORDER BY j.created_at, j.id",
        &[],
        |row| {
            let mut c = row.columns();
            let at = At::new("print_jobs").with("id", c.take::<Uuid>()?);
            let (content, subject): (String, Option<Uuid>) = (c.take()?, c.take()?);
            let (state, problem): (String, Option<String>) = (c.take()?, c.take()?);
            let (sent, ended): (Option<i64>, Option<i64>) = (c.take()?, c.take()?);
            let (order, refund): (Option<String>, Option<Uuid>) = (c.take()?, c.take()?);
            let shift: Option<Uuid> = c.take()?;
            check.rows(1);
            let (must_be_sent, must_be_ended, may_have_problem) = match state.as_str() {
                "queued" => (false, false, true),
                "sent" => (true, false, false),
                "printed" => (true, true, false),
                "unknown" => (true, true, true),
                _ => (false, true, true),
            };
            check.holds(at, sent.is_some() == must_be_sent, || format!("sent_at does not fit the state {state}"));
            check.holds(at, ended.is_some() == must_be_ended, || format!("ended_at does not fit the state {state}"));
            check.holds(at, may_have_problem || problem.is_none(), || {
                format!("problem is set, expected none in state {state}")
            });
            check.holds(at, problem.is_some() || state != "unknown", || {
                "problem is missing, expected why nobody knows".to_owned()
            });
            let is_there = match content.as_str() {
                "receipt" | "copy" | "gift" => order.as_deref() == Some("completed"),
                "refund" | "refund_copy" => refund.is_some(),
                "shift" => shift.is_some(),
                _ => subject.is_none(),
            };
            check.holds(at, is_there, || format!("subject_id names nothing that a {content} can be printed of"));
            if let Some(subject) =
                subject.filter(|_| matches!(content.as_str(), "receipt" | "refund") && state != "failed")
            {
                check.holds(at, originals.insert(subject), || {
                    format!("content is {content}, expected a copy: the original was printed before")
                });
            }
            Ok(())
        },
    )
}
