//! Group commit: commands that arrive together share one transaction and one sync to disk.
//!
//! A group first runs without savepoints. Commands validate before they write, so one that fails has
//! as a rule changed nothing and is simply left out. Only when a command fails *after* it wrote is the
//! whole group rolled back and run again, each command in a savepoint of its own.

use std::panic::{AssertUnwindSafe, catch_unwind};

use onetill_kernel::{Error, Result};
use tokio::sync::oneshot;

use crate::tx::{Fault, Lock, Tx};

/// How often a group is run again when the database asks for it.
const MAX_RUNS: u32 = 12;

/// A command waiting for its group. It may run several times; only the last run counts.
pub(crate) trait Job: Send {
    fn locks(&self) -> &[Lock];
    /// Runs the command and keeps its answer. Returns whether it was refused.
    fn run(&mut self, tx: &mut Tx<'_>) -> bool;
    /// Replaces the kept answer.
    fn fail(&mut self, error: Error);
    /// Gives the kept answer to whoever waits.
    fn answer(self: Box<Self>);
}

pub(crate) struct Command<T, F> {
    pub(crate) locks: Vec<Lock>,
    pub(crate) run: F,
    pub(crate) outcome: Option<Result<T>>,
    pub(crate) reply: oneshot::Sender<Result<T>>,
}

impl<T: Send, F: FnMut(&mut Tx<'_>) -> Result<T> + Send> Job for Command<T, F> {
    fn locks(&self) -> &[Lock] {
        &self.locks
    }

    fn run(&mut self, tx: &mut Tx<'_>) -> bool {
        let outcome = catch_unwind(AssertUnwindSafe(|| (self.run)(tx))).unwrap_or_else(|panic| {
            let what = panic.downcast_ref::<String>().map(String::as_str);
            let what = what.or_else(|| panic.downcast_ref::<&str>().copied()).unwrap_or("no message");
            Err(Error::internal(format!("a command panicked: {what}")))
        });
        let refused = outcome.is_err();
        self.outcome = Some(outcome);
        refused
    }

    fn fail(&mut self, error: Error) {
        self.outcome = Some(Err(error));
    }

    fn answer(self: Box<Self>) {
        let outcome = self.outcome.unwrap_or_else(|| Err(Error::internal("a command was never run")));
        // Whoever asked may have gone; what was done stays done.
        let _ = self.reply.send(outcome);
    }
}

/// What became of one run of a group.
enum Run {
    Committed(Option<i64>),
    /// A command failed after it wrote: run again with savepoints.
    Careful,
    /// The database asks to run it again.
    Again(Error),
}

/// Runs a group until it is committed or given up; answers nobody yet. Returns the last event position.
///
/// `open` gives a transaction handle on a working connection, anew for each run.
pub(crate) fn run_group(
    jobs: &mut [Box<dyn Job>],
    mut with_tx: impl FnMut(&mut dyn FnMut(&mut Tx<'_>)) -> Result<()>,
) -> Option<i64> {
    let mut careful = false;
    let mut last_error = None;
    for run in 0..MAX_RUNS {
        let mut result = None;
        let opened = with_tx(&mut |tx| result = Some(run_once(jobs, tx, careful)));
        match (opened, result) {
            (Ok(()), Some(Run::Committed(position))) => return position,
            (Ok(()), Some(Run::Careful)) => careful = true,
            (Ok(()), Some(Run::Again(error))) => {
                tracing::debug!(run, %error, "the database asks to run a group again");
                last_error = Some(error);
                backoff(run);
            }
            (Err(error), _) => {
                tracing::warn!(run, %error, "the database cannot be reached");
                last_error = Some(error);
                backoff(run);
            }
            (Ok(()), None) => break,
        }
    }
    let cause = last_error.map_or_else(|| "gave up".to_owned(), |e| e.to_string());
    tracing::error!(cause, commands = jobs.len(), "a group was given up");
    for job in jobs.iter_mut() {
        job.fail(Error::internal(cause.clone()));
    }
    None
}

/// Waits a little longer after each run, so that rivals can finish.
fn backoff(run: u32) {
    std::thread::sleep(std::time::Duration::from_millis(5 << run.min(8)));
}

fn run_once(jobs: &mut [Box<dyn Job>], tx: &mut Tx<'_>, careful: bool) -> Run {
    match try_run(jobs, tx, careful) {
        Ok(Ok(position)) => Run::Committed(position),
        Ok(Err(())) => {
            let _ = tx.control("ROLLBACK");
            Run::Careful
        }
        Err(error) => {
            let _ = tx.control("ROLLBACK");
            // A fault outside every savepoint may come from a row that only fails when it is sent.
            match tx.fault {
                Some(Fault::Refused) if !careful => Run::Careful,
                _ => Run::Again(error),
            }
        }
    }
}

/// `Ok(Err(()))` asks for a careful run.
fn try_run(jobs: &mut [Box<dyn Job>], tx: &mut Tx<'_>, careful: bool) -> Result<Result<Option<i64>, ()>> {
    tx.control(match tx.engine {
        crate::tx::Engine::Sqlite(_) => "BEGIN IMMEDIATE",
        crate::tx::Engine::Postgres(_) => "BEGIN",
    })?;
    tx.lock(jobs.iter().flat_map(|j| j.locks().iter().copied()).collect())?;
    for job in jobs.iter_mut() {
        if careful {
            tx.flush()?;
            tx.control("SAVEPOINT command")?;
        }
        let events = tx.events.len();
        tx.wrote = false;
        let mut refused = job.run(tx);
        if careful && !refused {
            // Sent inside the savepoint, so that a row the database refuses fails its own command.
            if let Err(error) = tx.flush() {
                job.fail(error);
                refused = true;
            }
        }
        if tx.fault == Some(Fault::Retry) {
            return Err(Error::internal("the database asked to run the group again"));
        }
        if refused && (tx.wrote || tx.fault.is_some()) {
            if !careful {
                return Ok(Err(()));
            }
            tx.events.truncate(events);
            tx.appended.clear();
            tx.fault = None;
            tx.control("ROLLBACK TO SAVEPOINT command")?;
        }
        if careful {
            tx.control("RELEASE SAVEPOINT command")?;
        }
    }
    let position = tx.write_events()?;
    tx.control("COMMIT")?;
    Ok(Ok(position))
}
