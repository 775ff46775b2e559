//! Products, categories, taxes and pictures.

use axum::Json;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, X_CONTENT_TYPE_OPTIONS};
use onetill_db::Tx;
use onetill_domains::catalog::{
    self, BarcodeLayout, BulkChange, BulkPreview, Category, CategoryChange, ListedPrice, NewCategory, NewProduct,
    NewTaxCategory, NewTaxRate, Product, ProductChange, ProductFilter, TaxCategory, TaxCategoryChange, Variant,
};
use onetill_domains::prices::{self, Terms, When};
use onetill_domains::{Ctx, Page, PageRequest, inventory, platform};
use onetill_kernel::{
    CategoryId, CustomerId, Error, ImageId, LocationId, Money, ProductId, Quantity, Result, TaxCategoryId, Timestamp,
    Uuid, VariantId,
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::{changed, created};
use crate::auth::{Caller, EditCatalogue, Look};
use crate::costs::shown_to;
use crate::extract::{Body, Input, Params, PartParams, PathId, search_text};
use crate::files::{self, File, filters};
use crate::problem::Answer;
use crate::state::App;

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(products, add_product))
        .routes(routes!(product, change_product))
        .routes(routes!(preview_many))
        .routes(routes!(change_many))
        .routes(routes!(export))
        .routes(routes!(set_image))
        .routes(routes!(image))
        .routes(routes!(scan))
        .routes(routes!(deposits))
        .routes(routes!(layouts, set_layouts))
        .routes(routes!(categories, add_category))
        .routes(routes!(change_category))
        .routes(routes!(tax_categories, add_tax_category))
        .routes(routes!(change_tax_category))
        .routes(routes!(add_tax_rate))
}

filters! {
    ProductParams, ProductFilters {
        /// Words of the name, forgiving a typing mistake; or a barcode or SKU.
        search: Option<String>,
        /// Exactly this barcode.
        barcode: Option<String>,
        /// Exactly this SKU.
        sku: Option<String>,
        /// Only this category and those below it.
        category_id: Option<CategoryId>,
        /// Stock of this location alone; of all unless told. With it `listed` tells what price lists charge there now.
        location_id: Option<LocationId>,
        /// Who buys: `listed` is what they are charged.
        customer_id: Option<CustomerId>,
        /// Only what is, or is no longer, sold.
        active: Option<bool>,
    }
}

/// Fills in the stock of products' variants.
fn with_stock(tx: &mut Tx<'_>, products: &mut [Product], location_id: Option<LocationId>) -> Result<()> {
    let tracked = |p: &Product| p.variants.iter().filter(|v| v.track_stock).map(|v| v.id).collect::<Vec<VariantId>>();
    let variants: Vec<VariantId> = products.iter().flat_map(tracked).collect();
    let figures = inventory::figures(tx, &variants, location_id)?;
    for variant in products.iter_mut().flat_map(|p| &mut p.variants).filter(|v| v.track_stock) {
        variant.stock = Some(figures.get(&variant.id).copied().unwrap_or_default());
    }
    Ok(())
}

/// Fills in what price lists charge at a location for products' variants.
fn with_prices(
    tx: &mut Tx<'_>,
    products: &mut [Product],
    location_id: LocationId,
    customer_id: Option<CustomerId>,
    now: Timestamp,
) -> Result<()> {
    let when = When::at(now, &platform::location(tx, location_id)?)?;
    let variants: Vec<VariantId> = products.iter().flat_map(|p| &p.variants).map(|v| v.id).collect();
    let mut listed = prices::listed(tx, &variants, &[], &Terms { location_id, customer_id, when })?;
    for variant in products.iter_mut().flat_map(|p| &mut p.variants) {
        variant.listed = listed.remove(&variant.id).map(|found| ListedPrice {
            price: Money::new(found.price_minor, variant.price.currency),
            price_list_id: found.list.id,
            price_list_name: found.list.name,
        });
    }
    Ok(())
}

/// Lists products by name, or by relevance when searching.
#[utoipa::path(get, path = "/v1/products", tag = "catalogue", operation_id = "list_products", params(ProductParams),
    responses((status = 200, description = "Products", body = Page<Product>)))]
async fn products(
    State(app): State<App>,
    caller: Caller<Look>,
    Params(p): Params<ProductParams>,
) -> Answer<Json<Page<Product>>> {
    let (p, page) = p.split();
    let p = p.checked()?;
    let now = app.ctx(&caller.who).now;
    let found = app.read(move |tx| read_products(tx, &p, now, &page)).await?;
    Ok(Json(shown_to(&caller.who, found)))
}

impl ProductFilters {
    fn checked(self) -> Answer<Self> {
        Ok(Self {
            search: search_text("search", self.search)?,
            barcode: search_text("barcode", self.barcode)?,
            sku: search_text("sku", self.sku)?,
            ..self
        })
    }
}

fn read_products(tx: &mut Tx<'_>, p: &ProductFilters, now: Timestamp, page: &PageRequest) -> Result<Page<Product>> {
    let categories = match p.category_id {
        Some(id) => catalog::category_and_below(tx, id)?,
        None => Vec::new(),
    };
    let filter = ProductFilter {
        search: p.search.clone(),
        barcode: p.barcode.clone(),
        sku: p.sku.clone(),
        categories,
        active: p.active,
    };
    let mut page = catalog::products(tx, &filter, page)?;
    with_stock(tx, &mut page.items, p.location_id)?;
    if let Some(location_id) = p.location_id {
        with_prices(tx, &mut page.items, location_id, p.customer_id, now)?;
    }
    Ok(page)
}

const FILE: File = File {
    name: "products",
    columns: &[
        "name=product.name",
        "variant=variant.name",
        "sku=variant.sku",
        "barcodes=variant.barcodes",
        "kind=product.kind",
        "category=product.category_name",
        "price=variant.price",
        "listed_price=variant.listed.price",
        "cost=variant.cost",
        "currency=variant.price.currency",
        "on_hand=variant.stock.on_hand",
        "reserved=variant.stock.reserved",
        "available=variant.stock.available",
        "active=product.active",
        "product_id=product.id",
        "variant_id=variant.id",
    ],
};

/// A row of the file: a variant of a product.
#[derive(Serialize)]
struct VariantRow {
    product: Product,
    variant: Variant,
}

fn by_variant(products: Page<Product>) -> Page<VariantRow> {
    let rows = |mut product: Product| {
        let variants = std::mem::take(&mut product.variants);
        variants.into_iter().map(move |variant| VariantRow { product: product.clone(), variant })
    };
    Page { items: products.items.into_iter().flat_map(rows).collect(), next_cursor: products.next_cursor }
}

/// The same as a CSV file with a row for every variant.
#[utoipa::path(get, path = "/v1/products/export", tag = "catalogue", operation_id = "export_products", params(ProductFilters),
    responses((status = 200, description = "The file", body = String, content_type = "text/csv")))]
async fn export(State(app): State<App>, caller: Caller<Look>, Params(p): Params<ProductFilters>) -> Answer<Response> {
    let (p, who, now) = (p.checked()?, caller.who.clone(), app.ctx(&caller.who).now);
    let find =
        move |tx: &mut Tx<'_>, page: PageRequest| Ok(by_variant(shown_to(&who, read_products(tx, &p, now, &page)?)));
    files::csv(&app, &caller.who, &FILE, find).await
}

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct ScanParams {
    /// What the scanner read, or somebody typed: a barcode, one that a scale printed, or a SKU.
    barcode: String,
    /// Stock of this location alone; of all unless told.
    location_id: Option<LocationId>,
}

/// What a code means at a register.
#[derive(Serialize, ToSchema)]
struct ScannedArticle {
    /// The product, in all its variants.
    product: Product,
    /// The variant that was scanned.
    variant_id: VariantId,
    /// How much of it, where a scale printed that, or what it costs.
    quantity: Option<Quantity>,
    /// The price of one unit, where a scale printed what all of it costs.
    unit_price: Option<Money>,
}

/// Looks a code up: a barcode, one that a scale printed with a weight or a price in it, or a SKU.
#[utoipa::path(get, path = "/v1/scans", tag = "catalogue", operation_id = "scan", params(ScanParams),
    responses((status = 200, description = "What it is", body = ScannedArticle)))]
async fn scan(
    State(app): State<App>,
    caller: Caller<Look>,
    Params(p): Params<ScanParams>,
) -> Answer<Json<ScannedArticle>> {
    let code = search_text("barcode", Some(p.barcode))?.unwrap_or_default();
    let found = app
        .read(move |tx| {
            let found = match catalog::scanned(tx, &code)? {
                Some(found) => found,
                None => {
                    let by_sku = catalog::variant_by_sku(tx, &code)?;
                    let variant_id = by_sku.ok_or_else(|| {
                        Error::new(
                            onetill_kernel::ErrorKind::NotFound,
                            "barcode_unknown",
                            format!("Nothing has the code {code}."),
                        )
                        .field("barcode")
                        .fix("Look the product up by name, or add the barcode to it.")
                    })?;
                    catalog::Scanned { variant_id, quantity: None, unit_price_minor: None }
                }
            };
            let product =
                catalog::product_of_variant(tx, found.variant_id)?.ok_or_else(|| Error::not_found("product"))?;
            let mut product = catalog::product(tx, product)?;
            with_stock(tx, std::slice::from_mut(&mut product), p.location_id)?;
            let currency = platform::merchant(tx)?.currency;
            Ok(ScannedArticle {
                product,
                variant_id: found.variant_id,
                quantity: found.quantity,
                unit_price: found.unit_price_minor.map(|minor| Money::new(minor, currency)),
            })
        })
        .await?;
    Ok(Json(ScannedArticle { product: shown_to(&caller.who, found.product), ..found }))
}

/// The deposits that goods can come with.
#[utoipa::path(get, path = "/v1/deposits", tag = "catalogue", operation_id = "list_deposits", params(PartParams),
    responses((status = 200, description = "All deposits", body = Page<catalog::Deposit>)))]
async fn deposits(
    State(app): State<App>,
    _: Caller<Look>,
    Params(part): Params<PartParams>,
) -> Answer<Json<Page<catalog::Deposit>>> {
    Ok(Json(part.of(app.read(catalog::deposits).await?, |row| row.variant_id.to_string())?))
}

/// How the shop's scales print barcodes.
#[utoipa::path(get, path = "/v1/barcode-layouts", tag = "catalogue", operation_id = "list_barcode_layouts", params(PartParams),
    responses((status = 200, description = "All layouts", body = Page<BarcodeLayout>)))]
async fn layouts(
    State(app): State<App>,
    _: Caller<Look>,
    Params(part): Params<PartParams>,
) -> Answer<Json<Page<BarcodeLayout>>> {
    Ok(Json(part.of(app.read(catalog::barcode_layouts).await?, |row| row.prefix.clone())?))
}

/// All layouts of the shop's scales: they replace what was set.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct BarcodeLayouts {
    /// The layouts, one for each prefix.
    #[schema(max_items = 11)]
    items: Vec<BarcodeLayout>,
}

/// Sets how the shop's scales print barcodes.
#[utoipa::path(put, path = "/v1/barcode-layouts", tag = "catalogue", operation_id = "set_barcode_layouts", request_body = BarcodeLayouts,
    responses((status = 200, description = "All layouts after it", body = Page<BarcodeLayout>)))]
async fn set_layouts(
    State(app): State<App>,
    caller: Caller<EditCatalogue>,
    Input { value, key }: Input<BarcodeLayouts>,
) -> Answer<Response> {
    let set = move |tx: &mut Tx<'_>, ctx: &mut Ctx| {
        catalog::set_barcode_layouts(tx, ctx, &value.items)?;
        Ok(Uuid::nil())
    };
    let outcome = app.once(&caller.who, key, None, set).await?;
    Ok(changed(outcome, Page::whole(app.read(catalog::barcode_layouts).await?)))
}

pub(super) fn read_product(tx: &mut Tx<'_>, id: ProductId) -> Result<Product> {
    let mut product = catalog::product(tx, id)?;
    with_stock(tx, std::slice::from_mut(&mut product), None)?;
    Ok(product)
}

/// One product.
#[utoipa::path(get, path = "/v1/products/{id}", tag = "catalogue", operation_id = "get_product", params(("id" = ProductId, Path)),
    responses((status = 200, description = "The product", body = Product)))]
async fn product(State(app): State<App>, caller: Caller<Look>, PathId(id): PathId<ProductId>) -> Answer<Json<Product>> {
    let product = app.read(move |tx| read_product(tx, id)).await?;
    Ok(Json(shown_to(&caller.who, product)))
}

/// Adds a product with its variants.
#[utoipa::path(post, path = "/v1/products", tag = "catalogue", operation_id = "create_product", request_body = NewProduct,
    responses((status = 201, description = "The product", body = Product)))]
async fn add_product(
    State(app): State<App>,
    caller: Caller<EditCatalogue>,
    Input { value, key }: Input<NewProduct>,
) -> Answer<Response> {
    let outcome =
        app.once(&caller.who, key, None, move |tx, ctx| Ok(catalog::add_product(tx, ctx, &value)?.into())).await?;
    let product = app.read(move |tx| read_product(tx, ProductId(outcome.id))).await?;
    Ok(created(outcome.replayed, product))
}

/// Changes a product or its variants; what is absent stays.
#[utoipa::path(patch, path = "/v1/products/{id}", tag = "catalogue", operation_id = "update_product", params(("id" = ProductId, Path)), request_body = ProductChange,
    responses((status = 200, description = "The product after it", body = Product)))]
async fn change_product(
    State(app): State<App>,
    caller: Caller<EditCatalogue>,
    PathId(id): PathId<ProductId>,
    Input { value, key }: Input<ProductChange>,
) -> Answer<Response> {
    let outcome = app
        .once(&caller.who, key, None, move |tx, ctx| {
            catalog::change_product(tx, ctx, id, &value)?;
            Ok(id.into())
        })
        .await?;
    Ok(changed(outcome, app.read(move |tx| read_product(tx, id)).await?))
}

/// What the same change would do to many products: nothing is written.
#[utoipa::path(post, path = "/v1/product-changes/preview", tag = "catalogue", operation_id = "preview_product_changes", request_body = BulkChange,
    responses((status = 200, description = "What would change", body = BulkPreview)))]
async fn preview_many(
    State(app): State<App>,
    _: Caller<EditCatalogue>,
    Input { value, .. }: Input<BulkChange>,
) -> Answer<Json<BulkPreview>> {
    Ok(Json(app.read(move |tx| catalog::preview_bulk(tx, &value)).await?))
}

/// What was changed.
#[derive(Serialize, ToSchema)]
struct BulkChanged {
    /// How many products were named.
    product_count: i64,
}

/// Makes the same change to many products: to all of them, or to none where one is refused.
#[utoipa::path(post, path = "/v1/product-changes", tag = "catalogue", operation_id = "change_products", request_body = BulkChange,
    responses((status = 200, description = "What was changed", body = BulkChanged)))]
async fn change_many(
    State(app): State<App>,
    caller: Caller<EditCatalogue>,
    Input { value, key }: Input<BulkChange>,
) -> Answer<Response> {
    let product_count = value.products.len() as i64;
    let change = move |tx: &mut Tx<'_>, ctx: &mut Ctx| {
        catalog::change_many(tx, ctx, &value)?;
        Ok(Uuid::nil())
    };
    let outcome = app.once(&caller.who, key, None, change).await?;
    Ok(changed(outcome, BulkChanged { product_count }))
}

/// The bytes of a picture, as the document describes them.
#[derive(ToSchema)]
#[schema(value_type = String, format = Binary)]
#[expect(dead_code, reason = "bodies are read and written as bytes")]
struct Picture(Vec<u8>);

/// Sets a product's picture: PNG, JPEG, WebP or SVG, at most 512 KiB.
#[utoipa::path(put, path = "/v1/products/{id}/image", tag = "catalogue", operation_id = "set_product_image", params(("id" = ProductId, Path)),
    request_body(content((Picture = "image/png"), (Picture = "image/jpeg"), (Picture = "image/webp"), (Picture = "image/svg+xml"))),
    responses((status = 200, description = "The product after it", body = Product)))]
async fn set_image(
    State(app): State<App>,
    caller: Caller<EditCatalogue>,
    PathId(id): PathId<ProductId>,
    headers: HeaderMap,
    Body(content): Body,
) -> Answer<Json<Product>> {
    let kind = headers.get(CONTENT_TYPE).and_then(|v| v.to_str().ok()).unwrap_or("").to_owned();
    let for_ctx = app.clone();
    app.write(None, Vec::new(), move |tx| catalog::set_image(tx, &for_ctx.ctx(&caller.who), id, &kind, &content))
        .await?;
    Ok(Json(app.read(move |tx| read_product(tx, id)).await?))
}

/// A picture. Its id changes when its content does, so it may be kept for ever.
#[utoipa::path(get, path = "/v1/images/{id}", tag = "catalogue", operation_id = "get_image", params(("id" = Uuid, Path)), security(()),
    responses((status = 200, description = "The picture", content((Picture = "image/png"), (Picture = "image/jpeg"), (Picture = "image/webp"), (Picture = "image/svg+xml")))))]
async fn image(State(app): State<App>, PathId(id): PathId<ImageId>) -> Answer<Response> {
    let image = app.read(move |tx| catalog::image(tx, id)).await?;
    let kind = http::HeaderValue::from_str(&image.content_type).map_err(Error::internal)?;
    let mut response = image.content.into_response();
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, kind);
    headers.insert(CACHE_CONTROL, http::HeaderValue::from_static("public, max-age=31536000, immutable"));
    headers.insert(X_CONTENT_TYPE_OPTIONS, http::HeaderValue::from_static("nosniff"));
    // A picture may be an SVG that somebody sent us: it must not run anything.
    let policy = "default-src 'none'; style-src 'unsafe-inline'; sandbox";
    headers.insert(CONTENT_SECURITY_POLICY, http::HeaderValue::from_static(policy));
    Ok(response)
}

/// The product tree.
#[utoipa::path(get, path = "/v1/categories", tag = "catalogue", operation_id = "list_categories", params(PartParams),
    responses((status = 200, description = "All categories", body = Page<Category>)))]
async fn categories(
    State(app): State<App>,
    _: Caller<Look>,
    Params(part): Params<PartParams>,
) -> Answer<Json<Page<Category>>> {
    Ok(Json(part.of(app.read(catalog::categories).await?, |row| row.id.to_string())?))
}

/// Adds a category.
#[utoipa::path(post, path = "/v1/categories", tag = "catalogue", operation_id = "create_category", request_body = NewCategory,
    responses((status = 201, description = "The category", body = Category)))]
async fn add_category(
    State(app): State<App>,
    caller: Caller<EditCatalogue>,
    Input { value, key }: Input<NewCategory>,
) -> Answer<Response> {
    let outcome =
        app.once(&caller.who, key, None, move |tx, ctx| Ok(catalog::add_category(tx, ctx, &value)?.into())).await?;
    Ok(created(outcome.replayed, one_category(&app, CategoryId(outcome.id)).await?))
}

/// Renames a category or moves it in the tree; what is absent stays.
#[utoipa::path(patch, path = "/v1/categories/{id}", tag = "catalogue", operation_id = "update_category", params(("id" = CategoryId, Path)), request_body = CategoryChange,
    responses((status = 200, description = "The category after it", body = Category)))]
async fn change_category(
    State(app): State<App>,
    caller: Caller<EditCatalogue>,
    PathId(id): PathId<CategoryId>,
    Input { value, key }: Input<CategoryChange>,
) -> Answer<Response> {
    let locks = std::iter::once(id).chain(value.parent_id.flatten()).map(catalog::category_lock).collect();
    let change = move |tx: &mut Tx<'_>, ctx: &mut Ctx| {
        catalog::change_category(tx, ctx, id, &value)?;
        Ok(id.into())
    };
    let outcome = app.once_locked(&caller.who, key, Some(id.0), locks, change).await?;
    Ok(changed(outcome, one_category(&app, id).await?))
}

async fn one_category(app: &App, id: CategoryId) -> Answer<Category> {
    let all = app.read(catalog::categories).await?;
    Ok(all.into_iter().find(|c| c.id == id).ok_or_else(|| Error::not_found("category"))?)
}

/// The tax categories with their components.
#[utoipa::path(get, path = "/v1/tax-categories", tag = "catalogue", operation_id = "list_tax_categories", params(PartParams),
    responses((status = 200, description = "All tax categories", body = Page<TaxCategory>)))]
async fn tax_categories(
    State(app): State<App>,
    _: Caller<Look>,
    Params(part): Params<PartParams>,
) -> Answer<Json<Page<TaxCategory>>> {
    Ok(Json(part.of(app.read(catalog::tax_categories).await?, |row| row.id.to_string())?))
}

/// Adds a tax category; opens its accounts in the ledger.
#[utoipa::path(post, path = "/v1/tax-categories", tag = "catalogue", operation_id = "create_tax_category", request_body = NewTaxCategory,
    responses((status = 201, description = "The tax category", body = TaxCategory)))]
async fn add_tax_category(
    State(app): State<App>,
    caller: Caller<EditCatalogue>,
    Input { value, key }: Input<NewTaxCategory>,
) -> Answer<Response> {
    let outcome =
        app.once(&caller.who, key, None, move |tx, ctx| Ok(catalog::add_tax_category(tx, ctx, &value)?.into())).await?;
    Ok(created(outcome.replayed, tax_category(&app, TaxCategoryId(outcome.id)).await?))
}

/// Renames a tax category. The accounts that it posts to keep their names.
#[utoipa::path(patch, path = "/v1/tax-categories/{id}", tag = "catalogue", operation_id = "update_tax_category", params(("id" = TaxCategoryId, Path)), request_body = TaxCategoryChange,
    responses((status = 200, description = "The tax category after it", body = TaxCategory)))]
async fn change_tax_category(
    State(app): State<App>,
    caller: Caller<EditCatalogue>,
    PathId(id): PathId<TaxCategoryId>,
    Input { value, key }: Input<TaxCategoryChange>,
) -> Answer<Response> {
    let outcome = app
        .once(&caller.who, key, None, move |tx, ctx| {
            catalog::change_tax_category(tx, ctx, id, &value)?;
            Ok(id.into())
        })
        .await?;
    Ok(changed(outcome, tax_category(&app, id).await?))
}

/// Sets the rate of a tax from a date to come on. The rate before it ends the day before, and whatever was planned from
/// that date on is dropped: so a planned rate is corrected by sending it again.
#[utoipa::path(post, path = "/v1/tax-categories/{id}/rates", tag = "catalogue", operation_id = "create_tax_rate", params(("id" = TaxCategoryId, Path)), request_body = NewTaxRate,
    responses((status = 201, description = "The tax category after it", body = TaxCategory)))]
async fn add_tax_rate(
    State(app): State<App>,
    caller: Caller<EditCatalogue>,
    PathId(id): PathId<TaxCategoryId>,
    Input { value, key }: Input<NewTaxRate>,
) -> Answer<Response> {
    let locks = vec![catalog::tax_category_lock(id)];
    let add = move |tx: &mut Tx<'_>, ctx: &mut Ctx| Ok(catalog::add_tax_rate(tx, ctx, id, &value)?.into());
    let outcome = app.once_locked(&caller.who, key, Some(id.0), locks, add).await?;
    Ok(created(outcome.replayed, tax_category(&app, id).await?))
}

async fn tax_category(app: &App, id: TaxCategoryId) -> Answer<TaxCategory> {
    let all = app.read(catalog::tax_categories).await?;
    Ok(all.into_iter().find(|c| c.id == id).ok_or_else(|| Error::not_found("tax category"))?)
}
