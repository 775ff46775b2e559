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

        /// Whoever got a spare unit had a larger remainder than whoever got none, or the same and came first.
        #[test]
        fn spare_units_go_where_the_remainder_is_largest_ties_to_the_earlier(
            total in 0i64..10_000,
            weights in prop::collection::vec(0i64..12, 1..12),
        ) {
            let weight_sum: i64 = weights.iter().sum();
            prop_assume!(weight_sum > 0);
            let parts = allocate(total, &weights);
            let remainder = |i: usize| total * weights[i] % weight_sum;
            let lucky = |i: usize| parts[i] > total * weights[i] / weight_sum;
            for i in (0..parts.len()).filter(|i| lucky(*i)) {
                for j in (0..parts.len()).filter(|j| !lucky(*j)) {
                    prop_assert!((remainder(i), j) > (remainder(j), i), "{:?} over {:?}: {:?}", total, weights, parts);
                }
            }
        }

        /// Money that goes back in proportion to what is left of each payment never exceeds any of them,
        /// and whatever the steps, in the end each has gone back whole.
        #[test]
        fn shares_of_what_is_left_never_exceed_it(
            paid in prop::collection::vec(0i64..100_000, 1..6),
            steps in prop::collection::vec(1i64..50_000, 0..12),
        ) {
            let mut left = paid;
            for step in steps.into_iter().chain([i64::MAX]) {
                let step = step.min(left.iter().sum());
                let parts = allocate(step, &left);
                for (left, part) in left.iter_mut().zip(parts) {
                    prop_assert!((0..=*left).contains(&part), "{} of {}", part, left);
                    *left -= part;
                }
            }
            prop_assert!(left.iter().all(|left| *left == 0));
        }

        #[test]
        fn rounding_is_to_the_nearest_and_ties_go_away_from_zero(a in -1_000_000_000i64..1_000_000_000, b in 1i64..20) {
            let (a, b) = (i128::from(a), i128::from(b));
            let off = 2 * (div_round(a, b) * b - a);
            prop_assert!(off.abs() < b || (off.abs() == b && off.signum() == a.signum()), "{}/{}", a, b);
        }

        #[test]
        fn rounding_is_symmetric(a in -1_000_000_000_000_000i64..1_000_000_000_000_000, b in 1i64..1_000_000_000) {
            prop_assert_eq!(div_round(i128::from(a), i128::from(b)), -div_round(-i128::from(a), i128::from(b)));
        }

        #[test]
        fn a_product_is_exact_or_refused(a: i64, b: i64, c in 1i64..) {
            let exact = div_round(i128::from(a) * i128::from(b), i128::from(c));
            prop_assert_eq!(mul_div_round(a, b, c).ok(), i64::try_from(exact).ok());
        }

        #[test]
        fn a_sum_is_exact_or_refused(amounts in prop::collection::vec(any::<i64>(), 0..4)) {
            let exact: i128 = amounts.iter().map(|x| i128::from(*x)).sum();
            // A sum on the way may be too large although the whole would fit: a refusal is right then too.
            if let Ok(total) = sum(amounts) {
                prop_assert_eq!(i128::from(total), exact);
            }
        }
    }
}
