//! Requests as the OpenAPI document describes them.

use onetill_testkit::contract::document;
use onetill_testkit::dice::Dice;
use onetill_testkit::shop::OWNER_KEY;
use serde_json::{Map, Value, json};

use crate::known::Known;
use crate::wire::Message;

/// A stream never ends, and the key that asks must stay.
const LEFT_OUT: [&str; 2] = ["stream_events", "revoke_api_key"];
/// Lists within lists end here.
const DEEPEST: usize = 6;

/// What can be asked.
#[derive(Clone)]
pub(crate) struct Operation {
    pub(crate) method: String,
    pub(crate) path: String,
    described: &'static Value,
}

/// All that can be asked.
pub(crate) fn operations() -> Vec<Operation> {
    let paths = document()["paths"].as_object().expect("paths");
    let each = paths.iter().flat_map(|(path, operations)| {
        let operations = operations.as_object().expect("operations");
        operations.iter().map(|(method, described)| Operation { method: method.clone(), path: path.clone(), described })
    });
    each.filter(|o| !LEFT_OUT.iter().any(|name| o.described["operationId"] == *name)).collect()
}

impl Operation {
    /// A request that may well be done.
    pub(crate) fn message(&self, known: &Known, dice: &mut Dice) -> Message {
        let path = match known.id_at(&self.path, dice) {
            Some(id) => self.path.replace("{id}", id.as_str().unwrap_or_default()),
            None => self.path.clone(),
        };
        let mut message = Message::new(&self.method.to_uppercase(), &path, OWNER_KEY);
        for parameter in self.described["parameters"].as_array().into_iter().flatten().map(resolve) {
            let name = parameter["name"].as_str().unwrap_or_default();
            if parameter["in"] == "query" && (parameter["required"] == true || dice.one_in(4)) {
                let value = made(name, &parameter["schema"], known, dice, 0);
                message.query.push((name.to_owned(), plain(&value)));
            }
        }
        let content = self.described["requestBody"]["content"].as_object();
        if let Some((kind, body)) = content.and_then(|kinds| kinds.iter().nth(dice.roll(kinds.len().max(1)))) {
            message.header("content-type", kind);
            message.body = match kind.as_str() {
                "application/json" => Some(made("body", &body["schema"], known, dice, 0)),
                _ => None,
            };
            if dice.one_in(2) {
                message.header("idempotency-key", &format!("key-{}", dice.roll(1_000_000)));
            }
        }
        message
    }
}

/// A value as text, as it stands in a query.
fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// What a reference stands for, or the value itself.
fn resolve(value: &'static Value) -> &'static Value {
    match value["$ref"].as_str() {
        Some(reference) => document().pointer(reference.trim_start_matches('#')).unwrap_or(&Value::Null),
        None => value,
    }
}

/// A value for a field, as its schema wants it.
fn made(name: &str, schema: &'static Value, known: &Known, dice: &mut Dice, depth: usize) -> Value {
    let schema = resolve(schema);
    if let Some(choices) = schema["oneOf"].as_array().or(schema["anyOf"].as_array()) {
        let choice = &choices[dice.roll(choices.len())];
        return made(name, choice, known, dice, depth);
    }
    if let Some(words) = schema["enum"].as_array() {
        return dice.pick(words);
    }
    let kinds: Vec<&str> = match &schema["type"] {
        Value::Array(kinds) => kinds.iter().filter_map(Value::as_str).filter(|kind| *kind != "null").collect(),
        one => one.as_str().into_iter().collect(),
    };
    let kind = if kinds.is_empty() { "object" } else { dice.pick(&kinds) };
    match kind {
        "boolean" => json!(dice.one_in(2)),
        "integer" | "number" => {
            let least = schema["minimum"].as_i64().unwrap_or(0);
            let most = schema["maximum"].as_i64().unwrap_or(least + 2000).min(least + 5000);
            json!(if dice.one_in(2) { least + dice.roll(4) as i64 } else { dice.amount(least, most + 1) })
        }
        "array" if depth < DEEPEST => {
            let one = one_name(name);
            (0..dice.roll(3) + usize::from(!dice.one_in(4)))
                .map(|_| made(&one, &schema["items"], known, dice, depth + 1))
                .collect()
        }
        "array" => json!([]),
        "string" => text(name, schema, known, dice),
        _ => object(schema, known, dice, depth),
    }
}

fn object(schema: &'static Value, known: &Known, dice: &mut Dice, depth: usize) -> Value {
    let mut fields = Map::new();
    for part in schema["allOf"].as_array().into_iter().flatten() {
        if let Value::Object(more) = object(resolve(part), known, dice, depth) {
            fields.extend(more);
        }
    }
    let required = |name: &str| schema["required"].as_array().is_some_and(|all| all.iter().any(|n| n == name));
    for (name, schema) in schema["properties"].as_object().into_iter().flatten() {
        if required(name) || (depth < DEEPEST && dice.one_in(3)) {
            fields.insert(name.clone(), made(name, schema, known, dice, depth + 1));
        }
    }
    Value::Object(fields)
}

fn text(name: &str, schema: &'static Value, known: &Known, dice: &mut Dice) -> Value {
    let format = schema["format"].as_str().unwrap_or_default();
    let known_one = match (name, format) {
        // A new thing brings an id of its own.
        ("id", "uuid") => None,
        _ if dice.one_in(8) => None,
        _ => known.any(name, dice),
    };
    if let Some(value) = known_one {
        return value;
    }
    match (name, format) {
        (_, "uuid") => json!(format!("019aaf3a-5c00-7000-8000-{:012x}", dice.roll(1 << 30))),
        (_, "date") => json!(format!("2026-11-{:02}", 20 + dice.roll(9))),
        (_, "date-time") => json!(format!("2026-11-23T{:02}:00:00Z", dice.roll(24))),
        ("currency", _) => json!("GBP"),
        ("quantity", _) => json!(format!("{}", 1 + dice.roll(4))),
        _ => match schema["examples"].as_array().filter(|_| !dice.one_in(4)) {
            Some(examples) if !examples.is_empty() => dice.pick(examples),
            _ => json!(format!("word {}", dice.roll(1000))),
        },
    }
}

/// What a thing in a list of this name is called.
fn one_name(many: &str) -> String {
    many.strip_suffix('s').unwrap_or(many).to_owned()
}
