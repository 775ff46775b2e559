use onetill_kernel::{Timestamp, Uuid};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A committed change.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct Event {
    /// Its place in the log: 1, 2, 3, …, without gaps, in the order of commits.
    pub position: i64,
    /// What happened: `order.completed`.
    #[schema(example = "order.completed")]
    pub kind: String,
    /// The thing that it happened to.
    pub subject_id: Uuid,
    /// What a reader needs to know without asking further; its shape depends on `kind`.
    #[schema(value_type = Object)]
    pub data: serde_json::Value,
    /// When it happened, by the clock of whoever did it.
    pub happened_at: Timestamp,
    /// When it was recorded.
    pub recorded_at: Timestamp,
    /// The database in which it was first recorded.
    pub origin_database: Uuid,
    /// Its position there.
    pub origin_position: i64,
}
