//! What a role takes off by hand, up to where, and who lets it go further: a manager's PIN, once, for all that a sale lacks.

use onetill_testkit::scenario::tell_at_once;
use onetill_testkit::shop::Shop;
use reqwest::Method;
use serde_json::{Value, json};

async fn sign_in(shop: &Shop, staff: &Value, pin: &str) -> String {
    let body = json!({ "register_id": shop.register(), "staff_id": staff, "pin": pin });
    shop.post("/v1/sessions", body).await.ok()["token"].as_str().expect("a token").to_owned()
}

async fn hire(shop: &Shop, name: &str, pin: &str, role: &Value) -> Value {
    shop.post("/v1/staff", json!({ "name": name, "pin": pin, "role": role })).await.ok()["id"].clone()
}

/// Sends a request that was refused again, with the approval of `staff` for all that it lacked.
async fn approved(shop: &Shop, token: &str, staff: &Value, refused: &Value, path: &str, body: &Value) -> (u16, Value) {
    let request = json!({ "method": "POST", "path": path, "body": body });
    let asked = json!({ "staff_id": staff, "pin": "9182", "permissions": refused["approvable"], "request": request });
    let given = shop.send_as(token, Method::POST, "/v1/approvals", Some(asked), None).await.ok();
    let request = onetill_testkit::client::http().post(format!("{}{path}", shop.url)).bearer_auth(token).json(body);
    let request = request.header("onetill-approval", given["token"].as_str().expect("an approval"));
    let response = request.send().await.expect("an answer");
    (response.status().as_u16(), response.json().await.expect("JSON"))
}

#[test]
fn a_cashier_takes_off_ten_percent_and_a_manager_allows_more() {
    tell_at_once(
        |_| {},
        async |shop| {
            let vat = shop.tax("standard", "20").await;
            let mug = shop.goods("mug", 999, 500, &vat, 10).await;
            let pot = shop.goods("pot", 3000, 500, &vat, 10).await;
            let mo = hire(shop, "Mo", "9182", &json!("manager")).await;
            let casey = shop.get("/v1/sign-in-options").await.ok()["staff"][0]["id"].clone();
            let token = &sign_in(shop, &casey, "4711").await;
            let post = async |path: &str, body: Value| shop.send_as(token, Method::POST, path, Some(body), None).await;
            assert_eq!(
                shop.send_as(token, Method::GET, "/v1/sessions/current", None, None).await.ok()["max_discount"],
                "10"
            );

            // Ten percent of 9.99 are 1.00.
            let fine = shop.cart().add(&mug, "1").line_percent("10").add(&pot, "1").off(300);
            let quote = post("/v1/quotes", fine.order()).await.ok();
            assert_eq!((&quote["totals"]["total"], &quote["approvable"]), (&shop.money(3599), &json!([])));
            post("/v1/sales", fine.pay("cash", 3599).sale()).await.ok();

            let line = shop.cart().add(&pot, "1").add(&mug, "1").line_off(101).pay("cash", 3898);
            let order = shop.cart().add(&pot, "1").add(&mug, "1").line_percent("10").off(301).pay("cash", 3598);
            for (cart, field) in [(line, "lines[1].discounts"), (order, "discounts")] {
                assert_eq!(post("/v1/quotes", cart.order()).await.ok()["approvable"], json!(["discount_freely"]));
                for (path, body) in [("/v1/sales", cart.sale()), ("/v1/orders", cart.order())] {
                    let refused = post(path, body.clone()).await.refused(403, "forbidden");
                    assert_eq!(
                        (&refused["field"], &refused["approvable"]),
                        (&json!(field), &json!(["discount_freely"]))
                    );
                    assert!(refused["fix"].as_str().is_some_and(|fix| fix.contains("at most 10 %")), "{refused}");
                    let (status, made) = approved(shop, token, &mo, &refused, path, &body).await;
                    assert_eq!(status, 201, "{made}");
                    let row = shop.get("/v1/audit-trail?action=approval.used&limit=1").await.ok()["items"][0].clone();
                    assert_eq!((&row["actor"]["id"], &row["approved_by"]["id"]), (&casey, &mo));
                    assert_eq!(row["details"], json!(r#"{"permissions":["discount_freely"]}"#));
                }
            }
            // What promotions take off is nobody's doing.
            let half = json!({ "name": "Half", "kind": "percent", "percent": "50" });
            shop.post("/v1/promotions", half).await.ok();
            post("/v1/sales", shop.cart().add(&pot, "1").line_off(300).pay("cash", 1200).sale()).await.ok();
        },
    );
}

#[test]
fn what_an_order_was_given_is_not_asked_for_again() {
    tell_at_once(
        |_| {},
        async |shop| {
            let vat = shop.tax("standard", "20").await;
            let pot = shop.goods("pot", 3000, 500, &vat, 10).await;
            let mo = hire(shop, "Mo", "9182", &json!("manager")).await;
            let casey = shop.get("/v1/sign-in-options").await.ok()["staff"][0]["id"].clone();
            let token = &sign_in(shop, &casey, "4711").await;
            let body = shop.cart().add(&pot, "1").line_percent("30").order();
            let plain = shop.send_as(token, Method::POST, "/v1/orders", Some(body.clone()), None).await;
            let (_, order) = approved(shop, token, &mo, &plain.refused(403, "forbidden"), "/v1/orders", &body).await;
            let cart = |lines: Value| json!({ "lines": lines });
            let put = async |lines: Value| {
                let path = format!("/v1/orders/{}/cart", order["id"].as_str().expect("an order"));
                shop.send_as(token, Method::PUT, &path, Some(cart(lines)), None).await
            };
            let line = |quantity: &str, percent: &str| json!({ "variant_id": pot, "quantity": quantity, "discounts": [{ "percent": percent }] });
            // It was allowed for one: not for more of the same, on its line or another, and no larger share.
            put(json!([line("1", "31")])).await.refused(403, "forbidden");
            put(json!([line("2", "30")])).await.refused(403, "forbidden");
            let two = put(json!([line("1", "30"), line("1", "30")])).await.refused(403, "forbidden");
            assert_eq!(two["field"], "lines[1].discounts");
            put(json!([line("1", "30"), line("1", "10")])).await.ok();
            put(json!([line("1", "10")])).await.ok();
            // From there it is further again.
            put(json!([line("1", "30")])).await.refused(403, "forbidden");
        },
    );
}

#[test]
fn one_pin_allows_all_that_a_sale_lacks() {
    tell_at_once(
        |_| {},
        async |shop| {
            let vat = shop.tax("standard", "20").await;
            let mug = shop.goods("mug", 1200, 500, &vat, 10).await;
            let mo = hire(shop, "Mo", "9182", &json!("manager")).await;
            let casey = shop.get("/v1/sign-in-options").await.ok()["staff"][0]["id"].clone();
            let token = &sign_in(shop, &casey, "4711").await;
            let line =
                json!({ "variant_id": mug, "quantity": "2", "unit_price": shop.money(900), "price_reason": "chipped" });
            let cart = shop.cart().line(line).line_percent("50").with("tax_exemption", json!({ "reason": "Embassy" }));
            let body = cart.pay("cash", 750).sale();
            let lacking = json!(["override_price", "exempt_tax", "discount_freely"]);
            let refused = shop.send_as(token, Method::POST, "/v1/sales", Some(body.clone()), None).await;
            let refused = refused.refused(403, "forbidden");
            assert_eq!(refused["approvable"], lacking);
            // Whoever may only do a part of it allows nothing.
            let few = json!({ "name": "Pricer", "permissions": ["look", "sell", "override_price", "exempt_tax"] });
            let few = shop.post("/v1/roles", few).await.ok()["id"].clone();
            let pat = hire(shop, "Pat", "9182", &few).await;
            let request = json!({ "method": "POST", "path": "/v1/sales", "body": body });
            let asked = json!({ "staff_id": pat, "pin": "9182", "permissions": lacking, "request": request });
            let answer = shop.send_as(token, Method::POST, "/v1/approvals", Some(asked), None).await;
            assert!(
                answer.refused(422, "may_not_approve")["fix"].as_str().is_some_and(|f| f.contains("discount_freely"))
            );

            let (status, sold) = approved(shop, token, &mo, &refused, "/v1/sales", &body).await;
            assert_eq!((status, &sold["total"]), (201, &shop.money(750)), "{sold}");
            for action in ["order.repriced", "order.exempted", "order.discounted", "approval.used"] {
                let row = shop.get(&format!("/v1/audit-trail?action={action}&limit=1")).await.ok()["items"][0].clone();
                assert_eq!((&row["actor"]["id"], &row["approved_by"]["id"]), (&casey, &mo), "{action}");
            }
        },
    );
}

#[test]
fn a_role_of_ones_own_has_its_limit_and_opens_the_drawer_only_if_it_may() {
    tell_at_once(
        |_| {},
        async |shop| {
            let vat = shop.tax("standard", "20").await;
            let mug = shop.goods("mug", 1000, 500, &vat, 10).await;
            let mo = hire(shop, "Mo", "9182", &json!("manager")).await;
            let role = json!({ "name": "Trainee", "permissions": ["look", "sell"], "max_discount": "2.5" });
            let role = shop.post("/v1/roles", role).await.ok();
            assert_eq!(role["max_discount"], "2.5");
            let tim = hire(shop, "Tim", "3141", &role["id"]).await;
            let token = &sign_in(shop, &tim, "3141").await;
            let sell = async |percent: &str, due: i64| {
                let body = shop.cart().add(&mug, "1").percent(percent).pay("cash", due).sale();
                shop.send_as(token, Method::POST, "/v1/sales", Some(body), None).await
            };
            sell("2.5", 975).await.ok();
            sell("3", 970).await.refused(403, "forbidden");
            let path = format!("/v1/roles/{}", role["id"].as_str().expect("a role"));
            shop.send(Method::PATCH, &path, Some(json!({ "max_discount": "3" }))).await.ok();
            sell("3", 970).await.ok();

            // The drawer.
            let open = json!({ "register_id": shop.register(), "opening_float": shop.money(5000) });
            let shift = shop.send_as(token, Method::POST, "/v1/shifts", Some(open), None).await.ok();
            let path = format!("/v1/shifts/{}/drawer-openings", shift["id"].as_str().expect("a shift"));
            let body = json!({ "reason": "change for a note" });
            let refused = shop.send_as(token, Method::POST, &path, Some(body.clone()), None).await;
            let refused = refused.refused(403, "forbidden");
            assert_eq!(refused["approvable"], json!(["open_drawer"]));
            let (status, opened) = approved(shop, token, &mo, &refused, &path, &body).await;
            assert_eq!((status, &opened["reason"]), (201, &body["reason"]), "{opened}");
            let row = shop.get("/v1/audit-trail?action=drawer.opened&limit=1").await.ok()["items"][0].clone();
            assert_eq!((&row["actor"]["id"], &row["approved_by"]["id"]), (&tim, &mo));
        },
    );
}

#[test]
fn nobody_gives_a_greater_limit_than_their_own() {
    tell_at_once(
        |_| {},
        async |shop| {
            let head = json!({ "name": "Head", "permissions": ["look", "sell", "manage_staff"], "max_discount": "5" });
            let head = shop.post("/v1/roles", head).await.ok()["id"].clone();
            let token = &sign_in(shop, &hire(shop, "Hana", "3141", &head).await, "3141").await;
            let add = async |limit: &str| {
                let role =
                    json!({ "name": format!("Up to {limit}"), "permissions": ["look", "sell"], "max_discount": limit });
                shop.send_as(token, Method::POST, "/v1/roles", Some(role), None).await
            };
            add("5").await.ok();
            assert_eq!(add("5.0001").await.refused(403, "beyond_own_permissions")["field"], "max_discount");
            for wrong in ["-1", "100.0001"] {
                assert_eq!(add(wrong).await.refused(422, "invalid_field")["field"], "max_discount");
            }
        },
    );
}
