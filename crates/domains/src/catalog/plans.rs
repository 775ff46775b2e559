//! Products as they will be: what is asked of them, checked against the shop before anything is written. Many are
//! read and checked with as many statements as one.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use onetill_db::Tx;
use onetill_kernel::{CategoryId, Currency, Error, ErrorKind, Money, ProductId, Result, TaxCategoryId, VariantId};

use super::categories::unknown_category;
use super::category_store::{self, CategoryParents};
use super::id_taken;
use super::model::*;
use super::rules::check_barcode;
use super::store::{self, Owner, ProductRow, VariantRow};
use super::tax_store::tax_category_ids;
use super::terms::{TermsRow, check_terms};
use super::text::fold;
use super::words::words_of;
use crate::{Ctx, check_name, check_text, platform};

/// More variants than sizes times colours of anything.
const MAX_VARIANTS: usize = 100;
const MAX_BARCODES: usize = 20;
const MAX_SKU: usize = 64;

/// What is asked of the catalogue.
#[derive(Debug, Clone, Copy)]
pub enum ProductWork<'a> {
    /// Add a product.
    Add(&'a NewProduct),
    /// Change one; refused where somebody else changed it since it was read.
    Change(ProductId, &'a ProductChange),
}

/// A variant as it will be.
pub(super) struct Plan {
    pub(super) row: VariantRow,
    /// All its barcodes; None leaves those it has.
    pub(super) barcodes: Option<Vec<String>>,
    /// Its place in the request; None where the request does not name it.
    pub(super) index: Option<usize>,
    pub(super) is_new: bool,
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

/// A product as it will be.
pub(super) struct Planned {
    pub(super) row: ProductRow,
    pub(super) plans: Vec<Plan>,
    /// As it was; None where it is new.
    pub(super) before: Option<Before>,
}

/// What is accounted for, or found anew, if it changes.
pub(super) struct Before {
    pub(super) sold: Vec<(VariantId, i64, TermsRow)>,
    pub(super) tax_category_id: Option<TaxCategoryId>,
    pub(super) sort_name: String,
    pub(super) words: BTreeSet<String>,
}

/// What the shop knows of all that is asked.
pub(super) struct Known {
    pub(super) currency: Currency,
    categories: CategoryParents,
    taxes: Arc<[TaxCategoryId]>,
    products: HashMap<ProductId, ProductRow>,
    variants: HashMap<ProductId, Vec<VariantRow>>,
}

impl Known {
    pub(super) fn read(tx: &mut Tx<'_>, works: &[ProductWork<'_>]) -> Result<Self> {
        let named = |work: &ProductWork<'_>| match work {
            ProductWork::Add(new) => new.id,
            ProductWork::Change(id, _) => Some(*id),
        };
        let ids: Vec<ProductId> = works.iter().filter_map(named).collect();
        let products: HashMap<_, _> = store::product_rows(tx, &ids)?.into_iter().map(|row| (row.id, row)).collect();
        let there: Vec<ProductId> = products.keys().copied().collect();
        let mut variants: HashMap<ProductId, Vec<VariantRow>> = HashMap::new();
        if !there.is_empty() {
            for row in store::variant_rows(tx, &there)? {
                variants.entry(row.product_id).or_default().push(row);
            }
        }
        Ok(Self {
            currency: platform::merchant(tx)?.currency,
            categories: category_store::category_parents(tx)?,
            taxes: tax_category_ids(tx)?,
            products,
            variants,
        })
    }

    /// What one of them comes to. A refusal is the inner error.
    pub(super) fn plan(&self, tx: &mut Tx<'_>, ctx: &mut Ctx, work: &ProductWork<'_>) -> Result<Result<Planned>> {
        let planned = match work {
            ProductWork::Add(new) => self.plan_product(tx, ctx, new),
            ProductWork::Change(id, change) => self.plan_changes(tx, ctx, *id, change),
        };
        match planned {
            // A fault is nothing to go on after.
            Err(error) if matches!(error.kind(), ErrorKind::Internal | ErrorKind::Busy) => Err(error),
            planned => Ok(planned),
        }
    }

    fn plan_product(&self, tx: &mut Tx<'_>, ctx: &mut Ctx, new: &NewProduct) -> Result<Planned> {
        let kind = new.kind.unwrap_or(Kind::Goods);
        if kind == Kind::AccountPayment {
            return Err(Error::invalid("kind", "What customers pay on account is no product.")
                .fix("Sell it as a line of its own, with the kind account_payment."));
        }
        let description = new.description.as_deref().unwrap_or_default();
        self.check_about(&new.name, description, new.category_id)?;
        self.check_tax_category(kind, new.tax_category_id)?;
        if new.id.is_some_and(|id| self.products.contains_key(&id)) {
            return Err(id_taken("id"));
        }
        let id = new.id.unwrap_or_else(|| ctx.new_id());
        let mut plans = Vec::with_capacity(new.variants.len());
        for (i, variant) in new.variants.iter().enumerate() {
            let plan = plan_new(tx, ctx, id, kind, self.currency, variant, i)
                .map_err(|e| e.within(&format!("variants[{i}]")))?;
            plans.push(plan);
        }
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
        Ok(Planned { row, plans, before: None })
    }

    fn plan_changes(&self, tx: &mut Tx<'_>, ctx: &mut Ctx, id: ProductId, change: &ProductChange) -> Result<Planned> {
        let mut row = self.products.get(&id).cloned().ok_or_else(|| Error::not_found("product"))?;
        if row.version != change.version {
            return Err(stale());
        }
        let variants = self.variants.get(&id).cloned().unwrap_or_default();
        let before = Before {
            sold: variants.iter().map(|v| (v.id, v.price_minor, v.terms)).collect(),
            tax_category_id: row.tax_category_id,
            words: words_of(&row.sort_name, &variants),
            sort_name: row.sort_name.clone(),
        };
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
        self.check_about(&row.name, &row.description, row.category_id)?;
        self.check_tax_category(row.kind, row.tax_category_id)?;

        let keep = |row| Plan { row, barcodes: None, index: None, is_new: false };
        let mut plans: Vec<Plan> = variants.into_iter().map(keep).collect();
        for (i, variant) in change.variants.iter().flatten().enumerate() {
            plan_change(tx, ctx, &row, self.currency, &mut plans, variant, i)
                .map_err(|e| e.within(&format!("variants[{i}]")))?;
        }
        Ok(Planned { row, plans, before: Some(before) })
    }

    fn check_about(&self, name: &str, description: &str, category: Option<CategoryId>) -> Result<()> {
        check_name("name", name)?;
        check_text("description", description, 5000)?;
        match category {
            Some(id) if !self.categories.iter().any(|(known, _)| *known == id) => Err(unknown_category("category_id")),
            _ => Ok(()),
        }
    }

    fn check_tax_category(&self, kind: Kind, id: Option<TaxCategoryId>) -> Result<()> {
        let refuse = |message: &str, fix: &str| Err(Error::invalid("tax_category_id", message).fix(fix));
        match id {
            None if kind.needs_tax_category() => refuse(
                "This kind of product needs a tax category.",
                "GET /v1/tax-categories lists them; one without components is for what is not taxed.",
            ),
            Some(_) if !kind.taxed() => {
                refuse("Gift cards and tips are not taxed when they are sold.", "Leave the tax category out.")
            }
            Some(id) if !self.taxes.contains(&id) => {
                refuse("There is no such tax category.", "GET /v1/tax-categories lists them.")
            }
            _ => Ok(()),
        }
    }
}

/// Who has the ids, SKUs and barcodes that are asked for.
pub(super) struct Owners {
    ids: HashMap<VariantId, Owner<VariantId>>,
    skus: HashMap<String, Owner<String>>,
    barcodes: HashMap<String, Owner<String>>,
}

impl Owners {
    pub(super) fn read<'a>(tx: &mut Tx<'_>, plans: impl Iterator<Item = &'a Plan> + Clone) -> Result<Self> {
        let new: Vec<VariantId> = plans.clone().filter(|p| p.is_new).map(|p| p.row.id).collect();
        let skus: Vec<&str> = plans.clone().filter(|p| p.index.is_some()).map(|p| p.row.sku.as_str()).collect();
        let codes: Vec<&str> = plans.flat_map(|p| p.barcodes.iter().flatten().map(String::as_str)).collect();
        Ok(Self {
            ids: store::id_owners(tx, &new)?.into_iter().map(|owner| (owner.what, owner)).collect(),
            skus: store::sku_owners(tx, &skus)?.into_iter().map(|owner| (owner.what.clone(), owner)).collect(),
            barcodes: store::barcode_owners(tx, &codes)?.into_iter().map(|o| (o.what.clone(), o)).collect(),
        })
    }

    /// What a product that was found good takes, so that none after it takes the same.
    pub(super) fn take(&mut self, planned: &Planned) {
        for plan in &planned.plans {
            let owner = |what: &str| Owner {
                what: what.to_owned(),
                variant_id: plan.row.id,
                product_name: planned.row.name.clone(),
            };
            if plan.is_new {
                let owner =
                    Owner { what: plan.row.id, variant_id: plan.row.id, product_name: planned.row.name.clone() };
                self.ids.insert(plan.row.id, owner);
            }
            if plan.index.is_some() {
                self.skus.insert(plan.row.sku.clone(), owner(&plan.row.sku));
            }
            for code in plan.barcodes.iter().flatten() {
                self.barcodes.insert(code.clone(), owner(code));
            }
        }
    }
}

pub(super) fn stale() -> Error {
    Error::conflict("product_version_stale", "Somebody else changed this product since you read it.")
        .field("version")
        .fix("Load the product again and repeat the change.")
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
pub(super) fn check_together(owners: &Owners, plans: &[Plan]) -> Result<()> {
    if plans.is_empty() {
        return Err(Error::invalid("variants", "A product has at least one variant.")
            .fix("Send one with the SKU and the price; it needs no name."));
    }
    if plans.len() > MAX_VARIANTS {
        return Err(Error::invalid("variants", format!("A product has at most {MAX_VARIANTS} variants."))
            .fix("Make several products of it."));
    }
    check_names(plans)?;
    check_ids(owners, plans)?;
    check_skus(owners, plans)?;
    check_barcodes(owners, plans)
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

fn check_ids(owners: &Owners, plans: &[Plan]) -> Result<()> {
    let new: Vec<&Plan> = plans.iter().filter(|p| p.is_new).collect();
    let mut seen = HashSet::new();
    if let Some(twice) = new.iter().find(|p| !seen.insert(p.row.id)) {
        return Err(id_taken(twice.field("id")));
    }
    for plan in new {
        if let Some(owner) = owners.ids.get(&plan.row.id) {
            return Err(Error::conflict("already_exists", format!("\"{}\" has this variant.", owner.product_name))
                .field(plan.field("id"))
                .fix("Leave the id out, or make a new one."));
        }
    }
    Ok(())
}

fn check_skus(owners: &Owners, plans: &[Plan]) -> Result<()> {
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
    for plan in named {
        if let Some(owner) = owners.skus.get(&plan.row.sku).filter(|owner| plan.row.id != owner.variant_id) {
            return Err(taken(plan, &owner.product_name));
        }
    }
    Ok(())
}

fn check_barcodes(owners: &Owners, plans: &[Plan]) -> Result<()> {
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
    for (code, (plan, i)) in codes.into_iter().zip(places) {
        if let Some(owner) = owners.barcodes.get(code).filter(|owner| !freed(owner.variant_id)) {
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
