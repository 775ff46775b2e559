//! Files that bring in products.

use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::HeaderMap;
use http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use onetill_db::Tx;
use onetill_domains::imports::{self, Import, ImportKind, ImportRow, ImportSettings, NewImport, RowOutcome};
use onetill_domains::reports::{Rows, csv_text};
use onetill_domains::sync::IdempotencyKey;
use onetill_domains::{Ctx, Page};
use onetill_kernel::{Error, ErrorKind, ImportId, Result};
use serde::Deserialize;
use tokio::task::spawn_blocking;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::{changed, created};
use crate::auth::{Caller, Import as MayImport};
use crate::extract::{Input, PageParams, Params, PathId, Upload, search_text};
use crate::problem::Answer;
use crate::state::App;

/// What became of so many rows goes out in one piece.
const PIECE: usize = 1000;

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list))
        .routes(routes!(upload))
        .routes(routes!(one))
        .routes(routes!(check))
        .routes(routes!(run))
        .routes(routes!(stop))
        .routes(routes!(rows))
        .routes(routes!(export))
}

/// Lists files that were brought in or are being, newest first, without their columns.
#[utoipa::path(get, path = "/v1/imports", tag = "imports", operation_id = "list_imports", params(PageParams),
    responses((status = 200, description = "Imports", body = Page<Import>)))]
async fn list(
    State(app): State<App>,
    _: Caller<MayImport>,
    Params(page): Params<PageParams>,
) -> Answer<Json<Page<Import>>> {
    let page = page.request();
    Ok(Json(app.read(move |tx| imports::imports(tx, &page)).await?))
}

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct UploadParams {
    /// What its rows are.
    #[param(inline)]
    kind: ImportKind,
    /// What the file is called.
    #[param(min_length = 1, max_length = 200)]
    file_name: String,
}

/// A CSV file, as the document describes it.
#[derive(ToSchema)]
#[schema(value_type = String, format = Binary)]
#[expect(dead_code, reason = "bodies are read as bytes")]
struct CsvFile(Vec<u8>);

/// Sends a CSV file: at most 32 MiB and 200,000 rows, in UTF-8, UTF-16 or Windows-1252, its columns parted by comma,
/// semicolon, tab or bar, with titles in the first row. The answer guesses what its columns hold. Nothing is changed yet.
#[utoipa::path(post, path = "/v1/imports", tag = "imports", operation_id = "create_import", params(UploadParams),
    request_body(content((CsvFile = "text/csv"))), responses((status = 201, description = "The import", body = Import)))]
async fn upload(
    State(app): State<App>,
    caller: Caller<MayImport>,
    Params(p): Params<UploadParams>,
    headers: HeaderMap,
    Upload(bytes): Upload,
) -> Answer<Response> {
    let kind = headers.get(CONTENT_TYPE).and_then(|v| v.to_str().ok()).unwrap_or_default();
    if !kind.split(';').next().is_some_and(|kind| kind.trim().eq_ignore_ascii_case("text/csv")) {
        return Err(Error::new(ErrorKind::WrongType, "wrong_content_type", "The body is not CSV.")
            .field("Content-Type")
            .fix("Send CSV with Content-Type: text/csv.")
            .into());
    }
    search_text("file_name", Some(p.file_name.clone()))?;
    let new = NewImport { kind: p.kind, file_name: p.file_name };
    let (text, file) = spawn_blocking(move || imports::read_file(&bytes, p.kind)).await.map_err(Error::internal)??;
    let (for_ctx, who) = (app.clone(), caller.who);
    let keep = move |tx: &mut Tx<'_>| imports::upload(tx, &mut for_ctx.ctx(&who), &new, &file, &text);
    let id = app.write(None, Vec::new(), keep).await?;
    Ok(created(false, app.read(move |tx| imports::import(tx, id)).await?))
}

/// One import, and how far it is.
#[utoipa::path(get, path = "/v1/imports/{id}", tag = "imports", operation_id = "get_import", params(("id" = ImportId, Path)),
    responses((status = 200, description = "The import", body = Import)))]
async fn one(State(app): State<App>, _: Caller<MayImport>, PathId(id): PathId<ImportId>) -> Answer<Json<Import>> {
    Ok(Json(app.read(move |tx| imports::import(tx, id)).await?))
}

/// Changes how far an import is, and wakes who works on it.
async fn change<F>(
    app: App,
    caller: Caller<MayImport>,
    id: ImportId,
    key: Option<IdempotencyKey>,
    change: F,
) -> Answer<Response>
where
    F: Fn(&mut Tx<'_>, &Ctx) -> Result<()> + Send + 'static,
{
    let run = move |tx: &mut Tx<'_>, ctx: &mut Ctx| change(tx, ctx).map(|()| id.0);
    let outcome = app.once(&caller.who, key, None, run).await?;
    app.inner.imports_due.notify_one();
    Ok(changed(outcome, app.read(move |tx| imports::import(tx, id)).await?))
}

/// Begins a dry run: what would become of each row as the file is understood by these settings. Nothing is changed.
#[utoipa::path(post, path = "/v1/imports/{id}/check", tag = "imports", operation_id = "check_import", params(("id" = ImportId, Path)),
    request_body = ImportSettings, responses((status = 200, description = "The import", body = Import)))]
async fn check(
    State(app): State<App>,
    caller: Caller<MayImport>,
    PathId(id): PathId<ImportId>,
    Input { value, key }: Input<ImportSettings>,
) -> Answer<Response> {
    change(app, caller, id, key, move |tx, ctx| imports::check(tx, ctx, id, &value)).await
}

/// Nothing needs to be told.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct RunImport {}

/// Begins to bring the rows in as they were checked, some hundred at a time, so that sales go on.
#[utoipa::path(post, path = "/v1/imports/{id}/run", tag = "imports", operation_id = "run_import", params(("id" = ImportId, Path)),
    request_body = RunImport, responses((status = 200, description = "The import", body = Import)))]
async fn run(
    State(app): State<App>,
    caller: Caller<MayImport>,
    PathId(id): PathId<ImportId>,
    Input { value: RunImport {}, key }: Input<RunImport>,
) -> Answer<Response> {
    change(app, caller, id, key, move |tx, ctx| imports::run(tx, ctx, id)).await
}

/// Nothing needs to be told.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct StopImport {}

/// Ends a dry run or a run. What was brought in until then stays.
#[utoipa::path(post, path = "/v1/imports/{id}/stop", tag = "imports", operation_id = "stop_import", params(("id" = ImportId, Path)),
    request_body = StopImport, responses((status = 200, description = "The import", body = Import)))]
async fn stop(
    State(app): State<App>,
    caller: Caller<MayImport>,
    PathId(id): PathId<ImportId>,
    Input { value: StopImport {}, key }: Input<StopImport>,
) -> Answer<Response> {
    change(app, caller, id, key, move |tx, ctx| imports::stop(tx, ctx, id)).await
}

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct RowParams {
    /// Only rows of which this became.
    #[param(inline)]
    outcome: Option<RowOutcome>,
    /// `next_cursor` of the page before.
    #[param(pattern = "^[0-9]+$")]
    cursor: Option<String>,
    /// Rows a page, 1 to 200; 50 unless told.
    #[param(minimum = 1, maximum = 200)]
    limit: Option<i64>,
}

/// Lists what became of an import's rows, or would: why each is refused, and what to do.
#[utoipa::path(get, path = "/v1/imports/{id}/rows", tag = "imports", operation_id = "list_import_rows", params(("id" = ImportId, Path), RowParams),
    responses((status = 200, description = "Rows in the file's order", body = Page<ImportRow>)))]
async fn rows(
    State(app): State<App>,
    _: Caller<MayImport>,
    PathId(id): PathId<ImportId>,
    Params(p): Params<RowParams>,
) -> Answer<Json<Page<ImportRow>>> {
    let page = PageParams { cursor: p.cursor, limit: p.limit }.request();
    Ok(Json(app.read(move |tx| imports::rows(tx, id, p.outcome, &page)).await?))
}

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct ExportParams {
    /// Only rows of which this became.
    #[param(inline)]
    outcome: Option<RowOutcome>,
}

/// The same as a CSV file with every row. A text that a spreadsheet would run as a formula begins with an apostrophe.
#[utoipa::path(get, path = "/v1/imports/{id}/rows/export", tag = "imports", operation_id = "export_import_rows", params(("id" = ImportId, Path), ExportParams),
    responses((status = 200, description = "The file", body = String, content_type = "text/csv")))]
async fn export(
    State(app): State<App>,
    _: Caller<MayImport>,
    PathId(id): PathId<ImportId>,
    Params(p): Params<ExportParams>,
) -> Answer<Response> {
    let pieces = app.pieces(move |tx, out| {
        let mut text = Rows::new();
        text.add(["row", "outcome", "code", "column", "value", "reason", "what to do"].map(Into::into))?;
        let mut count = 0;
        imports::each_row(tx, id, p.outcome, |row| {
            let part = |part: &Option<String>| csv_text(part.as_deref().unwrap_or_default()).into_owned().into();
            let (number, outcome) = (row.row.to_string().into(), row.outcome.as_str().into());
            let label = csv_text(&row.label);
            text.add([
                number,
                outcome,
                label,
                part(&row.column),
                part(&row.value),
                part(&row.message),
                part(&row.fix),
            ])?;
            count += 1;
            if count % PIECE == 0 { out(std::mem::take(&mut text).into_text()?) } else { Ok(()) }
        })?;
        out(text.into_text()?)
    });
    let headers =
        [(CONTENT_TYPE, "text/csv; charset=utf-8"), (CONTENT_DISPOSITION, "attachment; filename=\"import.csv\"")];
    Ok((headers, pieces.await?).into_response())
}
