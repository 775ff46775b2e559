//! Paths that take no query refuse one, whoever wrote the handler: the OpenAPI document says which they are.

use std::collections::HashSet;
use std::sync::Arc;

use axum::extract::{MatchedPath, Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use serde_json::Value;

use super::{card_numbers, wording};
use crate::problem::Refusal;

/// The operations that read a query: method and path as the document writes them.
#[derive(Clone)]
pub(crate) struct WithQuery(Arc<HashSet<(String, String)>>);

impl WithQuery {
    /// Reads them from the document.
    pub(crate) fn of(document: &Value) -> Self {
        let mut found = HashSet::new();
        for (path, operations) in document["paths"].as_object().into_iter().flatten() {
            for (method, operation) in operations.as_object().into_iter().flatten() {
                if operation["parameters"].as_array().into_iter().flatten().any(|p| p["in"] == "query") {
                    found.insert((method.to_uppercase(), path.clone()));
                }
            }
        }
        Self(Arc::new(found))
    }

    fn has(&self, method: &str, path: &str) -> bool {
        // HEAD is answered as GET.
        let method = if method == "HEAD" { "GET" } else { method };
        self.0.contains(&(method.to_owned(), path.to_owned()))
    }
}

/// Refuses a query that holds a card number, and one where none is read, naming its first parameter.
pub(crate) async fn refuse_unread(State(known): State<WithQuery>, request: Request, next: Next) -> Response {
    if let Err(error) = card_numbers::refuse_in_query(request.uri().query().unwrap_or_default()) {
        return Refusal(error).into_response();
    }
    let first = request.uri().query().and_then(|query| query.split(['&', '=']).find(|part| !part.is_empty()));
    if let Some(name) = first
        && let Some(path) = request.extensions().get::<MatchedPath>().map(MatchedPath::as_str)
        && path.starts_with("/v1/")
        && !known.has(request.method().as_str(), path)
    {
        return Refusal(wording::refusal(".", &format!("unknown field `{}`", name.replace('`', "")))).into_response();
    }
    next.run(request).await
}
