//! The migrations as data: which tables there are, and what each engine is told.

use sha2::{Digest, Sha256};

/// One step of the schema. What has landed is never edited; a change is a new step.
pub(crate) struct Migration {
    pub(crate) version: i64,
    pub(crate) name: &'static str,
    pub(crate) text: &'static str,
}

/// All steps, oldest first.
pub(crate) const MIGRATIONS: &[Migration] = &[
    Migration { version: 1, name: "foundation", text: include_str!("../../../migrations/0001_foundation.sql") },
    Migration { version: 2, name: "movement chain", text: include_str!("../../../migrations/0002_movement_chain.sql") },
    Migration { version: 3, name: "search words", text: include_str!("../../../migrations/0003_search_words.sql") },
    Migration { version: 4, name: "shifts", text: include_str!("../../../migrations/0004_shifts.sql") },
    Migration { version: 5, name: "cash rounding", text: include_str!("../../../migrations/0005_cash_rounding.sql") },
    Migration {
        version: 6,
        name: "a day at the till",
        text: include_str!("../../../migrations/0006_a_day_at_the_till.sql"),
    },
    Migration { version: 7, name: "payments", text: include_str!("../../../migrations/0007_payments.sql") },
];

impl Migration {
    pub(crate) fn hash(&self) -> [u8; 32] {
        Sha256::digest(self.text.as_bytes()).into()
    }
}

/// A table as the migrations declare it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TableInfo {
    /// Its name.
    pub name: String,
    /// The domain that owns it.
    pub domain: String,
    /// Its columns, in order.
    pub columns: Vec<ColumnInfo>,
    /// The names of the primary key's columns, in order.
    pub primary_key: Vec<String>,
}

/// A column as the migrations declare it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ColumnInfo {
    /// Its name.
    pub name: String,
    /// `BIGINT`, `TEXT` or `BYTEA`.
    pub kind: String,
    /// Whether NULL may stand in it.
    pub nullable: bool,
    /// The table whose rows it names, where the database sees to it.
    pub references: Option<String>,
}

/// Every table of the current schema, in the order of the migrations.
pub fn tables() -> Vec<TableInfo> {
    let mut found: Vec<TableInfo> = Vec::new();
    let mut domain = String::new();
    for migration in MIGRATIONS {
        for line in migration.text.lines() {
            if let Some(name) = line.strip_prefix("-- domain: ") {
                domain = name.trim().to_owned();
            } else if let Some(rest) = line.strip_prefix("CREATE TABLE ") {
                let name = rest.trim_end_matches(" (").to_owned();
                // Rows move from a table that is renamed to a new one of its name.
                found.retain(|t| t.name != name);
                found.push(TableInfo { name, domain: domain.clone(), columns: Vec::new(), primary_key: Vec::new() });
            } else if let Some((table, body)) =
                line.strip_prefix("ALTER TABLE ").and_then(|l| l.split_once(" ADD COLUMN "))
            {
                if let Some(table) = found.iter_mut().find(|t| t.name == table) {
                    column(table, body.trim_end_matches(';'));
                }
            } else if let Some(name) = line.strip_prefix("DROP TABLE ") {
                found.retain(|t| t.name != name.trim_end_matches(';'));
            } else if let (Some(table), Some(body)) = (found.last_mut(), line.strip_prefix("    ")) {
                column(table, body);
            }
        }
    }
    found
}

fn column(table: &mut TableInfo, body: &str) {
    if let Some(keys) = body.strip_prefix("PRIMARY KEY (") {
        table.primary_key = keys.trim_end_matches([')', ',']).split(", ").map(str::to_owned).collect();
        return;
    }
    let mut words = body.split([' ', ',']);
    if let (Some(name), Some(kind @ ("BIGINT" | "TEXT" | "BYTEA"))) = (words.next(), words.next()) {
        let key = body.contains("PRIMARY KEY");
        if key {
            table.primary_key = vec![name.to_owned()];
        }
        table.columns.push(ColumnInfo {
            name: name.to_owned(),
            kind: kind.to_owned(),
            nullable: !key && !body.contains("NOT NULL"),
            references: body
                .split_once("REFERENCES ")
                .and_then(|(_, rest)| rest.split_once(' '))
                .map(|(table, _)| table.to_owned()),
        });
    }
}

/// The migration's text for SQLite: INTEGER and BLOB, STRICT tables, clustered by their own key
/// unless the line before says `-- rowid`.
pub(crate) fn for_sqlite(text: &str) -> String {
    let mut rowid = false;
    let mut inside = false;
    let mut out = String::new();
    for line in text.lines() {
        match line.trim() {
            "-- rowid" => rowid = true,
            comment if comment.starts_with("--") => {}
            ");" if inside => {
                out.push_str(if rowid { ") STRICT;\n" } else { ") STRICT, WITHOUT ROWID;\n" });
                (inside, rowid) = (false, false);
            }
            _ => {
                inside |= line.starts_with("CREATE TABLE");
                out.push_str(&words(&without_in_list(line), &[("BIGINT", "INTEGER"), ("BYTEA", "BLOB")]));
                out.push('\n');
            }
        }
    }
    out
}

/// `CHECK (a IN (1, 2))` as `CHECK (a = 1 OR a = 2)`: SQLite makes a temporary table of a list each time a row
/// is written, a fifth of the time that a sale takes.
fn without_in_list(line: &str) -> String {
    let parts = line.split_once("CHECK (").and_then(|(before, check)| {
        let (column, rest) = check.split_once(" IN (")?;
        let (list, after) = rest.split_once("))")?;
        let each: Vec<String> = list.split(", ").map(|value| format!("{column} = {value}")).collect();
        Some(format!("{before}CHECK ({}){after}", each.join(" OR ")))
    });
    parts.unwrap_or_else(|| line.to_owned())
}

/// The migration's text for PostgreSQL: text sorts by code point, as SQLite's does.
pub(crate) fn for_postgres(text: &str) -> String {
    words(text, &[("TEXT", "TEXT COLLATE \"C\"")])
}

/// Replaces whole words. The migrations name types nowhere but as types.
fn words(text: &str, pairs: &[(&str, &str)]) -> String {
    let mut out = String::with_capacity(text.len() + 64);
    let mut word = String::new();
    for c in text.chars().chain(['\n']) {
        if c.is_ascii_alphanumeric() || c == '_' {
            word.push(c);
            continue;
        }
        let replaced = pairs.iter().find(|(from, _)| *from == word).map(|(_, to)| *to);
        out.push_str(replaced.unwrap_or(&word));
        word.clear();
        out.push(c);
    }
    out.pop();
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_migrations_can_be_read_as_tables() {
        let all = tables();
        let lines = all.iter().find(|t| t.name == "order_lines").expect("order_lines");
        assert_eq!(lines.domain, "orders");
        assert_eq!(lines.primary_key, ["order_id", "line_no"]);
        assert!(lines.columns.iter().any(|c| c.name == "variant_id" && c.nullable));
        for table in &all {
            assert!(!table.primary_key.is_empty(), "{} has a primary key", table.name);
            assert!(!table.domain.is_empty(), "{} has a domain", table.name);
        }
    }

    #[test]
    fn each_engine_gets_its_own_words() {
        let text = "-- rowid\nCREATE TABLE a (\n    id BIGINT NOT NULL PRIMARY KEY,\n    t TEXT\n);\n";
        let sqlite = "CREATE TABLE a (\n    id INTEGER NOT NULL PRIMARY KEY,\n    t TEXT\n) STRICT;\n";
        assert_eq!(for_sqlite(text), sqlite);
        assert!(for_postgres(text).contains("t TEXT COLLATE \"C\"\n"));
        let check = "    s TEXT NOT NULL CHECK (s IN ('a', 'b')),\n";
        assert_eq!(for_sqlite(check), "    s TEXT NOT NULL CHECK (s = 'a' OR s = 'b'),\n");
    }
}
