use onetill_kernel::{Date, LocationId, Money, ProductId, Quantity, Rate, Timestamp, Uuid};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::inventory::StockLevel;
use crate::orders::{OrderSummary, OrderVoid, TaxTotal};
use crate::tills::{Addendum, CashMovement, DrawerOpening, OpenPayment, Shift};

/// How a business day went, beside the same weekday a week before.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct Dashboard {
    /// The business day.
    pub date: Date,
    /// The day it is compared with: the same weekday a week before.
    pub compare_date: Date,
    /// The one location that is looked at; null for all of them.
    pub location_id: Option<LocationId>,
    /// The headline figures.
    pub figures: Figures,
    /// Sales by the hour in which they happened, 0 to 23, by the clock on the wall of each location. They
    /// add up to the sales of the day.
    pub hours: Vec<HourSales>,
    /// How the orders of the day were paid, before refunds.
    pub tenders: Vec<TenderTotal>,
    /// What sold best that day, less what came back, by amount.
    pub top_products: Vec<TopProduct>,
    /// What is about to run out now, least available first.
    pub low_stock: Vec<StockLevel>,
    /// What only a person can settle, now.
    pub needs_you: Vec<Need>,
    /// The last orders completed that day, newest first.
    pub recent_orders: Vec<OrderSummary>,
}

/// The headline figures of a day.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct Figures {
    /// What the orders completed on a business day came to, tax included, less what was refunded on that
    /// same day, whatever day the refunded order is of.
    pub sales: MoneyFigure,
    /// How many orders were completed.
    pub orders: CountFigure,
    /// What an order came to on average, before refunds; zero on a day without orders.
    pub average: MoneyFigure,
    /// What of the income was left after the cost of goods.
    pub margin: MarginFigure,
}

/// A headline figure in money.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct MoneyFigure {
    /// Of the day.
    pub value: Money,
    /// Of the whole of the day it is compared with.
    pub compare: Money,
    /// Of the day it is compared with, up to the present time of day: what is fair to compare with while
    /// the day still runs. Null when the day is not today.
    pub compare_until_now: Option<Money>,
    /// Of the fourteen days that end with the day, oldest first.
    pub days: Vec<DayMoney>,
}

/// An amount of one day.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct DayMoney {
    /// The business day.
    pub date: Date,
    /// The amount.
    pub value: Money,
}

/// A headline figure that counts.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct CountFigure {
    /// Of the day.
    pub value: i64,
    /// Of the whole of the day it is compared with.
    pub compare: i64,
    /// Of the day it is compared with, up to the present time of day; null when the day is not today.
    pub compare_until_now: Option<i64>,
    /// Of the fourteen days that end with the day, oldest first.
    pub days: Vec<DayCount>,
}

/// A count of one day.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct DayCount {
    /// The business day.
    pub date: Date,
    /// The count.
    pub value: i64,
}

/// The margin: income without tax less the cost of goods, as a percentage of that income. Gift cards,
/// bottle deposits and tips are no income. Absent where there was none.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct MarginFigure {
    /// Of the day, with one decimal.
    pub value: Option<Rate>,
    /// Of the whole of the day it is compared with.
    pub compare: Option<Rate>,
    /// Of the fourteen days that end with the day, oldest first.
    pub days: Vec<DayMargin>,
}

/// The margin of one day.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct DayMargin {
    /// The business day.
    pub date: Date,
    /// Its margin.
    pub value: Option<Rate>,
}

/// The sales of one hour.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct HourSales {
    /// The hour, 0 to 23.
    pub hour: i64,
    /// On the day, less refunds.
    pub today: Money,
    /// On the day it is compared with, less refunds.
    pub compare: Money,
}

/// What was taken by one tender.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct TenderTotal {
    /// The tender's code.
    #[schema(example = "cash")]
    pub tender: String,
    /// Its name.
    pub name: String,
    /// What it paid of the day's orders.
    pub amount: Money,
    /// In how many payments.
    pub count: i64,
}

/// A product that sold.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct TopProduct {
    /// The product.
    pub product_id: ProductId,
    /// Its name.
    pub name: String,
    /// Its picture.
    pub image_url: Option<String>,
    /// How many, over all its variants.
    pub quantity: Quantity,
    /// What they came to, tax included.
    pub amount: Money,
}

/// What sort of thing needs a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum NeedKind {
    /// Nobody knows yet whether a card was charged: do not charge again.
    PaymentUnknown,
    /// Money of a refund is still on its way to the customer.
    RefundPending,
    /// Money of a refund could not be given back.
    RefundFailed,
    /// An item was sold below zero and should be counted.
    Recount,
    /// More such items than are named.
    MoreRecounts,
}

/// Something that needs a person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Need {
    /// What sort of thing.
    pub kind: NeedKind,
    /// The payment, the refund or the variant; nil where one entry stands for several.
    pub id: Uuid,
    /// The refund's receipt number, or the item's name.
    pub name: Option<String>,
    /// How much money it is about.
    pub amount: Option<Money>,
    /// How many of the item are there by the books, or how many items one entry stands for.
    pub quantity: Option<Quantity>,
    /// The page of the back office where it is settled.
    #[schema(example = "/payments")]
    pub link: String,
}

/// The report of a shift: an X report while it goes on, its Z report once it is closed.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct ShiftReport {
    /// The shift.
    pub shift: Shift,
    /// The moment it tells of.
    pub made_at: Timestamp,
    /// What was sold.
    pub sales: ShiftSales,
    /// What came back.
    pub refunds: ShiftRefunds,
    /// The tax of sales less that of refunds, by component.
    pub taxes: Vec<TaxTotal>,
    /// Money by tender, deposits on orders that are not completed included. Empty as long as the drawer is to be counted
    /// without seeing what is expected in it.
    pub tenders: Vec<ShiftTender>,
    /// Cash that moved other than by selling.
    pub cash_movements: Vec<CashMovement>,
    /// When the drawer was opened without a sale.
    pub drawer_openings: Vec<DrawerOpening>,
    /// What was taken off orders before they were paid, and why.
    pub voids: Vec<OrderVoid>,
    /// What should be in the drawer. Null as long as it is to be counted without seeing that.
    pub expected_cash: Option<Money>,
    /// What a terminal still works on.
    pub open_payments: Vec<OpenPayment>,
    /// What was learned after it was closed: in none of the sums.
    pub addenda: Vec<Addendum>,
}

/// The completed orders of a shift.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct ShiftSales {
    /// How many.
    pub count: i64,
    /// What they came to.
    pub gross: Money,
    /// Everything taken off.
    pub discount: Money,
    /// Without tax.
    pub net: Money,
    /// Their tax.
    pub tax: Money,
}

/// The refunds of a shift.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct ShiftRefunds {
    /// How many.
    pub count: i64,
    /// What they came to.
    pub gross: Money,
    /// Without tax.
    pub net: Money,
    /// Their tax.
    pub tax: Money,
}

/// The money of one tender in a shift.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct ShiftTender {
    /// Its code.
    #[schema(example = "cash")]
    pub tender: String,
    /// Its name.
    pub tender_name: String,
    /// How often money was taken.
    pub count: i64,
    /// How much.
    pub taken: Money,
    /// How often money was given back.
    pub refund_count: i64,
    /// How much.
    pub refunded: Money,
}
