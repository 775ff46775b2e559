//! Reports of sales.

use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use onetill_domains::reports::{self, SalesBy, SalesFilter, SalesReport};
use onetill_kernel::{Date, Error, LocationId};
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::auth::{Caller, ReadBooks};
use crate::costs::shown_to;
use crate::extract::Params;
use crate::problem::Answer;
use crate::state::App;

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(sales)).routes(routes!(export))
}

/// Rows that are named unless told.
const NAMED: i64 = 100;

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct SalesParams {
    /// By what sales are told apart.
    by: SalesBy,
    /// The first business date.
    from: Date,
    /// The last business date, at most three years later.
    to: Date,
    /// Only this location; all together unless told.
    location_id: Option<LocationId>,
    /// How many rows are named, 1 to 1000; 100 unless told, and every day of the period. The others come in `rest`.
    #[param(minimum = 1, maximum = 1000)]
    limit: Option<i64>,
}

/// What was sold in a period, less what came back in it.
///
/// The totals are the same whatever the rows are told apart by, and those of the journal for the same days: `net` of the
/// revenue accounts of sales, `tax` of the tax accounts.
#[utoipa::path(get, path = "/v1/reports/sales", tag = "reports", operation_id = "get_sales_report", params(SalesParams),
    responses((status = 200, description = "The report", body = SalesReport)))]
async fn sales(
    State(app): State<App>,
    caller: Caller<ReadBooks>,
    Params(p): Params<SalesParams>,
) -> Answer<Json<SalesReport>> {
    let limit = p.limit.unwrap_or(NAMED);
    if !(1..=1000).contains(&limit) {
        return Err(Error::invalid("limit", "A report names 1 to 1000 rows.")
            .fix("Ask for fewer; GET /v1/reports/sales/export has all of them.")
            .into());
    }
    let filter = SalesFilter { by: p.by, from: p.from, to: p.to, location_id: p.location_id };
    let report = app.read(move |tx| reports::sales(tx, &filter, limit as usize)).await?;
    Ok(Json(shown_to(&caller.who, report)))
}

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct ExportParams {
    /// By what sales are told apart.
    by: SalesBy,
    /// The first business date.
    from: Date,
    /// The last business date, at most three years later.
    to: Date,
    /// Only this location; all together unless told.
    location_id: Option<LocationId>,
}

/// The same as a CSV file with every row. A text that a spreadsheet would run as a formula begins with an apostrophe.
#[utoipa::path(get, path = "/v1/reports/sales/export", tag = "reports", operation_id = "export_sales_report",
    params(ExportParams), responses((status = 200, description = "The file", body = String, content_type = "text/csv")))]
async fn export(State(app): State<App>, _: Caller<ReadBooks>, Params(p): Params<ExportParams>) -> Answer<Response> {
    let filter = SalesFilter { by: p.by, from: p.from, to: p.to, location_id: p.location_id };
    let pieces = app.pieces(move |tx, out| reports::export_sales(tx, &filter, out)).await?;
    let disposition = format!("attachment; filename=\"sales-{}-{}.csv\"", p.from, p.to);
    let headers = [(CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()), (CONTENT_DISPOSITION, disposition)];
    Ok((headers, pieces).into_response())
}
