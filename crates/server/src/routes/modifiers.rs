//! What can be chosen with goods: groups of options.

use axum::Json;
use axum::extract::State;
use axum::response::Response;
use onetill_domains::Page;
use onetill_domains::catalog::{
    self, ModifierGroup, ModifierGroupChange, NewModifierGroup, Product, ProductModifierGroups,
};
use onetill_kernel::{ModifierGroupId, ProductId};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::catalog::read_product;
use super::{changed, created};
use crate::auth::{Caller, EditCatalogue, Look};
use crate::extract::{Input, Params, PartParams, PathId};
use crate::files::{self, File};
use crate::problem::Answer;
use crate::state::App;

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(groups, add))
        .routes(routes!(export))
        .routes(routes!(one, change))
        .routes(routes!(set_of_product))
}

/// The groups of options that can be chosen with goods, oldest first.
///
/// A line of an order names the chosen options; what they cost is added to the price of one unit before anything is taken off.
/// A line needs at least `min_choices` and has at most `max_choices` options of each group that belongs to its product.
#[utoipa::path(get, path = "/v1/modifier-groups", tag = "catalogue", operation_id = "list_modifier_groups", params(PartParams),
    responses((status = 200, description = "All groups", body = Page<ModifierGroup>)))]
async fn groups(
    State(app): State<App>,
    _: Caller<Look>,
    Params(part): Params<PartParams>,
) -> Answer<Json<Page<ModifierGroup>>> {
    Ok(Json(part.of(app.read(catalog::modifier_groups).await?, |row| row.id.to_string())?))
}

const FILE: File = File {
    name: "options",
    columns: &[
        "name",
        "options=options.name",
        "prices=options.price",
        "min_choices",
        "max_choices",
        "product_count",
        "active",
        "id",
    ],
};

/// The same as a CSV file.
#[utoipa::path(get, path = "/v1/modifier-groups/export", tag = "catalogue", operation_id = "export_modifier_groups",
    responses((status = 200, description = "The file", body = String, content_type = "text/csv")))]
async fn export(State(app): State<App>, caller: Caller<Look>) -> Answer<Response> {
    files::csv(&app, &caller.who, &FILE, |tx, _| Ok(Page::whole(catalog::modifier_groups(tx)?))).await
}

/// Adds a group of options, which belongs to no product yet.
#[utoipa::path(post, path = "/v1/modifier-groups", tag = "catalogue", operation_id = "create_modifier_group", request_body = NewModifierGroup,
    responses((status = 201, description = "The group", body = ModifierGroup)))]
async fn add(
    State(app): State<App>,
    caller: Caller<EditCatalogue>,
    Input { value, key }: Input<NewModifierGroup>,
) -> Answer<Response> {
    let outcome = app
        .once(&caller.who, key, None, move |tx, ctx| Ok(catalog::add_modifier_group(tx, ctx, &value)?.into()))
        .await?;
    let group = app.read(move |tx| catalog::modifier_group(tx, ModifierGroupId(outcome.id))).await?;
    Ok(created(outcome.replayed, group))
}

/// One group of options.
#[utoipa::path(get, path = "/v1/modifier-groups/{id}", tag = "catalogue", operation_id = "get_modifier_group", params(("id" = ModifierGroupId, Path)),
    responses((status = 200, description = "The group", body = ModifierGroup)))]
async fn one(
    State(app): State<App>,
    _: Caller<Look>,
    PathId(id): PathId<ModifierGroupId>,
) -> Answer<Json<ModifierGroup>> {
    Ok(Json(app.read(move |tx| catalog::modifier_group(tx, id)).await?))
}

/// Changes a group of options; what is absent stays. One that is not needed any more is switched off: what was sold keeps the
/// names and prices of its options.
#[utoipa::path(patch, path = "/v1/modifier-groups/{id}", tag = "catalogue", operation_id = "update_modifier_group", params(("id" = ModifierGroupId, Path)), request_body = ModifierGroupChange,
    responses((status = 200, description = "The group after it", body = ModifierGroup)))]
async fn change(
    State(app): State<App>,
    caller: Caller<EditCatalogue>,
    PathId(id): PathId<ModifierGroupId>,
    Input { value, key }: Input<ModifierGroupChange>,
) -> Answer<Response> {
    let outcome = app
        .once(&caller.who, key, None, move |tx, ctx| {
            catalog::change_modifier_group(tx, ctx, id, &value)?;
            Ok(id.into())
        })
        .await?;
    Ok(changed(outcome, app.read(move |tx| catalog::modifier_group(tx, id)).await?))
}

/// Sets which groups of options belong to a product.
#[utoipa::path(put, path = "/v1/products/{id}/modifier-groups", tag = "catalogue", operation_id = "set_product_modifier_groups", params(("id" = ProductId, Path)), request_body = ProductModifierGroups,
    responses((status = 200, description = "The product after it", body = Product)))]
async fn set_of_product(
    State(app): State<App>,
    caller: Caller<EditCatalogue>,
    PathId(id): PathId<ProductId>,
    Input { value, key }: Input<ProductModifierGroups>,
) -> Answer<Response> {
    let outcome = app
        .once(&caller.who, key, None, move |tx, ctx| {
            catalog::set_modifier_groups(tx, ctx, id, &value)?;
            Ok(id.into())
        })
        .await?;
    Ok(changed(outcome, app.read(move |tx| read_product(tx, id)).await?))
}
