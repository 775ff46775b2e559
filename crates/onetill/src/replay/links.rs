//! Which sale a cancellation belongs to, where the file does not say it: the latest sale before it of the
//! same product at the same price to the same customer of which enough is left.

use std::collections::HashMap;
use std::fmt;

use onetill_kernel::{Quantity, Timestamp};

/// A line of a sale, and how many of it have not come back.
#[derive(Debug, Clone, Copy)]
struct Left {
    at: Timestamp,
    document: usize,
    line_no: i64,
    quantity: Quantity,
}

/// A line of a sale.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Sold {
    /// The sale's place in the plan.
    pub(super) document: usize,
    /// The line's number in it, from 1.
    pub(super) line_no: i64,
}

/// Why a cancellation cannot be linked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unlinked {
    NoCustomer,
    NoSale,
    TooFewLeft,
}

impl fmt::Display for Unlinked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NoCustomer => "refunded without a sale: it names no customer whose sale could be looked for",
            Self::NoSale => {
                "refunded without a sale: the file has no earlier one of this to this customer at this price"
            }
            Self::TooFewLeft => "refunded without a sale: no earlier one has so many left that did not come back",
        })
    }
}

/// Customer, product and price.
type Key = (usize, usize, i64);

/// The sales so far.
#[derive(Debug, Default)]
pub(super) struct Sales(HashMap<Key, Vec<Left>>);

impl Sales {
    /// Remembers a line of a sale.
    pub(super) fn add(&mut self, key: Key, at: Timestamp, sold: Sold, quantity: Quantity) {
        let Sold { document, line_no } = sold;
        self.0.entry(key).or_default().push(Left { at, document, line_no, quantity });
    }

    /// Finds the sale that `quantity` came back of at `at`, and takes it off what is left of that.
    pub(super) fn take(
        &mut self,
        customer: Option<usize>,
        product: usize,
        price: i64,
        at: Timestamp,
        quantity: Quantity,
    ) -> Result<Sold, Unlinked> {
        let customer = customer.ok_or(Unlinked::NoCustomer)?;
        let lines = self.0.get_mut(&(customer, product, price)).ok_or(Unlinked::NoSale)?;
        let line = lines.iter_mut().rev().find(|l| l.at <= at && l.quantity >= quantity).ok_or(Unlinked::TooFewLeft)?;
        line.quantity = Quantity(line.quantity.milli() - quantity.milli());
        Ok(Sold { document: line.document, line_no: line.line_no })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cancellation_takes_from_the_latest_earlier_sale_with_enough_left() {
        let at = Timestamp::from_micros;
        let sold = |document| Sold { document, line_no: 1 };
        let mut sales = Sales::default();
        for (document, moment, quantity) in [(0, 10, 6), (1, 20, 2), (2, 50, 9)] {
            sales.add((7, 3, 255), at(moment), sold(document), Quantity::units(quantity));
        }
        let mut take = |customer, price, quantity| sales.take(customer, 3, price, at(30), Quantity::units(quantity));
        assert_eq!(take(None, 255, 1), Err(Unlinked::NoCustomer));
        assert_eq!(take(Some(8), 255, 1), Err(Unlinked::NoSale));
        assert_eq!(take(Some(7), 250, 1), Err(Unlinked::NoSale));
        assert_eq!(take(Some(7), 255, 2), Ok(sold(1)), "the latest of the two");
        assert_eq!(take(Some(7), 255, 2), Ok(sold(0)), "nothing is left of that one");
        assert_eq!(take(Some(7), 255, 5), Err(Unlinked::TooFewLeft), "four are left, and the third is later");
        assert_eq!(take(Some(7), 255, 4), Ok(sold(0)));
    }
}
