//! The tills: each sells a few times by card, and goes on as a cashier does with whatever the screen says.

use onetill_db::{Tx, params};
use onetill_domains::Ctx;
use onetill_domains::orders::{self, NewOrder, NewRefund, OrderState, PayOrder, VoidOrder};
use onetill_domains::payments::{self, Asking, AttemptState, PaymentState};
use onetill_domains::sync::{self, IdempotencyKey};
use onetill_kernel::{OrderId, PaymentId, RegisterId, Result, Uuid};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::faults::Step;
use super::world::{Event, World};

/// How far a till is with its sale.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Doing {
    /// It opens an order.
    Opening,
    /// It asks for a card.
    AskingCard,
    /// It waits for what becomes of the payment.
    Waiting,
    /// The rest, or all of it, is paid in cash.
    Cash,
    /// The order is given up.
    GivingUp,
    /// All of it is brought back.
    Refunding,
    /// It is done.
    Done,
}

/// A till.
pub(super) struct Till {
    register_id: RegisterId,
    sales_left: usize,
    doing: Doing,
    order_id: OrderId,
    payment_id: PaymentId,
    /// Names what it is doing, so that asking again does nothing twice.
    key: u64,
}

impl Till {
    pub(super) fn new(register_id: RegisterId, sales: usize) -> Self {
        Self {
            register_id,
            sales_left: sales,
            doing: Doing::Opening,
            order_id: OrderId(Uuid::nil()),
            payment_id: PaymentId(Uuid::nil()),
            key: 0,
        }
    }

    pub(super) fn is_done(&self) -> bool {
        self.doing == Doing::Done
    }
}

fn from_json<T: DeserializeOwned>(value: Value) -> T {
    serde_json::from_value(value).expect("an input")
}

impl World {
    /// What a till does next; if the server is away it tries again.
    pub(super) fn till_acts(&mut self, at: usize) {
        if self.tills[at].is_done() {
            return;
        }
        if self.server.up {
            self.till_step(at);
        }
        let pause = self.dice.amount(500, 3_000);
        self.after_ms(pause, Event::Till(at));
        self.look_now();
    }

    fn till_step(&mut self, at: usize) {
        match self.tills[at].doing {
            Doing::Opening => self.open_order(at),
            Doing::AskingCard => self.ask_card(at),
            Doing::Waiting => self.wait_for_card(at),
            Doing::Cash => self.pay_cash(at),
            Doing::GivingUp => self.give_up(at),
            Doing::Refunding => self.refund(at),
            Doing::Done => {}
        }
    }

    fn goes_on(&mut self, at: usize, doing: Doing) {
        self.tills[at].doing = doing;
        self.tills[at].key += 1;
    }

    fn sold(&mut self, at: usize) {
        self.tills[at].sales_left -= 1;
        let next = if self.tills[at].sales_left == 0 { Doing::Done } else { Doing::Opening };
        self.goes_on(at, next);
    }

    /// Sends a request as a till does, with a key that stays the same until it is answered.
    fn once(
        &mut self,
        at: usize,
        step: Step,
        command: impl Fn(&mut Tx<'_>, &mut Ctx) -> Result<Uuid> + Send + 'static,
    ) -> Option<Result<Uuid>> {
        let key = format!("till-{at}-{}", self.tills[at].key);
        let key = IdempotencyKey::new(&key, "/v1/simulation", key.as_bytes()).expect("a key");
        let done = self.write(step, move |tx, ctx| sync::once(tx, ctx, Some(&key), &command));
        done.map(|done| done.map(|outcome| outcome.id))
    }

    fn open_order(&mut self, at: usize) {
        let price = self.dice.amount(200, 9_000);
        let register_id = self.tills[at].register_id;
        // The price is part of the request: asked again with its key, the first one holds.
        let opened = self.once(at, Step::OpenOrder, move |tx, ctx| {
            let line = json!({
                "kind": "fee", "name": "Repair", "unit_price": { "amount": price, "currency": "GBP" }
            });
            let new: NewOrder = from_json(json!({ "register_id": register_id, "lines": [line] }));
            Ok(orders::open_order(tx, ctx, &new)?.0)
        });
        match opened {
            Some(Ok(id)) => {
                self.tills[at].order_id = OrderId(id);
                self.goes_on(at, Doing::AskingCard);
            }
            Some(Err(error)) => self.findings.push(format!("an order could not be opened: {error}")),
            None => {}
        }
    }

    fn ask_card(&mut self, at: usize) {
        let id = self.tills[at].order_id;
        let asked = self.once(at, Step::Pay, move |tx, ctx| {
            let pay: PayOrder = from_json(json!({ "tender": "card", "complete_when_paid": true }));
            Ok(orders::pay(tx, ctx, id, &pay)?.payment_id.0)
        });
        match asked {
            Some(Ok(id)) => {
                self.tills[at].payment_id = PaymentId(id);
                self.goes_on(at, Doing::Waiting);
            }
            // It is not known yet what became of an earlier one, or nothing is left to pay.
            Some(Err(_)) => self.goes_on(at, Doing::Waiting),
            None => {}
        }
    }

    fn wait_for_card(&mut self, at: usize) {
        let (order_id, payment_id) = (self.tills[at].order_id, self.tills[at].payment_id);
        let seen = self.db.read(move |tx| {
            let state = "SELECT state FROM orders WHERE id = $1";
            let order: OrderState = tx.query_one(state, params![order_id], |row| row.get(0))?;
            Ok((order, payments::payment_row(tx, payment_id)?.map(|p| p.state)))
        });
        let Ok((order, payment)) = seen else { return };
        match (order, payment) {
            (OrderState::Completed, _) if self.dice.one_in(4) => self.goes_on(at, Doing::Refunding),
            (OrderState::Completed | OrderState::Voided, _) => self.sold(at),
            (_, Some(PaymentState::Created | PaymentState::Pending | PaymentState::Unknown)) => {
                // Some customers change their mind.
                if self.troubled() && self.dice.one_in(12) {
                    self.stop_card(payment_id);
                }
            }
            (_, Some(PaymentState::Captured)) => self.goes_on(at, Doing::Cash),
            _ => {
                let next = match self.dice.roll(4) {
                    0 | 1 => Doing::AskingCard,
                    2 => Doing::Cash,
                    _ => Doing::GivingUp,
                };
                self.goes_on(at, next);
            }
        }
    }

    fn stop_card(&mut self, payment_id: PaymentId) {
        let open = self.db.read(move |tx| payments::open_attempt(tx, payment_id)).ok().flatten();
        if let Some(due) = open.filter(|d| d.attempt.state != AttemptState::Created) {
            self.ask(due, Asking::Cancel, true);
        }
    }

    fn pay_cash(&mut self, at: usize) {
        let id = self.tills[at].order_id;
        let paid = self.once(at, Step::Pay, move |tx, ctx| {
            let pay: PayOrder = from_json(json!({ "tender": "cash", "complete_when_paid": true }));
            Ok(orders::pay(tx, ctx, id, &pay)?.payment_id.0)
        });
        if paid.is_some() {
            self.goes_on(at, Doing::Waiting);
        }
    }

    fn give_up(&mut self, at: usize) {
        let id = self.tills[at].order_id;
        let given = self.once(at, Step::GiveUp, move |tx, ctx| {
            orders::void_order(tx, ctx, id, &from_json::<VoidOrder>(json!({ "reason": "changed their mind" })))?;
            Ok(id.0)
        });
        if given.is_some() {
            self.goes_on(at, Doing::Waiting);
        }
    }

    fn refund(&mut self, at: usize) {
        let (id, register_id) = (self.tills[at].order_id, self.tills[at].register_id);
        let given = self.once(at, Step::RefundOrder, move |tx, ctx| {
            let new: NewRefund = from_json(json!({ "register_id": register_id, "reason": "brought back" }));
            Ok(orders::refund_order(tx, ctx, id, &new)?.0)
        });
        if given.is_some() {
            self.sold(at);
        }
    }
}
