//! What is paid by card, on good days of the terminal and on bad ones.

use onetill_testkit::shop::figures;
use serde_json::{Value, json};

use crate::counter::Sold;
use crate::days::Days;
use crate::prices::Cart;

/// What the terminal does, and whether the card is charged in the end.
const MODES: [(&str, bool); 10] = [
    ("approve", true),
    ("approve", true),
    ("insufficient_funds", false),
    ("card_expired", false),
    ("customer_cancels", false),
    ("no_card", false),
    // The request is lost.
    ("forget", false),
    // The card is charged, and the till hears of it late ...
    ("never_answer", true),
    ("never_answer", true),
    // ... or not at all, until an inquiry finds it.
    ("network_dead", true),
];

impl Days<'_> {
    /// An order that is to be paid by card.
    async fn order(&mut self, who: usize, what: &str) -> Option<(usize, Cart, i64, Value)> {
        let (register, cart) = (self.dice.roll(2), self.a_cart());
        let total = self.prices.sum(&cart).total;
        let expected = self.unless(who, "sell", self.sellable(who, &cart));
        let body = self.body(register, &cart);
        let order = self.with_approval(what, who, ("/v1/orders", body), (&cart, expected)).await?.body;
        assert_eq!(figures(&order, ["total"]), [total], "{order}");
        Some((register, cart, total, order))
    }

    /// Gives up an order; what was taken off it by a code is given back.
    async fn give_up(&self, order: &Value) {
        let given_up = self.shop.on(order, "void", json!({ "reason": "not paid" })).await.ok();
        assert_eq!(given_up["state"], "voided");
    }

    pub(crate) async fn sell_by_card(&mut self, who: usize) {
        let Some((register, cart, total, order)) = self.order(who, "order by card").await else { return };
        let (mode, charged) = self.dice.pick(&MODES);
        let expected = if total == 0 { Err("invalid_field") } else { self.at_drawer(register) };
        match mode {
            _ if expected.is_err() => {}
            "network_dead" => self.shop.next_card_unheard(2).await,
            mode => self.shop.next_card(mode).await,
        }
        let path = format!("/v1/orders/{}/payments", order["id"].as_str().expect("an id"));
        let asking = json!({ "tender": "card", "complete_when_paid": true });
        let reply = self.people[who].post(self.shop, &path, asking).await;
        if !self.agree(&format!("card, {mode}"), who, &reply, expected) {
            return self.give_up(&order).await;
        }
        let payment = reply.body;
        // From here on the code is used, whatever becomes of the card.
        let code = self.used_code(&cart);
        self.until_known(mode, register, &order, &payment).await;
        let settled = self.shop.settled(&payment).await;
        let now = self.shop.look_at(&order).await;
        if charged {
            assert_eq!((&settled["state"], &now["state"]), (&json!("captured"), &json!("completed")), "{now}");
            assert_eq!(now["recovered"], mode == "network_dead", "{now}");
            self.by_card += total;
            self.is_sold(Sold { id: order["id"].clone(), total, card: Some((payment, total)), code });
            return;
        }
        assert_eq!(now["state"], "open", "nothing was charged: {now}");
        self.prices.use_code(code, -1);
        if cart.code.is_none() && self.dice.one_in(2) {
            self.waits(order["id"].clone(), register, cart, false);
        } else {
            self.give_up(&order).await;
        }
    }

    /// Goes along with the terminal until it is known what became of a payment. Until then nothing is done over it: the
    /// order is not given up, and the shift does not end.
    async fn until_known(&mut self, mode: &str, register: usize, order: &Value, payment: &Value) {
        match mode {
            "forget" => {
                self.shop.payment_when(payment, |p| p["message"] == "Waiting for the terminal.").await;
                assert_eq!(self.shop.ask(payment, "inquire").await.ok()["state"], "pending", "it may be on its way");
                self.shop.later(20);
            }
            "never_answer" => {
                self.shop.terminal_has(payment, "approved").await;
                self.nothing_over(register, order, payment, "pending").await;
                self.shop.at_terminal("release", json!({})).await;
            }
            "network_dead" => {
                self.shop.payment_when(payment, |p| p["message"] == "Waiting for the terminal.").await;
                assert_eq!(self.shop.ask(payment, "inquire").await.ok()["state"], "pending");
                assert_eq!(self.shop.ask(payment, "inquire").await.ok()["state"], "unknown");
                self.nothing_over(register, order, payment, "unknown").await;
                assert_eq!(self.shop.ask(payment, "inquire").await.ok()["state"], "captured");
            }
            _ => {}
        }
    }

    async fn nothing_over(&mut self, register: usize, order: &Value, payment: &Value, state: &str) {
        assert_eq!(self.shop.payment(payment).await["state"], state);
        self.shop.on(order, "void", json!({ "reason": "no answer" })).await.refused(409, "payment_open");
        if let Some((shift, cash)) = self.open_shift_of(register) {
            let path = format!("/v1/shifts/{}/close", shift.as_str().expect("an id"));
            let closing = self.shop.post(&path, json!({ "counted": self.shop.money(cash) })).await;
            closing.refused(409, "payment_open");
            self.done.push("shift closed refused: payment_open".to_owned());
        }
    }

    /// All of something comes back for something dearer, and a card pays the difference: the exchange ends by itself.
    pub(crate) async fn exchange_by_card(&mut self, who: usize) {
        let Some(at) = self.one_sold() else { return };
        let Some((register, cart, total, order)) = self.order(who, "exchange by card").await else { return };
        let due = total - self.sold[at].total;
        let expected = if due <= 0 { Err("invalid_field") } else { self.at_drawer(register) };
        if expected.is_ok() {
            self.shop.next_card("by_hand").await;
        }
        let path = format!("/v1/orders/{}/payments", order["id"].as_str().expect("an id"));
        let returned = json!([{ "order_id": self.sold[at].id, "reason": "another one" }]);
        let asking = json!({ "tender": "card", "complete_when_paid": true, "returned": returned });
        let reply = self.people[who].post(self.shop, &path, asking).await;
        if !self.agree("exchange paid by card", who, &reply, expected) {
            return self.give_up(&order).await;
        }
        let payment = reply.body;
        assert_eq!(figures(&payment, ["amount"]), [due], "the difference");
        let code = self.used_code(&cart);
        self.shop.payment_when(&payment, |p| p["message"] == "Ask for the card.").await;
        self.shop.later(1);
        self.shop.press(&payment, "approve").await;
        self.shop.terminal_has(&payment, "approved").await;
        self.shop.ask(&payment, "inquire").await.ok();
        assert_eq!(self.shop.look_at(&order).await["state"], "completed");
        self.by_card += due;
        self.comes_back(register, at, 0).await;
        self.is_sold(Sold { id: order["id"].clone(), total, card: Some((payment, due)), code });
    }
}
