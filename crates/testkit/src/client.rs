//! Speaks to a server over HTTP, as a till or a program would.

use onetill_kernel::LocationId;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::contract;

/// The API key of every test shop: an owner's.
pub const OWNER_KEY: &str = "otk_test_owner";
/// The API key of every test shop that may do what a cashier may.
pub const CASHIER_KEY: &str = "otk_test_cashier";

/// An answer of the server.
#[derive(Debug, Clone)]
pub struct Reply {
    /// Its status.
    pub status: StatusCode,
    /// Its body; null where it is not JSON.
    pub body: Value,
    /// Its body as it came.
    pub bytes: Vec<u8>,
    /// The same as text.
    pub text: String,
    /// Whether it says that nothing was done again.
    pub replayed: bool,
    /// The seconds after which it asks to try again.
    pub retry_after: Option<u64>,
}

impl Reply {
    /// The body of an answer that must be a success.
    #[track_caller]
    pub fn ok(self) -> Value {
        assert!(self.status.is_success(), "{}: {}", self.status, self.body);
        self.body
    }

    /// Asserts a refusal with this code, and returns the problem.
    #[track_caller]
    pub fn refused(self, status: u16, code: &str) -> Value {
        assert_eq!((self.status.as_u16(), self.body["code"].as_str()), (status, Some(code)), "{}", self.body);
        for part in ["detail", "request_id"] {
            assert!(self.body[part].as_str().is_some_and(|t| !t.is_empty()), "{part}: {}", self.body);
        }
        self.body
    }
}

/// A server's client; clones share its connections.
#[derive(Debug, Clone)]
pub struct Client {
    /// Where the server answers.
    pub url: String,
    http: reqwest::Client,
}

/// A client of HTTP, which speaks TLS by the same library as the server.
pub fn http() -> reqwest::Client {
    // Refused where it is installed already.
    let _ = tokio_rustls::rustls::crypto::ring::default_provider().install_default();
    reqwest::Client::new()
}

impl Client {
    /// Speaks to the server at `url`.
    pub fn new(url: impl Into<String>) -> Self {
        Self { url: url.into(), http: http() }
    }

    /// Sends a request with an API key or a session's token, and an idempotency key. An error says that no
    /// whole answer came: what was asked may be done or not.
    pub async fn try_send(
        &self,
        token: &str,
        method: Method,
        path: &str,
        body: Option<Value>,
        key: Option<&str>,
    ) -> reqwest::Result<Reply> {
        let mut request = self.http.request(method.clone(), format!("{}{path}", self.url)).bearer_auth(token);
        if let Some(key) = key {
            request = request.header("idempotency-key", key);
        }
        if let Some(body) = body {
            request = request.json(&body);
        }
        self.answer(&method, path, request).await
    }

    /// POST with a header of its own.
    pub async fn send_with(&self, token: &str, path: &str, body: Value, (name, value): (&str, &str)) -> Reply {
        let request = self.http.post(format!("{}{path}", self.url)).bearer_auth(token).header(name, value).json(&body);
        self.answer(&Method::POST, path, request).await.expect("an answer")
    }

    /// Sends a file.
    pub async fn send_file(&self, path: &str, content_type: &str, content: Vec<u8>) -> Reply {
        let request = self.http.post(format!("{}{path}", self.url)).bearer_auth(OWNER_KEY);
        let request = request.header("content-type", content_type).body(content);
        self.answer(&Method::POST, path, request).await.expect("an answer")
    }

    async fn answer(&self, method: &Method, path: &str, request: reqwest::RequestBuilder) -> reqwest::Result<Reply> {
        let response = request.send().await?;
        let replayed = response.headers().contains_key("idempotency-replayed");
        let retry_after = response.headers().get("retry-after").and_then(|v| v.to_str().ok()?.parse().ok());
        let status = response.status();
        let content_type = response.headers().get("content-type").and_then(|v| v.to_str().ok()).unwrap_or_default();
        let content_type = content_type.to_owned();
        let bytes = response.bytes().await?.to_vec();
        let body = serde_json::from_slice(&bytes).unwrap_or(Value::Null);
        if path.starts_with("/v1/") {
            contract::check(method, path, status, &content_type, &body);
        }
        let text = String::from_utf8_lossy(&bytes).into_owned();
        Ok(Reply { status, body, bytes, text, replayed, retry_after })
    }

    /// As [`Client::try_send`], where an answer must come.
    pub async fn send_as(
        &self,
        token: &str,
        method: Method,
        path: &str,
        body: Option<Value>,
        key: Option<&str>,
    ) -> Reply {
        self.try_send(token, method, path, body, key).await.expect("an answer")
    }

    /// Sends a request as the owner.
    pub async fn send(&self, method: Method, path: &str, body: Option<Value>) -> Reply {
        self.send_as(OWNER_KEY, method, path, body, None).await
    }

    /// GET.
    pub async fn get(&self, path: &str) -> Reply {
        self.send(Method::GET, path, None).await
    }

    /// POST.
    pub async fn post(&self, path: &str, body: Value) -> Reply {
        self.send(Method::POST, path, Some(body)).await
    }

    /// PUT of a file, as the owner.
    pub async fn put_file(&self, path: &str, content_type: &str, content: Vec<u8>) -> Reply {
        let request = self.http.put(format!("{}{path}", self.url)).bearer_auth(OWNER_KEY);
        let request = request.header("content-type", content_type).body(content);
        self.answer(&Method::PUT, path, request).await.expect("an answer")
    }

    /// POST with an idempotency key.
    pub async fn post_once(&self, key: &str, path: &str, body: Value) -> Reply {
        self.send_as(OWNER_KEY, Method::POST, path, Some(body), Some(key)).await
    }

    /// Adds a tax category with one component; returns its id.
    pub async fn tax(&self, code: &str, rate: &str) -> Value {
        self.taxes(code, json!([{ "name": format!("{code} tax"), "rate": rate }])).await
    }

    /// Adds a tax category with any components; returns its id.
    pub async fn taxes(&self, code: &str, components: Value) -> Value {
        let body = json!({ "code": code, "name": code, "components": components });
        self.post("/v1/tax-categories", body).await.ok()["id"].clone()
    }

    /// Adds goods with opening stock at a location; returns the variant's id. Price and cost are minor units.
    pub async fn goods_at(
        &self,
        location_id: LocationId,
        name: &str,
        price: i64,
        cost: i64,
        tax: &Value,
        on_hand: i64,
    ) -> Value {
        let currency = self.get("/v1/settings").await.ok()["currency"].clone();
        let money = |amount: i64| json!({ "amount": amount, "currency": currency });
        let product = self
            .post(
                "/v1/products",
                json!({
                    "name": name, "tax_category_id": tax,
                    "variants": [{ "sku": name.to_uppercase(), "price": money(price), "cost": money(cost) }],
                }),
            )
            .await
            .ok();
        let variant = product["variants"][0]["id"].clone();
        if on_hand > 0 {
            let opening = json!({
                "location_id": location_id, "variant_id": variant, "kind": "opening", "quantity": on_hand,
            });
            self.post("/v1/stock/adjustments", opening).await.ok();
        }
        variant
    }
}
