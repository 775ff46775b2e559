//! The database: writers behind the group commit, readers beside them.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use crossbeam_channel::{Receiver, Sender, TrySendError, bounded};
use onetill_kernel::{Clock, Error, ErrorKind, Ids, Result, SystemClock, Uuid};
use tokio::sync::{oneshot, watch};

use crate::durable::{Progress, SyncLog, Syncer, sync_log_of};
use crate::group::{Command, Job, run_group};
use crate::postgres_engine::Session;
use crate::remember::Remembered;
use crate::tables::Lock;
use crate::tx::{Engine, Tx, unavailable};
use crate::{checkpoints, migrate, sqlite_engine};

/// A statement of a writer that takes longer is ended.
const WRITE_LIMIT: Duration = Duration::from_secs(60);

/// Where the data lives.
#[derive(Clone, PartialEq, Eq)]
pub enum Target {
    /// A file of the embedded SQLite.
    Sqlite(PathBuf),
    /// The URL of a PostgreSQL database. May hold a password: never printed.
    Postgres(String),
}

impl std::fmt::Debug for Target {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Sqlite(path) => write!(f, "sqlite:{}", path.display()),
            Self::Postgres(_) => f.write_str("postgres"),
        }
    }
}

impl std::str::FromStr for Target {
    type Err = String;
    fn from_str(s: &str) -> Result<Self, String> {
        if let Some(path) = s.strip_prefix("sqlite:").filter(|p| !p.is_empty()) {
            return Ok(Self::Sqlite(path.into()));
        }
        if s.starts_with("postgres://") || s.starts_with("postgresql://") {
            return Ok(Self::Postgres(s.to_owned()));
        }
        Err("A database is sqlite:PATH or postgres://USER@HOST/NAME.".to_owned())
    }
}

/// How many connections work on the database, and how much may wait.
#[derive(Debug, Clone)]
pub struct Options {
    /// Writing connections. SQLite always has one.
    pub writers: usize,
    /// Reading connections.
    pub readers: usize,
    /// Commands that one commit may hold. At most 63 on PostgreSQL.
    pub group: usize,
    /// Commands that may wait for each writer before callers are told to come back.
    pub queue: usize,
    /// After how long a read is ended; never where absent.
    pub read_limit: Option<Duration>,
}

impl Options {
    /// Settings that suit the engine.
    pub fn for_target(target: &Target) -> Self {
        let read_limit = Some(Duration::from_secs(10));
        match target {
            Target::Sqlite(_) => Self { writers: 1, readers: 3, group: 128, queue: 1024, read_limit },
            Target::Postgres(_) => Self { writers: 2, readers: 4, group: 63, queue: 256, read_limit },
        }
    }
}

type Read = Box<dyn FnOnce(Result<&mut Tx<'_>>) + Send>;

/// A handle on the database; clones share it. Its threads end when the last clone is dropped.
#[derive(Clone)]
pub struct Db {
    inner: Arc<Inner>,
}

struct Inner {
    target: Target,
    /// Told what is on disk, where another thread puts it there.
    progress: Option<Arc<Progress>>,
    writers: Vec<Sender<Box<dyn Job>>>,
    readers: Sender<Read>,
    next_writer: AtomicUsize,
    position: watch::Receiver<i64>,
}

/// The answer that a command will have once its group is on disk.
pub struct Reply<T>(oneshot::Receiver<Result<T>>);

impl<T> Reply<T> {
    /// Waits for the answer.
    pub async fn answer(self) -> Result<T> {
        self.0.await.unwrap_or_else(|_| Err(stopping()))
    }

    /// Whether there is no answer yet.
    #[cfg(test)]
    pub(crate) fn has_none(&mut self) -> bool {
        matches!(self.0.try_recv(), Err(oneshot::error::TryRecvError::Empty))
    }

    /// Waits for the answer on a thread that may block.
    pub fn wait(self) -> Result<T> {
        self.0.blocking_recv().unwrap_or_else(|_| Err(stopping()))
    }
}

fn stopping() -> Error {
    Error::new(ErrorKind::Busy, "stopping", "OneTill is stopping.").fix("Try again in a moment.")
}

fn busy() -> Error {
    Error::new(ErrorKind::Busy, "busy", "OneTill has more work than it can take at the moment.")
        .fix("Send the same request again after a second; with its Idempotency-Key it cannot act twice.")
}

impl Db {
    /// Opens the database, brings its schema up to date and starts its writers and readers.
    pub fn open(target: &Target, options: &Options) -> Result<Self> {
        let mut connection = Connection::open(target, Role::Writer)?;
        migrate::migrate(&mut connection.tx(), &mut Ids::random(), SystemClock.now())?;
        let sync = match target {
            Target::Sqlite(path) => Some(sync_log_of(path)?),
            Target::Postgres(_) => None,
        };
        Self::start(target, options, connection, sync)
    }

    pub(crate) fn start(target: &Target, options: &Options, first: Connection, sync: Option<SyncLog>) -> Result<Self> {
        let (position_tx, position) = watch::channel(0);
        let position_tx = Arc::new(position_tx);
        let mut syncer = sync.map(Syncer::start).transpose()?;
        let progress = syncer.as_ref().map(Syncer::progress);
        let mut writers = Vec::new();
        let mut first = Some(first);
        for number in 0..options.writers {
            let (sender, receiver) = bounded(options.queue);
            let mut connection = match first.take() {
                Some(connection) => connection,
                None => Connection::open(target, Role::Writer)?,
            };
            if let (Connection::Sqlite(writer), Target::Sqlite(path)) = (&mut connection, target) {
                checkpoints::copy_beside(writer, path)?;
                sqlite_engine::leave_sync_to_others(writer)?;
            }
            let writer = Writer {
                connection,
                target: target.clone(),
                receiver,
                position: position_tx.clone(),
                group: options.group,
                remembered: Remembered::default(),
                syncer: syncer.take(),
            };
            spawn(format!("writer-{number}"), move || writer.run())?;
            writers.push(sender);
        }
        let (readers, receiver) = bounded(options.queue.max(64));
        for number in 0..options.readers {
            let role = Role::Reader(options.read_limit);
            let connection = Connection::open(target, role)?;
            let (receiver, target, progress) = (receiver.clone(), target.clone(), progress.clone());
            let reader = Reader { connection, role, target, receiver, progress };
            spawn(format!("reader-{number}"), move || reader.run())?;
        }
        let next_writer = AtomicUsize::new(0);
        let target = target.clone();
        Ok(Self { inner: Arc::new(Inner { target, progress, writers, readers, next_writer, position }) })
    }

    /// Queues a command. Commands of one `lane` (a register) go through one writer, in order. `locks`
    /// names the rows that it is going to change. The command may run more than once, until its group
    /// commits; nothing of an earlier run remains.
    pub fn submit<T, F>(&self, lane: Option<Uuid>, locks: Vec<Lock>, run: F) -> Result<Reply<T>>
    where
        T: Send + 'static,
        F: FnMut(&mut Tx<'_>) -> Result<T> + Send + 'static,
    {
        let (reply, receiver) = oneshot::channel();
        let command = Box::new(Command { locks, run, outcome: None, reply });
        let number = match lane {
            // The low bits of a UUIDv7 are random.
            Some(id) => (id.as_u128() & 0xffff) as usize,
            None => self.inner.next_writer.fetch_add(1, Ordering::Relaxed),
        };
        let writers = &self.inner.writers;
        match writers[number % writers.len()].try_send(command) {
            Ok(()) => Ok(Reply(receiver)),
            Err(TrySendError::Full(_)) => Err(busy()),
            Err(TrySendError::Disconnected(_)) => Err(stopping()),
        }
    }

    /// Runs a command and waits for it on a thread that may block.
    pub fn write<T, F>(&self, run: F) -> Result<T>
    where
        T: Send + 'static,
        F: FnMut(&mut Tx<'_>) -> Result<T> + Send + 'static,
    {
        self.submit(None, Vec::new(), run)?.wait()
    }

    /// Queues a query: one consistent view of what is committed.
    pub fn query<T, F>(&self, run: F) -> Result<Reply<T>>
    where
        T: Send + 'static,
        F: FnOnce(&mut Tx<'_>) -> Result<T> + Send + 'static,
    {
        let (reply, receiver) = oneshot::channel();
        let read: Read = Box::new(move |tx| {
            let outcome = tx.and_then(|tx| {
                std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| run(tx)))
                    .unwrap_or_else(|_| Err(Error::internal("a query panicked")))
            });
            let _ = reply.send(outcome);
        });
        match self.inner.readers.try_send(read) {
            Ok(()) => Ok(Reply(receiver)),
            Err(TrySendError::Full(_)) => Err(busy()),
            Err(TrySendError::Disconnected(_)) => Err(stopping()),
        }
    }

    /// Runs a query and waits for it on a thread that may block.
    pub fn read<T, F>(&self, run: F) -> Result<T>
    where
        T: Send + 'static,
        F: FnOnce(&mut Tx<'_>) -> Result<T> + Send + 'static,
    {
        self.query(run)?.wait()
    }

    /// Runs a query that may take up to `limit`, longer than others, on a connection of its own: nobody waits for it
    /// but its caller, on a thread that may block. One consistent view of what is committed.
    pub fn read_apart<T>(&self, limit: Duration, run: impl FnOnce(&mut Tx<'_>) -> Result<T>) -> Result<T> {
        let role = Role::Reader(Some(limit));
        let mut connection = Connection::open(&self.inner.target, role).map_err(|e| unavailable().because(e))?;
        connection.begin_read(role, self.inner.progress.as_deref())?;
        run(&mut connection.tx())
    }

    /// Changes whenever this process commits events. A hint: the log itself is the truth.
    pub fn committed(&self) -> watch::Receiver<i64> {
        self.inner.position.clone()
    }
}

/// Runs one query on a connection of its own, without a limit to how long it takes, and closes it. The schema must
/// be the current one; nothing can be changed.
pub fn read_once<T>(target: &Target, run: impl FnOnce(&mut Tx<'_>) -> Result<T>) -> Result<T> {
    if let Target::Sqlite(path) = target
        && !path.exists()
    {
        return Err(Error::invalid("database", format!("There is no database at {}.", path.display())));
    }
    let role = Role::Reader(None);
    let mut connection = Connection::open(target, role)?;
    connection.begin_read(role, None)?;
    migrate::check(&mut connection.tx())?;
    run(&mut connection.tx())
}

fn spawn(name: String, run: impl FnOnce() + Send + 'static) -> Result<()> {
    std::thread::Builder::new().name(name).spawn(run).map(|_| ()).map_err(Error::internal)
}

#[derive(Clone, Copy)]
pub(crate) enum Role {
    Writer,
    /// Ends a read that takes longer.
    Reader(Option<Duration>),
}

pub(crate) enum Connection {
    Sqlite(rusqlite::Connection),
    Postgres(Box<Session>),
}

impl Connection {
    pub(crate) fn open(target: &Target, role: Role) -> Result<Self> {
        Ok(match (target, role) {
            (Target::Sqlite(path), Role::Writer) => Self::Sqlite(sqlite_engine::open_writer(path)?),
            (Target::Sqlite(path), Role::Reader(_)) => Self::Sqlite(sqlite_engine::open_reader(path)?),
            (Target::Postgres(url), Role::Writer) => {
                Self::Postgres(Box::new(Session::open(url, Some(WRITE_LIMIT), true)?))
            }
            (Target::Postgres(url), Role::Reader(limit)) => Self::Postgres(Box::new(Session::open(url, limit, false)?)),
        })
    }

    pub(crate) fn tx(&mut self) -> Tx<'_> {
        Tx::new(match self {
            Self::Sqlite(connection) => Engine::Sqlite(connection),
            Self::Postgres(session) => Engine::Postgres(session),
        })
    }

    /// Whether it was lost.
    fn is_lost(&self) -> bool {
        matches!(self, Self::Postgres(session) if session.is_lost())
    }

    /// Opens the connection anew if it was lost.
    fn revive(&mut self, target: &Target, role: Role) -> Result<()> {
        if self.is_lost() {
            *self = Self::open(target, role).map_err(|e| unavailable().because(e))?;
        }
        Ok(())
    }

    /// Begins to read one consistent view, all of which is on disk.
    pub(crate) fn begin_read(&mut self, role: Role, progress: Option<&Progress>) -> Result<()> {
        match self {
            Self::Sqlite(sqlite) => {
                if let Role::Reader(Some(limit)) = role {
                    sqlite_engine::limit_time(sqlite, limit)?;
                }
                let mut tx = self.tx();
                tx.control("BEGIN")?;
                // The first statement decides what is seen.
                tx.data_version()?;
                if let Some(progress) = progress {
                    progress.wait();
                }
                Ok(())
            }
            Self::Postgres(_) => self.tx().control("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"),
        }
    }
}

struct Writer {
    connection: Connection,
    target: Target,
    receiver: Receiver<Box<dyn Job>>,
    position: Arc<watch::Sender<i64>>,
    group: usize,
    remembered: Remembered,
    /// Puts commits on disk, where the engine does not do so itself.
    syncer: Option<Syncer>,
}

impl Writer {
    fn run(mut self) {
        while let Ok(first) = self.receiver.recv() {
            let mut jobs: Vec<Box<dyn Job>> = Vec::with_capacity(self.group);
            jobs.push(first);
            jobs.extend(self.receiver.try_iter().take(self.group - 1));
            let progress = self.syncer.as_ref().map(Syncer::progress);
            let (connection, target, remembered) = (&mut self.connection, &self.target, &mut self.remembered);
            let position = run_group(&mut jobs, |run| {
                connection.revive(target, Role::Writer)?;
                let mut tx = connection.tx();
                tx.remembered = std::mem::take(remembered);
                tx.progress = progress.clone();
                run(&mut tx);
                *remembered = tx.into_remembered();
                Ok(())
            });
            let positions = self.position.clone();
            let answer = move || {
                for job in jobs {
                    job.answer();
                }
                if let Some(position) = position {
                    positions.send_modify(|p| *p = (*p).max(position));
                }
            };
            match &self.syncer {
                Some(syncer) => syncer.after_sync(answer),
                None => answer(),
            }
        }
    }
}

struct Reader {
    connection: Connection,
    role: Role,
    target: Target,
    receiver: Receiver<Read>,
    progress: Option<Arc<Progress>>,
}

impl Reader {
    fn run(mut self) {
        while let Ok(read) = self.receiver.recv() {
            let mut begun = self.connection.begin_read(self.role, self.progress.as_deref());
            if self.connection.is_lost() {
                // A connection that has died in the meantime only shows it when it is used.
                begun = self.connection.revive(&self.target, self.role);
                begun = begun.and_then(|()| self.connection.begin_read(self.role, self.progress.as_deref()));
            }
            let mut tx = self.connection.tx();
            match begun {
                Ok(()) => read(Ok(&mut tx)),
                Err(error) => read(Err(error)),
            }
            let _ = tx.control("ROLLBACK");
        }
    }
}
