//! From what was asked for to priced lines.

use std::collections::HashMap;

use onetill_db::Tx;
use onetill_kernel::{
    BalanceId, CategoryId, Currency, CustomerId, Date, Error, Money, Quantity, Result, TaxCategoryId, Timestamp,
    VariantId,
};

use super::inputs::*;
use super::kinds;
use super::model::*;
use super::options;
use super::pricing::{Basis, CartLine, Off, Priced, amount, price, rest_of};
use super::promotions::{PromotionLine, Taken, on_lines, on_order};
use super::rules::line_account;
use super::stored;
use crate::catalog::{self, Kind, ModifierGroup, Sellable, TaxComponentRule, TaxRule};
use crate::inventory::Leaving;
use crate::platform::{self, Location, Merchant};
use crate::prices::{self, Listed, Met, Preview, PriceListName, Terms, When};
use crate::{check_text, inventory, tills};

/// The most lines that one order may have.
const MAX_LINES: usize = 1000;
/// The most discounts that one line or order may have.
const MAX_DISCOUNTS: usize = 50;

/// A line that is known and priced, ready to be stored.
#[derive(Debug, Clone)]
pub(super) struct Item {
    pub(super) row: LineRow,
    /// What one unit costs if the stock does not know, in minor units.
    pub(super) assumed_cost: i64,
}

/// A cart that is known and priced.
#[derive(Debug, Clone)]
pub(super) struct Cart {
    pub(super) items: Vec<Item>,
    pub(super) discounts: Vec<DiscountRow>,
    pub(super) coupons: Vec<CouponRow>,
    pub(super) priced: Priced,
    pub(super) basis: Basis,
    /// The taxes that are not charged, by the numbers of their lines.
    pub(super) exempted: Vec<(i64, TaxRow)>,
    /// The lines that somebody sells at another price than their usual one, by their numbers.
    pub(super) repriced: Vec<i64>,
}

/// What somebody wants.
pub(super) struct Wanted<'a> {
    pub(super) lines: &'a [LineInput],
    pub(super) discounts: &'a [DiscountInput],
    /// The codes that they bring.
    pub(super) coupons: &'a [String],
    /// A promotion that is only tried out.
    pub(super) preview: Option<&'a Preview>,
    /// Whether promotions take something off.
    pub(super) promoted: bool,
    pub(super) purpose: Purpose,
}

impl<'a> Wanted<'a> {
    /// What is sold.
    pub(super) fn sold(lines: &'a [LineInput], discounts: &'a [DiscountInput], coupons: &'a [String]) -> Self {
        Self { lines, discounts, coupons, preview: None, promoted: true, purpose: Purpose::Sale }
    }
}

impl Cart {
    /// The goods on it whose stock is kept.
    pub(super) fn leaving(&self) -> Vec<Leaving> {
        self.items.iter().filter_map(|i| leaving(&i.row, i.assumed_cost)).collect()
    }
}

/// The goods that leave on a line, if stock is kept of them.
pub(super) fn leaving(row: &LineRow, assumed_cost: i64) -> Option<Leaving> {
    let variant_id = row.variant_id.filter(|_| row.tracked)?;
    Some(Leaving { line_no: row.line_no, variant_id, quantity: row.quantity, assumed_cost })
}

/// Why a cart is priced.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Purpose {
    /// Goods are to be sold.
    Sale,
    /// Goods come back without an order.
    Return,
    /// What happened under another system is brought over: nobody knows what was asked there.
    Import,
}

/// Replaces barcodes and SKUs by variant ids, so that the rows to be locked are known. A scale's barcode says how much it is,
/// too, or what it costs.
pub fn resolve(tx: &mut Tx<'_>, lines: &mut [LineInput]) -> Result<()> {
    for (index, line) in lines.iter_mut().enumerate() {
        if line.variant_id.is_none() && (line.barcode.is_some() || line.sku.is_some()) {
            if let (Some(code), None) = (&line.barcode, &line.sku)
                && let Some(found) = catalog::scanned(tx, code)?
            {
                line.variant_id = Some(found.variant_id);
                line.barcode = None;
                line.quantity = line.quantity.or(found.quantity);
                if let (None, Some(minor)) = (line.unit_price, found.unit_price_minor) {
                    line.unit_price = Some(Money::new(minor, platform::merchant(tx)?.currency));
                    // The scale named this price, not a person.
                    line.kept = Some(KeptPrice::default());
                }
                continue;
            }
            let found = catalog::find_variant(tx, None, line.sku.as_deref(), line.barcode.as_deref())
                .map_err(|e| e.within(&format!("lines[{index}]")))?;
            line.variant_id = Some(found);
            line.barcode = None;
            line.sku = None;
        }
    }
    Ok(())
}

/// Looks every line up and prices the cart. Reads only.
pub(super) fn build(
    tx: &mut Tx<'_>,
    currency: Currency,
    basis: Basis,
    terms: &Terms,
    wanted: &Wanted<'_>,
) -> Result<Cart> {
    let Wanted { lines, discounts, purpose, .. } = *wanted;
    if lines.len() > MAX_LINES {
        return Err(Error::invalid("lines", format!("An order has at most {MAX_LINES} lines."))
            .fix("Split it into several orders."));
    }
    let mut known = lines.to_vec();
    resolve(tx, &mut known)?;
    let mut variants: Vec<VariantId> = known.iter().filter_map(|l| l.variant_id).collect();
    variants.sort_unstable();
    variants.dedup();
    let ahead = inventory::locked(tx);
    let sellables = catalog::sellables(tx, &variants, &ahead)?;
    let listed = prices::listed(tx, &variants, &ahead, terms)?;
    let modified: Vec<VariantId> = sellables.iter().filter(|s| s.has_modifiers).map(|s| s.variant_id).collect();
    let offered = match modified.is_empty() {
        true => HashMap::new(),
        false => catalog::modifiers_of(tx, &modified, &ahead)?,
    };
    let about = About { sellables: &sellables, listed: &listed, offered: &offered };
    let mut asked = Vec::with_capacity(known.len());
    for (index, line) in known.iter().enumerate() {
        let found = look_up(line, &about, currency, purpose).map_err(|e| e.within(&format!("lines[{index}]")))?;
        if found.serial.is_some() && asked.iter().any(|a: &Asked| a.is_piece(&found)) {
            return Err(Error::invalid(format!("lines[{index}].serial"), "This piece is on the cart already.")
                .fix("Read the number again, or take one of the two lines off."));
        }
        asked.push(found);
    }
    for (index, (line, asked)) in known.iter().zip(&mut asked).enumerate() {
        let its = (asked.kind, asked.unit_price);
        asked.balance_id = stored::of_line(tx, line, its, terms.customer_id, purpose)
            .map_err(|e| e.within(&format!("lines[{index}]")))?;
    }
    one_line_each(&asked)?;
    add_deposits(tx, &mut known, &mut asked)?;
    let mut categories: Vec<TaxCategoryId> =
        asked.iter().filter(|a| a.kind.taxed()).filter_map(|a| a.tax_category_id).collect();
    categories.sort_unstable();
    categories.dedup();
    let rules = catalog::tax_rules(tx, &categories, terms.when.date)?;
    let met = match wanted.promoted {
        true => prices::met(tx, terms, wanted.coupons, wanted.preview)?,
        false => Met::default(),
    };
    let mut cart_lines = Vec::with_capacity(asked.len());
    for (index, (line, asked)) in known.iter().zip(&asked).enumerate() {
        cart_lines.push(CartLine {
            kind: asked.kind,
            quantity: line.quantity.unwrap_or(Quantity::ONE),
            unit_price: asked.unit_price,
            discounts: offs(&line.discounts, currency).map_err(|e| e.within(&format!("lines[{index}]")))?,
            taxes: rule_of(&rules, asked, index)?.map_or_else(Vec::new, |r| r.components.clone()),
        });
    }
    let taken = take_off(&met, &asked, &mut cart_lines)?;
    let order_discounts: Vec<Off> = taken.order.iter().map(|t| t.off).chain(offs(discounts, currency)?).collect();
    let priced = price(&cart_lines, &order_discounts, basis)?;
    Ok(assemble(&known, asked, &rules, &cart_lines, discounts, order_discounts, priced, basis, &met, &taken))
}

/// Refuses two lines that put money on the same card or account.
fn one_line_each(asked: &[Asked]) -> Result<()> {
    for (index, line) in asked.iter().enumerate().filter(|(_, a)| a.balance_id.is_some()) {
        if asked[..index].iter().any(|earlier| earlier.balance_id == line.balance_id) {
            return Err(Error::invalid(format!("lines[{index}]"), "Another line puts money on this already.")
                .fix("Put both amounts together on one line."));
        }
    }
    Ok(())
}

/// What promotions take off.
struct TakenOff {
    /// Off each line, before what a person gives.
    lines: Vec<Vec<Taken>>,
    /// Off the order, before what a person gives.
    order: Vec<Taken>,
}

/// Puts what promotions take off lines before the lines' other discounts, and finds what they take off the order.
fn take_off(met: &Met, asked: &[Asked], lines: &mut [CartLine]) -> Result<TakenOff> {
    if met.rules.is_empty() {
        return Ok(TakenOff { lines: vec![Vec::new(); lines.len()], order: Vec::new() });
    }
    let within = |index: usize| move |e: Error| e.within(&format!("lines[{index}]"));
    let rules: Vec<_> = met.rules.iter().collect();
    let mut seen = Vec::with_capacity(lines.len());
    for (index, (line, asked)) in lines.iter().zip(asked).enumerate() {
        seen.push(PromotionLine {
            variant_id: asked.variant_id,
            category_id: asked.category_id,
            discountable: line.kind.discountable(),
            quantity: line.quantity,
            amount: amount(line).map_err(within(index))?,
        });
    }
    let taken = on_lines(&rules, &seen)?;
    for (line, taken) in lines.iter_mut().zip(&taken) {
        line.discounts.splice(0..0, taken.iter().map(|t| t.off));
    }
    let mut rest = 0i64;
    for (index, line) in lines.iter().enumerate().filter(|(_, line)| line.kind.discountable()) {
        rest = onetill_kernel::sum([rest, rest_of(line).map_err(within(index))?])?;
    }
    Ok(TakenOff { lines: taken, order: on_order(&rules, rest)? })
}

/// What a line turned out to be.
struct Asked {
    kind: Kind,
    variant_id: Option<VariantId>,
    category_id: Option<CategoryId>,
    tracked: bool,
    sku: String,
    name: String,
    unit_price: i64,
    /// The price of one before its options, where it has any.
    base_price: Option<i64>,
    options: Vec<OptionRow>,
    price_list: Option<PriceListName>,
    regular_price: Option<i64>,
    tax_category_id: Option<TaxCategoryId>,
    assumed_cost: i64,
    minimum_age: Option<i64>,
    serial: Option<String>,
    /// The gift card or account that it puts money on.
    balance_id: Option<BalanceId>,
    /// The deposit that comes with each, and the line on which it stands.
    deposit: Option<VariantId>,
    deposit_line_no: Option<i64>,
}

impl Asked {
    /// So much of a variant.
    fn of(known: &Sellable, unit_price: i64) -> Self {
        Self {
            kind: known.kind,
            variant_id: Some(known.variant_id),
            category_id: known.category_id,
            tracked: known.track_stock,
            sku: known.sku.clone(),
            name: known.name.clone(),
            unit_price,
            base_price: None,
            options: Vec::new(),
            price_list: None,
            regular_price: None,
            tax_category_id: known.tax_category_id,
            assumed_cost: known.cost_minor.unwrap_or(0),
            minimum_age: known.terms.minimum_age,
            serial: None,
            balance_id: None,
            deposit: known.terms.deposit_variant_id,
            deposit_line_no: None,
        }
    }

    /// Whether both are the same piece.
    fn is_piece(&self, other: &Self) -> bool {
        self.variant_id == other.variant_id && self.serial == other.serial
    }
}

/// Adds the deposits that come with the goods behind them: one line for all goods that carry the same.
fn add_deposits(tx: &mut Tx<'_>, known: &mut Vec<LineInput>, asked: &mut Vec<Asked>) -> Result<()> {
    let mut wanted: Vec<(VariantId, Quantity)> = Vec::new();
    for (index, (line, asked)) in known.iter().zip(&*asked).enumerate() {
        let Some(deposit) = asked.deposit else { continue };
        let quantity = line.quantity.unwrap_or(Quantity::ONE);
        match wanted.iter_mut().find(|(id, _)| *id == deposit) {
            Some((_, sum)) => {
                *sum = sum.plus(quantity).map_err(|e| e.field(format!("lines[{index}].quantity")))?;
            }
            None => wanted.push((deposit, quantity)),
        }
    }
    if wanted.is_empty() {
        return Ok(());
    }
    let ids: Vec<VariantId> = wanted.iter().map(|(id, _)| *id).collect();
    let deposits = catalog::sellables(tx, &ids, &[])?;
    for (id, quantity) in wanted {
        // One that is no longer taken is switched off.
        let Some(deposit) = deposits.iter().find(|d| d.variant_id == id && d.active) else { continue };
        let line_no = asked.len() as i64 + 1;
        for goods in asked.iter_mut().filter(|a| a.deposit == Some(id)) {
            goods.deposit_line_no = Some(line_no);
        }
        known.push(LineInput { variant_id: Some(id), quantity: Some(quantity), ..LineInput::default() });
        asked.push(Asked::of(deposit, deposit.price_minor));
    }
    Ok(())
}

/// What is known of the goods of a cart.
struct About<'a> {
    sellables: &'a [Sellable],
    listed: &'a HashMap<VariantId, Listed>,
    /// What can be chosen with them.
    offered: &'a HashMap<VariantId, Vec<ModifierGroup>>,
}

fn look_up(line: &LineInput, about: &About<'_>, currency: Currency, purpose: Purpose) -> Result<Asked> {
    let given_price = line.unit_price.map(|m| m.non_negative_in(currency, "unit_price")).transpose()?;
    check_text("note", line.note.as_deref().unwrap_or(""), 500)?;
    check_text("price_reason", line.price_reason.as_deref().unwrap_or(""), 200)?;
    if let Some(name) = &line.name {
        if name.trim().is_empty() {
            return Err(Error::invalid("name", "A name is not empty.").fix("Send a name, or leave it out."));
        }
        check_text("name", name, 200)?;
    }
    if let Some(id) = line.variant_id {
        let known = about.sellables.iter().find(|s| s.variant_id == id).ok_or_else(|| {
            Error::invalid("variant_id", "There is no such variant.").fix("GET /v1/products lists what is sold.")
        })?;
        if !known.active {
            return Err(Error::invalid("variant_id", format!("{} is no longer sold.", known.name))
                .fix("Switch it on again in the catalogue, or take it off."));
        }
        if purpose == Purpose::Sale {
            kinds::check_terms(line, known, given_price, currency)?;
        }
        let listed = about.listed.get(&id);
        let usual = listed.map_or(known.price_minor, |l| l.price_minor);
        let list = listed.map(|l| l.list.clone());
        // An open price has none that it would be held against, nor has what was sold under another system.
        let is_held = purpose == Purpose::Sale && !known.terms.open_price;
        let options = options::chosen(line, known, about.offered.get(&id).map_or(&[], Vec::as_slice), purpose)?;
        let usual_in_all = options::on_top(usual, &options)?;
        let (base_price, price_list, regular_price) = match (given_price, &line.kept) {
            (Some(price), Some(kept)) => (price, kept.price_list.clone(), kept.regular_price),
            (Some(price), None) if price != usual => (price, None, is_held.then_some(usual_in_all)),
            _ => (usual, list, None),
        };
        let unit_price = options::on_top(base_price, &options)?;
        return Ok(Asked {
            base_price: (!options.is_empty()).then_some(base_price),
            options,
            price_list,
            regular_price: regular_price.filter(|regular| *regular != unit_price),
            serial: kinds::serial_of(line, known, purpose)?,
            minimum_age: known.terms.minimum_age.filter(|_| purpose == Purpose::Sale),
            ..Asked::of(known, unit_price)
        });
    }
    if !line.options.is_empty() {
        return Err(Error::invalid("options", "A line without a product has no options.").fix("Leave them out."));
    }
    let way_out = "Send variant_id, barcode or sku; or kind, name and unit_price for a line without a product.";
    let kind =
        line.kind.ok_or_else(|| Error::invalid("variant_id", "This line does not say what it is.").fix(way_out))?;
    let name = line.name.as_deref().map(str::trim);
    let name = name.ok_or_else(|| Error::invalid("name", "A line without a product needs a name.").fix(way_out))?;
    let unit_price = given_price
        .ok_or_else(|| Error::invalid("unit_price", "A line without a product needs a price.").fix(way_out))?;
    Ok(Asked {
        kind,
        variant_id: None,
        category_id: None,
        tracked: false,
        sku: String::new(),
        name: name.to_owned(),
        unit_price,
        base_price: None,
        options: Vec::new(),
        price_list: None,
        regular_price: None,
        tax_category_id: line.tax_category_id.filter(|_| kind.taxed()),
        assumed_cost: 0,
        minimum_age: None,
        serial: None,
        balance_id: None,
        deposit: None,
        deposit_line_no: None,
    })
}

fn rule_of<'a>(rules: &'a [TaxRule], asked: &Asked, index: usize) -> Result<Option<&'a TaxRule>> {
    let Some(id) = asked.tax_category_id.filter(|_| asked.kind.taxed()) else { return Ok(None) };
    rules.iter().find(|r| r.id == id).map(Some).ok_or_else(|| {
        Error::invalid(format!("lines[{index}].tax_category_id"), "There is no such tax category.")
            .fix("GET /v1/tax-categories lists them.")
    })
}

fn offs(discounts: &[DiscountInput], currency: Currency) -> Result<Vec<Off>> {
    if discounts.len() > MAX_DISCOUNTS {
        return Err(Error::invalid("discounts", format!("There are at most {MAX_DISCOUNTS} discounts."))
            .fix("Put several together."));
    }
    let one = |(index, d): (usize, &DiscountInput)| {
        let field = format!("discounts[{index}]");
        check_text(&format!("{field}.reason"), d.reason.as_deref().unwrap_or(""), 200)?;
        match (d.percent, d.amount) {
            (Some(rate), None) => Ok(Off::Rate(rate)),
            (None, Some(amount)) => Ok(Off::Amount(amount.non_negative_in(currency, &format!("{field}.amount"))?)),
            _ => Err(Error::invalid(field, "A discount is either a percentage or an amount.")
                .fix("Send percent or amount, not both.")),
        }
    };
    discounts.iter().enumerate().map(one).collect()
}

#[allow(clippy::too_many_arguments, reason = "the parts of one cart, joined once")]
fn assemble(
    inputs: &[LineInput],
    asked: Vec<Asked>,
    rules: &[TaxRule],
    lines: &[CartLine],
    order_inputs: &[DiscountInput],
    order_offs: Vec<Off>,
    priced: Priced,
    basis: Basis,
    met: &Met,
    taken: &TakenOff,
) -> Cart {
    let mut items = Vec::with_capacity(inputs.len());
    let (mut repriced, mut exempted) = (Vec::new(), Vec::new());
    let mut discounts: Vec<DiscountRow> = Vec::new();
    let rate = |off: Off| match off {
        Off::Rate(rate) => Some(rate),
        Off::Amount(_) => None,
    };
    let by_hand = |line_no: Option<i64>, input: &DiscountInput, off: Off, amount: i64| DiscountRow {
        line_no,
        rate: rate(off),
        amount,
        reason: input.reason.clone().unwrap_or_default(),
        promotion_id: None,
    };
    let by_rule = |line_no: Option<i64>, taken: &Taken, amount: i64| {
        let rule = &met.rules[taken.promotion];
        let (rate, reason) = (rate(taken.off), rule.name.clone());
        DiscountRow { line_no, rate, amount, reason, promotion_id: Some(rule.id) }
    };
    for ((((input, asked), line), p), line_no) in inputs.iter().zip(asked).zip(lines).zip(&priced.lines).zip(1..) {
        let by_rules = &taken.lines[items.len()];
        for (taken, amount) in by_rules.iter().zip(&p.line_discounts) {
            discounts.push(by_rule(Some(line_no), taken, *amount));
        }
        let given = line.discounts.iter().zip(&p.line_discounts).skip(by_rules.len());
        for (input, (off, amount)) in input.discounts.iter().zip(given) {
            discounts.push(by_hand(Some(line_no), input, *off, *amount));
        }
        if asked.regular_price.is_some() && input.kept.is_none() {
            repriced.push(line_no);
        }
        let revenue = asked.tax_category_id.and_then(|id| rules.iter().find(|r| r.id == id));
        let tax_row = |(tax, amount): (&TaxComponentRule, &i64)| TaxRow {
            component_id: tax.id,
            name: tax.name.clone(),
            rate: tax.rate,
            compound: tax.compound,
            account: tax.account.clone(),
            amount: *amount,
        };
        let taxes = line.taxes.iter().zip(&p.taxes).map(tax_row);
        exempted.extend(line.taxes.iter().zip(&p.exempted).map(|each| (line_no, tax_row(each))));
        items.push(Item {
            assumed_cost: asked.assumed_cost,
            row: LineRow {
                line_no,
                kind: asked.kind,
                variant_id: asked.variant_id,
                tracked: asked.tracked,
                sku: asked.sku,
                name: asked.name,
                quantity: line.quantity,
                unit_price: line.unit_price,
                base_price: asked.base_price,
                options: asked.options,
                amount: p.amount,
                line_discount: p.line_discount(),
                order_discount: p.order_discount,
                tax: p.tax,
                exempted: p.exempted.iter().sum(),
                total: p.total,
                tax_category_id: asked.tax_category_id,
                account: line_account(asked.kind, revenue.map(|r| r.revenue_account.as_str())),
                cost: 0,
                refunded: Quantity::ZERO,
                note: input.note.clone().unwrap_or_default(),
                price_list: asked.price_list,
                deposit_line_no: asked.deposit_line_no,
                minimum_age: asked.minimum_age,
                serial: asked.serial,
                balance_id: asked.balance_id,
                regular_price: asked.regular_price,
                price_reason: input.price_reason.clone().filter(|r| asked.regular_price.is_some() && !r.is_empty()),
                taxes: taxes.collect(),
            },
        });
    }
    for (taken, amount) in taken.order.iter().zip(&priced.order_discounts) {
        discounts.push(by_rule(None, taken, *amount));
    }
    let given = order_offs.into_iter().zip(&priced.order_discounts).skip(taken.order.len());
    for (input, (off, amount)) in order_inputs.iter().zip(given) {
        discounts.push(by_hand(None, input, off, *amount));
    }
    let coupons = met.coupons.iter().map(|c| CouponRow {
        id: c.id,
        code: c.code.clone(),
        applied: discounts.iter().any(|d| d.promotion_id == Some(c.promotion_id) && d.amount > 0),
    });
    Cart { items, coupons: coupons.collect(), discounts, priced, basis, repriced, exempted }
}

/// How the merchant's prices and taxes are meant.
pub(super) const fn basis(merchant: &Merchant, exempt: bool) -> Basis {
    Basis { prices_include_tax: merchant.prices_include_tax, rounding: merchant.tax_rounding, exempt }
}

/// The place of an order: its register's location.
pub(super) struct Place {
    pub(super) merchant: Merchant,
    pub(super) location: Location,
    pub(super) register: tills::Register,
}

impl Place {
    pub(super) fn of(tx: &mut Tx<'_>, register_id: onetill_kernel::RegisterId) -> Result<Self> {
        let register = tills::register(tx, register_id)?;
        Ok(Self {
            merchant: platform::merchant(tx)?,
            location: platform::location(tx, register.location_id)?,
            register,
        })
    }

    /// The business date of a moment here.
    pub(super) fn date(&self, at: Timestamp) -> Result<Date> {
        self.location.clock(at).date(at)
    }

    /// What decides the prices of what somebody buys here at a moment.
    pub(super) fn terms(&self, at: Timestamp, customer_id: Option<CustomerId>) -> Result<Terms> {
        Ok(Terms { location_id: self.location.id, customer_id, when: When::at(at, &self.location)? })
    }
}

/// The customer must exist; a refusal names the field.
pub(super) fn check_customer(tx: &mut Tx<'_>, id: Option<CustomerId>) -> Result<()> {
    if let Some(id) = id {
        crate::customers::customer(tx, id)
            .map_err(|e| e.field("customer_id").fix("Look the customer up, or add them first."))?;
    }
    Ok(())
}
