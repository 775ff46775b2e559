//! `onetill demo`: a shop that has lived, ready to be tried.

use std::io::Write;
use std::net::Ipv4Addr;
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;
use std::sync::Arc;

use onetill_connectors::payments::simulated::{Terminal, TerminalOptions};
use onetill_connectors::printers::escpos;
use onetill_connectors::printers::simulated::Printer;
use onetill_db::{Db, Options, Target};
use onetill_domains::platform;
use onetill_kernel::{Clock, Error, Result, ShiftedClock, SystemClock, Timestamp};
use onetill_server::{App, DemoSignIns, Server, ServerOptions};
use tokio::net::TcpListener;

use super::printer::run_both;
use super::serve::app_options;
use super::{new_api_key, runtime, stop_signal};
use crate::bar::Bar;
use crate::cli::DemoArgs;
use crate::config::{LogFormat, mail_server, start_log};
use crate::demo::{self, DemoShop, FillOptions};
use crate::key_file;

/// How many days the demo shop has been open.
const DAYS: i64 = 90;
/// What its chances are drawn from, so that every demo shop is the same.
const SEED: u64 = 20_261_123;

pub(super) fn run(args: &DemoArgs) -> Result<()> {
    start_log(&args.log, LogFormat::Text)?;
    let mail = mail_server(args.mail.clone())?;
    std::fs::create_dir_all(&args.data).map_err(|e| {
        Error::invalid("data", format!("The folder {} cannot be made: {e}.", args.data.display()))
            .fix("Name another one with --data.")
    })?;
    let target = args.database.clone().unwrap_or_else(|| Target::Sqlite(args.data.join("shop.db")));
    let runtime = runtime()?;
    let listener = runtime.block_on(TcpListener::bind((Ipv4Addr::LOCALHOST, 0))).map_err(Error::internal)?;
    let terminal_address = format!("http://{}", listener.local_addr().map_err(Error::internal)?);
    let db = super::open(&target, &Options::for_target(&target))?;
    let clock: Arc<dyn Clock> = match args.now {
        Some(now) => Arc::new(ShiftedClock::starting_at(now)),
        None => Arc::new(SystemClock),
    };
    let shop = fill(args, &db, &terminal_address, clock.now())?;
    let (line, paper) = runtime
        .block_on(async {
            tokio::try_join!(TcpListener::bind((Ipv4Addr::LOCALHOST, 0)), TcpListener::bind((Ipv4Addr::LOCALHOST, 0)))
        })
        .map_err(Error::internal)?;
    demo::printers::put_up(&db, clock.now(), &line.local_addr().map_err(Error::internal)?.to_string())?;
    let printer = Printer::new(escpos::profile(demo::printers::PROFILE)?);
    let paper_address = format!("http://{}", paper.local_addr().map_err(Error::internal)?);

    let mut options = app_options(false);
    options.mail = mail;
    options.vault = Some(key_file::open(&args.data.join("shop.key"))?);
    options.clock = clock;
    options.demo = Some(DemoSignIns { offices: shop.offices.clone(), pins: shop.pins.clone() });
    let app = App::new(db, options);
    let memory = TerminalOptions { data: Some(args.data.join("terminal.jsonl")), ..TerminalOptions::default() };
    runtime.block_on(async {
        let server = Server::bind(app, &ServerOptions { listen: args.listen }).await?;
        print_welcome(&shop, &format!("http://{}", server.address()?), &terminal_address, &paper_address);
        tokio::select! {
            served = server.run(stop_signal()) => served,
            off = Terminal::serve(listener, memory) => off.map_err(Error::internal),
            off = run_both(printer, line, paper) => off,
        }
    })
}

fn fill(args: &DemoArgs, db: &Db, terminal_address: &str, now: Timestamp) -> Result<DemoShop> {
    let key_file = args.data.join("api-key");
    let revoked = |key: &str| {
        let hash = platform::hash_secret(key);
        db.read(move |tx| platform::api_key_revoked(tx, &hash))
    };
    let mut kept = std::fs::read_to_string(&key_file).ok().map(|k| k.trim().to_owned()).filter(|k| !k.is_empty());
    if kept.as_deref().map(revoked).transpose()? == Some(true) {
        kept = None;
    }
    if args.api_key.as_deref().map(revoked).transpose()? == Some(true) {
        return Err(Error::invalid("api-key", "This API key was revoked in this shop.")
            .fix("Name another one with --api-key, or another folder with --data."));
    }
    let api_key = match args.api_key.clone().or(kept) {
        Some(key) => key,
        None => new_api_key(),
    };
    keep(&key_file, &api_key)?;
    let options = FillOptions {
        now,
        days: DAYS,
        seed: SEED,
        api_key: Some(api_key),
        terminal_address: terminal_address.to_owned(),
    };
    let bar = Bar::new("Filling the demo shop")?;
    let shop = demo::fill(db, &options, &|done, total| bar.at(done, total));
    bar.clear();
    shop
}

/// Keeps the demo's API key beside its data, so that a second start can print it again.
fn keep(path: &Path, api_key: &str) -> Result<()> {
    std::fs::OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(true)
        .mode(0o600)
        .open(path)
        .and_then(|mut file| file.write_all(api_key.as_bytes()))
        .map_err(|e| Error::invalid("data", format!("{} cannot be written: {e}.", path.display())))
}

fn print_welcome(shop: &DemoShop, url: &str, terminal: &str, paper: &str) {
    println!("\n{} is open.\n", shop.merchant_name);
    println!("  Register      {url}/register");
    for person in &shop.pins {
        println!("                {:<16} PIN {}", person.name, person.pin);
    }
    println!("  Back office   {url}/");
    for person in &shop.offices {
        println!("                {:<16} {:<24} password {}", person.name, person.email, person.password);
    }
    if let Some(code) = shop.coupon {
        println!("  Coupon code   {code}");
    }
    println!("  API           {url}/v1   documented at {url}/docs");
    println!("                Authorization: Bearer {}", shop.api_key.as_deref().unwrap_or("(unknown)"));
    println!("  Card terminal {terminal}/");
    println!("  Receipts      {paper}/");
    println!("\nStop it with Ctrl-C; the next start finds everything as it was.");
}
