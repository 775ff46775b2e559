//! The days of the shop: who comes when, what is delivered, what breaks. Each day is planned from its own
//! seed and then lived in order of time, one command after the other.

use std::collections::{BTreeMap, HashMap};

use onetill_domains::inventory::{self, AdjustmentKind};
use onetill_domains::platform::Role;
use onetill_kernel::{Date, Ids, RegisterId, Result, StaffId, Timestamp};

use super::catalogue::Catalogue;
use super::drawers::AtDrawer;
use super::founding::{Shop, TIME_ZONE};
use super::people::People;
use super::refunds::Return;
use super::rhythm::Rhythm;
use super::stock::{Adjust, Shelves};
use crate::dice::Dice;
use crate::queue::{Actor, Queue};

/// How many orders the main shop has, in per mille.
const MAIN_SHOP_PERMILLE: u64 = 700;
/// The shortest time between two customers at one register, in seconds.
pub(super) const SERVING_S: i64 = 100;
/// On how many days something is sold below zero, in per mille.
const OVERSOLD_PERMILLE: u64 = 250;
/// How many items are sold below zero on the day before the last: they are left on the recount list.
const LEFT_TO_RECOUNT: usize = 2;

/// Something that happens.
#[derive(Debug, Clone)]
pub(super) enum Happening {
    /// Somebody buys.
    Order {
        register_id: RegisterId,
        location: usize,
        /// More than the stock says is there.
        oversold: bool,
    },
    /// Somebody fills a basket and leaves without it.
    GivenUp { register_id: RegisterId, location: usize },
    /// Something comes back.
    Refund(Return),
    /// Something comes back without its receipt.
    Unlinked { register_id: RegisterId, location: usize },
    /// Stock changes otherwise.
    Adjust(Adjust),
    /// Something is done to a drawer.
    Drawer { register_id: RegisterId, what: AtDrawer },
    /// Money is taken to the bank.
    ToTheBank,
}

/// What is going to happen on a day, in order of time.
type Agenda = BTreeMap<(Timestamp, u64), Happening>;

/// The shop while time passes.
pub(super) struct Life<'a> {
    pub(super) seed: u64,
    pub(super) shop: Shop,
    pub(super) catalogue: Catalogue,
    pub(super) rhythm: Rhythm,
    pub(super) people: People,
    pub(super) shelves: Shelves,
    pub(super) queue: Queue<'a>,
    pub(super) ids: Ids,
    /// What is going to come back, by day.
    pub(super) returns: BTreeMap<Date, Vec<Return>>,
    pub(super) agenda: Agenda,
    /// Tells two happenings of the same moment apart.
    pub(super) expected: u64,
}

impl Life<'_> {
    /// Lives a day, from after `from` up to `until`; `last` is the last day that will be lived.
    pub(super) fn day(&mut self, date: Date, from: Timestamp, until: Timestamp, last: Date) -> Result<()> {
        let mut dice = Dice::of_day(self.seed, date)?;
        self.agenda.clear();
        self.plan_customers(date, last, &mut dice)?;
        self.plan_stock(date, &mut dice)?;
        self.plan_returns(date, &mut dice)?;
        self.plan_drawers(date, &mut dice)?;
        while let Some(((at, _), happening)) = self.agenda.pop_first() {
            if at > until {
                break;
            }
            if at > from {
                self.live(date, at, happening, &mut dice)?;
            }
        }
        self.shelves.reorder(&self.catalogue, date, &mut dice);
        Ok(())
    }

    pub(super) fn expect(&mut self, at: Timestamp, happening: Happening) {
        self.expected += 1;
        self.agenda.insert((at, self.expected), happening);
    }

    fn plan_customers(&mut self, date: Date, last: Date, dice: &mut Dice) -> Result<()> {
        let mut arrivals = Vec::new();
        for _ in 0..self.rhythm.orders_on(self.seed, date)? {
            let (hour, second) = self.rhythm.moment(dice);
            let others = self.shop.locations.len() - 1;
            let in_main = others == 0 || dice.chance(MAIN_SHOP_PERMILLE);
            let location = if in_main { 0 } else { 1 + dice.index(others) };
            arrivals.push((moment(date, hour, second, dice)?, location));
        }
        arrivals.sort_unstable();
        let mut oversold: Vec<usize> = Vec::new();
        let often = match last == date.plus_days(1) {
            true => LEFT_TO_RECOUNT,
            false => usize::from(last != date && dice.chance(OVERSOLD_PERMILLE)),
        };
        let main: Vec<usize> = (0..arrivals.len()).filter(|i| arrivals[*i].1 == 0).collect();
        for _ in 0..often.min(main.len()) {
            oversold.push(dice.pick(&main));
        }
        let mut free_at: HashMap<RegisterId, Timestamp> = HashMap::new();
        for (number, (at, location)) in arrivals.into_iter().enumerate() {
            let registers = self.shop.registers_at(location);
            if registers.is_empty() {
                continue;
            }
            let register_id = dice.pick(&registers);
            let at = free_at.get(&register_id).map_or(at, |free| at.max(*free));
            free_at.insert(register_id, at.plus_seconds(SERVING_S));
            let oversold = oversold.contains(&number);
            self.expect(at, Happening::Order { register_id, location, oversold });
        }
        for (permille, unlinked) in [(60, true), (300, false)] {
            let location = dice.index(self.shop.locations.len());
            let registers = self.shop.registers_at(location);
            if dice.chance(permille) && !registers.is_empty() {
                let (hour, second) = self.rhythm.moment(dice);
                let at = moment(date, hour, second, dice)?;
                let register_id = dice.pick(&registers);
                self.expect(
                    at,
                    match unlinked {
                        true => Happening::Unlinked { register_id, location },
                        false => Happening::GivenUp { register_id, location },
                    },
                );
            }
        }
        Ok(())
    }

    /// Before the shop opens goods come and are counted; during the day things break, vanish and turn up.
    fn plan_stock(&mut self, date: Date, dice: &mut Dice) -> Result<()> {
        for (number, happening) in (0..).zip(self.shelves.morning(&self.catalogue, date, dice)) {
            let at = moment(date, 7, 0, dice)?.plus_seconds(7 * number);
            self.expect(at, happening);
        }
        const MISHAPS: [(u64, AdjustmentKind, &str); 5] = [
            (250, AdjustmentKind::Damaged, "Broken in the shop"),
            (120, AdjustmentKind::Damaged, "Past its date"),
            (80, AdjustmentKind::Lost, "Missing after a busy day"),
            (50, AdjustmentKind::Found, "Turned up in the stock room"),
            (60, AdjustmentKind::Count, "Spot check"),
        ];
        for (permille, kind, reason) in MISHAPS {
            let location = dice.index(self.shop.locations.len());
            let (hour, second) = (dice.between(9, 18), dice.between(0, 3599));
            if !dice.chance(permille) {
                continue;
            }
            if let Some(item) = self.shelves.anything(&self.catalogue, location, dice) {
                let adjust = Adjust { place: (location, item), kind, pieces: 1, unit_cost: None, reason };
                let at = moment(date, hour, second, dice)?;
                self.expect(at, Happening::Adjust(adjust));
            }
        }
        Ok(())
    }

    fn plan_returns(&mut self, date: Date, dice: &mut Dice) -> Result<()> {
        let later = self.returns.split_off(&date.plus_days(1));
        for back in std::mem::replace(&mut self.returns, later).into_values().flatten() {
            let (hour, second) = self.rhythm.moment(dice);
            let at = moment(date, hour, second, dice)?;
            self.expect(at, Happening::Refund(back));
        }
        Ok(())
    }

    fn live(&mut self, date: Date, at: Timestamp, happening: Happening, dice: &mut Dice) -> Result<()> {
        match happening {
            Happening::Order { register_id, location, oversold } => {
                self.order(date, at, register_id, location, oversold, dice)
            }
            Happening::GivenUp { register_id, location } => self.given_up(date, at, register_id, location, dice),
            Happening::Refund(back) => self.refund(date, at, &back, dice),
            Happening::Unlinked { register_id, location } => self.unlinked(date, at, register_id, location, dice),
            Happening::Adjust(adjust) => self.adjust(date, at, adjust, dice),
            Happening::Drawer { register_id, what } => self.at_drawer(date, at, register_id, &what, dice),
            Happening::ToTheBank => self.take_to_bank(date, at, dice),
        }
    }

    fn adjust(&mut self, date: Date, at: Timestamp, mut adjust: Adjust, dice: &mut Dice) -> Result<()> {
        let (location, item) = adjust.place;
        let on_hand = self.shelves.on_hand(&self.catalogue, location, item).unwrap_or(0);
        let loses = matches!(adjust.kind, AdjustmentKind::Damaged | AdjustmentKind::Lost);
        match adjust.kind {
            // It was sold before it could break.
            _ if loses && on_hand < adjust.pieces => return Ok(()),
            AdjustmentKind::Damaged | AdjustmentKind::Lost => self.shelves.take(date, adjust.place, adjust.pieces),
            AdjustmentKind::Found => self.shelves.put(adjust.place, adjust.pieces),
            // A spot check finds what the books say, or one less. Other counts were planned with their result.
            AdjustmentKind::Count if adjust.reason == "Spot check" => {
                adjust.pieces = (on_hand - dice.between(0, 1)).max(0);
                self.shelves.put(adjust.place, adjust.pieces - on_hand);
            }
            _ => {}
        }
        let new = adjust.request(&self.shop, &self.catalogue);
        let staff_id = self.owner();
        self.queue.add(Actor { at, staff_id, register_id: None, seed: dice.seed() }, move |tx, ctx| {
            inventory::adjust(tx, ctx, &new).map(drop)
        })
    }

    /// The owner, who does what cashiers may not.
    pub(super) fn owner(&self) -> Option<StaffId> {
        self.shop.staff_with(Role::Owner).first().map(|s| s.id)
    }

    /// Who stands at a register on `date`: each cashier has their own, and the owner stands in on days off.
    pub(super) fn cashier(&self, date: Date, register_id: RegisterId) -> Option<StaffId> {
        let cashiers = self.shop.staff_with(Role::Cashier);
        let place = self.shop.registers.iter().position(|r| r.id == register_id).unwrap_or(0);
        let day_off = |place: usize| [2 * place % 7, (2 * place + 1) % 7];
        match cashiers.get(place) {
            Some(cashier) if !day_off(place).contains(&date.weekday()) => Some(cashier.id),
            _ => self.owner(),
        }
    }

    /// Somebody at a register.
    pub(super) fn at_register(&self, date: Date, at: Timestamp, register_id: RegisterId, dice: &mut Dice) -> Actor {
        let staff_id = self.cashier(date, register_id);
        Actor { at, staff_id, register_id: Some(register_id), seed: dice.seed() }
    }
}

/// A moment of a day, with the fraction of a second that nobody chooses.
pub(super) fn moment(date: Date, hour: i64, second: i64, dice: &mut Dice) -> Result<Timestamp> {
    let hour = i8::try_from(hour).unwrap_or(12);
    let full = date.at(hour, 0, TIME_ZONE)?.plus_seconds(second);
    Ok(Timestamp::from_micros(full.micros() + dice.between(0, 999_999)))
}
