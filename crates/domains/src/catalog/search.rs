use std::collections::HashMap;

use onetill_db::{Filter, Tx};
use onetill_kernel::{Error, ProductId, Result, Uuid, VariantId};

use super::model::*;
use super::store::{product_of_variant, products_by_code, products_by_ids, variant_rows};
use super::store::{variant_by_barcode, variant_by_sku};
use super::text::{fewest_hits, fold, matches, trigrams};
use crate::{Page, PageRequest, check_text};

/// How many candidates a search looks at for one page. The best come first, so what is beyond them is
/// reached by the next page.
const CANDIDATES: i64 = 5000;
/// How many of them are compared at a time.
const BATCH: usize = 200;
/// A query's trigrams beyond these say nothing new.
const MAX_QUERY_TRIGRAMS: usize = 64;

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
        _ => by_likeness(tx, filter, &query, &exact, after, room)?,
    };
    load(tx, first, found)
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
    filter.category_id.is_none_or(|id| product.category_id == Some(id))
        && filter.active.is_none_or(|active| product.active == active)
}

/// Where a product stands in a list: by hits, most first (none where nothing is counted), then by name.
#[derive(Debug, Clone)]
struct Place {
    hits: i64,
    sort_name: String,
    id: Uuid,
}

impl Place {
    /// Where the page before ended.
    fn after(page: &PageRequest) -> Result<Self> {
        let start = Self { hits: i64::MAX, sort_name: String::new(), id: Uuid::nil() };
        if page.cursor.is_none() {
            return Ok(start);
        }
        let bad = || {
            Error::invalid("cursor", "This is not a cursor of this list.")
                .fix("Send next_cursor as it was answered, or none.")
        };
        let (text, id) = page.after_text_and_id()?;
        check_text("cursor", &text, 5000)?;
        let (hits, sort_name) = text.split_once(' ').ok_or_else(bad)?;
        Ok(Self { hits: hits.parse().map_err(|_| bad())?, sort_name: sort_name.to_owned(), id })
    }

    fn cursor(&self) -> String {
        format!("{} {} {}", self.id, self.hits, self.sort_name)
    }
}

/// A page of ids, and where the next one begins.
#[derive(Default)]
struct Found {
    ids: Vec<ProductId>,
    next: Option<Place>,
}

fn load(tx: &mut Tx<'_>, mut first: Vec<Product>, found: Found) -> Result<Page<Product>> {
    first.extend(products_by_ids(tx, &found.ids)?);
    Ok(Page { items: first, next_cursor: found.next.map(|place| place.cursor()) })
}

fn conditions(f: &mut Filter, filter: &ProductFilter) {
    if let Some(category) = filter.category_id {
        f.and("p.category_id = ?", category);
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
        // No text that begins with the prefix comes after the prefix and the last code point.
        f.and("p.sort_name < ?", format!("{prefix}\u{10ffff}"));
    }
    conditions(&mut f, filter);
    let rows = f.bind((room + except.len() + 1) as i64);
    let sql = format!("SELECT p.id, p.sort_name FROM products p{} ORDER BY p.sort_name, p.id LIMIT {rows}", f.sql());
    let rows = tx.query(&sql, f.values(), |row| Ok(Place { hits: 0, id: row.get(0)?, sort_name: row.get(1)? }))?;
    let mut places = rows.into_iter().filter(|place| !except.contains(&ProductId(place.id)));
    let taken: Vec<Place> = places.by_ref().take(room).collect();
    let next = places.next().map(|_| taken.last().cloned().unwrap_or(after));
    Ok(Found { ids: taken.iter().map(|place| ProductId(place.id)).collect(), next })
}

/// Products that share trigrams with the query and, looked at closely, match it.
fn by_likeness(
    tx: &mut Tx<'_>,
    filter: &ProductFilter,
    query: &str,
    except: &[ProductId],
    after: Place,
    room: usize,
) -> Result<Found> {
    let mut wanted = trigrams(query);
    wanted.truncate(MAX_QUERY_TRIGRAMS);
    let candidates = candidates(tx, filter, &wanted, fewest_hits(query, wanted.len()) as i64, &after)?;
    let more = candidates.len() as i64 == CANDIDATES;
    let mut last = after;
    let mut ids = Vec::new();
    for batch in candidates.chunks(BATCH) {
        let texts = texts(tx, batch)?;
        for place in batch {
            let id = ProductId(place.id);
            if !except.contains(&id) && texts.get(&id).is_some_and(|text| matches(query, text)) {
                if ids.len() == room {
                    return Ok(Found { ids, next: Some(last) });
                }
                ids.push(id);
            }
            last = place.clone();
        }
    }
    Ok(Found { ids, next: more.then_some(last) })
}

fn candidates(
    tx: &mut Tx<'_>,
    filter: &ProductFilter,
    trigrams: &[String],
    fewest: i64,
    after: &Place,
) -> Result<Vec<Place>> {
    let mut shared = Filter::new();
    shared.one_of("trigram", trigrams);
    let shared_sql = shared.sql();
    // The same placeholders go on counting in the outer query.
    let mut f = Filter::new();
    for value in shared.values() {
        f.bind(value);
    }
    let fewest = f.bind(fewest);
    let (hits, name, id) = (f.bind(after.hits), f.bind(&after.sort_name), f.bind(after.id));
    f.and_raw(format!("(t.hits < {hits} OR (t.hits = {hits} AND (p.sort_name, p.id) > ({name}, {id})))"));
    conditions(&mut f, filter);
    let rows = f.bind(CANDIDATES);
    let sql = format!(
        "SELECT p.id, p.sort_name, t.hits FROM (SELECT product_id, COUNT(*) AS hits FROM product_trigrams{shared_sql} \
         GROUP BY product_id HAVING COUNT(*) >= {fewest}) t JOIN products p ON p.id = t.product_id{} \
         ORDER BY t.hits DESC, p.sort_name, p.id LIMIT {rows}",
        f.sql()
    );
    tx.query(&sql, f.values(), |row| Ok(Place { id: row.get(0)?, sort_name: row.get(1)?, hits: row.get(2)? }))
}

/// The folded text of each candidate: its name, and its variants' names and SKUs.
fn texts(tx: &mut Tx<'_>, batch: &[Place]) -> Result<HashMap<ProductId, String>> {
    let ids: Vec<ProductId> = batch.iter().map(|place| ProductId(place.id)).collect();
    let mut texts: HashMap<ProductId, String> =
        batch.iter().map(|place| (ProductId(place.id), place.sort_name.clone())).collect();
    for row in variant_rows(tx, &ids)? {
        if let Some(text) = texts.get_mut(&row.product_id) {
            text.push_str(&format!(" {} {}", fold(&row.name), fold(&row.sku)));
        }
    }
    Ok(texts)
}
