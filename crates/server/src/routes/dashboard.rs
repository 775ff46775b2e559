//! The dashboard.

use axum::Json;
use axum::extract::State;
use onetill_domains::reports::{self, Dashboard};
use onetill_kernel::{Date, LocationId};
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::auth::{Caller, ReadBooks};
use crate::extract::Params;
use crate::problem::Answer;
use crate::state::App;

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(dashboard))
}

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct DashboardParams {
    /// The business day; the one that runs now unless told.
    date: Option<Date>,
    /// Only this location; all together unless told.
    location_id: Option<LocationId>,
}

/// How a business day went, beside the same weekday a week before.
#[utoipa::path(get, path = "/v1/dashboard", tag = "books", operation_id = "get_dashboard", params(DashboardParams),
    responses((status = 200, description = "The day in figures", body = Dashboard)))]
async fn dashboard(
    State(app): State<App>,
    _: Caller<ReadBooks>,
    Params(p): Params<DashboardParams>,
) -> Answer<Json<Dashboard>> {
    let now = app.clock().now();
    Ok(Json(app.read(move |tx| reports::dashboard(tx, now, p.date, p.location_id)).await?))
}
