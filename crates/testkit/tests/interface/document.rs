//! What the OpenAPI document says, whoever reads it.

use std::collections::{BTreeMap, BTreeSet};

use onetill_testkit::contract::document;
use serde_json::{Value, json};

/// Every operation: method, path, and what is said of it.
fn operations() -> impl Iterator<Item = (&'static String, &'static String, &'static Value)> {
    let paths = document()["paths"].as_object().expect("paths");
    paths.iter().flat_map(|(path, operations)| {
        operations.as_object().expect("operations").iter().map(move |(method, operation)| (method, path, operation))
    })
}

/// Every part of a value, itself included.
fn parts(value: &'static Value) -> Vec<&'static Value> {
    let inner: Vec<&Value> = match value {
        Value::Object(fields) => fields.values().collect(),
        Value::Array(items) => items.iter().collect(),
        _ => Vec::new(),
    };
    std::iter::once(value).chain(inner.into_iter().flat_map(parts)).collect()
}

#[test]
fn every_reference_leads_somewhere_and_every_shape_is_used() {
    let references = parts(document()).into_iter().filter_map(|part| part["$ref"].as_str());
    let references: BTreeSet<&str> = references.collect();
    for reference in &references {
        assert!(document().pointer(reference.trim_start_matches('#')).is_some(), "{reference} leads nowhere");
    }
    // The data of events is described by their kind.
    let told_by_kind = ["OrderCompleted", "OrderRefunded", "PaymentUpdated"];
    for name in document()["components"]["schemas"].as_object().expect("shapes").keys() {
        let used = references.contains(format!("#/components/schemas/{name}").as_str());
        assert!(used || told_by_kind.contains(&name.as_str()), "{name} is not used");
    }
}

#[test]
fn every_operation_has_a_name_of_its_own_a_summary_and_a_known_tag() {
    let mut names: BTreeMap<&str, &String> = BTreeMap::new();
    let tags: Vec<&Value> = document()["tags"].as_array().expect("tags").iter().map(|tag| &tag["name"]).collect();
    for (method, path, operation) in operations() {
        let name = operation["operationId"].as_str().expect("a name");
        assert_eq!(names.insert(name, path), None, "{name} stands twice");
        assert!(operation["summary"].as_str().is_some_and(|text| !text.is_empty()), "{method} {path}");
        assert!(tags.contains(&&operation["tags"][0]), "{method} {path}: {}", operation["tags"]);
    }
}

#[test]
fn refusals_are_problem_documents_and_writes_may_be_repeated() {
    let has = |operation: &Value, parameter: &str| {
        let reference = json!({ "$ref": format!("#/components/parameters/{parameter}") });
        operation["parameters"].as_array().expect("parameters").contains(&reference)
    };
    let mut without_key = BTreeSet::new();
    for (method, path, operation) in operations() {
        for (status, response) in operation["responses"].as_object().expect("responses") {
            let response = match response["$ref"].as_str() {
                Some(reference) => document().pointer(&reference[1..]).expect("a response"),
                None => response,
            };
            let problem = response["content"]["application/problem+json"].is_object();
            assert_eq!(problem, status.starts_with(['4', '5']), "{method} {path} {status}");
            assert!(response["headers"]["X-Request-Id"].is_object(), "{method} {path} {status}");
            let waits = matches!(status.as_str(), "429" | "503");
            assert_eq!(response["headers"]["Retry-After"].is_object(), waits, "{method} {path} {status}");
        }
        assert!(has(operation, "RequestId"), "{method} {path}");
        let json = &operation["requestBody"]["content"]["application/json"];
        if json.is_object() && !has(operation, "IdempotencyKey") {
            without_key.insert(operation["operationId"].as_str().expect("a name"));
        }
    }
    let told = [
        "create_api_key",
        "create_approval",
        "create_session",
        "look_up_gift_card",
        "preview_product_changes",
        "preview_promotion",
        "quote",
        "set_up",
        "try_provider_account",
    ];
    assert_eq!(without_key, BTreeSet::from(told));
}

#[test]
fn inputs_refuse_what_they_do_not_know_and_answers_say_what_is_always_there() {
    let schemas = document()["components"]["schemas"].as_object().expect("shapes");
    let closed = |name: &str| schemas[name]["additionalProperties"] == json!(false);
    for (name, demanded) in [
        ("NewSale", json!(["register_id", "lines"])),
        ("NewOrder", json!(["register_id"])),
        ("LineInput", Value::Null),
        ("NewProduct", json!(["name", "variants"])),
        ("NewVariant", json!(["sku", "price"])),
        ("NewAdjustment", json!(["location_id", "kind", "quantity"])),
        ("NewRefund", json!(["register_id", "reason"])),
        ("QuoteInput", Value::Null),
    ] {
        assert_eq!(schemas[name]["required"], demanded, "{name}");
        assert!(closed(name), "{name}");
    }
    let line = &schemas["OrderLine"];
    assert_eq!(line["properties"]["variant_id"]["type"], json!(["string", "null"]));
    assert_eq!(line["properties"]["quantity"]["type"], json!("string"));
    assert_eq!(schemas["LineInput"]["properties"]["quantity"]["type"], json!(["string", "number", "null"]));
    let all: BTreeSet<&str> = line["properties"].as_object().expect("fields").keys().map(String::as_str).collect();
    let always: BTreeSet<&str> =
        line["required"].as_array().expect("fields").iter().filter_map(Value::as_str).collect();
    assert_eq!(always, all, "an answer holds every field");
}
