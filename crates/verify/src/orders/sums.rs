//! A line comes to quantity x price less discounts, and an order to its lines.

use super::facts::OrderFacts;
use crate::arithmetic::share;
use crate::report::Check;

pub(super) fn check(facts: &OrderFacts<'_>, check: &mut Check<'_>) {
    let order = facts.order;
    check.rows(1 + facts.lines.len());
    for (line, no) in facts.lines.iter().zip(1..) {
        let at = line.at();
        check.same(at, "line_no", line.line_no, no, "the lines of an order are numbered from 1 without a gap");
        match share(line.quantity, line.unit_price, 1000) {
            Some(amount) => check.same(at, "amount_minor", line.amount, amount, "quantity x unit price, rounded"),
            None => check.found(at, "quantity x unit price is too large to be an amount"),
        }
        let rest = line.rest();
        if order.prices_include_tax {
            let total = rest.saturating_sub(line.exempted);
            check.same(at, "total_minor", line.total, total, "the amount less discounts, prices including tax");
        } else {
            let total = rest.saturating_add(line.tax);
            check.same(at, "total_minor", line.total, total, "the amount less discounts, and its tax");
        }
        check.holds(at, line.line_discount >= 0 && line.order_discount >= 0 && rest >= 0, || {
            format!(
                "line_discount_minor is {} and order_discount_minor {}, expected to be neither below zero nor \
                 together above the amount {}",
                line.line_discount, line.order_discount, line.amount
            )
        });
        check.holds(at, !line.tracked || line.variant_id.is_some(), || {
            "tracked is 1 without a variant_id, expected a variant whose stock is kept".to_owned()
        });
    }
    let at = order.at();
    let sum = |part: fn(&super::facts::Line) -> i64| facts.lines.iter().map(part).fold(0i64, i64::saturating_add);
    check.same(at, "line_count", order.line_count, facts.lines.len() as i64, "the number of its lines");
    check.same(at, "subtotal_minor", order.subtotal, sum(|l| l.amount), "the sum of its lines' amounts");
    let discount = sum(|l| l.line_discount.saturating_add(l.order_discount));
    check.same(at, "discount_minor", order.discount, discount, "the sum of its lines' discounts");
    check.same(at, "tax_minor", order.tax, sum(|l| l.tax), "the sum of its lines' taxes");
    check.same(at, "total_minor", order.total, sum(|l| l.total), "the sum of its lines' totals");
}
