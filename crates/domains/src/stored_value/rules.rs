//! Codes of gift cards, and what can be spent of a balance.

use onetill_kernel::{Date, Error, Money, Result, holds_card_number};

use super::model::{BalanceKind, BalanceRow};

/// The letters and digits of codes made here: those of Crockford's base 32, in which none looks like another.
const SIGNS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/// How long a code is that is made here.
const LENGTH: usize = 16;
/// How long a code may be that a card brings.
const LENGTHS: std::ops::RangeInclusive<usize> = 8..=40;

/// A code as it is hashed: capitals and digits alone, with what is easily misread read as one.
pub fn written(code: &str, field: &str) -> Result<String> {
    let given: String = code.chars().filter(|c| !c.is_whitespace() && *c != '-').collect();
    let fits = LENGTHS.contains(&given.len()) && given.bytes().all(|b| b.is_ascii_alphanumeric());
    if !fits {
        return Err(Error::invalid(field, "A gift card's code is 8 to 40 letters and digits.")
            .code("gift_card_code_malformed")
            .fix("Scan the card again, or type the code as it is printed."));
    }
    if holds_card_number(&given) {
        return Err(Error::invalid(field, "This looks like the number of a payment card.")
            .code("card_number")
            .fix("Use cards whose codes have letters, or let a code be made."));
    }
    let read = |c: char| match c.to_ascii_uppercase() {
        'O' => '0',
        'I' | 'L' => '1',
        c => c,
    };
    Ok(given.chars().map(read).collect())
}

/// A code of 78 random bits. Every fourth sign is a letter, so that no part of it looks like a payment card's number.
pub fn made(secret: &[u8; 32]) -> String {
    let sign = |(at, byte): (usize, &u8)| match at % 4 {
        0 => SIGNS[10 + usize::from(*byte) % 22],
        _ => SIGNS[usize::from(*byte) % 32],
    };
    secret.iter().take(LENGTH).enumerate().map(|each| char::from(sign(each))).collect()
}

/// A code in groups of four, as people read it.
pub fn grouped(code: &str) -> String {
    let groups: Vec<&str> = code.as_bytes().chunks(4).filter_map(|c| std::str::from_utf8(c).ok()).collect();
    groups.join("-")
}

/// The last four signs of a code.
pub(super) fn last4(code: &str) -> &str {
    &code[code.len().saturating_sub(4)..]
}

/// What can be spent of a balance on a day, in minor units; of an account what is left of its credit.
pub fn available(row: &BalanceRow, on: Date) -> i64 {
    let over = row.expires_on.is_some_and(|last| last < on);
    match row.kind {
        _ if !row.active || over => 0,
        BalanceKind::OnAccount => row.balance.saturating_add(row.credit_limit).max(0),
        BalanceKind::GiftCard | BalanceKind::StoreCredit => row.balance.max(0),
    }
}

/// Refuses to spend what is not there. How far an account goes is for a person to decide.
pub(super) fn must_cover(row: &BalanceRow, amount: i64, on: Date) -> Result<()> {
    if !row.active {
        return Err(Error::conflict("balance_inactive", "This gift card is switched off.")
            .fix("Take another tender. Whoever manages gift cards can tell why, and switch it on again."));
    }
    if let Some(last) = row.expires_on.filter(|last| *last < on) {
        return Err(Error::conflict("gift_card_expired", format!("This gift card could be spent until {last}."))
            .fix("Take another tender."));
    }
    if row.kind != BalanceKind::OnAccount && amount > row.balance {
        let (what, left) = (name(row.kind), Money::new(row.balance, row.currency));
        return Err(Error::conflict("balance_too_low", format!("{what} holds only {left}."))
            .fix("Send what it holds as amount, and take the rest by another tender."));
    }
    Ok(())
}

fn name(kind: BalanceKind) -> &'static str {
    match kind {
        BalanceKind::GiftCard => "This gift card",
        BalanceKind::StoreCredit => "This customer's store credit",
        BalanceKind::OnAccount => "This customer's account",
    }
}
