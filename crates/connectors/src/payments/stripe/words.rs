//! What people read. Stripe's own words are never passed on.

/// A code that is words only: digits in it could be those of a card.
pub(super) fn plain_code(code: &str) -> Option<&str> {
    let plain = |b: u8| b.is_ascii_lowercase() || b == b'_';
    ((1..=60).contains(&code.len()) && code.bytes().all(plain)).then_some(code)
}

/// Why a bank refused ("Decline codes").
pub(super) fn declined(code: &str) -> &'static str {
    match code {
        "insufficient_funds" => "Declined: not enough money on the card. Ask for another card.",
        "expired_card" => "Declined: the card has expired. Ask for another card.",
        "incorrect_pin" | "invalid_pin" => "Declined: the PIN was wrong. Ask again, or for another card.",
        "pin_try_exceeded" => "Declined: the PIN was wrong too often. Ask for another card.",
        "offline_pin_required" | "online_or_offline_pin_required" => {
            "Declined: the card wants its PIN. Ask for the card to be put in."
        }
        // Whoever holds a stolen card is not told that it is known.
        "lost_card" | "stolen_card" | "fraudulent" | "pickup_card" | "restricted_card" | "merchant_blacklist" => {
            "Declined. Ask for another card or another way to pay."
        }
        "withdrawal_count_limit_exceeded" | "card_velocity_exceeded" => {
            "Declined: the card's limit is reached. Ask for another card."
        }
        "currency_not_supported" => "Declined: the card does not pay in this currency. Ask for another card.",
        "card_not_supported" => "Declined: this kind of card is not taken. Ask for another card.",
        "processing_error" | "reenter_transaction" | "try_again_later" | "issuer_not_available" => {
            "Declined: the card's bank could not be asked. Try again, or ask for another card."
        }
        _ => "Declined. Ask for another card or another way to pay.",
    }
}

/// Why Stripe did not even begin ("Error codes").
pub(super) fn refused(status: u16, code: &str, gives_back: bool) -> String {
    let nothing = if gives_back { "Nothing was given back." } else { "Nothing was charged." };
    let why = match (status, code) {
        (_, "terminal_reader_busy") => "The reader is busy with another payment. Finish that one and try again.",
        (_, "terminal_reader_offline") => "The reader is offline. Check its power and its network.",
        (_, "terminal_reader_hardware_fault") => "The reader has a fault. Restart it, or use another one.",
        (_, "amount_too_small") => "The amount is less than Stripe takes in this currency.",
        (_, "amount_too_large") => "The amount is more than Stripe allows here.",
        (_, "charge_already_refunded") => "All of it was given back before.",
        (_, "charge_disputed") => "The customer's bank has taken this payment back already.",
        (_, "payment_intent_unexpected_state" | "charge_not_captured") => {
            "The payment is not in a state that allows this."
        }
        (401, "api_key_expired") => {
            "Stripe does not take this key any more. Enter a new one where the provider is set up."
        }
        (401, _) => "Stripe does not know this key. Check it where the provider is set up.",
        (403, _) => "This key has no permission for that. Give it the permission at Stripe.",
        (404, _) => "Stripe does not know this reader or payment in the mode of this key.",
        _ => "Stripe refused the request as it stands.",
    };
    format!("{why} {nothing}")
}

/// Why money that was given back did not arrive ("Failed refunds").
pub(super) fn refund_failed(reason: &str) -> &'static str {
    match reason {
        "lost_or_stolen_card" | "expired_or_canceled_card" => {
            "The card that was charged is not valid any more. Give the money back another way."
        }
        "insufficient_funds" => "The balance at Stripe did not suffice. Give the money back another way, or top it up.",
        _ => "The customer's bank did not take it. Give the money back another way.",
    }
}
