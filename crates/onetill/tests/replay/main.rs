//! Past sales replayed by the real program, on both engines.

mod expected;
mod month;
mod stall;

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;

/// Runs the program. Blocks.
fn onetill(arguments: &[&str]) -> Output {
    let program = env!("CARGO_BIN_EXE_onetill");
    let mut command = Command::new(program);
    command.args(arguments).env("ONETILL_OWNER_PASSWORD", "correct horse battery");
    command.env_remove("ONETILL_DATABASE").env_remove("ONETILL_API_KEY").output().expect("a program")
}

/// A file of this tree, from its root.
fn of_tree(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(path)
}

/// What a replay told: how it ended, its summary, and its report's rows as line, action and problem.
struct Told {
    code: Option<i32>,
    summary: Value,
    findings: Vec<(u64, String, String)>,
}

/// Replays `file` into the shop that `into` names, and keeps the report in `folder`. Blocks.
#[track_caller]
fn replay(into: &[&str], file: &Path, mapping: &Path, folder: &Path) -> Told {
    let report = folder.join("report.csv");
    let path = |path: &Path| path.to_str().expect("a path").to_owned();
    let (file, mapping, to) = (path(file), path(mapping), path(&report));
    let mut arguments = vec!["replay", "--file", &file, "--mapping", &mapping, "--report", &to, "--json"];
    arguments.extend(into);
    let output = onetill(&arguments);
    let summary = serde_json::from_slice(&output.stdout)
        .unwrap_or_else(|e| panic!("no summary ({e}): {}", String::from_utf8_lossy(&output.stderr)));
    let mut reader = csv::Reader::from_path(&report).expect("a report");
    let rows = reader.records().map(|row| row.expect("a row of the report"));
    let findings = rows.map(|r| (r[0].parse().expect("a line"), r[3].to_owned(), r[4].to_owned())).collect();
    Told { code: output.status.code(), summary, findings }
}
