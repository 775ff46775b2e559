//! When and how much is sold: the measured figures of `demo/rhythm.json`, and `demo/seasons.csv`.

use std::collections::HashMap;

use onetill_kernel::{Date, Error, Result};
use serde::Deserialize;

use crate::dice::Dice;

/// What a table of weights holds: value and weight.
type Weights = Vec<(i64, u64)>;

/// The figures of `rhythm.json`; what each means is told in `demo/RHYTHM.md`.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct Rhythm {
    pub(super) hour_weights: Vec<u64>,
    pub(super) weekday_weights: Vec<u64>,
    pub(super) orders_per_day: u64,
    pub(super) day_spread_permille: i64,
    pub(super) lines_per_order: Weights,
    pub(super) quantity_per_line: Weights,
    pub(super) known_customer_permille: u64,
    pub(super) visits_per_customer: Weights,
    pub(super) visits_per_customer_days: i64,
    pub(super) days_between_visits: Weights,
    pub(super) refund_permille: u64,
    pub(super) refund_delay_days: Weights,
    /// Each season's weights by month, in percent.
    #[serde(skip)]
    seasons: HashMap<String, [u64; 12]>,
}

impl Rhythm {
    /// Reads the embedded figures.
    pub(super) fn read() -> Result<Self> {
        let mut rhythm: Self =
            serde_json::from_str(include_str!("../../../../demo/rhythm.json")).map_err(Error::internal)?;
        let mut table = csv::Reader::from_reader(include_str!("../../../../demo/seasons.csv").as_bytes());
        for row in table.deserialize::<(String, [u64; 12])>() {
            let (season, months) = row.map_err(Error::internal)?;
            rhythm.seasons.insert(season, months);
        }
        Ok(rhythm)
    }

    /// How well a product of `season` sells in `month` (0 is January), in percent of its usual weight.
    pub(super) fn season_percent(&self, season: &str, month: usize) -> u64 {
        self.seasons.get(season).and_then(|months| months.get(month)).copied().unwrap_or(100)
    }

    /// How many orders a day has: its weekday's share, more or less.
    pub(super) fn orders_on(&self, seed: u64, date: Date) -> Result<u64> {
        let mut dice = Dice::of_day(seed.wrapping_add(1), date)?;
        let week: u64 = self.weekday_weights.iter().sum();
        let weight = self.weekday_weights.get(date.weekday()).copied().unwrap_or(0);
        let usual = self.orders_per_day * 7 * weight * 1000 / week.max(1);
        let factor = (1000 + self.day_spread_permille * dice.bell() / 1000).clamp(300, 1700).unsigned_abs();
        Ok((usual * factor / 1000 + 500) / 1000)
    }

    /// An hour and second of the day at which somebody comes.
    pub(super) fn moment(&self, dice: &mut Dice) -> (i64, i64) {
        let hours: Weights = (0..).zip(self.hour_weights.iter().copied()).collect();
        (dice.weighted(&hours, 12), dice.between(0, 3599))
    }
}

/// The month of a date, 0 is January.
pub(super) fn month(date: Date) -> usize {
    date.to_string().get(5..7).and_then(|m| m.parse::<usize>().ok()).map_or(0, |m| m.saturating_sub(1))
}
