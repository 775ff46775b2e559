//! Promotions, and the codes that some of them need.

use axum::Json;
use axum::extract::State;
use axum::response::Response;
use onetill_domains::Page;
use onetill_domains::orders::{self, PromotionPreview, Quote};
use onetill_domains::prices::{self, Coupon, CouponChange, NewCoupons, NewPromotion, Promotion, PromotionChange};
use onetill_kernel::{CouponId, PromotionId, Uuid};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::{changed, created};
use crate::auth::{Caller, EditCatalogue, Look};
use crate::extract::{Input, PageParams, Params, PartParams, PathId};
use crate::problem::Answer;
use crate::state::App;

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list, add))
        .routes(routes!(one, change))
        .routes(routes!(preview))
        .routes(routes!(coupons, add_coupons))
        .routes(routes!(change_coupon))
}

/// The promotions, in the order in which they come.
///
/// Those that hold take something off one after the other, lower priority numbers first, of one number the older. Line
/// promotions come before the discounts of a line that a person gives, order promotions after them and before the order's
/// own. Each takes of what is left. One that is not combinable reaches only lines that no other promotion took part in,
/// and keeps later ones off the lines that it took part in; on the order it holds alone.
#[utoipa::path(get, path = "/v1/promotions", tag = "prices", operation_id = "list_promotions", params(PartParams),
    responses((status = 200, description = "All promotions", body = Page<Promotion>)))]
async fn list(
    State(app): State<App>,
    _: Caller<Look>,
    Params(part): Params<PartParams>,
) -> Answer<Json<Page<Promotion>>> {
    Ok(Json(part.of(app.read(prices::promotions).await?, |row| row.id.to_string())?))
}

/// Adds a promotion.
#[utoipa::path(post, path = "/v1/promotions", tag = "prices", operation_id = "create_promotion", request_body = NewPromotion,
    responses((status = 201, description = "The promotion", body = Promotion)))]
async fn add(
    State(app): State<App>,
    caller: Caller<EditCatalogue>,
    Input { value, key }: Input<NewPromotion>,
) -> Answer<Response> {
    let outcome =
        app.once(&caller.who, key, None, move |tx, ctx| Ok(prices::add_promotion(tx, ctx, &value)?.into())).await?;
    let promotion = app.read(move |tx| prices::promotion(tx, PromotionId(outcome.id))).await?;
    Ok(created(outcome.replayed, promotion))
}

/// One promotion.
#[utoipa::path(get, path = "/v1/promotions/{id}", tag = "prices", operation_id = "get_promotion", params(("id" = PromotionId, Path)),
    responses((status = 200, description = "The promotion", body = Promotion)))]
async fn one(State(app): State<App>, _: Caller<Look>, PathId(id): PathId<PromotionId>) -> Answer<Json<Promotion>> {
    Ok(Json(app.read(move |tx| prices::promotion(tx, id)).await?))
}

/// Changes a promotion, or switches it on or off. What it took off stays as it was.
#[utoipa::path(patch, path = "/v1/promotions/{id}", tag = "prices", operation_id = "update_promotion", params(("id" = PromotionId, Path)), request_body = PromotionChange,
    responses((status = 200, description = "The promotion after it", body = Promotion)))]
async fn change(
    State(app): State<App>,
    caller: Caller<EditCatalogue>,
    PathId(id): PathId<PromotionId>,
    Input { value, key }: Input<PromotionChange>,
) -> Answer<Response> {
    let outcome = app
        .once(&caller.who, key, None, move |tx, ctx| {
            prices::change_promotion(tx, ctx, id, &value)?;
            Ok(id.into())
        })
        .await?;
    Ok(changed(outcome, app.read(move |tx| prices::promotion(tx, id)).await?))
}

/// Prices a cart as if a promotion held that is not kept yet, beside those that hold.
#[utoipa::path(post, path = "/v1/promotions/preview", tag = "prices", operation_id = "preview_promotion", request_body = PromotionPreview,
    responses((status = 200, description = "The priced cart", body = Quote)))]
async fn preview(
    State(app): State<App>,
    caller: Caller<EditCatalogue>,
    Input { value, .. }: Input<PromotionPreview>,
) -> Answer<Json<Quote>> {
    let ctx = app.ctx(&caller.who);
    Ok(Json(app.read(move |tx| orders::preview(tx, &ctx, &value)).await?))
}

/// The codes of a promotion with their use, newest first.
#[utoipa::path(get, path = "/v1/promotions/{id}/coupons", tag = "prices", operation_id = "list_promotion_coupons", params(("id" = PromotionId, Path), PageParams),
    responses((status = 200, description = "Codes", body = Page<Coupon>)))]
async fn coupons(
    State(app): State<App>,
    _: Caller<EditCatalogue>,
    PathId(id): PathId<PromotionId>,
    Params(page): Params<PageParams>,
) -> Answer<Json<Page<Coupon>>> {
    let page = page.request();
    let found = app
        .read(move |tx| {
            prices::promotion(tx, id)?;
            prices::coupons(tx, id, &page)
        })
        .await?;
    Ok(Json(found))
}

/// Adds codes to a promotion that needs one; answers the promotion.
///
/// A code counts as used when an order with it is sold, or when its first payment fixes its totals, and only where it took
/// something off. It is given back where the order is opened again or given up, and where all of it is refunded.
#[utoipa::path(post, path = "/v1/promotions/{id}/coupons", tag = "prices", operation_id = "create_promotion_coupons", params(("id" = PromotionId, Path)), request_body = NewCoupons,
    responses((status = 201, description = "The promotion", body = Promotion)))]
async fn add_coupons(
    State(app): State<App>,
    caller: Caller<EditCatalogue>,
    PathId(id): PathId<PromotionId>,
    Input { value, key }: Input<NewCoupons>,
) -> Answer<Response> {
    let outcome = app
        .once(&caller.who, key, None, move |tx, ctx| {
            prices::add_coupons(tx, ctx, id, &value)?;
            Ok(id.into())
        })
        .await?;
    Ok(created(outcome.replayed, app.read(move |tx| prices::promotion(tx, id)).await?))
}

/// Switches a code on or off.
#[utoipa::path(patch, path = "/v1/coupons/{id}", tag = "prices", operation_id = "update_coupon", params(("id" = CouponId, Path)), request_body = CouponChange,
    responses((status = 200, description = "The code after it", body = Coupon)))]
async fn change_coupon(
    State(app): State<App>,
    caller: Caller<EditCatalogue>,
    PathId(id): PathId<CouponId>,
    Input { value, key }: Input<CouponChange>,
) -> Answer<Response> {
    let outcome = app
        .once(&caller.who, key, None, move |tx, ctx| {
            prices::change_coupon(tx, ctx, id, &value)?;
            Ok(Uuid::from(id))
        })
        .await?;
    Ok(changed(outcome, app.read(move |tx| prices::coupon(tx, id)).await?))
}
