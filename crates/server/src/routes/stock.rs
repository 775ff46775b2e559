//! Stock, its movements and its adjustments.

use axum::Json;
use axum::extract::State;
use axum::response::Response;
use onetill_db::{Lock, Tx};
use onetill_domains::inventory::{self, Adjusted, Movement, NewAdjustment, StockFilter, StockLevel};
use onetill_domains::{Ctx, Page, PageRequest, platform, reports};
use onetill_kernel::{AdjustmentId, Error, LocationId, Quantity, Result, VariantId};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::created;
use crate::auth::{AdjustStock, Caller, Look, may_import, may_sort_by_cost};
use crate::costs::shown_to;
use crate::extract::{Input, Params, search_text};
use crate::files::{self, File, filters};
use crate::problem::Answer;
use crate::state::App;

/// At most so much available counts as low.
const LOW: Quantity = Quantity::units(5);

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(levels))
        .routes(routes!(export_levels))
        .routes(routes!(movements))
        .routes(routes!(export_movements))
        .routes(routes!(adjust))
}

filters! {
    StockParams, StockFilters {
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
    }
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
    let (p, page) = p.split();
    let p = p.checked()?;
    let found = app.read(move |tx| p.levels(tx, page)).await?;
    Ok(Json(shown_to(&caller.who, found)))
}

impl StockFilters {
    fn checked(self) -> Answer<Self> {
        Ok(Self { search: search_text("search", self.search)?, ..self })
    }

    fn levels(&self, tx: &mut Tx<'_>, page: PageRequest) -> Result<Page<StockLevel>> {
        let filter = StockFilter {
            location_id: self.location_id,
            variant_id: self.variant_id,
            search: self.search.clone(),
            at_most: self.low.unwrap_or(false).then_some(LOW),
            recount: self.recount.unwrap_or(false),
        };
        let currency = platform::merchant(tx)?.currency;
        inventory::levels(tx, currency, &filter, &PageRequest { sort: self.sort.clone(), ..page })
    }
}

const FILE: File = File {
    name: "stock",
    columns: &[
        "name=product_name",
        "variant=variant_name",
        "sku",
        "location=location_id",
        "on_hand",
        "reserved",
        "available",
        "unit_cost",
        "value",
        "currency=value.currency",
        "recount_since",
        "variant_id",
    ],
};

/// The same as a CSV file with every stock level.
#[utoipa::path(get, path = "/v1/stock/export", tag = "stock", operation_id = "export_stock", params(StockFilters),
    responses((status = 200, description = "The file", body = String, content_type = "text/csv")))]
async fn export_levels(
    State(app): State<App>,
    caller: Caller<Look>,
    Params(p): Params<StockFilters>,
) -> Answer<Response> {
    may_sort_by_cost(&caller.who, p.sort.as_deref())?;
    let (p, who) = (p.checked()?, caller.who.clone());
    let find = move |tx: &mut Tx<'_>, page: PageRequest| Ok(shown_to(&who, p.levels(tx, page)?));
    files::csv(&app, &caller.who, &FILE, find).await
}

filters! {
    MovementParams, MovementFilters {
        /// What moved.
        variant_id: VariantId,
        /// Only at this location.
        location_id: Option<LocationId>,
    }
}

/// Lists a variant's movements, newest first.
#[utoipa::path(get, path = "/v1/stock/movements", tag = "stock", operation_id = "list_stock_movements", params(MovementParams),
    responses((status = 200, description = "Movements", body = Page<Movement>)))]
async fn movements(
    State(app): State<App>,
    caller: Caller<Look>,
    Params(p): Params<MovementParams>,
) -> Answer<Json<Page<Movement>>> {
    let (p, page) = p.split();
    let found = app.read(move |tx| read_movements(tx, p.variant_id, p.location_id, &page)).await?;
    Ok(Json(shown_to(&caller.who, found)))
}

fn read_movements(
    tx: &mut Tx<'_>,
    variant_id: VariantId,
    location_id: Option<LocationId>,
    page: &PageRequest,
) -> Result<Page<Movement>> {
    let currency = platform::merchant(tx)?.currency;
    let mut found = inventory::movements(tx, currency, variant_id, location_id, page)?;
    reports::name_movements(tx, &mut found.items)?;
    Ok(found)
}

const MOVEMENTS_FILE: File = File {
    name: "stock-movements",
    columns: &[
        "happened_at",
        "name",
        "sku",
        "location=location_id",
        "kind",
        "quantity",
        "value",
        "currency=value.currency",
        "receipt=receipt.number",
        "reason",
        "recorded_at",
    ],
};

/// The same as a CSV file with every movement.
#[utoipa::path(get, path = "/v1/stock/movements/export", tag = "stock", operation_id = "export_stock_movements", params(MovementFilters),
    responses((status = 200, description = "The file", body = String, content_type = "text/csv")))]
async fn export_movements(
    State(app): State<App>,
    caller: Caller<Look>,
    Params(p): Params<MovementFilters>,
) -> Answer<Response> {
    let who = caller.who.clone();
    let find = move |tx: &mut Tx<'_>, page: PageRequest| {
        Ok(shown_to(&who, read_movements(tx, p.variant_id, p.location_id, &page)?))
    };
    files::csv(&app, &caller.who, &MOVEMENTS_FILE, find).await
}

fn read_adjusted(tx: &mut Tx<'_>, id: AdjustmentId) -> Result<Adjusted> {
    let currency = platform::merchant(tx)?.currency;
    let (variant_id, location_id) = inventory::adjusted(tx, id)?;
    let moved = inventory::movements_of_sources(tx, currency, location_id, &[(id.0, variant_id)])?;
    let movement = moved.into_iter().next().ok_or_else(|| Error::not_found("movement"))?;
    let filter = StockFilter { location_id: Some(location_id), variant_id: Some(variant_id), ..StockFilter::default() };
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
