//! A whole shop for a test: a real server over a real database, spoken to over HTTP.
//!
//! `words` is what people in a shop say and ask, `cart` what they sell.

mod cart;
mod words;

use std::net::Ipv4Addr;
use std::ops::Deref;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use onetill_connectors::payments::simulated::{Simulated, Terminal, TerminalOptions};
use onetill_connectors::payments::stripe::Stripe;
use onetill_db::{Db, Options, Target};
use onetill_domains::platform::{KEY_BYTES, Vault};
use onetill_kernel::{Clock, FixedClock, Ids, LocationId, RegisterId, SystemClock};
use onetill_server::{App, AppOptions, Server, ServerOptions};
use serde_json::Value;
use tokio::net::TcpListener;
use tokio::sync::oneshot;

pub use cart::Cart;
pub use words::{Stock, figures};

pub use crate::client::{CASHIER_KEY, Client, OWNER_KEY, Reply};
pub use crate::founding::{Engine, ShopOptions};
use crate::founding::{Home, found};

/// A running shop.
pub struct Shop {
    /// Speaks to its server.
    pub client: Client,
    /// Its database, for looking and for verifying.
    pub db: Db,
    /// Where its data lives.
    pub target: Target,
    /// Its currency.
    pub currency: &'static str,
    /// Its location.
    pub location_id: LocationId,
    /// Its registers, R1 and R2.
    pub registers: Vec<RegisterId>,
    /// Its card terminal.
    pub terminal: Terminal,
    /// The terminal's screen and buttons.
    at_terminal: Client,
    /// Its clock, where it stands still.
    pub clock: Option<Arc<FixedClock>>,
    _stop: oneshot::Sender<()>,
    home: Home,
}

impl Deref for Shop {
    type Target = Client;
    fn deref(&self) -> &Client {
        &self.client
    }
}

/// A source of ids for each command: each with a seed of its own, the same in the same story. The seeds
/// below a thousand are the founding's.
fn seeded_ids() -> Arc<dyn Fn() -> Ids + Send + Sync> {
    let seed = AtomicU64::new(1000);
    Arc::new(move || Ids::seeded(seed.fetch_add(1, Ordering::SeqCst)))
}

impl Shop {
    /// Opens a shop with two registers and a terminal, without products.
    pub async fn open(options: ShopOptions) -> Self {
        let engine = options.engine;
        let home = tokio::task::spawn_blocking(move || Home::create(engine)).await.expect("no panic");
        let target = home.target.clone();
        let device = Terminal::open(TerminalOptions { behaviour: options.terminal, ..TerminalOptions::default() })
            .expect("a terminal");
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.expect("a port");
        let address = format!("http://{}", listener.local_addr().expect("an address"));
        let at_terminal = Client::new(&address);
        tokio::spawn(device.clone().run(listener));

        let clock = options.clock.map(|at| Arc::new(FixedClock::at(at)));
        let shared: Arc<dyn Clock> = match &clock {
            Some(fixed) => fixed.clone(),
            None => Arc::new(SystemClock),
        };
        let (opened, story) = (target.clone(), options.clone());
        let now = shared.now();
        let (db, founded) = tokio::task::spawn_blocking(move || {
            let mut settings = Options::for_target(&opened);
            if story.seeded {
                settings.writers = 1;
            }
            let db = Db::open(&opened, &settings).expect("a database");
            let founded = found(&db, &story, now, &address);
            (db, founded)
        })
        .await
        .expect("no panic");

        let app = App::new(
            db.clone(),
            AppOptions {
                clock: shared,
                connectors: vec![Arc::new(Simulated), Arc::new(Stripe)],
                vault: Some(Vault::new(&[7; KEY_BYTES])),
                demo: None,
                setup_code: None,
                secure_cookies: false,
                trusted_proxies: Vec::new(),
                mail: options.mail.clone(),
                ids: if options.seeded { seeded_ids() } else { Arc::new(Ids::random) },
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
            client: Client::new(url),
            db,
            target,
            currency: options.currency,
            location_id: founded.location_id,
            registers: founded.registers,
            terminal: device,
            at_terminal,
            clock,
            _stop: stop,
            home,
        }
    }

    /// A folder that goes away with it.
    pub fn folder(&self) -> &Path {
        self.home.folder()
    }

    /// The first register's id.
    pub fn register(&self) -> RegisterId {
        self.registers[0]
    }

    /// Adds goods with opening stock; returns the variant's id. Price and cost are minor units.
    pub async fn goods(&self, name: &str, price: i64, cost: i64, tax: &Value, on_hand: i64) -> Value {
        self.client.goods_at(self.location_id, name, price, cost, tax, on_hand).await
    }

    /// Asserts that every book agrees.
    pub async fn verify(&self) {
        let report = self.db.query(onetill_verify::verify).expect("room").answer().await.expect("a report");
        assert!(report.is_ok(), "{report}");
    }

    /// All tables as text, but for the address that the terminal happens to have.
    pub async fn dump(&self) -> String {
        let dump = self.db.query(onetill_db::dump).expect("room").answer().await.expect("a dump");
        dump.replace(&self.at_terminal.url, "http://terminal")
    }
}
