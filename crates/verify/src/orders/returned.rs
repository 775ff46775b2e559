//! What was given back is never more than what was sold, and all of it is exactly what was sold.

use super::facts::{Line, OrderFacts, RefundLines};
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
        let back = facts.refund_lines.iter().find(|r| r.line_no == line.line_no);
        let quantity = back.map_or(0, |b| b.quantity);
        let at = line.at();
        check.same(at, "refunded_milli", line.refunded, quantity, "the sum of the quantities refunded of it");
        check.holds(at, line.refunded <= line.quantity, || {
            format!("refunded_milli is {}, expected at most the {} sold", line.refunded, line.quantity)
        });
        if let Some(back) = back {
            amounts(facts, line, back, check);
        }
    }
}

fn amounts(facts: &OrderFacts<'_>, line: &Line, back: &RefundLines, check: &mut Check<'_>) {
    let whole = back.quantity == line.quantity;
    for (what, given, sold) in
        [("total_minor", back.total, line.total), ("tax_minor", back.tax, line.tax), ("cost_minor", back.cost, line.cost)]
    {
        let holds = if whole { given == sold } else { near(given, sold, back, line) };
        check.holds(line.at(), holds, || {
            let expected = if whole { "exactly" } else { "the refunded part of" };
            format!(
                "the refunds of {} of {} have {what} {given} in all, expected {expected} {sold}",
                back.quantity, line.quantity
            )
        });
    }
    if whole {
        for tax in facts.taxes_of(line.line_no) {
            let given = facts
                .refund_taxes
                .iter()
                .filter(|t| t.line_no == line.line_no && t.component_no == tax.component_no)
                .map(|t| t.amount)
                .fold(0, i64::saturating_add);
            check.holds(tax.at(), given == tax.amount, || {
                format!("amount_minor is {}, and refunds of the whole line gave back {given}", tax.amount)
            });
        }
    }
}

/// Whether the parts given back differ from their exact share by less than one minor unit each, and never
/// exceed what was sold.
fn near(given: i64, sold: i64, back: &RefundLines, line: &Line) -> bool {
    let quantity = i128::from(line.quantity);
    let off = (i128::from(given) * quantity - i128::from(sold) * i128::from(back.quantity)).abs();
    off <= i128::from(back.count) * quantity && given.abs() <= sold.abs()
}
