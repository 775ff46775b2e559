//! A shop that takes cards: its server and its terminal are processes of their own, and a tap on the line
//! between them counts what is really asked of the terminal.

use std::path::PathBuf;

use onetill_connectors::payments::simulated::{Kind, Status, Transaction, ledger};
use onetill_kernel::{OrderId, PaymentId};
use onetill_testkit::client::{Client, OWNER_KEY, Reply};
use onetill_testkit::founding::{Engine, Home, ShopOptions};
use onetill_testkit::process::Process;
use onetill_testkit::tap::Tap;
use onetill_testkit::wait;
use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{LIMIT, ONETILL, Stand};

pub(crate) struct Counter {
    pub(crate) stand: Stand,
    pub(crate) tap: Tap,
    terminal: Process,
    journal: PathBuf,
}

impl Counter {
    /// A shop on this engine whose terminal treats cards like this.
    pub(crate) fn open(engine: Engine, behaviour: &str) -> Self {
        let home = Home::create(engine);
        let journal = home.folder().join("terminal.jsonl");
        let terminal = start_terminal(&journal, behaviour);
        let tap = Tap::start(terminal.url());
        let stand = Stand::in_home(home, &ShopOptions::new(engine), tap.url());
        Self { stand, tap, terminal, journal }
    }

    /// The terminal loses its power and is switched on again; it remembers what it did.
    pub(crate) fn restart_terminal(&mut self, behaviour: &str) {
        self.terminal.kill();
        self.terminal = start_terminal(&self.journal, behaviour);
        self.tap.lead_to(self.terminal.url());
    }

    /// A button or switch at the terminal.
    pub(crate) fn at_terminal(&self, path: &str, body: Value) {
        self.stand.block_on(Client::new(self.terminal.url()).post(path, body)).ok();
    }

    /// Waits until the terminal asks for a card; returns its reference.
    pub(crate) fn card_wanted(&self) -> Value {
        let screen = || self.stand.block_on(Client::new(self.terminal.url()).get("/state")).ok();
        let waiting = || {
            let current = screen()["current"].take();
            (current["status"] == "waiting_for_card").then(|| current["reference"].clone())
        };
        wait::until(LIMIT, waiting).expect("the terminal asks for a card")
    }

    /// An order of one line.
    pub(crate) fn order(&self) -> OrderId {
        let things = &self.stand.things;
        let order = json!({ "register_id": things.registers[0], "lines": [{ "variant_id": things.goods[0] }] });
        let opened = self.stand.block_on(self.stand.client.post("/v1/orders", order)).ok();
        serde_json::from_value(opened["id"].clone()).expect("an id")
    }

    /// Takes a card for an order, which completes when it is paid.
    pub(crate) fn pay_by_card(&self, order: OrderId) -> PaymentId {
        let payment = self.ask_for_card(order).expect("an answer").ok();
        serde_json::from_value(payment["id"].clone()).expect("an id")
    }

    /// As [`Counter::pay_by_card`] where the server dies of it: its answer may come first, or never.
    pub(crate) fn pay_by_card_until_killed(&self, order: OrderId) {
        if let Ok(reply) = self.ask_for_card(order) {
            reply.ok();
        }
        assert!(!self.stand.server.ended().success());
    }

    fn ask_for_card(&self, order: OrderId) -> reqwest::Result<Reply> {
        let path = format!("/v1/orders/{order}/payments");
        let body = json!({ "tender": "card", "complete_when_paid": true });
        self.stand.block_on(self.stand.client.try_send(OWNER_KEY, Method::POST, &path, Some(body), None))
    }

    pub(crate) fn look_at(&self, order: OrderId) -> Value {
        self.stand.block_on(self.stand.client.get(&format!("/v1/orders/{order}"))).ok()
    }

    /// Waits until nothing of an order is under way any more: its payments, and what is given back of them.
    pub(crate) fn settled(&self, order: OrderId) -> Value {
        let open = |state: &Value| ["created", "pending", "unknown"].iter().any(|s| state == s);
        let of = |value: &Value, list: &str| value[list].as_array().cloned().unwrap_or_default();
        wait::until(LIMIT, || {
            let order = self.look_at(order);
            let attempts = of(&order, "payments").iter().flat_map(|p| of(p, "attempts")).collect::<Vec<_>>();
            (!attempts.iter().any(|attempt| open(&attempt["state"]))).then_some(order)
        })
        .expect("settled in time")
    }

    /// What the terminal really did, by its own memory.
    pub(crate) fn moved(&self, kind: Kind) -> Vec<Transaction> {
        let all = ledger(&self.journal).expect("a journal");
        all.into_iter().filter(|t| t.kind == kind && t.status == Status::Approved).collect()
    }

    /// Asserts that an order is completed and was charged exactly once, by one request, for its whole total.
    #[track_caller]
    pub(crate) fn assert_charged_once(&self, order: &Value, recovered: bool) {
        assert_eq!((&order["state"], &order["recovered"]), (&json!("completed"), &json!(recovered)), "{order}");
        let charges = self.moved(Kind::Charge);
        assert_eq!(charges.len(), 1, "{charges:?}");
        assert_eq!(order["total"]["amount"], charges[0].amount);
        assert_eq!(self.tap.count("POST /payments"), 1, "{:?}", self.tap.requests());
        self.stand.verify();
    }

    /// Asserts that an order is free again, with all its goods, and that nothing was charged.
    #[track_caller]
    pub(crate) fn assert_freed(&self, order: &Value, payment_state: &str) {
        assert_eq!(
            (&order["state"], &order["payments"][0]["state"]),
            (&json!("open"), &json!(payment_state)),
            "{order}"
        );
        assert_eq!(self.moved(Kind::Charge), []);
        for level in self.stand.all("/v1/stock") {
            assert_eq!(level["reserved"], "0", "{level}");
        }
        self.stand.verify();
    }
}

fn start_terminal(journal: &std::path::Path, behaviour: &str) -> Process {
    let journal = journal.to_string_lossy();
    Process::start(ONETILL, &["terminal", "--listen", "127.0.0.1:0", "--data", &journal, "--behaviour", behaviour])
}
