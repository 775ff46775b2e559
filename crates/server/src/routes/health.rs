//! Whether the server lives, is ready, and how it fares.

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use http::header::CONTENT_TYPE;
use onetill_domains::sync;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::problem::Answer;
use crate::state::App;

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(healthz)).routes(routes!(readyz)).routes(routes!(metrics))
}

/// The process lives.
#[utoipa::path(get, path = "/healthz", tag = "health", operation_id = "is_alive", security(()), responses((status = 200, description = "It lives", body = String)))]
async fn healthz() -> &'static str {
    "ok\n"
}

/// The process can do its work: the database answers.
#[utoipa::path(get, path = "/readyz", tag = "health", operation_id = "is_ready", security(()),
    responses((status = 200, description = "It is ready", body = String)))]
async fn readyz(State(app): State<App>) -> Answer<&'static str> {
    app.read(sync::last_position).await.map_err(|e| e.code("not_ready"))?;
    Ok("ready\n")
}

/// Figures for Prometheus, in its text format.
#[utoipa::path(get, path = "/metrics", tag = "health", operation_id = "get_metrics", security(()), responses((status = 200, description = "Figures", body = String)))]
async fn metrics(State(app): State<App>) -> Response {
    if let Ok(position) = app.read(sync::last_position).await {
        metrics::gauge!("onetill_event_position").set(position as f64);
    }
    match crate::serve::recorder() {
        Some(recorder) => ([(CONTENT_TYPE, "text/plain; version=0.0.4")], recorder.render()).into_response(),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}
