//! What promotions take off a cart. Pure: the same lines and promotions give the same discounts, in whatever order the
//! lines stand.
//!
//! - Promotions that hold come one after the other: those of lower priority number first, of one number the older first.
//!   Line promotions come before the discounts that a cashier gives; order promotions after all of a line's discounts, and
//!   before the order's own.
//! - Each takes of what the earlier ones left, and never more than that. What lines without discounts cost (gift
//!   cards, deposits, tips, shipping) is out of reach.
//! - A promotion that is not combinable reaches only lines that no other promotion took part in, and the lines that it
//!   took part in are left alone by later ones. An order promotion that is not combinable holds only where no other order
//!   promotion does. An order promotion reaches all lines, whatever line promotions did.
//! - Whole units count where a promotion counts (buy and get, sets, bundles). Of what is given away the cheapest go first;
//!   sets take the dearest first, as many sets as pay for the customer; a line belongs to the first part of a bundle that
//!   names it. What a set saves is spread over its lines by largest remainder; each of them took part, also one whose
//!   share rounds to nothing.

use std::cmp::Ordering;

use onetill_kernel::{CategoryId, Quantity, Rate, Result, VariantId, allocate, mul_div_round, sum};

use super::pricing::Off;
use crate::prices::{PromotionKind, PromotionRule};

/// A line as promotions see it.
#[derive(Debug, Clone)]
pub struct PromotionLine {
    /// What is sold; promotions reach nothing else.
    pub variant_id: Option<VariantId>,
    /// The category that it is in.
    pub category_id: Option<CategoryId>,
    /// Whether anything may be taken off it.
    pub discountable: bool,
    /// How many.
    pub quantity: Quantity,
    /// Quantity x unit price.
    pub amount: i64,
}

/// What a promotion takes off.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Taken {
    /// Which of the promotions given.
    pub promotion: usize,
    /// What it takes off, as pricing computes it.
    pub off: Off,
}

/// What is left of a line, and what promotions did with it.
struct State {
    rest: i64,
    /// A promotion took part in it.
    touched: bool,
    /// One that is not combinable did.
    closed: bool,
    taken: Vec<Taken>,
}

/// What line promotions take off each line, in the order in which they do.
pub fn on_lines(promotions: &[&PromotionRule], lines: &[PromotionLine]) -> Result<Vec<Vec<Taken>>> {
    // The same cart in another order must come to the same: lines are looked at in an order of their own.
    let mut order: Vec<usize> = (0..lines.len()).collect();
    order.sort_by_key(|i| (lines[*i].variant_id, lines[*i].amount, lines[*i].quantity, *i));
    let mut states: Vec<State> =
        lines.iter().map(|l| State { rest: l.amount, touched: false, closed: false, taken: Vec::new() }).collect();
    for (promotion, rule) in promotions.iter().enumerate().filter(|(_, rule)| !rule.kind.is_on_order()) {
        let open = |i: &usize| {
            let (line, state) = (&lines[*i], &states[*i]);
            line.discountable
                && !state.closed
                && (rule.combinable || !state.touched)
                && rule.part_of(line.variant_id, line.category_id).is_some()
        };
        let reached: Vec<usize> = order.iter().copied().filter(|i| open(i)).collect();
        let cuts = cuts(rule, &reached, lines, &states)?;
        let mut took_part = Vec::new();
        for (line, off, amount) in cuts {
            if amount > 0 || rule.kind.is_of_sets() {
                took_part.push(line);
            }
            if amount > 0 {
                states[line].rest -= amount;
                states[line].taken.push(Taken { promotion, off });
            }
        }
        if rule.kind == PromotionKind::BuyGet && !took_part.is_empty() {
            // What had to be bought took part too.
            took_part = reached;
        }
        for line in took_part {
            states[line].touched = true;
            states[line].closed |= !rule.combinable;
        }
    }
    Ok(states.into_iter().map(|s| s.taken).collect())
}

/// What order promotions take off all lines together, of which `rest` is left after the lines' own discounts.
pub fn on_order(promotions: &[&PromotionRule], rest: i64) -> Result<Vec<Taken>> {
    let mut left = rest;
    let mut taken = Vec::new();
    for (promotion, rule) in promotions.iter().enumerate().filter(|(_, rule)| rule.kind.is_on_order()) {
        if rest < rule.min_total || left == 0 || !rule.combinable && !taken.is_empty() {
            continue;
        }
        let (off, amount) = match rule.kind {
            PromotionKind::OrderPercent => (Off::Rate(rule.percent), percent_of(left, rule.percent)?),
            _ => (Off::Amount(rule.amount.min(left)), rule.amount.min(left)),
        };
        if amount > 0 {
            left -= amount;
            taken.push(Taken { promotion, off });
            if !rule.combinable {
                break;
            }
        }
    }
    Ok(taken)
}

fn percent_of(amount: i64, rate: Rate) -> Result<i64> {
    mul_div_round(amount, rate.ppm(), Rate::ONE.ppm())
}

/// What one promotion takes off the lines that it reaches: line, how, and how much.
type Cuts = Vec<(usize, Off, i64)>;

fn cuts(rule: &PromotionRule, reached: &[usize], lines: &[PromotionLine], states: &[State]) -> Result<Cuts> {
    let each = |of: &dyn Fn(usize) -> Result<(Off, i64)>| -> Result<Cuts> {
        reached.iter().map(|i| of(*i).map(|(off, amount)| (*i, off, amount))).collect()
    };
    let units = |part: Option<i64>| -> Vec<Units> {
        let mine = |i: &&usize| part.is_none() || rule.part_of(lines[**i].variant_id, lines[**i].category_id) == part;
        reached.iter().filter(mine).filter_map(|i| Units::of(*i, &lines[*i], states[*i].rest)).collect()
    };
    match rule.kind {
        PromotionKind::Percent => each(&|i| Ok((Off::Rate(rule.percent), percent_of(states[i].rest, rule.percent)?))),
        PromotionKind::Amount => each(&|i| {
            let wanted = mul_div_round(rule.amount, lines[i].quantity.milli(), 1000)?;
            let amount = wanted.min(states[i].rest);
            Ok((Off::Amount(amount), amount))
        }),
        PromotionKind::BuyGet => {
            let given = if rule.parts > 1 {
                let (bought, mut gifts) = (units(Some(1)), units(Some(2)));
                let times = count(&bought) / rule.buy.max(1);
                gifts.sort_by(Units::by_price);
                first(&gifts, times.saturating_mul(rule.get))
            } else {
                let mut all = units(None);
                let times = count(&all) / rule.buy.saturating_add(rule.get).max(1);
                all.sort_by(Units::by_price);
                first(&all, times.saturating_mul(rule.get))
            };
            let cut = |(units, count): (Units, i64)| {
                let amount = percent_of(units.value(count)?, rule.percent)?;
                Ok((units.line, Off::Amount(amount), amount))
            };
            given.into_iter().map(cut).collect()
        }
        PromotionKind::Mix => sets(rule, &[(units(None), rule.buy.max(1))]),
        PromotionKind::Bundle => {
            let parts: Vec<(Vec<Units>, i64)> =
                (1..=rule.parts).map(|part| (units(Some(part)), rule.quantity_of(part).max(1))).collect();
            sets(rule, &parts)
        }
        PromotionKind::OrderPercent | PromotionKind::OrderAmount => Ok(Vec::new()),
    }
}

/// Sets at a price: of each part so many of its units, the dearest first.
fn sets(rule: &PromotionRule, parts: &[(Vec<Units>, i64)]) -> Result<Cuts> {
    let mut parts: Vec<(Vec<Units>, i64)> = parts.to_vec();
    for (units, _) in &mut parts {
        units.sort_by(|a, b| Units::by_price(b, a));
    }
    let most = parts.iter().map(|(units, each)| count(units) / each).min().unwrap_or(0);
    let taken = |sets: i64| -> Vec<(Units, i64)> {
        parts.iter().flat_map(|(units, each)| first(units, sets.saturating_mul(*each))).collect()
    };
    let saved = |sets: i64| -> Result<i64> {
        let mut value = 0i64;
        for (units, count) in taken(sets) {
            value = sum([value, units.value(count)?])?;
        }
        // Sets that cost more than an i64 holds save nothing.
        Ok(rule.amount.checked_mul(sets).map_or(i64::MIN, |price| value.saturating_sub(price)))
    };
    // Each further set is made of cheaper goods and saves less than the one before: the last that saves anything is the
    // best.
    let (mut low, mut high) = (0, most);
    while low < high {
        let middle = low + (high - low + 1) / 2;
        if saved(middle)? > saved(middle - 1)? {
            low = middle;
        } else {
            high = middle - 1;
        }
    }
    let off = saved(low)?;
    if low == 0 || off <= 0 {
        return Ok(Vec::new());
    }
    let used = taken(low);
    let mut weights = Vec::with_capacity(used.len());
    for (units, count) in &used {
        weights.push(units.value(*count)?);
    }
    let shares = allocate(off, &weights);
    Ok(used.iter().zip(shares).map(|((units, _), share)| (units.line, Off::Amount(share), share)).collect())
}

/// The whole units of a line.
#[derive(Debug, Clone, Copy)]
struct Units {
    line: usize,
    count: i64,
    rest: i64,
    quantity: i64,
}

impl Units {
    fn of(line: usize, of: &PromotionLine, rest: i64) -> Option<Self> {
        let count = of.quantity.milli() / Quantity::ONE.milli();
        (count > 0 && rest > 0).then_some(Self { line, count, rest, quantity: of.quantity.milli() })
    }

    /// The cheaper first.
    fn by_price(a: &Self, b: &Self) -> Ordering {
        let cross = |rest: i64, quantity: i64| i128::from(rest) * i128::from(quantity);
        cross(a.rest, b.quantity).cmp(&cross(b.rest, a.quantity))
    }

    /// What is left of the price of so many.
    fn value(&self, count: i64) -> Result<i64> {
        mul_div_round(self.rest, count.saturating_mul(Quantity::ONE.milli()), self.quantity)
    }
}

fn count(units: &[Units]) -> i64 {
    units.iter().map(|u| u.count).sum()
}

/// The first so many of some units.
fn first(units: &[Units], mut wanted: i64) -> Vec<(Units, i64)> {
    let mut taken = Vec::new();
    for unit in units {
        let count = unit.count.min(wanted);
        if count > 0 {
            taken.push((*unit, count));
            wanted -= count;
        }
    }
    taken
}
