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

/// Rows of a location and its clocks, one after the other.
const LOCATION: &str = "SELECT l.id, l.name, l.time_zone, l.day_starts_at_hour, c.valid_from, c.time_zone, \
    c.day_starts_at_hour FROM locations l LEFT JOIN location_clocks c ON c.location_id = l.id";

/// A location with at most one of the clocks that came later.
fn read_location(row: &Row<'_>) -> Result<(Location, Option<(Timestamp, DayClock)>)> {
    let mut c = row.columns();
    let (id, name, zone, hour): (LocationId, String, String, i64) = (c.take()?, c.take()?, c.take()?, c.take()?);
    let (from, later, turns): (Option<Timestamp>, Option<String>, Option<i64>) = (c.take()?, c.take()?, c.take()?);
    let later = from.zip(later).zip(turns);
    let later = later.map(|((from, time_zone), day_starts_at_hour)| (from, DayClock { time_zone, day_starts_at_hour }));
    Ok((Location::new(id, name, zone, hour), later))
}

/// Puts the rows of each location together; they come in the order of the locations.
fn joined(rows: Vec<(Location, Option<(Timestamp, DayClock)>)>) -> Vec<Location> {
    let mut found: Vec<Location> = Vec::new();
    for (location, later) in rows {
        match found.last_mut() {
            Some(last) if last.id == location.id => last.later_clocks.extend(later),
            _ => found.push(Location { later_clocks: later.into_iter().collect(), ..location }),
        }
    }
    for location in &mut found {
        location.later_clocks.sort_by_key(|(from, _)| *from);
    }
    found
}

/// One location; a refusal names the field `location_id`.
pub fn location(tx: &mut Tx<'_>, id: LocationId) -> Result<Location> {
    let sql = format!("{LOCATION} WHERE l.id");
    let load = |tx: &mut Tx<'_>, ids: &[LocationId]| {
        let mut rows = tx.query_ids(&sql, &[], ids, read_location)?;
        rows.sort_by_key(|(location, _)| location.id);
        Ok(joined(rows).into_iter().map(|l| (l.id, l)).collect())
    };
    tx.remember_each(&["locations", "location_clocks"], &[id], &[], load)?
        .pop()
        .ok_or_else(|| Error::invalid("location_id", "There is no such location.").fix("GET /v1/locations lists them."))
}

/// All locations, oldest first.
pub fn locations(tx: &mut Tx<'_>) -> Result<Vec<Location>> {
    Ok(joined(tx.query(&format!("{LOCATION} ORDER BY l.created_at, l.id"), &[], read_location)?))
}

pub(super) fn insert_location(tx: &mut Tx<'_>, l: &Location, now: Timestamp) -> Result<()> {
    let clock = &l.first_clock;
    tx.execute(
        "INSERT INTO locations (id, name, time_zone, day_starts_at_hour, created_at) VALUES ($1, $2, $3, $4, $5)",
        params![l.id, l.name, clock.time_zone, clock.day_starts_at_hour, now],
    )?;
    Ok(())
}

pub(super) fn rename_location(tx: &mut Tx<'_>, id: LocationId, name: &str) -> Result<()> {
    tx.execute("UPDATE locations SET name = $2 WHERE id = $1", params![id, *name])?;
    Ok(())
}

/// Writes down what the days of a location go by from a moment on.
pub(super) fn insert_clock(
    tx: &mut Tx<'_>,
    id: LocationId,
    valid_from: Timestamp,
    clock: &DayClock,
    now: Timestamp,
) -> Result<()> {
    tx.execute(
        "INSERT INTO location_clocks (location_id, valid_from, time_zone, day_starts_at_hour, created_at) \
         VALUES ($1, $2, $3, $4, $5)",
        params![id, valid_from, clock.time_zone, clock.day_starts_at_hour, now],
    )?;
    Ok(())
}

/// Takes back what has not come yet.
pub(super) fn forget_clocks_after(tx: &mut Tx<'_>, id: LocationId, now: Timestamp) -> Result<()> {
    tx.execute("DELETE FROM location_clocks WHERE location_id = $1 AND valid_from > $2", params![id, now])?;
    Ok(())
}
