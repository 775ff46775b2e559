//! The event log, as a list and as a stream.

use axum::extract::State;
use axum::response::IntoResponse;
use axum::{Json, http::HeaderMap};
use onetill_domains::sync::{self, Event};
use onetill_kernel::{Error, Result};
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
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct After {
    /// Events after this position; 0 for all.
    #[param(minimum = 0)]
    after: Option<i64>,
    /// Events a page, 1 to 1000; 200 unless told.
    #[param(minimum = 1, maximum = 1000)]
    limit: Option<i64>,
    /// `next_cursor` of the page before; the same as `after`.
    #[param(pattern = "^[0-9]+$")]
    cursor: Option<String>,
}

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct StreamAfter {
    /// Events after this position; 0 for all. `Last-Event-ID` comes first.
    #[param(minimum = 0)]
    after: Option<i64>,
}

/// A position in the log, as a caller sent it.
pub(super) fn position(field: &str, after: i64) -> Result<i64> {
    if after >= 0 {
        return Ok(after);
    }
    Err(Error::invalid(field, "Positions count from 1; 0 stands before the first.")
        .fix("Send 0 to begin with the first."))
}

fn bad_cursor() -> Error {
    Error::invalid("cursor", "This is not a cursor of this list.").fix("Send next_cursor as it was answered, or none.")
}

fn bad_position() -> Error {
    Error::invalid("Last-Event-ID", "This is not a position in the log.").fix("Send the id of an event, or nothing.")
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
        let error = Error::invalid("limit", "A page holds 1 to 1000 events.");
        return Err(error.fix("Ask for fewer and follow next_cursor.").into());
    }
    let after = match (&params.cursor, params.after) {
        (Some(cursor), _) => position("cursor", cursor.parse().map_err(|_| bad_cursor())?)?,
        (None, after) => position("after", after.unwrap_or(0))?,
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

/// Streams committed events as server-sent events.
///
/// Resumes after `Last-Event-ID` or `after`; without either it starts with what is committed next. Each event
/// has its position as `id`, its kind as `event` and all of it, as JSON, as `data`. An event `ping`
/// comes first, its `id` the position the stream goes on from, and, without one, when nothing else does for
/// a while.
#[utoipa::path(get, path = "/v1/events/stream", tag = "events", operation_id = "stream_events",
    params(StreamAfter, ("Last-Event-ID" = Option<i64>, Header, description = "The last position that was seen; browsers send it by themselves.", minimum = 0)),
    responses((status = 200, description = "A stream whose `id` is the position and whose `data` is an Event", content_type = "text/event-stream", body = Event)))]
async fn stream(
    State(app): State<App>,
    _: Caller<Look>,
    headers: HeaderMap,
    Params(params): Params<StreamAfter>,
) -> Answer<impl IntoResponse> {
    let resumed = match headers.get("last-event-id") {
        Some(sent) => {
            let sent = sent.to_str().ok().and_then(|text| text.trim().parse().ok());
            Some(position("Last-Event-ID", sent.ok_or_else(bad_position)?)?)
        }
        None => params.after.map(|after| position("after", after)).transpose()?,
    };
    let after = match resumed {
        Some(after) => after,
        None => app.read(sync::last_position).await?,
    };
    Ok(live::stream(app, after))
}
