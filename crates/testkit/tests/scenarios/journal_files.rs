//! The journal as a file: hledger accepts it and comes to the balances that we do, and a spreadsheet can sum it.

use std::collections::BTreeMap;
use std::process::Command;

use onetill_testkit::scenario::{tell, tell_in};
use onetill_testkit::shop::{CASHIER_KEY, Shop};
use reqwest::Method;
use serde_json::{Value, json};

/// Two days of everything that the books know: sales by each way of paying, a refund that a terminal pays, an order that
/// was given up, stock that was lost, and cash that moved.
async fn two_days(shop: &Shop) {
    let vat = json!([{ "name": "=1+1: tax; (due)", "rate": "20" }]);
    let body = json!({ "code": "standard", "name": "+Mugs: blue;  and \"tall\"", "components": vat });
    let vat = shop.post("/v1/tax-categories", body).await.ok()["id"].clone();
    let mug = shop.goods("mug", 1200, 500, &vat, 50).await;
    let shift = json!({ "register_id": shop.register(), "opening_float": shop.money(5000) });
    let shift = shop.post("/v1/shifts", shift).await.ok();
    let cash = shop.cart().add(&mug, "2").percent("7").sell().await.ok();
    shop.cart().add(&mug, "1").pay("voucher", 1200).sell().await.ok();
    let order = shop.cart().add(&mug, "3").open().await.ok();
    let payment = shop.pay_by_card(&order).await;
    shop.settled(&payment).await;
    let given_up = shop.cart().add(&mug, "1").open().await.ok();
    shop.pay(&given_up, "cash", 300).await.ok();
    shop.on(&given_up, "void", json!({ "reason": "changed their mind" })).await.ok();

    shop.later(86_400);
    shop.refund(&cash, json!({ "lines": [{ "line_no": 1, "quantity": 1 }] })).await.ok();
    let back = shop.refund(&order, json!({ "lines": [{ "line_no": 1, "quantity": 2 }] })).await.ok();
    shop.settled(&payment).await;
    assert_eq!(back["total"], shop.money(2400));
    shop.adjust(&mug, json!({ "kind": "lost", "quantity": 3, "reason": "broken" })).await.ok();
    let id = shift["id"].as_str().expect("a shift");
    let out = json!({ "kind": "cash_out", "purpose": "expense", "amount": shop.money(250), "reason": "stamps" });
    shop.post(&format!("/v1/shifts/{id}/cash-movements"), out).await.ok();
    shop.post(&format!("/v1/shifts/{id}/close"), json!({ "counted": shop.money(7000) })).await.ok();
}

/// The journal of a period as a file.
async fn journal(shop: &Shop, format: &str, period: &str) -> String {
    let reply = shop.get(&format!("/v1/journal/export?format={format}{period}")).await;
    assert!(reply.status.is_success(), "{}", reply.text);
    reply.text
}

/// What hledger says to a journal.
fn hledger(shop: &Shop, journal: &str, arguments: &[&str]) -> String {
    let file = shop.folder().join("shop.journal");
    std::fs::write(&file, journal).expect("a file");
    let output = Command::new("hledger")
        .env("LC_ALL", "C.UTF-8")
        .arg("--file")
        .arg(&file)
        .args(arguments)
        .output()
        .expect("hledger, which `scripts/needs test` installs");
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "hledger {arguments:?}: {said}\n{journal}");
    String::from_utf8(output.stdout).expect("UTF-8")
}

/// Minor units by account, where there are any.
type Balances = BTreeMap<String, i64>;

/// Minor units of a figure with all decimals of its currency.
fn minor(figure: &str) -> i64 {
    figure.replace('.', "").parse().unwrap_or_else(|_| panic!("{figure:?} is a figure"))
}

fn by_hledger(shop: &Shop, journal: &str, query: &[&str]) -> Balances {
    hledger(shop, journal, &["check", "--strict", "ordereddates", "payees", "uniqueleafnames"]);
    let arguments = [&["balance", "--flat", "--no-total", "--output-format=csv"], query].concat();
    let table = hledger(shop, journal, &arguments);
    let mut rows = csv::Reader::from_reader(table.as_bytes());
    let row = |row: csv::StringRecord| {
        let (_, account) = row[0].split_once(':').expect("an account with one above");
        let (figure, currency) = row[1].split_once(' ').expect("an amount and its currency");
        assert_eq!(currency, shop.currency);
        (account.split(' ').next().expect("a number").to_owned(), minor(figure))
    };
    rows.records().map(|r| row(r.expect("a row"))).collect()
}

async fn by_us(shop: &Shop, period: &str) -> Balances {
    let trial = shop.get(&format!("/v1/trial-balance?{period}")).await.ok();
    let balance = |a: &Value| (a["code"].as_str().expect("a number").to_owned(), a["balance"]["amount"].as_i64());
    let all = trial["accounts"].as_array().expect("accounts").iter().map(balance);
    all.map(|(code, minor)| (code, minor.expect("an amount"))).filter(|(_, minor)| *minor != 0).collect()
}

fn by_spreadsheet(shop: &Shop, journal: &str) -> Balances {
    let text = journal.strip_prefix('\u{feff}').expect("the mark of UTF-8");
    let mut rows = csv::Reader::from_reader(text.as_bytes());
    let mut sums = Balances::new();
    for row in rows.records().map(|row| row.expect("a row")) {
        assert!(!row.iter().any(|cell| cell.starts_with(['=', '+', '-', '@'])), "no cell is a formula: {row:?}");
        assert_eq!(&row[12], shop.currency);
        let side = |column: usize| if row[column].is_empty() { 0 } else { minor(&row[column]) };
        *sums.entry(row[8].to_owned()).or_default() += side(10) - side(11);
    }
    sums.retain(|_, minor| *minor != 0);
    sums
}

async fn all_agree(shop: &Shop) {
    two_days(shop).await;
    let everything = journal(shop, "hledger", "").await;
    let balances = by_us(shop, "").await;
    assert!(balances.len() > 10, "{balances:?}");
    assert_eq!(by_hledger(shop, &everything, &[]), balances, "{everything}");
    assert_eq!(by_spreadsheet(shop, &journal(shop, "csv", "").await), balances);

    // The second day begins with what the first left.
    let second = "&from=2026-11-24&to=2026-11-30";
    let day = journal(shop, "hledger", second).await;
    assert_eq!(by_hledger(shop, &day, &[]), balances, "{day}");
    let moved = by_us(shop, "from=2026-11-24&to=2026-11-30").await;
    assert_eq!(by_hledger(shop, &day, &["not:desc:Opening"]), moved, "{day}");
    assert_eq!(by_spreadsheet(shop, &journal(shop, "csv", second).await), balances);

    let first = journal(shop, "hledger", "&to=2026-11-23").await;
    assert_eq!(by_hledger(shop, &first, &[]), by_us(shop, "to=2026-11-23").await, "{first}");
    // Before there was anything, there is nothing, and hledger has nothing against that.
    let nothing = journal(shop, "hledger", "&from=2020-01-01&to=2020-12-31").await;
    assert_eq!(by_hledger(shop, &nothing, &[]), Balances::new(), "{nothing}");
}

#[test]
fn hledger_and_a_spreadsheet_come_to_our_balances() {
    tell(all_agree);
}

#[test]
fn a_currency_may_have_no_decimals_or_three() {
    for currency in ["JPY", "KWD"] {
        tell_in(|shop| shop.currency = currency, all_agree);
    }
}

#[test]
fn what_is_taken_back_names_what_it_takes_back() {
    tell(async |shop| {
        two_days(shop).await;
        let text = journal(shop, "csv", "").await;
        let mut rows = csv::Reader::from_reader(text.trim_start_matches('\u{feff}').as_bytes());
        let rows: Vec<csv::StringRecord> = rows.records().map(|row| row.expect("a row")).collect();
        let of = |kind: &str| rows.iter().find(|row| &row[3] == kind).unwrap_or_else(|| panic!("no {kind} in {text}"));
        let kind_of = |id: &str| rows.iter().find(|row| &row[0] == id).map(|row| row[3].to_owned());
        for (kind, column, of_what) in
            [("refund", 6, "sale"), ("refund_paid", 7, "refund"), ("deposit_returned", 6, "capture")]
        {
            assert_eq!(kind_of(&of(kind)[column]).as_deref(), Some(of_what), "{:?}", of(kind));
        }
        assert!(of("sale")[5].starts_with("R1-00000"), "{:?}", of("sale"));
        let refund = &of("refund")[6];
        assert!(journal(shop, "hledger", "").await.contains(&format!(", reverses:{refund}")));
    });
}

#[test]
fn a_journal_file_that_cannot_be_written_is_refused() {
    tell(async |shop| {
        let path = "/v1/journal/export?format=csv";
        let problem = shop.get(&format!("{path}&from=2026-12-01&to=2026-11-01")).await.refused(422, "invalid_field");
        assert_eq!(problem["field"], "to");
        let problem = shop.get("/v1/journal/export?format=xlsx").await.refused(422, "invalid_field");
        assert_eq!(problem["field"], "format");
        shop.get("/v1/journal/export").await.refused(422, "missing_field");
        shop.send_as(CASHIER_KEY, Method::GET, path, None, None).await.refused(403, "forbidden");
    });
}
