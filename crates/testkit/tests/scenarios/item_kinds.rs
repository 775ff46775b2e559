//! What some goods ask at the till: a price, a weight, an age, a serial number; and the deposit that comes with a bottle.

use onetill_testkit::scenario::{tell, tell_at_once};
use onetill_testkit::shop::{Shop, figures};
use reqwest::Method;
use serde_json::{Value, json};

/// A product of one variant with terms; returns the variant's id.
async fn article(shop: &Shop, name: &str, tax: &Value, price: i64, terms: Value) -> Value {
    let product = json!({
        "name": name, "tax_category_id": tax,
        "variants": [{ "sku": name, "price": shop.money(price), "track_stock": false, "terms": terms }],
    });
    shop.post("/v1/products", product).await.ok()["variants"][0]["id"].clone()
}

#[test]
fn an_open_price_is_named_at_the_till_within_its_bounds() {
    tell(async |shop| {
        let vat = shop.tax("standard", "20").await;
        let terms = json!({ "open_price": true, "min_price": shop.money(100), "max_price": shop.money(5000) });
        let flowers = article(shop, "flowers", &vat, 1500, terms).await;
        let at = |minor: i64| shop.cart().line(json!({ "variant_id": flowers, "unit_price": shop.money(minor) }));

        let problem = shop.cart().add(&flowers, "1").sell().await.refused(422, "price_needed");
        assert_eq!(problem["field"], "lines[0].unit_price");
        for minor in [99, 5001] {
            at(minor).quote().await.refused(422, "price_out_of_bounds");
        }
        assert_eq!(figures(&at(1234).sell().await.ok(), ["total"]), [1234]);
    });
}

#[test]
fn a_scales_barcode_brings_the_weight_or_the_price_of_all() {
    tell(async |shop| {
        let vat = shop.tax("standard", "20").await;
        let layouts = json!({ "items": [
            { "prefix": "21", "holds": "weight", "item_digits": 5, "value_digits": 5, "value_check": false, "decimals": 3 },
            { "prefix": "22", "holds": "price", "item_digits": 5, "value_digits": 5, "value_check": false, "decimals": 2 },
            { "prefix": "2", "holds": "price", "item_digits": 5, "value_digits": 4, "value_check": true, "decimals": 2 },
        ] });
        let path = "/v1/barcode-layouts";
        let set = shop.send(Method::PUT, path, Some(layouts.clone())).await.ok();
        assert_eq!(set["items"].as_array().map(Vec::len), Some(3));
        let cheese = article(shop, "cheese", &vat, 1299, json!({ "weighed": true })).await;
        let products = shop.get("/v1/products?sku=cheese").await.ok();
        let product = &products["items"][0];
        let change = json!({ "version": product["version"], "variants": [{ "id": cheese, "barcodes": ["01234"] }] });
        let path = format!("/v1/products/{}", product["id"].as_str().expect("an id"));
        shop.send(Method::PATCH, &path, Some(change)).await.ok();

        // 1.250 kg; 3.47 for all of it; 28.75 with a check digit of its own, on a UPC-A.
        for (code, quantity, unit_price, total) in [
            ("2101234012505", "1.25", Value::Null, 1624),
            ("2201234003470", "0.267", json!(1299), 347),
            ("201234928751", "2.213", json!(1299), 2875),
        ] {
            let scan = shop.get(&format!("/v1/scans?barcode={code}")).await.ok();
            assert_eq!((&scan["variant_id"], &scan["quantity"]), (&cheese, &json!(quantity)), "{code}");
            assert_eq!(scan["unit_price"]["amount"], unit_price, "{code}");
            let sold = shop.cart().line(json!({ "barcode": code })).sell().await.ok();
            assert_eq!(figures(&sold, ["total"]), [total], "{code}");
        }
        assert_eq!(shop.get("/v1/scans?barcode=cheese").await.ok()["quantity"], Value::Null);
        shop.get("/v1/scans?barcode=2199999012502").await.refused(404, "barcode_unknown");
        shop.cart().line(json!({ "variant_id": cheese })).sell().await.refused(422, "quantity_needed");
    });
}

#[test]
fn a_deposit_comes_with_its_bottle_on_a_line_of_its_own() {
    tell(async |shop| {
        let vat = shop.tax("standard", "20").await;
        let bottle = json!({
            "name": "Bottle deposit", "kind": "deposit", "variants": [{ "sku": "DEPOSIT", "price": shop.money(25) }],
        });
        let deposit = shop.post("/v1/products", bottle).await.ok()["variants"][0]["id"].clone();
        let terms = json!({ "deposit_variant_id": deposit });
        let juice = article(shop, "juice", &vat, 180, terms.clone()).await;
        let water = article(shop, "water", &vat, 60, terms).await;

        let sale = shop.cart().add(&juice, "6").add(&water, "2").percent("10").sell().await.ok();
        assert_eq!(figures(&sale, ["total"]), [1280], "a tenth off 12.00, and 8 x 0.25");
        let order = shop.look_at(&sale).await;
        let lines = order["lines"].as_array().expect("lines");
        assert_eq!((lines.len(), &lines[2]["kind"], &lines[2]["quantity"]), (3, &json!("deposit"), &json!("8")));
        assert_eq!((&lines[0]["deposit_line_no"], &lines[1]["deposit_line_no"]), (&json!(3), &json!(3)));

        // In an open order it goes with its goods, and cannot go alone.
        let order = shop.cart().add(&juice, "1").add(&water, "3").open().await.ok();
        let off = |line_no: i64| json!({ "line_no": line_no, "reason": "put back" });
        shop.on(&order, "lines/void", off(3)).await.refused(422, "invalid_field");
        let left = shop.on(&order, "lines/void", off(2)).await.ok();
        assert_eq!((figures(&left, ["total"]), &left["line_count"]), ([205], &json!(2)));
        let more = shop.on(&order, "lines", json!({ "lines": [{ "variant_id": juice }] })).await.ok();
        assert_eq!((figures(&more, ["total"]), &more["line_count"]), ([410], &json!(3)));
        shop.on(&order, "payments", json!({ "tender": "cash", "complete_when_paid": true })).await.ok();

        // The bottles come back without a receipt.
        let back = json!({
            "register_id": shop.register(), "reason": "empty bottles", "tender": "cash",
            "lines": [{ "variant_id": deposit, "quantity": "10" }],
        });
        assert_eq!(figures(&shop.post("/v1/refunds", back).await.ok(), ["total"]), [250]);
        let books = shop.books().await;
        assert_eq!(books.get("Bottle deposits"), None, "all are back");
    });
}

#[test]
fn what_asks_an_age_is_sold_once_somebody_has_seen_it() {
    tell(async |shop| {
        let vat = shop.tax("standard", "20").await;
        let wine = article(shop, "wine", &vat, 900, json!({ "minimum_age": 18 })).await;
        let rum = article(shop, "rum", &vat, 2500, json!({ "minimum_age": 21 })).await;
        shop.cart().add(&wine, "1").sell().await.refused(409, "age_check_needed");
        let born = |date: &str| json!({ "date_of_birth": date });
        let too_young = shop.cart().add(&wine, "1").with("age_check", born("2008-11-24")).sell().await;
        assert_eq!(too_young.refused(409, "too_young")["field"], "age_check.date_of_birth");

        let sale = shop.cart().add(&wine, "1").with("age_check", born("2008-11-23")).sell().await.ok();
        let seen = shop.look_at(&sale).await["age_check"].clone();
        assert_eq!((&seen["minimum_age"], &seen["method"]), (&json!(18), &json!("date_of_birth")));
        assert!(!shop.dump().await.contains("2008-11-23"), "a date of birth is not kept");

        // What comes later and asks more asks again.
        let order = shop.cart().add(&wine, "1").with("age_check", json!({})).open().await.ok();
        shop.on(&order, "lines", json!({ "lines": [{ "variant_id": rum }] })).await.ok();
        let cash = json!({ "tender": "cash", "complete_when_paid": true });
        shop.on(&order, "payments", cash.clone()).await.refused(409, "age_check_needed");
        let cart = json!({ "lines": [{ "variant_id": wine }, { "variant_id": rum }], "age_check": {} });
        let path = format!("/v1/orders/{}/cart", order["id"].as_str().expect("an id"));
        shop.send(Method::PUT, &path, Some(cart)).await.ok();
        shop.on(&order, "payments", cash).await.ok();
        let seen = shop.look_at(&order).await["age_check"].clone();
        assert_eq!((&seen["minimum_age"], &seen["method"]), (&json!(21), &json!("seen")));
    });
}

#[test]
fn a_piece_with_a_serial_number_is_sold_once_until_it_comes_back() {
    tell(async |shop| {
        let vat = shop.tax("standard", "20").await;
        let phone = article(shop, "phone", &vat, 50_000, json!({ "serials": true })).await;
        let piece = |serial: &str| shop.cart().line(json!({ "variant_id": phone, "serial": serial }));

        shop.cart().add(&phone, "1").sell().await.refused(422, "serial_needed");
        let two = json!({ "variant_id": phone, "serial": "SN-1", "quantity": 2 });
        shop.cart().line(two).sell().await.refused(422, "invalid_field");
        let line = json!({ "variant_id": phone, "serial": "SN-1" });
        piece("SN-1").line(line).sell().await.refused(422, "invalid_field");
        let first = piece(" SN-1 ").sell().await.ok();
        let problem = piece("SN-1").sell().await.refused(409, "serial_sold");
        assert_eq!(problem["field"], "lines[0].serial");

        let found = shop.get("/v1/orders?serial=SN-1").await.ok();
        assert_eq!(found["items"][0]["id"], first["id"]);
        assert_eq!(shop.get("/v1/orders?serial=SN-2").await.ok()["items"], json!([]));
        shop.refund(&first, json!({})).await.ok();
        piece("SN-1").sell().await.ok();

        // An order that is being paid has its piece, and one that is given up gives it back.
        let order = piece("SN-2").open().await.ok();
        shop.pay(&order, "voucher", 100).await.ok();
        piece("SN-2").sell().await.refused(409, "serial_sold");
        shop.on(&order, "void", json!({ "reason": "changed their mind" })).await.ok();
        piece("SN-2").sell().await.ok();
    });
}

#[test]
fn of_two_registers_that_sell_the_same_piece_one_does() {
    tell_at_once(
        |_| {},
        async |shop| {
            let vat = shop.tax("standard", "20").await;
            let phone = article(shop, "phone", &vat, 50_000, json!({ "serials": true })).await;
            let tries = [0, 1, 0, 1].map(|register| {
                let cart = shop.cart().at(register).line(json!({ "variant_id": phone, "serial": "SN-1" }));
                let (client, body) = ((**shop).clone(), cart.pay("cash", 50_000).sale());
                tokio::spawn(async move { client.post("/v1/sales", body).await })
            });
            let mut sold = 0;
            for reply in tries {
                let reply = reply.await.expect("no panic");
                if reply.status.is_success() {
                    sold += 1;
                } else {
                    reply.refused(409, "serial_sold");
                }
            }
            assert_eq!(sold, 1);
        },
    );
}
