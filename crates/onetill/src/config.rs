//! Settings from flags, environment and file; docs/CONFIGURATION.md is their table.

use std::io::IsTerminal;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::Path;

use onetill_db::{Options, Target};
use onetill_kernel::{Error, Result};
use serde::Deserialize;

use crate::cli::ServeArgs;

/// How log lines look.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, clap::ValueEnum)]
#[cfg_attr(test, derive(serde::Serialize))]
#[serde(rename_all = "snake_case")]
pub(crate) enum LogFormat {
    /// For people.
    Text,
    /// For machines: one JSON object a line.
    Json,
}

/// What the TOML file may hold. The names are those of the flags.
#[derive(Debug, Default, Deserialize)]
#[cfg_attr(test, derive(serde::Serialize))]
#[serde(deny_unknown_fields)]
struct File {
    database: Option<String>,
    listen: Option<SocketAddr>,
    log: Option<String>,
    log_format: Option<LogFormat>,
    secure_cookies: Option<bool>,
    writers: Option<usize>,
    readers: Option<usize>,
}

/// Settings of a server, all decided.
pub(crate) struct Config {
    pub(crate) database: Target,
    pub(crate) listen: SocketAddr,
    pub(crate) log: String,
    pub(crate) log_format: LogFormat,
    pub(crate) secure_cookies: bool,
    pub(crate) options: Options,
}

impl Config {
    /// Decides every setting: flag or environment, then file, then default.
    pub(crate) fn decide(args: ServeArgs) -> Result<Self> {
        let file = args.config.as_deref().map_or_else(|| Ok(File::default()), read)?;
        let from_file = || file.database.as_deref().map(str::parse::<Target>).transpose();
        let database = match args.database {
            Some(database) => database,
            None => from_file().map_err(|e| Error::invalid("database", e))?.ok_or_else(|| {
                Error::invalid("database", "No database is named.")
                    .fix("Use --database sqlite:PATH or --database postgres://USER@HOST/NAME.")
            })?,
        };
        let mut options = Options::for_target(&database);
        if !matches!(database, Target::Sqlite(_)) {
            options.writers = count("writers", args.writers.or(file.writers), options.writers)?;
        }
        options.readers = count("readers", args.readers.or(file.readers), options.readers)?;
        Ok(Self {
            database,
            listen: args.listen.or(file.listen).unwrap_or((Ipv4Addr::LOCALHOST, 8080).into()),
            log: args.log.or(file.log).unwrap_or_else(|| "info".to_owned()),
            log_format: args.log_format.or(file.log_format).unwrap_or_else(default_format),
            secure_cookies: args.secure_cookies.or(file.secure_cookies).unwrap_or(false),
            options,
        })
    }
}

fn default_format() -> LogFormat {
    if std::io::stderr().is_terminal() { LogFormat::Text } else { LogFormat::Json }
}

fn count(name: &str, given: Option<usize>, default: usize) -> Result<usize> {
    match given.unwrap_or(default) {
        n @ 1..=64 => Ok(n),
        _ => Err(Error::invalid(name, "There are 1 to 64 connections.")),
    }
}

fn read(path: &Path) -> Result<File> {
    let text = std::fs::read_to_string(path)
        .map_err(|e| Error::invalid("config", format!("{} cannot be read: {e}.", path.display())))?;
    toml::from_str(&text).map_err(|e| {
        // The message names the key; the value may be a secret and is not repeated.
        Error::invalid("config", format!("{} cannot be understood: {}.", path.display(), e.message()))
            .fix("docs/CONFIGURATION.md lists all settings.")
    })
}

/// Starts logging to standard error.
pub(crate) fn start_log(filter: &str, format: LogFormat) -> Result<()> {
    let filter = tracing_subscriber::EnvFilter::try_new(filter)
        .map_err(|e| Error::invalid("log", format!("This is not a log filter: {e}.")))?;
    let log = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    // A second start in one process (a test) keeps the first log.
    let _ = match format {
        LogFormat::Text => log.try_init(),
        LogFormat::Json => log.json().flatten_event(true).try_init(),
    };
    Ok(())
}

#[cfg(test)]
mod tests;
