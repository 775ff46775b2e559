//! A till that speaks to the stand-in through the connector, without a network in between.

use std::collections::BTreeMap;

use onetill_connectors::payments::stripe::Stripe;
use onetill_domains::payments::{
    Answer, Approval, Ask, Asking, AttemptKind, Connector, Heard, Message, Method, Mode, OpenAccount, Original, Reply,
    Secrets, Terminal,
};
use onetill_kernel::{AttemptId, LocationId, Money, PaymentId, ProviderAccountId, TerminalId, Timestamp, Uuid};
use onetill_testkit::stripe::{Account, Key, Request};

pub(crate) const KEY: &str = "sk_test_simulated";
pub(crate) const WEBHOOK_SECRET: &str = "whsec_simulated";

/// What goes wrong with one request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Trouble {
    /// It never arrives.
    RequestLost,
    /// The answer never arrives.
    AnswerLost,
    /// It is done, and answered with 500.
    Broken,
}

/// A till, its account with the provider, and the provider.
pub(crate) struct Till {
    pub(crate) stripe: Account,
    pub(crate) account: OpenAccount,
    pub(crate) terminal: Terminal,
    pub(crate) now_ms: i64,
    /// What happens to the next requests whose path holds this.
    pub(crate) troubles: Vec<(&'static str, Trouble)>,
    /// The currency of its shop.
    pub(crate) currency: &'static str,
    /// Everything that left.
    pub(crate) sent: Vec<Message>,
    attempts: u128,
}

/// One attempt, as far as the till remembers it.
#[derive(Debug, Clone)]
pub(crate) struct Attempt {
    pub(crate) id: AttemptId,
    pub(crate) kind: AttemptKind,
    pub(crate) amount: i64,
    pub(crate) method: Method,
    pub(crate) reference: Option<String>,
    pub(crate) original: Option<(AttemptId, Option<String>, i64)>,
    pub(crate) shown: Option<String>,
    /// The last thing that was heard.
    pub(crate) heard: Heard,
}

impl Till {
    pub(crate) fn new() -> Self {
        let mut stripe = Account::with_key(Key::secret(KEY));
        let now_ms = 1_700_000_000_000;
        stripe.advance(now_ms);
        let reader = stripe.add_reader("Till 1", false);
        let secrets = [("secret_key", KEY), ("webhook_secret", WEBHOOK_SECRET)];
        let account = OpenAccount {
            id: ProviderAccountId(Uuid::nil()),
            provider: "stripe".to_owned(),
            mode: Mode::Sandbox,
            settings: BTreeMap::new(),
            secrets: Secrets(secrets.map(|(name, value)| (name.to_owned(), vec![value.to_owned()])).into()),
        };
        let terminal = Terminal {
            id: TerminalId(Uuid::nil()),
            location_id: LocationId(Uuid::nil()),
            register_id: None,
            name: "Counter".to_owned(),
            account_id: account.id,
            provider: "stripe".to_owned(),
            address: reader,
            active: true,
        };
        Self { stripe, account, terminal, now_ms, troubles: Vec::new(), currency: "GBP", sent: Vec::new(), attempts: 0 }
    }

    pub(crate) fn attempt(&mut self, kind: AttemptKind, method: Method, amount: i64) -> Attempt {
        self.attempts += 1;
        Attempt {
            id: AttemptId(Uuid::from_u128(0xa770_0000 + self.attempts)),
            kind,
            amount,
            method,
            reference: None,
            original: None,
            shown: None,
            heard: Heard::silence(),
        }
    }

    /// An attempt that goes back to an earlier one.
    pub(crate) fn back_to(&mut self, original: &Attempt, kind: AttemptKind, amount: i64) -> Attempt {
        Attempt {
            original: Some((original.id, original.reference.clone(), original.amount)),
            ..self.attempt(kind, original.method, amount)
        }
    }

    /// Does something with the question about an attempt.
    pub(crate) fn with_ask<T>(
        &mut self,
        attempt: &mut Attempt,
        asking: Asking,
        step: usize,
        act: impl FnOnce(&Ask<'_>) -> T,
    ) -> T {
        act(&Ask {
            asking,
            attempt_id: attempt.id,
            kind: attempt.kind,
            amount: Money::new(attempt.amount, self.currency.parse().expect("a currency")),
            tip: 0,
            method: attempt.method,
            reference: attempt.reference.as_deref(),
            original: attempt.original.as_ref().map(|(id, reference, amount)| Original {
                attempt_id: *id,
                reference: reference.as_deref(),
                amount: *amount,
            }),
            payment_id: PaymentId(Uuid::nil()),
            order_id: None,
            account: &self.account,
            terminal: (attempt.method == Method::Terminal).then_some(&self.terminal),
            step,
            now: Timestamp::from_micros(self.now_ms * 1000),
        })
    }

    /// Asks, and goes on asking as long as that is what is said. What is heard in the end comes back.
    pub(crate) fn ask(&mut self, attempt: &mut Attempt, asking: Asking) -> Answer {
        for step in 0..8 {
            let message = self.with_ask(attempt, asking, step, |ask| Stripe.request(ask)).expect("a request");
            self.sent.push(message.clone());
            let heard = match self.send_in_trouble(&message) {
                Some((status, body)) => self
                    .with_ask(attempt, asking, step, |ask| Stripe.answer(ask, Reply { status, body: body.as_bytes() })),
                None => Heard::silence(),
            };
            attempt.reference = attempt.reference.take().or(heard.reference.clone());
            attempt.shown = heard.shown.clone().or(attempt.shown.take());
            attempt.heard = heard;
            if attempt.heard.answer != Answer::Onward {
                return attempt.heard.answer.clone();
            }
        }
        panic!("no end: {attempt:?}");
    }

    /// What arrives of an answer.
    fn send_in_trouble(&mut self, message: &Message) -> Option<(u16, String)> {
        let path = message.url.strip_prefix("https://api.stripe.com").expect("Stripe's address");
        let at = self.troubles.iter().position(|(part, _)| path.contains(part));
        let trouble = at.map(|at| self.troubles.remove(at).1);
        if trouble == Some(Trouble::RequestLost) {
            return None;
        }
        let (path, query) = path.split_once('?').unwrap_or((path, ""));
        let request = Request {
            method: message.method.to_owned(),
            path: path.to_owned(),
            query: query.to_owned(),
            headers: message.headers.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect(),
            body: message.body.clone().unwrap_or_default().into_bytes(),
        };
        let reply = self
            .stripe
            .begin(&request, self.now_ms)
            .unwrap_or_else(|| self.stripe.finish(&request, self.now_ms, trouble == Some(Trouble::Broken)));
        (trouble != Some(Trouble::AnswerLost)).then_some((reply.status, reply.body.to_string()))
    }

    /// Charges a card on the reader and asks what came of it.
    pub(crate) fn charged(&mut self, amount: i64) -> Attempt {
        let mut attempt = self.attempt(AttemptKind::Capture, Method::Terminal, amount);
        self.ask(&mut attempt, Asking::Charge);
        assert_eq!(approved(&self.ask(&mut attempt, Asking::Inquire)), amount);
        attempt
    }

    pub(crate) fn pass_seconds(&mut self, seconds: i64) {
        self.now_ms += seconds * 1000;
        self.stripe.advance(self.now_ms);
    }

    /// How many requests began so.
    pub(crate) fn asked(&self, line: &str) -> usize {
        self.stripe.asked().iter().filter(|asked| asked.line.starts_with(line)).count()
    }
}

/// How much was approved.
#[track_caller]
pub(crate) fn approved(answer: &Answer) -> i64 {
    match answer {
        Answer::Approved(Approval { moved: Some(moved), .. }) => *moved,
        other => panic!("{other:?}"),
    }
}

/// `pending`, `declined insufficient_funds`, ..
pub(crate) fn word(answer: &Answer) -> String {
    match answer {
        Answer::Pending { message } => format!("pending: {message}"),
        Answer::Approved(approval) => format!("approved {:?}", approval.moved),
        Answer::Declined { code, .. } => format!("declined {code}"),
        other => format!("{other:?}").to_lowercase(),
    }
}
