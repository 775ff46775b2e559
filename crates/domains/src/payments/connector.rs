//! What a payment connector is: it builds requests and reads answers, and moves no bytes itself.

use onetill_kernel::{AttemptId, Money, Result};

use super::model::{Answer, Terminal};

/// What a provider is asked to do about one attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asking {
    /// Take money from the card that is presented.
    Charge,
    /// Give money back to the card that was charged.
    Refund,
    /// Say what became of the attempt.
    Inquire,
    /// Stop, if it is not too late. What came of it is learned by inquiry.
    Cancel,
}

/// One question to a provider.
#[derive(Debug, Clone)]
pub struct Ask<'a> {
    /// What is asked.
    pub asking: Asking,
    /// The attempt; its id names it to the provider, so a repeated request cannot charge twice.
    pub attempt_id: AttemptId,
    /// How much.
    pub amount: Money,
    /// The provider's name for the capture that a refund gives back.
    pub captured_reference: Option<&'a str>,
    /// The terminal.
    pub terminal: &'a Terminal,
}

/// An HTTP request, ready to be sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// `GET`, `POST`, …
    pub method: &'static str,
    /// Where to.
    pub url: String,
    /// Headers beside the body's.
    pub headers: Vec<(&'static str, String)>,
    /// JSON, if there is a body.
    pub body: Option<String>,
    /// How long to wait for the answer, in milliseconds.
    pub timeout_ms: u64,
}

/// A vendor's way of speaking. One implementation a vendor, in the connectors crate.
pub trait Connector: Send + Sync {
    /// The name that terminals are configured with.
    fn name(&self) -> &'static str;

    /// The request that asks it.
    fn request(&self, ask: &Ask<'_>) -> Result<Message>;

    /// What an HTTP answer to `asking` means. What is not understood is [`Answer::Silent`], never success.
    fn answer(&self, asking: Asking, status: u16, body: &[u8]) -> Answer;
}
