//! What lies on the shelves, as far as the people in the shop know: when to order, what to count again.

use std::collections::{BTreeMap, HashMap};

use onetill_db::Tx;
use onetill_domains::PageRequest;
use onetill_domains::inventory::{self, AdjustmentKind, NewAdjustment, StockFilter};
use onetill_kernel::{Date, Money, Quantity, Result, VariantId};

use super::catalogue::Catalogue;
use super::founding::{Founding, Shop};
use super::life::Happening;
use crate::dice::Dice;

/// How much of the main shop's stock the smaller shops keep, in percent.
const SMALL_SHOP_PERCENT: i64 = 35;
/// The longest that a delivery takes, in days.
const LONGEST_DELIVERY: i64 = 3;
/// So many days after it was sold below zero, an item is counted.
pub(super) const RECOUNTED_AFTER: i64 = 2;

/// What a location keeps of a figure that is meant for the main shop.
fn share(location: usize, pieces: i64) -> i64 {
    if location == 0 { pieces } else { (pieces * SMALL_SHOP_PERCENT + 99) / 100 }
}

/// An item at a location.
type Place = (usize, usize);

#[derive(Debug, Clone, Copy, Default)]
struct Shelf {
    on_hand: i64,
    /// A delivery is on its way.
    ordered: bool,
    /// It was sold below zero and has not been counted since.
    recount: bool,
}

/// All shelves: by location, then by item of the catalogue.
pub(super) struct Shelves {
    rows: Vec<Vec<Shelf>>,
    /// Deliveries that are going to arrive.
    arriving: BTreeMap<Date, Vec<Place>>,
    /// What is going to be counted.
    recounts: BTreeMap<Date, Vec<Place>>,
}

impl Shelves {
    /// The shelves as the database has them on `date`.
    pub(super) fn read(tx: &mut Tx<'_>, shop: &Shop, catalogue: &Catalogue, date: Date) -> Result<Self> {
        let places: HashMap<VariantId, usize> =
            catalogue.items.iter().enumerate().filter_map(|(i, item)| item.variant_id.map(|id| (id, i))).collect();
        let mut shelves = Self {
            rows: vec![vec![Shelf::default(); catalogue.items.len()]; shop.locations.len()],
            arriving: BTreeMap::new(),
            recounts: BTreeMap::new(),
        };
        for (location, at) in shop.locations.iter().enumerate() {
            let filter = StockFilter { location_id: Some(at.id), ..StockFilter::default() };
            let mut page = PageRequest { limit: Some(200), ..PageRequest::default() };
            loop {
                let found = inventory::levels(tx, shop.currency, &filter, &page)?;
                for level in found.items {
                    let Some(item) = places.get(&level.variant_id).copied() else { continue };
                    let recount = level.recount_since.is_some();
                    let on_hand = level.available.milli().div_euclid(1000);
                    shelves.rows[location][item] = Shelf { on_hand, ordered: false, recount };
                    if recount {
                        shelves.recounts.entry(date.plus_days(1)).or_default().push((location, item));
                    }
                }
                page.cursor = found.next_cursor;
                if page.cursor.is_none() {
                    break;
                }
            }
        }
        Ok(shelves)
    }

    /// How many are there; `None` of what is not kept on a shelf.
    pub(super) fn on_hand(&self, catalogue: &Catalogue, location: usize, item: usize) -> Option<i64> {
        catalogue.items[item].on_shelf().then(|| self.rows[location][item].on_hand)
    }

    /// Takes pieces off a shelf. Below zero, somebody will count what is there.
    pub(super) fn take(&mut self, date: Date, (location, item): Place, pieces: i64) {
        let shelf = &mut self.rows[location][item];
        shelf.on_hand -= pieces;
        if shelf.on_hand < 0 && !shelf.recount {
            shelf.recount = true;
            self.recounts.entry(date.plus_days(RECOUNTED_AFTER)).or_default().push((location, item));
        }
    }

    /// Puts pieces on a shelf.
    pub(super) fn put(&mut self, (location, item): Place, pieces: i64) {
        self.rows[location][item].on_hand += pieces;
    }

    /// Something cheap of which few are left and none are on their way: what is most easily oversold.
    pub(super) fn scarce(&self, catalogue: &Catalogue, location: usize, dice: &mut Dice) -> Option<usize> {
        let fits = |item: usize| {
            let shelf = self.rows[location][item];
            let known = &catalogue.items[item];
            known.on_shelf() && (1..=4).contains(&shelf.on_hand) && shelf.on_hand < known.most() && !shelf.ordered
        };
        let found: Vec<usize> = (0..catalogue.items.len()).filter(|item| fits(*item)).collect();
        (!found.is_empty()).then(|| dice.pick(&found))
    }

    /// Something that lies on the shelf, for what happens to things.
    pub(super) fn anything(&self, catalogue: &Catalogue, location: usize, dice: &mut Dice) -> Option<usize> {
        (0..50)
            .map(|_| dice.index(catalogue.items.len()))
            .find(|item| catalogue.items[*item].on_shelf() && self.rows[location][*item].on_hand > 1)
    }

    /// At closing time, orders what runs low.
    pub(super) fn reorder(&mut self, catalogue: &Catalogue, date: Date, dice: &mut Dice) {
        for (location, rows) in self.rows.iter_mut().enumerate() {
            for (item, (shelf, known)) in rows.iter_mut().zip(&catalogue.items).enumerate() {
                let Some(reorder_at) = known.reorder_at else { continue };
                if shelf.on_hand <= share(location, reorder_at) && !shelf.ordered && !shelf.recount {
                    shelf.ordered = true;
                    let arrives = date.plus_days(dice.between(1, LONGEST_DELIVERY));
                    self.arriving.entry(arrives).or_default().push((location, item));
                }
            }
        }
    }

    /// What is counted on the morning of `date`, and what is delivered.
    pub(super) fn morning(&mut self, catalogue: &Catalogue, date: Date, dice: &mut Dice) -> Vec<Happening> {
        let mut happenings = Vec::new();
        for place in until(&mut self.recounts, date) {
            let found = dice.between(0, 4);
            self.rows[place.0][place.1] = Shelf { on_hand: found, ..Shelf::default() };
            happenings.push(Happening::Adjust(Adjust {
                place,
                kind: AdjustmentKind::Count,
                pieces: found,
                unit_cost: None,
                reason: "Counted again: sold below zero",
            }));
        }
        for place in until(&mut self.arriving, date) {
            let (known, shelf) = (&catalogue.items[place.1], &mut self.rows[place.0][place.1]);
            let pieces = share(place.0, known.reorder_quantity.unwrap_or(1)).max(1);
            shelf.ordered = false;
            shelf.on_hand += pieces;
            // What a supplier asks varies a little.
            let unit_cost = known.cost.map(|cost| (cost * dice.between(970, 1035) + 500) / 1000);
            happenings.push(Happening::Adjust(Adjust {
                place,
                kind: AdjustmentKind::Received,
                pieces,
                unit_cost,
                reason: "",
            }));
        }
        happenings
    }
}

/// Takes all that is due up to `date`.
fn until(days: &mut BTreeMap<Date, Vec<Place>>, date: Date) -> Vec<Place> {
    let later = days.split_off(&date.plus_days(1));
    std::mem::replace(days, later).into_values().flatten().collect()
}

/// A change of stock that is no sale.
#[derive(Debug, Clone, Copy)]
pub(super) struct Adjust {
    pub(super) place: Place,
    pub(super) kind: AdjustmentKind,
    /// How many come or go; how many are there, for a count.
    pub(super) pieces: i64,
    /// In pence, of a delivery.
    pub(super) unit_cost: Option<i64>,
    pub(super) reason: &'static str,
}

impl Adjust {
    /// The request that makes this change.
    pub(super) fn request(&self, shop: &Shop, catalogue: &Catalogue) -> NewAdjustment {
        let (location, item) = self.place;
        NewAdjustment {
            id: None,
            location_id: shop.locations[location].id,
            variant_id: catalogue.items[item].variant_id,
            sku: None,
            barcode: None,
            kind: self.kind,
            quantity: Quantity::units(self.pieces),
            unit_cost: self.unit_cost.map(|cost| Money::new(cost, shop.currency)),
            reason: Some(self.reason.to_owned()).filter(|r| !r.is_empty()),
            happened_at: None,
            import: false,
        }
    }
}

/// Fills the shelves on the evening before the first day.
pub(super) fn fill_shelves(work: &mut Founding<'_, '_>, shop: &Shop, catalogue: &Catalogue) -> Result<()> {
    for location in 0..shop.locations.len() {
        for (item, known) in catalogue.items.iter().enumerate() {
            let Some(pieces) = known.opening_stock.map(|pieces| share(location, pieces)).filter(|p| *p > 0) else {
                continue;
            };
            let (kind, unit_cost) = (AdjustmentKind::Opening, None);
            let opening = Adjust { place: (location, item), kind, pieces, unit_cost, reason: "" };
            let new = opening.request(shop, catalogue);
            work.run(move |tx, ctx| inventory::adjust(tx, ctx, &new).map(drop))?;
        }
    }
    Ok(())
}
