//! Receipt printers and what is printed at them.

use axum::Json;
use axum::extract::State;
use axum::response::Response;
use onetill_connectors::printers::escpos::{self, Feature, Profile};
use onetill_db::Tx;
use onetill_domains::platform::Principal;
use onetill_domains::receipts::{
    self, ChoosePrinter, Content, NewPrinter, PrintAt, PrintJob, PrintReceipt, PrintRefund, Printer, PrinterChange,
    PrinterProfile, PrinterStatus, RegisterPrinter,
};
use onetill_domains::sync::IdempotencyKey;
use onetill_domains::{Ctx, Page, PageRequest, orders, tills};
use onetill_kernel::{OrderId, PrintJobId, PrinterId, RefundId, RegisterId, ShiftId, Uuid};
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::{changed, created};
use crate::auth::{Caller, Look, ManageSettings, Sell};
use crate::extract::{Input, Params, PartParams, PathId};
use crate::printing;
use crate::problem::Answer;
use crate::state::App;

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(profiles))
        .routes(routes!(printers, add))
        .routes(routes!(change))
        .routes(routes!(status))
        .routes(routes!(test))
        .routes(routes!(register_printers))
        .routes(routes!(choose))
        .routes(routes!(print_order))
        .routes(routes!(print_refund))
        .routes(routes!(print_shift))
        .routes(routes!(jobs))
        .routes(routes!(job))
}

fn profile_view(profile: &Profile) -> PrinterProfile {
    PrinterProfile {
        id: profile.id.clone(),
        name: profile.name.clone(),
        columns: profile.font_a,
        columns_small: profile.font_b,
        qr: profile.can(Feature::Qr),
        barcode: profile.can(Feature::Code128),
        logo: profile.can(Feature::Raster),
        cuts: profile.can(Feature::PartialCut) || profile.can(Feature::FullCut),
        drawer: profile.can(Feature::Drawer),
    }
}

/// The models of receipt printer that are known.
#[utoipa::path(get, path = "/v1/printer-profiles", tag = "printers", operation_id = "list_printer_profiles", params(PartParams),
    responses((status = 200, description = "All models", body = Page<PrinterProfile>)))]
async fn profiles(
    _: State<App>,
    _: Caller<Look>,
    Params(part): Params<PartParams>,
) -> Answer<Json<Page<PrinterProfile>>> {
    let all = escpos::profiles().iter().map(profile_view).collect();
    Ok(Json(part.of(all, |row| row.id.clone())?))
}

/// The receipt printers.
#[utoipa::path(get, path = "/v1/printers", tag = "printers", operation_id = "list_printers", params(PartParams),
    responses((status = 200, description = "All printers", body = Page<Printer>)))]
async fn printers(
    State(app): State<App>,
    _: Caller<Look>,
    Params(part): Params<PartParams>,
) -> Answer<Json<Page<Printer>>> {
    Ok(Json(part.of(app.read(receipts::printers).await?, |row| row.id.to_string())?))
}

/// Adds a receipt printer.
#[utoipa::path(post, path = "/v1/printers", tag = "printers", operation_id = "create_printer", request_body = NewPrinter,
    responses((status = 201, description = "The printer", body = Printer)))]
async fn add(
    State(app): State<App>,
    caller: Caller<ManageSettings>,
    Input { value, key }: Input<NewPrinter>,
) -> Answer<Response> {
    escpos::profile(&value.profile)?;
    let run = move |tx: &mut Tx<'_>, ctx: &mut Ctx| Ok(receipts::add_printer(tx, ctx, &value)?.into());
    let outcome = app.once(&caller.who, key, None, run).await?;
    let printer = app.read(move |tx| receipts::printer(tx, PrinterId(outcome.id))).await?;
    Ok(created(outcome.replayed, printer))
}

/// Changes a receipt printer.
#[utoipa::path(patch, path = "/v1/printers/{id}", tag = "printers", operation_id = "update_printer", params(("id" = PrinterId, Path)), request_body = PrinterChange,
    responses((status = 200, description = "The printer after it", body = Printer)))]
async fn change(
    State(app): State<App>,
    caller: Caller<ManageSettings>,
    PathId(id): PathId<PrinterId>,
    Input { value, key }: Input<PrinterChange>,
) -> Answer<Response> {
    if let Some(profile) = &value.profile {
        escpos::profile(profile)?;
    }
    let run = move |tx: &mut Tx<'_>, ctx: &mut Ctx| {
        receipts::change_printer(tx, ctx, id, &value)?;
        Ok(Uuid::from(id))
    };
    let outcome = app.once(&caller.who, key, None, run).await?;
    app.inner.printers.forget_drawers();
    Ok(changed(outcome, app.read(move |tx| receipts::printer(tx, id)).await?))
}

/// Asks a printer for its state, now.
#[utoipa::path(get, path = "/v1/printers/{id}/status", tag = "printers", operation_id = "get_printer_status", params(("id" = PrinterId, Path)),
    responses((status = 200, description = "Its state", body = PrinterStatus)))]
async fn status(State(app): State<App>, _: Caller<Look>, PathId(id): PathId<PrinterId>) -> Answer<Json<PrinterStatus>> {
    let (problem, paper_low) = printing::status(&app, id).await?;
    let waiting = app.read(move |tx| receipts::waiting_jobs(tx, id)).await?;
    Ok(Json(PrinterStatus { ready: problem.is_none(), problem, paper_low, waiting }))
}

/// Queues something to be printed, and answers the job.
async fn print(
    app: &App,
    who: &Principal,
    key: Option<IdempotencyKey>,
    content: Content,
    subject_id: Option<Uuid>,
    at: PrintAt,
) -> Answer<Response> {
    let run = move |tx: &mut Tx<'_>, ctx: &mut Ctx| Ok(receipts::print(tx, ctx, content, subject_id, &at)?.into());
    let outcome = app.once(who, key, subject_id, run).await?;
    Ok(created(outcome.replayed, printing::queued_job(app, PrintJobId(outcome.id)).await?))
}

#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
struct TestPrint {
    /// Chosen by the client, or made here.
    id: Option<PrintJobId>,
}

/// Prints a test page.
#[utoipa::path(post, path = "/v1/printers/{id}/test", tag = "printers", operation_id = "print_test_page", params(("id" = PrinterId, Path)), request_body = TestPrint,
    responses((status = 201, description = "The print job", body = PrintJob)))]
async fn test(
    State(app): State<App>,
    caller: Caller<ManageSettings>,
    PathId(id): PathId<PrinterId>,
    Input { value, key }: Input<TestPrint>,
) -> Answer<Response> {
    app.read(move |tx| receipts::printer(tx, id)).await?;
    let at = PrintAt { id: value.id, register_id: None, printer_id: Some(id) };
    print(&app, &caller.who, key, Content::Test, None, at).await
}

/// The printers of the registers that have one.
#[utoipa::path(get, path = "/v1/register-printers", tag = "printers", operation_id = "list_register_printers", params(PartParams),
    responses((status = 200, description = "Registers with their printers", body = Page<RegisterPrinter>)))]
async fn register_printers(
    State(app): State<App>,
    _: Caller<Look>,
    Params(part): Params<PartParams>,
) -> Answer<Json<Page<RegisterPrinter>>> {
    Ok(Json(part.of(app.read(receipts::register_printers).await?, |row| row.register_id.to_string())?))
}

/// Says which printer a register uses, or that it has none.
#[utoipa::path(put, path = "/v1/registers/{id}/printer", tag = "printers", operation_id = "choose_register_printer", params(("id" = RegisterId, Path)), request_body = ChoosePrinter,
    responses((status = 200, description = "All registers with printers after it", body = Page<RegisterPrinter>)))]
async fn choose(
    State(app): State<App>,
    caller: Caller<ManageSettings>,
    PathId(id): PathId<RegisterId>,
    Input { value, key }: Input<ChoosePrinter>,
) -> Answer<Response> {
    let run = move |tx: &mut Tx<'_>, ctx: &mut Ctx| {
        receipts::choose_printer(tx, ctx, id, &value)?;
        Ok(Uuid::from(id))
    };
    let outcome = app.once(&caller.who, key, None, run).await?;
    app.inner.printers.forget_drawers();
    Ok(changed(outcome, Page::whole(app.read(receipts::register_printers).await?)))
}

/// Prints the receipt of a completed order, its gift receipt, or a copy. The original is printed once.
#[utoipa::path(post, path = "/v1/orders/{id}/print", tag = "printers", operation_id = "print_order_receipt", params(("id" = OrderId, Path)), request_body = PrintReceipt,
    responses((status = 201, description = "The print job", body = PrintJob)))]
async fn print_order(
    State(app): State<App>,
    caller: Caller<Sell>,
    PathId(id): PathId<OrderId>,
    Input { value, key }: Input<PrintReceipt>,
) -> Answer<Response> {
    // An order without a receipt is refused before anything is queued.
    app.read(move |tx| receipts::sale_slip(tx, id, value.kind)).await?;
    let at = PrintAt { id: value.id, register_id: value.register_id, printer_id: value.printer_id };
    print(&app, &caller.who, key, value.kind.into(), Some(id.0), at).await
}

/// Prints the receipt of a refund, or a copy. The original is printed once.
#[utoipa::path(post, path = "/v1/refunds/{id}/print", tag = "printers", operation_id = "print_refund_receipt", params(("id" = RefundId, Path)), request_body = PrintRefund,
    responses((status = 201, description = "The print job", body = PrintJob)))]
async fn print_refund(
    State(app): State<App>,
    caller: Caller<Sell>,
    PathId(id): PathId<RefundId>,
    Input { value, key }: Input<PrintRefund>,
) -> Answer<Response> {
    app.read(move |tx| orders::refund(tx, id)).await?;
    let at = PrintAt { id: value.id, register_id: value.register_id, printer_id: value.printer_id };
    let content = if value.copy { Content::RefundCopy } else { Content::Refund };
    print(&app, &caller.who, key, content, Some(id.0), at).await
}

/// Prints the X report of a shift that goes on, or its Z report.
#[utoipa::path(post, path = "/v1/shifts/{id}/print", tag = "printers", operation_id = "print_shift_report", params(("id" = ShiftId, Path)), request_body = PrintAt,
    responses((status = 201, description = "The print job", body = PrintJob)))]
async fn print_shift(
    State(app): State<App>,
    caller: Caller<Sell>,
    PathId(id): PathId<ShiftId>,
    Input { value, key }: Input<PrintAt>,
) -> Answer<Response> {
    app.read(move |tx| tills::shift(tx, id)).await?;
    print(&app, &caller.who, key, Content::Shift, Some(id.0), value).await
}

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct JobParams {
    /// The order, refund or shift.
    subject_id: Uuid,
    /// `next_cursor` of the page before.
    cursor: Option<String>,
    /// Rows a page, 1 to 200; all unless told.
    #[param(minimum = 1, maximum = 200)]
    limit: Option<i64>,
}

/// The print jobs of an order, a refund or a shift, oldest first.
#[utoipa::path(get, path = "/v1/print-jobs", tag = "printers", operation_id = "list_print_jobs", params(JobParams),
    responses((status = 200, description = "Print jobs", body = Page<PrintJob>)))]
async fn jobs(State(app): State<App>, _: Caller<Look>, Params(p): Params<JobParams>) -> Answer<Json<Page<PrintJob>>> {
    let all = app.read(move |tx| receipts::print_jobs_of(tx, p.subject_id)).await?;
    let page = PageRequest { cursor: p.cursor, limit: p.limit, ..PageRequest::default() };
    Ok(Json(Page::part(all, &page, |job| job.id.to_string())?))
}

/// One print job.
#[utoipa::path(get, path = "/v1/print-jobs/{id}", tag = "printers", operation_id = "get_print_job", params(("id" = PrintJobId, Path)),
    responses((status = 200, description = "The print job", body = PrintJob)))]
async fn job(State(app): State<App>, _: Caller<Look>, PathId(id): PathId<PrintJobId>) -> Answer<Json<PrintJob>> {
    Ok(Json(app.read(move |tx| receipts::print_job(tx, id)).await?))
}
