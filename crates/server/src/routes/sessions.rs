//! Signing in and out.

use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::header::SET_COOKIE;
use http::{HeaderValue, StatusCode};
use onetill_domains::Page;
use onetill_domains::platform::{self, Permission, Principal, Role, SignInView, Staff, hash_secret};
use onetill_domains::tills::{self, Register};
use onetill_kernel::{Error, ErrorKind, Ids, Rate, RegisterId, SessionId, StaffId, Timestamp};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::auth::{SESSION_COOKIE, SignedIn, refuse_demo};
use crate::client_address::ClientAddress;
use crate::extract::{Input, Params, PartParams, PathId};
use crate::problem::{Answer, Refusal};
use crate::sign_in_limit::prove;
use crate::state::{App, DemoOffice, DemoPin};

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(sign_in, own, sign_out_elsewhere))
        .routes(routes!(current, sign_out))
        .routes(routes!(end))
        .routes(routes!(sign_in_options))
}

/// Either e-mail and password (back office), or register, person and PIN.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct SignIn {
    /// For the back office.
    email: Option<String>,
    /// For the back office.
    #[schema(format = Password)]
    password: Option<String>,
    /// The register to sign in at.
    register_id: Option<RegisterId>,
    /// Who signs in at the register.
    staff_id: Option<StaffId>,
    /// Their PIN.
    #[schema(format = Password)]
    pin: Option<String>,
}

/// A session, as it begins.
#[derive(Serialize, ToSchema)]
struct NewSession {
    /// Send it as `Authorization: Bearer`; browsers get it as a cookie too. It cannot be read again.
    token: String,
    /// The session.
    #[serde(flatten)]
    session: Session,
}

/// Who is signed in, where, and what they may do.
#[derive(Serialize, ToSchema)]
struct Session {
    /// When it ends: a person's unless it is used meanwhile, an API key's if it was made so.
    expires_at: Option<Timestamp>,
    /// Who is signed in; nobody in person with an API key.
    staff: Option<Staff>,
    /// The register signed in at.
    register: Option<Register>,
    /// What may be done.
    permissions: Vec<Permission>,
    /// The greatest share of an amount that may be taken off by hand, in percent.
    max_discount: Rate,
}

fn wrong() -> Error {
    Error::new(ErrorKind::Unauthenticated, "unauthenticated", "This sign-in is not right.")
        .fix("Check what you typed and try again.")
}

/// Signs in.
#[utoipa::path(post, path = "/v1/sessions", tag = "sessions", operation_id = "create_session", request_body = SignIn, security(()),
    responses((status = 201, description = "Signed in", body = NewSession)))]
async fn sign_in(
    State(app): State<App>,
    ClientAddress(address): ClientAddress,
    Input { value: input, .. }: Input<SignIn>,
) -> Answer<Response> {
    let account = match (&input.email, input.staff_id) {
        (Some(email), _) => email.trim().to_lowercase(),
        (None, staff) => staff.map(|id| id.to_string()).unwrap_or_default(),
    };
    let (credentials, secret, register) =
        match (&input.email, &input.password, input.register_id, input.staff_id, &input.pin) {
            (Some(email), Some(password), None, None, None) => {
                let email = email.clone();
                let found = app.read(move |tx| platform::credentials_by_email(tx, &email)).await?;
                let hash = found.as_ref().and_then(|c| c.password_hash.clone());
                (found, (password.clone(), hash), None)
            }
            (None, None, Some(register_id), Some(staff_id), Some(pin)) => {
                let (found, register) = app
                    .read(move |tx| {
                        Ok((platform::credentials_by_staff(tx, staff_id)?, tills::register(tx, register_id)?))
                    })
                    .await?;
                let hash = found.as_ref().and_then(|c| c.pin_hash.clone());
                (found, (pin.clone(), hash), Some(register))
            }
            _ => {
                return Err(Error::invalid(
                    "email",
                    "Neither e-mail and password nor register, person and PIN are complete.",
                )
                .fix("Send email and password, or register_id, staff_id and pin.")
                .into());
            }
        };
    let demo = app.inner.options.demo.is_some();
    app.read(move |tx| refuse_demo(tx, demo)).await?;
    let (limit, now) = (&app.inner.sign_in_limit, app.clock().now());
    limit.try_from(address, now)?;
    let (secret, hash) = secret;
    let fits = prove(&app, &account, secret, hash).await?;
    let register_id = register.as_ref().map(|r| r.id);
    let claimed = credentials.as_ref().map(|c| c.staff.id);
    let Some(credentials) = credentials.filter(|c| fits && c.staff.active) else {
        // Written for those who do not exist too, so that the time does not tell who does.
        let ctx = app.job_ctx();
        app.write(None, Vec::new(), move |tx| platform::refuse_session(tx, &ctx, claimed, register_id)).await?;
        return Err(wrong().into());
    };
    limit.forgive_from(address, now);
    let staff = credentials.staff.clone();
    let token = token();
    let hash = hash_secret(&token);
    let (for_ctx, who) = (app.clone(), principal(&staff, register_id));
    let expires_at = app
        .write(None, Vec::new(), move |tx| {
            platform::start_session(tx, &mut for_ctx.ctx(&who), &hash, &credentials, register_id)
        })
        .await?
        .ok_or_else(wrong)?;
    let secure = if app.inner.options.secure_cookies { "; Secure" } else { "" };
    let cookie = format!("{SESSION_COOKIE}={token}; Path=/; HttpOnly; SameSite=Strict{secure}");
    let (permissions, max_discount) = (staff.permissions.list(), staff.permissions.max_discount());
    let session = Session { expires_at: Some(expires_at), permissions, max_discount, staff: Some(staff), register };
    let mut response = (StatusCode::CREATED, Json(NewSession { token, session })).into_response();
    response.headers_mut().insert(SET_COOKIE, HeaderValue::from_str(&cookie).map_err(Error::internal)?);
    Ok(response)
}

fn principal(staff: &Staff, register_id: Option<RegisterId>) -> Principal {
    Principal {
        owner_id: staff.id.0,
        permissions: staff.permissions,
        staff: Some(staff.clone()),
        register_id,
        expires_at: None,
        session_id: None,
        last_used_at: None,
        approval: None,
    }
}

/// A new random token.
pub(super) fn token() -> String {
    Ids::random().secret().iter().map(|b| format!("{b:02x}")).collect()
}

/// Who is signed in.
#[utoipa::path(get, path = "/v1/sessions/current", tag = "sessions", operation_id = "get_current_session",
    responses((status = 200, description = "Who is signed in", body = Session)))]
async fn current(State(app): State<App>, SignedIn { who }: SignedIn) -> Answer<Json<Session>> {
    let register = match who.register_id {
        Some(id) => Some(app.read(move |tx| tills::register(tx, id)).await?),
        None => None,
    };
    let (permissions, max_discount) = (who.permissions.list(), who.permissions.max_discount());
    Ok(Json(Session { expires_at: who.expires_at, permissions, max_discount, staff: who.staff, register }))
}

/// Signs out.
#[utoipa::path(delete, path = "/v1/sessions/current", tag = "sessions", operation_id = "delete_current_session",
    responses((status = 204, description = "Signed out")))]
async fn sign_out(State(app): State<App>, SignedIn { who }: SignedIn) -> Answer<Response> {
    let Some(id) = who.session_id else { return Err(not_a_session()) };
    let ctx = app.ctx(&who);
    app.write(None, Vec::new(), move |tx| platform::end_session(tx, &ctx, &who, id)).await?;
    app.inner.sign_ins.forget();
    let gone = format!("{SESSION_COOKIE}=; Path=/; HttpOnly; SameSite=Strict; Max-Age=0");
    let mut response = StatusCode::NO_CONTENT.into_response();
    response.headers_mut().insert(SET_COOKIE, HeaderValue::from_str(&gone).map_err(Error::internal)?);
    Ok(response)
}

fn not_a_session() -> Refusal {
    Error::conflict("not_a_session", "An API key is no session: it does not sign out.")
        .fix("DELETE /v1/api-keys/{id} revokes a key.")
        .into()
}

/// The sign-ins of whoever asks, the one last used first; an API key has none.
#[utoipa::path(get, path = "/v1/sessions", tag = "sessions", operation_id = "list_own_sessions", params(PartParams),
    responses((status = 200, description = "Where one is signed in", body = Page<SignInView>)))]
async fn own(
    State(app): State<App>,
    SignedIn { who }: SignedIn,
    Params(part): Params<PartParams>,
) -> Answer<Json<Page<SignInView>>> {
    let Some(staff) = who.staff else { return Ok(Json(part.of(Vec::new(), |row: &SignInView| row.id.to_string())?)) };
    let (now, current) = (app.clock().now(), who.session_id);
    let all = app.read(move |tx| platform::sign_ins(tx, staff.id, now, current)).await?;
    Ok(Json(part.of(all, |row| row.id.to_string())?))
}

/// Ends all sign-ins of whoever asks but the one that asks.
#[utoipa::path(delete, path = "/v1/sessions", tag = "sessions", operation_id = "delete_other_sessions",
    responses((status = 204, description = "Signed out everywhere else")))]
async fn sign_out_elsewhere(State(app): State<App>, SignedIn { who }: SignedIn) -> Answer<Response> {
    let Some(staff_id) = who.staff.as_ref().map(|staff| staff.id) else { return Err(not_a_session()) };
    let ctx = app.ctx(&who);
    app.write(None, Vec::new(), move |tx| platform::end_sessions_of(tx, &ctx, &who, staff_id)).await?;
    app.inner.sign_ins.forget();
    Ok(StatusCode::NO_CONTENT.into_response())
}

/// Ends a sign-in at once: one's own, or with the permission `manage_staff` that of anybody who may not do more.
#[utoipa::path(delete, path = "/v1/sessions/{id}", tag = "sessions", operation_id = "delete_session", params(("id" = SessionId, Path)),
    responses((status = 204, description = "It has ended")))]
async fn end(State(app): State<App>, SignedIn { who }: SignedIn, PathId(id): PathId<SessionId>) -> Answer<Response> {
    let ctx = app.ctx(&who);
    app.write(None, Vec::new(), move |tx| platform::end_session(tx, &ctx, &who, id)).await?;
    app.inner.sign_ins.forget();
    Ok(StatusCode::NO_CONTENT.into_response())
}

/// What the sign-in page shows.
#[derive(Serialize, ToSchema)]
struct SignInOptions {
    /// The merchant's name.
    merchant_name: String,
    /// Whether this is a demo shop.
    demo: bool,
    /// Sign-ins to try the demo shop with.
    demo_sign_in: Option<DemoSignIn>,
    /// The registers.
    registers: Vec<RegisterOption>,
    /// Who may sign in at them: those who have a PIN.
    staff: Vec<StaffOption>,
}

#[derive(Serialize, ToSchema)]
struct DemoSignIn {
    /// For the back office, the owner first.
    offices: Vec<DemoOffice>,
    /// For the registers.
    pins: Vec<PinOfStaff>,
}

#[derive(Serialize, ToSchema)]
struct PinOfStaff {
    staff_id: StaffId,
    name: String,
    pin: String,
}

#[derive(Serialize, ToSchema)]
struct RegisterOption {
    id: RegisterId,
    name: String,
    location_name: String,
}

/// Somebody whose PIN may be asked for.
#[derive(Serialize, ToSchema)]
pub(super) struct StaffOption {
    pub(super) id: StaffId,
    name: String,
    role: Role,
    role_name: String,
}

impl From<Staff> for StaffOption {
    fn from(s: Staff) -> Self {
        Self { id: s.id, name: s.name, role: s.role, role_name: s.role_name }
    }
}

/// What the sign-in page needs to know before anybody has signed in.
#[utoipa::path(get, path = "/v1/sign-in-options", tag = "sessions", operation_id = "get_sign_in_options", security(()),
    responses((status = 200, description = "Registers and people", body = SignInOptions)))]
async fn sign_in_options(State(app): State<App>) -> Answer<Json<SignInOptions>> {
    let (merchant, locations, registers, staff) = app
        .read(|tx| {
            Ok((
                platform::merchant(tx)?,
                platform::locations(tx)?,
                tills::registers(tx)?,
                platform::staff_with_pin(tx)?,
            ))
        })
        .await?;
    let place = |r: &Register| locations.iter().find(|l| l.id == r.location_id).map(|l| l.name.clone());
    let demo_sign_in = app.inner.options.demo.as_ref().filter(|_| merchant.demo).map(|demo| DemoSignIn {
        offices: demo.offices.clone(),
        pins: staff
            .iter()
            .filter_map(|s| {
                let DemoPin { pin, .. } = demo.pins.iter().find(|known| known.name == s.name)?;
                Some(PinOfStaff { staff_id: s.id, name: s.name.clone(), pin: pin.clone() })
            })
            .collect(),
    });
    Ok(Json(SignInOptions {
        merchant_name: merchant.name,
        demo: merchant.demo,
        demo_sign_in,
        registers: registers
            .iter()
            .map(|r| RegisterOption { id: r.id, name: r.name.clone(), location_name: place(r).unwrap_or_default() })
            .collect(),
        staff: staff.into_iter().map(StaffOption::from).collect(),
    }))
}
