//! An account at Stripe: its objects, and the door that all requests go through.

use std::collections::{BTreeMap, VecDeque};

use serde_json::{Value, json};

use super::API_VERSION;
use super::balance::{Payout, Transaction};
use super::charges::Charge;
use super::checkout::Session;
use super::errors::Refusal;
use super::events::{Endpoint, Event};
use super::form::Form;
use super::idempotency::Idempotency;
use super::intents::Intent;
use super::keys::{Key, Keys};
use super::readers::Reader;
use super::refunds::{Fate, Refund};

/// An HTTP request, as it arrives.
#[derive(Debug, Clone, Default)]
pub struct Request {
    /// `GET`, `POST`.
    pub method: String,
    /// `/v1/payment_intents`
    pub path: String,
    /// What stands behind the question mark.
    pub query: String,
    /// The headers, in small letters.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Vec<u8>,
}

impl Request {
    /// A header.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// `POST /v1/payment_intents`
    pub(super) fn line(&self) -> String {
        format!("{} {}", self.method, self.path)
    }

    fn idempotency_key(&self) -> Option<&str> {
        self.header("idempotency-key").filter(|_| self.method == "POST")
    }
}

/// An answer.
#[derive(Debug, Clone, PartialEq)]
pub struct Reply {
    /// The status.
    pub status: u16,
    /// The headers beside the content type.
    pub headers: Vec<(&'static str, String)>,
    /// The body.
    pub body: Value,
}

impl Reply {
    pub(super) fn replayed(&self) -> Self {
        let mut again = self.clone();
        again.headers.push(("Idempotent-Replayed", "true".to_owned()));
        again
    }
}

/// What was asked, for a test to look at: never with a key in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// `POST /v1/refunds`
    pub line: String,
    /// Its idempotency key.
    pub idempotency_key: Option<String>,
    /// The status of the answer, whether or not it arrived.
    pub status: u16,
    /// Whether it was an earlier request's answer.
    pub replayed: bool,
}

/// Who asks, while a request is worked on.
#[derive(Debug, Clone, Default)]
pub(super) struct By {
    pub(super) live: bool,
    pub(super) request_id: Option<String>,
    pub(super) idempotency_key: Option<String>,
}

/// What is of the test mode or of the live one.
pub(super) trait OfMode {
    fn live(&self) -> bool;
}

/// The one with this id, in the mode of the key.
pub(super) fn find<'a, T: OfMode>(
    all: &'a BTreeMap<String, T>,
    what: &str,
    id: &str,
    param: &str,
    live: bool,
) -> Result<&'a T, Refusal> {
    match all.get(id) {
        Some(one) if one.live() == live => Ok(one),
        Some(_) => Err(Refusal::other_mode(what, id, param, live)),
        None => Err(Refusal::no_such(what, id, param)),
    }
}

/// An account.
#[derive(Debug, Clone, Default)]
pub struct Account {
    pub(super) now_ms: i64,
    /// How many of each kind were made.
    made: BTreeMap<String, u64>,
    pub(super) by: By,
    pub(super) keys: Keys,
    seen: Idempotency,
    pub(super) intents: BTreeMap<String, Intent>,
    pub(super) charges: BTreeMap<String, Charge>,
    pub(super) refunds: BTreeMap<String, Refund>,
    pub(super) readers: BTreeMap<String, Reader>,
    pub(super) sessions: BTreeMap<String, Session>,
    pub(super) transactions: BTreeMap<String, Transaction>,
    pub(super) payouts: BTreeMap<String, Payout>,
    pub(super) events: Vec<Event>,
    pub(super) endpoint: Option<Endpoint>,
    pub(super) fates: VecDeque<Fate>,
    asked: Vec<Asked>,
}

impl Account {
    /// An account with one key.
    pub fn with_key(key: Key) -> Self {
        let mut account = Self::default();
        account.keys.add(key);
        account
    }

    /// Answers a request at a time of its own clock, in milliseconds since 1970.
    pub fn handle(&mut self, request: &Request, now_ms: i64) -> Reply {
        match self.begin(request, now_ms) {
            Some(reply) => reply,
            None => self.finish(request, now_ms, false),
        }
    }

    /// The first half of [`Account::handle`]: who asks, and whether it was asked before. An answer, where that is all;
    /// otherwise its idempotency key is held until [`Account::finish`].
    pub fn begin(&mut self, request: &Request, now_ms: i64) -> Option<Reply> {
        self.advance(now_ms);
        let begun = self.keys.of(request.header("authorization")).map(Key::is_live).and_then(|live| {
            let Some(key) = request.idempotency_key() else { return Ok(None) };
            let form = Form::with_query(&request.body, &request.query)?;
            self.seen.begin(live, key, &request.path, &form.fingerprint(), now_ms)
        });
        match begun {
            Ok(None) => None,
            Ok(Some(reply)) => {
                self.note(request, reply.status, true);
                Some(reply)
            }
            Err(refusal) => Some(self.reply(request, Err(refusal))),
        }
    }

    /// The second half: does it, and answers. One that is `broken` is done, and answered with 500, also to its retries.
    pub fn finish(&mut self, request: &Request, now_ms: i64, broken: bool) -> Reply {
        self.advance(now_ms);
        let request_id = self.id("req");
        let key = self.keys.of(request.header("authorization")).cloned();
        let live = key.as_ref().is_ok_and(Key::is_live);
        self.by =
            By { live, request_id: Some(request_id), idempotency_key: request.idempotency_key().map(str::to_owned) };
        let mut done = key.and_then(|key| self.route(request, &key));
        if let (Ok(body), Ok(form)) = (&mut done, Form::with_query(&request.body, &request.query))
            && let Err(refusal) = self.expand(body, &form.list("expand"))
        {
            done = Err(refusal);
        }
        if broken && done.is_ok() {
            done = Err(Refusal::broken());
        }
        let begun = done.as_ref().map_or_else(|refusal| refusal.begun, |_| true);
        let reply = self.reply(request, done);
        if let Some(key) = request.idempotency_key() {
            self.seen.end(live, key, Some(&reply).filter(|_| begun));
        }
        self.by = By::default();
        // What a customer does at once happens before anybody asks again.
        self.advance(now_ms);
        reply
    }

    fn route(&mut self, request: &Request, key: &Key) -> Result<Value, Refusal> {
        if let Some(version) = request.header("stripe-version") {
            let date = version.split('.').next().unwrap_or_default();
            if date.len() != 10 || !date.bytes().all(|b| b.is_ascii_digit() || b == b'-') {
                return Err(Refusal::invalid(&format!("Invalid Stripe API version: {version}")));
            }
        }
        let form = Form::with_query(&request.body, &request.query)?;
        let path: Vec<&str> = request.path.trim_matches('/').split('/').collect();
        let Some(("v1", rest)) = path.split_first().map(|(first, rest)| (*first, rest)) else {
            return Err(self.unrecognised(request));
        };
        let may = |permission: &str| Keys::permits(key, permission);
        match (request.method.as_str(), rest) {
            ("GET", ["account"]) => Ok(json!({ "id": "acct_1Sim", "object": "account", "country": "GB" })),
            (method, ["payment_intents", rest @ ..]) => {
                may(if method == "GET" { "rak_payment_intent_read" } else { "rak_payment_intent_write" })?;
                self.route_intents(method, rest, &form)
            }
            ("GET", ["charges", id]) => {
                may("rak_charge_read")?;
                self.retrieve_charge(id, &form)
            }
            (method, ["refunds", rest @ ..]) => {
                may(if method == "GET" { "rak_charge_read" } else { "rak_charge_write" })?;
                self.route_refunds(method, rest, &form)
            }
            (method, ["terminal", "readers", rest @ ..]) => {
                may(if method == "GET" { "rak_terminal_reader_read" } else { "rak_terminal_reader_write" })?;
                self.route_readers(method, rest, &form)
            }
            ("POST", ["test_helpers", "terminal", "readers", id, "present_payment_method"]) => {
                may("rak_terminal_reader_write")?;
                self.present(id, &form)
            }
            (method, ["checkout", "sessions", rest @ ..]) => {
                may(if method == "GET" { "rak_checkout_session_read" } else { "rak_checkout_session_write" })?;
                self.route_sessions(method, rest, &form)
            }
            ("GET", ["balance_transactions", rest @ ..]) => {
                may("rak_balance_transaction_read")?;
                self.route_transactions(rest, &form)
            }
            ("GET", ["payouts", rest @ ..]) => {
                may("rak_payout_read")?;
                self.route_payouts(rest, &form)
            }
            ("GET", ["events", rest @ ..]) => {
                may("rak_event_read")?;
                self.route_events(rest, &form)
            }
            ("GET", ["webhook_endpoints"]) => {
                may("rak_webhook_read")?;
                Ok(self.list_endpoints())
            }
            _ => Err(self.unrecognised(request)),
        }
    }

    pub(super) fn unrecognised(&self, request: &Request) -> Refusal {
        Refusal::invalid(&format!("Unrecognized request URL ({}: {}).", request.method, request.path)).status_404()
    }

    fn reply(&mut self, request: &Request, done: Result<Value, Refusal>) -> Reply {
        let (status, body) = match done {
            Ok(body) => (200, body),
            Err(refusal) => (refusal.status, refusal.body()),
        };
        self.note(request, status, false);
        let mut headers = vec![("Stripe-Version", request.header("stripe-version").unwrap_or(API_VERSION).to_owned())];
        headers.extend(self.by.request_id.clone().map(|id| ("Request-Id", id)));
        headers.extend(request.idempotency_key().map(|key| ("Idempotency-Key", key.to_owned())));
        Reply { status, headers, body }
    }

    fn note(&mut self, request: &Request, status: u16, replayed: bool) {
        let idempotency_key = request.idempotency_key().map(str::to_owned);
        self.asked.push(Asked { line: request.line(), idempotency_key, status, replayed });
    }

    /// Everything that was asked so far, answered or not.
    pub fn asked(&self) -> &[Asked] {
        &self.asked
    }

    /// One more key.
    pub fn add_key(&mut self, key: Key) {
        self.keys.add(key);
    }

    /// A key is revoked, as when it was rolled.
    pub fn revoke_key(&mut self, secret: &str) {
        self.keys.revoke(secret);
    }

    /// Takes the steps that time alone brings.
    pub fn advance(&mut self, now_ms: i64) {
        self.now_ms = self.now_ms.max(now_ms);
        self.advance_readers();
        self.advance_sessions();
        self.advance_refunds();
        self.advance_authorisations();
    }

    /// An id that nothing else has; later ones of its kind sort after it.
    pub(super) fn id(&mut self, prefix: &str) -> String {
        let made = self.made.entry(prefix.to_owned()).or_default();
        *made += 1;
        format!("{prefix}_1Sim{made:016}")
    }

    /// What its clock says, in seconds since 1970.
    pub fn clock_s(&self) -> i64 {
        self.now_s()
    }

    pub(super) fn now_s(&self) -> i64 {
        self.now_ms / 1000
    }
}

/// A page of a list, newest first, as the parameters ask for it.
pub(super) fn page(url: &str, newest_first: Vec<Value>, form: &Form) -> Result<Value, Refusal> {
    let limit = form.integer("limit")?.unwrap_or(10);
    let Some(limit) = usize::try_from(limit).ok().filter(|limit| (1..=100).contains(limit)) else {
        return Err(Refusal::invalid("Invalid limit: must be between 1 and 100.").param("limit"));
    };
    let place = |param: &str| {
        let Some(id) = form.text(param) else { return Ok(None) };
        let found = newest_first.iter().position(|one| one["id"] == id);
        found.map(Some).ok_or_else(|| Refusal::no_such("object", id, param))
    };
    let from = place("starting_after")?.map_or(0, |at| at + 1);
    let (data, has_more) = match place("ending_before")? {
        Some(end) => (newest_first[end.saturating_sub(limit)..end].to_vec(), end > limit),
        None => {
            let to = (from + limit).min(newest_first.len());
            (newest_first[from..to].to_vec(), to < newest_first.len())
        }
    };
    Ok(json!({ "object": "list", "url": url, "has_more": has_more, "data": data }))
}

/// Whether a time is within `created[gte]` and its like.
pub(super) fn within(form: &Form, created: i64) -> Result<bool, Refusal> {
    let bound = |name: &str| form.integer(&format!("created[{name}]"));
    Ok(bound("gt")?.is_none_or(|at| created > at)
        && bound("gte")?.is_none_or(|at| created >= at)
        && bound("lt")?.is_none_or(|at| created < at)
        && bound("lte")?.is_none_or(|at| created <= at)
        && form.integer("created")?.is_none_or(|at| created == at))
}
