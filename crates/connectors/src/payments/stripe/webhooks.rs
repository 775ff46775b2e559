//! What Stripe tells by itself: from Stripe, not old, and about which attempt.

use hmac::{Hmac, KeyInit, Mac};
use onetill_domains::payments::{About, Answer, AttemptKind, Heard, Incoming, Notice, OpenAccount, Webhooks};
use onetill_kernel::{Error, ErrorKind, Result, Timestamp};
use serde::Deserialize;
use serde_json::Value;
use sha2::Sha256;

use super::objects::{Intent, Reader, Refund, Session, attempt_id, attempt_of, is_of_mode};
use super::{Stripe, WEBHOOK_SECRET, answers, words};

/// How old or how early a signature may be, in seconds.
const WINDOW_S: i64 = 300;
/// No header has more signatures: one for each secret, and one of Stripe's test scheme.
const MAX_PARTS: usize = 16;

/// An event.
#[derive(Deserialize)]
struct Event {
    id: String,
    #[serde(rename = "type")]
    kind: String,
    livemode: bool,
    data: Data,
}

#[derive(Deserialize)]
struct Data {
    object: Value,
}

impl Webhooks for Stripe {
    fn read(&self, account: &OpenAccount, incoming: Incoming<'_>) -> Result<Vec<Notice>> {
        verify(account, incoming)?;
        let event: Event = serde_json::from_slice(incoming.body)
            .map_err(|_| Error::new(ErrorKind::Malformed, "webhook_unreadable", "This is no event of Stripe's."))?;
        if !is_of_mode(event.livemode, account.mode) {
            return Err(Error::new(ErrorKind::Invalid, "webhook_other_mode", "This event is of Stripe's other mode.")
                .fix("Let the endpoint of this mode send to this address."));
        }
        let (about, heard) =
            meaning(&event).map_or_else(|| (None, Heard::silence()), |(about, heard)| (Some(about), heard));
        Ok(vec![Notice { id: event.id, kind: event.kind, about, heard }])
    }
}

/// Refuses what Stripe has not signed, or signed too long ago. Every secret that is still believed is tried, and every
/// signature: both sides may be in the middle of changing them.
fn verify(account: &OpenAccount, incoming: Incoming<'_>) -> Result<()> {
    let refuse = |code: &'static str, message: &str| Error::new(ErrorKind::Unauthenticated, code, message);
    if account.secrets.newest(WEBHOOK_SECRET).is_none() {
        return Err(refuse(
            "webhook_secret_missing",
            "This account has no signing secret: no webhook can be believed.",
        )
        .fix("Enter the endpoint's signing secret where the provider is set up."));
    }
    let header =
        incoming.header("stripe-signature").ok_or_else(|| refuse("webhook_unsigned", "This message is not signed."))?;
    let mut at = None;
    let mut signatures = Vec::new();
    for part in header.split(',').take(MAX_PARTS) {
        match part.trim().split_once('=') {
            Some(("t", text)) => at = text.parse::<i64>().ok().filter(|at| (0..=1 << 40).contains(at)),
            Some(("v1", text)) => signatures.extend(bytes_of(text)),
            _ => {}
        }
    }
    let at = at.ok_or_else(|| refuse("webhook_unsigned", "The signature has no time."))?;
    let signed = account.secrets.all(WEBHOOK_SECRET).any(|secret| {
        signatures.iter().any(|signature| {
            // Any length is a key, so this cannot fail.
            let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(secret.as_bytes()) else { return false };
            mac.update(at.to_string().as_bytes());
            mac.update(b".");
            mac.update(incoming.body);
            // In constant time.
            mac.verify_slice(signature).is_ok()
        })
    });
    if !signed {
        return Err(refuse("webhook_forged", "The signature is not one of this account's."));
    }
    if (seconds(incoming.now) - at).abs() > WINDOW_S {
        return Err(refuse(
            "webhook_too_old",
            "This message was signed too long ago, or this server's clock is wrong.",
        ));
    }
    Ok(())
}

fn seconds(at: Timestamp) -> i64 {
    at.micros().div_euclid(1_000_000)
}

/// The bytes of a signature: 64 hexadecimal digits.
fn bytes_of(text: &str) -> Option<Vec<u8>> {
    let digits = text.as_bytes();
    if digits.len() != 64 {
        return None;
    }
    let digit = |b: u8| char::from(b).to_digit(16).and_then(|d| u8::try_from(d).ok());
    digits.chunks_exact(2).map(|pair| Some(digit(pair[0])? * 16 + digit(pair[1])?)).collect()
}

/// What an event means, and for which attempt; none for one that says nothing about an attempt.
fn meaning(event: &Event) -> Option<(About, Heard)> {
    let object = || event.data.object.clone();
    match event.kind.as_str() {
        "payment_intent.succeeded"
        | "payment_intent.amount_capturable_updated"
        | "payment_intent.canceled"
        | "payment_intent.payment_failed"
        | "payment_intent.processing" => {
            let intent: Intent = serde_json::from_value(object()).ok()?;
            let about = About::Attempt(attempt_of(&intent.metadata)?);
            Some((about, of_intent(&intent)))
        }
        "checkout.session.completed"
        | "checkout.session.async_payment_succeeded"
        | "checkout.session.async_payment_failed"
        | "checkout.session.expired" => {
            let session: Session = serde_json::from_value(object()).ok()?;
            let id = attempt_id(session.client_reference_id.as_deref()?)?;
            Some((About::Attempt(id), of_session(&event.kind, &session)))
        }
        "refund.created" | "refund.updated" | "refund.failed" | "charge.refund.updated" => {
            let refund: Refund = serde_json::from_value(object()).ok()?;
            let about = About::Attempt(attempt_of(refund.metadata.as_ref()?)?);
            Some((about, answers::gave_back(&refund)))
        }
        "terminal.reader.action_failed" | "terminal.reader.action_succeeded" => {
            let reader: Reader = serde_json::from_value(object()).ok()?;
            let action = reader.action?;
            let intent = action.intent()?.to_owned();
            let refused = action.failure_code.as_deref() == Some("card_declined") || action.decline_code().is_some();
            let heard = match (action.status.as_str(), action.failure_code.as_deref()) {
                ("failed", Some("customer_canceled")) => Answer::Cancelled.into(),
                ("failed", Some(code)) if refused => {
                    let code = words::plain_code(action.decline_code().unwrap_or(code)).unwrap_or("declined");
                    Answer::Declined { code: code.to_owned(), message: words::declined(code).to_owned() }.into()
                }
                // What came of it says the payment intent, when it is asked.
                _ => pending(),
            };
            Some((About::Reference(intent), heard))
        }
        _ => None,
    }
}

fn of_intent(intent: &Intent) -> Heard {
    let kind = if intent.is_held_first() { AttemptKind::Authorise } else { AttemptKind::Capture };
    let by_link = intent.metadata.get("method").is_some_and(|method| method == "link");
    let heard =
        match answers::took(kind, intent) {
            // A refused card leaves the page open, and its session says when it closes.
            Heard {
                answer: Answer::Declined { .. } | Answer::Onward | Answer::Cancelled | Answer::Expired, ..
            } if by_link => pending(),
            Heard { answer: Answer::Onward, .. } => pending(),
            heard => heard,
        };
    let heard = heard.saying(&intent.status);
    // An attempt by link is known by its session's name.
    if by_link { heard } else { heard.named(&intent.id) }
}

fn of_session(kind: &str, session: &Session) -> Heard {
    let heard = match kind {
        "checkout.session.expired" => Answer::Expired.into(),
        // Whether it was taken or held, and by which card, says the payment intent when it is asked.
        _ => answers::paid_session(session),
    };
    heard.named(&session.id).saying(session.status.as_deref().unwrap_or("unknown"))
}

fn pending() -> Heard {
    Answer::Pending { message: "Waiting for Stripe.".to_owned() }.into()
}
