//! A line to PostgreSQL that breaks when a test wants it to: at a commit, before or after it took place.

use std::io::{self, Read, Write};
use std::net::Shutdown;
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use postgres::config::Host;

/// The socket's name in its folder, for the port that everybody assumes.
const SOCKET: &str = ".s.PGSQL.5432";
/// What a client sends to commit.
const COMMIT: &[u8] = b"COMMIT\0";

/// Where the line breaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cut {
    /// The server never gets the commit.
    BeforeCommit,
    /// The server commits, and its answer is lost.
    AfterCommit,
}

/// A folder whose socket leads to a cluster's.
#[derive(Debug)]
pub struct Proxy {
    url: String,
    orders: Arc<Orders>,
}

/// How many more commits are to break, by [`Cut`].
#[derive(Debug, Default)]
struct Orders {
    before: AtomicUsize,
    after: AtomicUsize,
    done: AtomicUsize,
}

impl Proxy {
    /// Leads to the database at `url`, whose cluster listens on a unix socket. Its own socket lies in
    /// `folder`. Lives as long as the process.
    pub fn start(url: &str, folder: &Path) -> io::Result<Self> {
        let config: postgres::Config = url.parse().map_err(io::Error::other)?;
        let Some(Host::Unix(cluster)) = config.get_hosts().first() else {
            return Err(io::Error::other("the cluster does not listen on a unix socket"));
        };
        let (user, database) = (config.get_user().unwrap_or_default(), config.get_dbname().unwrap_or_default());
        let host = folder.to_string_lossy().replace('/', "%2F");
        let listener = UnixListener::bind(folder.join(SOCKET))?;
        let (cluster, orders) = (cluster.join(SOCKET), Arc::new(Orders::default()));
        let for_lines = orders.clone();
        std::thread::spawn(move || accept(&listener, &cluster, &for_lines));
        Ok(Self { url: format!("postgres://{user}@{host}/{database}"), orders })
    }

    /// The database by way of this line.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Breaks the line at each of the next `count` commits, whoever sends them.
    pub fn cut(&self, cut: Cut, count: usize) {
        let orders = match cut {
            Cut::BeforeCommit => &self.orders.before,
            Cut::AfterCommit => &self.orders.after,
        };
        orders.store(count, Ordering::SeqCst);
    }

    /// How many lines were broken.
    pub fn cuts(&self) -> usize {
        self.orders.done.load(Ordering::SeqCst)
    }
}

impl Orders {
    fn take(&self) -> Option<Cut> {
        let one = |count: &AtomicUsize| count.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |n| n.checked_sub(1));
        let taken = if one(&self.before).is_ok() {
            Some(Cut::BeforeCommit)
        } else {
            one(&self.after).is_ok().then_some(Cut::AfterCommit)
        };
        self.done.fetch_add(usize::from(taken.is_some()), Ordering::SeqCst);
        taken
    }
}

fn accept(listener: &UnixListener, cluster: &PathBuf, orders: &Arc<Orders>) {
    for client in listener.incoming() {
        let (Ok(client), Ok(server)) = (client, UnixStream::connect(cluster)) else { continue };
        let (Ok(to_client), Ok(from_server)) = (client.try_clone(), server.try_clone()) else { continue };
        let orders = orders.clone();
        // What the server says goes through until the line is cut.
        std::thread::spawn(move || pass(from_server, to_client, |_| true));
        std::thread::spawn(move || forward(client, server, &orders));
    }
}

/// Passes on what the client says, up to a commit at which the line is to break.
fn forward(client: UnixStream, server: UnixStream, orders: &Orders) {
    let (Ok(ours), Ok(mut theirs)) = (client.try_clone(), server.try_clone()) else { return };
    pass(client, server, |bytes| {
        if !bytes.windows(COMMIT.len()).any(|window| window == COMMIT) {
            return true;
        }
        let Some(cut) = orders.take() else { return true };
        // On the client's side first, so that no answer can slip through.
        let _ = ours.shutdown(Shutdown::Both);
        if cut == Cut::AfterCommit {
            let _ = theirs.write_all(bytes);
        }
        false
    });
}

/// Copies until either side ends or `go_on` says that it is enough.
fn pass(mut from: UnixStream, mut to: UnixStream, mut go_on: impl FnMut(&[u8]) -> bool) {
    let mut buffer = [0u8; 16 * 1024];
    while let Ok(count @ 1..) = from.read(&mut buffer) {
        if !go_on(&buffer[..count]) || to.write_all(&buffer[..count]).is_err() {
            break;
        }
    }
    // The server reads what was sent before the end of it, and then ends too.
    let _ = to.shutdown(Shutdown::Write);
    let _ = from.shutdown(Shutdown::Both);
}
