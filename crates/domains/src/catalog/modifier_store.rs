//! The rows of groups of options, and of the products that they belong to.

use std::collections::HashMap;
use std::sync::Arc;

use onetill_db::{Filter, Row, Tx, params};
use onetill_kernel::{Currency, Error, ModifierGroupId, ModifierOptionId, Money, ProductId, Result, VariantId};

use super::modifiers::{ModifierGroup, ModifierOption};
use crate::platform;

const GROUP: &str = "SELECT id, version, name, min_choices, max_choices, active, created_at, \
    (SELECT COUNT(*) FROM product_modifier_groups p WHERE p.group_id = modifier_groups.id) FROM modifier_groups";
const OPTION: &str = "SELECT group_id, id, name, price_minor, active FROM modifier_options";

fn read_group(row: &Row<'_>) -> Result<ModifierGroup> {
    let mut c = row.columns();
    Ok(ModifierGroup {
        id: c.take()?,
        version: c.take()?,
        name: c.take()?,
        min_choices: c.take()?,
        max_choices: c.take()?,
        options: Vec::new(),
        active: c.take()?,
        created_at: c.take()?,
        product_count: c.take()?,
    })
}

fn read_option(row: &Row<'_>, currency: Currency) -> Result<(ModifierGroupId, ModifierOption)> {
    let mut c = row.columns();
    let group = c.take()?;
    let option =
        ModifierOption { id: c.take()?, name: c.take()?, price: Money::new(c.take()?, currency), active: c.take()? };
    Ok((group, option))
}

/// All groups of options, oldest first.
pub fn modifier_groups(tx: &mut Tx<'_>) -> Result<Vec<ModifierGroup>> {
    let mut groups = tx.query(&format!("{GROUP} ORDER BY created_at, id"), &[], read_group)?;
    if groups.is_empty() {
        return Ok(groups);
    }
    let currency = platform::merchant(tx)?.currency;
    let places: HashMap<ModifierGroupId, usize> = groups.iter().enumerate().map(|(at, g)| (g.id, at)).collect();
    tx.for_each(&format!("{OPTION} ORDER BY group_id, position, id"), &[], |row| {
        let (group, option) = read_option(row, currency)?;
        if let Some(at) = places.get(&group) {
            groups[*at].options.push(option);
        }
        Ok(())
    })?;
    Ok(groups)
}

/// The same, as every sale of goods with options reads them.
pub(super) fn remembered_groups(tx: &mut Tx<'_>) -> Result<Arc<[ModifierGroup]>> {
    tx.remember(&["modifier_groups", "modifier_options", "product_modifier_groups"], |tx| {
        Ok(modifier_groups(tx)?.into())
    })
}

/// One group of options.
pub fn modifier_group(tx: &mut Tx<'_>, id: ModifierGroupId) -> Result<ModifierGroup> {
    find_group(tx, id)?.ok_or_else(|| Error::not_found("modifier group"))
}

pub(super) fn find_group(tx: &mut Tx<'_>, id: ModifierGroupId) -> Result<Option<ModifierGroup>> {
    let Some(mut group) = tx.query_opt(&format!("{GROUP} WHERE id = $1"), params![id], read_group)? else {
        return Ok(None);
    };
    let currency = platform::merchant(tx)?.currency;
    let sql = format!("{OPTION} WHERE group_id = $1 ORDER BY position, id");
    group.options = tx.query(&sql, params![id], |row| Ok(read_option(row, currency)?.1))?;
    Ok(Some(group))
}

pub(super) fn option_exists(tx: &mut Tx<'_>, id: ModifierOptionId) -> Result<bool> {
    Ok(tx.query_opt("SELECT 1 FROM modifier_options WHERE id = $1", params![id], |_| Ok(()))?.is_some())
}

pub(super) fn insert_group(tx: &mut Tx<'_>, g: &ModifierGroup) -> Result<()> {
    tx.execute(
        "INSERT INTO modifier_groups (id, version, name, min_choices, max_choices, active, created_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
        params![g.id, g.version, g.name, g.min_choices, g.max_choices, g.active, g.created_at],
    )
    .map(drop)
}

/// Writes a group over the version that was read; whether it was still that.
pub(super) fn update_group(tx: &mut Tx<'_>, g: &ModifierGroup) -> Result<bool> {
    let changed = tx.execute(
        "UPDATE modifier_groups SET version = version + 1, name = $3, min_choices = $4, max_choices = $5, active = $6 \
         WHERE id = $1 AND version = $2",
        params![g.id, g.version, g.name, g.min_choices, g.max_choices, g.active],
    )?;
    Ok(changed == 1)
}

/// Writes a group's options in their order.
pub(super) fn write_options(tx: &mut Tx<'_>, g: &ModifierGroup) -> Result<()> {
    for (o, position) in g.options.iter().zip(1i64..) {
        tx.execute(
            "INSERT INTO modifier_options (id, group_id, position, name, price_minor, active) \
             VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (id) DO UPDATE SET position = excluded.position, \
             name = excluded.name, price_minor = excluded.price_minor, active = excluded.active",
            params![o.id, g.id, position, o.name, o.price.minor, o.active],
        )?;
    }
    Ok(())
}

/// The groups of some products, each product's in order. There must be at least one product.
pub(super) fn groups_of_products(tx: &mut Tx<'_>, ids: &[ProductId]) -> Result<Vec<(ProductId, ModifierGroupId)>> {
    let mut f = Filter::new();
    f.one_of("product_id", ids);
    let sql =
        format!("SELECT product_id, group_id FROM product_modifier_groups{} ORDER BY product_id, position", f.sql());
    tx.query(&sql, f.values(), |row| Ok((row.get(0)?, row.get(1)?)))
}

/// A variant and the groups of its product, in order.
type Groups = (VariantId, Arc<[ModifierGroupId]>);

/// The groups of some variants' products, each one's in order.
pub(super) fn groups_of_variants(tx: &mut Tx<'_>, ids: &[VariantId], ahead: &[VariantId]) -> Result<Vec<Groups>> {
    tx.remember_each(&["variants", "product_modifier_groups"], ids, ahead, |tx, missing| {
        let sql = "SELECT v.id, m.position, m.group_id FROM variants v \
                   JOIN product_modifier_groups m ON m.product_id = v.product_id WHERE v.id";
        let mut found: Vec<(VariantId, i64, ModifierGroupId)> =
            tx.query_ids(sql, &[], missing, |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
        found.sort_unstable();
        let of = |id: VariantId| found.iter().filter(|f| f.0 == id).map(|f| f.2).collect();
        Ok(missing.iter().map(|id| (*id, (*id, of(*id)))).collect())
    })
}

pub(super) fn set_groups_of_product(tx: &mut Tx<'_>, id: ProductId, groups: &[ModifierGroupId]) -> Result<()> {
    tx.execute("DELETE FROM product_modifier_groups WHERE product_id = $1", params![id])?;
    for (group, position) in groups.iter().zip(1i64..) {
        tx.execute(
            "INSERT INTO product_modifier_groups (product_id, group_id, position) VALUES ($1, $2, $3)",
            params![id, *group, position],
        )?;
    }
    Ok(())
}
