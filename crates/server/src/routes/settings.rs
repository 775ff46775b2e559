//! The merchant's settings, places, registers and tenders.

use axum::Json;
use axum::extract::State;
use axum::response::Response;
use onetill_db::Tx;
use onetill_domains::payments::{self, NewTender, Tender, TenderChange, TenderOrder};
use onetill_domains::platform::{self, LocationChange, LocationView, NewLocation, Settings, SettingsChange};
use onetill_domains::tills::{self, NewRegister, RegisterChange, RegisterNow};
use onetill_domains::{Ctx, Page, sync};
use onetill_kernel::{Error, LocationId, Money, RegisterId, Uuid};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::{changed, created};
use crate::auth::{Caller, Look, ManageSettings};
use crate::extract::{Input, Params, PartParams, PathCode, PathId};
use crate::problem::Answer;
use crate::state::App;

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(settings, change))
        .routes(routes!(locations, add_location))
        .routes(routes!(change_location))
        .routes(routes!(registers, add_register))
        .routes(routes!(change_register))
        .routes(routes!(tenders, add_tender))
        .routes(routes!(change_tender))
        .routes(routes!(order_tenders))
}

fn read_settings(tx: &mut Tx<'_>) -> onetill_kernel::Result<Settings> {
    let m = platform::merchant(tx)?;
    Ok(Settings {
        merchant_name: m.name,
        currency: m.currency,
        currency_decimals: m.currency.decimals(),
        country: m.country,
        prices_include_tax: m.prices_include_tax,
        tax_rounding: m.tax_rounding,
        negative_stock: m.negative_stock,
        cash_rounding: Money::new(m.cash_rounding, m.currency),
        held_orders: m.selling.held_orders,
        ask_void_reason: m.selling.ask_void_reason,
        demo: m.demo,
        database_id: sync::database_id(tx)?,
    })
}

/// The merchant's settings.
#[utoipa::path(get, path = "/v1/settings", tag = "settings", operation_id = "get_settings",
    responses((status = 200, description = "The settings", body = Settings)))]
async fn settings(State(app): State<App>, _: Caller<Look>) -> Answer<Json<Settings>> {
    Ok(Json(app.read(read_settings).await?))
}

/// Changes settings.
#[utoipa::path(patch, path = "/v1/settings", tag = "settings", operation_id = "update_settings", request_body = SettingsChange,
    responses((status = 200, description = "The settings after it", body = Settings)))]
async fn change(
    State(app): State<App>,
    caller: Caller<ManageSettings>,
    Input { value, key }: Input<SettingsChange>,
) -> Answer<Response> {
    let outcome = app
        .once(&caller.who, key, None, move |tx, ctx| {
            platform::change_settings(tx, ctx, &value)?;
            Ok(Uuid::nil())
        })
        .await?;
    Ok(changed(outcome, app.read(read_settings).await?))
}

/// The locations.
#[utoipa::path(get, path = "/v1/locations", tag = "settings", operation_id = "list_locations", params(PartParams),
    responses((status = 200, description = "All locations", body = Page<LocationView>)))]
async fn locations(
    State(app): State<App>,
    _: Caller<Look>,
    Params(part): Params<PartParams>,
) -> Answer<Json<Page<LocationView>>> {
    let now = app.clock().now();
    let all = app.read(platform::locations).await?.iter().map(|location| location.view(now)).collect();
    Ok(Json(part.of(all, |row: &LocationView| row.id.to_string())?))
}

/// Opens a further location: registers are added to it, and stock is received there.
#[utoipa::path(post, path = "/v1/locations", tag = "settings", operation_id = "create_location", request_body = NewLocation,
    responses((status = 201, description = "The location", body = LocationView)))]
async fn add_location(
    State(app): State<App>,
    caller: Caller<ManageSettings>,
    Input { value, key }: Input<NewLocation>,
) -> Answer<Response> {
    let outcome =
        app.once(&caller.who, key, None, move |tx, ctx| Ok(platform::open_location(tx, ctx, &value)?.into())).await?;
    let location = app.read(move |tx| platform::location(tx, LocationId(outcome.id))).await?;
    Ok(created(outcome.replayed, location.view(app.clock().now())))
}

/// Renames a location at once, and changes what its days go by: from its next business day on. What was sold keeps its business date.
#[utoipa::path(patch, path = "/v1/locations/{id}", tag = "settings", operation_id = "update_location", params(("id" = LocationId, Path)), request_body = LocationChange,
    responses((status = 200, description = "The location after it", body = LocationView)))]
async fn change_location(
    State(app): State<App>,
    caller: Caller<ManageSettings>,
    PathId(id): PathId<LocationId>,
    Input { value, key }: Input<LocationChange>,
) -> Answer<Response> {
    let change = move |tx: &mut Tx<'_>, ctx: &mut Ctx| {
        platform::change_location(tx, ctx, id, &value)?;
        Ok(id.into())
    };
    let outcome = app.once(&caller.who, key, None, change).await?;
    let location = app.read(move |tx| platform::location(tx, id)).await?;
    Ok(changed(outcome, location.view(app.clock().now())))
}

/// The registers, and the shift that is open at each.
#[utoipa::path(get, path = "/v1/registers", tag = "settings", operation_id = "list_registers", params(PartParams),
    responses((status = 200, description = "All registers", body = Page<RegisterNow>)))]
async fn registers(
    State(app): State<App>,
    _: Caller<Look>,
    Params(part): Params<PartParams>,
) -> Answer<Json<Page<RegisterNow>>> {
    Ok(Json(part.of(app.read(tills::registers_now).await?, |row| row.register.id.to_string())?))
}

/// Adds a register.
#[utoipa::path(post, path = "/v1/registers", tag = "settings", operation_id = "create_register", request_body = NewRegister,
    responses((status = 201, description = "The register", body = RegisterNow)))]
async fn add_register(
    State(app): State<App>,
    caller: Caller<ManageSettings>,
    Input { value, key }: Input<NewRegister>,
) -> Answer<Response> {
    let outcome =
        app.once(&caller.who, key, None, move |tx, ctx| Ok(tills::add_register(tx, ctx, &value)?.into())).await?;
    let register = app.read(move |tx| tills::register_now(tx, RegisterId(outcome.id))).await?;
    Ok(created(outcome.replayed, register))
}

/// Changes how the shifts to come at a register are run.
#[utoipa::path(patch, path = "/v1/registers/{id}", tag = "settings", operation_id = "update_register", params(("id" = RegisterId, Path)), request_body = RegisterChange,
    responses((status = 200, description = "The register after it", body = RegisterNow)))]
async fn change_register(
    State(app): State<App>,
    caller: Caller<ManageSettings>,
    PathId(id): PathId<RegisterId>,
    Input { value, key }: Input<RegisterChange>,
) -> Answer<Response> {
    let change = move |tx: &mut Tx<'_>, ctx: &mut Ctx| {
        tills::change_register(tx, ctx, id, &value)?;
        Ok(id.into())
    };
    let outcome = app.once_locked(&caller.who, key, Some(id.0), vec![tills::register_lock(id)], change).await?;
    Ok(changed(outcome, app.read(move |tx| tills::register_now(tx, id)).await?))
}

/// The tenders.
#[utoipa::path(get, path = "/v1/tenders", tag = "settings", operation_id = "list_tenders", params(PartParams),
    responses((status = 200, description = "All tenders", body = Page<payments::Tender>)))]
async fn tenders(
    State(app): State<App>,
    _: Caller<Look>,
    Params(part): Params<PartParams>,
) -> Answer<Json<Page<payments::Tender>>> {
    Ok(Json(part.of(app.read(payments::tenders).await?, |row| row.code.to_string())?))
}

async fn read_tender(app: &App, of: impl Fn(&Tender) -> bool + Send + 'static) -> Answer<Tender> {
    let found = app.read(payments::tenders).await?.into_iter().find(of);
    Ok(found.ok_or_else(|| Error::not_found("tender"))?)
}

/// Adds a tender of the shop's own, such as the vouchers of somebody else: certain once the cashier has it. It gives no change.
#[utoipa::path(post, path = "/v1/tenders", tag = "settings", operation_id = "create_tender", request_body = NewTender,
    responses((status = 201, description = "The tender", body = Tender)))]
async fn add_tender(
    State(app): State<App>,
    caller: Caller<ManageSettings>,
    Input { value, key }: Input<NewTender>,
) -> Answer<Response> {
    let name = value.name.trim().to_owned();
    let add = move |tx: &mut Tx<'_>, ctx: &mut Ctx| payments::add_tender(tx, ctx, &value).map(|_| Uuid::nil());
    let outcome = app.once(&caller.who, key, None, add).await?;
    Ok(created(outcome.replayed, read_tender(&app, move |t| t.name == name).await?))
}

/// Renames a tender, or switches it off or on.
#[utoipa::path(patch, path = "/v1/tenders/{code}", tag = "settings", operation_id = "update_tender", params(("code" = String, Path)), request_body = TenderChange,
    responses((status = 200, description = "The tender after it", body = Tender)))]
async fn change_tender(
    State(app): State<App>,
    caller: Caller<ManageSettings>,
    PathCode(code): PathCode,
    Input { value, key }: Input<TenderChange>,
) -> Answer<Response> {
    let for_change = code.clone();
    let change = move |tx: &mut Tx<'_>, ctx: &mut Ctx| {
        payments::change_tender(tx, ctx, &for_change, &value)?;
        Ok(Uuid::nil())
    };
    let outcome = app.once(&caller.who, key, None, change).await?;
    Ok(changed(outcome, read_tender(&app, move |t| t.code == code).await?))
}

/// Changes the order in which registers offer tenders.
#[utoipa::path(put, path = "/v1/tender-order", tag = "settings", operation_id = "order_tenders", request_body = TenderOrder,
    responses((status = 200, description = "The tenders after it", body = Page<Tender>)))]
async fn order_tenders(
    State(app): State<App>,
    caller: Caller<ManageSettings>,
    Input { value, key }: Input<TenderOrder>,
) -> Answer<Response> {
    let order = move |tx: &mut Tx<'_>, ctx: &mut Ctx| {
        payments::order_tenders(tx, ctx, &value)?;
        Ok(Uuid::nil())
    };
    let outcome = app.once(&caller.who, key, None, order).await?;
    Ok(changed(outcome, Page::whole(app.read(payments::tenders).await?)))
}
