//! A terminal on a port of its own, and a till that speaks to it as the server does.

use std::path::PathBuf;
use std::time::Duration;

use onetill_connectors::payments::simulated::{Behaviour, Simulated, Terminal, TerminalOptions, Transaction};
use onetill_domains::payments::{
    Answer, Ask, Asking, AttemptKind, Connector, Heard, Message, Method, Mode, OpenAccount, Original, Reply, Secrets,
    Terminal as Configured,
};
use onetill_kernel::{AttemptId, LocationId, Money, PaymentId, ProviderAccountId, TerminalId, Timestamp, Uuid};
use onetill_testkit::wait;
use serde_json::Value;
use tokio::runtime::{Builder, Runtime};
use tokio::task::JoinHandle;

/// Longer than anything takes.
pub(crate) const LIMIT: Duration = Duration::from_secs(20);

fn runtime() -> Runtime {
    Builder::new_multi_thread().worker_threads(1).enable_all().build().expect("a runtime")
}

/// A terminal that runs, and its till.
pub(crate) struct Bench {
    device: Option<Runtime>,
    till: Runtime,
    client: reqwest::Client,
    data: PathBuf,
    base: String,
}

impl Bench {
    pub(crate) fn new(behaviour: Behaviour) -> Self {
        let name = format!("onetill-terminal-{}-{}.jsonl", std::process::id(), Uuid::now_v7());
        let mut bench = Self {
            device: None,
            till: runtime(),
            client: onetill_testkit::client::http(),
            data: std::env::temp_dir().join(name),
            base: String::new(),
        };
        bench.start(behaviour);
        bench
    }

    /// Switches the terminal on, at a new address and with the memory it had.
    pub(crate) fn start(&mut self, behaviour: Behaviour) {
        self.stop();
        let device = runtime();
        let listener = device.block_on(tokio::net::TcpListener::bind("127.0.0.1:0")).expect("a free port");
        self.base = format!("http://{}", listener.local_addr().expect("an address"));
        let options = TerminalOptions { data: Some(self.data.clone()), behaviour, ..TerminalOptions::default() };
        device.spawn(Terminal::serve(listener, options));
        self.device = Some(device);
    }

    /// Cuts its power: every connection breaks, every timer is gone.
    pub(crate) fn stop(&mut self) {
        if let Some(device) = self.device.take() {
            device.shutdown_timeout(LIMIT);
        }
    }

    pub(crate) fn data(&self) -> &std::path::Path {
        &self.data
    }

    /// What the till asks.
    pub(crate) fn question(&self, asking: Asking, id: AttemptId, minor: i64, captured: Option<&str>) -> Question {
        let account_id = ProviderAccountId(Uuid::nil());
        Question {
            asking,
            id,
            minor,
            captured: captured.map(str::to_owned),
            account: OpenAccount {
                id: account_id,
                provider: "simulated".to_owned(),
                mode: Mode::Sandbox,
                settings: std::collections::BTreeMap::new(),
                secrets: Secrets::default(),
            },
            terminal: Configured {
                id: TerminalId(Uuid::nil()),
                location_id: LocationId(Uuid::nil()),
                register_id: None,
                name: "Counter".to_owned(),
                account_id,
                provider: "simulated".to_owned(),
                address: self.base.clone(),
                active: true,
            },
        }
    }

    /// Sends it in the background, and says what came of it.
    pub(crate) fn send(&self, question: Question) -> JoinHandle<Heard> {
        let message = question.message();
        self.send_within(question, Duration::from_millis(message.timeout_ms))
    }

    /// The same with another patience.
    pub(crate) fn send_within(&self, question: Question, patience: Duration) -> JoinHandle<Heard> {
        let message = question.message();
        let method = message.method.parse().expect("a method");
        let mut request = self.client.request(method, message.url).timeout(patience);
        for (name, value) in message.headers {
            request = request.header(name, value);
        }
        if let Some(body) = message.body {
            request = request.body(body);
        }
        self.till.spawn(async move {
            let Ok(response) = request.send().await else { return Heard::silence() };
            let status = response.status().as_u16();
            match response.bytes().await {
                Ok(body) => Simulated.answer(&question.ask(), Reply { status, body: &body }),
                Err(_) => Heard::silence(),
            }
        })
    }

    fn ask(&self, asking: Asking, id: AttemptId, minor: i64, captured: Option<&str>) -> Answer {
        self.finish(self.send(self.question(asking, id, minor, captured)))
    }

    /// The answer, once it is there.
    pub(crate) fn finish(&self, sent: JoinHandle<Heard>) -> Answer {
        self.till.block_on(sent).expect("an answer or silence").answer
    }

    /// Everything that the terminal says of an attempt now.
    pub(crate) fn heard(&self, id: AttemptId) -> Heard {
        self.till.block_on(self.send(self.question(Asking::Inquire, id, 0, None))).expect("an answer or silence")
    }

    pub(crate) fn charge(&self, id: AttemptId, minor: i64) -> Answer {
        self.ask(Asking::Charge, id, minor, None)
    }

    pub(crate) fn refund(&self, id: AttemptId, minor: i64, captured: &str) -> Answer {
        self.ask(Asking::Refund, id, minor, Some(captured))
    }

    pub(crate) fn inquire(&self, id: AttemptId) -> Answer {
        self.ask(Asking::Inquire, id, 0, None)
    }

    pub(crate) fn cancel(&self, id: AttemptId) -> Answer {
        self.ask(Asking::Cancel, id, 0, None)
    }

    pub(crate) fn diagnose(&self) -> Answer {
        self.ask(Asking::Diagnose, attempt(), 0, None)
    }

    /// Inquires until the answer is final.
    pub(crate) fn outcome(&self, id: AttemptId) -> Answer {
        wait::until(LIMIT, || match self.inquire(id) {
            Answer::Pending { .. } | Answer::Silent => None,
            answer => Some(answer),
        })
        .expect("an outcome in time")
    }

    /// Charges and waits for the approval; gives the terminal's name for it.
    pub(crate) fn approved(&self, id: AttemptId, minor: i64) -> String {
        self.charge(id, minor);
        let outcome = self.outcome(id);
        assert!(matches!(outcome, Answer::Approved(_)), "{outcome:?}");
        self.heard(id).reference.expect("a name")
    }

    /// Any request: status, headers, body.
    pub(crate) fn http(
        &self,
        method: &str,
        path: &str,
        body: Option<Value>,
    ) -> (u16, reqwest::header::HeaderMap, String) {
        let method = method.parse().expect("a method");
        let mut request = self.client.request(method, format!("{}{path}", self.base)).timeout(LIMIT);
        if let Some(body) = body {
            request = request.json(&body);
        }
        self.till.block_on(async {
            let response = request.send().await.expect("an answer");
            let (status, headers) = (response.status().as_u16(), response.headers().clone());
            (status, headers, response.text().await.expect("a body"))
        })
    }

    pub(crate) fn get(&self, path: &str) -> Value {
        let (status, _, body) = self.http("GET", path, None);
        assert_eq!(status, 200, "{path}: {body}");
        serde_json::from_str(&body).expect("json")
    }

    pub(crate) fn post(&self, path: &str, body: Value) -> u16 {
        self.http("POST", path, Some(body)).0
    }

    /// What the terminal says it did.
    pub(crate) fn transactions(&self) -> Vec<Transaction> {
        serde_json::from_value(self.get("/transactions")["items"].take()).expect("transactions")
    }
}

/// What a till asks the terminal.
#[derive(Clone)]
pub(crate) struct Question {
    asking: Asking,
    id: AttemptId,
    minor: i64,
    captured: Option<String>,
    account: OpenAccount,
    terminal: Configured,
}

impl Question {
    fn ask(&self) -> Ask<'_> {
        Ask {
            asking: self.asking,
            attempt_id: self.id,
            kind: AttemptKind::Capture,
            amount: Money::new(self.minor, "EUR".parse().expect("a currency")),
            tip: 0,
            method: Method::Terminal,
            reference: None,
            original: self.captured.as_deref().map(|reference| Original {
                attempt_id: AttemptId(Uuid::nil()),
                reference: Some(reference),
                amount: self.minor,
            }),
            payment_id: PaymentId(Uuid::nil()),
            order_id: None,
            account: &self.account,
            terminal: Some(&self.terminal),
            step: 0,
            now: Timestamp::from_micros(0),
        }
    }

    fn message(&self) -> Message {
        Simulated.request(&self.ask()).expect("a request")
    }
}

impl Drop for Bench {
    fn drop(&mut self) {
        self.stop();
        let _ = std::fs::remove_file(&self.data);
    }
}

pub(crate) fn attempt() -> AttemptId {
    AttemptId(Uuid::now_v7())
}
