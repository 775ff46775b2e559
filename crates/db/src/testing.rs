//! Databases for this crate's own tests.

use onetill_testkit::postgres::TempPostgres;

use crate::Target;

/// An SQLite file that goes away with this value.
pub(crate) struct TempSqlite {
    pub(crate) target: Target,
    path: std::path::PathBuf,
}

impl TempSqlite {
    /// Where there is no file yet; `name` tells it from those of other tests.
    pub(crate) fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("onetill-{name}-{}.db", std::process::id()));
        let temp = Self { target: Target::Sqlite(path.clone()), path };
        temp.remove();
        temp
    }

    fn remove(&self) {
        for suffix in ["", "-wal", "-shm"] {
            let _ = std::fs::remove_file(format!("{}{suffix}", self.path.display()));
        }
    }
}

impl Drop for TempSqlite {
    fn drop(&mut self) {
        self.remove();
    }
}

/// Runs a test on an empty database of each engine.
pub(crate) fn on_both_engines(name: &str, test: impl Fn(&Target)) {
    test(&TempSqlite::new(name).target);
    let postgres = TempPostgres::shared().expect("PostgreSQL for tests");
    let database = postgres.create_database(name).expect("a database");
    test(&Target::Postgres(database.url().to_owned()));
}
