//! What a register asks or adds when a variant is sold: its price, its weight, the buyer's age, its serial number, a deposit.

use onetill_db::{Columns, Tx};
use onetill_kernel::{Currency, Error, Money, Result, VariantId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::model::Kind;
use super::store;

/// What a register asks or adds when a variant is sold.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct SellingTerms {
    /// Whether its price is named when it is sold; the catalogue's is then only proposed.
    pub open_price: bool,
    /// The least that may be named.
    pub min_price: Option<Money>,
    /// The most that may be named.
    pub max_price: Option<Money>,
    /// Whether it is weighed: the quantity is a weight, and the price is that of one unit of it.
    pub weighed: bool,
    /// How old the buyer must be, in years.
    #[schema(minimum = 1, maximum = 99)]
    pub minimum_age: Option<i64>,
    /// Whether each piece is sold with its serial number.
    pub serials: bool,
    /// The deposit that comes with each: a variant of a product of the kind `deposit`.
    pub deposit_variant_id: Option<VariantId>,
}

/// A deposit that goods can come with.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct Deposit {
    /// Its variant.
    pub variant_id: VariantId,
    /// What it is called.
    pub name: String,
    /// How much it is.
    pub price: Money,
}

/// The terms of a variant as stored.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[allow(missing_docs, reason = "the columns are the schema's")]
pub struct TermsRow {
    pub open_price: bool,
    pub min_price: Option<i64>,
    pub max_price: Option<i64>,
    pub weighed: bool,
    pub minimum_age: Option<i64>,
    pub serials: bool,
    pub deposit_variant_id: Option<VariantId>,
}

impl TermsRow {
    /// The columns that it is read from, behind `table`'s name.
    pub(super) fn columns(table: &str) -> String {
        ["open_price", "min_price_minor", "max_price_minor", "weighed", "minimum_age", "serials", "deposit_variant_id"]
            .map(|column| format!("{table}{column}"))
            .join(", ")
    }

    /// From the columns in this order.
    pub(super) fn read(c: &mut Columns<'_>) -> Result<Self> {
        Ok(Self {
            open_price: c.take()?,
            min_price: c.take()?,
            max_price: c.take()?,
            weighed: c.take()?,
            minimum_age: c.take()?,
            serials: c.take()?,
            deposit_variant_id: c.take()?,
        })
    }

    pub(super) fn view(&self, currency: Currency) -> SellingTerms {
        SellingTerms {
            open_price: self.open_price,
            min_price: self.min_price.map(|minor| Money::new(minor, currency)),
            max_price: self.max_price.map(|minor| Money::new(minor, currency)),
            weighed: self.weighed,
            minimum_age: self.minimum_age,
            serials: self.serials,
            deposit_variant_id: self.deposit_variant_id,
        }
    }

    /// Refuses a price that may not be named at a register.
    pub fn check_price(&self, named: Option<i64>, currency: Currency) -> Result<()> {
        let refuse = |message: String| {
            Err(Error::invalid("unit_price", message)
                .code("price_out_of_bounds")
                .fix("Name a price within the bounds, or change them in the catalogue."))
        };
        match (named, self.min_price, self.max_price) {
            _ if !self.open_price => Ok(()),
            (None, ..) => Err(Error::invalid("unit_price", "The price of this article is named when it is sold.")
                .code("price_needed")
                .fix("Send unit_price.")),
            (Some(price), Some(min), _) if price < min => {
                refuse(format!("This article costs at least {}.", Money::new(min, currency)))
            }
            (Some(price), _, Some(max)) if price > max => {
                refuse(format!("This article costs at most {}.", Money::new(max, currency)))
            }
            _ => Ok(()),
        }
    }
}

/// Checks terms and returns them as they are stored.
pub(super) fn check_terms(
    tx: &mut Tx<'_>,
    kind: Kind,
    own: VariantId,
    terms: &SellingTerms,
    currency: Currency,
) -> Result<TermsRow> {
    let bound = |given: Option<Money>, field: &str| given.map(|m| m.non_negative_in(currency, field)).transpose();
    let row = TermsRow {
        open_price: terms.open_price,
        min_price: bound(terms.min_price, "min_price")?,
        max_price: bound(terms.max_price, "max_price")?,
        weighed: terms.weighed,
        minimum_age: terms.minimum_age,
        serials: terms.serials,
        deposit_variant_id: terms.deposit_variant_id,
    };
    let refuse = |field: &str, message: &str, fix: &str| Err(Error::invalid(field, message).fix(fix));
    if !row.open_price && (row.min_price.is_some() || row.max_price.is_some()) {
        let field = if row.min_price.is_some() { "min_price" } else { "max_price" };
        return refuse(field, "Only an open price has bounds.", "Set open_price, or leave the bounds out.");
    }
    if let (Some(min), Some(max)) = (row.min_price, row.max_price)
        && min > max
    {
        return refuse("max_price", "The most is less than the least.", "Correct one of the two.");
    }
    if row.minimum_age.is_some_and(|age| !(1..=99).contains(&age)) {
        return refuse("minimum_age", "An age is 1 to 99 years.", "Leave it out where anybody may buy it.");
    }
    if row.weighed && (row.serials || row.open_price) {
        let field = if row.serials { "serials" } else { "open_price" };
        return refuse(field, "What is weighed has a price by weight, and no serial number.", "Choose one of the two.");
    }
    if let Some(deposit) = row.deposit_variant_id {
        if row.weighed {
            return refuse(
                "deposit_variant_id",
                "What is weighed comes without a deposit.",
                "Leave one of the two out.",
            );
        }
        if kind == Kind::Deposit || deposit == own {
            return refuse("deposit_variant_id", "A deposit has no deposit of its own.", "Leave it out.");
        }
        let found = store::sellables(tx, &[deposit], &[])?;
        if found.first().is_none_or(|s| s.kind != Kind::Deposit) {
            return refuse(
                "deposit_variant_id",
                "There is no such deposit.",
                "Add a product of the kind deposit, and send the id of its variant.",
            );
        }
    }
    Ok(row)
}
