use std::path::PathBuf;

use onetill_kernel::Timestamp;

use super::super::behaviour::Behaviour;
use super::super::transaction::{Kind, Record, Status, Transaction};
use super::{Journal, ledger};

/// A file that is gone after the test.
struct TempFile(PathBuf);

impl TempFile {
    fn new(label: &str) -> Self {
        let name = format!("onetill-terminal-{label}-{}.jsonl", std::process::id());
        let path = std::env::temp_dir().join(name);
        let _ = std::fs::remove_file(&path);
        Self(path)
    }

    fn open(&self) -> (Journal, Vec<Record>) {
        Journal::open(Some(&self.0)).expect("opens")
    }

    fn text(&self) -> String {
        std::fs::read_to_string(&self.0).expect("a file")
    }
}

impl Drop for TempFile {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.0);
    }
}

fn record(reference: &str) -> Record {
    let transaction = Transaction {
        reference: reference.to_owned(),
        transaction: format!("T-{reference}"),
        kind: Kind::Charge,
        original: None,
        amount: 907,
        approved: None,
        currency: "EUR".parse().expect("a currency"),
        status: Status::WaitingForCard,
        code: None,
        card: None,
        received_at: Timestamp::from_micros(1_700_000_000_000_000),
        concluded_at: None,
    };
    Record::begin(transaction, Behaviour::default(), 1_000)
}

#[test]
fn the_last_line_of_a_reference_counts() {
    let file = TempFile::new("last");
    let (mut journal, records) = file.open();
    assert!(records.is_empty());
    let (mut a, b) = (record("a"), record("b"));
    journal.append(&a).expect("written");
    journal.append(&b).expect("written");
    a.conclude(Status::Declined, Some("card_expired"), a.transaction.received_at);
    journal.append(&a).expect("written");
    drop(journal);
    let (_, records) = file.open();
    assert_eq!(records, [a.clone(), b.clone()]);
    assert_eq!(ledger(&file.0).expect("read"), [a.transaction, b.transaction]);
}

#[test]
fn a_line_that_was_not_finished_never_was() {
    let file = TempFile::new("torn");
    let (mut journal, _) = file.open();
    journal.append(&record("a")).expect("written");
    let whole = file.text();
    journal.append(&record("b")).expect("written");
    drop(journal);
    let both = file.text();
    // Every one would be some hundred syncs of the disk.
    for end in (whole.len()..both.len()).step_by(11) {
        std::fs::write(&file.0, &both[..end]).expect("torn");
        let read = ledger(&file.0).expect("read");
        assert_eq!(read.len(), 1, "{end}");
        let (mut journal, records) = file.open();
        assert_eq!(records, [record("a")], "{end}");
        assert_eq!(file.text(), whole, "{end}");
        journal.append(&record("c")).expect("written");
        drop(journal);
        assert_eq!(file.open().1, [record("a"), record("c")], "{end}");
    }
}

#[test]
fn another_file_is_refused_and_left_alone() {
    let file = TempFile::new("other");
    for (text, line) in [
        ("name,price\ntea,250\n", 1),
        ("{\"name\":\"a file of one line\"}", 1),
        ("{\"reference\":\"a\"}\n", 1),
        ("one word", 1),
    ] {
        std::fs::write(&file.0, text).expect("written");
        let error = Journal::open(Some(&file.0)).err().expect("refused").to_string();
        assert!(error.contains(&format!("line {line}: not a transaction")), "{error}");
        assert_eq!(file.text(), text);
        assert!(ledger(&file.0).is_err());
    }
}
