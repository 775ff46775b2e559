//! A shop whose server is the real program, which tests may kill.

use std::collections::BTreeMap;
use std::future::Future;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use onetill_db::{Db, Options, Tx};
use onetill_domains::Ctx;
use onetill_kernel::{Clock, Ids, LocationId, Result, SystemClock, Timestamp, Uuid};
use onetill_testkit::client::{Client, OWNER_KEY, Reply};
use onetill_testkit::founding::{Engine, Home, ShopOptions, found};
use onetill_testkit::postgres::TempPostgres;
use onetill_testkit::process::{self, Process};
use rand::RngExt;
use rand::rngs::StdRng;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use tokio::runtime::Runtime;

/// The program.
pub(crate) const ONETILL: &str = env!("CARGO_BIN_EXE_onetill");

/// Where nobody answers: for shops that take no cards.
const NO_TERMINAL: &str = "http://127.0.0.1:9";

/// A shop with four registers, some goods and customers, whose server is a process of its own.
pub(crate) struct Stand {
    pub(crate) server: Arc<Process>,
    pub(crate) client: Client,
    pub(crate) things: Arc<Things>,
    runtime: Runtime,
    pub(crate) home: Home,
}

/// What there is in the shop.
pub(crate) struct Things {
    pub(crate) location_id: LocationId,
    pub(crate) registers: Vec<Value>,
    /// The variants of its goods.
    pub(crate) goods: Vec<Value>,
    pub(crate) customers: Vec<Value>,
}

/// Longer than anything takes.
pub(crate) const LIMIT: Duration = Duration::from_secs(120);

/// How soon a till asks again.
const RETRY: Duration = Duration::from_millis(20);

/// How many of each of the goods there are in the beginning.
pub(crate) const OPENING: i64 = 1_000;

impl Stand {
    /// A shop on this engine.
    pub(crate) fn open(engine: Engine) -> Self {
        Self::in_home(Home::create(engine), &ShopOptions::new(engine), NO_TERMINAL)
    }

    /// A shop on a PostgreSQL cluster of the test's own.
    pub(crate) fn on(cluster: &TempPostgres) -> Self {
        Self::in_home(Home::on(cluster), &ShopOptions::new(Engine::Postgres), NO_TERMINAL)
    }

    pub(crate) fn in_home(home: Home, options: &ShopOptions, terminal: &str) -> Self {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
        let runtime = runtime.expect("a runtime");
        let db = Db::open(&home.target, &Options::for_target(&home.target)).expect("a database");
        let founded = found(&db, options, SystemClock.now(), terminal);
        drop(db);
        let server = Arc::new(Process::serve(ONETILL, &home.target));
        let client = Client::new(server.url());
        let registers = founded.registers.iter().map(|id| json!(id)).collect();
        let things = runtime.block_on(furnish(&client, founded.location_id, registers));
        Self { server, client, things: Arc::new(things), runtime, home }
    }

    pub(crate) fn block_on<T>(&self, future: impl Future<Output = T>) -> T {
        self.runtime.block_on(future)
    }

    /// Starts the server again after it ended.
    pub(crate) fn restart(&mut self) {
        self.server = Arc::new(Process::serve(ONETILL, &self.home.target));
        self.client = Client::new(self.server.url());
    }

    /// Runs a command on the database while no server does.
    pub(crate) fn without_server<T: Send + 'static>(
        &self,
        at: Timestamp,
        mut run: impl FnMut(&mut Tx<'_>, &mut Ctx) -> Result<T> + Send + 'static,
    ) -> T {
        let target = &self.home.target;
        let db = Db::open(target, &Options::for_target(target)).expect("a database");
        let done = db.write(move |tx| {
            let ids = Ids::random();
            run(
                tx,
                &mut Ctx {
                    now: at,
                    ids,
                    staff_id: None,
                    register_id: None,
                    owner_id: Uuid::nil(),
                    approved_by: None,
                    who: None,
                },
            )
        });
        done.expect("a command")
    }

    /// Asserts that every book agrees.
    pub(crate) fn verify(&self) {
        process::verify(ONETILL, &self.home.target);
    }

    /// All items of a list.
    pub(crate) fn all(&self, path: &str) -> Vec<Value> {
        let mark = if path.contains('?') { '&' } else { '?' };
        let mut items = Vec::new();
        let mut cursor = String::new();
        loop {
            let page = self.block_on(self.client.get(&format!("{path}{mark}limit=200{cursor}"))).ok();
            items.extend(page["items"].as_array().expect("items").iter().cloned());
            match page["next_cursor"].as_str() {
                Some(next) => cursor = format!("&cursor={next}"),
                None => return items,
            }
        }
    }

    /// Compares receipts, stock and customers with what the tills sold.
    pub(crate) fn check_books(&self, sales: &[Sale]) {
        let orders = self.all("/v1/orders");
        assert_eq!(orders.len(), sales.len());
        let mut numbers: BTreeMap<&str, Vec<u64>> = BTreeMap::new();
        for order in &orders {
            let (series, number) = order["number"].as_str().and_then(|n| n.split_once('-')).expect("a number");
            numbers.entry(series).or_default().push(number.parse().expect("digits"));
        }
        for (series, mut given) in numbers {
            given.sort_unstable();
            let whole: Vec<u64> = (1..=given.len() as u64).collect();
            assert_eq!(given, whole, "the receipts of {series}");
        }
        let lines = || sales.iter().flat_map(|s| s.body["lines"].as_array().expect("lines"));
        for level in self.all("/v1/stock") {
            let sold: i64 = lines()
                .filter(|l| l["variant_id"] == level["variant_id"])
                .map(|l| l["quantity"].as_i64().expect("a count"))
                .sum();
            assert_eq!(level["on_hand"], (OPENING - sold).to_string(), "{}", level["sku"]);
        }
        for customer in self.all("/v1/customers") {
            let bought = sales.iter().filter(|s| s.body["customer_id"] == customer["id"]).count();
            assert_eq!(customer["orders_count"], bought, "{}", customer["name"]);
        }
    }
}

/// So many seconds ago.
pub(crate) fn ago(seconds: i64) -> Timestamp {
    SystemClock.now().plus_seconds(-seconds)
}

async fn furnish(client: &Client, location_id: LocationId, mut registers: Vec<Value>) -> Things {
    for series in ["R3", "R4"] {
        let body = json!({ "location_id": location_id, "name": series, "series": series });
        registers.push(client.post("/v1/registers", body).await.ok()["id"].clone());
    }
    let tax = client.tax("standard", "20").await;
    let mut goods = Vec::new();
    for (name, price) in [("Mug", 895), ("Tin", 1_250), ("Card", 295), ("Lamp", 4_999), ("Jar", 349)] {
        goods.push(client.goods_at(location_id, name, price, price / 3, &tax, OPENING).await);
    }
    let mut customers = Vec::new();
    for name in ["Ada", "Bo", "Cleo"] {
        customers.push(client.post("/v1/customers", json!({ "name": name })).await.ok()["id"].clone());
    }
    Things { location_id, registers, goods, customers }
}

/// A sale as a till sends it, again and again with the same key.
#[derive(Debug, Clone)]
pub(crate) struct Sale {
    pub(crate) id: Uuid,
    pub(crate) key: String,
    pub(crate) body: Value,
}

impl Sale {
    /// One to three lines, paid in cash, by a customer or by nobody known.
    pub(crate) fn random(things: &Things, rng: &mut StdRng) -> Self {
        let lines: Vec<Value> = (0..rng.random_range(1..=3))
            .map(|_| json!({ "variant_id": one_of(&things.goods, rng), "quantity": rng.random_range(1..=3) }))
            .collect();
        let customer = things.customers.get(rng.random_range(0..=things.customers.len()));
        Self::new(json!({
            "register_id": one_of(&things.registers, rng),
            "customer_id": customer,
            "lines": lines,
            "payments": [{ "tender": "cash" }],
        }))
    }

    /// A sale of this body, with an id and a key of its own.
    pub(crate) fn new(mut body: Value) -> Self {
        let id = Uuid::now_v7();
        body["id"] = json!(id);
        Self { id, key: Uuid::now_v7().to_string(), body }
    }

    /// Sends it with its key until it is done. The only other answer is that the server asks to come back;
    /// `put_off` counts those.
    pub(crate) async fn insist(&self, client: &Client, put_off: &AtomicU64) -> Reply {
        let mut attempts = tokio::time::interval(RETRY);
        let limit = Instant::now() + LIMIT;
        loop {
            attempts.tick().await;
            let reply = self.send(client).await.expect("an answer");
            if reply.status == StatusCode::CREATED {
                return reply;
            }
            assert_eq!(reply.status, StatusCode::SERVICE_UNAVAILABLE, "{}", reply.body);
            assert!(reply.retry_after.is_some() && Instant::now() < limit, "{}", reply.body);
            put_off.fetch_add(1, Ordering::SeqCst);
        }
    }

    /// Sends it with its key. An error says that no whole answer came.
    pub(crate) async fn send(&self, client: &Client) -> reqwest::Result<Reply> {
        client.try_send(OWNER_KEY, Method::POST, "/v1/sales", Some(self.body.clone()), Some(&self.key)).await
    }
}

fn one_of<'a>(all: &'a [Value], rng: &mut StdRng) -> &'a Value {
    &all[rng.random_range(0..all.len())]
}
