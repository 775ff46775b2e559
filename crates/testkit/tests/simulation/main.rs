//! Payments in a world where everything breaks that can, under many seeds. `make test` lives through ten thousand; here are a few,
//! and what must be found when the recovery itself is broken.

use std::sync::OnceLock;

use onetill_testkit::simulation::{Breakage, Simulation};

/// Within so many seeds each breakage is found.
const WITHIN: u64 = 1_000;

fn simulation() -> &'static Simulation {
    static SHARED: OnceLock<Simulation> = OnceLock::new();
    SHARED.get_or_init(Simulation::prepare)
}

#[test]
fn money_is_where_the_books_say_whatever_breaks() {
    for seed in 20_000..20_100 {
        let outcome = simulation().run(seed, None);
        assert!(outcome.findings.is_empty(), "seed {seed}: {:#?}", outcome.findings);
    }
}

#[test]
fn the_same_seed_is_the_same_story() {
    let met = |seed| format!("{:?}", simulation().run(seed, None).met);
    assert_eq!(met(7), met(7));
}

#[test]
fn every_breakage_of_the_recovery_is_found() {
    for breakage in Breakage::ALL {
        let found = (0..WITHIN).find_map(|seed| {
            let findings = simulation().run(seed, Some(breakage)).findings;
            // That it goes in circles says nothing of the money.
            findings.into_iter().find(|f| !f.contains("comes to rest"))
        });
        assert!(found.is_some(), "{breakage:?} was not found within {WITHIN} seeds");
    }
}
