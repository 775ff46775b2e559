//! What Stripe is asked.

use onetill_domains::payments::{Ask, Asking, AttemptKind, Message, Method, OpenAccount, Original};
use onetill_kernel::{Error, Money, Result};

use super::form::Form;
use super::objects::{counts_alike, is_too_fine};
use super::{API_VERSION, RETURN_URL, SECRET_KEY, TIMEOUT_MS, TIP_ON_READER, base, is_id};

/// Where customers land whose shop has named no page of its own: the account's own site at Stripe says that they paid.
const NO_RETURN_URL: &str = "https://stripe.com";

/// The request that asks it.
pub(super) fn request(ask: &Ask<'_>) -> Result<Message> {
    match ask.asking {
        Asking::Charge | Asking::Authorise => take(ask),
        Asking::Inquire => inquire(ask),
        Asking::Capture => match target(ask)? {
            Target::Session(id) => session(ask, id),
            Target::Intent(id) => {
                let form = Form::default().with("amount_to_capture", money(ask)?);
                Ok(once(ask, post(ask.account, &format!("/v1/payment_intents/{id}/capture"), form)?, ""))
            }
        },
        Asking::Refund => refund(ask),
        // Whether it was taken or only held shows when it is tried: now the one, now the other.
        Asking::Reverse if ask.step % 2 == 0 => refund(ask),
        Asking::Reverse | Asking::Void => match target(ask)? {
            Target::Session(id) => session(ask, id),
            Target::Intent(id) => Ok(once(ask, cancel_intent(ask, id)?, "-void")),
        },
        Asking::Cancel => cancel(ask),
        Asking::Diagnose => get(ask.account, &reader_path(ask)?),
    }
}

/// Takes or holds money: first the payment intent, then the reader; or a page behind a link.
fn take(ask: &Ask<'_>) -> Result<Message> {
    match (ask.method, ask.reference) {
        (Method::Terminal, None) => create_intent(ask),
        (Method::Terminal, Some(id)) => {
            let skips = ask.account.settings.get(TIP_ON_READER).is_none_or(|word| word != "yes");
            let form =
                Form::default().with("payment_intent", intent_id(id)?).with("process_config[skip_tipping]", skips);
            let path = format!("{}/process_payment_intent", reader_path(ask)?);
            Ok(once(ask, post(ask.account, &path, form)?, "-process"))
        }
        (Method::Link, _) => create_session(ask),
        (Method::Qr, _) => Err(not_this_way("method", "Stripe shows no code of its own. Use a reader or a link.")),
    }
}

fn create_intent(ask: &Ask<'_>) -> Result<Message> {
    // Refused here rather than after the payment intent was made.
    reader_path(ask)?;
    let form = Form::default()
        .with("amount", money(ask)?)
        .with("currency", small(ask.amount))
        .with("payment_method_types[0]", "card_present")
        .with("capture_method", capture_method(ask))
        .with("metadata[attempt]", ask.attempt_id)
        .with("metadata[payment]", ask.payment_id)
        .with("metadata[method]", "terminal");
    Ok(once(ask, post(ask.account, "/v1/payment_intents", form)?, ""))
}

/// It lapses after a day by itself: a moment of our own would differ in a repetition, which then would be another request.
fn create_session(ask: &Ask<'_>) -> Result<Message> {
    let item = |name: &str| format!("line_items[0][price_data]{name}");
    let return_url = ask.account.settings.get(RETURN_URL).filter(|url| !url.is_empty());
    let form = Form::default()
        .with("mode", "payment")
        .with("line_items[0][quantity]", 1)
        .with(&item("[currency]"), small(ask.amount))
        .with(&item("[unit_amount]"), money(ask)?)
        .with(&item("[product_data][name]"), "Payment")
        .with("success_url", return_url.map_or(NO_RETURN_URL, String::as_str))
        .with("client_reference_id", ask.attempt_id)
        .with("metadata[attempt]", ask.attempt_id)
        .with("metadata[held]", capture_method(ask) == "manual")
        .with("payment_intent_data[capture_method]", capture_method(ask))
        .with("payment_intent_data[metadata][attempt]", ask.attempt_id)
        .with("payment_intent_data[metadata][payment]", ask.payment_id)
        .with("payment_intent_data[metadata][method]", "link");
    Ok(once(ask, post(ask.account, "/v1/checkout/sessions", form)?, ""))
}

fn refund(ask: &Ask<'_>) -> Result<Message> {
    match target(ask)? {
        Target::Session(id) => session(ask, id),
        Target::Intent(id) => {
            let form = Form::default()
                .with("payment_intent", id)
                .with("amount", money(ask)?)
                .with("metadata[attempt]", ask.attempt_id);
            Ok(once(ask, post(ask.account, "/v1/refunds", form)?, ""))
        }
    }
}

/// Asks what became of it. Asking again what was asked before with its idempotency key gives the first answer, and where
/// that one never arrived it makes what nobody can pay yet.
fn inquire(ask: &Ask<'_>) -> Result<Message> {
    let takes = ask.original.is_none() && ask.kind.takes_money();
    match (takes, ask.method, ask.reference) {
        (true, Method::Terminal, None) => create_intent(ask),
        (true, Method::Link, None) => create_session(ask),
        (true, Method::Terminal, Some(_)) if ask.step == 1 => get(ask.account, &reader_path(ask)?),
        (true, Method::Terminal, Some(id)) => intent(ask, intent_id(id)?, "latest_charge"),
        (true, Method::Link, Some(id)) => session(ask, session_id(id)?),
        (true, Method::Qr, _) => Err(not_this_way("method", "Stripe shows no code of its own.")),
        (false, _, Some(id)) if is_id(id, "re_") => get(ask.account, &format!("/v1/refunds/{id}")),
        (false, ..) => match target(ask)? {
            Target::Session(id) => session(ask, id),
            Target::Intent(id) if ask.kind == AttemptKind::Refund => {
                get(ask.account, &format!("/v1/refunds?payment_intent={id}&limit=100"))
            }
            Target::Intent(id) if ask.kind == AttemptKind::Reversal => intent(ask, id, "latest_charge.refunds"),
            Target::Intent(id) => intent(ask, id, "latest_charge"),
        },
    }
}

/// Stops it: first the payment intent, which nobody can pay then, and only then what the reader shows.
fn cancel(ask: &Ask<'_>) -> Result<Message> {
    match (ask.method, ask.reference) {
        (Method::Terminal, Some(id)) => match ask.step {
            0 => cancel_intent(ask, intent_id(id)?),
            1 => get(ask.account, &reader_path(ask)?),
            _ => post(ask.account, &format!("{}/cancel_action", reader_path(ask)?), Form::default()),
        },
        (Method::Link, Some(id)) => {
            post(ask.account, &format!("/v1/checkout/sessions/{}/expire", session_id(id)?), Form::default())
        }
        // What has no name yet is asked for first.
        (_, None) => inquire(ask),
        (Method::Qr, _) => Err(not_this_way("method", "Stripe shows no code of its own.")),
    }
}

fn cancel_intent(ask: &Ask<'_>, id: &str) -> Result<Message> {
    let form = Form::default().with("cancellation_reason", "abandoned");
    post(ask.account, &format!("/v1/payment_intents/{id}/cancel"), form)
}

fn intent(ask: &Ask<'_>, id: &str, expand: &str) -> Result<Message> {
    get(ask.account, &format!("/v1/payment_intents/{id}?expand[]={expand}"))
}

fn session(ask: &Ask<'_>, id: &str) -> Result<Message> {
    get(ask.account, &format!("/v1/checkout/sessions/{id}?expand[]=payment_intent.latest_charge"))
}

/// What an attempt that goes back to an earlier one is about.
pub(super) enum Target<'a> {
    /// A checkout session, whose payment intent is asked for first.
    Session(&'a str),
    Intent(&'a str),
}

/// The payment intent that a capture, refund, void or reversal is about: by its own name, once it has one, or by that of
/// what it goes back to.
pub(super) fn target<'a>(ask: &Ask<'a>) -> Result<Target<'a>> {
    let own = ask.reference.filter(|id| is_id(id, "pi_"));
    let id = own.or_else(|| ask.original.as_ref().and_then(|original: &Original<'a>| original.reference));
    match id {
        Some(id) if is_id(id, "pi_") => Ok(Target::Intent(id)),
        Some(id) if is_id(id, "cs_") => Ok(Target::Session(id)),
        _ => Err(Error::invalid("payment_id", "Stripe's name for this payment is not known.")
            .fix("Look it up in Stripe's Dashboard and give the money back there.")),
    }
}

fn capture_method(ask: &Ask<'_>) -> &'static str {
    if ask.kind == AttemptKind::Authorise { "manual" } else { "automatic" }
}

/// How much, as Stripe counts it, tip included.
fn money(ask: &Ask<'_>) -> Result<i64> {
    let amount = ask.amount.minor.checked_add(ask.tip).ok_or_else(Error::overflow)?;
    let money = Money::new(amount, ask.amount.currency);
    if amount <= 0 {
        return Err(
            Error::invalid("amount", "Stripe can only be asked for more than zero.").fix("Use an amount above zero.")
        );
    }
    if !counts_alike(money.currency) {
        return Err(not_this_way(
            "currency",
            "Payments in this currency do not go through Stripe. Use another tender.",
        ));
    }
    if is_too_fine(money) {
        return Err(not_this_way(
            "amount",
            "Cards in this currency are charged in hundredths: round the last digit to 0.",
        ));
    }
    Ok(amount)
}

fn small(money: Money) -> String {
    money.currency.code().to_ascii_lowercase()
}

fn reader_path(ask: &Ask<'_>) -> Result<String> {
    reader_path_of(&ask.terminal()?.address)
}

/// Where a reader is asked about.
pub(super) fn reader_path_of(address: &str) -> Result<String> {
    if !is_id(address, "tmr_") {
        return Err(Error::invalid("terminal.address", "This is not the name of a reader at Stripe.")
            .code("terminal_address_invalid")
            .fix("Use the one that begins with tmr_, from Terminal, Readers in Stripe's Dashboard."));
    }
    Ok(format!("/v1/terminal/readers/{address}"))
}

fn intent_id(id: &str) -> Result<&str> {
    if is_id(id, "pi_") { Ok(id) } else { Err(not_this_way("reference", "This is no payment intent of Stripe's.")) }
}

fn session_id(id: &str) -> Result<&str> {
    if is_id(id, "cs_") { Ok(id) } else { Err(not_this_way("reference", "This is no checkout session of Stripe's.")) }
}

fn not_this_way(field: &str, message: &str) -> Error {
    Error::invalid(field, message).fix("Choose another way to pay.")
}

/// A question.
pub(super) fn get(account: &OpenAccount, path: &str) -> Result<Message> {
    let message = Message::new("GET", format!("{}{path}", base(account)?), TIMEOUT_MS);
    Ok(message
        .header("authorization", format!("Bearer {}", account.secret(SECRET_KEY)?))
        .header("stripe-version", API_VERSION))
}

fn post(account: &OpenAccount, path: &str, form: Form) -> Result<Message> {
    let mut message = get(account, path)?.header("content-type", "application/x-www-form-urlencoded");
    message.method = "POST";
    message.body = Some(form.text());
    Ok(message)
}

/// The same request however often it is repeated within a day.
fn once(ask: &Ask<'_>, message: Message, step: &str) -> Message {
    message.header("idempotency-key", format!("{}{step}", ask.attempt_id))
}
