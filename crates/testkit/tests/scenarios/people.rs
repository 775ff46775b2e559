//! Who works here, and what they may do.

use onetill_testkit::scenario::tell_at_once;
use onetill_testkit::shop::{CASHIER_KEY, Shop};
use reqwest::Method;
use serde_json::{Value, json};

/// Asks with a token, or an API key; answers the status.
async fn ask(shop: &Shop, token: &str, method: Method, path: &str, body: Option<Value>) -> u16 {
    shop.send_as(token, method, path, body, None).await.status.as_u16()
}

#[test]
fn a_cashier_signs_in_with_a_pin_and_sells_under_her_name() {
    // Tokens are always new, so these rows are never the same.
    tell_at_once(
        |_| {},
        async |shop| {
            let vat = shop.tax("standard", "20").await;
            let mug = shop.goods("mug", 1200, 500, &vat, 10).await;
            let options = shop.get("/v1/sign-in-options").await.ok();
            assert_eq!(
                (&options["staff"][0]["name"], &options["demo_sign_in"]),
                (&json!("Casey Cashier"), &json!(null))
            );
            let sign_in = |pin: &str| json!({ "register_id": shop.register(), "staff_id": options["staff"][0]["id"], "pin": pin });

            shop.post("/v1/sessions", sign_in("4712")).await.refused(401, "unauthenticated");
            let session = shop.post("/v1/sessions", sign_in("4711")).await.ok();
            let token = session["token"].as_str().expect("a token");

            let sale = shop.cart().add(&mug, "1").pay("cash", 1200).sale();
            let sale = shop.send_as(token, Method::POST, "/v1/sales", Some(sale), None).await.ok();
            assert_eq!(shop.look_at(&sale).await["staff_name"], "Casey Cashier");

            // She may sell and refund; the books, the stock and the settings are the owner's.
            let order = format!("/v1/orders/{}", sale["id"].as_str().expect("an id"));
            let back = json!({ "register_id": shop.register(), "reason": "cracked" });
            assert_eq!(ask(shop, token, Method::POST, &format!("{order}/refunds"), Some(back)).await, 201);
            for (method, path, body) in [
                (Method::GET, "/v1/trial-balance", None),
                (Method::GET, "/v1/journal", None),
                (Method::PATCH, "/v1/settings", Some(json!({ "tax_rounding": "order" }))),
                (Method::POST, "/v1/tax-categories", Some(json!({ "code": "x", "name": "x", "components": [] }))),
                (
                    Method::POST,
                    "/v1/stock/adjustments",
                    Some(json!({ "location_id": shop.location_id, "variant_id": mug, "kind": "lost", "quantity": 1 })),
                ),
            ] {
                assert_eq!(ask(shop, token, method.clone(), path, body.clone()).await, 403, "{path}");
                assert_eq!(ask(shop, CASHIER_KEY, method, path, body).await, 403, "{path} by a key");
            }
            let page = shop.send_as(token, Method::GET, &order, None, None).await.ok();
            assert_eq!(
                (&page["lines"][0]["cost"], &page["entries"]),
                (&json!(null), &json!([])),
                "what it cost is not shown"
            );

            assert_eq!(ask(shop, token, Method::DELETE, "/v1/sessions/current", None).await, 204);
            assert_eq!(ask(shop, token, Method::GET, "/v1/products", None).await, 401);
        },
    );
}

#[test]
fn the_back_office_takes_an_e_mail_address_and_a_password() {
    tell_at_once(
        |_| {},
        async |shop| {
            for (email, password) in [
                ("casey@example.com", "correct horsf"),
                ("nobody@example.com", "correct horse"),
                ("casey@example.com", ""),
            ] {
                let wrong = json!({ "email": email, "password": password });
                shop.post("/v1/sessions", wrong).await.refused(401, "unauthenticated");
            }
            let right = json!({ "email": "Casey@Example.com", "password": "correct horse" });
            let session = shop.post("/v1/sessions", right).await.ok();
            let token = session["token"].as_str().expect("a token");
            let current = shop.send_as(token, Method::GET, "/v1/sessions/current", None, None).await.ok();
            assert_eq!((&current["staff"]["name"], &current["register"]), (&json!("Casey Cashier"), &json!(null)));
            assert_eq!(current["permissions"], json!(["look", "sell", "open_drawer", "refund", "edit_customers"]));
            shop.post("/v1/sessions", json!({ "email": "casey@example.com" })).await.refused(422, "invalid_field");
        },
    );
}

#[test]
fn an_api_key_works_until_it_is_revoked() {
    tell_at_once(
        |_| {},
        async |shop| {
            let key = shop.post("/v1/api-keys", json!({ "name": "Scale", "permissions": ["look"] })).await.ok();
            let secret = key["secret"].as_str().expect("a secret");
            assert_eq!(ask(shop, secret, Method::GET, "/v1/products", None).await, 200);
            let listed = shop.get("/v1/api-keys").await.ok().to_string();
            assert!(listed.contains("Scale") && !listed.contains(secret), "the secret is shown once");
            let path = format!("/v1/api-keys/{}", key["id"].as_str().expect("an id"));
            assert_eq!(shop.send(Method::DELETE, &path, None).await.status, 204);
            assert_eq!(ask(shop, secret, Method::GET, "/v1/products", None).await, 401);
            assert_eq!(ask(shop, "otk_guessed", Method::GET, "/v1/products", None).await, 401);
        },
    );
}
