//! Taxes: each line's components add up to its tax, and each comes to its rate of its base.
//!
//! Rounded per line, every amount is known exactly. Rounded per order, the sum over the lines is known
//! exactly and each line is within a minor unit of its own share.

use std::collections::BTreeMap;

use onetill_kernel::Uuid;

use super::facts::{Line, LineTax, OrderFacts};
use crate::arithmetic::{Fraction, effective_rates, share, split};
use crate::report::Check;

const MILLION: i64 = 1_000_000;

pub(super) fn check(facts: &OrderFacts<'_>, check: &mut Check<'_>) {
    check.rows(facts.taxes.len());
    let order = facts.order;
    for line in facts.lines {
        let taxes = facts.taxes_of(line.line_no);
        let sum = taxes.iter().map(|t| t.amount).fold(0, i64::saturating_add);
        check.same(line.at(), "tax_minor", line.tax, sum, "the sum of its tax components");
        for (tax, no) in taxes.iter().zip(1..) {
            check.same(tax.at(), "component_no", tax.component_no, no, "the taxes of a line are numbered from 1");
        }
        check.holds(line.at(), taxes.is_empty() || !matches!(line.kind.as_str(), "gift_card" | "tip"), || {
            format!("kind is {}, which is not taxed, and it has taxes", line.kind)
        });
        if order.tax_rounding == "line" {
            match (order.prices_include_tax, taxes) {
                (_, []) => {}
                (true, _) => included(line, taxes, check),
                (false, _) => added(line, taxes, check),
            }
        }
    }
    if order.tax_rounding == "order" {
        if order.prices_include_tax {
            included_per_order(facts, check);
        } else {
            added_per_order(facts, check);
        }
    }
}

/// What a tax is due on when prices exclude it: the net, and for a compound tax the taxes before it.
fn base(line: &Line, before: &[LineTax], tax: &LineTax) -> i64 {
    let earlier = before.iter().map(|t| t.amount).fold(0, i64::saturating_add);
    line.net().saturating_add(if tax.compound { earlier } else { 0 })
}

fn added(line: &Line, taxes: &[LineTax], check: &mut Check<'_>) {
    for (index, tax) in taxes.iter().enumerate() {
        let expected = share(base(line, &taxes[..index], tax), tax.rate, MILLION);
        exactly(tax, expected, check);
    }
}

fn included(line: &Line, taxes: &[LineTax], check: &mut Check<'_>) {
    let Some((whole, weights)) = rates(taxes) else { return too_large(&taxes[0], check) };
    let Some(parts) = whole.of(line.total).and_then(|tax| split(tax, &weights)) else {
        return too_large(&taxes[0], check);
    };
    for (tax, expected) in taxes.iter().zip(parts) {
        exactly(tax, Some(expected), check);
    }
}

fn exactly(tax: &LineTax, expected: Option<i64>, check: &mut Check<'_>) {
    match expected {
        Some(expected) => {
            let why = format!("its rate of {} ppm of the line", tax.rate);
            check.same(tax.at(), "amount_minor", tax.amount, expected, &why);
        }
        None => too_large(tax, check),
    }
}

fn too_large(tax: &LineTax, check: &mut Check<'_>) {
    check.found(tax.at(), format!("rate_ppm is {}, too large for a tax to be computed", tax.rate));
}

/// The part of a total that is tax, and the weights by which the components share it.
fn rates(taxes: &[LineTax]) -> Option<(Fraction, Vec<i128>)> {
    let rates = effective_rates(taxes.iter().map(|t| (t.rate, t.compound)))?;
    let whole = rates.iter().try_fold(Fraction::ZERO, |sum, rate| sum.plus(*rate))?;
    let bottom = rates.iter().try_fold(1i128, |b, r| Some(b.max(1).checked_mul(r.bottom)? / gcd(b, r.bottom)))?;
    let weights = rates.iter().map(|r| r.top * (bottom / r.bottom)).collect();
    Some((whole.included()?, weights))
}

fn gcd(a: i128, b: i128) -> i128 {
    if b == 0 { a.max(1) } else { gcd(b, a % b) }
}

/// The lines that have one tax: its amounts, and what they are due on.
#[derive(Default)]
struct Shared<'a> {
    taxes: Vec<(&'a LineTax, i64)>,
}

fn added_per_order(facts: &OrderFacts<'_>, check: &mut Check<'_>) {
    let mut shared: BTreeMap<(Uuid, i64, bool), Shared<'_>> = BTreeMap::new();
    for line in facts.lines {
        let taxes = facts.taxes_of(line.line_no);
        for (index, tax) in taxes.iter().enumerate() {
            let key = (tax.component_id, tax.rate, tax.compound);
            shared.entry(key).or_default().taxes.push((tax, base(line, &taxes[..index], tax)));
        }
    }
    for ((_, rate, _), Shared { taxes }) in &shared {
        let sum = taxes.iter().map(|(t, _)| t.amount).fold(0, i64::saturating_add);
        let bases = taxes.iter().map(|(_, base)| *base).fold(0, i64::saturating_add);
        let expected = share(bases, *rate, MILLION);
        if Some(sum) != expected {
            let expected = expected.map_or("less".to_owned(), |e| e.to_string());
            check.found(
                taxes[0].0.at(),
                format!("amount_minor is {sum} over all lines, expected {expected}: {rate} ppm of {bases}"),
            );
        }
        for (tax, base) in taxes {
            let off = (i128::from(tax.amount) * i128::from(MILLION) - i128::from(*base) * i128::from(*rate)).abs();
            check.holds(tax.at(), off <= i128::from(MILLION), || {
                format!("amount_minor is {}, expected within 1 of {rate} ppm of {base}", tax.amount)
            });
        }
    }
}

fn included_per_order(facts: &OrderFacts<'_>, check: &mut Check<'_>) {
    let mut groups: BTreeMap<Vec<(Uuid, i64, bool)>, Vec<&Line>> = BTreeMap::new();
    for line in facts.lines {
        let taxes = facts.taxes_of(line.line_no);
        if !taxes.is_empty() {
            let key = taxes.iter().map(|t| (t.component_id, t.rate, t.compound)).collect();
            groups.entry(key).or_default().push(line);
        }
    }
    for lines in groups.values() {
        let taxes = facts.taxes_of(lines[0].line_no);
        let Some((whole, weights)) = rates(taxes) else {
            too_large(&taxes[0], check);
            continue;
        };
        let total = lines.iter().map(|l| l.total).fold(0, i64::saturating_add);
        let sum = lines.iter().map(|l| l.tax).fold(0, i64::saturating_add);
        if whole.of(total) != Some(sum) {
            let expected = whole.of(total).map_or("less".to_owned(), |e| e.to_string());
            check.found(
                lines[0].at(),
                format!("tax_minor is {sum} over the lines taxed alike, expected {expected} of their total {total}"),
            );
        }
        let all: i128 = weights.iter().sum();
        for line in lines {
            for (tax, weight) in facts.taxes_of(line.line_no).iter().zip(&weights) {
                // amount / total against top / bottom x weight / all, without a division.
                let parts = || -> Option<(i128, i128)> {
                    let bottom = whole.bottom.checked_mul(all.max(1))?;
                    let exact = i128::from(line.total).checked_mul(whole.top)?.checked_mul(*weight)?;
                    Some((i128::from(tax.amount).checked_mul(bottom)?.checked_sub(exact)?.abs(), bottom))
                };
                let near = parts().is_some_and(|(off, bottom)| off <= bottom.saturating_mul(2));
                check.holds(tax.at(), near, || {
                    format!("amount_minor is {}, expected within 2 of its part of the line's total {}", tax.amount, line.total)
                });
            }
        }
    }
}
