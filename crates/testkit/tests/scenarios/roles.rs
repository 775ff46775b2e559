//! Roles, and who may give them: to whom, and up to where.

use onetill_testkit::scenario::{tell, tell_at_once};
use onetill_testkit::shop::{Reply, Shop};
use reqwest::Method;
use serde_json::{Value, json};

const PASSWORD: &str = "correct horse battery";

fn path(of: &str, thing: &Value) -> String {
    format!("/v1/{of}/{}", thing["id"].as_str().expect("an id"))
}

/// Adds somebody with an e-mail address and a PIN.
async fn hire(shop: &Shop, name: &str, role: &Value) -> Value {
    let email = format!("{}@example.com", name.to_lowercase());
    let new = json!({ "name": name, "role": role, "email": email, "password": PASSWORD, "pin": "4071" });
    shop.post("/v1/staff", new).await.ok()
}

/// Signs somebody in to the back office.
async fn sign_in(shop: &Shop, person: &Value) -> String {
    let session = shop.post("/v1/sessions", json!({ "email": person["email"], "password": PASSWORD })).await.ok();
    session["token"].as_str().expect("a token").to_owned()
}

async fn patch(shop: &Shop, token: &str, path: &str, body: Value) -> Reply {
    shop.send_as(token, Method::PATCH, path, Some(body), None).await
}

async fn status(shop: &Shop, token: &str, path: &str) -> u16 {
    shop.send_as(token, Method::GET, path, None, None).await.status.as_u16()
}

#[test]
fn a_role_of_ones_own_counts_from_the_next_request_on() {
    // Tokens are always new, so these rows are never the same.
    tell_at_once(
        |_| {},
        async |shop| {
            let role =
                shop.post("/v1/roles", json!({ "name": " Storekeeper ", "permissions": ["look", "adjust_stock"] }));
            let role = role.await.ok();
            assert_eq!((&role["name"], &role["fixed"]), (&json!("Storekeeper"), &json!(false)));
            let sam = hire(shop, "Sam", &role["id"]).await;
            assert_eq!((&sam["role"], &sam["role_name"]), (&role["id"], &json!("Storekeeper")));
            let token = sign_in(shop, &sam).await;
            let current = shop.send_as(&token, Method::GET, "/v1/sessions/current", None, None).await.ok();
            assert_eq!(current["permissions"], json!(["look", "adjust_stock"]));
            assert_eq!(status(shop, &token, "/v1/trial-balance").await, 403);

            let more = json!({ "permissions": ["look", "read_books"] });
            let changed = shop.send(Method::PATCH, &path("roles", &role), Some(more)).await.ok();
            assert_eq!((&changed["staff_count"], &changed["name"]), (&json!(1), &json!("Storekeeper")));
            assert_eq!(status(shop, &token, "/v1/trial-balance").await, 200);
            patch(shop, &token, "/v1/settings", json!({})).await.refused(403, "forbidden");

            // Another role instead counts at once too.
            shop.send(Method::PATCH, &path("staff", &sam), Some(json!({ "role": "cashier" }))).await.ok();
            assert_eq!(status(shop, &token, "/v1/trial-balance").await, 403);
        },
    );
}

#[test]
fn a_role_that_somebody_has_stays() {
    tell(async |shop| {
        let new = json!({ "name": "Storekeeper", "permissions": ["look"] });
        let role = shop.post_once("role-1", "/v1/roles", new.clone()).await.ok();
        assert!(shop.post_once("role-1", "/v1/roles", new.clone()).await.replayed);
        assert_eq!(shop.post("/v1/roles", new).await.refused(409, "role_name_taken")["field"], "name");
        let fixed = json!({ "name": "MANAGER", "permissions": ["look"] });
        shop.post("/v1/roles", fixed).await.refused(409, "role_name_taken");

        let sam = hire(shop, "Sam", &role["id"]).await;
        let problem = shop.send(Method::DELETE, &path("roles", &role), None).await.refused(409, "role_in_use");
        assert_eq!(problem["detail"], "Sam still has this role.");
        shop.send(Method::PATCH, &path("staff", &sam), Some(json!({ "role": "cashier" }))).await.ok();
        assert_eq!(shop.send(Method::DELETE, &path("roles", &role), None).await.status, 204);

        shop.send(Method::DELETE, &path("roles", &role), None).await.refused(404, "not_found");
        let back = json!({ "role": role["id"] });
        let problem = shop.send(Method::PATCH, &path("staff", &sam), Some(back)).await.refused(422, "invalid_field");
        assert_eq!(problem["field"], "role");
        let roles = shop.get("/v1/roles").await.ok()["items"].clone();
        let names: Vec<&Value> = roles.as_array().expect("roles").iter().map(|role| &role["name"]).collect();
        assert_eq!(names, ["Owner", "Manager", "Cashier", "Accountant"]);
        // Its name is free again.
        let again = json!({ "name": "storekeeper", "permissions": ["look"] });
        shop.post("/v1/roles", again).await.ok();
    });
}

#[test]
fn nobody_gives_away_what_they_may_not_do_themselves() {
    tell_at_once(
        |_| {},
        async |shop| {
            let (owner, manager) =
                (hire(shop, "Ona", &json!("owner")).await, hire(shop, "Max", &json!("manager")).await);
            let token = sign_in(shop, &manager).await;
            let post = async |path: &str, body: Value| shop.send_as(&token, Method::POST, path, Some(body), None).await;
            let beyond = "beyond_own_permissions";

            post("/v1/staff", json!({ "name": "Kim", "pin": "4071", "role": "cashier" })).await.ok();
            let partner = json!({ "name": "Kim", "pin": "4071", "role": "owner" });
            assert_eq!(post("/v1/staff", partner).await.refused(403, beyond)["field"], "role");
            let promoted = patch(shop, &token, &path("staff", &manager), json!({ "role": "owner" })).await;
            assert_eq!(promoted.refused(403, beyond)["field"], "role");
            // With a new password for the owner the manager would be one.
            for change in
                [json!({ "password": "another password" }), json!({ "pin": "9999" }), json!({ "active": false })]
            {
                let refused = patch(shop, &token, &path("staff", &owner), change).await.refused(403, beyond);
                assert_eq!(refused["field"], "id");
            }
            let keeper = json!({ "name": "Keys", "permissions": ["look", "manage_api_keys"] });
            let refused = post("/v1/roles", keeper.clone()).await.refused(403, beyond);
            assert!(refused["detail"].as_str().is_some_and(|text| text.contains("manage_api_keys")), "{refused}");
            let keeper = shop.post("/v1/roles", keeper).await.ok();
            patch(shop, &token, &path("roles", &keeper), json!({ "permissions": ["look"] })).await.refused(403, beyond);
            let gone = shop.send_as(&token, Method::DELETE, &path("roles", &keeper), None, None).await;
            gone.refused(403, beyond);

            // A key makes no key that may do more than it.
            let few = json!({ "name": "Few", "permissions": ["look", "manage_api_keys"] });
            let few = shop.post("/v1/api-keys", few).await.ok()["secret"].as_str().expect("a secret").to_owned();
            let more = json!({ "name": "More", "permissions": ["look", "sell"] });
            let refused = shop.send_as(&few, Method::POST, "/v1/api-keys", Some(more), None).await.refused(403, beyond);
            assert_eq!(refused["field"], "permissions");
        },
    );
}

#[test]
fn the_last_owner_stays_one() {
    tell(async |shop| {
        let ona = hire(shop, "Ona", &json!("owner")).await;
        let ona_path = path("staff", &ona);
        let demoted = shop.send(Method::PATCH, &ona_path, Some(json!({ "role": "manager" }))).await;
        assert_eq!(demoted.refused(409, "last_owner")["field"], "role");
        let gone = shop.send(Method::PATCH, &ona_path, Some(json!({ "active": false }))).await;
        assert_eq!(gone.refused(409, "last_owner")["field"], "active");
        let olaf = hire(shop, "Olaf", &json!("owner")).await;
        shop.send(Method::PATCH, &ona_path, Some(json!({ "active": false }))).await.ok();
        // An owner who does not work here any more counts for nothing.
        let left = shop.send(Method::PATCH, &path("staff", &olaf), Some(json!({ "role": "cashier" }))).await;
        left.refused(409, "last_owner");
    });
}

#[test]
fn of_two_owners_who_are_demoted_at_once_one_stays() {
    tell_at_once(
        |_| {},
        async |shop| {
            let mut last = hire(shop, "Ona", &json!("owner")).await;
            for round in 0..6 {
                let other = hire(shop, &format!("Olaf{round}"), &json!("owner")).await;
                let demote = |owner: &Value| {
                    let (client, path) = (shop.client.clone(), path("staff", owner));
                    async move { client.send(Method::PATCH, &path, Some(json!({ "role": "cashier" }))).await }
                };
                let (one, two) = tokio::join!(demote(&last), demote(&other));
                match (one.status.as_u16(), two.status.as_u16()) {
                    (409, 200) => {}
                    (200, 409) => last = other,
                    both => panic!("{both:?}: {} {}", one.body, two.body),
                }
            }
        },
    );
}

#[test]
fn a_new_password_or_pin_and_the_end_of_work_sign_out_everywhere() {
    tell_at_once(
        |_| {},
        async |shop| {
            let sam = hire(shop, "Sam", &json!("cashier")).await;
            let sam_path = path("staff", &sam);
            let at_register = json!({ "register_id": shop.register(), "staff_id": sam["id"], "pin": "4071" });
            for change in [json!({ "pin": "4072" }), json!({ "pin": "4071", "password": PASSWORD })] {
                let tokens = [sign_in(shop, &sam).await, sign_in(shop, &sam).await];
                shop.send(Method::PATCH, &sam_path, Some(json!({ "name": "Sam Smith" }))).await.ok();
                assert_eq!(status(shop, &tokens[0], "/v1/products").await, 200, "a name changes no sign-in");
                shop.send(Method::PATCH, &sam_path, Some(change)).await.ok();
                for token in &tokens {
                    assert_eq!(status(shop, token, "/v1/products").await, 401);
                }
            }
            shop.post("/v1/sessions", at_register.clone()).await.ok();
            shop.send(Method::PATCH, &sam_path, Some(json!({ "pin": "" }))).await.ok();
            shop.post("/v1/sessions", at_register).await.refused(401, "unauthenticated");

            let token = sign_in(shop, &sam).await;
            let gone = shop.send(Method::PATCH, &sam_path, Some(json!({ "active": false }))).await.ok();
            assert_eq!(gone["active"], false);
            assert_eq!(status(shop, &token, "/v1/products").await, 401);
            let again = json!({ "email": sam["email"], "password": PASSWORD });
            shop.post("/v1/sessions", again).await.refused(401, "unauthenticated");
            let options = shop.get("/v1/sign-in-options").await.ok();
            assert!(!options["staff"].to_string().contains("Sam"), "{options}");
        },
    );
}
