//! What is put aside is open and waits where it was, and what was taken off adds up: a line to its quantity and price, an
//! order that was given up to its total, once.

use onetill_db::Tx;
use onetill_kernel::{Result, Uuid};

use crate::arithmetic::nearest;
use crate::report::{At, Report};
use crate::shop::Shop;

pub(crate) fn check(tx: &mut Tx<'_>, report: &mut Report) -> Result<()> {
    let shop = Shop::load(tx)?;
    held(tx, &shop, report)?;
    voids(tx, &shop, report)?;
    given_up(tx, report)
}

fn held(tx: &mut Tx<'_>, shop: &Shop, report: &mut Report) -> Result<()> {
    let mut check = report.check("held_orders", 4);
    tx.for_each(
        "SELECT h.order_id, h.location_id, h.register_id, h.held_at, h.expires_at, o.state, o.location_id \
         FROM held_orders h LEFT JOIN orders o ON o.id = h.order_id ORDER BY h.order_id",
        &[],
        |row| {
            let mut c = row.columns();
            let (order, location, register): (Uuid, Uuid, Uuid) = (c.take()?, c.take()?, c.take()?);
            let (held_at, expires_at): (i64, Option<i64>) = (c.take()?, c.take()?);
            let (state, of_order): (Option<String>, Option<Uuid>) = (c.take()?, c.take()?);
            let at = At::new("held_orders").with("order_id", order);
            check.rows(1);
            // An order that is missing is named by the references.
            let Some(state) = state else { return Ok(()) };
            check.holds(at, state == "open", || format!("it is put aside, and its order is {state}"));
            if let Some(of_order) = of_order {
                check.same(at, "location_id", location, of_order, "the order's location");
            }
            if let Some(stands) = shop.registers.get(&register) {
                check.same(at, "location_id", location, *stands, "where its register stands");
            }
            check.holds(at, expires_at.is_none_or(|end| end > held_at), || "it ends before it began".to_owned());
            Ok(())
        },
    )
}

fn voids(tx: &mut Tx<'_>, shop: &Shop, report: &mut Report) -> Result<()> {
    let mut check = report.check("order_voids", 5);
    tx.for_each(
        "SELECT v.id, v.order_id, v.register_id, v.variant_id, v.name, v.quantity_milli, v.unit_price_minor, \
         v.amount_minor, v.currency, v.recorded_at, v.shift_id, s.register_id, s.opened_at, s.closed_at, o.state, \
         o.location_id, o.total_minor FROM order_voids v LEFT JOIN shifts s ON s.id = v.shift_id \
         LEFT JOIN orders o ON o.id = v.order_id ORDER BY v.id",
        &[],
        |row| {
            let mut c = row.columns();
            let (id, order, register): (Uuid, Uuid, Uuid) = (c.take()?, c.take()?, c.take()?);
            let (variant, name): (Option<Uuid>, Option<String>) = (c.take()?, c.take()?);
            let (quantity, price, amount): (i64, i64, i64) = (c.take()?, c.take()?, c.take()?);
            let (currency, recorded_at): (String, i64) = (c.take()?, c.take()?);
            let (shift, of_shift): (Option<Uuid>, Option<Uuid>) = (c.take()?, c.take()?);
            let (opened_at, closed_at): (Option<i64>, Option<i64>) = (c.take()?, c.take()?);
            let (state, location): (Option<String>, Option<Uuid>) = (c.take()?, c.take()?);
            let total: Option<i64> = c.take()?;
            let at = At::new("order_voids").with("id", id);
            check.rows(1);
            if let Some(expected) = &shop.currency {
                check.same(at, "currency", &currency, expected, "the merchant's currency");
            }
            if let (Some(stands), Some(location)) = (shop.registers.get(&register), location) {
                check.same(at, "register_id", *stands, location, "a register of the order's location");
            }
            if let (Some(_), Some(of_shift)) = (shift, of_shift) {
                check.same(at, "register_id", register, of_shift, "the register of its shift");
                let within = opened_at.is_none_or(|start| start <= recorded_at)
                    && closed_at.is_none_or(|end| recorded_at <= end);
                check.holds(at, within, || "shift_id is a shift that was not open at the time".to_owned());
            }
            if name.is_some() {
                let expected = nearest(i128::from(price) * i128::from(quantity), 1000);
                check.holds(at, quantity > 0 && i128::from(amount) == expected, || {
                    format!("amount_minor is {amount}, expected {expected}: quantity_milli x unit_price_minor")
                });
                return Ok(());
            }
            check.holds(at, id == order && variant.is_none() && quantity == 0, || {
                "it is of a whole order, and names another id, goods or a quantity".to_owned()
            });
            check.holds(at, state.as_deref().is_none_or(|s| s == "voided"), || "its order was not given up".to_owned());
            check.holds(at, total.is_none_or(|t| t == amount && t == price), || {
                format!("amount_minor is {amount} and unit_price_minor {price}, expected the order's total")
            });
            Ok(())
        },
    )
}

fn given_up(tx: &mut Tx<'_>, report: &mut Report) -> Result<()> {
    let mut check = report.check("orders_given_up", 4);
    tx.for_each(
        "SELECT o.id, CAST(CASE WHEN v.id IS NOT NULL AND v.name IS NULL THEN 1 ELSE 0 END AS BIGINT) \
         FROM orders o LEFT JOIN order_voids v ON v.id = o.id WHERE o.state = 'voided' ORDER BY o.id",
        &[],
        |row| {
            let at = At::new("orders").with("id", row.get::<Uuid>(0)?);
            check.rows(1);
            check.holds(at, row.get(1)?, || "it was given up, and nothing says why".to_owned());
            Ok(())
        },
    )
}
