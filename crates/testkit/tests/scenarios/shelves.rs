//! What lies on the shelves, what it cost, and who gets the last one.

use onetill_domains::platform::NegativeStock;
use onetill_testkit::scenario::{tell, tell_at_once, tell_in};
use onetill_testkit::shop::{ShopOptions, figures};
use serde_json::json;

fn refusing(options: &mut ShopOptions) {
    options.negative_stock = NegativeStock::Refuse;
}

#[test]
fn every_adjustment_posts_to_the_ledger() {
    tell(async |shop| {
        let vat = shop.tax("standard", "20").await;
        let mug = shop.goods("mug", 1200, 500, &vat, 10).await;
        // What happened, how many (for a count: what is there), and the value that it moves.
        let steps = [
            ("received", 5, Some(600), 3000),
            // 80.00 over 15 mugs is 5.33 a mug, then 74.67 over 14.
            ("damaged", 1, None, -533),
            ("lost", 1, None, -533),
            // 69.34 over 13 is 5.33 again.
            ("found", 2, None, 1066),
            // Three of fifteen are missing: a fifth of 80.00.
            ("count", 12, None, -1600),
            ("count", 12, None, 0),
        ];
        for (kind, quantity, unit_cost, value) in steps {
            shop.later(60);
            let mut how = json!({ "kind": kind, "quantity": quantity, "reason": "stocktaking" });
            if let Some(cost) = unit_cost {
                how["unit_cost"] = shop.money(cost);
            }
            let adjusted = shop.adjust(&mug, how).await.ok();
            assert_eq!(figures(&adjusted["movement"], ["value"]), [value], "{kind}");
        }
        let shelf = shop.stock(&mug).await;
        assert_eq!((shelf.on_hand.as_str(), shelf.value), ("12", 6400));
        shop.books_are(&[
            ("Inventory", 6400),
            ("Goods received, not invoiced", -3000),
            ("Opening equity", -5000),
            ("Shrinkage", 1600),
        ])
        .await;
        shop.adjust(&mug, json!({ "kind": "lost", "quantity": 13 })).await.refused(409, "out_of_stock");
    });
}

#[test]
fn a_history_is_read_page_by_page_from_its_end() {
    tell(async |shop| {
        let vat = shop.tax("standard", "20").await;
        let mug = shop.goods("mug", 1200, 500, &vat, 10).await;
        shop.goods("vase", 1200, 500, &vat, 10).await;
        for quantity in 1..=4 {
            shop.later(60);
            shop.adjust(&mug, json!({ "kind": "lost", "quantity": quantity, "reason": "stocktaking" })).await.ok();
        }
        let list = format!("/v1/stock/movements?variant_id={}&limit=2", mug.as_str().expect("an id"));
        let mut pages: Vec<Vec<String>> = Vec::new();
        let mut cursor = String::new();
        // One more than there are, so that a history without end is seen.
        while pages.len() < 4 {
            let page = shop.client.get(&format!("{list}{cursor}")).await.ok();
            let items = page["items"].as_array().expect("items");
            pages.push(items.iter().map(|m| m["quantity"].as_str().expect("a quantity").to_owned()).collect());
            let Some(next) = page["next_cursor"].as_str() else { break };
            cursor = format!("&cursor={}", next.replace(' ', "%20"));
        }
        assert_eq!(pages, [vec!["-4", "-3"], vec!["-2", "-1"], vec!["10"]]);

        for wrong in ["x", "a/b/c", &format!("{}/1", mug.as_str().expect("an id"))] {
            let problem = shop.client.get(&format!("{list}&cursor={wrong}")).await.refused(422, "invalid_field");
            assert_eq!(problem["field"], "cursor");
            assert!(problem["fix"].is_string(), "{problem}");
        }
    });
}

#[test]
fn the_last_one_takes_the_rest_of_the_value() {
    tell(async |shop| {
        let vat = shop.tax("standard", "20").await;
        let pen = shop.goods("pen", 600, 334, &vat, 1).await;
        shop.adjust(&pen, json!({ "kind": "received", "quantity": 2, "unit_cost": shop.money(333) })).await.ok();
        // 10.00 over three pens.
        let mut costs = Vec::new();
        for _ in 0..3 {
            let sale = shop.cart().add(&pen, "1").sell().await.ok();
            costs.push(figures(&shop.look_at(&sale).await["lines"][0], ["cost"])[0]);
        }
        assert_eq!(costs, [333, 334, 333]);
        let shelf = shop.stock(&pen).await;
        assert_eq!((shelf.on_hand.as_str(), shelf.value), ("0", 0));
    });
}

#[test]
fn weighed_goods_leave_by_the_gram() {
    tell(async |shop| {
        let food = shop.tax("food", "5").await;
        let cheese = shop.goods("cheese", 2990, 1200, &food, 4).await;
        let sale = shop.cart().add(&cheese, "0.347").sell().await.ok();
        // 0.347 x 29.90 is 10.3753; a twenty-first of it is tax. 0.347 x 12.00 is 4.164.
        assert_eq!(figures(&sale, ["net", "tax", "total"]), [989, 49, 1038]);
        let shelf = shop.stock(&cheese).await;
        assert_eq!((shelf.on_hand.as_str(), shelf.value), ("3.653", 4384));
    });
}

#[test]
fn where_the_shop_refuses_the_last_one_is_sold_once() {
    tell_in(refusing, async |shop| {
        let vat = shop.tax("standard", "20").await;
        let vase = shop.goods("vase", 6000, 2000, &vat, 1).await;

        // Register 1 waits for the customer's card, which holds the vase.
        let order = shop.cart().add(&vase, "1").open().await.ok();
        shop.next_card("by_hand").await;
        let payment = shop.pay_by_card(&order).await;
        shop.payment_when(&payment, |p| p["message"] == "Ask for the card.").await;

        let quote = shop.cart().at(1).add(&vase, "1").quote().await.ok();
        assert_eq!(quote["warnings"][0]["code"], json!("out_of_stock"));
        let late = shop.cart().at(1).add(&vase, "1").sell().await.refused(409, "out_of_stock");
        assert_eq!(
            (&late["field"], &late["detail"]),
            (&json!("lines[0].quantity"), &json!("Nothing of this is left."))
        );
        let later = shop.cart().at(1).add(&vase, "1").open().await.ok();
        shop.pay(&later, "cash", 6000).await.refused(409, "out_of_stock");

        // The card is declined, and the vase is free again.
        shop.press(&payment, "decline").await;
        shop.terminal_has(&payment, "declined").await;
        shop.ask(&payment, "inquire").await.ok();
        shop.cart().at(1).add(&vase, "1").sell().await.ok();
        shop.cart().add(&vase, "1").sell().await.refused(409, "out_of_stock");
        assert_eq!(shop.stock(&vase).await.on_hand, "0");
    });
}

#[test]
fn two_registers_that_sell_the_last_one_at_once_do_not_both() {
    tell_at_once(refusing, async |shop| {
        let vat = shop.tax("standard", "20").await;
        for round in 0..5 {
            let vase = shop.goods(&format!("vase-{round}"), 6000, 2000, &vat, 1).await;
            let (one, other) = (shop.cart().add(&vase, "1"), shop.cart().at(1).add(&vase, "1"));
            let (one, other) = tokio::join!(one.sell(), other.sell());
            let (won, lost) = if one.status.is_success() { (one, other) } else { (other, one) };
            won.ok();
            lost.refused(409, "out_of_stock");
            assert_eq!(shop.stock(&vase).await.on_hand, "0");
        }
    });
}

#[test]
fn where_the_shop_allows_it_the_till_warns_and_somebody_counts() {
    tell(async |shop| {
        let vat = shop.tax("standard", "20").await;
        let vase = shop.goods("vase", 6000, 2000, &vat, 1).await;
        shop.cart().add(&vase, "1").sell().await.ok();

        let quote = shop.cart().at(1).add(&vase, "1").quote().await.ok();
        assert_eq!(
            (&quote["warnings"][0]["code"], &quote["warnings"][0]["line_no"]),
            (&json!("stock_below_zero"), &json!(1))
        );
        let sale = shop.cart().at(1).add(&vase, "1").sell().await.ok();
        assert_eq!(sale["warnings"], quote["warnings"]);

        let shelf = shop.stock(&vase).await;
        assert_eq!((shelf.on_hand.as_str(), shelf.value, shelf.recount), ("-1", -2000, true));
        let list = shop.get("/v1/stock?recount=true").await.ok();
        assert_eq!(list["items"].as_array().map(Vec::len), Some(1));

        // One is found in the back room after all, so there were two.
        shop.adjust(&vase, json!({ "kind": "count", "quantity": 0 })).await.ok();
        assert!(!shop.stock(&vase).await.recount);
        shop.books_are(&[
            ("Cash in drawers", 12000),
            ("Opening equity", -2000),
            ("standard tax payable", -2000),
            ("Sales – standard", -10000),
            ("Cost of goods sold", 4000),
            ("Shrinkage", -2000),
        ])
        .await;
    });
}

#[test]
fn goods_sold_before_they_came_are_settled_by_the_next_delivery() {
    tell(async |shop| {
        let vat = shop.tax("standard", "20").await;
        let mug = shop.goods("mug", 1200, 400, &vat, 1).await;
        // One at 4.00, and two below zero at the last cost known.
        shop.cart().add(&mug, "3").sell().await.ok();
        let shelf = shop.stock(&mug).await;
        assert_eq!((shelf.on_hand.as_str(), shelf.value, shelf.recount), ("-2", -800, true));

        // Ten come at 5.00: the two that had left cost 1.00 more each than was assumed.
        shop.adjust(&mug, json!({ "kind": "received", "quantity": 10, "unit_cost": shop.money(500) })).await.ok();

        let shelf = shop.stock(&mug).await;
        assert_eq!((shelf.on_hand.as_str(), shelf.value, shelf.recount), ("8", 4000, false));
        shop.books_are(&[
            ("Cash in drawers", 3600),
            ("Inventory", 4000),
            ("Goods received, not invoiced", -5000),
            ("Opening equity", -400),
            ("standard tax payable", -600),
            ("Sales – standard", -3000),
            ("Cost of goods sold", 1400),
        ])
        .await;
    });
}
