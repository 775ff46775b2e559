//! What the program writes is what the auditor expects: random weeks of a shop over HTTP, with prices with
//! and without tax, rounded both ways, with discounts, deposits, cards, refunds and stock below zero.

use std::collections::BTreeMap;
use std::time::Duration;

use onetill_testkit::shop::{Engine, Reply, Shop, ShopOptions};
use onetill_testkit::wait;
use reqwest::Method;
use serde_json::{Value, json};

/// A small generator: the same seed, the same story.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % sides
    }

    fn amount(&mut self, from: i64, to: i64) -> i64 {
        from + self.roll((to - from) as usize) as i64
    }

    fn pick<T: Clone>(&mut self, all: &[T]) -> T {
        all[self.roll(all.len())].clone()
    }
}

fn gbp(amount: i64) -> Value {
    json!({ "amount": amount, "currency": "GBP" })
}

/// A shop and what it sells.
struct Story {
    shop: Shop,
    dice: Dice,
    /// Lines without quantity.
    things: Vec<Value>,
    customers: Vec<Value>,
    tracked: Vec<Value>,
    /// Orders to which something may still happen.
    orders: Vec<String>,
    /// What was done, and how often.
    done: BTreeMap<&'static str, usize>,
}

impl Story {
    async fn open(engine: Engine, seed: u64) -> Self {
        let shop = Shop::open(ShopOptions::new(engine)).await;
        let mut dice = Dice(seed);
        let taxes = [
            json!([{ "name": "VAT", "rate": "20" }]),
            json!([{ "name": "GST", "rate": "5" }, { "name": "QST", "rate": "9.975", "compound": true }]),
            json!([{ "name": "State", "rate": "4" }, { "name": "City", "rate": "4.5" }, { "name": "Metro", "rate": "0.375" }]),
            json!([]),
        ];
        let (mut things, mut tracked, mut categories) = (Vec::new(), Vec::new(), Vec::new());
        for (n, components) in taxes.into_iter().enumerate() {
            let body = json!({ "code": format!("t{n}"), "name": "A tax", "components": components });
            categories.push(shop.post("/v1/tax-categories", body).await.ok()["id"].clone());
        }
        for (n, tax) in categories.iter().cycle().take(8).enumerate() {
            let (price, on_hand) = (dice.amount(1, 3000), dice.amount(0, 30));
            let cost = dice.amount(0, price.max(2));
            let variant = shop.goods(&format!("goods-{n}"), price, cost, tax, on_hand).await;
            things.push(json!({ "variant_id": variant }));
            tracked.push(variant);
        }
        for (kind, taxed) in [
            ("service", true),
            ("fee", true),
            ("shipping", true),
            ("deposit", false),
            ("gift_card", false),
            ("tip", false),
        ] {
            let tax = if taxed { dice.pick(&categories) } else { Value::Null };
            let price = gbp(dice.amount(1, 2500));
            things.push(json!({ "kind": kind, "name": kind, "unit_price": price, "tax_category_id": tax }));
        }
        let mut customers = vec![Value::Null];
        for _ in 0..2 {
            customers.push(shop.post("/v1/customers", json!({ "name": "A customer" })).await.ok()["id"].clone());
        }
        Self { shop, dice, things, customers, tracked, orders: Vec::new(), done: BTreeMap::new() }
    }

    /// Counts what was done; a refusal is an answer too, a fault is not.
    fn count(&mut self, what: &'static str, reply: Reply) -> Option<Value> {
        assert!(!reply.status.is_server_error(), "{what}: {}", reply.body);
        if reply.status.is_success() {
            *self.done.entry(what).or_default() += 1;
            return Some(reply.body);
        }
        None
    }

    fn discounts(&mut self, one_in: usize) -> Vec<Value> {
        let mut all = Vec::new();
        while self.dice.roll(one_in) == 0 && all.len() < 2 {
            all.push(match self.dice.roll(2) {
                0 => json!({ "percent": format!("{}.{}", self.dice.roll(60), self.dice.roll(9)) }),
                _ => json!({ "amount": gbp(self.dice.amount(1, 90)) }),
            });
        }
        all
    }

    /// Lines and discounts, and who buys.
    fn cart(&mut self) -> Value {
        let mut lines = Vec::new();
        for _ in 0..=self.dice.roll(4) {
            let mut line = self.dice.pick(&self.things);
            line["quantity"] = match self.dice.roll(3) {
                0 => json!(1 + self.dice.roll(4)),
                _ => json!(format!("{}.{:03}", self.dice.roll(3), 1 + self.dice.roll(999))),
            };
            let discounted = !matches!(line["kind"].as_str(), Some("shipping" | "deposit" | "gift_card" | "tip"));
            line["discounts"] = json!(if discounted { self.discounts(4) } else { Vec::new() });
            lines.push(line);
        }
        let (register, customer) = (self.dice.pick(&self.shop.registers), self.dice.pick(&self.customers));
        json!({ "register_id": register, "customer_id": customer, "lines": lines, "discounts": self.discounts(3) })
    }

    async fn settings(&mut self) {
        let (inclusive, rounding) = (self.dice.roll(2) == 0, self.dice.pick(&["line", "order"]));
        let change = json!({ "prices_include_tax": inclusive, "tax_rounding": rounding });
        let reply = self.shop.send(Method::PATCH, "/v1/settings", Some(change)).await;
        self.count("settings", reply);
    }

    async fn sale(&mut self) {
        let mut sale = self.cart();
        let quote = self.shop.post("/v1/quotes", sale.clone()).await;
        let Some(total) = quote.body["totals"]["total"]["amount"].as_i64() else { return };
        let first = self.dice.amount(0, total + 1);
        sale["payments"] = json!([
            { "tender": "voucher", "amount": gbp(first) },
            { "tender": "cash", "amount": gbp(total - first), "tendered": gbp(total - first + self.dice.amount(0, 900)) },
        ]);
        let reply = self.shop.post("/v1/sales", sale).await;
        if let Some(order) = self.count("sale", reply) {
            self.orders.push(order["id"].as_str().expect("an id").to_owned());
        }
    }

    /// An order that is paid in steps, by cash and by card.
    async fn order(&mut self) {
        let cart = self.cart();
        let reply = self.shop.post("/v1/orders", cart).await;
        let Some(order) = self.count("order", reply) else { return };
        let id = order["id"].as_str().expect("an id").to_owned();
        let total = order["total"]["amount"].as_i64().expect("a total");
        if self.dice.roll(2) == 0 && total > 1 {
            let body = json!({ "tender": "cash", "amount": gbp(self.dice.amount(1, total)) });
            let reply = self.shop.post(&format!("/v1/orders/{id}/payments"), body).await;
            self.count("deposit", reply);
        }
        match self.dice.roll(4) {
            0 => {}
            1 => self.void(&id).await,
            _ => {
                let body = json!({ "tender": "card", "complete_when_paid": self.dice.roll(3) > 0 });
                let reply = self.shop.post(&format!("/v1/orders/{id}/payments"), body).await;
                if let Some(payment) = self.count("card", reply) {
                    self.settled(&payment).await;
                }
                let reply = self.shop.post(&format!("/v1/orders/{id}/complete"), json!({})).await;
                self.count("complete", reply);
            }
        }
        self.orders.push(id);
    }

    async fn void(&mut self, id: &str) {
        let reply = self.shop.post(&format!("/v1/orders/{id}/void"), json!({ "reason": "changed their mind" })).await;
        self.count("void", reply);
    }

    /// Waits until the terminal has answered everything that a payment asks.
    async fn settled(&self, payment: &Value) {
        let path = format!("/v1/payments/{}", payment["id"].as_str().expect("an id"));
        let ended = |a: &Value| matches!(a["state"].as_str(), Some("succeeded" | "failed" | "expired"));
        let settled = wait::eventually(Duration::from_secs(60), async || {
            let now = self.shop.get(&path).await.ok();
            now["attempts"].as_array().is_some_and(|all| all.iter().all(ended)).then_some(())
        });
        settled.await.expect("the terminal answers");
    }

    async fn refund(&mut self) {
        if self.orders.is_empty() {
            return;
        }
        let id = self.dice.pick(&self.orders);
        let order = self.shop.get(&format!("/v1/orders/{id}")).await.ok();
        let mut refund = json!({
            "register_id": self.dice.pick(&self.shop.registers), "reason": "brought back", "restock": self.dice.roll(2) == 0,
        });
        if self.dice.roll(3) > 0 {
            let mut lines = Vec::new();
            for line in order["lines"].as_array().expect("lines") {
                if self.dice.roll(2) == 0 {
                    let quantity = format!("0.{:03}", 1 + self.dice.roll(999));
                    lines.push(
                        json!({ "line_no": line["line_no"], "quantity": quantity, "restock": self.dice.roll(2) == 0 }),
                    );
                }
            }
            refund["lines"] = json!(lines);
        }
        let reply = self.shop.post(&format!("/v1/orders/{id}/refunds"), refund).await;
        self.count("refund", reply);
        for payment in self.shop.get(&format!("/v1/orders/{id}")).await.ok()["payments"].as_array().expect("payments") {
            self.settled(payment).await;
        }
    }

    async fn refund_without_order(&mut self) {
        let cart = self.cart();
        let refund = json!({
            "register_id": cart["register_id"], "customer_id": cart["customer_id"], "lines": cart["lines"],
            "reason": "no receipt", "tender": self.dice.pick(&["cash", "voucher"]), "restock": self.dice.roll(2) == 0,
        });
        let reply = self.shop.post("/v1/refunds", refund).await;
        self.count("refund without order", reply);
    }

    async fn adjust(&mut self) {
        let mut body = json!({
            "location_id": self.shop.location_id, "variant_id": self.dice.pick(&self.tracked),
            "kind": self.dice.pick(&["count", "received", "received", "damaged", "lost", "found"]),
            "quantity": format!("{}.{:03}", self.dice.roll(12), self.dice.roll(1000)), "reason": "because",
        });
        if self.dice.roll(2) == 0 {
            body["unit_cost"] = gbp(self.dice.amount(0, 1500));
        }
        let reply = self.shop.post("/v1/stock/adjustments", body).await;
        self.count("adjustment", reply);
    }

    async fn live(&mut self, steps: usize) {
        for _ in 0..steps {
            match self.dice.roll(12) {
                0 => self.settings().await,
                1..=3 => self.sale().await,
                4..=6 => self.order().await,
                7..=9 => self.refund().await,
                10 => self.refund_without_order().await,
                _ => self.adjust().await,
            }
        }
        for id in self.orders.clone() {
            if self.dice.roll(3) == 0 {
                self.void(&id).await;
            }
        }
        self.shop.verify().await;
    }
}

async fn random_weeks(engine: Engine, seeds: std::ops::Range<u64>, steps: usize) {
    let mut done: BTreeMap<&'static str, usize> = BTreeMap::new();
    for seed in seeds {
        let mut story = Story::open(engine, seed).await;
        story.live(steps).await;
        for (what, count) in story.done {
            *done.entry(what).or_default() += count;
        }
    }
    for what in [
        "settings",
        "sale",
        "order",
        "deposit",
        "card",
        "complete",
        "void",
        "refund",
        "refund without order",
        "adjustment",
    ] {
        assert!(done.get(what).is_some_and(|n| *n > 0), "{what} never happened: {done:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn random_weeks_agree_on_sqlite() {
    random_weeks(Engine::Sqlite, 1..5, 60).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn random_weeks_agree_on_postgres() {
    random_weeks(Engine::Postgres, 11..13, 60).await;
}
