use std::collections::HashMap;

use onetill_db::{Filter, Row, Tx, params};
use onetill_kernel::{
    Currency, Date, LocationId, Money, OrderId, PaymentId, ProductId, Quantity, RefundId, Result, Timestamp, Uuid,
    VariantId,
};

use super::rules::{Earnings, QUARTER_US, Takings};
use crate::{Receipt, tills};

/// Conditions on `{alias}business_date` and, where one is asked for, on the location.
pub(super) fn within(alias: &str, from: Date, to: Date, location_id: Option<LocationId>) -> Filter {
    let mut f = Filter::new();
    if from == to {
        f.and(&format!("{alias}business_date = ?"), from);
    } else {
        f.and(&format!("{alias}business_date >= ?"), from);
        f.and(&format!("{alias}business_date <= ?"), to);
    }
    if let Some(location) = location_id {
        f.and(&format!("{alias}location_id = ?"), location);
    }
    f
}

/// The completed orders of some business days, summed by quarters of an hour. `until` splits off what
/// happened up to then.
pub(super) fn orders_taken(
    tx: &mut Tx<'_>,
    from: Date,
    to: Date,
    location_id: Option<LocationId>,
    until: Timestamp,
) -> Result<Vec<Takings>> {
    takings(tx, "FROM orders", within("", from, to, location_id), until)
}

/// The refunds of some business days, likewise.
pub(super) fn refunds_given(
    tx: &mut Tx<'_>,
    from: Date,
    to: Date,
    location_id: Option<LocationId>,
    until: Timestamp,
) -> Result<Vec<Takings>> {
    takings(tx, "FROM refunds", within("", from, to, location_id), until)
}

fn takings(tx: &mut Tx<'_>, source: &str, mut f: Filter, until: Timestamp) -> Result<Vec<Takings>> {
    let conditions = f.sql();
    let until = f.bind(until);
    let sql = format!(
        "SELECT business_date, location_id, happened_at / {QUARTER_US}, COUNT(*), CAST(SUM(total_minor) AS BIGINT), \
         CAST(SUM(CASE WHEN happened_at <= {until} THEN 1 ELSE 0 END) AS BIGINT), \
         CAST(SUM(CASE WHEN happened_at <= {until} THEN total_minor ELSE 0 END) AS BIGINT) \
         {source}{conditions} GROUP BY 1, 2, 3"
    );
    tx.query(&sql, f.values(), |row| {
        let mut c = row.columns();
        Ok(Takings {
            date: c.take()?,
            location_id: c.take()?,
            at: Timestamp::from_micros(c.take::<i64>()?.saturating_mul(QUARTER_US)),
            count: c.take()?,
            total: c.take()?,
            count_until_now: c.take()?,
            total_until_now: c.take()?,
        })
    })
}

fn read_earnings(row: &Row<'_>) -> Result<Earnings> {
    Ok(Earnings { date: row.get(0)?, income: row.get(1)?, cost: row.get(2)? })
}

/// Income and cost of the orders of some business days. What the shop only holds for others (gift cards,
/// bottle deposits, tips) is no income.
pub(super) fn earned(tx: &mut Tx<'_>, from: Date, to: Date, location_id: Option<LocationId>) -> Result<Vec<Earnings>> {
    let mut f = within("o.", from, to, location_id);
    f.and_raw("l.kind NOT IN ('gift_card', 'deposit', 'tip', 'account_payment')");
    let sql = format!(
        "SELECT o.business_date, CAST(SUM(l.total_minor - l.tax_minor) AS BIGINT), CAST(SUM(l.cost_minor) AS BIGINT) \
         FROM orders o JOIN order_lines l ON l.order_id = o.id{} GROUP BY o.business_date",
        f.sql()
    );
    tx.query(&sql, f.values(), read_earnings)
}

/// Income given back on some business days, and the cost of what went back on the shelf; the cost of the
/// rest stays a cost.
pub(super) fn given_back(
    tx: &mut Tx<'_>,
    from: Date,
    to: Date,
    location_id: Option<LocationId>,
) -> Result<Vec<Earnings>> {
    let mut f = within("r.", from, to, location_id);
    f.and_raw("l.kind NOT IN ('gift_card', 'deposit', 'tip', 'account_payment')");
    let sql = format!(
        "SELECT r.business_date, CAST(SUM(l.total_minor - l.tax_minor) AS BIGINT), \
         CAST(SUM(CASE WHEN l.restocked = 1 THEN l.cost_minor ELSE 0 END) AS BIGINT) \
         FROM refunds r JOIN refund_lines l ON l.refund_id = r.id{} GROUP BY r.business_date",
        f.sql()
    );
    tx.query(&sql, f.values(), read_earnings)
}

/// What each tender paid of the orders of a business day, and in how many payments.
pub(super) fn paid_by_tender(
    tx: &mut Tx<'_>,
    date: Date,
    location_id: Option<LocationId>,
) -> Result<Vec<(String, i64, i64)>> {
    let mut f = within("o.", date, date, location_id);
    f.and_raw("p.state = 'captured'");
    let sql = format!(
        "SELECT p.tender, CAST(SUM(p.amount_minor) AS BIGINT), COUNT(*) \
         FROM orders o JOIN payments p ON p.order_id = o.id{} GROUP BY p.tender",
        f.sql()
    );
    tx.query(&sql, f.values(), |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
}

/// The products that brought most on a business day, less what came back that day.
pub(super) fn best_sellers(
    tx: &mut Tx<'_>,
    date: Date,
    location_id: Option<LocationId>,
    limit: i64,
) -> Result<Vec<(ProductId, Quantity, i64)>> {
    let mut f = Filter::new();
    let date = f.bind(date);
    let (sold, back) = match location_id {
        None => (String::new(), String::new()),
        Some(location) => {
            let location = f.bind(location);
            (format!(" AND o.location_id = {location}"), format!(" AND r.location_id = {location}"))
        }
    };
    let limit = f.bind(limit);
    let sql = format!(
        "SELECT v.product_id, CAST(SUM(s.quantity) AS BIGINT), CAST(SUM(s.amount) AS BIGINT) FROM (\
         SELECT l.variant_id AS variant_id, l.quantity_milli AS quantity, l.total_minor AS amount \
         FROM orders o JOIN order_lines l ON l.order_id = o.id WHERE o.business_date = {date}{sold} \
         UNION ALL \
         SELECT l.variant_id AS variant_id, -l.quantity_milli AS quantity, -l.total_minor AS amount \
         FROM refunds r JOIN refund_lines l ON l.refund_id = r.id WHERE r.business_date = {date}{back}\
         ) s JOIN variants v ON v.id = s.variant_id \
         GROUP BY v.product_id HAVING SUM(s.amount) > 0 ORDER BY 3 DESC, 2 DESC, 1 LIMIT {limit}"
    );
    tx.query(&sql, f.values(), |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
}

/// The newest completed orders of a business day.
pub(super) fn last_orders(
    tx: &mut Tx<'_>,
    date: Date,
    location_id: Option<LocationId>,
    limit: i64,
) -> Result<Vec<OrderId>> {
    let mut f = within("", date, date, location_id);
    let limit = f.bind(limit);
    let sql = format!("SELECT id FROM orders{} ORDER BY id DESC LIMIT {limit}", f.sql());
    tx.query(&sql, f.values(), |row| row.get(0))
}

/// A payment of which nobody knows what became.
pub(super) struct UnknownPayment {
    pub(super) id: PaymentId,
    pub(super) order_id: Option<OrderId>,
    pub(super) amount: Money,
}

/// The payments of which nobody knows what became, oldest first.
pub(super) fn unknown_payments(
    tx: &mut Tx<'_>,
    location_id: Option<LocationId>,
    limit: i64,
) -> Result<Vec<UnknownPayment>> {
    let mut f = Filter::new();
    // The first condition is the index's own, in its words: so SQLite knows that it may use it.
    f.and_raw("(p.state = 'created' OR p.state = 'pending' OR p.state = 'unknown')");
    f.and_raw("p.state = 'unknown'");
    if let Some(location) = location_id {
        f.and("o.location_id = ?", location);
    }
    let limit = f.bind(limit);
    let sql = format!(
        "SELECT p.id, p.order_id, p.amount_minor, p.currency FROM payments p LEFT JOIN orders o ON o.id = p.order_id{} \
         ORDER BY p.created_at, p.id LIMIT {limit}",
        f.sql()
    );
    tx.query(&sql, f.values(), |row| {
        let mut c = row.columns();
        let (id, order_id) = (c.take()?, c.take()?);
        Ok(UnknownPayment { id, order_id, amount: money(c.take()?, c.take()?) })
    })
}

fn money(minor: i64, currency: Currency) -> Money {
    Money::new(minor, currency)
}

/// How many items should be counted.
pub(super) fn recounts(tx: &mut Tx<'_>, location_id: Option<LocationId>) -> Result<i64> {
    let f = to_count(location_id);
    let sql = format!("SELECT COUNT(*) FROM stock{}", f.sql());
    tx.query_one(&sql, f.values(), |row| row.get(0))
}

/// The items that should be counted, those that wait longest first, with what is there by the books.
pub(super) fn longest_uncounted(
    tx: &mut Tx<'_>,
    location_id: Option<LocationId>,
    limit: i64,
) -> Result<Vec<(VariantId, Quantity)>> {
    let mut f = to_count(location_id);
    let limit = f.bind(limit);
    let sql = format!(
        "SELECT variant_id, on_hand_milli FROM stock{} ORDER BY recount_since, variant_id, location_id LIMIT {limit}",
        f.sql()
    );
    tx.query(&sql, f.values(), |row| Ok((row.get(0)?, row.get(1)?)))
}

fn to_count(location_id: Option<LocationId>) -> Filter {
    let mut f = Filter::new();
    f.and_raw("recount_since IS NOT NULL");
    if let Some(location) = location_id {
        f.and("location_id = ?", location);
    }
    f
}

/// A refund whose money has not all arrived.
pub(super) struct PendingRefund {
    pub(super) id: RefundId,
    pub(super) order_id: Option<OrderId>,
    pub(super) receipt_no: i64,
    pub(super) series: String,
    pub(super) amount: Money,
}

/// The refunds whose money has not all arrived, oldest first: those that a terminal still works on, and
/// those that failed, as far back as `since`.
pub(super) fn pending_refunds(
    tx: &mut Tx<'_>,
    since: Date,
    location_id: Option<LocationId>,
    limit: i64,
) -> Result<Vec<PendingRefund>> {
    let mut f = Filter::new();
    let since = f.bind(since);
    f.and_raw("r.state = 'pending'");
    if let Some(location) = location_id {
        f.and("r.location_id = ?", location);
    }
    let limit = f.bind(limit);
    let sql = format!(
        "WITH waiting AS (\
         SELECT id FROM refunds WHERE state = 'pending' AND business_date >= {since} \
         UNION \
         SELECT a.refund_id AS id FROM payment_attempts a WHERE (a.state = 'created' OR a.state = 'pending' OR a.state = 'unknown') \
         AND a.refund_id IS NOT NULL) \
         SELECT r.id, r.order_id, r.receipt_no, g.series, r.total_minor, r.currency \
         FROM waiting w JOIN refunds r ON r.id = w.id JOIN registers g ON g.id = r.register_id{} \
         ORDER BY r.recorded_at, r.id LIMIT {limit}",
        f.sql()
    );
    tx.query(&sql, f.values(), |row| {
        let mut c = row.columns();
        Ok(PendingRefund {
            id: c.take()?,
            order_id: c.take()?,
            receipt_no: c.take()?,
            series: c.take()?,
            amount: money(c.take()?, c.take()?),
        })
    })
}

/// Whether some money of a refund was refused for good.
pub(super) fn has_failed(tx: &mut Tx<'_>, refund: &PendingRefund) -> Result<bool> {
    let found = tx.query_opt(
        "SELECT CAST(MAX(CASE WHEN a.state IN ('failed', 'expired') THEN 1 ELSE 0 END) AS BIGINT), \
         CAST(MAX(CASE WHEN a.state IN ('created', 'pending', 'unknown') THEN 1 ELSE 0 END) AS BIGINT) \
         FROM payments p JOIN payment_attempts a ON a.payment_id = p.id \
         WHERE p.order_id = $1 AND a.refund_id = $2",
        params![refund.order_id, refund.id],
        |row| Ok((row.get::<Option<i64>>(0)?, row.get::<Option<i64>>(1)?)),
    )?;
    Ok(matches!(found, Some((Some(1), Some(0)))))
}

/// The receipts of those among `facts` that are orders or refunds and have one.
pub(super) fn receipts(tx: &mut Tx<'_>, facts: &[Uuid]) -> Result<HashMap<Uuid, Receipt>> {
    let mut found = HashMap::new();
    for source in [
        "SELECT f.id, f.id AS order_id, g.series, f.receipt_no FROM orders f JOIN registers g ON g.id = f.register_id",
        "SELECT f.id, f.order_id, g.series, f.receipt_no FROM refunds f JOIN registers g ON g.id = f.register_id",
    ] {
        let mut f = Filter::new();
        f.one_of("f.id", facts);
        f.and_raw("f.receipt_no IS NOT NULL");
        let rows = tx.query(&format!("{source}{}", f.sql()), f.values(), |row| {
            let mut c = row.columns();
            let (id, order_id) = (c.take()?, c.take()?);
            let number = tills::receipt_number(&c.take::<String>()?, c.take()?);
            Ok((id, Receipt { number, order_id }))
        })?;
        found.extend(rows);
    }
    Ok(found)
}
