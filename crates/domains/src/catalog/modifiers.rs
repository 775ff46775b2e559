//! What can be chosen with goods: groups of options (milk, extras, how well done), each with least and most choices.
//!
//! A group belongs to any number of products. An option's price is added to the price of one unit and is in the same
//! terms: it contains the tax where the shop's prices do. What was sold keeps the name and the price of its options, so a group
//! or an option is switched off, never removed.

use std::collections::HashMap;

use onetill_db::Tx;
use onetill_kernel::{
    Currency, Error, ModifierGroupId, ModifierOptionId, Money, ProductId, Result, Timestamp, VariantId,
};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use utoipa::ToSchema;

use super::modifier_store as store;
use super::store::product_row;
use crate::platform::{self, AuditAction};
use crate::sync::{EventKind, emit};
use crate::{Ctx, check_name, check_text};

/// The most options of a group.
const MAX_OPTIONS: usize = 100;
/// The most groups of a product.
const MAX_GROUPS: usize = 20;
/// Names stand on buttons, lines and receipts, and so are short.
const LONGEST_NAME: usize = 100;

/// A group of options that can be chosen with goods.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ModifierGroup {
    /// Its id.
    pub id: ModifierGroupId,
    /// Counts its changes; send it back to change it.
    pub version: i64,
    /// Its name.
    #[schema(example = "Milk")]
    pub name: String,
    /// How many options must be chosen; none where it is 0.
    pub min_choices: i64,
    /// How many options may be chosen.
    pub max_choices: i64,
    /// Its options in order, those that are switched off too.
    pub options: Vec<ModifierOption>,
    /// Whether it is asked when its products are sold.
    pub active: bool,
    /// How many products it belongs to.
    pub product_count: i64,
    /// When it was added.
    pub created_at: Timestamp,
}

/// Something that can be chosen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ModifierOption {
    /// Its id.
    pub id: ModifierOptionId,
    /// Its name, as on receipts.
    #[schema(example = "Oat milk")]
    pub name: String,
    /// What it adds to the price of one unit; below zero where it takes off. A unit never costs less than nothing.
    pub price: Money,
    /// Whether it may be chosen.
    pub active: bool,
}

/// A new group of options.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewModifierGroup {
    /// Chosen by the client, or made here.
    pub id: Option<ModifierGroupId>,
    /// Its name.
    #[schema(example = "Milk", min_length = 1, max_length = 100)]
    pub name: String,
    /// How many options must be chosen; 0 unless told.
    #[serde(default)]
    #[schema(minimum = 0, maximum = 100)]
    pub min_choices: i64,
    /// How many options may be chosen.
    #[schema(minimum = 1, maximum = 100)]
    pub max_choices: i64,
    /// Its options in order.
    #[schema(min_items = 1, max_items = 100)]
    pub options: Vec<ModifierOptionInput>,
}

/// An option of a group, as it shall be.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ModifierOptionInput {
    /// The group's option that it is; absent, or an id that no option has yet: a new one.
    pub id: Option<ModifierOptionId>,
    /// Its name, as on receipts.
    #[schema(example = "Oat milk", min_length = 1, max_length = 100)]
    pub name: String,
    /// What it adds to the price of one unit, or takes off it below zero; nothing unless told.
    pub price: Option<Money>,
    /// Whether it may be chosen; it may unless told.
    pub active: Option<bool>,
}

/// What to change of a group of options; what is absent stays.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ModifierGroupChange {
    /// The version that was read.
    #[schema(minimum = 1)]
    pub version: i64,
    /// Its name.
    #[schema(min_length = 1, max_length = 100)]
    pub name: Option<String>,
    /// How many options must be chosen.
    #[schema(minimum = 0, maximum = 100)]
    pub min_choices: Option<i64>,
    /// How many options may be chosen.
    #[schema(minimum = 1, maximum = 100)]
    pub max_choices: Option<i64>,
    /// All its options in their order; one that it has and that is not named here is switched off.
    #[schema(min_items = 1, max_items = 100)]
    pub options: Option<Vec<ModifierOptionInput>>,
    /// Whether it is asked when its products are sold.
    pub active: Option<bool>,
}

/// The groups of options that belong to a product.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ProductModifierGroups {
    /// All of them in order: they replace those it has.
    #[schema(max_items = 20)]
    pub modifier_groups: Vec<ModifierGroupId>,
}

/// Adds a group of options.
pub fn add_modifier_group(tx: &mut Tx<'_>, ctx: &mut Ctx, new: &NewModifierGroup) -> Result<ModifierGroupId> {
    let id = match new.id {
        Some(id) if store::find_group(tx, id)?.is_some() => {
            return Err(Error::conflict("already_exists", "There is a group of options with this id already.")
                .field("id")
                .fix("Leave the id out, or make a new one."));
        }
        Some(id) => id,
        None => ctx.new_id(),
    };
    let mut group = ModifierGroup {
        id,
        version: 1,
        name: checked_name("name", &new.name)?,
        min_choices: new.min_choices,
        max_choices: new.max_choices,
        options: Vec::new(),
        active: true,
        product_count: 0,
        created_at: ctx.now,
    };
    group.options = options_of(tx, ctx, &group, &new.options)?;
    check(&group)?;
    store::insert_group(tx, &group)?;
    store::write_options(tx, &group)?;
    let details = json!({ "new": accountable(&group) });
    platform::audit(tx, ctx, AuditAction::ModifierGroupCreated, id, None, &details)?;
    tell(tx, ctx, EventKind::ModifierGroupCreated, &group)?;
    Ok(id)
}

/// Changes a group of options; refused where somebody else changed it since it was read.
pub fn change_modifier_group(
    tx: &mut Tx<'_>,
    ctx: &mut Ctx,
    id: ModifierGroupId,
    change: &ModifierGroupChange,
) -> Result<()> {
    let stale = || {
        Error::conflict("modifier_group_version_stale", "Somebody else changed these options since you read them.")
            .field("version")
            .fix("Load the group again and repeat the change.")
    };
    let mut group = store::modifier_group(tx, id)?;
    if group.version != change.version {
        return Err(stale());
    }
    let before = accountable(&group);
    if let Some(name) = &change.name {
        group.name = checked_name("name", name)?;
    }
    group.min_choices = change.min_choices.unwrap_or(group.min_choices);
    group.max_choices = change.max_choices.unwrap_or(group.max_choices);
    group.active = change.active.unwrap_or(group.active);
    if let Some(options) = &change.options {
        let mut wanted = options_of(tx, ctx, &group, options)?;
        let left_out = group.options.iter().filter(|known| !wanted.iter().any(|w| w.id == known.id));
        let left_out: Vec<_> = left_out.map(|o| ModifierOption { active: false, ..o.clone() }).collect();
        wanted.extend(left_out);
        group.options = wanted;
    }
    check(&group)?;
    if !store::update_group(tx, &group)? {
        return Err(stale());
    }
    if change.options.is_some() {
        store::write_options(tx, &group)?;
    }
    let changed = [before, accountable(&group)];
    platform::audit_change(tx, ctx, AuditAction::ModifierGroupChanged, id, changed)?;
    tell(tx, ctx, EventKind::ModifierGroupUpdated, &group)
}

/// Says which groups of options belong to a product.
pub fn set_modifier_groups(tx: &mut Tx<'_>, ctx: &Ctx, id: ProductId, input: &ProductModifierGroups) -> Result<()> {
    let product = product_row(tx, id)?.ok_or_else(|| Error::not_found("product"))?;
    let wanted = &input.modifier_groups;
    if wanted.len() > MAX_GROUPS {
        return Err(Error::invalid(
            "modifier_groups",
            format!("A product has at most {MAX_GROUPS} groups of options."),
        )
        .fix("Put options together in one group."));
    }
    if !wanted.is_empty() && !product.kind.taxed() {
        return Err(Error::invalid("modifier_groups", "A product of this kind has no options.")
            .fix("Send an empty list; a deposit, a gift card or a tip costs what it says."));
    }
    let has: Vec<ModifierGroupId> = store::groups_of_products(tx, &[id])?.into_iter().map(|(_, g)| g).collect();
    let known = store::modifier_groups(tx)?;
    for (index, wanted_id) in wanted.iter().enumerate() {
        let field = format!("modifier_groups[{index}]");
        let Some(group) = known.iter().find(|g| g.id == *wanted_id) else {
            return Err(
                Error::invalid(field, "There is no such group of options.").fix("GET /v1/modifier-groups lists them.")
            );
        };
        if wanted[..index].contains(wanted_id) {
            return Err(Error::invalid(field, format!("{} is named twice.", group.name)).fix("Name each group once."));
        }
        if !group.active && !has.contains(wanted_id) {
            return Err(Error::invalid(field, format!("{} is switched off.", group.name))
                .fix("Switch the group on first, or leave it out."));
        }
    }
    if has == *wanted {
        return Ok(());
    }
    store::set_groups_of_product(tx, id, wanted)?;
    let changed = [&has, wanted].map(|groups| json!({ "modifier_groups": groups }));
    platform::audit_change(tx, ctx, AuditAction::ProductModifiersChanged, id, changed)?;
    emit(tx, ctx, EventKind::ProductUpdated, id, ctx.now, &json!({ "product_id": id, "name": product.name }))
}

/// What can be chosen with some variants now: the groups that are switched on, in order. `ahead` names other variants that
/// commands of the same group will ask for.
pub fn modifiers_of(
    tx: &mut Tx<'_>,
    variants: &[VariantId],
    ahead: &[VariantId],
) -> Result<HashMap<VariantId, Vec<ModifierGroup>>> {
    let groups = store::remembered_groups(tx)?;
    let mut found = HashMap::new();
    for (variant, ids) in store::groups_of_variants(tx, variants, ahead)? {
        let its = ids.iter().filter_map(|id| groups.iter().find(|g| g.id == *id && g.active).cloned());
        found.insert(variant, its.collect());
    }
    Ok(found)
}

/// The options of a group as they are asked for.
fn options_of(
    tx: &mut Tx<'_>,
    ctx: &mut Ctx,
    group: &ModifierGroup,
    inputs: &[ModifierOptionInput],
) -> Result<Vec<ModifierOption>> {
    if inputs.is_empty() || inputs.len() > MAX_OPTIONS {
        return Err(Error::invalid("options", format!("A group has 1 to {MAX_OPTIONS} options."))
            .fix("Name what can be chosen."));
    }
    let currency = platform::merchant(tx)?.currency;
    let mut options: Vec<ModifierOption> = Vec::with_capacity(inputs.len());
    for (index, input) in inputs.iter().enumerate() {
        let at = |field: &str| format!("options[{index}].{field}");
        let name = checked_name(&at("name"), &input.name)?;
        if options.iter().any(|o| o.name == name) {
            return Err(Error::invalid(at("name"), format!("{name} is named twice.")).fix("Name each option once."));
        }
        let id = match input.id {
            None => ctx.new_id(),
            Some(id) if options.iter().any(|o| o.id == id) => {
                return Err(Error::invalid(at("id"), "This option is named twice.").fix("Name each option once."));
            }
            Some(id) if group.options.iter().any(|o| o.id == id) => id,
            Some(id) if store::option_exists(tx, id)? => {
                return Err(Error::invalid(at("id"), "This option belongs to another group.")
                    .fix("Leave the id out to add a new option."));
            }
            Some(id) => id,
        };
        let price = input.price.unwrap_or_else(|| Money::new(0, currency));
        options.push(ModifierOption {
            id,
            name,
            price: checked_price(price, currency, &at("price"))?,
            active: input.active.unwrap_or(true),
        });
    }
    Ok(options)
}

fn checked_price(price: Money, currency: Currency, field: &str) -> Result<Money> {
    let minor = price.minor_in(currency, field)?;
    if minor.unsigned_abs() > Money::MAX_MINOR.unsigned_abs() {
        return Err(Error::overflow().field(format!("{field}.amount")));
    }
    Ok(price)
}

fn checked_name(field: &str, name: &str) -> Result<String> {
    check_name(field, name)?;
    check_text(field, name, LONGEST_NAME)?;
    Ok(name.trim().to_owned())
}

/// Refuses a group that could not be answered.
fn check(group: &ModifierGroup) -> Result<()> {
    let most = MAX_OPTIONS as i64;
    if !(0..=most).contains(&group.min_choices) {
        return Err(Error::invalid("min_choices", format!("The least number of choices is 0 to {most}."))
            .fix("Send 0 where nothing must be chosen."));
    }
    if !(1..=most).contains(&group.max_choices) || group.max_choices < group.min_choices {
        return Err(Error::invalid(
            "max_choices",
            format!("The most choices are 1 to {most}, and not fewer than the least."),
        )
        .fix("Raise max_choices, or lower min_choices."));
    }
    let offered = group.options.iter().filter(|o| o.active).count() as i64;
    if group.active && offered < group.min_choices.max(1) {
        return Err(Error::invalid("options", format!("{offered} options are too few: nobody could choose enough."))
            .fix("Offer more options, lower min_choices, or switch the group off."));
    }
    Ok(())
}

/// What of a group can change, for the audit trail.
fn accountable(group: &ModifierGroup) -> Value {
    json!({
        "name": group.name, "min_choices": group.min_choices, "max_choices": group.max_choices,
        "active": group.active, "options": group.options,
    })
}

fn tell(tx: &mut Tx<'_>, ctx: &Ctx, kind: EventKind, group: &ModifierGroup) -> Result<()> {
    let data = json!({ "modifier_group_id": group.id, "name": group.name });
    emit(tx, ctx, kind, group.id, ctx.now, &data)
}
