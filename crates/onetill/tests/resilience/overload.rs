//! More work than the server can take in: it says so at once and asks to come back. What it refused left no
//! trace, what it took in is done, and coming back with the same key rings each sale up once.

use onetill_db::Options;
use onetill_kernel::Uuid;
use onetill_testkit::shop::{Engine, Reply, Shop, ShopOptions};
use reqwest::StatusCode;
use serde_json::{Value, json};
use tokio::sync::{mpsc, oneshot};

/// Sales that arrive at once.
const SALES: usize = 24;
/// Of them, those for which the queue has room.
const ROOM: usize = 6;

#[tokio::test]
async fn a_full_queue_asks_to_come_back_and_leaves_nothing_half_done() {
    for engine in Engine::BOTH {
        let shop = Shop::open(ShopOptions::new(engine)).await;
        let tax = shop.tax("standard", "20").await;
        let mug = shop.goods("mug", 895, 300, &tax, 100).await;
        let sale = json!({
            "register_id": shop.register(), "lines": [{ "variant_id": mug }], "payments": [{ "tender": "cash" }],
        });

        let go_on = hold_up_but_for(&shop, ROOM).await;
        let (answers, mut answered) = mpsc::unbounded_channel();
        for _ in 0..SALES {
            let (client, sale, answers) = (shop.client.clone(), sale.clone(), answers.clone());
            tokio::spawn(async move {
                let key = Uuid::now_v7().to_string();
                let reply = client.post_once(&key, "/v1/sales", sale).await;
                answers.send((key, reply))
            });
        }
        let mut put_off = Vec::new();
        while put_off.len() < SALES - ROOM {
            let (key, reply): (String, Reply) = answered.recv().await.expect("an answer");
            assert!(reply.retry_after.is_some(), "{engine:?}: {}", reply.body);
            reply.refused(503, "busy");
            put_off.push(key);
        }
        go_on.send(()).expect("a writer that waits");
        for _ in 0..ROOM {
            let (_, reply) = answered.recv().await.expect("an answer");
            assert_eq!(reply.status, StatusCode::CREATED, "{engine:?}: {}", reply.body);
        }
        assert_eq!(sold(&shop).await, ROOM, "{engine:?}");
        shop.verify().await;

        for key in put_off {
            let reply = shop.post_once(&key, "/v1/sales", sale.clone()).await;
            assert!(!reply.replayed, "{engine:?}");
            reply.ok();
        }
        assert_eq!(sold(&shop).await, SALES, "{engine:?}");
        shop.verify().await;
    }
}

/// Has the writer of the first register wait, and fills its queue but for some room. It goes on when told.
async fn hold_up_but_for(shop: &Shop, room: usize) -> oneshot::Sender<()> {
    let lane = Some(shop.register().0);
    let (go_on, told) = oneshot::channel::<()>();
    let (begin, begun) = oneshot::channel::<()>();
    let mut once = Some((begin, told));
    let hold = move |_: &mut onetill_db::Tx<'_>| {
        if let Some((begin, told)) = once.take() {
            let _ = begin.send(());
            let _ = told.blocking_recv();
        }
        Ok(())
    };
    shop.db.submit(lane, Vec::new(), hold).expect("room");
    begun.await.expect("a writer");
    for _ in room..Options::for_target(&shop.target).queue {
        shop.db.submit(lane, Vec::new(), |_| Ok(())).expect("room");
    }
    go_on
}

async fn sold(shop: &Shop) -> usize {
    let orders: Value = shop.get("/v1/orders?limit=100").await.ok();
    orders["items"].as_array().expect("orders").len()
}
