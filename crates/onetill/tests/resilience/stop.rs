//! The server is asked to stop: it finishes what is under way, however long somebody listens or pays, and
//! leaves nothing half done.

use std::sync::Arc;

use onetill_testkit::founding::Engine;
use onetill_testkit::stream::EventStream;
use rand::SeedableRng;
use rand::rngs::StdRng;
use reqwest::StatusCode;
use serde_json::json;
use tokio::sync::Semaphore;
use tokio::task::JoinSet;

use crate::counter::Counter;
use crate::support::{Sale, Stand};

/// Tills that sell at once.
const TILLS: u64 = 8;
/// Sales after which the server is asked to stop.
const ENOUGH: u32 = 40;

#[test]
fn whatever_it_did_before_it_stopped_it_also_answered() {
    for engine in Engine::BOTH {
        let mut stand = Stand::open(engine);
        let sold = Arc::new(Semaphore::new(0));
        let (answered, unanswered) = stand.block_on(async {
            let mut tills = JoinSet::new();
            for seed in 0..TILLS {
                let (client, things, sold) = (stand.client.clone(), stand.things.clone(), sold.clone());
                tills.spawn(async move {
                    let mut rng = StdRng::seed_from_u64(seed);
                    let mut done = Vec::new();
                    loop {
                        let sale = Sale::random(&things, &mut rng);
                        match sale.send(&client).await {
                            Ok(reply) => assert_eq!(reply.status, StatusCode::CREATED, "{}", reply.body),
                            Err(_) => return (done, sale),
                        }
                        sold.add_permits(1);
                        done.push(sale);
                    }
                });
            }
            let _ = sold.acquire_many(ENOUGH).await.expect("enough sales");
            stand.server.terminate();
            let (done, open): (Vec<_>, Vec<_>) = tills.join_all().await.into_iter().unzip();
            (done.concat(), open)
        });
        assert!(stand.server.ended().success());
        stand.restart();
        for sale in unanswered {
            let order = stand.block_on(stand.client.get(&format!("/v1/orders/{}", sale.id)));
            assert_eq!(order.status, StatusCode::NOT_FOUND, "{}", order.body);
        }
        stand.check_books(&answered);
        stand.verify();
    }
}

#[test]
fn somebody_who_listens_and_a_card_that_is_looked_for_do_not_keep_it_from_stopping() {
    let mut counter = Counter::open(Engine::Sqlite, "by_hand:0");
    let mut stream = counter.stand.block_on(EventStream::resume(&counter.stand.client, 0));
    let first = counter.stand.block_on(stream.next()).expect("an event");
    assert_eq!(first.position, 1);
    let order = counter.order();
    counter.pay_by_card(order);
    let reference = counter.card_wanted();
    counter.stand.server.terminate();
    assert!(counter.stand.server.ended().success());
    // The stream ends with the server, between two events; what it did not tell any more comes on resuming.
    let mut last = first;
    while let Some(next) = counter.stand.block_on(stream.next()) {
        assert_eq!(next.position, last.position + 1);
        last = next;
    }
    counter.at_terminal("/hand", json!({ "reference": reference, "press": "approve" }));
    counter.stand.restart();
    let mut stream = counter.stand.block_on(EventStream::resume(&counter.stand.client, last.position));
    assert_eq!(counter.stand.block_on(stream.next()).expect("an event").position, last.position + 1);
    counter.assert_charged_once(&counter.settled(order), true);
}
