//! The words that goods are found by, and the search over them.
//!
//! A search reads one range of `product_words` in its order: the words that begin with what was typed of the rarest word,
//! the shortest first, each with its goods by name. Those are kept that have the other words too. Where that does not
//! fill a page, one word after the other is taken for a mistyped one.

use std::collections::{BTreeSet, HashSet};

use onetill_db::{Filter, Table, Tx, params};
use onetill_kernel::{ProductId, Result, Uuid};

use super::model::ProductFilter;
use super::search::{Found, Place, conditions};
use super::store::VariantRow;
use super::text::{SHORTEST_MISTYPED, fold, is_forgiving, is_meant, trigrams, words};

/// A product's words beyond these are not searched.
const MAX_WORDS: usize = 500;
/// A query's words beyond these say nothing new.
const MAX_QUERY_WORDS: usize = 8;
/// So many words are looked at closely of those that a mistyped one may stand for.
const MAX_CANDIDATES: i64 = 500;
/// So many goods of a word are counted. Words that have fewer are rare.
pub(super) const COUNTED: i64 = 4_000;
/// How many goods are asked at once whether they fit.
const LOOKED_AT_ONCE: usize = 64;

/// How many words are looked up at once.
const ASKED_AT_ONCE: usize = 32;

static WORDS: Table = Table::new("product_words", &["word", "sort_name", "product_id"]);

/// The words of a product: those of its name, and of its variants' names and SKUs.
pub(super) fn words_of<'a>(sort_name: &str, variants: impl IntoIterator<Item = &'a VariantRow>) -> BTreeSet<String> {
    let mut found: BTreeSet<String> = words(sort_name).map(str::to_owned).collect();
    for variant in variants {
        for text in [fold(&variant.name), fold(&variant.sku)] {
            found.extend(words(&text).take(MAX_WORDS.saturating_sub(found.len())).map(str::to_owned));
        }
    }
    found
}

/// The words that a product is to be found by.
pub(super) struct Words {
    pub(super) product_id: ProductId,
    pub(super) sort_name: String,
    pub(super) words: BTreeSet<String>,
}

/// Lets products be found by these words; what they were found by before is deleted already.
pub(super) fn write_words(tx: &mut Tx<'_>, of: &[Words]) -> Result<()> {
    let mut forgiving: BTreeSet<&String> = BTreeSet::new();
    for product in of {
        for word in &product.words {
            tx.append(&WORDS, params![*word, *product.sort_name, product.product_id])?;
        }
        forgiving.extend(product.words.iter().filter(|word| is_forgiving(word)));
    }
    let forgiving: Vec<&String> = forgiving.into_iter().collect();
    for some in forgiving.chunks(ASKED_AT_ONCE) {
        let known = known_words(tx, some)?;
        for word in some.iter().filter(|word| !known.contains(word)) {
            for trigram in trigrams(word) {
                // Somebody else may be adding the same word.
                tx.execute(
                    "INSERT INTO word_trigrams (trigram, word) VALUES ($1, $2) ON CONFLICT (trigram, word) DO NOTHING",
                    params![trigram, **word],
                )?;
            }
        }
    }
    Ok(())
}

/// Those of the words whose trigrams are written.
fn known_words(tx: &mut Tx<'_>, words: &[&String]) -> Result<Vec<String>> {
    let mut f = Filter::new();
    let each: Vec<String> = words
        .iter()
        .filter_map(|word| {
            let (trigram, word) = (f.bind(trigrams(word).pop_first()?), f.bind(word));
            Some(format!("(trigram = {trigram} AND word = {word})"))
        })
        .collect();
    if each.is_empty() {
        return Ok(Vec::new());
    }
    f.and_raw(format!("({})", each.join(" OR ")));
    tx.query(&format!("SELECT word FROM word_trigrams{}", f.sql()), f.values(), |row| row.get(0))
}

pub(super) fn delete_words(tx: &mut Tx<'_>, product: ProductId) -> Result<()> {
    tx.execute("DELETE FROM product_words WHERE product_id = $1", params![product]).map(drop)
}

/// What a word of a query stands for.
#[derive(Clone)]
enum Meaning {
    /// Every word that begins with it.
    Begins(String),
    /// One of these, where it is mistyped.
    OneOf(Vec<String>),
}

/// A word of a query, and how many goods have it, as far as was counted.
#[derive(Clone)]
struct Sought {
    meaning: Meaning,
    count: i64,
}

/// One way to understand a query.
pub(super) struct Reading {
    /// The rarest word first: its goods are read in order.
    words: Vec<Sought>,
    /// The word that is taken for a mistyped one. Goods that have it as it was typed are found already.
    mistyped: Option<Sought>,
}

/// The words of a folded query, or the beginnings of words, as they were typed.
struct Query<'q> {
    each: Vec<&'q str>,
    typed: Vec<Sought>,
}

impl<'q> Query<'q> {
    fn of(tx: &mut Tx<'_>, folded: &'q str) -> Result<Self> {
        let each: BTreeSet<&str> = words(folded).take(MAX_QUERY_WORDS).collect();
        let mut typed = Vec::with_capacity(each.len());
        for word in &each {
            typed.push(Sought { count: count(tx, word, &end(word))?, meaning: Meaning::Begins((*word).to_owned()) });
        }
        Ok(Self { each: each.into_iter().collect(), typed })
    }

    /// In how many ways it can be understood.
    fn readings(&self) -> usize {
        self.typed.len() + 1
    }

    /// One of them: 0 as it was typed, then with one word after the other mistyped. None where nothing has all of its words.
    fn reading(&self, tx: &mut Tx<'_>, number: usize) -> Result<Option<Reading>> {
        let mistyped = number.checked_sub(1);
        let as_typed = || self.typed.iter().enumerate().filter(|(n, _)| Some(*n) != mistyped).map(|(_, sought)| sought);
        if as_typed().any(|sought| sought.count == 0) {
            return Ok(None);
        }
        let mut words: Vec<Sought> = as_typed().cloned().collect();
        if let Some(n) = mistyped {
            words.push(meant(tx, self.each[n])?);
        }
        words.sort_by_key(|sought| sought.count);
        let some = words.first().is_some_and(|rarest| rarest.count > 0);
        Ok(some.then(|| Reading { words, mistyped: mistyped.map(|n| self.typed[n].clone()) }))
    }
}

/// The goods that have every word of a folded query, or the beginning of one, at most one of them mistyped.
pub(super) fn by_words(
    tx: &mut Tx<'_>,
    filter: &ProductFilter,
    query: &str,
    except: &[ProductId],
    after: &Place,
    room: usize,
) -> Result<Found> {
    let query = Query::of(tx, query)?;
    let mut found = Vec::new();
    for number in after.reading..query.readings() {
        if found.len() > room {
            break;
        }
        let Some(reading) = query.reading(tx, number)? else { continue };
        let start = if number == after.reading { after.clone() } else { Place::of_reading(number) };
        let rows = room + except.len() + 1 - found.len();
        let read = reading.places(tx, filter, &start, rows)?;
        found.extend(read.into_iter().filter(|place| !except.contains(&ProductId(place.id))));
    }
    let more = found.len() > room;
    found.truncate(room);
    let next = if more { Some(found.last().unwrap_or(after).clone()) } else { None };
    Ok(Found { ids: found.iter().map(|place| ProductId(place.id)).collect(), next })
}

/// The readings of a folded query that say which goods are meant, where a list of something else is searched by them: as it
/// was typed, and only where nothing is found so (nor by its code, as `known` says) with a word mistyped.
pub(super) fn meant_readings(tx: &mut Tx<'_>, query: &str, known: bool) -> Result<Vec<Reading>> {
    let query = Query::of(tx, query)?;
    if let Some(reading) = query.reading(tx, 0)?
        && (known || !reading.places(tx, &ProductFilter::default(), &Place::of_reading(0), 1)?.is_empty())
    {
        return Ok(vec![reading]);
    }
    let mut others = Vec::new();
    for number in (1..query.readings()).filter(|_| !known) {
        others.extend(query.reading(tx, number)?);
    }
    Ok(others)
}

/// How many goods have a word in a range, as far as is counted.
fn count(tx: &mut Tx<'_>, from: &str, until: &str) -> Result<i64> {
    let sql = "SELECT COUNT(*) FROM (SELECT 1 FROM product_words WHERE word >= $1 AND word < $2 LIMIT $3) counted";
    tx.query_one(sql, params![*from, *until, COUNTED], |row| row.get(0))
}

/// Nothing but the word itself comes before this: letters come after U+0001.
fn next(word: &str) -> String {
    format!("{word}\u{1}")
}

/// No text that begins with the word comes after this: the last code point follows it.
pub(super) fn end(word: &str) -> String {
    format!("{word}\u{10ffff}")
}

/// The words that a mistyped one may stand for.
fn meant(tx: &mut Tx<'_>, typed: &str) -> Result<Sought> {
    let mut found: Vec<String> = Vec::new();
    if typed.chars().count() >= SHORTEST_MISTYPED && is_forgiving(typed) {
        let trigrams: Vec<String> = trigrams(typed).into_iter().collect();
        // One mistake spoils at most four trigrams: two letters that changed places.
        let fewest = (trigrams.len() as i64 - 4).max(1);
        let mut f = Filter::new();
        f.one_of("trigram", &trigrams);
        let (fewest, limit) = (f.bind(fewest), f.bind(MAX_CANDIDATES));
        let sql = format!(
            "SELECT word FROM word_trigrams{} GROUP BY word HAVING COUNT(*) >= {fewest} \
             ORDER BY COUNT(*) DESC, word LIMIT {limit}",
            f.sql()
        );
        found = tx.query(&sql, f.values(), |row| row.get(0))?;
        found.retain(|word| !word.starts_with(typed) && is_meant(typed, word));
        found.sort_unstable();
    }
    let mut sum = 0;
    for word in &found {
        sum += count(tx, word, &next(word))?;
    }
    Ok(Sought { meaning: Meaning::OneOf(found), count: sum })
}

impl Sought {
    /// Whether all of its goods were counted, and may be read at once.
    fn is_rare(&self) -> bool {
        self.count < COUNTED
    }

    /// The ranges of words it stands for, in order.
    fn ranges(&self) -> Vec<(String, String)> {
        match &self.meaning {
            Meaning::Begins(word) => vec![(word.clone(), end(word))],
            Meaning::OneOf(words) => words.iter().map(|word| (word.clone(), next(word))).collect(),
        }
    }

    /// The condition that `word` is one of them.
    fn condition(&self, f: &mut Filter, word: &str) -> String {
        let each = self.ranges().into_iter().map(|(from, until)| {
            let (from, until) = (f.bind(from), f.bind(until));
            format!("{word} >= {from} AND {word} < {until}")
        });
        let each: Vec<String> = each.collect();
        format!("({})", each.join(" OR "))
    }
}

impl Reading {
    /// Whether few goods can be meant.
    pub(super) fn is_rare(&self) -> bool {
        self.words.first().is_some_and(Sought::is_rare)
    }

    /// The condition that `product`, a column, is one of the goods: `at_once` they are all read by the rarest word, otherwise
    /// each is asked for its words.
    pub(super) fn condition(&self, f: &mut Filter, product: &str, at_once: bool) -> String {
        let Some((rarest, others)) = self.words.split_first().filter(|_| at_once) else {
            return every(f, product, &self.words).join(" AND ");
        };
        let mut all = vec![rarest.condition(f, "w.word")];
        all.extend(every(f, "w.product_id", others));
        format!("{product} IN (SELECT w.product_id FROM product_words w WHERE {})", all.join(" AND "))
    }

    /// The places of at most `rows` goods after a place.
    fn places(&self, tx: &mut Tx<'_>, filter: &ProductFilter, after: &Place, rows: usize) -> Result<Vec<Place>> {
        match self.words.split_first() {
            Some((rarest, others)) if rarest.is_rare() && !others.is_empty() => {
                self.of_few(tx, filter, after, rows, rarest, others)
            }
            Some((rarest, others)) => self.of_many(tx, filter, after, rows, rarest, others),
            None => Ok(Vec::new()),
        }
    }

    /// Where the rarest word has few goods: all of them are read, and those kept that have the other rare words too.
    fn of_few(
        &self,
        tx: &mut Tx<'_>,
        filter: &ProductFilter,
        after: &Place,
        rows: usize,
        rarest: &Sought,
        others: &[Sought],
    ) -> Result<Vec<Place>> {
        let mut all = Vec::new();
        for (from, until) in rarest.ranges() {
            let mut f = Filter::new();
            f.and("word >= ?", from);
            f.and("word < ?", until);
            let sql = format!(
                "SELECT word, sort_name, product_id FROM product_words{} ORDER BY word, sort_name, product_id",
                f.sql()
            );
            all.extend(tx.query(&sql, f.values(), |row| Place::read(row, after.reading))?);
        }
        // Each product at the first of its words.
        let mut seen = HashSet::with_capacity(all.len());
        all.retain(|place| seen.insert(place.id) && place.is_after(after));
        for other in others.iter().filter(|other| other.is_rare()) {
            let mut f = Filter::new();
            let condition = other.condition(&mut f, "e.word");
            let sql = format!("SELECT e.product_id FROM product_words e WHERE {condition}");
            let having: HashSet<Uuid> = tx.query(&sql, f.values(), |row| row.get(0))?.into_iter().collect();
            all.retain(|place| having.contains(&place.id));
        }
        let mut found = Vec::new();
        for some in all.chunks(LOOKED_AT_ONCE) {
            let mut fit: Vec<Uuid> = some.iter().map(|place| place.id).collect();
            for many in others.iter().filter(|other| !other.is_rare()) {
                let having = having(tx, &fit, many)?;
                fit.retain(|id| having.contains(id));
            }
            if let Some(typed) = &self.mistyped {
                let having = having(tx, &fit, typed)?;
                fit.retain(|id| !having.contains(id));
            }
            let fit = fitting(tx, &fit, filter)?;
            found.extend(some.iter().filter(|place| fit.contains(&place.id)).cloned());
            if found.len() >= rows {
                found.truncate(rows);
                break;
            }
        }
        Ok(found)
    }

    /// Where there is one word, or each has many goods: they are read in order until there are enough, which is soon.
    fn of_many(
        &self,
        tx: &mut Tx<'_>,
        filter: &ProductFilter,
        after: &Place,
        rows: usize,
        rarest: &Sought,
        others: &[Sought],
    ) -> Result<Vec<Place>> {
        let ranges = rarest.ranges();
        let mut found: Vec<Place> = Vec::new();
        for (n, (from, until)) in ranges.iter().enumerate() {
            if found.len() >= rows || *until <= after.word {
                continue;
            }
            let mut f = Filter::new();
            f.and("w.word >= ?", from);
            f.and("w.word < ?", until);
            if after.word >= *from {
                let (word, name, id) = (f.bind(&after.word), f.bind(&after.sort_name), f.bind(after.id));
                f.and_raw(format!("(w.word, w.sort_name, w.product_id) > ({word}, {name}, {id})"));
            }
            for condition in every(&mut f, "w.product_id", others) {
                f.and_raw(condition);
            }
            if let Some(typed) = &self.mistyped {
                let condition = typed.condition(&mut f, "e.word");
                f.and_raw(format!("NOT {}", has("w.product_id", &condition)));
            }
            conditions(&mut f, filter);
            // Each product at the first of its words.
            let from = f.bind(from);
            f.and_raw(format!("NOT {}", has("w.product_id", &format!("e.word >= {from} AND e.word < w.word"))));
            for (from, until) in &ranges[..n] {
                let (from, until) = (f.bind(from), f.bind(until));
                f.and_raw(format!("NOT {}", has("w.product_id", &format!("e.word >= {from} AND e.word < {until}"))));
            }
            let limit = f.bind((rows - found.len()) as i64);
            let sql = format!(
                "SELECT w.word, w.sort_name, w.product_id FROM product_words w JOIN products p ON p.id = w.product_id{} \
                 ORDER BY w.word, w.sort_name, w.product_id LIMIT {limit}",
                f.sql()
            );
            found.extend(tx.query(&sql, f.values(), |row| Place::read(row, after.reading))?);
        }
        Ok(found)
    }
}

/// Those of the goods that have such a word.
fn having(tx: &mut Tx<'_>, goods: &[Uuid], sought: &Sought) -> Result<HashSet<Uuid>> {
    let mut f = Filter::new();
    if goods.is_empty() {
        return Ok(HashSet::new());
    }
    f.one_of("e.product_id", goods);
    let condition = sought.condition(&mut f, "e.word");
    f.and_raw(condition);
    let sql = format!("SELECT e.product_id FROM product_words e{}", f.sql());
    Ok(tx.query(&sql, f.values(), |row| row.get(0))?.into_iter().collect())
}

/// Those of the goods that fit the filter.
fn fitting(tx: &mut Tx<'_>, goods: &[Uuid], filter: &ProductFilter) -> Result<HashSet<Uuid>> {
    let mut f = Filter::new();
    conditions(&mut f, filter);
    if goods.is_empty() || f.sql().is_empty() {
        return Ok(goods.iter().copied().collect());
    }
    f.one_of("p.id", goods);
    let sql = format!("SELECT p.id FROM products p{}", f.sql());
    Ok(tx.query(&sql, f.values(), |row| row.get(0))?.into_iter().collect())
}

/// The conditions that a product has each of the words.
fn every(f: &mut Filter, product: &str, words: &[Sought]) -> Vec<String> {
    words.iter().map(|sought| has(product, &sought.condition(f, "e.word"))).collect()
}

/// The condition that a product has a word `e.word` of which the condition holds.
fn has(product: &str, condition: &str) -> String {
    format!("EXISTS (SELECT 1 FROM product_words e WHERE e.product_id = {product} AND {condition})")
}
