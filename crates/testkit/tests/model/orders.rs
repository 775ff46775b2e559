//! Orders that are changed, paid in steps, given up or completed; and cards, good days and bad.

use onetill_testkit::shop::Reply;
use reqwest::Method;
use serde_json::{Value, json};

use crate::week::Week;

impl Week<'_> {
    /// An order that is changed, and paid in steps, by cash and by card.
    pub(crate) async fn order(&mut self) {
        let (id, mut cart) = (self.new_id(), self.cart());
        cart["id"] = json!(id);
        let expected = self.auditor.expect(|a| a.open(&id, &cart));
        let reply = self.shop.post("/v1/orders", cart).await;
        self.agree("order", &reply, expected);
        if expected.is_err() {
            return;
        }
        self.orders.push(id.clone());
        for _ in 0..2 + self.dice.roll(4) {
            self.shop.later(60);
            self.step_of(&id).await;
        }
    }

    pub(crate) async fn step_of(&mut self, id: &str) {
        match self.dice.roll(8) {
            0 => {
                let body = json!({ "lines": self.lines() });
                let expected = self.auditor.expect(|a| a.add_lines(id, &body));
                let reply = self.on(id, "lines", body).await;
                self.agree("more lines", &reply, expected);
            }
            1 => {
                let mut cart = self.cart();
                cart.as_object_mut().expect("a cart").remove("register_id");
                let expected = self.auditor.expect(|a| a.replace_cart(id, &cart));
                let reply = self.shop.send(Method::PUT, &format!("/v1/orders/{id}/cart"), Some(cart)).await;
                self.agree("another cart", &reply, expected);
            }
            2 => self.void(id).await,
            3 => self.complete(id).await,
            4 => self.pay(id).await,
            _ => self.pay_by_card(id).await,
        }
        self.auditor.compare_order(self.shop, id).await;
    }

    pub(crate) async fn on(&self, id: &str, command: &str, body: Value) -> Reply {
        self.shop.on(&json!({ "id": id }), command, body).await
    }

    pub(crate) async fn complete(&mut self, id: &str) {
        let expected = self.auditor.expect(|a| a.complete(id));
        let reply = self.on(id, "complete", json!({})).await;
        self.agree("complete", &reply, expected);
    }

    pub(crate) async fn void(&mut self, id: &str) {
        let expected = self.auditor.expect(|a| a.void(id));
        let reply = self.on(id, "void", json!({ "reason": "changed their mind" })).await;
        self.agree("void", &reply, expected);
        self.settled(id).await;
    }

    pub(crate) async fn pay(&mut self, id: &str) {
        let payment = self.new_id();
        let mut body =
            json!({ "id": payment, "tender": self.dice.pick(&["cash", "voucher"]), "complete_when_paid": true });
        if self.dice.one_in(2) {
            body["amount"] = self.shop.money(self.dice.amount(0, 3000));
        }
        let expected = self.auditor.expect(|a| a.pay(id, &payment, &body));
        let reply = self.on(id, "payments", body).await;
        self.agree("payment", &reply, expected);
    }

    pub(crate) async fn pay_by_card(&mut self, id: &str) {
        let payment = self.new_id();
        let body = json!({ "id": payment, "tender": "card", "complete_when_paid": !self.dice.one_in(3) });
        let expected = self.auditor.expect(|a| a.ask_for_money(id, &payment, &body));
        let modes =
            ["approve", "approve", "approve", "insufficient_funds", "customer_cancels", "no_card", "network_dead"];
        let mode = self.dice.pick(&modes);
        match mode {
            _ if expected.is_err() => {}
            "network_dead" => self.shop.next_card_unheard(2).await,
            mode => self.shop.next_card(mode).await,
        }
        let reply = self.on(id, "payments", body).await;
        self.agree(&format!("card, {mode}"), &reply, expected);
        if expected.is_err() {
            return;
        }
        match mode {
            "insufficient_funds" => self.auditor.came_to_nothing(id, &payment, "declined"),
            "customer_cancels" => self.auditor.came_to_nothing(id, &payment, "cancelled"),
            "no_card" => self.auditor.came_to_nothing(id, &payment, "expired"),
            "network_dead" => {
                self.nobody_knows(id, &reply.body).await;
                self.auditor.captured(id, &payment).expect("what was captured completes");
            }
            _ => self.auditor.captured(id, &payment).expect("what was captured completes"),
        }
        self.settled(id).await;
    }

    /// A payment is unknown for a while: nothing may be done over it. Then an inquiry finds it.
    pub(crate) async fn nobody_knows(&mut self, id: &str, payment: &Value) {
        self.shop.payment_when(payment, |p| p["message"] == "Waiting for the terminal.").await;
        for state in ["pending", "unknown"] {
            assert_eq!(self.shop.ask(payment, "inquire").await.ok()["state"], state);
        }
        self.auditor.unknown(id, payment["id"].as_str().expect("an id"));
        self.auditor.compare_order(self.shop, id).await;
        self.void(id).await;
        self.complete(id).await;
        self.shop.ask(payment, "inquire").await.ok();
    }

    /// Waits until the terminal has answered everything that an order asks of it.
    pub(crate) async fn settled(&self, id: &str) {
        let page = self.shop.look_at(&json!({ "id": id })).await;
        for payment in page["payments"].as_array().expect("payments").iter().filter(|p| p["state"] != "unknown") {
            self.shop.settled(payment).await;
        }
    }
}
