//! What goes out by e-mail: a message is as far as its moments say, and brings something that is there.

use onetill_db::Tx;
use onetill_kernel::{Result, Uuid};

use crate::report::{At, Report};

pub(crate) fn check(tx: &mut Tx<'_>, report: &mut Report) -> Result<()> {
    let mut check = report.check("receipt_mails", 2);
    tx.for_each(
        "SELECT m.id, m.content, m.subject_id, m.state, m.problem, m.tries, m.next_try_at, m.sent_at, m.ended_at, o.state, r.id \
         FROM receipt_mails m LEFT JOIN orders o ON o.id = m.subject_id LEFT JOIN refunds r ON r.id = m.subject_id \
         ORDER BY m.id",
        &[],
        |row| {
            let mut c = row.columns();
            let at = At::new("receipt_mails").with("id", c.take::<Uuid>()?);
            let (content, subject): (String, Option<Uuid>) = (c.take()?, c.take()?);
            let (state, problem): (String, Option<String>) = (c.take()?, c.take()?);
            let (tries, next): (i64, Option<i64>) = (c.take()?, c.take()?);
            let (sent, ended): (Option<i64>, Option<i64>) = (c.take()?, c.take()?);
            let (order, refund): (Option<String>, Option<Uuid>) = (c.take()?, c.take()?);
            check.rows(1);
            let waits = state == "queued";
            check.holds(at, next.is_some() == waits, || format!("next_try_at does not fit the state {state}"));
            check.holds(at, sent.is_some() == (tries > 0), || format!("sent_at does not fit {tries} tries"));
            check.holds(at, tries > 0 || waits, || format!("tries is 0, expected at least one in state {state}"));
            let is_over = !matches!(state.as_str(), "queued" | "sending");
            check.holds(at, ended.is_some() == is_over, || format!("ended_at does not fit the state {state}"));
            // Whoever was tried and waits again, or was given up, has a reason; one that was taken has none.
            let has_problem = matches!(state.as_str(), "failed" | "unknown") || (waits && tries > 0);
            check.holds(at, problem.is_some() == has_problem, || format!("problem does not fit the state {state}"));
            check.holds(at, (problem.as_deref() == Some("silent")) == (state == "unknown"), || {
                format!("problem does not fit the state {state}: silent is what nobody knows")
            });
            let is_there = match content.as_str() {
                "receipt" | "gift" => order.as_deref() == Some("completed"),
                "refund" => refund.is_some(),
                _ => subject.is_none(),
            };
            check.holds(at, is_there, || format!("subject_id names nothing that a {content} can be sent of"));
            Ok(())
        },
    )
}
