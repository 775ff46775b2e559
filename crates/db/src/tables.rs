//! What statements are made of for many rows: the tables that are appended to, and those whose rows are changed.

use std::sync::OnceLock;

use onetill_kernel::Uuid;

use crate::value::Value;

/// A table that facts are appended to: see [`Tx::append`](crate::Tx::append).
#[derive(Debug)]
pub struct Table {
    pub(crate) name: &'static str,
    pub(crate) columns: &'static [&'static str],
    /// SQLite's texts for some rows at once, written when they are first needed.
    inserts: OnceLock<[(usize, String); 3]>,
}

impl Table {
    /// A table by its name, and the columns that are given, in the order they are given in.
    pub const fn new(name: &'static str, columns: &'static [&'static str]) -> Self {
        Self { name, columns, inserts: OnceLock::new() }
    }

    /// INSERTs of so many rows each, most first. Once one row fails, the whole transaction is given up or rolled back to a
    /// savepoint: OR FAIL spares SQLite the copies of pages with which it would undo the statement alone.
    pub(crate) fn inserts(&self) -> &[(usize, String)] {
        self.inserts.get_or_init(|| {
            let row = format!("({})", vec!["?"; self.columns.len()].join(","));
            let (name, columns) = (self.name, self.columns.join(","));
            [32, 8, 1].map(|rows| {
                (rows, format!("INSERT OR FAIL INTO {name} ({columns}) VALUES {}", vec![row.as_str(); rows].join(",")))
            })
        })
    }
}

/// A table whose rows commands look up by id and change: see [`Tx::rows`](crate::Tx::rows).
#[derive(Debug)]
pub struct LockTable {
    pub(crate) rank: u8,
    pub(crate) name: &'static str,
    pub(crate) keys: &'static [&'static str],
    pub(crate) columns: &'static [&'static str],
    /// SQLite's texts for one row, written when they are first needed.
    one: OnceLock<(String, String)>,
}

impl LockTable {
    /// A table by its place in the one global order in which rows are locked (lower first), its name, the one or
    /// two id columns that name a row, and the columns that commands read and change.
    pub const fn new(
        rank: u8,
        name: &'static str,
        keys: &'static [&'static str],
        columns: &'static [&'static str],
    ) -> Self {
        Self { rank, name, keys, columns, one: OnceLock::new() }
    }

    /// A SELECT of the key and the columns by the key, and an UPDATE by the key followed by the columns.
    pub(crate) fn one(&self) -> &(String, String) {
        self.one.get_or_init(|| {
            let numbered = |names: &[&str], first: usize| -> Vec<String> {
                names.iter().zip(first..).map(|(name, n)| format!("{name} = ?{n}")).collect()
            };
            let at = numbered(self.keys, 1).join(" AND ");
            let sets = numbered(self.columns, self.keys.len() + 1).join(", ");
            let named = [self.keys, self.columns].concat().join(", ");
            let select = format!("SELECT {named} FROM {} WHERE {at}", self.name);
            (select, format!("UPDATE {} SET {sets} WHERE {at}", self.name))
        })
    }

    pub(crate) fn key_values(&self, key: &[Uuid; 2]) -> Vec<Value<'static>> {
        key[..self.keys.len()].iter().map(|k| Value::Id(*k)).collect()
    }
}

/// A row that a command is going to change.
#[derive(Debug, Clone, Copy)]
pub struct Lock {
    /// Where it stands.
    pub table: &'static LockTable,
    /// Its key; the second is nil where the table has one key column.
    pub key: [Uuid; 2],
}

impl Lock {
    pub(crate) fn place(&self) -> (u8, [Uuid; 2]) {
        (self.table.rank, self.key)
    }
}

/// Whether a statement names a table: as a whole word, not as a part of another name.
pub(crate) fn names(sql: &str, table: &str) -> bool {
    let part = |c: char| c.is_ascii_alphanumeric() || c == '_';
    sql.match_indices(table).any(|(at, _)| !sql[..at].ends_with(part) && !sql[at + table.len()..].starts_with(part))
}
