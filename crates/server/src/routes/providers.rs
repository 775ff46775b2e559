//! Accounts with providers of payments and their terminals: set up, tried out, changed; and what providers tell by themselves.

use std::sync::Arc;

use axum::Json;
use axum::body::Bytes;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::HeaderMap;
use onetill_domains::payments::{
    self, Capability, ChangeProviderAccount, Connector, Field, Incoming, NewProviderAccount, NewTerminal,
    ProviderAccount, Reply, Terminal, TerminalChange, Verdict,
};
use onetill_domains::{Page, tills};
use onetill_kernel::{Error, ProviderAccountId, Result, TerminalId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::{changed, created};
use crate::auth::{Caller, Look, ManageSettings};
use crate::extract::{Input, Params, PartParams, PathId};
use crate::payments::{account, connector, try_out};
use crate::problem::Answer;
use crate::state::App;

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(providers))
        .routes(routes!(accounts, add_account))
        .routes(routes!(one, change))
        .routes(routes!(trial))
        .routes(routes!(terminals, add_terminal))
        .routes(routes!(change_terminal))
        .routes(routes!(notice))
}

/// A provider that accounts can be set up with.
#[derive(Serialize, ToSchema)]
struct Provider {
    /// Its name in requests.
    name: &'static str,
    /// What it can do.
    capabilities: Vec<Capability>,
    /// What an account with it is set up with.
    fields: Vec<Field>,
}

/// The providers that this program can speak to.
#[utoipa::path(get, path = "/v1/providers", tag = "payments", operation_id = "list_providers", params(PartParams),
    responses((status = 200, description = "All providers", body = Page<Provider>)))]
async fn providers(
    State(app): State<App>,
    _: Caller<Look>,
    Params(part): Params<PartParams>,
) -> Answer<Json<Page<Provider>>> {
    let provider = |c: &Arc<dyn Connector>| Provider {
        name: c.name(),
        capabilities: c.capabilities().to_vec(),
        fields: c.fields().to_vec(),
    };
    let all = app.inner.options.connectors.iter().map(provider).collect();
    Ok(Json(part.of(all, |row: &Provider| row.name.to_owned())?))
}

/// The accounts with providers. Their secrets are never shown.
#[utoipa::path(get, path = "/v1/provider-accounts", tag = "payments", operation_id = "list_provider_accounts", params(PartParams),
    responses((status = 200, description = "All accounts", body = Page<ProviderAccount>)))]
async fn accounts(
    State(app): State<App>,
    _: Caller<Look>,
    Params(part): Params<PartParams>,
) -> Answer<Json<Page<ProviderAccount>>> {
    Ok(Json(part.of(app.read(payments::provider_accounts).await?, |row| row.id.to_string())?))
}

/// One account with a provider.
#[utoipa::path(get, path = "/v1/provider-accounts/{id}", tag = "payments", operation_id = "get_provider_account", params(("id" = ProviderAccountId, Path)),
    responses((status = 200, description = "The account", body = ProviderAccount)))]
async fn one(
    State(app): State<App>,
    _: Caller<Look>,
    PathId(id): PathId<ProviderAccountId>,
) -> Answer<Json<ProviderAccount>> {
    Ok(Json(app.read(move |tx| payments::provider_account(tx, id)).await?))
}

/// Sets an account with a provider up. Its keys are sealed, and tell whether real money moves by it.
#[utoipa::path(post, path = "/v1/provider-accounts", tag = "payments", operation_id = "create_provider_account", request_body = NewProviderAccount,
    responses((status = 201, description = "The account", body = ProviderAccount)))]
async fn add_account(
    State(app): State<App>,
    caller: Caller<ManageSettings>,
    Input { value, key }: Input<NewProviderAccount>,
) -> Answer<Response> {
    let vault = app.vault()?;
    let speaks = speaker(&app, &value.provider)?;
    let outcome = app
        .once(&caller.who, key, None, move |tx, ctx| {
            Ok(payments::create_account(tx, ctx, &vault, speaks.as_ref(), &value)?.into())
        })
        .await?;
    let id = ProviderAccountId(outcome.id);
    Ok(created(outcome.replayed, app.read(move |tx| payments::provider_account(tx, id)).await?))
}

/// Changes an account with a provider. Keys that are replaced are believed for a day more.
#[utoipa::path(patch, path = "/v1/provider-accounts/{id}", tag = "payments", operation_id = "update_provider_account", params(("id" = ProviderAccountId, Path)), request_body = ChangeProviderAccount,
    responses((status = 200, description = "The account after it", body = ProviderAccount)))]
async fn change(
    State(app): State<App>,
    caller: Caller<ManageSettings>,
    PathId(id): PathId<ProviderAccountId>,
    Input { value, key }: Input<ChangeProviderAccount>,
) -> Answer<Response> {
    let vault = app.vault()?;
    let known = app.read(move |tx| payments::provider_account(tx, id)).await?;
    let speaks = speaker(&app, &known.provider)?;
    let outcome = app
        .once(&caller.who, key, Some(id.0), move |tx, ctx| {
            payments::change_account(tx, ctx, &vault, speaks.as_ref(), id, &value)?;
            Ok(id.into())
        })
        .await?;
    Ok(changed(outcome, app.read(move |tx| payments::provider_account(tx, id)).await?))
}

fn speaker(app: &App, provider: &str) -> Result<Arc<dyn Connector>> {
    connector(app, provider).ok_or_else(|| {
        let names: Vec<&str> = app.inner.options.connectors.iter().map(|c| c.name()).collect();
        Error::invalid("provider", "There is no such provider.").fix(format!("Use one of {}.", names.join(", ")))
    })
}

/// What of an account is tried out.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewTrial {
    /// A terminal of the account, to be tried too.
    terminal_id: Option<TerminalId>,
}

/// How a trial went.
#[derive(Serialize, ToSchema)]
struct TrialResult {
    /// Whether all of it is well.
    ok: bool,
    /// Its parts, in order.
    verdicts: Vec<Verdict>,
}

/// Tries out whether an account with a provider works, and one of its terminals. No money moves.
#[utoipa::path(post, path = "/v1/provider-accounts/{id}/trial", tag = "payments", operation_id = "try_provider_account", params(("id" = ProviderAccountId, Path)), request_body = NewTrial,
    responses((status = 200, description = "What was found", body = TrialResult)))]
async fn trial(
    State(app): State<App>,
    _: Caller<ManageSettings>,
    PathId(id): PathId<ProviderAccountId>,
    Input { value: NewTrial { terminal_id }, .. }: Input<NewTrial>,
) -> Answer<Json<TrialResult>> {
    let opened = account(&app, id).await?;
    let speaks = speaker(&app, &opened.provider)?;
    let terminal = match terminal_id {
        None => None,
        Some(terminal_id) => {
            let terminal = app.read(move |tx| payments::terminal(tx, terminal_id)).await?;
            if terminal.account_id != id {
                return Err(Error::invalid("terminal_id", "This terminal belongs to another account.")
                    .fix("Try it out with its own account.")
                    .into());
            }
            Some(terminal)
        }
    };
    speaks.check(&opened)?;
    let mut verdicts = Vec::new();
    for (name, message) in speaks.trial().requests(&opened, terminal.as_ref())? {
        let heard = try_out(message).await;
        let reply = heard.as_ref().map(|(status, body)| Reply { status: *status, body });
        verdicts.push(speaks.trial().verdict(name, &opened, reply));
    }
    Ok(Json(TrialResult { ok: verdicts.iter().all(|v| v.ok), verdicts }))
}

/// The card terminals.
#[utoipa::path(get, path = "/v1/terminals", tag = "payments", operation_id = "list_terminals", params(PartParams),
    responses((status = 200, description = "All terminals", body = Page<Terminal>)))]
async fn terminals(
    State(app): State<App>,
    _: Caller<Look>,
    Params(part): Params<PartParams>,
) -> Answer<Json<Page<Terminal>>> {
    Ok(Json(part.of(app.read(payments::terminals).await?, |row| row.id.to_string())?))
}

/// Adds a card terminal.
#[utoipa::path(post, path = "/v1/terminals", tag = "payments", operation_id = "create_terminal", request_body = NewTerminal,
    responses((status = 201, description = "The terminal", body = Terminal)))]
async fn add_terminal(
    State(app): State<App>,
    caller: Caller<ManageSettings>,
    Input { value, key }: Input<NewTerminal>,
) -> Answer<Response> {
    if let Some(register_id) = value.register_id {
        must_stand_there(&app, register_id, value.location_id).await?;
    }
    let outcome =
        app.once(&caller.who, key, None, move |tx, ctx| Ok(payments::create_terminal(tx, ctx, &value)?.into())).await?;
    let id = TerminalId(outcome.id);
    Ok(created(outcome.replayed, app.read(move |tx| payments::terminal(tx, id)).await?))
}

/// Changes a card terminal: its name, its address, the register that it belongs to, whether it is in use.
#[utoipa::path(patch, path = "/v1/terminals/{id}", tag = "payments", operation_id = "update_terminal", params(("id" = TerminalId, Path)), request_body = TerminalChange,
    responses((status = 200, description = "The terminal after it", body = Terminal)))]
async fn change_terminal(
    State(app): State<App>,
    caller: Caller<ManageSettings>,
    PathId(id): PathId<TerminalId>,
    Input { value, key }: Input<TerminalChange>,
) -> Answer<Response> {
    let known = app.read(move |tx| payments::terminal(tx, id)).await?;
    if let Some(Some(register_id)) = value.register_id {
        must_stand_there(&app, register_id, known.location_id).await?;
    }
    let outcome = app
        .once(&caller.who, key, Some(id.0), move |tx, ctx| {
            payments::change_terminal(tx, ctx, id, &value)?;
            Ok(id.into())
        })
        .await?;
    Ok(changed(outcome, app.read(move |tx| payments::terminal(tx, id)).await?))
}

async fn must_stand_there(
    app: &App,
    register_id: onetill_kernel::RegisterId,
    location_id: onetill_kernel::LocationId,
) -> Result<()> {
    let register = app.read(move |tx| tills::register(tx, register_id)).await?;
    if register.location_id != location_id {
        return Err(Error::invalid("register_id", "This register stands at another location.")
            .fix("Name a register of the terminal's location."));
    }
    Ok(())
}

/// What a provider tells by itself, signed as it signs: the address of an account's webhooks. The same message may come any
/// number of times, and before the answer to our own request.
#[utoipa::path(post, path = "/v1/webhooks/{id}", tag = "payments", operation_id = "receive_webhook", params(("id" = ProviderAccountId, Path)), security(()),
    request_body(content = Vec<u8>, content_type = "application/octet-stream", description = "Byte for byte as the provider signed it"),
    responses((status = 200, description = "It was taken", body = String, content_type = "text/plain")))]
async fn notice(
    State(app): State<App>,
    PathId(id): PathId<ProviderAccountId>,
    headers: HeaderMap,
    body: Bytes,
) -> Answer<Response> {
    let opened = account(&app, id).await?;
    let speaks = speaker(&app, &opened.provider)?;
    let Some(webhooks) = speaks.webhooks() else {
        return Err(Error::not_found("address for this provider's messages").into());
    };
    let headers: Vec<(String, String)> = headers
        .iter()
        .filter_map(|(name, value)| Some((name.as_str().to_owned(), value.to_str().ok()?.to_owned())))
        .collect();
    let incoming = Incoming { headers: &headers, body: &body, now: app.clock().now() };
    for told in webhooks.read(&opened, incoming)? {
        crate::payments::take_notice(&app, id, speaks.as_ref(), told).await?;
    }
    Ok(webhooks.receipt().into_response())
}
