use onetill_db::text_enum;
use onetill_kernel::{
    ClockTime, CustomerGroupId, CustomerId, Date, LocationId, Money, PriceListId, ProductId, Result, Timestamp,
    VariantId,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::platform::Location;

/// A day of the week.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs, reason = "the names say it")]
pub enum Weekday {
    Monday,
    Tuesday,
    Wednesday,
    Thursday,
    Friday,
    Saturday,
    Sunday,
}
text_enum!(Weekday {
    Monday = "monday",
    Tuesday = "tuesday",
    Wednesday = "wednesday",
    Thursday = "thursday",
    Friday = "friday",
    Saturday = "saturday",
    Sunday = "sunday",
});

impl Weekday {
    /// The week as it is counted here.
    pub const ALL: [Self; 7] =
        [Self::Monday, Self::Tuesday, Self::Wednesday, Self::Thursday, Self::Friday, Self::Saturday, Self::Sunday];
}

/// Where, for whom and when something holds. What is absent does not matter: an empty one always holds.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Validity {
    /// Only at this location.
    pub location_id: Option<LocationId>,
    /// Only for customers of this group.
    pub group_id: Option<CustomerGroupId>,
    /// From this business day on.
    pub valid_from: Option<Date>,
    /// Up to and including this business day.
    pub valid_to: Option<Date>,
    /// Only on these days of the week; on every day where none is named.
    #[serde(default)]
    #[schema(max_items = 7)]
    pub weekdays: Vec<Weekday>,
    /// Only from this time of the day on, by the clock on the wall …
    pub from_time: Option<ClockTime>,
    /// … up to this one. At or before `from_time` it is that of the next day: 22:00 to 02:00 on Fridays ends on Saturday
    /// morning.
    pub to_time: Option<ClockTime>,
}

/// A moment as the clock on the wall of a place shows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct When {
    /// The business date.
    pub date: Date,
    /// Minutes since that business day began.
    pub minute: i64,
    /// The time of day at which business days begin there, in minutes.
    pub day_starts: i64,
}

impl When {
    /// What the clock shows at a location.
    pub fn at(at: Timestamp, location: &Location) -> Result<Self> {
        let clock = location.clock(at);
        Ok(Self { date: clock.date(at)?, minute: clock.minute(at)?, day_starts: clock.day_starts_at_hour * 60 })
    }
}

/// Where, to whom and when something is sold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Terms {
    /// The location.
    pub location_id: LocationId,
    /// The customer, where it is known who buys.
    pub customer_id: Option<CustomerId>,
    /// The moment.
    pub when: When,
}

/// Prices other than the catalogue's.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PriceList {
    /// Its id.
    pub id: PriceListId,
    /// Counts its changes; send it back to change it.
    pub version: i64,
    /// Its name, which stands on the lines that it prices.
    pub name: String,
    /// Where, for whom and when it holds.
    pub validity: Validity,
    /// Whether it is used at all.
    pub active: bool,
    /// How many variants it prices.
    pub price_count: i64,
    /// When it was added; of two alike the older one counts.
    pub created_at: Timestamp,
}

/// A new price list.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewPriceList {
    /// Chosen by the client, or made here.
    pub id: Option<PriceListId>,
    /// Its name, which stands on the lines that it prices.
    #[schema(min_length = 1, max_length = 100)]
    pub name: String,
    /// Where, for whom and when it holds; always unless told.
    #[serde(default)]
    pub validity: Validity,
}

/// What to change of a price list; what is absent stays.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PriceListChange {
    /// The version that was read.
    #[schema(minimum = 1)]
    pub version: i64,
    /// Its name.
    #[schema(min_length = 1, max_length = 100)]
    pub name: Option<String>,
    /// Where, for whom and when it holds: all of it anew.
    pub validity: Option<Validity>,
    /// Whether it is used at all.
    pub active: Option<bool>,
}

/// Prices to set in a list, or to take off it.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SetPrices {
    /// One to 500 variants; those not named keep their prices.
    #[schema(min_items = 1, max_items = 500)]
    pub prices: Vec<SetPrice>,
}

/// A price to set, or to take off.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SetPrice {
    /// The variant.
    pub variant_id: VariantId,
    /// The price of one unit; none takes the variant off the list.
    pub price: Option<Money>,
}

/// What a list charges for a variant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PriceListPrice {
    /// The variant.
    pub variant_id: VariantId,
    /// The product it belongs to.
    pub product_id: ProductId,
    /// What it is called.
    pub name: String,
    /// Its SKU.
    pub sku: String,
    /// What the catalogue charges.
    pub catalogue_price: Money,
    /// What the list charges.
    pub price: Money,
}

/// A price that a list sets, as a line and a tile show it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// The list.
    pub list: PriceListName,
    /// The price of one unit, in minor units.
    pub price_minor: i64,
}

/// A price list by its name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PriceListName {
    /// Its id.
    pub id: PriceListId,
    /// Its name.
    pub name: String,
}
