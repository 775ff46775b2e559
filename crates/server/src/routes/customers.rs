//! Customers and their history.

use axum::Json;
use axum::extract::State;
use axum::response::Response;
use onetill_db::{Lock, Tx};
use onetill_domains::customers::{
    self, Customer, CustomerChange, CustomerGroup, CustomerGroupChange, CustomerTax, Duplicate, NewCustomer,
    NewCustomerGroup, Sought,
};
use onetill_domains::orders::{self, OrderFilter, OrderSummary};
use onetill_domains::{Ctx, Page, PageRequest};
use onetill_kernel::{CustomerGroupId, CustomerId, Uuid};
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::{changed, created};
use crate::auth::{Caller, EditCatalogue, EditCustomers, ExemptTax, Look};
use crate::extract::{Input, PageParams, Params, PartParams, PathId, search_text};
use crate::files::{self, File, filters};
use crate::problem::Answer;
use crate::state::App;

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list, add))
        .routes(routes!(export))
        .routes(routes!(duplicates))
        .routes(routes!(one, change))
        .routes(routes!(tax, set_tax))
        .routes(routes!(history))
        .routes(routes!(groups, add_group))
        .routes(routes!(rename_group))
}

filters! {
    CustomerParams, CustomerFilters {
        /// A part of the name, e-mail or phone number.
        search: Option<String>,
        /// Sorted by `orders_count`, `spent` or `last_order_at`, with `-` before it for the largest first.
        sort: Option<String>,
    }
}

/// Lists customers, newest first.
#[utoipa::path(get, path = "/v1/customers", tag = "customers", operation_id = "list_customers", params(CustomerParams),
    responses((status = 200, description = "Customers", body = Page<Customer>)))]
async fn list(
    State(app): State<App>,
    _: Caller<Look>,
    Params(p): Params<CustomerParams>,
) -> Answer<Json<Page<Customer>>> {
    let (p, page) = p.split();
    let search = search_text("search", p.search)?;
    let page = PageRequest { sort: p.sort, ..page };
    Ok(Json(app.read(move |tx| customers::customers(tx, search.as_deref(), &page)).await?))
}

const FILE: File = File {
    name: "customers",
    columns: &[
        "name",
        "email",
        "phone",
        "note",
        "preferences",
        "orders_count",
        "spent",
        "currency=spent.currency",
        "first_order_at",
        "last_order_at",
        "created_at",
        "id",
    ],
};

/// The same as a CSV file with every customer.
#[utoipa::path(get, path = "/v1/customers/export", tag = "customers", operation_id = "export_customers", params(CustomerFilters),
    responses((status = 200, description = "The file", body = String, content_type = "text/csv")))]
async fn export(State(app): State<App>, caller: Caller<Look>, Params(p): Params<CustomerFilters>) -> Answer<Response> {
    let search = search_text("search", p.search)?;
    let find = move |tx: &mut Tx<'_>, page: PageRequest| {
        customers::customers(tx, search.as_deref(), &PageRequest { sort: p.sort.clone(), ..page })
    };
    files::csv(&app, &caller.who, &FILE, find).await
}

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct DuplicateParams {
    /// Their name, or the beginning of it.
    name: Option<String>,
    /// Their e-mail address.
    email: Option<String>,
    /// Their phone number, as it is dialled in the shop's country or with its country's code.
    phone: Option<String>,
    /// Not this customer: it is they who are changed.
    except: Option<CustomerId>,
    /// `next_cursor` of the page before.
    cursor: Option<String>,
    /// Rows a page, 1 to 200; all of them unless told.
    #[param(minimum = 1, maximum = 200)]
    limit: Option<i64>,
}

/// Whom the shop knows by the same phone number, the same e-mail address or a like name; at most five. Ask before a customer is
/// added.
#[utoipa::path(get, path = "/v1/customers/duplicates", tag = "customers", operation_id = "list_customer_duplicates", params(DuplicateParams),
    responses((status = 200, description = "Customers who may be the same, with most in common first", body = Page<Duplicate>)))]
async fn duplicates(
    State(app): State<App>,
    _: Caller<Look>,
    Params(p): Params<DuplicateParams>,
) -> Answer<Json<Page<Duplicate>>> {
    let sought = Sought { name: p.name, email: p.email, phone: p.phone, except: p.except };
    let part = PartParams { cursor: p.cursor, limit: p.limit };
    let found = app.read(move |tx| customers::duplicates(tx, &sought)).await?;
    Ok(Json(part.of(found, |row| row.customer.id.to_string())?))
}

/// Adds a customer.
#[utoipa::path(post, path = "/v1/customers", tag = "customers", operation_id = "create_customer", request_body = NewCustomer,
    responses((status = 201, description = "The customer", body = Customer)))]
async fn add(
    State(app): State<App>,
    caller: Caller<EditCustomers>,
    Input { value, key }: Input<NewCustomer>,
) -> Answer<Response> {
    let outcome =
        app.once(&caller.who, key, None, move |tx, ctx| Ok(customers::add_customer(tx, ctx, &value)?.into())).await?;
    let customer = app.read(move |tx| customers::customer(tx, CustomerId(outcome.id))).await?;
    Ok(created(outcome.replayed, customer))
}

/// One customer.
#[utoipa::path(get, path = "/v1/customers/{id}", tag = "customers", operation_id = "get_customer", params(("id" = CustomerId, Path)),
    responses((status = 200, description = "The customer", body = Customer)))]
async fn one(State(app): State<App>, _: Caller<Look>, PathId(id): PathId<CustomerId>) -> Answer<Json<Customer>> {
    Ok(Json(app.read(move |tx| customers::customer(tx, id)).await?))
}

/// Changes a customer; what is absent stays.
#[utoipa::path(patch, path = "/v1/customers/{id}", tag = "customers", operation_id = "update_customer", params(("id" = CustomerId, Path)), request_body = CustomerChange,
    responses((status = 200, description = "The customer after it", body = Customer)))]
async fn change(
    State(app): State<App>,
    caller: Caller<EditCustomers>,
    PathId(id): PathId<CustomerId>,
    Input { value, key }: Input<CustomerChange>,
) -> Answer<Response> {
    let locks = vec![Lock { table: &customers::LOCK, key: [id.0, Uuid::nil()] }];
    let outcome = app
        .once_locked(&caller.who, key, None, locks, move |tx, ctx| {
            customers::change_customer(tx, ctx, id, &value)?;
            Ok(id.into())
        })
        .await?;
    Ok(changed(outcome, app.read(move |tx| customers::customer(tx, id)).await?))
}

/// Whether a customer is charged tax.
#[utoipa::path(get, path = "/v1/customers/{id}/tax-exemption", tag = "customers", operation_id = "get_customer_tax", params(("id" = CustomerId, Path)),
    responses((status = 200, description = "Their exemption, or none", body = CustomerTax)))]
async fn tax(State(app): State<App>, _: Caller<Look>, PathId(id): PathId<CustomerId>) -> Answer<Json<CustomerTax>> {
    Ok(Json(app.read(move |tx| customers::customer_tax(tx, id)).await?))
}

/// Sets a customer's exemption from tax, or takes it away.
#[utoipa::path(put, path = "/v1/customers/{id}/tax-exemption", tag = "customers", operation_id = "set_customer_tax", params(("id" = CustomerId, Path)), request_body = CustomerTax,
    responses((status = 200, description = "Their exemption after it, or none", body = CustomerTax)))]
async fn set_tax(
    State(app): State<App>,
    caller: Caller<ExemptTax>,
    PathId(id): PathId<CustomerId>,
    Input { value, key }: Input<CustomerTax>,
) -> Answer<Response> {
    let set = move |tx: &mut Tx<'_>, ctx: &mut Ctx| {
        customers::set_customer_tax(tx, ctx, id, &value)?;
        Ok(id.into())
    };
    let outcome = app.once(&caller.who, key, None, set).await?;
    Ok(changed(outcome, app.read(move |tx| customers::customer_tax(tx, id)).await?))
}

/// A customer's orders, newest first.
#[utoipa::path(get, path = "/v1/customers/{id}/orders", tag = "customers", operation_id = "list_customer_orders", params(("id" = CustomerId, Path), PageParams),
    responses((status = 200, description = "Orders", body = Page<OrderSummary>)))]
async fn history(
    State(app): State<App>,
    _: Caller<Look>,
    PathId(id): PathId<CustomerId>,
    Params(page): Params<PageParams>,
) -> Answer<Json<Page<OrderSummary>>> {
    let filter = OrderFilter { customer_id: Some(id), ..OrderFilter::default() };
    let page = page.request();
    let found = app
        .read(move |tx| {
            customers::customer(tx, id)?;
            orders::orders(tx, &filter, &page)
        })
        .await?;
    Ok(Json(found))
}

/// The groups that customers are charged in.
#[utoipa::path(get, path = "/v1/customer-groups", tag = "customers", operation_id = "list_customer_groups", params(PartParams),
    responses((status = 200, description = "All customer groups", body = Page<CustomerGroup>)))]
async fn groups(
    State(app): State<App>,
    _: Caller<Look>,
    Params(part): Params<PartParams>,
) -> Answer<Json<Page<CustomerGroup>>> {
    Ok(Json(part.of(app.read(customers::groups).await?, |row| row.id.to_string())?))
}

/// Adds a customer group. What a group is charged is for price lists and promotions to say.
#[utoipa::path(post, path = "/v1/customer-groups", tag = "customers", operation_id = "create_customer_group", request_body = NewCustomerGroup,
    responses((status = 201, description = "The group", body = CustomerGroup)))]
async fn add_group(
    State(app): State<App>,
    caller: Caller<EditCatalogue>,
    Input { value, key }: Input<NewCustomerGroup>,
) -> Answer<Response> {
    let outcome =
        app.once(&caller.who, key, None, move |tx, ctx| Ok(customers::add_group(tx, ctx, &value)?.into())).await?;
    let group = app.read(move |tx| customers::group(tx, CustomerGroupId(outcome.id))).await?;
    Ok(created(outcome.replayed, group))
}

/// Gives a customer group another name.
#[utoipa::path(patch, path = "/v1/customer-groups/{id}", tag = "customers", operation_id = "update_customer_group", params(("id" = CustomerGroupId, Path)), request_body = CustomerGroupChange,
    responses((status = 200, description = "The group after it", body = CustomerGroup)))]
async fn rename_group(
    State(app): State<App>,
    caller: Caller<EditCatalogue>,
    PathId(id): PathId<CustomerGroupId>,
    Input { value, key }: Input<CustomerGroupChange>,
) -> Answer<Response> {
    let outcome = app
        .once(&caller.who, key, None, move |tx, ctx| {
            customers::rename_group(tx, ctx, id, &value)?;
            Ok(id.into())
        })
        .await?;
    Ok(changed(outcome, app.read(move |tx| customers::group(tx, id)).await?))
}
