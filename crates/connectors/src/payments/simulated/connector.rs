//! The till's side: requests built, answers read, no bytes moved.

use http::Uri;
use onetill_domains::payments::{Answer, Ask, Asking, Connector, Message};
use onetill_kernel::{Error, ErrorKind, Result};
use serde::Deserialize;
use serde_json::json;

/// How long a request for money may take to be acknowledged, in milliseconds.
const CHARGE_TIMEOUT_MS: u64 = 5_000;
/// How long an inquiry or a cancellation may take, in milliseconds.
const INQUIRE_TIMEOUT_MS: u64 = 3_000;

/// Speaks to the simulated terminal. A terminal's address is its base URL: `http://127.0.0.1:9100`.
#[derive(Debug, Clone, Copy, Default)]
pub struct Simulated;

impl Connector for Simulated {
    fn name(&self) -> &'static str {
        "simulated"
    }

    fn request(&self, ask: &Ask<'_>) -> Result<Message> {
        let base = base(&ask.terminal.address)?;
        let reference = ask.attempt_id;
        let (amount, currency) = (ask.amount.minor, ask.amount.currency);
        let moves_money = matches!(ask.asking, Asking::Charge | Asking::Refund);
        if moves_money && amount <= 0 {
            return Err(Error::invalid("amount", "A card can only be asked for more than zero.")
                .fix("Use an amount above zero."));
        }
        let (method, path, body) = match ask.asking {
            Asking::Charge => (
                "POST",
                "/payments".to_owned(),
                Some(json!({"reference": reference, "amount": amount, "currency": currency})),
            ),
            Asking::Refund => {
                let original = ask.captured_reference.ok_or_else(no_original)?;
                let body = json!({
                    "reference": reference,
                    "original": original,
                    "amount": amount,
                    "currency": currency,
                });
                ("POST", "/refunds".to_owned(), Some(body))
            }
            Asking::Inquire => ("GET", format!("/payments/{reference}"), None),
            Asking::Cancel => ("POST", format!("/payments/{reference}/cancel"), None),
        };
        Ok(Message {
            method,
            url: format!("{base}{path}"),
            headers: Vec::new(),
            body: body.map(|body| body.to_string()),
            timeout_ms: if moves_money { CHARGE_TIMEOUT_MS } else { INQUIRE_TIMEOUT_MS },
        })
    }

    fn answer(&self, asking: Asking, status: u16, body: &[u8]) -> Answer {
        let Ok(said) = serde_json::from_slice::<Said>(body) else {
            return Answer::Silent;
        };
        let moves_money = matches!(asking, Asking::Charge | Asking::Refund);
        match status {
            200 | 202 => said.answer(),
            // Refused on arrival: busy, or a request that makes no sense. Nothing was begun.
            409 | 422 if moves_money && said.status.as_deref() == Some("declined") => said.answer(),
            // The terminal's own word. Any web server at a wrong address says 404.
            404 if !moves_money && said.code.as_deref() == Some("unknown_reference") => Answer::NotFound,
            _ => Answer::Silent,
        }
    }
}

/// What is read of an answer.
#[derive(Deserialize)]
struct Said {
    status: Option<String>,
    transaction: Option<String>,
    code: Option<String>,
    card: Option<Card>,
}

#[derive(Deserialize)]
struct Card {
    brand: Option<String>,
    last4: Option<String>,
}

impl Said {
    fn answer(self) -> Answer {
        let pending = |message: &str| Answer::Pending { message: message.to_owned() };
        match self.status.as_deref() {
            Some("waiting_for_card") => pending("Ask for the card."),
            Some("authorising") => pending("Authorising."),
            Some("approved") => match self.transaction.filter(|name| is_name(name)) {
                Some(reference) => Answer::Approved { reference, card: self.card.and_then(Card::text) },
                // Without its name it could never be given back.
                None => Answer::Silent,
            },
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
        }
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
    Error::invalid("captured_reference", "A refund names the charge that it gives back.")
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
