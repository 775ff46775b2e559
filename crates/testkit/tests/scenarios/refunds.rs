//! Money and goods that come back.

use onetill_testkit::scenario::tell;
use onetill_testkit::shop::{Shop, figures};
use reqwest::Method;
use serde_json::{Value, json};

/// A shop with ten mugs that sold two for 24.00: a voucher of 10.00 and cash.
async fn two_mugs_sold(shop: &Shop) -> (Value, Value) {
    let vat = shop.tax("standard", "20").await;
    let mug = shop.goods("mug", 1200, 500, &vat, 10).await;
    let sale = shop.cart().add(&mug, "2").pay("voucher", 1000).pay("cash", 1400).sell().await.ok();
    shop.later(60);
    (mug, sale)
}

#[test]
fn a_whole_order_goes_back_to_the_tenders_that_paid_it() {
    tell(async |shop| {
        let (mug, sale) = two_mugs_sold(shop).await;

        let refund = shop.refund(&sale, json!({})).await.ok();

        assert_eq!((&refund["number"], &refund["state"]), (&json!("R1-000002"), &json!("completed")));
        assert_eq!(figures(&refund, ["net", "tax", "total"]), [2000, 400, 2400]);
        let given: Vec<_> = refund["payments"]
            .as_array()
            .expect("payments")
            .iter()
            .map(|p| (&p["tender"], figures(p, ["amount"])[0]))
            .collect();
        assert_eq!(given, [(&json!("voucher"), 1000), (&json!("cash"), 1400)]);
        let order = shop.look_at(&sale).await;
        assert_eq!((&order["state"], &order["refund_state"]), (&json!("completed"), &json!("full")));
        let shelf = shop.stock(&mug).await;
        assert_eq!((shelf.on_hand.as_str(), shelf.value), ("10", 5000), "back on the shelf at their cost");
        shop.books_are(&[("Inventory", 5000), ("Opening equity", -5000)]).await;
    });
}

#[test]
fn goods_that_do_not_go_back_on_the_shelf_stay_a_cost() {
    tell(async |shop| {
        let (mug, sale) = two_mugs_sold(shop).await;
        shop.refund(&sale, json!({ "restock": false })).await.ok();
        assert_eq!(shop.stock(&mug).await.on_hand, "8");
        shop.books_are(&[("Inventory", 4000), ("Opening equity", -5000), ("Cost of goods sold", 1000)]).await;
    });
}

#[test]
fn lines_come_back_one_by_one_some_to_the_shelf_and_some_not() {
    tell(async |shop| {
        let vat = shop.tax("standard", "20").await;
        let mug = shop.goods("mug", 1200, 500, &vat, 10).await;
        let lamp = shop.goods("lamp", 6000, 2500, &vat, 4).await;
        let sale = shop.cart().add(&mug, "3").add(&lamp, "1").sell().await.ok();
        shop.later(60);

        let lines = json!([{ "line_no": 1, "quantity": 1 }, { "line_no": 2, "restock": false }]);
        let refund = shop.refund(&sale, json!({ "lines": lines })).await.ok();

        // 12.00 and 60.00; the mug's 5.00 goes back into stock, the lamp's 25.00 does not.
        assert_eq!(figures(&refund, ["net", "tax", "total"]), [6000, 1200, 7200]);
        let order = shop.look_at(&sale).await;
        assert_eq!((&order["refund_state"], figures(&order, ["refunded"])), (&json!("partial"), [7200]));
        let back: Vec<_> = order["lines"].as_array().expect("lines").iter().map(|l| &l["refunded_quantity"]).collect();
        assert_eq!(back, ["1", "1"]);
        assert_eq!((shop.stock(&mug).await.on_hand.as_str(), shop.stock(&lamp).await.on_hand.as_str()), ("8", "3"));
        shop.books_are(&[
            ("Cash in drawers", 2400),
            ("Inventory", 11500),
            ("Opening equity", -15000),
            ("standard tax payable", -400),
            ("Sales – standard", -2000),
            ("Cost of goods sold", 3500),
        ])
        .await;

        let again = json!({ "lines": [{ "line_no": 2 }] });
        shop.refund(&sale, again).await.refused(422, "refund_exceeds_rest");
        let rest = shop.refund(&sale, json!({})).await.ok();
        assert_eq!(figures(&rest, ["total"]), [2400], "the two mugs that are left");
        shop.refund(&sale, json!({})).await.refused(422, "refund_exceeds_rest");
    });
}

#[test]
fn three_parts_of_ten_pounds_add_up_to_ten_pounds() {
    tell(async |shop| {
        let vat = shop.tax("standard", "20").await;
        let pen = shop.goods("pen", 334, 100, &vat, 3).await;
        // 3 x 3.34 less 0.02 is 10.00, of which 1.67 is tax.
        let sale = shop.cart().add(&pen, "3").line_off(2).sell().await.ok();
        assert_eq!(figures(&sale, ["net", "tax", "total"]), [833, 167, 1000]);

        let mut parts = Vec::new();
        for _ in 0..3 {
            shop.later(60);
            let part = shop.refund(&sale, json!({ "lines": [{ "line_no": 1, "quantity": 1 }] })).await.ok();
            parts.push(figures(&part, ["net", "tax", "total"]));
        }

        assert_eq!(parts, [[277, 56, 333], [279, 55, 334], [277, 56, 333]]);
        assert_eq!(shop.look_at(&sale).await["refund_state"], "full");
        shop.books_are(&[("Inventory", 300), ("Opening equity", -300)]).await;
    });
}

#[test]
fn a_part_goes_back_to_each_tender_in_proportion_or_as_asked() {
    tell(async |shop| {
        let (_, sale) = two_mugs_sold(shop).await;
        let one = json!([{ "line_no": 1, "quantity": 1 }]);
        let given = |refund: &Value| -> Vec<i64> {
            refund["payments"].as_array().expect("payments").iter().map(|p| figures(p, ["amount"])[0]).collect()
        };

        let first = shop.refund(&sale, json!({ "lines": one })).await.ok();
        assert_eq!(given(&first), [500, 700], "12.00 in the proportion of 10.00 to 14.00");
        shop.later(60);

        let voucher = shop.look_at(&sale).await["payments"][0]["id"].clone();
        let ask =
            |minor: i64| json!({ "lines": one, "payments": [{ "payment_id": voucher, "amount": shop.money(minor) }] });
        shop.refund(&sale, ask(1200)).await.refused(422, "refund_exceeds_rest");
        shop.refund(&sale, ask(500)).await.refused(422, "invalid_field");

        let second = shop.refund(&sale, json!({ "lines": one })).await.ok();
        assert_eq!(given(&second), [500, 700]);
        shop.books_are(&[("Inventory", 5000), ("Opening equity", -5000)]).await;
    });
}

#[test]
fn a_card_gets_back_through_the_terminal_what_was_taken_from_it() {
    tell(async |shop| {
        let vat = shop.tax("standard", "20").await;
        let mug = shop.goods("mug", 1200, 500, &vat, 10).await;
        let order = shop.cart().add(&mug, "2").open().await.ok();
        let payment = shop.settled(&shop.pay_by_card(&order).await).await;
        shop.later(60);
        shop.next_card("never_answer").await;

        let refund = shop.refund(&order, json!({ "lines": [{ "line_no": 1, "quantity": 1 }] })).await.ok();

        // Owed until the terminal says that it is there.
        assert_eq!(refund["state"], "pending");
        shop.books_are(&[
            ("Card clearing", 2400),
            ("Inventory", 4500),
            ("Refunds payable", -1200),
            ("Opening equity", -5000),
            ("standard tax payable", -200),
            ("Sales – standard", -1000),
            ("Cost of goods sold", 500),
        ])
        .await;

        let asked = shop.payment_when(&payment, |p| p["attempts"][1]["state"] == "pending").await;
        shop.terminal_has(&json!({ "attempts": [asked["attempts"][1]] }), "approved").await;
        shop.at_terminal("release", json!({})).await;
        shop.settled(&payment).await;
        let id = refund["id"].as_str().expect("a refund");
        assert_eq!(shop.get(&format!("/v1/refunds/{id}")).await.ok()["state"], "completed");
        shop.books_are(&[
            ("Card clearing", 1200),
            ("Inventory", 4500),
            ("Opening equity", -5000),
            ("standard tax payable", -200),
            ("Sales – standard", -1000),
            ("Cost of goods sold", 500),
        ])
        .await;
        let moved: Vec<i64> = shop.terminal.transactions().expect("a memory").iter().map(|t| t.amount).collect();
        assert_eq!(moved, [2400, 1200]);
    });
}

#[test]
fn a_refund_uses_the_price_and_tax_of_its_day() {
    tell(async |shop| {
        let (_, sale) = two_mugs_sold(shop).await;
        let product = shop.get("/v1/products?search=mug").await.ok()["items"][0].clone();
        let mut variant = json!({ "id": product["variants"][0]["id"], "sku": "MUG", "price": shop.money(9900) });
        variant["cost"] = shop.money(7000);
        let change = json!({ "version": product["version"], "variants": [variant] });
        let path = format!("/v1/products/{}", product["id"].as_str().expect("an id"));
        shop.send(Method::PATCH, &path, Some(change)).await.ok();
        shop.settings(json!({ "prices_include_tax": false })).await;
        // Brought back after the new year, and booked then.
        shop.later(45 * 86_400);

        let refund = shop.refund(&sale, json!({})).await.ok();

        assert_eq!(
            (&refund["business_date"], figures(&refund, ["net", "tax", "total"])),
            (&json!("2027-01-07"), [2000, 400, 2400])
        );
        shop.books_are(&[("Inventory", 5000), ("Opening equity", -5000)]).await;
    });
}

#[test]
fn without_a_receipt_money_goes_back_at_the_price_named() {
    tell(async |shop| {
        let vat = shop.tax("standard", "20").await;
        let mug = shop.goods("mug", 1200, 500, &vat, 10).await;
        let ask = |tender: &str| {
            json!({
                "register_id": shop.register(), "reason": "lost the receipt", "tender": tender,
                "lines": [{ "variant_id": mug, "unit_price": shop.money(600) }],
            })
        };
        shop.post("/v1/refunds", ask("card")).await.refused(422, "invalid_field");

        let refund = shop.post("/v1/refunds", ask("cash")).await.ok();

        assert_eq!((&refund["order_id"], figures(&refund, ["net", "tax", "total"])), (&json!(null), [500, 100, 600]));
        let given = &refund["payments"][0];
        assert_eq!(
            (&given["tender"], &given["tender_name"], figures(given, ["amount"])),
            (&json!("cash"), &json!("Cash"), [600])
        );
        assert_eq!(shop.stock(&mug).await.on_hand, "11");
        shop.books_are(&[
            ("Cash in drawers", -600),
            ("Inventory", 5500),
            ("Opening equity", -5000),
            ("standard tax payable", 100),
            ("Sales – standard", 500),
            ("Cost of goods sold", -500),
        ])
        .await;
    });
}

#[test]
fn a_sale_is_found_by_what_the_customer_brings() {
    tell(async |shop| {
        let vat = shop.tax("standard", "20").await;
        let mug = shop.goods("mug", 1200, 500, &vat, 10).await;
        let ada = shop.add_customer("Ada").await;
        let by_card = shop.cart().add(&mug, "1").customer(&ada).open().await.ok();
        shop.settled(&shop.pay_by_card(&by_card).await).await;
        shop.later(60);
        let refused = shop.cart().add(&mug, "1").open().await.ok();
        shop.next_card("insufficient_funds").await;
        shop.settled(&shop.pay_by_card(&refused).await).await;
        shop.pay(&refused, "cash", 1200).await.ok();
        shop.later(60);
        let in_cash = shop.cart().add(&mug, "1").sell().await.ok();

        let found = async |query: &str| -> Vec<Value> {
            let page = shop.get(&format!("/v1/orders?{query}")).await.ok();
            page["items"].as_array().expect("orders").iter().map(|o| o["id"].clone()).collect()
        };

        // The simulated terminal's card is a Visa that ends with 4242; a payment it refused finds nothing.
        assert_eq!(found("card=4242").await, [by_card["id"].clone()]);
        assert_eq!(found("card=4242&state=completed&from=2026-01-01").await, [by_card["id"].clone()]);
        assert!(found("card=4242&to=2025-12-31").await.is_empty());
        assert!(found("card=1111").await.is_empty());

        // By what was paid and when, where a telephone paid that has other digits than its card.
        let page = shop.get("/v1/orders?card=4242&amount=1200").await.ok();
        assert_eq!((&page["items"][0]["id"], &page["items"][0]["cards"]), (&by_card["id"], &json!(["visa 4242"])));
        assert!(found("card=4242&amount=1201").await.is_empty());
        let in_cash = shop.look_at(&in_cash).await;
        let day = in_cash["business_date"].as_str().expect("a day");
        let on_that_day = format!("amount=1200&from={day}&to={day}");
        assert_eq!(found(&format!("{on_that_day}&tender=card")).await, [by_card["id"].clone()]);
        assert_eq!(found(&on_that_day).await, [&in_cash, &by_card].map(|o| o["id"].clone()));
        // Of a sale that was split, what one of the payments was.
        let split = shop.cart().add(&mug, "2").pay("voucher", 700).pay("cash", 1700).sell().await.ok();
        for amount in [700, 1700, 2400] {
            assert_eq!(found(&format!("amount={amount}&from={day}&to={day}")).await, [split["id"].clone()]);
        }
        for alone in ["amount=1200", "amount=1200&from=2026-01-01", "amount=-1&card=4242"] {
            let refused = shop.get(&format!("/v1/orders?{alone}")).await.refused(422, "invalid_field");
            assert_eq!(refused["field"], "amount", "{alone}");
        }
        shop.later(60);
        let ada = ada.as_str().expect("an id");
        assert_eq!(found(&format!("customer_id={ada}")).await, [by_card["id"].clone()]);
        let number = in_cash["number"].as_str().expect("a number");
        assert_eq!(found(&format!("search={number}")).await, [in_cash["id"].clone()]);
        for digits in ["424", "42424242", "42a2", ""] {
            let refused = shop.get(&format!("/v1/orders?card={digits}")).await.refused(422, "invalid_field");
            assert_eq!(refused["field"], "card", "{digits}");
        }
    });
}
