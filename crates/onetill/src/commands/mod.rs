//! What each command does.

mod backup;
mod demo;
mod export;
mod import;
mod init;
mod printer;
mod replay;
mod serve;
mod terminal;
mod verify;

use std::process::ExitCode;

use onetill_db::{Db, Options, Target};
use onetill_domains::catalog;
use onetill_domains::imports::ImportKind;
use onetill_kernel::{Error, Ids, Result};

use crate::bench;
use crate::cli::{BenchCommand, Cli, Command, ExportCommand, ImportCommand};

/// Does what the command line asks.
pub(crate) fn run(cli: Cli) -> Result<ExitCode> {
    match cli.command {
        Command::Demo(args) => demo::run(&args)?,
        Command::Serve(args) => serve::run(args)?,
        Command::Init(args) => init::run(&args)?,
        Command::Verify(args) => return verify::run(&args),
        Command::Backup(args) => return backup::back_up(&args),
        Command::Restore(args) => return backup::restore(&args),
        Command::Export(ExportCommand::Journal(args)) => export::journal(&args)?,
        Command::Import(ImportCommand::Products(args)) => return import::run(ImportKind::Products, &args),
        Command::Import(ImportCommand::Customers(args)) => return import::run(ImportKind::Customers, &args),
        Command::Import(ImportCommand::Stock(args)) => return import::run(ImportKind::Stock, &args),
        Command::Replay(args) => return replay::run(&args),
        Command::Bench(BenchCommand::Sales(args)) => bench::sales(&args)?,
        Command::Bench(BenchCommand::Search(args)) => bench::search(&args)?,
        Command::Bench(BenchCommand::Scan(args)) => bench::scan(&args)?,
        Command::Bench(BenchCommand::Growth(args)) => bench::growth(&args)?,
        Command::Openapi => {
            let document = serde_json::to_string_pretty(&onetill_server::openapi()?).map_err(Error::internal)?;
            println!("{document}");
        }
        Command::Terminal(args) => terminal::run(&args)?,
        Command::Printer(args) => printer::run(&args)?,
    }
    Ok(ExitCode::SUCCESS)
}

/// Opens a database, and brings what it holds up to date.
fn open(target: &Target, options: &Options) -> Result<Db> {
    let db = Db::open(target, options)?;
    while db.write(catalog::write_missing_words)? {}
    Ok(db)
}

/// A runtime for the asynchronous shell.
fn runtime() -> Result<tokio::runtime::Runtime> {
    // One core is left to the thread that writes to the database: what waits for it gains more than it loses.
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let threads = cores.saturating_sub(1).max(1);
    tokio::runtime::Builder::new_multi_thread().worker_threads(threads).enable_all().build().map_err(Error::internal)
}

/// Waits for Ctrl-C or the signal that service managers send.
async fn stop_signal() {
    use tokio::signal::unix::{SignalKind, signal};
    let Ok(mut terminate) = signal(SignalKind::terminate()) else {
        let _ = tokio::signal::ctrl_c().await;
        return;
    };
    tokio::select! {
        _ = tokio::signal::ctrl_c() => {}
        _ = terminate.recv() => {}
    }
}

/// A new API key, made up.
fn new_api_key() -> String {
    let secret = Ids::random().secret();
    secret.iter().fold("otk_".to_owned(), |key, byte| format!("{key}{byte:02x}"))
}
