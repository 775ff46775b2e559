//! Quantities in thousandths: three apples, 1.25 kg, half an hour.

use crate::{Error, Result};

/// A quantity in thousandths of the unit it is sold in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Quantity(pub i64);

crate::decimal::decimal_newtype!(Quantity, 3, "1.25");

impl Quantity {
    /// Nothing.
    pub const ZERO: Self = Self(0);
    /// One unit.
    pub const ONE: Self = Self(1000);
    /// More than any line of an order may ask for: a million units.
    pub const MAX_LINE: Self = Self(1_000_000_000);

    /// Whole units.
    pub const fn units(units: i64) -> Self {
        Self(units * 1000)
    }

    /// Thousandths of a unit.
    pub const fn milli(self) -> i64 {
        self.0
    }

    /// The sum, checked.
    pub fn plus(self, other: Self) -> Result<Self> {
        self.0.checked_add(other.0).map(Self).ok_or_else(Error::overflow)
    }

    /// The difference, checked.
    pub fn minus(self, other: Self) -> Result<Self> {
        self.0.checked_sub(other.0).map(Self).ok_or_else(Error::overflow)
    }
}
