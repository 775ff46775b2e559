//! PostgreSQL goes away while the shop sells: the server tells its tills to come back, and goes on by itself
//! as soon as the database is there again.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use onetill_db::{Db, Options, Tx, params};
use onetill_kernel::ErrorKind;
use onetill_testkit::founding::{Engine, Home};
use onetill_testkit::postgres::{Durability, TempPostgres};
use onetill_testkit::wait;
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use tokio::task::JoinSet;

use crate::support::{LIMIT, Sale, Stand};

/// Tills that sell at once.
const TILLS: u64 = 8;

#[test]
fn a_database_that_crashes_and_comes_back_costs_no_sale() {
    let mut cluster = TempPostgres::start(Durability::Durable).expect("a cluster");
    let stand = Stand::on(&cluster);
    let mut rng = StdRng::seed_from_u64(3);
    let mut all = Vec::new();
    // A long outage, which the tills notice, and one so short that the server bridges it.
    for put_off in [1, 0] {
        let load = Load::start(&stand, rng.random());
        load.wait_for(&load.sold, rng.random_range(10..60));
        cluster.kill();
        load.wait_for(&load.put_off, put_off);
        cluster.restart().expect("a cluster again");
        load.wait_for(&load.sold, load.sold.load(Ordering::SeqCst) + TILLS);
        all.extend(load.stop(&stand));
        stand.verify();
    }
    stand.check_books(&all);
}

#[test]
fn connections_that_are_cut_cost_no_sale() {
    let stand = Stand::open(Engine::Postgres);
    let mut rng = StdRng::seed_from_u64(4);
    let load = Load::start(&stand, rng.random());
    for _ in 0..12 {
        load.wait_for(&load.sold, load.sold.load(Ordering::SeqCst) + rng.random_range(1..20));
        stand.home.disconnect_everybody();
    }
    let all = load.stop(&stand);
    stand.verify();
    stand.check_books(&all);
}

#[test]
fn a_value_that_the_client_cannot_send_is_no_lost_connection() {
    let home = Home::create(Engine::Postgres);
    let db = Db::open(&home.target, &Options::for_target(&home.target)).expect("a database");
    let number = |tx: &mut Tx<'_>, sql: &str| tx.query_one(sql, params![1i64], |row| row.get::<i64>(0));
    // There are no values of this type in our tables, so none is ever sent as one.
    let refused = db.write(move |tx| number(tx, "SELECT CAST(CAST($1 AS REAL) AS BIGINT)"));
    let refused = refused.expect_err("a value of a type that we do not use");
    assert_eq!(refused.kind(), ErrorKind::Internal, "{refused}");
    assert_eq!(db.write(move |tx| number(tx, "SELECT CAST($1 AS BIGINT)")).expect("a number"), 1);
}

/// Tills that sell, each sale until it is done, until they are told to stop.
struct Load {
    tills: JoinSet<Vec<Sale>>,
    stop: Arc<AtomicU64>,
    /// Sales done.
    sold: Arc<AtomicU64>,
    /// Requests that the server put off.
    put_off: Arc<AtomicU64>,
}

impl Load {
    fn start(stand: &Stand, seed: u64) -> Self {
        let mut rng = StdRng::seed_from_u64(seed);
        let mut load =
            Self { tills: JoinSet::new(), stop: Arc::default(), sold: Arc::default(), put_off: Arc::default() };
        stand.block_on(async {
            for _ in 0..TILLS {
                let mut rng = StdRng::seed_from_u64(rng.random());
                let (client, things) = (stand.client.clone(), stand.things.clone());
                let (stop, sold, put_off) = (load.stop.clone(), load.sold.clone(), load.put_off.clone());
                load.tills.spawn(async move {
                    let mut done = Vec::new();
                    while stop.load(Ordering::SeqCst) == 0 {
                        let sale = Sale::random(&things, &mut rng);
                        sale.insist(&client, &put_off).await;
                        sold.fetch_add(1, Ordering::SeqCst);
                        done.push(sale);
                    }
                    done
                });
            }
        });
        load
    }

    /// Waits until `count` has come to `limit`.
    fn wait_for(&self, count: &AtomicU64, limit: u64) {
        wait::until(LIMIT, || (count.load(Ordering::SeqCst) >= limit).then_some(())).expect("progress in time");
    }

    /// Ends the load when every till has finished its sale; returns all sales.
    fn stop(self, stand: &Stand) -> Vec<Sale> {
        self.stop.store(1, Ordering::SeqCst);
        stand.block_on(self.tills.join_all()).into_iter().flatten().collect()
    }
}
