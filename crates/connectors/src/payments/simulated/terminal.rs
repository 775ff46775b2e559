//! The terminal as a service: the device, its clock, and its address.

use std::io;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use onetill_kernel::{Clock, SystemClock, Timestamp};
use tokio::net::TcpListener;
use tokio::sync::watch;

use super::behaviour::Behaviour;
use super::device::Device;
use super::http::router;
use super::journal::Journal;
use super::transaction::Transaction;
use super::wire::{Cut, Wires};

/// How a terminal is set up.
#[derive(Debug, Clone)]
pub struct TerminalOptions {
    /// The file of its memory; none forgets everything when it stops. Only one terminal may use a file.
    pub data: Option<PathBuf>,
    /// How it treats payments until told otherwise.
    pub behaviour: Behaviour,
    /// How long a person at the screen may take before a payment expires, in milliseconds.
    pub card_limit_ms: u64,
}

impl Default for TerminalOptions {
    fn default() -> Self {
        Self { data: None, behaviour: Behaviour::default(), card_limit_ms: 120_000 }
    }
}

/// A simulated card terminal. Clones are the same terminal.
#[derive(Clone)]
pub struct Terminal {
    shared: Arc<Shared>,
}

struct Shared {
    device: Mutex<Device>,
    /// Counts changes, for whoever waits for one. Begins at the time of the start, so that a screen that
    /// was open before a restart notices.
    version: watch::Sender<i64>,
}

impl Terminal {
    /// Switches it on: reads back its memory. Blocks while it reads.
    pub fn open(options: TerminalOptions) -> io::Result<Self> {
        let (journal, records) = Journal::open(options.data.as_deref())?;
        let device = Device::new(journal, records, options.behaviour, options.card_limit_ms);
        Ok(Self {
            shared: Arc::new(Shared {
                device: Mutex::new(device),
                version: watch::Sender::new(SystemClock.now().micros()),
            }),
        })
    }

    /// Switches a terminal on and answers at `listener` until the future is dropped or memory fails.
    pub async fn serve(listener: TcpListener, options: TerminalOptions) -> io::Result<()> {
        let terminal = tokio::task::spawn_blocking(move || Self::open(options)).await.map_err(io::Error::other)??;
        terminal.run(listener).await
    }

    /// Answers at `listener` until the future is dropped. May be run once.
    pub async fn run(self, listener: TcpListener) -> io::Result<()> {
        let address: SocketAddr = listener.local_addr()?;
        tracing::info!(%address, "the simulated terminal is on");
        let service = router(self.clone()).into_make_service_with_connect_info::<Cut>();
        let served = axum::serve(Wires(listener), service);
        tokio::select! {
            ended = async { served.await } => ended,
            failed = self.keep_time() => failed,
        }
    }

    /// All charges and refunds it ever got, oldest first. Blocks for a moment.
    pub fn transactions(&self) -> io::Result<Vec<Transaction>> {
        self.act(|device, _| Ok(device.records().iter().map(|r| r.transaction.clone()).collect()))
    }

    /// Takes the steps that time alone brings, also when nobody asks.
    async fn keep_time(&self) -> io::Result<()> {
        let mut changes = self.changes();
        loop {
            changes.mark_unchanged();
            let due = self.act_async(|device, now| Ok(device.due().map(|due| (due, now)))).await;
            let pause = match due {
                Ok(Some((due, now))) => Some(until(now, due)),
                Ok(None) => None,
                // The disk may be full for a while; nothing moves until it is written down.
                Err(error) => {
                    tracing::warn!(%error, "the simulated terminal cannot write to its memory");
                    Some(Duration::from_secs(1))
                }
            };
            tokio::select! {
                () = pause_for(pause) => {}
                changed = changes.changed() => changed.map_err(io::Error::other)?,
            }
        }
    }

    /// Does something to the device, after whatever is due by now, and tells who waits for changes.
    fn act<T>(&self, action: impl FnOnce(&mut Device, Timestamp) -> io::Result<T>) -> io::Result<T> {
        // The device changes only after its memory did, so a panic leaves it whole.
        let mut device = self.shared.device.lock().unwrap_or_else(PoisonError::into_inner);
        let now = SystemClock.now();
        let done = device.advance(now).and_then(|()| action(&mut device, now));
        if device.take_changed() {
            self.shared.version.send_modify(|version| *version += 1);
        }
        done
    }

    /// [`Terminal::act`] off the asynchronous threads: it waits for the disk. Once begun it is done, even
    /// if the caller goes away.
    pub(crate) async fn act_async<T: Send + 'static>(
        &self,
        action: impl FnOnce(&mut Device, Timestamp) -> io::Result<T> + Send + 'static,
    ) -> io::Result<T> {
        let terminal = self.clone();
        tokio::task::spawn_blocking(move || terminal.act(action)).await.map_err(io::Error::other)?
    }

    /// Learns of every change from now on.
    pub(crate) fn changes(&self) -> watch::Receiver<i64> {
        self.shared.version.subscribe()
    }
}

/// How long from `now` until `due`.
pub(crate) fn until(now: Timestamp, due: Timestamp) -> Duration {
    let micros = due.micros().saturating_sub(now.micros());
    Duration::from_micros(u64::try_from(micros).unwrap_or(0))
}

/// So long, or for ever.
pub(crate) async fn pause_for(pause: Option<Duration>) {
    match pause {
        Some(pause) => tokio::time::sleep(pause).await,
        None => std::future::pending().await,
    }
}
