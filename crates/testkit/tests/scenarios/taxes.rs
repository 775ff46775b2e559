//! Taxes: within prices and on top of them, one and several, of different days, rounded here and there.

use onetill_testkit::scenario::{tell, tell_in};
use onetill_testkit::shop::{CASHIER_KEY, Cart, Shop, ShopOptions, figures};
use reqwest::Method;
use serde_json::{Value, json};

fn prices_without_tax(options: &mut ShopOptions) {
    options.prices_include_tax = false;
}

/// One thing at a price, under a tax category, without a product.
fn thing<'a>(shop: &'a Shop, price: i64, tax: &Value) -> Cart<'a> {
    shop.cart()
        .line(json!({ "kind": "goods", "name": "A thing", "unit_price": shop.money(price), "tax_category_id": tax }))
}

/// Net, tax and total of a cart.
async fn totals(cart: &Cart<'_>) -> [i64; 3] {
    figures(&cart.quote().await.ok()["totals"], ["net", "tax", "total"])
}

/// What each tax on a line comes to.
fn parts(line: &Value) -> Vec<i64> {
    line["taxes"].as_array().expect("taxes").iter().map(|t| figures(t, ["amount"])[0]).collect()
}

#[test]
fn a_price_with_tax_is_split_into_rounded_tax_and_what_remains() {
    tell(async |shop| {
        for (rate, price, net, tax) in [
            ("12", 5250, 4687, 563),
            ("19", 11900, 10000, 1900),
            ("20", 999, 832, 167),
            ("7.7", 10770, 10000, 770),
            ("5", 2, 2, 0),
            ("0", 999, 999, 0),
        ] {
            let category = shop.tax(&format!("at-{rate}"), rate).await;
            assert_eq!(totals(&thing(shop, price, &category)).await, [net, tax, price], "{price} at {rate} %");
        }
    });
}

#[test]
fn a_price_without_tax_has_it_added() {
    tell_in(prices_without_tax, async |shop| {
        for (rate, price, tax) in
            [("12", 4687, 562), ("20", 833, 167), ("8.25", 1999, 165), ("50", 1, 1), ("0", 999, 0)]
        {
            let category = shop.tax(&format!("at-{rate}"), rate).await;
            assert_eq!(totals(&thing(shop, price, &category)).await, [price, tax, price + tax], "{price} at {rate} %");
        }
    });
}

#[test]
fn central_and_state_tax_share_what_is_within_the_price() {
    tell(async |shop| {
        let halves = json!([{ "name": "CGST", "rate": "9" }, { "name": "SGST", "rate": "9" }]);
        let gst = shop.taxes("gst", halves).await;
        let sale = thing(shop, 10000, &gst).sell().await.ok();
        // 100.00 with 18 % holds 15.25; the odd penny goes to the first.
        assert_eq!(figures(&sale, ["net", "tax", "total"]), [8475, 1525, 10000]);
        assert_eq!(parts(&shop.look_at(&sale).await["lines"][0]), [763, 762]);
        shop.books_are(&[
            ("Cash in drawers", 10000),
            ("CGST payable", -763),
            ("SGST payable", -762),
            ("Sales – gst", -8475),
        ])
        .await;
    });
}

#[test]
fn state_city_and_district_each_round_their_own() {
    tell_in(prices_without_tax, async |shop| {
        let rates = json!([
            { "name": "State", "rate": "4" }, { "name": "City", "rate": "4.5" }, { "name": "District", "rate": "0.375" },
        ]);
        let tax = shop.taxes("city", rates).await;
        let quote = thing(shop, 1013, &tax).quote().await.ok();
        // 0.4052, 0.45585 and 0.0379875.
        assert_eq!(parts(&quote["lines"][0]), [41, 46, 4]);
        assert_eq!(figures(&quote["totals"], ["net", "tax", "total"]), [1013, 91, 1104]);
    });
}

#[test]
fn a_compound_tax_is_due_on_the_tax_before_it() {
    tell_in(prices_without_tax, async |shop| {
        let rates = json!([{ "name": "GST", "rate": "5" }, { "name": "QST", "rate": "9.5", "compound": true }]);
        let tax = shop.taxes("quebec", rates).await;
        let quote = thing(shop, 10000, &tax).quote().await.ok();
        // 5 % of 100.00, then 9.5 % of 105.00, which is 9.975.
        assert_eq!((parts(&quote["lines"][0]), figures(&quote["totals"], ["total"])), (vec![500, 998], [11498]));
        shop.settings(json!({ "prices_include_tax": true })).await;
        let quote = thing(shop, 11498, &tax).quote().await.ok();
        assert_eq!((parts(&quote["lines"][0]), figures(&quote["totals"], ["net"])), (vec![500, 998], [10000]));
        // Rounded per order: 5 % of 99.99 are 5.00, and 9.5 % of 104.99 are 9.97; line by line they were 5.01 and 9.99.
        for (rounding, expect) in [("order", [1497, 11496]), ("line", [1500, 11499])] {
            shop.settings(json!({ "prices_include_tax": false, "tax_rounding": rounding })).await;
            let each =
                json!({ "kind": "goods", "name": "Thing", "unit_price": shop.money(3333), "tax_category_id": tax });
            let quote = thing(shop, 3333, &tax).line(each.clone()).line(each).quote().await.ok();
            assert_eq!(figures(&quote["totals"], ["tax", "total"]), expect, "per {rounding}");
        }
    });
}

#[test]
fn the_rate_is_the_one_of_the_day() {
    tell(async |shop| {
        let vat = json!([
            { "name": "VAT", "rate": "15", "valid_to": "2009-12-31" },
            { "name": "VAT", "rate": "17.5", "valid_from": "2010-01-01", "valid_to": "2011-01-03" },
            { "name": "VAT", "rate": "20", "valid_from": "2011-01-04" },
            { "name": "Levy", "rate": "1", "valid_from": "2011-01-04", "valid_to": "2011-01-31" },
        ]);
        let tax = shop.taxes("standard", vat).await;
        for (day, expect) in [
            ("2009-12-31", vec![153]),
            ("2010-01-01", vec![175]),
            ("2011-01-03", vec![175]),
            // 21 % within 11.75 is 2.04: 1.94 and 0.10.
            ("2011-01-04", vec![194, 10]),
            ("2011-02-01", vec![196]),
        ] {
            let quote = thing(shop, 1175, &tax).with("date", day).quote().await.ok();
            assert_eq!(parts(&quote["lines"][0]), expect, "on {day}");
        }
        // Sales of the past that are brought over: the last minute of one rate and the first of the next.
        for (at, tax_due) in [("2011-01-03T23:59:59Z", 175), ("2011-01-04T00:00:00Z", 204)] {
            let sale = thing(shop, 1175, &tax).with("import", true).with("happened_at", at).sell().await.ok();
            assert_eq!((&sale["business_date"], figures(&sale, ["tax"])), (&json!(at[..10]), [tax_due]));
        }
        shop.books_are(&[
            ("Cash in drawers", 2350),
            ("VAT payable", -369),
            ("Levy payable", -10),
            ("Sales – standard", -1971),
        ])
        .await;
    });
}

#[test]
fn a_rate_changes_on_a_day_to_come_and_a_planned_one_is_corrected() {
    tell(async |shop| {
        let two = json!([{ "name": "VAT", "rate": "7.7" }, { "name": "Levy", "rate": "1", "compound": true }]);
        let tax = shop.taxes("standard", two).await;
        let path = format!("/v1/tax-categories/{}", tax.as_str().expect("an id"));
        let rates = format!("{path}/rates");
        let from = async |day: &str, name: &str, rate: &str| {
            shop.post(&rates, json!({ "name": name, "rate": rate, "valid_from": day })).await
        };
        let on = async |day: &str| {
            let quote = thing(shop, 10000, &tax).with("date", day).quote().await.ok();
            quote["lines"][0]["taxes"]
                .as_array()
                .expect("taxes")
                .iter()
                .map(|t| format!("{} {}", t["name"].as_str().expect("a name"), t["rate"].as_str().expect("a rate")))
                .collect::<Vec<_>>()
        };
        let sold = thing(shop, 10000, &tax).sell().await.ok();

        from("2090-01-01", "VAT", "9").await.ok();
        from("2080-01-01", "VAT", "8.5").await.ok();
        assert_eq!(on("2090-01-01").await, ["VAT 8.5", "Levy 1"], "what was planned later is replaced");
        from("2080-01-01", " VAT ", "8.1").await.ok();
        from("2085-07-01", "Levy", "0").await.ok();
        let with_city = from("2085-07-01", "City", "2").await.ok();
        assert_eq!(on("2079-12-31").await, ["VAT 7.7", "Levy 1"]);
        assert_eq!(on("2080-01-01").await, ["VAT 8.1", "Levy 1"]);
        assert_eq!(on("2085-07-01").await, ["VAT 8.1", "Levy 0", "City 2"]);
        let known = with_city["components"].as_array().expect("components").clone();
        assert_eq!(known.len(), 5);
        let account = |at: usize| &known[at]["payable_account"];
        assert_eq!(account(0), account(1), "a tax keeps its account");
        assert_ne!(account(4), account(1));
        assert_eq!((&known[0]["valid_to"], &known[1]["valid_to"]), (&json!("2079-12-31"), &Value::Null));
        assert_eq!(known.iter().filter(|c| c["compound"] == true).count(), 2, "a levy on top stays one");

        // Money that was taxed stays as it was.
        assert_eq!(shop.look_at(&sold).await["lines"][0]["taxes"][0]["rate"], "7.7");
        let today = sold["business_date"].as_str().expect("a day").to_owned();
        let refused = from(&today, "VAT", "8.1").await.refused(422, "invalid_field");
        assert_eq!(refused["field"], "valid_from");

        let named = shop.send(Method::PATCH, &path, Some(json!({ "name": "Normal" }))).await.ok();
        assert_eq!((&named["name"], &named["code"]), (&json!("Normal"), &json!("standard")));
        let trail = shop.get("/v1/audit-trail?action=tax_category.changed").await.ok();
        let told: Vec<&str> = trail["items"]
            .as_array()
            .expect("rows")
            .iter()
            .map(|row| row["details"].as_str().expect("details"))
            .collect();
        assert_eq!(told.len(), 6);
        assert_eq!(told[0], r#"{"new":{"name":"Normal"},"old":{"name":"standard"}}"#);
        assert_eq!(told[1], r#"{"new":{"name":"City","rate":"2","valid_from":"2085-07-01"}}"#);
    });
}

/// A cart of three equal things.
fn three(shop: &Shop, price: i64, tax: &Value) -> Value {
    let one = json!({ "kind": "goods", "name": "A thing", "unit_price": shop.money(price), "tax_category_id": tax });
    json!({ "lines": [one, one, one], "register_id": shop.register() })
}

#[test]
fn spare_pennies_differ_between_rounding_per_line_and_per_order() {
    tell(async |shop| {
        let ten = shop.tax("ten", "10").await;
        let twenty = shop.tax("twenty", "20").await;
        // Prices with or without tax, rounding, price of each of three things, and the tax on each.
        for (inclusive, rounding, price, tax, expect) in [
            (false, "line", 33, &ten, [3, 3, 3]),
            (false, "order", 33, &ten, [4, 3, 3]),
            (true, "line", 99, &twenty, [17, 17, 17]),
            (true, "order", 99, &twenty, [17, 17, 16]),
        ] {
            shop.settings(json!({ "prices_include_tax": inclusive, "tax_rounding": rounding })).await;
            let mut sale = three(shop, price, tax);
            sale["payments"] = json!([{ "tender": "cash" }]);
            let order = shop.look_at(&shop.post("/v1/sales", sale).await.ok()).await;
            let each: Vec<i64> =
                order["lines"].as_array().expect("lines").iter().map(|l| figures(l, ["tax"])[0]).collect();
            assert_eq!(each, expect, "{price}, inclusive {inclusive}, per {rounding}");
            // And it comes back as it went, line by line.
            for line_no in 1..=3 {
                shop.refund(&order, json!({ "lines": [{ "line_no": line_no }] })).await.ok();
            }
        }
        shop.books_are(&[]).await;
    });
}

#[test]
fn what_is_exempt_or_outside_every_category_has_no_tax() {
    tell(async |shop| {
        let exempt = shop.taxes("exempt", json!([])).await;
        let sale = thing(shop, 1000, &exempt).sell().await.ok();
        assert_eq!(figures(&sale, ["net", "tax", "total"]), [1000, 0, 1000]);
        let tip = json!({ "kind": "service", "name": "Out of scope", "unit_price": shop.money(500) });
        shop.cart().line(tip).sell().await.ok();
        shop.books_are(&[("Cash in drawers", 1500), ("Sales – exempt", -1000), ("Sales, untaxed", -500)]).await;
    });
}

#[test]
fn a_currency_without_pennies_rounds_to_the_whole_and_one_with_mills_to_the_mill() {
    // 8 % within 1,000 yen is 74.07; 5 % within 1.005 dinars is 0.0479.
    for (currency, rate, price, tax) in [("JPY", "8", 1000, 74), ("KWD", "5", 1005, 48)] {
        let there = |options: &mut ShopOptions| options.currency = currency;
        tell_in(there, async |shop| {
            let category = shop.tax("standard", rate).await;
            let sale = thing(shop, price, &category).cash(price, 2000).sell().await.ok();
            assert_eq!(figures(&sale, ["net", "tax", "total", "change"]), [price - tax, tax, price, 2000 - price]);
            assert_eq!(sale["total"]["currency"], currency);
            let pounds = json!({ "amount": 1000, "currency": "GBP" });
            let line = json!({ "kind": "goods", "name": "A thing", "unit_price": pounds, "tax_category_id": category });
            shop.cart().line(line).sell().await.refused(422, "wrong_currency");
        });
    }
}

#[test]
fn an_order_is_sold_without_tax_by_permission_or_to_a_customer_who_is_exempt() {
    tell(async |shop| {
        let vat = shop.tax("standard", "20").await;
        let mug = shop.goods("mug", 1200, 500, &vat, 100).await;
        let pen = shop.goods("pen", 199, 50, &vat, 100).await;
        let cart = || shop.cart().add(&mug, "1").add(&pen, "3");
        let reason = json!({ "reason": "Embassy of Freedonia", "certificate": "E-17" });
        let exempt = || cart().with("tax_exemption", reason.clone()).pay("cash", 1497);
        let as_cashier = async |method: Method, path: &str, body: Value| {
            shop.send_as(CASHIER_KEY, method, path, Some(body), None).await
        };

        // 12.00 contains 2.00; 5.97 contains 0.995, which is 1.00.
        let quote = exempt().quote().await.ok();
        assert_eq!(figures(&quote["totals"], ["subtotal", "net", "tax", "total"]), [1797, 1497, 0, 1497]);
        assert_eq!(figures(&quote["tax_exemption"], ["tax"]), [300]);
        assert_eq!(quote["totals"]["taxes"], json!([]));

        let refused = as_cashier(Method::POST, "/v1/sales", exempt().sale()).await.refused(403, "forbidden");
        assert_eq!(refused["field"], "tax_exemption");
        let sold = exempt().sell().await.ok();
        let row = shop.get("/v1/audit-trail?action=order.exempted&limit=1").await.ok()["items"][0].clone();
        assert_eq!(row["subject_id"], sold["id"], "who left the tax out is accounted for");
        let order = shop.look_at(&sold).await;
        let day = order["business_date"].as_str().expect("a day").to_owned();
        assert_eq!(
            figures(&order["lines"][1], ["amount", "net", "tax", "tax_not_charged", "total"]),
            [597, 497, 0, 100, 497]
        );
        let kept = &order["tax_exemption"];
        assert_eq!((&kept["reason"], &kept["certificate"]), (&reason["reason"], &reason["certificate"]));
        let path = format!("/v1/orders/{}/receipt?format=text&columns=42", order["id"].as_str().expect("an id"));
        let text = shop.get(&path).await.text;
        for part in ["Tax not charged", "-3.00", "Exempt from tax: Embassy of Freedonia", "E-17"] {
            assert!(text.contains(part), "{part} in {text}");
        }
        // What comes back was without tax, too.
        let back = shop.refund(&order, json!({ "lines": [{ "line_no": 1 }] })).await.ok();
        assert_eq!(figures(&back, ["total", "tax"]), [1000, 0]);

        // A customer's own exemption needs nobody to say so, while it is valid.
        let buyer = shop.post("/v1/customers", json!({ "name": "Freedonia" })).await.ok();
        let path = format!("/v1/customers/{}/tax-exemption", buyer["id"].as_str().expect("an id"));
        let set = |valid_to: Value| json!({ "tax_exemption": { "reason": "Embassy", "certificate": "C-1", "valid_to": valid_to } });
        as_cashier(Method::PUT, &path, set(json!(null))).await.refused(403, "forbidden");
        let put = async |body: Value| shop.send(Method::PUT, &path, Some(body)).await;
        put(json!({ "tax_exemption": { "reason": " " } })).await.refused(422, "invalid_field");
        put(set(json!("2001-01-01"))).await.ok();
        let body = cart().customer(&buyer["id"]).order();
        let total = async |body: &Value| {
            figures(&as_cashier(Method::POST, "/v1/quotes", body.clone()).await.ok()["totals"], ["total"])
        };
        assert_eq!(total(&body).await, [1797], "it is over");
        assert_eq!(put(set(json!(null))).await.ok()["tax_exemption"]["certificate"], "C-1");
        assert_eq!(total(&body).await, [1497]);

        // An order keeps it while lines come and go, and loses it with the customer.
        let order = as_cashier(Method::POST, "/v1/orders", body.clone()).await.ok();
        assert_eq!(figures(&order, ["total", "tax"]), [1497, 0]);
        let more = shop.on(&order, "lines", json!({ "lines": [{ "variant_id": mug }] })).await.ok();
        assert_eq!(
            (figures(&more, ["total", "tax"]), &more["tax_exemption"]["certificate"]),
            ([2497, 0], &json!("C-1"))
        );
        let path = format!("/v1/orders/{}/cart", order["id"].as_str().expect("an id"));
        let lines = json!({ "lines": [{ "variant_id": mug }], "customer_id": null });
        let charged = as_cashier(Method::PUT, &path, lines).await.ok();
        assert_eq!((figures(&charged, ["total", "tax"]), &charged["tax_exemption"]), ([1200, 200], &json!(null)));
        let lines = json!({ "lines": [{ "variant_id": mug }], "customer_id": buyer["id"] });
        let exempt = as_cashier(Method::PUT, &path, lines).await.ok();
        assert_eq!(figures(&exempt, ["total", "tax"]), [1000, 0]);
        let paid = json!({ "tender": "cash", "complete_when_paid": true });
        as_cashier(Method::POST, &path.replace("/cart", "/payments"), paid).await.ok();
        let report = shop.get(&format!("/v1/reports/sales?by=tax&from={day}&to={day}")).await.ok();
        assert_eq!(figures(&report["totals"], ["net", "tax", "total"]), [1497, 0, 1497], "12.00 came back: {report}");
    });
}

#[test]
fn prices_without_tax_stay_what_they_are_without_it() {
    tell_in(prices_without_tax, async |shop| {
        shop.settings(json!({ "tax_rounding": "order" })).await;
        let parts = json!([{ "name": "GST", "rate": "5" }, { "name": "QST", "rate": "9.975" }]);
        let both = shop.taxes("both", parts).await;
        let cart = thing(shop, 1099, &both).line(
            json!({ "kind": "goods", "name": "Another", "unit_price": shop.money(350), "tax_category_id": both }),
        );
        let order = cart.with("tax_exemption", json!({ "reason": "First Nation" })).open().await.ok();
        assert_eq!(figures(&order, ["subtotal", "net", "tax", "total"]), [1449, 1449, 0, 1449]);
        // 5 % of 14.49 is 0.72, 9.975 % of it 1.45.
        assert_eq!(figures(&order["tax_exemption"], ["tax"]), [217]);
    });
}

#[test]
fn a_price_stands_there_without_and_with_tax() {
    tell(async |shop| {
        let parts = json!([{ "name": "GST", "rate": "5" }, { "name": "PST", "rate": "10", "compound": true }]);
        let both = shop.taxes("both", parts).await;
        let untaxed = json!({ "kind": "tip", "name": "Tip", "unit_price": shop.money(150) });
        let cart = thing(shop, 1155, &both).line(untaxed);
        let unit = |line: &Value| figures(&line["unit"], ["net", "tax", "gross"]);
        let lines = cart.quote().await.ok()["lines"].clone();
        assert_eq!((unit(&lines[0]), unit(&lines[1])), ([1000, 155, 1155], [150, 0, 150]));
        let sold = cart.pay("cash", 1305).sell().await.ok();
        assert_eq!(unit(&shop.look_at(&sold).await["lines"][0]), [1000, 155, 1155]);

        let path = format!("/v1/orders/{}/receipt?format=text&columns=42", sold["id"].as_str().expect("an id"));
        assert!(!shop.get(&path).await.text.contains("Net 10.00"));
        shop.send(Method::PATCH, "/v1/receipt-settings", Some(json!({ "show_net": true }))).await.ok();
        let text = shop.get(&path).await.text;
        assert!(text.contains("Net 10.00 + Tax 1.55") && !text.contains("Net 1.50"), "{text}");

        shop.settings(json!({ "prices_include_tax": false })).await;
        let quote = thing(shop, 1000, &both).quote().await.ok();
        assert_eq!(unit(&quote["lines"][0]), [1000, 155, 1155]);
        let exempt = thing(shop, 1000, &both).with("tax_exemption", json!({ "reason": "law" })).quote().await.ok();
        assert_eq!(exempt["lines"][0]["unit"], json!(null));
    });
}
