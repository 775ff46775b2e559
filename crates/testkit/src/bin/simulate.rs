//! Lives through many seeds of the simulation of payments: `simulate --seeds N [--from SEED] [--broken NAME]`, as `cargo xtask sim` runs it.

use std::collections::BTreeMap;
use std::process::ExitCode;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

use onetill_testkit::simulation::{Breakage, Simulation, every_fault};

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let number = |name: &str| {
        let at = arguments.iter().position(|a| a == name)?;
        arguments.get(at + 1)?.parse::<u64>().ok()
    };
    let Some(seeds) = number("--seeds") else {
        eprintln!("usage: simulate --seeds N [--from SEED] [--broken NAME]");
        return ExitCode::from(2);
    };
    let from = number("--from").unwrap_or(0);
    let broken = arguments.iter().position(|a| a == "--broken").and_then(|at| arguments.get(at + 1));
    let breakage = match broken {
        None => None,
        Some(name) => match Breakage::ALL.into_iter().find(|b| format!("{b:?}") == *name) {
            Some(breakage) => Some(breakage),
            None => {
                eprintln!("There is no such breakage. Use one of {:?}.", Breakage::ALL);
                return ExitCode::from(2);
            }
        },
    };
    let (next, began) = (AtomicU64::new(from), Instant::now());
    let (met, wrong) = (Mutex::new(BTreeMap::new()), Mutex::new(Vec::new()));
    let simulation = Simulation::prepare();
    std::thread::scope(|scope| {
        for _ in 0..std::thread::available_parallelism().map_or(2, usize::from) {
            scope.spawn(|| {
                loop {
                    let seed = next.fetch_add(1, Ordering::Relaxed);
                    if seed >= from + seeds {
                        return;
                    }
                    let outcome = simulation.run(seed, breakage);
                    let mut met = met.lock().expect("no panic");
                    for what in outcome.met.keys() {
                        *met.entry(*what).or_insert(0u64) += 1;
                    }
                    if !outcome.findings.is_empty() {
                        wrong.lock().expect("no panic").push((seed, outcome.findings));
                    }
                }
            });
        }
    });
    let (met, wrong) = (met.into_inner().expect("no panic"), wrong.into_inner().expect("no panic"));
    println!("{seeds} seeds from {from} in {:.1} s", began.elapsed().as_secs_f64());
    println!("seeds that met each fault at each step:");
    let mut missed = 0;
    for what in every_fault() {
        let count = met.get(&what).copied().unwrap_or(0);
        missed += u64::from(count == 0);
        println!("  {:>8}  {:?} at {:?}", count, what.0, what.1);
    }
    for (seed, findings) in wrong.iter().take(20) {
        println!("seed {seed}:");
        for finding in findings.iter().take(5) {
            println!("  {finding}");
        }
    }
    println!("{} seeds do not hold, {missed} faults were never met", wrong.len());
    if wrong.is_empty() && missed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
