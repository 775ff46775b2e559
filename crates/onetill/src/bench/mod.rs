//! `onetill bench sales`: how many sales a second the real server takes, beside what the database alone can do.
//!
//! - `shop` founds a shop and gives it a past;
//! - `server` runs `onetill serve` as a process of its own;
//! - `load` sends it sales over HTTP;
//! - `ceiling` writes the same rows straight to a copy of the database, and compares;
//! - `report` is what is printed.

mod ceiling;
mod load;
mod report;
mod server;
mod shop;

use std::time::Instant;

use indicatif::{ProgressBar, ProgressStyle};
use onetill_db::{Db, Options, Target, read_once};
use onetill_kernel::{Clock, Error, Result, SystemClock};

use crate::cli::BenchSalesArgs;
use ceiling::Copy;
use load::Load;
use report::Report;
use server::ServerProcess;
use shop::BenchShop;

/// Sales before the clock starts, so that connections, statements and caches are as in a shop that is open.
const WARM_UP: u64 = 500;

/// Measures, and prints what was measured.
pub(crate) fn sales(args: &BenchSalesArgs) -> Result<()> {
    let (shop, past_orders) = prepare(args)?;
    let copy = Copy::take(&args.database)?;
    let mut server = ServerProcess::start(&args.database)?;
    let load = Load { shop: &shop, address: server.address, clients: args.clients, products: args.products };
    let warm_up = WARM_UP.min(args.orders);
    load.run(warm_up, 1)?;
    let before = server.usage()?;
    let started = Instant::now();
    let latencies = load.run(args.orders, 2)?;
    let elapsed = started.elapsed();
    let after = server.usage()?;
    // Killed, not stopped: what was answered must be on disk.
    server.kill()?;
    let ceiling = copy.measure(args.orders + warm_up)?;
    let verified = read_once(&args.database, onetill_verify::verify)?;
    if !verified.is_ok() {
        return Err(Error::internal(format!("verify does not hold after the benchmark:\n{verified}"))
            .code("bench_not_verified"));
    }
    let report = Report {
        engine: match args.database {
            Target::Sqlite(_) => "sqlite",
            Target::Postgres(_) => "postgresql",
        },
        orders: args.orders,
        clients: args.clients,
        products: args.products,
        past_orders,
        elapsed,
        latencies,
        cpu: after.cpu.saturating_sub(before.cpu),
        peak_rss_bytes: after.peak_rss_bytes,
        ceiling,
    };
    if args.json {
        println!("{}", report.json())
    } else {
        print!("{report}")
    }
    Ok(())
}

/// Founds the shop and lets it live, or takes up the one that an earlier benchmark left.
fn prepare(args: &BenchSalesArgs) -> Result<(BenchShop, u64)> {
    let db = Db::open(&args.database, &Options::for_target(&args.database))?;
    let bar = ProgressBar::new(0);
    let style = ProgressStyle::with_template("Preparing the shop {bar:30} {percent} %").map_err(Error::internal)?;
    bar.set_style(style);
    let prepared = BenchShop::prepare(&db, args.products, args.past_orders, SystemClock.now(), &|done, total| {
        bar.set_length(total);
        bar.set_position(done);
    });
    bar.finish_and_clear();
    prepared
}
