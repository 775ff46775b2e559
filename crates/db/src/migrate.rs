//! Brings a database to the current schema.

use onetill_kernel::{Error, ErrorKind, Ids, Result, Timestamp};

use crate::params;
use crate::schema::{MIGRATIONS, for_postgres, for_sqlite};
use crate::tx::{Engine, Tx};

/// Applies the steps that are missing, in one transaction. A database of a newer version, or one whose
/// applied steps differ from ours, is refused.
pub(crate) fn migrate(tx: &mut Tx<'_>, ids: &mut Ids, now: Timestamp) -> Result<()> {
    migrate_to(tx, MIGRATIONS.len(), ids, now)
}

fn migrate_to(tx: &mut Tx<'_>, steps: usize, ids: &mut Ids, now: Timestamp) -> Result<()> {
    let sqlite = matches!(tx.engine, Engine::Sqlite(_));
    tx.control(if sqlite { "BEGIN IMMEDIATE" } else { "BEGIN" })?;
    let done = apply(tx, steps, ids, now, sqlite);
    tx.control(if done.is_ok() { "COMMIT" } else { "ROLLBACK" })?;
    done
}

fn apply(tx: &mut Tx<'_>, steps: usize, ids: &mut Ids, now: Timestamp, sqlite: bool) -> Result<()> {
    if !sqlite {
        // Two servers that start at once must not both migrate. The number is ours alone.
        tx.execute("SELECT pg_advisory_xact_lock(7065724301)", &[])?;
    }
    let create = "CREATE TABLE IF NOT EXISTS schema_migrations \
        (version BIGINT NOT NULL PRIMARY KEY, name TEXT NOT NULL, hash BYTEA NOT NULL, applied_at BIGINT NOT NULL)";
    tx.execute(&if sqlite { create.replace("BYTEA", "BLOB") } else { create.to_owned() }, &[])?;
    let applied = applied(tx)?;
    for migration in MIGRATIONS.iter().take(steps).skip(applied) {
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

#[cfg(test)]
mod tests {
    use onetill_kernel::Uuid;

    use super::*;
    use crate::db::{Connection, Role};
    use crate::testing::on_both_engines;
    use crate::{Db, Options, Target};

    fn id(n: u128) -> Uuid {
        Uuid::from_u128(n)
    }

    /// Source, line, place and when it was recorded, of the movements of one variant in a database of the first schema;
    /// those of a place in the order in which they must be chained.
    const MOVEMENTS: [(u128, i64, u128, i64); 5] =
        [(30, 1, 1, 10), (10, 1, 1, 20), (10, 2, 1, 20), (40, 1, 1, 30), (20, 1, 2, 5)];

    fn fill_first_schema(tx: &mut Tx<'_>) -> Result<()> {
        for place in [1, 2, 3] {
            tx.execute(
                "INSERT INTO stock (variant_id, location_id, on_hand_milli, reserved_milli, value_minor, unit_cost_minor) \
                 VALUES ($1, $2, 1000, 0, 400, 400)",
                params![id(7), id(place)],
            )?;
        }
        for (source, line_no, place, at) in MOVEMENTS {
            tx.execute(
                "INSERT INTO stock_movements (variant_id, location_id, source_id, line_no, kind, quantity_milli, \
                 value_minor, happened_at, recorded_at) VALUES ($1, $2, $3, $4, 'sale', -1000, -400, $5, $5)",
                params![id(7), id(place), id(source), line_no, at],
            )?;
        }
        Ok(())
    }

    fn check_that_movements_are_chained(target: &Target) {
        let mut connection = Connection::open(target, Role::Writer).expect("a connection");
        let tx = &mut connection.tx();
        migrate_to(tx, 1, &mut Ids::random(), Timestamp::from_micros(0)).expect("the first schema");
        fill_first_schema(tx).expect("rows");
        drop(connection);

        let db = Db::open(target, &Options::for_target(target)).expect("brought up to date");
        let (chained, last) = db
            .read(|tx| {
                let chained = tx.query(
                    "SELECT source_id, line_no, previous_source_id, previous_line_no FROM stock_movements \
                     ORDER BY location_id, recorded_at, source_id, line_no",
                    &[],
                    |row| Ok(((row.get(0)?, row.get(1)?), (row.get(2)?, row.get(3)?))),
                )?;
                let last =
                    tx.query("SELECT last_source_id, last_line_no FROM stock ORDER BY location_id", &[], |row| {
                        Ok((row.get(0)?, row.get(1)?))
                    })?;
                Ok((chained, last))
            })
            .expect("the rows");
        type Place = (Option<Uuid>, Option<i64>);
        let at = |source, line_no| -> Place { (Some(id(source)), Some(line_no)) };
        let none: Place = (None, None);
        let expected: [(Place, Place); 5] = [
            (at(30, 1), none),
            (at(10, 1), at(30, 1)),
            (at(10, 2), at(10, 1)),
            (at(40, 1), at(10, 2)),
            (at(20, 1), none),
        ];
        assert_eq!(chained, expected);
        assert_eq!(last, [at(40, 1), at(20, 1), none]);
    }

    #[test]
    fn movements_of_the_first_schema_are_chained() {
        on_both_engines("migration", check_that_movements_are_chained);
    }
}
