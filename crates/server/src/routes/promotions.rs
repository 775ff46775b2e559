//! Promotions, and the codes that some of them need.

use axum::Json;
use axum::extract::State;
use axum::response::Response;
use onetill_db::Tx;
use onetill_domains::orders::{self, PromotionPreview, Quote};
use onetill_domains::prices::{self, Coupon, CouponChange, NewCoupons, NewPromotion, Promotion, PromotionChange, When};
use onetill_domains::{Page, PageRequest, platform};
use onetill_kernel::{CouponId, Date, Error, PromotionId, Result, Uuid};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::{changed, created};
use crate::auth::{Caller, EditCatalogue, Look};
use crate::extract::{Input, PageParams, Params, PartParams, PathId};
use crate::files::{self, File};
use crate::problem::Answer;
use crate::state::App;

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list, add))
        .routes(routes!(export))
        .routes(routes!(one, change))
        .routes(routes!(preview))
        .routes(routes!(coupons, add_coupons))
        .routes(routes!(export_coupons))
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

/// Whether a promotion holds today.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum Standing {
    /// Its days have begun and not ended.
    Active,
    /// They have not begun.
    Planned,
    /// They have ended.
    Ended,
    /// It is switched off.
    Off,
}

impl Standing {
    fn of(promotion: &Promotion, today: Date) -> Self {
        let (from, to) = (promotion.validity.valid_from, promotion.validity.valid_to);
        match () {
            () if !promotion.active => Self::Off,
            () if from.is_some_and(|from| today < from) => Self::Planned,
            () if to.is_some_and(|to| to < today) => Self::Ended,
            () => Self::Active,
        }
    }
}

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct StandingParams {
    /// Only those that stand so today.
    #[param(inline)]
    standing: Option<Standing>,
}

const FILE: File = File {
    name: "promotions",
    columns: &[
        "name",
        "kind",
        "percent",
        "amount",
        "buy",
        "get",
        "min_total",
        "currency=amount.currency",
        "goods=goods.name",
        "priority",
        "combinable",
        "needs_coupon",
        "location=validity.location_id",
        "valid_from=validity.valid_from",
        "valid_to=validity.valid_to",
        "weekdays=validity.weekdays",
        "from_time=validity.from_time",
        "to_time=validity.to_time",
        "active",
        "id",
    ],
};

/// The same as a CSV file.
#[utoipa::path(get, path = "/v1/promotions/export", tag = "prices", operation_id = "export_promotions", params(StandingParams),
    responses((status = 200, description = "The file", body = String, content_type = "text/csv")))]
async fn export(State(app): State<App>, caller: Caller<Look>, Params(p): Params<StandingParams>) -> Answer<Response> {
    let now = app.ctx(&caller.who).now;
    let find = move |tx: &mut Tx<'_>, _| {
        let location = platform::locations(tx)?.into_iter().next().ok_or_else(|| Error::not_found("location"))?;
        let today = When::at(now, &location)?.date;
        let mut found = prices::promotions(tx)?;
        found.retain(|promotion| p.standing.is_none_or(|standing| standing == Standing::of(promotion, today)));
        Ok(Page::whole(found))
    };
    files::csv(&app, &caller.who, &FILE, find).await
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
    Ok(Json(app.read(move |tx| read_coupons(tx, id, &page)).await?))
}

fn read_coupons(tx: &mut Tx<'_>, id: PromotionId, page: &PageRequest) -> Result<Page<Coupon>> {
    prices::promotion(tx, id)?;
    prices::coupons(tx, id, page)
}

const CODES_FILE: File =
    File { name: "codes", columns: &["code", "used_count", "max_uses", "max_uses_each", "active", "created_at", "id"] };

/// The same as a CSV file with every code.
#[utoipa::path(get, path = "/v1/promotions/{id}/coupons/export", tag = "prices", operation_id = "export_promotion_coupons", params(("id" = PromotionId, Path)),
    responses((status = 200, description = "The file", body = String, content_type = "text/csv")))]
async fn export_coupons(
    State(app): State<App>,
    caller: Caller<EditCatalogue>,
    PathId(id): PathId<PromotionId>,
) -> Answer<Response> {
    files::csv(&app, &caller.who, &CODES_FILE, move |tx, page| read_coupons(tx, id, &page)).await
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
