//! What goods cost today: price lists, options, promotions and codes, and what somebody takes off, as simply as they can be
//! said.

use std::collections::BTreeMap;

use serde_json::Value;

/// A price list for everybody.
pub(crate) struct List {
    pub(crate) id: Value,
    pub(crate) version: i64,
    pub(crate) active: bool,
    /// Whether it is of the one location, which goes before those of all.
    pub(crate) local: bool,
    /// By the variant's place among the goods.
    pub(crate) prices: BTreeMap<usize, i64>,
}

/// What a promotion does with one of the goods.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Deal {
    /// So many percent off.
    Percent(i64),
    /// So much off each piece.
    Off(i64),
    /// Of so many that are bought and given, the last ones are given.
    Give { buy: i64, get: i64 },
    /// So many come to a price of their own, where that is less.
    Set { pieces: i64, price: i64 },
    /// One of them with so many of others comes to a price of its own, where that is less.
    Bundle { with: usize, pieces: i64, price: i64 },
}

/// Something off one of the goods. None of them can be combined with another.
pub(crate) struct Promotion {
    pub(crate) id: Value,
    pub(crate) version: i64,
    pub(crate) active: bool,
    pub(crate) priority: i64,
    pub(crate) deal: Deal,
    pub(crate) goods: usize,
    pub(crate) needs_code: bool,
}

/// A code, how often it may be used, and how often it was.
pub(crate) struct Code {
    pub(crate) text: String,
    /// Its promotion's place.
    pub(crate) of: usize,
    pub(crate) most: Option<i64>,
    pub(crate) most_each: Option<i64>,
    /// By customer, nobody being one too.
    pub(crate) used: BTreeMap<Option<usize>, i64>,
}

impl Code {
    pub(crate) fn uses(&self) -> i64 {
        self.used.values().sum()
    }
}

/// Something that is chosen with one of the goods.
pub(crate) struct Choice {
    pub(crate) id: Value,
    pub(crate) goods: usize,
    /// What it adds to the price, or takes off it.
    pub(crate) price: i64,
}

/// How many choices go with one of the goods.
#[derive(Clone, Copy)]
pub(crate) struct Choices {
    pub(crate) goods: usize,
    pub(crate) least: usize,
    pub(crate) most: usize,
}

/// Pieces of one of the goods.
#[derive(Debug, Clone)]
pub(crate) struct Line {
    pub(crate) goods: usize,
    pub(crate) pieces: i64,
    /// What is chosen with them.
    pub(crate) choices: Vec<usize>,
    /// What somebody takes off by hand.
    pub(crate) percent: i64,
}

/// Lines of different goods, who buys them, and the code that they bring.
#[derive(Debug, Clone, Default)]
pub(crate) struct Cart {
    pub(crate) lines: Vec<Line>,
    pub(crate) customer: Option<usize>,
    pub(crate) code: Option<usize>,
}

/// What a cart comes to.
pub(crate) struct Sum {
    pub(crate) total: i64,
    /// Whether its code took anything off.
    pub(crate) by_code: bool,
    /// What each line costs without anything off, and what of it somebody takes off by hand.
    pub(crate) by_hand: Vec<(i64, i64)>,
}

/// So many percent of something that is not below zero, half up.
pub(crate) fn percent_of(amount: i64, percent: i64) -> i64 {
    (amount * percent + 50) / 100
}

/// Two parts of a whole by weight: what is left over goes to the part that misses more of it, to the first of two alike.
pub(crate) fn halves(whole: i64, [one, other]: [i64; 2]) -> [i64; 2] {
    let all = (one + other).max(1);
    let (first, second) = (whole * one, whole * other);
    let left = whole - first / all - second / all;
    let to_first = if first % all >= second % all { left } else { 0 };
    [first / all + to_first, second / all + left - to_first]
}

/// The prices of a shop.
#[derive(Default)]
pub(crate) struct Prices {
    pub(crate) catalogue: Vec<i64>,
    pub(crate) lists: Vec<List>,
    pub(crate) promotions: Vec<Promotion>,
    pub(crate) codes: Vec<Code>,
    pub(crate) choices: Vec<Choice>,
    pub(crate) asked: Vec<Choices>,
}

impl Prices {
    /// What one costs with what is chosen: never less than nothing.
    fn unit(&self, line: &Line) -> i64 {
        let of = |local: bool| {
            let lists = self.lists.iter().filter(|list| list.active && list.local == local);
            lists.filter_map(|list| list.prices.get(&line.goods).copied()).min()
        };
        let base = of(true).or(of(false)).unwrap_or(self.catalogue[line.goods]);
        (base + line.choices.iter().map(|c| self.choices[*c].price).sum::<i64>()).max(0)
    }

    /// What one of each line costs now.
    pub(crate) fn units(&self, lines: &[Line]) -> Vec<i64> {
        lines.iter().map(|line| self.unit(line)).collect()
    }

    /// What a cart comes to now.
    pub(crate) fn sum(&self, cart: &Cart) -> Sum {
        self.sum_at(&cart.lines, &self.units(&cart.lines), cart.code)
    }

    /// What lines come to, of which one costs so much.
    pub(crate) fn sum_at(&self, lines: &[Line], units: &[i64], code: Option<usize>) -> Sum {
        let amounts: Vec<i64> = lines.iter().zip(units).map(|(line, unit)| line.pieces * unit).collect();
        let mut rests = amounts.clone();
        let mut taken_part = vec![false; lines.len()];
        let mut by_code = false;
        let opened = code.map(|c| self.codes[c].of);
        let mut order: Vec<usize> = (0..self.promotions.len())
            .filter(|p| self.promotions[*p].active && (!self.promotions[*p].needs_code || opened == Some(*p)))
            .collect();
        // Those of one priority stay in the order of their age.
        order.sort_by_key(|p| self.promotions[*p].priority);
        for p in order {
            let promotion = &self.promotions[p];
            // The first in which a line takes part holds alone.
            let free = |goods: usize| lines.iter().position(|line| line.goods == goods).filter(|at| !taken_part[*at]);
            let Some(at) = free(promotion.goods) else { continue };
            let (unit, pieces) = (units[at], lines[at].pieces);
            let offs: Vec<(usize, i64)> = match promotion.deal {
                Deal::Percent(percent) => vec![(at, percent_of(unit * pieces, percent))],
                Deal::Off(each) => vec![(at, each.min(unit) * pieces)],
                Deal::Give { buy, get } => vec![(at, pieces / (buy + get) * get * unit)],
                Deal::Set { pieces: set, price } => vec![(at, (pieces / set) * (set * unit - price).max(0))],
                Deal::Bundle { with, pieces: each, price } => match free(with) {
                    Some(other) if unit > 0 && units[other] > 0 => {
                        let sets = pieces.min(lines[other].pieces / each);
                        let worth = [unit * sets, units[other] * each * sets];
                        let saved = (worth[0] + worth[1] - price * sets).max(0);
                        let [one, two] = halves(saved, worth);
                        vec![(at, one), (other, two)]
                    }
                    _ => Vec::new(),
                },
            };
            // What is saved together may round to nothing on one line: it was of the bundle all the same.
            let together = offs.iter().any(|(_, off)| *off > 0);
            for (at, off) in offs {
                rests[at] -= off;
                taken_part[at] = together;
                by_code |= off > 0 && opened == Some(p);
            }
        }
        let mut by_hand = Vec::new();
        for ((line, rest), amount) in lines.iter().zip(&mut rests).zip(&amounts) {
            let off = percent_of(*rest, line.percent);
            by_hand.push((*amount, off));
            *rest -= off;
        }
        Sum { total: rests.iter().sum(), by_code, by_hand }
    }

    /// Why a cart cannot be sold as it is, to anybody.
    pub(crate) fn refuse(&self, cart: &Cart) -> Result<(), &'static str> {
        for line in &cart.lines {
            for asked in self.asked.iter().filter(|asked| asked.goods == line.goods) {
                if line.choices.len() > asked.most {
                    return Err("options_too_many");
                }
                if line.choices.len() < asked.least {
                    return Err("options_needed");
                }
            }
        }
        let Some(code) = cart.code.map(|c| &self.codes[c]) else { return Ok(()) };
        if !self.promotions[code.of].active {
            return Err("coupon_not_valid");
        }
        if code.most.is_some_and(|most| code.uses() >= most) {
            return Err("coupon_used_up");
        }
        match (code.most_each, cart.customer) {
            (Some(_), None) => Err("coupon_needs_customer"),
            (Some(most), who) if code.used.get(&who).copied().unwrap_or(0) >= most => Err("coupon_used_up"),
            _ => Ok(()),
        }
    }

    /// A code is used, or given back.
    pub(crate) fn use_code(&mut self, used: Option<(usize, Option<usize>)>, times: i64) {
        if let Some((code, customer)) = used {
            *self.codes[code].used.entry(customer).or_default() += times;
        }
    }
}
