//! Bodies and queries: `a=1&b[c]=2&d[]=3&e[0][f]=4`.

use super::errors::Refusal;

/// The parameters of a request, each under its whole name.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Form(Vec<(String, String)>);

impl Form {
    /// Reads what is form-encoded. Nothing else is.
    pub(super) fn read(text: &[u8]) -> Result<Self, Refusal> {
        let text = std::str::from_utf8(text).map_err(|_| Refusal::invalid("The body is not form-encoded text."))?;
        let mut read: Vec<(String, String)> = Vec::new();
        for pair in text.split('&').filter(|pair| !pair.is_empty()) {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            let mut name = plain(name).ok_or_else(|| Refusal::invalid("The body is not form-encoded."))?;
            let value = plain(value).ok_or_else(|| Refusal::invalid("The body is not form-encoded."))?;
            if let Some(list) = name.strip_suffix("[]").map(str::to_owned) {
                let place = read.iter().filter(|(known, _)| in_list(known, &list)).count();
                name = format!("{list}[{place}]");
            }
            if read.iter().any(|(known, _)| *known == name) {
                return Err(Refusal::invalid(&format!("The parameter {name} is given twice.")).param(&name));
            }
            read.push((name, value));
        }
        Ok(Self(read))
    }

    /// As [`Form::read`], with the query's parameters too.
    pub(super) fn with_query(body: &[u8], query: &str) -> Result<Self, Refusal> {
        let mut form = Self::read(body)?;
        form.0.extend(Self::read(query.as_bytes())?.0);
        Ok(form)
    }

    /// The same whatever the order that it was sent in.
    pub(super) fn fingerprint(&self) -> String {
        let mut all: Vec<String> = self.0.iter().map(|(name, value)| format!("{name}={value}")).collect();
        all.sort();
        all.join("&")
    }

    /// Refuses what the endpoint does not know.
    pub(super) fn only(&self, known: &[&str]) -> Result<(), Refusal> {
        let stem = |name: &str| name.split('[').next().unwrap_or_default().to_owned();
        match self.0.iter().find(|(name, _)| !known.contains(&stem(name).as_str())) {
            None => Ok(()),
            Some((name, _)) => Err(Refusal::invalid(&format!("Received unknown parameter: {}", stem(name)))
                .code("parameter_unknown")
                .param(&stem(name))),
        }
    }

    /// A parameter; an empty one is none.
    pub(super) fn text(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(known, value)| known == name && !value.is_empty()).map(|(_, value)| value.as_str())
    }

    /// A parameter that has to be there.
    pub(super) fn needed(&self, name: &str) -> Result<&str, Refusal> {
        self.text(name).ok_or_else(|| {
            Refusal::invalid(&format!("Missing required param: {name}.")).code("parameter_missing").param(name)
        })
    }

    /// A whole number.
    pub(super) fn integer(&self, name: &str) -> Result<Option<i64>, Refusal> {
        let number = |text: &str| {
            text.parse().map_err(|_| {
                Refusal::invalid(&format!("Invalid integer: {text}")).code("parameter_invalid_integer").param(name)
            })
        };
        self.text(name).map(number).transpose()
    }

    /// A truth.
    pub(super) fn flag(&self, name: &str) -> Result<bool, Refusal> {
        match self.text(name) {
            None | Some("false") => Ok(false),
            Some("true") => Ok(true),
            Some(other) => Err(Refusal::invalid(&format!("Invalid boolean: {other}")).param(name)),
        }
    }

    /// One of several words.
    pub(super) fn word<'a>(&self, name: &str, words: &[&'a str]) -> Result<Option<&'a str>, Refusal> {
        let Some(text) = self.text(name) else { return Ok(None) };
        let found = words.iter().find(|word| **word == text);
        found.copied().map(Some).ok_or_else(|| {
            Refusal::invalid(&format!("Invalid {name}: must be one of {}", words.join(", "))).param(name)
        })
    }

    /// The values of a list.
    pub(super) fn list(&self, name: &str) -> Vec<String> {
        self.0.iter().filter(|(known, _)| in_list(known, name)).map(|(_, value)| value.clone()).collect()
    }

    /// The keys and values under a name, such as `metadata`.
    pub(super) fn map(&self, name: &str) -> Vec<(String, String)> {
        let inner = |known: &str| Some(known.strip_prefix(name)?.strip_prefix('[')?.strip_suffix(']')?.to_owned());
        self.0.iter().filter_map(|(known, value)| Some((inner(known)?, value.clone()))).collect()
    }
}

/// Whether `name` is an element of the list, and no deeper.
fn in_list(name: &str, list: &str) -> bool {
    name.strip_prefix(list)
        .and_then(|rest| rest.strip_prefix('['))
        .and_then(|rest| rest.strip_suffix(']'))
        .is_some_and(|place| !place.is_empty() && place.bytes().all(|b| b.is_ascii_digit()))
}

/// Text without its percent signs and pluses.
fn plain(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        bytes.push(match byte {
            b'+' => b' ',
            b'%' => {
                let digit = |b: u8| char::from(b).to_digit(16);
                let (high, low) = (digit(rest.next()?)?, digit(rest.next()?)?);
                u8::try_from(high * 16 + low).ok()?
            }
            other => other,
        });
    }
    String::from_utf8(bytes).ok()
}
