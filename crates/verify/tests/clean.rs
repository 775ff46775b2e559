//! A database whose books agree is called so, on both engines.

mod support;

use onetill_db::Db;
use onetill_verify::{Report, verify};

fn verified(db: &Db) -> Report {
    db.read(verify).expect("a report")
}

#[test]
fn an_empty_database_agrees() {
    for database in [support::sqlite("empty"), support::postgres("verify_empty")] {
        let report = verified(&database.db);
        assert!(report.is_ok(), "{report}");
    }
}

#[test]
fn a_small_shop_agrees() {
    for database in [support::sqlite("clean"), support::postgres("verify_clean")] {
        support::fill(&database.db);
        let report = verified(&database.db);
        assert!(report.is_ok(), "{report}");
        for check in &report.checks {
            assert!(check.rows_checked > 0, "{} has looked at something", check.name);
        }
        for invariant in 1..=8 {
            assert!(report.checks.iter().any(|c| c.invariant == invariant), "invariant {invariant} is checked");
        }
    }
}
