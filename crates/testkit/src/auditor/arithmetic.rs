//! The auditor's own arithmetic: what it needs, in the plainest way.

use serde_json::Value;

/// `a / b` to the nearest, halves away from zero; `b` is above zero.
pub(super) fn nearest(a: i128, b: i128) -> i64 {
    let magnitude = (2 * a.abs() + b) / (2 * b);
    i64::try_from(if a < 0 { -magnitude } else { magnitude }).expect("amounts of a test are small")
}

/// `amount x part / whole`, to the nearest.
pub(super) fn share(amount: i64, part: i64, whole: i64) -> i64 {
    nearest(i128::from(amount) * i128::from(part), i128::from(whole))
}

/// Splits `whole` by weight: everybody gets what is certain, then one unit more goes to whoever misses most,
/// to the earlier of two who miss as much. Where nothing weighs anything the first gets all.
pub(super) fn split(whole: i64, weights: &[i128]) -> Vec<i64> {
    let sum: i128 = weights.iter().sum();
    if sum == 0 {
        return weights.iter().enumerate().map(|(place, _)| if place == 0 { whole } else { 0 }).collect();
    }
    let exact = |weight: &i128| i128::from(whole) * weight;
    let mut parts: Vec<i64> = weights.iter().map(|w| (exact(w) / sum) as i64).collect();
    let mut missing: Vec<i128> = weights.iter().map(|w| exact(w) % sum).collect();
    while parts.iter().sum::<i64>() < whole {
        let most = *missing.iter().max().expect("somebody misses something");
        let first = missing.iter().position(|m| *m == most).expect("the one who does");
        parts[first] += 1;
        missing[first] = -1;
    }
    parts
}

/// A decimal of the API, a string or a whole number, times ten to the power of `decimals`.
pub(super) fn decimal(value: &Value, decimals: usize) -> i64 {
    let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
    format!("{whole}{fraction:0<decimals$}").parse().expect("a decimal")
}

/// A quantity in thousandths.
pub(super) fn thousandths(value: &Value) -> i64 {
    decimal(value, 3)
}

/// The minor units of an amount, if there is one.
pub(super) fn minor(value: &Value) -> Option<i64> {
    value["amount"].as_i64()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn the_auditor_can_count() {
        assert_eq!([(5, 2), (-5, 2), (4, 3), (-5, 3), (1, 3)].map(|(a, b)| nearest(a, b)), [3, -3, 1, -2, 0]);
        assert_eq!(split(100, &[1, 1, 1]), [34, 33, 33]);
        assert_eq!(split(10, &[5, 0, 15]), [3, 0, 7]);
        assert_eq!(split(7, &[0, 0]), [7, 0]);
        assert_eq!([json!("1.5"), json!("0.001"), json!(12)].map(|v| thousandths(&v)), [1500, 1, 12_000]);
    }
}
