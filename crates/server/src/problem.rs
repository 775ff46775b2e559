//! Errors as problem documents (RFC 9457), with the request's id.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{MatchedPath, Request};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use http::header::{ALLOW, CONTENT_TYPE, RETRY_AFTER, WWW_AUTHENTICATE};
use http::{HeaderName, HeaderValue, StatusCode, Uri};
use onetill_kernel::{Error, ErrorKind, Uuid, holds_card_number};
use serde::Serialize;
use utoipa::ToSchema;

use crate::extract::card_numbers::shown;

/// The header that carries the request's id, in and out.
pub(crate) static X_REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// What went wrong, and the way out.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Problem {
    /// Always `about:blank`: `code` says what sort of problem it is.
    #[serde(rename = "type")]
    kind: &'static str,
    /// The HTTP status in words.
    title: &'static str,
    /// The HTTP status.
    #[schema(example = 422, minimum = 400, maximum = 599)]
    status: u16,
    /// A stable name of the problem, for programs.
    #[schema(example = "out_of_stock")]
    code: String,
    /// What went wrong, for people.
    detail: String,
    /// The field at fault, as in the request.
    #[schema(example = "lines[0].quantity", nullable = false)]
    #[serde(skip_serializing_if = "Option::is_none")]
    field: Option<String>,
    /// The way out.
    #[schema(nullable = false)]
    #[serde(skip_serializing_if = "Option::is_none")]
    fix: Option<String>,
    /// The permissions that the request lacks, where somebody else may lend them for this one: POST /v1/approvals.
    #[schema(example = json!(["refund_unlinked"]))]
    #[serde(skip_serializing_if = "Vec::is_empty")]
    approvable: Vec<&'static str>,
    /// The request's id, which the log carries too.
    request_id: String,
}

/// A refusal on its way to the client.
#[derive(Debug)]
pub(crate) struct Refusal(pub(crate) Error);

impl From<Error> for Refusal {
    fn from(error: Error) -> Self {
        Self(error)
    }
}

/// What a handler answers.
pub(crate) type Answer<T> = Result<T, Refusal>;

#[derive(Clone)]
struct Carried(Arc<Error>);

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let mut response = status(self.0.kind()).into_response();
        response.extensions_mut().insert(Carried(Arc::new(self.0)));
        response
    }
}

fn status(kind: ErrorKind) -> StatusCode {
    match kind {
        ErrorKind::Invalid => StatusCode::UNPROCESSABLE_ENTITY,
        ErrorKind::NotFound => StatusCode::NOT_FOUND,
        ErrorKind::Conflict => StatusCode::CONFLICT,
        ErrorKind::Unauthenticated => StatusCode::UNAUTHORIZED,
        ErrorKind::Forbidden => StatusCode::FORBIDDEN,
        ErrorKind::Malformed => StatusCode::BAD_REQUEST,
        ErrorKind::WrongType => StatusCode::UNSUPPORTED_MEDIA_TYPE,
        ErrorKind::TooMany => StatusCode::TOO_MANY_REQUESTS,
        ErrorKind::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
        ErrorKind::Busy => StatusCode::SERVICE_UNAVAILABLE,
        ErrorKind::Internal => StatusCode::INTERNAL_SERVER_ERROR,
    }
}

/// Gives every request an id, turns carried errors into problem documents, and writes the log line.
pub(crate) async fn finish(request: Request, next: Next) -> Response {
    let id = request_id(&request);
    let (method, path) = (request.method().clone(), shown(request.uri().path()).to_owned());
    let started = std::time::Instant::now();
    let mut response = next.run(request).await;
    if let Some(Carried(error)) = response.extensions_mut().remove::<Carried>() {
        let code = response.status();
        if let Some(cause) = error.cause() {
            tracing::error!(request_id = id, %method, path, cause, "a request could not be done");
        }
        let allow = response.headers_mut().remove(ALLOW);
        response = document(&error, code, &id);
        response.headers_mut().extend(allow.map(|methods| (ALLOW, methods)));
    }
    let status = response.status().as_u16();
    let ms = started.elapsed().as_millis() as u64;
    match status {
        500.. => tracing::warn!(request_id = id, %method, path, status, ms, "answered"),
        400.. => tracing::info!(request_id = id, %method, path, status, ms, "answered"),
        _ => tracing::debug!(request_id = id, %method, path, status, ms, "answered"),
    }
    if let Ok(value) = HeaderValue::from_str(&id) {
        response.headers_mut().insert(&X_REQUEST_ID, value);
    }
    response
}

/// The caller's id for this request if it is a plain one, or a new one.
fn request_id(request: &Request) -> String {
    let given = request.headers().get(&X_REQUEST_ID).and_then(|v| v.to_str().ok());
    let plain = |id: &&str| (1..=64).contains(&id.len()) && id.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    given.filter(plain).filter(|id| !holds_card_number(id)).map_or_else(
        || {
            onetill_kernel::Ids::random()
                .next::<Uuid>(onetill_kernel::Clock::now(&onetill_kernel::SystemClock))
                .to_string()
        },
        str::to_owned,
    )
}

fn document(error: &Error, status: StatusCode, request_id: &str) -> Response {
    let problem = Problem {
        kind: "about:blank",
        title: status.canonical_reason().unwrap_or("Error"),
        status: status.as_u16(),
        code: error.code_str().to_owned(),
        detail: error.message().to_owned(),
        field: error.field_str().map(str::to_owned),
        fix: error.fix_str().map(str::to_owned),
        approvable: error.approvable_list().to_vec(),
        request_id: request_id.to_owned(),
    };
    let body = serde_json::to_vec(&problem).unwrap_or_default();
    let mut response = Response::new(Body::from(body));
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
    if error.kind() == ErrorKind::Unauthenticated {
        headers.insert(WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
    }
    if matches!(error.kind(), ErrorKind::Busy | ErrorKind::TooMany) {
        headers.insert(RETRY_AFTER, HeaderValue::from(error.retry_after_s().unwrap_or(1)));
    }
    response
}

/// The answer to a path that does not exist.
pub(crate) fn no_such_path(uri: &Uri) -> Refusal {
    let fix = if uri.path().ends_with('/') { "Leave out the slash at the end." } else { "GET /docs lists all paths." };
    Refusal(Error::new(ErrorKind::NotFound, "not_found", "There is nothing at this path.").fix(fix))
}

/// Names the id in the path where that is what does not exist.
pub(crate) async fn name_path_id(request: Request, next: Next) -> Response {
    let names_one = request.extensions().get::<MatchedPath>().is_some_and(|path| path.as_str().contains("{id}"));
    let mut response = next.run(request).await;
    if names_one
        && response.status() == StatusCode::NOT_FOUND
        && let Some(Carried(error)) = response.extensions_mut().remove()
    {
        let error = Arc::try_unwrap(error).map(|error| Arc::new(error.or_field(|| "id".to_owned())));
        response.extensions_mut().insert(Carried(error.unwrap_or_else(|shared| shared)));
    }
    response
}

/// The answer to a method that a path does not know.
pub(crate) async fn no_such_method() -> Response {
    let error = Error::new(ErrorKind::Invalid, "method_not_allowed", "This path does not answer to this method.")
        .fix("GET /docs lists what each path answers to.");
    let mut response = Refusal(error).into_response();
    *response.status_mut() = StatusCode::METHOD_NOT_ALLOWED;
    response
}
