//! Backups: an SQLite file that holds the whole shop as one moment saw it, whichever engine the shop is on. It is
//! a database like any other: `onetill verify` proves it, `onetill serve` would run it, and restored into the other
//! engine it moves a shop there.

mod schedule;

use std::fs::{self, File, OpenOptions};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use onetill_db::{Target, copy, read_once, upgrade};
use onetill_domains::platform;
use onetill_kernel::{Error, ErrorKind, Result};
use onetill_verify::{Report, verify};

pub(crate) use schedule::{Schedule, run};

/// A backup that was made.
pub(crate) struct Backup {
    /// How many rows it holds.
    pub(crate) rows: u64,
    /// Whether it proves itself.
    pub(crate) report: Report,
}

/// Backs a shop up into a new file; the shop may be sold in meanwhile. Only a whole backup gets the file's name.
pub(crate) fn back_up(from: &Target, to: &Path, progress: &dyn Fn(u64, u64)) -> Result<Backup> {
    must_be_new("to", to)?;
    let partial = Partial::beside(to)?;
    let rows = copy(from, &partial.target(), progress)?;
    let report = read_once(&partial.target(), verify)?;
    partial.becomes(to)?;
    Ok(Backup { rows, report })
}

/// Puts the shop of a backup into a database that holds nothing. A backup of an older version is brought up to
/// date.
pub(crate) fn restore(from: &Path, to: &Target, progress: &dyn Fn(u64, u64)) -> Result<Report> {
    let staged = match to {
        Target::Sqlite(path) => {
            must_be_new("database", path)?;
            Partial::beside(path)?
        }
        Target::Postgres(_) => Partial::beside(&std::env::temp_dir().join(format!("onetill-{}", std::process::id())))?,
    };
    fs::copy(from, &staged.0)
        .map_err(|e| Error::invalid("from", format!("{} cannot be copied: {e}.", from.display())))?;
    let merchant = upgrade(&staged.target()).and_then(|()| read_once(&staged.target(), platform::find_merchant));
    if !merchant.as_ref().is_ok_and(Option::is_some) {
        // Why it could not be opened tells more, where it is a shop of a newer version.
        let why = merchant.err().filter(|e| e.kind() == ErrorKind::Conflict);
        let none = Error::invalid("from", format!("{} is not a backup of a shop.", from.display()))
            .fix("Name a file that `onetill backup` made.");
        return Err(why.unwrap_or(none));
    }
    match to {
        Target::Sqlite(path) => {
            let report = read_once(&staged.target(), verify)?;
            staged.becomes(path)?;
            Ok(report)
        }
        Target::Postgres(_) => {
            copy(&staged.target(), to, progress)?;
            read_once(to, verify)
        }
    }
}

fn must_be_new(field: &str, path: &Path) -> Result<()> {
    if path.exists() {
        return Err(Error::conflict("already_exists", format!("{} is there already.", path.display()))
            .field(field)
            .fix("Name a file that is not there yet: nothing is ever written over."));
    }
    Ok(())
}

/// A file that is not whole yet. It goes away with this value unless it became another.
struct Partial(PathBuf);

impl Partial {
    /// A new file that nobody else may read: it holds customers and books.
    fn beside(path: &Path) -> Result<Self> {
        let mut name = path.as_os_str().to_owned();
        name.push(".partial");
        let partial = Self(name.into());
        partial.remove();
        OpenOptions::new().write(true).create_new(true).mode(0o600).open(&partial.0).map_err(|e| {
            Error::invalid("to", format!("{} cannot be written: {e}.", partial.0.display()))
                .fix("Name a folder that exists and may be written to.")
        })?;
        Ok(partial)
    }

    fn target(&self) -> Target {
        Target::Sqlite(self.0.clone())
    }

    /// Gets its name, for good.
    fn becomes(self, path: &Path) -> Result<()> {
        let folder = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
        File::open(&self.0)
            .and_then(|f| f.sync_all())
            .and_then(|()| fs::rename(&self.0, path))
            .and_then(|()| File::open(folder)?.sync_all())
            .map_err(|e| Error::invalid("to", format!("{} cannot be written: {e}.", path.display())))
    }

    fn remove(&self) {
        for end in ["", "-wal", "-shm", "-journal"] {
            let mut name = self.0.clone().into_os_string();
            name.push(end);
            let _ = fs::remove_file(name);
        }
    }
}

impl Drop for Partial {
    fn drop(&mut self) {
        self.remove();
    }
}
