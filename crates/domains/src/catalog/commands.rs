use onetill_db::Tx;
use onetill_kernel::{CategoryId, Error, ImageId, ProductId, Rate, Result, TaxCategoryId, TaxComponentId};
use serde_json::json;
use sha2::{Digest, Sha256};
use uuid::Builder;

use super::model::*;
use super::rules::check_image;
use super::{store, tax_store};
use crate::ledger::{self, AccountKind};
use crate::platform::{self, AuditAction};
use crate::sync::{EventKind, emit};
use crate::{Ctx, check_name};

/// Accounts of tax categories' revenue are numbered from here on.
const REVENUE_ACCOUNTS: i64 = 4000;
/// Accounts of taxes owed are numbered from here on.
const TAX_ACCOUNTS: i64 = 2200;
/// More taxes than any place has on one thing.
const MAX_COMPONENTS: usize = 20;
/// Ten times the price.
const MAX_RATE: Rate = Rate::percent(1000);

pub(super) fn id_taken(field: impl Into<String>) -> Error {
    Error::conflict("already_exists", "Something with this id exists already.")
        .field(field)
        .fix("Leave the id out, or make a new one.")
}

/// Adds a tax category and opens the accounts it posts to.
pub fn add_tax_category(tx: &mut Tx<'_>, ctx: &mut Ctx, new: &NewTaxCategory) -> Result<TaxCategoryId> {
    check_name("name", &new.name)?;
    let code = new.code.trim();
    if !(1..=40).contains(&code.len()) || !code.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_.".contains(&b)) {
        return Err(Error::invalid("code", "A code is 1 to 40 letters, digits, `-`, `_` or `.`.")
            .fix("Send a short one, such as standard."));
    }
    check_components(&new.components)?;
    let id = new.id.unwrap_or_else(|| ctx.new_id());
    if new.id.is_some() && tax_store::tax_category_exists(tx, id)? {
        return Err(id_taken("id"));
    }
    if let Some(name) = tax_store::tax_category_name(tx, code)? {
        return Err(Error::conflict("code_taken", format!("The tax category \"{name}\" has this code already."))
            .field("code")
            .fix("Choose another code."));
    }

    // Nothing is refused from here on.
    let name = new.name.trim();
    let revenue_account = ledger::open_account(tx, REVENUE_ACCOUNTS, &format!("Sales – {name}"), AccountKind::Revenue)?;
    let mut components: Vec<TaxComponent> = Vec::with_capacity(new.components.len());
    for component in &new.components {
        let name = component.name.trim();
        let payable_account = match components.iter().find(|c| c.name == name) {
            Some(earlier) => earlier.payable_account.clone(),
            None => ledger::open_account(tx, TAX_ACCOUNTS, &format!("{name} payable"), AccountKind::Liability)?,
        };
        components.push(TaxComponent {
            id: component.id.unwrap_or_else(|| ctx.new_id::<TaxComponentId>()),
            name: name.to_owned(),
            rate: component.rate,
            compound: component.compound,
            valid_from: component.valid_from,
            valid_to: component.valid_to,
            payable_account,
        });
    }
    let category = TaxCategory { id, code: code.to_owned(), name: name.to_owned(), revenue_account, components };
    tax_store::insert_tax_category(tx, &category, ctx.now)?;
    let taxes: Vec<_> = category.components.iter().map(|c| json!({ "name": c.name, "rate": c.rate })).collect();
    let details = json!({ "new": { "code": category.code, "components": taxes } });
    platform::audit(tx, ctx, AuditAction::TaxCategoryCreated, id, None, &details)?;
    emit(tx, ctx, EventKind::TaxCategoryCreated, id, ctx.now, &json!({ "tax_category_id": id, "name": name }))?;
    Ok(id)
}

fn check_components(components: &[NewTaxComponent]) -> Result<()> {
    if components.len() > MAX_COMPONENTS {
        return Err(Error::invalid("components", format!("A tax category has at most {MAX_COMPONENTS} components."))
            .fix("Leave out what is no longer due."));
    }
    for (i, c) in components.iter().enumerate() {
        let at = |field: &str| format!("components[{i}].{field}");
        check_name(&at("name"), &c.name)?;
        if c.rate < Rate(0) || c.rate > MAX_RATE {
            return Err(Error::invalid(at("rate"), "A rate is 0 to 1000 percent.")
                .fix("Send percent: \"17.5\" is seventeen and a half."));
        }
        if let (Some(from), Some(to)) = (c.valid_from, c.valid_to)
            && to < from
        {
            return Err(Error::invalid(at("valid_to"), format!("The tax ends before it begins, on {from}."))
                .fix("Correct one of the two dates."));
        }
        let overlaps = |other: &&NewTaxComponent| {
            other.name.trim() == c.name.trim()
                && (other.valid_to.is_none() || c.valid_from.is_none() || other.valid_to >= c.valid_from)
                && (c.valid_to.is_none() || other.valid_from.is_none() || c.valid_to >= other.valid_from)
        };
        if components[..i].iter().any(|other| overlaps(&other)) {
            return Err(Error::invalid(
                at("valid_from"),
                format!("\"{}\" would be due twice on the same day.", c.name.trim()),
            )
            .fix("End the earlier rate the day before, or give the second tax another name."));
        }
    }
    Ok(())
}

/// Adds a category.
pub fn add_category(tx: &mut Tx<'_>, ctx: &mut Ctx, new: &NewCategory) -> Result<CategoryId> {
    check_name("name", &new.name)?;
    if let Some(parent) = new.parent_id
        && store::category_name(tx, parent)?.is_none()
    {
        return Err(unknown_category("parent_id"));
    }
    if new.position.is_some_and(|p| !(0..=1_000_000).contains(&p)) {
        return Err(
            Error::invalid("position", "A position is 0 to 1000000.").fix("Leave it out to put the category last.")
        );
    }
    let id = new.id.unwrap_or_else(|| ctx.new_id());
    if new.id.is_some() && store::category_name(tx, id)?.is_some() {
        return Err(id_taken("id"));
    }
    let position = match new.position {
        Some(position) => position,
        None => store::next_category_position(tx, new.parent_id)?,
    };
    let category = Category {
        id,
        name: new.name.trim().to_owned(),
        parent_id: new.parent_id,
        position,
        product_count: 0,
        icon_url: None,
    };
    store::insert_category(tx, &category)?;
    emit(tx, ctx, EventKind::CategoryCreated, id, ctx.now, &json!({ "category_id": id, "name": category.name }))?;
    Ok(id)
}

pub(super) fn unknown_category(field: &str) -> Error {
    Error::invalid(field, "There is no such category.").fix("GET /v1/categories lists them.")
}

/// Gives a product its picture, in place of any it had.
pub fn set_image(tx: &mut Tx<'_>, ctx: &Ctx, id: ProductId, content_type: &str, content: &[u8]) -> Result<ImageId> {
    let content_type = media_type(content_type);
    check_image(content_type, content)?;
    let product = store::product_row(tx, id)?.ok_or_else(|| Error::not_found("product"))?;
    let image = image_id(content_type, content);
    store::keep_image(tx, image, content_type, content)?;
    store::set_product_image(tx, id, image, ctx.now)?;
    emit(tx, ctx, EventKind::ProductUpdated, id, ctx.now, &json!({ "product_id": id, "name": product.name }))?;
    Ok(image)
}

/// Gives a category its picture, in place of any it had.
pub fn set_category_image(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    id: CategoryId,
    content_type: &str,
    content: &[u8],
) -> Result<ImageId> {
    let content_type = media_type(content_type);
    check_image(content_type, content)?;
    let name = store::category_name(tx, id)?.ok_or_else(|| Error::not_found("category"))?;
    let image = image_id(content_type, content);
    store::keep_image(tx, image, content_type, content)?;
    store::set_category_image(tx, id, image)?;
    emit(tx, ctx, EventKind::CategoryUpdated, id, ctx.now, &json!({ "category_id": id, "name": name }))?;
    Ok(image)
}

/// Keeps a picture that belongs to no product: a logo. What it is was checked by whoever keeps it.
pub fn keep_image(tx: &mut Tx<'_>, content_type: &str, content: &[u8]) -> Result<ImageId> {
    check_image(content_type, content)?;
    let image = image_id(content_type, content);
    store::keep_image(tx, image, content_type, content)?;
    Ok(image)
}

/// `image/png; charset=binary` without its parameters.
fn media_type(content_type: &str) -> &str {
    content_type.split(';').next().unwrap_or_default().trim()
}

/// An id that follows from the content: an address never shows another picture, and the same picture
/// is kept once. A UUID of version 8 (RFC 9562, section 5.8).
fn image_id(content_type: &str, content: &[u8]) -> ImageId {
    let mut hasher = Sha256::new();
    hasher.update(content_type.as_bytes());
    hasher.update([0]);
    hasher.update(content);
    let mut half = [0u8; 16];
    half.copy_from_slice(&hasher.finalize()[..16]);
    ImageId(Builder::from_custom_bytes(half).into_uuid())
}
