//! `cargo xtask golden`: files kept in the tree that the program itself writes.
//!
//! `web/openapi.json` is what `onetill openapi` prints; the browser's types are generated from it.

use std::path::Path;
use std::process::{Command, ExitCode};

/// Whether to mend the files or only to say that they differ.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mode {
    Write,
    Check,
}

const OPENAPI: &str = "web/openapi.json";

/// Writes or compares all golden files.
pub(crate) fn run(root: &Path, mode: Mode) -> Result<ExitCode, String> {
    let output = Command::new("cargo")
        .args(["run", "--quiet", "--bin", "onetill", "--", "openapi"])
        .current_dir(root)
        .output()
        .map_err(|error| format!("cannot run cargo: {error}"))?;
    if !output.status.success() {
        return Err(format!(
            "`onetill openapi` failed ({}): {}",
            output.status,
            String::from_utf8_lossy(&output.stderr)
        ));
    }
    let wanted =
        String::from_utf8(output.stdout).map_err(|error| format!("`onetill openapi` does not print UTF-8: {error}"))?;
    if wanted.trim().is_empty() {
        return Err("`onetill openapi` printed nothing".to_owned());
    }
    let path = root.join(OPENAPI);
    let found = std::fs::read_to_string(&path).unwrap_or_default();
    let Some(line) = first_difference(&found, &wanted) else {
        println!("{OPENAPI} is up to date");
        return Ok(ExitCode::SUCCESS);
    };
    if mode == Mode::Check {
        eprintln!(
            "{OPENAPI}:{line}: differs from what `onetill openapi` prints; run `cargo xtask golden`, then \
             `npm run types` in web/, and commit both"
        );
        return Ok(ExitCode::FAILURE);
    }
    std::fs::write(&path, wanted).map_err(|error| format!("cannot write {OPENAPI}: {error}"))?;
    println!("{OPENAPI} written; `npm run types` in web/ brings the browser's types up to date");
    Ok(ExitCode::SUCCESS)
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
