//! Cash where small coins are gone: only what is paid in cash is rounded, on its way in and on its way back.

use onetill_testkit::scenario::tell_in;
use onetill_testkit::shop::{Cart, Shop, ShopOptions, figures};
use serde_json::{Value, json};

fn swiss(options: &mut ShopOptions) {
    options.currency = "CHF";
    options.cash_rounding = 5;
}

fn thing(shop: &Shop, price: i64) -> Cart<'_> {
    shop.cart().line(json!({ "kind": "goods", "name": "A thing", "unit_price": shop.money(price) }))
}

/// Amount, rounding and what was handed over, of each payment.
fn payments(order: &Value) -> Vec<(&str, Option<i64>)> {
    let all = order["payments"].as_array().expect("payments").iter();
    all.map(|p| (p["tender"].as_str().expect("a tender"), p["rounding"]["amount"].as_i64())).collect()
}

#[test]
fn a_cash_sale_is_rounded_and_the_spare_centimes_are_an_expense() {
    tell_in(swiss, async |shop| {
        let quote = thing(shop, 1992).quote().await.ok();
        assert_eq!(figures(&quote["totals"], ["total", "cash"]), [1992, 1990]);
        let sale = thing(shop, 1992).cash(1992, 2000).sell().await.ok();
        assert_eq!(figures(&sale, ["total", "paid", "change"]), [1992, 1992, 10]);
        shop.books_are(&[("Cash in drawers", 1990), ("Cash rounding", 2), ("Sales, untaxed", -1992)]).await;

        thing(shop, 1992).cash(1992, 1985).sell().await.refused(422, "invalid_field");
        shop.refund(&sale, json!({})).await.ok();
        shop.books_are(&[]).await;
    });
}

#[test]
fn only_the_cash_part_of_a_split_is_rounded_and_that_once() {
    tell_in(swiss, async |shop| {
        let sale = thing(shop, 1993).pay("voucher", 1001).pay("cash", 301).pay("cash", 691).sell().await.ok();
        let order = shop.look_at(&sale).await;
        // 9.92 in cash is 9.90: 3.00, and what is left of it.
        assert_eq!(payments(&order), [("voucher", None), ("cash", Some(-1)), ("cash", Some(-1))]);
        shop.books_are(&[
            ("Cash in drawers", 990),
            ("Voucher clearing", 1001),
            ("Cash rounding", 2),
            ("Sales, untaxed", -1993),
        ])
        .await;
    });
}

#[test]
fn an_order_paid_in_steps_is_rounded_as_a_whole_and_a_deposit_goes_back_as_it_came() {
    tell_in(swiss, async |shop| {
        let order = thing(shop, 204).open().await.ok();
        shop.pay(&order, "cash", 102).await.ok();
        let paid = shop.pay(&order, "cash", 102).await.ok();
        assert_eq!(figures(&paid, ["amount", "rounding"]), [102, 3], "2.04 is 2.05, of which 1.00 was paid");
        shop.books_are(&[("Cash in drawers", 205), ("Cash rounding", -1), ("Customer deposits", -204)]).await;
        shop.on(&order, "void", json!({ "reason": "changed their mind" })).await.ok();
        shop.books_are(&[]).await;
    });
}

#[test]
fn parts_that_come_back_in_cash_are_rounded_and_together_are_what_was_paid() {
    tell_in(swiss, async |shop| {
        let sale = thing(shop, 333).line(json!({
            "kind": "goods", "name": "Another", "quantity": 3, "unit_price": shop.money(111)
        }));
        let sale = sale.sell().await.ok();
        shop.books_are(&[("Cash in drawers", 665), ("Cash rounding", 1), ("Sales, untaxed", -666)]).await;
        let mut given = Vec::new();
        for _ in 0..3 {
            let part = shop.refund(&sale, json!({ "lines": [{ "line_no": 2, "quantity": 1 }] })).await.ok();
            given.push(figures(&part["payments"][0], ["amount", "rounding"]));
        }
        // 1.11, 2.22 and 3.33 are 1.10, 2.20 and 3.35.
        assert_eq!(given, [[111, -1], [111, -1], [111, 4]]);
        shop.refund(&sale, json!({})).await.ok();
        shop.books_are(&[]).await;
    });
}

#[test]
fn money_given_back_without_an_order_is_rounded_too() {
    tell_in(swiss, async |shop| {
        let line = json!({ "kind": "goods", "name": "A thing", "unit_price": shop.money(1993) });
        for (tender, account, moves) in [("cash", "Cash in drawers", 1995), ("voucher", "Voucher clearing", 1993)] {
            let body = json!({
                "register_id": shop.register(), "reason": "no receipt", "lines": [line], "tender": tender,
            });
            shop.post("/v1/refunds", body).await.ok();
            assert_eq!(shop.books().await[account], -moves);
        }
    });
}

#[test]
fn a_shift_expects_the_cash_that_was_rounded() {
    tell_in(swiss, async |shop| {
        let opened = shop
            .post("/v1/shifts", json!({ "register_id": shop.register(), "opening_float": shop.money(0) }))
            .await
            .ok();
        let sale = thing(shop, 1992).sell().await.ok();
        thing(shop, 333).sell().await.ok();
        shop.refund(&sale, json!({})).await.ok();
        let id = opened["id"].as_str().expect("a shift");
        let report = shop.get(&format!("/v1/shifts/{id}/report")).await.ok();
        assert_eq!(figures(&report, ["expected_cash"]), [335]);
        assert_eq!(figures(&report["tenders"][0], ["taken", "refunded"]), [1990 + 335, 1990]);
    });
}

#[test]
fn the_smallest_coin_is_a_setting_of_the_shop() {
    tell_in(swiss, async |shop| {
        let quote = async || figures(&thing(shop, 1992).quote().await.ok()["totals"], ["cash"])[0];
        for (coin, cash) in [(0, 1992), (1, 1992), (10, 1990), (100, 2000), (5000, 0)] {
            let now = shop.settings(json!({ "cash_rounding": shop.money(coin) })).await;
            assert_eq!((figures(&now, ["cash_rounding"]), quote().await), ([coin], cash));
        }
        let change = json!({ "cash_rounding": shop.money(-5) });
        let refused = shop.send(reqwest::Method::PATCH, "/v1/settings", Some(change)).await;
        refused.refused(422, "invalid_field");
        // What was paid to the centime goes back to the centime.
        shop.settings(json!({ "cash_rounding": shop.money(0) })).await;
        let sale = thing(shop, 1992).sell().await.ok();
        shop.settings(json!({ "cash_rounding": shop.money(5) })).await;
        shop.refund(&sale, json!({})).await.ok();
        shop.books_are(&[]).await;
    });
}
