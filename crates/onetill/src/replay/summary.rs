//! What was replayed, added up from what the shop has recorded.

use std::collections::BTreeMap;
use std::fmt;

use onetill_kernel::{Currency, Date, Money, Quantity, Rate};
use serde::Serialize;

use super::mapping::Mapping;
use super::plan::{Document, Plan, What};
use super::recorded::Recorded;
use super::report::{Action, Findings, Problem};

/// So many products and customers are shown to people; programs get all.
const SHOWN: usize = 10;

/// A replay in figures. Totals are what the shop has recorded, refunds taken off. Of products it is what the
/// file says: that each invoice and cancellation is recorded so is compared one by one.
#[derive(Debug, Serialize)]
pub(crate) struct Summary {
    /// The mapping's name of the source.
    source: String,
    currency: Currency,
    /// Rows of the file, its heading aside.
    file_lines: u64,
    /// Quantity x price of all that was replayed, in minor units, as the file says it.
    file_amount: i64,
    products: usize,
    customers: usize,
    sales: Documents,
    refunds: Documents,
    unlinked_refunds: Documents,
    /// How many rows were skipped, kept though odd, or failed, by what is the matter.
    findings: Vec<FindingCount>,
    total: Amounts,
    by_day: Vec<ByDay>,
    by_product: Vec<ByProduct>,
    by_customer: Vec<ByCustomer>,
    by_tax: Vec<ByTax>,
}

#[derive(Debug, Default, Clone, Copy, Serialize)]
struct Documents {
    count: usize,
    /// Rows of the file on them.
    lines: usize,
}

#[derive(Debug, Serialize)]
struct FindingCount {
    action: Action,
    problem: Problem,
    lines: usize,
}

/// Amounts in minor units.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq, Serialize)]
struct Amounts {
    net: i64,
    tax: i64,
    total: i64,
}

impl Amounts {
    fn add(&mut self, sign: i64, net: i64, tax: i64) {
        self.net += sign * net;
        self.tax += sign * tax;
        self.total += sign * (net + tax);
    }
}

#[derive(Debug, Serialize)]
struct ByDay {
    date: Date,
    sales: usize,
    refunds: usize,
    #[serde(flatten)]
    amounts: Amounts,
}

#[derive(Debug, Serialize)]
struct ByProduct {
    code: String,
    name: String,
    quantity: Quantity,
    /// Quantity x price, with tax where prices contain it.
    amount: i64,
}

#[derive(Debug, Serialize)]
struct ByCustomer {
    /// Their number in the file; absent for what nobody in particular bought.
    customer: Option<String>,
    #[serde(flatten)]
    amounts: Amounts,
}

#[derive(Debug, Serialize)]
struct ByTax {
    name: String,
    rate: Rate,
    net: i64,
    tax: i64,
}

impl Summary {
    pub(super) fn new(
        mapping: &Mapping,
        plan: &Plan,
        file_lines: u64,
        recorded: &BTreeMap<usize, Recorded>,
        findings: &Findings,
    ) -> Self {
        let mut sums = Sums::default();
        for (place, recorded) in recorded {
            sums.add(&plan.documents[*place], recorded);
        }
        let mut by_product: Vec<ByProduct> = sums
            .products
            .into_iter()
            .map(|(place, (quantity, amount))| {
                let product = &plan.products[place];
                ByProduct {
                    code: product.code.clone(),
                    name: product.name.clone(),
                    quantity: Quantity(quantity),
                    amount,
                }
            })
            .collect();
        by_product.sort_by_key(|p| std::cmp::Reverse(p.amount));
        let number = |place: usize| plan.customers[place].number.clone();
        let mut by_customer: Vec<ByCustomer> =
            sums.customers.into_iter().map(|(c, amounts)| ByCustomer { customer: c.map(number), amounts }).collect();
        by_customer.sort_by_key(|c| std::cmp::Reverse(c.amounts.total));
        Self {
            source: mapping.source.clone(),
            currency: mapping.currency,
            file_lines,
            file_amount: plan.amount(),
            products: plan.products.len(),
            customers: plan.customers.len(),
            sales: sums.sales,
            refunds: sums.refunds,
            unlinked_refunds: sums.unlinked_refunds,
            findings: counted(findings),
            total: sums.total,
            by_day: sums.days.into_values().collect(),
            by_product,
            by_customer,
            by_tax: sums.taxes.into_values().collect(),
        }
    }

    fn money(&self, minor: i64) -> String {
        Money::new(minor, self.currency).to_string()
    }
}

fn counted(findings: &Findings) -> Vec<FindingCount> {
    let mut counts: BTreeMap<(Action, Problem), usize> = BTreeMap::new();
    for finding in findings.in_order() {
        *counts.entry((finding.action, finding.problem)).or_default() += 1;
    }
    counts.into_iter().map(|((action, problem), lines)| FindingCount { action, problem, lines }).collect()
}

/// The sums while they grow; products and customers by their place in the plan.
#[derive(Default)]
struct Sums {
    sales: Documents,
    refunds: Documents,
    unlinked_refunds: Documents,
    total: Amounts,
    days: BTreeMap<Date, ByDay>,
    products: BTreeMap<usize, (i64, i64)>,
    customers: BTreeMap<Option<usize>, Amounts>,
    taxes: BTreeMap<(String, Rate), ByTax>,
}

impl Sums {
    fn add(&mut self, document: &Document, recorded: &Recorded) {
        let (net, tax, date) = (recorded.net.minor, recorded.tax.minor, recorded.business_date);
        let new = || ByDay { date, sales: 0, refunds: 0, amounts: Amounts::default() };
        let day = self.days.entry(date).or_insert_with(new);
        let (sign, of_day, of_kind) = match document.what {
            What::Sale => (1, &mut day.sales, &mut self.sales),
            What::Refund(_) => (-1, &mut day.refunds, &mut self.refunds),
            What::UnlinkedRefund => (-1, &mut day.refunds, &mut self.unlinked_refunds),
        };
        *of_day += 1;
        of_kind.count += 1;
        of_kind.lines += document.lines.iter().map(|l| l.rows).sum::<usize>();
        day.amounts.add(sign, net, tax);
        self.total.add(sign, net, tax);
        self.customers.entry(document.customer).or_default().add(sign, net, tax);
        for line in &document.lines {
            let (quantity, amount) = self.products.entry(line.product).or_default();
            *quantity += sign * line.quantity.milli();
            *amount += sign * line.amount;
        }
        for tax in &recorded.taxes {
            let new = || ByTax { name: tax.name.clone(), rate: tax.rate, net: 0, tax: 0 };
            let sum = self.taxes.entry((tax.name.clone(), tax.rate)).or_insert_with(new);
            sum.net += sign * tax.net.minor;
            sum.tax += sign * tax.amount.minor;
        }
    }
}

impl fmt::Display for Summary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "Replayed {}: {} rows, {} in all", self.source, self.file_lines, self.money(self.file_amount))?;
        writeln!(f, "  {} products, {} customers", self.products, self.customers)?;
        let documents = |f: &mut fmt::Formatter<'_>, d: Documents, what: &str| {
            writeln!(f, "  {} {what} of {} rows", d.count, d.lines)
        };
        documents(f, self.sales, "sales")?;
        documents(f, self.refunds, "refunds of a sale in the file,")?;
        documents(f, self.unlinked_refunds, "refunds without a sale,")?;
        for finding in &self.findings {
            writeln!(f, "  {} rows {}: {}", finding.lines, finding.action, finding.problem)?;
        }
        writeln!(f, "\nRecorded by the shop, refunds taken off\n")?;
        let row = |f: &mut fmt::Formatter<'_>, name: &str, a: &Amounts| {
            let (net, tax, total) = (self.money(a.net), self.money(a.tax), self.money(a.total));
            writeln!(f, "  {name:<44} {net:>16} {tax:>16} {total:>16}")
        };
        writeln!(f, "  {:<44} {:>16} {:>16} {:>16}", "Day", "net", "tax", "total")?;
        for day in &self.by_day {
            let name = format!("{}  {:>4} sales  {:>3} refunds", day.date, day.sales, day.refunds);
            row(f, &name, &day.amounts)?;
        }
        row(f, "All", &self.total)?;
        writeln!(f, "\n  {:<44} {:>16} {:>16}", "Tax", "on", "tax")?;
        for tax in &self.by_tax {
            let name = format!("{} {} %", tax.name, tax.rate);
            writeln!(f, "  {name:<44} {:>16} {:>16}", self.money(tax.net), self.money(tax.tax))?;
        }
        writeln!(f, "\n  The {} best products of {}", SHOWN.min(self.by_product.len()), self.by_product.len())?;
        for product in self.by_product.iter().take(SHOWN) {
            let name = format!("{:<8} {:.34}", product.code, product.name);
            writeln!(f, "  {name:<44} {:>16}", self.money(product.amount))?;
        }
        writeln!(f, "\n  The {} best customers of {}", SHOWN.min(self.by_customer.len()), self.by_customer.len())?;
        for customer in self.by_customer.iter().take(SHOWN) {
            row(f, customer.customer.as_deref().unwrap_or("(nobody in particular)"), &customer.amounts)?;
        }
        Ok(())
    }
}
