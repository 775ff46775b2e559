//! The drawers: opened with a float in the morning, counted in the evening, now and then a little off.

use onetill_db::Tx;
use onetill_domains::tills::{
    self, CashPurpose, CloseShift, DrawerMove, NewCashMovement, NewSafeMovement, NewShift, SafeMove, ShiftFilter,
};
use onetill_domains::{Ctx, PageRequest, reports};
use onetill_kernel::{Currency, Date, LocationId, Money, RegisterId, Result, Timestamp};

use super::life::{Happening, Life, moment};
use crate::dice::Dice;
use crate::queue::Actor;

/// What lies in each drawer in the morning, in pence.
const FLOAT: i64 = 15_000;
/// What lies in each shop's safe when the books begin, in pence.
const SAFE: i64 = 100_000;
/// What the main shop takes to the bank each Monday, in pence.
const DEPOSIT: i64 = 30_000;
/// How many drawers are not as expected, in per mille.
const OFF_PERMILLE: u64 = 300;
/// On how many days something small is paid out of a drawer, in per mille.
const EXPENSE_PERMILLE: u64 = 250;

const EXPENSES: [(i64, &str); 5] = [
    (340, "Milk for the kitchen"),
    (599, "Light bulb for the window"),
    (250, "Parking while unloading"),
    (780, "Stamps"),
    (420, "Cleaning cloths"),
];

/// What happens to a drawer.
#[derive(Debug, Clone)]
pub(super) enum AtDrawer {
    /// Somebody begins.
    Open,
    /// Something small is paid out of it.
    Expense,
    /// Somebody counts it.
    Close,
}

/// What the safe of a shop holds when the books begin.
pub(super) fn fill_safe(tx: &mut Tx<'_>, ctx: &mut Ctx, location_id: LocationId, currency: Currency) -> Result<()> {
    let new = NewSafeMovement {
        id: None,
        location_id,
        kind: SafeMove::SafeOpening,
        amount: Money::new(SAFE, currency),
        reason: "Counted when the books began".to_owned(),
    };
    tills::move_safe_cash(tx, ctx, &new).map(drop)
}

/// When a shift was last opened or closed.
pub(super) fn last_shift(tx: &mut Tx<'_>) -> Result<Option<Timestamp>> {
    let page = PageRequest { limit: Some(50), ..PageRequest::default() };
    let shifts = tills::shifts(tx, &ShiftFilter::default(), &page)?;
    Ok(shifts.items.iter().map(|s| s.closed_at.unwrap_or(s.opened_at)).max())
}

impl Life<'_> {
    /// Drawers are opened before the first customer and counted after the last.
    pub(super) fn plan_drawers(&mut self, date: Date, dice: &mut Dice) -> Result<()> {
        for (register, number) in self.shop.registers.clone().into_iter().zip(0..) {
            let register_id = register.id;
            for (hour, minute, what) in [(7, 30, AtDrawer::Open), (20, 30, AtDrawer::Close)] {
                let at = moment(date, hour, 60 * (minute + 3 * number), dice)?;
                self.expect(at, Happening::Drawer { register_id, what });
            }
            if dice.chance(EXPENSE_PERMILLE) {
                let at = moment(date, 14, dice.between(0, 3599), dice)?;
                self.expect(at, Happening::Drawer { register_id, what: AtDrawer::Expense });
            }
        }
        if date.weekday() == 0 {
            let at = moment(date, 7, 20 * 60, dice)?;
            self.expect(at, Happening::ToTheBank);
        }
        Ok(())
    }

    pub(super) fn at_drawer(
        &mut self,
        date: Date,
        at: Timestamp,
        register_id: RegisterId,
        what: &AtDrawer,
        dice: &mut Dice,
    ) -> Result<()> {
        let by = self.at_register(date, at, register_id, dice);
        let currency = self.shop.currency;
        match what {
            AtDrawer::Open => self.queue.add(by, move |tx, ctx| {
                // Whoever tried the demo may have left one open.
                close(tx, ctx, register_id, 0)?;
                open(tx, ctx, register_id, currency)
            }),
            AtDrawer::Close => {
                let off = if dice.chance(OFF_PERMILLE) {
                    dice.pick(&[-500, -200, -100, -20, -5, 5, 10, 100, 200])
                } else {
                    0
                };
                self.queue.add(by, move |tx, ctx| close(tx, ctx, register_id, off))
            }
            AtDrawer::Expense => {
                let (pence, reason) = dice.pick(&EXPENSES);
                self.queue.add(by, move |tx, ctx| {
                    let Some(shift) = tills::register_now(tx, register_id)?.open_shift else { return Ok(()) };
                    let new = NewCashMovement {
                        id: None,
                        kind: DrawerMove::CashOut,
                        purpose: Some(CashPurpose::Expense),
                        amount: Money::new(pence, currency),
                        reason: reason.to_owned(),
                    };
                    tills::move_cash(tx, ctx, shift.id, &new).map(drop)
                })
            }
        }
    }

    /// The owner takes money of the main shop to the bank.
    pub(super) fn take_to_bank(&mut self, date: Date, at: Timestamp, dice: &mut Dice) -> Result<()> {
        let Some(location) = self.shop.locations.first() else { return Ok(()) };
        let new = NewSafeMovement {
            id: None,
            location_id: location.id,
            kind: SafeMove::BankDeposit,
            amount: Money::new(DEPOSIT, self.shop.currency),
            reason: format!("Paying-in slip of {date}"),
        };
        let by = Actor { at, staff_id: self.owner(), register_id: None, seed: dice.seed() };
        self.queue.add(by, move |tx, ctx| tills::move_safe_cash(tx, ctx, &new).map(drop))
    }

    /// Leaves no register without an open shift, so that a stranger can sell at once.
    pub(super) fn open_all(&mut self, date: Date, at: Timestamp, dice: &mut Dice) -> Result<()> {
        let currency = self.shop.currency;
        for register in self.shop.registers.clone() {
            let by = self.at_register(date, at, register.id, dice);
            self.queue.add(by, move |tx, ctx| match tills::register_now(tx, register.id)?.open_shift {
                Some(_) => Ok(()),
                None => open(tx, ctx, register.id, currency),
            })?;
        }
        Ok(())
    }
}

fn open(tx: &mut Tx<'_>, ctx: &mut Ctx, register_id: RegisterId, currency: Currency) -> Result<()> {
    let new = NewShift { id: None, register_id, opening_float: Money::new(FLOAT, currency), staff_id: None };
    tills::open_shift(tx, ctx, &new, reports::cash_without_shifts).map(drop)
}

/// Counts a drawer, which holds `off` pence more than expected; nothing where no shift is open.
fn close(tx: &mut Tx<'_>, ctx: &mut Ctx, register_id: RegisterId, off: i64) -> Result<()> {
    let Some(shift) = tills::register_now(tx, register_id)?.open_shift else { return Ok(()) };
    let report = reports::shift_report(tx, shift.id, ctx.now, true)?;
    let Some(expected) = report.expected_cash else { return Ok(()) };
    let counted = (expected.minor + off).max(0);
    let money = |minor| Some(Money::new(minor, expected.currency));
    let input = CloseShift {
        counted: money(counted),
        left_in_drawer: money(counted.min(FLOAT)),
        despite_open_payments: true,
        ..CloseShift::default()
    };
    tills::close_shift(tx, ctx, shift.id, &input, reports::takings)
}
