//! Decimal text to scaled integers and back, shared by [`Quantity`](crate::Quantity) and
//! [`Rate`](crate::Rate). On the wire both are decimal strings, or whole JSON numbers.

use std::fmt;

/// Reads `text` as a decimal with at most `digits` decimals, scaled by 10^digits.
pub(crate) fn parse(text: &str, digits: u32) -> Result<i64, String> {
    let bad = || format!("\"{}\" is not a decimal number.", text.chars().take(40).collect::<String>());
    let (negative, body) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text),
    };
    let (whole, fraction) = body.split_once('.').unwrap_or((body, ""));
    if whole.is_empty() || !whole.bytes().chain(fraction.bytes()).all(|b| b.is_ascii_digit()) {
        return Err(bad());
    }
    if body.ends_with('.') {
        return Err(bad());
    }
    if fraction.len() > digits as usize {
        return Err(format!("{text} has more than {digits} decimals."));
    }
    let scale = 10i64.pow(digits);
    let padded = format!("{fraction:0<width$}", width = digits as usize);
    let scaled = whole
        .parse::<i64>()
        .ok()
        .and_then(|w| w.checked_mul(scale))
        .and_then(|w| w.checked_add(if digits == 0 { 0 } else { padded.parse::<i64>().ok()? }))
        .ok_or_else(|| format!("{text} is too large."))?;
    Ok(if negative { -scaled } else { scaled })
}

/// Writes a scaled integer without trailing zeros: `format(1250, 3)` is `1.25`.
pub(crate) fn format(value: i64, digits: u32, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let scale = 10u64.pow(digits);
    let (whole, fraction) = (value.unsigned_abs() / scale, value.unsigned_abs() % scale);
    let sign = if value < 0 { "-" } else { "" };
    if fraction == 0 {
        return write!(f, "{sign}{whole}");
    }
    let fraction = format!("{fraction:0width$}", width = digits as usize);
    write!(f, "{sign}{whole}.{}", fraction.trim_end_matches('0'))
}

/// A number with decimals comes as a double, which keeps fifteen digits of any decimal (IEEE 754, binary64).
const EXACT: u64 = 10u64.pow(15);

/// Reads a decimal string or a whole number from any serde format.
pub(crate) struct Visitor {
    pub(crate) digits: u32,
}

impl serde::de::Visitor<'_> for Visitor {
    type Value = i64;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "a whole number, or a string such as \"1.5\" with at most {} decimals", self.digits)
    }

    fn visit_i64<E: serde::de::Error>(self, v: i64) -> Result<i64, E> {
        v.checked_mul(10i64.pow(self.digits)).ok_or_else(|| E::custom(format!("{v} is too large.")))
    }

    fn visit_u64<E: serde::de::Error>(self, v: u64) -> Result<i64, E> {
        i64::try_from(v).map_err(|_| E::custom(format!("{v} is too large."))).and_then(|v| self.visit_i64(v))
    }

    fn visit_f64<E: serde::de::Error>(self, v: f64) -> Result<i64, E> {
        // The shortest text that reads back as this number is what the sender wrote, where that had no more digits than
        // every such number keeps.
        let scaled = parse(&v.to_string(), self.digits).map_err(E::custom)?;
        if scaled.unsigned_abs() >= EXACT {
            return Err(E::custom(format!("{v} has more digits than a JSON number keeps; send it as a text.")));
        }
        Ok(scaled)
    }

    fn visit_str<E: serde::de::Error>(self, v: &str) -> Result<i64, E> {
        parse(v, self.digits).map_err(E::custom)
    }
}

/// Gives a scaled-integer newtype its text form, serde and schema.
macro_rules! decimal_newtype {
    ($name:ident, $digits:expr, $example:expr) => {
        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                crate::decimal::format(self.0, $digits, f)
            }
        }
        impl std::str::FromStr for $name {
            type Err = String;
            fn from_str(s: &str) -> Result<Self, String> {
                crate::decimal::parse(s, $digits).map(Self)
            }
        }
        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
                s.collect_str(self)
            }
        }
        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
                d.deserialize_any(crate::decimal::Visitor { digits: $digits }).map(Self)
            }
        }
        impl utoipa::PartialSchema for $name {
            fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
                use utoipa::openapi::schema::{ObjectBuilder, SchemaType, Type};
                let types = SchemaType::from_iter([Type::String, Type::Number]);
                ObjectBuilder::new()
                    .schema_type(types)
                    .pattern(Some(format!(r"^-?\d+(\.\d{{1,{}}})?$", $digits)))
                    .description(Some(
                        "A decimal string; JSON numbers are read too. Answers carry a string without trailing zeros.",
                    ))
                    .examples([serde_json::Value::from($example)])
                    .into()
            }
        }
        impl utoipa::ToSchema for $name {}
    };
}
pub(crate) use decimal_newtype;

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::parse;
    use crate::{Quantity, Rate};

    proptest! {
        /// Text, JSON strings and JSON numbers all say the same, and nothing is lost on the way.
        #[test]
        fn what_is_written_reads_back(milli in -1_000_000_000_000i64..1_000_000_000_000, ppm in 0i64..10_000_000) {
            let (quantity, rate) = (Quantity(milli), Rate(ppm));
            prop_assert_eq!(quantity.to_string().parse(), Ok(quantity));
            prop_assert_eq!(rate.to_string().parse(), Ok(rate));
            let json = serde_json::to_string(&quantity).expect("json");
            prop_assert_eq!(serde_json::from_str::<Quantity>(&json).expect("a quantity"), quantity);
            let number = quantity.to_string();
            prop_assert_eq!(serde_json::from_str::<Quantity>(&number).expect("a quantity"), quantity);
        }

        /// Whatever is sent, as text or as JSON: what is read is exactly what was written, and anything else is refused.
        #[test]
        fn any_text_is_read_exactly_or_refused(text in "-?[0-9]{0,22}[.]?[0-9]{0,6}|[-+.eE0-9]{0,24}|\\PC{0,24}") {
            let read = text.parse::<Quantity>();
            prop_assert_eq!(read.clone().ok().map(|q| q.0), by_hand(&text));
            if let Ok(quantity) = read {
                prop_assert_eq!(quantity.to_string().parse(), Ok(quantity));
            }
            // As a number of JSON, where it is one, it says the same or is refused.
            if let Ok(number) = serde_json::from_str::<Quantity>(&text) {
                let exact = by_hand(&text);
                prop_assert!(exact.is_none_or(|exact| exact == number.0), "{text}: {number}");
            }
        }
    }

    /// A decimal in thousandths, digit by digit.
    fn by_hand(text: &str) -> Option<i64> {
        let body = text.strip_prefix('-').unwrap_or(text);
        let (whole, fraction) = match body.find('.') {
            Some(at) => (&body[..at], &body[at + 1..]),
            None => (body, "0"),
        };
        let decimal = !whole.is_empty() && (1..=3).contains(&fraction.len());
        let digits: Vec<char> = whole.chars().chain(fraction.chars()).collect();
        if !decimal || !digits.iter().all(char::is_ascii_digit) {
            return None;
        }
        let missing = std::iter::repeat_n('0', 3 - fraction.len());
        let scaled = digits
            .into_iter()
            .chain(missing)
            .try_fold(0i128, |sum, digit| sum.checked_mul(10)?.checked_add(i128::from(digit.to_digit(10)?)))?;
        // The lowest number of all has no opposite, and is not needed.
        let scaled = i64::try_from(scaled).ok()?;
        Some(if text.starts_with('-') { -scaled } else { scaled })
    }

    #[test]
    fn reads_decimals_exactly_and_refuses_the_rest() {
        let cases: [(&str, Result<i64, ()>); 12] = [
            ("1", Ok(1000)),
            ("1.5", Ok(1500)),
            ("-0.001", Ok(-1)),
            ("0", Ok(0)),
            ("9223372036854775.807", Ok(i64::MAX)),
            ("9223372036854775.808", Err(())),
            ("1.0001", Err(())),
            ("1.", Err(())),
            (".5", Err(())),
            ("1e3", Err(())),
            ("", Err(())),
            ("١", Err(())),
        ];
        for (text, expect) in cases {
            assert_eq!(parse(text, 3).map_err(|_| ()), expect, "{text}");
        }
    }
}
