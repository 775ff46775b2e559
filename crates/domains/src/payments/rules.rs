//! What an answer makes of an attempt, and what the attempts make of their payment.

use onetill_kernel::{Currency, Money, Timestamp, Uuid, holds_card_number};

use super::connector::{Answer, Approval, Asking, Heard};
use super::lifecycle::{self, Happening};
use super::model::{AttemptKind, AttemptRow, AttemptState, PaymentState};

/// How often a provider is asked at first while it works, in seconds.
const POLL_S: i64 = 1;
/// After how many silent inquiries in a row an attempt counts as unknown.
const SILENCE_LIMIT: i64 = 3;
/// The longest pause between two inquiries, in seconds.
const MAX_PAUSE_S: i64 = 60;
/// How long is waited after a provider said that it does not know of an attempt, in seconds.
const NOT_FOUND_PAUSE_S: i64 = 10;
/// How old an intent to take money may be when it leaves, in seconds. Whoever held the card has gone by then.
const SEND_WITHIN_S: i64 = 60;
/// When it is looked again whether an end still holds that no provider stated, in seconds after each other.
const WATCH_S: [i64; 5] = [60, 600, 3_600, 21_600, 86_400];

/// What tells the id of an entry that takes another back from the id of that one: bits that are random in each.
const TAKEN_BACK: u128 = 0x0052_4554_5552_4e45;
/// The longest word of a provider that is kept.
const MAX_STATUS: usize = 80;
/// The longest text that a customer is shown: a code by EMVCo's merchant-presented specification has at most 512.
const MAX_SHOWN: usize = 2_000;

/// Whether an attempt waited too long to be sent at all: the server was away. Money that is owed is sent however late.
pub fn is_stale(attempt: &AttemptRow, now: Timestamp) -> bool {
    attempt.kind.takes_money()
        && attempt.state == AttemptState::Created
        && now >= attempt.created_at.plus_seconds(SEND_WITHIN_S)
}

/// How a provider is, as far as it decides what its words mean.
#[derive(Debug, Clone, Copy)]
pub struct Manner {
    /// How long after a request it may still act upon it, in seconds.
    pub time_limit_s: i64,
    /// Whether its terminal can be asked if it does anything.
    pub diagnosable: bool,
}

/// What was heard of an attempt.
#[derive(Debug, Clone, Copy)]
pub struct Said<'a> {
    /// What had been asked; none if it came by itself.
    pub asking: Option<Asking>,
    /// What the provider said.
    pub heard: &'a Heard,
    /// The status of the HTTP answer, if there was one.
    pub http_status: Option<u16>,
    /// The currency of the attempt.
    pub currency: Currency,
    /// How the provider is.
    pub manner: Manner,
}

/// What became of an attempt by what was heard.
#[derive(Debug, Clone)]
pub struct Step {
    /// The attempt after it.
    pub after: AttemptRow,
    /// What is to be asked at once.
    pub next: Option<Asking>,
    /// Whether it ended by this.
    pub ended: bool,
    /// Whether it had ended before, and must be accounted for otherwise now.
    pub reopened: bool,
}

/// The consequence of something heard.
#[derive(Debug, Clone)]
pub enum Consequence {
    /// The attempt goes on, or ends.
    Step(Box<Step>),
    /// It repeats what is known.
    Nothing,
    /// It cannot be, and changes nothing.
    Refused(Happening),
}

/// What `said` makes of an attempt at `now`.
pub fn step(attempt: &AttemptRow, said: &Said<'_>, now: Timestamp) -> Consequence {
    let unsent = attempt.state == AttemptState::Created;
    let mut after = attempt.clone();
    learn(&mut after, said.heard);
    let (happening, message, code) = match &said.heard.answer {
        Answer::Onward | Answer::Idle | Answer::Busy | Answer::NotFound | Answer::Silent | Answer::Pending { .. }
            if attempt.state.is_final() =>
        {
            return watch(after, now);
        }
        Answer::Onward | Answer::Idle | Answer::Busy if unsent => return Consequence::Nothing,
        Answer::Onward => return goes_on(after, said.asking),
        Answer::Idle => {
            after.idle_at = Some(now);
            return goes_on(after, Some(Asking::Inquire));
        }
        Answer::Busy => {
            (after.idle_at, after.inquire_at) = (None, Some(now.plus_seconds(NOT_FOUND_PAUSE_S)));
            return goes_on(after, None);
        }
        Answer::NotFound => match not_found(&mut after, said.manner, now) {
            Err(next) => return goes_on(after, next),
            Ok(()) => {
                (Happening::NotThere, format!("The terminal never got this. {}", nothing(attempt)), "not_received")
            }
        },
        Answer::Pending { message } => {
            (after.inquiries, after.inquire_at) = (0, Some(now.plus_seconds(poll_pause(attempt, now))));
            (Happening::UnderWay, message.clone(), "")
        }
        Answer::Silent => silence(&mut after, now),
        Answer::Approved(approval) => return approved(attempt, after, approval, said.currency, now),
        Answer::Declined { code, message } => (Happening::Declined, message.clone(), code.as_str()),
        Answer::Cancelled if unsent => (Happening::Withdrawn, format!("Cancelled. {}", nothing(attempt)), "withdrawn"),
        Answer::Cancelled => (Happening::Cancelled, format!("Cancelled. {}", nothing(attempt)), "cancelled"),
        Answer::Expired if unsent => {
            (Happening::Lapsed, format!("This was not sent in time. {}", nothing(attempt)), "not_sent")
        }
        Answer::Expired => (Happening::Expired, format!("The time ran out. {}", nothing(attempt)), "expired"),
    };
    moved_by(attempt, after, happening, message, code, now)
}

/// What a manager's decision makes of an attempt.
pub fn decide(attempt: &AttemptRow, taken: bool, now: Timestamp) -> Consequence {
    let (happening, message, code) = if taken {
        (Happening::DecidedTaken, "Decided by hand: it was taken.", "")
    } else {
        (Happening::DecidedNotTaken, "Decided by hand: nothing was taken.", "decided_not_taken")
    };
    moved_by(attempt, attempt.clone(), happening, message.to_owned(), code, now)
}

fn moved_by(
    attempt: &AttemptRow,
    mut after: AttemptRow,
    mut happening: Happening,
    message: String,
    code: &str,
    now: Timestamp,
) -> Consequence {
    if attempt.kind.gives_back() && attempt.state == AttemptState::Succeeded && happening == Happening::Declined {
        happening = Happening::CameBack;
    }
    let Some(state) = lifecycle::next(attempt.state, happening, attempt.kind.gives_back()) else {
        let holds = attempt.inquire_at.is_some() || attempt.state != AttemptState::Succeeded;
        let repeats = attempt.state.is_final() && !happening.moves_money() && holds;
        return if repeats { watch(after, now) } else { Consequence::Refused(happening) };
    };
    after.state = state;
    after.message = Some(message);
    after.outcome_code = Some(code.to_owned()).filter(|code| !code.is_empty());
    let ended = state.is_final();
    if ended {
        after.concluded_at = Some(now);
        (after.shown, after.inquiries) = (None, 0);
        after.inquire_at = watched(happening).then(|| now.plus_seconds(WATCH_S[0]));
    }
    Consequence::Step(Box::new(Step { after, next: None, ended, reopened: ended && attempt.state.is_final() }))
}

/// An end that no provider stated may turn out wrong.
const fn watched(happening: Happening) -> bool {
    matches!(happening, Happening::NotThere | Happening::DecidedTaken | Happening::DecidedNotTaken)
}

fn goes_on(after: AttemptRow, next: Option<Asking>) -> Consequence {
    Consequence::Step(Box::new(Step { after, next, ended: false, reopened: false }))
}

/// The end still holds; it is looked at a few times more, if at all.
fn watch(mut after: AttemptRow, now: Timestamp) -> Consequence {
    if after.inquire_at.is_none() {
        return Consequence::Nothing;
    }
    after.inquiries += 1;
    let pause = usize::try_from(after.inquiries).ok().and_then(|n| WATCH_S.get(n));
    after.inquire_at = pause.map(|s| now.plus_seconds(*s));
    goes_on(after, None)
}

/// Money moved. What is exactly what was asked for ends the attempt well; anything else is for no order and goes back.
fn approved(
    attempt: &AttemptRow,
    mut after: AttemptRow,
    said: &Approval,
    currency: Currency,
    now: Timestamp,
) -> Consequence {
    let asked = attempt.amount + attempt.tip;
    let moved = said.moved.unwrap_or(asked);
    if attempt.state == AttemptState::Succeeded {
        // What was decided by hand is now certain.
        if attempt.decision.is_some() && attempt.inquire_at.is_some() && attempt.moved.is_none() {
            (after.moved, after.inquire_at) = (Some(moved), None);
            return goes_on(after, None);
        }
        return Consequence::Nothing;
    }
    let takes = attempt.kind.takes_money();
    if said.currency.is_some_and(|c| c != currency) || moved <= 0 || !takes && moved != asked {
        let what = said.currency.map_or_else(|| moved.to_string(), |c| Money::new(moved, c).to_string());
        after.inquire_at = Some(now.plus_seconds(MAX_PAUSE_S));
        let message = format!(
            "The provider says that {what} moved, which was not asked for. Do not try again: a manager must decide."
        );
        return moved_by(attempt, after, Happening::Contradicted, message, "contradicted", now);
    }
    let tip = if said.tip > 0 { said.tip } else { attempt.tip };
    let whole = moved == attempt.amount + tip;
    let part = said.partial && moved < attempt.amount;
    let over = attempt.state.is_final();
    after.moved = Some(moved);
    after.surplus = takes && (over || !(whole || part));
    if !after.surplus && takes {
        after.tip = if part { 0 } else { tip };
        after.amount = if part { moved } else { attempt.amount };
    }
    let message = match (after.surplus, over, part) {
        (true, true, _) => "Approved when it had been given up. It is given back.".to_owned(),
        (true, false, _) => "Another amount was taken than was asked for. It is given back.".to_owned(),
        (_, _, true) => "Approved in part. The rest is to be paid otherwise.".to_owned(),
        _ => "Approved.".to_owned(),
    };
    moved_by(attempt, after, Happening::Approved, message, "", now)
}

/// Keeps what is said beside the answer itself, as far as it is harmless.
fn learn(after: &mut AttemptRow, heard: &Heard) {
    let plain = |text: &String, most: usize| {
        let shows = !text.is_empty() && text.len() <= most && !text.chars().any(char::is_control);
        (shows && !holds_card_number(text)).then(|| text.clone())
    };
    if after.provider_reference.is_none() {
        after.provider_reference = heard.reference.as_ref().and_then(|r| plain(r, 200));
    }
    if let Some(status) = heard.provider_status.as_ref().and_then(|s| plain(s, MAX_STATUS)) {
        after.provider_status = Some(status);
    }
    if let Some(shown) = heard.shown.as_ref().and_then(|s| plain(s, MAX_SHOWN)) {
        after.shown = Some(shown);
    }
    if let Answer::Approved(approval) = &heard.answer
        && let Some(card) = approval.card.as_ref().and_then(|c| plain(c, 40))
    {
        after.card = Some(card);
    }
}

/// Whether it is believed that a provider knows nothing of an attempt; if not, what is to be asked at once. Within the
/// provider's time limit the request may still be on its way; after a silence it may have waited in the terminal's line;
/// and what a busy terminal works on it may not know by name yet.
fn not_found(after: &mut AttemptRow, manner: Manner, now: Timestamp) -> Result<(), Option<Asking>> {
    let over_at = after.sent_at.unwrap_or(after.created_at).plus_seconds(manner.time_limit_s);
    let silent_before = after.inquiries > 0;
    after.inquiries = 0;
    if now < over_at || silent_before {
        after.message = Some("Waiting for the terminal.".to_owned());
        let pause_s = if silent_before { NOT_FOUND_PAUSE_S } else { POLL_S };
        after.inquire_at = Some(now.plus_seconds(pause_s));
        return Err(None);
    }
    if manner.diagnosable && after.idle_at.is_none_or(|at| at < over_at) {
        after.inquire_at = Some(now.plus_seconds(NOT_FOUND_PAUSE_S));
        return Err(Some(Asking::Diagnose));
    }
    Ok(())
}

fn silence(after: &mut AttemptRow, now: Timestamp) -> (Happening, String, &'static str) {
    after.inquiries += 1;
    if after.inquiries < SILENCE_LIMIT && after.state == AttemptState::Pending {
        after.inquire_at = Some(now.plus_seconds(POLL_S));
        return (Happening::Unanswered, "Waiting for the terminal.".to_owned(), "");
    }
    after.inquire_at = Some(now.plus_seconds((1i64 << after.inquiries.min(10)).min(MAX_PAUSE_S)));
    let again = if after.kind.gives_back() { "Do not give it back again." } else { "Do not charge again." };
    (Happening::Silence, format!("No answer yet: asking the terminal what happened. {again}"), "")
}

/// A card is asked about every second; what stays open for hours, such as a link, ever more seldom.
fn poll_pause(attempt: &AttemptRow, now: Timestamp) -> i64 {
    let age_s = (now.micros() - attempt.created_at.micros()) / 1_000_000;
    (age_s / 120).clamp(POLL_S, MAX_PAUSE_S)
}

const fn nothing(attempt: &AttemptRow) -> &'static str {
    if attempt.kind.gives_back() { "Nothing was given back." } else { "Nothing was charged." }
}

/// The state of a payment whose attempts are these. What gives money back does not change it, unless all of it was for no
/// order.
pub fn payment_state(attempts: &[AttemptRow]) -> PaymentState {
    use AttemptState as S;
    let of = |kind| attempts.iter().filter(move |a: &&AttemptRow| a.kind == kind);
    let succeeded = |a: &&AttemptRow| a.state == S::Succeeded;
    let surplus: i64 = attempts.iter().filter(|a| a.surplus).filter_map(|a| a.moved).sum();
    if surplus > 0 {
        let back: i64 = attempts.iter().filter(|a| a.kind.gives_back()).filter(succeeded).map(|a| a.amount).sum();
        return if back >= surplus { PaymentState::Reversed } else { PaymentState::Reversing };
    }
    if of(AttemptKind::Capture).any(|a| a.state == S::Succeeded) {
        return PaymentState::Captured;
    }
    let Some(last) = attempts.iter().rfind(|a| a.kind.takes_money()) else { return PaymentState::Created };
    let reserved = of(AttemptKind::Authorise).any(|a| a.state == S::Succeeded);
    if reserved && of(AttemptKind::Void).any(|a| a.state == S::Succeeded) {
        return PaymentState::Voided;
    }
    match last.state {
        S::Created => PaymentState::Created,
        S::Succeeded => PaymentState::Authorised,
        S::Pending => PaymentState::Pending,
        S::Unknown => PaymentState::Unknown,
        // What was reserved still is when taking it failed.
        S::Failed if reserved => PaymentState::Authorised,
        S::Expired => PaymentState::Expired,
        S::Failed => match last.outcome_code.as_deref() {
            Some("cancelled" | "withdrawn") => PaymentState::Cancelled,
            Some("not_sent" | "not_received" | "unreachable" | "terminal_unreachable" | "decided_not_taken") => {
                PaymentState::Failed
            }
            _ => PaymentState::Declined,
        },
    }
}

/// The id of the entry that takes back what was booked for an attempt: another one than the attempt's own.
pub fn taken_back_id(attempt: &AttemptRow) -> Uuid {
    Uuid::from_u128(attempt.id.0.as_u128() ^ TAKEN_BACK)
}
