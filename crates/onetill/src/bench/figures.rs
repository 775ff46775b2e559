//! Figures of what was measured.
#![allow(clippy::float_arithmetic, reason = "measurements are not money")]

use std::time::Duration;

/// How long each of many things took.
pub(super) struct Latencies(Vec<Duration>);

impl Latencies {
    pub(super) fn new(mut each: Vec<Duration>) -> Self {
        each.sort_unstable();
        Self(each)
    }

    /// What so many of a thousand did not exceed, in milliseconds.
    pub(super) fn ms(&self, permille: usize) -> f64 {
        let rank = (self.0.len() * permille).div_ceil(1000).max(1) - 1;
        self.0.get(rank).map_or(0.0, |d| d.as_secs_f64() * 1000.0)
    }
}

/// A figure with so many decimals.
pub(super) fn rounded(value: f64, places: i32) -> f64 {
    let factor = 10f64.powi(places);
    (value * factor).round() / factor
}
