//! E-mail addresses, phone numbers, and how a customer is found.

use super::phones::digits;
use crate::catalog::text;

/// Whether this may be an e-mail address. Only sending a message would tell for certain.
pub fn is_email(email: &str) -> bool {
    let Some((local, domain)) = email.split_once('@') else { return false };
    !local.is_empty()
        && !domain.is_empty()
        && email.len() <= 254
        && !domain.contains('@')
        && !domain.starts_with('.')
        && !domain.ends_with('.')
        && !email.chars().any(|c| c.is_whitespace() || c.is_control() || "<>,;".contains(c))
}

/// What a customer is found by: the folded name, the e-mail address, the phone's digits.
pub fn folded(name: &str, email: Option<&str>, phone: Option<&str>) -> String {
    let name = text::fold(name);
    let email = email.unwrap_or_default().to_lowercase();
    let phone = digits(phone.unwrap_or_default());
    format!("{name}\n{email}\n{phone}")
}

/// The fewest digits that are looked for in phone numbers.
const FEWEST_DIGITS: usize = 3;
/// More words are not compared.
const MAX_WORDS: usize = 6;

/// The LIKE patterns of a search, `\` being the escape: a customer is found whose folded text fits all
/// patterns of any one of the alternatives.
pub fn patterns(search: &str) -> Vec<Vec<String>> {
    let mut alternatives = vec![vec![contains(&search.trim().to_lowercase())]];
    let name = text::fold(search);
    let words: Vec<String> = text::words(&name).take(MAX_WORDS).map(contains).collect();
    // Whoever types one of these means an e-mail address, not words in any order.
    if !words.is_empty() && !search.contains(['@', '_']) {
        alternatives.push(words);
    }
    let number = digits(search);
    let only_a_number = search.chars().all(|c| c.is_ascii_digit() || c.is_whitespace() || "+-()/.".contains(c));
    if number.len() >= FEWEST_DIGITS && only_a_number {
        // 020 7946 0000 at home is +44 20 7946 0000 from abroad.
        alternatives.push(vec![contains(number.trim_start_matches('0'))]);
    }
    alternatives
}

/// A LIKE pattern of what contains a text.
pub(super) fn contains(text: &str) -> String {
    let mut pattern = String::from("%");
    for c in text.chars() {
        if matches!(c, '%' | '_' | '\\') {
            pattern.push('\\');
        }
        pattern.push(c);
    }
    pattern.push('%');
    pattern
}
