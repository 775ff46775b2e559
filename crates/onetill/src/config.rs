//! Settings from flags, environment and file; docs/CONFIGURATION.md is their table.

use std::fmt::Display;
use std::fs;
use std::io::IsTerminal;
use std::net::{Ipv4Addr, SocketAddr};
use std::ops::RangeInclusive;
use std::path::{Path, PathBuf};

use onetill_connectors::mail;
use onetill_db::{Options, Target};
use onetill_kernel::{Error, Result};
use onetill_server::{MailAuthority, MailServer, MailTls, Network};
use serde::Deserialize;

use crate::backups::Schedule;
use crate::cli::ServeArgs;
use crate::key_file;

/// How many connections there may be of a kind.
const CONNECTIONS: RangeInclusive<usize> = 1..=64;

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

/// How the connection to the mail server is made secure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, clap::ValueEnum)]
#[cfg_attr(test, derive(serde::Serialize))]
#[serde(rename_all = "snake_case")]
pub(crate) enum MailTlsMode {
    /// It begins plain and must become secure: port 587.
    #[value(name = "starttls")]
    #[serde(rename = "starttls")]
    StartTls,
    /// It is secure from the first byte: port 465.
    Implicit,
    /// It is plain: for a mail server on the same machine.
    None,
}

/// The mail server that takes receipts by e-mail.
#[derive(Debug, Clone, Default, clap::Args)]
pub(crate) struct MailArgs {
    /// The mail server that takes receipts by e-mail, with its port; none are sent unless it is told
    #[arg(long, env = "ONETILL_MAIL_SERVER", value_name = "HOST:PORT")]
    pub(crate) mail_server: Option<String>,
    /// How the connection to it is made secure: starttls, implicit or none [default: starttls]
    #[arg(long, env = "ONETILL_MAIL_TLS", value_name = "MODE")]
    pub(crate) mail_tls: Option<MailTlsMode>,
    /// A PEM file with the certificate of an authority of one's own that vouches for the mail server
    #[arg(long, env = "ONETILL_MAIL_CA", value_name = "FILE")]
    pub(crate) mail_ca: Option<PathBuf>,
    /// Who signs in at the mail server
    #[arg(long, env = "ONETILL_MAIL_USER", value_name = "USER")]
    pub(crate) mail_user: Option<String>,
    /// The password for it; better told by the environment or the file
    #[arg(long, env = "ONETILL_MAIL_PASSWORD", hide_env_values = true, value_name = "PASSWORD")]
    pub(crate) mail_password: Option<String>,
    /// From whom receipts come, such as Corner Shop <receipts@shop.example>
    #[arg(long, env = "ONETILL_MAIL_FROM", value_name = "ADDRESS")]
    pub(crate) mail_from: Option<String>,
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
    set_up: Option<bool>,
    secure_cookies: Option<bool>,
    key_file: Option<PathBuf>,
    trusted_proxies: Option<Vec<String>>,
    writers: Option<usize>,
    readers: Option<usize>,
    backup_folder: Option<PathBuf>,
    backup_hours: Option<u32>,
    backup_keep: Option<usize>,
    mail_server: Option<String>,
    mail_tls: Option<MailTlsMode>,
    mail_ca: Option<PathBuf>,
    mail_user: Option<String>,
    mail_password: Option<String>,
    mail_from: Option<String>,
}

/// Settings of a server, all decided.
pub(crate) struct Config {
    pub(crate) database: Target,
    pub(crate) listen: SocketAddr,
    pub(crate) log: String,
    pub(crate) log_format: LogFormat,
    /// Whether a new shop may be set up in the browser, where the database holds none.
    pub(crate) set_up: bool,
    pub(crate) secure_cookies: bool,
    pub(crate) key_file: Option<PathBuf>,
    pub(crate) trusted_proxies: Vec<Network>,
    pub(crate) options: Options,
    pub(crate) backups: Option<Schedule>,
    pub(crate) mail: Option<MailServer>,
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
            options.writers = count("writers", args.writers.or(file.writers), options.writers, CONNECTIONS)?;
        }
        options.readers = count("readers", args.readers.or(file.readers), options.readers, CONNECTIONS)?;
        let backups = match args.backup_folder.or(file.backup_folder) {
            None => None,
            Some(folder) => Some(Schedule {
                folder: folder_of_backups(folder)?,
                every_hours: count("backup_hours", args.backup_hours.or(file.backup_hours), 24, 1..=24 * 366)?,
                keep: count("backup_keep", args.backup_keep.or(file.backup_keep), 14, 1..=10_000)?,
            }),
        };
        let mail = mail_server(MailArgs {
            mail_server: args.mail.mail_server.or(file.mail_server),
            mail_tls: args.mail.mail_tls.or(file.mail_tls),
            mail_ca: args.mail.mail_ca.or(file.mail_ca),
            mail_user: args.mail.mail_user.or(file.mail_user),
            mail_password: args.mail.mail_password.or(file.mail_password),
            mail_from: args.mail.mail_from.or(file.mail_from),
        })?;
        let trusted_proxies = match (args.trusted_proxies, file.trusted_proxies) {
            (Some(proxies), _) => proxies,
            (None, proxies) => networks(&proxies.unwrap_or_default())?,
        };
        let key_file = args.key_file.or(file.key_file).or_else(|| key_file::default_path(&database));
        Ok(Self {
            database,
            key_file,
            trusted_proxies,
            listen: args.listen.or(file.listen).unwrap_or((Ipv4Addr::LOCALHOST, 8080).into()),
            log: args.log.or(file.log).unwrap_or_else(|| "info".to_owned()),
            log_format: args.log_format.or(file.log_format).unwrap_or_else(default_format),
            set_up: args.set_up.or(file.set_up).unwrap_or(false),
            secure_cookies: args.secure_cookies.or(file.secure_cookies).unwrap_or(false),
            options,
            backups,
            mail,
        })
    }
}

/// The mail server that is named, if one is. What belongs to one without its name is a slip.
pub(crate) fn mail_server(args: MailArgs) -> Result<Option<MailServer>> {
    let Some(address) = args.mail_server else {
        return match (args.mail_from, args.mail_user, args.mail_password) {
            (None, None, None) => Ok(None),
            _ => Err(Error::invalid("mail_server", "A sender or a user is named for mail, but no mail server.")
                .fix("Name it with --mail-server HOST:PORT.")),
        };
    };
    let wrong = || {
        Error::invalid("mail_server", "This is not the address of a mail server.")
            .fix("Write it as mail.shop.example:587.")
    };
    let (host, port) = address.rsplit_once(':').ok_or_else(wrong)?;
    let port = port.parse().ok().filter(|port| *port > 0).ok_or_else(wrong)?;
    if host.is_empty() || host.contains(char::is_whitespace) {
        return Err(wrong());
    }
    let from = args.mail_from.ok_or_else(|| {
        Error::invalid("mail_from", "Nobody says from whom mail comes.")
            .fix("Name it with --mail-from, such as Corner Shop <receipts@shop.example>.")
    })?;
    let user = match (args.mail_user, args.mail_password) {
        (Some(user), Some(password)) => Some((user, password)),
        (None, None) => None,
        (Some(_), None) => {
            return Err(Error::invalid("mail_password", "The mail server's user has no password.")
                .fix("Give it in ONETILL_MAIL_PASSWORD or in the file."));
        }
        (None, Some(_)) => {
            return Err(Error::invalid("mail_user", "A password for mail is told, but no user.").fix("Name the user."));
        }
    };
    let tls = match args.mail_tls.unwrap_or(MailTlsMode::StartTls) {
        MailTlsMode::StartTls => MailTls::StartTls,
        MailTlsMode::Implicit => MailTls::Implicit,
        MailTlsMode::None => MailTls::None,
    };
    let authority = args.mail_ca.map(|file| authority(&file)).transpose()?;
    Ok(Some(MailServer { host: host.to_owned(), port, tls, authority, user, sender: mail::sender(&from)? }))
}

fn authority(file: &Path) -> Result<MailAuthority> {
    let pem = fs::read(file).map_err(|e| {
        Error::invalid("mail_ca", format!("{} cannot be read: {e}.", file.display()))
            .fix("Name the PEM file of the authority that vouches for the mail server.")
    })?;
    MailAuthority::from_pem(&pem)
}

fn networks(texts: &[String]) -> Result<Vec<Network>> {
    let each = texts.iter().map(|text| text.parse().map_err(|e: String| Error::invalid("trusted_proxies", e)));
    each.collect()
}

fn default_format() -> LogFormat {
    if std::io::stderr().is_terminal() { LogFormat::Text } else { LogFormat::Json }
}

fn count<N: PartialOrd + Display>(name: &str, given: Option<N>, default: N, range: RangeInclusive<N>) -> Result<N> {
    let n = given.unwrap_or(default);
    if range.contains(&n) {
        return Ok(n);
    }
    Err(Error::invalid(name, format!("This is a number from {} to {}.", range.start(), range.end())))
}

/// A folder that is not there is a slip that would be noticed when the backup is needed.
fn folder_of_backups(folder: PathBuf) -> Result<PathBuf> {
    if folder.is_dir() {
        return Ok(folder);
    }
    Err(Error::invalid("backup_folder", format!("There is no folder {}.", folder.display()))
        .fix("Make it, on another disk than the database, or name another."))
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
