//! Money and tax agree to the cent with what others have published: `examples.json` names the source of each example,
//! and each is a test. It is sold over HTTP on both engines, looked at line by line by `verify`, and given back.

use std::collections::BTreeMap;

use onetill_domains::platform::TaxRounding;
use onetill_testkit::scenario::tell_in;
use onetill_testkit::shop::{Shop, figures};
use serde_json::{Value, json};

/// All examples, by name.
fn examples() -> Value {
    serde_json::from_str(include_str!("examples.json")).expect("examples")
}

/// The lines of an example as the API takes them; each tax is named once in the shop.
async fn lines(shop: &Shop, example: &Value) -> Vec<Value> {
    let mut taxes = BTreeMap::new();
    for (code, components) in example["taxes"].as_object().expect("taxes") {
        taxes.insert(code.clone(), shop.taxes(code, components.clone()).await);
    }
    let line = |line: &Value| {
        let minor = |field: &str| shop.money(line[field].as_i64().expect("minor units"));
        let discounts = if line["off"].is_null() { json!([]) } else { json!([{ "amount": minor("off") }]) };
        json!({
            "kind": line["kind"].as_str().unwrap_or("goods"), "name": "A thing", "quantity": line["quantity"],
            "unit_price": minor("price"), "tax_category_id": taxes[line["tax"].as_str().expect("a tax")],
            "discounts": discounts,
        })
    };
    example["lines"].as_array().expect("lines").iter().map(line).collect()
}

fn check(name: &str) {
    let example = &examples()[name];
    assert!(example["source"].as_str().is_some_and(|s| s.len() > 20), "{name} names its source");
    let currency: &'static str = example["currency"].as_str().expect("a currency").to_owned().leak();
    let rounding = if example["tax_rounding"] == "order" { TaxRounding::Order } else { TaxRounding::Line };
    tell_in(
        |options| {
            options.currency = currency;
            options.prices_include_tax = example["prices_include_tax"] == true;
            options.tax_rounding = rounding;
            options.cash_rounding = example["cash_rounding"].as_i64().unwrap_or(0);
        },
        async |shop| {
            let mut cart = shop.cart();
            for line in lines(shop, example).await {
                cart = cart.line(line);
            }
            let expect = &example["expect"];
            let quote = cart.quote().await.ok();
            let sale = cart.sell().await.ok();
            let minor = |field: &str| expect[field].as_i64().expect("minor units");
            let [net, tax, total] = figures(&sale, ["net", "tax", "total"]);
            assert_eq!([net, tax, total], ["net", "tax", "total"].map(minor), "{name}: net, tax, total");
            let each: Value = sale["taxes"]
                .as_array()
                .expect("taxes")
                .iter()
                .map(|t| (t["name"].as_str().expect("a name").to_owned(), json!(figures(t, ["amount"])[0])))
                .collect();
            assert_eq!(each, expect["taxes"], "{name}: each tax");
            let cash = expect["cash"].as_i64().unwrap_or(total);
            assert_eq!(figures(&quote["totals"], ["cash"]), [cash], "{name}: in cash");
            assert_eq!(shop.books().await["Cash in drawers"], cash, "{name}: in the drawer");
            shop.refund(&sale, json!({})).await.ok();
            shop.books_are(&[]).await;
        },
    );
}

macro_rules! published {
    ($($name:ident),+ $(,)?) => {
        $(#[test] fn $name() { check(stringify!($name)); })+

        #[test]
        fn every_example_is_a_test() {
            let all = examples();
            let mut written: Vec<&str> = all.as_object().expect("examples").keys().map(String::as_str).collect();
            let mut tested = vec![$(stringify!($name)),+];
            written.sort_unstable();
            tested.sort_unstable();
            assert_eq!(written, tested);
        }
    };
}

published! {
    en_16931_document_allowance_and_charge,
    en_16931_two_rates,
    en_16931_tax_on_the_sum_of_rounded_lines,
    en_16931_half_a_cent_goes_up,
    en_16931_freight_and_promotion_discount,
    en_16931_freight,
    en_16931_outside_the_scope_of_tax,
    en_16931_exempt,
    quebec_until_2012_tax_on_tax,
    quebec_since_2013_side_by_side,
    prince_edward_island_tax_on_tax,
    canada_coffee_and_sandwich,
    india_two_tins_of_paint,
    india_halves_with_paise,
    japan_price_shown_with_tax,
    japan_price_shown_without_tax,
    japan_meal_and_service_of_2003,
    bahrain_a_fraction_of_a_fils,
    canada_cents_up,
    canada_cents_down,
    switzerland_a_litre_of_milk,
    switzerland_down,
    switzerland_up,
    sweden_up,
    sweden_down,
    sweden_half_a_krona_goes_up,
    sweden_until_2010_down,
    sweden_until_2010_up,
    italy_five_cents,
}
