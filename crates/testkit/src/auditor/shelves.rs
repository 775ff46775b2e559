//! What should lie on the shelves, and what it should be worth.

use serde_json::Value;

use super::arithmetic::{minor, share, thousandths};
use super::{Auditor, Refusal};

/// One variant's place on the shelf; quantities in thousandths.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Shelf {
    pub(super) on_hand: i64,
    pub(super) reserved: i64,
    pub(super) value: i64,
    /// The last cost of one.
    last_cost: i64,
    pub(super) recount: bool,
}

impl Shelf {
    fn available(&self) -> i64 {
        self.on_hand - self.reserved
    }

    /// Takes some out and says what they cost: a fair part of the value, all of it for the last, and beyond
    /// the last at what one last cost.
    fn take(&mut self, quantity: i64) -> i64 {
        let cost = if self.on_hand <= 0 {
            share(self.last_cost, quantity, 1000)
        } else if quantity < self.on_hand {
            share(self.value, quantity, self.on_hand)
        } else {
            self.last_cost = share(self.value, 1000, self.on_hand);
            self.value + share(self.last_cost, quantity - self.on_hand, 1000)
        };
        self.on_hand -= quantity;
        self.value -= cost;
        cost
    }

    /// What one costs at present.
    fn unit_cost(&self) -> i64 {
        if self.on_hand > 0 { share(self.value, 1000, self.on_hand) } else { self.last_cost }
    }
}

impl Auditor {
    fn shelf(&mut self, variant: &str) -> &mut Shelf {
        self.shelves.entry(variant.to_owned()).or_default()
    }

    /// Holds goods for an order whose payment is under way.
    pub(super) fn hold(&mut self, goods: &[(String, i64)]) -> Result<(), Refusal> {
        let refuse = self.refuse_below_zero;
        for (variant, quantity) in goods {
            let shelf = self.shelf(variant);
            if refuse && shelf.available() < *quantity {
                return Err("out_of_stock");
            }
            shelf.reserved += quantity;
        }
        Ok(())
    }

    /// Lets go of what was held.
    pub(super) fn release(&mut self, goods: &[(String, i64)]) {
        for (variant, quantity) in goods {
            self.shelf(variant).reserved -= quantity;
        }
    }

    /// Goods leave; `held` ones cannot be refused. Returns what each cost.
    pub(super) fn leave(&mut self, goods: &[(String, i64)], held: bool) -> Result<Vec<i64>, Refusal> {
        if held {
            self.release(goods);
        }
        let refuse = self.refuse_below_zero && !held;
        let mut costs = Vec::new();
        for (variant, quantity) in goods {
            let usual_cost = self.goods[variant].cost;
            let shelf = self.shelf(variant);
            if refuse && shelf.available() < *quantity {
                return Err("out_of_stock");
            }
            if shelf.last_cost == 0 && shelf.on_hand <= 0 {
                shelf.last_cost = usual_cost;
            }
            costs.push(shelf.take(*quantity));
            shelf.recount |= shelf.on_hand < 0;
        }
        let cost: i64 = costs.iter().sum();
        self.post("Cost of goods sold", cost);
        self.post("Inventory", -cost);
        Ok(costs)
    }

    /// Goods come back at a cost.
    pub(super) fn put_back(&mut self, variant: &str, quantity: i64, cost: i64) {
        let shelf = self.shelf(variant);
        shelf.on_hand += quantity;
        shelf.value += cost;
        self.post("Inventory", cost);
        self.post("Cost of goods sold", -cost);
    }

    /// What goods cost that come back without a sale.
    pub(super) fn present_cost(&mut self, variant: &str, quantity: i64) -> i64 {
        let usual_cost = self.goods[variant].cost;
        let unit = match self.shelf(variant).unit_cost() {
            0 => usual_cost,
            known => known,
        };
        share(unit, quantity, 1000)
    }

    /// `POST /v1/stock/adjustments`.
    pub fn adjust(&mut self, body: &Value) -> Result<(), Refusal> {
        let (variant, kind) = (body["variant_id"].as_str().expect("a variant"), body["kind"].as_str().expect("a kind"));
        let given = minor(&body["unit_cost"]);
        let usual_cost = self.goods[variant].cost;
        let quantity = thousandths(&body["quantity"]);
        if quantity == 0 && kind != "count" {
            return Err("invalid_field");
        }
        let shelf = self.shelf(variant);
        let change = match kind {
            "count" => quantity - shelf.on_hand,
            "damaged" | "lost" => -quantity,
            _ => quantity,
        };
        if change < 0 && shelf.on_hand + change < 0 {
            return Err("out_of_stock");
        }
        let (mut value, mut revaluation) = (0, 0);
        if change > 0 {
            let unit_cost = match (given, kind) {
                (Some(given), _) => given,
                (None, "opening" | "received") => usual_cost,
                (None, _) if shelf.unit_cost() == 0 => usual_cost,
                (None, _) => shelf.unit_cost(),
            };
            let unsettled = shelf.on_hand < 0 || (shelf.on_hand == 0 && shelf.value != 0);
            value = share(unit_cost, change, 1000);
            shelf.on_hand += change;
            shelf.value += value;
            shelf.last_cost = unit_cost;
            if unsettled {
                revaluation = share(unit_cost, shelf.on_hand, 1000) - shelf.value;
                shelf.value += revaluation;
            }
        } else if change < 0 {
            value = -shelf.take(-change);
        }
        if kind == "count" || (change > 0 && shelf.on_hand >= 0) {
            shelf.recount = false;
        }
        let contra = match kind {
            "opening" => "Opening equity",
            "received" => "Goods received, not invoiced",
            _ => "Shrinkage",
        };
        self.post("Inventory", value + revaluation);
        self.post(contra, -value);
        self.post("Cost of goods sold", -revaluation);
        Ok(())
    }
}
