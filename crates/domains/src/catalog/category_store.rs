//! The part of the store that keeps the tree of categories.

use std::sync::Arc;

use onetill_db::{Filter, Lock, LockTable, Tx, params};
use onetill_kernel::{CategoryId, ImageId, Result, Uuid};

use super::model::Category;
use super::store::image_url;

static LOCK: LockTable = LockTable::new(51, "categories", &["id"], &[]);

/// The lock of a category: it is moved by one at a time.
pub fn category_lock(id: CategoryId) -> Lock {
    Lock { table: &LOCK, key: [id.0, Uuid::nil()] }
}

/// All categories, in order, with what is directly in each.
pub fn categories(tx: &mut Tx<'_>) -> Result<Vec<Category>> {
    tx.query(
        "SELECT c.id, c.name, c.parent_id, c.position, COUNT(p.id), c.image_id FROM categories c \
         LEFT JOIN products p ON p.category_id = c.id AND p.active = 1 \
         GROUP BY c.id, c.name, c.parent_id, c.position, c.image_id ORDER BY c.position, c.name, c.id",
        &[],
        |row| {
            let mut c = row.columns();
            Ok(Category {
                id: c.take()?,
                name: c.take()?,
                parent_id: c.take()?,
                position: c.take()?,
                product_count: c.take()?,
                icon_url: image_url(c.take()?),
            })
        },
    )
}

/// Each category, and the one that it belongs to.
pub(super) type CategoryParents = Arc<[(CategoryId, Option<CategoryId>)]>;

/// Every category with the one above it.
pub fn category_parents(tx: &mut Tx<'_>) -> Result<CategoryParents> {
    tx.remember(&["categories"], |tx| {
        let sql = "SELECT id, parent_id FROM categories ORDER BY id";
        Ok(tx.query(sql, &[], |row| Ok((row.get(0)?, row.get(1)?)))?.into())
    })
}

/// A category and all those below it.
pub fn category_and_below(tx: &mut Tx<'_>, id: CategoryId) -> Result<Vec<CategoryId>> {
    let parents = category_parents(tx)?;
    let mut found = vec![id];
    let mut at = 0;
    while let Some(above) = found.get(at).copied() {
        let below = parents.iter().filter(|(id, parent)| *parent == Some(above) && !found.contains(id));
        let below: Vec<CategoryId> = below.map(|(id, _)| *id).collect();
        found.extend(below);
        at += 1;
    }
    Ok(found)
}

/// Every category with the one above it and its name.
pub fn category_names(tx: &mut Tx<'_>) -> Result<Vec<(CategoryId, Option<CategoryId>, String)>> {
    tx.query("SELECT id, parent_id, name FROM categories ORDER BY position, id", &[], |row| {
        Ok((row.get(0)?, row.get(1)?, row.get(2)?))
    })
}

/// A category's name.
pub(super) fn category_name(tx: &mut Tx<'_>, id: CategoryId) -> Result<Option<String>> {
    tx.query_opt("SELECT name FROM categories WHERE id = $1", params![id], |row| row.get(0))
}

/// The place after the last category below `parent`.
pub(super) fn next_category_position(tx: &mut Tx<'_>, parent: Option<CategoryId>) -> Result<i64> {
    let mut f = Filter::new();
    match parent {
        Some(parent) => f.and("parent_id = ?", parent),
        None => f.and_raw("parent_id IS NULL"),
    }
    let sql = format!("SELECT COALESCE(MAX(position), 0) FROM categories{}", f.sql());
    Ok(tx.query_one(&sql, f.values(), |row| row.get::<i64>(0))?.saturating_add(1))
}

pub(super) fn insert_category(tx: &mut Tx<'_>, c: &Category) -> Result<()> {
    tx.execute(
        "INSERT INTO categories (id, parent_id, name, position, image_id) VALUES ($1, $2, $3, $4, NULL)",
        params![c.id, c.parent_id, c.name, c.position],
    )?;
    Ok(())
}

pub(super) fn update_category(tx: &mut Tx<'_>, c: &Category) -> Result<()> {
    tx.execute("UPDATE categories SET name = $2, parent_id = $3 WHERE id = $1", params![c.id, c.name, c.parent_id])?;
    Ok(())
}

/// Numbers categories in the order given.
pub(super) fn place_categories(tx: &mut Tx<'_>, ids: &[CategoryId]) -> Result<()> {
    for (id, position) in ids.iter().zip(1i64..) {
        tx.execute("UPDATE categories SET position = $2 WHERE id = $1", params![*id, position])?;
    }
    Ok(())
}

pub(super) fn set_category_image(tx: &mut Tx<'_>, id: CategoryId, image: ImageId) -> Result<()> {
    tx.execute("UPDATE categories SET image_id = $2 WHERE id = $1", params![id, image])?;
    Ok(())
}
