//! The printer's page: what came out of it, and its paper, cover and manners to play with.

use axum::extract::State as Shared;
use axum::http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, X_CONTENT_TYPE_OPTIONS};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use onetill_domains::receipts::Look;
use serde::Deserialize;
use serde_json::{Value, json};

use super::decoder::Item;
use super::device::{Manners, Paper, Printer};

const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; \
                      base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

impl Printer {
    /// All that its page answers to.
    pub fn page(&self) -> Router {
        let file = |kind: &'static str, text: &'static str| get(move || async move { send(kind, text) });
        Router::new()
            .route("/", file("text/html; charset=utf-8", include_str!("page/printer.html")))
            .route("/printer.css", file("text/css; charset=utf-8", include_str!("page/printer.css")))
            .route("/printer.js", file("text/javascript; charset=utf-8", include_str!("page/printer.js")))
            .route("/state", get(state))
            .route("/hand", post(hand))
            .with_state(self.clone())
    }
}

fn send(kind: &'static str, text: &'static str) -> Response {
    let headers = [
        (CONTENT_TYPE, kind),
        (CONTENT_SECURITY_POLICY, POLICY),
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (CACHE_CONTROL, "no-cache"),
    ];
    (headers, text).into_response()
}

fn shown(item: &Item) -> Value {
    match item {
        Item::Line { text, look } => {
            json!({ "line": text, "bold": *look != Look::Plain, "large": *look == Look::Large })
        }
        Item::Barcode(content) => json!({ "barcode": content }),
        Item::Qr(content) => json!({ "qr": content }),
        Item::Picture { row_bytes, bytes } => json!({ "picture": bytes, "row_bytes": row_bytes }),
        Item::Cut { .. } => json!({ "cut": true }),
        Item::Kick => json!({ "kick": true }),
    }
}

async fn state(Shared(printer): Shared<Printer>) -> Json<Value> {
    let state = printer.state();
    let slips: Vec<Vec<Value>> = state.slips.iter().map(|slip| slip.iter().map(shown).collect()).collect();
    Json(json!({
        "name": printer.profile().name, "columns": printer.profile().font_a, "paper": state.paper,
        "cover_open": state.cover_open, "manners": state.manners, "kicks": state.kicks, "complaint": state.complaint,
        "slips": slips,
    }))
}

/// What a hand does to it; what is absent stays.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Hand {
    paper: Option<Paper>,
    cover_open: Option<bool>,
    manners: Option<Manners>,
    /// Throws away what was printed.
    tear_off: Option<bool>,
}

async fn hand(Shared(printer): Shared<Printer>, Json(hand): Json<Hand>) -> Json<Value> {
    printer.change(|state| {
        state.paper = hand.paper.unwrap_or(state.paper);
        state.cover_open = hand.cover_open.unwrap_or(state.cover_open);
        state.manners = hand.manners.unwrap_or(state.manners);
        if hand.tear_off == Some(true) {
            state.slips.clear();
        }
    });
    state(Shared(printer)).await
}
