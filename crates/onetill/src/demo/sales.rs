//! Orders of the past: cash in one step, cards through the same steps as at a terminal.

use onetill_connectors::payments::simulated::Simulated;
use onetill_db::Tx;
use onetill_domains::orders::{self, Channel, NewOrder, NewSale, PayOrder, SalePayment, VoidOrder};
use onetill_domains::payments::{self, Answer, Heard, Said};
use onetill_domains::{Ctx, customers};
use onetill_kernel::{Currency, Date, Money, OrderId, PaymentId, RegisterId, Result, Timestamp};

use super::basket::Basket;
use super::life::{Happening, Life, SERVING_S};
use super::offers;
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

/// How an order is paid; how much that is, its quote says.
enum Paying {
    /// At once, with money that is certain.
    AtOnce(Vec<(&'static str, Share)>),
    /// In steps: a card is among them.
    InSteps(Vec<Step>),
}

/// One payment of several; with an answer if a terminal is asked.
struct Step {
    id: PaymentId,
    tender: &'static str,
    share: Share,
    answer: Option<Heard>,
}

/// How much of an order something pays.
#[derive(Debug, Clone, Copy)]
enum Share {
    /// All that is left.
    Rest,
    /// Half of all, in notes of five.
    Half,
    /// So many pence, or all where that is less.
    UpTo(i64),
}

impl Share {
    fn of(self, total: i64, left: i64) -> i64 {
        match self {
            Self::Rest => left,
            Self::Half => (total / 1000 * 500).min(left),
            Self::UpTo(pence) => pence.min(left),
        }
    }
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
        let mut basket = self.basket(date, location, known, oversold, dice);
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
        if newcomer.is_some() {
            basket.welcome(dice);
        }
        let paying = self.paying(at, basket.worth(self), dice);
        self.plan_return(date, at, location, id, &basket, &paying, dice);
        let cart = basket.cart(self, register_id, customer_id);
        let by = self.at_register(date, at, register_id, dice);
        let introduce = move |tx: &mut Tx<'_>, ctx: &mut Ctx| {
            newcomer.as_ref().map_or(Ok(()), |new| customers::add_customer(tx, ctx, new).map(drop))
        };
        match paying {
            Paying::AtOnce(parts) => {
                let currency = self.shop.currency;
                let sale = NewSale {
                    id: Some(id),
                    register_id,
                    lines: cart.lines.clone(),
                    discounts: cart.discounts.clone(),
                    coupons: Vec::new(),
                    customer_id,
                    payments: Vec::new(),
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
                    let mut cart = cart.clone();
                    let total = offers::total(tx, ctx, &mut cart)?;
                    let payments = certain(&parts, total, currency, &mut Dice::new(by.seed, 0));
                    let sale = NewSale { coupons: cart.coupons, payments, ..sale.clone() };
                    orders::sell(tx, ctx, &sale).map(drop)
                })
            }
            Paying::InSteps(steps) => {
                let order = NewOrder {
                    id: Some(id),
                    register_id,
                    channel: Channel::Register,
                    customer_id,
                    lines: cart.lines.clone(),
                    discounts: cart.discounts.clone(),
                    coupons: Vec::new(),
                    note: None,
                    hold: None,
                    tax_exemption: None,
                    age_check: None,
                    voided_lines: Vec::new(),
                };
                let currency = self.shop.currency;
                // The moment of an order is that of its completion, by which receipts are numbered.
                let opened = at.plus_seconds(-dice.between(30, SERVING_S - 30));
                self.queue.count(by, move |tx, ctx| {
                    ctx.now = opened;
                    introduce(tx, ctx)?;
                    let mut cart = cart.clone();
                    let total = offers::total(tx, ctx, &mut cart)?;
                    orders::open_order(tx, ctx, &NewOrder { coupons: cart.coupons, ..order.clone() })?;
                    let mut due = total;
                    for (step, left) in steps.iter().zip((0..steps.len() as i64).rev()) {
                        ctx.now = at.plus_seconds(-12 * left);
                        let pence = step.share.of(total, due);
                        if pence > 0 {
                            step.take(tx, ctx, id, Money::new(pence, currency))?;
                            due -= if step.is_refused() { 0 } else { pence };
                        }
                    }
                    Ok(())
                })
            }
        }
    }

    /// How somebody pays for what stands at `worth` pence.
    fn paying(&mut self, at: Timestamp, worth: i64, dice: &mut Dice) -> Paying {
        let voucher = dice.pick(&[500, 1000, 2000]);
        let cash_permille = match worth {
            ..=1000 => 380,
            1001..=3000 => 240,
            _ => 120,
        };
        let with_cash = dice.chance(cash_permille);
        let on_voucher = ("voucher", Share::UpTo(voucher));
        match dice.below(1000) {
            roll if roll < VOUCHER_PERMILLE && (with_cash || voucher >= worth) => {
                Paying::AtOnce(vec![on_voucher, ("cash", Share::Rest)])
            }
            roll if roll < VOUCHER_PERMILLE => Paying::InSteps(vec![self.step(at, on_voucher), self.card(at, dice)]),
            roll if roll < VOUCHER_PERMILLE + CASH_AND_CARD_PERMILLE && worth > 1500 => {
                Paying::InSteps(vec![self.step(at, ("cash", Share::Half)), self.card(at, dice)])
            }
            _ if with_cash => Paying::AtOnce(vec![("cash", Share::Rest)]),
            _ => {
                let mut steps = Vec::new();
                if dice.chance(DECLINED_PERMILLE) {
                    let answer = Heard::declined(
                        "insufficient_funds",
                        "The card was refused: not enough money. Ask for another card.",
                    );
                    steps.push(Step { answer: Some(answer), ..self.step(at, ("card", Share::Rest)) });
                }
                steps.push(self.card(at, dice));
                Paying::InSteps(steps)
            }
        }
    }

    fn step(&mut self, at: Timestamp, (tender, share): (&'static str, Share)) -> Step {
        Step { id: self.ids.next(at), tender, share, answer: None }
    }

    fn card(&mut self, at: Timestamp, dice: &mut Dice) -> Step {
        Step { answer: Some(approval(dice)), ..self.step(at, ("card", Share::Rest)) }
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
        // Codes are used up by what is sold.
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
    /// Whether the terminal will refuse it.
    fn is_refused(&self) -> bool {
        self.answer.as_ref().is_some_and(|h| matches!(h.answer, Answer::Declined { .. }))
    }

    /// Takes this payment, and lets the terminal answer.
    fn take(&self, tx: &mut Tx<'_>, ctx: &mut Ctx, order_id: OrderId, amount: Money) -> Result<()> {
        let end = ctx.now;
        ctx.now = end.plus_seconds(-9);
        let pay = PayOrder {
            id: Some(self.id),
            tender: self.tender.to_owned(),
            code: None,
            amount: Some(amount),
            tendered: None,
            terminal_id: None,
            complete_when_paid: true,
            returned: Vec::new(),
        };
        let taken = orders::pay(tx, ctx, order_id, &pay)?;
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
    heard: &Heard,
) -> Result<()> {
    let Some(due) = payments::open_attempt(tx, payment_id)? else { return Ok(()) };
    payments::mark_sent(tx, ctx, payment_id, attempt_no, due.asking())?;
    ctx.now = ctx.now.plus_seconds(9);
    let said = Said {
        asking: Some(due.asking()),
        heard,
        http_status: Some(200),
        currency: due.currency,
        manner: due.manner(&Simulated),
    };
    orders::record_answer(tx, ctx, payment_id, attempt_no, &said, false).map(drop)
}

/// A card and its bank agree. Nobody's card: brand and digits are drawn.
fn approval(dice: &mut Dice) -> Heard {
    let reference = reference(dice);
    Heard::approved(reference, Some(format!("{} {}", dice.pick(&CARDS), dice.between(1000, 9999))))
}

/// What the terminal calls what it did.
pub(super) fn reference(dice: &mut Dice) -> String {
    format!("sim-{:016x}", dice.seed())
}

impl Paying {
    /// The payments by card that will succeed.
    fn cards(&self) -> Vec<PaymentId> {
        let Self::InSteps(steps) = self else { return Vec::new() };
        let approved =
            steps.iter().filter(|s| s.answer.as_ref().is_some_and(|h| matches!(h.answer, Answer::Approved(_))));
        approved.map(|s| s.id).collect()
    }
}

/// The money of a sale that comes to `total` pence.
fn certain(parts: &[(&'static str, Share)], total: i64, currency: Currency, dice: &mut Dice) -> Vec<SalePayment> {
    let money = |minor| Some(Money::new(minor, currency));
    let mut left = total;
    let mut payments = Vec::with_capacity(parts.len());
    for (tender, share) in parts {
        let pence = share.of(total, left);
        left -= pence;
        if pence > 0 {
            let tendered = if *tender == "cash" { money(handed_over(pence, dice)) } else { None };
            payments.push(SalePayment {
                tender: Some((*tender).to_owned()),
                code: None,
                amount: money(pence),
                tendered,
                payment_id: None,
            });
        }
    }
    payments
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
