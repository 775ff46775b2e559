//! From sums of sales and of refunds to the rows of a report. No I/O, no clock.

use std::collections::BTreeMap;

use onetill_kernel::{Currency, Date, Error, Money, Quantity, Result, Uuid};

use super::sales_model::{SalesBy, SalesFigures};

/// What a row is of. Its order is that of rows which came to the same.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) enum Key {
    None,
    Day(Date),
    Hour(i64),
    Id(Uuid),
    Code(String),
    /// A tax's name and its rate in millionths.
    Tax(String, i64),
    /// Why no tax was charged.
    Exempt(String),
}

/// Sums in minor units and thousandths, of sales or of refunds, or of one less the other.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Sums {
    pub(super) quantity: i64,
    pub(super) gross: i64,
    pub(super) discounts: i64,
    pub(super) refunded: i64,
    pub(super) held: i64,
    pub(super) tax: i64,
    pub(super) total: i64,
    pub(super) cost: i64,
}

impl Sums {
    fn each(&mut self) -> [&mut i64; 8] {
        let Self { quantity, gross, discounts, refunded, held, tax, total, cost } = self;
        [quantity, gross, discounts, refunded, held, tax, total, cost]
    }

    /// Adds other sums.
    pub(super) fn add(&mut self, mut other: Self) -> Result<()> {
        for (sum, more) in self.each().into_iter().zip(other.each()) {
            *sum = sum.checked_add(*more).ok_or_else(Error::overflow)?;
        }
        Ok(())
    }

    /// Takes what went back off.
    pub(super) fn take_off(&mut self, back: Self) -> Result<()> {
        let mut off = Self { gross: 0, discounts: 0, refunded: 0, ..back };
        for part in off.each() {
            *part = part.checked_neg().ok_or_else(Error::overflow)?;
        }
        off.refunded = back.total;
        self.add(off)
    }

    /// The figures, as far as they can be told apart by `by`.
    pub(super) fn figures(&self, by: Option<SalesBy>, currency: Currency) -> SalesFigures {
        let of_lines = by != Some(SalesBy::Tender);
        let of_goods = of_lines && by != Some(SalesBy::Tax);
        let money = |minor: i64| Money::new(minor, currency);
        let net = self.total - self.tax - self.held;
        SalesFigures {
            quantity: of_goods.then_some(Quantity(self.quantity)),
            gross: of_goods.then(|| money(self.gross)),
            discounts: of_goods.then(|| money(self.discounts)),
            refunded: money(self.refunded),
            net: of_lines.then(|| money(net)),
            held: of_goods.then(|| money(self.held)),
            tax: of_lines.then(|| money(self.tax)),
            total: money(self.total),
            cost: of_goods.then(|| money(self.cost)),
            margin: of_goods.then(|| money(net - self.cost)),
        }
    }
}

/// Rows by what they are of.
pub(super) type Rows = BTreeMap<Key, Sums>;

/// Sales less refunds.
pub(super) fn merge(sales: Vec<(Key, Sums)>, refunds: Vec<(Key, Sums)>) -> Result<Rows> {
    let mut rows = Rows::new();
    for (key, sums) in sales {
        rows.entry(key).or_default().add(sums)?;
    }
    for (key, sums) in refunds {
        rows.entry(key).or_default().take_off(sums)?;
    }
    Ok(rows)
}

/// All rows together.
pub(super) fn total(rows: &Rows) -> Result<Sums> {
    let mut all = Sums::default();
    rows.values().try_for_each(|sums| all.add(*sums))?;
    Ok(all)
}

/// Days and hours in their order and without a gap, anything else by what it came to, largest first.
pub(super) fn in_order(by: SalesBy, mut rows: Rows, (from, to): (Date, Date)) -> Vec<(Key, Sums)> {
    match by {
        SalesBy::Day => {
            let mut day = from;
            while day <= to {
                rows.entry(Key::Day(day)).or_default();
                let next = day.plus_days(1);
                if next == day {
                    break;
                }
                day = next;
            }
        }
        SalesBy::Hour => (0..24).for_each(|hour| {
            rows.entry(Key::Hour(hour)).or_default();
        }),
        _ => {
            let mut sorted: Vec<_> = rows.into_iter().collect();
            sorted.sort_by_key(|(_, sums)| std::cmp::Reverse(sums.total));
            return sorted;
        }
    }
    rows.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Date {
        text.parse().expect("a date")
    }

    fn sold(total: i64) -> Sums {
        Sums { quantity: 1000, gross: total + 10, discounts: 10, tax: total / 6, total, cost: 3, ..Sums::default() }
    }

    #[test]
    fn what_came_back_is_taken_off_and_shown() {
        let rows = merge(vec![(Key::Hour(9), sold(120))], vec![(Key::Hour(9), sold(60)), (Key::Hour(10), sold(6))]);
        let rows = rows.expect("rows");
        let nine = Sums { quantity: 0, gross: 130, discounts: 10, refunded: 60, held: 0, tax: 10, total: 60, cost: 0 };
        assert_eq!(rows[&Key::Hour(9)], nine);
        assert_eq!((rows[&Key::Hour(10)].total, rows[&Key::Hour(10)].refunded), (-6, 6));
        assert_eq!(total(&rows).expect("a sum").total, 54);
    }

    #[test]
    fn days_have_no_gap_and_the_rest_goes_by_amount() {
        let rows = |keys: &[(Key, i64)]| keys.iter().map(|(key, total)| (key.clone(), sold(*total))).collect();
        let (from, to) = (day("2026-11-29"), day("2026-12-01"));
        let days = in_order(SalesBy::Day, rows(&[(Key::Day(day("2026-11-30")), 5)]), (from, to));
        let totals: Vec<i64> = days.iter().map(|(_, sums)| sums.total).collect();
        assert_eq!(totals, [0, 5, 0]);
        let codes = [(Key::Code("a".into()), 1), (Key::Code("b".into()), 9), (Key::None, 4)];
        let sorted = in_order(SalesBy::Tender, rows(&codes), (from, to));
        let keys: Vec<_> = sorted.into_iter().map(|(key, _)| key).collect();
        assert_eq!(keys, [Key::Code("b".into()), Key::None, Key::Code("a".into())]);
    }
}
