//! Price lists.

use axum::Json;
use axum::extract::State;
use axum::response::Response;
use onetill_db::Tx;
use onetill_domains::catalog;
use onetill_domains::prices::{self, NewPriceList, PriceList, PriceListChange, PriceListPrice, SetPrices};
use onetill_domains::{Page, PageRequest, platform};
use onetill_kernel::{Money, PriceListId, Result, VariantId};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::{changed, created};
use crate::auth::{Caller, EditCatalogue, Look};
use crate::extract::{Input, Params, PartParams, PathId, search_text};
use crate::files::{self, File, filters};
use crate::problem::Answer;
use crate::state::App;

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(lists, add))
        .routes(routes!(export))
        .routes(routes!(one, change))
        .routes(routes!(prices_of, set_prices))
        .routes(routes!(export_prices))
}

/// The price lists, oldest first.
///
/// Of the lists that hold at a location, for a customer and at a moment, and that name a variant, one sets its price:
/// the most specific (one for a customer group before one for everybody, then one for a location before one for all),
/// among these the one with the lowest price, among these the older one. Where none names it, the catalogue's price
/// holds. A line that brings a price of its own keeps it.
#[utoipa::path(get, path = "/v1/price-lists", tag = "prices", operation_id = "list_price_lists", params(PartParams),
    responses((status = 200, description = "All price lists", body = Page<PriceList>)))]
async fn lists(
    State(app): State<App>,
    _: Caller<Look>,
    Params(part): Params<PartParams>,
) -> Answer<Json<Page<PriceList>>> {
    Ok(Json(part.of(app.read(prices::price_lists).await?, |row| row.id.to_string())?))
}

const FILE: File = File {
    name: "price-lists",
    columns: &[
        "name",
        "price_count",
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
#[utoipa::path(get, path = "/v1/price-lists/export", tag = "prices", operation_id = "export_price_lists",
    responses((status = 200, description = "The file", body = String, content_type = "text/csv")))]
async fn export(State(app): State<App>, caller: Caller<Look>) -> Answer<Response> {
    files::csv(&app, &caller.who, &FILE, |tx, _| Ok(Page::whole(prices::price_lists(tx)?))).await
}

/// Adds a price list, which has no prices yet.
#[utoipa::path(post, path = "/v1/price-lists", tag = "prices", operation_id = "create_price_list", request_body = NewPriceList,
    responses((status = 201, description = "The price list", body = PriceList)))]
async fn add(
    State(app): State<App>,
    caller: Caller<EditCatalogue>,
    Input { value, key }: Input<NewPriceList>,
) -> Answer<Response> {
    let outcome =
        app.once(&caller.who, key, None, move |tx, ctx| Ok(prices::add_price_list(tx, ctx, &value)?.into())).await?;
    let list = app.read(move |tx| prices::price_list(tx, PriceListId(outcome.id))).await?;
    Ok(created(outcome.replayed, list))
}

/// One price list.
#[utoipa::path(get, path = "/v1/price-lists/{id}", tag = "prices", operation_id = "get_price_list", params(("id" = PriceListId, Path)),
    responses((status = 200, description = "The price list", body = PriceList)))]
async fn one(State(app): State<App>, _: Caller<Look>, PathId(id): PathId<PriceListId>) -> Answer<Json<PriceList>> {
    Ok(Json(app.read(move |tx| prices::price_list(tx, id)).await?))
}

/// Changes a price list; what is absent stays. One that is not needed any more is switched off: what it priced keeps
/// its name.
#[utoipa::path(patch, path = "/v1/price-lists/{id}", tag = "prices", operation_id = "update_price_list", params(("id" = PriceListId, Path)), request_body = PriceListChange,
    responses((status = 200, description = "The price list after it", body = PriceList)))]
async fn change(
    State(app): State<App>,
    caller: Caller<EditCatalogue>,
    PathId(id): PathId<PriceListId>,
    Input { value, key }: Input<PriceListChange>,
) -> Answer<Response> {
    let outcome = app
        .once(&caller.who, key, None, move |tx, ctx| {
            prices::change_price_list(tx, ctx, id, &value)?;
            Ok(id.into())
        })
        .await?;
    Ok(changed(outcome, app.read(move |tx| prices::price_list(tx, id)).await?))
}

filters! {
    PriceParams, PriceFilters {
        /// Only of products found by this: words of the name, a barcode or a SKU.
        search: Option<String>,
    }
}

/// The prices of a list.
#[utoipa::path(get, path = "/v1/price-lists/{id}/prices", tag = "prices", operation_id = "list_price_list_prices", params(("id" = PriceListId, Path), PriceParams),
    responses((status = 200, description = "Prices", body = Page<PriceListPrice>)))]
async fn prices_of(
    State(app): State<App>,
    _: Caller<Look>,
    PathId(id): PathId<PriceListId>,
    Params(p): Params<PriceParams>,
) -> Answer<Json<Page<PriceListPrice>>> {
    let (p, page) = p.split();
    let search = search_text("search", p.search)?;
    Ok(Json(app.read(move |tx| read_prices(tx, id, search.as_deref(), &page)).await?))
}

const PRICES_FILE: File = File {
    name: "prices",
    columns: &["name", "sku", "catalogue_price", "price", "currency=price.currency", "product_id", "variant_id"],
};

/// The same as a CSV file with every price.
#[utoipa::path(get, path = "/v1/price-lists/{id}/prices/export", tag = "prices", operation_id = "export_price_list_prices", params(("id" = PriceListId, Path), PriceFilters),
    responses((status = 200, description = "The file", body = String, content_type = "text/csv")))]
async fn export_prices(
    State(app): State<App>,
    caller: Caller<Look>,
    PathId(id): PathId<PriceListId>,
    Params(p): Params<PriceFilters>,
) -> Answer<Response> {
    let search = search_text("search", p.search)?;
    let find = move |tx: &mut Tx<'_>, page: PageRequest| read_prices(tx, id, search.as_deref(), &page);
    files::csv(&app, &caller.who, &PRICES_FILE, find).await
}

fn read_prices(
    tx: &mut Tx<'_>,
    id: PriceListId,
    search: Option<&str>,
    page: &PageRequest,
) -> Result<Page<PriceListPrice>> {
    let found = prices::prices_of(tx, id, search, page)?;
    let ids: Vec<VariantId> = found.items.iter().map(|(id, _)| *id).collect();
    let known = catalog::sellables(tx, &ids, &[])?;
    let currency = platform::merchant(tx)?.currency;
    let row = |(variant_id, price)| {
        let of = known.iter().find(|s| s.variant_id == variant_id)?;
        Some(PriceListPrice {
            variant_id,
            product_id: of.product_id,
            name: of.name.clone(),
            sku: of.sku.clone(),
            catalogue_price: Money::new(of.price_minor, currency),
            price: Money::new(price, currency),
        })
    };
    Ok(Page { items: found.items.into_iter().filter_map(row).collect(), next_cursor: found.next_cursor })
}

/// Sets prices of a list, or takes variants off it; those not named keep their prices.
#[utoipa::path(put, path = "/v1/price-lists/{id}/prices", tag = "prices", operation_id = "set_price_list_prices", params(("id" = PriceListId, Path)), request_body = SetPrices,
    responses((status = 200, description = "The price list after it", body = PriceList)))]
async fn set_prices(
    State(app): State<App>,
    caller: Caller<EditCatalogue>,
    PathId(id): PathId<PriceListId>,
    Input { value, key }: Input<SetPrices>,
) -> Answer<Response> {
    let outcome = app
        .once(&caller.who, key, None, move |tx, ctx| {
            prices::set_prices(tx, ctx, id, &value)?;
            Ok(id.into())
        })
        .await?;
    Ok(changed(outcome, app.read(move |tx| prices::price_list(tx, id)).await?))
}
