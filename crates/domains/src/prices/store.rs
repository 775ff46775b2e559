use std::sync::Arc;

use onetill_db::{Columns, Filter, Row, Tx, params};
use onetill_kernel::{Error, PriceListId, Result, Uuid, VariantId};

use super::model::*;
use super::rules;
use crate::catalog;
use crate::{Page, PageRequest};

const LIST: &str = "SELECT id, version, name, location_id, group_id, valid_from_date, valid_to_date, weekdays, \
    from_minute, to_minute, active, created_at, \
    (SELECT COUNT(*) FROM price_list_prices p WHERE p.price_list_id = price_lists.id) FROM price_lists";

/// Where, for whom and when: the columns `location_id` to `to_minute`.
pub(super) fn read_validity(c: &mut Columns<'_>) -> Result<Validity> {
    Ok(Validity {
        location_id: c.take()?,
        group_id: c.take()?,
        valid_from: c.take()?,
        valid_to: c.take()?,
        weekdays: rules::weekdays(c.take()?),
        from_time: c.take()?,
        to_time: c.take()?,
    })
}

fn read_list(row: &Row<'_>) -> Result<PriceList> {
    let mut c = row.columns();
    Ok(PriceList {
        id: c.take()?,
        version: c.take()?,
        name: c.take()?,
        validity: read_validity(&mut c)?,
        active: c.take()?,
        created_at: c.take()?,
        price_count: c.take()?,
    })
}

/// All price lists, oldest first.
pub fn price_lists(tx: &mut Tx<'_>) -> Result<Vec<PriceList>> {
    tx.query(&format!("{LIST} ORDER BY created_at, id"), &[], read_list)
}

/// One price list.
pub fn price_list(tx: &mut Tx<'_>, id: PriceListId) -> Result<PriceList> {
    find_price_list(tx, id)?.ok_or_else(|| Error::not_found("price list"))
}

pub(super) fn find_price_list(tx: &mut Tx<'_>, id: PriceListId) -> Result<Option<PriceList>> {
    tx.query_opt(&format!("{LIST} WHERE id = $1"), params![id], read_list)
}

/// What a shop uses.
#[derive(Debug, Clone, Copy)]
pub(super) struct Used {
    /// Price lists that are switched on.
    pub(super) lists: bool,
    /// Promotions that are switched on.
    pub(super) promotions: bool,
    /// Promotions that need a code, or did.
    pub(super) coupons: bool,
}

pub(super) fn used(tx: &mut Tx<'_>) -> Result<Used> {
    tx.remember(&["price_lists", "promotions", "coupons"], |tx| {
        let sql = "SELECT (SELECT COUNT(*) FROM price_lists WHERE active = 1), \
                   (SELECT COUNT(*) FROM promotions WHERE active = 1), (SELECT COUNT(*) FROM promotions p \
                   WHERE EXISTS (SELECT 1 FROM coupons c WHERE c.promotion_id = p.id))";
        tx.query_one(sql, &[], |row| {
            let more = |index| row.get::<i64>(index).map(|count| count > 0);
            Ok(Used { lists: more(0)?, promotions: more(1)?, coupons: more(2)? })
        })
    })
}

/// The lists that are used, oldest first.
pub(super) fn used_lists(tx: &mut Tx<'_>) -> Result<Arc<[PriceList]>> {
    tx.remember(&["price_lists", "price_list_prices"], |tx| {
        let sql = format!("{LIST} WHERE active = 1 ORDER BY created_at, id");
        Ok(tx.query(&sql, &[], read_list)?.into())
    })
}

/// What the lists charge for a variant.
#[derive(Debug, Clone)]
pub(super) struct Prices {
    pub(super) variant_id: VariantId,
    pub(super) prices: Arc<[(PriceListId, i64)]>,
}

/// What all lists charge for some variants; `ahead` names others that commands of the same group will ask for.
pub(super) fn prices(tx: &mut Tx<'_>, variants: &[VariantId], ahead: &[VariantId]) -> Result<Vec<Prices>> {
    tx.remember_each(&["price_list_prices"], variants, ahead, |tx, ids| {
        let sql = "SELECT variant_id, price_list_id, price_minor FROM price_list_prices WHERE variant_id";
        let found: Vec<(VariantId, PriceListId, i64)> =
            tx.query_ids(sql, &[], ids, |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
        let of = |id: VariantId| found.iter().filter(|f| f.0 == id).map(|f| (f.1, f.2)).collect();
        Ok(ids.iter().map(|id| (*id, Prices { variant_id: *id, prices: of(*id) })).collect())
    })
}

pub(super) fn insert_price_list(tx: &mut Tx<'_>, list: &PriceList) -> Result<()> {
    let v = &list.validity;
    tx.execute(
        "INSERT INTO price_lists (id, version, name, location_id, group_id, valid_from_date, valid_to_date, weekdays, \
         from_minute, to_minute, active, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
        params![
            list.id,
            list.version,
            list.name,
            v.location_id,
            v.group_id,
            v.valid_from,
            v.valid_to,
            v.weekday_bits(),
            v.from_time,
            v.to_time,
            list.active,
            list.created_at
        ],
    )?;
    Ok(())
}

/// Writes a list over the version it was read at. False where somebody was faster.
pub(super) fn update_price_list(tx: &mut Tx<'_>, list: &PriceList) -> Result<bool> {
    let v = &list.validity;
    let changed = tx.execute(
        "UPDATE price_lists SET version = version + 1, name = $3, location_id = $4, group_id = $5, \
         valid_from_date = $6, valid_to_date = $7, weekdays = $8, from_minute = $9, to_minute = $10, active = $11 \
         WHERE id = $1 AND version = $2",
        params![
            list.id,
            list.version,
            list.name,
            v.location_id,
            v.group_id,
            v.valid_from,
            v.valid_to,
            v.weekday_bits(),
            v.from_time,
            v.to_time,
            list.active
        ],
    )?;
    Ok(changed == 1)
}

/// Sets a price, or takes the variant off the list.
pub(super) fn set_price(tx: &mut Tx<'_>, list: PriceListId, variant: VariantId, price: Option<i64>) -> Result<()> {
    match price {
        Some(price) => tx.execute(
            "INSERT INTO price_list_prices (price_list_id, variant_id, price_minor) VALUES ($1, $2, $3) \
             ON CONFLICT (price_list_id, variant_id) DO UPDATE SET price_minor = excluded.price_minor",
            params![list, variant, price],
        ),
        None => tx.execute(
            "DELETE FROM price_list_prices WHERE price_list_id = $1 AND variant_id = $2",
            params![list, variant],
        ),
    }
    .map(drop)
}

/// The variants of a list with their prices, in the order of their ids; with `search` only of goods found by it.
pub fn prices_of(
    tx: &mut Tx<'_>,
    list: PriceListId,
    search: Option<&str>,
    page: &PageRequest,
) -> Result<Page<(VariantId, i64)>> {
    let limit = page.limit()?;
    // Not read with how many prices it has: each page would count them.
    let known = tx.query_opt("SELECT 1 FROM price_lists WHERE id = $1", params![list], |_| Ok(()))?;
    known.ok_or_else(|| Error::not_found("price list"))?;
    let mut f = Filter::new();
    f.and("price_list_id = ?", list);
    f.and("variant_id > ?", page.after_id(Uuid::nil())?);
    if let Some(search) = search {
        catalog::keep_found(tx, &mut f, "price_list_prices.variant_id", search, false)?;
    }
    let rows = f.bind(page.rows()?);
    let sql =
        format!("SELECT variant_id, price_minor FROM price_list_prices{} ORDER BY variant_id LIMIT {rows}", f.sql());
    let found: Vec<(VariantId, i64)> = tx.query(&sql, f.values(), |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(Page::from_rows(found, limit, |(id, _)| id.to_string()))
}
