//! Methods, paths and headers.

use onetill_testkit::scenario::tell;
use onetill_testkit::shop::{OWNER_KEY, Shop};
use reqwest::header::{ALLOW, AUTHORIZATION, CONTENT_TYPE, HeaderMap, WWW_AUTHENTICATE};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

/// Sends a request as the owner with nothing but these headers; answers status, headers and body.
async fn ask(shop: &Shop, method: Method, path: &str, headers: &[(&str, &str)]) -> (StatusCode, HeaderMap, Value) {
    let http = onetill_testkit::client::http();
    let mut request = http.request(method, format!("{}{path}", shop.url));
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let response = request.send().await.expect("an answer");
    let (status, headers) = (response.status(), response.headers().clone());
    let text = response.text().await.expect("a body");
    (status, headers, serde_json::from_str(&text).unwrap_or(Value::Null))
}

#[test]
fn a_method_that_a_path_does_not_know_is_told_those_it_does() {
    tell(async |shop| {
        for (method, path, allowed) in [
            (Method::DELETE, "/v1/orders", "GET,HEAD,POST"),
            (Method::GET, "/v1/sales", "POST"),
            (Method::OPTIONS, "/v1/registers", "GET,HEAD,POST"),
            (Method::TRACE, "/v1/quotes", "POST"),
            (Method::POST, "/healthz", "GET,HEAD"),
            (Method::POST, "/openapi.json", "GET,HEAD"),
            (Method::POST, "/docs", "GET,HEAD"),
            (Method::POST, "/orders", "GET,HEAD"),
        ] {
            let (status, headers, problem) = ask(shop, method.clone(), path, &[]).await;
            assert_eq!((status.as_u16(), &problem["code"]), (405, &json!("method_not_allowed")), "{method} {path}");
            assert_eq!(headers[ALLOW], allowed, "{method} {path}");
            assert_eq!(headers[CONTENT_TYPE], "application/problem+json", "{method} {path}");
        }
        assert_eq!(ask(shop, Method::HEAD, "/healthz", &[]).await.0, StatusCode::OK);
    });
}

#[test]
fn what_is_not_there_is_named() {
    tell(async |shop| {
        let nobody = "/v1/orders/019aaf3a-5c00-7000-8000-000000000009";
        for (path, field, fix) in [
            ("/v1/registers/", json!(null), "Leave out the slash at the end."),
            ("/v1/nothing", json!(null), "GET /docs lists all paths."),
            (nobody, json!("id"), "Check the id: use one as an answer gave it."),
            ("/v1/orders/no-id", json!("id"), "Use an id as a list answered it."),
            ("/v1/refunds/1", json!("id"), "Use an id as a list answered it."),
            ("/v1/images/picture.png", json!("id"), "Use an id as a list answered it."),
        ] {
            let problem = shop.get(path).await.refused(404, "not_found");
            assert_eq!((&problem["field"], &problem["fix"]), (&field, &json!(fix)), "{path}");
        }
        let misspelt = shop.get("/v1/orders?stae=open").await.refused(422, "unknown_field");
        assert_eq!((&misspelt["field"], &misspelt["fix"]), (&json!("stae"), &json!("Did you mean `state`?")));
    });
}

#[test]
fn whoever_is_not_signed_in_hears_how_to() {
    tell(async |shop| {
        for wrong in [&[][..], &[("authorization", "Basic b3duZXI6")][..], &[("authorization", "Bearer otk_no")][..]] {
            let (status, headers, problem) = ask(shop, Method::GET, "/v1/registers", wrong).await;
            assert_eq!((status.as_u16(), &problem["code"]), (401, &json!("unauthenticated")), "{wrong:?}");
            assert_eq!(headers[WWW_AUTHENTICATE], "Bearer");
        }
        // The scheme's case does not matter.
        let key = format!("bearer {OWNER_KEY}");
        let (status, _, _) = ask(shop, Method::GET, "/v1/registers", &[(AUTHORIZATION.as_str(), &key)]).await;
        assert_eq!(status, StatusCode::OK);
    });
}

#[test]
fn a_request_keeps_the_id_that_it_came_with() {
    tell(async |shop| {
        let (_, headers, problem) = ask(shop, Method::GET, "/v1/nothing", &[("x-request-id", "till-7")]).await;
        assert_eq!(
            (&headers["x-request-id"], &problem["request_id"]),
            (&"till-7".parse().expect("text"), &json!("till-7"))
        );
        let (_, headers, _) = ask(shop, Method::GET, "/healthz", &[("x-request-id", "not\"plain")]).await;
        assert_ne!(headers["x-request-id"], "not\"plain");
    });
}

#[test]
fn a_stream_resumes_only_after_a_position() {
    tell(async |shop| {
        let key = format!("Bearer {OWNER_KEY}");
        for (header, query) in [("nonsense", ""), ("-1", ""), ("", "?after=-1"), ("", "?limit=1")] {
            let mut headers = vec![("authorization", key.as_str())];
            if !header.is_empty() {
                headers.push(("last-event-id", header));
            }
            let (status, _, problem) = ask(shop, Method::GET, &format!("/v1/events/stream{query}"), &headers).await;
            assert_eq!(status.as_u16(), 422, "{header} {query}: {problem}");
        }
    });
}
