//! What is brought back, with and without an order.

use serde_json::json;

use crate::week::Week;

impl Week<'_> {
    pub(crate) async fn refund(&mut self) {
        if self.orders.is_empty() {
            return;
        }
        let id = self.dice.pick(&self.orders);
        let page = self.shop.look_at(&json!({ "id": id })).await;
        self.auditor.learn(&id, &page);
        let mut refund = json!({
            "register_id": self.dice.pick(&self.shop.registers), "reason": "brought back", "restock": self.dice.one_in(2),
        });
        if !self.dice.one_in(3) {
            let mut lines = Vec::new();
            for line in page["lines"].as_array().expect("lines") {
                if self.dice.one_in(2) {
                    let quantity = format!("0.{:03}", 1 + self.dice.roll(999));
                    let restock = self.dice.one_in(2);
                    lines.push(json!({ "line_no": line["line_no"], "quantity": quantity, "restock": restock }));
                }
            }
            refund["lines"] = json!(lines);
        }
        let payments = page["payments"].as_array().expect("payments");
        if let Ok(total) = self.auditor.refund_total(&id, &refund)
            && !payments.is_empty()
            && self.dice.one_in(3)
        {
            // All of it by one of them, whether that has so much left or not.
            let by = self.dice.pick(payments);
            refund["payments"] = json!([{ "payment_id": by["id"], "amount": self.shop.money(total) }]);
        }
        let expected = self.auditor.expect(|a| a.refund(&id, &refund));
        let refused = self.dice.one_in(4);
        if let Ok(Some(_)) = expected {
            self.shop.next_card(if refused { "insufficient_funds" } else { "approve" }).await;
        }
        let reply = self.on(&id, "refunds", refund).await;
        self.agree("refund", &reply, expected.map(drop));
        if let Ok(Some(amount)) = expected {
            self.settled(&id).await;
            match refused {
                true => self.auditor.refund_failed(&id, amount),
                false => self.auditor.refund_arrived(amount),
            }
        }
        self.auditor.compare_order(self.shop, &id).await;
    }

    pub(crate) async fn refund_without_order(&mut self) {
        let cart = self.cart();
        let refund = json!({
            "register_id": cart["register_id"], "customer_id": cart["customer_id"], "lines": cart["lines"],
            "reason": "no receipt", "tender": self.dice.pick(&["cash", "voucher"]), "restock": self.dice.one_in(2),
        });
        let expected = self.auditor.expect(|a| a.refund_without_order(&refund));
        let reply = self.shop.post("/v1/refunds", refund).await;
        self.agree("refund without order", &reply, expected);
    }
}
