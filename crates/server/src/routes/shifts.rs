//! Shifts: opening and closing a drawer, the reports of it, and cash that moves other than by selling.

use axum::Json;
use axum::extract::State;
use axum::response::Response;
use onetill_db::Tx;
use onetill_domains::platform::{Permission, Principal};
use onetill_domains::reports::{self, ShiftReport};
use onetill_domains::sync::{IdempotencyKey, Outcome};
use onetill_domains::tills::{
    self, CashMovement, CloseShift, DrawerOpening, NewCashMovement, NewDrawerOpening, NewSafeMovement, NewShift, Shift,
    ShiftFilter, ShiftRow, ShiftState,
};
use onetill_domains::{Ctx, Page, PageRequest};
use onetill_kernel::{CashMovementId, Date, DrawerOpeningId, LocationId, RegisterId, Result, ShiftId, Uuid};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::{changed, created};
use crate::auth::{Caller, Look, ManageShifts, OpenDrawer, ReadBooks, Sell, may_close_over_payments, may_run_shift};
use crate::extract::{Input, Params, PathId};
use crate::files::{self, File, filters};
use crate::printing;
use crate::problem::Answer;
use crate::state::App;

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list, open))
        .routes(routes!(export))
        .routes(routes!(one))
        .routes(routes!(report))
        .routes(routes!(close))
        .routes(routes!(move_cash))
        .routes(routes!(open_drawer))
        .routes(routes!(safe_movements, move_safe_cash))
        .routes(routes!(export_safe_movements))
}

filters! {
    ShiftParams, ShiftFilters {
        /// Only of this register.
        register_id: Option<RegisterId>,
        /// Only in this state.
        state: Option<ShiftState>,
        /// Only those opened on this business day or later.
        from: Option<Date>,
        /// Only those opened on this business day or earlier.
        to: Option<Date>,
    }
}

impl ShiftFilters {
    fn filter(self) -> ShiftFilter {
        ShiftFilter { register_id: self.register_id, state: self.state, from: self.from, to: self.to }
    }
}

/// Lists shifts, newest first.
#[utoipa::path(get, path = "/v1/shifts", tag = "shifts", operation_id = "list_shifts", params(ShiftParams),
    responses((status = 200, description = "Shifts", body = Page<Shift>)))]
async fn list(State(app): State<App>, _: Caller<Look>, Params(p): Params<ShiftParams>) -> Answer<Json<Page<Shift>>> {
    let (p, page) = p.split();
    let filter = p.filter();
    Ok(Json(app.read(move |tx| tills::shifts(tx, &filter, &page)).await?))
}

const FILE: File = File {
    name: "shifts",
    columns: &[
        "register=register_name",
        "number",
        "business_date",
        "state",
        "staff=staff_name",
        "opened_at",
        "opened_by=opened_by_name",
        "opening_float",
        "closed_at",
        "closed_by=closed_by_name",
        "sales_count",
        "sales",
        "expected",
        "counted",
        "difference",
        "left_in_drawer",
        "currency=opening_float.currency",
        "addenda_count",
        "note",
        "id",
    ],
};

/// The same as a CSV file with every shift.
#[utoipa::path(get, path = "/v1/shifts/export", tag = "shifts", operation_id = "export_shifts", params(ShiftFilters),
    responses((status = 200, description = "The file", body = String, content_type = "text/csv")))]
async fn export(State(app): State<App>, caller: Caller<Look>, Params(p): Params<ShiftFilters>) -> Answer<Response> {
    let filter = p.filter();
    files::csv(&app, &caller.who, &FILE, move |tx, page| tills::shifts(tx, &filter, &page)).await
}

/// Opens a shift at a register, which is run by shifts from then on.
#[utoipa::path(post, path = "/v1/shifts", tag = "shifts", operation_id = "open_shift", request_body = NewShift,
    responses((status = 201, description = "The shift", body = Shift)))]
async fn open(State(app): State<App>, caller: Caller<Sell>, Input { value, key }: Input<NewShift>) -> Answer<Response> {
    may_run_shift(&caller.who, value.staff_id)?;
    let register_id = value.register_id;
    app.place_of(register_id).await?;
    let open = move |tx: &mut Tx<'_>, ctx: &mut Ctx| {
        Ok(tills::open_shift(tx, ctx, &value, reports::cash_without_shifts)?.into())
    };
    let locks = vec![tills::register_lock(register_id)];
    let outcome = app.once_locked(&caller.who, key, Some(register_id.0), locks, open).await?;
    let shift = app.read(move |tx| tills::shift(tx, ShiftId(outcome.id))).await?;
    Ok(created(outcome.replayed, shift))
}

/// One shift.
#[utoipa::path(get, path = "/v1/shifts/{id}", tag = "shifts", operation_id = "get_shift", params(("id" = ShiftId, Path)),
    responses((status = 200, description = "The shift", body = Shift)))]
async fn one(State(app): State<App>, _: Caller<Look>, PathId(id): PathId<ShiftId>) -> Answer<Json<Shift>> {
    Ok(Json(app.read(move |tx| tills::shift(tx, id)).await?))
}

/// The report of a shift: an X report while it goes on, as often as wanted, and its Z report once it is closed.
#[utoipa::path(get, path = "/v1/shifts/{id}/report", tag = "shifts", operation_id = "get_shift_report", params(("id" = ShiftId, Path)),
    responses((status = 200, description = "The report", body = ShiftReport)))]
async fn report(
    State(app): State<App>,
    caller: Caller<Look>,
    PathId(id): PathId<ShiftId>,
) -> Answer<Json<ShiftReport>> {
    let (now, shown) = (app.clock().now(), caller.who.may(Permission::ReadBooks));
    Ok(Json(app.read(move |tx| reports::shift_report(tx, id, now, shown)).await?))
}

/// Runs a command on a shift that the caller may run.
async fn on_shift<F>(app: &App, who: &Principal, id: ShiftId, key: Option<IdempotencyKey>, run: F) -> Answer<Outcome>
where
    F: FnMut(&mut Tx<'_>, &mut Ctx) -> Result<Uuid> + Send + 'static,
{
    let ShiftRow { register_id, staff_id, .. } = app.read(move |tx| tills::shift_row(tx, id)).await?;
    may_run_shift(who, staff_id)?;
    let locks = vec![tills::register_lock(register_id)];
    Ok(app.once_locked(who, key, Some(register_id.0), locks, run).await?)
}

/// Closes a shift: what was counted is held against what is expected, the difference is posted, and nothing lands in the
/// shift any more.
#[utoipa::path(post, path = "/v1/shifts/{id}/close", tag = "shifts", operation_id = "close_shift", params(("id" = ShiftId, Path)), request_body = CloseShift,
    responses((status = 200, description = "The shift after it", body = Shift)))]
async fn close(
    State(app): State<App>,
    caller: Caller<Sell>,
    PathId(id): PathId<ShiftId>,
    Input { value, key }: Input<CloseShift>,
) -> Answer<Response> {
    may_close_over_payments(&caller.who, value.despite_open_payments)?;
    let close = move |tx: &mut Tx<'_>, ctx: &mut Ctx| {
        tills::close_shift(tx, ctx, id, &value, reports::takings)?;
        Ok(id.into())
    };
    let outcome = on_shift(&app, &caller.who, id, key, close).await?;
    Ok(changed(outcome, app.read(move |tx| tills::shift(tx, id)).await?))
}

/// Moves cash into or out of the drawer of an open shift.
#[utoipa::path(post, path = "/v1/shifts/{id}/cash-movements", tag = "shifts", operation_id = "create_cash_movement", params(("id" = ShiftId, Path)), request_body = NewCashMovement,
    responses((status = 201, description = "The movement", body = CashMovement)))]
async fn move_cash(
    State(app): State<App>,
    caller: Caller<Sell>,
    PathId(id): PathId<ShiftId>,
    Input { value, key }: Input<NewCashMovement>,
) -> Answer<Response> {
    let run = move |tx: &mut Tx<'_>, ctx: &mut Ctx| Ok(tills::move_cash(tx, ctx, id, &value)?.into());
    let outcome = on_shift(&app, &caller.who, id, key, run).await?;
    let movement = app.read(move |tx| tills::cash_movement(tx, CashMovementId(outcome.id))).await?;
    Ok(created(outcome.replayed, movement))
}

/// Records that the drawer of an open shift is opened without a sale, and opens it where it hangs on a printer.
#[utoipa::path(post, path = "/v1/shifts/{id}/drawer-openings", tag = "shifts", operation_id = "create_drawer_opening", params(("id" = ShiftId, Path)), request_body = NewDrawerOpening,
    responses((status = 201, description = "The opening", body = DrawerOpening)))]
async fn open_drawer(
    State(app): State<App>,
    caller: Caller<OpenDrawer>,
    PathId(id): PathId<ShiftId>,
    Input { value, key }: Input<NewDrawerOpening>,
) -> Answer<Response> {
    let run = move |tx: &mut Tx<'_>, ctx: &mut Ctx| Ok(tills::open_drawer(tx, ctx, id, &value)?.into());
    let outcome = on_shift(&app, &caller.who, id, key, run).await?;
    let (opening, shift) = app
        .read(move |tx| Ok((tills::drawer_opening(tx, DrawerOpeningId(outcome.id))?, tills::shift_row(tx, id)?)))
        .await?;
    if !outcome.replayed {
        printing::open_drawer(&app, shift.register_id);
    }
    Ok(created(outcome.replayed, opening))
}

filters! {
    SafeParams, SafeFilters {
        /// Only at this location.
        location_id: Option<LocationId>,
    }
}

/// Lists what moved between safes and the bank, newest first.
#[utoipa::path(get, path = "/v1/safe-movements", tag = "shifts", operation_id = "list_safe_movements", params(SafeParams),
    responses((status = 200, description = "Movements", body = Page<CashMovement>)))]
async fn safe_movements(
    State(app): State<App>,
    _: Caller<ReadBooks>,
    Params(p): Params<SafeParams>,
) -> Answer<Json<Page<CashMovement>>> {
    let (p, page) = p.split();
    Ok(Json(app.read(move |tx| tills::safe_movements(tx, p.location_id, &page)).await?))
}

const SAFE_FILE: File = File {
    name: "safe-movements",
    columns: &[
        "recorded_at",
        "location=location_id",
        "kind",
        "purpose",
        "amount",
        "currency=amount.currency",
        "reason",
        "staff=staff_name",
        "id",
    ],
};

/// The same as a CSV file with every movement.
#[utoipa::path(get, path = "/v1/safe-movements/export", tag = "shifts", operation_id = "export_safe_movements", params(SafeFilters),
    responses((status = 200, description = "The file", body = String, content_type = "text/csv")))]
async fn export_safe_movements(
    State(app): State<App>,
    caller: Caller<ReadBooks>,
    Params(p): Params<SafeFilters>,
) -> Answer<Response> {
    let find = move |tx: &mut Tx<'_>, page: PageRequest| tills::safe_movements(tx, p.location_id, &page);
    files::csv(&app, &caller.who, &SAFE_FILE, find).await
}

/// Moves cash between a location's safe and the bank: takes takings there, or fetches change.
#[utoipa::path(post, path = "/v1/safe-movements", tag = "shifts", operation_id = "create_safe_movement", request_body = NewSafeMovement,
    responses((status = 201, description = "The movement", body = CashMovement)))]
async fn move_safe_cash(
    State(app): State<App>,
    caller: Caller<ManageShifts>,
    Input { value, key }: Input<NewSafeMovement>,
) -> Answer<Response> {
    let run = move |tx: &mut Tx<'_>, ctx: &mut Ctx| Ok(tills::move_safe_cash(tx, ctx, &value)?.into());
    let outcome = app.once(&caller.who, key, None, run).await?;
    let movement = app.read(move |tx| tills::cash_movement(tx, CashMovementId(outcome.id))).await?;
    Ok(created(outcome.replayed, movement))
}
