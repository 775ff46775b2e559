//! The merchant, the places, the people, the tills: what a shop is before its first customer.

use std::collections::BTreeMap;
use std::sync::Arc;

use onetill_connectors::payments::simulated::Simulated;
use onetill_db::{Db, Tx};
use onetill_domains::payments::{self, AccountDraft, Connector, Mode, Terminal};
use onetill_domains::platform::{
    self, Location, Merchant, NegativeStock, NewStaff, Permissions, Role, Selling, Staff, TaxRounding,
};
use onetill_domains::tills::{self, NewRegister, Register};
use onetill_domains::{Ctx, ledger};
use onetill_kernel::{
    Currency, Error, Ids, LocationId, ProviderAccountId, RegisterId, Result, TerminalId, Timestamp, Uuid,
};

use super::{MERCHANT, PASSWORD, PEOPLE};
use super::{catalogue, drawers, offers};
use crate::dice::Dice;
use crate::queue::{Actor, Queue};

/// Where the shop is.
pub(super) const TIME_ZONE: &str = "Europe/London";

/// The locations and the registers in them: name and receipt series.
const PLACES: &[(&str, &[(&str, &str)])] =
    &[("Quayside Shop", &[("Counter 1", "R1"), ("Counter 2", "R2")]), ("Station Kiosk", &[("Kiosk", "R3")])];

/// A shop that stands in the database.
pub(super) struct Shop {
    pub(super) currency: Currency,
    /// The first is the larger one.
    pub(super) locations: Vec<Location>,
    pub(super) registers: Vec<Register>,
    pub(super) staff: Vec<Staff>,
}

impl Shop {
    /// The shop as it stands.
    pub(super) fn read(tx: &mut Tx<'_>) -> Result<Self> {
        Ok(Self {
            currency: platform::merchant(tx)?.currency,
            locations: platform::locations(tx)?,
            registers: tills::registers(tx)?,
            staff: platform::staff_list(tx)?.into_iter().filter(|s| s.active).collect(),
        })
    }

    /// The registers of a location.
    pub(super) fn registers_at(&self, location: usize) -> Vec<RegisterId> {
        let Some(at) = self.locations.get(location) else { return Vec::new() };
        self.registers.iter().filter(|r| r.location_id == at.id).map(|r| r.id).collect()
    }

    /// The staff with a role.
    pub(super) fn staff_with(&self, role: Role) -> Vec<&Staff> {
        self.staff.iter().filter(|s| s.role == role).collect()
    }
}

/// Commands that found the shop, a millisecond apart.
pub(super) struct Founding<'q, 'a> {
    queue: &'q mut Queue<'a>,
    now: Timestamp,
    dice: Dice,
}

impl<'q, 'a> Founding<'q, 'a> {
    pub(super) fn new(queue: &'q mut Queue<'a>, now: Timestamp, seed: u64) -> Self {
        Self { queue, now, dice: Dice::new(seed, 2) }
    }

    /// The moment of the next command.
    pub(super) fn now(&self) -> Timestamp {
        self.now
    }

    /// Waits until all is committed.
    pub(super) fn settle(&mut self) -> Result<()> {
        self.queue.settle()
    }

    /// Queues a command that counts as progress.
    pub(super) fn run(
        &mut self,
        run: impl Fn(&mut Tx<'_>, &mut Ctx) -> Result<()> + Send + Sync + 'static,
    ) -> Result<()> {
        let by = Actor { at: self.now, staff_id: None, register_id: None, seed: self.dice.seed() };
        self.now = Timestamp::from_micros(self.now.micros() + 1000);
        self.queue.count(by, run)
    }
}

/// Founds the shop, with people, places and catalogue but with empty shelves. The merchant is written first
/// and alone, so that nothing is done where there is one already.
pub(super) fn found(db: &Db, work: &mut Founding<'_, '_>, ids: &mut Ids, terminal_address: &str) -> Result<()> {
    let currency: Currency = "GBP".parse().map_err(Error::internal)?;
    let merchant = Merchant {
        name: MERCHANT.to_owned(),
        country: "GB".to_owned(),
        currency,
        prices_include_tax: true,
        tax_rounding: TaxRounding::Line,
        negative_stock: NegativeStock::Allow,
        cash_rounding: 0,
        selling: Selling::default(),
        demo: true,
    };
    db.write(move |tx| {
        platform::found_merchant(tx, &merchant)?;
        payments::found_tenders(tx)?;
        ledger::found_chart(tx)
    })?;
    let account: ProviderAccountId = ids.next(work.now());
    let draft = AccountDraft {
        id: account,
        provider: Simulated.name().to_owned(),
        name: "Simulated provider".to_owned(),
        mode: Mode::Sandbox,
        settings: BTreeMap::new(),
        capabilities: Simulated.capabilities().to_vec(),
    };
    work.run(move |tx, ctx| payments::add_account(tx, ctx, draft.clone()))?;
    for (name, registers) in PLACES {
        let location: LocationId = ids.next(work.now());
        let new = Location::new(location, *name, TIME_ZONE, 4);
        work.run(move |tx, ctx| {
            platform::add_location(tx, ctx, &new)?;
            drawers::fill_safe(tx, ctx, location, currency)
        })?;
        for (name, series) in *registers {
            let register: RegisterId = ids.next(work.now());
            let new = NewRegister { id: Some(register), ..NewRegister::new(location, *name, *series) };
            let terminal = Terminal {
                id: ids.next::<TerminalId>(work.now()),
                location_id: location,
                register_id: Some(register),
                name: format!("Card terminal, {name}"),
                account_id: account,
                provider: Simulated.name().to_owned(),
                address: terminal_address.to_owned(),
                active: true,
            };
            work.run(move |tx, ctx| {
                tills::add_register(tx, ctx, &new)?;
                payments::add_terminal(tx, ctx, &terminal)
            })?;
        }
    }
    found_staff(work, ids)?;
    catalogue::found(work, ids, currency)?;
    offers::found(work, ids, currency)
}

/// Hashing is slow on purpose, and so done here, before the commands.
fn found_staff(work: &mut Founding<'_, '_>, ids: &mut Ids) -> Result<()> {
    for person in PEOPLE {
        let new = NewStaff {
            id: Some(ids.next(work.now())),
            name: person.name.to_owned(),
            email: person.email.map(str::to_owned),
            password: person.email.map(|_| PASSWORD.to_owned()),
            pin: person.pin.map(str::to_owned),
            role: person.role,
        };
        let mut ctx = Ctx {
            now: work.now(),
            ids: Ids::seeded(work.dice.seed()),
            staff_id: None,
            register_id: None,
            owner_id: Uuid::nil(),
            approved_by: None,
            who: None,
        };
        let prepared = Arc::new(platform::prepare_staff(&mut ctx, &new, true)?);
        work.run(move |tx, ctx| platform::add_staff(tx, ctx, Permissions::ALL, &prepared).map(drop))?;
    }
    Ok(())
}

/// How many counted commands the founding takes, with the filling of the shelves.
pub(super) fn commands() -> Result<u64> {
    let places = PLACES.iter().map(|(_, registers)| 1 + registers.len()).sum::<usize>();
    Ok((places + PEOPLE.len()) as u64 + offers::COMMANDS + catalogue::commands(PLACES.len())?)
}

/// Lets the demo's terminals answer at `address`: a simulator may have got another port.
pub(super) fn move_terminals(tx: &mut Tx<'_>, ctx: &Ctx, address: &str) -> Result<()> {
    for mut terminal in payments::terminals(tx)? {
        if terminal.provider == Simulated.name() && terminal.address != address {
            terminal.address = address.to_owned();
            payments::add_terminal(tx, ctx, &terminal)?;
        }
    }
    Ok(())
}
