//! Transactions over SQLite and PostgreSQL: one schema, one set of SQL texts, one event log.
//!
//! The portable contract that every statement keeps:
//! - placeholders are `$1..$n`; column types are BIGINT, TEXT, BYTEA; booleans are 0 and 1;
//! - sums are `CAST(SUM(x) AS BIGINT)`, since a result that is REAL or NUMERIC is refused;
//! - allowed are `ON CONFLICT`, `RETURNING`, common table expressions and window functions; arrays,
//!   `now()` and engine-specific functions are not;
//! - a row is locked while it is checked and changed ([`Tx::rows`], [`Tx::change`]), or changed by one guarded UPDATE.
//!
//! [`Db::submit`] hands a command to the group commit; [`Db::read`] runs a query on a connection of
//! its own, which never waits for writes.

mod bare;
mod checkpoints;
mod copy;
mod db;
mod dump;
mod durable;
mod filter;
mod group;
mod held;
mod migrate;
mod postgres_engine;
mod remember;
mod savepoint;
mod schema;
mod sqlite_engine;
mod tables;
#[cfg(test)]
mod testing;
mod trail;
mod tx;
mod value;

pub use bare::{Bare, BareTable};
pub use copy::{copy, upgrade};
pub use db::{Db, Options, Reply, Target, read_once};
pub use dump::dump;
pub use filter::Filter;
pub use schema::{ColumnInfo, TableInfo, tables};
pub use tables::{Lock, LockTable, Table};
pub use trail::NewAuditRow;
pub use tx::{NewEvent, Tx};
pub use value::{Columns, FromValue, Row, ToValue, Value};
