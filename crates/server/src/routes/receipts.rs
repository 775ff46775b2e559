//! Receipts: what stands on them, and each as a document, as text and as a printer's bytes.

use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::HeaderValue;
use http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use onetill_connectors::printers::escpos::{self, Font};
use onetill_db::Tx;
use onetill_domains::receipts::{self, ReceiptKind, ReceiptSettings, ReceiptSettingsChange, Slip, plain_text};
use onetill_kernel::{Error, OrderId, RefundId, Result, Uuid};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::changed;
use crate::auth::{Caller, Look, ManageSettings};
use crate::extract::{Body, Input, Params, PathId};
use crate::printing::{as_pdf, printed};
use crate::problem::Answer;
use crate::state::App;

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(settings, change))
        .routes(routes!(set_logo, remove_logo))
        .routes(routes!(of_order))
        .routes(routes!(of_refund))
}

/// What stands on receipts.
#[utoipa::path(get, path = "/v1/receipt-settings", tag = "receipts", operation_id = "get_receipt_settings",
    responses((status = 200, description = "The settings", body = ReceiptSettings)))]
async fn settings(State(app): State<App>, _: Caller<Look>) -> Answer<Json<ReceiptSettings>> {
    Ok(Json(app.read(receipts::receipt_settings).await?))
}

/// Changes what stands on receipts.
#[utoipa::path(patch, path = "/v1/receipt-settings", tag = "receipts", operation_id = "update_receipt_settings", request_body = ReceiptSettingsChange,
    responses((status = 200, description = "The settings after it", body = ReceiptSettings)))]
async fn change(
    State(app): State<App>,
    caller: Caller<ManageSettings>,
    Input { value, key }: Input<ReceiptSettingsChange>,
) -> Answer<Response> {
    let outcome = app
        .once(&caller.who, key, None, move |tx, ctx| {
            receipts::change_receipt_settings(tx, ctx, &value)?;
            Ok(Uuid::nil())
        })
        .await?;
    Ok(changed(outcome, app.read(receipts::receipt_settings).await?))
}

/// A file, as the document describes it.
#[derive(ToSchema)]
#[schema(value_type = String, format = Binary)]
#[expect(dead_code, reason = "bodies are read and written as bytes")]
struct File(Vec<u8>);

/// Sets the logo above receipts: a PNG of at most 512 KiB, printed in black and white.
#[utoipa::path(put, path = "/v1/receipt-settings/logo", tag = "receipts", operation_id = "set_receipt_logo",
    request_body(content((File = "image/png"))),
    responses((status = 200, description = "The settings after it", body = ReceiptSettings)))]
async fn set_logo(
    State(app): State<App>,
    caller: Caller<ManageSettings>,
    Body(content): Body,
) -> Answer<Json<ReceiptSettings>> {
    // What cannot be printed is refused now, not when a customer waits.
    escpos::logo(&content, 512)?;
    write_logo(&app, caller, Some(content.to_vec())).await
}

/// Takes the logo above receipts away.
#[utoipa::path(delete, path = "/v1/receipt-settings/logo", tag = "receipts", operation_id = "remove_receipt_logo",
    responses((status = 200, description = "The settings after it", body = ReceiptSettings)))]
async fn remove_logo(State(app): State<App>, caller: Caller<ManageSettings>) -> Answer<Json<ReceiptSettings>> {
    write_logo(&app, caller, None).await
}

async fn write_logo(app: &App, caller: Caller<ManageSettings>, png: Option<Vec<u8>>) -> Answer<Json<ReceiptSettings>> {
    let for_ctx = app.clone();
    let write = move |tx: &mut Tx<'_>| {
        receipts::set_logo(tx, &for_ctx.ctx(&caller.who), png.as_deref())?;
        receipts::receipt_settings(tx)
    };
    Ok(Json(app.write(None, Vec::new(), write).await?))
}

/// The form in which a receipt is wanted.
#[derive(Debug, Clone, Copy, Default, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum Format {
    /// What stands on it, for a program that shows or prints it.
    #[default]
    Json,
    /// Plain text.
    Text,
    /// The bytes for a printer.
    Escpos,
    /// A file to keep, to print anywhere, or to send.
    Pdf,
}

/// The form in which a receipt is wanted, and what that form needs to know.
struct Wanted {
    format: Option<Format>,
    columns: Option<usize>,
    profile: Option<String>,
    small: Option<bool>,
}

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct ReceiptParams {
    /// Which of the receipts.
    kind: Option<ReceiptKind>,
    /// The form in which it is wanted.
    #[param(inline)]
    format: Option<Format>,
    /// For `text`: how many letters a line has, 42 unless told.
    #[param(minimum = 16, maximum = 200)]
    columns: Option<usize>,
    /// For `escpos`: the printer's model.
    profile: Option<String>,
    /// For `escpos`: whether it is printed in small letters.
    small: Option<bool>,
}

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct RefundReceiptParams {
    /// Whether it is marked as a copy.
    copy: Option<bool>,
    /// The form in which it is wanted.
    #[param(inline)]
    format: Option<Format>,
    /// For `text`: how many letters a line has, 42 unless told.
    #[param(minimum = 16, maximum = 200)]
    columns: Option<usize>,
    /// For `escpos`: the printer's model.
    profile: Option<String>,
    /// For `escpos`: whether it is printed in small letters.
    small: Option<bool>,
}

/// A slip in the form that is wanted.
async fn answer(
    app: &App,
    wanted: Wanted,
    read: impl FnOnce(&mut Tx<'_>) -> Result<Slip> + Send + 'static,
) -> Answer<Response> {
    let sent = |kind: &'static str, body: Response| {
        let mut response = body;
        response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(kind));
        response
    };
    match wanted.format.unwrap_or_default() {
        Format::Json => Ok(Json(app.read(read).await?).into_response()),
        Format::Text => {
            let columns = wanted.columns.unwrap_or(42);
            if !(16..=200).contains(&columns) {
                return Err(Error::invalid("columns", "A line has 16 to 200 letters.")
                    .fix("Send such a number.")
                    .into());
            }
            let text = plain_text(&app.read(read).await?, columns);
            Ok(sent("text/plain; charset=utf-8", text.into_response()))
        }
        Format::Escpos => {
            let id = wanted.profile.ok_or_else(|| {
                Error::invalid("profile", "A printer's bytes depend on its model.")
                    .code("missing_field")
                    .fix("GET /v1/printer-profiles lists the models.")
            })?;
            let profile = escpos::profile(&id)?;
            let font = if wanted.small.unwrap_or(false) { Font::B } else { Font::A };
            let bytes = app
                .read(move |tx| {
                    let slip = read(tx)?;
                    printed(tx, &slip, profile, font)
                })
                .await?;
            Ok(sent("application/octet-stream", bytes.into_response()))
        }
        Format::Pdf => {
            let (name, bytes) = app
                .read(move |tx| {
                    let slip = read(tx)?;
                    Ok((slip.file_name(), as_pdf(tx, &slip)?))
                })
                .await?;
            let mut response = sent("application/pdf", bytes.into_response());
            let shown = HeaderValue::try_from(format!("inline; filename=\"{name}.pdf\"")).map_err(Error::internal)?;
            response.headers_mut().insert(CONTENT_DISPOSITION, shown);
            Ok(response)
        }
    }
}

/// The receipt of a completed order.
#[utoipa::path(get, path = "/v1/orders/{id}/receipt", tag = "receipts", operation_id = "get_order_receipt", params(("id" = OrderId, Path), ReceiptParams),
    responses((status = 200, description = "The receipt", content((Slip = "application/json"), (String = "text/plain"), (File = "application/octet-stream"), (File = "application/pdf")))))]
async fn of_order(
    State(app): State<App>,
    _: Caller<Look>,
    PathId(id): PathId<OrderId>,
    Params(p): Params<ReceiptParams>,
) -> Answer<Response> {
    let kind = p.kind.unwrap_or_default();
    let wanted = Wanted { format: p.format, columns: p.columns, profile: p.profile, small: p.small };
    answer(&app, wanted, move |tx| receipts::sale_slip(tx, id, kind)).await
}

/// The receipt of a refund.
#[utoipa::path(get, path = "/v1/refunds/{id}/receipt", tag = "receipts", operation_id = "get_refund_receipt", params(("id" = RefundId, Path), RefundReceiptParams),
    responses((status = 200, description = "The receipt", content((Slip = "application/json"), (String = "text/plain"), (File = "application/octet-stream"), (File = "application/pdf")))))]
async fn of_refund(
    State(app): State<App>,
    _: Caller<Look>,
    PathId(id): PathId<RefundId>,
    Params(p): Params<RefundReceiptParams>,
) -> Answer<Response> {
    let copy = p.copy.unwrap_or(false);
    let wanted = Wanted { format: p.format, columns: p.columns, profile: p.profile, small: p.small };
    answer(&app, wanted, move |tx| receipts::refund_slip(tx, id, copy)).await
}
