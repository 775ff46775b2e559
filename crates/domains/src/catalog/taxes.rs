//! Tax categories: what is taxed alike, and the taxes on it with the dates on which their rates begin and end.
//!
//! Orders take the rates of their business date, so a rate that has begun is not changed: it ends the day before another begins.

use onetill_db::Tx;
use onetill_kernel::{Date, Error, Rate, Result, TaxCategoryId, TaxComponentId, business_date};
use serde_json::json;

use super::id_taken;
use super::model::*;
use super::tax_store as store;
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
    if new.id.is_some() && store::tax_category_exists(tx, id)? {
        return Err(id_taken("id"));
    }
    if let Some(name) = store::tax_category_name(tx, code)? {
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
    store::insert_tax_category(tx, &category, ctx.now)?;
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
        check_rate(&at("rate"), c.rate)?;
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

fn check_rate(field: &str, rate: Rate) -> Result<()> {
    if rate < Rate(0) || rate > MAX_RATE {
        return Err(Error::invalid(field, "A rate is 0 to 1000 percent.")
            .fix("Send percent: \"17.5\" is seventeen and a half."));
    }
    Ok(())
}

/// Renames a tax category. The accounts that it posts to keep their names.
pub fn change_tax_category(
    tx: &mut Tx<'_>,
    ctx: &mut Ctx,
    id: TaxCategoryId,
    change: &TaxCategoryChange,
) -> Result<()> {
    let before = find(tx, id)?;
    let Some(name) = &change.name else { return Ok(()) };
    check_name("name", name)?;
    let name = name.trim();
    if name == before.name {
        return Ok(());
    }
    store::rename_tax_category(tx, id, name)?;
    tell(tx, ctx, id, name, &json!({ "old": { "name": before.name }, "new": { "name": name } }))
}

/// Sets a tax's rate from a date on, in place of whatever was planned from then; the rate before it ends the day before.
/// A tax that the category does not have yet begins on the date. No sale has been taxed on such a date: it is to come
/// everywhere.
pub fn add_tax_rate(tx: &mut Tx<'_>, ctx: &mut Ctx, id: TaxCategoryId, new: &NewTaxRate) -> Result<TaxComponentId> {
    let category = find(tx, id)?;
    check_name("name", &new.name)?;
    check_rate("rate", new.rate)?;
    let name = new.name.trim();
    let from = new.valid_from;
    let today = latest_business_date(tx, ctx)?;
    if from <= today {
        let first = today.plus_days(1);
        return Err(Error::invalid("valid_from", format!("Sales of {today} have been taxed already."))
            .fix(format!("Let the rate begin on {first} or later.")));
    }
    let of_name: Vec<&TaxComponent> = category.components.iter().filter(|c| c.name == name).collect();
    let is_planned = |c: &TaxComponent| c.valid_from.is_some_and(|begins| begins >= from);
    let planned: Vec<TaxComponentId> = of_name.iter().filter(|c| is_planned(c)).map(|c| c.id).collect();
    if category.components.len() - planned.len() >= MAX_COMPONENTS {
        return Err(Error::conflict("too_many", format!("A tax category has at most {MAX_COMPONENTS} components."))
            .fix("Add another tax category, and give it to the products."));
    }
    let before = of_name.iter().filter(|c| !is_planned(c)).max_by_key(|c| c.valid_from);

    // Nothing is refused from here on but a chart of accounts that is full.
    let payable_account = match of_name.first() {
        Some(known) => known.payable_account.clone(),
        None => ledger::open_account(tx, TAX_ACCOUNTS, &format!("{name} payable"), AccountKind::Liability)?,
    };
    let component = TaxComponent {
        id: ctx.new_id(),
        name: name.to_owned(),
        rate: new.rate,
        compound: new.compound.unwrap_or_else(|| of_name.first().is_some_and(|c| c.compound)),
        valid_from: Some(from),
        valid_to: None,
        payable_account,
    };
    store::remove_tax_components(tx, &planned)?;
    let last_day = from.plus_days(-1);
    if let Some(before) = before
        && before.valid_to.is_none_or(|ends| ends > last_day)
    {
        store::end_tax_component(tx, before.id, last_day)?;
    }
    // A compound tax is due on those before it, so a tax stays in its place among the others.
    let place = category.components.iter().rposition(|c| c.name == name).map_or(category.components.len(), |at| at + 1);
    let mut order: Vec<TaxComponentId> = category.components.iter().map(|c| c.id).collect();
    order.insert(place, component.id);
    order.retain(|c| !planned.contains(c));
    store::insert_tax_component(tx, id, &component, 0)?;
    store::place_tax_components(tx, &order)?;
    let details = json!({ "new": { "name": name, "rate": new.rate, "valid_from": from } });
    tell(tx, ctx, id, &category.name, &details)?;
    Ok(component.id)
}

fn find(tx: &mut Tx<'_>, id: TaxCategoryId) -> Result<TaxCategory> {
    store::tax_categories(tx)?.into_iter().find(|c| c.id == id).ok_or_else(|| Error::not_found("tax category"))
}

/// The day it is where the day is furthest on.
fn latest_business_date(tx: &mut Tx<'_>, ctx: &Ctx) -> Result<Date> {
    let mut latest = business_date(ctx.now, "UTC", 0)?;
    for location in platform::locations(tx)? {
        latest = latest.max(location.clock(ctx.now).date(ctx.now)?);
    }
    Ok(latest)
}

fn tell(tx: &mut Tx<'_>, ctx: &mut Ctx, id: TaxCategoryId, name: &str, details: &serde_json::Value) -> Result<()> {
    platform::audit(tx, ctx, AuditAction::TaxCategoryChanged, id, None, details)?;
    emit(tx, ctx, EventKind::TaxCategoryUpdated, id, ctx.now, &json!({ "tax_category_id": id, "name": name }))
}
