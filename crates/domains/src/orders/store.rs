use onetill_db::{Filter, LockTable, Row, Table, Tx, params};
use onetill_kernel::{Error, LocationId, OrderId, Result, Timestamp, Uuid};

use super::exemption::Exemption;
use super::inputs::*;
pub(super) use super::lines_store::*;
use super::model::*;
use super::rules::{ReceiptSearch, SORT_KEYS};
use crate::sort::Sorting;
use crate::{Page, PageRequest, payments};

/// An order's row, for commands on an order that exists.
pub(super) static LOCK: LockTable = LockTable::new(5, "orders", &["id"], &[]);

static ORDERS: Table = Table::new(
    "orders",
    &[
        "id",
        "version",
        "state",
        "channel",
        "location_id",
        "register_id",
        "receipt_no",
        "customer_id",
        "staff_id",
        "currency",
        "prices_include_tax",
        "tax_rounding",
        "line_count",
        "subtotal_minor",
        "discount_minor",
        "tax_minor",
        "total_minor",
        "paid_minor",
        "change_minor",
        "refunded_minor",
        "note",
        "recovered",
        "business_date",
        "created_at",
        "happened_at",
        "recorded_at",
        "shift_id",
        "exempt_reason",
        "exempt_certificate",
    ],
);
pub(super) fn append_order(tx: &mut Tx<'_>, o: &OrderRow) -> Result<()> {
    tx.append(
        &ORDERS,
        params![
            o.id,
            o.version,
            o.state,
            o.channel,
            o.location_id,
            o.register_id,
            o.receipt_no,
            o.customer_id,
            o.staff_id,
            o.currency,
            o.prices_include_tax,
            o.tax_rounding,
            o.line_count,
            o.subtotal,
            o.discount,
            o.tax,
            o.total,
            o.paid,
            o.change,
            o.refunded,
            o.note,
            o.recovered,
            o.business_date,
            o.created_at,
            o.happened_at,
            o.recorded_at,
            o.shift_id,
            o.exemption.as_ref().map(|e| e.reason.as_str()),
            o.exemption.as_ref().map(|e| e.certificate.as_str())
        ],
    )
}

/// Writes an order that was read at `version`; every change counts the version up.
pub(super) fn update_order(tx: &mut Tx<'_>, version: i64, o: &OrderRow) -> Result<()> {
    let changed = tx.execute(
        "UPDATE orders SET version = $3, state = $4, receipt_no = $5, customer_id = $6, staff_id = $7, \
         line_count = $8, subtotal_minor = $9, discount_minor = $10, tax_minor = $11, total_minor = $12, \
         paid_minor = $13, change_minor = $14, refunded_minor = $15, note = $16, recovered = $17, \
         business_date = $18, happened_at = $19, recorded_at = $20, shift_id = $21, register_id = $22, \
         exempt_reason = $23, exempt_certificate = $24 WHERE id = $1 AND version = $2",
        params![
            o.id,
            version,
            o.version,
            o.state,
            o.receipt_no,
            o.customer_id,
            o.staff_id,
            o.line_count,
            o.subtotal,
            o.discount,
            o.tax,
            o.total,
            o.paid,
            o.change,
            o.refunded,
            o.note,
            o.recovered,
            o.business_date,
            o.happened_at,
            o.recorded_at,
            o.shift_id,
            o.register_id,
            o.exemption.as_ref().map(|e| e.reason.as_str()),
            o.exemption.as_ref().map(|e| e.certificate.as_str())
        ],
    )?;
    if changed == 1 { Ok(()) } else { Err(tx.lost_race()) }
}

const ORDER: &str = "SELECT id, version, state, channel, location_id, register_id, receipt_no, customer_id, staff_id, \
    currency, prices_include_tax, tax_rounding, line_count, subtotal_minor, discount_minor, tax_minor, total_minor, \
    paid_minor, change_minor, refunded_minor, note, recovered, business_date, created_at, happened_at, recorded_at, \
    shift_id, exempt_reason, exempt_certificate FROM orders";

fn read_order(row: &Row<'_>) -> Result<OrderRow> {
    let mut c = row.columns();
    Ok(OrderRow {
        id: c.take()?,
        version: c.take()?,
        state: c.take()?,
        channel: c.take()?,
        location_id: c.take()?,
        register_id: c.take()?,
        receipt_no: c.take()?,
        customer_id: c.take()?,
        staff_id: c.take()?,
        currency: c.take()?,
        prices_include_tax: c.take()?,
        tax_rounding: c.take()?,
        line_count: c.take()?,
        subtotal: c.take()?,
        discount: c.take()?,
        tax: c.take()?,
        total: c.take()?,
        paid: c.take()?,
        change: c.take()?,
        refunded: c.take()?,
        note: c.take()?,
        recovered: c.take()?,
        business_date: c.take()?,
        created_at: c.take()?,
        happened_at: c.take()?,
        recorded_at: c.take()?,
        shift_id: c.take()?,
        exemption: match (c.take()?, c.take()?) {
            (Some(reason), Some(certificate)) => Some(Exemption { reason, certificate }),
            _ => None,
        },
    })
}

/// Whether there is an order with this id, as far as the database knows yet: two orders of one group with
/// the same id meet in the primary key.
pub(super) fn exists(tx: &mut Tx<'_>, id: OrderId) -> Result<bool> {
    Ok(tx.query_sent("SELECT id FROM orders WHERE id = $1", params![id], |_| Ok(()))?.is_some())
}

pub(super) fn order_row(tx: &mut Tx<'_>, id: OrderId) -> Result<OrderRow> {
    tx.query_opt(&format!("{ORDER} WHERE id = $1"), params![id], read_order)?.ok_or_else(|| Error::not_found("order"))
}

/// An hour of the day at a location, whose clocks are so far ahead of UTC until a moment, and then so far.
pub(super) struct HourAt {
    pub(super) location_id: LocationId,
    pub(super) hour: i64,
    pub(super) clocks: Vec<(Option<Timestamp>, i64)>,
}

impl HourAt {
    /// What holds of an order that happened in it.
    fn condition(&self, f: &mut Filter) -> String {
        let (place, hour) = (f.bind(self.location_id), f.bind(self.hour));
        let mut since = String::new();
        let mut either = Vec::with_capacity(self.clocks.len());
        for (until, ahead) in &self.clocks {
            let ahead = f.bind(*ahead);
            let until = until.map(|at| f.bind(at));
            let before = until.as_ref().map(|at| format!(" AND happened_at < {at}")).unwrap_or_default();
            let on_the_wall = format!("(happened_at + {ahead}) % 86400000000 / 3600000000 = {hour}");
            either.push(format!("({on_the_wall}{since}{before})"));
            since = until.map(|at| format!(" AND happened_at >= {at}")).unwrap_or_default();
        }
        format!("(location_id = {place} AND ({}))", either.join(" OR "))
    }
}

pub(super) fn orders(
    tx: &mut Tx<'_>,
    filter: &OrderFilter,
    search: Option<&ReceiptSearch>,
    among: Option<&[OrderId]>,
    hours: &[HourAt],
    page: &PageRequest,
) -> Result<Page<OrderRow>> {
    let limit = page.limit()?;
    let mut f = Filter::new();
    let sorting = Sorting::of(page, SORT_KEYS)?;
    let order = match &sorting {
        Some(sorting) => sorting.seek(&mut f, page, &["id"])?,
        None => {
            f.and("id < ?", page.after_id(Uuid::max())?);
            "id DESC".to_owned()
        }
    };
    if let Some(state) = filter.state {
        f.and("state = ?", state);
    }
    if let Some(customer) = filter.customer_id {
        f.and("customer_id = ?", customer);
    }
    if let Some(register) = filter.register_id {
        f.and("register_id = ?", register);
    }
    if let Some(location) = filter.location_id {
        f.and("location_id = ?", location);
    }
    if let Some(staff) = filter.staff_id {
        f.and("staff_id = ?", staff);
    }
    if let Some(tender) = &filter.tender {
        payments::and_paid_by(&mut f, "orders.id", tender);
    }
    if let Some(amount) = filter.amount {
        payments::and_comes_to(&mut f, ("orders.id", "total_minor"), amount);
    }
    if let Some(serial) = &filter.serial {
        f.and("id IN (SELECT order_id FROM order_lines WHERE serial = ?)", serial.clone());
    }
    if filter.hour.is_some() {
        let either: Vec<String> = hours.iter().map(|h| h.condition(&mut f)).collect();
        if either.is_empty() {
            return Ok(Page::whole(Vec::new()));
        }
        f.and_raw(format!("({})", either.join(" OR ")));
    }
    if let Some(from) = filter.from {
        f.and("business_date >= ?", from);
    }
    if let Some(to) = filter.to {
        f.and("business_date <= ?", to);
    }
    match among {
        None => {}
        Some([]) => return Ok(Page::whole(Vec::new())),
        Some(ids) => f.one_of("id", ids),
    }
    match search {
        None => {}
        Some(ReceiptSearch::Number(number)) => f.and("receipt_no = ?", *number),
        Some(ReceiptSearch::Exact(register, number)) => {
            f.and("register_id = ?", *register);
            f.and("receipt_no = ?", *number);
        }
        Some(ReceiptSearch::Nothing) => return Ok(Page::whole(Vec::new())),
    }
    let rows = f.bind(page.rows()?);
    let sql = format!("{ORDER}{} ORDER BY {order} LIMIT {rows}", f.sql());
    let found = tx.query(&sql, f.values(), read_order)?;
    Ok(Page::from_rows(found, limit, |o| match &sorting {
        Some(sorting) => sorting.cursor(o, &[o.id.0]),
        None => o.id.to_string(),
    }))
}
