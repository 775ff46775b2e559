//! Rounding and splitting, written anew: the auditor does not use the arithmetic that it audits.

/// `top / bottom` to the nearest whole, halves away from zero. `bottom` is above zero.
pub(crate) fn nearest(top: i128, bottom: i128) -> i128 {
    let magnitude = top.unsigned_abs();
    let bottom = bottom.unsigned_abs();
    let whole = magnitude / bottom;
    // Compared with what is missing to the next whole, so that nothing is doubled and overflows.
    let up = magnitude % bottom >= bottom - magnitude % bottom;
    let rounded = (whole + u128::from(up)) as i128;
    if top < 0 { -rounded } else { rounded }
}

/// `amount * top / bottom` to the nearest whole; `None` if that leaves 64 bits.
pub(crate) fn share(amount: i64, top: i64, bottom: i64) -> Option<i64> {
    i64::try_from(nearest(i128::from(amount) * i128::from(top), i128::from(bottom))).ok()
}

/// A rate as a fraction in lowest terms.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Fraction {
    pub(crate) top: i128,
    pub(crate) bottom: i128,
}

impl Fraction {
    pub(crate) const ZERO: Self = Self { top: 0, bottom: 1 };

    /// From parts per million.
    pub(crate) fn ppm(rate: i64) -> Self {
        Self { top: i128::from(rate), bottom: 1_000_000 }.reduced()
    }

    fn reduced(self) -> Self {
        let divisor = greatest_common_divisor(self.top.abs(), self.bottom).max(1);
        Self { top: self.top / divisor, bottom: self.bottom / divisor }
    }

    pub(crate) fn plus(self, other: Self) -> Option<Self> {
        let left = self.top.checked_mul(other.bottom)?;
        let right = other.top.checked_mul(self.bottom)?;
        Some(Self { top: left.checked_add(right)?, bottom: self.bottom.checked_mul(other.bottom)? }.reduced())
    }

    pub(crate) fn times(self, other: Self) -> Option<Self> {
        let (top, bottom) = (self.top.checked_mul(other.top)?, self.bottom.checked_mul(other.bottom)?);
        Some(Self { top, bottom }.reduced())
    }

    /// This part of `amount`, to the nearest whole.
    pub(crate) fn of(self, amount: i64) -> Option<i64> {
        i64::try_from(nearest(i128::from(amount).checked_mul(self.top)?, self.bottom)).ok()
    }

    /// The part of an amount that includes it: rate / (1 + rate).
    pub(crate) fn included(self) -> Option<Self> {
        Some(Self { top: self.top, bottom: self.bottom.checked_add(self.top)? }.reduced())
    }
}

fn greatest_common_divisor(a: i128, b: i128) -> i128 {
    if b == 0 { a } else { greatest_common_divisor(b, a % b) }
}

/// What each of several taxes on one amount comes to as a part of that amount, where a compound tax is
/// also due on the taxes before it. `None` if the fractions leave 128 bits.
pub(crate) fn effective_rates(components: impl IntoIterator<Item = (i64, bool)>) -> Option<Vec<Fraction>> {
    let mut rates = Vec::new();
    let mut before = Fraction::ZERO;
    for (rate_ppm, compound) in components {
        let rate = Fraction::ppm(rate_ppm);
        let effective = if compound { rate.plus(rate.times(before)?)? } else { rate };
        before = before.plus(effective)?;
        rates.push(effective);
    }
    Some(rates)
}

/// Splits `total` by `weights` (none below zero): each gets its whole part, and what is spare goes one by
/// one to those that lost most, the earlier first. All weights zero: the first takes all.
pub(crate) fn split(total: i64, weights: &[i128]) -> Option<Vec<i64>> {
    let sum = weights.iter().try_fold(0i128, |a, w| a.checked_add(*w))?;
    if sum == 0 {
        return Some(weights.iter().enumerate().map(|(i, _)| if i == 0 { total } else { 0 }).collect());
    }
    let magnitude = i128::from(total).abs();
    let mut parts = Vec::with_capacity(weights.len());
    let mut lost = Vec::with_capacity(weights.len());
    for weight in weights {
        let exact = magnitude.checked_mul(*weight)?;
        parts.push(i64::try_from(exact / sum).ok()?);
        lost.push(exact % sum);
    }
    let mut spare = i64::try_from(magnitude).ok()? - parts.iter().sum::<i64>();
    while spare > 0 {
        let mut best = 0;
        for (index, remainder) in lost.iter().enumerate() {
            if *remainder > lost[best] {
                best = index;
            }
        }
        parts[best] += 1;
        lost[best] = -1;
        spare -= 1;
    }
    Some(parts.into_iter().map(|p| if total < 0 { -p } else { p }).collect())
}

/// `amount` to the nearest multiple of `step`, half away from zero.
pub(crate) fn rounded(amount: i64, step: i64) -> i64 {
    if step <= 0 { amount } else { share(amount, 1, step).unwrap_or(0).saturating_mul(step) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn halves_go_away_from_zero() {
        for (top, bottom, expect) in [(5, 2, 3), (-5, 2, -3), (4, 3, 1), (5, 3, 2), (-4, 3, -1), (0, 7, 0), (7, 7, 1)] {
            assert_eq!(nearest(top, bottom), expect, "{top}/{bottom}");
        }
        assert_eq!(share(333, 1250, 1000), Some(416));
        assert_eq!(share(i64::MAX, 2, 1), None);
    }

    #[test]
    fn a_compound_tax_is_due_on_the_taxes_before_it() {
        let rates = effective_rates([(50_000, false), (100_000, true)]).expect("fractions");
        assert_eq!(rates, [Fraction { top: 1, bottom: 20 }, Fraction { top: 21, bottom: 200 }]);
        // 5 % and then 10 % on both: 100.00 becomes 115.50.
        let both = rates[0].plus(rates[1]).expect("a fraction");
        assert_eq!(both.included().and_then(|r| r.of(11_550)), Some(1_550));
    }

    #[test]
    fn parts_add_up() {
        assert_eq!(split(100, &[1, 1, 1]).expect("parts"), [34, 33, 33]);
        assert_eq!(split(-100, &[1, 1, 1]).expect("parts"), [-34, -33, -33]);
        assert_eq!(split(10, &[5, 0, 15]).expect("parts"), [3, 0, 7]);
        assert_eq!(split(7, &[0, 0]).expect("parts"), [7, 0]);
        assert_eq!(split(7, &[]).expect("parts"), Vec::<i64>::new());
    }
}
