//! Ways to break the recovery of payments, each as somebody once did. The simulation must find every one of them.

/// One way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Breakage {
    /// No answer counts as a refusal.
    SilenceIsARefusal,
    /// That the provider does not know a request is believed at once.
    NotFoundIsBelieved,
    /// The request leaves before it is written down that it does.
    SentBeforeWritten,
    /// What was under way when the server died is not asked about.
    RestartForgets,
    /// What is approved after its end is not looked at.
    LateApprovalsAreIgnored,
    /// Nothing is looked at once more after its end, and no message of the provider's own is heard.
    NothingIsWatched,
    /// An approval counts as one of what was asked for, whatever moved.
    AmountsAreBelieved,
    /// What the provider tells by itself counts for whatever is under way.
    NoticesOfAnyPayment,
    /// Money that goes back is written down and never sent.
    ReversalsAreNotSent,
    /// Each request gets a name of its own.
    AKeyForEachRequest,
}

impl Breakage {
    /// All of them.
    pub const ALL: [Self; 10] = [
        Self::SilenceIsARefusal,
        Self::NotFoundIsBelieved,
        Self::SentBeforeWritten,
        Self::RestartForgets,
        Self::LateApprovalsAreIgnored,
        Self::NothingIsWatched,
        Self::AmountsAreBelieved,
        Self::NoticesOfAnyPayment,
        Self::ReversalsAreNotSent,
        Self::AKeyForEachRequest,
    ];
}
