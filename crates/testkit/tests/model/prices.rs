//! What goods cost today: price lists and promotions, as simply as they can be said.

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
}

/// Something off one of the goods. None of them can be combined with another.
pub(crate) struct Promotion {
    pub(crate) id: Value,
    pub(crate) version: i64,
    pub(crate) active: bool,
    pub(crate) priority: i64,
    pub(crate) deal: Deal,
    pub(crate) goods: usize,
}

impl Promotion {
    /// What it takes off so many pieces of this price.
    fn off(&self, unit: i64, pieces: i64) -> i64 {
        match self.deal {
            // Half away from zero, of what is never below it.
            Deal::Percent(percent) => (unit * pieces * percent + 50) / 100,
            Deal::Off(each) => each.min(unit) * pieces,
            Deal::Give { buy, get } => pieces / (buy + get) * get * unit,
            Deal::Set { pieces: set, price } => (pieces / set) * (set * unit - price).max(0),
        }
    }
}

/// The prices of a shop.
#[derive(Default)]
pub(crate) struct Prices {
    pub(crate) catalogue: Vec<i64>,
    pub(crate) lists: Vec<List>,
    pub(crate) promotions: Vec<Promotion>,
}

impl Prices {
    /// What one costs.
    fn unit(&self, goods: usize) -> i64 {
        let of = |local: bool| {
            let lists = self.lists.iter().filter(|list| list.active && list.local == local);
            lists.filter_map(|list| list.prices.get(&goods).copied()).min()
        };
        of(true).or(of(false)).unwrap_or(self.catalogue[goods])
    }

    /// What the pieces of one of the goods come to.
    fn all_of(&self, goods: usize, pieces: i64) -> i64 {
        let unit = self.unit(goods);
        let holds = |promotion: &&Promotion| promotion.active && promotion.goods == goods;
        let mut promotions: Vec<&Promotion> = self.promotions.iter().filter(holds).collect();
        // Those of one priority stay in the order of their age.
        promotions.sort_by_key(|promotion| promotion.priority);
        // The first that takes anything off holds alone.
        let off = promotions.iter().map(|promotion| promotion.off(unit, pieces)).find(|off| *off > 0);
        unit * pieces - off.unwrap_or(0)
    }

    /// What a cart comes to, whose lines are of different goods.
    pub(crate) fn cart(&self, lines: &[(usize, i64)]) -> i64 {
        lines.iter().map(|(goods, pieces)| self.all_of(*goods, *pieces)).sum()
    }
}
