//! Rows that are what was there when the shop began to count: a quantity of a variant at a location.

use std::collections::HashMap;

use onetill_db::Tx;
use onetill_kernel::{AdjustmentId, Error, ErrorKind, LocationId, Quantity, Result, VariantId};

use super::fields::ImportField as Field;
use super::model::{ImportRow, RowOutcome};
use super::rows::{Cells, Problem, shortened};
use super::work::Work;
use crate::catalog::rules::normal_barcode;
use crate::catalog::text::fold;
use crate::inventory::{self, AdjustmentKind, NewAdjustment};
use crate::{Ctx, catalog, platform};

/// What the journal says of it.
const REASON: &str = "opening stock from a file";

/// Posts some rows as opening adjustments. Each has an id that follows from its variant and its location, so that none is
/// posted twice.
pub(super) fn work_on(tx: &mut Tx<'_>, ctx: &mut Ctx, work: &Work, units: &[Vec<usize>]) -> Result<Vec<ImportRow>> {
    let rows: Vec<usize> = units.iter().flatten().copied().collect();
    let currency = platform::merchant(tx)?.currency;
    let locations = platform::locations(tx)?;
    let cells: Vec<Cells<'_>> = rows.iter().map(|at| work.cells(*at)).collect();
    let skus: Vec<&str> = cells.iter().map(|c| c.get(Field::Sku)).filter(|sku| !sku.is_empty()).collect();
    let codes: Vec<String> = cells.iter().map(|c| normal_barcode(c.get(Field::Barcode))).collect();
    let wanted: Vec<&str> = codes.iter().map(String::as_str).filter(|code| !code.is_empty()).collect();
    let [by_sku, by_code] = catalog::variants_by_codes(tx, &skus, &wanted)?;

    let mut read = Vec::with_capacity(rows.len());
    for ((at, cells), code) in rows.iter().zip(&cells).zip(&codes) {
        let line = (|| {
            cells.check()?;
            work.twice(*at).map_or(Ok(()), Err)?;
            let found = by_sku.get(cells.get(Field::Sku)).or_else(|| by_code.get(code));
            let (variant_id, _) = found.ok_or_else(|| not_found(cells))?;
            let location_id = place(cells, &locations)?;
            let text = cells.get(Field::Quantity);
            if text.is_empty() {
                return Err(Problem::new("quantity_missing", Field::Quantity, "There is no quantity.", "Fill it in."));
            }
            let quantity = Quantity(cells.number(Field::Quantity, text, 3, "a quantity")?);
            if quantity < Quantity::ZERO {
                return Err(Problem::new(
                    "below_zero",
                    Field::Quantity,
                    "The quantity is below zero.",
                    "Write zero or more.",
                ));
            }
            if quantity > Quantity::MAX_LINE {
                let told = "A quantity is at most a million.";
                return Err(Problem::new("quantity_too_large", Field::Quantity, told, "Write the right one."));
            }
            Ok(Line { variant_id: *variant_id, location_id, quantity, unit_cost: cells.money(Field::Cost, currency)? })
        })();
        read.push(line);
    }
    let ids: Vec<AdjustmentId> = read.iter().flatten().map(Line::adjustment_id).collect();
    let mut posted: HashMap<AdjustmentId, Quantity> = inventory::adjusted_quantities(tx, &ids)?;

    let mut due = Vec::new();
    let outcomes =
        read.into_iter().map(|line| line.and_then(|line| line.outcome(&mut posted, &mut due))).collect::<Vec<_>>();
    let mut done = inventory::adjust_each(tx, ctx, &due)?.into_iter();
    let mut told = Vec::with_capacity(rows.len());
    for (cells, outcome) in cells.iter().zip(outcomes) {
        let outcome = match outcome {
            Ok(RowOutcome::New) => match done.next() {
                Some(Err(error)) if matches!(error.kind(), ErrorKind::Internal | ErrorKind::Busy) => return Err(error),
                Some(Err(error)) => Err(refused(&error)),
                _ => Ok(RowOutcome::New),
            },
            other => other,
        };
        told.push(match outcome {
            Ok(outcome) => cells.outcome(outcome, None),
            Err(problem) => cells.refused(&problem),
        });
    }
    Ok(told)
}

/// What a row says.
struct Line {
    variant_id: VariantId,
    location_id: LocationId,
    quantity: Quantity,
    unit_cost: Option<onetill_kernel::Money>,
}

impl Line {
    /// The same for the same variant at the same location.
    fn adjustment_id(&self) -> AdjustmentId {
        inventory::opening_id(self.variant_id, self.location_id)
    }

    /// What becomes of it, unless its adjustment is refused; where it is new, that is added to what is due.
    fn outcome(
        self,
        posted: &mut HashMap<AdjustmentId, Quantity>,
        due: &mut Vec<(AdjustmentId, VariantId, NewAdjustment)>,
    ) -> Result<RowOutcome, Problem> {
        let id = self.adjustment_id();
        match posted.get(&id) {
            Some(quantity) if *quantity == self.quantity => return Ok(RowOutcome::Unchanged),
            Some(quantity) => {
                let message = format!("The opening stock of this was brought in as {quantity} already.");
                let fix = "Count it, or adjust the stock by what is missing.";
                return Err(Problem::new("opening_differs", Field::Quantity, message, fix));
            }
            None if self.quantity == Quantity::ZERO => return Ok(RowOutcome::Skipped),
            None => {}
        }
        let new = NewAdjustment {
            id: Some(id),
            location_id: self.location_id,
            variant_id: Some(self.variant_id),
            sku: None,
            barcode: None,
            kind: AdjustmentKind::Opening,
            quantity: self.quantity,
            unit_cost: self.unit_cost,
            reason: Some(REASON.to_owned()),
            happened_at: None,
            import: false,
        };
        posted.insert(id, self.quantity);
        due.push((id, self.variant_id, new));
        Ok(RowOutcome::New)
    }
}

fn refused(error: &Error) -> Problem {
    let field = match error.field_str().unwrap_or_default() {
        "quantity" => Some(Field::Quantity),
        "unit_cost" | "unit_cost.amount" => Some(Field::Cost),
        _ => None,
    };
    Problem::of(error, field)
}

fn not_found(cells: &Cells<'_>) -> Problem {
    let field = if cells.get(Field::Sku).is_empty() { Field::Barcode } else { Field::Sku };
    if cells.get(field).is_empty() {
        return Problem::new(
            "code_missing",
            field,
            "This row has neither a SKU nor a barcode.",
            "Fill one of them in.",
        );
    }
    let message = format!("No product has the code {}.", shortened(cells.get(field)));
    Problem::new("article_unknown", field, message, "Bring the products in first, or correct the code.")
}

/// The location that a row names, or the file's.
fn place(cells: &Cells<'_>, locations: &[platform::Location]) -> Result<LocationId, Problem> {
    let text = cells.get(Field::Location);
    if text.is_empty() {
        let chosen = cells.work.settings.location_id.or(if let [only] = locations { Some(only.id) } else { None });
        return chosen.ok_or_else(|| {
            let message = "It is not said where this stock is.";
            Problem::new("location_missing", Field::Location, message, "Choose a location for the whole file.")
        });
    }
    locations.iter().find(|location| fold(&location.name) == fold(text)).map(|location| location.id).ok_or_else(|| {
        let names: Vec<&str> = locations.iter().map(|location| location.name.as_str()).collect();
        let message = format!("\"{}\" is no location of this shop.", shortened(text));
        Problem::new("location_unknown", Field::Location, message, format!("Write one of {}.", names.join(", ")))
    })
}
