//! The tree of categories that goods stand in.

use onetill_db::Tx;
use onetill_kernel::{CategoryId, Error, Result};
use serde_json::json;

use super::category_store as store;
use super::id_taken;
use super::model::*;
use crate::sync::{EventKind, emit};
use crate::{Ctx, check_name};

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

/// Renames a category, or moves it in the tree; its goods stay in it.
pub fn change_category(tx: &mut Tx<'_>, ctx: &mut Ctx, id: CategoryId, change: &CategoryChange) -> Result<()> {
    let all = store::categories(tx)?;
    let mut category = all.iter().find(|c| c.id == id).cloned().ok_or_else(|| Error::not_found("category"))?;
    if let Some(name) = &change.name {
        check_name("name", name)?;
        category.name = name.trim().to_owned();
    }
    if let Some(parent) = change.parent_id {
        check_parent(&all, id, parent)?;
        category.parent_id = parent;
    }
    let mut siblings: Vec<CategoryId> =
        all.iter().filter(|c| c.parent_id == category.parent_id && c.id != id).map(|c| c.id).collect();
    let stays = all.iter().filter(|c| c.parent_id == category.parent_id).position(|c| c.id == id);
    let at = match change.place {
        Some(place) if place < 1 => {
            return Err(Error::invalid("place", "The first place is 1.").fix("Leave it out to keep its place."));
        }
        Some(place) => usize::try_from(place - 1).unwrap_or(usize::MAX).min(siblings.len()),
        None => stays.unwrap_or(siblings.len()),
    };
    store::update_category(tx, &category)?;
    if stays != Some(at) {
        siblings.insert(at, id);
        store::place_categories(tx, &siblings)?;
    }
    emit(tx, ctx, EventKind::CategoryUpdated, id, ctx.now, &json!({ "category_id": id, "name": category.name }))
}

/// A category belongs to none of those that belong to it.
fn check_parent(all: &[Category], id: CategoryId, parent: Option<CategoryId>) -> Result<()> {
    let mut above = parent;
    // A tree is no deeper than it has nodes.
    for _ in 0..=all.len() {
        let Some(next) = above else { return Ok(()) };
        if next == id {
            return Err(Error::invalid("parent_id", "A category cannot belong to itself or to one below it.")
                .fix("Choose another, or null for the top."));
        }
        above = all.iter().find(|c| c.id == next).ok_or_else(|| unknown_category("parent_id"))?.parent_id;
    }
    Err(Error::internal("the categories form a ring"))
}
