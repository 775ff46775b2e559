//! Prices other than the catalogue's: for a place, a customer group, a time.

use onetill_testkit::scenario::tell;
use onetill_testkit::shop::{CASHIER_KEY, Cart, Shop, figures};
use reqwest::Method;
use serde_json::{Value, json};

/// Adds a price list that holds as told, and sets its prices.
async fn list(shop: &Shop, name: &str, validity: Value, prices: &[(&Value, i64)]) -> Value {
    let list = shop.post("/v1/price-lists", json!({ "name": name, "validity": validity })).await.ok();
    set(shop, &list, prices).await;
    list
}

async fn set(shop: &Shop, list: &Value, prices: &[(&Value, i64)]) {
    let each = prices.iter().map(|(id, minor)| json!({ "variant_id": id, "price": shop.money(*minor) }));
    let path = format!("/v1/price-lists/{}/prices", list["id"].as_str().expect("an id"));
    shop.send(Method::PUT, &path, Some(json!({ "prices": each.collect::<Vec<_>>() }))).await.ok();
}

async fn change(shop: &Shop, list: &Value, mut how: Value) -> Value {
    how["version"] = list["version"].clone();
    let path = format!("/v1/price-lists/{}", list["id"].as_str().expect("an id"));
    shop.send(Method::PATCH, &path, Some(how)).await.ok()
}

async fn group(shop: &Shop, name: &str) -> Value {
    shop.post("/v1/customer-groups", json!({ "name": name })).await.ok()["id"].clone()
}

async fn member(shop: &Shop, name: &str, group: &Value) -> Value {
    shop.post("/v1/customers", json!({ "name": name, "group_id": group })).await.ok()["id"].clone()
}

/// The price of one on the first line of a quote, and the list that it says it came from.
async fn priced(cart: Cart<'_>) -> (i64, Value) {
    let quote = cart.quote().await.ok();
    let line = &quote["lines"][0];
    (figures(line, ["unit_price"])[0], line["price_list"]["name"].clone())
}

#[test]
fn the_most_specific_list_sets_the_price_and_the_line_says_which() {
    tell(async |shop| {
        let vat = shop.tax("standard", "20").await;
        let mug = shop.goods("mug", 1200, 500, &vat, 100).await;
        let pen = shop.goods("pen", 300, 100, &vat, 100).await;
        let trade = group(shop, "Trade").await;
        let (tim, ann) = (member(shop, "Tim", &trade).await, shop.add_customer("Ann").await);
        let mugs = || shop.cart().add(&mug, "1");
        assert_eq!(priced(mugs()).await, (1200, json!(null)), "the catalogue's");

        list(shop, "Sale", json!({}), &[(&mug, 1000), (&pen, 250)]).await;
        assert_eq!(priced(mugs()).await, (1000, json!("Sale")));
        list(shop, "Here", json!({ "location_id": shop.location_id }), &[(&mug, 1100)]).await;
        assert_eq!(priced(mugs()).await, (1100, json!("Here")), "a place before all, though dearer");
        list(shop, "Trade", json!({ "group_id": trade }), &[(&mug, 1150)]).await;
        assert_eq!(priced(mugs().customer(&tim)).await, (1150, json!("Trade")), "a group before a place");
        assert_eq!(priced(mugs().customer(&ann)).await, (1100, json!("Here")), "not for who is not in it");
        let own = json!({ "variant_id": mug, "unit_price": shop.money(999) });
        assert_eq!(priced(shop.cart().line(own)).await, (999, json!(null)), "what the line brings stands above all");

        // What is sold is what was quoted, and a refund gives back just that.
        let sale = shop.cart().customer(&tim).add(&mug, "2").add(&pen, "1").sell().await.ok();
        assert_eq!(figures(&sale, ["total"]), [2550]);
        let order = shop.look_at(&sale).await;
        assert_eq!(order["lines"][0]["price_list"]["name"], "Trade");
        assert_eq!(order["lines"][1]["price_list"]["name"], "Sale");
        let refund = shop.refund(&sale, json!({ "lines": [{ "line_no": 1, "quantity": 1 }] })).await.ok();
        assert_eq!(figures(&refund, ["total"]), [1150]);

        // Tiles and search results ask the same function.
        let at = async |query: &str| {
            let path = format!("/v1/products?sku=MUG&{query}");
            shop.get(&path).await.ok()["items"][0]["variants"][0]["listed"].clone()
        };
        let here = format!("location_id={}", shop.location_id);
        assert_eq!(at(&here).await["price_list_name"], "Here");
        let for_tim = format!("{here}&customer_id={}", tim.as_str().expect("an id"));
        assert_eq!(figures(&at(&for_tim).await, ["price"]), [1150]);
        assert_eq!(at("active=true").await, json!(null), "nowhere in particular");
        let found = async |query: &str| {
            let path = format!("/v1/products?search=mug&{query}");
            shop.get(&path).await.ok()["items"][0]["variants"][0]["listed"]["price"].clone()
        };
        assert_eq!((found(&here).await, found(&for_tim).await), (at(&here).await["price"].clone(), shop.money(1150)));
    });
}

#[test]
fn of_two_lists_alike_the_lower_price_holds_and_a_list_holds_at_no_other_place() {
    tell(async |shop| {
        let vat = shop.tax("standard", "20").await;
        let mug = shop.goods("mug", 1200, 500, &vat, 100).await;
        for (name, price) in [("Sale", 1000), ("Clearance", 900), ("Autumn", 950)] {
            list(shop, name, json!({}), &[(&mug, price)]).await;
            shop.later(60);
        }
        assert_eq!(priced(shop.cart().add(&mug, "1")).await, (900, json!("Clearance")));
        let new = json!({ "name": "Harbour", "time_zone": "Europe/London", "day_starts_at_hour": 0 });
        let harbour = shop.post("/v1/locations", new).await.ok()["id"].clone();
        let quay = json!({ "location_id": harbour, "name": "Quay", "series": "Q" });
        let quay = shop.post("/v1/registers", quay).await.ok()["id"].clone();
        list(shop, "Here", json!({ "location_id": shop.location_id }), &[(&mug, 1100)]).await;
        assert_eq!(priced(shop.cart().add(&mug, "1")).await, (1100, json!("Here")));
        let there = shop.cart().with("register_id", quay).add(&mug, "1");
        assert_eq!(priced(there).await, (900, json!("Clearance")));
    });
}

#[test]
fn a_list_holds_in_its_days_and_hours_and_is_forgotten_when_it_is_switched_off() {
    tell(async |shop| {
        let vat = shop.tax("standard", "20").await;
        let ale = shop.goods("ale", 600, 200, &vat, 100).await;
        let validity = json!({
            "valid_from": "2026-11-23", "valid_to": "2026-11-24", "weekdays": ["monday", "wednesday"],
            "from_time": "10:00", "to_time": "12:00",
        });
        let happy = list(shop, "Happy hour", validity, &[(&ale, 400)]).await;
        let now = async || priced(shop.cart().add(&ale, "1")).await.0;
        // It is half past nine on Monday the 23rd.
        assert_eq!(now().await, 600);
        shop.later(30 * 60);
        assert_eq!(now().await, 400);
        let sale = shop.cart().add(&ale, "1").sell().await.ok();
        assert_eq!(figures(&sale, ["total"]), [400]);
        // It happened before the hours began, though it is recorded only now.
        let earlier = shop.cart().add(&ale, "1").with("happened_at", "2026-11-23T09:59:00Z").sell().await.ok();
        assert_eq!(figures(&earlier, ["total"]), [600]);
        shop.later(2 * 60 * 60);
        assert_eq!(now().await, 600);
        shop.later(22 * 60 * 60);
        assert_eq!(now().await, 600, "not on Tuesdays");

        let happy = change(shop, &happy, json!({ "validity": {} })).await;
        assert_eq!(now().await, 400);
        set(shop, &happy, &[(&ale, 350)]).await;
        assert_eq!(now().await, 350);
        let path = format!("/v1/price-lists/{}/prices", happy["id"].as_str().expect("an id"));
        let rows = shop.get(&path).await.ok()["items"].clone();
        assert_eq!((&rows[0]["sku"], figures(&rows[0], ["price", "catalogue_price"])), (&json!("ALE"), [350, 600]));
        let off = json!({ "prices": [{ "variant_id": ale, "price": null }] });
        shop.send(Method::PUT, &path, Some(off)).await.ok();
        assert_eq!(now().await, 600, "off the list");
        set(shop, &happy, &[(&ale, 350)]).await;
        change(shop, &happy, json!({ "active": false })).await;
        assert_eq!(now().await, 600, "switched off");
        let stale = json!({ "version": happy["version"], "name": "Late" });
        let path = format!("/v1/price-lists/{}", happy["id"].as_str().expect("an id"));
        shop.send(Method::PATCH, &path, Some(stale)).await.refused(409, "price_list_version_stale");
    });
}

#[test]
fn another_customer_prices_the_cart_anew_and_what_is_paid_for_keeps_its_price() {
    tell(async |shop| {
        let vat = shop.tax("standard", "20").await;
        let mug = shop.goods("mug", 1200, 500, &vat, 100).await;
        let trade = group(shop, "Trade").await;
        let tim = member(shop, "Tim", &trade).await;
        let prices = list(shop, "Trade", json!({ "group_id": trade }), &[(&mug, 900)]).await;

        let order = shop.cart().add(&mug, "2").open().await.ok();
        assert_eq!(figures(&order, ["total"]), [2400]);
        let path = format!("/v1/orders/{}/cart", order["id"].as_str().expect("an id"));
        let cart = json!({ "lines": [{ "variant_id": mug, "quantity": 2 }], "customer_id": tim });
        let order = shop.send(Method::PUT, &path, Some(cart)).await.ok();
        assert_eq!(figures(&order, ["total"]), [1800]);

        // A line that is added comes at today's price; those already there keep theirs, and the list's name.
        set(shop, &prices, &[(&mug, 800)]).await;
        let order = shop.on(&order, "lines", json!({ "lines": [{ "variant_id": mug }] })).await.ok();
        assert_eq!(figures(&order, ["total"]), [2600]);
        assert_eq!(order["lines"][0]["price_list"]["name"], "Trade");

        let payment = shop.on(&order, "payments", json!({ "tender": "card" })).await.ok();
        shop.settled(&payment).await;
        change(shop, &prices, json!({ "active": false })).await;
        let mut sale = shop.cart().customer(&tim).add(&mug, "2").add(&mug, "1").sale();
        sale["id"] = order["id"].clone();
        sale["payments"] = json!([{ "payment_id": payment["id"] }]);
        let sale = shop.post("/v1/sales", sale).await.ok();
        assert_eq!((&sale["state"], figures(&sale, ["total"])), (&json!("completed"), [2600]));
    });
}

#[test]
fn another_price_needs_a_permission_and_is_kept_with_the_usual_one_and_the_reason() {
    tell(async |shop| {
        let vat = shop.tax("standard", "20").await;
        let mug = shop.goods("mug", 1200, 500, &vat, 100).await;
        let at = |minor: i64| {
            let price = shop.money(minor);
            shop.cart()
                .line(json!({ "variant_id": mug, "unit_price": price, "price_reason": "chipped" }))
                .pay("cash", minor)
        };
        let as_cashier =
            async |path: &str, body: Value| shop.send_as(CASHIER_KEY, Method::POST, path, Some(body), None).await;
        let refused = as_cashier("/v1/sales", at(900).sale()).await.refused(403, "forbidden");
        assert_eq!(refused["field"], "lines[0].unit_price");
        as_cashier("/v1/orders", at(900).order()).await.refused(403, "forbidden");
        // The usual price by name is none.
        as_cashier("/v1/sales", at(1200).sale()).await.ok();

        let sale = at(900).sell().await.ok();
        let line = shop.look_at(&sale).await["lines"][0].clone();
        assert_eq!(figures(&line, ["unit_price", "regular_price", "total"]), [900, 1200, 900]);
        assert_eq!(line["price_reason"], "chipped");
        // An open order keeps it, also where somebody else adds to it.
        let order = at(900).open().await.ok();
        let path = format!("/v1/orders/{}/lines", order["id"].as_str().expect("an id"));
        let order = as_cashier(&path, json!({ "lines": [{ "variant_id": mug }] })).await.ok();
        assert_eq!(figures(&order["lines"][0], ["unit_price", "regular_price"]), [900, 1200]);
        assert_eq!(
            (&order["lines"][0]["price_reason"], &order["lines"][1]["regular_price"]),
            (&json!("chipped"), &json!(null))
        );
        // Whoever puts the cart anew keeps it, but has no more of it.
        let cart = |quantity: &str, minor: i64| {
            let line = json!({ "variant_id": mug, "quantity": quantity, "unit_price": shop.money(minor) });
            json!({ "lines": [line] })
        };
        let path = format!("/v1/orders/{}/cart", order["id"].as_str().expect("an id"));
        let put = async |body: Value| shop.send_as(CASHIER_KEY, Method::PUT, &path, Some(body), None).await;
        put(cart("2", 900)).await.refused(403, "forbidden");
        put(cart("1", 800)).await.refused(403, "forbidden");
        let order = put(cart("1", 900)).await.ok();
        assert_eq!(figures(&order["lines"][0], ["unit_price", "regular_price"]), [900, 1200]);
        assert_eq!(shop.look_at(&sale).await["lines"][0]["regular_price"], shop.money(1200));
    });
}

#[test]
fn a_price_that_is_named_as_a_rule_needs_no_permission() {
    tell(async |shop| {
        let vat = shop.tax("standard", "20").await;
        let layout = json!({ "prefix": "22", "holds": "price", "item_digits": 5, "value_digits": 5, "value_check": false, "decimals": 2 });
        shop.send(Method::PUT, "/v1/barcode-layouts", Some(json!({ "items": [layout] }))).await.ok();
        let article = async |name: &str, price: i64, barcodes: Value, terms: Value| {
            let variant = json!({ "sku": name, "price": shop.money(price), "barcodes": barcodes, "track_stock": false, "terms": terms });
            let product = json!({ "name": name, "tax_category_id": vat, "variants": [variant] });
            shop.post("/v1/products", product).await.ok()["variants"][0]["id"].clone()
        };
        let flowers = article("flowers", 1500, json!([]), json!({ "open_price": true })).await;
        // So dear that no weight in grams comes to what the label says.
        article("saffron", 300_000, json!(["01234"]), json!({ "weighed": true })).await;
        let named = json!({ "variant_id": flowers, "unit_price": shop.money(1234) });
        let sale = shop.cart().line(named).line(json!({ "barcode": "2201234003470" })).pay("cash", 1581).sale();
        let sold = shop.send_as(CASHIER_KEY, Method::POST, "/v1/sales", Some(sale.clone()), None).await.ok();
        let lines = shop.look_at(&sold).await["lines"].clone();
        for (line, price) in [(&lines[0], 1234), (&lines[1], 347_000)] {
            assert_eq!((figures(line, ["unit_price"]), &line["regular_price"]), ([price], &json!(null)));
        }
        // By hand the label's price is another price.
        let mut by_hand = sale;
        by_hand["lines"][1]["unit_price"] = shop.money(346_000);
        let refused = shop.send_as(CASHIER_KEY, Method::POST, "/v1/sales", Some(by_hand), None).await;
        assert_eq!(refused.refused(403, "forbidden")["field"], "lines[1].unit_price");
    });
}
