//! Every kind of line: what is earned, what is owed, and what a discount reaches.

use onetill_testkit::scenario::tell;
use onetill_testkit::shop::figures;
use serde_json::{Value, json};

#[test]
fn each_kind_of_line_has_its_tax_its_discount_and_its_account() {
    tell(async |shop| {
        let vat = shop.tax("standard", "20").await;
        let lamp = shop.goods("lamp", 6000, 2500, &vat, 4).await;
        let line = |kind: &str, price: i64, tax: &Value| json!({ "kind": kind, "name": kind, "unit_price": shop.money(price), "tax_category_id": tax });
        let none = Value::Null;
        let mut bottles = line("deposit", 25, &none);
        bottles["quantity"] = json!(4);
        let cart = shop
            .cart()
            .add(&lamp, "1")
            .line(line("service", 1200, &vat))
            .line(line("fee", 240, &vat))
            .line(line("shipping", 480, &vat))
            .line(line("gift_card", 5000, &none))
            .line(bottles)
            .line(line("tip", 300, &none))
            .percent("10");

        let sale = cart.sell().await.ok();

        // Ten percent of goods, service and fee: 6.00, 1.20 and 0.24. A sixth of what is taxed is tax.
        let order = shop.look_at(&sale).await;
        let lines: Vec<_> = order["lines"]
            .as_array()
            .expect("lines")
            .iter()
            .map(|l| figures(l, ["discount", "tax", "total"]))
            .collect();
        assert_eq!(
            lines,
            [[600, 900, 5400], [120, 180, 1080], [24, 36, 216], [0, 80, 480], [0, 0, 5000], [0, 0, 100], [0, 0, 300]]
        );
        assert_eq!(figures(&sale, ["subtotal", "discount", "net", "tax", "total"]), [13320, 744, 11380, 1196, 12576]);
        shop.books_are(&[
            ("Cash in drawers", 12576),
            ("Inventory", 7500),
            ("Gift cards", -5000),
            ("Bottle deposits", -100),
            ("Tips payable", -300),
            ("Opening equity", -10000),
            ("standard tax payable", -1196),
            ("Sales – standard", -5400),
            ("Shipping income", -400),
            ("Fee income", -180),
            ("Cost of goods sold", 2500),
        ])
        .await;

        shop.later(60);
        shop.refund(&sale, json!({})).await.ok();
        shop.books_are(&[("Inventory", 10000), ("Opening equity", -10000)]).await;
    });
}

#[test]
fn nothing_is_taken_off_what_is_owed_to_others() {
    tell(async |shop| {
        for kind in ["gift_card", "deposit", "shipping", "tip"] {
            let line = json!({ "kind": kind, "name": kind, "unit_price": shop.money(1000) });
            let refused = shop.cart().line(line).line_percent("10").sell().await.refused(422, "invalid_field");
            assert_eq!(refused["field"], "lines[0].discounts[0]", "{kind}");
        }
    });
}

#[test]
fn a_deposit_is_owed_until_the_bottle_comes_back() {
    tell(async |shop| {
        let vat = shop.tax("standard", "20").await;
        let juice = shop.goods("juice", 180, 60, &vat, 24).await;
        let bottle = json!({ "kind": "deposit", "name": "Bottle", "unit_price": shop.money(25), "quantity": 6 });
        shop.cart().add(&juice, "6").line(bottle.clone()).sell().await.ok();
        shop.later(86_400);
        let back = json!({
            "register_id": shop.register(), "reason": "empty bottles", "tender": "cash", "lines": [bottle],
        });
        let refund = shop.post("/v1/refunds", back).await.ok();
        assert_eq!(figures(&refund, ["tax", "total"]), [0, 150]);
        shop.books_are(&[
            ("Cash in drawers", 1080),
            ("Inventory", 1080),
            ("Opening equity", -1440),
            ("standard tax payable", -180),
            ("Sales – standard", -900),
            ("Cost of goods sold", 360),
        ])
        .await;
    });
}

#[test]
fn where_the_law_taxes_a_deposit_it_is_taxed() {
    tell(async |shop| {
        let vat = shop.tax("standard", "20").await;
        let crate_of =
            json!({ "kind": "deposit", "name": "Crate", "unit_price": shop.money(600), "tax_category_id": vat });
        let sale = shop.cart().line(crate_of).sell().await.ok();
        assert_eq!(figures(&sale, ["net", "tax", "total"]), [500, 100, 600]);
        shop.books_are(&[("Cash in drawers", 600), ("Bottle deposits", -500), ("standard tax payable", -100)]).await;
    });
}
