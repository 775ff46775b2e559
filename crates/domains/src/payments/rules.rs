//! The machine that an attempt goes through, and what it makes of its payment.

use onetill_kernel::{Error, Result, Timestamp, div_round};

use super::model::{Answer, AttemptKind, AttemptRow, AttemptState, PaymentRow, PaymentState, Rounding};

/// How cash for `amount` is rounded, after `settled` went before it for which `moved` moved in cash: what is owed in all,
/// less what has moved, to the nearest multiple of the smallest coin, half away from zero. So the cash part of an order is
/// rounded once, in however many payments it comes.
pub fn round_cash(amount: i64, settled: i64, moved: i64, step: i64) -> Result<Rounding> {
    if step <= 1 {
        return Ok(Rounding::default());
    }
    let owed = i128::from(settled) + i128::from(amount) - i128::from(moved);
    let coins = div_round(owed, i128::from(step)).max(0);
    let minor = i64::try_from(coins * i128::from(step) - i128::from(amount)).map_err(|_| Error::overflow())?;
    Ok(Rounding { minor, step })
}

/// How cash given back for `amount` of a payment is rounded: a part to the smallest coin, the rest to all of its cash that
/// is left, so that what was paid in cash is what goes back, to the coin. `tried` are the payment's attempts so far.
pub fn round_cash_back(payment: &PaymentRow, tried: &[AttemptRow], amount: i64, step: i64) -> Result<Rounding> {
    let before = || tried.iter().filter(|a| a.kind == AttemptKind::Refund && a.state == AttemptState::Succeeded);
    let settled: i64 = before().map(|a| a.amount).sum();
    let moved: i64 = before().map(|a| a.amount + a.rounding.minor).sum();
    let part = round_cash(amount, settled, moved, step)?;
    // A payment without an order only goes out.
    if payment.order_id.is_none() {
        return Ok(part);
    }
    let left = payment.tendered - payment.change - moved;
    let given = if settled + amount == payment.amount { left } else { (amount + part.minor).min(left) };
    Ok(Rounding { minor: given - amount, step: part.step })
}

/// How often a terminal is asked while it works, in seconds.
const POLL_S: i64 = 1;
/// After how many silent inquiries in a row an attempt counts as unknown.
const SILENCE_LIMIT: i64 = 3;
/// The longest pause between two inquiries about an unknown attempt, in seconds.
const MAX_PAUSE_S: i64 = 60;
/// How long a provider may claim that it never heard of an attempt before that is believed, in seconds:
/// a request can still be on its way.
const NOT_FOUND_GRACE_S: i64 = 10;
/// How old an intent to take money may be when it leaves, in seconds. Whoever held the card has gone by then.
const SEND_WITHIN_S: i64 = 60;

/// Whether an attempt waited too long to be sent at all: the server was away. Money that is owed is sent however late.
pub fn is_stale(attempt: &AttemptRow, now: Timestamp) -> bool {
    takes_money(attempt)
        && attempt.state == AttemptState::Created
        && now >= attempt.created_at.plus_seconds(SEND_WITHIN_S)
}

fn takes_money(attempt: &AttemptRow) -> bool {
    matches!(attempt.kind, AttemptKind::Authorise | AttemptKind::Capture)
}

/// What an answer does to an attempt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// The state after it.
    pub state: AttemptState,
    /// The sentence for the cashier after it.
    pub message: Option<String>,
    /// The provider's name for the attempt, if it gave one.
    pub reference: Option<String>,
    /// The provider's code, if it refused.
    pub code: Option<String>,
    /// The card, if one was read.
    pub card: Option<String>,
    /// When to ask again; none once it has ended.
    pub inquire_at: Option<Timestamp>,
    /// Silent inquiries in a row.
    pub inquiries: i64,
}

/// The step that `answer` takes an attempt at `now`; none when the attempt has ended or nothing is new. One that
/// takes money and has not left can be cancelled or lapse, and nothing else can be said of it.
pub fn step(attempt: &AttemptRow, answer: &Answer, now: Timestamp) -> Option<Step> {
    let unsent = attempt.state == AttemptState::Created;
    let ends_unsent = takes_money(attempt) && matches!(answer, Answer::Cancelled | Answer::Expired);
    if attempt.state.is_final() || unsent && !ends_unsent {
        return None;
    }
    let waits = |state, message: &str, pause_s: i64, inquiries| Step {
        state,
        message: Some(message.to_owned()),
        reference: None,
        code: None,
        card: None,
        inquire_at: Some(now.plus_seconds(pause_s)),
        inquiries,
    };
    let ended = |state, code: Option<&str>, message: &str| Step {
        state,
        message: Some(message.to_owned()),
        reference: None,
        code: code.map(str::to_owned),
        card: None,
        inquire_at: None,
        inquiries: 0,
    };
    let (nothing, again) = if takes_money(attempt) {
        ("Nothing was charged.", "Do not charge again.")
    } else {
        ("Nothing was given back.", "Do not give it back again.")
    };
    Some(match answer {
        Answer::Pending { message } => waits(AttemptState::Pending, message, POLL_S, 0),
        Answer::Approved { reference, card } => Step {
            reference: Some(reference.clone()),
            card: card.clone(),
            ..ended(AttemptState::Succeeded, None, "Approved.")
        },
        Answer::Declined { code, message } => ended(AttemptState::Failed, Some(code), message),
        Answer::Cancelled if unsent => ended(AttemptState::Failed, Some("withdrawn"), &format!("Cancelled. {nothing}")),
        Answer::Cancelled => ended(AttemptState::Failed, Some("cancelled"), &format!("Cancelled. {nothing}")),
        Answer::Expired if unsent => ended(
            AttemptState::Failed,
            Some("not_sent"),
            &format!("This was not sent to the terminal in time. {nothing}"),
        ),
        Answer::Expired => ended(AttemptState::Expired, Some("expired"), &format!("The time ran out. {nothing}")),
        Answer::NotFound => {
            let sent_at = attempt.sent_at.unwrap_or(attempt.created_at);
            // A terminal that was silent until now may still find the request in its line: it is asked once more.
            if attempt.inquiries == 0 && now >= sent_at.plus_seconds(NOT_FOUND_GRACE_S) {
                ended(AttemptState::Failed, Some("not_received"), &format!("The terminal never got this. {nothing}"))
            } else {
                let pause_s = if attempt.inquiries == 0 { POLL_S } else { NOT_FOUND_GRACE_S };
                waits(attempt.state, "Waiting for the terminal.", pause_s, 0)
            }
        }
        Answer::Silent => {
            let inquiries = attempt.inquiries + 1;
            if inquiries < SILENCE_LIMIT && attempt.state == AttemptState::Pending {
                waits(AttemptState::Pending, "Waiting for the terminal.", POLL_S, inquiries)
            } else {
                let pause = (1i64 << inquiries.min(10)).min(MAX_PAUSE_S);
                waits(
                    AttemptState::Unknown,
                    &format!("No answer yet: asking the terminal what happened. {again}"),
                    pause,
                    inquiries,
                )
            }
        }
    })
}

/// The state of a payment whose attempts are these. Refunds do not change it.
pub fn payment_state(attempts: &[AttemptRow]) -> PaymentState {
    let taking = || attempts.iter().filter(|a| takes_money(a));
    if taking().any(|a| a.kind == AttemptKind::Capture && a.state == AttemptState::Succeeded) {
        return PaymentState::Captured;
    }
    match taking().next_back() {
        None => PaymentState::Created,
        Some(last) => match last.state {
            AttemptState::Created => PaymentState::Created,
            AttemptState::Pending | AttemptState::Succeeded => PaymentState::Pending,
            AttemptState::Unknown => PaymentState::Unknown,
            AttemptState::Expired => PaymentState::Expired,
            AttemptState::Failed => match last.outcome_code.as_deref() {
                Some("cancelled" | "withdrawn") => PaymentState::Cancelled,
                Some("not_sent" | "not_received" | "terminal_unreachable") => PaymentState::Failed,
                _ => PaymentState::Declined,
            },
        },
    }
}
