//! A transaction, the same over SQLite and PostgreSQL.

use std::collections::{HashMap, HashSet};
use std::hash::Hash;
use std::sync::Arc;

use onetill_kernel::{Error, ErrorKind, Result, Timestamp, Uuid};

use crate::durable::Progress;
use crate::held::Held;
use crate::postgres_engine::Session;
use crate::remember::Remembered;
use crate::tables::{Lock, LockTable, Table, names};
use crate::trail::NewAuditRow;
use crate::value::{Columns, Row, ToValue, Value};
use crate::{params, sqlite_engine};

/// An event as a command emits it. It gets its position when the group commits.
#[derive(Debug, Clone)]
pub struct NewEvent {
    /// What happened: `order.completed`.
    pub kind: &'static str,
    /// The thing it happened to.
    pub subject_id: Uuid,
    /// JSON.
    pub data: String,
    /// When it happened, by the clock of whoever did it.
    pub happened_at: Timestamp,
    /// When it was recorded, by ours.
    pub recorded_at: Timestamp,
}

/// Why the database refused, where that decides what the group does next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fault {
    /// The group as a whole may succeed when run again.
    Retry,
    /// The statement is wrong for this data.
    Refused,
    /// Nothing can be written at the moment, for the reason given in words.
    Storage(&'static str),
}

/// An event as it stands in the log, by which a group finds out whether its commit took place.
pub(crate) struct Logged {
    pub(crate) position: i64,
    event: NewEvent,
}

/// A place that a transaction can go back to.
pub(crate) struct Savepoint {
    /// How many events there were.
    events: usize,
    /// How many rows of the audit trail.
    audits: usize,
}

pub(crate) enum Engine<'c> {
    Sqlite(&'c rusqlite::Connection),
    Postgres(&'c mut Session),
}

/// One transaction. Commands are plain functions over `&mut Tx`.
pub struct Tx<'c> {
    pub(crate) engine: Engine<'c>,
    pub(crate) events: Vec<NewEvent>,
    /// Rows of the audit trail, likewise without their positions.
    pub(crate) audits: Vec<NewAuditRow>,
    /// Rows not yet written: of each table the values, one row after the other.
    appended: Vec<(&'static Table, Vec<Value<'static>>)>,
    held: Held,
    /// Whether the running command has changed anything.
    pub(crate) wrote: bool,
    pub(crate) fault: Option<Fault>,
    /// Whether a duplicate may be left for the unique index to find: see [`Tx::query_sent`].
    pub(crate) hopeful: bool,
    pub(crate) remembered: Remembered,
    /// Told before each commit, where another thread puts it on disk.
    pub(crate) progress: Option<Arc<Progress>>,
}

impl<'c> Tx<'c> {
    pub(crate) fn new(engine: Engine<'c>) -> Self {
        Self {
            engine,
            events: Vec::new(),
            audits: Vec::new(),
            appended: Vec::new(),
            held: Held::default(),
            wrote: false,
            fault: None,
            hopeful: false,
            remembered: Remembered::default(),
            progress: None,
        }
    }

    /// Runs a statement that answers no rows; returns how many rows it changed.
    pub fn execute(&mut self, sql: &str, params: &[Value<'_>]) -> Result<u64> {
        self.settle(sql)?;
        self.forget(sql);
        let result = match &mut self.engine {
            Engine::Sqlite(connection) => sqlite_engine::execute(connection, sql, params),
            Engine::Postgres(session) => session.execute(sql, params),
        };
        let changed = self.note(result)?;
        self.wrote |= changed > 0;
        Ok(changed)
    }

    /// All rows of a query, each read by `read`.
    pub fn query<T>(
        &mut self,
        sql: &str,
        params: &[Value<'_>],
        mut read: impl FnMut(&Row<'_>) -> Result<T>,
    ) -> Result<Vec<T>> {
        let mut found = Vec::new();
        self.for_each(sql, params, |row| {
            found.push(read(row)?);
            Ok(())
        })?;
        Ok(found)
    }

    /// Hands each row of a query to `read` without keeping any.
    pub fn for_each(
        &mut self,
        sql: &str,
        params: &[Value<'_>],
        read: impl FnMut(&Row<'_>) -> Result<()>,
    ) -> Result<()> {
        self.settle(sql)?;
        if !sql.starts_with("SELECT") && !sql.starts_with("WITH") {
            self.wrote = true;
            self.forget(sql);
        }
        let result = match &mut self.engine {
            Engine::Sqlite(connection) => sqlite_engine::query(connection, sql, params, read),
            Engine::Postgres(session) => session.query(sql, params, read),
        };
        self.note(result)
    }

    /// Sums of some columns over the rows with the same key. PostgreSQL groups the rows. SQLite would have to sort all of
    /// them for that, which takes longer than reading them, and hands each one over to be summed here.
    pub fn sums<K: Eq + Hash, const N: usize>(
        &mut self,
        key: &str,
        columns: [&str; N],
        source: &str,
        params: &[Value<'_>],
        mut read_key: impl FnMut(&mut Columns<'_>) -> Result<K>,
    ) -> Result<HashMap<K, [i64; N]>> {
        let sql = match self.engine {
            Engine::Sqlite(_) => format!("SELECT {key}, {} {source}", columns.join(", ")),
            Engine::Postgres(_) => {
                let sums = columns.map(|column| format!("CAST(SUM({column}) AS BIGINT)")).join(", ");
                format!("SELECT {key}, {sums} {source} GROUP BY {key}")
            }
        };
        let mut found: HashMap<K, [i64; N]> = HashMap::new();
        self.for_each(&sql, params, |row| {
            let mut c = row.columns();
            for sum in found.entry(read_key(&mut c)?).or_insert([0; N]) {
                *sum = sum.checked_add(c.take()?).ok_or_else(Error::overflow)?;
            }
            Ok(())
        })?;
        Ok(found)
    }

    /// The first row of a query, if there is one.
    pub fn query_opt<T>(
        &mut self,
        sql: &str,
        params: &[Value<'_>],
        read: impl FnMut(&Row<'_>) -> Result<T>,
    ) -> Result<Option<T>> {
        Ok(self.query(sql, params, read)?.into_iter().next())
    }

    /// The first row of a query that always has one.
    pub fn query_one<T>(
        &mut self,
        sql: &str,
        params: &[Value<'_>],
        read: impl FnMut(&Row<'_>) -> Result<T>,
    ) -> Result<T> {
        self.query_opt(sql, params, read)?.ok_or_else(|| Error::internal("a query that always has a row had none"))
    }

    /// The rows with some ids, in no order. `sql` is the query up to and with the id's column, and is completed
    /// as suits the engine: SQLite looks each id up, PostgreSQL gets a list.
    pub fn query_ids<T>(
        &mut self,
        sql: &str,
        params: &[Value<'_>],
        ids: &[impl ToValue],
        mut read: impl FnMut(&Row<'_>) -> Result<T>,
    ) -> Result<Vec<T>> {
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        let next = params.len() + 1;
        let mut params: Vec<Value<'_>> = params.to_vec();
        match &self.engine {
            Engine::Sqlite(_) => {
                // A list of values becomes a temporary table there, which costs more than the lookups.
                let sql = format!("{sql} = ${next}");
                let mut found = Vec::with_capacity(ids.len());
                let mut asked = HashSet::with_capacity(ids.len());
                for id in ids {
                    if !asked.insert(id.to_value()) {
                        continue;
                    }
                    params.truncate(next - 1);
                    params.push(id.to_value());
                    self.for_each(&sql, &params, |row| {
                        found.push(read(row)?);
                        Ok(())
                    })?;
                }
                Ok(found)
            }
            Engine::Postgres(_) => {
                let ids: Vec<Value<'_>> = ids.iter().map(ToValue::to_value).collect();
                self.settle(sql)?;
                let mut found = Vec::with_capacity(ids.len());
                let Engine::Postgres(session) = &mut self.engine else { return Ok(found) };
                let result = session.query_any(&format!("{sql} = ANY(${next})"), &params, &ids, |row| {
                    found.push(read(row)?);
                    Ok(())
                });
                self.note(result)?;
                Ok(found)
            }
        }
    }

    /// Looks up a key that [`Tx::append`] is about to write, if nobody did yet. The database is not asked at first:
    /// a duplicate then meets the table's unique index, and the group runs again with this lookup made. A
    /// command that is refused for another reason must ask [`Tx::query_opt`] whether that reason counts.
    pub fn query_sent<T>(
        &mut self,
        sql: &str,
        params: &[Value<'_>],
        mut read: impl FnMut(&Row<'_>) -> Result<T>,
    ) -> Result<Option<T>> {
        if self.hopeful {
            return Ok(None);
        }
        let mut found = None;
        let mut keep = |row: &Row<'_>| {
            found = Some(read(row)?);
            Ok(())
        };
        let result = match &mut self.engine {
            Engine::Sqlite(connection) => sqlite_engine::query(connection, sql, params, &mut keep),
            Engine::Postgres(session) => session.query(sql, params, &mut keep),
        };
        self.note(result)?;
        Ok(found)
    }

    /// Whether [`Tx::query_sent`] leaves duplicates for the unique index to find.
    pub fn is_hopeful(&self) -> bool {
        self.hopeful
    }

    /// The keys of the rows of a table that the group has locked so far.
    pub fn locked(&self, table: &'static LockTable) -> Vec<[Uuid; 2]> {
        self.held.keys(table).copied().collect()
    }

    /// Forgets what is no longer true after a statement that writes.
    fn forget(&mut self, sql: &str) {
        self.remembered.forget(sql);
        self.held.forget(sql);
    }

    /// Forgets what was remembered before another process wrote to the database.
    pub(crate) fn check_remembered(&mut self) -> Result<()> {
        if let Some(version) = self.data_version()? {
            self.remembered.must_be_of(version);
        }
        Ok(())
    }

    /// SQLite's version of the data, which changes whenever another connection has written.
    pub(crate) fn data_version(&mut self) -> Result<Option<i64>> {
        let Engine::Sqlite(connection) = &self.engine else { return Ok(None) };
        let version = sqlite_engine::data_version(connection);
        self.note(version.map(Some))
    }

    /// What the next group may know from the start, once this one is committed.
    pub(crate) fn into_remembered(self) -> Remembered {
        match self.engine {
            Engine::Sqlite(_) => self.remembered,
            Engine::Postgres(_) => Remembered::default(),
        }
    }

    /// Sends what is still held, and marks where [`Tx::roll_back_to`] can go back to.
    pub(crate) fn begin_savepoint(&mut self) -> Result<Savepoint> {
        self.flush()?;
        self.control("SAVEPOINT command")?;
        Ok(Savepoint { events: self.events.len(), audits: self.audits.len() })
    }

    /// Takes back, and forgets, what was done since.
    pub(crate) fn roll_back_to(&mut self, savepoint: &Savepoint) -> Result<()> {
        self.events.truncate(savepoint.events);
        self.audits.truncate(savepoint.audits);
        self.appended.clear();
        self.held.clear();
        self.remembered.clear();
        self.fault = None;
        self.control("ROLLBACK TO SAVEPOINT command")
    }

    /// Ends a savepoint; what is done since stays.
    pub(crate) fn release(&mut self, _: Savepoint) -> Result<()> {
        self.control("RELEASE SAVEPOINT command")
    }

    /// Some rows by their keys, each `None` where there is no such row. `read` is given the table's columns. They stay
    /// as they are until the commit, but for [`Tx::change`]. Those that all commands of a group name beforehand are
    /// read together; PostgreSQL locks them.
    pub fn rows<T>(
        &mut self,
        table: &'static LockTable,
        keys: &[[Uuid; 2]],
        mut read: impl FnMut(&Row<'_>) -> Result<T>,
    ) -> Result<Vec<Option<T>>> {
        self.lock(keys.iter().map(|key| Lock { table, key: *key }).collect())?;
        keys.iter().map(|key| self.held.values(table, key).map(|values| read(&Row::Held(values))).transpose()).collect()
    }

    /// One row; see [`Tx::rows`].
    pub fn row<T>(
        &mut self,
        table: &'static LockTable,
        key: [Uuid; 2],
        read: impl FnMut(&Row<'_>) -> Result<T>,
    ) -> Result<Option<T>> {
        Ok(self.rows(table, &[key], read)?.into_iter().next().flatten())
    }

    /// Gives a row that [`Tx::rows`] found new values in all of the table's columns. The changes of all commands are
    /// written together when the group commits, or before the first statement that names the table.
    pub fn change(&mut self, table: &'static LockTable, key: [Uuid; 2], values: &[Value<'_>]) -> Result<()> {
        debug_assert_eq!(table.columns.len(), values.len(), "{} has as many values as columns", table.name);
        self.wrote = true;
        self.held.change(table, key, values.iter().map(|v| v.clone().into_owned()).collect());
        Ok(())
    }

    /// Adds a row to a table of facts. Such rows are written in multi-row statements when the group commits, or before
    /// the first statement that names the table.
    pub fn append(&mut self, table: &'static Table, row: &[Value<'_>]) -> Result<()> {
        debug_assert_eq!(table.columns.len(), row.len(), "{} has as many values as columns", table.name);
        self.wrote = true;
        let row = row.iter().map(|v| v.clone().into_owned());
        match self.appended.iter_mut().find(|(t, _)| std::ptr::eq(*t, table)) {
            Some((_, values)) => values.extend(row),
            None => {
                self.remembered.forget(table.name);
                self.appended.push((table, row.collect()));
            }
        }
        Ok(())
    }

    /// Says that another writer changed a row in between: the whole group is rolled back and run again.
    pub fn lost_race(&mut self) -> Error {
        self.fault = Some(Fault::Retry);
        Error::conflict("busy", "Somebody else changed this at the same moment.").fix("Try again.")
    }

    /// Adds an event to the log when the group commits.
    pub fn emit(&mut self, event: NewEvent) {
        self.wrote = true;
        self.events.push(event);
    }

    /// Reads rows and holds them. PostgreSQL locks them, with the only `FOR UPDATE`, in the one global order, so that two
    /// groups never wait for each other; SQLite has one writer and needs no locks.
    pub fn lock(&mut self, locks: Vec<Lock>) -> Result<()> {
        for (table, keys) in self.held.missing(locks) {
            for key in &keys {
                self.held.hold(table, *key, None);
            }
            let held = &mut self.held;
            let read = |key, values| held.hold(table, key, Some(values));
            let result = match &mut self.engine {
                Engine::Sqlite(connection) => sqlite_engine::read_rows(connection, table, &keys, read),
                Engine::Postgres(session) => session.lock(table, &keys, read),
            };
            self.note(result)?;
        }
        Ok(())
    }

    /// Writes what [`Tx::append`] and [`Tx::change`] still hold of a table that `sql` names.
    fn settle(&mut self, sql: &str) -> Result<()> {
        if self.held.is_changed_in(sql) || self.appended.iter().any(|(table, _)| names(sql, table.name)) {
            self.flush()
        } else {
            Ok(())
        }
    }

    /// Writes all that [`Tx::append`] and [`Tx::change`] still hold.
    pub(crate) fn flush(&mut self) -> Result<()> {
        for (table, rows) in self.held.take_changes() {
            let result = match &mut self.engine {
                Engine::Sqlite(connection) => sqlite_engine::update_rows(connection, table, &rows),
                Engine::Postgres(session) => session.update_rows(table.name, table.keys, table.columns, &rows),
            };
            self.note(result)?;
        }
        for (table, rows) in std::mem::take(&mut self.appended) {
            let result = match &mut self.engine {
                Engine::Sqlite(connection) => sqlite_engine::insert_rows(connection, table, &rows),
                Engine::Postgres(session) => session.insert_rows(table.name, table.columns, &rows),
            };
            self.note(result)?;
        }
        Ok(())
    }

    /// Writes the buffered events with positions that have no gap and only grow in commit order: the
    /// counter's row stays locked until the commit. Returns the last event, if there were any.
    pub(crate) fn write_events(&mut self) -> Result<Option<Logged>> {
        static EVENTS: Table = Table::new(
            "events",
            &[
                "position",
                "kind",
                "subject_id",
                "data",
                "happened_at",
                "recorded_at",
                "origin_database",
                "origin_position",
            ],
        );
        let events = std::mem::take(&mut self.events);
        if events.is_empty() {
            self.flush()?;
            return Ok(None);
        }
        // Everything else is sent first: from the next statement on, other groups wait for us.
        self.flush()?;
        let count = i64::try_from(events.len()).map_err(Error::internal)?;
        let (last, database) = self.query_one(
            "UPDATE event_counter SET position = position + $1 WHERE id = 1 RETURNING position, database_id",
            params![count],
            |row| Ok((row.get::<i64>(0)?, row.get::<Uuid>(1)?)),
        )?;
        for (event, position) in events.iter().zip(last - count + 1..) {
            self.append(
                &EVENTS,
                params![
                    position,
                    event.kind,
                    event.subject_id,
                    event.data,
                    event.happened_at,
                    event.recorded_at,
                    database,
                    position
                ],
            )?;
        }
        self.flush()?;
        Ok(events.into_iter().next_back().map(|event| Logged { position: last, event }))
    }

    /// Whether this event is in the log. A commit that is still under way is waited for: it holds the
    /// counter's row.
    pub(crate) fn is_in_log(&mut self, logged: &Logged) -> Result<bool> {
        self.query_one("UPDATE event_counter SET position = position WHERE id = 1 RETURNING position", &[], |row| {
            row.get::<i64>(0)
        })?;
        let found = self.query_opt(
            "SELECT kind, subject_id, data, recorded_at FROM events WHERE position = $1",
            params![logged.position],
            |row| {
                let mut c = row.columns();
                let (kind, subject_id): (String, Uuid) = (c.take()?, c.take()?);
                let (data, recorded_at): (String, Timestamp) = (c.take()?, c.take()?);
                let ours = &logged.event;
                Ok(kind == ours.kind
                    && subject_id == ours.subject_id
                    && data == ours.data
                    && recorded_at == ours.recorded_at)
            },
        )?;
        Ok(found.unwrap_or(false))
    }

    /// Whether the connection is gone, and with it the answer to what was last asked.
    pub(crate) fn is_connection_lost(&self) -> bool {
        match &self.engine {
            Engine::Sqlite(_) => false,
            Engine::Postgres(session) => session.is_lost(),
        }
    }

    /// Transaction control, which only the group commit and the readers use.
    pub(crate) fn control(&mut self, sql: &'static str) -> Result<()> {
        let result = match &mut self.engine {
            Engine::Sqlite(connection) => sqlite_engine::control(connection, sql),
            Engine::Postgres(session) => session.control(sql),
        };
        self.note(result)
    }

    /// Commits.
    pub(crate) fn commit(&mut self) -> Result<()> {
        if let Some(progress) = &self.progress {
            progress.begin_commit();
        }
        self.control("COMMIT")
    }

    /// Remembers what a database error means for the group.
    fn note<T>(&mut self, result: Result<T, DbError>) -> Result<T> {
        result.map_err(|error| match error {
            DbError::Fault(fault, error) => {
                self.fault = Some(fault);
                error
            }
            DbError::Reading(error) => error,
        })
    }
}

/// An error on the way through an engine: of the database itself, or of the code that reads its rows.
pub(crate) enum DbError {
    Fault(Fault, Error),
    Reading(Error),
}

impl From<Error> for DbError {
    fn from(error: Error) -> Self {
        Self::Reading(error)
    }
}

/// What is answered while the database is away. It claims nothing about what was asked: a commit may have
/// taken place whose answer was lost.
pub(crate) fn unavailable() -> Error {
    Error::new(ErrorKind::Busy, "database_unavailable", "The database does not answer at the moment.")
        .fix("Send the same request again in a moment; with its Idempotency-Key it cannot act twice.")
}

/// Why nothing can be written, in words.
pub(crate) const DISK_FULL: &str = "The database's disk is full.";
/// Why nothing can be written, in words.
pub(crate) const READ_ONLY: &str = "The database may only be read.";
/// Why nothing can be written, in words.
pub(crate) const DISK_FAILED: &str = "The database's disk does not work.";

/// What is answered while nothing can be written.
pub(crate) fn storage_failed(reason: &str) -> Error {
    Error::new(ErrorKind::Busy, "storage_failed", format!("{reason} Nothing was changed."))
        .fix("Whoever runs the server must mend that; then send the same request again.")
}

/// What ran into the limit of time that every statement has.
pub(crate) fn took_too_long() -> Error {
    Error::new(
        ErrorKind::Busy,
        "took_too_long",
        "The database took too long, and was told to stop. Nothing was changed.",
    )
    .fix("Send the same request again in a moment, or ask for less at once.")
}

/// What a unique index refused. Commands look first; only two writers at once ever get here.
pub(crate) fn already_exists() -> Error {
    Error::new(ErrorKind::Conflict, "already_exists", "Something with this id, code or number exists already.")
        .fix("Look it up, or choose another.")
}
