//! Taxes: each line's components add up to its tax, and each comes to its rate of its base.
//!
//! Rounded per line, each amount stands for itself. Rounded per order, the tax of all lines that share it
//! is rounded once, and spread over them by largest remainder.

use std::collections::BTreeMap;

use onetill_kernel::Uuid;

use super::facts::{Line, LineTax, OrderFacts};
use crate::arithmetic::{Fraction, effective_rates, share, split};
use crate::report::Check;
use crate::shop::Shop;

const MILLION: i64 = 1_000_000;
/// Taxes within a price share it by so much of their rates.
const TWELVE_DIGITS: i128 = 1_000_000_000_000;

pub(super) fn check(facts: &OrderFacts<'_>, shop: &Shop, check: &mut Check<'_>) {
    check.rows(facts.taxes.len() + facts.exempted.len());
    let order = facts.order;
    for tax in if order.is_exempt() { facts.taxes } else { facts.exempted } {
        check.found(tax.at(), if order.is_exempt() { "its order is exempt" } else { "its order is not exempt" });
    }
    for line in facts.lines {
        let taxes = facts.taxes_of(line.line_no);
        let sum = taxes.iter().map(|t| t.amount).fold(0, i64::saturating_add);
        let (charged, exempted) = if order.is_exempt() { (0, sum) } else { (sum, 0) };
        check.same(line.at(), "tax_minor", line.tax, charged, "the sum of its tax components");
        check.same(line.at(), "exempted_minor", line.exempted, exempted, "the taxes that are not charged for it");
        let untaxed = matches!(line.kind.as_str(), "gift_card" | "tip" | "account_payment");
        check.holds(line.at(), !untaxed || (taxes.is_empty() && line.tax_category_id.is_none()), || {
            format!("kind is {}, which is not taxed, and it has taxes or a tax_category_id", line.kind)
        });
        for (tax, no) in taxes.iter().zip(1..) {
            check.same(tax.at(), "component_no", tax.component_no, no, "the taxes of a line are numbered from 1");
            // A component that is missing is named by the references.
            if let Some(component) = shop.components.get(&tax.component_id) {
                check.holds(tax.at(), Some(component.category) == line.tax_category_id, || {
                    "component_id is not of the tax category of its line".to_owned()
                });
                if let Some(account) = &tax.account {
                    check.same(tax.at(), "account", account, &component.account, "where its component is owed");
                }
            }
        }
    }
    match (order.prices_include_tax, order.tax_rounding == "order") {
        (true, false) => facts.lines.iter().for_each(|line| {
            let taxes = facts.taxes_of(line.line_no);
            if !taxes.is_empty() {
                included(&[line], &[taxes], check);
            }
        }),
        (true, true) => included_per_order(facts, check),
        (false, false) => facts.lines.iter().for_each(|line| {
            let taxes = facts.taxes_of(line.line_no);
            for (index, tax) in taxes.iter().enumerate() {
                added(&[(tax, base(line, &taxes[..index], tax))], check);
            }
        }),
        (false, true) => added_per_order(facts, check),
    }
}

/// What a tax is due on when prices exclude it: the net, and for a compound tax the taxes before it.
fn base(line: &Line, before: &[LineTax], tax: &LineTax) -> i64 {
    let earlier = before.iter().map(|t| t.amount).fold(0, i64::saturating_add);
    line.rest().saturating_add(if tax.compound { earlier } else { 0 })
}

/// One tax on one line or on several, each with its base.
fn added(taxes: &[(&LineTax, i64)], check: &mut Check<'_>) {
    let [(first, _), ..] = taxes else { return };
    let bases = taxes.iter().map(|(_, base)| *base).fold(0, i64::saturating_add);
    let weights: Vec<i128> = taxes.iter().map(|(_, base)| i128::from(*base)).collect();
    match share(bases, first.rate, MILLION).and_then(|tax| split(tax, &weights)) {
        Some(parts) => {
            for ((tax, base), part) in taxes.iter().zip(parts) {
                let why = format!("its share of {} ppm of {bases}, with {base} of its own", tax.rate);
                check.same(tax.at(), "amount_minor", tax.amount, part, &why);
            }
        }
        None => too_large(first, check),
    }
}

fn added_per_order(facts: &OrderFacts<'_>, check: &mut Check<'_>) {
    let mut shared: BTreeMap<_, Vec<(&LineTax, i64)>> = BTreeMap::new();
    for line in facts.lines {
        let taxes = facts.taxes_of(line.line_no);
        for (index, tax) in taxes.iter().enumerate() {
            let key = (tax.component_id, tax.rate, tax.compound);
            shared.entry(key).or_default().push((tax, base(line, &taxes[..index], tax)));
        }
    }
    for taxes in shared.values() {
        added(taxes, check);
    }
}

/// The taxes within the prices of one line or of several that are taxed alike.
fn included(lines: &[&Line], taxes: &[&[LineTax]], check: &mut Check<'_>) {
    let total = lines.iter().map(|l| l.rest()).fold(0, i64::saturating_add);
    let Some(parts) = included_parts(total, taxes[0]) else { return too_large(&taxes[0][0], check) };
    let weights: Vec<i128> = lines.iter().map(|l| i128::from(l.rest())).collect();
    for (place, part) in parts.into_iter().enumerate() {
        let Some(shares) = split(part, &weights) else { return too_large(&taxes[0][place], check) };
        for ((tax, line), share) in taxes.iter().map(|t| &t[place]).zip(lines).zip(shares) {
            let why = format!("its share of the {part} in a total of {total}, with {} of its own", line.rest());
            check.same(tax.at(), "amount_minor", tax.amount, share, &why);
        }
    }
}

/// What each of the taxes within `total` comes to.
fn included_parts(total: i64, taxes: &[LineTax]) -> Option<Vec<i64>> {
    let rates = effective_rates(taxes.iter().map(|t| (t.rate, t.compound)))?;
    let whole = rates.iter().try_fold(Fraction::ZERO, |sum, rate| sum.plus(*rate))?;
    let weights: Option<Vec<i128>> = rates.iter().map(|r| Some(r.top.checked_mul(TWELVE_DIGITS)? / r.bottom)).collect();
    split(whole.included()?.of(total)?, &weights?)
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
        let taxes: Vec<&[LineTax]> = lines.iter().map(|l| facts.taxes_of(l.line_no)).collect();
        included(lines, &taxes, check);
    }
}

fn too_large(tax: &LineTax, check: &mut Check<'_>) {
    check.found(tax.at(), format!("rate_ppm is {}, too large for a tax to be computed", tax.rate));
}
