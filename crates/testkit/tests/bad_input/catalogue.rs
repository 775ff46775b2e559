//! Products of every kind, changes of many of them, and the layouts of scales.

use onetill_testkit::scenario::tell;
use reqwest::Method;
use serde_json::json;

use super::{Case, Watch, each, each_by};

#[test]
fn what_a_register_asks_of_goods_with_anything_wrong_in_it_is_refused() {
    tell(async |shop| {
        let vat = shop.tax("standard", "20").await;
        let invalid = "invalid_field";
        let bottle = json!({
            "name": "Deposit 25", "kind": "deposit", "tax_category_id": vat,
            "variants": [{ "sku": "DEP", "price": shop.money(25), "track_stock": false }],
        });
        let bottle = shop.post("/v1/products", bottle).await.ok()["variants"][0]["id"].clone();
        let mug = shop.goods("mug", 1200, 500, &vat, 10).await;
        let good = json!({
            "name": "Lemonade", "kind": "goods", "tax_category_id": vat,
            "variants": [{ "sku": "LEM", "price": shop.money(200), "terms": {
                "open_price": true, "min_price": shop.money(100), "max_price": shop.money(300), "weighed": false,
                "minimum_age": 16, "serials": false, "deposit_variant_id": bottle,
            } }],
        });
        let cases: &[Case] = &[
            ("/kind", json!("miracle"), invalid, "kind"),
            ("/variants/0/terms/open_price", json!(false), invalid, "variants[0].terms.min_price"),
            ("/variants/0/terms/open_price", json!("yes"), invalid, "variants[0].terms.open_price"),
            ("/variants/0/terms/min_price/amount", json!(-1), invalid, "variants[0].terms.min_price.amount"),
            ("/variants/0/terms/min_price/amount", json!(301), invalid, "variants[0].terms.max_price"),
            (
                "/variants/0/terms/max_price/amount",
                json!(i64::MAX),
                "amount_too_large",
                "variants[0].terms.max_price.amount",
            ),
            (
                "/variants/0/terms/max_price/currency",
                json!("EUR"),
                "wrong_currency",
                "variants[0].terms.max_price.currency",
            ),
            ("/variants/0/terms/weighed", json!(true), invalid, "variants[0].terms.open_price"),
            ("/variants/0/terms/minimum_age", json!(0), invalid, "variants[0].terms.minimum_age"),
            ("/variants/0/terms/minimum_age", json!(100), invalid, "variants[0].terms.minimum_age"),
            ("/variants/0/terms/minimum_age", json!("adult"), invalid, "variants[0].terms.minimum_age"),
            ("/variants/0/terms/deposit_variant_id", mug.clone(), invalid, "variants[0].terms.deposit_variant_id"),
            ("/variants/0/terms/deposit_variant_id", json!("DEP"), invalid, "variants[0].terms.deposit_variant_id"),
            ("/variants/0/terms", json!({ "weight": true }), "unknown_field", "variants[0].terms.weight"),
        ];
        each(shop, "/v1/products", good, cases).await;

        let layout = json!({
            "prefix": "21", "item_digits": 5, "value_digits": 5, "value_check": false, "holds": "price", "decimals": 2,
        });
        let weight = json!({
            "prefix": "2", "item_digits": 5, "value_digits": 4, "value_check": true, "holds": "weight", "decimals": 3,
        });
        let cases: &[Case] = &[
            ("/items/0/prefix", json!("40"), invalid, "items[0].prefix"),
            ("/items/0/prefix", json!("2x"), invalid, "items[0].prefix"),
            ("/items/0/prefix", json!("2"), invalid, "items[1].prefix"),
            ("/items/0/item_digits", json!(6), invalid, "items[0].item_digits"),
            ("/items/0/value_digits", json!(-5), invalid, "items[0].item_digits"),
            ("/items/0/decimals", json!(3), invalid, "items[0].decimals"),
            ("/items/1/value_digits", json!(3), invalid, "items[1].value_check"),
            ("/items/1/holds", json!("length"), invalid, "items[1].holds"),
        ];
        each_by(shop, Method::PUT, "/v1/barcode-layouts", json!({ "items": [layout, weight] }), cases).await;
    });
}

#[test]
fn a_change_of_many_products_with_anything_wrong_in_it_is_refused() {
    tell(async |shop| {
        let vat = shop.tax("standard", "20").await;
        shop.goods("mug", 1200, 500, &vat, 10).await;
        shop.goods("tin", 800, 300, &vat, 10).await;
        let products = shop.get("/v1/products").await.ok();
        let read =
            |at: usize| json!({ "id": products["items"][at]["id"], "version": products["items"][at]["version"] });
        let nobody = json!("019aaf3a-5c00-7000-8000-000000000009");
        let invalid = "invalid_field";
        let good = json!({
            "products": [read(0), read(1)],
            "price": {
                "percent": "10", "amount": shop.money(5), "round_to": shop.money(100), "less": shop.money(1),
            },
            "category_id": null, "tax_category_id": vat, "active": true,
        });
        let mut stale = read(1);
        stale["version"] = json!(7);
        let cases: &[Case] = &[
            ("/products", json!([]), invalid, "products"),
            ("/products", json!(vec![read(0); 501]), invalid, "products"),
            ("/products/0/id", nobody.clone(), invalid, "products[0].id"),
            ("/products/1", read(0), invalid, "products[1].id"),
            ("/products/1", stale, "product_version_stale", "products[1].version"),
            ("/price/percent", json!("-100.1"), invalid, "price.percent"),
            ("/price/percent", json!("1000.1"), invalid, "price.percent"),
            ("/price/percent", json!("a tenth"), invalid, "price.percent"),
            ("/price/amount/currency", json!("EUR"), "wrong_currency", "price.amount.currency"),
            ("/price/amount/amount", json!(i64::MIN), "amount_too_large", "price.amount"),
            ("/price/amount/amount", json!(-5_000), invalid, "products[0]"),
            ("/price/round_to/amount", json!(0), invalid, "price.round_to"),
            ("/price/round_to/amount", json!(-1), invalid, "price.round_to.amount"),
            ("/price/less/amount", json!(100), invalid, "price.less"),
            ("/category_id", nobody.clone(), invalid, "products[0].category_id"),
            ("/tax_category_id", nobody.clone(), invalid, "products[0].tax_category_id"),
            ("/active", json!("no"), invalid, "active"),
        ];
        each(shop, "/v1/product-changes", good.clone(), cases).await;
        let mut watch = Watch::over(shop).await;
        let blue = json!({ "products": [read(0)], "price": { "colour": "blue" } });
        watch.refused("a colour", shop.post("/v1/product-changes", blue).await, "unknown_field", "price.colour").await;
        let old = shop.post("/v1/product-changes", good).await;
        watch.refused("the same again", old, "product_version_stale", "products[0].version").await;
        watch.done();
    });
}

#[test]
fn a_tax_rate_with_anything_wrong_in_it_is_refused() {
    tell(async |shop| {
        let vat = shop.tax("standard", "20").await;
        let path = format!("/v1/tax-categories/{}", vat.as_str().expect("an id"));
        let invalid = "invalid_field";
        let cases: &[Case] = &[
            ("/name", json!(" "), invalid, "name"),
            ("/name", json!("x".repeat(201)), invalid, "name"),
            ("/rate", json!("-1"), invalid, "rate"),
            ("/rate", json!("1000.1"), invalid, "rate"),
            ("/rate", json!("a fifth"), invalid, "rate"),
            ("/valid_from", json!("2001-01-01"), invalid, "valid_from"),
            ("/valid_from", json!("2090-02-30"), invalid, "valid_from"),
            ("/compound", json!("yes"), invalid, "compound"),
        ];
        let good = json!({ "name": "VAT", "rate": "19", "valid_from": "2090-01-01", "compound": false });
        each(shop, &format!("{path}/rates"), good, cases).await;
        let cases: &[Case] = &[("/name", json!(""), invalid, "name"), ("/name", json!(7), invalid, "name")];
        each_by(shop, Method::PATCH, &path, json!({ "name": "Normal" }), cases).await;
        let nowhere = "/v1/tax-categories/019aaf3a-5c00-7000-8000-000000000009";
        shop.send(Method::PATCH, nowhere, Some(json!({ "name": "Normal" }))).await.refused(404, "not_found");
        let rate = json!({ "name": "VAT", "rate": "19", "valid_from": "2090-01-01" });
        shop.post(&format!("{nowhere}/rates"), rate).await.refused(404, "not_found");
    });
}

#[test]
fn a_category_moved_to_where_there_is_none_is_refused() {
    tell(async |shop| {
        let tea = shop.post("/v1/categories", json!({ "name": "Tea" })).await.ok();
        let path = format!("/v1/categories/{}", tea["id"].as_str().expect("an id"));
        let nobody = json!("019aaf3a-5c00-7000-8000-000000000009");
        let cases: &[Case] = &[
            ("/name", json!(" "), "invalid_field", "name"),
            ("/parent_id", nobody, "invalid_field", "parent_id"),
            ("/parent_id", tea["id"].clone(), "invalid_field", "parent_id"),
            ("/place", json!(0), "invalid_field", "place"),
            ("/place", json!("first"), "invalid_field", "place"),
        ];
        each_by(shop, Method::PATCH, &path, json!({ "name": "Teas", "parent_id": null, "place": 1 }), cases).await;
    });
}
