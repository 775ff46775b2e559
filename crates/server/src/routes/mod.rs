//! The routes, one file a domain. Each hands its handlers to one router, which is also the OpenAPI document.

mod approvals;
mod aside;
mod audit;
mod catalog;
mod customers;
mod dashboard;
mod events;
mod health;
mod imports;
mod ledger;
mod mails;
mod modifiers;
mod orders;
mod payments;
mod people;
mod prices;
mod printers;
mod promotions;
mod providers;
mod receipts;
mod refunds;
mod reports;
mod sessions;
mod settings;
mod setup;
mod shifts;
mod stock;
mod stored_value;

use axum::Json;
use axum::response::{IntoResponse, Response};
use http::{HeaderValue, StatusCode};
use onetill_domains::sync::Outcome;
use serde::Serialize;
use utoipa::OpenApi;
use utoipa_axum::router::OpenApiRouter;

pub(crate) use self::audit::exported;
use crate::openapi::Unrouted;
use crate::state::App;

/// All routes of the API.
pub(crate) fn api() -> OpenApiRouter<App> {
    OpenApiRouter::with_openapi(Unrouted::openapi())
        .merge(sessions::routes())
        .merge(settings::routes())
        .merge(setup::routes())
        .merge(people::routes())
        .merge(catalog::routes())
        .merge(modifiers::routes())
        .merge(customers::routes())
        .merge(prices::routes())
        .merge(promotions::routes())
        .merge(imports::routes())
        .merge(stock::routes())
        .merge(orders::routes())
        .merge(aside::routes())
        .merge(payments::routes())
        .merge(providers::routes())
        .merge(refunds::routes())
        .merge(stored_value::routes())
        .merge(receipts::routes())
        .merge(printers::routes())
        .merge(mails::routes())
        .merge(shifts::routes())
        .merge(ledger::routes())
        .merge(dashboard::routes())
        .merge(reports::routes())
        .merge(events::routes())
        .merge(audit::routes())
        .merge(approvals::routes())
        .merge(health::routes())
}

/// Says on a replayed answer that nothing was done again.
const REPLAYED: &str = "idempotency-replayed";

/// The answer to a command that made something: 201, also when it is a replay, then marked as such.
fn created<T: Serialize>(replayed: bool, value: T) -> Response {
    let mut response = (StatusCode::CREATED, Json(value)).into_response();
    if replayed {
        response.headers_mut().insert(REPLAYED, HeaderValue::from_static("true"));
    }
    response
}

/// The answer to a command that changed something: 200.
fn changed<T: Serialize>(outcome: Outcome, value: T) -> Response {
    let mut response = created(outcome.replayed, value);
    *response.status_mut() = StatusCode::OK;
    response
}
