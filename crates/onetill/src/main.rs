//! `onetill`: the command line, its settings, and the wiring of the parts.

mod backups;
mod bar;
mod bench;
mod cli;
mod commands;
mod config;
mod demo;
mod dice;
mod key_file;
mod queue;
mod replay;

use std::process::ExitCode;

use clap::Parser;

/// Faster than the system's: a sale is made of many small texts.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let cli = cli::Cli::parse();
    // Whatever speaks TLS here speaks it by this library; a second one to choose from would be a fault of the build.
    let _ = tokio_rustls::rustls::crypto::ring::default_provider().install_default();
    match commands::run(cli) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("onetill: {error}");
            // 2, as for a wrong flag: nothing was done. `verify` keeps 1 for books that do not hold.
            ExitCode::from(2)
        }
    }
}
