//! The journal as a file: rows for a spreadsheet, or a journal for hledger. No I/O.
//!
//! hledger's format (hledger.org, "Journal"): an account's name ends at two spaces or the line's end, a colon parts it
//! from the accounts above, a semicolon begins a comment. So a name keeps none of these; the account's number, which
//! comes before it, keeps two accounts apart whose names become the same.

use std::borrow::Cow;
use std::collections::HashMap;
use std::fmt::Write as _;

use onetill_kernel::{Currency, Date, Money, Result, Timestamp, Uuid};
use serde::Deserialize;
use utoipa::ToSchema;

use super::csv::{Rows, text};
use crate::ledger::{Account, AccountKind, EntryKind};

/// What the journal is written as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum JournalFormat {
    /// One row a posting, for spreadsheets.
    Csv,
    /// A journal that `hledger check --strict` accepts.
    Hledger,
}

/// Which journal it is.
#[derive(Debug)]
pub(super) struct Head<'a> {
    /// The merchant's name.
    pub(super) merchant: &'a str,
    /// The currency of all amounts.
    pub(super) currency: Currency,
    /// The first business date, if limited.
    pub(super) from: Option<Date>,
    /// The last business date, if limited.
    pub(super) to: Option<Date>,
}

/// An entry with what links it to others.
#[derive(Debug)]
pub(super) struct Entry {
    /// Its id, which is also that of the fact.
    pub(super) id: Uuid,
    /// What sort of fact it books.
    pub(super) kind: EntryKind,
    /// Its business day.
    pub(super) date: Date,
    /// When it was recorded.
    pub(super) recorded_at: Timestamp,
    /// Where.
    pub(super) location: String,
    /// The receipt's number, where there is one.
    pub(super) receipt: Option<String>,
    /// The entry that it takes back: a refund the sale's, a returned deposit that of the money taken.
    pub(super) reverses: Option<Uuid>,
    /// The refund whose debt it pays.
    pub(super) settles: Option<Uuid>,
    /// The currency of its amounts.
    pub(super) currency: Currency,
    /// Accounts and minor units, debits positive.
    pub(super) postings: Vec<(String, i64)>,
}

/// The accounts by number.
#[derive(Debug)]
pub(super) struct Chart(HashMap<String, Account>);

impl Chart {
    /// From all accounts.
    pub(super) fn new(accounts: Vec<Account>) -> Self {
        Self(accounts.into_iter().map(|account| (account.code.clone(), account)).collect())
    }

    fn name(&self, code: &str) -> &str {
        self.0.get(code).map_or("", |account| account.name.as_str())
    }

    /// The name of an account in hledger.
    fn full_name(&self, code: &str) -> String {
        match self.0.get(code) {
            Some(account) => hledger_name(account),
            None => format!("assets:{code}"),
        }
    }
}

/// The first part of the file.
pub(super) fn head(format: JournalFormat, head: &Head<'_>, chart: &Chart) -> Result<String> {
    match format {
        JournalFormat::Csv => {
            let mut rows = Rows::new();
            rows.add(COLUMNS.map(Cow::from))?;
            // By this mark spreadsheets know UTF-8.
            Ok(format!("\u{feff}{}", rows.into_text()?))
        }
        JournalFormat::Hledger => Ok(hledger_head(head, chart)),
    }
}

/// What each account held before the period, as one entry; nothing where nothing was held.
pub(super) fn opening(
    format: JournalFormat,
    head: &Head<'_>,
    chart: &Chart,
    balances: &[(String, i64)],
) -> Result<String> {
    let held: Vec<_> = balances.iter().filter(|(_, minor)| *minor != 0).cloned().collect();
    let (Some(date), false) = (head.from, held.is_empty()) else { return Ok(String::new()) };
    match format {
        JournalFormat::Csv => {
            let mut rows = Rows::new();
            for posting in &held {
                let date = date.to_string();
                rows.add(csv_row(["", &date, "", "opening_balance", "", "", "", ""], posting, head.currency, chart))?;
            }
            rows.into_text()
        }
        JournalFormat::Hledger => {
            let mut out = format!("\n{date} * {OPENING}\n");
            hledger_postings(&mut out, &held, head.currency, chart);
            Ok(out)
        }
    }
}

/// One entry.
pub(super) fn entry(format: JournalFormat, entry: &Entry, chart: &Chart) -> Result<String> {
    match format {
        JournalFormat::Csv => {
            let mut rows = Rows::new();
            let (id, date, at) = (entry.id.to_string(), entry.date.to_string(), entry.recorded_at.to_string());
            let link = |id: Option<Uuid>| id.map(|id| id.to_string()).unwrap_or_default();
            let (reverses, settles) = (link(entry.reverses), link(entry.settles));
            let receipt = entry.receipt.as_deref().unwrap_or_default();
            for posting in &entry.postings {
                let facts = [&id, &date, &at, entry.kind.as_str(), &entry.location, receipt, &reverses, &settles];
                rows.add(csv_row(facts, posting, entry.currency, chart))?;
            }
            rows.into_text()
        }
        JournalFormat::Hledger => Ok(hledger_entry(entry, chart)),
    }
}

/// What each account holds at the end. hledger is made to check it; a spreadsheet sums by itself.
pub(super) fn closing(
    format: JournalFormat,
    head: &Head<'_>,
    date: Date,
    chart: &Chart,
    balances: &[(String, i64)],
) -> String {
    if format == JournalFormat::Csv || balances.is_empty() {
        return String::new();
    }
    let mut out = format!("\n{date} * {CLOSING}\n");
    let zero = Money::new(0, head.currency);
    for (code, minor) in balances {
        let _ = writeln!(out, "    {}  {zero} = {}", chart.full_name(code), Money::new(*minor, head.currency));
    }
    out
}

const COLUMNS: [&str; 13] = [
    "entry",
    "date",
    "recorded_at",
    "kind",
    "location",
    "receipt",
    "reverses",
    "settles",
    "account",
    "account_name",
    "debit",
    "credit",
    "currency",
];

fn csv_row<'a>(
    facts: [&'a str; 8],
    (code, minor): &'a (String, i64),
    currency: Currency,
    chart: &'a Chart,
) -> impl Iterator<Item = Cow<'a, str>> {
    // The amount without its sign: which column it stands in says that.
    let amount = Money::new(*minor, currency).decimal();
    let amount = Cow::from(amount.trim_start_matches('-').to_owned());
    let (debit, credit) = if *minor < 0 { (Cow::from(""), amount) } else { (amount, Cow::from("")) };
    let account = [text(code), text(chart.name(code)), debit, credit, currency.code().to_owned().into()];
    facts.into_iter().map(text).chain(account)
}

const OPENING: &str = "Opening balances";
const CLOSING: &str = "Closing balances";
/// What may be written behind an entry, as `name:value`.
const TAGS: [&str; 4] = ["entry", "location", "reverses", "settles"];

const KINDS: [EntryKind; 9] = [
    EntryKind::Sale,
    EntryKind::Capture,
    EntryKind::Refund,
    EntryKind::RefundPaid,
    EntryKind::RefundReturned,
    EntryKind::DepositReturned,
    EntryKind::Stock,
    EntryKind::Cash,
    EntryKind::StoredValue,
];

const fn title(kind: EntryKind) -> &'static str {
    match kind {
        EntryKind::Sale => "Sale",
        EntryKind::Capture => "Money taken before the sale",
        EntryKind::Refund => "Refund",
        EntryKind::RefundPaid => "Refund paid",
        EntryKind::RefundReturned => "Refund came back",
        EntryKind::DepositReturned => "Deposit returned",
        EntryKind::Stock => "Stock",
        EntryKind::Cash => "Cash moved",
        EntryKind::StoredValue => "Gift card expired",
    }
}

fn hledger_head(head: &Head<'_>, chart: &Chart) -> String {
    let mut out = format!("; The journal of {}, written by OneTill\n", one_line(head.merchant));
    let day = |date: Option<Date>, open: &str| date.map_or_else(|| open.to_owned(), |date| date.to_string());
    let _ = writeln!(out, "; From {} to {}\n", day(head.from, "the first entry"), day(head.to, "the last"));
    let sample = Money::new(10i64.pow(head.currency.decimals()) * 1000, head.currency).decimal();
    // The mark stands there even where no decimals follow it.
    let mark = if head.currency.decimals() == 0 { "." } else { "" };
    let _ = writeln!(out, "decimal-mark .\ncommodity {sample}{mark} {}\n", head.currency);
    let mut accounts: Vec<&Account> = chart.0.values().collect();
    accounts.sort_by(|a, b| a.code.cmp(&b.code));
    for account in accounts {
        let (_, kind) = root(account.kind);
        let _ = writeln!(out, "account {}  ; type:{kind}", hledger_name(account));
    }
    out.push('\n');
    for payee in [OPENING, CLOSING].into_iter().chain(KINDS.map(title)) {
        let _ = writeln!(out, "payee {payee}");
    }
    for tag in TAGS {
        let _ = writeln!(out, "tag {tag}");
    }
    out
}

fn hledger_entry(entry: &Entry, chart: &Chart) -> String {
    let receipt = entry.receipt.as_deref().map(|number| format!("({}) ", code(number))).unwrap_or_default();
    let mut out = format!("\n{} * {receipt}{}  ; entry:{}", entry.date, title(entry.kind), entry.id);
    for (tag, id) in [("reverses", entry.reverses), ("settles", entry.settles)] {
        if let Some(id) = id {
            let _ = write!(out, ", {tag}:{id}");
        }
    }
    // A tag's value ends at a comma.
    let _ = writeln!(out, ", location:{}", one_line(&entry.location).replace(',', " "));
    hledger_postings(&mut out, &entry.postings, entry.currency, chart);
    out
}

fn hledger_postings(out: &mut String, postings: &[(String, i64)], currency: Currency, chart: &Chart) {
    for (code, minor) in postings {
        let _ = writeln!(out, "    {}  {}", chart.full_name(code), Money::new(*minor, currency));
    }
}

/// The account above, and the word by which hledger knows its kind.
const fn root(kind: AccountKind) -> (&'static str, &'static str) {
    match kind {
        AccountKind::Asset => ("assets", "Asset"),
        AccountKind::Liability => ("liabilities", "Liability"),
        AccountKind::Equity => ("equity", "Equity"),
        AccountKind::Revenue => ("income", "Revenue"),
        AccountKind::Expense => ("expenses", "Expense"),
    }
}

fn hledger_name(account: &Account) -> String {
    let name = one_line(&account.name).replace(':', "-").replace(';', ",");
    format!("{}:{} {name}", root(account.kind).0, account.code).trim_end().to_owned()
}

/// A text without line ends, and with one space where there were many.
fn one_line(text: &str) -> String {
    let plain: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    plain.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// What may stand in the brackets of an entry's code.
fn code(text: &str) -> String {
    one_line(text).replace(['(', ')', ';'], " ").trim().to_owned()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn account(name: &str) -> Account {
        Account { code: "4000".to_owned(), name: name.to_owned(), kind: AccountKind::Revenue }
    }

    #[test]
    fn an_account_keeps_its_name_as_far_as_hledger_can_hold_it() {
        for (name, expect) in [
            ("Sales – Standard rate", "income:4000 Sales – Standard rate"),
            ("Food: hot;  cold\n", "income:4000 Food- hot, cold"),
            ("=1+1 (a) [b] \"c\" * !", "income:4000 =1+1 (a) [b] \"c\" * !"),
            (" \u{a0}\t", "income:4000"),
        ] {
            assert_eq!(hledger_name(&account(name)), expect, "{name:?}");
        }
    }

    #[test]
    fn a_cell_is_never_a_formula() {
        let chart = Chart::new(vec![account("=HYPERLINK(\"http://x\",\"y\")")]);
        let posting = ("4000".to_owned(), -5);
        let row = csv_row(["", "", "", "sale", "@SUM(A1)", "-1", "+1", "\t=1"], &posting, eur(), &chart);
        let cells: Vec<_> = row.collect();
        assert_eq!(cells[3..8], ["sale", "'@SUM(A1)", "'-1", "'+1", "'\t=1"].map(Cow::from));
        assert_eq!(cells[8..], ["4000", "'=HYPERLINK(\"http://x\",\"y\")", "", "0.05", "EUR"].map(Cow::from));
    }

    fn eur() -> Currency {
        "EUR".parse().expect("a currency")
    }

    proptest! {
        /// Whatever an account is called, its line says one account and one amount.
        #[test]
        fn no_name_ends_early_or_spills_over(name in any::<String>()) {
            let name = hledger_name(&account(&name));
            prop_assert!(name.starts_with("income:4000"));
            prop_assert!(!name.contains("  ") && !name.contains(';'), "{}", name);
            prop_assert_eq!(name.matches(':').count(), 1);
            prop_assert!(!name.chars().any(|c| c.is_control() || (c.is_whitespace() && c != ' ')), "{:?}", name);
        }
    }
}
