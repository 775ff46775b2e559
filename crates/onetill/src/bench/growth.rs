//! `onetill bench growth`: what a sale costs while the past of the shop grows.
#![allow(clippy::float_arithmetic, reason = "measurements are not money")]

use std::time::Instant;

use onetill_db::{Target, read_once};
use onetill_kernel::{Error, Result};
use serde_json::{Value, json};

use super::figures::{Latencies, rounded};
use super::load::Load;
use super::server::ServerProcess;
use super::{engine, prepare};
use crate::cli::BenchGrowthArgs;

/// Sales before the clock starts, of each point of the curve.
const WARM_UP: u64 = 500;
/// Points of the curve for each ten times as many orders.
const STEPS: [u64; 3] = [1, 2, 5];

/// Sells at ever longer pasts, and prints the curve.
pub(crate) fn growth(args: &BenchGrowthArgs) -> Result<()> {
    let mut curve = Vec::new();
    for past in pasts(args.orders) {
        let point = point(args, past)?;
        if !args.json {
            println!(
                "{:>10} orders  {:>8} sales/s  p50 {:>7} ms  p99 {:>7} ms  {:>6} µs of processor a sale  {:>6} MB",
                point["past_orders"],
                point["orders_per_s"],
                point["p50_ms"],
                point["p99_ms"],
                point["cpu_us_per_order"],
                point["peak_rss_mb"]
            );
        }
        curve.push(point);
    }
    let verified = read_once(&args.database, onetill_verify::verify)?;
    if !verified.is_ok() {
        return Err(Error::internal(format!("verify does not hold after the benchmark:\n{verified}"))
            .code("bench_not_verified"));
    }
    let of = |point: Option<&Value>| point.and_then(|p| p["cpu_us_per_order"].as_f64()).unwrap_or(0.0);
    let ratio = rounded(of(curve.last()) / of(curve.first()), 2);
    if args.json {
        println!(
            "{}",
            json!({ "engine": engine(&args.database), "products": args.products, "sales": args.sales,
                    "curve": curve, "ratio": ratio, "verified": true })
        );
    } else {
        println!("The last sales cost {ratio} times what the first ones cost, and verify holds.");
    }
    Ok(())
}

/// 0, 1000, 2000, 5000, 10,000, …, up to so many.
fn pasts(most: u64) -> Vec<u64> {
    let tens = (3..).map(|power| 10_u64.pow(power)).take_while(|ten| *ten <= most);
    let steps = tens.flat_map(|ten| STEPS.map(|step| step * ten)).filter(|past| *past <= most);
    [0].into_iter().chain(steps).collect()
}

/// What sales cost after so many.
fn point(args: &BenchGrowthArgs, past: u64) -> Result<Value> {
    let (shop, past_orders) = prepare(&args.database, args.products, past)?;
    let begun = Instant::now();
    let server = ServerProcess::start(&args.database)?;
    let ready = begun.elapsed();
    let load = Load { shop: &shop, address: server.address, clients: args.clients, products: args.products };
    load.run(WARM_UP, past ^ 1)?;
    let before = server.usage()?;
    let begun = Instant::now();
    let each = Latencies::new(load.run(args.sales, past ^ 2)?);
    let elapsed = begun.elapsed().as_secs_f64();
    let after = server.usage()?;
    let cpu = after.cpu.saturating_sub(before.cpu).as_secs_f64();
    let size = match &args.database {
        Target::Sqlite(path) => std::fs::metadata(path).map_or(0, |file| file.len()),
        Target::Postgres(_) => 0,
    };
    Ok(json!({
        "past_orders": past_orders,
        "orders_per_s": rounded(args.sales as f64 / elapsed, 0),
        "p50_ms": rounded(each.ms(500), 2),
        "p99_ms": rounded(each.ms(990), 2),
        "cpu_us_per_order": rounded(cpu * 1e6 / args.sales as f64, 0),
        "peak_rss_mb": rounded(after.peak_rss_bytes as f64 / 1e6, 0),
        "ready_ms": rounded(ready.as_secs_f64() * 1000.0, 0),
        "database_mb": rounded(size as f64 / 1e6, 0),
    }))
}
