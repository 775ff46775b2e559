use onetill_db::Tx;
use onetill_kernel::{Error, LocationId, Result};

use super::model::{Founded, NewShop};
use super::presets::is_currency;
use crate::platform::{
    self, Location, Merchant, NegativeStock, NewStaff, Permissions, PreparedStaff, Role, Selling, TaxRounding,
};
use crate::tills::{self, NewRegister};
use crate::{Ctx, catalog, check_name, ledger, payments};

/// More tax categories than a shop begins with anywhere.
const MOST_TAXES: usize = 20;
/// The first register's receipts: R1-000001.
const SERIES: &str = "R1";

/// A new shop whose secrets are hashed, which takes long and is not done in a transaction.
pub struct PreparedShop {
    shop: NewShop,
    owner: PreparedStaff,
}

/// Checks what can be checked before, and hashes the secrets.
pub fn prepare_shop(ctx: &mut Ctx, shop: NewShop) -> Result<PreparedShop> {
    check_name("merchant_name", &shop.merchant_name)?;
    if shop.country.len() != 2 || !shop.country.bytes().all(|b| b.is_ascii_uppercase()) {
        return Err(Error::invalid("country", "A country is two capital letters.").fix("Send one such as GB."));
    }
    if !is_currency(shop.currency) {
        return Err(Error::invalid("currency", format!("{} is no currency that people pay with.", shop.currency))
            .fix("Send its ISO 4217 code, such as EUR. It cannot be changed afterwards."));
    }
    if shop.tax_categories.len() > MOST_TAXES {
        return Err(Error::invalid("tax_categories", format!("A shop begins with at most {MOST_TAXES} of these."))
            .fix("Add the others later, in the settings."));
    }
    check_name("location_name", &shop.location_name)?;
    check_name("register_name", &shop.register_name)?;
    let owner = NewStaff {
        id: None,
        name: shop.owner_name.clone(),
        email: Some(shop.email.clone()),
        password: Some(shop.password.clone()),
        pin: shop.pin.clone(),
        role: Role::Owner,
    };
    let owner = platform::prepare_staff(ctx, &owner, false).map_err(|e| match e.field_str() {
        Some("name") => e.field("owner_name"),
        _ => e,
    })?;
    Ok(PreparedShop { shop, owner })
}

/// Founds a shop. Refused where there is one.
pub fn found_shop(tx: &mut Tx<'_>, ctx: &mut Ctx, PreparedShop { shop, owner }: &PreparedShop) -> Result<Founded> {
    let merchant = Merchant {
        name: shop.merchant_name.trim().to_owned(),
        country: shop.country.clone(),
        currency: shop.currency,
        prices_include_tax: shop.prices_include_tax,
        tax_rounding: TaxRounding::Order,
        negative_stock: NegativeStock::Allow,
        cash_rounding: shop.currency.smallest_coin(),
        selling: Selling::default(),
        demo: false,
    };
    platform::found_merchant(tx, &merchant)?;
    ledger::found_chart(tx)?;
    payments::found_tenders(tx)?;
    let location_id: LocationId = ctx.new_id();
    let location = Location::new(location_id, shop.location_name.trim(), &shop.time_zone, 0);
    platform::add_location(tx, ctx, &location)?;
    let register = NewRegister::new(location_id, shop.register_name.trim(), SERIES);
    let register_id = tills::add_register(tx, ctx, &register)?;
    for (i, category) in shop.tax_categories.iter().enumerate() {
        catalog::add_tax_category(tx, ctx, category).map_err(|e| e.within(&format!("tax_categories[{i}]")))?;
    }
    let staff_id = platform::add_staff(tx, ctx, Permissions::ALL, owner)?;
    Ok(Founded { location_id, register_id, staff_id })
}
