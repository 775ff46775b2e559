//! From sums by business day and quarter of an hour to the figures of a day. No I/O, no clock.

use jiff::tz::TimeZone;
use jiff::{Timestamp as Moment, ToSpan, ZonedDateTime};
use onetill_kernel::{Date, Error, LocationId, Rate, Result, Timestamp, div_round, mul_div_round};

use crate::platform::{DayClock, Location};

/// How many days a figure looks back over, the day itself among them.
pub const DAYS: usize = 14;
/// How many days before lies the day that a day is compared with.
pub const COMPARE_DAYS: i64 = 7;
/// Sums of takings are kept by spans of this many microseconds: every time zone is off UTC by whole
/// quarters of an hour, so none of them spans two hours on any wall.
pub const QUARTER_US: i64 = 15 * 60 * 1_000_000;

/// Orders or refunds of one business day and location that happened in one quarter of an hour.
#[derive(Debug, Clone, Copy)]
pub struct Takings {
    /// The business day they belong to.
    pub date: Date,
    /// Where.
    pub location_id: LocationId,
    /// When the quarter of an hour began.
    pub at: Timestamp,
    /// How many.
    pub count: i64,
    /// What they came to, in minor units, tax included.
    pub total: i64,
    /// How many of them happened up to the present time of day.
    pub count_until_now: i64,
    /// What these came to.
    pub total_until_now: i64,
}

/// Income and cost of one business day, in minor units.
#[derive(Debug, Clone, Copy)]
pub struct Earnings {
    /// The business day.
    pub date: Date,
    /// Without tax.
    pub income: i64,
    /// The cost of goods.
    pub cost: i64,
}

/// Sums of one day or a part of it, in minor units.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Sums {
    /// How many orders were completed.
    pub orders: i64,
    /// What they came to.
    pub taken: i64,
    /// What was refunded.
    pub refunded: i64,
    /// Income without tax, less refunds.
    pub income: i64,
    /// Cost of goods, less what went back on the shelf.
    pub cost: i64,
}

impl Sums {
    /// Sales: what orders came to, less refunds.
    pub fn sales(&self) -> Result<i64> {
        self.taken.checked_sub(self.refunded).ok_or_else(Error::overflow)
    }

    /// What an order came to on average; zero without orders.
    pub fn average(&self) -> Result<i64> {
        if self.orders == 0 { Ok(0) } else { mul_div_round(self.taken, 1, self.orders) }
    }

    /// The share of the income that is left after the cost of goods, in percent with one decimal; none
    /// where there was no income.
    pub fn margin(&self) -> Option<Rate> {
        if self.income <= 0 {
            return None;
        }
        let left = i128::from(self.income) - i128::from(self.cost);
        let permille = i64::try_from(div_round(left * 1000, i128::from(self.income))).ok()?;
        permille.checked_mul(Rate::ONE.ppm() / 1000).map(Rate)
    }
}

/// What fourteen days come to.
#[derive(Debug)]
pub struct Fortnight {
    /// The days with their sums, oldest first; the last is the day that is looked at.
    pub days: Vec<(Date, Sums)>,
    /// The day that it is compared with, up to the present time of day.
    pub until_now: Sums,
    /// Sales of the day by hour.
    pub hours: [i64; 24],
    /// Sales by hour of the day that it is compared with.
    pub compare_hours: [i64; 24],
}

impl Fortnight {
    /// Fourteen days ending with `date` on which nothing was sold yet.
    pub fn ending(date: Date) -> Self {
        let days = (0..DAYS as i64).rev().map(|back| (date.plus_days(-back), Sums::default())).collect();
        Self { days, until_now: Sums::default(), hours: [0; 24], compare_hours: [0; 24] }
    }

    /// The first day.
    pub fn first(&self) -> Date {
        self.days[0].0
    }

    /// The day that is looked at.
    pub fn day(&self) -> (Date, Sums) {
        self.days[DAYS - 1]
    }

    /// The day that it is compared with.
    pub fn compare(&self) -> (Date, Sums) {
        self.days[DAYS - 1 - COMPARE_DAYS as usize]
    }

    /// Counts completed orders in.
    pub fn add_orders(&mut self, rows: &[Takings], zones: &Zones) -> Result<()> {
        self.add(rows, zones, 1, |sums, count, total| {
            add(&mut sums.orders, count)?;
            add(&mut sums.taken, total)
        })
    }

    /// Counts refunds in.
    pub fn add_refunds(&mut self, rows: &[Takings], zones: &Zones) -> Result<()> {
        self.add(rows, zones, -1, |sums, _, total| add(&mut sums.refunded, total))
    }

    fn add(
        &mut self,
        rows: &[Takings],
        zones: &Zones,
        sign: i64,
        count_in: impl Fn(&mut Sums, i64, i64) -> Result<()>,
    ) -> Result<()> {
        let (day, compare) = (self.day().0, self.compare().0);
        for row in rows {
            if let Some((_, sums)) = self.days.iter_mut().find(|(date, _)| *date == row.date) {
                count_in(sums, row.count, row.total)?;
            }
            let hour = zones.hour(row.location_id, row.at);
            if row.date == day {
                add(&mut self.hours[hour], sign * row.total)?;
            } else if row.date == compare {
                add(&mut self.compare_hours[hour], sign * row.total)?;
                count_in(&mut self.until_now, row.count_until_now, row.total_until_now)?;
            }
        }
        Ok(())
    }

    /// Counts the income and cost of orders in (`sign` 1), or takes those of refunds off (`sign` -1).
    pub fn add_earnings(&mut self, rows: &[Earnings], sign: i64) -> Result<()> {
        for row in rows {
            if let Some((_, sums)) = self.days.iter_mut().find(|(date, _)| *date == row.date) {
                add(&mut sums.income, sign * row.income)?;
                add(&mut sums.cost, sign * row.cost)?;
            }
        }
        Ok(())
    }
}

fn add(sum: &mut i64, amount: i64) -> Result<()> {
    *sum = sum.checked_add(amount).ok_or_else(Error::overflow)?;
    Ok(())
}

/// The clocks on the walls of some locations.
#[derive(Debug)]
pub struct Zones {
    known: Vec<ZonesOf>,
}

/// The time zones of a location: the first, and later ones with the moments from which on they hold.
#[derive(Debug)]
struct ZonesOf {
    location_id: LocationId,
    first: TimeZone,
    later: Vec<(Timestamp, TimeZone)>,
}

impl Zones {
    /// From what the days of the locations went by.
    pub fn new(locations: &[Location]) -> Result<Self> {
        let zone = |clock: &DayClock| TimeZone::get(&clock.time_zone).map_err(Error::internal);
        let mut known = Vec::with_capacity(locations.len());
        for location in locations {
            let later = location.later_clocks.iter().map(|(from, clock)| Ok((*from, zone(clock)?)));
            known.push(ZonesOf {
                location_id: location.id,
                first: zone(&location.first_clock)?,
                later: later.collect::<Result<_>>()?,
            });
        }
        Ok(Self { known })
    }

    /// The hour, 0 to 23, that a clock at the location showed; UTC at one that nobody knows.
    pub fn hour(&self, location_id: LocationId, at: Timestamp) -> usize {
        usize::try_from(self.on_the_wall(location_id, at).hour()).unwrap_or(0)
    }

    /// The moment a week before at which a clock at the location showed the same time.
    pub fn week_before(&self, location_id: LocationId, at: Timestamp) -> Timestamp {
        let now = self.on_the_wall(location_id, at);
        let then = now.checked_sub(COMPARE_DAYS.days()).unwrap_or(now);
        Timestamp::from_micros(then.timestamp().as_microsecond())
    }

    fn on_the_wall(&self, location_id: LocationId, at: Timestamp) -> ZonedDateTime {
        let found = self.known.iter().find(|zones| zones.location_id == location_id);
        let zone = found.map_or(TimeZone::UTC, |zones| {
            let later = zones.later.iter().rev().find(|(from, _)| *from <= at);
            later.map_or(&zones.first, |(_, zone)| zone).clone()
        });
        Moment::from_microsecond(at.micros()).unwrap_or_default().to_zoned_datetime(zone)
    }
}
