//! What the shop has recorded of an invoice or a cancellation.

use onetill_kernel::{Date, Money, Rate};
use serde::Deserialize;

use super::plan::{Document, What};

/// A sale or a refund as the shop answers it.
#[derive(Deserialize)]
pub(super) struct Recorded {
    pub(super) business_date: Date,
    pub(super) net: Money,
    pub(super) tax: Money,
    pub(super) total: Money,
    pub(super) taxes: Vec<RecordedTax>,
}

/// A tax of it.
#[derive(Deserialize)]
pub(super) struct RecordedTax {
    pub(super) name: String,
    pub(super) rate: Rate,
    pub(super) net: Money,
    pub(super) amount: Money,
}

impl Recorded {
    /// What its lines come to, as the file says it: with tax where prices contain it.
    pub(super) fn amount(&self, prices_include_tax: bool) -> i64 {
        if prices_include_tax { self.total.minor } else { self.net.minor }
    }
}

/// Where a document is asked for.
pub(super) fn path(document: &Document) -> String {
    match document.what {
        What::Sale => format!("/v1/orders/{}", document.id),
        What::Refund(_) | What::UnlinkedRefund => format!("/v1/refunds/{}", document.id),
    }
}
