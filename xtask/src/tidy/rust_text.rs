//! Splits Rust source into code, comments and string literals, so that a check looks only where it means to.

/// A string literal.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Literal {
    /// Where it begins, from 1.
    pub(crate) line: usize,
    /// What stands between the quotes, escapes as written.
    pub(crate) text: String,
}

/// Rust source, split.
#[derive(Debug)]
pub(crate) struct RustText {
    /// The source with comments and the insides of literals blanked; lines and columns stay.
    pub(crate) code: String,
    pub(crate) strings: Vec<Literal>,
}

/// Splits a file that compiles. What does not compile is split somehow, without panic.
pub(crate) fn split(source: &str) -> RustText {
    Splitter { source: source.as_bytes(), at: 0, line: 1, code: Vec::with_capacity(source.len()), strings: Vec::new() }
        .run()
}

struct Splitter<'a> {
    source: &'a [u8],
    at: usize,
    line: usize,
    code: Vec<u8>,
    strings: Vec<Literal>,
}

impl Splitter<'_> {
    fn run(mut self) -> RustText {
        while self.at < self.source.len() {
            let rest = &self.source[self.at..];
            if rest.starts_with(b"//") {
                while self.at < self.source.len() && self.source[self.at] != b'\n' {
                    self.blank();
                }
            } else if rest.starts_with(b"/*") {
                self.block_comment();
            } else if rest[0] == b'"' {
                self.string();
            } else if let Some(hashes) = self.raw_string_hashes() {
                self.raw_string(hashes);
            } else if rest[0] == b'\'' {
                self.quote();
            } else {
                self.keep();
            }
        }
        RustText { code: String::from_utf8_lossy(&self.code).into_owned(), strings: self.strings }
    }

    fn keep(&mut self) {
        let byte = self.source[self.at];
        self.line += usize::from(byte == b'\n');
        self.code.push(byte);
        self.at += 1;
    }

    fn blank(&mut self) {
        let Some(&byte) = self.source.get(self.at) else {
            return;
        };
        self.line += usize::from(byte == b'\n');
        self.code.push(if byte == b'\n' { b'\n' } else { b' ' });
        self.at += 1;
    }

    fn block_comment(&mut self) {
        let mut depth = 0;
        while self.at < self.source.len() {
            let rest = &self.source[self.at..];
            let step = if rest.starts_with(b"/*") {
                depth += 1;
                2
            } else if rest.starts_with(b"*/") {
                depth -= 1;
                2
            } else {
                1
            };
            for _ in 0..step {
                self.blank();
            }
            if depth == 0 {
                return;
            }
        }
    }

    fn string(&mut self) {
        let line = self.line;
        self.keep();
        let start = self.at;
        while self.at < self.source.len() && self.source[self.at] != b'"' {
            if self.source[self.at] == b'\\' {
                self.blank();
            }
            self.blank();
        }
        self.record(line, start);
        if self.at < self.source.len() {
            self.keep();
        }
    }

    /// How many `#` the raw string that begins here has; None when none begins here.
    fn raw_string_hashes(&self) -> Option<usize> {
        let rest = self.source[self.at..].strip_prefix(b"r")?;
        // `r` may end a word (`for"..."` does not occur), or follow `b` or `c`.
        if let Some(&before) = self.at.checked_sub(1).and_then(|i| self.source.get(i)) {
            let prefixed = matches!(before, b'b' | b'c');
            if !prefixed && (before.is_ascii_alphanumeric() || before == b'_') {
                return None;
            }
        }
        let hashes = rest.iter().take_while(|&&b| b == b'#').count();
        (rest.get(hashes) == Some(&b'"')).then_some(hashes)
    }

    fn raw_string(&mut self, hashes: usize) {
        let line = self.line;
        for _ in 0..hashes + 2 {
            self.keep();
        }
        let start = self.at;
        let end: Vec<u8> = std::iter::once(b'"').chain(std::iter::repeat_n(b'#', hashes)).collect();
        while self.at < self.source.len() && !self.source[self.at..].starts_with(&end) {
            self.blank();
        }
        self.record(line, start);
        for _ in 0..end.len().min(self.source.len() - self.at) {
            self.keep();
        }
    }

    fn record(&mut self, line: usize, start: usize) {
        self.strings.push(Literal {
            line,
            text: String::from_utf8_lossy(&self.source[start..self.at.min(self.source.len())]).into_owned(),
        });
    }

    /// A character literal, or the mark of a lifetime.
    fn quote(&mut self) {
        let rest = &self.source[self.at + 1..];
        let width = match rest.first() {
            Some(b'\\') => rest.iter().skip(2).position(|&b| b == b'\'').map(|i| i + 2),
            Some(&first) => {
                let width = match first {
                    0..0x80 => 1,
                    0x80..0xE0 => 2,
                    0xE0..0xF0 => 3,
                    _ => 4,
                };
                (rest.get(width) == Some(&b'\'')).then_some(width)
            }
            None => None,
        };
        self.keep();
        if let Some(width) = width {
            for _ in 0..width {
                self.blank();
            }
            self.keep();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::split;

    #[test]
    fn comments_and_strings_are_no_code() {
        let text = split("let a = \"x // no \\\" end\"; // gone\n/* one /* two */ still */ let b;\n");
        assert_eq!(text.strings.len(), 1);
        assert_eq!(text.strings[0].text, "x // no \\\" end");
        assert!(!text.code.contains("gone") && !text.code.contains("still"));
        assert!(text.code.contains("let b;"));
        assert_eq!(text.code.lines().count(), 2);
    }

    #[test]
    fn raw_strings_and_lines() {
        let text = split("\n\nf(r#\"SELECT \"a\"\nFROM b\"#, br\"c\", 'x', '\\'', '\"', \"d\")");
        let found: Vec<_> = text.strings.iter().map(|s| (s.line, s.text.as_str())).collect();
        assert_eq!(found, [(3, "SELECT \"a\"\nFROM b"), (4, "c"), (4, "d")]);
    }

    #[test]
    fn lifetimes_are_no_characters() {
        let text = split("fn f<'a>(x: &'a str) -> &'a str { \"s\" }");
        assert_eq!(text.strings.len(), 1);
        assert!(text.code.contains("&'a str {"));
    }

    #[test]
    fn an_open_string_ends_with_the_file() {
        assert_eq!(split("\"abc\\").strings.len(), 1);
        assert_eq!(split("r#\"abc\"").strings.len(), 1);
    }
}
