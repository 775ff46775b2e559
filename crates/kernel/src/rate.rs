//! Rates in millionths: tax rates and percentage discounts.

/// A rate in parts per million; on the wire a percentage, so 17.5 % is `"17.5"` and 175,000 ppm.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Rate(pub i64);

crate::decimal::decimal_newtype!(Rate, 4, "17.5");

impl Rate {
    /// One hundred percent.
    pub const ONE: Self = Self(1_000_000);

    /// Parts per million.
    pub const fn ppm(self) -> i64 {
        self.0
    }

    /// A whole percentage.
    pub const fn percent(percent: i64) -> Self {
        Self(percent * 10_000)
    }
}
