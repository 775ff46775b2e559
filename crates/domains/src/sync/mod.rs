//! What ties the parts together: the event log that feeds screens, webhooks and connectors, and the
//! idempotency keys that keep a command from acting twice.
//!
//! An event becomes visible in the same commit as the facts it tells of. Its position has no gap and
//! only grows in commit order, so a reader that remembers the last position it saw misses nothing.

mod commands;
mod model;
mod store;

pub use commands::{IdempotencyKey, Outcome, emit, once, prune_idempotency_keys};
pub use model::{Event, EventKind};
pub use store::{database_id, events_after, events_of, last_position};
