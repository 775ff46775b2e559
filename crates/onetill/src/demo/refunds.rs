//! What comes back: as a rule one line of an order, some days later.

use onetill_domains::orders::{self, LineInput, NewRefund, NewUnlinkedRefund, RefundLineInput};
use onetill_domains::payments::{self, AttemptState, Heard};
use onetill_kernel::{Date, OrderId, PaymentId, Quantity, RegisterId, Result, Timestamp};

use super::basket::Basket;
use super::catalogue::Catalogue;
use super::life::Life;
use super::sales::{answered, reference};
use crate::dice::Dice;
use crate::queue::Actor;

/// How many refunds give back one line, two lines, and all goods; in per mille. The measured shop, rounded
/// to what a neighbour's basket allows.
const LINES: [(i64, u64); 3] = [(1, 780), (2, 160), (i64::MAX, 60)];
/// How often what comes back can be sold again, in per mille.
const RESTOCKED_PERMILLE: u64 = 850;

const REASONS: [&str; 7] = [
    "Unwanted gift",
    "Wrong size",
    "Does not match the curtains",
    "Bought twice",
    "Changed their mind",
    "Wrong colour",
    "Rung up by mistake",
];
const FAULTS: [&str; 4] = ["Broken in the box", "Does not work", "Crack in the glaze", "Spoilt"];
const UNLINKED: [&str; 3] = [
    "Gift without a receipt; ours by the price tag",
    "Receipt lost; known customer",
    "Bought before these books began",
];

/// Something that will come back.
#[derive(Debug, Clone)]
pub(super) struct Return {
    order_id: OrderId,
    location: usize,
    /// Number of the order's line, item and pieces.
    lines: Vec<(i64, usize, i64)>,
    restock: bool,
    reason: &'static str,
    /// The order's card payments, by which money goes back through a terminal.
    cards: Vec<PaymentId>,
}

impl Return {
    /// Chooses what comes back of a basket; nothing where there are no goods in it.
    pub(super) fn draw(
        catalogue: &Catalogue,
        location: usize,
        order_id: OrderId,
        basket: &Basket,
        cards: Vec<PaymentId>,
        dice: &mut Dice,
    ) -> Option<Self> {
        let mut goods: Vec<(i64, usize, i64)> = (1..)
            .zip(&basket.lines)
            .filter(|(_, line)| catalogue.items[line.item].on_shelf())
            .map(|(line_no, line)| (line_no, line.item, line.pieces))
            .collect();
        let wanted = usize::try_from(dice.weighted(&LINES, 1)).unwrap_or(usize::MAX);
        while goods.len() > wanted {
            goods.remove(dice.index(goods.len()));
        }
        for (_, _, pieces) in &mut goods {
            if *pieces > 1 && dice.chance(400) {
                *pieces = dice.between(1, *pieces - 1);
            }
        }
        let restock = dice.chance(RESTOCKED_PERMILLE);
        let reason = if restock { dice.pick(&REASONS) } else { dice.pick(&FAULTS) };
        (!goods.is_empty()).then_some(Self { order_id, location, lines: goods, restock, reason, cards })
    }
}

impl Life<'_> {
    /// Gives back what was planned, by the tenders it was paid with.
    pub(super) fn refund(&mut self, date: Date, at: Timestamp, back: &Return, dice: &mut Dice) -> Result<()> {
        let registers = self.shop.registers_at(back.location);
        if registers.is_empty() {
            return Ok(());
        }
        let register_id = dice.pick(&registers);
        if back.restock {
            for (_, item, pieces) in &back.lines {
                self.shelves.put((back.location, *item), *pieces);
            }
        }
        let line = |(line_no, _, pieces): &(i64, usize, i64)| RefundLineInput {
            line_no: *line_no,
            quantity: Some(Quantity::units(*pieces)),
            restock: None,
        };
        let new = NewRefund {
            id: Some(self.ids.next(at)),
            register_id,
            reason: back.reason.to_owned(),
            lines: Some(back.lines.iter().map(line).collect()),
            restock: Some(back.restock),
            payments: None,
            as_store_credit: false,
            customer_id: None,
            happened_at: None,
            import: false,
        };
        let (order_id, cards, reference) = (back.order_id, back.cards.clone(), reference(dice));
        let by = self.at_register(date, at, register_id, dice);
        self.queue.add(by, move |tx, ctx| {
            let id = orders::refund_order(tx, ctx, order_id, &new)?;
            for attempt in payments::refund_attempts(tx, id, &cards)? {
                if attempt.state == AttemptState::Created {
                    // It goes back to the card it came from.
                    let card = payments::attempts(tx, attempt.payment_id)?.into_iter().find_map(|a| a.card);
                    let answer = Heard::approved(reference.clone(), card);
                    answered(tx, ctx, attempt.payment_id, attempt.attempt_no, &answer)?;
                }
            }
            Ok(())
        })
    }

    /// Something comes back without its receipt, and the owner gives cash for it.
    pub(super) fn unlinked(
        &mut self,
        date: Date,
        at: Timestamp,
        register_id: RegisterId,
        location: usize,
        dice: &mut Dice,
    ) -> Result<()> {
        let Some(item) = self.shelves.anything(&self.catalogue, location, dice) else { return Ok(()) };
        self.shelves.put((location, item), 1);
        let line = LineInput {
            variant_id: self.catalogue.items[item].variant_id,
            quantity: Some(Quantity::ONE),
            ..LineInput::default()
        };
        let new = NewUnlinkedRefund {
            id: Some(self.ids.next(at)),
            register_id,
            reason: dice.pick(&UNLINKED).to_owned(),
            customer_id: None,
            lines: vec![line],
            restock: Some(true),
            tender: "cash".to_owned(),
            happened_at: None,
            import: false,
        };
        let by = Actor { staff_id: self.owner(), ..self.at_register(date, at, register_id, dice) };
        self.queue.add(by, move |tx, ctx| orders::refund_unlinked(tx, ctx, &new).map(drop))
    }
}
