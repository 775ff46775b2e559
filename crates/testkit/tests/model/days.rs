//! Days of a shop in which people of every role do whatever comes to their mind: open and close shifts, move cash, sell for
//! cash and by card, put aside and take up again, void, exchange, give back, change prices, promotions and codes, and each
//! other's roles. Beside them a simple model: who may do it and who allows it, which drawer is open and what lies in it,
//! what waits, what things cost, how often a code was used, what the terminal moved.

use onetill_kernel::Clock;
use onetill_testkit::dice::Dice;
use onetill_testkit::scenario::OnFailure;
use onetill_testkit::shop::{Reply, Shop, figures};
use reqwest::Method;
use serde_json::{Value, json};

use crate::counter::{Sold, Waiting};
use crate::people::{Person, may, somebody};
use crate::prices::{Choice, Choices, Prices};

/// How much happens.
const STEPS: usize = 100;

/// A drawer, and the shift that answers for it.
#[derive(Default)]
struct Drawer {
    /// The open shift's id, and what should lie in the drawer.
    open: Option<(Value, i64)>,
    /// Whether the register is run by shifts.
    by_shifts: bool,
    shifts: i64,
}

/// A shop, and what it should be like.
pub(crate) struct Days<'a> {
    pub(crate) shop: &'a Shop,
    pub(crate) dice: Dice,
    pub(crate) people: Vec<Person>,
    pub(crate) goods: Vec<Value>,
    pub(crate) customers: Vec<Value>,
    pub(crate) prices: Prices,
    drawers: [Drawer; 2],
    pub(crate) waiting: Vec<Waiting>,
    pub(crate) sold: Vec<Sold>,
    /// What customers were charged, less what they got back; and what of it by card.
    pub(crate) charged: i64,
    pub(crate) by_card: i64,
    /// What was done or refused, step by step.
    pub(crate) done: Vec<String>,
}

pub(crate) type Expected = Result<(), &'static str>;

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
        let customers = vec![shop.add_customer("Ann").await, shop.add_customer("Bob").await];
        for (goods, least, most, options) in [(0, 0, 2, &[40, -20, 90][..]), (1, 1, 1, &[0, 35])] {
            asks(shop, &mut prices, Choices { goods, least, most }, options).await;
        }
        Self {
            shop,
            dice,
            people,
            goods,
            customers,
            prices,
            drawers: [Drawer::default(), Drawer::default()],
            waiting: Vec::new(),
            sold: Vec::new(),
            charged: 0,
            by_card: 0,
            done: Vec::new(),
        }
    }

    pub(crate) async fn live(&mut self) {
        for step in 0..STEPS {
            let _where = OnFailure(format!("in step {step}, after {:#?}", self.done.last()));
            // All within what a sign-in lasts unused.
            self.shop.later(120);
            let who = somebody(&self.people, &mut self.dice);
            match self.dice.roll(33) {
                0..=1 => self.open_shift(who).await,
                2..=3 => self.close_shift(who).await,
                4..=5 => self.move_cash(who).await,
                6..=9 => self.sell(who).await,
                10..=13 => self.sell_by_card(who).await,
                14..=15 => self.put_aside(who).await,
                16..=17 => self.take_up(who).await,
                18 => self.pay(who).await,
                19 => self.void(who).await,
                20 => self.void_line(who).await,
                21 => self.refund(who).await,
                22 => self.refund_without_order(who).await,
                23..=24 => self.exchange(who).await,
                25 => self.exchange_by_card(who).await,
                26 => self.price_list(who).await,
                27..=30 => self.promotion(who).await,
                31 => self.change_role(who).await,
                _ => self.look_around(who).await,
            }
            self.compare().await;
        }
        self.add_up().await;
    }

    pub(crate) fn role(&self, who: usize) -> &'static str {
        self.people[who].role
    }

    /// Refused to whoever may not, whatever else would be wrong with it.
    pub(crate) fn unless(&self, who: usize, permission: &str, otherwise: Expected) -> Expected {
        if may(self.role(who), permission) { otherwise } else { Err("forbidden") }
    }

    /// Shop and model must agree on whether it is done or why not.
    #[track_caller]
    pub(crate) fn agree(&mut self, what: &str, who: usize, reply: &Reply, expected: Expected) -> bool {
        let answered =
            if reply.status.is_success() { Ok(()) } else { Err(reply.body["code"].as_str().unwrap_or_default()) };
        let role = self.role(who);
        assert_eq!(answered, expected, "{what} by a {role}: what the shop says, what the model says: {}", reply.body);
        let outcome = expected.err().map_or_else(|| what.to_owned(), |code| format!("{what} refused: {code}"));
        self.done.push(outcome);
        expected.is_ok()
    }

    /// Refused where the register is run by shifts and none is open.
    pub(crate) fn at_drawer(&self, register: usize) -> Expected {
        let drawer = &self.drawers[register];
        if drawer.by_shifts && drawer.open.is_none() { Err("shift_closed") } else { Ok(()) }
    }

    pub(crate) fn put_in_drawer(&mut self, register: usize, minor: i64) {
        if let Some((_, cash)) = &mut self.drawers[register].open {
            *cash += minor;
        }
    }

    /// The open shift of a register, and what should lie in its drawer.
    pub(crate) fn open_shift_of(&self, register: usize) -> Option<(Value, i64)> {
        self.drawers[register].open.clone()
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

    pub(crate) fn today(&self) -> String {
        let now = self.shop.clock.as_ref().expect("a clock that stands still").now().to_string();
        now[..10].to_owned()
    }

    /// What waits, which shifts are open and what lies in their drawers is what the model says.
    async fn compare(&self) {
        let held =
            self.shop.get(&format!("/v1/held-orders?location_id={}&limit=200", self.shop.location_id)).await.ok();
        let mut told: Vec<&Value> = held["items"].as_array().expect("orders").iter().map(|o| &o["order_id"]).collect();
        let mut known: Vec<&Value> = self.aside().collect();
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
        self.compare_codes().await;
    }

    /// Every code was used as often as the model says.
    async fn compare_codes(&self) {
        for (of, promotion) in self.prices.promotions.iter().enumerate().filter(|(_, p)| p.needs_code) {
            let path = format!("/v1/promotions/{}/coupons", promotion.id.as_str().expect("an id"));
            for told in self.shop.get(&path).await.ok()["items"].as_array().expect("codes") {
                let known = self.prices.codes.iter().find(|c| c.of == of && told["code"] == c.text.as_str());
                assert_eq!(told["used_count"], known.expect("a code of the model").uses(), "{told}");
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
        let books = self.shop.books().await;
        let balance = |account: &str| books.get(account).copied().unwrap_or(0);
        assert_eq!(balance("Card clearing"), self.by_card, "by card");
        for even in ["Exchanges", "Customer deposits", "Refunds payable"] {
            assert_eq!(balance(even), 0, "{even}");
        }
        let moved = |t: &Value| match (t["status"].as_str(), t["kind"].as_str(), &t["amount"]) {
            (Some("approved"), Some("charge"), amount) => amount.as_i64().expect("an amount"),
            (Some("approved"), Some("refund"), amount) => -amount.as_i64().expect("an amount"),
            _ => 0,
        };
        let known = json!(self.shop.terminal.transactions().expect("the terminal's memory"));
        let by_terminal: i64 = known.as_array().expect("transactions").iter().map(moved).sum();
        assert_eq!(by_terminal, self.by_card, "what the terminal moved");
    }
}

/// Something is chosen with goods.
async fn asks(shop: &Shop, prices: &mut Prices, asked: Choices, options: &[i64]) {
    let option = |(n, price): (usize, &i64)| json!({ "name": format!("Option {n}"), "price": shop.money(*price) });
    let group = json!({
        "name": format!("Choices {}", asked.goods), "min_choices": asked.least, "max_choices": asked.most,
        "options": options.iter().enumerate().map(option).collect::<Vec<_>>(),
    });
    let group = shop.post("/v1/modifier-groups", group).await.ok();
    let found = shop.get(&format!("/v1/products?search=goods-{}", asked.goods)).await.ok();
    let product = found["items"][0]["id"].as_str().expect("an id");
    let belongs = json!({ "modifier_groups": [group["id"]] });
    shop.send(Method::PUT, &format!("/v1/products/{product}/modifier-groups"), Some(belongs)).await.ok();
    for (told, price) in group["options"].as_array().expect("options").iter().zip(options) {
        prices.choices.push(Choice { id: told["id"].clone(), goods: asked.goods, price: *price });
    }
    prices.asked.push(asked);
}
