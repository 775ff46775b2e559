//! What changes what things cost, who may do what, and what each role may see.

use reqwest::Method;
use serde_json::{Value, json};

use crate::days::Days;
use crate::people::{ROLES, covers};
use crate::prices::{Code, Deal, List, Promotion};

impl Days<'_> {
    /// A new list, or one is switched off or on, or gets another price.
    pub(crate) async fn price_list(&mut self, who: usize) {
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

    fn a_deal(&mut self, goods: usize) -> Deal {
        match self.dice.roll(5) {
            0 => Deal::Percent(self.dice.amount(1, 100)),
            1 => Deal::Off(self.dice.amount(1, 1500)),
            2 => Deal::Give { buy: self.dice.amount(1, 4), get: self.dice.amount(1, 3) },
            3 => Deal::Set { pieces: self.dice.amount(2, 5), price: self.dice.amount(1, 6000) },
            _ => {
                let with = (goods + 1 + self.dice.roll(self.goods.len() - 1)) % self.goods.len();
                Deal::Bundle { with, pieces: self.dice.amount(1, 3), price: self.dice.amount(1, 6000) }
            }
        }
    }

    /// A new promotion, or one is switched off or on.
    pub(crate) async fn promotion(&mut self, who: usize) {
        let expected = self.unless(who, "edit_catalogue", Ok(()));
        if self.prices.promotions.is_empty() || self.dice.one_in(2) {
            let goods = self.dice.roll(self.goods.len());
            let (deal, needs_code) = (self.a_deal(goods), self.dice.one_in(2));
            // A code is seldom in vain.
            let priority = if needs_code { 0 } else { self.dice.amount(0, 3) };
            let mut body = json!({
                "name": format!("Promotion {}", self.done.len()), "priority": priority, "needs_coupon": needs_code,
                "goods": [{ "variant_id": self.goods[goods] }],
            });
            let (kind, terms) = match deal {
                Deal::Percent(percent) => ("percent", json!({ "percent": percent.to_string() })),
                Deal::Off(each) => ("amount", json!({ "amount": self.shop.money(each) })),
                Deal::Give { buy, get } => ("buy_get", json!({ "buy": buy, "get": get })),
                Deal::Set { pieces, price } => ("mix", json!({ "buy": pieces, "amount": self.shop.money(price) })),
                Deal::Bundle { with, pieces, price } => {
                    let parts = json!([
                        { "part": 1, "variant_id": self.goods[goods] },
                        { "part": 2, "variant_id": self.goods[with], "quantity": pieces },
                    ]);
                    ("bundle", json!({ "amount": self.shop.money(price), "goods": parts }))
                }
            };
            body["kind"] = json!(kind);
            body.as_object_mut().expect("a promotion").extend(terms.as_object().expect("terms").clone());
            let reply = self.people[who].post(self.shop, "/v1/promotions", body).await;
            if self.agree(&format!("promotion {kind}"), who, &reply, expected) {
                let id = reply.body["id"].clone();
                let version = reply.body["version"].as_i64().expect("a version");
                let new = Promotion { id, version, active: true, priority, deal, goods, needs_code };
                self.prices.promotions.push(new);
                if needs_code {
                    self.code(who).await;
                }
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

    /// A code of the newest promotion.
    async fn code(&mut self, who: usize) {
        let of = self.prices.promotions.len() - 1;
        let text = format!("CODE-{of}");
        let (most, most_each) =
            self.dice.pick(&[(Some(1), None), (Some(1), None), (Some(2), Some(1)), (None, Some(1)), (None, None)]);
        let body = json!({ "codes": [text], "max_uses": most, "max_uses_each": most_each });
        let path = format!("/v1/promotions/{}/coupons", self.prices.promotions[of].id.as_str().expect("an id"));
        let reply = self.people[who].post(self.shop, &path, body).await;
        if self.agree("code", who, &reply, Ok(())) {
            self.prices.codes.push(Code { text, of, most, most_each, used: Default::default() });
        }
    }

    /// Somebody gives somebody else another role. The first two stay what they are.
    pub(crate) async fn change_role(&mut self, who: usize) {
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
    pub(crate) async fn look_around(&mut self, who: usize) {
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
}
