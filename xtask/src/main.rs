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

/// The folder of the workspace.
fn root() -> PathBuf {
    let mut root = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    root.pop();
    root
}
