use std::collections::HashMap;

use onetill_db::Tx;
use onetill_kernel::{Error, Money, PriceListId, Result, VariantId};
use serde_json::{Value, json};

use super::model::*;
use super::{rules, store};
use crate::platform::AuditAction;
use crate::sync::{EventKind, emit};
use crate::{Ctx, catalog, check_name, check_text, customers, platform};

/// Names stand on lines and receipts, and so are short.
const LONGEST_NAME: usize = 100;
/// The most prices that one request sets.
const MAX_PRICES: usize = 500;

/// What of all this a shop uses: asked once, so that a sale in a shop without any asks nothing further.
pub(super) fn used(tx: &mut Tx<'_>) -> Result<store::Used> {
    store::used(tx)
}

/// Whether there are codes, so that an order may have used one.
pub fn takes_coupons(tx: &mut Tx<'_>) -> Result<bool> {
    Ok(used(tx)?.coupons)
}

/// What lists charge for some variants on these terms; a variant that none of them names is left out, and costs what
/// the catalogue says. `ahead` names others that commands of the same group will ask for.
pub fn listed(
    tx: &mut Tx<'_>,
    variants: &[VariantId],
    ahead: &[VariantId],
    terms: &Terms,
) -> Result<HashMap<VariantId, Listed>> {
    if !used(tx)?.lists {
        return Ok(HashMap::new());
    }
    let used = store::used_lists(tx)?;
    let group = match terms.customer_id {
        Some(id) if used.iter().any(|list| list.validity.group_id.is_some()) => customers::group_of(tx, id)?,
        _ => None,
    };
    let holding: Vec<&PriceList> =
        used.iter().filter(|list| list.validity.holds(terms.location_id, group, terms.when)).collect();
    if holding.is_empty() {
        return Ok(HashMap::new());
    }
    let mut found = HashMap::new();
    for known in store::prices(tx, variants, ahead)? {
        if let Some((list, price_minor)) = rules::price_of(&holding, &known.prices) {
            let list = PriceListName { id: list.id, name: list.name.clone() };
            found.insert(known.variant_id, Listed { list, price_minor });
        }
    }
    Ok(found)
}

/// Adds a price list, which has no prices yet.
pub fn add_price_list(tx: &mut Tx<'_>, ctx: &mut Ctx, new: &NewPriceList) -> Result<PriceListId> {
    let name = checked_name(&new.name)?;
    check_validity(tx, &new.validity)?;
    if let Some(id) = new.id
        && store::find_price_list(tx, id)?.is_some()
    {
        return Err(Error::conflict("already_exists", "There is a price list with this id already.")
            .field("id")
            .fix("Leave the id out, or make a new one."));
    }
    let list = PriceList {
        id: new.id.unwrap_or_else(|| ctx.new_id()),
        version: 1,
        name,
        validity: new.validity.clone(),
        active: true,
        price_count: 0,
        created_at: ctx.now,
    };
    store::insert_price_list(tx, &list)?;
    platform::audit(tx, ctx, AuditAction::PriceListCreated, list.id, None, &json!({ "new": accountable(&list) }))?;
    tell(tx, ctx, EventKind::PriceListCreated, list.id, &list.name)?;
    Ok(list.id)
}

/// Changes a price list; refused where somebody else changed it since it was read.
pub fn change_price_list(tx: &mut Tx<'_>, ctx: &Ctx, id: PriceListId, change: &PriceListChange) -> Result<()> {
    let stale = || {
        Error::conflict("price_list_version_stale", "Somebody else changed this price list since you read it.")
            .field("version")
            .fix("Load the list again and repeat the change.")
    };
    let mut list = store::price_list(tx, id)?;
    if list.version != change.version {
        return Err(stale());
    }
    let before = accountable(&list);
    if let Some(name) = &change.name {
        list.name = checked_name(name)?;
    }
    if let Some(validity) = &change.validity {
        check_validity(tx, validity)?;
        list.validity = validity.clone();
    }
    list.active = change.active.unwrap_or(list.active);
    if !store::update_price_list(tx, &list)? {
        return Err(stale());
    }
    platform::audit_change(tx, ctx, AuditAction::PriceListChanged, id, [before, accountable(&list)])?;
    tell(tx, ctx, EventKind::PriceListUpdated, id, &list.name)
}

/// Sets prices of a list, or takes variants off it.
pub fn set_prices(tx: &mut Tx<'_>, ctx: &Ctx, id: PriceListId, input: &SetPrices) -> Result<()> {
    let list = store::price_list(tx, id)?;
    if input.prices.is_empty() || input.prices.len() > MAX_PRICES {
        return Err(Error::invalid("prices", format!("One request sets 1 to {MAX_PRICES} prices."))
            .fix("Send them in several requests."));
    }
    let currency = platform::merchant(tx)?.currency;
    let ids: Vec<VariantId> = input.prices.iter().map(|p| p.variant_id).collect();
    let known = catalog::sellables(tx, &ids, &[])?;
    let mut prices = Vec::with_capacity(input.prices.len());
    for (index, set) in input.prices.iter().enumerate() {
        let at = |field: &str| format!("prices[{index}].{field}");
        if !known.iter().any(|s| s.variant_id == set.variant_id) {
            return Err(Error::invalid(at("variant_id"), "There is no such variant.")
                .fix("GET /v1/products lists what is sold."));
        }
        if ids[..index].contains(&set.variant_id) {
            return Err(Error::invalid(at("variant_id"), "This variant is named twice.").fix("Name each variant once."));
        }
        let price = set.price.map(|price| price.non_negative_in(currency, &at("price"))).transpose()?;
        prices.push((set.variant_id, price));
    }
    let old = store::prices(tx, &ids, &[])?;
    let mut changed = Vec::new();
    for (variant, price) in prices {
        let listed = old.iter().find(|known| known.variant_id == variant);
        let before =
            listed.and_then(|known| known.prices.iter().find(|(list, _)| *list == id)).map(|(_, minor)| *minor);
        let money = |minor: Option<i64>| minor.map(|minor| Money::new(minor, currency));
        if before != price {
            changed.push(json!({ "variant_id": variant, "old": money(before), "new": money(price) }));
        }
        store::set_price(tx, id, variant, price)?;
    }
    if !changed.is_empty() {
        platform::audit(tx, ctx, AuditAction::PriceListChanged, id, None, &json!({ "prices": changed }))?;
    }
    tell(tx, ctx, EventKind::PriceListUpdated, id, &list.name)
}

/// What of a list can change, for the audit trail.
fn accountable(list: &PriceList) -> Value {
    json!({ "name": list.name, "validity": list.validity, "active": list.active })
}

fn tell(tx: &mut Tx<'_>, ctx: &Ctx, kind: EventKind, id: PriceListId, name: &str) -> Result<()> {
    emit(tx, ctx, kind, id, ctx.now, &json!({ "price_list_id": id, "name": name }))
}

pub(super) fn checked_name(name: &str) -> Result<String> {
    check_name("name", name)?;
    check_text("name", name, LONGEST_NAME)?;
    Ok(name.trim().to_owned())
}

/// Refuses what can never hold, and a place or a group that is not there.
pub(super) fn check_validity(tx: &mut Tx<'_>, validity: &Validity) -> Result<()> {
    validity.check("validity")?;
    if let Some(id) = validity.location_id {
        platform::location(tx, id).map_err(|e| e.field("validity.location_id"))?;
    }
    if let Some(id) = validity.group_id {
        customers::group(tx, id).map_err(|_| {
            Error::invalid("validity.group_id", "There is no such customer group.")
                .fix("GET /v1/customer-groups lists them.")
        })?;
    }
    Ok(())
}
