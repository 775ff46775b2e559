use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;

use onetill_db::{Db, Tx};
use onetill_kernel::{
    Date, Ids, LocationId, Money, OrderId, PaymentId, ProductId, ProviderAccountId, RegisterId, Result, StaffId,
    TerminalId, Timestamp, Uuid,
};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::rules::{Earnings, Fortnight, Sums, Takings, Zones};
use super::{Dashboard, NeedKind, dashboard, name_entries, name_movements, name_payments};
use crate::catalog::tests::on_both_engines;
use crate::payments::{AccountDraft, Asking, Heard, Manner, Mode, Said, Terminal};
use crate::platform::Location;
use crate::{Ctx, PageRequest, Receipt, catalog, customers, inventory, ledger, orders, payments, platform, tills};

fn time(text: &str) -> Timestamp {
    text.parse().expect("a time")
}

fn date(text: &str) -> Date {
    text.parse().expect("a date")
}

fn location(number: u128) -> LocationId {
    LocationId(Uuid::from_u128(number))
}

fn zones() -> Zones {
    let all = [(location(1), "Europe/London"), (location(2), "America/New_York"), (location(3), "Asia/Kathmandu")];
    Zones::new(&all.map(|(id, zone)| Location::new(id, zone, zone, 0))).expect("zones")
}

#[test]
fn an_hour_is_that_of_the_clock_on_the_wall() {
    let cases = [
        (1, "2026-09-21T14:13:20Z", 15),
        (1, "2026-11-23T14:13:20Z", 14),
        (1, "2026-09-21T23:59:59Z", 0),
        (2, "2026-09-21T03:00:00Z", 23),
        (3, "2026-09-21T14:13:20Z", 19),
        (3, "2026-09-21T14:15:00Z", 20),
        (9, "2026-09-21T14:13:20Z", 14),
    ];
    for (place, at, expect) in cases {
        assert_eq!(zones().hour(location(place), time(at)), expect, "{place} {at}");
    }
}

#[test]
fn a_week_before_the_clock_showed_the_same() {
    let cases = [
        (1, "2026-09-21T14:13:20Z", "2026-09-14T14:13:20Z"),
        // The clocks went back on 25 October.
        (1, "2026-10-26T09:00:00Z", "2026-10-19T08:00:00Z"),
        (2, "2026-10-26T09:00:00Z", "2026-10-19T09:00:00Z"),
    ];
    for (place, at, expect) in cases {
        assert_eq!(zones().week_before(location(place), time(at)), time(expect), "{place} {at}");
    }
}

#[test]
fn averages_and_margins_are_rounded_once_and_never_divide_by_nothing() {
    let cases = [
        // orders, taken, income, cost; average, margin
        ((0, 0, 0, 0), (0, None)),
        ((3, 6800, 3000, 1200), (2267, Some("60"))),
        ((2, 4200, 3500, 1900), (2100, Some("45.7"))),
        ((1, 100, 100, 0), (100, Some("100"))),
        ((1, 100, 100, 250), (100, Some("-150"))),
        ((2, 1, 3, 1), (1, Some("66.7"))),
        ((1, 2000, -500, 300), (2000, None)),
    ];
    for ((orders, taken, income, cost), (average, margin)) in cases {
        let sums = Sums { orders, taken, refunded: 0, income, cost };
        assert_eq!(sums.average().expect("an average"), average, "{sums:?}");
        assert_eq!(sums.margin().map(|m| m.to_string()).as_deref(), margin, "{sums:?}");
    }
    assert!(Sums { taken: i64::MIN, refunded: 1, ..Sums::default() }.sales().is_err());
}

#[test]
fn takings_fall_into_their_day_and_hour() {
    let row = |day: &str, at: &str, total: i64, until_now: i64| Takings {
        date: date(day),
        location_id: location(1),
        at: time(at),
        count: 1,
        total,
        count_until_now: i64::from(until_now > 0),
        total_until_now: until_now,
    };
    let mut fortnight = Fortnight::ending(date("2026-09-21"));
    assert_eq!((fortnight.first(), fortnight.days.len()), (date("2026-09-08"), 14));
    assert_eq!((fortnight.day().0, fortnight.compare().0), (date("2026-09-21"), date("2026-09-14")));
    let sold = [
        row("2026-09-21", "2026-09-21T09:15:00Z", 2400, 0),
        // After midnight, on the business day before.
        row("2026-09-20", "2026-09-21T00:30:00Z", 900, 0),
        row("2026-09-14", "2026-09-14T10:00:00Z", 1200, 1200),
        row("2026-09-14", "2026-09-14T17:30:00Z", 3000, 0),
        // Before the fortnight.
        row("2026-09-07", "2026-09-07T10:00:00Z", 7700, 7700),
    ];
    let back = [
        row("2026-09-21", "2026-09-21T09:30:00Z", 500, 0),
        row("2026-09-14", "2026-09-14T10:00:00Z", 200, 200),
        row("2026-09-08", "2026-09-08T10:00:00Z", 100, 100),
    ];
    fortnight.add_orders(&sold, &zones()).expect("orders");
    fortnight.add_refunds(&back, &zones()).expect("refunds");
    let earned = [Earnings { date: date("2026-09-14"), income: 3500, cost: 1900 }];
    let returned = [Earnings { date: date("2026-09-14"), income: 160, cost: 50 }];
    fortnight.add_earnings(&earned, 1).expect("income");
    fortnight.add_earnings(&returned, -1).expect("returns");

    assert_eq!(fortnight.day().1, Sums { orders: 1, taken: 2400, refunded: 500, ..Sums::default() });
    let compare = Sums { orders: 2, taken: 4200, refunded: 200, income: 3340, cost: 1850 };
    assert_eq!(fortnight.compare().1, compare);
    assert_eq!(fortnight.until_now, Sums { orders: 1, taken: 1200, refunded: 200, ..Sums::default() });
    assert_eq!(fortnight.days[12].1.sales().expect("sales"), 900);
    assert_eq!(fortnight.days[0].1.sales().expect("sales"), -100);
    let busy = |hours: [i64; 24]| hours.into_iter().enumerate().filter(|(_, s)| *s != 0).collect::<Vec<_>>();
    assert_eq!(busy(fortnight.hours), [(10, 1900)]);
    assert_eq!(busy(fortnight.compare_hours), [(11, 1000), (18, 3000)]);
    for hours in [fortnight.hours, fortnight.compare_hours] {
        let day = if hours == fortnight.hours { fortnight.day() } else { fortnight.compare() };
        assert_eq!(hours.iter().sum::<i64>(), day.1.sales().expect("sales"), "hours add up to the day");
    }
}

/// A shop in London with a branch in New York, at moments that the test chooses.
struct Shop<'a> {
    db: &'a Db,
    commands: Cell<u64>,
    london: LocationId,
    new_york: LocationId,
    till: RegisterId,
    branch: RegisterId,
    mug: ProductId,
}

fn from_json<T: DeserializeOwned>(value: Value) -> T {
    serde_json::from_value(value).expect("input as the API takes it")
}

fn gbp(minor: i64) -> Money {
    Money::new(minor, "GBP".parse().expect("a currency"))
}

impl<'a> Shop<'a> {
    fn open(db: &'a Db) -> Self {
        let mut shop = Self {
            db,
            commands: Cell::new(0),
            london: location(1),
            new_york: location(2),
            till: RegisterId(Uuid::from_u128(11)),
            branch: RegisterId(Uuid::from_u128(12)),
            mug: ProductId(Uuid::nil()),
        };
        let (london, new_york, till, branch) = (shop.london, shop.new_york, shop.till, shop.branch);
        let opened = "2026-09-01T08:00:00Z";
        shop.mug = shop.at(opened, move |tx, ctx| {
            payments::found_tenders(tx)?;
            ledger::found_chart(tx)?;
            for (id, name, zone, register, series) in [
                (london, "London", "Europe/London", till, "R1"),
                (new_york, "New York", "America/New_York", branch, "N1"),
            ] {
                platform::add_location(tx, ctx, &Location::new(id, name, zone, 4))?;
                let new = json!({ "id": register, "location_id": id, "name": "Front", "series": series });
                tills::add_register(tx, ctx, &from_json(new))?;
            }
            let account_id = ProviderAccountId(Uuid::from_u128(20));
            let draft = AccountDraft {
                id: account_id,
                provider: "simulated".into(),
                name: "Cards".into(),
                mode: Mode::Sandbox,
                settings: BTreeMap::new(),
                capabilities: Vec::new(),
            };
            payments::add_account(tx, ctx, draft)?;
            let terminal = Terminal {
                id: TerminalId(Uuid::from_u128(21)),
                location_id: london,
                register_id: Some(till),
                name: "Card terminal".into(),
                account_id,
                provider: "simulated".into(),
                address: String::new(),
                active: true,
            };
            payments::add_terminal(tx, ctx, &terminal)?;
            let vat =
                json!({ "code": "standard", "name": "Standard rate", "components": [{ "name": "VAT", "rate": 20 }] });
            let vat = catalog::add_tax_category(tx, ctx, &from_json(vat))?;
            let product = |name: &str, sku: &str, price: i64, cost: i64| {
                let variant = json!({ "sku": sku, "price": gbp(price), "cost": gbp(cost) });
                from_json(json!({ "name": name, "tax_category_id": vat, "variants": [variant] }))
            };
            let mug = catalog::add_product(tx, ctx, &product("Morning Mug", "MUG", 1200, 400))?;
            catalog::add_product(tx, ctx, &product("Harbour Lamp", "LAMP", 3000, 1500))?;
            let card = json!({ "sku": "GIFT", "price": gbp(2000) });
            let card = json!({ "name": "Gift card", "kind": "gift_card", "variants": [card] });
            catalog::add_product(tx, ctx, &from_json(card))?;
            for (sku, quantity) in [("MUG", 10), ("LAMP", 2)] {
                let opening = json!({ "location_id": london, "sku": sku, "kind": "opening", "quantity": quantity });
                inventory::adjust(tx, ctx, &from_json(opening))?;
            }
            Ok(mug)
        });
        shop
    }

    /// Runs a command at a moment.
    fn at<T: Send + 'static>(
        &self,
        when: &str,
        command: impl Fn(&mut Tx<'_>, &mut Ctx) -> Result<T> + Send + 'static,
    ) -> T {
        let (now, seed) = (time(when), self.commands.get());
        self.commands.set(seed + 1);
        let run = move |tx: &mut Tx<'_>| {
            let staff_id = None::<StaffId>;
            let mut ctx = Ctx {
                now,
                ids: Ids::seeded(seed),
                staff_id,
                register_id: None,
                owner_id: Uuid::nil(),
                approved_by: None,
                who: None,
            };
            command(tx, &mut ctx)
        };
        self.db.write(run).expect("a command")
    }

    fn sell(&self, when: &str, register: RegisterId, sale: Value) -> OrderId {
        let mut sale = sale;
        sale["register_id"] = json!(register);
        if sale["payments"].is_null() {
            sale["payments"] = json!([{ "tender": "cash" }]);
        }
        self.at(when, move |tx, ctx| orders::sell(tx, ctx, &from_json(sale.clone()))).order.id
    }

    fn refund(&self, when: &str, order: OrderId) {
        let refund = json!({ "register_id": self.till, "reason": "Chipped" });
        self.at(when, move |tx, ctx| orders::refund_order(tx, ctx, order, &from_json(refund.clone())));
    }

    /// Rings a mug up by card and lets the terminal answer.
    fn card_sale(&self, when: &str, answers: Vec<Heard>) -> (OrderId, PaymentId) {
        let new = json!({ "register_id": self.till, "lines": [{ "sku": "MUG" }] });
        let order = self.at(when, move |tx, ctx| orders::open_order(tx, ctx, &from_json(new.clone())));
        let card = json!({ "tender": "card", "complete_when_paid": true });
        let payment = self.at(when, move |tx, ctx| orders::pay(tx, ctx, order, &from_json(card.clone()))).payment_id;
        self.terminal(when, payment, 1, answers);
        (order, payment)
    }

    fn terminal(&self, when: &str, payment: PaymentId, attempt_no: i64, answers: Vec<Heard>) {
        assert!(
            self.at(when, move |tx, ctx| payments::mark_sent(tx, ctx, payment, attempt_no, Asking::Charge)),
            "sent"
        );
        for answer in answers {
            self.at(when, move |tx, ctx| {
                let said = Said {
                    asking: Some(Asking::Charge),
                    heard: &answer,
                    http_status: None,
                    currency: "GBP".parse().expect("a currency"),
                    manner: Manner { time_limit_s: 10, diagnosable: false },
                };
                orders::record_answer(tx, ctx, payment, attempt_no, &said, false)
            });
        }
    }

    fn dashboard(&self, now: &str, day: Option<&str>, place: Option<LocationId>) -> Dashboard {
        let (now, day) = (time(now), day.map(date));
        self.db.read(move |tx| dashboard(tx, now, day, place)).expect("a dashboard")
    }
}

const NOW: &str = "2026-09-21T14:13:20Z";

fn busy(board: &Dashboard) -> Vec<(i64, i64, i64)> {
    let hours = board.hours.iter().map(|h| (h.hour, h.today.minor, h.compare.minor));
    hours.filter(|(_, today, compare)| *today != 0 || *compare != 0).collect()
}

#[test]
fn a_day_is_shown_as_it_was_sold() {
    let seen: RefCell<Vec<Value>> = RefCell::default();
    on_both_engines("dashboard", |db| {
        let shop = Shop::open(db);
        let empty = shop.dashboard(NOW, None, None);
        assert_eq!((empty.date, empty.compare_date), (date("2026-09-21"), date("2026-09-14")));
        assert_eq!(empty.figures.sales.value, gbp(0));
        assert_eq!((empty.figures.margin.value, empty.figures.sales.days.len(), empty.hours.len()), (None, 14, 24));

        let mug = |n: i64| json!([{ "sku": "MUG", "quantity": n }]);
        let chipped = shop.sell("2026-09-14T10:05:00Z", shop.till, json!({ "lines": mug(1) }));
        shop.sell("2026-09-14T17:30:00Z", shop.till, json!({ "lines": [{ "sku": "LAMP" }] }));
        shop.sell("2026-09-21T00:30:00Z", shop.till, json!({ "lines": mug(1) }));
        let ada = shop.at("2026-09-21T09:00:00Z", |tx, ctx| {
            customers::add_customer(tx, ctx, &from_json(json!({ "name": "Ada Quill" })))
        });
        let split = json!([{ "tender": "voucher", "amount": gbp(400) }, { "tender": "cash", "amount": gbp(2000) }]);
        let for_ada = json!({ "lines": mug(2), "payments": split, "customer_id": ada });
        shop.sell("2026-09-21T09:15:00Z", shop.till, for_ada);
        shop.sell("2026-09-21T11:40:00Z", shop.till, json!({ "lines": [{ "sku": "GIFT" }, { "sku": "MUG" }] }));
        shop.sell("2026-09-21T13:00:00Z", shop.branch, json!({ "lines": mug(1) }));
        shop.refund("2026-09-21T13:20:00Z", chipped);

        let london = shop.dashboard(NOW, None, Some(shop.london));
        let f = &london.figures;
        assert_eq!(
            (f.sales.value, f.sales.compare, f.sales.compare_until_now),
            (gbp(4400), gbp(4200), Some(gbp(1200)))
        );
        assert_eq!((f.orders.value, f.orders.compare, f.orders.compare_until_now), (2, 2, Some(1)));
        assert_eq!((f.average.value, f.average.compare), (gbp(2800), gbp(2100)));
        assert_eq!(f.margin.value.map(|m| m.to_string()).as_deref(), Some("60"), "a gift card is no income");
        assert_eq!(f.margin.compare.map(|m| m.to_string()).as_deref(), Some("45.7"));
        let days: Vec<i64> = f.sales.days.iter().map(|d| d.value.minor).collect();
        assert_eq!(days, [0, 0, 0, 0, 0, 0, 4200, 0, 0, 0, 0, 0, 1200, 4400]);
        assert_eq!(busy(&london), [(10, 2400, 0), (11, 0, 1200), (12, 3200, 0), (14, -1200, 0), (18, 0, 3000)]);
        let tenders: Vec<_> = london.tenders.iter().map(|t| (t.name.as_str(), t.amount.minor, t.count)).collect();
        assert_eq!(tenders, [("Cash", 5200, 2), ("Voucher", 400, 1)]);
        let top: Vec<_> =
            london.top_products.iter().map(|p| (p.name.as_str(), p.quantity.to_string(), p.amount.minor)).collect();
        assert_eq!(top, [("Morning Mug", "2".to_owned(), 2400), ("Gift card", "1".to_owned(), 2000)]);
        assert_eq!(london.top_products[0].product_id, shop.mug);
        let low: Vec<_> = london.low_stock.iter().map(|l| (l.sku.as_str(), l.available.to_string())).collect();
        assert_eq!(low, [("LAMP", "1".to_owned())]);
        let last: Vec<_> =
            london.recent_orders.iter().map(|o| (o.number.as_deref(), o.customer_name.as_deref())).collect();
        assert_eq!(last, [(Some("R1-000005"), None), (Some("R1-000004"), Some("Ada Quill"))]);
        assert!(london.needs_you.is_empty());

        let all = shop.dashboard(NOW, None, None);
        assert_eq!(
            (all.figures.sales.value, all.figures.orders.value, all.figures.average.value),
            (gbp(5600), 3, gbp(2267))
        );
        assert_eq!(busy(&all)[0], (9, 1200, 0), "nine in the morning in New York");
        assert_eq!(all.recent_orders.len(), 3);
        let needs: Vec<_> = all.needs_you.iter().map(|n| (n.name.as_deref(), n.link.as_str())).collect();
        assert_eq!(needs, [(Some("Morning Mug"), "/stock?show=recount")]);

        let before = shop.dashboard(NOW, Some("2026-09-20"), None);
        assert_eq!((before.figures.sales.value, before.figures.sales.compare_until_now), (gbp(1200), None));
        assert_eq!(before.figures.sales.days[13].date, date("2026-09-20"));
        assert_eq!(before.recent_orders.len(), 1);

        let nowhere = db.read(|tx| dashboard(tx, time(NOW), None, Some(location(9)))).expect_err("no such location");
        assert_eq!((nowhere.code_str(), nowhere.field_str()), ("invalid_field", Some("location_id")));
        seen.borrow_mut().push(json!([london, all, before]));
    });
    let seen = seen.into_inner();
    assert_eq!(seen[0], seen[1], "both engines answer the same");
}

#[test]
fn what_needs_a_person_is_named() {
    on_both_engines("needs", |db| {
        let shop = Shop::open(db);
        let approved = || Heard::approved("t1", None);
        let (silent, payment) =
            shop.card_sale("2026-09-21T10:00:00Z", vec![Heard::silence(), Heard::silence(), Heard::silence()]);
        let (slow, _) = shop.card_sale("2026-09-21T10:10:00Z", vec![approved()]);
        let (refused, refused_payment) = shop.card_sale("2026-09-21T10:20:00Z", vec![approved()]);
        shop.refund("2026-09-21T11:00:00Z", slow);
        shop.refund("2026-09-21T11:10:00Z", refused);
        let no = Heard::declined("closed", "The account is closed.");
        shop.terminal("2026-09-21T11:20:00Z", refused_payment, 2, vec![no]);
        let lamps = json!({ "lines": [{ "sku": "LAMP", "quantity": 4 }] });
        shop.sell("2026-09-21T12:00:00Z", shop.till, lamps);

        let board = shop.dashboard(NOW, Some("2026-08-01"), Some(shop.london));
        let needs: Vec<_> = board
            .needs_you
            .iter()
            .map(|n| (n.kind, n.name.as_deref(), n.amount, n.quantity.map(|q| q.to_string()), n.link.clone()))
            .collect();
        let order = |id: OrderId| format!("/orders/{id}");
        let money = Some(gbp(1200));
        let expect = [
            (NeedKind::PaymentUnknown, None, money, None, order(silent)),
            (NeedKind::RefundPending, Some("R1-000003"), money, None, order(slow)),
            (NeedKind::RefundFailed, Some("R1-000004"), money, None, order(refused)),
            (NeedKind::Recount, Some("Harbour Lamp"), None, Some("-2".to_owned()), "/stock?show=recount".to_owned()),
        ];
        assert_eq!(needs, expect);
        assert_eq!(board.needs_you[0].id, payment.0);
        assert!(shop.dashboard(NOW, None, Some(shop.new_york)).needs_you.is_empty());

        // The other books say whose receipt a row belongs to, where it has one by now.
        let (entries, movements, paid) = db
            .read(|tx| {
                let everything = PageRequest::default();
                let mut entries = ledger::journal(tx, &ledger::JournalFilter::default(), &everything)?.items;
                name_entries(tx, &mut entries)?;
                let lamp = catalog::variant_by_sku(tx, "LAMP")?.expect("a lamp");
                let mut movements = inventory::movements(tx, gbp(0).currency, lamp, None, &everything)?.items;
                name_movements(tx, &mut movements)?;
                let mut paid = payments::list(tx, &[], &everything)?.items;
                name_payments(tx, &mut paid)?;
                Ok((entries, movements, paid))
            })
            .expect("the books");
        let number = |receipt: &Option<Receipt>| receipt.as_ref().map(|r| r.number.clone());
        let refund = entries.iter().find(|e| e.kind == ledger::EntryKind::Refund && e.receipt.is_some());
        let receipt = refund.and_then(|e| e.receipt.clone()).expect("a refund's receipt");
        assert!(receipt.order_id == Some(slow) || receipt.order_id == Some(refused), "{receipt:?}");
        assert_eq!(movements.iter().filter_map(|m| number(&m.receipt)).collect::<Vec<_>>(), ["R1-000005"]);
        assert!(paid.iter().any(|p| p.order_id == Some(silent) && p.receipt.is_none()), "not completed yet");
        assert!(paid.iter().any(|p| number(&p.receipt).as_deref() == Some("R1-000001")));

        // Months later, what a terminal still works on is not forgotten.
        let later = shop.dashboard("2027-03-01T12:00:00Z", None, None);
        let kinds: Vec<_> = later.needs_you.iter().map(|n| n.kind).collect();
        assert_eq!(kinds, [NeedKind::PaymentUnknown, NeedKind::RefundPending, NeedKind::Recount]);
    });
}
