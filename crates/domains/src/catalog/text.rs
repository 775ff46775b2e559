//! Text as search sees it: folded, cut into trigrams, compared with one typing mistake allowed.

use std::collections::HashSet;

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

/// The trigrams of a folded text, each once, in order of appearance. A word counts as if two spaces
/// stood before it, so what somebody has typed of it so far shares all its trigrams with the word.
pub fn trigrams(folded: &str) -> Vec<String> {
    let mut seen = HashSet::new();
    let mut found = Vec::new();
    for word in words(folded) {
        let padded: Vec<char> = [' ', ' '].into_iter().chain(word.chars()).collect();
        for window in padded.windows(3) {
            let trigram: String = window.iter().collect();
            if seen.insert(trigram.clone()) {
                found.push(trigram);
            }
        }
    }
    found
}

/// Words shorter than this are taken as they are typed.
const SHORTEST_MISTYPED: usize = 4;

/// How many of a query's trigrams a text has at least, if the query matches it. One mistake spoils at
/// most four: two letters that changed places.
pub fn fewest_hits(folded_query: &str, query_trigrams: usize) -> usize {
    let forgiving = words(folded_query).any(|word| word.chars().count() >= SHORTEST_MISTYPED);
    if forgiving { query_trigrams.saturating_sub(4).max(1) } else { query_trigrams }
}

/// Whether a folded text has every word of a folded query, or the beginning of it, with at most one
/// typing mistake in all.
pub fn matches(folded_query: &str, folded_text: &str) -> bool {
    let text: Vec<Vec<char>> = words(folded_text).map(|word| word.chars().collect()).collect();
    let mut mistakes = 0;
    words(folded_query).all(|query| {
        let query: Vec<char> = query.chars().collect();
        match text.iter().filter_map(|word| mistakes_in(&query, word)).min() {
            Some(found) => {
                mistakes += found;
                mistakes <= 1
            }
            None => false,
        }
    })
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
