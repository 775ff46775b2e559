//! What was checked and what does not agree, for people and for programs.

use std::collections::BTreeMap;
use std::fmt;

use onetill_kernel::Uuid;
use serde::Serialize;

/// So many violations of one check are kept in full; the rest are counted.
pub(crate) const KEPT_PER_CHECK: u64 = 100;

/// What [`verify`](crate::verify) found.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Report {
    /// Every check that ran, in the order in which they ran.
    pub checks: Vec<CheckResult>,
    /// Every row that disagrees, up to a number per check; see [`CheckResult::violations`].
    pub violations: Vec<Violation>,
}

/// One check and how it went.
#[derive(Debug, Clone, Serialize)]
pub struct CheckResult {
    /// Its stable name.
    pub name: &'static str,
    /// The invariant of the design that it is part of, 1 to 8.
    pub invariant: u8,
    /// How many rows it looked at.
    pub rows_checked: u64,
    /// How many violations it found, those included that the report leaves out.
    pub violations: u64,
}

/// A row that disagrees with the others.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Violation {
    /// The check that found it.
    pub check: &'static str,
    /// The invariant of the design that does not hold, 1 to 8.
    pub invariant: u8,
    /// The table of the row.
    pub table: String,
    /// The row's primary key, or that of the aggregate: `order_id=0193… line_no=2`.
    pub key: String,
    /// What was found and what was expected.
    pub message: String,
}

impl Report {
    /// Whether everything agrees.
    pub fn is_ok(&self) -> bool {
        self.checks.iter().all(|c| c.violations == 0)
    }

    /// Adds a check that goes on beside others.
    pub(crate) fn begin(&mut self, name: &'static str, invariant: u8) -> CheckId {
        self.checks.push(CheckResult { name, invariant, rows_checked: 0, violations: 0 });
        CheckId(self.checks.len() - 1)
    }

    /// Goes on with a check.
    pub(crate) fn on(&mut self, CheckId(index): CheckId) -> Check<'_> {
        Check { index, report: self }
    }

    /// Adds a check that has the report to itself.
    pub(crate) fn check(&mut self, name: &'static str, invariant: u8) -> Check<'_> {
        let id = self.begin(name, invariant);
        self.on(id)
    }
}

/// Names a check that was begun.
#[derive(Debug, Clone, Copy)]
pub(crate) struct CheckId(usize);

/// A check under way.
pub(crate) struct Check<'r> {
    report: &'r mut Report,
    index: usize,
}

impl Check<'_> {
    /// Counts rows that were looked at.
    pub(crate) fn rows(&mut self, count: usize) {
        self.report.checks[self.index].rows_checked += count as u64;
    }

    /// How many violations this check has found so far.
    pub(crate) fn violations(&self) -> u64 {
        self.report.checks[self.index].violations
    }

    /// Names a row that disagrees.
    pub(crate) fn found(&mut self, at: At, message: impl Into<String>) {
        self.found_key(at.table, || at.key(), message);
    }

    /// As [`Check::found`], for a key that is not made of ids and numbers.
    pub(crate) fn found_key(&mut self, table: &str, key: impl FnOnce() -> String, message: impl Into<String>) {
        let result = &mut self.report.checks[self.index];
        result.violations += 1;
        if result.violations <= KEPT_PER_CHECK {
            let (check, invariant) = (result.name, result.invariant);
            let message = message.into();
            self.report.violations.push(Violation { check, invariant, table: table.to_owned(), key: key(), message });
        }
    }

    /// Names the row if `found` is not `expected`; `why` says where the expectation comes from.
    pub(crate) fn same<T: PartialEq + fmt::Display>(&mut self, at: At, column: &str, found: T, expected: T, why: &str) {
        if found != expected {
            self.found(at, format!("{column} is {found}, expected {expected}: {why}"));
        }
    }

    /// Names the row unless `holds`.
    pub(crate) fn holds(&mut self, at: At, holds: bool, message: impl FnOnce() -> String) {
        if !holds {
            self.found(at, message());
        }
    }
}

/// A part of a key.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Part {
    Id(Uuid),
    No(i64),
}

impl From<Uuid> for Part {
    fn from(id: Uuid) -> Self {
        Self::Id(id)
    }
}
impl From<i64> for Part {
    fn from(no: i64) -> Self {
        Self::No(no)
    }
}

/// Where a row stands: cheap to make for every row, and put into words only for those that disagree.
#[derive(Debug, Clone, Copy)]
pub(crate) struct At {
    pub(crate) table: &'static str,
    parts: [Option<(&'static str, Part)>; 4],
}

impl At {
    pub(crate) const fn new(table: &'static str) -> Self {
        Self { table, parts: [None; 4] }
    }

    /// The same with one more column of the key.
    pub(crate) fn with(mut self, column: &'static str, value: impl Into<Part>) -> Self {
        if let Some(free) = self.parts.iter_mut().find(|p| p.is_none()) {
            *free = Some((column, value.into()));
        }
        self
    }

    fn key(&self) -> String {
        let part = |(column, value): (&str, Part)| match value {
            Part::Id(id) => format!("{column}={id}"),
            Part::No(no) => format!("{column}={no}"),
        };
        self.parts.iter().flatten().map(|p| part(*p)).collect::<Vec<_>>().join(" ")
    }
}

/// What each invariant of the design says, in a line.
fn title(invariant: u8) -> &'static str {
    match invariant {
        1 => "Every journal entry balances",
        2 => "Stock is the sum of its movements, and the inventory account its value",
        3 => "Every order is paid exactly, and no captured money is without a home",
        4 => "Every fact of the books has exactly one entry, and every entry and reference its fact",
        5 => "Lines, discounts, taxes and refunds add up",
        6 => "Event positions have no gap, and every fact its event",
        7 => "Balances are the sum of their movements",
        _ => "The audit trail is unbroken, and receipt series have no gap",
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut by_invariant: BTreeMap<u8, Vec<&CheckResult>> = BTreeMap::new();
        for check in &self.checks {
            by_invariant.entry(check.invariant).or_default().push(check);
        }
        for (invariant, checks) in &by_invariant {
            writeln!(f, "{invariant}. {}", title(*invariant))?;
            for check in checks {
                let verdict = if check.violations == 0 { "ok  " } else { "FAIL" };
                writeln!(f, "   {verdict} {:<28} {:>12} rows", check.name, check.rows_checked)?;
                let mut shown = 0;
                for v in self.violations.iter().filter(|v| v.check == check.name) {
                    writeln!(f, "        {} {}\n            {}", v.table, v.key, v.message)?;
                    shown += 1;
                }
                if check.violations > shown {
                    writeln!(f, "        … and {} more", check.violations - shown)?;
                }
            }
        }
        let failed = self.checks.iter().filter(|c| c.violations > 0).count();
        let violations: u64 = self.checks.iter().map(|c| c.violations).sum();
        if failed == 0 {
            write!(f, "All {} checks hold.", self.checks.len())
        } else {
            let (was, does) = if violations == 1 { ("1 violation", "does") } else { ("violations", "do") };
            let count = if violations == 1 { was.to_owned() } else { format!("{violations} {was}") };
            let checks = if failed == 1 { "check" } else { "checks" };
            write!(f, "{count} in {failed} {checks} of {}: the books {does} not agree.", self.checks.len())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keeps_some_violations_and_counts_the_rest() {
        let mut report = Report::default();
        let mut check = report.check("example", 5);
        check.rows(200);
        for no in 0..KEPT_PER_CHECK + 7 {
            check.found(At::new("orders").with("line_no", no as i64), "amount_minor is 1, expected 2: why");
        }
        assert!(!report.is_ok());
        assert_eq!(report.violations.len() as u64, KEPT_PER_CHECK);
        assert_eq!(report.violations[3].key, "line_no=3");
        let text = report.to_string();
        assert!(text.contains("… and 7 more"), "{text}");
        assert!(text.ends_with("107 violations in 1 check of 1: the books do not agree."), "{text}");
    }

    #[test]
    fn says_plainly_that_all_is_well() {
        let mut report = Report::default();
        report.check("example", 1).rows(3);
        assert!(report.is_ok());
        assert!(report.to_string().ends_with("All 1 checks hold."));
        let json = serde_json::to_value(&report).expect("JSON");
        assert_eq!(json["checks"][0]["rows_checked"], 3);
    }
}
