//! `cargo xtask golden`: files kept in the tree that a program writes.
//!
//! `web/openapi.json` is what `onetill openapi` prints; `web/src/api/schema.d.ts`, the browser's types, is
//! generated from it.

use std::path::Path;
use std::process::{Command, ExitCode};

/// Whether to mend the files or only to say that they differ.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mode {
    Write,
    Check,
}

/// A file, and the program that prints what is in it: its folder, its name, its arguments.
struct Golden {
    file: &'static str,
    folder: &'static str,
    program: &'static str,
    arguments: &'static [&'static str],
}

/// In this order: the second is made of the first.
const FILES: [Golden; 2] = [
    Golden {
        file: "web/openapi.json",
        folder: "",
        program: "cargo",
        arguments: &["run", "--quiet", "--bin", "onetill", "--", "openapi"],
    },
    Golden {
        file: "web/src/api/schema.d.ts",
        folder: "web",
        program: "node",
        arguments: &["node_modules/openapi-typescript/bin/cli.js", "openapi.json"],
    },
];

/// Writes or compares all golden files.
pub(crate) fn run(root: &Path, mode: Mode) -> Result<ExitCode, String> {
    let mut outcome = ExitCode::SUCCESS;
    for golden in &FILES {
        let (file, wanted) = (golden.file, golden.print(root)?);
        let path = root.join(file);
        let found = std::fs::read_to_string(&path).unwrap_or_default();
        match (first_difference(&found, &wanted), mode) {
            (None, _) => println!("{file} is up to date"),
            (Some(line), Mode::Check) => {
                eprintln!("{file}:{line}: differs from what is generated; run `cargo xtask golden` and commit it");
                outcome = ExitCode::FAILURE;
            }
            (Some(_), Mode::Write) => {
                std::fs::write(&path, wanted).map_err(|error| format!("cannot write {file}: {error}"))?;
                println!("{file} written");
            }
        }
    }
    Ok(outcome)
}

impl Golden {
    /// What the file should hold.
    fn print(&self, root: &Path) -> Result<String, String> {
        let Self { program, arguments, .. } = self;
        let called = format!("`{program} {}`", arguments.join(" "));
        let output = Command::new(program)
            .args(*arguments)
            .current_dir(root.join(self.folder))
            .output()
            .map_err(|error| format!("cannot run {called}: {error}"))?;
        if !output.status.success() {
            let errors = String::from_utf8_lossy(&output.stderr);
            return Err(format!("{called} failed ({}): {errors}", output.status));
        }
        let text =
            String::from_utf8(output.stdout).map_err(|error| format!("{called} does not print UTF-8: {error}"))?;
        if text.trim().is_empty() {
            return Err(format!("{called} printed nothing"));
        }
        Ok(text)
    }
}

/// The number of the first line that differs, from 1; None when the texts are equal.
fn first_difference(found: &str, wanted: &str) -> Option<usize> {
    if found == wanted {
        return None;
    }
    let same = found.split('\n').zip(wanted.split('\n')).take_while(|(a, b)| a == b).count();
    Some(same + 1)
}

#[cfg(test)]
mod tests {
    use super::first_difference;

    #[test]
    fn names_the_first_line_that_differs() {
        assert_eq!(first_difference("a\nb\n", "a\nb\n"), None);
        assert_eq!(first_difference("a\nb\n", "a\nc\n"), Some(2));
        assert_eq!(first_difference("", "a\n"), Some(1));
        assert_eq!(first_difference("a", "a\n"), Some(2));
    }
}
