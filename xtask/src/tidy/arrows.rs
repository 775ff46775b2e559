//! Arrows between crates point one way, as ARCHITECTURE.md draws them.

use super::{File, Finding};

/// Each crate and the crates of ours it may build on.
const MAY_USE: [(&str, &[&str]); 9] = [
    ("kernel", &[]),
    ("db", &["kernel"]),
    ("domains", &["kernel", "db"]),
    // No domains: the auditor shares no arithmetic with what it audits.
    ("verify", &["kernel", "db"]),
    ("connectors", &["kernel", "db", "domains"]),
    // The server's jobs drive the connectors.
    ("server", &["kernel", "db", "domains", "connectors"]),
    ("onetill", &["kernel", "db", "domains", "verify", "connectors", "server"]),
    ("testkit", &["kernel", "db", "domains", "verify", "connectors", "server"]),
    ("xtask", &[]),
];

/// What tests of any crate may use besides.
const FOR_TESTS: [&str; 2] = ["testkit", "verify"];

/// Reads the dependencies of every crate's Cargo.toml.
pub(crate) fn check(files: &[File]) -> Vec<Finding> {
    files
        .iter()
        .filter_map(|file| Some((file, crate_of(&file.path)?)))
        .flat_map(|(file, name)| check_manifest(file, name))
        .collect()
}

fn crate_of(path: &str) -> Option<&str> {
    if path == "xtask/Cargo.toml" {
        return Some("xtask");
    }
    let name = path.strip_prefix("crates/")?.strip_suffix("/Cargo.toml")?;
    (!name.contains('/')).then_some(name)
}

fn check_manifest(file: &File, name: &str) -> Vec<Finding> {
    let Some((_, allowed)) = MAY_USE.iter().find(|(known, _)| *known == name) else {
        return vec![file.finding(
            1,
            format!(
                "crate `{name}` has no place among the arrows; give it one in ARCHITECTURE.md and in \
                 xtask/src/tidy/arrows.rs"
            ),
        )];
    };
    let mut findings = Vec::new();
    for (line, used, for_tests) in dependencies(&file.text) {
        if allowed.contains(&used) || (for_tests && FOR_TESTS.contains(&used)) {
            continue;
        }
        findings.push(file.finding(
            line,
            if FOR_TESTS[0] == used {
                format!("`{name}` ships with the testkit; move the line to [dev-dependencies]")
            } else {
                format!(
                    "`{name}` must not use `{used}` (allowed: {}); move the code to where the arrow points, or pass \
                     it in from above",
                    if allowed.is_empty() { "none".to_owned() } else { allowed.join(", ") }
                )
            },
        ));
    }
    findings
}

/// Our own crates in a manifest: line, name without the `onetill-`, and whether only tests use it.
fn dependencies(manifest: &str) -> Vec<(usize, &str, bool)> {
    let mut section = "";
    let mut found = Vec::new();
    for (index, line) in manifest.lines().enumerate() {
        let line = line.trim();
        let entry = if let Some(header) = line.strip_prefix('[') {
            section = header.trim_end_matches(']');
            // `[dependencies.onetill-db]`
            match section.rsplit_once("dependencies.") {
                Some((_, entry)) => entry,
                None => continue,
            }
        } else if section.ends_with("dependencies") {
            line.split(['.', '=', ' ']).next().unwrap_or_default()
        } else {
            continue;
        };
        let entry = entry.trim_matches('"');
        if let Some(name) = entry.strip_prefix("onetill-") {
            found.push((index + 1, name, section.contains("dev-dependencies")));
        } else if entry == "onetill" {
            found.push((index + 1, entry, section.contains("dev-dependencies")));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::super::testing::{file, places};
    use super::check;

    fn manifest(name: &str, text: &str) -> Vec<String> {
        places(check(&[file(&format!("crates/{name}/Cargo.toml"), text)]))
    }

    #[test]
    fn down_is_well() {
        let text = "[dependencies]\nonetill-kernel.workspace = true\nserde = \"1\"\n\
                    [dev-dependencies]\nonetill-testkit.workspace = true\n";
        assert!(manifest("db", text).is_empty());
    }

    #[test]
    fn up_is_not() {
        let text = "[dependencies]\nonetill-server = { path = \"../server\" }\n";
        assert_eq!(manifest("domains", text), ["crates/domains/Cargo.toml:2"]);
        let text = "[target.'cfg(unix)'.dependencies.onetill-domains]\npath = \"../domains\"\n";
        assert_eq!(manifest("verify", text), ["crates/verify/Cargo.toml:1"]);
    }

    #[test]
    fn the_testkit_does_not_ship() {
        let text = "[package]\n[dependencies]\nonetill-testkit.workspace = true\n";
        assert_eq!(manifest("onetill", text), ["crates/onetill/Cargo.toml:3"]);
    }

    #[test]
    fn a_new_crate_needs_a_place() {
        assert_eq!(manifest("extras", ""), ["crates/extras/Cargo.toml:1"]);
    }
}
