//! What a replay of the real month must come to, computed from the file alone. It shares no code with the
//! command, and knows the file: its codes, its dates, the tax of its days.

use std::collections::BTreeMap;
use std::path::Path;

/// Codes that nobody taxes: what banks and marketplaces keep, and vouchers that are owed until spent.
const UNTAXED: [&str; 4] = ["BANK CHARGES", "AMAZONFEE", "gift_0001_40", "gift_0001_50"];
/// Codes that are no product on a shelf.
const NOT_GOODS: [&str; 12] =
    ["POST", "DOT", "C2", "M", "m", "D", "S", "BANK CHARGES", "AMAZONFEE", "gift_0001_40", "gift_0001_50", "CRUK"];

/// Net and tax, in pence.
pub(crate) type Sum = (i64, i64);

/// Totals by what they are asked for; refunds are taken off.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Totals {
    pub(crate) by_day: BTreeMap<String, Sum>,
    pub(crate) by_product: BTreeMap<String, Sum>,
    /// By the customer's number; empty where nobody is named.
    pub(crate) by_customer: BTreeMap<String, Sum>,
    /// By rate in percent.
    pub(crate) by_tax: BTreeMap<String, Sum>,
}

/// What the file says.
#[derive(Debug, Default)]
pub(crate) struct Expected {
    pub(crate) totals: Totals,
    pub(crate) rows: usize,
    /// Quantity x price over all rows, in pence.
    pub(crate) amount: i64,
    pub(crate) sales: usize,
    /// Rows that come back with a refund of their sale.
    pub(crate) linked_rows: usize,
    /// The lines, from 1, of rows that come back without one.
    pub(crate) unlinked: Vec<u64>,
    /// The lines of rows that are no sale and no cancellation.
    pub(crate) skipped: Vec<u64>,
    /// The lines of rows whose code is no product on a shelf.
    pub(crate) not_goods: Vec<u64>,
}

/// A row as it stands in the file.
#[derive(Debug, Clone)]
struct Row {
    line: u64,
    invoice: String,
    code: String,
    quantity: i64,
    pence: i64,
    day: String,
    customer: String,
}

impl Row {
    fn net(&self) -> i64 {
        self.quantity * self.pence
    }

    /// What a sale and its cancellation have in common.
    fn key(&self) -> (String, String, i64) {
        (self.customer.clone(), self.code.clone(), self.pence)
    }

    fn taxed(&self) -> bool {
        !UNTAXED.contains(&self.code.as_str())
    }
}

/// A line of a sale, what of it is left, and what came back in steps.
struct SoldLine {
    row: Row,
    tax: i64,
    returned: i64,
}

/// Reads the file and adds it up.
pub(crate) fn expect(path: &Path) -> Expected {
    let mut expected = Expected::default();
    let mut sales: BTreeMap<String, Vec<Row>> = BTreeMap::new();
    let mut cancellations: Vec<Row> = Vec::new();
    for row in read(path) {
        expected.rows += 1;
        expected.amount += row.net();
        let cancels = row.invoice.starts_with('C');
        if row.pence == 0 || (row.quantity < 0) != cancels {
            expected.skipped.push(row.line);
            continue;
        }
        if NOT_GOODS.contains(&row.code.as_str()) {
            expected.not_goods.push(row.line);
        }
        if cancels {
            cancellations.push(Row { quantity: -row.quantity, ..row });
        } else {
            sales.entry(row.invoice.clone()).or_default().push(row);
        }
    }
    expected.sales = sales.len();
    let mut sold: Vec<SoldLine> = Vec::new();
    for lines in sales.into_values() {
        let taxes = taxes(&lines);
        sold.extend(lines.into_iter().zip(taxes).map(|(row, tax)| SoldLine { row, tax, returned: 0 }));
    }
    sold.sort_by_key(|s| s.row.line);
    for line in &sold {
        expected.totals.add(&line.row, &line.row.day, line.row.net(), line.tax);
    }
    give_back(&mut expected, &mut sold, cancellations);
    expected
}

/// Takes cancellations off: from the latest earlier sale of the same to the same customer at the same price
/// of which enough is left, else by themselves.
fn give_back(expected: &mut Expected, sold: &mut [SoldLine], cancellations: Vec<Row>) {
    let mut by_themselves: BTreeMap<String, Vec<Row>> = BTreeMap::new();
    let mut steps: BTreeMap<(String, usize), (i64, Row)> = BTreeMap::new();
    let mut waiting: Vec<i64> = sold.iter().map(|s| s.row.quantity).collect();
    let mut of: BTreeMap<(String, String, i64), Vec<usize>> = BTreeMap::new();
    for (at, line) in sold.iter().enumerate().filter(|(_, l)| !l.row.customer.is_empty()) {
        of.entry(line.row.key()).or_default().push(at);
    }
    for row in cancellations {
        let candidates = of.get(&row.key()).map_or(&[][..], Vec::as_slice);
        let fits = |at: &&usize| sold[**at].row.line < row.line && waiting[**at] >= row.quantity;
        match candidates.iter().rev().find(fits).copied() {
            Some(at) => {
                waiting[at] -= row.quantity;
                expected.linked_rows += 1;
                // Rows of one cancellation that give back one line are one step of it.
                steps.entry((row.invoice.clone(), at)).or_insert((0, row.clone())).0 += row.quantity;
            }
            None => {
                expected.unlinked.push(row.line);
                by_themselves.entry(row.invoice.clone()).or_default().push(row);
            }
        }
    }
    let mut steps: Vec<_> = steps.into_iter().collect();
    steps.sort_by_key(|(_, (_, row))| row.line);
    for ((_, at), (quantity, row)) in steps {
        let line = &mut sold[at];
        // The part of the tax up to here, less the part up to the step before.
        let upto = |returned: i64| rounded(line.tax * returned, line.row.quantity);
        let tax = upto(line.returned + quantity) - upto(line.returned);
        line.returned += quantity;
        let rate = line.row.day.clone();
        expected.totals.add(&Row { day: row.day, ..line.row.clone() }, &rate, -quantity * line.row.pence, -tax);
    }
    for lines in by_themselves.into_values() {
        for (row, tax) in lines.iter().zip(taxes(&lines)) {
            expected.totals.add(row, &row.day, -row.net(), -tax);
        }
    }
}

impl Totals {
    /// Adds an amount to the row's day, product and customer, and to the tax of the day it was sold on.
    fn add(&mut self, row: &Row, sold_on: &str, net: i64, tax: i64) {
        let add = |sum: &mut Sum| *sum = (sum.0 + net, sum.1 + tax);
        add(self.by_day.entry(row.day.clone()).or_default());
        add(self.by_product.entry(row.code.clone()).or_default());
        add(self.by_customer.entry(row.customer.clone()).or_default());
        if row.taxed() {
            let rate = if permille(sold_on) == 200 { "20" } else { "17.5" };
            add(self.by_tax.entry(rate.to_owned()).or_default());
        }
    }
}

/// VAT of a day.
fn permille(day: &str) -> i64 {
    if day >= "2011-01-04" { 200 } else { 175 }
}

/// The tax on each of an invoice's lines: on their sum, and then spread by largest remainder.
fn taxes(lines: &[Row]) -> Vec<i64> {
    let base: i64 = lines.iter().filter(|r| r.taxed()).map(Row::net).sum();
    let tax = rounded(base * permille(&lines[0].day), 1000);
    let mut taxes: Vec<i64> = lines.iter().map(|r| if r.taxed() { r.net() * tax / base } else { 0 }).collect();
    let mut by_rest: Vec<usize> = (0..lines.len()).filter(|i| lines[*i].taxed()).collect();
    // A stable sort: of equal remainders the earlier line comes first.
    by_rest.sort_by_key(|i| -(lines[*i].net() * tax % base));
    let spare = tax - taxes.iter().sum::<i64>();
    for i in by_rest.into_iter().take(usize::try_from(spare).expect("what is spread is less than the whole")) {
        taxes[i] += 1;
    }
    taxes
}

/// a / b, a half away from zero; both above zero.
fn rounded(a: i64, b: i64) -> i64 {
    (2 * a + b) / (2 * b)
}

fn read(path: &Path) -> Vec<Row> {
    let mut reader = csv::Reader::from_path(path).expect("the file");
    let rows = reader.records().zip(2..).map(|(record, line)| {
        let record = record.expect("a row");
        let field = |place: usize| record[place].trim().to_owned();
        Row {
            line,
            invoice: field(0),
            code: field(1),
            quantity: field(3).parse().expect("a quantity"),
            pence: pence(&field(5)),
            day: field(4)[..10].to_owned(),
            customer: field(6).trim_end_matches(".0").to_owned(),
        }
    });
    rows.collect()
}

/// "2.5" is 250 pence.
fn pence(text: &str) -> i64 {
    let (pounds, rest) = text.split_once('.').unwrap_or((text, "0"));
    let pence: i64 = format!("{rest:0<2}").parse().expect("pence");
    pounds.parse::<i64>().expect("pounds") * 100 + pence
}
