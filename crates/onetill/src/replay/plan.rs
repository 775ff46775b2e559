//! What is to be sent: products, customers, and the invoices and cancellations in the file's order.

use std::collections::HashMap;

use onetill_domains::catalog::Kind;
use onetill_kernel::{Error, Quantity, Result, Timestamp, Uuid, mul_div_round};

use super::ids::Namer;
use super::links::{Sales, Sold};
use super::mapping::{Mapping, OpeningRule, OpeningStock};
use super::report::{Action, Finding, Findings, Problem};
use super::rows::Row;

/// More lines than the shop takes on one order; what is more goes on another.
const MAX_LINES: usize = 1000;

/// Everything that is to be sent.
pub(super) struct Plan {
    pub(super) products: Vec<Product>,
    pub(super) customers: Vec<Customer>,
    pub(super) documents: Vec<Document>,
}

impl Plan {
    /// How many things are sent, an opening stock counted with its product.
    pub(super) fn steps(&self) -> u64 {
        (self.products.len() + self.customers.len() + self.documents.len()) as u64
    }

    /// What the file says it comes to, cancellations taken off, in minor units.
    pub(super) fn amount(&self) -> i64 {
        self.documents.iter().map(|d| if d.what == What::Sale { d.amount() } else { -d.amount() }).sum()
    }
}

/// Something that is sold.
pub(super) struct Product {
    pub(super) id: Uuid,
    pub(super) variant_id: Uuid,
    pub(super) code: String,
    pub(super) name: String,
    pub(super) kind: Kind,
    /// The code of its tax category.
    pub(super) tax: Option<String>,
    /// Whether stock is kept of it.
    pub(super) tracked: bool,
    /// The price at which it first sold, in minor units.
    pub(super) price: i64,
    /// When that was.
    pub(super) at: Timestamp,
    /// What one cost, in minor units.
    pub(super) cost: i64,
    /// How much of it lay there before.
    pub(super) opening: Quantity,
}

/// Somebody who buys.
pub(super) struct Customer {
    pub(super) id: Uuid,
    /// Their number in the file, which is all that is known of them.
    pub(super) number: String,
}

/// An invoice, or a cancellation as far as it belongs to one sale or to none.
pub(super) struct Document {
    pub(super) id: Uuid,
    /// Its number in the file.
    pub(super) number: String,
    pub(super) what: What,
    pub(super) at: Timestamp,
    /// Its customer's place in the plan.
    pub(super) customer: Option<usize>,
    pub(super) lines: Vec<Line>,
}

impl Document {
    /// What its lines come to, in minor units, before tax where prices do not contain it.
    pub(super) fn amount(&self) -> i64 {
        self.lines.iter().map(|l| l.amount).sum()
    }
}

/// What a document is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum What {
    Sale,
    /// A refund of the sale at this place in the plan.
    Refund(usize),
    /// A refund whose sale is not known.
    UnlinkedRefund,
}

/// A line of a document.
pub(super) struct Line {
    /// Where it stands in the file.
    pub(super) file_line: u64,
    /// How many rows of the file it stands for.
    pub(super) rows: usize,
    /// Its product's place in the plan.
    pub(super) product: usize,
    pub(super) quantity: Quantity,
    pub(super) price: i64,
    pub(super) amount: i64,
    /// The line of the sale that it takes back.
    pub(super) order_line: Option<i64>,
}

/// Makes the plan.
pub(super) fn plan(mapping: &Mapping, rows: &[Row], findings: &mut Findings) -> Result<Plan> {
    let mut planner = Planner {
        mapping,
        namer: Namer::new(&mapping.source),
        plan: Plan { products: Vec::new(), customers: Vec::new(), documents: Vec::new() },
        products: HashMap::new(),
        customers: HashMap::new(),
        buyers: HashMap::new(),
        documents: HashMap::new(),
        sales: Sales::default(),
    };
    for row in rows {
        if let Some(finding) = planner.add(row)? {
            findings.add(finding);
        }
    }
    let mut plan = planner.plan;
    for product in plan.products.iter_mut().filter(|p| p.name.is_empty()) {
        product.name.clone_from(&product.code);
    }
    Ok(plan)
}

struct Planner<'a> {
    mapping: &'a Mapping,
    namer: Namer<'a>,
    plan: Plan,
    products: HashMap<&'a str, usize>,
    customers: HashMap<&'a str, usize>,
    /// Who each invoice and cancellation names as its customer.
    buyers: HashMap<(&'a str, bool), Option<&'a str>>,
    /// The documents that can take further lines.
    documents: HashMap<(&'a str, What), usize>,
    sales: Sales,
}

impl<'a> Planner<'a> {
    fn add(&mut self, row: &'a Row) -> Result<Option<Finding>> {
        let buyer = *self.buyers.entry((&row.document, row.cancels)).or_insert(row.customer.as_deref());
        if buyer != row.customer.as_deref() {
            let detail = "its customer is not that of the first row of its invoice";
            return Ok(Some(Finding::of(row, Action::Skipped, Problem::Customer, detail)));
        }
        let customer = self.customer(row);
        let product = self.product(row)?;
        let mut line = Line {
            file_line: row.line,
            rows: 1,
            product,
            quantity: row.quantity,
            price: row.price,
            amount: mul_div_round(row.price, row.quantity.milli(), 1000)?,
            order_line: None,
        };
        if !row.cancels {
            let document = self.document(row, What::Sale, customer);
            self.plan.documents[document].lines.push(line);
            let line_no = self.plan.documents[document].lines.len() as i64;
            if let Some(customer) = customer {
                let key = (customer, product, row.price);
                self.sales.add(key, self.plan.documents[document].at, Sold { document, line_no }, row.quantity);
            }
            return Ok(None);
        }
        match self.sales.take(customer, product, row.price, row.at, row.quantity) {
            Ok(Sold { document: sale, line_no }) => {
                line.order_line = Some(line_no);
                let document = self.document(row, What::Refund(sale), customer);
                self.plan.documents[document].take_back(line)?;
                Ok(None)
            }
            Err(why) => {
                let document = self.document(row, What::UnlinkedRefund, customer);
                self.plan.documents[document].lines.push(line);
                Ok(Some(Finding::of(row, Action::Kept, Problem::NoSale, why.to_string())))
            }
        }
    }

    /// The customer of a row, if it names one.
    fn customer(&mut self, row: &'a Row) -> Option<usize> {
        let number = row.customer.as_deref()?;
        let customers = &mut self.plan.customers;
        Some(*self.customers.entry(number).or_insert_with(|| {
            let id = self.namer.id(row.at, "customer", number);
            customers.push(Customer { id, number: number.to_owned() });
            customers.len() - 1
        }))
    }

    fn product(&mut self, row: &'a Row) -> Result<usize> {
        let place = match self.products.get(row.code.as_str()) {
            Some(place) => *place,
            None => {
                let product = self.new_product(row)?;
                self.plan.products.push(product);
                self.products.insert(&row.code, self.plan.products.len() - 1);
                self.plan.products.len() - 1
            }
        };
        let product = &mut self.plan.products[place];
        if product.name.is_empty() {
            product.name.clone_from(&row.name);
        }
        let as_sold = self.mapping.goods.opening_stock == OpeningStock::Rule(OpeningRule::AsSold);
        if as_sold && product.tracked && !row.cancels {
            product.opening = product.opening.plus(row.quantity)?;
        }
        Ok(place)
    }

    fn new_product(&self, row: &Row) -> Result<Product> {
        let (kind, tax, tracked) = match self.mapping.not_goods(&row.code) {
            Some(known) => (known.kind, known.tax.clone(), false),
            None => (Kind::Goods, Some(self.mapping.goods.tax.clone()), true),
        };
        let opening = match self.mapping.goods.opening_stock {
            OpeningStock::Units(units) if tracked => Quantity::units(units.into()),
            _ => Quantity::ZERO,
        };
        Ok(Product {
            id: self.namer.id(row.at, "product", &row.code),
            variant_id: self.namer.id(row.at, "variant", &row.code),
            code: row.code.clone(),
            name: row.name.clone(),
            kind,
            tax,
            tracked,
            price: row.price,
            at: row.at,
            cost: mul_div_round(row.price, self.mapping.goods.cost_percent.ppm(), 1_000_000)?,
            opening,
        })
    }

    /// The document that a row goes on: the one begun by an earlier row while it has room, or a new one.
    fn document(&mut self, row: &'a Row, what: What, customer: Option<usize>) -> usize {
        let key = (row.document.as_str(), what);
        let begun = self.documents.get(&key).copied();
        if let Some(place) = begun.filter(|p| self.plan.documents[*p].lines.len() < MAX_LINES) {
            return place;
        }
        let (kind, of) = match what {
            What::Sale => ("sale", String::new()),
            What::Refund(sale) => ("refund", self.plan.documents[sale].id.to_string()),
            What::UnlinkedRefund => ("unlinked refund", String::new()),
        };
        // The first row tells one document from another that goes on where it was full.
        let part = if begun.is_some() { row.line.to_string() } else { String::new() };
        let name = format!("{}\n{of}\n{part}", row.document);
        self.plan.documents.push(Document {
            id: self.namer.id(row.at, kind, &name),
            number: row.document.clone(),
            what,
            at: row.at,
            customer,
            lines: Vec::new(),
        });
        let place = self.plan.documents.len() - 1;
        self.documents.insert(key, place);
        place
    }
}

impl Document {
    /// Adds a line that comes back: a line of a sale is named once, with all that comes back of it.
    fn take_back(&mut self, line: Line) -> Result<()> {
        let known = self.lines.iter_mut().find(|l| l.order_line == line.order_line);
        match known {
            Some(known) => {
                known.quantity = known.quantity.plus(line.quantity)?;
                known.rows += line.rows;
                known.amount = known.amount.checked_add(line.amount).ok_or_else(Error::overflow)?;
            }
            None => self.lines.push(line),
        }
        Ok(())
    }
}
