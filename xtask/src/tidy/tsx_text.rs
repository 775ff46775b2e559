//! Finds the literal text of JSX: what stands between tags, and the literal values of attributes.
//!
//! A small reader of TSX, enough to tell a tag from a comparison or a type argument. It follows brackets and
//! quotes, not grammar.

/// A literal text that JSX shows or passes on.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct JsxText<'a> {
    /// The attribute it is the value of; None between tags.
    pub(crate) attribute: Option<&'a str>,
    /// The tag it belongs to, or stands in; empty for a fragment.
    pub(crate) element: &'a str,
    pub(crate) text: &'a str,
    /// Where it begins in the source.
    pub(crate) offset: usize,
}

/// All literal texts of a file, in order. Of text that is no TSX, whatever looks like it.
pub(crate) fn texts(source: &str) -> Vec<JsxText<'_>> {
    let mut reader = Reader { source, bytes: source.as_bytes(), at: 0, found: Vec::new() };
    while reader.at < reader.bytes.len() {
        reader.code();
    }
    reader.found
}

/// After these words an expression begins, so `<` opens a tag and `/` a regular expression.
const BEFORE_EXPRESSION: [&str; 12] =
    ["return", "case", "default", "else", "do", "typeof", "void", "await", "yield", "in", "of", "new"];

struct Reader<'a> {
    source: &'a str,
    bytes: &'a [u8],
    at: usize,
    found: Vec<JsxText<'a>>,
}

impl<'a> Reader<'a> {
    fn peek(&self) -> u8 {
        self.bytes.get(self.at).copied().unwrap_or(0)
    }

    fn starts_with(&self, text: &str) -> bool {
        self.bytes[self.at.min(self.bytes.len())..].starts_with(text.as_bytes())
    }

    fn done(&self) -> bool {
        self.at >= self.bytes.len()
    }

    fn skip_while(&mut self, matches: impl Fn(u8) -> bool) -> &'a str {
        let start = self.at;
        while !self.done() && matches(self.peek()) {
            self.at += 1;
        }
        self.source.get(start..self.at).unwrap_or_default()
    }

    fn skip_past(&mut self, end: &str) {
        while !self.done() && !self.starts_with(end) {
            self.at += 1;
        }
        self.at = (self.at + end.len()).min(self.bytes.len());
    }

    /// Spaces and comments.
    fn skip_space(&mut self) {
        loop {
            self.skip_while(|b| b.is_ascii_whitespace());
            if self.starts_with("//") {
                self.skip_past("\n");
            } else if self.starts_with("/*") {
                self.skip_past("*/");
            } else {
                return;
            }
        }
    }

    /// Code up to and with the `}` that closes it, or to the end of the file.
    fn code(&mut self) {
        let mut expects_expression = true;
        loop {
            self.skip_space();
            match self.peek() {
                0 if self.done() => return,
                b'}' => {
                    self.at += 1;
                    return;
                }
                b'{' => {
                    self.at += 1;
                    self.code();
                    expects_expression = true;
                }
                b'\'' | b'"' => {
                    self.string();
                    expects_expression = false;
                }
                b'`' => {
                    self.template();
                    expects_expression = false;
                }
                b'/' if expects_expression => {
                    self.regular_expression();
                    expects_expression = false;
                }
                b'<' if expects_expression && self.opens_tag() => {
                    self.element();
                    expects_expression = false;
                }
                b')' | b']' => {
                    self.at += 1;
                    expects_expression = false;
                }
                byte if is_word(byte) => {
                    let word = self.skip_while(is_word);
                    expects_expression = BEFORE_EXPRESSION.contains(&word);
                }
                _ => {
                    self.at += 1;
                    expects_expression = true;
                }
            }
        }
    }

    /// A quoted string; returns its inside.
    fn string(&mut self) -> &'a str {
        let quote = self.peek();
        self.at += 1;
        let start = self.at;
        while !self.done() && self.peek() != quote && self.peek() != b'\n' {
            self.at += if self.peek() == b'\\' { 2 } else { 1 };
        }
        self.at = self.at.min(self.bytes.len());
        let inside = self.source.get(start..self.at).unwrap_or_default();
        self.at += 1;
        inside
    }

    fn template(&mut self) {
        self.at += 1;
        while !self.done() {
            if self.starts_with("${") {
                self.at += 2;
                self.code();
                continue;
            }
            match self.peek() {
                b'`' => {
                    self.at += 1;
                    return;
                }
                b'\\' => self.at += 2,
                _ => self.at += 1,
            }
        }
    }

    fn regular_expression(&mut self) {
        self.at += 1;
        let mut in_class = false;
        while !self.done() && self.peek() != b'\n' {
            match self.peek() {
                b'\\' => self.at += 1,
                b'[' => in_class = true,
                b']' => in_class = false,
                b'/' if !in_class => {
                    self.at += 1;
                    return;
                }
                _ => {}
            }
            self.at += 1;
        }
    }

    /// Whether the `<` here opens a tag, and not the type parameters of an arrow function.
    fn opens_tag(&self) -> bool {
        let rest = self.source.get(self.at + 1..).unwrap_or_default();
        if rest.starts_with('>') {
            return true;
        }
        let length = rest.find(|c: char| !c.is_ascii_alphanumeric() && !"._:-$".contains(c)).unwrap_or(rest.len());
        let after = &rest[length..];
        let type_parameter = after.starts_with(',')
            || after.trim_start().starts_with("extends ")
            || (length == 1 && after.starts_with(">("));
        length > 0 && rest.starts_with(|c: char| c.is_ascii_alphabetic()) && !type_parameter
    }

    fn element(&mut self) {
        self.at += 1;
        let element = self.skip_while(is_name);
        if self.peek() == b'<' {
            self.type_arguments();
        }
        while !self.done() {
            self.skip_space();
            match self.peek() {
                b'/' if self.starts_with("/>") => {
                    self.at += 2;
                    return;
                }
                b'>' => {
                    self.at += 1;
                    self.children(element);
                    return;
                }
                b'{' => {
                    self.at += 1;
                    self.code();
                }
                byte if is_name(byte) => self.attribute(element),
                _ => self.at += 1,
            }
        }
    }

    fn type_arguments(&mut self) {
        let mut depth = 0;
        while !self.done() {
            match self.peek() {
                b'<' => depth += 1,
                b'>' => depth -= 1,
                _ => {}
            }
            self.at += 1;
            if depth == 0 {
                return;
            }
        }
    }

    fn attribute(&mut self, element: &'a str) {
        let name = self.skip_while(is_name);
        self.skip_space();
        if self.peek() != b'=' {
            return;
        }
        self.at += 1;
        self.skip_space();
        match self.peek() {
            b'\'' | b'"' => {
                let quote = self.bytes[self.at];
                self.at += 1;
                let offset = self.at;
                let text = self.skip_while(|b| b != quote);
                self.at += 1;
                self.record(element, Some(name), text, offset);
            }
            b'{' => self.braces(element, Some(name)),
            b'<' => self.element(),
            _ => {}
        }
    }

    /// `{ code }`, or `{'text'}`, which is text.
    fn braces(&mut self, element: &'a str, attribute: Option<&'a str>) {
        self.at += 1;
        let start = self.at;
        self.skip_space();
        if matches!(self.peek(), b'\'' | b'"') {
            let offset = self.at + 1;
            let text = self.string();
            self.skip_space();
            if self.peek() == b'}' {
                self.at += 1;
                self.record(element, attribute, text, offset);
                return;
            }
        }
        self.at = start;
        self.code();
    }

    fn children(&mut self, element: &'a str) {
        while !self.done() {
            let offset = self.at;
            let text = self.skip_while(|b| b != b'<' && b != b'{');
            self.record(element, None, text, offset);
            if self.starts_with("</") {
                self.skip_past(">");
                return;
            } else if self.peek() == b'<' {
                self.element();
            } else if self.peek() == b'{' {
                self.braces(element, None);
            }
        }
    }

    fn record(&mut self, element: &'a str, attribute: Option<&'a str>, text: &'a str, offset: usize) {
        let trimmed = text.trim();
        if !trimmed.is_empty() {
            self.found.push(JsxText {
                attribute,
                element,
                text: trimmed,
                offset: offset + (text.len() - text.trim_start().len()),
            });
        }
    }
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'$' || byte >= 0x80
}

fn is_name(byte: u8) -> bool {
    is_word(byte) || matches!(byte, b'-' | b'.' | b':')
}

#[cfg(test)]
mod tests {
    use super::texts;

    fn check(source: &str, expected: &[&str]) {
        let found: Vec<String> = texts(source)
            .iter()
            .map(|t| match t.attribute {
                Some(name) => format!("{name}={}", t.text),
                None => t.text.to_owned(),
            })
            .collect();
        assert_eq!(found, expected, "{source}");
    }

    #[test]
    fn between_tags_and_in_attributes() {
        check("return <p className=\"a\">Don't <b>panic</b>{count} x</p>;", &["className=a", "Don't", "panic", "x"]);
        check("const a = <><Icon /> Save</>;", &["Save"]);
        check("x ? <A title='Close'/> : null", &["title=Close"]);
        check("<A title={'Close'} b={c} {...d}>{'text'}{e ? 'f' : g}</A>", &["title=Close", "text"]);
    }

    #[test]
    fn inside_braces_again() {
        check("<ul>{items.map((i) => <li key={i.id}>One {i.name}</li>)}</ul>", &["One"]);
        check("<p>{t(`a.${b}`)}</p>", &[]);
        check("<p>{/* a comment, it's none */}</p>", &[]);
    }

    #[test]
    fn comparisons_and_types_are_no_tags() {
        check("const [a, setA] = useState<string | null>(null); if (a < b && c > d) { e(); }", &[]);
        check("const f = <T,>(x: T) => x; const g = <T extends U>(x: T) => x; type H = <T>(x: T) => void;", &[]);
        check("function f<T>(x: Map<string, T>): Promise<T> { return g<T>(x); }", &[]);
        check("<Select<Item> items={a}>Pick</Select>", &["Pick"]);
    }

    #[test]
    fn regular_expressions_and_strings_hide_quotes() {
        check("const a = b.replace(/[\"'/<]/g, ''); const c = <p>x</p>", &["x"]);
        check("const a = 'it\\'s <p>no tag</p>'; // <p>nor here</p>", &[]);
    }

    #[test]
    fn what_is_open_ends_with_the_file() {
        for source in ["<p", "<p>", "<p a='", "`${", "'\\", "/a", "<p>{'x'", "{"] {
            texts(source);
        }
    }
}
