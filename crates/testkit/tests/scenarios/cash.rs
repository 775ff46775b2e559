//! Money that is certain when it lies in the drawer.

use onetill_testkit::scenario::tell;
use onetill_testkit::shop::figures;
use serde_json::json;

#[test]
fn a_cash_sale_reaches_every_book() {
    tell(async |shop| {
        let vat = shop.tax("standard", "20").await;
        let mug = shop.goods("mug", 1200, 500, &vat, 10).await;

        let sale = shop.cart().add(&mug, "2").cash(2400, 5000).sell().await.ok();

        // A fifth of 24.00 less its sixth; 50.00 handed over.
        assert_eq!((&sale["number"], &sale["state"]), (&json!("R1-000001"), &json!("completed")));
        assert_eq!(figures(&sale, ["net", "tax", "total", "paid", "change"]), [2000, 400, 2400, 2400, 2600]);
        assert_eq!(sale["warnings"], json!([]));
        let shelf = shop.stock(&mug).await;
        assert_eq!((shelf.on_hand.as_str(), shelf.value), ("8", 4000));
        shop.books_are(&[
            ("Cash in drawers", 2400),
            ("Inventory", 4000),
            ("Opening equity", -5000),
            ("standard tax payable", -400),
            ("Sales – standard", -2000),
            ("Cost of goods sold", 1000),
        ])
        .await;

        // And all of it is on the order's own page.
        let order = shop.look_at(&sale).await;
        assert_eq!(figures(&order["payments"][0], ["amount", "tendered", "change"]), [2400, 5000, 2600]);
        assert_eq!(
            (&order["movements"][0]["quantity"], &order["movements"][0]["kind"]),
            (&json!("-2"), &json!("sale"))
        );
        assert_eq!(figures(&order["movements"][0], ["value"]), [-1000]);
        assert_eq!((&order["entries"][0]["kind"], &order["entries"][0]["id"]), (&json!("sale"), &sale["id"]));
        assert_eq!(order["events"][0]["kind"], "order.completed");
        assert_eq!(order["business_date"], "2026-11-23");
    });
}

#[test]
fn each_register_numbers_its_own_receipts() {
    tell(async |shop| {
        let vat = shop.tax("standard", "20").await;
        let mug = shop.goods("mug", 1200, 500, &vat, 10).await;
        let mut numbers = Vec::new();
        for register in [0, 1, 0, 0, 1] {
            let sale = shop.cart().at(register).add(&mug, "1").sell().await.ok();
            numbers.push(sale["number"].as_str().expect("a number").to_owned());
        }
        assert_eq!(numbers, ["R1-000001", "R2-000001", "R1-000002", "R1-000003", "R2-000002"]);
    });
}

#[test]
fn one_sale_is_split_over_several_tenders() {
    tell(async |shop| {
        let vat = shop.tax("standard", "20").await;
        let mug = shop.goods("mug", 1200, 500, &vat, 10).await;

        let cart = shop.cart().add(&mug, "2").pay("voucher", 1000).pay("bank_transfer", 600).cash(800, 1000);
        let sale = cart.sell().await.ok();

        assert_eq!(figures(&sale, ["total", "paid", "change"]), [2400, 2400, 200]);
        let order = shop.look_at(&sale).await;
        let tenders: Vec<_> = order["payments"].as_array().expect("payments").iter().map(|p| &p["tender"]).collect();
        assert_eq!(tenders, ["voucher", "bank_transfer", "cash"], "as they were handed over");
        shop.books_are(&[
            ("Cash in drawers", 800),
            ("Voucher clearing", 1000),
            ("Bank transfer clearing", 600),
            ("Inventory", 4000),
            ("Opening equity", -5000),
            ("standard tax payable", -400),
            ("Sales – standard", -2000),
            ("Cost of goods sold", 1000),
        ])
        .await;
    });
}

#[test]
fn only_money_that_fits_completes_a_sale() {
    tell(async |shop| {
        let vat = shop.tax("standard", "20").await;
        let mug = shop.goods("mug", 1200, 500, &vat, 10).await;
        let before = shop.dump().await;
        let one = || shop.cart().add(&mug, "1");

        let short = one().pay("cash", 1199).sell().await.refused(422, "payment_missing");
        assert_eq!(short["detail"], "The payments fall 0.01 GBP short of the total.");
        one().pay("voucher", 1201).sell().await.refused(422, "payment_exceeds_due");
        one().cash(1200, 1100).sell().await.refused(422, "invalid_field");
        one().pay("card", 1200).sell().await.refused(422, "payment_not_captured");
        assert_eq!(shop.dump().await, before, "nothing was written");
    });
}

#[test]
fn an_order_is_paid_in_steps_and_money_taken_early_is_owed() {
    tell(async |shop| {
        let vat = shop.tax("standard", "20").await;
        let mug = shop.goods("mug", 1200, 500, &vat, 10).await;
        let order = shop.cart().add(&mug, "2").open().await.ok();

        shop.pay(&order, "cash", 1000).await.ok();
        shop.books_are(&[
            ("Cash in drawers", 1000),
            ("Inventory", 5000),
            ("Customer deposits", -1000),
            ("Opening equity", -5000),
        ])
        .await;
        shop.on(&order, "complete", json!({})).await.refused(409, "payment_missing");

        shop.later(60);
        shop.pay(&order, "voucher", 1400).await.ok();
        let done = shop.on(&order, "complete", json!({})).await.ok();
        assert_eq!(done["number"], "R1-000001");
        shop.books_are(&[
            ("Cash in drawers", 1000),
            ("Voucher clearing", 1400),
            ("Inventory", 4000),
            ("Opening equity", -5000),
            ("standard tax payable", -400),
            ("Sales – standard", -2000),
            ("Cost of goods sold", 1000),
        ])
        .await;
    });
}

#[test]
fn an_order_given_up_gives_its_deposit_back() {
    tell(async |shop| {
        let vat = shop.tax("standard", "20").await;
        let mug = shop.goods("mug", 1200, 500, &vat, 10).await;
        let order = shop.cart().add(&mug, "2").open().await.ok();
        shop.pay(&order, "cash", 1000).await.ok();
        assert_eq!(shop.stock(&mug).await.reserved, "2");

        let gone = shop.on(&order, "void", json!({ "reason": "changed their mind" })).await.ok();

        assert_eq!((&gone["state"], &gone["number"]), (&json!("voided"), &json!(null)));
        assert_eq!(shop.stock(&mug).await.reserved, "0");
        shop.books_are(&[("Inventory", 5000), ("Opening equity", -5000)]).await;
    });
}
