//! What an order's state demands of its other columns and of its payments.

use super::facts::{OrderFacts, Paid};
use crate::arithmetic::rounded;
use crate::report::Check;
use crate::shop::Shop;

pub(super) fn check(facts: &OrderFacts<'_>, shop: &Shop, check: &mut Check<'_>) {
    let order = facts.order;
    let at = order.at();
    check.rows(1);
    let completed = order.completed();
    check.holds(at, order.exempt.0.is_some() == order.exempt.1.is_some(), || {
        "exempt_reason and exempt_certificate are set together or not at all".to_owned()
    });
    for (column, set) in [
        ("receipt_no", order.receipt_no.is_some()),
        ("business_date", order.business_date.is_some()),
        ("recorded_at", order.recorded_at.is_some()),
    ] {
        check.holds(at, set == completed, || {
            let (is, expected) = if set { ("set", "nothing") } else { ("missing", "a value") };
            format!("{column} is {is}, expected {expected} in an order that is {}", order.state)
        });
    }
    if let (Some(date), Some(recorded_at)) = (&order.business_date, order.recorded_at) {
        let moments = [recorded_at, order.happened_at];
        shop.check_date(at, date, &moments, order.location_id, check);
    }
    if let Some(currency) = &shop.currency {
        check.same(at, "currency", &order.currency, currency, "the merchant's currency");
    }
    check.holds(at, completed || !order.recovered, || {
        format!("recovered is 1, expected 0 in an order that is {}", order.state)
    });
    check.holds(at, !completed || !facts.lines.is_empty(), || "it is completed without a line".to_owned());
    if let Some(location) = shop.registers.get(&order.register_id) {
        check.same(at, "location_id", order.location_id, *location, "where its register stands");
    }
    for line in facts.lines {
        let account = shop.line_account(&line.kind, line.tax_category_id);
        check.same(line.at(), "account", line.account.as_str(), account, "the account of its kind and tax category");
        let (list, called) = &line.price_list;
        check.holds(line.at(), list.is_some() == called.is_some(), || {
            "price_list_id and price_list_name are set together or not at all".to_owned()
        });
        let (regular, why) = &line.regular;
        check.holds(line.at(), regular.is_some() || why.is_none(), || {
            "price_reason is set, expected nothing: it was sold at its usual price".to_owned()
        });
        check.holds(line.at(), *regular != Some(line.unit_price), || {
            "regular_price_minor is the price itself, expected another or nothing".to_owned()
        });
        check.holds(line.at(), completed || line.cost == 0, || {
            format!("cost_minor is {}, expected 0 until the goods are handed over", line.cost)
        });
        check.holds(line.at(), line.tracked || line.cost == 0, || {
            format!("cost_minor is {}, expected 0: no stock is kept of it", line.cost)
        });
    }
}

pub(super) fn check_paid(facts: &OrderFacts<'_>, shop: &Shop, check: &mut Check<'_>) {
    check_cash(facts, shop, check);
    let order = facts.order;
    let at = order.at();
    check.rows(facts.payments.len());
    let captured = || facts.payments.iter().filter(|p| p.state == "captured");
    let amount = captured().map(|p| p.amount).fold(0, i64::saturating_add);
    let change = captured().map(|p| p.change).fold(0, i64::saturating_add);
    // What was taken for an order that was given up has gone back.
    let (kept, change) = if order.state == "voided" { (0, 0) } else { (amount, change) };
    check.same(at, "paid_minor", order.paid, kept, "the sum of its captured payments");
    check.same(at, "change_minor", order.change, change, "the sum of the change of its payments");
    if order.completed() {
        check.same(at, "total_minor", order.total, amount, "a completed order is paid exactly");
    } else {
        check.holds(at, kept <= order.total, || {
            format!("total_minor is {}, expected at least the {kept} captured for it", order.total)
        });
    }
    check.holds(at, order.state != "open" || amount == 0, || {
        format!("state is open, expected frozen: {amount} was captured for it")
    });
    let under_way =
        facts.payments.iter().filter(|p| matches!(p.state.as_str(), "created" | "pending" | "unknown")).count();
    check.holds(at, under_way == 0 || order.state == "frozen", || {
        format!("state is {}, expected frozen: a payment is under way", order.state)
    });
}

/// The cash of an order is rounded once, in however many payments it came.
fn check_cash(facts: &OrderFacts<'_>, shop: &Shop, check: &mut Check<'_>) {
    let cash = |p: &&Paid| p.state == "captured" && shop.tenders.get(&p.tender).is_some_and(|t| t.kind == "cash");
    let cash = || facts.payments.iter().filter(cash);
    let Some(step) = cash().next().and_then(|p| p.step).filter(|step| *step > 0) else { return };
    if cash().any(|p| p.step != Some(step)) {
        return; // The smallest coin changed in between: each payment is checked by itself.
    }
    let owed = cash().map(|p| p.amount).fold(0, i64::saturating_add);
    let kept = cash().map(|p| p.tendered.saturating_sub(p.change)).fold(0, i64::saturating_add);
    let expected = rounded(owed, step);
    check.holds(facts.order.at(), kept == expected, || {
        format!("{kept} was kept in cash for the {owed} that cash pays of it, expected {expected}")
    });
}
