//! The audit trail: positions without a gap, each row chained to the one before it, and its end where the head says.

use onetill_db::{Tx, Value, params};
use onetill_kernel::{Result, Timestamp, Uuid};
use sha2::{Digest, Sha256};

use crate::report::{At, Check, Report};

/// The tables of what actions are done to. Settings are one row without an id, and an export is not kept.
const SUBJECTS: &[(&str, &str)] = &[
    ("staff", "staff"),
    ("api_key", "api_keys"),
    ("role", "roles"),
    ("modifier_group", "modifier_groups"),
    ("price_list", "price_lists"),
    ("promotion", "promotions"),
    ("order_void", "order_voids"),
    ("balance", "balances"),
    ("location", "locations"),
    ("register", "registers"),
    ("terminal", "terminals"),
    ("provider_account", "provider_accounts"),
    ("payment", "payments"),
    ("tax_category", "tax_categories"),
    ("product", "products"),
    ("variant", "variants"),
    ("printer", "printers"),
    ("customer", "customers"),
    ("order", "orders"),
    ("refund", "refunds"),
    ("drawer_opening", "drawer_openings"),
    ("cash_movement", "cash_movements"),
    ("shift", "shifts"),
    ("stock_adjustment", "stock_adjustments"),
    ("import", "imports"),
];
const WITHOUT_SUBJECT: &[&str] = &["settings", "export", "tender"];

/// The facts that are accounted for since there is a trail: table, action.
const ACCOUNTED_FOR: &[(&str, &str)] =
    &[("drawer_openings", "drawer.opened"), ("refunds", "refund.created"), ("stock_adjustments", "stock.adjusted")];

pub(crate) fn check(tx: &mut Tx<'_>, report: &mut Report) -> Result<()> {
    chain(tx, &mut report.check("audit_chain", 8))?;
    subjects(tx, &mut report.check("audit_subjects", 8))?;
    accounted_for(tx, &mut report.check("audited_facts", 8))
}

fn at(position: i64) -> At {
    At::new("audit_trail").with("position", position)
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|b| format!("{b:02x}")).collect()
}

/// A column as it stands in the text that is hashed.
fn word(value: &Value<'_>) -> String {
    match value {
        Value::Null => String::new(),
        Value::Int(v) => v.to_string(),
        Value::Text(v) => v.to_string(),
        Value::Id(v) => v.to_string(),
        Value::Bytes(v) => Uuid::from_slice(v).map_or_else(|_| hex(v), |id| id.to_string()),
    }
}

fn chain(tx: &mut Tx<'_>, check: &mut Check<'_>) -> Result<()> {
    let (mut last, mut previous) = (0, vec![0u8; 32]);
    tx.for_each(
        "SELECT position, recorded_at, actor_id, approved_by, register_id, action, subject_kind, subject_id, details, \
         previous_hash, hash FROM audit_trail ORDER BY position",
        &[],
        |row| {
            check.rows(1);
            let position: i64 = row.get(0)?;
            let (named, hash): (Vec<u8>, Vec<u8>) = (row.get(9)?, row.get(10)?);
            let mut text = format!("{position}\n{}\n", row.get::<Timestamp>(1)?);
            for column in 2..9 {
                text.push_str(&word(&row.get::<Value<'static>>(column)?));
                text.push('\n');
            }
            text.push_str(&hex(&named));
            let expected: [u8; 32] = Sha256::digest(text.as_bytes()).into();
            check.same(at(position), "position", position, last + 1, "positions have no gap");
            let before = "the hash of the row before";
            check.same(at(position), "previous_hash", hex(&named), hex(&previous), before);
            check.same(at(position), "hash", hex(&hash), hex(&expected), "that of what the row says");
            (last, previous) = (position, hash);
            Ok(())
        },
    )?;
    let head = tx.query_opt("SELECT position, hash FROM audit_head", &[], |row| {
        Ok((row.get::<i64>(0)?, row.get::<Vec<u8>>(1)?))
    })?;
    let of_head = At::new("audit_head").with("id", 1);
    match head {
        Some((position, hash)) => {
            check.same(of_head, "position", position, last, "the position of the last row");
            check.same(of_head, "hash", hex(&hash), hex(&previous), "the hash of the last row");
        }
        None => check.holds(of_head, last == 0, || format!("there is none, expected one at position {last}")),
    }
    Ok(())
}

fn subjects(tx: &mut Tx<'_>, check: &mut Check<'_>) -> Result<()> {
    let kinds = tx.query("SELECT DISTINCT subject_kind FROM audit_trail ORDER BY subject_kind", &[], |row| {
        row.get::<String>(0)
    })?;
    count(tx, check, "audit_trail")?;
    for kind in kinds {
        if WITHOUT_SUBJECT.contains(&kind.as_str()) {
            continue;
        }
        let missing = match SUBJECTS.iter().find(|(known, _)| *known == kind) {
            Some((_, table)) => {
                format!(
                    "AND a.subject_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM {table} s WHERE s.id = a.subject_id)"
                )
            }
            None => String::new(),
        };
        tx.for_each(
            &format!("SELECT a.position FROM audit_trail a WHERE a.subject_kind = $1 {missing} ORDER BY a.position"),
            params![kind],
            |row| {
                check.found(at(row.get(0)?), format!("its subject is no {kind} of this shop"));
                Ok(())
            },
        )?;
    }
    Ok(())
}

fn count(tx: &mut Tx<'_>, check: &mut Check<'_>, table: &str) -> Result<()> {
    let rows = tx.query_one(&format!("SELECT COUNT(*) FROM {table}"), &[], |row| row.get::<i64>(0))?;
    check.rows(usize::try_from(rows).unwrap_or(0));
    Ok(())
}

fn accounted_for(tx: &mut Tx<'_>, check: &mut Check<'_>) -> Result<()> {
    // What was recorded before there was a trail is in none.
    let began =
        tx.query_opt("SELECT recorded_at FROM audit_trail ORDER BY position LIMIT 1", &[], |row| row.get::<i64>(0))?;
    let Some(began) = began else { return Ok(()) };
    for (table, action) in ACCOUNTED_FOR {
        count(tx, check, table)?;
        let sql = format!(
            "SELECT f.id FROM {table} f WHERE f.recorded_at > $2 AND NOT EXISTS \
             (SELECT 1 FROM audit_trail a WHERE a.subject_id = f.id AND a.action = $1) ORDER BY f.id"
        );
        tx.for_each(&sql, params![**action, began], |row| {
            check.found(At::new(table).with("id", row.get::<Uuid>(0)?), format!("no {action} accounts for it"));
            Ok(())
        })?;
    }
    Ok(())
}
