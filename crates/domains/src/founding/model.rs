use onetill_kernel::{Currency, LocationId, Rate, RegisterId, StaffId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::catalog::NewTaxCategory;

/// What a country's shops usually begin with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct CountryPreset {
    /// ISO 3166, two letters.
    #[schema(example = "GB")]
    pub country: String,
    /// ISO 4217.
    #[schema(value_type = String, example = "GBP")]
    pub currency: Currency,
    /// Whether prices on shelves contain the tax.
    pub prices_include_tax: bool,
    /// The taxes, the most usual first.
    pub taxes: Vec<TaxPreset>,
    /// Where the rates are from.
    pub source: String,
}

/// A tax that is usual in a country.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct TaxPreset {
    /// The tax category's code.
    #[schema(example = "standard")]
    pub code: String,
    /// The tax's name, as on receipts.
    #[schema(example = "VAT")]
    pub name: String,
    /// Its rate in percent.
    pub rate: Rate,
}

/// A new shop, from nothing to the first sale.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewShop {
    /// The merchant's name, as on receipts.
    #[schema(min_length = 1, max_length = 200)]
    pub merchant_name: String,
    /// ISO 3166, two capital letters.
    #[schema(pattern = "^[A-Z]{2}$")]
    pub country: String,
    /// ISO 4217. It cannot be changed afterwards.
    #[schema(value_type = String, pattern = "^[A-Z]{3}$")]
    pub currency: Currency,
    /// Whether prices contain the tax.
    pub prices_include_tax: bool,
    /// The tax categories that products choose from; more can be added later.
    #[serde(default)]
    #[schema(max_items = 20)]
    pub tax_categories: Vec<NewTaxCategory>,
    /// The first location's name.
    #[schema(min_length = 1, max_length = 200)]
    pub location_name: String,
    /// Its time zone (IANA).
    #[schema(example = "Europe/London")]
    pub time_zone: String,
    /// The first register's name.
    #[schema(min_length = 1, max_length = 200)]
    pub register_name: String,
    /// The owner's name.
    #[schema(min_length = 1, max_length = 200)]
    pub owner_name: String,
    /// The owner's e-mail address, for the back office.
    #[schema(max_length = 200)]
    pub email: String,
    /// The owner's password: at least ten characters.
    #[schema(min_length = 10, max_length = 500, format = Password)]
    pub password: String,
    /// Four to eight digits, for signing in at a register; none where the owner does not sell.
    #[schema(pattern = "^[0-9]{4,8}$", format = Password)]
    pub pin: Option<String>,
}

/// A shop that was just founded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Founded {
    /// Its location.
    pub location_id: LocationId,
    /// Its register.
    pub register_id: RegisterId,
    /// Its owner.
    pub staff_id: StaffId,
}
