use onetill_db::Tx;
use onetill_kernel::{Currency, Date, LocationId, Money, Quantity, Result, Timestamp, Uuid, business_date};

use super::model::*;
use super::rules::{Fortnight, Sums, Zones};
use super::store;
use crate::inventory;
use crate::orders::{self, OrderSummary};
use crate::platform::{self, Location};
use crate::{catalog, customers, payments, tills};

/// How many products, and how many orders, are named.
const NAMED: i64 = 10;
/// How many low stock levels are named.
const LOW_NAMED: i64 = 8;
/// At most so much available counts as low.
const LOW: Quantity = Quantity::units(5);
/// How many of each sort of need are named.
const NEEDS_NAMED: i64 = 5;
/// How many days a refund that failed is shown.
const REFUND_DAYS: i64 = 90;

/// How `date` went, at one location or at all of them, beside the same weekday a week before.
///
/// Without a date it is the business day that runs at `now`: at the location, or at the first one where
/// all are looked at.
pub fn dashboard(
    tx: &mut Tx<'_>,
    now: Timestamp,
    date: Option<Date>,
    location_id: Option<LocationId>,
) -> Result<Dashboard> {
    let currency = platform::merchant(tx)?.currency;
    let locations = match location_id {
        Some(id) => vec![
            platform::location(tx, id)
                .map_err(|e| e.fix("GET /v1/locations lists them; leave it out to see all together."))?,
        ],
        None => platform::locations(tx)?,
    };
    let today = today(now, locations.first())?;
    let date = date.unwrap_or(today);
    let zones = Zones::new(&locations)?;
    let first = locations.first().map_or(LocationId(Uuid::nil()), |l| l.id);
    let until = zones.week_before(first, now);

    let mut fortnight = Fortnight::ending(date);
    let from = fortnight.first();
    fortnight.add_orders(&store::orders_taken(tx, from, date, location_id, until)?, &zones)?;
    fortnight.add_refunds(&store::refunds_given(tx, from, date, location_id, until)?, &zones)?;
    fortnight.add_earnings(&store::earned(tx, from, date, location_id)?, 1)?;
    fortnight.add_earnings(&store::given_back(tx, from, date, location_id)?, -1)?;

    Ok(Dashboard {
        date,
        compare_date: fortnight.compare().0,
        location_id,
        figures: figures(&fortnight, date == today, currency)?,
        hours: hours(&fortnight, currency),
        tenders: tenders(tx, date, location_id, currency)?,
        top_products: top_products(tx, date, location_id, currency)?,
        low_stock: inventory::low_levels(tx, currency, location_id, LOW, LOW_NAMED)?,
        needs_you: needs(tx, today, location_id)?,
        recent_orders: recent_orders(tx, date, location_id)?,
    })
}

fn today(now: Timestamp, location: Option<&Location>) -> Result<Date> {
    match location {
        Some(l) => l.clock(now).date(now),
        None => business_date(now, "UTC", 0),
    }
}

fn figures(fortnight: &Fortnight, is_today: bool, currency: Currency) -> Result<Figures> {
    let figure = |of: fn(&Sums) -> Result<i64>| -> Result<CountFigure> {
        let day = |(date, sums): &(Date, Sums)| Ok(DayCount { date: *date, value: of(sums)? });
        Ok(CountFigure {
            value: of(&fortnight.day().1)?,
            compare: of(&fortnight.compare().1)?,
            compare_until_now: is_today.then(|| of(&fortnight.until_now)).transpose()?,
            days: fortnight.days.iter().map(day).collect::<Result<_>>()?,
        })
    };
    let margin = |(date, sums): &(Date, Sums)| DayMargin { date: *date, value: sums.margin() };
    Ok(Figures {
        sales: in_money(figure(Sums::sales)?, currency),
        orders: figure(|sums| Ok(sums.orders))?,
        average: in_money(figure(Sums::average)?, currency),
        margin: MarginFigure {
            value: fortnight.day().1.margin(),
            compare: fortnight.compare().1.margin(),
            days: fortnight.days.iter().map(margin).collect(),
        },
    })
}

fn in_money(figure: CountFigure, currency: Currency) -> MoneyFigure {
    let money = |minor| Money::new(minor, currency);
    MoneyFigure {
        value: money(figure.value),
        compare: money(figure.compare),
        compare_until_now: figure.compare_until_now.map(money),
        days: figure.days.into_iter().map(|d| DayMoney { date: d.date, value: money(d.value) }).collect(),
    }
}

fn hours(fortnight: &Fortnight, currency: Currency) -> Vec<HourSales> {
    let money = |minor| Money::new(minor, currency);
    let pairs = fortnight.hours.into_iter().zip(fortnight.compare_hours);
    pairs
        .zip(0..)
        .map(|((day, compare), hour)| HourSales { hour, today: money(day), compare: money(compare) })
        .collect()
}

fn tenders(
    tx: &mut Tx<'_>,
    date: Date,
    location_id: Option<LocationId>,
    currency: Currency,
) -> Result<Vec<TenderTotal>> {
    let paid = store::paid_by_tender(tx, date, location_id)?;
    let known = payments::tenders(tx)?;
    let total = |t: payments::Tender| {
        let (_, amount, count) = paid.iter().find(|(code, ..)| *code == t.code)?;
        Some(TenderTotal { tender: t.code, name: t.name, amount: Money::new(*amount, currency), count: *count })
    };
    Ok(known.into_iter().filter_map(total).collect())
}

fn top_products(
    tx: &mut Tx<'_>,
    date: Date,
    location_id: Option<LocationId>,
    currency: Currency,
) -> Result<Vec<TopProduct>> {
    let best = store::best_sellers(tx, date, location_id, NAMED)?;
    let ids: Vec<_> = best.iter().map(|(id, ..)| *id).collect();
    let products = catalog::products_by_ids(tx, &ids)?;
    let top = |(product_id, quantity, amount)| {
        let product = products.iter().find(|p| p.id == product_id)?;
        Some(TopProduct {
            product_id,
            name: product.name.clone(),
            image_url: product.image_url.clone(),
            quantity,
            amount: Money::new(amount, currency),
        })
    };
    Ok(best.into_iter().filter_map(top).collect())
}

fn recent_orders(tx: &mut Tx<'_>, date: Date, location_id: Option<LocationId>) -> Result<Vec<OrderSummary>> {
    let mut recent = Vec::new();
    for id in store::last_orders(tx, date, location_id, NAMED)? {
        recent.push(orders::order_summary(tx, id)?);
    }
    let buyers: Vec<_> = recent.iter().filter_map(|o| o.customer_id).collect();
    let buyers = customers::names(tx, &buyers)?;
    let staff = platform::staff_list(tx)?;
    for order in &mut recent {
        order.customer_name = order.customer_id.and_then(|id| buyers.get(&id).cloned());
        order.staff_name = staff.iter().find(|s| Some(s.id) == order.staff_id).map(|s| s.name.clone());
    }
    Ok(recent)
}

/// What only a person can settle: money first.
fn needs(tx: &mut Tx<'_>, today: Date, location_id: Option<LocationId>) -> Result<Vec<Need>> {
    let mut needs = Vec::new();
    for payment in store::unknown_payments(tx, location_id, NEEDS_NAMED)? {
        needs.push(Need {
            kind: NeedKind::PaymentUnknown,
            id: payment.id.0,
            name: None,
            amount: Some(payment.amount),
            quantity: None,
            link: payment.order_id.map_or_else(|| "/payments".to_owned(), |id| format!("/orders/{id}")),
        });
    }
    for refund in store::pending_refunds(tx, today.plus_days(-REFUND_DAYS), location_id, NEEDS_NAMED)? {
        let failed = store::has_failed(tx, &refund)?;
        needs.push(Need {
            kind: if failed { NeedKind::RefundFailed } else { NeedKind::RefundPending },
            id: refund.id.0,
            name: Some(tills::receipt_number(&refund.series, refund.receipt_no)),
            amount: Some(refund.amount),
            quantity: None,
            link: refund.order_id.map_or_else(|| "/orders".to_owned(), |id| format!("/orders/{id}")),
        });
    }
    needs.extend(recounts(tx, location_id)?);
    Ok(needs)
}

/// The items that wait longest to be counted, and how many more there are.
fn recounts(tx: &mut Tx<'_>, location_id: Option<LocationId>) -> Result<Vec<Need>> {
    let need = |kind, id, name, quantity| Need {
        kind,
        id,
        name,
        amount: None,
        quantity: Some(quantity),
        link: "/stock?show=recount".to_owned(),
    };
    let all = store::recounts(tx, location_id)?;
    let named = store::longest_uncounted(tx, location_id, NEEDS_NAMED)?;
    let variants: Vec<_> = named.iter().map(|(variant, _)| *variant).collect();
    let labels = catalog::labels(tx, &variants)?;
    let mut needs = Vec::with_capacity(named.len() + 1);
    for (variant, on_hand) in &named {
        let name = labels.get(variant).map(catalog::Label::full_name);
        needs.push(need(NeedKind::Recount, variant.0, name, *on_hand));
    }
    let more = all - named.len() as i64;
    if more > 0 {
        needs.push(need(NeedKind::MoreRecounts, Uuid::nil(), None, Quantity::units(more)));
    }
    Ok(needs)
}
