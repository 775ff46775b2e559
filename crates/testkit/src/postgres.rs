//! A real PostgreSQL for tests, started by the tests themselves.
//!
//! A cluster lives in a temporary folder, listens on a unix socket in that folder and on no port, and runs as
//! an unprivileged user (PostgreSQL refuses to run as root). A small guard process holds a pipe to us: when we
//! end, by return, panic or `kill -9`, the pipe closes, and the guard stops the server and removes the folder.
//!
//! ```no_run
//! use onetill_testkit::postgres::TempPostgres;
//!
//! let database = TempPostgres::shared()?.create_database("sales")?;
//! let client = postgres::Client::connect(database.url(), postgres::NoTls)?;
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod cluster;
mod programs;
mod proxy;

use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use postgres::{Client, NoTls};

use cluster::Cluster;
pub use proxy::{Cut, Proxy};

/// Names a cluster that is already running: the URL of a database in it that may create others. Set by
/// `cargo xtask postgres`, so that the many processes of one test run share one cluster.
pub const SHARED_CLUSTER_VARIABLE: &str = "ONETILL_TEST_POSTGRES";

/// Databases of a test run begin so, and nothing else in a cluster does.
const DATABASE_PREFIX: &str = "onetill_test_";

/// A test database older than this that nobody is connected to was left behind by a killed test.
const STALE_AFTER: Duration = Duration::from_secs(3600);

/// What a commit costs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Durability {
    /// `fsync` as in production: for crash tests and measurements.
    #[default]
    Durable,
    /// No `fsync`: for functional tests, which never read after a crash of the server.
    Fast,
}

/// Why there is no PostgreSQL to test on.
#[derive(Debug, thiserror::Error)]
pub enum TempPostgresError {
    /// None of the usual places has the programs.
    #[error(
        "PostgreSQL is not installed: `{program}` is neither in PATH nor in /usr/lib/postgresql/*/bin. \
         Install the package `postgresql` (Debian, Ubuntu: apt-get install postgresql; Fedora: dnf install \
         postgresql-server; macOS: brew install postgresql), or let {SHARED_CLUSTER_VARIABLE} name a database \
         of a cluster that is running"
    )]
    NotInstalled {
        /// The program that was looked for.
        program: &'static str,
    },
    /// PostgreSQL refuses to run as root, and there is nobody else to run it as.
    #[error(
        "PostgreSQL does not run as root, and this system has neither a user `postgres` nor `nobody`: \
         create one (useradd --system postgres) or run the tests as another user"
    )]
    NoUnprivilegedUser,
    /// A program of PostgreSQL ended badly.
    #[error("{program} failed ({status}): {output}")]
    Failed {
        /// The program.
        program: &'static str,
        /// How it ended.
        status: String,
        /// What it said.
        output: String,
    },
    /// The server runs but does not answer.
    #[error("PostgreSQL did not accept a connection within {seconds} seconds: {output}")]
    NotReady {
        /// How long it was tried.
        seconds: u64,
        /// The last connection error and what the server said.
        output: String,
    },
    /// The environment names a cluster in a form that cannot be used.
    #[error(
        "{SHARED_CLUSTER_VARIABLE} is not a URL like postgres://user@host/database; unset it to let the tests \
         start a cluster of their own"
    )]
    BadSharedCluster,
    /// A temporary folder could not be made or handed over.
    #[error("{what}: {source}")]
    Io {
        /// What was being done.
        what: String,
        /// What the system said.
        source: std::io::Error,
    },
    /// The server refused a statement.
    #[error("{what}: {source}")]
    Database {
        /// What was being done.
        what: String,
        /// What the server said.
        source: postgres::Error,
    },
}

/// A PostgreSQL cluster: one of our own in a temporary folder, gone when dropped, or the one the environment names.
#[derive(Debug)]
pub struct TempPostgres {
    admin_url: String,
    /// None when the cluster is somebody else's to stop.
    cluster: Option<Cluster>,
}

impl TempPostgres {
    /// Starts a cluster of our own and waits until it answers.
    ///
    /// # Errors
    /// When PostgreSQL is not installed, or does not start; the error says what it said.
    pub fn start(durability: Durability) -> Result<Self, TempPostgresError> {
        let cluster = Cluster::start(durability)?;
        Ok(Self { admin_url: cluster.url(), cluster: Some(cluster) })
    }

    /// The cluster all tests of this process share: the one [`SHARED_CLUSTER_VARIABLE`] names, else one of our
    /// own, started on first use and stopped when the process ends.
    ///
    /// # Errors
    /// As [`TempPostgres::start`]; the first failure is answered again to later callers.
    pub fn shared() -> Result<&'static Self, &'static TempPostgresError> {
        static SHARED: OnceLock<Result<TempPostgres, TempPostgresError>> = OnceLock::new();
        SHARED
            .get_or_init(|| match std::env::var(SHARED_CLUSTER_VARIABLE) {
                Ok(url) if !url.is_empty() => Self::join(&url),
                _ => Self::start(Durability::Fast),
            })
            .as_ref()
    }

    /// Uses a running cluster and clears away what killed tests left in it.
    fn join(admin_url: &str) -> Result<Self, TempPostgresError> {
        with_database(admin_url, "postgres").ok_or(TempPostgresError::BadSharedCluster)?;
        let postgres = Self { admin_url: admin_url.to_owned(), cluster: None };
        postgres.drop_stale_databases(SystemTime::now())?;
        Ok(postgres)
    }

    /// The administrative database, as `postgres://user@%2Fsocket%2Ffolder/postgres`: understood by the `postgres`
    /// crate, by `psql` and by `onetill --database`.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.admin_url
    }

    /// Creates an empty database for one test. `label` says in lists which test it belongs to; the name is
    /// made unique, so tests may run at the same time and again.
    ///
    /// # Errors
    /// When the server refuses, or cannot be reached.
    pub fn create_database(&self, label: &str) -> Result<TempDatabase, TempPostgresError> {
        let name = database_name(label, SystemTime::now());
        let mut admin = connect(&self.admin_url)?;
        // template0 is never connected to, so databases can be made from it at the same time.
        let statement =
            format!("CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C'");
        admin.batch_execute(&statement).map_err(|source| TempPostgresError::Database {
            what: format!("creating the test database {name}"),
            source,
        })?;
        let url = with_database(&self.admin_url, &name).ok_or(TempPostgresError::BadSharedCluster)?;
        Ok(TempDatabase { name, url, admin_url: self.admin_url.clone() })
    }

    /// Stops a cluster of our own as a power cut would: nothing is flushed, nobody is told. What was committed
    /// on a [`Durability::Durable`] cluster is there after [`TempPostgres::restart`]. Does nothing to a shared one.
    pub fn kill(&mut self) {
        if let Some(cluster) = &mut self.cluster {
            cluster.stop();
        }
    }

    /// Starts a cluster of our own again, on the same folder and URL, after [`TempPostgres::kill`].
    ///
    /// # Errors
    /// When the server does not come up again.
    pub fn restart(&mut self) -> Result<(), TempPostgresError> {
        match &mut self.cluster {
            Some(cluster) => {
                cluster.stop();
                cluster.launch()
            }
            None => Ok(()),
        }
    }

    /// Drops test databases that are old and that nobody uses. One that is in use refuses, and stays.
    fn drop_stale_databases(&self, now: SystemTime) -> Result<(), TempPostgresError> {
        let listing = |source| TempPostgresError::Database {
            what: "listing the databases of the shared cluster".to_owned(),
            source,
        };
        let mut admin = connect(&self.admin_url)?;
        let rows = admin.query("SELECT datname FROM pg_database", &[]).map_err(listing)?;
        for row in rows {
            let name: String = row.try_get(0).map_err(listing)?;
            if is_stale(&name, now) {
                // Another process may drop it first, or still use it: both are well.
                let _ = admin.batch_execute(&format!("DROP DATABASE IF EXISTS {name}"));
            }
        }
        Ok(())
    }
}

/// A database of its own for one test; dropped with this value, whoever is still connected.
#[derive(Debug)]
pub struct TempDatabase {
    name: String,
    url: String,
    admin_url: String,
}

impl TempDatabase {
    /// The database's name in its cluster.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Ends every connection to it, as an administrator can at any time.
    ///
    /// # Errors
    /// When the server cannot be reached.
    pub fn disconnect_everybody(&self) -> Result<(), TempPostgresError> {
        let statement = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1";
        connect(&self.admin_url)?.execute(statement, &[&self.name]).map(|_| ()).map_err(|source| {
            TempPostgresError::Database { what: format!("ending the connections to {}", self.name), source }
        })
    }

    /// How often two transactions waited for each other. A connection may tell only when it has ended.
    ///
    /// # Errors
    /// When the server cannot be reached.
    pub fn deadlocks(&self) -> Result<i64, TempPostgresError> {
        let statement = "SELECT deadlocks FROM pg_stat_database WHERE datname = $1";
        let row = connect(&self.admin_url)?.query_one(statement, &[&self.name]);
        row.and_then(|row| row.try_get(0)).map_err(|source| TempPostgresError::Database {
            what: format!("counting the deadlocks of {}", self.name),
            source,
        })
    }

    /// The database as a URL, in the form of [`TempPostgres::url`].
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }
}

impl Drop for TempDatabase {
    fn drop(&mut self) {
        let (name, admin_url) = (&self.name, &self.admin_url);
        // On a thread of its own: the client blocks, and an asynchronous test may be what drops this.
        std::thread::scope(|scope| {
            scope.spawn(move || {
                // A cluster that is gone took its databases along.
                if let Ok(mut admin) = connect(admin_url) {
                    let _ = admin.batch_execute(&format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"));
                }
            });
        });
    }
}

/// Connects without TLS: clusters of tests are on this machine.
fn connect(url: &str) -> Result<Client, TempPostgresError> {
    Client::connect(url, NoTls)
        .map_err(|source| TempPostgresError::Database { what: "connecting to the test cluster".to_owned(), source })
}

/// `onetill_test_<seconds since 1970>_<process>_<number>_<label>`: the age can be read off the name, by any
/// process, and the label cannot push the unique part out of PostgreSQL's 63 bytes.
fn database_name(label: &str, now: SystemTime) -> String {
    static NEXT: AtomicU64 = AtomicU64::new(1);
    let number = NEXT.fetch_add(1, Ordering::Relaxed);
    let seconds = now.duration_since(UNIX_EPOCH).unwrap_or_default().as_secs();
    let label: String = label
        .chars()
        .map(|c| match c.to_ascii_lowercase() {
            c @ ('a'..='z' | '0'..='9') => c,
            _ => '_',
        })
        .collect();
    let mut name = format!("{DATABASE_PREFIX}{seconds}_{}_{number}_{label}", std::process::id());
    name.truncate(63);
    name
}

fn is_stale(name: &str, now: SystemTime) -> bool {
    let created = name
        .strip_prefix(DATABASE_PREFIX)
        .and_then(|rest| rest.split('_').next())
        .and_then(|seconds| seconds.parse().ok())
        .map(|seconds| UNIX_EPOCH + Duration::from_secs(seconds));
    let well_formed = name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_');
    match created {
        Some(created) if well_formed => now.duration_since(created).is_ok_and(|age| age > STALE_AFTER),
        _ => false,
    }
}

/// The same cluster, another database. None when `url` is not of the form `postgres://authority/database`.
fn with_database(url: &str, database: &str) -> Option<String> {
    let rest = url.strip_prefix("postgres://").or_else(|| url.strip_prefix("postgresql://"))?;
    let (address, parameters) = match rest.split_once('?') {
        Some((address, parameters)) => (address, format!("?{parameters}")),
        None => (rest, String::new()),
    };
    let (authority, _) = address.split_once('/')?;
    Some(format!("postgres://{authority}/{database}{parameters}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_database_of_the_same_cluster() {
        assert_eq!(
            with_database("postgresql://ann:secret@db:5433/postgres?sslmode=disable", "x").as_deref(),
            Some("postgres://ann:secret@db:5433/x?sslmode=disable")
        );
        assert_eq!(
            with_database("postgres://onetill@%2Ftmp%2Fa/postgres", "x").as_deref(),
            Some("postgres://onetill@%2Ftmp%2Fa/x")
        );
        assert_eq!(with_database("host=/tmp dbname=postgres", "x"), None);
        assert_eq!(with_database("postgres://db", "x"), None);
    }

    #[test]
    fn names_are_unique_harmless_and_short() {
        let label = "Refund of \"everything\"; DROP DATABASE and quite a bit longer than that";
        let first = database_name(label, SystemTime::now());
        let second = database_name(label, SystemTime::now());
        assert_ne!(first, second);
        assert!(first.len() <= 63, "{first}");
        assert!(first.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_'), "{first}");
    }

    #[test]
    fn only_old_databases_of_tests_are_stale() {
        let now = SystemTime::now();
        let name = database_name("a", now);
        assert!(!is_stale(&name, now));
        assert!(!is_stale(&name, now + STALE_AFTER / 2));
        assert!(is_stale(&name, now + STALE_AFTER * 2));
        assert!(!is_stale("onetill_production", now));
        assert!(!is_stale("onetill_test_", now));
        assert!(!is_stale("onetill_test_1_\"quoted", now));
    }
}
