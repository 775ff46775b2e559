//! Stripe: cards on readers that the server drives, pay by link, holds, refunds, webhooks.
//!
//! Facts from docs.stripe.com, by section: "Collect card payments" of Terminal, server-driven; "The Payment Intents
//! lifecycle"; "Place a hold on a payment method"; "Checkout Sessions"; "Refund and cancel payments"; "Idempotent requests";
//! "Webhooks", "Check the webhook signatures"; "Error codes"; "Currencies".
//!
//! How an attempt becomes requests:
//!
//! | Asked | Requests |
//! |---|---|
//! | charge or authorise, at a reader | a payment intent is created, and its name kept; then the reader processes it |
//! | charge or authorise, by link | one checkout session; its address is shown |
//! | inquire | the payment intent; where no card was charged yet, the reader too |
//! | capture, void | the payment intent's capture, or cancellation |
//! | refund | a refund of the payment intent |
//! | reverse | a refund; where money was only held, a cancellation |
//! | cancel | the payment intent's cancellation, which wins or loses against the card; then the reader's screen is cleared |
//!
//! A payment intent that is not on a reader can be paid by nobody, as its client secret goes nowhere. Its name is on disk before a
//! reader hears of it: an attempt without a name was never on a reader.
//!
//! Every request that makes something carries the attempt's id as idempotency key and in its metadata, so whatever Stripe
//! tells can be held against the attempt. What is about another object, another mode or of a status that is not known is no
//! success.
//!
//! Not used, because they could charge a card without a till that waits: off-session payments, Payment Links that can be paid
//! more than once, partial authorisation (documented for the SDKs only).

mod answers;
mod form;
mod objects;
mod requests;
mod trial;
mod webhooks;
mod words;

use http::Uri;
use onetill_domains::payments::{
    Ask, Capability, Connector, Field, Heard, Message, Mode, OpenAccount, Reply, Trial, Webhooks,
};
use onetill_kernel::{Error, Result};

/// The version of Stripe's interface that is spoken: its shapes, whatever the account's own version is.
const API_VERSION: &str = "2025-04-30.basil";
/// Where Stripe answers.
const BASE: &str = "https://api.stripe.com";
/// How long Stripe may still act upon a request after it was sent, in seconds: longer than any of its own time limits.
const TIME_LIMIT_S: i64 = 60;
/// How long a request may take, in milliseconds.
const TIMEOUT_MS: u64 = 10_000;

/// The secret key: `sk_test_..`, `rk_live_..`.
const SECRET_KEY: &str = "secret_key";
/// The signing secret of the webhook endpoint: `whsec_..`.
const WEBHOOK_SECRET: &str = "webhook_secret";
/// Where Stripe answers, if not at its own address: a stand-in.
const API_BASE: &str = "api_base";
/// Whether readers ask for a tip: `yes`.
const TIP_ON_READER: &str = "tip_on_reader";
/// Where a customer who paid by link is sent: the shop's own page.
const RETURN_URL: &str = "return_url";

/// Speaks to Stripe. A terminal's address is the name of its reader: `tmr_..`.
#[derive(Debug, Clone, Copy, Default)]
pub struct Stripe;

impl Connector for Stripe {
    fn name(&self) -> &'static str {
        "stripe"
    }

    fn capabilities(&self) -> &'static [Capability] {
        &[
            Capability::CardPresent,
            Capability::PaymentLink,
            Capability::CaptureLater,
            Capability::TipOnTerminal,
            Capability::Diagnosis,
            Capability::Webhooks,
        ]
    }

    fn time_limit_s(&self) -> i64 {
        TIME_LIMIT_S
    }

    fn fields(&self) -> &'static [Field] {
        const fn field(name: &'static str, secret: bool, optional: bool) -> Field {
            Field { name, secret, optional }
        }
        const FIELDS: [Field; 5] = [
            field(SECRET_KEY, true, false),
            field(WEBHOOK_SECRET, true, true),
            field(RETURN_URL, false, true),
            field(TIP_ON_READER, false, true),
            field(API_BASE, false, true),
        ];
        &FIELDS
    }

    fn check(&self, account: &OpenAccount) -> Result<Mode> {
        let key = account.secret(SECRET_KEY)?;
        let mode = mode_of(key).ok_or_else(|| {
            Error::invalid(format!("secrets.{SECRET_KEY}"), "This is no secret key of Stripe's.")
                .fix("Use one that begins with sk_test_, sk_live_, rk_test_ or rk_live_, from Developers, API keys.")
        })?;
        if account.secrets.newest(WEBHOOK_SECRET).is_some_and(|secret| !is_token(secret, "whsec_")) {
            return Err(Error::invalid(format!("secrets.{WEBHOOK_SECRET}"), "This is no signing secret of Stripe's.")
                .fix("Use the one that begins with whsec_, from the webhook endpoint's page."));
        }
        let setting = |name: &str| account.settings.get(name).map(String::as_str);
        if setting(TIP_ON_READER).is_some_and(|word| !matches!(word, "yes" | "no")) {
            return Err(
                Error::invalid(format!("settings.{TIP_ON_READER}"), "This is yes or no.").fix("Write yes or no.")
            );
        }
        if setting(RETURN_URL).is_some_and(|url| web_address(url).is_none()) {
            return Err(not_an_address(RETURN_URL));
        }
        let base = base(account)?;
        if mode == Mode::Live && base != BASE {
            return Err(Error::invalid(
                format!("settings.{API_BASE}"),
                "A live key goes to Stripe itself and nowhere else.",
            )
            .fix("Leave this empty, or use a test key."));
        }
        Ok(mode)
    }

    fn request(&self, ask: &Ask<'_>) -> Result<Message> {
        requests::request(ask)
    }

    fn answer(&self, ask: &Ask<'_>, reply: Reply<'_>) -> Heard {
        answers::answer(ask, reply)
    }

    fn webhooks(&self) -> Option<&dyn Webhooks> {
        Some(self)
    }

    fn trial(&self) -> &dyn Trial {
        self
    }
}

/// Which money a key moves, if it is a key that a server may use.
fn mode_of(key: &str) -> Option<Mode> {
    let begins = |names: [&str; 2]| names.iter().any(|name| is_token(key, name));
    if begins(["sk_test_", "rk_test_"]) {
        Some(Mode::Sandbox)
    } else if begins(["sk_live_", "rk_live_"]) {
        Some(Mode::Live)
    } else {
        None
    }
}

/// Whether it begins so and goes on with letters and digits: nothing that could be another header.
fn is_token(text: &str, start: &str) -> bool {
    let rest = text.strip_prefix(start).unwrap_or_default();
    (1..=250).contains(&rest.len()) && rest.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_')
}

/// Whether it is a name of one of Stripe's objects, safe to stand in a path.
fn is_id(text: &str, start: &str) -> bool {
    is_token(text, start)
}

/// Where this account is asked.
fn base(account: &OpenAccount) -> Result<&str> {
    match account.settings.get(API_BASE).map(String::as_str) {
        None | Some("") => Ok(BASE),
        Some(url) => {
            let url = url.trim_end_matches('/');
            let uri = web_address(url).filter(|uri| uri.path() == "/").ok_or_else(|| not_an_address(API_BASE))?;
            let here = matches!(uri.host(), Some("127.0.0.1" | "localhost" | "[::1]"));
            // A key never crosses a network unencrypted.
            if uri.scheme_str() == Some("http") && !here {
                return Err(Error::invalid(format!("settings.{API_BASE}"), "A key would be sent unencrypted.")
                    .fix("Use an address that begins with https."));
            }
            Ok(url)
        }
    }
}

fn web_address(url: &str) -> Option<Uri> {
    let uri: Uri = url.parse().ok()?;
    let fits = matches!(uri.scheme_str(), Some("http" | "https"))
        && uri.authority().is_some_and(|at| !at.as_str().contains('@'))
        && url.len() <= 2_000;
    fits.then_some(uri)
}

fn not_an_address(name: &str) -> Error {
    Error::invalid(format!("settings.{name}"), "This is not a web address.").fix("Write it as in https://shop.example.")
}
