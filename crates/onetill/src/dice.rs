//! Seeded chance: the same seed gives the same shop. Whole numbers only.

use onetill_kernel::{Date, Result};
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};

/// A source of draws.
pub(crate) struct Dice(StdRng);

impl Dice {
    /// Dice of one purpose: `salt` keeps the draws of one apart from those of another.
    pub(crate) fn new(seed: u64, salt: u64) -> Self {
        Self(StdRng::seed_from_u64(seed ^ salt.wrapping_mul(0x9e37_79b9_7f4a_7c15)))
    }

    /// Dice of one day, so that a day's plan does not depend on how many days came before it.
    pub(crate) fn of_day(seed: u64, date: Date) -> Result<Self> {
        let day = date.at(0, 0, "UTC")?.micros() / 86_400_000_000;
        Ok(Self::new(seed, day.unsigned_abs()))
    }

    /// A number below `n`; 0 where `n` is 0.
    pub(crate) fn below(&mut self, n: u64) -> u64 {
        if n == 0 { 0 } else { self.0.random_range(0..n) }
    }

    /// A number from `low` to `high`, both included.
    pub(crate) fn between(&mut self, low: i64, high: i64) -> i64 {
        if low >= high { low } else { self.0.random_range(low..=high) }
    }

    /// Whether something happens that happens `permille` times in a thousand.
    pub(crate) fn chance(&mut self, permille: u64) -> bool {
        self.below(1000) < permille
    }

    /// One of `choices`, each as likely. There must be one.
    pub(crate) fn pick<T: Copy>(&mut self, choices: &[T]) -> T {
        choices[self.index(choices.len())]
    }

    /// A place in a list of `len`.
    pub(crate) fn index(&mut self, len: usize) -> usize {
        usize::try_from(self.below(len as u64)).unwrap_or(0)
    }

    /// One of the values, as likely as its weight says; `default` of an empty table.
    pub(crate) fn weighted(&mut self, table: &[(i64, u64)], default: i64) -> i64 {
        let mut left = self.below(table.iter().map(|(_, weight)| weight).sum());
        for (value, weight) in table {
            if left < *weight {
                return *value;
            }
            left -= weight;
        }
        default
    }

    /// A draw from the bell curve around 0, in thousandths of its standard deviation: the sum of twelve
    /// even draws is close enough.
    pub(crate) fn bell(&mut self) -> i64 {
        (0..12).map(|_| self.between(0, 1000)).sum::<i64>() - 6000
    }

    /// A seed for other dice.
    pub(crate) fn seed(&mut self) -> u64 {
        self.0.random()
    }
}
