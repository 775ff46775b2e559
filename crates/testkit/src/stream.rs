//! A listener on the live event stream, as a browser's `EventSource` is one.

use serde_json::Value;

use crate::client::{Client, OWNER_KEY};

/// An open stream.
#[derive(Debug)]
pub struct EventStream {
    response: reqwest::Response,
    /// Received, and not yet a whole frame.
    rest: Vec<u8>,
}

/// An event as it came.
#[derive(Debug, Clone, PartialEq)]
pub struct Received {
    /// Its position, from the frame's `id`.
    pub position: i64,
    /// Its kind, from the frame's `event`.
    pub kind: String,
    /// The event itself.
    pub data: Value,
}

impl EventStream {
    /// Listens from after a position, named as a browser does when it connects again.
    pub async fn resume(client: &Client, after: i64) -> Self {
        let request = crate::client::http().get(format!("{}/v1/events/stream", client.url));
        let request = request.bearer_auth(OWNER_KEY).header("last-event-id", after.to_string());
        let response = request.send().await.expect("a stream");
        assert!(response.status().is_success(), "{}", response.status());
        Self { response, rest: Vec::new() }
    }

    /// The next event; none when the stream has ended. Signs of life are passed over.
    pub async fn next(&mut self) -> Option<Received> {
        loop {
            if let Some(end) = self.rest.windows(2).position(|pair| pair == b"\n\n") {
                let frame: Vec<u8> = self.rest.drain(..end + 2).collect();
                match parse(std::str::from_utf8(&frame).expect("text")) {
                    Some(received) => return Some(received),
                    None => continue,
                }
            }
            let chunk = self.response.chunk().await.ok().flatten()?;
            self.rest.extend_from_slice(&chunk);
        }
    }
}

/// A frame is an event, or a sign of life that is none.
fn parse(frame: &str) -> Option<Received> {
    let field = |name: &str| frame.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(": "));
    let kind = field("event").filter(|kind| *kind != "ping")?;
    Some(Received {
        position: field("id").expect("an id").parse().expect("a position"),
        kind: kind.to_owned(),
        data: serde_json::from_str(field("data").expect("data")).expect("json"),
    })
}
