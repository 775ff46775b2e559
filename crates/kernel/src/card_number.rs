//! What looks like the number of a payment card: digits of a length and a beginning that an issuer uses, whose last one
//! is right. No such number is ever kept, so texts that hold one are refused where they come in.

/// The beginnings of card numbers from one to another, and how long such a number may be (ISO/IEC 7812; the ranges are
/// those that the brands publish).
const ISSUERS: &[(&str, &str, &[usize])] = &[
    // Visa
    ("4", "4", &[13, 16, 18, 19]),
    // Mastercard
    ("51", "55", &[16]),
    ("2221", "2720", &[16]),
    // Maestro
    ("50", "50", &[13, 14, 15, 16, 17, 18, 19]),
    ("56", "58", &[13, 14, 15, 16, 17, 18, 19]),
    ("63", "63", &[13, 14, 15, 16, 17, 18, 19]),
    ("67", "67", &[13, 14, 15, 16, 17, 18, 19]),
    // American Express
    ("34", "34", &[15]),
    ("37", "37", &[15]),
    // Discover; RuPay and Hipercard are within
    ("60", "60", &[16, 17, 18, 19]),
    ("644", "659", &[16, 17, 18, 19]),
    // Diners Club
    ("300", "305", &[14, 15, 16, 17, 18, 19]),
    ("3095", "3095", &[14, 15, 16, 17, 18, 19]),
    ("36", "36", &[14, 15, 16, 17, 18, 19]),
    ("38", "39", &[14, 15, 16, 17, 18, 19]),
    // JCB
    ("3528", "3589", &[16, 17, 18, 19]),
    // UnionPay; RuPay's 81 and 82 are beside
    ("62", "62", &[16, 17, 18, 19]),
    ("81", "82", &[16, 17, 18, 19]),
    // Mir, UATP, Troy
    ("2200", "2204", &[16, 17, 18, 19]),
    ("1", "1", &[15]),
    ("9792", "9792", &[16]),
];

/// Digits that may belong together: at most this many signs stand between two of them.
const MOST_BETWEEN: usize = 3;
const SHORTEST: usize = 13;
const LONGEST: usize = 19;

/// Whether a text holds what looks like a card number, by itself or among other words, unbroken or in groups with
/// spaces, dashes or dots between. A number begins and ends where a group does, so a longer unbroken one is none.
pub fn holds_card_number(text: &str) -> bool {
    let mut run = Run::default();
    for c in text.chars() {
        if let Some(digit) = digit(c) {
            run.add(digit);
        } else if !run.may_go_on(c) {
            if run.holds_card_number() {
                return true;
            }
            run = Run::default();
        }
    }
    run.holds_card_number()
}

/// A digit as keyboards of different scripts write it.
fn digit(c: char) -> Option<u8> {
    const ZEROS: [char; 4] = ['0', '\u{ff10}', '\u{660}', '\u{6f0}'];
    let value = ZEROS.iter().find_map(|zero| u32::from(c).checked_sub(u32::from(*zero)).filter(|value| *value < 10));
    value.and_then(|value| u8::try_from(value).ok())
}

/// Groups of digits with little between them.
#[derive(Default)]
struct Run {
    digits: Vec<u8>,
    /// Where in the digits each group begins.
    starts: Vec<usize>,
    /// How many signs stand after the last digit.
    between: usize,
}

impl Run {
    fn add(&mut self, digit: u8) {
        if self.between > 0 || self.digits.is_empty() {
            self.starts.push(self.digits.len());
        }
        self.between = 0;
        self.digits.push(digit);
    }

    /// Whether the run goes on beyond a sign that is no digit.
    fn may_go_on(&mut self, c: char) -> bool {
        self.between += 1;
        let joins =
            c.is_whitespace() || matches!(c, '-' | '.' | '_' | '/' | '\u{2010}'..='\u{2015}' | '\u{b7}' | '\u{200b}');
        joins && self.between <= MOST_BETWEEN && !self.digits.is_empty()
    }

    fn holds_card_number(&self) -> bool {
        if self.digits.len() < SHORTEST {
            return false;
        }
        let ends = || self.starts.iter().skip(1).copied().chain([self.digits.len()]);
        self.starts.iter().any(|start| {
            let near = ends().filter(|end| *end > *start).take_while(|end| end - start <= LONGEST);
            near.filter(|end| end - start >= SHORTEST).any(|end| is_card_number(&self.digits[*start..end]))
        })
    }
}

fn is_card_number(digits: &[u8]) -> bool {
    // A row of one digit is a placeholder that nobody issued.
    digits.iter().any(|digit| *digit != digits[0]) && is_issued(digits) && is_luhn(digits)
}

fn is_issued(digits: &[u8]) -> bool {
    let text: String = digits.iter().map(|digit| char::from(b'0' + digit)).collect();
    ISSUERS.iter().any(|(from, to, lengths)| {
        let beginning = &text[..from.len()];
        (*from..=*to).contains(&beginning) && lengths.contains(&digits.len())
    })
}

/// The check of ISO/IEC 7812-1, annex B: every second digit from the right counts twice.
fn is_luhn(digits: &[u8]) -> bool {
    let doubled = |digit: u8| if digit > 4 { digit * 2 - 9 } else { digit * 2 };
    let each = digits.iter().rev().enumerate();
    each.map(|(i, digit)| u32::from(if i % 2 == 1 { doubled(*digit) } else { *digit })).sum::<u32>() % 10 == 0
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Numbers that the brands and acquirers publish for tests.
    const PUBLISHED: &[(&str, &str)] = &[
        ("Visa", "4111111111111111"),
        ("Visa", "4012888888881881"),
        ("Visa", "4242424242424242"),
        ("Visa, 13 digits", "4222222222222"),
        ("Visa, 19 digits", "4000000000000000006"),
        ("Mastercard", "5555555555554444"),
        ("Mastercard", "5105105105105100"),
        ("Mastercard, 2 series", "2223003122003222"),
        ("Mastercard, 2 series", "2720990000000007"),
        ("American Express", "378282246310005"),
        ("American Express", "371449635398431"),
        ("American Express", "340000000000009"),
        ("Discover", "6011111111111117"),
        ("Discover", "6011000990139424"),
        ("Discover", "6510000000000000"),
        ("Diners Club", "30569309025904"),
        ("Diners Club", "38520000023237"),
        ("Diners Club, 16 digits", "3056930009020004"),
        ("JCB", "3530111333300000"),
        ("JCB", "3566002020360505"),
        ("UnionPay", "6200000000000005"),
        ("UnionPay, 19 digits", "6205500000000000004"),
        ("Maestro", "6759649826438453"),
        ("Maestro", "5018000000000009"),
        ("Mir", "2201382000000013"),
        ("RuPay", "8171999900000018"),
        ("Troy", "9792020000000001"),
        ("UATP", "135412345678911"),
    ];

    #[test]
    fn the_brands_own_test_numbers_are_found_however_they_are_written() {
        for (brand, number) in PUBLISHED {
            assert!(holds_card_number(number), "{brand} {number}");
            for between in [" ", "-", ".", "\u{a0}", " - ", "\u{2013}", "\n"] {
                let grouped: Vec<&str> =
                    number.as_bytes().chunks(4).map(|c| std::str::from_utf8(c).unwrap_or("")).collect();
                let written = format!("Card {}, exp 12/27", grouped.join(between));
                assert!(holds_card_number(&written), "{brand} {written:?}");
            }
            let glued = format!("no{number}cvc123");
            assert!(holds_card_number(&glued), "{brand} {glued}");
        }
    }

    proptest! {
        #[test]
        fn whatever_an_issuer_may_issue_is_found_and_one_wrong_digit_is_not(
            issuer in 0..ISSUERS.len(), any in proptest::collection::vec(0u8..10, LONGEST), pick in 0usize..100,
            between in "[ -]?", group in 2usize..7, wrong in 0usize..100,
        ) {
            let (from, _, lengths) = ISSUERS[issuer];
            let length = lengths[pick % lengths.len()];
            let mut digits: Vec<u8> = from.bytes().map(|b| b - b'0').chain(any).take(length - 1).collect();
            let last = (0..10).find(|last| is_luhn(&[digits.as_slice(), &[*last]].concat()));
            digits.extend(last);
            prop_assume!(digits.iter().any(|d| *d != digits[0]));
            let text = |digits: &[u8], between: &str| {
                let groups = digits.chunks(group).map(|g| g.iter().map(u8::to_string).collect::<String>());
                format!("paid with {}!", groups.collect::<Vec<_>>().join(between))
            };
            prop_assert!(holds_card_number(&text(&digits, &between)), "{}", text(&digits, &between));
            let at = wrong % length;
            digits[at] = (digits[at] + 1) % 10;
            prop_assert!(!holds_card_number(&text(&digits, "")), "{}", text(&digits, ""));
        }
    }

    #[test]
    fn other_numbers_of_a_shop_are_none() {
        for text in [
            "",
            "4006381333931",
            "0012345678905",
            "R1-000123",
            "2026-11-29 10:30",
            "+44 20 7946 0958",
            "DE89 3704 0044 0532 0130 00",
            "019aaf3a-5c00-7000-8000-000000000009",
            "0000000000000000",
            "1234567890123456",
            "4111111111111112",
            "41111111111111110000",
            "call 0171 1234567 or 0171 7654321",
            "4111 1111 1111",
            "4111 1111 and 1111 1111",
        ] {
            assert!(!holds_card_number(text), "{text}");
        }
    }
}
