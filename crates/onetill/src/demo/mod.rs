//! The demo shop: a neighbourhood shop that does not exist, its catalogue and its last months, so that
//! every screen has something to show. It is made of the same commands as a real one, at moments of the
//! past, so that its books hold like those of a real one.
//!
//! - `catalogue`, `people` and `rhythm` read what is in the folder `demo/`;
//! - `founding` writes the shop, `offers` what is cheaper when and for whom, `stock` fills its shelves;
//! - `life` lives its days: `basket` and `sales` what is bought, `refunds` what comes back, `drawers` who counts the cash.
//!
//! The same seed and the same `now` give the same shop, to the last id; only its API key is always new.

mod basket;
mod catalogue;
mod drawers;
mod founding;
mod life;
mod offers;
mod people;
pub(crate) mod printers;
mod refunds;
mod rhythm;
mod sales;
mod stock;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use onetill_db::{Db, Tx};
use onetill_domains::orders::{self, OrderFilter};
use onetill_domains::platform::{self, NewApiKey, Permissions, Role};
use onetill_domains::{Ctx, PageRequest};
use onetill_kernel::{Error, Ids, Result, Timestamp, Uuid, business_date};
use onetill_server::{DemoOffice, DemoPin};

use catalogue::Catalogue;
use founding::{Founding, Shop, TIME_ZONE};
use life::Life;
use people::People;
use rhythm::Rhythm;
use stock::Shelves;

use crate::dice::Dice;
use crate::queue::Queue;

/// The name of the demo's merchant.
const MERCHANT: &str = "Lantern & Larder";
/// What everybody's password for the back office is; a short one is allowed in a demo alone.
const PASSWORD: &str = "demo";

/// Somebody who works in the demo shop.
struct Colleague {
    name: &'static str,
    role: Role,
    /// For the registers.
    pin: Option<&'static str>,
    /// For the back office.
    email: Option<&'static str>,
}

const fn colleague(
    name: &'static str,
    role: Role,
    pin: Option<&'static str>,
    email: Option<&'static str>,
) -> Colleague {
    Colleague { name, role, pin, email }
}

/// Who works in the demo shop.
const PEOPLE: &[Colleague] = &[
    colleague("Nell Marlowe", Role::Owner, Some("1111"), Some("owner@example.com")),
    colleague("Bram Okafor", Role::Cashier, Some("2222"), None),
    colleague("Isla Penrose", Role::Cashier, Some("3333"), None),
    colleague("Tomasz Reed", Role::Cashier, Some("4444"), None),
    colleague("Mara Quill", Role::Manager, Some("5555"), Some("manager@example.com")),
    colleague("Ada Fenwick", Role::Accountant, None, Some("accountant@example.com")),
];

/// How API keys begin, so that people and scanners recognise them.
const API_KEY_PREFIX: &str = "otk_";

/// Data younger than this is not topped up, in seconds.
const FRESH_S: i64 = 86_400;

/// What the demo shop shall be.
#[derive(Debug, Clone)]
pub(crate) struct FillOptions {
    /// The end of its history.
    pub(crate) now: Timestamp,
    /// How many days it has been open, today included; at least one.
    pub(crate) days: i64,
    /// What its chances are drawn from.
    pub(crate) seed: u64,
    /// An API key to add; one is made up where absent.
    pub(crate) api_key: Option<String>,
    /// Where its card terminals answer.
    pub(crate) terminal_address: String,
}

/// How to get into the demo shop.
#[derive(Debug, Clone)]
pub(crate) struct DemoShop {
    /// The merchant.
    pub(crate) merchant_name: String,
    /// For the back office, the owner first.
    pub(crate) offices: Vec<DemoOffice>,
    /// For the registers.
    pub(crate) pins: Vec<DemoPin>,
    /// An API key with the owner's rights: the given one, or one made up for a new shop. Unknown for a
    /// shop that existed, as only its hash is kept.
    pub(crate) api_key: Option<String>,
    /// A code that takes something off at the till.
    pub(crate) coupon: Option<&'static str>,
}

/// Whether the database holds a demo shop.
pub(crate) fn exists(db: &Db) -> Result<bool> {
    match db.read(platform::merchant) {
        Ok(merchant) => Ok(merchant.demo),
        Err(error) if error.code_str() == "not_set_up" => Ok(false),
        Err(error) => Err(error),
    }
}

/// Fills a new database with the demo shop, or brings one that exists up to the present day. Refused where
/// a real merchant has the database. `progress` hears how many steps of how many are done. Blocks, so never
/// call it on a thread of the async runtime.
pub(crate) fn fill(db: &Db, options: &FillOptions, progress: &dyn Fn(u64, u64)) -> Result<DemoShop> {
    let rhythm = Rhythm::read()?;
    let today = business_date(options.now, TIME_ZONE, 0)?;
    let first_day = today.plus_days(1 - options.days.max(1));
    let opening = first_day.at(0, 0, TIME_ZONE)?;
    if exists(db)? {
        let (now, address) = (options.now, options.terminal_address.clone());
        db.write(move |tx| founding::move_terminals(tx, &program(now, Ids::random()), &address))?;
        let (newest, last_shift) =
            db.read(|tx| Ok((newest_order(tx)?.ok_or_else(unfinished)?, drawers::last_shift(tx)?)))?;
        let queue = Queue::new(db, 0, progress);
        if newest.plus_seconds(FRESH_S) < options.now {
            // Nothing is sold at a time for which somebody has counted the drawer already.
            let from = newest.max(last_shift.unwrap_or(newest)).min(options.now);
            live(db, options, rhythm, queue, from.max(opening), false)?;
        }
        return demo_shop(db, options.now, options.api_key.clone());
    }
    let steps = founding::commands()? + orders_between(&rhythm, options.seed, opening, options.now)?;
    let mut queue = Queue::new(db, steps, progress);
    let founded = first_day.plus_days(-1).at(18, 0, TIME_ZONE)?;
    let mut work = Founding::new(&mut queue, founded, options.seed);
    founding::found(db, &mut work, &mut Ids::seeded(options.seed), &options.terminal_address)?;
    work.settle()?;
    let (shop, catalogue) = read(db, &rhythm)?;
    stock::fill_shelves(&mut work, &shop, &catalogue)?;
    live(db, options, rhythm, queue, opening, true)?;
    let key = options.api_key.clone().unwrap_or_else(new_api_key);
    demo_shop(db, options.now, Some(key))
}

/// Lives the days from after `from` up to now. A new shop leaves an order open.
fn live(
    db: &Db,
    options: &FillOptions,
    rhythm: Rhythm,
    mut queue: Queue<'_>,
    from: Timestamp,
    new: bool,
) -> Result<()> {
    queue.settle()?;
    queue.expect(orders_between(&rhythm, options.seed, from, options.now)?);
    let (shop, catalogue) = read(db, &rhythm)?;
    if shop.locations.is_empty() || shop.registers.is_empty() || catalogue.items.is_empty() {
        return Err(unfinished());
    }
    let (mut date, last) = (business_date(from, TIME_ZONE, 0)?, business_date(options.now, TIME_ZONE, 0)?);
    let seed = options.seed;
    let (shop, catalogue, shelves, people) = db.read(move |tx| {
        let shelves = Shelves::read(tx, &shop, &catalogue, date)?;
        let people = People::read(tx, date, &mut Dice::new(seed, 3))?;
        Ok((shop, catalogue, shelves, people))
    })?;
    let mut life = Life {
        seed,
        shop,
        catalogue,
        rhythm,
        people,
        shelves,
        queue,
        ids: Ids::seeded(seed.wrapping_add(1)),
        returns: BTreeMap::new(),
        agenda: BTreeMap::new(),
        expected: 0,
    };
    if !new {
        let mut dice = Dice::of_day(seed.wrapping_add(2), date)?;
        life.shelves.reorder(&life.catalogue, date, &mut dice);
    }
    let mut dice = Dice::new(seed, 5);
    if !new {
        life.open_all(date, from.plus_seconds(1), &mut dice)?;
    }
    while date <= last {
        life.day(date, from, options.now, last)?;
        date = date.plus_days(1);
    }
    life.open_all(last, options.now, &mut dice)?;
    if new {
        leave_open(&mut life, options.now)?;
    }
    life.queue.finish()
}

/// Leaves an order open: of ten minutes ago, or of closing time where the shop is closed now.
fn leave_open(life: &mut Life<'_>, now: Timestamp) -> Result<()> {
    let mut dice = Dice::new(life.seed, 4);
    let today = business_date(now, TIME_ZONE, 0)?;
    let (opening, closing) = (today.at(9, 0, TIME_ZONE)?, today.at(19, 52, TIME_ZONE)?);
    let yesterday = today.plus_days(-1);
    let (date, at) = match now.plus_seconds(-600) {
        at if at < opening => (yesterday, yesterday.at(19, 52, TIME_ZONE)?),
        at => (today, at.min(closing)),
    };
    life.leave_open(date, at, &mut dice)
}

fn read(db: &Db, rhythm: &Rhythm) -> Result<(Shop, Catalogue)> {
    let rhythm = rhythm.clone();
    db.read(move |tx| Ok((Shop::read(tx)?, Catalogue::read(tx, &rhythm)?)))
}

/// How many orders are planned for the days between two moments.
fn orders_between(rhythm: &Rhythm, seed: u64, from: Timestamp, until: Timestamp) -> Result<u64> {
    let (mut date, last) = (business_date(from, TIME_ZONE, 0)?, business_date(until, TIME_ZONE, 0)?);
    let mut orders = 0;
    while date <= last {
        orders += rhythm.orders_on(seed, date)?;
        date = date.plus_days(1);
    }
    Ok(orders)
}

/// When the newest order happened.
fn newest_order(tx: &mut Tx<'_>) -> Result<Option<Timestamp>> {
    let page = orders::orders(tx, &OrderFilter::default(), &PageRequest { limit: Some(1), ..PageRequest::default() })?;
    Ok(page.items.first().map(|order| order.happened_at))
}

fn unfinished() -> Error {
    Error::conflict("demo_unfinished", "This demo shop was interrupted while it was founded.")
        .fix("Remove its database and start the demo again.")
}

/// A command of the program itself.
fn program(now: Timestamp, ids: Ids) -> Ctx {
    Ctx { now, ids, staff_id: None, register_id: None, owner_id: Uuid::nil(), approved_by: None, who: None }
}

fn new_api_key() -> String {
    let secret = Ids::random().secret();
    secret.iter().fold(API_KEY_PREFIX.to_owned(), |key, byte| format!("{key}{byte:02x}"))
}

/// Adds the key unless it is known, and tells how to get in.
fn demo_shop(db: &Db, now: Timestamp, api_key: Option<String>) -> Result<DemoShop> {
    if let Some(key) = &api_key {
        let hash = platform::hash_secret(key);
        db.write(move |tx| match platform::api_key_principal(tx, &hash, now)? {
            Some(_) => Ok(()),
            None => platform::add_api_key(
                tx,
                &mut program(now, Ids::random()),
                Permissions::ALL,
                &NewApiKey::for_everything("Demo"),
                &hash,
            )
            .map(drop),
        })?;
    }
    let (merchant, shop, coupon) =
        db.read(|tx| Ok((platform::merchant(tx)?, Shop::read(tx)?, offers::usable_code(tx)?)))?;
    // Whoever was changed since signs in with what they were given then.
    let here = |person: &&Colleague| shop.staff.iter().any(|s| s.name == person.name && s.role == person.role);
    let people = || PEOPLE.iter().filter(here);
    let office = |person: &Colleague| {
        let email = person.email?.to_owned();
        Some(DemoOffice { name: person.name.to_owned(), role: person.role, email, password: PASSWORD.to_owned() })
    };
    let pin = |person: &Colleague| Some(DemoPin { name: person.name.to_owned(), pin: person.pin?.to_owned() });
    Ok(DemoShop {
        merchant_name: merchant.name,
        offices: people().filter_map(office).collect(),
        pins: people().filter_map(pin).collect(),
        api_key,
        coupon,
    })
}
