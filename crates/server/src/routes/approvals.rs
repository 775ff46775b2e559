//! Approvals: a manager's PIN in place.

use axum::Json;
use axum::extract::State;
use axum::response::Response;
use onetill_domains::Page;
use onetill_domains::platform::{self, Approved, Permission, hash_request, hash_secret};
use onetill_kernel::{Error, StaffId, Timestamp};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::created;
use super::sessions::{StaffOption, token};
use crate::auth::SignedIn;
use crate::extract::{Input, Params, PartParams};
use crate::problem::Answer;
use crate::sign_in_limit::prove;
use crate::state::App;

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(approve)).routes(routes!(approvers))
}

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct ApproverParams {
    /// What they are to allow: all that `approvable` of a refusal names, with commas between; whatever may be allowed
    /// unless told.
    #[param(example = "override_price,discount_freely")]
    permissions: Option<String>,
    /// `next_cursor` of the page before.
    cursor: Option<String>,
    /// Rows a page, 1 to 200; all of them unless told.
    #[param(minimum = 1, maximum = 200)]
    limit: Option<i64>,
}

/// Lists who can be asked for an approval of all of this: whoever has a PIN and may do it, but not whoever asks.
#[utoipa::path(get, path = "/v1/approvers", tag = "people", operation_id = "list_approvers", params(ApproverParams),
    responses((status = 200, description = "Whom to ask", body = Page<StaffOption>)))]
async fn approvers(
    State(app): State<App>,
    SignedIn { who, .. }: SignedIn,
    Params(p): Params<ApproverParams>,
) -> Answer<Json<Page<StaffOption>>> {
    let wanted = p.permissions.as_deref().map_or_else(|| Ok(platform::approvable()), platform::read_approvable)?;
    let found = app.read(move |tx| platform::approvers(tx, wanted, who.owner_id)).await?;
    let options = found.into_iter().map(StaffOption::from).collect();
    let part = PartParams { cursor: p.cursor, limit: p.limit };
    Ok(Json(part.of(options, |option: &StaffOption| option.id.to_string())?))
}

/// What somebody allows, and their PIN.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewApproval {
    /// Who allows it.
    staff_id: StaffId,
    /// Their PIN.
    #[schema(pattern = "^[0-9]{4,8}$", format = Password)]
    pin: String,
    /// What the refused request lacked: all that `approvable` of its problem names.
    #[schema(min_items = 1)]
    permissions: Vec<Permission>,
    /// The request that it is for.
    request: ApprovedRequest,
}

/// A request that was refused, as it will be sent again.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ApprovedRequest {
    /// Its method.
    #[schema(example = "POST")]
    method: String,
    /// Its path.
    #[schema(example = "/v1/refunds")]
    path: String,
    /// Its body.
    #[schema(value_type = HashMap<String, Value>)]
    body: Value,
}

/// An approval, as it is given.
#[derive(Serialize, ToSchema)]
struct GivenApproval {
    /// Send it as the header `Onetill-Approval` of that request, once. It cannot be read again.
    token: String,
    /// Until when it may be used.
    expires_at: Timestamp,
}

/// Lets somebody who may, allow one request of whoever is signed in and may not.
///
/// A request that is refused with `approvable` in its problem is sent again with the token in `Onetill-Approval`, within two
/// minutes, exactly as it was. The audit trail names both.
#[utoipa::path(post, path = "/v1/approvals", tag = "people", operation_id = "create_approval", request_body = NewApproval,
    responses((status = 201, description = "The approval with its token", body = GivenApproval)))]
async fn approve(
    State(app): State<App>,
    SignedIn { who, .. }: SignedIn,
    Input { value: input, .. }: Input<NewApproval>,
) -> Answer<Response> {
    let NewApproval { staff_id, pin, permissions, request } = input;
    let permissions = platform::check_approvable(&permissions)?;
    let found = app.read(move |tx| platform::credentials_by_staff(tx, staff_id)).await?;
    let hash = found.as_ref().and_then(|c| c.pin_hash.clone());
    let fits = prove(&app, &staff_id.to_string(), pin, hash).await?;
    let ctx = app.ctx(&who);
    let known = found.is_some();
    let Some(approver) = found.filter(|c| fits && c.staff.active).map(|c| c.staff) else {
        if known {
            app.write(None, Vec::new(), move |tx| platform::refuse_approval(tx, &ctx, staff_id)).await?;
        }
        return Err(Error::invalid("pin", "This PIN is not right.")
            .code("wrong_pin")
            .fix("Let them enter it again; after a few wrong tries each further one has to wait.")
            .into());
    };
    let token = token();
    let token_hash = hash_secret(&token);
    let request_hash = hash_request(&request.method.to_uppercase(), &request.path, &request.body);
    let (owner_id, register_id) = (who.owner_id, who.register_id);
    let expires_at = app
        .write(None, Vec::new(), move |tx| {
            let of = Approved { approver: &approver, owner_id, register_id, permissions, request_hash };
            platform::give_approval(tx, &ctx, &token_hash, &of)
        })
        .await?;
    Ok(created(false, GivenApproval { token, expires_at }))
}
