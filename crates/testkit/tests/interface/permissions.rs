//! docs/PERMISSIONS.md is written by hand: here it is held against the program, cell by cell.

use std::collections::BTreeSet;

use onetill_domains::platform::rules::{FIXED_ROLES, Permission};
use onetill_testkit::contract::document;
use onetill_testkit::scenario::tell_at_once;
use onetill_testkit::shop::Shop;
use reqwest::Method;
use serde_json::json;

const PAGE: &str = include_str!("../../../../docs/PERMISSIONS.md");
const ROLES: [&str; 4] = ["owner", "manager", "cashier", "accountant"];
const NOBODY: &str = "019aaf3a-5c00-7000-8000-000000000009";

/// The rows of the table whose head begins with `head`, as texts without back-quotes.
fn table(head: &str) -> Vec<Vec<String>> {
    let head = format!("| {head} |");
    let lines =
        PAGE.lines().skip_while(|line| !line.starts_with(&head)).skip(2).take_while(|line| line.starts_with('|'));
    let cells = |line: &str| line.trim_matches('|').split('|').map(|cell| cell.trim().replace('`', "")).collect();
    lines.map(cells).collect()
}

/// A row of the table of endpoints.
struct Row {
    endpoint: String,
    needs: String,
    /// For each role whether it may.
    may: Vec<bool>,
}

fn rows() -> Vec<Row> {
    let yes = |cell: &String| match cell.as_str() {
        "yes" => true,
        "no" => false,
        other => panic!("a cell says {other}, neither yes nor no"),
    };
    let row = |cells: Vec<String>| Row {
        endpoint: cells[0].clone(),
        needs: cells[1].clone(),
        may: cells[2..].iter().map(yes).collect(),
    };
    table("Endpoint").into_iter().map(row).collect()
}

#[test]
fn the_table_of_permissions_is_that_of_the_program() {
    let rows = table("Permission");
    let words: Vec<&str> = rows.iter().map(|row| row[0].as_str()).collect();
    let known: Vec<&str> = Permission::ALL.iter().map(|permission| permission.as_str()).collect();
    assert_eq!(words, known);
    for (row, permission) in rows.iter().zip(Permission::ALL) {
        let may: Vec<&str> =
            FIXED_ROLES.iter().map(|fixed| if fixed.permissions.has(*permission) { "yes" } else { "no" }).collect();
        assert_eq!(row[2..], may, "{}", row[0]);
    }
}

#[test]
fn the_table_has_a_row_for_every_endpoint_and_no_other() {
    let paths = document()["paths"].as_object().expect("paths");
    let described: BTreeSet<String> = paths
        .iter()
        .flat_map(|(path, operations)| {
            let methods = operations.as_object().expect("operations").keys();
            methods.map(move |method| format!("{} {path}", method.to_uppercase()))
        })
        .collect();
    let rows = rows();
    let listed: BTreeSet<String> = rows.iter().map(|row| row.endpoint.clone()).collect();
    assert_eq!(rows.len(), listed.len(), "no endpoint stands twice");
    let missing: Vec<_> = described.difference(&listed).collect();
    let superfluous: Vec<_> = listed.difference(&described).collect();
    assert!(missing.is_empty() && superfluous.is_empty(), "missing: {missing:?}, superfluous: {superfluous:?}");
}

/// Asks an endpoint with a token; answers the status alone, as a stream never ends.
async fn ask(shop: &Shop, http: &reqwest::Client, token: &str, endpoint: &str) -> u16 {
    let (method, path) = endpoint.split_once(' ').expect("a method and a path");
    let method: Method = method.parse().expect("a method");
    let mut request = http.request(method.clone(), format!("{}{}", shop.url, path.replace("{id}", NOBODY)));
    if !token.is_empty() {
        request = request.bearer_auth(token);
    }
    if !matches!(method, Method::GET | Method::DELETE) {
        request = request.json(&json!({}));
    }
    request.send().await.expect("an answer").status().as_u16()
}

/// Adds somebody with a role and signs them in to the back office.
async fn sign_in(shop: &Shop, role: &str) -> String {
    let (email, password) = (format!("{role}@example.com"), "correct horse battery");
    let new = json!({ "name": role, "role": role, "email": email, "password": password });
    shop.post("/v1/staff", new).await.ok();
    let session = shop.post("/v1/sessions", json!({ "email": email, "password": password })).await.ok();
    session["token"].as_str().expect("a token").to_owned()
}

/// A key with these permissions.
async fn key(shop: &Shop, permissions: &[&str]) -> String {
    let made = shop.post("/v1/api-keys", json!({ "name": "A key", "permissions": permissions })).await.ok();
    made["secret"].as_str().expect("a secret").to_owned()
}

#[test]
fn every_role_may_what_the_table_says_and_nothing_else() {
    // Tokens are always new, so these rows are never the same.
    tell_at_once(
        |_| {},
        async |shop| {
            let http = onetill_testkit::client::http();
            let mut wrong = Vec::new();
            for (at, role) in ROLES.into_iter().enumerate() {
                let token = sign_in(shop, role).await;
                let (sign_out, others): (Vec<Row>, Vec<Row>) =
                    rows().into_iter().partition(|row| row.endpoint == "DELETE /v1/sessions/current");
                // Whoever has signed out can do nothing more.
                for row in others.iter().chain(&sign_out) {
                    let status = ask(shop, &http, &token, &row.endpoint).await;
                    if status == 401 || (status == 403) == row.may[at] {
                        wrong.push(format!("{} as {role}: {status}", row.endpoint));
                    }
                }
            }
            assert!(wrong.is_empty(), "{wrong:#?}");
        },
    );
}

#[test]
fn every_endpoint_needs_the_one_permission_that_the_table_names() {
    tell_at_once(
        |_| {},
        async |shop| {
            let http = onetill_testkit::client::http();
            let mut wrong = Vec::new();
            for permission in Permission::ALL.iter().map(|permission| permission.as_str()) {
                let others: Vec<&str> =
                    Permission::ALL.iter().map(|p| p.as_str()).filter(|other| *other != permission).collect();
                let (alone, without) = (key(shop, &[permission]).await, key(shop, &others).await);
                for row in rows().iter().filter(|row| row.needs == permission) {
                    let both = (
                        ask(shop, &http, &alone, &row.endpoint).await,
                        ask(shop, &http, &without, &row.endpoint).await,
                    );
                    if matches!(both.0, 401 | 403) || both.1 != 403 {
                        wrong.push(format!("{} with {permission} alone and without it: {both:?}", row.endpoint));
                    }
                }
            }
            for row in rows().iter().filter(|row| matches!(row.needs.as_str(), "nobody" | "anybody")) {
                let status = ask(shop, &http, "", &row.endpoint).await;
                if (status == 401) != (row.needs == "anybody") {
                    wrong.push(format!("{} with no sign-in: {status}", row.endpoint));
                }
            }
            assert!(wrong.is_empty(), "{wrong:#?}");
        },
    );
}

#[test]
fn only_who_may_import_writes_into_the_past() {
    tell_at_once(
        |_| {},
        async |shop| {
            let vat = shop.tax("standard", "20").await;
            let mug = shop.goods("mug", 1200, 500, &vat, 10).await;
            let sale = shop.cart().add(&mug, "1").pay("cash", 1200).with("import", true);
            let sale = sale.with("happened_at", "2025-03-03T10:00:00Z").sale();
            let seller = key(shop, &["look", "sell"]).await;
            let refused = shop.send_as(&seller, Method::POST, "/v1/sales", Some(sale.clone()), None).await;
            assert_eq!(refused.refused(403, "forbidden")["field"], "import");
            let importer = key(shop, &["look", "sell", "import"]).await;
            shop.send_as(&importer, Method::POST, "/v1/sales", Some(sale), None).await.ok();
        },
    );
}
