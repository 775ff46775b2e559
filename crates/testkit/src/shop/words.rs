//! What people in a shop say and ask, in their words.

use std::collections::BTreeMap;
use std::time::Duration;

use reqwest::Method;
use serde_json::{Value, json};

use super::{Reply, Shop};
use crate::wait;

/// Longer than any terminal of a test takes, on any machine.
const PATIENCE: Duration = Duration::from_secs(60);

/// What the shelves say of one variant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stock {
    /// What is there.
    pub on_hand: String,
    /// What of it is promised.
    pub reserved: String,
    /// What it cost, in minor units.
    pub value: i64,
    /// Whether somebody should count it.
    pub recount: bool,
}

/// Amounts of an answer, in minor units, by the names of their fields.
#[track_caller]
pub fn figures<const N: usize>(of: &Value, names: [&str; N]) -> [i64; N] {
    names.map(|name| of[name]["amount"].as_i64().unwrap_or_else(|| panic!("no amount {name} in {of}")))
}

impl Shop {
    /// An amount of the shop's currency.
    pub fn money(&self, minor: i64) -> Value {
        json!({ "amount": minor, "currency": self.currency })
    }

    /// Lets time pass, where the clock stands still.
    pub fn later(&self, seconds: i64) {
        let clock = self.clock.as_ref().expect("a clock that stands still");
        clock.set(onetill_kernel::Clock::now(clock.as_ref()).plus_seconds(seconds));
    }

    /// Changes settings.
    pub async fn settings(&self, change: Value) -> Value {
        self.send(Method::PATCH, "/v1/settings", Some(change)).await.ok()
    }

    /// Adjusts the stock of a variant at the shop's location.
    pub async fn adjust(&self, variant: &Value, mut how: Value) -> Reply {
        how["location_id"] = json!(self.location_id);
        how["variant_id"] = variant.clone();
        self.post("/v1/stock/adjustments", how).await
    }

    /// Adds a customer; returns their id.
    pub async fn add_customer(&self, name: &str) -> Value {
        self.post("/v1/customers", json!({ "name": name })).await.ok()["id"].clone()
    }

    /// A command on an order: `lines`, `payments`, `complete`, `void`, `refunds`.
    pub async fn on(&self, order: &Value, command: &str, body: Value) -> Reply {
        let id = order["id"].as_str().expect("an order");
        self.post(&format!("/v1/orders/{id}/{command}"), body).await
    }

    /// An order as it is now, with what every book says of it.
    pub async fn look_at(&self, order: &Value) -> Value {
        let id = order["id"].as_str().expect("an order");
        self.get(&format!("/v1/orders/{id}")).await.ok()
    }

    /// Pays a part of an order in cash or the like.
    pub async fn pay(&self, order: &Value, tender: &str, minor: i64) -> Reply {
        self.on(order, "payments", json!({ "tender": tender, "amount": self.money(minor) })).await
    }

    /// Asks for the rest of an order by card; the order completes by itself once it is paid.
    pub async fn pay_by_card(&self, order: &Value) -> Value {
        self.on(order, "payments", json!({ "tender": "card", "complete_when_paid": true })).await.ok()
    }

    /// Gives back what `how` says of an order, at the first register.
    pub async fn refund(&self, order: &Value, mut how: Value) -> Reply {
        how["register_id"] = json!(self.register());
        if how["reason"].is_null() {
            how["reason"] = json!("brought back");
        }
        self.on(order, "refunds", how).await
    }

    /// How the terminal treats the next card: `approve`, `insufficient_funds`, `customer_cancels`, ...
    pub async fn next_card(&self, mode: &str) {
        self.at_terminal("behaviour", json!({ "mode": mode, "delay_ms": 0, "next": 1 })).await;
    }

    /// The next card is charged, and so many inquiries meet a dead line.
    pub async fn next_card_unheard(&self, inquiries: u32) {
        let behaviour = json!({ "mode": "network_dead", "delay_ms": 0, "inquiries": inquiries, "next": 1 });
        self.at_terminal("behaviour", behaviour).await;
    }

    /// Somebody presses a button for a payment on the terminal's screen: `approve`, `decline`, `cancel`.
    pub async fn press(&self, payment: &Value, button: &str) {
        self.at_terminal("hand", json!({ "reference": payment["attempts"][0]["id"], "press": button })).await;
    }

    /// Somebody at the terminal does something.
    pub async fn at_terminal(&self, what: &str, body: Value) {
        let answer = self.at_terminal.post(&format!("/{what}"), body.clone()).await;
        assert!(answer.status.is_success(), "{what} {body}: {}", answer.body);
    }

    /// Waits until the terminal has `status` for a payment, whatever the till knows.
    pub async fn terminal_has(&self, payment: &Value, status: &str) {
        let (reference, wanted) = (&payment["attempts"][0]["id"], json!(status));
        let has = wait::eventually(PATIENCE, async || {
            let known = json!(self.terminal.transactions().expect("a terminal's memory"));
            known.as_array()?.iter().find(|t| t["reference"] == *reference && t["status"] == wanted).map(drop)
        });
        has.await.unwrap_or_else(|| panic!("the terminal never has {status} for {payment}"));
    }

    /// A payment as it is now.
    pub async fn payment(&self, payment: &Value) -> Value {
        self.get(&format!("/v1/payments/{}", payment["id"].as_str().expect("a payment"))).await.ok()
    }

    /// A command on a payment: `cancel`, `inquire`.
    pub async fn ask(&self, payment: &Value, command: &str) -> Reply {
        let id = payment["id"].as_str().expect("a payment");
        self.post(&format!("/v1/payments/{id}/{command}"), json!({})).await
    }

    /// Waits until a payment answers to `found`, and returns it.
    pub async fn payment_when(&self, payment: &Value, found: impl Fn(&Value) -> bool) -> Value {
        let answered = wait::eventually(PATIENCE, async || Some(self.payment(payment).await).filter(&found));
        match answered.await {
            Some(payment) => payment,
            None => panic!("never as expected: {}", self.payment(payment).await),
        }
    }

    /// Waits until everything that a payment asks of the terminal has ended, and returns it.
    pub async fn settled(&self, payment: &Value) -> Value {
        let ended = |a: &Value| matches!(a["state"].as_str(), Some("succeeded" | "failed" | "expired"));
        self.payment_when(payment, |p| p["attempts"].as_array().is_some_and(|all| all.iter().all(ended))).await
    }

    /// What the shelves say of a variant.
    pub async fn stock(&self, variant: &Value) -> Stock {
        let id = variant.as_str().expect("a variant");
        let found = self.get(&format!("/v1/stock?variant_id={id}")).await.ok()["items"][0].take();
        let text = |field: &str| found[field].as_str().unwrap_or("0").to_owned();
        Stock {
            on_hand: text("on_hand"),
            reserved: text("reserved"),
            value: found["value"]["amount"].as_i64().unwrap_or(0),
            recount: !found["recount_since"].is_null(),
        }
    }

    /// The balance of every account that has one, by the account's name: debits positive, credits negative.
    pub async fn books(&self) -> BTreeMap<String, i64> {
        let trial = self.get("/v1/trial-balance").await.ok();
        let [debit, credit] = figures(&trial, ["total_debit", "total_credit"]);
        assert_eq!(debit, credit, "debits equal credits");
        let accounts = trial["accounts"].as_array().expect("accounts").iter();
        let balances = accounts.map(|a| (a["name"].as_str().expect("a name").to_owned(), figures(a, ["balance"])[0]));
        balances.filter(|(_, balance)| *balance != 0).collect()
    }

    /// Asserts the balance of every account that has one.
    pub async fn books_are(&self, expect: &[(&str, i64)]) {
        let expect: BTreeMap<String, i64> = expect.iter().map(|(name, minor)| ((*name).to_owned(), *minor)).collect();
        assert_eq!(self.books().await, expect, "the books: what they are, what they should be");
    }
}
