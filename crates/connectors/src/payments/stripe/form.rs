//! Bodies as Stripe wants them: `a=1&b[c]=2`.

use std::fmt::Write;

/// The parameters of a request.
#[derive(Debug, Clone, Default)]
pub(super) struct Form(String);

impl Form {
    /// The same with one more.
    #[must_use]
    pub(super) fn with(mut self, name: &str, value: impl ToString) -> Self {
        if !self.0.is_empty() {
            self.0.push('&');
        }
        // Brackets stay as they are written in the documentation.
        encode(&mut self.0, name, b"[]");
        self.0.push('=');
        encode(&mut self.0, &value.to_string(), b"");
        self
    }

    pub(super) fn text(self) -> String {
        self.0
    }
}

fn encode(into: &mut String, text: &str, also: &[u8]) {
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) || also.contains(&byte) {
            into.push(char::from(byte));
        } else {
            // Writing to a string cannot fail.
            let _ = write!(into, "%{byte:02X}");
        }
    }
}
