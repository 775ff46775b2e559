//! The server dies while a card is being charged. The next one asks the terminal what happened and never
//! charges again: the card is charged once or not at all, and the order is finished or freed by itself.

use std::sync::Arc;

use onetill_connectors::payments::simulated::Kind;
use onetill_domains::orders::{self, PayOrder};
use onetill_domains::payments;
use onetill_kernel::{OrderId, PaymentId, Uuid};
use onetill_testkit::client::{Client, OWNER_KEY};
use onetill_testkit::founding::Engine;
use onetill_testkit::process::Process;
use onetill_testkit::tap::Part;
use onetill_testkit::wait;
use reqwest::Method;
use serde_json::json;

use crate::counter::Counter;
use crate::support::{LIMIT, ONETILL, ago};

#[test]
fn killed_while_the_customer_looks_for_the_card_and_approved_meanwhile() {
    for engine in Engine::BOTH {
        let mut counter = Counter::open(engine, "by_hand:0");
        let order = counter.order();
        counter.pay_by_card(order);
        let reference = counter.card_wanted();
        counter.stand.server.kill();
        counter.at_terminal("/hand", json!({ "reference": reference, "press": "approve" }));
        counter.stand.restart();
        counter.assert_charged_once(&counter.settled(order), true);
    }
}

#[test]
fn killed_while_the_customer_looks_for_the_card_and_declined_afterwards() {
    let mut counter = Counter::open(Engine::Sqlite, "by_hand:0");
    let order = counter.order();
    counter.pay_by_card(order);
    let reference = counter.card_wanted();
    counter.stand.server.kill();
    counter.stand.restart();
    counter.at_terminal("/hand", json!({ "reference": reference, "press": "decline" }));
    counter.assert_freed(&counter.settled(order), "declined");
    // What was freed can be paid.
    let path = format!("/v1/orders/{order}/payments");
    let cash = json!({ "tender": "cash", "complete_when_paid": true });
    counter.stand.block_on(counter.stand.client.post(&path, cash)).ok();
    assert_eq!(counter.look_at(order)["state"], "completed");
    counter.stand.verify();
}

#[test]
fn killed_while_the_terminal_keeps_its_answer_to_itself() {
    let mut counter = Counter::open(Engine::Sqlite, "never_answer");
    let order = counter.order();
    counter.tap.act_at(1, Part::Request, kill(&counter));
    counter.pay_by_card_until_killed(order);
    counter.stand.restart();
    // Asked, and not answered either, until somebody lets the terminal speak.
    counter.wait_for_requests(2);
    assert_eq!(counter.look_at(order)["state"], "frozen");
    counter.at_terminal("/release", json!({}));
    counter.assert_charged_once(&counter.settled(order), true);
}

#[test]
fn killed_when_nobody_knows() {
    let mut counter = Counter::open(Engine::Sqlite, "approve");
    counter.at_terminal("/behaviour", json!({ "mode": "network_dead", "inquiries": 2 }));
    let order = counter.order();
    let payment = counter.pay_by_card(order);
    let state = || counter.stand.block_on(counter.stand.client.get(&format!("/v1/payments/{payment}"))).ok();
    wait::until(LIMIT, || (state()["state"] == "unknown").then_some(())).expect("nobody knows");
    counter.stand.server.kill();
    counter.stand.restart();
    counter.assert_charged_once(&counter.settled(order), true);
}

#[test]
fn killed_together_with_the_terminal() {
    let mut counter = Counter::open(Engine::Sqlite, "by_hand:0");
    let order = counter.order();
    counter.pay_by_card(order);
    let reference = counter.card_wanted();
    counter.stand.server.kill();
    counter.restart_terminal("approve:0");
    counter.stand.restart();
    counter.at_terminal("/hand", json!({ "reference": reference, "press": "approve" }));
    counter.assert_charged_once(&counter.settled(order), true);
}

#[test]
fn killed_after_it_said_that_it_sends_and_before_it_did() {
    let mut counter = Counter::open(Engine::Sqlite, "approve:0");
    let order = counter.order();
    counter.stand.server.kill();
    let payment = counter.intend_to_charge(order, 20);
    counter
        .stand
        .without_server(ago(20), move |tx, ctx| payments::mark_sent(tx, ctx, payment, 1, payments::Asking::Charge));
    counter.stand.restart();
    counter.assert_freed(&counter.settled(order), "failed");
    assert_eq!(counter.tap.count("POST"), 0, "{:?}", counter.tap.requests());
}

#[test]
fn an_intent_that_never_left_is_sent_once() {
    for engine in Engine::BOTH {
        let mut counter = Counter::open(engine, "approve:0");
        let order = counter.order();
        counter.stand.server.kill();
        counter.intend_to_charge(order, 0);
        counter.stand.restart();
        counter.assert_charged_once(&counter.settled(order), false);
    }
}

#[test]
fn an_intent_that_waited_too_long_is_never_sent() {
    let mut counter = Counter::open(Engine::Sqlite, "approve:0");
    let order = counter.order();
    counter.stand.server.kill();
    counter.intend_to_charge(order, 120);
    counter.stand.restart();
    counter.assert_freed(&counter.settled(order), "failed");
    assert_eq!(counter.tap.requests(), Vec::<String>::new());
}

#[test]
fn two_servers_over_one_database_send_each_intent_once() {
    let mut counter = Counter::open(Engine::Postgres, "approve:0");
    let all: Vec<OrderId> = (0..4).map(|_| counter.order()).collect();
    counter.stand.server.kill();
    for order in &all {
        counter.intend_to_charge(*order, 0);
    }
    let target = counter.stand.home.target.clone();
    let second = std::thread::spawn(move || Process::serve(ONETILL, &target));
    counter.stand.restart();
    let second = second.join().expect("a second server");
    // The terminal takes one payment at a time and may call itself busy; it is never asked for one twice.
    let charged = all.iter().filter(|order| counter.settled(**order)["state"] == "completed").count();
    assert!(charged >= 1);
    assert_eq!(counter.moved(Kind::Charge).len(), charged);
    assert_eq!(counter.tap.count("POST /payments"), all.len(), "{:?}", counter.tap.requests());
    for order in &all {
        let seen = counter.stand.block_on(Client::new(second.url()).get(&format!("/v1/orders/{order}"))).ok();
        assert_eq!(seen["state"], counter.look_at(*order)["state"]);
    }
    counter.stand.verify();
}

#[test]
fn killed_at_every_message_in_turn() {
    let mut counter = Counter::open(Engine::Sqlite, "by_hand:0");
    let moments = (1..=2).flat_map(|message| [(message, Part::Request), (message, Part::Answer)]);
    let mut completed = 0;
    for (message, part) in moments {
        let order = counter.order();
        let asked = counter.tap.count("POST /payments");
        counter.tap.act_at(message, part, kill(&counter));
        counter.pay_by_card_until_killed(order);
        let reference = counter.card_wanted();
        counter.at_terminal("/hand", json!({ "reference": reference, "press": "approve" }));
        counter.stand.restart();
        let order = counter.settled(order);
        assert_eq!((&order["state"], &order["recovered"]), (&json!("completed"), &json!(true)), "{message} {part:?}");
        assert_eq!(counter.tap.count("POST /payments"), asked + 1, "{:?}", counter.tap.requests());
        completed += 1;
        assert_eq!(counter.moved(Kind::Charge).len(), completed);
        counter.stand.verify();
    }
}

#[test]
fn killed_while_money_goes_back_to_the_card() {
    for part in [Part::Request, Part::Answer] {
        let mut counter = Counter::open(Engine::Sqlite, "approve:0");
        let order = counter.order();
        counter.pay_by_card(order);
        let paid = counter.settled(order);
        counter.tap.act_at(1, part, kill(&counter));
        let id = Uuid::now_v7();
        let refund = json!({ "id": id, "register_id": counter.stand.things.registers[0], "reason": "broken" });
        let path = format!("/v1/orders/{order}/refunds");
        let client = &counter.stand.client;
        let answer = client.try_send(OWNER_KEY, Method::POST, &path, Some(refund), None);
        // The server dies of it: its answer may come first, or never.
        if let Ok(reply) = counter.stand.block_on(answer) {
            reply.ok();
        }
        assert!(!counter.stand.server.ended().success());
        counter.stand.restart();
        counter.settled(order);
        let refund = format!("/v1/refunds/{id}");
        assert_eq!(counter.stand.block_on(counter.stand.client.get(&refund)).ok()["state"], "completed");
        let back = counter.moved(Kind::Refund);
        assert_eq!(back.len(), 1, "{back:?}");
        assert_eq!(paid["total"]["amount"], back[0].amount);
        assert_eq!(counter.tap.count("POST /refunds"), 1);
        counter.stand.verify();
    }
}

/// Kills the server. Does not keep it alive: a test that fails before must not leave it behind.
fn kill(counter: &Counter) -> impl FnOnce() + Send + 'static {
    let server = Arc::downgrade(&counter.stand.server);
    move || server.upgrade().into_iter().for_each(|server| server.kill())
}

impl Counter {
    /// Writes down, without a server, that a card is to be charged for an order, so many seconds ago.
    fn intend_to_charge(&self, order: OrderId, seconds_ago: i64) -> PaymentId {
        let pay: PayOrder =
            serde_json::from_value(json!({ "tender": "card", "complete_when_paid": true })).expect("a payment");
        self.stand.without_server(ago(seconds_ago), move |tx, ctx| Ok(orders::pay(tx, ctx, order, &pay)?.payment_id))
    }

    fn wait_for_requests(&self, count: usize) {
        wait::until(LIMIT, || (self.tap.requests().len() >= count).then_some(())).expect("requests in time");
    }
}
