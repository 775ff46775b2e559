//! What rules take off: in which order, what for, and how often.

use onetill_testkit::scenario::{tell, tell_at_once};
use onetill_testkit::shop::{Cart, Shop, figures};
use reqwest::Method;
use serde_json::{Value, json};

async fn add(shop: &Shop, promotion: Value) -> Value {
    shop.post("/v1/promotions", promotion).await.ok()
}

async fn codes(shop: &Shop, promotion: &Value, new: Value) {
    shop.post(&format!("/v1/promotions/{}/coupons", promotion["id"].as_str().expect("an id")), new).await.ok();
}

/// How often each code of a promotion is used.
async fn used(shop: &Shop, promotion: &Value) -> Vec<i64> {
    let path = format!("/v1/promotions/{}/coupons", promotion["id"].as_str().expect("an id"));
    let all = shop.get(&path).await.ok();
    all["items"].as_array().expect("codes").iter().map(|c| c["used_count"].as_i64().expect("a count")).collect()
}

async fn off(shop: &Shop, promotion: &Value) {
    let path = format!("/v1/promotions/{}", promotion["id"].as_str().expect("an id"));
    let how = json!({ "version": promotion["version"], "active": false });
    shop.send(Method::PATCH, &path, Some(how)).await.ok();
}

/// What is taken off, by line and for which reason; and what is left to pay.
async fn cuts(cart: &Cart<'_>) -> (Vec<(Option<i64>, String, i64)>, i64) {
    let quote = cart.quote().await.ok();
    let all = quote["discounts"].as_array().expect("discounts").iter();
    let cut = |d: &Value| {
        (d["line_no"].as_i64(), d["reason"].as_str().expect("a reason").to_owned(), figures(d, ["amount"])[0])
    };
    (all.map(cut).collect(), figures(&quote["totals"], ["total"])[0])
}

fn cut(line: Option<i64>, reason: &str, amount: i64) -> (Option<i64>, String, i64) {
    (line, reason.to_owned(), amount)
}

#[test]
fn each_kind_of_promotion_takes_off_what_it_says() {
    tell(async |shop| {
        let vat = shop.tax("standard", "20").await;
        let mug = shop.goods("mug", 1200, 500, &vat, 100).await;
        let pen = shop.goods("pen", 300, 100, &vat, 100).await;
        let ink = shop.goods("ink", 500, 100, &vat, 100).await;
        let of = |variant: &Value| json!([{ "variant_id": variant }]);
        let cart = || shop.cart().add(&mug, "2").add(&pen, "5").add(&ink, "1");

        let p = add(shop, json!({ "name": "Mugs", "kind": "percent", "percent": "10", "goods": of(&mug) })).await;
        assert_eq!(cuts(&cart()).await, (vec![cut(Some(1), "Mugs", 240)], 4160));
        off(shop, &p).await;
        let p =
            add(shop, json!({ "name": "Pens", "kind": "amount", "amount": shop.money(50), "goods": of(&pen) })).await;
        assert_eq!(cuts(&cart()).await, (vec![cut(Some(2), "Pens", 250)], 4150), "0.50 off each of five");
        off(shop, &p).await;
        // Two and one free: of five one is free.
        let p = add(shop, json!({ "name": "2+1", "kind": "buy_get", "buy": 2, "get": 1, "goods": of(&pen) })).await;
        assert_eq!(cuts(&cart()).await, (vec![cut(Some(2), "2+1", 300)], 4100));
        off(shop, &p).await;
        // A pen at half its price for every mug.
        let both = json!([{ "variant_id": mug }, { "part": 2, "variant_id": pen }]);
        let gift = json!({ "name": "Mug and pen", "kind": "buy_get", "buy": 1, "percent": "50", "goods": both });
        let p = add(shop, gift).await;
        assert_eq!(cuts(&cart()).await, (vec![cut(Some(2), "Mug and pen", 300)], 4100));
        off(shop, &p).await;
        // Any three of pens and ink for 8.00, the dearest first: 5.00 + 3.00 + 3.00 saves 3.00; three pens save 1.00.
        let any = json!([{ "variant_id": pen }, { "variant_id": ink }]);
        let p =
            add(shop, json!({ "name": "3 for 8", "kind": "mix", "buy": 3, "amount": shop.money(800), "goods": any }))
                .await;
        let (taken, total) = cuts(&cart()).await;
        assert_eq!((taken.iter().map(|c| c.2).sum::<i64>(), total), (400, 4000));
        assert_eq!(taken, [cut(Some(2), "3 for 8", 300), cut(Some(3), "3 for 8", 100)], "4.00 over 15.00 and 5.00");
        off(shop, &p).await;
        // A mug with two pens for 15.00, twice: 18.00 each saves 3.00.
        let parts = json!([{ "part": 1, "variant_id": mug }, { "part": 2, "variant_id": pen, "quantity": 2 }]);
        let p = add(shop, json!({ "name": "Set", "kind": "bundle", "amount": shop.money(1500), "goods": parts })).await;
        let (taken, total) = cuts(&cart()).await;
        assert_eq!((taken.iter().map(|c| c.2).sum::<i64>(), total), (600, 3800));
        off(shop, &p).await;
        let over = json!({ "name": "Over 40", "kind": "order_percent", "percent": "5", "min_total": shop.money(4000) });
        let p = add(shop, over).await;
        assert_eq!(cuts(&cart()).await, (vec![cut(None, "Over 40", 220)], 4180));
        assert_eq!(cuts(&shop.cart().add(&mug, "3")).await, (vec![], 3600), "36.00 is not enough");
        off(shop, &p).await;
        // At a price list's price, in its hours: it is half past nine.
        let hours = json!({ "from_time": "09:00", "to_time": "10:00" });
        add(shop, json!({ "name": "Early", "kind": "percent", "percent": "50", "goods": of(&ink), "validity": hours }))
            .await;
        assert_eq!(cuts(&shop.cart().add(&ink, "1")).await, (vec![cut(Some(1), "Early", 250)], 250));
        shop.later(3600);
        assert_eq!(cuts(&shop.cart().add(&ink, "1")).await, (vec![], 500));
    });
}

#[test]
fn promotions_come_in_their_order_before_what_a_person_gives_and_reduce_the_tax() {
    tell(async |shop| {
        let vat = shop.tax("standard", "20").await;
        let mug = shop.goods("mug", 1000, 500, &vat, 100).await;
        let stacked = |name: &str, percent: &str, priority: i64| json!({ "name": name, "kind": "percent", "percent": percent, "priority": priority, "combinable": true });
        add(shop, stacked("Second", "50", 20)).await;
        add(shop, stacked("First", "10", 10)).await;
        let order = json!({
            "name": "Order", "kind": "order_amount", "amount": shop.money(100), "min_total": shop.money(400),
        });
        add(shop, order).await;
        let cart = shop.cart().add(&mug, "1").line_off(50).percent("10");
        // 10.00 less 1.00, less half of 9.00, less 0.50: 4.00; then 1.00 off the order, then a tenth of 3.00.
        let all = vec![
            cut(Some(1), "First", 100),
            cut(Some(1), "Second", 450),
            cut(Some(1), "", 50),
            cut(None, "Order", 100),
            cut(None, "", 30),
        ];
        assert_eq!(cuts(&cart).await, (all, 270));
        let sale = cart.sell().await.ok();
        assert_eq!(figures(&sale, ["subtotal", "discount", "net", "tax", "total"]), [1000, 730, 225, 45, 270]);

        // One that is not combinable keeps others off what it reached.
        let alone = json!({ "name": "Alone", "kind": "percent", "percent": "20", "priority": 1 });
        let alone = add(shop, alone).await;
        let (taken, _) = cuts(&shop.cart().add(&mug, "1")).await;
        assert_eq!(taken, [cut(Some(1), "Alone", 200), cut(None, "Order", 100)]);
        off(shop, &alone).await;

        // So does a bundle, also on the line whose share of what is saved rounds to nothing.
        let bag = shop.goods("bag", 1, 1, &vat, 100).await;
        let parts = json!([{ "part": 1, "variant_id": mug }, { "part": 2, "variant_id": bag }]);
        let bundle =
            json!({ "name": "Bagged", "kind": "bundle", "amount": shop.money(1000), "goods": parts, "priority": 1 });
        let bundle = add(shop, bundle).await;
        let (taken, _) = cuts(&shop.cart().add(&mug, "1").add(&bag, "1")).await;
        assert_eq!(taken, [cut(Some(1), "Bagged", 1), cut(None, "Order", 100)], "the bag is not half off");
        off(shop, &bundle).await;

        // What was taken off stands in the order, and a refund gives back what was paid.
        let looked = shop.look_at(&sale).await;
        let reasons: Vec<_> = looked["discounts"].as_array().expect("discounts").iter().map(|d| &d["reason"]).collect();
        assert_eq!(reasons, ["First", "Second", "", "Order", ""]);
        let refund = shop.refund(&sale, json!({})).await.ok();
        assert_eq!(figures(&refund, ["total"]), [270]);
    });
}

#[test]
fn a_code_counts_when_it_is_sold_and_comes_back_with_all_of_the_order() {
    tell(async |shop| {
        let vat = shop.tax("standard", "20").await;
        let mug = shop.goods("mug", 1000, 500, &vat, 100).await;
        let ann = shop.add_customer("Ann").await;
        let spring = json!({ "name": "Spring", "kind": "percent", "percent": "10", "needs_coupon": true });
        let spring = add(shop, spring).await;
        codes(shop, &spring, json!({ "codes": ["spring-1"], "max_uses": 2 })).await;
        let with = |code: &str| shop.cart().add(&mug, "2").with("coupons", json!([code]));
        assert_eq!(cuts(&shop.cart().add(&mug, "2")).await, (vec![], 2000), "not without the code");
        let quote = with(" Spring-1 ").quote().await.ok();
        assert_eq!(quote["coupons"], json!([{ "code": "SPRING-1", "applied": true }]));
        assert_eq!(used(shop, &spring).await, [0], "a quote uses nothing");
        let unknown = with("SPRING-2").quote().await.refused(422, "coupon_unknown");
        assert_eq!(unknown["field"], "coupons[0]");

        let sale = with("SPRING-1").sell().await.ok();
        assert_eq!((figures(&sale, ["total"]), used(shop, &spring).await), ([1800], vec![1]));
        // By card: used while the money is under way, given back when it does not come.
        let order = with("SPRING-1").open().await.ok();
        assert_eq!(used(shop, &spring).await, [1]);
        shop.next_card("insufficient_funds").await;
        let payment = shop.pay_by_card(&order).await;
        shop.settled(&payment).await;
        assert_eq!(used(shop, &spring).await, [1]);
        let payment = shop.pay_by_card(&order).await;
        shop.settled(&payment).await;
        assert_eq!((&shop.look_at(&order).await["state"], used(shop, &spring).await), (&json!("completed"), vec![2]));
        with("SPRING-1").quote().await.refused(409, "coupon_used_up");

        // A part that comes back gives nothing back; all of it does.
        shop.refund(&sale, json!({ "lines": [{ "line_no": 1, "quantity": 1 }] })).await.ok();
        assert_eq!(used(shop, &spring).await, [2]);
        shop.refund(&sale, json!({})).await.ok();
        assert_eq!(used(shop, &spring).await, [1]);
        let order = with("SPRING-1").open().await.ok();
        shop.on(&order, "void", json!({ "reason": "gone" })).await.ok();
        assert_eq!(used(shop, &spring).await, [1]);

        // Once each: the sale must name who buys.
        codes(shop, &spring, json!({ "codes": ["EACH"], "max_uses_each": 1 })).await;
        with("EACH").quote().await.refused(422, "coupon_needs_customer");
        with("EACH").customer(&ann).sell().await.ok();
        with("EACH").customer(&ann).sell().await.refused(409, "coupon_used_up");
        // A code that takes nothing off is not used up.
        let pens = json!({
            "name": "Tall orders", "kind": "order_percent", "percent": "10", "needs_coupon": true,
            "min_total": shop.money(9900),
        });
        let tall = add(shop, pens).await;
        codes(shop, &tall, json!({ "codes": ["TALL"] })).await;
        let sale = with("TALL").sell().await.ok();
        assert_eq!((figures(&sale, ["total"]), used(shop, &tall).await), ([2000], vec![0]));
    });
}

#[test]
fn two_tills_want_the_last_use_of_a_code_and_one_gets_it() {
    tell_at_once(
        |_| {},
        async |shop| {
            let vat = shop.tax("standard", "20").await;
            let mug = shop.goods("mug", 1000, 500, &vat, 100).await;
            let once =
                add(shop, json!({ "name": "Once", "kind": "percent", "percent": "50", "needs_coupon": true })).await;
            codes(shop, &once, json!({ "codes": ["ONCE"], "max_uses": 1 })).await;
            let at = |register: usize| shop.cart().at(register).add(&mug, "1").with("coupons", json!(["ONCE"]));
            let (one, two) = (at(0), at(1));
            let (one, two) = tokio::join!(one.sell(), two.sell());
            let sold = [&one, &two].iter().filter(|reply| reply.status == 201).count();
            assert_eq!(sold, 1, "{} {}", one.body, two.body);
            let refused = if one.status == 201 { two } else { one };
            refused.refused(409, "coupon_used_up");
            assert_eq!(used(shop, &once).await, [1]);
        },
    );
}

#[test]
fn a_promotion_is_tried_on_a_cart_before_it_is_kept() {
    tell(async |shop| {
        let vat = shop.tax("standard", "20").await;
        let mug = shop.goods("mug", 1000, 500, &vat, 100).await;
        let kept = add(shop, json!({ "name": "Kept", "kind": "percent", "percent": "10" })).await;
        let planned = json!({
            "name": "Planned", "kind": "percent", "percent": "25", "needs_coupon": true,
            "validity": { "valid_from": "2031-01-01" },
        });
        let cart = json!({ "register_id": shop.register(), "lines": [{ "variant_id": mug }] });
        let body = json!({ "promotion": planned, "replaces": kept["id"], "cart": cart });
        let quote = shop.post("/v1/promotions/preview", body).await.ok();
        assert_eq!(figures(&quote["totals"], ["total"]), [750]);
        assert_eq!(quote["discounts"][0]["reason"], "Planned");
        let beside = json!({ "promotion": planned, "cart": cart });
        let quote = shop.post("/v1/promotions/preview", beside).await.ok();
        assert_eq!(figures(&quote["totals"], ["total"]), [900], "the older one comes first and is not combinable");
        assert_eq!(shop.get("/v1/promotions").await.ok()["items"].as_array().expect("promotions").len(), 1);
    });
}
