//! Arrows between domains, and the story at the top of each.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use regex::Regex;

use super::rust_text::split;
use super::{File, Finding, line_of};

/// The domains in layers: a domain uses those of earlier layers only.
const LAYERS: [&[&str]; 10] = [
    &["sync"],
    &["platform"],
    &["ledger"],
    &["catalog", "reservations"],
    &["customers", "inventory", "payments", "tills"],
    &["prices", "stored_value"],
    &["orders"],
    &["commerce", "bookings", "founding", "imports"],
    &["reports"],
    &["receipts"],
];

const FOLDER: &str = "crates/domains/src/";

/// A path into another module: `crate::orders`, `super::super::orders`, `crate::{orders, ledger::Entry}`.
static PATH: LazyLock<Regex> = LazyLock::new(|| pattern(r"\b(crate|super(?:\s*::\s*super)*)\s*::\s*(\{|\w+)"));

fn pattern(text: &str) -> Regex {
    Regex::new(text).unwrap_or_else(|error| panic!("{text}: {error}"))
}

/// All domains, in order.
pub(crate) fn names() -> impl Iterator<Item = &'static str> {
    LAYERS.iter().flat_map(|layer| layer.iter().copied())
}

/// The domain that a file of crates/domains belongs to; None for files beside the folders.
pub(crate) fn domain_of(path: &str) -> Option<&str> {
    let (domain, _) = path.strip_prefix(FOLDER)?.split_once('/')?;
    Some(domain)
}

/// Checks every domain folder, and that what lies beside the folders uses none of them.
pub(crate) fn check(files: &[File]) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut folders = BTreeSet::new();
    for file in files.iter().filter(|file| file.has_extension(&["rs"])) {
        if let Some(domain) = domain_of(&file.path) {
            if folders.insert(domain) {
                findings.extend(check_folder(files, file, domain));
            }
            findings.extend(check_paths(files, file, Some(domain)));
        } else if file.path.starts_with(FOLDER) && file.path != format!("{FOLDER}lib.rs") {
            findings.extend(check_paths(files, file, None));
        }
    }
    findings
}

fn layer_of(domain: &str) -> Option<usize> {
    LAYERS.iter().position(|layer| layer.contains(&domain))
}

fn check_folder(files: &[File], first: &File, domain: &str) -> Option<Finding> {
    if layer_of(domain).is_none() {
        return Some(first.finding(
            1,
            format!("domain `{domain}` has no layer; give it one in ARCHITECTURE.md and in xtask/src/tidy/domains.rs"),
        ));
    }
    let story = format!("{FOLDER}{domain}/mod.rs");
    match files.iter().find(|file| file.path == story) {
        None => Some(first.finding(1, format!("domain `{domain}` has no mod.rs; add {story}, its only public face"))),
        Some(file) if !file.text.starts_with("//!") => {
            Some(file.finding(1, "a domain's mod.rs begins with its story; add a `//!` comment above everything else"))
        }
        Some(_) => None,
    }
}

fn check_paths(files: &[File], file: &File, own: Option<&str>) -> Vec<Finding> {
    let code = split(&file.text).code;
    let own_layer = own.and_then(layer_of);
    let mut findings = Vec::new();
    for captures in PATH.captures_iter(&code) {
        let (Some(start), Some(target)) = (captures.get(1), captures.get(2)) else {
            continue;
        };
        let may_be_own = start.as_str() != "crate";
        let used = if target.as_str() == "{" {
            heads_of_group(&code, target.end())
        } else {
            vec![(target.start(), target.as_str())]
        };
        for (offset, used) in used {
            let Some(layer) = layer_of(used).filter(|_| own != Some(used)) else {
                continue;
            };
            if may_be_own && own.is_some_and(|own| has_module(files, own, used)) {
                continue;
            }
            let message = match (own, own_layer) {
                (Some(_), Some(own_layer)) if layer < own_layer => continue,
                (Some(own), _) => format!(
                    "domain `{own}` must not use `{used}` (allowed: {}); move the code up to the domain that \
                     sees both, or pass the value in",
                    allowed(own)
                ),
                (None, _) => {
                    format!("code shared by all domains must not use `{used}`; move it into that domain's folder")
                }
            };
            findings.push(file.finding(line_of(&code, offset), message));
        }
    }
    findings
}

/// Whether a domain has a file of its own that is named as another domain: `orders/payments.rs`.
fn has_module(files: &[File], domain: &str, module: &str) -> bool {
    let beginning = format!("{FOLDER}{domain}/{module}");
    files
        .iter()
        .filter_map(|file| file.path.strip_prefix(&beginning))
        .any(|rest| rest == ".rs" || rest.starts_with('/'))
}

fn allowed(domain: &str) -> String {
    let below: Vec<&str> = LAYERS[..layer_of(domain).unwrap_or(0)].concat();
    if below.is_empty() { "none".to_owned() } else { below.join(", ") }
}

/// The first names of a `use` group that begins at `start`: `a` and `b` of `{a::{x, y}, b}`.
fn heads_of_group(code: &str, start: usize) -> Vec<(usize, &str)> {
    let mut heads = Vec::new();
    let mut depth = 0;
    let mut expects_head = true;
    for (index, character) in code[start..].char_indices() {
        let offset = start + index;
        match character {
            '{' => depth += 1,
            '}' if depth == 0 => break,
            '}' => depth -= 1,
            ',' if depth == 0 => expects_head = true,
            c if expects_head && (c.is_alphanumeric() || c == '_') => {
                let end = code[offset..]
                    .find(|c: char| !c.is_alphanumeric() && c != '_')
                    .map_or(code.len(), |length| offset + length);
                heads.push((offset, &code[offset..end]));
                expects_head = false;
            }
            _ => {}
        }
    }
    heads
}

#[cfg(test)]
mod tests {
    use super::super::testing::{file, places};
    use super::check;

    /// Findings in one file of a domain that is otherwise in order.
    fn domain(name: &str, text: &str) -> Vec<String> {
        let folder = format!("crates/domains/src/{name}");
        places(check(&[file(&format!("{folder}/mod.rs"), "//! A story.\n"), file(&format!("{folder}/rules.rs"), text)]))
    }

    #[test]
    fn earlier_layers_are_allowed() {
        assert!(domain("orders", "use crate::inventory::Movement;\nuse crate::sync::Event;").is_empty());
        assert!(domain("orders", "use crate::orders::model::Line;\nuse super::model;").is_empty());
        assert!(domain("catalog", "use crate::ledger::open_account;").is_empty());
        assert!(domain("sync", "use crate::Error;\n// crate::orders is elsewhere\n").is_empty());
    }

    #[test]
    fn later_layers_and_neighbours_are_not() {
        let here = ["crates/domains/src/payments/rules.rs:1"];
        assert_eq!(domain("payments", "use crate::orders::Order;"), here);
        assert_eq!(domain("payments", "use crate::inventory::Movement;"), here);
        assert_eq!(domain("payments", "use super::super::orders::Order;"), here);
        assert_eq!(domain("payments", "fn f(o: &crate::orders::Order) {}"), here);
        assert_eq!(domain("ledger", "use crate::catalog::Kind;"), ["crates/domains/src/ledger/rules.rs:1"]);
    }

    #[test]
    fn a_file_of_ones_own_may_be_named_as_a_domain() {
        let text = "use super::reports::Line;";
        assert_eq!(domain("orders", text).len(), 1);
        assert!(
            places(check(&[
                file("crates/domains/src/orders/mod.rs", "//! A story.\n"),
                file("crates/domains/src/orders/reports.rs", ""),
                file("crates/domains/src/orders/rules.rs", text),
            ]))
            .is_empty()
        );
    }

    #[test]
    fn groups_are_looked_into() {
        let text = "use crate::{\n    ledger::{orders, post},\n    orders::Order,\n};";
        assert_eq!(domain("tills", text), ["crates/domains/src/tills/rules.rs:3"]);
    }

    #[test]
    fn every_domain_has_a_story_and_a_layer() {
        let silent = [file("crates/domains/src/ledger/mod.rs", "mod store;\n")];
        assert_eq!(places(check(&silent)), ["crates/domains/src/ledger/mod.rs:1"]);
        let faceless = [file("crates/domains/src/ledger/store.rs", "")];
        assert_eq!(places(check(&faceless)), ["crates/domains/src/ledger/store.rs:1"]);
        let unknown = [file("crates/domains/src/fishing/mod.rs", "//! Fish.\n")];
        assert_eq!(places(check(&unknown)), ["crates/domains/src/fishing/mod.rs:1"]);
    }

    #[test]
    fn what_is_shared_uses_no_domain() {
        let shared = [
            file("crates/domains/src/lib.rs", "pub use crate::orders::Order;"),
            file("crates/domains/src/context.rs", "use crate::orders::Order;"),
        ];
        assert_eq!(places(check(&shared)), ["crates/domains/src/context.rs:1"]);
    }
}
