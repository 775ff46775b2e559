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

/// So many percent off one of the goods. None of them can be combined with another.
pub(crate) struct Promotion {
    pub(crate) id: Value,
    pub(crate) version: i64,
    pub(crate) active: bool,
    pub(crate) priority: i64,
    pub(crate) percent: i64,
    pub(crate) goods: usize,
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

    /// What a line of whole pieces comes to.
    pub(crate) fn line(&self, goods: usize, pieces: i64) -> i64 {
        let amount = self.unit(goods) * pieces;
        let first = self
            .promotions
            .iter()
            .enumerate()
            .filter(|(_, promotion)| promotion.active && promotion.goods == goods)
            .min_by_key(|(age, promotion)| (promotion.priority, *age));
        // Half away from zero, of what is never below it.
        amount - first.map_or(0, |(_, promotion)| (amount * promotion.percent + 50) / 100)
    }

    /// What a cart comes to.
    pub(crate) fn cart(&self, lines: &[(usize, i64)]) -> i64 {
        lines.iter().map(|(goods, pieces)| self.line(*goods, *pieces)).sum()
    }
}
