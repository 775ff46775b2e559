//! What is chosen with goods: it is priced before anything is taken off, asked where it must be, and kept as it was sold.

use onetill_testkit::scenario::tell;
use onetill_testkit::shop::{Cart, Shop, figures};
use reqwest::Method;
use serde_json::{Value, json};

/// A coffee of 3.00 with a milk that must be chosen, and up to two extras.
struct Coffee {
    coffee: Value,
    product: String,
    milk: Value,
    /// Cow and oat, which costs 0.40; a shot for 0.90, and no foam, which takes 0.20 off.
    options: [Value; 4],
}

impl Coffee {
    async fn of(shop: &Shop) -> Self {
        let vat = shop.tax("standard", "20").await;
        let coffee = shop.goods("coffee", 300, 100, &vat, 50).await;
        let found = shop.get("/v1/products?search=coffee").await.ok();
        let product = found["items"][0]["id"].as_str().expect("an id").to_owned();
        let option = |name: &str, minor: i64| json!({ "name": name, "price": shop.money(minor) });
        let milk = json!({
            "name": "Milk", "min_choices": 1, "max_choices": 1, "options": [option("Cow", 0), option("Oat", 40)],
        });
        let milk = shop.post("/v1/modifier-groups", milk).await.ok();
        let extras =
            json!({ "name": "Extras", "max_choices": 2, "options": [option("Shot", 90), option("No foam", -20)] });
        let extras = shop.post("/v1/modifier-groups", extras).await.ok();
        let of = |group: &Value, index: usize| group["options"][index]["id"].clone();
        let options = [of(&milk, 0), of(&milk, 1), of(&extras, 0), of(&extras, 1)];
        let all = Self { coffee, product, milk, options };
        let groups = json!([all.milk["id"], extras["id"]]);
        assert_eq!(all.belongs(shop, &groups).await["modifier_groups"], groups);
        all
    }

    async fn belongs(&self, shop: &Shop, groups: &Value) -> Value {
        let path = format!("/v1/products/{}/modifier-groups", self.product);
        shop.send(Method::PUT, &path, Some(json!({ "modifier_groups": groups }))).await.ok()
    }

    /// The milk's group with something of it changed.
    async fn change_milk(&self, shop: &Shop, mut change: Value) -> Value {
        let path = format!("/v1/modifier-groups/{}", self.milk["id"].as_str().expect("an id"));
        change["version"] = shop.get(&path).await.ok()["version"].clone();
        shop.send(Method::PATCH, &path, Some(change)).await.ok()
    }

    /// A line of so many with some of the options.
    fn line(&self, quantity: &str, options: &[usize]) -> Value {
        let options: Vec<&Value> = options.iter().map(|o| &self.options[*o]).collect();
        json!({ "variant_id": self.coffee, "quantity": quantity, "options": options })
    }

    fn cart<'s>(&self, shop: &'s Shop, quantity: &str, options: &[usize]) -> Cart<'s> {
        shop.cart().line(self.line(quantity, options))
    }
}

/// The names of a line's options, and what each cost.
fn chosen(line: &Value) -> Vec<(&str, i64)> {
    let one = |o: &'_ Value| o["price"]["amount"].as_i64().expect("a price");
    line["options"].as_array().expect("options").iter().map(|o| (o["name"].as_str().expect("a name"), one(o))).collect()
}

#[test]
fn options_are_priced_before_anything_is_taken_off_and_kept_as_they_were_sold() {
    tell(async |shop| {
        let c = Coffee::of(shop).await;
        // 3.00 + 0.40 + 0.90 - 0.20 = 4.10; two of them less a tenth.
        let sale = c.cart(shop, "2", &[3, 1, 2]).line_percent("10").sell().await.ok();
        assert_eq!(figures(&sale, ["total"]), [738]);
        c.change_milk(shop, json!({ "options": [{ "id": c.options[0], "name": "Cow" }] })).await;

        let order = shop.look_at(&sale).await;
        let line = &order["lines"][0];
        assert_eq!(figures(line, ["base_price", "unit_price", "amount"]), [300, 410, 820]);
        assert_eq!(chosen(line), [("Oat", 40), ("Shot", 90), ("No foam", -20)], "in the order of the groups");
        assert_eq!(line["regular_price"], Value::Null, "nobody was asked to allow it");

        // What the line's price is named says what it costs before its options.
        let mut named = c.line("1", &[0, 2]);
        named["unit_price"] = shop.money(250);
        let dear = shop.cart().line(named).sell().await.ok();
        let line = &shop.look_at(&dear).await["lines"][0];
        assert_eq!(figures(line, ["base_price", "unit_price", "regular_price"]), [250, 340, 390]);
    });
}

#[test]
fn a_unit_never_costs_less_than_nothing() {
    tell(async |shop| {
        let c = Coffee::of(shop).await;
        let option = json!({ "id": c.options[0], "name": "Own cup", "price": shop.money(-500) });
        c.change_milk(shop, json!({ "options": [option] })).await;
        let sale = c.cart(shop, "1", &[0]).sell().await.ok();
        assert_eq!(figures(&sale, ["total"]), [0]);
    });
}

#[test]
fn what_must_be_chosen_is_asked_and_what_is_not_offered_is_refused() {
    tell(async |shop| {
        let c = Coffee::of(shop).await;
        let refused = async |options: &[usize], code: &str, field: &str| {
            let problem = c.cart(shop, "1", options).sell().await.refused(422, code);
            assert_eq!(problem["field"], field, "{problem}");
            c.cart(shop, "1", options).quote().await.refused(422, code);
            c.cart(shop, "1", options).open().await.refused(422, code);
        };
        refused(&[], "options_needed", "lines[0].options").await;
        refused(&[0, 1], "options_too_many", "lines[0].options").await;
        refused(&[0, 0], "invalid_field", "lines[0].options[1]").await;
        let tea = shop.goods("tea", 200, 50, &shop.tax("reduced", "5").await, 5).await;
        let mut foreign = c.line("1", &[0]);
        foreign["variant_id"] = tea;
        shop.cart().line(foreign).sell().await.refused(422, "option_unknown");
        let free = json!({ "kind": "tip", "name": "Tip", "unit_price": shop.money(100), "options": [c.options[0]] });
        shop.cart().line(free).sell().await.refused(422, "invalid_field");

        // What is switched off is refused, and nobody is asked for a group that is.
        let oat = json!({ "id": c.options[1], "name": "Oat", "active": false });
        c.change_milk(shop, json!({ "options": [{ "id": c.options[0], "name": "Cow" }, oat] })).await;
        refused(&[1], "option_switched_off", "lines[0].options[0]").await;
        c.change_milk(shop, json!({ "active": false })).await;
        refused(&[0], "option_unknown", "lines[0].options[0]").await;
        assert_eq!(figures(&c.cart(shop, "1", &[]).sell().await.ok(), ["total"]), [300]);
    });
}

#[test]
fn a_promotion_takes_its_part_of_the_options_too() {
    tell(async |shop| {
        let c = Coffee::of(shop).await;
        let half = json!({
            "name": "Half price", "kind": "percent", "percent": "50", "goods": [{ "variant_id": c.coffee }],
        });
        shop.post("/v1/promotions", half).await.ok();
        let sale = c.cart(shop, "1", &[1, 2]).sell().await.ok();
        assert_eq!(figures(&sale, ["subtotal", "discount", "total"]), [430, 215, 215]);
    });
}

#[test]
fn a_refund_and_an_exchange_give_back_what_the_options_cost() {
    tell(async |shop| {
        let c = Coffee::of(shop).await;
        let sale = c.cart(shop, "3", &[1, 2]).sell().await.ok();
        let lines = json!({ "lines": [{ "line_no": 1, "quantity": "1" }] });
        let refund = shop.refund(&sale, lines.clone()).await.ok();
        assert_eq!(figures(&refund, ["total"]), [430]);
        assert_eq!(chosen(&refund["lines"][0]), [("Oat", 40), ("Shot", 90)]);

        let back = json!([{ "order_id": sale["id"], "reason": "wrong milk", "lines": lines["lines"] }]);
        let exchanged = c.cart(shop, "1", &[0]).pay("cash", 0).with("returned", back);
        let mut body = exchanged.sale();
        body["payments"] = json!([]);
        let exchanged = shop.post("/v1/sales", body).await.ok();
        assert_eq!(figures(&exchanged["returned"][0], ["total"]), [430]);
        assert_eq!(chosen(&exchanged["returned"][0]["lines"][0]), [("Oat", 40), ("Shot", 90)]);

        // Without its order it comes back at the price that is named.
        let named = json!({ "variant_id": c.coffee, "unit_price": shop.money(300) });
        let unlinked = |line: Value| json!({ "register_id": shop.register(), "reason": "cold", "tender": "cash", "lines": [line] });
        shop.post("/v1/refunds", unlinked(named.clone())).await.ok();
        let mut with = named;
        with["options"] = json!([c.options[0]]);
        shop.post("/v1/refunds", unlinked(with)).await.refused(422, "invalid_field");
    });
}

#[test]
fn an_order_put_aside_keeps_its_options_though_one_is_switched_off_meanwhile() {
    tell(async |shop| {
        let c = Coffee::of(shop).await;
        let order = c.cart(shop, "1", &[1, 2]).with("hold", json!({ "name": "window" })).open().await.ok();
        c.change_milk(shop, json!({ "options": [{ "id": c.options[0], "name": "Cow", "price": shop.money(10) }] }))
            .await;
        shop.on(&order, "recall", json!({ "register_id": shop.registers[1] })).await.ok();

        // Sent again as it was it stands; what is new is asked as it is offered now.
        let path = format!("/v1/orders/{}/cart", order["id"].as_str().expect("an id"));
        let cart = json!({ "lines": [c.line("2", &[2, 1])] });
        let again = shop.send(Method::PUT, &path, Some(cart)).await.ok();
        assert_eq!(figures(&again, ["total"]), [860]);
        let more = |options: &[usize]| json!({ "lines": [c.line("1", options)] });
        shop.on(&order, "lines", more(&[1])).await.refused(422, "option_switched_off");
        let more = shop.on(&order, "lines", more(&[0])).await.ok();
        assert_eq!(figures(&more, ["total"]), [1170]);
        assert_eq!(chosen(&more["lines"][0]), [("Oat", 40), ("Shot", 90)]);
        assert_eq!(chosen(&more["lines"][1]), [("Cow", 10)]);

        shop.on(&order, "payments", json!({ "tender": "cash", "complete_when_paid": true })).await.ok();
        assert_eq!(figures(&shop.look_at(&order).await, ["total"]), [1170]);
    });
}

#[test]
fn a_receipt_tells_the_options_below_their_line_and_the_note() {
    tell(async |shop| {
        let c = Coffee::of(shop).await;
        let mut line = c.line("2", &[0, 2, 3]);
        line["note"] = json!("extra hot");
        let sale = shop.cart().line(line).sell().await.ok();
        assert_eq!(shop.look_at(&sale).await["lines"][0]["note"], "extra hot");
        let path = format!("/v1/orders/{}/receipt?format=text&columns=32", sale["id"].as_str().expect("an id"));
        let told = shop.get(&path).await.text;
        let rows: Vec<&str> = told.lines().skip_while(|l| !l.starts_with("2 ×")).take(6).collect();
        assert_eq!(
            rows,
            [
                "2 × coffee                  7.40",
                "  Cow",
                "  Shot (+0.90)",
                "  No foam (-0.20)",
                "  each 3.70",
                "  extra hot",
            ],
            "{told}"
        );
        let gift = shop.get(&format!("{path}&kind=gift")).await.text;
        assert!(gift.contains("  Shot\n") && !gift.contains("0.90"), "{gift}");
        let refund = shop.refund(&sale, json!({})).await.ok();
        let path = format!("/v1/refunds/{}/receipt?format=text&columns=32", refund["id"].as_str().expect("an id"));
        let told = shop.get(&path).await.text;
        assert!(told.contains("  Shot (+0.90)"), "{told}");

        let mut line = c.line("1", &[0]);
        line["note"] = json!("card 4111 1111 1111 1111");
        let problem = shop.cart().line(line).sell().await.refused(422, "card_number");
        assert_eq!(problem["field"], "lines[0].note");
    });
}

#[test]
fn a_captured_card_payment_sells_the_options_that_were_agreed() {
    tell(async |shop| {
        let c = Coffee::of(shop).await;
        let order = c.cart(shop, "1", &[1]).open().await.ok();
        let paid = shop.on(&order, "payments", json!({ "tender": "card" })).await.ok();
        let paid = shop.settled(&paid).await;
        c.change_milk(shop, json!({ "options": [{ "id": c.options[0], "name": "Cow" }] })).await;
        let sale = |options: &[usize]| {
            json!({
                "register_id": shop.register(), "lines": [c.line("1", options)],
                "payments": [{ "payment_id": paid["id"] }],
            })
        };
        let problem = shop.post("/v1/sales", sale(&[0])).await.refused(409, "order_frozen");
        assert_eq!(problem["field"], "lines");
        let sold = shop.post("/v1/sales", sale(&[1])).await.ok();
        assert_eq!(figures(&sold, ["total"]), [340]);
    });
}

#[test]
fn groups_of_options_are_accounted_for_and_changed_by_one_at_a_time() {
    tell(async |shop| {
        let c = Coffee::of(shop).await;
        let group = c.change_milk(shop, json!({ "name": "Kind of milk", "min_choices": 0 })).await;
        assert_eq!((&group["version"], &group["product_count"]), (&json!(2), &json!(1)));
        let path = format!("/v1/modifier-groups/{}", c.milk["id"].as_str().expect("an id"));
        let stale = json!({ "version": 1, "name": "Cream" });
        shop.send(Method::PATCH, &path, Some(stale)).await.refused(409, "modifier_group_version_stale");

        // In another order, with a new one; the one that is left out is switched off.
        let options = json!([{ "name": "Soy", "price": shop.money(30) }, { "id": c.options[1], "name": "Oat" }]);
        let group = c.change_milk(shop, json!({ "options": options })).await;
        let named: Vec<_> =
            group["options"].as_array().expect("options").iter().map(|o| (&o["name"], &o["active"])).collect();
        let [soy, oat, cow] = [json!("Soy"), json!("Oat"), json!("Cow")];
        assert_eq!(named, [(&soy, &json!(true)), (&oat, &json!(true)), (&cow, &json!(false))]);

        c.belongs(shop, &json!([])).await;
        let trail = shop.get("/v1/audit-trail").await.ok();
        let actions: Vec<&str> =
            trail["items"].as_array().expect("rows").iter().filter_map(|r| r["action"].as_str()).collect();
        for (action, count) in
            [("modifier_group.created", 2), ("modifier_group.changed", 2), ("product.modifiers_changed", 2)]
        {
            assert_eq!(actions.iter().filter(|a| **a == action).count(), count, "{action}");
        }
    });
}

#[test]
fn a_group_with_anything_wrong_in_it_is_refused() {
    tell(async |shop| {
        let c = Coffee::of(shop).await;
        let before = shop.dump().await;
        let nobody = json!("019aaf3a-5c00-7000-8000-000000000009");
        let (invalid, many) = ("invalid_field", vec![json!({ "name": "x" }); 101]);
        let good = json!({
            "id": null, "name": "Sugar", "min_choices": 1, "max_choices": 2, "options": [
                { "id": null, "name": "White", "price": shop.money(0), "active": true },
                { "id": null, "name": "Brown", "price": shop.money(10), "active": true },
            ],
        });
        for (pointer, value, code, field) in [
            ("/id", c.milk["id"].clone(), "already_exists", "id"),
            ("/name", json!(" "), invalid, "name"),
            ("/name", json!("x".repeat(101)), invalid, "name"),
            ("/min_choices", json!(-1), invalid, "min_choices"),
            ("/min_choices", json!(3), invalid, "max_choices"),
            ("/max_choices", json!(0), invalid, "max_choices"),
            ("/max_choices", json!(101), invalid, "max_choices"),
            ("/options", json!([]), invalid, "options"),
            ("/options", json!(many), invalid, "options"),
            ("/options/0/id", c.options[0].clone(), invalid, "options[0].id"),
            ("/options/0/name", json!(""), invalid, "options[0].name"),
            ("/options/1/name", json!("White"), invalid, "options[1].name"),
            (
                "/options/1/price",
                json!({ "amount": 1, "currency": "EUR" }),
                "wrong_currency",
                "options[1].price.currency",
            ),
            ("/options/1/price/amount", json!(i64::MIN), "amount_too_large", "options[1].price.amount"),
        ] {
            let mut bad = good.clone();
            *bad.pointer_mut(pointer).expect("a field") = value;
            let reply = shop.post("/v1/modifier-groups", bad).await;
            assert_eq!((&reply.body["code"], &reply.body["field"]), (&json!(code), &json!(field)), "{pointer}");
            assert!(reply.body["fix"].as_str().is_some_and(|f| !f.is_empty()), "{pointer}");
        }
        let mut idle = good.clone();
        for option in 0..2 {
            idle["options"][option]["active"] = json!(false);
        }
        let problem = shop.post("/v1/modifier-groups", idle).await.refused(422, invalid);
        assert_eq!(problem["field"], "options");

        let path = format!("/v1/products/{}/modifier-groups", c.product);
        for (groups, field) in [
            (json!([nobody]), "modifier_groups[0]"),
            (json!([c.milk["id"], c.milk["id"]]), "modifier_groups[1]"),
            (json!(vec![c.milk["id"].clone(); 21]), "modifier_groups"),
        ] {
            let reply = shop.send(Method::PUT, &path, Some(json!({ "modifier_groups": groups }))).await;
            assert_eq!(reply.refused(422, invalid)["field"], field);
        }
        assert_eq!(shop.dump().await, before, "nothing was written");
        let sugar = shop.post("/v1/modifier-groups", good).await.ok();

        // What is switched off is not given to further products, and what has a price of its own has no options.
        let path_of_group = format!("/v1/modifier-groups/{}", sugar["id"].as_str().expect("an id"));
        shop.send(Method::PATCH, &path_of_group, Some(json!({ "version": 1, "active": false }))).await.ok();
        let groups = Some(json!({ "modifier_groups": [sugar["id"]] }));
        shop.send(Method::PUT, &path, groups).await.refused(422, invalid);
        let card =
            json!({ "name": "Card", "kind": "gift_card", "variants": [{ "sku": "CARD", "price": shop.money(100) }] });
        let card = shop.post("/v1/products", card).await.ok();
        let path = format!("/v1/products/{}/modifier-groups", card["id"].as_str().expect("an id"));
        let groups = Some(json!({ "modifier_groups": [c.milk["id"]] }));
        shop.send(Method::PUT, &path, groups).await.refused(422, invalid);
    });
}
