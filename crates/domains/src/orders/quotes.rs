//! A cart priced without keeping it, and what a cashier should know of it.

use onetill_db::Tx;
use onetill_kernel::{Error, ErrorKind, Money, Quantity, Result, VariantId};

use super::by_hand::{may_reprice, may_take_off};
use super::cart::{Wanted, basis, build, check_customer};
use super::exchange;
use super::exemption::Exempt;
use super::inputs::*;
use super::model::*;
use super::views::{line_view, tax_totals};
use crate::platform::{self, NegativeStock};
use crate::prices::{Preview, Terms, When};
use crate::{Ctx, inventory, payments, tills};

/// Prices a cart without keeping it.
pub fn quote(tx: &mut Tx<'_>, ctx: &Ctx, input: &QuoteInput) -> Result<Quote> {
    quote_with(tx, ctx, input, None)
}

/// Prices a cart as if a promotion held that is not kept yet.
pub fn preview(tx: &mut Tx<'_>, ctx: &Ctx, input: &PromotionPreview) -> Result<Quote> {
    let shown = Preview { promotion: input.promotion.clone(), replaces: input.replaces };
    quote_with(tx, ctx, &input.cart, Some(&shown))
}

fn quote_with(tx: &mut Tx<'_>, ctx: &Ctx, input: &QuoteInput, preview: Option<&Preview>) -> Result<Quote> {
    let merchant = platform::merchant(tx)?;
    let location = match (input.register_id, input.location_id) {
        (Some(register), _) => {
            let register = tills::register(tx, register)?;
            platform::location(tx, register.location_id)?
        }
        (None, Some(location)) => platform::location(tx, location)?,
        (None, None) => platform::locations(tx)?.into_iter().next().ok_or_else(|| Error::not_found("location"))?,
    };
    let mut when = When::at(ctx.now, &location)?;
    when.date = input.date.unwrap_or(when.date);
    check_customer(tx, input.customer_id)?;
    let terms = Terms { location_id: location.id, customer_id: input.customer_id, when };
    let wanted = Wanted { preview, ..Wanted::sold(&input.lines, &input.discounts, &input.coupons) };
    let exempt = Exempt::asked(tx, input.tax_exemption.as_ref(), input.customer_id, terms.when.date)?;
    let cart = build(tx, merchant.currency, basis(&merchant, exempt.is_exempt()), &terms, &wanted)?;
    let money = |minor| Money::new(minor, merchant.currency);
    let leaving = cart.leaving();
    let variants: Vec<VariantId> = leaving.iter().map(|l| l.variant_id).collect();
    let stock = inventory::figures(tx, &variants, Some(location.id))?;
    let mut warnings = Vec::new();
    for line in &leaving {
        let available = stock.get(&line.variant_id).map_or(Quantity::ZERO, |s| s.available);
        if available < line.quantity {
            warnings.push(match merchant.negative_stock {
                NegativeStock::Allow => below_zero(line.line_no, available),
                NegativeStock::Refuse => out_of_stock(line.line_no, available),
            });
        }
    }
    let mut discounts = Vec::with_capacity(cart.discounts.len());
    for (d, discount_no) in cart.discounts.iter().zip(1..) {
        discounts.push(OrderDiscount {
            discount_no,
            line_no: d.line_no,
            percent: d.rate,
            amount: money(d.amount),
            reason: d.reason.clone(),
            promotion_id: d.promotion_id,
        });
    }
    let returned = exchange::quote(tx, ctx, input, (cart.priced.total, exempt.is_exempt()))?;
    let allowed = platform::require_all([
        may_reprice(ctx, &cart),
        exempt.must_be_allowed(ctx),
        may_take_off(tx, ctx, &cart, None),
        exchange::may_take_back(tx, ctx, &input.returned),
    ]);
    let approvable = match allowed {
        Err(error) if error.kind() == ErrorKind::Forbidden => {
            error.approvable_list().iter().map(|p| (*p).to_owned()).collect()
        }
        allowed => allowed.map(|()| Vec::new())?,
    };
    let exempt = exempt.exemption;
    let rows: Vec<&LineRow> = cart.items.iter().map(|i| &i.row).collect();
    Ok(Quote {
        currency: merchant.currency,
        prices_include_tax: merchant.prices_include_tax,
        totals: Totals {
            subtotal: money(cart.priced.subtotal),
            discount: money(cart.priced.discount),
            net: money(cart.priced.total - cart.priced.tax),
            tax: money(cart.priced.tax),
            total: money(cart.priced.total),
            cash: money(
                cart.priced.total + payments::round_cash(cart.priced.total, 0, 0, merchant.cash_rounding)?.minor,
            ),
            taxes: tax_totals(&rows, merchant.currency),
        },
        lines: rows.iter().map(|r| line_view(r, merchant.currency, cart.basis, false)).collect::<Result<_>>()?,
        returned,
        discounts,
        coupons: cart.coupons.iter().map(CouponRow::view).collect(),
        tax_exemption: exempt.map(|e| OrderExemption {
            reason: e.reason,
            certificate: e.certificate,
            tax: money(rows.iter().map(|r| r.exempted).sum()),
        }),
        approvable,
        warnings,
    })
}

/// The warning about a line that will be refused as things stand.
fn out_of_stock(line_no: i64, available: Quantity) -> Warning {
    Warning { code: "out_of_stock".to_owned(), line_no, detail: inventory::what_is_left(available) }
}

/// The warning about a line that takes stock below zero.
pub(super) fn below_zero(line_no: i64, available: Quantity) -> Warning {
    let detail = if available > Quantity::ZERO {
        format!("The stock says only {available} of this is left. It goes on the recount list.")
    } else {
        "The stock says nothing of this is left. It goes on the recount list.".to_owned()
    };
    Warning { code: "stock_below_zero".to_owned(), line_no, detail }
}
