//! No card number comes in, wherever it is written: every text of every request is tried, read from the document so
//! that none is forgotten.

use onetill_testkit::contract::document;
use onetill_testkit::scenario::tell;
use reqwest::Method;
use serde_json::{Value, json};

const NUMBER: &str = "4111 1111 1111 1111";
const NOBODY: &str = "019aaf3a-5c00-7000-8000-000000000009";

/// Fields that take long numbers which are none of a card's, and why.
const EXEMPT: &[(&str, &str)] = &[
    ("barcode", "numbers of goods look alike"),
    ("barcodes", "numbers of goods look alike"),
    ("sku", "a shop numbers its goods as it likes"),
    ("serial", "makers number their goods as they like"),
    ("cursor", "opaque, and kept nowhere"),
    ("password", "kept as a hash only"),
    ("pin", "kept as a hash only, and of other digits"),
];

fn resolved(schema: &'static Value) -> &'static Value {
    match schema["$ref"].as_str() {
        Some(reference) => document().pointer(reference.trim_start_matches('#')).expect("a shape"),
        None => schema,
    }
}

/// The paths to all texts of a shape: `lines[0].note`. Ids, times and words of a list are checked by their types.
fn texts(schema: &'static Value, path: &str, depth: usize, found: &mut Vec<String>) {
    let schema = resolved(schema);
    for several in ["oneOf", "allOf"] {
        for part in schema[several].as_array().into_iter().flatten() {
            texts(part, path, depth, found);
        }
    }
    let is_text = schema["type"] == "string" || schema["type"].as_array().is_some_and(|t| t.contains(&json!("string")));
    if is_text && schema["enum"].is_null() {
        found.push(path.to_owned());
    }
    if depth == 0 {
        return;
    }
    for (name, part) in schema["properties"].as_object().into_iter().flatten() {
        let dot = if path.is_empty() { "" } else { "." };
        texts(part, &format!("{path}{dot}{name}"), depth - 1, found);
    }
    if schema["items"].is_object() {
        texts(&schema["items"], &format!("{path}[0]"), depth - 1, found);
    }
}

/// A body that holds the text at a path, and nothing else.
fn body_with(path: &str, text: &str) -> Value {
    path.rsplit('.').fold(json!(text), |inner, name| match name.split_once('[') {
        Some((list, _)) => json!({ list: [inner] }),
        None => json!({ name: inner }),
    })
}

fn is_exempt(path: &str) -> bool {
    let name = path.rsplit('.').next().and_then(|name| name.split('[').next()).unwrap_or_default();
    EXEMPT.iter().any(|(exempt, _)| *exempt == name)
}

#[test]
fn every_text_of_every_request_refuses_one() {
    tell(async |shop| {
        // That the key is used is written the first time.
        shop.get("/v1/settings").await.ok();
        let before = shop.dump().await;
        let (mut asked, mut wrong) = (0, Vec::new());
        for (path, operations) in document()["paths"].as_object().expect("paths") {
            for (method, operation) in operations.as_object().expect("operations") {
                let method: Method = method.to_uppercase().parse().expect("a method");
                let path = path.replace("{id}", NOBODY);
                let mut requests = Vec::new();
                let schema = &operation["requestBody"]["content"]["application/json"]["schema"];
                let mut fields = Vec::new();
                texts(schema, "", 6, &mut fields);
                requests.extend(fields.into_iter().map(|field| {
                    let body = body_with(&field, NUMBER);
                    (field, path.clone(), Some(body))
                }));
                for parameter in operation["parameters"].as_array().into_iter().flatten() {
                    let parameter = resolved(parameter);
                    let mut texts_of = Vec::new();
                    texts(&parameter["schema"], "", 1, &mut texts_of);
                    if parameter["in"] == "query" && !texts_of.is_empty() {
                        let name = parameter["name"].as_str().expect("a name");
                        let body = operation["requestBody"].is_object().then(|| json!({}));
                        requests.push((name.to_owned(), format!("{path}?{name}={}", NUMBER.replace(' ', "%20")), body));
                    }
                }
                for (field, path, body) in requests.into_iter().filter(|(field, ..)| !is_exempt(field)) {
                    let reply = shop.send(method.clone(), &path, body).await;
                    let told = (reply.status.as_u16(), &reply.body["code"], &reply.body["field"]);
                    let fix = reply.body["fix"].as_str().unwrap_or_default();
                    let echoed = reply.body.to_string().contains("1111 1111");
                    if told != (422, &json!("card_number"), &json!(field)) || fix.is_empty() || echoed {
                        wrong.push(format!("{method} {path} {field}: {} {}", reply.status, reply.body));
                    }
                    asked += 1;
                }
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
        assert!(asked > 150, "{asked}");
        assert!(shop.dump().await == before, "nothing was written");
    });
}
