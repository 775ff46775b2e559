//! Gift cards, store credit and accounts of customers.

use axum::Json;
use axum::extract::State;
use axum::response::Response;
use onetill_db::Tx;
use onetill_domains::stored_value::{
    self, Balance, BalanceFilter, BalanceKind, BalanceMovement, CreditLimit, ExpiredCards, GiftCardChange,
    GiftCardCode, GiftCardReplacement, GiftCardSettings, GiftCardWithCode, MovementFilter, NewGiftCard,
};
use onetill_domains::{Ctx, Page, platform, reports};
use onetill_kernel::{BalanceId, CustomerId, Ids, Money, Result, Timestamp, Uuid};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::{changed, created};
use crate::auth::{Caller, GrantCredit, Look, ManageGiftCards, ManageSettings, Sell};
use crate::extract::{Input, Params, PathId, search_text};
use crate::files::filters;
use crate::jobs;
use crate::problem::Answer;
use crate::state::App;

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(add_card))
        .routes(routes!(look_up))
        .routes(routes!(change_card))
        .routes(routes!(replace_card))
        .routes(routes!(expire))
        .routes(routes!(settings, change_settings))
        .routes(routes!(list))
        .routes(routes!(one))
        .routes(routes!(movements))
        .routes(routes!(set_credit_limit))
}

/// One balance as of today.
async fn read(app: &App, id: BalanceId) -> Answer<Balance> {
    let now = app.clock().now();
    let read = move |tx: &mut Tx<'_>| {
        let today = stored_value::today(tx, now)?;
        stored_value::balance(tx, id, today)
    };
    Ok(app.read(read).await?)
}

/// The code that a request brought, or one that is made, and whether it was made.
fn code_of(given: Option<&str>) -> (String, bool) {
    match given {
        Some(code) => (code.to_owned(), false),
        None => (stored_value::rules::made(&Ids::random().secret()), true),
    }
}

/// A card, with its code where that was made just now.
fn with_code(card: Balance, code: &str, shown: bool) -> GiftCardWithCode {
    GiftCardWithCode { card, code: shown.then(|| stored_value::rules::grouped(code)) }
}

/// Makes a gift card that holds nothing yet: with the code that is printed on it, or with one that is made. That is in this answer
/// and nowhere else.
#[utoipa::path(post, path = "/v1/gift-cards", tag = "payments", operation_id = "create_gift_card", request_body = NewGiftCard,
    responses((status = 201, description = "The card", body = GiftCardWithCode)))]
async fn add_card(
    State(app): State<App>,
    caller: Caller<Sell>,
    Input { value, key }: Input<NewGiftCard>,
) -> Answer<Response> {
    let (code, made) = code_of(value.code.as_deref());
    let for_card = code.clone();
    let add =
        move |tx: &mut Tx<'_>, ctx: &mut Ctx| Ok(stored_value::add_gift_card(tx, ctx, value.id, &for_card)?.into());
    let outcome = app.once(&caller.who, key, None, add).await?;
    let card = read(&app, BalanceId(outcome.id)).await?;
    Ok(created(outcome.replayed, with_code(card, &code, made && !outcome.replayed)))
}

/// Looks a gift card up by its code, which stands in the body so that no log has it.
#[utoipa::path(post, path = "/v1/gift-cards/lookup", tag = "payments", operation_id = "look_up_gift_card", request_body = GiftCardCode,
    responses((status = 200, description = "The card", body = Balance)))]
async fn look_up(
    State(app): State<App>,
    _: Caller<Look>,
    Input { value, .. }: Input<GiftCardCode>,
) -> Answer<Json<Balance>> {
    let now = app.clock().now();
    let look = move |tx: &mut Tx<'_>| {
        let today = stored_value::today(tx, now)?;
        stored_value::gift_card_by_code(tx, &value.code, today)
    };
    Ok(Json(app.read(look).await?))
}

/// Switches a gift card off, or on again.
#[utoipa::path(patch, path = "/v1/gift-cards/{id}", tag = "payments", operation_id = "update_gift_card", params(("id" = BalanceId, Path)), request_body = GiftCardChange,
    responses((status = 200, description = "The card after it", body = Balance)))]
async fn change_card(
    State(app): State<App>,
    caller: Caller<ManageGiftCards>,
    PathId(id): PathId<BalanceId>,
    Input { value, key }: Input<GiftCardChange>,
) -> Answer<Response> {
    let change = move |tx: &mut Tx<'_>, ctx: &mut Ctx| {
        stored_value::change_gift_card(tx, ctx, id, &value)?;
        Ok(id.into())
    };
    let outcome = app.once_locked(&caller.who, key, None, vec![stored_value::lock(id)], change).await?;
    Ok(changed(outcome, read(&app, id).await?))
}

/// Gives a gift card that was lost another code; the old one finds nothing any more.
#[utoipa::path(post, path = "/v1/gift-cards/{id}/replacement", tag = "payments", operation_id = "replace_gift_card", params(("id" = BalanceId, Path)), request_body = GiftCardReplacement,
    responses((status = 200, description = "The card with its new code", body = GiftCardWithCode)))]
async fn replace_card(
    State(app): State<App>,
    caller: Caller<ManageGiftCards>,
    PathId(id): PathId<BalanceId>,
    Input { value, key }: Input<GiftCardReplacement>,
) -> Answer<Response> {
    let (code, made) = code_of(value.code.as_deref());
    let for_card = code.clone();
    let replace = move |tx: &mut Tx<'_>, ctx: &mut Ctx| {
        stored_value::replace_gift_card(tx, ctx, id, &for_card, &value.reason)?;
        Ok(id.into())
    };
    let outcome = app.once_locked(&caller.who, key, None, vec![stored_value::lock(id)], replace).await?;
    let shown = made && !outcome.replayed;
    Ok(changed(outcome, with_code(read(&app, id).await?, &code, shown)))
}

/// Books what is left on gift cards whose time is over as income, now; a job does so by itself every few minutes.
#[utoipa::path(post, path = "/v1/gift-cards/expiry", tag = "payments", operation_id = "expire_gift_cards",
    responses((status = 200, description = "What expired", body = ExpiredCards)))]
async fn expire(State(app): State<App>, _: Caller<ManageGiftCards>) -> Answer<Json<ExpiredCards>> {
    let (count, minor) = jobs::expire_gift_cards(&app).await?;
    let currency = app.read(platform::merchant).await?.currency;
    Ok(Json(ExpiredCards { count, amount: Money::new(minor, currency) }))
}

/// For how long gift cards can be spent.
#[utoipa::path(get, path = "/v1/gift-card-settings", tag = "payments", operation_id = "get_gift_card_settings",
    responses((status = 200, description = "The settings", body = GiftCardSettings)))]
async fn settings(State(app): State<App>, _: Caller<Look>) -> Answer<Json<GiftCardSettings>> {
    Ok(Json(app.read(stored_value::gift_card_settings).await?))
}

/// Changes for how long gift cards can be spent: what is put on them from now on.
#[utoipa::path(put, path = "/v1/gift-card-settings", tag = "payments", operation_id = "set_gift_card_settings", request_body = GiftCardSettings,
    responses((status = 200, description = "The settings after it", body = GiftCardSettings)))]
async fn change_settings(
    State(app): State<App>,
    caller: Caller<ManageSettings>,
    Input { value, key }: Input<GiftCardSettings>,
) -> Answer<Response> {
    let change = move |tx: &mut Tx<'_>, ctx: &mut Ctx| {
        stored_value::change_gift_card_settings(tx, ctx, value)?;
        Ok(Uuid::nil())
    };
    let outcome = app.once(&caller.who, key, None, change).await?;
    Ok(changed(outcome, app.read(stored_value::gift_card_settings).await?))
}

filters! {
    BalanceParams, BalanceFilters {
        /// Only of this sort.
        kind: Option<BalanceKind>,
        /// Only of this customer.
        customer_id: Option<CustomerId>,
        /// Only gift cards whose code ends with these four signs.
        code_last4: Option<String>,
    }
}

/// Lists gift cards, store credit and accounts, newest first.
#[utoipa::path(get, path = "/v1/balances", tag = "payments", operation_id = "list_balances", params(BalanceParams),
    responses((status = 200, description = "Balances", body = Page<Balance>)))]
async fn list(
    State(app): State<App>,
    _: Caller<Look>,
    Params(p): Params<BalanceParams>,
) -> Answer<Json<Page<Balance>>> {
    let (BalanceFilters { kind, customer_id, code_last4 }, page) = p.split();
    let filter = BalanceFilter { kind, customer_id, code_last4: search_text("code_last4", code_last4)? };
    let now = app.clock().now();
    let found = app.read(move |tx| {
        let today = stored_value::today(tx, now)?;
        stored_value::balances(tx, &filter, today, &page)
    });
    Ok(Json(found.await?))
}

/// One gift card, store credit or account.
#[utoipa::path(get, path = "/v1/balances/{id}", tag = "payments", operation_id = "get_balance", params(("id" = BalanceId, Path)),
    responses((status = 200, description = "The balance", body = Balance)))]
async fn one(State(app): State<App>, _: Caller<Look>, PathId(id): PathId<BalanceId>) -> Answer<Json<Balance>> {
    Ok(Json(read(&app, id).await?))
}

filters! {
    MovementParams, MovementFilters {
        /// Recorded at this moment or later.
        from: Option<Timestamp>,
        /// Recorded before this moment.
        to: Option<Timestamp>,
    }
}

/// The statement of a balance: its movements, the latest first, each with what it held after it.
#[utoipa::path(get, path = "/v1/balances/{id}/movements", tag = "payments", operation_id = "list_balance_movements", params(("id" = BalanceId, Path), MovementParams),
    responses((status = 200, description = "Movements", body = Page<BalanceMovement>)))]
async fn movements(
    State(app): State<App>,
    _: Caller<Look>,
    PathId(id): PathId<BalanceId>,
    Params(p): Params<MovementParams>,
) -> Answer<Json<Page<BalanceMovement>>> {
    let (MovementFilters { from, to }, page) = p.split();
    let read = move |tx: &mut Tx<'_>| -> Result<Page<BalanceMovement>> {
        let mut found = stored_value::movements(tx, id, &MovementFilter { from, to }, &page)?;
        reports::name_balance_movements(tx, &mut found.items)?;
        Ok(found)
    };
    Ok(Json(app.read(read).await?))
}

/// Sets how far a customer's account may go below zero; from then on they have one.
#[utoipa::path(put, path = "/v1/customers/{id}/credit-limit", tag = "payments", operation_id = "set_credit_limit", params(("id" = CustomerId, Path)), request_body = CreditLimit,
    responses((status = 200, description = "Their account after it", body = Balance)))]
async fn set_credit_limit(
    State(app): State<App>,
    caller: Caller<GrantCredit>,
    PathId(customer): PathId<CustomerId>,
    Input { value, key }: Input<CreditLimit>,
) -> Answer<Response> {
    let set =
        move |tx: &mut Tx<'_>, ctx: &mut Ctx| Ok(stored_value::set_credit_limit(tx, ctx, customer, &value)?.into());
    let outcome = app.once(&caller.who, key, None, set).await?;
    let account = BalanceId(outcome.id);
    Ok(changed(outcome, read(&app, account).await?))
}
