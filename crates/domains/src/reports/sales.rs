//! Sales of a period by day, product, tender and the like. Every report's rows come to the same totals, which are those of
//! the revenue, tax and liability accounts in the journal of the same days.

use std::borrow::Cow;
use std::collections::HashMap;

use onetill_db::Tx;
use onetill_kernel::{Currency, Error, Money, ProductId, Rate, Result, Uuid};

use super::csv::{self, text};
use super::rules::Zones;
use super::sales_model::*;
use super::sales_rules::{Key, Rows, Sums, in_order, merge, total};
use super::sales_store::{self as store, ORDERS, REFUNDS};
use crate::{catalog, payments, platform};

/// A report tells of no more days: three years.
const MOST_DAYS: i64 = 1_100;

/// What was sold in a period; no more than `limit` rows are named.
pub fn sales(tx: &mut Tx<'_>, filter: &SalesFilter, limit: usize) -> Result<SalesReport> {
    let found = find(tx, filter)?;
    let mut rows = found.rows;
    let mut rest = None;
    if rows.len() > limit {
        let mut sums = Sums::default();
        let unnamed = rows.split_off(limit);
        unnamed.iter().try_for_each(|(_, more)| sums.add(*more))?;
        let figures = sums.figures(Some(filter.by), found.currency);
        rest = Some(SalesRest { rows: unnamed.len() as i64, figures });
    }
    let SalesFilter { by, from, to, location_id } = *filter;
    Ok(SalesReport {
        by,
        from,
        to,
        location_id,
        orders: store::count(tx, ORDERS, filter)?,
        refunds: store::count(tx, REFUNDS, filter)?,
        totals: found.totals.figures(None, found.currency),
        rows: named(tx, by, rows, found.currency)?,
        rest,
    })
}

/// The same as a file for a spreadsheet, with every row, piece by piece to `out`.
pub fn export_sales(tx: &mut Tx<'_>, filter: &SalesFilter, out: &mut dyn FnMut(String) -> Result<()>) -> Result<()> {
    let found = find(tx, filter)?;
    let mut rows = csv::Rows::new();
    let columns = ["key", "name", "rate", "quantity", "gross", "discounts", "refunded", "net", "held", "tax", "total"];
    rows.add(columns.into_iter().chain(["cost", "margin", "currency"]).map(Cow::from))?;
    // By this mark spreadsheets know UTF-8.
    out(format!("\u{feff}{}", rows.into_text()?))?;
    for some in found.rows.chunks(1_000) {
        let mut rows = csv::Rows::new();
        for row in named(tx, filter.by, some.to_vec(), found.currency)? {
            rows.add(cells(&row))?;
        }
        out(rows.into_text()?)?;
    }
    Ok(())
}

fn cells(row: &SalesRow) -> impl Iterator<Item = Cow<'_, str>> {
    let f = &row.figures;
    let figure = |money: &Option<Money>| Cow::from(money.map(|m| m.decimal()).unwrap_or_default());
    let words = [row.key.as_deref(), row.name.as_deref()].map(|word| text(word.unwrap_or_default()));
    let counts = [row.rate.map(|r| r.to_string()), f.quantity.map(|q| q.to_string())];
    let counts = counts.map(|count| Cow::from(count.unwrap_or_default()));
    let (refunded, total) = (Some(f.refunded), Some(f.total));
    let money = [&f.gross, &f.discounts, &refunded, &f.net, &f.held, &f.tax, &total, &f.cost, &f.margin].map(figure);
    let currency = Cow::from(f.total.currency.code().to_owned());
    words.into_iter().chain(counts).chain(money).chain([currency])
}

/// What a report is made of.
struct Found {
    rows: Vec<(Key, Sums)>,
    totals: Sums,
    currency: Currency,
}

fn find(tx: &mut Tx<'_>, filter: &SalesFilter) -> Result<Found> {
    check(tx, filter)?;
    let currency = platform::merchant(tx)?.currency;
    let locations = platform::locations(tx)?;
    let zones = Zones::new(&locations)?;
    let lines = merge(store::by_lines(tx, ORDERS, filter, &zones)?, store::by_lines(tx, REFUNDS, filter, &zones)?)?;
    let totals = total(&lines)?;
    let rows = match filter.by {
        SalesBy::Tender => by_tender(tx, filter, &totals)?,
        SalesBy::Tax => by_tax(tx, filter, &totals)?,
        _ => lines,
    };
    Ok(Found { rows: in_order(filter.by, rows, (filter.from, filter.to)), totals, currency })
}

fn check(tx: &mut Tx<'_>, filter: &SalesFilter) -> Result<()> {
    if filter.to < filter.from {
        return Err(Error::invalid("to", format!("The period ends before it begins, on {}.", filter.from))
            .fix("Correct one of the two dates."));
    }
    if filter.to > filter.from.plus_days(MOST_DAYS) {
        return Err(Error::invalid("to", "A report tells of three years at most.")
            .fix("Choose a shorter period; the journal can be written as a file for any."));
    }
    if let Some(id) = filter.location_id {
        platform::location(tx, id)
            .map_err(|e| e.fix("GET /v1/locations lists them; leave it out to see all together."))?;
    }
    Ok(())
}

/// Money by tender; what of the refunds nothing was given for yet has none.
fn by_tender(tx: &mut Tx<'_>, filter: &SalesFilter, totals: &Sums) -> Result<Rows> {
    let mut rows = merge(store::paid(tx, filter)?, store::given_back(tx, filter)?)?;
    let known = total(&rows)?;
    let owed =
        Sums { total: totals.total - known.total, refunded: totals.refunded - known.refunded, ..Sums::default() };
    if owed != Sums::default() {
        rows.insert(Key::None, owed);
    }
    Ok(rows)
}

/// Each tax with what it was due on, and each reason for which none was charged; what is not taxed has neither.
fn by_tax(tx: &mut Tx<'_>, filter: &SalesFilter, totals: &Sums) -> Result<Rows> {
    let (sales, refunds) = (store::by_tax(tx, ORDERS, filter)?, store::by_tax(tx, REFUNDS, filter)?);
    let taxed = |of: &[(Key, Sums, i64)]| onetill_kernel::sum(of.iter().map(|(_, _, first)| *first));
    let (sold, back) = (taxed(&sales)?, taxed(&refunds)?);
    let tax_back = onetill_kernel::sum(refunds.iter().map(|(_, sums, _)| sums.tax))?;
    let pairs = |of: Vec<(Key, Sums, i64)>| of.into_iter().map(|(key, sums, _)| (key, sums)).collect();
    let mut rows = merge(pairs(sales), pairs(refunds))?;
    let (free, returned) = store::exempt(tx, filter)?;
    let exempt = merge(free, returned)?;
    let free = total(&exempt)?;
    let untaxed = Sums {
        total: totals.total - totals.tax - (sold - back) - free.total,
        refunded: totals.refunded - back - tax_back - free.refunded,
        ..Sums::default()
    };
    rows.extend(exempt);
    if untaxed != Sums::default() {
        rows.insert(Key::None, untaxed);
    }
    Ok(rows)
}

/// The rows with their names.
fn named(tx: &mut Tx<'_>, by: SalesBy, rows: Vec<(Key, Sums)>, currency: Currency) -> Result<Vec<SalesRow>> {
    let ids: Vec<Uuid> =
        rows.iter().filter_map(|(key, _)| if let Key::Id(id) = key { Some(*id) } else { None }).collect();
    let names: HashMap<Uuid, String> = match by {
        SalesBy::Product => {
            let ids: Vec<ProductId> = ids.into_iter().map(ProductId).collect();
            store::product_names(tx, &ids)?.into_iter().map(|(id, name)| (id.0, name)).collect()
        }
        SalesBy::Category => catalog::categories(tx)?.into_iter().map(|c| (c.id.0, c.name)).collect(),
        SalesBy::Staff => platform::staff_list(tx)?.into_iter().map(|s| (s.id.0, s.name)).collect(),
        _ => HashMap::new(),
    };
    let tenders = if by == SalesBy::Tender { payments::tenders(tx)? } else { Vec::new() };
    let row = |(key, sums): (Key, Sums)| {
        let figures = sums.figures(Some(by), currency);
        let (key, name, rate) = match key {
            Key::None => (None, None, None),
            Key::Day(day) => (Some(day.to_string()), None, None),
            Key::Hour(hour) => (Some(hour.to_string()), None, None),
            Key::Id(id) => (Some(id.to_string()), names.get(&id).cloned(), None),
            Key::Code(code) => {
                let name = tenders.iter().find(|t| t.code == code).map(|t| t.name.clone());
                (Some(code), name, None)
            }
            Key::Exempt(why) => (Some("exempt".to_owned()), Some(why), None),
            Key::Tax(name, ppm) => (Some(name.clone()), Some(name), Some(Rate(ppm))),
        };
        SalesRow { key, name, rate, figures }
    };
    Ok(rows.into_iter().map(row).collect())
}
