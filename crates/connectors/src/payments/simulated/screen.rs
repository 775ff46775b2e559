//! The person's side of the terminal: what its screen shows and what its buttons do.

use std::time::Duration;

use axum::extract::rejection::JsonRejection;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use onetill_kernel::{Money, Timestamp};
use serde::{Deserialize, Serialize};

use super::behaviour::{Behaviour, Mode};
use super::device::{Device, Press};
use super::http::{error, malformed, out_of_order};
use super::terminal::Terminal;
use super::transaction::{Kind, Record, Status};

/// How long a screen is kept waiting for a change before it is told that there was none.
const LONG_POLL: Duration = Duration::from_secs(20);
/// How many past transactions the screen lists.
const LAST: usize = 8;
/// How many payments ahead the behaviour can be set.
const MAX_NEXT: usize = 1_000;

pub(crate) fn routes() -> Router<Terminal> {
    Router::new()
        .route("/state", get(state))
        .route("/hand", post(hand))
        .route("/release", post(release))
        .route("/behaviour", get(behaviour).post(set_behaviour))
}

/// What the screen shows.
#[derive(Serialize)]
struct Screen {
    /// Changes whenever anything else does.
    version: i64,
    behaviour: Behaviour,
    next: Option<Behaviour>,
    next_count: usize,
    /// The payment under way.
    current: Option<Line>,
    /// The last transactions, newest first.
    last: Vec<Line>,
    /// Whether the till is being kept in the dark about any of them.
    holds_answers: bool,
}

/// A transaction in words.
#[derive(Serialize)]
struct Line {
    reference: String,
    kind: Kind,
    status: Status,
    amount: String,
    sentence: &'static str,
    card: Option<String>,
    held: bool,
    received_at: Timestamp,
    /// How long ago it ended, in milliseconds.
    concluded_ms_ago: Option<i64>,
}

impl Line {
    fn new(record: &Record, now: Timestamp) -> Self {
        let transaction = &record.transaction;
        Self {
            reference: transaction.reference.clone(),
            kind: transaction.kind,
            status: transaction.status,
            amount: Money::new(transaction.amount, transaction.currency).to_string(),
            sentence: sentence(transaction.status, transaction.code.as_deref()),
            card: transaction.card.as_ref().map(|card| format!("{} {}", card.brand, card.last4)),
            held: record.is_held(now),
            received_at: transaction.received_at,
            concluded_ms_ago: transaction.concluded_at.map(|at| (now.micros() - at.micros()).max(0) / 1_000),
        }
    }
}

/// What the customer reads.
fn sentence(status: Status, code: Option<&str>) -> &'static str {
    match (status, code) {
        (Status::WaitingForCard, _) => "Present your card",
        (Status::Authorising, _) => "One moment, please",
        (Status::Approved, _) => "Approved",
        (Status::Declined, Some("insufficient_funds")) => "Declined: not enough money",
        (Status::Declined, Some("card_expired")) => "Declined: the card has expired",
        (Status::Declined, Some("terminal_busy")) => "Refused: another payment was under way",
        (Status::Declined, Some("original_not_found")) => "Refused: no such charge to give back",
        (Status::Declined, Some("refund_exceeds_charge")) => "Refused: more than was charged",
        (Status::Declined, Some("wrong_currency")) => "Refused: charged in another currency",
        (Status::Declined, _) => "Declined",
        (Status::Cancelled, _) => "Cancelled",
        (Status::Expired, _) => "No card was presented",
    }
}

impl Screen {
    fn new(device: &Device, version: i64, now: Timestamp) -> Self {
        let (next, next_count) = device.next();
        let records = device.records();
        Self {
            version,
            behaviour: device.behaviour(),
            next,
            next_count,
            current: device.current().map(|record| Line::new(record, now)),
            last: records
                .iter()
                .rev()
                .filter(|record| record.transaction.status.is_final())
                .take(LAST)
                .map(|record| Line::new(record, now))
                .collect(),
            holds_answers: records.iter().any(|record| record.is_held(now)),
        }
    }
}

#[derive(Deserialize)]
struct After {
    /// The version that the screen shows already.
    after: Option<i64>,
}

/// The screen; with `after`, as soon as it differs from that version.
async fn state(State(terminal): State<Terminal>, Query(query): Query<After>) -> Response {
    let mut changes = terminal.changes();
    if let Some(after) = query.after {
        // That nothing changed is an answer too.
        let _ = tokio::time::timeout(LONG_POLL, changes.wait_for(|version| *version != after)).await;
    }
    let version = *changes.borrow();
    // An older version than the state at worst: then the next question is answered at once.
    match terminal.act_async(move |device, now| Ok(Screen::new(device, version, now))).await {
        Ok(screen) => Json(screen).into_response(),
        Err(fault) => out_of_order(&fault),
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Hand {
    /// The payment that the person saw when pressing.
    reference: String,
    press: Press,
}

async fn hand(State(terminal): State<Terminal>, body: Result<Json<Hand>, JsonRejection>) -> Response {
    let Hand { reference, press } = match body {
        Ok(Json(body)) => body,
        Err(rejection) => return malformed(&rejection),
    };
    match terminal.act_async(move |device, now| device.press(&reference, press, now)).await {
        Ok(true) => StatusCode::NO_CONTENT.into_response(),
        Ok(false) => error(StatusCode::CONFLICT, "not_waiting", "This payment no longer waits for a card."),
        Err(fault) => out_of_order(&fault),
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Release {}

async fn release(State(terminal): State<Terminal>, body: Result<Json<Release>, JsonRejection>) -> Response {
    if let Err(rejection) = body {
        return malformed(&rejection);
    }
    match terminal.act_async(Device::release).await {
        Ok(()) => StatusCode::NO_CONTENT.into_response(),
        Err(fault) => out_of_order(&fault),
    }
}

async fn behaviour(State(terminal): State<Terminal>) -> Response {
    match terminal.act_async(|device, _| Ok((device.behaviour(), device.next()))).await {
        Ok((default, (next, next_count))) => Json(serde_json::json!({
            "default": default, "next": next, "next_count": next_count,
        }))
        .into_response(),
        Err(fault) => out_of_order(&fault),
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SetBehaviour {
    mode: Mode,
    delay_ms: Option<u64>,
    inquiries: Option<u32>,
    /// For so many payments; absent for all. None empties the queue.
    next: Option<usize>,
}

async fn set_behaviour(State(terminal): State<Terminal>, body: Result<Json<SetBehaviour>, JsonRejection>) -> Response {
    let body = match body {
        Ok(Json(body)) => body,
        Err(rejection) => return malformed(&rejection),
    };
    if body.next.is_some_and(|count| count > MAX_NEXT) {
        return error(
            StatusCode::UNPROCESSABLE_ENTITY,
            "invalid_field",
            "next: use 1000 at most, or leave it out for all payments.",
        );
    }
    let mut behaviour = Behaviour::new(body.mode);
    if let Some(delay_ms) = body.delay_ms {
        behaviour = behaviour.with_delay_ms(delay_ms);
    }
    if let Some(inquiries) = body.inquiries {
        behaviour = behaviour.with_inquiries(inquiries);
    }
    let set = terminal.act_async(move |device, _| {
        match body.next {
            Some(count) => device.set_next(behaviour, count),
            None => device.set_default(behaviour),
        }
        Ok(())
    });
    match set.await {
        Ok(()) => StatusCode::NO_CONTENT.into_response(),
        Err(fault) => out_of_order(&fault),
    }
}
