//! What is read of an order.

use onetill_db::Tx;
use onetill_kernel::{Result, Uuid};

use crate::range::Range;
use crate::report::At;

pub(super) struct Order {
    pub(super) id: Uuid,
    pub(super) state: String,
    pub(super) location_id: Uuid,
    pub(super) register_id: Uuid,
    pub(super) receipt_no: Option<i64>,
    pub(super) currency: String,
    pub(super) prices_include_tax: bool,
    pub(super) tax_rounding: String,
    pub(super) line_count: i64,
    pub(super) subtotal: i64,
    pub(super) discount: i64,
    pub(super) tax: i64,
    pub(super) total: i64,
    pub(super) paid: i64,
    pub(super) change: i64,
    pub(super) refunded: i64,
    pub(super) recovered: bool,
    pub(super) business_date: Option<String>,
    pub(super) happened_at: i64,
    pub(super) recorded_at: Option<i64>,
    /// Why no tax is charged, and by which certificate.
    pub(super) exempt: (Option<String>, Option<String>),
}

impl Order {
    pub(super) fn at(&self) -> At {
        At::new("orders").with("id", self.id)
    }

    pub(super) const fn is_exempt(&self) -> bool {
        self.exempt.0.is_some()
    }

    pub(super) fn completed(&self) -> bool {
        self.state == "completed"
    }
}

pub(super) struct Line {
    pub(super) order_id: Uuid,
    pub(super) line_no: i64,
    pub(super) kind: String,
    pub(super) variant_id: Option<Uuid>,
    pub(super) tracked: bool,
    pub(super) quantity: i64,
    pub(super) unit_price: i64,
    pub(super) amount: i64,
    pub(super) line_discount: i64,
    pub(super) order_discount: i64,
    pub(super) tax: i64,
    pub(super) total: i64,
    pub(super) tax_category_id: Option<Uuid>,
    pub(super) account: String,
    pub(super) cost: i64,
    pub(super) refunded: i64,
    /// The list that its price came from, and what it was called.
    pub(super) price_list: (Option<Uuid>, Option<String>),
    /// What it usually costs, where it was sold at another price, and why.
    pub(super) regular: (Option<i64>, Option<String>),
    /// The tax that is not charged for it.
    pub(super) exempted: i64,
}

impl Line {
    pub(super) fn at(&self) -> At {
        At::new("order_lines").with("order_id", self.order_id).with("line_no", self.line_no)
    }

    /// What is left of the amount after all discounts: the base of its taxes, with or without them.
    pub(super) fn rest(&self) -> i64 {
        self.amount.saturating_sub(self.line_discount).saturating_sub(self.order_discount)
    }
}

pub(super) struct Discount {
    pub(super) order_id: Uuid,
    pub(super) discount_no: i64,
    pub(super) line_no: Option<i64>,
    pub(super) rate: Option<i64>,
    pub(super) amount: i64,
}

impl Discount {
    pub(super) fn at(&self) -> At {
        At::new("order_discounts").with("order_id", self.order_id).with("discount_no", self.discount_no)
    }
}

pub(super) struct LineTax {
    /// Where it stands: with the taxes, or with those that are not charged.
    pub(super) table: &'static str,
    pub(super) order_id: Uuid,
    pub(super) line_no: i64,
    pub(super) component_no: i64,
    pub(super) component_id: Uuid,
    pub(super) rate: i64,
    pub(super) compound: bool,
    /// Where it is owed, if it is charged.
    pub(super) account: Option<String>,
    pub(super) amount: i64,
}

impl LineTax {
    pub(super) fn at(&self) -> At {
        At::new(self.table)
            .with("order_id", self.order_id)
            .with("line_no", self.line_no)
            .with("component_no", self.component_no)
    }
}

pub(super) struct Paid {
    pub(super) order_id: Uuid,
    pub(super) state: String,
    pub(super) tender: String,
    pub(super) amount: i64,
    pub(super) tendered: i64,
    pub(super) change: i64,
    /// The smallest coin by which its cash was rounded.
    pub(super) step: Option<i64>,
}

pub(super) struct Refund {
    pub(super) order_id: Uuid,
    pub(super) total: i64,
}

/// A line of a refund, under the order and the line that it gives back.
pub(super) struct RefundLine {
    pub(super) order_id: Uuid,
    pub(super) line_no: i64,
    pub(super) refund_id: Uuid,
    pub(super) refund_line_no: i64,
    pub(super) quantity: i64,
    pub(super) total: i64,
    pub(super) tax: i64,
    pub(super) cost: i64,
}

impl RefundLine {
    pub(super) fn at(&self) -> At {
        At::new("refund_lines").with("refund_id", self.refund_id).with("line_no", self.refund_line_no)
    }
}

/// What the refunds of one tax of a line add up to.
pub(super) struct RefundTaxes {
    pub(super) order_id: Uuid,
    pub(super) line_no: i64,
    pub(super) component_no: i64,
    pub(super) amount: i64,
}

/// An order and everything that belongs to it.
pub(super) struct OrderFacts<'a> {
    pub(super) order: &'a Order,
    pub(super) lines: &'a [Line],
    pub(super) discounts: &'a [Discount],
    pub(super) taxes: &'a [LineTax],
    pub(super) exempted: &'a [LineTax],
    pub(super) payments: &'a [Paid],
    pub(super) refunds: &'a [Refund],
    pub(super) refund_lines: &'a [RefundLine],
    pub(super) refund_taxes: &'a [RefundTaxes],
}

impl OrderFacts<'_> {
    /// The taxes of one line, in order; those that are not charged where the order is exempt.
    pub(super) fn taxes_of(&self, line_no: i64) -> &[LineTax] {
        of_line(if self.order.is_exempt() { self.exempted } else { self.taxes }, line_no)
    }

    /// The taxes that one line is charged, in order.
    pub(super) fn charged_of(&self, line_no: i64) -> &[LineTax] {
        of_line(self.taxes, line_no)
    }
}

fn of_line(taxes: &[LineTax], line_no: i64) -> &[LineTax] {
    let start = taxes.partition_point(|t| t.line_no < line_no);
    let count = taxes[start..].iter().take_while(|t| t.line_no == line_no).count();
    &taxes[start..start + count]
}

/// The orders of a range and everything that belongs to them, each list by order.
pub(super) struct Batch {
    pub(super) orders: Vec<Order>,
    pub(super) lines: Vec<Line>,
    pub(super) discounts: Vec<Discount>,
    pub(super) taxes: Vec<LineTax>,
    pub(super) exempted: Vec<LineTax>,
    pub(super) payments: Vec<Paid>,
    pub(super) refunds: Vec<Refund>,
    pub(super) refund_lines: Vec<RefundLine>,
    pub(super) refund_taxes: Vec<RefundTaxes>,
}

impl Batch {
    pub(super) fn load(tx: &mut Tx<'_>, range: &Range) -> Result<Self> {
        let bounds = &range.params();
        Ok(Self {
            orders: tx.query(
                "SELECT id, state, location_id, register_id, receipt_no, currency, prices_include_tax, tax_rounding, \
                 line_count, subtotal_minor, discount_minor, tax_minor, total_minor, paid_minor, change_minor, \
                 refunded_minor, recovered, business_date, happened_at, recorded_at, exempt_reason, exempt_certificate \
                 FROM orders WHERE id > $1 AND id <= $2 ORDER BY id",
                bounds,
                |row| {
                    let mut c = row.columns();
                    Ok(Order {
                        id: c.take()?,
                        state: c.take()?,
                        location_id: c.take()?,
                        register_id: c.take()?,
                        receipt_no: c.take()?,
                        currency: c.take()?,
                        prices_include_tax: c.take()?,
                        tax_rounding: c.take()?,
                        line_count: c.take()?,
                        subtotal: c.take()?,
                        discount: c.take()?,
                        tax: c.take()?,
                        total: c.take()?,
                        paid: c.take()?,
                        change: c.take()?,
                        refunded: c.take()?,
                        recovered: c.take()?,
                        business_date: c.take()?,
                        happened_at: c.take()?,
                        recorded_at: c.take()?,
                        exempt: (c.take()?, c.take()?),
                    })
                },
            )?,
            lines: tx.query(
                "SELECT order_id, line_no, kind, variant_id, tracked, quantity_milli, unit_price_minor, amount_minor, \
                 line_discount_minor, order_discount_minor, tax_minor, total_minor, tax_category_id, \
                 account, cost_minor, refunded_milli, price_list_id, price_list_name, \
                 regular_price_minor, price_reason, exempted_minor \
                 FROM order_lines WHERE order_id > $1 AND order_id <= $2 ORDER BY order_id, line_no",
                bounds,
                |row| {
                    let mut c = row.columns();
                    Ok(Line {
                        order_id: c.take()?,
                        line_no: c.take()?,
                        kind: c.take()?,
                        variant_id: c.take()?,
                        tracked: c.take()?,
                        quantity: c.take()?,
                        unit_price: c.take()?,
                        amount: c.take()?,
                        line_discount: c.take()?,
                        order_discount: c.take()?,
                        tax: c.take()?,
                        total: c.take()?,
                        tax_category_id: c.take()?,
                        account: c.take()?,
                        cost: c.take()?,
                        refunded: c.take()?,
                        price_list: (c.take()?, c.take()?),
                        regular: (c.take()?, c.take()?),
                        exempted: c.take()?,
                    })
                },
            )?,
            discounts: tx.query(
                "SELECT order_id, discount_no, line_no, rate_ppm, amount_minor \
                 FROM order_discounts WHERE order_id > $1 AND order_id <= $2 ORDER BY order_id, discount_no",
                bounds,
                |row| {
                    let mut c = row.columns();
                    Ok(Discount {
                        order_id: c.take()?,
                        discount_no: c.take()?,
                        line_no: c.take()?,
                        rate: c.take()?,
                        amount: c.take()?,
                    })
                },
            )?,
            taxes: line_taxes(tx, "order_line_taxes", "account", range)?,
            exempted: line_taxes(tx, "exempt_line_taxes", "CAST(NULL AS TEXT)", range)?,
            payments: tx.query(
                "SELECT p.order_id, p.state, p.tender, p.amount_minor, p.tendered_minor, p.change_minor, \
                 a.rounding_step_minor FROM payments p LEFT JOIN payment_attempts a \
                 ON a.payment_id = p.id AND a.kind = 'capture' AND a.state = 'succeeded' \
                 WHERE p.order_id > $1 AND p.order_id <= $2 ORDER BY p.order_id",
                bounds,
                |row| {
                    let mut c = row.columns();
                    Ok(Paid {
                        order_id: c.take()?,
                        state: c.take()?,
                        tender: c.take()?,
                        amount: c.take()?,
                        tendered: c.take()?,
                        change: c.take()?,
                        step: c.take()?,
                    })
                },
            )?,
            refunds: tx.query(
                "SELECT order_id, total_minor FROM refunds WHERE order_id > $1 AND order_id <= $2 ORDER BY order_id",
                bounds,
                |row| Ok(Refund { order_id: row.get(0)?, total: row.get(1)? }),
            )?,
            refund_lines: tx.query(
                "SELECT r.order_id, l.order_line_no, l.refund_id, l.line_no, l.quantity_milli, l.total_minor, \
                 l.tax_minor, l.cost_minor FROM refunds r JOIN refund_lines l ON l.refund_id = r.id \
                 WHERE r.order_id > $1 AND r.order_id <= $2 AND l.order_line_no IS NOT NULL \
                 ORDER BY r.order_id, l.order_line_no",
                bounds,
                |row| {
                    let mut c = row.columns();
                    Ok(RefundLine {
                        order_id: c.take()?,
                        line_no: c.take()?,
                        refund_id: c.take()?,
                        refund_line_no: c.take()?,
                        quantity: c.take()?,
                        total: c.take()?,
                        tax: c.take()?,
                        cost: c.take()?,
                    })
                },
            )?,
            refund_taxes: tx.query(
                "SELECT r.order_id, l.order_line_no, t.component_no, CAST(SUM(t.amount_minor) AS BIGINT) \
                 FROM refunds r JOIN refund_lines l ON l.refund_id = r.id \
                 JOIN refund_line_taxes t ON t.refund_id = l.refund_id AND t.line_no = l.line_no \
                 WHERE r.order_id > $1 AND r.order_id <= $2 AND l.order_line_no IS NOT NULL \
                 GROUP BY r.order_id, l.order_line_no, t.component_no \
                 ORDER BY r.order_id, l.order_line_no, t.component_no",
                bounds,
                |row| {
                    let mut c = row.columns();
                    Ok(RefundTaxes {
                        order_id: c.take()?,
                        line_no: c.take()?,
                        component_no: c.take()?,
                        amount: c.take()?,
                    })
                },
            )?,
        })
    }
}

fn line_taxes(tx: &mut Tx<'_>, table: &'static str, account: &str, range: &Range) -> Result<Vec<LineTax>> {
    let sql = format!(
        "SELECT order_id, line_no, component_no, component_id, rate_ppm, compound, {account}, amount_minor \
         FROM {table} WHERE order_id > $1 AND order_id <= $2 ORDER BY order_id, line_no, component_no"
    );
    tx.query(&sql, &range.params(), |row| {
        let mut c = row.columns();
        Ok(LineTax {
            table,
            order_id: c.take()?,
            line_no: c.take()?,
            component_no: c.take()?,
            component_id: c.take()?,
            rate: c.take()?,
            compound: c.take()?,
            account: c.take()?,
            amount: c.take()?,
        })
    })
}
