//! What somebody carries to the counter, and what it costs.

use onetill_domains::catalog::Kind;
use onetill_domains::orders::{DiscountInput, LineInput, QuoteInput};
use onetill_kernel::{CustomerId, Date, Quantity, Rate, RegisterId};

use super::life::Life;
use super::offers::{CODE, WELCOME};
use super::rhythm::month;
use crate::dice::Dice;

/// How many orders have a line at a lower price, in per mille; our own figure, as all of discounts.
const LINE_DISCOUNT_PERMILLE: u64 = 45;
/// How many orders of known customers have something off, in per mille.
const ORDER_DISCOUNT_PERMILLE: u64 = 70;
/// How many bring the code of the leaflet, and how many of those who come for the first time the one for them, in per mille.
const CODE_PERMILLE: u64 = 20;
const WELCOME_PERMILLE: u64 = 90;
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
    /// Off the whole order, in percent.
    discount: Option<(i64, &'static str)>,
    /// What somebody brings.
    pub(super) code: Option<&'static str>,
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
        let discount = self.discount.map(|(percent, reason)| percent_off(percent, reason));
        (lines.collect(), discount.into_iter().collect())
    }

    /// What is asked to be priced.
    pub(super) fn cart(&self, life: &Life<'_>, register_id: RegisterId, customer_id: Option<CustomerId>) -> QuoteInput {
        let (lines, discounts) = self.inputs(life);
        let coupons = self.code.iter().map(|code| (*code).to_owned()).collect();
        QuoteInput {
            register_id: Some(register_id),
            location_id: None,
            lines,
            discounts,
            coupons,
            returned: Vec::new(),
            customer_id,
            date: None,
            tax_exemption: None,
        }
    }

    /// What stands on the price tags, in pence: what somebody goes by who decides how to pay.
    pub(super) fn worth(&self, life: &Life<'_>) -> i64 {
        self.lines.iter().map(|line| life.catalogue.items[line.item].price * line.pieces).sum()
    }
}

fn percent_off(percent: i64, reason: &str) -> DiscountInput {
    DiscountInput { percent: Some(Rate::percent(percent)), amount: None, reason: Some(reason.to_owned()) }
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
        if dice.chance(CODE_PERMILLE) {
            basket.code = Some(CODE);
        } else if known && dice.chance(ORDER_DISCOUNT_PERMILLE) {
            basket.discount = Some(dice.pick(&ORDER_REASONS));
        }
    }
}

impl Basket {
    /// Whoever comes for the first time may have read the leaflet.
    pub(super) fn welcome(&mut self, dice: &mut Dice) {
        if self.code.is_none() && self.discount.is_none() && dice.chance(WELCOME_PERMILLE) {
            self.code = Some(WELCOME);
        }
    }
}
