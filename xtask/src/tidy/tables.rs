//! Every table has one owner, and only the owner's SQL names it; `reports` may read any.

use std::collections::BTreeMap;

use super::rust_text::split;
use super::sql::tables;
use super::{File, Finding, domains, line_of};

/// The domain whose SQL may read every table.
const READS_ALL: &str = "reports";

/// Reads the owners off the migrations, then every SQL text of every domain.
pub(crate) fn check(files: &[File]) -> Vec<Finding> {
    let migrations: Vec<&File> =
        files.iter().filter(|file| file.path.starts_with("migrations/") && file.has_extension(&["sql"])).collect();
    let mut findings = Vec::new();
    let mut owners = BTreeMap::new();
    for file in &migrations {
        findings.extend(read_owners(file, &mut owners));
    }
    for file in &migrations {
        findings.extend(check_foreign_keys(file, &owners));
    }
    for file in files.iter().filter(|file| file.has_extension(&["rs"])) {
        if let Some(domain) = domains::domain_of(&file.path) {
            findings.extend(check_domain(file, domain, &owners));
        }
    }
    findings
}

/// `-- domain: orders` holds for the tables below it, until the next such line.
fn read_owners(file: &File, owners: &mut BTreeMap<String, String>) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut domain: Option<&str> = None;
    for (index, line) in file.text.lines().enumerate() {
        if let Some(name) = line.trim().strip_prefix("-- domain:") {
            let name = name.trim();
            if !domains::names().any(|known| known == name) {
                findings.push(file.finding(
                    index + 1,
                    format!("`{name}` is no domain; name the folder of crates/domains/src that owns these tables"),
                ));
            }
            domain = Some(name);
        } else if let Some(table) = created_table(line) {
            match domain {
                Some(domain) => {
                    owners.insert(table.to_owned(), domain.to_owned());
                }
                None => findings.push(file.finding(
                    index + 1,
                    format!("table `{table}` has no owner; put a line `-- domain: NAME` above it"),
                )),
            }
        }
    }
    findings
}

fn created_table(line: &str) -> Option<&str> {
    let mut words = line.split_whitespace();
    let starts = words.next()?.eq_ignore_ascii_case("CREATE") && words.next()?.eq_ignore_ascii_case("TABLE");
    let name = words.find(|word| !["IF", "NOT", "EXISTS"].contains(&word.to_ascii_uppercase().as_str()))?;
    starts.then(|| name.split('(').next().unwrap_or(name))
}

/// Foreign keys stay within a domain.
fn check_foreign_keys(file: &File, owners: &BTreeMap<String, String>) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut domain = "";
    for (index, line) in file.text.lines().enumerate() {
        if let Some(name) = line.trim().strip_prefix("-- domain:") {
            domain = name.trim();
        }
        for used in tables(line).iter().filter(|_| line.contains("REFERENCES")) {
            if let Some(owner) = owners.get(used.table).filter(|owner| *owner != domain) {
                findings.push(file.finding(
                    index + 1,
                    format!(
                        "a foreign key of `{domain}` points at `{}` of `{owner}`; keep the id without REFERENCES, \
                         and let verify check it",
                        used.table
                    ),
                ));
            }
        }
    }
    findings
}

fn check_domain(file: &File, domain: &str, owners: &BTreeMap<String, String>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for literal in split(&file.text).strings {
        for used in tables(&literal.text) {
            let Some(owner) = owners.get(used.table).filter(|owner| *owner != domain) else {
                continue;
            };
            if domain == READS_ALL && !used.writes {
                continue;
            }
            let line = literal.line + line_of(&literal.text, used.offset) - 1;
            findings.push(file.finding(
                line,
                format!(
                    "SQL of `{domain}` names table `{}` of `{owner}`; call a function of crate::{owner} instead",
                    used.table
                ),
            ));
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::super::testing::{file, places};
    use super::check;

    const MIGRATION: &str = "-- domain: orders\nCREATE TABLE orders (\n  id BYTEA\n);\n\
                             -- domain: inventory\nCREATE TABLE IF NOT EXISTS stock(id BYTEA);\n";

    fn domain(name: &str, text: &str) -> Vec<String> {
        places(check(&[
            file("migrations/0001_a.sql", MIGRATION),
            file(&format!("crates/domains/src/{name}/store.rs"), text),
        ]))
    }

    #[test]
    fn the_owner_may() {
        assert!(domain("orders", "tx.run(\"SELECT id FROM orders\")").is_empty());
        assert!(domain("orders", "// FROM stock\nlet all = \"WITH x AS (SELECT 1) SELECT * FROM x\";").is_empty());
    }

    #[test]
    fn others_may_not() {
        let text = "tx.run(\n  \"UPDATE orders SET x = 1\n   WHERE id IN (SELECT id FROM stock)\")";
        assert_eq!(domain("orders", text), ["crates/domains/src/orders/store.rs:3"]);
        let text = "r#\"INSERT INTO stock (id) VALUES ($1)\"#";
        assert_eq!(domain("orders", text), ["crates/domains/src/orders/store.rs:1"]);
    }

    #[test]
    fn reports_read_all_and_write_nothing() {
        assert!(domain("reports", "\"SELECT 1 FROM orders JOIN stock\"").is_empty());
        assert_eq!(domain("reports", "\"DELETE FROM orders\""), ["crates/domains/src/reports/store.rs:1"]);
    }

    #[test]
    fn every_table_has_an_owner_and_keeps_its_foreign_keys() {
        let orphan = [file("migrations/0001_a.sql", "CREATE TABLE a (id BYTEA);\n")];
        assert_eq!(places(check(&orphan)), ["migrations/0001_a.sql:1"]);
        let unknown = [file("migrations/0001_a.sql", "-- domain: fishing\nCREATE TABLE a (id BYTEA);\n")];
        assert_eq!(places(check(&unknown)), ["migrations/0001_a.sql:1"]);
        let crossing = [
            file("migrations/0001_a.sql", MIGRATION),
            file(
                "migrations/0002_b.sql",
                "-- domain: orders\nCREATE TABLE lines (\n  a BYTEA REFERENCES orders(id),\n  b BYTEA REFERENCES stock\n);\n",
            ),
        ];
        assert_eq!(places(check(&crossing)), ["migrations/0002_b.sql:4"]);
    }
}
