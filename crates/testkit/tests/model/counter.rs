//! What is sold for cash, put aside, exchanged and brought back, and what a manager must allow.

use onetill_testkit::shop::{Reply, figures};
use serde_json::{Value, json};

use crate::days::{Days, Expected};
use crate::people::{discount_limit, may, somebody};
use crate::prices::{Cart, Line, halves, percent_of};

/// An order that is not paid.
pub(crate) struct Waiting {
    pub(crate) id: Value,
    pub(crate) register: usize,
    lines: Vec<Line>,
    /// What one of each line cost when it was put down.
    units: Vec<i64>,
    /// What each line cost without anything off, and what of it was taken off by hand.
    by_hand: Vec<(i64, i64)>,
    held: bool,
}

/// What was sold and not brought back.
pub(crate) struct Sold {
    pub(crate) id: Value,
    pub(crate) total: i64,
    /// The card that paid for it, and how much.
    pub(crate) card: Option<(Value, i64)>,
    /// The code that it used, and who.
    pub(crate) code: Option<(usize, Option<usize>)>,
}

impl Days<'_> {
    /// Lines of different goods. Not more than one thing is wrong with it.
    pub(crate) fn a_cart(&mut self) -> Cart {
        let mut cart = Cart::default();
        let wrong = self.dice.one_in(8);
        if !wrong && !self.prices.codes.is_empty() && !self.dice.one_in(3) {
            let newest = self.prices.codes.len() - 1;
            cart.code = Some(newest - self.dice.roll(2).min(newest));
        }
        // Mostly there is something that the code is for.
        let sought = cart.code.map(|code| self.prices.promotions[self.prices.codes[code].of].goods);
        for goods in 0..self.goods.len() {
            if cart.lines.len() == 3 || !(self.dice.one_in(2) || sought == Some(goods)) {
                continue;
            }
            let asked = self.prices.asked.iter().find(|asked| asked.goods == goods).copied();
            let mut choices: Vec<usize> =
                (0..self.prices.choices.len()).filter(|c| self.prices.choices[*c].goods == goods).collect();
            let wanted = match asked {
                None => 0,
                Some(asked) if wrong => {
                    if asked.least > 0 {
                        asked.least - 1
                    } else {
                        asked.most + 1
                    }
                }
                Some(asked) => asked.least + self.dice.roll(asked.most - asked.least + 1),
            };
            while choices.len() > wanted {
                choices.remove(self.dice.roll(choices.len()));
            }
            let percent = if self.dice.one_in(4) { self.dice.pick(&[5, 10, 15, 40]) } else { 0 };
            let pieces = 1 + self.dice.roll(6) as i64;
            cart.lines.push(Line { goods, pieces, choices, percent });
        }
        if cart.lines.is_empty() {
            cart.lines.push(Line { goods: 2, pieces: 1, choices: Vec::new(), percent: 0 });
        }
        if self.dice.one_in(2) {
            cart.customer = Some(self.dice.roll(self.customers.len()));
        }
        cart
    }

    pub(crate) fn body(&self, register: usize, cart: &Cart) -> Value {
        let line = |line: &Line| {
            let choices: Vec<&Value> = line.choices.iter().map(|c| &self.prices.choices[*c].id).collect();
            let off = json!([{ "percent": line.percent.to_string() }]);
            json!({
                "variant_id": self.goods[line.goods], "quantity": line.pieces, "options": choices,
                "discounts": if line.percent > 0 { off } else { json!([]) },
            })
        };
        json!({
            "register_id": self.shop.registers[register],
            "customer_id": cart.customer.map(|c| &self.customers[c]),
            "coupons": cart.code.iter().map(|c| &self.prices.codes[*c].text).collect::<Vec<_>>(),
            "lines": cart.lines.iter().map(line).collect::<Vec<_>>(),
        })
    }

    /// Whether somebody may sell a cart, and whether anybody may.
    pub(crate) fn sellable(&self, who: usize, cart: &Cart) -> Expected {
        self.prices.refuse(cart)?;
        if self.within_limit(who, cart) { Ok(()) } else { Err("forbidden") }
    }

    /// Whether what is taken off each line by hand is what this role may take off.
    fn within_limit(&self, who: usize, cart: &Cart) -> bool {
        let most = discount_limit(self.role(who));
        self.prices.sum(cart).by_hand.iter().all(|(amount, off)| *off <= percent_of(*amount, most))
    }

    /// Whether only the limit of their role keeps somebody from selling a cart.
    fn lacks_approval(&self, who: usize, cart: &Cart) -> bool {
        may(self.role(who), "sell") && self.prices.refuse(cart).is_ok() && !self.within_limit(who, cart)
    }

    /// The code that a sale used up, which is none that took nothing off.
    pub(crate) fn used_code(&mut self, cart: &Cart) -> Option<(usize, Option<usize>)> {
        let helped = self.prices.sum(cart).by_code;
        let used = cart.code.filter(|_| helped).map(|code| (code, cart.customer));
        self.prices.use_code(used, 1);
        used
    }

    /// Sends what may need somebody's PIN: refused for that, it is sent again if one of the people allows it.
    pub(crate) async fn with_approval(
        &mut self,
        what: &str,
        who: usize,
        (path, body): (&str, Value),
        (cart, expected): (&Cart, Expected),
    ) -> Option<Reply> {
        let reply = self.people[who].post(self.shop, path, body.clone()).await;
        if self.agree(what, who, &reply, expected) {
            return Some(reply);
        }
        if expected != Err("forbidden") || !self.lacks_approval(who, cart) {
            return None;
        }
        // In the back office nobody stands beside them; at a register somebody does.
        assert_eq!(reply.body["approvable"], Value::Null, "{}", reply.body);
        let at_register = self.people[who].at(self.shop, &body["register_id"]).await;
        let refused = at_register.post(self.shop, path, body.clone()).await.refused(403, "forbidden");
        assert_eq!(refused["approvable"], json!(["discount_freely"]), "{refused}");
        let approver = somebody(&self.people, &mut self.dice);
        let allowed = match self.role(approver) {
            // Nobody allows themselves.
            _ if approver == who => Err("invalid_field"),
            role if may(role, "discount_freely") => Ok(()),
            _ => Err("may_not_approve"),
        };
        let asked = at_register.ask(self.shop, &self.people[approver], path, &body).await;
        if !self.agree("approval", approver, &asked, allowed) {
            return None;
        }
        let reply = at_register.post_approved(self.shop, path, body, &asked.body["token"]).await;
        self.agree(&format!("{what}, approved"), who, &reply, Ok(()));
        Some(reply)
    }

    pub(crate) async fn sell(&mut self, who: usize) {
        let (register, cart) = (self.dice.roll(2), self.a_cart());
        let mut body = self.body(register, &cart);
        body["payments"] = json!([{ "tender": "cash" }]);
        let total = self.prices.sum(&cart).total;
        let open = self.at_drawer(register).and_then(|()| self.sellable(who, &cart));
        let expected = self.unless(who, "sell", open);
        let Some(reply) = self.with_approval("sale", who, ("/v1/sales", body), (&cart, expected)).await else { return };
        assert_eq!(figures(&reply.body, ["total"]), [total], "what the model says it costs: {}", reply.body);
        let code = self.used_code(&cart);
        self.put_in_drawer(register, total);
        self.is_sold(Sold { id: reply.body["id"].clone(), total, card: None, code });
    }

    pub(crate) fn is_sold(&mut self, sold: Sold) {
        self.charged += sold.total;
        self.sold.push(sold);
    }

    pub(crate) fn one_sold(&mut self) -> Option<usize> {
        if self.sold.is_empty() { None } else { Some(self.dice.roll(self.sold.len())) }
    }

    /// All of something comes back for something else, of which the difference is paid in cash or goes back as it came.
    pub(crate) async fn exchange(&mut self, who: usize) {
        let Some(at) = self.one_sold() else { return };
        let (register, cart) = (self.dice.roll(2), self.a_cart());
        let (total, back) = (self.prices.sum(&cart).total, self.sold[at].total);
        let (due, rest) = ((total - back).max(0), (back - total).max(0));
        let mut body = self.body(register, &cart);
        body["returned"] = json!([{ "order_id": self.sold[at].id, "reason": "another one" }]);
        body["payments"] = if due > 0 { json!([{ "tender": "cash" }]) } else { json!([]) };
        let open = self.at_drawer(register).and_then(|()| self.sellable(who, &cart));
        let expected = self.unless(who, "sell", open);
        let sale = self.with_approval("exchange", who, ("/v1/sales", body), (&cart, expected)).await;
        let Some(reply) = sale else { return };
        assert_eq!(figures(&reply.body, ["total"]), [total], "{}", reply.body);
        assert_eq!(figures(&reply.body["returned"][0], ["total"]), [back], "{}", reply.body);
        self.put_in_drawer(register, due);
        let code = self.used_code(&cart);
        self.comes_back(register, at, rest).await;
        self.is_sold(Sold { id: reply.body["id"].clone(), total, card: None, code });
    }

    /// All of something came back, and so much of its money is given back: by card what the card paid of it, the rest in
    /// cash.
    pub(crate) async fn comes_back(&mut self, register: usize, at: usize, given: i64) {
        let Sold { total, card, code, .. } = self.sold.remove(at);
        self.charged -= total;
        self.prices.use_code(code, -1);
        let mut in_cash = given;
        if let Some((payment, paid)) = card {
            let [by_card, other] = halves(given, [paid, total - paid]);
            in_cash = other;
            self.by_card -= by_card;
            self.shop.settled(&payment).await;
        }
        self.put_in_drawer(register, -in_cash);
    }

    pub(crate) async fn put_aside(&mut self, who: usize) {
        let (register, mut cart) = (self.dice.roll(2), self.a_cart());
        // What becomes of a code while an order waits is another story.
        cart.code = None;
        let mut body = self.body(register, &cart);
        body["hold"] = json!({ "name": format!("cart {}", self.done.len()) });
        let expected = self.unless(who, "sell", self.sellable(who, &cart));
        let order = self.with_approval("put aside", who, ("/v1/orders", body), (&cart, expected)).await;
        if let Some(reply) = order {
            let total = self.prices.sum(&cart).total;
            assert_eq!(figures(&reply.body, ["total"]), [total], "{}", reply.body);
            self.waits(reply.body["id"].clone(), register, cart, true);
        }
    }

    pub(crate) fn waits(&mut self, id: Value, register: usize, cart: Cart, held: bool) {
        let units = self.prices.units(&cart.lines);
        let by_hand = self.prices.sum_at(&cart.lines, &units, None).by_hand;
        self.waiting.push(Waiting { id, register, lines: cart.lines, units, by_hand, held });
    }

    /// The orders that are put aside.
    pub(crate) fn aside(&self) -> impl Iterator<Item = &Value> {
        self.waiting.iter().filter(|w| w.held).map(|w| &w.id)
    }

    fn one_waiting(&mut self) -> Option<usize> {
        if self.waiting.is_empty() { None } else { Some(self.dice.roll(self.waiting.len())) }
    }

    async fn on_order(&self, who: usize, at: usize, command: &str, body: Value) -> Reply {
        let id = self.waiting[at].id.as_str().expect("an id");
        self.people[who].post(self.shop, &format!("/v1/orders/{id}/{command}"), body).await
    }

    pub(crate) async fn take_up(&mut self, who: usize) {
        let Some(at) = self.one_waiting() else { return };
        let register = self.dice.roll(2);
        let waits = if self.waiting[at].held { Ok(()) } else { Err("order_not_held") };
        let expected = self.unless(who, "sell", waits);
        let body = json!({ "register_id": self.shop.registers[register] });
        let reply = self.on_order(who, at, "recall", body).await;
        if self.agree("taken up", who, &reply, expected) {
            let order = &mut self.waiting[at];
            (order.held, order.register) = (false, register);
        }
    }

    pub(crate) async fn pay(&mut self, who: usize) {
        let Some(at) = self.one_waiting() else { return };
        let Waiting { register, held, .. } = self.waiting[at];
        let open = if held { Err("order_held") } else { self.at_drawer(register) };
        let expected = self.unless(who, "sell", open);
        let reply = self.on_order(who, at, "payments", json!({ "tender": "cash", "complete_when_paid": true })).await;
        if self.agree("order paid", who, &reply, expected) {
            let order = self.waiting.remove(at);
            let sold = self.shop.look_at(&json!({ "id": order.id })).await;
            assert_eq!(sold["state"], "completed", "{sold}");
            let total = figures(&sold, ["total"])[0];
            self.put_in_drawer(register, total);
            self.is_sold(Sold { id: order.id, total, card: None, code: None });
        }
    }

    pub(crate) async fn void(&mut self, who: usize) {
        let Some(at) = self.one_waiting() else { return };
        let expected = self.unless(who, "sell", Ok(()));
        let reply = self.on_order(who, at, "void", json!({ "reason": "left the shop" })).await;
        if self.agree("order voided", who, &reply, expected) {
            self.waiting.remove(at);
        }
    }

    /// What is left costs what it did when it was put down, less what is taken off such a cart now. Where less comes off by
    /// rule, more of it may come off by hand: more than there was needs somebody who may.
    pub(crate) async fn void_line(&mut self, who: usize) {
        let Some(at) = self.one_waiting() else { return };
        let order = &self.waiting[at];
        if order.lines.len() < 2 {
            return;
        }
        let sum = self.prices.sum_at(&order.lines[1..], &order.units[1..], None);
        let most = discount_limit(self.role(who));
        let before = order.by_hand[1..].iter();
        let allowed =
            |((amount, off), (_, had)): (&(i64, i64), &(i64, i64))| *off <= percent_of(*amount, most).max(*had);
        let within = sum.by_hand.iter().zip(before).all(allowed);
        let open = if order.held {
            Err("order_held")
        } else if within {
            Ok(())
        } else {
            Err("forbidden")
        };
        let expected = self.unless(who, "sell", open);
        let reply = self.on_order(who, at, "lines/void", json!({ "line_no": 1, "reason": "scanned twice" })).await;
        if self.agree("line voided", who, &reply, expected) {
            assert_eq!(figures(&reply.body, ["total"]), [sum.total], "{}", reply.body);
            let order = &mut self.waiting[at];
            order.lines.remove(0);
            order.units.remove(0);
            order.by_hand = sum.by_hand;
        }
    }

    pub(crate) async fn refund(&mut self, who: usize) {
        let Some(at) = self.one_sold() else { return };
        let register = self.dice.roll(2);
        let (id, total) = (self.sold[at].id.clone(), self.sold[at].total);
        let expected = self.unless(who, "refund", self.at_drawer(register));
        let body = json!({ "register_id": self.shop.registers[register], "reason": "brought back" });
        let path = format!("/v1/orders/{}/refunds", id.as_str().expect("an id"));
        let reply = self.people[who].post(self.shop, &path, body.clone()).await;
        if self.agree("refund", who, &reply, expected) {
            assert_eq!(figures(&reply.body, ["total"]), [total], "all of it goes back");
            self.comes_back(register, at, total).await;
            self.shop.post(&path, body).await.refused(422, "refund_exceeds_rest");
        }
    }

    pub(crate) async fn refund_without_order(&mut self, who: usize) {
        let (register, goods) = (self.dice.roll(2), self.dice.roll(self.goods.len()));
        let minor = self.dice.amount(1, 500);
        let line = json!({ "variant_id": self.goods[goods], "quantity": 1, "unit_price": self.shop.money(minor) });
        let body = json!({
            "register_id": self.shop.registers[register], "lines": [line], "tender": "cash", "reason": "no receipt",
        });
        let expected = self.unless(who, "refund_unlinked", self.at_drawer(register));
        let reply = self.people[who].post(self.shop, "/v1/refunds", body).await;
        if self.agree("refund without order", who, &reply, expected) {
            assert_eq!(figures(&reply.body, ["total"]), [minor], "{}", reply.body);
            self.charged -= minor;
            self.put_in_drawer(register, -minor);
        }
    }
}
