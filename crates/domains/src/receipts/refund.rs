//! The receipt of a refund.

use onetill_kernel::{Money, Result};

use super::figures::{amount, amount_in_currency, quantity};
use super::model::*;
use super::sale::{Head, Shop, foot, head, negative, option_blocks, row, tax_table, text};
use super::words::{tender, words};
use crate::orders::{Refund, TaxTotal};
use crate::payments::PaymentState;

/// The receipt of a refund. `original` is the number of the receipt that it gives back, if there is one.
pub(super) fn refund(
    shop: &Shop,
    refund: &Refund,
    register: &str,
    customer: Option<&str>,
    original: Option<&str>,
    copy: bool,
) -> Result<Slip> {
    let settings = &shop.settings;
    let (w, l) = (words(settings.language), settings.language);
    let mut blocks = head(
        shop,
        &Head {
            title: w.refund,
            number: &refund.number,
            copy,
            at: refund.happened_at,
            register,
            staff: refund.staff_name.as_deref(),
            customer,
        },
    )?;
    if let Some(original) = original {
        blocks.insert(blocks.len() - 1, row(w.of_receipt, original));
    }
    for line in &refund.lines {
        blocks.push(row(format!("{} × {}", quantity(l, line.quantity), line.name), amount(l, negative(line.total))));
        blocks.extend(option_blocks(l, &line.options, false));
    }
    blocks.push(Block::Rule);
    blocks.push(Block::Row {
        left: w.refunded.to_owned(),
        right: amount_in_currency(l, negative(refund.total)),
        look: Look::Large,
        detail: false,
    });
    for payment in &refund.payments {
        let name = tender(l, &payment.tender, &payment.tender_name);
        let moved = Money::new(-(payment.amount.minor + payment.rounding.minor), payment.amount.currency);
        match payment.state {
            PaymentState::Captured => blocks.push(row(name, amount(l, moved))),
            PaymentState::Created | PaymentState::Pending | PaymentState::Authorised | PaymentState::Unknown => {
                blocks.push(row(format!("{name} ({})", w.pending), amount(l, moved)));
            }
            PaymentState::Declined
            | PaymentState::Cancelled
            | PaymentState::Expired
            | PaymentState::Failed
            | PaymentState::Voided
            | PaymentState::Reversing
            | PaymentState::Reversed => {}
        }
    }
    let given: Vec<TaxTotal> = refund
        .taxes
        .iter()
        .map(|t| TaxTotal { net: negative(t.net), amount: negative(t.amount), ..t.clone() })
        .collect();
    blocks.extend(tax_table(settings, &given));
    if !refund.reason.trim().is_empty() {
        blocks.extend([Block::Space, text(refund.reason.trim(), Align::Left, Look::Plain)]);
    }
    foot(settings, &refund.number, &mut blocks);
    Ok(Slip { title: format!("{} {}", w.refund, refund.number), language: l, blocks })
}
