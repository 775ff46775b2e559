//! Orders put aside and taken up again, and what is taken off an order before it is paid.

use onetill_testkit::scenario::{tell, tell_at_once};
use onetill_testkit::shop::{Shop, figures};
use serde_json::{Value, json};

/// The orders that wait, by name.
async fn waiting(shop: &Shop) -> Vec<Value> {
    let held = shop.get(&format!("/v1/held-orders?location_id={}", shop.location_id)).await.ok();
    held["items"].as_array().expect("a list").clone()
}

fn at(shop: &Shop, register: usize) -> Value {
    json!({ "register_id": shop.registers[register] })
}

#[test]
fn an_order_put_aside_at_one_register_is_taken_up_and_sold_at_another() {
    tell(async |shop| {
        let vat = shop.tax("standard", "20").await;
        let mug = shop.goods("mug", 1200, 500, &vat, 10).await;
        let order = shop.cart().add(&mug, "2").with("hold", json!({ "name": "red coat" })).open().await.ok();

        assert_eq!(order["held_as"], "red coat");
        let [held] = &waiting(shop).await[..] else { panic!("one waits") };
        assert_eq!(
            (&held["name"], &held["goods"], &held["line_count"]),
            (&json!("red coat"), &json!(["mug"]), &json!(1))
        );
        assert_eq!(figures(held, ["total"]), [2400]);
        assert_eq!(shop.stock(&mug).await.reserved, "0", "what waits holds no stock");

        // Until it is taken up it stands as it is.
        let cash = json!({ "tender": "cash" });
        shop.on(&order, "payments", cash.clone()).await.refused(409, "order_held");
        shop.on(&order, "complete", json!({})).await.refused(409, "order_held");
        shop.on(&order, "hold", json!({})).await.refused(409, "order_held");
        let more = json!({ "lines": [{ "variant_id": mug }] });
        shop.on(&order, "lines", more.clone()).await.refused(409, "order_held");

        let taken = shop.on(&order, "recall", at(shop, 1)).await.ok();
        assert_eq!((&taken["held_as"], &taken["register_id"]), (&Value::Null, &json!(shop.registers[1])));
        assert!(waiting(shop).await.is_empty());
        shop.on(&order, "recall", at(shop, 0)).await.refused(409, "order_not_held");
        shop.on(&order, "lines", more).await.ok();
        shop.on(&order, "payments", json!({ "tender": "cash", "complete_when_paid": true })).await.ok();
        let sold = shop.look_at(&order).await;
        assert_eq!((&sold["state"], &sold["number"]), (&json!("completed"), &json!("R2-000001")));
        assert_eq!(figures(&sold, ["total"]), [3600]);
    });
}

#[test]
fn an_order_that_waits_at_one_location_is_not_taken_up_at_another() {
    tell(async |shop| {
        let vat = shop.tax("standard", "20").await;
        let mug = shop.goods("mug", 1200, 500, &vat, 10).await;
        let new = json!({ "name": "Harbour", "time_zone": "Europe/London", "day_starts_at_hour": 0 });
        let harbour = shop.post("/v1/locations", new).await.ok()["id"].clone();
        let quay = json!({ "location_id": harbour, "name": "Quay", "series": "Q" });
        let quay = shop.post("/v1/registers", quay).await.ok()["id"].clone();
        let order = shop.cart().add(&mug, "1").with("hold", json!({})).open().await.ok();
        let listed = shop.get(&format!("/v1/held-orders?location_id={}", harbour.as_str().expect("an id"))).await.ok();
        assert_eq!(listed["items"], json!([]));
        let refused = shop.on(&order, "recall", json!({ "register_id": quay })).await.refused(409, "order_elsewhere");
        assert_eq!(refused["field"], "register_id");
        assert_eq!(waiting(shop).await.len(), 1, "it waits still");
        shop.on(&order, "recall", at(shop, 1)).await.ok();
    });
}

#[test]
fn an_open_order_goes_aside_and_comes_back_more_than_once() {
    tell(async |shop| {
        let vat = shop.tax("standard", "20").await;
        let mug = shop.goods("mug", 1200, 500, &vat, 10).await;
        let order = shop.cart().add(&mug, "1").open().await.ok();
        shop.on(&order, "hold", json!({ "version": 7 })).await.refused(409, "order_version_stale");
        shop.on(&order, "hold", json!({ "version": 1 })).await.ok();
        shop.on(&order, "recall", at(shop, 0)).await.ok();
        shop.on(&order, "hold", json!({ "name": "again" })).await.ok();
        assert_eq!(waiting(shop).await[0]["name"], "again");

        shop.on(&order, "void", json!({ "reason": "never came back" })).await.ok();
        assert!(waiting(shop).await.is_empty());
        shop.on(&order, "hold", json!({})).await.refused(409, "order_not_open");
        let empty = shop.cart().open().await.ok();
        shop.on(&empty, "hold", json!({})).await.refused(409, "order_empty");
    });
}

#[test]
fn of_two_registers_that_take_an_order_up_at_once_one_gets_it() {
    tell_at_once(
        |_| {},
        async |shop| {
            let vat = shop.tax("standard", "20").await;
            let mug = shop.goods("mug", 1200, 500, &vat, 10).await;
            for _ in 0..5 {
                let order = shop.cart().add(&mug, "1").with("hold", json!({})).open().await.ok();
                let path = format!("/v1/orders/{}/recall", order["id"].as_str().expect("an id"));
                let tries = [0, 1, 0, 1].map(|register| {
                    let (client, path, body) = ((**shop).clone(), path.clone(), at(shop, register));
                    tokio::spawn(async move { client.post(&path, body).await })
                });
                let mut got = 0;
                for reply in tries {
                    let reply = reply.await.expect("no panic");
                    if reply.status.is_success() {
                        got += 1;
                    } else {
                        reply.refused(409, "order_not_held");
                    }
                }
                assert_eq!(got, 1);
            }
        },
    );
}

#[test]
fn what_nobody_takes_up_by_the_end_of_the_day_is_given_up_where_the_shop_wants_that() {
    tell(async |shop| {
        let vat = shop.tax("standard", "20").await;
        let mug = shop.goods("mug", 1200, 500, &vat, 10).await;
        let hold = || shop.cart().add(&mug, "1").with("hold", json!({}));
        let kept = hold().open().await.ok();
        shop.settings(json!({ "held_orders": "day_end" })).await;
        shop.later(60);
        let until_midnight = hold().open().await.ok();
        assert_eq!(waiting(shop).await[1]["expires_at"], "2026-11-24T00:00:00Z");

        shop.later(86_400);
        onetill_testkit::wait::eventually(std::time::Duration::from_secs(60), async || {
            Some(shop.look_at(&until_midnight).await).filter(|o| o["state"] == "voided")
        })
        .await
        .expect("it is given up");
        assert_eq!(shop.look_at(&kept).await["state"], "open");
        assert_eq!(waiting(shop).await.len(), 1);
    });
}

#[test]
fn a_line_is_taken_off_with_a_reason_that_stands_on_the_z_report() {
    tell(async |shop| {
        let vat = shop.tax("standard", "20").await;
        let mug = shop.goods("mug", 1200, 500, &vat, 10).await;
        let bowl = shop.goods("bowl", 700, 300, &vat, 10).await;
        let float = shop.money(0);
        let shift =
            shop.post("/v1/shifts", json!({ "register_id": shop.register(), "opening_float": float })).await.ok();
        let order = shop.cart().add(&mug, "1").add(&bowl, "3").line_percent("10").percent("50").open().await.ok();

        let off = |line_no: i64| json!({ "line_no": line_no, "reason": "scanned twice" });
        assert_eq!(shop.on(&order, "lines/void", off(3)).await.refused(422, "invalid_field")["field"], "line_no");
        let nothing = json!({ "line_no": 2, "reason": " " });
        assert_eq!(shop.on(&order, "lines/void", nothing).await.refused(422, "invalid_field")["field"], "reason");
        let left = shop.on(&order, "lines/void", off(1)).await.ok();
        let row = shop.get("/v1/audit-trail?limit=1").await.ok()["items"][0].clone();
        assert_eq!((&row["action"], &row["subject_id"]), (&json!("line.voided"), &left["voids"][0]["id"]));
        assert_eq!((&left["line_count"], &left["lines"][0]["name"]), (&json!(1), &json!("bowl")));
        assert_eq!(figures(&left, ["total"]), [945], "21.00, less a tenth, less half");
        assert_eq!(figures(&left["voids"][0], ["unit_price", "amount"]), [1200, 1200]);
        shop.later(60);
        let left = shop.on(&order, "lines/void", off(1)).await.ok();
        assert_eq!((&left["line_count"], figures(&left, ["total"])), (&json!(0), [0]));
        shop.later(60);
        shop.on(&order, "void", json!({ "reason": "left the shop" })).await.ok();

        let report = shop.get(&format!("/v1/shifts/{}/report", shift["id"].as_str().expect("a shift"))).await.ok();
        let told: Vec<_> = report["voids"]
            .as_array()
            .expect("voids")
            .iter()
            .map(|v| (v["name"].clone(), v["quantity"].clone(), figures(v, ["amount"])[0], v["reason"].clone()))
            .collect();
        let line = |name, quantity, amount| (json!(name), json!(quantity), amount, json!("scanned twice"));
        let all =
            [line("mug", "1", 1200), line("bowl", "3", 2100), (Value::Null, json!("0"), 0, json!("left the shop"))];
        assert_eq!(told, all);
        let listed = shop.get(&format!("/v1/voids?register_id={}&limit=2", shop.register())).await.ok();
        assert_eq!(listed["items"].as_array().map(Vec::len), Some(2));
        assert!(listed["next_cursor"].is_string());
    });
}

#[test]
fn what_a_register_took_off_before_it_sold_is_kept_with_the_sale() {
    tell(async |shop| {
        let vat = shop.tax("standard", "20").await;
        let mug = shop.goods("mug", 1200, 500, &vat, 10).await;
        let id = "019aaf3a-5c00-7000-8000-0000000000aa";
        let off = json!([{
            "id": id, "variant_id": mug, "quantity": "1.5", "unit_price": shop.money(333), "reason": "wrong price",
        }]);
        let sale = shop.cart().add(&mug, "1").with("voided_lines", off.clone()).sell().await.ok();
        let kept = shop.look_at(&sale).await["voids"].clone();
        assert_eq!((&kept[0]["name"], figures(&kept[0], ["amount"])), (&json!("mug"), [500]), "1.5 x 3.33 = 4.995");

        // A cart that is sent again tells the same again.
        let order = shop.cart().add(&mug, "1").open().await.ok();
        let id = order["id"].as_str().expect("an id").to_owned();
        let mut again = off;
        again[0]["id"] = json!("019aaf3a-5c00-7000-8000-0000000000ab");
        for quantity in ["1", "2"] {
            let cart = json!({ "lines": [{ "variant_id": mug, "quantity": quantity }], "voided_lines": again });
            shop.send(reqwest::Method::PUT, &format!("/v1/orders/{id}/cart"), Some(cart)).await.ok();
        }
        assert_eq!(shop.look_at(&order).await["voids"].as_array().map(Vec::len), Some(1));
    });
}

#[test]
fn what_comes_back_waits_with_the_sale_that_is_put_aside() {
    tell(async |shop| {
        let vat = shop.tax("standard", "20").await;
        let mug = shop.goods("mug", 1200, 500, &vat, 10).await;
        let lamp = shop.goods("lamp", 6000, 2500, &vat, 4).await;
        let pen = shop.goods("pen", 300, 100, &vat, 10).await;
        let sold = shop.cart().add(&mug, "2").sell().await.ok();
        shop.later(60);
        let back = |quantity: &str| {
            let lines = json!([{ "line_no": 1, "quantity": quantity }]);
            json!([{ "order_id": sold["id"], "reason": "another one", "lines": lines }])
        };
        let hold = |quantity: &str| json!({ "name": "red coat", "returned": back(quantity) });
        let refused = shop.cart().add(&lamp, "1").with("hold", hold("3")).open().await;
        let field = refused.refused(422, "refund_exceeds_rest")["field"].clone();
        assert_eq!(field, "hold.returned[0].lines[0].quantity");

        let order = shop.cart().add(&lamp, "1").with("hold", hold("1")).open().await.ok();
        let coming = |order: &Value| order["coming_back"].clone();
        let one = &coming(&order)[0];
        assert_eq!(coming(&order).as_array().map(Vec::len), Some(1));
        assert_eq!((&one["number"], &one["goods"]), (&sold["number"], &json!([{ "name": "mug", "quantity": "1" }])));
        assert_eq!((figures(one, ["worth"]), &one["input"]["order_id"]), ([1200], &sold["id"]));
        assert_eq!(shop.look_at(&sold).await["refund_state"], "none", "nothing came back yet");

        // Another register takes it up, and is paid what the goods do not pay.
        let taken = shop.on(&order, "recall", at(shop, 1)).await.ok();
        assert_eq!(coming(&taken), coming(&order));
        let cash = |returned: Value| json!({ "tender": "cash", "complete_when_paid": true, "returned": returned });
        let payment = shop.on(&order, "payments", cash(back("1"))).await.ok();
        assert_eq!(figures(&payment, ["amount"]), [4800]);
        let done = shop.look_at(&order).await;
        assert_eq!(
            (&done["state"], &done["number"], coming(&done)),
            (&json!("completed"), &json!("R2-000002"), json!([]))
        );
        assert_eq!(done["returned"][0]["number"], "R2-000001");
        shop.later(60);

        // Where the goods pay all of it, the sale says so.
        let order = shop.cart().add(&pen, "1").with("hold", hold("1")).open().await.ok();
        let sale = json!({
            "id": order["id"], "register_id": shop.register(), "lines": [{ "variant_id": pen }], "returned": back("1"),
        });
        shop.post("/v1/sales", sale.clone()).await.refused(409, "order_held");
        shop.on(&order, "recall", at(shop, 0)).await.ok();
        let sale = shop.post("/v1/sales", sale).await.ok();
        assert_eq!((&sale["id"], figures(&sale, ["total"])), (&order["id"], [300]));
        assert_eq!(figures(&sale["returned"][0], ["total"]), [1200]);
        assert_eq!(shop.look_at(&sold).await["refund_state"], "full");
        shop.later(60);

        // Put aside again without it, paid without it, or given up, nothing is left of it.
        let bottle = json!([{ "reason": "no receipt", "goods": [{ "variant_id": mug, "quantity": "2" }] }]);
        let hold = json!({ "returned": bottle });
        let order = shop.cart().add(&lamp, "1").with("hold", hold.clone()).open().await.ok();
        assert_eq!(figures(&coming(&order)[0], ["worth"]), [2400]);
        shop.on(&order, "recall", at(shop, 0)).await.ok();
        let again = shop.on(&order, "hold", json!({})).await.ok();
        assert_eq!(coming(&again), json!([]));
        shop.on(&order, "recall", at(shop, 0)).await.ok();
        shop.on(&order, "hold", hold.clone()).await.ok();
        shop.on(&order, "recall", at(shop, 0)).await.ok();
        let paid = shop.on(&order, "payments", json!({ "tender": "cash", "complete_when_paid": true })).await.ok();
        assert_eq!((figures(&paid, ["amount"]), coming(&shop.look_at(&order).await)), ([6000], json!([])));
        let order = shop.cart().add(&lamp, "1").with("hold", hold).open().await.ok();
        let voided = shop.on(&order, "void", json!({ "reason": "went home" })).await.ok();
        assert_eq!(coming(&voided), json!([]));
    });
}
