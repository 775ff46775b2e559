//! Many requests at a time, in order where it matters.

use onetill_kernel::{Error, Result, Uuid};
use tokio::sync::mpsc;
use tokio::task::JoinSet;

/// Requests that are under way at the same time: enough to fill the shop's group commit.
const LANES: usize = 32;
/// Work that waits in each lane: little, so that no lane gets far ahead of the others.
const WAITING: usize = 2;

/// Does all of `work`, what has the same key in the order given, and returns what came of each. The first
/// error ends it.
pub(super) async fn in_lanes<T, R, F, Fut>(work: impl IntoIterator<Item = (Uuid, T)>, each: F) -> Result<Vec<R>>
where
    T: Send + 'static,
    R: Send + 'static,
    F: Fn(T) -> Fut + Clone + Send + 'static,
    Fut: Future<Output = Result<R>> + Send,
{
    let mut lanes = Vec::with_capacity(LANES);
    let mut tasks = JoinSet::new();
    for _ in 0..LANES {
        let (lane, mut waiting) = mpsc::channel(WAITING);
        let each = each.clone();
        tasks.spawn(async move {
            let mut done = Vec::new();
            while let Some(work) = waiting.recv().await {
                done.push(each(work).await?);
            }
            Ok::<_, Error>(done)
        });
        lanes.push(lane);
    }
    for (key, work) in work {
        // The low bits of our ids are random.
        let lane = &lanes[(key.as_u128() % LANES as u128) as usize];
        if lane.send(work).await.is_err() {
            // Its task has failed, and says below why.
            break;
        }
    }
    drop(lanes);
    let mut all = Vec::new();
    while let Some(task) = tasks.join_next().await {
        all.extend(task.map_err(Error::internal)??);
    }
    Ok(all)
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Mutex};

    use super::*;

    #[tokio::test]
    async fn what_has_one_key_is_done_in_order() {
        let seen: Arc<Mutex<Vec<u64>>> = Arc::default();
        let of = |n: u64| (Uuid::from_u128(u128::from(n % 5)), n);
        let each = {
            let seen = seen.clone();
            move |n: u64| {
                let seen = seen.clone();
                async move {
                    tokio::task::yield_now().await;
                    seen.lock().expect("a lock").push(n);
                    Ok(n)
                }
            }
        };
        let mut done = in_lanes((0..200).map(of), each).await.expect("no error");
        done.sort_unstable();
        assert_eq!(done, (0..200).collect::<Vec<_>>());
        let seen = seen.lock().expect("a lock").clone();
        for key in 0..5 {
            assert!(seen.iter().filter(|n| **n % 5 == key).is_sorted(), "{seen:?}");
        }
    }

    #[tokio::test]
    async fn the_first_error_ends_it() {
        let each = |n: u64| async move { if n == 3 { Err(Error::overflow()) } else { Ok(n) } };
        let work = (0..10_000).map(|n| (Uuid::from_u128(u128::from(n)), n));
        assert!(in_lanes(work, each).await.is_err());
    }
}
