//! How quantity and value move together.

use onetill_kernel::{AdjustmentId, Error, LocationId, Quantity, Result, VariantId, mul_div_round};
use sha2::{Digest, Sha256};
use uuid::Builder;

use super::model::StockRow;

/// Takes `quantity` out of a row and returns its cost: round(value x quantity / on hand); the last unit
/// takes the rest, and what goes below zero goes at the last cost.
pub fn take(row: &mut StockRow, quantity: Quantity) -> Result<i64> {
    let qty = quantity.milli();
    let cost = if row.on_hand <= 0 {
        mul_div_round(row.unit_cost, qty, 1000)?
    } else if qty < row.on_hand {
        mul_div_round(row.value, qty, row.on_hand)?
    } else {
        row.unit_cost = mul_div_round(row.value, 1000, row.on_hand)?;
        let below = mul_div_round(row.unit_cost, qty - row.on_hand, 1000)?;
        row.value.checked_add(below).ok_or_else(Error::overflow)?
    };
    row.on_hand = row.on_hand.checked_sub(qty).ok_or_else(Error::overflow)?;
    row.value = row.value.checked_sub(cost).ok_or_else(Error::overflow)?;
    Ok(cost)
}

/// Puts back what was taken, at the cost at which it left.
pub fn put_back(row: &mut StockRow, quantity: Quantity, cost: i64) -> Result<()> {
    row.on_hand = row.on_hand.checked_add(quantity.milli()).ok_or_else(Error::overflow)?;
    row.value = row.value.checked_add(cost).ok_or_else(Error::overflow)?;
    Ok(())
}

/// What a receipt did to the value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Received {
    /// What the received goods cost.
    pub value: i64,
    /// What the row had to be corrected by, because goods had left before they came, at a cost that was
    /// only assumed.
    pub revaluation: i64,
}

/// Receives `quantity` at `unit_cost`.
pub fn receive(row: &mut StockRow, quantity: Quantity, unit_cost: i64) -> Result<Received> {
    let value = mul_div_round(unit_cost, quantity.milli(), 1000)?;
    let unsettled = row.on_hand < 0 || (row.on_hand == 0 && row.value != 0);
    put_back(row, quantity, value)?;
    row.unit_cost = unit_cost;
    let mut revaluation = 0;
    if unsettled {
        let target = mul_div_round(unit_cost, row.on_hand, 1000)?;
        revaluation = target.checked_sub(row.value).ok_or_else(Error::overflow)?;
        row.value = target;
    }
    Ok(Received { value, revaluation })
}

/// What one unit costs at present: the average of what is there, or the last cost known.
pub fn unit_cost(row: &StockRow) -> Result<i64> {
    if row.on_hand > 0 { mul_div_round(row.value, 1000, row.on_hand) } else { Ok(row.unit_cost) }
}

/// Why a line cannot be sold where the shop refuses to go below zero, in words.
pub fn what_is_left(available: Quantity) -> String {
    if available > Quantity::ZERO {
        format!("Only {available} of this is left.")
    } else {
        "Nothing of this is left.".to_owned()
    }
}

/// The id of the opening stock of a variant at a location that comes from a file: it follows from the two, so that none is
/// posted twice. A UUID of version 8 (RFC 9562, section 5.8).
pub fn opening_id(variant_id: VariantId, location_id: LocationId) -> AdjustmentId {
    let mut hasher = Sha256::new();
    hasher.update(b"opening stock");
    hasher.update(variant_id.0.as_bytes());
    hasher.update(location_id.0.as_bytes());
    let mut half = [0u8; 16];
    half.copy_from_slice(&hasher.finalize()[..16]);
    AdjustmentId(Builder::from_custom_bytes(half).into_uuid())
}
