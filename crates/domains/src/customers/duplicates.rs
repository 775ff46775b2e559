//! Who somebody may be that is about to be added: the shop may know them already.

use std::cmp::Reverse;

use onetill_db::{Filter, Tx};
use onetill_kernel::Result;

use super::model::{Alike, Customer, Duplicate, Sought};
use super::rules::contains;
use super::{phones, store};
use crate::catalog::text;
use crate::{check_text, platform};

/// So many are compared, and so many shown.
const COMPARED: i64 = 200;
const SHOWN: usize = 5;
/// More words are not compared.
const MAX_WORDS: usize = 6;
/// Fewer letters of a name say nothing.
const FEWEST_LETTERS: usize = 4;

/// Customers with the same telephone number, the same e-mail address or a like name: those with most in common first.
pub fn duplicates(tx: &mut Tx<'_>, sought: &Sought) -> Result<Vec<Duplicate>> {
    for (field, value, most) in
        [("name", &sought.name, 200), ("email", &sought.email, 254), ("phone", &sought.phone, 40)]
    {
        check_text(field, value.as_deref().unwrap_or_default(), most)?;
    }
    let country = platform::merchant(tx)?.country;
    let who = Who::of(sought, &country);
    let mut f = Filter::new();
    let mut any = Vec::new();
    if let Some(email) = &who.email {
        any.push(format!("email = {}", f.bind(email)));
    }
    if let Some(phone) = &who.phone {
        any.push(format!("folded LIKE {}", f.bind(contains(phones::end(phone)))));
    }
    if !who.name.is_empty() {
        let words: Vec<String> = who.name.iter().map(|word| like_word(&mut f, word)).collect();
        any.push(format!("({})", words.join(" AND ")));
    }
    if any.is_empty() {
        return Ok(Vec::new());
    }
    f.and_raw(format!("({})", any.join(" OR ")));
    if let Some(id) = sought.except {
        f.and("id <> ?", id);
    }
    let found = store::newest(tx, &f, COMPARED)?;
    let mut alike: Vec<Duplicate> = found.into_iter().filter_map(|c| who.is_like(c, &country)).collect();
    let weight = |d: &Duplicate| d.alike.iter().map(|a| a.weight()).sum::<i32>();
    alike.sort_by_key(|d| Reverse((weight(d), d.customer.last_order_at)));
    alike.truncate(SHOWN);
    Ok(alike)
}

/// The words of a name that are looked for, as SQL. With one mistake in a word one of its halves is whole, or what
/// stands around its middle.
fn like_word(f: &mut Filter, word: &str) -> String {
    let letters: Vec<char> = word.chars().collect();
    let mut patterns = vec![contains(word)];
    if is_forgiving(word) {
        let middle = letters.len() / 2;
        let text = |part: &[char]| part.iter().collect::<String>();
        let around = format!("{}__{}", text(&letters[..middle - 1]), text(&letters[middle + 1..]));
        patterns =
            vec![contains(&text(&letters[..middle])), contains(&text(&letters[middle..])), format!("%{around}%")];
    }
    let any: Vec<String> = patterns.iter().map(|p| format!("folded LIKE {}", f.bind(p))).collect();
    format!("({})", any.join(" OR "))
}

fn is_forgiving(word: &str) -> bool {
    text::is_forgiving(word) && word.chars().count() >= text::SHORTEST_MISTYPED
}

/// What is known of somebody, as it is compared.
struct Who {
    name: Vec<String>,
    email: Option<String>,
    phone: Option<String>,
}

impl Who {
    fn of(sought: &Sought, country: &str) -> Self {
        let name = text::fold(sought.name.as_deref().unwrap_or_default());
        let letters = name.chars().filter(|c| *c != ' ').count();
        let words = text::words(&name).take(MAX_WORDS).map(str::to_owned);
        let email = sought.email.as_deref().map(|email| email.trim().to_lowercase());
        Self {
            name: if letters < FEWEST_LETTERS { Vec::new() } else { words.collect() },
            email: email.filter(|email| !email.is_empty()),
            phone: sought.phone.as_deref().and_then(|phone| phones::same(phone, country)),
        }
    }

    fn is_like(&self, customer: Customer, country: &str) -> Option<Duplicate> {
        let mut alike = Vec::new();
        let phone = customer.phone.as_deref().and_then(|phone| phones::same(phone, country));
        if phone.is_some() && phone == self.phone {
            alike.push(Alike::Phone);
        }
        if self.email.is_some() && customer.email == self.email {
            alike.push(Alike::Email);
        }
        if is_like_name(&self.name, &text::fold(&customer.name)) {
            alike.push(Alike::Name);
        }
        (!alike.is_empty()).then_some(Duplicate { customer, alike })
    }
}

/// Whether every word that was typed stands in the name: the last may have just been begun, one may have one mistake. Of one
/// word alone the name must be no more: half the town is called Ann.
pub(super) fn is_like_name(typed: &[String], name: &str) -> bool {
    let mut left: Vec<&str> = text::words(name).collect();
    if typed.is_empty() || (typed.len() == 1 && left.len() > 1) {
        return false;
    }
    let mut mistakes = 0;
    for (at, word) in typed.iter().enumerate() {
        let is_begun = at + 1 == typed.len() && typed.len() > 1;
        let whole = left.iter().position(|other| other == word);
        let begun = || left.iter().position(|other| is_begun && other.starts_with(word.as_str()));
        let found = whole.or_else(begun).or_else(|| {
            mistakes += 1;
            let is_near = |other: &str| {
                is_forgiving(word)
                    && text::is_forgiving(other)
                    && text::is_meant(word, other)
                    && (is_begun || word.chars().count().abs_diff(other.chars().count()) <= 1)
            };
            left.iter().position(|other| is_near(other))
        });
        match found {
            Some(place) if mistakes <= 1 => left.remove(place),
            _ => return false,
        };
    }
    true
}
