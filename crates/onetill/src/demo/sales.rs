//! Orders of the past: cash in one step, cards through the same steps as at a terminal.

use onetill_db::Tx;
use onetill_domains::orders::{self, Channel, NewOrder, NewSale, PayOrder, SalePayment, VoidOrder};
use onetill_domains::payments::{self, Answer};
use onetill_domains::{Ctx, customers};
use onetill_kernel::{Date, Money, OrderId, PaymentId, RegisterId, Result, Timestamp};

use super::basket::Basket;
use super::life::{Happening, Life, SERVING_S};
use super::refunds::Return;
use crate::dice::Dice;

/// How people pay is our own assumption, after what British shops report: cash for small sums, cards
/// otherwise, now and then a voucher or two tenders together. All in per mille.
const VOUCHER_PERMILLE: u64 = 12;
const CASH_AND_CARD_PERMILLE: u64 = 8;
/// How many cards are refused at first.
const DECLINED_PERMILLE: u64 = 15;

const CARDS: [&str; 10] =
    ["visa", "visa", "visa", "visa", "visa", "mastercard", "mastercard", "mastercard", "mastercard", "amex"];
const GIVEN_UP: [&str; 4] =
    ["Left the wallet at home", "Changed their mind", "Card refused, no cash", "Wanted to think about it"];

/// How an order is paid.
enum Paying {
    /// At once, with money that is certain.
    AtOnce(Vec<SalePayment>),
    /// In steps: a card is among them.
    InSteps(Vec<Step>),
}

/// One payment of several; with an answer if a terminal is asked.
struct Step {
    pay: PayOrder,
    answer: Option<Answer>,
}

impl Life<'_> {
    /// Somebody buys.
    pub(super) fn order(
        &mut self,
        date: Date,
        at: Timestamp,
        register_id: RegisterId,
        location: usize,
        oversold: bool,
        dice: &mut Dice,
    ) -> Result<()> {
        let known = dice.chance(self.rhythm.known_customer_permille);
        let basket = self.basket(date, location, known, oversold, dice);
        if basket.lines.is_empty() {
            return Ok(());
        }
        for line in &basket.lines {
            if self.catalogue.items[line.item].on_shelf() {
                self.shelves.take(date, (location, line.item), line.pieces);
            }
        }
        let id: OrderId = self.ids.next(at);
        let visitor = known.then(|| self.people.visitor(at, date, &self.rhythm, dice, &mut self.ids));
        let customer_id = visitor.as_ref().map(|v| v.id);
        let newcomer = visitor.and_then(|v| v.new);
        let paying = self.paying(at, basket.total(self)?, dice);
        self.plan_return(date, at, location, id, &basket, &paying, dice);
        let (lines, discounts) = basket.inputs(self);
        let by = self.at_register(date, at, register_id, dice);
        let introduce = move |tx: &mut Tx<'_>, ctx: &mut Ctx| {
            newcomer.as_ref().map_or(Ok(()), |new| customers::add_customer(tx, ctx, new).map(drop))
        };
        match paying {
            Paying::AtOnce(payments) => {
                let sale = NewSale {
                    id: Some(id),
                    register_id,
                    lines,
                    discounts,
                    coupons: Vec::new(),
                    customer_id,
                    payments,
                    happened_at: None,
                    import: false,
                    tax_exemption: None,
                    age_check: None,
                    returned: Vec::new(),
                    voided_lines: Vec::new(),
                    shift_id: None,
                    note: None,
                };
                self.queue.count(by, move |tx, ctx| {
                    introduce(tx, ctx)?;
                    orders::sell(tx, ctx, &sale).map(drop)
                })
            }
            Paying::InSteps(steps) => {
                let order = NewOrder {
                    id: Some(id),
                    register_id,
                    channel: Channel::Register,
                    customer_id,
                    lines,
                    discounts,
                    coupons: Vec::new(),
                    note: None,
                    hold: None,
                    tax_exemption: None,
                    age_check: None,
                    voided_lines: Vec::new(),
                };
                // The moment of an order is that of its completion, by which receipts are numbered.
                let opened = at.plus_seconds(-dice.between(30, SERVING_S - 30));
                self.queue.count(by, move |tx, ctx| {
                    ctx.now = opened;
                    introduce(tx, ctx)?;
                    orders::open_order(tx, ctx, &order)?;
                    for (step, left) in steps.iter().zip((0..steps.len() as i64).rev()) {
                        ctx.now = at.plus_seconds(-12 * left);
                        step.take(tx, ctx, id)?;
                    }
                    Ok(())
                })
            }
        }
    }

    /// How somebody pays `total` pence.
    fn paying(&mut self, at: Timestamp, total: i64, dice: &mut Dice) -> Paying {
        let voucher = dice.pick(&[500, 1000, 2000]).min(total);
        let cash_permille = match total {
            ..=1000 => 380,
            1001..=3000 => 240,
            _ => 120,
        };
        let with_cash = dice.chance(cash_permille);
        match dice.below(1000) {
            roll if roll < VOUCHER_PERMILLE && (with_cash || voucher == total) => {
                let mut payments = vec![self.certain("voucher", voucher, None)];
                if total > voucher {
                    payments.push(self.certain("cash", total - voucher, Some(handed_over(total - voucher, dice))));
                }
                Paying::AtOnce(payments)
            }
            roll if roll < VOUCHER_PERMILLE => {
                Paying::InSteps(vec![self.step(at, "voucher", voucher), self.card(at, total - voucher, dice)])
            }
            roll if roll < VOUCHER_PERMILLE + CASH_AND_CARD_PERMILLE && total > 1500 => {
                let cash = total / 1000 * 500;
                Paying::InSteps(vec![self.step(at, "cash", cash), self.card(at, total - cash, dice)])
            }
            _ if with_cash => Paying::AtOnce(vec![self.certain("cash", total, Some(handed_over(total, dice)))]),
            _ => {
                let mut steps = Vec::new();
                if dice.chance(DECLINED_PERMILLE) {
                    let answer = Answer::Declined {
                        code: "insufficient_funds".to_owned(),
                        message: "The card was refused: not enough money. Ask for another card.".to_owned(),
                    };
                    steps.push(Step { answer: Some(answer), ..self.step(at, "card", total) });
                }
                steps.push(self.card(at, total, dice));
                Paying::InSteps(steps)
            }
        }
    }

    fn certain(&self, tender: &str, pence: i64, tendered: Option<i64>) -> SalePayment {
        let money = |minor| Money::new(minor, self.shop.currency);
        SalePayment {
            tender: Some(tender.to_owned()),
            amount: Some(money(pence)),
            tendered: tendered.map(money),
            payment_id: None,
        }
    }

    fn step(&mut self, at: Timestamp, tender: &str, pence: i64) -> Step {
        let pay = PayOrder {
            id: Some(self.ids.next(at)),
            tender: tender.to_owned(),
            amount: Some(Money::new(pence, self.shop.currency)),
            tendered: None,
            terminal_id: None,
            complete_when_paid: true,
            returned: Vec::new(),
        };
        Step { pay, answer: None }
    }

    fn card(&mut self, at: Timestamp, pence: i64, dice: &mut Dice) -> Step {
        Step { answer: Some(approval(dice)), ..self.step(at, "card", pence) }
    }

    /// Somebody fills a basket and leaves without it.
    pub(super) fn given_up(
        &mut self,
        date: Date,
        at: Timestamp,
        register_id: RegisterId,
        location: usize,
        dice: &mut Dice,
    ) -> Result<()> {
        let order = self.open(at, register_id, &self.basket(date, location, false, false, dice));
        let reason = dice.pick(&GIVEN_UP).to_owned();
        let by = self.at_register(date, at, register_id, dice);
        self.queue.add(by, move |tx, ctx| {
            ctx.now = at.plus_seconds(-90);
            let id = orders::open_order(tx, ctx, &order)?;
            ctx.now = at;
            orders::void_order(tx, ctx, id, &VoidOrder { version: None, reason: reason.clone() })
        })
    }

    /// An order that somebody has begun and not finished.
    pub(super) fn leave_open(&mut self, date: Date, at: Timestamp, dice: &mut Dice) -> Result<()> {
        let Some(register_id) = self.shop.registers_at(0).first().copied() else { return Ok(()) };
        let order = self.open(at, register_id, &self.basket(date, 0, false, false, dice));
        let by = self.at_register(date, at, register_id, dice);
        self.queue.add(by, move |tx, ctx| orders::open_order(tx, ctx, &order).map(drop))
    }

    fn open(&mut self, at: Timestamp, register_id: RegisterId, basket: &Basket) -> NewOrder {
        let (lines, discounts) = basket.inputs(self);
        NewOrder {
            id: Some(self.ids.next(at)),
            register_id,
            channel: Channel::Register,
            customer_id: None,
            lines,
            discounts,
            coupons: Vec::new(),
            note: None,
            hold: None,
            tax_exemption: None,
            age_check: None,
            voided_lines: Vec::new(),
        }
    }

    /// Decides whether something of an order will come back, and when.
    #[allow(clippy::too_many_arguments, reason = "an order and its circumstances")]
    fn plan_return(
        &mut self,
        date: Date,
        at: Timestamp,
        location: usize,
        order_id: OrderId,
        basket: &Basket,
        paying: &Paying,
        dice: &mut Dice,
    ) {
        if !dice.chance(self.rhythm.refund_permille) {
            return;
        }
        let back = Return::draw(&self.catalogue, location, order_id, basket, paying.cards(), dice);
        let Some(back) = back else { return };
        let days = dice.weighted(&self.rhythm.refund_delay_days, 1);
        let soon = at.plus_seconds(dice.between(15 * 60, 2 * 3600));
        let open = date.at(20, 0, super::founding::TIME_ZONE).is_ok_and(|closing| soon < closing);
        if days == 0 && open {
            self.expect(soon, Happening::Refund(back));
        } else {
            self.returns.entry(date.plus_days(days.max(1))).or_default().push(back);
        }
    }
}

impl Step {
    /// Takes this payment, and lets the terminal answer.
    fn take(&self, tx: &mut Tx<'_>, ctx: &mut Ctx, order_id: OrderId) -> Result<()> {
        let end = ctx.now;
        ctx.now = end.plus_seconds(-9);
        let taken = orders::pay(tx, ctx, order_id, &self.pay)?;
        if let Some(answer) = &self.answer {
            answered(tx, ctx, taken.payment_id, 1, answer)?;
        }
        Ok(())
    }
}

/// What happens between the till and the terminal: sent, and some seconds later answered.
pub(super) fn answered(
    tx: &mut Tx<'_>,
    ctx: &mut Ctx,
    payment_id: PaymentId,
    attempt_no: i64,
    answer: &Answer,
) -> Result<()> {
    payments::mark_sent(tx, ctx, payment_id, attempt_no)?;
    ctx.now = ctx.now.plus_seconds(9);
    orders::record_answer(tx, ctx, payment_id, attempt_no, answer, false)
}

/// A card and its bank agree. Nobody's card: brand and digits are drawn.
fn approval(dice: &mut Dice) -> Answer {
    let reference = reference(dice);
    Answer::Approved { reference, card: Some(format!("{} {:04}", dice.pick(&CARDS), dice.below(10_000))) }
}

/// What the terminal calls what it did.
pub(super) fn reference(dice: &mut Dice) -> String {
    format!("sim-{:016x}", dice.seed())
}

impl Paying {
    /// The payments by card that will succeed.
    fn cards(&self) -> Vec<PaymentId> {
        let Self::InSteps(steps) = self else { return Vec::new() };
        let approved = steps.iter().filter(|s| matches!(s.answer, Some(Answer::Approved { .. })));
        approved.filter_map(|s| s.pay.id).collect()
    }
}

/// What somebody hands over for `pence`: the exact sum, or the next coins and notes that come to hand.
fn handed_over(pence: i64, dice: &mut Dice) -> i64 {
    let unit = match dice.below(100) {
        0..20 => 1,
        20..35 => 100,
        35..60 => 500,
        60..82 => 1000,
        _ => 2000,
    };
    (pence + unit - 1) / unit * unit
}
