//! The mapping file: what the columns of a file of past sales mean, and what it does not say.
//! docs/REPLAY.md is the table of all settings.

use std::path::Path;

use onetill_domains::catalog::{Kind, NewTaxCategory};
use onetill_kernel::{Currency, Error, Rate, Result};
use serde::Deserialize;

/// A mapping file.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Mapping {
    /// Names where the file comes from; part of every id.
    pub(super) source: String,
    /// The currency of its prices.
    pub(super) currency: Currency,
    /// Whether its prices contain the tax.
    pub(super) prices_include_tax: bool,
    /// Where its clock stood (IANA).
    pub(super) time_zone: String,
    /// How it writes dates with times, as strftime does.
    pub(super) date_format: String,
    /// How everything was paid.
    pub(super) tender: String,
    pub(super) columns: Columns,
    pub(super) cancellations: Cancellations,
    pub(super) register: Register,
    pub(super) goods: Goods,
    /// Codes that do not stand for something on a shelf.
    #[serde(default)]
    pub(super) not_goods: Vec<NotGoods>,
    pub(super) taxes: Vec<NewTaxCategory>,
}

/// The headings of the columns.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Columns {
    /// The number of the invoice or cancellation that a row belongs to.
    pub(super) document: String,
    /// The product's code.
    pub(super) code: String,
    /// The product's name.
    pub(super) name: String,
    /// How many.
    pub(super) quantity: String,
    /// When.
    pub(super) time: String,
    /// The price of one.
    pub(super) price: String,
    /// The customer's number; rows may leave it empty.
    pub(super) customer: String,
}

/// What was cancelled.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Cancellations {
    /// What the number of a cancellation begins with. Without it, a quantity below zero says so alone.
    pub(super) prefix: Option<String>,
    /// Whether goods went back on the shelf.
    pub(super) restock: bool,
}

/// The register that is made for past sales, with a receipt series of its own.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Register {
    /// Its name.
    pub(super) name: String,
    /// Its receipt series.
    pub(super) series: String,
    /// The name of the location where it stands; needed where the shop has several.
    pub(super) location: Option<String>,
}

/// What the file does not say of goods.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Goods {
    /// The code of their tax category.
    pub(super) tax: String,
    /// What they cost, in percent of the price at which they first sold.
    pub(super) cost_percent: Rate,
    /// How much lay there before the first sale.
    pub(super) opening_stock: OpeningStock,
}

/// How much of each product lay there before the first sale.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(untagged)]
pub(super) enum OpeningStock {
    /// So many of each.
    Units(u32),
    /// By a rule.
    Rule(OpeningRule),
}

/// A rule of opening stock.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum OpeningRule {
    /// As many as the file sells: stock never falls below zero.
    AsSold,
}

/// Codes that do not stand for something on a shelf.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct NotGoods {
    /// The codes.
    pub(super) codes: Vec<String>,
    /// What kind of line they are.
    pub(super) kind: Kind,
    /// The code of their tax category, where their kind has one.
    pub(super) tax: Option<String>,
}

impl Mapping {
    /// Reads and checks a mapping file.
    pub(crate) fn read(path: &Path) -> Result<Self> {
        let text =
            std::fs::read_to_string(path).map_err(|e| wrong(format!("{} cannot be read: {e}.", path.display())))?;
        let mapping: Self = toml::from_str(&text)
            .map_err(|e| wrong(format!("{} cannot be understood: {}", path.display(), e.to_string().trim_end())))?;
        mapping.check()?;
        Ok(mapping)
    }

    fn check(&self) -> Result<()> {
        let taxes = std::iter::once(Some(&self.goods.tax)).chain(self.not_goods.iter().map(|n| n.tax.as_ref()));
        for code in taxes.flatten() {
            if !self.taxes.iter().any(|t| t.code == *code) {
                return Err(wrong(format!("There is no [[taxes]] with the code \"{code}\".")));
            }
        }
        let untaxed = |n: &&NotGoods| n.kind.needs_tax_category() && n.tax.is_none();
        if let Some(entry) = self.not_goods.iter().find(untaxed) {
            return Err(wrong(format!("The kind of {} needs a tax: name one of [[taxes]].", entry.codes.join(", "))));
        }
        if self.source.trim().is_empty() {
            return Err(wrong("`source` is empty: name where the file comes from."));
        }
        if !(Rate(0)..=Rate::ONE).contains(&self.goods.cost_percent) {
            return Err(wrong("`cost_percent` is 0 to 100."));
        }
        Ok(())
    }

    /// What a code stands for, if not for goods.
    pub(super) fn not_goods(&self, code: &str) -> Option<&NotGoods> {
        self.not_goods.iter().find(|n| n.codes.iter().any(|c| c == code))
    }
}

fn wrong(message: impl Into<String>) -> Error {
    Error::invalid("mapping", message).fix("docs/REPLAY.md lists all settings.")
}
