//! PostgreSQL behind [`Tx`](crate::Tx): READ COMMITTED, prepared multi-row statements.

use std::collections::HashMap;
use std::time::Duration;

use onetill_kernel::{Error, Result};
use postgres::error::SqlState;
use postgres::{Client, Config, NoTls, Statement};

use crate::tx::{
    DISK_FULL, DbError, Fault, Lock, LockTable, READ_ONLY, Table, already_exists, storage_failed, took_too_long,
    unavailable,
};
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
    pub(crate) fn open(url: &str, statement_timeout_s: u32) -> Result<Self> {
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
                 SET statement_timeout = '{statement_timeout_s}s'; SET client_min_messages = warning"
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

    /// Inserts rows of several tables, each table's in as few statements as possible, the tables in
    /// the order in which they first appear.
    pub(crate) fn insert_all(&mut self, rows: Vec<(&'static Table, Vec<Value<'static>>)>) -> Result<(), DbError> {
        let mut by_table: Vec<(&'static Table, Vec<Value<'static>>)> = Vec::new();
        for (table, row) in rows {
            match by_table.iter_mut().find(|(t, _)| *t == table) {
                Some((_, values)) => values.extend(row),
                None => by_table.push((table, row)),
            }
        }
        for (table, values) in by_table {
            let width = table.columns.len();
            let mut rest = values.as_slice();
            while !rest.is_empty() {
                // Powers of two, so that few statements are ever prepared.
                let count = 1 << (rest.len() / width).min(MAX_ROWS).ilog2();
                let (now, later) = rest.split_at(count * width);
                let sql = format!(
                    "INSERT INTO {} ({}) VALUES {}",
                    table.name,
                    table.columns.join(","),
                    placeholders(count, width)
                );
                self.execute(&sql, now)?;
                rest = later;
            }
        }
        Ok(())
    }

    /// Locks the named rows in the order of their keys.
    pub(crate) fn lock(&mut self, table: &LockTable, rows: &[Lock]) -> Result<(), DbError> {
        let width = table.keys.len();
        for rows in rows.chunks(MAX_ROWS) {
            let count = rows.len().next_power_of_two();
            let last = rows.len() - 1;
            let keys: Vec<Value<'_>> =
                (0..count).flat_map(|i| rows[i.min(last)].key[..width].iter().map(|k| Value::Id(*k))).collect();
            let columns = table.keys.join(",");
            let sql = format!(
                "SELECT 1 FROM {} WHERE ({columns}) IN ({}) ORDER BY {columns} FOR UPDATE",
                table.name,
                placeholders(count, width)
            );
            self.execute(&sql, &keys)?;
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
