//! The event log, as a list and as a stream.

use axum::extract::State;
use axum::response::IntoResponse;
use axum::{Json, http::HeaderMap};
use onetill_domains::sync::{self, Event};
use onetill_kernel::Error;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::auth::{Caller, Look};
use crate::extract::Params;
use crate::live;
use crate::problem::Answer;
use crate::state::App;

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(list)).routes(routes!(stream))
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct After {
    /// Events after this position; 0 for all.
    #[param(minimum = 0)]
    after: Option<i64>,
    /// Events a page, 1 to 1000; 200 unless told.
    #[param(minimum = 1, maximum = 1000)]
    limit: Option<i64>,
    /// `next_cursor` of the page before; the same as `after`.
    cursor: Option<String>,
}

/// A part of the event log.
#[derive(Serialize, ToSchema)]
struct EventPage {
    /// Events, oldest first.
    items: Vec<Event>,
    /// The position to ask after next; null when there is nothing more yet.
    next_cursor: Option<String>,
    /// The position of the newest event in the log.
    last_position: i64,
}

/// Lists committed events after a position, oldest first.
#[utoipa::path(get, path = "/v1/events", tag = "events", operation_id = "list_events", params(After),
    responses((status = 200, description = "Events", body = EventPage)))]
async fn list(State(app): State<App>, _: Caller<Look>, Params(params): Params<After>) -> Answer<Json<EventPage>> {
    let limit = params.limit.unwrap_or(200);
    if !(1..=1000).contains(&limit) {
        return Err(Error::invalid("limit", "A page holds 1 to 1000 events.").into());
    }
    let after = match (&params.cursor, params.after) {
        (Some(cursor), _) => {
            cursor.parse().map_err(|_| Error::invalid("cursor", "This is not a cursor of this list."))?
        }
        (None, after) => after.unwrap_or(0),
    };
    let page = app
        .read(move |tx| {
            let items = sync::events_after(tx, after, limit)?;
            let last_position = sync::last_position(tx)?;
            let end = items.last().map_or(after, |e| e.position);
            let next_cursor = (end < last_position).then(|| end.to_string());
            Ok(EventPage { items, next_cursor, last_position })
        })
        .await?;
    Ok(Json(page))
}

/// Streams committed events as server-sent events. Resumes after `Last-Event-ID` or `after`; without
/// either it starts with what is committed next. A `ping` event comes when nothing else does.
#[utoipa::path(get, path = "/v1/events/stream", tag = "events", operation_id = "stream_events", params(After),
    responses((status = 200, description = "A stream whose `id` is the position and whose `data` is an Event", content_type = "text/event-stream", body = Event)))]
async fn stream(
    State(app): State<App>,
    _: Caller<Look>,
    headers: HeaderMap,
    Params(params): Params<After>,
) -> Answer<impl IntoResponse> {
    let resumed = headers.get("last-event-id").and_then(|v| v.to_str().ok()?.trim().parse::<i64>().ok());
    let after = match resumed.or(params.after) {
        Some(after) => after,
        None => app.read(sync::last_position).await?,
    };
    Ok(live::stream(app, after))
}
