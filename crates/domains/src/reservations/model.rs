use onetill_db::text_enum;
use onetill_kernel::{Quantity, Uuid};

/// What became of a reservation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HoldState {
    /// It stands.
    Held,
    /// What was held was used.
    Committed,
    /// It was given back.
    Released,
    /// Its time ran out.
    Expired,
}
text_enum!(HoldState { Held = "held", Committed = "committed", Released = "released", Expired = "expired" });

/// A quantity of something at a place, held for somebody.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Held {
    /// The line of the holder.
    pub line_no: i64,
    /// What is held: a variant.
    pub resource_id: Uuid,
    /// Where: a location.
    pub place_id: Uuid,
    /// How much.
    pub quantity: Quantity,
}
