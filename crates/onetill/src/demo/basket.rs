//! What somebody carries to the counter, and what it costs.

use onetill_domains::catalog::Kind;
use onetill_domains::orders::pricing::{Basis, CartLine, Off, price};
use onetill_domains::orders::{DiscountInput, LineInput};
use onetill_domains::platform::TaxRounding;
use onetill_kernel::{Currency, Date, Money, Quantity, Rate, Result};

use super::life::Life;
use super::rhythm::month;
use crate::dice::Dice;

/// How many orders have a line at a lower price, in per mille; our own figure, as all of discounts.
const LINE_DISCOUNT_PERMILLE: u64 = 45;
/// How many orders of known customers have something off, in per mille.
const ORDER_DISCOUNT_PERMILLE: u64 = 70;
/// How many customers also take a gift card, in per mille.
const GIFT_CARD_PERMILLE: u64 = 6;

const LINE_REASONS: [(i64, &str); 5] =
    [(10, "Box damaged"), (20, "Last one"), (25, "Display piece"), (50, "Best before is near"), (15, "Small flaw")];
const ORDER_REASONS: [(i64, &str); 3] = [(5, "Regular customer"), (10, "Loyalty card"), (10, "Neighbour")];

/// One line of a basket.
#[derive(Debug, Clone)]
pub(super) struct Line {
    pub(super) item: usize,
    pub(super) pieces: i64,
    discount: Option<(i64, &'static str)>,
}

/// All of it.
#[derive(Debug, Clone, Default)]
pub(super) struct Basket {
    pub(super) lines: Vec<Line>,
    /// Off the whole order.
    discount: Option<Discount>,
}

#[derive(Debug, Clone, Copy)]
enum Discount {
    Percent(i64, &'static str),
    Pence(i64, &'static str),
}

impl Basket {
    /// What the order is asked to hold.
    pub(super) fn inputs(&self, life: &Life<'_>) -> (Vec<LineInput>, Vec<DiscountInput>) {
        let lines = self.lines.iter().map(|line| LineInput {
            variant_id: life.catalogue.items[line.item].variant_id,
            quantity: Some(Quantity::units(line.pieces)),
            options: life.catalogue.items[line.item].options.clone(),
            discounts: line.discount.iter().map(|(percent, reason)| percent_off(*percent, reason)).collect(),
            ..LineInput::default()
        });
        let discount = self.discount.map(|discount| match discount {
            Discount::Percent(percent, reason) => percent_off(percent, reason),
            Discount::Pence(pence, reason) => amount_off(pence, reason, life.shop.currency),
        });
        (lines.collect(), discount.into_iter().collect())
    }

    /// What the customer pays, in pence. Prices contain the tax, so that taxes do not matter here.
    pub(super) fn total(&self, life: &Life<'_>) -> Result<i64> {
        let line = |line: &Line| {
            let item = &life.catalogue.items[line.item];
            CartLine {
                kind: item.kind(),
                quantity: Quantity::units(line.pieces),
                unit_price: item.price,
                discounts: line.discount.iter().map(|(percent, _)| Off::Rate(Rate::percent(*percent))).collect(),
                taxes: Vec::new(),
            }
        };
        let lines: Vec<CartLine> = self.lines.iter().map(line).collect();
        let off = self.discount.map(|discount| match discount {
            Discount::Percent(percent, _) => Off::Rate(Rate::percent(percent)),
            Discount::Pence(pence, _) => Off::Amount(pence),
        });
        let basis = Basis { prices_include_tax: true, rounding: TaxRounding::Line, exempt: false };
        Ok(price(&lines, off.as_slice(), basis)?.total)
    }
}

fn percent_off(percent: i64, reason: &str) -> DiscountInput {
    DiscountInput { percent: Some(Rate::percent(percent)), amount: None, reason: Some(reason.to_owned()) }
}

fn amount_off(pence: i64, reason: &str, currency: Currency) -> DiscountInput {
    DiscountInput { percent: None, amount: Some(Money::new(pence, currency)), reason: Some(reason.to_owned()) }
}

impl Life<'_> {
    /// Fills a basket from what is on the shelves. With `oversold`, more of one thing than the books know.
    pub(super) fn basket(&self, date: Date, location: usize, known: bool, oversold: bool, dice: &mut Dice) -> Basket {
        let mut basket = Basket::default();
        if oversold && let Some(item) = self.shelves.scarce(&self.catalogue, location, dice) {
            let pieces = self.shelves.on_hand(&self.catalogue, location, item).unwrap_or(0) + 1;
            basket.lines.push(Line { item, pieces, discount: None });
        }
        let wanted = dice.weighted(&self.rhythm.lines_per_order, 1);
        let lines = usize::try_from(wanted).unwrap_or(1);
        for _ in 0..lines * 20 {
            if basket.lines.len() >= lines {
                break;
            }
            let item = self.catalogue.draw(dice, month(date));
            let on_hand = self.shelves.on_hand(&self.catalogue, location, item);
            if on_hand.is_some_and(|left| left < 1) || basket.lines.iter().any(|line| line.item == item) {
                continue;
            }
            let most = self.catalogue.items[item].most().min(on_hand.unwrap_or(1));
            let pieces = dice.weighted(&self.rhythm.quantity_per_line, 1).min(most);
            basket.lines.push(Line { item, pieces, discount: None });
        }
        let cards: Vec<usize> = self.catalogue.gift_cards();
        if dice.chance(GIFT_CARD_PERMILLE) && !cards.is_empty() {
            let item = dice.pick(&cards);
            if basket.lines.iter().all(|line| line.item != item) {
                basket.lines.push(Line { item, pieces: 1, discount: None });
            }
        }
        self.discount(&mut basket, known, dice);
        basket
    }

    fn discount(&self, basket: &mut Basket, known: bool, dice: &mut Dice) {
        let goods: Vec<usize> = (0..basket.lines.len())
            .filter(|i| self.catalogue.items[basket.lines[*i].item].kind() == Kind::Goods)
            .collect();
        if dice.chance(LINE_DISCOUNT_PERMILLE) && !goods.is_empty() {
            basket.lines[dice.pick(&goods)].discount = Some(dice.pick(&LINE_REASONS));
        }
        if known && dice.chance(ORDER_DISCOUNT_PERMILLE) {
            let worth: i64 =
                goods.iter().map(|i| self.catalogue.items[basket.lines[*i].item].price * basket.lines[*i].pieces).sum();
            basket.discount = Some(match worth {
                4000.. if dice.chance(400) => Discount::Pence(500, "Coupon, 5.00 off"),
                _ => {
                    let (percent, reason) = dice.pick(&ORDER_REASONS);
                    Discount::Percent(percent, reason)
                }
            });
        }
    }
}
