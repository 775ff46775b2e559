//! One connection with a writer's settings and nothing on top: what the engine alone can do, for
//! `onetill bench` to measure against. The product writes through [`Db`](crate::Db).

use onetill_kernel::{Error, Result};

use crate::db::{Connection, Role, Target};
use crate::tx::DbError;
use crate::value::{Row, Value};

/// A bare connection.
pub struct Bare(Connection);

/// What a bare connection writes to: a table, the columns that name a row, and the other columns given.
#[derive(Debug)]
pub struct BareTable<'t> {
    /// Its name.
    pub name: &'t str,
    /// The key's columns.
    pub keys: &'t [&'t str],
    /// The other columns.
    pub columns: &'t [&'t str],
}

impl Bare {
    /// Opens a connection; the schema is taken as it is.
    pub fn open(target: &Target) -> Result<Self> {
        Ok(Self(Connection::open(target, Role::Writer)?))
    }

    /// Runs one statement or several.
    pub fn run(&mut self, sql: &str) -> Result<()> {
        match &mut self.0 {
            Connection::Sqlite(connection) => connection.execute_batch(sql).map_err(Error::internal),
            Connection::Postgres(session) => session.control(sql).map_err(plain),
        }
    }

    /// All rows of a query, each read by `read`.
    pub fn query<T>(
        &mut self,
        sql: &str,
        params: &[Value<'_>],
        read: impl FnMut(&Row<'_>) -> Result<T>,
    ) -> Result<Vec<T>> {
        self.0.tx().query(sql, params, read)
    }

    /// Inserts rows; each gives the keys and then the columns.
    pub fn insert(&mut self, table: &BareTable<'_>, rows: &[Vec<Value<'static>>]) -> Result<()> {
        let columns: Vec<&str> = table.keys.iter().chain(table.columns).copied().collect();
        match &mut self.0 {
            Connection::Sqlite(connection) => {
                let marks = vec!["?"; columns.len()].join(",");
                let sql = format!("INSERT INTO {} ({}) VALUES ({marks})", table.name, columns.join(","));
                each_row(connection, &sql, rows)
            }
            Connection::Postgres(session) => {
                let values: Vec<Value<'_>> = rows.iter().flatten().cloned().collect();
                session.insert_rows(table.name, &columns, &values).map_err(plain)
            }
        }
    }

    /// Adds numbers to the columns of rows that exist. No key may occur twice in `rows`, and they must be in
    /// the keys' order where several connections write.
    pub fn add(&mut self, table: &BareTable<'_>, rows: &[Vec<Value<'static>>]) -> Result<()> {
        match &mut self.0 {
            Connection::Sqlite(connection) => {
                let first = table.keys.len() + 1;
                let sets: Vec<String> =
                    table.columns.iter().zip(first..).map(|(c, n)| format!("{c} = {c} + ?{n}")).collect();
                let keys: Vec<String> = table.keys.iter().zip(1..).map(|(k, n)| format!("{k} = ?{n}")).collect();
                let at = if keys.is_empty() { String::new() } else { format!(" WHERE {}", keys.join(" AND ")) };
                let sql = format!("UPDATE {} SET {}{at}", table.name, sets.join(", "));
                each_row(connection, &sql, rows)
            }
            Connection::Postgres(session) => {
                let values: Vec<Value<'_>> = rows.iter().flatten().cloned().collect();
                session.add_rows(table.name, table.keys, table.columns, &values).map_err(plain)
            }
        }
    }
}

fn each_row(connection: &rusqlite::Connection, sql: &str, rows: &[Vec<Value<'static>>]) -> Result<()> {
    let mut statement = connection.prepare_cached(sql).map_err(Error::internal)?;
    for row in rows {
        statement.execute(rusqlite::params_from_iter(row)).map_err(Error::internal)?;
    }
    Ok(())
}

fn plain(error: DbError) -> Error {
    match error {
        DbError::Fault(_, error) | DbError::Reading(error) => error,
    }
}
