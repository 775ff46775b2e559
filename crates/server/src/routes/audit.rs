//! The audit trail: what was done, by whom, and whether its chain is unbroken.

use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use onetill_db::Tx;
use onetill_domains::Page;
use onetill_domains::platform::{self, AuditAction, AuditCheck, AuditFilter, AuditRow, Principal};
use onetill_kernel::{Error, Result, Timestamp, Uuid};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::events::position;
use crate::auth::{Caller, ReadAudit};
use crate::extract::{PageParams, Params};
use crate::problem::Answer;
use crate::state::App;

/// An export goes out in pieces of about so many bytes.
const PIECE: usize = 64 * 1024;

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(list)).routes(routes!(check)).routes(routes!(export))
}

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct AuditParams {
    /// Only what this person did or allowed, or this API key did.
    person: Option<Uuid>,
    /// Only this action.
    #[param(inline)]
    action: Option<AuditAction>,
    /// Only what was done to this.
    subject_id: Option<Uuid>,
    /// Only what was done then or later.
    from: Option<Timestamp>,
    /// Only what was done before then.
    to: Option<Timestamp>,
    /// `next_cursor` of the page before.
    #[param(pattern = "^[0-9]+$")]
    cursor: Option<String>,
    /// Rows a page, 1 to 200; 50 unless told.
    #[param(minimum = 1, maximum = 200)]
    limit: Option<i64>,
}

/// Lists the audit trail, newest first.
#[utoipa::path(get, path = "/v1/audit-trail", tag = "audit", operation_id = "list_audit_trail", params(AuditParams),
    responses((status = 200, description = "Rows of the trail", body = Page<AuditRow>)))]
async fn list(
    State(app): State<App>,
    _: Caller<ReadAudit>,
    Params(p): Params<AuditParams>,
) -> Answer<Json<Page<AuditRow>>> {
    let filter = AuditFilter { person: p.person, action: p.action, subject_id: p.subject_id, from: p.from, to: p.to };
    let page = PageParams { cursor: p.cursor, limit: p.limit }.request();
    Ok(Json(app.read(move |tx| platform::audit_trail(tx, &filter, &page)).await?))
}

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct CheckParams {
    /// After which position to begin; 0 for all. That row is taken as right.
    #[param(minimum = 0)]
    after: Option<i64>,
}

/// Recomputes the chain of hashes, some thousand rows at a time.
#[utoipa::path(get, path = "/v1/audit-trail/check", tag = "audit", operation_id = "check_audit_trail", params(CheckParams),
    responses((status = 200, description = "What was found", body = AuditCheck)))]
async fn check(
    State(app): State<App>,
    _: Caller<ReadAudit>,
    Params(p): Params<CheckParams>,
) -> Answer<Json<AuditCheck>> {
    let after = position("after", p.after.unwrap_or(0))?;
    Ok(Json(app.read(move |tx| platform::check_audit_trail(tx, after)).await?))
}

/// How an export is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum AuditFormat {
    /// One JSON object a line.
    #[default]
    Jsonl,
    /// For a spreadsheet.
    Csv,
}

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct ExportParams {
    /// `jsonl` unless told.
    #[param(inline)]
    format: Option<AuditFormat>,
    /// Only what this person did or allowed, or this API key did.
    person: Option<Uuid>,
    /// Only this action.
    #[param(inline)]
    action: Option<AuditAction>,
    /// Only what was done to this.
    subject_id: Option<Uuid>,
    /// Only what was done then or later.
    from: Option<Timestamp>,
    /// Only what was done before then.
    to: Option<Timestamp>,
}

/// The columns of an export, in the order in which they are hashed.
const COLUMNS: [&str; 11] = [
    "position",
    "recorded_at",
    "actor_id",
    "approved_by",
    "register_id",
    "action",
    "subject_kind",
    "subject_id",
    "details",
    "previous_hash",
    "hash",
];

/// Exports the audit trail, oldest first, with the hashes by which anybody can check it: docs/AUDIT.md says how.
///
/// That somebody took it is the last row of the export itself.
#[utoipa::path(get, path = "/v1/audit-trail/export", tag = "audit", operation_id = "export_audit_trail", params(ExportParams),
    responses((status = 200, description = "The rows, one a line", content((String = "application/jsonl"), (String = "text/csv")))))]
async fn export(
    State(app): State<App>,
    caller: Caller<ReadAudit>,
    Params(p): Params<ExportParams>,
) -> Answer<Response> {
    let format = p.format.unwrap_or_default();
    let filter = AuditFilter { person: p.person, action: p.action, subject_id: p.subject_id, from: p.from, to: p.to };
    exported(&app, &caller.who, json!({ "what": "audit_trail", "format": format })).await?;
    let pieces = app.pieces(move |tx, out| {
        if format == AuditFormat::Csv {
            out(COLUMNS.join(",") + "\r\n")?;
        }
        let mut text = String::new();
        platform::each_audit_row(tx, &filter, |row| {
            text.push_str(&line(row, format)?);
            if text.len() < PIECE { Ok(()) } else { out(std::mem::take(&mut text)) }
        })?;
        out(text)
    });
    let pieces = pieces.await?;
    let (kind, name) = match format {
        AuditFormat::Jsonl => ("application/jsonl", "attachment; filename=\"audit-trail.jsonl\""),
        AuditFormat::Csv => ("text/csv; charset=utf-8", "attachment; filename=\"audit-trail.csv\""),
    };
    Ok(([(CONTENT_TYPE, kind), (CONTENT_DISPOSITION, name)], pieces).into_response())
}

/// Accounts for data that somebody takes out in a file.
pub(crate) async fn exported(app: &App, who: &Principal, details: Value) -> Result<()> {
    let (for_ctx, who) = (app.clone(), who.clone());
    let run = move |tx: &mut Tx<'_>| {
        platform::audit(tx, &for_ctx.ctx(&who), AuditAction::DataExported, Uuid::nil(), None, &details)
    };
    app.write(None, Vec::new(), run).await
}

/// A row as a line of an export, with its line break.
fn line(row: &AuditRow, format: AuditFormat) -> Result<String> {
    let id = |id: Option<Uuid>| id.map(|id| id.to_string());
    let values = [
        None,
        Some(row.recorded_at.to_string()),
        id(row.actor.as_ref().map(|a| a.id)),
        id(row.approved_by.as_ref().map(|a| a.id)),
        id(row.register_id.map(|r| r.0)),
        Some(row.action.clone()),
        Some(row.subject_kind.clone()),
        id(row.subject_id),
        Some(row.details.clone()),
        Some(row.previous_hash.clone()),
        Some(row.hash.clone()),
    ];
    let mut parts = Vec::with_capacity(values.len());
    for (name, value) in COLUMNS.iter().zip(values) {
        parts.push(match (format, value) {
            (AuditFormat::Csv, None) if *name == "position" => row.position.to_string(),
            (AuditFormat::Csv, value) => format!("\"{}\"", value.unwrap_or_default().replace('"', "\"\"")),
            (AuditFormat::Jsonl, None) if *name == "position" => format!("\"position\":{}", row.position),
            (AuditFormat::Jsonl, value) => {
                format!("\"{name}\":{}", serde_json::to_string(&value).map_err(Error::internal)?)
            }
        });
    }
    Ok(match format {
        AuditFormat::Csv => parts.join(",") + "\r\n",
        AuditFormat::Jsonl => format!("{{{}}}\n", parts.join(",")),
    })
}
