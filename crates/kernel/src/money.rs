//! Money: integer minor units and a currency, never a float.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{Error, Result};

/// An ISO 4217 currency code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Currency([u8; 3]);

impl Currency {
    /// The code: `EUR`.
    pub fn code(&self) -> &str {
        // Only ASCII capitals are ever stored.
        std::str::from_utf8(&self.0).unwrap_or_default()
    }

    /// How many decimals the minor unit has (ISO 4217, list one, column "minor unit").
    pub fn decimals(&self) -> u32 {
        match &self.0 {
            b"BIF" | b"CLP" | b"DJF" | b"GNF" | b"ISK" | b"JPY" | b"KMF" | b"KRW" | b"PYG" | b"RWF" | b"UGX"
            | b"UYI" | b"VND" | b"VUV" | b"XAF" | b"XOF" | b"XPF" => 0,
            b"BHD" | b"IQD" | b"JOD" | b"KWD" | b"LYD" | b"OMR" | b"TND" => 3,
            b"CLF" | b"UYW" => 4,
            _ => 2,
        }
    }

    /// The smallest coin in minor units where cash is rounded to it by law or custom of its country; 0 elsewhere. A shop of
    /// the euro decides for itself: some countries round, some do not.
    pub fn smallest_coin(&self) -> i64 {
        match &self.0 {
            b"AUD" | b"CAD" | b"CHF" | b"MYR" | b"SGD" => 5,
            b"HKD" | b"NZD" | b"ZAR" => 10,
            b"DKK" => 50,
            b"CZK" | b"NOK" | b"SEK" => 100,
            b"HUF" => 500,
            _ => 0,
        }
    }
}

impl FromStr for Currency {
    type Err = String;
    fn from_str(s: &str) -> Result<Self, String> {
        match s.as_bytes() {
            &[a, b, c] if [a, b, c].iter().all(u8::is_ascii_uppercase) => Ok(Self([a, b, c])),
            _ => Err("A currency is an ISO 4217 code of three capital letters, such as EUR.".to_owned()),
        }
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl Serialize for Currency {
    fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.serialize_str(self.code())
    }
}

impl<'de> Deserialize<'de> for Currency {
    fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(d)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

/// An amount of one currency.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Money {
    /// Minor units: 1050 is 10.50 in a currency with two decimals. Always a whole number.
    #[serde(rename = "amount")]
    #[schema(example = 1050)]
    pub minor: i64,
    /// ISO 4217 code.
    #[schema(value_type = String, example = "EUR", pattern = "^[A-Z]{3}$")]
    pub currency: Currency,
}

impl Money {
    /// An amount in minor units.
    pub const fn new(minor: i64, currency: Currency) -> Self {
        Self { minor, currency }
    }

    /// The minor units, if the amount is in `currency`; `field` names it in the refusal.
    pub fn minor_in(self, currency: Currency, field: &str) -> Result<i64> {
        if self.currency != currency {
            return Err(Error::invalid(
                format!("{field}.currency"),
                format!("The amount is in {}, and this shop sells in {currency}.", self.currency),
            )
            .code("wrong_currency")
            .fix(format!("Send the amount in {currency}.")));
        }
        Ok(self.minor)
    }

    /// As [`Money::minor_in`], refusing amounts below zero or over [`Money::MAX_MINOR`].
    pub fn non_negative_in(self, currency: Currency, field: &str) -> Result<i64> {
        match self.minor_in(currency, field)? {
            minor if minor < 0 => Err(Error::invalid(format!("{field}.amount"), "The amount is below zero.")
                .fix("Send an amount of zero or more.")),
            minor if minor > Self::MAX_MINOR => Err(Error::overflow().field(format!("{field}.amount"))),
            minor => Ok(minor),
        }
    }

    /// The amount alone, with all decimals of its currency: `10.50`.
    pub fn decimal(&self) -> String {
        let digits = self.currency.decimals();
        let scale = 10u64.pow(digits);
        let magnitude = self.minor.unsigned_abs();
        let sign = if self.minor < 0 { "-" } else { "" };
        if digits == 0 {
            return format!("{sign}{magnitude}");
        }
        let width = digits as usize;
        format!("{sign}{}.{:0width$}", magnitude / scale, magnitude % scale)
    }

    /// The largest amount accepted from outside: 10^14 minor units. Leaves room for every sum and tax.
    pub const MAX_MINOR: i64 = 100_000_000_000_000;
}

impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.decimal(), self.currency)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn currency(code: &str) -> Currency {
        code.parse().expect("a currency")
    }

    #[test]
    fn amounts_are_written_with_the_decimals_of_their_currency() {
        for (minor, code, expect) in [
            (1050, "EUR", "10.50 EUR"),
            (5, "GBP", "0.05 GBP"),
            (-5, "GBP", "-0.05 GBP"),
            (0, "USD", "0.00 USD"),
            (1050, "JPY", "1050 JPY"),
            (-1050, "KWD", "-1.050 KWD"),
            (i64::MIN, "EUR", "-92233720368547758.08 EUR"),
        ] {
            assert_eq!(Money::new(minor, currency(code)).to_string(), expect);
        }
    }

    #[test]
    fn an_amount_of_another_currency_or_out_of_bounds_is_refused_with_the_field_named() {
        let gbp = currency("GBP");
        for (minor, code, field, why) in [
            (1, "EUR", "price.currency", "wrong_currency"),
            (-1, "GBP", "price.amount", "invalid_field"),
            (Money::MAX_MINOR + 1, "GBP", "price.amount", "amount_too_large"),
        ] {
            let refused = Money::new(minor, currency(code)).non_negative_in(gbp, "price").expect_err("a refusal");
            assert_eq!((refused.field_str(), refused.code_str()), (Some(field), why));
        }
        for minor in [0, 1, Money::MAX_MINOR] {
            assert_eq!(Money::new(minor, gbp).non_negative_in(gbp, "price").ok(), Some(minor));
        }
        for code in ["gbp", "GB", "GBPX", "G8P", "£££"] {
            assert!(code.parse::<Currency>().is_err(), "{code}");
        }
    }

    proptest! {
        /// What is written as decimals is the minor units again, once the point is taken out.
        #[test]
        fn no_digit_is_lost(minor: i64, code in prop::sample::select(vec!["EUR", "JPY", "KWD", "CLF"])) {
            let text = Money::new(minor, currency(code)).to_string();
            let digits: String = text.chars().filter(|c| c.is_ascii_digit() || *c == '-').collect();
            prop_assert_eq!(digits.parse::<i64>().ok(), Some(minor), "{}", text);
        }
    }
}
