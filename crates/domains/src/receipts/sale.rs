//! The receipt of a sale.

use onetill_kernel::{Error, Money, Result};

use super::figures::{amount, amount_in_currency, day_and_time, percent, quantity};
use super::model::*;
use super::words::{tender, words};
use crate::orders::{LineOption, Order, OrderDiscount, OrderLine, OrderState, TaxTotal};
use crate::payments::{PaymentState, TenderCode};
use crate::stored_value::{BalanceKind, BalanceOfOrder, MovementKind};

/// The shop as a slip names it.
pub(super) struct Shop {
    /// Its name.
    pub(super) name: String,
    /// The name of the place.
    pub(super) location: String,
    /// Where its clocks stand.
    pub(super) time_zone: String,
    /// What stands on its receipts.
    pub(super) settings: ReceiptSettings,
}

pub(super) fn text(text: impl Into<String>, align: Align, look: Look) -> Block {
    Block::Text { text: text.into(), align, look }
}

pub(super) fn row(left: impl Into<String>, right: impl Into<String>) -> Block {
    Block::Row { left: left.into(), right: right.into(), look: Look::Plain, detail: false }
}

pub(super) fn detail(left: impl Into<String>, right: impl Into<String>) -> Block {
    Block::Row { left: left.into(), right: right.into(), look: Look::Plain, detail: true }
}

/// What stands above the lines: the shop, what it is, when, where and by whom.
pub(super) struct Head<'s> {
    pub(super) title: &'s str,
    pub(super) number: &'s str,
    pub(super) copy: bool,
    pub(super) at: onetill_kernel::Timestamp,
    pub(super) register: &'s str,
    pub(super) staff: Option<&'s str>,
    pub(super) customer: Option<&'s str>,
}

pub(super) fn head(shop: &Shop, head: &Head<'_>) -> Result<Vec<Block>> {
    let settings = &shop.settings;
    let w = words(settings.language);
    let mut blocks = Vec::new();
    if let Some(image_id) = settings.logo_id {
        blocks.push(Block::Logo { image_id });
    }
    blocks.push(text(&shop.name, Align::Center, Look::Large));
    if shop.location != shop.name {
        blocks.push(text(&shop.location, Align::Center, Look::Plain));
    }
    if !settings.header.trim().is_empty() {
        blocks.push(text(settings.header.trim_end(), Align::Center, Look::Plain));
    }
    blocks.push(Block::Space);
    if head.copy {
        blocks.push(text(w.copy, Align::Center, Look::Large));
        blocks.push(Block::Space);
    }
    let (day, time) = day_and_time(settings.language, head.at, &shop.time_zone)?;
    blocks.push(Block::Row {
        left: head.title.to_owned(),
        right: head.number.to_owned(),
        look: Look::Bold,
        detail: false,
    });
    blocks.push(row(day, time));
    blocks.push(row(w.register, head.register));
    if let Some(staff) = head.staff.filter(|_| settings.show_staff) {
        blocks.push(row(w.served_by, staff));
    }
    if let Some(customer) = head.customer.filter(|_| settings.show_customer) {
        blocks.push(row(w.customer, customer));
    }
    blocks.push(Block::Rule);
    Ok(blocks)
}

/// What stands at the end: the shop's own words, and the number for a scanner.
pub(super) fn foot(settings: &ReceiptSettings, number: &str, blocks: &mut Vec<Block>) {
    if !settings.footer.trim().is_empty() {
        blocks.push(Block::Space);
        blocks.push(text(settings.footer.trim_end(), Align::Center, Look::Plain));
    }
    match settings.number_code {
        NumberCode::None => {}
        NumberCode::Barcode => blocks.extend([Block::Space, Block::Barcode { content: number.to_owned() }]),
        NumberCode::Qr => blocks.extend([Block::Space, Block::Qr { content: number.to_owned() }]),
    }
}

/// What each tax comes to, where any was charged and the shop shows it.
pub(super) fn tax_table(settings: &ReceiptSettings, taxes: &[TaxTotal]) -> Vec<Block> {
    if taxes.is_empty() || !settings.show_taxes {
        return Vec::new();
    }
    let (w, l) = (words(settings.language), settings.language);
    let mut rows = vec![vec![w.tax.to_owned(), w.net.to_owned(), w.tax.to_owned()]];
    for tax in taxes {
        let rate = percent(l, tax.rate);
        // Many name their taxes by the rate.
        let name = if tax.name.contains(rate.trim_end_matches(" %")) {
            tax.name.clone()
        } else {
            format!("{} {rate}", tax.name)
        };
        rows.push(vec![name, amount(l, tax.net), amount(l, tax.amount)]);
    }
    vec![Block::Space, Block::Table { rows }]
}

/// The receipt of a completed order.
pub(super) fn sale(shop: &Shop, order: &Order, kind: ReceiptKind) -> Result<Slip> {
    let summary = &order.summary;
    let number = summary.number.as_deref().filter(|_| summary.state == OrderState::Completed).ok_or_else(|| {
        Error::conflict("no_receipt", "This order is not completed, so it has no receipt.")
            .field("id")
            .fix("Take its payment first.")
    })?;
    let settings = &shop.settings;
    let w = words(settings.language);
    let gift = kind == ReceiptKind::Gift;
    let title = if gift { w.gift_receipt } else { w.receipt };
    let mut blocks = head(
        shop,
        &Head {
            title,
            number,
            copy: kind == ReceiptKind::Copy,
            at: summary.happened_at,
            register: &order.register_name,
            staff: summary.staff_name.as_deref(),
            customer: summary.customer_name.as_deref().filter(|_| !gift),
        },
    )?;
    for line in &order.lines {
        line_blocks(settings, order, line, gift, &mut blocks);
    }
    blocks.push(Block::Rule);
    if gift {
        blocks.push(text(w.gift_note, Align::Center, Look::Plain));
    } else {
        sums(settings, order, &mut blocks);
        blocks.extend(tax_table(settings, &order.taxes));
        if let Some(exempt) = &order.tax_exemption {
            blocks.push(Block::Space);
            blocks.push(text(format!("{}: {}", w.exempt, exempt.reason), Align::Left, Look::Plain));
            if !exempt.certificate.is_empty() {
                blocks.push(row(w.certificate, &exempt.certificate));
            }
        }
    }
    foot(settings, number, &mut blocks);
    Ok(Slip { title: format!("{title} {number}"), language: settings.language, blocks })
}

fn line_blocks(settings: &ReceiptSettings, order: &Order, line: &OrderLine, gift: bool, blocks: &mut Vec<Block>) {
    let (w, l) = (words(settings.language), settings.language);
    let price = if gift { String::new() } else { amount(l, line.amount) };
    blocks.push(row(format!("{} × {}", quantity(l, line.quantity), line.name), price));
    blocks.extend(option_blocks(l, &line.options, gift));
    if !gift && line.quantity != onetill_kernel::Quantity::ONE {
        blocks.push(detail(format!("{} {}", w.each, amount(l, line.unit_price)), ""));
    }
    if settings.show_net && !gift && line.tax.minor != 0 {
        let parts = format!("{} {} + {} {}", w.net, amount(l, line.net), w.tax, amount(l, line.tax));
        blocks.push(detail(parts, ""));
    }
    if let Some(regular) = line.regular_price.filter(|r| !gift && r.minor > line.unit_price.minor) {
        blocks.push(detail(format!("{} {}", w.instead_of, amount(l, regular)), ""));
    }
    if let Some(list) = line.price_list.as_ref().filter(|_| !gift) {
        blocks.push(detail(&list.name, ""));
    }
    if settings.show_sku && !line.sku.is_empty() {
        blocks.push(detail(&line.sku, ""));
    }
    let loaded = |b: &&BalanceOfOrder| b.line_no == Some(line.line_no) && b.kind == MovementKind::Loaded;
    if let Some(b) = order.balances.iter().find(loaded).filter(|_| !gift) {
        blocks.push(balance_left(settings, b));
    }
    if let Some(serial) = &line.serial {
        blocks.push(detail(format!("{} {serial}", w.serial), ""));
    }
    if !line.note.trim().is_empty() {
        blocks.push(detail(&line.note, ""));
    }
    if gift {
        return;
    }
    for discount in order.discounts.iter().filter(|d| d.line_no == Some(line.line_no)) {
        let words = discount_words(settings, discount);
        blocks.push(detail(words, amount(l, negative(discount.amount))));
    }
}

/// What was chosen with goods, below them, with what each added to the price of one where it did.
pub(super) fn option_blocks(l: Language, options: &[LineOption], gift: bool) -> Vec<Block> {
    let price = |option: &LineOption| match option.price.minor {
        0 => String::new(),
        _ if gift => String::new(),
        minor if minor > 0 => format!(" (+{})", amount(l, option.price)),
        _ => format!(" ({})", amount(l, option.price)),
    };
    options.iter().map(|option| detail(format!("{}{}", option.name, price(option)), "")).collect()
}

/// `Discount 10 %: Summer sale`; a promotion stands there by its name alone.
fn discount_words(settings: &ReceiptSettings, discount: &OrderDiscount) -> String {
    let reason = discount.reason.trim();
    if discount.promotion_id.is_some() && !reason.is_empty() {
        return reason.to_owned();
    }
    let mut said = words(settings.language).discount.to_owned();
    if let Some(rate) = discount.percent {
        said = format!("{said} {}", percent(settings.language, rate));
    }
    if !reason.is_empty() {
        said = format!("{said}: {reason}");
    }
    said
}

pub(super) fn negative(money: Money) -> Money {
    Money::new(-money.minor, money.currency)
}

/// From the subtotal down to the change.
fn sums(settings: &ReceiptSettings, order: &Order, blocks: &mut Vec<Block>) {
    let (w, l) = (words(settings.language), settings.language);
    let summary = &order.summary;
    let of_order: Vec<_> = order.discounts.iter().filter(|d| d.line_no.is_none()).collect();
    let before_tax = summary.subtotal.minor - summary.discount.minor;
    // Prices that contain the tax are less by it.
    let less = order.tax_exemption.as_ref().map(|e| e.tax).filter(|tax| before_tax - tax.minor == summary.total.minor);
    let less = less.filter(|tax| tax.minor != 0);
    let tax_on_top = less.is_none() && before_tax != summary.total.minor;
    if tax_on_top || less.is_some() || !of_order.is_empty() {
        let of_lines: i64 = order.discounts.iter().filter(|d| d.line_no.is_some()).map(|d| d.amount.minor).sum();
        let subtotal = Money::new(summary.subtotal.minor - of_lines, summary.total.currency);
        blocks.push(row(w.subtotal, amount(l, subtotal)));
    }
    for discount in of_order {
        let words = discount_words(settings, discount);
        blocks.push(row(words, amount(l, negative(discount.amount))));
    }
    if tax_on_top {
        blocks.push(row(w.tax, amount(l, summary.tax)));
    }
    if let Some(tax) = less {
        blocks.push(row(w.tax_free, amount(l, negative(tax))));
    }
    blocks.push(Block::Row {
        left: w.total.to_owned(),
        right: amount_in_currency(l, summary.total),
        look: Look::Large,
        detail: false,
    });
    came_back(settings, order, blocks);
    let by_goods = TenderCode::Exchange.as_str();
    let paid = order.payments.iter().filter(|p| p.state == PaymentState::Captured && p.tender != by_goods);
    let paid: Vec<_> = paid.collect();
    let rounding: i64 = paid.iter().filter_map(|p| p.rounding).map(|r| r.minor).sum();
    if rounding != 0 {
        blocks.push(row(w.rounding, amount(l, Money::new(rounding, summary.total.currency))));
    }
    for payment in paid {
        let mut name = tender(l, &payment.tender, &payment.tender_name).to_owned();
        if let Some(card) = payment.attempts.iter().find_map(|a| a.card.as_deref()) {
            name = format!("{name} {card}");
        }
        blocks.push(row(name, amount(l, payment.tendered.unwrap_or(payment.amount))));
        let spent = |b: &&BalanceOfOrder| b.payment_id == Some(payment.id) && b.kind == MovementKind::Spent;
        blocks.extend(order.balances.iter().find(spent).map(|b| balance_left(settings, b)));
    }
    if summary.change.minor > 0 {
        blocks.push(row(w.change, amount(l, summary.change)));
    }
    for payment in order.returned.iter().flat_map(|r| &r.payments).filter(|p| p.tender != by_goods) {
        let moved = Money::new(payment.amount.minor + payment.rounding.minor, payment.amount.currency);
        let name = tender(l, &payment.tender, &payment.tender_name);
        blocks.push(row(format!("{} ({name})", w.given_back), amount(l, moved)));
    }
}

/// What a card, credit or account holds after a payment or a line: `Left on card ···ABCD`.
fn balance_left(settings: &ReceiptSettings, b: &BalanceOfOrder) -> Block {
    let (w, l) = (words(settings.language), settings.language);
    let owed = b.balance_kind == BalanceKind::OnAccount && b.balance.minor < 0;
    let (said, left) = match (&b.code_last4, owed) {
        (Some(last4), _) => (format!("{} ···{last4}", w.on_card), b.balance),
        (None, true) => (w.owed.to_owned(), negative(b.balance)),
        (None, false) => (w.credit_left.to_owned(), b.balance),
    };
    detail(said, amount(l, left))
}

/// What came back with the sale, and what that leaves to pay.
fn came_back(settings: &ReceiptSettings, order: &Order, blocks: &mut Vec<Block>) {
    if order.returned.is_empty() {
        return;
    }
    let (w, l) = (words(settings.language), settings.language);
    blocks.extend([Block::Space, text(w.came_back, Align::Left, Look::Bold)]);
    let mut worth = 0;
    for refund in &order.returned {
        blocks.push(detail(&refund.number, ""));
        for line in &refund.lines {
            let what = format!("{} × {}", quantity(l, line.quantity), line.name);
            blocks.push(row(what, amount(l, negative(line.total))));
            blocks.extend(option_blocks(l, &line.options, false));
        }
        worth += refund.total.minor;
    }
    let left = order.summary.total.minor - worth;
    let said = if left < 0 { w.given_back } else { w.to_pay };
    let left = Money::new(left.abs(), order.summary.total.currency);
    blocks.push(Block::Row { left: said.to_owned(), right: amount(l, left), look: Look::Bold, detail: false });
}
