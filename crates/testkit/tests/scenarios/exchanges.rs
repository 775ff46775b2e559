//! Goods that come back while others go out.

use onetill_testkit::scenario::{MORNING, tell, tell_at_once};
use onetill_testkit::shop::{Shop, figures};
use reqwest::Method;
use serde_json::{Value, json};

/// A shop that sold two mugs at 12.00 for cash and has lamps at 60.00 and pens at 3.00; the variants and the sale.
async fn two_mugs_sold(shop: &Shop) -> ([Value; 3], Value) {
    let vat = shop.tax("standard", "20").await;
    let mug = shop.goods("mug", 1200, 500, &vat, 10).await;
    let lamp = shop.goods("lamp", 6000, 2500, &vat, 4).await;
    let pen = shop.goods("pen", 300, 100, &vat, 10).await;
    let sale = shop.cart().add(&mug, "2").sell().await.ok();
    shop.later(60);
    ([mug, lamp, pen], sale)
}

/// Some of the first line of a sale, brought back.
fn back(sale: &Value, quantity: &str) -> Value {
    json!([{ "order_id": sale["id"], "reason": "another one", "lines": [{ "line_no": 1, "quantity": quantity }] }])
}

/// Tender and amount of each payment.
fn money(of: &Value) -> Vec<(String, i64)> {
    let payments = of["payments"].as_array().expect("payments");
    payments.iter().map(|p| (p["tender"].as_str().expect("a tender").to_owned(), figures(p, ["amount"])[0])).collect()
}

fn pairs(expect: &[(&str, i64)]) -> Vec<(String, i64)> {
    expect.iter().map(|(tender, minor)| ((*tender).to_owned(), *minor)).collect()
}

#[test]
fn something_dearer_is_taken_for_it_and_the_difference_paid() {
    tell(async |shop| {
        let ([mug, lamp, _], sold) = two_mugs_sold(shop).await;
        let cart = shop.cart().add(&lamp, "1").with("returned", back(&sold, "1")).cash(4800, 5000);

        let asked = cart.quote().await.ok();
        assert_eq!(figures(&asked["returned"], ["total", "due", "given_back"]), [1200, 4800, 0]);
        let key = "an exchange";
        let sale = shop.post_once(key, "/v1/sales", cart.sale()).await.ok();

        assert_eq!((&sale["number"], figures(&sale, ["total", "change"])), (&json!("R1-000003"), [6000, 200]));
        let refund = &sale["returned"][0];
        assert_eq!((&refund["number"], &refund["exchange_order_id"]), (&json!("R1-000002"), &sale["id"]));
        assert_eq!(money(refund), pairs(&[("exchange", 1200)]));
        let order = shop.look_at(&sale).await;
        assert_eq!(money(&order), pairs(&[("cash", 4800), ("exchange", 1200)]));
        assert_eq!(order["returned"][0]["id"], refund["id"]);
        let original = shop.look_at(&sold).await;
        assert_eq!((&original["refund_state"], &original["refunds"][0]["id"]), (&json!("partial"), &refund["id"]));
        assert_eq!((shop.stock(&mug).await.on_hand.as_str(), shop.stock(&lamp).await.on_hand.as_str()), ("9", "3"));
        shop.books_are(&[
            ("Cash in drawers", 7200),
            ("Inventory", 13000),
            ("Opening equity", -16000),
            ("standard tax payable", -1200),
            ("Sales – standard", -6000),
            ("Cost of goods sold", 3000),
        ])
        .await;

        // Sent again it is the same sale, and no mug comes back twice.
        let again = shop.post_once(key, "/v1/sales", cart.sale()).await.ok();
        assert_eq!((&again["id"], &again["returned"][0]["id"]), (&sale["id"], &refund["id"]));
        let id = sale["id"].as_str().expect("an id");
        let slip = shop.get(&format!("/v1/orders/{id}/receipt?format=text")).await;
        let text = slip.text;
        for words in ["Came back", "1 × mug", "-12.00", "To pay", "48.00"] {
            assert!(text.contains(words), "{words} on\n{text}");
        }
    });
}

#[test]
fn something_cheaper_is_taken_for_it_and_the_difference_goes_back() {
    tell(async |shop| {
        let ([mug, _, pen], sold) = two_mugs_sold(shop).await;

        let even = shop.cart().add(&mug, "1").with("returned", back(&sold, "1"));
        let mut body = even.sale();
        body["returned"][0]["restock"] = json!(false);
        let even = shop.post("/v1/sales", body).await.ok();
        assert_eq!(money(&shop.look_at(&even).await), pairs(&[("exchange", 1200)]));
        assert_eq!(shop.stock(&mug).await.on_hand, "7", "the broken one did not go back on the shelf");
        shop.later(60);

        let cheaper = shop.cart().add(&pen, "1").with("returned", back(&sold, "1"));
        let sale = shop.post("/v1/sales", cheaper.sale()).await.ok();
        assert_eq!(money(&sale["returned"][0]), pairs(&[("cash", 900), ("exchange", 300)]));
        assert_eq!(shop.look_at(&sold).await["refund_state"], "full");
        shop.books_are(&[
            ("Cash in drawers", 1500),
            ("Inventory", 14900),
            ("Opening equity", -16000),
            ("standard tax payable", -250),
            ("Sales – standard", -1250),
            ("Cost of goods sold", 1100),
        ])
        .await;
        let more = shop.cart().add(&pen, "1").with("returned", back(&sold, "1"));
        let refused = shop.post("/v1/sales", more.sale()).await.refused(422, "refund_exceeds_rest");
        assert_eq!(refused["field"], "returned[0].lines[0].quantity");
    });
}

#[test]
fn what_was_taken_in_exchange_comes_back_for_cash_or_for_something_else_again() {
    tell(async |shop| {
        let ([mug, lamp, pen], sold) = two_mugs_sold(shop).await;
        let first = shop.cart().add(&lamp, "1").with("returned", back(&sold, "2")).cash(3600, 3600).sell().await.ok();
        shop.later(60);

        // Of the lamp's 60.00 the mugs paid 24.00: a pen of 3.00 leaves 57.00, of which cash paid three fifths.
        let second = shop.cart().add(&pen, "1").with("returned", back(&first, "1"));
        let second = shop.post("/v1/sales", second.sale()).await.ok();
        assert_eq!(money(&second["returned"][0]), pairs(&[("cash", 3420), ("cash", 2280), ("exchange", 300)]));
        shop.later(60);

        let refund = shop.refund(&second, json!({})).await.ok();
        assert_eq!(money(&refund), pairs(&[("cash", 300)]));
        assert_eq!(shop.stock(&mug).await.on_hand, "10");
        shop.books_are(&[("Inventory", 16000), ("Opening equity", -16000)]).await;
    });
}

#[test]
fn a_card_pays_the_difference_and_gets_the_rest_of_it_back() {
    tell(async |shop| {
        let ([mug, lamp, pen], sold) = two_mugs_sold(shop).await;
        let order = shop.cart().add(&lamp, "1").open().await.ok();
        let paying = json!({ "tender": "card", "amount": shop.money(4800) });
        let payment = shop.on(&order, "payments", paying).await.ok();
        let payment = shop.settled(&payment).await;
        let body = |returned: Value| {
            json!({
                "id": order["id"], "register_id": shop.register(), "lines": [{ "variant_id": lamp }],
                "payments": [{ "payment_id": payment["id"] }], "returned": returned,
            })
        };

        shop.post("/v1/sales", body(json!([]))).await.refused(422, "payment_missing");
        shop.post("/v1/sales", body(back(&sold, "2"))).await.refused(422, "payment_exceeds_due");
        let sale = shop.post("/v1/sales", body(back(&sold, "1"))).await.ok();
        assert_eq!(money(&shop.look_at(&sale).await), pairs(&[("card", 4800), ("exchange", 1200)]));
        shop.books_are(&[
            ("Cash in drawers", 2400),
            ("Card clearing", 4800),
            ("Inventory", 13000),
            ("Opening equity", -16000),
            ("standard tax payable", -1200),
            ("Sales – standard", -6000),
            ("Cost of goods sold", 3000),
        ])
        .await;
        shop.later(60);

        // The lamp for four mugs: 60.00 for 48.00, and a fifth of the 12.00 was not paid by card.
        let mugs = shop.cart().add(&mug, "4").with("returned", back(&sale, "1"));
        let sale = shop.post("/v1/sales", mugs.sale()).await.ok();
        let refund = sale["returned"][0].clone();
        assert_eq!(money(&refund), pairs(&[("card", 960), ("cash", 240), ("exchange", 4800)]));
        shop.settled(&payment).await;
        let id = refund["id"].as_str().expect("a refund");
        assert_eq!(shop.get(&format!("/v1/refunds/{id}")).await.ok()["state"], "completed");
        assert_eq!(shop.stock(&pen).await.on_hand, "10");
    });
}

#[test]
fn an_exchange_ends_by_itself_once_the_card_has_paid_the_difference() {
    tell(async |shop| {
        let ([_, lamp, _], sold) = two_mugs_sold(shop).await;
        let order = shop.cart().add(&lamp, "1").open().await.ok();
        let cash = |returned: Value| {
            json!({
                "tender": "cash", "amount": shop.money(800), "complete_when_paid": true, "returned": returned,
            })
        };
        let refused = shop.on(&order, "payments", json!({ "tender": "card", "returned": back(&sold, "1") })).await;
        assert_eq!(refused.refused(422, "invalid_field")["field"], "complete_when_paid");
        shop.on(&order, "payments", cash(back(&sold, "3"))).await.refused(422, "refund_exceeds_rest");

        // A part in cash, the rest by card: the till says nothing more.
        shop.on(&order, "payments", cash(back(&sold, "1"))).await.ok();
        let more = json!({ "tender": "card", "amount": shop.money(4001), "complete_when_paid": true });
        shop.on(&order, "payments", more).await.refused(422, "payment_exceeds_due");
        let payment = shop.on(&order, "payments", json!({ "tender": "card", "complete_when_paid": true })).await.ok();
        assert_eq!(figures(&payment, ["amount"]), [4000]);
        shop.settled(&payment).await;
        let sale = shop.look_at(&order).await;
        assert_eq!(sale["state"], "completed");
        let mut paid = money(&sale);
        paid.sort();
        assert_eq!(paid, pairs(&[("card", 4000), ("cash", 800), ("exchange", 1200)]));
        assert_eq!(money(&sale["returned"][0]), pairs(&[("exchange", 1200)]));
        assert_eq!(shop.look_at(&sold).await["refund_state"], "partial");
    });
}

/// An exchange whose card is asked while what comes back for it is refunded elsewhere: the order, and its card payment.
async fn overtaken_by_a_refund(shop: &Shop, cash: i64) -> (Value, Value) {
    let ([_, _, pen], sold) = two_mugs_sold(shop).await;
    shop.next_card_unheard(1).await;
    let order = shop.cart().add(&pen, "5").open().await.ok();
    let paying = |tender: &str| json!({ "tender": tender, "complete_when_paid": true, "returned": back(&sold, "1") });
    if cash > 0 {
        let mut some = paying("cash");
        some["amount"] = shop.money(cash);
        shop.on(&order, "payments", some).await.ok();
    }
    let payment = shop.on(&order, "payments", paying("card")).await.ok();
    assert_eq!(figures(&payment, ["amount"]), [300 - cash]);
    shop.terminal_has(&payment, "approved").await;
    shop.payment_when(&payment, |p| p["message"] == "Waiting for the terminal.").await;
    shop.refund(&sold, json!({})).await.ok();
    shop.ask(&payment, "inquire").await.ok();
    shop.ask(&payment, "inquire").await.ok();
    assert_eq!(shop.payment(&payment).await["attempts"][0]["state"], "succeeded");
    (order, payment)
}

#[test]
fn where_the_goods_came_back_elsewhere_meanwhile_the_card_gets_its_money_back_by_itself() {
    tell(async |shop| {
        let (order, payment) = overtaken_by_a_refund(shop, 0).await;
        let order = shop.look_at(&order).await;
        assert_eq!((&order["state"], figures(&order, ["paid"])), (&json!("voided"), [0]));
        let why = "What was to come back for it could not be taken back any more.";
        assert_eq!(order["voids"][0]["reason"], why);
        let payment = shop.settled(&payment).await;
        assert_eq!(figures(&payment, ["amount", "refunded"]), [300, 300]);
        shop.books_are(&[("Inventory", 16000), ("Opening equity", -16000)]).await;
    });
    tell(async |shop| {
        // What lies in the drawer is given back by whoever stands there.
        let (order, payment) = overtaken_by_a_refund(shop, 100).await;
        let left = shop.look_at(&order).await;
        assert_eq!((&left["state"], figures(&left, ["paid"])), (&json!("frozen"), [300]));
        let given_up = json!({ "version": left["version"], "reason": "taken back already" });
        assert_eq!(shop.on(&left, "void", given_up).await.ok()["state"], "voided");
        shop.settled(&payment).await;
        shop.books_are(&[("Inventory", 16000), ("Opening equity", -16000)]).await;
    });
}

#[test]
fn empties_are_taken_off_what_is_paid_by_whoever_sells() {
    let morning = |options: &mut onetill_testkit::shop::ShopOptions| options.clock = MORNING.parse().ok();
    // A sign-in's secret is nobody's to foretell.
    tell_at_once(morning, async |shop| {
        let ([mug, ..], _) = two_mugs_sold(shop).await;
        let bottle = json!({
            "name": "Bottle", "kind": "deposit", "variants": [{ "sku": "BOTTLE", "price": shop.money(25) }],
        });
        let bottle = shop.post("/v1/products", bottle).await.ok()["variants"][0]["id"].clone();
        let empties = |quantity: &str| json!([{ "reason": "empties", "goods": [{ "variant_id": bottle, "quantity": quantity }] }]);
        let cashier = shop.get("/v1/sign-in-options").await.ok()["staff"][0]["id"].clone();
        let signing = json!({ "register_id": shop.register(), "staff_id": cashier, "pin": "4711" });
        let token = shop.post("/v1/sessions", signing).await.ok()["token"].as_str().expect("a token").to_owned();
        let sell = async |returned: Value, cash: i64| {
            let mut cart = shop.cart().add(&mug, "1").with("returned", returned);
            if cash > 0 {
                cart = cart.cash(cash, cash);
            }
            shop.send_as(&token, Method::POST, "/v1/sales", Some(cart.sale()), None).await
        };

        let sale = sell(empties("8"), 1000).await.ok();
        assert_eq!(money(&shop.look_at(&sale).await), pairs(&[("cash", 1000), ("exchange", 200)]));
        shop.later(60);
        // More empties than goods.
        let sale = sell(empties("60"), 0).await.ok();
        assert_eq!(money(&sale["returned"][0]), pairs(&[("cash", 300), ("exchange", 1200)]));
        shop.later(60);

        // At a price of the cashier's own, or for other goods, it takes more.
        let dear =
            json!([{ "reason": "empties", "goods": [{ "variant_id": bottle, "unit_price": shop.money(5000) }] }]);
        let goods = json!([{ "reason": "no receipt", "goods": [{ "variant_id": mug }] }]);
        for returned in [dear, goods] {
            let refused = sell(returned, 0).await.refused(403, "forbidden");
            assert_eq!(refused["approvable"], json!(["refund_unlinked"]));
        }
        // Alone they go back for cash.
        let alone = |unit_price: Value| {
            json!({
                "register_id": shop.register(), "reason": "empties", "tender": "cash",
                "lines": [{ "variant_id": bottle, "quantity": 4, "unit_price": unit_price }],
            })
        };
        let post = async |body: Value| shop.send_as(&token, Method::POST, "/v1/refunds", Some(body), None).await;
        assert_eq!(figures(&post(alone(Value::Null)).await.ok(), ["total"]), [100]);
        post(alone(shop.money(300))).await.refused(403, "forbidden");
    });
}

#[test]
fn without_tax_only_what_goes_out_is_untaxed() {
    tell(async |shop| {
        let ([mug, lamp, _], sold) = two_mugs_sold(shop).await;
        let embassy = json!({ "reason": "Embassy", "certificate": "C-1" });

        // A mug comes back with the tax that was paid for it, a lamp goes out without.
        let cart = shop.cart().add(&lamp, "1").with("returned", back(&sold, "1")).with("tax_exemption", embassy);
        let asked = cart.quote().await.ok();
        assert_eq!(figures(&asked["returned"], ["total", "due", "given_back"]), [1200, 3800, 0]);
        let sale = shop.post("/v1/sales", cart.cash(3800, 3800).sale()).await.ok();
        assert_eq!(figures(&sale, ["total", "tax"]), [5000, 0]);
        assert_eq!(figures(&sale["returned"][0], ["total", "tax"]), [1200, 200]);
        shop.books_are(&[
            ("Cash in drawers", 6200),
            ("Inventory", 13000),
            ("Opening equity", -16000),
            ("standard tax payable", -200),
            ("Sales – standard", -6000),
            ("Cost of goods sold", 3000),
        ])
        .await;
        shop.later(60);

        // The lamp comes back as it was charged, for mugs with tax.
        let mugs = shop.cart().add(&mug, "2").with("returned", back(&sale, "1"));
        assert_eq!(figures(&mugs.quote().await.ok()["returned"], ["total", "due", "given_back"]), [5000, 0, 2600]);
        let sale = shop.post("/v1/sales", mugs.sale()).await.ok();
        assert_eq!(figures(&sale, ["total", "tax"]), [2400, 400]);
        assert_eq!(figures(&sale["returned"][0], ["total", "tax"]), [5000, 0]);
        shop.books_are(&[
            ("Cash in drawers", 3600),
            ("Inventory", 14500),
            ("Opening equity", -16000),
            ("standard tax payable", -600),
            ("Sales – standard", -3000),
            ("Cost of goods sold", 1500),
        ])
        .await;
    });
}

#[test]
fn goods_without_a_receipt_come_back_as_they_would_be_sold_to_whoever_brings_them() {
    tell(async |shop| {
        let ([mug, lamp, _], _) = two_mugs_sold(shop).await;
        let goods = json!([{ "reason": "no receipt", "goods": [{ "variant_id": mug }] }]);
        let cart = || shop.cart().add(&lamp, "1").with("returned", goods.clone());
        assert_eq!(figures(&cart().quote().await.ok()["returned"], ["total", "due"]), [1200, 4800]);

        // Sold without tax, they come back without it.
        let exempt = cart().with("tax_exemption", json!({ "reason": "Embassy" }));
        assert_eq!(figures(&exempt.quote().await.ok()["returned"], ["total", "due"]), [1000, 4000]);
        let sale = shop.post("/v1/sales", exempt.cash(4000, 4000).sale()).await.ok();
        assert_eq!(figures(&sale["returned"][0], ["total", "tax"]), [1000, 0]);
        shop.books_are(&[
            ("Cash in drawers", 6400),
            ("Inventory", 13000),
            ("Opening equity", -16000),
            ("standard tax payable", -400),
            ("Sales – standard", -6000),
            ("Cost of goods sold", 3000),
        ])
        .await;
        shop.later(60);

        // Also with a card, and alone to somebody who is always exempt.
        let order = shop.cart().add(&lamp, "1").with("tax_exemption", json!({ "reason": "Embassy" })).open().await.ok();
        let card = json!({ "tender": "card", "complete_when_paid": true, "returned": goods });
        let payment = shop.on(&order, "payments", card).await.ok();
        assert_eq!(figures(&payment, ["amount"]), [4000]);
        shop.settled(&payment).await;
        assert_eq!(figures(&shop.look_at(&order).await["returned"][0], ["total", "tax"]), [1000, 0]);
        let embassy = shop.post("/v1/customers", json!({ "name": "Ines" })).await.ok();
        let path = format!("/v1/customers/{}/tax-exemption", embassy["id"].as_str().expect("an id"));
        let exemption = json!({ "tax_exemption": { "reason": "Embassy", "certificate": "C-1" } });
        shop.send(Method::PUT, &path, Some(exemption)).await.ok();
        for (customer, figures_of) in [(Value::Null, [1200, 200]), (embassy["id"].clone(), [1000, 0])] {
            let alone = json!({
                "register_id": shop.register(), "reason": "no receipt", "tender": "cash", "customer_id": customer,
                "lines": [{ "variant_id": mug }],
            });
            assert_eq!(figures(&shop.post("/v1/refunds", alone).await.ok(), ["total", "tax"]), figures_of);
        }
    });
}

#[test]
fn a_quote_takes_goods_without_a_receipt_back_at_the_price_that_the_sale_does() {
    tell(async |shop| {
        let ([mug, lamp, _], _) = two_mugs_sold(shop).await;
        let group = shop.post("/v1/customer-groups", json!({ "name": "Members" })).await.ok();
        let list = json!({ "name": "Members", "validity": { "group_id": group["id"] } });
        let list = shop.post("/v1/price-lists", list).await.ok();
        let path = format!("/v1/price-lists/{}/prices", list["id"].as_str().expect("a list"));
        let prices = json!({ "prices": [{ "variant_id": mug, "price": shop.money(1000) }] });
        shop.send(Method::PUT, &path, Some(prices)).await.ok();
        let member = shop.post("/v1/customers", json!({ "name": "Mia", "group_id": group["id"] })).await.ok();
        let goods = json!([{ "reason": "no receipt", "goods": [{ "variant_id": mug }] }]);
        let cart = shop.cart().customer(&member["id"]).add(&lamp, "1").with("returned", goods);
        assert_eq!(figures(&cart.quote().await.ok()["returned"], ["total", "due"]), [1000, 5000]);
        let sale = shop.post("/v1/sales", cart.cash(5000, 5000).sale()).await.ok();
        assert_eq!(figures(&sale["returned"][0], ["total"]), [1000]);
    });
}
