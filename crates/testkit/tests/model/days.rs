//! Days of a shop in which people of every role do whatever comes to their mind: open and close shifts, move cash, sell, put
//! aside and take up again, void, give back, change prices and promotions, and each other's roles. Beside them a simple
//! model: who may do it, which drawer is open and what lies in it, what waits, what things cost.

use std::collections::BTreeMap;

use onetill_kernel::Clock;
use onetill_testkit::dice::Dice;
use onetill_testkit::scenario::OnFailure;
use onetill_testkit::shop::{Reply, Shop, figures};
use reqwest::Method;
use serde_json::{Value, json};

use crate::people::{Person, ROLES, covers, may, somebody};
use crate::prices::{Deal, List, Prices, Promotion};

/// How much happens.
const STEPS: usize = 90;

/// A drawer, and the shift that answers for it.
#[derive(Default)]
struct Drawer {
    /// The open shift's id, and what should lie in the drawer.
    open: Option<(Value, i64)>,
    /// Whether the register is run by shifts.
    by_shifts: bool,
    shifts: i64,
}

/// An order that is not paid.
struct Waiting {
    id: Value,
    register: usize,
    lines: usize,
    total: i64,
    held: bool,
}

/// A sale that was paid in cash.
struct Sold {
    id: Value,
    total: i64,
}

/// A shop, and what it should be like.
pub(crate) struct Days<'a> {
    shop: &'a Shop,
    dice: Dice,
    people: Vec<Person>,
    goods: Vec<Value>,
    prices: Prices,
    drawers: [Drawer; 2],
    waiting: Vec<Waiting>,
    sold: Vec<Sold>,
    /// What customers were charged, less what they got back.
    charged: i64,
    /// What was done or refused, step by step.
    pub(crate) done: Vec<String>,
}

type Expected = Result<(), &'static str>;

impl<'a> Days<'a> {
    pub(crate) async fn begin(shop: &'a Shop, seed: u64) -> Self {
        let mut dice = Dice(seed);
        let vat = shop.tax("standard", "20").await;
        let (mut goods, mut prices) = (Vec::new(), Prices::default());
        for n in 0..5 {
            let price = dice.amount(5, 4000);
            goods.push(shop.goods(&format!("goods-{n}"), price, price / 2, &vat, 100).await);
            prices.catalogue.push(price);
        }
        let mut people = Vec::new();
        for (n, role) in ["owner", "manager", "cashier", "cashier", "accountant"].into_iter().enumerate() {
            people.push(Person::hire(shop, n, role).await);
        }
        Self {
            shop,
            dice,
            people,
            goods,
            prices,
            drawers: [Drawer::default(), Drawer::default()],
            waiting: Vec::new(),
            sold: Vec::new(),
            charged: 0,
            done: Vec::new(),
        }
    }

    pub(crate) async fn live(&mut self) {
        for step in 0..STEPS {
            let _where = OnFailure(format!("in step {step}, after {:#?}", self.done.last()));
            // All within what a sign-in lasts unused.
            self.shop.later(120);
            let who = somebody(&self.people, &mut self.dice);
            match self.dice.roll(24) {
                0..=1 => self.open_shift(who).await,
                2..=3 => self.close_shift(who).await,
                4..=5 => self.move_cash(who).await,
                6..=10 => self.sell(who).await,
                11..=12 => self.put_aside(who).await,
                13..=14 => self.take_up(who).await,
                15 => self.pay(who).await,
                16 => self.void(who).await,
                17 => self.void_line(who).await,
                18 => self.refund(who).await,
                19 => self.refund_without_order(who).await,
                20 => self.price_list(who).await,
                21 => self.promotion(who).await,
                22 => self.change_role(who).await,
                _ => self.look_around(who).await,
            }
            self.compare().await;
        }
        self.add_up().await;
    }

    fn role(&self, who: usize) -> &'static str {
        self.people[who].role
    }

    /// Refused to whoever may not, whatever else would be wrong with it.
    fn unless(&self, who: usize, permission: &str, otherwise: Expected) -> Expected {
        if may(self.role(who), permission) { otherwise } else { Err("forbidden") }
    }

    /// Shop and model must agree on whether it is done or why not.
    #[track_caller]
    fn agree(&mut self, what: &str, who: usize, reply: &Reply, expected: Expected) -> bool {
        let answered =
            if reply.status.is_success() { Ok(()) } else { Err(reply.body["code"].as_str().unwrap_or_default()) };
        let role = self.role(who);
        assert_eq!(answered, expected, "{what} by a {role}: what the shop says, what the model says: {}", reply.body);
        let outcome = expected.err().map_or_else(|| what.to_owned(), |code| format!("{what} refused: {code}"));
        self.done.push(outcome);
        expected.is_ok()
    }

    /// Refused where the register is run by shifts and none is open.
    fn at_drawer(&self, register: usize) -> Expected {
        let drawer = &self.drawers[register];
        if drawer.by_shifts && drawer.open.is_none() { Err("shift_closed") } else { Ok(()) }
    }

    fn put_in_drawer(&mut self, register: usize, minor: i64) {
        if let Some((_, cash)) = &mut self.drawers[register].open {
            *cash += minor;
        }
    }

    /// Lines of different goods.
    fn a_cart(&mut self) -> Vec<(usize, i64)> {
        let mut cart = BTreeMap::new();
        for _ in 0..=self.dice.roll(2) {
            cart.insert(self.dice.roll(self.goods.len()), 1 + self.dice.roll(6) as i64);
        }
        cart.into_iter().collect()
    }

    fn body(&self, register: usize, lines: &[(usize, i64)]) -> Value {
        let line = |(goods, pieces): &(usize, i64)| json!({ "variant_id": self.goods[*goods], "quantity": pieces });
        let lines: Vec<Value> = lines.iter().map(line).collect();
        json!({ "register_id": self.shop.registers[register], "lines": lines })
    }

    async fn open_shift(&mut self, who: usize) {
        let (register, float) = (self.dice.roll(2), self.dice.amount(0, 20_000));
        let body = json!({ "register_id": self.shop.registers[register], "opening_float": self.shop.money(float) });
        let taken = if self.drawers[register].open.is_some() { Err("shift_open") } else { Ok(()) };
        let expected = self.unless(who, "sell", taken);
        let reply = self.people[who].post(self.shop, "/v1/shifts", body).await;
        if self.agree("shift opened", who, &reply, expected) {
            let drawer = &mut self.drawers[register];
            (drawer.by_shifts, drawer.shifts) = (true, drawer.shifts + 1);
            drawer.open = Some((reply.body["id"].clone(), float));
            assert_eq!(reply.body["number"], drawer.shifts, "shifts of a register have no gap");
        }
    }

    /// An open shift, if any is.
    fn an_open_shift(&mut self) -> Option<(usize, Value, i64)> {
        let register = self.dice.roll(2);
        self.drawers[register].open.clone().map(|(id, cash)| (register, id, cash))
    }

    async fn close_shift(&mut self, who: usize) {
        let Some((register, id, cash)) = self.an_open_shift() else { return };
        let slip = self.dice.amount(-50, 51);
        let counted = (cash + slip).max(0);
        let left = self.dice.amount(0, counted + 1);
        let body = json!({ "counted": self.shop.money(counted), "left_in_drawer": self.shop.money(left) });
        let path = format!("/v1/shifts/{}/close", id.as_str().expect("an id"));
        let expected = self.unless(who, "sell", Ok(()));
        let reply = self.people[who].post(self.shop, &path, body).await;
        if self.agree("shift closed", who, &reply, expected) {
            self.drawers[register].open = None;
            let told = self.shop.get(&format!("/v1/shifts/{}", id.as_str().expect("an id"))).await.ok();
            assert_eq!(figures(&told, ["expected", "counted", "difference"]), [cash, counted, counted - cash]);
            // What is closed stays closed.
            let again = self.shop.post(&path, json!({ "counted": self.shop.money(counted) })).await;
            again.refused(409, "shift_closed");
        }
    }

    async fn move_cash(&mut self, who: usize) {
        let Some((register, id, _)) = self.an_open_shift() else { return };
        let (kind, purpose, sign) = self.dice.pick(&[
            ("cash_in", Some("change"), 1),
            ("cash_out", Some("expense"), -1),
            ("safe_drop", None, -1),
        ]);
        let minor = self.dice.amount(1, 3000);
        let body = json!({ "kind": kind, "purpose": purpose, "amount": self.shop.money(minor), "reason": "because" });
        let path = format!("/v1/shifts/{}/cash-movements", id.as_str().expect("an id"));
        let expected = self.unless(who, "sell", Ok(()));
        let reply = self.people[who].post(self.shop, &path, body).await;
        if self.agree(kind, who, &reply, expected) {
            self.put_in_drawer(register, sign * minor);
        }
    }

    async fn sell(&mut self, who: usize) {
        let (register, cart) = (self.dice.roll(2), self.a_cart());
        let mut body = self.body(register, &cart);
        body["payments"] = json!([{ "tender": "cash" }]);
        let total = self.prices.cart(&cart);
        let expected = self.unless(who, "sell", self.at_drawer(register));
        let reply = self.people[who].post(self.shop, "/v1/sales", body).await;
        if self.agree("sale", who, &reply, expected) {
            assert_eq!(figures(&reply.body, ["total"]), [total], "what the model says it costs: {}", reply.body);
            self.paid(register, reply.body["id"].clone(), total);
        }
    }

    fn paid(&mut self, register: usize, id: Value, total: i64) {
        self.put_in_drawer(register, total);
        self.charged += total;
        self.sold.push(Sold { id, total });
    }

    async fn put_aside(&mut self, who: usize) {
        let (register, cart) = (self.dice.roll(2), self.a_cart());
        let mut body = self.body(register, &cart);
        body["hold"] = json!({ "name": format!("cart {}", self.done.len()) });
        let expected = self.unless(who, "sell", Ok(()));
        let reply = self.people[who].post(self.shop, "/v1/orders", body).await;
        if self.agree("put aside", who, &reply, expected) {
            let total = self.prices.cart(&cart);
            assert_eq!(figures(&reply.body, ["total"]), [total], "{}", reply.body);
            let id = reply.body["id"].clone();
            self.waiting.push(Waiting { id, register, lines: cart.len(), total, held: true });
        }
    }

    fn one_waiting(&mut self) -> Option<usize> {
        if self.waiting.is_empty() { None } else { Some(self.dice.roll(self.waiting.len())) }
    }

    async fn on_order(&self, who: usize, at: usize, command: &str, body: Value) -> Reply {
        let id = self.waiting[at].id.as_str().expect("an id");
        self.people[who].post(self.shop, &format!("/v1/orders/{id}/{command}"), body).await
    }

    async fn take_up(&mut self, who: usize) {
        let Some(at) = self.one_waiting() else { return };
        let register = self.dice.roll(2);
        let waits = if self.waiting[at].held { Ok(()) } else { Err("order_not_held") };
        let expected = self.unless(who, "sell", waits);
        let body = json!({ "register_id": self.shop.registers[register] });
        let reply = self.on_order(who, at, "recall", body).await;
        if self.agree("taken up", who, &reply, expected) {
            let order = &mut self.waiting[at];
            (order.held, order.register) = (false, register);
            order.total = figures(&reply.body, ["total"])[0];
        }
    }

    async fn pay(&mut self, who: usize) {
        let Some(at) = self.one_waiting() else { return };
        let Waiting { register, held, .. } = self.waiting[at];
        let open = if held { Err("order_held") } else { self.at_drawer(register) };
        let expected = self.unless(who, "sell", open);
        let reply = self.on_order(who, at, "payments", json!({ "tender": "cash", "complete_when_paid": true })).await;
        if self.agree("order paid", who, &reply, expected) {
            let order = self.waiting.remove(at);
            let sold = self.shop.look_at(&json!({ "id": order.id })).await;
            assert_eq!(sold["state"], "completed", "{sold}");
            self.paid(register, order.id, figures(&sold, ["total"])[0]);
        }
    }

    async fn void(&mut self, who: usize) {
        let Some(at) = self.one_waiting() else { return };
        let expected = self.unless(who, "sell", Ok(()));
        let reply = self.on_order(who, at, "void", json!({ "reason": "left the shop" })).await;
        if self.agree("order voided", who, &reply, expected) {
            self.waiting.remove(at);
        }
    }

    async fn void_line(&mut self, who: usize) {
        let Some(at) = self.one_waiting() else { return };
        if self.waiting[at].lines < 2 {
            return;
        }
        let open = if self.waiting[at].held { Err("order_held") } else { Ok(()) };
        let expected = self.unless(who, "sell", open);
        let reply = self.on_order(who, at, "lines/void", json!({ "line_no": 1, "reason": "scanned twice" })).await;
        if self.agree("line voided", who, &reply, expected) {
            let order = &mut self.waiting[at];
            order.lines -= 1;
            let total = figures(&reply.body, ["total"])[0];
            assert!(total <= order.total, "a line less is not dearer: {}", reply.body);
            order.total = total;
        }
    }

    async fn refund(&mut self, who: usize) {
        if self.sold.is_empty() {
            return;
        }
        let at = self.dice.roll(self.sold.len());
        let register = self.dice.roll(2);
        let (id, total) = (self.sold[at].id.clone(), self.sold[at].total);
        let expected = self.unless(who, "refund", self.at_drawer(register));
        let body = json!({ "register_id": self.shop.registers[register], "reason": "brought back" });
        let path = format!("/v1/orders/{}/refunds", id.as_str().expect("an id"));
        let reply = self.people[who].post(self.shop, &path, body.clone()).await;
        if self.agree("refund", who, &reply, expected) {
            assert_eq!(figures(&reply.body, ["total"]), [total], "all of it goes back");
            self.sold.remove(at);
            self.charged -= total;
            self.put_in_drawer(register, -total);
            self.shop.post(&path, body).await.refused(422, "refund_exceeds_rest");
        }
    }

    async fn refund_without_order(&mut self, who: usize) {
        let (register, goods) = (self.dice.roll(2), self.dice.roll(self.goods.len()));
        let mut body = self.body(register, &[(goods, 1)]);
        let minor = self.dice.amount(1, 500);
        body["lines"][0]["unit_price"] = self.shop.money(minor);
        (body["tender"], body["reason"]) = (json!("cash"), json!("no receipt"));
        let expected = self.unless(who, "refund_unlinked", self.at_drawer(register));
        let reply = self.people[who].post(self.shop, "/v1/refunds", body).await;
        if self.agree("refund without order", who, &reply, expected) {
            assert_eq!(figures(&reply.body, ["total"]), [minor], "{}", reply.body);
            self.charged -= minor;
            self.put_in_drawer(register, -minor);
        }
    }

    /// A new list, or one is switched off or on, or gets another price.
    async fn price_list(&mut self, who: usize) {
        let expected = self.unless(who, "edit_catalogue", Ok(()));
        let (goods, price) = (self.dice.roll(self.goods.len()), self.dice.amount(1, 4000));
        if self.prices.lists.is_empty() || self.dice.one_in(3) {
            let local = self.dice.one_in(2);
            let place = if local { json!(self.shop.location_id) } else { Value::Null };
            let name = format!("List {}", self.done.len());
            let body = json!({ "name": name, "validity": { "location_id": place } });
            let reply = self.people[who].post(self.shop, "/v1/price-lists", body).await;
            if !self.agree("price list", who, &reply, expected) {
                return;
            }
            let id = reply.body["id"].clone();
            self.prices.lists.push(List { id, version: 1, active: true, local, prices: Default::default() });
        }
        let at = self.dice.roll(self.prices.lists.len());
        let id = self.prices.lists[at].id.as_str().expect("an id").to_owned();
        if self.dice.one_in(3) {
            let List { version, active, .. } = self.prices.lists[at];
            let body = json!({ "version": version, "active": !active });
            let reply = self.people[who].send(self.shop, Method::PATCH, &format!("/v1/price-lists/{id}"), body).await;
            if self.agree("price list switched", who, &reply, expected) {
                let list = &mut self.prices.lists[at];
                (list.version, list.active) = (reply.body["version"].as_i64().expect("a version"), !active);
            }
        } else {
            let body = json!({ "prices": [{ "variant_id": self.goods[goods], "price": self.shop.money(price) }] });
            let path = format!("/v1/price-lists/{id}/prices");
            let reply = self.people[who].send(self.shop, Method::PUT, &path, body).await;
            if self.agree("price set", who, &reply, expected) {
                self.prices.lists[at].prices.insert(goods, price);
                let list = self.shop.get(&format!("/v1/price-lists/{id}")).await.ok();
                self.prices.lists[at].version = list["version"].as_i64().expect("a version");
            }
        }
    }

    fn a_deal(&mut self) -> Deal {
        match self.dice.roll(4) {
            0 => Deal::Percent(self.dice.amount(1, 100)),
            1 => Deal::Off(self.dice.amount(1, 1500)),
            2 => Deal::Give { buy: self.dice.amount(1, 4), get: self.dice.amount(1, 3) },
            _ => Deal::Set { pieces: self.dice.amount(2, 5), price: self.dice.amount(1, 6000) },
        }
    }

    /// A new promotion, or one is switched off or on.
    async fn promotion(&mut self, who: usize) {
        let expected = self.unless(who, "edit_catalogue", Ok(()));
        if self.prices.promotions.is_empty() || self.dice.one_in(2) {
            let (goods, deal) = (self.dice.roll(self.goods.len()), self.a_deal());
            let priority = self.dice.amount(0, 3);
            let mut body = json!({
                "name": format!("Promotion {}", self.done.len()), "priority": priority,
                "goods": [{ "variant_id": self.goods[goods] }],
            });
            let (kind, terms) = match deal {
                Deal::Percent(percent) => ("percent", json!({ "percent": percent.to_string() })),
                Deal::Off(each) => ("amount", json!({ "amount": self.shop.money(each) })),
                Deal::Give { buy, get } => ("buy_get", json!({ "buy": buy, "get": get })),
                Deal::Set { pieces, price } => ("mix", json!({ "buy": pieces, "amount": self.shop.money(price) })),
            };
            body["kind"] = json!(kind);
            body.as_object_mut().expect("a promotion").extend(terms.as_object().expect("terms").clone());
            let reply = self.people[who].post(self.shop, "/v1/promotions", body).await;
            if self.agree(&format!("promotion {kind}"), who, &reply, expected) {
                let id = reply.body["id"].clone();
                let version = reply.body["version"].as_i64().expect("a version");
                self.prices.promotions.push(Promotion { id, version, active: true, priority, deal, goods });
            }
            return;
        }
        let at = self.dice.roll(self.prices.promotions.len());
        let Promotion { version, active, .. } = self.prices.promotions[at];
        let path = format!("/v1/promotions/{}", self.prices.promotions[at].id.as_str().expect("an id"));
        let body = json!({ "version": version, "active": !active });
        let reply = self.people[who].send(self.shop, Method::PATCH, &path, body).await;
        if self.agree("promotion switched", who, &reply, expected) {
            let promotion = &mut self.prices.promotions[at];
            (promotion.version, promotion.active) = (reply.body["version"].as_i64().expect("a version"), !active);
        }
    }

    /// Somebody gives somebody else another role. The first two stay what they are.
    async fn change_role(&mut self, who: usize) {
        let whom = 2 + self.dice.roll(self.people.len() - 2);
        let role = ROLES[1 + self.dice.roll(3)];
        let (mine, theirs) = (self.role(who), self.role(whom));
        let allowed = if covers(mine, theirs) && covers(mine, role) { Ok(()) } else { Err("forbidden") };
        let expected = self.unless(who, "manage_staff", allowed);
        let path = format!("/v1/staff/{}", self.people[whom].id.as_str().expect("an id"));
        let reply = self.people[who].send(self.shop, Method::PATCH, &path, json!({ "role": role })).await;
        if self.agree("another role", who, &reply, expected) {
            self.people[whom].role = role;
        }
    }

    /// What each role may see.
    async fn look_around(&mut self, who: usize) {
        let today = self.today();
        for (path, permission) in [
            ("/v1/products".to_owned(), "look"),
            ("/v1/held-orders".to_owned(), "look"),
            (format!("/v1/reports/sales?by=product&from={today}&to={today}"), "read_books"),
            ("/v1/audit-trail?limit=5".to_owned(), "read_audit"),
            ("/v1/api-keys".to_owned(), "manage_api_keys"),
        ] {
            let expected = self.unless(who, permission, Ok(()));
            let reply = self.people[who].get(self.shop, &path).await;
            self.agree("look", who, &reply, expected);
        }
    }

    fn today(&self) -> String {
        let now = self.shop.clock.as_ref().expect("a clock that stands still").now().to_string();
        now[..10].to_owned()
    }

    /// What waits, which shifts are open and what lies in their drawers is what the model says.
    async fn compare(&self) {
        let held =
            self.shop.get(&format!("/v1/held-orders?location_id={}&limit=200", self.shop.location_id)).await.ok();
        let mut told: Vec<&Value> = held["items"].as_array().expect("orders").iter().map(|o| &o["order_id"]).collect();
        let mut known: Vec<&Value> = self.waiting.iter().filter(|w| w.held).map(|w| &w.id).collect();
        told.sort_by_key(|id| id.as_str());
        known.sort_by_key(|id| id.as_str());
        assert_eq!(told, known, "what waits");
        let registers = self.shop.get("/v1/registers").await.ok();
        for (told, drawer) in registers["items"].as_array().expect("registers").iter().zip(&self.drawers) {
            let open = drawer.open.as_ref().map(|(id, _)| id);
            assert_eq!(told["open_shift"]["id"], open.cloned().unwrap_or_default(), "{told}");
            if let Some((id, cash)) = &drawer.open {
                let report = self.shop.get(&format!("/v1/shifts/{}/report", id.as_str().expect("an id"))).await.ok();
                assert_eq!(figures(&report, ["expected_cash"]), [*cash], "what lies in the drawer: {report}");
            }
        }
    }

    /// All days together are what customers were charged, by every report.
    async fn add_up(&self) {
        for by in ["day", "product", "tender", "staff", "hour", "tax", "category"] {
            let path = format!("/v1/reports/sales?by={by}&from=2026-11-01&to=2026-12-31");
            let report = self.shop.get(&path).await.ok();
            assert_eq!(figures(&report["totals"], ["total"]), [self.charged], "by {by}");
        }
        self.shop.books().await;
    }
}
