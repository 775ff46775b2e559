//! The rows that a group of commands holds: read once, changed in memory, written when the group commits.

use std::collections::BTreeMap;

use onetill_kernel::Uuid;

use crate::tables::{Lock, LockTable, names};
use crate::value::Value;

/// A row's key; the second part is nil where the table has one key column.
pub(crate) type Key = [Uuid; 2];

/// Tables in the order of their ranks, each with the rows that are held of it.
#[derive(Default)]
pub(crate) struct Held {
    tables: Vec<HeldTable>,
}

struct HeldTable {
    table: &'static LockTable,
    rows: BTreeMap<Key, HeldRow>,
    /// Whether any row is still to be written.
    is_changed: bool,
}

struct HeldRow {
    /// The values of the table's columns; None where there is no such row.
    values: Option<Vec<Value<'static>>>,
    is_changed: bool,
}

impl Held {
    /// A row's values, if it is held and there is one.
    pub(crate) fn values(&self, table: &LockTable, key: &Key) -> Option<&[Value<'static>]> {
        self.of(table)?.rows.get(key)?.values.as_deref()
    }

    /// The keys of the rows held of a table.
    pub(crate) fn keys(&self, table: &LockTable) -> impl Iterator<Item = &Key> {
        self.of(table).into_iter().flat_map(|t| t.rows.keys())
    }

    /// Which of these rows are not held yet: by table, in the one global order.
    pub(crate) fn missing(&self, mut locks: Vec<Lock>) -> Vec<(&'static LockTable, Vec<Key>)> {
        locks.retain(|l| !self.of(l.table).is_some_and(|t| t.rows.contains_key(&l.key)));
        locks.sort_by_key(Lock::place);
        locks.dedup_by_key(|l| l.place());
        let by_table = locks.chunk_by(|a, b| a.table.rank == b.table.rank);
        by_table.map(|rows| (rows[0].table, rows.iter().map(|l| l.key).collect())).collect()
    }

    /// Holds a row as it was read.
    pub(crate) fn hold(&mut self, table: &'static LockTable, key: Key, values: Option<Vec<Value<'static>>>) {
        self.of_mut(table).rows.insert(key, HeldRow { values, is_changed: false });
    }

    /// Gives a row other values, which are still to be written.
    pub(crate) fn change(&mut self, table: &'static LockTable, key: Key, values: Vec<Value<'static>>) {
        let held = self.of_mut(table);
        held.is_changed = true;
        held.rows.insert(key, HeldRow { values: Some(values), is_changed: true });
    }

    /// Whether a row is still to be written of a table that `sql` names.
    pub(crate) fn is_changed_in(&self, sql: &str) -> bool {
        self.tables.iter().any(|t| t.is_changed && names(sql, t.table.name))
    }

    /// Lets go of the rows of tables that `sql` names.
    pub(crate) fn forget(&mut self, sql: &str) {
        self.tables.retain(|t| !names(sql, t.table.name));
    }

    /// Lets go of every row.
    pub(crate) fn clear(&mut self) {
        self.tables.clear();
    }

    /// What is still to be written, which is taken for written from now on: of each table the keys and the columns of its
    /// rows, one row after the other.
    pub(crate) fn take_changes(&mut self) -> Vec<(&'static LockTable, Vec<Value<'static>>)> {
        let mut changes = Vec::new();
        for held in self.tables.iter_mut().filter(|t| t.is_changed) {
            held.is_changed = false;
            let mut values = Vec::new();
            for (key, row) in held.rows.iter_mut().filter(|(_, row)| row.is_changed) {
                row.is_changed = false;
                values.extend(held.table.key_values(key));
                values.extend(row.values.iter().flatten().cloned());
            }
            changes.push((held.table, values));
        }
        changes
    }

    fn of(&self, table: &LockTable) -> Option<&HeldTable> {
        self.tables.iter().find(|t| t.table.rank == table.rank)
    }

    fn of_mut(&mut self, table: &'static LockTable) -> &mut HeldTable {
        let at = match self.tables.binary_search_by_key(&table.rank, |t| t.table.rank) {
            Ok(at) => at,
            Err(at) => {
                self.tables.insert(at, HeldTable { table, rows: BTreeMap::new(), is_changed: false });
                at
            }
        };
        &mut self.tables[at]
    }
}
