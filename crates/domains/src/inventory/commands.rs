use std::collections::{BTreeMap, BTreeSet};

use onetill_db::Tx;
use onetill_kernel::{AdjustmentId, Error, ErrorKind, LocationId, Money, Quantity, Result, Timestamp, Uuid, VariantId};
use serde_json::json;

use super::model::*;
use super::rules;
use super::store::{self, AdjustmentRow, NewMovement};
use crate::ledger::posting_rules::{self, StockReason};
use crate::ledger::{self, EntryKind, NewEntry};
use crate::platform::{self, AuditAction, NegativeStock};
use crate::reservations::{self, HoldState};
use crate::sync::{EventKind, emit};
use crate::{Ctx, catalog, check_text};

/// Goods that leave on a line of an order.
#[derive(Debug, Clone, Copy)]
pub struct Leaving {
    /// The line.
    pub line_no: i64,
    /// What leaves.
    pub variant_id: VariantId,
    /// How much.
    pub quantity: Quantity,
    /// What one unit costs if the stock has never known a cost, in minor units.
    pub assumed_cost: i64,
}

/// What became of a line that left.
#[derive(Debug, Clone, Copy)]
pub struct Left {
    /// The line.
    pub line_no: i64,
    /// What left.
    pub variant_id: VariantId,
    /// What it cost, in minor units.
    pub cost: i64,
    /// What is left on hand.
    pub on_hand: Quantity,
    /// What can still be sold.
    pub available: Quantity,
}

/// The rows of a set of variants: as read, and as they shall be.
struct Shelf {
    location_id: LocationId,
    rows: BTreeMap<VariantId, (Option<StockRow>, StockRow)>,
}

impl Shelf {
    fn read(tx: &mut Tx<'_>, location_id: LocationId, variants: &[VariantId]) -> Result<Self> {
        let mut wanted = variants.to_vec();
        wanted.sort_unstable();
        wanted.dedup();
        let found = store::rows(tx, location_id, &wanted)?;
        let rows = wanted.into_iter().zip(found);
        let rows = rows.map(|(variant_id, before)| (variant_id, (before, before.unwrap_or_default()))).collect();
        Ok(Self { location_id, rows })
    }

    fn row(&mut self, variant_id: VariantId) -> Result<&mut StockRow> {
        self.rows.get_mut(&variant_id).map(|(_, row)| row).ok_or_else(|| Error::internal("a variant was not read"))
    }

    /// Writes the rows that changed.
    fn write(self, tx: &mut Tx<'_>) -> Result<()> {
        for (variant_id, (before, after)) in &self.rows {
            match before {
                Some(before) if before == after => {}
                Some(_) => store::update_row(tx, *variant_id, self.location_id, after)?,
                None if store::insert_row(tx, *variant_id, self.location_id, after)? => {}
                None => return Err(tx.lost_race()),
            }
        }
        Ok(())
    }
}

fn out_of_stock(line_no: i64, available: i64) -> Error {
    Error::new(ErrorKind::Conflict, "out_of_stock", rules::what_is_left(Quantity(available)))
        .field(format!("lines[{}].quantity", line_no - 1))
        .fix("Take it off, sell fewer, or correct the stock if the goods are there.")
}

/// Lets goods leave for an order: moves stock and value, ends the order's holds, and returns each line's
/// cost. Where the shop refuses to go below zero this refuses; where it allows, the row goes on the
/// recount list. `forced` is set where the goods were held or are gone already.
#[allow(clippy::too_many_arguments, reason = "each says one thing about the goods that leave")]
pub fn leave(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    location_id: LocationId,
    policy: NegativeStock,
    forced: bool,
    order_id: Uuid,
    happened_at: Timestamp,
    lines: &[Leaving],
) -> Result<Vec<Left>> {
    if lines.is_empty() {
        return Ok(Vec::new());
    }
    let variants: Vec<VariantId> = lines.iter().map(|l| l.variant_id).collect();
    let mut shelf = Shelf::read(tx, location_id, &variants)?;
    if forced {
        for held in reservations::end(tx, ctx, order_id, HoldState::Committed)? {
            shelf.row(VariantId(held.resource_id))?.reserved -= held.quantity.milli();
        }
    }
    let mut left = Vec::with_capacity(lines.len());
    let mut moved = Vec::with_capacity(lines.len());
    for line in lines {
        let row = shelf.row(line.variant_id)?;
        let available = row.on_hand - row.reserved;
        if available < line.quantity.milli() && policy == NegativeStock::Refuse && !forced {
            return Err(out_of_stock(line.line_no, available));
        }
        if row.unit_cost == 0 && row.on_hand <= 0 {
            row.unit_cost = line.assumed_cost;
        }
        let cost = rules::take(row, line.quantity)?;
        if row.on_hand < 0 && row.recount_since.is_none() {
            row.recount_since = Some(ctx.now);
        }
        let place = MovementPlace { source_id: order_id, line_no: line.line_no };
        moved.push(NewMovement {
            variant_id: line.variant_id,
            location_id,
            place,
            previous: row.moved(place),
            kind: MovementKind::Sale,
            quantity: -line.quantity.milli(),
            value: -cost,
            happened_at,
            recorded_at: ctx.now,
        });
        left.push(Left {
            line_no: line.line_no,
            variant_id: line.variant_id,
            cost,
            on_hand: Quantity(row.on_hand),
            available: Quantity(row.on_hand - row.reserved),
        });
    }
    shelf.write(tx)?;
    store::append_movements(tx, &moved)?;
    Ok(left)
}

/// Holds the goods of an order while its payment is under way. Returns the lines that go below zero,
/// where the shop allows it.
pub fn hold(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    location_id: LocationId,
    policy: NegativeStock,
    order_id: Uuid,
    lines: &[Leaving],
) -> Result<Vec<i64>> {
    let variants: Vec<VariantId> = lines.iter().map(|l| l.variant_id).collect();
    let mut shelf = Shelf::read(tx, location_id, &variants)?;
    let mut below = Vec::new();
    for line in lines {
        let row = shelf.row(line.variant_id)?;
        let available = row.on_hand - row.reserved;
        if available < line.quantity.milli() {
            if policy == NegativeStock::Refuse {
                return Err(out_of_stock(line.line_no, available));
            }
            below.push(line.line_no);
        }
        row.reserved = row.reserved.checked_add(line.quantity.milli()).ok_or_else(Error::overflow)?;
    }
    shelf.write(tx)?;
    for line in lines {
        let held = reservations::Held {
            line_no: line.line_no,
            resource_id: line.variant_id.0,
            place_id: location_id.0,
            quantity: line.quantity,
        };
        reservations::hold(tx, ctx, order_id, &held)?;
    }
    Ok(below)
}

/// Gives back what an order held.
pub fn release(tx: &mut Tx<'_>, ctx: &Ctx, location_id: LocationId, order_id: Uuid) -> Result<()> {
    let held = reservations::end(tx, ctx, order_id, HoldState::Released)?;
    let variants: Vec<VariantId> = held.iter().map(|h| VariantId(h.resource_id)).collect();
    let mut shelf = Shelf::read(tx, location_id, &variants)?;
    for held in &held {
        shelf.row(VariantId(held.resource_id))?.reserved -= held.quantity.milli();
    }
    shelf.write(tx)
}

/// Goods that come back with a refund.
#[derive(Debug, Clone, Copy)]
pub struct Returning {
    /// The refund's line.
    pub line_no: i64,
    /// What comes back.
    pub variant_id: VariantId,
    /// How much.
    pub quantity: Quantity,
    /// The cost at which it left; `None` takes the present unit cost (a return without an order).
    pub cost: Option<i64>,
    /// What one unit costs if the stock has never known a cost, in minor units.
    pub assumed_cost: i64,
}

/// Puts returned goods back on the shelf; returns each line's cost and what is then there.
pub fn restock(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    location_id: LocationId,
    refund_id: Uuid,
    happened_at: Timestamp,
    lines: &[Returning],
) -> Result<Vec<Left>> {
    let variants: Vec<VariantId> = lines.iter().map(|l| l.variant_id).collect();
    let mut shelf = Shelf::read(tx, location_id, &variants)?;
    let mut back = Vec::with_capacity(lines.len());
    let mut moved = Vec::with_capacity(lines.len());
    for line in lines {
        let row = shelf.row(line.variant_id)?;
        let cost = match line.cost {
            Some(cost) => cost,
            None => {
                let unit = match rules::unit_cost(row)? {
                    0 => line.assumed_cost,
                    known => known,
                };
                onetill_kernel::mul_div_round(unit, line.quantity.milli(), 1000)?
            }
        };
        rules::put_back(row, line.quantity, cost)?;
        let place = MovementPlace { source_id: refund_id, line_no: line.line_no };
        moved.push(NewMovement {
            variant_id: line.variant_id,
            location_id,
            place,
            previous: row.moved(place),
            kind: MovementKind::Return,
            quantity: line.quantity.milli(),
            value: cost,
            happened_at,
            recorded_at: ctx.now,
        });
        back.push(Left {
            line_no: line.line_no,
            variant_id: line.variant_id,
            cost,
            on_hand: Quantity(row.on_hand),
            available: Quantity(row.on_hand - row.reserved),
        });
    }
    shelf.write(tx)?;
    store::append_movements(tx, &moved)?;
    Ok(back)
}

/// Adjusts stock and books it.
pub fn adjust(tx: &mut Tx<'_>, ctx: &mut Ctx, new: &NewAdjustment) -> Result<AdjustmentId> {
    let variant_id = catalog::find_variant(tx, new.variant_id, new.sku.as_deref(), new.barcode.as_deref())?;
    let id = new.id.unwrap_or_else(|| ctx.new_id());
    if new.id.is_some() && store::adjustment_exists(tx, id)? {
        return Err(Error::conflict("already_exists", "There is an adjustment with this id.")
            .field("id")
            .fix("Leave the id out, or make a new one."));
    }
    post(tx, ctx, id, variant_id, new)
}

/// Many adjustments at once, of variants that are known and with ids that are new: what they need is read, and the rows of
/// goods that were never there are made, in a few statements for all of them. Each is refused or posted alone.
pub fn adjust_each(
    tx: &mut Tx<'_>,
    ctx: &mut Ctx,
    all: &[(AdjustmentId, VariantId, NewAdjustment)],
) -> Result<Vec<Result<AdjustmentId>>> {
    let variants: Vec<VariantId> = all.iter().map(|(_, variant_id, _)| *variant_id).collect();
    let counted: BTreeSet<VariantId> = catalog::sellables(tx, &variants, &[])?
        .into_iter()
        .filter(|sellable| sellable.track_stock)
        .map(|sellable| sellable.variant_id)
        .collect();
    let mut places: BTreeMap<LocationId, BTreeSet<VariantId>> = BTreeMap::new();
    for (_, variant_id, new) in all.iter().filter(|(_, variant_id, _)| counted.contains(variant_id)) {
        places.entry(new.location_id).or_default().insert(*variant_id);
    }
    for (location_id, variants) in places {
        let variants: Vec<VariantId> = variants.into_iter().collect();
        store::make_rows(tx, location_id, &variants)?;
        store::rows(tx, location_id, &variants)?;
    }
    Ok(all.iter().map(|(id, variant_id, new)| post(tx, ctx, *id, *variant_id, new)).collect())
}

fn post(
    tx: &mut Tx<'_>,
    ctx: &mut Ctx,
    id: AdjustmentId,
    variant_id: VariantId,
    new: &NewAdjustment,
) -> Result<AdjustmentId> {
    let merchant = platform::merchant(tx)?;
    let location = platform::location(tx, new.location_id)?;
    let sellable = catalog::sellables(tx, &[variant_id], &[])?
        .pop()
        .ok_or_else(|| Error::not_found("variant").field("variant_id"))?;
    if !sellable.track_stock {
        return Err(Error::invalid("variant_id", "No stock is kept of this product.")
            .fix("Adjust only what is counted: goods with `track_stock`."));
    }
    let quantity = new.quantity;
    if quantity < Quantity::ZERO || quantity > Quantity::MAX_LINE {
        return Err(Error::invalid("quantity", "A quantity is zero or more, and at most a million.")
            .fix("Say how many came or went; `kind` says which."));
    }
    if quantity == Quantity::ZERO && new.kind != AdjustmentKind::Count {
        return Err(Error::invalid("quantity", "Nothing would change.").fix("Say how many came or went."));
    }
    let given_cost = new.unit_cost.map(|m| m.non_negative_in(merchant.currency, "unit_cost")).transpose()?;
    let reason = new.reason.as_deref().unwrap_or("");
    check_text("reason", reason, 500)?;
    let happened_at = ctx.happened_at(new.happened_at)?;
    let booked_at = if new.import { happened_at } else { ctx.now };

    let mut shelf = Shelf::read(tx, new.location_id, &[variant_id])?;
    let row = shelf.row(variant_id)?;
    let cost_in = given_cost.or(sellable.cost_minor);
    let coming = |row: &StockRow| -> Result<i64> {
        match (given_cost, rules::unit_cost(row)?) {
            (Some(cost), _) => Ok(cost),
            (None, 0) => Ok(cost_in.unwrap_or(0)),
            (None, known) => Ok(known),
        }
    };
    let change = match new.kind {
        AdjustmentKind::Opening | AdjustmentKind::Received | AdjustmentKind::Found => quantity.milli(),
        AdjustmentKind::Damaged | AdjustmentKind::Lost => -quantity.milli(),
        AdjustmentKind::Count => quantity.milli() - row.on_hand,
    };
    if change < 0 && row.on_hand + change < 0 {
        return Err(out_of_stock(1, row.on_hand).field("quantity"));
    }
    let received = if change > 0 {
        let unit_cost = match new.kind {
            AdjustmentKind::Opening | AdjustmentKind::Received => cost_in.unwrap_or(row.unit_cost),
            _ => coming(row)?,
        };
        let too_large = || Error::overflow().field("unit_cost");
        let received = rules::receive(row, Quantity(change), unit_cost).map_err(|_| too_large())?;
        if received.value > Money::MAX_MINOR {
            return Err(too_large());
        }
        received
    } else {
        rules::Received { value: -rules::take(row, Quantity(-change))?, revaluation: 0 }
    };
    if new.kind == AdjustmentKind::Count || row.on_hand >= 0 && change > 0 {
        row.recount_since = None;
    }
    let at = |line_no| MovementPlace { source_id: id.0, line_no };
    let mut movement = |line_no, kind, quantity, value| NewMovement {
        variant_id,
        location_id: new.location_id,
        place: at(line_no),
        previous: row.moved(at(line_no)),
        kind,
        quantity,
        value,
        happened_at,
        recorded_at: ctx.now,
    };
    let mut moved = vec![movement(1, new.kind.into(), change, received.value)];
    if received.revaluation != 0 {
        moved.push(movement(2, MovementKind::Revaluation, 0, received.revaluation));
    }
    let after = *row;
    shelf.write(tx)?;

    let adjustment = AdjustmentRow {
        id,
        variant_id,
        location_id: new.location_id,
        kind: new.kind,
        quantity: change,
        value: received.value,
        revaluation: received.revaluation,
        reason,
        staff_id: ctx.staff_id,
        recorded_at: ctx.now,
    };
    store::append_adjustment(tx, &adjustment)?;
    store::append_movements(tx, &moved)?;
    let stock_reason = match new.kind {
        AdjustmentKind::Opening => StockReason::Opening,
        AdjustmentKind::Received => StockReason::Received,
        _ => StockReason::Shrinkage,
    };
    let entry = NewEntry {
        id: id.0,
        kind: EntryKind::Stock,
        business_date: location.clock(booked_at).date(booked_at)?,
        location_id: new.location_id,
        currency: merchant.currency,
        recorded_at: ctx.now,
    };
    ledger::post(tx, &entry, &posting_rules::stock(stock_reason, received.value, received.revaluation)?)?;
    let details = json!({
        "variant_id": variant_id,
        "location_id": new.location_id,
        "kind": new.kind,
        "old": { "on_hand": Quantity(after.on_hand - change) },
        "new": { "on_hand": Quantity(after.on_hand) },
        "value": Money::new(received.value, merchant.currency),
    });
    platform::audit(tx, ctx, AuditAction::StockAdjusted, id, None, &details)?;
    let data = json!({
        "adjustment_id": id,
        "variant_id": variant_id,
        "location_id": new.location_id,
        "kind": new.kind,
        "quantity": Quantity(change),
        "on_hand": Quantity(after.on_hand),
        "available": Quantity(after.on_hand - after.reserved),
    });
    emit(tx, ctx, EventKind::StockAdjusted, id, happened_at, &data)?;
    Ok(id)
}
