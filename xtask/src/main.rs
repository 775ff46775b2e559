//! Tasks of this repository, run as `cargo xtask TASK`.

mod golden;
mod postgres;
mod tidy;

use std::path::PathBuf;
use std::process::ExitCode;

const USAGE: &str = "\
usage: cargo xtask TASK

tasks:
  tidy                            check what no compiler checks: arrows between crates and domains, whose
                                  tables SQL names, file length, leftovers, texts and colours of the web
  golden [--check]                write web/openapi.json from `onetill openapi`, and from that the types in
                                  web/src/api/schema.d.ts; --check only compares
  sim --seeds N [--from SEED]     live through N seeds of the simulation of payments, and say which faults they met at which
                                  steps; --broken NAME breaks the recovery first
  postgres [--fast] -- COMMAND..  run COMMAND beside a temporary PostgreSQL, which ONETILL_TEST_POSTGRES
                                  names; --fast: without fsync
";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let result = match words.as_slice() {
        ["tidy"] => tidy::run(&root()),
        ["golden"] => golden::run(&root(), golden::Mode::Write),
        ["golden", "--check"] => golden::run(&root(), golden::Mode::Check),
        ["sim", rest @ ..] => simulate(rest),
        ["postgres", rest @ ..] if !rest.is_empty() => postgres::run(&root(), rest),
        ["help" | "--help" | "-h"] => {
            print!("{USAGE}");
            return ExitCode::SUCCESS;
        }
        _ => {
            eprint!("{USAGE}");
            return ExitCode::from(2);
        }
    };
    result.unwrap_or_else(|error| {
        eprintln!("xtask: {error}");
        ExitCode::FAILURE
    })
}

/// Runs the simulation, optimised: it is arithmetic and a database.
fn simulate(arguments: &[&str]) -> Result<ExitCode, String> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = std::process::Command::new(cargo);
    command.current_dir(root()).args([
        "run",
        "--quiet",
        "--release",
        "-p",
        "onetill-testkit",
        "--bin",
        "simulate",
        "--",
    ]);
    let status = command.args(arguments).status().map_err(|e| format!("cargo cannot be run: {e}"))?;
    Ok(if status.success() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// The folder of the workspace.
fn root() -> PathBuf {
    let mut root = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    root.pop();
    root
}
