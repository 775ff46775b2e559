//! Requests that somebody spoilt.

use onetill_testkit::dice::Dice;
use serde_json::{Value, json};

use crate::known::Known;
use crate::wire::Message;

/// Spoils a request, in one way or in several.
pub(crate) fn spoil(message: &mut Message, known: &Known, dice: &mut Dice) {
    for _ in 0..=dice.roll(2) {
        match dice.roll(12) {
            0..=5 => value(message, known, dice),
            6 => body_bytes(message, dice),
            7 => query(message, dice),
            8 => path(message, known, dice),
            9 => header(message, dice),
            10 => message.body = Some(odd(dice)),
            _ => mangle(message, dice),
        }
    }
}

/// JSON that is not meant.
pub(crate) fn odd(dice: &mut Dice) -> Value {
    let all = [
        json!(null),
        json!(true),
        json!(0),
        json!(-1),
        json!(i64::MAX),
        json!(i64::MIN),
        json!(u64::MAX),
        json!(1e308),
        json!(-0.0),
        json!(0.1),
        json!([]),
        json!({}),
        json!([[[]]]),
        json!(""),
        json!(" "),
        json!("-0"),
        json!("1e9"),
        json!("0.0005"),
        json!("9".repeat(400)),
        json!("9223372036854775807"),
        json!("-9223372036854775.808"),
        json!("NaN"),
        json!("a\u{0}b"),
        json!("\u{feff}\u{202e}\u{200b}"),
        json!("\u{1f469}\u{200d}\u{1f52c} Zo\u{308}e \u{1d54f}"),
        json!("'; DROP TABLE orders; --"),
        json!("%00%ff%c3%28"),
        json!("../../etc/passwd"),
        json!("{{7*7}}${7*7}"),
        json!("\r\nx-evil: 1"),
        json!("x".repeat(10_000)),
        json!("\u{fdfa}".repeat(300)),
        json!("2026-02-30"),
        json!("0000-01-01"),
        json!("9999-12-31"),
        json!("-9999-01-01"),
        json!("9999-12-31T23:59:59.999999999-23:59"),
        json!("2026-11-23T24:00:00Z"),
        json!("00000000-0000-0000-0000-000000000000"),
        json!("ffffffff-ffff-ffff-ffff-ffffffffffff"),
        json!("4006381333931"),
        json!("2112345012501"),
        json!("R1-000001"),
        json!("R1-99999999999999999999"),
        json!("4111 1111 1111 1111"),
    ];
    match dice.roll(30) {
        0 => (0..300).fold(json!(1), |inner, _| if dice.one_in(2) { json!([inner]) } else { json!({ "a": inner }) }),
        1 => Value::Array(vec![dice.pick(&all); 2000]),
        _ => dice.pick(&all),
    }
}

/// One value of the body, or a field of it, becomes something else.
fn value(message: &mut Message, known: &Known, dice: &mut Dice) {
    let Some(body) = &mut message.body else { return query(message, dice) };
    let mut all = Vec::new();
    pointers(body, String::new(), &mut all);
    let at = dice.pick(&all);
    let other = body.pointer(&dice.pick(&all)).cloned().unwrap_or_default();
    let Some(found) = body.pointer_mut(&at) else { return };
    match (dice.roll(8), &mut *found) {
        (0, Value::Array(parts)) if !parts.is_empty() => {
            let again = dice.pick(parts);
            parts.extend(vec![again; 1 + dice.roll(3) * 400]);
        }
        (0, Value::Object(parts)) if !parts.is_empty() => {
            let name = parts.keys().nth(dice.roll(parts.len())).cloned().unwrap_or_default();
            parts.remove(&name);
        }
        (1, Value::Object(parts)) => {
            parts.insert(dice.pick(&["surprise", "", "id", "__proto__", "\u{0}", "\u{e9}"]).to_owned(), odd(dice));
        }
        (1 | 2, Value::Number(number)) => {
            let near = number.as_i64().unwrap_or(1);
            *found = dice.pick(&[
                json!(near.wrapping_neg()),
                json!(near.saturating_mul(1_000_000_007)),
                json!(near.to_string()),
            ]);
        }
        (3, _) => *found = other,
        (4, Value::String(text)) if text.len() == 36 => *found = known.any_id(dice).unwrap_or_default(),
        _ => *found = odd(dice),
    }
}

/// Where in a value there is something.
fn pointers(value: &Value, at: String, all: &mut Vec<String>) {
    match value {
        Value::Array(parts) => parts.iter().enumerate().for_each(|(i, part)| pointers(part, format!("{at}/{i}"), all)),
        Value::Object(parts) => parts.iter().for_each(|(name, part)| {
            let name = name.replace('~', "~0").replace('/', "~1");
            pointers(part, format!("{at}/{name}"), all);
        }),
        _ => {}
    }
    all.push(at);
}

/// The body's bytes are no longer what was written.
fn body_bytes(message: &mut Message, dice: &mut Dice) {
    let mut bytes = message.body_bytes();
    scramble(&mut bytes, dice);
    message.raw_body = Some(bytes);
}

/// Some bytes change, go, or come twice.
pub(crate) fn scramble(bytes: &mut Vec<u8>, dice: &mut Dice) {
    for _ in 0..=dice.roll(4) {
        let length = bytes.len();
        if length == 0 {
            bytes.extend([b'{', b'"', 0xff]);
            continue;
        }
        let (at, end) = (dice.roll(length), dice.roll(length + 1));
        let part = at.min(end)..at.max(end);
        match dice.roll(6) {
            0 => bytes[at] ^= 1 << dice.roll(8),
            1 => bytes[at] = dice.pick(&[0, b'"', b'\\', b'{', b'}', b'[', b',', b':', b'-', b'9', 0x80, 0xc3, 0xff]),
            2 => drop(bytes.drain(part)),
            3 => {
                let again = bytes[part].to_vec();
                bytes.splice(at..at, again);
            }
            4 => bytes.truncate(at),
            _ => drop(bytes.splice(
                at..at,
                dice.pick(&[&b"\\u0000"[..], b"\\ud800", b"1e999", b"\xef\xbb\xbf", b"//"]).iter().copied(),
            )),
        }
    }
}

fn query(message: &mut Message, dice: &mut Dice) {
    let text = |dice: &mut Dice| {
        let value = odd(dice);
        let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        text.chars().take(300).collect::<String>()
    };
    let names = ["limit", "cursor", "search", "from", "to", "after", "barcode", "sort", "by", "format", "columns", ""];
    match message.query.len() {
        0 => message.query.push((dice.pick(&names).to_owned(), text(dice))),
        some => {
            let at = dice.roll(some);
            match dice.roll(3) {
                0 => message.query.push(message.query[at].clone()),
                1 => message.query[at].1 = text(dice),
                _ => message.query.push((dice.pick(&names).to_owned(), text(dice))),
            }
        }
    }
}

fn path(message: &mut Message, known: &Known, dice: &mut Dice) {
    let parts: Vec<&str> = message.path.split('/').collect();
    // What stands before the first slash is nothing.
    let at = 1 + dice.roll(parts.len() - 1);
    let id = known.any_id(dice).unwrap_or_default();
    let odd = ["%00", "%2e%2e", "%ff", "..", "", "a;b", "%2F", "0", "%E2%80%AE", "4111111111111111"];
    let other = if dice.one_in(2) { id.as_str().unwrap_or_default() } else { odd[dice.roll(odd.len())] };
    let path: Vec<&str> = parts.iter().enumerate().map(|(i, part)| if i == at { other } else { *part }).collect();
    message.path = path.join("/");
    // It may lead elsewhere now: what is described of this path is not promised of that one.
    message.elsewhere = true;
}

fn header(message: &mut Message, dice: &mut Dice) {
    let long = "k".repeat(5_000);
    let (name, value) = dice.pick(&[
        ("content-type", "text/plain"),
        ("content-type", "application/json; charset=utf-16"),
        ("content-type", "\u{ff}"),
        ("content-type", ""),
        ("idempotency-key", "\u{e9}"),
        ("idempotency-key", ""),
        ("idempotency-key", &long),
        ("authorization", "Bearer"),
        ("authorization", "Basic b25l"),
        ("authorization", "Bearer otk_nobody"),
        ("x-request-id", "4111111111111111"),
        ("x-request-id", &long),
        ("x-forwarded-for", "::ffff:1.2.3.4, unknown, _x"),
        ("origin", "https://evil.example"),
        ("sec-fetch-site", "cross-site"),
        ("accept", "application/x-nothing"),
        ("accept-language", "\u{ff}\u{fe}"),
        ("onetill-approval", "nonsense"),
        ("if-none-match", "*"),
        ("range", "bytes=5-1"),
        ("content-encoding", "gzip"),
        ("last-event-id", "-1"),
    ]);
    message.header(name, value);
}

/// The message as a whole is no longer HTTP, or nearly not.
fn mangle(message: &mut Message, dice: &mut Dice) {
    let mut bytes = message.bytes();
    scramble(&mut bytes, dice);
    message.whole = Some(bytes);
    message.mangled = true;
}
