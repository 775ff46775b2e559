//! The event log: positions without a gap, every fact told exactly once, every subject there.

use onetill_db::Tx;
use onetill_kernel::{Result, Uuid};

use crate::report::{At, Check, Report};

/// The facts that are told exactly once: table, condition, kind of event.
const TOLD_ONCE: &[(&str, &str, &str)] = &[
    ("orders", "state = 'completed'", "order.completed"),
    ("orders", "state = 'voided'", "order.voided"),
    ("refunds", "1 = 1", "order.refunded"),
    ("stock_adjustments", "1 = 1", "stock.adjusted"),
    ("shifts", "1 = 1", "shift.opened"),
    ("shifts", "state = 'closed'", "shift.closed"),
    ("cash_movements", "1 = 1", "cash.moved"),
    ("drawer_openings", "1 = 1", "drawer.opened"),
];

/// What an event is about, by the beginning of its kind: the table that its subject stands in.
const SUBJECTS: &[(&str, &str)] = &[
    ("order.", "orders"),
    ("order.refunded", "refunds"),
    ("refund.", "refunds"),
    ("payment.", "payments"),
    ("balance.", "balances"),
    ("stock.", "stock_adjustments"),
    ("product.", "products"),
    ("category.", "categories"),
    ("tax_category.", "tax_categories"),
    ("customer.", "customers"),
    ("customer_group.", "customer_groups"),
    ("modifier_group.", "modifier_groups"),
    ("price_list.", "price_lists"),
    ("promotion.", "promotions"),
    ("location.", "locations"),
    ("register.", "registers"),
    ("terminal.", "terminals"),
    ("provider.", "provider_accounts"),
    ("shift.", "shifts"),
    ("cash.", "cash_movements"),
    ("drawer.", "drawer_openings"),
    ("import.", "imports"),
    ("printer.", "printers"),
    ("print_job.", "print_jobs"),
    ("receipt_mail.", "receipt_mails"),
    ("staff.", "staff"),
    ("role.", "roles"),
    ("api_key.", "api_keys"),
];

/// The settings are one row without an id, and tenders have codes.
const WITHOUT_ID: [&str; 2] = ["settings.", "tender."];

/// The table of an event's subject; none where the kind is not known.
fn subject_table(kind: &str) -> Option<&'static str> {
    SUBJECTS.iter().filter(|(begins, _)| kind.starts_with(begins)).max_by_key(|(begins, _)| begins.len()).map(|s| s.1)
}

pub(crate) fn check(tx: &mut Tx<'_>, report: &mut Report) -> Result<()> {
    positions(tx, &mut report.check("event_positions", 6))?;
    subjects(tx, &mut report.check("event_subjects", 6))?;
    told_once(tx, &mut report.check("events_of_facts", 6))
}

fn at(position: i64) -> At {
    At::new("events").with("position", position)
}

fn positions(tx: &mut Tx<'_>, check: &mut Check<'_>) -> Result<()> {
    let (database, counter) = tx.query_one("SELECT database_id, position FROM event_counter", &[], |row| {
        Ok((row.get::<Uuid>(0)?, row.get::<i64>(1)?))
    })?;
    let (mut last, mut strange, mut all) = (0, 0, 0);
    tx.for_each("SELECT position, kind, origin_database, origin_position FROM events ORDER BY position", &[], |row| {
        let mut c = row.columns();
        let (position, kind): (i64, String) = (c.take()?, c.take()?);
        let (origin, origin_position): (Uuid, i64) = (c.take()?, c.take()?);
        check.rows(1);
        all += 1;
        strange += i64::from(origin != database);
        check.same(at(position), "position", position, last + 1, "positions have no gap");
        check.same(at(position), "origin_database", origin, database, "it was written by this database");
        check.same(at(position), "origin_position", origin_position, position, "it was written by this database");
        check.holds(
            at(position),
            WITHOUT_ID.iter().any(|begins| kind.starts_with(begins)) || subject_table(&kind).is_some(),
            || format!("kind is {kind}, which is not a kind of event"),
        );
        last = position;
        Ok(())
    })?;
    let counter_at = At::new("event_counter").with("id", 1);
    check.holds(counter_at, all == 0 || strange < all, || {
        format!("database_id is {database}, and every event was written by another")
    });
    check.same(counter_at, "position", counter, last, "the position of the last event");
    Ok(())
}

fn subjects(tx: &mut Tx<'_>, check: &mut Check<'_>) -> Result<()> {
    let kinds = tx.query("SELECT DISTINCT kind FROM events ORDER BY kind", &[], |row| row.get::<String>(0))?;
    for kind in kinds {
        if WITHOUT_ID.iter().any(|begins| kind.starts_with(begins)) {
            tx.for_each(
                "SELECT position, subject_id FROM events WHERE kind = $1 AND subject_id <> $2 ORDER BY position",
                onetill_db::params![kind, Uuid::nil()],
                |row| {
                    let (position, subject): (i64, Uuid) = (row.get(0)?, row.get(1)?);
                    check.found(at(position), format!("subject_id of this {kind} is {subject}, expected the nil id"));
                    Ok(())
                },
            )?;
        }
        // A kind that is not known is named with its position.
        let Some(table) = subject_table(&kind) else { continue };
        let sql = format!(
            "SELECT e.position, e.subject_id FROM events e WHERE e.kind = $1 \
             AND NOT EXISTS (SELECT 1 FROM {table} s WHERE s.id = e.subject_id) ORDER BY e.position"
        );
        tx.for_each(&sql, onetill_db::params![kind], |row| {
            let (position, subject): (i64, Uuid) = (row.get(0)?, row.get(1)?);
            check.found(at(position), format!("subject_id of this {kind} is {subject}, expected a row of {table}"));
            Ok(())
        })?;
    }
    let rows = tx.query_one("SELECT COUNT(*) FROM events", &[], |row| row.get::<i64>(0))?;
    check.rows(usize::try_from(rows).unwrap_or(0));
    Ok(())
}

fn told_once(tx: &mut Tx<'_>, check: &mut Check<'_>) -> Result<()> {
    for (table, condition, kind) in TOLD_ONCE {
        let facts = format!("SELECT id FROM {table} WHERE {condition}");
        let told = format!("SELECT subject_id FROM events WHERE kind = '{kind}'");
        let mut missing = 0;
        tx.for_each(&format!("{facts} EXCEPT {told} ORDER BY 1"), &[], |row| {
            missing += 1;
            let at = At::new(table).with("id", row.get::<Uuid>(0)?);
            check.found(at, format!("there is no event {kind} of it, expected exactly one"));
            Ok(())
        })?;
        let count = |tx: &mut Tx<'_>, sql: &str| -> Result<i64> {
            tx.query_one(&format!("SELECT COUNT(*) FROM ({sql}) counted"), &[], |row| row.get(0))
        };
        let (facts_count, told_count) = (count(tx, &facts)?, count(tx, &told)?);
        check.rows(usize::try_from(facts_count).unwrap_or(0));
        // All are told and as often as there are facts: none is told twice, and none of nothing.
        if missing == 0 && facts_count == told_count {
            continue;
        }
        for (sql, message) in [
            (format!("{told} EXCEPT {facts} ORDER BY 1"), "expected none: it is not, or not in that state"),
            (format!("{told} GROUP BY subject_id HAVING COUNT(*) > 1 ORDER BY 1"), "expected exactly one"),
        ] {
            for subject in tx.query(&sql, &[], |row| row.get::<Uuid>(0))? {
                let events = tx.query(
                    "SELECT position FROM events WHERE subject_id = $1 AND kind = $2 ORDER BY position",
                    onetill_db::params![subject, **kind],
                    |row| row.get::<i64>(0),
                )?;
                let of = At::new(table).with("id", subject);
                check.found(of, format!("{} x {kind} is told of it, {message}", events.len()));
                for position in &events {
                    let count = events.len();
                    check.found(at(*position), format!("{count} x {kind} of subject_id {subject}, {message}"));
                }
            }
        }
    }
    Ok(())
}
