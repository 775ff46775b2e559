//! A cart at a register of a test shop: filled line by line, then priced, kept as an order, or sold.

use serde_json::{Value, json};

use super::{Reply, Shop};

/// What a customer wants, and how they pay. Made by [`Shop::cart`].
pub struct Cart<'a> {
    shop: &'a Shop,
    register: Value,
    customer: Value,
    lines: Vec<Value>,
    discounts: Vec<Value>,
    payments: Vec<Value>,
    more: Value,
}

impl Shop {
    /// A new cart at the first register.
    pub fn cart(&self) -> Cart<'_> {
        Cart {
            shop: self,
            register: json!(self.register()),
            customer: Value::Null,
            lines: Vec::new(),
            discounts: Vec::new(),
            payments: Vec::new(),
            more: json!({}),
        }
    }
}

impl Cart<'_> {
    /// At another register, counted from 0.
    #[must_use]
    pub fn at(mut self, register: usize) -> Self {
        self.register = json!(self.shop.registers[register]);
        self
    }

    /// For a customer.
    #[must_use]
    pub fn customer(mut self, id: &Value) -> Self {
        self.customer = id.clone();
        self
    }

    /// So many of a variant, at the catalogue's price.
    #[must_use]
    pub fn add(self, variant: &Value, quantity: &str) -> Self {
        self.line(json!({ "variant_id": variant, "quantity": quantity }))
    }

    /// Any line, as the API takes it.
    #[must_use]
    pub fn line(mut self, line: Value) -> Self {
        self.lines.push(line);
        self
    }

    /// Takes a percentage off the line added last.
    #[must_use]
    pub fn line_percent(self, percent: &str) -> Self {
        self.line_discount(json!({ "percent": percent }))
    }

    /// Takes an amount off the line added last.
    #[must_use]
    pub fn line_off(self, minor: i64) -> Self {
        let amount = self.shop.money(minor);
        self.line_discount(json!({ "amount": amount }))
    }

    fn line_discount(mut self, discount: Value) -> Self {
        let line = self.lines.last_mut().expect("a line to take something off");
        match line["discounts"].as_array_mut() {
            Some(all) => all.push(discount),
            None => line["discounts"] = json!([discount]),
        }
        self
    }

    /// Takes a percentage off the order.
    #[must_use]
    pub fn percent(mut self, percent: &str) -> Self {
        self.discounts.push(json!({ "percent": percent }));
        self
    }

    /// Takes an amount off the order.
    #[must_use]
    pub fn off(mut self, minor: i64) -> Self {
        self.discounts.push(json!({ "amount": self.shop.money(minor) }));
        self
    }

    /// Pays so much by a tender.
    #[must_use]
    pub fn pay(mut self, tender: &str, minor: i64) -> Self {
        self.payments.push(json!({ "tender": tender, "amount": self.shop.money(minor) }));
        self
    }

    /// Pays so much in cash, with more handed over.
    #[must_use]
    pub fn cash(mut self, minor: i64, tendered: i64) -> Self {
        let (amount, tendered) = (self.shop.money(minor), self.shop.money(tendered));
        self.payments.push(json!({ "tender": "cash", "amount": amount, "tendered": tendered }));
        self
    }

    /// Any further field, as the API takes it.
    #[must_use]
    pub fn with(mut self, field: &str, value: impl Into<Value>) -> Self {
        self.more[field] = value.into();
        self
    }

    /// The body of an order.
    pub fn order(&self) -> Value {
        let mut body = json!({
            "register_id": self.register, "customer_id": self.customer,
            "lines": self.lines, "discounts": self.discounts,
        });
        if let (Some(body), Some(more)) = (body.as_object_mut(), self.more.as_object()) {
            body.extend(more.clone());
        }
        body
    }

    /// The body of a sale.
    pub fn sale(&self) -> Value {
        let mut body = self.order();
        body["payments"] = json!(self.payments);
        body
    }

    /// Prices it without keeping it.
    pub async fn quote(&self) -> Reply {
        self.shop.post("/v1/quotes", self.order()).await
    }

    /// Keeps it as an order.
    pub async fn open(&self) -> Reply {
        self.shop.post("/v1/orders", self.order()).await
    }

    /// Sells it with the money that was named, or all of it in cash where none was.
    pub async fn sell(&self) -> Reply {
        let mut body = self.sale();
        if self.payments.is_empty() {
            body["payments"] = json!([{ "tender": "cash" }]);
        }
        self.shop.post("/v1/sales", body).await
    }
}
