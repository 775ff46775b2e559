//! `cargo xtask tidy`: rules of this tree that no compiler and no linter checks.
//!
//! Every check is a pure function from files to findings. A finding says where, what, and how to mend it.

mod arrows;
mod domains;
mod leftovers;
mod messages;
mod rust_text;
mod sql;
mod styles;
mod tables;
mod tsx_text;
mod words;

use std::fmt;
use std::path::Path;
use std::process::{Command, ExitCode};

/// A text file of the tree.
#[derive(Clone, Debug)]
pub(crate) struct File {
    /// From the root of the tree, with `/`.
    pub(crate) path: String,
    pub(crate) text: String,
}

impl File {
    pub(crate) fn has_extension(&self, extensions: &[&str]) -> bool {
        self.path.rsplit_once('.').is_some_and(|(_, extension)| extensions.contains(&extension))
    }

    /// Written by a program, so its look is nobody's concern.
    pub(crate) fn is_generated(&self) -> bool {
        self.path.contains("generated") || self.path.ends_with(".d.ts")
    }

    fn finding(&self, line: usize, message: impl Into<String>) -> Finding {
        Finding { path: self.path.clone(), line, message: message.into() }
    }
}

/// A place where a rule is broken.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Finding {
    pub(crate) path: String,
    /// From 1.
    pub(crate) line: usize,
    /// What is wrong; how to mend it.
    pub(crate) message: String,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}", self.path, self.line, self.message)
    }
}

/// Runs all checks and prints the findings in order of place.
pub(crate) fn run(root: &Path) -> Result<ExitCode, String> {
    let files = files(root)?;
    let checks =
        [arrows::check, domains::check, tables::check, leftovers::check, styles::check, messages::check, words::check];
    let mut findings: Vec<Finding> = checks.iter().flat_map(|check| check(&files)).collect();
    findings.sort();
    findings.dedup();
    for finding in &findings {
        println!("{finding}");
    }
    if findings.is_empty() {
        println!("tidy: {} files, nothing to mend", files.len());
        return Ok(ExitCode::SUCCESS);
    }
    println!("tidy: {} to mend", findings.len());
    Ok(ExitCode::FAILURE)
}

/// All text files that are in git or could be added to it.
fn files(root: &Path) -> Result<Vec<File>, String> {
    let output = Command::new("git")
        .args(["ls-files", "-z", "--cached", "--others", "--exclude-standard"])
        .current_dir(root)
        .output()
        .map_err(|error| format!("cannot run git: {error}"))?;
    if !output.status.success() {
        return Err(format!("`git ls-files` failed: {}", String::from_utf8_lossy(&output.stderr)));
    }
    let listing = String::from_utf8_lossy(&output.stdout);
    let mut paths: Vec<&str> = listing.split('\0').filter(|path| !path.is_empty()).collect();
    paths.sort_unstable();
    paths.dedup();
    Ok(paths
        .into_iter()
        .filter_map(|path| {
            // Pictures are no text, and a deleted file may still be in git's list.
            let text = std::fs::read_to_string(root.join(path)).ok()?;
            Some(File { path: path.to_owned(), text })
        })
        .collect())
}

/// The number of the line that byte `offset` of `text` is on, from 1.
fn line_of(text: &str, offset: usize) -> usize {
    1 + text.as_bytes()[..offset].iter().filter(|&&b| b == b'\n').count()
}

#[cfg(test)]
mod testing {
    use super::{File, Finding};

    pub(super) fn file(path: &str, text: &str) -> File {
        File { path: path.to_owned(), text: text.to_owned() }
    }

    /// `path:line` of each finding, in order: what most tests compare.
    pub(super) fn places(mut findings: Vec<Finding>) -> Vec<String> {
        findings.sort();
        findings.iter().map(|finding| format!("{}:{}", finding.path, finding.line)).collect()
    }
}
