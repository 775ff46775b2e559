use onetill_db::text_enum;
use onetill_kernel::{LocationId, PrintJobId, PrinterId, RegisterId, StaffId, Timestamp, Uuid};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::model::ReceiptKind;

/// A receipt printer on the network.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct Printer {
    /// Its id.
    pub id: PrinterId,
    /// Where it stands.
    pub location_id: LocationId,
    /// Its name.
    pub name: String,
    /// Host and port.
    #[schema(example = "192.168.1.40:9100")]
    pub address: String,
    /// Its model: an id of `GET /v1/printer-profiles`.
    #[schema(example = "epson-tm-t88v")]
    pub profile: String,
    /// Whether it prints in small letters.
    pub small_letters: bool,
    /// Whether it tells its status. One that does not is never known to have printed.
    pub reports_status: bool,
    /// Whether it is in use.
    pub active: bool,
}

/// A new receipt printer.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewPrinter {
    /// Chosen by the client, or made here.
    pub id: Option<PrinterId>,
    /// Where it stands.
    pub location_id: LocationId,
    /// Its name.
    #[schema(min_length = 1, max_length = 200)]
    pub name: String,
    /// Host and port; most printers listen at port 9100.
    #[schema(max_length = 260, example = "192.168.1.40:9100")]
    pub address: String,
    /// Its model: an id of `GET /v1/printer-profiles`.
    pub profile: String,
    /// Whether it prints in small letters.
    #[serde(default)]
    pub small_letters: bool,
    /// Whether it tells its status; it does unless told.
    pub reports_status: Option<bool>,
}

/// What of a printer shall change; what is absent stays.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PrinterChange {
    /// Its name.
    #[schema(min_length = 1, max_length = 200)]
    pub name: Option<String>,
    /// Host and port.
    #[schema(max_length = 260)]
    pub address: Option<String>,
    /// Its model.
    pub profile: Option<String>,
    /// Whether it prints in small letters.
    pub small_letters: Option<bool>,
    /// Whether it tells its status.
    pub reports_status: Option<bool>,
    /// Whether it is in use.
    pub active: Option<bool>,
}

/// The printer of a register.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct RegisterPrinter {
    /// The register.
    pub register_id: RegisterId,
    /// Its printer.
    pub printer_id: PrinterId,
    /// Whether the register's drawer hangs on it.
    pub has_drawer: bool,
}

/// Which printer a register uses.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ChoosePrinter {
    /// The printer; none where it is absent.
    pub printer_id: Option<PrinterId>,
    /// Whether the register's drawer hangs on it.
    #[serde(default)]
    pub has_drawer: bool,
}

/// What a job prints.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Content {
    /// The receipt of an order.
    Receipt,
    /// A copy of it.
    Copy,
    /// The gift receipt.
    Gift,
    /// The receipt of a refund.
    Refund,
    /// A copy of it.
    RefundCopy,
    /// The X or Z report of a shift.
    Shift,
    /// A page that shows that it prints.
    Test,
}
text_enum!(Content {
    Receipt = "receipt",
    Copy = "copy",
    Gift = "gift",
    Refund = "refund",
    RefundCopy = "refund_copy",
    Shift = "shift",
    Test = "test",
});

impl From<ReceiptKind> for Content {
    fn from(kind: ReceiptKind) -> Self {
        match kind {
            ReceiptKind::Original => Self::Receipt,
            ReceiptKind::Copy => Self::Copy,
            ReceiptKind::Gift => Self::Gift,
        }
    }
}

/// How far a print job is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum JobState {
    /// It waits; nothing has left.
    Queued,
    /// It is being sent.
    Sent,
    /// It is on paper.
    Printed,
    /// Nobody knows whether it is on paper: the printer fell silent. Look, and print a copy if it is not.
    Unknown,
    /// It was given up before anything was sent.
    Failed,
}
text_enum!(JobState {
    Queued = "queued",
    Sent = "sent",
    Printed = "printed",
    Unknown = "unknown",
    Failed = "failed",
});

/// What keeps a printer from printing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum PrinterProblem {
    /// No connection comes about.
    Unreachable,
    /// It is connected and says nothing.
    Silent,
    /// Its cover is open.
    CoverOpen,
    /// It has no paper.
    PaperOut,
    /// It is off line or in error for another reason.
    Offline,
}
text_enum!(PrinterProblem {
    Unreachable = "unreachable",
    Silent = "silent",
    CoverOpen = "cover_open",
    PaperOut = "paper_out",
    Offline = "offline",
});

/// Something to be printed.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct PrintJob {
    /// Its id.
    pub id: PrintJobId,
    /// The printer.
    pub printer_id: PrinterId,
    /// What it prints.
    pub content: Content,
    /// The order, refund or shift; none for a test page.
    pub subject_id: Option<Uuid>,
    /// How far it is.
    pub state: JobState,
    /// What it waits for, or why it was given up.
    pub problem: Option<PrinterProblem>,
    /// Who asked for it.
    pub staff_id: Option<StaffId>,
    /// When it was asked for.
    pub created_at: Timestamp,
    /// When it was sent.
    pub sent_at: Option<Timestamp>,
    /// When it ended.
    pub ended_at: Option<Timestamp>,
}

/// What a printer says of itself.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct PrinterStatus {
    /// Whether it can print now.
    pub ready: bool,
    /// What keeps it from printing.
    pub problem: Option<PrinterProblem>,
    /// Whether its paper is nearly used up.
    pub paper_low: bool,
    /// How many jobs wait for it.
    pub waiting: i64,
}

/// Where to print.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PrintAt {
    /// Chosen by the client, or made here.
    pub id: Option<PrintJobId>,
    /// At the printer of this register …
    pub register_id: Option<RegisterId>,
    /// … or at this printer.
    pub printer_id: Option<PrinterId>,
}

/// Which receipt of an order to print, and where.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PrintReceipt {
    /// Which of its receipts. The original is printed once; after that there are copies.
    #[serde(default)]
    pub kind: ReceiptKind,
    /// Chosen by the client, or made here.
    pub id: Option<PrintJobId>,
    /// At the printer of this register …
    pub register_id: Option<RegisterId>,
    /// … or at this printer.
    pub printer_id: Option<PrinterId>,
}

/// Which receipt of a refund to print, and where.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PrintRefund {
    /// Whether it is a copy. The original is printed once.
    #[serde(default)]
    pub copy: bool,
    /// Chosen by the client, or made here.
    pub id: Option<PrintJobId>,
    /// At the printer of this register …
    pub register_id: Option<RegisterId>,
    /// … or at this printer.
    pub printer_id: Option<PrinterId>,
}
