use onetill_db::text_enum;
use onetill_kernel::{ImportId, LocationId, TaxCategoryId, Timestamp};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::fields::{ImportField, ImportKind};
use super::file::Encoding;
use super::numbers::DecimalSign;

/// How far an import is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ImportState {
    /// The file is there; nobody said yet what its columns hold.
    Uploaded,
    /// What would become of its rows is being found out.
    Checking,
    /// That is known; nothing was changed yet.
    Checked,
    /// Its rows are being brought in.
    Running,
    /// All of them were.
    Done,
    /// Somebody stopped it; what was brought in until then stays.
    Stopped,
}
text_enum!(ImportState {
    Uploaded = "uploaded",
    Checking = "checking",
    Checked = "checked",
    Running = "running",
    Done = "done",
    Stopped = "stopped",
});

impl ImportState {
    /// Whether steps of it are to be done.
    pub const fn is_under_way(self) -> bool {
        matches!(self, Self::Checking | Self::Running)
    }
}

/// What becomes of a row whose thing is there already.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Existing {
    /// It is changed to what the file says; cells that are empty change nothing.
    #[default]
    Update,
    /// It stays as it is.
    Keep,
}

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MappedColumn {
    /// Which column, from 0.
    #[schema(minimum = 0, maximum = 199)]
    pub column: i64,
    /// What it holds.
    pub field: ImportField,
}

/// How a file is understood.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ImportSettings {
    /// What its columns hold; those that are not named are not read.
    #[schema(max_items = 200)]
    pub mapping: Vec<MappedColumn>,
    /// What stands before the decimals of its numbers.
    pub decimal: DecimalSign,
    /// What becomes of rows whose thing is there already.
    #[serde(default)]
    pub existing: Existing,
    /// How new products are taxed whose row does not say it.
    pub tax_category_id: Option<TaxCategoryId>,
    /// Where the stock is whose row does not say it.
    #[serde(default)]
    pub location_id: Option<LocationId>,
}

/// A column of a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ImportColumn {
    /// Its title.
    pub title: String,
    /// Some of its cells.
    pub samples: Vec<String>,
}

/// What became of rows, or would, by their number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, ToSchema)]
pub struct ImportCounts {
    /// They bring something new.
    pub new: i64,
    /// They change something.
    pub changed: i64,
    /// Everything is as they say.
    pub unchanged: i64,
    /// They would change something, and it was chosen to leave it.
    pub kept: i64,
    /// They hold nothing to bring in.
    pub skipped: i64,
    /// They cannot be brought in.
    pub refused: i64,
}

/// A file whose rows are brought in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Import {
    /// Its id.
    pub id: ImportId,
    /// What its rows are.
    pub kind: ImportKind,
    /// What the file is called.
    pub file_name: String,
    /// How it was encoded.
    pub encoding: Encoding,
    /// What parts its columns.
    #[schema(example = ";")]
    pub delimiter: String,
    /// How far it is.
    pub state: ImportState,
    /// How it is understood; until it is first checked, a guess.
    pub settings: ImportSettings,
    /// Its columns; none any more once it is done or stopped.
    pub columns: Vec<ImportColumn>,
    /// How many rows it has.
    pub row_count: i64,
    /// How many of them were looked at by the check or the run that is under way, or was the last.
    pub done_count: i64,
    /// What became of them.
    pub counts: ImportCounts,
    /// When it was sent.
    pub created_at: Timestamp,
    /// When it was done or stopped.
    pub ended_at: Option<Timestamp>,
}

/// What became of a row, or would.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum RowOutcome {
    /// It brings something new.
    New,
    /// It changes something.
    Changed,
    /// Everything is as it says.
    Unchanged,
    /// It would change something, and it was chosen to leave it.
    Kept,
    /// It holds nothing to bring in.
    Skipped,
    /// It cannot be brought in.
    Refused,
}
text_enum!(RowOutcome {
    New = "new",
    Changed = "changed",
    Unchanged = "unchanged",
    Kept = "kept",
    Skipped = "skipped",
    Refused = "refused",
});

/// A row of a file, and what became of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ImportRow {
    /// Its number as spreadsheets show it: the titles are row 1.
    pub row: i64,
    /// What became of it, or would.
    pub outcome: RowOutcome,
    /// What it is about, by the code that names it.
    pub label: String,
    /// The title of the column at fault.
    pub column: Option<String>,
    /// What stands there.
    pub value: Option<String>,
    /// Why it is refused, as a word that programs may test.
    pub code: Option<String>,
    /// Why it is refused, or what it changes.
    pub message: Option<String>,
    /// What to do.
    pub fix: Option<String>,
}

/// A file that somebody sends.
#[derive(Debug)]
pub struct NewImport {
    /// What its rows are.
    pub kind: ImportKind,
    /// What it is called.
    pub file_name: String,
}

/// How far an import is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reached {
    /// Which of its checks or runs.
    pub pass: i64,
    /// The unit that it goes on with.
    pub unit: u64,
}
