//! Words that belong to one machine and not to the tree: folders of a workplace, hosts of a mirror.

use std::sync::LazyLock;

use regex::Regex;

use super::{File, Finding};

/// Paths of a machine that built or wrote this. In pieces, so that the pattern does not find itself.
static MACHINE_PATH: LazyLock<Regex> = LazyLock::new(|| {
    let text = [r"(?:^|[^\w.\-/])(/wo", r"rk/\w|/tmp/pl", r"an\b|/ro", r"ot/\w|/home/\w+/)"].concat();
    Regex::new(&text).unwrap_or_else(|error| panic!("{text}: {error}"))
});

/// Where a lock file may say that a package comes from.
const PUBLIC_SOURCES: [&str; 2] =
    ["registry+https://github.com/rust-lang/crates.io-index", "https://registry.npmjs.org/"];

/// Checks every text file.
pub(crate) fn check(files: &[File]) -> Vec<Finding> {
    files.iter().flat_map(check_file).collect()
}

fn check_file(file: &File) -> Vec<Finding> {
    let name = file.path.rsplit('/').next().unwrap_or_default();
    let mut findings = Vec::new();
    for (index, line) in file.text.lines().enumerate() {
        if let Some(found) = MACHINE_PATH.captures(line).and_then(|captures| captures.get(1)) {
            findings.push(file.finding(
                index + 1,
                format!("`{}` exists on one machine only; use a path of the tree, or a setting", found.as_str()),
            ));
        }
        let mirror = match name {
            "Cargo.lock" => value_after(line, "source = \""),
            "package-lock.json" => value_after(line, "\"resolved\": \""),
            _ => None,
        }
        .is_some_and(|source| !PUBLIC_SOURCES.iter().any(|public| source.starts_with(public)));
        if mirror {
            findings.push(file.finding(
                index + 1,
                "a package from elsewhere than the public registry; take it from there, and lock again",
            ));
        }
        let line = line.trim();
        let redirects = match file.path.as_str() {
            ".cargo/config.toml" => line.starts_with("[source") || line.starts_with("[registr"),
            _ => name == ".npmrc" && line.split('=').next().is_some_and(|key| key.trim().ends_with("registry")),
        };
        if redirects {
            findings.push(file.finding(
                index + 1,
                "the choice of a registry belongs to a person's own configuration; remove the line",
            ));
        }
    }
    findings
}

fn value_after<'a>(line: &'a str, key: &str) -> Option<&'a str> {
    line.trim().strip_prefix(key)
}

#[cfg(test)]
mod tests {
    use super::super::testing::{file, places};
    use super::check;

    fn found(path: &str, pieces: &[&str]) -> Vec<String> {
        places(check(&[file(path, &pieces.concat())]))
    }

    #[test]
    fn paths_of_a_machine() {
        assert_eq!(found("a.md", &["x\nsee /wo", "rk/main"]), ["a.md:2"]);
        assert_eq!(found("a.rs", &["\"/tmp/pl", "an/x\""]), ["a.rs:1"]);
        assert_eq!(found("a.sh", &["cd /home/", "ann/onetill"]), ["a.sh:1"]);
        assert!(
            found("a.md", &["net", "/wo", "rk/ and ../shared, ./wo", "rk/x, /home and docs/ro", "ot/x"]).is_empty()
        );
    }

    #[test]
    fn packages_come_from_the_public_registries() {
        let ours = "source = \"registry+https://github.com/rust-lang/crates.io-index\"";
        assert!(found("Cargo.lock", &[ours]).is_empty());
        assert_eq!(found("Cargo.lock", &["source = \"git+https://example.com/a\""]), ["Cargo.lock:1"]);
        let mirror = "  \"resolved\": \"https://mirror.example/a.tgz\",";
        assert_eq!(found("web/package-lock.json", &[mirror]), ["web/package-lock.json:1"]);
        assert_eq!(found("web/.npmrc", &["registry=https://mirror.example/"]), ["web/.npmrc:1"]);
        assert!(found("web/.npmrc", &["omit-lockfile-registry-resolved=true"]).is_empty());
        assert_eq!(found(".cargo/config.toml", &["[source.crates-io]"]), [".cargo/config.toml:1"]);
    }
}
