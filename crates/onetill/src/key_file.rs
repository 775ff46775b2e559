//! The file with the key of this installation: what providers' keys are sealed with. It is no part of the database, nor of
//! its backups.

use std::fs::{self, OpenOptions};
use std::io::{ErrorKind, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use onetill_db::Target;
use onetill_domains::platform::{KEY_BYTES, Vault};
use onetill_kernel::{Error, Ids, Result};

/// Where the key is unless it is told: beside an SQLite database. A PostgreSQL database has no such place.
pub(crate) fn default_path(database: &Target) -> Option<PathBuf> {
    match database {
        Target::Sqlite(path) => {
            let mut name = path.as_os_str().to_owned();
            name.push(".key");
            Some(name.into())
        }
        Target::Postgres(_) => None,
    }
}

/// The vault with the key in this file; a new key where there is no file yet.
pub(crate) fn open(path: &Path) -> Result<Vault> {
    let text = match fs::read_to_string(path) {
        Ok(text) => text,
        Err(e) if e.kind() == ErrorKind::NotFound => make(path)?,
        Err(e) => return Err(wrong(path, &format!("cannot be read: {e}"))),
    };
    let text = text.trim();
    let mut key = [0u8; KEY_BYTES];
    let well_formed = text.len() == 2 * KEY_BYTES && text.bytes().all(|b| b.is_ascii_hexdigit());
    if !well_formed {
        return Err(wrong(path, "does not hold 64 hexadecimal digits"));
    }
    for (at, byte) in key.iter_mut().enumerate() {
        *byte = u8::from_str_radix(&text[2 * at..2 * at + 2], 16).map_err(Error::internal)?;
    }
    Ok(Vault::new(&key))
}

fn make(path: &Path) -> Result<String> {
    let hex: String = Ids::random().secret().iter().take(KEY_BYTES).map(|byte| format!("{byte:02x}")).collect();
    let made = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path);
    let mut file = made.map_err(|e| wrong(path, &format!("cannot be made: {e}")))?;
    file.write_all(format!("{hex}\n").as_bytes()).and_then(|()| file.sync_all()).map_err(Error::internal)?;
    Ok(hex)
}

fn wrong(path: &Path, why: &str) -> Error {
    Error::invalid("key_file", format!("The key file {} {why}.", path.display()))
        .fix("Put the key file of this shop there, or name it with --key-file.")
}
