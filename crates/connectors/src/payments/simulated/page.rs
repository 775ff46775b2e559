//! The files of the terminal's page, with headers that let it load nothing else.

use axum::Router;
use axum::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS,
};
use axum::response::{IntoResponse, Response};
use axum::routing::get;

use super::terminal::Terminal;

const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; \
                      connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

pub(crate) fn routes() -> Router<Terminal> {
    let file = |kind: &'static str, text: &'static str| get(move || async move { send(kind, text) });
    Router::new()
        .route("/", file("text/html; charset=utf-8", include_str!("page/terminal.html")))
        .route("/terminal.css", file("text/css; charset=utf-8", include_str!("page/terminal.css")))
        .route("/terminal.js", file("text/javascript; charset=utf-8", include_str!("page/terminal.js")))
        .route("/icon.svg", file("image/svg+xml", include_str!("page/icon.svg")))
}

fn send(kind: &'static str, text: &'static str) -> Response {
    let headers = [
        (CONTENT_TYPE, kind),
        (CONTENT_SECURITY_POLICY, POLICY),
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (REFERRER_POLICY, "no-referrer"),
        (CACHE_CONTROL, "no-cache"),
    ];
    (headers, text).into_response()
}
