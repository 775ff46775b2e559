//! The printer as a service: its state, and the line that the till speaks on.

use std::io;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use serde::{Deserialize, Serialize};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;

use super::decoder::{Decoder, Item, Question, Read};
use crate::printers::escpos::Profile;

/// How many slips it remembers.
const KEPT: usize = 50;
/// How slowly it answers where it is slow.
const SLOWLY: Duration = Duration::from_millis(1500);
/// After so many bytes of a slip it dies, where it does.
const DIES_AFTER: usize = 120;

/// Its paper.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Paper {
    /// There is enough.
    #[default]
    Enough,
    /// It is nearly used up.
    Low,
    /// There is none.
    Out,
}

/// How it behaves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Manners {
    /// As it should.
    #[default]
    Good,
    /// It thinks before every answer.
    Slow,
    /// It takes everything and says nothing.
    Silent,
    /// It hangs up in the middle of a slip.
    Dies,
}

/// What can be seen of it.
#[derive(Debug, Clone, Default)]
pub struct State {
    /// Its paper.
    pub paper: Paper,
    /// Whether its cover is open.
    pub cover_open: bool,
    /// How it behaves.
    pub manners: Manners,
    /// What it printed, slip by slip, the oldest first.
    pub slips: Vec<Vec<Item>>,
    /// How often the drawer sprang open.
    pub kicks: u64,
    /// What it did not understand, the last of it.
    pub complaint: Option<String>,
}

impl State {
    fn can_print(&self) -> bool {
        !self.cover_open && self.paper != Paper::Out
    }

    /// The answer to a question.
    fn answer(&self, question: Question) -> u8 {
        let bit = |on: bool, bit: u8| if on { bit } else { 0 };
        let (low, out) = (self.paper != Paper::Enough, self.paper == Paper::Out);
        match question {
            Question::Status(1) => 0x12 | bit(!self.can_print(), 0x08),
            Question::Status(2) => 0x12 | bit(self.cover_open, 0x04) | bit(out, 0x20),
            Question::Status(4) => 0x12 | bit(low, 0x0c) | bit(out, 0x60),
            Question::Status(_) => 0x12,
            Question::Paper => bit(low, 0x03) | bit(out, 0x0c),
        }
    }
}

/// A simulated receipt printer. Clones are the same printer.
#[derive(Clone)]
pub struct Printer {
    profile: &'static Profile,
    state: Arc<Mutex<State>>,
    changed: watch::Sender<u64>,
}

impl Printer {
    /// A printer of a model, with paper in it.
    pub fn new(profile: &'static Profile) -> Self {
        Self { profile, state: Arc::default(), changed: watch::Sender::new(0) }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// How it is now.
    pub fn state(&self) -> State {
        self.lock().clone()
    }

    /// Does something to it: takes its paper out, opens its cover.
    pub fn change(&self, change: impl FnOnce(&mut State)) {
        change(&mut self.lock());
        self.changed.send_modify(|n| *n += 1);
    }

    /// Counts its changes, for whoever waits for one.
    pub fn changes(&self) -> watch::Receiver<u64> {
        self.changed.subscribe()
    }

    /// Its model.
    pub fn profile(&self) -> &'static Profile {
        self.profile
    }

    /// Prints what comes to `listener` until the future is dropped.
    pub async fn run(self, listener: TcpListener) -> io::Result<()> {
        loop {
            let (stream, _) = listener.accept().await?;
            let printer = self.clone();
            tokio::spawn(async move {
                if let Err(error) = printer.serve(stream).await {
                    tracing::debug!(%error, "a till hung up");
                }
            });
        }
    }

    async fn serve(&self, mut stream: TcpStream) -> io::Result<()> {
        let mut decoder = Decoder::new(self.profile);
        let mut chunk = vec![0; 4096];
        let mut received = 0;
        let mut slip = Vec::new();
        loop {
            let length = stream.read(&mut chunk).await?;
            if length == 0 {
                break;
            }
            received += length;
            let manners = self.lock().manners;
            if manners == Manners::Dies && received > DIES_AFTER {
                self.keep(&mut slip);
                return Ok(());
            }
            let all = match decoder.feed(&chunk[..length]) {
                Ok(all) => all,
                Err(fault) => {
                    self.change(|state| state.complaint = Some(fault.to_string()));
                    return Ok(());
                }
            };
            for read in all {
                match read {
                    Read::Printed(Item::Kick) => self.change(|state| state.kicks += 1),
                    Read::Printed(item) => {
                        self.until_it_can_print().await;
                        let ends = matches!(item, Item::Cut { .. });
                        slip.push(item);
                        if ends {
                            self.keep(&mut slip);
                        }
                    }
                    Read::Asked(question) => {
                        if question == Question::Paper {
                            self.keep(&mut slip);
                        }
                        let manners = self.state().manners;
                        if manners == Manners::Silent {
                            continue;
                        }
                        if manners == Manners::Slow {
                            tokio::time::sleep(SLOWLY).await;
                        }
                        let answer = self.state().answer(question);
                        stream.write_all(&[answer]).await?;
                    }
                }
            }
        }
        if let Err(fault) = decoder.finish() {
            self.change(|state| state.complaint = Some(fault.to_string()));
        }
        self.keep(&mut slip);
        Ok(())
    }

    fn keep(&self, slip: &mut Vec<Item>) {
        if slip.is_empty() {
            return;
        }
        let slip = std::mem::take(slip);
        self.change(|state| {
            state.slips.push(slip);
            if state.slips.len() > KEPT {
                state.slips.remove(0);
            }
        });
    }

    /// A printer without paper, or with its cover open, stops until somebody sees to it.
    async fn until_it_can_print(&self) {
        let mut changes = self.changes();
        while !self.lock().can_print() {
            // The sender lives as long as the printer.
            let _ = changes.changed().await;
        }
    }
}
