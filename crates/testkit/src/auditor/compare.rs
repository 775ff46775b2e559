//! Looks at the shop over the API and finds every figure that is not as it must be.

use std::collections::BTreeMap;

use serde_json::Value;

use super::arithmetic::thousandths;
use super::orders::{Order, State, clearing};
use super::{Auditor, Customer};
use crate::shop::{Shop, figures};

impl Auditor {
    /// Asserts that the shop's stock, customers, orders and accounts are as they must be, and that the
    /// terminal moved what the books say.
    pub async fn compare(&self, shop: &Shop) {
        assert_eq!(shop.books().await, non_zero(&self.books), "accounts: what they are, what they must be");
        self.compare_shelves(shop).await;
        self.compare_customers(shop).await;
        self.compare_orders(shop).await;
        let moved: i64 = shop.terminal.transactions().expect("the terminal's memory").iter().map(moved).sum();
        let booked = self.books.get(clearing("card")).copied().unwrap_or(0);
        assert_eq!(moved, booked, "cards: what the terminal moved, what must be booked");
    }

    async fn compare_shelves(&self, shop: &Shop) {
        let list = all(shop, "/v1/stock?limit=200").await;
        let shown: BTreeMap<&str, _> = list
            .iter()
            .map(|s| {
                let quantities = ["on_hand", "reserved"].map(|of| thousandths(&s[of]));
                (key(&s["variant_id"]), (quantities, figures(s, ["value"]), !s["recount_since"].is_null()))
            })
            .collect();
        let expect: BTreeMap<&str, _> =
            self.shelves.iter().map(|(id, s)| (id.as_str(), ([s.on_hand, s.reserved], [s.value], s.recount))).collect();
        assert_eq!(shown, expect, "stock: what is there, what must be");
    }

    async fn compare_customers(&self, shop: &Shop) {
        let list = all(shop, "/v1/customers?limit=200").await;
        let customer = |c: &Value| Customer {
            orders: c["orders_count"].as_i64().expect("a count"),
            spent: figures(c, ["spent"])[0],
        };
        let shown: BTreeMap<&str, _> = list.iter().map(|c| (key(&c["id"]), customer(c))).collect();
        let expect: BTreeMap<&str, _> = self.customers.iter().map(|(id, c)| (id.as_str(), *c)).collect();
        assert_eq!(shown, expect, "customers: what they bought, what they must have bought");
    }

    async fn compare_orders(&self, shop: &Shop) {
        let list = all(shop, "/v1/orders?limit=200").await;
        let names = ["discount", "tax", "total", "paid", "change", "refunded"];
        let shown: BTreeMap<&str, _> =
            list.iter().map(|o| (key(&o["id"]), (key(&o["state"]), figures(o, names)))).collect();
        let expect: BTreeMap<&str, _> = self.orders.iter().map(|(id, o)| (id.as_str(), summary(o))).collect();
        assert_eq!(
            shown, expect,
            "orders (discount, tax, total, paid, change, refunded): what they are, what they must be"
        );
    }

    /// Asserts that every line, tax and payment of one order is as it must be.
    pub async fn compare_order(&self, shop: &Shop, id: &str) {
        let order = &self.orders[id];
        let page = shop.get(&format!("/v1/orders/{id}")).await.ok();
        let lines = page["lines"].as_array().expect("lines").iter().map(|l| {
            let taxes: Vec<i64> =
                l["taxes"].as_array().expect("taxes").iter().map(|t| figures(t, ["amount"])[0]).collect();
            let cost = l["cost"]["amount"].as_i64().unwrap_or(0);
            (figures(l, ["discount", "tax", "total"]), taxes, cost, thousandths(&l["refunded_quantity"]))
        });
        let expect = order.lines.iter().map(|l| {
            let taxes: Vec<i64> = l.taxes.iter().map(|(_, amount)| *amount).collect();
            ([l.discount, l.tax(), l.total], taxes, l.cost, l.returned)
        });
        let (lines, expect): (Vec<_>, Vec<_>) = (lines.collect(), expect.collect());
        assert_eq!(lines, expect, "lines ([discount, tax, total], taxes, cost, returned) of {page}");
        let payments = page["payments"].as_array().expect("payments").iter();
        let payments: Vec<_> =
            payments.map(|p| (key(&p["tender"]), key(&p["state"]), figures(p, ["amount", "refunded"]))).collect();
        let expect: Vec<_> =
            order.payments.iter().map(|p| (p.tender.as_str(), p.state, [p.amount, p.refunded])).collect();
        assert_eq!(payments, expect, "payments ([amount, refunded]) of {page}");
    }
}

/// All rows of a list; a test's shop has few.
async fn all(shop: &Shop, path: &str) -> Vec<Value> {
    let page = shop.get(path).await.ok();
    assert!(page["next_cursor"].is_null(), "{path}: more than a page");
    page["items"].as_array().expect("items").clone()
}

fn key(value: &Value) -> &str {
    value.as_str().expect("a text")
}

fn non_zero(books: &BTreeMap<String, i64>) -> BTreeMap<String, i64> {
    books.iter().filter(|(_, balance)| **balance != 0).map(|(name, balance)| (name.clone(), *balance)).collect()
}

fn summary(o: &Order) -> (&'static str, [i64; 6]) {
    let state = match o.state {
        State::Open => "open",
        State::Frozen => "frozen",
        State::Completed => "completed",
        State::Voided => "voided",
    };
    let sum = |of: fn(&super::pricing::Line) -> i64| o.lines.iter().map(of).sum::<i64>();
    let tax = sum(super::pricing::Line::tax);
    (state, [sum(|l| l.discount), tax, o.total(), o.paid(), o.change, o.refunded])
}

/// What a transaction of the terminal took, or gave back.
fn moved(t: &onetill_connectors::payments::simulated::Transaction) -> i64 {
    use onetill_connectors::payments::simulated::{Kind, Status};
    match (t.status, t.kind) {
        (Status::Approved, Kind::Charge) => t.moves(),
        (Status::Approved, Kind::Refund) => -t.amount,
        _ => 0,
    }
}
