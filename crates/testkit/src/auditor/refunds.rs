//! What should go back: money by tender, goods to the shelf.

use serde_json::Value;

use super::arithmetic::{minor, share, split, thousandths};
use super::orders::{Order, State, clearing};
use super::pricing::Line;
use super::{Auditor, Refusal};

/// Where money waits that is on its way back to a card.
const PAYABLE: &str = "Refunds payable";

impl Auditor {
    /// `POST /v1/orders/{id}/refunds`. Returns what the terminal is asked to give back, if anything.
    pub fn refund(&mut self, id: &str, body: &Value) -> Result<Option<i64>, Refusal> {
        let order = self.orders[id].clone();
        if order.state != State::Completed {
            return Err("order_not_completed");
        }
        let restock = body["restock"] != false;
        let left = |l: &Line| l.asked.quantity - l.returned;
        // Line, thousandths, whether to the shelf.
        let mut wanted: Vec<(usize, i64, bool)> = Vec::new();
        match body["lines"].as_array() {
            None => wanted
                .extend((0..order.lines.len()).map(|l| (l, left(&order.lines[l]), restock)).filter(|(_, q, _)| *q > 0)),
            Some(lines) => {
                for asked in lines {
                    let line = asked["line_no"].as_u64().expect("a line") as usize - 1;
                    let rest = left(&order.lines[line]);
                    let quantity = if asked["quantity"].is_null() { rest } else { thousandths(&asked["quantity"]) };
                    if quantity > rest || rest == 0 {
                        return Err("refund_exceeds_rest");
                    }
                    wanted.push((line, quantity, asked["restock"].as_bool().unwrap_or(restock)));
                }
            }
        }
        if wanted.is_empty() {
            return Err(if body["lines"].is_null() { "refund_exceeds_rest" } else { "invalid_field" });
        }
        let mut total = 0;
        for (line, quantity, restock) in wanted {
            let sold = &order.lines[line];
            let part = |amount: i64| {
                share(amount, sold.returned + quantity, sold.asked.quantity)
                    - share(amount, sold.returned, sold.asked.quantity)
            };
            let taxes: Vec<(&str, i64)> = sold.taxes.iter().map(|(a, amount)| (a.as_str(), part(*amount))).collect();
            let tax: i64 = taxes.iter().map(|(_, amount)| amount).sum();
            let back = part(sold.total);
            self.post(&sold.account, back - tax);
            for (account, amount) in taxes {
                self.post(account, amount);
            }
            if let Some(variant) = sold.asked.variant.as_ref().filter(|_| restock) {
                self.put_back(variant, quantity, part(sold.cost));
            }
            total += back;
            self.order(id).lines[line].returned += quantity;
        }
        let parts = given_back(&order, body["payments"].as_array(), total)?;
        self.order(id).refunded += total;
        let mut by_terminal = None;
        for (place, amount) in parts.into_iter().enumerate().filter(|(_, amount)| *amount > 0) {
            let payment = &mut self.order(id).payments[place];
            payment.refunded += amount;
            let tender = payment.tender.clone();
            let card = tender == "card";
            by_terminal = by_terminal.or(card.then_some(amount));
            self.post(if card { PAYABLE } else { clearing(&tender) }, -amount);
        }
        if let Some(customer) = order.customer.as_ref().and_then(|id| self.customers.get_mut(id)) {
            customer.spent -= total;
        }
        Ok(by_terminal)
    }

    /// What a refund comes to, however it is paid.
    pub fn refund_total(&self, id: &str, body: &Value) -> Result<i64, Refusal> {
        let mut copy = self.clone();
        let mut unpaid = body.clone();
        unpaid["payments"] = Value::Null;
        copy.refund(id, &unpaid)?;
        Ok(copy.orders[id].refunded - self.orders[id].refunded)
    }

    /// The terminal gave back what it was asked to.
    pub fn refund_arrived(&mut self, amount: i64) {
        self.post(PAYABLE, amount);
        self.post(clearing("card"), -amount);
    }

    /// The terminal refused: the money is still owed, and still on the card payment.
    pub fn refund_failed(&mut self, id: &str, amount: i64) {
        let card = self.order(id).payments.iter_mut().find(|p| p.tender == "card" && p.is_captured());
        card.expect("a card payment").refunded -= amount;
    }

    /// `POST /v1/refunds`.
    pub fn refund_without_order(&mut self, body: &Value) -> Result<(), Refusal> {
        let sold = self.new_order(body)?;
        for line in &sold.lines {
            self.post(&line.account, line.total - line.tax());
            for (account, amount) in &line.taxes {
                self.post(account, *amount);
            }
            if let Some(variant) = line.asked.variant.as_ref().filter(|_| body["restock"] != false) {
                let cost = self.present_cost(variant, line.asked.quantity);
                self.put_back(variant, line.asked.quantity, cost);
            }
        }
        self.post(clearing(body["tender"].as_str().expect("a tender")), -sold.total());
        if let Some(customer) = sold.customer.as_ref().and_then(|id| self.customers.get_mut(id)) {
            customer.spent -= sold.total();
        }
        Ok(())
    }
}

/// How much of `total` goes back by each payment: in proportion to what is left of each, or as asked.
fn given_back(order: &Order, asked: Option<&Vec<Value>>, total: i64) -> Result<Vec<i64>, Refusal> {
    let Some(asked) = asked else {
        return Ok(split(total, &order.payments.iter().map(|p| p.left().into()).collect::<Vec<_>>()));
    };
    let mut parts = vec![0; order.payments.len()];
    for part in asked {
        let place = order.payments.iter().position(|p| part["payment_id"] == p.id.as_str() && p.is_captured());
        parts[place.ok_or("payment_not_captured")?] += minor(&part["amount"]).expect("an amount");
    }
    if parts.iter().sum::<i64>() != total {
        return Err("invalid_field");
    }
    match parts.iter().zip(&order.payments).any(|(part, payment)| *part > payment.left()) {
        true => Err("refund_exceeds_rest"),
        false => Ok(parts),
    }
}
