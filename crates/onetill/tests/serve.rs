//! `onetill serve`: on a database that holds no shop, and what it logs.

use std::io::{BufRead, BufReader, Read};
use std::net::TcpListener;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use onetill_db::{Db, Options, Target};
use onetill_kernel::{Clock, SystemClock};
use onetill_testkit::client::OWNER_KEY;
use onetill_testkit::founding::{Engine, Home, ShopOptions, found};
use onetill_testkit::process::database_url;
use reqwest::Method;
use serde_json::{Value, json};

/// The address is taken, so that a server which gets that far ends there.
fn serve(database: &Path) -> Output {
    let taken = TcpListener::bind("127.0.0.1:0").expect("an address");
    Command::new(env!("CARGO_BIN_EXE_onetill"))
        .args(["serve", "--listen", &taken.local_addr().expect("its address").to_string()])
        .arg("--database")
        .arg(format!("sqlite:{}", database.display()))
        .output()
        .expect("it ran")
}

fn assert_refused(output: &Output) {
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert!(said.contains("There is no shop in this database.") && said.contains("onetill init"), "{said}");
}

#[test]
fn another_file_than_a_database_is_named_and_left_as_it_was() {
    let path = std::env::temp_dir().join(format!("onetill-goods-{}.csv", std::process::id()));
    let text = "SKU,Name,Price\nMUG,Mug,12.00\n".repeat(100);
    std::fs::write(&path, &text).expect("a file");
    let output = serve(&path);
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert!(said.contains(".csv is another file than a database. Name the file of a shop."), "{said}");
    assert_eq!(std::fs::read_to_string(&path).expect("the file"), text);
    std::fs::remove_file(&path).expect("it goes");
}

#[test]
fn a_path_with_a_slip_in_it_does_not_become_a_new_shop() {
    let folder = std::env::temp_dir().join(format!("onetill-serve-{}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("a folder");
    let path = folder.join("shop.db");
    assert_refused(&serve(&path));
    assert!(!path.exists(), "nothing was made");

    let target = Target::Sqlite(path.clone());
    drop(Db::open(&target, &Options::for_target(&target)).expect("a database without a shop"));
    assert_refused(&serve(&path));
    std::fs::remove_dir_all(&folder).expect("the folder goes");
}

/// Serves a shop, logs all it can as JSON, lets `ask` speak to it, and returns what it logged.
fn logged(ask: impl AsyncFnOnce(&str)) -> String {
    let home = Home::create(Engine::Sqlite);
    let db = Db::open(&home.target, &Options::for_target(&home.target)).expect("a database");
    found(&db, &ShopOptions::new(Engine::Sqlite), SystemClock.now(), "http://127.0.0.1:9");
    drop(db);
    let mut server = Command::new(env!("CARGO_BIN_EXE_onetill"))
        .args(["serve", "--database", &database_url(&home.target), "--listen", "127.0.0.1:0"])
        .args(["--log", "debug", "--log-format", "json"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("a server");
    let mut errors = server.stderr.take().expect("its log");
    let log = std::thread::spawn(move || {
        let mut text = String::new();
        errors.read_to_string(&mut text).expect("a log in UTF-8");
        text
    });
    let mut output = BufReader::new(server.stdout.take().expect("its output"));
    let mut line = String::new();
    output.read_line(&mut line).expect("a line");
    let url = line.split_whitespace().last().expect("where it serves").to_owned();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    runtime.block_on(ask(&url));
    let stopped = Command::new("kill").args(["-TERM", &server.id().to_string()]).status().expect("kill");
    assert!(stopped.success() && server.wait().expect("an end").success());
    log.join().expect("a log")
}

#[test]
fn each_request_is_logged_by_the_id_that_it_is_answered_with_and_nothing_secret_is() {
    let customer = json!({ "name": "Wilhelmina Quartz", "email": "quartz@example.com", "phone": "+44 20 7946 0958" });
    let wrong = json!({ "email": "ida@example.com", "password": "a wrong password" });
    let nobody = "019aaf3a-5c00-7000-8000-000000000009";
    let pin = json!({ "register_id": nobody, "staff_id": nobody, "pin": "739146" });
    let broken = json!({ "name": 7, "note": "prefers sapphire" });
    let requests = [
        (Method::POST, "/v1/customers", Some(customer)),
        (Method::POST, "/v1/customers", Some(broken)),
        (Method::POST, "/v1/sessions", Some(wrong)),
        (Method::POST, "/v1/sessions", Some(pin)),
        (Method::GET, "/v1/customers?search=Quartz", None),
        (Method::GET, "/v1/nothing", None),
        (Method::GET, "/healthz", None),
    ];
    let mut answered: Vec<(String, u16, &str)> = Vec::new();
    let log = logged(async |url| {
        let http = onetill_testkit::client::http();
        for (number, (method, path, body)) in requests.into_iter().enumerate() {
            for given in [Some(format!("till-{number}")), None] {
                let mut request = http.request(method.clone(), format!("{url}{path}")).bearer_auth(OWNER_KEY);
                if let Some(id) = &given {
                    request = request.header("x-request-id", id);
                }
                if let Some(body) = &body {
                    request = request.json(body);
                }
                let answer = request.send().await.expect("an answer");
                let id = answer.headers()["x-request-id"].to_str().expect("a text").to_owned();
                assert!(given.is_none_or(|given| given == id), "{id}");
                answered.push((id, answer.status().as_u16(), path.split('?').next().unwrap_or(path)));
            }
        }
    });
    let lines: Vec<Value> = log.lines().map(|line| serde_json::from_str(line).expect(line)).collect();
    for (id, status, path) in answered {
        let of_it: Vec<&Value> =
            lines.iter().filter(|l| l["request_id"] == *id && l["message"] == "answered").collect();
        assert_eq!(of_it.len(), 1, "{path} {id}: {of_it:?}");
        assert_eq!((&of_it[0]["status"], &of_it[0]["path"]), (&json!(status), &json!(path)), "{id}");
    }
    for secret in ["Quartz", "quartz", "7946", "ida@example.com", "wrong password", "739146", "sapphire", OWNER_KEY] {
        assert!(!log.contains(secret), "{secret} is in the log:\n{log}");
    }
}

#[test]
fn a_card_number_is_in_no_log_line_wherever_it_was_sent() {
    // The industry's well-known test number, which no card has.
    let card = format!("4{}", "1".repeat(15));
    let grouped = ["4111", "1111", "1111", "1111"].join("-");
    let log = logged(async |url| {
        let http = onetill_testkit::client::http();
        for number in [&card, &grouped] {
            let customer = json!({ "name": format!("Card {number}") });
            let posted = http.post(format!("{url}/v1/customers")).bearer_auth(OWNER_KEY).json(&customer);
            assert_eq!(posted.send().await.expect("an answer").status(), 422);
            for path in
                [format!("customers?search={number}"), format!("customers/{number}"), format!("nothing/{number}")]
            {
                let asked = http.get(format!("{url}/v1/{path}")).bearer_auth(OWNER_KEY).header("x-request-id", number);
                let answer = asked.send().await.expect("an answer");
                assert!(answer.status().is_client_error(), "{path}: {}", answer.status());
            }
        }
    });
    assert!(log.contains("answered"));
    for number in [&card, &grouped] {
        assert!(!log.contains(number.as_str()), "a card number is in the log:\n{log}");
    }
}
