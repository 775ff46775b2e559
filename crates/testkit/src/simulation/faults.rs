//! What goes wrong, and where.

use onetill_domains::payments::Asking;

/// What goes wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fault {
    /// A request never arrives.
    RequestLost,
    /// A request arrives when nobody waits for it any more.
    RequestLate,
    /// A request arrives twice.
    RequestDoubled,
    /// An answer never arrives.
    AnswerLost,
    /// An answer arrives when nobody waits for it any more.
    AnswerLate,
    /// The server dies before it wrote something down.
    CrashBefore,
    /// The server dies after it wrote something down, before anybody hears of it.
    CrashAfter,
    /// What the provider tells by itself never arrives.
    NoticeLost,
    /// It arrives twice.
    NoticeDoubled,
    /// It arrives late, after what came after it.
    NoticeLate,
    /// The provider refuses.
    Refused,
    /// The provider does another amount.
    AnotherAmount,
}

/// Where it goes wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Step {
    /// Asking for money.
    Charge,
    /// Giving money back.
    Refund,
    /// Undoing what is for no order.
    Reverse,
    /// Asking what became of it.
    Inquire,
    /// Asking whether the terminal does anything.
    Diagnose,
    /// Stopping it.
    Cancel,
    /// Opening an order.
    OpenOrder,
    /// Asking the server for a payment.
    Pay,
    /// Giving an order up.
    GiveUp,
    /// Refunding an order.
    RefundOrder,
    /// Writing down that a request is about to leave.
    MarkSent,
    /// Writing down an answer.
    Record,
    /// Writing down what the provider told by itself.
    TakeNotice,
}

/// The faults of the network.
pub(super) const NETWORK: [Fault; 5] =
    [Fault::RequestLost, Fault::RequestLate, Fault::RequestDoubled, Fault::AnswerLost, Fault::AnswerLate];
/// The faults of what the provider tells by itself.
pub(super) const NOTICES: [Fault; 3] = [Fault::NoticeLost, Fault::NoticeDoubled, Fault::NoticeLate];
/// The faults of the server.
pub(super) const CRASHES: [Fault; 2] = [Fault::CrashBefore, Fault::CrashAfter];

impl Step {
    /// The step that a question is.
    pub(super) const fn of(asking: Asking) -> Self {
        match asking {
            Asking::Charge | Asking::Authorise | Asking::Capture => Self::Charge,
            Asking::Refund | Asking::Void => Self::Refund,
            Asking::Reverse => Self::Reverse,
            Asking::Inquire => Self::Inquire,
            Asking::Cancel => Self::Cancel,
            Asking::Diagnose => Self::Diagnose,
        }
    }
}

/// Every fault at every step at which it can happen.
pub fn all() -> Vec<(Fault, Step)> {
    use Step as S;
    let moving = [S::Charge, S::Refund, S::Reverse];
    let asking = [S::Charge, S::Refund, S::Reverse, S::Inquire, S::Diagnose, S::Cancel];
    let writing = [S::OpenOrder, S::Pay, S::GiveUp, S::RefundOrder, S::MarkSent, S::Record, S::TakeNotice];
    let pairs = |faults: &[Fault], steps: &[S]| {
        faults.iter().flat_map(|f| steps.iter().map(move |s| (*f, *s))).collect::<Vec<_>>()
    };
    let mut all = pairs(&NETWORK, &asking);
    all.extend(pairs(&NOTICES, &moving));
    all.extend(pairs(&CRASHES, &writing));
    all.extend([(Fault::Refused, S::Charge), (Fault::Refused, S::Refund), (Fault::AnotherAmount, S::Charge)]);
    all
}
