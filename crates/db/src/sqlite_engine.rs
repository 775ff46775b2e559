//! SQLite behind [`Tx`](crate::Tx): WAL, every commit on disk before it is answered.

use std::path::Path;
use std::time::{Duration, Instant};

use onetill_kernel::{Error, Result};
use rusqlite::config::DbConfig;
use rusqlite::{Connection, ErrorCode, OpenFlags};

use crate::held::Key;
use crate::tables::{LockTable, Table};
use crate::tx::{DISK_FAILED, DISK_FULL, DbError, Fault, READ_ONLY, already_exists, storage_failed, took_too_long};
use crate::value::{Row, Value};

/// Page cache of the writing connection, in KiB. Each commit looks through all of it while the file is under 1 GiB, so
/// more does not always gain.
const WRITER_CACHE_KIB: i64 = 48 * 1024;
/// Page cache of each reading connection, in KiB.
const READER_CACHE_KIB: i64 = 8 * 1024;
/// The log is copied into the database after so many pages of 4 KiB, where no thread does so beside.
const CHECKPOINT_PAGES: i64 = 8_000;

pub(crate) fn open_writer(path: &Path) -> Result<Connection> {
    let connection = open(path, OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE)?;
    set(
        &connection,
        &format!(
            "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; \
        PRAGMA cache_size = -{WRITER_CACHE_KIB}; PRAGMA wal_autocheckpoint = {CHECKPOINT_PAGES}; \
        PRAGMA journal_size_limit = 67108864;"
        ),
    )?;
    Ok(connection)
}

/// Commits no longer wait for the disk: see [`durable`](crate::durable). SQLite still syncs what it must to keep the
/// file whole.
pub(crate) fn leave_sync_to_others(writer: &Connection) -> Result<()> {
    set(writer, "PRAGMA synchronous = NORMAL;")
}

/// A connection that only copies the log into the database.
pub(crate) fn open_copier(path: &Path) -> Result<Connection> {
    let connection = open(path, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
    set(&connection, "PRAGMA synchronous = FULL; PRAGMA cache_size = -64;")?;
    Ok(connection)
}

pub(crate) fn open_reader(path: &Path) -> Result<Connection> {
    let connection = open(path, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
    set(&connection, &format!("PRAGMA query_only = 1; PRAGMA cache_size = -{READER_CACHE_KIB};"))?;
    Ok(connection)
}

fn open(path: &Path, flags: OpenFlags) -> Result<Connection> {
    let connection = Connection::open_with_flags(path, flags | OpenFlags::SQLITE_OPEN_NO_MUTEX).map_err(|e| {
        Error::invalid("database", format!("The database file {} cannot be opened: {e}.", path.display()))
            .fix("Check the path and its permissions.")
    })?;
    connection.busy_timeout(Duration::from_secs(10)).map_err(Error::internal)?;
    // What kind of file it is shows when it is first read. Whatever else is wrong shows where it is used.
    let read = connection.pragma_query_value(None, "schema_version", |_| Ok(()));
    if read.is_err_and(|e| e.sqlite_error_code() == Some(ErrorCode::NotADatabase)) {
        return Err(Error::invalid("database", format!("{} is another file than a database.", path.display()))
            .fix("Name the file of a shop."));
    }
    connection.set_prepared_statement_cache_capacity(256);
    // Plans that do not depend on the bound values: otherwise some joins are planned anew each time they run.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true).map_err(Error::internal)?;
    Ok(connection)
}

fn set(connection: &Connection, sql: &str) -> Result<()> {
    connection.execute_batch(sql).map_err(Error::internal)
}

/// Changes whenever another connection has written to the database.
pub(crate) fn data_version(connection: &Connection) -> Result<i64, DbError> {
    let mut statement = connection.prepare_cached("PRAGMA data_version").map_err(fault)?;
    statement.query_row([], |row| row.get(0)).map_err(fault)
}

/// Ends the connection's statements once `limit` is over, counted from now.
pub(crate) fn limit_time(connection: &mut Connection, limit: Duration) -> Result<()> {
    let deadline = Instant::now() + limit;
    connection.progress_handler(100_000, Some(move || Instant::now() > deadline)).map_err(Error::internal)
}

pub(crate) fn execute(connection: &Connection, sql: &str, params: &[Value<'_>]) -> Result<u64, DbError> {
    let mut statement = prepare(connection, sql, params)?;
    Ok(statement.raw_execute().map_err(fault)? as u64)
}

pub(crate) fn query(
    connection: &Connection,
    sql: &str,
    params: &[Value<'_>],
    mut read: impl FnMut(&Row<'_>) -> Result<()>,
) -> Result<(), DbError> {
    let mut statement = prepare(connection, sql, params)?;
    let mut rows = statement.raw_query();
    while let Some(row) = rows.next().map_err(fault)? {
        read(&Row::Sqlite(row))?;
    }
    Ok(())
}

/// Adds rows, given one after the other.
pub(crate) fn insert_rows(connection: &Connection, table: &Table, values: &[Value<'_>]) -> Result<(), DbError> {
    let mut rest = values;
    for (rows, sql) in table.inserts() {
        let width = rows * table.columns.len();
        if rest.len() < width {
            continue;
        }
        let mut statement = connection.prepare_cached(sql).map_err(fault)?;
        while rest.len() >= width {
            let (some, others) = rest.split_at(width);
            bind(&mut statement, some)?;
            statement.raw_execute().map_err(fault)?;
            rest = others;
        }
    }
    Ok(())
}

/// Gives the key and the columns of each of the named rows that exists.
pub(crate) fn read_rows(
    connection: &Connection,
    table: &LockTable,
    keys: &[Key],
    mut read: impl FnMut(Key, Vec<Value<'static>>),
) -> Result<(), DbError> {
    let mut statement = connection.prepare_cached(&table.one().0).map_err(fault)?;
    let width = table.keys.len();
    for key in keys {
        bind(&mut statement, &table.key_values(key))?;
        let mut rows = statement.raw_query();
        if let Some(row) = rows.next().map_err(fault)? {
            read(*key, Row::Sqlite(row).values(width..width + table.columns.len())?);
        }
    }
    Ok(())
}

/// Changes rows, each given as its keys and then its columns.
pub(crate) fn update_rows(connection: &Connection, table: &LockTable, values: &[Value<'_>]) -> Result<(), DbError> {
    let mut statement = connection.prepare_cached(&table.one().1).map_err(fault)?;
    for row in values.chunks(table.keys.len() + table.columns.len()) {
        bind(&mut statement, row)?;
        statement.raw_execute().map_err(fault)?;
    }
    Ok(())
}

pub(crate) fn control(connection: &Connection, sql: &str) -> Result<(), DbError> {
    connection.prepare_cached(sql).and_then(|mut s| s.execute([])).map_err(fault)?;
    Ok(())
}

fn prepare<'c>(
    connection: &'c Connection,
    sql: &str,
    params: &[Value<'_>],
) -> Result<rusqlite::CachedStatement<'c>, DbError> {
    // `$1` is a name to SQLite, numbered by first appearance; `?1` is what the contract means.
    let mut statement = connection.prepare_cached(&sql.replace('$', "?")).map_err(fault)?;
    bind(&mut statement, params)?;
    Ok(statement)
}

fn bind(statement: &mut rusqlite::CachedStatement<'_>, params: &[Value<'_>]) -> Result<(), DbError> {
    for (index, value) in params.iter().enumerate() {
        statement.raw_bind_parameter(index + 1, value).map_err(fault)?;
    }
    Ok(())
}

fn fault(error: rusqlite::Error) -> DbError {
    if let rusqlite::Error::SqliteFailure(cause, _) = &error {
        if cause.code == ErrorCode::ConstraintViolation
            && matches!(
                cause.extended_code,
                rusqlite::ffi::SQLITE_CONSTRAINT_UNIQUE | rusqlite::ffi::SQLITE_CONSTRAINT_PRIMARYKEY
            )
        {
            return DbError::Fault(Fault::Refused, already_exists());
        }
        let storage = match cause.code {
            ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked => {
                return DbError::Fault(Fault::Retry, Error::internal(error));
            }
            ErrorCode::OperationInterrupted => {
                return DbError::Fault(Fault::Refused, took_too_long().because(error));
            }
            ErrorCode::DiskFull => Some(DISK_FULL),
            ErrorCode::ReadOnly => Some(READ_ONLY),
            ErrorCode::SystemIoFailure | ErrorCode::CannotOpen => Some(DISK_FAILED),
            _ => None,
        };
        if let Some(reason) = storage {
            return DbError::Fault(Fault::Storage(reason), storage_failed(reason).because(error));
        }
    }
    DbError::Fault(Fault::Refused, Error::internal(error))
}
