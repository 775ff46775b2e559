//! Codes that promotions need, and who used them.
//!
//! A code is used up by an order, not by a cart: it counts when the order is sold, or when its first payment fixes
//! its totals, in the same transaction and on the code's own locked row. So of two tills that want the last use one gets
//! it. It is given back when the order is opened again or given up, and when all of it has been refunded; a part that comes
//! back gives nothing back.

use onetill_db::{Lock, Tx};
use onetill_kernel::{CouponId, CustomerId, Error, OrderId, PromotionId, Result, Uuid};
use serde_json::json;

use super::model::Terms;
use super::promotion_model::*;
use super::promotion_store as store;
use crate::platform::AuditAction;
use crate::sync::{EventKind, emit};
use crate::{Ctx, check_text, platform};

/// The most codes that one order takes.
const MAX_CODES: usize = 10;
/// The most codes that one request adds.
const MAX_NEW: usize = 500;
/// The highest limit.
const MAX_USES: i64 = 1_000_000;

/// A code as it is kept: in capitals.
fn written(code: &str) -> String {
    code.trim().to_uppercase()
}

fn used_up(field: String, code: &str) -> Error {
    Error::conflict("coupon_used_up", format!("The code {code} has been used as often as it may be."))
        .field(field)
        .fix("Take the code off.")
}

/// The codes that were brought for a cart, checked as far as a look can tell; `holding` are the promotions that hold.
pub(super) fn brought(tx: &mut Tx<'_>, terms: &Terms, codes: &[String], holding: &[Promotion]) -> Result<Vec<Brought>> {
    if codes.len() > MAX_CODES {
        return Err(
            Error::invalid("coupons", format!("An order takes at most {MAX_CODES} codes.")).fix("Take some codes off.")
        );
    }
    let mut found: Vec<Brought> = Vec::with_capacity(codes.len());
    for (index, code) in codes.iter().enumerate() {
        let field = format!("coupons[{index}]");
        check_text(&field, code, 100)?;
        let coupon = store::coupon_by_code(tx, &written(code))?.ok_or_else(|| {
            Error::invalid(&*field, format!("There is no code {}.", written(code)))
                .code("coupon_unknown")
                .fix("Read the code again, or take it off.")
        })?;
        if !coupon.active || !holding.iter().any(|p| p.id == coupon.promotion_id) {
            return Err(Error::invalid(field, format!("The code {} does not hold here and now.", coupon.code))
                .code("coupon_not_valid")
                .fix("Take the code off, or name the customer that it is for."));
        }
        if found.iter().any(|c| c.promotion_id == coupon.promotion_id) {
            return Err(Error::invalid(field, "Another code of the same promotion is there already.")
                .code("coupon_twice")
                .fix("Take one of the two codes off."));
        }
        if coupon.max_uses.is_some_and(|most| coupon.used_count >= most) {
            return Err(used_up(field, &coupon.code));
        }
        if let Some(most) = coupon.max_uses_each {
            let customer = terms.customer_id.ok_or_else(|| needs_customer(field.clone(), &coupon.code))?;
            if store::uses_by(tx, coupon.id, customer, None)? >= most {
                return Err(used_up(field, &coupon.code));
            }
        }
        found.push(Brought { id: coupon.id, code: coupon.code, promotion_id: coupon.promotion_id });
    }
    Ok(found)
}

fn needs_customer(field: String, code: &str) -> Error {
    Error::invalid(field, format!("The code {code} may be used so many times by each customer."))
        .code("coupon_needs_customer")
        .fix("Name the customer, or take the code off.")
}

/// The rows of codes, for whoever queues a sale that uses them; a code that nobody knows is refused later.
pub fn coupon_locks(tx: &mut Tx<'_>, codes: &[String]) -> Result<Vec<Lock>> {
    let mut locks = Vec::new();
    for code in codes.iter().take(MAX_CODES) {
        if let Some(coupon) = store::coupon_by_code(tx, &written(code))? {
            locks.push(Lock { table: &store::COUPON_LOCK, key: [coupon.id.0, Uuid::nil()] });
        }
    }
    Ok(locks)
}

/// What is written on some codes.
pub fn codes(tx: &mut Tx<'_>, ids: &[CouponId]) -> Result<Vec<Brought>> {
    let mut found = store::coupons_by_ids(tx, ids)?;
    found.sort_by_key(|c| ids.iter().position(|id| *id == c.id));
    Ok(found.into_iter().map(|c| Brought { id: c.id, code: c.code, promotion_id: c.promotion_id }).collect())
}

/// Counts codes as used by an order; refused where one has been used as often as it may be.
pub fn redeem(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    order: OrderId,
    customer: Option<CustomerId>,
    ids: &[CouponId],
) -> Result<()> {
    let mut counted = Vec::with_capacity(ids.len());
    for (index, id) in ids.iter().enumerate() {
        let field = format!("coupons[{index}]");
        let mut uses = store::uses(tx, *id)?.ok_or_else(|| Error::not_found("coupon"))?;
        let code = || -> &str { "of this order" };
        if uses.max.is_some_and(|most| uses.used >= most) {
            return Err(used_up(field, code()));
        }
        if let Some(most) = uses.max_each {
            let customer = customer.ok_or_else(|| needs_customer(field.clone(), code()))?;
            if store::uses_by(tx, *id, customer, Some(order))? >= most {
                return Err(used_up(field, code()));
            }
        }
        uses.used += 1;
        counted.push((*id, uses));
    }
    for (id, uses) in counted {
        store::set_uses(tx, id, &uses)?;
        store::redeem(tx, order, id, customer, ctx.now)?;
    }
    Ok(())
}

/// Gives back the codes that an order used.
pub fn give_back(tx: &mut Tx<'_>, ctx: &Ctx, order: OrderId) -> Result<()> {
    let ids = store::redeemed(tx, order)?;
    for id in &ids {
        if let Some(mut uses) = store::uses(tx, *id)? {
            uses.used -= 1;
            store::set_uses(tx, *id, &uses)?;
        }
    }
    if ids.is_empty() { Ok(()) } else { store::give_back(tx, order, ctx.now) }
}

/// Adds codes to a promotion.
pub fn add_coupons(tx: &mut Tx<'_>, ctx: &mut Ctx, promotion: PromotionId, new: &NewCoupons) -> Result<()> {
    let of = store::promotion(tx, promotion)?;
    if !of.needs_coupon {
        return Err(Error::conflict("promotion_needs_no_coupon", "This promotion holds without a code.")
            .fix("Change the promotion so that it needs one."));
    }
    if new.codes.is_empty() || new.codes.len() > MAX_NEW {
        return Err(Error::invalid("codes", format!("One request adds 1 to {MAX_NEW} codes."))
            .fix("Send them in several requests."));
    }
    for (field, limit) in [("max_uses", new.max_uses), ("max_uses_each", new.max_uses_each)] {
        if limit.is_some_and(|n| !(1..=MAX_USES).contains(&n)) {
            return Err(Error::invalid(field, format!("A limit is 1 to {MAX_USES}.")).fix("Leave it out for none."));
        }
    }
    let mut codes: Vec<String> = Vec::with_capacity(new.codes.len());
    for (index, code) in new.codes.iter().enumerate() {
        let field = format!("codes[{index}]");
        let code = written(code);
        let good = (3..=40).contains(&code.len()) && code.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
        if !good {
            return Err(Error::invalid(field, "A code is 3 to 40 letters, digits and hyphens.")
                .fix("Send one such as SPRING-24."));
        }
        if codes.contains(&code) {
            return Err(Error::invalid(field, format!("{code} is named twice.")).fix("Name each code once."));
        }
        if store::coupon_by_code(tx, &code)?.is_some() {
            return Err(Error::conflict("code_taken", format!("There is a code {code} already."))
                .field(field)
                .fix("Choose another code."));
        }
        codes.push(code);
    }
    let details = json!({ "codes": codes, "max_uses": new.max_uses, "max_uses_each": new.max_uses_each });
    platform::audit(tx, ctx, AuditAction::PromotionChanged, promotion, None, &details)?;
    for code in codes {
        let coupon = Coupon {
            id: ctx.new_id(),
            promotion_id: promotion,
            code,
            max_uses: new.max_uses,
            max_uses_each: new.max_uses_each,
            used_count: 0,
            active: true,
            created_at: ctx.now,
        };
        store::insert_coupon(tx, &coupon)?;
    }
    let data = json!({ "promotion_id": promotion, "name": of.name });
    emit(tx, ctx, EventKind::PromotionUpdated, promotion, ctx.now, &data)
}

/// Switches a code on or off.
pub fn change_coupon(tx: &mut Tx<'_>, ctx: &Ctx, id: CouponId, change: &CouponChange) -> Result<()> {
    let coupon = store::coupon(tx, id)?;
    let of = store::promotion(tx, coupon.promotion_id)?;
    store::switch_coupon(tx, id, change.active)?;
    let details = json!({ "code": coupon.code, "active": change.active });
    platform::audit(tx, ctx, AuditAction::PromotionChanged, of.id, None, &details)?;
    let data = json!({ "promotion_id": of.id, "name": of.name });
    emit(tx, ctx, EventKind::PromotionUpdated, of.id, ctx.now, &data)
}
