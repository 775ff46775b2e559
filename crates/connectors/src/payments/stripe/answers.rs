//! What Stripe says, and what it means for an attempt.

use onetill_domains::payments::{Answer, Approval, Ask, Asking, AttemptKind, Heard, Method, Reply};
use serde::de::DeserializeOwned;

use super::objects::{
    ErrorBody, Expandable, Intent, List, Reader, Refund, Session, attempt_of, currency, is_of_mode, refusal,
};
use super::requests::{Target, target};
use super::words;

/// What an answer means.
pub(super) fn answer(ask: &Ask<'_>, reply: Reply<'_>) -> Heard {
    if reply.status != 200 {
        return refusal(reply.body).map_or_else(Heard::silence, |error| refused(ask, reply.status, error));
    }
    if kind_of(reply.body).as_deref() == Some("terminal.reader") {
        return read(reply.body).map_or_else(Heard::silence, |reader| by_reader(ask, &reader));
    }
    if ask.original.is_some() || ask.kind.gives_back() {
        return going_back(ask, reply.body).unwrap_or_else(Heard::silence);
    }
    match ask.method {
        Method::Terminal => read(reply.body).map_or_else(Heard::silence, |intent| by_intent(ask, &intent)),
        Method::Link => read(reply.body).map_or_else(Heard::silence, |session| by_session(ask, &session)),
        Method::Qr => Heard::silence(),
    }
}

fn read<T: DeserializeOwned>(body: &[u8]) -> Option<T> {
    serde_json::from_slice(body).ok()
}

fn kind_of(body: &[u8]) -> Option<String> {
    #[derive(serde::Deserialize)]
    struct Object {
        object: String,
    }
    read::<Object>(body).map(|said| said.object)
}

fn pending(message: &str) -> Heard {
    Answer::Pending { message: message.to_owned() }.into()
}

/// A payment intent that was made for this attempt, and no other.
fn is_ours(ask: &Ask<'_>, intent: &Intent) -> bool {
    intent.object == "payment_intent"
        && is_of_mode(intent.livemode, ask.account.mode)
        && ask.reference.is_none_or(|id| id == intent.id)
        && attempt_of(&intent.metadata) == Some(ask.attempt_id)
}

/// What a payment intent for a reader says.
fn by_intent(ask: &Ask<'_>, intent: &Intent) -> Heard {
    if !is_ours(ask, intent) {
        return Heard::silence();
    }
    let heard = match (ask.asking, ask.reference) {
        // Its name is kept before a reader hears of it.
        (Asking::Charge | Asking::Authorise, None) => Heard::from(Answer::Onward),
        // Without a name it was never on a reader.
        (Asking::Inquire, None) => Heard::from(Answer::NotFound),
        // It may just be on its way to a reader: it is stopped by its name, once that is known.
        (Asking::Cancel, None) => pending("Stopping."),
        // What the reader shows is cleared next.
        (Asking::Cancel, Some(_)) if intent.status == "canceled" => Heard::from(Answer::Onward),
        // The reader has failed by now, and still no card was charged.
        (Asking::Inquire, Some(_)) if ask.step > 1 => match took(ask.kind, intent) {
            Heard { answer: Answer::Onward, .. } => Answer::Cancelled.into(),
            heard => heard,
        },
        _ => took(ask.kind, intent),
    };
    heard.named(&intent.id).saying(&intent.status)
}

/// What a payment intent says about the money that it was to take or hold.
pub(super) fn took(kind: AttemptKind, intent: &Intent) -> Heard {
    let Some(currency) = currency(&intent.currency) else { return Heard::silence() };
    let approved = |moved| {
        let approval = Approval {
            moved: Some(moved),
            tip: intent.tip(),
            currency: Some(currency),
            partial: false,
            card: intent.card(),
        };
        Answer::Approved(approval).into()
    };
    match (kind, intent.status.as_str()) {
        // What was held in full, whatever was captured of it since.
        (AttemptKind::Authorise, "succeeded") => approved(intent.amount),
        (AttemptKind::Authorise, "requires_capture") => approved(intent.amount_capturable),
        (_, "succeeded") => approved(intent.amount_received),
        (_, "canceled") if intent.cancellation_reason.as_deref() == Some("automatic") => Answer::Expired.into(),
        (_, "canceled") => Answer::Cancelled.into(),
        (_, "requires_payment_method" | "requires_confirmation") => match &intent.last_payment_error {
            Some(error) => declined(error),
            // No card was charged yet: what does the reader say?
            None => Answer::Onward.into(),
        },
        (_, "processing" | "requires_action") => pending("Authorising."),
        // Held though it was to be taken at once, or a word of a newer Stripe.
        _ => pending("Waiting for Stripe."),
    }
}

fn declined(error: &ErrorBody) -> Heard {
    let code =
        error.decline_code.as_deref().or(error.code.as_deref()).and_then(words::plain_code).unwrap_or("declined");
    Answer::Declined { code: code.to_owned(), message: words::declined(code).to_owned() }.into()
}

/// What a reader says.
fn by_reader(ask: &Ask<'_>, reader: &Reader) -> Heard {
    let asked = ask.terminal.is_some_and(|terminal| terminal.address == reader.id);
    if !asked || reader.object != "terminal.reader" || !is_of_mode(reader.livemode, ask.account.mode) {
        return Heard::silence();
    }
    let busy = reader.action.as_ref().filter(|action| action.status == "in_progress");
    if ask.asking == Asking::Diagnose {
        // Busy with somebody else's payment it does nothing about ours.
        let ours = busy.is_some_and(|action| ask.reference.is_none() || action.intent() == ask.reference);
        return if ours { Answer::Busy } else { Answer::Idle }.into();
    }
    let ours = reader.action.as_ref().filter(|action| action.intent().is_some() && action.intent() == ask.reference);
    if ask.asking == Asking::Cancel {
        // The payment intent is cancelled by now. The screen is cleared if it is still ours.
        return if ask.step == 1 && ours.is_some() && busy.is_some() { Answer::Onward } else { Answer::Cancelled }
            .into();
    }
    match ours.map(|action| (action.status.as_str(), action)) {
        Some(("in_progress", _)) => pending("Ask for the card.").saying("in_progress"),
        // Whether a card was charged before that says the payment intent once more.
        Some(("failed", action)) => {
            let code = action.failure_code.as_deref().and_then(words::plain_code).unwrap_or("failed");
            Heard::from(Answer::Onward).saying(code)
        }
        // The payment intent says what came of it, when it is asked again.
        Some(("succeeded", _)) => pending("Approved. Asking Stripe for the details."),
        Some(_) => pending("Waiting for the reader."),
        // Another payment is on it, or none.
        None if ask.asking == Asking::Inquire => Answer::NotFound.into(),
        // It was told to take a payment and tells of another.
        None => Heard::silence(),
    }
}

/// What a checkout session says.
fn by_session(ask: &Ask<'_>, session: &Session) -> Heard {
    let ours = session.object == "checkout.session"
        && is_of_mode(session.livemode, ask.account.mode)
        && ask.reference.is_none_or(|id| id == session.id)
        && session.client_reference_id.as_deref() == Some(ask.attempt_id.to_string().as_str());
    if !ours {
        return Heard::silence();
    }
    let intent = session.payment_intent.as_ref().and_then(Expandable::whole);
    let mut heard = match session.status.as_deref() {
        Some("open") => pending("Waiting for the customer to pay by the link."),
        Some("expired") if ask.asking == Asking::Cancel => Answer::Cancelled.into(),
        Some("expired") => Answer::Expired.into(),
        Some("complete") => match intent.filter(|intent| attempt_of(&intent.metadata) == Some(ask.attempt_id)) {
            Some(intent) => match took(ask.kind, intent) {
                // The page is done with; a card that was refused there left it open.
                Heard { answer: Answer::Onward | Answer::Declined { .. }, .. } => pending("Waiting for Stripe."),
                heard => heard,
            },
            None => paid_session(session),
        },
        _ => pending("Waiting for Stripe."),
    };
    heard.shown =
        session.url.clone().filter(|url| url.starts_with("https://") && session.status.as_deref() == Some("open"));
    heard.named(&session.id).saying(session.status.as_deref().unwrap_or("unknown"))
}

/// What a completed session says without its payment intent: whether it was taken, not whether it is held.
pub(super) fn paid_session(session: &Session) -> Heard {
    match (session.amount_total, session.currency.as_deref().and_then(currency)) {
        (Some(moved), Some(currency)) if session.payment_status == "paid" => Answer::Approved(Approval {
            moved: Some(moved),
            tip: 0,
            currency: Some(currency),
            partial: false,
            card: None,
        })
        .into(),
        _ => pending("Waiting for Stripe."),
    }
}

/// What is said about a capture, refund, void or reversal.
fn going_back(ask: &Ask<'_>, body: &[u8]) -> Option<Heard> {
    match kind_of(body)?.as_str() {
        "checkout.session" => {
            let session: Session = read(body)?;
            let asked = matches!(target(ask), Ok(Target::Session(id)) if id == session.id);
            let intent = session.payment_intent?;
            let id = match &intent {
                Expandable::Name(id) => id,
                Expandable::Whole(intent) => &intent.id,
            };
            // With the name of its payment intent it goes on.
            asked.then(|| Heard::from(Answer::Onward).named(id))
        }
        "refund" => read(body).map(|refund| by_refund(ask, &refund)),
        "list" => {
            let list: List<Refund> = read(body)?;
            Some(in_refunds(ask, &list).unwrap_or_else(|| {
                // What is not among the first hundred may be behind them.
                if list.has_more { Heard::silence() } else { Answer::NotFound.into() }
            }))
        }
        "payment_intent" => {
            let intent: Intent = read(body)?;
            let asked = matches!(target(ask), Ok(Target::Intent(id)) if id == intent.id);
            (asked && is_of_mode(intent.livemode, ask.account.mode)).then(|| of_original(ask, &intent))
        }
        _ => None,
    }
}

fn in_refunds(ask: &Ask<'_>, list: &List<Refund>) -> Option<Heard> {
    let ours = |refund: &&Refund| refund.metadata.as_ref().and_then(attempt_of) == Some(ask.attempt_id);
    list.data.iter().find(ours).map(|refund| by_refund(ask, refund))
}

/// What a refund says.
fn by_refund(ask: &Ask<'_>, refund: &Refund) -> Heard {
    if refund.metadata.as_ref().and_then(attempt_of) != Some(ask.attempt_id) {
        return Heard::silence();
    }
    gave_back(refund)
}

/// What a refund says about the money that it was to give back.
pub(super) fn gave_back(refund: &Refund) -> Heard {
    let (Some(status), Some(currency), "refund") =
        (refund.status.as_deref(), currency(&refund.currency), refund.object.as_str())
    else {
        return Heard::silence();
    };
    let heard = match status {
        "succeeded" => Answer::Approved(Approval {
            moved: Some(refund.amount),
            tip: 0,
            currency: Some(currency),
            partial: false,
            card: None,
        })
        .into(),
        "failed" => {
            let code = refund.failure_reason.as_deref().and_then(words::plain_code).unwrap_or("refund_failed");
            Answer::Declined { code: code.to_owned(), message: words::refund_failed(code).to_owned() }.into()
        }
        "canceled" => Answer::Cancelled.into(),
        "requires_action" => pending("Stripe waits for the customer's bank details."),
        _ => pending("On its way back to the card."),
    };
    heard.named(&refund.id).saying(status)
}

/// What a payment intent says about the capture, void or reversal of what it took or held.
fn of_original(ask: &Ask<'_>, intent: &Intent) -> Heard {
    let Some(currency) = currency(&intent.currency) else { return Heard::silence() };
    let approved = |moved| {
        Answer::Approved(Approval { moved, tip: 0, currency: Some(currency), partial: false, card: intent.card() })
            .into()
    };
    let gone =
        |code: &str, message: &str| Answer::Declined { code: code.to_owned(), message: message.to_owned() }.into();
    let inquires = ask.asking == Asking::Inquire;
    let refunds = || intent.latest_charge.as_ref()?.whole()?.refunds.as_ref().and_then(|list| in_refunds(ask, list));
    let heard: Heard = match (ask.kind, intent.status.as_str()) {
        (AttemptKind::Capture, "succeeded") => approved(Some(intent.amount_received)),
        (AttemptKind::Capture, "canceled") => {
            gone("authorisation_lapsed", "What was held was given up or has lapsed. Nothing was charged.")
        }
        (AttemptKind::Void | AttemptKind::Reversal, "canceled") => approved(None),
        (AttemptKind::Void, "succeeded") => {
            gone("captured", "The money was taken meanwhile. Give it back as a refund. Nothing was given back.")
        }
        (AttemptKind::Reversal, _) => refunds().unwrap_or_else(|| Answer::NotFound.into()),
        (AttemptKind::Capture | AttemptKind::Void, "requires_capture") if inquires => Answer::NotFound.into(),
        _ => pending("Waiting for Stripe."),
    };
    // A reversal is found by its refund, and anything else by the payment intent.
    let named = if ask.kind == AttemptKind::Reversal { heard } else { heard.named(&intent.id) };
    named.saying(&intent.status)
}

/// What a refusal means. What nobody knows the meaning of is silence: something may have moved.
fn refused(ask: &Ask<'_>, status: u16, error: ErrorBody) -> Heard {
    let code = error.code.as_deref().and_then(words::plain_code).unwrap_or("refused");
    // A refusal that comes with the payment intent says how it stands.
    if let Some(intent) = &error.payment_intent
        && let Some(heard) = with_intent(ask, intent)
    {
        return heard;
    }
    if !ask.asking.moves_money() {
        let reader_gone = status == 404 && ask.asking == Asking::Inquire && ask.step > 0 && code == "resource_missing";
        return if reader_gone { Answer::NotFound.into() } else { Heard::silence() };
    }
    let certain = match status {
        400 | 404 => error.kind == "invalid_request_error" && code != "terminal_reader_timeout",
        401 | 403 => true,
        402 => error.kind == "card_error",
        // Somebody else's turn, too much at once, or a fault at Stripe: it may be done, or be done yet.
        _ => false,
    };
    if !certain {
        return Heard::silence();
    }
    // Only held: it is given up instead.
    let not_taken = matches!(code, "payment_intent_unexpected_state" | "charge_not_captured" | "intent_invalid_state");
    if not_taken {
        return if ask.asking == Asking::Reverse { Answer::Onward.into() } else { Heard::silence() };
    }
    if status == 402 {
        return declined(&error);
    }
    let message = words::refused(status, code, ask.kind.gives_back());
    Answer::Declined { code: code.to_owned(), message }.into()
}

fn with_intent(ask: &Ask<'_>, intent: &Intent) -> Option<Heard> {
    if ask.original.is_some() {
        let asked = matches!(target(ask), Ok(Target::Intent(id)) if id == intent.id);
        if !asked || !is_of_mode(intent.livemode, ask.account.mode) {
            return None;
        }
        // Taken, so it cannot be given up: it is given back instead.
        if ask.asking == Asking::Reverse && intent.status == "succeeded" {
            return Some(Answer::Onward.into());
        }
        return Some(of_original(ask, intent));
    }
    if !is_ours(ask, intent) {
        return None;
    }
    Some(match took(ask.kind, intent) {
        Heard { answer: Answer::Onward, .. } => Heard::silence(),
        heard => heard.named(&intent.id).saying(&intent.status),
    })
}
