use onetill_db::{Row, Tx, params};
use onetill_kernel::{Error, LocationId, Result, Timestamp};

use super::model::*;

/// The merchant that this database belongs to.
pub fn merchant(tx: &mut Tx<'_>) -> Result<Merchant> {
    tx.remember(&["merchant"], find_merchant)?.ok_or_else(|| {
        Error::conflict("not_set_up", "This database has no merchant yet.")
            .fix("Set it up with `onetill init`, or start `onetill demo`.")
    })
}

/// The merchant, if this database has one.
pub fn find_merchant(tx: &mut Tx<'_>) -> Result<Option<Merchant>> {
    tx.query_opt(
        "SELECT name, country, currency, prices_include_tax, tax_rounding, negative_stock, cash_rounding_minor, \
         held_orders, ask_void_reason, demo FROM merchant WHERE id = 1",
        &[],
        |row| {
            let mut c = row.columns();
            Ok(Merchant {
                name: c.take()?,
                country: c.take()?,
                currency: c.take()?,
                prices_include_tax: c.take()?,
                tax_rounding: c.take()?,
                negative_stock: c.take()?,
                cash_rounding: c.take()?,
                selling: Selling { held_orders: c.take()?, ask_void_reason: c.take()? },
                demo: c.take()?,
            })
        },
    )
}

pub(super) fn save_merchant(tx: &mut Tx<'_>, m: &Merchant) -> Result<()> {
    tx.execute(
        "INSERT INTO merchant (id, name, country, currency, prices_include_tax, tax_rounding, negative_stock, demo, \
         cash_rounding_minor, held_orders, ask_void_reason) VALUES (1, $1, $2, $3, $4, $5, $6, $7, $8, $9, $10) \
         ON CONFLICT (id) DO UPDATE SET name = excluded.name, prices_include_tax = excluded.prices_include_tax, \
         tax_rounding = excluded.tax_rounding, negative_stock = excluded.negative_stock, \
         cash_rounding_minor = excluded.cash_rounding_minor, held_orders = excluded.held_orders, \
         ask_void_reason = excluded.ask_void_reason",
        params![
            m.name,
            m.country,
            m.currency,
            m.prices_include_tax,
            m.tax_rounding,
            m.negative_stock,
            m.demo,
            m.cash_rounding,
            m.selling.held_orders,
            m.selling.ask_void_reason
        ],
    )?;
    Ok(())
}

fn read_location(row: &Row<'_>) -> Result<Location> {
    let mut c = row.columns();
    Ok(Location { id: c.take()?, name: c.take()?, time_zone: c.take()?, day_starts_at_hour: c.take()? })
}

/// One location; a refusal names the field `location_id`.
pub fn location(tx: &mut Tx<'_>, id: LocationId) -> Result<Location> {
    let sql = "SELECT id, name, time_zone, day_starts_at_hour FROM locations WHERE id";
    let read = |row: &Row<'_>| read_location(row).map(|l| (l.id, l));
    tx.remember_each(&["locations"], &[id], &[], |tx, ids| tx.query_ids(sql, &[], ids, read))?
        .pop()
        .ok_or_else(|| Error::invalid("location_id", "There is no such location.").fix("GET /v1/locations lists them."))
}

/// All locations, oldest first.
pub fn locations(tx: &mut Tx<'_>) -> Result<Vec<Location>> {
    tx.query(
        "SELECT id, name, time_zone, day_starts_at_hour FROM locations ORDER BY created_at, id",
        &[],
        read_location,
    )
}

pub(super) fn insert_location(tx: &mut Tx<'_>, l: &Location, now: Timestamp) -> Result<()> {
    tx.execute(
        "INSERT INTO locations (id, name, time_zone, day_starts_at_hour, created_at) VALUES ($1, $2, $3, $4, $5)",
        params![l.id, l.name, l.time_zone, l.day_starts_at_hour, now],
    )?;
    Ok(())
}
