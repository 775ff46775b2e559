//! What amounts a currency allows.

use super::errors::Refusal;

/// Whose smallest unit is the whole.
const ZERO_DECIMAL: [&str; 16] =
    ["bif", "clp", "djf", "gnf", "jpy", "kmf", "krw", "mga", "pyg", "rwf", "ugx", "vnd", "vuv", "xaf", "xof", "xpf"];
/// Whose smallest unit is a thousandth; the last digit has to be a zero.
const THREE_DECIMAL: [&str; 5] = ["bhd", "jod", "kwd", "omr", "tnd"];
/// The least that may be charged, in the smallest unit.
const MINIMUM: [(&str, i64); 11] = [
    ("usd", 50),
    ("eur", 50),
    ("gbp", 30),
    ("jpy", 50),
    ("inr", 50),
    ("cad", 50),
    ("aud", 50),
    ("chf", 50),
    ("sek", 300),
    ("dkk", 250),
    ("hkd", 400),
];
/// The most: eight digits, as documented for most currencies.
const MAXIMUM: i64 = 99_999_999;

/// Refuses an amount that Stripe would not charge.
pub(super) fn chargeable(amount: i64, currency: &str) -> Result<(), Refusal> {
    let wrong = |code: &str, message: &str| Err(Refusal::invalid(message).code(code).param("amount"));
    if currency.len() != 3 || !currency.bytes().all(|b| b.is_ascii_lowercase()) {
        return Err(Refusal::invalid(&format!("Invalid currency: {currency}.")).param("currency"));
    }
    let least = MINIMUM.iter().find(|(known, _)| *known == currency).map_or(1, |(_, least)| *least);
    if amount < least {
        let message = format!("Amount must be at least {} {currency}.", in_words(least, currency));
        return wrong("amount_too_small", &message);
    }
    if amount > MAXIMUM {
        let message = format!("Amount must be no more than {} {currency}.", in_words(MAXIMUM, currency));
        return wrong("amount_too_large", &message);
    }
    if THREE_DECIMAL.contains(&currency) && amount % 10 != 0 {
        return wrong("parameter_invalid_integer", "The least significant digit of this currency's amounts must be 0.");
    }
    Ok(())
}

/// `12.50`, or `12` where there are no decimals.
pub(super) fn in_words(amount: i64, currency: &str) -> String {
    if ZERO_DECIMAL.contains(&currency) {
        amount.to_string()
    } else if THREE_DECIMAL.contains(&currency) {
        format!("{}.{:03}", amount / 1000, amount % 1000)
    } else {
        format!("{}.{:02}", amount / 100, amount % 100)
    }
}
