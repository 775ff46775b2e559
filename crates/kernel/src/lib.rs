//! Values that every crate shares: money, quantities, rates, typed ids, time, randomness, errors.
//!
//! No I/O lives here, and no clock is read here other than through [`Clock`]. All arithmetic is on
//! integers and checked: what cannot be represented is an [`Error`], never a wrapped number.

mod card_number;
mod decimal;
mod error;
mod id;
mod money;
mod quantity;
mod rate;
mod round;
mod source;
mod time;

pub use card_number::holds_card_number;
pub use error::{Error, ErrorKind, Result};
pub use id::*;
pub use money::{Currency, Money};
pub use quantity::Quantity;
pub use rate::Rate;
pub use round::{allocate, div_round, mul_div_round, sum};
pub use source::Ids;
pub use time::{
    Clock, ClockTime, Date, FixedClock, ShiftedClock, SystemClock, Timestamp, business_date, business_minute, offsets,
};
pub use uuid::Uuid;
