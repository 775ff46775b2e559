//! The server is killed while shifts are closed and opened at registers that sell: each shift is open or closed, never
//! between, and asking again closes it once.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use onetill_kernel::Uuid;
use onetill_testkit::client::{Client, OWNER_KEY, Reply};
use onetill_testkit::founding::Engine;
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use reqwest::Method;
use serde_json::{Value, json};
use tokio::task::JoinSet;

use crate::support::{Sale, Stand};

/// How often the server is killed.
const ROUNDS: u64 = 4;
/// Tills that sell while drawers are counted.
const TILLS: u64 = 6;

#[test]
fn a_shift_is_open_or_closed_after_a_kill_on_sqlite() {
    killed_while_closing(Stand::open(Engine::Sqlite), 1);
}

#[test]
fn a_shift_is_open_or_closed_after_a_kill_on_postgres() {
    killed_while_closing(Stand::open(Engine::Postgres), 2);
}

/// A request of the person who counts, with its key.
#[derive(Debug, Clone)]
struct Asked {
    path: String,
    body: Value,
    key: String,
}

impl Asked {
    fn open(register: &Value) -> Self {
        let float = json!({ "amount": 5_000, "currency": "GBP" });
        Self::new(
            "/v1/shifts".to_owned(),
            json!({ "id": Uuid::now_v7(), "register_id": register, "opening_float": float }),
        )
    }

    fn close(shift: &Value) -> Self {
        let counted = json!({ "amount": 9_000, "currency": "GBP" });
        let left = json!({ "amount": 5_000, "currency": "GBP" });
        let path = format!("/v1/shifts/{}/close", shift["id"].as_str().expect("an id"));
        Self::new(path, json!({ "counted": counted, "left_in_drawer": left }))
    }

    fn new(path: String, body: Value) -> Self {
        Self { path, body, key: Uuid::now_v7().to_string() }
    }

    async fn send(&self, client: &Client) -> reqwest::Result<Reply> {
        client.try_send(OWNER_KEY, Method::POST, &self.path, Some(self.body.clone()), Some(&self.key)).await
    }
}

fn killed_while_closing(mut stand: Stand, seed: u64) {
    let mut rng = StdRng::seed_from_u64(seed);
    for register in stand.things.registers.clone() {
        stand.block_on(Asked::open(&register).send(&stand.client)).expect("an answer").ok();
    }
    for _ in 0..ROUNDS {
        let limit = rng.random_range(8..40);
        let unanswered = count_until_killed(&stand, &mut rng, limit);
        stand.restart();
        stand.verify();
        for asked in &unanswered {
            let first = stand.block_on(asked.send(&stand.client)).expect("an answer");
            let done = first.clone().ok();
            let again = stand.block_on(asked.send(&stand.client)).expect("an answer");
            assert!(again.replayed, "{asked:?}");
            assert_eq!(again.ok()["id"], done["id"], "{asked:?}");
        }
        stand.verify();
        check_shifts(&stand);
    }
}

/// One person a register closes its shift and opens the next, again and again, while tills sell. Returns what had no answer.
fn count_until_killed(stand: &Stand, rng: &mut StdRng, limit: u64) -> Vec<Asked> {
    let sent = Arc::new(AtomicU64::new(0));
    stand.block_on(async {
        let mut counting = JoinSet::new();
        for register in stand.things.registers.clone() {
            let (client, server, sent) = (stand.client.clone(), stand.server.clone(), sent.clone());
            counting.spawn(async move {
                loop {
                    let Ok(now) = client.try_send(OWNER_KEY, Method::GET, "/v1/registers", None, None).await else {
                        return None;
                    };
                    let now =
                        now.ok()["items"].as_array().expect("registers").iter().find(|r| r["id"] == register).cloned();
                    let open = now.expect("the register")["open_shift"].clone();
                    let asked = if open.is_null() { Asked::open(&register) } else { Asked::close(&open) };
                    let last = sent.fetch_add(1, Ordering::SeqCst) + 1 == limit;
                    let reply = match last {
                        true => tokio::join!(asked.send(&client), async { server.kill() }).0,
                        false => asked.send(&client).await,
                    };
                    match reply {
                        Ok(reply) => drop(reply.ok()),
                        Err(_) => return Some(asked),
                    }
                }
            });
        }
        let mut selling = JoinSet::new();
        for _ in 0..TILLS {
            let mut rng = StdRng::seed_from_u64(rng.random());
            let (client, things) = (stand.client.clone(), stand.things.clone());
            selling.spawn(async move {
                while let Ok(reply) = Sale::random(&things, &mut rng).send(&client).await {
                    let refused = reply.body["code"] == "shift_closed";
                    assert!(refused || reply.status.is_success(), "{}", reply.body);
                }
            });
        }
        selling.join_all().await;
        counting.join_all().await.into_iter().flatten().collect()
    })
}

/// Shifts are numbered without a gap, only the last of a register may be open, and each says all or nothing of its count.
fn check_shifts(stand: &Stand) {
    for register in &stand.things.registers {
        let id = register.as_str().expect("an id");
        let shifts = stand.all(&format!("/v1/shifts?register_id={id}"));
        let mut numbers: Vec<u64> = shifts.iter().filter_map(|s| s["number"].as_u64()).collect();
        numbers.sort_unstable();
        assert_eq!(numbers, (1..=shifts.len() as u64).collect::<Vec<_>>());
        for shift in &shifts {
            let closed = shift["state"] == "closed";
            assert!(closed || shift["number"] == shifts.len(), "{shift}");
            for part in ["closed_at", "expected", "counted", "difference", "left_in_drawer"] {
                assert_eq!(shift[part].is_null(), !closed, "{part} of {shift}");
            }
        }
    }
}
