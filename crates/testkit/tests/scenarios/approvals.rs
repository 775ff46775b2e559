//! A manager's PIN in place: one request of somebody who may not, allowed by somebody who may, once, and both are named.

use onetill_testkit::scenario::{MORNING, tell_at_once};
use onetill_testkit::shop::{OWNER_KEY, Shop};
use reqwest::Method;
use serde_json::{Value, json};

/// Sends a request with an approval; answers status and body.
async fn send(shop: &Shop, token: &str, approval: &Value, key: &str, path: &str, body: &Value) -> (u16, Value) {
    let request = onetill_testkit::client::http().post(format!("{}{path}", shop.url)).bearer_auth(token);
    let approval = approval["token"].as_str().expect("an approval");
    let request = request.header("onetill-approval", approval).header("idempotency-key", key).json(body);
    let response = request.send().await.expect("an answer");
    (response.status().as_u16(), response.json().await.expect("JSON"))
}

async fn sign_in(shop: &Shop, staff: &Value, pin: &str) -> String {
    let body = json!({ "register_id": shop.register(), "staff_id": staff, "pin": pin });
    shop.post("/v1/sessions", body).await.ok()["token"].as_str().expect("a token").to_owned()
}

async fn hire(shop: &Shop, name: &str, pin: &str, role: &str) -> Value {
    shop.post("/v1/staff", json!({ "name": name, "pin": pin, "role": role })).await.ok()["id"].clone()
}

/// What is asked for: who allows it with which PIN, and the refund that it is for.
fn approval(staff: &Value, pin: &str, body: &Value) -> Value {
    let request = json!({ "method": "POST", "path": "/v1/refunds", "body": body });
    json!({ "staff_id": staff, "pin": pin, "permissions": ["refund_unlinked"], "request": request })
}

#[test]
fn a_manager_allows_one_request_with_a_pin_and_the_trail_names_both() {
    let morning = |options: &mut onetill_testkit::shop::ShopOptions| options.clock = MORNING.parse().ok();
    tell_at_once(morning, async |shop| {
        let vat = shop.tax("standard", "20").await;
        let mug = shop.goods("mug", 1200, 500, &vat, 10).await;
        let casey = shop.get("/v1/sign-in-options").await.ok()["staff"][0]["id"].clone();
        let (mo, kim) = (hire(shop, "Mo", "9182", "manager").await, hire(shop, "Kim", "5566", "cashier").await);
        let token = &sign_in(shop, &casey, "4711").await;
        let kims = sign_in(shop, &kim, "5566").await;
        let elsewhere = json!({ "register_id": shop.registers[1], "staff_id": casey, "pin": "4711" });
        let elsewhere = shop.post("/v1/sessions", elsewhere).await.ok()["token"].clone();
        let elsewhere = elsewhere.as_str().expect("a token");
        let refund = |reason: &str| json!({ "register_id": shop.register(), "lines": [{ "variant_id": mug }], "tender": "cash", "reason": reason });
        let body = refund("no receipt");
        let ask = async |body: Value| shop.send_as(token, Method::POST, "/v1/approvals", Some(body), None).await;

        let plain = shop.send_as(token, Method::POST, "/v1/refunds", Some(body.clone()), None).await;
        assert_eq!(plain.refused(403, "forbidden")["approvable"], json!(["refund_unlinked"]));
        ask(approval(&mo, "9183", &body)).await.refused(422, "wrong_pin");
        ask(approval(&kim, "5566", &body)).await.refused(422, "may_not_approve");
        ask(approval(&casey, "4711", &body)).await.refused(422, "invalid_field");
        let mut settings = approval(&mo, "9182", &body);
        settings["permissions"] = json!(["manage_settings"]);
        ask(settings).await.refused(422, "invalid_field");

        // It is for this request of this person at this register, and no other.
        let given = ask(approval(&mo, "9182", &body)).await.ok();
        let path = "/v1/refunds";
        let others = [(OWNER_KEY, &body), (kims.as_str(), &body), (elsewhere, &body)];
        for (who, body) in others.into_iter().chain([(token.as_str(), &refund("another"))]) {
            let (status, problem) = send(shop, who, &given, "a", path, body).await;
            assert_eq!((status, &problem["code"]), (403, &json!("approval_invalid")), "{problem}");
        }
        let (status, made) = send(shop, token, &given, "b", path, &body).await;
        assert_eq!(status, 201, "{made}");
        let (status, again) = send(shop, token, &given, "b", path, &body).await;
        assert_eq!((status, &again["id"]), (201, &made["id"]), "the same request is answered again");
        let (status, problem) = send(shop, token, &given, "c", path, &body).await;
        assert_eq!((status, &problem["code"]), (409, &json!("approval_used")), "{problem}");

        // Two minutes, and no longer.
        let given = ask(approval(&mo, "9182", &body)).await.ok();
        shop.later(121);
        let (status, problem) = send(shop, token, &given, "d", path, &body).await;
        assert_eq!((status, &problem["code"]), (403, &json!("approval_invalid")), "{problem}");

        let rows = shop.get("/v1/audit-trail?limit=10").await.ok()["items"].as_array().expect("rows").clone();
        let told = |row: &Value| {
            [&row["action"], &row["actor"]["id"], &row["approved_by"]["id"], &row["subject_id"]].map(Value::clone)
        };
        assert_eq!(told(&rows[0]), [json!("approval.used"), casey.clone(), mo.clone(), mo.clone()]);
        assert_eq!(told(&rows[1]), [json!("refund.created"), casey.clone(), mo.clone(), made["id"].clone()]);
        assert_eq!(told(&rows[2]), [json!("approval.refused"), casey.clone(), json!(null), mo.clone()]);
        assert_eq!(rows[1]["approved_by"]["name"], json!("Mo"));
    });
}

#[test]
fn only_those_are_named_who_may_allow_all_that_a_request_lacks() {
    tell_at_once(
        |_| {},
        async |shop| {
            let casey = shop.get("/v1/sign-in-options").await.ok()["staff"][0]["id"].clone();
            let token = &sign_in(shop, &casey, "4711").await;
            let (mo, _) = (hire(shop, "Mo", "9182", "manager").await, hire(shop, "Kim", "5566", "cashier").await);
            let role = json!({ "name": "Pricer", "permissions": ["look", "sell", "override_price"] });
            let role = shop.post("/v1/roles", role).await.ok()["id"].clone();
            let pat = hire(shop, "Pat", "3141", role.as_str().expect("a role")).await;
            // Whoever has no PIN can be asked for none.
            let ida =
                json!({ "name": "Ida", "role": "owner", "email": "ida@example.com", "password": "long enough, this" });
            shop.post("/v1/staff", ida).await.ok();
            let named = async |token: &str, query: &str| {
                let path = format!("/v1/approvers{query}");
                let page = shop.send_as(token, Method::GET, &path, None, None).await.ok();
                let items = page["items"].as_array().expect("items").iter();
                items.map(|person| person["id"].clone()).collect::<Vec<_>>()
            };
            assert_eq!(named(token, "?permissions=override_price").await, [mo.clone(), pat.clone()]);
            let both = "?permissions=override_price,discount_freely";
            assert_eq!(named(token, both).await, std::slice::from_ref(&mo));
            assert_eq!(named(token, "").await, std::slice::from_ref(&mo), "all that may be allowed");
            // Nobody is named to themselves, and whoever left is not named.
            let manager = &sign_in(shop, &mo, "9182").await;
            assert_eq!(named(manager, "?permissions=override_price").await, std::slice::from_ref(&pat));
            let path = format!("/v1/staff/{}", mo.as_str().expect("an id"));
            shop.send(Method::PATCH, &path, Some(json!({ "active": false }))).await.ok();
            assert_eq!(named(token, both).await, Vec::<Value>::new());
        },
    );
}

#[test]
fn wrong_pins_of_approvals_count_for_the_wait() {
    // However slow the machine, the wait is not over before it is asked for.
    tell_at_once(
        |options| options.clock = MORNING.parse().ok(),
        async |shop| {
            let mo = hire(shop, "Mo", "9182", "manager").await;
            let casey = shop.get("/v1/sign-in-options").await.ok()["staff"][0]["id"].clone();
            let token = sign_in(shop, &casey, "4711").await;
            let mut tries = 0;
            loop {
                let body = Some(approval(&mo, "0000", &json!({})));
                let reply = shop.send_as(&token, Method::POST, "/v1/approvals", body, None).await;
                if reply.status == 429 {
                    break;
                }
                reply.refused(422, "wrong_pin");
                tries += 1;
                assert!(tries < 20, "nobody stops the guessing");
            }
            let right = json!({ "register_id": shop.register(), "staff_id": mo, "pin": "9182" });
            shop.post("/v1/sessions", right).await.refused(429, "too_many_sign_ins");
        },
    );
}

#[test]
fn a_manager_lets_a_cashier_close_over_payments_under_way() {
    tell_at_once(
        |_| {},
        async |shop| {
            let mo = hire(shop, "Mo", "9182", "manager").await;
            let casey = shop.get("/v1/sign-in-options").await.ok()["staff"][0]["id"].clone();
            let token = &sign_in(shop, &casey, "4711").await;
            let open = json!({ "register_id": shop.register(), "opening_float": shop.money(5000) });
            let shift = shop.send_as(token, Method::POST, "/v1/shifts", Some(open), None).await.ok();
            let path = format!("/v1/shifts/{}/close", shift["id"].as_str().expect("a shift"));
            let body = json!({ "counted": shop.money(5000), "despite_open_payments": true });
            let refused = shop.send_as(token, Method::POST, &path, Some(body.clone()), None).await;
            assert_eq!(refused.refused(403, "forbidden")["approvable"], json!(["manage_shifts"]));
            let request = json!({ "method": "POST", "path": path, "body": body });
            let asked = json!({ "staff_id": mo, "pin": "9182", "permissions": ["manage_shifts"], "request": request });
            let given = shop.send_as(token, Method::POST, "/v1/approvals", Some(asked), None).await.ok();
            let (status, closed) = send(shop, token, &given, "close", &path, &body).await;
            assert_eq!((status, &closed["state"]), (200, &json!("closed")), "{closed}");
        },
    );
}

#[test]
fn a_manager_lets_a_cashier_sell_at_another_price() {
    tell_at_once(
        |_| {},
        async |shop| {
            let vat = shop.tax("standard", "20").await;
            let mug = shop.goods("mug", 1200, 500, &vat, 10).await;
            let mo = hire(shop, "Mo", "9182", "manager").await;
            let casey = shop.get("/v1/sign-in-options").await.ok()["staff"][0]["id"].clone();
            let token = &sign_in(shop, &casey, "4711").await;
            let line = json!({ "variant_id": mug, "unit_price": shop.money(900), "price_reason": "chipped" });
            let cart = shop.cart().line(line).pay("cash", 900);
            for (path, body) in [("/v1/sales", cart.sale()), ("/v1/orders", cart.order())] {
                let refused = shop.send_as(token, Method::POST, path, Some(body.clone()), None).await;
                assert_eq!(refused.refused(403, "forbidden")["approvable"], json!(["override_price"]));
                let request = json!({ "method": "POST", "path": path, "body": body });
                let asked =
                    json!({ "staff_id": mo, "pin": "9182", "permissions": ["override_price"], "request": request });
                let given = shop.send_as(token, Method::POST, "/v1/approvals", Some(asked), None).await.ok();
                let (status, made) = send(shop, token, &given, path, path, &body).await;
                assert_eq!((status, &made["total"]), (201, &shop.money(900)), "{made}");
                // The approval is used up.
                let (status, problem) = send(shop, token, &given, "again", path, &body).await;
                assert_eq!((status, &problem["code"]), (409, &json!("approval_used")), "{problem}");
                let rows = shop.get("/v1/audit-trail?action=order.repriced&limit=1").await.ok()["items"].clone();
                let row = &rows[0];
                assert_eq!((&row["actor"]["id"], &row["approved_by"]["id"]), (&casey, &mo));
                assert_eq!(row["subject_id"], made["id"]);
                let details = row["details"].as_str().expect("details");
                let details: Value = serde_json::from_str(details).expect("JSON");
                assert_eq!(details["lines"][0]["regular_price"], shop.money(1200));
            }
        },
    );
}
