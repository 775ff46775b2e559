//! The entry that a fact should have against the entry that stands in the journal.

use std::collections::BTreeMap;

use onetill_db::{Row, Tx};
use onetill_kernel::{Result, Uuid};

use crate::range::Range;
use crate::report::{At, Check};
use crate::shop::Shop;

/// The entry that a fact should have.
pub(super) struct Expected {
    /// The table of the fact.
    pub(super) fact: &'static str,
    /// The fact's own; none where the moment of recording decides.
    pub(super) business_date: Option<String>,
    /// When it happened: its business day counts too where the fact was brought over from elsewhere.
    pub(super) happened_at: Option<i64>,
    pub(super) location_id: Uuid,
    pub(super) currency: String,
    postings: BTreeMap<String, i64>,
}

impl Expected {
    pub(super) fn new(fact: &'static str, business_date: Option<String>, location_id: Uuid, currency: String) -> Self {
        Self { fact, business_date, happened_at: None, location_id, currency, postings: BTreeMap::new() }
    }

    pub(super) fn debit(&mut self, account: &str, amount: i64) {
        match self.postings.get_mut(account) {
            Some(sum) => *sum = sum.saturating_add(amount),
            None => {
                self.postings.insert(account.to_owned(), amount);
            }
        }
    }

    pub(super) fn credit(&mut self, account: &str, amount: i64) {
        self.debit(account, amount.saturating_neg());
    }
}

/// An entry as it stands.
pub(super) struct Entry {
    kind: String,
    business_date: String,
    location_id: Uuid,
    currency: String,
    recorded_at: i64,
    postings: Vec<(i64, String, i64)>,
}

/// The columns that [`Entries::add`] reads, from `journal_entries e` and `journal_postings p`.
pub(super) const COLUMNS: &str =
    "e.id, e.kind, e.business_date, e.location_id, e.currency, e.recorded_at, p.line_no, p.account, p.amount_minor";

/// Entries by id.
#[derive(Default)]
pub(super) struct Entries(pub(super) BTreeMap<Uuid, Entry>);

impl Entries {
    /// The entries of one kind in a range.
    pub(super) fn load(tx: &mut Tx<'_>, kind: &str, range: &Range) -> Result<Self> {
        let mut found = Self::default();
        let sql = format!(
            "SELECT {COLUMNS} FROM journal_entries e LEFT JOIN journal_postings p ON p.entry_id = e.id \
             WHERE e.id > $1 AND e.id <= $2 AND e.kind = '{kind}' ORDER BY e.id, p.line_no"
        );
        tx.for_each(&sql, &range.params(), |row| found.add(row))?;
        Ok(found)
    }

    /// All entries of a kind that is rare.
    pub(super) fn load_all(tx: &mut Tx<'_>, kind: &str) -> Result<Self> {
        let mut found = Self::default();
        let sql = format!(
            "SELECT {COLUMNS} FROM journal_entries e LEFT JOIN journal_postings p ON p.entry_id = e.id \
             WHERE e.kind = '{kind}' ORDER BY e.id, p.line_no"
        );
        tx.for_each(&sql, &[], |row| found.add(row))?;
        Ok(found)
    }

    /// Takes a row of an entry and one of its postings.
    pub(super) fn add(&mut self, row: &Row<'_>) -> Result<()> {
        let id: Uuid = row.get(0)?;
        let entry = match self.0.entry(id) {
            std::collections::btree_map::Entry::Occupied(known) => known.into_mut(),
            std::collections::btree_map::Entry::Vacant(free) => free.insert(Entry {
                kind: row.get(1)?,
                business_date: row.get(2)?,
                location_id: row.get(3)?,
                currency: row.get(4)?,
                recorded_at: row.get(5)?,
                postings: Vec::new(),
            }),
        };
        if let Some(line_no) = row.get::<Option<i64>>(6)? {
            entry.postings.push((line_no, row.get(7)?, row.get(8)?));
        }
        Ok(())
    }
}

fn at(id: Uuid) -> At {
    At::new("journal_entries").with("id", id)
}

/// Compares the entries of `kind` with what they should be; both sides are used up.
pub(super) fn compare(
    kind: &str,
    expected: BTreeMap<Uuid, Expected>,
    mut entries: Entries,
    shop: &Shop,
    check: &mut Check<'_>,
) {
    check.rows(expected.len());
    for (id, expected) in expected {
        match entries.0.remove(&id) {
            Some(entry) => compare_one(id, kind, &expected, &entry, shop, check),
            None => {
                check.found(
                    at(id),
                    format!("there is no entry of kind {kind}, expected one for this row of {}", expected.fact),
                );
            }
        }
    }
    for id in entries.0.into_keys() {
        check.found(at(id), format!("an entry of kind {kind} stands here, expected none: no fact has this id"));
    }
}

fn compare_one(id: Uuid, kind: &str, expected: &Expected, entry: &Entry, shop: &Shop, check: &mut Check<'_>) {
    check.same(at(id), "kind", entry.kind.as_str(), kind, "what it books");
    check.same(at(id), "currency", &entry.currency, &expected.currency, "the currency of what it books");
    check.same(at(id), "location_id", entry.location_id, expected.location_id, "the place of what it books");
    match &expected.business_date {
        Some(date) => {
            check.same(at(id), "business_date", &entry.business_date, date, "the business day of what it books")
        }
        None => {
            let moments: Vec<i64> = [entry.recorded_at].into_iter().chain(expected.happened_at).collect();
            shop.check_date(at(id), &entry.business_date, &moments, entry.location_id, check);
        }
    }
    let mut due = expected.postings.iter().filter(|(_, a)| **a != 0).collect::<BTreeMap<_, _>>();
    for (line_no, account, amount) in &entry.postings {
        let at = || At::new("journal_postings").with("entry_id", id).with("line_no", *line_no);
        match due.remove(account) {
            Some(due) => {
                let why = format!("account {account} by the row of {} that this books", expected.fact);
                check.same(at(), "amount_minor", *amount, *due, &why);
            }
            None => check
                .found(at(), format!("{amount} on account {account}, expected none for this row of {}", expected.fact)),
        }
    }
    for (account, amount) in due {
        check.found(
            At::new("journal_postings").with("entry_id", id),
            format!("there is no posting on account {account}, expected {amount} for this row of {}", expected.fact),
        );
    }
}
