//! Refunds: their lines add up, repeat the lines that they give back, and are paid out.

use onetill_db::Tx;
use onetill_kernel::{Result, Uuid};

use crate::arithmetic::share;
use crate::range::{Range, children, ranges};
use crate::report::{At, Check, Report};
use crate::shop::Shop;

/// Refunds that are held in memory at once. Their attempts are found by reading all attempts, so a
/// batch is large.
const BATCH: usize = 10_000;

struct Refund {
    id: Uuid,
    order_id: Option<Uuid>,
    order_customer_id: Option<Uuid>,
    order_currency: Option<String>,
    location_id: Uuid,
    register_id: Uuid,
    customer_id: Option<Uuid>,
    state: String,
    currency: String,
    tax: i64,
    total: i64,
    business_date: String,
    happened_at: i64,
    recorded_at: i64,
}

struct Line {
    refund_id: Uuid,
    line_no: i64,
    order_line_no: Option<i64>,
    kind: String,
    variant_id: Option<Uuid>,
    restocked: bool,
    tax: i64,
    total: i64,
    account: String,
    cost: i64,
    sold: Option<Sold>,
}

/// The line of the order that is given back.
struct Sold {
    kind: String,
    variant_id: Option<Uuid>,
    account: String,
}

struct LineTax {
    refund_id: Uuid,
    line_no: i64,
    component_no: i64,
    component_id: Uuid,
    rate: i64,
    account: String,
    amount: i64,
    /// Component, rate and account of the tax of the order's line.
    sold: Option<(Uuid, i64, String)>,
}

struct Attempt {
    refund_id: Uuid,
    state: String,
    amount: i64,
}

impl Refund {
    fn at(&self) -> At {
        At::new("refunds").with("id", self.id)
    }
}
impl Line {
    fn at(&self) -> At {
        At::new("refund_lines").with("refund_id", self.refund_id).with("line_no", self.line_no)
    }
}
impl LineTax {
    fn at(&self) -> At {
        At::new("refund_line_taxes")
            .with("refund_id", self.refund_id)
            .with("line_no", self.line_no)
            .with("component_no", self.component_no)
    }
}

pub(crate) fn check(tx: &mut Tx<'_>, report: &mut Report) -> Result<()> {
    let shop = Shop::load(tx)?;
    let sums = report.begin("refund_sums", 5);
    let paid = report.begin("refund_paid", 3);
    ranges(tx, "refunds", "id", BATCH, |tx, range| {
        let refunds = load_refunds(tx, range)?;
        let (all_lines, all_taxes) = (load_lines(tx, range)?, load_taxes(tx, range)?);
        let all_attempts = load_attempts(tx, range)?;
        let (mut lines, mut taxes) = (all_lines.as_slice(), all_taxes.as_slice());
        let mut attempts = all_attempts.as_slice();
        for refund in &refunds {
            let lines = children(&mut lines, &refund.id, |l| l.refund_id);
            let taxes = children(&mut taxes, &refund.id, |t| t.refund_id);
            check_refund(refund, lines, taxes, &shop, &mut report.on(sums));
            let attempts = children(&mut attempts, &refund.id, |a| a.refund_id);
            check_paid(refund, attempts, &mut report.on(paid));
        }
        Ok(())
    })
}

fn check_refund(refund: &Refund, lines: &[Line], taxes: &[LineTax], shop: &Shop, check: &mut Check<'_>) {
    check.rows(1 + lines.len() + taxes.len());
    let at = refund.at();
    let total = lines.iter().map(|l| l.total).fold(0, i64::saturating_add);
    let tax = lines.iter().map(|l| l.tax).fold(0, i64::saturating_add);
    check.same(at, "total_minor", refund.total, total, "the sum of its lines' totals");
    check.same(at, "tax_minor", refund.tax, tax, "the sum of its lines' taxes");
    check.holds(at, !lines.is_empty(), || "it has no line".to_owned());
    if refund.order_id.is_some() {
        check.holds(at, refund.customer_id == refund.order_customer_id, || {
            "customer_id is not that of its order".to_owned()
        });
    }
    if let Some(currency) = refund.order_currency.as_ref().or(shop.currency.as_ref()) {
        check.same(at, "currency", &refund.currency, currency, "the currency of what it gives back");
    }
    if let Some(location) = shop.registers.get(&refund.register_id) {
        check.same(at, "location_id", refund.location_id, *location, "where its register stands");
    }
    let moments = [refund.recorded_at, refund.happened_at];
    shop.check_date(at, &refund.business_date, &moments, refund.location_id, check);
    let mut rest = taxes;
    for (line, no) in lines.iter().zip(1..) {
        check.same(line.at(), "line_no", line.line_no, no, "the lines of a refund are numbered from 1 without a gap");
        check_line(refund, line, shop, check);
        let taxes = children(&mut rest, &line.line_no, |t| t.line_no);
        let sum = taxes.iter().map(|t| t.amount).fold(0, i64::saturating_add);
        check.same(line.at(), "tax_minor", line.tax, sum, "the sum of its tax components");
        check_taxes(refund, line, taxes, shop, check);
    }
}

fn check_line(refund: &Refund, line: &Line, shop: &Shop, check: &mut Check<'_>) {
    let at = line.at();
    check.holds(at, line.total >= line.tax && line.tax >= 0 && line.cost >= 0, || {
        format!(
            "total_minor is {}, tax_minor {} and cost_minor {}, expected none below zero and the tax within the total",
            line.total, line.tax, line.cost
        )
    });
    check.holds(at, line.order_line_no.is_some() == refund.order_id.is_some(), || {
        "order_line_no and the refund's order_id are expected to be both set or both missing".to_owned()
    });
    match &line.sold {
        Some(sold) => {
            check.same(at, "kind", &line.kind, &sold.kind, "the kind of the line given back");
            check.same(at, "account", &line.account, &sold.account, "the account of the line given back");
            check.holds(at, line.variant_id == sold.variant_id, || {
                "variant_id is not that of the line given back".to_owned()
            });
        }
        None if refund.order_id.is_none() => check.holds(at, shop.fits(&line.kind, &line.account), || {
            format!("account is {}, expected the account of its kind {}", line.account, line.kind)
        }),
        None => check.holds(at, line.order_line_no.is_none(), || {
            format!("order_line_no is {}, expected a line of its order", line.order_line_no.unwrap_or_default())
        }),
    }
    check.holds(at, !line.restocked || line.variant_id.is_some(), || {
        "restocked is 1 without a variant_id, expected a variant whose stock is kept".to_owned()
    });
}

fn check_taxes(refund: &Refund, line: &Line, taxes: &[LineTax], shop: &Shop, check: &mut Check<'_>) {
    let net = line.total.saturating_sub(line.tax);
    let mut earlier = 0i64;
    for (tax, no) in taxes.iter().zip(1..) {
        let at = tax.at();
        check.same(at, "component_no", tax.component_no, no, "the taxes of a line are numbered from 1");
        if let Some(component) = shop.components.get(&tax.component_id) {
            check.same(at, "account", &tax.account, &component.account, "where its component is owed");
        }
        if let Some((component_id, rate, account)) = &tax.sold {
            check.same(at, "component_id", tax.component_id, *component_id, "the tax of the line given back");
            check.same(at, "rate_ppm", tax.rate, *rate, "the rate of the line given back");
            check.same(at, "account", &tax.account, account, "the account of the line given back");
        } else {
            check.holds(at, refund.order_id.is_none(), || "the line given back has no such tax".to_owned());
        }
        if refund.order_id.is_some() {
            continue; // A part of what was sold: the sums over all refunds of the line are what counts.
        }
        // Shared out and rounded on the way: near its rate of the net, or of the net and the taxes before
        // it if it is compound.
        let near = |base: i64| share(base, tax.rate, 1_000_000).is_some_and(|e| e.abs_diff(tax.amount) <= 2);
        check.holds(at, near(net) || near(net.saturating_add(earlier)), || {
            format!("amount_minor is {}, expected about {} ppm of {net}", tax.amount, tax.rate)
        });
        earlier = earlier.saturating_add(tax.amount);
    }
}

fn check_paid(refund: &Refund, attempts: &[Attempt], check: &mut Check<'_>) {
    check.rows(attempts.len());
    let counting = || attempts.iter().filter(|a| !matches!(a.state.as_str(), "failed" | "expired"));
    let sum = counting().map(|a| a.amount).fold(0, i64::saturating_add);
    let none_failed = counting().count() == attempts.len();
    check.holds(refund.at(), if none_failed { sum == refund.total } else { sum <= refund.total }, || {
        format!("total_minor is {}, expected {sum}: the sum of the attempts that pay it", refund.total)
    });
    // What failed is owed until another attempt pays it.
    let settled = counting().all(|a| a.state == "succeeded") && sum == refund.total;
    let expected = if settled { "completed" } else { "pending" };
    check.same(refund.at(), "state", refund.state.as_str(), expected, "what the attempts that pay it came to");
}

fn load_refunds(tx: &mut Tx<'_>, range: &Range) -> Result<Vec<Refund>> {
    tx.query(
        "SELECT r.id, r.order_id, o.customer_id, o.currency, r.location_id, r.register_id, r.customer_id, r.state, \
         r.currency, r.tax_minor, r.total_minor, r.business_date, r.happened_at, r.recorded_at \
         FROM refunds r LEFT JOIN orders o ON o.id = r.order_id WHERE r.id > $1 AND r.id <= $2 ORDER BY r.id",
        &range.params(),
        |row| {
            let mut c = row.columns();
            Ok(Refund {
                id: c.take()?,
                order_id: c.take()?,
                order_customer_id: c.take()?,
                order_currency: c.take()?,
                location_id: c.take()?,
                register_id: c.take()?,
                customer_id: c.take()?,
                state: c.take()?,
                currency: c.take()?,
                tax: c.take()?,
                total: c.take()?,
                business_date: c.take()?,
                happened_at: c.take()?,
                recorded_at: c.take()?,
            })
        },
    )
}

fn load_lines(tx: &mut Tx<'_>, range: &Range) -> Result<Vec<Line>> {
    tx.query(
        "SELECT l.refund_id, l.line_no, l.order_line_no, l.kind, l.variant_id, l.restocked, l.tax_minor, l.total_minor, \
         l.account, l.cost_minor, s.kind, s.variant_id, s.account \
         FROM refund_lines l LEFT JOIN refunds r ON r.id = l.refund_id \
         LEFT JOIN order_lines s ON s.order_id = r.order_id AND s.line_no = l.order_line_no \
         WHERE l.refund_id > $1 AND l.refund_id <= $2 ORDER BY l.refund_id, l.line_no",
        &range.params(),
        |row| {
            let mut c = row.columns();
            Ok(Line {
                refund_id: c.take()?,
                line_no: c.take()?,
                order_line_no: c.take()?,
                kind: c.take()?,
                variant_id: c.take()?,
                restocked: c.take()?,
                tax: c.take()?,
                total: c.take()?,
                account: c.take()?,
                cost: c.take()?,
                sold: {
                    let (kind, variant_id, account) = (c.take::<Option<String>>()?, c.take()?, c.take()?);
                    match (kind, account) {
                        (Some(kind), Some(account)) => Some(Sold { kind, variant_id, account }),
                        _ => None,
                    }
                },
            })
        },
    )
}

fn load_taxes(tx: &mut Tx<'_>, range: &Range) -> Result<Vec<LineTax>> {
    tx.query(
        "SELECT t.refund_id, t.line_no, t.component_no, t.component_id, t.rate_ppm, t.account, t.amount_minor, \
         s.component_id, s.rate_ppm, s.account \
         FROM refund_line_taxes t LEFT JOIN refunds r ON r.id = t.refund_id \
         LEFT JOIN refund_lines l ON l.refund_id = t.refund_id AND l.line_no = t.line_no \
         LEFT JOIN order_line_taxes s \
         ON s.order_id = r.order_id AND s.line_no = l.order_line_no AND s.component_no = t.component_no \
         WHERE t.refund_id > $1 AND t.refund_id <= $2 ORDER BY t.refund_id, t.line_no, t.component_no",
        &range.params(),
        |row| {
            let mut c = row.columns();
            Ok(LineTax {
                refund_id: c.take()?,
                line_no: c.take()?,
                component_no: c.take()?,
                component_id: c.take()?,
                rate: c.take()?,
                account: c.take()?,
                amount: c.take()?,
                sold: match (c.take::<Option<Uuid>>()?, c.take::<Option<i64>>()?, c.take::<Option<String>>()?) {
                    (Some(component), Some(rate), Some(account)) => Some((component, rate, account)),
                    _ => None,
                },
            })
        },
    )
}

fn load_attempts(tx: &mut Tx<'_>, range: &Range) -> Result<Vec<Attempt>> {
    tx.query(
        "SELECT refund_id, state, amount_minor FROM payment_attempts \
         WHERE refund_id > $1 AND refund_id <= $2 AND kind = 'refund' ORDER BY refund_id",
        &range.params(),
        |row| Ok(Attempt { refund_id: row.get(0)?, state: row.get(1)?, amount: row.get(2)? }),
    )
}
