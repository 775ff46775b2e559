use onetill_kernel::{CustomerGroupId, LocationId, PriceListId, Timestamp, Uuid};

use super::rules::price_of;
use super::*;
use crate::platform::Location;

fn place(day_starts_at_hour: i64) -> Location {
    Location::new(LocationId(Uuid::nil()), "Here", "Europe/London", day_starts_at_hour)
}

fn validity(weekdays: &[Weekday], hours: Option<(&str, &str)>) -> Validity {
    let time = |text: &str| Some(text.parse().expect("a time"));
    Validity {
        weekdays: weekdays.to_vec(),
        from_time: hours.and_then(|h| time(h.0)),
        to_time: hours.and_then(|h| time(h.1)),
        ..Validity::default()
    }
}

fn holds(validity: &Validity, at: &str, day_starts_at_hour: i64) -> bool {
    let place = place(day_starts_at_hour);
    let when = When::at(at.parse().expect("a moment"), &place).expect("a time zone");
    validity.holds(place.id, None, when)
}

#[test]
fn hours_belong_to_the_day_on_which_they_begin() {
    use Weekday::*;
    let happy = validity(&[Friday], Some(("17:00", "19:00")));
    // 27 November 2026 is a Friday.
    for (at, expect) in [
        ("2026-11-27T16:59:59Z", false),
        ("2026-11-27T17:00:00Z", true),
        ("2026-11-27T18:59:59Z", true),
        ("2026-11-27T19:00:00Z", false),
        ("2026-11-28T17:30:00Z", false),
    ] {
        assert_eq!(holds(&happy, at, 0), expect, "{at}");
    }
    let night = validity(&[Friday], Some(("22:00", "02:00")));
    for (at, expect) in [
        ("2026-11-27T01:00:00Z", false), // Thursday's night
        ("2026-11-27T22:00:00Z", true),
        ("2026-11-28T01:59:00Z", true),
        ("2026-11-28T02:00:00Z", false),
        ("2026-11-28T22:00:00Z", false),
    ] {
        // Whether the business day turns at midnight, in the middle of the hours, or in the morning.
        for turns in [0, 1, 4] {
            assert_eq!(holds(&night, at, turns), expect, "{at} {turns}");
        }
    }
    // Without hours it is the business day: the night still belongs to Friday where days turn at four.
    let friday = validity(&[Friday], None);
    assert!(holds(&friday, "2026-11-28T01:30:00Z", 4) && !holds(&friday, "2026-11-28T01:30:00Z", 0));
    // By the clock on the wall, in summer too: 17:30 in London is 16:30 UTC.
    assert!(holds(&validity(&[], Some(("17:00", "19:00"))), "2026-07-03T16:30:00Z", 0));
}

#[test]
fn dates_include_both_ends() {
    let sale = Validity {
        valid_from: Some("2026-11-27".parse().expect("a date")),
        valid_to: Some("2026-11-29".parse().expect("a date")),
        ..Validity::default()
    };
    for (at, expect) in [
        ("2026-11-26T23:59:59Z", false),
        ("2026-11-27T00:00:00Z", true),
        ("2026-11-29T23:59:59Z", true),
        ("2026-11-30T00:00:00Z", false),
    ] {
        assert_eq!(holds(&sale, at, 0), expect, "{at}");
    }
}

#[test]
fn days_of_the_week_are_kept_as_bits() {
    for days in [&[][..], &[Weekday::Monday], &[Weekday::Saturday, Weekday::Sunday]] {
        assert_eq!(rules::weekdays(validity(days, None).weekday_bits()), days);
    }
}

/// A list by its number, which is also its age: lower is older.
fn list(n: u128, group: bool, location: bool) -> PriceList {
    PriceList {
        id: PriceListId(Uuid::from_u128(n)),
        version: 1,
        name: format!("list {n}"),
        validity: Validity {
            group_id: group.then_some(CustomerGroupId(Uuid::nil())),
            location_id: location.then_some(LocationId(Uuid::nil())),
            ..Validity::default()
        },
        active: true,
        price_count: 1,
        created_at: Timestamp::from_micros(0),
    }
}

#[test]
fn the_most_specific_list_wins_then_the_lowest_price_then_the_older_list() {
    let all = [
        list(1, false, false),
        list(2, false, true),
        list(3, true, false),
        list(4, true, true),
        list(5, true, true),
        list(6, false, false),
    ];
    let price = |named: &[(u128, i64)]| {
        let lists: Vec<&PriceList> = all.iter().collect();
        let prices: Vec<_> = named.iter().map(|(n, price)| (PriceListId(Uuid::from_u128(*n)), *price)).collect();
        price_of(&lists, &prices).map(|(list, price)| (list.id.0.as_u128(), price))
    };
    assert_eq!(price(&[]), None);
    assert_eq!(price(&[(1, 500)]), Some((1, 500)));
    assert_eq!(price(&[(1, 500), (2, 900)]), Some((2, 900)), "a location before all, though dearer");
    assert_eq!(price(&[(2, 400), (3, 900)]), Some((3, 900)), "a group before a location");
    assert_eq!(price(&[(3, 400), (4, 900)]), Some((4, 900)), "a group at a location before a group");
    assert_eq!(price(&[(4, 900), (5, 800)]), Some((5, 800)), "the lowest of two alike");
    assert_eq!(price(&[(5, 800), (4, 800)]), Some((4, 800)), "the older of two alike");
    assert_eq!(price(&[(6, 300), (1, 300)]), Some((1, 300)));
}
