//! Staff and API keys.

use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use onetill_domains::Page;
use onetill_domains::platform::rules::{Permission, allows};
use onetill_domains::platform::{self, ApiKey, NewStaff, Role, Staff, hash_secret};
use onetill_kernel::{ApiKeyId, Error, StaffId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::created;
use super::sessions::token;
use crate::auth::{API_KEY_PREFIX, Caller, Look, Manage};
use crate::extract::{Input, Params, PartParams, PathId};
use crate::problem::Answer;
use crate::state::App;

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(list, add)).routes(routes!(keys, add_key)).routes(routes!(revoke_key))
}

/// Everybody who works here. E-mail addresses are for those who may manage; everybody else gets null.
#[utoipa::path(get, path = "/v1/staff", tag = "people", operation_id = "list_staff", params(PartParams),
    responses((status = 200, description = "All staff", body = Page<Staff>)))]
async fn list(
    State(app): State<App>,
    caller: Caller<Look>,
    Params(part): Params<PartParams>,
) -> Answer<Json<Page<Staff>>> {
    let mut staff = app.read(platform::staff_list).await?;
    if !allows(caller.who.role, Permission::Manage) {
        staff.iter_mut().for_each(|member| member.email = None);
    }
    Ok(Json(part.of(staff, |member| member.id.to_string())?))
}

/// Adds a member of staff.
#[utoipa::path(post, path = "/v1/staff", tag = "people", operation_id = "create_staff", request_body = NewStaff,
    responses((status = 201, description = "The member of staff", body = Staff)))]
async fn add(
    State(app): State<App>,
    caller: Caller<Manage>,
    Input { value, key }: Input<NewStaff>,
) -> Answer<Response> {
    let mut ctx = app.ctx(&caller.who);
    // Hashing is slow on purpose, so it is done before the transaction.
    let prepared = tokio::task::spawn_blocking(move || platform::prepare_staff(&mut ctx, &value, false))
        .await
        .map_err(Error::internal)??;
    let outcome =
        app.once(&caller.who, key, None, move |tx, ctx| Ok(platform::add_staff(tx, ctx, &prepared)?.into())).await?;
    let staff = app.read(move |tx| platform::staff_member(tx, StaffId(outcome.id))).await?;
    Ok(created(outcome.replayed, staff.ok_or_else(|| Error::not_found("member of staff"))?))
}

/// The API keys, without their secrets.
#[utoipa::path(get, path = "/v1/api-keys", tag = "people", operation_id = "list_api_keys", params(PartParams),
    responses((status = 200, description = "All API keys", body = Page<ApiKey>)))]
async fn keys(
    State(app): State<App>,
    _: Caller<Manage>,
    Params(part): Params<PartParams>,
) -> Answer<Json<Page<ApiKey>>> {
    Ok(Json(part.of(app.read(platform::api_keys).await?, |row| row.id.to_string())?))
}

/// A new API key.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewApiKey {
    /// What it is for.
    #[schema(min_length = 1, max_length = 200)]
    name: String,
    /// What it may do.
    role: Role,
}

/// An API key and its secret, which is shown this once.
#[derive(Serialize, ToSchema)]
struct ApiKeyWithSecret {
    /// The key.
    #[serde(flatten)]
    key: ApiKey,
    /// Send it as `Authorization: Bearer`. It cannot be shown again.
    secret: String,
}

/// Makes an API key. Its secret is in this answer and nowhere else, so this is never replayed.
#[utoipa::path(post, path = "/v1/api-keys", tag = "people", operation_id = "create_api_key", request_body = NewApiKey,
    responses((status = 201, description = "The key with its secret", body = ApiKeyWithSecret)))]
async fn add_key(
    State(app): State<App>,
    caller: Caller<Manage>,
    Input { value, .. }: Input<NewApiKey>,
) -> Answer<Response> {
    let secret = format!("{API_KEY_PREFIX}{}", token());
    let hash = hash_secret(&secret);
    let for_ctx = app.clone();
    let key = app
        .write(None, Vec::new(), move |tx| {
            platform::add_api_key(tx, &mut for_ctx.ctx(&caller.who), &value.name, value.role, &hash)
        })
        .await?;
    Ok(created(false, ApiKeyWithSecret { key, secret }))
}

/// Revokes an API key at once.
#[utoipa::path(delete, path = "/v1/api-keys/{id}", tag = "people", operation_id = "revoke_api_key", params(("id" = ApiKeyId, Path)),
    responses((status = 204, description = "It no longer works")))]
async fn revoke_key(State(app): State<App>, caller: Caller<Manage>, PathId(id): PathId<ApiKeyId>) -> Answer<Response> {
    let for_ctx = app.clone();
    app.write(None, Vec::new(), move |tx| platform::revoke_api_key(tx, &for_ctx.ctx(&caller.who), id)).await?;
    app.inner.sign_ins.forget();
    Ok(StatusCode::NO_CONTENT.into_response())
}
