//! The real month of a giftware shop. The file is other people's work and not in this tree: docs/REPLAY.md
//! says where to get it.

use std::collections::BTreeMap;
use std::path::PathBuf;

use onetill_db::{Db, Tx, params};
use onetill_domains::platform::TaxRounding;
use onetill_kernel::Result;
use onetill_testkit::shop::{Engine, OWNER_KEY, Shop, ShopOptions};
use serde_json::Value;

use crate::expected::{Expected, Sum, Totals, expect};
use crate::{Told, of_tree, replay};

/// Names the file where it is not beside the tree.
const VARIABLE: &str = "ONETILL_REPLAY_CSV";

#[tokio::test(flavor = "multi_thread")]
async fn the_real_month_on_sqlite() {
    the_real_month(Engine::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_real_month_on_postgres() {
    the_real_month(Engine::Postgres).await;
}

fn the_file() -> Option<PathBuf> {
    let beside = || of_tree("../shared/data/uci_online_retail_2010-12.csv");
    let path = std::env::var_os(VARIABLE).map_or_else(beside, PathBuf::from);
    if path.exists() {
        return Some(path);
    }
    eprintln!("NOT RUN: {} is not there; docs/REPLAY.md says where to get it, {VARIABLE} where it is", path.display());
    None
}

async fn the_real_month(engine: Engine) {
    let Some(file) = the_file() else { return };
    let options =
        ShopOptions { prices_include_tax: false, tax_rounding: TaxRounding::Order, ..ShopOptions::new(engine) };
    let shop = Shop::open(options).await;
    let (path, expected) = blocking(move || (file.clone(), expect(&file))).await;
    // The figures of the file as they are known.
    assert_eq!((expected.rows, expected.amount), (43_665, 76_390_750));
    assert_eq!((expected.skipped.len(), expected.linked_rows, expected.unlinked.len()), (287, 302, 440));

    let again = || {
        let (url, path, folder) = (shop.url.clone(), path.clone(), shop.folder().to_owned());
        let mapping = of_tree("docs/replay/uci-online-retail.toml");
        blocking(move || replay(&["--server", &url, "--api-key", OWNER_KEY], &path, &mapping, &folder))
    };
    let told = again().await;
    check_told(&told, &expected);
    let recorded = read(&shop.db, totals).await;
    assert_eq!(recorded, expected.totals);
    check_books(&shop, &expected).await;
    shop.verify().await;

    let before = read(&shop.db, everything).await;
    let told_again = again().await;
    assert_eq!((told_again.summary, told_again.findings), (told.summary, told.findings));
    assert_eq!(read(&shop.db, everything).await, before);
}

async fn blocking<T: Send + 'static>(run: impl FnOnce() -> T + Send + 'static) -> T {
    tokio::task::spawn_blocking(run).await.expect("no panic")
}

async fn read<T: Send + 'static>(db: &Db, run: fn(&mut Tx<'_>) -> Result<T>) -> T {
    db.query(run).expect("room").answer().await.expect("an answer")
}

/// What the command told is what the file says.
#[track_caller]
fn check_told(told: &Told, expected: &Expected) {
    assert_eq!(told.code, Some(0), "{}", told.summary);
    let summary = &told.summary;
    assert_eq!(summary["file_lines"], expected.rows);
    assert_eq!(summary["file_amount"], expected.amount);
    assert_eq!(summary["sales"]["count"], expected.sales);
    assert_eq!(summary["refunds"]["lines"], expected.linked_rows);
    assert_eq!(summary["unlinked_refunds"]["lines"], expected.unlinked.len());
    let named = |list: &str, name: &str| -> BTreeMap<String, Sum> {
        let rows = summary[list].as_array().expect("a list");
        let text = |v: &Value| v.as_str().unwrap_or_default().to_owned();
        let number = |v: &Value| v.as_i64().expect("a number");
        rows.iter().map(|r| (text(&r[name]), (number(&r["net"]), number(&r["tax"])))).collect()
    };
    assert_eq!(named("by_day", "date"), expected.totals.by_day);
    assert_eq!(named("by_customer", "customer"), expected.totals.by_customer);
    assert_eq!(named("by_tax", "rate"), expected.totals.by_tax);
    let products = summary["by_product"].as_array().expect("a list");
    for product in products {
        let code = product["code"].as_str().expect("a code");
        assert_eq!(product["amount"], expected.totals.by_product[code].0, "{code}");
    }
    assert_eq!(products.len(), expected.totals.by_product.len());

    let lines = |action: &str, problem: &str| -> Vec<u64> {
        let wanted = |f: &&(u64, String, String)| f.1 == action && (problem.is_empty() || f.2 == problem);
        told.findings.iter().filter(wanted).map(|f| f.0).collect()
    };
    assert_eq!(lines("skipped", ""), expected.skipped);
    assert_eq!(lines("kept", "not_goods"), expected.not_goods);
    assert_eq!(lines("kept", "no_sale"), expected.unlinked);
}

/// The totals of what is recorded, read from the database.
fn totals(tx: &mut Tx<'_>) -> Result<Totals> {
    const LINES: &str = "SELECT o.business_date AS day, l.sku AS sku, o.customer_id AS customer_id, \
         l.total_minor - l.tax_minor AS net, l.tax_minor AS tax \
         FROM orders o JOIN order_lines l ON l.order_id = o.id \
         UNION ALL SELECT r.business_date, l.sku, r.customer_id, l.tax_minor - l.total_minor, -l.tax_minor \
         FROM refunds r JOIN refund_lines l ON l.refund_id = r.id";
    const TAXES: &str = "SELECT t.rate_ppm AS rate, l.total_minor - l.tax_minor AS net, t.amount_minor AS tax \
         FROM order_lines l JOIN order_line_taxes t ON t.order_id = l.order_id AND t.line_no = l.line_no \
         UNION ALL SELECT t.rate_ppm, l.tax_minor - l.total_minor, -t.amount_minor \
         FROM refund_lines l JOIN refund_line_taxes t ON t.refund_id = l.refund_id AND t.line_no = l.line_no";
    const SUMS: &str = "CAST(SUM(net) AS BIGINT), CAST(SUM(tax) AS BIGINT)";
    let mut sums = |sql: String| -> Result<BTreeMap<String, Sum>> {
        let rows = tx.query(&sql, params![], |row| Ok((row.get::<String>(0)?, (row.get(1)?, row.get(2)?))))?;
        Ok(rows.into_iter().collect())
    };
    let customer = "COALESCE(SUBSTR(c.name, LENGTH('Customer ') + 1), '')";
    Ok(Totals {
        by_day: sums(format!("SELECT day, {SUMS} FROM ({LINES}) s GROUP BY day"))?,
        by_product: sums(format!("SELECT sku, {SUMS} FROM ({LINES}) s GROUP BY sku"))?,
        by_customer: sums(format!(
            "SELECT {customer}, {SUMS} FROM ({LINES}) s LEFT JOIN customers c ON c.id = s.customer_id GROUP BY 1"
        ))?,
        by_tax: sums(format!(
            "SELECT CASE rate WHEN 175000 THEN '17.5' WHEN 200000 THEN '20' ELSE '?' END, {SUMS} \
             FROM ({TAXES}) s GROUP BY 1"
        ))?,
    })
}

/// The ledger owes the tax of all days, and a customer has spent what their receipts say, refunds taken off.
async fn check_books(shop: &Shop, expected: &Expected) {
    let sums = |totals: &BTreeMap<String, Sum>| totals.values().fold((0, 0), |a, b| (a.0 + b.0, a.1 + b.1));
    let (net, tax) = sums(&expected.totals.by_day);
    assert_eq!(net, expected.amount);
    let balance = shop.get("/v1/trial-balance?from=2010-12-01&to=2011-01-04").await.ok();
    let accounts = balance["accounts"].as_array().expect("accounts");
    let owed = accounts.iter().find(|a| a["name"] == "VAT payable").expect("an account");
    assert_eq!(owed["balance"]["amount"], -tax, "{owed}");
    let (number, (net, tax)) =
        expected.totals.by_customer.iter().max_by_key(|(n, s)| (!n.is_empty(), *s)).expect("one");
    let found = shop.get(&format!("/v1/customers?search=Customer%20{number}")).await.ok();
    assert_eq!(found["items"][0]["spent"]["amount"], net + tax, "{found}");
}

/// How many rows each table has, and where the event log ends.
fn everything(tx: &mut Tx<'_>) -> Result<BTreeMap<String, i64>> {
    let mut found = BTreeMap::new();
    for table in onetill_db::tables() {
        let sql = format!("SELECT COUNT(*) FROM {}", table.name);
        found.insert(table.name.to_string(), tx.query_one(&sql, params![], |row| row.get(0))?);
    }
    let position = tx.query_one("SELECT position FROM event_counter", params![], |row| row.get(0))?;
    found.insert("the event log's end".to_owned(), position);
    Ok(found)
}
