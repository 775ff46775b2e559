//! No card number comes in: what looks like one is refused in every body and every query, whatever the endpoint. The
//! few fields that hold other long numbers stand in one list.

use std::borrow::Cow;

use onetill_kernel::{Error, Uuid, holds_card_number};
use serde_json::Value;

/// What a field is for, where its long numbers are no card numbers.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Holds {
    /// Whatever people write.
    Text,
    /// Numbers of goods and papers, or what is only ever kept as a hash.
    Codes,
    /// Words, and barcodes as scanners type them.
    Search,
    /// A telephone number.
    Phone,
}

/// What a field of this name holds. A field that is not listed here is text.
fn holds(name: &str) -> Holds {
    match name {
        "barcode" | "barcodes" | "sku" | "serial" | "serials" | "serial_number" | "serial_numbers"
        | "receipt_number" | "coupon_code" | "coupon_codes" | "cursor" | "password" | "pin" => Holds::Codes,
        "search" => Holds::Search,
        "phone" => Holds::Phone,
        _ => Holds::Text,
    }
}

/// Whether the text of a field of this name looks like a card number.
fn looks_like_one(name: &str, text: &str) -> bool {
    if !holds_card_number(text) || Uuid::try_parse(text).is_ok() {
        return false;
    }
    match holds(name) {
        Holds::Text => true,
        Holds::Codes => false,
        Holds::Search => !is_gtin(text),
        Holds::Phone => !is_phone(text),
    }
}

/// Whether it is a barcode with a right last digit (GS1 General Specifications, section 7.9).
fn is_gtin(text: &str) -> bool {
    let weighted = |(i, b): (usize, u8)| u32::from(b - b'0') * if i % 2 == 1 { 3 } else { 1 };
    matches!(text.len(), 13 | 14)
        && text.bytes().all(|b| b.is_ascii_digit())
        && text.bytes().rev().enumerate().map(weighted).sum::<u32>() % 10 == 0
}

/// A telephone number that says so: it begins with + or 0, which no card number does, and has at most 15 digits (ITU-T
/// E.164).
fn is_phone(text: &str) -> bool {
    let digits = text.chars().filter(char::is_ascii_digit).count();
    text.trim_start().starts_with(['+', '0', '(']) && digits <= 15
}

fn refusal(field: &str) -> Error {
    let name = field.rsplit('.').next().unwrap_or_default();
    let fix = match holds(name.split('[').next().unwrap_or_default()) {
        Holds::Phone => "Write a telephone number with + and the country in front.",
        _ => {
            "Leave it out: cards are paid at the terminal, and their numbers are never kept. Barcodes and serial numbers \
             have fields of their own."
        }
    };
    Error::invalid(field, "This looks like the number of a payment card.").code("card_number").fix(fix)
}

/// Refuses a JSON body that holds a card number, in a text or as a name.
pub(super) fn refuse_in_body(json: &[u8]) -> Result<(), Error> {
    if !may_hold_one(json) {
        return Ok(());
    }
    // What is no JSON is refused for that.
    let Ok(value) = serde_json::from_slice::<Value>(json) else { return Ok(()) };
    match find("", "", &value) {
        Some(field) => Err(refusal(if field.is_empty() { "body" } else { &field })),
        None => Ok(()),
    }
}

/// A quick look at the bytes: nearly no body holds so many digits in a row.
fn may_hold_one(json: &[u8]) -> bool {
    let mut digits = 0;
    for byte in json {
        match byte {
            b'0'..=b'9' => digits += 1,
            // An escape may stand for a digit or for what may stand between two.
            b'\\' => return true,
            b' ' | b'\t' | b'\r' | b'\n' | b'-' | b'.' | b'_' | b'/' | 0x80.. => {
                // A digit of another script takes more than one byte.
                digits += i32::from(*byte >= 0xc0);
            }
            _ => digits = 0,
        }
        if digits >= 13 {
            return true;
        }
    }
    false
}

/// Where in `value`, which stands at `path` under a field's `name`, there is one.
fn find(path: &str, name: &str, value: &Value) -> Option<String> {
    match value {
        Value::String(text) => looks_like_one(name, text).then(|| path.to_owned()),
        Value::Array(parts) => parts.iter().enumerate().find_map(|(i, part)| find(&format!("{path}[{i}]"), name, part)),
        Value::Object(parts) => parts.iter().find_map(|(name, part)| {
            if holds_card_number(name) {
                return Some(path.to_owned());
            }
            let dot = if path.is_empty() { "" } else { "." };
            find(&format!("{path}{dot}{name}"), name, part)
        }),
        Value::Number(_) | Value::Bool(_) | Value::Null => None,
    }
}

/// Refuses a query that holds a card number, in a value or as a name.
pub(super) fn refuse_in_query(query: &str) -> Result<(), Error> {
    for pair in query.split('&') {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        let (name, value) = (decoded(name), decoded(value));
        if holds_card_number(&name) {
            return Err(refusal("query"));
        }
        if looks_like_one(&name, &value) {
            return Err(refusal(&name));
        }
    }
    Ok(())
}

/// A part of a query without its escapes: `+` is a space, `%34` a digit.
fn decoded(text: &str) -> Cow<'_, str> {
    if !text.contains(['%', '+']) {
        return Cow::Borrowed(text);
    }
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        bytes.push(match byte {
            b'+' => b' ',
            b'%' => {
                let mut ahead = rest.clone();
                let hex = [ahead.next(), ahead.next()].map(|digit| digit.and_then(|d| char::from(d).to_digit(16)));
                match hex {
                    [Some(high), Some(low)] => {
                        rest = ahead;
                        u8::try_from(high * 16 + low).unwrap_or(b'%')
                    }
                    _ => b'%',
                }
            }
            other => other,
        });
    }
    Cow::Owned(String::from_utf8_lossy(&bytes).into_owned())
}

/// A path as the log may show it.
pub(crate) fn shown(path: &str) -> &str {
    if holds_card_number(&decoded(path)) { "(a path that looks like a card number)" } else { path }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn field_of(result: Result<(), Error>) -> Option<String> {
        result.err().map(|error| {
            assert_eq!(error.code_str(), "card_number");
            assert!(!error.to_string().contains("4111"), "{error}");
            error.field_str().unwrap_or_default().to_owned()
        })
    }

    fn check(json: &str, field: Option<&str>) {
        assert_eq!(field_of(refuse_in_body(json.as_bytes())).as_deref(), field, "{json}");
    }

    #[test]
    fn texts_are_refused_wherever_they_stand() {
        check(r#"{ "note": "4111 1111 1111 1111" }"#, Some("note"));
        check(
            r#"{ "lines": [{ "quantity": 1 }, { "note": "card 4111-1111-1111-1111, please" }] }"#,
            Some("lines[1].note"),
        );
        check(r#"{ "a": [["4111111111111111"]] }"#, Some("a[0][0]"));
        check(r#"{ "note": "\u0034\u0031\u0031\u00311111 11111111" }"#, Some("note"));
        check(r#"{ "note": "4111\u00a01111\u00a01111\u00a01111" }"#, Some("note"));
        check("{ \"note\": \"\u{ff14}\u{ff11}\u{ff11}\u{ff11}111111111111\" }", Some("note"));
        check(r#"{ "4111111111111111": 1 }"#, Some("body"));
        check(r#"{ "line": { "4111111111111111": 1 } }"#, Some("line"));
        check(r#""4111111111111111""#, Some("body"));
        check(r#"{ "note": "4111111111111111""#, None);
    }

    #[test]
    fn numbers_of_other_things_are_not() {
        check(r#"{ "barcode": "4111111111111111", "barcodes": ["4222222222222"], "sku": "4111111111111111" }"#, None);
        check(r#"{ "note": "4006381333931", "amount": 4111111111111111 }"#, None);
        check(r#"{ "id": "41111111-1111-4111-8111-111111111111" }"#, None);
        check(r#"{ "phone": "+49 1512 3456 789" }"#, None);
        check(r#"{ "phone": "0049 1512 3456 789" }"#, None);
        check(r#"{ "phone": "4111111111111111" }"#, Some("phone"));
        check(r#"{ "phone": "+4111111111111111" }"#, Some("phone"));
    }

    #[test]
    fn queries_are_refused_too() {
        for (query, field) in [
            ("search=4111111111111111", Some("search")),
            ("search=card+4111%201111+1111-1111", Some("search")),
            ("limit=5&search=%341111111%311111111", Some("search")),
            ("4111111111111111=1", Some("query")),
            ("barcode=4111111111111111&cursor=4111111111111111", None),
            ("search=4006381333931", None),
            // A right barcode whose digits would do for an old Visa card.
            ("search=4006381000093", None),
            ("search=50%&limit=5%2", None),
        ] {
            assert_eq!(field_of(refuse_in_query(query)).as_deref(), field, "{query}");
        }
    }
}
