//! Makes the shapes exact: what always is there, what may be null, and no name for what is just a text.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};

const SCHEMAS: &str = "#/components/schemas/";

/// Makes all shapes of a document exact.
pub(super) fn make_exact(document: &mut Value) {
    let mut schemas = document["components"]["schemas"].take();
    let Some(all) = schemas.as_object_mut() else { return };
    refer_to_named(all);
    let inputs = inputs(&document["paths"], all);
    for (_, schema) in all.iter_mut().filter(|(name, _)| !inputs.contains(*name)) {
        require_what_is_always_there(schema);
    }
    let scalars = take_scalars(all);
    for (name, schema) in all.iter_mut() {
        inline(schema, &scalars, inputs.contains(name));
    }
    inline(&mut document["paths"], &scalars, true);
    document["components"]["schemas"] = schemas;
}

/// Runs `change` on every part of `value`, the innermost first.
fn walk(value: &mut Value, change: &mut impl FnMut(&mut Value)) {
    match value {
        Value::Object(parts) => parts.values_mut().for_each(|part| walk(part, change)),
        Value::Array(parts) => parts.iter_mut().for_each(|part| walk(part, change)),
        _ => {}
    }
    change(value);
}

/// What a generic type writes out in place (`Page<Order>` its orders) becomes a reference to the shape of
/// that name.
fn refer_to_named(schemas: &mut Map<String, Value>) {
    let plain = |schema: &Value| {
        let mut schema = schema.clone();
        let description = schema.as_object_mut().and_then(|parts| parts.remove("description"));
        (schema, description)
    };
    let names: Vec<_> = schemas.iter().map(|(name, schema)| (plain(schema), name.clone())).collect();
    for (own_name, schema) in schemas.iter_mut() {
        walk(schema, &mut |part| {
            if part.get("properties").is_none() && part.get("allOf").is_none() && part.get("enum").is_none() {
                return;
            }
            let (shape, description) = plain(part);
            let named = names.iter().find(|((known, _), name)| *known == shape && name != own_name);
            if let Some(((_, own), name)) = named {
                *part = json!({ "$ref": format!("{SCHEMAS}{name}") });
                if let Some(description) = description.filter(|d| Some(d) != own.as_ref()) {
                    part["description"] = description;
                }
            }
        });
    }
}

/// The names of the shapes that requests are made of.
fn inputs(paths: &Value, schemas: &Map<String, Value>) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let operations = paths.as_object().into_iter().flatten().filter_map(|(_, path)| path.as_object()).flatten();
    let mut todo: Vec<String> = operations.flat_map(|(_, operation)| references(&operation["requestBody"])).collect();
    while let Some(name) = todo.pop() {
        if let Some(schema) = schemas.get(&name)
            && found.insert(name)
        {
            todo.extend(references(schema));
        }
    }
    found
}

/// The names of the shapes that `value` refers to.
fn references(value: &Value) -> Vec<String> {
    match value {
        Value::Object(parts) => {
            let own = parts.get("$ref").and_then(|r| r.as_str()?.strip_prefix(SCHEMAS)).map(str::to_owned);
            own.into_iter().chain(parts.values().flat_map(references)).collect()
        }
        Value::Array(parts) => parts.iter().flat_map(references).collect(),
        _ => Vec::new(),
    }
}

/// An answer holds every field, null where there is nothing to say; only a field that cannot be null and
/// still is not required may be absent.
fn require_what_is_always_there(schema: &mut Value) {
    walk(schema, &mut |part| {
        let Some(properties) = part.get("properties").and_then(Value::as_object) else { return };
        let required: BTreeSet<&str> =
            part["required"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
        let always: Vec<&String> = properties
            .iter()
            .filter(|(name, property)| required.contains(name.as_str()) || may_be_null(property))
            .map(|(name, _)| name)
            .collect();
        part["required"] = json!(always);
    });
}

fn may_be_null(schema: &Value) -> bool {
    let null = json!("null");
    schema["type"] == null
        || schema["type"].as_array().is_some_and(|types| types.contains(&null))
        || schema["oneOf"].as_array().is_some_and(|choices| choices.iter().any(may_be_null))
}

/// Takes out the shapes that are a text or a number: ids, times, decimals.
fn take_scalars(schemas: &mut Map<String, Value>) -> BTreeMap<String, Map<String, Value>> {
    let compound = ["properties", "allOf", "oneOf", "enum", "items"];
    let scalar = |schema: &Value| compound.iter().all(|key| schema.get(key).is_none());
    let names: Vec<String> =
        schemas.iter().filter(|(_, schema)| scalar(schema)).map(|(name, _)| name.clone()).collect();
    let take = |name: String| {
        let mut schema = schemas.remove(&name)?.as_object()?.clone();
        schema.remove("description");
        Some((format!("{SCHEMAS}{name}"), schema))
    };
    names.into_iter().filter_map(take).collect()
}

/// Writes scalars where they are referred to, and "it or null" the way that most tools understand.
fn inline(schema: &mut Value, scalars: &BTreeMap<String, Map<String, Value>>, input: bool) {
    walk(schema, &mut |part| {
        let Some(parts) = part.as_object_mut() else { return };
        if let Some(scalar) = parts.get("$ref").and_then(|name| scalars.get(name.as_str()?)) {
            parts.remove("$ref");
            for (key, value) in scalar {
                parts.entry(key).or_insert_with(|| value.clone());
            }
            if !input && parts["type"] == json!(["string", "number"]) {
                // Decimals are read as either and written as texts.
                parts.insert("type".to_owned(), json!("string"));
            }
        }
        or_null(parts);
    });
}

/// `oneOf: [X, null]` as `X` with one more type where X is a scalar, and with the description outside
/// where X is a name.
fn or_null(parts: &mut Map<String, Value>) {
    let Some([one, null]) = parts.get_mut("oneOf").and_then(Value::as_array_mut).map(Vec::as_mut_slice) else {
        return;
    };
    let Some(one) = one.as_object_mut().filter(|_| null["type"] == "null") else { return };
    if let Some(kind) = one.get("type").filter(|kind| **kind != json!("object")) {
        let mut types: Vec<Value> = kind.as_array().cloned().unwrap_or_else(|| vec![kind.clone()]);
        types.push(json!("null"));
        let mut one = std::mem::take(one);
        one.insert("type".to_owned(), json!(types));
        parts.remove("oneOf");
        parts.extend(one);
    } else if let Some(description) = one.remove("description") {
        parts.insert("description".to_owned(), description);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A document with one shape that is sent and one that is answered.
    fn document() -> Value {
        let optional = json!({ "properties": {
            "id": { "$ref": "#/components/schemas/ThingId", "description": "Its id." },
            "parent_id": { "oneOf": [{ "$ref": "#/components/schemas/ThingId", "description": "Above." }, { "type": "null" }] },
            "size": { "$ref": "#/components/schemas/Size" },
            "kind": { "oneOf": [{ "$ref": "#/components/schemas/Kind", "description": "What." }, { "type": "null" }] },
            "hint": { "type": "string" },
        }, "required": ["id", "size"] });
        let page = json!({ "properties": { "items": { "type": "array", "items": optional } } });
        json!({
            "paths": { "/things": { "post": { "requestBody": { "$ref": "#/components/schemas/NewThing" } } } },
            "components": { "schemas": {
                "NewThing": { "properties": { "size": optional["properties"]["size"], "note": { "type": ["string", "null"] } } },
                "Thing": optional,
                "Page_Thing": page,
                "ThingId": { "type": "string", "format": "uuid", "description": "A thing." },
                "Size": { "type": ["string", "number"] },
                "Kind": { "type": "string", "enum": ["a", "b"] },
            } },
        })
    }

    #[test]
    fn answers_hold_every_field_that_may_be_null_and_inputs_demand_nothing_new() {
        let mut document = document();
        make_exact(&mut document);
        let schemas = &document["components"]["schemas"];
        assert_eq!(schemas["Thing"]["required"], json!(["id", "kind", "parent_id", "size"]), "hint may be absent");
        assert_eq!(schemas["NewThing"].get("required"), None);
        assert_eq!(
            schemas["Page_Thing"]["properties"]["items"]["items"],
            json!({ "$ref": "#/components/schemas/Thing" })
        );
    }

    #[test]
    fn texts_and_numbers_stand_where_they_are_used() {
        let mut document = document();
        make_exact(&mut document);
        let schemas = &document["components"]["schemas"];
        let thing = &schemas["Thing"]["properties"];
        assert_eq!(schemas.get("ThingId"), None);
        assert_eq!(thing["id"], json!({ "type": "string", "format": "uuid", "description": "Its id." }));
        assert_eq!(
            thing["parent_id"],
            json!({ "type": ["string", "null"], "format": "uuid", "description": "Above." })
        );
        assert_eq!(
            thing["kind"],
            json!({ "oneOf": [{ "$ref": "#/components/schemas/Kind" }, { "type": "null" }], "description": "What." })
        );
        assert_eq!(thing["size"]["type"], json!("string"), "written as text");
        assert_eq!(schemas["NewThing"]["properties"]["size"]["type"], json!(["string", "number"]), "read as either");
    }
}
