//! The shop that every seed begins with: founded once, copied for each.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

use onetill_db::{Db, Options, Target};
use onetill_kernel::{RegisterId, Timestamp};

use crate::founding::{Engine, ShopOptions, found};

/// When every seed begins.
pub(super) fn start() -> Timestamp {
    "2026-09-21T10:00:00Z".parse().expect("a time")
}

/// A folder in memory where there is one: nothing here must outlive the machine.
fn folder() -> PathBuf {
    let memory = Path::new("/dev/shm");
    if memory.is_dir() { memory.to_owned() } else { std::env::temp_dir() }
}

/// A founded shop, as the file of its database.
pub(super) struct Template {
    bytes: Vec<u8>,
    pub(super) registers: Vec<RegisterId>,
}

impl Template {
    pub(super) fn found() -> Self {
        let file = Copy::at("template");
        let options = ShopOptions { seeded: true, ..ShopOptions::new(Engine::Sqlite) };
        let db = file.open();
        let founded = found(&db, &options, start(), "http://terminal");
        drop(db);
        let whole = whole_file(&file.path);
        Self { bytes: whole, registers: founded.registers }
    }

    /// A shop of one's own.
    pub(super) fn copy(&self) -> Copy {
        let copy = Copy::at("seed");
        fs::write(&copy.path, &self.bytes).expect("a copy of the shop");
        copy
    }
}

/// The database's file, once its log is copied into it: its writers have ended.
fn whole_file(path: &Path) -> Vec<u8> {
    let backup = path.with_extension("whole");
    let target = |path: &Path| Target::Sqlite(path.to_owned());
    onetill_db::copy(&target(path), &target(&backup), &|_, _| {}).expect("a copy");
    let bytes = fs::read(&backup).expect("the copy");
    let _ = fs::remove_file(&backup);
    bytes
}

/// A file of a database, which goes away with this value.
pub(super) struct Copy {
    path: PathBuf,
}

impl Copy {
    fn at(name: &str) -> Self {
        static NEXT: AtomicU64 = AtomicU64::new(0);
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        Self { path: folder().join(format!("onetill-sim-{name}-{}-{number}.db", std::process::id())) }
    }

    pub(super) fn open(&self) -> Db {
        let target = Target::Sqlite(self.path.clone());
        let mut options = Options::for_target(&target);
        options.readers = 1;
        Db::open(&target, &options).expect("a database")
    }
}

impl Drop for Copy {
    fn drop(&mut self) {
        for suffix in ["", "-wal", "-shm"] {
            let _ = fs::remove_file(format!("{}{suffix}", self.path.display()));
        }
    }
}
