use onetill_db::{Filter, Row, Tx, params};
use onetill_kernel::{Error, ProductId, Result, Uuid, VariantId};

use super::model::*;
use super::store::{product_of_variant, products_by_code, products_by_ids, variant_by_barcode, variant_by_sku};
use super::text::fold;
use super::words::{COUNTED, Reading, by_words, end, meant_readings};
use crate::{Page, PageRequest, check_text};

/// The one variant that is meant: exactly one of id, SKU and barcode is given. A refusal names the field.
pub fn find_variant(
    tx: &mut Tx<'_>,
    variant_id: Option<VariantId>,
    sku: Option<&str>,
    barcode: Option<&str>,
) -> Result<VariantId> {
    match (variant_id, sku, barcode) {
        (Some(id), None, None) => match product_of_variant(tx, id)? {
            Some(_) => Ok(id),
            None => {
                Err(Error::invalid("variant_id", "There is no such variant.").fix("Look it up with GET /v1/products."))
            }
        },
        (None, Some(sku), None) => {
            check_text("sku", sku, 100)?;
            variant_by_sku(tx, sku)?.ok_or_else(|| {
                Error::invalid("sku", format!("No product has the SKU {sku}."))
                    .code("sku_unknown")
                    .fix("Look the product up by name, or add it.")
            })
        }
        (None, None, Some(code)) => {
            check_text("barcode", code, 100)?;
            variant_by_barcode(tx, code)?.ok_or_else(|| {
                Error::invalid("barcode", format!("No product has the barcode {code}."))
                    .code("barcode_unknown")
                    .fix("Look the product up by name, or add the barcode to it.")
            })
        }
        _ => Err(Error::invalid("variant_id", "It takes exactly one of variant_id, sku and barcode.")
            .fix("Send one of them.")),
    }
}

/// Products by name; with `search` the best first.
pub fn products(tx: &mut Tx<'_>, filter: &ProductFilter, page: &PageRequest) -> Result<Page<Product>> {
    if filter.barcode.is_some() || filter.sku.is_some() {
        return by_code(tx, filter);
    }
    let limit = page.limit()?;
    let after = Place::after(page)?;
    let term = filter.search.as_deref().unwrap_or_default().trim();
    if term.is_empty() {
        let found = by_name(tx, filter, "", &[], after, limit)?;
        return load(tx, Vec::new(), found);
    }
    check_text("search", term, 200)?;
    let exact = products_by_code(tx, term)?;
    let mut first = Vec::new();
    if page.cursor.is_none() {
        first = products_by_ids(tx, &exact)?;
        first.retain(|p| fits(p, filter));
    }
    let room = limit.saturating_sub(first.len());
    let query = fold(term);
    let found = match query.chars().count() {
        0 => Found::default(),
        1 | 2 => by_name(tx, filter, &query, &exact, after, room)?,
        _ => by_words(tx, filter, &query, &exact, &after, room)?,
    };
    load(tx, first, found)
}

/// Keeps, of a list of something else, the rows of all goods that a search means, however many: `variant` is the column with a
/// variant's id. That is a condition of the list's own statement, so it has its own order, pages and other filters. Mistyped
/// words are allowed only where nothing is found as it was typed: in such an order what fits best does not come first.
/// `sorted` says that all rows of the list are read, whatever page is asked for.
pub fn keep_found(tx: &mut Tx<'_>, f: &mut Filter, variant: &str, search: &str, sorted: bool) -> Result<()> {
    let term = search.trim();
    if term.is_empty() {
        return Ok(());
    }
    check_text("search", term, 200)?;
    const PRODUCT: &str = "v.product_id";
    let (mut any, mut at_once) = (Vec::new(), true);
    let exact = products_by_code(tx, term)?;
    if !exact.is_empty() {
        any.push(f.is_one_of(PRODUCT, &exact));
    }
    let query = fold(term);
    match query.chars().count() {
        0 => {}
        1 | 2 => {
            at_once = sorted || count_by_name(tx, &query)? < COUNTED;
            let (from, until) = (f.bind(&query), f.bind(end(&query)));
            let begins = format!("p.sort_name >= {from} AND p.sort_name < {until}");
            any.push(match at_once {
                true => format!("{PRODUCT} IN (SELECT p.id FROM products p WHERE {begins})"),
                false => format!("EXISTS (SELECT 1 FROM products p WHERE p.id = {PRODUCT} AND {begins})"),
            });
        }
        _ => {
            let readings = meant_readings(tx, &query, !exact.is_empty())?;
            at_once = sorted || readings.iter().all(Reading::is_rare);
            any.extend(readings.iter().map(|reading| reading.condition(f, PRODUCT, at_once)));
        }
    }
    let any = any.join(" OR ");
    f.and_raw(match (any.is_empty(), at_once) {
        (true, _) => "1 = 0".to_owned(),
        // Few are read, and looked up in the list; of many a page is soon full wherever it begins, asking row by row.
        (false, true) => format!("{variant} IN (SELECT v.id FROM variants v WHERE {any})"),
        (false, false) => format!("EXISTS (SELECT 1 FROM variants v WHERE v.id = {variant} AND ({any}))"),
    });
    Ok(())
}

/// How many goods have a name that begins so, as far as is counted.
fn count_by_name(tx: &mut Tx<'_>, prefix: &str) -> Result<i64> {
    let sql = "SELECT COUNT(*) FROM \
               (SELECT 1 FROM products WHERE sort_name >= $1 AND sort_name < $2 LIMIT $3) counted";
    tx.query_one(sql, params![*prefix, end(prefix), COUNTED], |row| row.get(0))
}

/// What was asked for by an exact code.
fn by_code(tx: &mut Tx<'_>, filter: &ProductFilter) -> Result<Page<Product>> {
    let mut wanted: Option<ProductId> = None;
    for (code, barcode) in [(&filter.barcode, true), (&filter.sku, false)] {
        let Some(code) = code else { continue };
        check_text(if barcode { "barcode" } else { "sku" }, code, 100)?;
        let variant = if barcode { variant_by_barcode(tx, code)? } else { variant_by_sku(tx, code)? };
        let product = match variant {
            Some(variant) => product_of_variant(tx, variant)?,
            None => None,
        };
        if product.is_none() || wanted.is_some_and(|id| Some(id) != product) {
            return Ok(Page::whole(Vec::new()));
        }
        wanted = product;
    }
    let mut found = products_by_ids(tx, wanted.as_slice())?;
    found.retain(|p| fits(p, filter));
    Ok(Page::whole(found))
}

fn fits(product: &Product, filter: &ProductFilter) -> bool {
    (filter.categories.is_empty() || product.category_id.is_some_and(|id| filter.categories.contains(&id)))
        && filter.active.is_none_or(|active| product.active == active)
}

/// Where a product stands in a list.
#[derive(Debug, Clone)]
pub(super) struct Place {
    /// How the query was understood when it was found: as typed, or with which of its words mistyped, from 1.
    pub(super) reading: usize,
    /// The word it was found by; none in a list by name.
    pub(super) word: String,
    pub(super) sort_name: String,
    pub(super) id: Uuid,
}

impl Place {
    /// Before all that a reading finds.
    pub(super) fn of_reading(reading: usize) -> Self {
        Self { reading, word: String::new(), sort_name: String::new(), id: Uuid::nil() }
    }

    /// From word, name and id.
    pub(super) fn read(row: &Row<'_>, reading: usize) -> Result<Self> {
        Ok(Self { reading, word: row.get(0)?, sort_name: row.get(1)?, id: row.get(2)? })
    }

    /// Whether it comes after another one of the same reading.
    pub(super) fn is_after(&self, other: &Self) -> bool {
        (&self.word, &self.sort_name, self.id) > (&other.word, &other.sort_name, other.id)
    }

    /// Where the page before ended.
    fn after(page: &PageRequest) -> Result<Self> {
        if page.cursor.is_none() {
            return Ok(Self::of_reading(0));
        }
        let bad = || {
            Error::invalid("cursor", "This is not a cursor of this list.")
                .fix("Send next_cursor as it was answered, or none.")
        };
        let (text, id) = page.after_text_and_id()?;
        check_text("cursor", &text, 5000)?;
        let (reading, rest) = text.split_once(' ').ok_or_else(bad)?;
        let (word, sort_name) = rest.split_once(' ').ok_or_else(bad)?;
        let reading = reading.parse().map_err(|_| bad())?;
        Ok(Self { reading, word: word.to_owned(), sort_name: sort_name.to_owned(), id })
    }

    fn cursor(&self) -> String {
        format!("{} {} {} {}", self.id, self.reading, self.word, self.sort_name)
    }
}

/// A page of ids, and where the next one begins.
#[derive(Default)]
pub(super) struct Found {
    pub(super) ids: Vec<ProductId>,
    pub(super) next: Option<Place>,
}

fn load(tx: &mut Tx<'_>, mut first: Vec<Product>, found: Found) -> Result<Page<Product>> {
    first.extend(products_by_ids(tx, &found.ids)?);
    Ok(Page { items: first, next_cursor: found.next.map(|place| place.cursor()) })
}

/// What else was asked of the product `p`.
pub(super) fn conditions(f: &mut Filter, filter: &ProductFilter) {
    if !filter.categories.is_empty() {
        f.one_of("p.category_id", &filter.categories);
    }
    if let Some(active) = filter.active {
        f.and("p.active = ?", active);
    }
}

/// Products in the order of their names, those that begin with `prefix`.
fn by_name(
    tx: &mut Tx<'_>,
    filter: &ProductFilter,
    prefix: &str,
    except: &[ProductId],
    after: Place,
    room: usize,
) -> Result<Found> {
    let mut f = Filter::new();
    // The first page begins at the prefix.
    let from = after.sort_name.as_str().max(prefix);
    let (name, id) = (f.bind(from), f.bind(after.id));
    f.and_raw(format!("(p.sort_name, p.id) > ({name}, {id})"));
    if !prefix.is_empty() {
        f.and("p.sort_name < ?", end(prefix));
    }
    conditions(&mut f, filter);
    let rows = f.bind((room + except.len() + 1) as i64);
    let sql = format!("SELECT p.id, p.sort_name FROM products p{} ORDER BY p.sort_name, p.id LIMIT {rows}", f.sql());
    let rows = tx.query(&sql, f.values(), |row| {
        Ok(Place { reading: 0, word: String::new(), id: row.get(0)?, sort_name: row.get(1)? })
    })?;
    let mut places = rows.into_iter().filter(|place| !except.contains(&ProductId(place.id)));
    let taken: Vec<Place> = places.by_ref().take(room).collect();
    let next = places.next().map(|_| taken.last().cloned().unwrap_or(after));
    Ok(Found { ids: taken.iter().map(|place| ProductId(place.id)).collect(), next })
}
