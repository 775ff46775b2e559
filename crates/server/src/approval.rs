//! A request that came with an approval: what it asks is hashed before anything reads it, so that the approval holds for
//! exactly this.

use axum::body::Body;
use axum::extract::Request;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use http_body_util::{BodyExt, Limited};
use onetill_domains::platform::{hash_request, hash_secret};
use onetill_kernel::{Error, ErrorKind};
use serde_json::{Value, json};

use crate::extract::MAX_BODY;
use crate::problem::Refusal;

/// The header that carries the token.
pub(crate) const ONETILL_APPROVAL: &str = "onetill-approval";

/// The token's hash and the request's.
#[derive(Clone)]
pub(crate) struct WithApproval {
    pub(crate) token_hash: [u8; 32],
    pub(crate) request_hash: [u8; 32],
}

/// Reads the header, and with it the body; nothing is done for requests without.
pub(crate) async fn read(request: Request, next: Next) -> Response {
    let Some(token) = request.headers().get(ONETILL_APPROVAL).and_then(|v| v.to_str().ok()) else {
        return next.run(request).await;
    };
    let token_hash = hash_secret(token);
    let (mut parts, body) = request.into_parts();
    let Ok(body) = Limited::new(body, MAX_BODY).collect().await else {
        let error = Error::new(ErrorKind::TooLarge, "body_too_large", "The body is larger than one mebibyte.");
        return Refusal(error.field("body").fix("Send less in one request.")).into_response();
    };
    let body = body.to_bytes();
    // What cannot be read fits no approval, and is refused for that later.
    let value = if body.is_empty() { json!({}) } else { serde_json::from_slice(&body).unwrap_or(Value::Null) };
    let request_hash = hash_request(parts.method.as_str(), parts.uri.path(), &value);
    parts.extensions.insert(WithApproval { token_hash, request_hash });
    next.run(Request::from_parts(parts, Body::from(body))).await
}
