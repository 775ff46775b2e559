//! The server is killed while it works through a file: the next one goes on where the last step was committed, and each row
//! has come in exactly once.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use onetill_db::{Db, Options};
use onetill_domains::imports::{self, ImportState};
use onetill_kernel::ImportId;
use onetill_testkit::founding::Engine;
use onetill_testkit::wait;
use serde_json::{Value, json};

use crate::support::{LIMIT, Stand};

/// Rows of a file, so many that working through them takes several seconds.
const ROWS: i64 = 3_000;

#[test]
fn files_come_in_once_however_often_the_server_is_killed_on_sqlite() {
    killed_while_files_come_in(Stand::open(Engine::Sqlite));
}

#[test]
fn files_come_in_once_however_often_the_server_is_killed_on_postgres() {
    killed_while_files_come_in(Stand::open(Engine::Postgres));
}

fn killed_while_files_come_in(mut stand: Stand) {
    let mut goods = "SKU;Name;Price;Category\n".to_owned();
    let mut shelves = "SKU;Quantity;Cost\n".to_owned();
    for i in 0..ROWS {
        writeln!(goods, "IN-{i};Thing {i};{}.50;Shelf {}", i % 90 + 1, i % 7).expect("text");
        writeln!(shelves, "IN-{i};{};2.00", i + 1).expect("text");
    }
    brought_in(&mut stand, "products", &goods);
    let found: BTreeMap<String, usize> = count(stand.all("/v1/products").iter().map(|product| &product["variants"][0]));
    let expect: BTreeMap<String, usize> = (0..ROWS).map(|i| (format!("IN-{i}"), 1)).collect();
    assert_eq!(found, expect, "each row is a product, once");

    brought_in(&mut stand, "stock", &shelves);
    let levels = stand.all("/v1/stock");
    let levels: BTreeMap<&str, &Value> =
        levels.iter().map(|level| (level["sku"].as_str().expect("a SKU"), &level["on_hand"])).collect();
    for i in 0..ROWS {
        assert_eq!(levels[format!("IN-{i}").as_str()], &json!((i + 1).to_string()), "what IN-{i} began with, once");
    }

    // Whoever is not sure sends the file again.
    for (kind, text) in [("products", &goods), ("stock", &shelves)] {
        let sent = checked(&stand, kind, text);
        assert_eq!(sent["counts"]["unchanged"], ROWS, "{sent}");
    }
}

/// How many variants have each SKU of the file.
fn count<'a>(variants: impl Iterator<Item = &'a Value>) -> BTreeMap<String, usize> {
    let mut found = BTreeMap::new();
    for variant in variants {
        let sku = variant["sku"].as_str().expect("a SKU");
        if sku.starts_with("IN-") {
            *found.entry(sku.to_owned()).or_default() += 1;
        }
    }
    found
}

/// Brings a file in with a server that is killed at the first sign of work, in the check as in the run, and again later.
fn brought_in(stand: &mut Stand, kind: &str, text: &str) {
    let (path, settings) = send(stand, kind, text);
    stand.block_on(stand.client.post(&format!("{path}/check"), settings)).ok();
    killed_on_the_way(stand, &path, ImportState::Checking, 1);
    let planned = through(stand, &path);
    assert_eq!((&planned["state"], &planned["counts"]["new"]), (&json!("checked"), &json!(ROWS)), "{planned}");
    stand.block_on(stand.client.post(&format!("{path}/run"), json!({}))).ok();
    for rows in [1, ROWS / 2] {
        killed_on_the_way(stand, &path, ImportState::Running, rows);
        stand.verify();
    }
    let done = through(stand, &path);
    assert_eq!((&done["state"], &done["counts"]), (&json!("done"), &planned["counts"]), "{done}");
    stand.verify();
}

fn send(stand: &Stand, kind: &str, text: &str) -> (String, Value) {
    let path = format!("/v1/imports?kind={kind}&file_name={kind}.csv");
    let sent = stand.block_on(stand.client.send_file(&path, "text/csv", text.as_bytes().to_vec())).ok();
    let mut settings = sent["settings"].clone();
    if kind == "stock" {
        settings["location_id"] = json!(stand.things.location_id);
    }
    (format!("/v1/imports/{}", sent["id"].as_str().expect("an id")), settings)
}

fn checked(stand: &Stand, kind: &str, text: &str) -> Value {
    let (path, settings) = send(stand, kind, text);
    stand.block_on(stand.client.post(&format!("{path}/check"), settings)).ok();
    through(stand, &path)
}

/// Waits until so many rows are done, kills the server, looks at what is on disk, and starts another one.
fn killed_on_the_way(stand: &mut Stand, path: &str, state: ImportState, rows: i64) {
    let look = || stand.block_on(stand.client.get(path)).ok();
    wait::until(LIMIT, || look()["done_count"].as_i64().filter(|done| *done >= rows)).expect("rows are done");
    stand.server.kill();
    let id = ImportId(path.rsplit('/').next().and_then(|id| id.parse().ok()).expect("an id"));
    let db = Db::open(&stand.home.target, &Options::for_target(&stand.home.target)).expect("a database");
    let left = db.query(move |tx| imports::import(tx, id)).expect("a reader").wait().expect("the import");
    drop(db);
    assert_eq!(left.state, state, "the server died on the way");
    assert!(left.done_count >= rows && left.done_count < ROWS, "{} rows were done", left.done_count);
    stand.restart();
}

/// Waits until nothing of it is under way. Nobody asks the server to go on.
fn through(stand: &Stand, path: &str) -> Value {
    let ended = || {
        let now = stand.block_on(stand.client.get(path)).ok();
        (!matches!(now["state"].as_str(), Some("checking" | "running"))).then_some(now)
    };
    wait::until(LIMIT, ended).expect("the import ends")
}
