//! A whole shop for a test: a real server over a real database, spoken to over HTTP.

use std::net::Ipv4Addr;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use onetill_connectors::payments::simulated::{Behaviour, Simulated, Terminal, TerminalOptions};
use onetill_db::{Db, Options, Target};
use onetill_domains::payments::Terminal as TerminalRow;
use onetill_domains::platform::{self, Location, Merchant, NegativeStock, NewStaff, Role, TaxRounding};
use onetill_domains::tills::{self, NewRegister};
use onetill_domains::{Ctx, ledger, payments};
use onetill_kernel::{Clock, FixedClock, Ids, LocationId, RegisterId, SystemClock, TerminalId, Timestamp, Uuid};
use onetill_server::{App, AppOptions, Server, ServerOptions};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::sync::oneshot;

use crate::postgres;

/// The API key of every test shop: an owner's.
pub const OWNER_KEY: &str = "otk_test_owner";
/// The API key of every test shop that may do what a cashier may.
pub const CASHIER_KEY: &str = "otk_test_cashier";

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
    /// The moment at which its clock stands; the machine's clock runs where none is named.
    pub clock: Option<Timestamp>,
    /// Whether ids are seeded, so that two shops with the same story have the same rows.
    pub seeded: bool,
    /// How its terminal treats cards.
    pub terminal: Behaviour,
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
            clock: None,
            seeded: false,
            terminal: "approve:0".parse().expect("a behaviour"),
        }
    }
}

/// An answer of the server.
#[derive(Debug, Clone)]
pub struct Reply {
    /// Its status.
    pub status: StatusCode,
    /// Its body; null where it is not JSON.
    pub body: Value,
    /// Whether it says that nothing was done again.
    pub replayed: bool,
}

impl Reply {
    /// The body of an answer that must be a success.
    #[track_caller]
    pub fn ok(self) -> Value {
        assert!(self.status.is_success(), "{}: {}", self.status, self.body);
        self.body
    }

    /// Asserts a refusal with this code, and returns the problem.
    #[track_caller]
    pub fn refused(self, status: u16, code: &str) -> Value {
        assert_eq!((self.status.as_u16(), self.body["code"].as_str()), (status, Some(code)), "{}", self.body);
        for part in ["detail", "request_id"] {
            assert!(self.body[part].as_str().is_some_and(|t| !t.is_empty()), "{part}: {}", self.body);
        }
        self.body
    }
}

/// A running shop.
pub struct Shop {
    /// Where its server answers.
    pub url: String,
    /// Its database, for looking and for verifying.
    pub db: Db,
    /// Where its data lives.
    pub target: Target,
    /// Its location.
    pub location_id: LocationId,
    /// Its registers, R1 and R2.
    pub registers: Vec<RegisterId>,
    /// Its card terminal.
    pub terminal: Terminal,
    /// Its clock, where it stands still.
    pub clock: Option<Arc<FixedClock>>,
    client: reqwest::Client,
    _stop: oneshot::Sender<()>,
    _folder: Option<Folder>,
    _database: Option<postgres::TempDatabase>,
}

/// A folder that goes away with its shop.
struct Folder(PathBuf);

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

static SEED: AtomicU64 = AtomicU64::new(0);

fn seeded_ids() -> Ids {
    Ids::seeded(SEED.fetch_add(1, Ordering::SeqCst))
}

impl Shop {
    /// Opens a shop with two registers and a terminal, without products.
    pub async fn open(options: ShopOptions) -> Self {
        let (target, folder, database) = match options.engine {
            Engine::Sqlite => {
                let name = format!("onetill-shop-{}", Ids::random().next::<Uuid>(SystemClock.now()));
                let folder = std::env::temp_dir().join(name);
                std::fs::create_dir_all(&folder).expect("a folder");
                (Target::Sqlite(folder.join("shop.db")), Some(Folder(folder)), None)
            }
            Engine::Postgres => {
                let create = || postgres::TempPostgres::shared().expect("a cluster").create_database("shop");
                let database = tokio::task::spawn_blocking(create).await.expect("no panic").expect("a database");
                (Target::Postgres(database.url().to_owned()), None, Some(database))
            }
        };
        if options.seeded {
            SEED.store(0, Ordering::SeqCst);
        }
        let device = Terminal::open(TerminalOptions { behaviour: options.terminal, ..TerminalOptions::default() })
            .expect("a terminal");
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.expect("a port");
        let address = format!("http://{}", listener.local_addr().expect("an address"));
        tokio::spawn(device.clone().run(listener));

        let clock = options.clock.map(|at| Arc::new(FixedClock::at(at)));
        let shared: Arc<dyn Clock> = match &clock {
            Some(fixed) => fixed.clone(),
            None => Arc::new(SystemClock),
        };
        let (opened, founded) = (target.clone(), options.clone());
        let now = shared.now();
        let (db, location_id, registers) = tokio::task::spawn_blocking(move || {
            let mut settings = Options::for_target(&opened);
            if founded.seeded {
                settings.writers = 1;
            }
            let db = Db::open(&opened, &settings).expect("a database");
            let (location_id, registers) = found(&db, &founded, now, address);
            (db, location_id, registers)
        })
        .await
        .expect("no panic");

        let app = App::new(
            db.clone(),
            AppOptions {
                clock: shared,
                connectors: vec![Arc::new(Simulated)],
                demo: None,
                secure_cookies: false,
                ids: if options.seeded { seeded_ids } else { Ids::random },
            },
        );
        let server =
            Server::bind(app, &ServerOptions { listen: (Ipv4Addr::LOCALHOST, 0).into() }).await.expect("a server");
        let url = format!("http://{}", server.address().expect("an address"));
        let (stop, stopped) = oneshot::channel::<()>();
        tokio::spawn(server.run(async move {
            let _ = stopped.await;
        }));
        Self {
            url,
            db,
            target,
            location_id,
            registers,
            terminal: device,
            clock,
            client: reqwest::Client::new(),
            _stop: stop,
            _folder: folder,
            _database: database,
        }
    }

    /// Sends a request as the owner.
    pub async fn send(&self, method: Method, path: &str, body: Option<Value>) -> Reply {
        self.send_as(OWNER_KEY, method, path, body, None).await
    }

    /// Sends a request with an API key or a session's token, and an idempotency key.
    pub async fn send_as(
        &self,
        token: &str,
        method: Method,
        path: &str,
        body: Option<Value>,
        key: Option<&str>,
    ) -> Reply {
        let mut request = self.client.request(method, format!("{}{path}", self.url)).bearer_auth(token);
        if let Some(key) = key {
            request = request.header("idempotency-key", key);
        }
        if let Some(body) = body {
            request = request.json(&body);
        }
        let response = request.send().await.expect("an answer");
        let replayed = response.headers().contains_key("idempotency-replayed");
        let status = response.status();
        let text = response.text().await.expect("a body");
        Reply { status, body: serde_json::from_str(&text).unwrap_or(Value::Null), replayed }
    }

    /// GET.
    pub async fn get(&self, path: &str) -> Reply {
        self.send(Method::GET, path, None).await
    }

    /// POST.
    pub async fn post(&self, path: &str, body: Value) -> Reply {
        self.send(Method::POST, path, Some(body)).await
    }

    /// POST with an idempotency key.
    pub async fn post_once(&self, key: &str, path: &str, body: Value) -> Reply {
        self.send_as(OWNER_KEY, Method::POST, path, Some(body), Some(key)).await
    }

    /// The first register's id.
    pub fn register(&self) -> RegisterId {
        self.registers[0]
    }

    /// Adds a tax category with one component; returns its id.
    pub async fn tax(&self, code: &str, rate: &str) -> Value {
        let body =
            json!({ "code": code, "name": code, "components": [{ "name": format!("{code} tax"), "rate": rate }] });
        self.post("/v1/tax-categories", body).await.ok()["id"].clone()
    }

    /// Adds goods with opening stock; returns the variant's id. Price and cost are minor units.
    pub async fn goods(&self, name: &str, price: i64, cost: i64, tax: &Value, on_hand: i64) -> Value {
        let currency = self.get("/v1/settings").await.ok()["currency"].clone();
        let money = |amount: i64| json!({ "amount": amount, "currency": currency });
        let product = self
            .post(
                "/v1/products",
                json!({
                    "name": name, "tax_category_id": tax,
                    "variants": [{ "sku": name.to_uppercase(), "price": money(price), "cost": money(cost) }],
                }),
            )
            .await
            .ok();
        let variant = product["variants"][0]["id"].clone();
        if on_hand > 0 {
            let opening = json!({
                "location_id": self.location_id, "variant_id": variant, "kind": "opening", "quantity": on_hand,
            });
            self.post("/v1/stock/adjustments", opening).await.ok();
        }
        variant
    }

    /// Asserts that every book agrees.
    pub async fn verify(&self) {
        let report = self.db.query(onetill_verify::verify).expect("room").answer().await.expect("a report");
        assert!(report.is_ok(), "{report}");
    }

    /// All tables as text.
    pub async fn dump(&self) -> String {
        self.db.query(onetill_db::dump).expect("room").answer().await.expect("a dump")
    }
}

fn found(db: &Db, options: &ShopOptions, now: Timestamp, address: String) -> (LocationId, Vec<RegisterId>) {
    let mut ids = if options.seeded { Ids::seeded(u64::MAX) } else { Ids::random() };
    let location_id: LocationId = ids.next(now);
    let registers: Vec<RegisterId> = (0..2).map(|_| ids.next(now)).collect();
    let terminal_id: TerminalId = ids.next(now);
    let merchant = Merchant {
        name: "Test Shop".to_owned(),
        country: "GB".to_owned(),
        currency: options.currency.parse().expect("a currency"),
        prices_include_tax: options.prices_include_tax,
        tax_rounding: options.tax_rounding,
        negative_stock: options.negative_stock,
        demo: false,
    };
    let ctx = move |seed| Ctx { now, ids: Ids::seeded(seed), staff_id: None, register_id: None, owner_id: Uuid::nil() };
    let cashier = NewStaff {
        id: None,
        name: "Casey Cashier".to_owned(),
        email: Some("casey@example.com".to_owned()),
        password: Some("correct horse".to_owned()),
        pin: Some("4711".to_owned()),
        role: Role::Cashier,
    };
    let cashier = platform::prepare_staff(&mut ctx(1), &cashier, false).expect("staff");
    let (tills_now, seeded) = (registers.clone(), options.seeded);
    db.write(move |tx| {
        let mut ctx = ctx(if seeded { 2 } else { 3 });
        platform::found_merchant(tx, &merchant)?;
        ledger::found_chart(tx)?;
        payments::found_tenders(tx)?;
        let location = Location {
            id: location_id,
            name: "Main shop".to_owned(),
            time_zone: "Europe/London".to_owned(),
            day_starts_at_hour: 0,
        };
        platform::add_location(tx, &ctx, &location)?;
        for (id, series) in tills_now.iter().zip(["R1", "R2"]) {
            let new = NewRegister {
                id: Some(*id),
                location_id,
                name: format!("Register {series}"),
                series: series.to_owned(),
            };
            tills::add_register(tx, &mut ctx, &new)?;
        }
        let terminal = TerminalRow {
            id: terminal_id,
            location_id,
            register_id: None,
            name: "Terminal".to_owned(),
            connector: "simulated".to_owned(),
            address: address.clone(),
        };
        payments::add_terminal(tx, &ctx, &terminal)?;
        platform::add_staff(tx, &ctx, &cashier)?;
        for (key, role) in [(OWNER_KEY, Role::Owner), (CASHIER_KEY, Role::Cashier)] {
            platform::add_api_key(tx, &mut ctx, key, role, &platform::hash_secret(key))?;
        }
        Ok(())
    })
    .expect("a founded shop");
    (location_id, registers)
}
