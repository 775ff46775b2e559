//! Letters as bytes. A printer knows 128 letters besides ASCII at a time, those of the code page that it was told last.

use std::collections::{BTreeMap, HashMap};
use std::sync::LazyLock;

use super::profile::Profile;

/// Where a code page has no letter.
const NOTHING: char = '\u{fffd}';

/// A code page: 128 letters for the bytes from 0x80 on.
#[derive(Debug)]
pub struct CodePage {
    letters: Vec<char>,
    bytes: HashMap<char, u8>,
}

impl CodePage {
    fn new(text: &str) -> Self {
        let letters: Vec<char> = text.chars().collect();
        let bytes = (0x80..=0xff).zip(&letters).filter(|(_, c)| **c != NOTHING).map(|(byte, c)| (*c, byte)).collect();
        Self { letters, bytes }
    }

    /// The letter of a byte; none where the page has none.
    pub fn letter(&self, byte: u8) -> Option<char> {
        match byte.checked_sub(0x80) {
            None => Some(char::from(byte)),
            Some(index) => self.letters.get(usize::from(index)).copied().filter(|c| *c != NOTHING),
        }
    }

    /// The byte of a letter; none where the page has none.
    fn byte(&self, letter: char) -> Option<u8> {
        if letter.is_ascii() { u8::try_from(letter).ok() } else { self.bytes.get(&letter).copied() }
    }
}

static PAGES: LazyLock<BTreeMap<String, CodePage>> = LazyLock::new(|| {
    let texts: BTreeMap<String, String> =
        serde_json::from_str(include_str!("code_pages.json")).expect("our own file, read by a test");
    texts.into_iter().map(|(name, text)| (name, CodePage::new(&text))).collect()
});

impl Profile {
    /// The code page that the printer knows by a number.
    pub fn code_page(&self, number: u8) -> Option<&'static CodePage> {
        let (name, _) = self.code_pages.iter().find(|(_, n)| **n == number)?;
        PAGES.get(name)
    }

    /// Its code pages with their numbers, the lowest first.
    fn pages(&self) -> Vec<(u8, &'static CodePage)> {
        let mut pages: Vec<_> =
            self.code_pages.iter().filter_map(|(name, number)| Some((*number, PAGES.get(name)?))).collect();
        pages.sort_unstable_by_key(|(number, _)| *number);
        pages
    }
}

/// Turns text into letters that the printer has. What no page of it has is written as people write it where it is missing:
/// without its accents, a euro sign as EUR; and where there is no such writing, as a question mark.
pub(super) struct Letters {
    pages: Vec<(u8, &'static CodePage)>,
}

/// A part of a text in one code page.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Run {
    /// The page's number; none where ASCII is all there is.
    pub(super) page: Option<u8>,
    pub(super) bytes: Vec<u8>,
}

impl Letters {
    pub(super) fn of(profile: &Profile) -> Self {
        Self { pages: profile.pages() }
    }

    fn has(&self, letter: char) -> bool {
        letter.is_ascii() || self.pages.iter().any(|(_, page)| page.byte(letter).is_some())
    }

    /// The text in letters that the printer has. Line breaks stay; other control characters go.
    pub(super) fn printable(&self, text: &str) -> String {
        let mut shown = String::with_capacity(text.len());
        for letter in onetill_domains::receipts::composed(text).chars() {
            match letter {
                '\n' => shown.push('\n'),
                c if c.is_whitespace() => shown.push(' '),
                c if c.is_control() => {}
                c if self.has(c) => shown.push(c),
                c => shown.push_str(&self.instead(c)),
            }
        }
        shown
    }

    fn instead(&self, letter: char) -> String {
        if let Some(text) = written_otherwise(letter) {
            return text.to_owned();
        }
        let plain: String = onetill_domains::receipts::decomposed(letter).filter(|c| self.has(*c)).collect();
        match plain.is_empty() {
            // Marks of their own, joiners and the like take no room on paper.
            true if onetill_domains::receipts::columns_of(&letter.to_string()) == 0 => String::new(),
            true => "?".to_owned(),
            false => plain,
        }
    }

    /// The text in runs of one page each, as few as can be if the page is changed only where it must be.
    pub(super) fn runs(&self, text: &str) -> Vec<Run> {
        let mut runs: Vec<Run> = Vec::new();
        let mut rest = text;
        while !rest.is_empty() {
            // The page that goes furthest; of those, the lowest.
            let reach = |page: &CodePage| rest.chars().take_while(|c| page.byte(*c).is_some()).count();
            let best = self
                .pages
                .iter()
                .map(|(n, page)| (reach(page), *n, *page))
                .min_by_key(|(r, n, _)| (usize::MAX - r, *n));
            let ascii = rest.chars().take_while(char::is_ascii).count();
            let (page, bytes, length): (Option<u8>, Vec<u8>, usize) = match best {
                Some((reach, number, page)) if reach > ascii => {
                    (Some(number), rest.chars().take(reach).filter_map(|c| page.byte(c)).collect(), reach)
                }
                _ if ascii > 0 => (None, rest.bytes().take(ascii).collect(), ascii),
                // Not printable; `printable` has left none of them.
                _ => (None, b"?".to_vec(), 1),
            };
            rest = rest.char_indices().nth(length).map_or("", |(at, _)| &rest[at..]);
            match runs.last_mut() {
                Some(last) if last.page == page => last.bytes.extend(bytes),
                _ => runs.push(Run { page, bytes }),
            }
        }
        runs
    }
}

/// Letters that are not written by leaving their marks away.
fn written_otherwise(letter: char) -> Option<&'static str> {
    Some(match letter {
        '€' => "EUR",
        '£' => "GBP",
        '¥' => "JPY",
        '×' => "x",
        '‘' | '’' | '‚' | '′' => "'",
        '“' | '”' | '„' | '″' => "\"",
        '«' | '»' => "\"",
        '–' | '—' | '‐' | '‑' | '−' => "-",
        '…' => "...",
        '•' | '·' => "*",
        'ß' => "ss",
        'ẞ' => "SS",
        'æ' => "ae",
        'Æ' => "AE",
        'œ' => "oe",
        'Œ' => "OE",
        'ø' => "o",
        'Ø' => "O",
        'đ' => "d",
        'Đ' => "D",
        'ł' => "l",
        'Ł' => "L",
        'ı' => "i",
        'þ' => "th",
        'Þ' => "Th",
        'ð' => "d",
        'Ð' => "D",
        '©' => "(c)",
        '®' => "(R)",
        '°' => "o",
        _ => return None,
    })
}
