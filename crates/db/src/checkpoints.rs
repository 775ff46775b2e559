//! Copies SQLite's log into the database beside the writer, so that no sale waits for it.
//!
//! A thread with a connection of its own copies what the log held when it was asked. Meanwhile the writer goes
//! on; once only a little is left it copies that itself, and SQLite begins the log anew.

use std::os::raw::c_int;
use std::path::Path;

use crossbeam_channel::{Receiver, Sender, TryRecvError, bounded};
use onetill_kernel::{Error, Result};
use rusqlite::Connection;
use rusqlite::hooks::Wal;

use crate::sqlite_engine::open_copier;

/// Pages that the log holds before they are copied. Pages written several times are copied once.
const BEGIN_AT: c_int = 8_000;
/// So few pages the writer copies itself: a few milliseconds.
const A_FEW: c_int = 500;
/// So long the log may become: then the writer waits for the copying. A page is 4 KiB.
const LONGEST: c_int = 64_000;

/// Lets a thread of its own copy the log of the database at `path`, which `writer` alone writes to. The thread
/// ends with the writer.
pub(crate) fn copy_beside(writer: &mut Connection, path: &Path) -> Result<()> {
    let copier = open_copier(path)?;
    let (ask, asked) = bounded(1);
    let (tell, told) = bounded(1);
    let thread = std::thread::Builder::new().name("checkpoints".to_owned());
    thread.spawn(move || copy(&copier, &asked, &tell)).map_err(Error::internal)?;
    let mut log = Log { ask, told, is_asked: false };
    writer.wal_hook(Some(move |wal: &mut Wal, pages: c_int| log.committed(wal, pages))).map_err(Error::internal)
}

/// Copies whenever it is asked, and tells how many pages of the log are in the database then.
fn copy(copier: &Connection, asked: &Receiver<()>, tell: &Sender<c_int>) {
    while asked.recv().is_ok() {
        let copied = copier.query_row("PRAGMA wal_checkpoint(PASSIVE)", [], |row| row.get::<_, c_int>(2));
        let copied = copied.unwrap_or_else(|error| {
            tracing::warn!(%error, "the log cannot be copied into the database");
            0
        });
        if tell.send(copied).is_err() {
            return;
        }
    }
}

/// The writer's view of the log.
struct Log {
    ask: Sender<()>,
    told: Receiver<c_int>,
    is_asked: bool,
}

impl Log {
    /// After each commit, when the log holds `pages`.
    fn committed(&mut self, wal: &mut Wal, pages: c_int) -> rusqlite::Result<()> {
        if self.is_asked {
            let told = match self.told.try_recv() {
                Err(TryRecvError::Empty) if pages >= LONGEST => self.told.recv().unwrap_or(0),
                Err(TryRecvError::Empty) => return Ok(()),
                told => told.unwrap_or(0),
            };
            self.is_asked = false;
            if pages - told <= A_FEW || pages >= LONGEST {
                return wal.checkpoint();
            }
        }
        if pages >= BEGIN_AT {
            self.is_asked = self.ask.try_send(()).is_ok();
        }
        Ok(())
    }
}
