use onetill_db::Tx;
use onetill_kernel::{CustomerGroupId, CustomerId, Error, Money, Result, Timestamp};
use serde_json::json;

use super::model::*;
use super::{phones, rules, store};
use crate::sync::{EventKind, emit};
use crate::{Ctx, check_name, check_text, platform};

/// Adds a customer.
pub fn add_customer(tx: &mut Tx<'_>, ctx: &mut Ctx, new: &NewCustomer) -> Result<CustomerId> {
    let name = checked_name(&new.name)?;
    let email = checked_email(new.email.as_deref())?;
    let phone = checked_phone(new.phone.as_deref())?;
    let note = checked_note("note", new.note.as_deref())?;
    let preferences = checked_note("preferences", new.preferences.as_deref())?;
    check_group(tx, new.group_id)?;
    if let Some(id) = new.id
        && store::find_customer(tx, id)?.is_some()
    {
        return Err(Error::conflict("already_exists", "A customer with this id exists already.")
            .field("id")
            .fix("Leave the id out, or make a new one."));
    }
    let currency = platform::merchant(tx)?.currency;
    let customer = Customer {
        id: new.id.unwrap_or_else(|| ctx.new_id()),
        version: 1,
        name,
        email,
        phone,
        note,
        preferences,
        group_id: new.group_id,
        orders_count: 0,
        spent: Money::new(0, currency),
        first_order_at: None,
        last_order_at: None,
        created_at: ctx.now,
    };
    store::insert_customer(tx, &customer)?;
    emit(tx, ctx, EventKind::CustomerCreated, customer.id, ctx.now, &json!({ "customer_id": customer.id }))?;
    Ok(customer.id)
}

/// Changes a customer; refused where somebody else changed them since they were read.
pub fn change_customer(tx: &mut Tx<'_>, ctx: &Ctx, id: CustomerId, change: &CustomerChange) -> Result<()> {
    let stale = || {
        Error::conflict("customer_version_stale", "Somebody else changed this customer since you read it.")
            .field("version")
            .fix("Load the customer again and repeat the change.")
    };
    let mut customer = store::customer(tx, id)?;
    if customer.version != change.version {
        return Err(stale());
    }
    if let Some(name) = &change.name {
        customer.name = checked_name(name)?;
    }
    if change.email.is_some() {
        customer.email = checked_email(change.email.as_deref())?;
    }
    if change.phone.is_some() {
        customer.phone = checked_phone(change.phone.as_deref())?;
    }
    if change.note.is_some() {
        customer.note = checked_note("note", change.note.as_deref())?;
    }
    if change.preferences.is_some() {
        customer.preferences = checked_note("preferences", change.preferences.as_deref())?;
    }
    if let Some(group) = change.group_id {
        check_group(tx, group)?;
        customer.group_id = group;
    }
    if !store::update_customer(tx, &customer)? {
        return Err(stale());
    }
    emit(tx, ctx, EventKind::CustomerUpdated, id, ctx.now, &json!({ "customer_id": id }))
}

fn check_group(tx: &mut Tx<'_>, id: Option<CustomerGroupId>) -> Result<()> {
    match id {
        Some(id) if !store::group_exists(tx, id)? => {
            Err(Error::invalid("group_id", "There is no such customer group.")
                .fix("GET /v1/customer-groups lists them."))
        }
        _ => Ok(()),
    }
}

/// Adds a customer group.
pub fn add_group(tx: &mut Tx<'_>, ctx: &mut Ctx, new: &NewCustomerGroup) -> Result<CustomerGroupId> {
    let name = checked_name(&new.name)?;
    if let Some(id) = new.id
        && store::group_exists(tx, id)?
    {
        return Err(Error::conflict("already_exists", "There is a customer group with this id already.")
            .field("id")
            .fix("Leave the id out, or make a new one."));
    }
    check_group_name(tx, &name, None)?;
    let id = new.id.unwrap_or_else(|| ctx.new_id());
    store::insert_group(tx, id, &name, ctx.now)?;
    let data = json!({ "customer_group_id": id, "name": name });
    emit(tx, ctx, EventKind::CustomerGroupCreated, id, ctx.now, &data)?;
    Ok(id)
}

/// Gives a customer group another name.
pub fn rename_group(tx: &mut Tx<'_>, ctx: &Ctx, id: CustomerGroupId, change: &CustomerGroupChange) -> Result<()> {
    store::group(tx, id)?;
    let name = checked_name(&change.name)?;
    check_group_name(tx, &name, Some(id))?;
    if !store::rename_group(tx, id, change.version, &name)? {
        return Err(Error::conflict(
            "customer_group_version_stale",
            "Somebody else changed this group since you read it.",
        )
        .field("version")
        .fix("Load the group again and repeat the change."));
    }
    let data = json!({ "customer_group_id": id, "name": name });
    emit(tx, ctx, EventKind::CustomerGroupUpdated, id, ctx.now, &data)
}

fn check_group_name(tx: &mut Tx<'_>, name: &str, own: Option<CustomerGroupId>) -> Result<()> {
    match store::group_by_name(tx, name)? {
        Some(id) if Some(id) != own => Err(Error::conflict("name_taken", "There is a customer group of this name.")
            .field("name")
            .fix("Choose another name, or use that group.")),
        _ => Ok(()),
    }
}

/// Counts a completed order in a customer's history. `happened_at` may lie before what is known already.
pub fn record_sale(tx: &mut Tx<'_>, id: CustomerId, total_minor: i64, happened_at: Timestamp) -> Result<()> {
    let mut history = store::history(tx, id)?.ok_or_else(unknown)?;
    history.orders_count += 1;
    history.spent = history.spent.checked_add(total_minor).ok_or_else(Error::overflow)?;
    history.first_order_at = Some(history.first_order_at.map_or(happened_at, |at| at.min(happened_at)));
    history.last_order_at = Some(history.last_order_at.map_or(happened_at, |at| at.max(happened_at)));
    store::update_history(tx, id, &history)
}

/// Takes a refund off what a customer spent.
pub fn record_refund(tx: &mut Tx<'_>, id: CustomerId, total_minor: i64) -> Result<()> {
    let mut history = store::history(tx, id)?.ok_or_else(unknown)?;
    history.spent = history.spent.checked_sub(total_minor).ok_or_else(Error::overflow)?;
    store::update_history(tx, id, &history)
}

fn unknown() -> Error {
    Error::invalid("customer_id", "There is no such customer.").fix("Look the customer up, or add them first.")
}

fn checked_name(name: &str) -> Result<String> {
    check_name("name", name)?;
    Ok(name.trim().to_owned())
}

/// An empty address is none.
fn checked_email(email: Option<&str>) -> Result<Option<String>> {
    let email = email.unwrap_or_default().trim();
    if email.is_empty() {
        return Ok(None);
    }
    if !rules::is_email(email) {
        return Err(Error::invalid("email", "This is not an e-mail address.").fix("One looks like ann@example.com."));
    }
    Ok(Some(email.to_lowercase()))
}

/// An empty number is none.
fn checked_phone(phone: Option<&str>) -> Result<Option<String>> {
    let phone = phone.unwrap_or_default().trim();
    if phone.is_empty() {
        return Ok(None);
    }
    check_text("phone", phone, 40)?;
    if phones::digits(phone).is_empty() {
        return Err(Error::invalid("phone", "A phone number has digits.").fix("Leave it out where there is none."));
    }
    Ok(Some(phone.to_owned()))
}

fn checked_note(field: &str, text: Option<&str>) -> Result<String> {
    let text = text.unwrap_or_default().trim();
    check_text(field, text, 2000)?;
    Ok(text.to_owned())
}
