//! The OpenAPI 3.1 document, generated from the routes and their types.
//!
//! Three steps make what the routes say exact: [`shapes`] tells what an answer always holds from what an
//! input may leave out, [`operations`] adds what holds for every route alike (problems, headers), and
//! [`complete`] says what this is and how one signs in.

mod operations;
mod shapes;

use onetill_domains::{orders, payments};
use onetill_kernel::{Error, Result};
use serde_json::{Value, json};
use utoipa::OpenApi;

use crate::auth::SESSION_COOKIE;
use crate::routes;

/// Shapes that no route names: the data of events, which are described by their kind.
#[derive(OpenApi)]
#[openapi(components(schemas(
    orders::OrderCompleted,
    orders::OrderRefunded,
    payments::PaymentUpdated,
    crate::problem::Problem
)))]
pub(crate) struct Unrouted;

/// The OpenAPI document of the HTTP interface.
pub fn openapi() -> Result<Value> {
    complete(&routes::api().split_for_parts().1)
}

/// Makes the document of what the routes say.
pub(crate) fn complete(routes: &utoipa::openapi::OpenApi) -> Result<Value> {
    let mut document = serde_json::to_value(routes).map_err(Error::internal)?;
    shapes::make_exact(&mut document);
    operations::add_common_parts(&mut document);
    document["info"] = json!({
        "title": "OneTill",
        "version": env!("CARGO_PKG_VERSION"),
        "description": ABOUT,
    });
    document["servers"] = json!([{ "url": "/", "description": "The server that this document comes from" }]);
    document["tags"] = TAGS.iter().map(|(name, about)| json!({ "name": name, "description": about })).collect();
    document["security"] = json!([{ "bearer": [] }, { "session": [] }]);
    document["components"]["securitySchemes"] = json!({
        "bearer": {
            "type": "http",
            "scheme": "bearer",
            "description": "An API key, or the `token` of a session.",
        },
        "session": {
            "type": "apiKey",
            "in": "cookie",
            "name": SESSION_COOKIE,
            "description": "The cookie that signing in sets. Only requests of our own pages may change anything with it.",
        },
    });
    Ok(document)
}

const ABOUT: &str = "\
One till for every channel: register, payments, stock, customers and books over one database.

* **Money** is `{\"amount\": 1050, \"currency\": \"EUR\"}`: a whole number of minor units and an ISO 4217 code.
* **Quantities and percentages** are decimal strings, `\"1.25\"`; inputs may be JSON numbers too.
* **Times** are RFC 3339 in UTC, business days `YYYY-MM-DD`.
* **Lists** answer `items` and `next_cursor`; send that back as `cursor` for the next page. All take `limit`.
* **Queries and bodies** hold what is described and nothing else: what is not known is refused by name.
* **Writes** take an `Idempotency-Key`: the same key gives the same answer and never acts twice.
* **Ids** are UUIDs, best UUIDv7; whoever must work offline makes them and sends them as `id`.
* **Errors** are problem documents (RFC 9457) with a stable `code`, the `field` at fault and a `fix`.
* **Answers** hold every field that is described, null where there is nothing to say.";

const TAGS: &[(&str, &str)] = &[
    ("sessions", "Signing in and out"),
    ("settings", "The merchant, its places, registers, terminals and tenders"),
    ("people", "Staff and API keys"),
    ("catalogue", "Products, categories, taxes and pictures"),
    ("customers", "Customers, their groups and their history"),
    ("prices", "Prices other than the catalogue's, by place, customer group and time; promotions and their codes"),
    ("stock", "Stock levels, movements and adjustments"),
    ("orders", "Quotes, sales and orders"),
    ("payments", "Payments and what became of them"),
    ("refunds", "Giving money and goods back"),
    ("shifts", "Opening and closing a drawer, its reports, and cash that moves other than by selling"),
    ("books", "Journal, trial balance and dashboard"),
    ("imports", "Products, customers and opening stock brought in from CSV files"),
    ("reports", "What was sold in a period, by day, product, tender and the like"),
    ("receipts", "Receipts as they are printed, on any paper or screen"),
    ("printers", "Receipt printers, their state and what they print"),
    ("events", "Every committed change, as a list and as a stream"),
    ("audit", "What must be accounted for, and whether its record is whole"),
    ("health", "Whether the server lives, is ready, and how it fares"),
];
