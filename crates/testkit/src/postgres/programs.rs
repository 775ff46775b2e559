//! Where PostgreSQL's programs are, and whom to run them as.

use std::path::{Path, PathBuf};
use std::process::Command;

use super::TempPostgresError;

/// Where packages put versions side by side, outside of PATH: Debian and Ubuntu, Fedora and RHEL, Homebrew.
const VERSIONED_ROOTS: [&str; 4] = ["/usr/lib/postgresql", "/usr/pgsql", "/opt/homebrew/opt", "/usr/local/opt"];

/// The two programs a cluster needs, of the same installation.
#[derive(Debug)]
pub(super) struct Programs {
    pub(super) initdb: PathBuf,
    pub(super) postgres: PathBuf,
}

impl Programs {
    /// Prefers the newest installation in the packages' own folders: what PATH names may be a wrapper that
    /// asks for a user or a cluster of its own.
    pub(super) fn find() -> Result<Self, TempPostgresError> {
        let path = std::env::var_os("PATH").unwrap_or_default();
        versioned_folders()
            .into_iter()
            .chain(std::env::split_paths(&path))
            .find_map(|folder| Self::in_folder(&folder))
            .ok_or(TempPostgresError::NotInstalled { program: "initdb" })
    }

    fn in_folder(folder: &Path) -> Option<Self> {
        // A link in PATH is followed, because PostgreSQL looks for its libraries beside the program.
        let program = |name: &str| folder.join(name).canonicalize().ok();
        Some(Self { initdb: program("initdb")?, postgres: program("postgres")? })
    }
}

/// The `bin` folders of all installed versions, the newest first.
fn versioned_folders() -> Vec<PathBuf> {
    let mut found: Vec<(u32, PathBuf)> = VERSIONED_ROOTS
        .iter()
        .filter_map(|root| std::fs::read_dir(root).ok())
        .flat_map(|entries| entries.flatten())
        .filter_map(|entry| {
            let name = entry.file_name();
            let name = name.to_str()?;
            let version = name.strip_prefix("postgresql@").unwrap_or(name);
            Some((version.parse().ok()?, entry.path().join("bin")))
        })
        .collect();
    found.sort_by(|a, b| b.cmp(a));
    found.into_iter().map(|(_, folder)| folder).collect()
}

/// A user of this system, by number.
#[derive(Clone, Copy, Debug)]
pub(super) struct User {
    pub(super) uid: u32,
    pub(super) gid: u32,
}

impl User {
    /// The user to run PostgreSQL as when we are root: its own, or the one that owns nothing.
    pub(super) fn unprivileged() -> Result<Self, TempPostgresError> {
        ["postgres", "nobody"].into_iter().find_map(Self::named).ok_or(TempPostgresError::NoUnprivilegedUser)
    }

    /// Asks `id`, which also knows the users of a directory service.
    fn named(name: &str) -> Option<Self> {
        let number = |what: &str| -> Option<u32> {
            let output = Command::new("id").args([what, name]).output().ok()?;
            String::from_utf8(output.stdout).ok()?.trim().parse().ok()
        };
        Some(Self { uid: number("-u")?, gid: number("-g")? }).filter(|user| user.uid != 0)
    }
}
