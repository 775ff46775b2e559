use onetill_kernel::{LocationId, RegisterId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A till position.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct Register {
    /// Its id.
    pub id: RegisterId,
    /// Where it stands.
    pub location_id: LocationId,
    /// Its name.
    pub name: String,
    /// What its receipt numbers begin with.
    #[schema(example = "R1")]
    pub series: String,
}

/// A new register.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewRegister {
    /// Chosen by the client, or made here.
    pub id: Option<RegisterId>,
    /// Where it stands.
    pub location_id: LocationId,
    /// Its name.
    #[schema(min_length = 1, max_length = 200)]
    pub name: String,
    /// One to eight capital letters and digits that no other register has.
    #[schema(pattern = "^[A-Z0-9]{1,8}$")]
    pub series: String,
}

/// The receipt number as people see it: `R1-000123`.
pub fn receipt_number(series: &str, receipt_no: i64) -> String {
    format!("{series}-{receipt_no:06}")
}
