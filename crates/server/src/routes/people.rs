//! Staff, roles and API keys.

use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use onetill_db::Tx;
use onetill_domains::platform::{
    self, ApiKey, NewApiKey, NewRole, NewStaff, Permission, RoleChange, RoleView, SignInView, Staff, StaffChange,
    hash_secret,
};
use onetill_domains::{Ctx, Page};
use onetill_kernel::{ApiKeyId, Error, Result, RoleId, StaffId};
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::sessions::token;
use super::{changed, created};
use crate::auth::{API_KEY_PREFIX, Caller, Look, ManageApiKeys, ManageStaff};
use crate::extract::{Input, Params, PartParams, PathId};
use crate::files::{self, File};
use crate::problem::Answer;
use crate::state::App;

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list, add))
        .routes(routes!(change))
        .routes(routes!(export))
        .routes(routes!(sessions, sign_out_everywhere))
        .routes(routes!(roles, add_role))
        .routes(routes!(change_role, remove_role))
        .routes(routes!(keys, add_key))
        .routes(routes!(revoke_key))
}

/// Everybody who works here. E-mail addresses are for those who manage staff; everybody else gets null.
#[utoipa::path(get, path = "/v1/staff", tag = "people", operation_id = "list_staff", params(PartParams),
    responses((status = 200, description = "All staff", body = Page<Staff>)))]
async fn list(
    State(app): State<App>,
    caller: Caller<Look>,
    Params(part): Params<PartParams>,
) -> Answer<Json<Page<Staff>>> {
    let may = caller.who.may(Permission::ManageStaff);
    let staff = app.read(move |tx| read_staff(tx, may)).await?;
    Ok(Json(part.of(staff, |member| member.id.to_string())?))
}

fn read_staff(tx: &mut Tx<'_>, with_addresses: bool) -> Result<Vec<Staff>> {
    let mut staff = platform::staff_list(tx)?;
    staff.iter_mut().filter(|_| !with_addresses).for_each(|member| member.email = None);
    Ok(staff)
}

const FILE: File = File { name: "staff", columns: &["name", "email", "role=role_name", "active", "id"] };

/// The same as a CSV file.
#[utoipa::path(get, path = "/v1/staff/export", tag = "people", operation_id = "export_staff",
    responses((status = 200, description = "The file", body = String, content_type = "text/csv")))]
async fn export(State(app): State<App>, caller: Caller<Look>) -> Answer<Response> {
    let may = caller.who.may(Permission::ManageStaff);
    files::csv(&app, &caller.who, &FILE, move |tx, _| Ok(Page::whole(read_staff(tx, may)?))).await
}

/// Adds a member of staff.
#[utoipa::path(post, path = "/v1/staff", tag = "people", operation_id = "create_staff", request_body = NewStaff,
    responses((status = 201, description = "The member of staff", body = Staff)))]
async fn add(
    State(app): State<App>,
    caller: Caller<ManageStaff>,
    Input { value, key }: Input<NewStaff>,
) -> Answer<Response> {
    let (mut ctx, by) = (app.ctx(&caller.who), caller.who.permissions);
    // Hashing is slow on purpose, so it is done before the transaction.
    let prepared = tokio::task::spawn_blocking(move || platform::prepare_staff(&mut ctx, &value, false))
        .await
        .map_err(Error::internal)??;
    let outcome = app
        .once(&caller.who, key, None, move |tx, ctx| Ok(platform::add_staff(tx, ctx, by, &prepared)?.into()))
        .await?;
    Ok(created(outcome.replayed, member(&app, StaffId(outcome.id)).await?))
}

async fn member(app: &App, id: StaffId) -> Answer<Staff> {
    let found = app.read(move |tx| platform::staff_member(tx, id)).await?;
    Ok(found.ok_or_else(|| Error::not_found("member of staff"))?)
}

/// Changes a member of staff, at once: their role, what they sign in with, whether they work here.
#[utoipa::path(patch, path = "/v1/staff/{id}", tag = "people", operation_id = "update_staff", params(("id" = StaffId, Path)), request_body = StaffChange,
    responses((status = 200, description = "The member of staff after it", body = Staff)))]
async fn change(
    State(app): State<App>,
    caller: Caller<ManageStaff>,
    PathId(id): PathId<StaffId>,
    Input { value, key }: Input<StaffChange>,
) -> Answer<Response> {
    let (mut ctx, who) = (app.ctx(&caller.who), caller.who.clone());
    let prepared = tokio::task::spawn_blocking(move || platform::prepare_staff_change(&mut ctx, &value))
        .await
        .map_err(Error::internal)??;
    let change = move |tx: &mut Tx<'_>, ctx: &mut Ctx| {
        platform::change_staff(tx, ctx, &who, id, &prepared)?;
        Ok(id.into())
    };
    let outcome = app.once(&caller.who, key, None, change).await?;
    app.inner.sign_ins.forget();
    Ok(changed(outcome, member(&app, id).await?))
}

/// Where a member of staff is signed in, the sign-in last used first.
#[utoipa::path(get, path = "/v1/staff/{id}/sessions", tag = "people", operation_id = "list_staff_sessions", params(("id" = StaffId, Path), PartParams),
    responses((status = 200, description = "Their sign-ins", body = Page<SignInView>)))]
async fn sessions(
    State(app): State<App>,
    caller: Caller<ManageStaff>,
    PathId(id): PathId<StaffId>,
    Params(part): Params<PartParams>,
) -> Answer<Json<Page<SignInView>>> {
    let (now, current) = (app.clock().now(), caller.who.session_id);
    let all = app.read(move |tx| platform::sign_ins(tx, id, now, current)).await?;
    Ok(Json(part.of(all, |row| row.id.to_string())?))
}

/// Signs a member of staff out everywhere, at once; whoever asks for themselves stays signed in here.
#[utoipa::path(delete, path = "/v1/staff/{id}/sessions", tag = "people", operation_id = "delete_staff_sessions", params(("id" = StaffId, Path)),
    responses((status = 204, description = "Signed out")))]
async fn sign_out_everywhere(
    State(app): State<App>,
    caller: Caller<ManageStaff>,
    PathId(id): PathId<StaffId>,
) -> Answer<Response> {
    let ctx = app.ctx(&caller.who);
    app.write(None, Vec::new(), move |tx| platform::end_sessions_of(tx, &ctx, &caller.who, id)).await?;
    app.inner.sign_ins.forget();
    Ok(StatusCode::NO_CONTENT.into_response())
}

/// All roles: those that every shop has, and those of its own.
#[utoipa::path(get, path = "/v1/roles", tag = "people", operation_id = "list_roles", params(PartParams),
    responses((status = 200, description = "All roles", body = Page<RoleView>)))]
async fn roles(
    State(app): State<App>,
    _: Caller<ManageStaff>,
    Params(part): Params<PartParams>,
) -> Answer<Json<Page<RoleView>>> {
    Ok(Json(part.of(app.read(platform::roles).await?, |row| row.id.to_string())?))
}

/// Adds a role of the shop's own.
#[utoipa::path(post, path = "/v1/roles", tag = "people", operation_id = "create_role", request_body = NewRole,
    responses((status = 201, description = "The role", body = RoleView)))]
async fn add_role(
    State(app): State<App>,
    caller: Caller<ManageStaff>,
    Input { value, key }: Input<NewRole>,
) -> Answer<Response> {
    let by = caller.who.permissions;
    let outcome =
        app.once(&caller.who, key, None, move |tx, ctx| Ok(platform::add_role(tx, ctx, by, &value)?.into())).await?;
    Ok(created(outcome.replayed, app.read(move |tx| platform::role(tx, RoleId(outcome.id))).await?))
}

/// Changes a role of the shop's own. Whoever has it may do at once what it says.
#[utoipa::path(patch, path = "/v1/roles/{id}", tag = "people", operation_id = "update_role", params(("id" = RoleId, Path)), request_body = RoleChange,
    responses((status = 200, description = "The role after it", body = RoleView)))]
async fn change_role(
    State(app): State<App>,
    caller: Caller<ManageStaff>,
    PathId(id): PathId<RoleId>,
    Input { value, key }: Input<RoleChange>,
) -> Answer<Response> {
    let by = caller.who.permissions;
    let change = move |tx: &mut Tx<'_>, ctx: &mut Ctx| {
        platform::change_role(tx, ctx, by, id, &value)?;
        Ok(id.into())
    };
    let outcome = app.once(&caller.who, key, None, change).await?;
    app.inner.sign_ins.forget();
    Ok(changed(outcome, app.read(move |tx| platform::role(tx, id)).await?))
}

/// Removes a role of the shop's own that nobody has.
#[utoipa::path(delete, path = "/v1/roles/{id}", tag = "people", operation_id = "delete_role", params(("id" = RoleId, Path)),
    responses((status = 204, description = "It is gone")))]
async fn remove_role(
    State(app): State<App>,
    caller: Caller<ManageStaff>,
    PathId(id): PathId<RoleId>,
) -> Answer<Response> {
    let for_ctx = app.clone();
    let remove =
        move |tx: &mut Tx<'_>| platform::remove_role(tx, &for_ctx.ctx(&caller.who), caller.who.permissions, id);
    app.write(None, Vec::new(), remove).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

/// The API keys, without their secrets.
#[utoipa::path(get, path = "/v1/api-keys", tag = "people", operation_id = "list_api_keys", params(PartParams),
    responses((status = 200, description = "All API keys", body = Page<ApiKey>)))]
async fn keys(
    State(app): State<App>,
    _: Caller<ManageApiKeys>,
    Params(part): Params<PartParams>,
) -> Answer<Json<Page<ApiKey>>> {
    Ok(Json(part.of(app.read(platform::api_keys).await?, |row| row.id.to_string())?))
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
    caller: Caller<ManageApiKeys>,
    Input { value, .. }: Input<NewApiKey>,
) -> Answer<Response> {
    let secret = format!("{API_KEY_PREFIX}{}", token());
    let hash = hash_secret(&secret);
    let for_ctx = app.clone();
    let key = app
        .write(None, Vec::new(), move |tx| {
            platform::add_api_key(tx, &mut for_ctx.ctx(&caller.who), caller.who.permissions, &value, &hash)
        })
        .await?;
    Ok(created(false, ApiKeyWithSecret { key, secret }))
}

/// Revokes an API key at once.
#[utoipa::path(delete, path = "/v1/api-keys/{id}", tag = "people", operation_id = "revoke_api_key", params(("id" = ApiKeyId, Path)),
    responses((status = 204, description = "It no longer works")))]
async fn revoke_key(
    State(app): State<App>,
    caller: Caller<ManageApiKeys>,
    PathId(id): PathId<ApiKeyId>,
) -> Answer<Response> {
    let for_ctx = app.clone();
    app.write(None, Vec::new(), move |tx| platform::revoke_api_key(tx, &for_ctx.ctx(&caller.who), id)).await?;
    app.inner.sign_ins.forget();
    Ok(StatusCode::NO_CONTENT.into_response())
}
