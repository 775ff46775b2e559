//! Amounts, quantities and times as they are written in each language.

use onetill_kernel::{Date, Money, Quantity, Rate, Result, Timestamp};

use super::model::Language;

struct Marks {
    decimal: char,
    thousands: char,
}

fn marks(language: Language) -> Marks {
    match language {
        Language::En => Marks { decimal: '.', thousands: ',' },
        Language::De => Marks { decimal: ',', thousands: '.' },
    }
}

/// An amount without its currency: `1,234.50`.
pub(super) fn amount(language: Language, money: Money) -> String {
    let marks = marks(language);
    let decimals = usize::try_from(money.currency.decimals()).unwrap_or(2);
    let digits = format!("{:0>width$}", money.minor.unsigned_abs(), width = decimals + 1);
    let (whole, part) = digits.split_at(digits.len() - decimals);
    let mut text = String::new();
    if money.minor < 0 {
        text.push('-');
    }
    for (index, digit) in whole.chars().enumerate() {
        if index > 0 && (whole.len() - index) % 3 == 0 {
            text.push(marks.thousands);
        }
        text.push(digit);
    }
    if decimals > 0 {
        text.push(marks.decimal);
        text.push_str(part);
    }
    text
}

/// An amount with its currency: `EUR 9.07`, `9,07 EUR`.
pub(super) fn amount_in_currency(language: Language, money: Money) -> String {
    let figure = amount(language, money);
    match language {
        Language::En => format!("{} {figure}", money.currency),
        Language::De => format!("{figure} {}", money.currency),
    }
}

fn decimal(language: Language, text: &str) -> String {
    text.replace('.', &marks(language).decimal.to_string())
}

/// A quantity: `2`, `1.25`.
pub(super) fn quantity(language: Language, quantity: Quantity) -> String {
    decimal(language, &quantity.to_string())
}

/// A rate: `17.5 %`.
pub(super) fn percent(language: Language, rate: Rate) -> String {
    format!("{} %", decimal(language, &rate.to_string()))
}

/// A day and a time at a place: `29 Nov 2026`, `14:05`.
pub(super) fn day_and_time(language: Language, at: Timestamp, time_zone: &str) -> Result<(String, String)> {
    let (date, time) = at.local(time_zone)?;
    Ok((day(language, date), time))
}

fn day(language: Language, date: Date) -> String {
    const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let text = date.to_string();
    let parts: Vec<&str> = text.rsplitn(3, '-').collect();
    let [day, month, year] = parts[..] else { return text };
    match language {
        Language::De => format!("{day}.{month}.{year}"),
        Language::En => {
            let name = month.parse().ok().and_then(|m: usize| MONTHS.get(m.wrapping_sub(1)));
            format!("{} {} {year}", day.trim_start_matches('0'), name.copied().unwrap_or(month))
        }
    }
}
