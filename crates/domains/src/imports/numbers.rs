//! Numbers as people and spreadsheets write them: `1.234,50 €`, `1'234.50`, `$12`.

use onetill_db::text_enum;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What stands before the decimals.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum DecimalSign {
    /// `1,234.50`
    Point,
    /// `1.234,50`
    Comma,
}
text_enum!(DecimalSign { Point = "point", Comma = "comma" });

impl DecimalSign {
    const fn sign(self) -> char {
        match self {
            Self::Point => '.',
            Self::Comma => ',',
        }
    }

    const fn other(self) -> Self {
        match self {
            Self::Point => Self::Comma,
            Self::Comma => Self::Point,
        }
    }
}

/// Why a text is no number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum NoNumber {
    /// It is none at all.
    Unreadable,
    /// It has more decimals than there may be.
    Decimals,
    /// It is one with the other sign before the decimals.
    OtherSign,
    /// It is larger than can be held.
    Large,
}

/// Reads a number scaled by 10^digits.
pub(super) fn read_number(text: &str, decimal: DecimalSign, digits: u32) -> Result<i64, NoNumber> {
    let bare = bare(text);
    let (negative, body) = match bare.strip_prefix(['-', '−']) {
        Some(rest) => (true, rest),
        None => (false, bare.strip_prefix('+').unwrap_or(&bare)),
    };
    let (whole, fraction) = match body.split_once(decimal.sign()) {
        Some((whole, fraction)) => (whole, fraction),
        None => (body, ""),
    };
    let whole = match ungrouped(whole, decimal.other().sign()) {
        Some(whole) => whole,
        None if detect_one(text) == Some(decimal.other()) => return Err(NoNumber::OtherSign),
        None => return Err(NoNumber::Unreadable),
    };
    let digits_only = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
    if whole.is_empty() && fraction.is_empty() || !digits_only(&whole) || !digits_only(fraction) {
        return Err(NoNumber::Unreadable);
    }
    let fraction = fraction.trim_end_matches('0');
    if fraction.len() > digits as usize {
        return Err(NoNumber::Decimals);
    }
    let scaled = format!("{whole}{fraction:0<width$}", width = digits as usize);
    let value: i64 = scaled.trim_start_matches('0').parse().or_else(|e: std::num::ParseIntError| match e.kind() {
        std::num::IntErrorKind::Empty => Ok(0),
        _ => Err(NoNumber::Large),
    })?;
    Ok(if negative { -value } else { value })
}

/// Without spaces, and without a currency before or behind it.
fn bare(text: &str) -> String {
    let text: String = text.chars().filter(|c| !c.is_whitespace() && !matches!(c, '\'' | '’' | '\u{202f}')).collect();
    let is_currency =
        |c: char| c.is_alphabetic() || matches!(c, '€' | '$' | '£' | '¥' | '₹' | '₽' | '₺' | '₩' | '฿' | '₫');
    let trimmed = text.trim_end_matches(is_currency);
    match trimmed.strip_prefix(['-', '−']) {
        Some(rest) => format!("-{}", rest.trim_start_matches(is_currency)),
        None => trimmed.trim_start_matches(is_currency).to_owned(),
    }
}

/// The digits of a whole number that is written in groups of three, or in none.
fn ungrouped(whole: &str, sign: char) -> Option<String> {
    let mut groups = whole.split(sign);
    let first = groups.next()?;
    let mut digits = first.to_owned();
    let mut grouped = false;
    for group in groups {
        if group.len() != 3 {
            return None;
        }
        grouped = true;
        digits.push_str(group);
    }
    (!grouped || (1..=3).contains(&first.len())).then_some(digits)
}

/// What one number tells of the sign before the decimals; nothing where it may be read in both ways.
fn detect_one(text: &str) -> Option<DecimalSign> {
    let bare = bare(text);
    let last = bare.rfind(['.', ','])?;
    let sign = if bare[last..].starts_with(',') { DecimalSign::Comma } else { DecimalSign::Point };
    let behind = bare.len() - last - 1;
    if bare.contains(sign.other().sign()) {
        return Some(sign);
    }
    match bare.matches(sign.sign()).count() {
        1 if behind != 3 => Some(sign),
        1 => None,
        _ => Some(sign.other()),
    }
}

/// What most of some numbers tell; `otherwise` where they tell nothing.
pub(super) fn detect<'a>(numbers: impl Iterator<Item = &'a str>, otherwise: DecimalSign) -> DecimalSign {
    let (mut points, mut commas) = (0usize, 0usize);
    for number in numbers {
        match detect_one(number) {
            Some(DecimalSign::Point) => points += 1,
            Some(DecimalSign::Comma) => commas += 1,
            None => {}
        }
    }
    match points.cmp(&commas) {
        std::cmp::Ordering::Less => DecimalSign::Comma,
        std::cmp::Ordering::Greater => DecimalSign::Point,
        std::cmp::Ordering::Equal => otherwise,
    }
}
