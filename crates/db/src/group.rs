//! Group commit: commands that arrive together share one transaction and one sync to disk.
//!
//! A group first runs without savepoints. Commands validate before they write, so one that fails has
//! as a rule changed nothing and is simply left out. Only when a command fails *after* it wrote is the
//! whole group rolled back and run again, each command in a savepoint of its own.
//!
//! A commit whose answer was lost on the way is looked for in the event log before anything runs again, so
//! that no command acts twice, whether or not it carries an idempotency key.

use std::panic::{AssertUnwindSafe, catch_unwind};

use onetill_kernel::{Error, Result};
use tokio::sync::oneshot;

use crate::tables::Lock;
use crate::tx::{Fault, Logged, Tx, storage_failed, unavailable};

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
    /// The connection was lost before the commit was answered. The log tells whether it took place.
    Unanswered(Error, Option<Logged>),
    /// No run can succeed.
    GivenUp(Failure),
}

/// Why a group is given up; each of its commands is told.
enum Failure {
    /// The database stayed away, or asked again and again.
    Unavailable(String),
    /// It cannot be written.
    Storage(&'static str),
    /// A fault of ours.
    Fault(String),
}

impl Failure {
    fn error(&self) -> Error {
        match self {
            Self::Unavailable(cause) => unavailable().because(cause.clone()),
            Self::Storage(reason) => storage_failed(reason),
            Self::Fault(cause) => Error::internal(cause.clone()),
        }
    }
}

/// Runs a group until it is committed or given up; answers nobody yet. Returns the last event position.
///
/// `with_tx` gives a transaction handle on a working connection, anew for each run.
pub(crate) fn run_group(
    jobs: &mut [Box<dyn Job>],
    mut with_tx: impl FnMut(&mut dyn FnMut(&mut Tx<'_>)) -> Result<()>,
) -> Option<i64> {
    let mut careful = false;
    let mut unanswered: Option<Logged> = None;
    let mut failure = Failure::Fault("a group was never run".to_owned());
    for run in 0..MAX_RUNS {
        let mut result = Run::Careful;
        let opened = with_tx(&mut |tx| {
            let found = unanswered.as_ref().map(|logged| (logged.position, find_out(tx, logged)));
            result = match found {
                // Committed then; the commands' answers of that run stand.
                Some((position, Ok(true))) => Run::Committed(Some(position)),
                Some((_, Err(error))) => Run::Again(error),
                Some((_, Ok(false))) | None => {
                    unanswered = None;
                    run_once(jobs, tx, careful)
                }
            };
        });
        match opened.map_or_else(Run::Again, |()| result) {
            Run::Committed(position) => return position,
            Run::Careful => careful = true,
            Run::Again(error) => {
                tracing::debug!(run, %error, "a group is to be run again");
                failure = Failure::Unavailable(error.to_string());
                backoff(run);
            }
            Run::Unanswered(error, logged) => {
                tracing::warn!(run, %error, "a commit was not answered");
                failure = Failure::Unavailable(error.to_string());
                unanswered = logged;
                backoff(run);
            }
            Run::GivenUp(why) => {
                failure = why;
                break;
            }
        }
    }
    tracing::error!(cause = %failure.error(), commands = jobs.len(), "a group was given up");
    for job in jobs.iter_mut() {
        job.fail(failure.error());
    }
    None
}

/// Whether a commit took place whose answer was lost.
fn find_out(tx: &mut Tx<'_>, logged: &Logged) -> Result<bool> {
    tx.control("BEGIN")?;
    let found = tx.is_in_log(logged);
    let _ = tx.control("ROLLBACK");
    found
}

/// Waits a little longer after each run, so that rivals can finish.
fn backoff(run: u32) {
    std::thread::sleep(std::time::Duration::from_millis(5 << run.min(8)));
}

fn run_once(jobs: &mut [Box<dyn Job>], tx: &mut Tx<'_>, careful: bool) -> Run {
    let run = try_run(jobs, tx, careful).unwrap_or_else(|error| match tx.fault {
        Some(Fault::Retry) => Run::Again(error),
        Some(Fault::Storage(reason)) => Run::GivenUp(Failure::Storage(reason)),
        // A fault outside every savepoint may come from a row that only fails when it is sent.
        Some(Fault::Refused) | None if !careful => Run::Careful,
        Some(Fault::Refused) | None => Run::GivenUp(Failure::Fault(error.to_string())),
    });
    if !matches!(run, Run::Committed(_)) {
        let _ = tx.control("ROLLBACK");
        tx.remembered.clear();
    }
    run
}

fn try_run(jobs: &mut [Box<dyn Job>], tx: &mut Tx<'_>, careful: bool) -> Result<Run> {
    tx.control(match tx.engine {
        crate::tx::Engine::Sqlite(_) => "BEGIN IMMEDIATE",
        crate::tx::Engine::Postgres(_) => "BEGIN",
    })?;
    tx.check_remembered()?;
    // One command alone gains nothing from it.
    tx.hopeful = !careful && jobs.len() > 1;
    tx.lock(jobs.iter().flat_map(|j| j.locks().iter().copied()).collect())?;
    for job in jobs.iter_mut() {
        let savepoint = if careful { Some(tx.begin_savepoint()?) } else { None };
        tx.wrote = false;
        let mut refused = job.run(tx);
        if careful && !refused {
            // Sent inside the savepoint, so that a row the database refuses fails its own command.
            if let Err(error) = tx.flush() {
                job.fail(error);
                refused = true;
            }
        }
        if matches!(tx.fault, Some(Fault::Retry | Fault::Storage(_))) {
            return Err(Error::internal("the database asked to run the group again"));
        }
        if tx.fault.is_some() && !refused {
            // PostgreSQL ends a transaction in which a statement failed; SQLite would go on with half of the rows.
            job.fail(Error::internal("a command went on after the database had refused a statement"));
            refused = true;
        }
        if refused && (tx.wrote || tx.fault.is_some()) {
            match &savepoint {
                Some(savepoint) => tx.roll_back_to(savepoint)?,
                None => return Ok(Run::Careful),
            }
        }
        if let Some(savepoint) = savepoint {
            tx.release(savepoint)?;
        }
    }
    let logged = tx.write_events()?;
    tx.write_audits()?;
    match tx.commit() {
        Ok(()) => Ok(Run::Committed(logged.map(|l| l.position))),
        Err(error) if tx.is_connection_lost() => Ok(Run::Unanswered(error, logged)),
        Err(error) => Err(error),
    }
}

#[cfg(test)]
mod tests {
    use crossbeam_channel::bounded;
    use onetill_kernel::{Timestamp, Uuid};

    use crate::testing::on_both_engines;
    use crate::{Db, NewAuditRow, NewEvent, Options, Table, Target, params};

    static ACCOUNTS: Table = Table::new("accounts", &["code", "name", "kind"]);

    fn told(kind: &'static str) -> NewEvent {
        let at = Timestamp::from_micros(1);
        NewEvent { kind, subject_id: Uuid::nil(), data: "{}".to_owned(), happened_at: at, recorded_at: at }
    }

    /// Two commands of one group: the first adds a row that there is, the second is refused a look at the table because
    /// of that, and does not say so.
    fn check_that_a_duplicate_fails_alone(target: &Target) {
        let db = Db::open(target, &Options { writers: 1, ..Options::for_target(target) }).expect("a database");
        let add = |tx: &mut crate::Tx<'_>| {
            tx.append(&ACCOUNTS, params!["9990", "Suspense", "asset"])?;
            tx.emit(told("account.added"));
            Ok(())
        };
        db.write(add).expect("added");

        let ((began, wait_for_it), (go_on, may_go_on)) = (bounded(1), bounded(1));
        let busy = db.submit(None, Vec::new(), move |_| {
            let _ = began.send(());
            let _: Result<(), _> = may_go_on.recv();
            Ok(())
        });
        wait_for_it.recv().expect("a busy writer");
        let again = db.submit(None, Vec::new(), add).expect("queued");
        let careless = db.submit(None, Vec::new(), |tx| {
            let sql = "SELECT name FROM accounts WHERE code = $1";
            let name = tx.query_opt(sql, params!["9990"], |row| row.get::<String>(0));
            tx.emit(told("account.seen"));
            Ok(name.unwrap_or_default())
        });
        go_on.send(()).expect("a waiting writer");
        busy.expect("queued").wait().expect("done");
        assert_eq!(again.wait().expect_err("it is there").code_str(), "already_exists");
        assert_eq!(careless.expect("queued").wait().expect("done"), Some("Suspense".to_owned()));

        let kinds =
            db.read(|tx| tx.query("SELECT kind FROM events ORDER BY position", &[], |row| row.get::<String>(0)));
        assert_eq!(kinds.expect("events"), ["account.added", "account.seen"]);
    }

    fn done(action: &'static str) -> NewAuditRow {
        NewAuditRow {
            recorded_at: Timestamp::from_micros(1),
            actor_id: None,
            approved_by: None,
            register_id: None,
            action,
            subject_kind: "export",
            subject_id: None,
            details: "{}".to_owned(),
        }
    }

    /// A command that is refused after it was accounted for, and one that tries something out, leave nothing of it.
    fn check_that_what_is_taken_back_is_not_accounted_for(target: &Target) {
        let db = Db::open(target, &Options { writers: 1, ..Options::for_target(target) }).expect("a database");
        let refused: onetill_kernel::Result<()> = db.write(|tx| {
            tx.audit(done("drawer.opened"));
            Err(onetill_kernel::Error::internal("refused"))
        });
        refused.expect_err("refused");
        db.write(|tx| {
            tx.audit(done("shift.opened"));
            tx.try_out(|tx| tx.audit(done("cash.moved")))?;
            tx.audit(done("shift.closed"));
            Ok(())
        })
        .expect("done");
        let sql = "SELECT position, action FROM audit_trail ORDER BY position";
        let kept = db.read(|tx| tx.query(sql, &[], |row| Ok((row.get::<i64>(0)?, row.get::<String>(1)?))));
        let expected = [(1, "shift.opened".to_owned()), (2, "shift.closed".to_owned())];
        assert_eq!(kept.expect("the trail"), expected);
    }

    #[test]
    fn what_is_taken_back_is_not_accounted_for() {
        on_both_engines("audit", check_that_what_is_taken_back_is_not_accounted_for);
    }

    #[test]
    fn a_duplicate_fails_alone() {
        on_both_engines("group", check_that_a_duplicate_fails_alone);
    }
}
