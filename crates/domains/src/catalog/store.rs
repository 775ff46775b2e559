use std::collections::HashMap;

use onetill_db::{Filter, Row, Table, ToValue, Tx, params};
use onetill_kernel::{
    CategoryId, Currency, Error, ImageId, Money, ProductId, Result, TaxCategoryId, Timestamp, VariantId,
};

use super::model::*;
use super::modifier_store;
use super::rules::normal_barcode;
use super::terms::{Deposit, TermsRow};
use crate::platform;

static PRODUCTS: Table = Table::new(
    "products",
    &[
        "id",
        "version",
        "name",
        "sort_name",
        "description",
        "kind",
        "category_id",
        "tax_category_id",
        "image_id",
        "active",
        "created_at",
        "updated_at",
    ],
);
static VARIANTS: Table = Table::new(
    "variants",
    &[
        "id",
        "product_id",
        "position",
        "name",
        "sku",
        "price_minor",
        "cost_minor",
        "track_stock",
        "active",
        "open_price",
        "min_price_minor",
        "max_price_minor",
        "weighed",
        "minimum_age",
        "serials",
        "deposit_variant_id",
    ],
);
static BARCODES: Table = Table::new("barcodes", &["code", "variant_id"]);

/// A product's own row, without its picture, which has a command of its own.
#[derive(Debug, Clone)]
pub(super) struct ProductRow {
    pub(super) id: ProductId,
    pub(super) version: i64,
    pub(super) name: String,
    pub(super) sort_name: String,
    pub(super) description: String,
    pub(super) kind: Kind,
    pub(super) category_id: Option<CategoryId>,
    pub(super) tax_category_id: Option<TaxCategoryId>,
    pub(super) active: bool,
}

/// A variant's own row.
#[derive(Debug, Clone)]
pub(super) struct VariantRow {
    pub(super) id: VariantId,
    pub(super) product_id: ProductId,
    pub(super) position: i64,
    pub(super) name: String,
    pub(super) sku: String,
    pub(super) price_minor: i64,
    pub(super) cost_minor: Option<i64>,
    pub(super) track_stock: bool,
    pub(super) active: bool,
    pub(super) terms: TermsRow,
}

/// Who has a SKU, a barcode or an id.
#[derive(Debug)]
pub(super) struct Owner<T> {
    pub(super) what: T,
    pub(super) variant_id: VariantId,
    pub(super) product_name: String,
}

/// What pricing needs to know of some variants; unknown ones are left out. `ahead` names others that commands of
/// the same group will ask for.
pub fn sellables(tx: &mut Tx<'_>, ids: &[VariantId], ahead: &[VariantId]) -> Result<Vec<Sellable>> {
    tx.remember_each(&["variants", "products", "product_modifier_groups"], ids, ahead, read_sellables)
}

fn read_sellables(tx: &mut Tx<'_>, ids: &[VariantId]) -> Result<Vec<(VariantId, Sellable)>> {
    let sql = format!(
        "SELECT v.id, v.product_id, p.category_id, p.kind, v.sku, p.name, v.name, v.price_minor, v.cost_minor, \
         p.tax_category_id, v.track_stock, v.active * p.active, \
         (SELECT COUNT(*) FROM product_modifier_groups m WHERE m.product_id = v.product_id), {} \
         FROM variants v JOIN products p ON p.id = v.product_id WHERE v.id",
        TermsRow::columns("v.")
    );
    tx.query_ids(&sql, &[], ids, |row| {
        let mut c = row.columns();
        let variant_id = c.take()?;
        let sellable = Sellable {
            variant_id,
            product_id: c.take()?,
            category_id: c.take()?,
            kind: c.take()?,
            sku: c.take()?,
            name: full_name(&c.take::<String>()?, &c.take::<String>()?),
            price_minor: c.take()?,
            cost_minor: c.take()?,
            tax_category_id: c.take()?,
            track_stock: c.take()?,
            active: c.take()?,
            has_modifiers: c.take::<i64>()? > 0,
            terms: TermsRow::read(&mut c)?,
        };
        Ok((variant_id, sellable))
    })
}

/// The deposits that goods can come with, by name.
pub fn deposits(tx: &mut Tx<'_>) -> Result<Vec<Deposit>> {
    let currency = platform::merchant(tx)?.currency;
    tx.query(
        "SELECT v.id, p.name, v.name, v.price_minor FROM products p JOIN variants v ON v.product_id = p.id \
         WHERE p.kind = 'deposit' AND p.active = 1 AND v.active = 1 ORDER BY p.sort_name, v.position, v.id",
        &[],
        |row| {
            let mut c = row.columns();
            Ok(Deposit {
                variant_id: c.take()?,
                name: full_name(&c.take::<String>()?, &c.take::<String>()?),
                price: Money::new(c.take()?, currency),
            })
        },
    )
}

/// What some variants are called, for lists of other domains; unknown ones are left out.
pub fn labels(tx: &mut Tx<'_>, ids: &[VariantId]) -> Result<HashMap<VariantId, Label>> {
    let sql = "SELECT v.id, v.product_id, p.name, v.name, v.sku, p.image_id \
               FROM variants v JOIN products p ON p.id = v.product_id WHERE v.id";
    let found = tx.query_ids(sql, &[], ids, |row| {
        let mut c = row.columns();
        let id: VariantId = c.take()?;
        let label = Label {
            product_id: c.take()?,
            product_name: c.take()?,
            variant_name: c.take()?,
            sku: c.take()?,
            image_url: image_url(c.take()?),
        };
        Ok((id, label))
    })?;
    Ok(found.into_iter().collect())
}

pub(super) fn image_url(id: Option<ImageId>) -> Option<String> {
    id.map(|id| format!("/v1/images/{id}"))
}

/// The variant with a barcode, in any of its spellings.
pub fn variant_by_barcode(tx: &mut Tx<'_>, code: &str) -> Result<Option<VariantId>> {
    tx.query_opt("SELECT variant_id FROM barcodes WHERE code = $1", params![normal_barcode(code)], |row| row.get(0))
}

/// The variant with a SKU.
pub fn variant_by_sku(tx: &mut Tx<'_>, sku: &str) -> Result<Option<VariantId>> {
    tx.query_opt("SELECT id FROM variants WHERE sku = $1", params![*sku.trim()], |row| row.get(0))
}

/// The product that a variant belongs to.
pub fn product_of_variant(tx: &mut Tx<'_>, id: VariantId) -> Result<Option<ProductId>> {
    tx.query_opt("SELECT product_id FROM variants WHERE id = $1", params![id], |row| row.get(0))
}

/// Products whose variant has exactly this SKU, as typed or in capitals, or this barcode.
pub(super) fn products_by_code(tx: &mut Tx<'_>, code: &str) -> Result<Vec<ProductId>> {
    tx.query(
        "SELECT product_id FROM variants WHERE sku IN ($1, $2) UNION \
         SELECT v.product_id FROM barcodes b JOIN variants v ON v.id = b.variant_id WHERE b.code = $3 ORDER BY 1",
        params![*code.trim(), code.trim().to_uppercase(), normal_barcode(code)],
        |row| row.get(0),
    )
}

/// One product.
pub fn product(tx: &mut Tx<'_>, id: ProductId) -> Result<Product> {
    products_by_ids(tx, &[id])?.pop().ok_or_else(|| Error::not_found("product"))
}

/// Products in the order of their ids; unknown ones are left out. As many statements for one as for many.
pub fn products_by_ids(tx: &mut Tx<'_>, ids: &[ProductId]) -> Result<Vec<Product>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let mut f = Filter::new();
    f.one_of("p.id", ids);
    let sql = format!(
        "SELECT p.id, p.version, p.name, p.description, p.kind, p.category_id, c.name, p.tax_category_id, p.image_id, \
         p.active, p.created_at, p.updated_at FROM products p LEFT JOIN categories c ON c.id = p.category_id{}",
        f.sql()
    );
    let mut found: HashMap<ProductId, Product> =
        tx.query(&sql, f.values(), read_product)?.into_iter().map(|p| (p.id, p)).collect();
    for (product, group) in modifier_store::groups_of_products(tx, ids)? {
        if let Some(product) = found.get_mut(&product) {
            product.modifier_groups.push(group);
        }
    }
    let currency = platform::merchant(tx)?.currency;
    let mut barcodes = barcodes_of(tx, ids)?;
    for row in variant_rows(tx, ids)? {
        if let Some(product) = found.get_mut(&row.product_id) {
            let codes = barcodes.remove(&row.id).unwrap_or_default();
            product.variants.push(variant(row, codes, currency));
        }
    }
    Ok(ids.iter().filter_map(|id| found.remove(id)).collect())
}

fn read_product(row: &Row<'_>) -> Result<Product> {
    let mut c = row.columns();
    Ok(Product {
        id: c.take()?,
        version: c.take()?,
        name: c.take()?,
        description: c.take()?,
        kind: c.take()?,
        category_id: c.take()?,
        category_name: c.take()?,
        tax_category_id: c.take()?,
        image_url: image_url(c.take()?),
        active: c.take()?,
        modifier_groups: Vec::new(),
        variants: Vec::new(),
        created_at: c.take()?,
        updated_at: c.take()?,
    })
}

fn variant(row: VariantRow, barcodes: Vec<String>, currency: Currency) -> Variant {
    Variant {
        id: row.id,
        name: row.name,
        sku: row.sku,
        barcodes,
        price: Money::new(row.price_minor, currency),
        listed: None,
        cost: row.cost_minor.map(|minor| Money::new(minor, currency)),
        terms: row.terms.view(currency),
        track_stock: row.track_stock,
        active: row.active,
        stock: None,
    }
}

/// The variants of some products, each product's in order. There must be at least one product.
pub(super) fn variant_rows(tx: &mut Tx<'_>, products: &[ProductId]) -> Result<Vec<VariantRow>> {
    let mut f = Filter::new();
    f.one_of("product_id", products);
    let sql = format!(
        "SELECT id, product_id, position, name, sku, price_minor, cost_minor, track_stock, active, {} \
         FROM variants{} ORDER BY product_id, position, id",
        TermsRow::columns(""),
        f.sql()
    );
    tx.query(&sql, f.values(), |row| {
        let mut c = row.columns();
        Ok(VariantRow {
            id: c.take()?,
            product_id: c.take()?,
            position: c.take()?,
            name: c.take()?,
            sku: c.take()?,
            price_minor: c.take()?,
            cost_minor: c.take()?,
            track_stock: c.take()?,
            active: c.take()?,
            terms: TermsRow::read(&mut c)?,
        })
    })
}

fn barcodes_of(tx: &mut Tx<'_>, products: &[ProductId]) -> Result<HashMap<VariantId, Vec<String>>> {
    let mut f = Filter::new();
    f.one_of("v.product_id", products);
    let sql = format!(
        "SELECT b.variant_id, b.code FROM barcodes b JOIN variants v ON v.id = b.variant_id{} ORDER BY b.code",
        f.sql()
    );
    let mut found: HashMap<VariantId, Vec<String>> = HashMap::new();
    tx.for_each(&sql, f.values(), |row| {
        found.entry(row.get(0)?).or_default().push(row.get(1)?);
        Ok(())
    })?;
    Ok(found)
}

/// A product's own row.
pub(super) fn product_row(tx: &mut Tx<'_>, id: ProductId) -> Result<Option<ProductRow>> {
    Ok(product_rows(tx, &[id])?.pop())
}

/// The own rows of some products, in no order; unknown ones are left out.
pub(super) fn product_rows(tx: &mut Tx<'_>, ids: &[ProductId]) -> Result<Vec<ProductRow>> {
    let sql = "SELECT id, version, name, sort_name, description, kind, category_id, tax_category_id, active \
               FROM products WHERE id";
    tx.query_ids(sql, &[], ids, |row| {
        let mut c = row.columns();
        Ok(ProductRow {
            id: c.take()?,
            version: c.take()?,
            name: c.take()?,
            sort_name: c.take()?,
            description: c.take()?,
            kind: c.take()?,
            category_id: c.take()?,
            tax_category_id: c.take()?,
            active: c.take()?,
        })
    })
}

/// The variants with some SKUs or barcodes, and their products.
pub fn variants_by_codes(
    tx: &mut Tx<'_>,
    skus: &[&str],
    barcodes: &[&str],
) -> Result<[HashMap<String, (VariantId, ProductId)>; 2]> {
    let read = |row: &Row<'_>| Ok((row.get(0)?, (row.get(1)?, row.get(2)?)));
    let by_sku = tx.query_ids("SELECT sku, id, product_id FROM variants WHERE sku", &[], skus, read)?;
    let sql = "SELECT b.code, v.id, v.product_id FROM barcodes b JOIN variants v ON v.id = b.variant_id WHERE b.code";
    let by_barcode = tx.query_ids(sql, &[], barcodes, read)?;
    Ok([by_sku.into_iter().collect(), by_barcode.into_iter().collect()])
}

/// Who has some SKUs, barcodes or variant ids; `column` names which. There must be at least one value.
fn owners<T: onetill_db::FromValue>(tx: &mut Tx<'_>, column: &str, values: &[impl ToValue]) -> Result<Vec<Owner<T>>> {
    let mut f = Filter::new();
    f.one_of(column, values);
    let barcodes = if column == "b.code" { "JOIN barcodes b ON b.variant_id = v.id" } else { "" };
    let sql = format!(
        "SELECT {column}, v.id, p.name FROM variants v JOIN products p ON p.id = v.product_id {barcodes}{}",
        f.sql()
    );
    tx.query(&sql, f.values(), |row| {
        Ok(Owner { what: row.get(0)?, variant_id: row.get(1)?, product_name: row.get(2)? })
    })
}

pub(super) fn sku_owners(tx: &mut Tx<'_>, skus: &[&str]) -> Result<Vec<Owner<String>>> {
    if skus.is_empty() { Ok(Vec::new()) } else { owners(tx, "v.sku", skus) }
}

pub(super) fn barcode_owners(tx: &mut Tx<'_>, codes: &[&str]) -> Result<Vec<Owner<String>>> {
    if codes.is_empty() { Ok(Vec::new()) } else { owners(tx, "b.code", codes) }
}

pub(super) fn id_owners(tx: &mut Tx<'_>, ids: &[VariantId]) -> Result<Vec<Owner<VariantId>>> {
    if ids.is_empty() { Ok(Vec::new()) } else { owners(tx, "v.id", ids) }
}

pub(super) fn insert_product(tx: &mut Tx<'_>, p: &ProductRow, now: Timestamp) -> Result<()> {
    tx.append(
        &PRODUCTS,
        params![
            p.id,
            p.version,
            p.name,
            p.sort_name,
            p.description,
            p.kind,
            p.category_id,
            p.tax_category_id,
            None::<ImageId>,
            p.active,
            now,
            now
        ],
    )
}

/// Writes a product's row over the version it was read at. False where somebody was faster.
pub(super) fn update_product(tx: &mut Tx<'_>, p: &ProductRow, now: Timestamp) -> Result<bool> {
    let changed = tx.execute(
        "UPDATE products SET version = version + 1, name = $3, sort_name = $4, description = $5, category_id = $6, \
         tax_category_id = $7, active = $8, updated_at = $9 WHERE id = $1 AND version = $2",
        params![p.id, p.version, p.name, p.sort_name, p.description, p.category_id, p.tax_category_id, p.active, now],
    )?;
    Ok(changed == 1)
}

pub(super) fn insert_variant(tx: &mut Tx<'_>, v: &VariantRow) -> Result<()> {
    tx.append(
        &VARIANTS,
        params![
            v.id,
            v.product_id,
            v.position,
            v.name,
            v.sku,
            v.price_minor,
            v.cost_minor,
            v.track_stock,
            v.active,
            v.terms.open_price,
            v.terms.min_price,
            v.terms.max_price,
            v.terms.weighed,
            v.terms.minimum_age,
            v.terms.serials,
            v.terms.deposit_variant_id
        ],
    )
}

pub(super) fn update_variant(tx: &mut Tx<'_>, v: &VariantRow) -> Result<()> {
    tx.execute(
        "UPDATE variants SET name = $2, sku = $3, price_minor = $4, cost_minor = $5, active = $6, open_price = $7, \
         min_price_minor = $8, max_price_minor = $9, weighed = $10, minimum_age = $11, serials = $12, \
         deposit_variant_id = $13 WHERE id = $1",
        params![
            v.id,
            v.name,
            v.sku,
            v.price_minor,
            v.cost_minor,
            v.active,
            v.terms.open_price,
            v.terms.min_price,
            v.terms.max_price,
            v.terms.weighed,
            v.terms.minimum_age,
            v.terms.serials,
            v.terms.deposit_variant_id
        ],
    )?;
    Ok(())
}

pub(super) fn insert_barcode(tx: &mut Tx<'_>, code: &str, variant: VariantId) -> Result<()> {
    tx.append(&BARCODES, params![*code, variant])
}

pub(super) fn delete_barcodes(tx: &mut Tx<'_>, variant: VariantId) -> Result<()> {
    tx.execute("DELETE FROM barcodes WHERE variant_id = $1", params![variant])?;
    Ok(())
}

/// Some of the goods whose words are still to be written.
pub(super) fn products_without_words(tx: &mut Tx<'_>, limit: i64) -> Result<Vec<ProductId>> {
    let sql = "SELECT product_id FROM products_without_words ORDER BY product_id LIMIT $1";
    tx.query(sql, params![limit], |row| row.get(0))
}

/// The words of a product are written.
pub(super) fn has_words(tx: &mut Tx<'_>, product: ProductId) -> Result<()> {
    tx.execute("DELETE FROM products_without_words WHERE product_id = $1", params![product]).map(drop)
}

/// A picture.
pub fn image(tx: &mut Tx<'_>, id: ImageId) -> Result<Image> {
    tx.query_opt("SELECT content_type, content FROM images WHERE id = $1", params![id], |row| {
        Ok(Image { content_type: row.get(0)?, content: row.get(1)? })
    })?
    .ok_or_else(|| Error::not_found("picture"))
}

/// Keeps a picture. Its id comes from its content, so the same picture is kept once.
pub(super) fn keep_image(tx: &mut Tx<'_>, id: ImageId, content_type: &str, content: &[u8]) -> Result<()> {
    tx.execute(
        "INSERT INTO images (id, content_type, content) VALUES ($1, $2, $3) ON CONFLICT (id) DO NOTHING",
        params![id, *content_type, *content],
    )?;
    Ok(())
}

pub(super) fn set_product_image(tx: &mut Tx<'_>, id: ProductId, image: ImageId, now: Timestamp) -> Result<()> {
    tx.execute(
        "UPDATE products SET image_id = $2, version = version + 1, updated_at = $3 WHERE id = $1",
        params![id, image, now],
    )?;
    Ok(())
}
