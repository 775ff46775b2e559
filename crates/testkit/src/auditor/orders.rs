//! What should become of orders and their money.

use serde_json::Value;

use super::arithmetic::minor;
use super::pricing::{Basis, Line};
use super::{Auditor, Refusal};

/// How far an order is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum State {
    Open,
    Frozen,
    Completed,
    Voided,
}

/// An order.
#[derive(Debug, Clone)]
pub(super) struct Order {
    pub(super) state: State,
    pub(super) lines: Vec<Line>,
    pub(super) payments: Vec<Payment>,
    pub(super) change: i64,
    pub(super) refunded: i64,
    basis: Basis,
    discounts: Vec<Value>,
    pub(super) customer: Option<String>,
}

/// A payment that was asked for.
#[derive(Debug, Clone)]
pub(super) struct Payment {
    pub(super) id: String,
    pub(super) tender: String,
    pub(super) amount: i64,
    pub(super) refunded: i64,
    pub(super) state: &'static str,
    complete_when_paid: bool,
}

impl Payment {
    fn is_open(&self) -> bool {
        matches!(self.state, "pending" | "unknown")
    }

    pub(super) fn is_captured(&self) -> bool {
        self.state == "captured"
    }

    /// What of it can still go back.
    pub(super) fn left(&self) -> i64 {
        if self.is_captured() { self.amount - self.refunded } else { 0 }
    }
}

impl Order {
    pub(super) fn total(&self) -> i64 {
        self.lines.iter().map(|l| l.total).sum()
    }

    /// What was taken for it, as long as it was not given up.
    pub(super) fn paid(&self) -> i64 {
        if self.state == State::Voided {
            0
        } else {
            self.payments.iter().filter(|p| p.is_captured()).map(|p| p.amount).sum()
        }
    }

    fn goods(&self) -> Vec<(String, i64)> {
        let tracked = |l: &Line| Some((l.asked.variant.clone()?, l.asked.quantity));
        self.lines.iter().filter_map(tracked).collect()
    }

    fn must_be_open(&self) -> Result<(), Refusal> {
        match self.state {
            State::Open => Ok(()),
            State::Frozen => Err("order_frozen"),
            State::Completed | State::Voided => Err("order_not_open"),
        }
    }
}

/// The account that a tender's money waits on.
pub(super) fn clearing(tender: &str) -> &'static str {
    match tender {
        "cash" => "Cash in drawers",
        "card" => "Card clearing",
        "voucher" => "Voucher clearing",
        _ => "Bank transfer clearing",
    }
}

const DEPOSITS: &str = "Customer deposits";

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

impl Auditor {
    /// An order as a request has it, priced.
    pub(super) fn new_order(&self, body: &Value) -> Result<Order, Refusal> {
        let discounts = list(&body["discounts"]).to_vec();
        let asked = list(&body["lines"]).iter().map(|l| self.ask(l)).collect();
        Ok(Order {
            state: State::Open,
            lines: self.price(asked, &discounts, self.basis)?,
            payments: Vec::new(),
            change: 0,
            refunded: 0,
            basis: self.basis,
            discounts,
            customer: body["customer_id"].as_str().map(str::to_owned),
        })
    }

    /// `POST /v1/quotes`: the total.
    pub fn total(&self, body: &Value) -> Result<i64, Refusal> {
        Ok(self.new_order(body)?.total())
    }

    /// `POST /v1/orders`.
    pub fn open(&mut self, id: &str, body: &Value) -> Result<(), Refusal> {
        let order = self.new_order(body)?;
        self.orders.insert(id.to_owned(), order);
        Ok(())
    }

    /// `POST /v1/orders/{id}/lines`.
    pub fn add_lines(&mut self, id: &str, body: &Value) -> Result<(), Refusal> {
        let order = &self.orders[id];
        order.must_be_open()?;
        let more = list(&body["lines"]).iter().map(|l| self.ask(l));
        let asked = order.lines.iter().map(|l| l.asked.clone()).chain(more).collect();
        let lines = self.price(asked, &order.discounts, order.basis)?;
        self.order(id).lines = lines;
        Ok(())
    }

    /// `PUT /v1/orders/{id}/cart`.
    pub fn replace_cart(&mut self, id: &str, body: &Value) -> Result<(), Refusal> {
        let order = &self.orders[id];
        order.must_be_open()?;
        let basis = order.basis;
        let mut new = self.new_order(body)?;
        let asked = new.lines.iter().map(|l| l.asked.clone()).collect();
        new.lines = self.price(asked, &new.discounts, basis)?;
        let order = self.order(id);
        (order.lines, order.discounts, order.customer) = (new.lines, new.discounts, new.customer);
        Ok(())
    }

    /// `POST /v1/sales`.
    pub fn sell(&mut self, id: &str, body: &Value) -> Result<(), Refusal> {
        let mut order = self.new_order(body)?;
        let mut due = order.total();
        let mut taken = Vec::new();
        for p in list(&body["payments"]) {
            let tender = p["tender"].as_str().expect("a tender").to_owned();
            let amount = minor(&p["amount"]).unwrap_or(due);
            if amount > due {
                return Err("payment_exceeds_due");
            }
            order.change += change(&tender, amount, &p["tendered"])?;
            due -= amount;
            taken.push((clearing(&tender), amount));
            let id = String::new();
            order.payments.push(Payment {
                id,
                tender,
                amount,
                refunded: 0,
                state: "captured",
                complete_when_paid: false,
            });
        }
        if due > 0 {
            return Err("payment_missing");
        }
        self.orders.insert(id.to_owned(), order);
        self.hand_over(id, &taken)
    }

    /// `POST /v1/orders/{id}/payments`, for money that is certain.
    pub fn pay(&mut self, id: &str, payment: &str, body: &Value) -> Result<(), Refusal> {
        self.ask_for_money(id, payment, body)?;
        self.captured(id, payment)
    }

    /// `POST /v1/orders/{id}/payments`: the order freezes, and the payment is under way.
    pub fn ask_for_money(&mut self, id: &str, payment: &str, body: &Value) -> Result<(), Refusal> {
        let order = &self.orders[id];
        if matches!(order.state, State::Completed | State::Voided) {
            return Err("order_not_open");
        }
        if order.lines.is_empty() {
            return Err("order_empty");
        }
        let standing: i64 = order.payments.iter().filter(|p| p.is_open() || p.is_captured()).map(|p| p.amount).sum();
        let due = order.total() - standing;
        let amount = minor(&body["amount"]).unwrap_or(due);
        if amount > due {
            return Err("payment_exceeds_due");
        }
        if amount == 0 {
            return Err("invalid_field");
        }
        let tender = body["tender"].as_str().expect("a tender").to_owned();
        let change = change(&tender, amount, &body["tendered"])?;
        if order.state == State::Open {
            let goods = order.goods();
            self.hold(&goods)?;
        }
        let complete_when_paid = body["complete_when_paid"] == true;
        let order = self.order(id);
        order.state = State::Frozen;
        order.change += change;
        order.payments.push(Payment {
            id: payment.to_owned(),
            tender,
            amount,
            refunded: 0,
            state: "pending",
            complete_when_paid,
        });
        Ok(())
    }

    /// A payment was captured: its money is owed until the order completes.
    pub fn captured(&mut self, id: &str, payment: &str) -> Result<(), Refusal> {
        let (tender, amount, finish) = {
            let paid = self.payment(id, payment);
            paid.state = "captured";
            (paid.tender.clone(), paid.amount, paid.complete_when_paid)
        };
        self.post(clearing(&tender), amount);
        self.post(DEPOSITS, -amount);
        let order = &self.orders[id];
        if finish && order.paid() == order.total() { self.hand_over(id, &[]) } else { Ok(()) }
    }

    /// A payment came to nothing (`declined`, `cancelled`, `expired`): the order thaws, unless other money stands.
    pub fn came_to_nothing(&mut self, id: &str, payment: &str, state: &'static str) {
        self.payment(id, payment).state = state;
        let order = &self.orders[id];
        if !order.payments.iter().any(|p| p.is_open() || p.is_captured()) {
            let goods = order.goods();
            self.release(&goods);
            self.order(id).state = State::Open;
        }
    }

    /// Nobody knows what became of a payment.
    pub fn unknown(&mut self, id: &str, payment: &str) {
        self.payment(id, payment).state = "unknown";
    }

    /// `POST /v1/orders/{id}/complete`.
    pub fn complete(&mut self, id: &str) -> Result<(), Refusal> {
        let order = &self.orders[id];
        match order.state {
            State::Completed => Ok(()),
            State::Voided => Err("order_not_open"),
            _ if order.lines.is_empty() => Err("order_empty"),
            _ if order.paid() != order.total() => Err("payment_missing"),
            _ => self.hand_over(id, &[]),
        }
    }

    /// Goods and services are handed over: what was taken `now`, or before, is earned.
    fn hand_over(&mut self, id: &str, now: &[(&str, i64)]) -> Result<(), Refusal> {
        let order = self.orders[id].clone();
        let goods = order.goods();
        let mut costs = self.leave(&goods, order.state == State::Frozen)?.into_iter();
        for (account, amount) in now {
            self.post(account, *amount);
        }
        self.post(DEPOSITS, order.total() - now.iter().map(|(_, amount)| amount).sum::<i64>());
        for line in &order.lines {
            self.post(&line.account, line.tax() - line.total);
            for (account, amount) in &line.taxes {
                self.post(account, -amount);
            }
        }
        if let Some(customer) = order.customer.as_ref().and_then(|id| self.customers.get_mut(id)) {
            customer.orders += 1;
            customer.spent += order.total();
        }
        let order = self.order(id);
        order.state = State::Completed;
        for line in order.lines.iter_mut().filter(|l| l.asked.variant.is_some()) {
            line.cost = costs.next().expect("a cost for each of the goods");
        }
        Ok(())
    }

    /// `POST /v1/orders/{id}/void`: what was taken goes back, cards by way of the terminal.
    pub fn void(&mut self, id: &str) -> Result<(), Refusal> {
        let order = self.orders[id].clone();
        match order.state {
            State::Voided => return Ok(()),
            State::Completed => return Err("order_not_open"),
            _ if order.payments.iter().any(Payment::is_open) => return Err("payment_open"),
            State::Frozen => self.release(&order.goods()),
            State::Open => {}
        }
        for payment in order.payments.iter().filter(|p| p.is_captured()) {
            self.post(DEPOSITS, payment.amount);
            self.post(clearing(&payment.tender), -payment.amount);
        }
        let order = self.order(id);
        order.state = State::Voided;
        order.change = 0;
        for payment in order.payments.iter_mut().filter(|p| p.is_captured()) {
            payment.refunded = payment.amount;
        }
        Ok(())
    }

    /// Learns the ids of an order's payments from its page: those of a sale are made by the server.
    pub fn learn(&mut self, id: &str, page: &Value) {
        for (payment, shown) in self.order(id).payments.iter_mut().zip(list(&page["payments"])) {
            payment.id = shown["id"].as_str().expect("an id").to_owned();
        }
    }

    pub(super) fn order(&mut self, id: &str) -> &mut Order {
        self.orders.get_mut(id).expect("an order")
    }

    fn payment(&mut self, id: &str, payment: &str) -> &mut Payment {
        self.order(id).payments.iter_mut().find(|p| p.id == payment).expect("a payment")
    }
}

/// The change given on a payment.
fn change(tender: &str, amount: i64, tendered: &Value) -> Result<i64, Refusal> {
    match minor(tendered) {
        None => Ok(0),
        Some(given) if tender != "cash" || given < amount => Err("invalid_field"),
        Some(given) => Ok(given - amount),
    }
}
