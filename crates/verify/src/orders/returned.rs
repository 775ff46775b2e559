//! What was given back is never more than what was sold, and the parts come to exactly what was sold.

use super::facts::{Line, OrderFacts, RefundLine};
use crate::arithmetic::share;
use crate::report::Check;

pub(super) fn check(facts: &OrderFacts<'_>, check: &mut Check<'_>) {
    let order = facts.order;
    check.rows(facts.refund_lines.len());
    let refunded = facts.refunds.iter().map(|r| r.total).fold(0, i64::saturating_add);
    check.same(order.at(), "refunded_minor", order.refunded, refunded, "the sum of its refunds");
    check.holds(order.at(), facts.refunds.is_empty() || order.completed(), || {
        format!("state is {}, expected completed: it has refunds", order.state)
    });
    for line in facts.lines {
        let back: Vec<&RefundLine> = facts.refund_lines.iter().filter(|r| r.line_no == line.line_no).collect();
        if line.refunded != 0 || !back.is_empty() {
            check_line(facts, line, &back, check);
        }
    }
}

fn check_line(facts: &OrderFacts<'_>, line: &Line, back: &[&RefundLine], check: &mut Check<'_>) {
    let sum = |part: fn(&RefundLine) -> i64| back.iter().map(|r| part(r)).fold(0i64, i64::saturating_add);
    let quantity = sum(|r| r.quantity);
    let before = check.violations();
    let at = line.at();
    check.same(at, "refunded_milli", line.refunded, quantity, "the sum of the quantities refunded of it");
    check.holds(at, line.refunded <= line.quantity, || {
        format!("refunded_milli is {}, expected at most the {} sold", line.refunded, line.quantity)
    });
    // Each refund takes what is due up to its quantity, less what went before: whatever the steps were,
    // together they are the share of the whole, rounded once.
    let due = |sold: i64| share(sold, quantity, line.quantity.max(1)).unwrap_or(sold);
    let mut tax = 0;
    for sold in facts.charged_of(line.line_no) {
        let given = facts
            .refund_taxes
            .iter()
            .filter(|t| t.line_no == line.line_no && t.component_no == sold.component_no)
            .map(|t| t.amount)
            .fold(0, i64::saturating_add);
        tax += due(sold.amount);
        check.holds(sold.at(), given == due(sold.amount), || {
            format!("refunds of {quantity} gave back {given} of its amount_minor, expected {}", due(sold.amount))
        });
    }
    for (what, given, expected) in [
        ("total_minor", sum(|r| r.total), due(line.total)),
        ("tax_minor", sum(|r| r.tax), tax),
        ("cost_minor", sum(|r| r.cost), due(line.cost)),
    ] {
        check.holds(at, given == expected, || {
            format!("the refunds of {quantity} of {} have {what} {given} in all, expected {expected}", line.quantity)
        });
    }
    // One of the refunds is wrong, or the line: nobody can tell which, so each is named.
    if check.violations() > before {
        for refund in back {
            let order = line.order_id;
            check.found(
                refund.at(),
                format!(
                    "it is among the refunds of line {} of order {order}, which do not come to \
                what was sold: {quantity} for {}",
                    line.line_no,
                    sum(|r| r.total)
                ),
            );
        }
    }
}
