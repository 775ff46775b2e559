//! Backups that a server makes by itself.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use onetill_db::Target;
use onetill_kernel::{Clock, Error, Result, SystemClock, Timestamp};

use super::back_up;

/// How long after one that failed the next is tried.
const RETRY: Duration = Duration::from_secs(600);
const BEFORE: &str = "onetill-";
const AFTER: &str = ".db";

/// When backups are made, and how many are kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Schedule {
    /// The folder they are put into.
    pub(crate) folder: PathBuf,
    /// Hours from one to the next.
    pub(crate) every_hours: u32,
    /// So many are kept; older ones are deleted once a new one has proved itself.
    pub(crate) keep: usize,
}

/// Makes backups of `database` when they are due, for ever.
pub(crate) async fn run(database: Target, schedule: Schedule) {
    if let Err(error) = remove_partial(&schedule.folder) {
        tracing::warn!(%error, "what a backup that was given up left cannot be removed");
    }
    loop {
        let now = SystemClock.now();
        let due = match names(&schedule.folder) {
            Ok(names) => next_due(&names, schedule.every_hours, now),
            Err(error) => {
                tracing::error!(%error, "the folder of backups cannot be read");
                now.plus_seconds(RETRY.as_secs() as i64)
            }
        };
        tokio::time::sleep(Duration::from_micros((due.micros() - now.micros()).max(0).unsigned_abs())).await;
        let (from, to) = (database.clone(), schedule.clone());
        let made = tokio::task::spawn_blocking(move || make(&from, &to, SystemClock.now())).await;
        if let Err(error) = made.map_err(Error::internal).and_then(|made| made) {
            metrics::counter!("onetill_backups_failed_total").increment(1);
            tracing::error!(%error, "a backup could not be made");
            tokio::time::sleep(RETRY).await;
        }
    }
}

/// Makes one, and deletes those that are too many.
fn make(database: &Target, schedule: &Schedule, now: Timestamp) -> Result<()> {
    let path = schedule.folder.join(name(now));
    let backup = back_up(database, &path, &|_, _| {})?;
    if !backup.report.is_ok() {
        // It is kept, and so are all before it: one of them may be what is needed.
        return Err(Error::internal(format!("{} holds books that do not agree: run `onetill verify`", path.display())));
    }
    metrics::gauge!("onetill_backup_last_success_seconds").set((now.micros() / 1_000_000) as f64);
    tracing::info!(path = %path.display(), rows = backup.rows, "a backup is made");
    for old in too_many(&names(&schedule.folder)?, schedule.keep) {
        fs::remove_file(schedule.folder.join(old)).map_err(Error::internal)?;
    }
    Ok(())
}

/// Removes what a server that was stopped or killed in the middle of a backup has left.
fn remove_partial(folder: &Path) -> Result<()> {
    for entry in fs::read_dir(folder).map_err(Error::internal)? {
        let entry = entry.map_err(Error::internal)?;
        let name = entry.file_name();
        let name = name.to_string_lossy();
        if name.split_once(".partial").is_some_and(|(whole, _)| time_of(whole).is_some()) {
            fs::remove_file(entry.path()).map_err(Error::internal)?;
        }
    }
    Ok(())
}

/// A name that sorts by time: `onetill-2026-11-28T10-06-03Z.db`.
fn name(at: Timestamp) -> String {
    let whole = Timestamp::from_micros(at.micros() / 1_000_000 * 1_000_000);
    format!("{BEFORE}{}{AFTER}", whole.to_string().replace(':', "-"))
}

fn time_of(name: &str) -> Option<Timestamp> {
    let (date, time) = name.strip_prefix(BEFORE)?.strip_suffix(AFTER)?.split_once('T')?;
    format!("{date}T{}", time.replace('-', ":")).parse().ok()
}

/// The names of the backups in a folder, oldest first. Whatever else lies there is left alone.
fn names(folder: &Path) -> Result<Vec<String>> {
    let mut names = Vec::new();
    for entry in fs::read_dir(folder).map_err(Error::internal)? {
        let name = entry.map_err(Error::internal)?.file_name().to_string_lossy().into_owned();
        names.extend(time_of(&name).map(|_| name));
    }
    names.sort_unstable();
    Ok(names)
}

/// When the next is due. The newest counts even if its time lies in the future: a clock was set back.
fn next_due(names: &[String], every_hours: u32, now: Timestamp) -> Timestamp {
    let newest = names.last().and_then(|name| time_of(name)).map(|at| at.min(now));
    newest.map_or(now, |at| at.plus_seconds(i64::from(every_hours) * 3600).max(now))
}

/// The oldest, beyond those that are kept.
fn too_many(names: &[String], keep: usize) -> &[String] {
    &names[..names.len().saturating_sub(keep)]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().expect("a time")
    }

    #[test]
    fn a_name_tells_its_time() {
        assert_eq!(name(at("2026-11-28T10:06:03.25Z")), "onetill-2026-11-28T10-06-03Z.db");
        assert_eq!(time_of("onetill-2026-11-28T10-06-03Z.db"), Some(at("2026-11-28T10:06:03Z")));
        for other in ["onetill-2026.db", "shop.db", "onetill-2026-11-28T10-06-03Z.db.partial"] {
            assert_eq!(time_of(other), None, "{other}");
        }
    }

    #[test]
    fn the_first_is_due_at_once_and_the_next_after_the_newest() {
        let now = at("2026-11-28T10:00:00Z");
        assert_eq!(next_due(&[], 24, now), now);
        let names = ["onetill-2026-11-26T09-00-00Z.db", "onetill-2026-11-27T20-00-00Z.db"].map(str::to_owned);
        assert_eq!(next_due(&names, 24, now), at("2026-11-28T20:00:00Z"));
        assert_eq!(next_due(&names, 6, now), now);
        let ahead = ["onetill-2030-01-01T00-00-00Z.db".to_owned()];
        assert_eq!(next_due(&ahead, 1, now), at("2026-11-28T11:00:00Z"));
    }

    #[test]
    fn the_newest_are_kept() {
        let names = ["a", "b", "c"].map(str::to_owned);
        assert_eq!(too_many(&names, 2), ["a"]);
        assert!(too_many(&names, 3).is_empty() && too_many(&[], 1).is_empty());
    }
}
