//! Locations, and what their days go by: a time zone and the hour at which the business day turns.
//!
//! A change leaves the day that is under way alone: it holds from the next business day on. Days before keep the dates
//! that they were stored with, and what they went by is kept, so that it can be checked.

use onetill_db::Tx;
use onetill_kernel::{Date, Error, LocationId, Result, Timestamp, Uuid, business_date, business_minute, offsets};
use serde_json::{Value, json};

use super::audit::{AuditAction, audit, audit_change};
use super::model::*;
use super::store;
use crate::sync::{EventKind, emit};
use crate::{Ctx, check_name, check_text};

impl DayClock {
    /// The business date of a moment.
    pub fn date(&self, at: Timestamp) -> Result<Date> {
        business_date(at, &self.time_zone, self.day_starts_at_hour)
    }

    /// Minutes since the business day of a moment began.
    pub fn minute(&self, at: Timestamp) -> Result<i64> {
        business_minute(at, &self.time_zone, self.day_starts_at_hour)
    }

    /// When a business day begins.
    pub fn start_of(&self, date: Date) -> Result<Timestamp> {
        date.at(i8::try_from(self.day_starts_at_hour).unwrap_or(0), 0, &self.time_zone)
    }

    /// From when on this one is followed by `next`, if that is decided now: when the next business day has begun by both,
    /// so that no date comes back that was over.
    pub fn turns_to(&self, next: &Self, now: Timestamp) -> Result<Timestamp> {
        let tomorrow = self.date(now)?.plus_days(1);
        Ok(self.start_of(tomorrow)?.max(next.start_of(tomorrow)?))
    }

    fn checked(self, now: Timestamp) -> Result<Self> {
        check_text("time_zone", &self.time_zone, 100)?;
        business_date(now, &self.time_zone, 0)?;
        if !(0..24).contains(&self.day_starts_at_hour) {
            return Err(Error::invalid("day_starts_at_hour", "An hour is 0 to 23.").fix("Send 0 for midnight."));
        }
        Ok(self)
    }
}

impl Location {
    /// A new location.
    pub fn new(id: LocationId, name: impl Into<String>, time_zone: impl Into<String>, day_starts_at_hour: i64) -> Self {
        let first_clock = DayClock { time_zone: time_zone.into(), day_starts_at_hour };
        Self { id, name: name.into(), first_clock, later_clocks: Vec::new() }
    }

    /// What its days went by at a moment.
    pub fn clock(&self, at: Timestamp) -> &DayClock {
        let later = self.later_clocks.iter().rev().find(|(from, _)| *from <= at);
        later.map_or(&self.first_clock, |(_, clock)| clock)
    }

    /// How far its clocks are ahead of UTC between two moments, as [`offsets`] tells it of one time zone.
    pub fn offsets(&self, from: Timestamp, to: Timestamp) -> Result<Vec<(Option<Timestamp>, i64)>> {
        let changes = self.later_clocks.iter().map(|(at, _)| *at).filter(|at| from < *at && *at < to);
        let mut found = Vec::new();
        let mut begins = from;
        for ends in changes.map(Some).chain([None]) {
            let part = offsets(begins, ends.unwrap_or(to), &self.clock(begins).time_zone)?;
            found.extend(part.into_iter().map(|(until, ahead)| (until.or(ends), ahead)));
            begins = ends.unwrap_or(to);
        }
        Ok(found)
    }

    /// As it is shown at a moment.
    pub fn view(&self, now: Timestamp) -> LocationView {
        let next = self.later_clocks.iter().find(|(from, _)| *from > now);
        LocationView {
            id: self.id,
            name: self.name.clone(),
            clock: self.clock(now).clone(),
            next_clock: next.map(|(valid_from, clock)| NextClock { valid_from: *valid_from, clock: clock.clone() }),
        }
    }
}

/// Adds a location.
pub fn add_location(tx: &mut Tx<'_>, ctx: &Ctx, location: &Location) -> Result<()> {
    check_name("name", &location.name)?;
    let clock = location.first_clock.clone().checked(ctx.now)?;
    store::insert_location(tx, location, ctx.now)?;
    audit(tx, ctx, AuditAction::LocationCreated, location.id, None, &json!({ "new": clock }))?;
    emit(tx, ctx, EventKind::LocationCreated, location.id, ctx.now, &json!({ "name": location.name }))
}

/// Opens a further location.
pub fn open_location(tx: &mut Tx<'_>, ctx: &mut Ctx, new: &NewLocation) -> Result<LocationId> {
    let id = new.id.unwrap_or_else(|| ctx.new_id());
    if new.id.is_some() && store::locations(tx)?.iter().any(|known| known.id == id) {
        return Err(Error::conflict("already_exists", "There is a location with this id already.")
            .field("id")
            .fix("Leave the id out, or make a new one."));
    }
    add_location(tx, ctx, &Location::new(id, new.name.trim(), new.time_zone.trim(), new.day_starts_at_hour))?;
    Ok(id)
}

/// Renames a location at once, and changes what its days go by from the next business day on. A change that has not come
/// yet is replaced.
pub fn change_location(tx: &mut Tx<'_>, ctx: &Ctx, id: LocationId, change: &LocationChange) -> Result<()> {
    let location = store::location(tx, id).map_err(|_| Error::not_found("location"))?;
    let view = location.view(ctx.now);
    let planned = view.next_clock.as_ref().map_or(&view.clock, |next| &next.clock);
    let next = DayClock {
        time_zone: change.time_zone.as_deref().map_or_else(|| planned.time_zone.clone(), |zone| zone.trim().to_owned()),
        day_starts_at_hour: change.day_starts_at_hour.unwrap_or(planned.day_starts_at_hour),
    };
    let next = next.checked(ctx.now)?;
    let name = change.name.as_deref().unwrap_or(&location.name);
    check_name("name", name)?;
    let name = name.trim();
    if name != location.name {
        store::rename_location(tx, id, name)?;
        let names = [&location.name, name].map(|name| json!({ "name": name }));
        audit_change(tx, ctx, AuditAction::LocationChanged, Uuid::from(id), names)?;
    }
    if next == *planned {
        return emit(tx, ctx, EventKind::LocationUpdated, id, ctx.now, &json!({ "name": name }));
    }
    store::forget_clocks_after(tx, id, ctx.now)?;
    let valid_from = view.clock.turns_to(&next, ctx.now)?;
    if next != view.clock {
        store::insert_clock(tx, id, valid_from, &next, ctx.now)?;
    }
    let told = |clock: &DayClock| -> Value { json!(clock) };
    audit_change(tx, ctx, AuditAction::LocationChanged, Uuid::from(id), [told(planned), told(&next)])?;
    let data = json!({ "name": name, "valid_from": valid_from });
    emit(tx, ctx, EventKind::LocationUpdated, id, ctx.now, &data)
}
