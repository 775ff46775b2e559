//! The X and Z report of a shift, and a printer's test page.

use onetill_kernel::{Money, Result, Timestamp};

use super::figures::{amount, amount_in_currency, day_and_time};
use super::model::*;
use super::printer_model::Printer;
use super::sale::{Shop, negative, row, tax_table, text};
use super::words::{tender, words};
use crate::reports::ShiftReport;
use crate::tills::{CashKind, ShiftState};

fn bold(left: impl Into<String>, right: impl Into<String>) -> Block {
    Block::Row { left: left.into(), right: right.into(), look: Look::Bold, detail: false }
}

/// The report of a shift.
pub(super) fn shift(shop: &Shop, report: &ShiftReport) -> Result<Slip> {
    let settings = &shop.settings;
    let (w, l) = (words(settings.language), settings.language);
    let shift = &report.shift;
    let open = shift.state == ShiftState::Open;
    let title = if open { w.x_report } else { w.z_report };
    let at = |moment: Timestamp| day_and_time(l, moment, &shop.time_zone).map(|(day, time)| format!("{day} {time}"));
    let mut blocks = vec![
        text(&shop.name, Align::Center, Look::Large),
        text(&shop.location, Align::Center, Look::Plain),
        Block::Space,
        bold(title, shift.number.to_string()),
        row(w.register, &shift.register_name),
        row(w.opened, at(shift.opened_at)?),
        row(if open { w.as_of } else { w.closed }, at(report.made_at)?),
    ];
    blocks.extend(shift.staff_name.as_deref().map(|name| row(w.served_by, name)));
    blocks.push(Block::Rule);
    let (sales, refunds) = (&report.sales, &report.refunds);
    blocks.push(bold(format!("{} × {}", sales.count, w.sales), amount(l, sales.gross)));
    if sales.discount.minor != 0 {
        blocks.push(row(w.discounts, amount(l, negative(sales.discount))));
    }
    blocks.push(bold(format!("{} × {}", refunds.count, w.refunds), amount(l, negative(refunds.gross))));
    let total = Money::new(sales.gross.minor - refunds.gross.minor, sales.gross.currency);
    blocks.push(bold(w.total, amount_in_currency(l, total)));
    blocks.extend(tax_table(settings, &report.taxes));
    if !report.tenders.is_empty() {
        blocks.push(Block::Rule);
    }
    for tender_sum in &report.tenders {
        let name = tender(l, &tender_sum.tender, &tender_sum.tender_name);
        let net = Money::new(tender_sum.taken.minor - tender_sum.refunded.minor, tender_sum.taken.currency);
        blocks.push(row(format!("{} × {name}", tender_sum.count + tender_sum.refund_count), amount(l, net)));
    }
    blocks.push(Block::Rule);
    blocks.push(row(w.float, amount(l, shift.opening_float)));
    let by_hand = |kind| matches!(kind, CashKind::CashIn | CashKind::CashOut | CashKind::SafeDrop);
    for movement in report.cash_movements.iter().filter(|m| by_hand(m.kind)) {
        blocks.push(row(&movement.reason, amount(l, movement.amount)));
    }
    for (name, figure) in
        [(w.expected, report.expected_cash), (w.counted, shift.counted), (w.difference, shift.difference)]
    {
        blocks.extend(figure.map(|figure| bold(name, amount(l, figure))));
    }
    if !shift.note.trim().is_empty() {
        blocks.extend([Block::Space, text(shift.note.trim(), Align::Left, Look::Plain)]);
    }
    Ok(Slip { title: format!("{title} {}", shift.number), language: l, blocks })
}

/// A page that shows whether letters, widths and codes come out as they should.
pub(super) fn test(shop: &Shop, printer: &Printer, now: Timestamp) -> Result<Slip> {
    let (w, l) = (words(shop.settings.language), shop.settings.language);
    let (day, time) = day_and_time(l, now, &shop.time_zone)?;
    let mut blocks: Vec<Block> = shop.settings.logo_id.map(|image_id| Block::Logo { image_id }).into_iter().collect();
    blocks.extend([
        text(&shop.name, Align::Center, Look::Large),
        text(w.test_page, Align::Center, Look::Bold),
        Block::Space,
        row(&printer.name, &printer.profile),
        row(day, time),
        Block::Rule,
        text("ABCDEFGHIJKLMNOPQRSTUVWXYZ 0123456789", Align::Left, Look::Plain),
        text("ÄÖÜäöüß éèçñø € ½ Łódź Αθήνα Київ", Align::Left, Look::Plain),
        row(w.total, "1.234,56"),
        Block::Rule,
        text(w.test_works, Align::Center, Look::Plain),
        Block::Space,
        Block::Barcode { content: "TEST-000001".to_owned() },
        Block::Qr { content: "TEST-000001".to_owned() },
    ]);
    Ok(Slip { title: w.test_page.to_owned(), language: l, blocks })
}

/// A message that shows that messages arrive.
pub(super) fn test_mail(shop: &str, settings: &ReceiptSettings) -> Slip {
    let w = words(settings.language);
    let mut blocks: Vec<Block> = settings.logo_id.map(|image_id| Block::Logo { image_id }).into_iter().collect();
    blocks.extend([
        text(shop, Align::Center, Look::Large),
        text(w.test_mail, Align::Center, Look::Bold),
        text(w.test_arrives, Align::Center, Look::Plain),
    ]);
    Slip { title: w.test_mail.to_owned(), language: settings.language, blocks }
}
