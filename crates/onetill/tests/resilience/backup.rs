//! A backup is made while tills sell; restored into either engine it is the same shop, row for row.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use onetill_db::{Target, dump, read_once};
use onetill_testkit::client::Client;
use onetill_testkit::founding::{Engine, Home};
use onetill_testkit::process::{Process, database_url, verify};
use onetill_testkit::wait;
use rand::SeedableRng;
use rand::rngs::StdRng;
use reqwest::StatusCode;
use tokio::task::JoinSet;

use crate::support::{LIMIT, ONETILL, Sale, Stand};

/// Tills that sell while the backup is made.
const TILLS: u64 = 6;

pub(crate) fn backup(from: &Target, to: &Path) -> Output {
    let output = Command::new(ONETILL).args(["backup", "--database", &database_url(from), "--to"]).arg(to).output();
    output.expect("a program")
}

pub(crate) fn restore(from: &Path, to: &Target) -> Output {
    let output = Command::new(ONETILL).args(["restore", "--database", &database_url(to), "--from"]).arg(from).output();
    output.expect("a program")
}

fn said(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

pub(crate) fn assert_done(output: &Output) {
    assert!(output.status.success() && said(output).contains("checks hold"), "{}", said(output));
}

fn assert_refused(output: &Output, why: &str) {
    assert!(output.status.code() == Some(2) && said(output).contains(why), "{}", said(output));
}

fn all_rows(target: &Target) -> String {
    read_once(target, dump).expect("all rows")
}

/// Sells one after the other; every sale is answered.
fn sell(stand: &Stand, count: usize, seed: u64) -> Vec<Sale> {
    let mut rng = StdRng::seed_from_u64(seed);
    let sales: Vec<Sale> = (0..count).map(|_| Sale::random(&stand.things, &mut rng)).collect();
    for sale in &sales {
        assert_eq!(stand.block_on(sale.send(&stand.client)).expect("an answer").status, StatusCode::CREATED);
    }
    sales
}

/// Makes a backup while all tills sell, and returns how many sales they made meanwhile.
fn back_up_under_load(stand: &Stand, to: PathBuf) -> usize {
    let over = Arc::new(AtomicBool::new(false));
    stand.block_on(async {
        let mut tills = JoinSet::new();
        for seed in 0..TILLS {
            let (client, things, over) = (stand.client.clone(), stand.things.clone(), over.clone());
            tills.spawn(async move {
                let mut rng = StdRng::seed_from_u64(seed);
                let mut sold = 0;
                while !over.load(Ordering::SeqCst) {
                    let reply = Sale::random(&things, &mut rng).send(&client).await.expect("an answer");
                    assert_eq!(reply.status, StatusCode::CREATED, "{}", reply.body);
                    sold += 1;
                }
                sold
            });
        }
        let from = stand.home.target.clone();
        let output = tokio::task::spawn_blocking(move || backup(&from, &to)).await.expect("it ran");
        over.store(true, Ordering::SeqCst);
        assert_done(&output);
        tills.join_all().await.into_iter().sum()
    })
}

fn backed_up_while_it_sells(engine: Engine, other: Engine) {
    let stand = Stand::open(engine);
    let before = sell(&stand, 20, 7);
    let file = stand.home.folder().join("busy.db");
    let meanwhile = back_up_under_load(&stand, file.clone());

    let moved = Home::create(other);
    assert_done(&restore(&file, &moved.target));
    let server = Process::serve(ONETILL, &moved.target);
    let client = Client::new(server.url());
    for sale in &before {
        let again = stand.block_on(sale.send(&client)).expect("an answer");
        assert!(again.replayed, "a sale that was answered before is there, and is not made twice");
    }
    let held = stand.block_on(client.get("/v1/orders?limit=200")).ok()["items"].as_array().expect("orders").len();
    assert!((before.len()..=(before.len() + meanwhile).min(200)).contains(&held), "{held} orders");
    let new = Sale::random(&stand.things, &mut StdRng::seed_from_u64(99));
    assert_eq!(stand.block_on(new.send(&client)).expect("an answer").status, StatusCode::CREATED);
    drop(server);
    verify(ONETILL, &moved.target);

    let quiet = stand.home.folder().join("quiet.db");
    assert_done(&backup(&stand.home.target, &quiet));
    let rows = all_rows(&stand.home.target);
    assert_eq!(all_rows(&Target::Sqlite(quiet.clone())), rows);
    for engine in Engine::BOTH {
        let home = Home::create(engine);
        assert_done(&restore(&quiet, &home.target));
        assert_eq!(all_rows(&home.target), rows, "restored on {engine:?}");
    }
}

#[test]
fn a_shop_on_sqlite_is_backed_up_while_it_sells_and_moves_to_postgres() {
    backed_up_while_it_sells(Engine::Sqlite, Engine::Postgres);
}

#[test]
fn a_shop_on_postgres_is_backed_up_while_it_sells_and_moves_to_sqlite() {
    backed_up_while_it_sells(Engine::Postgres, Engine::Sqlite);
}

#[test]
fn nothing_is_ever_written_over() {
    for engine in Engine::BOTH {
        let stand = Stand::open(engine);
        let file = stand.home.folder().join("backup.db");
        assert_done(&backup(&stand.home.target, &file));
        let rows = all_rows(&stand.home.target);
        assert_refused(&backup(&stand.home.target, &file), "is there already");
        let why = if engine == Engine::Sqlite { "is there already" } else { "holds a shop already" };
        assert_refused(&restore(&file, &stand.home.target), why);
        assert_eq!(all_rows(&stand.home.target), rows);
    }
}

#[test]
fn what_is_no_backup_is_not_restored() {
    let home = Home::create(Engine::Sqlite);
    let other = home.folder().join("letter.txt");
    std::fs::write(&other, "Dear Sir or Madam").expect("a letter");
    assert_refused(&restore(&other, &home.target), "is not a backup of a shop");
    assert_refused(&restore(&home.folder().join("nowhere"), &home.target), "cannot be copied");
    let left = std::fs::read_dir(home.folder()).expect("a folder").count();
    assert_eq!(left, 1, "only the letter is there");
}

#[test]
fn a_backup_of_books_that_do_not_agree_is_made_and_says_so() {
    let stand = Stand::open(Engine::Sqlite);
    sell(&stand, 1, 3);
    onetill_db::Bare::open(&stand.home.target)
        .and_then(|mut shop| shop.run("UPDATE orders SET total_minor = total_minor + 1"))
        .expect("a cent more");
    let file = stand.home.folder().join("backup.db");
    let output = backup(&stand.home.target, &file);
    assert_eq!(output.status.code(), Some(1), "{}", said(&output));
    assert!(said(&output).contains("orders") && file.exists(), "{}", said(&output));
}

#[test]
fn a_server_makes_backups_by_itself_and_keeps_the_newest() {
    let stand = Stand::open(Engine::Sqlite);
    stand.server.terminate();
    stand.server.ended();
    let folder = stand.home.folder().join("backups");
    std::fs::create_dir(&folder).expect("a folder");
    let old = ["2020-01-01", "2020-01-02", "2020-01-03"].map(|day| format!("onetill-{day}T00-00-00Z.db"));
    let abandoned = "onetill-2020-01-04T00-00-00Z.db.partial-wal".to_owned();
    for name in old.iter().chain([&abandoned, &"notes.txt".to_owned()]) {
        std::fs::write(folder.join(name), "").expect("a file");
    }
    let (database, into) = (database_url(&stand.home.target), folder.display().to_string());
    let arguments = ["serve", "--database", &database, "--listen", "127.0.0.1:0", "--log", "error"];
    let backups = ["--backup-folder", &into, "--backup-keep", "2", "--backup-hours", "24"];
    let _server = Process::start(ONETILL, &[&arguments[..], &backups[..]].concat());
    let kept = wait::until(LIMIT, || {
        let entries = std::fs::read_dir(&folder).expect("a folder");
        let mut names: Vec<String> =
            entries.map(|e| e.expect("an entry").file_name().to_string_lossy().into_owned()).collect();
        names.sort_unstable();
        (names.len() == 3).then_some(names)
    });
    let kept = kept.expect("two backups and the notes");
    assert_eq!(kept[0], "notes.txt");
    assert_eq!(kept[1], old[2], "the newest of the old ones");
    let home = Home::create(Engine::Sqlite);
    assert_done(&restore(&folder.join(&kept[2]), &home.target));
    assert_eq!(all_rows(&home.target), all_rows(&stand.home.target));
}
