//! When something holds, and which of several lists sets a price.

use onetill_kernel::{ClockTime, CustomerGroupId, Error, LocationId, PriceListId, Result};

use super::model::{PriceList, Validity, Weekday, When};

/// Minutes of a day without a change of the clocks.
const DAY: i64 = 24 * 60;

impl Validity {
    /// Refuses what can never hold; `field` is where it stands.
    pub(super) fn check(&self, field: &str) -> Result<()> {
        if let (Some(from), Some(to)) = (self.valid_from, self.valid_to)
            && to < from
        {
            return Err(Error::invalid(format!("{field}.valid_to"), format!("It ends before it begins, on {from}."))
                .fix("Correct one of the two dates."));
        }
        let one_time = || Error::invalid(format!("{field}.to_time"), "Hours begin and end.");
        match (self.from_time, self.to_time) {
            (Some(_), None) | (None, Some(_)) => {
                Err(one_time().fix("Send both from_time and to_time, or neither for the whole day."))
            }
            (Some(from), Some(to)) if from == to => {
                Err(one_time().fix("Send two different times, or neither for the whole day."))
            }
            _ => Ok(()),
        }
    }

    /// Whether it holds at a place, for a customer of a group, at a moment.
    pub fn holds(&self, location: LocationId, group: Option<CustomerGroupId>, when: When) -> bool {
        self.location_id.is_none_or(|id| id == location)
            && self.group_id.is_none_or(|id| Some(id) == group)
            && self.holds_at(when)
    }

    /// Hours belong to the day on which they begin: a moment lies in those of its own business day, or, where they pass
    /// the hour at which that day began, in those of the day before.
    fn holds_at(&self, when: When) -> bool {
        let (Some(from), Some(to)) = (self.from_time, self.to_time) else { return self.is_day(when, 0) };
        let since_day_began = |time: ClockTime| (time.minutes() - when.day_starts).rem_euclid(DAY);
        let (from, mut to) = (since_day_began(from), since_day_began(to));
        if to <= from {
            to += DAY;
        }
        let within = |minute: i64| (from..to).contains(&minute);
        within(when.minute) && self.is_day(when, 0) || within(when.minute + DAY) && self.is_day(when, -1)
    }

    fn is_day(&self, when: When, days: i64) -> bool {
        let date = when.date.plus_days(days);
        let weekday = Weekday::ALL[date.weekday() % 7];
        self.valid_from.is_none_or(|from| from <= date)
            && self.valid_to.is_none_or(|to| date <= to)
            && (self.weekdays.is_empty() || self.weekdays.contains(&weekday))
    }

    /// Its days of the week as bits, Monday 1; all where none is named.
    pub(super) fn weekday_bits(&self) -> i64 {
        let bits = Weekday::ALL.iter().zip(0..).filter(|(day, _)| self.weekdays.contains(day)).map(|(_, bit)| 1 << bit);
        match bits.sum() {
            0 => ALL_DAYS,
            bits => bits,
        }
    }
}

/// Every day of the week as bits.
const ALL_DAYS: i64 = 127;

/// Days of the week from their bits; none where it is all of them.
pub(super) fn weekdays(bits: i64) -> Vec<Weekday> {
    if bits == ALL_DAYS {
        return Vec::new();
    }
    Weekday::ALL.into_iter().zip(0..).filter(|(_, bit)| bits & (1 << bit) != 0).map(|(day, _)| day).collect()
}

/// Which of the prices that lists have for one variant holds. `lists` are those that hold, oldest first.
pub fn price_of<'a>(lists: &[&'a PriceList], prices: &[(PriceListId, i64)]) -> Option<(&'a PriceList, i64)> {
    let named = lists.iter().filter_map(|list| {
        let (_, price) = prices.iter().find(|(id, _)| *id == list.id)?;
        Some((*list, *price))
    });
    named.min_by_key(|(list, price)| {
        let general = |named: bool| u8::from(!named);
        (general(list.validity.group_id.is_some()), general(list.validity.location_id.is_some()), *price)
    })
}
