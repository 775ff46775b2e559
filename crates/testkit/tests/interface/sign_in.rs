//! Guessing takes ever longer, and a demo shop's sign-ins work in demo mode only.

use onetill_testkit::scenario::tell;
use onetill_testkit::shop::{CASHIER_KEY, OWNER_KEY};
use reqwest::Method;
use serde_json::json;

#[test]
fn whoever_guesses_has_to_wait_and_hears_how_long() {
    tell(async |shop| {
        let guess = |email: &str, password: &str| json!({ "email": email, "password": password });
        let mut refused = 0;
        let waits = loop {
            let reply = shop.post("/v1/sessions", guess("casey@example.com", "wrong horse")).await;
            match reply.status.as_u16() {
                401 => refused += 1,
                _ => break reply,
            }
            assert!(refused < 20, "nobody stops the guessing");
        };
        assert_eq!(waits.retry_after, Some(2));
        waits.refused(429, "too_many_sign_ins");
        // The right password waits too; everybody else does not.
        shop.post("/v1/sessions", guess("casey@example.com", "correct horse")).await.refused(429, "too_many_sign_ins");
        shop.post("/v1/sessions", guess("other@example.com", "wrong horse")).await.refused(401, "unauthenticated");
    });
}

#[test]
fn a_demo_shop_outside_demo_mode_lets_nobody_in() {
    tell(async |shop| {
        let write = shop.db.submit(None, Vec::new(), |tx| tx.execute("UPDATE merchant SET demo = 1", &[]));
        write.expect("room").answer().await.expect("a demo shop");
        for key in [OWNER_KEY, CASHIER_KEY] {
            shop.send_as(key, Method::GET, "/v1/orders", None, None).await.refused(401, "demo_only");
        }
        let right = json!({ "email": "casey@example.com", "password": "correct horse" });
        shop.post("/v1/sessions", right).await.refused(401, "demo_only");
    });
}

#[test]
fn a_key_neither_signs_out_nor_revokes_itself() {
    tell(async |shop| {
        shop.send(Method::DELETE, "/v1/sessions/current", None).await.refused(409, "not_a_session");
        let keys = shop.get("/v1/api-keys").await.ok();
        let owners =
            keys["items"].as_array().expect("keys").iter().find(|key| key["name"] == OWNER_KEY).expect("a key");
        let path = format!("/v1/api-keys/{}", owners["id"].as_str().expect("an id"));
        shop.send(Method::DELETE, &path, None).await.refused(409, "own_api_key");
        assert!(shop.get("/v1/orders").await.status.is_success());
    });
}
