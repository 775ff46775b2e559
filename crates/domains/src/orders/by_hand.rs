//! What a person decides on a cart by hand: whether they may, and what is kept of it for the audit trail.
//!
//! A role takes off by hand at most its share: of each line's undiscounted amount (quantity x price) by the line's own discounts,
//! and of all lines that discounts reach by the discounts of lines and order together. What promotions take off does not count.
//! The share of an amount is rounded as a percentage discount is, and lines that each keep to it never come to too much.
//!
//! What an order had taken off already was allowed for those goods at that share, and is not asked for again: a line may keep it,
//! each line of the order once. A larger share, or the same of more goods, is asked for again; what is more than before a
//! person may take their own share off.

use onetill_db::Tx;
use onetill_kernel::{Money, Rate, Result, VariantId, sum};
use serde_json::json;

use super::cart::Cart;
use super::inputs::{KeptPrice, LineInput};
use super::model::{DiscountRow, LineRow, OrderRow};
use super::options::is_same;
use super::store;
use crate::Ctx;
use crate::platform::{self, AuditAction, Permission};

/// Lets nobody sell at another price than the usual one who may not.
pub(super) fn may_reprice(ctx: &Ctx, cart: &Cart) -> Result<()> {
    match cart.repriced.first() {
        Some(line_no) => platform::require(ctx, Permission::OverridePrice)
            .map_err(|e| e.field(format!("lines[{}].unit_price", line_no - 1))),
        None => Ok(()),
    }
}

/// Lets nobody take more off by hand than they may. What the order `earlier` had already is not asked for again.
pub(super) fn may_take_off(tx: &mut Tx<'_>, ctx: &Ctx, cart: &Cart, earlier: Option<&OrderRow>) -> Result<()> {
    let Some(limit) = ctx.who.as_ref().map(|who| who.max_discount()) else { return Ok(()) };
    let given = ByHand::of(cart.items.iter().map(|i| &i.row), &cart.discounts)?;
    let mut beyond = given.beyond(&ByHand::default(), limit)?;
    if let (Some(order), Some(_)) = (earlier, &beyond) {
        let had = ByHand::of(store::lines(tx, order.id)?.iter(), &store::discounts(tx, order.id)?)?;
        beyond = given.beyond(&had, limit)?;
    }
    match beyond {
        None => Ok(()),
        Some(field) => platform::require(ctx, Permission::DiscountFreely).map_err(|e| {
            e.field(field).fix(format!(
                "Take off at most {limit} % by hand, or let somebody approve it who has the permission `discount_freely`."
            ))
        }),
    }
}

/// What a person takes off by hand.
#[derive(Default)]
struct ByHand {
    lines: Vec<LineByHand>,
    /// Off the order.
    order: i64,
}

struct LineByHand {
    line_no: i64,
    variant_id: Option<VariantId>,
    amount: i64,
    off: i64,
}

impl ByHand {
    fn of<'a>(lines: impl Iterator<Item = &'a LineRow>, discounts: &[DiscountRow]) -> Result<Self> {
        let off = |line_no| {
            let its = discounts.iter().filter(|d| d.promotion_id.is_none() && d.line_no == line_no);
            sum(its.map(|d| d.amount))
        };
        let mut each = Vec::new();
        if discounts.iter().any(|d| d.promotion_id.is_none()) {
            for l in lines.filter(|l| l.kind.discountable()) {
                let off = off(Some(l.line_no))?;
                each.push(LineByHand { line_no: l.line_no, variant_id: l.variant_id, amount: l.amount, off });
            }
        }
        Ok(Self { lines: each, order: off(None)? })
    }

    fn amount(&self) -> Result<i64> {
        sum(self.lines.iter().map(|l| l.amount))
    }

    fn off(&self) -> Result<i64> {
        sum(self.lines.iter().map(|l| l.off).chain([self.order]))
    }

    /// The field that takes off more than `limit`, and more than `had` did.
    fn beyond(&self, had: &Self, limit: Rate) -> Result<Option<String>> {
        let mut lines_may = 0;
        let mut left: Vec<&LineByHand> = had.lines.iter().collect();
        for line in &self.lines {
            let mut may = platform::most_off(line.amount, limit)?;
            if line.off > may {
                let field = || format!("lines[{}].discounts", line.line_no - 1);
                let Some(at) = line.allowed_by(&left, limit)? else { return Ok(Some(field())) };
                let known = left.remove(at);
                may = most_kept(line.amount, (known.off, known.amount), limit)?;
            }
            lines_may = sum([lines_may, may])?;
        }
        let whole = most_kept(self.amount()?, (had.off()?, had.amount()?), limit)?;
        Ok((self.off()? > whole.max(lines_may)).then(|| "discounts".to_owned()))
    }
}

impl LineByHand {
    /// Which of the lines `left` had this taken off the same goods: the smallest, so that a larger one is left for more.
    fn allowed_by(&self, left: &[&Self], limit: Rate) -> Result<Option<usize>> {
        let mut found: Option<usize> = None;
        for (at, known) in left.iter().enumerate().filter(|(_, known)| known.variant_id == self.variant_id) {
            let covers = self.off <= most_kept(self.amount, (known.off, known.amount), limit)?;
            if covers && found.is_none_or(|best| known.off < left[best].off) {
                found = Some(at);
            }
        }
        Ok(found)
    }
}

/// The most that may be taken off `amount` where so much was taken off so much before: the share it was of what is left of that,
/// and `limit` of what was added.
fn most_kept(amount: i64, (off, of): (i64, i64), limit: Rate) -> Result<i64> {
    let kept = platform::most_off(amount.min(of), share(off, of))?.min(off);
    let with_more = sum([kept, platform::most_off((amount - of).max(0), limit)?])?;
    Ok(with_more.max(platform::most_off(amount, limit)?))
}

/// The share that `off` is of `amount`, rounded up.
fn share(off: i64, amount: i64) -> Rate {
    let whole = i128::from(Rate::ONE.ppm());
    let ppm = (i128::from(off) * whole + i128::from(amount) - 1) / i128::from(amount.max(1));
    Rate(i64::try_from(ppm.clamp(0, whole)).unwrap_or_default())
}

/// Marks what an order has at these prices already, so that nobody is asked again: each of its lines once, and no more of it.
pub(super) fn keep_prices(lines: &mut [LineInput], stored: &[LineRow]) {
    let mut left: Vec<&LineRow> = stored.iter().collect();
    for line in lines.iter_mut().filter(|l| l.variant_id.is_some()) {
        let Some(price) = line.unit_price else { continue };
        let same = |s: &&LineRow| {
            is_same(line, s)
                && s.base_price.unwrap_or(s.unit_price) == price.minor
                && line.quantity.is_none_or(|wanted| wanted <= s.quantity)
        };
        if let Some(at) = left.iter().position(same) {
            let known = left.remove(at);
            line.kept = Some(KeptPrice { price_list: known.price_list.clone(), regular_price: known.regular_price });
        }
    }
}

/// Accounts for what is sold at another price than its usual one.
pub(super) fn account_for_prices<'a>(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    order: &OrderRow,
    repriced: &[i64],
    lines: impl Iterator<Item = &'a LineRow>,
) -> Result<()> {
    if repriced.is_empty() {
        return Ok(());
    }
    let money = |minor| Money::new(minor, order.currency);
    let each: Vec<_> = lines
        .filter(|l| repriced.contains(&l.line_no))
        .map(|l| {
            json!({
                "line_no": l.line_no,
                "variant_id": l.variant_id,
                "quantity": l.quantity,
                "unit_price": money(l.unit_price),
                "regular_price": l.regular_price.map(money),
            })
        })
        .collect();
    platform::audit(tx, ctx, AuditAction::OrderRepriced, order.id, Some(order.register_id), &json!({ "lines": each }))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn by_hand(lines: &[(i64, i64)], order: i64) -> ByHand {
        let one = |(at, (amount, off)): (usize, &(i64, i64))| LineByHand {
            line_no: at as i64 + 1,
            variant_id: None,
            amount: *amount,
            off: *off,
        };
        ByHand { lines: lines.iter().enumerate().map(one).collect(), order }
    }

    fn check(given: &ByHand, had: &ByHand, expect: Option<&str>) {
        assert_eq!(given.beyond(had, Rate::percent(10)).expect("amounts").as_deref(), expect);
    }

    #[test]
    fn a_limit_holds_for_each_line_and_for_the_whole() {
        let nothing = ByHand::default();
        check(&by_hand(&[(1000, 100), (500, 0)], 0), &nothing, None);
        check(&by_hand(&[(1000, 101), (500, 0)], 0), &nothing, Some("lines[0].discounts"));
        // The line's ten percent, and five more off everything.
        check(&by_hand(&[(1000, 100), (500, 0)], 50), &nothing, None);
        check(&by_hand(&[(1000, 100), (500, 0)], 51), &nothing, Some("discounts"));
        // Ten percent of 0.99 are 0.10, on each of ten lines; of 9.90 they are 0.99.
        check(&by_hand(&[(99, 10); 10], 0), &nothing, None);
        // Ten percent of 0.94 are 0.09; of 9.40 they are 0.94.
        check(&by_hand(&[(94, 0); 10], 94), &nothing, None);
        check(&by_hand(&[], 0), &nothing, None);
    }

    #[test]
    fn what_was_given_before_is_not_asked_for_again() {
        let had = by_hand(&[(1000, 333)], 0);
        check(&by_hand(&[(1000, 333)], 0), &had, None);
        check(&by_hand(&[(1000, 334)], 0), &had, Some("lines[0].discounts"));
        check(&by_hand(&[(1000, 333)], 1), &had, Some("discounts"));
        // Of half of the goods it is half as much.
        check(&by_hand(&[(500, 167)], 0), &had, None);
        check(&by_hand(&[(500, 168)], 0), &had, Some("lines[0].discounts"));
    }

    #[test]
    fn what_was_given_before_holds_for_those_goods_alone() {
        let had = by_hand(&[(1000, 300)], 0);
        // Three times as many at the same share; with ten percent of the two that were added.
        check(&by_hand(&[(3000, 900)], 0), &had, Some("lines[0].discounts"));
        check(&by_hand(&[(3000, 500)], 0), &had, None);
        check(&by_hand(&[(3000, 501)], 0), &had, Some("lines[0].discounts"));
        // On a line of their own.
        check(&by_hand(&[(1000, 300), (1000, 100)], 0), &had, None);
        check(&by_hand(&[(1000, 300), (1000, 300)], 0), &had, Some("lines[1].discounts"));
        // A smaller line before a larger one takes nothing away from it.
        let two = by_hand(&[(3000, 900), (1000, 300)], 0);
        check(&by_hand(&[(1000, 300), (3000, 900)], 0), &two, None);
        // Off the whole it is the same.
        let whole = by_hand(&[(1000, 0)], 300);
        check(&by_hand(&[(1000, 0), (1000, 0)], 400), &whole, None);
        check(&by_hand(&[(1000, 0), (1000, 0)], 401), &whole, Some("discounts"));
        // It may still be what anybody may: ten percent of everything.
        check(&by_hand(&[(9000, 900)], 0), &by_hand(&[(1000, 101)], 0), None);
    }
}
