//! The server is killed while many tills sell, over and over: what it answered is there exactly once, what
//! it did not answer is there once or not at all, and asking again with the same key lands it exactly once.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use onetill_testkit::founding::Engine;
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use reqwest::StatusCode;
use serde_json::Value;
use tokio::task::JoinSet;

use crate::support::{Sale, Stand};

/// Tills that sell at once.
const TILLS: u64 = 12;
/// How often the server is killed.
const ROUNDS: u64 = 6;

/// When the server is killed.
#[derive(Debug, Clone, Copy)]
enum Moment {
    /// As soon as it has answered so many sales.
    Answered(u64),
    /// As soon as so many sales were sent to it.
    Sent(u64),
}

/// What the tills know after the server was killed.
#[derive(Default)]
struct Told {
    /// Sales and the answers to them.
    answered: Vec<(Sale, Value)>,
    /// Sales without an answer.
    open: Vec<Sale>,
}

#[test]
fn every_answered_sale_survives_a_kill_on_sqlite() {
    killed_over_and_over(Stand::open(Engine::Sqlite), 1);
}

#[test]
fn every_answered_sale_survives_a_kill_on_postgres() {
    killed_over_and_over(Stand::open(Engine::Postgres), 2);
}

fn killed_over_and_over(mut stand: Stand, seed: u64) {
    let mut rng = StdRng::seed_from_u64(seed);
    let mut all: Vec<Sale> = Vec::new();
    for round in 0..ROUNDS {
        let count = rng.random_range(15..90);
        let moment = if round % 2 == 0 { Moment::Answered(count) } else { Moment::Sent(count) };
        let told = sell_until_killed(&stand, &mut rng, moment);
        assert!(!told.answered.is_empty() && !told.open.is_empty(), "{moment:?} was no moment under load");
        stand.restart();
        check_answered(&stand, &told.answered);
        ask_again(&stand, &told.open);
        stand.verify();
        all.extend(told.answered.into_iter().map(|(sale, _)| sale));
        all.extend(told.open);
    }
    stand.check_books(&all);
}

/// Sells at all tills at once, kills the server at the moment, and returns when every till has noticed.
fn sell_until_killed(stand: &Stand, rng: &mut StdRng, moment: Moment) -> Told {
    let (sent, answered) = (Arc::new(AtomicU64::new(0)), Arc::new(AtomicU64::new(0)));
    stand.block_on(async {
        let mut tills = JoinSet::new();
        for _ in 0..TILLS {
            let mut rng = StdRng::seed_from_u64(rng.random());
            let (client, server, things) = (stand.client.clone(), stand.server.clone(), stand.things.clone());
            let (sent, answered) = (sent.clone(), answered.clone());
            tills.spawn(async move {
                let mut told = Told::default();
                loop {
                    let sale = Sale::random(&things, &mut rng);
                    let last = |limit, so_far: &AtomicU64| so_far.fetch_add(1, Ordering::SeqCst) + 1 == limit;
                    let reply = match moment {
                        // The request leaves first, and then the server dies, whatever it is doing.
                        Moment::Sent(limit) if last(limit, &sent) => {
                            tokio::join!(sale.send(&client), async { server.kill() }).0
                        }
                        _ => sale.send(&client).await,
                    };
                    match reply {
                        Ok(reply) => {
                            assert_eq!(reply.status, StatusCode::CREATED, "{}", reply.body);
                            told.answered.push((sale, reply.body));
                        }
                        Err(_) => {
                            told.open.push(sale);
                            return told;
                        }
                    }
                    if let Moment::Answered(limit) = moment
                        && last(limit, &answered)
                    {
                        server.kill();
                    }
                }
            });
        }
        let mut told = Told::default();
        for till in tills.join_all().await {
            told.answered.extend(till.answered);
            told.open.extend(till.open);
        }
        told
    })
}

fn check_answered(stand: &Stand, answered: &[(Sale, Value)]) {
    let orders = stand.all("/v1/orders");
    for (sale, told) in answered {
        let found: Vec<&Value> = orders.iter().filter(|order| order["id"] == told["id"]).collect();
        assert_eq!(found.len(), 1, "{}", sale.id);
        for part in ["state", "number", "total", "register_id", "line_count"] {
            assert_eq!(found[0][part], told[part], "{part} of {}", sale.id);
        }
    }
}

/// Sends each sale again with its key, twice: it is there once, and the answer stays the same.
fn ask_again(stand: &Stand, open: &[Sale]) {
    for sale in open {
        let before = stand.block_on(stand.client.get(&format!("/v1/orders/{}", sale.id)));
        assert!(matches!(before.status, StatusCode::OK | StatusCode::NOT_FOUND), "{}", before.body);
        let again = stand.block_on(sale.send(&stand.client)).expect("an answer");
        assert_eq!(again.replayed, before.status == StatusCode::OK, "{}", sale.id);
        let number = again.ok()["number"].clone();
        if before.status == StatusCode::OK {
            assert_eq!(number, before.body["number"], "{}", sale.id);
        }
        let once_more = stand.block_on(sale.send(&stand.client)).expect("an answer");
        assert!(once_more.replayed, "{}", sale.id);
        assert_eq!(once_more.ok()["number"], number, "{}", sale.id);
    }
}
