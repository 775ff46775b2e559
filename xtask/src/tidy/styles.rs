//! Colours and type sizes come from the tokens, so that light, dark and every size stay one language.

use std::sync::LazyLock;

use regex::Regex;

use super::{File, Finding, line_of};

/// The one file where values stand.
const TOKENS: &str = "web/src/design/tokens.css";

fn pattern(text: &str) -> Regex {
    Regex::new(text).unwrap_or_else(|error| panic!("{text}: {error}"))
}

static CSS_COMMENT: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?s)/\*.*?\*/"));
/// `: #fff`, but not the selector `#main {`.
static CSS_COLOUR: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?m)[:,(\s](#(?:[0-9a-fA-F]{8}|[0-9a-fA-F]{6}|[0-9a-fA-F]{3,4})|(?:rgba?|hsla?|oklch|oklab|lab|lch|hwb)\([^)]*\))\s*[;,)}\s!]",
    )
});
static CSS_FONT_SIZE: LazyLock<Regex> = LazyLock::new(|| pattern(r"\bfont(?:-size)?\s*:[^;{}]*?\b(\d*\.?\d+px)"));
/// A whole string, so that "Order #1234" is none.
static SCRIPT_COLOUR: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r#"["'`](#(?:[0-9a-fA-F]{8}|[0-9a-fA-F]{6}|[0-9a-fA-F]{3,4})|(?:rgba?|hsla?|oklch)\([^)"'`]*\))["'`]"#)
});
static SCRIPT_FONT_SIZE: LazyLock<Regex> =
    LazyLock::new(|| pattern(r#"\bfontSize\s*[:=]\s*\{?\s*(["'`]?\d+(?:px)?["'`]?)"#));

/// Checks style sheets and components under web/src.
pub(crate) fn check(files: &[File]) -> Vec<Finding> {
    let mut findings = Vec::new();
    for file in files {
        if !file.path.starts_with("web/src/") || file.path == TOKENS || file.is_generated() {
            continue;
        }
        if file.has_extension(&["css"]) {
            let text = without_comments(&file.text);
            find(file, &text, &CSS_COLOUR, "a colour", &mut findings);
            find(file, &text, &CSS_FONT_SIZE, "a type size", &mut findings);
        } else if file.has_extension(&["ts", "tsx"]) {
            find(file, &file.text, &SCRIPT_COLOUR, "a colour", &mut findings);
            find(file, &file.text, &SCRIPT_FONT_SIZE, "a type size", &mut findings);
        }
    }
    findings
}

fn find(file: &File, text: &str, pattern: &Regex, what: &str, findings: &mut Vec<Finding>) {
    for found in pattern.captures_iter(text).filter_map(|captures| captures.get(1)) {
        findings.push(file.finding(
            line_of(text, found.start()),
            format!("{what}, `{}`, outside of the tokens; use var(--..), or add a token to {TOKENS}", found.as_str()),
        ));
    }
}

/// Comments blanked, lines kept.
fn without_comments(text: &str) -> String {
    CSS_COMMENT
        .replace_all(text, |captures: &regex::Captures<'_>| {
            captures[0].chars().filter(|&c| c == '\n').collect::<String>()
        })
        .into_owned()
}

#[cfg(test)]
mod tests {
    use super::super::testing::{file, places};
    use super::{TOKENS, check};

    fn found(path: &str, text: &str) -> Vec<String> {
        places(check(&[file(path, text)]))
    }

    #[test]
    fn style_sheets() {
        assert_eq!(found("web/src/a.css", "/* x\n#fff; */\na {\n  color: #fff;\n}"), ["web/src/a.css:4"]);
        assert_eq!(found("web/src/a.css", "a { border: 1px solid rgb(0 0 0 / 50%); }"), ["web/src/a.css:1"]);
        assert_eq!(found("web/src/a.css", "a { font-size: 14px; }"), ["web/src/a.css:1"]);
        assert!(found("web/src/a.css", "#add-line { padding: 4px; font-size: var(--text-s); }").is_empty());
        assert!(found(TOKENS, ":root { --accent: #123456; --text-s: 14px; }").is_empty());
    }

    #[test]
    fn components() {
        assert_eq!(found("web/src/a.tsx", "<path fill=\"#a1b2c3\" />"), ["web/src/a.tsx:1"]);
        assert_eq!(found("web/src/a.tsx", "style={{ fontSize: 14 }}"), ["web/src/a.tsx:1"]);
        assert_eq!(found("web/src/a.tsx", "<text fontSize={12}>"), ["web/src/a.tsx:1"]);
        assert!(found("web/src/a.tsx", "const title = 'Order #1234'; fontSize: 'var(--text-s)'").is_empty());
    }
}
