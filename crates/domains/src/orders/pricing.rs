//! The one pricing function: cart, receipt, journal, invoice and web totals all come from here.
//!
//! - A line's amount is quantity x unit price, rounded once, half away from zero.
//! - A line's discounts apply one after the other to what is left of it; then the order's discounts, each
//!   to what is left of all lines that discounts reach, spread by largest remainder.
//! - Exclusive prices: each tax component is its rate on the net amount; a compound component also on the
//!   components before it. Inclusive prices: the tax within the gross amount is rounded, split over the
//!   components by largest remainder, and the net is what remains.
//! - Where no tax is charged it is computed all the same, and taken off prices that contain it.
//! - Rounded per order, tax is computed on the sum of the rounded line amounts (EN 16931, BR-CO-17) and
//!   spread back over the lines by largest remainder, so that the lines add up to it.

use onetill_kernel::{Error, Money, Quantity, Rate, Result, allocate, div_round, mul_div_round, sum};

use crate::catalog::{Kind, TaxComponentRule};
use crate::platform::TaxRounding;

/// Something taken off.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Off {
    /// A percentage of what is left.
    Rate(Rate),
    /// An amount in minor units.
    Amount(i64),
}

/// A line to be priced.
#[derive(Debug, Clone)]
pub struct CartLine {
    /// Decides whether order discounts reach it.
    pub kind: Kind,
    /// How many.
    pub quantity: Quantity,
    /// The price of one, in minor units.
    pub unit_price: i64,
    /// What is taken off this line, in order.
    pub discounts: Vec<Off>,
    /// The taxes on it, in order.
    pub taxes: Vec<TaxComponentRule>,
}

/// How prices and taxes are meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Basis {
    /// Whether prices contain the tax.
    pub prices_include_tax: bool,
    /// Where tax is rounded.
    pub rounding: TaxRounding,
    /// Whether it is not charged: prices that contain it are less by it.
    pub exempt: bool,
}

/// A priced line. `net + tax = total`, and `amount - discounts` is the total (inclusive prices) or the
/// net (exclusive prices).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PricedLine {
    /// Quantity x unit price.
    pub amount: i64,
    /// What each of its own discounts took off.
    pub line_discounts: Vec<i64>,
    /// Its share of the order's discounts.
    pub order_discount: i64,
    /// Each tax component's amount.
    pub taxes: Vec<i64>,
    /// Each tax component's amount where it is not charged; there are no `taxes` then.
    pub exempted: Vec<i64>,
    /// The sum of its taxes.
    pub tax: i64,
    /// What the customer pays for it.
    pub total: i64,
}

impl PricedLine {
    /// What its own discounts took off together.
    pub fn line_discount(&self) -> i64 {
        self.line_discounts.iter().sum()
    }

    /// What the business earns with it.
    pub fn net(&self) -> i64 {
        self.total - self.tax
    }

    fn rest(&self) -> i64 {
        self.amount - self.line_discount() - self.order_discount
    }
}

/// A priced cart.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Priced {
    /// The lines, in the order given.
    pub lines: Vec<PricedLine>,
    /// What each of the order's discounts took off.
    pub order_discounts: Vec<i64>,
    /// The sum of the lines' amounts.
    pub subtotal: i64,
    /// Everything taken off.
    pub discount: i64,
    /// All tax.
    pub tax: i64,
    /// What the customer pays.
    pub total: i64,
}

/// Prices a cart. Amounts are minor units of one currency.
pub fn price(lines: &[CartLine], order_discounts: &[Off], basis: Basis) -> Result<Priced> {
    let mut priced = Vec::with_capacity(lines.len());
    for (index, line) in lines.iter().enumerate() {
        priced.push(discounted(line).map_err(|e| e.within(&format!("lines[{index}]")))?);
    }
    let order_discounts = spread_discounts(lines, &mut priced, order_discounts)?;
    match (basis.prices_include_tax, basis.rounding) {
        (true, TaxRounding::Line) => {
            for (line, p) in lines.iter().zip(&mut priced) {
                p.taxes = included(p.rest(), &line.taxes)?;
            }
        }
        (true, TaxRounding::Order) => included_per_order(lines, &mut priced)?,
        (false, TaxRounding::Line) => {
            for (line, p) in lines.iter().zip(&mut priced) {
                p.taxes = added(p.rest(), &line.taxes)?;
            }
        }
        (false, TaxRounding::Order) => added_per_order(lines, &mut priced)?,
    }
    for p in &mut priced {
        let rest = p.rest();
        let tax = sum(p.taxes.iter().copied())?;
        if basis.exempt {
            p.exempted = std::mem::take(&mut p.taxes);
            p.total = if basis.prices_include_tax { rest - tax } else { rest };
        } else {
            p.tax = tax;
            p.total = if basis.prices_include_tax { rest } else { sum([rest, tax])? };
        }
    }
    let of = |part: fn(&PricedLine) -> i64| sum(priced.iter().map(part));
    let total = of(|p| p.total)?;
    if total > Money::MAX_MINOR {
        return Err(Error::overflow().field("lines"));
    }
    Ok(Priced {
        subtotal: of(|p| p.amount)?,
        discount: of(|p| p.line_discount() + p.order_discount)?,
        tax: of(|p| p.tax)?,
        total,
        lines: priced,
        order_discounts,
    })
}

/// What one piece costs without and with tax, before anything is taken off.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UnitPrice {
    /// Without tax.
    pub net: i64,
    /// The tax.
    pub tax: i64,
    /// With tax.
    pub gross: i64,
}

/// Prices one piece.
pub fn unit(unit_price: i64, taxes: &[TaxComponentRule], basis: Basis) -> Result<UnitPrice> {
    let piece = CartLine {
        kind: Kind::Goods,
        quantity: Quantity::ONE,
        unit_price,
        discounts: Vec::new(),
        taxes: taxes.to_vec(),
    };
    let Priced { total, tax, .. } = price(&[piece], &[], basis)?;
    Ok(UnitPrice { net: total - tax, tax, gross: total })
}

/// A line's amount: quantity x unit price.
pub fn amount(line: &CartLine) -> Result<i64> {
    if line.quantity <= Quantity::ZERO || line.quantity > Quantity::MAX_LINE {
        return Err(Error::invalid("quantity", "A quantity is more than zero and at most a million.")
            .fix("Correct the quantity; to give goods back, refund the order."));
    }
    let amount = mul_div_round(line.unit_price, line.quantity.milli(), 1000).map_err(|e| e.field("quantity"))?;
    if amount > Money::MAX_MINOR {
        return Err(Error::overflow().field("quantity"));
    }
    Ok(amount)
}

/// What is left of a line after its own discounts.
pub fn rest_of(line: &CartLine) -> Result<i64> {
    Ok(discounted(line)?.rest())
}

/// The amount of a line and what its own discounts take off.
fn discounted(line: &CartLine) -> Result<PricedLine> {
    let mut p = PricedLine { amount: amount(line)?, ..PricedLine::default() };
    for (index, off) in line.discounts.iter().enumerate() {
        let field = format!("discounts[{index}]");
        if !line.kind.discountable() {
            return Err(Error::invalid(field, "Nothing can be taken off a line of this kind.")
                .fix("Leave the discount out, or change the line's price."));
        }
        p.line_discounts.push(taken_off(*off, p.rest(), &field)?);
    }
    Ok(p)
}

/// What a discount takes off `rest`.
fn taken_off(off: Off, rest: i64, field: &str) -> Result<i64> {
    let too_large = |what: &str| {
        Err(Error::invalid(field, format!("This discount is {what}."))
            .code("discount_too_large")
            .fix("Take off less; nothing can cost less than nothing."))
    };
    let below_zero =
        || Err(Error::invalid(field, "A discount is not below zero.").fix("Raise the line's price, or charge a fee."));
    match off {
        Off::Rate(rate) if rate < Rate(0) => below_zero(),
        Off::Rate(rate) if rate > Rate::ONE => too_large("over 100 %"),
        Off::Rate(rate) => mul_div_round(rest, rate.ppm(), Rate::ONE.ppm()),
        Off::Amount(amount) if amount < 0 => below_zero(),
        Off::Amount(amount) if amount > rest => too_large("more than what is left to pay"),
        Off::Amount(amount) => Ok(amount),
    }
}

fn spread_discounts(lines: &[CartLine], priced: &mut [PricedLine], discounts: &[Off]) -> Result<Vec<i64>> {
    let mut taken = Vec::with_capacity(discounts.len());
    for (index, off) in discounts.iter().enumerate() {
        let weights: Vec<i64> =
            lines.iter().zip(&*priced).map(|(l, p)| if l.kind.discountable() { p.rest() } else { 0 }).collect();
        let amount = taken_off(*off, sum(weights.iter().copied())?, &format!("discounts[{index}]"))?;
        if amount > 0 {
            for (p, share) in priced.iter_mut().zip(allocate(amount, &weights)) {
                p.order_discount += share;
            }
        }
        taken.push(amount);
    }
    Ok(taken)
}

/// 10^18: what stands for 1 when compound rates are combined.
const ONE: i128 = 1_000_000_000_000_000_000;

/// Each component's rate on the net amount, compound ones included, scaled by 10^18.
fn effective_rates(taxes: &[TaxComponentRule]) -> Vec<i128> {
    let mut rates: Vec<i128> = Vec::with_capacity(taxes.len());
    for tax in taxes {
        let before: i128 = if tax.compound { rates.iter().sum() } else { 0 };
        rates.push(i128::from(tax.rate.ppm()) * (ONE + before) / 1_000_000);
    }
    rates
}

/// The taxes within a gross amount.
fn included(gross: i64, taxes: &[TaxComponentRule]) -> Result<Vec<i64>> {
    let rates = effective_rates(taxes);
    let combined: i128 = rates.iter().sum();
    let tax = div_round(i128::from(gross) * combined, ONE + combined);
    let tax = i64::try_from(tax).map_err(|_| Error::overflow())?;
    // Twelve digits of each rate are enough to weigh it against the others.
    let weights: Vec<i64> = rates.iter().map(|r| (r / 1_000_000) as i64).collect();
    Ok(if taxes.is_empty() { Vec::new() } else { allocate(tax, &weights) })
}

/// The taxes on a net amount.
fn added(net: i64, taxes: &[TaxComponentRule]) -> Result<Vec<i64>> {
    let mut amounts: Vec<i64> = Vec::with_capacity(taxes.len());
    for tax in taxes {
        let before = if tax.compound { sum(amounts.iter().copied())? } else { 0 };
        amounts.push(mul_div_round(sum([net, before])?, tax.rate.ppm(), 1_000_000)?);
    }
    Ok(amounts)
}

/// Inclusive prices, rounded per order: the tax of all lines that carry the same components is computed
/// on their sum.
fn included_per_order(lines: &[CartLine], priced: &mut [PricedLine]) -> Result<()> {
    let same = |a: &CartLine, b: &CartLine| a.taxes.iter().map(|t| t.id).eq(b.taxes.iter().map(|t| t.id));
    let mut done = vec![false; lines.len()];
    for first in 0..lines.len() {
        if done[first] {
            continue;
        }
        let group: Vec<usize> = (first..lines.len()).filter(|i| same(&lines[first], &lines[*i])).collect();
        let weights: Vec<i64> = group.iter().map(|i| priced[*i].rest()).collect();
        for i in &group {
            done[*i] = true;
        }
        for amount in included(sum(weights.iter().copied())?, &lines[first].taxes)? {
            for (i, share) in group.iter().zip(allocate(amount, &weights)) {
                priced[*i].taxes.push(share);
            }
        }
    }
    Ok(())
}

/// Exclusive prices, rounded per order: each component is computed on the sum of all lines that carry it.
fn added_per_order(lines: &[CartLine], priced: &mut [PricedLine]) -> Result<()> {
    for (line, p) in lines.iter().zip(&mut *priced) {
        p.taxes = vec![0; line.taxes.len()];
    }
    // A component comes after every component that stands before it on some line.
    let mut order: Vec<(usize, &TaxComponentRule)> = Vec::new();
    for (place, tax) in lines.iter().flat_map(|l| l.taxes.iter().enumerate()) {
        match order.iter_mut().find(|(_, known)| known.id == tax.id) {
            Some((last, _)) => *last = (*last).max(place),
            None => order.push((place, tax)),
        }
    }
    order.sort_by_key(|(place, _)| *place);
    for (_, tax) in order {
        let mut on: Vec<(usize, usize)> = Vec::new();
        let mut bases: Vec<i64> = Vec::new();
        for (index, line) in lines.iter().enumerate() {
            if let Some(place) = line.taxes.iter().position(|t| t.id == tax.id) {
                let before = if tax.compound { sum(priced[index].taxes[..place].iter().copied())? } else { 0 };
                on.push((index, place));
                bases.push(sum([priced[index].rest(), before])?);
            }
        }
        let amount = mul_div_round(sum(bases.iter().copied())?, tax.rate.ppm(), 1_000_000)?;
        for ((index, place), share) in on.into_iter().zip(allocate(amount, &bases)) {
            priced[index].taxes[place] = share;
        }
    }
    Ok(())
}
