//! Giving money and goods back.

use axum::Json;
use axum::extract::State;
use axum::response::Response;
use onetill_db::Tx;
use onetill_domains::Ctx;
use onetill_domains::orders::{self, NewRefund, NewRefundAttempt, NewUnlinkedRefund, Refund as RefundView};
use onetill_domains::payments::TenderCode;
use onetill_domains::platform::{self, Permission};
use onetill_kernel::{OrderId, RefundId, Uuid};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::created;
use crate::auth::{Caller, Look, Refund, Sell, may_import};
use crate::extract::{Input, PathId};
use crate::printing;
use crate::problem::Answer;
use crate::state::App;

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(refund_order))
        .routes(routes!(refund_unlinked))
        .routes(routes!(one))
        .routes(routes!(retry))
}

/// Whether a refund takes cash out of the drawer.
pub(super) fn gives_cash(refund: &RefundView) -> bool {
    refund.payments.iter().any(|p| p.tender == "cash")
}

/// Refunds lines of an order, or all that is left of it, to the tenders that paid it.
#[utoipa::path(post, path = "/v1/orders/{id}/refunds", tag = "refunds", operation_id = "create_order_refund", params(("id" = OrderId, Path)), request_body = NewRefund,
    responses((status = 201, description = "The refund", body = RefundView)))]
async fn refund_order(
    State(app): State<App>,
    caller: Caller<Refund>,
    PathId(order_id): PathId<OrderId>,
    Input { value, key }: Input<NewRefund>,
) -> Answer<Response> {
    may_import(&caller.who, value.import)?;
    let register_id = value.register_id;
    let location_id = app.place_of(register_id).await?;
    let locks = app.read(move |tx| orders::refund_locks(tx, order_id, register_id, location_id)).await?;
    let refund = move |tx: &mut Tx<'_>, ctx: &mut Ctx| Ok(orders::refund_order(tx, ctx, order_id, &value)?.into());
    let outcome = app.once_locked(&caller.who, key, Some(register_id.0), locks, refund).await?;
    app.inner.payments_due.notify_one();
    let refund = app.read(move |tx| orders::refund(tx, RefundId(outcome.id))).await?;
    if gives_cash(&refund) && !outcome.replayed {
        printing::open_drawer(&app, register_id);
    }
    Ok(created(outcome.replayed, refund))
}

/// Gives money back without an order: the deposit for empties, or with the permission `refund_unlinked` for anything.
#[utoipa::path(post, path = "/v1/refunds", tag = "refunds", operation_id = "create_unlinked_refund", request_body = NewUnlinkedRefund,
    responses((status = 201, description = "The refund", body = RefundView)))]
async fn refund_unlinked(
    State(app): State<App>,
    caller: Caller<Sell>,
    Input { value, key }: Input<NewUnlinkedRefund>,
) -> Answer<Response> {
    may_import(&caller.who, value.import)?;
    let lines = value.lines.clone();
    let needed = app.read(move |tx| orders::goods_need(tx, &lines)).await?;
    let as_credit = (value.tender == TenderCode::StoreCredit.as_str()).then_some(Permission::RefundAsCredit);
    platform::require_all(needed.into_iter().chain(as_credit).map(|permission| caller.who.require(permission)))?;
    let register_id = value.register_id;
    let lane = Some(register_id.0);
    let locks = orders::unlinked_refund_locks(&value, app.place_of(value.register_id).await?);
    let refund = move |tx: &mut Tx<'_>, ctx: &mut Ctx| Ok(orders::refund_unlinked(tx, ctx, &value)?.into());
    let outcome = app.once_locked(&caller.who, key, lane, locks, refund).await?;
    let refund = app.read(move |tx| orders::refund(tx, RefundId(outcome.id))).await?;
    if gives_cash(&refund) && !outcome.replayed {
        printing::open_drawer(&app, register_id);
    }
    Ok(created(outcome.replayed, refund))
}

/// One refund.
#[utoipa::path(get, path = "/v1/refunds/{id}", tag = "refunds", operation_id = "get_refund", params(("id" = RefundId, Path)),
    responses((status = 200, description = "The refund", body = RefundView)))]
async fn one(State(app): State<App>, _: Caller<Look>, PathId(id): PathId<RefundId>) -> Answer<Json<RefundView>> {
    Ok(Json(app.read(move |tx| orders::refund(tx, id)).await?))
}

/// Tries again to give back what of a refund a terminal refused to give. Refused while the answer to an earlier
/// attempt is unknown.
#[utoipa::path(post, path = "/v1/refunds/{id}/attempts", tag = "refunds", operation_id = "create_refund_attempt", params(("id" = RefundId, Path)), request_body = NewRefundAttempt,
    responses((status = 201, description = "The refund after it", body = RefundView)))]
async fn retry(
    State(app): State<App>,
    caller: Caller<Refund>,
    PathId(id): PathId<RefundId>,
    Input { value, key }: Input<NewRefundAttempt>,
) -> Answer<Response> {
    let locks = app.read(move |tx| orders::refund_attempt_locks(tx, id)).await?;
    let outcome = app
        .once_locked(&caller.who, key, Some(id.0), locks, move |tx, ctx| {
            orders::retry_refund(tx, ctx, id, &value)?;
            Ok(Uuid::from(id))
        })
        .await?;
    app.inner.payments_due.notify_one();
    Ok(created(outcome.replayed, app.read(move |tx| orders::refund(tx, id)).await?))
}
