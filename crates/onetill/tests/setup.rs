//! A new shop, set up from a browser: with the code that the server printed, and once.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

use onetill_testkit::client::Client;
use onetill_testkit::founding::{Engine, Home};
use onetill_testkit::process::database_url;
use reqwest::Method;
use serde_json::{Value, json};

/// A server without a shop, killed when it is dropped.
struct Empty {
    server: Child,
    client: Client,
    code: String,
}

impl Drop for Empty {
    fn drop(&mut self) {
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}

fn serve(home: &Home) -> Empty {
    let mut server = Command::new(env!("CARGO_BIN_EXE_onetill"))
        .args(["serve", "--set-up", "--database", &database_url(&home.target), "--listen", "127.0.0.1:0"])
        .args(["--log", "error"])
        .stdout(Stdio::piped())
        .spawn()
        .expect("a server");
    let mut lines = BufReader::new(server.stdout.take().expect("its output")).lines();
    let mut last_word = || {
        let line = lines.next().expect("a line").expect("in UTF-8");
        line.split_whitespace().last().expect("a word").to_owned()
    };
    let (url, code) = (last_word(), last_word());
    Empty { server, client: Client::new(url), code }
}

fn shop() -> Value {
    json!({
        "merchant_name": "Corner Shop", "country": "DE", "currency": "EUR", "prices_include_tax": true,
        "tax_categories": [{ "code": "standard", "name": "MwSt 19 %", "components": [{ "name": "MwSt", "rate": "19" }] }],
        "location_name": "Hauptstraße", "time_zone": "Europe/Berlin", "register_name": "Kasse 1",
        "owner_name": "Ada", "email": "ada@example.com", "password": "a long password", "pin": "4071",
    })
}

async fn ask(client: &Client, path: &str, body: Value) -> onetill_testkit::client::Reply {
    client.send_as("nobody", Method::POST, path, Some(body), None).await
}

#[tokio::test]
async fn a_new_shop_sells_a_minute_after_it_was_set_up() {
    for engine in Engine::BOTH {
        let home = tokio::task::spawn_blocking(move || Home::create(engine)).await.expect("no panic");
        let empty = serve(&home);
        let client = &empty.client;
        let before = client.send_as("nobody", Method::GET, "/v1/setup", None, None).await.ok();
        assert_eq!(before["needed"], json!(true));
        assert!(before["presets"].as_array().is_some_and(|all| all.iter().any(|p| p["country"] == "DE")));
        client.send_as("nobody", Method::GET, "/v1/sign-in-options", None, None).await.refused(409, "not_set_up");

        let problem = ask(client, "/v1/setup", json!({ "code": "AAAAA-AAAAA", "shop": shop() })).await;
        assert_eq!(problem.refused(401, "setup_code_wrong")["field"], "code");
        for (field, value, named) in [
            ("password", json!("short"), "shop.password"),
            ("time_zone", json!("Mars/Olympus"), "shop.time_zone"),
            ("owner_name", json!(" "), "shop.owner_name"),
            ("country", json!("Germany"), "shop.country"),
            ("currency", json!("ERU"), "shop.currency"),
        ] {
            let mut wrong = shop();
            wrong[field] = value;
            let problem = ask(client, "/v1/setup", json!({ "code": empty.code, "shop": wrong })).await;
            assert_eq!(problem.refused(422, "invalid_field")["field"], named);
        }
        // Typed as a person types it.
        let code = empty.code.to_lowercase().replace('-', " ");
        let founded = ask(client, "/v1/setup", json!({ "code": code, "shop": shop() })).await.ok();
        let again = ask(client, "/v1/setup", json!({ "code": empty.code, "shop": shop() })).await;
        again.refused(409, "already_set_up");
        let after = client.send_as("nobody", Method::GET, "/v1/setup", None, None).await.ok();
        assert_eq!((&after["needed"], &after["presets"]), (&json!(false), &json!([])));

        let office = json!({ "email": "ada@example.com", "password": "a long password" });
        let office = ask(client, "/v1/sessions", office).await.ok()["token"].clone();
        let office = office.as_str().expect("a token");
        let tax = client.send_as(office, Method::GET, "/v1/tax-categories", None, None).await.ok();
        let product = json!({
            "name": "Brot", "tax_category_id": tax["items"][0]["id"],
            "variants": [{ "sku": "BROT", "price": { "amount": 420, "currency": "EUR" } }],
        });
        let product = client.send_as(office, Method::POST, "/v1/products", Some(product), None).await.ok();
        let till = json!({ "register_id": founded["register_id"], "staff_id": founded["staff_id"], "pin": "4071" });
        let till = ask(client, "/v1/sessions", till).await.ok()["token"].clone();
        let sale = json!({
            "register_id": founded["register_id"], "lines": [{ "variant_id": product["variants"][0]["id"] }],
            "payments": [{ "tender": "cash" }],
        });
        let sale =
            client.send_as(till.as_str().expect("a token"), Method::POST, "/v1/sales", Some(sale), None).await.ok();
        assert_eq!((&sale["total"]["amount"], &sale["tax"]["amount"]), (&json!(420), &json!(67)), "{sale}");
        assert_eq!(sale["number"], "R1-000001", "{sale}");
        drop(empty);
        let verified = Command::new(env!("CARGO_BIN_EXE_onetill"))
            .args(["verify", "--database", &database_url(&home.target)])
            .output()
            .expect("it ran");
        assert!(verified.status.success(), "{}", String::from_utf8_lossy(&verified.stdout));
    }
}
