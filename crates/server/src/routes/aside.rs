//! Orders put aside and taken up again, and what was taken off.

use axum::Json;
use axum::extract::State;
use axum::response::Response;
use onetill_domains::orders::{self, HeldOrder, HoldOrder, Order, OrderVoid, RecallOrder, VoidFilter, VoidLine};
use onetill_domains::{Page, PageRequest};
use onetill_kernel::{LocationId, OrderId, RegisterId, ShiftId};
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::orders::on_order;
use crate::auth::{Caller, Look, Sell};
use crate::extract::{Input, PageParams, Params, PathId};
use crate::problem::Answer;
use crate::state::App;

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(held))
        .routes(routes!(hold))
        .routes(routes!(recall))
        .routes(routes!(void_line))
        .routes(routes!(voids))
}

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct HeldParams {
    /// Only what waits at this location.
    location_id: Option<LocationId>,
    /// `next_cursor` of the page before.
    cursor: Option<String>,
    /// Rows a page, 1 to 200; all unless told.
    #[param(minimum = 1, maximum = 200)]
    limit: Option<i64>,
}

/// Lists orders put aside, the longest waiting first.
#[utoipa::path(get, path = "/v1/held-orders", tag = "orders", operation_id = "list_held_orders", params(HeldParams),
    responses((status = 200, description = "Orders put aside", body = Page<HeldOrder>)))]
async fn held(State(app): State<App>, _: Caller<Look>, Params(p): Params<HeldParams>) -> Answer<Json<Page<HeldOrder>>> {
    let all = app.read(move |tx| orders::held_orders(tx, p.location_id)).await?;
    let page = PageRequest { cursor: p.cursor, limit: p.limit, ..PageRequest::default() };
    Ok(Json(Page::part(all, &page, |row| row.order_id.to_string())?))
}

/// Puts an open order aside. It holds no stock, and waits until a register of the location takes it up.
#[utoipa::path(post, path = "/v1/orders/{id}/hold", tag = "orders", operation_id = "hold_order", params(("id" = OrderId, Path)), request_body = HoldOrder,
    responses((status = 200, description = "The order after it", body = Order)))]
async fn hold(
    State(app): State<App>,
    caller: Caller<Sell>,
    PathId(id): PathId<OrderId>,
    Input { value, key }: Input<HoldOrder>,
) -> Answer<Response> {
    on_order(&app, caller, id, key, move |tx, ctx| orders::hold_order(tx, ctx, id, &value)).await
}

/// Takes up an order that was put aside. Of two registers that try, one gets it.
#[utoipa::path(post, path = "/v1/orders/{id}/recall", tag = "orders", operation_id = "recall_order", params(("id" = OrderId, Path)), request_body = RecallOrder,
    responses((status = 200, description = "The order after it", body = Order)))]
async fn recall(
    State(app): State<App>,
    caller: Caller<Sell>,
    PathId(id): PathId<OrderId>,
    Input { value, key }: Input<RecallOrder>,
) -> Answer<Response> {
    on_order(&app, caller, id, key, move |tx, ctx| orders::recall_order(tx, ctx, id, &value)).await
}

/// Takes a line off an open order, and keeps why.
#[utoipa::path(post, path = "/v1/orders/{id}/lines/void", tag = "orders", operation_id = "void_order_line", params(("id" = OrderId, Path)), request_body = VoidLine,
    responses((status = 200, description = "The order after it", body = Order)))]
async fn void_line(
    State(app): State<App>,
    caller: Caller<Sell>,
    PathId(id): PathId<OrderId>,
    Input { value, key }: Input<VoidLine>,
) -> Answer<Response> {
    on_order(&app, caller, id, key, move |tx, ctx| orders::void_line(tx, ctx, id, &value)).await
}

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct VoidParams {
    /// Only of this register.
    register_id: Option<RegisterId>,
    /// Only of this shift.
    shift_id: Option<ShiftId>,
    /// Only of this order.
    order_id: Option<OrderId>,
    /// `next_cursor` of the page before.
    cursor: Option<String>,
    /// Rows a page, 1 to 200; 50 unless told.
    #[param(minimum = 1, maximum = 200)]
    limit: Option<i64>,
}

/// Lists what was taken off orders before they were paid, and orders given up, newest first.
#[utoipa::path(get, path = "/v1/voids", tag = "orders", operation_id = "list_voids", params(VoidParams),
    responses((status = 200, description = "What was taken off, and why", body = Page<OrderVoid>)))]
async fn voids(
    State(app): State<App>,
    _: Caller<Look>,
    Params(p): Params<VoidParams>,
) -> Answer<Json<Page<OrderVoid>>> {
    let filter = VoidFilter { register_id: p.register_id, shift_id: p.shift_id, order_id: p.order_id };
    let page = PageParams { cursor: p.cursor, limit: p.limit }.request();
    Ok(Json(app.read(move |tx| orders::voids(tx, &filter, &page)).await?))
}
