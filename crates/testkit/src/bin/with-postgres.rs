//! Runs a command beside a temporary PostgreSQL: `with-postgres [--fast] COMMAND [ARGUMENT..]`.
//!
//! The command finds the cluster in `ONETILL_TEST_POSTGRES`; its exit code becomes ours, and the cluster goes.

use std::os::unix::process::ExitStatusExt;
use std::process::{Command, ExitCode};

use onetill_testkit::postgres::{Durability, SHARED_CLUSTER_VARIABLE, TempPostgres};

/// What `env` and the shells answer for a command that cannot be run.
const CANNOT_RUN: u8 = 127;

fn main() -> ExitCode {
    let mut arguments = std::env::args_os().skip(1).peekable();
    let fast = arguments.next_if(|argument| argument == "--fast").is_some();
    let _ = arguments.next_if(|argument| argument == "--");
    let Some(program) = arguments.next() else {
        eprintln!(
            "usage: with-postgres [--fast] COMMAND [ARGUMENT..]\n\n\
             Starts a temporary PostgreSQL, runs COMMAND with {SHARED_CLUSTER_VARIABLE} naming it,\n\
             stops it, and ends with COMMAND's exit code. --fast: without fsync, for functional tests."
        );
        return ExitCode::from(2);
    };
    let durability = if fast { Durability::Fast } else { Durability::Durable };
    let postgres = match TempPostgres::start(durability) {
        Ok(postgres) => postgres,
        Err(error) => {
            eprintln!("with-postgres: {error}");
            return ExitCode::FAILURE;
        }
    };
    let status = Command::new(&program).args(arguments).env(SHARED_CLUSTER_VARIABLE, postgres.url()).status();
    match status {
        // A command ended by a signal answers 128 + its number, as in a shell.
        Ok(status) => {
            let code = status.code().unwrap_or_else(|| 128 + status.signal().unwrap_or_default());
            ExitCode::from(u8::try_from(code).unwrap_or(1))
        }
        Err(error) => {
            eprintln!("with-postgres: cannot run {}: {error}", program.to_string_lossy());
            ExitCode::from(CANNOT_RUN)
        }
    }
}
