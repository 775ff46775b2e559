use onetill_db::{Filter, Row, Table, Tx, params};
use onetill_kernel::{Currency, Date, Error, Money, RegisterId, Result, ShiftId, StaffId, Timestamp, Uuid};

use super::model::*;
use super::store::read_register;
use crate::{Page, PageRequest};

static SHIFT_ADDENDA: Table = Table::new(
    "shift_addenda",
    &["shift_id", "addendum_no", "payment_id", "attempt_no", "order_id", "amount_minor", "recorded_at"],
);

/// A shift as stored.
#[derive(Debug, Clone)]
pub struct ShiftRow {
    /// Its id.
    pub id: ShiftId,
    /// The register.
    pub register_id: RegisterId,
    /// Its number at the register.
    pub number: i64,
    /// Whether it goes on.
    pub state: ShiftState,
    /// Whose it is, where shifts belong to a person.
    pub staff_id: Option<StaffId>,
    /// Whether it is counted without seeing what is expected.
    pub blind: bool,
    /// The currency of its amounts.
    pub currency: Currency,
    /// What lay in the drawer as change, in minor units.
    pub opening_float: i64,
    /// The register's last receipt number before it.
    pub receipts_before: i64,
    /// Its own last receipt number, once it is closed.
    pub receipts_upto: Option<i64>,
    /// What stayed in the drawer, once it is closed, in minor units.
    pub left: Option<i64>,
}

const SHIFT: &str = "SELECT id, register_id, number, state, staff_id, blind, currency, float_minor, receipts_before, \
    receipts_upto, left_minor FROM shifts";

fn read_shift(row: &Row<'_>) -> Result<ShiftRow> {
    let mut c = row.columns();
    Ok(ShiftRow {
        id: c.take()?,
        register_id: c.take()?,
        number: c.take()?,
        state: c.take()?,
        staff_id: c.take()?,
        blind: c.take()?,
        currency: c.take()?,
        opening_float: c.take()?,
        receipts_before: c.take()?,
        receipts_upto: c.take()?,
        left: c.take()?,
    })
}

/// One shift as stored.
pub fn shift_row(tx: &mut Tx<'_>, id: ShiftId) -> Result<ShiftRow> {
    tx.query_opt(&format!("{SHIFT} WHERE id = $1"), params![id], read_shift)?.ok_or_else(|| Error::not_found("shift"))
}

pub(super) fn shift_exists(tx: &mut Tx<'_>, id: ShiftId) -> Result<bool> {
    Ok(tx.query_opt("SELECT id FROM shifts WHERE id = $1", params![id], |_| Ok(()))?.is_some())
}

pub(super) fn id_by_number(tx: &mut Tx<'_>, register_id: RegisterId, number: i64) -> Result<Option<ShiftId>> {
    let sql = "SELECT id FROM shifts WHERE register_id = $1 AND number = $2";
    tx.query_opt(sql, params![register_id, number], |row| row.get(0))
}

/// What a new shift begins with.
pub(super) struct Opening {
    pub(super) id: ShiftId,
    pub(super) register_id: RegisterId,
    pub(super) number: i64,
    pub(super) staff_id: Option<StaffId>,
    pub(super) blind: bool,
    pub(super) business_date: Date,
    pub(super) opening_float: Money,
    pub(super) receipts_before: i64,
}

pub(super) fn insert_shift(tx: &mut Tx<'_>, o: &Opening, by: Option<StaffId>, now: Timestamp) -> Result<()> {
    tx.execute(
        "INSERT INTO shifts (id, register_id, number, state, staff_id, blind, currency, business_date, opened_at, \
         opened_by, float_minor, receipts_before, despite_open, note) \
         VALUES ($1, $2, $3, 'open', $4, $5, $6, $7, $8, $9, $10, $11, 0, '')",
        params![
            o.id,
            o.register_id,
            o.number,
            o.staff_id,
            o.blind,
            o.opening_float.currency,
            o.business_date,
            now,
            by,
            o.opening_float.minor,
            o.receipts_before
        ],
    )?;
    Ok(())
}

/// What a shift ends with.
pub(super) struct Closing<'a> {
    pub(super) id: ShiftId,
    pub(super) receipts_upto: i64,
    pub(super) takings: &'a Takings,
    pub(super) expected: i64,
    pub(super) counted: i64,
    pub(super) left: i64,
    pub(super) counts: &'a [(i64, i64)],
    pub(super) despite_open: bool,
    pub(super) note: &'a str,
}

pub(super) fn close_shift(tx: &mut Tx<'_>, c: &Closing<'_>, by: Option<StaffId>, now: Timestamp) -> Result<()> {
    let t = c.takings;
    tx.execute(
        "UPDATE shifts SET state = 'closed', receipts_upto = $2, closed_at = $3, closed_by = $4, sales_count = $5, \
         sales_minor = $6, refunds_count = $7, refunds_minor = $8, tax_minor = $9, taken_minor = $10, \
         expected_minor = $11, counted_minor = $12, left_minor = $13, despite_open = $14, note = $15 WHERE id = $1",
        params![
            c.id,
            c.receipts_upto,
            now,
            by,
            t.sales_count,
            t.sales,
            t.refunds_count,
            t.refunds,
            t.tax,
            t.taken,
            c.expected,
            c.counted,
            c.left,
            c.despite_open,
            *c.note
        ],
    )?;
    for (value, pieces) in c.counts {
        tx.execute(
            "INSERT INTO shift_counts (shift_id, value_minor, pieces) VALUES ($1, $2, $3)",
            params![c.id, *value, *pieces],
        )?;
    }
    Ok(())
}

pub(super) fn last_addendum_no(tx: &mut Tx<'_>, id: ShiftId) -> Result<i64> {
    let sql = "SELECT COALESCE(MAX(addendum_no), 0) FROM shift_addenda WHERE shift_id = $1";
    tx.query_one(sql, params![id], |row| row.get(0))
}

pub(super) fn append_addendum(tx: &mut Tx<'_>, shift_id: ShiftId, a: &Addendum, attempt_no: i64) -> Result<()> {
    tx.append(
        &SHIFT_ADDENDA,
        params![shift_id, a.addendum_no, a.payment_id, attempt_no, a.order_id, a.amount.minor, a.recorded_at],
    )
}

/// The addenda of a shift, in order.
pub fn addenda_of(tx: &mut Tx<'_>, id: ShiftId, currency: Currency) -> Result<Vec<Addendum>> {
    tx.query(
        "SELECT addendum_no, payment_id, order_id, amount_minor, recorded_at FROM shift_addenda \
         WHERE shift_id = $1 ORDER BY addendum_no",
        params![id],
        |row| {
            let mut c = row.columns();
            Ok(Addendum {
                addendum_no: c.take()?,
                payment_id: c.take()?,
                order_id: c.take()?,
                amount: Money::new(c.take()?, currency),
                recorded_at: c.take()?,
            })
        },
    )
}

const VIEW: &str = "SELECT s.id, s.register_id, g.name, s.number, s.state, s.staff_id, s.blind, s.currency, \
    s.business_date, s.opened_at, s.opened_by, s.float_minor, s.closed_at, s.closed_by, s.expected_minor, \
    s.counted_minor, s.left_minor, s.despite_open, s.note, s.sales_count, s.sales_minor, \
    (SELECT COUNT(*) FROM shift_addenda a WHERE a.shift_id = s.id) FROM shifts s JOIN registers g ON g.id = s.register_id";

/// Reads a shift, without the names of people and without its counts.
fn read_view(row: &Row<'_>) -> Result<Shift> {
    let mut c = row.columns();
    let (id, register_id, register_name, number) = (c.take()?, c.take()?, c.take()?, c.take()?);
    let (state, staff_id, blind, currency) = (c.take()?, c.take()?, c.take()?, c.take::<Currency>()?);
    let money = |minor| Money::new(minor, currency);
    let (business_date, opened_at, opened_by, float) = (c.take()?, c.take()?, c.take()?, c.take()?);
    let (closed_at, closed_by) = (c.take()?, c.take()?);
    let (expected, counted): (Option<i64>, Option<i64>) = (c.take()?, c.take()?);
    Ok(Shift {
        id,
        register_id,
        register_name,
        number,
        state,
        staff_id,
        staff_name: None,
        blind,
        business_date,
        opened_at,
        opened_by,
        opened_by_name: None,
        opening_float: money(float),
        closed_at,
        closed_by,
        closed_by_name: None,
        expected: expected.map(money),
        counted: counted.map(money),
        difference: counted.zip(expected).map(|(counted, expected)| money(counted - expected)),
        left_in_drawer: c.take::<Option<i64>>()?.map(money),
        counts: Vec::new(),
        despite_open_payments: c.take()?,
        note: c.take()?,
        sales_count: c.take()?,
        sales: c.take::<Option<i64>>()?.map(money),
        addenda_count: c.take()?,
    })
}

fn complete_view(tx: &mut Tx<'_>, shift: &mut Shift) -> Result<()> {
    shift.staff_name = name_of(tx, shift.staff_id)?;
    shift.opened_by_name = name_of(tx, shift.opened_by)?;
    shift.closed_by_name = name_of(tx, shift.closed_by)?;
    let currency = shift.opening_float.currency;
    shift.counts = tx.query(
        "SELECT value_minor, pieces FROM shift_counts WHERE shift_id = $1 ORDER BY value_minor DESC",
        params![shift.id],
        |row| {
            let (value, pieces): (i64, i64) = (row.get(0)?, row.get(1)?);
            let money = |minor| Money::new(minor, currency);
            Ok(Count { value: money(value), pieces, total: money(value.saturating_mul(pieces)) })
        },
    )?;
    Ok(())
}

/// The name of somebody who works here.
pub(super) fn name_of(tx: &mut Tx<'_>, id: Option<StaffId>) -> Result<Option<String>> {
    match id {
        Some(id) => Ok(crate::platform::staff_member(tx, id)?.map(|s| s.name)),
        None => Ok(None),
    }
}

/// One shift.
pub fn shift(tx: &mut Tx<'_>, id: ShiftId) -> Result<Shift> {
    let found = tx.query_opt(&format!("{VIEW} WHERE s.id = $1"), params![id], read_view)?;
    let mut shift = found.ok_or_else(|| Error::not_found("shift"))?;
    complete_view(tx, &mut shift)?;
    Ok(shift)
}

/// Shifts, newest first.
pub fn shifts(tx: &mut Tx<'_>, filter: &ShiftFilter, page: &PageRequest) -> Result<Page<Shift>> {
    let limit = page.limit()?;
    let mut f = Filter::new();
    f.and("s.id < ?", page.after_id(Uuid::max())?);
    if let Some(register) = filter.register_id {
        f.and("s.register_id = ?", register);
    }
    if let Some(state) = filter.state {
        f.and("s.state = ?", state);
    }
    if let Some(from) = filter.from {
        f.and("s.business_date >= ?", from);
    }
    if let Some(to) = filter.to {
        f.and("s.business_date <= ?", to);
    }
    let rows = f.bind(page.rows()?);
    let sql = format!("{VIEW}{} ORDER BY s.id DESC LIMIT {rows}", f.sql());
    let found = tx.query(&sql, f.values(), read_view)?;
    let mut page = Page::from_rows(found, limit, |s| s.id.to_string());
    for shift in &mut page.items {
        complete_view(tx, shift)?;
    }
    Ok(page)
}

const REGISTER_NOW: &str = "SELECT g.id, g.location_id, g.name, g.series, g.shift_mode, g.blind_count, \
    g.last_shift_no, s.id, s.number, s.staff_id, s.business_date, s.opened_at \
    FROM registers g LEFT JOIN shifts s ON s.id = g.shift_id";

fn read_register_now(row: &Row<'_>) -> Result<RegisterNow> {
    let mut c = row.columns();
    let register = read_register(&mut c)?;
    let has_shifts = c.take::<i64>()? > 0;
    let id: Option<ShiftId> = c.take()?;
    let open_shift = match id {
        None => None,
        Some(id) => Some(OpenShift {
            id,
            number: c.take()?,
            staff_id: c.take()?,
            staff_name: None,
            business_date: c.take()?,
            opened_at: c.take()?,
        }),
    };
    Ok(RegisterNow { register, has_shifts, open_shift })
}

fn registers_where(tx: &mut Tx<'_>, f: &Filter) -> Result<Vec<RegisterNow>> {
    let sql = format!("{REGISTER_NOW}{} ORDER BY g.name, g.id", f.sql());
    let mut found = tx.query(&sql, f.values(), read_register_now)?;
    for shift in found.iter_mut().filter_map(|r| r.open_shift.as_mut()) {
        shift.staff_name = name_of(tx, shift.staff_id)?;
    }
    Ok(found)
}

/// All registers, by name, with their open shifts.
pub fn registers_now(tx: &mut Tx<'_>) -> Result<Vec<RegisterNow>> {
    registers_where(tx, &Filter::new())
}

/// One register with its open shift.
pub fn register_now(tx: &mut Tx<'_>, id: RegisterId) -> Result<RegisterNow> {
    let mut f = Filter::new();
    f.and("g.id = ?", id);
    registers_where(tx, &f)?.pop().ok_or_else(|| Error::not_found("register"))
}
