//! Sign-ins and keys: how they are seen, and how each of them ends.

use onetill_kernel::{Clock, Timestamp};
use onetill_testkit::scenario::{MORNING, tell_at_once};
use onetill_testkit::shop::Shop;
use reqwest::Method;
use serde_json::{Value, json};

const PASSWORD: &str = "correct horse battery";

/// Tokens are always new, so these rows are never the same on both engines; the clock stands all the same.
fn at_a_standing_clock(story: impl AsyncFn(&Shop)) {
    tell_at_once(|options| options.clock = Some(MORNING.parse::<Timestamp>().expect("a time")), story);
}

async fn hire(shop: &Shop, name: &str, role: &str) -> Value {
    let email = format!("{}@example.com", name.to_lowercase());
    let new = json!({ "name": name, "role": role, "email": email, "password": PASSWORD, "pin": "4071" });
    shop.post("/v1/staff", new).await.ok()
}

async fn sign_in(shop: &Shop, person: &Value) -> String {
    let session = shop.post("/v1/sessions", json!({ "email": person["email"], "password": PASSWORD })).await.ok();
    session["token"].as_str().expect("a token").to_owned()
}

async fn get(shop: &Shop, token: &str, path: &str) -> Value {
    shop.send_as(token, Method::GET, path, None, None).await.ok()
}

async fn status(shop: &Shop, token: &str, method: Method, path: &str) -> u16 {
    shop.send_as(token, method, path, None, None).await.status.as_u16()
}

fn forward(shop: &Shop, hours: i64, seconds: i64) {
    let clock = shop.clock.as_ref().expect("a clock that stands");
    clock.set(clock.now().plus_seconds(hours * 3600 + seconds));
}

#[test]
fn a_sign_in_ends_one_by_one_or_everywhere() {
    at_a_standing_clock(async |shop| {
        let (sam, max) = (hire(shop, "Sam", "cashier").await, hire(shop, "Max", "manager").await);
        let of = |person: &Value| format!("/v1/staff/{}/sessions", person["id"].as_str().expect("an id"));
        let tokens = [sign_in(shop, &sam).await, sign_in(shop, &sam).await, sign_in(shop, &sam).await];
        let at_register = json!({ "register_id": shop.register(), "staff_id": sam["id"], "pin": "4071" });
        let till = shop.post("/v1/sessions", at_register).await.ok()["token"].as_str().expect("a token").to_owned();

        let own = get(shop, &tokens[0], "/v1/sessions").await["items"].clone();
        let own = own.as_array().expect("sign-ins");
        assert_eq!(own.len(), 4);
        assert_eq!(own.iter().filter(|one| one["current"] == true).count(), 1);
        assert_eq!(own.iter().filter(|one| one["register_id"] == json!(shop.register())).count(), 1);

        // One of one's own, by its id.
        let second = get(shop, &tokens[1], "/v1/sessions").await["items"].clone();
        let second =
            second.as_array().expect("sign-ins").iter().find(|one| one["current"] == true).expect("one").clone();
        let path = format!("/v1/sessions/{}", second["id"].as_str().expect("an id"));
        let other = hire(shop, "Kim", "cashier").await;
        let kim = sign_in(shop, &other).await;
        shop.send_as(&kim, Method::DELETE, &path, None, None).await.refused(403, "forbidden");
        assert_eq!(status(shop, &tokens[0], Method::DELETE, &path).await, 204);
        assert_eq!(status(shop, &tokens[1], Method::GET, "/v1/products").await, 401);
        assert_eq!(status(shop, &tokens[2], Method::GET, "/v1/products").await, 200);

        // All but this one.
        assert_eq!(status(shop, &tokens[0], Method::DELETE, "/v1/sessions").await, 204);
        for gone in [&tokens[2], &till] {
            assert_eq!(status(shop, gone, Method::GET, "/v1/products").await, 401);
        }
        assert_eq!(status(shop, &tokens[0], Method::GET, "/v1/products").await, 200);

        // The manager signs a cashier out, not an owner.
        let manager = sign_in(shop, &max).await;
        assert_eq!(get(shop, &manager, &of(&sam)).await["items"].as_array().map(Vec::len), Some(1));
        assert_eq!(status(shop, &manager, Method::DELETE, &of(&sam)).await, 204);
        assert_eq!(status(shop, &tokens[0], Method::GET, "/v1/products").await, 401);
        let ona = hire(shop, "Ona", "owner").await;
        let owner = sign_in(shop, &ona).await;
        let refused = shop.send_as(&manager, Method::DELETE, &of(&ona), None, None).await;
        refused.refused(403, "beyond_own_permissions");
        // For oneself everything ends but what one is using.
        assert_eq!(status(shop, &owner, Method::DELETE, &of(&ona)).await, 204);
        assert_eq!(status(shop, &owner, Method::GET, "/v1/products").await, 200);
        // So does changing one's own password.
        let second = sign_in(shop, &ona).await;
        let own = format!("/v1/staff/{}", ona["id"].as_str().expect("an id"));
        let change = json!({ "password": "another horse battery" });
        shop.send_as(&owner, Method::PATCH, &own, Some(change), None).await.ok();
        assert_eq!(status(shop, &owner, Method::GET, "/v1/products").await, 200);
        assert_eq!(status(shop, &second, Method::GET, "/v1/products").await, 401);

        shop.send(Method::DELETE, "/v1/sessions", None).await.refused(409, "not_a_session");
        assert_eq!(shop.get("/v1/sessions").await.ok()["items"], json!([]));
    });
}

#[test]
fn a_sign_in_ends_when_nobody_uses_it_and_at_the_end_of_the_day() {
    at_a_standing_clock(async |shop| {
        let sam = hire(shop, "Sam", "cashier").await;
        let (used, idle) = (sign_in(shop, &sam).await, sign_in(shop, &sam).await);
        // Used every three hours it lasts, and the other one does not.
        for hours in [3, 3, 3, 3] {
            forward(shop, hours, 0);
            assert_eq!(status(shop, &used, Method::GET, "/v1/products").await, 200);
        }
        let refused = shop.send_as(&idle, Method::GET, "/v1/products", None, None).await;
        refused.refused(401, "unauthenticated");
        let ends = get(shop, &used, "/v1/sessions/current").await["expires_at"].clone();
        assert_eq!(ends, "2026-11-23T23:30:00Z", "fourteen hours after it began");
        forward(shop, 1, 3599);
        assert_eq!(status(shop, &used, Method::GET, "/v1/products").await, 200);
        forward(shop, 0, 1);
        assert_eq!(status(shop, &used, Method::GET, "/v1/products").await, 401);
        // Four hours to the second.
        let again = sign_in(shop, &sam).await;
        forward(shop, 3, 3599);
        assert_eq!(status(shop, &again, Method::GET, "/v1/products").await, 200);
        forward(shop, 4, 0);
        assert_eq!(status(shop, &again, Method::GET, "/v1/products").await, 401);
        assert_eq!(
            shop.get(&format!("/v1/staff/{}/sessions", sam["id"].as_str().expect("an id"))).await.ok()["items"],
            json!([])
        );
    });
}

#[test]
fn a_key_with_a_scope_and_an_end_may_that_and_until_then() {
    at_a_standing_clock(async |shop| {
        let new = json!({ "name": "Stock program", "permissions": ["look"], "expires_at": "2026-11-24T09:30:00Z" });
        let made = shop.post("/v1/api-keys", new).await.ok();
        let key = made["secret"].as_str().expect("a secret").to_owned();
        assert_eq!((&made["permissions"], &made["last_used_at"]), (&json!(["look"]), &json!(null)));
        let listed = async || {
            let keys = shop.get("/v1/api-keys").await.ok()["items"].clone();
            keys.as_array().expect("keys").iter().find(|one| one["id"] == made["id"]).expect("the key").clone()
        };
        shop.send_as(&key, Method::POST, "/v1/customers", Some(json!({ "name": "Ann" })), None)
            .await
            .refused(403, "forbidden");
        assert_eq!(listed().await["last_used_at"], MORNING);
        // When it was used is kept to five minutes.
        forward(shop, 0, 299);
        assert_eq!(status(shop, &key, Method::GET, "/v1/products").await, 200);
        assert_eq!(listed().await["last_used_at"], MORNING);
        forward(shop, 0, 6);
        assert_eq!(status(shop, &key, Method::GET, "/v1/products").await, 200);
        assert_eq!(listed().await["last_used_at"], "2026-11-23T09:35:05Z");

        forward(shop, 23, 3294);
        assert_eq!(status(shop, &key, Method::GET, "/v1/products").await, 200);
        forward(shop, 0, 1);
        let problem = shop.send_as(&key, Method::GET, "/v1/products", None, None).await.refused(401, "api_key_expired");
        assert_eq!(problem["detail"], "This API key expired at 2026-11-24T09:30:00Z.");
        let past = json!({ "name": "Late", "permissions": ["look"], "expires_at": MORNING });
        assert_eq!(shop.post("/v1/api-keys", past).await.refused(422, "invalid_field")["field"], "expires_at");
        let none = json!({ "name": "Nothing", "permissions": [] });
        assert_eq!(shop.post("/v1/api-keys", none).await.refused(422, "invalid_field")["field"], "permissions");
    });
}

#[test]
fn a_right_password_forgives_the_wrong_ones_before_it() {
    at_a_standing_clock(async |shop| {
        let mo = hire(shop, "Mo", "manager").await;
        for _ in 0..3 {
            for _ in 0..4 {
                let wrong = json!({ "email": mo["email"], "password": "not this one" });
                assert_eq!(shop.post("/v1/sessions", wrong).await.status, 401);
            }
            sign_in(shop, &mo).await;
        }
    });
}
