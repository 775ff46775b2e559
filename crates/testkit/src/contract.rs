//! Holds every answer that a test gets against the OpenAPI document: its status and content type are
//! described, its body has everything that is promised, and nothing else.

use std::collections::BTreeSet;
use std::sync::OnceLock;

use reqwest::{Method, StatusCode};
use serde_json::{Map, Value, json};

/// The server's document.
pub fn document() -> &'static Value {
    static DOCUMENT: OnceLock<Value> = OnceLock::new();
    DOCUMENT.get_or_init(|| onetill_server::openapi().expect("a document"))
}

/// Panics where an answer is not what the document says. A path or method that it does not know may only be
/// refused.
pub fn check(method: &Method, path: &str, status: StatusCode, content_type: &str, body: &Value) {
    let asked = format!("{method} {path}: {status} {content_type}");
    let Some(operation) = operation(method, path.split('?').next().unwrap_or(path)) else {
        assert!(matches!(status.as_u16(), 401 | 404 | 405), "{asked}: nothing is said of this");
        return;
    };
    let response = resolve(&operation["responses"][status.as_str()]);
    assert!(!response.is_null(), "{asked}: this status is not described: {body}");
    let Some(content) = response["content"].as_object() else {
        assert!(body.is_null(), "{asked}: no body is described: {body}");
        return;
    };
    let kind = content_type.split(';').next().unwrap_or_default();
    let described = content.get(kind).unwrap_or_else(|| panic!("{asked}: this content type is not described"));
    if kind.ends_with("json") {
        fits(&described["schema"], body, "body").unwrap_or_else(|wrong| panic!("{asked}: {wrong}\n{body}"));
    }
}

/// What the document says of a path.
fn operation(method: &Method, path: &str) -> Option<&'static Value> {
    let fits = |template: &str| {
        let (mut wanted, mut asked) = (template.split('/'), path.split('/'));
        wanted.by_ref().zip(asked.by_ref()).all(|(w, a)| w == a || w.starts_with('{'))
            && template.split('/').count() == path.split('/').count()
    };
    let paths = document()["paths"].as_object()?;
    // A path in full comes before one with a place for an id.
    let found = paths.get(path).or_else(|| paths.iter().find(|(template, _)| fits(template)).map(|(_, p)| p));
    found?.get(method.as_str().to_lowercase())
}

/// What a reference stands for, or the value itself.
fn resolve(value: &'static Value) -> &'static Value {
    match value["$ref"].as_str() {
        Some(reference) => document().pointer(reference.trim_start_matches('#')).unwrap_or(&Value::Null),
        None => value,
    }
}

/// Whether `value` is what `schema` describes, all of it.
fn fits(schema: &'static Value, value: &Value, at: &str) -> Result<(), String> {
    let schema = resolve(schema);
    if let Some(choices) = schema["oneOf"].as_array() {
        let wrong: Vec<String> = choices.iter().filter_map(|choice| fits(choice, value, at).err()).collect();
        return if wrong.len() < choices.len() { Ok(()) } else { Err(wrong.join("; or ")) };
    }
    if let Some(words) = schema["enum"].as_array()
        && !words.contains(value)
    {
        return Err(format!("{at}: {value} is none of the words described"));
    }
    let types = match &schema["type"] {
        Value::Array(types) => types.as_slice(),
        one => std::slice::from_ref(one),
    };
    let fitting = |kind: &Value| match kind.as_str() {
        Some("null") => value.is_null(),
        Some("string") => value.is_string(),
        Some("integer") => value.is_i64() || value.is_u64(),
        Some("number") => value.is_number(),
        Some("boolean") => value.is_boolean(),
        Some("array") => value.is_array(),
        Some("object") => value.is_object(),
        _ => true,
    };
    if !types.iter().any(fitting) {
        return Err(format!("{at}: {value} is not of the type {}", schema["type"]));
    }
    match value {
        Value::Array(parts) => {
            parts.iter().enumerate().try_for_each(|(i, part)| fits(&schema["items"], part, &format!("{at}[{i}]")))
        }
        Value::Object(parts) => fits_object(schema, parts, at),
        _ => Ok(()),
    }
}

fn fits_object(schema: &'static Value, parts: &Map<String, Value>, at: &str) -> Result<(), String> {
    let mut described = Described::default();
    described.add(schema);
    if let Some(missing) = described.required.iter().find(|name| !parts.contains_key(**name)) {
        return Err(format!("{at}: {missing} is promised and not there"));
    }
    for (name, part) in parts {
        let at = format!("{at}.{name}");
        match described.properties.iter().find(|(known, _)| *known == name) {
            Some((_, schema)) => fits(schema, part, &at)?,
            None if described.open => {}
            None => return Err(format!("{at}: nothing is said of this")),
        }
    }
    Ok(())
}

/// All fields of an object, also those of the shapes that it is made of.
#[derive(Default)]
struct Described {
    properties: Vec<(&'static String, &'static Value)>,
    required: BTreeSet<&'static str>,
    /// Whether any other field may be there.
    open: bool,
}

impl Described {
    fn add(&mut self, schema: &'static Value) {
        let schema = resolve(schema);
        self.properties.extend(schema["properties"].as_object().into_iter().flatten());
        self.required.extend(schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str));
        self.open |= schema["additionalProperties"].is_object() || schema["additionalProperties"] == json!(true);
        schema["allOf"].as_array().into_iter().flatten().for_each(|part| self.add(part));
    }
}
