//! An auditor who keeps books of its own: it is told what was asked of the shop, in the API's words, and says
//! what the shop's books must show, and what must be refused. It shares no code with the shop.
//!
//! `pricing` is what a cart costs, `shelves` what lies in stock, `orders` what becomes of orders and their
//! money, `refunds` what goes back; `compare` looks at the shop.

mod arithmetic;
mod compare;
mod orders;
mod pricing;
mod refunds;
mod shelves;

use std::collections::BTreeMap;

use serde_json::Value;

use self::orders::Order;
use self::pricing::{Basis, Category};
use self::shelves::Shelf;

/// The code of a refusal.
pub type Refusal = &'static str;

/// What the auditor knows of something that is sold.
#[derive(Debug, Clone)]
struct Good {
    price: i64,
    cost: i64,
    category: String,
}

/// What the auditor knows of a customer.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Customer {
    orders: i64,
    spent: i64,
}

/// The auditor's books. Ids are the API's, amounts minor units, quantities thousandths.
#[derive(Debug, Clone)]
pub struct Auditor {
    /// The date of today.
    pub today: String,
    basis: Basis,
    refuse_below_zero: bool,
    categories: BTreeMap<String, Category>,
    goods: BTreeMap<String, Good>,
    shelves: BTreeMap<String, Shelf>,
    customers: BTreeMap<String, Customer>,
    orders: BTreeMap<String, Order>,
    /// The balance of every account, by name: debits above zero.
    books: BTreeMap<String, i64>,
}

impl Auditor {
    /// Begins with an empty shop whose settings are these.
    pub fn new(settings: &Value) -> Self {
        let basis = Basis { inclusive: true, per_order: false };
        let mut auditor = Self {
            today: String::new(),
            basis,
            refuse_below_zero: false,
            categories: BTreeMap::new(),
            goods: BTreeMap::new(),
            shelves: BTreeMap::new(),
            customers: BTreeMap::new(),
            orders: BTreeMap::new(),
            books: BTreeMap::new(),
        };
        auditor.settings(settings);
        auditor
    }

    /// `PATCH /v1/settings`.
    pub fn settings(&mut self, change: &Value) {
        if let Some(inclusive) = change["prices_include_tax"].as_bool() {
            self.basis.inclusive = inclusive;
        }
        if let Some(rounding) = change["tax_rounding"].as_str() {
            self.basis.per_order = rounding == "order";
        }
        if let Some(policy) = change["negative_stock"].as_str() {
            self.refuse_below_zero = policy == "refuse";
        }
    }

    /// `POST /v1/tax-categories`.
    pub fn tax_category(&mut self, id: &Value, body: &Value) {
        self.categories.insert(text(id), Category::new(body));
    }

    /// A product with one variant at a price and a usual cost.
    pub fn product(&mut self, variant: &Value, price: i64, cost: i64, category: &Value) {
        self.goods.insert(text(variant), Good { price, cost, category: text(category) });
    }

    /// `POST /v1/customers`.
    pub fn customer(&mut self, id: &Value) {
        self.customers.insert(text(id), Customer::default());
    }

    /// Expects what a command does; one that is refused leaves no trace.
    pub fn expect<T>(&mut self, command: impl FnOnce(&mut Self) -> Result<T, Refusal>) -> Result<T, Refusal> {
        let before = self.clone();
        let outcome = command(self);
        if outcome.is_err() {
            *self = before;
        }
        outcome
    }

    fn post(&mut self, account: &str, amount: i64) {
        *self.books.entry(account.to_owned()).or_default() += amount;
    }
}

fn text(id: &Value) -> String {
    id.as_str().expect("an id").to_owned()
}
