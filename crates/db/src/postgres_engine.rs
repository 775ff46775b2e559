//! PostgreSQL behind [`Tx`](crate::Tx): READ COMMITTED, prepared multi-row statements.

use std::collections::HashMap;
use std::time::Duration;

use onetill_kernel::{Error, Result};
use postgres::error::SqlState;
use postgres::{Client, Config, NoTls, Statement};

use crate::tx::{DISK_FULL, DbError, Fault, Lock, LockTable, READ_ONLY, already_exists, storage_failed, took_too_long, unavailable};
use crate::value::{Row, Value};

/// A statement of PostgreSQL takes at most 65,535 placeholders; well below it the gain ends anyway.
const MAX_ROWS: usize = 64;

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
    /// Connects; a statement that takes longer than `limit` is ended.
    pub(crate) fn open(url: &str, limit: Option<Duration>) -> Result<Self> {
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
                 SET statement_timeout = {limit_ms}; SET client_min_messages = warning"
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
        mut read: impl FnMut(&Row<'_>) -> Result<()>,
    ) -> Result<(), DbError> {
        use postgres::fallible_iterator::FallibleIterator;
        let statement = self.prepare(sql)?;
        let lost = &mut self.lost;
        let mut rows = self.client.query_raw(&statement, bound(params)).map_err(|e| fault(e, lost))?;
        while let Some(row) = rows.next().map_err(|e| fault(e, lost))? {
            read(&Row::Postgres(&row))?;
        }
        Ok(())
    }

    /// Inserts rows whose values stand one after the other.
    pub(crate) fn insert_rows(&mut self, table: &str, columns: &[&str], values: &[Value<'_>]) -> Result<(), DbError> {
        let width = columns.len();
        for rows in in_powers_of_two(values, width) {
            let marks = placeholders(rows.len() / width, width);
            let sql = format!("INSERT INTO {table} ({}) VALUES {marks}", columns.join(","));
            self.execute(&sql, rows)?;
        }
        Ok(())
    }

    /// Adds numbers to the columns of rows, each given as its keys and then what is added. Locks the rows in
    /// the order given.
    pub(crate) fn add_rows(
        &mut self,
        table: &str,
        keys: &[&str],
        columns: &[&str],
        values: &[Value<'_>],
    ) -> Result<(), DbError> {
        let width = keys.len() + columns.len();
        let names: Vec<&str> = keys.iter().chain(columns).copied().collect();
        let sets: Vec<String> = columns.iter().map(|c| format!("{c} = t.{c} + v.{c}")).collect();
        let join: Vec<String> = keys.iter().map(|k| format!("t.{k} = v.{k}")).collect();
        for rows in in_powers_of_two(values, width) {
            // The types of a VALUES list are those of its first row.
            let first: Vec<String> =
                (1..=width).map(|n| format!("${n}::{}", if n <= keys.len() { "bytea" } else { "bigint" })).collect();
            let rest = placeholders(rows.len() / width, width);
            let rest = rest.split_once("),").map_or(String::new(), |(_, rest)| format!(",{rest}"));
            let at = if keys.is_empty() { String::new() } else { format!(" WHERE {}", join.join(" AND ")) };
            let locked: Vec<Value<'_>> = rows.chunks(width).flat_map(|row| row[..keys.len()].iter().cloned()).collect();
            self.lock_rows(table, keys, &locked)?;
            let sql = format!(
                "UPDATE {table} t SET {} FROM (VALUES ({}){rest}) v ({}){at}",
                sets.join(", "),
                first.join(","),
                names.join(",")
            );
            self.execute(&sql, rows)?;
        }
        Ok(())
    }

    /// Locks the named rows in the order of their keys.
    pub(crate) fn lock(&mut self, table: &LockTable, rows: &[Lock]) -> Result<(), DbError> {
        let width = table.keys.len();
        let keys: Vec<Value<'_>> = rows.iter().flat_map(|r| r.key[..width].iter().map(|k| Value::Id(*k))).collect();
        self.lock_rows(table.name, table.keys, &keys)
    }

    /// Locks rows in the order of their keys, which stand in `values` one after the other in that order.
    fn lock_rows(&mut self, table: &str, keys: &[&str], values: &[Value<'_>]) -> Result<(), DbError> {
        if values.is_empty() {
            return Ok(());
        }
        let columns = keys.join(",");
        for rows in values.chunks(MAX_ROWS * keys.len()) {
            let mut wanted = rows.to_vec();
            // The last one again, up to a power of two, so that few statements are ever prepared.
            let count = (rows.len() / keys.len()).next_power_of_two();
            let last = &rows[rows.len() - keys.len()..];
            wanted.extend(last.iter().cycle().take(count * keys.len() - rows.len()).cloned());
            let marks = placeholders(count, keys.len());
            let sql = format!("SELECT 1 FROM {table} WHERE ({columns}) IN ({marks}) ORDER BY {columns} FOR UPDATE");
            self.execute(&sql, &wanted)?;
        }
        Ok(())
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

/// Cuts rows of `width` values into pieces of a power of two of rows, so that few statements are ever prepared.
fn in_powers_of_two<'v, 'a>(mut rest: &'v [Value<'a>], width: usize) -> impl Iterator<Item = &'v [Value<'a>]> {
    std::iter::from_fn(move || {
        let rows = (rest.len() / width).min(MAX_ROWS).checked_ilog2()?;
        let (now, later) = rest.split_at((1 << rows) * width);
        rest = later;
        Some(now)
    })
}

/// `($1,$2),($3,$4)`
fn placeholders(rows: usize, width: usize) -> String {
    let row = |r: usize| {
        let cells: Vec<String> = (1..=width).map(|c| format!("${}", r * width + c)).collect();
        format!("({})", cells.join(","))
    };
    (0..rows).map(row).collect::<Vec<_>>().join(",")
}

fn bound<'a>(params: &'a [Value<'a>]) -> Vec<&'a (dyn postgres::types::ToSql + Sync)> {
    params.iter().map(|v| v as &(dyn postgres::types::ToSql + Sync)).collect()
}

/// What an error means for the group, and whether it was the connection's last.
fn fault(error: postgres::Error, lost: &mut bool) -> DbError {
    let Some(code) = error.as_db_error().map(|e| e.code().clone()) else {
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
