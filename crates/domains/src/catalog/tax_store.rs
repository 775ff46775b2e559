//! The part of the store that keeps tax categories.

use std::sync::Arc;

use onetill_db::{Lock, LockTable, Row, Tx, params};
use onetill_kernel::{Date, Result, TaxCategoryId, TaxComponentId, Timestamp, Uuid};

use super::model::*;

static LOCK: LockTable = LockTable::new(50, "tax_categories", &["id"], &[]);

/// The lock of a tax category: its rates are changed by one at a time.
pub fn tax_category_lock(id: TaxCategoryId) -> Lock {
    Lock { table: &LOCK, key: [id.0, Uuid::nil()] }
}

/// All tax categories, oldest first, with their components of all times.
pub fn tax_categories(tx: &mut Tx<'_>) -> Result<Vec<TaxCategory>> {
    let mut found =
        tx.query("SELECT id, code, name, revenue_account FROM tax_categories ORDER BY created_at, code", &[], |row| {
            let mut c = row.columns();
            Ok(TaxCategory {
                id: c.take()?,
                code: c.take()?,
                name: c.take()?,
                revenue_account: c.take()?,
                components: Vec::new(),
            })
        })?;
    tx.for_each(
        "SELECT tax_category_id, id, name, rate_ppm, compound, valid_from_date, valid_to_date, payable_account \
         FROM tax_components ORDER BY tax_category_id, position",
        &[],
        |row| {
            let (category, component) = read_component(row)?;
            if let Some(category) = found.iter_mut().find(|t| t.id == category) {
                category.components.push(component);
            }
            Ok(())
        },
    )?;
    Ok(found)
}

fn read_component(row: &Row<'_>) -> Result<(TaxCategoryId, TaxComponent)> {
    let mut c = row.columns();
    let category = c.take()?;
    let component = TaxComponent {
        id: c.take()?,
        name: c.take()?,
        rate: c.take()?,
        compound: c.take()?,
        valid_from: c.take()?,
        valid_to: c.take()?,
        payable_account: c.take()?,
    };
    Ok((category, component))
}

/// How some tax categories tax on a date, in one statement and in no order; unknown ones are left out.
/// A category of which nothing is due on the date has no components.
pub fn tax_rules(tx: &mut Tx<'_>, ids: &[TaxCategoryId], on: Date) -> Result<Vec<TaxRule>> {
    let wanted: Vec<(TaxCategoryId, Date)> = ids.iter().map(|id| (*id, on)).collect();
    tx.remember_each(&["tax_categories", "tax_components"], &wanted, &[], |tx, missing| {
        let missing: Vec<TaxCategoryId> = missing.iter().map(|(id, _)| *id).collect();
        let found = read_tax_rules(tx, &missing, on)?;
        Ok(found.into_iter().map(|rule| ((rule.id, on), rule)).collect())
    })
}

fn read_tax_rules(tx: &mut Tx<'_>, ids: &[TaxCategoryId], on: Date) -> Result<Vec<TaxRule>> {
    let sql = "SELECT t.id, t.revenue_account, c.position, c.id, c.name, c.rate_ppm, c.compound, c.payable_account \
               FROM tax_categories t LEFT JOIN tax_components c ON c.tax_category_id = t.id \
               AND (c.valid_from_date IS NULL OR c.valid_from_date <= $1) \
               AND (c.valid_to_date IS NULL OR c.valid_to_date >= $1) WHERE t.id";
    let mut rows = tx.query_ids(sql, params![on], ids, |row| {
        let mut c = row.columns();
        let (category, account, position) = (c.take()?, c.take()?, c.take::<Option<i64>>()?);
        let component = match c.take::<Option<TaxComponentId>>()? {
            None => None,
            Some(id) => {
                Some(TaxComponentRule { id, name: c.take()?, rate: c.take()?, compound: c.take()?, account: c.take()? })
            }
        };
        Ok((category, position, account, component))
    })?;
    rows.sort_by_key(|(category, position, ..)| (*category, *position));
    let mut found: Vec<TaxRule> = Vec::with_capacity(ids.len());
    for (id, _, revenue_account, component) in rows {
        match found.last_mut() {
            Some(rule) if rule.id == id => rule.components.extend(component),
            _ => found.push(TaxRule { id, revenue_account, components: component.into_iter().collect() }),
        }
    }
    Ok(found)
}

/// All tax categories.
pub(super) fn tax_category_ids(tx: &mut Tx<'_>) -> Result<Arc<[TaxCategoryId]>> {
    tx.remember(&["tax_categories"], |tx| {
        Ok(tx.query("SELECT id FROM tax_categories ORDER BY id", &[], |row| row.get(0))?.into())
    })
}

/// Whether there is such a tax category.
pub(super) fn tax_category_exists(tx: &mut Tx<'_>, id: TaxCategoryId) -> Result<bool> {
    Ok(tax_category_ids(tx)?.contains(&id))
}

/// The name of the tax category with a code.
pub(super) fn tax_category_name(tx: &mut Tx<'_>, code: &str) -> Result<Option<String>> {
    tx.query_opt("SELECT name FROM tax_categories WHERE code = $1", params![*code], |row| row.get(0))
}

pub(super) fn insert_tax_category(tx: &mut Tx<'_>, t: &TaxCategory, now: Timestamp) -> Result<()> {
    tx.execute(
        "INSERT INTO tax_categories (id, code, name, revenue_account, created_at) VALUES ($1, $2, $3, $4, $5)",
        params![t.id, t.code, t.name, t.revenue_account, now],
    )?;
    for (c, position) in t.components.iter().zip(1..) {
        insert_tax_component(tx, t.id, c, position)?;
    }
    Ok(())
}

pub(super) fn insert_tax_component(
    tx: &mut Tx<'_>,
    category: TaxCategoryId,
    c: &TaxComponent,
    position: i64,
) -> Result<()> {
    tx.execute(
        "INSERT INTO tax_components (id, tax_category_id, position, name, rate_ppm, compound, valid_from_date, \
         valid_to_date, payable_account) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        params![c.id, category, position, c.name, c.rate, c.compound, c.valid_from, c.valid_to, c.payable_account],
    )?;
    Ok(())
}

/// Numbers the components of a tax category in the order given.
pub(super) fn place_tax_components(tx: &mut Tx<'_>, ids: &[TaxComponentId]) -> Result<()> {
    for (id, position) in ids.iter().zip(1i64..) {
        tx.execute("UPDATE tax_components SET position = $2 WHERE id = $1", params![*id, position])?;
    }
    Ok(())
}

pub(super) fn end_tax_component(tx: &mut Tx<'_>, id: TaxComponentId, last_day: Date) -> Result<()> {
    tx.execute("UPDATE tax_components SET valid_to_date = $2 WHERE id = $1", params![id, last_day])?;
    Ok(())
}

/// Takes back components that have not begun, and so have taxed nothing.
pub(super) fn remove_tax_components(tx: &mut Tx<'_>, ids: &[TaxComponentId]) -> Result<()> {
    for id in ids {
        tx.execute("DELETE FROM tax_components WHERE id = $1", params![*id])?;
    }
    Ok(())
}

pub(super) fn rename_tax_category(tx: &mut Tx<'_>, id: TaxCategoryId, name: &str) -> Result<()> {
    tx.execute("UPDATE tax_categories SET name = $2 WHERE id = $1", params![id, *name])?;
    Ok(())
}
