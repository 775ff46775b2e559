//! Tries an account out: its key, its webhooks, a reader. Nothing that is asked moves money.

use onetill_domains::payments::{Message, Mode, OpenAccount, Reply, Terminal, Trial, Verdict};
use onetill_kernel::Result;
use serde::Deserialize;

use super::objects::{List, Reader, refusal};
use super::requests::{get, reader_path_of};
use super::{Stripe, WEBHOOK_SECRET};

const KEY: &str = "key";
const REFUNDS: &str = "refunds";
const BALANCE: &str = "balance";
const WEBHOOKS: &str = "webhooks";
const TERMINAL: &str = "terminal";

impl Trial for Stripe {
    fn requests(&self, account: &OpenAccount, terminal: Option<&Terminal>) -> Result<Vec<(&'static str, Message)>> {
        let mut all = vec![
            (KEY, get(account, "/v1/payment_intents?limit=1")?),
            (REFUNDS, get(account, "/v1/refunds?limit=1")?),
            (BALANCE, get(account, "/v1/balance_transactions?limit=1")?),
            (WEBHOOKS, get(account, "/v1/webhook_endpoints?limit=100")?),
        ];
        if let Some(terminal) = terminal {
            all.push((TERMINAL, get(account, &reader_path_of(&terminal.address)?)?));
        }
        Ok(all)
    }

    fn verdict(&self, name: &str, account: &OpenAccount, reply: Option<Reply<'_>>) -> Verdict {
        let (ok, message) = match reply {
            None => (false, "Stripe does not answer. Check this server's way to the internet.".to_owned()),
            Some(reply) if reply.status == 200 => well(name, account, reply.body),
            Some(reply) => (false, wrong(name, account, reply)),
        };
        Verdict { name: name.to_owned(), ok, message }
    }
}

/// What is said of a part that answers.
fn well(name: &str, account: &OpenAccount, body: &[u8]) -> (bool, String) {
    let live = account.mode == Mode::Live;
    let nonsense = || (false, "Something answers there, and it is not Stripe.".to_owned());
    match name {
        TERMINAL => {
            let Ok(reader) = serde_json::from_slice::<Reader>(body) else { return nonsense() };
            if reader.object != "terminal.reader" {
                return nonsense();
            }
            let label = reader.label.unwrap_or_default();
            let busy = reader.action.is_some_and(|action| action.status == "in_progress");
            match (reader.status.as_deref(), busy) {
                (Some("online"), false) => {
                    (true, format!("The reader {label} is online and does nothing at the moment."))
                }
                (Some("online"), true) => (true, format!("The reader {label} is online and busy with a payment.")),
                _ => (false, format!("The reader {label} is offline. Check its power and its network.")),
            }
        }
        WEBHOOKS => {
            let Ok(list) = serde_json::from_slice::<List<Endpoint>>(body) else { return nonsense() };
            let enabled = list.data.iter().any(|endpoint| endpoint.status == "enabled");
            let secret = account.secrets.newest(WEBHOOK_SECRET).is_some();
            let said = match (enabled, secret) {
                (true, true) => "Stripe tells of payments by itself, and its signing secret is there.",
                (true, false) => "The signing secret is missing: enter it, or what Stripe tells cannot be believed.",
                (false, _) => "Stripe has no webhook endpoint for this shop: payments are only asked about. Add one.",
            };
            (enabled && secret, said.to_owned())
        }
        _ => match serde_json::from_slice::<List<serde_json::Value>>(body) {
            Err(_) => nonsense(),
            Ok(_) if name == KEY && live => (true, "The key works. It is a live key: real money moves.".to_owned()),
            Ok(_) if name == KEY => (true, "The key works. It is a test key: no real money moves.".to_owned()),
            Ok(_) => (true, "The key may do this.".to_owned()),
        },
    }
}

#[derive(Deserialize)]
struct Endpoint {
    status: String,
}

/// What is wrong, and what to do.
fn wrong(name: &str, account: &OpenAccount, reply: Reply<'_>) -> String {
    let code = refusal(reply.body).and_then(|error| error.code).unwrap_or_default();
    let (mode, other) = if account.mode == Mode::Live { ("live", "test") } else { ("test", "live") };
    let permission = match name {
        KEY => "PaymentIntents: write",
        REFUNDS => "Charges and Refunds: write",
        BALANCE => "Balance transaction sources: read",
        WEBHOOKS => "Webhook endpoints: read",
        _ => "Terminal: Readers: write",
    };
    match (reply.status, code.as_str()) {
        (401, "api_key_expired") => "This key was rolled or revoked. Enter the new one.".to_owned(),
        (401, _) => "Stripe does not know this key. Copy it once more from Developers, API keys.".to_owned(),
        (403, "secret_key_required") => "This is the publishable key. Enter the secret one.".to_owned(),
        (403, _) => format!("The key lacks a permission: give it \"{permission}\" at Stripe."),
        (404, _) if name == TERMINAL => format!(
            "Stripe has no such reader in {mode} mode. Check its name, and whether it was registered in {other} mode."
        ),
        (429, _) => "Stripe is asked too much at the moment. Try again.".to_owned(),
        (500.., _) => "Stripe has a fault at the moment. Try again.".to_owned(),
        _ => "Something answers there, and it does not understand us: check the address.".to_owned(),
    }
}
