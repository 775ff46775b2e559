//! Receipts by e-mail.

use axum::Json;
use axum::extract::State;
use axum::response::Response;
use onetill_connectors::mail;
use onetill_db::Tx;
use onetill_domains::platform::{Permission, Principal};
use onetill_domains::receipts::{self, MailSetup, ReceiptMail, SendReceipt, SendTestMail};
use onetill_domains::sync::IdempotencyKey;
use onetill_domains::{Ctx, Page, PageRequest};
use onetill_kernel::{OrderId, ReceiptMailId, RefundId, Result, Uuid};
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::created;
use crate::auth::{Caller, Look, ManageSettings, Sell};
use crate::extract::{Input, Params, PathId};
use crate::mailing;
use crate::problem::Answer;
use crate::state::App;

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(setup))
        .routes(routes!(test))
        .routes(routes!(of_order))
        .routes(routes!(of_refund))
        .routes(routes!(mails))
        .routes(routes!(one))
}

/// Whether this server sends mail, and from whom. Which server takes it is named when OneTill is started.
#[utoipa::path(get, path = "/v1/mail", tag = "receipts", operation_id = "get_mail_setup",
    responses((status = 200, description = "Whether mail is sent", body = MailSetup)))]
async fn setup(State(app): State<App>, caller: Caller<Look>) -> Answer<Json<MailSetup>> {
    let server = app.inner.options.mail.as_ref();
    let may_see = caller.who.require(Permission::ManageSettings).is_ok();
    Ok(Json(MailSetup {
        ready: server.is_some(),
        server: server.filter(|_| may_see).map(|server| format!("{}:{}", server.host, server.port)),
        sender: server.map(|server| server.sender.to_string()),
    }))
}

/// Queues an e-mail, and answers it.
async fn send(
    app: &App,
    who: &Principal,
    key: Option<IdempotencyKey>,
    to: Option<&str>,
    mut run: impl FnMut(&mut Tx<'_>, &mut Ctx) -> Result<ReceiptMailId> + Send + 'static,
) -> Answer<Response> {
    mailing::must_be_set_up(app)?;
    // What cannot be an address is refused now, not when it is handed over.
    to.map(mail::recipient).transpose()?;
    let outcome = app.once(who, key, None, move |tx, ctx| Ok(run(tx, ctx)?.into())).await?;
    Ok(created(outcome.replayed, mailing::queued_mail(app, ReceiptMailId(outcome.id)).await?))
}

/// Sends a message, to see whether it arrives.
#[utoipa::path(post, path = "/v1/mail/test", tag = "receipts", operation_id = "send_test_mail", request_body = SendTestMail,
    responses((status = 201, description = "The e-mail", body = ReceiptMail)))]
async fn test(
    State(app): State<App>,
    caller: Caller<ManageSettings>,
    Input { value, key }: Input<SendTestMail>,
) -> Answer<Response> {
    let to = value.to.clone();
    send(&app, &caller.who, key, Some(&to), move |tx, ctx| receipts::send_test_mail(tx, ctx, &value)).await
}

/// Sends the receipt of a completed order by e-mail, or its gift receipt.
#[utoipa::path(post, path = "/v1/orders/{id}/mail", tag = "receipts", operation_id = "mail_order_receipt", params(("id" = OrderId, Path)), request_body = SendReceipt,
    responses((status = 201, description = "The e-mail", body = ReceiptMail)))]
async fn of_order(
    State(app): State<App>,
    caller: Caller<Sell>,
    PathId(id): PathId<OrderId>,
    Input { value, key }: Input<SendReceipt>,
) -> Answer<Response> {
    let to = value.to.clone();
    let run = move |tx: &mut Tx<'_>, ctx: &mut Ctx| receipts::mail_order_receipt(tx, ctx, id, &value);
    send(&app, &caller.who, key, to.as_deref(), run).await
}

/// Sends the receipt of a refund by e-mail.
#[utoipa::path(post, path = "/v1/refunds/{id}/mail", tag = "receipts", operation_id = "mail_refund_receipt", params(("id" = RefundId, Path)), request_body = SendReceipt,
    responses((status = 201, description = "The e-mail", body = ReceiptMail)))]
async fn of_refund(
    State(app): State<App>,
    caller: Caller<Sell>,
    PathId(id): PathId<RefundId>,
    Input { value, key }: Input<SendReceipt>,
) -> Answer<Response> {
    let to = value.to.clone();
    let run = move |tx: &mut Tx<'_>, ctx: &mut Ctx| receipts::mail_refund_receipt(tx, ctx, id, &value);
    send(&app, &caller.who, key, to.as_deref(), run).await
}

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct MailParams {
    /// The order or refund.
    subject_id: Uuid,
    /// `next_cursor` of the page before.
    cursor: Option<String>,
    /// Rows a page, 1 to 200; all unless told.
    #[param(minimum = 1, maximum = 200)]
    limit: Option<i64>,
}

/// The e-mails with receipts of an order or a refund, oldest first.
#[utoipa::path(get, path = "/v1/receipt-mails", tag = "receipts", operation_id = "list_receipt_mails", params(MailParams),
    responses((status = 200, description = "E-mails", body = Page<ReceiptMail>)))]
async fn mails(
    State(app): State<App>,
    _: Caller<Look>,
    Params(p): Params<MailParams>,
) -> Answer<Json<Page<ReceiptMail>>> {
    let all = app.read(move |tx| receipts::receipt_mails_of(tx, p.subject_id)).await?;
    let page = PageRequest { cursor: p.cursor, limit: p.limit, ..PageRequest::default() };
    Ok(Json(Page::part(all, &page, |mail| mail.id.to_string())?))
}

/// One e-mail.
#[utoipa::path(get, path = "/v1/receipt-mails/{id}", tag = "receipts", operation_id = "get_receipt_mail", params(("id" = ReceiptMailId, Path)),
    responses((status = 200, description = "The e-mail", body = ReceiptMail)))]
async fn one(State(app): State<App>, _: Caller<Look>, PathId(id): PathId<ReceiptMailId>) -> Answer<Json<ReceiptMail>> {
    Ok(Json(app.read(move |tx| receipts::receipt_mail(tx, id)).await?))
}
