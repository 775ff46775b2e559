//! The till's side: requests built, answers read, no bytes moved.

use http::Uri;
use onetill_domains::payments::{
    Answer, Approval, Ask, Asking, Capability, Connector, Field, Heard, Message, Mode, OpenAccount, Reply, Terminal,
    Trial, Verdict,
};
use onetill_kernel::{Error, ErrorKind, Result};
use serde::Deserialize;
use serde_json::json;

/// How long a request for money may take to be acknowledged, in milliseconds.
const CHARGE_TIMEOUT_MS: u64 = 5_000;
/// How long an inquiry or a cancellation may take, in milliseconds.
const INQUIRE_TIMEOUT_MS: u64 = 3_000;

/// How long the terminal may still act upon a request after it was sent, in seconds: what waits in its line is dropped then.
const TIME_LIMIT_S: i64 = 10;

/// Speaks to the simulated terminal. A terminal's address is its base URL: `http://127.0.0.1:9100`.
#[derive(Debug, Clone, Copy, Default)]
pub struct Simulated;

impl Connector for Simulated {
    fn name(&self) -> &'static str {
        "simulated"
    }

    fn capabilities(&self) -> &'static [Capability] {
        &[Capability::CardPresent, Capability::PartialApproval, Capability::Diagnosis]
    }

    fn time_limit_s(&self) -> i64 {
        TIME_LIMIT_S
    }

    fn fields(&self) -> &'static [Field] {
        &[]
    }

    fn check(&self, _: &OpenAccount) -> Result<Mode> {
        Ok(Mode::Sandbox)
    }

    fn request(&self, ask: &Ask<'_>) -> Result<Message> {
        let base = base(&ask.terminal()?.address)?;
        let reference = ask.attempt_id;
        let (amount, currency) = (ask.amount.minor + ask.tip, ask.amount.currency);
        let moves_money = ask.asking.moves_money();
        if moves_money && amount <= 0 {
            return Err(Error::invalid("amount", "A card can only be asked for more than zero.")
                .fix("Use an amount above zero."));
        }
        let timeout_ms = if moves_money { CHARGE_TIMEOUT_MS } else { INQUIRE_TIMEOUT_MS };
        let get = |path: String| Message::new("GET", format!("{base}{path}"), timeout_ms);
        let post = |path: String| Message::new("POST", format!("{base}{path}"), timeout_ms);
        Ok(match ask.asking {
            Asking::Charge => post("/payments".to_owned())
                .json(&json!({"reference": reference, "amount": amount, "currency": currency})),
            Asking::Refund | Asking::Reverse => {
                let original = ask.original.and_then(|o| o.reference).ok_or_else(no_original)?;
                post("/refunds".to_owned()).json(&json!({
                    "reference": reference,
                    "original": original,
                    "amount": amount,
                    "currency": currency,
                }))
            }
            Asking::Inquire => get(format!("/payments/{reference}")),
            Asking::Cancel => post(format!("/payments/{reference}/cancel")),
            Asking::Diagnose => get("/diagnosis".to_owned()),
            Asking::Authorise | Asking::Capture | Asking::Void => {
                return Err(Error::invalid("capture", "This terminal takes money in one step.")
                    .fix("Charge at once, or choose another provider."));
            }
        })
    }

    fn answer(&self, ask: &Ask<'_>, reply: Reply<'_>) -> Heard {
        let Ok(said) = serde_json::from_slice::<Said>(reply.body) else {
            return Heard::silence();
        };
        let moves_money = ask.asking.moves_money();
        match reply.status {
            200 if ask.asking == Asking::Diagnose => said.diagnosis(),
            // Whatever is told of another payment says nothing of this one.
            200 | 202 if said.reference.as_deref() != Some(ask.attempt_id.to_string().as_str()) => Heard::silence(),
            200 | 202 => said.answer(),
            // Refused on arrival: busy, or a request that makes no sense. Nothing was begun.
            409 | 422 if moves_money && said.status.as_deref() == Some("declined") => said.answer(),
            // The terminal's own word. Any web server at a wrong address says 404.
            404 if !moves_money && said.code.as_deref() == Some("unknown_reference") => Answer::NotFound.into(),
            _ => Heard::silence(),
        }
    }

    fn trial(&self) -> &dyn Trial {
        self
    }
}

impl Trial for Simulated {
    fn requests(&self, _: &OpenAccount, terminal: Option<&Terminal>) -> Result<Vec<(&'static str, Message)>> {
        let Some(terminal) = terminal else { return Ok(Vec::new()) };
        let url = format!("{}/diagnosis", base(&terminal.address)?);
        Ok(vec![("terminal", Message::new("GET", url, INQUIRE_TIMEOUT_MS))])
    }

    fn verdict(&self, name: &str, _: &OpenAccount, reply: Option<Reply<'_>>) -> Verdict {
        let said = reply.filter(|r| r.status == 200).and_then(|r| serde_json::from_slice::<Said>(r.body).ok());
        let (ok, message) = match (reply, said.and_then(|s| s.idle)) {
            (None, _) => (false, "The terminal does not answer. Is it switched on, and is its address right?"),
            (_, Some(true)) => (true, "The terminal is there and does nothing at the moment."),
            (_, Some(false)) => (true, "The terminal is there and busy with a payment."),
            (_, None) => (false, "Something answers at this address, and it is no such terminal."),
        };
        Verdict { name: name.to_owned(), ok, message: message.to_owned() }
    }
}

/// What is read of an answer.
#[derive(Deserialize)]
struct Said {
    reference: Option<String>,
    status: Option<String>,
    transaction: Option<String>,
    amount: Option<i64>,
    approved: Option<i64>,
    currency: Option<String>,
    code: Option<String>,
    card: Option<Card>,
    idle: Option<bool>,
}

#[derive(Deserialize)]
struct Card {
    brand: Option<String>,
    last4: Option<String>,
}

impl Said {
    fn diagnosis(self) -> Heard {
        match self.idle {
            Some(true) => Answer::Idle.into(),
            Some(false) => Answer::Busy.into(),
            None => Heard::silence(),
        }
    }

    fn answer(self) -> Heard {
        let pending = |message: &str| Answer::Pending { message: message.to_owned() };
        let status = self.status.clone();
        let answer = match status.as_deref() {
            Some("waiting_for_card") => pending("Ask for the card."),
            Some("authorising") => pending("Authorising."),
            Some("approved") => return self.approved(),
            Some("declined") => {
                let code = self.code.filter(|code| is_code(code)).unwrap_or("declined".to_owned());
                let message = declined(&code).to_owned();
                Answer::Declined { code, message }
            }
            Some("cancelled") => Answer::Cancelled,
            Some("expired") => Answer::Expired,
            // A word of a newer terminal: well said, not understood, and no success.
            Some(_) => pending("Waiting for the terminal."),
            None => Answer::Silent,
        };
        let heard = Heard::from(answer);
        match status {
            Some(status) => heard.saying(status),
            None => heard,
        }
    }

    fn approved(self) -> Heard {
        // Without its name it could never be given back, and in a currency that does not exist it makes no sense.
        let Some(reference) = self.transaction.filter(|name| is_name(name)) else { return Heard::silence() };
        let Some(currency) = self.currency.and_then(|code| code.parse().ok()) else { return Heard::silence() };
        let approval = Approval {
            moved: self.approved.or(self.amount),
            tip: 0,
            currency: Some(currency),
            partial: self.approved.is_some_and(|part| self.amount.is_some_and(|asked| part < asked)),
            card: self.card.and_then(Card::text),
        };
        Heard::from(Answer::Approved(approval)).named(reference).saying("approved")
    }
}

impl Card {
    /// Brand and last four digits, and nothing longer, whatever the terminal says.
    fn text(self) -> Option<String> {
        let brand = self
            .brand
            .filter(|brand| (1..=20).contains(&brand.len()) && brand.bytes().all(|b| b.is_ascii_lowercase()))?;
        let last4 = self.last4.filter(|last4| last4.len() == 4 && last4.bytes().all(|b| b.is_ascii_digit()))?;
        Some(format!("{brand} {last4}"))
    }
}

fn is_name(text: &str) -> bool {
    let plain = |b: u8| b.is_ascii_alphanumeric() || b"-_.".contains(&b);
    (1..=64).contains(&text.len()) && text.bytes().all(plain)
}

/// Words only: digits in a code could be those of a card.
fn is_code(text: &str) -> bool {
    let plain = |b: u8| b.is_ascii_lowercase() || b == b'_';
    (1..=40).contains(&text.len()) && text.bytes().all(plain)
}

/// What the cashier reads. The terminal's own words are never passed on.
fn declined(code: &str) -> &'static str {
    match code {
        "insufficient_funds" => "Declined: not enough money on the card. Ask for another card.",
        "card_expired" => "Declined: the card has expired. Ask for another card.",
        "terminal_busy" => {
            "The terminal is busy with another payment. Nothing was charged. Finish that one and try again."
        }
        "original_not_found" => "This terminal does not know the charge. Refund on the terminal that took it.",
        "refund_exceeds_charge" => "The refund is more than what is left of the charge.",
        "wrong_currency" => "The charge was in another currency.",
        "invalid_request" => "The terminal refused the request as it stands. Nothing was charged.",
        _ => "Declined. Ask for another card or another way to pay.",
    }
}

fn no_original() -> Error {
    Error::invalid("original", "A refund names the charge that it gives back.")
        .fix("Refund a payment that was captured on a terminal.")
}

/// The address without a slash at its end.
fn base(address: &str) -> Result<&str> {
    let well_formed = address.parse::<Uri>().is_ok_and(|uri| {
        matches!(uri.scheme_str(), Some("http" | "https"))
            && uri.authority().is_some_and(|at| !at.as_str().contains('@'))
            && !address.contains(['?', '#'])
    });
    if !well_formed {
        return Err(Error::new(
            ErrorKind::Invalid,
            "terminal_address_invalid",
            "The terminal's address is not a web address.",
        )
        .field("terminal.address")
        .fix("Write it as in http://192.168.1.20:9100."));
    }
    Ok(address.trim_end_matches('/'))
}

#[cfg(test)]
mod tests;
