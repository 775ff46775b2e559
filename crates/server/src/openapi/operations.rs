//! Adds what holds for every route alike: problem documents, and the headers that come and go.

use http::StatusCode;
use serde_json::{Map, Value, json};

/// Writes that take no idempotency key: nothing is kept of a quote, and a secret is never shown again.
const WITHOUT_KEY: [&str; 10] = [
    "quote",
    "look_up_gift_card",
    "preview_promotion",
    "preview_product_changes",
    "create_session",
    "create_api_key",
    "create_approval",
    "set_up",
    "try_provider_account",
    "receive_webhook",
];

/// A way in which a request may be refused.
struct Refusal {
    name: &'static str,
    status: StatusCode,
    when: &'static str,
    /// An example: code, detail, field, fix.
    example: [&'static str; 4],
}

const fn refusal(
    name: &'static str,
    status: StatusCode,
    when: &'static str,
    code: &'static str,
    example: [&'static str; 3],
) -> Refusal {
    Refusal { name, status, when, example: [code, example[0], example[1], example[2]] }
}

const REFUSALS: [Refusal; 11] = [
    refusal(
        "MalformedJson",
        StatusCode::BAD_REQUEST,
        "The body is not well-formed JSON.",
        "malformed_json",
        ["The body is not well-formed JSON (line 1, column 17).", "body", "Correct the JSON at that place."],
    ),
    refusal(
        "Unauthenticated",
        StatusCode::UNAUTHORIZED,
        "Nobody is signed in, or the sign-in is not right.",
        "unauthenticated",
        ["Nobody is signed in.", "", "Sign in with POST /v1/sessions, or send Authorization: Bearer with an API key."],
    ),
    refusal(
        "Forbidden",
        StatusCode::FORBIDDEN,
        "Whoever is signed in may not do this.",
        "forbidden",
        ["Your role does not allow this.", "", "Ask an owner to do it."],
    ),
    refusal(
        "NotFound",
        StatusCode::NOT_FOUND,
        "Something that the request names does not exist.",
        "not_found",
        ["There is no such order.", "", ""],
    ),
    refusal(
        "Conflict",
        StatusCode::CONFLICT,
        "The request is sound, but things are in a state that refuses it.",
        "order_version_stale",
        ["Somebody changed this order since it was read.", "version", "Read the order again and repeat the change."],
    ),
    refusal(
        "TooLarge",
        StatusCode::PAYLOAD_TOO_LARGE,
        "The body is larger than accepted.",
        "body_too_large",
        ["The body is larger than one mebibyte.", "body", "Send less in one request."],
    ),
    refusal(
        "WrongContentType",
        StatusCode::UNSUPPORTED_MEDIA_TYPE,
        "The body is of a type that is not accepted here.",
        "wrong_content_type",
        ["The body is not JSON.", "Content-Type", "Send JSON with Content-Type: application/json."],
    ),
    refusal(
        "Invalid",
        StatusCode::UNPROCESSABLE_ENTITY,
        "A field cannot be accepted as it stands.",
        "invalid_field",
        ["A quantity is above zero.", "lines[0].quantity", "To take something back, refund it."],
    ),
    refusal(
        "TooMany",
        StatusCode::TOO_MANY_REQUESTS,
        "There were too many tries; wait and try again.",
        "too_many_sign_ins",
        ["There were too many wrong sign-ins.", "", "Wait a minute and try again."],
    ),
    refusal(
        "Fault",
        StatusCode::INTERNAL_SERVER_ERROR,
        "A fault of ours. Nothing was changed.",
        "internal",
        ["OneTill could not do this because of a fault on its side. Nothing was changed.", "", ""],
    ),
    refusal(
        "Busy",
        StatusCode::SERVICE_UNAVAILABLE,
        "There is more work than can be taken, or the database is away; try again.",
        "busy",
        ["OneTill has more to do than it can take at this moment.", "", "Try again in a second."],
    ),
];

/// Adds to every operation what may be refused and which headers come and go.
pub(super) fn add_common_parts(document: &mut Value) {
    let demanding = demanding(&document["components"]["schemas"]);
    let paths = document["paths"].as_object_mut().into_iter().flatten();
    for (path, operations) in paths {
        for (method, operation) in operations.as_object_mut().into_iter().flatten() {
            add_headers(method, operation);
            if let Some(shape) = json_body(operation) {
                operation["requestBody"]["required"] = json!(demanding.contains(&shape));
            }
            add_refusals(path, operation);
        }
    }
    let components = &mut document["components"];
    components["responses"] = REFUSALS.iter().map(|refusal| (refusal.name.to_owned(), response(refusal))).collect();
    components["headers"] = headers();
    components["parameters"] = parameters();
}

fn reference(kind: &str, name: &str) -> Value {
    json!({ "$ref": format!("#/components/{kind}/{name}") })
}

/// The references to shapes that have a field which must be sent. A body that demands nothing may be left out.
fn demanding(schemas: &Value) -> Vec<String> {
    let all = schemas.as_object().into_iter().flatten();
    let some = all.filter(|(_, schema)| schema["required"].as_array().is_some_and(|names| !names.is_empty()));
    some.map(|(name, _)| format!("#/components/schemas/{name}")).collect()
}

/// The reference to the shape of an operation's JSON body.
fn json_body(operation: &Value) -> Option<String> {
    Some(operation.pointer("/requestBody/content/application~1json/schema/$ref")?.as_str()?.to_owned())
}

/// Whether an operation reads a JSON body.
fn reads_json(operation: &Value) -> bool {
    operation.pointer("/requestBody/content/application~1json").is_some()
}

fn add_headers(method: &str, operation: &mut Value) {
    let takes_key =
        method != "get" && reads_json(operation) && !WITHOUT_KEY.iter().any(|name| operation["operationId"] == *name);
    let mut parameters = operation["parameters"].as_array().cloned().unwrap_or_default();
    if takes_key {
        parameters.push(reference("parameters", "IdempotencyKey"));
        parameters.push(reference("parameters", "Approval"));
    }
    parameters.push(reference("parameters", "RequestId"));
    operation["parameters"] = json!(parameters);
    for (_, response) in operation["responses"].as_object_mut().into_iter().flatten() {
        response["headers"]["X-Request-Id"] = reference("headers", "RequestId");
        if takes_key {
            response["headers"]["Idempotency-Replayed"] = reference("headers", "IdempotencyReplayed");
        }
    }
}

fn add_refusals(path: &str, operation: &mut Value) {
    let open = operation["security"] == json!([{}]);
    let asks = operation["parameters"].as_array().is_some_and(|all| all.iter().any(|p| p["in"] == "query"));
    let (api, names_one, has_body) =
        (path.starts_with("/v1/"), path.contains('{'), operation.get("requestBody").is_some());
    let json = reads_json(operation);
    let asks_for_a_secret = operation["operationId"] == "create_session" || operation["operationId"] == "set_up";
    let mut names = Vec::new();
    for (applies, name) in [
        (json, "MalformedJson"),
        (api && !open || asks_for_a_secret, "Unauthenticated"),
        (api && !open, "Forbidden"),
        (api && (names_one || has_body || asks), "NotFound"),
        (api, "Conflict"),
        (has_body, "TooLarge"),
        (has_body, "WrongContentType"),
        (api, "Invalid"),
        (asks_for_a_secret || operation["operationId"] == "create_approval", "TooMany"),
        (api, "Fault"),
        (api || path == "/readyz", "Busy"),
    ] {
        if applies {
            names.push(name);
        }
    }
    for refusal in REFUSALS.iter().filter(|refusal| names.contains(&refusal.name)) {
        operation["responses"][refusal.status.as_str()] = reference("responses", refusal.name);
    }
}

fn response(refusal: &Refusal) -> Value {
    let [code, detail, field, fix] = refusal.example;
    let mut example = json!({
        "type": "about:blank",
        "title": refusal.status.canonical_reason(),
        "status": refusal.status.as_u16(),
        "code": code,
        "detail": detail,
        "request_id": "0198c5a0-3d1e-7c6b-9f0a-2b7e5d1c4a90",
    });
    for (name, text) in [("field", field), ("fix", fix)] {
        if !text.is_empty() {
            example[name] = json!(text);
        }
    }
    let mut headers = Map::from_iter([("X-Request-Id".to_owned(), reference("headers", "RequestId"))]);
    if refusal.status == StatusCode::UNAUTHORIZED {
        headers.insert("WWW-Authenticate".to_owned(), reference("headers", "Authenticate"));
    }
    if matches!(refusal.status, StatusCode::TOO_MANY_REQUESTS | StatusCode::SERVICE_UNAVAILABLE) {
        headers.insert("Retry-After".to_owned(), reference("headers", "RetryAfter"));
    }
    json!({
        "description": refusal.when,
        "headers": headers,
        "content": { "application/problem+json": {
            "schema": reference("schemas", "Problem"),
            "example": example,
        } },
    })
}

fn headers() -> Value {
    json!({
        "RequestId": {
            "description": "The id of this request, which the log carries too.",
            "required": true,
            "schema": { "type": "string" },
        },
        "IdempotencyReplayed": {
            "description": "`true` when an earlier request with the same key had done this already.",
            "schema": { "type": "string", "enum": ["true"] },
        },
        "Authenticate": {
            "description": "How one signs in: with `Authorization: Bearer`.",
            "required": true,
            "schema": { "type": "string" },
        },
        "RetryAfter": {
            "description": "Try again after so many seconds.",
            "required": true,
            "schema": { "type": "integer", "minimum": 1 },
        },
    })
}

fn parameters() -> Value {
    json!({
        "IdempotencyKey": {
            "name": "Idempotency-Key",
            "in": "header",
            "description": "A new UUID for each thing to be done; send the same one, with the same body, to repeat it \
                            without doing it again. Kept for 400 days.",
            "schema": { "type": "string", "minLength": 1, "maxLength": 200, "pattern": "^[ -~]+$" },
            "example": "0198c5a0-3d1e-7c6b-9f0a-2b7e5d1c4a90",
        },
        "Approval": {
            "name": "Onetill-Approval",
            "in": "header",
            "description": "The token of an approval, where somebody else allows this one request: POST /v1/approvals.",
            "schema": { "type": "string" },
        },
        "RequestId": {
            "name": "X-Request-Id",
            "in": "header",
            "description": "An id of yours for this request, to find it in the log; one is made where it is absent.",
            "schema": { "type": "string" },
        },
    })
}
