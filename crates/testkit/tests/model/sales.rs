//! Carts, sales, and what else happens at a counter.

use onetill_testkit::shop::figures;
use reqwest::Method;
use serde_json::{Value, json};

use crate::week::Week;

impl Week<'_> {
    pub(crate) fn discounts(&mut self, one_in: usize) -> Vec<Value> {
        let mut all = Vec::new();
        while self.dice.one_in(one_in) && all.len() < 2 {
            all.push(match self.dice.roll(2) {
                0 => json!({ "percent": format!("{}.{}", self.dice.roll(60), self.dice.roll(9)) }),
                _ => json!({ "amount": self.shop.money(self.dice.amount(1, 90)) }),
            });
        }
        all
    }

    pub(crate) fn lines(&mut self) -> Vec<Value> {
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
        lines
    }

    /// Lines and discounts, and who buys.
    pub(crate) fn cart(&mut self) -> Value {
        let (register, customer) = (self.dice.pick(&self.shop.registers), self.dice.pick(&self.customers));
        let (lines, discounts) = (self.lines(), self.discounts(3));
        json!({ "register_id": register, "customer_id": customer, "lines": lines, "discounts": discounts })
    }

    pub(crate) async fn settings(&mut self) {
        let (inclusive, rounding) = (self.dice.one_in(2), self.dice.pick(&["line", "order"]));
        let change = json!({ "prices_include_tax": inclusive, "tax_rounding": rounding });
        let reply = self.shop.send(Method::PATCH, "/v1/settings", Some(change.clone())).await;
        self.auditor.settings(&change);
        self.agree("settings", &reply, Ok(()));
    }

    pub(crate) async fn sale(&mut self) {
        let mut sale = self.cart();
        let quote = self.shop.post("/v1/quotes", sale.clone()).await;
        let total = self.auditor.total(&sale);
        self.agree("quote", &quote, total.map(drop));
        let Ok(total) = total else { return };
        assert_eq!(figures(&quote.body["totals"], ["total"]), [total], "{}", quote.body);

        let first = self.dice.amount(0, total + 1);
        let rest = if self.dice.one_in(8) { self.dice.amount(0, total + 2) } else { total - first };
        let money = |minor| self.shop.money(minor);
        sale["payments"] = json!([
            { "tender": self.dice.pick(&["voucher", "bank_transfer"]), "amount": money(first) },
            { "tender": "cash", "amount": money(rest), "tendered": money(rest + self.dice.amount(0, 900)) },
        ]);
        let id = self.new_id();
        sale["id"] = json!(id);
        let expected = self.auditor.expect(|a| a.sell(&id, &sale));
        let reply = self.shop.post("/v1/sales", sale).await;
        self.agree("sale", &reply, expected);
        if expected.is_ok() {
            self.orders.push(id);
        }
    }

    pub(crate) async fn adjust(&mut self) {
        let mut body = json!({
            "variant_id": self.dice.pick(&self.goods),
            "kind": self.dice.pick(&["opening", "count", "received", "received", "damaged", "lost", "found"]),
            "quantity": format!("{}.{:03}", self.dice.roll(12), self.dice.roll(1000)), "reason": "because",
        });
        if self.dice.one_in(2) {
            body["unit_cost"] = self.shop.money(self.dice.amount(0, 1500));
        }
        let expected = self.auditor.expect(|a| a.adjust(&body));
        let reply = self.shop.adjust(&body["variant_id"].clone(), body).await;
        self.agree("adjustment", &reply, expected);
    }
}
