//! What rows name of the shop: its tax categories and its categories, which are made where they are not there.

use onetill_db::Tx;
use onetill_kernel::{CategoryId, Currency, Date, Result, TaxCategoryId, business_date};

use super::fields::ImportField as Field;
use super::numbers::read_number;
use super::rows::{Cells, Problem, shortened};
use crate::catalog::text::fold;
use crate::catalog::{self, NewCategory, TaxCategory};
use crate::{Ctx, check_name, platform};

/// More steps than any tree of categories has.
const DEEPEST: usize = 6;

/// What the shop has, as far as rows name it.
pub(super) struct Shop {
    pub(super) currency: Currency,
    today: Date,
    taxes: Vec<TaxCategory>,
    categories: Vec<(CategoryId, Option<CategoryId>, String)>,
}

/// The category that a row names.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Place {
    There(CategoryId),
    /// A dry run makes none.
    ToBeMade,
}

impl Place {
    pub(super) const fn id(self) -> Option<CategoryId> {
        match self {
            Self::There(id) => Some(id),
            Self::ToBeMade => None,
        }
    }
}

impl Shop {
    /// What is there now.
    pub(super) fn read(tx: &mut Tx<'_>, ctx: &Ctx) -> Result<Self> {
        Ok(Self {
            currency: platform::merchant(tx)?.currency,
            today: business_date(ctx.now, "UTC", 0)?,
            taxes: catalog::tax_categories(tx)?,
            categories: catalog::category_names(tx)?,
        })
    }

    /// The tax category that a cell means: by its code, its name, or its rate of today.
    pub(super) fn tax(&self, cells: &Cells<'_>) -> Result<TaxCategoryId, Problem> {
        let text = cells.get(Field::TaxCategory);
        let folded = fold(text);
        let named = self.taxes.iter().find(|tax| tax.code == text || fold(&tax.name) == folded);
        if let Some(tax) = named {
            return Ok(tax.id);
        }
        let rate = read_number(text.trim_end_matches('%'), cells.work.settings.decimal, 4).ok();
        let of = |tax: &&TaxCategory| {
            let due = tax.components.iter().filter(|c| {
                c.valid_from.is_none_or(|from| from <= self.today) && c.valid_to.is_none_or(|to| to >= self.today)
            });
            rate == Some(due.map(|c| c.rate.0).sum())
        };
        let mut fitting = self.taxes.iter().filter(of);
        match (fitting.next(), fitting.next()) {
            (Some(tax), None) => Ok(tax.id),
            _ => {
                let codes: Vec<&str> = self.taxes.iter().map(|tax| tax.code.as_str()).collect();
                let fix = if codes.is_empty() {
                    "Add tax categories in the settings first.".to_owned()
                } else {
                    format!("Write one of {}, or choose one for the whole file.", codes.join(", "))
                };
                let message = format!("\"{}\" is no tax category of this shop.", shortened(text));
                Err(Problem::new("tax_unknown", Field::TaxCategory, message, fix))
            }
        }
    }

    /// The category that a cell means, which is made where it is not there.
    pub(super) fn category(
        &mut self,
        tx: &mut Tx<'_>,
        ctx: &mut Ctx,
        cells: &Cells<'_>,
        dry: bool,
    ) -> Result<Result<Place, Problem>> {
        let text = cells.get(Field::Category);
        let by_name = |name: &str| {
            let mut found = self.categories.iter().filter(|(_, _, known)| known == name);
            found.next().map(|(id, ..)| Place::There(*id))
        };
        if let Some(place) = by_name(text) {
            return Ok(Ok(place));
        }
        // A shop system names several there; the first one is as good as any.
        let several = cells
            .work
            .title(Field::Category)
            .is_some_and(|title| matches!(fold(&title).as_str(), "categories" | "kategorien"));
        let first = if several { text.split(',').next().unwrap_or(text) } else { text };
        let steps: Vec<&str> = first.split('>').map(str::trim).filter(|step| !step.is_empty()).collect();
        if steps.is_empty() || steps.len() > DEEPEST || steps.iter().any(|step| check_name("name", step).is_err()) {
            let message = format!("\"{}\" names no category.", shortened(text));
            let fix = "Write its name, or the way to it: Clothing > Shirts.";
            return Ok(Err(Problem::new("category_unreadable", Field::Category, message, fix)));
        }
        let mut above: Option<CategoryId> = None;
        for step in steps {
            let there = self.categories.iter().find(|(_, parent, name)| *parent == above && fold(name) == fold(step));
            above = match there {
                Some((id, ..)) => Some(*id),
                None if dry => return Ok(Ok(Place::ToBeMade)),
                None => {
                    let new = NewCategory { id: None, name: step.to_owned(), parent_id: above, position: None };
                    let id = catalog::add_category(tx, ctx, &new)?;
                    self.categories.push((id, above, step.to_owned()));
                    Some(id)
                }
            };
        }
        Ok(Ok(above.map_or(Place::ToBeMade, Place::There)))
    }
}
