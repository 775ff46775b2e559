use onetill_db::text_enum;
use onetill_kernel::{ReceiptMailId, StaffId, Timestamp, Uuid};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What an e-mail brings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum MailContent {
    /// The receipt of an order.
    Receipt,
    /// The gift receipt.
    Gift,
    /// The receipt of a refund.
    Refund,
    /// A message that shows that messages arrive.
    Test,
}
text_enum!(MailContent { Receipt = "receipt", Gift = "gift", Refund = "refund", Test = "test" });

/// How far an e-mail is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum MailState {
    /// It waits for its next try; no server has it.
    Queued,
    /// It is being handed to the mail server.
    Sending,
    /// The mail server has taken it.
    Sent,
    /// Nobody knows whether the mail server has taken it: the connection broke behind the message. Ask, and send it again if it did not
    /// arrive.
    Unknown,
    /// It was given up; no server has it.
    Failed,
}
text_enum!(MailState {
    Queued = "queued",
    Sending = "sending",
    Sent = "sent",
    Unknown = "unknown",
    Failed = "failed",
});

/// Why an e-mail was not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum MailProblem {
    /// No server is named that takes mail.
    NotSetUp,
    /// No connection to the mail server comes about, or it breaks.
    Unreachable,
    /// The connection cannot be made secure as it must be.
    Tls,
    /// The mail server does not know the user or the password.
    SignIn,
    /// The mail server takes nothing at the moment.
    Busy,
    /// The mail server refuses the recipient's address.
    Recipient,
    /// The mail server refuses the message.
    Refused,
    /// The mail server fell silent behind the message.
    Silent,
}
text_enum!(MailProblem {
    NotSetUp = "not_set_up",
    Unreachable = "unreachable",
    Tls = "tls",
    SignIn = "sign_in",
    Busy = "busy",
    Recipient = "recipient",
    Refused = "refused",
    Silent = "silent",
});

/// What came of one try to hand an e-mail over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Delivery {
    /// The mail server has taken it.
    Taken,
    /// It has not, and may do so later.
    NotYet(MailProblem),
    /// It never will.
    Never(MailProblem),
    /// Nobody knows.
    Unknown,
}

/// An e-mail with a receipt.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct ReceiptMail {
    /// Its id.
    pub id: ReceiptMailId,
    /// What it brings.
    pub content: MailContent,
    /// The order or refund; none for a test.
    pub subject_id: Option<Uuid>,
    /// The address that it goes to.
    pub recipient: String,
    /// How far it is.
    pub state: MailState,
    /// Why it was not taken at the last try.
    pub problem: Option<MailProblem>,
    /// How often it was tried.
    pub tries: i64,
    /// When it is tried next, while it waits.
    pub next_try_at: Option<Timestamp>,
    /// Who asked for it.
    pub staff_id: Option<StaffId>,
    /// When it was asked for.
    pub created_at: Timestamp,
    /// When the last try began.
    pub sent_at: Option<Timestamp>,
    /// When it ended.
    pub ended_at: Option<Timestamp>,
}

/// A receipt to be sent.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SendReceipt {
    /// Chosen by the client, or made here.
    pub id: Option<ReceiptMailId>,
    /// The address; that of the customer where it is absent.
    #[schema(max_length = 254)]
    pub to: Option<String>,
    /// Of an order, whether it is the gift receipt.
    #[serde(default)]
    pub gift: bool,
}

/// A message to be sent, to see whether it arrives.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SendTestMail {
    /// Chosen by the client, or made here.
    pub id: Option<ReceiptMailId>,
    /// The address.
    #[schema(max_length = 254)]
    pub to: String,
}

/// Whether this server sends mail.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct MailSetup {
    /// Whether a mail server is named.
    pub ready: bool,
    /// The mail server, for whoever may change the settings.
    pub server: Option<String>,
    /// The address that messages come from.
    pub sender: Option<String>,
}
