//! The web pages, embedded in the binary.

use axum::body::Body;
use axum::response::{IntoResponse, Response};
use http::header::{ALLOW, CACHE_CONTROL, CONTENT_TYPE};
use http::{HeaderValue, Method, StatusCode, Uri};
use rust_embed::RustEmbed;

use crate::problem::{no_such_method, no_such_path};

#[derive(RustEmbed)]
#[folder = "../../web/dist"]
#[allow_missing = true]
struct Assets;

/// A file of the web workspace, or its page for every path that the browser's router knows.
pub(crate) async fn page(method: Method, uri: Uri) -> Response {
    let path = uri.path().trim_start_matches('/');
    if path.starts_with("v1/") || path == "v1" {
        return no_such_path(&uri).into_response();
    }
    if !matches!(method, Method::GET | Method::HEAD) {
        let mut response = no_such_method().await;
        response.headers_mut().insert(ALLOW, HeaderValue::from_static("GET,HEAD"));
        return response;
    }
    if let Some(file) = Assets::get(path) {
        return answer(path, file);
    }
    if path.starts_with("assets/") || path.contains('.') {
        return no_such_path(&uri).into_response();
    }
    match Assets::get("index.html") {
        Some(file) => answer("index.html", file),
        None => (
            StatusCode::NOT_FOUND,
            "This binary was built without the web pages. Run `make web`, then build it again.\n",
        )
            .into_response(),
    }
}

fn answer(path: &str, file: rust_embed::EmbeddedFile) -> Response {
    let mut response = Response::new(Body::from(file.data));
    let kind = match path.rsplit_once('.').map(|(_, ext)| ext) {
        Some("html") => "text/html; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("webp") => "image/webp",
        Some("woff2") => "font/woff2",
        Some("json" | "webmanifest") => "application/json",
        _ => "application/octet-stream",
    };
    // Hashed names never change their content; the page itself is asked for anew.
    let cache = if path.starts_with("assets/") { "public, max-age=31536000, immutable" } else { "no-cache" };
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(kind));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static(cache));
    response
}
