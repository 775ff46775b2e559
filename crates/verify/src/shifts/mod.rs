//! Shifts: what landed in each is found anew from the receipt numbers and attempts, the cash in its drawer is computed from
//! payments, refunds and movements, and the figures of its Z report are held against both.

mod chain;
mod facts;

use std::collections::{BTreeMap, BTreeSet};

use onetill_db::Tx;
use onetill_kernel::{Result, Uuid};

use crate::report::{At, Report};
use crate::shop::Shop;

/// A register as far as its shifts are concerned.
struct Register {
    id: Uuid,
    location_id: Uuid,
    shift_id: Option<Uuid>,
    holder_id: Option<Uuid>,
    last_shift_no: i64,
    last_receipt_no: i64,
}

struct Shift {
    id: Uuid,
    register_id: Uuid,
    number: i64,
    open: bool,
    staff_id: Option<Uuid>,
    currency: String,
    business_date: String,
    opened_at: i64,
    float: i64,
    receipts_before: i64,
    receipts_upto: Option<i64>,
    closed_at: Option<i64>,
    /// Sales count and sum, refunds count and sum, tax, taken, expected, counted, left.
    frozen: [Option<i64>; 9],
}

impl Shift {
    fn at(&self) -> At {
        At::new("shifts").with("id", self.id)
    }
    fn expected(&self) -> Option<i64> {
        self.frozen[6]
    }
    fn counted(&self) -> Option<i64> {
        self.frozen[7]
    }
    fn left(&self) -> Option<i64> {
        self.frozen[8]
    }
}

/// What was found of one shift, addenda left out.
#[derive(Default)]
struct Found {
    /// Receipts of orders and refunds that name the shift.
    receipts: i64,
    sales: (i64, i64),
    refunds: (i64, i64),
    tax: i64,
    taken: i64,
    cash: i64,
    /// Cash that moved otherwise, by kind.
    moved: BTreeMap<String, i64>,
    /// What was counted by coin and note.
    counts: Option<i64>,
}

/// An addendum as it stands.
struct Addendum {
    shift_id: Uuid,
    addendum_no: i64,
    payment_id: Uuid,
    attempt_no: i64,
    order_id: Option<Uuid>,
    amount: i64,
}

/// Everything that the checks of shifts look at: it grows with the shifts, not with what was sold in them.
struct Shifts {
    registers: BTreeMap<Uuid, Register>,
    /// Of each register, by number.
    all: BTreeMap<Uuid, Vec<Shift>>,
    /// Where each shift stands.
    place: BTreeMap<Uuid, (Uuid, usize)>,
    addenda: Vec<Addendum>,
    late_orders: BTreeSet<Uuid>,
    late_attempts: BTreeSet<(Uuid, i64)>,
    found: BTreeMap<Uuid, Found>,
    /// Cash that registers took outside of shifts.
    without: BTreeMap<Uuid, i64>,
}

pub(crate) fn check(tx: &mut Tx<'_>, report: &mut Report) -> Result<()> {
    let shop = Shop::load(tx)?;
    let mut shifts = Shifts::load(tx)?;
    shifts.receipts(tx, report)?;
    shifts.attempts(tx, report, &shop)?;
    shifts.movements(tx)?;
    shifts.check_addenda(tx, report)?;
    shifts.check_chain(report, &shop);
    shifts.drawer_account(tx, report)
}

impl Shifts {
    fn load(tx: &mut Tx<'_>) -> Result<Self> {
        let registers = tx.query(
            "SELECT id, location_id, shift_id, shift_holder_id, last_shift_no, last_receipt_no FROM registers",
            &[],
            |row| {
                let mut c = row.columns();
                Ok(Register {
                    id: c.take()?,
                    location_id: c.take()?,
                    shift_id: c.take()?,
                    holder_id: c.take()?,
                    last_shift_no: c.take()?,
                    last_receipt_no: c.take()?,
                })
            },
        )?;
        let mut all: BTreeMap<Uuid, Vec<Shift>> = BTreeMap::new();
        let mut place = BTreeMap::new();
        for shift in load_shifts(tx)? {
            let of_register = all.entry(shift.register_id).or_default();
            place.insert(shift.id, (shift.register_id, of_register.len()));
            of_register.push(shift);
        }
        let addenda = tx.query(
            "SELECT shift_id, addendum_no, payment_id, attempt_no, order_id, amount_minor FROM shift_addenda \
             ORDER BY shift_id, addendum_no",
            &[],
            |row| {
                let mut c = row.columns();
                Ok(Addendum {
                    shift_id: c.take()?,
                    addendum_no: c.take()?,
                    payment_id: c.take()?,
                    attempt_no: c.take()?,
                    order_id: c.take()?,
                    amount: c.take()?,
                })
            },
        )?;
        Ok(Self {
            registers: registers.into_iter().map(|r| (r.id, r)).collect(),
            all,
            place,
            late_orders: addenda.iter().filter_map(|a| a.order_id).collect(),
            late_attempts: addenda.iter().map(|a| (a.payment_id, a.attempt_no)).collect(),
            addenda,
            found: BTreeMap::new(),
            without: BTreeMap::new(),
        })
    }

    fn shift(&self, id: Uuid) -> Option<&Shift> {
        let (register, index) = self.place.get(&id)?;
        self.all.get(register)?.get(*index)
    }

    fn of(&self, register: Uuid) -> &[Shift] {
        self.all.get(&register).map_or(&[], Vec::as_slice)
    }

    fn found(&mut self, shift: Uuid) -> &mut Found {
        self.found.entry(shift).or_default()
    }
}

fn load_shifts(tx: &mut Tx<'_>) -> Result<Vec<Shift>> {
    tx.query(
        "SELECT id, register_id, number, state, staff_id, currency, business_date, opened_at, float_minor, \
         receipts_before, receipts_upto, closed_at, sales_count, sales_minor, refunds_count, refunds_minor, tax_minor, \
         taken_minor, expected_minor, counted_minor, left_minor FROM shifts ORDER BY register_id, number",
        &[],
        |row| {
            let mut c = row.columns();
            let mut shift = Shift {
                id: c.take()?,
                register_id: c.take()?,
                number: c.take()?,
                open: c.take::<String>()? == "open",
                staff_id: c.take()?,
                currency: c.take()?,
                business_date: c.take()?,
                opened_at: c.take()?,
                float: c.take()?,
                receipts_before: c.take()?,
                receipts_upto: c.take()?,
                closed_at: c.take()?,
                frozen: [None; 9],
            };
            for figure in &mut shift.frozen {
                *figure = c.take()?;
            }
            Ok(shift)
        },
    )
}
