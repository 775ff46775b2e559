use onetill_kernel::{Date, LocationId, Money, Quantity, Rate};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// By what sales are told apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum SalesBy {
    /// By business day: every day of the period.
    Day,
    /// By the hour in which they happened, by the clock on the wall of each location.
    Hour,
    /// By product, over all its variants.
    Product,
    /// By the category in which a product is now.
    Category,
    /// By the way they were paid.
    Tender,
    /// By tax and its rate.
    Tax,
    /// By who sold, or gave back.
    Staff,
}

/// Which sales are asked for.
#[derive(Debug, Clone, Copy)]
pub struct SalesFilter {
    /// By what they are told apart.
    pub by: SalesBy,
    /// The first business date.
    pub from: Date,
    /// The last business date.
    pub to: Date,
    /// Only of this location.
    pub location_id: Option<LocationId>,
}

/// What was sold in a period, less what came back in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SalesReport {
    /// By what it is told apart.
    pub by: SalesBy,
    /// The first business date.
    pub from: Date,
    /// The last business date.
    pub to: Date,
    /// The one location that is looked at; null for all of them.
    pub location_id: Option<LocationId>,
    /// How many orders were completed.
    pub orders: i64,
    /// How many refunds were made.
    pub refunds: i64,
    /// All together.
    pub totals: SalesFigures,
    /// Days and hours in their order, anything else by what it came to, largest first.
    pub rows: Vec<SalesRow>,
    /// What the rows come to that are not named; null where all are.
    pub rest: Option<SalesRest>,
}

/// One of what sales are told apart by.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SalesRow {
    /// The day, the hour (0 to 23), the tender's code, the tax's name, `exempt` for what no tax was charged on, or an id. Null for what has none: what was sold without a
    /// product, a category, a person or a tax, and what of refunds is not given back yet.
    pub key: Option<String>,
    /// The name of what has one; of what is exempt the reason.
    pub name: Option<String>,
    /// The rate of a tax.
    pub rate: Option<Rate>,
    /// Its figures.
    pub figures: SalesFigures,
}

/// The rows that are not named.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SalesRest {
    /// How many.
    pub rows: i64,
    /// What they come to.
    pub figures: SalesFigures,
}

/// Figures of sales. What went back is taken off all but `gross` and `discounts`: `net`, `held` and `tax` make the `total`.
/// Null is what cannot be told apart that way: a tender pays an order, not its lines.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SalesFigures {
    /// How many, less what came back.
    pub quantity: Option<Quantity>,
    /// What lines came to at their prices, before anything was taken off; with tax where prices contain it.
    pub gross: Option<Money>,
    /// What was taken off.
    pub discounts: Option<Money>,
    /// What went back, tax included.
    pub refunded: Money,
    /// What was earned, without tax. Of a tax, all that it was due on.
    pub net: Option<Money>,
    /// What is only held for others: gift cards, bottle deposits and tips, without tax.
    pub held: Option<Money>,
    /// The tax.
    pub tax: Option<Money>,
    /// All that customers were charged.
    pub total: Money,
    /// What the goods cost, less those that went back on the shelf; null for whoever may not see costs.
    pub cost: Option<Money>,
    /// What is left of `net` after `cost`.
    pub margin: Option<Money>,
}
