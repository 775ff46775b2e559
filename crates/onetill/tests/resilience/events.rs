//! Many write at once, on PostgreSQL through two servers, while others follow the log: nobody misses a
//! position, gets one twice, or gets it out of order.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use onetill_testkit::client::Client;
use onetill_testkit::founding::Engine;
use onetill_testkit::process::Process;
use onetill_testkit::stream::{EventStream, Received};
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use serde_json::{Value, json};
use tokio::task::JoinSet;

use crate::support::{ONETILL, Sale, Stand, Things};

/// Tills that sell at once, half of them at each server.
const TILLS: usize = 12;
/// Sales of each till.
const SALES: usize = 25;

#[test]
fn readers_miss_nothing_while_two_servers_write_to_postgres() {
    let stand = Stand::open(Engine::Postgres);
    let second = Process::serve(ONETILL, &stand.home.target);
    follow_while_selling(&stand, &[stand.client.clone(), Client::new(second.url())]);
}

#[test]
fn readers_miss_nothing_while_many_write_to_sqlite() {
    let stand = Stand::open(Engine::Sqlite);
    follow_while_selling(&stand, std::slice::from_ref(&stand.client));
}

fn follow_while_selling(stand: &Stand, servers: &[Client]) {
    // The position of the last event, once it is known.
    let end = Arc::new(AtomicI64::new(i64::MAX));
    let (sold, logs) = stand.block_on(async {
        let mut readers = JoinSet::new();
        for (seed, server) in (0..).zip(servers) {
            readers.spawn(follow_list(server.clone(), end.clone()));
            readers.spawn(follow_stream(server.clone(), end.clone(), None));
            readers.spawn(follow_stream(server.clone(), end.clone(), Some(seed)));
        }
        let mut tills = JoinSet::new();
        for number in 0..TILLS {
            tills.spawn(sell(servers[number % servers.len()].clone(), stand.things.clone(), number as u64));
        }
        let sold: BTreeSet<String> = tills.join_all().await.into_iter().flatten().collect();
        let page = servers[0].get("/v1/events?limit=1").await.ok();
        end.store(page["last_position"].as_i64().expect("a position"), Ordering::SeqCst);
        // A reader that has heard everything so far only sees the end in the next event.
        servers[0].post("/v1/customers", json!({ "name": "Last" })).await.ok();
        (sold, readers.join_all().await)
    });
    let end = end.load(Ordering::SeqCst);
    assert_eq!(sold.len(), TILLS * SALES);
    for log in logs {
        let positions: Vec<i64> = log.iter().map(|e| e.position).take_while(|p| *p <= end).collect();
        assert_eq!(positions, (1..=end).collect::<Vec<_>>());
        let completed = log.iter().filter(|e| e.kind == "order.completed");
        let ids: Vec<&str> = completed.map(|e| e.data["subject_id"].as_str().expect("an id")).collect();
        assert_eq!(ids.len(), sold.len());
        assert!(ids.iter().all(|id| sold.contains(*id)));
    }
    stand.verify();
}

/// Sells, and adds a customer now and then: commands of other lanes.
async fn sell(client: Client, things: Arc<Things>, seed: u64) -> Vec<String> {
    let mut rng = StdRng::seed_from_u64(seed);
    let mut sold = Vec::new();
    for _ in 0..SALES {
        let sale = Sale::random(&things, &mut rng);
        sale.send(&client).await.expect("an answer").ok();
        sold.push(sale.id.to_string());
        if rng.random_ratio(1, 4) {
            client.post("/v1/customers", json!({ "name": "Passing" })).await.ok();
        }
    }
    sold
}

/// Reads page after page from where the last one ended, until the end is behind.
async fn follow_list(client: Client, end: Arc<AtomicI64>) -> Vec<Received> {
    let mut log: Vec<Received> = Vec::new();
    loop {
        let after = log.last().map_or(0, |e| e.position);
        if after >= end.load(Ordering::SeqCst) {
            return log;
        }
        let page = client.get(&format!("/v1/events?after={after}&limit=50")).await.ok();
        log.extend(page["items"].as_array().expect("items").iter().map(|event: &Value| Received {
            position: event["position"].as_i64().expect("a position"),
            kind: event["kind"].as_str().expect("a kind").to_owned(),
            data: event.clone(),
        }));
    }
}

/// Listens until the end is behind; with a seed it hangs up again and again and resumes where it was.
async fn follow_stream(client: Client, end: Arc<AtomicI64>, hang_up: Option<u64>) -> Vec<Received> {
    let mut rng = hang_up.map(StdRng::seed_from_u64);
    let mut log: Vec<Received> = Vec::new();
    loop {
        let mut stream = EventStream::resume(&client, log.last().map_or(0, |e| e.position)).await;
        let patience = rng.as_mut().map_or(usize::MAX, |rng| rng.random_range(1..40));
        for _ in 0..patience {
            log.push(stream.next().await.expect("an event"));
            if log.last().is_some_and(|e| e.position >= end.load(Ordering::SeqCst)) {
                return log;
            }
        }
    }
}
