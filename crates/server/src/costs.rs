//! What things cost is for those who may read the books; everybody else gets null in its place.

use onetill_domains::Page;
use onetill_domains::catalog::Product;
use onetill_domains::inventory::{Movement, StockLevel};
use onetill_domains::orders::Order;
use onetill_domains::platform::{Permission, Principal};
use onetill_domains::reports::SalesReport;

/// Something that tells what things cost.
pub(crate) trait TellsCosts {
    /// Leaves the costs out.
    fn hide_costs(&mut self);
}

/// The value as `who` may see it.
pub(crate) fn shown_to<T: TellsCosts>(who: &Principal, mut value: T) -> T {
    if !who.may(Permission::ReadBooks) {
        value.hide_costs();
    }
    value
}

impl<T: TellsCosts> TellsCosts for Page<T> {
    fn hide_costs(&mut self) {
        self.items.iter_mut().for_each(TellsCosts::hide_costs);
    }
}

impl TellsCosts for SalesReport {
    fn hide_costs(&mut self) {
        let rows = self.rows.iter_mut().map(|row| &mut row.figures);
        let all = rows.chain(self.rest.as_mut().map(|rest| &mut rest.figures)).chain([&mut self.totals]);
        all.for_each(|figures| (figures.cost, figures.margin) = (None, None));
    }
}

impl TellsCosts for Product {
    fn hide_costs(&mut self) {
        self.variants.iter_mut().for_each(|variant| variant.cost = None);
    }
}

impl TellsCosts for StockLevel {
    fn hide_costs(&mut self) {
        self.value = None;
        self.unit_cost = None;
    }
}

impl TellsCosts for Movement {
    fn hide_costs(&mut self) {
        self.value = None;
    }
}

impl TellsCosts for Order {
    /// How an order is booked tells its cost too.
    fn hide_costs(&mut self) {
        self.lines.iter_mut().for_each(|line| line.cost = None);
        self.movements.iter_mut().for_each(TellsCosts::hide_costs);
        self.entries.clear();
    }
}
