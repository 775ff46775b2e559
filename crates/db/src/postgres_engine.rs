//! PostgreSQL behind [`Tx`](crate::Tx): READ COMMITTED, prepared multi-row statements.

use std::collections::HashMap;
use std::sync::LazyLock;
use std::time::Duration;

use onetill_kernel::{Error, Result, Uuid};
use postgres::error::SqlState;
use postgres::{Client, Config, NoTls, Statement};

use crate::held::Key;
use crate::schema::{TableInfo, tables};
use crate::tables::LockTable;
use crate::tx::{DISK_FULL, DbError, Fault, READ_ONLY, already_exists, storage_failed, took_too_long, unavailable};
use crate::value::{Row, Value};

/// How long a new connection may take.
const CONNECT_WITHIN: Duration = Duration::from_secs(5);
/// A silent connection is probed after this time, and given up when it stays silent.
const KEEPALIVE: Duration = Duration::from_secs(10);

/// A connection and the statements prepared on it.
pub(crate) struct Session {
    client: Client,
    /// Set once it has failed. The client itself only notices when it is used.
    lost: bool,
    statements: HashMap<String, Statement>,
}

impl Session {
    /// Connects; a statement that takes longer than `limit` is ended. `repeats` says that the same few statements
    /// run again and again, for a few rows each: they are planned once, which else takes longer than running them, and
    /// by keys. What a new shop's empty tables make PostgreSQL choose else, reading them whole, stays chosen while a
    /// hundred thousand rows are brought in.
    pub(crate) fn open(url: &str, limit: Option<Duration>, repeats: bool) -> Result<Self> {
        let plans = if repeats {
            "SET plan_cache_mode = force_generic_plan; SET enable_seqscan = off; SET enable_hashjoin = off; \
             SET enable_mergejoin = off"
        } else {
            ""
        };
        // 0 is PostgreSQL's word for no limit.
        let limit_ms = limit.map_or(0, |l| l.as_millis());
        let mut config: Config = url.parse().map_err(|_| {
            // The cause may repeat the URL, and the URL may hold a password.
            Error::invalid("database", "This is not the URL of a PostgreSQL database.")
                .fix("Write postgres://USER@HOST/NAME.")
        })?;
        if config.get_connect_timeout().is_none() {
            config.connect_timeout(CONNECT_WITHIN);
        }
        config.keepalives_idle(KEEPALIVE).keepalives_interval(KEEPALIVE / 2).keepalives_retries(3);
        let mut client = config.connect(NoTls).map_err(|e| {
            // The message may repeat the URL, and the URL may hold a password.
            let reason = e.as_db_error().map_or("no answer at that address", |d| d.message()).to_owned();
            Error::invalid("database", format!("PostgreSQL cannot be reached: {reason}."))
                .fix("Check the address, the database's name and the sign-in in --database.")
        })?;
        client
            .batch_execute(&format!(
                "SET default_transaction_isolation = 'read committed'; SET TIME ZONE 'UTC'; \
                 SET statement_timeout = {limit_ms}; SET client_min_messages = warning; SET jit = off; {plans}"
            ))
            .map_err(Error::internal)?;
        Ok(Self { client, lost: false, statements: HashMap::new() })
    }

    /// Whether nothing can be asked of it any more.
    pub(crate) fn is_lost(&self) -> bool {
        self.lost || self.client.is_closed()
    }

    pub(crate) fn control(&mut self, sql: &str) -> Result<(), DbError> {
        self.client.batch_execute(sql).map_err(|e| fault(e, &mut self.lost))
    }

    pub(crate) fn execute(&mut self, sql: &str, params: &[Value<'_>]) -> Result<u64, DbError> {
        let statement = self.prepare(sql)?;
        self.client.execute(&statement, &bound(params)).map_err(|e| fault(e, &mut self.lost))
    }

    pub(crate) fn query(
        &mut self,
        sql: &str,
        params: &[Value<'_>],
        read: impl FnMut(&Row<'_>) -> Result<()>,
    ) -> Result<(), DbError> {
        self.query_with(sql, bound(params), read)
    }

    /// A query whose last parameter is an array of ids.
    pub(crate) fn query_any(
        &mut self,
        sql: &str,
        params: &[Value<'_>],
        ids: &[Value<'_>],
        read: impl FnMut(&Row<'_>) -> Result<()>,
    ) -> Result<(), DbError> {
        let mut all = bound(params);
        all.push(&ids);
        self.query_with(sql, all, read)
    }

    fn query_with(
        &mut self,
        sql: &str,
        params: Vec<&(dyn postgres::types::ToSql + Sync)>,
        mut read: impl FnMut(&Row<'_>) -> Result<()>,
    ) -> Result<(), DbError> {
        use postgres::fallible_iterator::FallibleIterator;
        let statement = self.prepare(sql)?;
        let lost = &mut self.lost;
        let mut rows = self.client.query_raw(&statement, params).map_err(|e| fault(e, lost))?;
        while let Some(row) = rows.next().map_err(|e| fault(e, lost))? {
            read(&Row::Postgres(&row))?;
        }
        Ok(())
    }

    /// Inserts rows whose values stand one after the other, in one statement: each column travels as an array.
    pub(crate) fn insert_rows(&mut self, table: &str, columns: &[&str], values: &[Value<'_>]) -> Result<(), DbError> {
        let arrays = arrays(columns.iter().map(|c| kind(table, c)));
        let sql = format!("INSERT INTO {table} ({}) SELECT * FROM unnest({arrays})", columns.join(","));
        self.execute_arrays(&sql, columns.len(), values).map(drop)
    }

    /// Adds numbers to the columns of rows, each given as its keys and then what is added. Locks the rows in
    /// the order of their keys.
    pub(crate) fn add_rows(
        &mut self,
        table: &str,
        keys: &[&str],
        columns: &[&str],
        values: &[Value<'_>],
    ) -> Result<(), DbError> {
        let width = keys.len() + columns.len();
        let locked: Vec<Value<'_>> = values.chunks(width).flat_map(|row| row[..keys.len()].iter().cloned()).collect();
        self.lock_rows(table, keys, &locked)?;
        let sets: Vec<String> = columns.iter().map(|c| format!("{c} = t.{c} + v.{c}")).collect();
        self.execute_arrays(&update_from_arrays(table, keys, columns, &sets), width, values).map(drop)
    }

    /// Changes rows, each given as its keys and then its columns.
    pub(crate) fn update_rows(
        &mut self,
        table: &str,
        keys: &[&str],
        columns: &[&str],
        values: &[Value<'_>],
    ) -> Result<(), DbError> {
        let sets: Vec<String> = columns.iter().map(|c| format!("{c} = v.{c}")).collect();
        let sql = update_from_arrays(table, keys, columns, &sets);
        self.execute_arrays(&sql, keys.len() + columns.len(), values).map(drop)
    }

    /// Locks the named rows in the order of their keys, and gives the key and the columns of each that exists.
    pub(crate) fn lock(
        &mut self,
        table: &LockTable,
        keys: &[Key],
        mut read: impl FnMut(Key, Vec<Value<'static>>),
    ) -> Result<(), DbError> {
        let width = table.keys.len();
        let keys: Vec<Value<'_>> = keys.iter().flat_map(|key| table.key_values(key)).collect();
        let sql = lock_from_arrays(table.name, table.keys, &[table.keys, table.columns].concat());
        self.query_arrays(&sql, width, &keys, |row| {
            let mut key = [Uuid::nil(); 2];
            for (n, part) in key.iter_mut().enumerate().take(width) {
                *part = row.get(n)?;
            }
            read(key, row.values(width..width + table.columns.len())?);
            Ok(())
        })
    }

    fn lock_rows(&mut self, table: &str, keys: &[&str], values: &[Value<'_>]) -> Result<(), DbError> {
        self.query_arrays(&lock_from_arrays(table, keys, keys), keys.len(), values, |_| Ok(()))
    }

    fn query_arrays(
        &mut self,
        sql: &str,
        width: usize,
        values: &[Value<'_>],
        read: impl FnMut(&Row<'_>) -> Result<()>,
    ) -> Result<(), DbError> {
        if values.is_empty() {
            return Ok(());
        }
        let columns = columns_of(width, values);
        self.query_with(sql, columns.iter().map(|c| c as _).collect(), read)
    }

    /// Runs a statement whose parameters are arrays: the columns of rows of `width` values.
    fn execute_arrays(&mut self, sql: &str, width: usize, values: &[Value<'_>]) -> Result<u64, DbError> {
        let statement = self.prepare(sql)?;
        let columns = columns_of(width, values);
        let params: Vec<&(dyn postgres::types::ToSql + Sync)> = columns.iter().map(|c| c as _).collect();
        self.client.execute(&statement, &params).map_err(|e| fault(e, &mut self.lost))
    }

    fn prepare(&mut self, sql: &str) -> Result<Statement, DbError> {
        if let Some(statement) = self.statements.get(sql) {
            return Ok(statement.clone());
        }
        let statement = self.client.prepare(sql).map_err(|e| fault(e, &mut self.lost))?;
        self.statements.insert(sql.to_owned(), statement.clone());
        Ok(statement)
    }
}

/// The values of each column of rows that are `width` values wide.
fn columns_of<'v, 'a>(width: usize, values: &'v [Value<'a>]) -> Vec<Vec<&'v Value<'a>>> {
    (0..width).map(|column| values.iter().skip(column).step_by(width).collect()).collect()
}

/// An UPDATE from arrays of the keys and of the columns.
fn update_from_arrays(table: &str, keys: &[&str], columns: &[&str], sets: &[String]) -> String {
    let names: Vec<&str> = keys.iter().chain(columns).copied().collect();
    let at: Vec<String> = keys.iter().map(|k| format!("t.{k} = v.{k}")).collect();
    let at = if at.is_empty() { String::new() } else { format!(" WHERE {}", at.join(" AND ")) };
    let arrays = arrays(names.iter().map(|name| kind(table, name)));
    format!("UPDATE {table} t SET {} FROM unnest({arrays}) v ({}){at}", sets.join(", "), names.join(","))
}

/// A SELECT of columns that locks rows, whose keys are given as arrays, in the order of their keys.
fn lock_from_arrays(table: &str, keys: &[&str], columns: &[&str]) -> String {
    let of_row =
        |names: &[&str], separator: &str| names.iter().map(|n| format!("t.{n}")).collect::<Vec<_>>().join(separator);
    let on: Vec<String> = keys.iter().map(|k| format!("t.{k} = v.{k}")).collect();
    format!(
        "SELECT {} FROM {table} t JOIN unnest({}) v ({}) ON {} ORDER BY {} FOR UPDATE OF t",
        of_row(columns, ", "),
        arrays(keys.iter().map(|_| "bytea")),
        keys.join(","),
        on.join(" AND "),
        of_row(keys, ",")
    )
}

/// `$1::bytea[],$2::bigint[]`
fn arrays<'k>(kinds: impl Iterator<Item = &'k str>) -> String {
    let each: Vec<String> = kinds.zip(1..).map(|(kind, n)| format!("${n}::{kind}[]")).collect();
    each.join(",")
}

/// The type of a column, as the migrations declare it.
fn kind(table: &str, column: &str) -> &'static str {
    static TABLES: LazyLock<Vec<TableInfo>> = LazyLock::new(tables);
    let columns = TABLES.iter().find(|t| t.name == table).map_or(&[][..], |t| &t.columns);
    columns.iter().find(|c| c.name == column).map_or("text", |c| c.kind.as_str())
}

fn bound<'a>(params: &'a [Value<'a>]) -> Vec<&'a (dyn postgres::types::ToSql + Sync)> {
    params.iter().map(|v| v as &(dyn postgres::types::ToSql + Sync)).collect()
}

/// Whether an error without a code of the server's means that the connection broke. Else the client refused: a value
/// that the statement does not take, say.
fn is_broken(error: &postgres::Error) -> bool {
    error.is_closed() || std::error::Error::source(error).is_some_and(|cause| cause.is::<std::io::Error>())
}

/// What an error means for the group, and whether it was the connection's last.
fn fault(error: postgres::Error, lost: &mut bool) -> DbError {
    let Some(code) = error.as_db_error().map(|e| e.code().clone()) else {
        if !is_broken(&error) {
            return DbError::Fault(Fault::Refused, Error::internal(error));
        }
        *lost = true;
        return DbError::Fault(Fault::Retry, unavailable().because(error));
    };
    match code {
        SqlState::UNIQUE_VIOLATION => DbError::Fault(Fault::Refused, already_exists()),
        SqlState::T_R_SERIALIZATION_FAILURE | SqlState::T_R_DEADLOCK_DETECTED => {
            DbError::Fault(Fault::Retry, Error::internal(error))
        }
        // The server stops, has crashed, or is not up yet; and it closes the connection.
        SqlState::ADMIN_SHUTDOWN | SqlState::CRASH_SHUTDOWN | SqlState::CANNOT_CONNECT_NOW => {
            *lost = true;
            DbError::Fault(Fault::Retry, unavailable().because(error))
        }
        SqlState::QUERY_CANCELED => DbError::Fault(Fault::Refused, took_too_long().because(error)),
        SqlState::DISK_FULL => DbError::Fault(Fault::Storage(DISK_FULL), storage_failed(DISK_FULL).because(error)),
        SqlState::READ_ONLY_SQL_TRANSACTION => {
            DbError::Fault(Fault::Storage(READ_ONLY), storage_failed(READ_ONLY).because(error))
        }
        _ => DbError::Fault(Fault::Refused, Error::internal(error)),
    }
}
