//! What docs/SECURITY.md promises of browsers, cookies and guessing, asked over HTTP.

use std::net::Ipv4Addr;
use std::sync::Arc;

use onetill_kernel::{Clock, Ids};
use onetill_server::{App, AppOptions, Network, Server, ServerOptions};
use onetill_testkit::client::Client;
use onetill_testkit::scenario::{tell, tell_at_once};
use onetill_testkit::shop::{OWNER_KEY, Shop};
use reqwest::header::{HeaderMap, SET_COOKIE};
use reqwest::{Method, Response};
use serde_json::{Value, json};

const RIGHT: &str = r#"{ "email": "casey@example.com", "password": "correct horse" }"#;
const WRONG: &str = r#"{ "email": "casey@example.com", "password": "wrong horse" }"#;

/// Another server over a shop's database, as after a restart: it remembers nothing of what the first one saw.
async fn another_server(shop: &Shop, trusted_proxies: Vec<Network>, secure_cookies: bool) -> Client {
    let clock: Arc<dyn Clock> = shop.clock.clone().expect("a clock that stands");
    let options = AppOptions {
        setup_code: None,
        clock,
        connectors: Vec::new(),
        vault: None,
        demo: None,
        secure_cookies,
        trusted_proxies,
        mail: None,
        ids: Arc::new(Ids::random),
    };
    let listen = ServerOptions { listen: (Ipv4Addr::LOCALHOST, 0).into() };
    let server = Server::bind(App::new(shop.db.clone(), options), &listen).await.expect("a server");
    let client = Client::new(format!("http://{}", server.address().expect("an address")));
    tokio::spawn(server.run(std::future::pending()));
    client
}

/// Sends a body with some headers.
async fn send(client: &Client, method: Method, path: &str, body: &str, headers: &[(&str, &str)]) -> Response {
    let mut request = onetill_testkit::client::http().request(method, format!("{}{path}", client.url));
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    if !body.is_empty() {
        request = request.header("content-type", "application/json").body(body.to_owned());
    }
    request.send().await.expect("an answer")
}

fn text<'h>(headers: &'h HeaderMap, name: &str) -> &'h str {
    headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
}

#[test]
fn every_page_forbids_what_is_inline_or_from_elsewhere_and_every_frame() {
    tell(async |shop| {
        for path in
            ["/", "/register", "/docs/", "/docs/swagger-ui.css", "/openapi.json", "/v1/sign-in-options", "/v1/nothing"]
        {
            let answer = send(shop, Method::GET, path, "", &[]).await;
            let headers = answer.headers();
            let policy = text(headers, "content-security-policy");
            assert!(policy.starts_with("default-src 'self'; "), "{path}: {policy}");
            assert!(
                policy.contains("frame-ancestors 'none'") && policy.contains("object-src 'none'"),
                "{path}: {policy}"
            );
            assert!(
                !policy.contains("unsafe") && !policy.contains("http") && !policy.contains('*'),
                "{path}: {policy}"
            );
            assert_eq!(text(headers, "x-content-type-options"), "nosniff", "{path}");
            assert_eq!(text(headers, "x-frame-options"), "DENY", "{path}");
            assert_eq!(text(headers, "referrer-policy"), "same-origin", "{path}");
        }
    });
}

#[test]
fn a_picture_may_run_nothing() {
    tell(async |shop| {
        let vat = shop.tax("standard", "20").await;
        shop.goods("mug", 1200, 500, &vat, 1).await;
        let product = shop.get("/v1/products").await.ok()["items"][0]["id"].as_str().expect("an id").to_owned();
        let put = async |svg: &'static str| -> Value {
            let request = onetill_testkit::client::http().put(format!("{}/v1/products/{product}/image", shop.url));
            let request = request.bearer_auth(OWNER_KEY).header("content-type", "image/svg+xml").body(svg);
            request.send().await.expect("an answer").json().await.expect("JSON")
        };
        let refused = put("<svg xmlns=\"http://www.w3.org/2000/svg\"><script>alert(1)</script></svg>").await;
        assert_eq!(refused["code"], "invalid_field");
        let put = put("<svg xmlns=\"http://www.w3.org/2000/svg\"/>").await;
        let image = put["image_url"].as_str().unwrap_or_else(|| panic!("{put}"));
        let answer = send(shop, Method::GET, image, "", &[]).await;
        let policy = text(answer.headers(), "content-security-policy").to_owned();
        assert!(policy.contains("default-src 'none'") && policy.contains("sandbox"), "{policy}");
        assert_eq!(text(answer.headers(), "x-content-type-options"), "nosniff");
    });
}

#[test]
fn the_cookie_is_for_our_own_pages_and_no_script() {
    at_a_standing_clock(async |shop| {
        for (secure, client) in [(false, shop.client.clone()), (true, another_server(shop, Vec::new(), true).await)] {
            let answer = send(&client, Method::POST, "/v1/sessions", RIGHT, &[]).await;
            let cookie = answer.headers()[SET_COOKIE].to_str().expect("text").to_owned();
            let flags: Vec<&str> = cookie.split("; ").skip(1).collect();
            for flag in ["HttpOnly", "SameSite=Strict", "Path=/"] {
                assert!(flags.contains(&flag), "{cookie}");
            }
            assert_eq!(flags.contains(&"Secure"), secure, "{cookie}");
        }
    });
}

#[test]
fn another_site_changes_nothing_with_the_cookie() {
    at_a_standing_clock(async |shop| {
        let answer = send(shop, Method::POST, "/v1/sessions", RIGHT, &[]).await;
        let cookie = answer.headers()[SET_COOKIE].to_str().expect("text").split(';').next().expect("a pair").to_owned();
        let own = shop.url.clone();
        let body = r#"{ "name": "Ann" }"#;
        for (status, headers) in [
            (403, vec![("sec-fetch-site", "cross-site")]),
            (403, vec![("sec-fetch-site", "same-site")]),
            (403, vec![("origin", "https://elsewhere.example")]),
            (403, vec![("origin", "null")]),
            (201, vec![("sec-fetch-site", "same-origin"), ("origin", own.as_str())]),
            (201, vec![("origin", own.as_str())]),
        ] {
            let mut all = headers.clone();
            all.push(("cookie", &cookie));
            let answer = send(shop, Method::POST, "/v1/customers", body, &all).await;
            assert_eq!(answer.status().as_u16(), status, "{headers:?}");
            if status == 403 {
                let problem: Value = answer.json().await.expect("JSON");
                assert_eq!(problem["code"], "cross_site");
            }
        }
        // A key or a token that is sent on purpose comes with no other site's request.
        let key = format!("Bearer {OWNER_KEY}");
        let headers = [("origin", "https://elsewhere.example"), ("authorization", key.as_str())];
        assert_eq!(send(shop, Method::POST, "/v1/customers", body, &headers).await.status(), 201);
        // No other site may read an answer, or ask whether it might send something.
        let answer = send(shop, Method::OPTIONS, "/v1/customers", "", &[("origin", "https://elsewhere.example")]).await;
        assert!(answer.headers().keys().all(|name| !name.as_str().starts_with("access-control-")));
    });
}

/// Tokens are always new, so these rows are never the same on both engines; the clock stands all the same.
fn at_a_standing_clock(story: impl AsyncFn(&Shop)) {
    let morning = onetill_testkit::scenario::MORNING;
    tell_at_once(|options| options.clock = Some(morning.parse().expect("a time")), story);
}

#[test]
fn a_restart_forgives_no_wrong_sign_in() {
    at_a_standing_clock(async |shop| {
        for _ in 0..5 {
            assert_eq!(send(shop, Method::POST, "/v1/sessions", WRONG, &[]).await.status(), 401);
        }
        let restarted = another_server(shop, Vec::new(), false).await;
        let reply = restarted.post("/v1/sessions", serde_json::from_str(RIGHT).expect("JSON")).await;
        assert_eq!(reply.retry_after, Some(2));
        let problem = reply.refused(429, "too_many_sign_ins");
        assert_eq!(problem["fix"], "Wait for 2 s, then try again.");
        let clock = shop.clock.as_ref().expect("a clock that stands");
        clock.set(clock.now().plus_seconds(2));
        assert_eq!(send(&restarted, Method::POST, "/v1/sessions", RIGHT, &[]).await.status(), 201);
        // Whoever signed in has all tries again.
        assert_eq!(send(shop, Method::POST, "/v1/sessions", WRONG, &[]).await.status(), 401);
        assert_eq!(send(shop, Method::POST, "/v1/sessions", RIGHT, &[]).await.status(), 201);
    });
}

#[test]
fn an_address_that_guesses_on_many_accounts_waits_and_only_a_trusted_proxy_names_it() {
    at_a_standing_clock(async |shop| {
        let proxy = another_server(shop, vec!["127.0.0.1".parse().expect("a network")], false).await;
        let guess = async |client: &Client, n: usize, from: &str| {
            let body = json!({ "email": format!("somebody{n}@example.com"), "password": "wrong horse" }).to_string();
            send(client, Method::POST, "/v1/sessions", &body, &[("x-forwarded-for", from)]).await
        };
        for n in 0..60 {
            assert_eq!(guess(&proxy, n, "192.0.2.1").await.status(), 401, "{n}");
        }
        let waits = guess(&proxy, 60, "192.0.2.1").await;
        assert_eq!((waits.status().as_u16(), text(waits.headers(), "retry-after")), (429, "7"));
        let problem: Value = waits.json().await.expect("JSON");
        assert_eq!(problem["detail"], "There were too many wrong sign-ins from this address.");
        // Others behind the same proxy do not wait, and what a client says of itself does not help it.
        assert_eq!(guess(&proxy, 61, "192.0.2.2").await.status(), 401);
        assert_eq!(guess(&proxy, 62, "198.51.100.7, 192.0.2.1").await.status(), 429);
        for n in 0..60 {
            assert_eq!(guess(shop, 100 + n, &format!("192.0.2.{n}")).await.status(), 401, "{n}");
        }
        assert_eq!(guess(shop, 200, "203.0.113.1").await.status(), 429, "nobody named this proxy");
    });
}
