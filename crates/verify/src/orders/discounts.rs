//! Discounts: each percentage comes to its amount, and the lines carry all of them.

use super::facts::{Discount, Line, OrderFacts};
use crate::arithmetic::share;
use crate::report::Check;

/// Whether discounts on the order reach lines of this kind: what is only passed through is not reduced.
fn reached(kind: &str) -> bool {
    matches!(kind, "goods" | "service")
}

pub(super) fn check(facts: &OrderFacts<'_>, check: &mut Check<'_>) {
    check.rows(facts.discounts.len());
    let of_line = |line_no: Option<i64>| facts.discounts.iter().filter(move |d| d.line_no == line_no);
    for (discount, no) in facts.discounts.iter().zip(1..) {
        let at = discount.at();
        check.same(at, "discount_no", discount.discount_no, no, "discounts are numbered from 1 without a gap");
        check.holds(at, discount.amount >= 0, || format!("amount_minor is {}, expected zero or more", discount.amount));
        let base = match discount.line_no {
            None => facts.lines.iter().filter(|l| reached(&l.kind)).map(after_own).fold(0, i64::saturating_add),
            Some(no) => match facts.lines.iter().find(|l| l.line_no == no) {
                Some(line) => line.amount,
                None => {
                    check.found(at, format!("line_no is {no}, expected a line of the order"));
                    continue;
                }
            },
        };
        let earlier =
            of_line(discount.line_no).take_while(|d| d.discount_no < discount.discount_no).map(|d| d.amount).sum::<i64>();
        percentage(discount, base.saturating_sub(earlier), check);
    }
    for line in facts.lines {
        let sum = of_line(Some(line.line_no)).map(|d| d.amount).fold(0, i64::saturating_add);
        check.same(line.at(), "line_discount_minor", line.line_discount, sum, "the sum of the discounts on this line");
        check.holds(line.at(), reached(&line.kind) || line.order_discount == 0, || {
            format!("order_discount_minor is {}, expected 0: discounts do not reach a {}", line.order_discount, line.kind)
        });
    }
    let on_order = of_line(None).map(|d| d.amount).fold(0, i64::saturating_add);
    let carried = facts.lines.iter().map(|l| l.order_discount).fold(0, i64::saturating_add);
    check.holds(facts.order.at(), carried == on_order, || {
        format!("its lines carry {carried} of the discounts on the whole order, expected {on_order}")
    });
}

fn after_own(line: &Line) -> i64 {
    line.amount.saturating_sub(line.line_discount)
}

/// A percentage is rounded once, of what earlier discounts left.
fn percentage(discount: &Discount, base: i64, check: &mut Check<'_>) {
    if let Some(rate) = discount.rate {
        match share(base, rate, 1_000_000) {
            Some(amount) => {
                check.same(discount.at(), "amount_minor", discount.amount, amount, "its rate_ppm of what it is taken off");
            }
            None => check.found(discount.at(), format!("rate_ppm is {rate}, expected 0 to 1000000")),
        }
    }
}
