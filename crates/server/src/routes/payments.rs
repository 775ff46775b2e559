//! Payments: looking at them, stopping them, asking about them.

use axum::Json;
use axum::extract::State;
use axum::response::Response;
use onetill_db::Tx;
use onetill_domains::orders::{self, DecidePayment, NewPaymentAttempt};
use onetill_domains::payments::{self, Asking, AttemptState, Payment, PaymentState};
use onetill_domains::{Page, PageRequest, reports};
use onetill_kernel::{Error, PaymentId, Result, Uuid};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::{changed, created};
use crate::auth::{Caller, DecidePayments, Look, Refund, Sell};
use crate::extract::{Input, Params, PathId};
use crate::files::{self, File, filters};
use crate::payments::{Told, converse, stop, tell};
use crate::problem::Answer;
use crate::state::App;

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list))
        .routes(routes!(export))
        .routes(routes!(one))
        .routes(routes!(cancel))
        .routes(routes!(inquire))
        .routes(routes!(retry))
        .routes(routes!(decide))
}

pub(super) fn read_payment(tx: &mut Tx<'_>, id: PaymentId) -> Result<Payment> {
    let tenders = payments::tenders(tx)?;
    payments::payment(tx, &tenders, id)
}

filters! {
    PaymentParams, PaymentFilters {
        /// Only in this state.
        state: Option<PaymentState>,
    }
}

/// Lists payments, newest first.
#[utoipa::path(get, path = "/v1/payments", tag = "payments", operation_id = "list_payments", params(PaymentParams),
    responses((status = 200, description = "Payments", body = Page<Payment>)))]
async fn list(
    State(app): State<App>,
    _: Caller<Look>,
    Params(p): Params<PaymentParams>,
) -> Answer<Json<Page<Payment>>> {
    let (p, page) = p.split();
    Ok(Json(app.read(move |tx| read_payments(tx, p.state, &page)).await?))
}

fn read_payments(tx: &mut Tx<'_>, state: Option<PaymentState>, page: &PageRequest) -> Result<Page<Payment>> {
    let mut found = payments::list(tx, state.as_slice(), page)?;
    reports::name_payments(tx, &mut found.items)?;
    Ok(found)
}

const FILE: File = File {
    name: "payments",
    columns: &[
        "created_at",
        "tender=tender_name",
        "message",
        "receipt=receipt.number",
        "state",
        "amount",
        "tendered",
        "change",
        "rounding",
        "refunded",
        "currency=amount.currency",
        "order_id",
        "id",
    ],
};

/// The same as a CSV file with every payment.
#[utoipa::path(get, path = "/v1/payments/export", tag = "payments", operation_id = "export_payments", params(PaymentFilters),
    responses((status = 200, description = "The file", body = String, content_type = "text/csv")))]
async fn export(State(app): State<App>, caller: Caller<Look>, Params(p): Params<PaymentFilters>) -> Answer<Response> {
    files::csv(&app, &caller.who, &FILE, move |tx, page| read_payments(tx, p.state, &page)).await
}

/// One payment with its attempts.
#[utoipa::path(get, path = "/v1/payments/{id}", tag = "payments", operation_id = "get_payment", params(("id" = PaymentId, Path)),
    responses((status = 200, description = "The payment", body = Payment)))]
async fn one(State(app): State<App>, _: Caller<Look>, PathId(id): PathId<PaymentId>) -> Answer<Json<Payment>> {
    Ok(Json(app.read(move |tx| read_payment(tx, id)).await?))
}

/// Asks the terminal to stop. What came of it shows in the payment: it may be too late.
#[utoipa::path(post, path = "/v1/payments/{id}/cancel", tag = "payments", operation_id = "cancel_payment", params(("id" = PaymentId, Path)),
    responses((status = 200, description = "The payment after it", body = Payment)))]
async fn cancel(State(app): State<App>, _: Caller<Sell>, PathId(id): PathId<PaymentId>) -> Answer<Json<Payment>> {
    ask_now(&app, id, true).await?;
    Ok(Json(app.read(move |tx| read_payment(tx, id)).await?))
}

/// Asks the terminal now what became of a payment.
#[utoipa::path(post, path = "/v1/payments/{id}/inquire", tag = "payments", operation_id = "inquire_payment", params(("id" = PaymentId, Path)),
    responses((status = 200, description = "The payment after it", body = Payment)))]
async fn inquire(State(app): State<App>, _: Caller<Sell>, PathId(id): PathId<PaymentId>) -> Answer<Json<Payment>> {
    ask_now(&app, id, false).await?;
    Ok(Json(app.read(move |tx| read_payment(tx, id)).await?))
}

/// Tries again to give back a deposit: money taken for an order that was given up, which the terminal refused to
/// give back. Refused while the answer to an earlier attempt is unknown.
#[utoipa::path(post, path = "/v1/payments/{id}/attempts", tag = "payments", operation_id = "create_payment_attempt", params(("id" = PaymentId, Path)), request_body = NewPaymentAttempt,
    responses((status = 201, description = "The payment after it", body = Payment)))]
async fn retry(
    State(app): State<App>,
    caller: Caller<Refund>,
    PathId(id): PathId<PaymentId>,
    Input { key, value: NewPaymentAttempt {} }: Input<NewPaymentAttempt>,
) -> Answer<Response> {
    let locks = app.read(move |tx| orders::payment_attempt_locks(tx, id)).await?;
    let outcome = app
        .once_locked(&caller.who, key, Some(id.0), locks, move |tx, ctx| {
            orders::retry_deposit(tx, ctx, id)?;
            Ok(Uuid::from(id))
        })
        .await?;
    app.inner.payments_due.notify_one();
    Ok(created(outcome.replayed, app.read(move |tx| read_payment(tx, id)).await?))
}

/// Decides what became of a payment of which nobody knows it: the provider cannot be asked. Refused as long as it may be
/// found out otherwise, and where it is known. What is heard of it later counts all the same.
#[utoipa::path(post, path = "/v1/payments/{id}/decision", tag = "payments", operation_id = "decide_payment", params(("id" = PaymentId, Path)), request_body = DecidePayment,
    responses((status = 200, description = "The payment after it", body = Payment)))]
async fn decide(
    State(app): State<App>,
    caller: Caller<DecidePayments>,
    PathId(id): PathId<PaymentId>,
    Input { key, value }: Input<DecidePayment>,
) -> Answer<Response> {
    let locks = app.read(move |tx| orders::decision_locks(tx, id)).await?;
    let outcome = app
        .once_locked(&caller.who, key, Some(id.0), locks, move |tx, ctx| {
            orders::decide_payment(tx, ctx, id, &value)?;
            Ok(Uuid::from(id))
        })
        .await?;
    app.inner.payments_due.notify_one();
    Ok(changed(outcome, app.read(move |tx| read_payment(tx, id)).await?))
}

async fn ask_now(app: &App, id: PaymentId, cancel: bool) -> Answer<()> {
    let open = || app.read(move |tx| payments::open_attempt(tx, id));
    let Some(mut due) = open().await? else {
        return Err(Error::conflict("payment_settled", "This payment is settled; there is nothing to ask.")
            .fix("Read the payment to see how it ended.")
            .into());
    };
    if due.attempt.state == AttemptState::Created && cancel {
        // Nothing has left yet, so there is nobody to ask, unless it leaves at this very moment.
        tell(app, &due, Told::here(payments::Answer::Cancelled)).await?;
        match open().await? {
            Some(sent) => due = sent,
            None => return Ok(()),
        }
    }
    if due.attempt.state == AttemptState::Created {
        return Ok(());
    }
    if cancel {
        stop(app, &due).await;
    }
    converse(app, due, Asking::Inquire).await?;
    Ok(())
}
