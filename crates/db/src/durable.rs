//! Puts SQLite's commits on disk while the writer runs the next group.
//!
//! With `synchronous = FULL` the writer would wait for the disk within each commit. Here a thread of its own syncs the
//! log, and only then gives the group's answers and announces its events; and a read waits until everything that it can
//! see is on disk. So nobody is ever told what a power failure could take back.

use std::fs::File;
use std::path::Path;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

use crossbeam_channel::{Receiver, Sender, bounded};
use onetill_kernel::{Error, Result};

/// Groups that may wait for the disk; then the writer waits too.
const WAITING: usize = 2;

/// Puts the log on disk.
pub(crate) type SyncLog = Box<dyn FnMut() -> std::io::Result<()> + Send>;
/// What is done once a group is on disk.
type Then = Box<dyn FnOnce() + Send>;

/// The writer's end of the thread that syncs.
pub(crate) struct Syncer {
    to_sync: Sender<(u64, Then)>,
    progress: Arc<Progress>,
}

/// How far the commits and their syncs have come, counted in commits.
#[derive(Default)]
pub(crate) struct Progress {
    counts: Mutex<Counts>,
    has_synced: Condvar,
}

#[derive(Default, Clone, Copy)]
struct Counts {
    /// Commits that were begun: a reader may see them all.
    begun: u64,
    /// Commits that are on disk, or came to nothing.
    synced: u64,
}

impl Syncer {
    /// Starts the thread; it ends with this value, once everything is on disk.
    pub(crate) fn start(sync: SyncLog) -> Result<Self> {
        let (to_sync, waiting) = bounded(WAITING);
        let progress = Arc::new(Progress::default());
        let theirs = progress.clone();
        let thread = std::thread::Builder::new().name("log-sync".to_owned());
        thread.spawn(move || run(sync, &waiting, &theirs)).map_err(Error::internal)?;
        Ok(Self { to_sync, progress })
    }

    /// What readers wait for.
    pub(crate) fn progress(&self) -> Arc<Progress> {
        self.progress.clone()
    }

    /// Has `then` done once every commit that was begun is on disk.
    pub(crate) fn after_sync(&self, then: impl FnOnce() + Send + 'static) {
        let begun = self.progress.counts().begun;
        // It ends only with us.
        let _ = self.to_sync.send((begun, Box::new(then)));
    }
}

impl Progress {
    /// Says that a commit is about to be made. From here on readers may see it.
    pub(crate) fn begin_commit(&self) {
        self.counts().begun += 1;
    }

    /// Waits until all commits begun so far are on disk, or have come to nothing.
    pub(crate) fn wait(&self) {
        let mut counts = self.counts();
        let begun = counts.begun;
        while counts.synced < begun {
            counts = self.has_synced.wait(counts).unwrap_or_else(PoisonError::into_inner);
        }
    }

    fn counts(&self) -> MutexGuard<'_, Counts> {
        self.counts.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Syncs the log of the database at `path`, which is in use.
pub(crate) fn sync_log_of(path: &Path) -> Result<SyncLog> {
    let mut log = path.to_owned().into_os_string();
    log.push("-wal");
    let log = File::open(log).map_err(Error::internal)?;
    Ok(Box::new(move || log.sync_data()))
}

fn run(mut sync: SyncLog, waiting: &Receiver<(u64, Then)>, progress: &Progress) {
    while let Ok(first) = waiting.recv() {
        let groups: Vec<(u64, Then)> = std::iter::once(first).chain(waiting.try_iter()).collect();
        if let Err(error) = sync() {
            // What the system could not write it may have forgotten, and a second sync would say that all is well.
            // Only what is read from the disk anew can be trusted.
            tracing::error!(%error, "the log cannot be written to the disk: OneTill stops, and answers nobody");
            std::process::abort();
        }
        progress.counts().synced = groups.iter().map(|(begun, _)| *begun).max().unwrap_or(0);
        progress.has_synced.notify_all();
        for (_, then) in groups {
            then();
        }
    }
}

#[cfg(test)]
mod tests {
    use onetill_kernel::{Ids, Timestamp, Uuid};

    use super::*;
    use crate::db::{Connection, Db, Options, Role};
    use crate::testing::TempSqlite;
    use crate::{NewEvent, migrate};

    /// A database whose log gets onto the disk when the test lets it.
    struct SlowDisk {
        db: Db,
        file: TempSqlite,
        asked: Receiver<()>,
        allow: Sender<()>,
    }

    fn on_a_slow_disk(name: &str) -> SlowDisk {
        let file = TempSqlite::new(name);
        let mut connection = Connection::open(&file.target, Role::Writer).expect("a connection");
        migrate::migrate(&mut connection.tx(), &mut Ids::random(), Timestamp::from_micros(0)).expect("the schema");
        let ((ask, asked), (allow, allowed)) = (bounded(8), bounded(8));
        let sync: SyncLog = Box::new(move || {
            ask.send(()).map_err(std::io::Error::other)?;
            allowed.recv().map_err(std::io::Error::other)
        });
        let db =
            Db::start(&file.target, &Options::for_target(&file.target), connection, Some(sync)).expect("a database");
        SlowDisk { db, file, asked, allow }
    }

    fn event() -> NewEvent {
        let at = Timestamp::from_micros(1);
        NewEvent {
            kind: "order.completed",
            subject_id: Uuid::nil(),
            data: "{}".into(),
            happened_at: at,
            recorded_at: at,
        }
    }

    #[test]
    fn nobody_is_told_of_a_commit_before_the_disk_has_it() {
        let SlowDisk { db, file, asked, allow } = on_a_slow_disk("durable");
        let announced = db.committed();
        let mut written = db
            .submit(None, Vec::new(), |tx| {
                tx.emit(event());
                Ok(())
            })
            .expect("queued");
        asked.recv().expect("a sync under way");
        // The commit is made and could be read by now.
        let mut read =
            db.query(|tx| tx.query_one("SELECT COUNT(*) FROM events", &[], |row| row.get::<i64>(0))).expect("queued");
        assert!(written.has_none(), "the command is not answered");
        assert!(read.has_none(), "who reads is not answered");
        assert_eq!(*announced.borrow(), 0, "no event is announced");

        allow.send(()).expect("the disk goes on");
        written.wait().expect("written");
        assert_eq!(read.wait().expect("read"), 1);
        drop((db, file, asked, allow));
    }
}
