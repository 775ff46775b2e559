//! Orders: what each line comes to, what the lines come to together, what state allows, what was paid
//! and what was given back. Walks the orders once; each concern has its own file and its own check.

mod discounts;
mod facts;
mod returned;
mod state;
mod sums;
mod taxes;

use onetill_db::Tx;
use onetill_kernel::Result;

use crate::range::{children, ranges};
use crate::report::Report;
use crate::shop::Shop;
use facts::{Batch, OrderFacts};

/// Orders that are held in memory at once, with all that belongs to them.
const BATCH: usize = 2_000;

pub(crate) fn check(tx: &mut Tx<'_>, report: &mut Report) -> Result<()> {
    let shop = Shop::load(tx)?;
    let sums = report.begin("order_sums", 5);
    let discounts = report.begin("order_discounts", 5);
    let taxes = report.begin("order_taxes", 5);
    let returned = report.begin("order_refunded", 5);
    let state = report.begin("order_state", 4);
    let paid = report.begin("order_paid", 3);
    ranges(tx, "orders", "id", BATCH, |tx, range| {
        let batch = Batch::load(tx, range)?;
        let (mut lines, mut cuts) = (batch.lines.as_slice(), batch.discounts.as_slice());
        let (mut components, mut payments) = (batch.taxes.as_slice(), batch.payments.as_slice());
        let (mut refunds, mut refund_lines) = (batch.refunds.as_slice(), batch.refund_lines.as_slice());
        let mut exempted = batch.exempted.as_slice();
        let mut refund_taxes = batch.refund_taxes.as_slice();
        for order in &batch.orders {
            let id = &order.id;
            let facts = OrderFacts {
                order,
                lines: children(&mut lines, id, |l| l.order_id),
                discounts: children(&mut cuts, id, |d| d.order_id),
                taxes: children(&mut components, id, |t| t.order_id),
                exempted: children(&mut exempted, id, |t| t.order_id),
                payments: children(&mut payments, id, |p| p.order_id),
                refunds: children(&mut refunds, id, |r| r.order_id),
                refund_lines: children(&mut refund_lines, id, |r| r.order_id),
                refund_taxes: children(&mut refund_taxes, id, |r| r.order_id),
            };
            sums::check(&facts, &mut report.on(sums));
            discounts::check(&facts, &mut report.on(discounts));
            taxes::check(&facts, &shop, &mut report.on(taxes));
            returned::check(&facts, &mut report.on(returned));
            state::check(&facts, &shop, &mut report.on(state));
            state::check_paid(&facts, &shop, &mut report.on(paid));
        }
        Ok(())
    })
}
