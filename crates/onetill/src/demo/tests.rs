use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};

use onetill_db::{Db, Options, Target};
use onetill_kernel::{Timestamp, Uuid, business_date};
use onetill_testkit::postgres::TempPostgres;

use super::founding::TIME_ZONE;
use super::*;

/// A Wednesday afternoon.
const NOW: &str = "2026-06-17T15:20:00Z";
const DAYS: i64 = 7;

fn options(now: &str) -> FillOptions {
    FillOptions {
        now: now.parse().expect("a time"),
        days: DAYS,
        seed: 42,
        api_key: Some("otk_test".to_owned()),
        terminal_address: "http://127.0.0.1:9".to_owned(),
    }
}

/// A SQLite database in a file of its own, removed with its log.
struct TempShop(PathBuf);

impl TempShop {
    fn new(label: &str) -> Self {
        Self(std::env::temp_dir().join(format!("onetill-demo-{label}-{}.db", std::process::id())))
    }

    fn open(&self) -> Db {
        let target = Target::Sqlite(self.0.clone());
        Db::open(&target, &Options::for_target(&target)).expect("a database")
    }
}

impl Drop for TempShop {
    fn drop(&mut self) {
        for suffix in ["", "-wal", "-shm"] {
            let _ = std::fs::remove_file(format!("{}{suffix}", self.0.display()));
        }
    }
}

fn count(db: &Db, sql: &'static str) -> i64 {
    db.read(move |tx| tx.query_one(sql, &[], |row| row.get::<i64>(0))).expect("a count")
}

fn must_hold(db: &Db) {
    let report = db.read(onetill_verify::verify).expect("a report");
    assert!(report.is_ok(), "the books of the demo do not hold:\n{report}");
}

/// What identifies a shop, whichever engine it lives on.
fn essence(db: &Db) -> Vec<(Uuid, Option<i64>, i64, i64)> {
    db.read(|tx| {
        tx.query("SELECT id, receipt_no, total_minor, refunded_minor FROM orders ORDER BY id", &[], |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?))
        })
    })
    .expect("orders")
}

/// So many of `all`, in per mille.
fn permille(part: i64, all: i64) -> i64 {
    part * 1000 / all.max(1)
}

fn check_figures(db: &Db) {
    let sold = "state = 'completed'";
    let orders = count(db, "SELECT COUNT(*) FROM orders WHERE state = 'completed'");
    // The last of the seven days ends in the afternoon.
    assert!((55 * DAYS..=90 * DAYS).contains(&orders), "{orders} orders in {DAYS} days");
    let lines =
        count(db, "SELECT COUNT(*) FROM order_lines l JOIN orders o ON o.id = l.order_id WHERE o.state = 'completed'");
    assert!((2700..=3700).contains(&permille(lines, orders)), "{lines} lines on {orders} orders");
    let single = count(db, "SELECT COUNT(*) FROM order_lines WHERE quantity_milli = 1000");
    let all = count(db, "SELECT COUNT(*) FROM order_lines");
    assert!((800..=930).contains(&permille(single, all)), "{single} of {all} lines hold one piece");
    let known = count(db, "SELECT COUNT(*) FROM orders WHERE customer_id IS NOT NULL");
    assert!((380..=520).contains(&permille(known, orders)), "{known} of {orders} orders have a customer");
    let customers = count(db, "SELECT COUNT(*) FROM customers");
    assert!(customers < known, "{customers} customers, {known} of their orders: some came again");
    let hours = db
        .read(move |tx| {
            let sql = format!("SELECT happened_at FROM orders WHERE {sold}");
            tx.query(&sql, &[], |row| row.get::<Timestamp>(0))
        })
        .expect("times");
    let mut by_hour: BTreeMap<String, i64> = BTreeMap::new();
    for at in &hours {
        // London is an hour ahead in June.
        let local = at.plus_seconds(3600).to_string();
        *by_hour.entry(local[11..13].to_owned()).or_default() += 1;
        let date = business_date(*at, TIME_ZONE, 4).expect("a date");
        assert!((0..7).contains(&date.weekday()));
    }
    let busy: i64 = by_hour.iter().filter(|(h, _)| ("09"..="17").contains(&h.as_str())).map(|(_, n)| n).sum();
    assert!(permille(busy, orders) > 920, "most come between 9 and 18: {by_hour:?}");
    let paid = |tender: &'static str| {
        let sql = "SELECT COUNT(*) FROM payments WHERE state = 'captured' AND amount_minor > 0 AND tender = $1";
        db.read(move |tx| tx.query_one(sql, onetill_db::params![*tender], |row| row.get::<i64>(0))).expect("payments")
    };
    assert!(paid("card") > paid("cash") && permille(paid("cash"), orders) > 120, "{} cash", paid("cash"));
    assert!(paid("voucher") > 0);
}

fn check_story(db: &Db) {
    assert_eq!(count(db, "SELECT COUNT(*) FROM orders WHERE state = 'frozen'"), 0);
    assert_eq!(count(db, "SELECT COUNT(*) FROM orders WHERE state = 'open'"), 1);
    assert_eq!(count(db, "SELECT COUNT(*) FROM stock WHERE recount_since IS NOT NULL"), 2);
    assert_eq!(count(db, "SELECT COUNT(*) FROM refunds WHERE state = 'pending'"), 0);
    assert!(count(db, "SELECT COUNT(*) FROM refunds WHERE order_id IS NOT NULL") >= 5);
    assert!(count(db, "SELECT COUNT(*) FROM stock_adjustments WHERE kind = 'received'") > 50);
    assert!(count(db, "SELECT COUNT(*) FROM order_discounts") > 20);
    // Some paid less by a promotion, with a code, as members.
    assert!(count(db, "SELECT COUNT(*) FROM order_discounts WHERE promotion_id IS NOT NULL AND amount_minor > 0") > 20);
    let promotions = "SELECT COUNT(DISTINCT promotion_id) FROM order_discounts WHERE promotion_id IS NOT NULL";
    assert_eq!(count(db, promotions), 4);
    assert!(count(db, "SELECT SUM(used_count) FROM coupons") > 5);
    assert!(count(db, "SELECT COUNT(*) FROM order_lines WHERE price_list_id IS NOT NULL") > 3);
    assert_eq!(count(db, "SELECT COUNT(*) FROM products"), 300);
    assert_eq!(count(db, "SELECT COUNT(*) FROM products WHERE image_id IS NULL"), 0);
    let now: Timestamp = NOW.parse().expect("a time");
    let newest = db.read(newest_order).expect("a time").expect("an order");
    assert!(newest <= now && newest > now.plus_seconds(-3600), "{newest}");
}

#[test]
fn the_demo_shop_holds_its_books_and_its_rhythm_on_both_engines() {
    let file = TempShop::new("both");
    let sqlite = file.open();
    let steps = AtomicU64::new(0);
    assert!(!exists(&sqlite).expect("an answer"));
    let shop = fill(&sqlite, &options(NOW), &|done, total| {
        assert!(done <= total);
        steps.store(done, Ordering::SeqCst);
    })
    .expect("a demo shop");
    assert!(exists(&sqlite).expect("an answer"));
    assert!(steps.load(Ordering::SeqCst) > 900);
    assert_eq!((shop.pins.len(), shop.offices.len()), (5, 3));
    assert_eq!(shop.api_key.as_deref(), Some("otk_test"));
    assert_eq!(shop.coupon, Some("LANTERN10"));
    must_hold(&sqlite);
    check_figures(&sqlite);
    check_story(&sqlite);

    let postgres = TempPostgres::shared().expect("PostgreSQL for tests").create_database("demo").expect("a database");
    let target = Target::Postgres(postgres.url().to_owned());
    let other = Db::open(&target, &Options { writers: 2, readers: 1, group: 32, queue: 64, read_limit: None })
        .expect("a database");
    fill(&other, &options(NOW), &|_, _| ()).expect("a demo shop");
    must_hold(&other);
    assert_eq!(essence(&sqlite), essence(&other), "the same seed gives the same shop");
}

#[test]
fn a_demo_shop_that_exists_is_kept_and_brought_up_to_the_present_day() {
    let file = TempShop::new("again");
    let db = file.open();
    fill(&db, &options(NOW), &|_, _| ()).expect("a demo shop");
    let before = essence(&db);

    // Some hours later nothing is added, but the terminals answer elsewhere.
    let mut later = options("2026-06-17T21:00:00Z");
    later.terminal_address = "http://127.0.0.1:10".to_owned();
    let shop = fill(&db, &later, &|_, _| ()).expect("the same shop");
    assert_eq!((shop.pins.len(), shop.offices.len()), (5, 3));
    assert_eq!(essence(&db), before);
    assert_eq!(count(&db, "SELECT COUNT(*) FROM terminals WHERE address = 'http://127.0.0.1:10'"), 3);
    assert_eq!(count(&db, "SELECT COUNT(*) FROM api_keys"), 1);

    // After three days the days between are lived.
    fill(&db, &options("2026-06-20T18:30:00Z"), &|_, _| ()).expect("the same shop");
    let after = essence(&db);
    assert!(after.len() > before.len() + 150, "{} orders, then {}", before.len(), after.len());
    must_hold(&db);
}

#[test]
fn a_real_merchants_database_is_left_alone() {
    let file = TempShop::new("real");
    let db = file.open();
    let merchant = platform::Merchant {
        name: "Harbour Stores".to_owned(),
        country: "GB".to_owned(),
        currency: "GBP".parse().expect("a currency"),
        prices_include_tax: true,
        tax_rounding: platform::TaxRounding::Line,
        negative_stock: platform::NegativeStock::Refuse,
        cash_rounding: 0,
        selling: platform::Selling::default(),
        demo: false,
    };
    db.write(move |tx| platform::found_merchant(tx, &merchant)).expect("a merchant");
    assert!(!exists(&db).expect("an answer"));
    let refused = fill(&db, &options(NOW), &|_, _| ()).expect_err("it is not ours");
    assert_eq!(refused.code_str(), "already_set_up");
    assert_eq!(count(&db, "SELECT COUNT(*) FROM products"), 0);
}

/// The fractions of chance add up to what the tables say.
#[test]
fn draws_follow_their_weights() {
    let mut dice = Dice::new(7, 0);
    let table = [(1, 321), (2, 215), (3, 464)];
    let mut drawn: BTreeMap<i64, i64> = BTreeMap::new();
    for _ in 0..10_000 {
        *drawn.entry(dice.weighted(&table, 0)).or_default() += 1;
    }
    for (value, weight) in table {
        let found = drawn.get(&value).copied().unwrap_or(0);
        assert!((found - weight as i64 * 10).abs() < 200, "{value}: {found}");
    }
    let mean = (0..10_000).map(|_| dice.bell()).sum::<i64>() / 10_000;
    assert!(mean.abs() < 50, "the bell stands at {mean}");
    assert_eq!(dice.below(0), 0);
    assert_eq!(dice.weighted(&[], 9), 9);
}
