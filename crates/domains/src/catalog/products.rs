//! Adding and changing products: everything is checked first, then written.

use std::collections::HashSet;

use onetill_db::Tx;
use onetill_kernel::{CategoryId, Currency, Error, Money, ProductId, Result, TaxCategoryId, VariantId};
use serde_json::json;

use super::commands::{id_taken, unknown_category};
use super::model::*;
use super::rules::check_barcode;
use super::store::{self, ProductRow, VariantRow};
use super::tax_store::tax_category_exists;
use super::terms::{TermsRow, check_terms};
use super::text::fold;
use super::words::{delete_words, words_of, write_words};
use crate::platform::AuditAction;
use crate::sync::{EventKind, emit};
use crate::{Ctx, check_name, check_text, platform};

/// More variants than sizes times colours of anything.
const MAX_VARIANTS: usize = 100;
const MAX_BARCODES: usize = 20;
const MAX_SKU: usize = 64;
/// How many goods get their words in one command.
const MISSING_AT_ONCE: i64 = 200;

/// A variant as it will be.
struct Plan {
    row: VariantRow,
    /// All its barcodes; None leaves those it has.
    barcodes: Option<Vec<String>>,
    /// Its place in the request; None where the request does not name it.
    index: Option<usize>,
    is_new: bool,
}

impl Plan {
    /// The name of one of its fields in the request.
    fn field(&self, field: &str) -> String {
        match self.index {
            Some(i) => format!("variants[{i}].{field}"),
            None => "variants".to_owned(),
        }
    }
}

/// Adds a product with its variants.
pub fn add_product(tx: &mut Tx<'_>, ctx: &mut Ctx, new: &NewProduct) -> Result<ProductId> {
    let currency = platform::merchant(tx)?.currency;
    let kind = new.kind.unwrap_or(Kind::Goods);
    let description = new.description.as_deref().unwrap_or_default();
    check_about(tx, &new.name, description, new.category_id)?;
    check_tax_category(tx, kind, new.tax_category_id)?;
    if let Some(id) = new.id
        && store::product_row(tx, id)?.is_some()
    {
        return Err(id_taken("id"));
    }
    let id = new.id.unwrap_or_else(|| ctx.new_id());
    let mut plans = Vec::new();
    for (i, variant) in new.variants.iter().enumerate() {
        let plan =
            plan_new(tx, ctx, id, kind, currency, variant, i).map_err(|e| e.within(&format!("variants[{i}]")))?;
        plans.push(plan);
    }
    check_together(tx, &plans)?;

    // Nothing is refused from here on.
    let row = ProductRow {
        id,
        version: 1,
        name: new.name.trim().to_owned(),
        sort_name: fold(&new.name),
        description: description.trim().to_owned(),
        kind,
        category_id: new.category_id,
        tax_category_id: new.tax_category_id,
        active: true,
    };
    store::insert_product(tx, &row, ctx.now)?;
    write_variants(tx, &plans)?;
    write_words(tx, id, &row.sort_name, &words_of(&row.sort_name, plans.iter().map(|p| &p.row)))?;
    emit(tx, ctx, EventKind::ProductCreated, id, ctx.now, &json!({ "product_id": id, "name": row.name }))?;
    Ok(id)
}

/// Changes a product and its variants; refused where somebody else changed it since it was read.
pub fn change_product(tx: &mut Tx<'_>, ctx: &mut Ctx, id: ProductId, change: &ProductChange) -> Result<()> {
    let mut row = store::product_row(tx, id)?.ok_or_else(|| Error::not_found("product"))?;
    if row.version != change.version {
        return Err(stale());
    }
    let currency = platform::merchant(tx)?.currency;
    let before = store::variant_rows(tx, &[id])?;
    let sold: Vec<(VariantId, i64, TermsRow)> = before.iter().map(|v| (v.id, v.price_minor, v.terms)).collect();
    let tax_category_id = row.tax_category_id;
    let found_by = (row.sort_name.clone(), words_of(&row.sort_name, &before));
    if let Some(name) = &change.name {
        row.name = name.trim().to_owned();
        row.sort_name = fold(name);
    }
    if let Some(description) = &change.description {
        row.description = description.trim().to_owned();
    }
    row.category_id = change.category_id.unwrap_or(row.category_id);
    row.tax_category_id = change.tax_category_id.unwrap_or(row.tax_category_id);
    row.active = change.active.unwrap_or(row.active);
    check_about(tx, &row.name, &row.description, row.category_id)?;
    check_tax_category(tx, row.kind, row.tax_category_id)?;

    let keep = |row| Plan { row, barcodes: None, index: None, is_new: false };
    let mut plans: Vec<Plan> = before.into_iter().map(keep).collect();
    for (i, variant) in change.variants.iter().flatten().enumerate() {
        plan_change(tx, ctx, &row, currency, &mut plans, variant, i)
            .map_err(|e| e.within(&format!("variants[{i}]")))?;
    }
    check_together(tx, &plans)?;

    // The first write also finds out whether somebody was faster; nothing is refused after it.
    if !store::update_product(tx, &row, ctx.now)? {
        return Err(stale());
    }
    write_variants(tx, &plans)?;
    let taxed = [tax_category_id, row.tax_category_id].map(|tax| json!({ "tax_category_id": tax }));
    platform::audit_change(tx, ctx, AuditAction::ProductTaxChanged, id, taxed)?;
    for (variant, price, terms) in sold {
        if let Some(plan) = plans.iter().find(|p| p.row.id == variant) {
            let priced = [price, plan.row.price_minor].map(|minor| json!({ "price": Money::new(minor, currency) }));
            platform::audit_change(tx, ctx, AuditAction::PriceChanged, variant, priced)?;
            let terms = [terms, plan.row.terms].map(|terms| json!(terms.view(currency)));
            platform::audit_change(tx, ctx, AuditAction::VariantTermsChanged, variant, terms)?;
        }
    }
    let words = words_of(&row.sort_name, plans.iter().map(|p| &p.row));
    if (&row.sort_name, &words) != (&found_by.0, &found_by.1) {
        delete_words(tx, id)?;
        write_words(tx, id, &row.sort_name, &words)?;
    }
    emit(tx, ctx, EventKind::ProductUpdated, id, ctx.now, &json!({ "product_id": id, "name": row.name }))
}

fn stale() -> Error {
    Error::conflict("product_version_stale", "Somebody else changed this product since you read it.")
        .field("version")
        .fix("Load the product again and repeat the change.")
}

fn check_about(tx: &mut Tx<'_>, name: &str, description: &str, category: Option<CategoryId>) -> Result<()> {
    check_name("name", name)?;
    check_text("description", description, 5000)?;
    match category {
        Some(id) if store::category_name(tx, id)?.is_none() => Err(unknown_category("category_id")),
        _ => Ok(()),
    }
}

fn check_tax_category(tx: &mut Tx<'_>, kind: Kind, id: Option<TaxCategoryId>) -> Result<()> {
    let refuse = |message: &str, fix: &str| Err(Error::invalid("tax_category_id", message).fix(fix));
    match id {
        None if kind.needs_tax_category() => refuse(
            "This kind of product needs a tax category.",
            "GET /v1/tax-categories lists them; one without components is for what is not taxed.",
        ),
        Some(_) if !kind.taxed() => {
            refuse("Gift cards and tips are not taxed when they are sold.", "Leave the tax category out.")
        }
        Some(id) if !tax_category_exists(tx, id)? => {
            refuse("There is no such tax category.", "GET /v1/tax-categories lists them.")
        }
        _ => Ok(()),
    }
}

fn plan_new(
    tx: &mut Tx<'_>,
    ctx: &mut Ctx,
    product_id: ProductId,
    kind: Kind,
    currency: Currency,
    new: &NewVariant,
    index: usize,
) -> Result<Plan> {
    let track_stock = new.track_stock.unwrap_or(kind == Kind::Goods);
    if track_stock && kind != Kind::Goods {
        return Err(Error::invalid("track_stock", "Only the stock of goods is counted.")
            .fix("Leave track_stock out, or make the product goods."));
    }
    let id = new.id.unwrap_or_else(|| ctx.new_id());
    let terms = match &new.terms {
        Some(terms) => check_terms(tx, kind, id, terms, currency).map_err(|e| e.within("terms"))?,
        None => TermsRow::default(),
    };
    let row = VariantRow {
        id,
        product_id,
        position: index as i64 + 1,
        name: variant_name(new.name.as_deref().unwrap_or_default())?,
        sku: sku(&new.sku)?,
        price_minor: new.price.non_negative_in(currency, "price")?,
        cost_minor: cost(new.cost, currency)?,
        track_stock,
        active: true,
        terms,
    };
    Ok(Plan { row, barcodes: Some(barcodes(&new.barcodes)?), index: Some(index), is_new: true })
}

/// Works one entry of a change into the plans.
#[allow(clippy::too_many_arguments, reason = "one entry and all that it is held against")]
fn plan_change(
    tx: &mut Tx<'_>,
    ctx: &mut Ctx,
    product: &ProductRow,
    currency: Currency,
    plans: &mut Vec<Plan>,
    change: &VariantChange,
    index: usize,
) -> Result<()> {
    let Some(plan) = plans.iter_mut().find(|p| Some(p.row.id) == change.id) else {
        let missing = |field: &str| {
            Error::invalid(field, "A new variant needs this.")
                .fix("Send it, or the id of a variant that this product has.")
        };
        let new = NewVariant {
            id: change.id,
            name: change.name.clone(),
            sku: change.sku.clone().ok_or_else(|| missing("sku"))?,
            barcodes: change.barcodes.clone().unwrap_or_default(),
            price: change.price.ok_or_else(|| missing("price"))?,
            cost: change.cost.flatten(),
            track_stock: change.track_stock,
            terms: change.terms.clone(),
        };
        let mut plan = plan_new(tx, ctx, product.id, product.kind, currency, &new, index)?;
        plan.row.position = plans.iter().map(|p| p.row.position).max().unwrap_or(0).saturating_add(1);
        plan.row.active = change.active.unwrap_or(true);
        plans.push(plan);
        return Ok(());
    };
    if plan.index.is_some() {
        return Err(Error::invalid("id", "This variant is named twice.").fix("Put its changes together."));
    }
    if change.track_stock.is_some_and(|track| track != plan.row.track_stock) {
        return Err(Error::invalid("track_stock", "Whether stock is counted cannot change: the books rely on it.")
            .fix("Switch this variant off and add a new one."));
    }
    plan.index = Some(index);
    if let Some(name) = &change.name {
        plan.row.name = variant_name(name)?;
    }
    if let Some(text) = &change.sku {
        plan.row.sku = sku(text)?;
    }
    if let Some(price) = change.price {
        plan.row.price_minor = price.non_negative_in(currency, "price")?;
    }
    if let Some(given) = change.cost {
        plan.row.cost_minor = cost(given, currency)?;
    }
    if let Some(terms) = &change.terms {
        plan.row.terms = check_terms(tx, product.kind, plan.row.id, terms, currency).map_err(|e| e.within("terms"))?;
    }
    plan.row.active = change.active.unwrap_or(plan.row.active);
    plan.barcodes = change.barcodes.as_deref().map(barcodes).transpose()?;
    Ok(())
}

fn variant_name(name: &str) -> Result<String> {
    check_text("name", name, 100)?;
    Ok(name.trim().to_owned())
}

fn sku(text: &str) -> Result<String> {
    let text = text.trim();
    if text.is_empty() || text.contains(['\n', '\t']) {
        return Err(Error::invalid("sku", format!("A SKU is one line of 1 to {MAX_SKU} characters."))
            .fix("Send a short code of your own, such as MUG-01."));
    }
    check_text("sku", text, MAX_SKU)?;
    Ok(text.to_owned())
}

fn cost(given: Option<Money>, currency: Currency) -> Result<Option<i64>> {
    given.map(|cost| cost.non_negative_in(currency, "cost")).transpose()
}

fn barcodes(given: &[String]) -> Result<Vec<String>> {
    if given.len() > MAX_BARCODES {
        return Err(Error::invalid("barcodes", format!("A variant has at most {MAX_BARCODES} barcodes."))
            .fix("Leave out those that are on nothing any more."));
    }
    let checked = given.iter().enumerate().map(|(i, code)| {
        check_barcode(code).map_err(|message| {
            Error::invalid(format!("barcodes[{i}]"), message).fix("Scan it again, or correct the digits.")
        })
    });
    checked.collect()
}

/// What holds of all variants together, and against those of other products.
fn check_together(tx: &mut Tx<'_>, plans: &[Plan]) -> Result<()> {
    if plans.is_empty() {
        return Err(Error::invalid("variants", "A product has at least one variant.")
            .fix("Send one with the SKU and the price; it needs no name."));
    }
    if plans.len() > MAX_VARIANTS {
        return Err(Error::invalid("variants", format!("A product has at most {MAX_VARIANTS} variants."))
            .fix("Make several products of it."));
    }
    check_names(plans)?;
    check_ids(tx, plans)?;
    check_skus(tx, plans)?;
    check_barcodes(tx, plans)
}

fn check_names(plans: &[Plan]) -> Result<()> {
    if plans.len() == 1 {
        return Ok(());
    }
    let mut seen = HashSet::new();
    for plan in plans {
        if plan.row.name.is_empty() {
            let who = if plan.index.is_some() { "" } else { " The variant it has now has none." };
            return Err(Error::invalid(
                plan.field("name"),
                format!("Each of several variants needs a name that tells it from the others.{who}"),
            )
            .fix("Send a name such as the size or the colour."));
        }
        if !seen.insert(plan.row.name.to_lowercase()) {
            return Err(Error::invalid(
                plan.field("name"),
                format!("Another variant of this product is called \"{}\" too.", plan.row.name),
            )
            .fix("Choose another name."));
        }
    }
    Ok(())
}

fn check_ids(tx: &mut Tx<'_>, plans: &[Plan]) -> Result<()> {
    let new: Vec<&Plan> = plans.iter().filter(|p| p.is_new).collect();
    let mut seen = HashSet::new();
    if let Some(twice) = new.iter().find(|p| !seen.insert(p.row.id)) {
        return Err(id_taken(twice.field("id")));
    }
    let ids: Vec<VariantId> = new.iter().map(|p| p.row.id).collect();
    for owner in store::id_owners(tx, &ids)? {
        if let Some(plan) = new.iter().find(|p| p.row.id == owner.what) {
            return Err(Error::conflict("already_exists", format!("\"{}\" has this variant.", owner.product_name))
                .field(plan.field("id"))
                .fix("Leave the id out, or make a new one."));
        }
    }
    Ok(())
}

fn check_skus(tx: &mut Tx<'_>, plans: &[Plan]) -> Result<()> {
    let taken = |plan: &Plan, by: &str| {
        Error::conflict("sku_taken", format!("The SKU {} belongs to \"{by}\" already.", plan.row.sku))
            .field(plan.field("sku"))
            .fix("Use another SKU.")
    };
    let named: Vec<&Plan> = plans.iter().filter(|p| p.index.is_some()).collect();
    let mut seen = HashSet::new();
    if let Some(twice) = named.iter().find(|p| !seen.insert(p.row.sku.as_str())) {
        return Err(Error::invalid(twice.field("sku"), "Another variant of this request has the same SKU.")
            .code("sku_taken")
            .fix("Use another SKU."));
    }
    let skus: Vec<&str> = named.iter().map(|p| p.row.sku.as_str()).collect();
    for owner in store::sku_owners(tx, &skus)? {
        if let Some(plan) = named.iter().find(|p| p.row.sku == owner.what && p.row.id != owner.variant_id) {
            return Err(taken(plan, &owner.product_name));
        }
    }
    Ok(())
}

fn check_barcodes(tx: &mut Tx<'_>, plans: &[Plan]) -> Result<()> {
    let mut codes: Vec<&str> = Vec::new();
    let mut places: Vec<(&Plan, usize)> = Vec::new();
    for plan in plans {
        for (i, code) in plan.barcodes.iter().flatten().enumerate() {
            if codes.contains(&code.as_str()) {
                return Err(Error::invalid(
                    plan.field(&format!("barcodes[{i}]")),
                    format!("The barcode {code} stands twice in this request."),
                )
                .code("barcode_taken")
                .fix("Leave it with the one variant that carries it."));
            }
            codes.push(code);
            places.push((plan, i));
        }
    }
    // Barcodes of variants whose own are replaced by this request are free.
    let freed = |id: VariantId| plans.iter().any(|p| p.row.id == id && p.barcodes.is_some());
    for owner in store::barcode_owners(tx, &codes)? {
        let place = codes.iter().position(|code| *code == owner.what).and_then(|at| places.get(at));
        if let (false, Some((plan, i))) = (freed(owner.variant_id), place) {
            return Err(Error::conflict(
                "barcode_taken",
                format!("The barcode {} belongs to \"{}\" already.", owner.what, owner.product_name),
            )
            .field(plan.field(&format!("barcodes[{i}]")))
            .fix("Take it off that product first."));
        }
    }
    Ok(())
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
            write_words(tx, *id, &row.sort_name, &words_of(&row.sort_name, &variants))?;
        }
        store::has_words(tx, *id)?;
    }
    Ok(ids.len() as i64 == MISSING_AT_ONCE)
}
