use onetill_db::text_enum;
use onetill_kernel::{AdjustmentId, LocationId, Money, ProductId, Quantity, StaffId, Timestamp, Uuid, VariantId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::commands::Left;
use crate::Receipt;

/// What one variant has at one location.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct StockLevel {
    /// What it is.
    pub variant_id: VariantId,
    /// The product it belongs to.
    pub product_id: Option<ProductId>,
    /// The product's name.
    pub product_name: String,
    /// The variant's name; empty where the product has only one.
    pub variant_name: String,
    /// Its SKU.
    pub sku: String,
    /// The product's picture.
    pub image_url: Option<String>,
    /// Where it is.
    pub location_id: LocationId,
    /// What is there, by the books.
    pub on_hand: Quantity,
    /// What of it is promised to orders being paid.
    pub reserved: Quantity,
    /// What can be sold: on hand less reserved.
    pub available: Quantity,
    /// What it cost; null for whoever may not see costs.
    pub value: Option<Money>,
    /// What one unit cost, if that is known and may be seen.
    pub unit_cost: Option<Money>,
    /// Since when somebody should count it, because it was sold below zero.
    pub recount_since: Option<Timestamp>,
}

/// Which movement of a variant at a location: what moved it, and the line of that.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MovementPlace {
    /// The order, refund or adjustment.
    pub source_id: Uuid,
    /// Its line.
    pub line_no: i64,
}

/// A stock row as stored.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct StockRow {
    /// What is there.
    pub on_hand: i64,
    /// What of it is promised.
    pub reserved: i64,
    /// What it cost in all, in minor units.
    pub value: i64,
    /// What one unit last cost, in minor units.
    pub unit_cost: i64,
    /// Since when it should be counted, in microseconds.
    pub recount_since: Option<Timestamp>,
    /// Its last movement.
    pub last: Option<MovementPlace>,
}

impl StockRow {
    /// Puts a movement at the end of the history; returns the one before it.
    pub(super) fn moved(&mut self, place: MovementPlace) -> Option<MovementPlace> {
        self.last.replace(place)
    }
}

/// Why stock is adjusted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum AdjustmentKind {
    /// It was there when the shop began to count.
    Opening,
    /// It was counted; the quantity is what was found.
    Count,
    /// It was delivered.
    Received,
    /// It was damaged.
    Damaged,
    /// It was lost or stolen.
    Lost,
    /// It was found.
    Found,
}
text_enum!(AdjustmentKind {
    Opening = "opening",
    Count = "count",
    Received = "received",
    Damaged = "damaged",
    Lost = "lost",
    Found = "found",
});

/// A correction of stock.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewAdjustment {
    /// Chosen by the client, or made here.
    pub id: Option<AdjustmentId>,
    /// Where.
    pub location_id: LocationId,
    /// What, by id …
    pub variant_id: Option<VariantId>,
    /// … or by SKU …
    pub sku: Option<String>,
    /// … or by barcode.
    pub barcode: Option<String>,
    /// Why.
    pub kind: AdjustmentKind,
    /// How many came or went; for a count, how many are there. Never below zero.
    pub quantity: Quantity,
    /// What one unit cost, when stock comes in. The product's cost unless told.
    pub unit_cost: Option<Money>,
    /// In words, for whoever reads it later.
    #[schema(max_length = 500)]
    pub reason: Option<String>,
    /// When it happened, if not now.
    pub happened_at: Option<Timestamp>,
    /// For stock of the past that is brought over from another system: it goes to the business day on which
    /// it happened. Needs the permission `manage`.
    #[serde(default)]
    pub import: bool,
}

/// What an adjustment did.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct Adjusted {
    /// Its id.
    pub id: AdjustmentId,
    /// The movement that it made.
    pub movement: Movement,
    /// The stock after it.
    pub stock: StockLevel,
}

/// Why stock moved: a sale, something taken back, an adjustment of some kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum MovementKind {
    /// It was sold.
    Sale,
    /// It was taken back.
    Return,
    /// It did not move: what earlier sales below zero had cost became known.
    Revaluation,
    /// See [`AdjustmentKind::Opening`].
    Opening,
    /// See [`AdjustmentKind::Count`].
    Count,
    /// See [`AdjustmentKind::Received`].
    Received,
    /// See [`AdjustmentKind::Damaged`].
    Damaged,
    /// See [`AdjustmentKind::Lost`].
    Lost,
    /// See [`AdjustmentKind::Found`].
    Found,
}
text_enum!(MovementKind {
    Sale = "sale",
    Return = "return",
    Revaluation = "revaluation",
    Opening = "opening",
    Count = "count",
    Received = "received",
    Damaged = "damaged",
    Lost = "lost",
    Found = "found",
});

impl From<AdjustmentKind> for MovementKind {
    fn from(kind: AdjustmentKind) -> Self {
        match kind {
            AdjustmentKind::Opening => Self::Opening,
            AdjustmentKind::Count => Self::Count,
            AdjustmentKind::Received => Self::Received,
            AdjustmentKind::Damaged => Self::Damaged,
            AdjustmentKind::Lost => Self::Lost,
            AdjustmentKind::Found => Self::Found,
        }
    }
}

/// One change of stock.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct Movement {
    /// What moved.
    pub variant_id: VariantId,
    /// Its SKU.
    pub sku: String,
    /// Its name.
    pub name: String,
    /// Where.
    pub location_id: LocationId,
    /// Why.
    pub kind: MovementKind,
    /// How many came (or went, below zero).
    pub quantity: Quantity,
    /// What they cost, below zero when they went; null for whoever may not see costs.
    pub value: Option<Money>,
    /// The order, refund or adjustment that moved it.
    pub source_id: Uuid,
    /// The line of it.
    pub line_no: i64,
    /// The receipt of the order or refund, in lists.
    pub receipt: Option<Receipt>,
    /// In words, for an adjustment.
    pub reason: Option<String>,
    /// Who adjusted it.
    pub staff_id: Option<StaffId>,
    /// When it happened.
    pub happened_at: Timestamp,
    /// When it was recorded.
    pub recorded_at: Timestamp,
}

/// The stock of a variant after it moved, as events tell it.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, ToSchema)]
pub struct StockAfter {
    /// The line that moved it.
    pub line_no: i64,
    /// What moved.
    pub variant_id: VariantId,
    /// What is there now.
    pub on_hand: Quantity,
    /// What can still be sold.
    pub available: Quantity,
}

impl From<&Left> for StockAfter {
    fn from(left: &Left) -> Self {
        Self { line_no: left.line_no, variant_id: left.variant_id, on_hand: left.on_hand, available: left.available }
    }
}

/// Which stock is asked for.
#[derive(Debug, Clone, Default)]
pub struct StockFilter {
    /// Only this location.
    pub location_id: Option<LocationId>,
    /// Only this variant.
    pub variant_id: Option<VariantId>,
    /// Only of goods found by this: words of the name, a barcode or a SKU.
    pub search: Option<String>,
    /// Only what has this much or less available.
    pub at_most: Option<Quantity>,
    /// Only what should be counted.
    pub recount: bool,
}
