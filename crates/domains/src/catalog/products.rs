//! Adding and changing products: everything is checked first, then written.

use onetill_db::Tx;
use onetill_kernel::{Error, Money, ProductId, Result};
use serde_json::json;

use super::model::*;
use super::plans::{Known, Owners, Plan, Planned, ProductWork, check_together, stale};
use super::store;
use super::words::{Words, delete_words, words_of, write_words};
use crate::platform::AuditAction;
use crate::sync::{EventKind, emit};
use crate::{Ctx, platform};

/// How many goods get their words in one command.
const MISSING_AT_ONCE: i64 = 200;

/// Adds a product with its variants.
pub fn add_product(tx: &mut Tx<'_>, ctx: &mut Ctx, new: &NewProduct) -> Result<ProductId> {
    work_on_one(tx, ctx, ProductWork::Add(new))
}

/// Changes a product and its variants; refused where somebody else changed it since it was read.
pub fn change_product(tx: &mut Tx<'_>, ctx: &mut Ctx, id: ProductId, change: &ProductChange) -> Result<()> {
    work_on_one(tx, ctx, ProductWork::Change(id, change)).map(drop)
}

fn work_on_one(tx: &mut Tx<'_>, ctx: &mut Ctx, work: ProductWork<'_>) -> Result<ProductId> {
    let done = work_on_products(tx, ctx, &[work], false)?;
    done.into_iter().next().ok_or_else(|| Error::internal("one work has one outcome"))?
}

/// Adds and changes products; each is done, or refused by itself. `dry` only says what would be refused.
pub fn work_on_products(
    tx: &mut Tx<'_>,
    ctx: &mut Ctx,
    works: &[ProductWork<'_>],
    dry: bool,
) -> Result<Vec<Result<ProductId>>> {
    let known = Known::read(tx, works)?;
    let mut planned = Vec::with_capacity(works.len());
    for work in works {
        planned.push(known.plan(tx, ctx, work)?);
    }
    let mut owners = Owners::read(tx, planned.iter().flatten().flat_map(|p| &p.plans))?;
    let checked: Vec<Result<Planned>> = planned
        .into_iter()
        .map(|planned| {
            let planned = planned?;
            check_together(&owners, &planned.plans)?;
            owners.take(&planned);
            Ok(planned)
        })
        .collect();

    // Nothing is refused from here on, but what somebody else changed at this moment.
    let mut words = Vec::new();
    let done = checked.into_iter().map(|planned| match planned {
        Err(refused) => Ok(Err(refused)),
        Ok(planned) if dry => Ok(Ok(planned.row.id)),
        Ok(planned) => write(tx, ctx, &known, &planned, &mut words),
    });
    let done = done.collect::<Result<_>>()?;
    write_words(tx, &words)?;
    Ok(done)
}

/// Writes one product. The inner error says that somebody was faster, and nothing of it was written.
fn write(
    tx: &mut Tx<'_>,
    ctx: &mut Ctx,
    known: &Known,
    planned: &Planned,
    words: &mut Vec<Words>,
) -> Result<Result<ProductId>> {
    let Planned { row, plans, before } = planned;
    let id = row.id;
    let found_by = words_of(&row.sort_name, plans.iter().map(|p| &p.row));
    let kind = match before {
        None => {
            store::insert_product(tx, row, ctx.now)?;
            write_variants(tx, plans)?;
            words.push(Words { product_id: id, sort_name: row.sort_name.clone(), words: found_by });
            EventKind::ProductCreated
        }
        Some(before) => {
            if !store::update_product(tx, row, ctx.now)? {
                return Ok(Err(stale()));
            }
            write_variants(tx, plans)?;
            let taxed = [before.tax_category_id, row.tax_category_id].map(|tax| json!({ "tax_category_id": tax }));
            platform::audit_change(tx, ctx, AuditAction::ProductTaxChanged, id, taxed)?;
            for (variant, price, terms) in &before.sold {
                if let Some(plan) = plans.iter().find(|p| p.row.id == *variant) {
                    let priced = [*price, plan.row.price_minor]
                        .map(|minor| json!({ "price": Money::new(minor, known.currency) }));
                    platform::audit_change(tx, ctx, AuditAction::PriceChanged, *variant, priced)?;
                    let terms = [*terms, plan.row.terms].map(|terms| json!(terms.view(known.currency)));
                    platform::audit_change(tx, ctx, AuditAction::VariantTermsChanged, *variant, terms)?;
                }
            }
            if (&row.sort_name, &found_by) != (&before.sort_name, &before.words) {
                delete_words(tx, id)?;
                words.push(Words { product_id: id, sort_name: row.sort_name.clone(), words: found_by });
            }
            EventKind::ProductUpdated
        }
    };
    emit(tx, ctx, kind, id, ctx.now, &json!({ "product_id": id, "name": row.name }))?;
    Ok(Ok(id))
}

fn write_variants(tx: &mut Tx<'_>, plans: &[Plan]) -> Result<()> {
    for plan in plans.iter().filter(|p| !p.is_new) {
        if plan.index.is_some() {
            store::update_variant(tx, &plan.row)?;
        }
        if plan.barcodes.is_some() {
            store::delete_barcodes(tx, plan.row.id)?;
        }
    }
    for plan in plans.iter().filter(|p| p.is_new) {
        store::insert_variant(tx, &plan.row)?;
    }
    for plan in plans {
        for code in plan.barcodes.iter().flatten() {
            store::insert_barcode(tx, code, plan.row.id)?;
        }
    }
    Ok(())
}

/// Writes the words of some goods that came from an older version; returns whether there may be more.
pub fn write_missing_words(tx: &mut Tx<'_>) -> Result<bool> {
    let ids: Vec<ProductId> = store::products_without_words(tx, MISSING_AT_ONCE)?;
    for id in &ids {
        if let Some(row) = store::product_row(tx, *id)? {
            let variants = store::variant_rows(tx, &[*id])?;
            delete_words(tx, *id)?;
            let words = words_of(&row.sort_name, &variants);
            write_words(tx, &[Words { product_id: *id, sort_name: row.sort_name, words }])?;
        }
        store::has_words(tx, *id)?;
    }
    Ok(ids.len() as i64 == MISSING_AT_ONCE)
}
