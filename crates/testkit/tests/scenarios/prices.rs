//! What a cart costs: the scanner, discounts, and the quote that is also the sale.

use onetill_testkit::scenario::tell;
use onetill_testkit::shop::figures;
use serde_json::{Value, json};

/// What is taken off each line.
fn taken_off(of: &Value) -> Vec<i64> {
    of["lines"].as_array().expect("lines").iter().map(|l| figures(l, ["discount"])[0]).collect()
}

#[test]
fn goods_are_found_by_barcode_or_sku_and_sold_at_the_catalogues_price_or_another() {
    tell(async |shop| {
        let vat = shop.tax("standard", "20").await;
        let body = json!({
            "name": "Honey", "tax_category_id": vat,
            "variants": [{ "sku": "HONEY-250", "barcodes": ["036000291452"], "price": shop.money(480) }],
        });
        shop.post("/v1/products", body).await.ok();

        let cart = shop
            .cart()
            .line(json!({ "barcode": "036000291452" }))
            // The same number, as other scanners send it.
            .line(json!({ "barcode": "0036000291452", "quantity": 2 }))
            .line(json!({ "sku": "HONEY-250", "unit_price": shop.money(400), "note": "dented lid" }));
        let sale = cart.sell().await.ok();

        assert_eq!(figures(&sale, ["subtotal", "total"]), [1840, 1840], "4.80 + 9.60 + 4.00");
        let unknown =
            shop.cart().line(json!({ "barcode": "5012345678900" })).sell().await.refused(422, "barcode_unknown");
        assert_eq!(unknown["field"], "lines[0].barcode");
    });
}

#[test]
fn discounts_apply_one_after_the_other_and_reach_only_what_they_may() {
    tell(async |shop| {
        let vat = shop.tax("standard", "20").await;
        let lamp = shop.goods("lamp", 1000, 300, &vat, 5).await;
        let card = json!({ "kind": "gift_card", "name": "Gift card", "unit_price": shop.money(5000) });
        let cart = shop.cart().add(&lamp, "2").line_percent("10").line_off(100).line(card).percent("50");

        let quote = cart.quote().await.ok();

        // 20.00 less 2.00 less 1.00 is 17.00, and half of that is taken off too. The gift card is money.
        let amounts: Vec<_> = quote["discounts"]
            .as_array()
            .expect("discounts")
            .iter()
            .map(|d| (d["line_no"].as_i64(), figures(d, ["amount"])[0]))
            .collect();
        assert_eq!(amounts, [(Some(1), 200), (Some(1), 100), (None, 850)]);
        assert_eq!(taken_off(&quote), [1150, 0]);
        assert_eq!(
            figures(&quote["totals"], ["subtotal", "discount", "net", "tax", "total"]),
            [7000, 1150, 5708, 142, 5850]
        );

        let sale = cart.sell().await.ok();
        assert_eq!(figures(&sale, ["subtotal", "discount", "net", "tax", "total"]), [7000, 1150, 5708, 142, 5850]);
        shop.books_are(&[
            ("Cash in drawers", 5850),
            ("Inventory", 900),
            ("Gift cards", -5000),
            ("Opening equity", -1500),
            ("standard tax payable", -142),
            ("Sales – standard", -708),
            ("Cost of goods sold", 600),
        ])
        .await;
    });
}

#[test]
fn a_discount_on_the_order_is_spread_to_the_last_penny() {
    tell(async |shop| {
        let vat = shop.tax("standard", "20").await;
        let pen = shop.goods("pen", 1000, 300, &vat, 100).await;
        let book = shop.goods("book", 3333, 1000, &vat, 100).await;
        let three_pens = || shop.cart().add(&pen, "1").add(&pen, "1").add(&pen, "1");
        // Equal lines: the spare penny goes to the first.
        assert_eq!(taken_off(&three_pens().off(100).quote().await.ok()), [34, 33, 33]);
        assert_eq!(taken_off(&three_pens().off(200).quote().await.ok()), [67, 67, 66]);
        // 1.00 over 10.00 and 33.33 is 23.08 and 76.92 pence: the spare one goes to the larger remainder.
        assert_eq!(taken_off(&shop.cart().add(&pen, "1").add(&book, "1").off(100).quote().await.ok()), [23, 77]);
        // A third of what is left, twice: 33.33 % of 43.33 is 14.44, then of 28.89 it is 9.63.
        let twice = shop.cart().add(&pen, "1").add(&book, "1").percent("33.33").percent("33.33").quote().await.ok();
        assert_eq!(figures(&twice["totals"], ["subtotal", "discount", "total"]), [4333, 2407, 1926]);
    });
}

#[test]
fn what_is_given_away_leaves_the_shelf_and_costs_the_shop() {
    tell(async |shop| {
        let vat = shop.tax("standard", "20").await;
        let mug = shop.goods("mug", 1200, 500, &vat, 10).await;
        let mut gift = shop.cart().add(&mug, "1").percent("100").sale();
        gift["payments"] = json!([]);
        let sale = shop.post("/v1/sales", gift).await.ok();
        assert_eq!((&sale["state"], figures(&sale, ["total", "discount"])), (&json!("completed"), [0, 1200]));
        shop.books_are(&[("Inventory", 4500), ("Opening equity", -5000), ("Cost of goods sold", 500)]).await;
        shop.cart().add(&mug, "1").line_percent("100.01").sell().await.refused(422, "discount_too_large");
        shop.cart().add(&mug, "1").off(1201).sell().await.refused(422, "discount_too_large");
    });
}

#[test]
fn lines_added_to_an_order_keep_its_discounts_and_the_prices_of_the_others() {
    tell(async |shop| {
        let vat = shop.tax("standard", "20").await;
        let mug = shop.goods("mug", 1200, 500, &vat, 10).await;
        let order = shop
            .cart()
            .line(json!({ "variant_id": mug, "unit_price": shop.money(1000) }))
            .percent("10")
            .open()
            .await
            .ok();
        assert_eq!(figures(&order, ["subtotal", "discount", "total"]), [1000, 100, 900]);

        let more = json!({ "version": order["version"], "lines": [{ "variant_id": mug, "quantity": 2 }] });
        let order = shop.on(&order, "lines", more.clone()).await.ok();
        assert_eq!(figures(&order, ["subtotal", "discount", "total"]), [3400, 340, 3060]);
        shop.on(&order, "lines", more).await.refused(409, "order_version_stale");

        shop.on(&order, "payments", json!({ "tender": "cash", "complete_when_paid": true })).await.ok();
        let order = shop.look_at(&order).await;
        assert_eq!((&order["state"], figures(&order, ["paid"])), (&json!("completed"), [3060]));
    });
}

#[test]
fn many_products_change_together_or_not_at_all() {
    tell(async |shop| {
        let vat = shop.tax("standard", "20").await;
        for (name, price) in [("mug", 1050), ("vase", 999)] {
            shop.goods(name, price, 500, &vat, 0).await;
        }
        let all = shop.get("/v1/products").await.ok()["items"].clone();
        let named = |version: i64| -> Vec<serde_json::Value> {
            let items = all.as_array().expect("products");
            items.iter().map(|p| json!({ "id": p["id"], "version": version })).collect()
        };
        let price = json!({ "percent": "10", "round_to": shop.money(100), "less": shop.money(1) });
        let change = json!({ "products": named(1), "price": price, "active": false });
        let preview = shop.post("/v1/product-changes/preview", change.clone()).await.ok();
        assert_eq!(preview["product_count"], 2);
        let after: Vec<&serde_json::Value> =
            preview["prices"].as_array().expect("prices").iter().map(|p| &p["after"]["amount"]).collect();
        assert_eq!(after, [1199, 1099]);
        let mut stale = change.clone();
        stale["products"][1]["version"] = json!(9);
        let problem = shop.post("/v1/product-changes", stale).await.refused(409, "product_version_stale");
        assert_eq!(problem["field"], "products[1].version");
        assert_eq!(shop.get("/v1/products").await.ok()["items"], all, "not one of them was changed");

        shop.post("/v1/product-changes", change.clone()).await.ok();
        let changed = shop.get("/v1/products").await.ok()["items"].clone();
        for (at, price) in [(0, 1199), (1, 1099)] {
            assert_eq!(changed[at]["variants"][0]["price"]["amount"], price);
            assert_eq!((&changed[at]["active"], &changed[at]["version"]), (&json!(false), &json!(2)));
        }
        let trail = shop.get("/v1/audit-trail?action=price.changed").await.ok();
        assert_eq!(trail["items"].as_array().map(Vec::len), Some(2));
        let low = json!({ "products": named(2), "price": { "amount": shop.money(-5000) } });
        shop.post("/v1/product-changes/preview", low).await.refused(422, "invalid_field");
    });
}
