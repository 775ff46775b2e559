//! The same change for many products: looked at first, then done in one transaction or not at all.

use onetill_db::Tx;
use onetill_kernel::{CategoryId, Currency, Error, Money, ProductId, Rate, Result, TaxCategoryId, VariantId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::model::{Product, ProductChange, VariantChange};
use super::plans::ProductWork;
use super::products::work_on_products;
use super::rules::stepped_price;
use super::store;
use crate::{Ctx, platform, present};

/// The most products of one change.
const MOST: usize = 500;
/// Ten times the price.
const MOST_PERCENT: Rate = Rate::percent(1000);

/// The same change for many products; what is absent stays.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct BulkChange {
    /// The products, each with the version that was read.
    #[schema(min_items = 1, max_items = 500)]
    pub products: Vec<ProductVersion>,
    /// What becomes of the prices of all their variants.
    pub price: Option<PriceStep>,
    /// The category that they are in; null takes them out of any.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<CategoryId>)]
    pub category_id: Option<Option<CategoryId>>,
    /// How they are taxed.
    pub tax_category_id: Option<TaxCategoryId>,
    /// Whether they may be sold.
    pub active: Option<bool>,
}

/// A product as it was read.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ProductVersion {
    /// Its id.
    pub id: ProductId,
    /// The version that was read.
    #[schema(minimum = 1)]
    pub version: i64,
}

/// How a price changes: by a percentage, then by an amount, then to a multiple.
#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PriceStep {
    /// In percent; below zero it falls.
    pub percent: Option<Rate>,
    /// An amount on top; below zero it falls.
    pub amount: Option<Money>,
    /// To a multiple of this, the nearest.
    pub round_to: Option<Money>,
    /// Less so much after that: a multiple of 1.00 less 0.01 ends in 99.
    pub less: Option<Money>,
}

/// What a change would do.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct BulkPreview {
    /// Variants whose price would change.
    pub prices: Vec<PriceChange>,
    /// How many products would change at all.
    pub product_count: i64,
}

/// A price that would change.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct PriceChange {
    /// The product.
    pub product_id: ProductId,
    /// Its name.
    pub product_name: String,
    /// The variant.
    pub variant_id: VariantId,
    /// Its name; empty for an only one.
    pub variant_name: String,
    /// Its SKU.
    pub sku: String,
    /// Its price now.
    pub before: Money,
    /// Its price after the change.
    pub after: Money,
}

/// What a change would do; nothing is written.
pub fn preview_bulk(tx: &mut Tx<'_>, change: &BulkChange) -> Result<BulkPreview> {
    let (changes, prices) = plan(tx, change)?;
    Ok(BulkPreview { prices, product_count: changes.len() as i64 })
}

/// Changes all of the products, or none where one of them is refused.
pub fn change_many(tx: &mut Tx<'_>, ctx: &mut Ctx, change: &BulkChange) -> Result<()> {
    let (changes, _) = plan(tx, change)?;
    let works: Vec<ProductWork<'_>> = changes.iter().map(|(_, id, change)| ProductWork::Change(*id, change)).collect();
    // All are checked before the first is written.
    for dry in [true, false] {
        for (done, (at, ..)) in work_on_products(tx, ctx, &works, dry)?.into_iter().zip(&changes) {
            done.map_err(|error| error.within(&format!("products[{at}]")))?;
        }
    }
    Ok(())
}

type Planned = (Vec<(usize, ProductId, ProductChange)>, Vec<PriceChange>);

/// The change of each product that differs, with its place in the request, and all prices that do.
fn plan(tx: &mut Tx<'_>, change: &BulkChange) -> Result<Planned> {
    if change.products.is_empty() || change.products.len() > MOST {
        return Err(Error::invalid("products", format!("A change is for 1 to {MOST} products."))
            .fix("Send some of them, and the others in another request."));
    }
    let currency = platform::merchant(tx)?.currency;
    let step = change.price.as_ref().map(|step| checked(step, currency).map_err(|e| e.within("price"))).transpose()?;
    let ids: Vec<ProductId> = change.products.iter().map(|product| product.id).collect();
    let found = store::products_by_ids(tx, &ids)?;
    let mut changes = Vec::new();
    let mut prices = Vec::new();
    for (at, wanted) in change.products.iter().enumerate() {
        let unknown = || {
            Error::invalid(format!("products[{at}].id"), "There is no such product, or it is named twice.")
                .fix("Name each product once, as GET /v1/products lists it.")
        };
        if ids[..at].contains(&wanted.id) {
            return Err(unknown());
        }
        let product = found.iter().find(|product| product.id == wanted.id).ok_or_else(unknown)?;
        let one = one(change, wanted.version, product, step.as_ref(), &mut prices)
            .map_err(|error| error.field(format!("products[{at}]")))?;
        if one != (ProductChange { version: wanted.version, ..ProductChange::default() }) {
            changes.push((at, product.id, one));
        }
    }
    Ok((changes, prices))
}

/// What a change comes to for one product.
fn one(
    change: &BulkChange,
    version: i64,
    product: &Product,
    step: Option<&Step>,
    prices: &mut Vec<PriceChange>,
) -> Result<ProductChange> {
    let mut variants = Vec::new();
    for variant in &product.variants {
        let Some(step) = step else { break };
        let after = Money { minor: stepped_price(variant.price.minor, step)?, ..variant.price };
        if after == variant.price {
            continue;
        }
        variants.push(VariantChange { id: Some(variant.id), price: Some(after), ..VariantChange::default() });
        prices.push(PriceChange {
            product_id: product.id,
            product_name: product.name.clone(),
            variant_id: variant.id,
            variant_name: variant.name.clone(),
            sku: variant.sku.clone(),
            before: variant.price,
            after,
        });
    }
    Ok(ProductChange {
        version,
        category_id: change.category_id.filter(|category| *category != product.category_id),
        tax_category_id: change.tax_category_id.map(Some).filter(|tax| *tax != product.tax_category_id),
        active: change.active.filter(|active| *active != product.active),
        variants: (!variants.is_empty()).then_some(variants),
        ..ProductChange::default()
    })
}

/// A step in the shop's minor units.
#[derive(Debug, Clone, Copy)]
pub(super) struct Step {
    pub(super) percent: Rate,
    pub(super) amount: i64,
    pub(super) round_to: i64,
    pub(super) less: i64,
}

fn checked(step: &PriceStep, currency: Currency) -> Result<Step> {
    let percent = step.percent.unwrap_or(Rate(0));
    if percent < Rate::percent(-100) || percent > MOST_PERCENT {
        return Err(Error::invalid("percent", "A price changes by -100 to 1000 percent.")
            .fix("Send percent: \"-12.5\" takes an eighth off."));
    }
    let amount = step.amount.map_or(Ok(0), |amount| amount.minor_in(currency, "amount"))?;
    if amount.unsigned_abs() > Money::MAX_MINOR.unsigned_abs() {
        return Err(Error::overflow().field("amount"));
    }
    let round_to = step.round_to.map_or(Ok(1), |to| to.non_negative_in(currency, "round_to"))?;
    let less = step.less.map_or(Ok(0), |less| less.non_negative_in(currency, "less"))?;
    if round_to == 0 || less >= round_to && less > 0 {
        let field = if round_to == 0 { "round_to" } else { "less" };
        return Err(Error::invalid(field, "Prices are rounded to a multiple above zero, less than that.")
            .fix("Round to 1.00 less 0.01, for prices that end in 99."));
    }
    Ok(Step { percent, amount, round_to, less })
}
