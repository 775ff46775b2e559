//! Stock, its movements and its adjustments.

use axum::Json;
use axum::extract::State;
use axum::response::Response;
use onetill_db::{Lock, Tx};
use onetill_domains::catalog::{self, ProductFilter};
use onetill_domains::inventory::{self, Adjusted, Movement, NewAdjustment, StockFilter, StockLevel};
use onetill_domains::{Ctx, Page, PageRequest, platform, reports};
use onetill_kernel::{AdjustmentId, Error, LocationId, Quantity, Result, VariantId};
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::created;
use crate::auth::{AdjustStock, Caller, Look, may_import, may_sort_by_cost};
use crate::costs::shown_to;
use crate::extract::{Input, PageParams, Params, search_text};
use crate::problem::Answer;
use crate::state::App;

/// At most so much available counts as low.
const LOW: Quantity = Quantity::units(5);

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(levels)).routes(routes!(movements)).routes(routes!(adjust))
}

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct StockParams {
    /// Only this location.
    location_id: Option<LocationId>,
    /// Only this variant.
    variant_id: Option<VariantId>,
    /// Words of the product's name, or a barcode or SKU.
    search: Option<String>,
    /// Only what has five or fewer available.
    low: Option<bool>,
    /// Only what should be counted, because it was sold below zero.
    recount: Option<bool>,
    /// Sorted by `on_hand`, `available` or `value`, with `-` before it for the largest first.
    sort: Option<String>,
    /// `next_cursor` of the page before.
    cursor: Option<String>,
    /// Rows a page, 1 to 200; 50 unless told.
    #[param(minimum = 1, maximum = 200)]
    limit: Option<i64>,
}

/// Lists stock by variant and location.
#[utoipa::path(get, path = "/v1/stock", tag = "stock", operation_id = "list_stock", params(StockParams),
    responses((status = 200, description = "Stock levels", body = Page<StockLevel>)))]
async fn levels(
    State(app): State<App>,
    caller: Caller<Look>,
    Params(p): Params<StockParams>,
) -> Answer<Json<Page<StockLevel>>> {
    may_sort_by_cost(&caller.who, p.sort.as_deref())?;
    let search = search_text("search", p.search)?.filter(|s| !s.trim().is_empty());
    let page = PageRequest { cursor: p.cursor, limit: p.limit, sort: p.sort };
    let mut filter = StockFilter {
        location_id: p.location_id,
        variant_ids: p.variant_id.map(|v| vec![v]),
        at_most: p.low.unwrap_or(false).then_some(LOW),
        recount: p.recount.unwrap_or(false),
    };
    let found = app
        .read(move |tx| {
            if let Some(search) = search {
                let wanted = ProductFilter { search: Some(search), ..ProductFilter::default() };
                let products =
                    catalog::products(tx, &wanted, &PageRequest { limit: Some(200), ..PageRequest::default() })?;
                let variants = products.items.iter().flat_map(|p| p.variants.iter().map(|v| v.id));
                filter.variant_ids = Some(variants.collect());
            }
            let currency = platform::merchant(tx)?.currency;
            inventory::levels(tx, currency, &filter, &page)
        })
        .await?;
    Ok(Json(shown_to(&caller.who, found)))
}

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct MovementParams {
    /// What moved.
    variant_id: VariantId,
    /// Only at this location.
    location_id: Option<LocationId>,
    /// `next_cursor` of the page before.
    cursor: Option<String>,
    /// Rows a page, 1 to 200; 50 unless told.
    #[param(minimum = 1, maximum = 200)]
    limit: Option<i64>,
}

/// Lists a variant's movements, newest first.
#[utoipa::path(get, path = "/v1/stock/movements", tag = "stock", operation_id = "list_stock_movements", params(MovementParams),
    responses((status = 200, description = "Movements", body = Page<Movement>)))]
async fn movements(
    State(app): State<App>,
    caller: Caller<Look>,
    Params(p): Params<MovementParams>,
) -> Answer<Json<Page<Movement>>> {
    let page = PageParams { cursor: p.cursor, limit: p.limit }.request();
    let found = app
        .read(move |tx| {
            let currency = platform::merchant(tx)?.currency;
            let mut found = inventory::movements(tx, currency, p.variant_id, p.location_id, &page)?;
            reports::name_movements(tx, &mut found.items)?;
            Ok(found)
        })
        .await?;
    Ok(Json(shown_to(&caller.who, found)))
}

fn read_adjusted(tx: &mut Tx<'_>, id: AdjustmentId) -> Result<Adjusted> {
    let currency = platform::merchant(tx)?.currency;
    let (variant_id, location_id) = inventory::adjusted(tx, id)?;
    let moved = inventory::movements_of_sources(tx, currency, location_id, &[(id.0, variant_id)])?;
    let movement = moved.into_iter().next().ok_or_else(|| Error::not_found("movement"))?;
    let filter =
        StockFilter { location_id: Some(location_id), variant_ids: Some(vec![variant_id]), ..StockFilter::default() };
    let stock = inventory::levels(tx, currency, &filter, &PageRequest::default())?;
    let stock = stock.items.into_iter().next().ok_or_else(|| Error::not_found("stock"))?;
    Ok(Adjusted { id, movement, stock })
}

/// Adjusts stock and posts it to the ledger.
#[utoipa::path(post, path = "/v1/stock/adjustments", tag = "stock", operation_id = "create_stock_adjustment", request_body = NewAdjustment,
    responses((status = 201, description = "What it did", body = Adjusted)))]
async fn adjust(
    State(app): State<App>,
    caller: Caller<AdjustStock>,
    Input { value, key }: Input<NewAdjustment>,
) -> Answer<Response> {
    may_import(&caller.who, value.import)?;
    let stock = |variant_id: VariantId| Lock { table: &inventory::LOCK, key: [variant_id.0, value.location_id.0] };
    let locks = value.variant_id.map(stock).into_iter().collect();
    let adjust = move |tx: &mut Tx<'_>, ctx: &mut Ctx| Ok(inventory::adjust(tx, ctx, &value)?.into());
    let outcome = app.once_locked(&caller.who, key, None, locks, adjust).await?;
    let adjusted = app.read(move |tx| read_adjusted(tx, AdjustmentId(outcome.id))).await?;
    Ok(created(outcome.replayed, adjusted))
}
