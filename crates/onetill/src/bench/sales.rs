//! `onetill bench sales`: how many sales a second the real server takes, beside what the database alone can do.

use std::time::{Duration, Instant};

use onetill_db::read_once;
use onetill_kernel::{Error, Result};

use super::ceiling::{Ceiling, Copy};
use super::figures::Latencies;
use super::load::Load;
use super::report::Report;
use super::server::ServerProcess;
use super::{engine, prepare};
use crate::cli::BenchSalesArgs;

/// Sales before the clock starts, so that connections, statements and caches are as in a shop that is open.
const WARM_UP: u64 = 500;
/// The server and the ceiling are measured in turns, so that a machine that others use too slows both.
const TURNS: u64 = 6;

/// Measures, and prints what was measured.
pub(crate) fn sales(args: &BenchSalesArgs) -> Result<()> {
    let (shop, past_orders) = prepare(&args.database, args.products, args.past_orders)?;
    let mut copy = Copy::take(&args.database)?;
    let mut server = ServerProcess::start(&args.database)?;
    let load = Load { shop: &shop, address: server.address, clients: args.clients, products: args.products };
    load.run(WARM_UP, 0)?;
    copy.catch_up(WARM_UP)?;
    let before = server.usage()?;
    let (mut elapsed, mut latencies, mut ceiling) = (Duration::ZERO, Vec::new(), Ceiling::default());
    for turn in 1..=TURNS {
        let orders = args.orders * turn / TURNS - args.orders * (turn - 1) / TURNS;
        let started = Instant::now();
        latencies.extend(load.run(orders, turn)?);
        elapsed += started.elapsed();
        ceiling += copy.catch_up(orders)?;
    }
    let after = server.usage()?;
    // Killed, not stopped: what was answered must be on disk.
    server.kill()?;
    copy.compare()?;
    let verified = read_once(&args.database, onetill_verify::verify)?;
    if !verified.is_ok() {
        return Err(Error::internal(format!("verify does not hold after the benchmark:\n{verified}"))
            .code("bench_not_verified"));
    }
    let report = Report {
        engine: engine(&args.database),
        orders: args.orders,
        clients: args.clients,
        products: args.products,
        past_orders,
        elapsed,
        latencies: Latencies::new(latencies),
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
