//! The till's side of the terminal: charges, refunds, inquiries, cancellations.

use std::io;

use axum::body::{Body, Bytes};
use axum::extract::rejection::JsonRejection;
use axum::extract::{ConnectInfo, DefaultBodyLimit, Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use onetill_kernel::{Currency, Money};
use serde::Deserialize;
use serde_json::json;

use super::device::{Inquired, Noise, Received, Request};
use super::terminal::{Terminal, pause_for, until};
use super::transaction::{Hold, Kind, Status, Transaction};
use super::wire::Cut;
use super::{page, screen};

/// No request has more to say, in bytes.
const MAX_BODY: usize = 16 * 1024;

/// All that the terminal answers to.
pub(crate) fn router(terminal: Terminal) -> Router {
    Router::new()
        .route("/payments", post(charge))
        .route("/refunds", post(refund))
        .route("/payments/{reference}", get(inquire))
        .route("/payments/{reference}/cancel", post(cancel))
        .route("/diagnosis", get(diagnosis))
        .route("/transactions", get(transactions))
        .merge(screen::routes())
        .merge(page::routes())
        .layer(DefaultBodyLimit::max(MAX_BODY))
        .with_state(terminal)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ChargeRequest {
    reference: String,
    amount: i64,
    currency: Currency,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RefundRequest {
    reference: String,
    original: String,
    amount: i64,
    currency: Currency,
}

async fn charge(
    State(terminal): State<Terminal>,
    ConnectInfo(cut): ConnectInfo<Cut>,
    body: Result<Json<ChargeRequest>, JsonRejection>,
) -> Response {
    let request = match body {
        Ok(Json(body)) => Request {
            kind: Kind::Charge,
            reference: body.reference,
            original: None,
            amount: body.amount,
            currency: body.currency,
        },
        Err(rejection) => return malformed(&rejection),
    };
    receive(&terminal, &cut, request).await
}

async fn refund(
    State(terminal): State<Terminal>,
    ConnectInfo(cut): ConnectInfo<Cut>,
    body: Result<Json<RefundRequest>, JsonRejection>,
) -> Response {
    let request = match body {
        Ok(Json(body)) => Request {
            kind: Kind::Refund,
            reference: body.reference,
            original: Some(body.original),
            amount: body.amount,
            currency: body.currency,
        },
        Err(rejection) => return malformed(&rejection),
    };
    receive(&terminal, &cut, request).await
}

async fn receive(terminal: &Terminal, cut: &Cut, request: Request) -> Response {
    if let Some(message) = wrong(&request) {
        // Nothing was begun, and nothing ever will be by this request.
        let body = json!({"status": "declined", "code": "invalid_request", "message": message});
        return (StatusCode::UNPROCESSABLE_ENTITY, Json(body)).into_response();
    }
    let reference = request.reference.clone();
    let received = terminal.act_async(move |device, now| device.receive(request, now)).await;
    match received {
        Ok(Received::New) => deliver(terminal, reference, StatusCode::ACCEPTED).await,
        Ok(Received::Known) => deliver(terminal, reference, StatusCode::OK).await,
        Ok(Received::Reused) => {
            error(StatusCode::CONFLICT, "reference_reused", "This reference stands for another request. Use a new one.")
        }
        Ok(Received::Cut) => broken(cut),
        Ok(Received::Noise(noise)) => make(noise),
        Err(fault) => out_of_order(&fault),
    }
}

/// What no terminal would accept.
fn wrong(request: &Request) -> Option<&'static str> {
    let name = |text: &str| {
        let plain = |b: u8| b.is_ascii_alphanumeric() || b"-_.".contains(&b);
        (1..=64).contains(&text.len()) && text.bytes().all(plain)
    };
    if !name(&request.reference) {
        return Some("reference: use 1 to 64 letters, digits, hyphens, dots or underscores.");
    }
    if request.original.as_deref().is_some_and(|original| !name(original)) {
        return Some("original: use the transaction that the charge was approved with.");
    }
    if !(1..=Money::MAX_MINOR).contains(&request.amount) {
        return Some("amount: use an amount above zero, in minor units.");
    }
    None
}

/// Whether it does anything at the moment.
async fn diagnosis(State(terminal): State<Terminal>) -> Response {
    match terminal.act_async(|device, _| Ok(device.current().is_none())).await {
        Ok(idle) => Json(json!({ "idle": idle })).into_response(),
        Err(fault) => out_of_order(&fault),
    }
}

async fn inquire(
    State(terminal): State<Terminal>,
    ConnectInfo(cut): ConnectInfo<Cut>,
    Path(reference): Path<String>,
) -> Response {
    let asked = reference.clone();
    let inquired = terminal.act_async(move |device, _| device.inquire(&asked)).await;
    tell(&terminal, &cut, reference, inquired).await
}

async fn cancel(
    State(terminal): State<Terminal>,
    ConnectInfo(cut): ConnectInfo<Cut>,
    Path(reference): Path<String>,
) -> Response {
    let asked = reference.clone();
    let inquired = terminal.act_async(move |device, now| device.cancel(&asked, now)).await;
    tell(&terminal, &cut, reference, inquired).await
}

async fn tell(terminal: &Terminal, cut: &Cut, reference: String, inquired: io::Result<Inquired>) -> Response {
    match inquired {
        Ok(Inquired::Found) => deliver(terminal, reference, StatusCode::OK).await,
        Ok(Inquired::Cut) => broken(cut),
        Ok(Inquired::Noise(noise)) => make(noise),
        Ok(Inquired::Unknown) => unknown_reference(),
        Err(fault) => out_of_order(&fault),
    }
}

async fn transactions(State(terminal): State<Terminal>) -> Response {
    let all = terminal
        .act_async(|device, _| Ok(device.records().iter().map(|r| r.transaction.clone()).collect::<Vec<_>>()))
        .await;
    match all {
        Ok(items) => Json(json!({ "items": items })).into_response(),
        Err(fault) => out_of_order(&fault),
    }
}

/// Answers what the transaction is at, but not before its answer may leave.
async fn deliver(terminal: &Terminal, reference: String, status: StatusCode) -> Response {
    let mut changes = terminal.changes();
    loop {
        changes.mark_unchanged();
        let asked = reference.clone();
        let found = terminal
            .act_async(move |device, now| {
                Ok(device.find(&asked).map(|record| {
                    let hold = record.hold.filter(|_| record.is_held(now));
                    let mut transaction = record.transaction.clone();
                    if record.mistold {
                        transaction.currency = another_than(transaction.currency);
                    }
                    (transaction, hold, now)
                }))
            })
            .await;
        let pause = match found {
            Ok(Some((transaction, None, _))) => return answer(&transaction, status),
            Ok(Some((_, Some(Hold::Until(at)), now))) => Some(until(now, at)),
            Ok(Some((_, Some(_), _))) => None,
            Ok(None) => return unknown_reference(),
            Err(fault) => return out_of_order(&fault),
        };
        tokio::select! {
            () = pause_for(pause) => {}
            // The sender lives as long as the terminal.
            _ = changes.changed() => {}
        }
    }
}

/// A currency that nobody asked for.
fn another_than(currency: Currency) -> Currency {
    ["XTS", "XAU"].iter().filter_map(|code| code.parse().ok()).find(|other| *other != currency).unwrap_or(currency)
}

fn answer(transaction: &Transaction, status: StatusCode) -> Response {
    let busy = transaction.status == Status::Declined && transaction.code.as_deref() == Some("terminal_busy");
    let status = if busy && status == StatusCode::ACCEPTED { StatusCode::CONFLICT } else { status };
    (status, Json(transaction)).into_response()
}

/// What a terminal sends whose program has gone wrong.
fn make(noise: Noise) -> Response {
    const NOISE: &[u8] = b"\x00\xff{\"status\":\"approved\",\xfe\xed<html>";
    match noise {
        Noise::Garbage => NOISE.into_response(),
        Noise::Endless => {
            let piece = Bytes::from(NOISE.repeat(512));
            let pieces = futures_util::stream::repeat_with(move || Ok::<_, io::Error>(piece.clone()));
            Body::from_stream(pieces).into_response()
        }
    }
}

fn broken(cut: &Cut) -> Response {
    cut.cut();
    // Never leaves: the line is cut.
    StatusCode::SERVICE_UNAVAILABLE.into_response()
}

fn unknown_reference() -> Response {
    error(StatusCode::NOT_FOUND, "unknown_reference", "The terminal never got a request with this reference.")
}

pub(crate) fn out_of_order(fault: &io::Error) -> Response {
    tracing::error!(error = %fault, "the simulated terminal cannot write to its memory");
    error(
        StatusCode::SERVICE_UNAVAILABLE,
        "out_of_order",
        "The terminal cannot write to its memory. Make room on its disk.",
    )
}

pub(crate) fn malformed(rejection: &JsonRejection) -> Response {
    error(rejection.status(), "malformed_request", &rejection.body_text())
}

pub(crate) fn error(status: StatusCode, code: &str, message: &str) -> Response {
    (status, Json(json!({"code": code, "message": message}))).into_response()
}
