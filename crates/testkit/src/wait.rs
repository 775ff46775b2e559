//! Waiting for a condition instead of sleeping for a guess.

use std::time::{Duration, Instant};

/// How often a condition is looked at: short against anything a test waits for.
const POLL_EVERY: Duration = Duration::from_millis(10);

/// Asks `ready` again and again until it answers `Some`, at most for `limit`.
/// Returns `None` when the time is over, so the caller can say what it was waiting for.
pub fn until<T>(limit: Duration, mut ready: impl FnMut() -> Option<T>) -> Option<T> {
    let deadline = Instant::now() + limit;
    loop {
        if let Some(value) = ready() {
            return Some(value);
        }
        if Instant::now() >= deadline {
            return None;
        }
        std::thread::sleep(POLL_EVERY);
    }
}

/// As [`until`], for a condition that is asked for asynchronously.
pub async fn eventually<T>(limit: Duration, mut ready: impl AsyncFnMut() -> Option<T>) -> Option<T> {
    let deadline = Instant::now() + limit;
    loop {
        if let Some(value) = ready().await {
            return Some(value);
        }
        if Instant::now() >= deadline {
            return None;
        }
        tokio::time::sleep(POLL_EVERY).await;
    }
}
