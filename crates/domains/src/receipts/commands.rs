use onetill_db::Tx;
use onetill_kernel::{LocationId, OrderId, RefundId, Result, ShiftId, Timestamp, Uuid};

use serde_json::json;

use super::model::*;
use super::printer_model::{Content, PrintJob, Printer};
use super::sale::Shop;
use super::{printer_store, refund, sale, shift, store};
use crate::platform::AuditAction;
use crate::sync::{EventKind, emit};
use crate::{Ctx, catalog, check_text, customers, orders, platform, reports, tills};

/// Changes what stands on receipts from now on, and on those that are printed again.
pub fn change_receipt_settings(tx: &mut Tx<'_>, ctx: &Ctx, change: &ReceiptSettingsChange) -> Result<()> {
    let before = store::receipt_settings(tx)?;
    let mut settings = before.clone();
    for (field, given, kept) in
        [("header", &change.header, &mut settings.header), ("footer", &change.footer, &mut settings.footer)]
    {
        if let Some(text) = given {
            check_text(field, text, 1000)?;
            kept.clone_from(text);
        }
    }
    settings.language = change.language.unwrap_or(settings.language);
    settings.show_sku = change.show_sku.unwrap_or(settings.show_sku);
    settings.show_taxes = change.show_taxes.unwrap_or(settings.show_taxes);
    settings.show_net = change.show_net.unwrap_or(settings.show_net);
    settings.show_staff = change.show_staff.unwrap_or(settings.show_staff);
    settings.show_customer = change.show_customer.unwrap_or(settings.show_customer);
    settings.number_code = change.number_code.unwrap_or(settings.number_code);
    save_settings(tx, ctx, &before, &settings)?;
    emit(tx, ctx, EventKind::SettingsUpdated, Uuid::nil(), ctx.now, &change)
}

/// Sets the logo above receipts, a PNG, or takes it away.
pub fn set_logo(tx: &mut Tx<'_>, ctx: &Ctx, png: Option<&[u8]>) -> Result<()> {
    let before = store::receipt_settings(tx)?;
    let mut settings = before.clone();
    settings.logo_id = png.map(|png| catalog::keep_image(tx, "image/png", png)).transpose()?;
    save_settings(tx, ctx, &before, &settings)?;
    emit(tx, ctx, EventKind::SettingsUpdated, Uuid::nil(), ctx.now, &json!({ "logo_id": settings.logo_id }))
}

fn save_settings(tx: &mut Tx<'_>, ctx: &Ctx, before: &ReceiptSettings, settings: &ReceiptSettings) -> Result<()> {
    store::save_receipt_settings(tx, settings)?;
    let accountable = [before, settings].map(|settings| json!(settings));
    platform::audit_change(tx, ctx, AuditAction::SettingsChanged, Uuid::nil(), accountable)
}

/// The shop as its receipts at a place name it; its clock is that of the moment of what is told.
fn shop_at(tx: &mut Tx<'_>, id: LocationId, at: Timestamp) -> Result<Shop> {
    let (merchant, location) = (platform::merchant(tx)?, platform::location(tx, id)?);
    Ok(Shop {
        name: merchant.name,
        time_zone: location.clock(at).time_zone.clone(),
        location: location.name,
        settings: store::receipt_settings(tx)?,
    })
}

/// The X report of a shift that goes on, without what is not to be seen before the drawer is counted, or its Z report.
pub fn shift_slip(tx: &mut Tx<'_>, id: ShiftId, now: Timestamp) -> Result<Slip> {
    let report = reports::shift_report(tx, id, now, false)?;
    let register = tills::register(tx, report.shift.register_id)?;
    shift::shift(&shop_at(tx, register.location_id, report.shift.opened_at)?, &report)
}

/// A page that shows what a printer makes of letters and lines.
pub fn test_slip(tx: &mut Tx<'_>, printer: &Printer, now: Timestamp) -> Result<Slip> {
    shift::test(&shop_at(tx, printer.location_id, now)?, printer, now)
}

/// What a print job prints.
pub fn slip_of(tx: &mut Tx<'_>, job: &PrintJob, now: Timestamp) -> Result<Slip> {
    let subject = job.subject_id.unwrap_or_default();
    match job.content {
        Content::Receipt => sale_slip(tx, OrderId(subject), ReceiptKind::Original),
        Content::Copy => sale_slip(tx, OrderId(subject), ReceiptKind::Copy),
        Content::Gift => sale_slip(tx, OrderId(subject), ReceiptKind::Gift),
        Content::Refund => refund_slip(tx, RefundId(subject), false),
        Content::RefundCopy => refund_slip(tx, RefundId(subject), true),
        Content::Shift => shift_slip(tx, ShiftId(subject), now),
        Content::Test => {
            let printer = printer_store::printer(tx, job.printer_id)?;
            test_slip(tx, &printer, now)
        }
    }
}

/// The receipt of a completed order.
pub fn sale_slip(tx: &mut Tx<'_>, id: OrderId, kind: ReceiptKind) -> Result<Slip> {
    let order = orders::order(tx, id)?;
    let shop = shop_at(tx, order.summary.location_id, order.summary.happened_at)?;
    sale::sale(&shop, &order, kind)
}

/// The receipt of a refund, or a copy of it.
pub fn refund_slip(tx: &mut Tx<'_>, id: RefundId, copy: bool) -> Result<Slip> {
    let given = orders::refund(tx, id)?;
    let register_id = orders::refund_register(tx, id)?;
    let register = tills::register(tx, register_id)?;
    let shop = shop_at(tx, register.location_id, given.happened_at)?;
    let original = given.order_id.map(|id| orders::order_summary(tx, id)).transpose()?.and_then(|order| order.number);
    let customer = match given.customer_id {
        Some(id) => Some(customers::customer(tx, id)?.name),
        None => None,
    };
    refund::refund(&shop, &given, &register.name, customer.as_deref(), original.as_deref(), copy)
}
