//! Reading requests: bodies, queries, ids and keys, each with an error that names what is wrong.

pub(crate) mod card_numbers;
pub(crate) mod queries;
mod wording;

use axum::extract::{FromRequest, FromRequestParts, Path, Query, Request};
use bytes::Bytes;
use http::header::{CONTENT_LENGTH, CONTENT_TYPE};
use http::request::Parts;
use http_body_util::{BodyExt, LengthLimitError, Limited};
use onetill_domains::sync::IdempotencyKey;
use onetill_domains::{Page, PageRequest, check_text, imports};
use onetill_kernel::{Error, ErrorKind, Uuid};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use utoipa::IntoParams;

use crate::problem::Refusal;
use crate::state::App;

/// The largest body that is read, in bytes.
pub(crate) const MAX_BODY: usize = 1024 * 1024;
/// So much of a body that is too large is thrown away before it is refused, so that the client can finish
/// sending and read why.
const MAX_DRAINED: u64 = 256 * 1024 * 1024;

/// A JSON body, and the idempotency key that came with it.
pub(crate) struct Input<T> {
    pub(crate) value: T,
    pub(crate) key: Option<IdempotencyKey>,
}

impl<T: DeserializeOwned> FromRequest<App> for Input<T> {
    type Rejection = Refusal;

    async fn from_request(request: Request, app: &App) -> Result<Self, Refusal> {
        let key = header(&request, "idempotency-key");
        let json = header(&request, CONTENT_TYPE.as_str()).is_some_and(|kind| is_json(&kind));
        let route = format!("{} {}", request.method(), request.uri().path());
        let Body(bytes) = Body::from_request(request, app).await?;
        if !json && !bytes.is_empty() {
            return Err(Refusal(
                Error::new(ErrorKind::WrongType, "wrong_content_type", "The body is not JSON.")
                    .field("Content-Type")
                    .fix("Send JSON with Content-Type: application/json."),
            ));
        }
        card_numbers::refuse_in_body(&bytes)?;
        let value = parse(if bytes.is_empty() { b"{}" } else { &bytes })?;
        let key = key.map(|k| IdempotencyKey::new(&k, &route, &bytes)).transpose()?;
        Ok(Self { value, key })
    }
}

/// Whether a content type says JSON; its parameters do not matter.
fn is_json(kind: &str) -> bool {
    kind.split(';').next().is_some_and(|kind| kind.trim().eq_ignore_ascii_case("application/json"))
}

/// A header's text; one that is not text becomes something that no check accepts.
fn header(request: &Request, name: &str) -> Option<String> {
    request.headers().get(name).map(|v| v.to_str().unwrap_or("\u{0}").to_owned())
}

fn parse<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Refusal> {
    if bytes.trim_ascii_start().starts_with(b"[") {
        // Serde would read a list as an object's fields in order.
        let error = Error::invalid("body", "This is an object, not a list.");
        return Err(Refusal(error.fix("Send an object in curly brackets.")));
    }
    let mut json = serde_json::Deserializer::from_slice(bytes);
    let value = serde_path_to_error::deserialize(&mut json).map_err(|e| {
        let path = e.path().to_string();
        let cause = e.into_inner();
        // The first thing that is wrong may come before the syntax breaks, and a number where a word belongs counts
        // as a fault of the syntax: only JSON that is whole is refused for what it says.
        match serde_json::from_slice::<Value>(bytes) {
            Ok(_) => Refusal(wording::refusal(&path, &cause.to_string())),
            Err(syntax) => Refusal(malformed(&syntax)),
        }
    })?;
    json.end().map_err(|e| Refusal(malformed(&e)))?;
    refuse_nul(bytes)?;
    Ok(value)
}

fn malformed(cause: &serde_json::Error) -> Error {
    let place = format!("line {}, column {}", cause.line(), cause.column());
    let (detail, fix) = if cause.is_eof() {
        ("The body ends in the middle of the JSON", "Send all of it.")
    } else {
        ("The body is not well-formed JSON", "Correct the JSON at that place.")
    };
    Error::new(ErrorKind::Malformed, "malformed_json", format!("{detail} ({place}).")).field("body").fix(fix)
}

/// U+0000 is the one character that not every database holds: no text may carry it, known to us or not.
fn refuse_nul(json: &[u8]) -> Result<(), Refusal> {
    // A quick look for the bytes first: they are nearly never there.
    if !json.windows(6).any(|bytes| bytes == b"\\u0000") {
        return Ok(());
    }
    let value: Value = serde_json::from_slice(json).map_err(Error::internal)?;
    match field_with_nul(&value) {
        Some(field) => Err(Refusal(nul(&field))),
        None => Ok(()),
    }
}

fn nul(field: &str) -> Error {
    Error::invalid(field, "This holds the character U+0000, which is none.").fix("Remove it.")
}

/// Where in `value` a text holds U+0000.
fn field_with_nul(value: &Value) -> Option<String> {
    let inside = |name: String, part: &Value| {
        let rest = field_with_nul(part)?;
        let dot = if rest.is_empty() || rest.starts_with('[') { "" } else { "." };
        Some(format!("{name}{dot}{rest}"))
    };
    match value {
        Value::String(text) => text.contains('\0').then(String::new),
        Value::Array(parts) => parts.iter().enumerate().find_map(|(i, part)| inside(format!("[{i}]"), part)),
        Value::Object(parts) => parts.iter().find_map(|(name, part)| inside(name.clone(), part)),
        _ => None,
    }
}

/// A raw body within the limit.
pub(crate) struct Body(pub(crate) Bytes);

impl FromRequest<App> for Body {
    type Rejection = Refusal;

    async fn from_request(request: Request, _: &App) -> Result<Self, Refusal> {
        read_body(request, MAX_BODY, too_large).await.map(Self)
    }
}

/// A file, which may be larger than other bodies.
pub(crate) struct Upload(pub(crate) Bytes);

impl FromRequest<App> for Upload {
    type Rejection = Refusal;

    async fn from_request(request: Request, _: &App) -> Result<Self, Refusal> {
        read_body(request, imports::MAX_FILE, || Refusal(imports::file_too_large())).await.map(Self)
    }
}

async fn read_body(request: Request, max: usize, too_large: fn() -> Refusal) -> Result<Bytes, Refusal> {
    let announced = request.headers().get(CONTENT_LENGTH).and_then(|v| v.to_str().ok()?.parse::<u64>().ok());
    let mut body = request.into_body();
    if announced.is_some_and(|n| n > max as u64) {
        drain(body).await;
        return Err(too_large());
    }
    match Limited::new(&mut body, max).collect().await {
        Ok(collected) => Ok(collected.to_bytes()),
        Err(error) if error.is::<LengthLimitError>() => {
            drain(body).await;
            Err(too_large())
        }
        Err(_) => Err(Refusal(
            Error::new(ErrorKind::Malformed, "body_broken_off", "The body ended too early.")
                .field("body")
                .fix("Send all of it."),
        )),
    }
}

async fn drain(mut body: axum::body::Body) {
    let mut seen = 0u64;
    while seen < MAX_DRAINED {
        match body.frame().await {
            Some(Ok(frame)) => seen += frame.data_ref().map_or(0, |d| d.len() as u64),
            _ => return,
        }
    }
}

fn too_large() -> Refusal {
    Refusal(
        Error::new(ErrorKind::TooLarge, "body_too_large", "The body is larger than one mebibyte.")
            .field("body")
            .fix("Send less in one request."),
    )
}

/// The query string.
pub(crate) struct Params<T>(pub(crate) T);

impl<T: DeserializeOwned> FromRequestParts<App> for Params<T> {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Refusal> {
        let query = parts.uri.query().unwrap_or_default();
        if query.contains("%00") {
            return Err(Refusal(nul("query")));
        }
        match Query::<T>::from_request_parts(parts, app).await {
            Ok(Query(value)) => Ok(Self(value)),
            Err(rejection) => {
                let text = rejection.body_text();
                let text = text.strip_prefix("Failed to deserialize query string: ").unwrap_or(&text);
                let (field, message) = text.split_once(": ").unwrap_or((".", text));
                Err(Refusal(wording::refusal(field, message)))
            }
        }
    }
}

/// The id in the path.
pub(crate) struct PathId<T>(pub(crate) T);

impl<T: From<Uuid>> FromRequestParts<App> for PathId<T> {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Refusal> {
        match Path::<Uuid>::from_request_parts(parts, app).await {
            Ok(Path(id)) => Ok(Self(T::from(id))),
            Err(_) => Err(Refusal(
                Error::new(ErrorKind::NotFound, "not_found", "There is nothing at this path: an id is a UUID.")
                    .fix("Use an id as a list answered it."),
            )),
        }
    }
}

/// The code in the path, of what is named by one.
pub(crate) struct PathCode(pub(crate) String);

impl FromRequestParts<App> for PathCode {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Refusal> {
        match Path::<String>::from_request_parts(parts, app).await {
            // What no text may hold is no code either.
            Ok(Path(code)) if !code.contains('\0') => Ok(Self(code)),
            _ => Err(Refusal(
                Error::new(ErrorKind::NotFound, "not_found", "There is nothing at this path.")
                    .fix("Use a code as a list answered it."),
            )),
        }
    }
}

/// Which page of a list.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct PageParams {
    /// `next_cursor` of the page before.
    pub(crate) cursor: Option<String>,
    /// Rows a page, 1 to 200; 50 unless told.
    #[param(minimum = 1, maximum = 200)]
    pub(crate) limit: Option<i64>,
}

impl PageParams {
    pub(crate) fn request(self) -> PageRequest {
        PageRequest { cursor: self.cursor, limit: self.limit, ..PageRequest::default() }
    }
}

/// Which part of a list that is short.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct PartParams {
    /// `next_cursor` of the page before.
    pub(crate) cursor: Option<String>,
    /// Rows a page, 1 to 200; all of them unless told.
    #[param(minimum = 1, maximum = 200)]
    pub(crate) limit: Option<i64>,
}

impl PartParams {
    pub(crate) fn of<T>(self, items: Vec<T>, id: impl Fn(&T) -> String) -> Result<Page<T>, Refusal> {
        Ok(Page::part(items, &PageRequest { cursor: self.cursor, limit: self.limit, ..PageRequest::default() }, id)?)
    }
}

/// Text of a query that is searched for: no control characters, nothing endless.
pub(crate) fn search_text(field: &str, text: Option<String>) -> Result<Option<String>, Refusal> {
    if let Some(text) = &text {
        check_text(field, text, 200)?;
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use onetill_domains::orders::NewSale;

    use super::*;

    /// Reads `json` as a sale; answers code, field, detail and fix of the refusal.
    fn refused(json: &str) -> [String; 4] {
        let Refusal(error) = parse::<NewSale>(json.as_bytes()).expect_err(json);
        let text = |part: Option<&str>| part.unwrap_or_default().to_owned();
        [text(Some(error.code_str())), text(error.field_str()), text(Some(error.message())), text(error.fix_str())]
    }

    fn check(json: &str, code: &str, field: &str, detail: &str, fix: &str) {
        let got = refused(json);
        assert_eq!(got.each_ref().map(String::as_str), [code, field, detail, fix], "{json}");
    }

    const ID: &str = "\"register_id\": \"019aaf3a-5c00-7000-8000-000000000009\"";

    fn line(line: &str) -> String {
        format!("{{ {ID}, \"lines\": [{line}] }}")
    }

    #[test]
    fn what_is_missing_unknown_or_misspelt_is_named() {
        check("{}", "missing_field", "register_id", "`register_id` is missing.", "Send `register_id` too.");
        let no_currency = line(r#"{ "unit_price": { "amount": 1 } }"#);
        check(
            &no_currency,
            "missing_field",
            "lines[0].unit_price.currency",
            "`currency` is missing.",
            "Send `currency` too.",
        );
        for (name, meant) in [
            ("qty", "quantity"),
            ("quantty", "quantity"),
            ("variantId", "variant_id"),
            ("price", "unit_price"),
            ("discount", "discounts"),
        ] {
            let (field, detail) = (format!("lines[0].{name}"), format!("There is nothing called `{name}` here."));
            let json = line(&format!("{{ \"{name}\": 1 }}"));
            check(&json, "unknown_field", &field, &detail, &format!("Did you mean `{meant}`?"));
        }
        let far = refused(&line(r#"{ "colour": 1 }"#));
        assert!(far[3].starts_with("Known are: variant_id, barcode, sku,"), "{far:?}");
        let twice = format!("{{ {ID}, {ID} }}");
        check(&twice, "invalid_field", "register_id", "`register_id` is given more than once.", "Give it once.");
        let word = line(r#"{ "kind": "good" }"#);
        check(
            &word,
            "invalid_field",
            "lines[0].kind",
            "`good` is none of the words known here.",
            "Did you mean `goods`?",
        );
    }

    #[test]
    fn a_name_that_was_sent_is_repeated_only_in_part() {
        let [_, field, detail, _] = refused(&line(&format!("{{ \"{}\": 1 }}", "x".repeat(100_000))));
        assert!(field.len() < 100 && detail.len() < 100, "{field} {detail}");
    }

    #[test]
    fn a_wrong_type_is_told_in_plain_words() {
        let whole = "An amount is a whole number of minor units (pence, cents)";
        for (json, field, detail) in [
            (
                r#"{ "unit_price": { "amount": 10.5, "currency": "GBP" } }"#,
                "unit_price.amount",
                &format!("{whole}, not a number with decimals.")[..],
            ),
            (
                r#"{ "unit_price": { "amount": "10", "currency": "GBP" } }"#,
                "unit_price.amount",
                &format!("{whole}, not a text."),
            ),
            (
                r#"{ "unit_price": { "amount": 1e30, "currency": "GBP" } }"#,
                "unit_price.amount",
                "This number is too large.",
            ),
            (
                r#"{ "unit_price": { "amount": 9223372036854775808, "currency": "GBP" } }"#,
                "unit_price.amount",
                "This number is too large.",
            ),
            (r#"{ "unit_price": 10 }"#, "unit_price", "This is an amount of money, not a number."),
            (r#"{ "variant_id": 5 }"#, "variant_id", "This is an id, not a number."),
            (r#"{ "variant_id": "five" }"#, "variant_id", "This is not an id."),
            (r#"{ "sku": 5 }"#, "sku", "This is a text, not a number."),
            (r#"{ "kind": 5 }"#, "kind", "This is one of a few words."),
            (r#"{ "discounts": {} }"#, "discounts", "This is a list, not an object."),
            (r#"{ "quantity": "1.2345" }"#, "quantity", "1.2345 has more than 3 decimals."),
            (r#""mug""#, "", "This is an object, not a text."),
        ] {
            let [code, named, told, fix] = refused(&line(json));
            let field = if field.is_empty() { "lines[0]".to_owned() } else { format!("lines[0].{field}") };
            assert_eq!((code.as_str(), named, told.as_str()), ("invalid_field", field, detail), "{json}");
            assert!(!fix.is_empty(), "{json}");
        }
        check("[]", "invalid_field", "body", "This is an object, not a list.", "Send an object in curly brackets.");
    }

    #[test]
    fn json_that_cannot_be_read_is_told_from_json_that_does_not_fit() {
        let ends = "The body ends in the middle of the JSON (line 1, column 1).";
        check("{", "malformed_json", "body", ends, "Send all of it.");
        let broken = "The body is not well-formed JSON (line 1, column 2).";
        check("{]", "malformed_json", "body", broken, "Correct the JSON at that place.");
        let [code, field, ..] = refused(&format!("{} and more", line("")));
        assert_eq!((code.as_str(), field.as_str()), ("malformed_json", "body"));
    }

    #[test]
    fn the_character_that_is_none_is_refused_wherever_it_stands() {
        let sku = line(r#"{ "sku": "a\u0000b" }"#);
        check(&sku, "invalid_field", "lines[0].sku", "This holds the character U+0000, which is none.", "Remove it.");
        // An escaped backslash before it makes it plain text.
        assert!(parse::<NewSale>(line(r#"{ "sku": "a\\u0000b" }"#).as_bytes()).is_ok());
    }
}
