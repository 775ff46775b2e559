//! A whole database copied into an empty one, of the same engine or the other.

use std::path::Path;

use onetill_kernel::{Clock, Error, Ids, Result, SystemClock};

use crate::bare::{Bare, BareTable};
use crate::db::{Connection, Role, Target};
use crate::migrate;
use crate::schema::{TableInfo, tables};
use crate::tx::Tx;
use crate::value::Value;

/// Rows that are written with one statement.
const CHUNK: usize = 1_000;

/// Copies every row of `from`, as one moment saw it, into `to`, which must hold none; its schema is made. `from`
/// may be written to meanwhile. `progress` is told how many rows are copied, of how many. Returns how many there
/// were.
///
/// A copy that fails leaves a PostgreSQL database without rows, and an SQLite file that is to be thrown away.
pub fn copy(from: &Target, to: &Target, progress: &dyn Fn(u64, u64)) -> Result<u64> {
    let mut source = Connection::open(from, Role::Reader(None))?;
    source.begin_read(Role::Reader(None), None)?;
    migrate::check(&mut source.tx())?;
    upgrade(to)?;
    let mut copy = Bare::open(to)?;
    if matches!(to, Target::Sqlite(_)) {
        // The file is new and nobody else's: what it costs to survive a crash is paid once, at the end.
        copy.run("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;")?;
    }
    copy.run("BEGIN")?;
    copy.run("DELETE FROM event_counter")?;
    let all = named_first(tables());
    let mut total = 0;
    for table in &all {
        refuse_rows(&mut copy, table)?;
        total +=
            source.tx().query_one(&format!("SELECT COUNT(*) FROM {}", table.name), &[], |row| row.get::<i64>(0))?;
    }
    let total = total.unsigned_abs();
    let mut done = 0;
    for table in &all {
        copy_table(&mut source.tx(), &mut copy, table, &mut |rows| {
            done += rows as u64;
            progress(done, total);
        })?;
    }
    copy.run("COMMIT")?;
    match to {
        Target::Sqlite(path) => {
            drop(copy);
            on_disk(path)?;
        }
        Target::Postgres(_) => copy.run("ANALYZE")?,
    }
    Ok(total)
}

/// Brings a database to the current schema, and closes it.
pub fn upgrade(target: &Target) -> Result<()> {
    let mut connection = Connection::open(target, Role::Writer)?;
    migrate::migrate(&mut connection.tx(), &mut Ids::random(), SystemClock.now())
}

/// Tables in an order in which each comes after those whose rows its own name: a later step may have added a column that
/// names rows of a new table to an old one.
fn named_first(mut rest: Vec<TableInfo>) -> Vec<TableInfo> {
    let mut all: Vec<TableInfo> = Vec::with_capacity(rest.len());
    while !rest.is_empty() {
        let waits = |table: &TableInfo| {
            let named = table.columns.iter().filter_map(|column| column.references.as_ref());
            named.filter(|name| **name != table.name).any(|name| rest.iter().any(|other| other.name == *name))
        };
        let (later, now): (Vec<_>, Vec<_>) = rest.iter().cloned().partition(waits);
        if now.is_empty() {
            // They name each other: no order is better than another.
            all.extend(later);
            return all;
        }
        all.extend(now);
        rest = later;
    }
    all
}

fn refuse_rows(copy: &mut Bare, table: &TableInfo) -> Result<()> {
    let first = copy.query(&format!("SELECT 1 FROM {} LIMIT 1", table.name), &[], |_| Ok(()))?;
    if first.is_empty() {
        return Ok(());
    }
    Err(Error::conflict("database_not_empty", "The database to copy into holds a shop already.")
        .field("database")
        .fix("Name one that is empty: nothing is ever copied over a shop."))
}

fn copy_table(source: &mut Tx<'_>, copy: &mut Bare, table: &TableInfo, done: &mut dyn FnMut(usize)) -> Result<()> {
    let columns: Vec<&str> = table.columns.iter().map(|c| c.name.as_str()).collect();
    let into = BareTable { name: &table.name, keys: &[], columns: &columns };
    let mut rows: Vec<Vec<Value<'static>>> = Vec::with_capacity(CHUNK);
    source.for_each(&select(table), &[], |row| {
        rows.push(row.values(0..columns.len())?);
        if rows.len() == CHUNK {
            copy.insert(&into, &rows)?;
            done(rows.len());
            rows.clear();
        }
        Ok(())
    })?;
    copy.insert(&into, &rows)?;
    done(rows.len());
    Ok(())
}

/// All rows in the order of the primary key; where rows stand below others of their table, those above first.
fn select(table: &TableInfo) -> String {
    let columns: Vec<String> = table.columns.iter().map(|c| format!("t.{}", c.name)).collect();
    let (columns, name) = (columns.join(", "), &table.name);
    let key: Vec<String> = table.primary_key.iter().map(|c| format!("t.{c}")).collect();
    let key = key.join(", ");
    match table.columns.iter().find(|c| c.references.as_ref() == Some(name)) {
        None => format!("SELECT {columns} FROM {name} t ORDER BY {key}"),
        Some(above) => format!(
            "WITH RECURSIVE below (id, depth) AS (SELECT id, 0 FROM {name} WHERE {above} IS NULL UNION ALL \
             SELECT c.id, b.depth + 1 FROM {name} c JOIN below b ON c.{above} = b.id) \
             SELECT {columns} FROM {name} t JOIN below b ON b.id = t.id ORDER BY b.depth, {key}",
            above = above.name
        ),
    }
}

/// Waits until a file and its name are on disk.
fn on_disk(path: &Path) -> Result<()> {
    let folder = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    for place in [path, folder] {
        std::fs::File::open(place).and_then(|f| f.sync_all()).map_err(Error::internal)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_copied_after_the_rows_that_they_name() {
        let all = named_first(tables());
        assert_eq!(all.len(), tables().len());
        for (at, table) in all.iter().enumerate() {
            for name in table.columns.iter().filter_map(|column| column.references.as_ref()) {
                assert!(all[..=at].iter().any(|earlier| earlier.name == *name), "{} names {name}", table.name);
            }
        }
    }
}
