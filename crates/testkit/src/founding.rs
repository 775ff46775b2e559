//! A shop's database, and the first rows in it.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use onetill_connectors::payments::simulated::{Behaviour, Simulated};
use onetill_db::{Db, Target};
use onetill_domains::payments::{AccountDraft, Connector, Mode, Terminal as TerminalRow};
use onetill_domains::platform::rules::FIXED_ROLES;
use onetill_domains::platform::{
    self, Location, Merchant, NegativeStock, NewApiKey, NewStaff, Permissions, Role, Selling, TaxRounding,
};
use onetill_domains::tills::{self, NewRegister};
use onetill_domains::{Ctx, ledger, payments};
use onetill_kernel::{Clock, Ids, LocationId, ProviderAccountId, RegisterId, SystemClock, TerminalId, Timestamp, Uuid};
use onetill_server::MailServer;

use crate::client::{CASHIER_KEY, OWNER_KEY};
use crate::postgres::{TempDatabase, TempPostgres};

/// The engines that everything must work on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Engine {
    /// The embedded SQLite.
    Sqlite,
    /// A real PostgreSQL.
    Postgres,
}

impl Engine {
    /// Both.
    pub const BOTH: [Self; 2] = [Self::Sqlite, Self::Postgres];
}

/// How a test shop is set up.
#[derive(Debug, Clone)]
pub struct ShopOptions {
    /// Its database.
    pub engine: Engine,
    /// Its currency.
    pub currency: &'static str,
    /// Whether its prices contain the tax.
    pub prices_include_tax: bool,
    /// Where tax is rounded.
    pub tax_rounding: TaxRounding,
    /// What its registers do when nothing is left.
    pub negative_stock: NegativeStock,
    /// Its smallest coin in minor units; 0 where cash is not rounded.
    pub cash_rounding: i64,
    /// The moment at which its clock stands; the machine's clock runs where none is named.
    pub clock: Option<Timestamp>,
    /// Whether ids are seeded, so that two shops with the same story have the same rows.
    pub seeded: bool,
    /// How its terminal treats cards.
    pub terminal: Behaviour,
    /// The mail server that takes its messages.
    pub mail: Option<MailServer>,
}

impl ShopOptions {
    /// A British shop: pounds, prices with tax, going below zero allowed, cards approved at once.
    pub fn new(engine: Engine) -> Self {
        Self {
            engine,
            currency: "GBP",
            prices_include_tax: true,
            tax_rounding: TaxRounding::Line,
            negative_stock: NegativeStock::Allow,
            cash_rounding: 0,
            clock: None,
            seeded: false,
            terminal: "approve:0".parse().expect("a behaviour"),
            mail: None,
        }
    }
}

/// Where a test shop lives: a database, and a folder for what else it needs. Both go away with it.
#[derive(Debug)]
pub struct Home {
    /// The database.
    pub target: Target,
    folder: Folder,
    database: Option<TempDatabase>,
}

impl Home {
    /// An empty database of this engine. Blocks.
    pub fn create(engine: Engine) -> Self {
        match engine {
            Engine::Sqlite => {
                let folder = Folder::create();
                Self { target: Target::Sqlite(folder.0.join("shop.db")), folder, database: None }
            }
            Engine::Postgres => Self::on(TempPostgres::shared().expect("a cluster")),
        }
    }

    /// An empty database on this cluster. Blocks.
    pub fn on(cluster: &TempPostgres) -> Self {
        let database = cluster.create_database("shop").expect("a database");
        let target = Target::Postgres(database.url().to_owned());
        Self { target, folder: Folder::create(), database: Some(database) }
    }

    /// Ends every connection to the database, where it is one on PostgreSQL. Blocks.
    pub fn disconnect_everybody(&self) {
        if let Some(database) = &self.database {
            database.disconnect_everybody().expect("ended connections");
        }
    }

    /// How often two transactions waited for each other, as far as connections that have ended tell. Blocks.
    pub fn deadlocks(&self) -> i64 {
        self.database.as_ref().map_or(0, |database| database.deadlocks().expect("a count"))
    }

    /// A folder of its own.
    pub fn folder(&self) -> &Path {
        &self.folder.0
    }
}

/// A folder that goes away with its shop.
#[derive(Debug)]
struct Folder(PathBuf);

impl Folder {
    fn create() -> Self {
        let name = format!("onetill-shop-{}", Ids::random().next::<Uuid>(SystemClock.now()));
        let folder = std::env::temp_dir().join(name);
        std::fs::create_dir_all(&folder).expect("a folder");
        Self(folder)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// What a founded shop has.
#[derive(Debug, Clone)]
pub struct Founded {
    /// Its location.
    pub location_id: LocationId,
    /// Its registers, R1 and R2.
    pub registers: Vec<RegisterId>,
}

/// Writes a new shop into an empty database: two registers, a terminal at `address`, a cashier, API keys.
/// Blocks.
pub fn found(db: &Db, options: &ShopOptions, now: Timestamp, address: &str) -> Founded {
    let mut ids = if options.seeded { Ids::seeded(u64::MAX) } else { Ids::random() };
    let location_id: LocationId = ids.next(now);
    let registers: Vec<RegisterId> = (0..2).map(|_| ids.next(now)).collect();
    let terminal_id: TerminalId = ids.next(now);
    let account_id: ProviderAccountId = ids.next(now);
    let merchant = Merchant {
        name: "Test Shop".to_owned(),
        country: "GB".to_owned(),
        currency: options.currency.parse().expect("a currency"),
        prices_include_tax: options.prices_include_tax,
        tax_rounding: options.tax_rounding,
        negative_stock: options.negative_stock,
        cash_rounding: options.cash_rounding,
        selling: Selling::default(),
        demo: false,
    };
    let ctx = move |seed| Ctx {
        now,
        ids: Ids::seeded(seed),
        staff_id: None,
        register_id: None,
        owner_id: Uuid::nil(),
        approved_by: None,
        who: None,
    };
    let cashier = NewStaff {
        id: None,
        name: "Casey Cashier".to_owned(),
        email: Some("casey@example.com".to_owned()),
        password: Some("correct horse".to_owned()),
        pin: Some("4711".to_owned()),
        role: Role::Cashier,
    };
    let address = address.to_owned();
    let cashier = platform::prepare_staff(&mut ctx(1), &cashier, false).expect("staff");
    let (tills_now, seeded) = (registers.clone(), options.seeded);
    db.write(move |tx| {
        let mut ctx = ctx(if seeded { 2 } else { 3 });
        platform::found_merchant(tx, &merchant)?;
        ledger::found_chart(tx)?;
        payments::found_tenders(tx)?;
        platform::add_location(tx, &ctx, &Location::new(location_id, "Main shop", "Europe/London", 0))?;
        for (id, series) in tills_now.iter().zip(["R1", "R2"]) {
            let new =
                NewRegister { id: Some(*id), ..NewRegister::new(location_id, format!("Register {series}"), series) };
            tills::add_register(tx, &mut ctx, &new)?;
        }
        let draft = AccountDraft {
            id: account_id,
            provider: Simulated.name().to_owned(),
            name: "Simulated provider".to_owned(),
            mode: Mode::Sandbox,
            settings: BTreeMap::new(),
            capabilities: Simulated.capabilities().to_vec(),
        };
        payments::add_account(tx, &ctx, draft)?;
        let terminal = TerminalRow {
            id: terminal_id,
            location_id,
            register_id: None,
            name: "Terminal".to_owned(),
            account_id,
            provider: Simulated.name().to_owned(),
            address: address.clone(),
            active: true,
        };
        payments::add_terminal(tx, &ctx, &terminal)?;
        platform::add_staff(tx, &ctx, Permissions::ALL, &cashier)?;
        let of = |role| FIXED_ROLES.iter().find(|fixed| fixed.role == role).map(|fixed| fixed.permissions.list());
        for (key, role) in [(OWNER_KEY, Role::Owner), (CASHIER_KEY, Role::Cashier)] {
            let new = NewApiKey { name: key.to_owned(), permissions: of(role).unwrap_or_default(), expires_at: None };
            platform::add_api_key(tx, &mut ctx, Permissions::ALL, &new, &platform::hash_secret(key))?;
        }
        Ok(())
    })
    .expect("a founded shop");
    Founded { location_id, registers }
}
