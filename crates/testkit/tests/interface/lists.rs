//! What holds for every list and every query, read from the document so that none is forgotten.

use onetill_testkit::contract::document;
use onetill_testkit::scenario::tell;
use onetill_testkit::shop::{CASHIER_KEY, OWNER_KEY, Shop};
use reqwest::Method;
use serde_json::{Value, json};

const NOBODY: &str = "019aaf3a-5c00-7000-8000-000000000009";
const SUBJECT: &str = "subject_id=019aaf3a-5c00-7000-8000-000000000009&";

/// Every operation of the API: method, path and what is said of it.
fn operations() -> impl Iterator<Item = (Method, &'static str, &'static Value)> {
    let paths = document()["paths"].as_object().expect("paths");
    let all = paths.iter().filter(|(path, _)| path.starts_with("/v1/"));
    all.flat_map(|(path, operations)| {
        let each = operations.as_object().expect("operations").iter();
        each.map(move |(method, operation)| {
            (method.to_uppercase().parse().expect("a method"), path.as_str(), operation)
        })
    })
}

/// The names of the parameters of an operation's query.
fn query_of(operation: &Value) -> Vec<&str> {
    let all = operation["parameters"].as_array().into_iter().flatten();
    all.filter(|p| p["in"] == "query").filter_map(|p| p["name"].as_str()).collect()
}

#[test]
fn a_query_parameter_that_nothing_is_said_of_is_refused_by_name_everywhere() {
    tell(async |shop| {
        let mut asked = 0;
        for (method, path, operation) in operations() {
            let path = format!("{}?colour=red", path.replace("{id}", NOBODY));
            let body = (operation["requestBody"].is_object()).then(|| json!({}));
            let reply = shop.send(method.clone(), &path, body).await;
            let (status, code, field) = (reply.status.as_u16(), &reply.body["code"], &reply.body["field"]);
            assert_eq!((status, code, field), (422, &json!("unknown_field"), &json!("colour")), "{method} {path}");
            asked += 1;
        }
        assert!(asked > 50, "{asked}");
    });
}

#[test]
fn every_list_answers_items_and_a_cursor_and_takes_both_cursor_and_limit() {
    tell(async |shop| {
        let lists: Vec<_> = operations()
            .filter(|(method, _, operation)| {
                let name = operation["operationId"].as_str().expect("a name");
                *method == Method::GET && name.starts_with("list_")
            })
            .collect();
        assert!(lists.len() > 15, "{}", lists.len());
        for (_, path, operation) in lists {
            let query = query_of(operation);
            assert!(query.contains(&"cursor") && query.contains(&"limit"), "{path}: {query:?}");
            if path.contains("{id}") || path == "/v1/stock/movements" {
                continue; // They are of something that is not there.
            }
            // Print jobs and e-mails are always those of something.
            let of_something = matches!(path, "/v1/print-jobs" | "/v1/receipt-mails");
            let path = format!("{path}?{}", if of_something { SUBJECT } else { "" });
            let page = shop.get(&format!("{path}limit=1")).await.ok();
            assert!(page["items"].as_array().is_some_and(|items| items.len() <= 1), "{path}: {page}");
            assert!(page.get("next_cursor").is_some(), "{path}: {page}");
            shop.get(&format!("{path}limit=0")).await.refused(422, "invalid_field");
            assert_eq!(
                shop.get(&format!("{path}cursor=nonsense")).await.refused(422, "invalid_field")["field"],
                "cursor"
            );
        }
    });
}

#[test]
fn a_short_list_is_whole_or_comes_page_by_page() {
    tell(async |shop| {
        for path in ["/v1/tenders", "/v1/registers", "/v1/accounts"] {
            let whole = shop.get(path).await.ok();
            assert_eq!(whole["next_cursor"], Value::Null);
            let mut found = Vec::new();
            let mut next = format!("{path}?limit=1");
            loop {
                let page = shop.get(&next).await.ok();
                found.extend(page["items"].as_array().expect("items").iter().cloned());
                let Some(cursor) = page["next_cursor"].as_str() else { break };
                next = format!("{path}?limit=1&cursor={cursor}");
            }
            assert_eq!(json!(found), whole["items"], "{path}");
        }
    });
}

async fn emails(shop: &Shop, key: &str) -> Vec<Value> {
    let staff = shop.send_as(key, Method::GET, "/v1/staff", None, None).await.ok();
    staff["items"].as_array().expect("items").iter().map(|member| member["email"].clone()).collect()
}

#[test]
fn a_cashier_sees_names_and_no_addresses_of_the_staff() {
    tell(async |shop| {
        let ida =
            json!({ "name": "Ida", "role": "owner", "email": "ida@example.com", "password": "long enough, this" });
        shop.post("/v1/staff", ida).await.ok();
        assert!(emails(shop, OWNER_KEY).await.contains(&json!("ida@example.com")));
        assert!(emails(shop, CASHIER_KEY).await.iter().all(Value::is_null));
    });
}
