//! The command line.

mod help;

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};
use onetill_db::Target;
use onetill_domains::imports::{DecimalSign, Existing, ImportField};
use onetill_domains::reports::JournalFormat;
use onetill_kernel::{Currency, Date, Timestamp};
use onetill_server::Network;

const EXAMPLES: &str = "\
Examples:
  onetill demo                                       a shop that has lived, to try everything with
  onetill init --database sqlite:shop.db --merchant \"Corner Shop\" --currency EUR --country DE \\
               --time-zone Europe/Berlin --owner-email owner@example.com
  onetill serve --database sqlite:shop.db            the shop's server
  onetill verify --database sqlite:shop.db           prove that every book agrees
  onetill backup --database sqlite:shop.db --to shop-backup.db
                                                     the whole shop in one file, while it sells
  onetill export journal --database sqlite:shop.db --format hledger > shop.journal
                                                     the books, for an accountant's program
  onetill import products articles.csv --database sqlite:shop.db --dry-run
                                                     what would become of each row of a CSV file
  onetill replay --database sqlite:shop.db --file sales.csv --mapping sales.toml
                                                     bring past sales of another system over
  onetill bench sales --database sqlite:bench.db     how fast it is on this machine

Exit codes: 0 done, 1 books that do not agree (verify, backup, restore) or rows that are refused (import, replay), 2 it could not be done.

Every flag of `serve` can also be set in the environment (ONETILL_LISTEN, …) or in a TOML file \
(--config); docs/CONFIGURATION.md lists them all.";

const SERVE: &str = "\
`--set-up` lets a new shop be set up in the browser, `onetill init` does it here; `serve` brings an older database up to \
date. It stops at Ctrl-C or SIGTERM, \
after what is under way is done.

Examples:
  onetill serve --database sqlite:shop.db --set-up
  onetill serve --database sqlite:shop.db
  onetill serve --config /etc/onetill.toml --listen 0.0.0.0:8080
  ONETILL_DATABASE=postgres://onetill:SECRET@localhost/shop onetill serve

A password belongs in the environment or in the file: other users of the machine can read a command line.";

const DEMO: &str = "\
It prints the addresses and sign-ins of the register, the back office, the API and a simulated card terminal. Its \
passwords and PINs are for trying out: it is no place for a real shop's data.

Examples:
  onetill demo
  onetill demo --data /tmp/shop --listen 127.0.0.1:9000 --api-key otk_mine";

const INIT: &str = "\
Example:
  onetill init --database sqlite:shop.db --merchant \"Corner Shop\" --currency EUR --country DE \\
               --time-zone Europe/Berlin --owner-email owner@example.com

It makes the database file or the tables, and changes nothing in a database that holds a shop already. \
The currency cannot be changed afterwards.";

const VERIFY: &str = "\
It may run beside the server. Every check is named, with how many rows it looked at, and every row that disagrees.

Exit codes: 0 all invariants hold, 1 some do not, 2 it could not be checked.";

const BACKUP: &str = "\
It may run beside the server: the backup is the shop as one moment saw it. It is an SQLite file, whichever engine the \
shop is on, that `verify` proves before it gets its name and that only its owner may read. `serve` makes them by \
itself with --backup-folder.

Examples:
  onetill backup --database sqlite:shop.db --to /backups/monday.db
  ONETILL_DATABASE=postgres://onetill:SECRET@localhost/shop onetill backup --to monday.db

Exit codes: 0 done, 1 done, and books on it do not agree, 2 it could not be done.";

const RESTORE: &str = "\
A backup of an older version is brought up to date; the backup itself is not changed. Restoring into the other engine \
moves a shop there. Servers of other databases may run meanwhile.

Examples:
  onetill restore --from monday.db --database sqlite:shop.db
  onetill restore --from monday.db --database postgres://me@localhost/shop

Exit codes: 0 done, 1 done, and books in it do not agree, 2 it could not be done.";

/// Read from the environment alone: a command line can be read by other users of the machine.
pub(crate) const OWNER_PASSWORD: &str = "ONETILL_OWNER_PASSWORD";

/// One till for every channel: register, payments, stock, customers and books in one program.
#[derive(Debug, Parser)]
#[command(name = "onetill", version, after_help = EXAMPLES)]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Start a demo shop that has lived for three months
    #[command(after_help = DEMO)]
    Demo(DemoArgs),
    /// Start the server of a shop
    #[command(after_help = SERVE)]
    Serve(ServeArgs),
    /// Set a new database up: the merchant, the first location, register and owner
    #[command(after_help = INIT)]
    Init(InitArgs),
    /// Prove that every book agrees: recompute all invariants from the facts
    #[command(after_help = VERIFY)]
    Verify(VerifyArgs),
    /// Back a shop up into a file, while it sells
    #[command(after_help = BACKUP)]
    Backup(BackupArgs),
    /// Put the shop of a backup into an empty database
    #[command(after_help = RESTORE)]
    Restore(RestoreArgs),
    /// Write what the shop knows as files for other programs
    #[command(subcommand)]
    Export(ExportCommand),
    /// Bring in what a shop has from a CSV file
    #[command(subcommand)]
    Import(ImportCommand),
    /// Replay past sales of another system through the API that a register uses
    #[command(after_help = "docs/REPLAY.md describes the mapping file and the rules.\n\nExit codes: 0 all that could \
                            be replayed is recorded as the file says, 1 some is not or the books do not agree, 2 it \
                            could not be done.")]
    Replay(ReplayArgs),
    /// Measure this machine: how many sales a second, beside what the database alone can do
    #[command(subcommand)]
    Bench(BenchCommand),
    /// Print the OpenAPI document of the HTTP interface
    Openapi,
    /// Run a simulated card terminal
    #[command(after_help = help::TERMINAL)]
    Terminal(TerminalArgs),
    /// Run a simulated receipt printer
    #[command(after_help = help::PRINTER)]
    Printer(PrinterArgs),
}

/// Settings of a server. What is absent comes from the environment, then from the file, then by default.
#[derive(Debug, Clone, Default, Args)]
pub(crate) struct ServeArgs {
    /// Where the data lives: sqlite:PATH or postgres://USER@HOST/NAME [default: none, it must be told]
    #[arg(long, env = "ONETILL_DATABASE", hide_env_values = true, value_name = "URL")]
    pub(crate) database: Option<Target>,
    /// The address to listen on [default: 127.0.0.1:8080]
    #[arg(long, env = "ONETILL_LISTEN", value_name = "ADDR")]
    pub(crate) listen: Option<SocketAddr>,
    /// A TOML file with settings
    #[arg(long, env = "ONETILL_CONFIG", value_name = "FILE")]
    pub(crate) config: Option<PathBuf>,
    /// What to log: error, warn, info, debug, or a filter such as info,onetill_db=debug [default: info]
    #[arg(long, env = "ONETILL_LOG", value_name = "FILTER")]
    pub(crate) log: Option<String>,
    /// How to log: text or json [default: text on a terminal, json elsewhere]
    #[arg(long, env = "ONETILL_LOG_FORMAT", value_name = "FORMAT")]
    pub(crate) log_format: Option<crate::config::LogFormat>,
    /// Where the database holds no shop, let one be set up in the browser, with a code that is printed [default: false]
    #[arg(long, env = "ONETILL_SET_UP", num_args = 0..=1, default_missing_value = "true", value_name = "BOOL")]
    pub(crate) set_up: Option<bool>,
    /// Send cookies only over HTTPS: set it where a proxy in front speaks TLS [default: false]
    #[arg(long, env = "ONETILL_SECURE_COOKIES", num_args = 0..=1, default_missing_value = "true", value_name = "BOOL")]
    pub(crate) secure_cookies: Option<bool>,
    /// The file with the key that providers' keys are sealed with, made where there is none [default: beside an SQLite
    /// database]
    #[arg(long, env = "ONETILL_KEY_FILE", value_name = "FILE")]
    pub(crate) key_file: Option<PathBuf>,
    /// Proxies whose word for the client's address is taken: addresses or networks such as 10.0.0.0/8, with commas [default: none]
    #[arg(long, env = "ONETILL_TRUSTED_PROXIES", value_delimiter = ',', value_name = "LIST")]
    pub(crate) trusted_proxies: Option<Vec<Network>>,
    /// Connections that write; SQLite always has one [default: 1 on SQLite, 2 on PostgreSQL]
    #[arg(long, env = "ONETILL_WRITERS", value_name = "N")]
    pub(crate) writers: Option<usize>,
    /// Connections that read [default: 3 on SQLite, 4 on PostgreSQL]
    #[arg(long, env = "ONETILL_READERS", value_name = "N")]
    pub(crate) readers: Option<usize>,
    /// A folder to make backups in; none are made unless it is told
    #[arg(long, env = "ONETILL_BACKUP_FOLDER", value_name = "DIR")]
    pub(crate) backup_folder: Option<PathBuf>,
    /// Hours from one backup to the next [default: 24]
    #[arg(long, env = "ONETILL_BACKUP_HOURS", value_name = "N")]
    pub(crate) backup_hours: Option<u32>,
    /// How many backups are kept; the oldest goes once a new one has proved itself [default: 14]
    #[arg(long, env = "ONETILL_BACKUP_KEEP", value_name = "N")]
    pub(crate) backup_keep: Option<usize>,
    #[command(flatten)]
    pub(crate) mail: crate::config::MailArgs,
}

#[derive(Debug, Args)]
pub(crate) struct DemoArgs {
    /// The folder that keeps the demo shop; a second start finds it there
    #[arg(long, env = "ONETILL_DEMO_DATA", default_value = "demo-data", value_name = "DIR")]
    pub(crate) data: PathBuf,
    /// The address to listen on
    #[arg(long, env = "ONETILL_LISTEN", default_value = "127.0.0.1:8080", value_name = "ADDR")]
    pub(crate) listen: SocketAddr,
    /// An API key to accept, for programs that check from outside; made up unless told
    #[arg(long, env = "ONETILL_DEMO_API_KEY", hide_env_values = true, value_name = "KEY")]
    pub(crate) api_key: Option<String>,
    /// Let the shop's clock begin at this moment (RFC 3339), for pictures and tests that shall not depend on the day
    #[arg(long, value_name = "TIME")]
    pub(crate) now: Option<Timestamp>,
    /// Keep the demo shop in this database instead of in the folder
    #[arg(long, hide_env_values = true, value_name = "URL")]
    pub(crate) database: Option<Target>,
    /// What to log, as for `serve`
    #[arg(long, env = "ONETILL_LOG", default_value = "warn", value_name = "FILTER")]
    pub(crate) log: String,
    #[command(flatten)]
    pub(crate) mail: crate::config::MailArgs,
}

#[derive(Debug, Args)]
pub(crate) struct InitArgs {
    /// Where the data shall live: sqlite:PATH or postgres://USER@HOST/NAME
    #[arg(long, env = "ONETILL_DATABASE", hide_env_values = true, value_name = "URL")]
    pub(crate) database: Target,
    /// The merchant's name, as on receipts
    #[arg(long, value_name = "NAME")]
    pub(crate) merchant: String,
    /// The currency of prices and books (ISO 4217)
    #[arg(long, value_name = "CODE")]
    pub(crate) currency: Currency,
    /// The country (ISO 3166, two letters)
    #[arg(long, value_name = "CODE")]
    pub(crate) country: String,
    /// The first location's time zone (IANA)
    #[arg(long, value_name = "ZONE")]
    pub(crate) time_zone: String,
    /// The first location's name
    #[arg(long, default_value = "Shop", value_name = "NAME")]
    pub(crate) location: String,
    /// Prices do not contain the tax
    #[arg(long)]
    pub(crate) tax_exclusive: bool,
    /// The owner's e-mail. The password is read from ONETILL_OWNER_PASSWORD, or from standard input
    #[arg(long, value_name = "EMAIL")]
    pub(crate) owner_email: String,
    /// The owner's name
    #[arg(long, default_value = "Owner", value_name = "NAME")]
    pub(crate) owner_name: String,
}

#[derive(Debug, Args)]
pub(crate) struct VerifyArgs {
    /// The database to check: sqlite:PATH or postgres://USER@HOST/NAME. Nothing is changed in it
    #[arg(long, env = "ONETILL_DATABASE", hide_env_values = true, value_name = "URL")]
    pub(crate) database: Target,
    /// Print the report as JSON
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct BackupArgs {
    /// The shop's database: sqlite:PATH or postgres://USER@HOST/NAME. Nothing is changed in it
    #[arg(long, env = "ONETILL_DATABASE", hide_env_values = true, value_name = "URL")]
    pub(crate) database: Target,
    /// The file to make
    #[arg(long, value_name = "FILE")]
    pub(crate) to: PathBuf,
}

#[derive(Debug, Args)]
pub(crate) struct RestoreArgs {
    /// A file that `backup` made
    #[arg(long, value_name = "FILE")]
    pub(crate) from: PathBuf,
    /// The database to put it into, which holds nothing yet: sqlite:PATH or postgres://USER@HOST/NAME
    #[arg(long, env = "ONETILL_DATABASE", hide_env_values = true, value_name = "URL")]
    pub(crate) database: Target,
}

#[derive(Debug, Subcommand)]
pub(crate) enum ExportCommand {
    /// The journal of a period, to standard output
    #[command(after_help = EXPORT_JOURNAL)]
    Journal(ExportJournalArgs),
}

const EXPORT_JOURNAL: &str = "\
It may run beside the server. Where the period does not begin with the first entry, what each account held before comes \
first, so that balances are right.

Examples:
  onetill export journal --database sqlite:shop.db --format csv > journal.csv
  onetill export journal --database sqlite:shop.db --from 2026-11-01 --to 2026-11-30 --format hledger > 2026-11.journal
  hledger -f 2026-11.journal check --strict";

#[derive(Debug, Args)]
pub(crate) struct ExportJournalArgs {
    /// The shop's database: sqlite:PATH or postgres://USER@HOST/NAME. Nothing is changed in it
    #[arg(long, env = "ONETILL_DATABASE", hide_env_values = true, value_name = "URL")]
    pub(crate) database: Target,
    /// From this business date on
    #[arg(long, value_name = "DATE")]
    pub(crate) from: Option<Date>,
    /// Up to and including this business date
    #[arg(long, value_name = "DATE")]
    pub(crate) to: Option<Date>,
    /// A row a posting for spreadsheets, or a journal for hledger
    #[arg(long, value_name = "FORMAT", value_parser = journal_format)]
    pub(crate) format: JournalFormat,
}

fn journal_format(text: &str) -> Result<JournalFormat, String> {
    match text {
        "csv" => Ok(JournalFormat::Csv),
        "hledger" => Ok(JournalFormat::Hledger),
        _ => Err("The formats are csv and hledger.".to_owned()),
    }
}

#[derive(Debug, Subcommand)]
pub(crate) enum ImportCommand {
    /// Products with their variants
    #[command(after_help = IMPORT)]
    Products(ImportArgs),
    /// Customers
    #[command(after_help = IMPORT_CUSTOMERS)]
    Customers(ImportArgs),
    /// What was in stock when the shop began to count it
    #[command(after_help = IMPORT_STOCK)]
    Stock(ImportArgs),
}

const IMPORT_CUSTOMERS: &str = "\
Customers are found again by their e-mail address, or else their phone number, however it is written.

Fields: name, first_name, last_name, company, email, phone, note, customer_group; `--map Column=` reads a column not at all.

Example:
  onetill import customers people.csv --database sqlite:shop.db --dry-run

Exit codes: 0 all rows are in, 1 some are refused (they are named), 2 it could not be done.";

const IMPORT_STOCK: &str = "\
Each row is posted as an opening adjustment against opening equity, once for each variant and location: the same file again \
changes nothing.

Fields: sku, barcode, quantity, location, cost; `--map Column=` reads a column not at all.

Example:
  onetill import stock counted.csv --database sqlite:shop.db --location Harbour

Exit codes: 0 all rows are in, 1 some are refused (they are named), 2 it could not be done.";

const IMPORT: &str = "\
What the columns hold is guessed from their titles, in English and German and as Shopify, WooCommerce and Square export \
them; encoding, the sign between columns and the one before decimals are found out. Rows are found again by their SKU or \
barcode, so the same file may be run again: what is unchanged stays. It may run beside the server, and sales go on.

Fields: product_key, row_key, name, variant_name, sku, barcode, price, cost, category, tax_category, description,
track_stock, active; `--map Column=` reads a column not at all.

Examples:
  onetill import products articles.csv --database sqlite:shop.db --dry-run
  onetill import products articles.csv --database sqlite:shop.db --tax standard --map 'VK neu=price'

Exit codes: 0 all rows are in, 1 some are refused (they are named), 2 it could not be done.";

#[derive(Debug, Args)]
pub(crate) struct ImportArgs {
    /// A CSV file with titles in its first row
    pub(crate) file: PathBuf,
    /// The shop's database: sqlite:PATH or postgres://USER@HOST/NAME
    #[arg(long, env = "ONETILL_DATABASE", hide_env_values = true, value_name = "URL")]
    pub(crate) database: Target,
    /// Only find out what would become of each row
    #[arg(long)]
    pub(crate) dry_run: bool,
    /// What a column holds, other than its title says; may be repeated
    #[arg(long, value_name = "COLUMN=FIELD", value_parser = mapped)]
    pub(crate) map: Vec<(String, Option<ImportField>)>,
    /// The code of the tax category of new products whose row names none
    #[arg(long, value_name = "CODE")]
    pub(crate) tax: Option<String>,
    /// The name of the location of stock whose row names none
    #[arg(long, value_name = "NAME")]
    pub(crate) location: Option<String>,
    /// What stands before decimals: point or comma [default: what the file's numbers tell]
    #[arg(long, value_name = "SIGN", value_parser = word::<DecimalSign>)]
    pub(crate) decimal: Option<DecimalSign>,
    /// What becomes of what is there already: update or keep [default: update]
    #[arg(long, value_name = "WHAT", value_parser = word::<Existing>)]
    pub(crate) existing: Option<Existing>,
    /// Print the outcome as JSON
    #[arg(long)]
    pub(crate) json: bool,
}

/// A word that the interface knows.
fn word<T: serde::de::DeserializeOwned>(text: &str) -> Result<T, String> {
    serde_json::from_value(serde_json::Value::String(text.to_owned())).map_err(|e| format!("{e}."))
}

fn mapped(text: &str) -> Result<(String, Option<ImportField>), String> {
    let (column, field) = text.rsplit_once('=').ok_or("Write the column's title, =, and what it holds.")?;
    let field = if field.is_empty() { None } else { Some(word(field)?) };
    Ok((column.to_owned(), field))
}

#[derive(Debug, Subcommand)]
pub(crate) enum BenchCommand {
    /// Ring up sales over HTTP on the real server, every commit on disk
    #[command(after_help = BENCH_SALES)]
    Sales(BenchSalesArgs),
    /// Find goods by what a cashier types, mistakes included
    #[command(after_help = BENCH_LOOKUPS)]
    Search(BenchLookupArgs),
    /// Find goods by their barcode and price the cart with them
    #[command(after_help = BENCH_LOOKUPS)]
    Scan(BenchLookupArgs),
    /// Sell while the past of the shop grows, and show what a sale costs
    #[command(after_help = BENCH_GROWTH)]
    Growth(BenchGrowthArgs),
}

const BENCH_LOOKUPS: &str = "\
The shop of `bench sales` is founded in an empty database, or taken up where there is one; `onetill serve` is started on \
it as a process of its own, and asked over HTTP what a register asks, one request after the other. `baseline_p50_ms` is \
what one product read by its id takes in the same run.

Examples:
  onetill bench search --database sqlite:/tmp/bench.db --json
  onetill bench scan --database sqlite:/tmp/bench.db --products 100000 --past-orders 1000000";

const BENCH_GROWTH: &str = "\
The shop of `bench sales` sells over HTTP after 0, 1000, 2000, 5000, 10,000 orders and so on; between the points of the \
curve its past is written without HTTP. `ratio` is what the last sales cost in processor time against the first ones. \
`verify` must hold at the end.

Examples:
  onetill bench growth --database sqlite:/tmp/bench.db --json
  onetill bench growth --database sqlite:/tmp/bench.db --orders 100000 --products 10000";

const BENCH_SALES: &str = "\
A shop with 10,000 products, 32 registers and 200,000 past orders is founded in an empty database; \
`onetill serve` is started on it as a process of its own; C clients send POST /v1/sales (three lines, a customer, \
one payment), each waiting for its answer. In turns with them, the rows that this wrote are written straight to a \
copy of the database, in large transactions with the same schema, indexes and durability: the ceiling. The rows of \
both must agree, and `verify` must hold.

Examples:
  onetill bench sales --database sqlite:/tmp/bench.db
  onetill bench sales --database postgres://me@localhost/bench --orders 20000 --clients 64 --json
  onetill bench sales --database sqlite:/tmp/bench.db --clients 1 --orders 5000";

#[derive(Debug, Args)]
pub(crate) struct BenchSalesArgs {
    /// Where to measure: an empty database, or one that an earlier benchmark left
    #[arg(long, env = "ONETILL_DATABASE", hide_env_values = true, value_name = "URL")]
    pub(crate) database: Target,
    /// How many sales to ring up
    #[arg(long, default_value_t = 60_000, value_parser = clap::value_parser!(u64).range(1..=10_000_000), value_name = "N")]
    pub(crate) orders: u64,
    /// How many clients sell at the same time
    #[arg(long, default_value_t = 64, value_parser = clap::value_parser!(u64).range(1..=1024), value_name = "C")]
    pub(crate) clients: u64,
    /// How many products the shop has, and customers choose among; 1 lets all of them buy the same
    #[arg(long, default_value_t = 10_000, value_parser = clap::value_parser!(u64).range(1..=1_000_000), value_name = "N")]
    pub(crate) products: u64,
    /// How many past orders the shop has before
    #[arg(long, default_value_t = 200_000, value_parser = clap::value_parser!(u64).range(0..=10_000_000), value_name = "N")]
    pub(crate) past_orders: u64,
    /// Print the figures as one JSON object
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct BenchLookupArgs {
    /// Where to measure: an empty database, or one that an earlier benchmark left
    #[arg(long, env = "ONETILL_DATABASE", hide_env_values = true, value_name = "URL")]
    pub(crate) database: Target,
    /// How many products the shop is founded with
    #[arg(long, default_value_t = 100_000, value_parser = clap::value_parser!(u64).range(1..=1_000_000), value_name = "N")]
    pub(crate) products: u64,
    /// How many past orders the shop has at least
    #[arg(long, default_value_t = 0, value_parser = clap::value_parser!(u64).range(0..=10_000_000), value_name = "N")]
    pub(crate) past_orders: u64,
    /// How often to ask
    #[arg(long, default_value_t = 2_000, value_parser = clap::value_parser!(u64).range(1..=1_000_000), value_name = "N")]
    pub(crate) queries: u64,
    /// Print the figures as one JSON object
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct BenchGrowthArgs {
    /// Where to measure: an empty database
    #[arg(long, env = "ONETILL_DATABASE", hide_env_values = true, value_name = "URL")]
    pub(crate) database: Target,
    /// How many past orders the curve goes to
    #[arg(long, default_value_t = 1_000_000, value_parser = clap::value_parser!(u64).range(0..=100_000_000), value_name = "N")]
    pub(crate) orders: u64,
    /// How many products the shop has
    #[arg(long, default_value_t = 100_000, value_parser = clap::value_parser!(u64).range(1..=1_000_000), value_name = "N")]
    pub(crate) products: u64,
    /// How many sales are measured at each point
    #[arg(long, default_value_t = 10_000, value_parser = clap::value_parser!(u64).range(1..=1_000_000), value_name = "N")]
    pub(crate) sales: u64,
    /// How many clients sell at the same time
    #[arg(long, default_value_t = 64, value_parser = clap::value_parser!(u64).range(1..=1024), value_name = "C")]
    pub(crate) clients: u64,
    /// Print the figures as one JSON object
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct ReplayArgs {
    /// A CSV file of past sales, a row for each line of an invoice
    #[arg(long, value_name = "CSV")]
    pub(crate) file: PathBuf,
    /// A TOML file that says what its columns mean
    #[arg(long, value_name = "TOML")]
    pub(crate) mapping: PathBuf,
    /// The server of the shop to replay into
    #[arg(long, value_name = "URL")]
    pub(crate) server: Option<String>,
    /// An owner's API key for that server
    #[arg(long, env = "ONETILL_API_KEY", hide_env_values = true, value_name = "KEY")]
    pub(crate) api_key: Option<String>,
    /// Where no --server is named: the shop's database, sqlite:PATH or postgres://USER@HOST/NAME. The books are
    /// proved at the end
    #[arg(
        long,
        required_unless_present = "server",
        env = "ONETILL_DATABASE",
        hide_env_values = true,
        value_name = "URL"
    )]
    pub(crate) database: Option<Target>,
    /// Write what was found in the file, row by row, to this CSV file instead of to standard error
    #[arg(long, value_name = "CSV")]
    pub(crate) report: Option<PathBuf>,
    /// Print the summary as JSON
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct TerminalArgs {
    /// The address to listen on
    #[arg(long, default_value = "127.0.0.1:9100", value_name = "ADDR")]
    pub(crate) listen: SocketAddr,
    /// The file in which the terminal remembers what it did; without one it forgets when it stops
    #[arg(long, value_name = "FILE")]
    pub(crate) data: Option<PathBuf>,
    /// What it does with payments until its page tells it otherwise: a mode, listed below
    #[arg(long, default_value = "approve", value_name = "MODE")]
    pub(crate) behaviour: String,
}

#[derive(Debug, Args)]
pub(crate) struct PrinterArgs {
    /// The address to print at
    #[arg(long, default_value = "127.0.0.1:9110", value_name = "ADDR")]
    pub(crate) listen: SocketAddr,
    /// The address of its page
    #[arg(long, default_value = "127.0.0.1:9111", value_name = "ADDR")]
    pub(crate) page: SocketAddr,
    /// Its model, one that GET /v1/printer-profiles lists
    #[arg(long, default_value = "epson-tm-t88v", value_name = "MODEL")]
    pub(crate) profile: String,
}
