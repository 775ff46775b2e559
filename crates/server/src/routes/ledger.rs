//! The books.

use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use onetill_domains::ledger::{self, Account, JournalEntry, JournalFilter, TrialBalance};
use onetill_domains::reports::JournalFormat;
use onetill_domains::{Page, platform, reports};
use onetill_kernel::{Date, Uuid};
use serde::Deserialize;
use serde_json::json;
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::audit::exported;
use crate::auth::{Caller, ReadBooks};
use crate::extract::{PageParams, Params, PartParams, search_text};
use crate::problem::Answer;
use crate::state::App;

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(accounts))
        .routes(routes!(journal))
        .routes(routes!(export))
        .routes(routes!(trial_balance))
}

/// The chart of accounts.
#[utoipa::path(get, path = "/v1/accounts", tag = "books", operation_id = "list_accounts", params(PartParams),
    responses((status = 200, description = "All accounts", body = Page<Account>)))]
async fn accounts(
    State(app): State<App>,
    _: Caller<ReadBooks>,
    Params(part): Params<PartParams>,
) -> Answer<Json<Page<Account>>> {
    Ok(Json(part.of(app.read(ledger::accounts).await?, |row| row.code.to_string())?))
}

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct JournalParams {
    /// Only entries that touch this account.
    account: Option<String>,
    /// From this business date on.
    from: Option<Date>,
    /// Up to and including this business date.
    to: Option<Date>,
    /// Only the entry of this fact: an order, a payment's attempt, a refund, an adjustment.
    source_id: Option<Uuid>,
    /// `next_cursor` of the page before.
    cursor: Option<String>,
    /// Rows a page, 1 to 200; 50 unless told.
    #[param(minimum = 1, maximum = 200)]
    limit: Option<i64>,
}

/// Lists journal entries, newest first.
#[utoipa::path(get, path = "/v1/journal", tag = "books", operation_id = "list_journal", params(JournalParams),
    responses((status = 200, description = "Entries", body = Page<JournalEntry>)))]
async fn journal(
    State(app): State<App>,
    _: Caller<ReadBooks>,
    Params(p): Params<JournalParams>,
) -> Answer<Json<Page<JournalEntry>>> {
    let filter =
        JournalFilter { account: search_text("account", p.account)?, from: p.from, to: p.to, source_id: p.source_id };
    let page = PageParams { cursor: p.cursor, limit: p.limit }.request();
    let found = app
        .read(move |tx| {
            let mut found = ledger::journal(tx, &filter, &page)?;
            reports::name_entries(tx, &mut found.items)?;
            Ok(found)
        })
        .await?;
    Ok(Json(found))
}

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct Period {
    /// From this business date on.
    from: Option<Date>,
    /// Up to and including this business date.
    to: Option<Date>,
}

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct ExportParams {
    /// What the file is written as.
    #[param(inline)]
    format: JournalFormat,
    /// From this business date on.
    from: Option<Date>,
    /// Up to and including this business date.
    to: Option<Date>,
}

/// The journal of a period as a file.
///
/// Where the period does not begin with the first entry, what each account held before is the first entry of the file, so
/// that its balances are those of the trial balance up to `to`. The CSV has a row a posting, with `reverses` and
/// `settles` naming the entry that it takes back or pays; a text that a spreadsheet would run as a formula begins with
/// an apostrophe. The hledger journal declares its accounts and asserts its last balances.
#[utoipa::path(get, path = "/v1/journal/export", tag = "books", operation_id = "export_journal", params(ExportParams),
    responses((status = 200, description = "The file", content((String = "text/csv"), (String = "text/plain")))))]
async fn export(
    State(app): State<App>,
    caller: Caller<ReadBooks>,
    Params(p): Params<ExportParams>,
) -> Answer<Response> {
    let (kind, ending) = match p.format {
        JournalFormat::Csv => ("text/csv; charset=utf-8", "csv"),
        JournalFormat::Hledger => ("text/plain; charset=utf-8", "journal"),
    };
    let name = ["journal".to_owned()].into_iter().chain([p.from, p.to].into_iter().flatten().map(|d| d.to_string()));
    let name = name.collect::<Vec<_>>().join("-");
    let details = json!({ "what": "journal", "format": ending, "from": p.from, "to": p.to });
    exported(&app, &caller.who, details).await?;
    let pieces = app.pieces(move |tx, out| reports::export_journal(tx, p.from, p.to, p.format, out)).await?;
    let disposition = format!("attachment; filename=\"{name}.{ending}\"");
    Ok(([(CONTENT_TYPE, kind.to_owned()), (CONTENT_DISPOSITION, disposition)], pieces).into_response())
}

/// What each account holds; debits equal credits.
#[utoipa::path(get, path = "/v1/trial-balance", tag = "books", operation_id = "get_trial_balance", params(Period),
    responses((status = 200, description = "The trial balance", body = TrialBalance)))]
async fn trial_balance(
    State(app): State<App>,
    _: Caller<ReadBooks>,
    Params(p): Params<Period>,
) -> Answer<Json<TrialBalance>> {
    let found = app
        .read(move |tx| {
            let currency = platform::merchant(tx)?.currency;
            ledger::trial_balance(tx, currency, p.from, p.to)
        })
        .await?;
    Ok(Json(found))
}
