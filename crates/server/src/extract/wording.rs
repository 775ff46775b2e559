//! What is wrong with an input, in the words of whoever sent it, made of what serde says about it.

use onetill_kernel::{Error, holds_card_number};

/// So much of a name that was sent is repeated, in characters.
const MAX_ECHO: usize = 40;

/// The refusal of a value at `path` (`.` for the whole) that serde refused with `message`.
pub(super) fn refusal(path: &str, message: &str) -> Error {
    // serde_json ends its message with the place in the text, which the field says better.
    let message = message.rsplit_once(" at line ").map_or(message, |(m, _)| m);
    let field = if path == "." { "body" } else { path };
    let begins = |start: &str| message.starts_with(start);
    let quoted: Vec<&str> = message.split('`').skip(1).step_by(2).collect();
    let (name, known) = quoted.split_first().map_or(("", [].as_slice()), |(name, known)| (*name, known));
    if begins("missing field") {
        return Error::invalid(part(path, name), format!("`{}` is missing.", echo(name)))
            .code("missing_field")
            .fix(format!("Send `{}` too.", echo(name)));
    }
    if begins("unknown field") {
        return Error::invalid(part(path, name), format!("There is nothing called `{}` here.", echo(name)))
            .code("unknown_field")
            .fix(nearest(name, known));
    }
    if begins("duplicate field") {
        return Error::invalid(part(path, name), format!("`{}` is given more than once.", echo(name)))
            .fix("Give it once.");
    }
    if begins("unknown variant") {
        return Error::invalid(field, format!("`{}` is none of the words known here.", echo(name)))
            .fix(nearest(name, known));
    }
    if begins("invalid type: ") || begins("invalid value: ") {
        return unfit(field, message);
    }
    let (detail, fix) = match message {
        m if m.starts_with("UUID parsing failed") => ("This is not an id.", "An id is a UUID, as an answer gave it."),
        "invalid digit found in string" | "cannot parse integer from empty string" => {
            ("This is not a whole number.", "Use digits only.")
        }
        m if m.starts_with("number too") => ("This number is too large.", "Use a smaller one."),
        m if m.starts_with("provided string was not") => ("This is neither true nor false.", "Use true or false."),
        "expected value" => ("This is one of a few words.", "Send a word in quotes; GET /docs lists them."),
        // Our own types say it in sentences.
        own if holds_card_number(own) => ("This is not what is expected.", "GET /docs shows what is expected."),
        own => return Error::invalid(field, own).fix("GET /docs shows what is expected."),
    };
    Error::invalid(field, detail).fix(fix)
}

/// A value of the wrong type: `invalid type: floating point `1.5`, expected i64`.
fn unfit(field: &str, message: &str) -> Error {
    let (_, rest) = message.split_once(": ").unwrap_or_default();
    // What was sent comes first and may hold any words.
    let (found, expected) = rest.rsplit_once(", expected ").unwrap_or((rest, ""));
    let whole = found.split('`').nth(1).and_then(|number| number.parse::<f64>().ok());
    let huge = whole.is_some_and(|number| number.abs() >= i64::MAX as f64);
    let found = found.split([' ', '`']).next().unwrap_or_default();
    let (wanted, fix) = match expected {
        "i64" | "u64" | "u32" | "i32" if huge || found == "integer" => {
            return Error::invalid(field, "This number is too large.").fix("Use a smaller one.");
        }
        "i64" if field.ends_with("amount") => {
            ("An amount is a whole number of minor units (pence, cents)", "For 10.50 send 1050.")
        }
        "i64" | "u64" | "u32" | "i32" => ("This is a whole number", "Send a whole number, without quotes."),
        "a string" | "string" | "a borrowed string" => ("This is a text", "Send a text in quotes."),
        "a boolean" => ("This is true or false", "Send true or false, without quotes."),
        "a sequence" => ("This is a list", "Send a list in square brackets."),
        "struct Money" => ("This is an amount of money", "Send {\"amount\": 1050, \"currency\": \"EUR\"}."),
        "a formatted UUID string" | "UUID string" => ("This is an id", "Send a UUID in quotes."),
        other if other.starts_with("struct ") => ("This is an object", "Send an object in curly brackets."),
        other if other.starts_with("enum ") || other == "string or map" || other == "variant identifier" => {
            ("This is one of a few words", "Send a word in quotes; GET /docs lists them.")
        }
        other => {
            let error = Error::invalid(field, format!("This is {other}{}", instead(found)));
            return error.fix("GET /docs shows what is expected.");
        }
    };
    Error::invalid(field, format!("{wanted}{}", instead(found))).fix(fix)
}

/// The end of a sentence that says what a value is: what was sent instead.
fn instead(found: &str) -> &'static str {
    match found {
        "string" | "character" => ", not a text.",
        "integer" => ", not a number.",
        "floating" => ", not a number with decimals.",
        "boolean" => ", not true or false.",
        "sequence" => ", not a list.",
        "map" => ", not an object.",
        "null" | "unit" => ", not null.",
        _ => ".",
    }
}

/// The field `name` of what is at `path`.
fn part(path: &str, raw: &str) -> String {
    let name = echo(raw);
    // Some paths lead to the field already.
    let parent = path.strip_suffix(raw).map_or(path, |parent| parent.trim_end_matches('.'));
    match parent {
        "" | "." => name,
        parent => format!("{parent}.{name}"),
    }
}

/// The way out for a name that is not known: the one that was meant, or all there are.
fn nearest(name: &str, known: &[&str]) -> String {
    let distance = |other: &str| strsim::damerau_levenshtein(&name.to_lowercase(), other);
    let near = |other: &&&str| distance(other) <= 1 + other.chars().count() / 4 || alike(name, other);
    match known.iter().filter(near).min_by_key(|other| distance(other)) {
        Some(meant) => format!("Did you mean `{meant}`?"),
        None if known.is_empty() => "Leave it out.".to_owned(),
        None => format!("Known are: {}.", known.join(", ")),
    }
}

/// Whether one name is the end of the other (`price`, `unit_price`), or short for it (`qty`, `quantity`).
fn alike(name: &str, other: &str) -> bool {
    let plain = |text: &str| text.to_lowercase().replace(['_', '-'], "");
    let (name, other) = (plain(name), plain(other));
    let mut letters = other.chars();
    let short = name.chars().next() == other.chars().next() && name.chars().all(|c| letters.any(|l| l == c));
    name.len() >= 3 && (short || other.ends_with(&name) || name.ends_with(&other))
}

/// A name as sent, fit to be repeated: short, no card number, and without anything that does not print.
fn echo(name: &str) -> String {
    if holds_card_number(name) {
        return "…".to_owned();
    }
    name.chars().filter(|c| !c.is_control()).take(MAX_ECHO).collect()
}
