//! Live events: the log as a stream that resumes where it was left.

use std::convert::Infallible;
use std::time::Duration;

use axum::response::sse::{Event as SseEvent, KeepAlive, Sse};
use futures_util::stream::{self, Stream, StreamExt};
use onetill_domains::sync::{self, Event};
use tokio::sync::watch;

use crate::state::App;

/// Another process may commit too, and nobody tells us: the log is looked at this often anyway.
const POLL: Duration = Duration::from_secs(1);
/// Events a look.
const BATCH: i64 = 200;
/// A sign of life this often, which scripts in the browser can see.
const HEARTBEAT: Duration = Duration::from_secs(15);

struct Reader {
    app: App,
    after: i64,
    committed: watch::Receiver<i64>,
    quiet_since: tokio::time::Instant,
}

/// Streams events after a position for as long as somebody listens. It begins with a sign of life that
/// carries the position, so that a listener that has heard of no event yet can resume too.
pub(crate) fn stream(app: App, after: i64) -> Sse<impl Stream<Item = Result<SseEvent, Infallible>>> {
    let committed = app.inner.db.committed();
    let greeting = stream::once(async move { Ok(ping().id(after.to_string())) });
    let reader = Reader { app, after, committed, quiet_since: tokio::time::Instant::now() };
    let batches = stream::unfold(reader, |mut reader| async move {
        let app = reader.app.clone();
        tokio::select! {
            // Whoever listens connects again and resumes.
            () = app.stopped() => None,
            batch = reader.next_batch() => Some((stream::iter(batch), reader)),
        }
    });
    Sse::new(greeting.chain(batches.flatten())).keep_alive(KeepAlive::new().interval(HEARTBEAT))
}

impl Reader {
    /// The next events, or a sign of life when there are none for a while.
    async fn next_batch(&mut self) -> Vec<Result<SseEvent, Infallible>> {
        loop {
            // Marked as seen before the look: a commit in between wakes us again.
            self.committed.borrow_and_update();
            let after = self.after;
            let found = self.app.read(move |tx| sync::events_after(tx, after, BATCH)).await;
            match found {
                Ok(events) if !events.is_empty() => {
                    self.after = events.last().map_or(self.after, |e| e.position);
                    self.quiet_since = tokio::time::Instant::now();
                    return events.iter().map(|e| Ok(frame(e))).collect();
                }
                Ok(_) => {}
                Err(error) => tracing::debug!(%error, "a live stream could not look at the log"),
            }
            if self.quiet_since.elapsed() >= HEARTBEAT {
                self.quiet_since = tokio::time::Instant::now();
                return vec![Ok(ping())];
            }
            let _ = tokio::time::timeout(POLL, self.committed.changed()).await;
        }
    }
}

fn ping() -> SseEvent {
    SseEvent::default().event("ping").data("{}")
}

fn frame(event: &Event) -> SseEvent {
    let data = serde_json::to_string(event).unwrap_or_default();
    SseEvent::default().id(event.position.to_string()).event(event.kind.as_str()).data(data)
}
