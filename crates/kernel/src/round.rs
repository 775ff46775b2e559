//! The only rounding: half away from zero; and the only splitting: by largest remainder.

use crate::{Error, Result};

/// `a / b` rounded half away from zero. `b` must be positive.
pub fn div_round(a: i128, b: i128) -> i128 {
    debug_assert!(b > 0, "the divisor is positive");
    let (quotient, remainder) = (a / b, a % b);
    if remainder.abs() * 2 >= b { quotient + a.signum() } else { quotient }
}

/// `a * b / c` rounded once, half away from zero, without overflow in between. `c` must be positive.
pub fn mul_div_round(a: i64, b: i64, c: i64) -> Result<i64> {
    i64::try_from(div_round(i128::from(a) * i128::from(b), i128::from(c))).map_err(|_| Error::overflow())
}

/// The checked sum of `amounts`.
pub fn sum(amounts: impl IntoIterator<Item = i64>) -> Result<i64> {
    amounts.into_iter().try_fold(0i64, |total, x| total.checked_add(x)).ok_or_else(Error::overflow)
}

/// Splits `total` over `weights` so that the parts add up to it exactly: each part is its exact share
/// rounded towards zero, and the spare units go to the largest remainders, ties to the earlier part.
///
/// Weights must not be negative. Where all are zero the first part takes everything.
pub fn allocate(total: i64, weights: &[i64]) -> Vec<i64> {
    let weight_sum: i128 = weights.iter().map(|w| i128::from(*w)).sum();
    if weight_sum == 0 {
        let mut parts = vec![0; weights.len()];
        if let Some(first) = parts.first_mut() {
            *first = total;
        }
        return parts;
    }
    let shares: Vec<i128> = weights.iter().map(|w| i128::from(total) * i128::from(*w)).collect();
    // A share's magnitude never exceeds the total's, so it fits.
    let mut parts: Vec<i64> = shares.iter().map(|s| (s / weight_sum) as i64).collect();
    let spare = (total - parts.iter().sum::<i64>()).unsigned_abs() as usize;
    let mut order: Vec<usize> = (0..parts.len()).collect();
    order.sort_by_key(|i| (std::cmp::Reverse((shares[*i] % weight_sum).abs()), *i));
    for i in order.into_iter().take(spare) {
        parts[i] += total.signum();
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn rounds_half_away_from_zero() {
        for (a, b, expect) in [(5, 2, 3), (-5, 2, -3), (4, 3, 1), (5, 3, 2), (-4, 3, -1), (0, 7, 0), (1, 2, 1)] {
            assert_eq!(div_round(a, b), expect, "{a}/{b}");
        }
    }

    #[test]
    fn spare_units_go_to_the_largest_remainder_then_the_earlier() {
        assert_eq!(allocate(100, &[1, 1, 1]), [34, 33, 33]);
        assert_eq!(allocate(-100, &[1, 1, 1]), [-34, -33, -33]);
        assert_eq!(allocate(10, &[5, 0, 15]), [3, 0, 7]);
        assert_eq!(allocate(7, &[0, 0]), [7, 0]);
        assert_eq!(allocate(0, &[3, 4]), [0, 0]);
    }

    proptest! {
        #[test]
        fn parts_add_up_and_stay_within_one_of_their_share(
            total in -1_000_000_000_000i64..1_000_000_000_000,
            weights in prop::collection::vec(0i64..1_000_000_000, 1..40),
        ) {
            let parts = allocate(total, &weights);
            prop_assert_eq!(parts.iter().sum::<i64>(), total);
            let weight_sum: i128 = weights.iter().map(|w| i128::from(*w)).sum();
            if weight_sum > 0 {
                for (part, weight) in parts.iter().zip(&weights) {
                    let exact = i128::from(total) * i128::from(*weight);
                    let off = (i128::from(*part) * weight_sum - exact).abs();
                    prop_assert!(off < weight_sum, "a part is less than one unit from its share");
                }
            }
        }

        #[test]
        fn rounding_is_symmetric(a in -1_000_000_000_000_000i64..1_000_000_000_000_000, b in 1i64..1_000_000_000) {
            prop_assert_eq!(div_round(i128::from(a), i128::from(b)), -div_round(-i128::from(a), i128::from(b)));
        }
    }
}
