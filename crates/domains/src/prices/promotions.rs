//! Promotions as they are kept, and which of them a cart meets.

use std::sync::Arc;

use onetill_db::Tx;
use onetill_kernel::{CategoryId, Error, Money, PromotionId, Rate, Result};
use serde_json::{Value, json};

use super::commands::{check_validity, checked_name};
use super::model::*;
use super::promotion_model::*;
use super::{coupons, promotion_store as store};
use crate::platform::AuditAction;
use crate::sync::{EventKind, emit};
use crate::{Ctx, catalog, customers, platform};

/// The most that one promotion counts of anything.
const MAX_COUNT: i64 = 1000;
/// The most goods that one promotion names.
const MAX_GOODS: usize = 200;
/// The most parts of a bundle.
const MAX_PARTS: i64 = 20;

/// A promotion that is not kept yet, in place of one that is.
#[derive(Debug, Clone)]
pub struct Preview {
    /// What it would be; it holds whatever its validity and its codes.
    pub promotion: NewPromotion,
    /// The one that it would replace.
    pub replaces: Option<PromotionId>,
}

/// What a cart meets.
#[derive(Debug, Clone, Default)]
pub struct Met {
    /// The promotions that hold, in the order in which they come.
    pub rules: Vec<PromotionRule>,
    /// The codes that were brought.
    pub coupons: Vec<Brought>,
}

/// The promotions that hold on these terms, with the codes that were brought. A shop without promotions asks nothing
/// further.
pub fn met(tx: &mut Tx<'_>, terms: &Terms, codes: &[String], preview: Option<&Preview>) -> Result<Met> {
    let used: Arc<[Promotion]> =
        if super::commands::used(tx)?.promotions { store::used_promotions(tx)? } else { Arc::from([]) };
    if used.is_empty() && codes.is_empty() && preview.is_none() {
        return Ok(Met::default());
    }
    let group = match terms.customer_id {
        Some(id) if used.iter().any(|p| p.validity.group_id.is_some()) => customers::group_of(tx, id)?,
        _ => None,
    };
    let holds = |p: &&Promotion| p.validity.holds(terms.location_id, group, terms.when);
    let mut holding: Vec<Promotion> = used.iter().filter(holds).cloned().collect();
    let brought = coupons::brought(tx, terms, codes, &holding)?;
    holding.retain(|p| !p.needs_coupon || brought.iter().any(|c| c.promotion_id == p.id));
    if let Some(preview) = preview {
        holding.retain(|p| Some(p.id) != preview.replaces);
        let shown = planned(tx, &preview.promotion).map_err(|e| e.within("promotion"))?;
        // A new one is younger than those of the same priority.
        let place = holding.iter().position(|p| p.priority > shown.priority).unwrap_or(holding.len());
        holding.insert(place, shown);
    }
    let parents = if holding.iter().any(|p| p.goods.iter().any(|g| g.category_id.is_some())) {
        catalog::category_parents(tx)?
    } else {
        Arc::from([])
    };
    Ok(Met { rules: holding.iter().map(|p| rule(p, &parents)).collect(), coupons: brought })
}

fn rule(p: &Promotion, parents: &[(CategoryId, Option<CategoryId>)]) -> PromotionRule {
    let mut goods: Vec<RuleGoods> = p
        .goods
        .iter()
        .map(|g| RuleGoods {
            part: g.part.unwrap_or(1),
            categories: g.category_id.map_or_else(Vec::new, |id| with_those_below(id, parents)),
            variant_id: g.variant_id,
            quantity: g.quantity.unwrap_or(1),
        })
        .collect();
    goods.sort_by_key(|g| g.part);
    PromotionRule {
        id: p.id,
        name: p.name.clone(),
        kind: p.kind,
        percent: p.percent,
        amount: p.amount.minor,
        buy: p.buy,
        get: p.get,
        min_total: p.min_total.minor,
        combinable: p.combinable,
        parts: goods.last().map_or(1, |g| g.part),
        goods,
    }
}

fn with_those_below(id: CategoryId, parents: &[(CategoryId, Option<CategoryId>)]) -> Vec<CategoryId> {
    let mut found = vec![id];
    let mut at = 0;
    while let Some(parent) = found.get(at).copied() {
        for (child, of) in parents {
            if *of == Some(parent) && !found.contains(child) {
                found.push(*child);
            }
        }
        at += 1;
    }
    found
}

/// Adds a promotion.
pub fn add_promotion(tx: &mut Tx<'_>, ctx: &mut Ctx, new: &NewPromotion) -> Result<PromotionId> {
    let mut promotion = planned(tx, new)?;
    if let Some(id) = new.id
        && store::find_promotion(tx, id)?.is_some()
    {
        return Err(Error::conflict("already_exists", "There is a promotion with this id already.")
            .field("id")
            .fix("Leave the id out, or make a new one."));
    }
    promotion.id = new.id.unwrap_or_else(|| ctx.new_id());
    promotion.created_at = ctx.now;
    store::insert_promotion(tx, &promotion)?;
    tell(tx, ctx, EventKind::PromotionCreated, &promotion)?;
    let details = json!({ "new": accountable(&promotion) });
    platform::audit(tx, ctx, AuditAction::PromotionCreated, promotion.id, None, &details)?;
    Ok(promotion.id)
}

/// Changes a promotion; refused where somebody else changed it since it was read. What it took off stays as it was.
pub fn change_promotion(tx: &mut Tx<'_>, ctx: &Ctx, id: PromotionId, change: &PromotionChange) -> Result<()> {
    let stale = || {
        Error::conflict("promotion_version_stale", "Somebody else changed this promotion since you read it.")
            .field("version")
            .fix("Load the promotion again and repeat the change.")
    };
    let mut promotion = store::promotion(tx, id)?;
    let before = accountable(&promotion);
    if promotion.version != change.version {
        return Err(stale());
    }
    if let Some(new) = &change.promotion {
        if new.kind != promotion.kind {
            return Err(Error::invalid("promotion.kind", "What a promotion does never changes.")
                .fix("Switch this one off, and add another."));
        }
        let planned = planned(tx, new).map_err(|e| e.within("promotion"))?;
        promotion = Promotion {
            id,
            version: promotion.version,
            active: promotion.active,
            created_at: promotion.created_at,
            ..planned
        };
    }
    promotion.active = change.active.unwrap_or(promotion.active);
    if !store::update_promotion(tx, &promotion)? {
        return Err(stale());
    }
    platform::audit_change(tx, ctx, AuditAction::PromotionChanged, id, [before, accountable(&promotion)])?;
    tell(tx, ctx, EventKind::PromotionUpdated, &promotion)
}

/// What of a promotion can change, for the audit trail.
fn accountable(p: &Promotion) -> Value {
    let goods: Vec<_> = p
        .goods
        .iter()
        .map(|g| json!({ "part": g.part, "category_id": g.category_id, "variant_id": g.variant_id, "quantity": g.quantity }))
        .collect();
    json!({
        "name": p.name, "kind": p.kind, "percent": p.percent, "amount": p.amount, "buy": p.buy, "get": p.get,
        "min_total": p.min_total, "goods": goods, "priority": p.priority, "combinable": p.combinable,
        "needs_coupon": p.needs_coupon, "validity": p.validity, "active": p.active,
    })
}

fn tell(tx: &mut Tx<'_>, ctx: &Ctx, kind: EventKind, p: &Promotion) -> Result<()> {
    emit(tx, ctx, kind, p.id, ctx.now, &json!({ "promotion_id": p.id, "name": p.name }))
}

/// A promotion as it would be kept, without an id; refused where it makes no sense.
fn planned(tx: &mut Tx<'_>, new: &NewPromotion) -> Result<Promotion> {
    use PromotionKind::*;
    let name = checked_name(&new.name)?;
    check_validity(tx, &new.validity)?;
    let currency = platform::merchant(tx)?.currency;
    let kind = new.kind;
    let unfit = |field: &str, what: &str| {
        Error::invalid(field, format!("This kind of promotion takes no {what}.")).fix("Leave it out.")
    };
    let percent = match (kind, new.percent) {
        (Percent | BuyGet | OrderPercent, Some(rate)) if rate <= Rate(0) || rate > Rate::ONE => {
            return Err(Error::invalid("percent", "A percentage is more than 0 and at most 100.")
                .fix("Send percent: \"17.5\" is seventeen and a half."));
        }
        (Percent | BuyGet | OrderPercent, Some(rate)) => rate,
        (BuyGet, None) => Rate::ONE,
        (Percent | OrderPercent, None) => {
            return Err(Error::invalid("percent", "How many percent is missing.").fix("Send percent, such as \"10\"."));
        }
        (_, Some(_)) => return Err(unfit("percent", "percentage")),
        (_, None) => Rate(0),
    };
    let amount = match (kind, new.amount) {
        (Amount | Mix | Bundle | OrderAmount, Some(amount)) => {
            let minor = amount.non_negative_in(currency, "amount")?;
            if minor == 0 && matches!(kind, Amount | OrderAmount) {
                return Err(Error::invalid("amount", "An amount is more than nothing.").fix("Send what is taken off."));
            }
            minor
        }
        (Amount | Mix | Bundle | OrderAmount, None) => {
            return Err(Error::invalid("amount", "The amount is missing.")
                .fix("Send what is taken off, or what the set costs."));
        }
        (_, Some(_)) => return Err(unfit("amount", "amount")),
        (_, None) => 0,
    };
    let count = |field: &str, given: Option<i64>, needed: bool, usual: i64| match given {
        Some(n) if needed && (1..=MAX_COUNT).contains(&n) => Ok(n),
        Some(_) if needed => Err(Error::invalid(field, format!("This is 1 to {MAX_COUNT}.")).fix("Correct it.")),
        Some(_) => Err(unfit(field, "such count")),
        None if needed && usual == 0 => {
            Err(Error::invalid(field, "How many is missing.").fix("Send how many make up the offer."))
        }
        None => Ok(if needed { usual } else { 0 }),
    };
    let buy = count("buy", new.buy, matches!(kind, BuyGet | Mix), 0)?;
    let get = count("get", new.get, kind == BuyGet, 1)?;
    let min_total = match new.min_total {
        Some(total) if kind.is_on_order() => total.non_negative_in(currency, "min_total")?,
        Some(_) => return Err(unfit("min_total", "smallest total")),
        None => 0,
    };
    if !(0..=1000).contains(&new.priority.unwrap_or(100)) {
        return Err(Error::invalid("priority", "A priority is 0 to 1000.").fix("Leave it out for 100."));
    }
    let goods = checked_goods(tx, kind, &new.goods)?;
    let money = |minor| Money::new(minor, currency);
    Ok(Promotion {
        id: PromotionId(onetill_kernel::Uuid::nil()),
        version: 1,
        name,
        kind,
        percent,
        amount: money(amount),
        buy,
        get,
        min_total: money(min_total),
        goods,
        priority: new.priority.unwrap_or(100),
        combinable: new.combinable,
        needs_coupon: new.needs_coupon,
        validity: new.validity.clone(),
        active: true,
        created_at: onetill_kernel::Timestamp::from_micros(0),
    })
}

fn checked_goods(tx: &mut Tx<'_>, kind: PromotionKind, goods: &[PromotionGoods]) -> Result<Vec<PromotionGoods>> {
    if goods.len() > MAX_GOODS {
        return Err(Error::invalid("goods", format!("A promotion names at most {MAX_GOODS} goods."))
            .fix("Name a category that holds them."));
    }
    if kind.is_on_order() && !goods.is_empty() {
        return Err(Error::invalid("goods", "A promotion on the order reaches all of it.").fix("Leave the goods out."));
    }
    let most = match kind {
        PromotionKind::Bundle => MAX_PARTS,
        PromotionKind::BuyGet => 2,
        _ => 1,
    };
    let variants: Vec<_> = goods.iter().filter_map(|g| g.variant_id).collect();
    let known = catalog::sellables(tx, &variants, &[])?;
    let categories = catalog::category_parents(tx)?;
    let mut checked: Vec<PromotionGoods> = Vec::with_capacity(goods.len());
    for (index, g) in goods.iter().enumerate() {
        let at = |field: &str| format!("goods[{index}].{field}");
        match (g.category_id, g.variant_id) {
            (Some(id), None) if categories.iter().any(|(known, _)| *known == id) => {}
            (Some(_), None) => {
                return Err(Error::invalid(at("category_id"), "There is no such category.")
                    .fix("GET /v1/categories lists them."));
            }
            (None, Some(id)) if known.iter().any(|s| s.variant_id == id) => {}
            (None, Some(_)) => {
                return Err(Error::invalid(at("variant_id"), "There is no such variant.")
                    .fix("GET /v1/products lists what is sold."));
            }
            _ => {
                return Err(Error::invalid(at("variant_id"), "Goods are either a category or a variant.")
                    .fix("Send one of the two."));
            }
        }
        let part = g.part.unwrap_or(1);
        if !(1..=most).contains(&part) {
            return Err(Error::invalid(at("part"), format!("A part of this kind of promotion is 1 to {most}."))
                .fix("Number the parts from 1."));
        }
        let quantity = g.quantity.unwrap_or(1);
        if !(1..=MAX_COUNT).contains(&quantity) || quantity > 1 && kind != PromotionKind::Bundle {
            return Err(Error::invalid(
                at("quantity"),
                format!("A quantity is 1 to {MAX_COUNT}, and for bundles alone."),
            )
            .fix("Leave it out."));
        }
        if checked.iter().any(|c| c.part == Some(part) && c.quantity != Some(quantity)) {
            return Err(Error::invalid(at("quantity"), "Goods of one part are taken in the same quantity.")
                .fix("Send the same quantity for all goods of the part."));
        }
        checked.push(PromotionGoods { part: Some(part), name: None, quantity: Some(quantity), ..g.clone() });
    }
    let parts = checked.iter().filter_map(|g| g.part).max().unwrap_or(0);
    let gap = (1..=parts).find(|part| !checked.iter().any(|g| g.part == Some(*part)));
    if kind == PromotionKind::Bundle && (parts < 2 || gap.is_some()) {
        return Err(Error::invalid("goods", "A bundle has at least two parts, numbered without a gap.")
            .fix("Name the goods of each part."));
    }
    Ok(checked)
}
