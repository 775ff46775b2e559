//! The temporary PostgreSQL does what tests rely on: it is real, private, isolated per test, and leaves nothing.

use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::Duration;

use onetill_testkit::postgres::{Durability, SHARED_CLUSTER_VARIABLE, TempDatabase, TempPostgres};
use onetill_testkit::wait;
use postgres::{Client, NoTls};

fn connect(url: &str) -> Client {
    Client::connect(url, NoTls).unwrap_or_else(|error| panic!("connecting to {url}: {error}"))
}

fn setting(client: &mut Client, name: &str) -> String {
    client
        .query_one(&format!("SHOW {name}"), &[])
        .and_then(|row| row.try_get(0))
        .unwrap_or_else(|error| panic!("reading {name}: {error}"))
}

fn database(label: &str) -> TempDatabase {
    TempPostgres::shared().expect("a shared cluster").create_database(label).expect("a database")
}

/// The folder a cluster of our own lives in, from its URL.
fn folder_of(url: &str) -> PathBuf {
    let host = url.split_once('@').and_then(|(_, rest)| rest.split_once('/')).map(|(host, _)| host.replace("%2F", "/"));
    PathBuf::from(host.expect("a URL with a host"))
}

#[test]
fn durable_unless_asked_otherwise() {
    let durable = TempPostgres::start(Durability::default()).expect("a cluster");
    let mut client = connect(durable.url());
    assert_eq!(setting(&mut client, "fsync"), "on");
    assert_eq!(setting(&mut client, "synchronous_commit"), "on");

    let fast = TempPostgres::start(Durability::Fast).expect("a cluster");
    assert_eq!(setting(&mut connect(fast.url()), "fsync"), "off");
}

#[test]
fn listens_on_no_port_and_sorts_by_bytes() {
    let postgres = TempPostgres::start(Durability::Fast).expect("a cluster");
    let database = postgres.create_database("locale").expect("a database");
    let mut client = connect(database.url());
    assert_eq!(setting(&mut client, "listen_addresses"), "");
    assert_eq!(setting(&mut client, "server_encoding"), "UTF8");
    assert_eq!(setting(&mut client, "lc_collate"), "C");
}

#[test]
fn every_test_has_its_own_database() {
    let (first, second) = (database("same label"), database("same label"));
    assert_ne!(first.name(), second.name());
    connect(first.url()).batch_execute("CREATE TABLE only_here (id BIGINT)").expect("a table");
    let elsewhere = connect(second.url()).query("SELECT id FROM only_here", &[]);
    assert!(elsewhere.is_err(), "databases share tables");
}

#[test]
fn a_database_goes_with_its_test_even_when_connected_or_panicking() {
    let left = database("left");
    let name = left.name().to_owned();
    let mut other = connect(left.url());
    let panicked = std::thread::spawn(move || {
        let _moved = left;
        panic!("a test fails");
    })
    .join();
    assert!(panicked.is_err());
    assert!(other.batch_execute("SELECT 1").is_err(), "still connected");
    let mut admin = connect(TempPostgres::shared().expect("a shared cluster").url());
    let rows = admin.query("SELECT 1 FROM pg_database WHERE datname = $1", &[&name]).expect("a list of databases");
    assert!(rows.is_empty(), "{name} is still there");
}

#[test]
fn a_dropped_cluster_leaves_nothing() {
    let postgres = TempPostgres::start(Durability::Fast).expect("a cluster");
    let url = postgres.url().to_owned();
    let folder = folder_of(&url);
    assert!(folder.is_dir());
    drop(postgres);
    assert!(!folder.exists(), "{} is still there", folder.display());
    assert!(Client::connect(&url, NoTls).is_err(), "still answers");
}

#[test]
fn what_is_committed_survives_a_kill() {
    let mut postgres = TempPostgres::start(Durability::Durable).expect("a cluster");
    connect(postgres.url()).batch_execute("CREATE TABLE kept (id BIGINT); INSERT INTO kept VALUES (7)").expect("a row");
    let url = postgres.url().to_owned();
    postgres.kill();
    assert!(Client::connect(&url, NoTls).is_err(), "still answers");
    postgres.restart().expect("a second start");
    let row = connect(&url).query_one("SELECT id FROM kept", &[]).expect("the row");
    assert_eq!(row.get::<_, i64>(0), 7);
}

#[test]
fn with_postgres_hands_on_the_cluster_and_the_exit_code() {
    let output = Command::new(env!("CARGO_BIN_EXE_with-postgres"))
        .args(["--fast", "--", "sh", "-c"])
        .arg(format!("printf %s \"${SHARED_CLUSTER_VARIABLE}\"; exit 7"))
        .output()
        .expect("with-postgres runs");
    assert_eq!(output.status.code(), Some(7));
    let url = String::from_utf8(output.stdout).expect("a URL");
    assert!(url.starts_with("postgres://"), "{url}");
    assert!(!folder_of(&url).exists(), "the cluster is still there");
}

#[test]
fn a_killed_owner_leaves_nothing_either() {
    let mut owner = Command::new(env!("CARGO_BIN_EXE_with-postgres"))
        .args(["--fast", "sh", "-c"])
        // The command ends when its own input does, so it does not outlive the test.
        .arg(format!("printf '%s\\n' \"${SHARED_CLUSTER_VARIABLE}\"; read -r _"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("with-postgres runs");
    let mut url = String::new();
    let mut output = std::io::BufReader::new(owner.stdout.take().expect("its output"));
    std::io::BufRead::read_line(&mut output, &mut url).expect("the URL");
    let folder = folder_of(&url);
    assert!(folder.is_dir());
    owner.kill().expect("kill -9");
    owner.wait().expect("its end");
    wait::until(Duration::from_secs(20), || (!folder.exists()).then_some(()))
        .unwrap_or_else(|| panic!("{} is still there", folder.display()));
}
