//! Orders: quotes, sales, and the steps of an order that takes longer.

use axum::Json;
use axum::extract::State;
use axum::response::Response;
use onetill_db::Tx;
use onetill_domains::orders::{
    self, AddLines, CompleteOrder, NewOrder, NewSale, Order, OrderFilter, OrderState, OrderSummary, PayOrder, Quote,
    QuoteInput, ReplaceCart, ReturnedInput, SaleReceipt, VoidOrder,
};
use onetill_domains::payments::Payment;
use onetill_domains::prices;
use onetill_domains::{Ctx, Page, PageRequest};
use onetill_kernel::{CustomerId, Date, LocationId, OrderId, PaymentId, RegisterId, Result, StaffId, Uuid};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::payments::read_payment;
use super::refunds::gives_cash;
use super::{changed, created};
use crate::auth::{Caller, Look, Sell, may_import};
use crate::costs::shown_to;
use crate::extract::{Input, Params, PathId, search_text};
use crate::files::{self, File, filters};
use crate::printing;
use crate::problem::Answer;
use crate::state::App;

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(quote))
        .routes(routes!(sell))
        .routes(routes!(list, open))
        .routes(routes!(export))
        .routes(routes!(one))
        .routes(routes!(add_lines))
        .routes(routes!(replace_cart))
        .routes(routes!(void))
        .routes(routes!(pay))
        .routes(routes!(complete))
}

/// Prices a cart without keeping it.
#[utoipa::path(post, path = "/v1/quotes", tag = "orders", operation_id = "quote", request_body = QuoteInput,
    responses((status = 200, description = "The priced cart", body = Quote)))]
async fn quote(
    State(app): State<App>,
    caller: Caller<Look>,
    Input { value, .. }: Input<QuoteInput>,
) -> Answer<Json<Quote>> {
    let ctx = app.ctx(&caller.who);
    Ok(Json(app.read(move |tx| orders::quote(tx, &ctx, &value)).await?))
}

/// Sells: lines, customer and money already certain in one request, completed in one transaction.
#[utoipa::path(post, path = "/v1/sales", tag = "orders", operation_id = "create_sale", request_body = NewSale,
    responses((status = 201, description = "The completed order", body = SaleReceipt)))]
async fn sell(
    State(app): State<App>,
    caller: Caller<Sell>,
    Input { value: mut sale, key }: Input<NewSale>,
) -> Answer<Response> {
    let who = caller.who;
    may_import(&who, sale.import)?;
    let location_id = app.place_of(sale.register_id).await?;
    if sale.lines.iter().any(|l| l.barcode.is_some() || l.sku.is_some()) {
        // The rows to be locked must be known before the command is queued.
        sale = app
            .read(move |tx| {
                orders::resolve(tx, &mut sale.lines)?;
                Ok(sale)
            })
            .await?;
    }
    if !sale.returned.is_empty() {
        sale.returned = with_ids(&app, sale.returned).await?;
    }
    let lane = Some(sale.register_id.0);
    let drawer = sale.payments.iter().any(|p| p.tender.as_deref() == Some("cash")).then_some(sale.register_id);
    let mut locks = if sale.payments.iter().any(|p| p.payment_id.is_some()) {
        let paid = sale.clone();
        app.read(move |tx| orders::paid_sale_locks(tx, &paid)).await?
    } else {
        let mut locks = orders::sale_locks(&sale, location_id);
        if !sale.coupons.is_empty() {
            let codes = sale.coupons.clone();
            locks.extend(app.read(move |tx| prices::coupon_locks(tx, &codes)).await?);
        }
        if orders::uses_balances(&sale.lines, &sale.payments) {
            let asked = sale.clone();
            let find =
                move |tx: &mut Tx<'_>| orders::balance_locks(tx, &asked.lines, &asked.payments, asked.customer_id);
            locks.extend(app.read(find).await?);
        }
        locks
    };
    let is_exchange = !sale.returned.is_empty();
    if is_exchange {
        let (returned, register_id) = (sale.returned.clone(), sale.register_id);
        locks.extend(app.read(move |tx| orders::returned_locks(tx, &returned, register_id, location_id)).await?);
    }
    let sell = move |tx: &mut Tx<'_>, ctx: &mut Ctx| {
        let sold = orders::sell(tx, ctx, &sale)?;
        Ok((sold.order.id.0, sold))
    };
    let (outcome, receipt) = app.once_answered(&who, key, lane, locks, sell).await?;
    if let Some(register_id) = drawer.filter(|_| !outcome.replayed) {
        printing::open_drawer(&app, register_id);
    }
    let receipt = match receipt {
        Some(receipt) => receipt,
        None => app.read(move |tx| orders::sale_receipt(tx, OrderId(outcome.id))).await?,
    };
    if is_exchange && !outcome.replayed {
        app.inner.payments_due.notify_one();
        if receipt.returned.iter().any(gives_cash) {
            printing::open_drawer(&app, receipt.order.register_id);
        }
    }
    Ok(created(outcome.replayed, receipt))
}

/// What comes back with a sale, with the goods by their ids.
async fn with_ids(app: &App, mut returned: Vec<ReturnedInput>) -> Answer<Vec<ReturnedInput>> {
    let returned = app.read(move |tx| {
        for (index, r) in returned.iter_mut().enumerate() {
            orders::resolve(tx, &mut r.goods).map_err(|e| e.within(&format!("returned[{index}].goods")))?;
        }
        Ok(returned)
    });
    Ok(returned.await?)
}

filters! {
    OrderParams, OrderFilters {
        /// Only in this state.
        state: Option<OrderState>,
        /// A receipt number: `R1-000123`, or just `123`.
        search: Option<String>,
        /// Only of this customer.
        customer_id: Option<CustomerId>,
        /// Only of this register.
        register_id: Option<RegisterId>,
        /// Only of this location.
        location_id: Option<LocationId>,
        /// Only sold by this person.
        staff_id: Option<StaffId>,
        /// Only paid by this tender, or in part.
        tender: Option<String>,
        /// Only with a piece of this serial number.
        serial: Option<String>,
        /// Only paid by a card whose number ends with these four digits: the newest 256 of them.
        #[param(min_length = 4, max_length = 4)]
        card: Option<String>,
        /// Only what comes to this amount in minor units, or of which one payment is this much. Needs `card`, `customer_id`, or
        /// both `from` and `to`.
        #[param(minimum = 0)]
        amount: Option<i64>,
        /// Only what happened in this hour of the day, by the clock on the wall of its location. Needs `from` and `to`.
        #[param(minimum = 0, maximum = 23)]
        hour: Option<i64>,
        /// From this business date on.
        from: Option<Date>,
        /// Up to and including this business date.
        to: Option<Date>,
        /// Sorted by `happened_at` or `total`, with `-` before it for the largest first.
        sort: Option<String>,
    }
}

impl OrderFilters {
    fn filter(self) -> Answer<OrderFilter> {
        let p = self;
        Ok(OrderFilter {
            state: p.state,
            search: search_text("search", p.search)?,
            customer_id: p.customer_id,
            register_id: p.register_id,
            location_id: p.location_id,
            staff_id: p.staff_id,
            tender: search_text("tender", p.tender)?,
            serial: search_text("serial", p.serial)?,
            card: p.card,
            amount: p.amount,
            hour: p.hour,
            from: p.from,
            to: p.to,
        })
    }
}

/// Lists orders, newest first.
#[utoipa::path(get, path = "/v1/orders", tag = "orders", operation_id = "list_orders", params(OrderParams),
    responses((status = 200, description = "Orders", body = Page<OrderSummary>)))]
async fn list(
    State(app): State<App>,
    _: Caller<Look>,
    Params(p): Params<OrderParams>,
) -> Answer<Json<Page<OrderSummary>>> {
    let (p, page) = p.split();
    let page = PageRequest { sort: p.sort.clone(), ..page };
    let filter = p.filter()?;
    Ok(Json(app.read(move |tx| orders::orders(tx, &filter, &page)).await?))
}

const FILE: File = File {
    name: "orders",
    columns: &[
        "number",
        "happened_at",
        "business_date",
        "state",
        "channel",
        "customer=customer_name",
        "location=location_id",
        "register=register_id",
        "staff=staff_name",
        "lines=line_count",
        "subtotal",
        "discount",
        "net",
        "tax",
        "total",
        "paid",
        "change",
        "refunded",
        "currency=total.currency",
        "note",
        "id",
    ],
};

/// The same as a CSV file with every order.
#[utoipa::path(get, path = "/v1/orders/export", tag = "orders", operation_id = "export_orders", params(OrderFilters),
    responses((status = 200, description = "The file", body = String, content_type = "text/csv")))]
async fn export(State(app): State<App>, caller: Caller<Look>, Params(p): Params<OrderFilters>) -> Answer<Response> {
    let sort = p.sort.clone();
    let filter = p.filter()?;
    let find = move |tx: &mut Tx<'_>, page: PageRequest| {
        orders::orders(tx, &filter, &PageRequest { sort: sort.clone(), ..page })
    };
    files::csv(&app, &caller.who, &FILE, find).await
}

async fn read_order(app: &App, id: OrderId) -> Answer<Order> {
    Ok(app.read(move |tx| orders::order(tx, id)).await?)
}

/// One order, and what every book says of it.
#[utoipa::path(get, path = "/v1/orders/{id}", tag = "orders", operation_id = "get_order", params(("id" = OrderId, Path)),
    responses((status = 200, description = "The order", body = Order)))]
async fn one(State(app): State<App>, caller: Caller<Look>, PathId(id): PathId<OrderId>) -> Answer<Json<Order>> {
    Ok(Json(shown_to(&caller.who, read_order(&app, id).await?)))
}

/// Opens an order.
#[utoipa::path(post, path = "/v1/orders", tag = "orders", operation_id = "create_order", request_body = NewOrder,
    responses((status = 201, description = "The order", body = Order)))]
async fn open(State(app): State<App>, caller: Caller<Sell>, Input { value, key }: Input<NewOrder>) -> Answer<Response> {
    let lane = Some(value.register_id.0);
    let outcome =
        app.once(&caller.who, key, lane, move |tx, ctx| Ok(orders::open_order(tx, ctx, &value)?.into())).await?;
    Ok(created(outcome.replayed, read_order(&app, OrderId(outcome.id)).await?))
}

/// Runs a command on an order and answers the order.
pub(super) async fn on_order<F>(
    app: &App,
    caller: Caller<Sell>,
    id: OrderId,
    key: Option<onetill_domains::sync::IdempotencyKey>,
    mut run: F,
) -> Answer<Response>
where
    F: FnMut(&mut Tx<'_>, &mut Ctx) -> Result<()> + Send + 'static,
{
    let locks = app.read(move |tx| orders::order_locks(tx, id)).await?;
    let outcome = app
        .once_locked(&caller.who, key, Some(id.0), locks, move |tx, ctx| {
            run(tx, ctx)?;
            Ok(Uuid::from(id))
        })
        .await?;
    app.inner.payments_due.notify_one();
    Ok(changed(outcome, read_order(app, id).await?))
}

/// Adds lines to an open order.
#[utoipa::path(post, path = "/v1/orders/{id}/lines", tag = "orders", operation_id = "add_order_lines", params(("id" = OrderId, Path)), request_body = AddLines,
    responses((status = 200, description = "The order after it", body = Order)))]
async fn add_lines(
    State(app): State<App>,
    caller: Caller<Sell>,
    PathId(id): PathId<OrderId>,
    Input { value, key }: Input<AddLines>,
) -> Answer<Response> {
    on_order(&app, caller, id, key, move |tx, ctx| orders::add_lines(tx, ctx, id, &value)).await
}

/// Replaces the lines, discounts and customer of an open order.
#[utoipa::path(put, path = "/v1/orders/{id}/cart", tag = "orders", operation_id = "replace_order_cart", params(("id" = OrderId, Path)), request_body = ReplaceCart,
    responses((status = 200, description = "The order after it", body = Order)))]
async fn replace_cart(
    State(app): State<App>,
    caller: Caller<Sell>,
    PathId(id): PathId<OrderId>,
    Input { value, key }: Input<ReplaceCart>,
) -> Answer<Response> {
    on_order(&app, caller, id, key, move |tx, ctx| orders::replace_cart(tx, ctx, id, &value)).await
}

/// Gives an order up. Money that was taken for it goes back the way it came.
#[utoipa::path(post, path = "/v1/orders/{id}/void", tag = "orders", operation_id = "void_order", params(("id" = OrderId, Path)), request_body = VoidOrder,
    responses((status = 200, description = "The order after it", body = Order)))]
async fn void(
    State(app): State<App>,
    caller: Caller<Sell>,
    PathId(id): PathId<OrderId>,
    Input { value, key }: Input<VoidOrder>,
) -> Answer<Response> {
    on_order(&app, caller, id, key, move |tx, ctx| orders::void_order(tx, ctx, id, &value)).await
}

/// Completes an order that is paid: one transaction makes it true in every book. Repeating it changes nothing.
#[utoipa::path(post, path = "/v1/orders/{id}/complete", tag = "orders", operation_id = "complete_order", params(("id" = OrderId, Path)), request_body = CompleteOrder,
    responses((status = 200, description = "The completed order", body = Order)))]
async fn complete(
    State(app): State<App>,
    caller: Caller<Sell>,
    PathId(id): PathId<OrderId>,
    Input { value, key }: Input<CompleteOrder>,
) -> Answer<Response> {
    on_order(&app, caller, id, key, move |tx, ctx| orders::complete_order(tx, ctx, id, &value)).await
}

/// Takes a payment. Cash and the like are certain at once; a card goes to the terminal, and what becomes of
/// it shows in the payment and in `payment.updated` events.
#[utoipa::path(post, path = "/v1/orders/{id}/payments", tag = "orders", operation_id = "create_order_payment", params(("id" = OrderId, Path)), request_body = PayOrder,
    responses((status = 201, description = "The payment", body = Payment)))]
async fn pay(
    State(app): State<App>,
    caller: Caller<Sell>,
    PathId(id): PathId<OrderId>,
    Input { mut value, key }: Input<PayOrder>,
) -> Answer<Response> {
    if !value.returned.is_empty() {
        value.returned = with_ids(&app, value.returned).await?;
    }
    let asked = value.clone();
    let find = move |tx: &mut Tx<'_>| {
        let mut locks = orders::order_locks(tx, id)?;
        locks.extend(orders::pay_locks(tx, id, &asked)?);
        Ok(locks)
    };
    let locks = app.read(find).await?;
    let cash = value.tender == "cash";
    let pay = move |tx: &mut Tx<'_>, ctx: &mut Ctx| Ok(orders::pay(tx, ctx, id, &value)?.payment_id.into());
    let outcome = app.once_locked(&caller.who, key, Some(id.0), locks, pay).await?;
    if cash && !outcome.replayed {
        let order = app.read(move |tx| orders::order_summary(tx, id)).await?;
        printing::open_drawer(&app, order.register_id);
    }
    app.inner.payments_due.notify_one();
    let payment = app.read(move |tx| read_payment(tx, PaymentId(outcome.id))).await?;
    Ok(created(outcome.replayed, payment))
}
