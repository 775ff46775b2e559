//! The ceiling: the rows that the server wrote, written straight to a copy of the database in large
//! transactions, with the same schema, indexes and durability.

use std::collections::BTreeMap;
use std::ops::{AddAssign, Range};
use std::time::{Duration, Instant};

use onetill_db::{Bare, BareTable, Target, Value};
use onetill_kernel::{Clock, Error, Ids, Result, SystemClock, Uuid};

/// Sales that one transaction of the ceiling holds.
const GROUP: usize = 256;
/// Connections that write to PostgreSQL at once; SQLite has one writer.
const CONNECTIONS: usize = 4;
/// Where the copy lives in a PostgreSQL database.
const SCHEMA: &str = "bench_ceiling";

/// What a sale appends to: each table, and the column that tells new rows from old ones.
const FACTS: [(&str, &str); 10] = [
    ("orders", "id"),
    ("order_lines", "order_id"),
    ("order_line_taxes", "order_id"),
    ("stock_movements", "source_id"),
    ("payments", "id"),
    ("payment_attempts", "payment_id"),
    ("journal_entries", "id"),
    ("journal_postings", "entry_id"),
    ("idempotency_keys", "idempotency_key"),
    ("events", "position"),
];

/// What a sale changes, in the order in which rows are locked: the table, its keys, and what is added to.
const CHANGES: [BareTable<'static>; 4] = [
    BareTable { name: "registers", keys: &["id"], columns: &["last_receipt_no"] },
    BareTable { name: "stock", keys: &["variant_id", "location_id"], columns: &["on_hand_milli", "value_minor"] },
    BareTable { name: "customers", keys: &["id"], columns: &["orders_count", "spent_minor"] },
    BareTable { name: "event_counter", keys: &[], columns: &["position"] },
];

/// What the ceiling came to.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Ceiling {
    pub(super) elapsed: Duration,
    /// Sales written.
    pub(super) orders: u64,
    /// Rows inserted or changed.
    pub(super) rows: u64,
}

impl AddAssign for Ceiling {
    fn add_assign(&mut self, other: Self) {
        self.elapsed += other.elapsed;
        self.orders += other.orders;
        self.rows += other.rows;
    }
}

/// A copy of the database as it was before the measuring. It goes away with this value.
pub(super) struct Copy {
    target: Target,
    original: Target,
    writers: Vec<Bare>,
    /// Ids made from here on are new.
    since: Uuid,
    last_event: i64,
}

impl Copy {
    /// Copies the database, at which nobody may be writing.
    pub(super) fn take(original: &Target) -> Result<Self> {
        let mut bare = Bare::open(original)?;
        let last_event = bare.query("SELECT position FROM event_counter", &[], |row| row.get(0))?;
        let target = match original {
            Target::Sqlite(path) => {
                let mut copy = path.clone().into_os_string();
                copy.push(".ceiling");
                // What is still in the log would be missed. Whoever founded the shop may only just be letting go of it.
                let empty_log = |bare: &mut Bare| {
                    bare.query("PRAGMA wal_checkpoint(TRUNCATE)", &[], |row| row.get::<i64>(0)).map(|busy| busy == [0])
                };
                let begun = Instant::now();
                while !empty_log(&mut bare)? {
                    if begun.elapsed() > Duration::from_secs(30) {
                        return Err(Error::internal("somebody else holds the database open"));
                    }
                    std::thread::sleep(Duration::from_millis(20));
                }
                std::fs::copy(path, &copy).map_err(Error::internal)?;
                Target::Sqlite(copy.into())
            }
            Target::Postgres(url) => {
                bare.run(&format!("DROP SCHEMA IF EXISTS {SCHEMA} CASCADE; CREATE SCHEMA {SCHEMA}"))?;
                let joint = if url.contains('?') { '&' } else { '?' };
                let target = Target::Postgres(format!("{url}{joint}options=-csearch_path%3D{SCHEMA}"));
                // The schema by the product's own migrations, then the rows.
                drop(onetill_db::Db::open(&target, &onetill_db::Options::for_target(&target))?);
                bare.run(&format!("DELETE FROM {SCHEMA}.event_counter"))?;
                for table in onetill_db::tables() {
                    bare.run(&format!("INSERT INTO {SCHEMA}.{0} SELECT * FROM public.{0}", table.name))?;
                }
                bare.run("VACUUM ANALYZE")?;
                target
            }
        };
        let connections = if matches!(target, Target::Sqlite(_)) { 1 } else { CONNECTIONS };
        let writers = (0..connections).map(|_| Bare::open(&target)).collect::<Result<_>>()?;
        let last_event = last_event.into_iter().next().unwrap_or(0);
        Ok(Self { target, original: original.clone(), writers, since: begin(), last_event })
    }

    /// Writes what the server wrote since the last time, which must be `orders` sales.
    pub(super) fn catch_up(&mut self, orders: u64) -> Result<Ceiling> {
        let written = Written::read(&self.original, self.since, self.last_event)?;
        self.since = begin();
        self.last_event += written.of("events") as i64;
        let found = written.of("orders") as u64;
        if found != orders {
            return Err(different(&format!("{orders} sales were answered, {found} are in the database")));
        }
        let groups: Vec<Range<usize>> = (0..found as usize).step_by(GROUP).map(|from| from..from + GROUP).collect();
        let connections = self.writers.len();
        let started = Instant::now();
        std::thread::scope(|scope| {
            let writers = self.writers.iter_mut().enumerate().map(|(number, bare)| {
                let (written, groups) = (&written, &groups);
                scope.spawn(move || -> Result<()> {
                    let mut own = groups.iter().skip(number).step_by(connections);
                    own.try_for_each(|group| written.write(bare, group))
                })
            });
            let writers: Vec<_> = writers.collect();
            let ended: Vec<_> = writers.into_iter().map(|w| w.join()).collect();
            ended.into_iter().try_for_each(|e| e.unwrap_or_else(|_| Err(Error::internal("a writer panicked"))))
        })?;
        Ok(Ceiling { elapsed: started.elapsed(), orders, rows: written.rows() })
    }

    /// Rows per table must be equal, and so must be what was added up.
    pub(super) fn compare(&self) -> Result<()> {
        let (mut ours, mut theirs) = (Bare::open(&self.target)?, Bare::open(&self.original)?);
        for table in onetill_db::tables() {
            let sql = format!("SELECT COUNT(*) FROM {}", table.name);
            let count = |bare: &mut Bare| bare.query(&sql, &[], |row| row.get::<i64>(0));
            let (ours, theirs) = (count(&mut ours)?, count(&mut theirs)?);
            if ours != theirs {
                return Err(different(&format!("{}: {ours:?} rows against {theirs:?}", table.name)));
            }
        }
        for table in &CHANGES {
            let sql = format!("SELECT {} FROM {} ORDER BY 1, 2", columns(table).join(","), table.name);
            let sql = if table.keys.is_empty() { sql.replace(" ORDER BY 1, 2", "") } else { sql };
            let width = columns(table).len();
            let rows = |bare: &mut Bare| bare.query(&sql, &[], |row| (0..width).map(|n| row.get(n)).collect());
            let (ours, theirs): (Vec<Vec<Value<'static>>>, _) = (rows(&mut ours)?, rows(&mut theirs)?);
            if ours != theirs {
                return Err(different(&format!("{} holds other values", table.name)));
            }
        }
        Ok(())
    }
}

impl Drop for Copy {
    fn drop(&mut self) {
        match (&self.target, &self.original) {
            (Target::Sqlite(path), _) => {
                for end in ["", "-wal", "-shm"] {
                    let mut name = path.clone().into_os_string();
                    name.push(end);
                    let _ = std::fs::remove_file(name);
                }
            }
            (Target::Postgres(_), original) => {
                let dropped = Bare::open(original)
                    .and_then(|mut bare| bare.run(&format!("DROP SCHEMA IF EXISTS {SCHEMA} CASCADE")));
                if let Err(error) = dropped {
                    tracing::warn!(%error, "the benchmark's copy is still there");
                }
            }
        }
    }
}

/// The smallest id of the next milliseconds: ids made so far are older.
fn begin() -> Uuid {
    std::thread::sleep(Duration::from_millis(2));
    let now: Uuid = Ids::random().next(SystemClock.now());
    let mut bytes = *now.as_bytes();
    bytes[6..].fill(0);
    Uuid::from_bytes(bytes)
}

fn different(what: &str) -> Error {
    Error::internal(format!("the copy and the database differ: {what}")).code("bench_rows_differ")
}

fn columns<'t>(table: &BareTable<'t>) -> Vec<&'t str> {
    table.keys.iter().chain(table.columns).copied().collect()
}

/// The new rows of one table, in the order of their sales.
struct Rows {
    table: String,
    columns: Vec<String>,
    rows: Vec<Vec<Value<'static>>>,
}

/// Everything that the measured sales wrote.
struct Written {
    facts: Vec<Rows>,
}

impl Written {
    fn read(target: &Target, since: Uuid, last_event: i64) -> Result<Self> {
        let mut bare = Bare::open(target)?;
        let all = onetill_db::tables();
        let mut facts = Vec::with_capacity(FACTS.len());
        for (name, id) in FACTS {
            let table = all.iter().find(|t| t.name == name).ok_or_else(|| Error::internal("a table is unknown"))?;
            let columns: Vec<String> = table.columns.iter().map(|c| c.name.clone()).collect();
            let sql = format!(
                "SELECT {} FROM {name} WHERE {id} >= $1 ORDER BY {id}, {}",
                columns.join(", "),
                table.primary_key.join(", ")
            );
            let first = if id == "position" { Value::Int(last_event + 1) } else { Value::Id(since) };
            let rows = bare.query(&sql, &[first], |row| (0..columns.len()).map(|n| row.get(n)).collect())?;
            facts.push(Rows { table: name.to_owned(), columns, rows });
        }
        Ok(Self { facts })
    }

    /// How many rows of a table are new.
    fn of(&self, table: &str) -> usize {
        self.facts.iter().find(|f| f.table == table).map_or(0, |f| f.rows.len())
    }

    /// How many rows the sales inserted or changed: a sale changes each stock row, its customer, its register.
    fn rows(&self) -> u64 {
        let inserted: usize = self.facts.iter().map(|f| f.rows.len()).sum();
        (inserted + self.of("stock_movements") + 2 * self.of("orders")) as u64
    }

    /// Writes the sales of one group, and of each table as large a part of the new rows.
    fn write(&self, bare: &mut Bare, group: &Range<usize>) -> Result<()> {
        let orders = self.of("orders");
        let part = |rows: &Rows| {
            let at = |sale: usize| rows.rows.len() * sale.min(orders) / orders;
            at(group.start)..at(group.end)
        };
        bare.run("BEGIN")?;
        let [changes @ .., counter] = &CHANGES;
        for table in changes {
            bare.add(table, &self.sums(table, part)?)?;
        }
        for rows in &self.facts {
            let columns: Vec<&str> = rows.columns.iter().map(String::as_str).collect();
            let table = BareTable { name: &rows.table, keys: &[], columns: &columns };
            bare.insert(&table, &rows.rows[part(rows)])?;
        }
        // Last, as in the product: who holds this row lets nobody else commit.
        bare.add(counter, &self.sums(counter, part)?)?;
        bare.run("COMMIT")
    }

    /// What the group adds to the rows of a table, one row a key, in the keys' order.
    fn sums(&self, table: &BareTable<'_>, part: impl Fn(&Rows) -> Range<usize>) -> Result<Vec<Vec<Value<'static>>>> {
        // What is added comes from these columns of this table of facts; one for each row where none is named.
        let (source, keys, amounts): (_, &[&str], &[&str]) = match table.name {
            "registers" => ("orders", &["register_id"], &[""]),
            "stock" => ("stock_movements", &["variant_id", "location_id"], &["quantity_milli", "value_minor"]),
            "customers" => ("orders", &["customer_id"], &["", "total_minor"]),
            _ => ("events", &[], &[""]),
        };
        let facts = self.facts.iter().find(|f| f.table == source).ok_or_else(|| Error::internal("no such facts"))?;
        let place = |name: &&str| facts.columns.iter().position(|c| c == name);
        let keys: Vec<usize> = keys.iter().filter_map(place).collect();
        let amounts: Vec<Option<usize>> = amounts.iter().map(place).collect();
        let mut sums: BTreeMap<Vec<Vec<u8>>, Vec<i64>> = BTreeMap::new();
        for row in &facts.rows[part(facts)] {
            let bytes = |at: &usize| match &row[*at] {
                Value::Bytes(bytes) => bytes.to_vec(),
                _ => Vec::new(),
            };
            let sum = sums.entry(keys.iter().map(bytes).collect()).or_insert_with(|| vec![0; amounts.len()]);
            for (sum, at) in sum.iter_mut().zip(&amounts) {
                *sum += match at.map(|at| &row[at]) {
                    Some(Value::Int(amount)) => *amount,
                    _ => 1,
                };
            }
        }
        let row = |(keys, sums): (Vec<Vec<u8>>, Vec<i64>)| {
            let keys = keys.into_iter().map(|k| Value::Bytes(k.into()));
            keys.chain(sums.into_iter().map(Value::Int)).collect()
        };
        Ok(sums.into_iter().map(row).collect())
    }
}
