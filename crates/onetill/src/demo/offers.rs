//! What is cheaper in the demo shop: for members of its club, at some hours, by the number, and with a code.

use onetill_db::Tx;
use onetill_domains::customers::{self, NewCustomerGroup};
use onetill_domains::orders::{self, QuoteInput};
use onetill_domains::prices::{
    self, NewCoupons, NewPriceList, NewPromotion, PromotionGoods, PromotionKind, SetPrice, SetPrices, Validity,
};
use onetill_domains::{Ctx, PageRequest, catalog};
use onetill_kernel::{Currency, CustomerGroupId, Error, Ids, Money, Rate, Result};

use super::founding::Founding;

/// The group of customers who have a price list.
pub(super) const MEMBERS: &str = "Members";
/// A code that anybody may use, as often as they like.
pub(super) const CODE: &str = "LANTERN10";
/// The same for whoever comes for the first time: each customer once.
pub(super) const WELCOME: &str = "WELCOME10";

/// What members pay, in pence, by SKU.
const MEMBERS_PAY: &[(&str, i64)] = &[
    ("KIT-001", 2500),
    ("KIT-003-OAT", 850),
    ("KIT-003-SAG", 850),
    ("KIT-015", 495),
    ("BAT-001", 475),
    ("FOO-001-227G", 625),
    ("FOO-004", 380),
    ("FOO-030-BEA", 795),
    ("HOM-002", 450),
];

/// Of cards, the cheapest of three is free.
const CARDS: &[&str] = &["STA-020", "STA-021", "STA-022", "STA-023", "STA-024"];
/// Any three packets of seeds for one price.
const SEEDS: &[&str] = &["GAR-004", "GAR-005", "GAR-006", "GAR-007", "GAR-009", "GAR-010"];
/// Cheaper in the afternoon.
const DRINKS: &[&str] = &["SWE-012", "SWE-013", "SWE-014", "SWE-015", "SWE-016"];

/// How many commands [`found`] takes.
pub(super) const COMMANDS: u64 = 6;

/// The goods of these SKUs, as a promotion names them.
fn goods(tx: &mut Tx<'_>, skus: &[&str]) -> Result<Vec<PromotionGoods>> {
    let named = |sku: &&str| {
        let variant_id = catalog::variant_by_sku(tx, sku)?;
        Ok(PromotionGoods { variant_id, ..PromotionGoods::default() })
    };
    skus.iter().map(named).collect()
}

fn promotion(name: &str, kind: PromotionKind) -> NewPromotion {
    NewPromotion {
        id: None,
        name: name.to_owned(),
        kind,
        percent: None,
        amount: None,
        buy: None,
        get: None,
        min_total: None,
        goods: Vec::new(),
        priority: None,
        combinable: false,
        needs_coupon: false,
        validity: Validity::default(),
    }
}

/// Writes the club, its prices, and the promotions; the catalogue is there already.
pub(super) fn found(work: &mut Founding<'_, '_>, ids: &mut Ids, currency: Currency) -> Result<()> {
    let members: CustomerGroupId = ids.next(work.now());
    work.run(move |tx, ctx| {
        let new = NewCustomerGroup { id: Some(members), name: MEMBERS.to_owned() };
        customers::add_group(tx, ctx, &new).map(drop)
    })?;
    work.run(move |tx, ctx| {
        let validity = Validity { group_id: Some(members), ..Validity::default() };
        let new = NewPriceList { id: None, name: "Members' prices".to_owned(), validity };
        let list = prices::add_price_list(tx, ctx, &new)?;
        let mut all = Vec::with_capacity(MEMBERS_PAY.len());
        for (sku, pence) in MEMBERS_PAY {
            let unknown = || Error::internal(format!("the demo has no {sku}"));
            let variant_id = catalog::variant_by_sku(tx, sku)?.ok_or_else(unknown)?;
            all.push(SetPrice { variant_id, price: Some(Money::new(*pence, currency)) });
        }
        prices::set_prices(tx, ctx, list, &SetPrices { prices: all })
    })?;
    work.run(move |tx, ctx| {
        let mut new = promotion("Cards, three for two", PromotionKind::BuyGet);
        (new.buy, new.get, new.percent) = (Some(2), Some(1), Some(Rate::ONE));
        new.goods = goods(tx, CARDS)?;
        prices::add_promotion(tx, ctx, &new).map(drop)
    })?;
    work.run(move |tx, ctx| {
        let mut new = promotion("Any three seeds for 6.50", PromotionKind::Mix);
        (new.buy, new.amount) = (Some(3), Some(Money::new(650, currency)));
        new.goods = goods(tx, SEEDS)?;
        prices::add_promotion(tx, ctx, &new).map(drop)
    })?;
    work.run(move |tx, ctx| {
        let mut new = promotion("Happy hour, 20 % off cold drinks", PromotionKind::Percent);
        new.percent = Some(Rate::percent(20));
        new.goods = goods(tx, DRINKS)?;
        new.validity.from_time = Some("15:00".parse().map_err(Error::internal)?);
        new.validity.to_time = Some("17:00".parse().map_err(Error::internal)?);
        prices::add_promotion(tx, ctx, &new).map(drop)
    })?;
    work.run(move |tx, ctx| {
        let mut new = promotion("Leaflet, 10 % off", PromotionKind::OrderPercent);
        (new.percent, new.needs_coupon) = (Some(Rate::percent(10)), true);
        let leaflet = prices::add_promotion(tx, ctx, &new)?;
        for (code, max_uses_each) in [(CODE, None), (WELCOME, Some(1))] {
            let new = NewCoupons { codes: vec![code.to_owned()], max_uses: None, max_uses_each };
            prices::add_coupons(tx, ctx, leaflet, &new)?;
        }
        Ok(())
    })
}

/// What a basket comes to. A code that does not hold any more is taken off, as a cashier does.
pub(super) fn total(tx: &mut Tx<'_>, ctx: &Ctx, cart: &mut QuoteInput) -> Result<i64> {
    match orders::quote(tx, ctx, cart) {
        Err(error) if !cart.coupons.is_empty() && error.field_str().is_some_and(|f| f.starts_with("coupons")) => {
            cart.coupons.clear();
            total(tx, ctx, cart)
        }
        quote => Ok(quote?.totals.total.minor),
    }
}

/// The code, if it can be used: a shop that is older than it has none.
pub(super) fn usable_code(tx: &mut Tx<'_>) -> Result<Option<&'static str>> {
    for promotion in prices::promotions(tx)?.iter().filter(|p| p.active && p.needs_coupon) {
        let coupons = prices::coupons(tx, promotion.id, &PageRequest::default())?.items;
        if coupons.iter().any(|coupon| coupon.active && coupon.code == CODE) {
            return Ok(Some(CODE));
        }
    }
    Ok(None)
}
