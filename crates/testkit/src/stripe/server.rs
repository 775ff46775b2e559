//! The account behind an address: connections that break, and webhooks that come when a test says.

use std::convert::Infallible;
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use axum::body::{Body, Bytes};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use onetill_kernel::{Clock, SystemClock};
use serde_json::Value;
use tokio::net::TcpListener;

use super::account::{Account, Reply, Request};
use super::events::{Event, signature};
use super::faults::{Fault, Faults, Wire};
use super::keys::Key;

/// No request of a till is longer, in bytes.
const MAX_BODY: usize = 1024 * 1024;

/// A Stripe. Clones are the same one. It listens as long as the runtime lives.
#[derive(Clone)]
pub struct Stripe {
    /// Where it listens.
    pub address: SocketAddr,
    kept: Arc<Mutex<(Account, Faults)>>,
    /// How far its clock is ahead of the machine's, in milliseconds.
    ahead_ms: Arc<AtomicI64>,
    client: reqwest::Client,
}

impl Stripe {
    /// One that knows this secret key.
    pub async fn start(key: &str) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.expect("a port");
        let address = listener.local_addr().expect("an address");
        let stripe = Self {
            address,
            kept: Arc::new(Mutex::new((Account::with_key(Key::secret(key)), Faults::default()))),
            ahead_ms: Arc::default(),
            client: crate::client::http(),
        };
        let serving = stripe.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let serving = serving.clone();
                tokio::spawn(async move {
                    let service = service_fn(|request| serving.answer(request));
                    // Whoever hangs up is gone, and so is a connection that was broken on command.
                    http1::Builder::new().serve_connection(TokioIo::new(stream), service).await.unwrap_or_default();
                });
            }
        });
        stripe
    }

    /// Its base address.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    fn kept(&self) -> MutexGuard<'_, (Account, Faults)> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Looks at the account, or changes it, at its time of now.
    pub fn account<T>(&self, look: impl FnOnce(&mut Account) -> T) -> T {
        let now_ms = self.now_ms();
        let account = &mut self.kept().0;
        account.advance(now_ms);
        look(account)
    }

    /// The next request whose line begins so (`POST /v1/refunds`; a `*` stands for an id) meets this fault.
    pub fn next(&self, line: &str, fault: Fault) {
        self.kept().1.add(line, fault);
    }

    /// From now on one request in so many meets a fault, by this seed.
    pub fn fail_by_chance(&self, seed: u64, one_in: usize) {
        self.kept().1.by_chance(seed, one_in);
    }

    /// No fault any more.
    pub fn fail_no_more(&self) {
        self.kept().1.none();
    }

    /// Its clock goes forward.
    pub fn pass_seconds(&self, seconds: i64) {
        self.ahead_ms.fetch_add(seconds * 1000, Ordering::SeqCst);
    }

    fn now_ms(&self) -> i64 {
        SystemClock.now().micros() / 1000 + self.ahead_ms.load(Ordering::SeqCst)
    }

    /// Answers a request; an error breaks the connection.
    async fn answer(&self, request: hyper::Request<Incoming>) -> io::Result<hyper::Response<Body>> {
        let request = read(request).await?;
        let wire = {
            let kept = &mut *self.kept();
            kept.1.answer(&mut kept.0, &request, self.now_ms())
        };
        match wire {
            Wire::Whole(reply) => Ok(response(&reply, whole(&reply))),
            Wire::Late(ms, reply) => {
                tokio::time::sleep(Duration::from_millis(ms)).await;
                Ok(response(&reply, whole(&reply)))
            }
            Wire::NotYet(ms) => {
                tokio::time::sleep(Duration::from_millis(ms)).await;
                let now_ms = self.now_ms();
                let reply = self.kept().0.finish(&request, now_ms, false);
                Ok(response(&reply, whole(&reply)))
            }
            Wire::Nothing => Err(io::ErrorKind::ConnectionReset.into()),
            Wire::Half(reply) => {
                let text = reply.body.to_string();
                let half = Bytes::copy_from_slice(&text.as_bytes()[..text.len() / 2]);
                let parts = [Ok(half), Err(io::Error::from(io::ErrorKind::ConnectionReset))];
                Ok(response(&reply, Body::from_stream(futures_util::stream::iter(parts))))
            }
            Wire::Garbage => Ok(hyper::Response::new(Body::from("<html>\u{0}{\"status\":\"succeeded\""))),
            Wire::Endless => {
                let more = || Ok::<_, Infallible>(Bytes::from_static(&[b' '; 4096]));
                let without_end = futures_util::stream::repeat_with(more);
                Ok(hyper::Response::new(Body::from_stream(without_end)))
            }
        }
    }

    /// The events of these kinds so far, oldest first.
    pub fn events(&self, kind: &str) -> Vec<Event> {
        self.account(|account| account.events().iter().filter(|event| event.kind == kind).cloned().collect())
    }

    /// Delivers an event as it is; what the endpoint answered.
    pub async fn deliver(&self, event: &Event) -> u16 {
        self.deliver_at(event, 0).await
    }

    /// Delivers an event that was signed so many seconds from now.
    pub async fn deliver_at(&self, event: &Event, from_now_s: i64) -> u16 {
        let secrets = self.account(|account| account.endpoint.clone()).expect("an endpoint").secrets;
        let secrets: Vec<&str> = secrets.iter().map(String::as_str).collect();
        self.send(&event.body, &secrets, from_now_s).await
    }

    /// Sends somebody else's idea of an event, signed with a secret that is not Stripe's.
    pub async fn forge(&self, body: &Value) -> u16 {
        self.send(body, &["whsec_of_somebody_else"], 0).await
    }

    /// Delivers everything that happened since `after`, in the order that a seed shuffles it into and each as often as
    /// asked; how many deliveries were refused.
    pub async fn deliver_shuffled(&self, after: usize, seed: u64, times: usize) -> usize {
        let mut events: Vec<Event> = self.account(|account| account.events()[after..].to_vec());
        events = events.iter().flat_map(|event| std::iter::repeat_n(event.clone(), times)).collect();
        let mut dice = crate::dice::Dice(seed);
        for at in (1..events.len()).rev() {
            events.swap(at, dice.roll(at + 1));
        }
        let mut refused = 0;
        for event in &events {
            refused += usize::from(!(200..300).contains(&self.deliver(event).await));
        }
        refused
    }

    async fn send(&self, body: &Value, secrets: &[&str], from_now_s: i64) -> u16 {
        let url = self.account(|account| account.endpoint.clone()).expect("an endpoint").url;
        let body = serde_json::to_vec_pretty(body).expect("json");
        let signed = signature(secrets, self.now_ms() / 1000 + from_now_s, &body);
        let sent = self.client.post(url).header("stripe-signature", signed).header("content-type", "application/json");
        // A till that is away is one that does not answer; Stripe tries again for three days.
        sent.body(body).send().await.map_or(0, |answer| answer.status().as_u16())
    }
}

async fn read(request: hyper::Request<Incoming>) -> io::Result<Request> {
    let (head, body) = request.into_parts();
    let body = axum::body::to_bytes(Body::new(body), MAX_BODY).await.map_err(io::Error::other)?;
    let text = |value: &hyper::header::HeaderValue| String::from_utf8_lossy(value.as_bytes()).into_owned();
    Ok(Request {
        method: head.method.to_string(),
        path: head.uri.path().to_owned(),
        query: head.uri.query().unwrap_or_default().to_owned(),
        headers: head.headers.iter().map(|(name, value)| (name.to_string(), text(value))).collect(),
        body: body.to_vec(),
    })
}

fn whole(reply: &Reply) -> Body {
    Body::from(reply.body.to_string())
}

fn response(reply: &Reply, body: Body) -> hyper::Response<Body> {
    let mut response = hyper::Response::builder().status(reply.status).header("content-type", "application/json");
    for (name, value) in &reply.headers {
        response = response.header(*name, value);
    }
    response.body(body).expect("a response")
}
