//! What the tests of this crate share: a database on either engine, and a small shop written by hand.

mod exchange;
mod ledger;
mod options;
mod payments;
mod prices;
mod sales;
mod shifts;
mod shop;
mod stored;

use onetill_db::{Db, Options, Target, Tx, Value};
use onetill_kernel::{Result, Timestamp, Uuid};
use onetill_testkit::postgres::{TempDatabase, TempPostgres};

/// A database that goes away with the test.
pub(crate) struct TestDb {
    pub(crate) db: Db,
    _file: Option<TempFile>,
    _database: Option<TempDatabase>,
}

struct TempFile(std::path::PathBuf);

impl Drop for TempFile {
    fn drop(&mut self) {
        for suffix in ["", "-wal", "-shm"] {
            let _ = std::fs::remove_file(format!("{}{suffix}", self.0.display()));
        }
    }
}

const OPTIONS: Options = Options { writers: 1, readers: 1, group: 8, queue: 64, read_limit: None };

/// An empty SQLite database in a temporary file.
pub(crate) fn sqlite(label: &str) -> TestDb {
    let path = std::env::temp_dir().join(format!("onetill-verify-{label}-{}.db", std::process::id()));
    let file = TempFile(path.clone());
    let db = Db::open(&Target::Sqlite(path), &OPTIONS).expect("a database");
    TestDb { db, _file: Some(file), _database: None }
}

/// An empty PostgreSQL database.
pub(crate) fn postgres(label: &str) -> TestDb {
    let database = TempPostgres::shared().expect("PostgreSQL for tests").create_database(label).expect("a database");
    let db = Db::open(&Target::Postgres(database.url().to_owned()), &OPTIONS).expect("a database");
    TestDb { db, _file: None, _database: Some(database) }
}

/// Writes the shop.
pub(crate) fn fill(db: &Db) {
    db.write(|tx| {
        shop::write(tx)?;
        sales::write(tx)?;
        payments::write(tx)?;
        exchange::write(tx)?;
        prices::write(tx)?;
        options::write(tx)?;
        shifts::write(tx)?;
        stored::write(tx)?;
        ledger::write(tx)
    })
    .expect("the shop is written");
}

/// A readable id: two digits of what it names and a number.
pub(crate) const fn id(kind: u8, number: u64) -> Uuid {
    Uuid::from_u128(0x0190_0000_0000_7000_8000_0000_0000_0000 | ((kind as u128) << 40) | number as u128)
}

/// Ten o'clock on a Monday in March, and so many minutes.
pub(crate) fn at(minute: i64) -> i64 {
    let start: Timestamp = "2026-03-02T10:00:00Z".parse().expect("a time");
    start.micros() + minute * 60_000_000
}

pub(crate) const TODAY: &str = "2026-03-02";

/// Writes a row; columns and values stand in the order of `columns`.
pub(crate) fn row(tx: &mut Tx<'_>, table: &str, columns: &str, values: &[Value<'_>]) -> Result<()> {
    let places: Vec<String> = (1..=values.len()).map(|n| format!("${n}")).collect();
    let sql = format!("INSERT INTO {table} ({columns}) VALUES ({})", places.join(", "));
    tx.execute(&sql, values).map(|_| ())
}

/// Ids of each kind.
pub(crate) mod ids {
    use super::{Uuid, id};

    pub(crate) const fn location(n: u64) -> Uuid {
        id(0x10, n)
    }
    pub(crate) const fn register(n: u64) -> Uuid {
        id(0x11, n)
    }
    pub(crate) const fn staff(n: u64) -> Uuid {
        id(0x12, n)
    }
    pub(crate) const fn api_key(n: u64) -> Uuid {
        id(0x13, n)
    }
    pub(crate) const fn session(n: u64) -> Uuid {
        id(0x1e, n)
    }
    pub(crate) const fn role(n: u64) -> Uuid {
        id(0x1f, n)
    }
    pub(crate) const fn terminal(n: u64) -> Uuid {
        id(0x14, n)
    }
    pub(crate) const fn provider(n: u64) -> Uuid {
        id(0x16, n)
    }
    pub(crate) const fn customer(n: u64) -> Uuid {
        id(0x15, n)
    }
    pub(crate) const fn tax_category(n: u64) -> Uuid {
        id(0x20, n)
    }
    pub(crate) const fn component(n: u64) -> Uuid {
        id(0x21, n)
    }
    pub(crate) const fn category(n: u64) -> Uuid {
        id(0x22, n)
    }
    pub(crate) const fn image(n: u64) -> Uuid {
        id(0x23, n)
    }
    pub(crate) const fn product(n: u64) -> Uuid {
        id(0x24, n)
    }
    pub(crate) const fn variant(n: u64) -> Uuid {
        id(0x25, n)
    }
    pub(crate) const fn group(n: u64) -> Uuid {
        id(0x26, n)
    }
    pub(crate) const fn price_list(n: u64) -> Uuid {
        id(0x27, n)
    }
    pub(crate) const fn promotion(n: u64) -> Uuid {
        id(0x28, n)
    }
    pub(crate) const fn coupon(n: u64) -> Uuid {
        id(0x29, n)
    }
    pub(crate) const fn modifier_group(n: u64) -> Uuid {
        id(0x2a, n)
    }
    pub(crate) const fn modifier_option(n: u64) -> Uuid {
        id(0x2b, n)
    }
    pub(crate) const fn order(n: u64) -> Uuid {
        id(0x30, n)
    }
    pub(crate) const fn payment(n: u64) -> Uuid {
        id(0x31, n)
    }
    /// The first attempt of payment 3 is 31.
    pub(crate) const fn attempt(n: u64) -> Uuid {
        id(0x32, n)
    }
    pub(crate) const fn refund(n: u64) -> Uuid {
        id(0x33, n)
    }
    pub(crate) const fn adjustment(n: u64) -> Uuid {
        id(0x34, n)
    }
    pub(crate) const fn shift(n: u64) -> Uuid {
        id(0x35, n)
    }
    /// Of cash.
    pub(crate) const fn movement(n: u64) -> Uuid {
        id(0x36, n)
    }
    /// Of a drawer.
    pub(crate) const fn opening(n: u64) -> Uuid {
        id(0x37, n)
    }
    pub(crate) const fn printer(n: u64) -> Uuid {
        id(0x38, n)
    }
    pub(crate) const fn import(n: u64) -> Uuid {
        id(0x3a, n)
    }
    pub(crate) const fn receipt_mail(n: u64) -> Uuid {
        id(0x3b, n)
    }
    pub(crate) const fn balance(n: u64) -> Uuid {
        id(0x3c, n)
    }
    /// The entry of what expired.
    pub(crate) const fn expiry(n: u64) -> Uuid {
        id(0x3d, n)
    }
    pub(crate) const fn print_job(n: u64) -> Uuid {
        id(0x39, n)
    }
}
