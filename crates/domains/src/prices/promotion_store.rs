use std::sync::Arc;

use onetill_db::{Filter, LockTable, Row, Tx, params};
use onetill_kernel::{
    CouponId, Currency, CustomerId, Error, Money, OrderId, PromotionId, Result, Timestamp, Uuid, VariantId,
};

use super::promotion_model::*;
use super::store::read_validity;
use crate::{Page, PageRequest, catalog, platform};

/// A code's own row, which counts how often it is used.
pub static COUPON_LOCK: LockTable =
    LockTable::new(40, "coupons", &["id"], &["used_count", "max_uses", "max_uses_each"]);

const PROMOTION: &str = "SELECT id, version, name, kind, percent_ppm, amount_minor, buy_count, get_count, \
    min_total_minor, priority, combinable, needs_coupon, location_id, group_id, valid_from_date, valid_to_date, \
    weekdays, from_minute, to_minute, active, created_at FROM promotions";

fn read_promotion(row: &Row<'_>, currency: Currency) -> Result<Promotion> {
    let mut c = row.columns();
    Ok(Promotion {
        id: c.take()?,
        version: c.take()?,
        name: c.take()?,
        kind: c.take()?,
        percent: c.take()?,
        amount: Money::new(c.take()?, currency),
        buy: c.take()?,
        get: c.take()?,
        min_total: Money::new(c.take()?, currency),
        goods: Vec::new(),
        priority: c.take()?,
        combinable: c.take()?,
        needs_coupon: c.take()?,
        validity: read_validity(&mut c)?,
        active: c.take()?,
        created_at: c.take()?,
    })
}

fn read_promotions(tx: &mut Tx<'_>, condition: &str, values: &[onetill_db::Value<'_>]) -> Result<Vec<Promotion>> {
    let currency = platform::merchant(tx)?.currency;
    let sql = format!("{PROMOTION}{condition} ORDER BY priority, created_at, id");
    let mut found = tx.query(&sql, values, |row| read_promotion(row, currency))?;
    let ids: Vec<PromotionId> = found.iter().map(|p| p.id).collect();
    let sql = "SELECT promotion_id, goods_no, part, category_id, variant_id, quantity FROM promotion_goods \
               WHERE promotion_id";
    let mut goods: Vec<(PromotionId, i64, PromotionGoods)> = tx.query_ids(sql, &[], &ids, |row| {
        let mut c = row.columns();
        Ok((
            c.take()?,
            c.take()?,
            PromotionGoods {
                part: c.take()?,
                category_id: c.take()?,
                variant_id: c.take()?,
                name: None,
                quantity: c.take()?,
            },
        ))
    })?;
    goods.sort_by_key(|(_, no, _)| *no);
    for (id, _, goods) in goods {
        if let Some(promotion) = found.iter_mut().find(|p| p.id == id) {
            promotion.goods.push(goods);
        }
    }
    Ok(found)
}

/// All promotions, in the order in which they come.
pub fn promotions(tx: &mut Tx<'_>) -> Result<Vec<Promotion>> {
    let found = read_promotions(tx, "", &[])?;
    named(tx, found)
}

/// One promotion.
pub fn promotion(tx: &mut Tx<'_>, id: PromotionId) -> Result<Promotion> {
    let found = find_promotion(tx, id)?.into_iter().collect();
    named(tx, found)?.pop().ok_or_else(|| Error::not_found("promotion"))
}

/// With what their goods are called.
fn named(tx: &mut Tx<'_>, mut promotions: Vec<Promotion>) -> Result<Vec<Promotion>> {
    let goods = || promotions.iter().flat_map(|p| &p.goods);
    let variants: Vec<VariantId> = goods().filter_map(|g| g.variant_id).collect();
    let sellables = catalog::sellables(tx, &variants, &[])?;
    let categories = if goods().any(|g| g.category_id.is_some()) { catalog::categories(tx)? } else { Vec::new() };
    for g in promotions.iter_mut().flat_map(|p| &mut p.goods) {
        let variant = sellables.iter().find(|s| Some(s.variant_id) == g.variant_id).map(|s| s.name.clone());
        let category = categories.iter().find(|c| Some(c.id) == g.category_id).map(|c| c.name.clone());
        g.name = variant.or(category);
    }
    Ok(promotions)
}

pub(super) fn find_promotion(tx: &mut Tx<'_>, id: PromotionId) -> Result<Option<Promotion>> {
    Ok(read_promotions(tx, " WHERE id = $1", params![id])?.pop())
}

/// The promotions that are used, in the order in which they come.
pub(super) fn used_promotions(tx: &mut Tx<'_>) -> Result<Arc<[Promotion]>> {
    tx.remember(&["promotions", "promotion_goods"], |tx| Ok(read_promotions(tx, " WHERE active = 1", &[])?.into()))
}

pub(super) fn insert_promotion(tx: &mut Tx<'_>, p: &Promotion) -> Result<()> {
    let v = &p.validity;
    tx.execute(
        "INSERT INTO promotions (id, version, name, kind, percent_ppm, amount_minor, buy_count, get_count, \
         min_total_minor, priority, combinable, needs_coupon, location_id, group_id, valid_from_date, valid_to_date, \
         weekdays, from_minute, to_minute, active, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, \
         $12, $13, $14, $15, $16, $17, $18, $19, $20, $21)",
        params![
            p.id,
            p.version,
            p.name,
            p.kind,
            p.percent,
            p.amount.minor,
            p.buy,
            p.get,
            p.min_total.minor,
            p.priority,
            p.combinable,
            p.needs_coupon,
            v.location_id,
            v.group_id,
            v.valid_from,
            v.valid_to,
            v.weekday_bits(),
            v.from_time,
            v.to_time,
            p.active,
            p.created_at
        ],
    )?;
    insert_goods(tx, p)
}

fn insert_goods(tx: &mut Tx<'_>, p: &Promotion) -> Result<()> {
    for (g, no) in p.goods.iter().zip(1i64..) {
        tx.execute(
            "INSERT INTO promotion_goods (promotion_id, goods_no, part, category_id, variant_id, quantity) \
             VALUES ($1, $2, $3, $4, $5, $6)",
            params![p.id, no, g.part.unwrap_or(1), g.category_id, g.variant_id, g.quantity.unwrap_or(1)],
        )?;
    }
    Ok(())
}

/// Writes a promotion over the version it was read at. False where somebody was faster.
pub(super) fn update_promotion(tx: &mut Tx<'_>, p: &Promotion) -> Result<bool> {
    let v = &p.validity;
    let changed = tx.execute(
        "UPDATE promotions SET version = version + 1, name = $3, percent_ppm = $4, amount_minor = $5, buy_count = $6, \
         get_count = $7, min_total_minor = $8, priority = $9, combinable = $10, needs_coupon = $11, location_id = $12, \
         group_id = $13, valid_from_date = $14, valid_to_date = $15, weekdays = $16, from_minute = $17, \
         to_minute = $18, active = $19 WHERE id = $1 AND version = $2",
        params![
            p.id,
            p.version,
            p.name,
            p.percent,
            p.amount.minor,
            p.buy,
            p.get,
            p.min_total.minor,
            p.priority,
            p.combinable,
            p.needs_coupon,
            v.location_id,
            v.group_id,
            v.valid_from,
            v.valid_to,
            v.weekday_bits(),
            v.from_time,
            v.to_time,
            p.active
        ],
    )?;
    if changed == 1 {
        tx.execute("DELETE FROM promotion_goods WHERE promotion_id = $1", params![p.id])?;
        insert_goods(tx, p)?;
    }
    Ok(changed == 1)
}

const COUPON: &str =
    "SELECT id, promotion_id, code, max_uses, max_uses_each, used_count, active, created_at FROM coupons";

fn read_coupon(row: &Row<'_>) -> Result<Coupon> {
    let mut c = row.columns();
    Ok(Coupon {
        id: c.take()?,
        promotion_id: c.take()?,
        code: c.take()?,
        max_uses: c.take()?,
        max_uses_each: c.take()?,
        used_count: c.take()?,
        active: c.take()?,
        created_at: c.take()?,
    })
}

/// The codes of a promotion, newest first.
pub fn coupons(tx: &mut Tx<'_>, promotion: PromotionId, page: &PageRequest) -> Result<Page<Coupon>> {
    let limit = page.limit()?;
    let mut f = Filter::new();
    f.and("promotion_id = ?", promotion);
    if page.cursor.is_some() {
        f.and("id < ?", page.after_id(Uuid::max())?);
    }
    let rows = f.bind(page.rows()?);
    let sql = format!("{COUPON}{} ORDER BY id DESC LIMIT {rows}", f.sql());
    Ok(Page::from_rows(tx.query(&sql, f.values(), read_coupon)?, limit, |c| c.id.to_string()))
}

/// One code.
pub fn coupon(tx: &mut Tx<'_>, id: CouponId) -> Result<Coupon> {
    let found = tx.query_opt(&format!("{COUPON} WHERE id = $1"), params![id], read_coupon)?;
    found.ok_or_else(|| Error::not_found("coupon"))
}

/// What is written on a code, in capitals.
pub(super) fn coupon_by_code(tx: &mut Tx<'_>, code: &str) -> Result<Option<Coupon>> {
    tx.query_opt(&format!("{COUPON} WHERE code = $1"), params![*code], read_coupon)
}

/// Some codes by their ids.
pub(super) fn coupons_by_ids(tx: &mut Tx<'_>, ids: &[CouponId]) -> Result<Vec<Coupon>> {
    tx.query_ids(&format!("{COUPON} WHERE id"), &[], ids, read_coupon)
}

pub(super) fn insert_coupon(tx: &mut Tx<'_>, c: &Coupon) -> Result<()> {
    tx.execute(
        "INSERT INTO coupons (id, promotion_id, code, max_uses, max_uses_each, used_count, active, created_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        params![c.id, c.promotion_id, c.code, c.max_uses, c.max_uses_each, c.used_count, c.active, c.created_at],
    )
    .map(drop)
}

pub(super) fn switch_coupon(tx: &mut Tx<'_>, id: CouponId, active: bool) -> Result<()> {
    tx.execute("UPDATE coupons SET active = $2 WHERE id = $1", params![id, active]).map(drop)
}

/// How often a code is used, and how often it may be; locked.
pub(super) struct Uses {
    pub(super) used: i64,
    pub(super) max: Option<i64>,
    pub(super) max_each: Option<i64>,
}

pub(super) fn uses(tx: &mut Tx<'_>, id: CouponId) -> Result<Option<Uses>> {
    tx.row(&COUPON_LOCK, [id.0, Uuid::nil()], |row| {
        let mut c = row.columns();
        Ok(Uses { used: c.take()?, max: c.take()?, max_each: c.take()? })
    })
}

pub(super) fn set_uses(tx: &mut Tx<'_>, id: CouponId, uses: &Uses) -> Result<()> {
    tx.change(&COUPON_LOCK, [id.0, Uuid::nil()], params![uses.used, uses.max, uses.max_each])
}

/// How often a customer has used a code, other than for `order`.
pub(super) fn uses_by(tx: &mut Tx<'_>, id: CouponId, customer: CustomerId, order: Option<OrderId>) -> Result<i64> {
    tx.query_one(
        "SELECT COUNT(*) FROM coupon_redemptions WHERE coupon_id = $1 AND customer_id = $2 \
         AND given_back_at IS NULL AND order_id <> $3",
        params![id, customer, order.map_or(Uuid::nil(), |o| o.0)],
        |row| row.get(0),
    )
}

/// An order uses a code, perhaps again after it was given back.
pub(super) fn redeem(
    tx: &mut Tx<'_>,
    order: OrderId,
    id: CouponId,
    customer: Option<CustomerId>,
    now: Timestamp,
) -> Result<()> {
    tx.execute(
        "INSERT INTO coupon_redemptions (order_id, coupon_id, customer_id, redeemed_at, given_back_at) \
         VALUES ($1, $2, $3, $4, NULL) ON CONFLICT (order_id, coupon_id) DO UPDATE SET \
         customer_id = excluded.customer_id, redeemed_at = excluded.redeemed_at, given_back_at = NULL",
        params![order, id, customer, now],
    )
    .map(drop)
}

/// The codes that an order uses.
pub(super) fn redeemed(tx: &mut Tx<'_>, order: OrderId) -> Result<Vec<CouponId>> {
    tx.query(
        "SELECT coupon_id FROM coupon_redemptions WHERE order_id = $1 AND given_back_at IS NULL ORDER BY coupon_id",
        params![order],
        |row| row.get(0),
    )
}

pub(super) fn give_back(tx: &mut Tx<'_>, order: OrderId, now: Timestamp) -> Result<()> {
    tx.execute(
        "UPDATE coupon_redemptions SET given_back_at = $2 WHERE order_id = $1 AND given_back_at IS NULL",
        params![order, now],
    )
    .map(drop)
}
