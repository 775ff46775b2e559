//! Discounts: one after the other, each of what the earlier ones left; the order's are spread over the
//! lines that they reach, by largest remainder.

use super::facts::{Discount, Line, OrderFacts};
use crate::arithmetic::{share, split};
use crate::report::Check;

/// Whether discounts reach lines of this kind: what is only passed through is not reduced.
fn reached(kind: &str) -> bool {
    matches!(kind, "goods" | "service" | "fee")
}

pub(super) fn check(facts: &OrderFacts<'_>, check: &mut Check<'_>) {
    check.rows(facts.discounts.len());
    for (discount, no) in facts.discounts.iter().zip(1..) {
        let at = discount.at();
        check.same(at, "discount_no", discount.discount_no, no, "discounts are numbered from 1 without a gap");
        if let Some(no) = discount.line_no {
            check.holds(at, facts.lines.iter().any(|l| l.line_no == no), || {
                format!("line_no is {no}, expected a line of the order")
            });
        }
    }
    for line in facts.lines {
        let mut rest = line.amount;
        for discount in facts.discounts.iter().filter(|d| d.line_no == Some(line.line_no)) {
            rest = take(discount, rest, check);
        }
        let taken = line.amount.saturating_sub(rest);
        check.same(
            line.at(),
            "line_discount_minor",
            line.line_discount,
            taken,
            "the sum of the discounts on this line",
        );
        check.holds(line.at(), reached(&line.kind) || taken == 0, || {
            format!("line_discount_minor is {taken}, expected 0: discounts do not reach a {}", line.kind)
        });
    }
    spread(facts, check);
}

/// What a discount leaves of `rest`. A percentage is rounded once.
fn take(discount: &Discount, rest: i64, check: &mut Check<'_>) -> i64 {
    if let Some(rate) = discount.rate {
        match share(rest, rate, 1_000_000) {
            Some(amount) => {
                let why = format!("{rate} ppm of the {rest} that it is taken off");
                check.same(discount.at(), "amount_minor", discount.amount, amount, &why);
            }
            None => check.found(discount.at(), format!("rate_ppm is {rate}, expected 0 to 1000000")),
        }
    }
    check.holds(discount.at(), (0..=rest.max(0)).contains(&discount.amount), || {
        format!("amount_minor is {}, expected between 0 and the {rest} that it is taken off", discount.amount)
    });
    rest.saturating_sub(discount.amount)
}

fn spread(facts: &OrderFacts<'_>, check: &mut Check<'_>) {
    let after_own = |line: &Line| line.amount.saturating_sub(line.line_discount);
    let mut rests: Vec<i64> =
        facts.lines.iter().map(|l| if reached(&l.kind) { after_own(l).max(0) } else { 0 }).collect();
    let mut shares = vec![0i64; rests.len()];
    for discount in facts.discounts.iter().filter(|d| d.line_no.is_none()) {
        take(discount, rests.iter().copied().fold(0, i64::saturating_add), check);
        let weights: Vec<i128> = rests.iter().map(|r| i128::from(*r)).collect();
        for (index, part) in split(discount.amount, &weights).into_iter().flatten().enumerate() {
            shares[index] = shares[index].saturating_add(part);
            rests[index] = rests[index].saturating_sub(part).max(0);
        }
    }
    for (line, share) in facts.lines.iter().zip(shares) {
        let why = "its share of the discounts on the whole order";
        check.same(line.at(), "order_discount_minor", line.order_discount, share, why);
    }
}
