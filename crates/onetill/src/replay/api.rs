//! A shop's API, as an import speaks to it: every request may be sent again.

use std::sync::Arc;
use std::time::Duration;

use onetill_kernel::{Error, ErrorKind, Result, Uuid};
use reqwest::header::RETRY_AFTER;
use reqwest::{RequestBuilder, Response, StatusCode};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

/// How often a request is sent before it is given up.
const ATTEMPTS: u32 = 6;
/// How long to wait before the second attempt; twice as long before each further one.
const PAUSE: Duration = Duration::from_millis(200);

/// A shop's API; clones share its connections.
#[derive(Clone)]
pub(crate) struct Api {
    http: reqwest::Client,
    url: Arc<str>,
    key: Arc<str>,
}

/// What became of something that was sent.
pub(super) enum Sent<T> {
    /// It was made, now or when the same key was sent before: this is the answer.
    Made(T),
    /// It was there already, made with another key.
    Known,
    /// The shop does not take it.
    Refused(String),
}

/// The part of a problem document that is of use here.
#[derive(Default, Deserialize)]
struct Problem {
    #[serde(default)]
    code: String,
    #[serde(default)]
    detail: String,
    field: Option<String>,
    fix: Option<String>,
}

impl Problem {
    fn sentence(self) -> String {
        let parts = [self.field.map(|f| format!("{f}:")), Some(self.detail), self.fix];
        parts.into_iter().flatten().filter(|p| !p.is_empty()).collect::<Vec<_>>().join(" ")
    }
}

impl Api {
    /// The API of the server at `url`, with an owner's key.
    pub(crate) fn new(url: &str, key: &str) -> Self {
        Self { http: reqwest::Client::new(), url: url.trim_end_matches('/').into(), key: key.into() }
    }

    /// Reads something that must be there.
    pub(super) async fn get<T: DeserializeOwned>(&self, path: &str) -> Result<T> {
        let response = self.answer(|| self.http.get(self.address(path))).await?;
        if response.status().is_success() {
            return response.json().await.map_err(Error::internal);
        }
        Err(self.error(response).await)
    }

    /// Makes something. Its id is its idempotency key too: whatever is sent again is done once.
    pub(super) async fn make<T>(&self, path: &str, id: Uuid, body: &(impl Serialize + Sync)) -> Result<Sent<T>>
    where
        T: DeserializeOwned,
    {
        let request = || self.http.post(self.address(path)).header("idempotency-key", id.to_string()).json(body);
        let response = self.answer(request).await?;
        match response.status() {
            status if status.is_success() => Ok(Sent::Made(response.json().await.map_err(Error::internal)?)),
            StatusCode::CONFLICT | StatusCode::NOT_FOUND | StatusCode::UNPROCESSABLE_ENTITY => {
                let problem: Problem = response.json().await.unwrap_or_default();
                Ok(if problem.code == "already_exists" { Sent::Known } else { Sent::Refused(problem.sentence()) })
            }
            _ => Err(self.error(response).await),
        }
    }

    fn address(&self, path: &str) -> String {
        format!("{}{path}", self.url)
    }

    /// Sends until there is an answer other than "come back later".
    async fn answer(&self, request: impl Fn() -> RequestBuilder) -> Result<Response> {
        let mut pause = PAUSE;
        for attempt in 1.. {
            match request().bearer_auth(&self.key).send().await {
                Ok(response) if response.status() != StatusCode::SERVICE_UNAVAILABLE || attempt == ATTEMPTS => {
                    return Ok(response);
                }
                Err(error) if attempt == ATTEMPTS => return Err(self.unreachable(&error)),
                Ok(response) => pause = pause.max(asked_for(&response)),
                Err(_) => {}
            }
            tokio::time::sleep(pause).await;
            pause *= 2;
        }
        Err(Error::internal("attempts are counted"))
    }

    fn unreachable(&self, error: &reqwest::Error) -> Error {
        Error::new(ErrorKind::Busy, "unreachable", format!("{} does not answer: {error}.", self.url))
            .fix("What was done stays done: start the replay again when the server is there.")
    }

    /// The error of an answer that ends the replay.
    async fn error(&self, response: Response) -> Error {
        let status = response.status();
        let problem: Problem = response.json().await.unwrap_or_default();
        let kind = match status {
            StatusCode::UNAUTHORIZED => ErrorKind::Unauthenticated,
            StatusCode::FORBIDDEN => ErrorKind::Forbidden,
            _ => ErrorKind::Conflict,
        };
        Error::new(kind, "server_refused", format!("The server answered {status}: {}", problem.sentence()))
    }
}

/// How long the server asks to wait.
fn asked_for(response: &Response) -> Duration {
    let seconds = response.headers().get(RETRY_AFTER).and_then(|v| v.to_str().ok()?.parse().ok());
    Duration::from_secs(seconds.unwrap_or(0))
}
