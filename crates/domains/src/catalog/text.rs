//! Text as search sees it: folded, cut into words, compared with one typing mistake allowed.

use std::collections::BTreeSet;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Lower case without accents and punctuation, words parted by one space: `Crème  Brûlée!` becomes
/// `creme brulee`, and `Straße` becomes `strasse`.
pub fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    let mut gap = false;
    for c in text.nfkd().flat_map(char::to_lowercase) {
        match c {
            // Accents of the Latin, Greek and Cyrillic scripts; marks of other scripts are letters.
            '\u{300}'..='\u{36f}' | '\'' | '’' => continue,
            c if !c.is_alphanumeric() && !is_combining_mark(c) => {
                gap = true;
                continue;
            }
            _ => {}
        }
        if gap && !folded.is_empty() {
            folded.push(' ');
        }
        gap = false;
        match c {
            'ß' => folded.push_str("ss"),
            'æ' => folded.push_str("ae"),
            'œ' => folded.push_str("oe"),
            'þ' => folded.push_str("th"),
            'ø' => folded.push('o'),
            'ł' => folded.push('l'),
            'đ' | 'ð' => folded.push('d'),
            'ħ' => folded.push('h'),
            'ı' => folded.push('i'),
            c => folded.push(c),
        }
    }
    folded
}

/// The words of a folded text.
pub fn words(folded: &str) -> impl Iterator<Item = &str> {
    folded.split(' ').filter(|word| !word.is_empty())
}

/// Words shorter than this are taken as they are typed.
pub const SHORTEST_MISTYPED: usize = 4;

/// Whether a word may be mistyped, or be meant by a mistyped one: letters alone. Mistakes in numbers and codes find
/// nothing but other numbers and codes.
pub fn is_forgiving(word: &str) -> bool {
    word.chars().all(char::is_alphabetic)
}

/// The trigrams of a word, each once, as if one space stood before it: what has been typed of it so far shares all of
/// its trigrams with the word.
pub fn trigrams(word: &str) -> BTreeSet<String> {
    let padded: Vec<char> = [' '].into_iter().chain(word.chars()).collect();
    padded.windows(3).map(|window| window.iter().collect()).collect()
}

/// Whether the word `typed` is meant to be `word`, or its beginning, after one mistake: another letter, one too many,
/// one missing, or two that changed places. One that stands within the word counts too.
pub fn is_meant(typed: &str, word: &str) -> bool {
    let (typed, word): (Vec<char>, Vec<char>) = (typed.chars().collect(), word.chars().collect());
    mistakes_in(&typed, &word).is_some()
}

/// The number of mistakes, 0 or 1, after which `query` begins `word` (or, long enough, stands within it).
fn mistakes_in(query: &[char], word: &[char]) -> Option<u32> {
    let Some(at) = (0..query.len()).find(|&i| word.get(i) != Some(&query[i])) else { return Some(0) };
    if query.len() < SHORTEST_MISTYPED {
        return None;
    }
    if word.windows(query.len()).any(|part| part == query) {
        return Some(0);
    }
    let (query, word) = (&query[at..], &word[at.min(word.len())..]);
    let fits = |skip_query: usize, skip_word: usize| {
        word.len() >= skip_word && query.len() >= skip_query && word[skip_word..].starts_with(&query[skip_query..])
    };
    let swapped = query.len() >= 2 && word.len() >= 2 && query[0] == word[1] && query[1] == word[0];
    // Another letter, a letter too many, a letter missing, two letters swapped.
    (fits(1, 1) || fits(1, 0) || fits(0, 1) || (swapped && fits(2, 2))).then_some(1)
}
