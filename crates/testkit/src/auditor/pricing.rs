//! What a cart should cost.

use serde_json::Value;

use super::arithmetic::{decimal, minor, nearest, share, split, thousandths};
use super::{Auditor, Refusal};

/// One tax of a category, on the days on which it is due.
#[derive(Debug, Clone)]
pub(super) struct Tax {
    /// Millionths.
    rate: i64,
    compound: bool,
    from: String,
    to: String,
    pub(super) account: String,
}

/// A tax category: its taxes, and the account that earns what is sold under it.
#[derive(Debug, Clone)]
pub(super) struct Category {
    taxes: Vec<Tax>,
    account: String,
}

impl Category {
    /// From the body that adds it. `from` and `to` are dates; no date is before or after all dates.
    pub(super) fn new(body: &Value) -> Self {
        let text = |v: &Value, absent: &str| v.as_str().unwrap_or(absent).to_owned();
        let taxes = body["components"].as_array().expect("components").iter().map(|c| Tax {
            rate: decimal(&c["rate"], 4),
            compound: c["compound"] == true,
            from: text(&c["valid_from"], "0000"),
            to: text(&c["valid_to"], "9999"),
            account: format!("{} payable", text(&c["name"], "")),
        });
        Self { taxes: taxes.collect(), account: format!("Sales – {}", text(&body["name"], "")) }
    }
}

/// How prices are meant and where tax is rounded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Basis {
    pub(super) inclusive: bool,
    pub(super) per_order: bool,
}

/// A line as somebody asked for it, its price settled.
#[derive(Debug, Clone)]
pub(super) struct Asked {
    pub(super) kind: String,
    pub(super) variant: Option<String>,
    category: Option<String>,
    pub(super) quantity: i64,
    price: i64,
    discounts: Vec<Value>,
}

/// A line with its amounts.
#[derive(Debug, Clone)]
pub(super) struct Line {
    pub(super) asked: Asked,
    pub(super) discount: i64,
    /// Each tax's account and amount.
    pub(super) taxes: Vec<(String, i64)>,
    pub(super) total: i64,
    /// The account of its net amount.
    pub(super) account: String,
    pub(super) cost: i64,
    /// Thousandths that came back.
    pub(super) returned: i64,
}

impl Line {
    pub(super) fn tax(&self) -> i64 {
        self.taxes.iter().map(|(_, amount)| amount).sum()
    }
}

impl Auditor {
    /// A line of a request.
    pub(super) fn ask(&self, line: &Value) -> Asked {
        let given = minor(&line["unit_price"]);
        let good = line["variant_id"].as_str().map(|id| (id.to_owned(), &self.goods[id]));
        Asked {
            kind: line["kind"].as_str().unwrap_or("goods").to_owned(),
            category: match &good {
                Some((_, good)) => Some(good.category.clone()),
                None => line["tax_category_id"].as_str().map(str::to_owned),
            },
            quantity: if line["quantity"].is_null() { 1000 } else { thousandths(&line["quantity"]) },
            price: given.or(good.as_ref().map(|(_, good)| good.price)).expect("a price"),
            discounts: line["discounts"].as_array().cloned().unwrap_or_default(),
            variant: good.map(|(id, _)| id),
        }
    }

    /// What lines and the discounts on all of them come to.
    pub(super) fn price(&self, asked: Vec<Asked>, discounts: &[Value], basis: Basis) -> Result<Vec<Line>, Refusal> {
        let mut rests = Vec::new();
        for line in &asked {
            let amount = share(line.price, line.quantity, 1000);
            let mut rest = amount;
            for discount in &line.discounts {
                rest -= taken_off(discount, rest)?;
            }
            rests.push((amount, rest));
        }
        for discount in discounts {
            let weights: Vec<i128> = asked
                .iter()
                .zip(&rests)
                .map(|(l, (_, rest))| if discountable(&l.kind) { *rest } else { 0 }.into())
                .collect();
            let whole = taken_off(discount, weights.iter().sum::<i128>() as i64)?;
            for ((_, rest), part) in rests.iter_mut().zip(split(whole, &weights)) {
                *rest -= part;
            }
        }
        let rest_of = |line: usize| rests[line].1;
        let mut taxes: Vec<Vec<i64>> = vec![Vec::new(); asked.len()];
        // Lines that are taxed together: each alone, or all of a category.
        let mut groups: Vec<Vec<usize>> = Vec::new();
        for (line, a) in asked.iter().enumerate() {
            let same = |g: &&mut Vec<usize>| {
                basis.per_order && asked[g[0]].category == a.category && taxed(&asked[g[0]].kind) == taxed(&a.kind)
            };
            match groups.iter_mut().find(same) {
                Some(group) => group.push(line),
                None => groups.push(vec![line]),
            }
        }
        for group in &groups {
            let due = self.due(&asked[group[0]]);
            let nets: Vec<i64> = group.iter().map(|line| rest_of(*line)).collect();
            let parts = if basis.inclusive { within(&nets, &due) } else { on_top(&nets, &due) };
            for (line, parts) in group.iter().zip(parts) {
                taxes[*line] = parts;
            }
        }
        let priced = asked.into_iter().zip(rests).zip(taxes).map(|((asked, (amount, rest)), amounts)| {
            let accounts = self.due(&asked).into_iter().map(|t| t.account.clone());
            let tax: i64 = amounts.iter().sum();
            Line {
                account: self.account(&asked),
                discount: amount - rest,
                total: if basis.inclusive { rest } else { rest + tax },
                taxes: accounts.zip(amounts).collect(),
                cost: 0,
                returned: 0,
                asked,
            }
        });
        Ok(priced.collect())
    }

    /// The taxes due on a line today.
    fn due(&self, asked: &Asked) -> Vec<&Tax> {
        let category = asked.category.as_ref().filter(|_| taxed(&asked.kind));
        let today = |t: &&Tax| t.from.as_str() <= self.today.as_str() && self.today.as_str() <= t.to.as_str();
        category.map_or_else(Vec::new, |id| self.categories[id].taxes.iter().filter(today).collect())
    }

    fn account(&self, asked: &Asked) -> String {
        match asked.kind.as_str() {
            "gift_card" => "Gift cards".to_owned(),
            "deposit" => "Bottle deposits".to_owned(),
            "shipping" => "Shipping income".to_owned(),
            "fee" => "Fee income".to_owned(),
            "tip" => "Tips payable".to_owned(),
            "account_payment" => "Accounts receivable".to_owned(),
            _ => asked.category.as_ref().map_or("Sales, untaxed".to_owned(), |id| self.categories[id].account.clone()),
        }
    }
}

fn taxed(kind: &str) -> bool {
    !matches!(kind, "gift_card" | "tip" | "account_payment")
}

fn discountable(kind: &str) -> bool {
    matches!(kind, "goods" | "service" | "fee")
}

fn taken_off(discount: &Value, rest: i64) -> Result<i64, Refusal> {
    let off = match minor(&discount["amount"]) {
        Some(amount) => amount,
        None => share(rest, decimal(&discount["percent"], 4), 1_000_000),
    };
    if off > rest { Err("discount_too_large") } else { Ok(off) }
}

/// Each tax on a net amount of one, as parts of the number returned with them.
fn factors(due: &[&Tax]) -> (Vec<i128>, i128) {
    // One factor of a million a tax is exact, since each compounds at most once on those before it.
    let one = due.iter().fold(1i128, |one, _| one * 1_000_000);
    let mut factors: Vec<i128> = Vec::new();
    for tax in due {
        let before: i128 = if tax.compound { factors.iter().sum() } else { 0 };
        factors.push((one + before) * i128::from(tax.rate) / 1_000_000);
    }
    (factors, one)
}

/// The taxes within gross amounts, rounded on their sum: for each line, each tax.
fn within(gross: &[i64], due: &[&Tax]) -> Vec<Vec<i64>> {
    let (factors, one) = factors(due);
    let all: i128 = factors.iter().sum();
    let sum: i128 = gross.iter().map(|g| i128::from(*g)).sum();
    let tax = nearest(sum * all, one + all);
    by_line(gross, split(tax, &factors))
}

/// The taxes on net amounts, each rounded on their sum: for each line, each tax.
fn on_top(net: &[i64], due: &[&Tax]) -> Vec<Vec<i64>> {
    let mut lines: Vec<Vec<i64>> = vec![Vec::new(); net.len()];
    for tax in due {
        let bases: Vec<i128> = net
            .iter()
            .zip(&lines)
            .map(|(net, before)| (net + if tax.compound { before.iter().sum::<i64>() } else { 0 }).into())
            .collect();
        let whole = nearest(bases.iter().sum::<i128>() * i128::from(tax.rate), 1_000_000);
        for (line, part) in lines.iter_mut().zip(split(whole, &bases)) {
            line.push(part);
        }
    }
    lines
}

fn by_line(weights: &[i64], wholes: Vec<i64>) -> Vec<Vec<i64>> {
    let weights: Vec<i128> = weights.iter().map(|w| i128::from(*w)).collect();
    let mut lines: Vec<Vec<i64>> = vec![Vec::new(); weights.len()];
    for whole in wholes {
        for (line, part) in lines.iter_mut().zip(split(whole, &weights)) {
            line.push(part);
        }
    }
    lines
}
