//! Thousands of requests that nobody in their right mind sends. Each is made from the OpenAPI document out of what the shop
//! itself has answered so far, so that it gets far; then it is spoilt: values, bytes, query, headers, or the message as a whole.
//!
//! Whatever comes, no answer is a server error, nothing panics, every refusal is a problem document, every success is
//! described, and at the end the books agree. The same seed gives the same request to the same shop:
//! `ONETILL_FUZZ=0..100000 cargo nextest run --test fuzz` sends as many as one has time for.

mod files;
mod known;
mod made;
mod spoilt;
mod wire;

use std::ops::Range;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use onetill_testkit::contract;
use onetill_testkit::dice::Dice;
use onetill_testkit::scenario::{MORNING, tell_at_once};
use onetill_testkit::shop::{OWNER_KEY, Shop};
use serde_json::json;

use known::Known;
use made::{Operation, operations};
use wire::{Answer, Message, send};

/// So many requests go by for each file that is brought in.
const FOR_EACH_FILE: usize = 25;
/// Longer than an import of a few rows takes.
const PATIENCE: Duration = Duration::from_secs(60);
/// How many requests are sent to each engine in a usual test run.
const REQUESTS: Range<u64> = 0..1500;

fn seeds() -> Range<u64> {
    let Ok(range) = std::env::var("ONETILL_FUZZ") else { return REQUESTS };
    let (first, end) = range.split_once("..").expect("ONETILL_FUZZ is like 0..100000");
    first.parse().expect("a number")..end.parse().expect("a number")
}

/// What every thread of this process panicked with.
fn listen_for_panics() -> Arc<Mutex<Vec<String>>> {
    let heard = Arc::new(Mutex::new(Vec::new()));
    let (notes, usual) = (heard.clone(), std::panic::take_hook());
    std::panic::set_hook(Box::new(move |panic| {
        notes.lock().expect("notes").push(panic.to_string());
        usual(panic);
    }));
    heard
}

/// Something to begin with: goods, a customer, an order, a sale, a shift.
async fn found(shop: &Shop) {
    let vat = shop.tax("standard", "20").await;
    let mug = shop.goods("mug", 1200, 500, &vat, 50).await;
    shop.add_customer("Ann").await;
    shop.cart().add(&mug, "2").open().await.ok();
    let sale = shop.cart().add(&mug, "3").sell().await.ok();
    shop.refund(&sale, json!({ "lines": [{ "line_no": 1, "quantity": 1 }] })).await.ok();
    let list = shop.post("/v1/price-lists", json!({ "name": "Summer" })).await.ok();
    let prices = json!({ "prices": [{ "variant_id": mug, "price": shop.money(1100) }] });
    let path = format!("/v1/price-lists/{}/prices", list["id"].as_str().expect("an id"));
    shop.send(reqwest::Method::PUT, &path, Some(prices)).await.ok();
    shop.post("/v1/promotions", json!({ "name": "Ten", "kind": "percent", "percent": "10" })).await.ok();
    shop.post("/v1/shifts", json!({ "register_id": shop.registers[1], "opening_float": shop.money(5000) })).await.ok();
}

/// What is wrong with an answer, if anything is.
fn fault(operation: &Operation, message: &Message, answer: &Answer) -> Option<String> {
    if answer.status >= 500 {
        return Some("a server error".to_owned());
    }
    // What is no HTTP is refused before anybody could word it.
    if message.mangled || answer.compressed {
        return None;
    }
    if answer.status < 400 {
        if message.elsewhere {
            return None;
        }
        let status = reqwest::StatusCode::from_u16(answer.status).expect("a status");
        let method = operation.method.to_uppercase().parse().expect("a method");
        contract::check(&method, &operation.path, status, &answer.content_type, &answer.json());
        return None;
    }
    let problem = answer.json();
    let has = |part: &str| problem[part].as_str().is_some_and(|text| !text.is_empty());
    let whole = ["type", "title", "code", "detail", "request_id"].iter().all(|part| has(part));
    if !whole || problem["status"] != answer.status || answer.content_type != "application/problem+json" {
        return Some("no problem document".to_owned());
    }
    (problem["detail"].as_str().is_some_and(|text| text.len() > 1000)).then(|| "it repeats too much".to_owned())
}

async fn ask(shop: &Shop, operation: &Operation, known: &mut Known, dice: &mut Dice) -> u16 {
    let mut message = operation.message(known, dice);
    if !dice.one_in(3) {
        spoilt::spoil(&mut message, known, dice);
    }
    let answer = send(&shop.url, &message).await;
    let Some(answer) = answer else {
        assert!(message.mangled, "no answer to {message}");
        return 0;
    };
    if let Some(fault) = fault(operation, &message, &answer) {
        panic!("{fault}: {answer}\nto {message}");
    }
    if answer.status < 300 {
        known.learn(&operation.path, &answer.json());
    }
    answer.status
}

#[test]
fn whatever_is_sent_is_answered_or_refused_in_words() {
    let panics = listen_for_panics();
    tell_at_once(
        |options| {
            options.clock = Some(MORNING.parse().expect("a time"));
            options.seeded = true;
        },
        async |shop| {
            found(shop).await;
            let (all, mut known) = (operations(), Known::new());
            for list in all.iter().filter(|o| o.method == "get" && !o.path.contains('{')) {
                let plain = Message::new("GET", &list.path, OWNER_KEY);
                let answer = send(&shop.url, &plain).await.expect("an answer");
                known.learn(&list.path, &answer.json());
            }
            let mut statuses = std::collections::BTreeMap::<u16, usize>::new();
            for seed in seeds() {
                let mut dice = Dice(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15));
                let operation = dice.pick(&all);
                let status = ask(shop, &operation, &mut known, &mut dice).await;
                *statuses.entry(status).or_default() += 1;
                let heard = panics.lock().expect("notes").clone();
                assert!(heard.is_empty(), "request {seed}, {} {}: {heard:?}", operation.method, operation.path);
            }
            eprintln!("{statuses:?}");
            // As many get through as make the others worth sending.
            let done: usize = statuses.range(200..300).map(|(_, count)| count).sum();
            assert!(done * 10 > statuses.values().sum::<usize>(), "too few were done: {statuses:?}");
            assert_eq!(shop.get("/readyz").await.status.as_u16(), 200);
        },
    );
}

#[test]
fn whatever_file_or_code_comes_in_is_read_or_refused_row_by_row() {
    let panics = listen_for_panics();
    tell_at_once(
        |options| options.seeded = true,
        async |shop| {
            found(shop).await;
            let mut done = 0;
            let files: Vec<u64> = seeds().step_by(FOR_EACH_FILE).collect();
            for seed in &files {
                let mut dice = Dice(seed.wrapping_mul(0xd134_2543_de82_ef95) + 1);
                done += usize::from(files::bring_in(shop, &mut dice).await);
                files::look_up(shop, &mut dice).await;
                let heard = panics.lock().expect("notes").clone();
                assert!(heard.is_empty(), "file {seed}: {heard:?}");
            }
            // As many are brought in as make the others worth sending.
            assert!(done * 5 > files.len(), "of {} files {done} were brought in", files.len());
        },
    );
}
