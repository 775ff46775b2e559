//! Time: microseconds since 1970 UTC, and business dates.

use std::fmt;
use std::str::FromStr;
use std::sync::atomic::{AtomicI64, Ordering};

use serde::{Deserialize, Serialize};

use crate::{Error, Result};

/// A moment, in microseconds since 1970-01-01T00:00:00Z. RFC 3339 on the wire.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(i64);

impl Timestamp {
    /// From stored microseconds. What lies outside the years that can be written becomes the epoch.
    pub fn from_micros(micros: i64) -> Self {
        Self(jiff::Timestamp::from_microsecond(micros).map_or(0, |_| micros))
    }

    /// Microseconds since 1970 UTC.
    pub const fn micros(self) -> i64 {
        self.0
    }

    /// This moment and `seconds` more.
    pub fn plus_seconds(self, seconds: i64) -> Self {
        Self::from_micros(self.0.saturating_add(seconds.saturating_mul(1_000_000)))
    }

    /// The date and the `HH:MM` that clocks show at this moment in `time_zone`.
    pub fn local(self, time_zone: &str) -> Result<(Date, String)> {
        let zoned = self.jiff().in_tz(time_zone).map_err(|_| bad_zone(time_zone))?;
        Ok((Date(zoned.date()), format!("{:02}:{:02}", zoned.hour(), zoned.minute())))
    }

    fn jiff(self) -> jiff::Timestamp {
        jiff::Timestamp::from_microsecond(self.0).unwrap_or_default()
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.jiff().fmt(f)
    }
}

impl FromStr for Timestamp {
    type Err = String;
    fn from_str(s: &str) -> Result<Self, String> {
        s.parse::<jiff::Timestamp>()
            .map(|t| Self(t.as_microsecond()))
            .map_err(|_| "A time is written as in 2026-11-23T09:30:00Z (RFC 3339).".to_owned())
    }
}

/// A calendar date, `YYYY-MM-DD`: the business day that a fact belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date(jiff::civil::Date);

impl Date {
    /// The date so many days later (or earlier).
    pub fn plus_days(self, days: i64) -> Self {
        let span = jiff::Span::new().try_days(days).unwrap_or_default();
        Self(self.0.checked_add(span).unwrap_or(self.0))
    }

    /// The same day so many months later, or the last of that month.
    pub fn plus_months(self, months: i64) -> Self {
        let span = jiff::Span::new().try_months(months).unwrap_or_default();
        Self(self.0.checked_add(span).unwrap_or(self.0))
    }

    /// How many full years lie between this date and a later one: somebody's age.
    pub fn years_until(self, later: Self) -> i64 {
        let (then, now) = (self.0, later.0);
        let birthday_to_come = (now.month(), now.day()) < (then.month(), then.day());
        i64::from(now.year()) - i64::from(then.year()) - i64::from(birthday_to_come)
    }

    /// Monday is 0.
    pub fn weekday(self) -> usize {
        usize::try_from(self.0.weekday().to_monday_zero_offset()).unwrap_or(0)
    }

    /// The moment at which `hour:minute` of this date begins in `time_zone`.
    pub fn at(self, hour: i8, minute: i8, time_zone: &str) -> Result<Timestamp> {
        let zoned = self.0.at(hour, minute, 0, 0).in_tz(time_zone).map_err(|_| bad_zone(time_zone))?;
        Ok(Timestamp(zoned.timestamp().as_microsecond()))
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl FromStr for Date {
    type Err = String;
    fn from_str(s: &str) -> Result<Self, String> {
        let wrong = || "A date is written as in 2026-11-23.".to_owned();
        if s.len() != 10 {
            return Err(wrong());
        }
        s.parse().map(Self).map_err(|_| wrong())
    }
}

macro_rules! text_serde {
    ($name:ident, $format:ident, $example:expr) => {
        text_serde!(@ $name, $example, |text| {
            text.format(Some(utoipa::openapi::SchemaFormat::KnownFormat(utoipa::openapi::KnownFormat::$format)))
        });
    };
    (@ $name:ident, $example:expr, $shape:expr) => {
        impl Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
                s.collect_str(self)
            }
        }
        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
                let text = std::borrow::Cow::<'de, str>::deserialize(d)?;
                text.parse().map_err(serde::de::Error::custom)
            }
        }
        impl utoipa::PartialSchema for $name {
            fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
                use utoipa::openapi::{ObjectBuilder, Type};
                let shape: fn(ObjectBuilder) -> ObjectBuilder = $shape;
                shape(ObjectBuilder::new().schema_type(Type::String))
                    .examples([serde_json::Value::from($example)])
                    .into()
            }
        }
        impl utoipa::ToSchema for $name {}
    };
}
/// A time of day by the clock on the wall, to the minute: `17:30`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ClockTime(i64);

impl ClockTime {
    /// From minutes after midnight; none where a day has fewer.
    pub const fn from_minutes(minutes: i64) -> Option<Self> {
        if 0 <= minutes && minutes < MINUTES_A_DAY { Some(Self(minutes)) } else { None }
    }

    /// Minutes after midnight.
    pub const fn minutes(self) -> i64 {
        self.0
    }
}

/// Minutes of a day without a change of the clocks.
const MINUTES_A_DAY: i64 = 24 * 60;

impl fmt::Display for ClockTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}:{:02}", self.0 / 60, self.0 % 60)
    }
}

impl FromStr for ClockTime {
    type Err = String;
    fn from_str(s: &str) -> Result<Self, String> {
        let parts = || {
            let (hour, minute) = s.split_once(':')?;
            let two = |part: &str| part.len() == 2 && part.bytes().all(|b| b.is_ascii_digit());
            let (hour, minute): (i64, i64) =
                if two(hour) && two(minute) { (hour.parse().ok()?, minute.parse().ok()?) } else { return None };
            if minute < 60 { Self::from_minutes(hour * 60 + minute) } else { None }
        };
        parts().ok_or_else(|| "A time of day is written as in 17:30.".to_owned())
    }
}

text_serde!(Timestamp, DateTime, "2026-11-23T09:30:00Z");
text_serde!(Date, Date, "2026-11-23");
text_serde!(@ ClockTime, "17:30", |text| text.pattern(Some("^([01][0-9]|2[0-3]):[0-5][0-9]$")));

/// The business date of a moment: the local date, where a day begins at `day_starts_at_hour`, so that
/// a bar's sale at 01:30 may still belong to the evening before.
pub fn business_date(at: Timestamp, time_zone: &str, day_starts_at_hour: i64) -> Result<Date> {
    let zoned = at.jiff().in_tz(time_zone).map_err(|_| bad_zone(time_zone))?;
    let date = Date(zoned.date());
    Ok(if i64::from(zoned.hour()) < day_starts_at_hour { date.plus_days(-1) } else { date })
}

/// How many minutes of its business day have gone by at a moment, as the clock on the wall counts them.
pub fn business_minute(at: Timestamp, time_zone: &str, day_starts_at_hour: i64) -> Result<i64> {
    let zoned = at.jiff().in_tz(time_zone).map_err(|_| bad_zone(time_zone))?;
    let minute = i64::from(zoned.hour()) * 60 + i64::from(zoned.minute());
    Ok((minute - day_starts_at_hour * 60).rem_euclid(MINUTES_A_DAY))
}

/// How far the clocks of a time zone are ahead of UTC between two moments, in microseconds: each with the moment until which
/// it holds, the last with none.
pub fn offsets(from: Timestamp, to: Timestamp, time_zone: &str) -> Result<Vec<(Option<Timestamp>, i64)>> {
    let zone = jiff::tz::TimeZone::get(time_zone).map_err(|_| bad_zone(time_zone))?;
    let ahead = |offset: jiff::tz::Offset| i64::from(offset.seconds()) * 1_000_000;
    let mut now = ahead(zone.to_offset(from.jiff()));
    let mut found = Vec::new();
    for change in zone.following(from.jiff()) {
        let at = Timestamp(change.timestamp().as_microsecond());
        if at >= to {
            break;
        }
        found.push((Some(at), now));
        now = ahead(change.offset());
    }
    found.push((None, now));
    Ok(found)
}

fn bad_zone(time_zone: &str) -> Error {
    Error::invalid("time_zone", format!("\"{time_zone}\" is not a known time zone."))
        .fix("Use an IANA name such as Europe/London.")
}

/// Where the time comes from.
pub trait Clock: Send + Sync {
    /// The present moment.
    fn now(&self) -> Timestamp;
}

/// The machine's clock.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Timestamp {
        Timestamp(jiff::Timestamp::now().as_microsecond())
    }
}

/// The machine's clock, put forward or back by as many microseconds as it was told: it goes on from another moment.
#[derive(Debug, Clone, Copy, Default)]
pub struct ShiftedClock(i64);

impl ShiftedClock {
    /// A clock that shows `now` at this moment.
    pub fn starting_at(now: Timestamp) -> Self {
        Self(now.0.saturating_sub(SystemClock.now().0))
    }
}

impl Clock for ShiftedClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_micros(SystemClock.now().0.saturating_add(self.0))
    }
}

/// A clock that stands still until it is set, for tests and for generated history.
#[derive(Debug)]
pub struct FixedClock(AtomicI64);

impl FixedClock {
    /// A clock standing at `now`.
    pub fn at(now: Timestamp) -> Self {
        Self(AtomicI64::new(now.0))
    }

    /// Moves the clock to `now`.
    pub fn set(&self, now: Timestamp) {
        self.0.store(now.0, Ordering::SeqCst);
    }
}

impl Clock for FixedClock {
    fn now(&self) -> Timestamp {
        Timestamp(self.0.load(Ordering::SeqCst))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_shifted_clock_goes_on_from_where_it_was_put() {
        let start: Timestamp = "2026-03-03T15:20:00Z".parse().expect("a time");
        let clock = ShiftedClock::starting_at(start);
        let first = clock.now();
        assert!(first >= start);
        assert!(clock.now() >= first);
    }

    #[test]
    fn an_age_is_counted_in_full_years() {
        let date = |text: &str| text.parse::<Date>().expect("a date");
        for (born, on, expect) in [
            ("2008-11-23", "2026-11-23", 18),
            ("2008-11-24", "2026-11-23", 17),
            ("2008-02-29", "2026-02-28", 17),
            ("2008-02-29", "2026-03-01", 18),
            ("2030-01-01", "2026-01-01", -4),
        ] {
            assert_eq!(date(born).years_until(date(on)), expect, "{born} {on}");
        }
    }

    #[test]
    fn a_business_day_turns_at_the_locations_hour() {
        let cases = [
            ("2026-11-23T23:30:00Z", "Europe/London", 0, "2026-11-23"),
            ("2026-11-24T01:30:00Z", "Europe/London", 4, "2026-11-23"),
            ("2026-11-24T04:00:00Z", "Europe/London", 4, "2026-11-24"),
            ("2026-06-30T23:30:00Z", "Europe/London", 0, "2026-07-01"),
            ("2026-11-24T01:30:00Z", "America/New_York", 0, "2026-11-23"),
        ];
        for (at, zone, hour, expect) in cases {
            let at = at.parse().expect("a time");
            assert_eq!(business_date(at, zone, hour).expect("a date").to_string(), expect, "{at} {zone} {hour}");
        }
        assert!(business_date(Timestamp(0), "Mars/Base", 0).is_err());
        let night = "2026-11-24T01:30:00Z".parse().expect("a time");
        assert_eq!(business_minute(night, "Europe/London", 4).expect("a minute"), 21 * 60 + 30);
    }

    proptest! {
        /// Whatever is sent: a date and a time of day are read in their one spelling alone, a moment in any of RFC 3339.
        #[test]
        fn any_text_is_read_as_it_is_written_or_refused(
            text in "[0-9]{1,5}-[0-9]{1,2}-[0-9]{1,2}|[+-]?[0-9T:Z.W -]{0,24}|[0-9]{2}:[0-9]{2}|\\PC{0,16}",
            clock in "T[0-9]{2}:[0-9]{2}(:[0-6][0-9])?([.][0-9]{1,12})?(Z|[+-][0-9]{2}:[0-9]{2})",
        ) {
            if let Ok(date) = text.parse::<Date>() {
                prop_assert_eq!(date.to_string(), text.clone());
                let _ = (date.plus_days(-1), date.plus_days(1_000_000), date.weekday(), date.at(0, 0, "Asia/Kolkata"));
            }
            if let Ok(time) = text.parse::<ClockTime>() {
                prop_assert_eq!(time.to_string(), text.clone());
            }
            if let Ok(at) = format!("{text}{clock}").parse::<Timestamp>() {
                prop_assert_eq!(Timestamp::from_micros(at.micros()), at);
                prop_assert_eq!(at.to_string().parse(), Ok(at));
                for zone in ["UTC", "Europe/Berlin", "Pacific/Kiritimati"] {
                    let _ = (business_date(at, zone, 23), business_minute(at, zone, 23));
                }
            }
        }
    }

    #[test]
    fn a_time_of_day_is_two_digits_each() {
        for good in ["00:00", "17:30", "23:59"] {
            assert_eq!(good.parse::<ClockTime>().expect("a time").to_string(), good);
        }
        for bad in ["24:00", "7:30", "17:60", "17.30", "17:3", "", "1730", "+1:30"] {
            assert!(bad.parse::<ClockTime>().is_err(), "{bad}");
        }
    }
}
