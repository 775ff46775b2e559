//! Brings a database to the current schema.

use onetill_kernel::{Error, ErrorKind, Ids, Result, Timestamp};

use crate::params;
use crate::schema::{MIGRATIONS, for_postgres, for_sqlite};
use crate::tx::{Engine, Tx};

/// Applies the steps that are missing, in one transaction. A database of a newer version, or one whose
/// applied steps differ from ours, is refused.
pub(crate) fn migrate(tx: &mut Tx<'_>, ids: &mut Ids, now: Timestamp) -> Result<()> {
    let sqlite = matches!(tx.engine, Engine::Sqlite(_));
    tx.control(if sqlite { "BEGIN IMMEDIATE" } else { "BEGIN" })?;
    let done = apply(tx, ids, now, sqlite);
    tx.control(if done.is_ok() { "COMMIT" } else { "ROLLBACK" })?;
    done
}

fn apply(tx: &mut Tx<'_>, ids: &mut Ids, now: Timestamp, sqlite: bool) -> Result<()> {
    if !sqlite {
        // Two servers that start at once must not both migrate. The number is ours alone.
        tx.execute("SELECT pg_advisory_xact_lock(7065724301)", &[])?;
    }
    let create = "CREATE TABLE IF NOT EXISTS schema_migrations \
        (version BIGINT NOT NULL PRIMARY KEY, name TEXT NOT NULL, hash BYTEA NOT NULL, applied_at BIGINT NOT NULL)";
    tx.execute(&if sqlite { create.replace("BYTEA", "BLOB") } else { create.to_owned() }, &[])?;
    let applied = applied(tx)?;
    for migration in &MIGRATIONS[applied..] {
        let text = if sqlite { for_sqlite(migration.text) } else { for_postgres(migration.text) };
        for statement in statements(&text) {
            tx.execute(&statement, &[])?;
        }
        tx.execute(
            "INSERT INTO schema_migrations (version, name, hash, applied_at) VALUES ($1, $2, $3, $4)",
            params![migration.version, migration.name, migration.hash(), now],
        )?;
    }
    tx.execute(
        "INSERT INTO event_counter (id, database_id, position) VALUES (1, $1, 0) ON CONFLICT (id) DO NOTHING",
        params![ids.next::<onetill_kernel::Uuid>(now)],
    )?;
    Ok(())
}

/// Refuses a database that is not exactly at the current schema; changes nothing.
pub(crate) fn check(tx: &mut Tx<'_>) -> Result<()> {
    let old = || {
        Error::invalid("database", "This is not a database of this version of OneTill.")
            .fix("Start `onetill serve` on it once, which brings it up to date.")
    };
    if applied(tx).map_err(|_| old())? == MIGRATIONS.len() { Ok(()) } else { Err(old()) }
}

/// How many steps are applied, after checking that they are ours.
fn applied(tx: &mut Tx<'_>) -> Result<usize> {
    let applied = tx.query("SELECT version, hash FROM schema_migrations ORDER BY version", &[], |row| {
        Ok((row.get::<i64>(0)?, row.get::<Vec<u8>>(1)?))
    })?;
    for (index, (version, hash)) in applied.iter().enumerate() {
        let ours = MIGRATIONS.get(index).filter(|m| m.version == *version && m.hash().as_slice() == hash);
        if ours.is_none() {
            return Err(Error::new(
                ErrorKind::Conflict,
                "schema_unknown",
                format!("Step {version} of this database's schema is not one that this OneTill knows."),
            )
            .fix("Use the OneTill version that last opened this database, or a newer one."));
        }
    }
    Ok(applied.len())
}

/// Splits the text of a migration, which holds no semicolon but at the end of a statement.
fn statements(text: &str) -> Vec<String> {
    let code: Vec<&str> = text.lines().filter(|line| !line.trim_start().starts_with("--")).collect();
    code.join("\n").split(';').map(str::trim).filter(|s| !s.is_empty()).map(str::to_owned).collect()
}
